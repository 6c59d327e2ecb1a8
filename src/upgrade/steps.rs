//! The table of steps: one stylesheet in `xslt/` each, embedded.

use std::sync::{LazyLock, OnceLock};

use super::Version;
use super::chain::Cell;
use crate::kiwi::SCHEMA_VERSION;

/// One step from a schema version to the next.
#[derive(Debug)]
pub struct Step {
    /// The version that it takes.
    pub from: Version,
    /// The version that it gives.
    pub to: Version,
    /// The file in `xslt/`.
    pub file: &'static str,
    /// The stylesheet.
    pub text: &'static str,
    facts: OnceLock<Facts>,
    pub(super) compiled: Cell,
}

/// What a stylesheet says about itself in its `u:step`.
#[derive(Debug, Default)]
struct Facts {
    triggers: Vec<Trigger>,
    needs: Vec<&'static str>,
}

/// Something in a document that a step has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Trigger {
    /// An element of this local name,
    pub element: &'static str,
    /// with this attribute, if one is given,
    pub attribute: Option<&'static str>,
    /// that has this value, if one is given.
    pub value: Option<&'static str>,
}

impl Trigger {
    fn parse(text: &'static str) -> Self {
        let Some((element, attribute)) = text.split_once("/@") else {
            return Self { element: text, attribute: None, value: None };
        };
        match attribute.split_once('=') {
            Some((attribute, value)) => Self { element, attribute: Some(attribute), value: Some(value) },
            None => Self { element, attribute: Some(attribute), value: None },
        }
    }

    /// Whether an element, by its name and a look-up of its attributes, is meant.
    pub fn matches<'v>(&self, element: &str, attribute: impl Fn(&str) -> Option<&'v str>) -> bool {
        self.element == element
            && match (self.attribute, self.value) {
                (None, _) => true,
                (Some(name), None) => attribute(name).is_some(),
                (Some(name), Some(value)) => attribute(name) == Some(value),
            }
    }
}

impl Step {
    /// Where none of these is in a document, the step changes the version and nothing else.
    #[must_use]
    pub fn triggers(&self) -> &[Trigger] {
        &self.facts().triggers
    }

    /// Elements that the step reads, beside those that trigger it; with `/*`, all children of such an element.
    #[must_use]
    pub fn needs(&self) -> &[&'static str] {
        &self.facts().needs
    }

    /// What it leads from and to.
    #[must_use]
    pub fn label(&self) -> String {
        match self.from == self.to {
            true => "containers-in-packages to kiwi".to_owned(),
            false => format!("{} to {}", self.from, self.to),
        }
    }

    /// What the step is about, in a sentence.
    #[must_use]
    pub fn title(&self) -> &'static str {
        between(self.text, "<u:title>", "</u:title>")
    }

    /// What the step changes, a sentence or two each, in Markdown.
    #[must_use]
    pub fn documentation(&self) -> Vec<String> {
        self.sentences("<u:change>", "</u:change>")
    }

    /// What KIWI's own converter does otherwise, as the end of a sentence that begins with its name.
    #[must_use]
    pub fn differences(&self) -> Vec<String> {
        self.sentences("<u:differs>", "</u:differs>")
    }

    fn sentences(&self, open: &str, close: &str) -> Vec<String> {
        self.text
            .match_indices(open)
            .map(|(at, _)| between(&self.text[at..], open, close))
            .map(|text| text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
            .map(|text| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
            .collect()
    }

    /// Read from the text without parsing it: a step that nothing triggers is never parsed.
    fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| {
            let tag = between(self.text, "<u:step ", ">");
            let list = |name: &str| between(tag, name, "\"").split_ascii_whitespace();
            Facts { triggers: list(" on=\"").map(Trigger::parse).collect(), needs: list(" needs=\"").collect() }
        })
    }
}

/// What stands between the first `open` and the `close` after it; empty where they are not there.
fn between(text: &'static str, open: &str, close: &str) -> &'static str {
    let Some(start) = text.find(open).map(|at| at + open.len()) else { return "" };
    text[start..].find(close).map_or("", |length| &text[start..start + length])
}

/// What all steps import, by the name they import it by.
pub const COMMON: (&str, &str) = ("common.xsl", include_str!("../../xslt/common.xsl"));

macro_rules! steps {
    ($($from:literal => $to:literal),* $(,)?) => {
        vec![$(Step {
            from: $from.parse().expect("a version"),
            to: $to.parse().expect("a version"),
            file: concat!($from, "-to-", $to, ".xsl"),
            text: include_str!(concat!("../../xslt/", $from, "-to-", $to, ".xsl")),
            facts: OnceLock::new(),
            compiled: Cell::default(),
        }),*]
    };
}

static STEPS: LazyLock<Vec<Step>> = LazyLock::new(|| {
    steps![
        "1.4" => "2.0",
        "2.0" => "2.4",
        "2.4" => "3.5",
        "3.5" => "3.7",
        "3.7" => "3.8",
        "3.8" => "3.9",
        "3.9" => "4.1",
        "4.1" => "4.2",
        "4.2" => "4.3",
        "4.3" => "4.4",
        "4.4" => "4.5",
        "4.5" => "4.6",
        "4.6" => "4.7",
        "4.7" => "4.8",
        "4.8" => "4.9",
        "4.9" => "5.0",
        "5.0" => "5.1",
        "5.1" => "5.2",
        "5.2" => "5.3",
        "5.3" => "5.4",
        "5.4" => "5.5",
        "5.5" => "5.6",
        "5.6" => "5.7",
        "5.7" => "5.8",
        "5.8" => "5.9",
        "5.9" => "6.0",
        "6.0" => "6.1",
        "6.1" => "6.2",
        "6.2" => "6.3",
        "6.3" => "6.4",
        "6.4" => "6.5",
        "6.5" => "6.6",
        "6.6" => "6.7",
        "6.7" => "6.8",
        "6.8" => "6.9",
        "6.9" => "7.0",
        "7.0" => "7.1",
        "7.1" => "7.2",
        "7.2" => "7.3",
        "7.3" => "7.4",
        "7.4" => "7.5",
        "7.5" => "7.6",
        "7.6" => "8.0",
        "8.0" => "8.1",
        "8.1" => "8.2",
        "8.2" => "8.3",
        "8.3" => "8.4",
        "8.4" => "8.5",
    ]
});

/// All steps, oldest first; each takes what the one before it gives.
#[must_use]
pub fn steps() -> &'static [Step] {
    &STEPS
}

/// The step that changes no version: from the edition with containers among the packages to KIWI's own.
static TO_KIWI: LazyLock<Step> = LazyLock::new(|| Step {
    from: newest(),
    to: newest(),
    file: "editions/containers-in-packages-to-kiwi.xsl",
    text: include_str!("../../xslt/editions/containers-in-packages-to-kiwi.xsl"),
    facts: OnceLock::new(),
    compiled: Cell::default(),
});

/// The step to KIWI's own edition.
pub(super) fn to_kiwi() -> &'static Step {
    &TO_KIWI
}

/// The step of a [`super::Change`]: one of [`steps()`], or after them the one between editions.
#[must_use]
pub fn step(index: usize) -> &'static Step {
    steps().get(index).unwrap_or_else(|| to_kiwi())
}

/// The newest version, to which the steps lead.
#[must_use]
pub fn newest() -> Version {
    *NEWEST
}

static NEWEST: LazyLock<Version> = LazyLock::new(|| SCHEMA_VERSION.parse().expect("a version"));

/// The steps from a version to another; `None` where no step starts or ends there.
#[must_use]
pub fn path(from: Version, to: Version) -> Option<&'static [Step]> {
    if from == to {
        return Some(&[]);
    }
    let start = steps().iter().position(|step| step.from == from)?;
    let end = steps().iter().position(|step| step.to == to)?;
    steps().get(start..=end)
}

/// The page about all steps, newest first, in Markdown: what the stylesheets say about themselves.
#[must_use]
pub fn documentation() -> String {
    let mut page = String::from(
        "<!-- made from xslt/ by tests/engine/upgrade.rs; UPDATE=1 writes it -->\n# Upgrade steps\n\n`rowi upgrade` brings a description from its own schema version to the newest, one step after the other. What a step\nhas to drop, and what it cannot carry over by itself, is reported with the line it stands on.\n\nThe steps were written anew. KIWI's own converters match elements anywhere, in `extension` too; rowi's match them in\ntheir places only. What else differs is said under each step.\n",
    );
    for step in steps().iter().rev().chain([to_kiwi()]) {
        page.push_str(&format!("\n## {}\n\n{}\n\n", step.label(), step.title()));
        for change in step.documentation() {
            page.push_str(&format!("- {change}\n"));
        }
        for difference in step.differences() {
            page.push_str(&format!("\nKIWI's own converter {difference}\n"));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;
    use crate::xml;

    #[test]
    fn steps_form_one_chain_and_say_what_their_files_say() {
        assert_eq!(steps().len(), 48);
        for pair in steps().windows(2) {
            assert_eq!(pair[0].to, pair[1].from);
        }
        for step in steps() {
            let mut sources = Sources::new();
            let source = sources.add(step.file, step.text);
            let parsed = xml::parse(sources.get(source));
            assert!(parsed.diagnostics.is_empty(), "{}", step.file);
            let document = &parsed.document;
            let root = document.root_element().unwrap();
            let own = |name: &str| {
                let is_own = |id: &xml::NodeId| document.name(*id).unwrap().is("urn:rowi:upgrade", name);
                document.child_elements(root).find(is_own).unwrap()
            };
            let about = own("step");
            assert_eq!(document.attribute_value(about, "from"), Some(&*step.from.to_string()));
            assert_eq!(document.attribute_value(about, "to"), Some(&*step.to.to_string()));
            let words = |name: &str| document.attribute_value(about, name).unwrap_or("").split(' ').count();
            assert_eq!(step.triggers().len(), if step.file == "7.6-to-8.0.xsl" { 0 } else { words("on") });
            assert!(!step.title().is_empty());
        }
    }

    /// A step must not look at elements that it does not announce: they may be left out of the tree it is run on.
    #[test]
    fn steps_announce_every_element_they_look_at() {
        // Axes, functions, variables, keywords, and what is in every tree.
        let known = ["image", "preferences", "extension", "text", "node", "name", "not", "and", "or", "mod", "div"];
        let functions = [
            "normalize-space",
            "substring-before",
            "substring-after",
            "starts-with",
            "contains",
            "concat",
            "translate",
            "current",
            "count",
            "generate-id",
            "key",
            "self",
            "parent",
            "string",
            "position",
            "last",
        ];
        for step in steps() {
            let announced: Vec<&str> =
                step.triggers().iter().map(|trigger| trigger.element).chain(step.needs().iter().copied()).collect();
            let mut sources = Sources::new();
            let source = sources.add(step.file, step.text);
            let parsed = xml::parse(sources.get(source));
            let document = &parsed.document;
            for node in document.descendants(xml::NodeId::ROOT) {
                if document.name(node).is_none_or(|name| &*name.namespace != "http://www.w3.org/1999/XSL/Transform") {
                    continue;
                }
                for attribute in ["match", "select", "test", "use"] {
                    let Some(expression) = document.attribute_value(node, attribute) else { continue };
                    let mut rest = expression.to_owned();
                    // Literals, attributes and variables are no elements.
                    for quote in ['\'', '"'] {
                        rest = rest.split(quote).step_by(2).collect::<Vec<_>>().join(" ");
                    }
                    let is_part = |c: char| c.is_alphanumeric() || "-_.".contains(c);
                    let mut at = 0;
                    while at < rest.len() {
                        let c = rest[at..].chars().next().unwrap();
                        let skip = matches!(c, '@' | '$');
                        if skip || c.is_alphabetic() {
                            let start = at + usize::from(skip);
                            let end = rest[start..].find(|c| !is_part(c)).map_or(rest.len(), |n| start + n);
                            let word = &rest[start..end];
                            // Elements around one that is announced are in the tree with it.
                            let fine = skip
                                || rest[end..].starts_with('/')
                                || known.contains(&word)
                                || functions.contains(&word)
                                || announced.contains(&word);
                            assert!(fine, "{}: `{word}` in {expression}", step.file);
                            at = end.max(start + 1);
                        } else {
                            at += c.len_utf8();
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_path_leads_from_version_to_version() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert_eq!(path(version("7.4"), newest()).unwrap().len(), 8);
        assert_eq!(path(version("1.4"), newest()).unwrap().len(), 48);
        assert!(path(newest(), newest()).unwrap().is_empty());
        assert!(path(version("7.7"), newest()).is_none());
        assert!(path(version("8.5"), version("7.4")).is_none());
    }
}
