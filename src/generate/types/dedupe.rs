//! Which element patterns are the same element, written twice: same names, same content, through all references.

use std::collections::HashMap;

use crate::rng::simple::{DefineId, Grammar, Pattern, PatternId};

/// For each define the first one that it equals. Starts from "equal names" and splits until nothing changes.
pub(super) fn classes(grammar: &Grammar) -> Vec<DefineId> {
    let mut class: Vec<u32> = vec![0; grammar.defines.len()];
    let mut count = 0;
    loop {
        let shapes = shapes(grammar, &class);
        let mut seen: HashMap<(u32, String, u32), u32> = HashMap::new();
        let mut next = Vec::with_capacity(class.len());
        for (define, own) in grammar.defines.iter().zip(&class) {
            // Elements that are documented apart are meant apart.
            let named = format!("{:?} {:?}", define.name_class, define.info.documentation);
            let key = (*own, named, shapes[define.content.0 as usize]);
            let fresh = u32::try_from(seen.len()).unwrap_or(u32::MAX);
            next.push(*seen.entry(key).or_insert(fresh));
        }
        class = next;
        if seen.len() == count {
            break;
        }
        count = seen.len();
    }
    let mut first: HashMap<u32, DefineId> = HashMap::new();
    let all = class.iter().enumerate().map(|(index, own)| {
        let id = DefineId(u32::try_from(index).unwrap_or(u32::MAX));
        *first.entry(*own).or_insert(id)
    });
    all.collect()
}

/// A number for each pattern, equal where the patterns are, with references compared by class.
fn shapes(grammar: &Grammar, class: &[u32]) -> Vec<u32> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut shapes: Vec<u32> = Vec::with_capacity(grammar.patterns.len());
    for (index, pattern) in grammar.patterns.iter().enumerate() {
        let of = |id: &PatternId| shapes.get(id.0 as usize).copied().unwrap_or(u32::MAX);
        let list = |members: &[PatternId]| members.iter().map(of).collect::<Vec<_>>();
        let key = match pattern {
            Pattern::Empty => "empty".to_owned(),
            Pattern::NotAllowed => "none".to_owned(),
            Pattern::Text => "text".to_owned(),
            Pattern::Choice(members) => format!("| {:?}", list(members)),
            Pattern::Group(members) => format!(", {:?}", list(members)),
            Pattern::Interleave(members) => format!("& {:?}", list(members)),
            Pattern::OneOrMore(inner) => format!("+ {}", of(inner)),
            Pattern::List(inner) => format!("list {}", of(inner)),
            Pattern::Data { datatype, params, except } => {
                let params: Vec<_> = params.iter().map(|param| (&param.name, &param.value)).collect();
                format!("data {datatype:?} {params:?} {:?}", except.as_ref().map(of))
            }
            Pattern::Value { datatype, value, namespace, prefixes } => {
                format!("value {datatype:?} {value:?} {namespace:?} {prefixes:?}")
            }
            Pattern::Attribute { name, content } => {
                let default = &grammar.infos[index].default_value;
                format!("@ {name:?} {} {default:?}", of(content))
            }
            Pattern::Ref(define) => format!("ref {}", class[define.0 as usize]),
        };
        let fresh = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        shapes.push(*numbers.entry(key).or_insert(fresh));
    }
    shapes
}
