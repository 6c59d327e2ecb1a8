//! A DTD from a grammar, for tools and parsers that know nothing else.
//!
//! Every document that is valid under the grammar is valid under the result, as far as a DTD knows its names. What it
//! cannot say is widened, and each widening is reported where the schema has it:
//!
//! - one element name has one content model: of several the elements of all are allowed, in any order;
//! - interleaved elements, and content models that are not deterministic (XML 1.0, appendix E), become any number of
//!   their elements, in any order; so does text among elements (3.2.2);
//! - types of text, and those of attributes that XML 1.0 does not have (3.3.1), are left out;
//! - attributes that depend on each other or on the content all become optional;
//! - a DTD knows no names but those that it declares, and of these the prefix, not the namespace.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::rng::datatype::XSD_LIBRARY;
use crate::rng::schema_catalogue::DTD_APPROXIMATION;
use crate::rng::simple::{DefineId, Grammar, NameClass, Pattern, PatternId};
use crate::text::Span;
use crate::xml::{XML_NAMESPACE, is_ncname};

/// The DTD, and a warning for every place where it says something else than the grammar. `prefixes` are those that the
/// schema binds.
#[must_use]
pub fn export(grammar: &Grammar, prefixes: &[(Arc<str>, Arc<str>)]) -> (String, Vec<Diagnostic>) {
    let mut exporter = Exporter {
        grammar,
        names: Prefixes::new(grammar, prefixes),
        diagnostics: Vec::new(),
        reported: HashSet::new(),
    };
    let text = exporter.document();
    (text, exporter.diagnostics)
}

/// A content model without attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Model {
    Empty,
    Nothing,
    Text,
    Element(String),
    Choice(Vec<Model>),
    Group(Vec<Model>),
    Interleave(Vec<Model>),
    Many(Box<Model>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Attribute {
    kind: String,
    default: Option<Arc<str>>,
    required: bool,
}

/// The names of one kind of element.
#[derive(Default)]
struct Declared {
    defines: Vec<DefineId>,
}

/// Which prefix each namespace has. That of the document element has none.
struct Prefixes {
    default: String,
    known: BTreeMap<String, String>,
}

impl Prefixes {
    fn new(grammar: &Grammar, bound: &[(Arc<str>, Arc<str>)]) -> Self {
        let mut default = None;
        let mut namespaces = Vec::new();
        let mut classes: Vec<&NameClass> = Vec::new();
        starts(grammar, grammar.start, &mut classes);
        for class in &classes {
            for (namespace, _) in class.names().unwrap_or_default() {
                default.get_or_insert(namespace);
            }
        }
        classes.extend(grammar.defines.iter().map(|define| &define.name_class));
        classes.extend(grammar.patterns.iter().filter_map(|pattern| match pattern {
            Pattern::Attribute { name, .. } => Some(name),
            _ => None,
        }));
        for class in classes {
            namespaces.extend(class.names().unwrap_or_default().into_iter().map(|(namespace, _)| namespace));
        }
        let default = default.map_or_else(String::new, |namespace| namespace.to_string());
        let mut known = BTreeMap::from([(XML_NAMESPACE.to_owned(), "xml".to_owned())]);
        for namespace in namespaces {
            if namespace.is_empty() || known.contains_key(&*namespace) {
                continue;
            }
            let free = |prefix: &str| !prefix.is_empty() && known.values().all(|own| own != prefix);
            let own =
                bound.iter().find(|(prefix, uri)| *uri == namespace && free(prefix)).map(|(own, _)| own.to_string());
            let prefix = own.or_else(|| (1..).map(|number| format!("ns{number}")).find(|prefix| free(prefix)));
            known.insert(namespace.to_string(), prefix.unwrap_or_default());
        }
        Self { default, known }
    }

    fn element(&self, namespace: &str, local: &str) -> String {
        if namespace == self.default || namespace.is_empty() {
            local.to_owned()
        } else {
            self.attribute(namespace, local)
        }
    }

    fn attribute(&self, namespace: &str, local: &str) -> String {
        match self.known.get(namespace) {
            Some(prefix) if !namespace.is_empty() => format!("{prefix}:{local}"),
            _ => local.to_owned(),
        }
    }
}

/// The name classes that a document element may have.
fn starts<'g>(grammar: &'g Grammar, pattern: PatternId, found: &mut Vec<&'g NameClass>) {
    match grammar.pattern(pattern) {
        Pattern::Choice(members) => members.iter().for_each(|member| starts(grammar, *member, found)),
        Pattern::Ref(define) => found.push(&grammar.define(*define).name_class),
        _ => {}
    }
}

struct Exporter<'g> {
    grammar: &'g Grammar,
    names: Prefixes,
    diagnostics: Vec<Diagnostic>,
    reported: HashSet<(Span, String)>,
}

impl Exporter<'_> {
    fn approximate(&mut self, span: Span, message: String) {
        if self.reported.insert((span, message.clone())) {
            self.diagnostics.push(Diagnostic::warning(&DTD_APPROXIMATION, message, span));
        }
    }

    fn document(&mut self) -> String {
        let grammar = self.grammar;
        let mut order: Vec<String> = Vec::new();
        let mut declared: BTreeMap<String, Declared> = BTreeMap::new();
        for (index, define) in grammar.defines.iter().enumerate() {
            let id = DefineId(u32::try_from(index).unwrap_or(u32::MAX));
            match define.name_class.names() {
                Some(names) => {
                    for (namespace, local) in names {
                        let name = self.names.element(&namespace, &local);
                        let own = declared.entry(name.clone()).or_insert_with(|| {
                            order.push(name);
                            Declared::default()
                        });
                        own.defines.push(id);
                    }
                }
                None => self.approximate(
                    define.info.span,
                    "an element of any name: a DTD allows only elements that it declares".to_owned(),
                ),
            }
        }
        let mut out = String::new();
        for name in order {
            let own = &declared[&name];
            let content = self.content(&name, &own.defines);
            let _ = writeln!(out, "<!ELEMENT {name} {content}>");
            self.attribute_list(&name, &own.defines, &mut out);
            out.push('\n');
        }
        out
    }

    // --- content

    fn content(&mut self, name: &str, defines: &[DefineId]) -> String {
        let grammar = self.grammar;
        let mut models: Vec<Model> = Vec::new();
        let mut typed = None;
        for define in defines {
            let content = grammar.define(*define).content;
            let mut any = false;
            let model = self.model(content, &mut any, &mut typed);
            if any {
                return "ANY".to_owned();
            }
            if !models.contains(&model) {
                models.push(model);
            }
        }
        let span = grammar.define(defines[0]).info.span;
        if let Some(span) = typed {
            self.approximate(span, format!("the type of the text in `{name}` is left out: a DTD knows only text"));
        }
        let several = models.len() > 1;
        let model = match models.pop() {
            Some(only) if models.is_empty() => only,
            Some(last) => Model::Choice(models.into_iter().chain([last]).collect()),
            None => Model::Empty,
        };
        let mut elements = Vec::new();
        leaves(&model, &mut elements);
        if has_text(&model) {
            if elements.is_empty() {
                return "(#PCDATA)".to_owned();
            }
            if several || !is_free(&model) {
                self.approximate(span, format!("text and elements stand in `{name}` in any order and number"));
            }
            return format!("(#PCDATA | {})*", elements.join(" | "));
        }
        if elements.is_empty() {
            return "EMPTY".to_owned();
        }
        let why = if several {
            Some("has several contents: a DTD has one for a name")
        } else if has_interleave(&model) {
            Some("has its elements in any order, which a DTD cannot say")
        } else if !is_deterministic(&model) {
            Some("has a content that a parser cannot read without looking ahead")
        } else {
            None
        };
        match why {
            Some(why) => {
                self.approximate(span, format!("`{name}` {why}; any number of its elements is allowed, in any order"));
                format!("({})*", elements.join(" | "))
            }
            None => match written(&model) {
                text if text.starts_with('(') => text,
                text => match text.char_indices().next_back() {
                    Some((at, mark @ ('?' | '*' | '+'))) => format!("({}){mark}", &text[..at]),
                    _ => format!("({text})"),
                },
            },
        }
    }

    fn model(&mut self, id: PatternId, any: &mut bool, typed: &mut Option<Span>) -> Model {
        let grammar = self.grammar;
        match grammar.pattern(id) {
            Pattern::Empty | Pattern::Attribute { .. } => Model::Empty,
            Pattern::NotAllowed => Model::Nothing,
            Pattern::Text => Model::Text,
            Pattern::List(_) | Pattern::Data { .. } | Pattern::Value { .. } => {
                typed.get_or_insert(grammar.info(id).span);
                Model::Text
            }
            Pattern::Ref(define) => match grammar.define(*define).name_class.names() {
                Some(names) => {
                    let names = names.iter().map(|(namespace, local)| self.names.element(namespace, local));
                    choice(names.map(Model::Element).collect())
                }
                None => {
                    *any = true;
                    Model::Empty
                }
            },
            Pattern::Choice(members) => choice(members.iter().map(|one| self.model(*one, any, typed)).collect()),
            Pattern::Group(members) => {
                group(members.iter().map(|one| self.model(*one, any, typed)).collect(), Model::Group)
            }
            Pattern::Interleave(members) => {
                group(members.iter().map(|one| self.model(*one, any, typed)).collect(), Model::Interleave)
            }
            Pattern::OneOrMore(inner) => match self.model(*inner, any, typed) {
                model @ (Model::Empty | Model::Nothing | Model::Text) => model,
                model => Model::Many(Box::new(model)),
            },
        }
    }

    // --- attributes

    fn attribute_list(&mut self, name: &str, defines: &[DefineId], out: &mut String) {
        let grammar = self.grammar;
        let mut all: BTreeMap<String, Attribute> = BTreeMap::new();
        for (index, define) in defines.iter().enumerate() {
            let own = self.attributes(grammar.define(*define).content);
            if index > 0 {
                let needs = |list: &BTreeMap<String, Attribute>| -> Vec<String> {
                    list.iter().filter(|(_, one)| one.required).map(|(name, _)| name.clone()).collect()
                };
                if needs(&all) != needs(&own) || !all.keys().eq(own.keys()) {
                    let span = grammar.define(*define).info.span;
                    self.approximate(
                        span,
                        format!("`{name}` has several lists of attributes: a DTD has one for a name"),
                    );
                }
                // what one of the elements of this name does not have, or does not need, is optional
                all.iter_mut().for_each(|(name, one)| one.required &= own.get(name).is_some_and(|own| own.required));
            }
            for (name, mut attribute) in own {
                match all.get_mut(&name) {
                    Some(known) => merge(known, &attribute),
                    None => {
                        attribute.required &= index == 0;
                        all.insert(name, attribute);
                    }
                }
            }
        }
        let mut lines = Vec::new();
        let start = name.split_once(':').map(|(prefix, _)| prefix);
        let namespace = match start {
            None => Some(("xmlns".to_owned(), self.names.default.clone())),
            Some(own) => {
                let found = self.names.known.iter().find(|(_, prefix)| *prefix == own);
                found.map(|(namespace, prefix)| (format!("xmlns:{prefix}"), namespace.clone()))
            }
        };
        let used: BTreeSet<&str> =
            all.keys().filter_map(|name| name.split_once(':')).map(|(prefix, _)| prefix).collect();
        let further = self.names.known.iter().filter(|(_, prefix)| used.contains(prefix.as_str()) && *prefix != "xml");
        let further = further.map(|(namespace, prefix)| (format!("xmlns:{prefix}"), namespace.clone()));
        let declarations: BTreeMap<String, String> = namespace.into_iter().chain(further).collect();
        for (declaration, uri) in declarations.iter().filter(|(_, uri)| !uri.is_empty()) {
            lines.push(format!("{declaration} CDATA #FIXED {}", quoted(uri)));
        }
        let mut has_id = false;
        for (name, mut attribute) in all {
            // one ID an element (XML 1.0, 3.3.1), and it has no default
            if attribute.kind == "ID" {
                if std::mem::replace(&mut has_id, true) {
                    attribute.kind = "CDATA".to_owned();
                }
                attribute.default = None;
            }
            let default = match (&attribute.default, attribute.required) {
                (Some(value), _) => quoted(value),
                (None, true) => "#REQUIRED".to_owned(),
                (None, false) => "#IMPLIED".to_owned(),
            };
            lines.push(format!("{name} {} {default}", attribute.kind));
        }
        if !lines.is_empty() {
            let _ = writeln!(out, "<!ATTLIST {name}\n  {}>", lines.join("\n  "));
        }
    }

    /// The attributes in a pattern; required are those that every document has.
    fn attributes(&mut self, id: PatternId) -> BTreeMap<String, Attribute> {
        let grammar = self.grammar;
        match grammar.pattern(id) {
            Pattern::Attribute { name, content } => {
                let info = grammar.info(id);
                let Some(names) = name.names() else {
                    self.approximate(
                        info.span,
                        "attributes of any name: a DTD allows only those that it declares".to_owned(),
                    );
                    return BTreeMap::new();
                };
                let mut found = BTreeMap::new();
                let required = names.len() == 1;
                for (namespace, local) in names {
                    let name = self.names.attribute(&namespace, &local);
                    let kind = self.kind(*content, &name, info.span);
                    found.insert(name, Attribute { kind, default: info.default_value.clone(), required });
                }
                found
            }
            Pattern::Choice(members) => {
                let branches: Vec<_> = members.iter().map(|one| self.attributes(*one)).collect();
                let needs = |branch: &BTreeMap<String, Attribute>| branch.values().any(|one| one.required);
                let same = branches.windows(2).all(|pair| pair[0].keys().eq(pair[1].keys()));
                if branches.iter().filter(|branch| needs(branch)).count() > 1 && !same {
                    let all: BTreeSet<&String> = branches.iter().flat_map(BTreeMap::keys).collect();
                    let all: Vec<String> = all.into_iter().map(|name| format!("`{name}`")).collect();
                    let message = format!("{} depend on each other; all become optional", all.join(", "));
                    self.approximate(grammar.info(id).span, message);
                }
                let mut merged: BTreeMap<String, Attribute> = BTreeMap::new();
                for (name, attribute) in branches.iter().flatten() {
                    match merged.get_mut(name) {
                        Some(known) => merge(known, attribute),
                        None => {
                            merged.insert(name.clone(), attribute.clone());
                        }
                    }
                }
                for (name, attribute) in &mut merged {
                    attribute.required = branches.iter().all(|branch| branch.get(name).is_some_and(|own| own.required));
                }
                merged
            }
            Pattern::Group(members) | Pattern::Interleave(members) => {
                let mut merged: BTreeMap<String, Attribute> = BTreeMap::new();
                for (name, attribute) in members.iter().flat_map(|one| self.attributes(*one)) {
                    match merged.get_mut(&name) {
                        Some(known) => merge(known, &attribute),
                        None => {
                            merged.insert(name, attribute);
                        }
                    }
                }
                merged
            }
            Pattern::OneOrMore(inner) => self.attributes(*inner),
            _ => BTreeMap::new(),
        }
    }

    /// The type of an attribute.
    fn kind(&mut self, id: PatternId, name: &str, span: Span) -> String {
        let grammar = self.grammar;
        if let Pattern::Data { datatype, params, except: None } = grammar.pattern(id)
            && *datatype.library == *XSD_LIBRARY
            && params.is_empty()
            && matches!(&*datatype.name, "ID" | "IDREF" | "IDREFS" | "NMTOKEN" | "NMTOKENS" | "ENTITY" | "ENTITIES")
        {
            return datatype.name.to_string();
        }
        let mut values = Vec::new();
        if enumerated(grammar, id, &mut values) && !values.is_empty() {
            return format!("({})", values.join(" | "));
        }
        if *grammar.pattern(id) != Pattern::Text {
            self.approximate(span, format!("the type of the attribute `{name}` becomes CDATA, any text"));
        }
        "CDATA".to_owned()
    }
}

/// The values of a choice of name tokens.
fn enumerated(grammar: &Grammar, id: PatternId, values: &mut Vec<String>) -> bool {
    match grammar.pattern(id) {
        Pattern::Value { value, .. } => {
            let value = value.trim();
            if is_nmtoken(value) && values.iter().all(|own| own != value) {
                values.push(value.to_owned());
            }
            is_nmtoken(value)
        }
        Pattern::Choice(members) => members.iter().all(|one| enumerated(grammar, *one, values)),
        _ => false,
    }
}

fn is_nmtoken(text: &str) -> bool {
    is_ncname(&format!("n{text}")) && !text.is_empty()
}

/// Joins two declarations of one attribute.
fn merge(known: &mut Attribute, other: &Attribute) {
    known.required |= other.required;
    if known.default != other.default {
        known.default = None;
    }
    if known.kind == other.kind {
        return;
    }
    let list = |kind: &str| kind.strip_prefix('(').and_then(|kind| kind.strip_suffix(')')).map(str::to_owned);
    known.kind = match (list(&known.kind), list(&other.kind)) {
        (Some(own), Some(more)) => {
            let all: BTreeSet<&str> = own.split(" | ").chain(more.split(" | ")).collect();
            format!("({})", all.into_iter().collect::<Vec<_>>().join(" | "))
        }
        _ => "CDATA".to_owned(),
    };
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('&', "&#38;#38;").replace('<', "&#38;#60;").replace('%', "&#37;");
    if escaped.contains('"') && !escaped.contains('\'') {
        format!("'{escaped}'")
    } else {
        format!("\"{}\"", escaped.replace('"', "&#34;"))
    }
}

// --- models

fn choice(members: Vec<Model>) -> Model {
    let mut flat: Vec<Model> = Vec::new();
    for member in members {
        match member {
            Model::Nothing => {}
            Model::Choice(inner) => inner.into_iter().for_each(|one| {
                if !flat.contains(&one) {
                    flat.push(one);
                }
            }),
            one if flat.contains(&one) => {}
            one => flat.push(one),
        }
    }
    match flat.len() {
        0 => Model::Nothing,
        1 => flat.swap_remove(0),
        _ => Model::Choice(flat),
    }
}

fn group(members: Vec<Model>, make: impl Fn(Vec<Model>) -> Model) -> Model {
    if members.contains(&Model::Nothing) {
        return Model::Nothing;
    }
    let mut kept: Vec<Model> = members.into_iter().filter(|one| *one != Model::Empty).collect();
    match kept.len() {
        0 => Model::Empty,
        1 => kept.swap_remove(0),
        _ => make(kept),
    }
}

fn members(model: &Model) -> &[Model] {
    match model {
        Model::Choice(members) | Model::Group(members) | Model::Interleave(members) => members,
        Model::Many(inner) => std::slice::from_ref(inner),
        _ => &[],
    }
}

fn leaves(model: &Model, found: &mut Vec<String>) {
    if let Model::Element(name) = model
        && !found.contains(name)
    {
        found.push(name.clone());
    }
    members(model).iter().for_each(|one| leaves(one, found));
}

fn has_text(model: &Model) -> bool {
    *model == Model::Text || members(model).iter().any(has_text)
}

fn has_interleave(model: &Model) -> bool {
    matches!(model, Model::Interleave(_)) || members(model).iter().any(has_interleave)
}

/// Whether text and elements stand in any order and number, as they do in a DTD.
fn is_free(model: &Model) -> bool {
    let starred = |model: &Model| match model {
        Model::Many(inner) => matches!(&**inner, Model::Element(_) | Model::Text) || plain_choice(inner),
        Model::Choice(members) => members.iter().all(|one| match one {
            Model::Empty => true,
            Model::Many(inner) => matches!(&**inner, Model::Element(_)) || plain_choice(inner),
            _ => false,
        }),
        Model::Text => true,
        _ => false,
    };
    match model {
        Model::Interleave(members) => {
            members.iter().filter(|one| **one != Model::Text).count() == 1 && members.iter().all(starred)
        }
        Model::Choice(members) if members.contains(&Model::Empty) => {
            let rest: Vec<&Model> = members.iter().filter(|one| **one != Model::Empty).collect();
            matches!(rest.as_slice(), [Model::Many(inner)] if plain_choice(inner))
        }
        Model::Many(inner) => plain_choice(inner) && has_text(inner),
        _ => false,
    }
}

fn plain_choice(model: &Model) -> bool {
    matches!(model, Model::Choice(members) if members.iter().all(|one| matches!(one, Model::Element(_) | Model::Text)))
}

/// A model as a DTD writes it; of text and interleaves nothing is left.
fn written(model: &Model) -> String {
    match model {
        Model::Element(name) => name.clone(),
        Model::Group(members) => format!("({})", members.iter().map(written).collect::<Vec<_>>().join(", ")),
        Model::Choice(members) => {
            let rest: Vec<&Model> = members.iter().filter(|one| **one != Model::Empty).collect();
            let optional = rest.len() < members.len();
            match (rest.as_slice(), optional) {
                ([Model::Many(inner)], true) => repeated(inner, '*'),
                ([one], true) => repeated(one, '?'),
                (rest, optional) => {
                    let text = rest.iter().map(|one| written(one)).collect::<Vec<_>>().join(" | ");
                    if optional { format!("({text})?") } else { format!("({text})") }
                }
            }
        }
        Model::Many(inner) => repeated(inner, '+'),
        Model::Empty | Model::Nothing | Model::Text | Model::Interleave(_) => String::new(),
    }
}

fn repeated(model: &Model, mark: char) -> String {
    let text = written(model);
    match text.ends_with(['?', '*', '+']) {
        true => format!("({text}){mark}"),
        false => format!("{text}{mark}"),
    }
}

/// Glushkov's sets of a model: positions that may come first, last, and which may follow which.
#[derive(Default)]
struct Positions {
    names: Vec<String>,
    follow: Vec<BTreeSet<usize>>,
}

struct Ends {
    nullable: bool,
    first: BTreeSet<usize>,
    last: BTreeSet<usize>,
}

impl Positions {
    fn ends(&mut self, model: &Model) -> Ends {
        match model {
            Model::Element(name) => {
                let at = self.names.len();
                self.names.push(name.clone());
                self.follow.push(BTreeSet::new());
                Ends { nullable: false, first: BTreeSet::from([at]), last: BTreeSet::from([at]) }
            }
            Model::Choice(members) => {
                let mut all = Ends { nullable: false, first: BTreeSet::new(), last: BTreeSet::new() };
                for member in members {
                    let one = self.ends(member);
                    all.nullable |= one.nullable;
                    all.first.extend(one.first);
                    all.last.extend(one.last);
                }
                all
            }
            Model::Group(members) | Model::Interleave(members) => {
                let mut all = Ends { nullable: true, first: BTreeSet::new(), last: BTreeSet::new() };
                for member in members {
                    let one = self.ends(member);
                    all.last.iter().for_each(|at| self.follow[*at].extend(&one.first));
                    if all.nullable {
                        all.first.extend(&one.first);
                    }
                    if !one.nullable {
                        all.last.clear();
                    }
                    all.last.extend(one.last);
                    all.nullable &= one.nullable;
                }
                all
            }
            Model::Many(inner) => {
                let one = self.ends(inner);
                one.last.iter().for_each(|at| self.follow[*at].extend(&one.first));
                one
            }
            Model::Empty | Model::Nothing | Model::Text => {
                Ends { nullable: true, first: BTreeSet::new(), last: BTreeSet::new() }
            }
        }
    }
}

/// Whether the next element's name alone tells its place (XML 1.0, appendix E).
fn is_deterministic(model: &Model) -> bool {
    let mut positions = Positions::default();
    let ends = positions.ends(model);
    let distinct = |set: &BTreeSet<usize>| {
        let names: HashSet<&str> = set.iter().map(|at| positions.names[*at].as_str()).collect();
        names.len() == set.len()
    };
    distinct(&ends.first) && positions.follow.iter().all(distinct)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Schema;
    use crate::text::{MemoryLoader, Sources};

    fn made(schema: &str) -> (Schema, String, Vec<String>) {
        let mut sources = Sources::new();
        let id = sources.add("s.rnc", schema);
        let loaded = crate::rng::load(id, &mut sources, &MemoryLoader::new());
        assert_eq!(loaded.diagnostics, []);
        let prefixes: Vec<(Arc<str>, Arc<str>)> = vec![("x".into(), "urn:x".into())];
        let grammar = loaded.grammar.unwrap();
        let (text, found) = export(&grammar, &prefixes);
        (Schema::compile(grammar).unwrap(), text, found.into_iter().map(|one| one.message.to_string()).collect())
    }

    /// Reads a DTD back as RELAX NG.
    fn back(dtd: &str) -> Schema {
        let mut sources = Sources::new();
        let id = sources.add("x.dtd", dtd);
        let loaded = crate::rng::load(id, &mut sources, &MemoryLoader::new());
        assert_eq!(loaded.diagnostics, [], "{dtd}");
        Schema::compile(loaded.grammar.unwrap()).unwrap()
    }

    fn valid(schema: &Schema, text: &str) -> bool {
        let mut sources = Sources::new();
        let id = sources.add("t.xml", text);
        schema.validate(&crate::xml::parse(sources.get(id)).document).is_empty()
    }

    #[test]
    fn what_a_dtd_can_say_is_said() {
        let (_, dtd, found) = made(
            "namespace x = \"urn:x\"\nstart = element doc { attribute id { xsd:ID }, attribute x:kind { \"a\" | \"b\" }?, head?, (p | seq)+, (foot, p*)* }
             head = element head { text } p = element p { mixed { (b | seq)* } } b = element b { empty }
             seq = element seq { attribute n { text }, p* } foot = element foot { b, b?, p? }",
        );
        assert_eq!(found, [""; 0]);
        assert_eq!(
            dtd,
            "<!ELEMENT doc (head?, (p | seq)+, (foot, p*)*)>\n<!ATTLIST doc\n  xmlns:x CDATA #FIXED \"urn:x\"\n  id ID #REQUIRED\n  \
             x:kind (a | b) #IMPLIED>\n\n<!ELEMENT head (#PCDATA)>\n\n<!ELEMENT p (#PCDATA | b | seq)*>\n\n<!ELEMENT seq (p)*>\n\
             <!ATTLIST seq\n  n CDATA #REQUIRED>\n\n<!ELEMENT foot (b, b?, p?)>\n\n<!ELEMENT b EMPTY>\n\n"
        );
    }

    #[test]
    fn what_it_cannot_say_is_wider_and_told() {
        for (schema, messages, documents) in [
            (
                "start = element r { a & b } a = element a { empty } b = element b { xsd:int }",
                2,
                &["<r><b>1</b><a/></r>"][..],
            ),
            (
                "start = element r { (a, b) | (a, c) } a = element a { text } b = element b { empty } c = element c { empty }",
                1,
                &["<r><a/><c/></r>", "<r><a/><b/></r>"],
            ),
            (
                "start = element r { (attribute p { text } | attribute q { xsd:date }), element a { attribute v { text }?, empty }* }",
                2,
                &["<r p=''/>", "<r q='2020-01-01'><a v=''/><a/></r>"],
            ),
            (
                "start = element r { element s { element a { empty } }, element t { element a { attribute n { text } } } }",
                1,
                &["<r><s><a/></s><t><a n=''/></t></r>"],
            ),
            (
                "start = element r { element s { element a { empty } }, element t { element a { element s { empty }? } } }",
                2,
                &["<r><s><a/></s><t><a/></t></r>", "<r><s><a/></s><t><a><s/></a></t></r>"],
            ),
            ("start = element r { text, element a { empty }, text }", 1, &["<r>x<a/>y</r>"]),
            ("start = element r { element * { empty }*, attribute * { text }* }", 2, &["<r/>"]),
            (
                "default namespace = \"urn:d\" start = element r { element a { \"x y\" } }",
                1,
                &["<r xmlns='urn:d'><a>x y</a></r>"],
            ),
        ] {
            let (own, dtd, found) = made(schema);
            assert_eq!(found.len(), messages, "{schema}: {found:?}");
            let read = back(&dtd);
            for document in documents {
                assert!(valid(&own, document), "{schema}: {document}");
                assert!(valid(&read, document), "{dtd}: {document}");
            }
        }
    }
}
