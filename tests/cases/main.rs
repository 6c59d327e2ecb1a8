//! Cases that are data, each a test of its own: `cargo test --test cases duplicate-package` runs the examples and
//! fixtures of that rule, `cargo test --test cases upgrade/7.4` one step.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and run programs")]

#[path = "../support/mod.rs"]
mod support;

mod conformance;
mod containers;
mod examples;
mod rules;
mod schemas;
mod setups;
mod upgrade;
mod well_formedness;
mod xpath;
mod xslt;

fn main() -> std::process::ExitCode {
    let all = [
        conformance::trials(),
        containers::trials(),
        examples::trials(),
        rules::trials(),
        schemas::trials(),
        setups::trials(),
        upgrade::trials(),
        well_formedness::trials(),
        xpath::trials(),
        xslt::trials(),
    ];
    support::harness::main(all.into_iter().flatten().collect())
}
