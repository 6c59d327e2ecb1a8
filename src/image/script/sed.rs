//! The part of sed that scripts edit configuration files with: `s`, `d`, addresses by line number and by pattern.

use regex_automata::meta::Regex;
use regex_automata::util::syntax;

use crate::image::content::Rendered;
use crate::text::Span;

/// A `sed -i` call.
#[derive(Debug, Clone)]
pub struct Sed {
    /// The expressions as written, quotes taken off.
    pub expressions: Vec<String>,
    /// Where they stand.
    pub span: Span,
    commands: Option<Vec<SedCommand>>,
}

impl PartialEq for Sed {
    fn eq(&self, other: &Self) -> bool {
        self.expressions == other.expressions && self.span == other.span
    }
}

impl Eq for Sed {}

#[derive(Debug, Clone)]
struct SedCommand {
    address: Address,
    action: Action,
}

#[derive(Debug, Clone)]
enum Address {
    All,
    Line(usize),
    Last,
    Matching(Regex),
}

#[derive(Debug, Clone)]
enum Action {
    Substitute { pattern: Regex, replacement: Vec<Replacement>, global: bool },
    Delete,
    Append(String),
    Insert(String),
    Change(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Replacement {
    Text(String),
    Group(usize),
}

impl Sed {
    /// Understands a call's expressions; `extended` is `-E` or `-r`.
    #[must_use]
    pub fn new(expressions: Vec<String>, extended: bool, span: Span) -> Self {
        let mut commands = Some(Vec::new());
        for expression in &expressions {
            match (parse(expression, extended), &mut commands) {
                (Some(parsed), Some(commands)) => commands.extend(parsed),
                _ => commands = None,
            }
        }
        Self { expressions, span, commands }
    }

    /// Whether its effect can be told.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.commands.is_some()
    }

    /// Edits a text.
    pub fn apply(&self, rendered: &mut Rendered) {
        let Some(commands) = &self.commands else {
            rendered.unknown = true;
            return;
        };
        let before = std::mem::take(&mut rendered.text);
        let origins = std::mem::take(&mut rendered.origins);
        let mut text = String::with_capacity(before.len());
        let mut moved: Vec<(std::ops::Range<usize>, Span)> = Vec::new();
        let count = before.lines().count();
        let mut start = 0;
        for (index, line) in before.split_inclusive('\n').enumerate() {
            let body = line.strip_suffix('\n').unwrap_or(line);
            let mut current = body.to_owned();
            let mut deleted = false;
            let mut after = String::new();
            let mut inserted = String::new();
            for command in commands {
                let here = match &command.address {
                    Address::All => true,
                    Address::Line(number) => *number == index + 1,
                    Address::Last => index + 1 == count,
                    Address::Matching(pattern) => pattern.is_match(&current),
                };
                if !here || deleted {
                    continue;
                }
                match &command.action {
                    Action::Substitute { pattern, replacement, global } => {
                        current = substitute(&current, pattern, replacement, *global);
                    }
                    Action::Delete => deleted = true,
                    Action::Append(text) => after.push_str(&format!("{text}\n")),
                    Action::Insert(text) => inserted.push_str(&format!("{text}\n")),
                    Action::Change(text) => current.clone_from(text),
                }
            }
            let at = text.len();
            text.push_str(&inserted);
            if !inserted.is_empty() {
                moved.push((at..text.len(), self.span));
            }
            if !deleted {
                let at = text.len();
                text.push_str(&current);
                if line.ends_with('\n') || !after.is_empty() {
                    text.push('\n');
                }
                if current == body {
                    // the line keeps its origins
                    for (range, span) in &origins {
                        let from = range.start.max(start);
                        let to = range.end.min(start + line.len());
                        if from < to {
                            let exact = span.len() == range.len();
                            let span = if exact { span.slice(from - range.start, to - range.start) } else { *span };
                            moved.push((at + from - start..at + to - start, span));
                        }
                    }
                } else {
                    moved.push((at..text.len(), self.span));
                }
            }
            let at = text.len();
            text.push_str(&after);
            if !after.is_empty() {
                moved.push((at..text.len(), self.span));
            }
            start += line.len();
        }
        rendered.text = text;
        rendered.origins = moved;
    }
}

fn substitute(line: &str, pattern: &Regex, replacement: &[Replacement], global: bool) -> String {
    let mut result = String::new();
    let mut done = 0;
    for captures in pattern.captures_iter(line) {
        let Some(whole) = captures.get_match() else { continue };
        result.push_str(&line[done..whole.start()]);
        for part in replacement {
            match part {
                Replacement::Text(text) => result.push_str(text),
                Replacement::Group(number) => {
                    if let Some(span) = captures.get_group(*number) {
                        result.push_str(&line[span.start..span.end]);
                    }
                }
            }
        }
        done = whole.end();
        if !global {
            break;
        }
    }
    result.push_str(&line[done..]);
    result
}

fn parse(expression: &str, extended: bool) -> Option<Vec<SedCommand>> {
    let mut commands = Vec::new();
    let mut rest = expression.trim_start();
    while !rest.is_empty() {
        let address = parse_address(&mut rest, extended)?;
        rest = rest.trim_start();
        let mut chars = rest.chars();
        let action = match chars.next()? {
            's' => {
                let delimiter = chars.next()?;
                if delimiter == '\\' || delimiter == '\n' {
                    return None;
                }
                let after = &rest[1 + delimiter.len_utf8()..];
                let (pattern, after) = until(after, delimiter)?;
                let (replacement, after) = until(after, delimiter)?;
                let flags_end = after.find([';', '\n', '}']).unwrap_or(after.len());
                let flags = after[..flags_end].trim();
                rest = &after[flags_end..];
                if !flags.chars().all(|flag| matches!(flag, 'g' | 'i' | 'I')) {
                    return None;
                }
                Action::Substitute {
                    pattern: regex(&pattern, extended, flags.contains(['i', 'I']))?,
                    replacement: parse_replacement(&replacement)?,
                    global: flags.contains('g'),
                }
            }
            'd' => {
                rest = &rest[1..];
                Action::Delete
            }
            kind @ ('a' | 'i' | 'c') => {
                let text = rest[1..].trim_start();
                let text = text.strip_prefix('\\').unwrap_or(text);
                let text = text.strip_prefix('\n').unwrap_or(text).replace("\\n", "\n");
                rest = "";
                match kind {
                    'a' => Action::Append(text),
                    'i' => Action::Insert(text),
                    _ => Action::Change(text),
                }
            }
            _ => return None,
        };
        commands.push(SedCommand { address, action });
        rest = rest.trim_start();
        if let Some(next) = rest.strip_prefix(';') {
            rest = next.trim_start();
        } else if !rest.is_empty() && commands.len() > 64 {
            return None;
        }
    }
    Some(commands)
}

fn parse_address(rest: &mut &str, extended: bool) -> Option<Address> {
    let address = if let Some(after) = rest.strip_prefix('/') {
        let (pattern, after) = until(after, '/')?;
        *rest = after;
        Address::Matching(regex(&pattern, extended, false)?)
    } else if let Some(after) = rest.strip_prefix('$') {
        *rest = after;
        Address::Last
    } else if rest.starts_with(|c: char| c.is_ascii_digit()) {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number = rest[..end].parse().ok()?;
        *rest = &rest[end..];
        Address::Line(number)
    } else {
        Address::All
    };
    // ranges and negation are beyond what is understood
    if rest.trim_start().starts_with([',', '!', '~']) { None } else { Some(address) }
}

/// The text up to an unescaped delimiter, and what follows it.
fn until(text: &str, delimiter: char) -> Option<(String, &str)> {
    let mut result = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            let (_, next) = chars.next()?;
            if next != delimiter {
                result.push('\\');
            }
            result.push(next);
        } else if c == delimiter {
            return Some((result, &text[at + c.len_utf8()..]));
        } else {
            result.push(c);
        }
    }
    None
}

fn parse_replacement(text: &str) -> Option<Vec<Replacement>> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '&' => {
                parts.push(Replacement::Text(std::mem::take(&mut plain)));
                parts.push(Replacement::Group(0));
            }
            '\\' => match chars.next()? {
                'n' => plain.push('\n'),
                't' => plain.push('\t'),
                digit @ '1'..='9' => {
                    parts.push(Replacement::Text(std::mem::take(&mut plain)));
                    parts.push(Replacement::Group(digit.to_digit(10)? as usize));
                }
                'U' | 'L' | 'E' | 'u' | 'l' => return None,
                other => plain.push(other),
            },
            other => plain.push(other),
        }
    }
    parts.push(Replacement::Text(plain));
    Some(parts)
}

fn regex(pattern: &str, extended: bool, ignore_case: bool) -> Option<Regex> {
    let translated = translate(pattern, extended)?;
    Regex::builder()
        .configure(Regex::config().nfa_size_limit(Some(1 << 20)))
        .syntax(syntax::Config::new().case_insensitive(ignore_case).unicode(true))
        .build(&translated)
        .ok()
}

/// A POSIX expression as the regex library writes it.
fn translate(pattern: &str, extended: bool) -> Option<String> {
    let mut result = String::new();
    let mut chars = pattern.chars().peekable();
    let mut at_start = true;
    while let Some(c) = chars.next() {
        let mut starts = false;
        match c {
            '\\' => match chars.next()? {
                operator @ ('(' | ')' | '{' | '}' | '|' | '+' | '?') => {
                    if extended {
                        result.push('\\');
                    }
                    result.push(operator);
                    starts = !extended && matches!(operator, '(' | '|');
                }
                's' => result.push_str("[ \\t\\r\\n]"),
                'S' => result.push_str("[^ \\t\\r\\n]"),
                'w' => result.push_str("[0-9A-Za-z_]"),
                'b' => result.push_str("\\b"),
                'n' => result.push_str("\\n"),
                't' => result.push_str("\\t"),
                // references to earlier groups and rare escapes
                other if other.is_ascii_alphanumeric() => return None,
                other => push_escaped(&mut result, other),
            },
            '(' | ')' | '{' | '}' | '|' | '+' | '?' => {
                if !extended {
                    result.push('\\');
                }
                result.push(c);
                starts = extended && matches!(c, '(' | '|');
            }
            '*' if at_start => result.push_str("\\*"),
            '[' => {
                result.push('[');
                if chars.peek() == Some(&'^') {
                    chars.next();
                    result.push('^');
                }
                let mut first = true;
                loop {
                    match chars.next()? {
                        ']' if !first => break,
                        ']' => result.push_str("\\]"),
                        '[' if chars.peek() == Some(&':') => {
                            result.push('[');
                            for next in chars.by_ref() {
                                result.push(next);
                                if next == ']' {
                                    break;
                                }
                            }
                        }
                        '[' => result.push_str("\\["),
                        '\\' => match chars.peek() {
                            Some('n') => {
                                chars.next();
                                result.push_str("\\n");
                            }
                            Some('t') => {
                                chars.next();
                                result.push_str("\\t");
                            }
                            _ => result.push_str("\\\\"),
                        },
                        special @ ('&' | '~') => {
                            result.push('\\');
                            result.push(special);
                        }
                        other => result.push(other),
                    }
                    first = false;
                }
                result.push(']');
            }
            '^' | '$' | '.' | '*' => {
                result.push(c);
                starts = c == '^';
            }
            other => result.push(other),
        }
        at_start = starts;
    }
    Some(result)
}

fn push_escaped(result: &mut String, c: char) {
    if c.is_ascii_punctuation() {
        result.push('\\');
    }
    result.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(expression: &str, extended: bool, text: &str) -> Option<String> {
        let sed = Sed::new(vec![expression.to_owned()], extended, Span::default());
        sed.is_understood().then(|| {
            let mut rendered = Rendered { text: text.to_owned(), ..Rendered::default() };
            sed.apply(&mut rendered);
            rendered.text
        })
    }

    #[test]
    fn edits_as_sed_does() {
        assert_eq!(edit("s/^a.*/b = [\"x\"]/", false, "c\nab\n").as_deref(), Some("c\nb = [\"x\"]\n"));
        assert_eq!(edit(r"s/\(a\)\(b\)/\2\1&/g", false, "abab").as_deref(), Some("baabbaab"));
        assert_eq!(edit("s|(a+)|<\\1>|", true, "caa").as_deref(), Some("c<aa>"));
        assert_eq!(edit("/^#/d", false, "#x\ny\n").as_deref(), Some("y\n"));
        assert_eq!(edit("s/^# *x/[y]\\nz/", false, "#  x\n").as_deref(), Some("[y]\nz\n"));
        assert_eq!(edit("s/a+/b/", false, "a+ aa\n").as_deref(), Some("b aa\n"));
        assert_eq!(edit("s/^\\s*[#;]\\s*driver/driver/", false, " # driver").as_deref(), Some("driver"));
        assert_eq!(edit("1,3d", false, "x"), None);
        assert_eq!(edit("y/a/b/", false, "x"), None);
    }
}
