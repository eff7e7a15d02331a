//! Changing a file of the hub: what is there is compared first, and the new bytes appear whole or not at all.

use std::io::Write;
use std::path::Path;

use super::EditError;

/// Puts `after` in the place of `before`; refuses when something else is there by now.
///
/// # Errors
/// `Changed` when the file is not what was read; `Io` when the system refuses.
pub fn replace(root: &Path, path: &str, before: &[u8], after: &[u8]) -> Result<(), EditError> {
    let named = root.join(path);
    let refused = |error| EditError::Io(named.clone(), error);
    // A link inside the hub stays one: what it leads to is changed.
    let to = std::fs::canonicalize(&named).map_err(refused)?;
    let inside = std::fs::canonicalize(root).is_ok_and(|root| to.starts_with(root));
    if !inside || std::fs::read(&to).map_err(refused)? != before {
        return Err(EditError::Changed(named));
    }
    let mut staged = tempfile(&to);
    staged.push(format!(".{}.tmp", std::process::id()));
    let staged = to.with_file_name(staged);
    let written = write(&staged, &to, after);
    if let Err(error) = written.and_then(|()| std::fs::rename(&staged, &to)) {
        let _ = std::fs::remove_file(&staged);
        return Err(refused(error));
    }
    Ok(())
}

/// A name beside the file that nobody reads.
fn tempfile(to: &Path) -> std::ffi::OsString {
    let mut name = std::ffi::OsString::from(".");
    name.push(to.file_name().unwrap_or_default());
    name
}

fn write(staged: &Path, to: &Path, after: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(staged)?;
    file.write_all(after)?;
    file.set_permissions(std::fs::metadata(to)?.permissions())?;
    file.sync_all()
}
