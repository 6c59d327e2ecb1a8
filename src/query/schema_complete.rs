//! What may be written at a place of a schema, in both syntaxes.

use std::ops::Range;
use std::sync::Arc;

use super::complete::{Item, ItemKind};
use super::schema::{Index, NameKind, inner, outline};
use crate::rng;
use crate::rng::ast::{PatternKind, Syntax};
use crate::text::Sources;

/// Keywords that begin or are a pattern.
const PATTERNS: [(&str, &str, &str); 15] = [
    ("element", "element ${1:name} { ${2:text} }$0", "an element"),
    ("attribute", "attribute ${1:name} { ${2:text} }$0", "an attribute"),
    ("text", "text", "any text among elements"),
    ("empty", "empty", "nothing"),
    ("notAllowed", "notAllowed", "what never matches"),
    ("list", "list { $1 }$0", "words separated by white space"),
    ("mixed", "mixed { $1 }$0", "elements with text among them"),
    ("grammar", "grammar { start = $1 }$0", "a grammar of its own"),
    ("external", "external \"$1\"$0", "the pattern of another file"),
    ("parent", "parent $0", "a definition of the grammar around"),
    ("string", "string", "text, compared as it is"),
    ("token", "token", "text, compared without white space around it"),
    ("div", "div { $1 }$0", "definitions grouped together"),
    ("include", "include \"$1\"$0", "the definitions of another file"),
    ("start", "start = $0", "what documents begin with"),
];

/// The datatypes of XML Schema.
const TYPES: [&str; 44] = [
    "string",
    "normalizedString",
    "token",
    "language",
    "Name",
    "NCName",
    "NMTOKEN",
    "NMTOKENS",
    "ID",
    "IDREF",
    "IDREFS",
    "ENTITY",
    "ENTITIES",
    "QName",
    "NOTATION",
    "anyURI",
    "boolean",
    "base64Binary",
    "hexBinary",
    "decimal",
    "integer",
    "nonPositiveInteger",
    "negativeInteger",
    "nonNegativeInteger",
    "positiveInteger",
    "long",
    "int",
    "short",
    "byte",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "float",
    "double",
    "duration",
    "dateTime",
    "time",
    "date",
    "gYearMonth",
    "gYear",
    "gMonthDay",
    "gDay",
    "gMonth",
];

/// The parameters that a datatype takes (XML Schema Part 2, section 4.1.5).
#[must_use]
pub fn parameters(datatype: &str) -> Vec<&'static str> {
    let length = ["length", "minLength", "maxLength"];
    let range = ["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"];
    let mut all = vec!["pattern"];
    match datatype {
        "boolean" => {}
        "float" | "double" | "duration" | "dateTime" | "time" | "date" | "gYearMonth" | "gYear" | "gMonthDay"
        | "gDay" | "gMonth" => all.extend(range),
        "decimal" => {
            all.extend(range);
            all.extend(["totalDigits", "fractionDigits"]);
        }
        "integer" | "nonPositiveInteger" | "negativeInteger" | "nonNegativeInteger" | "positiveInteger" | "long"
        | "int" | "short" | "byte" | "unsignedLong" | "unsignedInt" | "unsignedShort" | "unsignedByte" => {
            all.extend(range);
            all.push("totalDigits");
        }
        "NMTOKENS" | "IDREFS" | "ENTITIES" => {
            all.clear();
            all.extend(length);
        }
        _ => all.extend(length),
    }
    all
}

/// The libraries that prefixes are mostly bound to.
pub(super) const LIBRARIES: [(&str, &str); 1] = [("xsd", rng::ast::XSD_LIBRARY)];

/// What may be completed in a schema: names from an index, and what the syntax has.
#[must_use]
pub fn complete(text: &str, syntax: Syntax, index: &Index, sources: &Sources, offset: usize) -> Vec<Item> {
    let names = |kind: NameKind| -> Vec<(Arc<str>, Option<String>)> {
        let mut found: Vec<(Arc<str>, Option<String>)> = Vec::new();
        for one in index.occurrences.iter().filter(|one| one.is_definition && one.kind == kind) {
            if !found.iter().any(|(name, _)| *name == one.name) {
                found.push((one.name.clone(), one.documentation.clone()));
            }
        }
        found
    };
    let define_items = |replace: &Range<usize>| -> Vec<Item> {
        names(NameKind::Define)
            .into_iter()
            .map(|(name, documentation)| {
                let mut item = Item::new(ItemKind::Define, name.to_string(), replace.clone());
                item.documentation = documentation;
                item
            })
            .collect()
    };
    match syntax {
        Syntax::Compact => compact(text, offset, index, sources, &names, &define_items),
        Syntax::Xml => {
            use super::place::Place;
            let tree = super::Tree::new(text.into());
            let Place::AttributeValue { element, attribute, value } = Place::at(&tree, offset) else {
                return Vec::new();
            };
            let local = tree.name(element).rsplit(':').next().unwrap_or("");
            match (local, &text[tree.attributes(element)[attribute].name()]) {
                ("ref" | "parentRef" | "define", "name") => define_items(&value),
                ("data" | "value", "type") => {
                    TYPES.iter().map(|name| Item::new(ItemKind::Datatype, *name, value.clone())).collect()
                }
                (_, "datatypeLibrary") => {
                    vec![Item::new(ItemKind::Value, rng::ast::XSD_LIBRARY, value)]
                }
                ("param", "name") => {
                    let datatype =
                        tree.parent(element).and_then(|data| tree.attribute(data, "type")).unwrap_or_default();
                    let all = parameters(&datatype).into_iter();
                    all.map(|name| Item::new(ItemKind::Keyword, name, value.clone())).collect()
                }
                _ => Vec::new(),
            }
        }
    }
}

fn compact(
    text: &str,
    offset: usize,
    index: &Index,
    sources: &Sources,
    names: &dyn Fn(NameKind) -> Vec<(Arc<str>, Option<String>)>,
    define_items: &dyn Fn(&Range<usize>) -> Vec<Item>,
) -> Vec<Item> {
    use super::lexemes::{Lexeme, LexemeKind, lex};
    let lexemes = lex(text);
    if lexemes.iter().any(|one| {
        matches!(one.kind, LexemeKind::Comment | LexemeKind::Documentation)
            && one.range.start < offset
            && offset <= one.range.end
    }) {
        return Vec::new();
    }
    // XPath in the annotations of Schematron
    if let Some(string) =
        lexemes.iter().find(|one| one.kind == LexemeKind::String && one.range.start < offset && offset < one.range.end)
    {
        let before: Vec<&Lexeme> = lexemes.iter().filter(|one| one.range.end <= string.range.start).collect();
        let word = |back: usize| before.len().checked_sub(back).map_or("", |at| &text[before[at].range.clone()]);
        if word(1) == "=" && matches!(word(2), "context" | "test" | "select" | "subject" | "value") {
            return names_in_xpath(index, sources, text, offset);
        }
        return Vec::new();
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\\');
    let start =
        text[..offset].char_indices().rev().take_while(|(_, c)| is_name(*c)).last().map_or(offset, |(at, _)| at);
    let end = offset + text[offset..].find(|c| !is_name(c)).unwrap_or(text.len() - offset);
    let replace = start..end;
    let before: Vec<&Lexeme> = lexemes
        .iter()
        .filter(|one| one.range.end <= start && !matches!(one.kind, LexemeKind::Comment | LexemeKind::Documentation))
        .collect();
    let word = |back: usize| before.len().checked_sub(back).map_or("", |at| &text[before[at].range.clone()]);
    let keyword = |(name, snippet, words): &(&str, &str, &str)| {
        let mut item = Item::new(ItemKind::Keyword, *name, replace.clone());
        item.detail = Some((*words).to_owned());
        if snippet.contains('$') {
            item.snippet = Some((*snippet).to_owned());
        }
        item
    };
    // behind a prefix
    if text[..start].ends_with(':') {
        let prefix_end = start - 1;
        let prefix_start = text[..prefix_end]
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_name(*c))
            .last()
            .map_or(prefix_end, |(at, _)| at);
        let prefix = &text[prefix_start..prefix_end];
        let is_library = names(NameKind::Datatypes).iter().any(|(name, _)| **name == *prefix)
            || LIBRARIES.iter().any(|(name, _)| *name == prefix);
        if is_library {
            return TYPES.iter().map(|name| Item::new(ItemKind::Datatype, *name, replace.clone())).collect();
        }
        return elements_of(index, sources, &replace);
    }
    // in the braces of a datatype: `xsd:string { … }`
    let mut depth = 0usize;
    let mut opening = None;
    for (at, one) in before.iter().enumerate().rev() {
        match &text[one.range.clone()] {
            "}" => depth += 1,
            "{" if depth == 0 => {
                opening = Some(at);
                break;
            }
            "{" => depth -= 1,
            _ => {}
        }
    }
    if let Some(at) = opening.filter(|at| *at >= 3)
        && &text[before[at - 2].range.clone()] == ":"
    {
        let around = before.get(at.wrapping_sub(4)).map_or("", |one| &text[one.range.clone()]);
        let library = &text[before[at - 3].range.clone()];
        let is_library = names(NameKind::Datatypes).iter().any(|(name, _)| **name == *library) || library == "xsd";
        if is_library && !matches!(around, "element" | "attribute") {
            let datatype = &text[before[at - 1].range.clone()];
            return parameters(datatype)
                .into_iter()
                .map(|name| {
                    let mut item = Item::new(ItemKind::Keyword, name, replace.clone());
                    item.snippet = Some(format!("{name} = \"$1\"$0"));
                    item
                })
                .collect();
        }
    }
    match word(1) {
        "element" | "attribute" => {
            let mut items = elements_of(index, sources, &replace);
            for (prefix, _) in names(NameKind::Namespace) {
                let mut item = Item::new(ItemKind::Name, format!("{prefix}:"), replace.clone());
                item.then_complete = true;
                items.push(item);
            }
            items
        }
        "parent" => define_items(&replace),
        "namespace" | "datatypes" => LIBRARIES
            .iter()
            .filter(|_| word(1) == "datatypes")
            .map(|(prefix, uri)| {
                let mut item = Item::new(ItemKind::Snippet, *prefix, replace.clone());
                item.text = format!("{prefix} = \"{uri}\"");
                item
            })
            .collect(),
        "default" => vec![Item::new(ItemKind::Keyword, "namespace", replace)],
        "=" if matches!(word(3), "namespace" | "datatypes") => Vec::new(),
        "=" | "|=" | "&=" | "(" | "," | "|" | "&" | "-" => {
            let mut items = define_items(&replace);
            items.extend(PATTERNS.iter().take(12).map(keyword));
            items.extend(prefixes(names, &replace));
            items
        }
        "{" => {
            let opener = word(2);
            let is_grammar =
                matches!(opener, "grammar" | "div") || word(3) == "include" || word(2).starts_with(['"', '\'']);
            if is_grammar {
                top(&replace, &keyword, define_items)
            } else {
                let mut items = define_items(&replace);
                items.extend(PATTERNS.iter().take(12).map(keyword));
                items.extend(prefixes(names, &replace));
                items
            }
        }
        _ => top(&replace, &keyword, define_items),
    }
}

/// What may begin a line: keywords, and names to define or to override.
fn top(
    replace: &Range<usize>,
    keyword: &dyn Fn(&(&str, &str, &str)) -> Item,
    define_items: &dyn Fn(&Range<usize>) -> Vec<Item>,
) -> Vec<Item> {
    let mut items: Vec<Item> = PATTERNS.iter().skip(12).map(keyword).collect();
    for (name, snippet) in [
        ("namespace", "namespace ${1:prefix} = \"$2\"$0"),
        ("default namespace", "default namespace = \"$1\"$0"),
        ("datatypes", "datatypes ${1:xsd} = \"${2:http://www.w3.org/2001/XMLSchema-datatypes}\"$0"),
        ("element", "element ${1:name} { ${2:text} }$0"),
    ] {
        let mut item = Item::new(ItemKind::Keyword, name, replace.clone());
        item.snippet = Some(snippet.to_owned());
        items.push(item);
    }
    items.extend(define_items(replace));
    items
}

fn prefixes(names: &dyn Fn(NameKind) -> Vec<(Arc<str>, Option<String>)>, replace: &Range<usize>) -> Vec<Item> {
    let mut found: Vec<String> = names(NameKind::Datatypes).into_iter().map(|(name, _)| name.to_string()).collect();
    if !found.iter().any(|name| name == "xsd") {
        found.push("xsd".to_owned());
    }
    found
        .into_iter()
        .map(|name| {
            let mut item = Item::new(ItemKind::Datatype, format!("{name}:"), replace.clone());
            item.then_complete = true;
            item
        })
        .collect()
}

/// The names of elements and attributes that the files of a schema have.
fn pattern_names(sources: &Sources, is_attribute: Option<bool>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for source in sources.iter() {
        let (schema, _) = rng::parse(source);
        let mut all = Vec::new();
        match &schema.pattern.kind {
            PatternKind::Grammar(components) => outline(components, sources, &mut all),
            _ => inner(&schema.pattern, sources, &mut all),
        }
        let mut stack = all;
        while let Some(one) = stack.pop() {
            let name = match is_attribute {
                Some(true) => one.name.strip_prefix("attribute "),
                Some(false) => one.name.strip_prefix("element "),
                None => one.name.strip_prefix("element ").or_else(|| one.name.strip_prefix("attribute ")),
            };
            if let Some(name) = name.filter(|name| crate::xml::is_name(name)) {
                found.push(name.to_owned());
            }
            stack.extend(one.children);
        }
    }
    found.sort();
    found.dedup();
    found
}

fn elements_of(_index: &Index, sources: &Sources, replace: &Range<usize>) -> Vec<Item> {
    let names = pattern_names(sources, None).into_iter();
    names
        .map(|name| Item::new(ItemKind::Element, name.rsplit(':').next().unwrap_or("").to_owned(), replace.clone()))
        .collect()
}

/// Names of elements and attributes for an XPath expression.
fn names_in_xpath(_index: &Index, sources: &Sources, text: &str, offset: usize) -> Vec<Item> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let start =
        text[..offset].char_indices().rev().take_while(|(_, c)| is_name(*c)).last().map_or(offset, |(at, _)| at);
    let is_attribute = text[..start].ends_with('@');
    let kind = if is_attribute { ItemKind::Attribute } else { ItemKind::Element };
    let names = pattern_names(sources, Some(is_attribute)).into_iter();
    names.map(|name| Item::new(kind, name, start..offset)).collect()
}
