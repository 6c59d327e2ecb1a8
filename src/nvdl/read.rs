//! Reads a script and the schemas that it names.

use std::collections::HashMap;
use std::path::Path;

use super::catalogue::{NVDL_SCHEMA, NVDL_SCRIPT};
use super::{Action, Context, ElementPath, INSTANCE, Judge, Kind, Mode, NAMESPACE, Namespaces, Rule, Script, Trigger};
use crate::diagnostic::{Diagnostic, Message, has_errors, nearest};
use crate::rng::{self, Schema};
use crate::schematron;
use crate::text::{Loader, SourceId, Sources, Span, join, percent_decoded};
use crate::xml::{self, Document, NodeId};

/// Scripts name scripts this deep.
const MAX_DEPTH: usize = 10;

/// Reads the script in a source; `None` where it is refused.
#[must_use]
pub fn read(id: SourceId, sources: &mut Sources, loader: &dyn Loader) -> (Option<Script>, Vec<Diagnostic>) {
    read_at(id, sources, loader, 0)
}

fn read_at(
    id: SourceId,
    sources: &mut Sources,
    loader: &dyn Loader,
    depth: usize,
) -> (Option<Script>, Vec<Diagnostic>) {
    let parsed = xml::parse_with_entities(sources.get(id), loader);
    if has_errors(&parsed.diagnostics) {
        return (None, parsed.diagnostics);
    }
    let base = sources.get(id).name.clone();
    let mut reader = Reader {
        document: &parsed.document,
        base,
        sources,
        loader,
        depth,
        script: Script { start: 0, modes: Vec::new(), triggers: Vec::new(), schemas: Vec::new() },
        named: HashMap::new(),
        wanted: Vec::new(),
        loaded: HashMap::new(),
        diagnostics: parsed.diagnostics,
    };
    reader.script();
    let Reader { script, diagnostics, .. } = reader;
    ((!has_errors(&diagnostics)).then_some(script), diagnostics)
}

/// Where a mode that is named goes.
enum Use {
    Start,
    Action { mode: usize, rule: usize, action: usize },
    Context { mode: usize, rule: usize, action: usize, context: usize },
}

struct Reader<'a> {
    document: &'a Document,
    base: String,
    sources: &'a mut Sources,
    loader: &'a dyn Loader,
    depth: usize,
    script: Script,
    named: HashMap<String, usize>,
    /// Modes used by name, to be found when all are known.
    wanted: Vec<(String, Span, Use)>,
    /// Schemas by path, and whether they are for attributes, so that each is read once.
    loaded: HashMap<(String, bool), usize>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn error(&mut self, message: impl Into<Message>, span: Span, note: &str) {
        let diagnostic = Diagnostic::error(&NVDL_SCRIPT, message, span);
        self.diagnostics.push(if note.is_empty() { diagnostic } else { diagnostic.with_note(note) });
    }

    /// The local name of an element of NVDL.
    fn local(&self, node: NodeId) -> Option<&str> {
        self.document.name(node).filter(|name| *name.namespace == *NAMESPACE).map(|name| &*name.local)
    }

    fn name_span(&self, node: NodeId) -> Span {
        self.document.name_span(node).unwrap_or_default()
    }

    /// An attribute's value and its place.
    fn value(&self, node: NodeId, name: &str) -> Option<(String, Span)> {
        let found = self.document.attribute_named(node, name)?;
        Some((found.value.trim().to_owned(), found.value_span.unwrap_or_default()))
    }

    fn children(&self, node: NodeId) -> Vec<NodeId> {
        // elements of other namespaces are annotations
        self.document.child_elements(node).filter(|child| self.local(*child).is_some()).collect()
    }

    fn unknown(&mut self, node: NodeId, allowed: &[&str]) {
        let local = self.local(node).unwrap_or("").to_owned();
        let parent = self.document.parent(node).and_then(|up| self.local(up)).unwrap_or("script").to_owned();
        let message = format!("`{local}` does not belong in `{parent}`");
        let note = match nearest(&local, allowed.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("`{parent}` takes {}", list(allowed)),
        };
        self.error(message, self.name_span(node), &note);
    }

    fn script(&mut self) {
        let Some(root) = self.document.root_element() else { return };
        if self.local(root) != Some("rules") {
            let note = format!("the document element is `rules` in the namespace `{NAMESPACE}`");
            self.error("this is no NVDL script", self.name_span(root), &note);
            return;
        }
        self.check_attributes(root);
        let children = self.children(root);
        let is_rule = |local: Option<&str>| matches!(local, Some("namespace" | "anyNamespace"));
        let start = self.value(root, "startMode");
        // a script without anything has one mode without rules
        let is_bare = start.is_none() && children.iter().all(|child| self.local(*child) == Some("trigger"));
        let short = is_bare || children.iter().any(|child| is_rule(self.local(*child)));
        if short {
            let mode = self.new_mode();
            self.script.start = mode;
            for child in children {
                match self.local(child) {
                    Some("trigger") => self.trigger(child),
                    local if is_rule(local) => self.rule(mode, child),
                    _ => self.unknown(child, &["trigger", "namespace", "anyNamespace"]),
                }
            }
            if let Some((_, span)) = start {
                self.error(
                    "a script without modes has no start mode",
                    span,
                    "leave `startMode` out, or put the rules into a `mode`",
                );
            }
        } else {
            for child in children {
                match self.local(child) {
                    Some("trigger") => self.trigger(child),
                    Some("mode") => {
                        self.mode(child);
                    }
                    _ => self.unknown(child, &["trigger", "mode", "namespace", "anyNamespace"]),
                }
            }
            match start {
                Some((name, span)) => self.wanted.push((name, span, Use::Start)),
                None if self.script.modes.len() == 1 => {}
                None => self.error(
                    "`rules` lacks `startMode`",
                    self.name_span(root),
                    "it names the mode in which a document begins",
                ),
            }
        }
        self.resolve();
    }

    fn new_mode(&mut self) -> usize {
        self.script.modes.push(Mode::default());
        self.script.modes.len() - 1
    }

    /// An attribute that NVDL does not know would be passed over in silence; those of other namespaces are annotations.
    fn check_attributes(&mut self, node: NodeId) {
        let Some(local) = self.local(node).map(str::to_owned) else { return };
        let allowed: &[&str] = match &*local {
            "rules" => &["startMode", "schemaType"],
            "trigger" => &["ns", "nameList"],
            "mode" | "includedMode" => &["name"],
            "namespace" => &["ns", "wildCard", "match"],
            "anyNamespace" => &["match"],
            "validate" => &["schema", "schemaType", "message", "useMode"],
            "context" => &["path", "useMode"],
            "option" => &["name", "arg", "mustSupport"],
            "message" | "schema" => &[],
            _ => &["message", "useMode"],
        };
        let own: Vec<(String, Span)> = self
            .document
            .element(node)
            .map_or(&[][..], |element| &element.attributes)
            .iter()
            .filter(|attribute| attribute.name.namespace.is_empty() && !allowed.contains(&&*attribute.name.local))
            .map(|attribute| (attribute.name.local.to_string(), attribute.name_span.unwrap_or_default()))
            .collect();
        for (name, span) in own {
            let note = match nearest(&name, allowed.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if allowed.is_empty() => format!("`{local}` takes no attributes"),
                None => format!("`{local}` takes {}", list(allowed)),
            };
            self.error(format!("`{local}` has no attribute `{name}`"), span, &note);
        }
    }

    fn mode(&mut self, node: NodeId) -> usize {
        self.check_attributes(node);
        let mode = self.new_mode();
        if let Some((name, span)) = self.value(node, "name")
            && self.named.insert(name.clone(), mode).is_some()
        {
            self.error(format!("mode `{name}` is there twice"), span, "");
        }
        for child in self.children(node) {
            match self.local(child) {
                Some("namespace" | "anyNamespace") => self.rule(mode, child),
                Some("mode" | "includedMode") => {
                    let included = self.mode(child);
                    self.script.modes[mode].included.push(included);
                }
                _ => self.unknown(child, &["namespace", "anyNamespace", "mode"]),
            }
        }
        mode
    }

    fn trigger(&mut self, node: NodeId) {
        self.check_attributes(node);
        let (Some((namespace, _)), Some((names, _))) = (self.value(node, "ns"), self.value(node, "nameList")) else {
            self.error("`trigger` needs `ns` and `nameList`", self.name_span(node), "");
            return;
        };
        let names = names.split_whitespace().map(str::to_owned).collect();
        self.script.triggers.push(Trigger { namespace, names });
    }

    fn rule(&mut self, mode: usize, node: NodeId) {
        self.check_attributes(node);
        let span = self.name_span(node);
        let namespaces = if self.local(node) == Some("anyNamespace") {
            Namespaces::Any
        } else {
            let Some((ns, _)) = self.value(node, "ns") else {
                self.error("`namespace` needs `ns`", span, "`anyNamespace` is for all namespaces");
                return;
            };
            let wild = self.value(node, "wildCard").map_or(Some('*'), |(text, _)| text.chars().next());
            match wild.filter(|wild| ns.contains(*wild)) {
                Some(wild) => Namespaces::Like(ns, wild),
                None => Namespaces::One(ns),
            }
        };
        let (mut elements, mut attributes) = (true, false);
        if let Some((text, place)) = self.value(node, "match") {
            (elements, attributes) = (false, false);
            for word in text.split_whitespace() {
                match word {
                    "elements" => elements = true,
                    "attributes" => attributes = true,
                    other => {
                        self.error(format!("`match` says `{other}`"), place, "it says `elements`, `attributes` or both")
                    }
                }
            }
        }
        let same = |other: &&Rule| {
            other.namespaces == namespaces && ((elements && other.elements) || (attributes && other.attributes))
        };
        if let Some(first) = self.script.modes[mode].rules.iter().find(same) {
            let diagnostic = Diagnostic::error(&NVDL_SCRIPT, "the mode has a rule for this namespace already", span);
            self.diagnostics.push(diagnostic.with_label(first.span, "here"));
        }
        let index = self.script.modes[mode].rules.len();
        self.script.modes[mode].rules.push(Rule { namespaces, elements, attributes, actions: Vec::new(), span });
        for child in self.children(node) {
            self.action(mode, index, child);
        }
        if self.children(node).is_empty() {
            self.error(
                "a rule without an action",
                span,
                "say what is done: `validate`, `allow`, `reject`, `attach`, `unwrap`",
            );
        }
        let actions = &self.script.modes[mode].rules[index].actions;
        let result = |action: &&Action| matches!(action.kind, Kind::Attach | Kind::AttachPlaceholder | Kind::Unwrap);
        if let Some(second) = actions.iter().filter(result).nth(1) {
            let place = second.span;
            self.error(
                "a rule attaches or unwraps once",
                place,
                "its other actions are `validate`, `allow` and `reject`",
            );
        }
    }

    fn action(&mut self, mode: usize, rule: usize, node: NodeId) {
        const ACTIONS: [&str; 7] =
            ["validate", "allow", "reject", "attach", "attachPlaceholder", "unwrap", "cancelNestedActions"];
        let span = self.name_span(node);
        let for_attributes = self.script.modes[mode].rules[rule].attributes;
        self.check_attributes(node);
        let kind = match self.local(node) {
            Some("validate") => match self.schema(node, for_attributes) {
                Some(schema) => Kind::Validate(schema),
                None => return,
            },
            Some("allow") => Kind::Allow,
            Some("reject") => Kind::Reject,
            Some("attach") => Kind::Attach,
            Some("attachPlaceholder") => Kind::AttachPlaceholder,
            Some("unwrap") => Kind::Unwrap,
            Some("cancelNestedActions") => Kind::Cancel,
            _ => return self.unknown(node, &ACTIONS),
        };
        let action = self.script.modes[mode].rules[rule].actions.len();
        let message = self.value(node, "message").map(|(text, _)| text);
        let made = Action { kind, mode: None, contexts: Vec::new(), message, span };
        self.script.modes[mode].rules[rule].actions.push(made);
        if let Some((name, place)) = self.value(node, "useMode") {
            self.wanted.push((name, place, Use::Action { mode, rule, action }));
        }
        for child in self.children(node) {
            // a mode checks its own
            if self.local(child) != Some("mode") {
                self.check_attributes(child);
            }
            match self.local(child) {
                Some("mode") => {
                    let inner = self.mode(child);
                    self.script.modes[mode].rules[rule].actions[action].mode = Some(inner);
                }
                Some("context") => self.context(mode, rule, action, child),
                Some("message") => {
                    let text = self.document.string_value(child);
                    self.script.modes[mode].rules[rule].actions[action].message = Some(text.trim().to_owned());
                }
                Some("option") => {
                    let must = self.value(child, "mustSupport").is_some_and(|(text, _)| text == "true");
                    if must {
                        let name = self.value(child, "name").map_or_else(String::new, |(name, _)| name);
                        self.error(
                            format!("the option `{name}` must be supported, and is not"),
                            self.name_span(child),
                            "",
                        );
                    }
                }
                Some("schema") if matches!(kind, Kind::Validate(_)) => {}
                _ => self.unknown(child, &["mode", "context", "message", "option", "schema"]),
            }
        }
    }

    fn context(&mut self, mode: usize, rule: usize, action: usize, node: NodeId) {
        let Some((text, place)) = self.value(node, "path") else {
            self.error("`context` needs `path`", self.name_span(node), "such as `a/b | /c`");
            return;
        };
        let mut paths = Vec::new();
        for path in text.split('|').map(str::trim) {
            let names: Vec<&str> = path.trim_start_matches('/').split('/').map(str::trim).collect();
            if names.iter().any(|name| !xml::is_ncname(name)) {
                self.error(
                    format!("`{path}` is no path"),
                    place,
                    "a path is names joined by `/`; `/` in front begins at the top of the section",
                );
                return;
            }
            paths.push(ElementPath {
                absolute: path.starts_with('/'),
                names: names.into_iter().map(Into::into).collect(),
            });
        }
        let context = self.script.modes[mode].rules[rule].actions[action].contexts.len();
        let mut made = Context { paths, mode: 0 };
        let inner = self.children(node).into_iter().find(|child| self.local(*child) == Some("mode"));
        match (self.value(node, "useMode"), inner) {
            (Some((name, place)), _) => {
                self.wanted.push((name, place, Use::Context { mode, rule, action, context }));
            }
            (None, Some(inner)) => made.mode = self.mode(inner),
            (None, None) => {
                self.error("`context` names no mode", self.name_span(node), "say `useMode`, or put a `mode` inside");
                return;
            }
        }
        self.script.modes[mode].rules[rule].actions[action].contexts.push(made);
    }

    /// Finds the modes that are used by name.
    fn resolve(&mut self) {
        for (name, span, place) in std::mem::take(&mut self.wanted) {
            let Some(found) = self.named.get(&name).copied() else {
                let near = nearest(&name, self.named.keys().map(String::as_str));
                let note = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
                self.error(format!("there is no mode `{name}`"), span, &note);
                continue;
            };
            match place {
                Use::Start => self.script.start = found,
                Use::Action { mode, rule, action } => {
                    self.script.modes[mode].rules[rule].actions[action].mode = Some(found);
                }
                Use::Context { mode, rule, action, context } => {
                    self.script.modes[mode].rules[rule].actions[action].contexts[context].mode = found;
                }
            }
        }
    }

    fn bad_schema(&mut self, message: String, span: Span, note: &str) -> Option<usize> {
        let diagnostic = Diagnostic::error(&NVDL_SCHEMA, message, span);
        self.diagnostics.push(if note.is_empty() { diagnostic } else { diagnostic.with_note(note) });
        None
    }

    /// The number of the schema that `validate` names or holds. One that is for attributes may be the pattern of the
    /// attributes alone.
    fn schema(&mut self, node: NodeId, for_attributes: bool) -> Option<usize> {
        if let Some((href, span)) = self.value(node, "schema") {
            let located = self.loader.locate(&href);
            let file = href.strip_prefix("file://").unwrap_or(&href);
            if located.is_none() && file.contains("://") {
                return self.bad_schema(
                    format!("`{href}` is not a file here"),
                    span,
                    "nothing is fetched from a network; a catalog can say where a copy is (`--catalog`)",
                );
            }
            let path = located.unwrap_or_else(|| join(Path::new(&self.base), &percent_decoded(file)));
            let name = path.to_string_lossy().into_owned();
            let key = (name.clone(), for_attributes);
            if let Some(known) = self.loaded.get(&key) {
                return Some(*known);
            }
            let bytes = match self.loader.read(&path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    return self.bad_schema(
                        format!("cannot read `{href}`: {error}"),
                        span,
                        "the path is relative to the script",
                    );
                }
            };
            let id = match self.sources.add_bytes(name.clone(), &bytes) {
                Ok(id) => id,
                Err((_, error)) => return self.bad_schema(format!("cannot read `{href}`: {error}"), span, ""),
            };
            let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let reference = format!("<externalRef href=\"{}\"/>", percent_encoded(&file));
            let judge = self.judge(id, span, for_attributes.then_some(reference))?;
            self.script.schemas.push(judge);
            self.loaded.insert(key, self.script.schemas.len() - 1);
            return Some(self.script.schemas.len() - 1);
        }
        let inner = self.children(node).into_iter().find(|child| self.local(*child) == Some("schema"));
        let content = inner.and_then(|inner| self.document.child_elements(inner).next());
        let (Some(inner), Some(content)) = (inner, content) else {
            return self.bad_schema(
                "`validate` names no schema".to_owned(),
                self.name_span(node),
                "say `schema=\"…\"`, or put it into an element `schema`",
            );
        };
        let span = self.name_span(inner);
        let text = self.document.write_node(content);
        let name = join(Path::new(&self.base), "schema of the script").to_string_lossy().into_owned();
        let id = self.sources.add(name, text.clone());
        let judge = self.judge(id, span, for_attributes.then_some(text))?;
        self.script.schemas.push(judge);
        Some(self.script.schemas.len() - 1)
    }

    /// What a schema judges by. `attributes` is the schema once more, as a pattern inside of another one, where it is for
    /// attributes.
    fn judge(&mut self, id: SourceId, span: Span, attributes: Option<String>) -> Option<Judge> {
        let source = self.sources.get(id);
        let is_xml = source.text.trim_start().starts_with('<');
        let root = is_xml.then(|| xml::parse(source).document).and_then(|document| {
            document
                .root_element()
                .and_then(|root| document.name(root).map(|name| (name.namespace.clone(), name.local.clone())))
        });
        let namespace = root.as_ref().map_or("", |(namespace, _)| namespace);
        match namespace {
            NAMESPACE => {
                if self.depth >= MAX_DEPTH {
                    self.bad_schema(format!("scripts name each other more than {MAX_DEPTH} deep"), span, "");
                    return None;
                }
                let (script, found) = read_at(id, self.sources, self.loader, self.depth + 1);
                self.diagnostics.extend(found);
                script.map(|script| Judge::Nvdl(Box::new(script)))
            }
            schematron::NAMESPACE | schematron::OLD_NAMESPACE => {
                let parsed = xml::parse_with_entities(self.sources.get(id), self.loader);
                let (rules, found) = schematron::read_document(&parsed.document, self.sources, self.loader);
                let refused = has_errors(&parsed.diagnostics) || has_errors(&found);
                self.diagnostics.extend(parsed.diagnostics.into_iter().chain(found));
                (!refused).then_some(Judge::Schematron(rules))
            }
            "http://www.w3.org/2001/XMLSchema" => {
                self.bad_schema(
                    "XML Schema is not read".to_owned(),
                    span,
                    "schemas are RELAX NG, Schematron or NVDL; `allow` leaves a section to other tools",
                );
                None
            }
            _ => {
                let mut loaded = rng::load(id, self.sources, self.loader);
                if has_errors(&loaded.diagnostics)
                    && let Some(pattern) = attributes
                {
                    let name = format!("{} for attributes", self.sources.get(id).name);
                    let text = format!(
                        "<element name=\"virtualElement\" ns=\"{INSTANCE}\" xmlns=\"{}\">{pattern}</element>",
                        rng::ast::RELAX_NG_NAMESPACE
                    );
                    let around = self.sources.add(name, text);
                    let whole = rng::load(around, self.sources, self.loader);
                    if !has_errors(&whole.diagnostics) {
                        loaded = whole;
                    }
                }
                let refused = has_errors(&loaded.diagnostics);
                self.diagnostics.extend(loaded.diagnostics);
                match Schema::compile(loaded.grammar.filter(|_| !refused)?) {
                    Ok(schema) => Some(Judge::RelaxNg(schema)),
                    Err(diagnostic) => {
                        self.diagnostics.push(*diagnostic);
                        None
                    }
                }
            }
        }
    }
}

/// A file name as a reference.
fn percent_encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}
