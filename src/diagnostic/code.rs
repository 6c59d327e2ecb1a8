use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use super::{Entry, Fact};

/// Which diagnostic a finding is: an entry of the catalogue, or a name that a schema or stylesheet gives to a rule of
/// its own. It reads as its name.
#[derive(Debug, Clone)]
pub struct Code(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Entry(&'static Entry),
    Named(Arc<str>),
}

impl Code {
    /// The name that the author of a Schematron schema or a stylesheet gave to one of their rules.
    #[must_use]
    pub fn of_author(name: &str) -> Self {
        Self(Kind::Named(Arc::from(name)))
    }

    /// The name, in kebab case.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.0 {
            Kind::Entry(entry) => entry.name,
            Kind::Named(name) => name,
        }
    }

    /// The entry; `None` for a rule of a schema or stylesheet.
    #[must_use]
    pub fn entry(&self) -> Option<&'static Entry> {
        match &self.0 {
            Kind::Entry(entry) => Some(entry),
            Kind::Named(_) => None,
        }
    }

    /// Whether it is the diagnostic of this entry.
    #[must_use]
    pub fn is(&self, entry: &Entry) -> bool {
        self.entry().is_some_and(|own| own == entry)
    }

    /// Whether `name` is its name, or was it.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        match &self.0 {
            Kind::Entry(entry) => entry.is_called(name),
            Kind::Named(own) => **own == *name,
        }
    }

    /// Whether a finding of it puts this fact in doubt.
    #[must_use]
    pub fn blocks(&self, fact: Fact) -> bool {
        self.entry().is_some_and(|entry| entry.blocks.contains(&fact))
    }

    /// Whether it is told only where this fact is beyond doubt.
    #[must_use]
    pub fn needs(&self, fact: Fact) -> bool {
        self.entry().is_some_and(|entry| entry.needs.contains(&fact))
    }

    /// Whether it is one of these.
    #[must_use]
    pub fn is_one_of(&self, entries: &[&Entry]) -> bool {
        entries.iter().any(|entry| self.is(entry))
    }
}

impl From<&'static Entry> for Code {
    fn from(entry: &'static Entry) -> Self {
        Self(Kind::Entry(entry))
    }
}

impl From<&Code> for Code {
    fn from(code: &Code) -> Self {
        code.clone()
    }
}

impl Deref for Code {
    type Target = str;

    fn deref(&self) -> &str {
        self.name()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Code {}

impl PartialEq<&'static Entry> for Code {
    fn eq(&self, other: &&'static Entry) -> bool {
        self.is(other)
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.name() == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.name() == *other
    }
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}
