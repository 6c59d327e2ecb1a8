//! A description with its includes put in, as KIWI's schema and the rules see it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Bundle, IncludeState, direct_includes};
use crate::bundle::catalogue::INCLUDE_LIMIT;
use crate::diagnostic::Diagnostic;
use crate::xml::{Document, NodeId};

/// What is included again may add this many nodes to the document; a real description includes a file once.
const MAX_REPEATED: usize = 50_000;

impl Bundle {
    /// The description, each `include` directly in `image` replaced by the child elements of the included `image`.
    /// Every node keeps its place in the file it comes from. Includes that lead nowhere stay.
    ///
    /// `document` gives the document of a file: its own, or what an upgrade made of that.
    #[must_use]
    pub fn whole<'d>(&'d self, document: &dyn Fn(usize) -> &'d Document) -> Cow<'d, Document> {
        let main = document(0);
        let targets = self.targets();
        if targets.is_empty() {
            return Cow::Borrowed(main);
        }
        let mut replaced: HashMap<NodeId, usize> = HashMap::new();
        for node in direct_includes(main) {
            if let Some(target) = main.attribute_value(node, "from").and_then(|from| targets.get(from)) {
                replaced.insert(node, *target);
            }
        }
        let mut whole = Document::new();
        whole.source = main.source;
        whole.base.clone_from(&main.base);
        let (mut repeated, mut seen) = (0, vec![false; self.files.len()]);
        copy(main, NodeId::ROOT, NodeId::ROOT, &mut whole, &mut |id| {
            let target = *replaced.get(&id)?;
            let included = document(target);
            if std::mem::replace(&mut seen[target], true) {
                repeated += included.len();
            }
            let root = included.root_element().filter(|root| included.is_element(*root, "image"));
            let nodes = match root {
                Some(root) if repeated <= MAX_REPEATED => included.child_elements(root).collect(),
                _ => Vec::new(),
            };
            Some((included, nodes))
        });
        Cow::Owned(whole)
    }

    /// [`Self::whole`] of the files as they are.
    #[must_use]
    pub fn whole_as_written(&self) -> Cow<'_, Document> {
        self.whole(&|file| &self.files[file].document)
    }

    /// The files that are put in, by the values of `from` that lead to them.
    fn targets(&self) -> HashMap<&str, usize> {
        let put_in = |state| matches!(state, IncludeState::Resolved | IncludeState::NotAnImage);
        let direct = self.includes.iter().filter(|include| include.file == 0 && put_in(include.state));
        direct.filter_map(|include| Some((include.from.as_str(), include.target?))).collect()
    }

    /// Whether so much is included again that [`Self::whole`] leaves some of it out.
    pub(super) fn excess(&self) -> Option<Diagnostic> {
        let (mut repeated, mut seen) = (0, vec![false; self.files.len()]);
        for include in self.includes.iter().filter(|include| include.state == IncludeState::Resolved) {
            let target = include.target?;
            if std::mem::replace(&mut seen[target], true) {
                repeated += self.files[target].document.len();
            }
            if repeated > MAX_REPEATED {
                let message = format!("what is included again has more than {MAX_REPEATED} nodes");
                return Some(
                    Diagnostic::warning(&INCLUDE_LIMIT, message, include.span)
                        .with_note("from here on files that were included before are not put in again"),
                );
            }
        }
        None
    }
}

/// What stands in the place of a node: nodes of another document, which are copied as they are.
type Replacement<'d> = Option<(&'d Document, Vec<NodeId>)>;

/// Copies what is below `top` into `parent` of another document, without recursion: documents may be deep. Every node
/// keeps its place.
fn copy<'d>(
    from: &'d Document,
    top: NodeId,
    parent: NodeId,
    into: &mut Document,
    replacement: &mut dyn FnMut(NodeId) -> Replacement<'d>,
) {
    // Nodes of replacements come from their own documents and are not replaced again.
    let mut waiting: Vec<(&'d Document, NodeId, NodeId, bool)> = Vec::new();
    waiting.extend(from.children(top).map(|child| (from, child, parent, true)));
    waiting.reverse();
    while let Some((document, id, parent, may_replace)) = waiting.pop() {
        if may_replace && let Some((other, nodes)) = replacement(id) {
            let own = std::ptr::eq(other, document);
            waiting.extend(nodes.into_iter().rev().map(|node| (other, node, parent, own)));
            continue;
        }
        let node = document.node(id);
        let copied = into.append(parent, node.content.clone());
        let target = into.node_mut(copied);
        target.span = node.span;
        target.origin = node.origin;
        let before = waiting.len();
        waiting.extend(document.children(id).map(|child| (document, child, copied, may_replace)));
        waiting[before..].reverse();
    }
}

/// A copy of the document in which the nodes that `opened` names are replaced by what is in them.
#[must_use]
pub(super) fn without(document: &Document, opened: &dyn Fn(NodeId) -> bool) -> Document {
    let mut result = Document::new();
    result.source = document.source;
    result.base.clone_from(&document.base);
    copy(document, NodeId::ROOT, NodeId::ROOT, &mut result, &mut |id| {
        opened(id).then(|| (document, document.children(id).collect()))
    });
    result
}

/// An element with all below it as a document of its own.
#[must_use]
pub fn cut_out(document: &Document, top: NodeId) -> Document {
    let mut own = Document::new();
    own.source = document.source;
    own.base.clone_from(&document.base);
    let copied = own.append(NodeId::ROOT, document.node(top).content.clone());
    own.node_mut(copied).span = document.span(top);
    copy(document, top, copied, &mut own, &mut |_| None);
    own
}
