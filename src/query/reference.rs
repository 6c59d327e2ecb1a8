//! What is known of KIWI's schema beside the grammar: the rules that speak of an element or attribute, and the sources
//! of the schema.

use std::sync::LazyLock;

use super::place::Place;
use super::syntax::Tree;
use crate::analysis::schema_rules;
use crate::kiwi::SOURCES;
use crate::rng::simple::DefineId;
use crate::rng::{self, Loaded, Schema};
use crate::text::{MemoryLoader, Sources, Span};

/// A text of KIWI's schema by its path from `rng/`.
#[must_use]
pub fn schema_text(path: &str) -> Option<String> {
    let path = path.strip_prefix("schema/").unwrap_or(path);
    SOURCES.iter().find(|(own, _)| *own == path).map(|(_, text)| (*text).to_owned())
}

struct Source {
    sources: Sources,
    loaded: Loaded,
}

/// KIWI's schema read from its sources, so that its definitions know their places. Only asked for by who goes there.
static SOURCE: LazyLock<Source> = LazyLock::new(|| {
    let mut loader = MemoryLoader::new();
    for (path, text) in SOURCES {
        loader.insert(path, text);
    }
    let mut sources = Sources::new();
    let id = sources.add("kiwi.rnc", SOURCES[0].1);
    let loaded = rng::load(id, &mut sources, &loader);
    Source { sources, loaded }
});

/// Where an element is defined in KIWI's schema: the path of the text, the text, and the range. The numbers of
/// definitions are those of the compiled schema.
#[must_use]
pub fn place_of_define(define: DefineId) -> Option<(&'static str, &'static str, std::ops::Range<usize>)> {
    let grammar = SOURCE.loaded.grammar.as_ref()?;
    place(grammar.defines.get(define.0 as usize)?.info.span)
}

/// Where an attribute or value is defined in KIWI's schema.
#[must_use]
pub fn place_of_pattern(
    pattern: rng::simple::PatternId,
) -> Option<(&'static str, &'static str, std::ops::Range<usize>)> {
    let grammar = SOURCE.loaded.grammar.as_ref()?;
    place(grammar.infos.get(pattern.0 as usize)?.span)
}

fn place(span: Span) -> Option<(&'static str, &'static str, std::ops::Range<usize>)> {
    let name = &SOURCE.sources.get(span.source).name;
    SOURCES.iter().find(|(path, _)| path == name).map(|(path, text)| (*path, *text, span.range()))
}

/// What the rules of KIWI's schema say of the element or attribute at an offset, in Markdown.
#[must_use]
pub fn about(tree: &Tree, _schema: &Schema, offset: usize) -> Option<String> {
    let place = Place::at(tree, offset);
    let element = place.element(tree)?;
    let name = tree.name(element);
    let attribute = match place {
        Place::AttributeName { attribute: Some(attribute), .. } | Place::AttributeValue { attribute, .. } => {
            Some(&tree.text()[tree.attributes(element)[attribute].name()])
        }
        _ => None,
    };
    let mut found: Vec<String> = Vec::new();
    for rule in schema_rules().iter().filter(|rule| rule.element == name) {
        if attribute.is_some_and(|attribute| rule.attributes.iter().any(|own| own == attribute)) {
            found.push(format!("- {}", rule.entry.summary));
        }
    }
    found.truncate(6);
    (!found.is_empty()).then(|| format!("Rules:\n{}", found.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiwi::Edition;

    #[test]
    fn the_compiled_definitions_are_those_of_the_sources() {
        let compiled = Edition::Kiwi.schema().unwrap().grammar();
        let read = SOURCE.loaded.grammar.as_ref().unwrap();
        assert_eq!(compiled.defines.len(), read.defines.len());
        assert_eq!(compiled.infos.len(), read.infos.len());
        for (index, (one, other)) in compiled.defines.iter().zip(&read.defines).enumerate() {
            assert_eq!(one.name, other.name);
            let (_, text, range) = place_of_define(DefineId(index as u32)).unwrap();
            if let Some(names) = one.name_class.names() {
                assert!(names.iter().any(|(_, local)| text[range.clone()].ends_with(&**local)), "{}", &text[range]);
            }
        }
    }
}
