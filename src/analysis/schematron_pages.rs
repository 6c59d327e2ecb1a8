//! Entries for the Schematron rules of KIWI's schema, made from the rules themselves. Most say that an attribute goes
//! with some values of another: those get an example and an advice, too.

use std::collections::BTreeMap;

use crate::diagnostic::{Entry, Group};
use crate::kiwi::Edition;
use crate::schematron::Piece;

/// One entry for each id. Entries live as long as the program, so the texts that are put together here may, too.
pub(super) fn entries() -> Vec<&'static Entry> {
    let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
    for pattern in &Edition::Kiwi.rules().patterns {
        for rule in &pattern.rules {
            for check in &rule.checks {
                let plain = |piece: &Piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Value(_) | Piece::Name(_) => "…".to_owned(),
                };
                let message: String = check.message.pieces.iter().map(plain).collect();
                let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
                let (_, explanation) = texts.entry(pattern.code().to_string()).or_insert_with(|| {
                    (
                        message.clone(),
                        "A rule of KIWI's schema that a grammar cannot say, written in Schematron. KIWI refuses the description.\n".to_owned(),
                    )
                });
                let (context, test) = (rule.context.expression.text(), check.test.text());
                explanation
                    .push_str(&format!("\n- At `{context}` this must hold: `{test}`. If it does not: {message}."));
                if let Some(pair) = Pair::of(context, test) {
                    explanation.push_str(&pair.advice());
                }
            }
        }
    }
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    texts
        .into_iter()
        .map(|(name, (summary, explanation))| {
            let entry = Entry::error(leak(name), Group::Schematron, leak(summary), leak(explanation));
            &*Box::leak(Box::new(entry))
        })
        .collect()
}

/// An attribute that goes with some values of another attribute of the same element only.
struct Pair<'r> {
    element: &'r str,
    attribute: &'r str,
    other: &'r str,
    /// Values of `other` that it goes with.
    allowed: Vec<&'r str>,
    /// A value of `other` that it does not go with.
    refused: &'static str,
}

impl<'r> Pair<'r> {
    /// `E[@a]` with `contains('x y', @b)`, or `E[@b!='x']` with `not(@a)`.
    fn of(context: &'r str, test: &'r str) -> Option<Self> {
        let (element, condition) = context.strip_suffix(']')?.split_once("[@")?;
        let is_name = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if let Some(list) = test.strip_prefix("contains('").and_then(|rest| rest.strip_suffix(')')) {
            let (list, other) = list.split_once("', @")?;
            let values: &[&'static str] = match other {
                "image" => &["docker", "tbz", "oem", "iso"],
                "name" => &["isolinux", "zipl", "grub2"],
                "provider" => &["libvirt"],
                "type" if element == "packages" => &["image"],
                "type" => &["rpm-md"],
                _ => return None,
            };
            let refused = values.iter().copied().find(|value| !list.contains(value))?;
            let pair = Self { element, attribute: condition, other, allowed: list.split(' ').collect(), refused };
            return (is_name(element) && is_name(condition) && is_name(other)).then_some(pair);
        }
        let (other, allowed) = condition.strip_suffix('\'')?.split_once("!='")?;
        let attribute = test.strip_prefix("not(@")?.strip_suffix(')')?;
        let pair = Self { element, attribute, other, allowed: vec![allowed], refused: "ext4" };
        (is_name(element) && is_name(attribute) && other == "filesystem").then_some(pair)
    }

    fn written(&self, value: &str) -> String {
        // the schema wants `image` on every type
        let image = if self.element == "type" && self.other != "image" { " image=\"oem\"" } else { "" };
        format!("<{}{image} {}=\"{value}\" {}=\"…\"/>", self.element, self.other, self.attribute)
    }

    fn advice(&self) -> String {
        let values: Vec<String> = self.allowed.iter().map(|value| format!("`{value}`")).collect();
        let values = match values.as_slice() {
            [one] => one.clone(),
            [front @ .., last] => format!("{} or {last}", front.join(", ")),
            [] => String::new(),
        };
        format!(
            "\n\nRemove `{}`, or make `{}` {values}.\n\n## Fails\n\n```xml\n{}\n```\n\n## Passes\n\n```xml\n{}\n```\n",
            self.attribute,
            self.other,
            self.written(self.refused),
            self.written(self.allowed.first().copied().unwrap_or_default()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;
    use crate::xml;

    #[test]
    fn examples_fail_and_pass() {
        let broken = |element: &str, snippet: &str| -> Vec<String> {
            let text = match element {
                "type" => format!("<image><preferences>{snippet}</preferences></image>"),
                "packages" | "repository" => format!("<image>{snippet}</image>"),
                "vagrantconfig" | "bootloader" | "containerconfig" => {
                    format!("<image><preferences><type image=\"oem\">{snippet}</type></preferences></image>")
                }
                _ => panic!("no place for `{element}`"),
            };
            let mut sources = Sources::new();
            let id = sources.add("config.xml", text.as_str());
            let document = xml::parse(sources.get(id)).document;
            Edition::Kiwi.broken_rules(&document).into_iter().map(|one| one.name.to_string()).collect()
        };
        let mut count = 0;
        for pattern in &Edition::Kiwi.rules().patterns {
            for rule in &pattern.rules {
                for check in &rule.checks {
                    let Some(pair) = Pair::of(rule.context.expression.text(), check.test.text()) else { continue };
                    let name = pattern.code().to_string();
                    let (bad, good) = (pair.written(pair.refused), pair.written(pair.allowed[0]));
                    assert!(broken(pair.element, &bad).contains(&name), "{name}: {bad}");
                    assert!(!broken(pair.element, &good).contains(&name), "{name}: {good}");
                    count += 1;
                }
            }
        }
        assert!(count > 90, "only {count}");
    }
}
