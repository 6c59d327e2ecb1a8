//! A schema as written, in either syntax: with comments, annotations and places. Names carry their namespace already,
//! since both syntaxes bind prefixes lexically; everything else is as the person put it.

use std::sync::Arc;

use crate::text::{SourceId, Span};

/// Patterns, name classes and annotations may nest this deep in one file.
pub const MAX_NESTING: usize = 200;

/// The namespace of RELAX NG's XML syntax.
pub const RELAX_NG_NAMESPACE: &str = "http://relaxng.org/ns/structure/1.0";
/// The namespace of `documentation` and `defaultValue`.
pub const ANNOTATIONS_NAMESPACE: &str = "http://relaxng.org/ns/compatibility/annotations/1.0";
/// XML Schema's datatypes as a library.
pub const XSD_LIBRARY: &str = "http://www.w3.org/2001/XMLSchema-datatypes";
/// The library of `ID`, `IDREF` and `IDREFS` (RELAX NG DTD Compatibility, section 4).
pub const COMPATIBILITY_LIBRARY: &str = "http://relaxng.org/ns/compatibility/datatypes/1.0";

/// The two ways to write a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// `.rnc`
    Compact,
    /// `.rng`
    Xml,
}

/// The namespace of a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// That of the schema which includes this one; none where nobody does.
    Inherit,
    /// This one; empty for none.
    Uri(Arc<str>),
}

impl Namespace {
    /// The URI, with `inherited` for what the including schema says.
    #[must_use]
    pub fn resolve<'a>(&'a self, inherited: &'a Arc<str>) -> &'a Arc<str> {
        match self {
            Self::Inherit => inherited,
            Self::Uri(uri) => uri,
        }
    }
}

/// Prefixes in scope with what they stand for, in the order they were declared.
pub type Prefixes = Arc<[(Arc<str>, Namespace)]>;

/// One file.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Where it came from.
    pub source: SourceId,
    /// How it is written.
    pub syntax: Syntax,
    /// `namespace` and `datatypes` declarations (compact syntax only).
    pub declarations: Vec<Declaration>,
    /// The pattern; most often a grammar.
    pub pattern: Pattern,
    /// Comments behind the last token (compact syntax) or the document element.
    pub trailing: Vec<Comment>,
    /// Prefixes of the whole file (compact syntax) or of its document element.
    pub prefixes: Prefixes,
}

/// A declaration at the head of a compact schema.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// Comments before it.
    pub comments: Vec<Comment>,
    /// What is declared.
    pub kind: DeclarationKind,
    /// The declaration.
    pub span: Span,
    /// The prefix, or the keyword where there is none.
    pub name_span: Span,
    /// What stands behind the equals sign.
    pub value_span: Span,
}

/// What a [`Declaration`] declares.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum DeclarationKind {
    /// `namespace p = "u"`, `default namespace = "u"`, `default namespace p = inherit`
    Namespace {
        /// Whether it is also the default namespace.
        default: bool,
        /// The prefix.
        prefix: Option<Arc<str>>,
        /// What it stands for.
        namespace: Namespace,
    },
    /// `datatypes p = "u"`
    Datatypes {
        /// The prefix.
        prefix: Arc<str>,
        /// The library.
        library: Arc<str>,
    },
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its text, without `#` and the blank behind it, or what stands between `<!--` and `-->` with common indent
    /// taken off; lines end in `\n`.
    pub text: Arc<str>,
    /// The comment.
    pub span: Span,
    /// Whether it follows something on its line.
    pub trailing: bool,
}

/// What is written around a part of a schema without being part of it.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    /// Comments before it.
    pub leading: Vec<Comment>,
    /// Foreign attributes.
    pub attributes: Vec<AnnotationAttribute>,
    /// Foreign elements and comments inside: `[ ]`, `##`, child elements.
    pub children: Vec<AnnotationChild>,
    /// Foreign elements (`>>`) and comments behind it.
    pub following: Vec<AnnotationChild>,
    /// Prefixes in scope; `None` where only what follows is annotated.
    pub prefixes: Option<Prefixes>,
}

impl Annotations {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.leading.is_empty() && self.attributes.is_empty() && self.children.is_empty() && self.following.is_empty()
    }

    /// Elements inside and behind.
    pub fn elements(&self) -> impl Iterator<Item = &AnnotationElement> {
        self.children.iter().chain(&self.following).filter_map(|child| match child {
            AnnotationChild::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The documentation inside, paragraphs joined by blank lines.
    #[must_use]
    pub fn documentation(&self) -> Option<String> {
        join_documentation(&self.children)
    }

    /// The documentation inside or behind, for things that hold text and so have it behind in the XML syntax.
    #[must_use]
    pub fn documentation_around(&self) -> Option<String> {
        join_documentation(&self.children).or_else(|| join_documentation(&self.following))
    }
}

fn join_documentation(children: &[AnnotationChild]) -> Option<String> {
    let mut joined: Option<String> = None;
    for child in children {
        let AnnotationChild::Element(element) = child else { continue };
        if &*element.namespace != ANNOTATIONS_NAMESPACE || &*element.local != "documentation" {
            continue;
        }
        let text = element.text();
        match &mut joined {
            Some(joined) => {
                joined.push_str("\n\n");
                joined.push_str(&text);
            }
            None => joined = Some(text),
        }
    }
    joined
}

/// A foreign attribute.
#[derive(Debug, Clone)]
pub struct AnnotationAttribute {
    /// Namespace; empty for none.
    pub namespace: Arc<str>,
    /// Prefix as written.
    pub prefix: Option<Arc<str>>,
    /// Local name.
    pub local: Arc<str>,
    /// Value.
    pub value: Arc<str>,
    /// Name and value.
    pub span: Span,
    /// The value.
    pub value_span: Span,
}

/// A foreign element.
#[derive(Debug, Clone)]
pub struct AnnotationElement {
    /// Namespace; empty for none.
    pub namespace: Arc<str>,
    /// Prefix as written, or `a` for `##`.
    pub prefix: Option<Arc<str>>,
    /// Local name.
    pub local: Arc<str>,
    /// Attributes.
    pub attributes: Vec<AnnotationAttribute>,
    /// Children.
    pub children: Vec<AnnotationChild>,
    /// Whether it was written with `##`.
    pub shorthand: bool,
    /// The element.
    pub span: Span,
    /// Its name; for `##` the whole.
    pub name_span: Span,
    /// Prefixes in scope.
    pub prefixes: Prefixes,
}

impl AnnotationElement {
    /// All text in it.
    #[must_use]
    pub fn text(&self) -> String {
        fn gather(children: &[AnnotationChild], text: &mut String) {
            for child in children {
                match child {
                    AnnotationChild::Text { value, .. } => text.push_str(value),
                    AnnotationChild::Element(element) => gather(&element.children, text),
                    AnnotationChild::Comment(_) => {}
                }
            }
        }
        let mut text = String::new();
        gather(&self.children, &mut text);
        text
    }

    /// The attribute of this name in no namespace.
    #[must_use]
    pub fn attribute(&self, local: &str) -> Option<&AnnotationAttribute> {
        self.attributes.iter().find(|attribute| attribute.namespace.is_empty() && *attribute.local == *local)
    }
}

/// What stands in a foreign element.
#[derive(Debug, Clone)]
pub enum AnnotationChild {
    /// An element.
    Element(AnnotationElement),
    /// Text.
    Text {
        /// The text.
        value: Arc<str>,
        /// Where.
        span: Span,
    },
    /// A comment.
    Comment(Comment),
}

/// A pattern as written.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What it is.
    pub kind: PatternKind,
    /// What is written around it.
    pub annotations: Option<Box<Annotations>>,
    /// The pattern.
    pub span: Span,
}

/// The kinds of patterns.
#[derive(Debug, Clone)]
pub enum PatternKind {
    /// `element name { content }`
    Element(Box<Named>),
    /// `attribute name { content }`
    Attribute(Box<Named>),
    /// `a, b`
    Group(Vec<Pattern>),
    /// `a & b`
    Interleave(Vec<Pattern>),
    /// `a | b`
    Choice(Vec<Pattern>),
    /// `a+`
    OneOrMore(Box<Pattern>),
    /// `a*`
    ZeroOrMore(Box<Pattern>),
    /// `a?`
    Optional(Box<Pattern>),
    /// `list { a }`
    List(Box<Pattern>),
    /// `mixed { a }`
    Mixed(Box<Pattern>),
    /// `a`
    Ref(Arc<str>),
    /// `parent a`
    ParentRef {
        /// The name.
        name: Arc<str>,
        /// Where the name stands.
        name_span: Span,
    },
    /// `empty`
    Empty,
    /// `text`
    Text,
    /// `notAllowed`
    NotAllowed,
    /// A literal.
    Value(Box<Value>),
    /// A datatype.
    Data(Box<Data>),
    /// `external "href"`
    External(Box<Href>),
    /// `grammar { … }`
    Grammar(Vec<Component>),
    /// What could not be read; a diagnostic says so.
    Error,
}

impl Pattern {
    /// The patterns directly in it. Those of a nested grammar stand in its components, those of another file in that.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let (one, many): (Option<&Self>, &[Self]) = match &self.kind {
            PatternKind::Element(named) | PatternKind::Attribute(named) => (Some(&named.content), &[]),
            PatternKind::Group(members) | PatternKind::Interleave(members) | PatternKind::Choice(members) => {
                (None, members)
            }
            PatternKind::OneOrMore(inner)
            | PatternKind::ZeroOrMore(inner)
            | PatternKind::Optional(inner)
            | PatternKind::List(inner)
            | PatternKind::Mixed(inner) => (Some(inner), &[]),
            PatternKind::Data(data) => (data.except.as_ref(), &[]),
            PatternKind::Ref(_)
            | PatternKind::ParentRef { .. }
            | PatternKind::Empty
            | PatternKind::Text
            | PatternKind::NotAllowed
            | PatternKind::Value(_)
            | PatternKind::External(_)
            | PatternKind::Grammar(_)
            | PatternKind::Error => (None, &[]),
        };
        one.into_iter().chain(many)
    }
}

/// The parts of an element or attribute pattern.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its names.
    pub name: NameClass,
    /// What is in it.
    pub content: Pattern,
    /// The keyword, or the element's name in the XML syntax.
    pub keyword_span: Span,
}

/// The datatype of a value or data pattern.
#[derive(Debug, Clone)]
pub struct TypeName {
    /// The library; empty for the built-in one.
    pub library: Arc<str>,
    /// The prefix as written.
    pub prefix: Option<Arc<str>>,
    /// The type.
    pub name: Arc<str>,
    /// Where it is named; `None` for a literal without type.
    pub span: Option<Span>,
}

/// A value pattern.
#[derive(Debug, Clone)]
pub struct Value {
    /// The type to compare in.
    pub datatype: TypeName,
    /// The value.
    pub value: Arc<str>,
    /// The literal, or the element's content.
    pub value_span: Span,
    /// Namespace for names without prefix.
    pub namespace: Namespace,
    /// Prefixes in scope.
    pub prefixes: Prefixes,
}

/// A data pattern.
#[derive(Debug, Clone)]
pub struct Data {
    /// The type.
    pub datatype: TypeName,
    /// Its facets.
    pub params: Vec<Param>,
    /// What is taken out.
    pub except: Option<Pattern>,
}

/// A facet.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name.
    pub name: Arc<str>,
    /// Its value.
    pub value: Arc<str>,
    /// What is written around it.
    pub annotations: Option<Box<Annotations>>,
    /// The facet.
    pub span: Span,
    /// Its name.
    pub name_span: Span,
    /// Its value.
    pub value_span: Span,
}

/// A reference to another file.
#[derive(Debug, Clone)]
pub struct Href {
    /// As written.
    pub href: Arc<str>,
    /// What it is relative to within its file: the `xml:base`s around it, joined; empty for the file itself.
    pub base: Arc<str>,
    /// Where it is written.
    pub href_span: Span,
    /// The namespace it is to inherit.
    pub namespace: Namespace,
    /// `inherit = prefix`, where written.
    pub inherit: Option<Arc<str>>,
}

/// A part of a grammar.
#[derive(Debug, Clone)]
pub struct Component {
    /// What it is.
    pub kind: ComponentKind,
    /// What is written around it.
    pub annotations: Option<Box<Annotations>>,
    /// The component.
    pub span: Span,
}

/// The kinds of components.
#[derive(Debug, Clone)]
pub enum ComponentKind {
    /// A define, or the start.
    Define(Box<Define>),
    /// `div { … }`
    Div(Vec<Component>),
    /// `include "href" { … }`
    Include(Box<Include>),
}

/// How components of one name go together (section 4.17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Combine {
    /// `|=`
    Choice,
    /// `&=`
    Interleave,
}

impl Combine {
    /// As the XML syntax has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Interleave => "interleave",
        }
    }
}

/// A define.
#[derive(Debug, Clone)]
pub struct Define {
    /// Its name; `None` for `start`.
    pub name: Option<Arc<str>>,
    /// Where the name stands.
    pub name_span: Span,
    /// How it goes together with others of its name.
    pub combine: Option<Combine>,
    /// What it stands for.
    pub body: Pattern,
}

impl Define {
    /// Its name, or `start`.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or("start")
    }
}

/// An include.
#[derive(Debug, Clone)]
pub struct Include {
    /// What is included.
    pub target: Href,
    /// Overrides; `None` without braces.
    pub components: Option<Vec<Component>>,
}

/// A name class as written.
#[derive(Debug, Clone)]
pub struct NameClass {
    /// What it is.
    pub kind: NameClassKind,
    /// What is written around it.
    pub annotations: Option<Box<Annotations>>,
    /// The name class.
    pub span: Span,
}

/// The kinds of name classes.
#[derive(Debug, Clone)]
pub enum NameClassKind {
    /// One name.
    Name {
        /// Its namespace.
        namespace: Namespace,
        /// Prefix as written.
        prefix: Option<Arc<str>>,
        /// Local name.
        local: Arc<str>,
    },
    /// `p:*`
    NsName {
        /// The namespace.
        namespace: Namespace,
        /// Prefix as written.
        prefix: Option<Arc<str>>,
        /// What is taken out.
        except: Option<Box<NameClass>>,
    },
    /// `*`
    AnyName {
        /// What is taken out.
        except: Option<Box<NameClass>>,
    },
    /// `a | b`
    Choice(Vec<NameClass>),
    /// What could not be read; a diagnostic says so.
    Error,
}

impl Pattern {
    /// A pattern without annotations.
    #[must_use]
    pub fn new(kind: PatternKind, span: Span) -> Self {
        Self { kind, annotations: None, span }
    }

    /// The annotations, made where there were none.
    pub fn annotations_mut(&mut self) -> &mut Annotations {
        self.annotations.get_or_insert_default()
    }

    /// Where a message about the pattern points: its name, keyword or literal.
    #[must_use]
    pub fn head_span(&self) -> Span {
        match &self.kind {
            PatternKind::Element(named) | PatternKind::Attribute(named) => named.name.span,
            PatternKind::Value(value) => value.value_span,
            PatternKind::Data(data) => data.datatype.span.unwrap_or(self.span),
            PatternKind::ParentRef { name_span, .. } => *name_span,
            PatternKind::External(href) => href.href_span,
            _ => self.span,
        }
    }

    /// The documentation inside; for values also behind.
    #[must_use]
    pub fn documentation(&self) -> Option<String> {
        let annotations = self.annotations.as_ref()?;
        if matches!(self.kind, PatternKind::Value(_)) {
            annotations.documentation_around()
        } else {
            annotations.documentation()
        }
    }
}
