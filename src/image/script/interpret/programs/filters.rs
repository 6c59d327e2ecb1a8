//! Programs that read a text and print another: `head`, `tail`, `tr`, `grep`, `sort`, `cut`, `base64` and their like, on
//! texts all of which is known.

use super::super::Files;
use super::super::words::text_of;
use super::{Call, filtered, short};
use crate::image::content::Piece;
use crate::image::script::sed::Sed;
use crate::image::script::syntax::Word;

impl Files {
    /// The text that a filter reads: its operands' files, or standard input.
    fn read_by(&self, call: &Call<'_>, files: &[&Word]) -> Option<Vec<Piece>> {
        if files.is_empty() {
            return call.input.map(<[Piece]>::to_vec);
        }
        let mut pieces = Vec::new();
        for word in files {
            if self.path_text(word)? == "-" {
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
                let numbers: Option<Vec<i64>> =
                    call.words.iter().map(|word| self.path_text(word)?.parse().ok()).collect();
                let (from, step, to) = match numbers?.as_slice() {
                    [to] => (1, 1, *to),
                    [from, to] => (*from, 1, *to),
                    [from, step, to] if *step != 0 => (*from, *step, *to),
                    _ => return None,
                };
                let mut text = String::new();
                let mut at = from;
                for _ in 0..1000 {
                    if (step > 0 && at > to) || (step < 0 && at < to) {
                        return Some(made(text));
                    }
                    text.push_str(&format!("{at}\n"));
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
                let unique = call.name == "uniq" || options.iter().any(|option| option == "-u");
                if options.iter().any(|option| option != "-u") || (call.name != "sort" && !options.is_empty()) {
                    return None;
                }
                let text = text_of(&self.read_by(call, &files)?)?;
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                match call.name {
                    // bytes by their order, which plain words in lower case keep in every locale
                    "sort" => {
                        let plain =
                            |line: &String| line.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
                        if !lines.iter().all(plain) {
                            return None;
                        }
                        lines.sort();
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
                let (options, files) = self.options_with(call.words, &["-d", "-f"]);
                let value = |name: &str| {
                    options.iter().find_map(|option| {
                        option
                            .strip_prefix(&format!("{name}="))
                            .or_else(|| option.strip_prefix(name))
                            .map(str::to_owned)
                    })
                };
                let delimiter = value("-d").unwrap_or_else(|| "\t".to_owned());
                let field: usize = value("-f")?.parse().ok()?;
                if options.len() > 2 || field == 0 || delimiter.is_empty() {
                    return None;
                }
                let text = text_of(&self.read_by(call, &files)?)?;
                let mut result = String::new();
                for line in text.lines() {
                    let found = if line.contains(&delimiter) {
                        line.split(delimiter.as_str()).nth(field - 1).unwrap_or("")
                    } else {
                        line
                    };
                    result.push_str(found);
                    result.push('\n');
                }
                Some(made(result))
            }
            "wc" => {
                let (options, files) = self.options(call.words);
                let text = text_of(&self.read_by(call, &files)?)?;
                (options == ["-l"] && files.is_empty()).then(|| made(format!("{}\n", text.matches('\n').count())))
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
                let (options, mut operands) = self.options(call.words);
                let plain = |option: &String| {
                    matches!(option.as_str(), "-n" | "-r" | "-M" | "--null-input" | "-S" | "--tab" | "-c")
                };
                if !options.iter().all(plain)
                    || operands.is_empty()
                    || options.iter().any(|option| option == "-S" || option == "--tab")
                {
                    return None;
                }
                let program = self.path_text(operands.remove(0))?;
                let compact = options.iter().any(|option| option == "-c");
                let null = options.iter().any(|option| option == "-n" || option == "--null-input");
                if let Some(path) = program.strip_prefix('.').filter(|path| !path.is_empty() && !null) {
                    let raw = options.iter().any(|option| option == "-r");
                    let text = text_of(&self.read_by(call, &operands)?)?;
                    return Some(made(member(&text, path, raw)?));
                }
                let text = if null {
                    program
                } else if program == "." {
                    text_of(&self.read_by(call, &operands)?)?
                } else {
                    return None;
                };
                Some(made(json(&text, compact)?))
            }
            _ => None,
        }
    }

    fn grep(&mut self, call: &Call<'_>) -> Option<Vec<Piece>> {
        let (options, mut operands) = self.options_with(call.words, &["-e", "--regexp"]);
        let mut pattern = None;
        let (mut inverted, mut fixed, mut extended, mut ignores) =
            (false, call.name == "fgrep", call.name == "egrep", false);
        for option in &options {
            if let Some(text) = option.strip_prefix("-e=").or_else(|| option.strip_prefix("--regexp=")) {
                if pattern.replace(text.to_owned()).is_some() {
                    return None;
                }
                continue;
            }
            match option.as_str() {
                "--invert-match" => inverted = true,
                "--fixed-strings" => fixed = true,
                "--extended-regexp" => extended = true,
                "--ignore-case" => ignores = true,
                group if short(group, group.chars().nth(1)?) && !group.starts_with("--") => {
                    for flag in group[1..].chars() {
                        match flag {
                            'v' => inverted = true,
                            'F' => fixed = true,
                            'E' => extended = true,
                            'i' => ignores = true,
                            'q' | 's' | 'h' => {}
                            _ => return None,
                        }
                    }
                }
                _ => return None,
            }
        }
        let pattern = match pattern {
            Some(pattern) => pattern,
            None if operands.is_empty() => return None,
            None => self.path_text(operands.remove(0))?,
        };
        let quiet = options.iter().any(|option| short(option, 'q'));
        let pieces = self.read_by(call, &operands)?;
        let text = text_of(&pieces)?;
        if quiet {
            return Some(Vec::new());
        }
        if fixed && !ignores {
            let kept: String = text
                .lines()
                .filter(|line| line.contains(&pattern) != inverted)
                .map(|line| format!("{line}\n"))
                .collect();
            return Some(vec![Piece::Text { text: kept, span: call.command.span }]);
        }
        // the same as `sed -n /x/p`, and `sed /x/d`
        let mark = if ignores { "I" } else { "" };
        let escaped = pattern.replace('/', "\\/");
        let (script, quiet) =
            if inverted { (format!("/{escaped}/{mark}d"), false) } else { (format!("/{escaped}/{mark}p"), true) };
        let sed = Sed::new(vec![script], extended, quiet, call.command.span);
        let ends = text.is_empty() || text.ends_with('\n');
        filtered(&sed, pieces).filter(|_| ends && !pattern.is_empty() && !fixed)
    }
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
    match words {
        [option, set] if option == "-d" => {
            let set = class(set)?;
            Some(text.chars().filter(|c| !set.contains(c)).collect())
        }
        [option, set] if option == "-s" => {
            let set = class(set)?;
            let mut result = String::new();
            for c in text.chars() {
                if !(set.contains(&c) && result.ends_with(c)) {
                    result.push(c);
                }
            }
            Some(result)
        }
        [from, to] if !from.starts_with('-') => {
            let (from, to) = (class(from)?, class(to)?);
            let last = to.last().copied()?;
            let put = |c: char| match from.iter().rposition(|known| *known == c) {
                Some(at) => to.get(at).copied().unwrap_or(last),
                None => c,
            };
            Some(text.chars().map(put).collect())
        }
        _ => None,
    }
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

/// A plain value at a path of names, `a.b`, as jq prints it.
fn member(text: &str, path: &str, raw: bool) -> Option<String> {
    let mut value: &serde_json::Value = &serde_json::from_str(text).ok()?;
    for name in path.split('.') {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if name.is_empty() || !plain || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        value = value.as_object()?.get(name).unwrap_or(&serde_json::Value::Null);
    }
    Some(match value {
        serde_json::Value::String(text) if raw => format!("{text}\n"),
        serde_json::Value::String(text) if !text.chars().all(|c| c.is_ascii_graphic() || c == ' ') => return None,
        serde_json::Value::Number(number) if !number.is_i64() => return None,
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => return None,
        other => format!("{other}\n"),
    })
}

/// JSON as jq prints it; `None` for what is no plain JSON.
fn json(text: &str, compact: bool) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    // numbers may be printed in another way, and the order of keys is jq's own
    if text.contains(['.', 'e', 'E']) && text.contains(|c: char| c.is_ascii_digit()) && !text.contains('"') {
        return None;
    }
    drop(value);
    let mut result = String::new();
    let mut depth = 0usize;
    let mut chars = text.chars().peekable();
    let line = |result: &mut String, depth: usize| {
        if !compact {
            result.push('\n');
            result.push_str(&"  ".repeat(depth));
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                result.push(c);
                let mut escaped = false;
                for c in chars.by_ref() {
                    result.push(c);
                    match c {
                        '"' if !escaped => break,
                        '\\' => escaped = !escaped,
                        _ => escaped = false,
                    }
                }
            }
            '{' | '[' => {
                result.push(c);
                while chars.peek().is_some_and(|c| c.is_whitespace()) {
                    chars.next();
                }
                if matches!(chars.peek(), Some('}' | ']')) {
                    result.extend(chars.next());
                } else {
                    depth += 1;
                    line(&mut result, depth);
                }
            }
            '}' | ']' => {
                depth -= 1;
                line(&mut result, depth);
                result.push(c);
            }
            ',' => {
                result.push(c);
                line(&mut result, depth);
            }
            ':' => result.push_str(if compact { ":" } else { ": " }),
            c if c.is_whitespace() => {}
            other => result.push(other),
        }
    }
    result.push('\n');
    Some(result)
}
