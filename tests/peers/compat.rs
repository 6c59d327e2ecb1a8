//! Comparison of schemas beside KIWI's own, jing and git.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::corpus::{jing, jing_on_lines, kiwi_package};
use crate::support::dice::Dice;
use crate::support::members::Members;
use crate::support::{root, scratch, shared};
use rowi::compat::{AttributeOf, Options, Side, Verdict, includes};
use rowi::rng::Schema;
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

/// Releases of KIWI, the oldest first, with their schemas.
fn releases() -> Vec<(String, PathBuf)> {
    let folder = PathBuf::from(std::env::var_os("ROWI_KIWI_RELEASES").expect("a folder"));
    let mut found: Vec<(Vec<u32>, String, PathBuf)> = std::fs::read_dir(&folder)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|own| own == "rng"))
        .map(|path| {
            let version = path.file_stem().expect("a version").to_string_lossy().into_owned();
            (version.split('.').map(|part| part.parse().expect("a number")).collect(), version, path)
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, version, path)| (version, path)).collect()
}

/// Neighbouring releases of KIWI: a verdict each; jing agrees with every witness; what is said to be compatible is
/// attacked with a thousand members of the old language and with the corpus.
pub fn releases_of_kiwi_are_compared() {
    let corpus: Vec<String> = walk(&shared().join("corpus/files"))
        .into_iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .filter(|text| text.contains("schemaversion=") && !text.contains("<!DOCTYPE"))
        .collect();
    let options = Options { version_attribute: AttributeOf::parse("image/@schemaversion"), ..Options::default() };
    let all = releases();
    let (mut lines, mut expected) = (Vec::new(), Vec::new());
    let (mut pairs, mut compatible, mut attacks) = (0, 0, 0);
    let mut narrowings = Vec::new();
    let version = |schema: &str| {
        let (_, rest) = schema.split_once("<attribute name=\"schemaversion\">").expect("the attribute");
        let (_, rest) = rest.split_once("<value>").expect("a value");
        rest.split_once('<').expect("its end").0.to_owned()
    };
    for pair in all.windows(2) {
        let [(old_name, old_path), (new_name, new_path)] = pair else { continue };
        let texts = [old_path, new_path].map(|path| std::fs::read_to_string(path).expect("a schema"));
        if texts[0] == texts[1] {
            continue;
        }
        pairs += 1;
        let versions = [version(&texts[0]), version(&texts[1])];
        let (old, new) = (load(old_path), load(new_path));
        let answer = includes(&old, &new, &options);
        let from = format!("schemaversion=\"{}\"", versions[0]);
        let raised = |text: &str| text.replace(&from, &format!("schemaversion=\"{}\"", versions[1]));
        let mut say = |letter: char, text: &str, valid: Option<bool>, about: &str| {
            lines.push(format!("{letter} {}\n", text.replace(['\n', '\r'], " ")));
            expected.push((valid, format!("{old_name} -> {new_name}, {about}:\n{text}")));
        };
        let (old_file, new_file) = (old_path.display().to_string(), new_path.display().to_string());
        match answer.verdict {
            Verdict::Undecided => panic!("{old_name} -> {new_name}: undecided: {:#?}", answer.failures),
            Verdict::NotIncluded => {
                let shown: Vec<_> = answer.failures.iter().filter(|own| !own.suspected).collect();
                assert!(!shown.is_empty());
                for (side, file, valid) in [(Side::Old, &old_file, true), (Side::New, &new_file, false)] {
                    say('F', file, Some(true), "schema");
                    for failure in &shown {
                        let witness = failure.witness.as_ref().expect("a witness").to_xml(side);
                        say('D', &witness, Some(valid), "witness");
                    }
                }
                if versions[0] == versions[1] {
                    narrowings.push(new_name.clone());
                    println!(
                        "{new_name} at {}: {:?}",
                        versions[0],
                        shown.iter().map(|own| &own.kind).collect::<Vec<_>>()
                    );
                }
            }
            Verdict::Included => {
                compatible += 1;
                let mut members = Members::new(&old);
                let mut dice = Dice(pairs);
                let made: Vec<String> =
                    std::iter::repeat_with(|| members.document(&mut dice)).flatten().take(1000).collect();
                attacks += made.len();
                say('F', &new_file, Some(true), "schema");
                made.iter().for_each(|text| say('D', &raised(text), Some(true), "attack"));
                // What of the corpus the old schema takes: only rowi is asked, and jing of the new one.
                let schema = Schema::compile(old.clone()).expect("a schema");
                for text in corpus.iter().filter(|text| text.contains(&from)) {
                    let mut sources = Sources::new();
                    let id = sources.add("corpus.xml", text.as_str());
                    let parsed = rowi::xml::parse(sources.get(id));
                    if parsed.diagnostics.is_empty() && schema.validate(&parsed.document).is_empty() {
                        attacks += 1;
                        say('D', &raised(text), Some(true), "corpus");
                    }
                }
            }
        }
    }
    let verdicts = jing_on_lines(lines);
    let wrong: Vec<&String> = verdicts
        .iter()
        .zip(&expected)
        .filter(|(verdict, (valid, _))| valid.is_some_and(|valid| valid != **verdict))
        .map(|(_, (_, about))| about)
        .collect();
    println!(
        "{pairs} pairs, {compatible} compatible, {attacks} attacks, {} unversioned narrowings: {}",
        narrowings.len(),
        narrowings.join(", ")
    );
    assert!(wrong.is_empty(), "{} wrong, first: {}", wrong.len(), wrong[0]);
    assert!(pairs > 0);
    for known in ["9.24.49", "9.25.22", "10.2.0", "10.2.36", "10.2.44"] {
        let at = all.iter().position(|(version, _)| version == known);
        assert!(at.is_none_or(|at| at == 0) || narrowings.iter().any(|own| own == known), "{known} narrows");
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let run = Command::new("git").args(identity).args(arguments).current_dir(folder).output().expect("git");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Writes files and commits them.
fn commit(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        git(folder, &["add", name]);
    }
    git(folder, &["commit", "-qm", "A change"]);
}

fn rowi(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let run = Command::new(env!("CARGO_BIN_EXE_rowi")).args(arguments).current_dir(folder).output().expect("rowi");
    let text = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (text, run.status.code())
}

fn outcomes(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.split('\t').nth(2)).collect()
}

/// The history of a file is read through git.
pub fn the_history_is_compared() {
    let folder = scratch("history");
    let schema = |version: &str, values: &str| {
        format!("start = element image {{ attribute schemaversion {{ \"{version}\" }}, attribute a {{ {values} }} }}\n")
    };
    git(&folder, &["init", "-q"]);
    for (version, values) in
        [("1", "\"x\" | \"y\""), ("1", "\"x\" | \"y\" | \"z\""), ("1", "\"x\" | \"y\""), ("2", "\"x\"")]
    {
        commit(&folder, &[("s.rnc", &schema(version, values))]);
    }
    let (text, status) = rowi(&folder, &["schema", "log", "s.rnc"]);
    assert_eq!(outcomes(&text), ["first", "compatible", "incompatible", "incompatible-with-bump"], "{text}");
    assert_eq!(status, Some(1));
    let (text, status) = rowi(&folder, &["schema", "log", "s.rnc", "--max", "1"]);
    assert_eq!((outcomes(&text), status), (vec!["incompatible-with-bump"], Some(0)), "{text}");
    let (text, status) = rowi(&folder, &["schema", "diff", "git:HEAD~1:s.rnc", "s.rnc"]);
    assert!(text.contains("from `schemaversion` 1 to 2"), "{text}");
    assert_eq!(status, Some(0));
    let (text, status) = rowi(&folder, &["schema", "diff", "git:nowhere:s.rnc", "s.rnc"]);
    assert!(text.contains("git says"), "{text}");
    assert_eq!(status, Some(2));
    // A revision that is no schema is told in its line, and the next one compared with the last that was one; and the
    // file may be moved.
    commit(&folder, &[("s.rnc", "start = element image {\n")]);
    commit(&folder, &[("s.rnc", &schema("2", "\"x\" | \"y\""))]);
    git(&folder, &["mv", "s.rnc", "t.rnc"]);
    commit(&folder, &[("t.rnc", &schema("2", "\"y\" | \"x\""))]);
    let (text, _) = rowi(&folder, &["schema", "log", "t.rnc"]);
    assert_eq!(outcomes(&text)[4..], ["unreadable", "compatible", "equal"], "{text}");
    assert!(text.contains("unreadable\t\tline 2: "), "{text}");
}

/// Two branches of one history: each revision is compared with the one it was made from, not with the other branch.
pub fn branches_are_compared_with_what_they_grew_from() {
    let folder = scratch("branches");
    let schema = |a: &str, b: &str| {
        format!("start = element image {{ attribute a {{ {a} }}?,\n\n\n\n\nattribute b {{ {b} }}? }}\n")
    };
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, &[("s.rnc", &schema("\"x\"", "\"x\""))]);
    git(&folder, &["checkout", "-qb", "topic/one"]);
    commit(&folder, &[("s.rnc", &schema("\"x\"", "\"x\" | \"y\""))]);
    git(&folder, &["checkout", "-q", "main"]);
    commit(&folder, &[("s.rnc", &schema("\"x\" | \"y\"", "\"x\""))]);
    git(&folder, &["merge", "-q", "--no-edit", "topic/one"]);
    let (text, status) = rowi(&folder, &["schema", "log", "s.rnc"]);
    assert_eq!((outcomes(&text), status), (vec!["first", "compatible", "compatible"], Some(0)), "{text}");
    // From one branch to the other something is lost, by its name with a slash as well.
    let (text, status) = rowi(&folder, &["schema", "diff", "git:main~1:s.rnc", "git:topic/one:s.rnc"]);
    assert!(text.contains("`image/@a` narrowed: no longer `y`"), "{text}");
    assert_eq!(status, Some(1));
}

/// A schema of several files, in a repository that the current folder is not in.
pub fn the_history_of_another_folder_is_found() {
    let folder = scratch("elsewhere");
    let (there, here) = (folder.join("there"), folder.join("here"));
    std::fs::create_dir_all(&here).expect("a folder");
    std::fs::create_dir_all(&there).expect("a folder");
    git(&there, &["init", "-q", "-b", "topic/main"]);
    let part = |values: &str| format!("part = attribute a {{ {values} }}\n");
    let main = "include \"../parts/part.rnc\"\nstart = element image { part }\n";
    commit(&there, &[("schema/main.rnc", main), ("parts/part.rnc", &part("\"x\" | \"y\""))]);
    commit(&there, &[("README", "nothing of the schema\n")]);
    commit(&there, &[("parts/part.rnc", &part("\"x\""))]);
    let absolute = there.join("schema/main.rnc").display().to_string();
    for path in ["../there/schema/main.rnc", &absolute] {
        let (text, status) = rowi(&here, &["schema", "log", path]);
        assert_eq!((outcomes(&text), status), (vec!["first", "incompatible"], Some(1)), "{text}");
        let old = format!("git:topic/main~1:{path}");
        let (text, status) = rowi(&here, &["schema", "diff", &old, path]);
        assert!(text.contains("`image/@a` narrowed: no longer `y`"), "{text}");
        assert_eq!(status, Some(1));
    }
    let inside = ["schema", "diff", "git:topic/main~1:./main.rnc", "git:topic/main:main.rnc"];
    let (text, status) = rowi(&there.join("schema"), &inside);
    assert_eq!(status, Some(1), "{text}");
}

/// What the page on compatibility tells to put into a pipeline, run as it stands there on a merge that narrows.
pub fn the_recipes_run() {
    let folder = scratch("recipes");
    let schema = |values: &str| format!("start = element image {{ attribute a {{ {values} }} }}\n");
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, &[("kiwi/schema/kiwi.rnc", &schema("\"x\" | \"y\""))]);
    git(&folder, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    git(&folder, &["checkout", "-qb", "topic"]);
    commit(&folder, &[("kiwi/schema/kiwi.rnc", &schema("\"x\""))]);
    git(&folder, &["checkout", "-q", "main"]);
    git(&folder, &["merge", "-q", "--no-ff", "--no-edit", "topic"]);
    let page = std::fs::read_to_string(root().join("docs/compatibility.md")).expect("the page");
    let is_recipe = |line: &&str| line.contains("git:HEAD^1:") || line.contains("merge-base");
    let recipes: Vec<&str> = page.lines().map(str::trim).filter(is_recipe).collect();
    assert_eq!(recipes.len(), 3, "{recipes:#?}");
    let program = Path::new(env!("CARGO_BIN_EXE_rowi")).parent().expect("a folder").to_owned();
    let found = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&found))).expect("a path");
    let run = |recipe: &str| {
        let run = Command::new("sh")
            .args(["-c", recipe])
            .current_dir(&folder)
            .env("PATH", &path)
            .env("GITHUB_WORKSPACE", &folder)
            .env("GITHUB_STEP_SUMMARY", "summary.md")
            .output()
            .expect("a shell");
        (String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr), run.status.code())
    };
    let (text, status) = run(recipes[0]);
    assert_eq!((text.as_str(), status), ("", Some(0)));
    let summary = std::fs::read_to_string(folder.join("summary.md")).expect("a summary");
    assert!(summary.contains("## What is refused now\n\n- `image/@a` narrowed: no longer `y`"), "{summary}");
    let (text, status) = run(recipes[1]);
    assert!(text.contains("::error file=kiwi/schema/kiwi.rnc,line=1,"), "{text}");
    assert_eq!(status, Some(1));
    let (text, status) = run(recipes[2]);
    assert!(text.contains("`image/@a` narrowed: no longer `y`"), "{text}");
    assert_eq!(status, Some(1));
}
