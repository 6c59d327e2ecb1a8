//! The library, engine by engine, and the tidiness of its source. Needs nothing that is not in the repository.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and run programs")]

#[path = "../support/mod.rs"]
mod support;

mod completion;
mod compat;
mod datatypes;
mod diagnostics;
mod docs;
mod doors;
mod embedded;
mod fuzz;
mod layers;
mod live;
mod lsp;
mod messages;
mod next_version;
mod random_schemas;
mod schemas;
mod scripts;
mod speed;
mod tidy;
mod types;
mod upgrade;
mod xsd;
mod xslt;
