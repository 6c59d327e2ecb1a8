//! From tokens to a [`Schema`]. Where comments go follows the order in which they stand before tokens: each is taken
//! by the first thing behind it that can bear one, so that none is lost and the XML form has it at the same place.
//!
//! A mistake is reported once and reading goes on behind it: at the matching bracket, or at the next definition.
//!
//! The file is long because the parser mirrors the grammar of the compact syntax, production by production.

use crate::rng::schema_catalogue;
use crate::xml::catalogue;
use std::collections::HashMap;
use std::sync::Arc;

use super::Interner;
use super::lexer::{Kind, Token, Tokens, lex};
use crate::diagnostic::{Applicability, Diagnostic, Entry, nearest};
use crate::rng::ast::{
    ANNOTATIONS_NAMESPACE, AnnotationAttribute, AnnotationChild, AnnotationElement, Annotations, Combine, Comment,
    Component, ComponentKind, Data, Declaration, DeclarationKind, Define, Href, Include, MAX_NESTING, NameClass,
    NameClassKind, Named, Namespace, Param, Pattern, PatternKind, Prefixes, RELAX_NG_NAMESPACE, Schema, Syntax,
    TypeName, Value, XSD_LIBRARY,
};
use crate::text::{Edit, Source, SourceId, Span};
use crate::xml::{XML_NAMESPACE, XMLNS_NAMESPACE};

/// Words that name a definition only behind a backslash.
pub const KEYWORDS: [&str; 19] = [
    "attribute",
    "datatypes",
    "default",
    "div",
    "element",
    "empty",
    "external",
    "grammar",
    "include",
    "inherit",
    "list",
    "mixed",
    "namespace",
    "notAllowed",
    "parent",
    "start",
    "string",
    "text",
    "token",
];

/// After so many mistakes the rest of a file is not read: it is something else than a schema.
const MAX_MISTAKES: usize = 1000;

const PATTERN_STARTS: [&str; 10] =
    ["element", "attribute", "text", "empty", "list", "mixed", "grammar", "external", "parent", "notAllowed"];

/// Parses a compact schema. What could not be read is left out of the tree and reported.
#[must_use]
pub fn parse(source: &Source) -> (Schema, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let tokens = lex(source.id, &source.text, &mut diagnostics);
    let mut parser = Parser {
        source: source.id,
        tokens,
        at: 0,
        comments_taken: 0,
        top_level_comments: Some(Vec::new()),
        namespaces: Vec::new(),
        datatypes: HashMap::new(),
        default_namespace: Namespace::Inherit,
        compatibility_prefix: None,
        prefixes: Prefixes::from([]),
        names: Interner::default(),
        last_error: None,
        depth: 0,
        too_deep: false,
        component_column: 0,
        annotation_has_elements: false,
        diagnostics,
    };
    let schema = parser.schema();
    let mut diagnostics = parser.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary.start);
    drop_consequences(&source.text, &mut diagnostics);
    (schema, diagnostics)
}

/// A quote too few turns code into text and text into code: what else is said of the definition around it, and of quotes
/// up to the next one, follows from that. Definitions are told by their lines, which begin with a
/// name and what defines it.
fn drop_consequences(text: &str, diagnostics: &mut Vec<Diagnostic>) {
    let begins = |line: &str| {
        let rest = line.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\\'));
        let rest_trimmed = rest.trim_start_matches(' ');
        rest.len() < line.len() && ["=", "|=", "&=", "{"].iter().any(|sign| rest_trimmed.starts_with(sign))
    };
    let mut at = 0;
    // a file of nothing but quotes is something else than a schema
    for _ in 0..100 {
        let Some(found) =
            diagnostics[at..].iter().position(|found| found.name == &schema_catalogue::SCHEMA_UNCLOSED_LITERAL)
        else {
            return;
        };
        let index = at + found;
        let literal = diagnostics[index].primary.start as usize;
        let line_start = |offset: usize| text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let mut start = line_start(literal);
        while start > 0 && !begins(&text[start..]) {
            start = line_start(start - 1);
        }
        let mut end = literal;
        loop {
            match text[end..].find('\n') {
                Some(newline) => end += newline + 1,
                None => end = text.len(),
            }
            if end == text.len() || begins(&text[end..]) {
                break;
            }
        }
        let consequence = |found: &Diagnostic| {
            let place = found.primary.start as usize;
            if found.name.is(&schema_catalogue::SCHEMA_UNCLOSED_BRACKET) {
                return (start..end).contains(&place);
            }
            let code_or_text =
                found.name.is_one_of(&[&schema_catalogue::SCHEMA_SYNTAX, &schema_catalogue::SCHEMA_UNCLOSED_LITERAL]);
            code_or_text && place > literal && (place < end || end == text.len())
        };
        let before = diagnostics[..index].iter().filter(|found| consequence(found)).count();
        diagnostics.retain(|found| !consequence(found));
        at = index - before + 1;
    }
}

/// A mistake that has been reported.
#[derive(Debug)]
struct Failed;

type Parsed<T> = Result<T, Failed>;
type Comments = Option<Vec<Comment>>;
type Around = Option<Box<Annotations>>;

/// What encloses a name class (section 2: `*` and `p:*` may not stand in every `-`).
#[derive(Debug, Clone, Copy)]
struct NameContext {
    attribute: bool,
    any_name: bool,
    ns_name: bool,
}

struct Parser<'s> {
    source: SourceId,
    tokens: Tokens<'s>,
    at: usize,
    comments_taken: u32,
    /// Comments before declarations, for what comes behind them; taken once.
    top_level_comments: Comments,
    namespaces: Vec<(Arc<str>, Namespace)>,
    datatypes: HashMap<Arc<str>, Arc<str>>,
    default_namespace: Namespace,
    compatibility_prefix: Option<Arc<str>>,
    prefixes: Prefixes,
    names: Interner,
    last_error: Option<usize>,
    depth: usize,
    too_deep: bool,
    component_column: usize,
    annotation_has_elements: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Parser<'_> {
    // ---- tokens ----

    fn token(&self) -> Token {
        self.tokens.tokens[self.at]
    }

    fn token_at(&self, index: usize) -> Token {
        self.tokens.tokens[index.min(self.tokens.tokens.len() - 1)]
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    fn kind_at(&self, ahead: usize) -> Kind {
        self.token_at(self.at + ahead).kind
    }

    fn text_of(&self, token: Token) -> &str {
        self.tokens.text(token)
    }

    fn span_of(&self, token: Token) -> Span {
        self.tokens.span(token.start, token.end)
    }

    fn here(&self) -> Span {
        self.span_of(self.token())
    }

    fn previous_span(&self) -> Span {
        self.span_of(self.token_at(self.at.saturating_sub(1)))
    }

    fn since(&self, start: Token) -> Span {
        let end = self.token_at(self.at.saturating_sub(1)).end.max(start.end);
        self.tokens.span(start.start, end)
    }

    fn advance(&mut self) -> Token {
        let token = self.token();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    fn eat(&mut self, kind: Kind) -> Option<Token> {
        (self.kind() == kind).then(|| self.advance())
    }

    fn is_keyword(&self, ahead: usize, word: &str) -> bool {
        let token = self.token_at(self.at + ahead);
        token.kind == Kind::Identifier && self.text_of(token) == word
    }

    /// An identifier that is no keyword, or one behind a backslash.
    fn is_identifier(&self, ahead: usize) -> bool {
        let token = self.token_at(self.at + ahead);
        match token.kind {
            Kind::Escaped => true,
            Kind::Identifier => !is_keyword(self.text_of(token)),
            _ => false,
        }
    }

    fn intern(&mut self, token: Token) -> Arc<str> {
        let text = self.tokens.text(token);
        self.names.get(text.strip_prefix('\\').unwrap_or(text))
    }

    // ---- errors ----

    fn describe(&self, token: Token) -> String {
        let text = self.text_of(token);
        match token.kind {
            Kind::End => "the end of the file".to_owned(),
            Kind::Identifier if is_keyword(text) => format!("keyword `{text}`"),
            Kind::Identifier | Kind::Escaped => format!("identifier `{text}`"),
            Kind::Literal if text.len() > 40 || text.contains('\n') => "a literal".to_owned(),
            Kind::Literal => format!("literal `{text}`"),
            Kind::Documentation => "a documentation comment (`##`)".to_owned(),
            Kind::PrefixedName | Kind::PrefixStar => format!("name `{text}`"),
            Kind::Illegal => format!("character `{text}`"),
            _ => format!("`{text}`"),
        }
    }

    fn error(
        &mut self,
        name: &'static Entry,
        message: impl Into<crate::diagnostic::Message>,
        span: Span,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::error(name, message, span));
        self.diagnostics.last_mut().expect("just pushed")
    }

    /// Reports that the next token is none of `expected`; only once at each token.
    fn unexpected(&mut self, expected: &[&str]) -> Failed {
        if self.last_error == Some(self.at) {
            return Failed;
        }
        if self.diagnostics.len() > MAX_MISTAKES {
            self.give_up();
            return Failed;
        }
        self.last_error = Some(self.at);
        let token = self.token();
        let found = self.describe(token);
        let message = format!("expected {}, found {found}", join(expected));
        let span = if token.kind == Kind::Documentation {
            let end = self.text_of(token).find('\n').map_or(token.end, |line| token.start + line as u32);
            self.tokens.span(token.start, end)
        } else {
            self.here()
        };
        let documentation = token.kind == Kind::Documentation;
        let xml = token.kind == Kind::Illegal && found == "character `<`" && self.at == 0;
        let diagnostic = self.error(&schema_catalogue::SCHEMA_SYNTAX, message, span);
        diagnostic.expected = expected.iter().map(|text| text.trim_matches('`').to_owned()).collect();
        if xml {
            diagnostic.notes.push("this looks like the XML syntax: name the file `.rng`".to_owned());
        }
        if documentation {
            diagnostic.notes.push(
                "`##` documents the pattern, definition or value behind it; use a single `#` for a remark".to_owned(),
            );
        }
        Failed
    }

    /// Whether the next token is a keyword that can only have been meant as a name: what it introduces does not follow.
    fn is_keyword_as_name(&self) -> bool {
        let word = self.text_of(self.token());
        if self.kind() != Kind::Identifier || !is_keyword(word) {
            return false;
        }
        match word {
            "list" | "mixed" => self.kind_at(1) != Kind::OpenBrace,
            "include" | "external" => self.kind_at(1) != Kind::Literal && !self.looks_like_component(self.at),
            "div" | "grammar" => self.kind_at(1) != Kind::OpenBrace,
            "default" | "datatypes" | "inherit" | "namespace" | "start" => !self.looks_like_component(self.at),
            _ => false,
        }
    }

    /// Reports a keyword in the place of a name, and reads it as the name.
    fn keyword_as_name(&mut self) -> Token {
        let token = self.advance();
        let word = self.text_of(token).to_owned();
        let span = self.span_of(token);
        if self.diagnostics.len() <= MAX_MISTAKES {
            let diagnostic = self.error(
                &crate::rng::schema_catalogue::SCHEMA_SYNTAX,
                format!("keyword `{word}` stands in the place of a name"),
                span,
            );
            diagnostic.primary_label = format!("as a name it is written `\\{word}`");
            diagnostic.fixes.push(crate::diagnostic::Fix {
                title: format!("write `\\{word}`"),
                applicability: crate::diagnostic::Applicability::Safe,
                edits: vec![crate::text::Edit::insert(Span { end: span.start, ..span }, "\\")],
            });
        }
        token
    }

    fn expected_pattern(&mut self) -> Failed {
        let first = self.last_error != Some(self.at);
        let failed = self.unexpected(&["a pattern"]);
        if let (true, Some(diagnostic)) = (first, self.diagnostics.last_mut()) {
            diagnostic.expected = PATTERN_STARTS.iter().map(ToString::to_string).collect();
            diagnostic.notes.push(
                "a pattern is `element`, `attribute`, `text`, `empty`, the name of a definition, a datatype, a literal, or several in parentheses"
                    .to_owned(),
            );
        }
        failed
    }

    fn expect(&mut self, kind: Kind, expected: &[&str]) -> Parsed<Token> {
        match self.eat(kind) {
            Some(token) => Ok(token),
            None => Err(self.unexpected(expected)),
        }
    }

    fn enter(&mut self) -> Parsed<()> {
        if self.depth >= MAX_NESTING {
            if !self.too_deep {
                self.too_deep = true;
                let span = self.here();
                self.error(
                    &catalogue::NESTING_TOO_DEEP,
                    format!("schema nests deeper than {MAX_NESTING} levels"),
                    span,
                );
            }
            self.give_up();
            return Err(Failed);
        }
        self.depth += 1;
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Nothing behind is read, and nothing more is said.
    fn give_up(&mut self) {
        self.at = self.tokens.tokens.len() - 1;
        self.last_error = Some(self.at);
    }

    /// How far the token is indented; whether it is the first on its line.
    fn column(&self, token: Token) -> (usize, bool) {
        let before = self.tokens.slice(0, token.start).as_bytes();
        let indent = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let first = before.len() == indent || matches!(before[before.len() - indent - 1], b'\n' | 0);
        (indent, first)
    }

    /// Whether the token looks like the beginning of a definition that nobody would nest deeper: used to find the way
    /// back after a mistake.
    fn looks_like_component(&self, index: usize) -> bool {
        let (token, next) = (self.token_at(index), self.token_at(index + 1));
        let shape = match (token.kind, next.kind) {
            (Kind::Escaped | Kind::Identifier, Kind::Assign | Kind::AssignChoice | Kind::AssignInterleave) => true,
            (Kind::Identifier, Kind::OpenBrace) => self.text_of(token) == "div",
            (Kind::Identifier, Kind::Literal) => self.text_of(token) == "include",
            _ => false,
        };
        shape && {
            let (column, first) = self.column(token);
            first && column <= self.component_column
        }
    }

    /// Skips to the bracket that closes the one just left, over nested ones; stops before what looks like the next
    /// definition.
    fn skip_to(&mut self, close: Kind) {
        let mut depth = 0usize;
        loop {
            match self.kind() {
                Kind::End => return,
                Kind::OpenBrace | Kind::OpenParen | Kind::OpenBracket => depth += 1,
                Kind::CloseBrace | Kind::CloseParen | Kind::CloseBracket => {
                    if depth == 0 {
                        if self.kind() == close {
                            self.advance();
                        }
                        return;
                    }
                    depth -= 1;
                }
                _ if self.looks_like_component(self.at) => return,
                _ => {}
            }
            self.advance();
        }
    }

    /// Closes a bracket; where something else stands there, says which bracket is open and skips to its end.
    fn close(&mut self, open: Token, kind: Kind, expected: &[&str]) {
        if self.eat(kind).is_some() {
            return;
        }
        let (opening, closing) = match kind {
            Kind::CloseParen => ("`(`", "`)`"),
            Kind::CloseBracket => ("`[`", "`]`"),
            _ => ("`{`", "`}`"),
        };
        let reported = self.last_error == Some(self.at);
        let lost = self.kind() == Kind::End
            || self.looks_like_component(self.at)
            || matches!(self.kind(), Kind::CloseBrace | Kind::CloseParen | Kind::CloseBracket);
        if lost {
            if !reported {
                self.last_error = Some(self.at);
                self.unclosed(open, opening, closing);
            }
            // a closing bracket of another kind stays for the one that it belongs to
            return;
        }
        let mut all = vec![closing];
        all.extend_from_slice(expected);
        self.unexpected(&all);
        self.skip_to(kind);
    }

    fn unclosed(&mut self, open: Token, opening: &str, closing: &str) {
        let found = self.describe(self.token());
        let (place, here) = (self.span_of(open), self.here());
        let diagnostic =
            self.error(&schema_catalogue::SCHEMA_UNCLOSED_BRACKET, format!("{opening} is not closed"), place);
        *diagnostic = diagnostic.clone().with_label(here, format!("expected {closing} before {found}"));
        diagnostic.expected = vec![closing.trim_matches('`').to_owned()];
    }

    // ---- comments ----

    fn make_comments(&mut self, from: u32, to: u32) -> Vec<Comment> {
        (from..to)
            .map(|index| {
                let raw = self.tokens.comments[index as usize];
                Comment {
                    text: self.tokens.comment_text(raw.start, raw.end).into(),
                    span: self.tokens.span(raw.start, raw.end),
                    trailing: raw.trailing,
                }
            })
            .collect()
    }

    /// Comments up to the next token that nothing has taken.
    fn new_comments(&mut self) -> Comments {
        let (from, to) = (self.comments_taken, self.token().comments);
        if from >= to {
            return None;
        }
        self.comments_taken = to;
        Some(self.make_comments(from, to))
    }

    /// The same, with those from the head of the file where nothing has taken them.
    fn comments(&mut self) -> Comments {
        let top = self.top_level_comments.take();
        match (top, self.new_comments()) {
            (Some(mut top), Some(new)) => {
                top.extend(new);
                Some(top)
            }
            (top, new) => top.or(new),
        }
    }

    fn comments_after(&mut self, pattern: &mut Pattern) {
        if let Some(comments) = self.new_comments() {
            pattern.annotations_mut().following.extend(comments.into_iter().map(AnnotationChild::Comment));
        }
    }

    fn around(&self, leading: Comments) -> Box<Annotations> {
        Box::new(Annotations {
            leading: leading.unwrap_or_default(),
            prefixes: Some(self.prefixes.clone()),
            ..Annotations::default()
        })
    }

    // ---- declarations ----

    fn schema(&mut self) -> Schema {
        let mut declarations = Vec::new();
        loop {
            let start = self.at;
            let parsed = if self.is_keyword(0, "namespace") || self.is_keyword(0, "default") {
                self.namespace_declaration()
            } else if self.is_keyword(0, "datatypes") {
                self.datatypes_declaration()
            } else {
                break;
            };
            match parsed {
                Ok(declaration) => declarations.push(declaration),
                Err(Failed) => self.skip_declaration(start),
            }
        }
        self.misplaced_declarations(&mut declarations);
        self.report_duplicates(&declarations);
        self.finish_declarations();
        let pattern = self.top_level();
        let trailing = self.new_comments().unwrap_or_default();
        Schema {
            source: self.source,
            syntax: Syntax::Compact,
            declarations,
            pattern,
            trailing,
            prefixes: self.prefixes.clone(),
        }
    }

    /// Declarations behind the start of the schema: they are reported, count, and are taken out, so that neither they
    /// nor what uses them is a further mistake.
    fn misplaced_declarations(&mut self, declarations: &mut Vec<Declaration>) {
        let first = self.at;
        let (mut index, mut depth) = (first, 0usize);
        while self.token_at(index).kind != Kind::End && self.diagnostics.len() <= MAX_MISTAKES {
            match self.token_at(index).kind {
                Kind::OpenBrace | Kind::OpenParen | Kind::OpenBracket => depth += 1,
                Kind::CloseBrace | Kind::CloseParen | Kind::CloseBracket => depth = depth.saturating_sub(1),
                Kind::Identifier if depth == 0 && self.is_declaration(index) => {
                    let start = self.token_at(index);
                    self.at = index;
                    let parsed = match self.text_of(start) {
                        "datatypes" => self.datatypes_declaration(),
                        _ => self.namespace_declaration(),
                    };
                    let end = self.at;
                    if let Ok(declaration) = parsed {
                        let diagnostic = self.error(
                            &schema_catalogue::SCHEMA_SYNTAX,
                            format!("the declaration of `{}` stands too late", self.text_of(start)),
                            declaration.span,
                        );
                        diagnostic.primary_label = "move it to the head of the file".to_owned();
                        diagnostic.notes.push(
                            "declarations come before all else, documentation included (compact syntax, section 3)"
                                .to_owned(),
                        );
                        declarations.push(declaration);
                    }
                    self.tokens.tokens.drain(index..end.max(index + 1));
                    continue;
                }
                _ => {}
            }
            index += 1;
        }
        self.at = first;
    }

    /// Whether a whole declaration begins here.
    fn is_declaration(&self, index: usize) -> bool {
        let word = |at: usize, text: &str| {
            let token = self.token_at(at);
            token.kind == Kind::Identifier && self.text_of(token) == text
        };
        let named = |at: usize| matches!(self.token_at(at).kind, Kind::Identifier | Kind::Escaped);
        let assigned = |at: usize, inherit: bool| {
            self.token_at(at).kind == Kind::Assign
                && (self.token_at(at + 1).kind == Kind::Literal || inherit && word(at + 1, "inherit"))
        };
        if word(index, "default") && word(index + 1, "namespace") {
            return assigned(index + 2, true) || named(index + 2) && assigned(index + 3, true);
        }
        word(index, "namespace") && named(index + 1) && assigned(index + 2, true)
            || word(index, "datatypes") && named(index + 1) && assigned(index + 2, false)
    }

    fn skip_declaration(&mut self, start: usize) {
        if self.at == start {
            self.advance();
        }
        while self.kind() != Kind::End {
            let (_, first) = self.column(self.token());
            if first {
                return;
            }
            self.advance();
        }
    }

    fn finish_declarations(&mut self) {
        if !self.namespaces.iter().any(|(prefix, _)| &**prefix == "xml") {
            let xml = self.names.get("xml");
            self.namespaces.push((xml, Namespace::Uri(XML_NAMESPACE.into())));
        }
        self.datatypes.entry("xsd".into()).or_insert_with(|| XSD_LIBRARY.into());
        self.prefixes = self.namespaces.clone().into();
    }

    fn report_duplicates(&mut self, declarations: &[Declaration]) {
        let mut seen: HashMap<(bool, Option<&str>), Span> = HashMap::new();
        for declaration in declarations {
            let keys = match &declaration.kind {
                DeclarationKind::Namespace { default, prefix, .. } => {
                    [default.then_some((false, None)), prefix.as_deref().map(|prefix| (false, Some(prefix)))]
                }
                DeclarationKind::Datatypes { prefix, .. } => [Some((true, Some(&**prefix))), None],
            };
            for key in keys.into_iter().flatten() {
                let Some(first) = seen.insert(key, declaration.name_span) else { continue };
                let what = match key.1 {
                    Some(prefix) => format!("prefix `{prefix}` is declared twice"),
                    None => "default namespace is declared twice".to_owned(),
                };
                self.diagnostics.push(
                    Diagnostic::warning(&schema_catalogue::SCHEMA_DUPLICATE_DECLARATION, what, declaration.name_span)
                        .with_label(first, "first declared here")
                        .with_note("the last declaration counts; remove the other"),
                );
            }
        }
    }

    fn declaration_comments(&mut self) -> Vec<Comment> {
        let new = self.new_comments().unwrap_or_default();
        self.top_level_comments.get_or_insert_default().extend(new.iter().cloned());
        new
    }

    fn namespace_declaration(&mut self) -> Parsed<Declaration> {
        let comments = self.declaration_comments();
        let start = self.advance();
        let default = self.text_of(start) == "default";
        let mut name_span = self.span_of(start);
        if default {
            if !self.is_keyword(0, "namespace") {
                return Err(self.unexpected(&["`namespace`"]));
            }
            self.advance();
            name_span = self.since(start);
        }
        let mut prefix = None;
        if matches!(self.kind(), Kind::Identifier | Kind::Escaped) {
            let token = self.advance();
            name_span = self.span_of(token);
            prefix = Some(self.intern(token));
        } else if !default {
            return Err(self.unexpected(&["a prefix"]));
        }
        let expected: &[&str] = if prefix.is_some() { &["`=`"] } else { &["a prefix", "`=`"] };
        self.expect(Kind::Assign, expected)?;
        let value = self.token();
        let namespace = if self.is_keyword(0, "inherit") {
            self.advance();
            Namespace::Inherit
        } else {
            match self.literal(&["a namespace URI in quotes", "`inherit`"]) {
                Ok((uri, _)) => Namespace::Uri(uri),
                Err(Failed) => {
                    // the prefix is declared, though nobody knows to what: its uses are no mistakes
                    if let Some(prefix) = &prefix {
                        self.bind(prefix, Namespace::Uri(prefix.clone()));
                    }
                    return Err(Failed);
                }
            }
        };
        let value_span = self.since(value);
        if default {
            self.default_namespace = namespace.clone();
        }
        if let Some(prefix) = &prefix {
            let is_xml = namespace == Namespace::Uri(XML_NAMESPACE.into());
            match &**prefix {
                "xmlns" => {
                    self.error(
                        &schema_catalogue::SCHEMA_RESERVED_PREFIX,
                        "prefix `xmlns` may not be declared",
                        name_span,
                    )
                    .notes
                    .push("Namespaces in XML keeps it for declarations (compact syntax, section 4)".to_owned());
                }
                "xml" if !is_xml => {
                    self.error(
                        &schema_catalogue::SCHEMA_RESERVED_PREFIX,
                        "prefix `xml` may not be bound to another namespace",
                        name_span,
                    )
                    .notes
                    .push(format!("it always stands for `{XML_NAMESPACE}` (compact syntax, section 4)"));
                }
                "xml" => self.bind(prefix, namespace.clone()),
                _ if is_xml => {
                    self.error(
                        &schema_catalogue::SCHEMA_RESERVED_PREFIX,
                        format!("prefix `{prefix}` may not be bound to the namespace of `xml`"),
                        name_span,
                    )
                    .notes
                    .push("write `xml:` where the namespace is meant (compact syntax, section 4)".to_owned());
                }
                _ => {
                    if namespace == Namespace::Uri(ANNOTATIONS_NAMESPACE.into()) {
                        self.compatibility_prefix = Some(prefix.clone());
                    }
                    self.bind(prefix, namespace.clone());
                }
            }
        }
        let kind = DeclarationKind::Namespace { default, prefix, namespace };
        Ok(Declaration { comments, kind, span: self.since(start), name_span, value_span })
    }

    fn bind(&mut self, prefix: &Arc<str>, namespace: Namespace) {
        match self.namespaces.iter_mut().find(|(bound, _)| bound == prefix) {
            Some((_, bound)) => *bound = namespace,
            None => self.namespaces.push((prefix.clone(), namespace)),
        }
    }

    fn datatypes_declaration(&mut self) -> Parsed<Declaration> {
        let comments = self.declaration_comments();
        let start = self.advance();
        if !matches!(self.kind(), Kind::Identifier | Kind::Escaped) {
            return Err(self.unexpected(&["a prefix"]));
        }
        let token = self.advance();
        let name_span = self.span_of(token);
        let prefix = self.intern(token);
        self.expect(Kind::Assign, &["`=`"])?;
        let (library, value_span) = self.literal(&["a datatype library URI in quotes"])?;
        self.datatypes.insert(prefix.clone(), library.clone());
        let kind = DeclarationKind::Datatypes { prefix, library };
        Ok(Declaration { comments, kind, span: self.since(start), name_span, value_span })
    }

    fn undeclared(&mut self, prefix: &str, span: Span, datatype: bool) {
        let known: Vec<String> = if datatype {
            self.datatypes.keys().map(ToString::to_string).collect()
        } else {
            self.namespaces.iter().map(|(known, _)| known.to_string()).collect()
        };
        let near = nearest(prefix, known.iter().map(String::as_str)).map(str::to_owned);
        let (what, declaration) = if datatype { ("datatype prefix", "datatypes") } else { ("prefix", "namespace") };
        let prefix_span = span.slice(0, prefix.len().min(span.len()));
        let diagnostic = self.error(
            &schema_catalogue::SCHEMA_UNDECLARED_PREFIX,
            format!("{what} `{prefix}` is not declared"),
            prefix_span,
        );
        diagnostic.notes.push(format!("declare it at the head of the file: `{declaration} {prefix} = \"…\"`"));
        if let Some(near) = near {
            diagnostic.expected.push(near.clone());
            *diagnostic = diagnostic.clone().with_fix(
                format!("write `{near}`"),
                Applicability::Unsafe,
                vec![Edit::replace(prefix_span, near)],
            );
        }
    }

    fn lookup_prefix(&mut self, prefix: &str, span: Span) -> Option<Namespace> {
        let found = self.namespaces.iter().find(|(bound, _)| **bound == *prefix).map(|(_, uri)| uri.clone());
        if found.is_none() {
            self.undeclared(prefix, span, false);
        }
        found
    }

    // ---- literals ----

    /// One literal, or several joined by `~`.
    fn literal(&mut self, expected: &[&str]) -> Parsed<(Arc<str>, Span)> {
        let start = self.expect(Kind::Literal, expected)?;
        if self.kind() != Kind::Tilde {
            let value = self.tokens.literal(start).into_owned();
            return Ok((self.names.get(&value), self.span_of(start)));
        }
        let mut value = self.tokens.literal(start).into_owned();
        while self.eat(Kind::Tilde).is_some() {
            let next = self.expect(Kind::Literal, &["a literal"])?;
            value.push_str(&self.tokens.literal(next));
        }
        Ok((value.into(), self.since(start)))
    }

    // ---- the top ----

    /// Whether what follows the declarations is the content of a grammar.
    fn is_grammar_content(&self) -> bool {
        let mut at = self.at;
        let start = self.token_at(at);
        let next = self.token_at(at + 1).kind;
        if matches!(start.kind, Kind::PrefixedName | Kind::Identifier | Kind::Escaped)
            && next == Kind::OpenBracket
            && (start.kind != Kind::Identifier || !is_keyword(self.text_of(start)))
        {
            return true;
        }
        while self.token_at(at).kind == Kind::Documentation {
            at += 1;
        }
        if self.token_at(at).kind == Kind::OpenBracket {
            let mut depth = 0usize;
            loop {
                match self.token_at(at).kind {
                    Kind::OpenBracket => depth += 1,
                    Kind::CloseBracket => depth -= 1,
                    Kind::End => return false,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    break;
                }
            }
        }
        let token = self.token_at(at);
        let assigned = matches!(self.token_at(at + 1).kind, Kind::Assign | Kind::AssignChoice | Kind::AssignInterleave);
        match token.kind {
            Kind::Escaped => assigned,
            Kind::Identifier => {
                let text = self.text_of(token);
                matches!(text, "start" | "div" | "include") || (assigned && !is_keyword(text))
            }
            _ => false,
        }
    }

    fn top_level(&mut self) -> Pattern {
        let start = self.token();
        if start.kind == Kind::End {
            self.unexpected(&["a pattern", "a definition"]);
            return Pattern::new(PatternKind::Error, self.here());
        }
        if self.is_grammar_content() {
            return self.top_level_grammar(start);
        }
        self.component_column = usize::MAX;
        let parsed = self.expression(true, None);
        match parsed {
            Ok(mut pattern) if self.kind() == Kind::End => {
                self.comments_after(&mut pattern);
                pattern
            }
            parsed => {
                if parsed.is_ok() {
                    self.unexpected(&["`,`", "`|`", "`&`", "the end of the file"]);
                }
                // look for further mistakes in definitions behind
                self.component_column = 0;
                while self.kind() != Kind::End && !self.looks_like_component(self.at) {
                    self.advance();
                }
                let mut pattern = parsed.unwrap_or_else(|Failed| Pattern::new(PatternKind::Error, self.span_of(start)));
                if self.kind() != Kind::End {
                    pattern = self.top_level_grammar(start);
                }
                pattern
            }
        }
    }

    fn top_level_grammar(&mut self, start: Token) -> Pattern {
        let top = self.top_level_comments.take();
        let mut around = self.around(top);
        let mut components = Vec::new();
        loop {
            self.grammar_content(&mut components, &mut around, false);
            if self.kind() == Kind::End {
                break;
            }
            self.unexpected(&["a definition", "`start`", "`div`", "`include`"]);
            self.advance();
        }
        let mut pattern = Pattern::new(PatternKind::Grammar(components), self.since(start));
        pattern.annotations = Some(around);
        self.comments_after(&mut pattern);
        pattern
    }

    // ---- grammars ----

    /// Components up to a closing brace or the end; annotation elements before the first belong to `around`.
    fn grammar_content(&mut self, components: &mut Vec<Component>, around: &mut Annotations, in_include: bool) {
        let outer_column = self.component_column;
        while self.is_annotation_element() {
            match self.annotation_element(false) {
                Ok((comments, element)) => push_element(&mut around.children, comments, element),
                Err(Failed) => self.skip_component(),
            }
        }
        loop {
            match self.kind() {
                Kind::End | Kind::CloseBrace => break,
                _ => {}
            }
            if self.is_annotation_element() {
                match self.annotation_element(false) {
                    Ok((comments, element)) => {
                        let following = match components.last_mut() {
                            Some(last) => &mut last.annotations.get_or_insert_default().following,
                            None => &mut around.children,
                        };
                        push_element(following, comments, element);
                    }
                    Err(Failed) => self.skip_component(),
                }
                continue;
            }
            if let (column, true) = self.column(self.token()) {
                self.component_column = column;
            }
            let before = self.at;
            match self.component(in_include) {
                Ok(component) => components.push(component),
                Err(Failed) => {
                    if self.at == before && !matches!(self.kind(), Kind::End | Kind::CloseBrace) {
                        self.advance();
                    }
                    self.skip_component();
                }
            }
        }
        self.component_column = outer_column;
    }

    /// After a mistake: to the next definition or the end of the body.
    fn skip_component(&mut self) {
        let mut depth = 0usize;
        loop {
            match self.kind() {
                Kind::End => return,
                Kind::OpenBrace | Kind::OpenParen | Kind::OpenBracket => depth += 1,
                Kind::CloseBrace if depth == 0 => return,
                Kind::CloseBrace | Kind::CloseParen | Kind::CloseBracket => depth = depth.saturating_sub(1),
                _ if self.looks_like_component(self.at) => return,
                Kind::Documentation if depth == 0 => return,
                _ => {}
            }
            self.advance();
        }
    }

    fn is_annotation_element(&self) -> bool {
        self.kind_at(1) == Kind::OpenBracket && (self.kind() == Kind::PrefixedName || self.is_identifier(0))
    }

    fn component(&mut self, in_include: bool) -> Parsed<Component> {
        let annotations = self.annotations()?;
        let start = self.token();
        let is_start = self.is_keyword(0, "start");
        if is_start || self.is_identifier(0) {
            return self.define(is_start, annotations);
        }
        let is_defined = matches!(self.kind_at(1), Kind::Assign | Kind::AssignChoice | Kind::AssignInterleave);
        if is_defined && start.kind == Kind::Identifier {
            let name = self.keyword_as_name();
            return self.define_named(name, false, annotations);
        }
        if self.is_keyword(0, "div") {
            self.advance();
            let open = self.expect(Kind::OpenBrace, &["`{`"])?;
            self.enter()?;
            let mut around = annotations;
            let components = self.braced_content(open, &mut around, in_include);
            self.leave();
            return Ok(Component {
                kind: ComponentKind::Div(components),
                annotations: around,
                span: self.since(start),
            });
        }
        if self.is_keyword(0, "include") {
            if in_include {
                let span = self.here();
                self.error(&schema_catalogue::SCHEMA_SYNTAX, "`include` may not stand inside an `include`", span)
                    .notes
                    .push("only definitions, `start` and `div` override what is included (section 3)".to_owned());
                self.last_error = Some(self.at);
            }
            self.advance();
            let target = self.href()?;
            let mut around = annotations;
            let mut components = None;
            if let Some(open) = self.eat(Kind::OpenBrace) {
                self.enter()?;
                components = Some(self.braced_content(open, &mut around, true));
                self.leave();
            }
            let kind = ComponentKind::Include(Box::new(Include { target, components }));
            return Ok(Component { kind, annotations: around, span: self.since(start) });
        }
        let expected: &[&str] = if in_include {
            &["a definition", "`start`", "`div`", "`}`"]
        } else {
            &["a definition", "`start`", "`div`", "`include`"]
        };
        Err(self.unexpected(expected))
    }

    fn braced_content(&mut self, open: Token, around: &mut Around, in_include: bool) -> Vec<Component> {
        let mut own = around.take().unwrap_or_else(|| Box::new(Annotations::default()));
        let had = own.prefixes.is_some();
        let inner_column = self.component_column;
        let mut components = Vec::new();
        self.grammar_content(&mut components, &mut own, in_include);
        self.component_column = inner_column;
        if !had && !own.children.is_empty() {
            own.prefixes = Some(self.prefixes.clone());
        }
        // comments before the closing brace follow the last component
        if let Some(comments) = self.new_comments() {
            let children = match components.last_mut() {
                Some(last) => &mut last.annotations.get_or_insert_default().following,
                None => &mut own.children,
            };
            children.extend(comments.into_iter().map(AnnotationChild::Comment));
        }
        if own.prefixes.is_some() || !own.is_empty() {
            *around = Some(own);
        }
        self.close(open, Kind::CloseBrace, &["a definition", "`div`"]);
        components
    }

    fn define(&mut self, is_start: bool, annotations: Around) -> Parsed<Component> {
        let start = self.advance();
        self.define_named(start, is_start, annotations)
    }

    /// What follows the name of a definition.
    fn define_named(&mut self, start: Token, is_start: bool, annotations: Around) -> Parsed<Component> {
        let name = if is_start { None } else { Some(self.intern(start)) };
        let name_span = self.span_of(start);
        let combine = match self.kind() {
            Kind::Assign => None,
            Kind::AssignChoice => Some(Combine::Choice),
            Kind::AssignInterleave => Some(Combine::Interleave),
            _ => return Err(self.unexpected(&["`=`", "`|=`", "`&=`"])),
        };
        self.advance();
        if self.looks_like_component(self.at) {
            let name = self.text_of(start).to_owned();
            let span = self.span_of(start);
            self.last_error = Some(self.at);
            let found = self.describe(self.token());
            let here = self.here();
            let diagnostic = self.error(&schema_catalogue::SCHEMA_SYNTAX, format!("`{name}` lacks a pattern"), span);
            *diagnostic = diagnostic.clone().with_label(here, format!("expected a pattern before {found}"));
            return Err(Failed);
        }
        let body = self.expression(false, None)?;
        let define = Define { name, name_span, combine, body };
        let span = self.since(start);
        let next = self.token();
        let goes_on = match next.kind {
            Kind::End | Kind::CloseBrace | Kind::Documentation | Kind::OpenBracket => false,
            Kind::Identifier | Kind::Escaped | Kind::PrefixedName => {
                let text = self.text_of(next);
                let component = matches!(text, "start" | "div" | "include");
                let defined = matches!(self.kind_at(1), Kind::Assign | Kind::AssignChoice | Kind::AssignInterleave);
                let annotation = self.kind_at(1) == Kind::OpenBracket;
                !(component || annotation || (defined && next.kind != Kind::PrefixedName))
            }
            _ => true,
        };
        if goes_on && !self.misspelled_keyword(&define.body) {
            self.unexpected(&["`,`", "`|`", "`&`", "a definition"]);
            self.skip_component();
        }
        Ok(Component { kind: ComponentKind::Define(Box::new(define)), annotations, span })
    }

    fn href(&mut self) -> Parsed<Href> {
        let (href, href_span) = self.literal(&["a file name in quotes"])?;
        let mut namespace = self.default_namespace.clone();
        let mut inherit = None;
        if self.is_keyword(0, "inherit") {
            self.advance();
            self.expect(Kind::Assign, &["`=`"])?;
            if !matches!(self.kind(), Kind::Identifier | Kind::Escaped) {
                return Err(self.unexpected(&["a prefix"]));
            }
            let token = self.advance();
            let span = self.span_of(token);
            let prefix = self.intern(token);
            if let Some(found) = self.lookup_prefix(&prefix, span) {
                namespace = found;
            }
            inherit = Some(prefix);
        }
        Ok(Href { href, base: self.names.get(""), href_span, namespace, inherit })
    }

    // ---- patterns ----

    fn except_needs_parentheses(&mut self, except: &mut Option<Token>) {
        if let Some(minus) = except.take() {
            let span = self.span_of(minus);
            self.error(
                &schema_catalogue::SCHEMA_EXCEPT_NEEDS_PARENTHESES,
                "a datatype with `-` must stand in parentheses here",
                span,
            )
            .notes
            .push("write `(type - value)` before a connector or a repetition (compact syntax, section 2)".to_owned());
        }
    }

    fn expression(&mut self, top_level: bool, around: Around) -> Parsed<Pattern> {
        self.enter()?;
        let parsed = self.expression_inside(top_level, around);
        self.leave();
        parsed
    }

    fn expression_inside(&mut self, top_level: bool, mut around: Around) -> Parsed<Pattern> {
        let start = self.token();
        let mut repeated = false;
        let mut except = None;
        let first = self.unary(top_level, Some(&mut repeated), &mut except)?;
        let connector = self.kind();
        if !self.is_connector() {
            let Some(annotations) = around.take() else { return Ok(first) };
            if repeated {
                let mut pattern = first;
                apply(&mut pattern, annotations);
                return Ok(pattern);
            }
            let mut group = Pattern::new(PatternKind::Group(vec![first]), self.since(start));
            group.annotations = Some(annotations);
            return Ok(group);
        }
        self.except_needs_parentheses(&mut except);
        let first_connector = self.here();
        let mut members = vec![first];
        let mut mixed = false;
        while self.is_connector() {
            if self.kind() != connector && !mixed {
                mixed = true;
                let span = self.here();
                let symbol = |kind| match kind {
                    Kind::Bar => "`|`",
                    Kind::Ampersand => "`&`",
                    _ => "`,`",
                };
                let message = format!("{} is mixed with {}", symbol(self.kind()), symbol(connector));
                let label = format!("{} was used here", symbol(connector));
                let expected = symbol(connector).trim_matches('`').to_owned();
                let diagnostic = self.error(&schema_catalogue::SCHEMA_MIXED_CONNECTORS, message, span);
                *diagnostic = diagnostic
                    .clone()
                    .with_label(first_connector, label)
                    .with_note("no connector binds tighter than another: put what belongs together in parentheses (compact syntax, section 2)");
                diagnostic.expected.push(expected);
            }
            self.advance();
            match self.unary(top_level, None, &mut except) {
                Ok(member) => members.push(member),
                // a connector too many: what stands behind it is read
                Err(Failed) if self.is_connector() && !self.too_deep => {}
                Err(Failed) => return Err(Failed),
            }
            self.except_needs_parentheses(&mut except);
        }
        let kind = match connector {
            Kind::Bar => PatternKind::Choice(members),
            Kind::Ampersand => PatternKind::Interleave(members),
            _ => PatternKind::Group(members),
        };
        let mut pattern = Pattern::new(kind, self.since(start));
        pattern.annotations = around;
        Ok(pattern)
    }

    fn is_connector(&self) -> bool {
        matches!(self.kind(), Kind::Bar | Kind::Ampersand | Kind::Comma)
    }

    /// `element a { … } element b { … }`: each connector that is missing between brackets is reported, and the pattern
    /// behind it is read.
    fn missing_connectors(&mut self, closing: &str) -> Parsed<()> {
        while self.kind() == Kind::Identifier
            && PATTERN_STARTS.contains(&self.text_of(self.token()))
            && !self.looks_like_component(self.at)
            && self.last_error != Some(self.at)
        {
            self.unexpected(&["`,`", "`|`", "`&`", closing]);
            self.expression(false, None)?;
        }
        Ok(())
    }

    fn unary(&mut self, top_level: bool, repeated: Option<&mut bool>, except: &mut Option<Token>) -> Parsed<Pattern> {
        let start = self.token();
        let annotations = self.annotations()?;
        let has_elements = self.annotation_has_elements;
        let mut pattern = self.primary(top_level, has_elements, annotations, except)?;
        self.follow_annotations(&mut pattern, top_level)?;
        if !matches!(self.kind(), Kind::Plus | Kind::Question | Kind::Star) {
            return Ok(pattern);
        }
        if let Some(repeated) = repeated {
            *repeated = true;
        }
        self.comments_after(&mut pattern);
        let mut first = true;
        while matches!(self.kind(), Kind::Plus | Kind::Question | Kind::Star) {
            if !first {
                let span = self.here();
                let found = self.describe(self.token());
                self.error(
                    &schema_catalogue::SCHEMA_SYNTAX,
                    format!("expected a connector, found a second repetition {found}"),
                    span,
                )
                .notes
                .push("put the first one in parentheses: `(a+)?`".to_owned());
                // Nested all the same, thousands of them would be too deep for what follows.
                self.advance();
                continue;
            }
            first = false;
            self.except_needs_parentheses(except);
            let operator = self.advance().kind;
            let inner = Box::new(pattern);
            let kind = match operator {
                Kind::Plus => PatternKind::OneOrMore(inner),
                Kind::Question => PatternKind::Optional(inner),
                _ => PatternKind::ZeroOrMore(inner),
            };
            pattern = Pattern::new(kind, self.since(start));
        }
        self.follow_annotations(&mut pattern, top_level)?;
        Ok(pattern)
    }

    fn follow_annotations(&mut self, pattern: &mut Pattern, top_level: bool) -> Parsed<()> {
        while let Some(operator) = self.eat(Kind::Follow) {
            if !matches!(self.kind(), Kind::PrefixedName | Kind::Identifier | Kind::Escaped) {
                return Err(self.unexpected(&["an annotation element"]));
            }
            let (comments, element) = self.annotation_element(false)?;
            if top_level {
                let span = self.span_of(operator);
                self.top_level_annotation(span);
            } else {
                push_element(&mut pattern.annotations_mut().following, comments, element);
            }
        }
        Ok(())
    }

    fn top_level_annotation(&mut self, span: Span) {
        self.error(
            &schema_catalogue::SCHEMA_ANNOTATION_AT_TOP,
            "the outermost pattern may not be followed by an annotation",
            span,
        )
        .notes
        .push("in the XML syntax nothing can follow the document element (compact syntax, section 5)".to_owned());
    }

    /// `elemnt a { … }` reads as a reference and stops at `a`; says what was meant and goes on behind.
    fn misspelled_keyword(&mut self, before: &Pattern) -> bool {
        let PatternKind::Ref(word) = &before.kind else { return false };
        let starts_name =
            matches!(self.kind(), Kind::Identifier | Kind::Escaped | Kind::PrefixedName | Kind::PrefixStar);
        let (index, opens) = match (self.kind(), self.kind_at(1)) {
            (Kind::OpenBrace, _) => (0, true),
            (_, Kind::OpenBrace) if starts_name => (1, true),
            _ => (0, false),
        };
        if !opens || self.last_error == Some(self.at) {
            return false;
        }
        let candidates: &[&str] =
            if index == 1 { &["element", "attribute"] } else { &["list", "mixed", "grammar", "token", "string"] };
        let Some(meant) = nearest(word, candidates.iter().copied()) else { return false };
        let message = format!("unknown keyword `{word}`");
        let span = before.span;
        self.last_error = Some(self.at);
        let diagnostic = self.error(&schema_catalogue::SCHEMA_SYNTAX, message, span);
        *diagnostic = diagnostic
            .clone()
            .with_note(format!("did you mean `{meant}`?"))
            .with_expected([meant.to_owned()])
            .with_fix(format!("write `{meant}`"), Applicability::Unsafe, vec![Edit::replace(span, meant)]);
        for _ in 0..index {
            self.advance();
        }
        let open = self.advance();
        let inner = self.expression(false, None);
        if inner.is_ok() || !self.too_deep {
            self.close(open, Kind::CloseBrace, &["`,`", "`|`", "`&`"]);
        }
        true
    }

    fn primary(
        &mut self,
        top_level: bool,
        annotation_has_elements: bool,
        annotations: Around,
        except: &mut Option<Token>,
    ) -> Parsed<Pattern> {
        let start = self.token();
        match start.kind {
            Kind::OpenParen => {
                self.advance();
                let inner = self.expression(top_level, annotations);
                let mut pattern = match inner {
                    Ok(pattern) => pattern,
                    Err(Failed) if self.too_deep => return Err(Failed),
                    Err(Failed) => Pattern::new(PatternKind::Error, self.span_of(start)),
                };
                if self.misspelled_keyword(&pattern) {
                    pattern.kind = PatternKind::Error;
                }
                self.comments_after(&mut pattern);
                self.missing_connectors("`)`")?;
                self.close(start, Kind::CloseParen, &["`,`", "`|`", "`&`"]);
                return Ok(pattern);
            }
            Kind::Escaped => {
                self.advance();
                let name = self.intern(start);
                return Ok(self.finish(PatternKind::Ref(name), start, annotations));
            }
            Kind::Literal => {
                if top_level && annotation_has_elements {
                    let span = self.here();
                    self.top_level_annotation(span);
                }
                let (value, value_span) = self.literal(&[])?;
                let name = self.names.get("token");
                let library = self.names.get("");
                let datatype = TypeName { library, prefix: None, name, span: None };
                let value = self.value(datatype, value, value_span);
                return Ok(self.finish(value, start, annotations));
            }
            Kind::PrefixedName => return self.data(top_level && annotation_has_elements, annotations, except),
            Kind::Identifier => {}
            _ => return Err(self.expected_pattern()),
        }
        if self.is_keyword_as_name() {
            let name = self.keyword_as_name();
            let name = self.intern(name);
            return Ok(self.finish(PatternKind::Ref(name), start, annotations));
        }
        let word = self.text_of(start);
        let kind = match word {
            "element" | "attribute" => {
                let attribute = word == "attribute";
                self.advance();
                let context = NameContext { attribute, any_name: false, ns_name: false };
                let name = match self.name_class(context, &mut None) {
                    Ok(name) => name,
                    Err(Failed) if self.too_deep => return Err(Failed),
                    Err(Failed) => {
                        // the braces behind a broken name are read for further mistakes
                        let span = self.here();
                        while !matches!(self.kind(), Kind::OpenBrace | Kind::CloseBrace | Kind::End)
                            && !self.looks_like_component(self.at)
                        {
                            self.advance();
                        }
                        if self.kind() != Kind::OpenBrace {
                            return Err(Failed);
                        }
                        NameClass { kind: NameClassKind::Error, annotations: None, span }
                    }
                };
                let content = self.braced(&["`|`"])?;
                let named = Box::new(Named { name, content, keyword_span: self.span_of(start) });
                if attribute { PatternKind::Attribute(named) } else { PatternKind::Element(named) }
            }
            "list" | "mixed" => {
                let list = word == "list";
                self.advance();
                let content = Box::new(self.braced(&[])?);
                if list { PatternKind::List(content) } else { PatternKind::Mixed(content) }
            }
            "grammar" => {
                self.advance();
                let open = self.expect(Kind::OpenBrace, &["`{`"])?;
                self.enter()?;
                let mut around = annotations;
                let components = self.braced_content(open, &mut around, false);
                self.leave();
                return Ok(self.finish(PatternKind::Grammar(components), start, around));
            }
            "empty" => {
                self.advance();
                PatternKind::Empty
            }
            "text" => {
                self.advance();
                PatternKind::Text
            }
            "notAllowed" => {
                self.advance();
                PatternKind::NotAllowed
            }
            "external" => {
                self.advance();
                PatternKind::External(Box::new(self.href()?))
            }
            "parent" => {
                self.advance();
                let mut around = annotations;
                if let Some(comments) = self.comments() {
                    let around = around.get_or_insert_with(|| self.around(None));
                    around.children.extend(comments.into_iter().map(AnnotationChild::Comment));
                }
                if !self.is_identifier(0) {
                    return Err(self.unexpected(&["the name of a definition"]));
                }
                let token = self.advance();
                let name = self.intern(token);
                let kind = PatternKind::ParentRef { name, name_span: self.span_of(token) };
                return Ok(self.finish(kind, start, around));
            }
            "string" | "token" => return self.data(top_level && annotation_has_elements, annotations, except),
            _ if is_keyword(word) => return Err(self.expected_pattern()),
            _ => {
                self.advance();
                PatternKind::Ref(self.intern(start))
            }
        };
        Ok(self.finish(kind, start, annotations))
    }

    fn finish(&self, kind: PatternKind, start: Token, annotations: Around) -> Pattern {
        Pattern { kind, annotations, span: self.since(start) }
    }

    /// `{ pattern }`
    fn braced(&mut self, before: &[&str]) -> Parsed<Pattern> {
        let mut expected = vec!["`{`"];
        expected.extend_from_slice(before);
        let open = self.expect(Kind::OpenBrace, &expected)?;
        let inner = self.expression(false, None);
        let mut pattern = match inner {
            Ok(pattern) => pattern,
            Err(Failed) if self.too_deep => return Err(Failed),
            Err(Failed) => {
                self.skip_to(Kind::CloseBrace);
                return Ok(Pattern::new(PatternKind::Error, self.previous_span()));
            }
        };
        if self.misspelled_keyword(&pattern) {
            pattern.kind = PatternKind::Error;
            if matches!(
                self.kind(),
                Kind::Comma | Kind::Bar | Kind::Ampersand | Kind::Plus | Kind::Question | Kind::Star
            ) {
                self.skip_to(Kind::CloseBrace);
                return Ok(pattern);
            }
        }
        self.comments_after(&mut pattern);
        if self.missing_connectors("`}`").is_err() && !self.too_deep {
            self.skip_to(Kind::CloseBrace);
            return Ok(pattern);
        }
        self.close(open, Kind::CloseBrace, &["`,`", "`|`", "`&`"]);
        Ok(pattern)
    }

    fn value(&mut self, datatype: TypeName, value: Arc<str>, value_span: Span) -> PatternKind {
        PatternKind::Value(Box::new(Value {
            datatype,
            value,
            value_span,
            namespace: self.default_namespace.clone(),
            prefixes: self.prefixes.clone(),
        }))
    }

    fn data(&mut self, annotated_top_level: bool, annotations: Around, except: &mut Option<Token>) -> Parsed<Pattern> {
        let start = self.advance();
        let span = self.span_of(start);
        let text = self.text_of(start).to_owned();
        let datatype = match text.split_once(':') {
            None => {
                TypeName { library: self.names.get(""), prefix: None, name: self.names.get(&text), span: Some(span) }
            }
            Some((prefix, local)) => {
                let library = match self.datatypes.get(prefix) {
                    Some(library) => library.clone(),
                    None => {
                        self.undeclared(prefix, span, true);
                        // what is not known is not judged further
                        self.names.get("")
                    }
                };
                let known = self.datatypes.contains_key(prefix);
                TypeName {
                    library,
                    prefix: Some(self.names.get(prefix)),
                    name: self.names.get(if known { local } else { "string" }),
                    span: Some(span),
                }
            }
        };
        if self.kind() == Kind::Literal {
            if annotated_top_level {
                self.top_level_annotation(span);
            }
            let (value, value_span) = self.literal(&[])?;
            let kind = self.value(datatype, value, value_span);
            return Ok(self.finish(kind, start, annotations));
        }
        let mut data = Data { datatype, params: Vec::new(), except: None };
        if let Some(open) = self.eat(Kind::OpenBrace) {
            loop {
                match self.kind() {
                    Kind::CloseBrace | Kind::End => break,
                    _ => {}
                }
                match self.param() {
                    Ok(param) => data.params.push(param),
                    Err(Failed) => break,
                }
            }
            self.close(open, Kind::CloseBrace, &["a facet"]);
        }
        if let Some(minus) = self.eat(Kind::Minus) {
            let annotations = self.annotations()?;
            let mut inner = None;
            let pattern = self.primary(false, false, annotations, &mut inner)?;
            self.except_needs_parentheses(&mut inner);
            data.except = Some(pattern);
            *except = Some(minus);
        }
        Ok(self.finish(PatternKind::Data(Box::new(data)), start, annotations))
    }

    fn param(&mut self) -> Parsed<Param> {
        let mut annotations = self.annotations()?;
        if !matches!(self.kind(), Kind::Identifier | Kind::Escaped) {
            return Err(self.unexpected(&["`}`", "a facet"]));
        }
        let start = self.advance();
        let name = self.intern(start);
        self.expect(Kind::Assign, &["`=`"])?;
        if let Some(comments) = self.comments() {
            annotations.get_or_insert_with(|| self.around(None)).leading.extend(comments);
        }
        let (value, value_span) = self.literal(&["a literal"])?;
        let name_span = self.span_of(start);
        Ok(Param { name, value, annotations, span: self.since(start), name_span, value_span })
    }

    // ---- name classes ----

    fn name_class(&mut self, context: NameContext, around: &mut Around) -> Parsed<NameClass> {
        self.enter()?;
        let parsed = self.name_class_inside(context, around);
        self.leave();
        parsed
    }

    fn name_class_inside(&mut self, context: NameContext, around: &mut Around) -> Parsed<NameClass> {
        let start = self.token();
        let annotations = self.annotations()?;
        let (mut first, can_except) = self.basic_name_class(context, annotations)?;
        let mut excepted = false;
        if let (true, Some(minus)) = (can_except, (self.kind() == Kind::Minus).then(|| self.token())) {
            self.advance();
            excepted = true;
            let inner = NameContext {
                any_name: context.any_name || matches!(first.kind, NameClassKind::AnyName { .. }),
                ns_name: context.ns_name || matches!(first.kind, NameClassKind::NsName { .. }),
                ..context
            };
            let annotations = self.annotations()?;
            let (taken_out, _) = self.basic_name_class(inner, annotations)?;
            match &mut first.kind {
                NameClassKind::AnyName { except } | NameClassKind::NsName { except, .. } => {
                    *except = Some(Box::new(taken_out));
                }
                _ => {}
            }
            first.span = self.since(start);
            if self.kind() == Kind::Minus {
                let span = self.span_of(minus);
                self.error(
                    &schema_catalogue::SCHEMA_SYNTAX,
                    "a name class has one `-`; join what it takes out with `|` in parentheses",
                    span,
                );
                return Err(self.unexpected(&["`{`"]));
            }
        }
        self.follow_name_class(&mut first)?;
        if self.kind() != Kind::Bar {
            return Ok(first);
        }
        if excepted {
            let span = self.here();
            self.error(
                &schema_catalogue::SCHEMA_EXCEPT_NEEDS_PARENTHESES,
                "a name class with `-` must stand in parentheses before `|`",
                span,
            )
            .notes
            .push("write `(a:* - b) | c` (compact syntax, section 2)".to_owned());
        }
        let mut members = vec![first];
        while self.eat(Kind::Bar).is_some() {
            let annotations = self.annotations()?;
            let (mut member, can_except) = self.basic_name_class(context, annotations)?;
            if can_except && self.kind() == Kind::Minus {
                let span = self.here();
                self.error(
                    &schema_catalogue::SCHEMA_EXCEPT_NEEDS_PARENTHESES,
                    "a name class with `-` must stand in parentheses behind `|`",
                    span,
                )
                .notes
                .push("write `c | (a:* - b)` (compact syntax, section 2)".to_owned());
                self.advance();
                self.basic_name_class(context, None)?;
            }
            self.follow_name_class(&mut member)?;
            members.push(member);
        }
        let annotations = around.take();
        Ok(NameClass { kind: NameClassKind::Choice(members), annotations, span: self.since(start) })
    }

    fn follow_name_class(&mut self, name: &mut NameClass) -> Parsed<()> {
        while self.eat(Kind::Follow).is_some() {
            let (comments, element) = self.annotation_element(false)?;
            push_element(&mut name.annotations.get_or_insert_default().following, comments, element);
        }
        Ok(())
    }

    /// One name class, and whether `-` may follow.
    fn basic_name_class(&mut self, context: NameContext, annotations: Around) -> Parsed<(NameClass, bool)> {
        let start = self.token();
        let span = self.span_of(start);
        let finish = |kind, annotations| NameClass { kind, annotations, span };
        match start.kind {
            Kind::Identifier | Kind::Escaped => {
                self.advance();
                let namespace =
                    if context.attribute { Namespace::Uri(self.names.get("")) } else { self.default_namespace.clone() };
                let local = self.intern(start);
                Ok((finish(NameClassKind::Name { namespace, prefix: None, local }, annotations), false))
            }
            Kind::PrefixedName => {
                self.advance();
                let text = self.text_of(start).to_owned();
                let (prefix, local) = text.split_once(':').unwrap_or(("", &text));
                let Some(namespace) = self.lookup_prefix(prefix, span) else {
                    return Ok((finish(NameClassKind::Error, annotations), false));
                };
                let (prefix, local) = (Some(self.names.get(prefix)), self.names.get(local));
                Ok((finish(NameClassKind::Name { namespace, prefix, local }, annotations), false))
            }
            Kind::OpenParen => {
                self.advance();
                let mut around = annotations;
                let mut inner = self.name_class(context, &mut around)?;
                if let Some(comments) = self.new_comments() {
                    let following = &mut inner.annotations.get_or_insert_default().following;
                    following.extend(comments.into_iter().map(AnnotationChild::Comment));
                }
                self.close(start, Kind::CloseParen, &["`|`"]);
                if around.is_some() {
                    inner = NameClass {
                        kind: NameClassKind::Choice(vec![inner]),
                        annotations: around,
                        span: self.since(start),
                    };
                }
                Ok((inner, false))
            }
            Kind::PrefixStar => {
                self.advance();
                if context.ns_name {
                    self.except_error("`p:*` may not stand in what is taken out of another `p:*`", span);
                }
                let text = self.text_of(start).to_owned();
                let prefix = text.strip_suffix(":*").unwrap_or(&text);
                let Some(namespace) = self.lookup_prefix(prefix, span) else {
                    return Ok((finish(NameClassKind::Error, annotations), true));
                };
                let prefix = Some(self.names.get(prefix));
                Ok((finish(NameClassKind::NsName { namespace, prefix, except: None }, annotations), true))
            }
            Kind::Star => {
                self.advance();
                if context.ns_name {
                    self.except_error("`*` may not stand in what is taken out of `p:*`", span);
                } else if context.any_name {
                    self.except_error("`*` may not stand in what is taken out of another `*`", span);
                }
                Ok((finish(NameClassKind::AnyName { except: None }, annotations), true))
            }
            _ => Err(self.unexpected(&["a name", "`p:*`", "`*`", "`(`"])),
        }
    }

    fn except_error(&mut self, message: &str, span: Span) {
        self.error(&schema_catalogue::SCHEMA_NAME_CLASS_EXCEPT, message, span)
            .notes
            .push("RELAX NG specification, section 4.16".to_owned());
    }

    // ---- annotations ----

    fn documentation(&mut self) -> (Comments, AnnotationElement) {
        let comments = self.comments();
        let token = self.advance();
        let span = self.span_of(token);
        let text = self.tokens.comment_text(token.start, token.end);
        let prefix = self.compatibility_prefix();
        let element = AnnotationElement {
            namespace: self.names.get(ANNOTATIONS_NAMESPACE),
            prefix: Some(prefix),
            local: self.names.get("documentation"),
            attributes: Vec::new(),
            children: vec![AnnotationChild::Text { value: text.into(), span }],
            shorthand: true,
            span,
            name_span: span,
            prefixes: self.prefixes.clone(),
        };
        (comments, element)
    }

    /// The prefix for `##`: the declared one, else `a`, made longer until it is free.
    fn compatibility_prefix(&mut self) -> Arc<str> {
        if let Some(prefix) = &self.compatibility_prefix {
            return prefix.clone();
        }
        let mut prefix = "a".to_owned();
        while self.namespaces.iter().any(|(bound, _)| **bound == *prefix) {
            prefix.push('a');
        }
        let prefix = self.names.get(&prefix);
        self.compatibility_prefix = Some(prefix.clone());
        prefix
    }

    /// Comments, `##` and `[ … ]` before something.
    fn annotations(&mut self) -> Parsed<Around> {
        self.annotation_has_elements = false;
        let comments = self.comments();
        if !matches!(self.kind(), Kind::Documentation | Kind::OpenBracket) {
            return Ok(comments.map(|comments| self.around(Some(comments))));
        }
        let mut around = self.around(comments);
        while self.kind() == Kind::Documentation {
            let (comments, element) = self.documentation();
            push_element(&mut around.children, comments, element);
        }
        let documented = !around.children.is_empty();
        self.annotation_has_elements = documented;
        if let Some(comments) = self.comments() {
            around.leading.extend(comments);
        }
        if let Some(open) = self.eat(Kind::OpenBracket) {
            while self.kind() == Kind::PrefixedName && self.kind_at(1) == Kind::Assign {
                self.annotation_attribute(&mut around.attributes, false)?;
            }
            let mut has_elements = documented;
            while matches!(self.kind(), Kind::PrefixedName | Kind::Identifier | Kind::Escaped) {
                let keyword = self.kind() == Kind::Identifier && PATTERN_STARTS.contains(&self.text_of(self.token()));
                if keyword && !matches!(self.kind_at(1), Kind::OpenBracket | Kind::Assign) {
                    // the pattern that was to be annotated
                    self.unclosed(open, "`[`", "`]`");
                    return Ok(Some(around));
                }
                if self.kind_at(1) == Kind::Assign {
                    self.misplaced_attribute(self.kind() == Kind::PrefixedName);
                    let mut ignored = Vec::new();
                    self.annotation_attribute(&mut ignored, true)?;
                    continue;
                }
                match self.annotation_element(false) {
                    Ok((comments, element)) => push_element(&mut around.children, comments, element),
                    Err(Failed) if self.too_deep => return Err(Failed),
                    Err(Failed) => {
                        self.skip_to(Kind::CloseBracket);
                        return Ok(Some(around));
                    }
                }
                has_elements = true;
            }
            self.annotation_has_elements = has_elements;
            if let Some(comments) = self.comments() {
                around.children.extend(comments.into_iter().map(AnnotationChild::Comment));
            }
            self.close(open, Kind::CloseBracket, &["an annotation attribute", "an annotation element"]);
        }
        Ok(Some(around))
    }

    fn misplaced_attribute(&mut self, prefixed: bool) {
        let span = self.here();
        let text = self.text_of(self.token()).to_owned();
        if prefixed {
            self.error(
                &schema_catalogue::SCHEMA_SYNTAX,
                format!("attribute `{text}` must stand before the annotation elements"),
                span,
            )
            .notes
            .push("compact syntax, section 5.2".to_owned());
        } else {
            self.error(&schema_catalogue::SCHEMA_ANNOTATION_NAMESPACE, format!("annotation attribute `{text}` needs a prefix"), span)
                .notes
                .push("attributes of an annotation on a pattern are in a namespace of their own (compact syntax, section 5.2)".to_owned());
        }
    }

    /// `name = "value"` in an annotation.
    fn annotation_attribute(&mut self, attributes: &mut Vec<AnnotationAttribute>, nested: bool) -> Parsed<()> {
        let start = self.advance();
        let span = self.span_of(start);
        let text = self.text_of(start).to_owned();
        self.expect(Kind::Assign, &["`=`"])?;
        let (value, value_span) = self.literal(&["a literal"])?;
        let (prefix, namespace, local) = match text.split_once(':') {
            None => {
                let local = self.intern(start);
                if &*local == "xmlns" {
                    self.error(
                        &schema_catalogue::SCHEMA_ANNOTATION_NAMESPACE,
                        "`xmlns` may not be an annotation attribute",
                        span,
                    )
                    .notes
                    .push("declare namespaces at the head of the file (compact syntax, section 5)".to_owned());
                    return Ok(());
                }
                (None, self.names.get(""), local)
            }
            Some((prefix, local)) => {
                let Some(namespace) = self.lookup_prefix(prefix, span) else { return Ok(()) };
                let Namespace::Uri(uri) = namespace else {
                    self.inherited_annotation(&text, span);
                    return Ok(());
                };
                if uri.is_empty() && !nested {
                    self.error(&schema_catalogue::SCHEMA_ANNOTATION_NAMESPACE, format!("annotation attribute `{text}` is in no namespace"), span)
                        .notes
                        .push("attributes of an annotation on a pattern are in a namespace of their own (compact syntax, section 5.2)".to_owned());
                    return Ok(());
                }
                if &*uri == RELAX_NG_NAMESPACE && !nested {
                    self.own_namespace(&text, span);
                    return Ok(());
                }
                if &*uri == XMLNS_NAMESPACE || &*uri == XMLNS_NAMESPACE.trim_end_matches('/') {
                    self.error(
                        &schema_catalogue::SCHEMA_ANNOTATION_NAMESPACE,
                        format!("annotation attribute `{text}` is in the namespace of `xmlns`"),
                        span,
                    )
                    .notes
                    .push("declare namespaces at the head of the file (compact syntax, section 5)".to_owned());
                    return Ok(());
                }
                let prefix = if uri.is_empty() { None } else { Some(self.names.get(prefix)) };
                (prefix, uri, self.names.get(local))
            }
        };
        if let Some(first) = attributes.iter().find(|other| other.namespace == namespace && other.local == local) {
            let first = first.span;
            let diagnostic = self.error(
                &schema_catalogue::SCHEMA_DUPLICATE_ANNOTATION_ATTRIBUTE,
                format!("annotation attribute `{text}` is given twice"),
                span,
            );
            *diagnostic =
                diagnostic.clone().with_label(first, "first given here").with_note("compact syntax, section 5");
            return Ok(());
        }
        attributes.push(AnnotationAttribute { namespace, prefix, local, value, span: self.since(start), value_span });
        Ok(())
    }

    fn inherited_annotation(&mut self, text: &str, span: Span) {
        self.error(
            &schema_catalogue::SCHEMA_ANNOTATION_NAMESPACE,
            format!("the namespace of annotation `{text}` may not be inherited"),
            span,
        )
        .notes
        .push("its prefix is declared as `inherit` (compact syntax, section 5)".to_owned());
    }

    fn own_namespace(&mut self, text: &str, span: Span) {
        self.error(
            &schema_catalogue::SCHEMA_ANNOTATION_NAMESPACE,
            format!("annotation `{text}` is in RELAX NG's own namespace"),
            span,
        )
        .notes
        .push("annotations come from other namespaces (compact syntax, section 5)".to_owned());
    }

    /// `name [ … ]` with the comments before it.
    fn annotation_element(&mut self, nested: bool) -> Parsed<(Comments, AnnotationElement)> {
        self.enter()?;
        let parsed = self.annotation_element_inside(nested);
        self.leave();
        parsed
    }

    fn annotation_element_inside(&mut self, nested: bool) -> Parsed<(Comments, AnnotationElement)> {
        let comments = self.comments();
        let start = self.advance();
        let name_span = self.span_of(start);
        let text = self.text_of(start).to_owned();
        let (prefix, namespace, local) = match text.split_once(':') {
            None => (None, self.names.get(""), self.intern(start)),
            Some((prefix, local)) => {
                let local = self.names.get(local);
                match self.lookup_prefix(prefix, name_span) {
                    None => (None, self.names.get(""), local),
                    Some(Namespace::Inherit) => {
                        self.inherited_annotation(&text, name_span);
                        (None, self.names.get(""), local)
                    }
                    Some(Namespace::Uri(uri)) if &*uri == RELAX_NG_NAMESPACE && !nested => {
                        self.own_namespace(&text, name_span);
                        (None, uri, local)
                    }
                    Some(Namespace::Uri(uri)) => {
                        let prefix = if uri.is_empty() { None } else { Some(self.names.get(prefix)) };
                        (prefix, uri, local)
                    }
                }
            }
        };
        let open = self.expect(Kind::OpenBracket, &["`[`"])?;
        let mut attributes = Vec::new();
        while matches!(self.kind(), Kind::PrefixedName | Kind::Identifier | Kind::Escaped)
            && self.kind_at(1) == Kind::Assign
        {
            self.annotation_attribute(&mut attributes, true)?;
        }
        let mut children = Vec::new();
        loop {
            match self.kind() {
                Kind::Literal => {
                    self.annotation_literal(&mut children);
                    while self.eat(Kind::Tilde).is_some() {
                        if self.kind() != Kind::Literal {
                            return Err(self.unexpected(&["a literal"]));
                        }
                        self.annotation_literal(&mut children);
                    }
                }
                Kind::PrefixedName | Kind::Identifier | Kind::Escaped => {
                    if self.kind_at(1) == Kind::Assign {
                        self.misplaced_attribute(true);
                        self.annotation_attribute(&mut Vec::new(), true)?;
                        continue;
                    }
                    let (comments, element) = self.annotation_element(true)?;
                    push_element(&mut children, comments, element);
                }
                _ => break,
            }
        }
        if let Some(comments) = self.comments() {
            children.extend(comments.into_iter().map(AnnotationChild::Comment));
        }
        self.close(open, Kind::CloseBracket, &["a literal", "an annotation element"]);
        let element = AnnotationElement {
            namespace,
            prefix,
            local,
            attributes,
            children,
            shorthand: false,
            span: self.since(start),
            name_span,
            prefixes: self.prefixes.clone(),
        };
        Ok((comments, element))
    }

    fn annotation_literal(&mut self, children: &mut Vec<AnnotationChild>) {
        if let Some(comments) = self.comments() {
            children.extend(comments.into_iter().map(AnnotationChild::Comment));
        }
        let token = self.advance();
        let value = self.tokens.literal(token).into();
        children.push(AnnotationChild::Text { value, span: self.span_of(token) });
    }
}

fn push_element(children: &mut Vec<AnnotationChild>, comments: Comments, element: AnnotationElement) {
    children.extend(comments.into_iter().flatten().map(AnnotationChild::Comment));
    children.push(AnnotationChild::Element(element));
}

/// Puts annotations before those that a pattern has.
fn apply(pattern: &mut Pattern, annotations: Box<Annotations>) {
    match &mut pattern.annotations {
        None => pattern.annotations = Some(annotations),
        Some(own) => {
            own.leading.extend(annotations.leading);
            own.attributes.extend(annotations.attributes);
            own.children.extend(annotations.children);
            own.prefixes = annotations.prefixes;
        }
    }
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

fn join(expected: &[&str]) -> String {
    match expected {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
