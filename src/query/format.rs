//! Layout of XML: indentation and blanks in tags. What a parser would hand on stays as it is: comments, instructions,
//! CDATA, attribute values and text keep their bytes, and so does all white space beside text.

use std::ops::Range;

use super::complete::line_end;
use super::syntax::{NodeKind, Tree};

/// How to lay out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What a level is indented by.
    pub indent: String,
    /// Columns that a tag should not pass.
    pub width: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { indent: "    ".to_owned(), width: 120 }
    }
}

impl Options {
    /// As the text is laid out already: its commonest step of indentation, `otherwise` where there is none.
    #[must_use]
    pub fn of(tree: &Tree, otherwise: &str) -> Self {
        let text = tree.text();
        let lead = |at: usize| {
            let line = text[..at].rfind('\n').map_or(0, |found| found + 1);
            let lead = &text[line..at];
            lead.chars().all(|c| matches!(c, ' ' | '\t')).then_some(lead)
        };
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for index in 0..tree.nodes().len().min(5000) {
            let node = tree.node(index);
            let Some(parent) = tree.parent(index).filter(|_| node.kind == NodeKind::Element) else { continue };
            if let (Some(own), Some(outer)) = (lead(node.range().start), lead(tree.node(parent).range().start))
                && let Some(step) = own.strip_prefix(outer)
                && matches!(step, "  " | "   " | "    " | "        " | "\t")
            {
                match counts.iter_mut().find(|(known, _)| *known == step) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((step, 1)),
                }
            }
        }
        let commonest = counts.iter().max_by_key(|(step, count)| (*count, std::cmp::Reverse(step.len())));
        Self { indent: commonest.map_or(otherwise, |(step, _)| step).to_owned(), ..Self::default() }
    }
}

/// The edits that lay out a well-formed text, in order: replaced ranges and what stands there afterwards.
#[must_use]
pub fn edits(tree: &Tree, options: &Options) -> Vec<(Range<usize>, String)> {
    let text = tree.text();
    let mut layout = Layout { tree, options, line_end: line_end(text), edits: Vec::new() };
    let count = tree.nodes().len();
    let mut depths: Vec<u32> = Vec::with_capacity(count);
    // whether the bytes around and in a node stay
    let mut kept: Vec<bool> = Vec::with_capacity(count);
    layout.gaps(None, 0);
    for index in 0..count {
        let node = tree.node(index);
        let (depth, inherited) = match tree.parent(index) {
            Some(parent) => (depths[parent] + 1, kept[parent]),
            None => (0, false),
        };
        depths.push(depth);
        let mut own = inherited;
        if node.kind == NodeKind::Element && !inherited {
            layout.tags(index, depth as usize);
            own = layout.keeps_content(index);
            if !own {
                layout.gaps(Some(index), depth as usize + 1);
            }
        }
        kept.push(own);
    }
    let mut edits = layout.edits;
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    edits
}

/// A text after edits.
#[must_use]
pub fn apply(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for (range, new) in edits {
        result.push_str(&text[done..range.start]);
        result.push_str(new);
        done = range.end;
    }
    result.push_str(&text[done..]);
    result
}

/// The laid out text of a well-formed document.
#[must_use]
pub fn format(tree: &Tree, options: &Options) -> String {
    apply(tree.text(), &edits(tree, options))
}

struct Layout<'t> {
    tree: &'t Tree,
    options: &'t Options,
    line_end: &'static str,
    edits: Vec<(Range<usize>, String)>,
}

impl Layout<'_> {
    fn replace(&mut self, range: Range<usize>, new: String) {
        if self.tree.text()[range.clone()] != *new {
            self.edits.push((range, new));
        }
    }

    /// Whether the white space in an element may count.
    fn keeps_content(&self, index: usize) -> bool {
        let tree = self.tree;
        let mut has_element = false;
        for child in tree.children(Some(index)) {
            match tree.node(child).kind {
                NodeKind::Text | NodeKind::Cdata | NodeKind::StrayEnd => return true,
                NodeKind::Element => has_element = true,
                _ => {}
            }
        }
        if tree.attribute(index, "xml:space").as_deref() == Some("preserve") {
            return true;
        }
        // nothing but comments: they are laid out where they stand on lines of their own
        let content = tree.node(index).content();
        !has_element && (tree.children(Some(index)).next().is_none() || !tree.text()[content].contains('\n'))
    }

    /// The white space among the children of an element, or of the document.
    fn gaps(&mut self, parent: Option<usize>, depth: usize) {
        let tree = self.tree;
        let text = tree.text().clone();
        let (mut at, end) = match parent {
            Some(parent) => {
                let content = tree.node(parent).content();
                (content.start, content.end)
            }
            None => (0, text.len()),
        };
        let mut is_first = true;
        for child in tree.children(parent) {
            let node = tree.node(child);
            let range = node.range();
            if node.kind == NodeKind::Text {
                // outside of the document element; a text that is not well-formed is not laid out
                at = range.end;
                continue;
            }
            let gap = at..range.start;
            let lines = text[gap.clone()].matches('\n').count();
            let new = if is_first && parent.is_none() {
                String::new()
            } else if lines == 0
                && matches!(node.kind, NodeKind::Comment | NodeKind::Instruction)
                && !text[gap.clone()].is_empty()
            {
                " ".to_owned()
            } else if lines == 0 && node.kind == NodeKind::Comment && !is_first {
                String::new()
            } else {
                let blank = if lines > 1 && !is_first { self.line_end } else { "" };
                format!("{}{blank}{}", self.line_end, self.options.indent.repeat(depth))
            };
            self.replace(gap, new);
            at = range.end;
            is_first = false;
        }
        let new = format!("{}{}", self.line_end, self.options.indent.repeat(depth.saturating_sub(1)));
        self.replace(at..end, if parent.is_none() { self.line_end.to_owned() } else { new });
    }

    /// The blanks in an element's tags.
    fn tags(&mut self, index: usize, depth: usize) {
        let tree = self.tree;
        let text = tree.text().clone();
        let node = tree.node(index);
        let tab = |indent: &str| indent.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum::<usize>();
        let step = tab(&self.options.indent);
        let mut column = step * depth + 1 + text[node.name()].chars().count();
        let continued = format!("{}{}", self.line_end, self.options.indent.repeat(depth + 1));
        let mut at = node.name().end;
        let mut is_first = true;
        let count = tree.attributes(index).len();
        for (number, attribute) in tree.attributes(index).iter().enumerate() {
            let (name, whole) = (attribute.name(), attribute.range());
            let Some(value) = attribute.value() else { return };
            let value = value.start - 1..value.end + 1;
            let length = text[name.clone()].chars().count() + 1 + text[value.clone()].chars().count();
            let gap = at..name.start;
            let breaks = !is_first && text[gap.clone()].contains('\n');
            let closing = if number + 1 < count { 0 } else { 1 + usize::from(node.is_empty_tag) };
            let is_too_long = !is_first && column + 1 + length + closing > self.options.width;
            let broken_first = is_first && text[gap.clone()].contains('\n');
            if breaks || is_too_long || broken_first {
                self.replace(gap, continued.clone());
                column = step * (depth + 1) + length;
            } else {
                self.replace(gap, " ".to_owned());
                column += 1 + length;
            }
            // what stands behind a line break in a value begins anew
            if let Some(last) = text[value.clone()].rfind('\n') {
                column = text[value.start + last..value.end].chars().count();
            }
            self.replace(name.end..value.start, "=".to_owned());
            at = whole.end;
            is_first = false;
        }
        let close = node.start_tag().end - if node.is_empty_tag { 2 } else { 1 };
        self.replace(at..close, String::new());
        if let (Some(end), Some(name)) = (node.end_tag(), node.end_name()) {
            self.replace(name.end..end.end - 1, String::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let tree = Tree::new(text.into());
        let new = format(&tree, &Options::default());
        let again = format(&Tree::new(new.as_str().into()), &Options::default());
        assert_eq!(new, again, "a second run changes nothing");
        new
    }

    #[test]
    fn lines_and_indentation() {
        assert_eq!(
            check(
                "<?xml version=\"1.0\"?><a><b x = '1'   y=\"2\" ></b ><c/>\n\n\n<!-- k\n  l --><d>\n <e />  <!-- t -->\n</d></a>"
            ),
            "<?xml version=\"1.0\"?>\n<a>\n    <b x='1' y=\"2\"></b>\n    <c/>\n\n    <!-- k\n  l -->\n    <d>\n        <e/> <!-- t -->\n    </d>\n</a>\n"
        );
    }

    #[test]
    fn text_keeps_its_bytes() {
        for inner in ["  t  ", " ", "\n  t <b>  <c/> </b>\n", "<![CDATA[ x ]]> ", "", "\n\n", "<!-- c --> "] {
            let text = format!("<a>\n    <d>{inner}</d>\n</a>\n");
            assert_eq!(check(&text), text);
        }
        assert_eq!(check("<a xml:space='preserve'> <b/> </a>"), "<a xml:space='preserve'> <b/> </a>\n");
    }

    #[test]
    fn attributes_are_wrapped_where_they_are_too_long() {
        let value = "v".repeat(50);
        assert_eq!(
            check(&format!("<a><b one='{value}' two='{value}' three='{value}'/></a>")),
            format!("<a>\n    <b one='{value}' two='{value}'\n        three='{value}'/>\n</a>\n")
        );
        // breaks that are there stay
        assert_eq!(check("<a b='1'\n c='2'\n\n   d='3'\n/>"), "<a b='1'\n    c='2'\n    d='3'/>\n");
    }

    #[test]
    fn line_ends_are_those_of_the_text() {
        assert_eq!(check("<a>\r\n<b/></a>"), "<a>\r\n    <b/>\r\n</a>\r\n");
    }

    #[test]
    fn the_step_of_indentation_is_found() {
        let of = |text: &str| Options::of(&Tree::new(text.into()), "    ").indent;
        assert_eq!(of("<a>\n  <b>\n    <c/>\n  </b>\n</a>"), "  ");
        assert_eq!(of("<a>\n\t<b/>\n</a>"), "\t");
        assert_eq!(of("<a><b/></a>"), "    ");
    }
}
