//! registries.conf: what one file says, what a set of files amounts to, and where `podman pull` goes.

mod decode;
mod load;
mod resolve;

use crate::text::Span;

use super::reference::Normalized;

pub use decode::{GLOBAL_KEYS, Role, judge};
pub use load::{Configuration, Files, LoadError, Node, Origin, Paths, load, read_order, refusal_text};
pub use resolve::{NO_TERMINAL, Pull, check_name};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// How short names are resolved where several registries are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// All are tried in order.
    Disabled,
    /// A choice is offered where there is a terminal, else all are tried.
    Permissive,
    /// A choice is offered where there is a terminal, else the pull fails.
    Enforcing,
}

impl Mode {
    /// The names that `short-name-mode` takes.
    pub const NAMES: [&'static str; 3] = ["enforcing", "permissive", "disabled"];

    /// The mode of that name; the case counts.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "disabled" => Some(Self::Disabled),
            "permissive" => Some(Self::Permissive),
            "enforcing" => Some(Self::Enforcing),
            _ => None,
        }
    }
}

/// A mirror of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// Host and path.
    pub location: Spanned<String>,
    /// Whether it is asked without TLS.
    pub insecure: bool,
    /// For which pulls it is asked: all, by tag, by digest.
    pub pull_from: String,
}

/// A `[[registry]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// What it matches; the location where none is written. Trailing slashes are gone.
    pub prefix: Spanned<String>,
    /// Where it is; empty where a wildcard prefix does without.
    pub location: Spanned<String>,
    /// Whether it is asked without TLS.
    pub insecure: bool,
    /// Whether pulls from it are refused.
    pub blocked: bool,
    /// Whether mirrors are asked for digests only.
    pub digest_only: bool,
    /// Its mirrors.
    pub mirrors: Vec<Mirror>,
    /// The header.
    pub span: Span,
}

/// An entry of `[aliases]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The short name.
    pub name: Spanned<String>,
    /// What it means; `None` erases an alias read before.
    pub target: Option<Normalized>,
    /// Where the value stands.
    pub span: Span,
}

/// One file, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// Where a version-1 table begins.
    pub version_1: Option<Span>,
    /// The search list, if one is given; it may be empty.
    pub search: Option<Spanned<Vec<Spanned<String>>>>,
    /// The short-name mode, if one is given.
    pub mode: Option<Spanned<Mode>>,
    /// Aliases, in order.
    pub aliases: Vec<Alias>,
    /// Registries, in order; of several with the same prefix only the first counts.
    pub registries: Vec<Registry>,
    /// Names of credential helpers, if given.
    pub helpers: Option<Vec<Spanned<String>>>,
}
