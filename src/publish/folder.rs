//! Which folder may be the output, before a byte is made: never the hub, never around it, never somebody's files.

use super::disk::{Disk, Kind, Seen};
use super::error::{At, Doing, PublishError, Refusal};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// What a hub keeps at its root; a site published there would be mixed with it, or read again as its source.
const OF_THE_HUB: [&str; 7] = ["content", "themes", "src", "tests", "site.toml", ".kazipot", ".git"];

/// How many names a refusal shows.
const SHOWN: usize = 8;

/// An output folder that may be written as far as its place goes; both paths are canonical.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) root: PathBuf,
    pub(crate) output: PathBuf,
    /// The output as the manifest calls it: relative to the root when it is inside, so that a hub can be moved.
    pub(crate) label: String,
    /// The name of this output's shelf in `.kazipot/publish`.
    pub(crate) key: String,
}

/// Resolves the two paths and refuses the folders that are never an output.
pub(crate) fn settle(root: &Path, output: &Path) -> Result<Folder, PublishError> {
    let root = fs::canonicalize(root).at(Doing::Reading, root)?;
    let (output, exists) = canonical(output)?;
    let home = std::env::home_dir().and_then(|home| fs::canonicalize(home).ok());
    if let Some((why, swallows)) = refusal(&root, &output, home.as_deref()) {
        return Err(PublishError::Refused { output, why, swallows });
    }
    if exists && !output.is_dir() {
        return Err(no_folder(&output, output.clone()));
    }
    let (scope, label) = match output.strip_prefix(&root) {
        Ok(inside) => ("hub", inside.display().to_string()),
        Err(_) => ("outside", output.display().to_string()),
    };
    let hash = blake3::hash(format!("{scope}:{label}").as_bytes()).to_hex();
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    let key = format!("{}-{}", name.to_ascii_lowercase(), &hash[..16]);
    Ok(Folder { root, output, label, key })
}

/// The path without links, and whether it exists. What does not exist yet is added as it is written.
fn canonical(path: &Path) -> Result<(PathBuf, bool), PublishError> {
    let mut found = PathBuf::new();
    let mut exists = true;
    for step in std::path::absolute(path).at(Doing::Reading, path)?.components() {
        if step == Component::ParentDir {
            // Nothing in what was found is a link, so that its parent is the one that is meant.
            found.pop();
            exists = found.exists();
            continue;
        }
        found.push(step);
        match fs::canonicalize(&found) {
            Ok(real) => (found, exists) = (real, true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => exists = false,
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(no_folder(path, found)),
            Err(error) => return Err(error).at(Doing::Reading, path),
        }
        if !exists && fs::symlink_metadata(&found).is_ok() {
            return Err(no_folder(path, found));
        }
    }
    Ok((found, exists))
}

fn no_folder(output: &Path, swallows: PathBuf) -> PublishError {
    PublishError::Refused { output: output.to_owned(), why: Refusal::NotAFolder, swallows }
}

/// Why this output is out of the question, and what it would swallow. All paths are canonical.
fn refusal(root: &Path, output: &Path, home: Option<&Path>) -> Option<(Refusal, PathBuf)> {
    if output.parent().is_none() {
        return Some((Refusal::FileSystem, output.to_owned()));
    }
    if root.starts_with(output) {
        return Some((Refusal::Hub, root.to_owned()));
    }
    if let Some(home) = home.filter(|home| home.starts_with(output)) {
        return Some((Refusal::Home, home.to_owned()));
    }
    OF_THE_HUB.iter().find_map(|name| {
        let plain = root.join(name);
        let real = fs::canonicalize(&plain).unwrap_or_else(|_| plain.clone());
        let mixed = [plain, real].into_iter().find(|own| output.starts_with(own) || own.starts_with(output))?;
        Some((Refusal::HubFolder, mixed))
    })
}

/// A folder without a manifest is taken when nothing in it could be lost or published by mistake.
pub(crate) fn free_to_take(disk: &dyn Disk, output: &Path) -> Result<(), PublishError> {
    if disk.look(output).at(Doing::Reading, output)? == Seen::Absent {
        return Ok(());
    }
    let mut found: Vec<PathBuf> = disk
        .list(output)
        .at(Doing::Listing, output)?
        .into_iter()
        .filter(|item| !belongs_to_a_host(&item.name, item.kind))
        .map(|item| item.name.into())
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    found.sort();
    let count = found.len();
    found.truncate(SHOWN);
    Err(PublishError::Occupied { output: output.to_owned(), found, count })
}

/// What a place that serves sites, or a repository, keeps beside them.
fn belongs_to_a_host(name: &OsStr, kind: Kind) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".")
        || kind != Kind::Folder && (name == b"CNAME" || name.starts_with(b"README") || name.starts_with(b"LICENSE"))
}

/// Whether this very process works inside the folder: after an exchange it, and the shell that called it, would sit
/// in the old one.
pub(crate) fn works_inside(output: &Path) -> bool {
    std::env::current_dir().and_then(fs::canonicalize).is_ok_and(|working| working.starts_with(output))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(output: &str) -> Option<Refusal> {
        let home = Path::new("/home/ana");
        refusal(Path::new("/srv/hubs/bled"), Path::new(output), Some(home)).map(|(why, _)| why)
    }

    #[test]
    fn folders_that_would_swallow_something_are_refused() {
        assert_eq!(why("/"), Some(Refusal::FileSystem));
        assert_eq!(why("/home"), Some(Refusal::Home));
        assert_eq!(why("/home/ana"), Some(Refusal::Home));
        assert_eq!(why("/srv"), Some(Refusal::Hub));
        assert_eq!(why("/srv/hubs"), Some(Refusal::Hub));
        assert_eq!(why("/srv/hubs/bled"), Some(Refusal::Hub));
        assert_eq!(why("/srv/hubs/bled/content"), Some(Refusal::HubFolder));
        assert_eq!(why("/srv/hubs/bled/content/site"), Some(Refusal::HubFolder));
        assert_eq!(why("/srv/hubs/bled/themes"), Some(Refusal::HubFolder));
        assert_eq!(why("/srv/hubs/bled/.kazipot/publish"), Some(Refusal::HubFolder));
        assert_eq!(why("/srv/hubs/bled/.git"), Some(Refusal::HubFolder));
    }

    #[test]
    fn a_folder_of_its_own_is_accepted() {
        assert_eq!(why("/srv/hubs/bled/public"), None);
        assert_eq!(why("/srv/hubs/bled/contents"), None);
        assert_eq!(why("/srv/www"), None);
        assert_eq!(why("/home/ana/site"), None);
    }
}
