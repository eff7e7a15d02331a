//! What changes on the disk, told by the system (notify), or found by looking again and again where it tells nothing.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::follow::News;
use crate::config;
use crate::world::Glance;

/// How often it is looked where nobody tells.
const POLL: Duration = Duration::from_secs(1);

/// A look at a large hub takes its time: so many times that long it rests.
const REST: u32 = 4;

/// A mistake in a file that was written so short ago may be half of something.
const QUIET: Duration = Duration::from_millis(100);

/// How soon a folder that came is looked at once more.
const SECOND_LOOK: Duration = Duration::from_millis(150);

/// Folders that are watched with everything in them.
pub(super) const FOLDERS: &[&str] = &["content", "themes"];

/// What is watched, and how.
pub(super) struct Watch {
    root: PathBuf,
    news: Sender<News>,
    /// Who tells of changes, where somebody does.
    teller: Option<RecommendedWatcher>,
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
    /// Watches a hub. Everything is sent to `news`, also that the system does not tell any longer. Where it never
    /// did, the reason is returned, and the disk is looked at again and again.
    pub(super) fn start(root: &Path, news: &Sender<News>) -> (Watch, Option<Polls>) {
        let mut watch = Watch { root: root.to_path_buf(), news: news.clone(), teller: None };
        if is_remote(root) {
            watch.poll();
            return (watch, Some(Polls::Remote));
        }
        let (at, sender) = (watch.root.clone(), news.clone());
        let teller = RecommendedWatcher::new(move |event| tell(&at, event, &sender), Config::default());
        let listening = teller.and_then(|mut teller| {
            listen(root, &mut teller)?;
            Ok(teller)
        });
        match listening {
            Ok(teller) => {
                watch.teller = Some(teller);
                (watch, None)
            }
            Err(error) => {
                watch.poll();
                (watch, Some(reason(&error)))
            }
        }
    }

    /// Watches the folders that are there now: one that went and came again is another one. Returns why they are
    /// looked at again and again from now on, when the system refuses.
    pub(super) fn again(&mut self) -> Option<Polls> {
        let mut teller = self.teller.take()?;
        match listen(&self.root, &mut teller) {
            Ok(()) => {
                self.teller = Some(teller);
                None
            }
            Err(error) => {
                self.poll();
                Some(reason(&error))
            }
        }
    }

    /// The system does not tell of everything any longer: whether that is new.
    pub(super) fn is_lost(&mut self) -> bool {
        let was = self.teller.take();
        if was.is_some() {
            self.poll();
        }
        was.is_some()
    }

    /// For how long a file has to be as it is so that a mistake in it is not half of something. Where nobody tells,
    /// only the next look shows whether it is.
    pub(super) fn quiet(&self) -> Duration {
        if self.teller.is_some() { QUIET } else { POLL + QUIET }
    }

    /// Looks at a folder that came once more in a moment, before it is read: what is put into it while the system
    /// begins to tell of it is not told.
    pub(super) fn look_again(&self, path: &str) {
        if self.teller.is_none() || !self.root.join(path).is_dir() {
            return;
        }
        let (root, news, path) = (self.root.clone(), self.news.clone(), path.to_owned());
        let look = move || Glance::at(&root, &[&path], &[]);
        let known = look();
        std::thread::spawn(move || {
            std::thread::sleep(SECOND_LOOK);
            tell_of(&known.differs(&look()), &news);
        });
    }

    /// Looks at the disk again and again from now on, for ever.
    fn poll(&self) {
        let (root, news) = (self.root.clone(), self.news.clone());
        let look = move || Glance::at(&root, FOLDERS, &[config::FILE]);
        let mut known = look();
        std::thread::spawn(move || {
            let mut rest = POLL;
            loop {
                std::thread::sleep(rest);
                let begun = Instant::now();
                let now = look();
                rest = POLL.max(begun.elapsed() * REST);
                tell_of(&known.differs(&now), &news);
                known = now;
            }
        });
    }
}

/// Has the system tell of the folders that are there now.
fn listen(root: &Path, teller: &mut RecommendedWatcher) -> notify::Result<()> {
    teller.watch(root, RecursiveMode::NonRecursive)?;
    for folder in FOLDERS.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir()) {
        // Unknown to the watcher it cannot be forgotten, and that is no matter.
        let _ = teller.unwatch(&folder);
        teller.watch(&folder, RecursiveMode::Recursive)?;
    }
    Ok(())
}

/// Tells what a look has found.
fn tell_of(changed: &[String], news: &Sender<News>) {
    let ours: Vec<String> = changed.iter().filter(|path| is_ours(path)).cloned().collect();
    if !ours.is_empty() {
        // The loop is gone only when the process is about to be.
        let _ = news.send(News::Changed(ours, Haste::Now, Instant::now()));
    }
}

fn reason(error: &notify::Error) -> Polls {
    /// EMFILE and ENOSPC: no more watchers, no more files to be watched.
    const EXHAUSTED: [i32; 2] = [24, 28];
    let of_system = |error: &std::io::Error| error.raw_os_error().is_some_and(|code| EXHAUSTED.contains(&code));
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => Polls::Exhausted,
        notify::ErrorKind::Io(error) if of_system(error) => Polls::Exhausted,
        _ => Polls::Refused,
    }
}

/// Whether the folder is on a disk that changes without this machine's system hearing of it.
fn is_remote(root: &Path) -> bool {
    is_cloud(root) || is_on_remote_disk(root)
}

/// Folders that the programs of clouds keep, on systems where one knows them by their names.
fn is_cloud(root: &Path) -> bool {
    let root = root.to_string_lossy();
    ["/Library/CloudStorage/", "/Library/Mobile Documents/"].iter().any(|part| root.contains(part))
        || root.starts_with(r"\\?\UNC\")
}

/// File systems of networks and of programs, by their numbers in statfs(2): NFS, SMB (three), FUSE, 9P, virtiofs's
/// neighbours of VirtualBox, VMware and Parallels, AFS (two), Ceph, Coda, Lustre, NCP.
const REMOTE: [u32; 14] = [
    0x6969,
    0x517B,
    0xFF53_4D42,
    0xFE53_4D42,
    0x6573_5546,
    0x0102_1997,
    0x786F_4256,
    0xBACB_ACBC,
    0x7C7C_6673,
    0x5346_414F,
    0x6B41_4653,
    0x00C3_6400,
    0x7375_7245,
    0x0BD0_0BD0,
];

#[cfg(target_os = "linux")]
fn is_on_remote_disk(root: &Path) -> bool {
    rustix::fs::statfs(root).is_ok_and(|system| REMOTE.contains(&(system.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_on_remote_disk(_: &Path) -> bool {
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
        // Both names at once are told after each of them.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => None,
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
    let path = parts?.join("/");
    is_ours(&path).then_some(path)
}

/// Whether a path from the hub's root can have to do with the site.
fn is_ours(path: &str) -> bool {
    let (first, name) = (path.split('/').next().unwrap_or_default(), path.rsplit('/').next().unwrap_or_default());
    // What editors and systems leave beside a file while they work on it.
    let is_litter = path.split('/').any(|part| part.starts_with('.'))
        || name.ends_with('~')
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || is_try_of_vim(name)
        || crate::source::is_litter(name);
    (FOLDERS.contains(&first) || path == config::FILE) && !is_litter
}

/// Vim makes a file to see whether it may, and takes it away: 4913, or a later number when that is taken.
fn is_try_of_vim(name: &str) -> bool {
    name.parse::<u32>().is_ok_and(|number| number >= 4913 && (number - 4913) % 123 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_leave_behind_is_not_ours() {
        for ours in
            ["site.toml", "content", "content/events/a.toml", "content/organizations/112", "themes/x/static/a.css"]
        {
            assert!(is_ours(ours), "{ours}");
        }
        // Vim, Emacs (three), LibreOffice, Kate, gedit, patch, and what is no part of a hub.
        for other in [
            "content/events/.a.toml.swp",
            "content/events/4913",
            "content/events/5036",
            "content/events/a.toml~",
            "content/events/#a.toml#",
            "content/events/.#a.toml",
            "content/events/~$a.toml",
            "content/.git/index",
            "content/events/a.toml.bak",
            "content/events/a.toml.orig",
            "public/index.html",
            "site.toml.tmp",
            "",
        ] {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn folders_of_networks_and_clouds_are_known() {
        assert!(is_cloud(Path::new("/Users/ana/Library/CloudStorage/Dropbox/hub")));
        assert!(is_cloud(Path::new(r"\\?\UNC\server\share\hub")));
        assert!(!is_cloud(Path::new("/home/ana/hub")) && !is_cloud(Path::new(r"\\?\C:\hub")));
        let mut known = REMOTE.to_vec();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), REMOTE.len());
        // ext4, tmpfs, btrfs, xfs, overlayfs: the system hears of every change.
        for local in [0xEF53_u32, 0x0102_1994, 0x9123_683E, 0x5846_5342, 0x794C_7630] {
            assert!(!REMOTE.contains(&local), "{local:x}");
        }
    }
}
