//! RELAX NG DTD Compatibility: whether defaults (section 2) and IDs (section 3) of a schema are sound. A schema that
//! is not can still validate; what its defaults and IDs mean then depends on the processor.

use crate::rng::schema_catalogue;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::datatype::{Datatype, IdType};
use super::simple::{Grammar, NameClass, Pattern, PatternId};
use crate::diagnostic::Diagnostic;

/// Warnings about IDs and defaults that are not sound.
#[must_use]
pub fn check_compatibility(grammar: &Grammar) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut types: HashMap<(Arc<str>, Arc<str>, Arc<str>, Arc<str>), (IdType, PatternId)> = HashMap::new();
    let mut reported = HashSet::new();
    for define in &grammar.defines {
        for (id, optional, repeated) in attributes(grammar, define.content) {
            let Pattern::Attribute { name, content } = grammar.pattern(id) else { continue };
            let span = grammar.info(id).span;
            let single = single(name).zip(single(&define.name_class));
            let own = id_type(grammar, *content);
            if own != IdType::None && single.is_none() && reported.insert((span, 0)) {
                found.push(
                    Diagnostic::warning(
                        &schema_catalogue::SCHEMA_UNSOUND_ID,
                        "an ID needs an attribute and an element of one name each",
                        span,
                    )
                    .with_note("RELAX NG DTD Compatibility, section 3"),
                );
            }
            if let Some(((attribute_namespace, attribute), (namespace, element))) = &single {
                let key = (namespace.clone(), element.clone(), attribute_namespace.clone(), attribute.clone());
                match types.get(&key) {
                    Some((other, first)) if *other != own && reported.insert((span, 1)) => found.push(
                        Diagnostic::warning(
                            &schema_catalogue::SCHEMA_UNSOUND_ID,
                            format!("attribute `{attribute}` of `{element}` is an ID in one place and none, or another kind, elsewhere"),
                            span,
                        )
                        .with_label(grammar.info(*first).span, "the other one")
                        .with_note("RELAX NG DTD Compatibility, section 3"),
                    ),
                    Some(_) => {}
                    None => {
                        types.insert(key, (own, id));
                    }
                }
            }
            if grammar.info(id).default_value.is_none() {
                continue;
            }
            let why = if single.is_none() {
                "a default needs an attribute and an element of one name each"
            } else if repeated || !optional {
                "an attribute with a default must be optional and not repeated"
            } else {
                continue;
            };
            if reported.insert((span, 2)) {
                found.push(
                    Diagnostic::warning(&schema_catalogue::SCHEMA_UNSOUND_DEFAULT, why, span)
                        .with_note("RELAX NG DTD Compatibility, section 2"),
                );
            }
        }
    }
    found
}

/// The attributes of an element, each with whether it may be left out and whether it is repeated.
fn attributes(grammar: &Grammar, content: PatternId) -> Vec<(PatternId, bool, bool)> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut stack = vec![(content, false, false)];
    while let Some((id, optional, repeated)) = stack.pop() {
        if !seen.insert((id, optional, repeated)) {
            continue;
        }
        match grammar.pattern(id) {
            Pattern::Attribute { .. } => found.push((id, optional, repeated)),
            Pattern::Choice(members) => {
                let empty = members.iter().any(|member| *grammar.pattern(*member) == Pattern::Empty);
                stack.extend(members.iter().rev().map(|member| (*member, optional || empty, repeated)));
            }
            Pattern::Group(members) | Pattern::Interleave(members) => {
                stack.extend(members.iter().rev().map(|member| (*member, false, repeated)));
            }
            Pattern::OneOrMore(inner) => stack.push((*inner, optional, true)),
            _ => {}
        }
    }
    found
}

fn single(class: &NameClass) -> Option<(Arc<str>, Arc<str>)> {
    match class {
        NameClass::Name { namespace, local } => Some((namespace.clone(), local.clone())),
        _ => None,
    }
}

fn id_type(grammar: &Grammar, content: PatternId) -> IdType {
    match grammar.pattern(content) {
        Pattern::Data { datatype, .. } | Pattern::Value { datatype, .. } => {
            if datatype.library.is_empty() {
                return IdType::None;
            }
            Datatype::new(&datatype.library, &datatype.name, &[]).map_or(IdType::None, |datatype| datatype.id_type())
        }
        _ => IdType::None,
    }
}
