//! Names, datatypes and content models in words.

use super::model::Node;
use crate::rng::ast::{COMPATIBILITY_LIBRARY, XSD_LIBRARY};
use crate::rng::simple::{DatatypeName, NameClass, Param};

/// The first sentence of a text, on one line.
pub(super) fn first_sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    // a full stop inside of a name or number ends no sentence
    let end = line.match_indices(". ").map(|(at, _)| at).find(|at| {
        let word = line[..*at].rsplit(' ').next().unwrap_or_default();
        !matches!(word, "e.g" | "i.e" | "etc" | "cf" | "vs")
    });
    line[..end.map_or(line.len(), |at| at + 1)].to_owned()
}

/// A name class as a reader may look for it.
pub(super) fn name_class(class: &NameClass) -> String {
    match class {
        NameClass::Name { local, .. } => local.to_string(),
        NameClass::NsName { namespace, except } => {
            let of = if namespace.is_empty() { "without namespace".to_owned() } else { format!("of {namespace}") };
            format!("any name {of}{}", but(except.as_deref()))
        }
        NameClass::AnyName { except } => match except.as_deref() {
            Some(NameClass::NsName { namespace, except: None }) if namespace.is_empty() => {
                "any name with a namespace".to_owned()
            }
            except => format!("any name{}", but(except)),
        },
        NameClass::Choice(classes) => {
            let all: Vec<String> = classes.iter().take(6).map(name_class).collect();
            let more = if classes.len() > 6 { " …" } else { "" };
            format!("{}{more}", all.join(" or "))
        }
    }
}

fn but(except: Option<&NameClass>) -> String {
    except.map_or_else(String::new, |except| format!(" but {}", name_class(except).replace("any name ", "those ")))
}

/// A datatype with its facets.
pub(super) fn data(datatype: &DatatypeName, params: &[Param], except: Option<&str>) -> String {
    let mut words = base(datatype);
    let mut facets: Vec<String> = Vec::new();
    for param in params {
        let value = &param.value;
        facets.push(match &*param.name {
            "pattern" => format!("matching `{value}`"),
            "minInclusive" => format!("at least {value}"),
            "maxInclusive" => format!("at most {value}"),
            "minExclusive" => format!("more than {value}"),
            "maxExclusive" => format!("less than {value}"),
            "length" => format!("{value} characters long"),
            "minLength" => format!("at least {value} characters long"),
            "maxLength" => format!("at most {value} characters long"),
            "totalDigits" => format!("of at most {value} digits"),
            "fractionDigits" => format!("with at most {value} digits behind the point"),
            other => format!("{other} `{value}`"),
        });
    }
    if !facets.is_empty() {
        words.push_str(", ");
        words.push_str(&facets.join(", "));
    }
    if let Some(except) = except {
        words.push_str(&format!(", but not {except}"));
    }
    words
}

/// The name of a datatype in compact syntax, with the prefix that XML Schema's types have by default.
pub(super) fn type_name(datatype: &DatatypeName) -> String {
    if datatype.library.is_empty() { datatype.name.to_string() } else { format!("xsd:{}", datatype.name) }
}

fn base(datatype: &DatatypeName) -> String {
    let words = match (&*datatype.library, &*datatype.name) {
        (_, "string" | "normalizedString") => "text",
        (_, "token") => "text (white space around it does not count)",
        (XSD_LIBRARY, "boolean") => "`true` or `false`",
        (XSD_LIBRARY, "integer") => "a whole number",
        (XSD_LIBRARY, "nonNegativeInteger" | "unsignedLong" | "unsignedInt" | "unsignedShort" | "unsignedByte") => {
            "a whole number, 0 or more"
        }
        (XSD_LIBRARY, "positiveInteger") => "a whole number, 1 or more",
        (XSD_LIBRARY, "negativeInteger") => "a whole number below 0",
        (XSD_LIBRARY, "nonPositiveInteger") => "a whole number, 0 or less",
        (XSD_LIBRARY, "decimal" | "float" | "double") => "a number",
        (XSD_LIBRARY, "anyURI") => "a URI",
        (XSD_LIBRARY, "date") => "a date, as in 2026-11-28",
        (XSD_LIBRARY, "dateTime") => "a date and time, as in 2026-11-28T09:00:00",
        (XSD_LIBRARY, "time") => "a time, as in 09:00:00",
        (XSD_LIBRARY, "duration") => "a duration, as in P1DT2H",
        (XSD_LIBRARY, "language") => "a language tag, as in en-US",
        (XSD_LIBRARY, "NCName") => "a name without colon",
        (XSD_LIBRARY, "Name") => "an XML name",
        (XSD_LIBRARY, "NMTOKEN") => "a name token",
        (XSD_LIBRARY, "NMTOKENS") => "name tokens, with white space between",
        (XSD_LIBRARY, "QName") => "a name with or without prefix",
        (XSD_LIBRARY | COMPATIBILITY_LIBRARY, "ID") => "an identifier, unique in the document",
        (XSD_LIBRARY | COMPATIBILITY_LIBRARY, "IDREF") => "the identifier of an element in the document",
        (XSD_LIBRARY | COMPATIBILITY_LIBRARY, "IDREFS") => "identifiers of elements in the document",
        (_, name) => return format!("a value of type `{name}`"),
    };
    words.to_owned()
}

/// A content model in words.
pub(super) fn content(node: &Node) -> String {
    let all = |members: &[Node], between: &str| members.iter().map(content).collect::<Vec<_>>().join(between);
    match node {
        Node::Empty => "nothing".to_owned(),
        Node::NotAllowed => "nothing at all".to_owned(),
        Node::Text => "text".to_owned(),
        Node::Data { words, .. } => words.clone(),
        Node::Value { value } => format!("`{value}`"),
        Node::Element { name, .. } => format!("`{name}`"),
        Node::Group { members } => all(members, ", then "),
        Node::Interleave { members } => format!("{}, in any order", all(members, " and ")),
        Node::Choice { members } => all(members, " or "),
        Node::Optional { member } => format!("optionally {}", content(member)),
        Node::OneOrMore { member } => format!("one or more of {}", content(member)),
        Node::ZeroOrMore { member } => format!("any number of {}", content(member)),
        Node::List { member } => format!("a list, with white space between, of {}", content(member)),
        Node::Named { name, .. } => format!("`{name}`"),
        Node::More { .. } => "more".to_owned(),
    }
}

/// A content model in compact syntax.
pub(super) fn compact(node: &Node) -> String {
    let mut text = String::new();
    write(node, 0, &mut text, 0);
    text
}

/// `level`: 0 stands alone, 1 is a member, 2 is repeated.
fn write(node: &Node, level: u8, text: &mut String, depth: usize) {
    let list = |members: &[Node], sign: &str, text: &mut String| {
        let long = members.len() > 4;
        if level > 0 {
            text.push('(');
        }
        for (index, member) in members.iter().enumerate() {
            if index > 0 {
                text.push_str(sign);
                if long {
                    text.push('\n');
                    text.extend(std::iter::repeat_n("  ", depth));
                } else if !sign.ends_with(' ') {
                    text.push(' ');
                }
            }
            write(member, 1, text, depth + 1);
        }
        if level > 0 {
            text.push(')');
        }
    };
    let repeated = |member: &Node, sign: char, text: &mut String| {
        write(member, 2, text, depth);
        text.push(sign);
    };
    match node {
        Node::Empty => text.push_str("empty"),
        Node::NotAllowed => text.push_str("notAllowed"),
        Node::Text => text.push_str("text"),
        Node::Data { name, .. } => text.push_str(name),
        Node::Value { value } => text.push_str(&format!("{value:?}")),
        Node::Element { name, .. } => text.push_str(name),
        Node::Group { members } => list(members, ",", text),
        Node::Interleave { members } => list(members, " &", text),
        Node::Choice { members } => list(members, " |", text),
        Node::Optional { member } => repeated(member, '?', text),
        Node::OneOrMore { member } => repeated(member, '+', text),
        Node::ZeroOrMore { member } => repeated(member, '*', text),
        Node::List { member } => {
            text.push_str("list { ");
            write(member, 0, text, depth + 1);
            text.push_str(" }");
        }
        Node::Named { member, .. } => write(member, level, text, depth),
        Node::More { .. } => text.push('…'),
    }
}
