//! From elements to [`Rules`]: includes, abstract patterns with their params, abstract rules, and all expressions parsed.

use crate::schematron::catalogue;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::rules::{
    Above, Check, CheckKind, Key, Let, Matcher, Message, NamedDocument, Pattern, Phase, Piece, Rule, RuleContext,
    Rules, StepMatcher,
};
use super::source::{Child, Element, Prefixes};
use crate::diagnostic::{Applicability, Diagnostic, has_errors, nearest};
use crate::text::{Edit, Loader, Sources, Span, join};
use crate::xml::{Document, NodeId, QName, XML_NAMESPACE};
use crate::xpath::{self, Axis, Expr, ExprKind, Expression, Function, PredicateKind, Start, StaticContext};

/// Includes and abstract rules may refer to each other this deep.
const MAX_DEPTH: usize = 20;
/// A schema with more patterns than this is refused; the rest is left out.
const MAX_PATTERNS: usize = 20_000;

/// The rules of a stand-alone Schematron schema, and what is wrong with it.
#[must_use]
pub fn read_document(document: &Document, sources: &mut Sources, loader: &dyn Loader) -> (Rules, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut elements = Vec::new();
    if let Some(root) = document.root_element()
        && let Some(mut element) = Element::from_document(document, root, Some(&*sources))
    {
        let mut includer =
            Includer { sources, loader, diagnostics: &mut diagnostics, open: vec![document.base.clone()] };
        includer.resolve(&mut element);
        if element.schematron && matches!(&*element.local, "schema" | "pattern") {
            elements.push(element);
        } else {
            diagnostics.push(
                Diagnostic::error(
                    &catalogue::SCHEMATRON_NO_SCHEMA,
                    format!("`{}` is not the document element of a Schematron schema", element.local),
                    element.name_span,
                )
                .with_note(format!("it would be `schema` in the namespace {}", super::NAMESPACE)),
            );
        }
    }
    let (mut rules, found) = read_elements(&elements);
    diagnostics.extend(found);
    for (index, named) in rules.documents.iter_mut().enumerate() {
        match named_document(named, sources, loader) {
            Ok(mut document) => {
                // after the one that is judged
                document.order = u32::try_from(index + 1).unwrap_or(u32::MAX);
                named.tree = Some(document);
            }
            Err(found) => diagnostics.extend(found),
        }
    }
    (rules, diagnostics)
}

/// Reads the document that a test names (XSLT 1.0, 12.1): it belongs to the schema as an included file does.
fn named_document(
    named: &NamedDocument,
    sources: &mut Sources,
    loader: &dyn Loader,
) -> Result<Document, Vec<Diagnostic>> {
    let own = sources.get(named.span.source).clone();
    let parsed = if named.reference.is_empty() {
        crate::xml::parse_with_entities(&own, loader)
    } else {
        let located = loader.locate(&named.reference);
        let path =
            located.unwrap_or_else(|| join(Path::new(&own.name), &crate::text::percent_decoded(&named.reference)));
        let name = path.to_string_lossy().into_owned();
        let refuse = |why: String| {
            let message = format!("cannot read `{name}`: {why}");
            vec![Diagnostic::error(&catalogue::SCHEMATRON_DOCUMENT, message, named.span)]
        };
        let bytes = loader.read(&path).map_err(|error| refuse(error.to_string()))?;
        let id = sources.add_bytes(name.as_str(), &bytes).map_err(|(_, error)| refuse(error.to_string()))?;
        crate::xml::parse_with_entities(sources.get(id), loader)
    };
    if has_errors(&parsed.diagnostics) { Err(parsed.diagnostics) } else { Ok(parsed.document) }
}

/// Replaces `include` by what it names.
struct Includer<'a> {
    sources: &'a mut Sources,
    loader: &'a dyn Loader,
    diagnostics: &'a mut Vec<Diagnostic>,
    open: Vec<String>,
}

impl Includer<'_> {
    fn resolve(&mut self, element: &mut Element) {
        let children = std::mem::take(&mut element.children);
        for child in children {
            match child {
                Child::Element(include) if include.schematron && &*include.local == "include" => {
                    element.children.extend(self.include(&include).map(Child::Element));
                }
                // the rule in another file, without its own tags (ISO/IEC 19757-3:2016, 5.4.5)
                Child::Element(extends)
                    if extends.schematron && &*extends.local == "extends" && extends.attribute("href").is_some() =>
                {
                    element.children.extend(self.include(&extends).into_iter().flat_map(|rule| rule.children));
                }
                Child::Element(mut inner) => {
                    self.resolve(&mut inner);
                    element.children.push(Child::Element(inner));
                }
                text => element.children.push(text),
            }
        }
    }

    fn include(&mut self, include: &Element) -> Option<Element> {
        let Some(href) = include.attribute("href") else {
            self.diagnostics.push(missing(include, "href"));
            return None;
        };
        let file = href.value.split('#').next().unwrap_or("");
        let base = self.open.last().cloned().unwrap_or_default();
        let located = self.loader.locate(file);
        let path = located.unwrap_or_else(|| join(Path::new(&base), &crate::text::percent_decoded(file)));
        let name = path.to_string_lossy().into_owned();
        let refuse = |message: String, diagnostics: &mut Vec<Diagnostic>| {
            diagnostics.push(Diagnostic::error(&catalogue::SCHEMATRON_INCLUDE, message, href.value_span));
            None
        };
        if self.open.contains(&name) {
            return refuse(format!("`{file}` includes itself"), self.diagnostics);
        }
        if self.open.len() > MAX_DEPTH {
            return refuse(format!("files include each other more than {MAX_DEPTH} deep"), self.diagnostics);
        }
        let bytes = match self.loader.read(&path) {
            Ok(bytes) => bytes,
            Err(error) => return refuse(format!("cannot read `{name}`: {error}"), self.diagnostics),
        };
        let id = match self.sources.add_bytes(name.as_str(), &bytes) {
            Ok(id) => id,
            Err((_, error)) => return refuse(format!("cannot read `{name}`: {error}"), self.diagnostics),
        };
        let parsed = crate::xml::parse(self.sources.get(id));
        let fine = parsed.diagnostics.is_empty();
        self.diagnostics.extend(parsed.diagnostics);
        let root = parsed.document.root_element().filter(|_| fine)?;
        let root = match href.value.split_once('#') {
            None => root,
            Some((_, fragment)) => {
                let named = |node: &NodeId| {
                    let named = |local| parsed.document.attribute_value(*node, local) == Some(fragment);
                    named("id") || named("xml:id")
                };
                match parsed.document.descendants(root).find(named) {
                    Some(node) => node,
                    None => {
                        return refuse(format!("`{name}` has no element with the id `{fragment}`"), self.diagnostics);
                    }
                }
            }
        };
        let mut element = Element::from_document(&parsed.document, root, Some(&*self.sources))?;
        self.open.push(name);
        self.resolve(&mut element);
        self.open.pop();
        Some(element)
    }
}

/// The rules in a list of Schematron elements.
pub(super) fn read_elements(elements: &[Element]) -> (Rules, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let mut top: Vec<&Element> = Vec::new();
    for element in elements {
        if &*element.local == "schema" {
            if let Some(phase) = element.value("defaultPhase") {
                reader.rules.default_phase = phase.into();
            }
            top.extend(element.elements());
        } else {
            top.push(element);
        }
    }
    let mut namespaces = Vec::new();
    for element in top.iter().filter(|element| &*element.local == "ns") {
        match (element.value("prefix"), element.value("uri")) {
            (Some(prefix), Some(uri)) => namespaces.push((prefix.into(), uri.into())),
            (None, _) => reader.diagnostics.push(missing(element, "prefix")),
            (_, None) => reader.diagnostics.push(missing(element, "uri")),
        }
    }
    reader.rules.namespaces = namespaces.into();
    let inside = top.iter().flat_map(|pattern| pattern.elements());
    reader.abstract_rules = top.iter().copied().chain(inside).filter(is_abstract_rule).collect();
    reader.declarations(&top);
    reader.patterns(&top);
    reader.references();
    elements.iter().filter(|element| &*element.local == "schema").for_each(|schema| reader.query_binding(schema));
    (reader.rules, reader.diagnostics)
}

fn missing(element: &Element, attribute: &str) -> Diagnostic {
    Diagnostic::error(
        &catalogue::SCHEMATRON_MISSING_ATTRIBUTE,
        format!("`{}` needs the attribute `{attribute}`", element.local),
        element.name_span,
    )
}

fn is_abstract_rule(element: &&Element) -> bool {
    &*element.local == "rule" && element.value("abstract") == Some("true")
}

#[derive(Default)]
struct Reader<'e> {
    rules: Rules,
    /// All abstract rules, whichever pattern they stand in.
    abstract_rules: Vec<&'e Element>,
    diagnostics: Vec<Diagnostic>,
}

/// The names of query languages whose expressions are XPath 1.0 (ISO/IEC 19757-3, annexes C and H).
const BINDINGS: [&str; 4] = ["xslt", "xslt1", "exslt", "xpath"];

/// The params of an instance, the longest name first, so that `$attribute` is not read as `$attr`.
type Params = Vec<(Arc<str>, String)>;

impl<'e> Reader<'e> {
    /// A validator that does not know the query language must refuse the rules (ISO/IEC 19757-3, 6.4): read as XPath 1.0
    /// they may mean something else. Called when all else is read, to say what would have to change.
    fn query_binding(&mut self, schema: &Element) {
        let Some(binding) = schema.attribute("queryBinding") else { return };
        let name = binding.value.to_ascii_lowercase();
        if BINDINGS.contains(&name.as_str()) {
            return;
        }
        let language = match name.as_str() {
            "xslt2" | "xpath2" => "XPath 2.0",
            "xslt3" | "xpath3" | "xpath31" => "XPath 3",
            "xquery" | "xquery3" | "xquery31" => "XQuery",
            _ => "",
        };
        let message = match language {
            "" => format!("the query language `{}` is not known", binding.value),
            known => format!("the rules are written in {known}, which rowi does not run"),
        };
        let foreign = self.diagnostics.iter().filter(|found| found.name.starts_with("xpath-")).count();
        let error = Diagnostic::error(&catalogue::SCHEMATRON_QUERY_BINDING, message, binding.value_span)
            .with_note("rowi runs XPath 1.0, the language of the binding `xslt`");
        self.rules.patterns.clear();
        self.diagnostics.push(match foreign {
            0 => error
                .with_note("every expression is XPath 1.0, too; look at comparisons before you change the binding: XPath 1.0 compares `<` and `>` as numbers, and takes the first of several nodes for a string")
                .with_fix(
                    "write `xslt`",
                    Applicability::Unsafe,
                    vec![Edit::replace(binding.value_span, "xslt")],
                ),
            1 => error.with_note("one expression would have to change; it is reported where it stands"),
            many => {
                error.with_note(format!("{many} expressions would have to change; each is reported where it stands"))
            }
        });
    }

    fn declarations(&mut self, top: &[&Element]) {
        for element in top {
            match &*element.local {
                "let" => {
                    let found = self.variable(element, &Params::new());
                    self.rules.lets.extend(found);
                }
                "key" => {
                    let key = self.key(element);
                    self.rules.keys.extend(key);
                }
                "diagnostics" => {
                    for diagnostic in element.elements().filter(|element| &*element.local == "diagnostic") {
                        match diagnostic.value("id") {
                            Some(id) => {
                                let message = self.message(diagnostic, &Params::new());
                                self.rules.diagnostics.insert(id.into(), message);
                            }
                            None => self.diagnostics.push(missing(diagnostic, "id")),
                        }
                    }
                }
                "phase" => {
                    let Some(id) = element.value("id") else {
                        self.diagnostics.push(missing(element, "id"));
                        continue;
                    };
                    let mut phase = Phase { id: id.into(), active: Vec::new(), lets: Vec::new() };
                    for child in element.elements() {
                        match &*child.local {
                            "active" => match child.attribute("pattern") {
                                Some(pattern) => phase.active.push((pattern.value.as_str().into(), pattern.value_span)),
                                None => self.diagnostics.push(missing(child, "pattern")),
                            },
                            "let" => phase.lets.extend(self.variable(child, &Params::new())),
                            _ => {}
                        }
                    }
                    self.rules.phases.push(phase);
                }
                _ => {}
            }
        }
    }

    fn key(&mut self, element: &Element) -> Option<Key> {
        let name = element.value("name")?;
        let path = if element.attribute("match").is_some() { "match" } else { "path" };
        let by = self.expression(element, "use", &Params::new())?;
        let context = self.expression(element, path, &Params::new())?;
        let nodes = self.absolute(element, &context)?;
        Some(Key { name: name.into(), nodes, by })
    }

    fn patterns(&mut self, top: &[&'e Element]) {
        let is_abstract = |element: &Element| element.value("abstract") == Some("true");
        let mut templates: HashMap<&str, &Element> = HashMap::new();
        let mut ids: HashMap<&str, Span> = HashMap::new();
        // rules may stand in an annotation without a pattern around them
        let patterns: Vec<&&Element> =
            top.iter().filter(|element| matches!(&*element.local, "pattern" | "rule")).collect();
        for pattern in &patterns {
            let Some(id) = pattern.value("id").filter(|_| &*pattern.local == "pattern") else { continue };
            if let Some(first) = ids.get(id) {
                self.diagnostics.push(
                    Diagnostic::warning(
                        &catalogue::SCHEMATRON_DUPLICATE_ID,
                        format!("two patterns have the id `{id}`"),
                        pattern.id_span(),
                    )
                    .with_label(*first, "the first one")
                    .with_note("phases and reports cannot tell the two apart"),
                );
            } else {
                ids.insert(id, pattern.id_span());
            }
            if is_abstract(pattern) {
                templates.insert(id, pattern);
                self.rules.abstract_patterns.push((id.into(), pattern.id_span(), 0));
            }
        }
        for pattern in patterns {
            if self.rules.patterns.len() >= MAX_PATTERNS {
                let message = format!("more than {MAX_PATTERNS} patterns");
                self.diagnostics.push(Diagnostic::error(&catalogue::SCHEMATRON_LIMIT, message, pattern.name_span));
                return;
            }
            if is_abstract(pattern) {
                continue;
            }
            if &*pattern.local == "rule" {
                let mut made =
                    Pattern { id: None, span: pattern.name_span, lets: Vec::new(), rules: Vec::new(), literal: true };
                self.rule(pattern, pattern, &Params::new(), &mut made);
                self.rules.patterns.push(made);
                continue;
            }
            match pattern.attribute("is-a") {
                None => self.pattern(pattern, pattern, &Params::new()),
                Some(is_a) => match templates.get(is_a.value.as_str()) {
                    Some(template) => self.instance(pattern, template),
                    None => {
                        let mut diagnostic = Diagnostic::error(
                            &catalogue::SCHEMATRON_DANGLING_IS_A,
                            format!("there is no abstract pattern `{}`", is_a.value),
                            is_a.value_span,
                        )
                        .with_note("the pattern is an instance of nothing, so it never finds anything");
                        if let Some(near) = nearest(&is_a.value, templates.keys().copied()) {
                            diagnostic.notes.push(format!("there is `{near}`"));
                        }
                        self.diagnostics.push(diagnostic);
                    }
                },
            }
        }
    }

    /// An instance of an abstract pattern.
    fn instance(&mut self, instance: &Element, template: &Element) {
        let mut params = Params::new();
        for param in instance.elements().filter(|element| &*element.local == "param") {
            let name = param.attribute("name").or(param.attribute("formal"));
            let value = param.attribute("value").or(param.attribute("actual"));
            let (Some(name), Some(value)) = (name, value) else {
                let absent = if name.is_none() { "name" } else { "value" };
                self.diagnostics.push(missing(param, absent));
                continue;
            };
            let formal = name.value.trim_start_matches('$');
            if !mentions(template, formal) {
                self.diagnostics.push(
                    Diagnostic::warning(
                        &catalogue::SCHEMATRON_UNUSED_PARAM,
                        format!("the abstract pattern has no `${formal}`"),
                        name.value_span,
                    )
                    .with_label(template.id_span(), "the abstract pattern"),
                );
            }
            params.push((formal.into(), value.value.clone()));
        }
        params.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let id = template.value("id").unwrap_or("");
        if let Some(used) = self.rules.abstract_patterns.iter_mut().find(|(own, ..)| **own == *id) {
            used.2 += 1;
        }
        self.pattern(instance, template, &params);
    }

    fn pattern(&mut self, pattern: &Element, body: &Element, params: &Params) {
        let mut made = Pattern {
            id: pattern.value("id").map(Into::into),
            span: pattern.id_span(),
            lets: Vec::new(),
            rules: Vec::new(),
            literal: std::ptr::eq(pattern, body),
        };
        for child in body.elements() {
            match &*child.local {
                "let" => made.lets.extend(self.variable(child, params)),
                "rule" if child.value("abstract") == Some("true") => {}
                "rule" => self.rule(child, body, params, &mut made),
                _ => {}
            }
        }
        self.rules.patterns.push(made);
    }

    fn rule(&mut self, element: &Element, pattern: &Element, params: &Params, made: &mut Pattern) {
        let Some(context) = self.expression(element, "context", params) else { return };
        let span = element.attribute("context").map_or(element.name_span, |context| context.value_span);
        let Some(matcher) = self.matcher(element, &context) else { return };
        let mut rule =
            Rule { context: RuleContext { expression: context, span, matcher }, lets: Vec::new(), checks: Vec::new() };
        self.checks(element, pattern, params, &mut rule, 0);
        made.rules.push(rule);
    }

    /// The checks of a rule, with those of the abstract rules that it extends.
    fn checks(&mut self, element: &Element, pattern: &Element, params: &Params, rule: &mut Rule, depth: usize) {
        for child in element.elements() {
            match &*child.local {
                "let" => rule.lets.extend(self.variable(child, params)),
                "assert" | "report" => {
                    let Some(test) = self.expression(child, "test", params) else { continue };
                    let span = child.attribute("test").map_or(child.name_span, |test| test.value_span);
                    let subject = [child, element].into_iter().find(|owner| owner.attribute("subject").is_some());
                    let subject = subject.and_then(|owner| self.expression(owner, "subject", params));
                    rule.checks.push(Check {
                        kind: if &*child.local == "assert" { CheckKind::Assert } else { CheckKind::Report },
                        id: child.value("id").map(Into::into),
                        test,
                        span,
                        message: self.message(child, params),
                        role: ["role", "flag"]
                            .iter()
                            .find_map(|name| child.value(name))
                            .or_else(|| ["role", "flag"].iter().find_map(|name| element.value(name)))
                            .map(Into::into),
                        diagnostics: child
                            .value("diagnostics")
                            .unwrap_or("")
                            .split_whitespace()
                            .map(Arc::from)
                            .collect(),
                        subject,
                    });
                }
                "extends" => {
                    let Some(name) = child.attribute("rule") else {
                        self.diagnostics.push(missing(child, "rule"));
                        continue;
                    };
                    let is_it = |other: &&Element| is_abstract_rule(other) && other.value("id") == Some(&name.value);
                    // that of the pattern first; schemas in practice use those of other patterns, too
                    let own = pattern.elements().find(is_it);
                    match own.or_else(|| self.abstract_rules.iter().copied().find(is_it)) {
                        Some(other) if depth < MAX_DEPTH => self.checks(other, pattern, params, rule, depth + 1),
                        Some(_) => self.diagnostics.push(Diagnostic::error(
                            &catalogue::SCHEMATRON_DANGLING_EXTENDS,
                            format!("the abstract rule `{}` extends itself", name.value),
                            name.value_span,
                        )),
                        None => self.diagnostics.push(Diagnostic::error(
                            &catalogue::SCHEMATRON_DANGLING_EXTENDS,
                            format!("there is no abstract rule `{}`", name.value),
                            name.value_span,
                        )),
                    }
                }
                _ => {}
            }
        }
    }

    fn variable(&mut self, element: &Element, params: &Params) -> Option<Let> {
        let Some(name) = element.value("name") else {
            self.diagnostics.push(missing(element, "name"));
            return None;
        };
        let value = self.expression(element, "value", params)?;
        Some(Let { name: name.into(), value })
    }

    fn message(&mut self, element: &Element, params: &Params) -> Message {
        let mut message = Message::default();
        self.pieces(element, params, &mut message);
        message
    }

    fn pieces(&mut self, element: &Element, params: &Params, message: &mut Message) {
        for child in &element.children {
            match child {
                Child::Text(text) => message.pieces.push(Piece::Text(substitute(text, params))),
                Child::Element(inner) => {
                    match &*inner.local {
                        "value-of" if inner.schematron => {
                            message.pieces.extend(self.expression(inner, "select", params).map(Piece::Value));
                        }
                        "name" if inner.schematron => {
                            let path = inner.attribute("path").and_then(|_| self.expression(inner, "path", params));
                            message.pieces.push(Piece::Name(path));
                        }
                        "value-of" | "name" => {
                            self.diagnostics.push(
                            Diagnostic::warning(
                                &crate::schematron::catalogue::SCHEMATRON_FOREIGN_ELEMENT,
                                format!("`{}` of another namespace puts nothing into a message", inner.local),
                                inner.name_span,
                            )
                            .with_note(format!("write Schematron's own `{}`: `sch:{0}` or without a prefix, as the elements around it", inner.local)),
                        );
                            self.pieces(inner, params, message);
                        }
                        _ => self.pieces(inner, params, message),
                    }
                }
            }
        }
    }

    /// The expression in an attribute.
    fn expression(&mut self, element: &Element, attribute: &str, params: &Params) -> Option<Expression> {
        let Some(found) = element.attribute(attribute) else {
            self.diagnostics.push(missing(element, attribute));
            return None;
        };
        let text = substitute(&found.value, params);
        let place = found.place.clone().filter(|_| text == found.value);
        let exact = place.is_some();
        // where the text is not as written, errors point at the whole attribute
        let nowhere = Span::at(found.value_span.source, found.value_span.start as usize);
        let place = place.unwrap_or(xpath::Place::new(nowhere));
        match xpath::parse(&text, &Names { declared: &self.rules.namespaces, scope: &element.prefixes }, &place) {
            Ok(expression) => {
                self.ask_for_documents(&expression, found.value_span);
                Some(expression)
            }
            Err(mut diagnostic) => {
                if !exact {
                    diagnostic.primary = found.value_span;
                    if text != found.value {
                        diagnostic.notes.push(format!("with its params the expression is `{text}`"));
                    }
                }
                if let Some(param) = unfilled(&text).filter(|_| !params.is_empty()) {
                    diagnostic.notes.push(format!("no `param` gives a value to `${param}`"));
                }
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    /// Documents are read with the schema, so their names must be known then. What a judged document names is its
    /// author's word, and is not read.
    fn ask_for_documents(&mut self, expression: &Expression, place: Span) {
        let (mut asked, mut unknown) = (Vec::new(), false);
        expression.root.walk(&mut |expr| {
            let ExprKind::Call(Function::Other(name), arguments) = &expr.kind else { return };
            if &*name.local != "document" || !name.namespace.is_empty() {
                return;
            }
            match arguments.as_slice() {
                [Expr { kind: ExprKind::Literal(text), .. }] => asked.push(text.to_string()),
                _ => unknown = true,
            }
        });
        if unknown {
            let message = "`document()` takes the name of a file in quotes";
            self.diagnostics.push(
                Diagnostic::error(&catalogue::SCHEMATRON_DOCUMENT, message, place)
                    .with_note("files that a judged document names are not read"),
            );
        }
        for reference in asked {
            let known = self.rules.documents.iter().find(|known| *known.reference == *reference);
            match known {
                Some(known) if known.span.source != place.source => {
                    let message = format!("two files of the schema name the document `{reference}`");
                    self.diagnostics.push(
                        Diagnostic::error(&catalogue::SCHEMATRON_DOCUMENT, message, place)
                            .with_label(known.span, "the first is here"),
                    );
                }
                Some(_) => {}
                None => {
                    self.rules.documents.push(NamedDocument { reference: reference.into(), span: place, tree: None });
                }
            }
        }
    }

    /// How the nodes of a context are matched.
    fn matcher(&mut self, element: &Element, context: &Expression) -> Option<Matcher> {
        let alternatives: Vec<&Expr> = match &context.root.kind {
            ExprKind::Union(members) => members.iter().collect(),
            _ => vec![&context.root],
        };
        let upwards: Option<Vec<Vec<StepMatcher>>> =
            alternatives.iter().map(|alternative| self.upwards(element, context, alternative)).collect();
        if let Some(upwards) = upwards {
            return Some(Matcher::Upwards(upwards));
        }
        self.absolute(element, context).map(Matcher::Select)
    }

    /// The steps of a plain path from the last to the first; `None` where it is not plain.
    fn upwards(&self, element: &Element, context: &Expression, alternative: &Expr) -> Option<Vec<StepMatcher>> {
        let ExprKind::Path(path) = &alternative.kind else { return None };
        let mut above = match path.start {
            Start::Context => Above::Anywhere,
            Start::Root => Above::Root,
            Start::Expr(_) => return None,
        };
        let mut steps = Vec::new();
        let names = Names { declared: &self.rules.namespaces, scope: &element.prefixes };
        for (index, step) in path.steps.iter().enumerate() {
            let attribute = match step.axis {
                Axis::Child => false,
                Axis::Attribute if index + 1 == path.steps.len() => true,
                // `//a` is read as one step
                Axis::Descendant if matches!(above, Above::Anywhere | Above::Root) && index == 0 => {
                    above = Above::Anywhere;
                    false
                }
                Axis::Descendant if index > 0 => {
                    above = Above::Ancestor;
                    false
                }
                _ => return None,
            };
            let mut predicates = Vec::new();
            for predicate in &step.predicates {
                if predicate.kind != PredicateKind::Condition {
                    return None;
                }
                let range = predicate.expr.range;
                let text = context.text().get(range.range())?;
                predicates.push(xpath::parse(text, &names, &xpath::Place::new(context.span(range))).ok()?);
            }
            steps.push(StepMatcher { attribute, test: step.test.clone(), predicates, above });
            above = Above::Parent;
        }
        steps.reverse();
        (!steps.is_empty()).then_some(steps)
    }

    /// The expression that selects all nodes which match a context.
    fn absolute(&mut self, element: &Element, context: &Expression) -> Option<Expression> {
        let alternatives: Vec<&Expr> = match &context.root.kind {
            ExprKind::Union(members) => members.iter().collect(),
            _ => vec![&context.root],
        };
        let mut text = String::new();
        for alternative in alternatives {
            let own = &context.text()[alternative.range.range()];
            if !text.is_empty() {
                text.push_str(" | ");
            }
            match &alternative.kind {
                ExprKind::Path(path) if path.start == Start::Context => {
                    text.push_str("//");
                    text.push_str(own);
                }
                ExprKind::Path(_) | ExprKind::Call(..) | ExprKind::Filter(..) => text.push_str(own),
                _ => {
                    self.diagnostics.push(
                        Diagnostic::error(
                            &catalogue::SCHEMATRON_INVALID_CONTEXT,
                            format!("`{own}` selects no nodes that a rule could be about"),
                            context.span(alternative.range),
                        )
                        .with_note("a context is a path, such as `a/b[@c]`, or several joined by `|`"),
                    );
                    return None;
                }
            }
        }
        let names = Names { declared: &self.rules.namespaces, scope: &element.prefixes };
        xpath::parse(&text, &names, &xpath::Place::new(context.place().whole()))
            .map_err(|error| self.diagnostics.push(*error))
            .ok()
    }

    /// What phases, checks and the default phase name must exist.
    fn references(&mut self) {
        let mut found = Vec::new();
        for phase in &self.rules.phases {
            for (id, span) in &phase.active {
                if !self.rules.patterns.iter().any(|pattern| pattern.id.as_ref() == Some(id)) {
                    found.push(Diagnostic::error(
                        &catalogue::SCHEMATRON_UNKNOWN_PATTERN,
                        format!("the phase `{}` names the pattern `{id}`, which does not exist", phase.id),
                        *span,
                    ));
                }
            }
        }
        for check in self.rules.patterns.iter().flat_map(|pattern| &pattern.rules).flat_map(|rule| &rule.checks) {
            for id in &check.diagnostics {
                if !self.rules.diagnostics.contains_key(id) {
                    let message = format!("there is no `diagnostic` with the id `{id}`");
                    found.push(Diagnostic::error(&catalogue::SCHEMATRON_UNKNOWN_DIAGNOSTIC, message, check.span));
                }
            }
        }
        self.diagnostics.extend(found);
        self.variables();
    }

    /// Variables that nothing declares. A rule sees those of the schema, of every phase, of its pattern and its own.
    fn variables(&mut self) {
        let names = |lets: &[Let]| lets.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        let rules = &self.rules;
        let mut found = Vec::new();
        let mut outer = names(&rules.lets);
        rules.lets.iter().for_each(|one| unknown_variables(&one.value, &outer, &mut found));
        for phase in &rules.phases {
            outer.extend(names(&phase.lets));
        }
        for phase in &rules.phases {
            phase.lets.iter().for_each(|one| unknown_variables(&one.value, &outer, &mut found));
        }
        let mut every = outer.clone();
        for pattern in &rules.patterns {
            let mut in_pattern = outer.clone();
            in_pattern.extend(names(&pattern.lets));
            every.extend(names(&pattern.lets));
            pattern.lets.iter().for_each(|one| unknown_variables(&one.value, &in_pattern, &mut found));
            for rule in &pattern.rules {
                let mut known = in_pattern.clone();
                known.extend(names(&rule.lets));
                every.extend(names(&rule.lets));
                unknown_variables_at(&rule.context.expression, rule.context.span, &known, &mut found);
                rule.lets.iter().for_each(|one| unknown_variables(&one.value, &known, &mut found));
                for check in &rule.checks {
                    unknown_variables_at(&check.test, check.span, &known, &mut found);
                    check.subject.iter().for_each(|subject| unknown_variables(subject, &known, &mut found));
                    check.message.expressions().for_each(|one| unknown_variables(one, &known, &mut found));
                }
            }
        }
        for message in rules.diagnostics.values() {
            message.expressions().for_each(|one| unknown_variables(one, &every, &mut found));
        }
        found.sort_by_key(|one| one.primary);
        // An abstract rule or pattern is read once for each use of it.
        found.dedup_by_key(|one| one.primary);
        self.diagnostics.extend(found);
    }
}

fn unknown_variables(expression: &Expression, known: &[Arc<str>], found: &mut Vec<Diagnostic>) {
    unknown_variables_at(expression, expression.place().whole(), known, found);
}

/// The same for an expression in an attribute whose value stands at `whole`.
fn unknown_variables_at(expression: &Expression, whole: Span, known: &[Arc<str>], found: &mut Vec<Diagnostic>) {
    expression.root.walk(&mut |expr| {
        let ExprKind::Variable(name) = &expr.kind else { return };
        if name.namespace.is_empty() && known.iter().any(|own| **own == *name.local) {
            return;
        }
        // Where the text is not as written there are no places in it.
        let exact = !expression.place().whole().is_empty();
        let span = if exact { expression.span(expr.range) } else { whole };
        let mut diagnostic = Diagnostic::error(
            &crate::xpath::catalogue::XPATH_UNKNOWN_VARIABLE,
            format!("there is no variable `${name}`"),
            span,
        );
        diagnostic.notes.push(match nearest(&name.local, known.iter().map(|own| &**own)) {
            Some(near) => format!("did you mean `${near}`?"),
            None => "`let` declares variables: for the whole schema, a phase, a pattern or a rule".to_owned(),
        });
        found.push(diagnostic);
    });
}

/// Whether a template has `$name` anywhere.
fn mentions(element: &Element, name: &str) -> bool {
    let holds = |text: &str| text.contains(&format!("${name}"));
    element.attributes.iter().any(|attribute| holds(&attribute.value))
        || element.children.iter().any(|child| match child {
            Child::Text(text) => holds(text),
            Child::Element(inner) => mentions(inner, name),
        })
}

fn substitute(text: &str, params: &Params) -> String {
    if params.is_empty() || !text.contains('$') {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match params.iter().find(|(name, _)| rest.starts_with(&**name)) {
            Some((name, value)) => {
                result.push_str(value);
                rest = &rest[name.len()..];
            }
            None => result.push('$'),
        }
    }
    result.push_str(rest);
    result
}

/// The first `$name` that is left in a text.
fn unfilled(text: &str) -> Option<&str> {
    let at = text.find('$')? + 1;
    let length = text[at..].find(|c| !crate::xml::is_name_char(c)).unwrap_or(text.len() - at);
    Some(&text[at..at + length]).filter(|name| !name.is_empty())
}

/// Prefixes of `ns`, then those in scope; the functions that XSLT adds.
struct Names<'a> {
    declared: &'a Prefixes,
    scope: &'a Prefixes,
}

/// The functions that XSLT 1.0 adds (12), but for `unparsed-entity-uri()`.
pub(super) const FUNCTIONS: [&str; 8] = [
    "current",
    "document",
    "element-available",
    "format-number",
    "function-available",
    "generate-id",
    "key",
    "system-property",
];

impl StaticContext for Names<'_> {
    fn namespace(&self, prefix: &str) -> Option<Arc<str>> {
        if prefix == "xml" {
            return Some(XML_NAMESPACE.into());
        }
        let find = |list: &Prefixes| list.iter().rev().find(|(own, _)| **own == *prefix).map(|(_, uri)| uri.clone());
        find(self.declared).or_else(|| find(self.scope))
    }

    fn has_function(&self, name: &QName) -> bool {
        name.namespace.is_empty() && FUNCTIONS.contains(&&*name.local)
    }

    fn function_names(&self) -> &[&'static str] {
        &FUNCTIONS
    }
}
