//! The whole pipeline as one function: sources in, diagnostics out.

mod baseline;
mod catalogue;
mod check;
mod config;
mod extension;
mod includes;
mod label_helpers;
mod xml_catalog;

pub use baseline::{Baseline, Known, stale_entry};
pub use catalogue::{catalogue, explain};
pub use check::{Options, check, check_source, check_upgraded, read};
pub use config::{CONFIG_FILE, Config, Ignore, PerPath, config_schema, glob_matches};
pub use xml_catalog::{SYSTEM_CATALOG, resolve};
