//! Datatype libraries: RELAX NG's own (`string`, `token`), XML Schema's (part 2, as the guidelines for using it with
//! RELAX NG say) and that of RELAX NG DTD Compatibility (`ID`, `IDREF`, `IDREFS`).
//!
//! A [`Datatype`] is a type with its facets. Checking a value allocates nothing where the answer is yes, save for
//! white space inside a value that has to be normalised, and for floating-point and calendar types.

use std::borrow::Cow;
use std::ops::Range;

use super::simple::Param;

mod binary;
mod decimal;
mod facet;
mod moment;
pub mod regex;
mod uri;
mod whitespace;
mod xsd;

pub(super) use facet::KNOWN as FACETS;
pub use whitespace::{Whitespace, is_xml_space};

use decimal::Decimal;
use facet::Facet;
use moment::{Duration, Moment};
use xsd::Kind;

/// The URI of the built-in library.
pub const BUILTIN_LIBRARY: &str = "";
/// The URI of XML Schema's datatypes.
pub const XSD_LIBRARY: &str = "http://www.w3.org/2001/XMLSchema-datatypes";
/// The URI of the datatypes of RELAX NG DTD Compatibility, section 4.
pub const COMPATIBILITY_LIBRARY: &str = "http://relaxng.org/ns/compatibility/datatypes/1.0";

/// What a value's meaning may depend on besides its text.
pub trait Context {
    /// The namespace that a prefix stands for; of the empty prefix the default namespace. `None` where undeclared.
    fn namespace(&self, prefix: &str) -> Option<&str>;

    /// Whether the document type declares an unparsed entity of this name.
    fn is_unparsed_entity(&self, _name: &str) -> bool {
        false
    }
}

/// No prefix is declared, no entity either.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoContext;

impl Context for NoContext {
    fn namespace(&self, _prefix: &str) -> Option<&str> {
        None
    }
}

/// Prefixes as a list, as [`super::simple::Pattern::Value`] holds them.
#[derive(Debug, Clone, Copy)]
pub struct Prefixes<'a, S> {
    /// The default namespace, empty for none.
    pub default: &'a str,
    /// Prefixes and their namespaces; the later of two for the same prefix counts.
    pub list: &'a [(S, S)],
}

impl<S: AsRef<str>> Context for Prefixes<'_, S> {
    fn namespace(&self, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some(crate::xml::XML_NAMESPACE);
        }
        let declared = self.list.iter().rev().find(|(own, _)| own.as_ref() == prefix).map(|(_, uri)| uri.as_ref());
        declared.or((prefix.is_empty()).then_some(self.default))
    }
}

/// Why a datatype could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatatypeError {
    /// No library of that URI is known.
    UnknownLibrary,
    /// The library has no such type.
    UnknownType {
        /// All names that the library has.
        known: Vec<&'static str>,
    },
    /// A param is refused.
    BadParam {
        /// Its place among the params.
        index: usize,
        /// What is wrong with it, lower case, no full stop.
        message: String,
        /// The bytes of its value that are wrong, where it is a part.
        range: Option<Range<usize>>,
    },
}

impl std::fmt::Display for DatatypeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownLibrary => f.write_str("unknown datatype library"),
            Self::UnknownType { .. } => f.write_str("unknown datatype"),
            Self::BadParam { message, .. } => f.write_str(message),
        }
    }
}

impl std::error::Error for DatatypeError {}

/// How a value fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What would be right and what is not: "must be an integer", "must be at most 10, not 12".
    pub message: String,
    /// The bytes of the value that fail, where it is a part of it.
    pub range: Option<Range<usize>>,
    /// The value that was probably meant.
    pub meant: Option<&'static str>,
}

impl Mismatch {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), range: None, meant: None }
    }

    fn at(message: impl Into<String>, range: Range<usize>) -> Self {
        Self { range: Some(range), ..Self::new(message) }
    }
}

/// Whether a type takes part in ID soundness (RELAX NG DTD Compatibility, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdType {
    /// It does not.
    None,
    /// A name that no other ID has.
    Id,
    /// Refers to an ID.
    Idref,
    /// A list of references to IDs.
    Idrefs,
}

/// A value in the value space of its type: equal values are the same value, however written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Value(Space);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Space {
    Text(Box<str>),
    Boolean(bool),
    Decimal(Decimal<'static>),
    Float(u32),
    Double(u64),
    Duration(Duration),
    Moment(Moment),
    Binary(Box<[u8]>),
    QName { namespace: Box<str>, local: Box<str> },
    List(Box<[Space]>),
}

/// A datatype with its facets.
#[derive(Debug, Clone)]
pub struct Datatype {
    kind: Kind,
    facets: Vec<Facet>,
    id_type: IdType,
}

impl Datatype {
    /// The datatype `name` of `library`, restricted by `params`.
    ///
    /// # Errors
    /// [`DatatypeError`] where the library or the type is unknown, or a param is refused.
    pub fn new(library: &str, name: &str, params: &[Param]) -> Result<Self, DatatypeError> {
        let (kind, id_type) = match library {
            BUILTIN_LIBRARY => match name {
                "string" => (Kind::String, IdType::None),
                "token" => (Kind::Token, IdType::None),
                _ => return Err(DatatypeError::UnknownType { known: vec!["string", "token"] }),
            },
            COMPATIBILITY_LIBRARY => match name {
                "ID" => (Kind::NcName, IdType::Id),
                "IDREF" => (Kind::NcName, IdType::Idref),
                "IDREFS" => (Kind::NcNames, IdType::Idrefs),
                _ => return Err(DatatypeError::UnknownType { known: vec!["ID", "IDREF", "IDREFS"] }),
            },
            XSD_LIBRARY => {
                let kind = Kind::by_name(name).ok_or_else(|| DatatypeError::UnknownType { known: xsd::names() })?;
                let id_type = match name {
                    "ID" => IdType::Id,
                    "IDREF" => IdType::Idref,
                    "IDREFS" => IdType::Idrefs,
                    _ => IdType::None,
                };
                (kind, id_type)
            }
            _ => return Err(DatatypeError::UnknownLibrary),
        };
        if library != XSD_LIBRARY && !params.is_empty() {
            let which = if library == BUILTIN_LIBRARY { "the built-in datatypes take" } else { "this datatype takes" };
            return Err(DatatypeError::BadParam { index: 0, message: format!("{which} no parameters"), range: None });
        }
        let mut datatype = Self { kind, facets: Vec::new(), id_type };
        for (index, param) in params.iter().enumerate() {
            match Facet::new(&datatype, &param.name, &param.value) {
                Ok(facet) => datatype.facets.push(facet),
                Err(error) => {
                    return Err(DatatypeError::BadParam { index, message: error.message, range: error.range });
                }
            }
        }
        Ok(datatype)
    }

    /// Whether the value belongs to the type.
    ///
    /// # Errors
    /// [`Mismatch`] says in words how it fails.
    pub fn check(&self, value: &str, context: &dyn Context) -> Result<(), Mismatch> {
        if self.is_valid(value, context) {
            return Ok(());
        }
        let normalized = self.normalize(value);
        let mut mismatch = if self.kind.is_lexical(&normalized, context) {
            let failing = self.facets.iter().find(|facet| !facet.allows(self.kind, &normalized, context));
            failing.map_or_else(|| Mismatch::new("is not allowed"), |facet| facet.explain(self.kind, &normalized))
        } else {
            self.kind.explain(&normalized, context)
        };
        mismatch.range = mismatch.range.and_then(|range| original_range(value, &normalized, range));
        Err(mismatch)
    }

    /// Whether the value belongs to the type, without saying why not.
    #[must_use]
    pub fn is_valid(&self, value: &str, context: &dyn Context) -> bool {
        if self.facets.is_empty() && self.kind.accepts_all() {
            return true;
        }
        let normalized = self.normalize(value);
        self.kind.is_lexical(&normalized, context)
            && self.facets.iter().all(|facet| facet.allows(self.kind, &normalized, context))
    }

    /// The value in the value space; `None` where the text does not belong to the type.
    #[must_use]
    pub fn value(&self, value: &str, context: &dyn Context) -> Option<Value> {
        let normalized = self.normalize(value);
        let valid = self.kind.is_lexical(&normalized, context)
            && self.facets.iter().all(|facet| facet.allows(self.kind, &normalized, context));
        valid.then(|| self.kind.space(&normalized, context)).flatten().map(Value)
    }

    /// Whether values are compared by their text after normalisation; then [`Self::normalize`] yields equal texts
    /// for equal values, and enumerations need no [`Value`].
    #[must_use]
    pub fn compares_text(&self) -> bool {
        self.kind.compares_text()
    }

    /// The value with its white space as the type has it.
    #[must_use]
    pub fn normalize<'a>(&self, value: &'a str) -> Cow<'a, str> {
        self.kind.whitespace().normalize(value)
    }

    /// What the type does with white space.
    #[must_use]
    pub fn whitespace(&self) -> Whitespace {
        self.kind.whitespace()
    }

    /// Whether every text belongs to the type.
    #[must_use]
    pub fn accepts_all(&self) -> bool {
        self.facets.is_empty() && self.kind.accepts_all()
    }

    /// Whether a value may mean different things in different places (QNames, entities).
    #[must_use]
    pub fn is_context_dependent(&self) -> bool {
        self.kind.is_context_dependent()
    }

    /// Whether the type takes part in ID soundness.
    #[must_use]
    pub fn id_type(&self) -> IdType {
        self.id_type
    }

    /// The type in words, with article: "a non-negative integer", "a token matching `[a-z]+`".
    #[must_use]
    pub fn describe(&self) -> String {
        let mut text = self.kind.describe().to_owned();
        for (index, facet) in self.facets.iter().enumerate() {
            text.push_str(if index == 0 { " " } else { " and " });
            text.push_str(&facet.describe(self.kind));
        }
        text
    }
}

/// A range of the normalised value in the value as written; `None` where normalisation changed more than the ends.
fn original_range(value: &str, normalized: &str, range: Range<usize>) -> Option<Range<usize>> {
    let offset = value.find(normalized)?;
    Some(offset + range.start..offset + range.end)
}
