//! `--catalog`: XML catalogs for what the file system is asked for.

use std::path::{Path, PathBuf};

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

/// The file system, with catalogs.
#[derive(Debug, Default)]
pub(super) struct Files {
    catalogs: EntityCatalogs,
}

impl Files {
    /// With the catalogs of the arguments, or of the environment.
    pub(super) fn new(args: &CatalogArgs) -> Self {
        let mut files = args.catalog.clone();
        if files.is_empty() {
            let named = std::env::var("XML_CATALOG_FILES").unwrap_or_default();
            files.extend(named.split_whitespace().map(|file| {
                PathBuf::from(&*crate::text::percent_decoded(file.strip_prefix("file://").unwrap_or(file)))
            }));
        }
        Self { catalogs: EntityCatalogs::new(files) }
    }
}

impl Loader for Files {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        FileLoader.read(path)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        FileLoader.kind(path)
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        FileLoader.list(directory)
    }

    fn is_executable(&self, path: &Path) -> bool {
        FileLoader.is_executable(path)
    }

    fn link(&self, path: &Path) -> Option<String> {
        FileLoader.link(path)
    }

    fn locate_entity(&self, public: Option<&str>, system: &str) -> Option<PathBuf> {
        self.catalogs.entity(public, Some(system), &FileLoader)
    }

    fn locate(&self, uri: &str) -> Option<PathBuf> {
        self.catalogs.uri(uri, &FileLoader)
    }
}
