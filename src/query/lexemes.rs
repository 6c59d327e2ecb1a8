//! The words of a schema in compact syntax, however broken it is: for colours, folding and selections.

use std::ops::Range;

use super::structure::{Token, TokenKind};
use crate::rng::compact::KEYWORDS;

/// What a lexeme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LexemeKind {
    Comment,
    Documentation,
    String,
    Word,
    Sign,
}

/// A word, a sign, a string or a comment.
#[derive(Debug, Clone)]
pub(super) struct Lexeme {
    pub(super) kind: LexemeKind,
    pub(super) range: Range<usize>,
}

/// Splits a text.
pub(super) fn lex(text: &str) -> Vec<Lexeme> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        let rest = &text[at..];
        let kind = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
            if rest.starts_with("##") { LexemeKind::Documentation } else { LexemeKind::Comment }
        } else if c == '"' || c == '\'' {
            let triple = if c == '"' { "\"\"\"" } else { "'''" };
            if rest.starts_with(triple) {
                at += rest[3..].find(triple).map_or(rest.len(), |end| end + 6);
            } else {
                let end = rest[1..].find([c, '\n']);
                at += match end {
                    Some(end) if rest[1 + end..].starts_with(c) => end + 2,
                    Some(end) => end + 1,
                    None => rest.len(),
                };
            }
            LexemeKind::String
        } else if c.is_alphanumeric() || matches!(c, '_' | '\\') {
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\\');
            at += rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            LexemeKind::Word
        } else {
            at += if rest.starts_with("|=") || rest.starts_with("&=") || rest.starts_with(">>") {
                2
            } else {
                c.len_utf8()
            };
            LexemeKind::Sign
        };
        found.push(Lexeme { kind, range: start..at });
    }
    found
}

/// The parts of a text, in order.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let lexemes = lex(text);
    let word = |at: usize| lexemes.get(at).map_or("", |one| &text[one.range.clone()]);
    let mut found = Vec::new();
    let mut brackets = 0usize;
    // names of an element or attribute: up to the `{`
    let mut names: Option<TokenKind> = None;
    for (index, one) in lexemes.iter().enumerate() {
        let own = word(index);
        let mut is_definition = false;
        let kind = match one.kind {
            LexemeKind::Comment => TokenKind::Comment,
            LexemeKind::Documentation => TokenKind::Documentation,
            LexemeKind::String => TokenKind::Text,
            LexemeKind::Sign => {
                match own {
                    "[" => brackets += 1,
                    "]" => brackets = brackets.saturating_sub(1),
                    "{" => names = None,
                    _ => {}
                }
                if matches!(own, "=" | "|=" | "&=" | "|" | "&" | "," | "*" | "+" | "?" | "-" | "~" | ">>") {
                    TokenKind::Operator
                } else {
                    continue;
                }
            }
            LexemeKind::Word => {
                let next = word(index + 1);
                let behind_colon = index > 0 && word(index - 1) == ":";
                if brackets > 0 {
                    if next == ":" {
                        TokenKind::Namespace
                    } else if next == "=" {
                        TokenKind::Attribute
                    } else {
                        TokenKind::Element
                    }
                } else if next == ":" {
                    TokenKind::Namespace
                } else if let Some(names) = names {
                    names
                } else if behind_colon {
                    TokenKind::Datatype
                } else if matches!(next, "=" | "|=" | "&=") && own != "start" {
                    let before = if index > 0 { word(index - 1) } else { "" };
                    is_definition = true;
                    if matches!(before, "namespace" | "datatypes") {
                        TokenKind::Namespace
                    } else if before == "{" && index > 2 && word(index - 3) == ":" {
                        TokenKind::Attribute
                    } else {
                        TokenKind::Define
                    }
                } else if matches!(own, "string" | "token") {
                    TokenKind::Datatype
                } else if KEYWORDS.contains(&own) {
                    match own {
                        "element" => names = Some(TokenKind::Element),
                        "attribute" => names = Some(TokenKind::Attribute),
                        _ => {}
                    }
                    TokenKind::Keyword
                } else {
                    TokenKind::Define
                }
            }
        };
        found.push(Token { range: one.range.clone(), kind, is_definition });
    }
    found
}

/// Pairs of brackets with all between them.
fn pairs(text: &str) -> Vec<Range<usize>> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut found = Vec::new();
    for one in lex(text).into_iter().filter(|one| one.kind == LexemeKind::Sign) {
        let Some(c) = text[one.range.clone()].chars().next() else { continue };
        match c {
            '{' | '(' | '[' => open.push((c, one.range.start)),
            '}' | ')' | ']' => {
                let wanted = match c {
                    '}' => '{',
                    ')' => '(',
                    _ => '[',
                };
                if let Some(at) = open.iter().rposition(|(own, _)| *own == wanted) {
                    found.push(open[at].1..one.range.end);
                    open.truncate(at);
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// What can be folded: ranges, and whether each is a comment.
#[must_use]
pub fn folds(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut found: Vec<(Range<usize>, bool)> = pairs(text)
        .into_iter()
        .filter(|range| text[range.clone()].contains('\n'))
        .map(|range| (range, false))
        .collect();
    let mut run: Option<Range<usize>> = None;
    for one in lex(text) {
        let is_comment = matches!(one.kind, LexemeKind::Comment | LexemeKind::Documentation);
        match &mut run {
            Some(range)
                if is_comment
                    && text[range.end..one.range.start].trim().is_empty()
                    && text[range.end..one.range.start].matches('\n').count() == 1 =>
            {
                range.end = one.range.end;
            }
            _ => {
                found.extend(run.take().map(|range| (range, true)));
                run = is_comment.then_some(one.range);
            }
        }
    }
    found.extend(run.map(|range| (range, true)));
    found.retain(|(range, _)| text[range.clone()].contains('\n'));
    found.extend(
        definitions(text).into_iter().filter(|range| text[range.clone()].contains('\n')).map(|range| (range, false)),
    );
    found.sort_by_key(|(range, _)| (range.start, range.end));
    found
}

/// The definitions at the outermost level.
fn definitions(text: &str) -> Vec<Range<usize>> {
    let lexemes: Vec<Lexeme> = lex(text)
        .into_iter()
        .filter(|one| !matches!(one.kind, LexemeKind::Comment | LexemeKind::Documentation))
        .collect();
    let word = |at: usize| lexemes.get(at).map_or("", |one| &text[one.range.clone()]);
    let mut depth = 0usize;
    let mut starts = Vec::new();
    for (index, one) in lexemes.iter().enumerate() {
        match word(index) {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ if depth == 0 && one.kind == LexemeKind::Word => {
                let begins = matches!(word(index + 1), "=" | "|=" | "&=")
                    && !matches!(word(index.wrapping_sub(1)), "namespace" | "datatypes")
                    || matches!(word(index), "include" | "div" | "namespace" | "datatypes" | "default");
                if begins {
                    starts.push((index, one.range.start));
                }
            }
            _ => {}
        }
    }
    starts
        .iter()
        .enumerate()
        .map(|(number, (_, start))| {
            let end = match starts.get(number + 1) {
                Some((next, _)) => lexemes[next - 1].range.end,
                None => lexemes.last().map_or(*start, |last| last.range.end),
            };
            *start..end.max(*start)
        })
        .collect()
}

/// The ranges around an offset, innermost first.
#[must_use]
pub fn selections(text: &str, offset: usize) -> Vec<Range<usize>> {
    let mut around: Vec<Range<usize>> = lex(text).into_iter().map(|one| one.range).collect();
    for pair in pairs(text) {
        let inner = pair.start + 1..pair.end.saturating_sub(1).max(pair.start + 1);
        let trimmed = text[inner.clone()].trim();
        let lead = text[inner.clone()].find(trimmed).unwrap_or(0);
        around.push(inner.start + lead..inner.start + lead + trimmed.len());
        around.push(pair);
    }
    around.extend(definitions(text));
    around.push(0..text.len());
    around.retain(|range| range.start <= offset && offset <= range.end && !range.is_empty());
    around.sort_by_key(|range| (range.len(), range.start));
    let mut found: Vec<Range<usize>> = Vec::new();
    for range in around {
        if found.last().is_none_or(|last| range.start <= last.start && last.end <= range.end && range != *last) {
            found.push(range);
        }
    }
    if found.is_empty() {
        found.push(0..text.len());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        let text = "## Doc\nx |= element p:y { attribute z { xsd:int }, \"v\", w* } # c";
        let all: Vec<String> =
            tokens(text).into_iter().map(|one| format!("{:?} {}", one.kind, &text[one.range])).collect();
        assert_eq!(
            all,
            [
                "Documentation ## Doc",
                "Define x",
                "Operator |=",
                "Keyword element",
                "Namespace p",
                "Element y",
                "Keyword attribute",
                "Attribute z",
                "Namespace xsd",
                "Datatype int",
                "Operator ,",
                "Text \"v\"",
                "Operator ,",
                "Define w",
                "Operator *",
                "Comment # c"
            ]
        );
    }

    #[test]
    fn folding_and_selection() {
        let text = "# a\n# b\nx = element y {\n  text\n}\ny = text\n";
        let all: Vec<&str> = folds(text).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(all, ["# a\n# b", "x = element y {\n  text\n}", "{\n  text\n}"]);
        let at = text.find("text").unwrap() + 1;
        let all: Vec<&str> = selections(text, at).into_iter().map(|range| &text[range]).collect();
        assert_eq!(all, ["text", "{\n  text\n}", "x = element y {\n  text\n}", text]);
        let _ = lex("\"unclosed");
        assert_eq!(lex("a\n'x\ny").len(), 3);
    }
}
