//! A constant for each name of a schema: code that looks into documents itself, because they need not be valid yet,
//! can then not misspell one, and the compiler finds what a new version of the schema renames.

use std::collections::{BTreeMap, BTreeSet};

use crate::rng::simple::{Grammar, NameClass, Pattern};

/// Rust source text with two modules, `el` for the elements and `at` for the attributes that the grammar names in no
/// namespace; `el::ALL` and `at::ALL` have them in order. The types `ElementName` and `AttributeName` are those of the
/// module around; each has a `const fn new`.
#[must_use]
pub fn generate(grammar: &Grammar, header: &[String]) -> String {
    let (mut elements, mut attributes) = (BTreeSet::new(), BTreeSet::new());
    for define in &grammar.defines {
        add(&define.name_class, &mut elements);
    }
    for pattern in &grammar.patterns {
        if let Pattern::Attribute { name, .. } = pattern {
            add(name, &mut attributes);
        }
    }
    let mut text = String::from("// @generated. Changes made here are lost.\n");
    for line in header {
        text.push_str(&format!("// {line}\n"));
    }
    module(&mut text, "el", "Elements.", "ElementName", &elements);
    module(&mut text, "at", "Attributes.", "AttributeName", &attributes);
    text
}

fn add(class: &NameClass, names: &mut BTreeSet<String>) {
    match class {
        NameClass::Name { namespace, local } if namespace.is_empty() => {
            names.insert(local.to_string());
        }
        NameClass::Choice(classes) => {
            for class in classes {
                add(class, names);
            }
        }
        _ => {}
    }
}

fn module(text: &mut String, module: &str, what: &str, kind: &str, names: &BTreeSet<String>) {
    // two names that differ in their punctuation only are told apart by a number
    let mut constants: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        let plain = constant(name);
        let mut chosen = plain.clone();
        let mut number = 2;
        while constants.contains_key(&chosen) {
            chosen = format!("{plain}_{number}");
            number += 1;
        }
        constants.insert(chosen, name);
    }
    text.push_str(&format!("\n/// {what}\npub mod {module} {{\n    use super::super::{kind};\n"));
    for (constant, name) in &constants {
        text.push_str(&format!("\n    /// `{name}`\n    pub const {constant}: {kind} = {kind}::new({name:?});\n"));
    }
    text.push_str(&format!("\n    /// All, in the order of their spelling.\n    pub const ALL: &[{kind}] = &[\n"));
    for name in names {
        if let Some((constant, _)) = constants.iter().find(|(_, other)| *other == name) {
            text.push_str(&format!("        {constant},\n"));
        }
    }
    text.push_str("    ];\n}\n");
}

/// `namedCollection` to `NAMED_COLLECTION`, `oem-resize` to `OEM_RESIZE`.
fn constant(name: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            out.push('_');
        }
        before = c;
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => out.push(c.to_ascii_uppercase()),
            _ => out.push('_'),
        }
    }
    if out.starts_with(|c: char| c.is_ascii_digit()) || out == "ALL" {
        out.insert(0, 'N');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    #[test]
    fn names_become_constants() {
        for (name, wanted) in [
            ("namedCollection", "NAMED_COLLECTION"),
            ("oem-resize", "OEM_RESIZE"),
            ("guestOS", "GUEST_OS"),
            ("HWversion", "HWVERSION"),
            ("type", "TYPE"),
            ("8.5", "N8_5"),
            ("all", "NALL"),
        ] {
            assert_eq!(constant(name), wanted);
        }
    }

    #[test]
    fn names_of_other_namespaces_and_wildcards_are_left_out() {
        let mut sources = Sources::new();
        let schema = "namespace x = \"urn:x\"\nstart = element a-b { attribute c { text }, attribute x:d { text }, \
                      element a_b { empty }, element * { empty } }";
        let id = sources.add("a.rnc", schema);
        let grammar = crate::rng::load(id, &mut sources, &crate::text::MemoryLoader::new()).grammar.expect("a grammar");
        let text = generate(&grammar, &["From a.rnc.".to_owned()]);
        assert!(text.contains("pub const A_B: ElementName = ElementName::new(\"a-b\");"), "{text}");
        assert!(text.contains("pub const A_B_2: ElementName = ElementName::new(\"a_b\");"), "{text}");
        assert!(text.contains("pub const C: AttributeName") && !text.contains("\"d\""), "{text}");
    }
}
