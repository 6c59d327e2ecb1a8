//! EXSLT: common, strings, sets, math, dates (in their own file) and dynamic functions (<http://exslt.org>).

use crate::xpath::catalogue;
use std::collections::HashSet;

use super::dates;
use super::functions::{check_count, nodes, text_document};
use super::machine::Machine;
use crate::xml::{Content, Document, NodeId, QName, SharedStr};
use crate::xpath::{Error, Focus, MAX_STRING, NodeRef, NodeSet, Value, string_to_number};

pub(super) const COMMON: &str = "http://exslt.org/common";
const STRINGS: &str = "http://exslt.org/strings";
const SETS: &str = "http://exslt.org/sets";
const MATH: &str = "http://exslt.org/math";
const DYNAMIC: &str = "http://exslt.org/dynamic";

/// A function that is known, with the numbers of arguments that it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub module: &'static str,
    pub name: &'static str,
    pub least: usize,
    pub most: usize,
}

const KNOWN: [Known; 47] = {
    const fn known(module: &'static str, name: &'static str, least: usize, most: usize) -> Known {
        Known { module, name, least, most }
    }
    [
        known(COMMON, "node-set", 1, 1),
        known(COMMON, "object-type", 1, 1),
        known(STRINGS, "tokenize", 1, 2),
        known(STRINGS, "split", 1, 2),
        known(STRINGS, "replace", 3, 3),
        known(STRINGS, "concat", 1, 1),
        known(STRINGS, "padding", 1, 2),
        known(STRINGS, "align", 2, 3),
        known(STRINGS, "encode-uri", 2, 3),
        known(STRINGS, "decode-uri", 1, 2),
        known(SETS, "difference", 2, 2),
        known(SETS, "intersection", 2, 2),
        known(SETS, "distinct", 1, 1),
        known(SETS, "has-same-node", 2, 2),
        known(SETS, "leading", 2, 2),
        known(SETS, "trailing", 2, 2),
        known(MATH, "min", 1, 1),
        known(MATH, "max", 1, 1),
        known(MATH, "lowest", 1, 1),
        known(MATH, "highest", 1, 1),
        known(MATH, "abs", 1, 1),
        known(MATH, "sqrt", 1, 1),
        known(MATH, "power", 2, 2),
        known(MATH, "constant", 2, 2),
        known(MATH, "log", 1, 1),
        known(MATH, "exp", 1, 1),
        known(MATH, "sin", 1, 1),
        known(MATH, "cos", 1, 1),
        known(MATH, "tan", 1, 1),
        known(MATH, "asin", 1, 1),
        known(MATH, "acos", 1, 1),
        known(MATH, "atan", 1, 1),
        known(MATH, "atan2", 2, 2),
        known(MATH, "random", 0, 0),
        known(DYNAMIC, "evaluate", 1, 1),
        known(DYNAMIC, "map", 2, 2),
        // the same by the names of other processors
        known("urn:schemas-microsoft-com:xslt", "node-set", 1, 1),
        known("http://xml.apache.org/xalan", "nodeset", 1, 1),
        known("http://xml.apache.org/xalan", "difference", 2, 2),
        known("http://xml.apache.org/xalan", "intersection", 2, 2),
        known("http://xml.apache.org/xalan", "distinct", 1, 1),
        known("http://xml.apache.org/xalan", "hasSameNodes", 2, 2),
        known("http://icl.com/saxon", "node-set", 1, 1),
        known("http://icl.com/saxon", "evaluate", 1, 1),
        known("http://www.jclark.com/xt", "node-set", 1, 1),
        known("http://xmlsoft.org/XSLT/namespace", "node-set", 1, 1),
        known("http://xmlsoft.org/XSLT/", "node-set", 1, 1),
    ]
};

/// The function of this name.
pub(super) fn lookup(name: &QName) -> Option<Known> {
    KNOWN.iter().chain(&dates::KNOWN).find(|known| name.is(known.module, known.name)).copied()
}

pub(super) fn call<'d>(
    machine: &mut Machine<'_, 'd>,
    known: Known,
    name: &QName,
    arguments: &[Value<'d>],
    focus: &Focus<'d>,
) -> Result<Value<'d>, Error> {
    check_count(name, arguments.len(), known.least, known.most)?;
    let set = |index: usize| nodes(name, &arguments[index]);
    let number = |index: usize| arguments[index].to_number();
    Ok(match (known.module, known.name) {
        (_, "node-set" | "nodeset") => node_set(machine, &arguments[0])?,
        (COMMON, "object-type") => Value::string(match &arguments[0] {
            Value::Nodes(_) => "node-set",
            Value::Boolean(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Fragment(_) | Value::Text(..) => "RTF",
        }),
        (STRINGS, which) => strings(machine, which, name, arguments)?,
        (dates::DATES, which) => dates::call(which, arguments),
        (_, "difference") => {
            let other = set(1)?;
            Value::Nodes(set(0)?.iter().filter(|node| !other.contains(*node)).collect())
        }
        (_, "intersection") => {
            let other = set(1)?;
            Value::Nodes(set(0)?.iter().filter(|node| other.contains(*node)).collect())
        }
        (_, "distinct") => {
            let mut seen = HashSet::new();
            Value::Nodes(set(0)?.iter().filter(|node| seen.insert(node.string())).collect())
        }
        (_, "has-same-node") => {
            let other = set(1)?;
            Value::Boolean(set(0)?.iter().any(|node| other.contains(node)))
        }
        (_, "hasSameNodes") => Value::Boolean(set(0)?.as_slice() == set(1)?.as_slice()),
        (SETS, "leading") => {
            let (all, mark) = (set(0)?, set(1)?.first());
            match mark {
                None => Value::Nodes(all.clone()),
                Some(mark) if !all.contains(mark) => Value::Nodes(NodeSet::new()),
                Some(mark) => Value::Nodes(all.iter().filter(|node| *node < mark).collect()),
            }
        }
        (SETS, _) => {
            let (all, mark) = (set(0)?, set(1)?.first());
            match mark {
                None => Value::Nodes(all.clone()),
                Some(mark) if !all.contains(mark) => Value::Nodes(NodeSet::new()),
                Some(mark) => Value::Nodes(all.iter().filter(|node| *node > mark).collect()),
            }
        }
        (MATH, "min" | "max") => Value::Number(extreme(set(0)?, known.name == "max")),
        (MATH, "lowest" | "highest") => {
            let nodes = set(0)?;
            let best = extreme(nodes, known.name == "highest");
            #[allow(clippy::float_cmp)] // the same conversion of the same text
            Value::Nodes(nodes.iter().filter(|node| string_to_number(&node.string()) == best).collect())
        }
        (MATH, "constant") => constant(&arguments[0].text(), number(1)),
        (MATH, "random") => {
            // the keys of a hash are the one source of chance in the standard library
            let random = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
            Value::Number((random >> 11) as f64 / (1_u64 << 53) as f64)
        }
        (_, "evaluate") => {
            machine.evaluate_text(&arguments[0].text(), focus)?.unwrap_or_else(|| Value::Nodes(NodeSet::new()))
        }
        (DYNAMIC, _) => map(machine, set(0)?, &arguments[1].text())?,
        (MATH, which) => {
            let first = number(0);
            Value::Number(match which {
                "abs" => first.abs(),
                "sqrt" => first.sqrt(),
                "power" => first.powf(number(1)),
                "log" => first.ln(),
                "exp" => first.exp(),
                "sin" => first.sin(),
                "cos" => first.cos(),
                "tan" => first.tan(),
                "asin" => first.asin(),
                "acos" => first.acos(),
                "atan" => first.atan(),
                _ => first.atan2(number(1)),
            })
        }
        _ => return Err(Error::new(&catalogue::XPATH_UNKNOWN_FUNCTION, format!("there is no function `{name}()`"))),
    })
}

/// `dyn:map()`: nodes as they are, other values as elements of EXSLT's namespace.
fn map<'d>(machine: &mut Machine<'_, 'd>, nodes: &NodeSet<'d>, text: &str) -> Result<Value<'d>, Error> {
    let mut found = Vec::new();
    let mut document = Document::new();
    for (index, node) in nodes.iter().enumerate() {
        let focus = Focus { node, position: index + 1, size: nodes.len() };
        let kind = match machine.evaluate_text(text, &focus)? {
            None => return Ok(Value::Nodes(NodeSet::new())),
            Some(Value::Nodes(nodes)) => {
                found.extend(nodes.iter());
                continue;
            }
            Some(Value::Boolean(true)) => ("boolean", "true".into()),
            Some(Value::Boolean(false)) => ("boolean", SharedStr::default()),
            Some(value @ Value::Number(_)) => ("number", value.to_shared()),
            Some(value) => ("string", value.to_shared()),
        };
        let element = document.append_element(NodeId::ROOT, QName::new("exsl", kind.0, COMMON));
        document.append_text(element, kind.1);
    }
    let document = machine.forest.add(document)?;
    found.extend(document.children(NodeId::ROOT).map(|id| NodeRef::new(document, id)));
    Ok(Value::Nodes(found.into()))
}

fn node_set<'d>(machine: &mut Machine<'_, 'd>, value: &Value<'d>) -> Result<Value<'d>, Error> {
    Ok(Value::Nodes(match value {
        Value::Nodes(nodes) => nodes.clone(),
        Value::Fragment(document) => NodeRef::root_of(document).into(),
        Value::Text(text, origin) => {
            let mut document = Document::new();
            if let Some(id) = document.append_text(NodeId::ROOT, text.clone()) {
                document.node_mut(id).origin = origin.node;
            }
            NodeRef::root_of(machine.forest.add(document)?).into()
        }
        other => {
            let root = text_document(machine, &other.to_shared())?;
            root.document.first_child(NodeId::ROOT).map(|text| NodeRef::new(root.document, text)).into_iter().collect()
        }
    }))
}

/// The least or greatest; not a number where any is not one or there are none.
fn extreme(nodes: &NodeSet<'_>, greatest: bool) -> f64 {
    let mut best = f64::NAN;
    for (index, node) in nodes.iter().enumerate() {
        let number = string_to_number(&node.string());
        if number.is_nan() {
            return f64::NAN;
        }
        if index == 0 || (greatest && number > best) || (!greatest && number < best) {
            best = number;
        }
    }
    best
}

/// `math:constant()`: the digits of a constant, cut to a precision.
fn constant<'d>(name: &str, precision: f64) -> Value<'d> {
    let digits = match name {
        "PI" => "3.1415926535897932384626433832795028841971693993751",
        "E" => "2.71828182845904523536028747135266249775724709369996",
        "SQRRT2" => "1.41421356237309504880168872420969807856967187537694",
        "LN2" => "0.69314718055994530941723212145817656807550013436025",
        "LN10" => "2.302585092994045684017991454684364207601101488628772",
        "LOG2E" => "1.4426950408889634073599246810018921374266459541529859",
        "SQRT1_2" => "0.70710678118654752440084436210484903928483593768847",
        _ => return Value::Number(f64::NAN),
    };
    let length = if precision.is_nan() { 0 } else { precision.clamp(0.0, digits.len() as f64) as usize };
    Value::Number(string_to_number(&digits[..length.min(digits.len())]))
}

/// Nodes `token` with the parts as text.
fn tokens<'d>(machine: &mut Machine<'_, 'd>, parts: impl Iterator<Item = String>) -> Result<Value<'d>, Error> {
    let mut document = Document::new();
    for part in parts {
        let token = document.append_element(NodeId::ROOT, QName::local("token"));
        document.append_text(token, part);
    }
    let document = machine.forest.add(document)?;
    Ok(Value::Nodes(document.children(NodeId::ROOT).map(|id| NodeRef::new(document, id)).collect()))
}

fn strings<'d>(
    machine: &mut Machine<'_, 'd>,
    which: &str,
    name: &QName,
    arguments: &[Value<'d>],
) -> Result<Value<'d>, Error> {
    let text = |index: usize| arguments.get(index).map(Value::to_shared).unwrap_or_default();
    match which {
        "tokenize" => {
            let source = text(0);
            let delimiters = if arguments.len() > 1 { text(1) } else { "\t\r\n ".into() };
            if delimiters.is_empty() {
                return tokens(machine, source.chars().map(String::from));
            }
            let is_delimiter = |character: char| delimiters.contains(character);
            let parts = source.split(is_delimiter).filter(|part| !part.is_empty()).map(ToOwned::to_owned);
            tokens(machine, parts)
        }
        "split" => {
            let source = text(0);
            let separator = if arguments.len() > 1 { text(1) } else { " ".into() };
            if separator.is_empty() {
                return tokens(machine, source.chars().map(String::from));
            }
            tokens(machine, source.split(&*separator).filter(|part| !part.is_empty()).map(ToOwned::to_owned))
        }
        "replace" => replace(machine, arguments),
        "concat" => {
            let nodes = nodes(name, &arguments[0])?;
            Ok(Value::string(nodes.iter().map(NodeRef::string).collect::<String>()))
        }
        "padding" => {
            let length = arguments[0].to_number();
            let fill: Vec<char> = if arguments.len() > 1 { text(1).chars().collect() } else { vec![' '] };
            if fill.is_empty() || length.is_nan() || length < 1.0 {
                return Ok(Value::string(""));
            }
            if length > MAX_STRING as f64 {
                return Err(Error::new(&catalogue::XPATH_LIMIT, "a string grows too long"));
            }
            Ok(Value::string(fill.iter().cycle().take(length as usize).collect::<String>()))
        }
        "align" => {
            let (source, padding): (Vec<char>, Vec<char>) = (text(0).chars().collect(), text(1).chars().collect());
            if source.len() >= padding.len() {
                return Ok(Value::string(source[..padding.len()].iter().collect::<String>()));
            }
            let start = match &*text(2) {
                "right" => padding.len() - source.len(),
                "center" => (padding.len() - source.len()) / 2,
                _ => 0,
            };
            let mut result = padding;
            result[start..start + source.len()].copy_from_slice(&source);
            Ok(Value::string(result.into_iter().collect::<String>()))
        }
        "encode-uri" => {
            let reserved = arguments[1].to_boolean();
            if arguments.len() > 2 && !text(2).eq_ignore_ascii_case("utf-8") {
                return Ok(Value::string(""));
            }
            let keep: &[u8] = if reserved { b"-_.!~*'()" } else { b"-_.!~*'();/?:@&=+$,[]" };
            let mut result = String::new();
            for byte in text(0).bytes() {
                if byte.is_ascii_alphanumeric() || keep.contains(&byte) {
                    result.push(char::from(byte));
                } else {
                    result.push_str(&format!("%{byte:02X}"));
                }
            }
            Ok(Value::string(result))
        }
        _ => {
            if arguments.len() > 1 && !text(1).eq_ignore_ascii_case("utf-8") {
                return Ok(Value::string(""));
            }
            let source = text(0);
            let mut bytes = Vec::new();
            let mut rest = source.as_bytes();
            while let Some((&first, tail)) = rest.split_first() {
                let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
                match (first, hex(tail.first()), hex(tail.get(1))) {
                    (b'%', Some(high), Some(low)) => {
                        bytes.push((high * 16 + low) as u8);
                        rest = &tail[2..];
                    }
                    _ => {
                        bytes.push(first);
                        rest = tail;
                    }
                }
            }
            Ok(Value::string(String::from_utf8(bytes).unwrap_or_default()))
        }
    }
}

/// `str:replace()`: at each place the longest search string that fits.
fn replace<'d>(machine: &mut Machine<'_, 'd>, arguments: &[Value<'d>]) -> Result<Value<'d>, Error> {
    let list = |value: &Value<'d>| -> Vec<SharedStr> {
        match value {
            Value::Nodes(nodes) => nodes.iter().map(NodeRef::string_value).collect(),
            other => vec![other.to_shared()],
        }
    };
    let source = arguments[0].to_shared();
    let (searches, replacements) = (list(&arguments[1]), list(&arguments[2]));
    let mut pairs: Vec<(&str, &str)> = searches
        .iter()
        .enumerate()
        .map(|(index, search)| (search.as_str(), replacements.get(index).map_or("", SharedStr::as_str)))
        .collect();
    pairs.sort_by_key(|(search, _)| std::cmp::Reverse(search.len()));
    let mut result = String::new();
    let mut rest = source.as_str();
    while let Some(character) = rest.chars().next() {
        match pairs.iter().find(|(search, _)| rest.starts_with(search)) {
            // an empty string is found between every two characters
            Some(("", replacement)) => {
                result.push(character);
                rest = &rest[character.len_utf8()..];
                if !rest.is_empty() {
                    result.push_str(replacement);
                }
            }
            Some((search, replacement)) => {
                result.push_str(replacement);
                rest = &rest[search.len()..];
            }
            None => {
                result.push(character);
                rest = &rest[character.len_utf8()..];
            }
        }
        if result.len() > MAX_STRING {
            return Err(Error::new(&catalogue::XPATH_LIMIT, "a string grows too long"));
        }
    }
    // a fragment, as the specification says; the text of it, as libxslt does
    let document = text_document(machine, &result.into())?;
    let text = document.document.first_child(NodeId::ROOT);
    let nodes: NodeSet<'d> = text.map(|text| NodeRef::new(document.document, text)).into_iter().collect();
    debug_assert!(nodes.iter().all(|node| matches!(node.document.node(node.tree_node()).content, Content::Text(_))));
    Ok(Value::Nodes(nodes))
}
