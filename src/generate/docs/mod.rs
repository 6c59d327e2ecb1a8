//! The reference of a schema.
//!
//! ```text
//! grammar -> model (what there is to say) <- kiwi (rules, steps, examples of KIWI's own)
//! model -> site (HTML) | text (Markdown, reStructuredText, manual pages) | JSON
//! ```

mod diagram;
mod example;
mod kiwi;
pub mod model;
mod recipes;
mod site;
mod text;
mod versions;
mod words;

use std::collections::BTreeMap;

pub use kiwi::{kiwi_reference, kiwi_sources};
pub use model::{Reference, reference};
pub use site::{Page, Site, TemplateError};
pub use text::{markdown_page, value_page};
pub use versions::changes_from;

/// Where the files of rowi's repository can be read: what a page of the site links to that is no page of it. Without it
/// there is no link.
pub const REPOSITORY: Option<&str> = option_env!("ROWI_REPOSITORY");

/// In which form a reference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A static site.
    Html,
    /// A Markdown file a page.
    Markdown,
    /// A reStructuredText file a page, with an index for Sphinx.
    Rst,
    /// A manual page an element, in section 5.
    Man,
    /// One file with the whole model.
    Json,
}

/// Files by their path below the output directory.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What is wrong with a reference: items without documentation, examples that are not valid.
#[must_use]
pub fn check(reference: &Reference, grammar: &crate::rng::simple::Grammar) -> Vec<String> {
    let mut wrong = Vec::new();
    for element in &reference.elements {
        if element.documentation.is_empty() {
            wrong.push(format!("element `{}` has no documentation", element.name));
        }
        for attribute in &element.attributes {
            if attribute.documentation.is_empty() {
                wrong.push(format!("attribute `{}` of `{}` has no documentation", attribute.name, element.name));
            }
        }
    }
    wrong.extend(example::invalid(reference, grammar));
    wrong
}

/// Writes a reference in a form other than [`Format::Html`], for which see [`Site`].
#[must_use]
pub fn files(reference: &Reference, format: Format) -> Files {
    match format {
        Format::Json | Format::Html => {
            let text = serde_json::to_string_pretty(reference).unwrap_or_default();
            Files::from([("reference.json".to_owned(), (text + "\n").into_bytes())])
        }
        Format::Markdown => text::markdown(reference),
        Format::Rst => text::rst(reference),
        Format::Man => text::man(reference),
    }
}
