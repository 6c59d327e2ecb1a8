//! From a [`Schema`] to the XML syntax, laid out as trang lays it out, byte for byte, so that rowi can take its place:
//! which prefixes the root element declares and in which order, where `ns`, `datatypeLibrary` and annotations stand,
//! how comments are broken. It is long because each of these is a rule of its own.

use std::collections::HashMap;
use std::sync::Arc;

use crate::rng::ast::{
    AnnotationAttribute, AnnotationChild, Annotations, Component, ComponentKind, Data, Href, Include, NameClass,
    NameClassKind, Namespace, Pattern, PatternKind, Prefixes, RELAX_NG_NAMESPACE, Schema, Value, XSD_LIBRARY,
};
use crate::xml::XML_NAMESPACE;

/// Writes a schema; `href` says what to write for a reference to another file.
#[must_use]
pub fn write(schema: &Schema, href: &dyn Fn(&Href) -> String) -> String {
    let mut survey = Survey::default();
    survey.pattern(&schema.pattern);
    let (prefixes, library) = survey.finish();
    let mut top = Vec::new();
    for (prefix, uri) in &prefixes.entries() {
        match &**prefix {
            "xml" => {}
            "" => top.push(("ns".to_owned(), uri.to_string())),
            prefix => top.push((format!("xmlns:{prefix}"), uri.to_string())),
        }
    }
    top.push(("xmlns".to_owned(), RELAX_NG_NAMESPACE.to_owned()));
    if let Some(library) = &library {
        top.push(("datatypeLibrary".to_owned(), library.to_string()));
    }
    let tags = Tags { out: String::new(), stack: Vec::new(), in_start_tag: false, in_text: false, top };
    let mut writer = Writer { tags, prefixes, library, local_namespace: None, href };
    writer.tags.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    writer.pattern(&schema.pattern);
    for comment in &schema.trailing {
        writer.tags.comment(&comment.text);
    }
    writer.tags.out
}

/// A table that keeps its entries in the order in which Java's `HashMap` runs through them: trang declares prefixes in
/// that order.
#[derive(Debug, Default)]
struct HashedPrefixes {
    inserted: Vec<(Arc<str>, Arc<str>)>,
    largest: usize,
}

impl HashedPrefixes {
    fn get(&self, prefix: &str) -> Option<&Arc<str>> {
        self.inserted.iter().find(|(own, _)| **own == *prefix).map(|(_, uri)| uri)
    }

    fn insert(&mut self, prefix: Arc<str>, uri: Arc<str>) {
        if self.get(&prefix).is_none() {
            self.inserted.push((prefix, uri));
            self.largest = self.largest.max(self.inserted.len());
        }
    }

    fn remove(&mut self, prefix: &str) {
        self.inserted.retain(|(own, _)| **own != *prefix);
    }

    fn entries(&self) -> Vec<(Arc<str>, Arc<str>)> {
        let mut entries = self.inserted.clone();
        let buckets = bucket_count(self.largest);
        entries.sort_by_key(|(prefix, _)| bucket(prefix, buckets));
        entries
    }
}

/// The table doubles when it is more than three quarters full.
fn bucket_count(entries: usize) -> u32 {
    let mut buckets = 16;
    while entries > buckets as usize / 4 * 3 {
        buckets *= 2;
    }
    buckets
}

fn bucket(text: &str, buckets: u32) -> u32 {
    let hash = text.encode_utf16().fold(0u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    (hash ^ (hash >> 16)) & (buckets - 1)
}

/// What the root element has to declare: everything that is used, the first meaning of a prefix first.
#[derive(Debug, Default)]
struct Survey {
    library: Option<Arc<str>>,
    prefixes: HashedPrefixes,
    inherits: bool,
    without_prefix: Option<Arc<str>>,
    last_context: Option<Prefixes>,
}

impl Survey {
    fn finish(mut self) -> (HashedPrefixes, Option<Arc<str>>) {
        if self.inherits {
            self.prefixes.remove("");
        } else if let Some(uri) = self.without_prefix {
            self.prefixes.insert("".into(), uri);
        }
        self.prefixes.insert("xml".into(), XML_NAMESPACE.into());
        (self.prefixes, self.library)
    }

    fn library(&mut self, uri: &Arc<str>) {
        if self.library.as_ref().is_none_or(|known| known.is_empty()) {
            self.library = Some(uri.clone());
        }
    }

    fn inherited(&mut self, namespace: &Namespace) {
        match namespace {
            Namespace::Inherit => self.inherits = true,
            Namespace::Uri(uri) => self.without_prefix = Some(uri.clone()),
        }
    }

    fn namespace(&mut self, prefix: Option<&Arc<str>>, namespace: &Namespace) {
        match namespace {
            Namespace::Inherit => self.inherits = true,
            Namespace::Uri(uri) => {
                let prefix = prefix.cloned().unwrap_or_else(|| "".into());
                if !uri.is_empty() || prefix.is_empty() {
                    self.prefixes.insert(prefix, uri.clone());
                }
            }
        }
    }

    fn annotations(&mut self, annotations: Option<&Annotations>) {
        let Some(annotations) = annotations else { return };
        let used =
            !annotations.attributes.is_empty() || !annotations.children.is_empty() || !annotations.following.is_empty();
        if let (true, Some(context)) = (used, &annotations.prefixes) {
            self.context(context);
        }
        self.annotation_attributes(&annotations.attributes);
        self.annotation_children(&annotations.children);
        self.annotation_children(&annotations.following);
    }

    fn context(&mut self, context: &Prefixes) {
        if self.last_context.as_ref().is_some_and(|last| Arc::ptr_eq(last, context)) {
            return;
        }
        self.last_context = Some(context.clone());
        let buckets = bucket_count(context.len());
        let mut ordered: Vec<&(Arc<str>, Namespace)> = context.iter().collect();
        ordered.sort_by_key(|(prefix, _)| bucket(prefix, buckets));
        for (prefix, namespace) in ordered {
            if !matches!(namespace, Namespace::Uri(uri) if uri.is_empty()) {
                self.namespace(Some(prefix), namespace);
            }
        }
    }

    fn annotation_attributes(&mut self, attributes: &[AnnotationAttribute]) {
        for attribute in attributes {
            if !attribute.namespace.is_empty() {
                self.namespace(attribute.prefix.as_ref(), &Namespace::Uri(attribute.namespace.clone()));
            }
        }
    }

    fn annotation_children(&mut self, children: &[AnnotationChild]) {
        for child in children {
            if let AnnotationChild::Element(element) = child {
                if element.prefix.is_some() {
                    self.namespace(element.prefix.as_ref(), &Namespace::Uri(element.namespace.clone()));
                }
                self.annotation_attributes(&element.attributes);
                self.annotation_children(&element.children);
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        let annotations = pattern.annotations.as_deref();
        match &pattern.kind {
            PatternKind::Element(named) => {
                self.name_class(&named.name);
                self.annotations(annotations);
                self.pattern(&named.content);
            }
            PatternKind::Attribute(named) => {
                if !is_local_name(&named.name) {
                    self.name_class(&named.name);
                }
                self.annotations(annotations);
                self.pattern(&named.content);
            }
            PatternKind::Group(members) | PatternKind::Interleave(members) | PatternKind::Choice(members) => {
                self.annotations(annotations);
                for member in members {
                    self.pattern(member);
                }
            }
            PatternKind::OneOrMore(inner)
            | PatternKind::ZeroOrMore(inner)
            | PatternKind::Optional(inner)
            | PatternKind::List(inner)
            | PatternKind::Mixed(inner) => {
                self.annotations(annotations);
                self.pattern(inner);
            }
            PatternKind::Value(value) => {
                self.annotations(annotations);
                if &*value.datatype.name != "token" || !value.datatype.library.is_empty() {
                    self.library(&value.datatype.library);
                }
                if let Some((prefix, namespace)) = value_prefix(value) {
                    self.namespace(Some(&prefix), &namespace);
                }
            }
            PatternKind::Data(data) => {
                self.annotations(annotations);
                self.library(&data.datatype.library);
                if let Some(except) = &data.except {
                    self.pattern(except);
                }
                for param in &data.params {
                    self.annotations(param.annotations.as_deref());
                }
            }
            PatternKind::External(href) => {
                self.annotations(annotations);
                self.inherited(&href.namespace);
            }
            PatternKind::Grammar(components) => {
                self.annotations(annotations);
                self.components(components);
            }
            PatternKind::Ref(_)
            | PatternKind::ParentRef { .. }
            | PatternKind::Empty
            | PatternKind::Text
            | PatternKind::NotAllowed
            | PatternKind::Error => self.annotations(annotations),
        }
    }

    fn components(&mut self, components: &[Component]) {
        for component in components {
            self.annotations(component.annotations.as_deref());
            match &component.kind {
                ComponentKind::Define(define) => self.pattern(&define.body),
                ComponentKind::Div(components) => self.components(components),
                ComponentKind::Include(include) => {
                    self.inherited(&include.target.namespace);
                    self.components(include.components.as_deref().unwrap_or_default());
                }
            }
        }
    }

    fn name_class(&mut self, class: &NameClass) {
        self.annotations(class.annotations.as_deref());
        match &class.kind {
            NameClassKind::Name { namespace, prefix, .. } => self.namespace(prefix.as_ref(), namespace),
            NameClassKind::NsName { namespace, except, .. } => {
                self.inherited(namespace);
                if let Some(except) = except {
                    self.name_class(except);
                }
            }
            NameClassKind::AnyName { except } => {
                if let Some(except) = except {
                    self.name_class(except);
                }
            }
            NameClassKind::Choice(members) => {
                for member in members {
                    self.name_class(member);
                }
            }
            NameClassKind::Error => {}
        }
    }
}

fn is_local_name(class: &NameClass) -> bool {
    matches!(&class.kind, NameClassKind::Name { namespace: Namespace::Uri(uri), .. } if uri.is_empty())
}

/// The prefix that the meaning of a value depends on, with its namespace.
fn value_prefix(value: &Value) -> Option<(Arc<str>, Namespace)> {
    if &*value.datatype.library != XSD_LIBRARY || !matches!(&*value.datatype.name, "QName" | "NOTATION") {
        return None;
    }
    match value.value.trim().split_once(':') {
        Some((prefix, _)) => value
            .prefixes
            .iter()
            .find(|(own, _)| **own == *prefix)
            .map(|(own, namespace)| (own.clone(), namespace.clone())),
        None => match &value.namespace {
            Namespace::Uri(uri) if uri.is_empty() => None,
            namespace => Some(("".into(), namespace.clone())),
        },
    }
}

/// Start tags that stay open until something is put in, indent, text that keeps its place.
struct Tags {
    out: String,
    stack: Vec<String>,
    in_start_tag: bool,
    in_text: bool,
    top: Vec<(String, String)>,
}

impl Tags {
    fn indent(&mut self) {
        for _ in 0..self.stack.len() {
            self.out.push_str("  ");
        }
    }

    fn close_start_tag(&mut self) {
        if self.stack.len() == 1 {
            for (name, value) in std::mem::take(&mut self.top) {
                self.attribute(&name, &value);
            }
        }
        self.in_start_tag = false;
    }

    fn start(&mut self, name: &str) {
        if self.in_start_tag {
            self.close_start_tag();
            self.out.push_str(">\n");
        }
        if !std::mem::take(&mut self.in_text) {
            self.indent();
        }
        self.out.push('<');
        self.out.push_str(name);
        self.stack.push(name.to_owned());
        self.in_start_tag = true;
    }

    fn end(&mut self) {
        if self.in_start_tag {
            self.close_start_tag();
            self.stack.pop();
            self.out.push_str("/>");
        } else {
            let name = self.stack.pop().unwrap_or_default();
            if !std::mem::take(&mut self.in_text) {
                self.indent();
            }
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
        self.out.push('\n');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push('=');
        let (double, single) = (value.contains('"'), value.contains('\''));
        let quote = if double && !single { '\'' } else { '"' };
        self.out.push(quote);
        self.escaped(value, double && single);
        self.out.push(quote);
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.in_start_tag {
            self.close_start_tag();
            self.out.push('>');
        }
        self.escaped(text, false);
        self.in_text = true;
    }

    fn escaped(&mut self, text: &str, quotes: bool) {
        for character in text.chars() {
            match character {
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '&' => self.out.push_str("&amp;"),
                '\r' => self.out.push_str("&#xD;"),
                '"' if quotes => self.out.push_str("&quot;"),
                other => self.out.push(other),
            }
        }
    }

    fn comment(&mut self, text: &str) {
        if self.in_start_tag {
            self.close_start_tag();
            self.out.push_str(">\n");
        }
        if !self.in_text {
            self.indent();
        }
        let text = without_double_dashes(text);
        self.out.push_str("<!--");
        if text.contains('\n') {
            for line in text.split('\n') {
                self.out.push('\n');
                self.indent();
                self.out.push_str("  ");
                self.out.push_str(line);
            }
            self.out.push('\n');
            self.indent();
        } else if !text.is_empty() {
            self.out.push(' ');
            self.out.push_str(&text);
            if !text.ends_with(' ') {
                self.out.push(' ');
            }
        }
        self.out.push_str("-->");
        if !self.in_text {
            self.out.push('\n');
        }
    }
}

/// `--` may not stand in a comment, nor `-` at its end.
fn without_double_dashes(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '-' && result.ends_with('-') {
            result.push(' ');
        }
        result.push(character);
    }
    if result.ends_with('-') {
        result.push(' ');
    }
    result
}

struct Writer<'a> {
    tags: Tags,
    prefixes: HashedPrefixes,
    library: Option<Arc<str>>,
    local_namespace: Option<Arc<str>>,
    href: &'a dyn Fn(&Href) -> String,
}

impl Writer<'_> {
    /// What names without prefix are in here.
    fn default_namespace(&self) -> Option<&Arc<str>> {
        self.local_namespace.as_ref().or_else(|| self.prefixes.get(""))
    }

    /// Writes `ns` where it is not what is in scope already; the namespace then in scope.
    fn namespace_attribute(&mut self, namespace: &Namespace) -> Option<Arc<str>> {
        match namespace {
            // the including schema cannot be asked for it here: none is the nearest
            Namespace::Inherit => {
                if self.default_namespace().is_some() {
                    self.tags.attribute("ns", "");
                    return Some("".into());
                }
            }
            Namespace::Uri(uri) => {
                if self.default_namespace() != Some(uri) {
                    self.tags.attribute("ns", uri);
                    return Some(uri.clone());
                }
            }
        }
        self.local_namespace.clone()
    }

    // ---- annotations ----

    fn leading(&mut self, annotations: Option<&Annotations>) {
        for comment in annotations.map_or(&[][..], |annotations| &annotations.leading) {
            self.tags.comment(&comment.text);
        }
    }

    /// Attributes, then what stands inside; things that hold text have that behind them.
    fn inner(&mut self, annotations: Option<&Annotations>, holds_text: bool) {
        let Some(annotations) = annotations else { return };
        self.annotation_attributes(&annotations.attributes);
        if !holds_text {
            self.annotation_children(&annotations.children, true);
        }
    }

    fn end(&mut self, annotations: Option<&Annotations>, holds_text: bool) {
        self.tags.end();
        let Some(annotations) = annotations else { return };
        if holds_text {
            self.annotation_children(&annotations.children, true);
        }
        self.annotation_children(&annotations.following, true);
    }

    fn annotation_attributes(&mut self, attributes: &[AnnotationAttribute]) {
        for attribute in attributes {
            match &attribute.prefix {
                Some(prefix) => self.tags.attribute(&format!("{prefix}:{}", attribute.local), &attribute.value),
                None => self.tags.attribute(&attribute.local, &attribute.value),
            }
        }
    }

    /// `in_relax_ng`: whether RELAX NG's namespace is the default one there.
    fn annotation_children(&mut self, children: &[AnnotationChild], in_relax_ng: bool) {
        for child in children {
            match child {
                AnnotationChild::Element(element) => {
                    let mut inside = in_relax_ng;
                    match &element.prefix {
                        Some(prefix) => self.tags.start(&format!("{prefix}:{}", element.local)),
                        None => {
                            self.tags.start(&element.local);
                            if in_relax_ng || !element.namespace.is_empty() {
                                self.tags.attribute("xmlns", &element.namespace);
                                inside = false;
                            }
                        }
                    }
                    self.annotation_attributes(&element.attributes);
                    self.annotation_children(&element.children, inside);
                    self.tags.end();
                }
                AnnotationChild::Text { value, .. } => self.tags.text(value),
                AnnotationChild::Comment(comment) => self.tags.comment(&comment.text),
            }
        }
    }

    // ---- patterns ----

    fn pattern(&mut self, pattern: &Pattern) {
        let annotations = pattern.annotations.as_deref();
        self.leading(annotations);
        let mut holds_text = false;
        match &pattern.kind {
            PatternKind::Element(named) => {
                self.tags.start("element");
                let written = self.name_attribute(&named.name, false);
                self.inner(annotations, false);
                if !written {
                    self.name_class(&named.name);
                }
                self.implicit_group(&named.content);
            }
            PatternKind::Attribute(named) => {
                self.tags.start("attribute");
                let written = self.name_attribute(&named.name, true);
                self.inner(annotations, false);
                if !written {
                    self.name_class(&named.name);
                }
                let content = &named.content;
                if !matches!(content.kind, PatternKind::Text) || is_annotated(content.annotations.as_deref()) {
                    self.pattern(content);
                }
            }
            PatternKind::Group(members) => self.composite("group", members, annotations),
            PatternKind::Interleave(members) => self.composite("interleave", members, annotations),
            PatternKind::Choice(members) => self.composite("choice", members, annotations),
            PatternKind::OneOrMore(inner) => self.unary("oneOrMore", inner, annotations),
            PatternKind::ZeroOrMore(inner) => self.unary("zeroOrMore", inner, annotations),
            PatternKind::Optional(inner) => self.unary("optional", inner, annotations),
            PatternKind::List(inner) => self.unary("list", inner, annotations),
            PatternKind::Mixed(inner) => self.unary("mixed", inner, annotations),
            PatternKind::Ref(name) => {
                self.tags.start("ref");
                self.tags.attribute("name", name);
                self.inner(annotations, false);
            }
            PatternKind::ParentRef { name, .. } => {
                self.tags.start("parentRef");
                self.tags.attribute("name", name);
                self.inner(annotations, false);
            }
            PatternKind::Empty => self.nullary("empty", annotations),
            PatternKind::Text => self.nullary("text", annotations),
            PatternKind::NotAllowed | PatternKind::Error => self.nullary("notAllowed", annotations),
            PatternKind::Value(value) => {
                holds_text = true;
                self.value(value, annotations);
            }
            PatternKind::Data(data) => self.data(data, annotations),
            PatternKind::External(href) => {
                self.tags.start("externalRef");
                let target = (self.href)(href);
                self.tags.attribute("href", &target);
                self.namespace_attribute(&href.namespace);
                self.inner(annotations, false);
            }
            PatternKind::Grammar(components) => {
                self.tags.start("grammar");
                self.inner(annotations, false);
                self.components(components);
            }
        }
        self.end(annotations, holds_text);
    }

    fn nullary(&mut self, name: &str, annotations: Option<&Annotations>) {
        self.tags.start(name);
        self.inner(annotations, false);
    }

    fn unary(&mut self, name: &str, inner: &Pattern, annotations: Option<&Annotations>) {
        self.tags.start(name);
        self.inner(annotations, false);
        self.implicit_group(inner);
    }

    fn composite(&mut self, name: &str, members: &[Pattern], annotations: Option<&Annotations>) {
        self.tags.start(name);
        self.inner(annotations, false);
        for member in members {
            self.pattern(member);
        }
    }

    fn implicit_group(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Group(members) if !is_annotated(pattern.annotations.as_deref()) => {
                for member in members {
                    self.pattern(member);
                }
            }
            _ => self.pattern(pattern),
        }
    }

    fn value(&mut self, value: &Value, annotations: Option<&Annotations>) {
        self.tags.start("value");
        if &*value.datatype.name != "token" || !value.datatype.library.is_empty() {
            self.tags.attribute("type", &value.datatype.name);
            if self.library.as_ref() != Some(&value.datatype.library) {
                self.tags.attribute("datatypeLibrary", &value.datatype.library);
            }
            if let Some((prefix, namespace)) = value_prefix(value) {
                match namespace {
                    namespace if prefix.is_empty() => {
                        self.namespace_attribute(&namespace);
                    }
                    Namespace::Uri(uri) if self.prefixes.get(&prefix) != Some(&uri) => {
                        self.tags.attribute(&format!("xmlns:{prefix}"), &uri);
                    }
                    _ => {}
                }
            }
        }
        self.inner(annotations, true);
        self.tags.text(&value.value);
    }

    fn data(&mut self, data: &Data, annotations: Option<&Annotations>) {
        self.tags.start("data");
        self.tags.attribute("type", &data.datatype.name);
        if self.library.as_ref() != Some(&data.datatype.library) {
            self.tags.attribute("datatypeLibrary", &data.datatype.library);
        }
        self.inner(annotations, false);
        for param in &data.params {
            let annotations = param.annotations.as_deref();
            self.leading(annotations);
            self.tags.start("param");
            self.tags.attribute("name", &param.name);
            self.inner(annotations, true);
            self.tags.text(&param.value);
            self.end(annotations, true);
        }
        if let Some(except) = &data.except {
            self.tags.start("except");
            match &except.kind {
                PatternKind::Choice(members) if !is_annotated(except.annotations.as_deref()) => {
                    for member in members {
                        self.pattern(member);
                    }
                }
                _ => self.pattern(except),
            }
            self.tags.end();
        }
    }

    // ---- grammars ----

    fn components(&mut self, components: &[Component]) {
        for component in components {
            let annotations = component.annotations.as_deref();
            self.leading(annotations);
            match &component.kind {
                ComponentKind::Define(define) => {
                    match &define.name {
                        None => self.tags.start("start"),
                        Some(name) => {
                            self.tags.start("define");
                            self.tags.attribute("name", name);
                        }
                    }
                    if let Some(combine) = define.combine {
                        self.tags.attribute("combine", combine.as_str());
                    }
                    self.inner(annotations, false);
                    // `start` has one pattern, `define` has any number (section 3)
                    match &define.name {
                        None => self.pattern(&define.body),
                        Some(_) => self.implicit_group(&define.body),
                    }
                }
                ComponentKind::Div(components) => {
                    self.tags.start("div");
                    self.inner(annotations, false);
                    self.components(components);
                }
                ComponentKind::Include(include) => self.include(include, annotations),
            }
            self.end(annotations, false);
        }
    }

    fn include(&mut self, include: &Include, annotations: Option<&Annotations>) {
        self.tags.start("include");
        let target = (self.href)(&include.target);
        self.tags.attribute("href", &target);
        let outer = self.local_namespace.clone();
        self.local_namespace = self.namespace_attribute(&include.target.namespace);
        self.inner(annotations, false);
        self.components(include.components.as_deref().unwrap_or_default());
        self.local_namespace = outer;
    }

    // ---- name classes ----

    /// Writes a single name as an attribute where that says the same.
    fn name_attribute(&mut self, class: &NameClass, attribute: bool) -> bool {
        let NameClassKind::Name { namespace, prefix, local } = &class.kind else { return false };
        if is_annotated(class.annotations.as_deref()) {
            return false;
        }
        match (namespace, prefix) {
            (Namespace::Inherit, _) => {
                if attribute || self.default_namespace().is_some() {
                    return false;
                }
                self.tags.attribute("name", local);
            }
            (Namespace::Uri(uri), _) if uri.is_empty() => {
                if !attribute && self.default_namespace() != Some(uri) {
                    return false;
                }
                self.tags.attribute("name", local);
            }
            (Namespace::Uri(uri), None) => {
                if attribute || self.default_namespace() != Some(uri) {
                    return false;
                }
                self.tags.attribute("name", local);
            }
            (Namespace::Uri(uri), Some(prefix)) => {
                if self.prefixes.get(prefix) != Some(uri) {
                    self.tags.attribute(&format!("xmlns:{prefix}"), uri);
                }
                self.tags.attribute("name", &format!("{prefix}:{local}"));
            }
        }
        true
    }

    fn name_class(&mut self, class: &NameClass) {
        let annotations = class.annotations.as_deref();
        self.leading(annotations);
        let mut holds_text = false;
        match &class.kind {
            NameClassKind::Name { namespace, prefix, local } => {
                holds_text = true;
                self.tags.start("name");
                match (namespace, prefix) {
                    (Namespace::Uri(uri), Some(prefix)) if !uri.is_empty() => {
                        if self.prefixes.get(prefix) != Some(uri) {
                            self.tags.attribute(&format!("xmlns:{prefix}"), uri);
                        }
                        self.inner(annotations, true);
                        self.tags.text(&format!("{prefix}:{local}"));
                    }
                    _ => {
                        self.namespace_attribute(namespace);
                        self.inner(annotations, true);
                        self.tags.text(local);
                    }
                }
            }
            NameClassKind::NsName { namespace, except, .. } => {
                self.tags.start("nsName");
                let outer = self.local_namespace.clone();
                self.local_namespace = self.namespace_attribute(namespace);
                self.inner(annotations, false);
                self.except(except.as_deref());
                self.local_namespace = outer;
            }
            NameClassKind::AnyName { except } => {
                self.tags.start("anyName");
                self.inner(annotations, false);
                self.except(except.as_deref());
            }
            NameClassKind::Choice(members) => {
                self.tags.start("choice");
                self.inner(annotations, false);
                for member in members {
                    self.name_class(member);
                }
            }
            NameClassKind::Error => self.tags.start("choice"),
        }
        self.end(annotations, holds_text);
    }

    fn except(&mut self, except: Option<&NameClass>) {
        let Some(except) = except else { return };
        self.tags.start("except");
        match &except.kind {
            NameClassKind::Choice(members) if !is_annotated(except.annotations.as_deref()) => {
                for member in members {
                    self.name_class(member);
                }
            }
            _ => self.name_class(except),
        }
        self.tags.end();
    }
}

fn is_annotated(annotations: Option<&Annotations>) -> bool {
    annotations.is_some_and(|annotations| !annotations.is_empty())
}

/// Output names for the files of a schema, as trang chooses them: all beside the main one, named after their source.
#[must_use]
pub fn output_names(sources: &[&str], main_output: &str, extension: &str) -> Vec<String> {
    let main = sources.first().copied().unwrap_or("");
    let base_name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    let main_name = base_name(main);
    let main_extension = main_name.rfind('.').filter(|at| *at > 0).map_or("", |at| &main_name[at..]);
    let mut taken: HashMap<String, ()> = HashMap::new();
    let mut names = Vec::with_capacity(sources.len());
    for (index, source) in sources.iter().enumerate() {
        if index == 0 {
            let name = base_name(main_output);
            taken.insert(name.clone(), ());
            names.push(name);
            continue;
        }
        let name = base_name(source);
        let stem = name.strip_suffix(main_extension).unwrap_or(&name).to_owned();
        let mut candidate = format!("{stem}{extension}");
        let mut number = 1;
        while taken.contains_key(&candidate) {
            candidate = format!("{stem}{number}{extension}");
            number += 1;
        }
        taken.insert(candidate.clone(), ());
        names.push(candidate);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_stand_in_the_order_of_a_java_hash_map() {
        let mut prefixes = HashedPrefixes::default();
        for prefix in ["sch", "db", "rng", "xsi", "a"] {
            prefixes.insert(prefix.into(), "u".into());
        }
        let order: Vec<String> = prefixes.entries().iter().map(|(prefix, _)| prefix.to_string()).collect();
        assert_eq!(order, ["a", "sch", "rng", "db", "xsi"]);
    }

    #[test]
    fn comments_have_no_double_dashes() {
        assert_eq!(without_double_dashes("a -- b---"), "a - - b- - - ");
        assert_eq!(without_double_dashes("a-b"), "a-b");
    }

    #[test]
    fn output_files_stand_beside_the_main_one() {
        let names = output_names(&["d/a.rnc", "d/sub/b.rnc", "d/other/b.rnc", "d/c.rng"], "out/x.rng", ".rng");
        assert_eq!(names, ["x.rng", "b.rng", "b1.rng", "c.rng.rng"]);
    }
}
