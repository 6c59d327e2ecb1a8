use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};

use super::{CONFIGURATION, real, root_of, spell};
use crate::text::{EntryKind, LoadError, Loader};

/// A file that was named is read up to this size.
const MAX_NAMED: u64 = 1 << 30;
/// A file that another one asks for is read up to this size.
const MAX_BYTES: u64 = 64 << 20;
/// Where the machine keeps its XML catalogs and the schemas that they name.
const SYSTEM: [&str; 3] = ["/etc/xml", "/usr/share/xml", "/usr/share/sgml"];

/// The file system, as far as it belongs to the files that were named.
#[derive(Debug, Default)]
pub struct FileLoader {
    named: RwLock<Named>,
    allowed: Vec<PathBuf>,
    /// Directories whose real place is known.
    directories: Mutex<HashMap<PathBuf, PathBuf>>,
}

/// What a person named, and the roots of that.
#[derive(Debug, Default)]
struct Named {
    files: HashSet<PathBuf>,
    roots: BTreeSet<PathBuf>,
}

impl Named {
    fn add(&mut self, path: &Path, root: Option<PathBuf>) {
        self.files.insert(path.to_path_buf());
        self.roots.extend(root);
    }
}

impl FileLoader {
    pub(super) fn new<'p>(named: impl IntoIterator<Item = &'p Path>, allowed: &[PathBuf]) -> Self {
        let mut all = Named::default();
        // files that are no links have the root of their directory, which many may share
        let mut roots: HashMap<PathBuf, Option<PathBuf>> = HashMap::new();
        for path in named {
            let is_file = fs::symlink_metadata(real(path)).is_ok_and(|metadata| metadata.is_file());
            let root = match path.parent().filter(|_| is_file) {
                Some(parent) => match roots.get(parent) {
                    Some(known) => known.clone(),
                    None => roots.entry(parent.to_path_buf()).or_insert_with(|| root_of(path)).clone(),
                },
                None => root_of(path),
            };
            all.add(path, root);
        }
        Self { named: RwLock::new(all), allowed: allowed.to_vec(), directories: Mutex::default() }
    }

    /// A person named one more file or folder, in an editor: what belongs to it may be read from now on.
    pub fn name(&self, path: &Path) {
        let root = root_of(path);
        self.named.write().unwrap_or_else(PoisonError::into_inner).add(path, root);
    }

    fn named(&self) -> RwLockReadGuard<'_, Named> {
        self.named.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// For the files that belong to `path`, and nothing beyond.
    #[must_use]
    pub fn beside(path: &Path) -> Self {
        Self::new([path], &[])
    }

    fn contains(&self, place: &Path) -> bool {
        let named = self.named();
        let allowed = named.roots.iter().chain(&self.allowed).map(PathBuf::as_path);
        let is_allowed = allowed.chain(SYSTEM.map(Path::new)).any(|root| place.starts_with(root));
        is_allowed || is_own_configuration(&named, place)
    }

    /// Where a path leads, links followed.
    fn place(&self, path: &Path) -> std::io::Result<(PathBuf, Metadata)> {
        let path = real(or_here(path));
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            let place = fs::canonicalize(&*path)?;
            let metadata = fs::metadata(&place)?;
            return Ok((place, metadata));
        };
        let mut directories = self.directories.lock().unwrap_or_else(PoisonError::into_inner);
        let directory = match directories.get(parent) {
            Some(known) => known.clone(),
            None => {
                let found = fs::canonicalize(or_here(parent))?;
                directories.insert(parent.to_path_buf(), found.clone());
                found
            }
        };
        drop(directories);
        let place = directory.join(name);
        let metadata = fs::symlink_metadata(&place)?;
        if !metadata.is_symlink() {
            return Ok((place, metadata));
        }
        let place = fs::canonicalize(&place)?;
        let metadata = fs::metadata(&place)?;
        Ok((place, metadata))
    }

    /// A file to read as a stream, and its length.
    ///
    /// # Errors
    /// [`LoadError`] where it may not or cannot be read.
    pub fn open(&self, path: &Path) -> Result<(File, u64), LoadError> {
        if path == Path::new("/dev/stdin") && self.named().files.contains(path) {
            return File::open(path).map(|file| (file, 0)).map_err(|error| unreadable(&error));
        }
        let (place, metadata) = self.place(path).map_err(|error| unreadable(&error))?;
        if !self.contains(&place) {
            return Err(LoadError::Outside);
        }
        if metadata.is_dir() {
            return Err(LoadError::IsDirectory);
        }
        if !metadata.is_file() {
            return Err(not_regular());
        }
        let file = open_regular(&place).map_err(|error| unreadable(&error))?;
        // what was opened may not be what was looked at
        let metadata = file.metadata().map_err(|error| unreadable(&error))?;
        if metadata.is_file() { Ok((file, metadata.len())) } else { Err(not_regular()) }
    }

    fn read_up_to(&self, path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
        let too_large = || LoadError::Unreadable(format!("is larger than {} MiB", limit >> 20));
        let (input, length): (Box<dyn Read>, u64) = if path == Path::new("-") && self.named().files.contains(path) {
            (Box::new(std::io::stdin()), 0)
        } else {
            let (file, length) = self.open(path)?;
            (Box::new(file), length)
        };
        if length > limit {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        input.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
    }
}

impl Loader for FileLoader {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        let is_named = self.named().files.contains(path);
        self.read_up_to(path, if is_named { MAX_NAMED } else { MAX_BYTES })
    }

    fn read_limited(&self, path: &Path, limit: usize) -> Result<Vec<u8>, LoadError> {
        self.read_up_to(path, limit as u64)
    }

    fn start(&self, path: &Path, length: usize) -> Result<Vec<u8>, LoadError> {
        let (file, _) = self.open(path)?;
        let mut bytes = Vec::new();
        file.take(length as u64).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        Ok(bytes)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        match self.place(path) {
            Ok((place, metadata)) => Some(match () {
                // a link that leads outside leads nowhere, as far as this run goes
                () if !self.contains(&place) && is_link(path) => EntryKind::DanglingLink,
                () if !self.contains(&place) => EntryKind::Outside,
                () if metadata.is_dir() => EntryKind::Directory,
                () if metadata.is_file() => EntryKind::File,
                () => EntryKind::Other,
            }),
            Err(_) => is_link(path).then_some(EntryKind::DanglingLink),
        }
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        let Ok((place, _)) = self.place(directory) else { return Vec::new() };
        if !self.contains(&place) {
            return Vec::new();
        }
        let Ok(entries) = fs::read_dir(&place) else { return Vec::new() };
        let mut names: Vec<String> = entries.flatten().map(|entry| spell(&entry.file_name()).into_owned()).collect();
        names.sort_unstable();
        names
    }

    fn link(&self, path: &Path) -> Option<String> {
        fs::read_link(real(path)).ok().map(|target| spell(target.as_os_str()).into_owned())
    }

    #[cfg(unix)]
    fn is_executable(&self, path: &Path) -> bool {
        use std::os::unix::fs::PermissionsExt;
        self.place(path).is_ok_and(|(_, metadata)| metadata.permissions().mode() & 0o100 != 0)
    }
}

/// A configuration is looked for upwards from what was named, which may lead out of the root.
fn is_own_configuration(named: &Named, place: &Path) -> bool {
    let above = place.parent().filter(|_| place.file_name().is_some_and(|name| name == CONFIGURATION));
    above.is_some_and(|above| named.roots.iter().any(|root| root.starts_with(above)))
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(real(path)).is_ok_and(|metadata| metadata.is_symlink())
}

/// The directory of a file that is named without one is the one that rowi was started in.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

fn not_regular() -> LoadError {
    LoadError::Unreadable("is not a regular file".into())
}

fn unreadable(error: &std::io::Error) -> LoadError {
    match error.kind() {
        std::io::ErrorKind::NotFound => LoadError::NotFound,
        std::io::ErrorKind::IsADirectory => LoadError::IsDirectory,
        std::io::ErrorKind::PermissionDenied => LoadError::Unreadable("permission denied".into()),
        _ => LoadError::Unreadable(error.to_string()),
    }
}

/// Neither follows a link that took the file's place nor waits for the other end of a pipe.
#[cfg(all(unix, feature = "cli"))]
fn open_regular(place: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    File::options().read(true).custom_flags(flags.bits().cast_signed()).open(place)
}

#[cfg(not(all(unix, feature = "cli")))]
fn open_regular(place: &Path) -> std::io::Result<File> {
    File::open(place)
}
