//! Programs that print: what they print, as far as it is known.

use super::super::Files;
use super::super::words::{Field, text_of};
use super::super::world::Value;
use super::short;
use crate::image::content::Piece;
use crate::image::script::escapes::{self, Style};
use crate::image::script::syntax::{Command, Word};

impl Files {
    pub(in super::super) fn echo(&mut self, words: &[Word], command: &Command) -> Vec<Piece> {
        let mut newline = true;
        let mut escapes = false;
        let mut rest = words;
        while let Some(option) = rest.first().and_then(|word| self.path_text(word)) {
            let flags = option.strip_prefix('-').unwrap_or("");
            if flags.is_empty() || !flags.chars().all(|c| matches!(c, 'n' | 'e' | 'E')) {
                break;
            }
            for flag in flags.chars() {
                match flag {
                    'n' => newline = false,
                    flag => escapes = flag == 'e',
                }
            }
            rest = &rest[1..];
        }
        let mut pieces = self.spaced(rest);
        if escapes {
            let mut decoded = Vec::new();
            pieces = whole_escapes(pieces);
            for piece in pieces {
                match piece {
                    Piece::Text { text, span } if text.contains('\\') => match escapes::decode(&text, Style::Echo) {
                        Some((text, cut)) => {
                            decoded.push(Piece::Text { text, span });
                            if cut {
                                return decoded;
                            }
                        }
                        None => decoded.push(Piece::Unknown { span }),
                    },
                    other => decoded.push(other),
                }
            }
            pieces = decoded;
        }
        if newline {
            let end = rest.last().map_or(command.span, |word| word.span);
            pieces.push(Piece::Text { text: "\n".to_owned(), span: end.slice(end.len(), end.len()) });
        }
        pieces
    }

    pub(in super::super) fn printf(&mut self, words: &[Word], command: &Command) -> Vec<Piece> {
        let mut words = words;
        match words.first().and_then(|word| self.path_text(word)).as_deref() {
            Some("--") => words = &words[1..],
            Some("-v") => {
                let Some(name) = words.get(1).and_then(|word| self.path_text(word)) else { return Vec::new() };
                let printed = self.formatted(words.get(2..).unwrap_or_default(), command);
                let value = if text_of(&printed).is_some() { Value::Text(printed) } else { Value::Unknown };
                self.world.variables.insert(name, value);
                return Vec::new();
            }
            _ => {}
        }
        self.formatted(words, command)
    }

    pub(in super::super) fn formatted(&self, words: &[Word], command: &Command) -> Vec<Piece> {
        let unknown = vec![Piece::Unknown { span: command.span }];
        let Some((first, arguments)) = words.split_first() else { return Vec::new() };
        let arguments: Vec<Field> = arguments.iter().flat_map(|word| self.fields(word)).collect();
        if arguments.iter().any(|field| field.is_pattern && field.text().is_none_or(|text| text.contains(['*', '?']))) {
            return unknown;
        }
        // one that may vanish makes the others move up
        let vanishes = |field: &Field| matches!(field.pieces.as_slice(), [Piece::Variable { quoted: false, .. }]);
        if arguments.iter().any(vanishes) {
            return unknown;
        }
        let mut format = Vec::new();
        for piece in self.pieces(first) {
            match piece {
                Piece::Text { text, span } => format.push((text, span)),
                Piece::Variable { .. } | Piece::Original { .. } | Piece::Unknown { .. } => return unknown,
            }
        }
        // a directive may go over several pieces
        if format.len() > 1 && format.iter().any(|(text, _)| text.ends_with(['%', '\\'])) {
            let span = format[0].1.to(format[format.len() - 1].1);
            format = vec![(format.into_iter().map(|(text, _)| text).collect(), span)];
        }
        let mut output = Vec::new();
        let mut next = 0;
        for round in 0..64 {
            let used = next;
            for (text, span) in &format {
                if !text.contains(['%', '\\']) {
                    output.push(Piece::Text { text: text.clone(), span: *span });
                    continue;
                }
                let mut rest = text.as_str();
                while let Some(at) = rest.find('%') {
                    let Some((before, cut)) = escapes::decode(&rest[..at], Style::Format) else { return unknown };
                    output.push(Piece::Text { text: before, span: *span });
                    if cut {
                        return output;
                    }
                    let mut chars = rest[at + 1..].chars();
                    match chars.next() {
                        Some('%') => output.push(Piece::Text { text: "%".to_owned(), span: *span }),
                        Some('s') => {
                            if let Some(field) = arguments.get(next) {
                                output.extend(field.pieces.iter().cloned());
                                next += 1;
                            }
                        }
                        Some('d' | 'i' | 'u') => match arguments.get(next) {
                            Some(field) => {
                                let number = field.text().and_then(|text| text.parse::<i64>().ok());
                                let Some(number) = number else { return unknown };
                                // as it is written, where that is how a number is printed
                                if field.text().as_deref() != Some(number.to_string().as_str()) {
                                    return unknown;
                                }
                                output.extend(field.pieces.iter().cloned());
                                next += 1;
                            }
                            None => output.push(Piece::Text { text: "0".to_owned(), span: *span }),
                        },
                        Some('b') => {
                            if let Some(field) = arguments.get(next) {
                                next += 1;
                                for piece in &whole_escapes(field.pieces.clone()) {
                                    match piece {
                                        Piece::Text { text, span } => match escapes::decode(text, Style::Argument) {
                                            Some((text, cut)) => {
                                                output.push(Piece::Text { text, span: *span });
                                                if cut {
                                                    return output;
                                                }
                                            }
                                            None => output.push(Piece::Unknown { span: *span }),
                                        },
                                        other => output.push(other.clone()),
                                    }
                                }
                            }
                        }
                        Some(_) => {
                            // flags, a width and a precision
                            let Some((directive, length)) = Directive::read(&rest[at + 1..]) else { return unknown };
                            let given = arguments.get(next).map(Field::text);
                            next += usize::from(given.is_some());
                            let Some(text) = directive.apply(given.map_or(Some(String::new()), |text| text)) else {
                                return unknown;
                            };
                            output.push(Piece::Text { text, span: *span });
                            rest = &rest[at + 1 + length..];
                            continue;
                        }
                        None => return unknown,
                    }
                    rest = chars.as_str();
                }
                let Some((text, cut)) = escapes::decode(rest, Style::Format) else { return unknown };
                output.push(Piece::Text { text, span: *span });
                if cut {
                    return output;
                }
            }
            // the format is used again while arguments are left
            if next >= arguments.len() || next == used {
                break;
            }
            if round == 63 {
                return unknown;
            }
        }
        output.retain(|piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty()));
        output
    }

    pub(in super::super) fn cat(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = || vec![Piece::Unknown { span: command.span }];
        let (options, _) = self.options(words);
        if options.iter().any(|option| !matches!(option.as_str(), "-u")) {
            return unknown();
        }
        let mut pieces = Vec::new();
        let mut any = false;
        for word in words {
            if let Some(printed) = self.printed_by_process(word) {
                any = true;
                pieces.extend(printed);
                continue;
            }
            let fields = self.fields(word);
            for field in fields {
                match field.text().as_deref() {
                    Some("--" | "-u") => {}
                    Some("-") => {
                        any = true;
                        pieces.extend(input.map_or_else(unknown, <[Piece]>::to_vec));
                    }
                    known => {
                        any = true;
                        let path = known.filter(|_| !field.is_pattern).and_then(|text| self.absolute(text));
                        pieces.extend(self.contents_of(path.as_deref(), word.span, input));
                    }
                }
            }
        }
        if any { pieces } else { input.map_or_else(unknown, <[Piece]>::to_vec) }
    }

    pub(in super::super) fn tee(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let pieces = input.map_or_else(|| vec![Piece::Unknown { span: command.span }], <[Piece]>::to_vec);
        let (options, files) = self.options(words);
        let appends = options.iter().any(|option| option == "--append" || short(option, 'a'));
        for word in files {
            for path in self.named(word) {
                if appends {
                    self.append(&path, word.span, command.span, pieces.clone());
                } else {
                    self.write(&path, word.span, command.span, pieces.clone());
                }
            }
        }
        pieces
    }
}

/// What stands behind `%`: `-10s`, `03d`, `.3s`, `x`.
struct Directive {
    left: bool,
    zeros: bool,
    width: usize,
    precision: Option<usize>,
    kind: char,
}

impl Directive {
    /// The directive at the start of a text, and its length.
    fn read(text: &str) -> Option<(Self, usize)> {
        let mut directive = Self { left: false, zeros: false, width: 0, precision: None, kind: 's' };
        let mut at = 0;
        let bytes = text.as_bytes();
        while let Some(flag @ (b'-' | b'0')) = bytes.get(at) {
            directive.left |= *flag == b'-';
            directive.zeros |= *flag == b'0';
            at += 1;
        }
        let number = |at: &mut usize| {
            let start = *at;
            while bytes.get(*at).is_some_and(u8::is_ascii_digit) {
                *at += 1;
            }
            text[start..*at].parse::<usize>().ok().filter(|number| *number <= 1000)
        };
        if bytes.get(at).is_some_and(u8::is_ascii_digit) {
            directive.width = number(&mut at)?;
        }
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            directive.precision = Some(number(&mut at).unwrap_or(0));
        }
        directive.kind = char::from(*bytes.get(at)?);
        matches!(directive.kind, 's' | 'c' | 'd' | 'i' | 'x' | 'X' | 'o').then_some((directive, at + 1))
    }

    fn apply(&self, text: Option<String>) -> Option<String> {
        let text = text?;
        let shown = if self.kind == 'c' {
            text.chars().take(1).collect()
        } else if self.kind == 's' {
            if !text.is_ascii() {
                return None;
            }
            text.chars().take(self.precision.unwrap_or(usize::MAX)).collect()
        } else {
            if self.precision.is_some() || (text.len() > 1 && text.starts_with('0')) {
                return None;
            }
            let number: i64 = if text.is_empty() { 0 } else { text.parse().ok()? };
            match self.kind {
                'x' => format!("{number:x}"),
                'X' => format!("{number:X}"),
                'o' => format!("{number:o}"),
                _ => number.to_string(),
            }
        };
        let width = self.width;
        Some(match (self.left, self.zeros && !matches!(self.kind, 's' | 'c')) {
            (true, _) => format!("{shown:<width$}"),
            (false, true) if shown.starts_with('-') => {
                format!("-{:0>1$}", &shown[1..], width.saturating_sub(1))
            }
            (false, true) => format!("{shown:0>width$}"),
            (false, false) => format!("{shown:>width$}"),
        })
    }
}

/// Pieces in which no escape goes over two: `"\\\\n"` is a backslash and an `n` in pieces of their own.
fn whole_escapes(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut result: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (result.last_mut(), piece) {
            (Some(Piece::Text { text: before, span: place }), Piece::Text { text, span }) if before.contains('\\') => {
                before.push_str(&text);
                if place.source == span.source {
                    *place = place.to(span);
                }
            }
            (_, piece) => result.push(piece),
        }
    }
    result
}
