//! Words: what variables, braces and quotes make of them.

use super::Files;
use super::braces::braces;
use super::world::{Value, is_pattern};
use crate::image::content::Piece;
use crate::image::overlay::absolute;
use crate::image::script::syntax::{Part, Quote, Word, expanding};
use crate::text::Span;

/// Variables that the shell or the build sets, to what is not known here.
const SET_BY_OTHERS: [&str; 34] = [
    "BASHPID",
    "COLUMNS",
    "DIRSTACK",
    "EDITOR",
    "EPOCHREALTIME",
    "EPOCHSECONDS",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "HOME",
    "HOSTNAME",
    "HOSTTYPE",
    "IFS",
    "LANG",
    "LINENO",
    "LINES",
    "LOGNAME",
    "MACHTYPE",
    "OLDPWD",
    "OPTARG",
    "OPTIND",
    "OSTYPE",
    "PATH",
    "PPID",
    "PWD",
    "RANDOM",
    "REPLY",
    "SECONDS",
    "SHELL",
    "SHELLOPTS",
    "SHLVL",
    "SRANDOM",
    "TERM",
    "UID",
];

/// Bytes of a text that patterns are taken off.
const MAX_STRIPPED: usize = 1 << 13;

/// One field of a command: what a word, or a part of it, comes to.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    pub(super) pieces: Vec<Piece>,
    /// Whether it has characters outside of quotes that may stand for file names.
    pub(super) is_pattern: bool,
}

impl Field {
    /// The text, where all of it is known.
    pub(super) fn text(&self) -> Option<String> {
        text_of(&self.pieces)
    }

    /// Whether it is nothing but a variable that is not set and stands outside of quotes.
    fn may_vanish(&self) -> bool {
        matches!(self.pieces.as_slice(), [Piece::Variable { quoted: false, .. }])
    }
}

/// The text of pieces, where all of it is known.
pub(super) fn text_of(pieces: &[Piece]) -> Option<String> {
    let mut result = String::new();
    for piece in pieces {
        match piece {
            Piece::Text { text, .. } => result.push_str(text),
            Piece::Variable { .. } | Piece::Original { .. } | Piece::Unknown { .. } => return None,
        }
    }
    Some(result)
}

/// The pieces, said to stand at `span`.
fn moved(pieces: &[Piece], span: Span, quoted: bool) -> Vec<Piece> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text { text, .. } => Piece::Text { text: text.clone(), span },
            Piece::Variable { name, blanks, .. } => {
                Piece::Variable { name: name.clone(), span, quoted, blanks: *blanks }
            }
            Piece::Original { .. } | Piece::Unknown { .. } => Piece::Unknown { span },
        })
        .collect()
}

impl Files {
    /// What a word comes to where the shell does not split: in assignments, here-documents, as a redirection's target.
    pub(super) fn pieces(&self, word: &Word) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in &word.parts {
            match part {
                Part::Literal { text, span, .. } => pieces.push(Piece::Text { text: text.clone(), span: *span }),
                Part::Variable { name, span, .. } if name == "*" => {
                    pieces.extend(self.joined_by_ifs(self.value(part), *span));
                }
                _ => pieces.extend(joined(self.value(part), part.span())),
            }
        }
        if let Some(home) = tilde(word) {
            pieces.insert(0, Piece::Unknown { span: home });
        }
        self.work.charge_pieces(&pieces);
        pieces
    }

    /// The word's text, where all of it is known.
    pub(super) fn path_text(&self, word: &Word) -> Option<String> {
        text_of(&self.pieces(word))
    }

    /// A list as one text: what `IFS` begins with stands between its elements.
    fn joined_by_ifs(&self, value: Value, span: Span) -> Vec<Piece> {
        let between = match self.world.variables.get("IFS") {
            None => return joined(value, span),
            Some(Value::Text(pieces)) => text_of(pieces).map(|text| text.chars().next().map(String::from)),
            Some(_) => None,
        };
        let Value::List(items) = value else { return joined(value, span) };
        let between = match between {
            Some(between) => Piece::Text { text: between.unwrap_or_default(), span },
            None => Piece::Unknown { span },
        };
        let mut pieces = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                pieces.push(between.clone());
            }
            pieces.extend(item);
        }
        pieces
    }

    /// What an expansion comes to.
    fn value(&self, part: &Part) -> Value {
        match part {
            Part::Literal { text, span, .. } => Value::Text(vec![Piece::Text { text: text.clone(), span: *span }]),
            Part::Variable { name, span, quoted } => self.variable(name, *span, *quoted),
            Part::Unknown { span, text, quoted, .. } => {
                if let Some(output) = self.outputs.get(&(*span, text.clone())) {
                    return Value::Text(moved(output, *span, *quoted));
                }
                if let Some(inner) = text.strip_prefix("$((").and_then(|text| text.strip_suffix("))")) {
                    return self.arithmetic(inner, *span);
                }
                match text.strip_prefix("${").and_then(|text| text.strip_suffix('}')) {
                    Some(inner) => self.braced(inner, *span, *quoted),
                    None => Value::Unknown,
                }
            }
        }
    }

    fn arithmetic(&self, text: &str, span: Span) -> Value {
        match self.outcome(text) {
            Some(outcome) => Value::Text(vec![Piece::Text { text: outcome.value.to_string(), span }]),
            None => Value::Unknown,
        }
    }

    /// What an arithmetic expression comes to; one variable that nothing sets has no number.
    pub(super) fn outcome(&self, text: &str) -> Option<super::arithmetic::Outcome> {
        let variable = |name: &str| match self.world.variables.get(name)? {
            Value::Text(pieces) => text_of(pieces),
            Value::List(items) => text_of(items.first()?),
            _ => None,
        };
        // `${#list[@]}`, `${x:-0}` and their like are put in first
        let mut text = text.to_owned();
        if text.contains("$#") {
            text = text.replace("$#", &variable("#")?);
        }
        for _ in 0..16 {
            let Some(start) = text.find("${") else { break };
            let end = start + text[start..].find('}')?;
            let inner = &text[start + 2..end];
            if inner.contains("${") {
                return None;
            }
            let Value::Text(pieces) = self.braced(inner, Span::default(), true) else { return None };
            let put = text_of(&pieces)?;
            text.replace_range(start..=end, &put);
        }
        super::arithmetic::evaluate(&text, &variable)
    }

    /// The number that an expression without assignments comes to.
    pub(super) fn number(&self, text: &str) -> Option<i64> {
        self.outcome(text).filter(|outcome| outcome.set.is_empty()).map(|outcome| outcome.value)
    }

    pub(super) fn variable(&self, name: &str, span: Span, quoted: bool) -> Value {
        match self.world.variables.get(name) {
            Some(Value::Text(pieces)) => Value::Text(moved(pieces, span, quoted)),
            Some(Value::List(items)) if name == "@" || name == "*" => {
                Value::List(items.iter().map(|item| moved(item, span, quoted)).collect())
            }
            // an array without index is its first element
            Some(Value::List(items)) => {
                Value::Text(items.first().map(|item| moved(item, span, quoted)).unwrap_or_default())
            }
            Some(Value::Map(items)) => match items.iter().find(|(key, _)| key == "0") {
                Some((_, item)) => Value::Text(moved(item, span, quoted)),
                None => Value::Text(Vec::new()),
            },
            Some(Value::Unknown) => Value::Unknown,
            None if is_set_elsewhere(name) => Value::Unknown,
            None => Value::Text(vec![Piece::Variable { name: name.to_owned(), span, quoted, blanks: (false, false) }]),
        }
    }

    /// `${...}` with an operator.
    fn braced(&self, inner: &str, span: Span, quoted: bool) -> Value {
        let text = |text: String| Value::Text(vec![Piece::Text { text, span }]);
        let (counts, inner) = match inner.strip_prefix('#') {
            Some(rest) if !rest.is_empty() => (true, rest),
            _ => (false, inner),
        };
        let end = match inner.chars().next() {
            Some('@' | '*') => 1,
            _ => inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len()),
        };
        let (name, rest) = inner.split_at(end);
        if let Some(name) =
            inner.strip_prefix('!').and_then(|rest| rest.strip_suffix("[@]").or(rest.strip_suffix("[*]")))
        {
            let key = |text: String| vec![Piece::Text { text, span }];
            return match self.world.variables.get(name) {
                Some(Value::List(items)) => Value::List((0..items.len()).map(|at| key(at.to_string())).collect()),
                Some(Value::Map(items)) if items.len() < 2 => {
                    Value::List(items.iter().map(|(name, _)| key(name.clone())).collect())
                }
                _ => Value::Unknown,
            };
        }
        if inner == "!#" {
            return match self.world.variables.get("@") {
                Some(Value::List(items)) => {
                    Value::Text(items.last().map(|item| moved(item, span, quoted)).unwrap_or_default())
                }
                _ => Value::Unknown,
            };
        }
        if let Some(name) = inner
            .strip_prefix('!')
            .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        {
            // the variable that this one names
            return match self.variable(name, span, quoted) {
                Value::Text(pieces) => match text_of(&pieces) {
                    Some(name) if self.world.variables.contains(&name) => self.variable(&name, span, quoted),
                    _ => Value::Unknown,
                },
                _ => Value::Unknown,
            };
        }
        if name.is_empty() {
            return Value::Unknown;
        }
        let (value, rest) = match index_in(rest) {
            Some(("@" | "*", "")) if counts && let Some(Value::Map(items)) = self.world.variables.get(name) => {
                return text(items.len().to_string());
            }
            Some((index, rest)) => {
                let Some(value) = self.element(name, index, span, quoted) else { return Value::Unknown };
                if index == "*" && quoted && !counts {
                    // each element is changed before they are put together
                    let changed = match value {
                        Value::List(items) if rest.is_empty() => Value::List(items),
                        Value::List(items) => self.changed_list(name, items, rest, span),
                        _ => Value::Unknown,
                    };
                    return match changed {
                        Value::List(items) => Value::Text(self.joined_by_ifs(Value::List(items), span)),
                        _ => Value::Unknown,
                    };
                }
                (value, rest)
            }
            None => (self.variable(name, span, quoted), rest),
        };
        if counts {
            return match (&value, rest) {
                (Value::List(items), "") => text(items.len().to_string()),
                (Value::Text(pieces), "") => match text_of(pieces) {
                    Some(known) => text(known.chars().count().to_string()),
                    None => Value::Unknown,
                },
                _ => Value::Unknown,
            };
        }
        if rest.is_empty() {
            return value;
        }
        let pieces = match value {
            Value::Text(pieces) => pieces,
            Value::List(items) => return self.changed_list(name, items, rest, span),
            Value::Map(_) | Value::Unknown => return Value::Unknown,
        };
        let unset = matches!(pieces.as_slice(), [Piece::Variable { .. }]);
        let known = text_of(&pieces);
        let (colon, operator, word) = match rest.strip_prefix(':') {
            Some(rest) => (true, rest.chars().next(), rest.get(1..).unwrap_or("")),
            None => (false, rest.chars().next(), rest.get(1..).unwrap_or("")),
        };
        if let Some(known) = &known
            && let Some(changed) = self.changed_text(known, rest)
        {
            return text(changed);
        }
        // whether the variable counts as there; one that nothing known sets counts as not set
        let there = match &known {
            Some(text) => Some(!(colon && text.is_empty())),
            None if unset => Some(false),
            None => None,
        };
        match (operator, there) {
            (Some('-' | '=' | '?'), Some(true)) => Value::Text(pieces),
            (Some('-' | '='), Some(false)) | (Some('+'), Some(true)) => self.word_in_braces(word, span, quoted),
            (Some('+'), Some(false)) => text(String::new()),
            (Some('#' | '%'), _) if !colon && known.is_some() => {
                let known = known.unwrap_or_default();
                let front = operator == Some('#');
                let longest = word.chars().next() == operator;
                let pattern = if longest { &word[1..] } else { word };
                let Some(pattern) = self.pattern_in_braces(pattern) else { return Value::Unknown };
                self.stripped(&known, &pattern, front, longest).map_or(Value::Unknown, text)
            }
            _ => Value::Unknown,
        }
    }

    /// An element of an array, or all of them.
    fn element(&self, name: &str, index: &str, span: Span, quoted: bool) -> Option<Value> {
        let is_all = matches!(index, "@" | "*");
        let key = || {
            let inner = ['"', '\''].iter().find_map(|quote| index.strip_prefix(*quote)?.strip_suffix(*quote));
            let inner = inner.unwrap_or(index);
            (!inner.contains(['"', '\'', '\\', '`'])).then(|| text_of(&self.pieces(&expanding(inner, span))))?
        };
        let at = |items: &[Vec<Piece>]| match key().and_then(|key| self.index_of(&key, items.len())) {
            Some(at) => items.get(at).map(|item| Value::Text(moved(item, span, quoted))),
            None => None,
        };
        let Some(value) = self.world.variables.get(name) else {
            let unset = || Piece::Variable { name: name.to_owned(), span, quoted, blanks: (false, false) };
            let is_own = !is_set_elsewhere(name);
            return is_own.then(|| if is_all { Value::List(Vec::new()) } else { Value::Text(vec![unset()]) });
        };
        match value {
            Value::List(items) if is_all => {
                Some(Value::List(items.iter().map(|item| moved(item, span, quoted)).collect()))
            }
            Value::List(items) => at(items),
            // in which order a map gives its values only bash knows
            Value::Map(items) if is_all && items.len() < 2 => {
                Some(Value::List(items.iter().map(|(_, item)| moved(item, span, quoted)).collect()))
            }
            Value::Map(items) if !is_all => {
                let key = key()?;
                let found = items.iter().find(|(known, _)| *known == key);
                let unset = || vec![Piece::Variable { name: name.to_owned(), span, quoted, blanks: (false, false) }];
                Some(Value::Text(found.map_or_else(unset, |(_, item)| moved(item, span, quoted))))
            }
            Value::Text(pieces) if is_all => Some(Value::List(vec![moved(pieces, span, quoted)])),
            Value::Text(pieces) => at(std::slice::from_ref(pieces)),
            Value::Map(_) | Value::Unknown => None,
        }
    }

    /// `${list[@]:1}`, `${list[@]#a}`: a part of a list, or what becomes of each element.
    fn changed_list(&self, name: &str, items: Vec<Vec<Piece>>, rest: &str, span: Span) -> Value {
        if let Some(range) = rest.strip_prefix(':').filter(|range| !range.starts_with(['-', '=', '+', '?'])) {
            // parameters are counted from 1
            let first = i64::from(matches!(name, "@" | "*"));
            let (start, length) = range.split_once(':').map_or((range, None), |(start, length)| (start, Some(length)));
            let Some(start) = self.number(start) else { return Value::Unknown };
            let count = items.len() as i64;
            let start = if start < 0 { start + count } else { start - first };
            let length = match length.map(|length| self.number(length)) {
                None => count,
                Some(Some(length)) if length >= 0 => length,
                Some(_) => return Value::Unknown,
            };
            if start < 0 {
                return Value::Unknown;
            }
            let skip = usize::try_from(start).unwrap_or(usize::MAX);
            let take = usize::try_from(length).unwrap_or(usize::MAX);
            return Value::List(items.into_iter().skip(skip).take(take).collect());
        }
        if items.is_empty() || !rest.starts_with(['#', '%', '/', ',', '^']) {
            return Value::Unknown;
        }
        let changed = items.iter().map(|item| {
            let known = text_of(item)?;
            let text = match rest.chars().next() {
                Some(operator @ ('#' | '%')) => {
                    let longest = rest[1..].starts_with(operator);
                    let pattern = if longest { &rest[2..] } else { &rest[1..] };
                    self.stripped(&known, &self.pattern_in_braces(pattern)?, operator == '#', longest)?
                }
                _ => self.changed_text(&known, rest)?,
            };
            Some(vec![Piece::Text { text, span }])
        });
        changed.collect::<Option<Vec<_>>>().map_or(Value::Unknown, Value::List)
    }

    /// `${x,,}`, `${x^}`, `${x:1:2}`, `${x/a/b}`: what becomes of a text.
    fn changed_text(&self, known: &str, rest: &str) -> Option<String> {
        match rest {
            ",," => return Some(known.to_lowercase()),
            "^^" => return Some(known.to_uppercase()),
            "," | "^" => {
                let mut chars = known.chars();
                let first = chars.next()?;
                let first: String =
                    if rest == "," { first.to_lowercase().collect() } else { first.to_uppercase().collect() };
                return Some(first + chars.as_str());
            }
            _ => {}
        }
        if rest == "@U" || rest == "@L" {
            return Some(if rest == "@U" { known.to_uppercase() } else { known.to_lowercase() });
        }
        if let Some(range) = rest.strip_prefix(':').filter(|range| !range.starts_with(['-', '=', '+', '?'])) {
            let (start, length) = range.split_once(':').map_or((range, None), |(start, length)| (start, Some(length)));
            let chars: Vec<char> = known.chars().collect();
            let start: i64 = self.number(start.trim())?;
            let count = chars.len() as i64;
            let start = if start < 0 { (count + start).max(0) } else { start.min(count) };
            let end = match length {
                None => count,
                Some(length) => {
                    let length: i64 = self.number(length.trim())?;
                    if length < 0 { count + length } else { (start + length).min(count) }
                }
            };
            return (start <= end).then(|| chars[start as usize..end as usize].iter().collect());
        }
        let rest = rest.strip_prefix('/')?;
        let (all, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let at_end = super::conditions::slash(rest);
        let (pattern, replacement) = at_end.map_or((rest, ""), |at| (&rest[..at], &rest[at + 1..]));
        // a pattern takes the longest that it matches
        let anchored = !all && pattern.starts_with(['#', '%']);
        if !anchored && let Some(pattern) = self.pattern_in_braces(pattern) {
            let replacement = self.operand(replacement, true, false).filter(|text| !text.contains('&'))?;
            if pattern.is_empty() {
                return Some(known.to_owned());
            }
            if !pattern.contains(['*', '?', '[']) {
                let mut chars = pattern.chars();
                let mut plain = String::new();
                while let Some(c) = chars.next() {
                    plain.push(if c == '\\' { chars.next()? } else { c });
                }
                return Some(if all {
                    known.replace(&plain, &replacement)
                } else {
                    known.replacen(&plain, &replacement, 1)
                });
            }
            self.work.charge(known.len() * known.len() / 64);
            return (known.len() <= 256).then(|| replaced(known, &pattern, &replacement, all));
        }
        let unquoted = |text: &str| -> Option<String> {
            let inner = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
            let inner = inner.unwrap_or(text);
            (!inner.contains(['"', '\'', '\\', '`', '*', '?', '[', '&'])).then(|| inner.to_owned())
        };
        let pattern = unquoted(pattern)?;
        let replacement = unquoted(replacement)?;
        let expanded = |text: &str| text_of(&self.pieces(&expanding(text, Span::default())));
        let (pattern, replacement) = (expanded(&pattern)?, expanded(&replacement)?);
        // at the start, or at the end
        if !all && let Some(pattern) = pattern.strip_prefix('#') {
            return Some(known.strip_prefix(pattern).map_or(known.to_owned(), |rest| format!("{replacement}{rest}")));
        }
        if !all && let Some(pattern) = pattern.strip_prefix('%') {
            return Some(known.strip_suffix(pattern).map_or(known.to_owned(), |rest| format!("{rest}{replacement}")));
        }
        if pattern.is_empty() || pattern.starts_with(['#', '%']) {
            return None;
        }
        Some(if all { known.replace(&pattern, &replacement) } else { known.replacen(&pattern, &replacement, 1) })
    }

    /// A pattern in braces as it stands, quotes taken off and variables put in.
    fn pattern_in_braces(&self, pattern: &str) -> Option<String> {
        let pattern = self.operand(pattern, true, true)?;
        (!["?(", "*(", "+(", "@(", "!("].iter().any(|start| pattern.contains(start))).then_some(pattern)
    }

    /// The text without the start or end that a pattern matches; `None` where that takes too long to find out.
    fn stripped(&self, text: &str, pattern: &str, front: bool, longest: bool) -> Option<String> {
        // each end is tried
        self.work.charge(text.len() * text.len() / 256);
        (text.len() <= MAX_STRIPPED).then(|| stripped(text, pattern, front, longest))
    }

    /// What stands behind an operator in braces.
    fn word_in_braces(&self, word: &str, span: Span, quoted: bool) -> Value {
        let inner = match (word.strip_prefix('"').and_then(|word| word.strip_suffix('"')), quoted) {
            (Some(inner), _) => inner,
            (None, _) => word,
        };
        if !quoted
            && let Some(plain) = inner.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\''))
            && !plain.contains(['\'', '*', '?', '[', ' ', '\t', '\n'])
        {
            return Value::Text(vec![Piece::Text { text: plain.to_owned(), span }]);
        }
        let odd = |c: char| matches!(c, '\'' | '"' | '\\' | '~' | '*' | '?' | '[');
        if inner.contains(odd) {
            return Value::Unknown;
        }
        Value::Text(moved(&self.pieces(&expanding(inner, span)), span, quoted))
    }

    /// What the shell makes of a word of a command: no field, one, or several.
    pub(super) fn fields(&self, word: &Word) -> Vec<Field> {
        let mut result = Vec::new();
        for alternative in braces(word) {
            self.split(&alternative, &mut result);
        }
        result.iter().for_each(|field| self.work.charge_pieces(&field.pieces));
        result
    }

    fn split(&self, parts: &[Part], result: &mut Vec<Field>) {
        let usual = |value: &Value| matches!(value, Value::Text(pieces) if text_of(pieces).as_deref() == Some(" \t\n"));
        let ifs = self.world.variables.get("IFS").is_some_and(|value| !usual(value));
        if ifs
            && let [part @ (Part::Variable { quoted: false, .. } | Part::Unknown { quoted: false, .. })] = parts
            && let Value::Text(pieces) = self.value(part)
            && let Some(fields) = self.split_by_ifs(&pieces)
        {
            result.extend(fields);
            return;
        }
        let mut current: Option<Field> = None;
        if let Some(span) = tilde_of(parts) {
            current.get_or_insert_default().pieces.push(Piece::Unknown { span });
        }
        for part in parts {
            let (quoted, span) = match part {
                Part::Literal { text, span, quote } => {
                    let field = current.get_or_insert_default();
                    field.pieces.push(Piece::Text { text: text.clone(), span: *span });
                    field.is_pattern |= *quote == Quote::None && is_pattern(text);
                    continue;
                }
                Part::Variable { quoted, span, .. } | Part::Unknown { quoted, span, .. } => (*quoted, *span),
            };
            match self.value(part) {
                Value::Unknown | Value::Map(_) => {
                    current.get_or_insert_default().pieces.push(Piece::Unknown { span });
                }
                Value::List(items) => {
                    let is_star = matches!(part, Part::Variable { name, .. } if name == "*");
                    if quoted && is_star {
                        let pieces = self.joined_by_ifs(Value::List(items), span);
                        current.get_or_insert_default().pieces.extend(pieces);
                        continue;
                    }
                    for (index, item) in items.into_iter().enumerate() {
                        if index > 0 {
                            result.extend(current.take());
                        }
                        if quoted {
                            current.get_or_insert_default().pieces.extend(item);
                        } else {
                            self.split_pieces(item, ifs, &mut current, result);
                        }
                    }
                }
                Value::Text(pieces) if quoted => current.get_or_insert_default().pieces.extend(pieces),
                Value::Text(pieces) => self.split_pieces(pieces, ifs, &mut current, result),
            }
        }
        result.extend(current);
    }

    /// What a word comes to that is one variable, where `IFS` has other separators than blanks.
    fn split_by_ifs(&self, pieces: &[Piece]) -> Option<Vec<Field>> {
        let Some(Value::Text(separators)) = self.world.variables.get("IFS") else { return None };
        let separators = text_of(separators)?;
        let [Piece::Text { text, span }] = pieces else { return None };
        let field = |text: &str| Field {
            pieces: vec![Piece::Text { text: text.to_owned(), span: *span }],
            is_pattern: is_pattern(text),
        };
        if separators.is_empty() {
            return Some(if text.is_empty() { Vec::new() } else { vec![field(text)] });
        }
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n');
        if separators.chars().all(blank) {
            let parts = text.split(|c| separators.contains(c)).filter(|part| !part.is_empty());
            return Some(parts.map(field).collect());
        }
        if separators.chars().any(blank) {
            return None;
        }
        let mut parts: Vec<&str> = text.split(|c| separators.contains(c)).collect();
        // one at the end makes no field
        if parts.last() == Some(&"") {
            parts.pop();
        }
        Some(parts.into_iter().map(field).collect())
    }

    fn split_pieces(&self, pieces: Vec<Piece>, ifs: bool, current: &mut Option<Field>, result: &mut Vec<Field>) {
        for piece in pieces {
            let Piece::Text { text, span } = piece else {
                current.get_or_insert_default().pieces.push(piece);
                continue;
            };
            // other separators are beyond what is known here
            if ifs && !text.is_empty() {
                current.get_or_insert_default().pieces.push(Piece::Unknown { span });
                continue;
            }
            for (index, part) in text.split([' ', '\t', '\n']).enumerate() {
                if index > 0 {
                    result.extend(current.take());
                }
                if !part.is_empty() {
                    let field = current.get_or_insert_default();
                    field.is_pattern |= is_pattern(part);
                    field.pieces.push(Piece::Text { text: part.to_owned(), span });
                }
            }
        }
    }

    /// The fields of several words as one text, a blank between them. A variable that is not set takes its blank with it.
    pub(super) fn spaced(&self, words: &[Word]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut is_first = true;
        let fields: Vec<(Field, Span)> =
            words.iter().flat_map(|word| self.fields(word).into_iter().map(move |field| (field, word.span))).collect();
        for (field, span) in fields {
            let vanishes = field.may_vanish();
            if !is_first && !vanishes {
                pieces.push(Piece::Text { text: " ".to_owned(), span: span.slice(0, 0) });
            }
            for piece in field.pieces {
                pieces.push(match piece {
                    Piece::Variable { name, span, quoted, .. } if vanishes => {
                        Piece::Variable { name, span, quoted, blanks: (!is_first, is_first) }
                    }
                    // names of files that match would stand in its place
                    Piece::Text { text, span } if field.is_pattern && text.contains(['*', '?']) => {
                        Piece::Unknown { span }
                    }
                    other => other,
                });
            }
            // behind one that may vanish in front, the blank comes with it
            is_first &= vanishes;
        }
        pieces
    }

    /// The paths that a word names: absolute, patterns as they stand. Nothing where it is not known.
    pub(super) fn named(&self, word: &Word) -> Vec<String> {
        self.fields(word).iter().filter_map(|field| self.absolute(&field.text()?)).collect()
    }

    /// The path that a word names where it is one.
    pub(super) fn path(&self, word: &Word) -> Option<String> {
        match self.named(word).as_slice() {
            [path] => Some(path.clone()),
            _ => None,
        }
    }

    pub(super) fn absolute(&self, text: &str) -> Option<String> {
        if text.is_empty() {
            return None;
        }
        if text.starts_with('/') {
            return Some(absolute(text));
        }
        let directory = self.world.directory.as_deref()?;
        Some(absolute(&format!("{directory}/{text}")))
    }
}

/// What stands in brackets at the start, and what follows them.
fn index_in(rest: &str) -> Option<(&str, &str)> {
    let mut level = 0usize;
    for (at, c) in rest.char_indices() {
        match c {
            '[' => level += 1,
            ']' if level == 1 => return Some((&rest[1..at], &rest[at + 1..])),
            ']' => level -= 1,
            _ if level == 0 => return None,
            _ => {}
        }
    }
    None
}

fn is_set_elsewhere(name: &str) -> bool {
    SET_BY_OTHERS.binary_search(&name).is_ok()
        || name.starts_with("BASH")
        || name.starts_with("LC_")
        || matches!(name, "?" | "!" | "$" | "-" | "0" | "_" | "USER" | "PS1" | "PS4" | "TMPDIR" | "MAIL")
}

/// A list as one text, a blank between its elements.
fn joined(value: Value, span: Span) -> Vec<Piece> {
    match value {
        Value::Text(pieces) => pieces,
        Value::Unknown | Value::Map(_) => vec![Piece::Unknown { span }],
        Value::List(items) => {
            let mut pieces = Vec::new();
            for (index, item) in items.into_iter().enumerate() {
                if index > 0 {
                    pieces.push(Piece::Text { text: " ".to_owned(), span });
                }
                pieces.extend(item);
            }
            pieces
        }
    }
}

fn tilde(word: &Word) -> Option<Span> {
    tilde_of(&word.parts)
}

/// A tilde at the start: the home directory of whoever builds.
fn tilde_of(parts: &[Part]) -> Option<Span> {
    match parts.first() {
        Some(Part::Literal { text, quote: Quote::None, span }) if text.starts_with('~') => Some(*span),
        _ => None,
    }
}

/// The text without the shortest or longest start or end that a pattern matches.
fn stripped(text: &str, pattern: &str, front: bool, longest: bool) -> String {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let fits = |at: &usize| {
        let part = if front { &text[..*at] } else { &text[*at..] };
        super::world::matches(pattern, part, false)
    };
    // the shortest start ends first; the shortest end starts last
    let found = if front == longest { ends.iter().rev().find(|at| fits(at)) } else { ends.iter().find(|at| fits(at)) };
    match found {
        Some(at) if front => text[*at..].to_owned(),
        Some(at) => text[..*at].to_owned(),
        None => text.to_owned(),
    }
}

/// The text with what a pattern matches replaced: the longest at each place, the first or all.
fn replaced(text: &str, pattern: &str, replacement: &str, all: bool) -> String {
    let mut result = String::new();
    let mut at = 0;
    while at < text.len() {
        let ends = text[at..].char_indices().map(|(end, c)| at + end + c.len_utf8());
        let found = ends.rev().find(|end| super::world::matches(pattern, &text[at..*end], false));
        match found {
            Some(end) => {
                result.push_str(replacement);
                at = end;
                if !all {
                    break;
                }
            }
            None => {
                let c = text[at..].chars().next().unwrap_or_default();
                result.push(c);
                at += c.len_utf8();
            }
        }
    }
    result.push_str(&text[at..]);
    result
}
