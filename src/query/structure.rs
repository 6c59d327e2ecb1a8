//! The structure of a text for editors: what folds, what encloses a cursor, what an outline shows, which tags belong
//! together, what each part is.

use std::ops::Range;

use super::place::Place;
use super::syntax::{NodeIndex, NodeKind, Tree};

/// Something that can be folded away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// What is folded: from the end of the opening to the beginning of the closing.
    pub range: Range<usize>,
    /// Whether it is a comment.
    pub is_comment: bool,
}

/// What can be folded, in document order.
#[must_use]
pub fn folds(tree: &Tree) -> Vec<Fold> {
    let text = tree.text();
    let mut found = Vec::new();
    for node in tree.nodes() {
        let range = node.range();
        match node.kind {
            NodeKind::Element if !node.is_unterminated => {
                let end = node.end_tag().map_or(range.end, |tag| tag.start);
                let fold = if node.is_empty_tag { node.name().end..range.end } else { node.start_tag().end - 1..end };
                if text[fold.clone()].contains('\n') {
                    found.push(Fold { range: fold, is_comment: false });
                }
            }
            NodeKind::Comment if text[range.clone()].contains('\n') => found.push(Fold { range, is_comment: true }),
            NodeKind::Cdata | NodeKind::Doctype if text[range.clone()].contains('\n') => {
                found.push(Fold { range, is_comment: false });
            }
            _ => {}
        }
    }
    found
}

/// The ranges around an offset, innermost first, each larger than the one before.
#[must_use]
pub fn selections(tree: &Tree, offset: usize) -> Vec<Range<usize>> {
    let text = tree.text();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut add = |range: Range<usize>| {
        if range.start <= offset
            && offset <= range.end
            && found.last().is_none_or(|last| range.start <= last.start && last.end <= range.end && range != *last)
        {
            found.push(range);
        }
    };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let start =
        text[..offset].char_indices().rev().take_while(|(_, c)| is_word(*c)).last().map_or(offset, |(at, _)| at);
    let end = offset + text[offset..].find(|c| !is_word(c)).unwrap_or(text.len() - offset);
    if start < end {
        add(start..end);
    }
    let inner = tree.innermost(offset).or_else(|| {
        // at the very beginning or end of a node
        let next = tree.nodes().partition_point(|node| node.range().start < offset);
        tree.nodes().get(next).filter(|node| node.range().start == offset).map(|_| next)
    });
    for index in inner.into_iter().flat_map(|index| tree.ancestors(index)) {
        let node = tree.node(index);
        if node.kind == NodeKind::Element {
            for attribute in tree.attributes(index) {
                if let Some(value) = attribute.value() {
                    add(value);
                }
                add(attribute.range());
            }
            add(node.start_tag());
            if let Some(end) = node.end_tag() {
                add(end);
            }
            let content = node.content();
            let trimmed = text[content.clone()].trim();
            let lead = text[content.clone()].find(trimmed).unwrap_or(0);
            add(content.start + lead..content.start + lead + trimmed.len());
            add(content);
        }
        add(node.range());
    }
    add(0..text.len());
    found
}

/// What an outline shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// More about it.
    pub detail: String,
    /// The element.
    pub node: NodeIndex,
    /// All of it.
    pub range: Range<usize>,
    /// Its name in the text.
    pub selection: Range<usize>,
    /// What is in it.
    pub children: Vec<Symbol>,
}

/// Attributes that tell elements of one name apart.
const TELLING: [&str; 11] =
    ["name", "id", "xml:id", "image", "type", "alias", "mountpoint", "from", "path", "profile", "key"];

/// The elements of a text as an outline. Nesting beyond what a person can use is left out.
#[must_use]
pub fn symbols(tree: &Tree) -> Vec<Symbol> {
    in_element(tree, None, 0)
}

const MAX_OUTLINE_DEPTH: usize = 64;

fn in_element(tree: &Tree, parent: Option<NodeIndex>, depth: usize) -> Vec<Symbol> {
    if depth > MAX_OUTLINE_DEPTH {
        return Vec::new();
    }
    tree.child_elements(parent)
        .map(|index| {
            let node = tree.node(index);
            let told: Vec<String> = TELLING
                .iter()
                .filter_map(|name| tree.attribute(index, name))
                .filter(|value| !value.is_empty())
                .take(2)
                .collect();
            let mut detail = told.join(" ");
            if detail.is_empty() && tree.child_elements(Some(index)).next().is_none() {
                let text = tree.text_in(index);
                detail = text.trim().lines().next().unwrap_or("").chars().take(60).collect();
            }
            Symbol {
                name: tree.name(index).to_owned(),
                detail,
                node: index,
                range: node.range(),
                selection: node.name(),
                children: in_element(tree, Some(index), depth + 1),
            }
        })
        .collect()
}

/// The names in the two tags of the element whose tag's name is at an offset.
#[must_use]
pub fn tag_pair(tree: &Tree, offset: usize) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let element = match Place::at(tree, offset) {
        Place::ElementName { element } => element,
        Place::EndTagName { element: Some(element), .. } => element,
        Place::Content { tag: Some(element), .. } => element,
        _ => return None,
    };
    let node = tree.node(element);
    let (name, end) = (node.name(), node.end_name());
    let is_at = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    (is_at(&name) || end.as_ref().is_some_and(is_at)).then_some((name, end))
}

/// What to type after a character that closes a start tag, or begins an end tag.
#[must_use]
pub fn close(tree: &Tree, offset: usize, typed: &str) -> Option<String> {
    let text = tree.text();
    match typed {
        ">" => {
            let index = tree.nodes().partition_point(|node| node.range().start < offset).checked_sub(1)?;
            let index = tree.ancestors(index).find(|at| tree.node(*at).start_tag().end == offset)?;
            let node = tree.node(index);
            if node.kind != NodeKind::Element || node.is_empty_tag || node.is_unterminated {
                return None;
            }
            // the end tag may be that of an element around it of the same name
            let name = tree.name(index);
            let is_open = tree
                .ancestors(index)
                .take_while(|at| tree.name(*at) == name)
                .any(|at| tree.node(at).end_tag().is_none());
            is_open.then(|| format!("</{name}>"))
        }
        "/" => {
            if !text[..offset].ends_with("</") {
                return None;
            }
            match Place::at(tree, offset) {
                Place::EndTagName { element: Some(element), is_closed: false, name } if name.is_empty() => {
                    Some(format!("{}>", tree.name(element)))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
#[non_exhaustive]
pub enum TokenKind {
    Element,
    Attribute,
    Text,
    Number,
    Value,
    Comment,
    Namespace,
    Instruction,
    Keyword,
    Operator,
    Define,
    Datatype,
    Documentation,
}

/// A coloured part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub range: Range<usize>,
    /// What.
    pub kind: TokenKind,
    /// Whether something is defined there.
    pub is_definition: bool,
}

/// The parts of an XML text, in order.
#[must_use]
pub fn tokens(tree: &Tree, within: Range<usize>) -> Vec<Token> {
    let text = tree.text();
    let mut found: Vec<Token> = Vec::new();
    let mut push = |range: Range<usize>, kind| {
        if !range.is_empty() && range.start < within.end && range.end > within.start {
            found.push(Token { range, kind, is_definition: false });
        }
    };
    let name = |range: Range<usize>, kind, push: &mut dyn FnMut(Range<usize>, TokenKind)| match text[range.clone()]
        .find(':')
    {
        Some(at) => {
            push(range.start..range.start + at, TokenKind::Namespace);
            push(range.start + at + 1..range.end, kind);
        }
        None => push(range, kind),
    };
    for (index, node) in tree.nodes().iter().enumerate() {
        let range = node.range();
        if range.start >= within.end {
            break;
        }
        match node.kind {
            NodeKind::Element => {
                name(node.name(), TokenKind::Element, &mut push);
                for attribute in tree.attributes(index) {
                    name(attribute.name(), TokenKind::Attribute, &mut push);
                    if let Some(value) = attribute.value() {
                        let written = text[value.clone()].trim();
                        let kind = if !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit()) {
                            TokenKind::Number
                        } else if matches!(written, "true" | "false") {
                            TokenKind::Value
                        } else {
                            TokenKind::Text
                        };
                        push(value, kind);
                    }
                }
                if let Some(end) = node.end_name() {
                    name(end, TokenKind::Element, &mut push);
                }
            }
            NodeKind::Comment => push(range, TokenKind::Comment),
            NodeKind::Instruction | NodeKind::Doctype => push(range, TokenKind::Instruction),
            NodeKind::Cdata => push(range, TokenKind::Text),
            NodeKind::Text | NodeKind::StrayEnd => {}
        }
    }
    found.sort_by_key(|token| token.range.start);
    found
}

#[cfg(test)]
mod tests {
    use super::super::place::split_cursor;
    use super::*;

    #[test]
    fn folding() {
        let text = "<a>\n <b\n  c=''/>\n <!-- x\n y --><d/></a>";
        let found: Vec<&str> = folds(&Tree::new(text.into())).into_iter().map(|fold| &text[fold.range]).collect();
        assert_eq!(found, [">\n <b\n  c=''/>\n <!-- x\n y --><d/>", "\n  c=''/>", "<!-- x\n y -->"]);
    }

    #[test]
    fn selection_grows() {
        let (text, offset) = split_cursor("<a> <b c='o$0ne two'/> </a>");
        let found: Vec<&str> =
            selections(&Tree::new(text.as_str().into()), offset).into_iter().map(|range| &text[range]).collect();
        assert_eq!(
            found,
            ["one", "one two", "c='one two'", "<b c='one two'/>", " <b c='one two'/> ", "<a> <b c='one two'/> </a>"]
        );
    }

    #[test]
    fn pairs_of_tags() {
        let pair = |marked: &str| {
            let (text, offset) = split_cursor(marked);
            let (start, end) = tag_pair(&Tree::new(text.as_str().into()), offset)?;
            Some(format!("{} {}", &text[start], end.map_or("-", |end| &text[end])))
        };
        assert_eq!(pair("<a$0 b=''></a>").as_deref(), Some("a a"));
        assert_eq!(pair("<a></$0a>").as_deref(), Some("a a"));
        assert_eq!(pair("<a$0 />").as_deref(), Some("a -"));
        assert_eq!(pair("<a b$0=''></a>"), None);
    }

    #[test]
    fn tags_are_closed() {
        let closed = |marked: &str, typed: &str| {
            let (text, offset) = split_cursor(marked);
            close(&Tree::new(text.as_str().into()), offset, typed)
        };
        assert_eq!(closed("<a><b>$0</a>", ">").as_deref(), Some("</b>"));
        assert_eq!(closed("<a><a>$0</a>", ">").as_deref(), Some("</a>"));
        assert_eq!(closed("<a><b>$0</b></a>", ">"), None);
        assert_eq!(closed("<a><b/>$0</a>", ">"), None);
        assert_eq!(closed("<a><b></$0</a>", "/").as_deref(), Some("b>"));
        assert_eq!(closed("<a/$0></a>", "/"), None);
    }

    #[test]
    fn an_outline() {
        let tree = Tree::new(
            "<image name='x'><packages type='image'><package name='vim'/></packages><v> 1.0 </v></image>".into(),
        );
        let all = symbols(&tree);
        assert_eq!((all[0].name.as_str(), all[0].detail.as_str()), ("image", "x"));
        assert_eq!(all[0].children[0].children[0].detail, "vim");
        assert_eq!(all[0].children[1].detail, "1.0");
    }
}
