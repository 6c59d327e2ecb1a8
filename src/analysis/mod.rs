//! The whole pipeline as one function: sources in, diagnostics out.

mod baseline;
mod catalogue;
mod check;
mod config;
mod examples;
mod extension;
mod includes;
mod label_helpers;
mod meant;
mod schematron_pages;
mod xml_catalog;

pub use baseline::{Baseline, Known, NameOf, stale_entry};
pub use catalogue::{SHELLCHECK, catalogue, explain};
pub use check::{Options, Others, check, check_source, check_upgraded, check_with, read};
pub use config::{CONFIG_FILE, Config, Ignore, PerPath, config_schema, config_template, glob_matches};
pub use examples::examples;
pub use xml_catalog::{SYSTEM_CATALOG, resolve};
