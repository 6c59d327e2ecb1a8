//! KIWI's schema, ready to use: the grammars of `rng/` simplified ahead of time, and the Schematron rules in their
//! annotations expanded, so that no run parses the sources. Tests hold both to their sources.

use std::sync::LazyLock;

use super::embedded;
use crate::diagnostic::Diagnostic;
use crate::rng::Schema;
use crate::schematron::{self, Rules};
use crate::text::{MemoryLoader, Sources};
use crate::xml::{self, Document};

/// The newest schema version, which `rng/kiwi.rnc` describes.
pub const SCHEMA_VERSION: &str = "8.5";

/// What a description may be written in: KIWI's own schema, or an extension of it that is only proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Edition {
    /// KIWI's own.
    #[default]
    Kiwi,
    /// Containers and registries among the packages.
    ContainersInPackages,
}

impl Edition {
    /// All, KIWI's own first.
    pub const ALL: [Self; 2] = [Self::Kiwi, Self::ContainersInPackages];

    /// As `--edition` takes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kiwi => "kiwi",
            Self::ContainersInPackages => "containers-in-packages",
        }
    }

    /// By its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|edition| edition.as_str() == name)
    }

    /// The main file of its schema, from the top of the repository.
    #[must_use]
    pub fn schema_file(self) -> &'static str {
        match self {
            Self::Kiwi => "rng/kiwi.rnc",
            Self::ContainersInPackages => "rng/editions/containers-in-packages.rnc",
        }
    }

    /// The validator, prepared at first use and shared by all threads; `None` where the embedded bytes are not of
    /// this build, which a test rules out.
    #[must_use]
    pub fn schema(self) -> Option<&'static Schema> {
        embedded::schema(if self == Self::Kiwi { "" } else { self.as_str() })
    }

    /// The Schematron rules in its annotations, parsed at first use. Both editions have the same.
    #[must_use]
    pub fn rules(self) -> &'static Rules {
        static RULES: LazyLock<Rules> = LazyLock::new(|| {
            let mut sources = Sources::new();
            let id = sources.add("rng/compiled/kiwi.sch", super::rules::TEXT);
            let document = xml::parse(sources.get(id)).document;
            schematron::read_document(&document, &mut sources, &MemoryLoader::new()).0
        });
        &RULES
    }

    /// What [`Self::rules`] find in a document. Rules about nothing in it are not even parsed.
    #[must_use]
    pub fn broken_rules(self, document: &Document) -> Vec<Diagnostic> {
        schematron::validate_parts(super::rules::parts_for(document), document)
    }
}
