//! shellcheck, run by rowi.

use crate::support::command::{Scratch, description};

pub fn suppressions_hold_for_shellcheck() {
    let script = "# rowi: allow shellcheck the tool does not know our variable\necho $undefined\necho $also\n";
    let user = "<!-- rowi: allow weak-password-hash a test image -->\n<users><user name=\"root\" \
                password=\"$1$abcdefgh$abcdefghijklmnopqrstuv\" home=\"/root\" groups=\"root\"/></users>";
    let files = [("config.xml", description("8.5", user)), ("config.sh", script.to_owned())];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let scratch = Scratch::new("shellcheck", &files);
    let (text, _) = scratch.rowi("", &["check", "--format", "concise", "--shellcheck"]);
    assert!(text.contains("config.sh:3:6: note[shellcheck] SC2086") && !text.contains("config.sh:2:6"), "{text}");
    let (text, _) =
        scratch.rowi("", &["check", "--format", "concise", "--shellcheck", "--config", "severity.shellcheck=error"]);
    assert!(text.contains("error[shellcheck]"), "{text}");
    let (text, _) = scratch.rowi("", &["check", "--format", "concise", "--shellcheck", "--ignore", "shellcheck"]);
    assert!(!text.contains("[shellcheck]"), "{text}");
}
