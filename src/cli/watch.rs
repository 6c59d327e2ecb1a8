//! `--watch`: again whenever something changes that the last run looked at or looked for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, SystemTime};

use notify::{Config, Event, EventKind, PollWatcher, RecursiveMode, Watcher};

use crate::analysis::CONFIG_FILE;

/// Editors write a file in several steps; what follows within this belongs to the same change.
const SETTLE: Duration = Duration::from_millis(80);
/// How often a file system is looked at that tells of no changes.
const POLL: Duration = Duration::from_millis(500);

/// What a run looked at.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Directories of descriptions, and those named on the command line: everything below them counts.
    pub(super) below: BTreeSet<PathBuf>,
    /// Files that were read, wherever they are: includes, scripts, configurations.
    pub(super) files: BTreeSet<PathBuf>,
    /// Files that the run writes itself.
    pub(super) written: BTreeSet<PathBuf>,
}

impl Looked {
    /// Adds a path of the command line or a description: its whole directory counts.
    pub(super) fn add_place(&mut self, path: &Path) {
        let directory = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
        self.below.insert(absolute(directory));
    }

    /// Adds a file that was read.
    pub(super) fn add_file(&mut self, path: &Path) {
        self.files.insert(absolute(path));
    }

    /// Adds a file that the run writes.
    pub(super) fn add_written(&mut self, path: &Path) {
        self.written.insert(absolute(path));
    }

    /// Whether a file that was read has changed since then.
    fn changed_since(&self, then: SystemTime) -> bool {
        let now = SystemTime::now();
        let modified = |file: &PathBuf| file.metadata().and_then(|data| data.modified()).ok();
        // a time to come is no change
        self.files.iter().filter_map(modified).any(|time| then <= time && time <= now)
    }

    /// Whether a change at this path could change what is found.
    fn concerns(&self, path: &Path) -> bool {
        let is_config = path.file_name().is_some_and(|name| name == CONFIG_FILE);
        let below = |directory: &PathBuf| {
            path.strip_prefix(directory).is_ok_and(|rest| !rest.components().any(|part| part.as_os_str() == ".git"))
        };
        !self.written.contains(path) && (self.files.contains(path) || is_config || self.below.iter().any(below))
    }

    /// What is watched, and whether with all that is below it. A configuration may appear in any directory above.
    fn places(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let outer =
            |directory: &&PathBuf| !self.below.iter().any(|other| other != *directory && directory.starts_with(other));
        let below: Vec<&PathBuf> = self.below.iter().filter(outer).collect();
        let beside = self.files.iter().filter_map(|file| file.parent());
        let above = self.below.iter().flat_map(|directory| directory.ancestors().skip(1));
        let single: BTreeSet<&Path> =
            beside.chain(above).filter(|directory| !below.iter().any(|root| directory.starts_with(root))).collect();
        let mut places: Vec<_> = below.iter().map(|root| ((*root).clone(), RecursiveMode::Recursive)).collect();
        places.extend(single.into_iter().map(|directory| (directory.to_path_buf(), RecursiveMode::NonRecursive)));
        places
    }
}

/// The path from the root on, without `.` and, where it is there, without links: as the system tells of changes.
fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    if let Ok(whole) = path.canonicalize() {
        return whole;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if parent != path => absolute(parent).join(name),
        _ => path.to_path_buf(),
    }
}

/// A watcher and what it watches.
struct Watching {
    sender: Sender<notify::Result<Event>>,
    watcher: Box<dyn Watcher>,
    places: Vec<(PathBuf, RecursiveMode)>,
}

impl Watching {
    fn new(sender: Sender<notify::Result<Event>>) -> Result<Self, String> {
        let watcher: Box<dyn Watcher> = match notify::recommended_watcher(sender.clone()) {
            Ok(watcher) => Box::new(watcher),
            Err(_) => polling(sender.clone())?,
        };
        Ok(Self { sender, watcher, places: Vec::new() })
    }

    /// Watches these places instead of the ones before. What is in both is watched all the time.
    fn turn_to(&mut self, places: Vec<(PathBuf, RecursiveMode)>) -> Result<(), String> {
        for (place, _) in self.places.iter().filter(|place| !places.contains(place)) {
            // it may be gone
            let _ = self.watcher.unwatch(place);
        }
        let new: Vec<_> = places.iter().filter(|place| !self.places.contains(place)).collect();
        let added = new
            .iter()
            .filter(|(place, _)| place.is_dir())
            .try_for_each(|(place, mode)| self.watcher.watch(place, *mode));
        if added.is_err() {
            // the system has no more watches, or the file system has none
            self.watcher = polling(self.sender.clone())?;
            for (place, mode) in places.iter().filter(|(place, _)| place.is_dir()) {
                self.watcher.watch(place, *mode).map_err(|error| cannot(&error))?;
            }
        }
        self.places = places;
        Ok(())
    }
}

fn polling(sender: Sender<notify::Result<Event>>) -> Result<Box<dyn Watcher>, String> {
    let config = Config::default().with_poll_interval(POLL);
    match PollWatcher::new(sender, config) {
        Ok(watcher) => Ok(Box::new(watcher)),
        Err(error) => Err(cannot(&error)),
    }
}

fn cannot(error: &notify::Error) -> String {
    format!("cannot watch for changes: {error}")
}

/// Runs `check` now and after every change of what it looked at; `start` is what is watched while it runs first. Ends
/// only where nothing can be watched.
///
/// # Errors
/// Why nothing can be watched, as one line.
pub(super) fn watch(start: &Looked, mut check: impl FnMut() -> Looked) -> Result<(), String> {
    let (sender, receiver) = channel();
    let mut watching = Watching::new(sender)?;
    watching.turn_to(start.places())?;
    loop {
        let started = SystemTime::now();
        let looked = check();
        watching.turn_to(looked.places())?;
        // what was not watched yet may have changed meanwhile
        if !looked.changed_since(started) {
            wait(&receiver, &looked);
        }
    }
}

/// Waits for a change that counts, and for the end of what belongs to it.
fn wait(receiver: &Receiver<notify::Result<Event>>, looked: &Looked) {
    let counts = |event: &notify::Result<Event>| match event {
        Ok(event) => {
            !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(|path| looked.concerns(path))
        }
        // what was lost may have counted
        Err(_) => true,
    };
    while let Ok(event) = receiver.recv() {
        if counts(&event) {
            break;
        }
    }
    while receiver.recv_timeout(SETTLE).is_ok() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_and_where_configurations_may_be_is_watched() {
        let mut looked = Looked::default();
        looked.below.insert("/work/images/a".into());
        looked.below.insert("/work/images/a/sub".into());
        looked.files.insert("/work/images/a/config.sh".into());
        looked.files.insert("/work/shared/users.xml".into());
        let places = looked.places();
        let modes: Vec<(&str, bool)> =
            places.iter().map(|(place, mode)| (place.to_str().unwrap(), *mode == RecursiveMode::Recursive)).collect();
        assert_eq!(
            modes,
            [
                ("/work/images/a", true),
                ("/", false),
                ("/work", false),
                ("/work/images", false),
                ("/work/shared", false)
            ]
        );
        let concerns = |path: &str| looked.concerns(Path::new(path));
        assert!(concerns("/work/images/a/root/etc/motd") && concerns("/work/shared/users.xml"));
        assert!(concerns("/work/rowi.toml") && concerns("/rowi.toml"));
        assert!(!concerns("/work/shared/other.xml") && !concerns("/work/images/a/.git/index"));
    }
}
