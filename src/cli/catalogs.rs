//! `--catalog`: XML catalogs for what the file system is asked for.

use std::path::{Path, PathBuf};

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
        Self { catalogs: EntityCatalogs::new(files), files: loader }
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
