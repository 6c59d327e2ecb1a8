//! Where in a text a cursor stands.

use std::ops::Range;

use super::syntax::{NodeIndex, NodeKind, Tree};
use crate::xml::is_name_char;

/// What stands around a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// In the content of an element, or outside of the document element.
    Content {
        /// The element around.
        parent: Option<NodeIndex>,
        /// What is being typed there: nothing, `<`, `<na`, or the run of text.
        typed: Range<usize>,
        /// Whether `<` has been typed.
        is_tag: bool,
        /// The unfinished tag itself, where there is one.
        tag: Option<NodeIndex>,
    },
    /// In the name of a start tag that is finished or has attributes.
    ElementName {
        /// The element.
        element: NodeIndex,
    },
    /// In the name of an end tag.
    EndTagName {
        /// The element that it closes, or would close.
        element: Option<NodeIndex>,
        /// The name as far as it is written.
        name: Range<usize>,
        /// Whether `>` stands behind it.
        is_closed: bool,
    },
    /// Where an attribute's name stands or may stand.
    AttributeName {
        /// The element.
        element: NodeIndex,
        /// The attribute, where one is there.
        attribute: Option<usize>,
        /// The name as far as it is written.
        name: Range<usize>,
    },
    /// In an attribute's value.
    AttributeValue {
        /// The element.
        element: NodeIndex,
        /// The attribute.
        attribute: usize,
        /// The value.
        value: Range<usize>,
    },
    /// In a comment, an instruction, a CDATA section, a document type declaration, or between parts of a tag.
    Other {
        /// The node.
        node: Option<NodeIndex>,
    },
}

impl Place {
    /// The place of an offset.
    #[must_use]
    pub fn at(tree: &Tree, offset: usize) -> Self {
        let text = tree.text();
        let Some(index) = tree.innermost(offset) else {
            return Self::content(tree, None, offset);
        };
        let node = tree.node(index);
        match node.kind {
            NodeKind::Element => {
                let tag = node.start_tag();
                if offset < tag.end || (offset == tag.end && node.is_unterminated) {
                    return Self::in_tag(tree, index, offset);
                }
                match (node.end_tag(), node.end_name()) {
                    (Some(end), Some(name)) if offset > end.start => {
                        if offset >= name.start && offset <= name.end {
                            Self::EndTagName { element: Some(index), name, is_closed: true }
                        } else if offset == end.start + 1 {
                            // `<|/a>`
                            Self::Other { node: Some(index) }
                        } else {
                            Self::Other { node: Some(index) }
                        }
                    }
                    _ => Self::content(tree, Some(index), offset),
                }
            }
            NodeKind::StrayEnd => {
                let name = node.range().start + 2..node.range().end - usize::from(!node.is_unterminated);
                if offset >= name.start {
                    let open = enclosing(tree, index);
                    Self::EndTagName {
                        element: open,
                        name: name.start..name.end.max(name.start),
                        is_closed: !node.is_unterminated,
                    }
                } else {
                    Self::Other { node: Some(index) }
                }
            }
            NodeKind::Text => {
                // a `<` that begins no tag yet
                if text[..offset].ends_with('<') {
                    return Self::Content {
                        parent: tree.parent(index),
                        typed: offset - 1..offset,
                        is_tag: true,
                        tag: None,
                    };
                }
                Self::content(tree, tree.parent(index), offset)
            }
            _ => Self::Other { node: Some(index) },
        }
    }

    fn content(tree: &Tree, parent: Option<NodeIndex>, offset: usize) -> Self {
        let text = tree.text();
        if text[..offset].ends_with('<') {
            return Self::Content { parent, typed: offset - 1..offset, is_tag: true, tag: None };
        }
        let start = text[..offset]
            .rfind(|c: char| !is_name_char(c))
            .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        let end = offset + text[offset..].find(|c: char| !is_name_char(c)).unwrap_or(text.len() - offset);
        Self::Content { parent, typed: start..end.max(start), is_tag: false, tag: None }
    }

    fn in_tag(tree: &Tree, index: NodeIndex, offset: usize) -> Self {
        let text = tree.text();
        let node = tree.node(index);
        let name = node.name();
        if offset < name.start {
            return Self::Other { node: Some(index) };
        }
        if offset <= name.end {
            // a tag of which only the name is there is being typed
            if node.is_unterminated && tree.attributes(index).is_empty() {
                return Self::Content {
                    parent: tree.parent(index),
                    typed: node.range().start..name.end,
                    is_tag: true,
                    tag: Some(index),
                };
            }
            return Self::ElementName { element: index };
        }
        for (number, attribute) in tree.attributes(index).iter().enumerate() {
            let name = attribute.name();
            if offset >= name.start && offset <= name.end {
                return Self::AttributeName { element: index, attribute: Some(number), name };
            }
            if let Some(value) = attribute.value() {
                if offset >= value.start && offset <= value.end {
                    return Self::AttributeValue { element: index, attribute: number, value };
                }
                if offset > name.end && offset < value.start {
                    return Self::Other { node: Some(index) };
                }
            }
        }
        let before = &text[..offset];
        if before.ends_with(|c: char| c.is_whitespace()) {
            return Self::AttributeName { element: index, attribute: None, name: offset..offset };
        }
        Self::Other { node: Some(index) }
    }

    /// The element that the cursor is in: in its tags, or in its content.
    #[must_use]
    pub fn element(&self, tree: &Tree) -> Option<NodeIndex> {
        match self {
            Self::Content { parent, .. } => *parent,
            Self::ElementName { element }
            | Self::AttributeName { element, .. }
            | Self::AttributeValue { element, .. } => Some(*element),
            Self::EndTagName { element, .. } => *element,
            Self::Other { node } => {
                node.and_then(
                    |node| {
                        if tree.node(node).kind == NodeKind::Element { Some(node) } else { tree.parent(node) }
                    },
                )
            }
        }
    }
}

/// The innermost element around a node that has no end tag; the innermost one where all have theirs.
fn enclosing(tree: &Tree, index: NodeIndex) -> Option<NodeIndex> {
    let parent = tree.parent(index)?;
    tree.ancestors(parent).find(|at| tree.node(*at).end_tag().is_none()).or(Some(parent))
}

/// A text with `$0` where the cursor is, for tests: the text without it, and its offset.
#[must_use]
pub fn split_cursor(marked: &str) -> (String, usize) {
    let at = marked.find("$0").unwrap_or(marked.len());
    (marked.replacen("$0", "", 1), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(marked: &str) -> String {
        let (text, offset) = split_cursor(marked);
        let tree = Tree::new(text.as_str().into());
        let name = |index: Option<NodeIndex>| index.map_or("-".to_owned(), |index| tree.name(index).to_owned());
        match Place::at(&tree, offset) {
            Place::Content { parent, typed, is_tag, .. } => {
                format!("content of {} `{}`{}", name(parent), &text[typed], if is_tag { " tag" } else { "" })
            }
            Place::ElementName { element } => format!("name of {}", name(Some(element))),
            Place::EndTagName { element, name: typed, .. } => format!("end of {} `{}`", name(element), &text[typed]),
            Place::AttributeName { element, name: typed, .. } => {
                format!("attribute of {} `{}`", name(Some(element)), &text[typed])
            }
            Place::AttributeValue { element, value, .. } => {
                format!("value in {} `{}`", name(Some(element)), &text[value])
            }
            Place::Other { .. } => "other".to_owned(),
        }
    }

    #[test]
    fn places() {
        assert_eq!(check("<a>$0</a>"), "content of a ``");
        assert_eq!(check("<a><$0</a>"), "content of a `<` tag");
        assert_eq!(check("<a>\n<$0\n<b/></a>"), "content of a `<` tag");
        assert_eq!(check("<a><b$0</a>"), "content of a `<b` tag");
        assert_eq!(check("<a><b$0\n<c/></a>"), "content of a `<b` tag");
        assert_eq!(check("<a>wo$0rd</a>"), "content of a `word`");
        assert_eq!(check("<a$0 b='1'/>"), "name of a");
        assert_eq!(check("<a $0/>"), "attribute of a ``");
        assert_eq!(check("<a $0>"), "attribute of a ``");
        assert_eq!(check("<a $0"), "attribute of a ``");
        assert_eq!(check("<x><a $0\n<b/></x>"), "attribute of a ``");
        assert_eq!(check("<a b$0/>"), "attribute of a `b`");
        assert_eq!(check("<a b='$0'/>"), "value in a ``");
        assert_eq!(check("<a b=\"x$0y\" c='1'/>"), "value in a `xy`");
        assert_eq!(check("<a b=\"$0"), "value in a ``");
        assert_eq!(check("<a b=$0"), "value in a ``");
        assert_eq!(check("<a b=$0 c='1'/>"), "value in a ``");
        assert_eq!(check("<a b='1'$0/>"), "other");
        assert_eq!(check("<a></$0</a>"), "end of a ``");
        assert_eq!(check("<a><b></$0</a>"), "end of b ``");
        assert_eq!(check("<a></a$0>"), "end of a `a`");
        assert_eq!(check("<a></$0"), "end of a ``");
        assert_eq!(check("<!-- $0 --><a/>"), "other");
        assert_eq!(check("$0"), "content of - ``");
        assert_eq!(check("<a/>$0"), "content of - ``");
        assert_eq!(check("<a>t</a>$0"), "content of - ``");
    }
}
