//! A tree after an edit of its text: only the neighbourhood of the edit is read.

use std::sync::Arc;

use super::{Attribute, NONE, Node, NodeKind, Scanner, Tree};
use crate::diagnostic::Change;

impl Tree {
    /// Reads a text that this one has become. What comes before the edit and what comes behind it are taken over, from
    /// where the same elements are open.
    #[must_use]
    pub fn edited(&self, text: &Arc<str>) -> Self {
        let Some(change) = Change::between(&self.text, text) else {
            return Self { text: text.clone(), ..self.clone() };
        };
        self.renewed(text, &change).unwrap_or_else(|| Self::new(text.clone()))
    }

    fn renewed(&self, text: &Arc<str>, change: &Change) -> Option<Self> {
        // no tag looks beyond the `<` of the next, save for what is never closed
        let before = self.nodes.partition_point(|node| node.start < change.start);
        let first = self.nodes[..before].iter().rposition(|node| node.kind != NodeKind::Text)?;
        let reaches_far =
            |node: &Node| node.is_unterminated && !matches!(node.kind, NodeKind::Element | NodeKind::StrayEnd);
        if self.nodes[..first].iter().any(reaches_far) {
            return None;
        }
        let start = &self.nodes[first];
        let mut open: Vec<u32> =
            self.parent(first).map_or(Vec::new(), |parent| self.ancestors(parent).map(|index| index as u32).collect());
        open.reverse();
        let kept = self.attributes.partition_point(|attribute| attribute.start < start.start);
        let mut nodes = Vec::with_capacity(self.nodes.len() + 16);
        nodes.extend_from_slice(&self.nodes[..first]);
        let mut attributes = Vec::with_capacity(self.attributes.len() + 16);
        attributes.extend_from_slice(&self.attributes[..kept]);
        let from = start.start as usize;
        let mut scanner = Scanner { at: from, nodes, attributes, open, declarations: 0, text };
        let mut next = self.nodes.partition_point(|node| node.start < change.old_end);
        let mut around = None;
        while scanner.at < text.len() {
            let place = |node: &Node| (node.start - change.old_end + change.new_end) as usize;
            while self.nodes.get(next).is_some_and(|node| place(node) < scanner.at) {
                next += 1;
            }
            if self.nodes.get(next).is_some_and(|node| place(node) == scanner.at) {
                around = self.same_around(&scanner, next, first, change);
                if around.is_some() {
                    break;
                }
            }
            scanner.step();
        }
        let read = scanner.at - from;
        match &around {
            Some(around) => self.take_over(&mut scanner, next, around, change),
            None => scanner.run(),
        }
        let dropped_to = match &around {
            Some(_) => self.attributes.partition_point(|one| one.start < self.nodes[next].start),
            None => self.attributes.len(),
        };
        let is_declaration = |one: &&Attribute| self.text[one.name()].starts_with("xmlns");
        let dropped = self.attributes[kept..dropped_to].iter().filter(is_declaration).count();
        let Scanner { nodes, attributes, declarations, .. } = scanner;
        let declarations = self.declarations - dropped + declarations;
        Some(Self { text: text.clone(), nodes, attributes, declarations, read })
    }

    /// The elements around an old node, outermost first, where a scanner has the same ones open.
    fn same_around(&self, scanner: &Scanner<'_>, node: usize, first: usize, change: &Change) -> Option<Vec<u32>> {
        let mut around: Vec<u32> =
            self.parent(node).map_or(Vec::new(), |parent| self.ancestors(parent).map(|index| index as u32).collect());
        around.reverse();
        let is_same = |(old, new): (&u32, &u32)| {
            if (*old as usize) < first || (*new as usize) < first {
                return old == new;
            }
            let (before, after) = (&self.nodes[*old as usize], &scanner.nodes[*new as usize]);
            change.place(before.start) == Some(after.start) && self.text[before.name()] == scanner.text[after.name()]
        };
        (around.len() == scanner.open.len() && around.iter().zip(&scanner.open).all(is_same)).then_some(around)
    }

    /// Appends the nodes from `next` on, which stand in the elements `around`.
    fn take_over(&self, scanner: &mut Scanner<'_>, next: usize, around: &[u32], change: &Change) {
        let place = |at: u32| if at == NONE { NONE } else { at - change.old_end + change.new_end };
        let base = scanner.nodes.len() as u32;
        let index = |old: u32| old - next as u32 + base;
        for (old, new) in around.iter().zip(&scanner.open) {
            let before = &self.nodes[*old as usize];
            let node = &mut scanner.nodes[*new as usize];
            (node.end, node.end_tag, node.after) = (place(before.end), place(before.end_tag), index(before.after));
        }
        let old_attributes = self.attributes.partition_point(|one| one.start < self.nodes[next].start);
        let attribute = |old: u32| old - old_attributes as u32 + scanner.attributes.len() as u32;
        scanner.nodes.extend(self.nodes[next..].iter().map(|node| Node {
            start: place(node.start),
            end: place(node.end),
            name_end: place(node.name_end),
            tag_end: place(node.tag_end),
            end_tag: place(node.end_tag),
            attributes: if node.attributes.0 == node.attributes.1 {
                (0, 0)
            } else {
                (attribute(node.attributes.0), attribute(node.attributes.1))
            },
            parent: match node.parent {
                NONE => NONE,
                parent if parent as usize >= next => index(parent),
                parent => around.iter().position(|one| *one == parent).map_or(NONE, |depth| scanner.open[depth]),
            },
            after: index(node.after),
            ..*node
        }));
        scanner.attributes.extend(self.attributes[old_attributes..].iter().map(|one| Attribute {
            start: place(one.start),
            name_end: place(one.name_end),
            value_start: place(one.value_start),
            value_end: place(one.value_end),
            end: place(one.end),
            ..*one
        }));
        scanner.open.clear();
        scanner.at = scanner.text.len();
    }

    /// How many bytes were read for it, for tests of what is not.
    #[must_use]
    pub fn read(&self) -> usize {
        self.read
    }
}
