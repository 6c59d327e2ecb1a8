//! From an XML document to a [`Schema`]: the full syntax of section 3, with what sections 4.1 to 4.4, 4.8 and 4.10 say
//! of attributes and names. Mistakes are reported and left out of the tree.
//!
//! The file is long because the reader mirrors the elements of the XML syntax, one function each.

use crate::rng::schema_catalogue;
use crate::xml::catalogue;
use std::sync::Arc;

use crate::diagnostic::{Applicability, Diagnostic, Entry, nearest, shortlist};
use crate::rng::ast::{
    AnnotationAttribute, AnnotationChild, AnnotationElement, Annotations, Combine, Comment, Component, ComponentKind,
    Data, Define, Href, Include, MAX_NESTING, NameClass, NameClassKind, Named, Namespace, Param, Pattern, PatternKind,
    Prefixes, RELAX_NG_NAMESPACE, Schema, Syntax, TypeName, Value,
};
use crate::rng::compact::Interner;
use crate::rng::{name, uri};
use crate::text::{Edit, Source, SourceId, Span};
use crate::xml::{Attribute, Content, Document, Element, NodeId, XML_NAMESPACE};

const PATTERNS: [&str; 19] = [
    "element",
    "attribute",
    "group",
    "interleave",
    "choice",
    "optional",
    "zeroOrMore",
    "oneOrMore",
    "list",
    "mixed",
    "ref",
    "parentRef",
    "empty",
    "text",
    "value",
    "data",
    "notAllowed",
    "externalRef",
    "grammar",
];
const NAME_CLASSES: [&str; 4] = ["name", "anyName", "nsName", "choice"];

/// Parses a schema in the XML syntax.
#[must_use]
pub fn parse(source: &Source) -> (Schema, Vec<Diagnostic>) {
    let parsed = crate::xml::parse(source);
    let broken = !parsed.diagnostics.is_empty();
    let (schema, own) = read(&parsed.document, source.id);
    let mut diagnostics = parsed.diagnostics;
    if !broken {
        diagnostics.extend(own);
    }
    (schema, diagnostics)
}

/// Reads a parsed document.
#[must_use]
pub fn read(document: &Document, source: SourceId) -> (Schema, Vec<Diagnostic>) {
    let mut reader =
        Reader { document, source, diagnostics: Vec::new(), names: Interner::default(), depth: 0, last_scope: None };
    let schema = reader.schema();
    (schema, reader.diagnostics)
}

/// What an element hands down to its children.
#[derive(Clone)]
struct Scope {
    namespace: Namespace,
    library: Arc<str>,
    base: Arc<str>,
}

type InScope = Arc<[(Arc<str>, Arc<str>)]>;

struct Reader<'d> {
    document: &'d Document,
    source: SourceId,
    diagnostics: Vec<Diagnostic>,
    names: Interner,
    depth: usize,
    last_scope: Option<(InScope, Prefixes)>,
}

impl<'d> Reader<'d> {
    fn element(&self, node: NodeId) -> &'d Element {
        self.document.element(node).expect("callers pass elements")
    }

    fn own(&self, node: NodeId) -> bool {
        self.document.name(node).is_some_and(|name| &*name.namespace == RELAX_NG_NAMESPACE)
    }

    fn local(&self, node: NodeId) -> &'d str {
        self.document.name(node).map_or("", |name| &name.local)
    }

    fn span(&self, node: NodeId) -> Span {
        self.document.span(node).unwrap_or(Span::at(self.source, 0))
    }

    fn name_span(&self, node: NodeId) -> Span {
        self.document.name_span(node).unwrap_or_else(|| self.span(node))
    }

    fn content_span(&self, node: NodeId) -> Span {
        let element = self.element(node);
        element.spans.and_then(|spans| spans.content()).unwrap_or_else(|| self.name_span(node))
    }

    fn error(&mut self, message: impl Into<crate::diagnostic::Message>, span: Span) -> &mut Diagnostic {
        self.named_error(&schema_catalogue::SCHEMA_SYNTAX, message, span)
    }

    fn named_error(
        &mut self,
        name: &'static Entry,
        message: impl Into<crate::diagnostic::Message>,
        span: Span,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::error(name, message, span));
        self.diagnostics.last_mut().expect("just pushed")
    }

    fn prefixes(&mut self, node: NodeId) -> Prefixes {
        let in_scope = &self.element(node).in_scope;
        if let Some((known, prefixes)) = &self.last_scope
            && Arc::ptr_eq(known, in_scope)
        {
            return prefixes.clone();
        }
        let mut list: Vec<(Arc<str>, Namespace)> = in_scope
            .iter()
            .filter(|(prefix, _)| !prefix.is_empty())
            .map(|(prefix, uri)| (prefix.clone(), Namespace::Uri(uri.clone())))
            .collect();
        list.push(("xml".into(), Namespace::Uri(XML_NAMESPACE.into())));
        let prefixes: Prefixes = list.into();
        self.last_scope = Some((in_scope.clone(), prefixes.clone()));
        prefixes
    }

    fn schema(&mut self) -> Schema {
        let mut leading = Vec::new();
        let mut trailing = Vec::new();
        let mut root = None;
        for child in self.document.children(NodeId::ROOT) {
            match &self.document.node(child).content {
                Content::Element(_) => root = Some(child),
                Content::Comment(text) => {
                    let comment = self.comment(child, text);
                    if root.is_none() { leading.push(comment) } else { trailing.push(comment) }
                }
                _ => {}
            }
        }
        let mut schema = Schema {
            source: self.source,
            syntax: Syntax::Xml,
            declarations: Vec::new(),
            pattern: Pattern::new(PatternKind::Error, Span::at(self.source, 0)),
            trailing,
            prefixes: Prefixes::from([]),
        };
        let Some(root) = root else { return schema };
        schema.prefixes = self.prefixes(root);
        schema.pattern.span = self.name_span(root);
        if !self.own(root) {
            let written = self.element(root).name.lexical();
            let span = self.name_span(root);
            self.error(format!("document element `{written}` is not in RELAX NG's namespace"), span)
                .notes
                .push(format!("a schema in the XML syntax is in `{RELAX_NG_NAMESPACE}` (section 3)"));
            return schema;
        }
        let empty = self.names.get("");
        let scope = Scope { namespace: Namespace::Inherit, library: empty.clone(), base: empty };
        if let Some(mut pattern) = self.pattern(root, &scope) {
            if !leading.is_empty() {
                let annotations = pattern.annotations_mut();
                leading.append(&mut annotations.leading);
                annotations.leading = leading;
            }
            schema.pattern = pattern;
        }
        schema
    }

    fn comment(&self, node: NodeId, text: &str) -> Comment {
        let span = self.span(node);
        let trailing = self.document.previous_sibling(node).is_some_and(
            |before| matches!(&self.document.node(before).content, Content::Text(text) if !text.contains('\n')),
        );
        Comment { text: trim_comment(text).into(), span, trailing }
    }

    // ---- attributes ----

    fn attribute(&self, node: NodeId, local: &str) -> Option<&'d Attribute> {
        self.document.attribute_named(node, local)
    }

    fn attribute_span(&self, attribute: &Attribute) -> Span {
        attribute.value_span.unwrap_or(Span::at(self.source, 0))
    }

    /// The scope inside an element (sections 4.3, 4.4 and 4.8).
    fn scope(&mut self, node: NodeId, outer: &Scope) -> Scope {
        let mut scope = outer.clone();
        let base = self.element(node).attributes.iter().find(|attribute| attribute.name.is(XML_NAMESPACE, "base"));
        if let Some(base) = base {
            scope.base = self.names.get(&uri::join(&scope.base, &base.value));
        }
        if let Some(attribute) = self.attribute(node, "ns") {
            scope.namespace = Namespace::Uri(self.names.get(&attribute.value));
        }
        if let Some(attribute) = self.attribute(node, "datatypeLibrary") {
            let library = attribute.value.as_str();
            if let Err(why) = check_library(library) {
                let span = self.attribute_span(attribute);
                self.error(format!("`datatypeLibrary` {why}"), span)
                    .notes
                    .push("it is an absolute URI without fragment identifier, or empty (section 4.4)".to_owned());
            }
            scope.library = self.names.get(library);
        }
        scope
    }

    /// Reports attributes that may not stand on the element (section 3); `ns` and `datatypeLibrary` always may.
    fn check_attributes(&mut self, node: NodeId, allowed: &[&str]) {
        for attribute in &self.element(node).attributes {
            let name = &attribute.name;
            if &*name.namespace == RELAX_NG_NAMESPACE {
                let span = attribute.name_span.unwrap_or_else(|| self.name_span(node));
                self.error(format!("attribute `{}` is in RELAX NG's own namespace", name.lexical()), span)
                    .notes
                    .push("RELAX NG's attributes have no prefix (section 3)".to_owned());
                continue;
            }
            let local = &*name.local;
            if !name.namespace.is_empty() || allowed.contains(&local) || matches!(local, "ns" | "datatypeLibrary") {
                continue;
            }
            let span = attribute.name_span.unwrap_or_else(|| self.name_span(node));
            let element = self.local(node);
            let all: Vec<&str> = allowed.iter().copied().chain(["ns", "datatypeLibrary"]).collect();
            let near = nearest(local, all.iter().copied());
            let listed = shortlist(local, all.iter().copied(), 8);
            let diagnostic = self.error(format!("attribute `{local}` is not allowed on `{element}`"), span);
            diagnostic.notes.push(format!("expected {listed} (section 3)"));
            diagnostic.expected = all.iter().map(ToString::to_string).collect();
            if let Some(near) = near {
                *diagnostic = diagnostic.clone().with_fix(
                    format!("rename to `{near}`"),
                    Applicability::Unsafe,
                    vec![Edit::replace(span, near)],
                );
            }
        }
    }

    fn required(&mut self, node: NodeId, local: &str) -> Option<(Arc<str>, Span)> {
        match self.attribute(node, local) {
            Some(attribute) => Some((self.names.get(&attribute.value), self.attribute_span(attribute))),
            None => {
                let element = self.local(node);
                let span = self.name_span(node);
                self.error(format!("`{element}` lacks the attribute `{local}`"), span)
                    .notes
                    .push("section 3".to_owned());
                None
            }
        }
    }

    /// An attribute that is a name without colon (section 4.2 takes white space off).
    fn ncname(&mut self, node: NodeId, local: &str) -> Option<(Arc<str>, Span)> {
        let (value, span) = self.required(node, local)?;
        let trimmed = value.trim_matches(is_space);
        if !name::is_ncname(trimmed) {
            self.error(format!("`{trimmed}` is not a name"), span)
                .notes
                .push("names begin with a letter or `_` and have no colon here (section 3)".to_owned());
            return None;
        }
        Some((self.names.get(trimmed), span))
    }

    // ---- annotations ----

    /// Reads the children of an element: RELAX NG's own go to `each`, comments and foreign elements to the
    /// annotations around it or behind the child before.
    fn children<T>(
        &mut self,
        node: NodeId,
        annotations: &mut Option<Box<Annotations>>,
        mut each: impl FnMut(&mut Self, NodeId) -> Option<T>,
        slot: impl Fn(&mut T) -> &mut Option<Box<Annotations>>,
    ) -> Vec<T> {
        let mut items: Vec<T> = Vec::new();
        let mut leading: Vec<Comment> = Vec::new();
        let put = |items: &mut Vec<T>, annotations: &mut Option<Box<Annotations>>, child: AnnotationChild| match items
            .last_mut()
        {
            Some(last) => slot(last).get_or_insert_default().following.push(child),
            None => annotations.get_or_insert_default().children.push(child),
        };
        for child in self.document.children(node) {
            match &self.document.node(child).content {
                Content::Text(text) if !text.chars().all(is_space) => {
                    let written = text.trim_matches(is_space);
                    let span = self.text_span(child);
                    let message = if written.len() <= 40 && !written.contains('\n') {
                        format!("text `{written}` is not allowed in `{}`", self.local(node))
                    } else {
                        format!("text is not allowed in `{}`", self.local(node))
                    };
                    self.error(message, span).notes.push("section 3".to_owned());
                }
                Content::Comment(text) => leading.push(self.comment(child, text)),
                Content::Element(_) if self.own(child) => {
                    if let Some(mut item) = each(self, child) {
                        if !leading.is_empty() {
                            let own = slot(&mut item).get_or_insert_default();
                            let mut all = std::mem::take(&mut leading);
                            all.append(&mut own.leading);
                            own.leading = all;
                        }
                        items.push(item);
                    }
                }
                Content::Element(_) => {
                    for comment in leading.drain(..) {
                        put(&mut items, annotations, AnnotationChild::Comment(comment));
                    }
                    if let Some(element) = self.foreign(child) {
                        put(&mut items, annotations, AnnotationChild::Element(element));
                    }
                }
                _ => {}
            }
        }
        for comment in leading {
            put(&mut items, annotations, AnnotationChild::Comment(comment));
        }
        if let Some(annotations) = annotations
            && annotations.prefixes.is_none()
        {
            annotations.prefixes = Some(self.prefixes(node));
        }
        items
    }

    fn text_span(&self, node: NodeId) -> Span {
        let span = self.span(node);
        let Content::Text(text) = &self.document.node(node).content else { return span };
        let start = text.len() - text.trim_start_matches(is_space).len();
        let length = text.trim_matches(is_space).len();
        if span.len() == text.len() { span.slice(start, start + length) } else { span }
    }

    fn foreign_attributes(&mut self, node: NodeId) -> Option<Box<Annotations>> {
        let attributes = self.annotation_attributes(node, false);
        if attributes.is_empty() {
            return None;
        }
        let prefixes = Some(self.prefixes(node));
        Some(Box::new(Annotations { attributes, prefixes, ..Annotations::default() }))
    }

    fn annotation_attributes(&mut self, node: NodeId, all: bool) -> Vec<AnnotationAttribute> {
        let wanted = |attribute: &&Attribute| all || !matches!(&*attribute.name.namespace, "" | RELAX_NG_NAMESPACE);
        let element = self.element(node);
        let fallback = self.name_span(node);
        element
            .attributes
            .iter()
            .filter(wanted)
            .map(|attribute| AnnotationAttribute {
                namespace: self.names.get(&attribute.name.namespace),
                prefix: (!attribute.name.prefix.is_empty()).then(|| self.names.get(&attribute.name.prefix)),
                local: self.names.get(&attribute.name.local),
                value: self.names.get(&attribute.value),
                span: attribute.span.unwrap_or(fallback),
                value_span: attribute.value_span.unwrap_or(fallback),
            })
            .collect()
    }

    fn foreign(&mut self, node: NodeId) -> Option<AnnotationElement> {
        if !self.enter(node) {
            return None;
        }
        let element = self.element(node);
        let mut children = Vec::new();
        for child in self.document.children(node) {
            match &self.document.node(child).content {
                Content::Text(text) => {
                    children.push(AnnotationChild::Text { value: text.as_str().into(), span: self.span(child) });
                }
                Content::Comment(text) => children.push(AnnotationChild::Comment(self.comment(child, text))),
                Content::Element(_) => children.extend(self.foreign(child).map(AnnotationChild::Element)),
                _ => {}
            }
        }
        // white space that only sets child elements apart is not part of the annotation
        let has_elements = children.iter().any(|child| matches!(child, AnnotationChild::Element(_)));
        let blank = |child: &AnnotationChild| matches!(child, AnnotationChild::Text { value, .. } if value.chars().all(is_space));
        let mixed = children.iter().any(|child| matches!(child, AnnotationChild::Text { .. }) && !blank(child));
        if has_elements && !mixed {
            children.retain(|child| !blank(child));
        }
        self.depth -= 1;
        Some(AnnotationElement {
            namespace: self.names.get(&element.name.namespace),
            prefix: (!element.name.prefix.is_empty()).then(|| self.names.get(&element.name.prefix)),
            local: self.names.get(&element.name.local),
            attributes: self.annotation_attributes(node, true),
            children,
            shorthand: false,
            span: self.span(node),
            name_span: self.name_span(node),
            prefixes: self.prefixes(node),
        })
    }

    fn enter(&mut self, node: NodeId) -> bool {
        if self.depth >= MAX_NESTING {
            if !self.diagnostics.iter().any(|diagnostic| diagnostic.name == &catalogue::NESTING_TOO_DEEP) {
                let span = self.name_span(node);
                self.named_error(
                    &catalogue::NESTING_TOO_DEEP,
                    format!("schema nests deeper than {MAX_NESTING} levels"),
                    span,
                );
            }
            return false;
        }
        self.depth += 1;
        true
    }

    // ---- patterns ----

    fn unknown(&mut self, node: NodeId, parent: Option<&str>, allowed: &[&str]) {
        let local = self.local(node);
        let span = self.name_span(node);
        let message = match parent {
            Some(parent) => format!("`{local}` is not allowed in `{parent}`"),
            None => format!("`{local}` cannot be the document element"),
        };
        let near = nearest(local, allowed.iter().copied());
        let listed = shortlist(local, allowed.iter().copied(), 8);
        let diagnostic = self.error(message, span);
        diagnostic.notes.push(format!("expected {listed} (section 3)"));
        diagnostic.expected = allowed.iter().map(ToString::to_string).collect();
        if let Some(near) = near.filter(|near| *near != local) {
            diagnostic.notes.push(format!("did you mean `{near}`?"));
        }
    }

    fn pattern(&mut self, node: NodeId, outer: &Scope) -> Option<Pattern> {
        if !self.enter(node) {
            return None;
        }
        let pattern = self.pattern_inside(node, outer);
        self.depth -= 1;
        pattern
    }

    fn pattern_inside(&mut self, node: NodeId, outer: &Scope) -> Option<Pattern> {
        let scope = self.scope(node, outer);
        let span = self.span(node);
        let mut annotations = self.foreign_attributes(node);
        let local = self.local(node);
        let kind = match local {
            "element" | "attribute" => {
                self.check_attributes(node, &["name"]);
                return self.named(node, &scope, annotations);
            }
            "group" | "interleave" | "choice" | "optional" | "zeroOrMore" | "oneOrMore" | "list" | "mixed" => {
                self.check_attributes(node, &[]);
                let patterns = self.patterns(node, &scope, &mut annotations);
                if patterns.is_empty() {
                    self.lacks_pattern(node);
                }
                match local {
                    "group" => return Some(composite(patterns, span, annotations, PatternKind::Group)),
                    "interleave" => return Some(composite(patterns, span, annotations, PatternKind::Interleave)),
                    "choice" => return Some(composite(patterns, span, annotations, PatternKind::Choice)),
                    _ => {}
                }
                let inner = Box::new(implicit_group(patterns, span));
                match local {
                    "optional" => PatternKind::Optional(inner),
                    "zeroOrMore" => PatternKind::ZeroOrMore(inner),
                    "oneOrMore" => PatternKind::OneOrMore(inner),
                    "list" => PatternKind::List(inner),
                    _ => PatternKind::Mixed(inner),
                }
            }
            "ref" | "parentRef" => {
                self.check_attributes(node, &["name"]);
                let name = self.ncname(node, "name");
                self.empty_content(node, &mut annotations);
                let (name, name_span) = name?;
                if local == "ref" {
                    return Some(Pattern { kind: PatternKind::Ref(name), annotations, span: name_span });
                }
                PatternKind::ParentRef { name, name_span }
            }
            "empty" | "text" | "notAllowed" => {
                self.check_attributes(node, &[]);
                self.empty_content(node, &mut annotations);
                match local {
                    "empty" => PatternKind::Empty,
                    "text" => PatternKind::Text,
                    _ => PatternKind::NotAllowed,
                }
            }
            "value" => {
                self.check_attributes(node, &["type"]);
                let typed = self.attribute(node, "type").is_some();
                let datatype = if typed {
                    let (name, type_span) =
                        self.ncname(node, "type").unwrap_or_else(|| (self.names.get("token"), span));
                    TypeName { library: scope.library.clone(), prefix: None, name, span: Some(type_span) }
                } else {
                    TypeName { library: self.names.get(""), prefix: None, name: self.names.get("token"), span: None }
                };
                let value = self.string(node);
                PatternKind::Value(Box::new(Value {
                    datatype,
                    value,
                    value_span: self.content_span(node),
                    namespace: scope.namespace.clone(),
                    prefixes: self.prefixes(node),
                }))
            }
            "data" => {
                self.check_attributes(node, &["type"]);
                PatternKind::Data(Box::new(self.data(node, &scope, &mut annotations)?))
            }
            "externalRef" => {
                self.check_attributes(node, &["href"]);
                let target = self.href(node, &scope);
                self.empty_content(node, &mut annotations);
                PatternKind::External(Box::new(target?))
            }
            "grammar" => {
                self.check_attributes(node, &[]);
                PatternKind::Grammar(self.components(node, &scope, &mut annotations, false))
            }
            _ => {
                let parent = self.document.parent(node).filter(|parent| *parent != NodeId::ROOT);
                let parent = parent.map(|parent| self.local(parent));
                self.unknown(node, parent, &PATTERNS);
                return None;
            }
        };
        Some(Pattern { kind, annotations, span })
    }

    fn patterns(&mut self, node: NodeId, scope: &Scope, annotations: &mut Option<Box<Annotations>>) -> Vec<Pattern> {
        self.children(node, annotations, |reader, child| reader.pattern(child, scope), |item| &mut item.annotations)
    }

    fn lacks_pattern(&mut self, node: NodeId) {
        // a child that was reported is not missing
        let tried = self.document.child_elements(node).any(|child| {
            self.own(child) && (PATTERNS.contains(&self.local(child)) || !NAME_CLASSES.contains(&self.local(child)))
        });
        let named = matches!(self.local(node), "element");
        if tried && !named {
            return;
        }
        let span = self.name_span(node);
        let local = self.local(node);
        self.error(format!("`{local}` lacks a pattern"), span)
            .notes
            .push("write `<empty/>` where nothing is meant (section 3)".to_owned());
    }

    fn empty_content(&mut self, node: NodeId, annotations: &mut Option<Box<Annotations>>) {
        self.children(
            node,
            annotations,
            |reader, child| {
                let (parent, local) = (reader.local(node), reader.local(child));
                let span = reader.name_span(child);
                reader
                    .error(format!("`{local}` is not allowed in `{parent}`"), span)
                    .notes
                    .push(format!("`{parent}` is empty (section 3)"));
                None::<Option<Box<Annotations>>>
            },
            |item| item,
        );
    }

    /// The text of `value`, `param` and `name`: nothing but text may stand in them (section 3).
    fn string(&mut self, node: NodeId) -> Arc<str> {
        let mut joined = String::new();
        for child in self.document.children(node) {
            match &self.document.node(child).content {
                Content::Text(text) => joined.push_str(text),
                Content::Element(_) => {
                    let (parent, span) = (self.local(node), self.name_span(child));
                    self.error(format!("an element is not allowed in `{parent}`"), span)
                        .notes
                        .push("only text may stand there (section 3)".to_owned());
                }
                _ => {}
            }
        }
        self.names.get(&joined)
    }

    fn named(&mut self, node: NodeId, scope: &Scope, mut annotations: Option<Box<Annotations>>) -> Option<Pattern> {
        enum Part {
            Name(NameClass),
            Pattern(Pattern),
        }
        let is_attribute = self.local(node) == "attribute";
        let mut name = self.attribute(node, "name").map(|attribute| {
            let span = self.attribute_span(attribute);
            let mut own = scope.clone();
            if is_attribute && self.attribute(node, "ns").is_none() {
                own.namespace = Namespace::Uri(self.names.get(""));
            }
            self.qualified(node, &attribute.value, span, &own)
        });
        let mut wants_name = name.is_none();
        let parts = self.children(
            node,
            &mut annotations,
            |reader, child| {
                if std::mem::take(&mut wants_name) {
                    return reader.name_class(child, scope, false, false).map(Part::Name);
                }
                reader.pattern(child, scope).map(Part::Pattern)
            },
            |part| match part {
                Part::Name(name) => &mut name.annotations,
                Part::Pattern(pattern) => &mut pattern.annotations,
            },
        );
        let mut patterns = Vec::new();
        for part in parts {
            match part {
                Part::Name(class) => name = Some(class),
                Part::Pattern(pattern) => patterns.push(pattern),
            }
        }
        let span = self.span(node);
        if wants_name {
            let (local, span) = (self.local(node), self.name_span(node));
            self.error(format!("`{local}` lacks a name"), span).notes.push(
                "give it an attribute `name`, or `name`, `anyName`, `nsName` or `choice` as first child (section 3)"
                    .to_owned(),
            );
        }
        let name = name.unwrap_or(NameClass { kind: NameClassKind::Error, annotations: None, span });
        let content = if is_attribute {
            if patterns.len() > 1 {
                let extra = patterns[1].span;
                self.error("`attribute` holds one pattern", extra)
                    .notes
                    .push("put several in a `group` or `choice` (section 3)".to_owned());
            }
            patterns.truncate(1);
            patterns.pop().unwrap_or_else(|| Pattern::new(PatternKind::Text, self.name_span(node)))
        } else {
            if patterns.is_empty() && !wants_name {
                let tried = self.document.child_elements(node).filter(|child| self.own(*child)).count();
                let names = usize::from(self.attribute(node, "name").is_none());
                if tried <= names {
                    self.lacks_pattern(node);
                }
            }
            implicit_group(patterns, span)
        };
        let named = Box::new(Named { name, content, keyword_span: self.name_span(node) });
        let kind = if is_attribute { PatternKind::Attribute(named) } else { PatternKind::Element(named) };
        Some(Pattern { kind, annotations, span })
    }

    fn data(&mut self, node: NodeId, scope: &Scope, annotations: &mut Option<Box<Annotations>>) -> Option<Data> {
        enum Part {
            Param(Param),
            Except(Pattern, Option<Box<Annotations>>),
        }
        let datatype = self.ncname(node, "type").map(|(name, span)| TypeName {
            library: scope.library.clone(),
            prefix: None,
            name,
            span: Some(span),
        });
        let mut had_except = false;
        let parts = self.children(
            node,
            annotations,
            |reader, child| {
                let inner = reader.scope(child, scope);
                let local = reader.local(child);
                if had_except {
                    let span = reader.name_span(child);
                    reader
                        .error(format!("`{local}` may not follow `except`"), span)
                        .notes
                        .push("`data` holds `param`s, then at most one `except` (section 3)".to_owned());
                    return None;
                }
                match local {
                    "param" => {
                        reader.check_attributes(child, &["name"]);
                        let name = reader.ncname(child, "name");
                        let annotations = reader.foreign_attributes(child);
                        let value = reader.string(child);
                        let (name, name_span) = name?;
                        let value_span = reader.content_span(child);
                        let span = reader.span(child);
                        Some(Part::Param(Param { name, value, annotations, span, name_span, value_span }))
                    }
                    "except" => {
                        had_except = true;
                        reader.check_attributes(child, &[]);
                        let mut around = reader.foreign_attributes(child);
                        let patterns = reader.patterns(child, &inner, &mut around);
                        if patterns.is_empty() {
                            reader.lacks_pattern(child);
                        }
                        let span = reader.span(child);
                        let pattern = composite(patterns, span, None, PatternKind::Choice);
                        Some(Part::Except(pattern, around))
                    }
                    _ => {
                        reader.unknown(child, Some("data"), &["param", "except"]);
                        None
                    }
                }
            },
            |part| match part {
                Part::Param(param) => &mut param.annotations,
                Part::Except(_, around) => around,
            },
        );
        let mut data = Data { datatype: datatype?, params: Vec::new(), except: None };
        for part in parts {
            match part {
                Part::Param(param) => data.params.push(param),
                Part::Except(mut pattern, around) => {
                    if let Some(around) = around {
                        let own = pattern.annotations_mut();
                        own.leading.splice(0..0, around.leading);
                        own.following.extend(around.children);
                        own.following.extend(around.following);
                        own.attributes.extend(around.attributes);
                        own.prefixes = around.prefixes.or(own.prefixes.take());
                    }
                    data.except = Some(pattern);
                }
            }
        }
        Some(data)
    }

    fn href(&mut self, node: NodeId, scope: &Scope) -> Option<Href> {
        let (href, href_span) = self.required(node, "href")?;
        let base = scope.base.clone();
        Some(Href { href, base, href_span, namespace: scope.namespace.clone(), inherit: None })
    }

    // ---- grammars ----

    fn components(
        &mut self,
        node: NodeId,
        scope: &Scope,
        annotations: &mut Option<Box<Annotations>>,
        in_include: bool,
    ) -> Vec<Component> {
        self.children(
            node,
            annotations,
            |reader, child| reader.component(child, scope, in_include),
            |item| &mut item.annotations,
        )
    }

    fn component(&mut self, node: NodeId, outer: &Scope, in_include: bool) -> Option<Component> {
        if !self.enter(node) {
            return None;
        }
        let component = self.component_inside(node, outer, in_include);
        self.depth -= 1;
        component
    }

    fn component_inside(&mut self, node: NodeId, outer: &Scope, in_include: bool) -> Option<Component> {
        let scope = self.scope(node, outer);
        let span = self.span(node);
        let mut annotations = self.foreign_attributes(node);
        let local = self.local(node);
        let kind = match local {
            "start" | "define" => {
                let is_start = local == "start";
                self.check_attributes(node, if is_start { &["combine"] } else { &["name", "combine"] });
                let name = if is_start { None } else { Some(self.ncname(node, "name")) };
                let combine = self.attribute(node, "combine").and_then(|attribute| {
                    match attribute.value.trim_matches(is_space) {
                        "choice" => Some(Combine::Choice),
                        "interleave" => Some(Combine::Interleave),
                        other => {
                            let span = self.attribute_span(attribute);
                            let message = format!("`combine` is `choice` or `interleave`, not `{other}`");
                            let diagnostic = self.error(message, span);
                            diagnostic.notes.push("section 3".to_owned());
                            diagnostic.expected = vec!["choice".to_owned(), "interleave".to_owned()];
                            None
                        }
                    }
                });
                let patterns = self.patterns(node, &scope, &mut annotations);
                if patterns.is_empty() {
                    self.lacks_pattern(node);
                }
                if is_start && patterns.len() > 1 {
                    let extra = patterns[1].span;
                    self.error("`start` holds one pattern", extra)
                        .notes
                        .push("put several in a `choice` or `group` (section 3)".to_owned());
                }
                let (name, name_span) = match name {
                    None => (None, self.name_span(node)),
                    Some(name) => name.map(|(name, span)| (Some(name), span))?,
                };
                let body = implicit_group(patterns, span);
                ComponentKind::Define(Box::new(Define { name, name_span, combine, body }))
            }
            "div" => {
                self.check_attributes(node, &[]);
                ComponentKind::Div(self.components(node, &scope, &mut annotations, in_include))
            }
            "include" if !in_include => {
                self.check_attributes(node, &["href"]);
                let target = self.href(node, &scope);
                let components = self.components(node, &scope, &mut annotations, true);
                let components = if components.is_empty() { None } else { Some(components) };
                ComponentKind::Include(Box::new(Include { target: target?, components }))
            }
            _ => {
                let parent = self.document.parent(node).map_or("", |parent| self.local(parent));
                let allowed: &[&str] =
                    if in_include { &["start", "define", "div"] } else { &["start", "define", "div", "include"] };
                self.unknown(node, Some(parent), allowed);
                return None;
            }
        };
        Some(Component { kind, annotations, span })
    }

    // ---- name classes ----

    /// A name that may have a prefix (section 4.10).
    fn qualified(&mut self, node: NodeId, written: &str, span: Span, scope: &Scope) -> NameClass {
        let trimmed = written.trim_matches(is_space);
        let start = written.len() - written.trim_start_matches(is_space).len();
        let span = if span.len() == written.len() { span.slice(start, start + trimmed.len()) } else { span };
        let class = |kind| NameClass { kind, annotations: None, span };
        let (prefix, local) = match trimmed.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, trimmed),
        };
        if !name::is_ncname(local) || prefix.is_some_and(|prefix| !name::is_ncname(prefix)) {
            self.error(format!("`{trimmed}` is not a name"), span)
                .notes
                .push("names begin with a letter or `_` (section 3)".to_owned());
            return class(NameClassKind::Error);
        }
        let local = self.names.get(local);
        let Some(prefix) = prefix else {
            return class(NameClassKind::Name { namespace: scope.namespace.clone(), prefix: None, local });
        };
        match self.document.namespace_of_prefix(node, prefix) {
            Some(uri) => {
                let namespace = Namespace::Uri(self.names.get(&uri));
                class(NameClassKind::Name { namespace, prefix: Some(self.names.get(prefix)), local })
            }
            None => {
                let prefix_span = span.slice(0, prefix.len().min(span.len()));
                self.named_error(
                    &schema_catalogue::SCHEMA_UNDECLARED_PREFIX,
                    format!("prefix `{prefix}` is not declared"),
                    prefix_span,
                )
                .notes
                .push(format!("declare it: `xmlns:{prefix}=\"…\"` (section 4.10)"));
                class(NameClassKind::Error)
            }
        }
    }

    fn name_class(&mut self, node: NodeId, outer: &Scope, in_any: bool, in_ns: bool) -> Option<NameClass> {
        if !self.enter(node) {
            return None;
        }
        let class = self.name_class_inside(node, outer, in_any, in_ns);
        self.depth -= 1;
        class
    }

    fn name_class_inside(&mut self, node: NodeId, outer: &Scope, in_any: bool, in_ns: bool) -> Option<NameClass> {
        let scope = self.scope(node, outer);
        let mut annotations = self.foreign_attributes(node);
        let span = self.span(node);
        let local = self.local(node);
        self.check_attributes(node, &[]);
        let kind = match local {
            "name" => {
                let text = self.string(node);
                let mut class = self.qualified(node, &text, self.content_span(node), &scope);
                class.annotations = annotations;
                return Some(class);
            }
            "anyName" => {
                if in_any || in_ns {
                    let outer = if in_ns { "nsName" } else { "anyName" };
                    self.except_error(node, "anyName", outer);
                }
                let except = self.except_names(node, &scope, &mut annotations, true, in_ns);
                NameClassKind::AnyName { except }
            }
            "nsName" => {
                if in_ns {
                    self.except_error(node, "nsName", "nsName");
                }
                let except = self.except_names(node, &scope, &mut annotations, in_any, true);
                NameClassKind::NsName { namespace: scope.namespace, prefix: None, except }
            }
            "choice" => {
                let members = self.children(
                    node,
                    &mut annotations,
                    |reader, child| reader.name_class(child, &scope, in_any, in_ns),
                    |item| &mut item.annotations,
                );
                if members.is_empty() {
                    self.lacks_name_class(node);
                }
                if members.len() == 1 && annotations.is_none() {
                    return members.into_iter().next();
                }
                NameClassKind::Choice(members)
            }
            _ => {
                let parent = self.document.parent(node).map_or("", |parent| self.local(parent));
                self.unknown(node, Some(parent), &NAME_CLASSES);
                return None;
            }
        };
        Some(NameClass { kind, annotations, span })
    }

    fn lacks_name_class(&mut self, node: NodeId) {
        if self.document.child_elements(node).any(|child| self.own(child)) {
            return;
        }
        let (local, span) = (self.local(node), self.name_span(node));
        self.error(format!("`{local}` lacks a name class"), span).notes.push("section 3".to_owned());
    }

    fn except_error(&mut self, node: NodeId, inner: &str, outer: &str) {
        let span = self.name_span(node);
        self.named_error(
            &schema_catalogue::SCHEMA_NAME_CLASS_EXCEPT,
            format!("`{inner}` may not stand in the `except` of `{outer}`"),
            span,
        )
        .notes
        .push("section 4.16".to_owned());
    }

    fn except_names(
        &mut self,
        node: NodeId,
        scope: &Scope,
        annotations: &mut Option<Box<Annotations>>,
        in_any: bool,
        in_ns: bool,
    ) -> Option<Box<NameClass>> {
        let parent = self.local(node);
        let mut excepts = self.children(
            node,
            annotations,
            |reader, child| {
                if reader.local(child) != "except" {
                    reader.unknown(child, Some(parent), &["except"]);
                    return None;
                }
                reader.check_attributes(child, &[]);
                let inner = reader.scope(child, scope);
                let mut around = reader.foreign_attributes(child);
                let members = reader.children(
                    child,
                    &mut around,
                    |reader, grandchild| reader.name_class(grandchild, &inner, in_any, in_ns),
                    |item| &mut item.annotations,
                );
                if members.is_empty() {
                    reader.lacks_name_class(child);
                    return None;
                }
                let span = reader.span(child);
                let mut class = if members.len() == 1 {
                    members.into_iter().next()?
                } else {
                    NameClass { kind: NameClassKind::Choice(members), annotations: None, span }
                };
                if let Some(around) = around {
                    let own = class.annotations.get_or_insert_default();
                    own.leading.splice(0..0, around.leading);
                    own.following.extend(around.children);
                    own.attributes.extend(around.attributes);
                    own.prefixes = around.prefixes.or(own.prefixes.take());
                }
                Some(class)
            },
            |item| &mut item.annotations,
        );
        if excepts.len() > 1 {
            let extra = excepts[1].span;
            self.error(format!("`{parent}` holds one `except`"), extra).notes.push("section 3".to_owned());
        }
        excepts.truncate(1);
        excepts.pop().map(Box::new)
    }
}

/// White space as XML has it.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Several patterns where one is meant are a group (section 4.12).
fn implicit_group(mut patterns: Vec<Pattern>, span: Span) -> Pattern {
    if patterns.len() == 1
        && let Some(only) = patterns.pop()
    {
        return only;
    }
    let kind = if patterns.is_empty() { PatternKind::Error } else { PatternKind::Group(patterns) };
    Pattern::new(kind, span)
}

/// A group, interleave or choice; one member without annotations around is that member (section 4.12).
fn composite(
    mut patterns: Vec<Pattern>,
    span: Span,
    annotations: Option<Box<Annotations>>,
    kind: fn(Vec<Pattern>) -> PatternKind,
) -> Pattern {
    if patterns.len() == 1
        && annotations.is_none()
        && let Some(only) = patterns.pop()
    {
        return only;
    }
    let kind = if patterns.is_empty() { PatternKind::Error } else { kind(patterns) };
    Pattern { kind, annotations, span }
}

/// Section 4.4: an absolute URI without fragment identifier, or nothing.
fn check_library(library: &str) -> Result<(), &'static str> {
    if library.is_empty() {
        return Ok(());
    }
    if library.contains('#') {
        return Err("has a fragment identifier");
    }
    if !uri::is_uri_reference(library) {
        return Err("is not a URI");
    }
    if !uri::is_absolute(library) {
        return Err("is a relative URI");
    }
    Ok(())
}

/// A comment's text without the blanks around it and without common indent.
fn trim_comment(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();
    if lines.len() == 1 {
        return text.trim_matches(is_space).to_owned();
    }
    let first_blank = lines[0].trim_matches(is_space).is_empty();
    if first_blank {
        lines.remove(0);
    }
    if lines.last().is_some_and(|line| line.trim_matches(is_space).is_empty()) {
        lines.pop();
    }
    let indent_of = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let measured = if first_blank { 0 } else { 1 };
    let indent = lines
        .iter()
        .skip(measured)
        .filter(|line| !line.trim_matches(is_space).is_empty())
        .map(|line| indent_of(line))
        .min()
        .unwrap_or(0);
    let mut result = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            result.push('\n');
        }
        let cut = if index < measured { indent_of(line) } else { indent.min(indent_of(line)) };
        result.push_str(line[cut..].trim_end_matches(is_space));
    }
    result
}
