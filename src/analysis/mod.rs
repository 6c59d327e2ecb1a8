//! The whole pipeline as one function: sources in, diagnostics out.

mod baseline;
pub mod catalogue;
mod check;
mod config;
mod extension;
mod illustrations;
mod ledger;
mod meant;
mod merged;
mod older;
mod path_rules;
mod project;
mod schematron_pages;
mod witness;
#[cfg(test)]
mod tests;

pub use baseline::{Baseline, Known, Names, can_be_known};
pub use catalogue::{SHELLCHECK, by_name, catalogue, explain, illustration, present_name};
pub use check::{Options, Others, check, check_source, check_upgraded, check_with, read};
pub use config::{Binding, CONFIG_FILE, Config, Ignore, PerPath, config_keys, config_schema, config_template};
pub use merged::Merged;
pub use project::{Checked, Overrides, Project, Settings};
pub use schematron_pages::{SchemaRule, schema_rules};
