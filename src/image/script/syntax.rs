//! Shell scripts as statements: tree-sitter-bash finds the structure, this module turns its nodes into what an
//! interpreter needs. Here-documents are found by `here`, because the grammar misjudges their delimiters.
//!
//! The file is long because the whole syntax tree and its reader belong together.

use std::sync::Arc;

use super::here::{self, Here};
use crate::text::{Source, Span};

/// How a piece of a word is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quote {
    /// Not at all.
    None,
    /// `'...'` or a here-document whose delimiter is quoted.
    Single,
    /// `"..."` or the body of a here-document.
    Double,
    /// `$'...'`
    Ansi,
}

/// A piece of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// Text that stands for itself, quotes and escapes taken off.
    Literal {
        /// The text.
        text: String,
        /// Where it stands; as long as the text where nothing was taken off.
        span: Span,
        /// How it is quoted.
        quote: Quote,
    },
    /// `$NAME` or `${NAME}`.
    Variable {
        /// The name.
        name: String,
        /// Where it stands, dollar sign included.
        span: Span,
        /// Whether it stands in double quotes.
        quoted: bool,
    },
    /// A command substitution, arithmetic, a pattern, `${NAME...}` with an operator: not known here.
    Unknown {
        /// Where it stands.
        span: Span,
        /// Whether it stands in double quotes.
        quoted: bool,
        /// The expansion as written.
        text: String,
        /// The statements of a command substitution.
        statements: Vec<Statement>,
    },
}

impl Part {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Literal { span, .. } | Self::Variable { span, .. } | Self::Unknown { span, .. } => *span,
        }
    }
}

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// Its pieces.
    pub parts: Vec<Part>,
}

impl Word {
    /// Its text, where nothing in it is expanded.
    #[must_use]
    pub fn literal(&self) -> Option<String> {
        let mut result = String::new();
        for part in &self.parts {
            match part {
                Part::Literal { text, .. } => result.push_str(text),
                _ => return None,
            }
        }
        Some(result)
    }

    /// Whether it is one bare literal without quotes.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        matches!(self.parts.as_slice(), [Part::Literal { quote: Quote::None, .. }])
    }
}

/// `NAME=value`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The name.
    pub name: String,
    /// The value; `None` for what is not understood.
    pub value: Option<Word>,
    /// The elements of an array.
    pub list: Option<Vec<Word>>,
    /// The elements of an array that are given with their keys: `([a]=b)`.
    pub keyed: Option<Vec<(Word, Word)>>,
    /// Which element is set: `NAME[index]=value`.
    pub index: Option<Word>,
    /// Whether it is `+=`.
    pub append: bool,
    /// Where it stands.
    pub span: Span,
}

/// A here-document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HereDocument {
    /// The delimiter without quotes.
    pub delimiter: String,
    /// Where the delimiter stands behind `<<`, quotes included.
    pub delimiter_span: Span,
    /// Whether any of it is quoted: the body is then taken as it stands.
    pub quoted: bool,
    /// Whether it is `<<-`: leading tabs are taken off.
    pub strip_tabs: bool,
    /// The body; it ends with a newline unless empty.
    pub body: Word,
    /// The delimiter's line; `None` where it never comes.
    pub end: Option<Span>,
    /// A line that is the delimiter but for blanks around it, where the true one never comes.
    pub near_end: Option<Span>,
}

/// What a redirection does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectKind {
    /// `>`, `&>`
    Write,
    /// `>|`: `>` whatever `noclobber` says.
    Clobber,
    /// `>>`, `&>>`
    Append,
    /// `<`
    Read,
    /// `<<`, `<<-`
    HereDocument(HereDocument),
    /// `<<<`
    HereString,
    /// `>&`
    Duplicate,
    /// `<&`
    DuplicateInput,
}

/// A redirection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// What it does.
    pub kind: RedirectKind,
    /// The number in front of it.
    pub descriptor: Option<u32>,
    /// The file, or the text of a here-string; empty for here-documents.
    pub target: Word,
    /// Where it stands, its operator included.
    pub span: Span,
}

impl Redirect {
    /// Whether standard output goes to the target.
    #[must_use]
    pub fn takes_output(&self) -> bool {
        self.writes() && self.descriptor.is_none_or(|fd| fd == 1)
    }

    /// Whether it opens its target for writing.
    #[must_use]
    pub fn writes(&self) -> bool {
        matches!(self.kind, RedirectKind::Write | RedirectKind::Clobber | RedirectKind::Append)
    }

    /// Whether what is written comes at the target's end.
    #[must_use]
    pub fn appends(&self) -> bool {
        self.kind == RedirectKind::Append
    }

    /// The descriptor that standard output goes to from here on.
    #[must_use]
    pub fn duplicates_output_to(&self) -> Option<String> {
        (self.kind == RedirectKind::Duplicate && self.descriptor.is_none_or(|fd| fd == 1))
            .then(|| self.target.literal().unwrap_or_default())
    }
}

/// A simple command, assignments and redirections included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Where it stands, without the bodies of here-documents.
    pub span: Span,
    /// The assignments before it.
    pub assignments: Vec<Assignment>,
    /// The command's name and its arguments.
    pub words: Vec<Word>,
    /// Its redirections.
    pub redirects: Vec<Redirect>,
}

impl Command {
    /// The command's name without its directory, where it is literal.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let name = self.words.first()?.literal()?;
        Some(name.rsplit('/').next().unwrap_or(&name).to_owned())
    }

    /// The arguments.
    #[must_use]
    pub fn arguments(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }
}

/// `&&` or `||`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Connective {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Statement {
    /// A simple command.
    Command(Command),
    /// `a | b`
    Pipeline(Vec<Statement>),
    /// `a && b || c`
    Chain {
        /// The first.
        first: Box<Statement>,
        /// What follows.
        rest: Vec<(Connective, Statement)>,
    },
    /// `! a`
    Not(Box<Statement>),
    /// `if`, with its branches: condition and body; the `else` branch has no condition.
    If {
        /// The branches.
        branches: Vec<(Vec<Statement>, Vec<Statement>)>,
        /// The body of `else`.
        otherwise: Option<Vec<Statement>>,
        /// Redirections of the whole.
        redirects: Vec<Redirect>,
        /// Where it stands.
        span: Span,
    },
    /// `for`, `while`, `until`
    Loop {
        /// `for`'s variable with the words it goes through.
        variable: Option<(String, Vec<Word>)>,
        /// The condition of `while` and `until`.
        condition: Vec<Statement>,
        /// The body.
        body: Vec<Statement>,
        /// Redirections of the whole.
        redirects: Vec<Redirect>,
        /// Where it stands.
        span: Span,
    },
    /// `case`
    Case {
        /// The word that is compared.
        subject: Option<Word>,
        /// The patterns of each arm.
        patterns: Vec<Vec<Word>>,
        /// The bodies of its arms.
        arms: Vec<Vec<Statement>>,
        /// Whether an arm `*)` takes what is left.
        exhaustive: bool,
        /// Redirections of the whole.
        redirects: Vec<Redirect>,
        /// Where it stands.
        span: Span,
    },
    /// `{ ...; }` and `( ... )`
    Group {
        /// What is in it.
        body: Vec<Statement>,
        /// Whether it is a subshell.
        subshell: bool,
        /// Redirections of the whole.
        redirects: Vec<Redirect>,
        /// Where it stands.
        span: Span,
    },
    /// A function.
    Function {
        /// Its name.
        name: String,
        /// Its body.
        body: Arc<Vec<Statement>>,
        /// Where it stands.
        span: Span,
    },
    /// `[ ... ]`, `[[ ... ]]`
    Test {
        /// The words in it, as written.
        words: Vec<String>,
        /// Whether the brackets are double: a pattern may stand behind `==`.
        double: bool,
        /// Where it stands.
        span: Span,
    },
    /// What could not be understood.
    Unparsed {
        /// Where it stands.
        span: Span,
        /// Its text.
        text: String,
    },
}

const MAX_DEPTH: usize = 120;

/// Where a text that is parsed stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Letter by letter from here on.
    From(Span),
    /// Put together by what stands here.
    Somewhere(Span),
}

impl Place {
    fn span(self, start: usize, end: usize) -> Span {
        match self {
            Self::From(at) => Span::new(at.source, at.start as usize + start, at.start as usize + end),
            Self::Somewhere(whole) => whole,
        }
    }
}

/// The statements of a script.
#[must_use]
pub fn parse(source: &Arc<Source>) -> Vec<Statement> {
    parse_text(&source.text, Span::at(source.id, 0))
}

/// The statements of `text`, which stands letter by letter from `at` on.
#[must_use]
pub fn parse_text(text: &str, at: Span) -> Vec<Statement> {
    parse_at(text, Place::From(at))
}

/// The statements of `text`, which is put together by what stands at `whole`.
#[must_use]
pub fn parse_made(text: &str, whole: Span) -> Vec<Statement> {
    parse_at(text, Place::Somewhere(whole))
}

/// Bytes that the lexer asks for at once, and how often it may ask for each in the middle: what looks ahead to the end of
/// the text from everywhere asks ever more often.
const CHUNK: usize = 1024;
const LOOKS_PER_CHUNK: usize = 100;
/// Bytes that the grammar's machine reads between two calls, a hundred steps apart, where it comes along well: a step a
/// byte is usual, also behind a mistake.
const BYTES_A_CALL: usize = 50;
/// Calls in which it does not, which take longer the further it is.
const MAX_RECOVERY: usize = 8_000;

fn parse_at(text: &str, place: Place) -> Vec<Statement> {
    parse_nested(text, place, 0)
}

fn parse_nested(text: &str, place: Place, depth: usize) -> Vec<Statement> {
    let here = here::find(text);
    let mut converter = Converter { text, place, here, depth };
    let Some(tree) = converter.tree() else {
        return vec![Statement::Unparsed { span: converter.span(0, text.len()), text: text.to_owned() }];
    };
    let mut statements = converter.block(tree.root_node());
    if converter.misread(tree.root_node(), 0) {
        // the grammar guesses what was meant, which need not be what the shell does
        let span = converter.span(text.len(), text.len());
        statements.push(Statement::Unparsed { span, text: text.to_owned() });
    }
    statements
}

/// The words of a text, quotes and expansions as they stand. A blank in one of them ends no word.
fn words_as_written(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    // what is open: quotes, and brackets of expansions
    let mut open: Vec<char> = Vec::new();
    while let Some(c) = chars.next() {
        match (open.last().copied(), c) {
            (None, c) if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                continue;
            }
            (Some('\''), '\'') => {
                open.pop();
            }
            (Some('\''), _) => {}
            (_, '\\') => {
                word.push(c);
                word.extend(chars.next());
                continue;
            }
            (Some(end), c) if end == c => {
                open.pop();
            }
            (None | Some('}' | ')'), '\'') => open.push('\''),
            (_, '"' | '`') => open.push(c),
            (_, '$') if matches!(chars.peek(), Some('{' | '(')) => {
                word.push(c);
                let bracket = chars.next().unwrap_or_default();
                open.push(if bracket == '{' { '}' } else { ')' });
                word.push(bracket);
                continue;
            }
            (Some(')'), '(') => open.push(')'),
            _ => {}
        }
        word.push(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// A text with expansions as in double quotes: what stands behind `:-` in `${NAME:-...}`.
#[must_use]
pub fn expanding(text: &str, whole: Span) -> Word {
    let mut converter = Converter { text, place: Place::Somewhere(whole), here: Vec::new(), depth: 0 };
    let mut parts = Vec::new();
    converter.expansions(0, text.len(), text.len(), &mut parts);
    Word { span: whole, parts }
}

struct Converter<'t> {
    text: &'t str,
    place: Place,
    /// The here-documents, by their operators.
    here: Vec<Here>,
    depth: usize,
}

type Node<'t> = tree_sitter::Node<'t>;

impl Converter<'_> {
    /// The syntax tree; `None` for what no shell reads, and what would take too long.
    fn tree(&self) -> Option<tree_sitter::Tree> {
        // bash takes a file with such bytes for a binary
        if self.text.contains('\0') {
            return None;
        }
        let mut parser = tree_sitter::Parser::new();
        parser.set_language(&tree_sitter_bash::LANGUAGE.into()).ok()?;
        let masked = here::masked(self.text, &self.here);
        let looks = std::cell::Cell::new((8 + masked.len() / CHUNK) * LOOKS_PER_CHUNK);
        // after an error, what takes long is to go back over all that is open, again and again
        let (mut left, mut furthest) = (MAX_RECOVERY, 0);
        let mut within_limit = |state: &tree_sitter::ParseState| {
            let at = state.current_byte_offset();
            let advances = at >= furthest + BYTES_A_CALL;
            furthest = furthest.max(at);
            if state.has_error() && !advances {
                left = left.saturating_sub(1 + at / 4096);
            }
            if left == 0 || looks.get() == 0 {
                std::ops::ControlFlow::Break(())
            } else {
                std::ops::ControlFlow::Continue(())
            }
        };
        let options = tree_sitter::ParseOptions::new().progress_callback(&mut within_limit);
        let bytes = masked.as_bytes();
        let mut read = |at: usize, _| {
            looks.set(looks.get().saturating_sub(1));
            bytes.get(at..(at + CHUNK).min(bytes.len())).unwrap_or_default()
        };
        parser.parse_with_options(&mut read, None, Some(options))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        self.place.span(start, end)
    }

    fn unparsed(&self, node: Node<'_>) -> Statement {
        Statement::Unparsed { span: self.of(node), text: self.slice(node).to_owned() }
    }

    fn unknown(&self, node: Node<'_>, quoted: bool, statements: Vec<Statement>) -> Part {
        Part::Unknown { span: self.of(node), quoted, text: self.slice(node).to_owned(), statements }
    }

    fn of(&self, node: Node<'_>) -> Span {
        self.span(node.start_byte(), node.end_byte())
    }

    fn slice(&self, node: Node<'_>) -> &str {
        self.text.get(node.byte_range()).unwrap_or("")
    }

    /// Whether something below a node could not be read, the `<<` of a `<<<` apart, which this module reads itself.
    fn misread(&self, node: Node<'_>, depth: usize) -> bool {
        if !node.has_error() || depth > MAX_DEPTH {
            return node.has_error();
        }
        if node.is_missing() || (node.is_error() && self.slice(node) != "<<") {
            return true;
        }
        let mut cursor = node.walk();
        node.children(&mut cursor).any(|child| self.misread(child, depth + 1))
    }

    /// All statements below a node, in order.
    fn block(&mut self, node: Node<'_>) -> Vec<Statement> {
        let mut statements = Vec::new();
        if self.depth >= MAX_DEPTH {
            return vec![self.unparsed(node)];
        }
        self.depth += 1;
        let mut cursor = node.walk();
        for child in node.children(&mut cursor) {
            if child.is_named() && child.kind() != "comment" {
                self.statement(child, &mut statements);
            }
        }
        self.depth -= 1;
        statements
    }

    fn statement(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        if self.depth >= MAX_DEPTH {
            out.push(self.unparsed(node));
            return;
        }
        self.depth += 1;
        let converted = self.convert(node, Vec::new());
        self.depth -= 1;
        out.push(converted);
    }

    fn one(&mut self, node: Node<'_>) -> Statement {
        let mut out = Vec::new();
        self.statement(node, &mut out);
        out.pop().unwrap_or_else(|| self.unparsed(node))
    }

    fn convert(&mut self, node: Node<'_>, redirects: Vec<Redirect>) -> Statement {
        let span = self.of(node);
        match node.kind() {
            "command" => {
                let mut command = Command { span, assignments: Vec::new(), words: Vec::new(), redirects };
                self.command(node, &mut command);
                Statement::Command(command)
            }
            "declaration_command" | "unset_command" => {
                let mut command = Command { span, assignments: Vec::new(), words: Vec::new(), redirects };
                let mut cursor = node.walk();
                let mut end = 0;
                for child in node.children(&mut cursor) {
                    match child.kind() {
                        "variable_assignment" => command.assignments.extend(self.assignment(child)),
                        // `unset a[1]` comes in two
                        _ if child.start_byte() == end && command.words.len() > 1 => {
                            let word = self.word(child);
                            if let Some(last) = command.words.last_mut() {
                                last.span = last.span.to(word.span);
                                last.parts.extend(word.parts);
                            }
                        }
                        _ => command.words.push(self.word(child)),
                    }
                    end = child.end_byte();
                }
                Statement::Command(command)
            }
            "variable_assignment" | "variable_assignments" => {
                let mut command = Command { span, assignments: Vec::new(), words: Vec::new(), redirects };
                if node.kind() == "variable_assignment" {
                    command.assignments.extend(self.assignment(node));
                } else {
                    let mut cursor = node.walk();
                    for child in node.children(&mut cursor).filter(|child| child.kind() == "variable_assignment") {
                        command.assignments.extend(self.assignment(child));
                    }
                }
                Statement::Command(command)
            }
            "redirected_statement" => self.redirected(node, redirects),
            // `$(< FILE)`
            "file_redirect" | "herestring_redirect" => {
                let mut command = Command { span, assignments: Vec::new(), words: Vec::new(), redirects };
                self.redirect(node, &mut command);
                Statement::Command(command)
            }
            "pipeline" => {
                let mut parts = Vec::new();
                let mut cursor = node.walk();
                for child in node.children(&mut cursor).filter(|child| child.is_named()) {
                    if child.kind() != "comment" {
                        self.statement(child, &mut parts);
                    }
                }
                Statement::Pipeline(parts)
            }
            "list" => self.list(node),
            "negated_command" => {
                let inner = node.named_child(0).map(|child| self.one(child));
                Statement::Not(Box::new(inner.unwrap_or_else(|| self.unparsed(node))))
            }
            // arithmetic: all that counts is which variables it changes
            "compound_statement" | "test_command" if self.slice(node).starts_with("((") => {
                let word = |text: &str| Word {
                    span,
                    parts: vec![Part::Literal { text: text.to_owned(), span, quote: Quote::Single }],
                };
                let words = vec![word("let"), word(self.slice(node))];
                Statement::Command(Command { span, assignments: Vec::new(), words, redirects })
            }
            "test_command" => {
                let double = self.slice(node).starts_with("[[");
                Statement::Test { words: self.test_words(node), double, span }
            }
            "if_statement" => self.condition(node, redirects),
            "for_statement" | "c_style_for_statement" | "while_statement" => self.repetition(node, redirects),
            "case_statement" => {
                let (mut arms, mut patterns) = (Vec::<Vec<Statement>>::new(), Vec::new());
                let (mut exhaustive, mut falls, mut goes_on) = (false, Vec::new(), false);
                let subject = node.child_by_field_name("value").map(|value| self.word(value));
                let mut cursor = node.walk();
                for item in node.children(&mut cursor).filter(|child| child.kind() == "case_item") {
                    let mut inner = item.walk();
                    let (mut body, mut values, mut falls_through) = (Vec::new(), Vec::new(), false);
                    for (index, child) in item.children(&mut inner).enumerate() {
                        let is_value = item.field_name_for_child(index as u32) == Some("value");
                        if is_value {
                            exhaustive |= self.slice(child) == "*";
                            values.push(self.word(child));
                        } else if child.is_named() && child.kind() != "comment" {
                            self.statement(child, &mut body);
                        }
                        falls_through |= child.kind() == ";&";
                        goes_on |= child.kind() == ";;&";
                    }
                    arms.push(body);
                    patterns.push(values);
                    falls.push(falls_through);
                }
                for index in (0..arms.len().saturating_sub(1)).rev().filter(|index| falls[*index]) {
                    let next = arms[index + 1].clone();
                    arms[index].extend(next);
                }
                if goes_on {
                    self.unparsed(node)
                } else {
                    Statement::Case { subject, patterns, arms, exhaustive, redirects, span }
                }
            }
            "compound_statement" | "do_group" => {
                Statement::Group { body: self.block(node), subshell: false, redirects, span }
            }
            "subshell" => Statement::Group { body: self.block(node), subshell: true, redirects, span },
            "function_definition" => {
                let name = node.child_by_field_name("name").map(|name| self.slice(name).to_owned()).unwrap_or_default();
                let mut carrier = Command { span, assignments: Vec::new(), words: Vec::new(), redirects: Vec::new() };
                let mut cursor = node.walk();
                for child in node.children(&mut cursor).filter(|child| child.kind().ends_with("_redirect")) {
                    self.redirect(child, &mut carrier);
                }
                let mut body = node.child_by_field_name("body").map(|body| self.one(body));
                if let Some(body) = &mut body {
                    give_to_last(body, carrier.redirects);
                }
                Statement::Function { name, body: Arc::new(body.into_iter().collect()), span }
            }
            _ => self.unparsed(node),
        }
    }

    /// Fills a command.
    fn command(&mut self, node: Node<'_>, command: &mut Command) {
        let mut cursor = node.walk();
        for (index, child) in node.children(&mut cursor).enumerate() {
            match child.kind() {
                "variable_assignment" => command.assignments.extend(self.assignment(child)),
                "file_redirect" | "herestring_redirect" => self.redirect(child, command),
                "subshell" => {}
                _ if node.field_name_for_child(index as u32) == Some("operator") => {}
                // `$"..."`
                _ if self.slice(child) == "$" && self.text[child.end_byte()..].starts_with('"') => {}
                _ => command.words.push(self.word(child)),
            }
        }
    }

    fn redirected(&mut self, node: Node<'_>, outer: Vec<Redirect>) -> Statement {
        let mut carrier = Command { span: self.of(node), assignments: Vec::new(), words: Vec::new(), redirects: outer };
        let mut body = None;
        let mut cursor = node.walk();
        for (index, child) in node.children(&mut cursor).enumerate() {
            if node.field_name_for_child(index as u32) == Some("body") {
                body = Some(child);
            } else if child.is_named() {
                self.redirect(child, &mut carrier);
            }
        }
        // the line of the command, without what here-documents bring behind it
        let end = carrier.redirects.iter().map(|redirect| redirect.span.end).max().unwrap_or(carrier.span.end);
        match body {
            None => Statement::Command(Command { span: Span { end, ..carrier.span }, ..carrier }),
            Some(body) if matches!(body.kind(), "command" | "declaration_command" | "variable_assignment") => {
                match self.convert(body, Vec::new()) {
                    Statement::Command(mut command) => {
                        command.span = Span { end: end.max(command.span.end), ..command.span };
                        command.words.extend(carrier.words);
                        command.redirects.extend(carrier.redirects);
                        Statement::Command(command)
                    }
                    other => other,
                }
            }
            // redirections behind a pipeline or list belong to its last command
            Some(body) if matches!(body.kind(), "pipeline" | "list" | "negated_command") => {
                let mut inner = self.convert(body, Vec::new());
                give_to_last(&mut inner, carrier.redirects);
                inner
            }
            Some(body) => self.convert(body, carrier.redirects),
        }
    }

    /// Adds a redirection to the command; words behind its target are the command's.
    fn redirect(&mut self, node: Node<'_>, command: &mut Command) {
        let descriptor =
            node.child_by_field_name("descriptor").and_then(|descriptor| self.slice(descriptor).parse::<u32>().ok());
        match node.kind() {
            "file_redirect" => {
                let start = self.here.partition_point(|here| here.operator.start < node.start_byte());
                if self.here.get(start).is_some_and(|here| here.operator.start < node.end_byte()) {
                    let redirect = self.here_document(start, descriptor);
                    command.redirects.push(redirect);
                    let mut cursor = node.walk();
                    let children: Vec<(usize, Node<'_>)> = node.children(&mut cursor).enumerate().collect();
                    let is_word = |index: usize| node.field_name_for_child(index as u32) == Some("destination");
                    for (_, child) in children.into_iter().filter(|(index, _)| is_word(*index)).skip(1) {
                        let word = self.word(child);
                        command.words.push(word);
                    }
                    return;
                }
                let operator = self.operator(node);
                // behind another redirection the grammar takes `<<<` for an error and `<`
                let before = &self.text.as_bytes()[..node.start_byte()];
                let kind = match operator.as_str() {
                    "<" if before.ends_with(b"<<") => RedirectKind::HereString,
                    ">|" => RedirectKind::Clobber,
                    ">" | "&>" => RedirectKind::Write,
                    ">>" | "&>>" => RedirectKind::Append,
                    "<" | "<>" => RedirectKind::Read,
                    "<&" | "<&-" => RedirectKind::DuplicateInput,
                    _ => RedirectKind::Duplicate,
                };
                let mut cursor = node.walk();
                let mut targets = Vec::new();
                for (index, child) in node.children(&mut cursor).enumerate() {
                    if node.field_name_for_child(index as u32) == Some("destination") {
                        targets.push(self.word(child));
                    }
                }
                let mut targets = targets.into_iter();
                if let Some(target) = targets.next() {
                    // `>& FILE` is `&> FILE`
                    let file = descriptor.is_none()
                        && target.literal().is_some_and(|text| !text.chars().all(|c| c.is_ascii_digit() || c == '-'));
                    let kind = match kind {
                        RedirectKind::Duplicate if file => RedirectKind::Write,
                        other => other,
                    };
                    let span = Span { start: self.of(node).start, ..target.span };
                    command.redirects.push(Redirect { kind, descriptor, target, span });
                }
                command.words.extend(targets);
            }
            "herestring_redirect" => {
                let mut cursor = node.walk();
                let target = node
                    .children(&mut cursor)
                    .find(|child| child.is_named() && child.kind() != "file_descriptor")
                    .map(|child| self.word(child));
                if let Some(target) = target {
                    let span = self.of(node);
                    command.redirects.push(Redirect { kind: RedirectKind::HereString, descriptor, target, span });
                }
            }
            _ => {}
        }
    }

    fn operator(&self, node: Node<'_>) -> String {
        let mut cursor = node.walk();
        node.children(&mut cursor)
            .find(|child| !child.is_named())
            .map(|child| self.slice(child).to_owned())
            .unwrap_or_default()
    }

    /// A here-document, which stands in the tree as `<hhh`.
    fn here_document(&mut self, index: usize, descriptor: Option<u32>) -> Redirect {
        let here = self.here[index].clone();
        let body = self.body(here.body.start, here.body.end, here.quoted, here.strip_tabs);
        let span = self.span(here.operator.start, here.operator.end);
        let document = HereDocument {
            delimiter: here.delimiter,
            delimiter_span: self.span(here.written.start, here.written.end),
            quoted: here.quoted,
            strip_tabs: here.strip_tabs,
            body,
            end: here.end.map(|end| self.span(end.start, end.end)),
            near_end: here.near_end.map(|end| self.span(end.start, end.end)),
        };
        Redirect {
            kind: RedirectKind::HereDocument(document),
            descriptor,
            target: Word { span, parts: Vec::new() },
            span,
        }
    }

    fn body(&mut self, start: usize, end: usize, quoted: bool, strip_tabs: bool) -> Word {
        let mut parts = Vec::new();
        let mut at = start;
        while at < end {
            let stop = self.text[at..end].find('\n').map_or(end, |offset| at + offset + 1);
            let mut from = at;
            if strip_tabs {
                from += self.text[at..stop].len() - self.text[at..stop].trim_start_matches('\t').len();
            }
            if quoted {
                push_literal(&mut parts, self.text[from..stop].to_owned(), self.span(from, stop), Quote::Single);
            } else {
                // an expansion may go over the line's end
                let used = self.expansions(from, stop, end, &mut parts);
                at = used.max(stop);
                continue;
            }
            at = stop;
        }
        Word { span: self.span(start, end), parts }
    }

    /// The text between `from` and `stop` with expansions, as in double quotes; an expansion may reach up to `end`.
    /// Returns where it stopped.
    fn expansions(&mut self, from: usize, stop: usize, end: usize, parts: &mut Vec<Part>) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut plain = from;
        while at < stop {
            match bytes[at] {
                b'\\' if at + 1 < end && matches!(bytes[at + 1], b'$' | b'`' | b'\\' | b'"' | b'\n') => {
                    // in here-documents a backslash before a quote stays
                    if bytes[at + 1] == b'"' {
                        at += 2;
                        continue;
                    }
                    push_literal(parts, self.text[plain..at].to_owned(), self.span(plain, at), Quote::Double);
                    let text = if bytes[at + 1] == b'\n' { "" } else { &self.text[at + 1..at + 2] };
                    push_literal(parts, text.to_owned(), self.span(at, at + 2), Quote::Double);
                    at += 2;
                    plain = at;
                }
                b'$' | b'`' => match self.expansion(at, end) {
                    Some((part, next)) => {
                        push_literal(parts, self.text[plain..at].to_owned(), self.span(plain, at), Quote::Double);
                        parts.push(part);
                        at = next;
                        plain = next;
                    }
                    None => at += 1,
                },
                _ => at += 1,
            }
        }
        if plain < at {
            push_literal(parts, self.text[plain..at].to_owned(), self.span(plain, at), Quote::Double);
        }
        at
    }

    /// The command substitution between `at` and `stop`, whose commands are `inner`.
    fn substitution(&mut self, at: usize, stop: usize, inner: std::ops::Range<usize>) -> (Part, usize) {
        let span = self.span(at, stop);
        let text = self.text[at..stop].to_owned();
        let place = match self.place {
            Place::From(_) => Place::From(self.span(inner.start, inner.start)),
            other => other,
        };
        let deep = self.depth >= MAX_DEPTH / 8;
        let statements = if deep { Vec::new() } else { parse_nested(&self.text[inner], place, self.depth + 1) };
        (Part::Unknown { span, quoted: true, text, statements }, stop)
    }

    /// The expansion at `at`, and where it ends.
    fn expansion(&mut self, at: usize, end: usize) -> Option<(Part, usize)> {
        let bytes = self.text.as_bytes();
        let (whole, place) = (self.text, self.place);
        let unknown = |next: usize| {
            let text = whole[at..next].to_owned();
            (Part::Unknown { span: place.span(at, next), quoted: true, text, statements: Vec::new() }, next)
        };
        let text = self.text;
        if bytes[at] == b'`' {
            let stop = here::substitution_end(text, at).filter(|stop| *stop <= end)?;
            let inner = &text[at + 1..stop - 1];
            if inner.contains('\\') {
                return Some(unknown(stop));
            }
            return Some(self.substitution(at, stop, at + 1..stop - 1));
        }
        let next = *bytes.get(at + 1).filter(|_| at + 1 < end)?;
        if next == b'(' {
            if bytes.get(at + 2) == Some(&b'(')
                && let Some(stop) = here::arithmetic_end(text, at).filter(|stop| *stop <= end)
            {
                return Some(unknown(stop));
            }
            let stop = here::substitution_end(text, at).filter(|stop| *stop <= end)?;
            return Some(self.substitution(at, stop, at + 2..stop - 1));
        }
        if next == b'{' {
            let stop = here::braces_end(text, at).filter(|stop| *stop <= end)?;
            let inner = &text[at + 2..stop - 1];
            let name: String = inner.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if !name.is_empty() && name.len() == inner.len() {
                return Some((Part::Variable { name, span: self.span(at, stop), quoted: true }, stop));
            }
            return Some(unknown(stop));
        }
        let name_end = if next.is_ascii_alphabetic() || next == b'_' {
            let rest = &self.text[at + 1..end];
            at + 1 + rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else if next.is_ascii_digit() || matches!(next, b'@' | b'*' | b'#' | b'?' | b'$' | b'!') {
            at + 2
        } else {
            return None;
        };
        let name = self.text[at + 1..name_end].to_owned();
        Some((Part::Variable { name, span: self.span(at, name_end), quoted: true }, name_end))
    }

    fn list(&mut self, node: Node<'_>) -> Statement {
        // lists lean to the left: `a && b || c` is ((a && b) || c)
        let mut spine = Vec::new();
        let mut at = node;
        loop {
            let count = at.child_count();
            if count < 3 {
                break;
            }
            let (Some(operator), Some(right)) = (at.child(count - 2), at.child(count - 1)) else { break };
            let connective = if self.slice(operator) == "||" { Connective::Or } else { Connective::And };
            spine.push((connective, right));
            let Some(left) = at.child(0) else { break };
            at = left;
            if at.kind() != "list" {
                break;
            }
        }
        let first = Box::new(self.one(at));
        let rest = spine.into_iter().rev().map(|(connective, right)| (connective, self.one(right))).collect();
        Statement::Chain { first, rest }
    }

    fn test_words(&self, node: Node<'_>) -> Vec<String> {
        let text = self.slice(node);
        let brackets = if text.starts_with("[[") { 2 } else { 1 };
        let inner = text.get(brackets..text.len().saturating_sub(brackets)).unwrap_or_default();
        words_as_written(inner)
    }

    fn condition(&mut self, node: Node<'_>, redirects: Vec<Redirect>) -> Statement {
        let span = self.of(node);
        let mut branches: Vec<(Vec<Statement>, Vec<Statement>)> = vec![(Vec::new(), Vec::new())];
        let mut otherwise = None;
        let mut cursor = node.walk();
        let mut in_condition = true;
        for child in node.children(&mut cursor) {
            match child.kind() {
                "then" => in_condition = false,
                "elif_clause" => {
                    let mut inner = child.walk();
                    let mut branch = (Vec::new(), Vec::new());
                    let mut elif_condition = true;
                    for part in child.children(&mut inner) {
                        if part.kind() == "then" {
                            elif_condition = false;
                        } else if part.is_named() && part.kind() != "comment" {
                            let into = if elif_condition { &mut branch.0 } else { &mut branch.1 };
                            self.statement(part, into);
                        }
                    }
                    branches.push(branch);
                }
                "else_clause" => otherwise = Some(self.block(child)),
                "comment" => {}
                _ if child.is_named() => {
                    let into = if in_condition { &mut branches[0].0 } else { &mut branches[0].1 };
                    self.statement(child, into);
                }
                _ => {}
            }
        }
        Statement::If { branches, otherwise, redirects, span }
    }

    /// `for ((first; condition; step))`, as the `while` loop that it is.
    fn counted(&mut self, node: Node<'_>, redirects: Vec<Redirect>) -> Option<Statement> {
        let span = self.of(node);
        let text = self.slice(node);
        // `continue` goes on with the step
        if text.contains("continue") {
            return None;
        }
        let header = text.split_once("((")?.1.split_once("))")?.0;
        let parts: Vec<String> = header.split(';').map(|part| part.trim().to_owned()).collect();
        let [first, condition, step] = parts.as_slice() else { return None };
        let word = |text: &str| Word {
            span,
            parts: vec![Part::Literal { text: text.to_owned(), span, quote: Quote::Single }],
        };
        let arithmetic = |text: &str| {
            let words = vec![word("let"), word(if text.is_empty() { "1" } else { text })];
            Statement::Command(Command { span, assignments: Vec::new(), words, redirects: Vec::new() })
        };
        let mut body = self.block(node.child_by_field_name("body")?);
        body.push(arithmetic(step));
        let condition = vec![arithmetic(condition)];
        let repeated = Statement::Loop { variable: None, condition, body, redirects: Vec::new(), span };
        Some(Statement::Group { body: vec![arithmetic(first), repeated], subshell: false, redirects, span })
    }

    fn repetition(&mut self, node: Node<'_>, redirects: Vec<Redirect>) -> Statement {
        if node.kind() == "c_style_for_statement"
            && let Some(counted) = self.counted(node, redirects.clone())
        {
            return counted;
        }
        let span = self.of(node);
        let mut variable = None;
        let mut condition = Vec::new();
        let mut body = Vec::new();
        if node.kind() == "for_statement" {
            let name = node.child_by_field_name("variable").map(|name| self.slice(name).to_owned());
            let mut cursor = node.walk();
            let mut words = Vec::new();
            for (index, child) in node.children(&mut cursor).enumerate() {
                if node.field_name_for_child(index as u32) == Some("value") {
                    words.push(self.word(child));
                }
            }
            variable = name.map(|name| (name, words));
        } else if node.kind() == "c_style_for_statement" {
            // how often it runs is not counted here
            let header = self.slice(node).split_once("((").map_or("", |(_, rest)| rest).trim_start();
            let name: String = header.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let part = Part::Unknown { span, quoted: true, text: String::new(), statements: Vec::new() };
            variable = Some((name, vec![Word { span, parts: vec![part] }]));
        }
        let mut cursor = node.walk();
        for (index, child) in node.children(&mut cursor).enumerate() {
            match node.field_name_for_child(index as u32) {
                Some("condition") if child.is_named() && node.kind() == "while_statement" => {
                    self.statement(child, &mut condition);
                }
                Some("body") => body = self.block(child),
                _ => {}
            }
        }
        // `until` goes on while its condition does not hold
        if node.kind() == "while_statement"
            && self.slice(node).starts_with("until")
            && let Some(last) = condition.pop()
        {
            condition.push(Statement::Not(Box::new(last)));
        }
        Statement::Loop { variable, condition, body, redirects, span }
    }

    fn assignment(&mut self, node: Node<'_>) -> Option<Assignment> {
        let name = node.child_by_field_name("name")?;
        let append = self.operator(node) == "+=";
        let value = node.child_by_field_name("value");
        let mut list = None;
        let mut keyed = None;
        let word = match value {
            Some(value) if value.kind() == "array" => {
                let mut cursor = value.walk();
                let elements: Vec<Node<'_>> = value.children(&mut cursor).filter(|child| child.is_named()).collect();
                let elements: Vec<Node<'_>> = elements.into_iter().filter(|child| child.kind() != "comment").collect();
                // `[key]=value` makes other elements
                if elements.iter().any(|child| self.slice(*child).starts_with('[')) {
                    let places: Vec<_> = elements.iter().map(Node::byte_range).collect();
                    keyed = places.into_iter().map(|at| self.keyed(at.start, at.end)).collect();
                } else {
                    list = Some(elements.into_iter().map(|child| self.word(child)).collect());
                }
                None
            }
            Some(value) => Some(self.word(value)),
            None => Some(Word { span: self.span(node.end_byte(), node.end_byte()), parts: Vec::new() }),
        };
        // `NAME[1]=value` changes one element
        let plain = name.kind() == "variable_name";
        let whole = self.slice(name).to_owned();
        let index = whole.split_once('[').and_then(|(before, rest)| {
            let start = name.start_byte() + before.len() + 1;
            self.plain_word(start, start + rest.strip_suffix(']')?.len())
        });
        let name = whole.split('[').next().unwrap_or(&whole).to_owned();
        Some(Assignment {
            name,
            value: word.filter(|_| plain || index.is_some()),
            list: list.filter(|_| plain),
            keyed: keyed.filter(|_| plain),
            index,
            append,
            span: self.of(node),
        })
    }

    /// `[key]=value` in an array.
    fn keyed(&mut self, start: usize, end: usize) -> Option<(Word, Word)> {
        let text = self.text.get(start..end)?.strip_prefix('[')?;
        let at = text.find("]=")?;
        Some((self.plain_word(start + 1, start + 1 + at)?, self.plain_word(start + 3 + at, end)?))
    }

    /// A word with quotes around all of it, or none; nothing in it is split.
    fn plain_word(&mut self, start: usize, end: usize) -> Option<Word> {
        let text = self.text.get(start..end)?;
        let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
        let mut parts = Vec::new();
        if let Some(inner) = inner('\'') {
            if inner.contains('\'') {
                return None;
            }
            push_literal(&mut parts, inner.to_owned(), self.span(start + 1, end - 1), Quote::Single);
        } else if let Some(inner) = inner('"') {
            if inner.contains(['"', '\\', '`']) || inner.contains("$(") {
                return None;
            }
            self.expansions(start + 1, end - 1, end - 1, &mut parts);
        } else {
            let braces = text.matches('{').count() > text.matches("${").count();
            if braces || text.contains(['"', '\'', '\\', '`', '~', '(', '*', '?', ' ']) {
                return None;
            }
            self.expansions(start, end, end, &mut parts);
        }
        Some(Word { span: self.span(start, end), parts })
    }

    fn word(&mut self, node: Node<'_>) -> Word {
        let mut parts = Vec::new();
        self.parts(node, &mut parts);
        Word { span: self.of(node), parts }
    }

    fn parts(&mut self, node: Node<'_>, out: &mut Vec<Part>) {
        let span = self.of(node);
        if self.depth >= MAX_DEPTH {
            let unknown = self.unknown(node, false, Vec::new());
            out.push(unknown);
            return;
        }
        self.depth += 1;
        match node.kind() {
            "command_name" | "concatenation" => {
                let mut cursor = node.walk();
                let mut last = node.start_byte();
                for child in node.children(&mut cursor) {
                    // the grammar leaves out bits between its nodes
                    if child.start_byte() > last {
                        let text = self.text[last..child.start_byte()].to_owned();
                        push_literal(out, text, self.span(last, child.start_byte()), Quote::None);
                    }
                    self.parts(child, out);
                    last = child.end_byte();
                }
            }
            // `{1..3}`
            "brace_expression" => push_literal(out, self.slice(node).to_owned(), span, Quote::None),
            "string" => self.string(node, out),
            // `$"..."` is looked up in a catalogue of messages, which scripts of images do not have
            "translated_string" => {
                if let Some(string) = node.named_child(0) {
                    self.string(string, out);
                }
            }
            "raw_string" => {
                let text = self.slice(node);
                let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text).to_owned();
                let start = node.start_byte() + 1;
                let literal =
                    Part::Literal { span: self.span(start, start + inner.len()), text: inner, quote: Quote::Single };
                out.push(literal);
            }
            "ansi_c_string" => {
                let text = self.slice(node);
                let inner = text.strip_prefix("$'").and_then(|text| text.strip_suffix('\'')).unwrap_or(text);
                match super::escapes::ansi(inner) {
                    Some(decoded) => out.push(Part::Literal { text: decoded, span, quote: Quote::Ansi }),
                    None => out.push(self.unknown(node, true, Vec::new())),
                }
            }
            "simple_expansion" => {
                let name = self.slice(node).trim_start_matches('$').to_owned();
                out.push(Part::Variable { name, span, quoted: false });
            }
            "expansion" => out.push(self.braced(self.slice(node), span, false)),
            "command_substitution" | "process_substitution" => {
                let statements = self.block(node);
                out.push(self.unknown(node, false, statements));
            }
            "word"
            | "number"
            | "variable_name"
            | "test_operator"
            | "special_variable_name"
            | "file_descriptor"
            | "regex"
            | "extglob_pattern" => {
                let text = self.slice(node).to_owned();
                self.unquoted(&text, node.start_byte(), out);
            }
            _ if !node.is_named() => {
                let text = self.slice(node).to_owned();
                self.unquoted(&text, node.start_byte(), out);
            }
            _ => out.push(self.unknown(node, false, Vec::new())),
        }
        self.depth -= 1;
    }

    /// Bare text: a backslash makes the next character stand for itself.
    fn unquoted(&self, text: &str, start: usize, out: &mut Vec<Part>) {
        let mut plain = 0;
        let mut at = 0;
        let bytes = text.as_bytes();
        while at < bytes.len() {
            if bytes[at] == b'\\' {
                push_literal(out, text[plain..at].to_owned(), self.span(start + plain, start + at), Quote::None);
                let next = text[at + 1..].chars().next();
                let length = next.map_or(0, char::len_utf8);
                let kept = next.filter(|c| *c != '\n').map(String::from).unwrap_or_default();
                out.push(Part::Literal {
                    text: kept,
                    span: self.span(start + at, start + at + 1 + length),
                    quote: Quote::Single,
                });
                at += 1 + length;
                plain = at;
            } else {
                at += 1;
            }
        }
        push_literal(out, text[plain..].to_owned(), self.span(start + plain, start + text.len()), Quote::None);
    }

    /// A double-quoted string. Its text is taken from between the expansions, because the grammar drops newlines.
    fn string(&mut self, node: Node<'_>, out: &mut Vec<Part>) {
        let before = out.len();
        let start = node.start_byte() + 1;
        let end = node.end_byte().saturating_sub(1).max(start);
        let mut at = start;
        let mut cursor = node.walk();
        for child in node.children(&mut cursor) {
            let expansion = matches!(
                child.kind(),
                "simple_expansion" | "expansion" | "command_substitution" | "arithmetic_expansion"
            );
            if !expansion {
                continue;
            }
            // the grammar takes blanks in front of an expansion for a part of it
            let text = self.slice(child);
            let start = child.start_byte() + text.find(['$', '`']).unwrap_or(0);
            self.double_quoted(at, start, out);
            let span = self.span(start, child.end_byte());
            match child.kind() {
                "simple_expansion" => {
                    let name = self.text[start..child.end_byte()].trim_start_matches('$').to_owned();
                    out.push(Part::Variable { name, span, quoted: true });
                }
                "expansion" => {
                    let part = self.braced(&self.text[start..child.end_byte()], span, true);
                    out.push(part);
                }
                "command_substitution" => {
                    let statements = self.block(child);
                    let text = self.text[start..child.end_byte()].to_owned();
                    out.push(Part::Unknown { span, quoted: true, text, statements });
                }
                _ => out.push(self.unknown(child, true, Vec::new())),
            }
            at = child.end_byte();
        }
        self.double_quoted(at, end, out);
        if out.len() == before {
            out.push(Part::Literal { text: String::new(), span: self.span(start, start), quote: Quote::Double });
        }
    }

    fn double_quoted(&self, start: usize, end: usize, out: &mut Vec<Part>) {
        let Some(text) = self.text.get(start..end) else { return };
        let bytes = text.as_bytes();
        let mut plain = 0;
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b'\\' && at + 1 < bytes.len() && matches!(bytes[at + 1], b'$' | b'`' | b'"' | b'\\' | b'\n')
            {
                push_literal(out, text[plain..at].to_owned(), self.span(start + plain, start + at), Quote::Double);
                let kept = if bytes[at + 1] == b'\n' { "" } else { &text[at + 1..at + 2] };
                out.push(Part::Literal {
                    text: kept.to_owned(),
                    span: self.span(start + at, start + at + 2),
                    quote: Quote::Double,
                });
                at += 2;
                plain = at;
            } else {
                at += 1;
            }
        }
        push_literal(out, text[plain..].to_owned(), self.span(start + plain, end), Quote::Double);
    }

    fn braced(&self, text: &str, span: Span, quoted: bool) -> Part {
        let inner = text.strip_prefix("${").and_then(|text| text.strip_suffix('}')).unwrap_or(text);
        let name: String = inner.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if !name.is_empty() && name.len() == inner.len() {
            return Part::Variable { name, span, quoted };
        }
        Part::Unknown { span, quoted, text: text.to_owned(), statements: Vec::new() }
    }
}

fn push_literal(parts: &mut Vec<Part>, text: String, span: Span, quote: Quote) {
    if !text.is_empty() {
        parts.push(Part::Literal { text, span, quote });
    }
}

fn give_to_last(statement: &mut Statement, redirects: Vec<Redirect>) {
    match statement {
        Statement::Command(command) => command.redirects.extend(redirects),
        Statement::Pipeline(parts) => {
            if let Some(last) = parts.last_mut() {
                give_to_last(last, redirects);
            }
        }
        Statement::Chain { first, rest } => match rest.last_mut() {
            Some((_, last)) => give_to_last(last, redirects),
            None => give_to_last(first, redirects),
        },
        Statement::Not(inner) => give_to_last(inner, redirects),
        Statement::If { redirects: own, .. }
        | Statement::Loop { redirects: own, .. }
        | Statement::Case { redirects: own, .. }
        | Statement::Group { redirects: own, .. } => own.extend(redirects),
        Statement::Function { .. } | Statement::Test { .. } | Statement::Unparsed { .. } => {}
    }
}
