//! Two grammars into one arena. Element patterns that mean the same become one type: classes of defines are refined
//! until equal classes have equal contents.

use std::collections::HashMap;
use std::sync::Arc;

use super::arena::{Arena, DataLeaf, NOT_ALLOWED, Pat, Type, ValueLeaf};
use super::names::{Cells, Name};
use super::values::Values;
use crate::rng::datatype::{Datatype, Prefixes};
use crate::rng::simple::{DatatypeName, Grammar, NameClass, Pattern, PatternId};

/// An attribute of an element, such as that which tells a schema's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeOf {
    /// The element.
    pub element: Name,
    /// The attribute.
    pub attribute: Name,
}

impl AttributeOf {
    /// From `element/@attribute`, both in no namespace unless written `{uri}name`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let name = |text: &str| {
            let (namespace, local) = match text.strip_prefix('{') {
                Some(rest) => rest.split_once('}')?,
                None => ("", text),
            };
            let plain = !local.is_empty() && !local.contains(['/', '@', '{', '}']);
            plain.then(|| Name { namespace: namespace.into(), local: local.into() })
        };
        let (element, attribute) = text.rsplit_once("/@")?;
        Some(Self { element: name(element)?, attribute: name(attribute)? })
    }
}

/// What stands for the value of the attribute that is left out of a comparison.
pub(super) const LEFT_OUT: &str = "\u{E000}";

/// Two grammars in one arena.
pub(super) struct Imported {
    pub(super) arena: Arena,
    pub(super) values: Values,
    pub(super) cells: Cells,
    /// Content of each type.
    pub(super) contents: Vec<Pat>,
    /// The start of each grammar.
    pub(super) starts: [Pat; 2],
    /// For each type the defines of each grammar that it stands for.
    pub(super) defines: Vec<[Vec<u32>; 2]>,
    /// The value of the attribute that is left out, in each grammar.
    pub(super) left_out: [Option<String>; 2],
}

/// Which patterns of a grammar are values of the attribute that is left out.
fn left_out(grammar: &Grammar, which: Option<&AttributeOf>) -> Vec<PatternId> {
    let mut found = Vec::new();
    let Some(which) = which else { return found };
    for define in &grammar.defines {
        if !define.name_class.contains(&which.element.namespace, &which.element.local) {
            continue;
        }
        let mut rest = vec![define.content];
        let mut seen = std::collections::HashSet::new();
        while let Some(id) = rest.pop() {
            if !seen.insert(id) {
                continue;
            }
            match grammar.pattern(id) {
                Pattern::Choice(items) | Pattern::Group(items) | Pattern::Interleave(items) => rest.extend(items),
                Pattern::OneOrMore(item) => rest.push(*item),
                Pattern::Attribute { name: NameClass::Name { namespace, local }, .. }
                    if *namespace == which.attribute.namespace && *local == which.attribute.local =>
                {
                    found.push(id);
                }
                _ => {}
            }
        }
    }
    found
}

/// The defines that some element matches.
fn inhabited(grammar: &Grammar, leaves: &dyn Fn(PatternId) -> bool) -> Vec<bool> {
    let mut defines = vec![false; grammar.defines.len()];
    loop {
        let mut known = vec![false; grammar.patterns.len()];
        for (index, pattern) in grammar.patterns.iter().enumerate() {
            let has = |id: &PatternId| known[id.0 as usize];
            known[index] = match pattern {
                Pattern::NotAllowed => false,
                Pattern::Empty | Pattern::Text => true,
                Pattern::Data { .. } | Pattern::Value { .. } => leaves(PatternId(index as u32)),
                Pattern::Choice(items) => items.iter().any(has),
                Pattern::Group(items) | Pattern::Interleave(items) => items.iter().all(has),
                Pattern::OneOrMore(item) | Pattern::List(item) => has(item),
                Pattern::Attribute { content, .. } => has(content),
                Pattern::Ref(define) => defines[define.0 as usize],
            };
        }
        let mut changed = false;
        for (index, define) in grammar.defines.iter().enumerate() {
            if !defines[index] && known[define.content.0 as usize] {
                defines[index] = true;
                changed = true;
            }
        }
        if !changed {
            return defines;
        }
    }
}

pub(super) fn import(grammars: [&Grammar; 2], version: Option<&AttributeOf>) -> Imported {
    let mut arena = Arena::new();
    let mut values = Values::default();
    let cells = Cells::new(grammars.into_iter());
    // Types that nothing matches are as good as not there: values first, then defines.
    let mut alive: Vec<Vec<bool>> = Vec::new();
    let mut empty: Vec<HashMap<PatternId, bool>> = Vec::new();
    for grammar in grammars {
        let mut known = HashMap::new();
        for index in 0..grammar.patterns.len() {
            let id = PatternId(index as u32);
            let pattern = grammar.pattern(id);
            let nothing = match pattern {
                Pattern::Data { params, except, .. } if !params.is_empty() || except.is_some() => {
                    value_pattern(&mut arena, grammar, id).is_some_and(|pat| values.is_empty(&arena, pat))
                }
                Pattern::Value { datatype, value, namespace, prefixes } => {
                    let context = Prefixes { default: namespace, list: prefixes };
                    Datatype::new(&datatype.library, &datatype.name, &[])
                        .is_ok_and(|datatype| datatype.value(value, &context).is_none())
                }
                _ => false,
            };
            if nothing {
                known.insert(id, true);
            }
        }
        alive.push(inhabited(grammar, &|id| !known.get(&id).copied().unwrap_or(false)));
        empty.push(known);
    }
    let ignored: Vec<Vec<PatternId>> = grammars.iter().map(|grammar| left_out(grammar, version)).collect();
    let sets: Vec<Vec<u32>> = grammars
        .iter()
        .map(|grammar| grammar.defines.iter().map(|define| arena.intern_set(&cells.of(&define.name_class))).collect())
        .collect();
    // Classes: first by name, then by name and content, until there are no more.
    let mut classes: Vec<Vec<Type>> = Vec::new();
    let mut ids: HashMap<(u32, Pat), Type> = HashMap::new();
    for own in &sets {
        let row = own.iter().map(|set| {
            let next = ids.len() as Type;
            *ids.entry((*set, 0)).or_insert(next)
        });
        classes.push(row.collect());
    }
    let mut count = ids.len();
    let mut attribute_sets: Vec<HashMap<PatternId, u32>> = vec![HashMap::new(), HashMap::new()];
    loop {
        // Names of this round's types; patterns of earlier rounds are not met again.
        let mut round = Round { arena: &mut arena, cells: &cells, base: 0 };
        round.base = round.arena.type_names.len() as Type;
        let mut names = vec![0; count];
        for (row, own) in classes.iter().zip(&sets) {
            row.iter().zip(own).for_each(|(class, set)| names[*class as usize] = *set);
        }
        round.arena.type_names.extend(names);
        let mut contents: Vec<Vec<Pat>> = Vec::new();
        let mut starts = [NOT_ALLOWED; 2];
        for (side, grammar) in grammars.iter().enumerate() {
            let patterns = round.patterns(
                grammar,
                &classes[side],
                &alive[side],
                &empty[side],
                &ignored[side],
                &mut attribute_sets[side],
            );
            contents.push(grammar.defines.iter().map(|define| patterns[define.content.0 as usize]).collect());
            starts[side] = patterns.get(grammar.start.0 as usize).copied().unwrap_or(NOT_ALLOWED);
        }
        let base = round.base;
        let mut ids: HashMap<(Type, Pat), Type> = HashMap::new();
        let fresh: Vec<Vec<Type>> = classes
            .iter()
            .zip(&contents)
            .map(|(row, contents)| {
                row.iter()
                    .zip(contents)
                    .map(|(class, content)| {
                        let next = ids.len() as Type;
                        *ids.entry((*class, *content)).or_insert(next)
                    })
                    .collect()
            })
            .collect();
        if ids.len() == count {
            // Nothing is split: the classes stand, under the numbers of this round.
            let mut all = vec![NOT_ALLOWED; base as usize + count];
            let mut defines = vec![[Vec::new(), Vec::new()]; base as usize + count];
            for (side, row) in classes.iter().enumerate() {
                for (define, class) in row.iter().enumerate() {
                    all[(base + class) as usize] = contents[side][define];
                    defines[(base + class) as usize][side].push(define as u32);
                }
            }
            let left_out = [0, 1].map(|side: usize| {
                let id = ignored[side].first()?;
                let Pattern::Attribute { content, .. } = grammars[side].pattern(*id) else { return None };
                let pat = value_pattern(&mut arena, grammars[side], *content)?;
                values.cheapest(&arena, pat)
            });
            return Imported { arena, values, cells, contents: all, starts, defines, left_out };
        }
        count = ids.len();
        classes = fresh;
    }
}

/// The values of the attribute that is left out, by each grammar: all of an enumeration, joined by `|`.
pub(super) fn versions(grammars: [&Grammar; 2], version: Option<&AttributeOf>) -> [Option<String>; 2] {
    grammars.map(|grammar| {
        let id = *left_out(grammar, version).first()?;
        let Pattern::Attribute { content, .. } = grammar.pattern(id) else { return None };
        let mut values = Vec::new();
        let mut rest = vec![*content];
        while let Some(id) = rest.pop() {
            match grammar.pattern(id) {
                Pattern::Choice(items) => rest.extend(items.iter().rev()),
                Pattern::Value { value, .. } => values.push(value.trim().to_owned()),
                _ => return None,
            }
        }
        Some(values.join("|"))
    })
}

/// A pattern of values only.
fn value_pattern(arena: &mut Arena, grammar: &Grammar, id: PatternId) -> Option<Pat> {
    Some(match grammar.pattern(id) {
        Pattern::Empty => super::arena::EMPTY,
        Pattern::NotAllowed => NOT_ALLOWED,
        Pattern::Text => super::arena::TEXT,
        Pattern::Choice(items) => {
            let items: Option<Vec<Pat>> = items.iter().map(|item| value_pattern(arena, grammar, *item)).collect();
            arena.choice(items?)
        }
        Pattern::Group(items) => {
            let items: Option<Vec<Pat>> = items.iter().map(|item| value_pattern(arena, grammar, *item)).collect();
            items?.into_iter().rev().fold(super::arena::EMPTY, |rest, item| arena.group(item, rest))
        }
        Pattern::OneOrMore(item) => {
            let item = value_pattern(arena, grammar, *item)?;
            arena.one_or_more(item)
        }
        Pattern::List(item) => {
            let item = value_pattern(arena, grammar, *item)?;
            arena.list(item)
        }
        Pattern::Data { datatype, params, except } => {
            let except = match except {
                Some(except) => Some(value_pattern(arena, grammar, *except)?),
                None => None,
            };
            let params = params.iter().map(|param| (param.name.clone(), param.value.clone())).collect();
            data(arena, datatype, params, except)
        }
        Pattern::Value { datatype, value, namespace, prefixes } => {
            leaf_value(arena, datatype, value, namespace, prefixes)
        }
        Pattern::Interleave(_) | Pattern::Attribute { .. } | Pattern::Ref(_) => return None,
    })
}

fn data(arena: &mut Arena, datatype: &DatatypeName, mut params: Vec<(Arc<str>, Arc<str>)>, except: Option<Pat>) -> Pat {
    // Facets all count, in any order.
    params.sort();
    params.dedup();
    arena.data(DataLeaf { datatype: datatype.clone(), params, except: except.filter(|pat| *pat != NOT_ALLOWED) })
}

fn leaf_value(
    arena: &mut Arena,
    datatype: &DatatypeName,
    value: &Arc<str>,
    namespace: &Arc<str>,
    prefixes: &Arc<[(Arc<str>, Arc<str>)]>,
) -> Pat {
    let known = Datatype::new(&datatype.library, &datatype.name, &[]).ok();
    let in_context = known.as_ref().is_some_and(Datatype::is_context_dependent);
    let value = known.map_or_else(|| value.clone(), |known| known.normalize(value).as_ref().into());
    arena.value(ValueLeaf {
        datatype: datatype.clone(),
        value,
        namespace: if in_context { namespace.clone() } else { Arc::from("") },
        prefixes: if in_context { prefixes.clone() } else { Arc::from([]) },
    })
}

struct Round<'a> {
    arena: &'a mut Arena,
    cells: &'a Cells,
    /// Number of the first type of this round.
    base: Type,
}

impl Round<'_> {
    /// All patterns of a grammar, elements by their classes.
    fn patterns(
        &mut self,
        grammar: &Grammar,
        classes: &[Type],
        alive: &[bool],
        empty: &HashMap<PatternId, bool>,
        ignored: &[PatternId],
        sets: &mut HashMap<PatternId, u32>,
    ) -> Vec<Pat> {
        let mut done: Vec<Pat> = Vec::with_capacity(grammar.patterns.len());
        for (index, pattern) in grammar.patterns.iter().enumerate() {
            let id = PatternId(index as u32);
            let get = |id: &PatternId| done[id.0 as usize];
            let arena = &mut *self.arena;
            let pat = match pattern {
                Pattern::Empty => super::arena::EMPTY,
                Pattern::NotAllowed => NOT_ALLOWED,
                Pattern::Text => super::arena::TEXT,
                Pattern::Choice(items) => arena.choice(items.iter().map(get).collect::<Vec<_>>()),
                Pattern::Group(items) => {
                    items.iter().rev().map(get).fold(super::arena::EMPTY, |rest, item| arena.group(item, rest))
                }
                Pattern::Interleave(items) => arena.interleave(items.iter().map(get).collect::<Vec<_>>()),
                Pattern::OneOrMore(item) => arena.one_or_more(get(item)),
                Pattern::List(item) => arena.list(get(item)),
                Pattern::Data { .. } | Pattern::Value { .. } if empty.get(&id) == Some(&true) => NOT_ALLOWED,
                Pattern::Data { datatype, params, except } => {
                    let except = except.as_ref().map(get);
                    let params = params.iter().map(|param| (param.name.clone(), param.value.clone())).collect();
                    data(arena, datatype, params, except)
                }
                Pattern::Value { datatype, value, namespace, prefixes } => {
                    leaf_value(arena, datatype, value, namespace, prefixes)
                }
                Pattern::Attribute { name, content } => {
                    let set = *sets.entry(id).or_insert_with(|| arena.intern_set(&self.cells.of(name)));
                    let content = if ignored.contains(&id) {
                        let string = DatatypeName { library: Arc::from(""), name: Arc::from("string") };
                        leaf_value(arena, &string, &Arc::from(LEFT_OUT), &Arc::from(""), &Arc::from([]))
                    } else {
                        get(content)
                    };
                    arena.attribute(set, content)
                }
                Pattern::Ref(define) if !alive[define.0 as usize] => NOT_ALLOWED,
                Pattern::Ref(define) => arena.element(self.base + classes[define.0 as usize]),
            };
            done.push(pat);
        }
        done
    }
}
