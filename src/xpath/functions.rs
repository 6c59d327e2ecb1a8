//! XPath's own functions (XPath 1.0, 4).

use crate::xpath::catalogue;
use std::collections::HashSet;

use super::ast::{CoreFunction, Expr};
use super::evaluate::{Error, Evaluator, Focus, MAX_STRING};
use super::{NodeRef, NodeSet, Value, round, string_to_number};
use crate::xml::{SharedStr, XML_NAMESPACE};

/// Characters that XML counts as white space.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

#[allow(clippy::cast_precision_loss)] // positions and lengths stay far below 2^53
pub(super) fn call<'d>(
    evaluator: &mut Evaluator<'_, 'd>,
    function: CoreFunction,
    arguments: &[Expr],
    focus: Focus<'d>,
) -> Result<Value<'d>, Error> {
    use CoreFunction as F;
    let string = |evaluator: &mut Evaluator<'_, 'd>, index: usize| -> Result<SharedStr, Error> {
        match arguments.get(index) {
            Some(argument) => evaluator.string(argument, focus),
            None => {
                evaluator.count_text(focus.node)?;
                Ok(focus.node.string_value())
            }
        }
    };
    let node = |evaluator: &mut Evaluator<'_, 'd>| -> Result<Option<NodeRef<'d>>, Error> {
        match arguments.first() {
            Some(argument) => Ok(evaluator.nodes(argument, focus)?.first()),
            None => Ok(Some(focus.node)),
        }
    };
    let number = |evaluator: &mut Evaluator<'_, 'd>, index: usize| -> Result<f64, Error> {
        match arguments.get(index) {
            Some(argument) => evaluator.number(argument, focus),
            None => {
                evaluator.count_text(focus.node)?;
                Ok(string_to_number(&focus.node.string()))
            }
        }
    };
    Ok(match function {
        F::Last => Value::Number(focus.size as f64),
        F::Position => Value::Number(focus.position as f64),
        F::Count => Value::Number(evaluator.size(&arguments[0], focus)? as f64),
        F::Id => {
            let value = evaluator.value(&arguments[0], focus)?;
            if let Value::Nodes(nodes) = &value {
                nodes.iter().try_for_each(|node| evaluator.count_text(node))?;
            }
            // the whole document is looked through
            evaluator.count(focus.node.document.len() as u64)?;
            Value::Nodes(id(evaluator, &value, focus.node))
        }
        F::LocalName => Value::string(node(evaluator)?.map_or("", NodeRef::local_name)),
        F::NamespaceUri => Value::string(node(evaluator)?.map_or("", NodeRef::namespace_uri)),
        F::Name => Value::String(node(evaluator)?.map_or_else(SharedStr::default, NodeRef::name)),
        F::String => Value::String(string(evaluator, 0)?),
        F::Concat => {
            let mut result = String::new();
            for argument in arguments {
                result.push_str(&evaluator.string(argument, focus)?);
                if result.len() > MAX_STRING {
                    return Err(Error::new(&catalogue::XPATH_LIMIT, "a string grows too long"));
                }
            }
            Value::string(result)
        }
        F::StartsWith => Value::Boolean(string(evaluator, 0)?.starts_with(&*string(evaluator, 1)?)),
        F::Contains => Value::Boolean(string(evaluator, 0)?.contains(&*string(evaluator, 1)?)),
        F::SubstringBefore => {
            let (text, part) = (string(evaluator, 0)?, string(evaluator, 1)?);
            Value::String(text.find(&*part).map_or_else(SharedStr::default, |at| text.part(0, at)))
        }
        F::SubstringAfter => {
            let (text, part) = (string(evaluator, 0)?, string(evaluator, 1)?);
            let after = text.find(&*part).map(|at| text.part(at + part.len(), text.len()));
            Value::String(after.unwrap_or_default())
        }
        F::Substring => {
            let text = string(evaluator, 0)?;
            let start = number(evaluator, 1)?;
            let length = if arguments.len() > 2 { Some(number(evaluator, 2)?) } else { None };
            Value::String(substring(&text, start, length))
        }
        F::StringLength => Value::Number(string(evaluator, 0)?.chars().count() as f64),
        F::NormalizeSpace => Value::String(normalize_space(string(evaluator, 0)?)),
        F::Translate => {
            let (text, from, to) = (string(evaluator, 0)?, string(evaluator, 1)?, string(evaluator, 2)?);
            evaluator.count((text.len() as u64 + from.len() as u64).saturating_mul(from.len() as u64) / 16)?;
            Value::string(translate(&text, &from, &to))
        }
        F::Boolean => Value::Boolean(evaluator.boolean(&arguments[0], focus)?),
        F::Not => Value::Boolean(!evaluator.boolean(&arguments[0], focus)?),
        F::True => Value::Boolean(true),
        F::False => Value::Boolean(false),
        F::Lang => Value::Boolean(lang(focus.node, &string(evaluator, 0)?)),
        F::Number => Value::Number(number(evaluator, 0)?),
        F::Sum => {
            let nodes = evaluator.nodes(&arguments[0], focus)?;
            nodes.iter().try_for_each(|node| evaluator.count_text(node))?;
            Value::Number(nodes.iter().map(|node| string_to_number(&node.string())).fold(0.0, |sum, next| sum + next))
        }
        F::Floor => Value::Number(number(evaluator, 0)?.floor()),
        F::Ceiling => Value::Number(number(evaluator, 0)?.ceil()),
        F::Round => Value::Number(round(number(evaluator, 0)?)),
    })
}

/// The elements of the context node's document whose identifier is among the value's tokens (XPath 1.0, 4.1).
fn id<'d>(evaluator: &Evaluator<'_, 'd>, value: &Value<'d>, context: NodeRef<'d>) -> NodeSet<'d> {
    let texts: Vec<SharedStr> = match value {
        Value::Nodes(nodes) => nodes.iter().map(NodeRef::string_value).collect(),
        other => vec![other.to_shared()],
    };
    let mut wanted: HashSet<&str> =
        texts.iter().flat_map(|text| text.split(SPACE)).filter(|token| !token.is_empty()).collect();
    let document = context.document;
    let mut found = Vec::new();
    for node in document.descendants(crate::xml::NodeId::ROOT) {
        if wanted.is_empty() {
            break;
        }
        let element = NodeRef::new(document, node);
        for (_, attribute) in document.attributes(node) {
            // of several elements with one identifier the first counts
            if wanted.contains(attribute.value.as_str())
                && evaluator.context.is_id(element, attribute)
                && wanted.remove(attribute.value.as_str())
            {
                found.push(element);
            }
        }
    }
    found.into()
}

/// `substring()`: positions are compared as numbers, after rounding (XPath 1.0, 4.2).
#[allow(clippy::cast_precision_loss)]
fn substring(text: &SharedStr, start: f64, length: Option<f64>) -> SharedStr {
    let first = round(start);
    let end = length.map_or(f64::INFINITY, |length| first + round(length));
    let (mut from, mut to) = (None, text.len());
    for (index, (at, _)) in text.char_indices().enumerate() {
        let position = index as f64 + 1.0;
        if position >= first && position < end {
            from.get_or_insert(at);
        } else if from.is_some() {
            to = at;
            break;
        }
    }
    from.map_or_else(SharedStr::default, |from| text.part(from, to))
}

fn normalize_space(text: SharedStr) -> SharedStr {
    let trimmed = text.trim_matches(SPACE);
    let mut before = false;
    let clean = trimmed.chars().all(|character| {
        let space = SPACE.contains(&character);
        let fine = !space || (character == ' ' && !before);
        before = space;
        fine
    });
    if clean {
        let start = trimmed.as_ptr() as usize - text.as_ptr() as usize;
        return text.part(start, start + trimmed.len());
    }
    let mut result = String::with_capacity(trimmed.len());
    for token in trimmed.split(SPACE).filter(|token| !token.is_empty()) {
        if !result.is_empty() {
            result.push(' ');
        }
        result.push_str(token);
    }
    result.into()
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let mut map: Vec<(char, Option<char>)> = Vec::new();
    let mut to = to.chars();
    for character in from.chars() {
        let replacement = to.next();
        if !map.iter().any(|(known, _)| *known == character) {
            map.push((character, replacement));
        }
    }
    text.chars()
        .filter_map(|character| match map.iter().find(|(known, _)| *known == character) {
            Some((_, replacement)) => *replacement,
            None => Some(character),
        })
        .collect()
}

/// `lang()` (XPath 1.0, 4.3).
fn lang(node: NodeRef<'_>, wanted: &str) -> bool {
    let mut at = Some(node);
    while let Some(node) = at {
        if let Some(element) = node.as_element()
            && let Some(attribute) = element.attributes.iter().find(|one| one.name.is(XML_NAMESPACE, "lang"))
        {
            let (value, wanted) = (attribute.value.to_lowercase(), wanted.to_lowercase());
            return value.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        }
        at = node.parent();
    }
    false
}
