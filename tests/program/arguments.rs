//! What is said of arguments that are misspelled or lead nowhere.

use std::io::Write;
use std::process::Stdio;

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

#[test]
fn every_command_takes_the_options_of_all_commands() {
    let scratch = Scratch::new("everywhere", &[("config.xml", &description("8.5", ""))]);
    let (help, _) = scratch.rowi("", &["--help"]);
    let commands = help.split("Commands:").nth(1).and_then(|rest| rest.split("Options:").next()).expect("commands");
    let commands: Vec<&str> = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands {
        // without its own arguments a command tells how it is used, or does what it does without
        let (text, status) = scratch.rowi("", &[command, "--jobs", "2", "--color", "never", "--allow-read", "."]);
        assert!(status <= 2 && !text.contains("panicked"), "{command}: {status}, {text}");
    }
}

#[test]
fn a_schema_comes_from_standard_input_everywhere() {
    let schema = "start = element a { empty }\n";
    let scratch = Scratch::new("dash", &[("a.xml", "<a/>\n"), ("a.rnc", schema)]);
    for (arguments, input, expected) in [
        (&["schema", "fmt", "-"][..], schema, schema),
        (&["schema", "fmt", "--check", "-"][..], schema, ""),
        (&["schema", "check", "-"][..], schema, ""),
        (&["schema", "convert", "-", "b.rng"][..], schema, ""),
        (&["schema", "convert", "--to", "rng", "-", "-"][..], schema, "<element name=\"a\""),
        (&["schema", "diff", "-", "a.rnc"][..], schema, "equal"),
        (&["schema", "types", "-"][..], schema, "pub struct"),
        (&["schema", "infer", "-"][..], "<a/>", "element a"),
        (&["validate", "-", "a.xml"][..], schema, ""),
    ] {
        let mut child = scratch
            .command("", arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("rowi runs");
        child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("taken");
        let output = child.wait_with_output().expect("an answer");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let status = output.status.code().unwrap_or(-1);
        assert!(status == 0 && text.contains(expected), "{arguments:?}: {status}, {text}");
    }
}
