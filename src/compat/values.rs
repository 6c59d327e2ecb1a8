//! Languages of values: what an attribute's value, or the text of an element without children, may be.
//!
//! Where a language is regular it is an [automaton](super::dfa), and inclusion is decided. Types whose meaning is not
//! regular (or too large to be written so) have two automata: one that holds all their texts and perhaps more, one
//! that holds only texts of theirs; rules on types and facets say more, and what neither can tell stays open.

use std::collections::HashMap;
use std::rc::Rc;

use super::arena::{Arena, DataLeaf, EMPTY, Node, Pat, TEXT, ValueLeaf};
use super::dfa::{self, Dfa, Words};
use crate::rng::datatype::{
    BUILTIN_LIBRARY, COMPATIBILITY_LIBRARY, Datatype, NoContext, Prefixes, Whitespace, XSD_LIBRARY,
};
use crate::rng::simple::Param;
use crate::text::{SourceId, Span};

/// A language between two others.
#[derive(Debug, Clone)]
pub(super) struct Language {
    /// Holds every text of the language.
    pub(super) over: Rc<Dfa>,
    /// Holds only texts of the language; the same as `over` where that is the language itself.
    pub(super) under: Rc<Dfa>,
}

impl Language {
    fn exact(dfa: Dfa) -> Self {
        let dfa = Rc::new(dfa);
        Self { over: dfa.clone(), under: dfa }
    }

    fn between(over: Dfa, under: Dfa) -> Self {
        Self { over: Rc::new(over), under: Rc::new(under) }
    }

    fn unknown() -> Self {
        Self::between(Dfa::any(), Dfa::none())
    }

    fn is_exact(&self) -> bool {
        Rc::ptr_eq(&self.over, &self.under)
    }

    fn combine(&self, other: &Self, keep: fn(bool, bool) -> bool) -> Self {
        if self.is_exact() && other.is_exact() {
            return self.over.combine(&other.over, keep).map_or_else(Self::unknown, Self::exact);
        }
        let over = self.over.combine(&other.over, keep).unwrap_or_else(Dfa::any);
        let under = self.under.combine(&other.under, keep).unwrap_or_else(Dfa::none);
        Self::between(over, under)
    }

    fn union(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a || b)
    }

    fn intersection(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a && b)
    }

    fn difference(&self, other: &Self) -> Self {
        if self.is_exact() && other.is_exact() {
            return self.over.difference(&other.over).map_or_else(Self::unknown, Self::exact);
        }
        let over = self.over.difference(&other.under).unwrap_or_else(Dfa::any);
        let under = self.under.difference(&other.over).unwrap_or_else(Dfa::none);
        Self::between(over, under)
    }

    fn map(&self, change: impl Fn(&Dfa) -> Option<Dfa>) -> Self {
        if self.is_exact() {
            return change(&self.over).map_or_else(Self::unknown, Self::exact);
        }
        Self::between(change(&self.over).unwrap_or_else(Dfa::any), change(&self.under).unwrap_or_else(Dfa::none))
    }
}

/// Whether all values of one pattern are values of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inclusion {
    /// They are.
    Yes,
    /// They are not; this is one that is not.
    No(String),
    /// Not known; this one may be one that is not.
    Open(Option<String>),
}

/// Languages of the patterns of an arena.
#[derive(Debug, Default)]
pub(super) struct Values {
    languages: HashMap<Pat, Language>,
    included: HashMap<(Pat, Pat), Inclusion>,
    cheapest: HashMap<Pat, Option<String>>,
}

/// The blank texts, which also match what matches nothing (RELAX NG specification, 6.2.7).
fn blank() -> Language {
    Dfa::regex("[ \t\n\r]*").map_or_else(Language::unknown, Language::exact)
}

impl Values {
    /// The texts that match a pattern as an attribute's value, or as all of an element's content.
    pub(super) fn language(&mut self, arena: &Arena, pat: Pat) -> Language {
        if let Some(known) = self.languages.get(&pat) {
            return known.clone();
        }
        let strict = self.strict(arena, pat);
        let language = if arena.nullable(pat) && pat != TEXT { strict.union(&blank()) } else { strict };
        self.languages.insert(pat, language.clone());
        language
    }

    fn strict(&mut self, arena: &Arena, pat: Pat) -> Language {
        if !arena.facts(pat).strings {
            return Language::exact(Dfa::none());
        }
        match arena.node(pat).clone() {
            Node::Text => Language::exact(Dfa::any()),
            Node::Choice(items) => {
                // Values of types that compare texts make one automaton.
                let mut words: HashMap<Whitespace, Vec<String>> = HashMap::new();
                let mut result = Language::exact(Dfa::none());
                for item in items.iter() {
                    if let Node::Value(leaf) = arena.node(*item) {
                        let leaf = &arena.values[*leaf as usize];
                        if let Some(datatype) = text_type(leaf) {
                            words.entry(datatype.whitespace()).or_default().push(leaf.value.to_string());
                            continue;
                        }
                    }
                    let own = self.strict(arena, *item);
                    result = result.union(&own);
                }
                for (mode, words) in words {
                    let dfa = Dfa::words(words.iter().map(|word| word.as_bytes()));
                    let own = dfa.map_or_else(Language::unknown, Language::exact);
                    result = result.union(&spaced(&own, mode));
                }
                result
            }
            Node::Group(a, b) => self.one_of(arena, &[a, b]),
            Node::Interleave(items) => self.one_of(arena, &items),
            Node::OneOrMore(item) => self.strict(arena, item),
            Node::List(item) => {
                let over = self.words(arena, item, true).and_then(|words| dfa::list(&words));
                let under = self.words(arena, item, false).and_then(|words| dfa::list(&words));
                match (over, under) {
                    (Some(over), Some(under)) if over == under => Language::exact(over),
                    (over, under) => Language::between(over.unwrap_or_else(Dfa::any), under.unwrap_or_else(Dfa::none)),
                }
            }
            Node::Data(leaf) => {
                let leaf = arena.data[leaf as usize].clone();
                let own = data(&leaf);
                match leaf.except {
                    Some(except) => {
                        let except = self.strict(arena, except);
                        own.difference(&except)
                    }
                    None => own,
                }
            }
            Node::Value(leaf) => value(&arena.values[leaf as usize]),
            Node::NotAllowed | Node::Empty | Node::Attribute(..) | Node::Element(_) => Language::exact(Dfa::none()),
        }
    }

    /// One member takes the text, the others do without.
    fn one_of(&mut self, arena: &Arena, members: &[Pat]) -> Language {
        let mut result = Language::exact(Dfa::none());
        for (index, member) in members.iter().enumerate() {
            if members.iter().enumerate().all(|(at, other)| at == index || arena.nullable(*other)) {
                let own = self.strict(arena, *member);
                result = result.union(&own);
            }
        }
        result
    }

    /// A list's content as an expression over words.
    fn words(&mut self, arena: &Arena, pat: Pat, over: bool) -> Option<Words> {
        Some(match arena.node(pat).clone() {
            Node::Empty => Words::Empty,
            Node::Choice(items) => {
                // What is one word anyway becomes one automaton.
                let (single, more): (Vec<Pat>, Vec<Pat>) = items
                    .iter()
                    .partition(|item| matches!(arena.node(**item), Node::Data(_) | Node::Value(_) | Node::Text));
                let mut all = Vec::new();
                let mut one = Dfa::none();
                for item in &single {
                    let own = self.language(arena, *item);
                    one = one.union(if over { &own.over } else { &own.under })?;
                }
                if !single.is_empty() {
                    all.push(Words::Word(one.intersection(&word()?)?));
                }
                for item in more {
                    all.push(self.words(arena, item, over)?);
                }
                Words::Choice(all)
            }
            Node::Group(a, b) => Words::Sequence(vec![self.words(arena, a, over)?, self.words(arena, b, over)?]),
            Node::OneOrMore(item) => Words::Plus(Box::new(self.words(arena, item, over)?)),
            Node::Data(_) | Node::Value(_) => {
                let own = self.strict(arena, pat);
                let own = if over { &own.over } else { &own.under };
                Words::Word(own.intersection(&word()?)?)
            }
            _ => return None,
        })
    }

    /// A short text that matches; `None` where nothing does.
    pub(super) fn cheapest(&mut self, arena: &Arena, pat: Pat) -> Option<String> {
        if let Some(known) = self.cheapest.get(&pat) {
            return known.clone();
        }
        let language = self.language(arena, pat);
        let text = language.under.cheapest().or_else(|| {
            // The automaton is only a guess: try some.
            if let Node::Choice(items) = arena.node(pat).clone() {
                return items.iter().find_map(|item| self.cheapest(arena, *item));
            }
            match arena.node(pat) {
                Node::Value(leaf) => Some(arena.values[*leaf as usize].value.to_string()),
                Node::Data(leaf) => {
                    let datatype = datatype_of(&arena.data[*leaf as usize])?;
                    let guess = language.over.cheapest();
                    PROBES
                        .iter()
                        .map(|probe| (*probe).to_owned())
                        .chain(guess)
                        .chain(arena.data[*leaf as usize].params.iter().map(|(_, value)| value.to_string()))
                        .find(|probe| datatype.is_valid(probe, &NoContext))
                }
                _ => None,
            }
        });
        self.cheapest.insert(pat, text.clone());
        text
    }

    /// Whether nothing at all matches, as far as is known.
    pub(super) fn is_empty(&mut self, arena: &Arena, pat: Pat) -> bool {
        self.language(arena, pat).over.is_empty()
    }

    /// Whether all texts that match `old` match `new`.
    pub(super) fn included(&mut self, arena: &Arena, old: Pat, new: Pat) -> Inclusion {
        if old == new || new == TEXT {
            return Inclusion::Yes;
        }
        if let Some(known) = self.included.get(&(old, new)) {
            return known.clone();
        }
        let result = self.decide(arena, old, new);
        self.included.insert((old, new), result.clone());
        result
    }

    fn decide(&mut self, arena: &Arena, old: Pat, new: Pat) -> Inclusion {
        let items = arena.items(new);
        let open: Vec<Pat> = arena.items(old).iter().copied().filter(|item| !subsumed(arena, *item, &items)).collect();
        if open.is_empty() {
            return Inclusion::Yes;
        }
        let right = self.language(arena, new);
        let mut uncertain = None;
        // Enumerations first as one: their examples are words as written.
        for item in open {
            let left = self.language(arena, item);
            match difference(&left.over, &right.under) {
                Some(None) => continue,
                Some(Some(text)) if left.is_exact() && right.is_exact() => {
                    let text = as_written(arena, item, &text);
                    return Inclusion::No(text);
                }
                first => {
                    if let Some(Some(text)) = difference(&left.under, &right.over) {
                        return Inclusion::No(text);
                    }
                    let guess = self.probe(arena, item, new).or(first.flatten());
                    uncertain = Some(Inclusion::Open(guess.or_else(|| uncertain_text(uncertain.as_ref()))));
                }
            }
        }
        uncertain.unwrap_or(Inclusion::Yes)
    }

    /// A text that tells two patterns apart, by trying.
    fn probe(&mut self, arena: &Arena, old: Pat, new: Pat) -> Option<String> {
        let mut texts: Vec<String> = PROBES.iter().map(|text| (*text).to_owned()).collect();
        for pat in [old, new] {
            for item in arena.items(pat).iter() {
                match arena.node(*item) {
                    Node::Data(leaf) => {
                        let bounds = &arena.data[*leaf as usize].params;
                        texts.extend(bounds.iter().map(|(_, value)| value.to_string()));
                    }
                    Node::Value(leaf) => texts.push(arena.values[*leaf as usize].value.to_string()),
                    _ => {}
                }
            }
        }
        texts.into_iter().find(|text| self.matches(arena, old, text) && !self.matches(arena, new, text))
    }

    /// Whether a text matches, by the datatypes themselves; lists only as their automata say.
    pub(super) fn matches(&mut self, arena: &Arena, pat: Pat, text: &str) -> bool {
        let is_blank = text.chars().all(crate::rng::datatype::is_xml_space);
        if arena.nullable(pat) && is_blank {
            return true;
        }
        match arena.node(pat).clone() {
            Node::Text => true,
            Node::Choice(items) => items.iter().any(|item| self.matches(arena, *item, text)),
            Node::Data(leaf) => {
                let leaf = &arena.data[leaf as usize];
                datatype_of(leaf).is_some_and(|datatype| datatype.is_valid(text, &NoContext))
                    && !leaf.except.is_some_and(|except| self.matches(arena, except, text))
            }
            Node::Value(leaf) => {
                let leaf = &arena.values[leaf as usize];
                let context = Prefixes { default: &leaf.namespace, list: &leaf.prefixes };
                plain_type(leaf).is_some_and(|datatype| {
                    let own = datatype.value(&leaf.value, &context);
                    own.is_some() && datatype.value(text, &NoContext) == own
                })
            }
            Node::OneOrMore(item) => self.matches(arena, item, text),
            Node::List(_) | Node::Group(..) | Node::Interleave(_) => {
                let language = self.language(arena, pat);
                Dfa::words([text.as_bytes()].into_iter())
                    .and_then(|one| one.intersection(&language.under))
                    .is_some_and(|both| !both.is_empty())
            }
            _ => false,
        }
    }
}

/// Texts that are worth a try where automata cannot tell.
const PROBES: [&str; 30] = [
    "",
    " ",
    "a",
    "A",
    "0",
    "1",
    "-1",
    "1.5",
    "-0.0",
    "1e3",
    "INF",
    "NaN",
    "true",
    "a b",
    "%",
    "#a#",
    "a:b",
    "é",
    "2024-02-29",
    "2023-01-01",
    "2024-02-29T23:59:59",
    "2024-02-29T23:59:59Z",
    "23:59:59",
    "--02-29",
    "---31",
    "2024",
    "2024-02",
    "P1Y",
    "PT1S",
    "TWFu",
];

fn uncertain_text(inclusion: Option<&Inclusion>) -> Option<String> {
    match inclusion {
        Some(Inclusion::Open(text)) => text.clone(),
        _ => None,
    }
}

/// `Some(None)` where there is no difference, `None` where it is too large to tell.
fn difference(left: &Dfa, right: &Dfa) -> Option<Option<String>> {
    let rest = left.difference(right)?;
    if rest.is_empty() {
        return Some(None);
    }
    // What only strings have that XML cannot hold is no difference.
    Some(rest.cheapest())
}

/// An example of an enumeration is its value as the schema writes it, where that will do.
fn as_written(arena: &Arena, item: Pat, text: &str) -> String {
    if let Node::Value(leaf) = arena.node(item) {
        let leaf = &arena.values[*leaf as usize];
        if let Some(datatype) = text_type(leaf)
            && datatype.normalize(text) == *leaf.value
        {
            return leaf.value.to_string();
        }
    }
    text.to_owned()
}

fn word() -> Option<Dfa> {
    Dfa::regex("[^ \t\n\r]+")
}

fn params(leaf: &DataLeaf) -> Vec<Param> {
    let nowhere = Span::at(SourceId::default(), 0);
    leaf.params.iter().map(|(name, value)| Param { name: name.clone(), value: value.clone(), span: nowhere }).collect()
}

fn datatype_of(leaf: &DataLeaf) -> Option<Datatype> {
    Datatype::new(&leaf.datatype.library, &leaf.datatype.name, &params(leaf)).ok()
}

fn plain_type(leaf: &ValueLeaf) -> Option<Datatype> {
    Datatype::new(&leaf.datatype.library, &leaf.datatype.name, &[]).ok()
}

/// The type of a value that is compared as a text and belongs to its type.
fn text_type(leaf: &ValueLeaf) -> Option<Datatype> {
    plain_type(leaf).filter(|datatype| datatype.compares_text() && datatype.is_valid(&leaf.value, &NoContext))
}

/// The texts that become one of these by normalisation.
fn spaced(language: &Language, mode: Whitespace) -> Language {
    match mode {
        Whitespace::Preserve => language.clone(),
        Whitespace::Replace => language.map(|dfa| Some(dfa.clone().before_replace())),
        Whitespace::Collapse => language.map(Dfa::before_collapse),
    }
}

fn value(leaf: &ValueLeaf) -> Language {
    let Some(datatype) = plain_type(leaf) else { return Language::unknown() };
    if let Some(datatype) = text_type(leaf) {
        let dfa = Dfa::words([leaf.value.as_bytes()].into_iter());
        return spaced(&dfa.map_or_else(Language::unknown, Language::exact), datatype.whitespace());
    }
    let context = Prefixes { default: &leaf.namespace, list: &leaf.prefixes };
    if datatype.value(&leaf.value, &context).is_none() {
        return Language::exact(Dfa::none());
    }
    let plain = DataLeaf { datatype: leaf.datatype.clone(), params: Vec::new(), except: None };
    let exact = match base(&leaf.datatype.name) {
        Base::Boolean if matches!(&*leaf.value, "true" | "1") => Dfa::regex("true|1"),
        Base::Boolean => Dfa::regex("false|0"),
        Base::Decimal => {
            let bounds = |name: &str| (std::sync::Arc::from(name), leaf.value.clone());
            let equal = DataLeaf { params: vec![bounds("minInclusive"), bounds("maxInclusive")], ..plain };
            return data(&equal);
        }
        _ => None,
    };
    if let Some(exact) = exact {
        return spaced(&Language::exact(exact), Whitespace::Collapse);
    }
    let own = Dfa::words([leaf.value.as_bytes()].into_iter()).unwrap_or_else(Dfa::none);
    let own = if datatype.is_context_dependent() { Dfa::none() } else { own };
    let over = data(&plain).over.as_ref().clone();
    Language::between(over, own)
}

/// How the texts of a type are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    /// By a pattern in XML Schema's syntax that says all.
    Pattern(&'static str),
    /// A list of words of such a pattern.
    List(&'static str),
    Boolean,
    Decimal,
    /// More than the second pattern, less than the first.
    Between(&'static str, &'static str),
}

const INTEGER: &str = "[+\\-]?[0-9]+";

fn base(name: &str) -> Base {
    match name {
        "string" | "normalizedString" | "token" | "untypedAtomic" | "anyAtomicType" => Base::Pattern("(.|\n|\r)*"),
        "language" => Base::Pattern("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
        "NMTOKEN" => Base::Pattern("\\c+"),
        "NMTOKENS" => Base::List("\\c+"),
        "Name" => Base::Pattern("\\i\\c*"),
        "NCName" | "ID" | "IDREF" => Base::Pattern("[\\i-[:]][\\c-[:]]*"),
        "IDREFS" => Base::List("[\\i-[:]][\\c-[:]]*"),
        "boolean" => Base::Boolean,
        "hexBinary" => Base::Pattern("([0-9a-fA-F]{2})*"),
        "float" | "double" => Base::Pattern("INF|-INF|NaN|[+\\-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+\\-]?[0-9]+)?"),
        "QName" | "NOTATION" => Base::Between("([\\i-[:]][\\c-[:]]*:)?[\\i-[:]][\\c-[:]]*", "[\\i-[:]][\\c-[:]]*"),
        "ENTITY" => Base::Between("[\\i-[:]][\\c-[:]]*", "[^\\s\\S]"),
        "ENTITIES" => Base::Between("[\\i-[:]][\\c-[: ]]*", "[^\\s\\S]"),
        "anyURI" => Base::Between(
            "([^%#]|%[0-9a-fA-F]{2})*(#([^%#]|%[0-9a-fA-F]{2})*)?",
            "[^%#:/?\\[\\]]*((/[^%#:/?\\[\\]]+)*|#[^%#\\[\\]]*)",
        ),
        "duration" => Base::Between("-?P[0-9YMDTHS.]+", "-?P[0-9]{1,4}[YMD]|-?PT[0-9]{1,4}[HMS]"),
        "dateTime" => Base::Between(
            "-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+\\-][0-9:]{5})?",
            "[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?",
        ),
        "date" => Base::Between(
            "-?[0-9]{4,}-[0-9]{2}-[0-9]{2}(Z|[+\\-][0-9:]{5})?",
            "[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])Z?",
        ),
        "time" => Base::Between("[0-9:.]+(Z|[+\\-][0-9:]{5})?", "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?"),
        "gYearMonth" => Base::Between("-?[0-9]{4,}-[0-9]{2}(Z|[+\\-][0-9:]{5})?", "[1-9][0-9]{3}-(0[1-9]|1[0-2])Z?"),
        "gYear" => Base::Between("-?[0-9]{4,}(Z|[+\\-][0-9:]{5})?", "[1-9][0-9]{3}Z?"),
        "gMonthDay" => {
            Base::Between("--[0-9]{2}-[0-9]{2}(Z|[+\\-][0-9:]{5})?", "--(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])Z?")
        }
        "gDay" => Base::Between("---[0-9]{2}(Z|[+\\-][0-9:]{5})?", "---(0[1-9]|[12][0-9]|3[01])Z?"),
        "gMonth" => Base::Between("--[0-9]{2}(--)?(Z|[+\\-][0-9:]{5})?", "--(0[1-9]|1[0-2])Z?"),
        "base64Binary" => Base::Between("[A-Za-z0-9+/= ]*", "([A-Za-z0-9+/]{4})*"),
        "decimal" => Base::Decimal,
        _ => Base::Decimal,
    }
}

/// The bounds of the derived integer types.
fn integer_bounds(name: &str) -> Option<(Option<&'static str>, Option<&'static str>)> {
    Some(match name {
        "integer" => (None, None),
        "nonPositiveInteger" => (None, Some("0")),
        "negativeInteger" => (None, Some("-1")),
        "nonNegativeInteger" => (Some("0"), None),
        "positiveInteger" => (Some("1"), None),
        "long" => (Some("-9223372036854775808"), Some("9223372036854775807")),
        "int" => (Some("-2147483648"), Some("2147483647")),
        "short" => (Some("-32768"), Some("32767")),
        "byte" => (Some("-128"), Some("127")),
        "unsignedLong" => (Some("0"), Some("18446744073709551615")),
        "unsignedInt" => (Some("0"), Some("4294967295")),
        "unsignedShort" => (Some("0"), Some("65535")),
        "unsignedByte" => (Some("0"), Some("255")),
        _ => return None,
    })
}

fn regular(dfa: Option<Dfa>) -> Language {
    dfa.map_or_else(Language::unknown, Language::exact)
}

/// The texts of a type with its facets, without the exceptions.
fn data(leaf: &DataLeaf) -> Language {
    let (library, name) = (&*leaf.datatype.library, &*leaf.datatype.name);
    if ![BUILTIN_LIBRARY, COMPATIBILITY_LIBRARY, XSD_LIBRARY].contains(&library) {
        return Language::unknown();
    }
    let Some(datatype) = datatype_of(leaf) else { return Language::unknown() };
    if datatype.accepts_all() {
        return Language::exact(Dfa::any());
    }
    let base = base(name);
    // In terms of normalised texts.
    let mut language = match base {
        Base::Pattern(pattern) => regular(Dfa::xsd_pattern(pattern)),
        Base::List(pattern) => regular(Dfa::xsd_pattern(&format!("({pattern})( ({pattern}))*"))),
        Base::Boolean => regular(Dfa::regex("true|false|0|1")),
        Base::Decimal => match integer_bounds(name) {
            None => regular(Dfa::regex("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)")),
            Some((min, max)) => {
                let mut own = regular(Dfa::regex(&INTEGER.replace("\\-", "-")));
                for (bound, below) in [(min, false), (max, true)] {
                    if let Some(bound) = bound {
                        own = own.intersection(&regular(limit(bound, below, true)));
                    }
                }
                own
            }
        },
        Base::Between(over, under) => Language::between(
            Dfa::xsd_pattern(over).unwrap_or_else(Dfa::any),
            Dfa::xsd_pattern(under).unwrap_or_else(Dfa::none),
        ),
    };
    for (facet, value) in &leaf.params {
        let own = match &**facet {
            "pattern" => regular(Dfa::xsd_pattern(value)),
            "length" => length(base, value, value),
            "minLength" => length(base, value, ""),
            "maxLength" => length(base, "0", value),
            "minInclusive" | "minExclusive" | "maxInclusive" | "maxExclusive" if base == Base::Decimal => {
                let below = facet.starts_with("max");
                regular(limit(value.trim(), below, facet.ends_with("Inclusive")))
            }
            "totalDigits" if base == Base::Decimal => regular(digits(value, true)),
            "fractionDigits" if base == Base::Decimal => regular(digits(value, false)),
            _ => Language::unknown(),
        };
        language = language.intersection(&own);
    }
    spaced(&language, datatype.whitespace())
}

/// Longest lengths that are counted by an automaton.
const MAX_LENGTH: usize = 1000;

fn length(base: Base, min: &str, max: &str) -> Language {
    let count = |text: &str| text.trim().trim_start_matches('+').parse::<usize>().ok();
    let min = count(min).unwrap_or(usize::MAX);
    let max = if max.is_empty() { None } else { Some(count(max).unwrap_or(usize::MAX)) };
    if min > MAX_LENGTH || max.is_some_and(|max| max > MAX_LENGTH) {
        return match max {
            // No short text breaks it.
            Some(max) if min == 0 => {
                let under = Dfa::regex(&format!("(?s).{{0,{}}}", MAX_LENGTH.min(max))).unwrap_or_else(Dfa::none);
                Language::between(Dfa::any(), under)
            }
            _ => Language::unknown(),
        };
    }
    let unit = match base {
        Base::List(_) => "[^ ]+",
        Base::Pattern("([0-9a-fA-F]{2})*") => "..",
        Base::Pattern(_) => ".",
        // Lengths of URIs are counted in characters as well; those of base64 in octets.
        Base::Between(over, _) if over.starts_with("([^%#]") => ".",
        _ => return Language::unknown(),
    };
    let range = |min: usize, max: Option<usize>| match max {
        Some(max) => format!("{{{min},{max}}}"),
        None => format!("{{{min},}}"),
    };
    let source = match (base, max) {
        (Base::List(_), Some(max)) if max < min => return Language::exact(Dfa::none()),
        (_, Some(max)) if max < min => return Language::exact(Dfa::none()),
        (Base::List(_), Some(0)) => return Language::exact(Dfa::none()),
        (Base::List(_), max) => {
            format!("{unit}( {unit}){}", range(min.saturating_sub(1), max.map(|max| max - 1)))
        }
        (_, max) => format!("(?s)({unit}){}", range(min, max)),
    };
    regular(Dfa::regex(&source))
}

/// The decimal numbers, as texts, on one side of a bound.
fn limit(bound: &str, below: bool, inclusive: bool) -> Option<Dfa> {
    let (negative, magnitude) = match bound.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, bound.strip_prefix('+').unwrap_or(bound)),
    };
    let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let zero = whole.is_empty() && fraction.is_empty();
    let negative = negative && !zero;
    let any_fraction = "(\\.[0-9]*)?";
    let some = "(0+(\\.0*)?|\\.0+)";
    let equal = match (whole.is_empty(), fraction.is_empty()) {
        (true, true) => some.to_owned(),
        (true, false) => format!("0*\\.{fraction}0*"),
        (false, true) => format!("0*{whole}(\\.0*)?"),
        (false, false) => format!("0*{whole}\\.{fraction}0*"),
    };
    // Greater magnitudes: more digits, or a greater digit first.
    let mut greater = vec![format!("0*[1-9][0-9]{{{},}}{any_fraction}", whole.len())];
    for (index, digit) in whole.bytes().enumerate() {
        if digit < b'9' {
            let rest = whole.len() - index - 1;
            let next = char::from(digit + 1);
            greater.push(format!("0*{}[{next}-9][0-9]{{{rest}}}{any_fraction}", &whole[..index]));
        }
    }
    for (index, digit) in fraction.bytes().enumerate() {
        if digit < b'9' {
            let next = char::from(digit + 1);
            greater.push(format!("0*{whole}\\.{}[{next}-9][0-9]*", &fraction[..index]));
        }
    }
    greater.push(format!("0*{whole}\\.{fraction}[0-9]*[1-9][0-9]*"));
    let greater = format!("({})", greater.join("|"));
    let sign = if zero {
        "[+-]?"
    } else if negative {
        "-"
    } else {
        "\\+?"
    };
    // Numbers beyond the bound on its own side of zero, and the bound itself.
    let equal = Dfa::regex(&format!("{sign}({equal})"))?;
    let outward = Dfa::regex(&format!("{}{greater}", if negative { "-" } else { "\\+?" }))?;
    let result = if below == negative {
        outward
    } else {
        let numbers = Dfa::regex("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)")?;
        numbers.difference(&outward)?.difference(&equal)?
    };
    if inclusive { result.union(&equal) } else { result.difference(&equal) }
}

fn digits(count: &str, total: bool) -> Option<Dfa> {
    let count: usize = count.trim().trim_start_matches('+').parse().ok().filter(|count| *count <= 60)?;
    if !total {
        return Dfa::regex(&format!("[+-]?[0-9]*(\\.[0-9]{{0,{count}}}0*)?"));
    }
    let all: Vec<String> =
        (0..=count).map(|whole| format!("0*[0-9]{{0,{whole}}}(\\.[0-9]{{0,{}}}0*)?", count - whole)).collect();
    Dfa::regex(&format!("[+-]?({})", all.join("|")))
}

/// Whether an item's values are among those of one of the others by what they are, without automata.
fn subsumed(arena: &Arena, item: Pat, others: &[Pat]) -> bool {
    if item == EMPTY && others.iter().any(|other| arena.nullable(*other)) {
        return true;
    }
    others.contains(&item)
        || others.iter().any(|other| match (arena.node(item), arena.node(*other)) {
            (_, Node::Text) => true,
            (Node::Data(a), Node::Data(b)) => {
                let (a, b) = (&arena.data[*a as usize], &arena.data[*b as usize]);
                derived(a, b) && (b.except.is_none() || a.except == b.except) && facets_imply(a, b)
            }
            (Node::Value(a), Node::Data(b)) => {
                let (a, b) = (&arena.values[*a as usize], &arena.data[*b as usize]);
                // Other texts of the same value have the same order, not the same pattern or length.
                let ordered = b.params.iter().all(|(name, _)| name.contains("clusive"));
                a.datatype == b.datatype
                    && b.except.is_none()
                    && ordered
                    && datatype_of(b).is_some_and(|datatype| {
                        let context = Prefixes { default: &a.namespace, list: &a.prefixes };
                        datatype.is_valid(&a.value, &context)
                    })
            }
            (Node::Value(a), Node::Value(b)) => {
                let (a, b) = (&arena.values[*a as usize], &arena.values[*b as usize]);
                let context = |leaf: &ValueLeaf| (leaf.namespace.clone(), leaf.prefixes.clone());
                let ((default_a, list_a), (default_b, list_b)) = (context(a), context(b));
                a.datatype == b.datatype
                    && plain_type(a).is_some_and(|datatype| {
                        let own = datatype.value(&a.value, &Prefixes { default: &default_a, list: &list_a });
                        own.is_some()
                            && own == datatype.value(&b.value, &Prefixes { default: &default_b, list: &list_b })
                    })
            }
            (Node::List(_) | Node::OneOrMore(_) | Node::Group(..) | Node::Interleave(_), _) => false,
            _ => false,
        })
}

/// Whether every value of the first type is one of the second, facets aside.
fn derived(a: &DataLeaf, b: &DataLeaf) -> bool {
    if a.datatype == b.datatype {
        return true;
    }
    let id = |leaf: &DataLeaf| *leaf.datatype.library != *BUILTIN_LIBRARY;
    id(a) && id(b) && matches!((&*a.datatype.name, &*b.datatype.name), ("ENTITY", "NCName" | "Name" | "NMTOKEN"))
}

/// Whether each facet of the second follows from those of the first.
fn facets_imply(a: &DataLeaf, b: &DataLeaf) -> bool {
    b.params.iter().all(|facet| {
        a.params.contains(facet)
            || a.params.iter().any(|(name, value)| {
                let number = |text: &str| text.trim().parse::<u64>().ok();
                let least = |text: &str| number(value).zip(number(text)).is_some_and(|(own, other)| own >= other);
                let most = |text: &str| number(value).zip(number(text)).is_some_and(|(own, other)| own <= other);
                match (&**name, &*facet.0) {
                    ("minLength" | "length", "minLength") => least(&facet.1),
                    ("maxLength" | "length", "maxLength") => most(&facet.1),
                    ("totalDigits", "totalDigits") | ("fractionDigits", "fractionDigits") => most(&facet.1),
                    // A bound that the other's bound allows, or is itself but exclusive, is the narrower one.
                    (own, other)
                        if own.len() == other.len() && own[..3] == other[..3] && own.contains("clusive")
                            || own.contains("clusive") && other.contains("clusive") && own[..3] == other[..3] =>
                    {
                        let single =
                            DataLeaf { datatype: b.datatype.clone(), params: vec![facet.clone()], except: None };
                        datatype_of(&single).is_some_and(|datatype| datatype.is_valid(value, &NoContext))
                    }
                    _ => false,
                }
            })
    })
}
