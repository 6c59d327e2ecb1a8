//! `--catalog`: XML catalogs for what the file system is asked for.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::Terminal;
use crate::files::FileLoader;
use crate::text::{EntryKind, LoadError, Loader};
use crate::xml::EntityCatalogs;

/// Where catalogs are.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct CatalogArgs {
    /// An OASIS XML catalog that says where the files are that are named by identifiers; may be given several times.
    /// Without it `XML_CATALOG_FILES` names catalogs
    #[arg(long, value_name = "FILE")]
    catalog: Vec<PathBuf>,
}

impl From<Vec<PathBuf>> for CatalogArgs {
    fn from(catalog: Vec<PathBuf>) -> Self {
        Self { catalog }
    }
}

/// The file system, with catalogs.
#[derive(Debug, Default)]
pub(super) struct Files {
    catalogs: EntityCatalogs,
    files: FileLoader,
}

impl Files {
    /// With the catalogs of the arguments, or of the environment.
    /// Read is what belongs to the files that are named, and to the catalogs.
    pub(super) fn new<'p>(
        args: &CatalogArgs,
        terminal: &Terminal,
        named: impl IntoIterator<Item = &'p PathBuf>,
    ) -> Self {
        let mut files = args.catalog.clone();
        if files.is_empty() {
            let named = std::env::var("XML_CATALOG_FILES").unwrap_or_default();
            files.extend(named.split_whitespace().map(|file| {
                PathBuf::from(&*crate::text::percent_decoded(file.strip_prefix("file://").unwrap_or(file)))
            }));
        }
        let named: Vec<PathBuf> = named.into_iter().cloned().chain(files.clone()).collect();
        let loader = terminal.access.loader(named.iter().map(PathBuf::as_path));
        for file in &args.catalog {
            if let Err(error) = loader.read(file) {
                terminal.refuse(format!("cannot read the catalog `{}`: {error}", file.display()));
            }
        }
        Self { catalogs: EntityCatalogs::new(files), files: loader }
    }

    /// A file to read as a stream, and its length.
    pub(super) fn open(&self, path: &Path) -> Result<(File, u64), LoadError> {
        self.files.open(path)
    }
}

impl Loader for Files {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        self.files.read(path)
    }

    fn read_limited(&self, path: &Path, limit: usize) -> Result<Vec<u8>, LoadError> {
        self.files.read_limited(path, limit)
    }

    fn start(&self, path: &Path, length: usize) -> Result<Vec<u8>, LoadError> {
        self.files.start(path, length)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.files.kind(path)
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        self.files.list(directory)
    }

    fn is_executable(&self, path: &Path) -> bool {
        self.files.is_executable(path)
    }

    fn link(&self, path: &Path) -> Option<String> {
        self.files.link(path)
    }

    fn locate_entity(&self, public: Option<&str>, system: &str) -> Option<PathBuf> {
        self.catalogs.entity(public, Some(system), &self.files)
    }

    fn locate(&self, uri: &str) -> Option<PathBuf> {
        self.catalogs.uri(uri, &self.files)
    }
}

/// Files as far as a catalog of this machine locates them, and what stands beside those: what a document asks for by
/// itself is not read.
pub(super) struct Located<'f> {
    files: &'f Files,
    directories: Mutex<HashSet<PathBuf>>,
    refused: Mutex<Option<PathBuf>>,
}

impl<'f> Located<'f> {
    pub(super) fn new(files: &'f Files) -> Self {
        Self { files, directories: Mutex::default(), refused: Mutex::default() }
    }

    /// The first file that was asked for, is there, and was not read.
    pub(super) fn refused(&self) -> Option<PathBuf> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Loader for Located<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        let directories = self.directories.lock().unwrap_or_else(PoisonError::into_inner);
        if path.ancestors().skip(1).any(|above| directories.contains(above)) {
            return self.files.read(path);
        }
        if self.files.kind(path) == Some(EntryKind::File) {
            self.refused.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| path.to_path_buf());
        }
        Err(LoadError::Outside)
    }

    fn kind(&self, _path: &Path) -> Option<EntryKind> {
        None
    }

    fn list(&self, _directory: &Path) -> Vec<String> {
        Vec::new()
    }

    fn locate_entity(&self, public: Option<&str>, system: &str) -> Option<PathBuf> {
        let path = self.files.locate_entity(public, system)?;
        let directory = path.parent().unwrap_or(Path::new("")).to_path_buf();
        self.directories.lock().unwrap_or_else(PoisonError::into_inner).insert(directory);
        Some(path)
    }
}
