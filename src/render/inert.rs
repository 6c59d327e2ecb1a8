//! Text from files in reports that people and machines read line by line: nothing in it may move the cursor, turn the
//! direction of writing, begin a line of its own or give a command to the service that reads the log.

use std::borrow::Cow;

use super::Report;
use crate::diagnostic::Diagnostic;
use crate::text::{Source, Sources};

/// Whether a character changes how what is around it is shown: control characters, separators of lines, marks of
/// direction (UAX #9), invisible tags.
fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{e0000}'..='\u{e007f}' | '\u{10ff80}'..='\u{10ffff}')
}

/// Whether there may be such a character but for tab, line feed and carriage return, by bytes that begin one.
fn may_be_active(text: &str) -> bool {
    let begins = |byte: u8| matches!(byte, 0..=8 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xf3 | 0xf4);
    // whole blocks without a branch for each byte, which the compiler can look at many bytes at a time
    text.as_bytes().chunks(1024).any(|block| block.iter().fold(false, |any, byte| any | begins(*byte)))
}

fn escaped(c: char) -> String {
    match u32::from(c) {
        0x0a => "\\n".to_owned(),
        0x0d => "\\r".to_owned(),
        0x09 => "\\t".to_owned(),
        // how `files::spell` writes a byte of a name that is not UTF-8
        code @ 0x10_ff80..=0x10_ffff => format!("\\x{:02x}", code & 0xff),
        code => format!("\\u{{{code:x}}}"),
    }
}

/// For one line: line feeds are shown, too.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if !may_be_active(text) && !text.contains(['\n', '\r']) && !may_command(text) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        if is_active(c) && c != '\t' { result.push_str(&escaped(c)) } else { result.push(c) }
    }
    Cow::Owned(without_commands(&result).into_owned())
}

/// For text of several lines.
pub(crate) fn block(text: &str) -> Cow<'_, str> {
    if !may_be_active(text) && !text.contains('\r') && !may_command(text) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\n' | '\t' => result.push(c),
            '\r' if characters.peek() == Some(&'\n') => result.push(c),
            c if is_active(c) => result.push_str(&escaped(c)),
            c => result.push(c),
        }
    }
    Cow::Owned(without_commands(&result).into_owned())
}

fn may_command(text: &str) -> bool {
    text.contains("::") || text.contains("##")
}

/// GitHub takes a line that begins with `::`, after blanks, for a command, and `##[` anywhere in it; Azure `##vso[`.
pub(super) fn without_commands(text: &str) -> Cow<'_, str> {
    let is_command = |line: &str| line.trim_start().starts_with("::");
    if !text.contains("##[") && !text.contains("##vso[") && !text.lines().any(is_command) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len() + 16);
    for line in text.replace("##[", "# #[").replace("##vso[", "# #vso[").split_inclusive('\n') {
        if is_command(line) {
            result.push('\\');
        }
        result.push_str(line);
    }
    Cow::Owned(result)
}

/// A report whose texts can do nothing.
pub(super) struct Inert {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl Inert {
    /// `None` where the texts are so already.
    /// With `keeps_lines` headlines may have several lines, since the format escapes their ends itself.
    pub(super) fn of(report: &Report<'_>, keeps_lines: bool) -> Option<Self> {
        // where nothing is found, no text is shown
        let shows_text = !report.diagnostics.is_empty();
        let is_source = |source: &Source| {
            line(&source.name) != source.name
                || (shows_text && may_be_active(&source.text) && source.text.chars().any(is_masked))
        };
        let of_files = report.sources.iter().any(|source| is_source(source));
        if !of_files && !report.diagnostics.iter().any(|one| texts(one).any(|text| line(text) != text)) {
            return None;
        }
        let sources = report
            .sources
            .map(|source| is_source(source).then(|| (line(&source.name).into_owned(), masked(&source.text))));
        let diagnostics = report.diagnostics.iter().map(|one| inert(one, keeps_lines)).collect();
        Some(Self { sources, diagnostics })
    }

    pub(super) fn report<'a>(&'a self, report: &Report<'a>) -> Report<'a> {
        Report { sources: &self.sources, diagnostics: &self.diagnostics, ..*report }
    }
}

fn texts(diagnostic: &Diagnostic) -> impl Iterator<Item = &str> {
    let labels = diagnostic.labels.iter().map(|label| &label.message);
    let fixes =
        diagnostic.fixes.iter().flat_map(|fix| std::iter::once(&fix.title).chain(fix.edits.iter().map(|e| &e.text)));
    let others = std::iter::once(&diagnostic.primary_label).chain(labels).chain(fixes).chain(&diagnostic.notes);
    std::iter::once(diagnostic.message.as_str()).chain(others.map(String::as_str))
}

fn inert(diagnostic: &Diagnostic, keeps_lines: bool) -> Diagnostic {
    let mut diagnostic = diagnostic.clone();
    let plain = |text: &str| if keeps_lines { block(text) } else { line(text) }.into_owned();
    diagnostic.message = plain(diagnostic.message.as_str()).into();
    let labels = diagnostic.labels.iter_mut().map(|label| &mut label.message);
    for text in std::iter::once(&mut diagnostic.primary_label).chain(labels) {
        *text = plain(text);
    }
    for note in &mut diagnostic.notes {
        *note = block(note).into_owned();
    }
    for fix in &mut diagnostic.fixes {
        fix.title = line(&fix.title).into_owned();
        for edit in &mut fix.edits {
            edit.text = masked(&edit.text);
        }
    }
    diagnostic
}

/// Whether [`masked`] puts a mark in the place of the character.
fn is_masked(c: char) -> bool {
    is_active(c) && !matches!(c, '\n' | '\r' | '\t')
}

/// The text with a mark of the same length in place of each active character, so that places in it stay.
fn masked(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if !is_masked(c) => result.push(c),
            c => result.push_str(match c.len_utf8() {
                1 => "?",
                2 => "\u{bf}",
                3 => "\u{fffd}",
                _ => "\u{fffd}?",
            }),
        }
    }
    result
}

/// For JSON that was written already: what is active can only stand in strings, where an escape means the same.
pub(super) fn json(text: String) -> String {
    // a runner takes `##[` for a command wherever it stands in a line
    let text = if text.contains("##[") { text.replace("##[", "#\\u0023[") } else { text };
    if !may_be_active(&text) {
        return text;
    }
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        if is_active(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                result.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            result.push(c);
        }
    }
    result
}

/// XML in which no runner finds a command: `##[` is one wherever it stands in a line.
pub(super) fn xml(text: String) -> String {
    if text.contains("##[") { text.replace("##[", "##&#91;") } else { text }
}

/// Whether XML should hold the character by its number only.
pub(super) fn by_number(c: char) -> bool {
    is_active(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Format, Options, render};
    use crate::text::Span;

    #[test]
    fn lines_and_blocks() {
        assert_eq!(line("a\u{1b}[31m\nb\u{202e}c\u{9b}\u{10ffff}"), "a\\u{1b}[31m\\nb\\u{202e}c\\u{9b}\\xff");
        assert_eq!(block("a\r\n\tb\rc\n  ::error::x"), "a\r\n\tb\\rc\n\\  ::error::x");
        assert_eq!(line("x ##[error]y"), "x # #[error]y");
        assert_eq!(block("a::b\nc: d é ü"), "a::b\nc: d é ü");
        assert_eq!(json("\"\u{202e}\u{e0001}\"".to_owned()), "\"\\u202e\\udb40\\udc01\"");
        let text = "\u{1b}\u{9b}\u{202e}\u{e0001}é";
        assert_eq!((masked(text).len(), masked(text).ends_with('é')), (text.len(), true));
    }

    #[test]
    fn no_format_lets_anything_active_through() {
        let mut sources = Sources::new();
        let evil = "a\u{1b}]8;;x\u{7}\u{9b}\u{202e}\u{2066}\u{2028}\n::error::x\n ##[error]y\r::notice::z";
        let id = sources.add(format!("{evil}.kiwi"), format!("<image>{evil}</image>\n"));
        let span = Span::new(id, 2, 40);
        let one = Diagnostic::error(&crate::xml::catalogue::MALFORMED_XML, format!("`{evil}` is wrong"), span)
            .with_note(evil)
            .with_fix(evil, crate::diagnostic::Applicability::Safe, vec![crate::text::Edit::replace(span, evil)]);
        let found = [one];
        let report = Report::new(&sources, &found, 1, &[]);
        for format in Format::ALL {
            let text = render(format, &report, &Options::default());
            let active = text.chars().find(|c| is_active(*c) && !matches!(c, '\n' | '\t'));
            assert_eq!(active, None, "{format:?}: {text:?}");
            for line in text.lines() {
                let command = line.trim_start().starts_with("::") || line.contains("##[");
                assert!(
                    !command || (format == Format::Github && line.starts_with("::error file=")),
                    "{format:?}: {line}"
                );
            }
        }
    }
}
