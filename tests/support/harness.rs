//! The harness of `cases` and `peers`, in the form of libtest: tests that come from data, and tests that need something
//! that may be absent. It understands what `cargo test` passes on: a filter, `--exact`, `--list`, `--skip`.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use super::need::Need;

/// A test that passes unless it panics.
pub fn case(name: impl Into<String>, run: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        run();
        Ok(())
    })
}

/// A test that is ignored, with the reason, where one of its needs is absent.
pub fn needing(name: impl Into<String>, needs: &'static [Need], run: fn()) -> Trial {
    Trial::ignorable_test(name, move || -> Result<Completion, Failed> {
        for need in needs {
            if let Err(reason) = need() {
                return Ok(Completion::ignored_with(reason));
            }
        }
        run();
        Ok(Completion::Completed)
    })
}

/// Runs the tests that the command line selects.
pub fn main(tests: Vec<Trial>) -> ExitCode {
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}
