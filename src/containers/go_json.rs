//! JSON as Go's `encoding/json` reads it: strict, with its error texts, and with a place for every value.

use crate::text::{SourceId, Span};

use super::go_toml::quote;

/// How deep values may nest.
const MAX_DEPTH: usize = 200;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Json {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as written.
    Number(String),
    /// A string, its escapes read.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object: members in order, a key may come twice.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Json,
}

impl Json {
    /// The members, where it is an object.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements, where it is a list.
    #[must_use]
    pub fn elements(&self) -> &[Json] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => &[],
        }
    }

    /// The text, where it is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The last member of that key: the one that counts.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.members().iter().rev().find(|member| member.key == key).map(|member| &member.value)
    }

    /// How Go names the type in an error.
    #[must_use]
    pub fn go_type(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Boolean(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }
}

/// Why a text is no JSON, as Go prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Go's message.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Whether a whole value was read, and this stands behind it.
    pub is_trailing: bool,
}

/// Reads one JSON value; nothing but blanks may follow.
///
/// # Errors
/// The first slip.
pub fn parse(bytes: &[u8], source: SourceId) -> Result<Json, Error> {
    let mut reader = Reader { bytes, pos: 0, source };
    reader.blanks();
    let value = reader.value(0)?;
    reader.blanks();
    match reader.bytes.get(reader.pos) {
        None => Ok(value),
        Some(_) => Err(Error { is_trailing: true, ..reader.invalid("after top-level value") }),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    pos: usize,
    source: SourceId,
}

impl Reader<'_> {
    fn span(&self, start: usize) -> Span {
        Span::new(self.source, start, self.pos)
    }

    fn blanks(&mut self) {
        while matches!(self.bytes.get(self.pos), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.pos += 1;
        }
    }

    fn invalid(&self, context: &str) -> Error {
        let Some(byte) = self.bytes.get(self.pos) else {
            let at = self.bytes.len();
            return Error {
                message: "unexpected end of JSON input".to_owned(),
                span: Span::new(self.source, at.saturating_sub(1), at),
                is_trailing: false,
            };
        };
        // Go looks at bytes: a character outside ASCII shows its first byte as Latin-1.
        let shown = match byte {
            b'\'' => "'\\''".to_owned(),
            b'"' => "'\"'".to_owned(),
            byte => {
                let quoted = quote(&char::from(*byte).to_string());
                format!("'{}'", &quoted[1..quoted.len() - 1])
            }
        };
        let mut end = self.pos + 1;
        while end < self.bytes.len() && self.bytes[end] & 0xC0 == 0x80 {
            end += 1;
        }
        let message = format!("invalid character {shown} {context}");
        Error { message, span: Span::new(self.source, self.pos, end), is_trailing: false }
    }

    fn value(&mut self, depth: usize) -> Result<Json, Error> {
        if depth > MAX_DEPTH {
            let span = Span::at(self.source, self.pos);
            return Err(Error { message: "exceeded max depth".to_owned(), span, is_trailing: false });
        }
        let start = self.pos;
        let value = match self.bytes.get(self.pos) {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b't') => self.literal("true", Value::Boolean(true))?,
            Some(b'f') => self.literal("false", Value::Boolean(false))?,
            Some(b'n') => self.literal("null", Value::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => return Err(self.invalid("looking for beginning of value")),
        };
        Ok(Json { value, span: self.span(start) })
    }

    fn literal(&mut self, word: &str, value: Value) -> Result<Value, Error> {
        for (at, expected) in word.bytes().enumerate() {
            if self.bytes.get(self.pos) != Some(&expected) {
                let expected = &word[at..=at];
                return Err(self.invalid(&format!("in literal {word} (expecting '{expected}')")));
            }
            self.pos += 1;
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, Error> {
        let start = self.pos;
        let digit = |reader: &Self| reader.bytes.get(reader.pos).is_some_and(u8::is_ascii_digit);
        if self.bytes.get(self.pos) == Some(&b'-') {
            self.pos += 1;
        }
        match self.bytes.get(self.pos) {
            Some(b'0') => self.pos += 1,
            Some(b'1'..=b'9') => {
                while digit(self) {
                    self.pos += 1;
                }
            }
            _ => return Err(self.invalid("in numeric literal")),
        }
        if self.bytes.get(self.pos) == Some(&b'.') {
            self.pos += 1;
            if !digit(self) {
                return Err(self.invalid("after decimal point in numeric literal"));
            }
            while digit(self) {
                self.pos += 1;
            }
        }
        if matches!(self.bytes.get(self.pos), Some(b'e' | b'E')) {
            self.pos += 1;
            if matches!(self.bytes.get(self.pos), Some(b'+' | b'-')) {
                self.pos += 1;
            }
            if !digit(self) {
                return Err(self.invalid("in exponent of numeric literal"));
            }
            while digit(self) {
                self.pos += 1;
            }
        }
        Ok(Value::Number(String::from_utf8_lossy(&self.bytes[start..self.pos]).into_owned()))
    }

    fn string(&mut self) -> Result<String, Error> {
        self.pos += 1;
        let mut result = Vec::new();
        loop {
            match self.bytes.get(self.pos) {
                None | Some(0..=0x1F) => return Err(self.invalid("in string literal")),
                Some(b'"') => {
                    self.pos += 1;
                    return Ok(String::from_utf8_lossy(&result).into_owned());
                }
                Some(b'\\') => {
                    self.pos += 1;
                    let simple = match self.bytes.get(self.pos) {
                        Some(b'b') => 8,
                        Some(b'f') => 12,
                        Some(b'n') => b'\n',
                        Some(b'r') => b'\r',
                        Some(b't') => b'\t',
                        Some(byte @ (b'"' | b'\\' | b'/')) => *byte,
                        Some(b'u') => {
                            self.pos += 1;
                            let mut code = self.hex()?;
                            if (0xD800..0xDC00).contains(&code) && self.bytes[self.pos..].starts_with(b"\\u") {
                                self.pos += 2;
                                let low = self.hex()?;
                                code = 0x1_0000 + ((code - 0xD800) << 10) + low.wrapping_sub(0xDC00);
                            }
                            let found = char::from_u32(code).unwrap_or('\u{fffd}');
                            result.extend_from_slice(found.encode_utf8(&mut [0; 4]).as_bytes());
                            continue;
                        }
                        _ => return Err(self.invalid("in string escape code")),
                    };
                    result.push(simple);
                    self.pos += 1;
                }
                Some(byte) => {
                    result.push(*byte);
                    self.pos += 1;
                }
            }
        }
    }

    fn hex(&mut self) -> Result<u32, Error> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.bytes.get(self.pos).and_then(|byte| char::from(*byte).to_digit(16));
            let Some(digit) = digit else { return Err(self.invalid("in \\u hexadecimal character escape")) };
            code = code * 16 + digit;
            self.pos += 1;
        }
        Ok(code)
    }

    fn array(&mut self, depth: usize) -> Result<Value, Error> {
        self.pos += 1;
        let mut elements = Vec::new();
        self.blanks();
        if self.bytes.get(self.pos) == Some(&b']') {
            self.pos += 1;
            return Ok(Value::Array(elements));
        }
        loop {
            self.blanks();
            elements.push(self.value(depth + 1)?);
            self.blanks();
            match self.bytes.get(self.pos) {
                Some(b',') => self.pos += 1,
                Some(b']') => {
                    self.pos += 1;
                    return Ok(Value::Array(elements));
                }
                _ => return Err(self.invalid("after array element")),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Error> {
        self.pos += 1;
        let mut members = Vec::new();
        self.blanks();
        if self.bytes.get(self.pos) == Some(&b'}') {
            self.pos += 1;
            return Ok(Value::Object(members));
        }
        loop {
            self.blanks();
            if self.bytes.get(self.pos) != Some(&b'"') {
                return Err(self.invalid("looking for beginning of object key string"));
            }
            let start = self.pos;
            let key = self.string()?;
            let key_span = self.span(start);
            self.blanks();
            if self.bytes.get(self.pos) != Some(&b':') {
                return Err(self.invalid("after object key"));
            }
            self.pos += 1;
            self.blanks();
            let value = self.value(depth + 1)?;
            members.push(Member { key, key_span, value });
            self.blanks();
            match self.bytes.get(self.pos) {
                Some(b',') => self.pos += 1,
                Some(b'}') => {
                    self.pos += 1;
                    return Ok(Value::Object(members));
                }
                _ => return Err(self.invalid("after object key:value pair")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> String {
        parse(text.as_bytes(), SourceId(0)).map_or_else(|error| error.message, |_| String::new())
    }

    #[test]
    fn reads_strict_json() {
        let found = parse(br#" {"a": [1, -2.5e3, "x\u00e4\n", null, true], "a": {}} "#, SourceId(0)).unwrap();
        assert_eq!(found.members().len(), 2);
        assert_eq!(found.members()[0].value.elements()[2].as_str(), Some("xä\n"));
        assert_eq!(found.get("a").unwrap().go_type(), "object");
    }

    #[test]
    fn errors_are_go_s() {
        for (text, expected) in [
            ("{\"a\": true,}", "invalid character '}' looking for beginning of object key string"),
            ("// x\n{}", "invalid character '/' looking for beginning of value"),
            ("{} {}", "invalid character '{' after top-level value"),
            ("{\"a\": [", "unexpected end of JSON input"),
            ("", "unexpected end of JSON input"),
            ("{\"a\" 1}", "invalid character '1' after object key"),
            ("{\"a\": 1 \"b\"}", "invalid character '\"' after object key:value pair"),
            ("[1 2]", "invalid character '2' after array element"),
            ("[tru]", "invalid character ']' in literal true (expecting 'e')"),
            ("{'a': 1}", "invalid character '\\'' looking for beginning of object key string"),
        ] {
            assert_eq!(says(text), expected, "{text}");
        }
        assert!(!says(&"[".repeat(100_000)).is_empty());
    }
}
