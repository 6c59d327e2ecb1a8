use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link whose target is not there.
    DanglingLink,
    /// A device, a socket, a pipe: never read.
    Other,
    /// Something outside of what may be read.
    Outside,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// Nothing of that name is there.
    NotFound,
    /// The name is a directory's.
    IsDirectory,
    /// It stands, or a link leads, outside of what may be read.
    Outside,
    /// Permission, size limit, device: the text says what.
    Unreadable(String),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("no such file"),
            Self::IsDirectory => f.write_str("is a directory"),
            Self::Outside => {
                f.write_str("leads outside of the repository or directory; `--allow-read DIR` allows that")
            }
            Self::Unreadable(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for LoadError {}

/// The only way by which layers below `lsp` and `cli` see files. Nothing is ever fetched from a network.
pub trait Loader: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// [`LoadError`] where it cannot be read.
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError>;

    /// The bytes of a file that is only wanted up to a size.
    ///
    /// # Errors
    /// [`LoadError`] where it cannot be read or is larger.
    fn read_limited(&self, path: &Path, limit: usize) -> Result<Vec<u8>, LoadError> {
        let bytes = self.read(path)?;
        if bytes.len() > limit {
            return Err(LoadError::Unreadable(format!("is larger than {} MiB", limit >> 20)));
        }
        Ok(bytes)
    }

    /// The first bytes of a file, `length` of them where it has so many.
    ///
    /// # Errors
    /// [`LoadError`] where it cannot be read.
    fn start(&self, path: &Path, length: usize) -> Result<Vec<u8>, LoadError> {
        let mut bytes = self.read(path)?;
        bytes.truncate(length);
        Ok(bytes)
    }

    /// What `path` names, links followed; `None` where nothing is there.
    fn kind(&self, path: &Path) -> Option<EntryKind>;

    /// The names in a directory, sorted by bytes; empty where it is none.
    fn list(&self, directory: &Path) -> Vec<String>;

    /// What the text at `base` may ask for, where that is less than everything here.
    fn on_behalf_of(&self, _base: &Path) -> Option<&dyn Loader> {
        None
    }

    /// Whether the file may be executed by its owner.
    fn is_executable(&self, _path: &Path) -> bool {
        false
    }

    /// What a symbolic link names, as written; `None` where it is none, or where that is not known.
    fn link(&self, _path: &Path) -> Option<String> {
        None
    }

    /// Where a catalog says that the entity of these identifiers is; `None` where none says anything.
    fn locate_entity(&self, _public: Option<&str>, _system: &str) -> Option<PathBuf> {
        None
    }

    /// Where a catalog says that the resource of this URI is.
    fn locate(&self, _uri: &str) -> Option<PathBuf> {
        None
    }
}

/// Files in memory, for tests and for editors' unsaved buffers.
#[derive(Debug, Clone, Default)]
pub struct MemoryLoader {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl MemoryLoader {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) -> &mut Self {
        self.files.insert(normalize(path.as_ref()), bytes.into());
        self
    }
}

impl Loader for MemoryLoader {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        let path = normalize(path);
        match self.files.get(&path) {
            Some(bytes) => Ok(bytes.clone()),
            None if self.kind(&path) == Some(EntryKind::Directory) => Err(LoadError::IsDirectory),
            None => Err(LoadError::NotFound),
        }
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let path = normalize(path);
        if self.files.contains_key(&path) {
            return Some(EntryKind::File);
        }
        let inside = |file: &PathBuf| path.as_os_str().is_empty() || file.starts_with(&path);
        self.files.keys().any(inside).then_some(EntryKind::Directory)
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        let directory = normalize(directory);
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter_map(|file| file.strip_prefix(&directory).ok()?.components().next())
            .map(|first| first.as_os_str().to_string_lossy().into_owned())
            .collect();
        names.dedup();
        names
    }
}

/// Files of another loader, some of them replaced: fixes not yet written, upgraded texts, standard input.
pub struct PatchedLoader<'l> {
    base: &'l dyn Loader,
    replaced: BTreeMap<PathBuf, Vec<u8>>,
}

impl<'l> PatchedLoader<'l> {
    /// Nothing replaced.
    #[must_use]
    pub fn new(base: &'l dyn Loader) -> Self {
        Self { base, replaced: BTreeMap::new() }
    }

    /// Gives a file other bytes.
    pub fn replace(&mut self, path: PathBuf, bytes: Vec<u8>) {
        self.replaced.insert(path, bytes);
    }

    /// The replaced files.
    #[must_use]
    pub fn replaced(&self) -> &BTreeMap<PathBuf, Vec<u8>> {
        &self.replaced
    }
}

impl Loader for PatchedLoader<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        self.replaced.get(path).map_or_else(|| self.base.read(path), |bytes| Ok(bytes.clone()))
    }

    fn read_limited(&self, path: &Path, limit: usize) -> Result<Vec<u8>, LoadError> {
        match self.replaced.get(path) {
            Some(bytes) => Ok(bytes.clone()),
            None => self.base.read_limited(path, limit),
        }
    }

    fn start(&self, path: &Path, length: usize) -> Result<Vec<u8>, LoadError> {
        match self.replaced.get(path) {
            Some(bytes) => Ok(bytes[..bytes.len().min(length)].to_vec()),
            None => self.base.start(path, length),
        }
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        if self.replaced.contains_key(path) { Some(EntryKind::File) } else { self.base.kind(path) }
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        self.base.list(directory)
    }

    fn is_executable(&self, path: &Path) -> bool {
        self.base.is_executable(path)
    }

    fn link(&self, path: &Path) -> Option<String> {
        self.base.link(path)
    }

    fn locate_entity(&self, public: Option<&str>, system: &str) -> Option<PathBuf> {
        self.base.locate_entity(public, system)
    }

    fn locate(&self, uri: &str) -> Option<PathBuf> {
        self.base.locate(uri)
    }
}

/// `relative` seen from the directory of `base`; `relative` itself where it is absolute.
#[must_use]
pub fn join(base: &Path, relative: &str) -> PathBuf {
    normalize(&base.parent().unwrap_or(Path::new("")).join(relative))
}

/// A reference with the characters that it gives by their code (`%20`); as it is where they are no UTF-8.
#[must_use]
pub fn percent_decoded(reference: &str) -> std::borrow::Cow<'_, str> {
    if !reference.contains('%') {
        return reference.into();
    }
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = reference.as_bytes();
    let mut made = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                made.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                made.push(byte);
                at += 1;
            }
        }
    }
    match String::from_utf8(made) {
        Ok(text) if !text.contains('\0') => text.into(),
        _ => reference.into(),
    }
}

/// The path without `.` components and with `..` resolved by name only.
#[must_use]
pub fn normalize(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if result.file_name().is_some() => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_percent_signs() {
        for (reference, expected) in [
            ("a%20b%5Fc", "a b_c"),
            ("%C3%A4", "ä"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%ff", "%ff"),
            ("%00", "%00"),
        ] {
            assert_eq!(percent_decoded(reference), expected);
        }
    }

    #[test]
    fn normalizes_by_name() {
        assert_eq!(normalize(Path::new("./a/../b/./c")), Path::new("b/c"));
        assert_eq!(normalize(Path::new("../a")), Path::new("../a"));
        assert_eq!(join(Path::new("x/y.rnc"), "../z.rnc"), Path::new("z.rnc"));
    }

    #[test]
    fn memory_files_have_directories() {
        let mut files = MemoryLoader::new();
        files.insert("d/a.txt", "1").insert("d/e/b.txt", "2");
        assert_eq!(files.list(Path::new("d")), ["a.txt", "e"]);
        assert_eq!(files.kind(Path::new("d/e")), Some(EntryKind::Directory));
        assert_eq!(files.read(Path::new("d")), Err(LoadError::IsDirectory));
        assert_eq!(files.read(Path::new("nope")), Err(LoadError::NotFound));
    }
}
