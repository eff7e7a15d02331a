//! What changes on the disk, told by the system (notify), or found by looking again and again where it tells nothing.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::News;

/// How often it is looked where nobody tells.
const POLL: Duration = Duration::from_secs(1);

/// Folders that are watched with everything in them.
pub(super) const FOLDERS: &[&str] = &["content", "themes"];

/// What is watched, and how.
pub(super) struct Watch {
    root: PathBuf,
    watcher: Box<dyn Watcher>,
    /// Why the disk is looked at again and again, where it is.
    pub(super) polls: Option<Polls>,
}

/// Why the system does not tell of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polls {
    /// The folder is on another machine or kept by a program.
    Remote,
    /// The system watches as many files as it may.
    Exhausted,
    /// It refused for another reason.
    Refused,
}

/// When a change is acted upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Haste {
    /// It is complete.
    Now,
    /// More of it is likely to follow.
    Soon,
}

impl Watch {
    /// Watches a hub. Everything is sent to `news`, also that it cannot be watched any longer.
    pub(super) fn start(root: &Path, news: &Sender<News>) -> notify::Result<Watch> {
        if is_remote(root) {
            return Watch::polling(root, news, Polls::Remote);
        }
        let sender = news.clone();
        let at = root.to_path_buf();
        let watcher = RecommendedWatcher::new(move |event| tell(&at, event, &sender), Config::default());
        let watched = watcher.and_then(|watcher| {
            let mut watch = Watch { root: root.to_path_buf(), watcher: Box::new(watcher), polls: None };
            watch.again()?;
            Ok(watch)
        });
        match watched {
            Ok(watch) => Ok(watch),
            Err(error) => {
                let exhausted = matches!(error.kind, notify::ErrorKind::MaxFilesWatch)
                    || matches!(&error.kind, notify::ErrorKind::Io(error) if matches!(error.raw_os_error(), Some(24 | 28)));
                Watch::polling(root, news, if exhausted { Polls::Exhausted } else { Polls::Refused })
            }
        }
    }

    /// Looks at the disk every second.
    pub(super) fn polling(root: &Path, news: &Sender<News>, why: Polls) -> notify::Result<Watch> {
        let sender = news.clone();
        let at = root.to_path_buf();
        let config = Config::default().with_poll_interval(POLL);
        let watcher = PollWatcher::new(move |event| tell(&at, event, &sender), config)?;
        let mut watch = Watch { root: root.to_path_buf(), watcher: Box::new(watcher), polls: Some(why) };
        watch.again()?;
        Ok(watch)
    }

    /// Watches the folders that are there now: one that went and came again is another one.
    pub(super) fn again(&mut self) -> notify::Result<()> {
        self.watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        for folder in FOLDERS.iter().map(|folder| self.root.join(folder)).filter(|folder| folder.is_dir()) {
            // Unknown to the watcher it cannot be forgotten, and that is no matter.
            let _ = self.watcher.unwatch(&folder);
            self.watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
        Ok(())
    }
}

/// Whether the folder is on a file system that changes without this machine's system hearing of it.
#[cfg(target_os = "linux")]
fn is_remote(root: &Path) -> bool {
    /// NFS, SMB, CIFS, SMB2, FUSE, 9P, VirtualBox, AFS, Ceph (statfs(2)).
    const REMOTE: &[u32] =
        &[0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x0102_1997, 0x786F_4256, 0x5346_414F, 0x00C3_6400];
    rustix::fs::statfs(root).is_ok_and(|system| REMOTE.contains(&(system.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_: &Path) -> bool {
    false
}

fn tell(root: &Path, event: notify::Result<Event>, news: &Sender<News>) {
    // The loop is gone only when the process is about to be.
    let _ = match event {
        Ok(event) if event.need_rescan() => news.send(News::Unknown),
        Ok(event) => match haste(&event.kind) {
            Some(haste) => {
                // A file without an ending is one that a program has not yet given its name.
                let unnamed = event.paths.iter().all(|path| path.extension().is_none());
                let haste = if unnamed { Haste::Soon } else { haste };
                let paths: Vec<String> = event.paths.iter().filter_map(|path| inside(root, path)).collect();
                if paths.is_empty() { Ok(()) } else { news.send(News::Changed(paths, haste, Instant::now())) }
            }
            None => Ok(()),
        },
        Err(_) => news.send(News::Unwatched),
    };
}

/// When an event is acted upon; `None` for those that change nothing.
fn haste(kind: &EventKind) -> Option<Haste> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Haste::Now),
        EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) => Some(Haste::Soon),
        EventKind::Modify(ModifyKind::Name(_)) => Some(Haste::Now),
        EventKind::Modify(ModifyKind::Metadata(_)) => None,
        // Where the system tells when a file is closed, that is waited for; elsewhere this is all it tells.
        EventKind::Modify(_) | EventKind::Create(_) if cfg!(target_os = "linux") => Some(Haste::Soon),
        EventKind::Modify(_) | EventKind::Create(_) => Some(Haste::Now),
        EventKind::Remove(_) | EventKind::Any | EventKind::Other => Some(Haste::Soon),
    }
}

/// A path from the hub's root, when it can have to do with the site.
fn inside(root: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
    let parts = parts?;
    let first = parts.first()?;
    let is_ours = FOLDERS.contains(first) || parts == [crate::config::FILE];
    let name = parts.last()?;
    // What editors and systems leave beside a file while they work on it.
    let litter = parts.iter().any(|part| part.starts_with('.'))
        || name.ends_with('~')
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()))
        || crate::source::is_litter(name);
    (is_ours && !litter).then(|| parts.join("/"))
}
