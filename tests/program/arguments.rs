//! What is said of arguments that are misspelled or lead nowhere.

use crate::support::command::{Scratch, description};

#[test]
fn a_misspelled_value_is_answered_with_what_was_meant() {
    let scratch = Scratch::new("misspelled", &[("config.xml", &description("8.5", ""))]);
    for (arguments, meant) in [
        (["check", "--config", "pednatic=true"], "pedantic"),
        (["check", "--config", "target=obss"], "obs"),
        (["check", "--select", "scrpt"], "script"),
        (["check", "--ignore", "duplicate-pakage"], "duplicate-package"),
        (["check", "--target", "fedroa"], "fedora"),
        (["check", "--edition", "kiwy"], "kiwi"),
        (["check", "--type", "omm"], "oem"),
        (["check", "--arch", "x86_46"], "x86_64"),
        (["check", "--format", "jsn"], "json"),
        (["rules", "--group", "scripts"], "script"),
        (["validate", "kiwii", "config.xml"], "kiwi"),
    ] {
        let (text, status) = scratch.rowi("", &arguments);
        assert_eq!(status, 2, "{arguments:?}: {text}");
        assert!(text.contains(&format!("`{meant}`")) || text.contains(&format!("'{meant}'")), "{arguments:?}: {text}");
    }
}

#[test]
fn a_value_like_none_is_answered_with_what_is_known() {
    let scratch = Scratch::new("unlike", &[("config.xml", &description("8.5", ""))]);
    for (option, known) in
        [("--type", "`oem`"), ("--arch", "`aarch64`"), ("--target", "`obs`"), ("--edition", "`kiwi`")]
    {
        let (text, status) = scratch.rowi("", &["check", option, "zzzzzz"]);
        assert_eq!(status, 2, "{option}: {text}");
        assert!(text.contains(known), "{option}: {text}");
    }
}

#[test]
fn a_file_without_text_is_named_and_gets_no_excerpt() {
    let scratch = Scratch::new("blank", &[("empty.xml", "")]);
    for (arguments, name) in
        [(["check", "empty.xml"], "empty.xml"), (["check", "gone.xml"], "gone.xml"), (["fmt", "gone.xml"], "gone.xml")]
    {
        let (text, status) = scratch.rowi("", &arguments);
        assert!(status > 0 && text.contains(name), "{arguments:?}: {text}");
        assert!(!text.contains("│"), "{arguments:?}: {text}");
    }
}
