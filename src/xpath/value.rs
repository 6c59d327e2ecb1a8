use std::borrow::Cow;
use std::collections::HashSet;

use super::ast::Comparison;
use super::{NodeRef, number_to_string, string_to_number};
use crate::text::SourceId;
use crate::xml::{AttributeId, Document, Origin, SharedStr};

/// A set of nodes, always in document order and without repeats.
#[derive(Debug, Clone, Default)]
pub struct NodeSet<'d> {
    nodes: Vec<NodeRef<'d>>,
}

impl<'d> NodeSet<'d> {
    /// No nodes.
    #[must_use]
    pub fn new() -> Self {
        Self { nodes: Vec::new() }
    }

    /// Nodes that are in document order already.
    pub(super) fn in_order(nodes: Vec<NodeRef<'d>>) -> Self {
        Self { nodes }
    }

    /// The nodes in document order.
    #[must_use]
    pub fn as_slice(&self) -> &[NodeRef<'d>] {
        &self.nodes
    }

    /// The first node in document order.
    #[must_use]
    pub fn first(&self) -> Option<NodeRef<'d>> {
        self.nodes.first().copied()
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The nodes in document order.
    pub fn iter(&self) -> std::iter::Copied<std::slice::Iter<'_, NodeRef<'d>>> {
        self.nodes.iter().copied()
    }

    /// The nodes as a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<NodeRef<'d>> {
        self.nodes
    }

    /// Whether the node is in the set.
    #[must_use]
    pub fn contains(&self, node: NodeRef<'d>) -> bool {
        self.nodes.binary_search(&node).is_ok()
    }
}

impl<'d> From<Vec<NodeRef<'d>>> for NodeSet<'d> {
    /// Sorts, unless they are in order already, and drops repeats.
    fn from(mut nodes: Vec<NodeRef<'d>>) -> Self {
        if !nodes.is_sorted_by(|left, right| left < right) {
            nodes.sort_unstable();
            nodes.dedup();
        }
        Self { nodes }
    }
}

impl<'d> From<NodeRef<'d>> for NodeSet<'d> {
    fn from(node: NodeRef<'d>) -> Self {
        Self { nodes: vec![node] }
    }
}

impl<'d> FromIterator<NodeRef<'d>> for NodeSet<'d> {
    fn from_iter<I: IntoIterator<Item = NodeRef<'d>>>(iter: I) -> Self {
        iter.into_iter().collect::<Vec<_>>().into()
    }
}

/// A value (XPath 1.0, 1; XSLT 1.0, 11.1).
#[derive(Debug, Clone)]
pub enum Value<'d> {
    /// A node-set.
    Nodes(NodeSet<'d>),
    /// A boolean.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A string.
    String(SharedStr),
    /// A result tree fragment.
    Fragment(&'d Document),
    /// A result tree fragment that is nothing but one piece of text, with what the text is a copy of.
    Text(SharedStr, TextOrigin),
}

/// What a piece of text is a copy of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextOrigin {
    /// A text node.
    pub node: Option<Origin>,
    /// An attribute's value.
    pub attribute: Option<(SourceId, AttributeId)>,
}

impl<'d> Value<'d> {
    /// A string.
    pub fn string(text: impl Into<SharedStr>) -> Self {
        Self::String(text.into())
    }

    /// What kind of value it is, as the specification calls it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Nodes(_) => "node-set",
            Self::Boolean(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Fragment(_) | Self::Text(..) => "result tree fragment",
        }
    }

    /// As by `boolean()`.
    #[must_use]
    pub fn to_boolean(&self) -> bool {
        match self {
            Self::Nodes(nodes) => !nodes.is_empty(),
            Self::Boolean(value) => *value,
            Self::Number(value) => !value.is_nan() && *value != 0.0,
            Self::String(value) => !value.is_empty(),
            // a fragment is like a node-set that holds one root
            Self::Fragment(_) | Self::Text(..) => true,
        }
    }

    /// As by `number()`.
    #[must_use]
    pub fn to_number(&self) -> f64 {
        match self {
            Self::Boolean(value) => f64::from(u8::from(*value)),
            Self::Number(value) => *value,
            _ => string_to_number(&self.text()),
        }
    }

    /// As by `string()`.
    #[must_use]
    pub fn to_shared(&self) -> SharedStr {
        match self {
            Self::Nodes(nodes) => nodes.first().map_or_else(SharedStr::default, NodeRef::string_value),
            Self::Boolean(value) => if *value { "true" } else { "false" }.into(),
            Self::Number(value) => number_to_string(*value).into(),
            Self::String(value) | Self::Text(value, _) => value.clone(),
            Self::Fragment(document) => NodeRef::root_of(document).string_value(),
        }
    }

    /// As by `string()`, borrowed where possible.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Nodes(nodes) => nodes.first().map_or(Cow::Borrowed(""), NodeRef::string),
            Self::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Number(value) => Cow::Owned(number_to_string(*value)),
            Self::String(value) | Self::Text(value, _) => Cow::Borrowed(value),
            Self::Fragment(document) => NodeRef::root_of(document).string(),
        }
    }

    /// Compares (XPath 1.0, 3.4).
    #[must_use]
    pub fn compare(&self, operator: Comparison, other: &Self) -> bool {
        use Value::{Boolean, Fragment, Nodes, Number, Text};
        let equality = matches!(operator, Comparison::Equal | Comparison::NotEqual);
        match (self, other) {
            (Boolean(_), _) | (_, Boolean(_)) if equality => {
                (self.to_boolean() == other.to_boolean()) == (operator == Comparison::Equal)
            }
            (Boolean(boolean), Nodes(nodes)) => {
                numbers(operator, f64::from(u8::from(*boolean)), f64::from(u8::from(!nodes.is_empty())))
            }
            (Nodes(nodes), Boolean(boolean)) => {
                numbers(operator, f64::from(u8::from(!nodes.is_empty())), f64::from(u8::from(*boolean)))
            }
            (Boolean(_), _) | (_, Boolean(_)) => numbers(operator, self.to_number(), other.to_number()),
            (Nodes(left), Nodes(right)) => compare_sets(operator, left, right),
            (Nodes(nodes), value) => any_node(operator, nodes, value),
            (value, Nodes(nodes)) => any_node(mirrored(operator), nodes, value),
            (Number(_), _) | (_, Number(_)) => numbers(operator, self.to_number(), other.to_number()),
            _ if equality => (self.text() == other.text()) == (operator == Comparison::Equal),
            (Fragment(_) | Text(..) | Value::String(_), _) => numbers(operator, self.to_number(), other.to_number()),
        }
    }
}

fn any_node(operator: Comparison, nodes: &NodeSet<'_>, value: &Value<'_>) -> bool {
    match value {
        Value::Number(number) => nodes.iter().any(|node| numbers(operator, string_to_number(&node.string()), *number)),
        _ if matches!(operator, Comparison::Equal | Comparison::NotEqual) => {
            let text = value.text();
            nodes.iter().any(|node| (node.string() == text) == (operator == Comparison::Equal))
        }
        _ => {
            let number = value.to_number();
            nodes.iter().any(|node| numbers(operator, string_to_number(&node.string()), number))
        }
    }
}

fn compare_sets(operator: Comparison, left: &NodeSet<'_>, right: &NodeSet<'_>) -> bool {
    match operator {
        Comparison::Equal => {
            let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
            if few.len() <= 2 {
                return few.iter().any(|one| {
                    let text = one.string();
                    many.iter().any(|other| other.string() == text)
                });
            }
            let texts: HashSet<_> = few.iter().map(NodeRef::string).collect();
            many.iter().any(|node| texts.contains(&node.string()))
        }
        Comparison::NotEqual => {
            // some pair differs unless all strings of both sets are the same
            let (Some(first), Some(second)) = (left.first(), right.first()) else { return false };
            let text = first.string();
            text != second.string() || left.iter().chain(right.iter()).any(|node| node.string() != text)
        }
        _ => {
            let range = |nodes: &NodeSet<'_>| {
                nodes.iter().map(|node| string_to_number(&node.string())).filter(|number| !number.is_nan()).fold(
                    None,
                    |range: Option<(f64, f64)>, number| {
                        Some(range.map_or((number, number), |(low, high)| (low.min(number), high.max(number))))
                    },
                )
            };
            let (Some(left), Some(right)) = (range(left), range(right)) else { return false };
            match operator {
                Comparison::Less | Comparison::LessOrEqual => numbers(operator, left.0, right.1),
                _ => numbers(operator, left.1, right.0),
            }
        }
    }
}

fn mirrored(operator: Comparison) -> Comparison {
    match operator {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

#[allow(clippy::float_cmp)] // XPath compares as IEEE 754 does
fn numbers(operator: Comparison, left: f64, right: f64) -> bool {
    match operator {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
    }
}
