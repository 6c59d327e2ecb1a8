//! Names of the schema as values: [`el`](super::el) and [`at`](super::at) have one for each, made from the schema, and
//! no others can be made. Code that looks into a description by name cannot misspell one.

use std::fmt;

/// The name of an element of KIWI's schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementName(&'static str);

/// The name of an attribute of KIWI's schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeName(&'static str);

macro_rules! name {
    ($name:ident, $all:path) => {
        impl $name {
            pub(super) const fn new(name: &'static str) -> Self {
                Self(name)
            }

            /// As it is written.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                self.0
            }

            /// The name with this spelling, if the schema has it.
            #[must_use]
            pub fn find(name: &str) -> Option<Self> {
                $all.binary_search_by(|known| known.0.cmp(name)).ok().map(|index| $all[index])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.0)
            }
        }
    };
}

name!(ElementName, super::el::ALL);
name!(AttributeName, super::at::ALL);

#[cfg(test)]
mod tests {
    use crate::kiwi::{AttributeName, ElementName, at, el};

    #[test]
    fn names_are_found_by_their_spelling() {
        assert_eq!(ElementName::find("namedCollection"), Some(el::NAMED_COLLECTION));
        assert_eq!(AttributeName::find("fetch_only"), Some(at::FETCH_ONLY));
        assert_eq!(ElementName::find("namedcollection"), None);
        for name in el::ALL {
            assert_eq!(ElementName::find(name.as_str()), Some(*name));
        }
        for name in at::ALL {
            assert_eq!(AttributeName::find(name.as_str()), Some(*name));
        }
    }
}
