//! rowi's verdict on whole descriptions against KIWI's: upgrade, schema and rules together. On the corpus from version
//! 7.4 on by its manifest, on mutants by KIWI itself (`ROWI_KIWI_PYTHON`; `ROWI_VERDICTS` says how many); and what both
//! read in YAML, JSON and INI.
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rayon::prelude::*;
use rowi::analysis;
use rowi::diagnostic::{Diagnostic, Group, Severity};
use rowi::files::Access;
use rowi::text::{MemoryLoader, Sources};
use rowi::upgrade::Version;

use crate::support::mutants::{Random, Seeds, vocabulary};
use crate::support::{python, shared, tree};

/// The errors that KIWI's schema, its rules and its upgrade have a word in.
fn judge(path: &Path, loader: &dyn rowi::text::Loader, groups: &BTreeMap<&str, Group>) -> Vec<Diagnostic> {
    let mut sources = Sources::new();
    let mut found = analysis::check(path, &mut sources, loader, &analysis::Options::default());
    found.retain(|one| {
        let group = groups.get(&*one.name).copied();
        let is_kiwis = matches!(group, Some(Group::Xml | Group::Schema | Group::Schematron | Group::Upgrade) | None);
        one.severity == Severity::Error && (is_kiwis || one.name.is(&rowi::bundle::catalogue::MISSING_INCLUDE))
    });
    found
}

fn groups() -> BTreeMap<&'static str, Group> {
    analysis::catalogue().iter().map(|entry| (entry.name, entry.group)).collect()
}

struct Row {
    file: String,
    version: Option<Version>,
    tree: String,
    verdict: String,
    is_yaml: bool,
}

fn manifest(shared: &Path) -> Vec<Row> {
    let manifest = std::fs::read_to_string(shared.join("corpus/manifest.tsv")).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        Row {
            file: fields[0].to_owned(),
            version: fields[8].parse().ok(),
            tree: fields[11].to_owned(),
            verdict: fields[13].to_owned(),
            is_yaml: fields[7] == "yaml",
        }
    };
    manifest.lines().skip(1).map(row).collect()
}

pub fn the_corpus_is_judged_as_kiwi_does() {
    let shared = shared();
    let groups = groups();
    // some trees lead from one directory to another
    let access = Access::new(PathBuf::new(), &[shared.join("corpus")], &[]);
    let rows = manifest(&shared);
    let rows: Vec<&Row> = rows
        .iter()
        .filter(|row| row.version.is_some_and(|version| version >= Version::new(7, 4)) && row.verdict != "-")
        .collect();
    let differences: Vec<String> = rows
        .par_iter()
        .filter_map(|row| {
            let path = match &*row.tree {
                "-" | "" => shared.join("corpus/files").join(&row.file),
                tree => shared.join("corpus").join(tree),
            };
            let found = judge(&path, &access.loader([path.as_path()]), &groups);
            let agrees = (row.verdict == "valid") == found.is_empty();
            (!agrees).then(|| format!("{}: KIWI says {}, rowi {found:#?}", row.file, row.verdict))
        })
        .collect();
    let yaml = rows.iter().filter(|row| row.is_yaml).count();
    println!("{} descriptions, {yaml} of them in YAML, {} differ", rows.len(), differences.len());
    assert!(rows.len() > 500, "only {} compared", rows.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The lines that a Python script of `tests/verdicts` answers.
fn ask(script: &str, lines: Vec<String>) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts").join(script);
    let mut child =
        Command::new(python()).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python");
    let mut input = child.stdin.take().expect("a pipe");
    let amount = lines.len();
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(input, "{line}").expect("python reads");
        }
    });
    let output = child.wait_with_output().expect("python");
    writer.join().expect("a writer");
    let answers: Vec<String> = String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), amount, "the script stopped early");
    answers
}

pub fn mutants_are_judged_as_kiwi_does() {
    let shared = shared();
    let amount: usize = std::env::var("ROWI_VERDICTS").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let rows = manifest(&shared);
    let usable = |row: &&Row| {
        row.version.is_some_and(|version| version >= Version::new(7, 4)) && row.tree == "-" && !row.is_yaml
    };
    let texts: Vec<String> = rows
        .iter()
        .filter(usable)
        .filter_map(|row| std::fs::read_to_string(shared.join("corpus/files").join(&row.file)).ok())
        // rowi tolerates what a build service expands, and takes nothing from files that are not there.
        .filter(|text| !text.contains("com.suse.label_helper") && !text.contains("<include"))
        .collect();
    let seeds = Seeds::new(&texts);
    let words = vocabulary(&seeds, rowi::kiwi::Edition::Kiwi.schema().unwrap().grammar());
    let mut random = Random::new(74);
    let folder = std::env::temp_dir().join(format!("rowi-verdicts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mutants: Vec<(String, String)> = (0..amount)
        .map(|index| {
            let path = folder.join(format!("{index}.kiwi"));
            let text = seeds.mutant(&mut random, &words);
            std::fs::write(&path, &text).unwrap();
            (path.to_string_lossy().into_owned(), text)
        })
        .collect();
    let paths = || mutants.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    let answers = ask("peer.py", paths());
    let forms = ask("forms.py", paths().into_iter().take(100).collect());
    std::fs::remove_dir_all(&folder).unwrap();
    let groups = groups();
    // The same in other forms has the same verdict.
    let otherwise: Vec<String> = forms
        .par_iter()
        .zip(&answers)
        .flat_map(|(forms, verdict)| {
            let forms: serde_json::Value = serde_json::from_str(forms).unwrap();
            let judge = |name: &str, form: &str| {
                let text = forms[form].as_str().unwrap();
                let mut loader = MemoryLoader::new();
                loader.insert(name, text.as_bytes());
                let found = judge(Path::new(name), &loader, &groups);
                let agrees = (verdict == "valid") == found.is_empty();
                (!agrees).then(|| format!("{name}: KIWI says {verdict}, rowi {found:#?}\n{text}"))
            };
            [judge("d/a.yaml", "yaml"), judge("d/a.json", "json"), judge("d/a.kiwi", "json")]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(otherwise.is_empty(), "{}", otherwise.join("\n"));
    let differences: Vec<String> = mutants
        .par_iter()
        .zip(&answers)
        .filter_map(|((_, text), verdict)| {
            let mut loader = MemoryLoader::new();
            loader.insert("d/config.kiwi", text.as_bytes());
            let found = judge(Path::new("d/config.kiwi"), &loader, &groups);
            let agrees = (verdict == "valid") == found.is_empty();
            (!agrees).then(|| format!("KIWI says {verdict}, rowi {found:#?}\n{text}"))
        })
        .collect();
    let valid = answers.iter().filter(|answer| *answer == "valid").count();
    println!("{amount} mutants, {valid} of them valid for KIWI, {} differ", differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Texts in every form, right and wrong.
fn markup_cases() -> Vec<(String, String)> {
    let mut cases: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, text: String| cases.push((name.to_owned(), text));
    let scalars = [
        "yes",
        "No",
        "ON",
        "off",
        "y",
        "True",
        "tRue",
        "~",
        "null",
        "",
        "1.0.0",
        "7.10",
        "8.5",
        "8.0",
        "5",
        "+5",
        "-5",
        "010",
        "08",
        "0x1F",
        "0b11",
        "0o17",
        "1_000",
        "1e3",
        "1.5e+3",
        "1.5e-7",
        "1.0e+20",
        ".5",
        "5.",
        ".inf",
        "-.inf",
        ".nan",
        "12:30:45",
        "1:30.5",
        "2020-01-01",
        "'7.10'",
        "\"yes\"",
        "!!str 7.10",
        "!!int '5'",
        "a b",
        "a: b",
        "a#b",
        "a #b",
        "- a",
        "[a, b]",
        "{a: b}",
        "|\n    x\n    y",
        ">\n    x\n    y",
        "*none",
        "!own x",
        "'it''s'",
        "\"\\u00fc\"",
        "0.1",
        "123456789012345678901234567890",
        "-0",
        "0",
        "00",
        "1__2",
        "<<",
        "=",
        "%a",
        "@a",
        "`a`",
        "?",
        "a\n    b",
    ];
    for scalar in scalars {
        add("t.yaml", format!("image:\n  '@name': n\n  a: {scalar}\n"));
        add("t.kiwi", format!("image:\n  '@name': {scalar}\n  b: c\n"));
    }
    for text in [
        "{\"image\": {\"@a\": 1, \"@b\": 7.10, \"@c\": true, \"@d\": null, \"e\": [1, 2.0, \"x\"], \"f\": {}, \"#text\": \"t\"}}",
        "{\"image\": {\"a\": 1e3, \"b\": -0, \"c\": 1E-9, \"d\": \"\\u00fc\\/\"}}",
        "{\"image\": {\"a\": [], \"b\": [[1]], \"c\": [{}, null]}}",
        "{\"image\": 1, \"other\": 2}",
        "{\"image\": {\"a\": 1,}}",
        "{'image': 1}",
        "[1]",
        "{\"image\": {\"@a\": [1]}}",
        "image: {a: 1}",
        "{\n\t\"image\": {\n\t\t\"a\": 1\n\t}\n}",
        "{\"image\": {\"a\": 1, \"a\": 2}}",
    ] {
        add("t.json", text.to_owned());
        add("t.kiwi", text.to_owned());
    }
    for text in [
        "image:\n  a: &x {'@b': 1}\n  c: *x\n  d: {<<: *x, '@e': 2}\n",
        "image:\n  a: 1\n  a: 2\n",
        "image:\n  'a': 1\n  a: 2\n",
        "image: 1\n---\nimage: 2\n",
        "%YAML 1.1\n---\nimage: {}\n...\n",
        "# comment\n\nimage:\n  a b: c\n",
        "image:\n- a\n- b\n",
        "image:\n- {'@a': 1}\n",
        "image:\n  '#comment': x\n  '@1a': b\n",
        "image:\n  packages:\n  - '@type': image\n    package:\n    - '@name': a\n    - '@name': b\n  - '@type': bootstrap\n",
        "image: [\n",
        "image:\n\ta: 1\n",
    ] {
        add("t.yaml", text.to_owned());
        add("t.kiwi", text.to_owned());
    }
    let lines = [
        "a = 1",
        "'b' = x",
        "\"c\" = 'y'",
        "d = x, y",
        "e = x,",
        "f = ,",
        "g =",
        "h = # c",
        "i = a#b",
        "j = 'a, b', c",
        "k = x \"y\" z",
        "l = 'x",
        "m = '''x # y''' # z",
        "n = '''x\ny'''",
        "o = \"\"\"x",
        "p = %(a)s-%(a)s",
        "q = %(none)s",
        "r = 100%",
        "s = %(s)s",
        "junk",
        "= x",
        "@t = 1",
        "@u = a, b",
        "'#text' = t",
        "#text = t",
        "v = a = b",
        "w = x,,y",
        "x = 'a''b'",
        "y = \"a\" b",
        "[[sub]]",
        "[[ 'sub' ]] # c\nz = 1",
        "[[sub]\nz = 1",
        "[[[sub]]]",
        "[[sub]]\nz = %(a)s",
        "[[sub]]\n[[[deep]]]\n@a = 1\n[[other]]\nb = 2",
        "[[DEFAULT]]\nz = 9",
        "[other]",
        "[image]",
        "a b = c",
        "1a = c",
        "ü = ä",
    ];
    for (index, line) in lines.iter().enumerate() {
        add("t.ini", format!("[image]\n@name = n\n{line}\n"));
        add("t.kiwi", format!("# about it\n\n[image]\na = 1\nb = 2\n{line}\n"));
        let other = lines[(index * 7 + 3) % lines.len()];
        add("t.ini", format!("[image]\r\n{line}\r\n{other}\r\n"));
    }
    cases
}

pub fn other_forms_are_read_as_kiwi_does() {
    let cases = markup_cases();
    let lines = cases.iter().map(|(name, text)| serde_json::json!({"name": name, "text": text}).to_string()).collect();
    let answers = ask("markup.py", lines);
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut differences = Vec::new();
    let mut read = 0;
    for ((name, text), answer) in cases.iter().zip(&answers) {
        let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
        let theirs = answer["xml"].as_str().map(|xml| words(tree::canonical(xml)));
        let mut sources = Sources::new();
        let id = sources.add(name.as_str(), text.as_str());
        let parsed = rowi::bundle::parse(sources.get(id));
        let refused = rowi::diagnostic::has_errors(&parsed.diagnostics);
        let root = parsed.document.root_element();
        let ours = root.filter(|_| !refused).map(|root| words(tree::canonical(&parsed.document.write_node(root))));
        read += usize::from(theirs.is_some());
        // KIWI writes a list in the place of a plain value as Python prints it, which rowi calls a mistake.
        let prints_python = theirs.as_ref().is_some_and(|xml| ["\"[", "\"{"].iter().any(|open| xml.contains(open)));
        if prints_python && ours.is_none() {
            continue;
        }
        if ours != theirs {
            differences.push(format!("{name}: {text}\n  KIWI {theirs:?}\n  rowi {ours:?} {:?}", parsed.diagnostics));
        }
    }
    println!("{} texts, {read} of them read by KIWI, {} differ", cases.len(), differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
