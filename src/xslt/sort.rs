//! `xsl:sort` (XSLT 1.0, 10).

use crate::xslt::catalogue;
use std::cmp::Ordering;

use super::machine::{Machine, Stop};
use super::stylesheet::Sort;
use crate::diagnostic::Diagnostic;
use crate::xpath::{Focus, NodeRef};

enum KeyValue {
    Text(String),
    Number(f64),
}

struct Order {
    descending: bool,
    numeric: bool,
    /// `None`: by code point.
    upper_first: Option<bool>,
}

/// The nodes in the order that the sort keys say.
pub(super) fn sort<'d>(
    machine: &mut Machine<'_, 'd>,
    sorts: &'d [Sort],
    nodes: Vec<NodeRef<'d>>,
) -> Result<Vec<NodeRef<'d>>, Stop> {
    if sorts.is_empty() || nodes.len() < 2 {
        return Ok(nodes);
    }
    let mut orders = Vec::new();
    for sort in sorts {
        let text = |machine: &mut Machine<'_, 'd>, avt| match avt {
            Some(avt) => machine.avt(avt).map(|text| text.trim().to_owned()),
            None => Ok(String::new()),
        };
        let order = text(machine, sort.order.as_ref())?;
        let data_type = text(machine, sort.data_type.as_ref())?;
        let case_order = text(machine, sort.case_order.as_ref())?;
        let lang = text(machine, sort.lang.as_ref())?;
        // Languages order letters as they please: without their tables the order is one by code points.
        if !(lang.is_empty() || lang == "en" || lang.starts_with("en-")) && data_type != "number" {
            let span = machine.here();
            machine.warn(
                &crate::xslt::catalogue::XSLT_SORT_LANGUAGE,
                format!("`xsl:sort` does not know the order of the language `{lang}`"),
                span,
                "letters with accents come behind all others: the order is by code points, upper and lower case aside",
            );
        }
        let upper_first = match case_order.as_str() {
            "upper-first" => Some(true),
            "lower-first" => Some(false),
            _ if !lang.is_empty() => Some(false),
            _ => None,
        };
        orders.push(Order { descending: order == "descending", numeric: data_type == "number", upper_first });
        for (value, allowed, what) in [
            (&order, &["", "ascending", "descending"][..], "order"),
            (&case_order, &["", "upper-first", "lower-first"][..], "case-order"),
        ] {
            if !allowed.contains(&value.as_str()) {
                let span = machine.here();
                let message = format!("`{what}` of `xsl:sort` cannot be `{value}`");
                let diagnostic = Diagnostic::error(&catalogue::XSLT_INVALID_VALUE, message, span)
                    .with_note(format!("it is `{}` or `{}`", allowed[1], allowed[2]));
                return Err(Box::new(diagnostic).into());
            }
        }
    }
    let size = nodes.len();
    let mut keyed = Vec::with_capacity(size);
    for (index, node) in nodes.into_iter().enumerate() {
        let mut values = Vec::with_capacity(sorts.len());
        for (sort, order) in sorts.iter().zip(&orders) {
            let value = match &sort.select {
                Some(select) => {
                    let value = machine.evaluate_at(select, Focus { node, position: index + 1, size })?;
                    if order.numeric {
                        KeyValue::Number(value.to_number())
                    } else {
                        KeyValue::Text(value.text().into())
                    }
                }
                None if order.numeric => KeyValue::Number(crate::xpath::string_to_number(&node.string())),
                None => KeyValue::Text(node.string().into_owned()),
            };
            values.push(value);
        }
        keyed.push((values, node));
    }
    keyed.sort_by(|(left, _), (right, _)| {
        for ((left, right), order) in left.iter().zip(right).zip(&orders) {
            let result = compare(left, right, order);
            if result != Ordering::Equal {
                return if order.descending { result.reverse() } else { result };
            }
        }
        Ordering::Equal
    });
    Ok(keyed.into_iter().map(|(_, node)| node).collect())
}

fn compare(left: &KeyValue, right: &KeyValue, order: &Order) -> Ordering {
    match (left, right) {
        // what is no number comes first
        (KeyValue::Number(left), KeyValue::Number(right)) => match (left.is_nan(), right.is_nan()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => left.partial_cmp(right).unwrap_or(Ordering::Equal),
        },
        (KeyValue::Text(left), KeyValue::Text(right)) => match order.upper_first {
            None => left.cmp(right),
            Some(upper_first) => {
                let folded = left.to_lowercase().cmp(&right.to_lowercase());
                // capital letters come first by code point
                folded.then_with(|| if upper_first { left.cmp(right) } else { right.cmp(left) })
            }
        },
        _ => Ordering::Equal,
    }
}
