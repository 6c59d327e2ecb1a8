//! `--watch`: again whenever a file changes. Looks at times and sizes, which works on every file system.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const PAUSE: Duration = Duration::from_millis(300);
/// More files than this are not watched; a description directory has far fewer.
const MAX_FILES: usize = 50_000;

type Snapshot = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Runs `check` now and after every change below the paths; never returns.
pub(super) fn watch(paths: &[PathBuf], mut check: impl FnMut()) -> ! {
    let mut seen = snapshot(paths);
    check();
    loop {
        std::thread::sleep(PAUSE);
        let now = snapshot(paths);
        if now != seen {
            seen = now;
            check();
        }
    }
}

fn snapshot(paths: &[PathBuf]) -> Snapshot {
    let mut found = Snapshot::new();
    let here = [PathBuf::from(".")];
    for path in if paths.is_empty() { &here[..] } else { paths } {
        // A description belongs with its directory: scripts and overlay count too.
        let directory = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(Path::new(".")) };
        let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
        walk(directory, 0, &mut found);
    }
    found
}

fn walk(directory: &Path, depth: usize, found: &mut Snapshot) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        if found.len() >= MAX_FILES || depth > 32 {
            return;
        }
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            if !entry.file_name().to_string_lossy().starts_with(".git") {
                walk(&entry.path(), depth + 1, found);
            }
        } else {
            found.insert(entry.path(), (metadata.modified().ok(), metadata.len()));
        }
    }
}
