use crate::text::{Edit, SourceId, Span};
use crate::xml::{Attribute, AttributeId, Element, NodeId};

/// Edits of a start tag's attributes. Their order is never changed.
pub(super) fn merge(
    text: &str,
    source: SourceId,
    id: NodeId,
    old: &Element,
    new: &Element,
    quote: char,
    edits: &mut Vec<Edit>,
) {
    let mut partner: Vec<Option<usize>> = vec![None; new.attributes.len()];
    let mut taken = vec![false; old.attributes.len()];
    // By name first: a value that another attribute overwrote is a changed value, not a moved attribute.
    for (index, attribute) in new.attributes.iter().enumerate() {
        let same = old.attributes.iter().position(|other| other.name == attribute.name);
        if let Some(at) = same {
            taken[at] = true;
            partner[index] = Some(at);
        }
    }
    for (index, attribute) in new.attributes.iter().enumerate() {
        if partner[index].is_none()
            && let Some(AttributeId { element, index: at }) = super::attribute_origin(source, attribute)
            && element == id
            && taken.get(at as usize) == Some(&false)
        {
            taken[at as usize] = true;
            partner[index] = Some(at as usize);
        }
    }
    // What is left on both sides pairs up in order: `console` gone, `output_console` and `input_console` come.
    let mut last = None;
    for own in &mut partner {
        if own.is_none()
            && let Some(at) = taken.iter().position(|taken| !taken)
        {
            taken[at] = true;
            *own = Some(at);
            last = Some(at);
        }
    }
    let mut added: Vec<String> = Vec::new();
    for (attribute, partner) in new.attributes.iter().zip(&partner) {
        match partner {
            None => added.push(write(attribute, quote)),
            Some(at) => {
                let before = &old.attributes[*at];
                let (Some(name), Some(value)) = (before.name_span, before.value_span) else { continue };
                if before.name != attribute.name {
                    edits.push(Edit::replace(name, attribute.name.lexical()));
                }
                if before.value != attribute.value {
                    let quote = text[..value.start as usize].chars().next_back().unwrap_or('"');
                    edits.push(Edit::replace(value, escape(&attribute.value, quote)));
                }
            }
        }
    }
    if !added.is_empty() {
        let Some(spans) = old.spans else { return };
        // Behind the one that it was parted from, else behind the last that stays, else behind the name.
        let behind = last.or_else(|| (0..old.attributes.len()).rev().find(|at| taken[*at]));
        let (at, space) = match behind.and_then(|at| old.attributes[at].span) {
            Some(span) => (span.end, leading_space(text, span)),
            None => (spans.name.end, " "),
        };
        let mut insertion = String::new();
        for attribute in added {
            insertion.push_str(if space.is_empty() { " " } else { space });
            insertion.push_str(&attribute);
        }
        edits.push(Edit::insert(Span::at(source, at as usize), insertion));
    }
    let mut removed: Vec<Span> = Vec::new();
    for (attribute, taken) in old.attributes.iter().zip(&taken) {
        if !taken && let Some(span) = attribute.span {
            removed.push(span);
        }
    }
    for span in &removed {
        let space = leading_space(text, *span);
        let rest = &text[span.end as usize..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let follows = rest[blanks..].chars().next();
        let ends_line = matches!(follows, Some('\r' | '\n' | '>' | '/') | None);
        let next_goes = removed.iter().any(|other| other.start == span.end + blanks as u32);
        let range = if space.contains('\n') && !ends_line && !next_goes {
            // First of several on its line: the others keep the line.
            span.start as usize..span.end as usize + blanks
        } else {
            span.start as usize - space.len()..span.end as usize
        };
        edits.push(Edit::delete(Span::new(source, range.start, range.end)));
    }
}

fn leading_space(text: &str, span: Span) -> &str {
    let before = &text[..span.start as usize];
    &before[before.trim_end_matches(super::layout::is_space).len()..]
}

/// `name="value"`.
pub(super) fn write(attribute: &Attribute, quote: char) -> String {
    format!("{}={quote}{}{quote}", attribute.name.lexical(), escape(&attribute.value, quote))
}

fn escape(value: &str, quote: char) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '"' if quote == '"' => text.push_str("&quot;"),
            '\'' if quote == '\'' => text.push_str("&apos;"),
            '\t' => text.push_str("&#9;"),
            '\n' => text.push_str("&#10;"),
            '\r' => text.push_str("&#13;"),
            c => text.push(c),
        }
    }
    text
}
