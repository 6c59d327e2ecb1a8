//! From stylesheet documents to a [`Stylesheet`]: modules, import precedence, top-level elements (XSLT 1.0, 2).

use crate::xslt::catalogue;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::body::{BodyCompiler, Names};
use super::pattern::Pattern;
use super::stylesheet::{
    AttributeSet, Binding, BindingValue, DecimalFormat, FunctionDefinition, Instruction, Key, Operation,
    OutputSettings, Rule, SpaceRule, SpaceRules, SpaceTest, Stylesheet, Template,
};
use super::{FUNC, XSL};
use crate::diagnostic::{Diagnostic, Entry, has_errors, nearest};
use crate::text::{Loader, SourceId, Sources, Span};
use crate::xml::{self, Attribute, Document, NodeId, NodeKind, QName, XMLNS_NAMESPACE, is_ncname};
use crate::xpath::Place;

/// The attributes of `xsl:output`.
pub(super) const OUTPUT_ATTRIBUTES: [&str; 10] = [
    "method",
    "version",
    "encoding",
    "omit-xml-declaration",
    "standalone",
    "doctype-public",
    "doctype-system",
    "cdata-section-elements",
    "indent",
    "media-type",
];

/// Stylesheet modules that one stylesheet may import and include.
const MAX_MODULES: usize = 1000;

/// A stylesheet and what is wrong with its text.
#[derive(Debug)]
pub struct Compiled {
    /// The stylesheet; `None` where there are errors.
    pub stylesheet: Option<Stylesheet>,
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles the stylesheet in a source, with all that it imports and includes.
#[must_use]
pub fn compile(source: SourceId, sources: &mut Sources, loader: &dyn Loader) -> Compiled {
    let mut compiler =
        Compiler { sources, loader, modules: Vec::new(), items: Vec::new(), precedence: 0, diagnostics: Vec::new() };
    if let Some(principal) = compiler.parse(source, "") {
        let name = compiler.sources.get(source).name.clone();
        compiler.level(principal, &mut vec![name]);
    }
    if has_errors(&compiler.diagnostics) {
        return Compiled { stylesheet: None, diagnostics: compiler.diagnostics };
    }
    let stylesheet = compiler.finish();
    let stylesheet = stylesheet.filter(|_| !has_errors(&compiler.diagnostics));
    Compiled { stylesheet, diagnostics: compiler.diagnostics }
}

#[derive(Clone)]
pub(super) struct Module {
    pub document: Arc<Document>,
    pub root: NodeId,
}

/// A top-level element.
#[derive(Clone, Copy)]
struct Item {
    module: usize,
    element: NodeId,
    precedence: u32,
    imports_from: u32,
}

struct Compiler<'a> {
    sources: &'a mut Sources,
    loader: &'a dyn Loader,
    modules: Vec<Module>,
    items: Vec<Item>,
    precedence: u32,
    diagnostics: Vec<Diagnostic>,
}

impl Compiler<'_> {
    fn error(&mut self, name: &'static Entry, message: impl Into<crate::diagnostic::Message>, span: Span, note: &str) {
        let mut diagnostic = Diagnostic::error(name, message, span);
        if !note.is_empty() {
            diagnostic.notes.push(note.to_owned());
        }
        self.diagnostics.push(diagnostic);
    }

    /// Parses a stylesheet module; with a fragment identifier the stylesheet embedded at that place.
    fn parse(&mut self, source: SourceId, fragment: &str) -> Option<usize> {
        let parsed = xml::parse_with_entities(self.sources.get(source), self.loader);
        let failed = has_errors(&parsed.diagnostics);
        self.diagnostics.extend(parsed.diagnostics);
        if failed {
            return None;
        }
        let root = stylesheet_element(&parsed.document, fragment)?;
        let element = parsed.document.element(root)?;
        let name = &element.name;
        let is_stylesheet = &*name.namespace == XSL && matches!(&*name.local, "stylesheet" | "transform");
        let has_version = if is_stylesheet {
            parsed.document.attribute_named(root, "version").is_some()
        } else {
            element.attributes.iter().any(|attribute| attribute.name.is(XSL, "version"))
        };
        let span = parsed.document.name_span(root).unwrap_or_default();
        if !is_stylesheet && !has_version {
            let note = if &*name.namespace == XSL {
                "a stylesheet begins with `xsl:stylesheet` or `xsl:transform`"
            } else if name.is("", "stylesheet") || name.is("", "transform") {
                "its namespace must be `http://www.w3.org/1999/XSL/Transform`"
            } else {
                "a literal result element as stylesheet needs the attribute `xsl:version`"
            };
            self.error(&catalogue::XSLT_NOT_A_STYLESHEET, format!("`{name}` is not a stylesheet"), span, note);
            return None;
        }
        if !has_version {
            self.error(
                &catalogue::XSLT_MISSING_ATTRIBUTE,
                format!("`{name}` has no `version`"),
                span,
                "write `version=\"1.0\"`",
            );
        }
        self.modules.push(Module { document: Arc::new(parsed.document), root });
        Some(self.modules.len() - 1)
    }

    /// Reads what `href` of an import or include names.
    fn load(&mut self, module: usize, element: NodeId, chain: &[String]) -> Option<(usize, String)> {
        let document = self.modules[module].document.clone();
        let span = document.name_span(element).unwrap_or_default();
        let Some(attribute) = document.attribute_named(element, "href") else {
            let name = document.name(element).map(ToString::to_string).unwrap_or_default();
            self.error(
                &catalogue::XSLT_MISSING_ATTRIBUTE,
                format!("`{name}` has no `href`"),
                span,
                "it names the file to read",
            );
            return None;
        };
        let span = attribute.value_span.unwrap_or(span);
        let name = super::located(&document.base, &attribute.value, self.loader);
        let fragment = attribute.value.split_once('#').map_or("", |(_, fragment)| fragment);
        let link = if fragment.is_empty() { name.clone() } else { format!("{name}#{fragment}") };
        if chain.contains(&link) {
            self.error(
                &catalogue::XSLT_CYCLIC_IMPORT,
                format!("`{}` imports or includes itself", attribute.value),
                span,
                "a stylesheet may not reach itself by `xsl:import` or `xsl:include` (XSLT 1.0, 2.6)",
            );
            return None;
        }
        if self.modules.len() >= MAX_MODULES {
            let message = format!("more than {MAX_MODULES} stylesheets are imported");
            self.error(&catalogue::XSLT_LIMIT, message, span, "");
            return None;
        }
        // imported again: parsed once
        let known = self.modules.iter().position(|module| module.document.base == name);
        if let Some(known) = known {
            let mut copy = self.modules[known].clone();
            copy.root = stylesheet_element(&copy.document, fragment)?;
            self.modules.push(copy);
            return Some((self.modules.len() - 1, link));
        }
        match self.loader.read(Path::new(&name)) {
            Ok(bytes) => match self.sources.add_bytes(name.clone(), &bytes) {
                Ok(source) => self.parse(source, fragment).map(|module| (module, link)),
                Err((_, error)) => {
                    self.error(
                        &catalogue::XSLT_UNREADABLE_STYLESHEET,
                        format!("cannot read `{name}`: {error}"),
                        span,
                        "",
                    );
                    None
                }
            },
            Err(error) => {
                let message = format!("cannot read `{name}`: {error}");
                self.error(
                    &catalogue::XSLT_UNREADABLE_STYLESHEET,
                    message,
                    span,
                    "the path is relative to this stylesheet",
                );
                None
            }
        }
    }

    /// A stylesheet with what it includes: one level of precedence, above all that it imports (XSLT 1.0, 2.6.2).
    fn level(&mut self, module: usize, chain: &mut Vec<String>) {
        let imports_from = self.precedence;
        let mut items = Vec::new();
        let mut imports = Vec::new();
        self.collect(module, chain, &mut items, &mut imports);
        for (module, element, chain) in imports {
            if let Some((imported, name)) = self.load(module, element, &chain) {
                let mut chain = chain;
                chain.push(name);
                self.level(imported, &mut chain);
            }
        }
        let precedence = self.precedence;
        self.precedence += 1;
        let items = items.into_iter().map(|(module, element)| Item { module, element, precedence, imports_from });
        self.items.extend(items);
    }

    fn collect(
        &mut self,
        module: usize,
        chain: &mut Vec<String>,
        items: &mut Vec<(usize, NodeId)>,
        imports: &mut Vec<(usize, NodeId, Vec<String>)>,
    ) {
        let Module { document, root } = self.modules[module].clone();
        if document.name(root).is_some_and(|name| &*name.namespace != XSL) {
            items.push((module, root));
            return;
        }
        let mut others = false;
        for child in document.children(root) {
            let Some(name) = document.name(child) else {
                if document.kind(child) == NodeKind::Text && !is_stripped_space(&document, child) {
                    let span = document.span(child).unwrap_or_default();
                    let note = "at the top level of a stylesheet stand elements only (XSLT 1.0, 2.2)";
                    self.error(&catalogue::XSLT_MISPLACED_CONTENT, "text cannot stand here", span, note);
                }
                continue;
            };
            if name.is(XSL, "import") {
                if others {
                    self.error(
                        &catalogue::XSLT_MISPLACED_IMPORT,
                        "`xsl:import` stands behind other elements",
                        document.name_span(child).unwrap_or_default(),
                        "imports come first in a stylesheet (XSLT 1.0, 2.6.2)",
                    );
                }
                imports.push((module, child, chain.clone()));
                continue;
            }
            others = true;
            if name.is(XSL, "include") {
                if let Some((included, name)) = self.load(module, child, chain) {
                    chain.push(name);
                    self.collect(included, chain, items, imports);
                    chain.pop();
                }
            } else {
                items.push((module, child));
            }
        }
    }

    fn finish(&mut self) -> Option<Stylesheet> {
        let modules = self.modules.clone();
        let items = std::mem::take(&mut self.items);
        let mut names = Names::default();
        let mut stylesheet = Stylesheet {
            modules: modules.iter().map(|module| module.document.clone()).collect(),
            templates: Vec::new(),
            modes: HashMap::new(),
            named: HashMap::new(),
            globals: Vec::new(),
            global_index: HashMap::new(),
            attribute_sets: Vec::new(),
            keys: HashMap::new(),
            decimal_formats: HashMap::new(),
            functions: HashMap::new(),
            space: SpaceRules::default(),
            output: OutputSettings::default(),
        };
        stylesheet.decimal_formats.insert(QName::local(""), DecimalFormat::default());
        // first what bodies refer to: names and aliases
        let mut seen_names: HashMap<QName, (u32, Span)> = HashMap::new();
        let mut templates = 0;
        for item in &items {
            let document = &modules[item.module].document;
            let Some(name) = document.name(item.element) else { continue };
            if &*name.namespace == XSL {
                match &*name.local {
                    "namespace-alias" => self.alias(document, item.element, &mut names),
                    "variable" | "param" => {
                        if let Some(name) = self.name_attribute(document, item.element) {
                            names.globals.insert(name);
                        }
                    }
                    "template" => {
                        let index = templates;
                        templates += 1;
                        let Some(name) = self.optional_name(document, item.element, "name") else { continue };
                        let span = document.name_span(item.element).unwrap_or_default();
                        if let Some((precedence, first)) = seen_names.get(&name)
                            && *precedence == item.precedence
                        {
                            let message = format!("there are two templates `{name}`");
                            let diagnostic = Diagnostic::error(&catalogue::XSLT_DUPLICATE_TEMPLATE, message, span)
                                .with_label(*first, "the first one");
                            self.diagnostics.push(diagnostic);
                        }
                        seen_names.insert(name.clone(), (item.precedence, span));
                        names.templates.insert(name, index);
                    }
                    "attribute-set" => {
                        let Some(name) = self.name_attribute(document, item.element) else { continue };
                        let index = stylesheet.attribute_sets.len();
                        names.attribute_sets.entry(name.clone()).or_default().push(index);
                        stylesheet.attribute_sets.push(AttributeSet { name, uses: Vec::new(), body: Vec::new() });
                    }
                    _ => {}
                }
            } else if &*name.namespace != XSL && item.element == modules[item.module].root {
                templates += 1;
            }
        }
        let mut set_index = 0;
        let mut rule_order = Vec::new();
        for item in &items {
            let module = &modules[item.module];
            let document = &module.document;
            let Some(name) = document.name(item.element) else { continue };
            let span = document.name_span(item.element).unwrap_or_default();
            if &*name.namespace != XSL {
                if item.element == module.root {
                    self.simplified(*item, module, &names, &mut stylesheet, &mut rule_order);
                } else if name.is(FUNC, "function") {
                    self.function(*item, module, &names, &mut stylesheet);
                } else if name.namespace.is_empty() {
                    self.error(
                        &catalogue::XSLT_UNKNOWN_ELEMENT,
                        format!("`{name}` cannot stand at the top level of a stylesheet"),
                        span,
                        "elements of other namespaces may, elements in no namespace may not (XSLT 1.0, 2.2)",
                    );
                }
                continue;
            }
            if matches!(
                &*name.local,
                "key" | "decimal-format" | "strip-space" | "preserve-space" | "output" | "namespace-alias"
            ) {
                // their content is empty
                BodyCompiler::new(self.sources, module, &names, &mut self.diagnostics).only(item.element, &[]);
            }
            match &*name.local {
                "template" => self.template(*item, module, &names, &mut stylesheet, &mut rule_order),
                "variable" | "param" => self.global(*item, module, &names, &mut stylesheet),
                "attribute-set" => {
                    let has_name = document.attribute_named(item.element, "name").is_some();
                    if has_name && set_index < stylesheet.attribute_sets.len() {
                        self.check_attributes(document, item.element, &["name", "use-attribute-sets"]);
                        let mut body = BodyCompiler::new(self.sources, module, &names, &mut self.diagnostics);
                        let uses = body.attribute_sets(item.element, false);
                        let instructions = body.attribute_set_body(item.element);
                        stylesheet.attribute_sets[set_index].uses = uses;
                        stylesheet.attribute_sets[set_index].body = instructions;
                        set_index += 1;
                    }
                }
                "key" => self.key(*item, module, &names, &mut stylesheet),
                "decimal-format" => self.decimal_format(document, item.element, &mut stylesheet),
                "strip-space" | "preserve-space" => {
                    self.space(document, item.element, item.precedence, &mut stylesheet.space);
                }
                "output" => self.output(document, item.element, &mut stylesheet.output),
                "namespace-alias" => {}
                "import" | "include" => {}
                other => {
                    if !super::body::is_forwards(module, item.element) {
                        const KNOWN: [&str; 12] = [
                            "import",
                            "include",
                            "strip-space",
                            "preserve-space",
                            "output",
                            "key",
                            "decimal-format",
                            "namespace-alias",
                            "attribute-set",
                            "variable",
                            "param",
                            "template",
                        ];
                        let message = format!("`{name}` cannot stand at the top level of a stylesheet");
                        let mut diagnostic = Diagnostic::error(&catalogue::XSLT_UNKNOWN_ELEMENT, message, span);
                        if let Some(near) = nearest(other, KNOWN) {
                            diagnostic.expected.push(near.to_owned());
                            diagnostic.notes.push(format!("did you mean `xsl:{near}`?"));
                        }
                        self.diagnostics.push(diagnostic);
                    }
                }
            }
        }
        self.attribute_set_cycles(&stylesheet, &modules);
        for (name, index) in names.templates {
            stylesheet.named.insert(name, index);
        }
        stylesheet.space.rules.sort_by(|left, right| {
            // of equals the last one
            (right.precedence, right.priority).partial_cmp(&(left.precedence, left.priority)).expect("no NaN")
        });
        stylesheet.add_rules(rule_order);
        Some(stylesheet)
    }

    fn check_attributes(&mut self, document: &Document, element: NodeId, allowed: &[&str]) {
        check_attributes(document, element, allowed, &mut self.diagnostics);
    }

    fn name_attribute(&mut self, document: &Document, element: NodeId) -> Option<QName> {
        let name = self.optional_name(document, element, "name");
        if name.is_none() && document.attribute_named(element, "name").is_none() {
            let what = document.name(element).map(ToString::to_string).unwrap_or_default();
            let span = document.name_span(element).unwrap_or_default();
            self.error(&catalogue::XSLT_MISSING_ATTRIBUTE, format!("`{what}` has no `name`"), span, "");
        }
        name
    }

    fn optional_name(&mut self, document: &Document, element: NodeId, attribute: &str) -> Option<QName> {
        let attribute = document.attribute_named(element, attribute)?;
        expand_name(document, element, attribute).map_err(|error| self.diagnostics.push(error)).ok()
    }

    fn alias(&mut self, document: &Document, element: NodeId, names: &mut Names) {
        self.check_attributes(document, element, &["stylesheet-prefix", "result-prefix"]);
        let mut both = Vec::new();
        for which in ["stylesheet-prefix", "result-prefix"] {
            let span = document.name_span(element).unwrap_or_default();
            let Some(attribute) = document.attribute_named(element, which) else {
                let message = format!("`xsl:namespace-alias` has no `{which}`");
                self.error(&catalogue::XSLT_MISSING_ATTRIBUTE, message, span, "");
                return;
            };
            let prefix = if attribute.value == "#default" { "" } else { attribute.value.trim() };
            match document.namespace_of_prefix(element, prefix) {
                Some(namespace) => both.push((Arc::<str>::from(prefix), namespace)),
                None if prefix.is_empty() => both.push((Arc::from(""), Arc::from(""))),
                None => {
                    let message = format!("prefix `{prefix}` is not bound to a namespace");
                    self.error(&catalogue::XSLT_UNBOUND_PREFIX, message, attribute.value_span.unwrap_or(span), "");
                    return;
                }
            }
        }
        if let [(_, from), to] = &both[..] {
            names.aliases.insert(from.clone(), to.clone());
        }
    }

    fn template(
        &mut self,
        item: Item,
        module: &Module,
        names: &Names,
        stylesheet: &mut Stylesheet,
        rules: &mut Vec<Rule>,
    ) {
        let document = &module.document;
        let span = document.name_span(item.element).unwrap_or_default();
        self.check_attributes(document, item.element, &["match", "name", "priority", "mode"]);
        let pattern = document.attribute_named(item.element, "match");
        let has_name = document.attribute_named(item.element, "name").is_some();
        let mode_attribute = document.attribute_named(item.element, "mode");
        let mode = self.optional_name(document, item.element, "mode");
        if pattern.is_none() {
            if !has_name {
                self.error(
                    &catalogue::XSLT_MISSING_ATTRIBUTE,
                    "`xsl:template` has neither `match` nor `name`",
                    span,
                    "without one of them it is never used",
                );
            } else if let Some(mode) = mode_attribute {
                let message = "a template without `match` has a `mode`";
                let diagnostic =
                    Diagnostic::warning(&catalogue::XSLT_MODE_WITHOUT_MATCH, message, mode.span.unwrap_or(span))
                        .with_note("the mode has no effect; XSLT 1.0 (5.7) calls it an error, libxslt accepts it");
                self.diagnostics.push(diagnostic);
            }
        }
        let index = stylesheet.templates.len();
        let mut body = BodyCompiler::new(self.sources, module, names, &mut self.diagnostics);
        let instructions = body.template(item.element);
        stylesheet.templates.push(Template {
            body: instructions,
            precedence: item.precedence,
            imports_from: item.imports_from,
            span,
        });
        let Some(pattern) = pattern else { return };
        let priority = document.attribute_named(item.element, "priority").and_then(|attribute| {
            let number = crate::xpath::string_to_number(&attribute.value);
            if number.is_nan() {
                self.error(
                    &catalogue::XSLT_INVALID_VALUE,
                    format!("`{}` is not a number", attribute.value),
                    attribute.value_span.unwrap_or(span),
                    "a priority is a decimal number with an optional minus sign",
                );
                return None;
            }
            Some(number)
        });
        let mut body = BodyCompiler::new(self.sources, module, names, &mut self.diagnostics);
        for pattern in body.constant_pattern(item.element, pattern).unwrap_or_default() {
            rules.push(Rule {
                priority: priority.unwrap_or_else(|| pattern.default_priority()),
                pattern,
                precedence: item.precedence,
                template: index,
                mode: mode.clone().unwrap_or_else(|| QName::local("")),
            });
        }
    }

    /// A literal result element as stylesheet (XSLT 1.0, 2.3).
    fn simplified(
        &mut self,
        item: Item,
        module: &Module,
        names: &Names,
        stylesheet: &mut Stylesheet,
        rules: &mut Vec<Rule>,
    ) {
        let span = module.document.name_span(item.element).unwrap_or_default();
        let mut body = BodyCompiler::new(self.sources, module, names, &mut self.diagnostics);
        let instructions: Vec<Instruction> = body.literal_root(item.element).into_iter().collect();
        let template = stylesheet.templates.len();
        stylesheet.templates.push(Template {
            body: instructions,
            precedence: item.precedence,
            imports_from: item.imports_from,
            span,
        });
        for pattern in Pattern::parse("/", &(), &Place::new(span)).unwrap_or_default() {
            rules.push(Rule {
                priority: pattern.default_priority(),
                pattern,
                precedence: item.precedence,
                template,
                mode: QName::local(""),
            });
        }
    }

    fn function(&mut self, item: Item, module: &Module, names: &Names, stylesheet: &mut Stylesheet) {
        let Some(name) = self.name_attribute(&module.document, item.element) else { return };
        let span = module.document.name_span(item.element).unwrap_or_default();
        if name.namespace.is_empty() {
            self.error(
                &catalogue::XSLT_INVALID_VALUE,
                format!("function `{name}` has no namespace"),
                span,
                "the name of a `func:function` has a prefix",
            );
            return;
        }
        let mut body = BodyCompiler::new(self.sources, module, names, &mut self.diagnostics);
        let instructions = body.template(item.element);
        let parameters = instructions
            .iter()
            .filter_map(|instruction| match &instruction.operation {
                Operation::Variable(binding) if binding.is_parameter => Some(binding.name.clone()),
                _ => None,
            })
            .collect();
        stylesheet.functions.insert(name, FunctionDefinition { parameters, body: instructions, span });
    }

    fn global(&mut self, item: Item, module: &Module, names: &Names, stylesheet: &mut Stylesheet) {
        let mut body = BodyCompiler::new(self.sources, module, names, &mut self.diagnostics);
        let Some(mut binding) = body.binding(item.element) else { return };
        binding.precedence = item.precedence;
        if let Some(&known) = stylesheet.global_index.get(&binding.name) {
            let other = &stylesheet.globals[known];
            if other.precedence == binding.precedence {
                let message = format!("there are two global variables `{}`", binding.name);
                let diagnostic = Diagnostic::error(&catalogue::XSLT_DUPLICATE_VARIABLE, message, binding.span)
                    .with_label(other.span, "the first one");
                self.diagnostics.push(diagnostic);
            }
            stylesheet.globals[known] = binding;
            return;
        }
        stylesheet.global_index.insert(binding.name.clone(), stylesheet.globals.len());
        stylesheet.globals.push(binding);
    }

    fn key(&mut self, item: Item, module: &Module, names: &Names, stylesheet: &mut Stylesheet) {
        let document = &module.document;
        self.check_attributes(document, item.element, &["name", "match", "use"]);
        let Some(name) = self.name_attribute(document, item.element) else { return };
        let mut body = BodyCompiler::new(self.sources, module, names, &mut self.diagnostics);
        let pattern =
            body.required(item.element, "match").and_then(|pattern| body.constant_pattern(item.element, pattern));
        let uses = body.key_use(item.element);
        if let (Some(pattern), Some(uses)) = (pattern, uses) {
            stylesheet.keys.entry(name).or_default().push(Key { pattern, uses });
        }
    }

    fn decimal_format(&mut self, document: &Document, element: NodeId, stylesheet: &mut Stylesheet) {
        const ATTRIBUTES: [&str; 11] = [
            "name",
            "decimal-separator",
            "grouping-separator",
            "infinity",
            "minus-sign",
            "NaN",
            "percent",
            "per-mille",
            "zero-digit",
            "digit",
            "pattern-separator",
        ];
        self.check_attributes(document, element, &ATTRIBUTES);
        let name = self.optional_name(document, element, "name").unwrap_or_else(|| QName::local(""));
        let mut format = DecimalFormat::default();
        for (_, attribute) in document.attributes(element) {
            if !attribute.name.namespace.is_empty() {
                continue;
            }
            let target = match &*attribute.name.local {
                "infinity" => {
                    format.infinity = attribute.value.to_string();
                    continue;
                }
                "NaN" => {
                    format.nan = attribute.value.to_string();
                    continue;
                }
                "decimal-separator" => &mut format.decimal_separator,
                "grouping-separator" => &mut format.grouping_separator,
                "minus-sign" => &mut format.minus_sign,
                "percent" => &mut format.percent,
                "per-mille" => &mut format.per_mille,
                "zero-digit" => &mut format.zero_digit,
                "digit" => &mut format.digit,
                "pattern-separator" => &mut format.pattern_separator,
                _ => continue,
            };
            let mut characters = attribute.value.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) => *target = character,
                _ => {
                    let message = format!("`{}` must be a single character", attribute.name.local);
                    let span = attribute.value_span.unwrap_or_default();
                    self.diagnostics.push(Diagnostic::error(&catalogue::XSLT_INVALID_VALUE, message, span));
                }
            }
        }
        stylesheet.decimal_formats.insert(name, format);
    }

    fn space(&mut self, document: &Document, element: NodeId, precedence: u32, space: &mut SpaceRules) {
        self.check_attributes(document, element, &["elements"]);
        let strip = document.name(element).is_some_and(|name| &*name.local == "strip-space");
        let Some(attribute) = document.attribute_named(element, "elements") else {
            let span = document.name_span(element).unwrap_or_default();
            self.error(&catalogue::XSLT_MISSING_ATTRIBUTE, "the list of `elements` is missing", span, "");
            return;
        };
        for token in attribute.value.split_whitespace() {
            let bound = |prefix: &str| document.namespace_of_prefix(element, prefix);
            let test = match (token, token.split_once(':')) {
                ("*", _) => Some((SpaceTest::Any, -0.5)),
                (_, Some((prefix, "*"))) => bound(prefix).map(|uri| (SpaceTest::Namespace(uri), -0.25)),
                (_, Some((prefix, local))) => bound(prefix)
                    .map(|uri| QName { prefix: prefix.into(), local: local.into(), namespace: uri })
                    .map(|name| (SpaceTest::Name(name), 0.0)),
                (local, None) => Some((SpaceTest::Name(QName::local(local)), 0.0)),
            };
            match test {
                // last wins among equals: the sort is stable, so the newest goes first
                Some((test, priority)) => space.rules.insert(0, SpaceRule { test, strip, precedence, priority }),
                None => {
                    let span = attribute.value_span.unwrap_or_default();
                    let message = format!("the prefix of `{token}` is not bound to a namespace");
                    self.error(&catalogue::XSLT_UNBOUND_PREFIX, message, span, "");
                }
            }
        }
    }

    fn output(&mut self, document: &Document, element: NodeId, output: &mut OutputSettings) {
        self.check_attributes(document, element, &OUTPUT_ATTRIBUTES);
        for (_, attribute) in document.attributes(element) {
            if !attribute.name.namespace.is_empty() {
                continue;
            }
            let value = attribute.value.trim();
            let span = attribute.value_span.unwrap_or_default();
            if *attribute.name.local == *"encoding" && crate::text::Encoding::by_name(value).is_none() {
                let message = format!("encoding `{value}` is not known");
                let diagnostic = Diagnostic::warning(&catalogue::XSLT_UNSUPPORTED_ENCODING, message, span);
                self.diagnostics.push(diagnostic.with_note("the result is written as UTF-8"));
            }
            let prefix = |prefix: &str| document.namespace_of_prefix(element, prefix);
            if let Err(message) = output.set(&attribute.name.local, &attribute.value, &prefix) {
                let note =
                    if *attribute.name.local == *"method" { "XSLT 1.0 has `xml`, `html` and `text`" } else { "" };
                self.error(&catalogue::XSLT_INVALID_VALUE, message, span, note);
            }
        }
    }

    /// Attribute sets that use themselves.
    fn attribute_set_cycles(&mut self, stylesheet: &Stylesheet, modules: &[Module]) {
        let sets = &stylesheet.attribute_sets;
        for (start, set) in sets.iter().enumerate() {
            let mut seen = HashSet::new();
            let mut open = set.uses.clone();
            while let Some(next) = open.pop() {
                if next == start {
                    let span = modules
                        .iter()
                        .flat_map(|module| module.document.children(module.root).map(move |child| (module, child)))
                        .find(|(module, child)| {
                            module.document.name(*child).is_some_and(|name| name.is(XSL, "attribute-set"))
                                && module.document.attribute_value(*child, "name") == Some(&set.name.lexical())
                        })
                        .and_then(|(module, child)| module.document.name_span(child));
                    self.error(
                        &catalogue::XSLT_CYCLIC_ATTRIBUTE_SET,
                        format!("attribute set `{}` uses itself", set.name),
                        span.unwrap_or_default(),
                        "",
                    );
                    return;
                }
                if seen.insert(next) {
                    open.extend(&sets[next].uses);
                }
            }
        }
    }
}

/// The element that is the stylesheet: the document element, or one embedded in another document (XSLT 1.0, 2.7),
/// which a fragment identifier or the document's own `xml-stylesheet` instruction names.
fn stylesheet_element(document: &Document, fragment: &str) -> Option<NodeId> {
    let root = document.root_element()?;
    let by_instruction = || {
        document.children(NodeId::ROOT).find_map(|child| match &document.node(child).content {
            xml::Content::ProcessingInstruction { target, value } if **target == *"xml-stylesheet" => {
                let (_, rest) = value.split_once("href=")?;
                let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
                rest[1..].split_once(quote)?.0.strip_prefix('#').map(ToOwned::to_owned)
            }
            _ => None,
        })
    };
    let wanted = if fragment.is_empty() { by_instruction().unwrap_or_default() } else { fragment.to_owned() };
    if wanted.is_empty() {
        return Some(root);
    }
    let embedded = document.descendants(NodeId::ROOT).find(|node| {
        document.element(*node).is_some_and(|element| {
            &*element.name.namespace == XSL
                && matches!(&*element.name.local, "stylesheet" | "transform")
                && element.attributes.iter().any(|attribute| {
                    (attribute.name.is("", "id") || attribute.name.is(xml::XML_NAMESPACE, "id"))
                        && attribute.value == *wanted
                })
        })
    });
    Some(embedded.unwrap_or(root))
}

/// Warns of attributes in no namespace that an XSLT element does not have (XSLT 1.0, 2.1), unless it is read in
/// forwards-compatible mode. XSLT calls them an error; stylesheets in use have them, and libxslt passes over them.
pub(super) fn check_attributes(
    document: &Document,
    element: NodeId,
    allowed: &[&str],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (_, attribute) in document.attributes(element) {
        let name = &attribute.name;
        if name.namespace.is_empty() && !allowed.contains(&&*name.local) {
            let owner = document.name(element).map(ToString::to_string).unwrap_or_default();
            let mut diagnostic = Diagnostic::warning(
                &catalogue::XSLT_UNKNOWN_ATTRIBUTE,
                format!("`{owner}` has no attribute `{name}`"),
                attribute.name_span.unwrap_or_default(),
            );
            if let Some(near) = nearest(&name.local, allowed.iter().copied()) {
                diagnostic.expected.push(near.to_owned());
                diagnostic.notes.push(format!("did you mean `{near}`?"));
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// The name in an attribute's value, its prefix resolved; without prefix it is in no namespace (XSLT 1.0, 2.4).
pub(super) fn expand_name(document: &Document, element: NodeId, attribute: &Attribute) -> Result<QName, Diagnostic> {
    let span = attribute.value_span.unwrap_or_default();
    let value = attribute.value.trim();
    let (prefix, local) = value.split_once(':').unwrap_or(("", value));
    if !is_ncname(local) || (!prefix.is_empty() && !is_ncname(prefix)) || value.starts_with(':') {
        let message = format!("`{value}` is not a name");
        return Err(Diagnostic::error(&catalogue::XSLT_INVALID_VALUE, message, span));
    }
    let namespace = match prefix {
        "" => Arc::from(""),
        "xmlns" => Arc::from(XMLNS_NAMESPACE),
        _ => document.namespace_of_prefix(element, prefix).ok_or_else(|| {
            let message = format!("prefix `{prefix}` is not bound to a namespace");
            Diagnostic::error(&catalogue::XSLT_UNBOUND_PREFIX, message, span)
        })?,
    };
    Ok(QName { prefix: prefix.into(), local: local.into(), namespace })
}

/// Whether a text node is white space only and not kept by `xml:space` (XSLT 1.0, 3.4).
pub(super) fn is_stripped_space(document: &Document, text: NodeId) -> bool {
    let is_space = match &document.node(text).content {
        xml::Content::Text(text) => text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')),
        _ => false,
    };
    is_space && !preserves_space(document, text)
}

/// What the nearest `xml:space` says.
pub(super) fn preserves_space(document: &Document, node: NodeId) -> bool {
    document
        .ancestors(node)
        .filter(|ancestor| document.kind(*ancestor) == NodeKind::Element)
        .find_map(|ancestor| {
            let element = document.element(ancestor)?;
            let space = element.attributes.iter().find(|one| one.name.is(xml::XML_NAMESPACE, "space"))?;
            Some(space.value == "preserve")
        })
        .unwrap_or(false)
}

impl Binding {
    pub(super) fn empty(name: QName, span: Span) -> Self {
        Self { name, value: BindingValue::Empty, is_parameter: false, precedence: 0, span }
    }
}
