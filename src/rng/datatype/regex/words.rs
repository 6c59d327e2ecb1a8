//! Patterns in words, for messages: `[0-9]+[MG]?` is "one or more digits, then optionally `M` or `G`". Long patterns
//! are not described: a reader is better served by the pattern itself.

use super::class::{Escape, Item, Set};
use super::parse::Node;

/// Longer descriptions help nobody.
const MAX_LENGTH: usize = 160;

/// The pattern in words; `None` where they would be long.
pub(super) fn describe(node: &Node) -> Option<String> {
    let text = phrase(node, 0)?;
    (text.len() <= MAX_LENGTH).then_some(text)
}

/// `depth` counts choices and repetitions of groups: words cannot show deep nesting.
fn phrase(node: &Node, depth: usize) -> Option<String> {
    if depth > 4 {
        return None;
    }
    match node {
        Node::Empty => Some("nothing".to_owned()),
        Node::Char(c) => Some(literal(*c)),
        Node::Set(set) => Some(set_words(set)?.one),
        Node::Repeat { node, min, max } => repeated(node, *min, *max, depth),
        Node::Choice(nodes) if nodes.len() > 8 => {
            let words: Option<Vec<String>> = nodes.iter().map(plain).collect();
            let words = words?;
            let shown: Vec<String> = words[..8].iter().map(|word| text_literal(word)).collect();
            Some(format!("{} and {} more", shown.join(", "), words.len() - 8))
        }
        Node::Choice(nodes) => {
            let parts: Option<Vec<String>> = nodes.iter().map(|node| phrase(node, depth + 1)).collect();
            let parts = parts?;
            (parts.len() <= 8).then(|| join(&parts, "or"))
        }
        Node::Sequence(nodes) => {
            if let Some((item, separator)) = separated(nodes) {
                let item = phrase(&item, depth + 1)?;
                return Some(format!("{item}, or several of these with {} between", text_literal(&separator)));
            }
            let mut parts = Vec::new();
            let mut text = String::new();
            for node in nodes {
                if let Node::Char(c) = node {
                    text.push(*c);
                    continue;
                }
                if !text.is_empty() {
                    parts.push(text_literal(&std::mem::take(&mut text)));
                }
                let part = phrase(node, depth + 1)?;
                // a choice of several words must not run into what follows
                parts.push(if matches!(node, Node::Choice(_)) { format!("either {part}") } else { part });
            }
            if !text.is_empty() {
                parts.push(text_literal(&text));
            }
            (parts.len() <= 6).then(|| parts.join(", then "))
        }
    }
}

/// The text of a node that matches just that.
fn plain(node: &Node) -> Option<String> {
    match node {
        Node::Char(c) => Some(c.to_string()),
        Node::Sequence(nodes) => nodes.iter().map(plain).collect(),
        _ => None,
    }
}

/// The item and the separator of `item(separator item)*`.
fn separated(nodes: &[Node]) -> Option<(Node, String)> {
    let (Node::Repeat { node, min: 0, max: None }, item) = nodes.split_last()? else { return None };
    let Node::Sequence(inner) = &**node else { return None };
    let separator = inner.strip_suffix(item).filter(|_| !item.is_empty())?;
    let separator: Option<String> = separator.iter().map(plain).collect();
    let item = if let [only] = item { only.clone() } else { Node::Sequence(item.to_vec()) };
    separator.filter(|text| !text.is_empty()).map(|text| (item, text))
}

fn repeated(node: &Node, min: u32, max: Option<u32>, depth: usize) -> Option<String> {
    if let (0, Some(1)) = (min, max) {
        return Some(format!("optionally {}", phrase(node, depth + 1)?));
    }
    let count = match (min, max) {
        (0, None) => "any number of".to_owned(),
        (1, None) => "one or more".to_owned(),
        (min, None) => format!("{min} or more"),
        (min, Some(max)) if min == max => format!("{min}"),
        (0, Some(max)) => format!("at most {max}"),
        (min, Some(max)) => format!("{min} to {max}"),
    };
    if let Node::Set(set) = node {
        let words = set_words(set)?;
        let noun = if max == Some(1) { &words.one } else { &words.many };
        return Some(format!("{count} {noun}"));
    }
    if let Node::Char(c) = node {
        return Some(format!("{count} {}", literal(*c)));
    }
    Some(format!("{count} times ({})", phrase(node, depth + 1)?))
}

/// A class in words: as one character, with article, and as several.
struct Noun {
    one: String,
    many: String,
}

fn set_words(set: &Set) -> Option<Noun> {
    if set.minus.is_some() || set.items.len() > 8 {
        return None;
    }
    let (mut one, mut many) = (Vec::new(), Vec::new());
    let mut named = |singular: &str, plural: &str| {
        one.push(singular.to_owned());
        many.push(plural.to_owned());
    };
    let has = |low: char, high: char| set.items.contains(&Item::Range(low, high));
    let letters = has('a', 'z') && has('A', 'Z');
    if letters {
        named("a letter", "letters");
    }
    for item in &set.items {
        match item {
            Item::Range('a', 'z') | Item::Range('A', 'Z') if letters => {}
            Item::Range('a', 'z') => named("a lower-case letter", "lower-case letters"),
            Item::Range('A', 'Z') => named("an upper-case letter", "upper-case letters"),
            Item::Range('0', '9') => named("a digit", "digits"),
            Item::Range(low, high) => {
                let text = format!("`{low}` to `{high}`");
                named(&text, &text);
            }
            Item::Char(c) => {
                let text = literal(*c);
                named(&text, &text);
            }
            Item::Any => named("a character", "characters"),
            Item::Escape { escape, negated: false } => match escape {
                Escape::Space => named("white space", "white space"),
                Escape::Digit | Escape::Category("Nd") => named("a digit", "digits"),
                Escape::NameStart => named("a letter, `_` or `:`", "letters, `_` or `:`"),
                Escape::NameChar => named("a name character", "name characters"),
                Escape::Word => named("a character other than punctuation", "characters other than punctuation"),
                Escape::Category("L") => named("a letter", "letters"),
                Escape::Category("Lu") => named("an upper-case letter", "upper-case letters"),
                Escape::Category("Ll") => named("a lower-case letter", "lower-case letters"),
                Escape::Category(_) | Escape::Block(_) => return None,
            },
            Item::Escape { escape: Escape::Space, negated: true } if set.items.len() == 1 => {
                named("a character other than white space", "characters other than white space");
            }
            Item::Escape { negated: true, .. } => return None,
        }
    }
    let (one, many) = (join(&one, "or"), join(&many, "or"));
    Some(if set.negated {
        Noun { one: format!("a character other than {one}"), many: format!("characters other than {many}") }
    } else {
        Noun { one, many }
    })
}

/// Characters as a list in words, letters and digits by their ranges; `None` for none or too many to help.
pub(super) fn characters(found: &[char]) -> Option<String> {
    let mut rest = found.to_vec();
    let mut parts = Vec::new();
    for (low, high, words) in [('0', '9', "a digit"), ('a', 'z', "a letter"), ('A', 'Z', "an upper-case letter")] {
        if (low..=high).all(|c| rest.contains(&c)) {
            rest.retain(|c| !(low..=high).contains(c));
            parts.push(words.to_owned());
        }
    }
    if let [.., lower, upper] = parts.as_slice()
        && lower == "a letter"
        && upper == "an upper-case letter"
    {
        parts.pop();
    } else if let Some(lower) = parts.iter_mut().find(|part| *part == "a letter") {
        "a lower-case letter".clone_into(lower);
    }
    parts.extend(rest.iter().map(|c| literal(*c)));
    (!parts.is_empty() && parts.len() <= 8).then(|| join(&parts, "or"))
}

/// A character as code, or by name where it would not be seen.
pub(super) fn literal(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        '`' => "a backquote".to_owned(),
        _ if c.is_control() || c.is_whitespace() => format!("U+{:04X}", u32::from(c)),
        _ => format!("`{c}`"),
    }
}

/// Text as code.
fn text_literal(text: &str) -> String {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) => literal(only),
        _ => format!("`{text}`"),
    }
}

/// `a, b or c`.
fn join(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
