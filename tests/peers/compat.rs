//! Comparison of schemas beside KIWI's own, jing and git.

use std::path::Path;
use std::process::Command;

use crate::support::corpus::{jing, kiwi_package};
use crate::support::dice::Dice;
use crate::support::members::Members;
use crate::support::{root, scratch};
use rowi::compat::{Options, Side, Verdict, includes};
use rowi::rng::simple::Grammar;
use rowi::text::Sources;

fn load(path: &Path) -> Grammar {
    let mut sources = Sources::new();
    let id = sources.add_bytes(path.to_string_lossy(), &std::fs::read(path).expect("a schema")).expect("a text");
    let loaded = rowi::rng::load(id, &mut sources, &rowi::files::FileLoader::beside(path));
    loaded.grammar.unwrap_or_else(|| panic!("{}: {:#?}", path.display(), loaded.diagnostics))
}

/// "Accepts exactly the documents that KIWI's schema accepts" is proved, not sampled.
pub fn our_schema_and_kiwis_allow_the_same() {
    let theirs = load(&kiwi_package().expect("KIWI").join("schema/kiwi.rng"));
    let ours = load(&root().join("rng/kiwi.rnc"));
    for (old, new) in [(&ours, &theirs), (&theirs, &ours)] {
        let answer = includes(old, new, &Options::default());
        assert_eq!(answer.verdict, Verdict::Included, "{:#?}", answer.failures);
    }
}

/// Each attribute of KIWI's schema taken away, each value, each optional made required: jing agrees with the witness.
pub fn witnesses_are_right_by_jing() {
    let path = kiwi_package().expect("KIWI").join("schema/kiwi.rng");
    let text = std::fs::read_to_string(&path).expect("KIWI's schema");
    let old = load(&path);
    let folder = scratch("witnesses");
    let mut places: Vec<(usize, usize, &str)> = Vec::new();
    for (from, to) in [("<optional>", "<group>"), ("<zeroOrMore>", "<optional>")] {
        places.extend(text.match_indices(from).map(|(at, _)| (at, from.len(), to)));
    }
    places.extend(text.match_indices("<value>").filter_map(|(at, _)| {
        let end = text[at..].find("</value>")? + 8;
        Some((at, end, "<notAllowed/>"))
    }));
    let step = places.len() / 40;
    let (mut included, mut refused) = (0, 0);
    for (at, length, to) in places.into_iter().step_by(step.max(1)) {
        let mut changed = text.clone();
        changed.replace_range(at..at + length, to);
        if let Some((from, open)) =
            [("</optional>", "<group>"), ("</zeroOrMore>", "<optional>")].into_iter().find(|(_, open)| *open == to)
        {
            // The end tag that belongs to it.
            let mut depth = 0;
            let own = from.replace('/', "");
            let mut end = at + to.len();
            loop {
                let close = changed[end..].find(from).expect("an end tag") + end;
                depth += changed[end..close].matches(&*own).count();
                if depth == 0 {
                    changed.replace_range(close..close + from.len(), &open.replace('<', "</"));
                    break;
                }
                depth -= 1;
                end = close + from.len();
            }
        }
        let new_path = folder.join("new.rng");
        std::fs::write(&new_path, &changed).expect("a file");
        let new = load(&new_path);
        let answer = includes(&old, &new, &Options::default());
        match answer.verdict {
            Verdict::Included => included += 1,
            Verdict::NotIncluded => {
                refused += 1;
                let texts: Vec<String> =
                    answer.failures.iter().filter_map(|one| Some(one.witness.as_ref()?.to_xml(Side::Old))).collect();
                assert!(!texts.is_empty());
                assert!(jing(&path, &texts).into_iter().all(|valid| valid), "{texts:#?}");
                assert!(jing(&new_path, &texts).into_iter().all(|valid| !valid), "{texts:#?}");
            }
            Verdict::Undecided => panic!("undecided: {:#?}", answer.failures),
        }
    }
    println!("{refused} changes refuse documents, {included} do not");
    assert!(refused > 20);
}

/// What is said to be compatible is attacked with a thousand documents made from the old schema.
pub fn compatible_schemas_survive_generated_documents() {
    let path = kiwi_package().expect("KIWI").join("schema/kiwi.rng");
    let (old, new_path) = (load(&path), root().join("rng/editions/containers-in-packages.rnc"));
    assert_eq!(includes(&old, &load(&new_path), &Options::default()).verdict, Verdict::Included);
    let mut members = Members::new(&old);
    let mut dice = Dice(3);
    let texts: Vec<String> = std::iter::repeat_with(|| members.document(&mut dice)).flatten().take(1000).collect();
    assert!(jing(&path, &texts).into_iter().all(|valid| valid), "the generator makes members");
    let folder = scratch("attack");
    let as_xml = folder.join("new.rng");
    let run = Command::new("trang").args([&new_path, &as_xml]).status().expect("trang");
    assert!(run.success());
    assert!(jing(&as_xml, &texts).into_iter().all(|valid| valid));
}

/// The history of a file is read through git.
pub fn the_history_is_compared() {
    let folder = scratch("history");
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
        let run = Command::new("git").args(identity).args(arguments).current_dir(&folder).output().expect("git");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    };
    let schema = |version: &str, values: &str| {
        format!("start = element image {{ attribute schemaversion {{ \"{version}\" }}, attribute a {{ {values} }} }}\n")
    };
    git(&["init", "-q"]);
    for (version, values) in
        [("1", "\"x\" | \"y\""), ("1", "\"x\" | \"y\" | \"z\""), ("1", "\"x\" | \"y\""), ("2", "\"x\"")]
    {
        std::fs::write(folder.join("s.rnc"), schema(version, values)).expect("a file");
        git(&["add", "s.rnc"]);
        git(&["commit", "-qm", "A change"]);
    }
    let rowi = |arguments: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_rowi")).args(arguments).current_dir(&folder).output().expect("rowi");
        let text = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
        (text, run.status.code())
    };
    let (text, status) = rowi(&["schema", "log", "s.rnc"]);
    let outcomes: Vec<&str> = text.lines().filter_map(|line| line.split('\t').nth(2)).collect();
    assert_eq!(outcomes, ["compatible", "incompatible", "incompatible-with-bump"], "{text}");
    assert_eq!(status, Some(1));
    let (text, status) = rowi(&["schema", "diff", "git:HEAD~1:s.rnc", "s.rnc"]);
    assert!(text.contains("from `schemaversion` 1 to 2"), "{text}");
    assert_eq!(status, Some(0));
    let (text, status) = rowi(&["schema", "diff", "git:nowhere:s.rnc", "s.rnc"]);
    assert!(text.contains("git says"), "{text}");
    assert_eq!(status, Some(2));
}
