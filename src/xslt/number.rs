//! `xsl:number` (XSLT 1.0, 7.7).

use std::collections::HashMap;

use super::machine::{Machine, Stop};
use super::pattern::Pattern;
use super::stylesheet::{Number, NumberLevel};
use crate::xml::NodeId;
use crate::xpath::{NodeRef, number_to_string, round};

/// The text that the instruction makes.
pub(super) fn number<'d>(machine: &mut Machine<'_, 'd>, spec: &'d Number) -> Result<String, Stop> {
    let numbers = match &spec.value {
        Some(value) => {
            let value = round(machine.evaluate(value)?.to_number());
            if !value.is_finite() || value < 1.0 {
                // not a positive number: as it is (XSLT 1.0 leaves it open)
                return Ok(number_to_string(if value == 0.0 { 0.0 } else { value }));
            }
            if value > 1e15 {
                return Ok(number_to_string(value));
            }
            vec![value as u64]
        }
        None => count(machine, spec)?,
    };
    let mut text = |avt: &'d Option<_>| match avt {
        Some(avt) => machine.avt(avt).map(|text| text.to_string()),
        None => Ok(String::new()),
    };
    let format = if spec.format.is_some() { text(&spec.format)? } else { "1".to_owned() };
    let separator = text(&spec.grouping_separator)?;
    let size = text(&spec.grouping_size)?.trim().parse().unwrap_or(0);
    let traditional = text(&spec.letter_value)? == "traditional";
    let group = if separator.is_empty() || size == 0 { None } else { Some((separator, size)) };
    Ok(format_list(&numbers, &format, group.as_ref(), traditional))
}

/// Whether a node is counted: by pattern, or by kind and name of the current node.
fn counts<'d>(
    machine: &mut Machine<'_, 'd>,
    spec: &'d Number,
    current: NodeRef<'d>,
    node: NodeRef<'d>,
) -> Result<bool, Stop> {
    match &spec.count {
        Some(patterns) => matches_any(machine, patterns, node),
        None => Ok(alike(node, current)),
    }
}

fn matches_any<'d>(machine: &mut Machine<'_, 'd>, patterns: &'d [Pattern], node: NodeRef<'d>) -> Result<bool, Stop> {
    for pattern in patterns {
        if pattern.matches(node, machine)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_from<'d>(machine: &mut Machine<'_, 'd>, spec: &'d Number, node: NodeRef<'d>) -> Result<bool, Stop> {
    match &spec.from {
        Some(patterns) => matches_any(machine, patterns, node),
        None => Ok(false),
    }
}

/// What was counted last, from which the count for a node behind it goes on: numbering one node after the other would
/// otherwise take the square of their number.
#[derive(Default)]
pub(super) struct Counted<'d> {
    /// Of each instruction, `level="any"`.
    any: HashMap<usize, Count<'d>>,
    /// Of each instruction and parent, by the document's order and the node.
    siblings: HashMap<(usize, u32, NodeId), Count<'d>>,
}

#[derive(Clone, Copy)]
struct Count<'d> {
    /// The node that was numbered: without `count`, its kind and name are counted.
    current: NodeRef<'d>,
    node: NodeRef<'d>,
    /// With the node itself.
    number: u64,
}

impl<'d> Count<'d> {
    /// Whether the same nodes are counted for another one.
    fn fits(&self, spec: &Number, current: NodeRef<'d>) -> bool {
        spec.count.is_some() || alike(self.current, current)
    }
}

/// Whether what is counted depends on nothing but the node.
fn is_plain(spec: &Number) -> bool {
    spec.count.iter().chain(&spec.from).flatten().all(Pattern::is_plain)
}

/// Whether the nodes have the same kind and name.
fn alike(left: NodeRef<'_>, right: NodeRef<'_>) -> bool {
    left.kind() == right.kind()
        && left.qname() == right.qname()
        && (left.qname().is_some() || left.local_name() == right.local_name())
}

fn count<'d>(machine: &mut Machine<'_, 'd>, spec: &'d Number) -> Result<Vec<u64>, Stop> {
    let current = machine.focus().node;
    match spec.level {
        NumberLevel::Any => count_any(machine, spec, current),
        NumberLevel::Single | NumberLevel::Multiple => {
            let mut numbers = Vec::new();
            let mut at = Some(current);
            while let Some(node) = at {
                machine.look()?;
                // `from` bounds the ancestors; the current node itself may be what it matches
                if node != current && is_from(machine, spec, node)? {
                    break;
                }
                if counts(machine, spec, current, node)? {
                    numbers.push(place_among_siblings(machine, spec, current, node)?);
                    if spec.level == NumberLevel::Single {
                        break;
                    }
                }
                at = node.parent();
            }
            numbers.reverse();
            Ok(numbers)
        }
    }
}

fn place_among_siblings<'d>(
    machine: &mut Machine<'_, 'd>,
    spec: &'d Number,
    current: NodeRef<'d>,
    node: NodeRef<'d>,
) -> Result<u64, Stop> {
    let mut number = 1;
    if !node.is_tree_node() {
        return Ok(number);
    }
    let document = node.document;
    let key = node.parent().map(|parent| (std::ptr::from_ref(spec) as usize, document.order, parent.tree_node()));
    let key = key.filter(|_| is_plain(spec));
    let last = key.and_then(|key| machine.counted.siblings.get(&key).copied());
    let last = last.filter(|last| last.fits(spec, current));
    let mut sibling = document.previous_sibling(node.tree_node());
    while let Some(id) = sibling {
        machine.look()?;
        let at = NodeRef::new(document, id);
        if let Some(last) = last.filter(|last| last.node == at) {
            number += last.number;
            break;
        }
        if counts(machine, spec, current, at)? {
            number += 1;
        }
        sibling = document.previous_sibling(id);
    }
    if let Some(key) = key {
        machine.counted.siblings.insert(key, Count { current, node, number });
    }
    Ok(number)
}

/// Backwards through the document, to the nearest `from`.
fn count_any<'d>(machine: &mut Machine<'_, 'd>, spec: &'d Number, current: NodeRef<'d>) -> Result<Vec<u64>, Stop> {
    let key = std::ptr::from_ref(spec) as usize;
    let plain = is_plain(spec);
    let last = machine.counted.any.get(&key).copied().filter(|last| plain && last.fits(spec, current));
    let mut number = 0;
    let mut at = Some(current);
    while let Some(node) = at {
        machine.look()?;
        if node != current && is_from(machine, spec, node)? {
            break;
        }
        if let Some(last) = last.filter(|last| last.node == node) {
            number += last.number;
            break;
        }
        if counts(machine, spec, current, node)? {
            number += 1;
        }
        at = if node.is_tree_node() { before(node) } else { node.parent() };
    }
    if plain {
        machine.counted.any.insert(key, Count { current, node: current, number });
    }
    // a list of one number, be it 0 (XSLT 1.0, 7.7)
    Ok(vec![number])
}

/// The node before in document order, attributes aside.
fn before(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let document = node.document;
    let Some(mut at) = document.previous_sibling(node.tree_node()) else { return node.parent() };
    while let Some(last) = document.last_child(at) {
        at = last;
    }
    Some(NodeRef::new(document, at))
}

/// The tokens of a format: separators and number formats in turn.
fn format_list(numbers: &[u64], format: &str, group: Option<&(String, usize)>, traditional: bool) -> String {
    if numbers.is_empty() {
        return String::new();
    }
    let mut tokens: Vec<(String, bool)> = Vec::new();
    for character in format.chars() {
        let alphanumeric = character.is_alphanumeric();
        match tokens.last_mut() {
            Some((token, kind)) if *kind == alphanumeric => token.push(character),
            _ => tokens.push((character.to_string(), alphanumeric)),
        }
    }
    let mut result = String::new();
    let mut tokens = tokens.into_iter().peekable();
    if let Some((prefix, _)) = tokens.next_if(|(_, alphanumeric)| !alphanumeric) {
        result.push_str(&prefix);
    }
    let rest: Vec<(String, bool)> = tokens.collect();
    let formats: Vec<&str> = rest.iter().filter(|(_, kind)| *kind).map(|(token, _)| token.as_str()).collect();
    let mut separators: Vec<&str> = rest.iter().filter(|(_, kind)| !*kind).map(|(token, _)| token.as_str()).collect();
    let suffix = if rest.last().is_some_and(|(_, kind)| !*kind) { separators.pop().unwrap_or("") } else { "" };
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            let separator = separators.get(index - 1).or(separators.last()).copied().unwrap_or(".");
            result.push_str(separator);
        }
        let format = formats.get(index).or(formats.last()).copied().unwrap_or("1");
        result.push_str(&format_one(*number, format, group, traditional));
    }
    result.push_str(suffix);
    result
}

fn format_one(number: u64, format: &str, group: Option<&(String, usize)>, traditional: bool) -> String {
    match format {
        _ if number == 0 => decimal(number, "1", group),
        "a" => letters(number, 'a', 26),
        "A" => letters(number, 'A', 26),
        "i" => roman(number).map_or_else(|| number.to_string(), |text| text.to_lowercase()),
        "I" => roman(number).unwrap_or_else(|| number.to_string()),
        // Greek letters, as a numbering sequence of their own
        "\u{3b1}" if !traditional => greek(number, '\u{3b1}'),
        "\u{391}" if !traditional => greek(number, '\u{391}'),
        _ => decimal(number, format, group),
    }
}

fn letters(mut number: u64, first: char, size: u64) -> String {
    let mut result = Vec::new();
    while number > 0 {
        number -= 1;
        let letter = u32::from(first) + (number % size) as u32;
        result.push(char::from_u32(letter).unwrap_or(first));
        number /= size;
    }
    result.iter().rev().collect()
}

fn greek(mut number: u64, first: char) -> String {
    let mut result = Vec::new();
    while number > 0 {
        number -= 1;
        let place = (number % 24) as u32;
        // the final sigma is no letter of the sequence
        let letter = u32::from(first) + place + u32::from(place >= 17);
        result.push(char::from_u32(letter).unwrap_or(first));
        number /= 24;
    }
    result.iter().rev().collect()
}

fn roman(mut number: u64) -> Option<String> {
    const DIGITS: [(u64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 5000 {
        return None;
    }
    let mut result = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            result.push_str(digit);
            number -= value;
        }
    }
    Some(result)
}

/// The zeros of the scripts that write decimal numbers, nine digits behind each (Unicode, category Nd).
const ZEROS: [char; 37] = [
    '0',
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
];

/// Digits, of the script that the format's last character is of.
fn decimal(number: u64, format: &str, group: Option<&(String, usize)>) -> String {
    // a token of digits of one script whose last one is 1 and all others are 0 (XSLT 1.0, 7.7.1)
    let one = format.chars().last().unwrap_or('1');
    let script = ZEROS.into_iter().find(|zero| u32::from(*zero) + 1 == u32::from(one));
    let zero = script.unwrap_or('0');
    let is_pattern = script.is_some() && format.chars().rev().skip(1).all(|digit| digit == zero);
    let zero = if is_pattern { zero } else { '0' };
    let width = if is_pattern { format.chars().count().min(100) } else { 1 };
    let digits = format!("{number:0width$}");
    let mut result = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if let Some((separator, size)) = group
            && index > 0
            && (digits.len() - index).is_multiple_of(*size)
        {
            result.push_str(separator);
        }
        let value = digit.to_digit(10).unwrap_or(0);
        result.push(char::from_u32(u32::from(zero) + value).unwrap_or(digit));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        let plain = |numbers: &[u64], format: &str| format_list(numbers, format, None, false);
        assert_eq!(plain(&[3], "1"), "3");
        assert_eq!(plain(&[3], "01"), "03");
        assert_eq!(plain(&[27, 2, 4], "A.1-i)"), "AA.2-iv)");
        assert_eq!(plain(&[1, 2, 3, 4], "(1.a"), "(1.b.c.d");
        assert_eq!(plain(&[1994], "I"), "MCMXCIV");
        assert_eq!(plain(&[702, 703], "a "), "zz.aaa ");
        assert_eq!(plain(&[], "[1]"), "");
        assert_eq!(plain(&[3, 27], "\u{966}\u{967}.\u{966}"), "\u{966}\u{969}.27");
        assert_eq!(plain(&[5000, 5001], "I"), "MMMMM.5001");
        assert_eq!(plain(&[12], "\u{661}"), "\u{661}\u{662}");
        assert_eq!(format_list(&[1234567], "1", Some(&(",".to_owned(), 3)), false), "1,234,567");
    }
}
