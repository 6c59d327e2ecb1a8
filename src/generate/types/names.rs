//! Names as Rust wants them.

use std::collections::{BTreeMap, HashSet};

/// Words that cannot be identifiers.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self",
    "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while", "abstract", "become",
    "box", "do", "final", "macro", "override", "priv", "try", "typeof", "unsized", "virtual", "yield", "gen", "_",
];

/// Names that generated code uses without a path, or that readers take for something else.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Box",
    "Vec",
    "String",
    "Default",
    "Clone",
    "Copy",
    "Debug",
    "Eq",
    "PartialEq",
    "Hash",
    "Ord",
    "PartialOrd",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "Iterator",
    "ToString",
    "ToOwned",
    "AsRef",
    "AsMut",
    "TryFrom",
    "TryInto",
    "Send",
    "Sync",
    "Sized",
    "Unpin",
    "Extend",
    "IntoIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "FromIterator",
    "Visit",
    "Root",
    "Self",
    "Display",
    "FromStr",
];

/// The words of a name: split at anything that is no letter or digit, and where small letters meet capitals.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (index, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            let between_digits = index > 0
                && chars[index - 1].is_ascii_digit()
                && chars.get(index + 1).is_some_and(char::is_ascii_digit)
                && (c == '.' || c == '_');
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if between_digits {
                words.push("_".to_owned());
            }
            continue;
        }
        let before = word.chars().last();
        let next = chars.get(index + 1);
        let boundary = before.is_some_and(|before| {
            c.is_uppercase()
                && (before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && next.is_some_and(|next| next.is_lowercase())))
        });
        if boundary {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// `packagemanager-type` to `PackagemanagerType`.
pub(super) fn pascal(name: &str) -> String {
    let mut out = String::new();
    for word in words(name) {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            let mut upper: String = first.to_uppercase().collect();
            if upper.chars().count() > 1 {
                upper = first.to_string();
            }
            out.push_str(&upper);
            out.extend(chars.flat_map(char::to_lowercase));
        }
    }
    identifier(out, "V")
}

/// `luksOS` to `luks_os`.
pub(super) fn snake(name: &str) -> String {
    let parts: Vec<String> =
        words(name).into_iter().filter(|word| word != "_").map(|word| word.to_lowercase()).collect();
    identifier(parts.join("_"), "n")
}

fn identifier(mut name: String, prefix: &str) -> String {
    let valid = |c: char| c == '_' || c.is_ascii_alphanumeric() || (c.is_alphanumeric() && !c.is_ascii());
    name.retain(valid);
    if name.starts_with(|c: char| c.is_numeric()) || name.starts_with('_') {
        name.insert_str(0, prefix);
    }
    if KEYWORDS.contains(&name.as_str()) {
        name.push('_');
    }
    if name.is_empty() || syn::parse_str::<syn::Ident>(&name).is_err() {
        // Letters that Rust does not know as such: their code points will do.
        let hex: Vec<String> =
            name.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("u{:x}", u32::from(c)) }).collect();
        name = format!("{prefix}{}", hex.concat());
        if syn::parse_str::<syn::Ident>(&name).is_err() {
            prefix.clone_into(&mut name);
        }
    }
    name
}

/// A name that is not taken yet: the first free candidate, else the last one with a number.
pub(super) fn pick(candidates: &[String], taken: &mut HashSet<String>) -> String {
    for candidate in candidates {
        if !candidate.is_empty() && taken.insert(candidate.clone()) {
            return candidate.clone();
        }
    }
    let base = candidates.iter().rev().find(|candidate| !candidate.is_empty()).map_or("Item", String::as_str);
    // the first number that is free, found without trying each of those before it
    let is_free = |number: usize, taken: &HashSet<String>| !taken.contains(&format!("{base}{number}"));
    let mut step = 1;
    while !is_free(1 + step, taken) {
        step *= 2;
    }
    let (mut used, mut free) = (1 + step / 2, 1 + step);
    while free - used > 1 {
        let middle = usize::midpoint(used, free);
        if is_free(middle, taken) { free = middle } else { used = middle }
    }
    let name = format!("{base}{free}");
    taken.insert(name.clone());
    name
}

/// Names to use instead of the generator's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames {
    /// Type names, by the generator's own: `OptionElement = "LuksOption"`.
    pub types: BTreeMap<String, String>,
    /// Fields, by type and the generator's own: `"Machine.h_wversion" = "hw_version"`.
    pub fields: BTreeMap<String, String>,
    /// Variants, by type and the generator's own: `"DiskFormat.Vhd" = "FixedVhd"`.
    pub variants: BTreeMap<String, String>,
}

impl Renames {
    /// Reads a rename file: TOML with the tables `types`, `fields` and `variants`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
        let mut renames = Self::default();
        for (section, value) in table {
            let target = match section.as_str() {
                "types" => &mut renames.types,
                "fields" => &mut renames.fields,
                "variants" => &mut renames.variants,
                _ => return Err(format!("unknown table `{section}`; known are `types`, `fields` and `variants`")),
            };
            let toml::Value::Table(entries) = value else { return Err(format!("`{section}` must be a table")) };
            for (own, new) in entries {
                let toml::Value::String(new) = new else { return Err(format!("`{own}` must be given a text")) };
                if syn::parse_str::<syn::Ident>(&new).is_err() {
                    return Err(format!("`{new}` is no Rust identifier"));
                }
                target.insert(own, new);
            }
        }
        Ok(renames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_rust_wants_them() {
        let cases = [
            ("luksOS", "LuksOs", "luks_os"),
            ("patternType", "PatternType", "pattern_type"),
            ("oem-boot-title", "OemBootTitle", "oem_boot_title"),
            ("XMLFile", "XmlFile", "xml_file"),
            ("type", "Type", "type_"),
            ("8.5", "V8_5", "n8_5"),
            ("self", "Self_", "self_"),
            ("x86_64", "X86_64", "x86_64"),
            ("", "V", "n"),
            ("é", "É", "é"),
        ];
        for (name, type_name, field) in cases {
            assert_eq!(pascal(name), type_name, "{name}");
            assert_eq!(snake(name), field, "{name}");
        }
    }

    #[test]
    fn rename_files_say_what_is_wrong() {
        assert!(Renames::parse("[types]\nA = \"B\"").is_ok());
        assert!(Renames::parse("[types]\nA = \"1\"").is_err());
        assert!(Renames::parse("[other]\nA = \"B\"").is_err());
        assert!(Renames::parse("types = 3").is_err());
    }
}
