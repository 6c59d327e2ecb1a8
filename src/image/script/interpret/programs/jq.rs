//! What jq prints: the part of its language that scripts of images use, over texts all of which is known.
//!
//! `None` stands for what is not known: another part of the language, numbers that may be printed in another way, and
//! whatever jq fails at.
//!
//! It is long because the language is read and run here, over the same values.

use std::collections::BTreeMap;

/// Steps that a filter may take.
const MAX_STEPS: usize = 100_000;
/// Brackets in brackets.
const MAX_DEPTH: usize = 40;

/// A value; members keep the order in which they came.
#[derive(Debug, Clone, PartialEq)]
enum Json {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// How the output is written.
#[derive(Debug, Default)]
struct Style {
    raw: bool,
    joined: bool,
    compact: bool,
    sorted: bool,
    indent: Option<String>,
}

/// What `jq WORDS` prints; `read` gives the texts of files, or of standard input where there is none.
pub(super) fn run(words: &[String], read: impl Fn(&[String]) -> Option<String>) -> Option<String> {
    let mut style = Style::default();
    let (mut null, mut slurp) = (false, false);
    let mut variables = BTreeMap::new();
    let mut operands = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--arg" => {
                let name = words.next()?.clone();
                variables.insert(name, Json::Text(words.next()?.clone()));
            }
            "--argjson" => {
                let name = words.next()?.clone();
                variables.insert(name, values(words.next()?)?.into_iter().next()?);
            }
            "--indent" => style.indent = Some(" ".repeat(words.next()?.parse().ok().filter(|n| (1..8).contains(n))?)),
            "--tab" => style.indent = Some("\t".to_owned()),
            "--null-input" => null = true,
            "--raw-output" => style.raw = true,
            "--join-output" => style.joined = true,
            "--compact-output" => style.compact = true,
            "--sort-keys" => style.sorted = true,
            "--slurp" => slurp = true,
            "--monochrome-output" | "--exit-status" => {}
            group if group.len() > 1 && group.starts_with('-') && !group.starts_with("--") => {
                for flag in group[1..].chars() {
                    match flag {
                        'n' => null = true,
                        'r' => style.raw = true,
                        'j' => style.joined = true,
                        'c' => style.compact = true,
                        'S' => style.sorted = true,
                        's' => slurp = true,
                        'M' | 'e' => {}
                        _ => return None,
                    }
                }
            }
            option if option.starts_with("--") => return None,
            _ => operands.push(word.clone()),
        }
    }
    let (program, files) = operands.split_first()?;
    let filter = Parser::new(program).whole()?;
    let inputs = match null {
        true => vec![Json::Null],
        false => {
            let inputs = values(&read(files)?)?;
            if slurp { vec![Json::List(inputs)] } else { inputs }
        }
    };
    let mut run = Run { variables, steps: 0 };
    let mut output = String::new();
    for input in inputs {
        for value in run.outputs(&filter, &input)? {
            match &value {
                Json::Text(text) if style.raw || style.joined => output.push_str(text),
                value => write(value, &style, 0, &mut output)?,
            }
            if !style.joined {
                output.push('\n');
            }
        }
    }
    Some(output)
}

fn write(value: &Json, style: &Style, depth: usize, output: &mut String) -> Option<()> {
    let line = |output: &mut String, depth: usize| {
        if !style.compact {
            output.push('\n');
            for _ in 0..depth {
                output.push_str(style.indent.as_deref().unwrap_or("  "));
            }
        }
    };
    match value {
        Json::Null => output.push_str("null"),
        Json::Bool(flag) => output.push_str(&flag.to_string()),
        Json::Number(number) => output.push_str(&number.to_string()),
        Json::Text(text) => quoted(text, output)?,
        Json::List(items) if items.is_empty() => output.push_str("[]"),
        Json::Object(members) if members.is_empty() => output.push_str("{}"),
        Json::List(items) => {
            for (index, item) in items.iter().enumerate() {
                output.push(if index == 0 { '[' } else { ',' });
                line(output, depth + 1);
                write(item, style, depth + 1, output)?;
            }
            line(output, depth);
            output.push(']');
        }
        Json::Object(members) => {
            let mut members: Vec<&(String, Json)> = members.iter().collect();
            if style.sorted {
                members.sort_by(|(a, _), (b, _)| a.cmp(b));
            }
            for (index, (key, value)) in members.into_iter().enumerate() {
                output.push(if index == 0 { '{' } else { ',' });
                line(output, depth + 1);
                quoted(key, output)?;
                output.push_str(if style.compact { ":" } else { ": " });
                write(value, style, depth + 1, output)?;
            }
            line(output, depth);
            output.push('}');
        }
    }
    Some(())
}

fn quoted(text: &str, output: &mut String) -> Option<()> {
    output.push('"');
    for c in text.chars() {
        match c {
            '"' => output.push_str("\\\""),
            '\\' => output.push_str("\\\\"),
            '\n' => output.push_str("\\n"),
            '\t' => output.push_str("\\t"),
            '\r' => output.push_str("\\r"),
            c if c.is_control() => return None,
            c => output.push(c),
        }
    }
    output.push('"');
    Some(())
}

/// The values that stand in a text, one behind the other.
fn values(text: &str) -> Option<Vec<Json>> {
    let mut parser = Parser::new(text);
    let mut result = Vec::new();
    loop {
        parser.blanks(false);
        if parser.rest().is_empty() {
            return Some(result);
        }
        result.push(parser.json(0)?);
    }
}

/// A filter.
#[derive(Debug, Clone)]
enum Filter {
    Identity,
    Value(Json),
    Variable(String),
    /// A string with filters in it.
    Template(Vec<(String, Option<Filter>)>),
    /// `X.name`, `X[Y]`
    Index(Box<Filter>, Box<Filter>),
    Each(Box<Filter>),
    Optional(Box<Filter>),
    Pipe(Box<Filter>, Box<Filter>),
    Comma(Box<Filter>, Box<Filter>),
    List(Option<Box<Filter>>),
    Object(Vec<(Filter, Filter)>),
    Operator(&'static str, Box<Filter>, Box<Filter>),
    If(Vec<(Filter, Filter)>, Box<Filter>),
    Call(String, Vec<Filter>),
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

/// Operators from the loosest to the tightest, longer ones first.
const OPERATORS: [&[&str]; 7] = [
    &["//"],
    &["|=", "+=", "-=", "*=", "//=", "="],
    &["or"],
    &["and"],
    &["==", "!=", "<=", ">=", "<", ">"],
    &["+", "-"],
    &["*"],
];

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn blanks(&mut self, comments: bool) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            if !(comments && self.rest().starts_with('#')) {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    fn takes(&mut self, token: &str) -> bool {
        self.blanks(true);
        let rest = self.rest();
        let word = token.chars().all(|c| c.is_ascii_alphabetic());
        let ends = |rest: &str| !word || !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let found = rest.strip_prefix(token).is_some_and(ends);
        if found {
            self.at += token.len();
        }
        found
    }

    fn name(&mut self) -> Option<String> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.at += end;
        Some(name)
    }

    fn whole(mut self) -> Option<Filter> {
        let filter = self.pipe(0)?;
        self.blanks(true);
        self.rest().is_empty().then_some(filter)
    }

    fn pipe(&mut self, depth: usize) -> Option<Filter> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut first = self.operators(0, depth)?;
        while self.takes(",") {
            first = Filter::Comma(Box::new(first), Box::new(self.operators(0, depth)?));
        }
        self.blanks(true);
        if !self.rest().starts_with("|=") && self.takes("|") {
            return Some(Filter::Pipe(Box::new(first), Box::new(self.pipe(depth + 1)?)));
        }
        Some(first)
    }

    fn operators(&mut self, level: usize, depth: usize) -> Option<Filter> {
        let Some(tokens) = OPERATORS.get(level) else { return self.postfix(depth) };
        let mut left = self.operators(level + 1, depth)?;
        loop {
            self.blanks(true);
            let rest = self.rest();
            // `+` of `+=`, `=` of `==`, `//` of `//=` belong to another level
            let assigns = ["|=", "+=", "-=", "*=", "//="].iter().any(|token| rest.starts_with(token));
            let fits = |token: &str| match level {
                1 => !rest.starts_with("=="),
                0 | 5 | 6 => !assigns,
                _ => !token.is_empty(),
            };
            let Some(token) = tokens.iter().find(|token| rest.starts_with(**token) && fits(token)) else {
                return Some(left);
            };
            if !self.takes(token) {
                return Some(left);
            }
            // `a // b // c` is `a // (b // c)`
            let right = self.operators(if level == 0 { 0 } else { level + 1 }, depth)?;
            left = Filter::Operator(token, Box::new(left), Box::new(right));
        }
    }

    fn postfix(&mut self, depth: usize) -> Option<Filter> {
        let mut filter = self.term(depth)?;
        loop {
            let rest = self.rest();
            if rest.starts_with('[') || rest.starts_with(".[") {
                self.at += rest.find('[').unwrap_or(0) + 1;
                if self.takes("]") {
                    filter = Filter::Each(Box::new(filter));
                    continue;
                }
                let index = self.pipe(depth + 1)?;
                if !self.takes("]") {
                    return None;
                }
                filter = Filter::Index(Box::new(filter), Box::new(index));
            } else if let Some(after) = rest.strip_prefix('.')
                && after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '"'))
            {
                self.at += 1;
                filter = Filter::Index(Box::new(filter), Box::new(self.member(depth)?));
            } else if rest.starts_with('?') && !rest.starts_with("?//") {
                self.at += 1;
                filter = Filter::Optional(Box::new(filter));
            } else {
                return Some(filter);
            }
        }
    }

    /// What stands behind a point.
    fn member(&mut self, depth: usize) -> Option<Filter> {
        if self.rest().starts_with('"') {
            return self.template(depth);
        }
        Some(Filter::Value(Json::Text(self.name()?)))
    }

    fn term(&mut self, depth: usize) -> Option<Filter> {
        self.blanks(true);
        let rest = self.rest();
        let next = rest.chars().next()?;
        match next {
            '.' if rest.starts_with("..") => None,
            '.' => {
                self.at += 1;
                let here = Box::new(Filter::Identity);
                Some(match self.rest().chars().next() {
                    Some(c) if c.is_ascii_alphabetic() || matches!(c, '_' | '"') => {
                        Filter::Index(here, Box::new(self.member(depth)?))
                    }
                    _ => Filter::Identity,
                })
            }
            '"' => self.template(depth),
            '0'..='9' | '-' => Some(Filter::Value(Json::Number(self.number()?))),
            '$' => {
                self.at += 1;
                Some(Filter::Variable(self.name()?))
            }
            '(' => {
                self.at += 1;
                let inner = self.pipe(depth + 1)?;
                self.takes(")").then_some(inner)
            }
            '[' => {
                self.at += 1;
                if self.takes("]") {
                    return Some(Filter::List(None));
                }
                let inner = self.pipe(depth + 1)?;
                self.takes("]").then(|| Filter::List(Some(Box::new(inner))))
            }
            '{' => {
                self.at += 1;
                self.object(depth)
            }
            _ => self.call(depth),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Filter> {
        let mut members = Vec::new();
        loop {
            if self.takes("}") {
                return Some(Filter::Object(members));
            }
            if !members.is_empty() && !self.takes(",") {
                return None;
            }
            self.blanks(true);
            let (key, short) = match self.rest().chars().next()? {
                '$' => {
                    self.at += 1;
                    let name = self.name()?;
                    (Filter::Value(Json::Text(name.clone())), Some(Filter::Variable(name)))
                }
                '"' => (self.template(depth)?, None),
                '(' => {
                    self.at += 1;
                    let key = self.pipe(depth + 1)?;
                    if !self.takes(")") {
                        return None;
                    }
                    (key, None)
                }
                _ => {
                    let name = Filter::Value(Json::Text(self.name()?));
                    let short = Filter::Index(Box::new(Filter::Identity), Box::new(name.clone()));
                    (name, Some(short))
                }
            };
            let value = if self.takes(":") { self.operators(0, depth + 1)? } else { short? };
            members.push((key, value));
        }
    }

    fn call(&mut self, depth: usize) -> Option<Filter> {
        let name = self.name()?;
        match name.as_str() {
            "null" => return Some(Filter::Value(Json::Null)),
            "true" | "false" => return Some(Filter::Value(Json::Bool(name == "true"))),
            "if" => {
                let mut branches = Vec::new();
                loop {
                    let condition = self.pipe(depth + 1)?;
                    if !self.takes("then") {
                        return None;
                    }
                    branches.push((condition, self.pipe(depth + 1)?));
                    if !self.takes("elif") {
                        break;
                    }
                }
                let otherwise = if self.takes("else") { self.pipe(depth + 1)? } else { Filter::Identity };
                return self.takes("end").then(|| Filter::If(branches, Box::new(otherwise)));
            }
            _ => {}
        }
        let mut arguments = Vec::new();
        if self.rest().starts_with('(') {
            self.at += 1;
            loop {
                arguments.push(self.pipe(depth + 1)?);
                if self.takes(")") {
                    break;
                }
                if !self.takes(";") {
                    return None;
                }
            }
        }
        Some(Filter::Call(name, arguments))
    }

    fn number(&mut self) -> Option<i64> {
        let rest = self.rest();
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        // others are printed in a way of their own
        let plain = (1..16).contains(&length) && !digits[length..].starts_with(['.', 'e', 'E']);
        let end = rest.len() - digits.len() + length;
        let number = rest[..end].parse().ok().filter(|_| plain)?;
        self.at += end;
        Some(number)
    }

    /// A string with escapes, and with filters where `filters` says so.
    fn template(&mut self, depth: usize) -> Option<Filter> {
        let parts = self.string(Some(depth))?;
        Some(match parts.as_slice() {
            [(text, None)] => Filter::Value(Json::Text(text.clone())),
            _ => Filter::Template(parts),
        })
    }

    fn string(&mut self, filters: Option<usize>) -> Option<Vec<(String, Option<Filter>)>> {
        self.at += 1;
        let mut parts = Vec::new();
        let mut text = String::new();
        loop {
            let c = self.rest().chars().next()?;
            self.at += c.len_utf8();
            match c {
                '"' => {
                    parts.push((text, None));
                    return Some(parts);
                }
                '\\' => {
                    let escape = self.rest().chars().next()?;
                    self.at += escape.len_utf8();
                    text.push(match escape {
                        '"' | '\\' | '/' => escape,
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        'u' => {
                            let code = u32::from_str_radix(self.rest().get(..4)?, 16).ok()?;
                            self.at += 4;
                            char::from_u32(code)?
                        }
                        '(' => {
                            let inner = self.pipe(filters? + 1)?;
                            if !self.takes(")") {
                                return None;
                            }
                            parts.push((std::mem::take(&mut text), Some(inner)));
                            continue;
                        }
                        _ => return None,
                    });
                }
                c => text.push(c),
            }
        }
    }

    /// A value of a document.
    fn json(&mut self, depth: usize) -> Option<Json> {
        self.blanks(false);
        if depth > MAX_DEPTH {
            return None;
        }
        match self.rest().chars().next()? {
            '"' => match self.string(None)?.as_slice() {
                [(text, None)] => Some(Json::Text(text.clone())),
                _ => None,
            },
            '0'..='9' | '-' => Some(Json::Number(self.number()?)),
            '[' => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    if self.takes("]") {
                        return Some(Json::List(items));
                    }
                    if !items.is_empty() && !self.takes(",") {
                        return None;
                    }
                    items.push(self.json(depth + 1)?);
                }
            }
            '{' => {
                self.at += 1;
                let mut object = Json::Object(Vec::new());
                let mut first = true;
                loop {
                    if self.takes("}") {
                        return Some(object);
                    }
                    if !std::mem::take(&mut first) && !self.takes(",") {
                        return None;
                    }
                    self.blanks(false);
                    let Json::Text(key) = self.json(depth + 1)? else { return None };
                    if !self.takes(":") {
                        return None;
                    }
                    let value = self.json(depth + 1)?;
                    object = put(&object, &[Json::Text(key)], value)?;
                }
            }
            _ => match self.name()?.as_str() {
                "null" => Some(Json::Null),
                "true" => Some(Json::Bool(true)),
                "false" => Some(Json::Bool(false)),
                _ => None,
            },
        }
    }
}

struct Run {
    variables: BTreeMap<String, Json>,
    steps: usize,
}

fn is_true(value: &Json) -> bool {
    !matches!(value, Json::Null | Json::Bool(false))
}

impl Run {
    fn outputs(&mut self, filter: &Filter, input: &Json) -> Option<Vec<Json>> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return None;
        }
        Some(match filter {
            Filter::Identity => vec![input.clone()],
            Filter::Value(value) => vec![value.clone()],
            Filter::Variable(name) => vec![self.variables.get(name)?.clone()],
            Filter::Template(parts) => {
                let mut text = String::new();
                for (before, inner) in parts {
                    text.push_str(before);
                    if let Some(inner) = inner {
                        text.push_str(&shown(&self.one(inner, input)?)?);
                    }
                }
                vec![Json::Text(text)]
            }
            Filter::Index(of, by) => {
                let mut result = Vec::new();
                for value in self.outputs(of, input)? {
                    for key in self.outputs(by, input)? {
                        result.push(get(&value, &key)?);
                    }
                }
                result
            }
            Filter::Each(of) => {
                let mut result = Vec::new();
                for value in self.outputs(of, input)? {
                    match value {
                        Json::List(items) => result.extend(items),
                        Json::Object(members) => result.extend(members.into_iter().map(|(_, value)| value)),
                        _ => return None,
                    }
                }
                result
            }
            // what fails gives nothing, but so does what is not known
            Filter::Optional(inner) => self.outputs(inner, input)?,
            Filter::Pipe(first, then) => {
                let mut result = Vec::new();
                for value in self.outputs(first, input)? {
                    result.extend(self.outputs(then, &value)?);
                }
                result
            }
            Filter::Comma(first, then) => {
                let mut result = self.outputs(first, input)?;
                result.extend(self.outputs(then, input)?);
                result
            }
            Filter::List(inner) => {
                vec![Json::List(inner.as_ref().map_or(Some(Vec::new()), |inner| self.outputs(inner, input))?)]
            }
            Filter::Object(members) => {
                let mut object = Json::Object(Vec::new());
                for (key, value) in members {
                    let key = self.one(key, input)?;
                    if !matches!(key, Json::Text(_)) {
                        return None;
                    }
                    object = put(&object, &[key], self.one(value, input)?)?;
                }
                vec![object]
            }
            Filter::If(branches, otherwise) => {
                for (condition, body) in branches {
                    if is_true(&self.one(condition, input)?) {
                        return self.outputs(body, input);
                    }
                }
                self.outputs(otherwise, input)?
            }
            Filter::Operator(operator, left, right) => self.operator(operator, left, right, input)?,
            Filter::Call(name, arguments) => self.called(name, arguments, input)?,
        })
    }

    fn one(&mut self, filter: &Filter, input: &Json) -> Option<Json> {
        let mut outputs = self.outputs(filter, input)?;
        (outputs.len() == 1).then(|| outputs.remove(0))
    }

    fn operator(&mut self, operator: &str, left: &Filter, right: &Filter, input: &Json) -> Option<Vec<Json>> {
        match operator {
            "=" | "|=" | "+=" | "-=" | "*=" | "//=" => {
                let value = if operator == "|=" { None } else { Some(self.one(right, input)?) };
                let mut result = input.clone();
                for path in self.paths(left, input)? {
                    let old = at(&result, &path)?;
                    let new = match (operator, &value) {
                        ("=", Some(value)) => value.clone(),
                        ("//=", Some(value)) => {
                            if is_true(&old) {
                                old
                            } else {
                                value.clone()
                            }
                        }
                        (_, Some(value)) => calculated(&operator[..1], &old, value)?,
                        (_, None) => self.one(right, &old)?,
                    };
                    result = put(&result, &path, new)?;
                }
                return Some(vec![result]);
            }
            "//" => {
                let found: Vec<Json> = self.outputs(left, input)?.into_iter().filter(is_true).collect();
                return if found.is_empty() { self.outputs(right, input) } else { Some(found) };
            }
            _ => {}
        }
        let left = self.one(left, input)?;
        if let "and" | "or" = operator
            && is_true(&left) == (operator == "or")
        {
            return Some(vec![Json::Bool(operator == "or")]);
        }
        let right = self.one(right, input)?;
        Some(vec![match operator {
            "and" | "or" => Json::Bool(is_true(&right)),
            "==" => Json::Bool(left == right),
            "!=" => Json::Bool(left != right),
            "<" | ">" | "<=" | ">=" => {
                let order = match (&left, &right) {
                    (Json::Number(a), Json::Number(b)) => a.cmp(b),
                    (Json::Text(a), Json::Text(b)) => a.cmp(b),
                    _ => return None,
                };
                Json::Bool(match operator {
                    "<" => order.is_lt(),
                    ">" => order.is_gt(),
                    "<=" => order.is_le(),
                    _ => order.is_ge(),
                })
            }
            _ => calculated(operator, &left, &right)?,
        }])
    }

    /// The places that a filter leads to.
    fn paths(&mut self, filter: &Filter, input: &Json) -> Option<Vec<Vec<Json>>> {
        match filter {
            Filter::Identity => Some(vec![Vec::new()]),
            Filter::Index(of, by) => {
                let keys = self.outputs(by, input)?;
                let of = self.paths(of, input)?;
                Some(of.iter().flat_map(|path| keys.iter().map(|key| longer(path, key.clone()))).collect())
            }
            Filter::Each(of) => {
                let mut result = Vec::new();
                for path in self.paths(of, input)? {
                    match at(input, &path)? {
                        Json::List(items) => {
                            result.extend((0..items.len()).map(|at| longer(&path, Json::Number(at as i64))));
                        }
                        Json::Object(members) => {
                            result.extend(members.into_iter().map(|(key, _)| longer(&path, Json::Text(key))));
                        }
                        _ => return None,
                    }
                }
                Some(result)
            }
            Filter::Comma(first, then) => {
                let mut result = self.paths(first, input)?;
                result.extend(self.paths(then, input)?);
                Some(result)
            }
            Filter::Pipe(first, then) => {
                let mut result = Vec::new();
                for path in self.paths(first, input)? {
                    let inner = at(input, &path)?;
                    for rest in self.paths(then, &inner)? {
                        result.push(path.iter().cloned().chain(rest).collect());
                    }
                }
                Some(result)
            }
            Filter::Call(name, arguments) if name == "select" && arguments.len() == 1 => {
                Some(if is_true(&self.one(&arguments[0], input)?) { vec![Vec::new()] } else { Vec::new() })
            }
            _ => None,
        }
    }

    fn called(&mut self, name: &str, arguments: &[Filter], input: &Json) -> Option<Vec<Json>> {
        Some(vec![match (name, arguments, input) {
            ("empty", [], _) => return Some(Vec::new()),
            ("not", [], value) => Json::Bool(!is_true(value)),
            ("length", [], value) => Json::Number(match value {
                Json::Null => 0,
                Json::Text(text) => text.chars().count() as i64,
                Json::List(items) => items.len() as i64,
                Json::Object(members) => members.len() as i64,
                _ => return None,
            }),
            ("keys", [], Json::Object(members)) => {
                let mut keys: Vec<&String> = members.iter().map(|(key, _)| key).collect();
                keys.sort();
                Json::List(keys.into_iter().cloned().map(Json::Text).collect())
            }
            ("has", [key], Json::Object(members)) => {
                let Json::Text(key) = self.one(key, input)? else { return None };
                Json::Bool(members.iter().any(|(name, _)| *name == key))
            }
            ("type", [], value) => Json::Text(
                match value {
                    Json::Null => "null",
                    Json::Bool(_) => "boolean",
                    Json::Number(_) => "number",
                    Json::Text(_) => "string",
                    Json::List(_) => "array",
                    Json::Object(_) => "object",
                }
                .to_owned(),
            ),
            ("tostring", [], value) => Json::Text(shown(value)?),
            ("tojson", [], value) => {
                let mut text = String::new();
                write(value, &Style { compact: true, ..Style::default() }, 0, &mut text)?;
                Json::Text(text)
            }
            ("select", [condition], value) => {
                return Some(if is_true(&self.one(condition, input)?) { vec![value.clone()] } else { Vec::new() });
            }
            ("map", [filter], Json::List(items)) => {
                let mut result = Vec::new();
                for item in items {
                    result.extend(self.outputs(filter, item)?);
                }
                Json::List(result)
            }
            ("add", [], Json::List(items)) => {
                items.iter().try_fold(Json::Null, |sum, item| calculated("+", &sum, item))?
            }
            ("join", [by], Json::List(items)) => {
                let Json::Text(by) = self.one(by, input)? else { return None };
                let texts: Option<Vec<String>> = items
                    .iter()
                    .map(|item| match item {
                        Json::Null => Some(String::new()),
                        Json::List(_) | Json::Object(_) => None,
                        other => shown(other),
                    })
                    .collect();
                Json::Text(texts?.join(&by))
            }
            ("split", [by], Json::Text(text)) => {
                let Json::Text(by) = self.one(by, input)? else { return None };
                if by.is_empty() || text.is_empty() {
                    return None;
                }
                Json::List(text.split(by.as_str()).map(|part| Json::Text(part.to_owned())).collect())
            }
            ("reverse", [], Json::List(items)) => Json::List(items.iter().rev().cloned().collect()),
            ("first", [], value) => get(value, &Json::Number(0))?,
            ("last", [], value) => get(value, &Json::Number(-1))?,
            ("del", [filter], value) => {
                let mut paths = self.paths(filter, value)?;
                // later ones first, so that the places of the others stay
                paths.reverse();
                let mut result = value.clone();
                for path in paths {
                    result = without(&result, &path)?;
                }
                result
            }
            ("ascii_downcase", [], Json::Text(text)) => Json::Text(text.to_ascii_lowercase()),
            ("ascii_upcase", [], Json::Text(text)) => Json::Text(text.to_ascii_uppercase()),
            _ => return None,
        }])
    }
}

fn longer(path: &[Json], key: Json) -> Vec<Json> {
    path.iter().cloned().chain([key]).collect()
}

/// A value as `tostring` gives it.
fn shown(value: &Json) -> Option<String> {
    if let Json::Text(text) = value {
        return Some(text.clone());
    }
    let mut text = String::new();
    write(value, &Style { compact: true, ..Style::default() }, 0, &mut text)?;
    Some(text)
}

fn place(number: i64, length: usize) -> Option<usize> {
    usize::try_from(if number < 0 { number + length as i64 } else { number }).ok()
}

fn get(value: &Json, key: &Json) -> Option<Json> {
    Some(match (value, key) {
        (Json::Null, Json::Text(_) | Json::Number(_)) => Json::Null,
        (Json::Object(members), Json::Text(key)) => {
            members.iter().find(|(name, _)| name == key).map_or(Json::Null, |(_, value)| value.clone())
        }
        (Json::List(items), Json::Number(number)) => {
            place(*number, items.len()).and_then(|at| items.get(at)).cloned().unwrap_or(Json::Null)
        }
        _ => return None,
    })
}

fn at(value: &Json, path: &[Json]) -> Option<Json> {
    path.iter().try_fold(value.clone(), |value, key| get(&value, key))
}

/// The value with another one at a place.
fn put(value: &Json, path: &[Json], new: Json) -> Option<Json> {
    let Some((key, rest)) = path.split_first() else { return Some(new) };
    let inner = put(&get(value, key)?, rest, new)?;
    Some(match (value, key) {
        (Json::Null, Json::Text(key)) => Json::Object(vec![(key.clone(), inner)]),
        (Json::Object(members), Json::Text(key)) => {
            let mut members = members.clone();
            match members.iter_mut().find(|(name, _)| name == key) {
                Some((_, value)) => *value = inner,
                None => members.push((key.clone(), inner)),
            }
            Json::Object(members)
        }
        (Json::Null | Json::List(_), Json::Number(number)) => {
            let mut items = if let Json::List(items) = value { items.clone() } else { Vec::new() };
            let at = place(*number, items.len()).filter(|at| *at < 1000)?;
            while items.len() <= at {
                items.push(Json::Null);
            }
            items[at] = inner;
            Json::List(items)
        }
        _ => return None,
    })
}

fn without(value: &Json, path: &[Json]) -> Option<Json> {
    let (key, rest) = path.split_first()?;
    if !rest.is_empty() {
        let inner = get(value, key)?;
        return if inner == Json::Null {
            Some(value.clone())
        } else {
            put(value, std::slice::from_ref(key), without(&inner, rest)?)
        };
    }
    Some(match (value, key) {
        (Json::Null, _) => Json::Null,
        (Json::Object(members), Json::Text(key)) => {
            Json::Object(members.iter().filter(|(name, _)| name != key).cloned().collect())
        }
        (Json::List(items), Json::Number(number)) => {
            let mut items = items.clone();
            if let Some(at) = place(*number, items.len()).filter(|at| *at < items.len()) {
                items.remove(at);
            }
            Json::List(items)
        }
        _ => return None,
    })
}

fn calculated(operator: &str, left: &Json, right: &Json) -> Option<Json> {
    let small = |number: i64| (number.abs() < 1_000_000_000_000_000).then_some(Json::Number(number));
    match (operator, left, right) {
        ("+", Json::Null, other) | ("+", other, Json::Null) => Some(other.clone()),
        ("+", Json::Number(a), Json::Number(b)) => small(a.checked_add(*b)?),
        ("-", Json::Number(a), Json::Number(b)) => small(a.checked_sub(*b)?),
        ("*", Json::Number(a), Json::Number(b)) => small(a.checked_mul(*b)?),
        ("+", Json::Text(a), Json::Text(b)) => Some(Json::Text(format!("{a}{b}"))),
        ("+", Json::List(a), Json::List(b)) => Some(Json::List(a.iter().chain(b).cloned().collect())),
        ("-", Json::List(a), Json::List(b)) => {
            Some(Json::List(a.iter().filter(|item| !b.contains(item)).cloned().collect()))
        }
        ("+" | "*", Json::Object(a), Json::Object(b)) => {
            let mut result = Json::Object(a.clone());
            for (key, value) in b {
                let key = Json::Text(key.clone());
                let old = get(&result, &key)?;
                let both = matches!((&old, value), (Json::Object(_), Json::Object(_)));
                let new = if operator == "*" && both { calculated("*", &old, value)? } else { value.clone() };
                result = put(&result, &[key], new)?;
            }
            Some(result)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    fn run(words: &[&str], text: &str) -> Option<String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        super::run(&words, |_| Some(text.to_owned()))
    }

    #[test]
    fn filters_print_what_jq_prints() {
        let text = r#"{"a": {"b": [1, "x"]}, "c": true}"#;
        for (words, printed) in [
            (&["-c", "."][..], "{\"a\":{\"b\":[1,\"x\"]},\"c\":true}\n"),
            (&["-r", ".a.b[1]"], "x\n"),
            (&["-c", ".a.b += [\"y\"] | .c = false"], "{\"a\":{\"b\":[1,\"x\",\"y\"]},\"c\":false}\n"),
            (
                &["-cn", "--arg", "u", "v", "{default: [{type: $u}], $u, \"k\\(1)\": null}"],
                "{\"default\":[{\"type\":\"v\"}],\"u\":\"v\",\"k1\":null}\n",
            ),
            (&["-c", "del(.a.b[0], .c)"], "{\"a\":{\"b\":[\"x\"]}}\n"),
            (&["-c", ". * {a: {z: 2}} | keys"], "[\"a\",\"c\"]\n"),
            (&[".x // \"none\""], "\"none\"\n"),
            (&["-c", "if .c then [.a.b[] | tostring] else empty end"], "[\"1\",\"x\"]\n"),
            (&["-c", "[.a.b[] | select(. == \"x\")] | length"], "1\n"),
        ] {
            assert_eq!(run(words, text).as_deref(), Some(printed), "{words:?}");
        }
    }

    #[test]
    fn other_filters_are_not_known() {
        for program in ["..", ".a | test(\"x\")", "{", ".a.c.d.e", "1.5", "[limit(3; .[])]", "@base64"] {
            assert_eq!(run(&[program], "{\"a\": {\"c\": 5}}"), None, "{program}");
        }
        assert_eq!(run(&["."], "{\"a\": 1.50}"), None);
    }
}
