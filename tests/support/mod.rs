//! What the four test programs share: where things are, what a test needs that may be absent, loaders, cases.
#![allow(dead_code, reason = "each program uses a part of it")]
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and run programs")]

pub mod command;
pub mod corpus;
pub mod dice;
pub mod documents;
pub mod formatting;
pub mod harness;
pub mod laws;
pub mod members;
pub mod mutants;
pub mod need;
pub mod random_schemas;
pub mod reports;
pub mod repository;
pub mod schemas;
pub mod site;
pub mod stylesheets;
pub mod tree;
pub mod upgrades;
pub mod xpath;

use std::path::{Path, PathBuf};

use rowi::text::{EntryKind, LoadError, Loader};

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder with corpus and recorded cases, which is not part of the repository: `ROWI_SHARED`, or `../shared`.
pub fn shared() -> PathBuf {
    std::env::var_os("ROWI_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from)
}

/// The python with KIWI and the readers of reports: `ROWI_KIWI_PYTHON`, or the system's.
pub fn python() -> std::ffi::OsString {
    std::env::var_os("ROWI_KIWI_PYTHON").unwrap_or_else(|| "python3".into())
}

/// An empty directory, of this call alone.
pub fn scratch(name: &str) -> PathBuf {
    static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("rowi-{name}-{}-{count}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a scratch directory");
    path
}

/// Files of the package, by paths below its root.
pub struct Package;

impl Loader for Package {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        Disk.read(&root().join(path))
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        Disk.kind(&root().join(path))
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        Disk.list(&root().join(directory))
    }
}

/// Files as they lie on the disk; what starts with `#!` counts as executable, since modes do not survive every archive.
pub struct Disk;

impl Loader for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        std::fs::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => LoadError::NotFound,
            _ => LoadError::Unreadable(error.to_string()),
        })
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let data = path.metadata().ok()?;
        Some(if data.is_dir() { EntryKind::Directory } else { EntryKind::File })
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    fn is_executable(&self, path: &Path) -> bool {
        std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"#!"))
    }
}
