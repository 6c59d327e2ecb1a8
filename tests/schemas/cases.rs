//! Compact schemas by section of the specification, made by putting every construct in every place that may bear it:
//! `correct.txt` has those that trang and jing read, `incorrect.txt` those that they refuse. Where trang is installed
//! the translation is compared byte for byte; all correct cases go through one run of it, as parts of one schema.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rowi::diagnostic::has_errors;

use super::support::{converted, load};

/// What cases include.
const FILES: [(&str, &str); 3] = [
    ("i.rnc", "start = element i { x }\nx = element x { y }\ny = empty\n"),
    ("p.rnc", "element p { empty }"),
    ("b.rnc", "element b { text }"),
];

/// Name and text of each case of a file. A part `suffix` stands behind each case that follows.
fn cases(text: &'static str) -> Vec<(&'static str, String)> {
    let mut suffix = "";
    let mut cases = Vec::new();
    for part in text.split("=== ").skip(1) {
        let (name, body) = part.split_once('\n').expect("a case has a name");
        if name == "suffix" {
            suffix = body;
        } else {
            cases.push((name, format!("{body}{suffix}")));
        }
    }
    cases
}

fn correct() -> Vec<(&'static str, String)> {
    cases(include_str!("correct.txt"))
}

fn incorrect() -> Vec<(&'static str, String)> {
    cases(include_str!("incorrect.txt"))
}

#[test]
fn correct_cases_are_read_and_stay_the_same_through_the_other_syntax() {
    for (name, text) in correct() {
        let there = converted("s.rnc", &text);
        let back = converted("s.rng", &there);
        let again = converted("s.rnc", &back);
        let third = converted("s.rnc", &converted("s.rng", &again));
        assert_eq!(third, again, "{name}\n{text}\n{back}");
    }
}

#[test]
fn incorrect_cases_are_refused() {
    for (name, text) in incorrect() {
        let (sources, loaded) = load("s.rnc", &text, &FILES);
        assert!(has_errors(&loaded.diagnostics) && loaded.grammar.is_none(), "{name} is accepted:\n{text}");
        for found in &loaded.diagnostics {
            assert!(found.primary.end as usize <= sources.get(found.primary.source).text.len(), "{name}: {found:#?}");
        }
    }
}

fn is_installed(program: &str) -> bool {
    Command::new(program).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// A directory with the files that cases include, gone with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rowi-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a directory");
        for (name, text) in FILES {
            std::fs::write(path.join(name), text).expect("a file");
        }
        Self(path)
    }

    fn file(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn correct_cases_come_out_as_trang_writes_them() {
    if !is_installed("trang") {
        println!("skipped: trang is not installed");
        return;
    }
    let scratch = Scratch::new("cases");
    let cases = correct();
    let mut main = String::from("start = notAllowed\n");
    for (index, (_, text)) in cases.iter().enumerate() {
        std::fs::write(scratch.file(format!("case{index}.rnc")), text).expect("a file");
        main.push_str(&format!("c{index} = external \"case{index}.rnc\"\n"));
    }
    std::fs::write(scratch.file("main.rnc"), main).expect("a file");
    let out = scratch.file("out");
    std::fs::create_dir_all(&out).expect("a directory");
    let run = Command::new("trang").args([scratch.file("main.rnc"), out.join("main.rng")]).output().expect("trang");
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    let mut differing = Vec::new();
    for (index, (name, text)) in cases.iter().enumerate() {
        let theirs = std::fs::read_to_string(out.join(format!("case{index}.rng"))).expect("written by trang");
        let ours = converted("s.rnc", text);
        if ours != theirs {
            differing.push(format!("{name}\n{text}\n-- ours\n{ours}-- trang's\n{theirs}"));
        }
    }
    assert!(differing.is_empty(), "{} differ\n{}", differing.len(), differing.join("\n"));
    println!("{} translations are the same as trang's", cases.len());
}

/// A start of jing takes long: every eighth case, or all with `ROWI_ALL_CASES`.
#[test]
fn incorrect_cases_are_refused_by_jing_too() {
    if !is_installed("jing") {
        println!("skipped: jing is not installed");
        return;
    }
    let scratch = Scratch::new("refused");
    let step = if std::env::var_os("ROWI_ALL_CASES").is_some() { 1 } else { 8 };
    let document = scratch.file("d.xml");
    std::fs::write(&document, "<d/>").expect("a file");
    let mut accepted = Vec::new();
    for (name, text) in incorrect().iter().step_by(step) {
        let schema = scratch.file("s.rnc");
        std::fs::write(&schema, text).expect("a file");
        let run = Command::new("jing").arg("-c").args([&schema, &document]).output().expect("jing");
        // a schema that is read leads to a complaint about the document instead
        let told = String::from_utf8_lossy(&run.stdout).contains("s.rnc:")
            || String::from_utf8_lossy(&run.stderr).contains("s.rnc:");
        if run.status.success() || !told {
            accepted.push(format!("{name}\n{text}"));
        }
    }
    assert!(accepted.is_empty(), "jing accepts\n{}", accepted.join("\n"));
}
