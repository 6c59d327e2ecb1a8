//! Character classes: what appendix F.1 calls escapes, and sets of them.

use std::sync::OnceLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::blocks::BLOCKS;
use crate::rng::name;

/// A bracket expression, or a single class outside brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set {
    pub(crate) negated: bool,
    pub(crate) items: Vec<Item>,
    pub(crate) minus: Option<Box<Set>>,
}

/// A part of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    Char(char),
    Range(char, char),
    /// `.`: all but line ends.
    Any,
    Escape {
        escape: Escape,
        negated: bool,
    },
}

/// A named class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    Space,
    NameStart,
    NameChar,
    Digit,
    Word,
    Category(&'static str),
    /// By its place in the table.
    Block(usize),
}

/// The general categories that XML Schema knows: all but the surrogates.
const CATEGORIES: [&str; 36] = [
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
    "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn",
];

/// The category of this name.
pub(crate) fn is_category(name: &str) -> Option<&'static str> {
    CATEGORIES.iter().find(|own| **own == name).copied()
}

/// The block's place in the table.
pub(crate) fn find_block(name: &str) -> Option<usize> {
    BLOCKS.iter().position(|(own, _)| *own == name)
}

impl Set {
    /// A set of one item.
    pub(crate) fn of(item: Item) -> Self {
        Self { negated: false, items: vec![item], minus: None }
    }

    /// The characters of the set.
    pub(crate) fn to_class(&self) -> ClassUnicode {
        let mut class = ClassUnicode::empty();
        for item in &self.items {
            match item {
                Item::Char(c) => class.push(ClassUnicodeRange::new(*c, *c)),
                Item::Range(low, high) => class.push(ClassUnicodeRange::new(*low, *high)),
                Item::Any => {
                    let mut any = characters(&[('\n', '\n'), ('\r', '\r')]);
                    any.negate();
                    class.union(&any);
                }
                Item::Escape { escape, negated } => {
                    let mut own = escape.to_class();
                    if *negated {
                        own.negate();
                    }
                    class.union(&own);
                }
            }
        }
        if self.negated {
            class.negate();
        }
        if let Some(minus) = &self.minus {
            class.difference(&minus.to_class());
        }
        class
    }

    /// Roughly how many states an automaton needs for it.
    pub(crate) fn cost(&self) -> u64 {
        let own: u64 = self
            .items
            .iter()
            .map(|item| match item {
                Item::Char(_) | Item::Range(..) => 4,
                Item::Any | Item::Escape { escape: Escape::Space, .. } => 12,
                Item::Escape { escape: Escape::Block(_), .. } => 12,
                Item::Escape { escape: Escape::Category(_) | Escape::Digit, .. } => 300,
                Item::Escape { .. } => 1000,
            })
            .sum();
        own + if self.negated { 8 } else { 0 } + self.minus.as_ref().map_or(0, |minus| minus.cost())
    }
}

impl Escape {
    fn to_class(self) -> ClassUnicode {
        match self {
            Self::Space => characters(&[('\t', '\n'), ('\r', '\r'), (' ', ' ')]),
            Self::NameStart => name_class(true).clone(),
            Self::NameChar => name_class(false).clone(),
            Self::Digit => category("Nd"),
            Self::Word => {
                let mut others = category("P");
                others.union(&category("Z"));
                others.union(&category("C"));
                others.negate();
                others
            }
            Self::Category(name) => category(name),
            Self::Block(index) => BLOCKS.get(index).map_or_else(ClassUnicode::empty, |(_, ranges)| characters(ranges)),
        }
    }
}

fn characters(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(ranges.iter().map(|(low, high)| ClassUnicodeRange::new(*low, *high)))
}

/// A general category, by regex-syntax's tables.
fn category(name: &str) -> ClassUnicode {
    let parsed = regex_syntax::parse(&format!(r"\p{{gc={name}}}"));
    match parsed.map(regex_syntax::hir::Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        // a category of a single character comes back as a literal
        Ok(HirKind::Literal(literal)) => {
            let text = String::from_utf8_lossy(&literal.0).into_owned();
            characters(&text.chars().map(|c| (c, c)).collect::<Vec<_>>())
        }
        _ => ClassUnicode::empty(),
    }
}

/// `\i` and `\c`, by XML 1.0's fourth edition as all datatypes for names.
fn name_class(start: bool) -> &'static ClassUnicode {
    static START: OnceLock<ClassUnicode> = OnceLock::new();
    static REST: OnceLock<ClassUnicode> = OnceLock::new();
    let (cell, fits): (_, fn(char) -> bool) =
        if start { (&START, name::is_start_char) } else { (&REST, name::is_char) };
    cell.get_or_init(|| {
        // the fourth edition has no names beyond the basic plane
        let mut ranges: Vec<(char, char)> = vec![(':', ':')];
        for c in ('\0'..='\u{FFFF}').filter(|c| fits(*c)) {
            match ranges.last_mut() {
                Some((_, last)) if u32::from(*last) + 1 == u32::from(c) => *last = c,
                _ => ranges.push((c, c)),
            }
        }
        characters(&ranges)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_categories_have_characters() {
        for name in CATEGORIES {
            assert!(!category(name).ranges().is_empty(), "{name}");
        }
    }

    #[test]
    fn blocks_are_apart_and_in_order() {
        let mut ranges: Vec<(char, char)> = BLOCKS.iter().flat_map(|(_, ranges)| ranges.iter().copied()).collect();
        ranges.sort_unstable();
        for pair in ranges.windows(2) {
            assert!(pair[0].1 < pair[1].0, "{pair:?}");
        }
    }
}
