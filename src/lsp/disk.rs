//! Files on disk, remembered: a keystroke must not read the whole overlay tree of a description again. What is
//! remembered is dropped when the editor says that files changed; where the client cannot watch files, after a moment.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::SharedLoader;
use crate::text::{EntryKind, LoadError, Loader};

/// How long something is believed where nobody tells of changes.
const BELIEVED: Duration = Duration::from_secs(2);
/// Files longer than this are not kept.
const MAX_KEPT: usize = 1 << 20;
/// Bytes that are kept at most.
const MAX_BYTES: usize = 64 << 20;

#[derive(Default)]
struct Known {
    files: HashMap<PathBuf, Result<Arc<[u8]>, LoadError>>,
    kinds: HashMap<PathBuf, Option<EntryKind>>,
    lists: HashMap<PathBuf, Arc<[String]>>,
    executable: HashMap<PathBuf, bool>,
    links: HashMap<PathBuf, Option<String>>,
    bytes: usize,
    since: Option<Instant>,
}

/// A loader that remembers.
pub(super) struct Disk {
    base: SharedLoader,
    known: Mutex<Known>,
    is_watched: AtomicBool,
}

impl Disk {
    pub(super) fn new(base: SharedLoader, is_watched: bool) -> Self {
        Self { base, known: Mutex::default(), is_watched: AtomicBool::new(is_watched) }
    }

    /// Forgets everything.
    pub(super) fn forget(&self) {
        *self.known() = Known::default();
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let is_old = known.since.is_some_and(|since| now.duration_since(since) > BELIEVED);
        if is_old && !self.is_watched.load(Ordering::Relaxed) || known.bytes > MAX_BYTES {
            *known = Known::default();
        }
        known.since.get_or_insert(now);
        known
    }
}

impl Disk {
    fn keep(&self, path: &Path, found: &Result<Vec<u8>, LoadError>) {
        let length = found.as_ref().map_or(0, Vec::len);
        if length > MAX_KEPT {
            return;
        }
        let mut known = self.known();
        known.bytes += length;
        let kept = found.as_ref().map(|bytes| bytes.as_slice().into()).map_err(Clone::clone);
        known.files.insert(path.to_path_buf(), kept);
    }
}

impl Loader for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        if let Some(found) = self.known().files.get(path) {
            return found.as_ref().map(|bytes| bytes.to_vec()).map_err(Clone::clone);
        }
        let found = self.base.read(path);
        self.keep(path, &found);
        found
    }

    fn read_limited(&self, path: &Path, limit: usize) -> Result<Vec<u8>, LoadError> {
        let known = self.known().files.get(path).cloned();
        match known {
            Some(Ok(bytes)) if bytes.len() <= limit => Ok(bytes.to_vec()),
            Some(Err(error)) => Err(error),
            _ => {
                let found = self.base.read_limited(path, limit);
                // what is too large for this may be read for something else
                if found.is_ok() {
                    self.keep(path, &found);
                }
                found
            }
        }
    }

    fn start(&self, path: &Path, length: usize) -> Result<Vec<u8>, LoadError> {
        self.base.start(path, length)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        if let Some(found) = self.known().kinds.get(path) {
            return *found;
        }
        let found = self.base.kind(path);
        self.known().kinds.insert(path.to_path_buf(), found);
        found
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        if let Some(found) = self.known().lists.get(directory) {
            return found.to_vec();
        }
        let found = self.base.list(directory);
        self.known().lists.insert(directory.to_path_buf(), found.as_slice().into());
        found
    }

    fn is_executable(&self, path: &Path) -> bool {
        if let Some(found) = self.known().executable.get(path) {
            return *found;
        }
        let found = self.base.is_executable(path);
        self.known().executable.insert(path.to_path_buf(), found);
        found
    }

    fn link(&self, path: &Path) -> Option<String> {
        if let Some(found) = self.known().links.get(path) {
            return found.clone();
        }
        let found = self.base.link(path);
        self.known().links.insert(path.to_path_buf(), found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MemoryLoader;

    #[test]
    fn what_changed_is_seen_once_it_is_told() {
        struct Counting(std::sync::atomic::AtomicUsize, MemoryLoader);
        impl Loader for Counting {
            fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
                self.0.fetch_add(1, Ordering::SeqCst);
                self.1.read(path)
            }
            fn kind(&self, path: &Path) -> Option<EntryKind> {
                self.1.kind(path)
            }
            fn list(&self, directory: &Path) -> Vec<String> {
                self.1.list(directory)
            }
        }
        let mut files = MemoryLoader::new();
        files.insert("a", "1");
        let base = Arc::new(Counting(std::sync::atomic::AtomicUsize::new(0), files));
        let disk = Disk::new(base.clone(), true);
        for _ in 0..3 {
            assert_eq!(disk.read(Path::new("a")).unwrap(), b"1");
            assert_eq!(disk.read(Path::new("b")), Err(LoadError::NotFound));
        }
        assert_eq!(base.0.load(Ordering::SeqCst), 2);
        disk.forget();
        assert_eq!(disk.read(Path::new("a")).unwrap(), b"1");
        assert_eq!(base.0.load(Ordering::SeqCst), 3);
    }
}
