//! The whole pipeline as one function: sources in, diagnostics out.

mod baseline;
mod catalogue;
mod config;

pub use baseline::{Baseline, Known, stale_entry};
pub use catalogue::{catalogue, explain};
pub use config::{CONFIG_FILE, Config, Ignore, PerPath, config_schema, glob_matches};
