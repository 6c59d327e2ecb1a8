//! XSLT beside xsltproc. `UPDATE=1` writes the expected files anew from it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::support::scratch;
use crate::support::stylesheets::{COMPARED, Case, cases, comparable, directory, method_of, own_text};

/// What xsltproc makes of it.
fn peer_result(case: &Case, scratch: &Path) -> Vec<u8> {
    let files = scratch.join("files");
    std::fs::create_dir_all(&files).unwrap();
    for entry in std::fs::read_dir(directory().join("files")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, files.join(path.file_name().unwrap())).unwrap();
    }
    std::fs::write(scratch.join("case.xsl"), &case.stylesheet).unwrap();
    std::fs::write(scratch.join("in.xml"), &case.input).unwrap();
    let mut command = Command::new("xsltproc");
    command.current_dir(scratch);
    for (name, value) in &case.parameters {
        command.args(["--stringparam", name, value]);
    }
    let output = command.args(["case.xsl", "in.xml"]).output().expect("xsltproc");
    output.stdout
}

pub fn xsltproc_makes_the_same() {
    let mut wrong = Vec::new();
    for topic in COMPARED {
        let scratch = scratch(&format!("xslt-{topic}"));
        let mut text = String::new();
        for case in cases(topic) {
            let theirs = comparable(&peer_result(&case, &scratch), method_of(&case));
            writeln!(text, "### {}\n{theirs}", case.name).unwrap();
            let own = own_text(&case);
            if own != theirs {
                wrong.push(format!("{topic}/{}\n    is     {own:?}\n    peer   {theirs:?}", case.name));
            }
        }
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(directory().join(format!("expected/{topic}.txt")), text).unwrap();
        }
        let _ = std::fs::remove_dir_all(&scratch);
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
