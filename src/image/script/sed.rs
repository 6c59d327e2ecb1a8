//! The part of sed that scripts edit configuration files with: `s`, `d`, `p`, `q`, `a`, `i`, `c`, addresses by line
//! number and pattern, ranges, blocks. What goes beyond is not understood, and said to be so.

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
    quiet: bool,
    commands: Option<Vec<SedCommand>>,
}

impl PartialEq for Sed {
    fn eq(&self, other: &Self) -> bool {
        self.expressions == other.expressions && self.span == other.span && self.quiet == other.quiet
    }
}

impl Eq for Sed {}

#[derive(Debug, Clone)]
struct SedCommand {
    /// Where it applies: all of these, the blocks around it first.
    addresses: Vec<Address>,
    action: Action,
}

#[derive(Debug, Clone)]
struct Address {
    first: Place,
    /// The end of a range.
    last: Option<Place>,
    negated: bool,
    /// The number of the range, to remember whether it is entered.
    range: usize,
}

#[derive(Debug, Clone)]
enum Place {
    Line(usize),
    Last,
    Matching(Regex),
    /// `/pattern/,+N`
    After(usize),
}

#[derive(Debug, Clone)]
enum Action {
    Substitute { pattern: Regex, replacement: Vec<Replacement>, global: bool, from: usize, prints: bool },
    Delete,
    Print,
    Quit,
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
    /// Understands a call's expressions; `extended` is `-E` or `-r`, `quiet` is `-n`.
    #[must_use]
    pub fn new(expressions: Vec<String>, extended: bool, quiet: bool, span: Span) -> Self {
        // several expressions are the lines of one script
        let commands = Parser { rest: &expressions.join("\n"), extended, ranges: 0 }.script();
        Self { expressions, span, quiet, commands }
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
        let mut output = Output { text: String::with_capacity(before.len()), origins: Vec::new(), span: self.span };
        let count = before.lines().count();
        let ranges = commands.iter().flat_map(|command| &command.addresses).map(|address| address.range + 1).max();
        // for each range: the line that ends it, where it is entered
        let mut entered: Vec<Option<usize>> = vec![None; ranges.unwrap_or(0)];
        // `0,/x/` may end with the first line
        for address in commands.iter().flat_map(|command| &command.addresses) {
            if matches!((&address.first, &address.last), (Place::Line(0), Some(_))) {
                entered[address.range] = Some(usize::MAX);
            }
        }
        let mut start = 0;
        for (index, line) in before.split_inclusive('\n').enumerate() {
            let (number, is_last) = (index + 1, index + 1 == count);
            let body = line.strip_suffix('\n').unwrap_or(line);
            let mut current = body.to_owned();
            let (mut deleted, mut quits) = (false, false);
            let mut after = String::new();
            for command in commands {
                // all addresses are looked at, so that ranges know where they are
                let mut here = true;
                for address in &command.addresses {
                    here = here && address.takes(number, is_last, &current, &mut entered);
                }
                if !here {
                    continue;
                }
                match &command.action {
                    Action::Substitute { pattern, replacement, global, from, prints } => {
                        if let Some(changed) = substitute(&current, pattern, replacement, *global, *from) {
                            current = changed;
                            if *prints {
                                output.push(&format!("{current}\n"));
                            }
                        }
                    }
                    Action::Delete => deleted = true,
                    Action::Print => output.push(&format!("{current}\n")),
                    Action::Quit => quits = true,
                    Action::Append(text) => after.push_str(&format!("{text}\n")),
                    Action::Insert(text) => output.push(&format!("{text}\n")),
                    Action::Change(text) => {
                        output.push(&format!("{text}\n"));
                        deleted = true;
                    }
                }
                if deleted || quits {
                    break;
                }
            }
            if !deleted && !self.quiet {
                let ends = line.ends_with('\n') || !after.is_empty();
                output.line(&current, ends, (current == body).then_some((&origins, start)));
            }
            if !after.is_empty() {
                output.push(&after);
            }
            if quits {
                break;
            }
            start += line.len();
        }
        rendered.text = output.text;
        rendered.origins = output.origins;
        // the places of variables have moved
        rendered.variables.clear();
    }
}

struct Output {
    text: String,
    origins: Vec<(std::ops::Range<usize>, Span)>,
    span: Span,
}

impl Output {
    fn push(&mut self, text: &str) {
        let at = self.text.len();
        self.text.push_str(text);
        if !text.is_empty() {
            self.origins.push((at..self.text.len(), self.span));
        }
    }

    /// A line; one that is as it was keeps its origins.
    fn line(&mut self, line: &str, ends: bool, kept: Option<(&[(std::ops::Range<usize>, Span)], usize)>) {
        let at = self.text.len();
        self.text.push_str(line);
        if ends {
            self.text.push('\n');
        }
        let Some((origins, start)) = kept else {
            if self.text.len() > at {
                self.origins.push((at..self.text.len(), self.span));
            }
            return;
        };
        let length = self.text.len() - at;
        let first = origins.partition_point(|(range, _)| range.end <= start);
        for (range, span) in origins[first..].iter().take_while(|(range, _)| range.start < start + length) {
            let from = range.start.max(start);
            let to = range.end.min(start + length);
            if from < to {
                let exact = span.len() == range.len();
                let span = if exact { span.slice(from - range.start, to - range.start) } else { *span };
                self.origins.push((at + from - start..at + to - start, span));
            }
        }
    }
}

impl Address {
    fn takes(&self, number: usize, is_last: bool, line: &str, entered: &mut [Option<usize>]) -> bool {
        let is = |place: &Place| match place {
            Place::Line(wanted) => *wanted == number,
            Place::Last => is_last,
            Place::Matching(pattern) => pattern.is_match(line),
            Place::After(_) => false,
        };
        let Some(last) = &self.last else { return is(&self.first) != self.negated };
        let inside = match entered[self.range] {
            Some(end) => {
                let ends = match last {
                    Place::Line(_) | Place::After(_) => number >= end,
                    other => is(other),
                };
                if ends {
                    entered[self.range] = None;
                }
                // a line number that is behind ends the range before this line
                !matches!(last, Place::Line(_)) || number <= end
            }
            None if is(&self.first) => {
                match last {
                    Place::Line(end) if *end <= number => {}
                    Place::Line(end) => entered[self.range] = Some(*end),
                    Place::After(0) => {}
                    Place::After(more) => entered[self.range] = Some(number + more),
                    Place::Last if is_last => {}
                    Place::Last | Place::Matching(_) => entered[self.range] = Some(usize::MAX),
                }
                true
            }
            None => false,
        };
        inside != self.negated
    }
}

/// The line with what is replaced; `None` where nothing is. The first `from - 1` matches stay.
fn substitute(line: &str, pattern: &Regex, replacement: &[Replacement], global: bool, from: usize) -> Option<String> {
    let mut result = String::new();
    let mut done = 0;
    let mut any = false;
    for (index, captures) in pattern.captures_iter(line).enumerate() {
        if index + 1 < from {
            continue;
        }
        let Some(whole) = captures.get_match() else { continue };
        any = true;
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
    any.then_some(result)
}

/// Reads a script. What is not understood makes all of it not understood.
struct Parser<'s> {
    rest: &'s str,
    extended: bool,
    ranges: usize,
}

impl Parser<'_> {
    fn script(mut self) -> Option<Vec<SedCommand>> {
        let mut commands = Vec::new();
        let mut blocks: Vec<Vec<Address>> = Vec::new();
        let mut changed = false;
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', ';']);
            if self.rest.is_empty() {
                break;
            }
            if let Some(rest) = self.rest.strip_prefix('}') {
                blocks.pop()?;
                changed = false;
                self.rest = rest;
                continue;
            }
            if self.rest.starts_with('#') {
                self.rest = self.rest.find('\n').map_or("", |end| &self.rest[end..]);
                continue;
            }
            let own = self.address()?;
            self.rest = self.rest.trim_start_matches([' ', '\t']);
            let letter = self.rest.chars().next()?;
            self.rest = &self.rest[letter.len_utf8()..];
            if letter == '{' {
                // a range in a block counts only lines that get there, which is not followed
                if own.iter().any(|address| address.last.is_some()) && !blocks.is_empty() {
                    return None;
                }
                let mut all: Vec<Address> = blocks.last().cloned().unwrap_or_default();
                all.extend(own);
                blocks.push(all);
                continue;
            }
            let has_range = own.iter().any(|address| address.last.is_some());
            let mut addresses: Vec<Address> = blocks.last().cloned().unwrap_or_default();
            // the block's range would be asked once a command
            if addresses.iter().any(|address| address.last.is_some()) || (has_range && !blocks.is_empty()) {
                return None;
            }
            // what a command of the block changes does not change whether the block applies: only one may
            if std::mem::replace(&mut changed, !blocks.is_empty() && letter == 's' && Self::looks(&addresses)) {
                return None;
            }
            addresses.extend(own);
            let action = self.action(letter, has_range)?;
            commands.push(SedCommand { addresses, action });
        }
        blocks.is_empty().then_some(commands)
    }

    /// Whether an address looks at the line's text.
    fn looks(addresses: &[Address]) -> bool {
        addresses.iter().any(|address| matches!(address.first, Place::Matching(_)))
    }

    fn action(&mut self, letter: char, has_range: bool) -> Option<Action> {
        let action = match letter {
            's' => {
                let delimiter = self.rest.chars().next()?;
                if matches!(delimiter, '\\' | '\n') {
                    return None;
                }
                let (pattern, after) = until(&self.rest[delimiter.len_utf8()..], delimiter)?;
                let (replacement, after) = until(after, delimiter)?;
                let flags_end = after.find([';', '\n', '}', '#']).unwrap_or(after.len());
                let flags = after[..flags_end].trim();
                self.rest = &after[flags_end..];
                let number: String = flags.chars().filter(char::is_ascii_digit).collect();
                if !flags.chars().all(|flag| matches!(flag, 'g' | 'i' | 'I' | 'p' | '0'..='9')) {
                    return None;
                }
                Action::Substitute {
                    pattern: regex(&pattern, self.extended, flags.contains(['i', 'I']))?,
                    replacement: parse_replacement(&replacement)?,
                    global: flags.contains('g'),
                    from: if number.is_empty() { 1 } else { number.parse().ok().filter(|number| *number > 0)? },
                    prints: flags.contains('p'),
                }
            }
            'd' => Action::Delete,
            'p' => Action::Print,
            'q' => Action::Quit,
            'a' | 'i' | 'c' => {
                let text = self.text()?;
                match letter {
                    'a' => Action::Append(text),
                    'i' => Action::Insert(text),
                    // of a range only the last line brings the text
                    _ if has_range => return None,
                    _ => Action::Change(text),
                }
            }
            _ => return None,
        };
        if matches!(letter, 'd' | 'p' | 'q') {
            let rest = self.rest.trim_start_matches([' ', '\t']);
            if !rest.is_empty() && !rest.starts_with([';', '\n', '}', '#']) {
                return None;
            }
        }
        Some(action)
    }

    /// The text of `a`, `i` and `c`: the rest of the line, and further lines after a backslash.
    fn text(&mut self) -> Option<String> {
        let mut rest = self.rest.trim_start_matches([' ', '\t']);
        if let Some(after) = rest.strip_prefix('\\') {
            let next = after.trim_start_matches([' ', '\t']);
            // `a\` and a newline, or `a\text`
            rest = next.strip_prefix('\n').unwrap_or(after);
        }
        let mut result = String::new();
        let mut chars = rest.char_indices();
        let mut end = rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '\n' => {
                    end = at;
                    break;
                }
                '\\' => match chars.next()?.1 {
                    'n' | 't' | 'a' | 'f' | 'v' | 'r' | 'c' | 'd' | 'o' | 'x' => return None,
                    other => result.push(other),
                },
                other => result.push(other),
            }
        }
        self.rest = &rest[end..];
        Some(result)
    }

    fn address(&mut self) -> Option<Option<Address>> {
        let Some(first) = self.place()? else { return Some(None) };
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        let mut last = None;
        if let Some(after) = self.rest.strip_prefix(',') {
            self.rest = after.trim_start_matches([' ', '\t']);
            if let Some(after) = self.rest.strip_prefix('+') {
                self.rest = after;
                match self.place()?? {
                    Place::Line(more) => last = Some(Place::After(more)),
                    _ => return None,
                }
            } else {
                last = Some(self.place()??);
            }
        }
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        let negated = match self.rest.strip_prefix('!') {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        };
        let is_wrong = matches!(first, Place::Line(0)) && !matches!(last, Some(Place::Matching(_)));
        if self.rest.starts_with('~') || is_wrong {
            return None;
        }
        let range = self.ranges;
        self.ranges += 1;
        Some(Some(Address { first, last, negated, range }))
    }

    /// One end of an address; the inner `None` where there is none.
    fn place(&mut self) -> Option<Option<Place>> {
        if let Some(after) = self.rest.strip_prefix('\\') {
            let delimiter = after.chars().next()?;
            let (pattern, after) = until(&after[delimiter.len_utf8()..], delimiter)?;
            self.rest = after;
            return Some(Some(Place::Matching(self.pattern(&pattern)?)));
        }
        if let Some(after) = self.rest.strip_prefix('/') {
            let (pattern, after) = until(after, '/')?;
            self.rest = after;
            return Some(Some(Place::Matching(self.pattern(&pattern)?)));
        }
        if let Some(after) = self.rest.strip_prefix('$') {
            self.rest = after;
            return Some(Some(Place::Last));
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
            let number = self.rest[..end].parse().ok()?;
            self.rest = &self.rest[end..];
            return Some(Some(Place::Line(number)));
        }
        Some(None)
    }

    fn pattern(&mut self, pattern: &str) -> Option<Regex> {
        let ignore_case = match self.rest.strip_prefix('I') {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        };
        regex(pattern, self.extended, ignore_case)
    }
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

/// A POSIX expression, ready to run; `None` for what is not understood.
pub(super) fn regex(pattern: &str, extended: bool, ignore_case: bool) -> Option<Regex> {
    let translated = translate(pattern, extended)?;
    Regex::builder()
        .configure(Regex::config().nfa_size_limit(Some(1 << 20)))
        .syntax(syntax::Config::new().case_insensitive(ignore_case).unicode(true).dot_matches_new_line(true))
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
                other if other.is_ascii_alphanumeric() || matches!(other, '<' | '>' | '`' | '\'') => return None,
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
            // anchors only at the ends of a basic expression or of its groups
            '^' if !extended && !at_start => result.push_str("\\^"),
            '$' if !extended && !at_end(&chars) => result.push_str("\\$"),
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

/// Whether a basic expression, or a group or alternative in it, ends here.
fn at_end(rest: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut rest = rest.clone();
    match rest.next() {
        None => true,
        Some('\\') => matches!(rest.next(), Some(')' | '|')),
        Some(_) => false,
    }
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
        let sed = Sed::new(vec![expression.to_owned()], extended, false, Span::default());
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
        assert_eq!(edit("2,3d", false, "a\nb\nc\nd\n").as_deref(), Some("a\nd\n"));
        assert_eq!(edit("/b/,/c/s/^/#/", false, "a\nb\nc\nd\n").as_deref(), Some("a\n#b\n#c\nd\n"));
        assert_eq!(edit("/^$/!{s/a/x/2}", false, "aa\n\n").as_deref(), Some("ax\n\n"));
        assert_eq!(edit("s/$x/y/", false, "$x\n").as_deref(), Some("y\n"));
        assert_eq!(edit("y/a/b/", false, "x"), None);
        assert_eq!(edit("N;P;D", false, "x"), None);
    }
}
