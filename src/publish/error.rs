//! What can stop a publication: the environment's wrongs, never the author's.
//!
//! Each error has a stable code and its fields, from which `ui` makes the sentence in the reader's language; the
//! English `Display` is what is left when nobody does.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A file that is not ours and stands where a file of the site must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clash {
    /// The foreign file, relative to the output folder.
    pub foreign: PathBuf,
    /// The site's file that cannot be written.
    pub page: String,
}

/// Why a folder is never written, whatever is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The root of the file system.
    FileSystem,
    /// The home directory, or a folder around it.
    Home,
    /// The hub's own root, or a folder around it.
    Hub,
    /// A folder of the hub's sources, one inside it, or one around it.
    HubFolder,
    /// Not a folder at all, or a link that leads nowhere.
    NotAFolder,
}

/// What was being done to a file when the system said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Reading,
    Listing,
    Writing,
    Linking,
    Moving,
    Exchanging,
    Removing,
    Locking,
}

impl Doing {
    /// The verb as it stands in an English sentence.
    pub fn name(self) -> &'static str {
        match self {
            Doing::Reading => "read",
            Doing::Listing => "list",
            Doing::Writing => "write",
            Doing::Linking => "link",
            Doing::Moving => "move",
            Doing::Exchanging => "exchange",
            Doing::Removing => "remove",
            Doing::Locking => "lock",
        }
    }
}

/// Why nothing (or, for an [`PublishError::Io`] after the change, everything) was published.
#[derive(Debug)]
pub enum PublishError {
    /// Some pages could not be made; the product keeps the reasons as diagnostics.
    NotMade { pages: usize },
    /// The output is a folder that must not be written. `swallows` is what would be lost or mixed up.
    Refused { output: PathBuf, why: Refusal, swallows: PathBuf },
    /// The output holds files and no manifest says that they are ours. `found` is the first few of `count`, sorted.
    Occupied { output: PathBuf, found: Vec<PathBuf>, count: usize },
    /// Foreign files on the site's paths; all of them, sorted.
    ForeignFiles { output: PathBuf, clashes: Vec<Clash> },
    /// Another build is publishing to the same folder.
    Busy { output: PathBuf, lock: PathBuf, pid: Option<u32> },
    /// The manifest cannot be understood. `reason` is the parser's English sentence.
    BadManifest { output: PathBuf, manifest: PathBuf, reason: String },
    /// Two of the site's own paths exclude each other: one is a file, the other needs a folder of that name.
    TwoInOne { file: String, below: String },
    /// The system refused.
    Io { doing: Doing, path: PathBuf, error: io::Error },
}

impl PublishError {
    /// The stable name under which the catalogues keep this error's sentence.
    pub fn code(&self) -> &'static str {
        match self {
            PublishError::NotMade { .. } => "publish-not-made",
            PublishError::Refused { why, .. } => match why {
                Refusal::FileSystem => "publish-output-is-root",
                Refusal::Home => "publish-output-is-home",
                Refusal::Hub => "publish-output-is-hub",
                Refusal::HubFolder => "publish-output-is-source",
                Refusal::NotAFolder => "publish-output-no-folder",
            },
            PublishError::Occupied { .. } => "publish-output-occupied",
            PublishError::ForeignFiles { .. } => "publish-foreign-file",
            PublishError::Busy { .. } => "publish-busy",
            PublishError::BadManifest { .. } => "publish-bad-manifest",
            PublishError::TwoInOne { .. } => "publish-two-in-one",
            PublishError::Io { error, .. } => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "publish-disk-full",
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "publish-not-permitted",
                _ => "publish-io",
            },
        }
    }

    /// The values of the sentence, by the names that the catalogues use.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        match self {
            PublishError::NotMade { pages } => vec![("pages", pages.to_string())],
            PublishError::Refused { output, swallows, .. } => {
                vec![("output", shown(output)), ("swallows", shown(swallows))]
            }
            PublishError::Occupied { output, found, count } => vec![
                ("output", shown(output)),
                ("files", listed(found.iter().map(|path| shown(path)))),
                ("count", count.to_string()),
            ],
            PublishError::ForeignFiles { output, clashes } => vec![
                ("output", shown(output)),
                ("file", clashes.first().map_or_else(String::new, |first| shown(&first.foreign))),
                ("page", clashes.first().map_or_else(String::new, |first| first.page.clone())),
                ("count", clashes.len().to_string()),
            ],
            PublishError::Busy { output, lock, pid } => vec![
                ("output", shown(output)),
                ("lock", shown(lock)),
                ("pid", pid.map_or_else(String::new, |pid| pid.to_string())),
            ],
            PublishError::BadManifest { output, manifest, reason } => {
                vec![("output", shown(output)), ("manifest", shown(manifest)), ("reason", reason.clone())]
            }
            PublishError::TwoInOne { file, below } => {
                vec![("file", file.clone()), ("below", below.clone())]
            }
            PublishError::Io { doing, path, error } => {
                vec![("doing", doing.name().to_owned()), ("path", shown(path)), ("cause", error.to_string())]
            }
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn listed(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

impl fmt::Display for PublishError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::NotMade { pages: 1 } => {
                write!(to, "one page could not be made; nothing was published")
            }
            PublishError::NotMade { pages } => {
                write!(to, "{pages} pages could not be made; nothing was published")
            }
            PublishError::Refused { output, why, swallows } => {
                let (output, swallows) = (output.display(), swallows.display());
                match why {
                    Refusal::FileSystem => {
                        write!(to, "the site cannot be published to {output}: that is the whole file system")
                    }
                    Refusal::Home => write!(
                        to,
                        "the site cannot be published to {output}: the home directory {swallows} would be in it"
                    ),
                    Refusal::Hub => write!(
                        to,
                        "the site cannot be published to {output}: the hub itself, {swallows}, would be in it"
                    ),
                    Refusal::HubFolder => write!(
                        to,
                        "the site cannot be published to {output}: the hub keeps its own files in {swallows}"
                    ),
                    Refusal::NotAFolder => {
                        write!(to, "the site cannot be published to {output}: it is not a folder")
                    }
                }
            }
            PublishError::Occupied { output, found, count } => {
                let (output, names) = (output.display(), listed(found.iter().map(|path| shown(path))));
                let more = if *count > found.len() { ", …" } else { "" };
                write!(
                    to,
                    "{output} holds files that kazipot did not write ({names}{more}); nothing was touched. \
                     With --adopt the files at the site's own paths become kazipot's, to be replaced and \
                     removed as the site changes, and all others stay as they are"
                )
            }
            PublishError::ForeignFiles { output, clashes } => {
                write!(to, "files that kazipot did not write are in the way in {}:", output.display())?;
                for clash in clashes.iter().take(10) {
                    write!(to, "\n  {} stands where {} must be", clash.foreign.display(), clash.page)?;
                }
                if clashes.len() > 10 {
                    write!(to, "\n  … {} in all", clashes.len())?;
                }
                write!(to, "\nnothing was changed. Move them away, or take them over with --adopt")
            }
            PublishError::Busy { output, pid, .. } => {
                let output = output.display();
                match pid {
                    Some(pid) => write!(to, "process {pid} is publishing to {output}"),
                    None => write!(to, "another process is publishing to {output}"),
                }
            }
            PublishError::BadManifest { output, manifest, reason } => write!(
                to,
                "{} cannot be read as the list of files published to {}: {reason}. With --adopt a new list \
                 is made and the files at the site's own paths become kazipot's",
                manifest.display(),
                output.display()
            ),
            PublishError::TwoInOne { file, below } => {
                write!(to, "{file} and {below} cannot both be published: {file} is a file")
            }
            PublishError::Io { doing, path, error } => {
                write!(to, "cannot {} {}: {error}", doing.name(), path.display())
            }
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PublishError::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Names the file and what was being done to it.
pub(crate) trait At<T> {
    fn at(self, doing: Doing, path: &Path) -> Result<T, PublishError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, doing: Doing, path: &Path) -> Result<T, PublishError> {
        self.map_err(|error| PublishError::Io { doing, path: path.to_owned(), error })
    }
}
