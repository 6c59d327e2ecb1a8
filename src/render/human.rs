//! Source excerpts in the manner of rustc. codespan-reporting draws them; long lines are cut to a window before, and
//! suggestions are drawn after, since it does neither.
//!
//! annotate-snippets 0.12 was tried beside it. It cuts the line of an excerpt to the terminal, and draws patches; but a
//! patch of a one-line document is as long as the document, notes are not broken at words, and joined letters lose
//! their joiners. It would replace a third of this file and leave the rest, so codespan-reporting stays.

use std::collections::BTreeSet;
use std::io::Write;
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic as Drawn, Label, LabelStyle, Severity as DrawnSeverity};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{Config, WriteStyle, emit_to_write_style};
use unicode_width::UnicodeWidthChar;

use super::{Options, Report};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::text::{Edit, EditSet, Source, SourceId, Sources, Span};

/// Columns of a tab, in excerpts and previews.
const TAB: usize = 4;
/// Columns before an excerpt's text or a note: line number, border, blanks.
const GUTTER: usize = 9;

pub(super) fn render(report: &Report<'_>, options: &Options) -> String {
    let mut text = String::new();
    for diagnostic in report.sorted() {
        text.push_str(&one(report, diagnostic, options));
        text.push('\n');
    }
    let mut summary = report.summary();
    if !summary.is_empty() {
        let fixable = |applicability| {
            let has = |one: &&Diagnostic| one.fixes.first().is_some_and(|fix| fix.applicability == applicability);
            report.diagnostics.iter().filter(has).count()
        };
        let (safe, risky) = (fixable(Applicability::Safe), fixable(Applicability::Unsafe));
        match (safe, risky) {
            (0, 0) => {}
            // a command without such options must not promise them
            _ if !report.can_fix => {}
            (safe, 0) => summary.push_str(&format!("; {safe} can be fixed with `--fix`")),
            (0, risky) => summary.push_str(&format!("; {risky} can be fixed with `--unsafe-fixes`")),
            (safe, risky) => {
                summary.push_str(&format!("; {safe} can be fixed with `--fix`, {risky} more with `--unsafe-fixes`"))
            }
        }
        text.push_str(&wrapped(&summary, options.wrap, 0, ""));
        text.push('\n');
    }
    text
}

fn one(report: &Report<'_>, diagnostic: &Diagnostic, options: &Options) -> String {
    let sources = report.sources;
    let severity = match diagnostic.severity {
        Severity::Error => DrawnSeverity::Error,
        Severity::Warning => DrawnSeverity::Warning,
        Severity::Note => DrawnSeverity::Note,
    };
    let spans = std::iter::once(diagnostic.primary).chain(diagnostic.labels.iter().map(|label| label.span));
    let windows = Windows::new(sources, spans, options.width);
    let label =
        |style, span: Span, message: &str| Label::new(style, span.source, windows.shown(span)).with_message(message);
    // A reason that does not fit beside its place is told below the excerpt, where it can be broken.
    let under = &diagnostic.primary_label;
    let fits = options.wrap.is_none_or(|wrap| {
        let range = windows.shown(diagnostic.primary);
        let text = windows.text(diagnostic.primary.source);
        let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let column = text[start..range.end].chars().map(|c| if c == '\t' { TAB } else { 1 }).sum::<usize>();
        GUTTER + column + 1 + under.chars().count() <= wrap
    });
    // Of a file that could not be read, or is empty, there is nothing to show.
    let is_blank = sources.get(diagnostic.primary.source).text.is_empty();
    let mut labels = Vec::new();
    if !is_blank {
        labels.push(label(LabelStyle::Primary, diagnostic.primary, if fits { under } else { "" }));
    }
    labels.extend(diagnostic.labels.iter().map(|one| label(LabelStyle::Secondary, one.span, &one.message)));
    let mut notes: Vec<String> = Vec::new();
    if (!fits || is_blank) && !under.is_empty() {
        notes.push(wrapped(under, options.wrap, GUTTER, ""));
    }
    let told = diagnostic.notes.iter();
    notes.extend(told.map(|note| wrapped(&format!("note: {note}"), options.wrap, GUTTER, "      ")));
    // the headline starts behind severity and name
    let lead = diagnostic.severity.as_str().len() + diagnostic.name.len() + "[]: ".len();
    let headline = format!("{}[{}]: {}", diagnostic.severity.as_str(), diagnostic.name, diagnostic.message);
    let drawn = Drawn::new(severity)
        .with_code(&diagnostic.name)
        .with_message(wrapped(&headline, options.wrap, 0, "  ").split_off(lead))
        .with_labels(labels)
        .with_notes(notes);
    let mut writer = Ansi { bytes: Vec::new(), color: options.color };
    // Drawing fails only where a label lies outside its text; the headline must come through all the same.
    if emit_to_write_style(&mut writer, &Config { tab_width: TAB, ..Config::default() }, &windows, &drawn).is_err() {
        writer.bytes.clear();
        let _ = writeln!(writer.bytes, "{}[{}]: {}", diagnostic.severity.as_str(), diagnostic.name, diagnostic.message);
    }
    let mut text = String::from_utf8_lossy(&writer.bytes).trim_end().to_owned();
    text.push('\n');
    let name = &sources.get(diagnostic.primary.source).name;
    if is_blank && !diagnostic.message.mentions(name) {
        let headline = text.find('\n').map_or(text.len(), |end| end + 1);
        text.insert_str(headline, &format!("  ┌─ {}\n", name));
    }
    // nobody is sent where nothing is
    let is_known = options.links && crate::diagnostic::IS_PUBLISHED;
    let url = if is_known { report.url(diagnostic) } else { report.configured_url(diagnostic) };
    if let Some(url) = url {
        if options.links {
            // OSC 8: the name in brackets becomes a link
            let name = format!("[{}]", diagnostic.name);
            let linked = format!("[\x1b]8;;{url}\x1b\\{}\x1b]8;;\x1b\\]", diagnostic.name);
            text = text.replacen(&name, &linked, 1);
        } else {
            text.push_str(&format!("  see {url}\n"));
        }
    }
    if let Some(fix) = diagnostic.fixes.first() {
        text.push_str(&suggestion(sources, fix, options));
    }
    text
}

/// `help: TITLE` and the lines that change.
fn suggestion(sources: &Sources, fix: &Fix, options: &Options) -> String {
    let paint =
        |code: &str, text: &str| if options.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() };
    let how = match fix.applicability {
        Applicability::Safe => "",
        Applicability::Unsafe => " (unsafe fix)",
        Applicability::DisplayOnly => " (not applied automatically)",
    };
    let title = wrapped(&format!("{}{how}", fix.title), options.wrap, "  help: ".len(), "        ");
    let mut text = format!("  {} {title}\n", paint("1;36", "help:"));
    let files: BTreeSet<SourceId> = fix.edits.iter().map(|edit| edit.span.source).collect();
    for id in files {
        let mut set = EditSet::new();
        if set.add_all(fix.edits.iter().filter(|edit| edit.span.source == id).cloned()).is_err() {
            continue;
        }
        text.push_str(&changed_lines(sources.get(id), set.edits(), options, &paint));
    }
    text
}

fn changed_lines(source: &Source, edits: &[Edit], options: &Options, paint: &dyn Fn(&str, &str) -> String) -> String {
    const SHOWN: usize = 12;
    let mut set = EditSet::new();
    if set.add_all(edits.iter().cloned()).is_err() {
        return String::new();
    }
    let mut text = String::new();
    let mut lines = 0;
    for (region, after) in changed_regions(source, set.edits()) {
        let first = source.line_column(region.start).line;
        let diff = similar::TextDiff::from_lines(&source.text[region], after.as_str());
        let mut at_old = first;
        let changes: Vec<_> =
            diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal).collect();
        let shown = |index: usize| untabbed(changes[index].value().trim_end_matches(['\n', '\r']));
        for (index, change) in changes.iter().enumerate() {
            let old = change.old_index().map_or(at_old, |index| first + index);
            at_old = old;
            let is_old = change.tag() == similar::ChangeTag::Delete;
            lines += 1;
            if lines > SHOWN {
                continue;
            }
            // what it became, or what it was
            let other = counterpart(&changes, index).map(shown);
            let cut = around_change(&shown(index), other.as_deref(), options.width);
            let (mark, color) = if is_old { ("-", "31") } else { ("+", "32") };
            let number = if is_old { format!("{old:>4}") } else { " ".repeat(4) };
            text.push_str(&format!("  {number} {}\n", paint(color, &format!("{mark} {cut}"))));
        }
    }
    if lines > SHOWN {
        text.push_str(&format!("       … {} more lines\n", lines - SHOWN));
    }
    text
}

/// The line that stands in the place of the `index`th: the n-th that is added belongs to the n-th that is taken away.
fn counterpart(changes: &[similar::Change<&str>], index: usize) -> Option<usize> {
    use similar::ChangeTag::{Delete, Insert};
    let tag = changes[index].tag();
    let start = (0..=index).rev().take_while(|at| changes[*at].tag() == tag).last().unwrap_or(index);
    let nth = index - start;
    if tag == Delete {
        let added = (index..changes.len()).find(|at| changes[*at].tag() == Insert)? + nth;
        (changes.get(added)?.tag() == Insert).then_some(added)
    } else {
        let taken = (0..start).rev().take_while(|at| changes[*at].tag() == Delete).last()? + nth;
        (taken < start).then_some(taken)
    }
}

/// A line cut to `width` columns, so that what differs from `other` is seen.
fn around_change(line: &str, other: Option<&str>, width: usize) -> String {
    let letters: Vec<(char, usize)> = line.chars().map(|letter| (letter, letter.width().unwrap_or(0))).collect();
    let columns = |range: Range<usize>| letters[range].iter().map(|(_, columns)| columns).sum::<usize>();
    if columns(0..letters.len()) <= width {
        return line.to_owned();
    }
    let same =
        other.map_or(0, |other| letters.iter().zip(other.chars()).take_while(|(one, two)| one.0 == *two).count());
    // some of what stands before it, so that the place is known; all that fits after it; and before it what fits then
    let (mut from, mut used) = (same, 0);
    let mut to = same;
    let before = |from: &mut usize, used: &mut usize, limit: usize| {
        while *from > 0 && *used + letters[*from - 1].1 <= limit {
            *from -= 1;
            *used += letters[*from].1;
        }
    };
    before(&mut from, &mut used, width / 3);
    while to < letters.len() && used + letters[to].1 <= width {
        used += letters[to].1;
        to += 1;
    }
    before(&mut from, &mut used, width);
    let mut cut = String::from(if from > 0 { "…" } else { "" });
    cut.extend(letters[from..to].iter().map(|(letter, _)| letter));
    cut.push_str(if to < letters.len() { "…" } else { "" });
    cut
}

/// Tabs as wide as in the excerpt.
fn untabbed(line: &str) -> String {
    let mut result = String::with_capacity(line.len());
    let mut column = 0;
    for letter in line.chars() {
        let width = if letter == '\t' { TAB - column % TAB } else { 1 };
        match letter {
            '\t' => result.extend(std::iter::repeat_n(' ', width)),
            other => result.push(other),
        }
        column += width;
    }
    result
}

/// A text broken at words, so that with `margin` columns before it each line ends before column `wrap`. Lines after the
/// first begin with `indent`.
fn wrapped(text: &str, wrap: Option<usize>, margin: usize, indent: &str) -> String {
    let limit = wrap.map_or(usize::MAX, |wrap| wrap.saturating_sub(margin).max(30));
    let mut lines: Vec<String> = Vec::new();
    for (index, paragraph) in text.split('\n').enumerate() {
        let mut line = String::from(if index > 0 { indent } else { "" });
        let mut is_empty = true;
        for word in paragraph.split(' ') {
            if !is_empty && line.chars().count() + 1 + word.chars().count() > limit {
                lines.push(std::mem::replace(&mut line, indent.to_owned()));
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// Bytes of a line that are looked at on each side of an edit: more than is shown of it, less than all of a long line.
const AROUND: usize = 4096;

/// The lines that the edits touch, each run with what becomes of it, of a long line what is around the edit. The edits
/// are in order.
fn changed_regions(source: &Source, edits: &[Edit]) -> Vec<(Range<usize>, String)> {
    let text = &*source.text;
    let line = |offset: usize| source.lines().line_range(text, source.lines().line(offset));
    let mut regions: Vec<(Range<usize>, String)> = Vec::new();
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range();
        let around = range.start.saturating_sub(AROUND);
        let start = line(range.start).start.max(text.floor_char_boundary(around));
        let end = if range.end > range.start && text[..range.end].ends_with('\n') {
            range.end
        } else {
            line(range.end).end.min(text.ceil_char_boundary((range.end + AROUND).min(text.len())))
        };
        match regions.last_mut() {
            // `done` is where the last edit ended: what follows it in its lines is not there yet
            Some((region, after)) if start < region.end || (start == region.end && done == region.end) => {
                after.push_str(&text[done..range.start]);
                region.end = region.end.max(end);
            }
            last => {
                if let Some((region, after)) = last {
                    after.push_str(&text[done..region.end]);
                }
                regions.push((start..end, text[start..range.start].to_owned()));
            }
        }
        if let Some((_, after)) = regions.last_mut() {
            after.push_str(&edit.text);
        }
        done = range.end;
    }
    if let Some((region, after)) = regions.last_mut() {
        after.push_str(&text[done..region.end]);
    }
    regions
}

/// The lines of the sources that the labels need, cut where they are too long.
struct Windows<'s> {
    sources: &'s Sources,
    cut: Vec<CutSource>,
}

/// Lines that codespan shows after the first and before the last line of a label over several lines, and one more.
const CONTEXT: usize = 4;

struct CutSource {
    id: SourceId,
    text: String,
    /// The kept lines, counted from 0, and where each starts in the cut text.
    starts: Vec<(usize, usize)>,
    /// Kept pieces: bytes of the original and of the cut text, of the same length.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

impl<'s> Windows<'s> {
    fn new(sources: &'s Sources, spans: impl Iterator<Item = Span>, width: usize) -> Self {
        let spans: Vec<Span> = spans.collect();
        let ids: BTreeSet<SourceId> = spans.iter().map(|span| span.source).collect();
        let cut = ids
            .into_iter()
            .map(|id| CutSource::new(sources.get(id), spans.iter().filter(|span| span.source == id), width))
            .collect();
        Self { sources, cut }
    }

    /// The text as shown.
    fn text(&self, id: SourceId) -> &str {
        self.cut(id).map_or("", |cut| cut.text.as_str())
    }

    fn cut(&self, id: SourceId) -> Result<&CutSource, Error> {
        self.cut.iter().find(|cut| cut.id == id).ok_or(Error::FileMissing)
    }

    /// The range in the text as shown.
    fn shown(&self, span: Span) -> Range<usize> {
        let length = self.sources.get(span.source).text.len();
        let range = span.range().start.min(length)..span.range().end.min(length);
        match self.cut(span.source) {
            Err(_) => 0..0,
            Ok(cut) => {
                let start = cut.to_cut(range.start);
                start..cut.to_cut(range.end).max(start)
            }
        }
    }
}

impl CutSource {
    fn new<'a>(source: &Source, spans: impl Iterator<Item = &'a Span>, width: usize) -> Self {
        let lines = source.lines();
        let spans: Vec<Range<usize>> = spans.map(|span| span.range()).collect();
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        for span in &spans {
            let (first, last) = (lines.line(span.start), lines.line(span.end));
            kept.extend(first..=last.min(first + CONTEXT));
            kept.extend(last.saturating_sub(CONTEXT).max(first)..=last);
        }
        // a single line between two labels is shown, too
        let between: Vec<usize> = kept.iter().filter(|line| kept.contains(&(*line + 2))).map(|line| line + 1).collect();
        kept.extend(between);
        let mut cut = Self { id: source.id, text: String::new(), starts: Vec::new(), pieces: Vec::new() };
        for line in kept {
            let range = lines.line_range(&source.text, line);
            cut.starts.push((line, cut.text.len()));
            let mut content = range.end;
            while content > range.start && matches!(source.text.as_bytes()[content - 1], b'\n' | b'\r') {
                content -= 1;
            }
            if content - range.start <= width {
                cut.keep(source, range);
                continue;
            }
            let touching = spans.iter().filter(|span| span.start <= content && span.end >= range.start);
            let wanted = touching.fold(None, |all: Option<Range<usize>>, span| {
                let (start, end) = (span.start.max(range.start), span.end.min(content));
                Some(all.map_or(start..end, |all| all.start.min(start)..all.end.max(end)))
            });
            let wanted = wanted.unwrap_or(range.start..range.start);
            let end = wanted.end.min(wanted.start + width);
            let margin = width.saturating_sub(end - wanted.start) / 2;
            let from = source.text.floor_char_boundary(wanted.start.saturating_sub(margin).max(range.start));
            let to = source.text.ceil_char_boundary((end + margin).min(content));
            if from > range.start {
                cut.text.push('…');
            }
            cut.keep(source, from..to);
            if to < content {
                cut.text.push('…');
            }
            cut.keep(source, content..range.end);
        }
        cut
    }

    fn keep(&mut self, source: &Source, range: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(&source.text[range.clone()]);
        self.pieces.push((range, start..self.text.len()));
    }

    fn to_cut(&self, offset: usize) -> usize {
        let index = self.pieces.partition_point(|(original, _)| original.end < offset);
        // the place after a line's end is the start of the next line, where that is kept
        let index = match self.pieces.get(index + 1) {
            Some((next, _)) if next.start == offset && !next.is_empty() => index + 1,
            _ => index,
        };
        self.pieces.get(index).map_or(self.text.len(), |(original, shown)| {
            if offset < original.start { shown.start } else { shown.start + (offset - original.start) }
        })
    }

    fn to_original(&self, offset: usize) -> usize {
        let index = self.pieces.partition_point(|(_, shown)| shown.end < offset);
        let index = match self.pieces.get(index + 1) {
            Some((_, next)) if next.start == offset && !next.is_empty() => index + 1,
            _ => index,
        };
        self.pieces
            .get(index)
            .map_or(0, |(original, shown)| original.start + offset.saturating_sub(shown.start).min(original.len()))
    }
}

impl<'a> Files<'a> for Windows<'_> {
    type FileId = SourceId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: SourceId) -> Result<&'a str, Error> {
        Ok(&self.sources.get(id).name)
    }

    fn source(&'a self, id: SourceId) -> Result<&'a str, Error> {
        self.cut(id).map(|cut| cut.text.as_str())
    }

    fn line_index(&'a self, id: SourceId, byte_index: usize) -> Result<usize, Error> {
        let starts = &self.cut(id)?.starts;
        let after = starts.partition_point(|(_, start)| *start <= byte_index);
        Ok(starts.get(after.saturating_sub(1)).map_or(0, |(line, _)| *line))
    }

    fn column_number(&'a self, id: SourceId, _line: usize, byte_index: usize) -> Result<usize, Error> {
        let offset = self.cut(id)?.to_original(byte_index);
        Ok(self.sources.get(id).line_column(offset).column)
    }

    fn line_range(&'a self, id: SourceId, line: usize) -> Result<Range<usize>, Error> {
        let count = self.sources.get(id).lines().line_count();
        if line >= count {
            return Err(Error::LineTooLarge { given: line, max: count - 1 });
        }
        let cut = self.cut(id)?;
        let index = cut.starts.partition_point(|(kept, _)| *kept < line);
        let end = |index: usize| cut.starts.get(index).map_or(cut.text.len(), |(_, start)| *start);
        // a line that is not kept is not shown
        Ok(if cut.starts.get(index).is_some_and(|(kept, _)| *kept == line) {
            end(index)..end(index + 1)
        } else {
            end(index)..end(index)
        })
    }
}

/// ANSI colours as rustc uses them.
struct Ansi {
    bytes: Vec<u8>,
    color: bool,
}

impl Ansi {
    fn set(&mut self, code: &str) -> std::io::Result<()> {
        if self.color { write!(self.bytes, "\x1b[{code}m") } else { Ok(()) }
    }
}

impl Write for Ansi {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn severity_color(severity: DrawnSeverity) -> &'static str {
    match severity {
        DrawnSeverity::Bug | DrawnSeverity::Error => "1;31",
        DrawnSeverity::Warning => "1;33",
        DrawnSeverity::Note => "1;32",
        DrawnSeverity::Help => "1;36",
    }
}

impl WriteStyle for Ansi {
    fn set_header(&mut self, severity: DrawnSeverity) -> std::io::Result<()> {
        self.set(severity_color(severity))
    }
    fn set_header_message(&mut self) -> std::io::Result<()> {
        self.set("0;1")
    }
    fn set_line_number(&mut self) -> std::io::Result<()> {
        self.set("34")
    }
    fn set_note_bullet(&mut self) -> std::io::Result<()> {
        self.set("34")
    }
    fn set_source_border(&mut self) -> std::io::Result<()> {
        self.set("34")
    }
    fn set_label(&mut self, severity: DrawnSeverity, style: LabelStyle) -> std::io::Result<()> {
        self.set(if style == LabelStyle::Primary { severity_color(severity) } else { "34" })
    }
    fn reset(&mut self) -> std::io::Result<()> {
        self.set("0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, start: usize, end: usize) -> String {
        let mut sources = Sources::new();
        let id = sources.add("a.xml", text);
        let span = Span::new(id, start, end);
        let diagnostic = Diagnostic::error(&crate::rng::catalogue::UNKNOWN_ELEMENT, "element `b` is not known", span)
            .with_note("first\nsecond")
            .with_fix("rename to `c`", Applicability::Safe, vec![Edit::replace(span, "c")]);
        let report = Report::new(&sources, &[], 1, &[]);
        one(&report, &diagnostic, &Options { width: 40, ..Options::default() })
    }

    #[test]
    fn draws_excerpt_notes_and_change() {
        let text = drawn("<a>\n  <b/>\n</a>\n", 7, 8);
        assert!(text.starts_with("error[unknown-element]: element `b` is not known\n"), "{text}");
        assert!(text.contains("a.xml:2:4"), "{text}");
        assert!(text.contains("   2 - "), "{text}");
        assert!(text.contains("     + ") && text.contains("<c/>"), "{text}");
    }

    #[test]
    fn what_changes_in_a_long_line_is_seen() {
        let line = format!("{}<b/>{}", "x".repeat(3000), "y".repeat(3000));
        let text = drawn(&line, 3001, 3002);
        let preview: Vec<&str> = text.lines().skip_while(|line| !line.contains("help:")).skip(1).collect();
        assert!(preview[0].contains("- …") && preview[0].contains("<b/>"), "{text}");
        assert!(preview[1].contains("+ …") && preview[1].contains("<c/>"), "{text}");
        assert!(preview.iter().all(|line| line.chars().count() < 60), "{text}");
    }

    #[test]
    fn a_wide_letter_takes_two_columns_of_a_cut_line() {
        let cut = around_change(&"日本語".repeat(40), Some("日本人"), 20);
        assert_eq!(cut.chars().filter(|letter| *letter != '…').count(), 10, "{cut}");
        assert!(cut.starts_with("日本語"), "{cut}");
    }

    #[test]
    fn tabs_are_as_wide_in_the_preview_as_in_the_excerpt() {
        let text = drawn("<a>\n\t<b/>\n</a>\n", 6, 7);
        assert!(text.contains("+     <c/>") && !text.contains('\t'), "{text}");
    }

    #[test]
    fn sentences_are_broken_at_words() {
        assert_eq!(
            wrapped("note: a bb ccc dddd eeeee ffffff ggggg", Some(30), 0, "      "),
            "note: a bb ccc dddd eeeee\n      ffffff ggggg"
        );
        assert_eq!(wrapped("one\ntwo", None, 0, "  "), "one\n  two");
    }

    #[test]
    fn long_lines_are_windowed_and_keep_their_column() {
        let line = format!("{}<b/>{}", "x".repeat(3000), "y".repeat(3000));
        let text = drawn(&format!("<a>\n{line}\n</a>"), 4 + 3001, 4 + 3002);
        assert!(text.contains("a.xml:2:3002"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() < 80), "{text}");
        assert!(text.contains("<b/>"), "{text}");
    }
}
