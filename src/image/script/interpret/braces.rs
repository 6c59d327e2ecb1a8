//! Braces: `{a,b}` and `{1..3}` taken apart.

use crate::image::script::syntax::{Part, Quote, Word};

/// Words that braces make of one.
const MAX_ALTERNATIVES: usize = 64;

/// `{a,b}` taken apart: the words that come of it. A range (`{1..3}`) becomes one that is not known.
pub(super) fn braces(word: &Word) -> Vec<Vec<Part>> {
    let has = |text: &str| text.contains('{');
    let bare = |part: &Part| matches!(part, Part::Literal { text, quote: Quote::None, .. } if has(text));
    if !word.parts.iter().any(bare) {
        return vec![word.parts.clone()];
    }
    // the grammar may cut a word at its braces; bits outside of quotes belong together
    let mut parts: Vec<Part> = Vec::new();
    for part in &word.parts {
        match (parts.last_mut(), part) {
            (
                Some(Part::Literal { text: before, span: place, quote: Quote::None }),
                Part::Literal { text, span, quote: Quote::None },
            ) => {
                before.push_str(text);
                *place = place.to(*span);
            }
            _ => parts.push(part.clone()),
        }
    }
    let mut result = vec![Vec::new()];
    for part in parts {
        let alternatives = match &part {
            Part::Literal { text, span, quote: Quote::None } if has(text) => {
                let several = alternatives(text, 0);
                several
                    .into_iter()
                    .map(|text| match text {
                        // as long as the text it comes from where nothing was taken apart
                        Some(text) => Part::Literal { text, span: *span, quote: Quote::None },
                        None => {
                            Part::Unknown { span: *span, quoted: true, text: String::new(), statements: Vec::new() }
                        }
                    })
                    .collect()
            }
            _ => vec![part],
        };
        let mut next = Vec::new();
        for before in &result {
            for alternative in &alternatives {
                let mut parts: Vec<Part> = before.clone();
                parts.push(alternative.clone());
                next.push(parts);
            }
        }
        if next.len() > MAX_ALTERNATIVES {
            return vec![word.parts.clone()];
        }
        result = next;
    }
    result
}

fn alternatives(text: &str, depth: usize) -> Vec<Option<String>> {
    let unchanged = || vec![Some(text.to_owned())];
    if depth > 8 {
        return vec![None];
    }
    let Some(open) = text.find('{') else { return unchanged() };
    let mut level = 0usize;
    let mut commas = Vec::new();
    let mut close = None;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '{' => level += 1,
            '}' => {
                level -= 1;
                if level == 0 {
                    close = Some(at);
                    break;
                }
            }
            ',' if level == 1 => commas.push(at),
            _ => {}
        }
    }
    let Some(close) = close else { return unchanged() };
    let inside = &text[open + 1..close];
    if commas.is_empty() {
        if inside.contains("..") {
            let Some(items) = range(inside) else { return vec![None] };
            let made = items.into_iter().map(|item| format!("{}{item}{}", &text[..open], &text[close + 1..]));
            return made.flat_map(|one| alternatives(&one, depth + 1)).collect();
        }
        // not an alternative: what follows may be one
        return alternatives(&text[close + 1..], depth + 1)
            .into_iter()
            .map(|rest| rest.map(|rest| format!("{}{rest}", &text[..=close])))
            .collect();
    }
    let mut result = Vec::new();
    let mut start = open + 1;
    for end in commas.into_iter().chain([close]) {
        let one = format!("{}{}{}", &text[..open], &text[start..end], &text[close + 1..]);
        result.extend(alternatives(&one, depth + 1));
        if result.len() > MAX_ALTERNATIVES {
            return unchanged();
        }
        start = end + 1;
    }
    result
}

/// `1..5`, `10..2..2`, `a..e`
fn range(text: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = text.split("..").collect();
    let step = |from: i64, to: i64, given: Option<&str>| -> Option<i64> {
        let step = given.map_or(Some(1), |step| step.parse::<i64>().ok())?.abs().max(1);
        Some(if from <= to { step } else { -step })
    };
    let (from, to, given) = match parts.as_slice() {
        [from, to] => (*from, *to, None),
        [from, to, step] => (*from, *to, Some(*step)),
        _ => return None,
    };
    let letter = |text: &str| {
        let mut chars = text.chars();
        chars.next().filter(|c| c.is_ascii_alphabetic() && chars.as_str().is_empty())
    };
    let padded = |text: &str| text.trim_start_matches('-').len() > 1 && text.trim_start_matches('-').starts_with('0');
    let numbers: (i64, i64, bool) = match (letter(from), letter(to)) {
        (Some(from), Some(to)) => (i64::from(from as u32), i64::from(to as u32), true),
        _ => (from.parse().ok()?, to.parse().ok()?, false),
    };
    // a zero in front makes all as wide as the widest
    let is_padded = !numbers.2 && (padded(from) || padded(to));
    let width = if is_padded { from.len().max(to.len()) } else { 0 };
    let step = step(numbers.0, numbers.1, given)?;
    let mut items = Vec::new();
    let mut at = numbers.0;
    while (step > 0 && at <= numbers.1) || (step < 0 && at >= numbers.1) {
        if items.len() >= MAX_ALTERNATIVES {
            return None;
        }
        items.push(match (numbers.2, at < 0) {
            (true, _) => char::from_u32(u32::try_from(at).ok()?)?.to_string(),
            (false, true) => format!("-{:0>1$}", at.unsigned_abs(), width.saturating_sub(1)),
            (false, false) => format!("{at:0>width$}"),
        });
        at += step;
    }
    Some(items)
}
