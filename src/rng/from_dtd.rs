//! From a DTD to RELAX NG (RELAX NG DTD Compatibility): elements and their attributes as definitions in compact syntax,
//! defaults as annotations. Parameter entities are replaced, general entities have no counterpart.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::compact::identifier;
use super::name::is_ncname;
use crate::text::Loader;

/// What came of a DTD.
#[derive(Debug)]
pub struct FromDtd {
    /// The schema, in compact syntax.
    pub schema: String,
    /// What the schema does not say as the DTD did, or what in it could not be read.
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Model {
    Empty,
    Any,
    Text,
    Name(String),
    Group(Vec<Model>),
    Choice(Vec<Model>),
    Repeated(Box<Model>, char),
}

#[derive(Debug)]
struct Attribute {
    name: String,
    kind: String,
    /// `#REQUIRED`, `#IMPLIED`, `#FIXED`, or nothing for a plain default.
    keyword: String,
    value: Option<String>,
}

/// Parentheses nest this deep.
const MAX_DEPTH: usize = 100;

/// Translates the DTD in a text that stands at `base`.
#[must_use]
pub fn from_dtd(text: &str, base: &str, loader: &dyn Loader) -> FromDtd {
    let mut warnings = Vec::new();
    let mut elements: Vec<(String, Model)> = Vec::new();
    let mut declared = HashSet::new();
    let mut attributes: BTreeMap<String, Vec<Attribute>> = BTreeMap::new();
    for declaration in crate::xml::dtd_declarations(text, base, loader) {
        let mut reader = Reader { rest: &declaration };
        match reader.word().as_str() {
            "ELEMENT" => {
                let name = reader.word();
                if !is_qualified_name(&name) {
                    warnings.push(format!("`{name}` is no name of an element"));
                    continue;
                }
                match reader.model(0) {
                    Some(model) if declared.insert(name.clone()) => elements.push((name, model)),
                    Some(_) => {
                        warnings.push(format!("element `{name}` is declared twice; the first declaration counts"))
                    }
                    None => warnings.push(format!("the content model of `{name}` cannot be read")),
                }
            }
            "ATTLIST" => {
                let element = reader.word();
                if !is_qualified_name(&element) {
                    warnings.push(format!("`{element}` is no name of an element"));
                    continue;
                }
                let own = attributes.entry(element.clone()).or_default();
                while !reader.is_done() {
                    match reader.attribute() {
                        // The first declaration of an attribute counts (XML 1.0, 3.3).
                        Some(attribute) => {
                            if own.iter().all(|known| known.name != attribute.name) {
                                own.push(attribute);
                            }
                        }
                        None => {
                            warnings.push(format!("the attributes of `{element}` cannot be read to their end"));
                            break;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let schema = Writer { elements, attributes, warnings: &mut warnings }.schema();
    FromDtd { schema, warnings }
}

/// Whether a word is a name, with a prefix or without: a DTD may hold anything where one belongs.
fn is_qualified_name(word: &str) -> bool {
    // the letters of compact syntax are those of XML 1.0's second edition
    word.split_once(':').map_or_else(|| is_ncname(word), |(prefix, local)| is_ncname(prefix) && is_ncname(local))
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn is_done(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.is_empty()
    }

    /// Characters up to white space or a delimiter.
    fn word(&mut self) -> String {
        self.rest = self.rest.trim_start();
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|' | ',' | '?' | '*' | '+' | '"' | '\'');
        let length = self.rest.find(ends).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word.to_owned()
    }

    fn take(&mut self, c: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn repeated(&mut self, model: Model) -> Model {
        for mark in ['?', '*', '+'] {
            if let Some(rest) = self.rest.strip_prefix(mark) {
                self.rest = rest;
                return Model::Repeated(Box::new(model), mark);
            }
        }
        model
    }

    fn model(&mut self, depth: usize) -> Option<Model> {
        if depth > MAX_DEPTH {
            return None;
        }
        if !self.take('(') {
            let word = self.word();
            let model = match word.as_str() {
                "EMPTY" if depth == 0 => Model::Empty,
                "ANY" if depth == 0 => Model::Any,
                "#PCDATA" => Model::Text,
                _ if is_qualified_name(&word) => Model::Name(word),
                _ => return None,
            };
            return Some(self.repeated(model));
        }
        let mut members = vec![self.model(depth + 1)?];
        let mut separator = None;
        loop {
            if self.take(')') {
                break;
            }
            let found = if self.take('|') {
                '|'
            } else if self.take(',') {
                ','
            } else {
                return None;
            };
            if separator.is_some_and(|own| own != found) {
                return None;
            }
            separator = Some(found);
            members.push(self.model(depth + 1)?);
        }
        let model = match (separator, members.len()) {
            (_, 1) => members.pop()?,
            (Some('|'), _) => Model::Choice(members),
            _ => Model::Group(members),
        };
        Some(self.repeated(model))
    }

    fn attribute(&mut self) -> Option<Attribute> {
        let name = self.word();
        if !is_qualified_name(&name) {
            return None;
        }
        let mut kind = self.word();
        if kind == "NOTATION" {
            kind.clear();
        }
        if kind.is_empty() {
            self.rest = self.rest.trim_start();
            let end = self.rest.find(')')?;
            kind = self.rest[..=end].to_owned();
            self.rest = &self.rest[end + 1..];
        }
        let keyword = self.word();
        let value = if matches!(keyword.as_str(), "#REQUIRED" | "#IMPLIED") {
            None
        } else {
            self.rest = self.rest.trim_start();
            let quote = self.rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, rest) = self.rest[1..].split_once(quote)?;
            let value = value.to_owned();
            self.rest = rest;
            Some(value)
        };
        Some(Attribute { name, kind, keyword, value })
    }
}

struct Writer<'w> {
    elements: Vec<(String, Model)>,
    attributes: BTreeMap<String, Vec<Attribute>>,
    warnings: &'w mut Vec<String>,
}

impl Writer<'_> {
    fn schema(self) -> String {
        let mut prefixes: BTreeMap<String, String> = BTreeMap::new();
        let mut default: Option<String> = None;
        for attribute in self.attributes.values().flatten() {
            let Some(value) = &attribute.value else { continue };
            if attribute.name == "xmlns" {
                if default.as_ref().is_some_and(|own| own != value) {
                    self.warnings.push(format!("two default namespaces: `{value}` is left out"));
                }
                default.get_or_insert_with(|| value.clone());
            } else if let Some(prefix) = attribute.name.strip_prefix("xmlns:") {
                prefixes.entry(prefix.to_owned()).or_insert_with(|| value.clone());
            }
        }
        let mut used: BTreeSet<String> = BTreeSet::new();
        for name in
            self.elements.iter().map(|(name, _)| name).chain(self.attributes.values().flatten().map(|one| &one.name))
        {
            if let Some((prefix, _)) = name.split_once(':').filter(|(prefix, _)| !matches!(*prefix, "xml" | "xmlns")) {
                used.insert(prefix.to_owned());
            }
        }
        let mut text = String::new();
        if let Some(uri) = &default {
            text.push_str(&format!("default namespace = {}\n", literal(uri)));
        }
        for prefix in used {
            let uri = prefixes.get(&prefix).cloned().unwrap_or_else(|| {
                self.warnings
                    .push(format!("the DTD binds the prefix `{prefix}` to no namespace; put the right one in"));
                format!("urn:unknown:{prefix}")
            });
            text.push_str(&format!("namespace {} = {}\n", identifier(&prefix), literal(&uri)));
        }
        let defaults = |one: &Attribute| one.value.is_some() && !one.name.starts_with("xmlns");
        if self.attributes.values().flatten().any(defaults) {
            text.push_str("namespace a = \"http://relaxng.org/ns/compatibility/annotations/1.0\"\n");
        }
        text.push('\n');
        let mut mentioned: BTreeSet<String> = BTreeSet::new();
        let any: Vec<String> = self.elements.iter().map(|(name, _)| name.clone()).collect();
        for (own, model) in &self.elements {
            let mut found = BTreeSet::new();
            names(model, &mut found);
            found.remove(own);
            mentioned.extend(found);
        }
        let mut roots: Vec<&String> = any.iter().filter(|name| !mentioned.contains(*name)).collect();
        if roots.is_empty() {
            roots = any.iter().collect();
        }
        let start: Vec<String> = roots.iter().map(|name| define(name)).collect();
        let start = if start.is_empty() { "notAllowed".to_owned() } else { start.join(" | ") };
        for (name, model) in &self.elements {
            let content = self.content(model, &any);
            let attlist = format!("attlist.{}", plain(name));
            let members = match content.as_str() {
                "empty" => identifier(&attlist),
                // connectors of two kinds stand beside each other in parentheses only
                content if matches!(model, Model::Choice(_)) => format!("{}, ({content})", identifier(&attlist)),
                content => format!("{}, {content}", identifier(&attlist)),
            };
            text.push_str(&format!("{} = element {} {{ {members} }}\n", define(name), qualified(name)));
            let own: Vec<String> = self
                .attributes
                .get(name)
                .into_iter()
                .flatten()
                .filter(|one| one.name != "xmlns" && !one.name.starts_with("xmlns:"))
                .map(attribute)
                .collect();
            let own = if own.is_empty() { "empty".to_owned() } else { own.join(",\n  ") };
            text.push_str(&format!("{} &=\n  {own}\n", identifier(&attlist)));
        }
        let declared: BTreeSet<&String> = any.iter().collect();
        for name in mentioned.iter().filter(|name| !declared.contains(name)) {
            self.warnings.push(format!("element `{name}` is used and not declared; nothing matches it"));
            text.push_str(&format!("{} = notAllowed\n", define(name)));
        }
        for name in self.attributes.keys().filter(|name| !declared.contains(name)) {
            self.warnings.push(format!("attributes are declared for `{name}`, which is no declared element"));
        }
        text.push_str(&format!("start = {start}\n"));
        text
    }

    fn content(&self, model: &Model, any: &[String]) -> String {
        match model {
            Model::Empty => "empty".to_owned(),
            Model::Any if any.is_empty() => "text".to_owned(),
            Model::Any => {
                let all: Vec<String> = any.iter().map(|name| define(name)).collect();
                format!("mixed {{ ({})* }}", all.join(" | "))
            }
            Model::Text => "text".to_owned(),
            Model::Name(name) => define(name),
            Model::Repeated(inner, _) if **inner == Model::Text => "text".to_owned(),
            Model::Repeated(inner, mark) => match &**inner {
                Model::Choice(members) if members.first() == Some(&Model::Text) => {
                    let others: Vec<String> = members[1..].iter().map(|one| self.content(one, any)).collect();
                    format!("mixed {{ ({})* }}", others.join(" | "))
                }
                Model::Name(_) => format!("{}{mark}", self.content(inner, any)),
                _ => format!("({}){mark}", self.content(inner, any)),
            },
            Model::Group(members) | Model::Choice(members) => {
                let separator = if matches!(model, Model::Group(_)) { ", " } else { " | " };
                let all: Vec<String> = members
                    .iter()
                    .map(|one| match one {
                        Model::Group(_) | Model::Choice(_) => format!("({})", self.content(one, any)),
                        _ => self.content(one, any),
                    })
                    .collect();
                all.join(separator)
            }
        }
    }
}

fn names(model: &Model, found: &mut BTreeSet<String>) {
    match model {
        Model::Name(name) => {
            found.insert(name.clone());
        }
        Model::Group(members) | Model::Choice(members) => members.iter().for_each(|one| names(one, found)),
        Model::Repeated(inner, _) => names(inner, found),
        Model::Empty | Model::Any | Model::Text => {}
    }
}

fn plain(name: &str) -> String {
    name.replace(':', ".")
}

fn define(name: &str) -> String {
    identifier(&plain(name))
}

/// A name as a name class.
fn qualified(name: &str) -> String {
    match name.split_once(':') {
        Some((prefix, local)) => format!("{prefix}:{local}"),
        None => identifier(name),
    }
}

fn attribute(attribute: &Attribute) -> String {
    let value = match (attribute.kind.as_str(), attribute.keyword.as_str(), &attribute.value) {
        (_, "#FIXED", Some(value)) => format!("string {}", literal(value)),
        ("CDATA", ..) => "text".to_owned(),
        (kind, ..) if kind.starts_with('(') => {
            let inner = kind.trim_start_matches('(').trim_end_matches(')');
            inner.split('|').map(|one| literal(one.trim())).collect::<Vec<_>>().join(" | ")
        }
        ("ID" | "IDREF" | "IDREFS" | "ENTITY" | "ENTITIES" | "NMTOKEN" | "NMTOKENS", ..) => {
            format!("xsd:{}", attribute.kind)
        }
        // no kind of XML 1.0, 3.3.1
        _ => "text".to_owned(),
    };
    let pattern = format!("attribute {} {{ {value} }}", qualified(&attribute.name));
    match (&attribute.value, attribute.keyword.as_str()) {
        (Some(default), _) => format!("[ a:defaultValue = {} ]\n  {pattern}?", literal(default)),
        (None, "#REQUIRED") => pattern,
        _ => format!("{pattern}?"),
    }
}

/// A literal of the compact syntax, without what no schema and no document can hold.
pub(super) fn literal(text: &str) -> String {
    let text: String =
        text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)).collect();
    let escaped = text.replace("\\x{", "\\x{5C}x{").replace('\n', "\\x{A}").replace('\r', "\\x{D}");
    match (escaped.contains('"'), escaped.contains('\'')) {
        (false, _) => format!("\"{escaped}\""),
        (true, false) => format!("'{escaped}'"),
        _ => format!("\"{}\"", escaped.replace('"', "\\x{22}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Schema;
    use crate::text::{MemoryLoader, Sources};

    fn schema(dtd: &str) -> (Schema, FromDtd) {
        let mut loader = MemoryLoader::new();
        loader.insert("d/more.mod", "<!ELEMENT more EMPTY><!ATTLIST more n NMTOKENS #REQUIRED>");
        let made = from_dtd(dtd, "d/x.dtd", &loader);
        let mut sources = Sources::new();
        let id = sources.add("x.rnc", made.schema.as_str());
        let loaded = crate::rng::load(id, &mut sources, &MemoryLoader::new());
        assert_eq!(loaded.diagnostics, [], "{}", made.schema);
        (Schema::compile(loaded.grammar.unwrap()).unwrap(), made)
    }

    fn is_valid(schema: &Schema, text: &str) -> bool {
        let mut sources = Sources::new();
        let id = sources.add("t.xml", text);
        schema.validate(&crate::xml::parse(sources.get(id)).document).is_empty()
    }

    #[test]
    fn models_attributes_and_entities() {
        let (schema, made) = schema(
            "<?xml encoding='UTF-8'?><!-- c --><!ENTITY % inline 'b | list'><!ENTITY % more SYSTEM 'more.mod'>%more;
             <!ELEMENT doc (head?, (p | list)+, ((more, p) | list)*)><!ELEMENT head (#PCDATA)>
             <!ELEMENT p (#PCDATA | %inline;)*><!ELEMENT b ANY><!ELEMENT list (p*)>
             <!ATTLIST doc id ID #IMPLIED kind (x|y) 'x' lang CDATA #FIXED \"it's\"><![INCLUDE[<!ATTLIST p a CDATA #REQUIRED>]]>",
        );
        assert_eq!(made.warnings, Vec::<String>::new());
        for text in [
            "<doc><p a=''>t<b/><list/></p></doc>",
            "<doc id='i' kind='y' lang=\"it's\"><head>h</head><list><p a='1'/></list><more n='q r'/><p a=''/></doc>",
            "<doc><list/><list/></doc>",
        ] {
            assert!(is_valid(&schema, text), "{text}\n{}", made.schema);
        }
        let (either, made) = self::schema("<!ELEMENT r (a|b)><!ELEMENT a EMPTY><!ELEMENT b EMPTY><!ELEMENT 1 EMPTY>");
        assert_eq!(made.warnings, ["`1` is no name of an element"]);
        assert!(is_valid(&either, "<r><b/></r>") && !is_valid(&either, "<r/>"), "{}", made.schema);
        for text in
            ["<doc/>", "<doc><p/></doc>", "<doc kind='z'><list/></doc>", "<doc><list/><more n=''/></doc>", "<head/>"]
        {
            assert!(!is_valid(&schema, text), "{text}\n{}", made.schema);
        }
    }

    #[test]
    fn namespaces_and_what_is_missing() {
        let (schema, made) = schema(
            "<!ELEMENT r (q:s, none?)><!ATTLIST r xmlns CDATA #FIXED 'u' xmlns:q CDATA #FIXED 'v'><!ELEMENT q:s EMPTY>\
             <!ATTLIST q:s q:a CDATA #IMPLIED xml:lang CDATA #IMPLIED><!ATTLIST lost x CDATA #IMPLIED>",
        );
        assert_eq!(made.warnings.len(), 2, "{:?}", made.warnings);
        assert!(is_valid(&schema, "<r xmlns='u'><s xmlns='v' xmlns:z='v' z:a='' xml:lang='en'/></r>"));
        assert!(!is_valid(&schema, "<r><s/></r>"));
    }
}
