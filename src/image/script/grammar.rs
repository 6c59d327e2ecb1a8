//! Whether bash takes a script: its grammar (bash manual, "Shell Grammar"; POSIX XCU 2.10) by recursive descent, to the
//! first mistake. [`syntax`](super::syntax) reads for meaning and mends what it can; this says what `bash -n` says.
//!
//! What bash judges only when it runs (the text in backquotes, arithmetic, aliases, `extglob` switched on before) is
//! passed over: where this is in doubt it says nothing.
//!
//! It is long because a grammar is one thing.

use std::ops::Range;

/// The first mistake of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong, as a headline.
    pub message: String,
    /// Where bash stumbles.
    pub at: Range<usize>,
    /// What is open there, and what would close it.
    pub open: Option<(Range<usize>, String)>,
}

/// What stops the parser: a mistake, or something that it does not judge.
enum Stop {
    Mistake(Box<Mistake>),
    Doubt,
}

type Step<T = ()> = Result<T, Stop>;

/// The first mistake, if there is one and it is certain.
#[must_use]
pub fn check(text: &str) -> Option<Mistake> {
    let mut parser = Parser { text: text.as_bytes(), at: 0, here: Vec::new(), depth: 0, open: Vec::new() };
    match parser.script() {
        Err(Stop::Mistake(mistake)) => Some(*mistake),
        Ok(()) | Err(Stop::Doubt) => None,
    }
}

/// Nesting beyond this is not judged.
const MAX_DEPTH: usize = 200;

const TWO_AND_MORE: [&str; 20] = [
    ";;&", "&>>", "<<-", "<<<", ";;", ";&", "&&", "||", "|&", "<<", ">>", "<&", ">&", "<>", ">|", "&>", "((", ";", "&",
    "|",
];

/// Words that end a list where a command could stand.
const CLOSERS: [&str; 8] = ["then", "elif", "else", "fi", "do", "done", "esac", "}"];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    End,
    Newline,
    Operator(&'static str),
    /// A word; the text is what is written.
    Word(Range<usize>),
}

struct Here {
    delimiter: Vec<u8>,
    tabs: bool,
}

struct Parser<'t> {
    text: &'t [u8],
    at: usize,
    here: Vec<Here>,
    depth: usize,
    /// What is open: where it was opened, its keyword, what closes it.
    open: Vec<(Range<usize>, &'static str, &'static str)>,
}

fn is_meta(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>')
}

impl<'t> Parser<'t> {
    fn peek_byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn starts(&self, what: &str) -> bool {
        self.text[self.at.min(self.text.len())..].starts_with(what.as_bytes())
    }

    fn written(&self, range: &Range<usize>) -> &'t str {
        std::str::from_utf8(&self.text[range.clone()]).unwrap_or("")
    }

    // --- mistakes

    fn mistake<T>(&self, message: String, at: Range<usize>) -> Step<T> {
        let open =
            self.open.last().map(|(at, keyword, closer)| (at.clone(), format!("`{keyword}` waits for `{closer}`")));
        Err(Stop::Mistake(Box::new(Mistake { message, at, open })))
    }

    fn unclosed<T>(&self, start: usize, len: usize, what: &str, closer: &str) -> Step<T> {
        let message = format!("`{what}` is never closed by `{closer}`");
        Err(Stop::Mistake(Box::new(Mistake { message, at: start..start + len, open: None })))
    }

    fn unexpected<T>(&mut self) -> Step<T> {
        let before = self.at;
        let token = self.next()?;
        match token {
            Token::End => match self.open.last() {
                Some((at, keyword, closer)) => {
                    let (start, len) = (at.start, at.len());
                    self.unclosed(start, len, keyword, closer)
                }
                None => {
                    let end = self.text.len();
                    self.mistake("the script ends in the middle of a command".to_owned(), end..end)
                }
            },
            Token::Newline => {
                let at = self.skip_blanks_from(before);
                self.mistake("the line ends in the middle of a command".to_owned(), at..at + 1)
            }
            Token::Operator(text) => {
                let end = self.at;
                self.mistake(format!("unexpected `{text}`"), end - text.len()..end)
            }
            Token::Word(range) => {
                let text = self.written(&range);
                let message = match (CLOSERS.contains(&text), self.open.last()) {
                    (true, None) => format!("`{text}` closes nothing that is open"),
                    _ => format!("unexpected `{text}`"),
                };
                self.mistake(message, range)
            }
        }
    }

    // --- tokens

    fn skip_blanks_from(&self, mut at: usize) -> usize {
        loop {
            match self.text.get(at) {
                Some(b' ' | b'\t') => at += 1,
                Some(b'\\') if self.text.get(at + 1) == Some(&b'\n') => at += 2,
                Some(b'\\') if self.text.get(at + 1..at + 3) == Some(b"\r\n") => return at,
                Some(b'#') => {
                    while self.text.get(at).is_some_and(|byte| *byte != b'\n') {
                        at += 1;
                    }
                }
                _ => return at,
            }
        }
    }

    fn peek(&mut self) -> Step<Token> {
        let before = self.at;
        let token = self.raw()?;
        self.at = before;
        Ok(token)
    }

    /// The next token, taken; here-documents that wait for the line's end are skipped with it.
    fn next(&mut self) -> Step<Token> {
        let token = self.raw()?;
        if token == Token::Newline {
            self.skip_here_documents()?;
        }
        Ok(token)
    }

    fn raw(&mut self) -> Step<Token> {
        self.at = self.skip_blanks_from(self.at);
        let Some(byte) = self.peek_byte() else { return Ok(Token::End) };
        if byte == b'\n' {
            self.at += 1;
            return Ok(Token::Newline);
        }
        let starts_word = !is_meta(byte) || (matches!(byte, b'<' | b'>') && self.text.get(self.at + 1) == Some(&b'('));
        if starts_word {
            let start = self.at;
            self.word()?;
            // a number in front of a redirection is part of it
            let digits = self.text[start..self.at].iter().all(u8::is_ascii_digit);
            if digits && matches!(self.peek_byte(), Some(b'<' | b'>')) && !self.starts("<(") && !self.starts(">(") {
                return self.raw();
            }
            return Ok(Token::Word(start..self.at));
        }
        for operator in TWO_AND_MORE.into_iter().chain(["(", ")", "<", ">"]) {
            if operator != "((" && self.starts(operator) {
                self.at += operator.len();
                return Ok(Token::Operator(operator));
            }
        }
        Err(Stop::Doubt)
    }

    fn skip_here_documents(&mut self) -> Step {
        for here in std::mem::take(&mut self.here) {
            loop {
                if self.at >= self.text.len() {
                    // bash warns and goes on
                    return Err(Stop::Doubt);
                }
                let end = self.text[self.at..].iter().position(|byte| *byte == b'\n').map(|length| self.at + length);
                let line = &self.text[self.at..end.unwrap_or(self.text.len())];
                let skip = if here.tabs { line.iter().take_while(|byte| **byte == b'\t').count() } else { 0 };
                let found = line[skip..] == *here.delimiter;
                self.at = end.map_or(self.text.len(), |end| end + 1);
                if found {
                    break;
                }
            }
        }
        Ok(())
    }

    // --- words

    fn word(&mut self) -> Step {
        let start = self.at;
        while let Some(byte) = self.peek_byte() {
            match byte {
                b'\\' => self.at = (self.at + 2).min(self.text.len()),
                b'\'' => self.single()?,
                b'"' => self.double()?,
                b'`' => self.backquote()?,
                b'$' => self.dollar(false)?,
                b'<' | b'>' if self.text.get(self.at + 1) == Some(&b'(') => {
                    if self.at > start {
                        return Ok(());
                    }
                    self.substitution(2)?;
                }
                b'(' => {
                    let before = &self.text[start..self.at];
                    if is_array_start(before) {
                        self.array()?;
                    } else if before.last().is_some_and(|byte| matches!(byte, b'@' | b'?' | b'*' | b'+' | b'!'))
                        && memmem(self.text, b"extglob")
                    {
                        self.balanced()?;
                    } else {
                        return Ok(());
                    }
                }
                b'[' if is_name(&self.text[start..self.at]) => self.subscript(),
                _ if is_meta(byte) => return Ok(()),
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    /// `name[a b]=`: blanks stand in the subscript of an assignment only.
    fn subscript(&mut self) {
        let (mut at, mut level) = (self.at, 0usize);
        while let Some(byte) = self.text.get(at) {
            match byte {
                b'[' => level += 1,
                b']' => {
                    level -= 1;
                    if level == 0 {
                        break;
                    }
                }
                b'\n' | b'\'' | b'"' | b'`' | b'\\' | b';' | b'(' => {
                    self.at += 1;
                    return;
                }
                _ => {}
            }
            at += 1;
        }
        let after = self.text.get(at + 1..).unwrap_or(&[]);
        self.at = if after.starts_with(b"=") || after.starts_with(b"+=") { at + 1 } else { self.at + 1 };
    }

    fn single(&mut self) -> Step {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek_byte() {
            self.at += 1;
            if byte == b'\'' {
                return Ok(());
            }
        }
        self.unclosed(start, 1, "'", "'")
    }

    fn ansi(&mut self) -> Step {
        let start = self.at;
        self.at += 2;
        while let Some(byte) = self.peek_byte() {
            self.at += 1;
            match byte {
                b'\\' => self.at = (self.at + 1).min(self.text.len()),
                b'\'' => return Ok(()),
                _ => {}
            }
        }
        self.unclosed(start, 2, "$'", "'")
    }

    fn double(&mut self) -> Step {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek_byte() {
            match byte {
                b'\\' => self.at = (self.at + 2).min(self.text.len()),
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'`' => self.backquote()?,
                b'$' => self.dollar(true)?,
                _ => self.at += 1,
            }
        }
        self.unclosed(start, 1, "\"", "\"")
    }

    fn backquote(&mut self) -> Step {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek_byte() {
            self.at += 1;
            match byte {
                b'\\' => self.at = (self.at + 1).min(self.text.len()),
                b'`' => return Ok(()),
                _ => {}
            }
        }
        self.unclosed(start, 1, "`", "`")
    }

    fn dollar(&mut self, quoted: bool) -> Step {
        match self.text.get(self.at + 1) {
            Some(b'\'') if !quoted => self.ansi(),
            Some(b'"') if !quoted => {
                self.at += 1;
                self.double()
            }
            Some(b'(') if self.text.get(self.at + 2) == Some(&b'(') => {
                let start = self.at;
                self.at += 1;
                // `$((` opens arithmetic, or a substitution that begins with a subshell
                if self.balanced().is_ok() && self.text[..self.at].ends_with(b"))") {
                    return Ok(());
                }
                self.at = start;
                self.substitution(2)
            }
            Some(b'(') => self.substitution(2),
            Some(b'[') => {
                self.at += 2;
                Ok(())
            }
            Some(b'{') => self.braces(quoted),
            Some(b'$' | b'#' | b'?' | b'!' | b'*' | b'@' | b'-') => {
                self.at += 2;
                Ok(())
            }
            _ => {
                self.at += 1;
                Ok(())
            }
        }
    }

    /// From `(` behind its match, quotes looked at.
    fn balanced(&mut self) -> Step {
        let start = self.at;
        let mut level = 0usize;
        while let Some(byte) = self.peek_byte() {
            match byte {
                b'(' => {
                    level += 1;
                    self.at += 1;
                }
                b')' => {
                    level -= 1;
                    self.at += 1;
                    if level == 0 {
                        return Ok(());
                    }
                }
                b'\\' => self.at = (self.at + 2).min(self.text.len()),
                b'\'' => self.single()?,
                b'"' => self.double()?,
                b'`' => self.backquote()?,
                b'$' => self.dollar(false)?,
                _ => self.at += 1,
            }
        }
        self.unclosed(start, 1, "(", ")")
    }

    /// `${…}`
    fn braces(&mut self, quoted: bool) -> Step {
        let start = self.at;
        self.deeper()?;
        // in double quotes a single quote stands for itself behind `-`, `+`, `=`, `?`, and quotes behind `#`, `%`, `/`
        let mut quotes = !quoted;
        if quoted {
            let mut at = self.at + 2;
            while self
                .text
                .get(at)
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'!' | b'@' | b'*'))
            {
                at += 1;
            }
            quotes = matches!(self.text.get(at), Some(b'#' | b'%' | b'/' | b'^' | b','));
        }
        self.at += 2;
        if self.text.get(self.at) == Some(&b'#') {
            self.at += 1;
        }
        while let Some(byte) = self.peek_byte() {
            match byte {
                b'}' => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok(());
                }
                b'\\' => self.at = (self.at + 2).min(self.text.len()),
                b'\'' if quotes => self.single()?,
                b'"' => self.double()?,
                b'`' => self.backquote()?,
                b'$' => self.dollar(quoted)?,
                _ => self.at += 1,
            }
        }
        self.unclosed(start, 2, "${", "}")
    }

    /// `$(…)`, `<(…)`, `>(…)`: a list of its own.
    fn substitution(&mut self, length: usize) -> Step {
        let start = self.at;
        self.deeper()?;
        self.at += length;
        let opener = match self.text[start] {
            b'<' => "<(",
            b'>' => ">(",
            _ => "$(",
        };
        // `$(<file)` and an empty one are lists without a command
        self.open.push((start..start + length, opener, ")"));
        let outer = std::mem::take(&mut self.here);
        self.list(true)?;
        match self.next()? {
            Token::Operator(")") => {}
            _ => {
                self.at = self.at.min(self.text.len());
                return self.stumble_before(start);
            }
        }
        // a here-document that is not read yet takes the lines behind the line that the substitution ends in
        let waiting = std::mem::replace(&mut self.here, outer);
        self.here.extend(waiting);
        self.open.pop();
        self.depth -= 1;
        Ok(())
    }

    /// A list ended at something that is not its closer.
    fn stumble_before<T>(&mut self, start: usize) -> Step<T> {
        self.at = start;
        let (at, keyword, closer) = self.open.last().cloned().unwrap_or((start..start, "(", ")"));
        self.unclosed(at.start, at.len(), keyword, closer)
    }

    fn array(&mut self) -> Step {
        let start = self.at;
        self.at += 1;
        loop {
            match self.next()? {
                Token::Word(_) | Token::Newline => {}
                Token::Operator(")") => return Ok(()),
                Token::End => return self.unclosed(start, 1, "(", ")"),
                Token::Operator(_) => return Err(Stop::Doubt),
            }
        }
    }

    fn deeper(&mut self) -> Step {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Stop::Doubt) } else { Ok(()) }
    }

    // --- grammar

    fn script(&mut self) -> Step {
        self.list(true)?;
        match self.peek()? {
            Token::End => Ok(()),
            _ => self.unexpected(),
        }
    }

    fn newlines(&mut self) -> Step {
        while self.peek()? == Token::Newline {
            self.next()?;
        }
        Ok(())
    }

    /// Commands up to what closes the list, which is not taken.
    fn list(&mut self, may_be_empty: bool) -> Step {
        let mut empty = true;
        loop {
            self.newlines()?;
            match self.peek()? {
                Token::End | Token::Operator(")") if !empty || may_be_empty => return Ok(()),
                Token::Operator(";;" | ";&" | ";;&") if !empty || may_be_empty => return Ok(()),
                Token::Word(range) if CLOSERS.contains(&self.written(&range)) => {
                    return if empty && !may_be_empty { self.unexpected() } else { Ok(()) };
                }
                Token::Word(_)
                | Token::Operator(
                    "(" | "<" | ">" | ">>" | "<<" | "<<-" | "<<<" | "<&" | ">&" | "<>" | ">|" | "&>" | "&>>",
                ) => {}
                _ => return self.unexpected(),
            }
            empty = false;
            self.and_or()?;
            match self.peek()? {
                Token::Operator(";" | "&") | Token::Newline => {
                    self.next()?;
                }
                _ => return Ok(()),
            }
        }
    }

    fn and_or(&mut self) -> Step {
        self.pipeline()?;
        while let Token::Operator("&&" | "||") = self.peek()? {
            self.next()?;
            self.newlines()?;
            self.pipeline()?;
        }
        Ok(())
    }

    fn pipeline(&mut self) -> Step {
        loop {
            match self.peek()? {
                Token::Word(range) if self.written(&range) == "!" => {
                    self.next()?;
                    if matches!(self.peek()?, Token::Newline | Token::End | Token::Operator(";")) {
                        return Ok(());
                    }
                }
                Token::Word(range) if self.written(&range) == "time" => {
                    self.next()?;
                    while let Token::Word(range) = self.peek()? {
                        if !matches!(self.written(&range), "-p" | "--") {
                            break;
                        }
                        self.next()?;
                    }
                    if matches!(self.peek()?, Token::Newline | Token::End | Token::Operator(_))
                        && !matches!(self.peek()?, Token::Operator("("))
                    {
                        return Ok(());
                    }
                }
                _ => break,
            }
        }
        self.command()?;
        while let Token::Operator("|" | "|&") = self.peek()? {
            self.next()?;
            self.newlines()?;
            self.pipeline()?;
        }
        Ok(())
    }

    fn command(&mut self) -> Step {
        self.deeper()?;
        let token = self.peek()?;
        let compound = match &token {
            Token::Operator("(") => true,
            Token::Word(range) => self.is_compound(&range.clone()),
            _ => false,
        };
        if compound {
            self.compound()?;
            while self.redirection()? {}
        } else {
            self.simple()?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn is_compound(&self, range: &Range<usize>) -> bool {
        matches!(
            self.written(range),
            "{" | "if" | "while" | "until" | "for" | "select" | "case" | "[[" | "function" | "coproc"
        )
    }

    fn keyword(&mut self, wanted: &str) -> Step<bool> {
        if let Token::Word(range) = self.peek()?
            && self.written(&range) == wanted
        {
            self.next()?;
            return Ok(true);
        }
        Ok(false)
    }

    fn expect(&mut self, wanted: &str) -> Step {
        if self.keyword(wanted)? { Ok(()) } else { self.unexpected() }
    }

    fn compound(&mut self) -> Step {
        match self.next()? {
            Token::Operator("(") => {
                let start = self.at - 1;
                if self.peek_byte() == Some(b'(') {
                    // `((` opens arithmetic, or two subshells
                    self.at = start;
                    if self.balanced().is_ok() && self.text[..self.at].ends_with(b"))") {
                        return Ok(());
                    }
                    self.at = start + 1;
                }
                self.open.push((start..start + 1, "(", ")"));
                self.list(false)?;
                if self.peek()? != Token::Operator(")") {
                    return self.unexpected();
                }
                self.next()?;
                self.open.pop();
                Ok(())
            }
            Token::Word(range) => {
                let text = self.written(&range);
                match text {
                    "{" => {
                        self.open.push((range, "{", "}"));
                        self.list(false)?;
                        self.expect("}")?;
                    }
                    "if" => {
                        self.open.push((range, "if", "fi"));
                        self.list(false)?;
                        self.expect("then")?;
                        self.list(false)?;
                        while self.keyword("elif")? {
                            self.list(false)?;
                            self.expect("then")?;
                            self.list(false)?;
                        }
                        if self.keyword("else")? {
                            self.list(false)?;
                        }
                        self.expect("fi")?;
                    }
                    "while" | "until" => {
                        self.open.push((range, if text == "while" { "while" } else { "until" }, "done"));
                        self.list(false)?;
                        self.expect("do")?;
                        self.list(false)?;
                        self.expect("done")?;
                    }
                    "for" | "select" => {
                        self.open.push((range, if text == "for" { "for" } else { "select" }, "done"));
                        self.for_loop()?;
                    }
                    "case" => {
                        self.open.push((range, "case", "esac"));
                        self.case()?;
                    }
                    "[[" => {
                        self.open.push((range, "[[", "]]"));
                        self.condition()?;
                    }
                    "function" => return self.function(),
                    "coproc" => return self.coprocess(),
                    _ => return Err(Stop::Doubt),
                }
                self.open.pop();
                Ok(())
            }
            _ => Err(Stop::Doubt),
        }
    }

    /// What stands behind `coproc`: a command, before a compound one perhaps a name.
    fn coprocess(&mut self) -> Step {
        let before = self.at;
        if let Token::Word(range) = self.peek()?
            && !self.is_compound(&range)
        {
            self.next()?;
            let compound = match self.peek()? {
                Token::Operator("(") => true,
                Token::Word(range) => self.is_compound(&range),
                _ => false,
            };
            if !compound {
                self.at = before;
            }
        }
        self.command()
    }

    fn for_loop(&mut self) -> Step {
        let before = self.at;
        self.at = self.skip_blanks_from(self.at);
        if self.starts("((") {
            self.balanced()?;
            if !self.text[..self.at].ends_with(b"))") {
                return Err(Stop::Doubt);
            }
            if self.peek()? == Token::Operator(";") {
                self.next()?;
            }
            self.newlines()?;
        } else {
            self.at = before;
            match self.peek()? {
                Token::Word(_) => self.next()?,
                _ => return self.unexpected(),
            };
            match self.peek()? {
                Token::Operator(";") => {
                    self.next()?;
                    self.newlines()?;
                }
                _ => {
                    self.newlines()?;
                    if self.keyword("in")? {
                        while let Token::Word(_) = self.peek()? {
                            self.next()?;
                        }
                        match self.peek()? {
                            Token::Operator(";") | Token::Newline => self.next()?,
                            _ => return self.unexpected(),
                        };
                        self.newlines()?;
                    }
                }
            }
        }
        if self.keyword("{")? {
            self.list(false)?;
            return self.expect("}");
        }
        self.expect("do")?;
        self.list(false)?;
        self.expect("done")
    }

    fn case(&mut self) -> Step {
        match self.peek()? {
            Token::Word(_) => self.next()?,
            _ => return self.unexpected(),
        };
        self.newlines()?;
        self.expect("in")?;
        loop {
            self.newlines()?;
            if self.keyword("esac")? {
                return Ok(());
            }
            if self.peek()? == Token::Operator("(") {
                self.next()?;
            }
            loop {
                match self.peek()? {
                    Token::Word(_) => {
                        self.next()?;
                        // an extended pattern
                        if self.peek_byte() == Some(b'(') {
                            return Err(Stop::Doubt);
                        }
                    }
                    _ => return self.unexpected(),
                }
                match self.peek()? {
                    Token::Operator("|") => {
                        self.next()?;
                    }
                    Token::Operator(")") => {
                        self.next()?;
                        break;
                    }
                    _ => return self.unexpected(),
                }
            }
            self.list(true)?;
            match self.peek()? {
                Token::Operator(";;" | ";&" | ";;&") => {
                    self.next()?;
                }
                _ => return self.expect("esac"),
            }
        }
    }

    fn condition(&mut self) -> Step {
        self.condition_or()?;
        self.newlines()?;
        self.expect("]]")
    }

    fn condition_or(&mut self) -> Step {
        self.deeper()?;
        loop {
            self.condition_term()?;
            self.newlines()?;
            match self.peek()? {
                Token::Operator("&&" | "||") => {
                    self.next()?;
                }
                _ => break,
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn condition_term(&mut self) -> Step {
        self.newlines()?;
        match self.peek()? {
            Token::Operator("(") => {
                self.next()?;
                self.condition_or()?;
                self.newlines()?;
                if self.peek()? != Token::Operator(")") {
                    return self.unexpected();
                }
                self.next()?;
                Ok(())
            }
            Token::Word(range) => {
                let text = self.written(&range).to_owned();
                if text == "]]" {
                    return self.unexpected();
                }
                self.next()?;
                if text == "!" {
                    return self.condition_term();
                }
                let unary = text.len() == 2 && text.starts_with('-') && text.as_bytes()[1].is_ascii_alphabetic();
                match self.peek()? {
                    Token::Word(next) if unary && !matches!(self.written(&next), "]]") => {
                        self.next()?;
                        Ok(())
                    }
                    Token::Word(next) if self.written(&next) == "]]" => Ok(()),
                    Token::Word(next) => match self.written(&next) {
                        "=~" => {
                            self.next()?;
                            self.regular_expression()
                        }
                        "=" | "==" | "!=" | "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" | "-nt" | "-ot" | "-ef" => {
                            self.next()?;
                            self.operand()
                        }
                        _ => self.unexpected(),
                    },
                    Token::Operator("<" | ">") => {
                        self.next()?;
                        self.operand()
                    }
                    Token::Operator("&&" | "||" | ")") | Token::Newline => Ok(()),
                    _ => self.unexpected(),
                }
            }
            _ => self.unexpected(),
        }
    }

    /// The right side of a comparison: a pattern, in which parentheses may stand.
    fn operand(&mut self) -> Step {
        match self.peek()? {
            Token::Word(range) if self.written(&range) != "]]" => {
                self.next()?;
                if self.peek_byte() == Some(b'(') { Err(Stop::Doubt) } else { Ok(()) }
            }
            Token::Operator("(") => Err(Stop::Doubt),
            _ => self.unexpected(),
        }
    }

    /// The word behind `=~`: blanks end it outside of parentheses only.
    fn regular_expression(&mut self) -> Step {
        self.at = self.skip_blanks_from(self.at);
        let mut level = 0usize;
        let start = self.at;
        while let Some(byte) = self.peek_byte() {
            match byte {
                b'\\' => self.at = (self.at + 2).min(self.text.len()),
                b'\'' => self.single()?,
                b'"' => self.double()?,
                b'`' => self.backquote()?,
                b'$' if matches!(self.text.get(self.at + 1), Some(b'(' | b'{' | b'\'' | b'"')) => self.dollar(false)?,
                b'(' => {
                    level += 1;
                    self.at += 1;
                }
                b')' if level > 0 => {
                    level -= 1;
                    self.at += 1;
                }
                b'[' => {
                    // a bracket expression may hold anything
                    match self.text[self.at..].iter().position(|byte| matches!(byte, b']' | b'\n')) {
                        Some(length) if self.text[self.at + length] == b']' => self.at += length.max(1),
                        _ => self.at += 1,
                    }
                }
                b' ' | b'\t' | b'\n' | b')' | b'&' | b';' if level == 0 => break,
                _ => self.at += 1,
            }
        }
        if self.at == start { Err(Stop::Doubt) } else { Ok(()) }
    }

    fn function(&mut self) -> Step {
        match self.peek()? {
            Token::Word(_) => self.next()?,
            _ => return self.unexpected(),
        };
        if self.peek()? == Token::Operator("(") {
            self.next()?;
            if self.peek()? != Token::Operator(")") {
                // `function f (list)`: the body is a subshell
                return Err(Stop::Doubt);
            }
            self.next()?;
        }
        self.body()
    }

    fn body(&mut self) -> Step {
        self.newlines()?;
        match self.peek()? {
            Token::Operator("(") => self.compound()?,
            Token::Word(range) if self.is_compound(&range) => self.compound()?,
            _ => return self.unexpected(),
        }
        while self.redirection()? {}
        Ok(())
    }

    fn simple(&mut self) -> Step {
        let mut words = 0usize;
        loop {
            if self.redirection()? {
                words += 2;
                continue;
            }
            match self.peek()? {
                Token::Word(range) => {
                    if words == 0 && CLOSERS.contains(&self.written(&range)) {
                        return self.unexpected();
                    }
                    self.next()?;
                    words += 1;
                    if words == 1 && self.peek()? == Token::Operator("(") {
                        let before = self.at;
                        self.next()?;
                        if self.peek()? == Token::Operator(")") {
                            self.next()?;
                            return self.body();
                        }
                        self.at = before;
                        return self.unexpected();
                    }
                }
                Token::Operator("(") => return self.unexpected(),
                _ if words == 0 => return self.unexpected(),
                _ => return Ok(()),
            }
        }
    }

    /// A redirection, if one comes.
    fn redirection(&mut self) -> Step<bool> {
        let Token::Operator(operator) = self.peek()? else { return Ok(false) };
        if !matches!(operator, "<" | ">" | ">>" | "<<" | "<<-" | "<<<" | "<&" | ">&" | "<>" | ">|" | "&>" | "&>>") {
            return Ok(false);
        }
        self.next()?;
        match self.peek()? {
            Token::Word(range) => {
                self.next()?;
                if matches!(operator, "<<" | "<<-") {
                    let delimiter = unquoted(&self.text[range]);
                    self.here.push(Here { delimiter, tabs: operator == "<<-" });
                }
                Ok(true)
            }
            _ => self.unexpected(),
        }
    }
}

fn unquoted(word: &[u8]) -> Vec<u8> {
    let mut result = Vec::new();
    let mut bytes = word.iter().copied();
    let mut quote = None;
    while let Some(byte) = bytes.next() {
        match (byte, quote) {
            (b'\'' | b'"', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (b'\\', None) => result.extend(bytes.next()),
            _ => result.push(byte),
        }
    }
    result
}

fn is_name(text: &[u8]) -> bool {
    text.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// `name=` or `name[…]+=`
fn is_array_start(text: &[u8]) -> bool {
    let Some(rest) = text.strip_suffix(b"=") else { return false };
    let rest = rest.strip_suffix(b"+").unwrap_or(rest);
    match rest.iter().position(|byte| *byte == b'[') {
        Some(at) => is_name(&rest[..at]) && rest.ends_with(b"]"),
        None => is_name(rest),
    }
}

fn memmem(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Option<String> {
        check(text).map(|mistake| mistake.message)
    }

    #[test]
    fn what_bash_takes() {
        for text in [
            "",
            "# only a comment\n",
            "if [ -f x ]; then { echo; } fi\n",
            "for x in 1 2; do (echo $x) done\n",
            "for ((i = 0; i < 3; i++)); do echo $i; done\n",
            "for x; do :; done\nfor x do :; done\nfor x\ndo :; done\n",
            "case $x in a|b) echo;; (c) ;; *) echo\nesac\n",
            "case $x in\n# nothing\nesac\n",
            "[[ $a == *b* && ( -f c || ! -d d ) ]] || exit 1\n",
            "[[ $a =~ ^(a|b)[[:space:]]+$ ]] && echo\n",
            "f() { echo; }; function g { echo; }; function h() ( echo )\n",
            "cat <<EOF\n$(if\nEOF\necho done\n",
            "cat <<'E' <<-F\nfi\nE\n\t`\n\tF\n",
            "x=$(cat <<EOF\n)\nEOF\n)\n",
            "a=(1 2 # three\n 3)\ndeclare -A m=([x]=1 [y y]=2)\n",
            "echo ${x:-'a'} \"${x:-it's}\" \"${x#'}'}\" ${#x} $# $$ \"$(echo \"$(date)\")\"\n",
            "echo $((1 + (2 * 3))) $( (echo) )\n((i++))\n",
            "while read -r line; do echo; done < <(ls) > out 2>&1 &\n",
            "! true\ntime ls | wc -l\n",
            "echo a && \\\n  echo b |\n  cat\n",
            "echo fi done esac } { then\n",
            "if ! ls; then :; elif true; then :; else :; fi >/dev/null\n",
            "{ echo; } 2>&1 | tee log\n",
            "arr[$i + 1]=x\necho a[b\n",
            "echo \"a `echo \\`x\\`` b\"\n",
            "cmd 2>/dev/null >&2 <<< \"x\"\n",
            "echo $'it\\'s' $\"x\"\n",
            "echo a#b # c 'd\n",
            "f() { echo; } >out\nf\n",
        ] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    fn what_bash_refuses() {
        for (text, wanted) in [
            ("if true; then\n  echo\necho\n", "`if` is never closed by `fi`"),
            ("echo 'a\n", "`'` is never closed by `'`"),
            ("echo \"a\nfi\n", "`\"` is never closed by `\"`"),
            ("fi\n", "`fi` closes nothing that is open"),
            ("for x in a b; echo; done\n", "unexpected `echo`"),
            ("if [ -f x ] then\necho\nfi\n", "unexpected `fi`"),
            ("echo )\n", "unexpected `)`"),
            ("f() { echo }\n", "`{` is never closed by `}`"),
            ("if true; then\nfi\n", "unexpected `fi`"),
            ("echo a ;; echo b\n", "unexpected `;;`"),
            ("echo $(ls\n", "`$(` is never closed by `)`"),
            ("[[ -f x ; then\n", "unexpected `;`"),
            ("case x in a) echo esac\n", "`case` is never closed by `esac`"),
            ("ls |\n", "the script ends in the middle of a command"),
            ("&& ls\n", "unexpected `&&`"),
            ("echo >\n", "the line ends in the middle of a command"),
            ("while true; do echo; fi\n", "unexpected `fi`"),
            ("foo (a)\n", "unexpected `(`"),
            ("echo ${x\n", "`${` is never closed by `}`"),
        ] {
            assert_eq!(message(text).as_deref(), Some(wanted), "{text}");
        }
    }
}
