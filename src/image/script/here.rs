//! Where here-documents start and end, by bash's rules. The grammar of tree-sitter takes everything up to white space
//! for the delimiter, and reads one document a line; so this lexer finds them first, and the grammar is given a text
//! in which they stand as plain redirections with blank lines behind.

use std::ops::Range;

/// A here-document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Here {
    /// The operator with its delimiter.
    pub(super) operator: Range<usize>,
    /// The delimiter as written.
    pub(super) written: Range<usize>,
    /// The delimiter, quotes taken off.
    pub(super) delimiter: String,
    pub(super) quoted: bool,
    pub(super) strip_tabs: bool,
    pub(super) body: Range<usize>,
    /// The line that ends it.
    pub(super) end: Option<Range<usize>>,
    /// A line that is the delimiter but for blanks around it, where the true one never comes.
    pub(super) near_end: Option<Range<usize>>,
}

/// The here-documents of a script, in order of their operators.
pub(super) fn find(text: &str) -> Vec<Here> {
    if !text.contains("<<") {
        return Vec::new();
    }
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at: 0, found: Vec::new(), pending: Vec::new(), depth: 0 };
    lexer.code(End::Text);
    let mut found = lexer.found;
    found.sort_by_key(|here| here.operator.start);
    found
}

/// The script with each here-document as `<hhh`, and its body as blanks: every other byte stays where it is.
pub(super) fn masked(text: &str, found: &[Here]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for here in found {
        if let Some(operator) = bytes.get_mut(here.operator.clone()) {
            operator.fill(b'h');
            if let Some(first) = operator.first_mut() {
                *first = b'<';
            }
        }
        let end = here.end.as_ref().map_or(here.body.end, |end| end.end);
        for byte in bytes.get_mut(here.body.start..end).into_iter().flatten() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    // whole characters were replaced
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The end of the substitution `$(...)` or `` `...` `` that starts at `at`; `None` where it has none.
pub(super) fn substitution_end(text: &str, at: usize) -> Option<usize> {
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at, found: Vec::new(), pending: Vec::new(), depth: 0 };
    if lexer.bytes.get(at) == Some(&b'`') {
        lexer.at += 1;
        lexer.code(End::Backtick).then_some(lexer.at)
    } else {
        lexer.at += 2;
        lexer.code(End::Parenthesis).then_some(lexer.at)
    }
}

/// The end of the `${...}` that starts at `at`.
pub(super) fn braces_end(text: &str, at: usize) -> Option<usize> {
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at, found: Vec::new(), pending: Vec::new(), depth: 0 };
    lexer.at += 2;
    lexer.braces().then_some(lexer.at)
}

/// The end of the `$((...))` that starts at `at`.
pub(super) fn arithmetic_end(text: &str, at: usize) -> Option<usize> {
    let lexer = Lexer { text, bytes: text.as_bytes(), at, found: Vec::new(), pending: Vec::new(), depth: 0 };
    lexer.arithmetic(at + 3)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Text,
    Parenthesis,
    Backtick,
}

/// How deep substitutions may nest.
const MAX_DEPTH: usize = 100;
/// How long an arithmetic expression may be.
const MAX_ARITHMETIC: usize = 512;

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    found: Vec<Here>,
    /// Documents whose bodies start behind the next newline.
    pending: Vec<usize>,
    depth: usize,
}

impl Lexer<'_> {
    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Reads commands up to the end; whether it came.
    fn code(&mut self, end: End) -> bool {
        if self.depth >= MAX_DEPTH {
            self.at = self.bytes.len();
            return false;
        }
        self.depth += 1;
        let found = self.commands(end);
        self.depth -= 1;
        found
    }

    fn commands(&mut self, end: End) -> bool {
        let mut open = 0usize;
        // for each `case` that is open, how many parentheses were
        let mut cases: Vec<usize> = Vec::new();
        let mut word_starts = true;
        let mut command_starts = true;
        while self.at < self.bytes.len() {
            let c = self.bytes[self.at];
            match c {
                b'\\' => {
                    self.at += 2;
                    word_starts = false;
                    command_starts = false;
                    continue;
                }
                b'\'' => self.single(),
                b'"' => self.double(),
                b'`' if end == End::Backtick => {
                    self.at += 1;
                    return true;
                }
                b'`' => {
                    self.at += 1;
                    self.code(End::Backtick);
                }
                b'$' => self.dollar(),
                b'#' if word_starts => {
                    self.at = self.line_end(self.at);
                    continue;
                }
                b'(' => {
                    match self.arithmetic(self.at + 2).filter(|_| word_starts && self.byte(1) == b'(') {
                        Some(end) => self.at = end,
                        None => {
                            open += 1;
                            self.at += 1;
                        }
                    }
                    (word_starts, command_starts) = (true, true);
                    continue;
                }
                b')' => {
                    self.at += 1;
                    if cases.last() == Some(&open) {
                        // the end of a pattern
                    } else if open > 0 {
                        open -= 1;
                    } else if end == End::Parenthesis {
                        return true;
                    }
                    (word_starts, command_starts) = (true, true);
                    continue;
                }
                b'<' if self.byte(1) == b'<' && self.byte(2) == b'<' => self.at += 3,
                b'<' if self.byte(1) == b'<' => self.operator(),
                b'<' | b'>' if self.byte(1) == b'(' => {
                    self.at += 2;
                    self.code(End::Parenthesis);
                }
                b'<' | b'>' => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    self.bodies();
                    (word_starts, command_starts) = (true, true);
                    continue;
                }
                b';' | b'&' | b'|' => {
                    self.at += 1;
                    (word_starts, command_starts) = (true, true);
                    continue;
                }
                b' ' | b'\t' => {
                    self.at += 1;
                    word_starts = true;
                    continue;
                }
                _ => {
                    let start = self.at;
                    while self.at < self.bytes.len() && is_plain(self.bytes[self.at]) {
                        self.at += 1;
                    }
                    self.at = self.at.max(start + 1);
                    let word = &self.bytes[start..self.at];
                    let ends = self.bytes.get(self.at).is_none_or(|next| b" \t\n;&|()<>".contains(next));
                    if command_starts && word_starts && ends {
                        match word {
                            b"case" => cases.push(open),
                            b"esac" => {
                                cases.pop();
                            }
                            _ => {}
                        }
                    }
                    command_starts = word_starts
                        && command_starts
                        && matches!(
                            word,
                            b"if" | b"then" | b"else" | b"elif" | b"while" | b"until" | b"do" | b"!" | b"{" | b"time"
                        );
                    word_starts = false;
                    continue;
                }
            }
            word_starts = false;
            command_starts = false;
        }
        false
    }

    fn line_end(&self, from: usize) -> usize {
        self.text.as_bytes()[from.min(self.bytes.len())..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(self.bytes.len(), |at| from + at)
    }

    fn single(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        self.at = rest.iter().position(|byte| *byte == b'\'').map_or(self.bytes.len(), |at| self.at + at + 2);
    }

    fn double(&mut self) {
        self.at += 1;
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'`' => {
                    self.at += 1;
                    self.code(End::Backtick);
                }
                b'$' if matches!(self.byte(1), b'(' | b'{') => self.dollar(),
                _ => self.at += 1,
            }
        }
    }

    /// What starts with a dollar sign.
    fn dollar(&mut self) {
        match self.byte(1) {
            b'(' => {
                if self.byte(2) == b'('
                    && let Some(end) = self.arithmetic(self.at + 3)
                {
                    self.at = end;
                    return;
                }
                self.at += 2;
                self.code(End::Parenthesis);
            }
            b'{' => {
                self.at += 2;
                self.braces();
            }
            b'\'' => {
                self.at += 2;
                while self.at < self.bytes.len() && self.bytes[self.at] != b'\'' {
                    self.at += if self.bytes[self.at] == b'\\' { 2 } else { 1 };
                }
                self.at += 1;
            }
            b'"' => {
                self.at += 1;
                self.double();
            }
            // `$#` starts no comment
            b'#' => self.at += 2,
            _ => self.at += 1,
        }
    }

    fn braces(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            self.at = self.bytes.len();
            return false;
        }
        self.depth += 1;
        let mut closed = false;
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'\\' => self.at += 2,
                b'}' => {
                    self.at += 1;
                    closed = true;
                    break;
                }
                b'"' => self.double(),
                b'`' => {
                    self.at += 1;
                    self.code(End::Backtick);
                }
                b'$' if matches!(self.byte(1), b'(' | b'{') => self.dollar(),
                _ => self.at += 1,
            }
        }
        self.depth -= 1;
        closed
    }

    /// The end of an arithmetic expression whose text starts at `from`, behind `((`.
    fn arithmetic(&self, from: usize) -> Option<usize> {
        let mut open = 2usize;
        let limit = self.bytes.len().min(from + MAX_ARITHMETIC);
        for at in from..limit {
            match self.bytes[at] {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 1 && self.bytes.get(at + 1) != Some(&b')') {
                        return None;
                    }
                    if open == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// `<<` with its delimiter.
    fn operator(&mut self) {
        let start = self.at;
        self.at += 2;
        let strip_tabs = self.byte(0) == b'-';
        self.at += usize::from(strip_tabs);
        loop {
            match (self.byte(0), self.byte(1)) {
                (b' ' | b'\t', _) => self.at += 1,
                (b'\\', b'\n') => self.at += 2,
                _ => break,
            }
        }
        let written = self.at;
        let mut delimiter = String::new();
        let mut quoted = false;
        while self.at < self.bytes.len() {
            let c = self.bytes[self.at];
            match c {
                b' ' | b'\t' | b'\n' | b'|' | b'&' | b';' | b'(' | b')' | b'<' | b'>' => break,
                b'\\' if self.byte(1) == b'\n' => self.at += 2,
                b'\\' => {
                    quoted = true;
                    let rest = self.text.get(self.at + 1..).unwrap_or_default();
                    let next = rest.chars().next();
                    delimiter.extend(next);
                    self.at += 1 + next.map_or(0, char::len_utf8);
                }
                b'\'' | b'"' => {
                    quoted = true;
                    let from = self.at + 1;
                    let close = self.bytes[from..].iter().position(|byte| *byte == c).map(|at| from + at);
                    let Some(close) = close else {
                        self.at = written;
                        return;
                    };
                    let inner = self.text.get(from..close).unwrap_or_default();
                    if c == b'"' {
                        delimiter.push_str(&inner.replace("\\\"", "\"").replace("\\\\", "\\"));
                    } else {
                        delimiter.push_str(inner);
                    }
                    self.at = close + 1;
                }
                b'$' if matches!(self.byte(1), b'\'' | b'"') => {
                    self.at += 1;
                }
                _ => {
                    let rest = self.text.get(self.at..).unwrap_or_default();
                    let next = rest.chars().next();
                    delimiter.extend(next);
                    self.at += next.map_or(1, char::len_utf8);
                }
            }
        }
        if self.at == written {
            return;
        }
        self.pending.push(self.found.len());
        self.found.push(Here {
            operator: start..self.at,
            written: written..self.at,
            delimiter,
            quoted,
            strip_tabs,
            body: self.bytes.len()..self.bytes.len(),
            end: None,
            near_end: None,
        });
    }

    /// Behind a newline: the bodies of the documents that the line has asked for.
    fn bodies(&mut self) {
        for index in std::mem::take(&mut self.pending) {
            let here = &self.found[index];
            let start = self.at;
            let mut at = start;
            let (mut end, mut near_end) = (None, None);
            while at < self.bytes.len() {
                let stop = self.line_end(at);
                let line = self.text.get(at..stop).unwrap_or_default();
                let bare = if here.strip_tabs { line.trim_start_matches('\t') } else { line };
                if bare == here.delimiter {
                    end = Some(at..stop);
                    break;
                }
                if near_end.is_none() && line.trim() == here.delimiter {
                    near_end = Some(at..stop);
                }
                at = stop + 1;
            }
            // without the true delimiter take what was meant, so that one mistake does not swallow the rest
            let stop = end.as_ref().or(near_end.as_ref());
            let body_end = stop.map_or(self.bytes.len(), |stop| stop.start);
            self.at = stop.map_or(self.bytes.len(), |stop| (stop.end + 1).min(self.bytes.len()));
            let here = &mut self.found[index];
            here.body = start..body_end.max(start);
            if end.is_none() {
                here.near_end = near_end;
            }
            here.end = end;
        }
    }
}

/// Whether a byte means nothing to this lexer but itself.
fn is_plain(byte: u8) -> bool {
    !matches!(
        byte,
        b'\\' | b'\'' | b'"' | b'`' | b'$' | b'(' | b')' | b'<' | b'>' | b'\n' | b';' | b'&' | b'|' | b' ' | b'\t'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `delimiter: body`, each document.
    fn all(text: &str) -> Vec<String> {
        find(text)
            .into_iter()
            .map(|here| {
                format!("{}:{}{}", here.delimiter, &text[here.body.clone()], if here.end.is_none() { "?" } else { "" })
            })
            .collect()
    }

    #[test]
    fn delimiters_end_at_metacharacters() {
        for line in
            ["<<EOF>f", "<<EOF|tee", "<<EOF;x", "<<EOF&&x", "<<EOF||x", "<<EOF&", "<<EOF )", "<<'EOF'>f", "<<\\EOF<x"]
        {
            assert_eq!(all(&format!("(cat {line}\na\nEOF\n")), ["EOF:a\n"], "{line}");
        }
    }

    #[test]
    fn several_on_a_line() {
        assert_eq!(all("cat <<A - <<B; c\na\nA\nb\nB\nd\n"), ["A:a\n", "B:b\n"]);
        assert_eq!(all("cat <<'E F' ; cat <<-\"A\"B\n1\nE F\n\t2\n\tAB\n"), ["E F:1\n", "AB:\t2\n"]);
    }

    #[test]
    fn what_only_looks_like_one() {
        for text in [
            "# <<A\n",
            "echo '<<A' \"<<A\" \\<<A\n",
            "echo $((1<<2)) $(( x << A ))\n",
            "((x <<= A))\n",
            "cat <<<A\n",
            "echo ${x#<<A}\n",
            "echo $'\\'<<A'\n",
        ] {
            // `\<<A` is a redirection from A
            let found = find(text);
            assert!(found.is_empty(), "{text} {found:?}");
        }
    }

    #[test]
    fn inside_of_substitutions() {
        assert_eq!(all("x=\"$(cat <<A\na \"\nA\n)\"; cat <<B\nb\nB\n"), ["A:a \"\n", "B:b\n"]);
        assert_eq!(all("x=$(cat <<A)\na\nA\n"), ["A:a\n"]);
        assert_eq!(all("x=$(case a in a) cat <<A;; esac\na\nA\n); cat <<B\nb\nB\n"), ["A:a\n", "B:b\n"]);
        assert_eq!(all("echo `cat <<A\na\nA\n`; cat <<B\nb\nB\n"), ["A:a\n", "B:b\n"]);
    }

    #[test]
    fn one_that_does_not_end() {
        assert_eq!(all("cat <<A\na\n A\nb\n"), ["A:a\n?"]);
        assert_eq!(all("cat <<A\na\n"), ["A:a\n?"]);
        let text = "cat <<-ÄÖ > f | g\nü\nÄÖ\nend\n";
        let mask = masked(text, &find(text));
        assert_eq!(mask.len(), text.len());
        assert!(mask.starts_with("cat <hhh") && mask.ends_with("\nend\n") && !mask.contains('ü'), "{mask}");
    }
}
