//! What rowi knows of KIWI's schema beyond its grammar: Schematron rules, lint rules, upgrade steps, examples.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::example::{Minimal, is_valid, of_parts};
use super::model::{Element, Example, Lint, Reference, Rule, Step, reference};
use super::versions;
use crate::analysis::{self, SchemaRule, schema_rules};
use crate::kiwi::{SCHEMA_VERSION, SOURCES};
use crate::rng::simple::Grammar;
use crate::rng::{self};
use crate::text::{MemoryLoader, Sources};
use crate::upgrade;
use crate::xml::{self, NodeId};

/// Descriptions of the examples, whose parts show the elements in use.
const DESCRIPTIONS: [(&str, &str); 4] = [
    ("a disk with containers", include_str!("../../../examples/disk-with-containers/appliance.kiwi")),
    ("a live ISO", include_str!("../../../examples/live-iso/config.xml")),
    ("a container image", include_str!("../../../examples/container-image/appliance.kiwi")),
    ("an image with its own registry", include_str!("../../../examples/broken-registry-repaired/config.xml")),
];

/// A part of an example that is longer shows more than its element.
const MAX_EXAMPLE_LINES: usize = 24;
/// Examples on one page.
const MAX_EXAMPLES: usize = 2;

/// KIWI's schema, read from its sources: the grammar knows its documentation and places, unlike the compiled one.
///
/// # Panics
/// Never: a test reads the schema.
#[must_use]
pub fn kiwi_sources() -> &'static (Sources, Grammar) {
    static READ: LazyLock<(Sources, Grammar)> = LazyLock::new(|| {
        let mut loader = MemoryLoader::new();
        for (path, text) in SOURCES {
            loader.insert(format!("rng/{path}"), text);
        }
        let mut sources = Sources::new();
        let id = sources.add("rng/kiwi.rnc", SOURCES[0].1);
        let grammar = rng::load(id, &mut sources, &loader).grammar.unwrap_or_default();
        (sources, grammar)
    });
    &READ
}

/// The reference of KIWI's schema, made at first use.
#[must_use]
pub fn kiwi_reference() -> &'static Reference {
    static MADE: LazyLock<Reference> = LazyLock::new(make);
    &MADE
}

fn make() -> Reference {
    let (sources, grammar) = kiwi_sources();
    let mut all = reference("KIWI image descriptions", grammar, sources);
    all.version = Some(SCHEMA_VERSION.to_owned());
    all.rules = rules();
    all.steps = upgrade::steps()
        .iter()
        .rev()
        .filter(|step| step.from != step.to)
        .map(|step| Step {
            from: step.from.to_string(),
            to: step.to.to_string(),
            title: step.title().to_owned(),
            changes: step.documentation(),
        })
        .collect();
    let lints = lints(&all);
    let examples = examples();
    let minimal = Minimal::new(grammar);
    let parts = of_parts(grammar);
    let by_id: BTreeMap<String, usize> = all
        .elements
        .iter()
        .map(|element| {
            let is_it = |index: &usize| {
                let define = &grammar.defines[*index];
                let name = super::words::name_class(&define.name_class);
                name == element.name && element.define.as_deref().is_none_or(|own| own == &*define.name)
            };
            (element.id.clone(), (0..grammar.defines.len()).find(is_it).unwrap_or_default())
        })
        .collect();
    let (rules, steps) = (all.rules.clone(), all.steps.clone());
    for element in &mut all.elements {
        element.minimal = minimal
            .element(by_id[&element.id])
            .filter(|text| parts.as_ref().is_some_and(|parts| is_valid(parts, text)));
        element.lints = lints.get(&element.name).cloned().unwrap_or_default();
        let is_valid = |example: &&Example| parts.as_ref().is_some_and(|parts| is_valid(parts, &example.text));
        element.examples =
            examples.get(&element.name).into_iter().flatten().filter(is_valid).take(MAX_EXAMPLES).cloned().collect();
        attach_rules(element, &rules);
        attach_steps(element, &steps);
    }
    versions::attach(&mut all);
    all
}

fn rules() -> Vec<Rule> {
    let rule = |rule: &SchemaRule| Rule {
        name: rule.entry.name.to_owned(),
        text: sentence(rule.entry.summary),
        element: rule.element.clone(),
        attributes: rule.attributes.clone(),
        only: rule.only.clone(),
    };
    schema_rules().iter().map(rule).collect()
}

/// A summary as a sentence.
fn sentence(summary: &str) -> String {
    let mut letters = summary.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn attach_rules(element: &mut Element, rules: &[Rule]) {
    for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.element == element.name) {
        element.rules.push(index);
        for attribute in element.attributes.iter_mut().filter(|attribute| rule.attributes.contains(&attribute.name)) {
            attribute.rules.push(index);
            attribute.only.extend(rule.only.iter().filter(|only| only.0 == attribute.name).map(|only| only.1.clone()));
        }
    }
}

/// Lint rules by the elements that their page names in backquotes or shows in what fails.
fn lints(reference: &Reference) -> BTreeMap<String, Vec<Lint>> {
    let mut lints: BTreeMap<String, Vec<Lint>> = BTreeMap::new();
    let names: Vec<&str> = reference.elements.iter().map(|element| element.name.as_str()).collect();
    for entry in analysis::catalogue().iter().filter(|entry| crate::lint::rule(entry.name).is_some()) {
        let text = format!("{} {}", entry.summary, entry.explanation);
        for name in &names {
            let known = lints.get(*name).is_some_and(|known| known.iter().any(|lint| lint.name == entry.name));
            if !known && (text.contains(&format!("`{name}`")) || text.contains(&format!("<{name}"))) {
                lints.entry((*name).to_owned()).or_default().push(Lint {
                    name: entry.name.to_owned(),
                    severity: entry.severity.as_str().to_owned(),
                    summary: entry.summary.to_owned(),
                });
            }
        }
    }
    lints
}

/// Parts of real descriptions, by the name of their element.
fn examples() -> BTreeMap<String, Vec<Example>> {
    let mut examples: BTreeMap<String, Vec<Example>> = BTreeMap::new();
    for (title, text) in DESCRIPTIONS {
        let mut sources = Sources::new();
        let id = sources.add("description", text);
        let document = xml::parse(sources.get(id)).document;
        for node in document.descendants(NodeId::ROOT) {
            let (Some(name), Some(span)) = (document.name(node), document.span(node)) else { continue };
            let part = dedented(text, span.start as usize, span.end as usize);
            let of_name = examples.entry(name.local.to_string()).or_default();
            let known = of_name.iter().any(|example| example.text == part || example.title == title);
            if !known && part.lines().count() <= MAX_EXAMPLE_LINES {
                of_name.push(Example { title: title.to_owned(), text: part });
            }
        }
    }
    examples
}

/// A part of a text without the indentation of its first line.
fn dedented(text: &str, start: usize, end: usize) -> String {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = text[line..start].len();
    let mut lines = text[start..end].lines();
    let mut result = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        result.push('\n');
        let blanks = line.len() - line.trim_start().len();
        result.push_str(&line[blanks.min(indent)..]);
    }
    result
}

/// Names in backquotes, in order.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn attach_steps(element: &mut Element, steps: &[Step]) {
    for (index, step) in steps.iter().enumerate() {
        let touches = step.changes.iter().any(|change| {
            quoted(change).iter().any(|name| {
                let name = name.trim_matches(['<', '>', '/']);
                name == element.name || name.split('/').next() == Some(element.name.as_str())
            })
        });
        if touches {
            element.steps.push(index);
        }
    }
}
