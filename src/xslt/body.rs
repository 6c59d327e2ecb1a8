//! Compiles template bodies: instructions, literal result elements, expressions in attributes (XSLT 1.0, 7 to 13).

use crate::xslt::catalogue;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::compile::{Module, OUTPUT_ATTRIBUTES, check_attributes, expand_name, is_stripped_space};
use super::exslt::COMMON;
use super::stylesheet::{
    Apply, Binding, BindingValue, Body, ComputedName, Instruction, LiteralElement, Number, NumberLevel, Operation,
    ResultDocument, Sort,
};
use super::{FUNC, SAXON, XSL, XT};
use crate::diagnostic::{Diagnostic, Entry, nearest};
use crate::text::{Sources, Span};
use crate::xml::{Attribute, Content, NodeId, NodeKind, QName};
use crate::xpath::{self, Place};

/// Instructions and literal elements may nest this deep in one template.
const MAX_NESTING: usize = 150;

/// All instructions, for `element-available()` and for suggestions.
pub(super) const INSTRUCTIONS: [&str; 18] = [
    "apply-imports",
    "apply-templates",
    "attribute",
    "call-template",
    "choose",
    "comment",
    "copy",
    "copy-of",
    "element",
    "fallback",
    "for-each",
    "if",
    "message",
    "number",
    "processing-instruction",
    "text",
    "value-of",
    "variable",
];

/// What bodies can refer to.
#[derive(Default)]
pub(super) struct Names {
    pub templates: HashMap<QName, usize>,
    pub globals: HashSet<QName>,
    pub attribute_sets: HashMap<QName, Vec<usize>>,
    /// Namespace in the stylesheet to prefix and namespace in the result.
    pub aliases: HashMap<Arc<str>, (Arc<str>, Arc<str>)>,
}

/// Whether the element is read in forwards-compatible mode (XSLT 1.0, 2.5).
pub(super) fn is_forwards(module: &Module, element: NodeId) -> bool {
    let document = &module.document;
    std::iter::once(element)
        .chain(document.ancestors(element))
        .find_map(|at| {
            let data = document.element(at)?;
            let is_xsl = &*data.name.namespace == XSL;
            let version = data.attributes.iter().find(|attribute| {
                if is_xsl {
                    at == module.root && attribute.name.is("", "version")
                } else {
                    attribute.name.is(XSL, "version")
                }
            })?;
            Some(xpath::string_to_number(&version.value) != 1.0)
        })
        .unwrap_or(false)
}

pub(super) struct BodyCompiler<'a> {
    sources: &'a Sources,
    pub(super) module: &'a Module,
    pub(super) names: &'a Names,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    /// Local variables in scope, inner ones last.
    pub(super) scope: Vec<QName>,
    depth: usize,
}

/// The version of XSLT that has this element, where it is not 1.0.
pub(super) fn newer(local: &str) -> Option<String> {
    const TWO: [&str; 14] = [
        "analyze-string",
        "character-map",
        "document",
        "for-each-group",
        "function",
        "import-schema",
        "matching-substring",
        "namespace",
        "next-match",
        "non-matching-substring",
        "output-character",
        "perform-sort",
        "result-document",
        "sequence",
    ];
    const THREE: [&str; 12] = [
        "accumulator",
        "assert",
        "evaluate",
        "iterate",
        "map",
        "map-entry",
        "merge",
        "mode",
        "package",
        "source-document",
        "try",
        "where-populated",
    ];
    let version = match local {
        _ if TWO.contains(&local) => "2.0",
        _ if THREE.contains(&local) => "3.0",
        _ => return None,
    };
    Some(format!("`xsl:{local}` is XSLT {version}; rowi runs XSLT 1.0 with EXSLT"))
}

impl<'a> BodyCompiler<'a> {
    pub fn new(
        sources: &'a Sources,
        module: &'a Module,
        names: &'a Names,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self { sources, module, names, diagnostics, scope: Vec::new(), depth: 0 }
    }

    pub(super) fn error(
        &mut self,
        name: &'static Entry,
        message: impl Into<crate::diagnostic::Message>,
        span: Span,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::error(name, message, span));
        self.diagnostics.last_mut().expect("just pushed")
    }

    fn name_span(&self, element: NodeId) -> Span {
        self.module.document.name_span(element).unwrap_or_default()
    }

    pub(super) fn place(&self, attribute: &Attribute) -> Place {
        let span = attribute.value_span.unwrap_or_default();
        Place::in_attribute(span, &attribute.value, self.sources.slice(span))
    }

    pub fn required(&mut self, element: NodeId, name: &str) -> Option<&'a Attribute> {
        let found = self.module.document.attribute_named(element, name);
        if found.is_none() {
            let owner = self.module.document.name(element).map(ToString::to_string).unwrap_or_default();
            let span = self.name_span(element);
            self.error(&catalogue::XSLT_MISSING_ATTRIBUTE, format!("`{owner}` has no `{name}`"), span);
        }
        found
    }

    fn check(&mut self, element: NodeId, allowed: &[&str]) {
        if !is_forwards(self.module, element) {
            check_attributes(&self.module.document, element, allowed, self.diagnostics);
        }
    }

    /// The body of a template or function: parameters first.
    pub fn template(&mut self, element: NodeId) -> Body {
        let before = self.scope.len();
        let body = self.children(element, |_, _| false);
        self.scope.truncate(before);
        body
    }

    pub fn attribute_set_body(&mut self, element: NodeId) -> Body {
        for child in self.module.document.children(element) {
            let fits = match &self.module.document.node(child).content {
                Content::Element(data) => data.name.is(XSL, "attribute"),
                Content::Text(_) => is_stripped_space(&self.module.document, child),
                _ => true,
            };
            if !fits {
                let span = self.name_span(child);
                self.error(
                    &catalogue::XSLT_MISPLACED_ELEMENT,
                    "only `xsl:attribute` can stand in `xsl:attribute-set`",
                    span,
                );
            }
        }
        self.template(element)
    }

    pub fn literal_root(&mut self, element: NodeId) -> Option<Instruction> {
        self.instruction(element)
    }

    /// Compiles the children that are not taken by `skip`.
    fn children(&mut self, element: NodeId, skip: fn(&str, &str) -> bool) -> Body {
        let document = &self.module.document;
        let mut body = Vec::new();
        if self.depth >= MAX_NESTING {
            let span = self.name_span(element);
            self.error(&catalogue::XSLT_LIMIT, format!("instructions nest deeper than {MAX_NESTING} levels"), span);
            return body;
        }
        self.depth += 1;
        let before = self.scope.len();
        for child in document.children(element) {
            match &document.node(child).content {
                Content::Text(text) if !is_stripped_space(document, child) => {
                    let span = document.span(child).unwrap_or_default();
                    let operation = Operation::Text { value: text.clone(), raw: false };
                    body.push(Instruction { operation, span });
                }
                Content::Element(data) => {
                    if !skip(&data.name.namespace, &data.name.local)
                        && let Some(instruction) = self.instruction(child)
                    {
                        body.push(instruction);
                    }
                }
                _ => {}
            }
        }
        self.scope.truncate(before);
        self.depth -= 1;
        body
    }

    fn body(&mut self, element: NodeId) -> Body {
        self.children(element, |namespace, local| namespace == XSL && local == "fallback")
    }

    fn instruction(&mut self, element: NodeId) -> Option<Instruction> {
        let document = &self.module.document;
        let span = self.name_span(element);
        let name = document.name(element)?;
        let operation = if &*name.namespace == XSL {
            self.xsl(element, &name.local.clone())?
        } else if name.is(FUNC, "result") {
            self.check(element, &["select"]);
            let value = self.value(element);
            Operation::Result(Box::new(value))
        } else if (name.is(COMMON, "document") || name.is(SAXON, "output") || name.is(XT, "document"))
            && self.is_extension(element, &name.namespace)
        {
            Operation::Document(Box::new(self.result_document(element)?))
        } else if self.is_extension(element, &name.namespace) {
            Operation::Unknown { name: name.clone(), fallbacks: self.fallbacks(element) }
        } else {
            self.literal(element)?
        };
        Some(Instruction { operation, span })
    }

    #[allow(clippy::too_many_lines)] // one arm an instruction
    fn xsl(&mut self, element: NodeId, local: &str) -> Option<Operation> {
        let document = &self.module.document;
        let span = self.name_span(element);
        Some(match local {
            "text" => {
                self.check(element, &["disable-output-escaping"]);
                let mut value = String::new();
                for child in document.children(element) {
                    match &document.node(child).content {
                        Content::Text(text) => value.push_str(text),
                        Content::Element(_) => {
                            let span = self.name_span(child);
                            self.error(&catalogue::XSLT_MISPLACED_ELEMENT, "`xsl:text` holds text only", span);
                        }
                        _ => {}
                    }
                }
                Operation::Text { value: value.into(), raw: self.flag(element, "disable-output-escaping") }
            }
            "value-of" => {
                self.check(element, &["select", "disable-output-escaping"]);
                let raw = self.flag(element, "disable-output-escaping");
                Operation::ValueOf { select: self.required_expression(element, "select")?, raw }
            }
            "copy-of" => {
                self.check(element, &["select"]);
                Operation::CopyOf(self.required_expression(element, "select")?)
            }
            "copy" => {
                self.check(element, &["use-attribute-sets"]);
                let attribute_sets = self.attribute_sets(element, false);
                Operation::Copy { attribute_sets, body: self.body(element) }
            }
            "element" => {
                self.check(element, &["name", "namespace", "use-attribute-sets"]);
                let name = Box::new(self.computed_name(element)?);
                let attribute_sets = self.attribute_sets(element, false);
                Operation::Element { name, attribute_sets, body: self.body(element) }
            }
            "attribute" => {
                self.check(element, &["name", "namespace"]);
                Operation::Attribute { name: Box::new(self.computed_name(element)?), body: self.body(element) }
            }
            "comment" => {
                self.check(element, &[]);
                Operation::Comment(self.body(element))
            }
            "processing-instruction" => {
                self.check(element, &["name"]);
                let name = self.avt_attribute(element, "name");
                if name.is_none() && document.attribute_named(element, "name").is_none() {
                    let message = "`xsl:processing-instruction` has no `name`";
                    let diagnostic = Diagnostic::warning(&catalogue::XSLT_INSTRUCTION_WITHOUT_NAME, message, span)
                        .with_note("it makes nothing; XSLT 1.0 (7.3) calls it an error, libxslt accepts it");
                    self.diagnostics.push(diagnostic);
                }
                Operation::ProcessingInstruction { name, body: self.body(element) }
            }
            "apply-templates" => {
                self.check(element, &["select", "mode"]);
                self.only(element, &["sort", "with-param"]);
                let select = self.optional_expression(element, "select");
                let mode = self.name(element, "mode").unwrap_or_else(|| QName::local(""));
                let (sorts, parameters) = (self.sorts(element), self.parameters(element));
                Operation::ApplyTemplates(Box::new(Apply { select, mode, sorts, parameters }))
            }
            "apply-imports" => {
                self.check(element, &[]);
                self.only(element, &[]);
                Operation::ApplyImports
            }
            "call-template" => {
                self.check(element, &["name"]);
                self.only(element, &["with-param"]);
                self.required(element, "name")?;
                let name = self.name(element, "name")?;
                let parameters = self.parameters(element);
                let Some(&template) = self.names.templates.get(&name) else {
                    let known: Vec<String> = self.names.templates.keys().map(ToString::to_string).collect();
                    let near = nearest(&name.lexical(), known.iter().map(String::as_str)).map(ToOwned::to_owned);
                    let span = document.attribute_named(element, "name").and_then(|name| name.value_span);
                    let diagnostic = self.error(
                        &catalogue::XSLT_UNKNOWN_TEMPLATE,
                        format!("there is no template `{name}`"),
                        span.unwrap_or_default(),
                    );
                    if let Some(near) = near {
                        diagnostic.notes.push(format!("did you mean `{near}`?"));
                        diagnostic.expected.push(near);
                    }
                    return None;
                };
                Operation::CallTemplate { template, parameters }
            }
            "for-each" => {
                self.check(element, &["select"]);
                let select = self.required_expression(element, "select")?;
                let sorts = self.sorts(element);
                let body =
                    self.children(element, |namespace, local| namespace == XSL && matches!(local, "sort" | "fallback"));
                Operation::ForEach { select, sorts, body }
            }
            "if" => {
                self.check(element, &["test"]);
                let test = self.required_expression(element, "test")?;
                Operation::If { test, body: self.body(element) }
            }
            "choose" => self.choose(element),
            "variable" | "param" => {
                let binding = self.binding(element)?;
                if binding.is_parameter && !self.begins_template(element) {
                    self.error(&catalogue::XSLT_MISPLACED_ELEMENT, "`xsl:param` cannot stand here", span).notes.push(
                        "parameters come first in `xsl:template` and `func:function` (XSLT 1.0, 11.6)".to_owned(),
                    );
                }
                if self.scope.contains(&binding.name) {
                    let message = format!("variable `{}` hides another one", binding.name);
                    self.error(&catalogue::XSLT_SHADOWED_VARIABLE, message, span)
                        .notes
                        .push("within one template XSLT 1.0 (11.5) forbids it; give it a name of its own".to_owned());
                }
                self.scope.push(binding.name.clone());
                Operation::Variable(Box::new(binding))
            }
            "number" => self.number(element),
            "message" => {
                self.check(element, &["terminate"]);
                Operation::Message { terminate: self.flag(element, "terminate"), body: self.body(element) }
            }
            "fallback" => return None,
            "sort" | "with-param" | "when" | "otherwise" => {
                self.error(&catalogue::XSLT_MISPLACED_ELEMENT, format!("`xsl:{local}` cannot stand here"), span)
                    .notes
                    .push(
                        match local {
                            "sort" => "it stands in `xsl:for-each` and `xsl:apply-templates`",
                            "with-param" => "it stands in `xsl:call-template` and `xsl:apply-templates`",
                            _ => "it stands in `xsl:choose`",
                        }
                        .to_owned(),
                    );
                return None;
            }
            _ => {
                if is_forwards(self.module, element) {
                    let name = QName::new("xsl", local, XSL);
                    return Some(Operation::Unknown { name, fallbacks: self.fallbacks(element) });
                }
                let diagnostic = self.error(
                    &catalogue::XSLT_UNKNOWN_ELEMENT,
                    format!("there is no instruction `xsl:{local}`"),
                    span,
                );
                if let Some(note) = newer(local) {
                    diagnostic.notes.push(note);
                } else if let Some(near) = nearest(local, INSTRUCTIONS) {
                    diagnostic.notes.push(format!("did you mean `xsl:{near}`?"));
                    diagnostic.expected.push(near.to_owned());
                }
                return None;
            }
        })
    }

    /// Whether an element stands in a template or a function with nothing but parameters before it.
    fn begins_template(&self, element: NodeId) -> bool {
        let document = &self.module.document;
        let Some(parent) = document.parent(element) else { return false };
        let owner = document.name(parent);
        owner.is_some_and(|name| name.is(XSL, "template") || name.is(FUNC, "function"))
            && document.children(parent).take_while(|child| *child != element).all(|child| {
                match &document.node(child).content {
                    Content::Element(data) => data.name.is(XSL, "param"),
                    Content::Text(_) => is_stripped_space(document, child),
                    _ => true,
                }
            })
    }

    fn result_document(&mut self, element: NodeId) -> Option<ResultDocument> {
        let mut allowed = OUTPUT_ATTRIBUTES.to_vec();
        allowed.push("href");
        self.check(element, &allowed);
        self.required(element, "href")?;
        let href = self.avt_attribute(element, "href")?;
        let mut output = Vec::new();
        for name in OUTPUT_ATTRIBUTES {
            if let Some(value) = self.avt_attribute(element, name) {
                output.push((name.into(), value));
            }
        }
        let in_scope = self.module.document.element(element)?.in_scope.clone();
        Some(ResultDocument { href, output, in_scope, body: self.body(element) })
    }

    fn choose(&mut self, element: NodeId) -> Operation {
        self.check(element, &[]);
        self.only(element, &["when", "otherwise", "fallback"]);
        let document = &self.module.document;
        let (mut branches, mut otherwise) = (Vec::new(), None);
        for child in document.child_elements(element) {
            let Some(name) = document.name(child) else { continue };
            if name.is(XSL, "when") {
                self.check(child, &["test"]);
                if otherwise.is_some() {
                    let span = self.name_span(child);
                    self.error(&catalogue::XSLT_MISPLACED_ELEMENT, "`xsl:when` stands behind `xsl:otherwise`", span);
                }
                if let Some(test) = self.required_expression(child, "test") {
                    branches.push((test, self.body(child)));
                }
            } else if name.is(XSL, "otherwise") {
                self.check(child, &[]);
                if otherwise.is_some() {
                    let span = self.name_span(child);
                    self.error(&catalogue::XSLT_MISPLACED_ELEMENT, "`xsl:choose` has two `xsl:otherwise`", span);
                }
                otherwise = Some(self.body(child));
            }
        }
        if branches.is_empty()
            && !document
                .child_elements(element)
                .any(|child| document.name(child).is_some_and(|name| name.is(XSL, "when")))
        {
            let span = self.name_span(element);
            self.error(&catalogue::XSLT_MISSING_ELEMENT, "`xsl:choose` has no `xsl:when`", span);
        }
        Operation::Choose { branches, otherwise: otherwise.unwrap_or_default() }
    }

    fn number(&mut self, element: NodeId) -> Operation {
        self.check(
            element,
            &[
                "level",
                "count",
                "from",
                "value",
                "format",
                "lang",
                "letter-value",
                "grouping-separator",
                "grouping-size",
            ],
        );
        let attribute = self.module.document.attribute_named(element, "level");
        let level = match attribute.map(|attribute| attribute.value.trim()) {
            None | Some("single") => NumberLevel::Single,
            Some("multiple") => NumberLevel::Multiple,
            Some("any") => NumberLevel::Any,
            Some(other) => {
                let message = format!("there is no level `{other}`");
                let span = attribute.and_then(|attribute| attribute.value_span).unwrap_or_default();
                let diagnostic = self.error(&catalogue::XSLT_INVALID_VALUE, message, span);
                diagnostic.expected = ["single", "multiple", "any"].map(ToOwned::to_owned).to_vec();
                diagnostic.notes.push("a level is `single`, `multiple` or `any`".to_owned());
                NumberLevel::Single
            }
        };
        Operation::Number(Box::new(Number {
            value: self.optional_expression(element, "value"),
            level,
            count: self.optional_pattern(element, "count"),
            from: self.optional_pattern(element, "from"),
            format: self.avt_attribute(element, "format"),
            letter_value: self.avt_attribute(element, "letter-value"),
            grouping_separator: self.avt_attribute(element, "grouping-separator"),
            grouping_size: self.avt_attribute(element, "grouping-size"),
        }))
    }

    /// Refuses children that an instruction does not take.
    pub fn only(&mut self, element: NodeId, allowed: &[&str]) {
        if is_forwards(self.module, element) {
            return;
        }
        let document = &self.module.document;
        let owner = document.name(element).map(ToString::to_string).unwrap_or_default();
        for child in document.children(element) {
            let (fits, what) = match &document.node(child).content {
                Content::Element(data) => {
                    let fits = &*data.name.namespace == XSL && allowed.contains(&&*data.name.local);
                    (fits, format!("`{}`", data.name))
                }
                Content::Text(_) => (is_stripped_space(document, child), "text".to_owned()),
                _ => (true, String::new()),
            };
            if !fits {
                let span = self.name_span(child);
                self.error(&catalogue::XSLT_MISPLACED_ELEMENT, format!("{what} cannot stand in `{owner}`"), span);
            }
        }
    }

    fn flag(&mut self, element: NodeId, name: &str) -> bool {
        let Some(attribute) = self.module.document.attribute_named(element, name) else { return false };
        match attribute.value.trim() {
            "yes" => true,
            "no" => false,
            _ => {
                let span = attribute.value_span.unwrap_or_default();
                self.error(&catalogue::XSLT_INVALID_VALUE, format!("`{name}` must be `yes` or `no`"), span);
                false
            }
        }
    }

    fn name(&mut self, element: NodeId, attribute: &str) -> Option<QName> {
        let attribute = self.module.document.attribute_named(element, attribute)?;
        expand_name(&self.module.document, element, attribute).map_err(|error| self.diagnostics.push(error)).ok()
    }

    fn computed_name(&mut self, element: NodeId) -> Option<ComputedName> {
        let attribute = self.required(element, "name")?;
        let name = self.avt(element, attribute)?;
        let namespace = match self.module.document.attribute_named(element, "namespace") {
            Some(attribute) => Some(self.avt(element, attribute)?),
            None => None,
        };
        let in_scope = self.module.document.element(element)?.in_scope.clone();
        Some(ComputedName { name, namespace, in_scope })
    }

    /// `use-attribute-sets`, in its own namespace on literal elements.
    pub fn attribute_sets(&mut self, element: NodeId, literal: bool) -> Vec<usize> {
        let document = &self.module.document;
        let namespace = if literal { XSL } else { "" };
        let attribute = document
            .attributes(element)
            .map(|(_, attribute)| attribute)
            .find(|attribute| attribute.name.is(namespace, "use-attribute-sets"));
        let Some(attribute) = attribute else { return Vec::new() };
        let mut sets = Vec::new();
        for token in attribute.value.split_whitespace() {
            let mut single = attribute.clone();
            single.value = token.into();
            match expand_name(document, element, &single) {
                Ok(name) => match self.names.attribute_sets.get(&name) {
                    Some(list) => sets.extend(list),
                    None => {
                        let span = attribute.value_span.unwrap_or_default();
                        // XSLT 1.0 calls it no error, and stylesheets in use have such names
                        let message = format!("there is no attribute set `{name}`");
                        self.diagnostics.push(Diagnostic::warning(
                            &catalogue::XSLT_UNKNOWN_ATTRIBUTE_SET,
                            message,
                            span,
                        ));
                    }
                },
                Err(error) => self.diagnostics.push(error),
            }
        }
        sets
    }

    fn sorts(&mut self, element: NodeId) -> Vec<Sort> {
        let document = &self.module.document;
        let mut sorts = Vec::new();
        let mut others = false;
        let is_for_each = document.name(element).is_some_and(|name| name.is(XSL, "for-each"));
        for child in document.children(element) {
            match &document.node(child).content {
                Content::Element(data) if data.name.is(XSL, "sort") => {
                    if others && is_for_each {
                        let span = self.name_span(child);
                        self.error(&catalogue::XSLT_MISPLACED_ELEMENT, "`xsl:sort` stands behind other content", span)
                            .notes
                            .push("sort keys come first in `xsl:for-each` (XSLT 1.0, 10)".to_owned());
                    }
                    self.check(child, &["select", "lang", "data-type", "order", "case-order"]);
                    self.only(child, &[]);
                    sorts.push(Sort {
                        select: self.optional_expression(child, "select"),
                        lang: self.avt_attribute(child, "lang"),
                        data_type: self.avt_attribute(child, "data-type"),
                        order: self.avt_attribute(child, "order"),
                        case_order: self.avt_attribute(child, "case-order"),
                    });
                }
                Content::Element(_) => others = true,
                Content::Text(_) => others |= !is_stripped_space(document, child),
                _ => {}
            }
        }
        sorts
    }

    fn parameters(&mut self, element: NodeId) -> Vec<Binding> {
        let document = &self.module.document;
        let children: Vec<NodeId> = document
            .child_elements(element)
            .filter(|child| document.name(*child).is_some_and(|name| name.is(XSL, "with-param")))
            .collect();
        let mut parameters: Vec<Binding> = Vec::new();
        for child in children {
            if let Some(binding) = self.binding(child) {
                if parameters.iter().any(|other| other.name == binding.name) {
                    let message = format!("parameter `{}` is given twice", binding.name);
                    self.error(&catalogue::XSLT_DUPLICATE_PARAMETER, message, binding.span);
                }
                parameters.push(binding);
            }
        }
        parameters
    }

    /// `xsl:variable`, `xsl:param`, `xsl:with-param`.
    pub fn binding(&mut self, element: NodeId) -> Option<Binding> {
        self.check(element, &["name", "select"]);
        self.required(element, "name")?;
        let name = self.name(element, "name")?;
        let value = self.value(element);
        let is_parameter = self.module.document.name(element).is_some_and(|name| &*name.local == "param");
        let mut binding = Binding::empty(name, self.name_span(element));
        binding.value = value;
        binding.is_parameter = is_parameter;
        Some(binding)
    }

    fn value(&mut self, element: NodeId) -> BindingValue {
        let document = &self.module.document;
        let has_content = document.children(element).any(|child| match document.kind(child) {
            NodeKind::Element => true,
            NodeKind::Text => !is_stripped_space(document, child),
            _ => false,
        });
        if document.attribute_named(element, "select").is_none() {
            return if has_content { BindingValue::Body(self.body(element)) } else { BindingValue::Empty };
        }
        if has_content {
            let name = document.name(element).map(ToString::to_string).unwrap_or_default();
            let span = self.name_span(element);
            self.error(&catalogue::XSLT_MISPLACED_CONTENT, format!("`{name}` has both `select` and content"), span);
        }
        self.optional_expression(element, "select").map_or(BindingValue::Empty, BindingValue::Select)
    }

    fn fallbacks(&mut self, element: NodeId) -> Vec<Body> {
        let document = &self.module.document;
        let children: Vec<NodeId> = document
            .child_elements(element)
            .filter(|child| document.name(*child).is_some_and(|name| name.is(XSL, "fallback")))
            .collect();
        children.into_iter().map(|child| self.children(child, |_, _| false)).collect()
    }

    /// The namespaces that the element and those around it list in `attribute`.
    fn listed(&self, element: NodeId, attribute: &str) -> Vec<Arc<str>> {
        let document = &self.module.document;
        let mut namespaces = Vec::new();
        for at in std::iter::once(element).chain(document.ancestors(element)) {
            let Some(data) = document.element(at) else { continue };
            let wanted = if &*data.name.namespace == XSL { "" } else { XSL };
            let Some(list) = data.attributes.iter().find(|one| one.name.is(wanted, attribute)) else { continue };
            for token in list.value.split_whitespace() {
                let prefix = if token == "#default" { "" } else { token };
                namespaces.extend(document.namespace_of_prefix(at, prefix));
            }
        }
        namespaces
    }

    fn is_extension(&self, element: NodeId, namespace: &Arc<str>) -> bool {
        !namespace.is_empty() && self.listed(element, "extension-element-prefixes").contains(namespace)
    }

    /// A literal result element (XSLT 1.0, 7.1.1).
    fn literal(&mut self, element: NodeId) -> Option<Operation> {
        let document = &self.module.document;
        let data = document.element(element)?;
        let alias = |name: &QName| match self.names.aliases.get(&name.namespace) {
            Some((prefix, namespace)) => {
                QName { prefix: prefix.clone(), local: name.local.clone(), namespace: namespace.clone() }
            }
            None => name.clone(),
        };
        let name = alias(&data.name);
        let mut excluded = self.listed(element, "exclude-result-prefixes");
        excluded.extend(self.listed(element, "extension-element-prefixes"));
        let namespaces: Vec<(Arc<str>, Arc<str>)> = data
            .in_scope
            .iter()
            .filter(|(_, uri)| &**uri != XSL && &**uri != FUNC && !excluded.contains(uri))
            .map(|(prefix, uri)| match self.names.aliases.get(uri) {
                Some(aliased) => aliased.clone(),
                None => (prefix.clone(), uri.clone()),
            })
            .filter(|(_, uri)| !uri.is_empty())
            .collect();
        let names: Vec<(QName, &Attribute)> = data
            .attributes
            .iter()
            .filter(|attribute| &*attribute.name.namespace != XSL)
            .map(|attribute| {
                let name =
                    if attribute.name.namespace.is_empty() { attribute.name.clone() } else { alias(&attribute.name) };
                (name, attribute)
            })
            .collect();
        for attribute in &data.attributes {
            if &*attribute.name.namespace == XSL
                && !matches!(
                    &*attribute.name.local,
                    "version" | "exclude-result-prefixes" | "extension-element-prefixes" | "use-attribute-sets"
                )
                && !is_forwards(self.module, element)
            {
                let message = format!("literal elements have no attribute `{}`", attribute.name);
                let span = attribute.name_span.unwrap_or_default();
                self.diagnostics.push(Diagnostic::warning(&catalogue::XSLT_UNKNOWN_ATTRIBUTE, message, span));
            }
        }
        let mut attributes = Vec::new();
        for (name, attribute) in names {
            if let Some(value) = self.avt(element, attribute) {
                attributes.push((name, value));
            }
        }
        let attribute_sets = self.attribute_sets(element, true);
        let body = self.body(element);
        Some(Operation::Literal(Box::new(LiteralElement {
            name,
            attributes,
            namespaces: namespaces.into(),
            attribute_sets,
            body,
        })))
    }
}
