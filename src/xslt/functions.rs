//! The functions that XSLT adds to XPath (XSLT 1.0, 12).

use super::machine::Machine;
use super::{FUNC, XSL, body, exslt, format_number};
use crate::xml::{QName, SharedStr};
use crate::xpath::catalogue::{XPATH_NOT_A_NODE_SET, XPATH_WRONG_ARGUMENTS};
use crate::xpath::{Context as _, CoreFunction, Error, Focus, NodeRef, NodeSet, Value};
use crate::xslt::catalogue::{XSLT_UNBOUND_PREFIX, XSLT_UNKNOWN_DECIMAL_FORMAT};

/// Their names.
pub(super) const NAMES: [&str; 9] = [
    "current",
    "document",
    "element-available",
    "format-number",
    "function-available",
    "generate-id",
    "key",
    "system-property",
    "unparsed-entity-uri",
];

/// Calls a function; `None` where there is none of that name.
pub(super) fn call<'d>(
    machine: &mut Machine<'_, 'd>,
    name: &QName,
    arguments: Vec<Value<'d>>,
    focus: &Focus<'d>,
) -> Result<Option<Value<'d>>, Error> {
    if !name.namespace.is_empty() {
        if let Some(result) = exslt::lookup(name) {
            return exslt::call(machine, result, name, &arguments, focus).map(Some);
        }
        return Ok(machine.call_function(name, arguments, focus)?);
    }
    let (least, most) = match &*name.local {
        "current" => (0, 0),
        "generate-id" => (0, 1),
        "document" => (1, 2),
        "format-number" => (2, 3),
        "key" => (2, 2),
        "element-available" | "function-available" | "system-property" | "unparsed-entity-uri" => (1, 1),
        _ => return Ok(None),
    };
    check_count(name, arguments.len(), least, most)?;
    Ok(Some(match &*name.local {
        "current" => Value::Nodes(machine.focus().node.into()),
        "generate-id" => {
            let node = match arguments.first() {
                None => Some(focus.node),
                Some(value) => nodes(name, value)?.first(),
            };
            Value::string(node.map(identifier).unwrap_or_default())
        }
        "document" => document(machine, &arguments)?,
        "format-number" => {
            let format = match arguments.get(2) {
                Some(value) => expand(machine, &value.text())?,
                None => QName::local(""),
            };
            let stylesheet = machine.stylesheet;
            let Some(settings) = stylesheet.decimal_formats.get(&format) else {
                let message = format!("there is no decimal format `{format}`");
                return Err(Error::new(&XSLT_UNKNOWN_DECIMAL_FORMAT, message));
            };
            let text = format_number::format(arguments[0].to_number(), &arguments[1].text(), settings)?;
            Value::string(text)
        }
        "key" => {
            let key = expand(machine, &arguments[0].text())?;
            if !machine.stylesheet.keys.contains_key(&key) {
                machine.unknown_key(&key);
            }
            let mut found: Vec<NodeRef<'d>> = Vec::new();
            match &arguments[1] {
                Value::Nodes(values) => {
                    for value in values.iter() {
                        found.extend(machine.key(&key, focus.node.document, &value.string())?);
                    }
                }
                other => found = machine.key(&key, focus.node.document, &other.text())?,
            }
            Value::Nodes(found.into())
        }
        "system-property" => {
            let property = expand(machine, &arguments[0].text())?;
            Value::string(match (&*property.namespace, &*property.local) {
                (XSL, "version") => "1.0",
                (XSL, "vendor") => "rowi",
                (XSL, "vendor-url") => env!("CARGO_PKG_REPOSITORY"),
                _ => "",
            })
        }
        "element-available" => {
            let text = arguments[0].text();
            let mut element = expand(machine, &text)?;
            if element.prefix.is_empty() {
                // Names of elements, so the default namespace counts (XSLT 1.0, 15).
                element.namespace = machine.namespace_here("").unwrap_or_default();
            }
            let known = &*element.namespace == XSL && body::INSTRUCTIONS.contains(&&*element.local)
                || element.is(FUNC, "result")
                || element.is(exslt::COMMON, "document")
                || element.is(super::SAXON, "output")
                || element.is(super::XT, "document");
            Value::Boolean(known)
        }
        "function-available" => {
            let function = expand(machine, &arguments[0].text())?;
            let known = if function.namespace.is_empty() {
                NAMES.contains(&&*function.local) || CoreFunction::by_name(&function.local).is_some()
            } else {
                exslt::lookup(&function).is_some() || machine.stylesheet.functions.contains_key(&function)
            };
            Value::Boolean(known)
        }
        _ => Value::string(machine.unparsed_entity(focus.node.document, &arguments[0].text()).unwrap_or_default()),
    }))
}

pub(super) fn check_count(name: &QName, count: usize, least: usize, most: usize) -> Result<(), Error> {
    if (least..=most).contains(&count) {
        return Ok(());
    }
    let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
    let message = format!("`{name}()` is called with {count} arguments");
    Err(Error::new(&XPATH_WRONG_ARGUMENTS, message).with_note(format!("it takes {wanted}")))
}

pub(super) fn nodes<'v, 'd>(name: &QName, value: &'v Value<'d>) -> Result<&'v NodeSet<'d>, Error> {
    match value {
        Value::Nodes(nodes) => Ok(nodes),
        other => Err(Error::new(
            &XPATH_NOT_A_NODE_SET,
            format!("`{name}()` needs a node-set, this is a {}", other.type_name()),
        )),
    }
}

/// A name in a string, with the prefixes in scope where the expression stands.
fn expand(machine: &mut Machine<'_, '_>, text: &str) -> Result<QName, Error> {
    let text = text.trim();
    let Some((prefix, local)) = text.split_once(':') else { return Ok(QName::local(text)) };
    match machine.namespace_here(prefix) {
        Some(namespace) => Ok(QName { prefix: prefix.into(), local: local.into(), namespace }),
        None => {
            let message = format!("prefix `{prefix}` is not bound to a namespace");
            Err(Error::new(&XSLT_UNBOUND_PREFIX, message))
        }
    }
}

/// A name for a node that no other node has: `generate-id()`.
fn identifier(node: NodeRef<'_>) -> String {
    let kind = match node.attribute_id() {
        Some(id) => format!("a{}", id.index),
        None => match node.as_namespace() {
            Some((prefix, _)) => format!("n{prefix}"),
            None => String::new(),
        },
    };
    format!("d{}n{}{kind}", node.document.order, node.tree_node().index())
}

/// `document()` (XSLT 1.0, 12.1).
fn document<'d>(machine: &mut Machine<'_, 'd>, arguments: &[Value<'d>]) -> Result<Value<'d>, Error> {
    let stylesheet = machine.stylesheet_base();
    let base_of = |node: NodeRef<'d>| match node.document.base.as_str() {
        "" => stylesheet.clone(),
        base => base.to_owned(),
    };
    let base = match arguments.get(1) {
        Some(Value::Nodes(nodes)) => match nodes.first() {
            Some(node) => Some(base_of(node)),
            None => return Ok(Value::Nodes(NodeSet::new())),
        },
        Some(_) => {
            let name = QName::local("document");
            return Err(Error::new(&XPATH_NOT_A_NODE_SET, format!("the second argument of `{name}()` is no node-set")));
        }
        None => None,
    };
    let mut found = Vec::new();
    match &arguments[0] {
        Value::Nodes(nodes) => {
            for node in nodes.iter() {
                let base = base.clone().unwrap_or_else(|| base_of(node));
                found.extend(part(machine, &base, &node.string())?);
            }
        }
        other => {
            let base = base.unwrap_or_else(|| stylesheet.clone());
            found.extend(part(machine, &base, &other.text())?);
        }
    }
    Ok(Value::Nodes(found.into()))
}

/// What a reference names: a document, or with a fragment identifier the element that has it as its identifier.
fn part<'d>(machine: &mut Machine<'_, 'd>, base: &str, reference: &str) -> Result<Option<NodeRef<'d>>, Error> {
    let Some(document) = machine.document(base, reference)? else { return Ok(None) };
    let fragment = reference.split_once('#').map_or("", |(_, fragment)| fragment);
    if fragment.is_empty() {
        return Ok(Some(NodeRef::root_of(document)));
    }
    Ok(document.descendants(crate::xml::NodeId::ROOT).map(|id| NodeRef::new(document, id)).find(|element| {
        let mut attributes = element.as_element().map(|data| data.attributes.iter()).into_iter().flatten();
        attributes.any(|attribute| attribute.value == *fragment && machine.is_id(*element, attribute))
    }))
}

/// Text as a document of its own.
pub(super) fn text_document<'d>(machine: &mut Machine<'_, 'd>, text: &SharedStr) -> Result<NodeRef<'d>, Error> {
    let mut document = crate::xml::Document::new();
    document.append_text(crate::xml::NodeId::ROOT, text.clone());
    Ok(NodeRef::root_of(machine.forest.add(document)?))
}
