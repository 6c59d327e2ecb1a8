//! How the user's text is laid out, and writing in that manner.

use std::ops::Range;

use crate::text::Span;
use crate::xml::{Document, ElementSpans};

/// White space as XML has it (XML 1.0, production 3).
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// The habits of a text.
#[derive(Debug)]
pub(super) struct Layout {
    /// One level of indentation.
    pub unit: String,
    /// The end of a line.
    end_of_line: &'static str,
    /// Around attribute values.
    pub quote: char,
}

/// Where children of an element stand.
pub(super) struct Place {
    /// The indentation of children that have lines of their own; `None` where all stand in one line.
    pub indent: Option<String>,
    /// The indentation of the end tag, in the same case.
    pub own: Option<String>,
}

/// Comments that have the lines right above an element.
#[derive(Debug, Default)]
pub(super) struct CommentsAbove {
    /// The comments, uppermost first.
    pub lines: Vec<String>,
    /// Where the first begins.
    pub start: Option<usize>,
}

impl Layout {
    pub fn new(text: &str, document: &Document) -> Self {
        let root = document.root_element();
        let spans = root.and_then(|root| document.element(root)?.spans);
        let mut layout = Self { unit: "    ".to_owned(), end_of_line: "\n", quote: '"' };
        if let Some(at) = text.find('\n')
            && text[..at].ends_with('\r')
        {
            layout.end_of_line = "\r\n";
        }
        if let Some(content) = spans.and_then(|spans| spans.content()) {
            let own = spans.and_then(|spans| layout.indent_at(text, spans.start_tag.start as usize)).unwrap_or("");
            if let Some(indent) = first_indent(&text[content.range()])
                && let Some(unit) = indent.strip_prefix(own)
                && !unit.is_empty()
            {
                layout.unit = unit.to_owned();
            }
        }
        let value = root.and_then(|root| document.attributes(root).next()?.1.value_span);
        if let Some('\'') = value.and_then(|value| text[..value.start as usize].chars().next_back()) {
            layout.quote = '\'';
        }
        layout
    }

    /// A new line with this indentation; nothing where all stand in one line.
    pub fn line_break(&self, indent: Option<&str>) -> String {
        indent.map_or_else(String::new, |indent| format!("{}{indent}", self.end_of_line))
    }

    /// The white space before `at`, if nothing else stands before it on its line.
    pub fn indent_at<'t>(&self, text: &'t str, at: usize) -> Option<&'t str> {
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let before = &text[start..at];
        before.chars().all(|c| matches!(c, ' ' | '\t')).then_some(before)
    }

    pub fn children_of(&self, text: &str, spans: ElementSpans, span: Span) -> Place {
        let own = self.indent_at(text, span.start as usize).map(str::to_owned);
        let content = spans.content().map_or("", |content| &text[content.range()]);
        let blank = content.chars().all(is_space);
        if blank && !content.contains('\n') {
            // No example to follow, so one level deeper, unless the element itself stands behind something else.
            return Place { indent: own.as_ref().map(|own| format!("{own}{}", self.unit)), own };
        }
        let indent = if blank {
            own.as_ref().map(|own| format!("{own}{}", self.unit))
        } else {
            first_indent(content).map(str::to_owned)
        };
        Place { indent, own }
    }

    /// Where to go on behind something that ends at `at`: a comment that follows on the same line belongs to it.
    pub fn behind(&self, text: &str, at: usize, has_lines: bool) -> usize {
        if !has_lines {
            return at;
        }
        let mut end = at;
        loop {
            let rest = &text[end..];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            if !rest[blanks..].starts_with("<!--") {
                return end;
            }
            let Some(length) = rest[blanks..].find("-->") else { return end };
            let close = end + blanks + length + 3;
            // Only a comment that ends the line, and does not run over several.
            let tail = text[close..].trim_start_matches([' ', '\t']);
            if rest[blanks..blanks + length].contains('\n') || !(tail.starts_with(['\r', '\n', '<'])) {
                return end;
            }
            end = close;
        }
    }

    /// The comments right above `at`, each on lines of its own, without a blank line between, none above `floor`.
    pub fn comments_above(&self, text: &str, at: usize, floor: usize) -> CommentsAbove {
        let mut above = CommentsAbove::default();
        let mut at = at;
        while let Some(indent) = self.indent_at(text, at) {
            let line = at - indent.len();
            let Some(end) = line.checked_sub(1) else { break };
            let before = text[..end].trim_end_matches(['\r', ' ', '\t']);
            if !before.ends_with("-->") {
                break;
            }
            let Some(start) = before.rfind("<!--").filter(|start| *start >= floor) else { break };
            if self.indent_at(text, start).is_none() {
                break;
            }
            above.lines.insert(0, before[start..].to_owned());
            above.start = Some(start);
            at = start;
        }
        above
    }

    /// The range with its whole line, if it has the line to itself; with the blanks before it, if it stands behind
    /// something.
    pub fn line_extent(&self, text: &str, range: Range<usize>) -> Range<usize> {
        let rest = &text[range.end..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        let ends_line = rest[blanks..].starts_with('\n');
        match self.indent_at(text, range.start) {
            Some(indent) if ends_line => range.start - indent.len()..range.end + blanks + 1,
            // What follows on the line takes its place.
            Some(_) => range.start..range.end + rest.len() - rest.trim_start_matches([' ', '\t']).len(),
            None => {
                let before = text[..range.start].trim_end_matches([' ', '\t']).len();
                // Blanks inside a line of text stay: they may matter there.
                if text[..before].ends_with('>') { before..range.end } else { range }
            }
        }
    }
}

/// The indentation of the first thing in the content that has a line of its own.
fn first_indent(content: &str) -> Option<&str> {
    let markup = content.find('<')?;
    let before = &content[..markup];
    if !before.chars().all(is_space) {
        return None;
    }
    match before.rfind('\n') {
        Some(newline) => Some(&before[newline + 1..]),
        // A comment behind the start tag tells nothing.
        None if content[markup..].starts_with("<!--") => {
            let end = markup + content[markup..].find("-->")? + 3;
            first_indent(&content[end..])
        }
        None => None,
    }
}

/// Whether the content is white space, comments and processing instructions only.
pub(super) fn is_bare(content: &str) -> bool {
    let mut at = 0;
    asides(content).into_iter().chain(std::iter::once(content.len()..content.len())).all(|comment| {
        let between = content.get(at..comment.start).unwrap_or("");
        at = comment.end;
        between.chars().all(is_space)
    })
}

/// The ranges of the comments and processing instructions in well-formed content.
pub(super) fn asides(content: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = content[at..].find('<').map(|open| at + open) {
        let end = markup_end(content, open).max(open + 1);
        if content[open..].starts_with("<!--") || content[open..].starts_with("<?") {
            found.push(open..end);
        }
        at = end;
    }
    found
}

/// One past the markup that begins at `open`: a tag, a comment, a CDATA section or a processing instruction.
fn markup_end(content: &str, open: usize) -> usize {
    let rest = &content[open..];
    let close = |end: &str| rest.find(end).map_or(content.len(), |at| open + at + end.len());
    if rest.starts_with("<!--") {
        return close("-->");
    }
    if rest.starts_with("<![CDATA[") {
        return close("]]>");
    }
    if rest.starts_with("<?") {
        return close("?>");
    }
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return open + at + 1,
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    content.len()
}

/// Puts the lines of an element under another indentation. Text that is more than white space, comments and CDATA
/// sections stay as they are inside.
pub(super) fn reindent(text: &str, from: Option<&str>, to: Option<&str>) -> String {
    let (Some(from), Some(to)) = (from, to) else { return text.to_owned() };
    if from == to || !text.contains('\n') {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let open = text[at..].find('<').map_or(text.len(), |open| at + open);
        let between = &text[at..open];
        if between.chars().all(is_space) {
            shift(between, from, to, &mut result)
        } else {
            result.push_str(between)
        }
        if open == text.len() {
            break;
        }
        let end = markup_end(text, open).max(open + 1);
        let markup = &text[open..end];
        if markup.starts_with("<!") || markup.starts_with("<?") {
            result.push_str(markup);
        } else {
            shift_tag(markup, from, to, &mut result);
        }
        at = end;
    }
    result
}

/// White space: the indentation behind its last line break is exchanged.
fn shift(space: &str, from: &str, to: &str, result: &mut String) {
    match space.rfind('\n') {
        Some(newline) if space[newline + 1..].starts_with(from) => {
            result.push_str(&space[..=newline]);
            result.push_str(to);
            result.push_str(&space[newline + 1 + from.len()..]);
        }
        _ => result.push_str(space),
    }
}

/// A tag: the white space between its attributes, not that inside quotes.
fn shift_tag(tag: &str, from: &str, to: &str, result: &mut String) {
    let mut quote = None;
    let mut at = 0;
    while let Some(c) = tag[at..].chars().next() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        result.push(c);
        at += c.len_utf8();
        if c == '\n' && quote.is_none() && tag[at..].starts_with(from) {
            result.push_str(to);
            at += from.len();
        }
    }
}

/// Character data.
pub(super) fn escape_text(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}
