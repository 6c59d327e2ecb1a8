//! What a schema defines and never uses.

use crate::rng::schema_catalogue;
use std::collections::HashSet;
use std::sync::Arc;

use super::ast::{Component, ComponentKind, Pattern, PatternKind};
use super::load::Loaded;
use crate::diagnostic::Diagnostic;
use crate::text::Span;

/// Warnings about definitions that the start does not reach. Definitions are told by name over all files: where two
/// grammars use one name, both count as used.
#[must_use]
pub fn unused_definitions(loaded: &Loaded) -> Vec<Diagnostic> {
    if loaded.grammar.is_none() {
        return Vec::new();
    }
    let mut bodies: Vec<(Option<Arc<str>>, Span, &Pattern)> = Vec::new();
    for file in &loaded.files {
        if let PatternKind::Grammar(components) = &file.schema.pattern.kind {
            gather(components, &mut bodies);
        } else {
            bodies.push((None, file.schema.pattern.span, &file.schema.pattern));
        }
    }
    let mut index: std::collections::HashMap<Arc<str>, Vec<&Pattern>> = std::collections::HashMap::new();
    let mut work: Vec<&Pattern> = Vec::new();
    for (name, _, body) in &bodies {
        match name {
            Some(name) => index.entry(name.clone()).or_default().push(body),
            None => work.push(body),
        }
    }
    let mut reached: HashSet<Arc<str>> = HashSet::new();
    while let Some(pattern) = work.pop() {
        let mut names = Vec::new();
        references(pattern, &mut names);
        for name in names {
            if reached.insert(name.clone()) {
                work.extend(index.get(&name).into_iter().flatten());
            }
        }
    }
    let mut told: HashSet<Arc<str>> = HashSet::new();
    let mut found = Vec::new();
    for (name, span, _) in bodies {
        let Some(name) = name else { continue };
        if !reached.contains(&name) && told.insert(name.clone()) {
            found.push(
                Diagnostic::warning(
                    &schema_catalogue::SCHEMA_UNUSED_DEFINITION,
                    format!("`{name}` is never used"),
                    span,
                )
                .with_note("nothing that `start` reaches refers to it; remove it, or refer to it"),
            );
        }
    }
    found
}

fn gather<'a>(components: &'a [Component], bodies: &mut Vec<(Option<Arc<str>>, Span, &'a Pattern)>) {
    for component in components {
        match &component.kind {
            ComponentKind::Define(define) => bodies.push((define.name.clone(), define.name_span, &define.body)),
            ComponentKind::Div(components) => gather(components, bodies),
            ComponentKind::Include(include) => gather(include.components.as_deref().unwrap_or_default(), bodies),
        }
    }
}

fn references(pattern: &Pattern, names: &mut Vec<Arc<str>>) {
    match &pattern.kind {
        PatternKind::Ref(name) | PatternKind::ParentRef { name, .. } => names.push(name.clone()),
        PatternKind::Grammar(components) => {
            // a nested grammar is used as a whole
            let mut bodies = Vec::new();
            gather(components, &mut bodies);
            for (_, _, body) in bodies {
                references(body, names);
            }
        }
        _ => pattern.children().for_each(|child| references(child, names)),
    }
}
