//! The file system: where the library reads from and writes to, unless it is told otherwise.

#![allow(clippy::disallowed_methods, reason = "this is the rim")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::text::{EntryKind, LoadError, Loader};

/// A file larger than this is not read into memory.
const MAX_BYTES: u64 = 1 << 30;

/// The file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileLoader;

impl Loader for FileLoader {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        let unreadable = |error: &std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => LoadError::NotFound,
            std::io::ErrorKind::IsADirectory => LoadError::IsDirectory,
            std::io::ErrorKind::PermissionDenied => LoadError::Unreadable("permission denied".into()),
            _ => LoadError::Unreadable(error.to_string()),
        };
        let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
        if metadata.is_dir() {
            return Err(LoadError::IsDirectory);
        }
        if !metadata.is_file() && path != Path::new("/dev/stdin") {
            return Err(LoadError::Unreadable("is not a regular file".into()));
        }
        if metadata.len() > MAX_BYTES {
            return Err(LoadError::Unreadable(format!("is larger than {} MiB", MAX_BYTES >> 20)));
        }
        fs::read(path).map_err(|error| unreadable(&error))
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let path = or_here(path);
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Some(EntryKind::Directory),
            Ok(metadata) if metadata.is_file() => Some(EntryKind::File),
            Ok(_) => Some(EntryKind::Other),
            Err(_) => fs::symlink_metadata(path).ok().map(|_| EntryKind::DanglingLink),
        }
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        let Ok(entries) = fs::read_dir(or_here(directory)) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort_unstable();
        names
    }

    fn link(&self, path: &Path) -> Option<String> {
        fs::read_link(path).ok().map(|target| target.to_string_lossy().into_owned())
    }

    #[cfg(unix)]
    fn is_executable(&self, path: &Path) -> bool {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o100 != 0)
    }
}

/// The directory of a file that is named without one is the one that rowi was started in.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// Why a file was not written. The file is then as it was.
#[derive(Debug)]
pub enum WriteError {
    /// Its content is no longer what was read.
    ChangedMeanwhile,
    /// The operating system refused.
    Io(std::io::Error),
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ChangedMeanwhile => f.write_str("the file changed after it was read; nothing written"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {}

impl From<std::io::Error> for WriteError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// Replaces a file in one step: a temporary file beside it is written, synced, given the old permissions and renamed
/// over it. Symbolic links are followed, so the link stays. With `expected` the file is only replaced while it still
/// holds these bytes.
///
/// # Errors
/// [`WriteError`]; the file is then untouched.
pub fn write_atomic(path: &Path, bytes: &[u8], expected: Option<&[u8]>) -> Result<(), WriteError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let name = target.file_name().map_or_else(|| "rowi".into(), |name| name.to_string_lossy().into_owned());
    let temporary = directory.join(format!(".{name}.rowi-{}", std::process::id()));
    let result = (|| {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        if let Ok(metadata) = fs::metadata(&target) {
            file.set_permissions(metadata.permissions())?;
        }
        drop(file);
        if let Some(expected) = expected
            && fs::read(&target)? != expected
        {
            return Err(WriteError::ChangedMeanwhile);
        }
        fs::rename(&temporary, &target)?;
        Ok(())
    })();
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}
