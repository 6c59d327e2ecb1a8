//! Go's `%q` for strings and characters.

/// `text` in double quotes, as Go's `%q` prints it.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 2);
    result.push('"');
    for character in text.chars() {
        push(&mut result, character, '"');
    }
    result.push('"');
    result
}

/// A character in single quotes, as Go's `%q` prints it.
pub(super) fn quote_char(character: char) -> String {
    let mut result = String::from("'");
    push(&mut result, character, '\'');
    result.push('\'');
    result
}

fn push(result: &mut String, character: char, quote: char) {
    match character {
        '\u{7}' => result.push_str("\\a"),
        '\u{8}' => result.push_str("\\b"),
        '\u{b}' => result.push_str("\\v"),
        '\u{c}' => result.push_str("\\f"),
        '\n' => result.push_str("\\n"),
        '\r' => result.push_str("\\r"),
        '\t' => result.push_str("\\t"),
        '\\' => result.push_str("\\\\"),
        found if found == quote => {
            result.push('\\');
            result.push(found);
        }
        found if is_printable(found) => result.push(found),
        found if u32::from(found) < 0x80 => result.push_str(&format!("\\x{:02x}", u32::from(found))),
        found if u32::from(found) < 0x1_0000 => result.push_str(&format!("\\u{:04x}", u32::from(found))),
        found => result.push_str(&format!("\\U{:08x}", u32::from(found))),
    }
}

/// Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the space. The classes that are not:
/// control and format characters, other spaces, private use.
fn is_printable(character: char) -> bool {
    !character.is_control()
        && (character == ' ' || !character.is_whitespace())
        && !matches!(character,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{10ffff}')
}

/// A part of a key as BurntSushi/toml prints it: bare where it can be, else quoted.
pub(super) fn key_part(part: &str) -> String {
    if !part.is_empty() && part.chars().all(super::lexer::is_bare) {
        return part.to_owned();
    }
    let mut result = String::from("\"");
    for character in part.chars() {
        match character {
            '\u{8}' => result.push_str("\\b"),
            '\t' => result.push_str("\\t"),
            '\n' => result.push_str("\\n"),
            '\u{c}' => result.push_str("\\f"),
            '\r' => result.push_str("\\r"),
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            found => result.push(found),
        }
    }
    result.push('"');
    result
}
