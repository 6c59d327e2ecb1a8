//! Matching by the pattern's tree alone: for the few short values of one small document, which an automaton would take
//! longer to be built for than to judge.

use super::class::{Escape, Item, Set};
use super::parse::Node;

/// Texts below this length, in bytes, are matched so.
pub(super) const MAX_LENGTH: usize = 128;

/// Places in a text, a bit each.
type Places = u128;

/// Whether the whole text matches; `None` where it is too long, or not all ASCII, or a set is not known by heart.
pub(super) fn is_match(node: &Node, text: &str) -> Option<bool> {
    if text.len() >= MAX_LENGTH || !text.is_ascii() {
        return None;
    }
    Some(after(node, text.as_bytes(), 1)? >> text.len() & 1 == 1)
}

/// The places that a match of `node` may end at, of those that begin at one of `starts`.
fn after(node: &Node, text: &[u8], starts: Places) -> Option<Places> {
    if starts == 0 {
        return Some(0);
    }
    Some(match node {
        Node::Empty => starts,
        Node::Char(c) => step(text, starts, |byte| Some(char::from(byte) == *c))?,
        Node::Set(set) => step(text, starts, |byte| contains(set, byte))?,
        Node::Sequence(nodes) => nodes.iter().try_fold(starts, |starts, node| after(node, text, starts))?,
        Node::Choice(nodes) => nodes.iter().try_fold(0, |ends, node| Some(ends | after(node, text, starts)?))?,
        Node::Repeat { node, min, max } => {
            let mut ends = starts;
            for _ in 0..*min {
                let next = after(node, text, ends)?;
                if next == ends {
                    break;
                }
                ends = next;
            }
            // Only places that are new can lead on: whoever was there before has more repetitions left.
            let mut new = ends;
            for _ in *min..max.unwrap_or(u32::MAX) {
                new = after(node, text, new)? & !ends;
                if new == 0 {
                    break;
                }
                ends |= new;
            }
            ends
        }
    })
}

fn step(text: &[u8], starts: Places, mut matches: impl FnMut(u8) -> Option<bool>) -> Option<Places> {
    let (mut left, mut ends) = (starts, 0);
    while left != 0 {
        let at = left.trailing_zeros();
        left &= left - 1;
        if let Some(byte) = text.get(at as usize)
            && matches(*byte)?
        {
            ends |= 1 << (at + 1);
        }
    }
    Some(ends)
}

/// Whether a set has an ASCII character.
fn contains(set: &Set, byte: u8) -> Option<bool> {
    let c = char::from(byte);
    let mut is_in = false;
    for item in &set.items {
        is_in |= match item {
            Item::Char(own) => c == *own,
            Item::Range(low, high) => (*low..=*high).contains(&c),
            Item::Any => !matches!(c, '\n' | '\r'),
            Item::Escape { escape: Escape::Space, negated } => matches!(c, '\t' | '\n' | '\r' | ' ') != *negated,
            Item::Escape { escape: Escape::Digit, negated } => c.is_ascii_digit() != *negated,
            Item::Escape { .. } => return None,
        };
    }
    let is_out = match &set.minus {
        Some(minus) => contains(minus, byte)?,
        None => false,
    };
    Some(is_in != set.negated && !is_out)
}

#[cfg(test)]
mod tests {
    use super::super::{Engine, parse};
    use super::{MAX_LENGTH, is_match};

    #[test]
    fn it_says_what_the_automaton_says() {
        let patterns = [
            "",
            "a",
            "a*",
            "a+",
            "a?",
            "[ab]{2}",
            "[ab]{2,3}",
            "(ab){0,2}b?",
            "(a|ab)(c|bc)*",
            "(a?b?){3}",
            "(a*)*b",
            "((a{2}){2}){0,2}",
            "(a{2,3}){2}",
            "(a|b|ab){1,4}",
            "[^a]",
            "[a-c-[b]]+",
            "\\d+|\\d+M",
            ".*a.",
            "\\s*a\\s*",
            "\\D\\S",
            "(a|)(b|)",
            "(aa|aaa){2,3}",
            "[ab]*a[ab]{2}",
            "a{0}",
            "(a{0}b){2}",
            "[\\d-[5]]{1,2}",
        ];
        let letters = ['a', 'b', 'c', '5', 'M', ' ', '\n'];
        let mut texts = vec![String::new()];
        let mut last = texts.clone();
        for _ in 0..5 {
            last = last.iter().flat_map(|text| letters[..4].iter().map(move |c| format!("{text}{c}"))).collect();
            texts.extend(last.iter().cloned());
        }
        texts.extend((0..MAX_LENGTH).map(|length| "a".repeat(length)));
        texts.extend(letters.iter().flat_map(|one| letters.iter().map(move |other| format!("{one}{other}"))));
        for pattern in patterns {
            let node = parse::parse(pattern).expect("a pattern");
            let engine = Engine::new(&node).expect("an automaton");
            for text in &texts {
                assert_eq!(is_match(&node, text), Some(engine.is_match(text)), "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn it_leaves_the_rest_to_the_automaton() {
        for (pattern, text) in [("\\i*", "a"), ("a*", "ä"), ("\\p{L}", "a")] {
            assert_eq!(is_match(&parse::parse(pattern).expect("a pattern"), text), None);
        }
        assert_eq!(is_match(&parse::parse("a*").expect("a pattern"), &"a".repeat(MAX_LENGTH)), None);
    }
}
