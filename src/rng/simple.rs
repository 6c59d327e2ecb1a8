//! A grammar in the simple form (RELAX NG specification, section 5): what is left after section 4. Everything that
//! reasons about a schema works on it; what a person wrote stays reachable through [`Info`].

use std::sync::Arc;

use crate::text::Span;

/// A pattern of a [`Grammar`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PatternId(pub u32);

/// An element define of a [`Grammar`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefineId(pub u32);

/// A name class (section 6.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NameClass {
    /// One name; the namespace is empty for none.
    Name {
        /// Namespace URI.
        namespace: Arc<str>,
        /// Local name.
        local: Arc<str>,
    },
    /// All names of a namespace, but those of `except`.
    NsName {
        /// Namespace URI.
        namespace: Arc<str>,
        /// What is taken out.
        except: Option<Box<NameClass>>,
    },
    /// All names, but those of `except`.
    AnyName {
        /// What is taken out.
        except: Option<Box<NameClass>>,
    },
    /// The names of any of these; two or more.
    Choice(Vec<NameClass>),
}

impl NameClass {
    /// Whether the name belongs to the class (section 6.1).
    #[must_use]
    pub fn contains(&self, namespace: &str, local: &str) -> bool {
        match self {
            Self::Name { namespace: own, local: name } => **own == *namespace && **name == *local,
            Self::NsName { namespace: own, except } => {
                **own == *namespace && !except.as_ref().is_some_and(|except| except.contains(namespace, local))
            }
            Self::AnyName { except } => !except.as_ref().is_some_and(|except| except.contains(namespace, local)),
            Self::Choice(classes) => classes.iter().any(|class| class.contains(namespace, local)),
        }
    }

    /// The names, where the class is finite.
    #[must_use]
    pub fn names(&self) -> Option<Vec<(Arc<str>, Arc<str>)>> {
        match self {
            Self::Name { namespace, local } => Some(vec![(namespace.clone(), local.clone())]),
            Self::NsName { .. } | Self::AnyName { .. } => None,
            Self::Choice(classes) => {
                let mut all = Vec::new();
                for class in classes {
                    all.extend(class.names()?);
                }
                Some(all)
            }
        }
    }
}

/// A facet as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Param {
    /// Its name: `pattern`, `minInclusive`.
    pub name: Arc<str>,
    /// Its value.
    pub value: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// A datatype by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DatatypeName {
    /// The library's URI, empty for the built-in one.
    pub library: Arc<str>,
    /// The type's name.
    pub name: Arc<str>,
}

/// A pattern of the simple form. Choices, groups and interleaves are flat and hold two or more members.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// `empty`
    Empty,
    /// `notAllowed`
    NotAllowed,
    /// `text`
    Text,
    /// `a | b`
    Choice(Vec<PatternId>),
    /// `a, b`
    Group(Vec<PatternId>),
    /// `a & b`
    Interleave(Vec<PatternId>),
    /// `a+`
    OneOrMore(PatternId),
    /// `list { a }`
    List(PatternId),
    /// A datatype.
    Data {
        /// Its name.
        datatype: DatatypeName,
        /// Its facets, in order.
        params: Vec<Param>,
        /// `- (except)`
        except: Option<PatternId>,
    },
    /// A single value of a datatype.
    Value {
        /// The datatype to compare in.
        datatype: DatatypeName,
        /// The value as written.
        value: Arc<str>,
        /// Namespace for unprefixed QNames (the `ns` attribute in scope).
        namespace: Arc<str>,
        /// Prefixes in scope, for QNames and NOTATIONs; empty for other datatypes.
        prefixes: Arc<[(Arc<str>, Arc<str>)]>,
    },
    /// `attribute name { a }`
    Attribute {
        /// Its names.
        name: NameClass,
        /// Its value.
        content: PatternId,
    },
    /// A reference to an element define: the only way to an element.
    Ref(DefineId),
}

/// What a person wrote where a pattern came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Info {
    /// The pattern in the schema; of an attribute or element its name; of a value the literal.
    pub span: Span,
    /// Documentation: `##` comments or `a:documentation`, paragraphs joined by blank lines.
    pub documentation: Option<Arc<str>>,
    /// The innermost define, as written, whose body this pattern is; for names in generated code and in messages.
    pub define: Option<Arc<str>>,
    /// `a:defaultValue` of an attribute (RELAX NG DTD compatibility, section 2).
    pub default_value: Option<Arc<str>>,
}

/// An element pattern under a name (after 4.19 and 4.20 each define is one element).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementDefine {
    /// Unique name: that of the define as written, with a number where several elements shared it.
    pub name: Arc<str>,
    /// The element's names.
    pub name_class: NameClass,
    /// The element's content, attributes included.
    pub content: PatternId,
    /// What was written; documentation is the element's.
    pub info: Info,
}

/// A simplified grammar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grammar {
    /// Patterns; a pattern's members come before it.
    pub patterns: Vec<Pattern>,
    /// One for each pattern.
    pub infos: Vec<Info>,
    /// Element defines, in the order the schema first mentions them.
    pub defines: Vec<ElementDefine>,
    /// What the document element must match.
    pub start: PatternId,
    /// `datatype` ID, IDREF, IDREFS checking asked for or not is the validator's; here only whether any is used.
    pub uses_id_types: bool,
}

impl Grammar {
    /// A pattern.
    #[must_use]
    pub fn pattern(&self, id: PatternId) -> &Pattern {
        &self.patterns[id.0 as usize]
    }

    /// What was written for a pattern.
    #[must_use]
    pub fn info(&self, id: PatternId) -> &Info {
        &self.infos[id.0 as usize]
    }

    /// An element define.
    #[must_use]
    pub fn define(&self, id: DefineId) -> &ElementDefine {
        &self.defines[id.0 as usize]
    }

    /// Adds a pattern.
    pub fn add(&mut self, pattern: Pattern, info: Info) -> PatternId {
        let id = PatternId(u32::try_from(self.patterns.len()).unwrap_or(u32::MAX));
        self.patterns.push(pattern);
        self.infos.push(info);
        id
    }
}
