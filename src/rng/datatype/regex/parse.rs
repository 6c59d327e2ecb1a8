//! The grammar of appendix F, read by recursive descent of limited depth.

use super::RegexError;
use super::class::{Escape, Item, Set, find_block, is_category};
use super::words::literal;

/// Groups and subtractions may stand so deep in each other.
const MAX_DEPTH: usize = 200;
/// Counts up to here are exact; the size limit refuses larger ones anyhow.
const MAX_COUNT: u32 = 10_000_000;

/// A pattern or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// Nothing.
    Empty,
    /// One character.
    Char(char),
    /// One character of a set.
    Set(Box<Set>),
    /// One after another; two or more.
    Sequence(Vec<Node>),
    /// One of several; two or more.
    Choice(Vec<Node>),
    /// Again and again.
    Repeat {
        /// What.
        node: Box<Node>,
        /// How often at least.
        min: u32,
        /// How often at most; `None` for no limit.
        max: Option<u32>,
    },
}

/// Reads a pattern.
pub(crate) fn parse(source: &str) -> Result<Node, RegexError> {
    let mut parser = Parser { source, at: 0, depth: 0 };
    let node = parser.expression()?;
    match parser.peek() {
        None => Ok(node),
        // an expression ends early only before a closing parenthesis
        Some(_) => Err(parser.wrong_here("`)` closes no group; a literal parenthesis is `\\)`")),
    }
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.source[self.at..].starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn error(&self, start: usize, message: impl Into<String>) -> RegexError {
        RegexError { message: message.into(), range: start..self.at.max(start) }
    }

    /// An error about the next character.
    fn wrong_here(&self, message: impl Into<String>) -> RegexError {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        RegexError { message: message.into(), range: self.at..end }
    }

    fn enter(&mut self, start: usize) -> Result<(), RegexError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(start, format!("more than {MAX_DEPTH} groups in each other")));
        }
        Ok(())
    }

    /// `branch ('|' branch)*`
    fn expression(&mut self) -> Result<Node, RegexError> {
        let mut branches = vec![self.branch()?];
        while self.eat("|") {
            branches.push(self.branch()?);
        }
        Ok(match branches.pop() {
            Some(only) if branches.is_empty() => only,
            last => {
                branches.extend(last);
                Node::Choice(branches)
            }
        })
    }

    /// `piece*`
    fn branch(&mut self) -> Result<Node, RegexError> {
        let mut pieces = Vec::new();
        while let Some(c) = self.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            let atom = self.atom(c)?;
            pieces.push(self.quantified(atom)?);
        }
        Ok(match pieces.len() {
            0 => Node::Empty,
            1 => pieces.pop().unwrap_or(Node::Empty),
            _ => Node::Sequence(pieces),
        })
    }

    fn atom(&mut self, c: char) -> Result<Node, RegexError> {
        let start = self.at;
        match c {
            '(' => {
                self.enter(start)?;
                self.at += 1;
                if self.peek() == Some('?') {
                    self.at += 1;
                    let message = "`(?` does not exist in XML Schema patterns: groups are plain `(`, and have no flags";
                    return Err(self.error(start, message));
                }
                let inner = self.expression()?;
                if !self.eat(")") {
                    return Err(RegexError { message: "`(` is never closed".into(), range: start..start + 1 });
                }
                self.depth -= 1;
                Ok(inner)
            }
            '[' => Ok(Node::Set(Box::new(self.set()?))),
            '.' => {
                self.at += 1;
                Ok(Node::Set(Box::new(Set::of(Item::Any))))
            }
            '\\' => Ok(match self.escape()? {
                Escaped::Char(c) => Node::Char(c),
                Escaped::Class(item) => Node::Set(Box::new(Set::of(item))),
            }),
            '?' | '*' | '+' => Err(self.wrong_here(format!("`{c}` has nothing to repeat; a literal one is `\\{c}`"))),
            '{' => Err(self.wrong_here("`{` has nothing to repeat; a literal one is `\\{`")),
            '}' => Err(self.wrong_here("`}` closes nothing; a literal one is `\\}`")),
            ']' => Err(self.wrong_here("`]` closes nothing; a literal one is `\\]`")),
            _ => {
                self.at += c.len_utf8();
                Ok(Node::Char(c))
            }
        }
    }

    fn quantified(&mut self, atom: Node) -> Result<Node, RegexError> {
        let start = self.at;
        let (min, max) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => return self.counted(atom, start),
            _ => return Ok(atom),
        };
        self.at += 1;
        Ok(Node::Repeat { node: Box::new(atom), min, max })
    }

    /// `{n}`, `{n,}`, `{n,m}`
    fn counted(&mut self, atom: Node, start: usize) -> Result<Node, RegexError> {
        self.at += 1;
        let min = self.count()?;
        let max =
            if self.eat(",") { if self.peek() == Some('}') { None } else { Some(self.count()?) } } else { Some(min) };
        if !self.eat("}") {
            return Err(RegexError {
                message: "a repetition is `{n}`, `{n,}` or `{n,m}`; a literal brace is `\\{`".into(),
                range: start..self.at,
            });
        }
        if max.is_some_and(|max| max < min) {
            return Err(self.error(start, "the least number of repetitions is greater than the greatest"));
        }
        Ok(Node::Repeat { node: Box::new(atom), min, max })
    }

    fn count(&mut self) -> Result<u32, RegexError> {
        let start = self.at;
        let length = self.source[start..].bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return Err(self.wrong_here(
                "a number must stand here: a repetition is `{n}`, `{n,}` or `{n,m}`, and a literal brace `\\{`",
            ));
        }
        self.at += length;
        Ok(self.source[start..self.at].parse().map_or(MAX_COUNT, |count: u32| count.min(MAX_COUNT)))
    }

    /// A backslash and what it makes of what follows.
    fn escape(&mut self) -> Result<Escaped, RegexError> {
        let start = self.at;
        self.at += 1;
        let Some(c) = self.next() else {
            return Err(self.error(start, "a backslash needs a character after it; a literal one is `\\\\`"));
        };
        let class = |escape, negated| Ok(Escaped::Class(Item::Escape { escape, negated }));
        match c {
            'n' => Ok(Escaped::Char('\n')),
            'r' => Ok(Escaped::Char('\r')),
            't' => Ok(Escaped::Char('\t')),
            '\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^' => Ok(Escaped::Char(c)),
            's' | 'S' => class(Escape::Space, c == 'S'),
            'i' | 'I' => class(Escape::NameStart, c == 'I'),
            'c' | 'C' => class(Escape::NameChar, c == 'C'),
            'd' | 'D' => class(Escape::Digit, c == 'D'),
            'w' | 'W' => class(Escape::Word, c == 'W'),
            'p' | 'P' => self.property(start, c == 'P'),
            '$' => Err(self.error(start, "`\\$` does not exist: `$` stands for itself")),
            '0'..='9' => Err(self.error(start, format!("`\\{c}` does not exist: patterns have no back references"))),
            'b' | 'B' | 'A' | 'Z' | 'z' | 'G' => {
                Err(self.error(start, format!("`\\{c}` does not exist: a pattern always matches the whole value")))
            }
            'u' | 'x' => Err(self.error(start, format!("`\\{c}` does not exist: write the character itself"))),
            _ => Err(self.error(start, format!("{} needs no backslash: it stands for itself", literal(c)))),
        }
    }

    /// `\p{…}` after its first two characters.
    fn property(&mut self, start: usize, negated: bool) -> Result<Escaped, RegexError> {
        let letter = if negated { 'P' } else { 'p' };
        if !self.eat("{") {
            return Err(self.error(start, format!("`\\{letter}` needs a category or a block: `\\{letter}{{Lu}}`")));
        }
        let Some(length) = self.source[self.at..].find('}') else {
            return Err(self.error(start, format!("`\\{letter}{{` is never closed")));
        };
        let name = &self.source[self.at..self.at + length];
        self.at += length + 1;
        let escape = match name.strip_prefix("Is") {
            Some(block) => match find_block(block) {
                Some(index) => Escape::Block(index),
                None => return Err(self.error(start, format!("there is no Unicode block `{block}`"))),
            },
            None => match is_category(name) {
                Some(category) => Escape::Category(category),
                None => {
                    let message = format!("`{name}` is no Unicode category; blocks are written `Is` and their name");
                    return Err(self.error(start, message));
                }
            },
        };
        Ok(Escaped::Class(Item::Escape { escape, negated }))
    }

    /// `[…]`, subtractions included.
    fn set(&mut self) -> Result<Set, RegexError> {
        let start = self.at;
        self.enter(start)?;
        self.at += 1;
        let negated = self.eat("^");
        let mut items = Vec::new();
        let mut minus = None;
        loop {
            let here = self.at;
            let Some(c) = self.peek() else {
                return Err(RegexError { message: "`[` is never closed".into(), range: start..start + 1 });
            };
            match c {
                ']' => {
                    if items.is_empty() {
                        self.at += 1;
                        return Err(self.error(start, "a character class cannot be empty"));
                    }
                    self.at += 1;
                    break;
                }
                '[' => return Err(self.wrong_here("`[` must be written `\\[` in a character class")),
                '-' if self.source[here..].starts_with("-[") => {
                    if items.is_empty() {
                        return Err(self.wrong_here("nothing stands before the `-` to subtract from"));
                    }
                    self.at += 1;
                    minus = Some(Box::new(self.set()?));
                    if !self.eat("]") {
                        return Err(self.wrong_here("a subtraction must be the last part of a character class"));
                    }
                    break;
                }
                '-' if !items.is_empty() && !self.source[here..].starts_with("-]") => {
                    return Err(
                        self.wrong_here("a literal `-` in a character class is written `\\-`, or stands first or last")
                    );
                }
                _ => {
                    let first = self.set_char()?;
                    items.push(self.range(here, first)?);
                }
            }
        }
        self.depth -= 1;
        Ok(Set { negated, items, minus })
    }

    fn set_char(&mut self) -> Result<Escaped, RegexError> {
        if self.peek() == Some('\\') {
            return self.escape();
        }
        Ok(Escaped::Char(self.next().unwrap_or('-')))
    }

    /// A single item of a character class, or a range that `first` begins.
    fn range(&mut self, start: usize, first: Escaped) -> Result<Item, RegexError> {
        let rest = &self.source[self.at..];
        let dash = rest.starts_with('-') && !rest.starts_with("-[") && !rest.starts_with("-]");
        match first {
            Escaped::Class(item) if !dash => Ok(item),
            Escaped::Class(_) => {
                self.at += 1;
                Err(self.error(start, "a class cannot begin a range; a literal `-` is written `\\-`"))
            }
            Escaped::Char(c) if !dash => Ok(Item::Char(c)),
            Escaped::Char('-') if self.source[start..].starts_with('-') => {
                self.at += 1;
                Err(self.error(start, "a range that begins with `-` is written with `\\-`"))
            }
            Escaped::Char(low) => {
                self.at += 1;
                let here = self.at;
                match self.peek() {
                    Some('[') => return Err(self.wrong_here("`[` must be written `\\[` in a character class")),
                    None => return Err(self.error(start, "the range has no end")),
                    _ => {}
                }
                match self.set_char()? {
                    Escaped::Class(_) => Err(self.error(here, "a class cannot end a range")),
                    Escaped::Char(high) if high < low => Err(self.error(
                        start,
                        format!("the range is the wrong way round: {} comes before {}", literal(high), literal(low)),
                    )),
                    Escaped::Char(high) => Ok(Item::Range(low, high)),
                }
            }
        }
    }
}

enum Escaped {
    Char(char),
    Class(Item),
}
