//! `rowi explain NAME`

use super::{Exit, Terminal};
use crate::analysis::{explain, present_name};
use crate::diagnostic::nearest;
use crate::generate::docs::{kiwi_reference, markdown_page, value_page};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A diagnostic's name, as printed in brackets: `unknown-attribute`; or an element of KIWI's schema, an attribute of
    /// one: `packagemanager`, `type/@firmware`
    name: String,
}

/// Prints the explanation.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    // Copied from a message the name may come with its brackets.
    let name = args.name.trim_matches(['[', ']']).trim_start_matches("error[").trim_start_matches("warning[");
    // a name that a diagnostic had before may be that of an element
    let is_present = present_name(name) == name;
    if !is_present && let Some(page) = of_schema(name) {
        terminal.print(&page);
        return Exit::Clean;
    }
    match explain(name) {
        Ok(page) => {
            terminal.print(&page);
            Exit::Clean
        }
        Err(meant) => {
            if let Some(page) = of_schema(name) {
                terminal.print(&page);
                return Exit::Clean;
            }
            let names = kiwi_reference().elements.iter().map(|element| element.name.as_str());
            let meant = meant.or_else(|| nearest(name, names));
            let hint =
                meant.map_or_else(|| "`rowi rules` lists all".to_owned(), |meant| format!("did you mean `{meant}`?"));
            terminal.error(&format!("there is no diagnostic, element or attribute named `{name}`; {hint}"));
            Exit::Failure
        }
    }
}

/// The page of an element or attribute of KIWI's schema, as the reference has it.
fn of_schema(name: &str) -> Option<String> {
    let reference = kiwi_reference();
    let name = name.trim_matches(['<', '>', '/']);
    let pages: Vec<String> = match name.split_once('@') {
        Some((element, attribute)) => {
            let element = element.trim_end_matches('/');
            let of_name =
                reference.elements.iter().filter(|own| element.is_empty() || own.name == element || own.id == element);
            of_name
                .flat_map(|own| {
                    own.attributes.iter().filter(|own| own.name == attribute).map(move |attribute| (own, attribute))
                })
                .map(|(element, attribute)| value_page(element, attribute, reference))
                .collect()
        }
        None => {
            let of_name = reference.elements.iter().filter(|own| own.name == name || own.id == name);
            of_name.map(|element| markdown_page(element, reference)).collect()
        }
    };
    (!pages.is_empty()).then(|| pages.join("\n"))
}
