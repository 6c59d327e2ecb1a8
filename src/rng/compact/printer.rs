//! From a [`Schema`] to the compact syntax. Comments, annotations and documentation are kept, and stand where reading
//! them again puts them at the same place of the tree, so that formatting twice changes nothing and so that a schema
//! that goes to the other syntax and back is the same.
//!
//! A schema that was in compact syntax keeps its declarations and the spelling of its literals. One that was in XML
//! gets declarations made by [`Plan`].
//!
//! The file is long because the printer mirrors the grammar of the compact syntax, production by production.

use std::collections::HashMap;
use std::sync::Arc;

use super::layout::{Doc, render};
use super::parser::KEYWORDS;
use crate::rng::ast::{
    ANNOTATIONS_NAMESPACE, AnnotationAttribute, AnnotationChild, AnnotationElement, Annotations, Combine, Comment,
    Component, ComponentKind, Data, DeclarationKind, Href, NameClass, NameClassKind, Namespace, Param, Pattern,
    PatternKind, Schema, Syntax, TypeName, Value, XSD_LIBRARY,
};
use crate::text::{Source, Span};

/// Writes a schema in compact syntax; `href` says what to write for a reference to another file. `source` is the
/// text that it was read from.
#[must_use]
pub fn print(schema: &Schema, source: &Source, href: &dyn Fn(&Href) -> String) -> String {
    let plan = (schema.syntax == Syntax::Xml).then(|| Plan::new(schema));
    let printer = Printer { source, plan, href };
    render(&printer.schema(schema))
}

/// Formats a schema in compact syntax.
#[must_use]
pub fn format(schema: &Schema, source: &Source) -> String {
    print(schema, source, &|href| href.href.to_string())
}

/// Declarations for a schema that had none of its own.
#[derive(Debug, Default)]
struct Plan {
    default: Option<Namespace>,
    bound: Vec<(Arc<str>, Namespace)>,
    libraries: Vec<(Arc<str>, Arc<str>)>,
    unprefixed: HashMap<Namespace, usize>,
    order: Vec<Namespace>,
}

impl Plan {
    fn new(schema: &Schema) -> Self {
        let mut plan = Self::default();
        let annotated = schema.prefixes.iter().filter(|(prefix, _)| &**prefix != "xml");
        for (prefix, namespace) in annotated {
            plan.bound.push((prefix.clone(), namespace.clone()));
        }
        let mut wanted = Wanted::default();
        wanted.pattern(&schema.pattern, &mut plan);
        // of several that are wanted as often, the first: `max_by_key` takes the last
        let best = plan.order.iter().rev().max_by_key(|namespace| plan.unprefixed[namespace]).cloned();
        let inherits = plan.unprefixed.contains_key(&Namespace::Inherit);
        plan.default = if inherits { None } else { best.filter(|best| *best != Namespace::Inherit) };
        for (prefix, namespace) in wanted.prefixed {
            plan.bind(prefix.as_ref(), &namespace);
        }
        let others: Vec<Namespace> =
            plan.order.iter().filter(|namespace| Some(*namespace) != plan.default_namespace()).cloned().collect();
        for namespace in others {
            plan.bind(None, &namespace);
        }
        plan
    }

    fn default_namespace(&self) -> Option<&Namespace> {
        Some(self.default.as_ref().unwrap_or(&Namespace::Inherit))
    }

    fn note_unprefixed(&mut self, namespace: &Namespace) {
        if !self.unprefixed.contains_key(namespace) {
            self.order.push(namespace.clone());
        }
        *self.unprefixed.entry(namespace.clone()).or_insert(0) += 1;
    }

    fn library(&mut self, library: &Arc<str>) {
        if library.is_empty() || &**library == XSD_LIBRARY || self.libraries.iter().any(|(_, known)| known == library) {
            return;
        }
        let number = self.libraries.len() + 1;
        let prefix = if number == 1 { "d".to_owned() } else { format!("d{number}") };
        self.libraries.push((prefix.into(), library.clone()));
    }

    /// Makes sure that some prefix stands for the namespace; `wish` where it is free.
    fn bind(&mut self, wish: Option<&Arc<str>>, namespace: &Namespace) {
        if matches!(namespace, Namespace::Uri(uri) if &**uri == crate::xml::XML_NAMESPACE) {
            return;
        }
        let known = |prefix: &str| self.bound.iter().any(|(bound, _)| **bound == *prefix) || prefix == "xml";
        if let Some(wish) = wish {
            if self.bound.iter().any(|(bound, uri)| bound == wish && uri == namespace) {
                return;
            }
            if !known(wish) && !wish.is_empty() {
                self.bound.push((wish.clone(), namespace.clone()));
                return;
            }
        }
        if self.bound.iter().any(|(_, uri)| uri == namespace) {
            return;
        }
        let stem = match namespace {
            Namespace::Inherit => "inherited",
            Namespace::Uri(uri) if uri.is_empty() => "local",
            Namespace::Uri(_) => "ns",
        };
        let mut prefix = stem.to_owned();
        let mut number = 1;
        while known(&prefix) {
            number += 1;
            prefix = format!("{stem}{number}");
        }
        self.bound.push((prefix.into(), namespace.clone()));
    }

    /// The prefix for a namespace: the one that was written, where it stands for it.
    fn prefix(&self, written: Option<&Arc<str>>, namespace: &Namespace) -> Arc<str> {
        if matches!(namespace, Namespace::Uri(uri) if &**uri == crate::xml::XML_NAMESPACE) {
            return "xml".into();
        }
        let same = self.bound.iter().find(|(bound, uri)| Some(bound) == written && uri == namespace);
        let any = same.or_else(|| self.bound.iter().find(|(_, uri)| uri == namespace));
        any.map_or_else(|| "".into(), |(prefix, _)| prefix.clone())
    }
}

/// Goes through a tree for the names that need a prefix.
#[derive(Debug, Default)]
struct Wanted {
    prefixed: Vec<(Option<Arc<str>>, Namespace)>,
}

impl Wanted {
    fn want(&mut self, prefix: Option<&Arc<str>>, namespace: &Namespace) {
        let wish = (prefix.cloned(), namespace.clone());
        if !self.prefixed.contains(&wish) {
            self.prefixed.push(wish);
        }
    }

    fn annotations(&mut self, annotations: Option<&Annotations>) {
        let Some(annotations) = annotations else { return };
        self.attributes(&annotations.attributes);
        self.children(&annotations.children);
        self.children(&annotations.following);
    }

    fn attributes(&mut self, attributes: &[AnnotationAttribute]) {
        for attribute in attributes.iter().filter(|attribute| !attribute.namespace.is_empty()) {
            self.want(attribute.prefix.as_ref(), &Namespace::Uri(attribute.namespace.clone()));
        }
    }

    fn children(&mut self, children: &[AnnotationChild]) {
        for child in children {
            if let AnnotationChild::Element(element) = child {
                // `##` has the prefix `a` unless another is declared
                let shorthand =
                    is_documentation(element) && element.prefix.as_deref().is_none_or(|prefix| prefix == "a");
                if !element.namespace.is_empty() && !shorthand {
                    self.want(element.prefix.as_ref(), &Namespace::Uri(element.namespace.clone()));
                }
                self.attributes(&element.attributes);
                self.children(&element.children);
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern, plan: &mut Plan) {
        self.annotations(pattern.annotations.as_deref());
        match &pattern.kind {
            PatternKind::Element(named) => {
                self.name_class(&named.name, false, plan);
                self.pattern(&named.content, plan);
            }
            PatternKind::Attribute(named) => {
                self.name_class(&named.name, true, plan);
                self.pattern(&named.content, plan);
            }
            PatternKind::Group(members) | PatternKind::Interleave(members) | PatternKind::Choice(members) => {
                for member in members {
                    self.pattern(member, plan);
                }
            }
            PatternKind::OneOrMore(inner)
            | PatternKind::ZeroOrMore(inner)
            | PatternKind::Optional(inner)
            | PatternKind::List(inner)
            | PatternKind::Mixed(inner) => self.pattern(inner, plan),
            PatternKind::Value(value) => {
                plan.library(&value.datatype.library);
                if &*value.datatype.library == XSD_LIBRARY && matches!(&*value.datatype.name, "QName" | "NOTATION") {
                    match value.value.trim().split_once(':') {
                        Some((prefix, _)) => {
                            let bound = value.prefixes.iter().find(|(own, _)| **own == *prefix);
                            if let Some((prefix, namespace)) = bound {
                                self.want(Some(prefix), namespace);
                            }
                        }
                        None => plan.note_unprefixed(&value.namespace),
                    }
                }
            }
            PatternKind::Data(data) => {
                plan.library(&data.datatype.library);
                for param in &data.params {
                    self.annotations(param.annotations.as_deref());
                }
                if let Some(except) = &data.except {
                    self.pattern(except, plan);
                }
            }
            PatternKind::External(href) => plan.note_unprefixed(&href.namespace),
            PatternKind::Grammar(components) => self.components(components, plan),
            _ => {}
        }
    }

    fn components(&mut self, components: &[Component], plan: &mut Plan) {
        for component in components {
            self.annotations(component.annotations.as_deref());
            match &component.kind {
                ComponentKind::Define(define) => self.pattern(&define.body, plan),
                ComponentKind::Div(components) => self.components(components, plan),
                ComponentKind::Include(include) => {
                    plan.note_unprefixed(&include.target.namespace);
                    self.components(include.components.as_deref().unwrap_or_default(), plan);
                }
            }
        }
    }

    fn name_class(&mut self, class: &NameClass, attribute: bool, plan: &mut Plan) {
        self.annotations(class.annotations.as_deref());
        match &class.kind {
            NameClassKind::Name { namespace, prefix, .. } => {
                let none = matches!(namespace, Namespace::Uri(uri) if uri.is_empty());
                match prefix {
                    Some(_) if !none => self.want(prefix.as_ref(), namespace),
                    _ if attribute && none => {}
                    _ if attribute => self.want(None, namespace),
                    _ => plan.note_unprefixed(namespace),
                }
            }
            NameClassKind::NsName { namespace, prefix, except } => {
                self.want(prefix.as_ref(), namespace);
                if let Some(except) = except {
                    self.name_class(except, attribute, plan);
                }
            }
            NameClassKind::AnyName { except } => {
                if let Some(except) = except {
                    self.name_class(except, attribute, plan);
                }
            }
            NameClassKind::Choice(members) => {
                for member in members {
                    self.name_class(member, attribute, plan);
                }
            }
            NameClassKind::Error => {}
        }
    }
}

/// Whether `##` can say it.
fn is_documentation(element: &AnnotationElement) -> bool {
    &*element.namespace == ANNOTATIONS_NAMESPACE
        && &*element.local == "documentation"
        && element.attributes.is_empty()
        && !element.children.is_empty()
        && element.children.iter().all(|child| match child {
            AnnotationChild::Text { value, .. } => !value.contains('\r'),
            _ => false,
        })
        && element.text().split('\n').all(|line| !line.starts_with('#'))
}

/// How tightly a pattern must be bound where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In braces: anything goes.
    Open,
    /// The body of a definition: what follows it would belong to the grammar.
    Body,
    /// Beside a connector.
    Member,
    /// Before a repetition, or behind `-`.
    Tight,
}

struct Printer<'a> {
    source: &'a Source,
    plan: Option<Plan>,
    href: &'a dyn Fn(&Href) -> String,
}

impl Printer<'_> {
    // ---- the whole ----

    fn schema(&self, schema: &Schema) -> Doc {
        let mut docs = Vec::new();
        let root = schema.pattern.annotations.as_deref();
        let implicit = matches!(schema.pattern.kind, PatternKind::Grammar(_))
            && root.is_none_or(|root| root.attributes.is_empty())
            && !self.explicit_grammar(schema)
            && !matches!(&schema.pattern.kind, PatternKind::Grammar(components) if components.is_empty());
        let mut leading = root.map_or(&[][..], |root| &root.leading);
        if let Some(last) = schema.declarations.last() {
            let inside = leading.iter().take_while(|comment| comment.span.start < last.span.start).count();
            leading = &leading[inside..];
        }
        match &self.plan {
            Some(plan) => {
                let needs_declaration = !leading.is_empty() && implicit;
                self.comments(leading, &mut docs);
                if !leading.is_empty() {
                    docs.push(Doc::Blank);
                    leading = &[];
                }
                self.planned_declarations(plan, needs_declaration, &mut docs);
            }
            None => self.declarations(schema, &mut docs),
        }
        if implicit && let PatternKind::Grammar(components) = &schema.pattern.kind {
            if let Some(root) = root {
                self.comments(leading, &mut docs);
                for child in &root.children {
                    docs.push(self.component_annotation(child));
                    docs.push(Doc::Hard);
                }
            }
            docs.push(self.components(components));
            docs.push(Doc::Hard);
        } else {
            docs.push(self.pattern_without_leading(&schema.pattern, leading));
            docs.push(Doc::Hard);
        }
        if implicit && let Some(root) = root {
            for child in &root.following {
                if let AnnotationChild::Comment(comment) = child {
                    if !comment.trailing {
                        docs.push(Doc::Blank);
                    }
                    docs.push(self.comment(comment));
                }
            }
        }
        for comment in &schema.trailing {
            if !comment.trailing {
                docs.push(Doc::Blank);
            }
            docs.push(self.comment(comment));
        }
        Doc::Join(docs)
    }

    /// Whether the file says `grammar { … }` itself.
    fn explicit_grammar(&self, schema: &Schema) -> bool {
        schema.syntax == Syntax::Compact && {
            let text = self.source.slice(schema.pattern.span);
            text.strip_prefix("grammar").is_some_and(|rest| rest.trim_start().starts_with(['{', '#']))
        }
    }

    fn declarations(&self, schema: &Schema, docs: &mut Vec<Doc>) {
        let mut previous: Option<Span> = None;
        for declaration in &schema.declarations {
            let start =
                declaration.comments.iter().find(|comment| !comment.trailing).map_or(declaration.span, |c| c.span);
            let trailing = declaration.comments.first().filter(|comment| comment.trailing);
            if let Some(comment) = trailing {
                docs.push(self.comment(comment));
            }
            if let Some(previous) = previous {
                let end = trailing.map_or(previous, |comment| comment.span);
                if self.blank_between(end, start) {
                    docs.push(Doc::Blank);
                }
            }
            let rest = &declaration.comments[usize::from(trailing.is_some())..];
            self.comments(rest, docs);
            if let Some(last) = rest.last()
                && self.blank_between(last.span, declaration.span)
            {
                docs.push(Doc::Blank);
            }
            let value = self.literal_at(declaration.value_span);
            let text = match &declaration.kind {
                DeclarationKind::Namespace { default, prefix, namespace } => {
                    let word = if *default { "default namespace" } else { "namespace" };
                    let prefix = prefix.as_ref().map_or(String::new(), |prefix| format!(" {prefix}"));
                    let value = if *namespace == Namespace::Inherit { "inherit".to_owned() } else { value };
                    format!("{word}{prefix} = {value}")
                }
                DeclarationKind::Datatypes { prefix, .. } => format!("datatypes {prefix} = {value}"),
            };
            docs.push(Doc::text(text));
            docs.push(Doc::Hard);
            previous = Some(declaration.span);
        }
        if previous.is_some() {
            docs.push(Doc::Blank);
        }
    }

    fn planned_declarations(&self, plan: &Plan, needs_one: bool, docs: &mut Vec<Doc>) {
        let mut any = false;
        let default = plan.default.as_ref();
        let mut default_done = default.is_none();
        for (prefix, namespace) in &plan.bound {
            let word = if !default_done && Some(namespace) == default {
                default_done = true;
                "default namespace"
            } else {
                "namespace"
            };
            docs.push(Doc::text(format!("{word} {prefix} = {}", namespace_literal(namespace))));
            docs.push(Doc::Hard);
            any = true;
        }
        if let (false, Some(default)) = (default_done, default) {
            docs.push(Doc::text(format!("default namespace = {}", namespace_literal(default))));
            docs.push(Doc::Hard);
            any = true;
        }
        for (prefix, library) in &plan.libraries {
            docs.push(Doc::text(format!("datatypes {prefix} = {}", literal(library))));
            docs.push(Doc::Hard);
            any = true;
        }
        if needs_one && !any {
            // with a declaration behind them, comments at the head belong to the whole
            docs.push(Doc::text(format!("datatypes xsd = {}", literal(XSD_LIBRARY))));
            docs.push(Doc::Hard);
            any = true;
        }
        if any {
            docs.push(Doc::Blank);
        }
    }

    /// Whether an empty line stands between two places of the source.
    fn blank_between(&self, before: Span, after: Span) -> bool {
        let text = self.source.text.get(before.end as usize..after.start as usize).unwrap_or("");
        let mut newlines = 0;
        for byte in text.bytes() {
            match byte {
                b'\n' => newlines += 1,
                b' ' | b'\t' | b'\r' => {}
                _ => newlines = 0,
            }
            if newlines >= 2 {
                return true;
            }
        }
        false
    }

    // ---- comments and annotations ----

    /// The lines of a comment or documentation as they are written, without the blanks around them.
    fn written_lines(&self, span: Span) -> Vec<String> {
        let text = self.source.slice(span).replace("\r\n", "\n").replace('\r', "\n");
        text.split('\n').map(|line| line.trim_matches([' ', '\t']).to_owned()).collect()
    }

    fn comment(&self, comment: &Comment) -> Doc {
        let lines = if self.plan.is_none() {
            self.written_lines(comment.span)
        } else {
            let text = escaped(&comment.text.replace('\r', ""));
            text.split('\n').map(|line| format!("# {line}").trim_end_matches([' ', '\t']).to_owned()).collect()
        };
        Doc::Comment { lines, trailing: comment.trailing }
    }

    /// Comments one behind the other; an empty line keeps them apart.
    fn comments(&self, comments: &[Comment], docs: &mut Vec<Doc>) {
        for (index, comment) in comments.iter().enumerate() {
            if index > 0 && !comment.trailing {
                docs.push(Doc::Blank);
            }
            docs.push(self.comment(comment));
        }
    }

    /// Comments, `##` and `[ … ]` before something.
    fn before(&self, annotations: Option<&Annotations>, leading: &[Comment], holds_text: bool) -> Vec<Doc> {
        let mut docs = Vec::new();
        self.comments(leading, &mut docs);
        let Some(annotations) = annotations else { return docs };
        let moved = self.moves_following(annotations, holds_text);
        let following = if moved { &annotations.following[..] } else { &[] };
        let children: Vec<&AnnotationChild> = annotations.children.iter().chain(following).collect();
        let mut next = 0;
        let mut had_documentation = false;
        while next < children.len() {
            // a comment can stand between two `##`
            let comments =
                children[next..].iter().take_while(|child| matches!(child, AnnotationChild::Comment(_))).count();
            let Some(AnnotationChild::Element(element)) = children.get(next + comments) else { break };
            // what was written as `##` stays as it is written, whatever it holds
            let written = self.plan.is_none() && element.shorthand;
            if !(written || is_documentation(element)) || (comments > 0 && !had_documentation) {
                break;
            }
            if had_documentation {
                docs.push(Doc::Blank);
            }
            for comment in &children[next..next + comments] {
                if let AnnotationChild::Comment(comment) = comment {
                    docs.push(self.comment(comment));
                }
            }
            let lines = if written {
                self.written_lines(element.span)
            } else {
                let line = |line: &str| if line.is_empty() { "##".to_owned() } else { format!("## {line}") };
                escaped(&element.text()).split('\n').map(line).collect()
            };
            for line in lines {
                docs.push(Doc::text(line));
                docs.push(Doc::Hard);
            }
            had_documentation = true;
            next += comments + 1;
        }
        let rest = &children[next..];
        if !annotations.attributes.is_empty() || !rest.is_empty() {
            let mut inside = Vec::new();
            for attribute in &annotations.attributes {
                inside.push(Doc::Line);
                inside.push(self.attribute(attribute));
            }
            self.annotation_content(rest, &mut inside);
            docs.push(Doc::group(vec![Doc::text("["), Doc::nest(inside), Doc::Line, Doc::text("]")]));
            docs.push(Doc::Line);
        }
        docs
    }

    /// In the XML syntax what belongs to a value, name or facet stands behind it.
    fn moves_following(&self, annotations: &Annotations, holds_text: bool) -> bool {
        holds_text
            && self.plan.is_some()
            && annotations.following.iter().any(|child| matches!(child, AnnotationChild::Element(_)))
    }

    fn after(&self, annotations: Option<&Annotations>, holds_text: bool) -> Vec<Doc> {
        match annotations {
            Some(annotations) if !self.moves_following(annotations, holds_text) => {
                self.following(&annotations.following)
            }
            _ => Vec::new(),
        }
    }

    fn following(&self, following: &[AnnotationChild]) -> Vec<Doc> {
        let mut docs = Vec::new();
        let mut inside = Vec::new();
        for (index, child) in following.iter().enumerate() {
            match child {
                AnnotationChild::Element(element) => {
                    inside.push(Doc::Hard);
                    inside.push(Doc::text(">> "));
                    inside.push(self.annotation_element(element, false));
                }
                AnnotationChild::Comment(comment) => {
                    inside.push(Doc::Hard);
                    let again = index > 0 && matches!(following[index - 1], AnnotationChild::Comment(_));
                    if again && !comment.trailing {
                        inside.push(Doc::Blank);
                    }
                    inside.push(self.comment(comment));
                }
                AnnotationChild::Text { .. } => {}
            }
        }
        if !inside.is_empty() {
            docs.push(Doc::nest(inside));
        }
        docs
    }

    fn attribute(&self, attribute: &AnnotationAttribute) -> Doc {
        let name = self.annotation_name(&attribute.namespace, attribute.prefix.as_ref(), &attribute.local);
        let value = self.literal_text(&attribute.value, attribute.value_span);
        Doc::text(format!("{name} = {value}"))
    }

    fn annotation_name(&self, namespace: &Arc<str>, prefix: Option<&Arc<str>>, local: &str) -> String {
        match (&self.plan, prefix) {
            (None, Some(prefix)) => format!("{prefix}:{local}"),
            (Some(plan), _) if !namespace.is_empty() => {
                format!("{}:{local}", plan.prefix(prefix, &Namespace::Uri(namespace.clone())))
            }
            _ => local.to_owned(),
        }
    }

    fn annotation_element(&self, element: &AnnotationElement, in_grammar: bool) -> Doc {
        let mut name = self.annotation_name(&element.namespace, element.prefix.as_ref(), &element.local);
        if in_grammar && is_keyword(&name) {
            name.insert(0, '\\');
        }
        let mut inside = Vec::new();
        for attribute in &element.attributes {
            inside.push(Doc::Line);
            inside.push(self.attribute(attribute));
        }
        let children: Vec<&AnnotationChild> = element.children.iter().collect();
        self.annotation_content(&children, &mut inside);
        if inside.is_empty() {
            return Doc::text(format!("{name} []"));
        }
        Doc::group(vec![Doc::text(format!("{name} [")), Doc::nest(inside), Doc::Line, Doc::text("]")])
    }

    fn annotation_content(&self, children: &[&AnnotationChild], inside: &mut Vec<Doc>) {
        for (index, child) in children.iter().enumerate() {
            inside.push(Doc::Line);
            match child {
                AnnotationChild::Element(element) => inside.push(self.annotation_element(element, false)),
                AnnotationChild::Text { value, span } => {
                    let more = matches!(children.get(index + 1), Some(AnnotationChild::Text { .. }));
                    inside.push(Doc::text(self.literal_text(value, *span)));
                    if more {
                        inside.push(Doc::text(" ~"));
                    }
                }
                AnnotationChild::Comment(comment) => {
                    if index > 0 && matches!(children[index - 1], AnnotationChild::Comment(_)) && !comment.trailing {
                        inside.push(Doc::Blank);
                    }
                    inside.push(self.comment(comment));
                }
            }
        }
    }

    // ---- literals ----

    /// A literal as it was written, or anew.
    fn literal_text(&self, value: &str, span: Span) -> String {
        if self.plan.is_some() { literal(value) } else { self.literal_at(span) }
    }

    fn literal_at(&self, span: Span) -> String {
        let written = self.source.slice(span);
        // several joined by `~` may have comments and line ends between
        if written.contains('~') && !written.contains('#') {
            let text = written.trim();
            if let Some(parts) = split_joined(text) {
                return parts.join(" ~ ");
            }
        }
        written.trim().replace("\r\n", "\n")
    }

    // ---- grammars ----

    fn components(&self, components: &[Component]) -> Doc {
        let mut docs = Vec::new();
        let mut previous: Option<(&Component, bool)> = None;
        for component in components {
            let annotations = component.annotations.as_deref();
            let all = annotations.map_or(&[][..], |annotations| &annotations.leading);
            let trailing = all.first().filter(|comment| comment.trailing);
            if let Some(comment) = trailing {
                docs.push(self.comment(comment));
            }
            let leading = &all[usize::from(trailing.is_some())..];
            let body = self.component(component, leading);
            let large = Doc::Join(body.clone()).width().is_none();
            if let Some((before, before_large)) = previous {
                let blank = if self.plan.is_none() {
                    let end = match trailing {
                        Some(comment) => comment.span,
                        None => component_end(before),
                    };
                    let start = leading.first().map_or_else(|| component_start(component), |comment| comment.span);
                    self.blank_between(end, start)
                } else {
                    large || before_large
                };
                docs.push(if blank { Doc::Blank } else { Doc::Hard });
            } else if trailing.is_some() {
                docs.push(Doc::Hard);
            }
            docs.extend(body);
            docs.push(Doc::Hard);
            previous = Some((component, large));
        }
        Doc::Join(docs)
    }

    fn component(&self, component: &Component, leading: &[Comment]) -> Vec<Doc> {
        let annotations = component.annotations.as_deref();
        let mut docs = self.component_before(component, annotations, leading);
        match &component.kind {
            ComponentKind::Define(define) => {
                let operator = match define.combine {
                    None => " =",
                    Some(Combine::Choice) => " |=",
                    Some(Combine::Interleave) => " &=",
                };
                let name = match &define.name {
                    None => "start".to_owned(),
                    Some(name) => identifier(name),
                };
                let body = self.pattern(&define.body, Place::Body);
                docs.push(Doc::group(vec![Doc::text(name), Doc::text(operator), Doc::nest(vec![Doc::Line, body])]));
            }
            ComponentKind::Div(components) => {
                docs.push(Doc::text("div "));
                docs.push(self.body(components, None));
            }
            ComponentKind::Include(include) => {
                docs.push(Doc::text(format!("include {}", self.reference(&include.target))));
                if let Some(components) = &include.components {
                    docs.push(Doc::text(" "));
                    docs.push(self.body(components, None));
                }
            }
        }
        if let Some(annotations) = annotations {
            for (index, child) in annotations.following.iter().enumerate() {
                let again = index > 0 && matches!(annotations.following[index - 1], AnnotationChild::Comment(_));
                match child {
                    AnnotationChild::Comment(comment) if again && !comment.trailing => docs.push(Doc::Blank),
                    _ => docs.push(Doc::Hard),
                }
                docs.push(self.component_annotation(child));
            }
        }
        docs
    }

    fn component_before(
        &self,
        component: &Component,
        annotations: Option<&Annotations>,
        leading: &[Comment],
    ) -> Vec<Doc> {
        let mut docs = Vec::new();
        if let (Some(first), None) = (leading.first(), &self.plan) {
            // an empty line between a comment and what follows keeps a section's head apart
            let last = leading.last().unwrap_or(first);
            let after = Span { start: last.span.end, end: last.span.end, ..last.span };
            if self.blank_between(after, component_start(component)) {
                self.comments(leading, &mut docs);
                docs.push(Doc::Blank);
                docs.extend(self.before(annotations, &[], false));
                return docs;
            }
        }
        docs.extend(self.before(annotations, leading, false));
        docs
    }

    fn component_annotation(&self, child: &AnnotationChild) -> Doc {
        match child {
            AnnotationChild::Element(element) => self.annotation_element(element, true),
            AnnotationChild::Comment(comment) => self.comment(comment),
            AnnotationChild::Text { .. } => Doc::text(""),
        }
    }

    fn body(&self, components: &[Component], first: Option<&[AnnotationChild]>) -> Doc {
        let mut inside = Vec::new();
        for child in first.unwrap_or_default() {
            inside.push(Doc::Hard);
            inside.push(self.component_annotation(child));
        }
        if components.is_empty() && inside.is_empty() {
            return Doc::text("{ }");
        }
        inside.push(Doc::Hard);
        inside.push(self.components(components));
        Doc::Join(vec![Doc::text("{"), Doc::nest(inside), Doc::Hard, Doc::text("}")])
    }

    fn reference(&self, target: &Href) -> String {
        let href = (self.href)(target);
        let written = if self.plan.is_none() && *href == *target.href {
            self.literal_at(target.href_span)
        } else {
            literal(&href)
        };
        let inherit = match (&self.plan, &target.inherit) {
            (None, Some(prefix)) => Some(prefix.clone()),
            (Some(plan), _) if Some(&target.namespace) != plan.default_namespace() => {
                Some(plan.prefix(None, &target.namespace))
            }
            _ => None,
        };
        match inherit {
            Some(prefix) => format!("{written} inherit = {prefix}"),
            None => written,
        }
    }

    // ---- patterns ----

    fn pattern(&self, pattern: &Pattern, place: Place) -> Doc {
        let leading = pattern.annotations.as_deref().map_or(&[][..], |annotations| &annotations.leading);
        self.pattern_with(pattern, place, leading)
    }

    fn pattern_without_leading(&self, pattern: &Pattern, leading: &[Comment]) -> Doc {
        self.pattern_with(pattern, Place::Open, leading)
    }

    fn pattern_with(&self, pattern: &Pattern, place: Place, leading: &[Comment]) -> Doc {
        let annotations = pattern.annotations.as_deref();
        let holds_text = matches!(pattern.kind, PatternKind::Value(_));
        let initial = annotations.is_some_and(|annotations| {
            !annotations.leading.is_empty() || !annotations.attributes.is_empty() || !annotations.children.is_empty()
        });
        let followed = annotations.is_some_and(|annotations| {
            annotations.following.iter().any(|child| matches!(child, AnnotationChild::Element(_)))
        });
        let (composite, repeated) = match &pattern.kind {
            PatternKind::Group(_) | PatternKind::Interleave(_) | PatternKind::Choice(_) => (true, false),
            PatternKind::OneOrMore(_) | PatternKind::ZeroOrMore(_) | PatternKind::Optional(_) => (false, true),
            _ => (false, false),
        };
        let has_except = matches!(&pattern.kind, PatternKind::Data(data) if data.except.is_some());
        // parentheses around one pattern are a group of one where something is written before them
        let single = matches!(&pattern.kind, PatternKind::Group(members) if members.len() == 1);
        let parentheses = single
            || (composite && (!matches!(place, Place::Open | Place::Body) || initial || followed))
            || (composite && place == Place::Body && annotations.is_some_and(|own| !own.following.is_empty()))
            || (repeated && (place == Place::Tight || initial))
            || (has_except && !matches!(place, Place::Open | Place::Body));
        let mut docs = Vec::new();
        // annotations of a data pattern with `-` go inside the parentheses, those of composites before them
        let inner_annotations = parentheses && has_except;
        let before = self.before(annotations, leading, holds_text);
        if !inner_annotations {
            docs.extend(before.clone());
        }
        if parentheses {
            docs.push(Doc::text("("));
        }
        let mut inner = Vec::new();
        if inner_annotations {
            inner.extend(before);
        }
        inner.push(self.bare(pattern));
        if parentheses {
            // comments before the closing parenthesis are the pattern's own
            let following = annotations.map_or(&[][..], |annotations| &annotations.following);
            let comments = following.iter().take_while(|child| matches!(child, AnnotationChild::Comment(_))).count();
            if comments > 0 {
                inner.extend(self.following(&following[..comments]));
                inner.push(Doc::Hard);
            }
            docs.push(Doc::group(vec![Doc::Nest(Box::new(Doc::Join(inner)))]));
            docs.push(Doc::text(")"));
            docs.extend(self.following(&following[comments..]));
        } else {
            docs.extend(inner);
            docs.extend(self.after(annotations, holds_text));
        }
        if docs.len() == 1
            && let Some(only) = docs.pop()
        {
            return only;
        }
        Doc::group(docs)
    }

    fn bare(&self, pattern: &Pattern) -> Doc {
        match &pattern.kind {
            PatternKind::Element(named) => self.named("element", &named.name, &named.content, false),
            PatternKind::Attribute(named) => self.named("attribute", &named.name, &named.content, true),
            PatternKind::Group(members) => {
                let mut docs = Vec::new();
                for (index, member) in members.iter().enumerate() {
                    if index > 0 {
                        docs.push(Doc::text(","));
                        docs.push(Doc::Line);
                    }
                    docs.push(self.pattern(member, Place::Member));
                }
                Doc::group(docs)
            }
            PatternKind::Interleave(members) => self.connected("& ", members),
            PatternKind::Choice(members) => self.connected("| ", members),
            PatternKind::OneOrMore(inner) => self.repeated(inner, "+"),
            PatternKind::ZeroOrMore(inner) => self.repeated(inner, "*"),
            PatternKind::Optional(inner) => self.repeated(inner, "?"),
            PatternKind::List(inner) => self.braced("list ", inner),
            PatternKind::Mixed(inner) => self.braced("mixed ", inner),
            PatternKind::Ref(name) => Doc::text(identifier(name)),
            PatternKind::ParentRef { name, .. } => Doc::text(format!("parent {}", identifier(name))),
            PatternKind::Empty => Doc::text("empty"),
            PatternKind::Text => Doc::text("text"),
            PatternKind::NotAllowed | PatternKind::Error => Doc::text("notAllowed"),
            PatternKind::Value(value) => self.value(value),
            PatternKind::Data(data) => self.data(data),
            PatternKind::External(href) => Doc::text(format!("external {}", self.reference(href))),
            PatternKind::Grammar(components) => Doc::Join(vec![Doc::text("grammar "), self.body(components, None)]),
        }
    }

    /// Members on lines of their own begin with the connector.
    fn connected(&self, connector: &str, members: &[Pattern]) -> Doc {
        let mut docs = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let leading = member.annotations.as_deref().map_or(&[][..], |annotations| &annotations.leading);
            if index > 0 {
                docs.push(Doc::Line);
                // comments may stand before the connector as well
                self.comments(leading, &mut docs);
                docs.push(Doc::text(connector));
                docs.push(self.pattern_with(member, Place::Member, &[]));
            } else {
                docs.push(self.pattern(member, Place::Member));
            }
        }
        Doc::group(docs)
    }

    fn repeated(&self, inner: &Pattern, operator: &str) -> Doc {
        Doc::Join(vec![self.pattern(inner, Place::Tight), Doc::text(operator)])
    }

    fn braced(&self, head: &str, inner: &Pattern) -> Doc {
        Doc::group(vec![
            Doc::text(format!("{head}{{")),
            Doc::nest(vec![Doc::Line, self.pattern(inner, Place::Open)]),
            Doc::Line,
            Doc::text("}"),
        ])
    }

    fn named(&self, word: &str, name: &NameClass, content: &Pattern, attribute: bool) -> Doc {
        Doc::group(vec![
            Doc::text(format!("{word} ")),
            Doc::nest(vec![self.name_class(name, Place::Open, attribute)]),
            Doc::text(" {"),
            Doc::nest(vec![Doc::Line, self.pattern(content, Place::Open)]),
            Doc::Line,
            Doc::text("}"),
        ])
    }

    fn type_name(&self, name: &TypeName) -> String {
        match (&self.plan, &name.prefix) {
            (None, Some(prefix)) => format!("{prefix}:{}", name.name),
            (Some(plan), _) if !name.library.is_empty() => {
                let prefix = plan.libraries.iter().find(|(_, library)| *library == name.library);
                format!("{}:{}", prefix.map_or("xsd", |(prefix, _)| &**prefix), name.name)
            }
            _ => name.name.to_string(),
        }
    }

    fn value(&self, value: &Value) -> Doc {
        let text = self.literal_text(&value.value, value.value_span);
        if value.datatype.span.is_none() {
            return Doc::text(text);
        }
        // the type of a literal is `token` unless it says otherwise
        if self.plan.is_some() && value.datatype.library.is_empty() && &*value.datatype.name == "token" {
            return Doc::text(text);
        }
        Doc::text(format!("{} {text}", self.type_name(&value.datatype)))
    }

    fn data(&self, data: &Data) -> Doc {
        let mut docs = vec![Doc::text(self.type_name(&data.datatype))];
        if !data.params.is_empty() {
            let mut inside = Vec::new();
            for param in &data.params {
                inside.push(Doc::Line);
                inside.push(self.param(param));
            }
            docs.push(Doc::text(" {"));
            docs.push(Doc::nest(inside));
            docs.push(Doc::Line);
            docs.push(Doc::text("}"));
        }
        if let Some(except) = &data.except {
            docs.push(Doc::text(" - "));
            // What follows the exception would else follow the whole (compact syntax, 2: `dataExcept`).
            let composite =
                matches!(except.kind, PatternKind::Choice(_) | PatternKind::Group(_) | PatternKind::Interleave(_));
            if !composite
                && self.is_followed(except.annotations.as_deref(), matches!(except.kind, PatternKind::Value(_)))
            {
                docs.extend([Doc::text("("), Doc::nest(vec![self.pattern(except, Place::Open)]), Doc::text(")")]);
            } else {
                docs.push(self.pattern(except, Place::Tight));
            }
        }
        Doc::group(docs)
    }

    fn param(&self, param: &Param) -> Doc {
        let annotations = param.annotations.as_deref();
        let leading = annotations.map_or(&[][..], |annotations| &annotations.leading);
        let mut docs = self.before(annotations, leading, true);
        docs.push(Doc::text(format!("{} = {}", param.name, self.literal_text(&param.value, param.value_span))));
        if let Some(annotations) = annotations
            && !self.moves_following(annotations, true)
        {
            for child in &annotations.following {
                if let AnnotationChild::Comment(comment) = child {
                    docs.push(Doc::Hard);
                    docs.push(self.comment(comment));
                }
            }
        }
        Doc::group(docs)
    }

    // ---- name classes ----

    fn name_class(&self, class: &NameClass, place: Place, attribute: bool) -> Doc {
        let annotations = class.annotations.as_deref();
        let leading = annotations.map_or(&[][..], |annotations| &annotations.leading);
        let holds_text = matches!(class.kind, NameClassKind::Name { .. });
        let initial = annotations.is_some_and(|annotations| {
            !leading.is_empty() || !annotations.attributes.is_empty() || !annotations.children.is_empty()
        });
        let followed = annotations.is_some_and(|annotations| {
            annotations.following.iter().any(|child| matches!(child, AnnotationChild::Element(_)))
        });
        let choice = matches!(class.kind, NameClassKind::Choice(_));
        let excepts = matches!(
            class.kind,
            NameClassKind::AnyName { except: Some(_) } | NameClassKind::NsName { except: Some(_), .. }
        );
        let parentheses =
            (choice && (place != Place::Open || initial || followed)) || (excepts && place != Place::Open);
        let mut docs = self.before(annotations, leading, holds_text);
        let inner = match &class.kind {
            NameClassKind::Name { namespace, prefix, local } => {
                Doc::text(self.name(namespace, prefix.as_ref(), local, attribute))
            }
            NameClassKind::NsName { namespace, prefix, except } => {
                let prefix = match &self.plan {
                    Some(plan) => plan.prefix(prefix.as_ref(), namespace),
                    None => prefix.clone().unwrap_or_else(|| "".into()),
                };
                self.open_class(format!("{prefix}:*"), except.as_deref(), attribute)
            }
            NameClassKind::AnyName { except } => self.open_class("*".to_owned(), except.as_deref(), attribute),
            NameClassKind::Choice(members) => {
                let mut docs = Vec::new();
                for (index, member) in members.iter().enumerate() {
                    if index > 0 {
                        docs.push(Doc::Line);
                        docs.push(Doc::text("| "));
                    }
                    docs.push(self.name_class(member, Place::Member, attribute));
                }
                Doc::group(docs)
            }
            NameClassKind::Error => Doc::text("*"),
        };
        if parentheses {
            docs.extend([Doc::text("("), Doc::nest(vec![inner]), Doc::text(")")]);
        } else {
            docs.push(inner);
        }
        docs.extend(self.after(annotations, holds_text));
        Doc::group(docs)
    }

    /// Whether elements are written behind it (`>>`).
    fn is_followed(&self, annotations: Option<&Annotations>, holds_text: bool) -> bool {
        annotations.is_some_and(|own| {
            let elements = own.following.iter().any(|child| matches!(child, AnnotationChild::Element(_)));
            elements && !self.moves_following(own, holds_text)
        })
    }

    fn open_class(&self, head: String, except: Option<&NameClass>, attribute: bool) -> Doc {
        match except {
            None => Doc::text(head),
            Some(except) => {
                let is_name = matches!(except.kind, NameClassKind::Name { .. });
                let head = Doc::text(format!("{head} - "));
                if is_name && self.is_followed(except.annotations.as_deref(), true) {
                    let inner = Doc::nest(vec![self.name_class(except, Place::Open, attribute)]);
                    return Doc::Join(vec![head, Doc::text("("), inner, Doc::text(")")]);
                }
                Doc::Join(vec![head, self.name_class(except, Place::Tight, attribute)])
            }
        }
    }

    fn name(&self, namespace: &Namespace, prefix: Option<&Arc<str>>, local: &str, attribute: bool) -> String {
        let Some(plan) = &self.plan else {
            return match prefix {
                Some(prefix) => format!("{prefix}:{local}"),
                None => local.to_owned(),
            };
        };
        let none = matches!(namespace, Namespace::Uri(uri) if uri.is_empty());
        let plain = if attribute { none } else { Some(namespace) == plan.default_namespace() };
        if plain && (prefix.is_none() || none) {
            return local.to_owned();
        }
        format!("{}:{local}", plan.prefix(prefix, namespace))
    }
}

/// Where a component begins, its documentation and annotations included, leading comments not.
fn component_start(component: &Component) -> Span {
    let own = component.span;
    let Some(annotations) = component.annotations.as_deref() else { return own };
    let attributes = annotations.attributes.iter().map(|attribute| attribute.span);
    let children = annotations.children.iter().map(|child| match child {
        AnnotationChild::Element(element) => element.span,
        AnnotationChild::Text { span, .. } => *span,
        AnnotationChild::Comment(comment) => comment.span,
    });
    let first = attributes.chain(children).filter(|span| span.start < own.start).min_by_key(|span| span.start);
    first.unwrap_or(own)
}

/// Where a component ends, what follows it included.
fn component_end(component: &Component) -> Span {
    let own = component.span;
    let Some(annotations) = component.annotations.as_deref() else { return own };
    let following = annotations.following.iter().map(|child| match child {
        AnnotationChild::Element(element) => element.span,
        AnnotationChild::Text { span, .. } => *span,
        AnnotationChild::Comment(comment) => comment.span,
    });
    following.fold(own, |end, span| if span.end > end.end { span } else { end })
}

fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name).is_ok()
}

/// A name as it is written where names of definitions stand.
pub(crate) fn identifier(name: &str) -> String {
    if is_keyword(name) { format!("\\{name}") } else { name.to_owned() }
}

fn namespace_literal(namespace: &Namespace) -> String {
    match namespace {
        Namespace::Inherit => "inherit".to_owned(),
        Namespace::Uri(uri) => literal(uri),
    }
}

/// The text with escapes for what would be read as something else.
fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find(['\\', '\r']) {
        escaped.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if rest.as_bytes()[at] == b'\r' {
            escaped.push_str("\\x{D}");
        } else if after.starts_with('x') && after.trim_start_matches('x').starts_with('{') {
            escaped.push_str("\\x{5C}");
        } else {
            escaped.push('\\');
        }
        rest = after;
    }
    escaped.push_str(rest);
    escaped
}

/// A literal that means `value`.
fn literal(value: &str) -> String {
    let escaped = escaped(value);
    let lines = escaped.contains('\n');
    for quote in ['"', '\''] {
        if !lines && !escaped.contains(quote) {
            return format!("{quote}{escaped}{quote}");
        }
    }
    for quote in ["\"\"\"", "'''"] {
        if !escaped.contains(quote) && !escaped.ends_with(&quote[..1]) && !escaped.starts_with(&quote[..1]) {
            return format!("{quote}{escaped}{quote}");
        }
    }
    // both kinds of quotes at the ends: piece by piece
    let mut parts: Vec<String> = Vec::new();
    for piece in escaped.split_inclusive('"') {
        let (text, quote) = match piece.strip_suffix('"') {
            Some(text) => (text, true),
            None => (piece, false),
        };
        if !text.is_empty() {
            let quotes = if text.contains('\n') { "\"\"\"" } else { "\"" };
            parts.push(format!("{quotes}{text}{quotes}"));
        }
        if quote {
            parts.push("'\"'".to_owned());
        }
    }
    parts.join(" ~ ")
}

/// The literals of a text of literals joined by `~`; `None` where it is something else.
fn split_joined(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let triple: String = std::iter::repeat_n(quote, 3).collect();
        let length = if rest.starts_with(&triple) { rest[3..].find(&triple)? + 6 } else { rest[1..].find(quote)? + 2 };
        parts.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
        if rest.is_empty() {
            return Some(parts);
        }
        rest = rest.strip_prefix('~')?.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_mean_their_value() {
        assert_eq!(literal("a"), "\"a\"");
        assert_eq!(literal("a\"b"), "'a\"b'");
        assert_eq!(literal("a\nb"), "\"\"\"a\nb\"\"\"");
        assert_eq!(literal("\\x{41}\\d"), "\"\\x{5C}x{41}\\d\"");
        assert_eq!(literal("\"'"), "'\"' ~ \"'\"");
    }
}
