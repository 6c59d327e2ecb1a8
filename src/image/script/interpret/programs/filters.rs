//! Programs that read a text and print another: `head`, `tail`, `tr`, `grep`, `sort`, `cut`, `base64` and their like, on
//! texts all of which is known.

use super::super::Files;
use super::super::words::text_of;
use super::{Call, short};
use crate::image::content::Piece;
use crate::image::script::sed::regex;
use crate::image::script::syntax::Word;
use crate::text::Span;

impl Files {
    /// The text that a filter reads: its operands' files, or standard input.
    fn read_by(&self, call: &Call<'_>, files: &[&Word]) -> Option<Vec<Piece>> {
        if files.is_empty() {
            return call.input.map(<[Piece]>::to_vec);
        }
        let mut pieces = Vec::new();
        for word in files {
            if let Some(printed) = self.printed_by_process(word) {
                pieces.extend(printed);
            } else if self.path_text(word)? == "-" {
                pieces.extend(call.input?.iter().cloned());
            } else {
                pieces.extend(self.contents_of(Some(self.path(word)?.as_str()), word.span, call.input));
            }
        }
        Some(pieces)
    }

    pub(in super::super) fn filter(&mut self, call: &Call<'_>) -> Vec<Piece> {
        match self.filtered_text(call) {
            Some(pieces) => pieces,
            None => {
                if super::READERS.binary_search(&call.name).is_err() {
                    self.mentioned(call.words, call.command.span);
                }
                call.unknown()
            }
        }
    }

    fn filtered_text(&mut self, call: &Call<'_>) -> Option<Vec<Piece>> {
        let made = |text: String| vec![Piece::Text { text, span: call.command.span }];
        match call.name {
            "seq" => {
                let mut words: Vec<String> =
                    call.words.iter().map(|word| self.path_text(word)).collect::<Option<_>>()?;
                let mut separator = "\n".to_owned();
                let mut padded = false;
                while let Some(option) =
                    words.first().filter(|word| word.starts_with("-") && word.parse::<i64>().is_err())
                {
                    match option.as_str() {
                        "-w" | "--equal-width" => padded = true,
                        "-s" => {
                            separator = words.get(1)?.clone();
                            words.remove(0);
                        }
                        other => {
                            separator = other.strip_prefix("-s").or(other.strip_prefix("--separator="))?.to_owned()
                        }
                    }
                    words.remove(0);
                }
                // numbers are printed as they are, without signs and leading zeros
                let numbers: Option<Vec<i64>> = words
                    .iter()
                    .map(|word| word.parse::<i64>().ok().filter(|number| number.to_string() == *word))
                    .collect();
                let (from, step, to) = match numbers?.as_slice() {
                    [to] => (1, 1, *to),
                    [from, to] => (*from, 1, *to),
                    [from, step, to] if *step != 0 => (*from, *step, *to),
                    _ => return None,
                };
                let mut items: Vec<String> = Vec::new();
                let mut at = from;
                let width = if padded && from.min(to) >= 0 { from.max(to).to_string().len() } else { 0 };
                if padded && width == 0 {
                    return None;
                }
                for _ in 0..1000 {
                    if (step > 0 && at > to) || (step < 0 && at < to) {
                        let end = if items.is_empty() { "" } else { "\n" };
                        return Some(made(items.join(&separator) + end));
                    }
                    items.push(format!("{at:0>width$}"));
                    at = at.checked_add(step)?;
                }
                None
            }
            "basename" | "dirname" => {
                let words: Option<Vec<String>> = call.words.iter().map(|word| self.path_text(word)).collect();
                let words = words?;
                let (path, suffix) = match words.as_slice() {
                    [path] if !path.starts_with('-') => (path, ""),
                    [path, suffix] if !path.starts_with('-') => (path, suffix.as_str()),
                    _ => return None,
                };
                let trimmed = path.trim_end_matches('/');
                let text = if call.name == "basename" {
                    let base = trimmed.rsplit('/').next().unwrap_or(trimmed);
                    base.strip_suffix(suffix).filter(|rest| !rest.is_empty()).unwrap_or(base).to_owned()
                } else {
                    match trimmed.rsplit_once('/') {
                        Some(("", _)) => "/".to_owned(),
                        Some((directory, _)) => directory.trim_end_matches('/').to_owned(),
                        None => ".".to_owned(),
                    }
                };
                Some(made(format!("{text}\n")))
            }
            "tr" => {
                let text = text_of(call.input?)?;
                let words: Option<Vec<String>> = call.words.iter().map(|word| self.path_text(word)).collect();
                Some(made(translate(&text, &words?)?))
            }
            "head" | "tail" => {
                let (options, files) = self.options_with(call.words, &["-n", "--lines", "-c", "--bytes"]);
                if let [option] = options.as_slice()
                    && let Some(bytes) = option
                        .strip_prefix("-c=")
                        .or_else(|| option.strip_prefix("--bytes="))
                        .or_else(|| option.strip_prefix("-c"))
                {
                    let count: usize = bytes.parse().ok()?;
                    let text = text_of(&self.read_by(call, &files)?)?;
                    let count = count.min(text.len());
                    let part = if call.name == "head" { text.get(..count)? } else { text.get(text.len() - count..)? };
                    return Some(made(part.to_owned()));
                }
                let mut count = "10".to_owned();
                for option in &options {
                    let value = option
                        .strip_prefix("-n=")
                        .or_else(|| option.strip_prefix("--lines="))
                        .or_else(|| option.strip_prefix("-n"))
                        .or_else(|| option.strip_prefix('-').filter(|rest| rest.bytes().all(|b| b.is_ascii_digit())));
                    count = value?.to_owned();
                }
                let text = text_of(&self.read_by(call, &files)?)?;
                let lines: Vec<&str> = text.split_inclusive('\n').collect();
                let all = lines.len();
                let range = match (call.name, count.strip_prefix('-'), count.strip_prefix('+')) {
                    ("head", Some(last), _) => 0..all.saturating_sub(last.parse().ok()?),
                    ("head", ..) => 0..count.parse::<usize>().ok()?.min(all),
                    (_, _, Some(from)) => from.parse::<usize>().ok()?.saturating_sub(1).min(all)..all,
                    (_, last, _) => all.saturating_sub(last.unwrap_or(&count).parse().ok()?)..all,
                };
                Some(made(lines[range].concat()))
            }
            "sort" | "uniq" | "tac" | "rev" => {
                let (options, files) = self.options(call.words);
                let has = |flag: char| options.iter().any(|option| short(option, flag));
                let known = match call.name {
                    "sort" => "urn",
                    "uniq" => "c",
                    _ => "",
                };
                let plain = |option: &String| option[1..].chars().all(|flag| known.contains(flag));
                if !options.iter().all(plain) {
                    return None;
                }
                let unique = call.name == "uniq" || has('u');
                let text = text_of(&self.read_by(call, &files)?)?;
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                match call.name {
                    // bytes by their order, which plain words in lower case keep in every locale
                    "sort" => {
                        let plain =
                            |line: &String| line.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
                        if has('n') {
                            let numbers: Option<Vec<u64>> = lines.iter().map(|line| line.parse().ok()).collect();
                            let mut numbers = numbers?;
                            if lines.iter().any(|line| line.len() > 1 && line.starts_with('0')) {
                                return None;
                            }
                            numbers.sort_unstable();
                            lines = numbers.iter().map(u64::to_string).collect();
                        } else if !lines.iter().all(plain) {
                            return None;
                        } else {
                            lines.sort();
                        }
                        if has('r') {
                            lines.reverse();
                        }
                    }
                    "uniq" if has('c') => {
                        let mut counted: Vec<(usize, String)> = Vec::new();
                        for line in lines {
                            match counted.last_mut() {
                                Some((count, last)) if *last == line => *count += 1,
                                _ => counted.push((1, line)),
                            }
                        }
                        lines = counted.into_iter().map(|(count, line)| format!("{count:>7} {line}")).collect();
                    }
                    "tac" => lines.reverse(),
                    "rev" => lines.iter_mut().for_each(|line| *line = line.chars().rev().collect()),
                    _ => {}
                }
                if unique {
                    lines.dedup();
                }
                Some(made(lines.into_iter().map(|line| line + "\n").collect()))
            }
            "cut" => {
                let (options, files) = self.options_with(call.words, &["-d", "-f", "-c", "-b"]);
                let mut delimiter = "\t".to_owned();
                let (mut list, mut by_chars, mut only) = (None, false, false);
                for option in &options {
                    let value = |name: &str| {
                        // `-d=` has the sign itself for a delimiter
                        let value = option.strip_prefix(name)?;
                        Some(value.strip_prefix('=').filter(|rest| !rest.is_empty()).unwrap_or(value).to_owned())
                    };
                    if let Some(text) = value("-d").or_else(|| value("--delimiter")) {
                        delimiter = text;
                    } else if let Some(text) = value("-f").or_else(|| value("--fields")) {
                        list = Some(text);
                    } else if let Some(text) = value("-c").or_else(|| value("-b")).or_else(|| value("--characters")) {
                        (list, by_chars) = (Some(text), true);
                    } else if option == "-s" || option == "--only-delimited" {
                        only = true;
                    } else {
                        return None;
                    }
                }
                let chosen = ranges(&list?)?;
                let is_chosen = |number: usize| chosen.iter().any(|(from, to)| (*from..=*to).contains(&number));
                let text = text_of(&self.read_by(call, &files)?)?;
                if delimiter.chars().count() != 1 || (by_chars && !text.is_ascii()) {
                    return None;
                }
                let mut result = String::new();
                for line in text.lines() {
                    if by_chars {
                        result.extend(line.chars().enumerate().filter(|(at, _)| is_chosen(at + 1)).map(|(_, c)| c));
                    } else if line.contains(&delimiter) {
                        let fields: Vec<&str> = line
                            .split(delimiter.as_str())
                            .enumerate()
                            .filter(|(at, _)| is_chosen(at + 1))
                            .map(|(_, field)| field)
                            .collect();
                        result.push_str(&fields.join(&delimiter));
                    } else if only {
                        continue;
                    } else {
                        result.push_str(line);
                    }
                    result.push('\n');
                }
                Some(made(result))
            }
            "wc" => {
                let (options, files) = self.options(call.words);
                let text = text_of(&self.read_by(call, &files)?)?;
                let [option] = options.as_slice() else { return None };
                let count = match option.as_str() {
                    "-l" | "--lines" => text.matches('\n').count(),
                    "-w" | "--words" => text.split_whitespace().count(),
                    "-c" | "--bytes" => text.len(),
                    _ => return None,
                };
                match files.as_slice() {
                    [] => Some(made(format!("{count}\n"))),
                    [file] => Some(made(format!("{count} {}\n", self.path_text(file)?))),
                    _ => None,
                }
            }
            "base64" => {
                let (options, files) = self.options_with(call.words, &["-w", "--wrap"]);
                let decodes = options.iter().any(|option| option == "-d" || option == "--decode" || option == "-D");
                let text = text_of(&self.read_by(call, &files)?)?;
                if decodes {
                    return decoded(&text).map(made);
                }
                let wraps = match options.as_slice() {
                    [] => true,
                    [one] if matches!(one.as_str(), "-w0" | "-w=0" | "--wrap=0") => false,
                    _ => return None,
                };
                Some(made(encoded(&text, wraps)))
            }
            "grep" | "egrep" | "fgrep" => self.grep(call),
            "jq" => {
                let words: Option<Vec<String>> = call.words.iter().map(|word| self.path_text(word)).collect();
                let read = |files: &[String]| {
                    if files.is_empty() {
                        return text_of(call.input?);
                    }
                    let texts = files.iter().map(|file| {
                        text_of(&self.contents_of(Some(self.absolute(file)?.as_str()), call.command.span, call.input))
                    });
                    Some(texts.collect::<Option<Vec<String>>>()?.concat())
                };
                Some(made(super::jq::run(&words?, read)?))
            }
            "paste" => {
                let (options, files) = self.options_with(call.words, &["-d", "--delimiters"]);
                let mut delimiter = "\t".to_owned();
                let mut serial = false;
                for option in &options {
                    if let Some(text) = option.strip_prefix("-d=").or_else(|| option.strip_prefix("--delimiters=")) {
                        delimiter = text.to_owned();
                    } else if option == "-s" || option == "--serial" {
                        serial = true;
                    } else if let Some(text) = option.strip_prefix("-sd").or_else(|| option.strip_prefix("-d")) {
                        serial |= option.starts_with("-s");
                        delimiter = text.to_owned();
                    } else {
                        return None;
                    }
                }
                if !serial || delimiter.chars().count() != 1 || files.len() > 1 {
                    return None;
                }
                let text = text_of(&self.read_by(call, &files)?)?;
                Some(made(text.lines().collect::<Vec<_>>().join(&delimiter) + "\n"))
            }
            "readlink" | "realpath" => {
                let (options, files) = self.options(call.words);
                let [file] = files.as_slice() else { return None };
                let path = self.absolute(&self.path_text(file)?)?;
                let text = match (call.name, options.as_slice()) {
                    ("readlink", []) => match self.at(&path).as_slice() {
                        [super::super::State::Link { target, .. }] => target.clone(),
                        _ => return None,
                    },
                    ("readlink", [one]) if matches!(one.as_str(), "-f" | "-m" | "-e") => self.end_of(&path)?,
                    ("realpath", []) => self.end_of(&path)?,
                    ("realpath", [one]) if one == "-m" || one == "-e" => self.end_of(&path)?,
                    _ => return None,
                };
                Some(made(text + "\n"))
            }
            _ => None,
        }
    }

    /// The path behind all links, where no link may be in the way that is not known.
    fn end_of(&self, path: &str) -> Option<String> {
        let end = self.world.resolve(path);
        let states = self.at(&end);
        let is_own =
            matches!(states.as_slice(), [super::super::State::File(_)]) || self.world.directories.contains(&end);
        is_own.then_some(end)
    }

    /// Whether `grep` finds something, as far as that is known.
    pub(in super::super) fn finds(&self, call: &Call<'_>) -> Option<bool> {
        let (lines, _) = self.grepped(call)?;
        Some(!lines.is_empty())
    }

    fn grep(&self, call: &Call<'_>) -> Option<Vec<Piece>> {
        let (lines, style) = self.grepped(call)?;
        let piece = |text: String| vec![Piece::Text { text, span: call.command.span }];
        Some(match style {
            GrepStyle::Quiet => Vec::new(),
            GrepStyle::Count => piece(format!("{}\n", lines.len())),
            GrepStyle::Numbers => piece(lines.iter().map(|(at, line, _)| format!("{}:{line}\n", at + 1)).collect()),
            GrepStyle::Lines => {
                let mut kept: Vec<Piece> = Vec::new();
                for (_, line, span) in lines {
                    kept.push(Piece::Text { text: line, span });
                    kept.push(Piece::Text { text: "\n".to_owned(), span: span.slice(span.len(), span.len()) });
                }
                kept
            }
        })
    }

    /// The lines that `grep` takes, with their numbers.
    fn grepped(&self, call: &Call<'_>) -> Option<(Vec<(usize, String, Span)>, GrepStyle)> {
        let (options, mut operands) = self.options_with(call.words, &["-e", "--regexp", "-m", "--max-count"]);
        let mut patterns = Vec::new();
        let (mut inverted, mut fixed, mut extended) = (false, call.name == "fgrep", call.name == "egrep");
        let (mut ignores, mut whole, mut words) = (false, false, false);
        let mut most = usize::MAX;
        let mut style = GrepStyle::Lines;
        let mut next_is_pattern = false;
        for option in &options {
            if let Some(text) = option.strip_prefix("-e=").or_else(|| option.strip_prefix("--regexp=")) {
                patterns.push(text.to_owned());
                continue;
            }
            if let Some(text) = option.strip_prefix("-m=").or_else(|| option.strip_prefix("--max-count=")) {
                most = text.parse().ok()?;
                continue;
            }
            match option.as_str() {
                "--invert-match" => inverted = true,
                "--fixed-strings" => fixed = true,
                "--extended-regexp" => extended = true,
                "--ignore-case" => ignores = true,
                "--line-regexp" => whole = true,
                "--word-regexp" => words = true,
                "--quiet" | "--silent" => style = GrepStyle::Quiet,
                "--count" => style = GrepStyle::Count,
                "--line-number" => style = GrepStyle::Numbers,
                "--no-messages" | "--no-filename" => {}
                group if group.starts_with("-m") => most = group[2..].parse().ok()?,
                group if !group.starts_with("--") => {
                    let flags = group[1..].strip_suffix('e').unwrap_or(&group[1..]);
                    // `-ve PATTERN`
                    next_is_pattern |= group.ends_with('e');
                    for flag in flags.chars() {
                        match flag {
                            'v' => inverted = true,
                            'F' => fixed = true,
                            'E' => extended = true,
                            'i' => ignores = true,
                            'x' => whole = true,
                            'w' => words = true,
                            'q' => style = GrepStyle::Quiet,
                            'c' => style = GrepStyle::Count,
                            'n' => style = GrepStyle::Numbers,
                            's' | 'h' | 'a' => {}
                            _ => return None,
                        }
                    }
                }
                _ => return None,
            }
        }
        if patterns.is_empty() || next_is_pattern {
            if operands.is_empty() {
                return None;
            }
            patterns.push(self.path_text(operands.remove(0))?);
        }
        if operands.len() > 1 {
            return None;
        }
        let pieces = match operands.as_slice() {
            [file] => match self.at(&self.path(file)?).as_slice() {
                // it finds nothing, and says so elsewhere
                [super::super::State::Absent(_)] => return Some((Vec::new(), style)),
                _ => self.read_by(call, &operands)?,
            },
            _ => self.read_by(call, &operands)?,
        };
        let text = text_of(&pieces)?;
        let mut tests = Vec::new();
        for pattern in patterns.iter().flat_map(|pattern| pattern.split('\n')) {
            // between letters a word ends nowhere
            let is_word = !pattern.is_empty() && pattern.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if words && !is_word {
                return None;
            }
            if fixed || words {
                if ignores && !(pattern.is_ascii() && text.is_ascii()) {
                    return None;
                }
                tests.push(GrepTest::Text(if ignores { pattern.to_ascii_lowercase() } else { pattern.to_owned() }));
                continue;
            }
            let pattern = match (whole, extended) {
                (false, _) => pattern.to_owned(),
                (true, true) => format!("^({pattern})$"),
                (true, false) => format!("^\\({pattern}\\)$"),
            };
            if pattern.is_empty() {
                tests.push(GrepTest::Text(String::new()));
                continue;
            }
            tests.push(GrepTest::Pattern(regex(&pattern, extended, ignores)?));
        }
        self.work.charge(tests.len() * text.len() / 8);
        let is_word = |text: &str, at: usize, length: usize| {
            let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !letter(text[..at].chars().next_back()) && !letter(text[at + length..].chars().next())
        };
        let takes = |line: &str| -> bool {
            let low = if ignores { line.to_ascii_lowercase() } else { line.to_owned() };
            for test in &tests {
                let found = match test {
                    GrepTest::Text(text) if whole => low == *text,
                    GrepTest::Text(text) if words => {
                        low.match_indices(text.as_str()).any(|(at, _)| is_word(&low, at, text.len()))
                    }
                    GrepTest::Text(text) => low.contains(text.as_str()),
                    GrepTest::Pattern(pattern) => pattern.is_match(line),
                };
                if found {
                    return true;
                }
            }
            false
        };
        let mut lines = Vec::new();
        let mut at = 0;
        for (number, line) in text.lines().enumerate() {
            if takes(line) != inverted && lines.len() < most {
                lines.push((number, line.to_owned(), place_of(&pieces, at, line).unwrap_or(call.command.span)));
            }
            at += line.len() + 1;
        }
        Some((lines, style))
    }
}

/// How `grep` prints what it finds.
enum GrepStyle {
    Lines,
    Numbers,
    Count,
    Quiet,
}

enum GrepTest {
    Text(String),
    Pattern(regex_automata::meta::Regex),
}

/// Where a part of a text stands that is put together of pieces, where it is in one of them.
fn place_of(pieces: &[Piece], start: usize, part: &str) -> Option<Span> {
    let mut at = 0;
    for piece in pieces {
        let Piece::Text { text, span } = piece else { return None };
        if start >= at && start + part.len() <= at + text.len() {
            return Some(if text.len() == span.len() {
                span.slice(start - at, start - at + part.len())
            } else {
                *span
            });
        }
        at += text.len();
    }
    None
}

/// `1,3-5,7-`
fn ranges(list: &str) -> Option<Vec<(usize, usize)>> {
    list.split(',')
        .map(|one| {
            let number =
                |text: &str, otherwise: usize| if text.is_empty() { Some(otherwise) } else { text.parse().ok() };
            match one.split_once('-') {
                Some((from, to)) if from.len() + to.len() > 0 => Some((number(from, 1)?, number(to, usize::MAX)?)),
                Some(_) => None,
                None => one.parse().ok().filter(|number| *number > 0).map(|number| (number, number)),
            }
        })
        .collect()
}

fn class(set: &str) -> Option<Vec<char>> {
    let mut result = Vec::new();
    let mut chars = set.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => result.push(match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            }),
            '[' if chars.peek() == Some(&':') => {
                let rest: String = chars.clone().collect();
                let (name, _) = rest.strip_prefix(':')?.split_once(":]")?;
                match name {
                    "lower" => result.extend('a'..='z'),
                    "upper" => result.extend('A'..='Z'),
                    "digit" => result.extend('0'..='9'),
                    "space" => result.extend([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']),
                    "blank" => result.extend([' ', '\t']),
                    "alpha" => result.extend(('A'..='Z').chain('a'..='z')),
                    "alnum" => result.extend(('0'..='9').chain('A'..='Z').chain('a'..='z')),
                    "punct" => result.extend((33..127u8).map(char::from).filter(char::is_ascii_punctuation)),
                    _ => return None,
                }
                for _ in 0..name.len() + 3 {
                    chars.next();
                }
            }
            '-' if !result.is_empty() && chars.peek().is_some() => {
                let (from, to) = (*result.last()?, chars.next()?);
                if to < from {
                    return None;
                }
                result.extend((from..=to).skip(1));
            }
            other => result.push(other),
        }
    }
    Some(result)
}

fn translate(text: &str, words: &[String]) -> Option<String> {
    let (mut deletes, mut squeezes, mut inverts, mut cuts) = (false, false, false, false);
    let mut sets = words;
    while let Some(option) = sets.first().filter(|word| word.len() > 1 && word.starts_with('-')) {
        sets = &sets[1..];
        match option.as_str() {
            "--" => break,
            "--delete" => deletes = true,
            "--squeeze-repeats" => squeezes = true,
            "--complement" => inverts = true,
            "--truncate-set1" => cuts = true,
            group => {
                for flag in group[1..].chars() {
                    match flag {
                        'd' => deletes = true,
                        's' => squeezes = true,
                        'c' | 'C' => inverts = true,
                        't' => cuts = true,
                        _ => return None,
                    }
                }
            }
        }
    }
    let (first, second) = match (sets, deletes) {
        ([first], true) if !squeezes => (first, None),
        ([first], false) if squeezes => (first, None),
        ([first, second], false) if !cuts => (first, Some(class(second)?)),
        _ => return None,
    };
    // bytes are what it works on
    if !text.is_ascii() {
        return None;
    }
    // what many other characters become depends on their order
    if inverts && second.as_ref().is_some_and(|to| to.len() != 1) {
        return None;
    }
    let set = class(first)?;
    let is_in = |c: char| set.contains(&c) != inverts;
    if deletes {
        return Some(text.chars().filter(|c| !is_in(*c)).collect());
    }
    let last = match &second {
        Some(to) => Some(to.last().copied()?),
        None => None,
    };
    let put = |c: char| match &second {
        Some(to) if is_in(c) && !inverts => {
            let at = set.iter().rposition(|known| *known == c)?;
            Some(to.get(at).copied().or(last)?)
        }
        Some(_) if is_in(c) => last,
        _ => Some(c),
    };
    let mut result = String::new();
    for c in text.chars() {
        let c = put(c)?;
        let squeezed = match &second {
            Some(to) => to.contains(&c),
            None => is_in(c),
        };
        if !(squeezes && squeezed && result.ends_with(c)) {
            result.push(c);
        }
    }
    Some(result)
}

/// The text that base64 stands for.
fn decoded(text: &str) -> Option<String> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    if !digits.len().is_multiple_of(4) {
        return None;
    }
    let value = |byte: u8| {
        Some(u32::from(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        }))
    };
    let mut bytes = Vec::new();
    let count = digits.len() / 4;
    for (index, group) in digits.chunks(4).enumerate() {
        let padding = group.iter().rev().take_while(|byte| **byte == b'=').count();
        if padding > 2 || (padding > 0 && index + 1 < count) {
            return None;
        }
        let mut bits = 0;
        for byte in &group[..4 - padding] {
            bits = bits << 6 | value(*byte)?;
        }
        bits <<= 6 * padding;
        bytes.extend(bits.to_be_bytes()[1..4 - padding].iter());
    }
    String::from_utf8(bytes).ok()
}

/// The text in base64, in lines of 76 characters where it is wrapped.
fn encoded(text: &str, wraps: bool) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut digits = String::new();
    for group in text.as_bytes().chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let shown = place <= group.len();
            let digit = char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]);
            digits.push(if shown { digit } else { '=' });
        }
    }
    if !wraps {
        return digits;
    }
    let mut lines = String::new();
    for line in digits.as_bytes().chunks(76) {
        lines.push_str(std::str::from_utf8(line).unwrap_or_default());
        lines.push('\n');
    }
    lines
}
