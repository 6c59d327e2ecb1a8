//! Which Rust type holds a value.

use std::collections::{HashMap, HashSet};

use crate::rng::datatype::{COMPATIBILITY_LIBRARY, Datatype, XSD_LIBRARY};
use crate::rng::simple::{DatatypeName, Grammar, Param, Pattern, PatternId};

use super::content::Alternative;
use super::model::{ExceptConst, LiteralConst, Scalar, Simple, SimpleKind, TypeConst};
use super::names::pascal;

/// Where a value stands, for the name of its type.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The record's name.
    pub owner: String,
    /// The attribute's or element's name.
    pub item: String,
    /// The define in whose body the attribute or element stands.
    pub define: Option<String>,
}

pub(super) struct Scalars<'g> {
    grammar: &'g Grammar,
    big_integers: bool,
    pub simples: Vec<Simple>,
    shared: HashMap<(Option<String>, String, SimpleKind), usize>,
}

impl<'g> Scalars<'g> {
    pub fn new(grammar: &'g Grammar, big_integers: bool) -> Self {
        Self { grammar, big_integers, simples: Vec::new(), shared: HashMap::new() }
    }

    pub fn grammar(&self) -> &'g Grammar {
        self.grammar
    }

    /// The type for a choice of `alternatives`, none of them `Empty` unless an empty value is one of its own.
    pub fn scalar(&mut self, source: Option<PatternId>, alternatives: &[Alternative], place: &Place) -> Scalar {
        if alternatives.contains(&Alternative::Text) || alternatives.is_empty() {
            return Scalar::Text;
        }
        let mut literals = Literals::default();
        let mut others: Vec<(String, Scalar)> = Vec::new();
        for alternative in alternatives {
            match *alternative {
                Alternative::Empty => {
                    literals.push(token(""), String::new());
                }
                Alternative::Value(id) => {
                    let Pattern::Value { datatype, value, .. } = self.grammar.pattern(id) else { continue };
                    if matches!(&*datatype.name, "QName" | "NOTATION") && *datatype.library == *XSD_LIBRARY {
                        push_other(&mut others, "Name".to_owned(), Scalar::Name);
                        continue;
                    }
                    let literal = literal(datatype, value);
                    let documentation = self.documentation(id);
                    literals.push(literal, documentation);
                }
                Alternative::Data(id) => {
                    let Pattern::Data { datatype, params, except } = self.grammar.pattern(id) else { continue };
                    let scalar = self.data(id, datatype, params, *except, place);
                    let name = self.own_define(id, place).unwrap_or_else(|| datatype.name.to_string());
                    push_other(&mut others, pascal(&name), scalar);
                }
                Alternative::List(id) => {
                    let Pattern::List(inner) = self.grammar.pattern(id) else { continue };
                    let scalar = self.list(id, *inner, place);
                    push_other(&mut others, "List".to_owned(), scalar);
                }
                Alternative::Text => {}
            }
        }
        let Literals { list: literals, docs, .. } = literals;
        if literals.is_empty() && others.len() == 1 {
            return others.remove(0).1;
        }
        // Any text at all: the fixed values are only examples.
        if others.iter().any(|(_, scalar)| matches!(scalar, Scalar::Text | Scalar::Token)) {
            return if others.iter().any(|(_, scalar)| *scalar == Scalar::Text) { Scalar::Text } else { Scalar::Token };
        }
        let uniform =
            literals.windows(2).all(|pair| pair[0].library == pair[1].library && pair[0].name == pair[1].name);
        let kind = if others.is_empty() && uniform {
            SimpleKind::Enumeration(literals)
        } else {
            SimpleKind::Open(literals, others)
        };
        let source = source.or(match alternatives {
            [Alternative::Value(id)] => Some(*id),
            _ => None,
        });
        self.add(kind, source, docs, place)
    }

    fn documentation(&self, id: PatternId) -> String {
        self.grammar.info(id).documentation.as_deref().unwrap_or_default().to_owned()
    }

    /// The define whose body the pattern is, where that is not the one that the attribute or element stands in.
    fn own_define(&self, id: PatternId, place: &Place) -> Option<String> {
        let define = self.grammar.info(id).define.as_deref()?;
        (Some(define) != place.define.as_deref()).then(|| define.to_owned())
    }

    fn add(&mut self, kind: SimpleKind, source: Option<PatternId>, value_docs: Vec<String>, place: &Place) -> Scalar {
        let own = source.and_then(|id| self.own_define(id, place));
        let key = match &own {
            Some(define) => (Some(define.clone()), String::new(), kind.clone()),
            None => (place.define.clone(), place.item.clone(), kind.clone()),
        };
        let in_owner = format!("{}{}", place.owner, pascal(&place.item));
        if let Some(known) = self.shared.get(&key) {
            let simple = &mut self.simples[*known];
            // One type for several owners is named by what they have in common.
            if own.is_none() && !simple.candidates.contains(&in_owner) {
                let common = pascal(&place.item);
                if !simple.candidates.contains(&common) {
                    simple.candidates.insert(0, common);
                }
            }
            return Scalar::Named(*known);
        }
        let mut candidates = vec![in_owner.clone(), format!("{in_owner}Value")];
        if let Some(define) = &own {
            candidates.insert(0, pascal(define));
        }
        let documentation = match source {
            Some(id) if value_docs.is_empty() => self.documentation(id),
            _ if matches!(kind, SimpleKind::Enumeration(_) | SimpleKind::Open(..)) && !place.item.is_empty() => {
                format!("What `{}` can be.", place.item)
            }
            _ => String::new(),
        };
        let description = describe(&kind);
        let index = self.simples.len();
        self.simples.push(Simple {
            kind,
            candidates,
            documentation,
            description,
            value_docs,
            name: String::new(),
            variants: Vec::new(),
        });
        self.shared.insert(key, index);
        Scalar::Named(index)
    }

    fn data(
        &mut self,
        id: PatternId,
        datatype: &DatatypeName,
        params: &[Param],
        except: Option<PatternId>,
        place: &Place,
    ) -> Scalar {
        // Rust has no type for numbers below zero.
        let negative = matches!(&*datatype.name, "negativeInteger" | "nonPositiveInteger") && !self.big_integers;
        let restricted = !params.is_empty() || except.is_some() || negative;
        let plain = plain(datatype, self.big_integers);
        if !restricted || matches!(plain, Scalar::Name) {
            return plain;
        }
        let plain = if plain == Scalar::Positive { Scalar::Number("u64") } else { plain };
        let number = match plain {
            Scalar::Number(number) if !number.starts_with('f') => {
                let bounds = ["minInclusive", "minExclusive", "maxInclusive", "maxExclusive", "totalDigits"];
                params.iter().all(|param| bounds.contains(&&*param.name)).then_some(number)
            }
            _ => None,
        };
        let mut type_const = TypeConst {
            library: datatype.library.to_string(),
            name: datatype.name.to_string(),
            facets: params.iter().map(|param| (param.name.to_string(), param.value.to_string())).collect(),
            except: Vec::new(),
        };
        if let Some(except) = except {
            self.except(except, &mut type_const.except);
        }
        let kind = match number {
            Some("i64")
                if params
                    .iter()
                    .any(|param| &*param.name == "minInclusive" && !param.value.trim_start().starts_with('-')) =>
            {
                SimpleKind::RestrictedNumber("u64", type_const)
            }
            Some(number) => SimpleKind::RestrictedNumber(number, type_const),
            None => SimpleKind::RestrictedText(type_const),
        };
        self.add(kind, Some(id), Vec::new(), place)
    }

    fn except(&self, id: PatternId, all: &mut Vec<ExceptConst>) {
        match self.grammar.pattern(id) {
            Pattern::Choice(members) => members.iter().for_each(|member| self.except(*member, all)),
            Pattern::Value { datatype, value, .. } => all.push(ExceptConst::Value(literal(datatype, value))),
            Pattern::Data { datatype, params, except } => {
                let mut inner = Vec::new();
                if let Some(except) = except {
                    self.except(*except, &mut inner);
                }
                all.push(ExceptConst::Type(TypeConst {
                    library: datatype.library.to_string(),
                    name: datatype.name.to_string(),
                    facets: params.iter().map(|param| (param.name.to_string(), param.value.to_string())).collect(),
                    except: inner,
                }));
            }
            _ => {}
        }
    }

    fn list(&mut self, id: PatternId, inner: PatternId, place: &Place) -> Scalar {
        let grammar = self.grammar;
        let repeated = match grammar.pattern(inner) {
            Pattern::OneOrMore(item) => Some(*item),
            Pattern::Choice(members) => match members.as_slice() {
                [one, other] => match (grammar.pattern(*one), grammar.pattern(*other)) {
                    (Pattern::Empty, Pattern::OneOrMore(item)) | (Pattern::OneOrMore(item), Pattern::Empty) => {
                        Some(*item)
                    }
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        if let Some(item) = repeated
            && let Some(alternatives) = self.tokens(item)
        {
            let place = Place { item: format!("{}-item", place.item), ..place.clone() };
            return Scalar::List(Box::new(self.scalar(Some(item), &alternatives, &place)));
        }
        if let Pattern::Group(members) = grammar.pattern(inner) {
            let mut items = Vec::new();
            for (index, member) in members.iter().enumerate() {
                let Some(alternatives) = self.tokens(*member) else { return Scalar::List(Box::new(Scalar::Token)) };
                let place = Place { item: format!("{}-part{}", place.item, index + 1), ..place.clone() };
                items.push(self.scalar(Some(*member), &alternatives, &place));
            }
            return self.add(SimpleKind::Tuple(items), Some(id), Vec::new(), place);
        }
        // Anything else is left as words; the validator knows which are right.
        Scalar::List(Box::new(Scalar::Token))
    }

    /// The alternatives of one word of a list; `None` where it is not exactly one word.
    fn tokens(&self, id: PatternId) -> Option<Vec<Alternative>> {
        match self.grammar.pattern(id) {
            Pattern::Value { value, .. } => {
                let one = value.split_whitespace().count() == 1;
                one.then(|| vec![Alternative::Value(id)])
            }
            Pattern::Data { .. } => Some(vec![Alternative::Data(id)]),
            Pattern::Choice(members) => {
                let mut all = Vec::new();
                for member in members {
                    all.extend(self.tokens(*member)?);
                }
                Some(all)
            }
            _ => None,
        }
    }

    /// How many bytes the value takes, or its `Option`.
    pub fn size(&self, scalar: &Scalar) -> usize {
        match scalar {
            Scalar::Bool => 1,
            Scalar::Number(_) => 16,
            Scalar::Positive => 8,
            Scalar::Text | Scalar::Token | Scalar::BigInteger | Scalar::Xsd(_) | Scalar::List(_) => 24,
            Scalar::Name => 72,
            Scalar::Named(index) => match &self.simples[*index].kind {
                SimpleKind::Enumeration(_) => 1,
                SimpleKind::RestrictedNumber(..) => 16,
                SimpleKind::RestrictedText(_) => 24,
                SimpleKind::Open(_, others) => others.iter().map(|(_, own)| self.size(own)).max().unwrap_or(1) + 8,
                SimpleKind::Tuple(items) => items.iter().map(|item| self.size(item)).sum(),
            },
        }
    }

    /// The scalar in words, for the tables.
    pub fn describe(&self, scalar: &Scalar) -> String {
        match scalar {
            Scalar::Text | Scalar::Token => "text".to_owned(),
            Scalar::Bool => "a boolean".to_owned(),
            Scalar::Number(name) if name.starts_with('f') => "a number".to_owned(),
            Scalar::Number(name) if name.starts_with('u') => "a non-negative integer".to_owned(),
            Scalar::Positive => "a positive integer".to_owned(),
            Scalar::Number(_) | Scalar::BigInteger => "an integer".to_owned(),
            Scalar::Name => "a qualified name".to_owned(),
            Scalar::Xsd(name) => format!("a value of type {name}"),
            Scalar::Named(index) => self.simples[*index].description.clone(),
            Scalar::List(inner) => format!("a list, each {}", self.describe(inner)),
        }
    }
}

/// The literals of a choice, each once, and what is said of each.
#[derive(Default)]
struct Literals {
    list: Vec<LiteralConst>,
    docs: Vec<String>,
    seen: HashSet<(String, String, String)>,
}

impl Literals {
    fn push(&mut self, literal: LiteralConst, doc: String) {
        let key = (literal.library.clone(), literal.name.clone(), literal.value.trim().to_owned());
        if self.seen.insert(key) {
            self.list.push(literal);
            self.docs.push(doc);
        }
    }
}

fn push_other(others: &mut Vec<(String, Scalar)>, name: String, scalar: Scalar) {
    if !others.iter().any(|(_, own)| *own == scalar) {
        others.push((name, scalar));
    }
}

fn token(value: &str) -> LiteralConst {
    LiteralConst { library: String::new(), name: "token".to_owned(), value: value.to_owned() }
}

fn literal(datatype: &DatatypeName, value: &str) -> LiteralConst {
    let trimmed = if &*datatype.name == "string" { value } else { value.trim() };
    // Both token types compare alike.
    let builtin = datatype.library.is_empty() || (&*datatype.name == "token" && *datatype.library == *XSD_LIBRARY);
    LiteralConst {
        library: if builtin { String::new() } else { datatype.library.to_string() },
        name: datatype.name.to_string(),
        value: trimmed.to_owned(),
    }
}

fn describe(kind: &SimpleKind) -> String {
    match kind {
        SimpleKind::RestrictedText(own) | SimpleKind::RestrictedNumber(_, own) => {
            let span = crate::text::Span::at(crate::text::SourceId(0), 0);
            let params: Vec<Param> = own
                .facets
                .iter()
                .map(|(name, value)| Param { name: name.as_str().into(), value: value.as_str().into(), span })
                .collect();
            Datatype::new(&own.library, &own.name, &params).map_or_else(|_| own.name.clone(), |known| known.describe())
        }
        SimpleKind::Enumeration(_) => "one of some values".to_owned(),
        SimpleKind::Open(..) => "one of some values or types".to_owned(),
        SimpleKind::Tuple(items) => format!("a list of {} words", items.len()),
    }
}

fn plain(datatype: &DatatypeName, big_integers: bool) -> Scalar {
    match &*datatype.library {
        "" => return if &*datatype.name == "string" { Scalar::Text } else { Scalar::Token },
        COMPATIBILITY_LIBRARY => {
            return match &*datatype.name {
                "ID" => Scalar::Xsd("Id"),
                "IDREF" => Scalar::Xsd("IdRef"),
                "IDREFS" => Scalar::Xsd("IdRefs"),
                _ => Scalar::Token,
            };
        }
        XSD_LIBRARY => {}
        _ => return Scalar::Text,
    }
    let unbounded = |number| if big_integers { Scalar::BigInteger } else { Scalar::Number(number) };
    match &*datatype.name {
        "string" | "normalizedString" => Scalar::Text,
        "boolean" => Scalar::Bool,
        "integer" | "negativeInteger" | "nonPositiveInteger" => unbounded("i64"),
        "nonNegativeInteger" => unbounded("u64"),
        "positiveInteger" if !big_integers => Scalar::Positive,
        "positiveInteger" => Scalar::BigInteger,
        "long" => Scalar::Number("i64"),
        "int" => Scalar::Number("i32"),
        "short" => Scalar::Number("i16"),
        "byte" => Scalar::Number("i8"),
        "unsignedLong" => Scalar::Number("u64"),
        "unsignedInt" => Scalar::Number("u32"),
        "unsignedShort" => Scalar::Number("u16"),
        "unsignedByte" => Scalar::Number("u8"),
        "float" => Scalar::Number("f32"),
        "double" => Scalar::Number("f64"),
        "QName" | "NOTATION" => Scalar::Name,
        name => crate::types::xsd::rust_name(name).map_or(Scalar::Token, Scalar::Xsd),
    }
}
