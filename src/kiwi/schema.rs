//! KIWI's schema, ready to use: the grammars of `rng/`, simplified ahead of time so that no run parses them again.
//! `tests/generated.rs` holds the bytes to their sources.

use std::sync::LazyLock;

use crate::rng::{Schema, embedded};

/// The newest schema version, which `rng/kiwi.rnc` describes.
pub const SCHEMA_VERSION: &str = "8.5";

/// What a description may be written in: KIWI's own schema, or an extension of it that is only proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
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

    /// The validator, compiled at first use and shared by all threads; `None` where the embedded bytes are not of
    /// this build, which a test rules out.
    #[must_use]
    pub fn schema(self) -> Option<&'static Schema> {
        static KIWI: LazyLock<Option<Schema>> = LazyLock::new(|| compile(include_bytes!("../../rng/kiwi.grammar")));
        static CONTAINERS: LazyLock<Option<Schema>> =
            LazyLock::new(|| compile(include_bytes!("../../rng/editions/containers-in-packages.grammar")));
        match self {
            Self::Kiwi => KIWI.as_ref(),
            Self::ContainersInPackages => CONTAINERS.as_ref(),
        }
    }
}

fn compile(bytes: &[u8]) -> Option<Schema> {
    Schema::compile(embedded::decode(bytes)?).ok()
}
