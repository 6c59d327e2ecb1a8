//! What an element still needs, put in.

use std::ops::Range;

use super::complete::{Indent, Snippet, TagOf, Walk, write_minimal};
use super::place::Place;
use super::syntax::{NodeKind, Tree};
use crate::rng::{Schema, Tag};

/// Edits that add what the element around an offset lacks: titles, and what to put in place of which range.
#[must_use]
pub fn missing(tree: &Tree, schema: &Schema, offset: usize) -> Vec<(String, Vec<(Range<usize>, String)>)> {
    let Some(element) = Place::at(tree, offset).element(tree) else { return Vec::new() };
    let node = tree.node(element);
    if node.is_unterminated {
        return Vec::new();
    }
    let mut walk = Walk::new(tree, schema);
    let parent = walk.state_before(element);
    let tag = TagOf::new(tree, schema, element);
    let mut found = Vec::new();
    let needed: Vec<_> = walk.explorer.attributes(&parent, &tag, &[]).into_iter().filter(|one| one.required).collect();
    let text = tree.text();
    if !needed.is_empty() {
        let at = tree.attributes(element).last().map_or(node.name().end, |last| last.range().end);
        let grammar = schema.grammar();
        let mut new = String::new();
        for one in &needed {
            let only = match grammar.pattern(one.pattern) {
                crate::rng::simple::Pattern::Attribute { content, .. } => match grammar.pattern(*content) {
                    crate::rng::simple::Pattern::Value { value, .. } => value.to_string(),
                    _ => String::new(),
                },
                _ => String::new(),
            };
            new.push_str(&format!(" {}=\"{only}\"", one.local));
        }
        let names: Vec<String> = needed.iter().map(|one| format!("`{}`", one.local)).collect();
        found.push((format!("Add {} to `{}`", names.join(", "), tree.name(element)), vec![(at..at, new)]));
    }
    let children: Vec<Range<usize>> =
        tree.child_elements(Some(element)).map(|child| tree.node(child).range()).collect();
    let has_text =
        tree.children(Some(element)).any(|child| matches!(tree.node(child).kind, NodeKind::Text | NodeKind::Cdata));
    if has_text {
        return found;
    }
    // each place among the children takes what is required there
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut names = Vec::new();
    let mut state = walk.explorer.enter(&parent, &tag);
    let all: Vec<TagOf<'_>> = tree.child_elements(Some(element)).map(|child| TagOf::new(tree, schema, child)).collect();
    let indent = Indent::at(tree, node.range().start);
    let margin = format!("{}{}{}", indent.line_end, indent.line, indent.unit);
    let inner = Indent {
        line: format!("{}{}", indent.line, indent.unit),
        unit: indent.unit.clone(),
        line_end: indent.line_end,
    };
    for index in 0..=all.len() {
        let rest: Vec<&dyn Tag> = all[index..].iter().map(|tag| tag as &dyn Tag).collect();
        for _ in 0..16 {
            let options = walk.explorer.elements(&state, &rest);
            // before a child only what it cannot do without; at the end all that is required
            let fits = match rest.first() {
                Some(next) => {
                    let mut trial = state.clone();
                    walk.explorer.pass(&mut trial, *next)
                }
                None => false,
            };
            let Some(option) = options.into_iter().find(|option| option.required && !fits) else { break };
            let minimal = walk.explorer.minimal(option.define, &option.namespace, &option.local);
            let mut snippet = Snippet::default();
            write_minimal(&mut snippet, &minimal, tree, Some(element), &inner, 0);
            let symbol = schema.symbol(schema.namespace(&option.namespace), &option.local);
            walk.explorer.pass(&mut state, &Plain(symbol));
            names.push(format!("`{}`", option.local));
            let at = match index.checked_sub(1) {
                Some(before) => children[before].end,
                None => node.start_tag().end,
            };
            edits.push((at..at, format!("{margin}{}", snippet.plain)));
        }
        if let Some(next) = rest.first() {
            walk.explorer.pass(&mut state, *next);
        }
    }
    if !edits.is_empty() {
        let title = format!("Add {} to `{}`", names.join(", "), tree.name(element));
        let name = tree.name(element);
        if node.is_empty_tag {
            let slash = node.start_tag().end - 2;
            let inner: String = edits.iter().map(|(_, new)| new.as_str()).collect();
            let new = format!(">{inner}{}{}</{name}>", indent.line_end, indent.line);
            found.push((title, vec![(slash..slash + 2, new)]));
            return found;
        }
        if children.is_empty() && text[node.content()].trim().is_empty() && !text[node.content()].contains('\n') {
            edits.push((node.content().end..node.content().end, format!("{}{}", indent.line_end, indent.line)));
        }
        found.push((title, edits));
    }
    found
}

/// A tag without attributes.
struct Plain(crate::rng::Symbol);

impl Tag for Plain {
    fn symbol(&self) -> crate::rng::Symbol {
        self.0
    }

    fn attributes(&self) -> Vec<(crate::rng::Symbol, String)> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::super::format::apply;
    use super::super::place::split_cursor;
    use super::*;
    use crate::text::{MemoryLoader, Sources};

    fn check(compact: &str, marked: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let id = sources.add("t.rnc", compact);
        let schema =
            Schema::compile(crate::rng::load(id, &mut sources, &MemoryLoader::new()).grammar.unwrap()).unwrap();
        let (text, offset) = split_cursor(marked);
        let tree = Tree::new(text.as_str().into());
        missing(&tree, &schema, offset)
            .into_iter()
            .map(|(title, edits)| format!("{title}: {}", apply(&text, &edits)))
            .collect()
    }

    #[test]
    fn what_is_missing_is_put_in() {
        let compact = "start = element r { attribute k { 'v' }, element a { empty }, element b { element c { text } }, element d { empty }? }";
        assert_eq!(check(compact, "<r$0 k='v'><a/><b><c/></b></r>"), [""; 0]);
        assert_eq!(
            check(compact, "<r$0 k='v'/>"),
            ["Add `a`, `b` to `r`: <r k='v'>\n    <a/>\n    <b>\n        <c></c>\n    </b>\n</r>"]
        );
        assert_eq!(
            check(compact, "<r $0>\n  <a/>\n  <d/>\n</r>"),
            [
                "Add `k` to `r`: <r k=\"v\" >\n  <a/>\n  <d/>\n</r>",
                "Add `b` to `r`: <r >\n  <a/>\n  <b>\n    <c></c>\n  </b>\n  <d/>\n</r>",
            ]
        );
    }
}
