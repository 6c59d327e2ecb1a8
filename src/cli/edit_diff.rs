//! A unified diff of a text and its edits. The edits say where to look, so that a large text with few changes costs
//! no more than a small one.

use crate::render::{block, line};
use crate::text::{EditSet, Source};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// Runs of changed lines longer than this are shown as a whole, unaligned.
const MAX_ALIGNED: usize = 20_000;

/// The diff; empty where nothing changes.
pub(super) fn edit_diff(source: &Source, edits: &EditSet, color: bool) -> String {
    let text: &str = &source.text;
    let starts = line_starts(text);
    let line_of = |offset: usize| starts.partition_point(|start| *start <= offset).saturating_sub(1);
    // Groups of edits whose contexts touch, by the lines that they cover.
    let mut groups: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for (index, edit) in edits.edits().iter().enumerate() {
        if text.get(edit.span.range()) == Some(edit.text.as_str()) {
            continue;
        }
        let (first, last) = (line_of(edit.span.start as usize), line_of(edit.span.end as usize));
        match groups.last_mut() {
            Some((_, end, members)) if first <= *end + 2 * CONTEXT + 1 => {
                *end = (*end).max(last);
                members.push(index);
            }
            _ => groups.push((first, last, vec![index])),
        }
    }
    let mut result = String::new();
    let mut shift = 0i64;
    for (first, last, members) in groups {
        let from = first.saturating_sub(CONTEXT);
        let to = (last + CONTEXT + 1).min(starts.len());
        let begin = starts[from];
        let end = starts.get(to).copied().unwrap_or(text.len());
        let old = &text[begin..end];
        let mut new = String::with_capacity(old.len());
        let mut done = begin;
        for index in members {
            let edit = &edits.edits()[index];
            new.push_str(&text[done..edit.span.start as usize]);
            new.push_str(&edit.text);
            done = edit.span.end as usize;
        }
        new.push_str(&text[done..end]);
        hunks(&mut result, old, &new, from, &mut shift, color);
    }
    if result.is_empty() {
        return result;
    }
    let paint = |line: String| if color { format!("\x1b[1m{line}\x1b[0m\n") } else { format!("{line}\n") };
    let name = line(&source.name);
    paint(format!("--- a/{name}")) + &paint(format!("+++ b/{name}")) + &result
}

fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    let mut starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
    if starts.len() > 1 && starts.last() == Some(&text.len()) {
        starts.pop();
    }
    starts
}

/// Appends the hunks of one piece that begins at line `from`, counted from 0.
fn hunks(result: &mut String, old: &str, new: &str, from: usize, shift: &mut i64, color: bool) {
    use std::fmt::Write as _;
    let lines = |text: &str| text.split_inclusive('\n').count();
    let mut print = |old_start: usize, old_count: usize, new_count: usize, lines: Vec<(char, String)>| {
        let (start, new_start) = (from + old_start + 1, (from + old_start) as i64 + 1 + *shift);
        let header = format!("@@ -{start},{old_count} +{new_start},{new_count} @@");
        let _ = if color { writeln!(result, "\x1b[36m{header}\x1b[0m") } else { writeln!(result, "{header}") };
        for (sign, line) in lines {
            let line = block(&line);
            let bare = line.strip_suffix('\n').unwrap_or(&line);
            let _ = match (color, sign) {
                (true, '-') => writeln!(result, "\x1b[31m-{bare}\x1b[0m"),
                (true, '+') => writeln!(result, "\x1b[32m+{bare}\x1b[0m"),
                _ => writeln!(result, "{sign}{bare}"),
            };
            if !line.ends_with('\n') {
                result.push_str("\\ No newline at end of file\n");
            }
        }
        *shift += new_count as i64 - old_count as i64;
    };
    if lines(old).max(lines(new)) > MAX_ALIGNED {
        let all =
            |sign: char, text: &str| text.split_inclusive('\n').map(|line| (sign, line.to_owned())).collect::<Vec<_>>();
        let (old_lines, new_lines) = (all('-', old), all('+', new));
        let (old_count, new_count) = (old_lines.len(), new_lines.len());
        print(0, old_count, new_count, old_lines.into_iter().chain(new_lines).collect());
        return;
    }
    let diff = similar::TextDiff::from_lines(old, new);
    for group in diff.grouped_ops(CONTEXT) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let old_range = first.old_range().start..last.old_range().end;
        let new_count = last.new_range().end - first.new_range().start;
        let mut printed = Vec::new();
        for operation in &group {
            for change in diff.iter_changes(operation) {
                let sign = match change.tag() {
                    similar::ChangeTag::Delete => '-',
                    similar::ChangeTag::Insert => '+',
                    similar::ChangeTag::Equal => ' ',
                };
                printed.push((sign, change.value().to_owned()));
            }
        }
        print(old_range.start, old_range.len(), new_count, printed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Edit, Sources, Span};

    fn diff(text: &str, edits: &[(usize, usize, &str)]) -> String {
        let mut sources = Sources::new();
        let id = sources.add("f", text);
        let mut set = EditSet::new();
        for (start, end, new) in edits {
            set.add(Edit::replace(Span::new(id, *start, *end), *new)).unwrap();
        }
        edit_diff(sources.get(id), &set, false)
    }

    #[test]
    fn only_what_is_around_an_edit_is_shown() {
        let text: String = (0..100).map(|line| format!("line {line}\n")).collect();
        let at = |line: &str| text.find(&format!("{line}\n")).unwrap();
        let found = diff(&text, &[(at("line 10"), at("line 11"), ""), (at("line 50"), at("line 50") + 4, "row\nrow")]);
        let expected = "--- a/f\n+++ b/f\n@@ -8,7 +8,6 @@\n line 7\n line 8\n line 9\n-line 10\n line 11\n line 12\n line 13\n@@ -48,7 +47,8 @@\n line 47\n line 48\n line 49\n-line 50\n+row\n+row 50\n line 51\n line 52\n line 53\n";
        assert_eq!(found, expected);
    }

    #[test]
    fn the_end_of_the_file_is_marked() {
        assert_eq!(
            diff("a", &[(0, 1, "b")]),
            "--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("a\n", &[(0, 1, "a")]), "");
    }
}
