use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::{Access, real};
use crate::text::Sources;

/// Temporary files are called so: with random characters between, short enough beside any name.
const PREFIX: &str = ".rowi-";
const SUFFIX: &str = ".tmp";
const RANDOM: usize = 12;

/// Why a file was not written. The file is then as it was.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// Its content is no longer what was read.
    ChangedMeanwhile,
    /// The run has read it.
    IsInput,
    /// It is there already, and the command line does not name it.
    NotNamed,
    /// It stands, or a link leads, outside of this directory.
    Outside(PathBuf),
    /// Nobody may write it.
    ReadOnly,
    /// The operating system refused.
    Io(io::Error),
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ChangedMeanwhile => f.write_str("the file changed after it was read; nothing written"),
            Self::IsInput => f.write_str("it is one of the files that were read; name another output"),
            Self::NotNamed => f.write_str("it is there already, and was not named; `--overwrite` replaces it"),
            Self::Outside(root) => {
                write!(f, "it leads outside of `{}`; `--allow-write DIR` allows that", root.display())
            }
            Self::ReadOnly => f.write_str("it is read-only"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Whether a run can make a file again that is lost with the power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// One of many that one run makes out of what stays: it is not waited for until the disk has each.
    Surely,
    /// What somebody wrote, or the one result: the disk has it before the old one goes.
    Perhaps,
}

/// Writes an output that was named, for callers without a command line.
///
/// # Errors
/// [`WriteError`]; the file is then untouched.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let here = std::env::current_dir()?;
    Access::new(here, &[], &[]).write_output(path, bytes, &Sources::new())
}

/// Whether one of the sources was read from this file, by whatever name.
pub(super) fn is_input(place: &Path, inputs: &Sources) -> bool {
    let Some(own) = identity(place) else { return false };
    inputs.iter().any(|source| identity(&real(source.path())) == Some(own))
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path).ok().filter(Metadata::is_file)?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

/// Gives a file new content. A regular file is replaced in one step by a temporary one beside it that has the owner, the
/// mode and the attributes of the old one; where it cannot have them, or where the file has several names, it is written
/// in place. Anything else is written to. With `expected` a file is only replaced while it still holds these bytes.
/// `again`: how easily it is made again.
pub(super) fn replace(place: &Path, bytes: &[u8], expected: Option<&[u8]>, again: Again) -> Result<(), WriteError> {
    // a directory of the system's own links, as `/dev/fd`
    let old = match fs::metadata(place) {
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let Some(old) = old else {
        if expected.is_some() {
            return Err(WriteError::ChangedMeanwhile);
        }
        let temporary = temporary(place, bytes, again)?;
        temporary.persist(place).map_err(|error| error.error)?;
        return Ok(());
    };
    if old.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    if !old.is_file() {
        return write_to(place, &old, bytes);
    }
    if old.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    if fs::symlink_metadata(place).is_ok_and(|metadata| metadata.is_symlink()) || has_other_names(&old) {
        return in_place(place, bytes, expected);
    }
    let temporary = match temporary(place, bytes, again) {
        Ok(temporary) => temporary,
        // a file may be writable in a directory that is not
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return in_place(place, bytes, expected),
        Err(error) => return Err(error.into()),
    };
    if keep_attributes(place, &old, temporary.as_file()).is_err() {
        drop(temporary);
        return in_place(place, bytes, expected);
    }
    if expected.is_some_and(|expected| fs::read(place).map_or(true, |now| now != expected)) {
        return Err(WriteError::ChangedMeanwhile);
    }
    temporary.persist(place).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file with these bytes, beside the file that it will replace. Those that a run left which was killed are
/// removed first: nobody holds their lock any more.
fn temporary(place: &Path, bytes: &[u8], again: Again) -> io::Result<NamedTempFile> {
    let directory = place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    sweep(directory);
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(RANDOM);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(directory)?;
    // a file system without locks only keeps what a killed run leaves
    let _ = temporary.as_file().try_lock();
    temporary.write_all(bytes)?;
    if again == Again::Perhaps {
        temporary.as_file().sync_all()?;
    }
    Ok(temporary)
}

fn sweep(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let random = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX));
        let is_ours = random
            .is_some_and(|random| random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if is_ours
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && let Ok(file) = File::options().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn has_other_names(_metadata: &Metadata) -> bool {
    false
}

/// Writes over a file that must stay the same one. Where that fails half way, the old bytes come back.
fn in_place(place: &Path, bytes: &[u8], expected: Option<&[u8]>) -> Result<(), WriteError> {
    let old = fs::read(place)?;
    if expected.is_some_and(|expected| old != expected) {
        return Err(WriteError::ChangedMeanwhile);
    }
    let mut file = File::options().write(true).open(place)?;
    let written = file.write_all(bytes).and_then(|()| file.set_len(bytes.len() as u64)).and_then(|()| file.sync_all());
    if let Err(error) = written {
        if let Ok(mut file) = File::options().write(true).open(place) {
            let _ = file.write_all(&old).and_then(|()| file.set_len(old.len() as u64));
        }
        return Err(error.into());
    }
    Ok(())
}

/// Gives the temporary file what the old one has beside its bytes.
#[cfg(unix)]
fn keep_attributes(place: &Path, old: &Metadata, new: &File) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    use rustix::fs::{Gid, Uid, XattrFlags, fchown, fsetxattr};
    let own = new.metadata()?;
    if (own.uid(), own.gid()) != (old.uid(), old.gid()) {
        fchown(new, Some(Uid::from_raw(old.uid())), Some(Gid::from_raw(old.gid())))?;
    }
    // after the owner: changing that takes the set-user-id bit away
    new.set_permissions(old.permissions())?;
    for (name, value) in attributes(&File::open(place)?)? {
        let present = attribute(new, &name).ok();
        if present.as_deref() != Some(&*value) {
            fsetxattr(new, name.as_c_str(), &value, XattrFlags::empty())?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_attributes(_place: &Path, old: &Metadata, new: &File) -> io::Result<()> {
    new.set_permissions(old.permissions())
}

/// The extended attributes of a file.
#[cfg(unix)]
fn attributes(file: &File) -> io::Result<Vec<(std::ffi::CString, Vec<u8>)>> {
    use std::ffi::CStr;

    use rustix::fs::flistxattr;
    use rustix::io::Errno;
    // the most that Linux lists
    let mut names = vec![0u8; 1 << 16];
    let length = match flistxattr(file, &mut names[..]) {
        Ok(length) => length,
        Err(Errno::NOTSUP | Errno::NOSYS | Errno::PERM) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    for name in names[..length].split_inclusive(|byte| *byte == 0) {
        let name = CStr::from_bytes_with_nul(name).map_err(io::Error::other)?.to_owned();
        let value = attribute(file, &name)?;
        found.push((name, value));
    }
    Ok(found)
}

#[cfg(unix)]
fn attribute(file: &File, name: &std::ffi::CStr) -> io::Result<Vec<u8>> {
    let mut value = vec![0u8; 1 << 16];
    let length = rustix::fs::fgetxattr(file, name, &mut value[..])?;
    value.truncate(length);
    Ok(value)
}

/// Writes to a device, a pipe or a socket.
#[cfg(unix)]
fn write_to(place: &Path, metadata: &Metadata, bytes: &[u8]) -> Result<(), WriteError> {
    use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};

    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    if metadata.file_type().is_socket() {
        let mut socket = std::os::unix::net::UnixStream::connect(place)?;
        return Ok(socket.write_all(bytes)?);
    }
    let open = || {
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        File::options().write(true).custom_flags(flags.bits().cast_signed()).open(place)
    };
    // a reader of a pipe may be about to come
    let mut opened = open();
    for _ in 0..20 {
        match &opened {
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) => {
                std::thread::sleep(std::time::Duration::from_millis(50));
                opened = open();
            }
            _ => break,
        }
    }
    let mut file = opened?;
    let flags = fcntl_getfl(&file).map_err(io::Error::from)?;
    fcntl_setfl(&file, flags - OFlags::NONBLOCK).map_err(io::Error::from)?;
    Ok(file.write_all(bytes)?)
}

#[cfg(not(unix))]
fn write_to(place: &Path, _metadata: &Metadata, bytes: &[u8]) -> Result<(), WriteError> {
    Ok(File::options().write(true).open(place)?.write_all(bytes)?)
}
