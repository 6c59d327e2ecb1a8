//! Well-formedness beside xmllint.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::documents::cases;

pub fn xmllint_says_the_same() {
    let mut wrong = Vec::new();
    for case in cases() {
        let mut child = Command::new("xmllint")
            .args(["--noout", "--nonet", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&case.bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        // it only complains of names and namespaces, and succeeds
        let accepts = output.status.success() && output.stderr.is_empty();
        if accepts != (case.is_well_formed != case.peer_differs) {
            wrong.push(format!("{}: {}", case.line, case.shown));
        }
    }
    // Versions differ a little in what they tolerate.
    assert!(wrong.len() <= 10, "{}", wrong.join("\n"));
}
