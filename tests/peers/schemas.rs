//! Compact schemas beside trang and jing. All correct cases go through one run of trang, as parts of one schema.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::root;
use crate::support::schemas::{FILES, SAMPLE, converted, correct, incorrect};

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

pub fn correct_cases_come_out_as_trang_writes_them() {
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
pub fn incorrect_cases_are_refused_by_jing_too() {
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

/// The sample and KIWI's own schema come out byte for byte as trang writes them.
pub fn writes_what_trang_writes() {
    let directory = std::env::temp_dir().join(format!("rowi-trang-{}", std::process::id()));
    std::fs::create_dir_all(directory.join("sub")).unwrap();
    std::fs::write(directory.join("s.rnc"), SAMPLE).unwrap();
    std::fs::write(directory.join("sub/e.rnc"), "element e { text }").unwrap();
    std::fs::write(directory.join("inc.rnc"), "d = text").unwrap();
    let convert = |input: &Path, output: &Path| {
        Command::new("trang").args([input, output]).status().expect("trang runs").success()
    };
    assert!(convert(&directory.join("s.rnc"), &directory.join("out.rng")));
    let theirs = std::fs::read_to_string(directory.join("out.rng")).unwrap();
    let ours = converted("s.rnc", SAMPLE).replace("sub/e.rng", "e.rng");
    assert_eq!(ours, theirs);
    for topic in std::fs::read_dir(root().join("rng")).unwrap().flatten() {
        if topic.path().extension().is_some_and(|extension| extension == "rng") {
            panic!("{} is generated, not written by hand", topic.path().display());
        }
    }
    std::fs::remove_dir_all(&directory).unwrap();
}
