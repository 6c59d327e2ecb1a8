//! From a result tree back into the user's text, as few edits as will do.
//!
//! Source and result are compared by origin, never by likeness: a node of the result knows the node of the source
//! that it came from. A node that stands under the same parent as before stays where its bytes are, and only what
//! differs about it is edited; one that stands elsewhere is cut and pasted with its bytes; what has no origin is
//! written in the style of its neighbours. Comments, processing instructions and white space are in neither tree, so
//! they stay; those inside an element that goes are kept in its place, and comments right above an element that moves
//! go with it.
//!
//! The edited text is parsed and compared with the result ([`check`]); its tree goes on to the next stage. Where they differ, the content of the
//! document element is written anew and a diagnostic says so.

mod attributes;
mod check;
mod layout;

use crate::upgrade::catalogue::{UPGRADE_EXPANDS_ENTITY, UPGRADE_REWRITES_DOCUMENT};
use std::collections::{HashMap, HashSet};

use super::working::Working;
use crate::diagnostic::Diagnostic;
use crate::text::{Edit, EditSet, Link, Source, SourceId, Span};
use crate::xml::{AttributeId, Content, Document, NodeId, NodeKind};

use check::Difference;
use layout::Layout;

/// What a merge came to.
#[derive(Debug)]
pub struct Merged {
    /// The edits that turn the source into the result.
    pub edits: EditSet,
    /// What could not be done by small edits.
    pub diagnostics: Vec<Diagnostic>,
    /// Where what the edits wrote came from.
    pub links: Vec<Link>,
    /// The edited text, parsed; `None` where it could not be made.
    pub edited: Option<Edited>,
}

/// A text after its edits.
#[derive(Debug)]
pub struct Edited {
    /// The text.
    pub text: Source,
    /// Its tree.
    pub document: Document,
}

/// The edits that turn `source`, of which `working` is the part that matters, into `result`. The edited text gets the
/// id `edited`.
#[must_use]
pub fn merge(source: &Source, working: &Working, result: &Document, edited: SourceId) -> Merged {
    let mut merger = Merger::new(source, working, result);
    let (Some(old), Some(new)) = (working.document.root_element(), result.root_element()) else {
        return Merged { edits: EditSet::new(), diagnostics: Vec::new(), links: Vec::new(), edited: None };
    };
    let mut diagnostics = Vec::new();
    merger.survey(old, new);
    let mut edits = Vec::new();
    merger.element(old, new, &mut edits);
    let check = check::Check { source, working, result };
    let outcome = collect(edits).map_err(|message| Difference { message, span: None }).and_then(|set| {
        let (edited, links) = check.run(&set, edited)?;
        Ok((set, links, Some(edited)))
    });
    let (edits, links, edited) = match outcome {
        Ok(done) => done,
        Err(difference) => {
            let primary = difference.span.or(working.document.name_span(old)).unwrap_or(Span::at(source.id, 0));
            let mut diagnostic = Diagnostic::warning(
                &UPGRADE_REWRITES_DOCUMENT,
                "the upgrade could not be made by small edits; the content of the document element is written anew",
                primary,
            )
            .with_note("formatting inside it is lost; comments and processing instructions are kept at its beginning");
            diagnostic.notes.push(difference.message);
            diagnostics.push(diagnostic);
            let mut edits = Vec::new();
            merger.rewrite(old, new, &mut edits);
            let set = collect(edits).unwrap_or_default();
            let (edited, links) = check.run(&set, edited).ok().unzip();
            (set, links.unwrap_or_default(), edited)
        }
    };
    for element in std::mem::take(&mut merger.expanded) {
        let at = working.document.name_span(element).unwrap_or(Span::at(source.id, 0));
        let name = working.document.name(element).map_or(String::new(), |name| name.lexical());
        diagnostics.push(
            Diagnostic::warning(
                &UPGRADE_EXPANDS_ENTITY,
                format!("an entity in `{name}` holds what the upgrade must change, so it is replaced by its content"),
                at,
            )
            .with_note("the declaration of the entity stays as it is, and other uses of it too"),
        );
    }
    Merged { edits, diagnostics, links, edited }
}

fn collect(edits: Vec<Edit>) -> Result<EditSet, String> {
    // Sorted by place first, since a set that is filled from its end costs no copying.
    let mut edits = edits;
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut set = EditSet::new();
    for edit in edits {
        set.add(edit).map_err(|conflict| {
            format!(
                "two changes touch the same text, at bytes {} and {}",
                conflict.first.span.start, conflict.second.span.start
            )
        })?;
    }
    Ok(set)
}

struct Merger<'a> {
    text: &'a str,
    source: &'a Source,
    working: &'a Working,
    old: &'a Document,
    new: &'a Document,
    layout: Layout,
    /// Source nodes that stay where they are.
    in_place: HashSet<NodeId>,
    /// Source nodes whose bytes are also, or only, needed elsewhere, with the result node that takes them first.
    pasted: HashMap<NodeId, NodeId>,
    /// Elements whose content was written anew because an entity stands in it.
    expanded: Vec<NodeId>,
}

/// How the children of an element and of its source pair up.
struct Pairs {
    /// For each child of the result: the child of the source that it is.
    new_children: Vec<(NodeId, Option<NodeId>)>,
    /// The source children that the tree has.
    old_children: Vec<NodeId>,
}

impl<'a> Merger<'a> {
    fn new(source: &'a Source, working: &'a Working, new: &'a Document) -> Self {
        Self {
            text: &source.text,
            source,
            working,
            old: &working.document,
            new,
            layout: Layout::new(&source.text, &working.document),
            in_place: HashSet::new(),
            pasted: HashMap::new(),
            expanded: Vec::new(),
        }
    }

    /// The source node that a result node came from, unless its origin only says in place of what it was made: a
    /// literal element inside a template for `type` has `type` as its origin, as the copy of `type` around it has.
    fn origin(&self, new: NodeId) -> Option<NodeId> {
        origin_of(self.source.id, self.old, self.new, new)
    }

    /// Which nodes stay and which move, before any edit is made.
    fn survey(&mut self, old: NodeId, new: NodeId) {
        let mut stack = vec![(Some(old), new, true)];
        while let Some((old, new, settled)) = stack.pop() {
            if settled && let Some(old) = old {
                self.in_place.insert(old);
            }
            let pairs = old.map(|old| self.pairs(old, new));
            let children: Vec<(NodeId, Option<NodeId>)> = match pairs {
                Some(pairs) => pairs.new_children,
                None => self.new.children(new).map(|child| (child, None)).collect(),
            };
            for (child, partner) in children.into_iter().rev() {
                if let Some(partner) = partner {
                    stack.push((Some(partner), child, settled));
                } else {
                    let origin = self.origin(child).filter(|_| self.new.kind(child) == NodeKind::Element);
                    if let Some(origin) = origin {
                        self.pasted.entry(origin).or_insert(child);
                    }
                    stack.push((origin, child, false));
                }
            }
        }
    }

    /// Whether the bytes of a source node leave their place.
    fn moves(&self, old: NodeId) -> bool {
        self.pasted.contains_key(&old) && !self.in_place.contains(&old)
    }

    fn pairs(&self, old: NodeId, new: NodeId) -> Pairs {
        let old_children: Vec<NodeId> = self.old.children(old).collect();
        let place: HashMap<NodeId, usize> = old_children.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let mut taken = vec![false; old_children.len()];
        let new_nodes: Vec<NodeId> = self.new.children(new).filter(|id| self.is_material(*id)).collect();
        let mut wanted: Vec<Option<usize>> = Vec::with_capacity(new_nodes.len());
        for id in &new_nodes {
            let at = self.origin(*id).and_then(|origin| place.get(&origin).copied()).filter(|at| !taken[*at]);
            if let Some(at) = at {
                taken[at] = true;
            }
            wanted.push(at);
        }
        keep_rising(&mut wanted);
        // Between two that are settled, what has no origin pairs with what has no successor: texts with texts, elements
        // with elements of the same name.
        let mut taken = vec![false; old_children.len()];
        for at in wanted.iter().flatten() {
            taken[*at] = true;
        }
        let mut low = 0;
        for index in 0..wanted.len() {
            if let Some(at) = wanted[index] {
                low = at + 1;
                continue;
            }
            if self.new.kind(new_nodes[index]) == NodeKind::Element && self.origin(new_nodes[index]).is_some() {
                continue;
            }
            let high = wanted[index..].iter().flatten().next().copied().unwrap_or(old_children.len());
            let alike = |at: &usize| {
                let (old, new) = (old_children[*at], new_nodes[index]);
                !taken[*at] && self.old.kind(old) == self.new.kind(new) && self.old.name(old) == self.new.name(new)
            };
            if let Some(at) = (low..high).find(alike) {
                taken[at] = true;
                wanted[index] = Some(at);
                low = at + 1;
            }
        }
        let new_children = new_nodes.iter().zip(wanted).map(|(id, at)| (*id, at.map(|at| old_children[at]))).collect();
        Pairs { new_children, old_children }
    }

    /// Elements, and text that is more than white space.
    fn is_material(&self, new: NodeId) -> bool {
        match &self.new.node(new).content {
            Content::Element(_) => true,
            Content::Text(text) => !text.trim_matches(layout::is_space).is_empty(),
            _ => false,
        }
    }

    fn span(&self, old: NodeId) -> Span {
        self.old.span(old).unwrap_or(Span::at(self.source.id, 0))
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Edits that turn a source element into its result, in place.
    fn element(&mut self, old: NodeId, new: NodeId, edits: &mut Vec<Edit>) {
        if self.holds_foreign(old) && !self.same(old, new) {
            self.expanded.push(old);
            self.rewrite(old, new, edits);
            return;
        }
        self.tags(old, new, edits);
        self.children(old, new, edits);
    }

    fn tags(&mut self, old: NodeId, new: NodeId, edits: &mut Vec<Edit>) {
        let (Some(before), Some(after)) = (self.old.element(old), self.new.element(new)) else { return };
        let Some(spans) = before.spans else { return };
        if before.name != after.name {
            let name = after.name.lexical();
            edits.push(Edit::replace(spans.name, name.clone()));
            if let Some(end) = spans.end_name() {
                edits.push(Edit::replace(end, name));
            }
        }
        attributes::merge(self.text, self.source.id, old, before, after, self.layout.quote, edits);
    }

    /// Whether text or a child of the element stands in the replacement text of an entity, whose bytes are not here.
    fn holds_foreign(&self, old: NodeId) -> bool {
        let Some(content) = self.old.element(old).and_then(|element| element.spans).and_then(|spans| spans.content())
        else {
            return false;
        };
        self.old.children(old).any(|child| {
            let span = self.span(child);
            let is_text = self.old.kind(child) == NodeKind::Text;
            // Text that is joined from an entity and its surroundings has a reference in its raw form.
            !content.contains(span) || (is_text && self.has_entity(self.slice(span)))
        })
    }

    fn has_entity(&self, raw: &str) -> bool {
        raw.split('&').skip(1).any(|rest| {
            let name = rest.split(';').next().unwrap_or("");
            !name.starts_with('#') && !["amp", "lt", "gt", "quot", "apos"].contains(&name)
        }) && !raw.contains("<![CDATA[")
    }

    /// Whether nothing about an element differs.
    fn same(&self, old: NodeId, new: NodeId) -> bool {
        let mut edits = Vec::new();
        let (Some(before), Some(after)) = (self.old.element(old), self.new.element(new)) else {
            return self.old.string_value(old) == self.new.string_value(new);
        };
        attributes::merge(self.text, self.source.id, old, before, after, '"', &mut edits);
        if before.name != after.name || !edits.is_empty() {
            return false;
        }
        let pairs = self.pairs(old, new);
        pairs.old_children.len() == pairs.new_children.len()
            && pairs.new_children.iter().all(|(new, old)| old.is_some_and(|old| self.same(old, *new)))
    }

    fn children(&mut self, old: NodeId, new: NodeId, edits: &mut Vec<Edit>) {
        let pairs = self.pairs(old, new);
        let kept: HashSet<NodeId> = pairs.new_children.iter().filter_map(|(_, old)| *old).collect();
        let mut gone: Vec<NodeId> = pairs.old_children.iter().copied().filter(|id| !kept.contains(id)).collect();
        let mut anchor = None;
        let mut waiting: Vec<NodeId> = Vec::new();
        let mut placed: Vec<(Option<NodeId>, Vec<NodeId>, Option<NodeId>)> = Vec::new();
        for (child, partner) in &pairs.new_children {
            match partner {
                Some(partner) => {
                    if !waiting.is_empty() {
                        placed.push((anchor, std::mem::take(&mut waiting), Some(*partner)));
                    }
                    anchor = Some(*partner);
                    match self.old.kind(*partner) {
                        NodeKind::Element => self.element(*partner, *child, edits),
                        _ => self.text_node(*partner, *child, edits),
                    }
                }
                None => waiting.push(*child),
            }
        }
        if !waiting.is_empty() {
            placed.push((anchor, waiting, None));
        }
        for (after, nodes, before) in placed {
            self.insert(old, after, nodes, before, &mut gone, edits);
        }
        for id in gone {
            self.remove(id, edits);
        }
    }

    fn text_node(&self, old: NodeId, new: NodeId, edits: &mut Vec<Edit>) {
        let value = self.new.string_value(new);
        if self.old.string_value(old) != value {
            let span = self.span(old);
            edits.push(Edit::replace(span, self.escape_like(self.slice(span), &value)));
        }
    }

    /// Text for a place where `raw` stood: a CDATA section stays one.
    fn escape_like(&self, raw: &str, value: &str) -> String {
        if raw.starts_with("<![CDATA[") && raw.ends_with("]]>") && !value.contains("]]>") {
            format!("<![CDATA[{value}]]>")
        } else {
            layout::escape_text(value)
        }
    }

    /// New children of `parent`, behind the child `after` or at its beginning.
    fn insert(
        &mut self,
        parent: NodeId,
        after: Option<NodeId>,
        nodes: Vec<NodeId>,
        before: Option<NodeId>,
        gone: &mut Vec<NodeId>,
        edits: &mut Vec<Edit>,
    ) {
        let Some(spans) = self.old.element(parent).and_then(|element| element.spans) else { return };
        let mut nodes = nodes;
        // What takes the place of something that goes stands exactly there.
        let start = after.map_or(spans.start_tag.end, |id| self.span(id).end);
        let end = before.map_or(u32::MAX, |id| self.span(id).start);
        let place = gone.iter().position(|id| {
            let span = self.span(*id);
            span.start >= start
                && span.end <= end
                && !self.moves(*id)
                && self.old.kind(*id) == NodeKind::Element
                && self.new.kind(nodes[0]) == NodeKind::Element
                && layout::is_bare(&self.text[start as usize..span.start as usize])
        });
        if let Some(place) = place {
            let replaced = gone.remove(place);
            let span = self.span(replaced);
            let indent = self.layout.indent_at(self.text, span.start as usize);
            let mut text = String::new();
            for comment in self.asides_in(replaced) {
                text.push_str(&comment);
                text.push_str(&self.layout.line_break(indent));
            }
            let first = nodes.remove(0);
            text.push_str(&self.render(first, indent));
            for node in nodes {
                text.push_str(&self.layout.line_break(indent));
                text.push_str(&self.render(node, indent));
            }
            edits.push(Edit::replace(span, text));
            return;
        }
        let mut place = self.layout.children_of(self.text, spans, self.span(parent));
        if place.indent.is_none()
            && let Some(after) = after
        {
            // The first child stands behind the start tag, but the one before has a line of its own.
            place.indent = self.layout.indent_at(self.text, self.span(after).start as usize).map(str::to_owned);
        }
        // Elements take the place of a text: they get lines of their own, as in an empty element.
        let loses_text = self.loses_text(parent, gone);
        if loses_text {
            place.indent = place.own.as_ref().map(|own| format!("{own}{}", self.layout.unit));
        }
        let mut text = String::new();
        for node in &nodes {
            let is_text = self.new.kind(*node) == NodeKind::Text;
            if !is_text {
                text.push_str(&self.layout.line_break(place.indent.as_deref()));
            }
            text.push_str(&self.render(*node, place.indent.as_deref()));
        }
        let only_text = nodes.iter().all(|node| self.new.kind(*node) == NodeKind::Text);
        match (spans.end_tag, after) {
            (None, _) => {
                // `<a/>` has to be opened.
                let tag = self.slice(spans.start_tag);
                let body = tag.trim_end_matches("/>").trim_end_matches(layout::is_space);
                let name = self.new_name(parent);
                if !only_text {
                    text.push_str(&self.layout.line_break(place.own.as_deref()));
                }
                let from = spans.start_tag.slice(body.len(), tag.len());
                edits.push(Edit::replace(from, format!(">{text}</{name}>")));
            }
            (Some(_), Some(after)) => {
                let at = self.layout.behind(self.text, self.span(after).end as usize, place.indent.is_some());
                edits.push(Edit::insert(Span::at(self.source.id, at), text));
            }
            (Some(end_tag), None) => {
                let content = Span { start: spans.start_tag.end, end: end_tag.start, ..end_tag };
                let is_left = || self.without(content, gone).chars().all(layout::is_space);
                let empty = content.is_empty() || (loses_text && is_left());
                if loses_text && !empty && place.indent.is_some() {
                    // Comments stay behind the start tag, where they stood beside the text.
                    let solid = self.slice(content).trim_end_matches(layout::is_space).len();
                    let at = content.start as usize + solid;
                    // White space may belong to the text that goes.
                    let inside = |span: &Span| (span.start as usize) < at && at < span.end as usize;
                    let at = gone.iter().map(|id| self.span(*id)).find(inside).map_or(at, |span| span.end as usize);
                    if !self.text[at..content.end as usize].contains('\n') {
                        text.push_str(&self.layout.line_break(place.own.as_deref()));
                    }
                    edits.push(Edit::insert(Span::at(self.source.id, at), text));
                    return;
                }
                let at = match only_text {
                    true => spans.start_tag.end as usize,
                    false => self.layout.behind(self.text, spans.start_tag.end as usize, place.indent.is_some()),
                };
                if empty && !only_text {
                    text.push_str(&self.layout.line_break(place.own.as_deref()));
                }
                edits.push(Edit::insert(Span::at(self.source.id, at), text));
            }
        }
    }

    /// Whether all that an element holds is text that goes.
    fn loses_text(&self, parent: NodeId, gone: &[NodeId]) -> bool {
        let mut children = self.old.children(parent).peekable();
        children.peek().is_some()
            && children.all(|child| self.old.kind(child) == NodeKind::Text && gone.contains(&child))
            && !self.working.frozen.contains_key(&parent)
    }

    /// What is left of a part of the text when some nodes are gone.
    fn without(&self, part: Span, gone: &[NodeId]) -> String {
        let mut rest = String::new();
        let mut at = part.start;
        for span in gone.iter().map(|id| self.span(*id)).filter(|span| part.contains(*span)) {
            rest.push_str(self.slice(Span { start: at, end: span.start.max(at), ..part }));
            at = span.end.max(at);
        }
        rest.push_str(self.slice(Span { start: at, end: part.end, ..part }));
        rest
    }

    /// The name that a source element has in the result.
    fn new_name(&self, old: NodeId) -> String {
        let renamed = self
            .new
            .descendants(NodeId::ROOT)
            .find(|new| self.new.kind(*new) == NodeKind::Element && self.origin(*new) == Some(old));
        let name = renamed.and_then(|new| self.new.name(new)).or_else(|| self.old.name(old));
        name.map_or_else(String::new, |name| name.lexical())
    }

    /// A node that is not in its place: with its bytes, if it has a source, else written anew.
    fn render(&mut self, new: NodeId, indent: Option<&str>) -> String {
        if self.new.kind(new) == NodeKind::Text {
            return layout::escape_text(&self.new.string_value(new));
        }
        match self.origin(new) {
            Some(old) if self.old.kind(old) == NodeKind::Element => self.paste(old, new, indent),
            _ => self.write(new, indent),
        }
    }

    fn paste(&mut self, old: NodeId, new: NodeId, indent: Option<&str>) -> String {
        let span = self.span(old);
        let mut edits = Vec::new();
        self.element(old, new, &mut edits);
        let Ok(set) = collect(edits) else { return self.write(new, indent) };
        let mut text = String::with_capacity(span.len());
        let mut done = span.start as usize;
        for edit in set.edits() {
            text.push_str(&self.text[done..edit.span.start as usize]);
            text.push_str(&edit.text);
            done = edit.span.end as usize;
        }
        text.push_str(&self.text[done..span.end as usize]);
        let base = self.layout.indent_at(self.text, span.start as usize);
        let mut text = layout::reindent(&text, base, indent);
        if self.pasted.get(&old) == Some(&new) && self.moves(old) {
            let comments = self.layout.comments_above(self.text, span.start as usize, self.floor(old));
            for comment in comments.lines.iter().rev() {
                text.insert_str(0, &self.layout.line_break(indent));
                text.insert_str(0, comment);
            }
        }
        text
    }

    /// Comments above a child reach no higher than the start tag of its parent.
    fn floor(&self, old: NodeId) -> usize {
        let parent = self.old.parent(old).and_then(|parent| self.old.element(parent)?.spans);
        parent.map_or(0, |spans| spans.start_tag.end as usize)
    }

    fn write(&mut self, new: NodeId, indent: Option<&str>) -> String {
        let Some(element) = self.new.element(new) else { return String::new() };
        let name = element.name.lexical();
        let mut text = format!("<{name}");
        for attribute in &element.attributes {
            text.push(' ');
            text.push_str(&attributes::write(attribute, self.layout.quote));
        }
        let children: Vec<NodeId> = self.new.children(new).filter(|id| self.is_material(*id)).collect();
        if children.is_empty() {
            text.push_str("/>");
            return text;
        }
        text.push('>');
        let inline = children.iter().any(|id| self.new.kind(*id) == NodeKind::Text);
        let deeper = indent.filter(|_| !inline).map(|indent| format!("{indent}{}", self.layout.unit));
        for child in children {
            text.push_str(&self.layout.line_break(deeper.as_deref()));
            text.push_str(&self.render(child, deeper.as_deref()));
        }
        text.push_str(&self.layout.line_break(indent.filter(|_| !inline)));
        text.push_str(&format!("</{name}>"));
        text
    }

    /// The comments and processing instructions inside an element that goes, except those that move elsewhere with what is around them.
    fn asides_in(&self, old: NodeId) -> Vec<String> {
        let span = self.span(old);
        let moved: Vec<Span> =
            self.old.descendants(old).skip(1).filter(|id| self.moves(*id)).map(|id| self.span(id)).collect();
        layout::asides(self.slice(span))
            .into_iter()
            .filter(|range| {
                let at = span.slice(range.start, range.end);
                !moved.iter().any(|moved| moved.contains(at))
            })
            .map(|range| self.slice(span.slice(range.start, range.end)).to_owned())
            .collect()
    }

    /// Takes an element or a text out, with its line if it has one of its own.
    fn remove(&self, old: NodeId, edits: &mut Vec<Edit>) {
        let span = self.span(old);
        let (mut start, end) = (span.start as usize, span.end as usize);
        if self.old.kind(old) == NodeKind::Text {
            edits.push(Edit::delete(span));
            return;
        }
        let moves = self.moves(old);
        let comments = if moves { Vec::new() } else { self.asides_in(old) };
        if !comments.is_empty() {
            let indent = self.layout.indent_at(self.text, start);
            edits.push(Edit::replace(span, comments.join(&self.layout.line_break(indent))));
            return;
        }
        if moves && self.layout.indent_at(self.text, start).is_some() {
            start = self.layout.comments_above(self.text, start, self.floor(old)).start.unwrap_or(start);
        }
        let range = self.layout.line_extent(self.text, start..end);
        edits.push(Edit::delete(Span::new(self.source.id, range.start, range.end)));
    }

    /// Writes the content of an element anew; the tag itself is still edited in place.
    fn rewrite(&mut self, old: NodeId, new: NodeId, edits: &mut Vec<Edit>) {
        self.tags(old, new, edits);
        let Some(spans) = self.old.element(old).and_then(|element| element.spans) else { return };
        let own = self.layout.indent_at(self.text, spans.start_tag.start as usize).map(str::to_owned);
        let indent = own.as_ref().map(|own| format!("{own}{}", self.layout.unit));
        let mut text = String::new();
        if let Some(content) = spans.content() {
            for comment in layout::asides(self.slice(content)) {
                text.push_str(&self.layout.line_break(indent.as_deref()));
                text.push_str(self.slice(content.slice(comment.start, comment.end)));
            }
        }
        let inline = self.new.children(new).any(|id| self.new.kind(id) == NodeKind::Text && self.is_material(id));
        let indent = indent.filter(|_| !inline);
        let mut frozen = self.working.frozen.get(&old).cloned().unwrap_or_default().into_iter().peekable();
        let children: Vec<NodeId> = self.new.children(new).filter(|id| self.is_material(*id)).collect();
        for child in children {
            let place = self.origin(child).map_or(u32::MAX, |old| self.span(old).start);
            while let Some(span) = frozen.next_if(|span| span.start < place) {
                text.push_str(&self.layout.line_break(indent.as_deref()));
                text.push_str(self.slice(span));
            }
            if !inline {
                text.push_str(&self.layout.line_break(indent.as_deref()));
            }
            text.push_str(&self.write_with_frozen(child, indent.as_deref()));
        }
        for span in frozen {
            text.push_str(&self.layout.line_break(indent.as_deref()));
            text.push_str(self.slice(span));
        }
        if !inline && !text.is_empty() {
            text.push_str(&self.layout.line_break(own.as_deref()));
        }
        match spans.content() {
            Some(content) => edits.push(Edit::replace(content, text)),
            None if text.is_empty() => {}
            None => {
                let tag = self.slice(spans.start_tag);
                let body = tag.trim_end_matches("/>").trim_end_matches(layout::is_space).len();
                let name = self.new.name(new).map_or_else(String::new, |name| name.lexical());
                edits.push(Edit::replace(spans.start_tag.slice(body, tag.len()), format!(">{text}</{name}>")));
            }
        }
    }

    /// As [`Self::write`], with the elements that no step saw; formatting is not kept.
    fn write_with_frozen(&mut self, new: NodeId, indent: Option<&str>) -> String {
        let Some(element) = self.new.element(new) else {
            return layout::escape_text(&self.new.string_value(new));
        };
        let name = element.name.lexical();
        let mut text = format!("<{name}");
        for declaration in &element.declarations {
            let prefix = if declaration.prefix.is_empty() { String::new() } else { format!(":{}", declaration.prefix) };
            text.push_str(&format!(" xmlns{prefix}=\"{}\"", declaration.uri));
        }
        for attribute in &element.attributes {
            text.push(' ');
            text.push_str(&attributes::write(attribute, self.layout.quote));
        }
        let children: Vec<NodeId> = self.new.children(new).filter(|id| self.is_material(*id)).collect();
        let frozen: Vec<Span> =
            self.origin(new).and_then(|old| self.working.frozen.get(&old).cloned()).unwrap_or_default();
        if children.is_empty() && frozen.is_empty() {
            text.push_str("/>");
            return text;
        }
        text.push('>');
        let inline = children.iter().any(|id| self.new.kind(*id) == NodeKind::Text);
        let deeper = indent.filter(|_| !inline).map(|indent| format!("{indent}{}", self.layout.unit));
        for child in children {
            text.push_str(&self.layout.line_break(deeper.as_deref()));
            text.push_str(&self.write_with_frozen(child, deeper.as_deref()));
        }
        for span in frozen {
            text.push_str(&self.layout.line_break(deeper.as_deref()));
            text.push_str(self.slice(span));
        }
        text.push_str(&self.layout.line_break(indent.filter(|_| !inline)));
        text.push_str(&format!("</{name}>"));
        text
    }
}

/// See [`Merger::origin`]; also for the steps' own comparison of trees.
pub(super) fn origin_of(source: crate::text::SourceId, old: &Document, new: &Document, node: NodeId) -> Option<NodeId> {
    if new.source == Some(source) {
        return Some(node);
    }
    let valid = |id: NodeId| {
        let origin = new.node(id).origin?;
        let known = origin.source == source && origin.node.index() < old.len();
        (known && old.kind(origin.node) == new.kind(id)).then_some(origin.node)
    };
    let origin = valid(node)?;
    let is_inside = new.ancestors(node).any(|ancestor| valid(ancestor) == Some(origin));
    (!is_inside).then_some(origin)
}

/// The source attribute that an attribute of the result came from.
pub(super) fn attribute_origin(
    source: crate::text::SourceId,
    attribute: &crate::xml::Attribute,
) -> Option<AttributeId> {
    attribute.origin.filter(|(from, _)| *from == source).map(|(_, id)| id)
}

/// Keeps a longest rising subsequence of the places, so that as little as possible moves; clears the others.
fn keep_rising(places: &mut [Option<usize>]) {
    // Patience sorting: the smallest last place of a run of each length, and who came before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; places.len()];
    for index in 0..places.len() {
        let Some(place) = places[index] else { continue };
        let at = ends.partition_point(|end| places[*end].is_some_and(|other| other < place));
        before[index] = at.checked_sub(1).map(|at| ends[at]);
        if at == ends.len() {
            ends.push(index);
        } else {
            ends[at] = index;
        }
    }
    let mut keep = vec![false; places.len()];
    let mut at = ends.last().copied();
    while let Some(index) = at {
        keep[index] = true;
        at = before[index];
    }
    for (index, place) in places.iter_mut().enumerate() {
        if !keep[index] {
            *place = None;
        }
    }
}

#[cfg(test)]
mod tests;
