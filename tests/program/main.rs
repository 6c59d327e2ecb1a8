//! The program as a person calls it: commands, files, exit statuses, reports, pages.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and run programs")]

#[path = "../support/mod.rs"]
mod support;

mod action;
mod arguments;
mod checking;
mod complexity;
mod documents;
mod drop_ins;
mod generated;
mod output_formats;
mod reference;
mod schema_diff;
mod repositories;
mod safety;
mod tour;
mod transform;
mod upgrade;
mod upgrade_edition;
