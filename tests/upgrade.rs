//! Upgrades: the steps' own fixtures, and properties over the corpus and over generated formatting.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

#[path = "upgrade/formatting.rs"]
mod formatting;
#[path = "upgrade/tree.rs"]
mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;
use rowi::text::{MemoryLoader, Sources};
use rowi::upgrade::{Options, Upgrade, Version, newest, steps, upgrade};
use rowi::xslt::{Limits, Run, compile};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The shared directory with the corpus, if it is there.
fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("ROWI_SHARED").map_or_else(|| here("../shared"), PathBuf::from);
    let found = path.join("corpus/manifest.tsv").is_file();
    if !found {
        eprintln!("skipped: no corpus; set ROWI_SHARED to the shared directory");
    }
    found.then_some(path)
}

struct Upgraded {
    upgrade: Upgrade,
    text: String,
}

fn upgrade_text(name: &str, text: &str, to: Version) -> Upgraded {
    let mut sources = Sources::new();
    let id = sources.add(name, text);
    let upgrade = upgrade(sources.get(id), &Options { to, ..Options::default() });
    let text = upgrade.edits.apply(text);
    Upgraded { upgrade, text }
}

fn fixtures() -> Vec<PathBuf> {
    let mut list: Vec<PathBuf> =
        fs::read_dir(here("tests/upgrade/steps")).unwrap().map(|entry| entry.unwrap().path()).collect();
    list.sort();
    list
}

fn versions(fixture: &Path) -> (Version, Version) {
    let name = fixture.file_name().unwrap().to_str().unwrap();
    let (from, to) = name.split_once("-to-").unwrap();
    (from.parse().unwrap(), to.parse().unwrap())
}

#[test]
fn each_step_does_what_its_fixture_says() {
    let mut seen = 0;
    for fixture in fixtures() {
        let (_, to) = versions(&fixture);
        let before = fs::read_to_string(fixture.join("before.xml")).unwrap();
        let done = upgrade_text("before.xml", &before, to);
        let mut found = done.text.clone();
        let mut sources = Sources::new();
        let id = sources.add("before.xml", before.as_str());
        found.push_str("<!--\n");
        for diagnostic in &done.upgrade.diagnostics {
            let line = sources.get(id).line_column(diagnostic.primary.start as usize).line;
            let (severity, name) = (diagnostic.severity.as_str(), &diagnostic.name);
            let message = diagnostic.message.replace("--", "- -");
            found.push_str(&format!("line {line}: {severity}: {name}: {message}\n"));
        }
        found.push_str("-->\n");
        let path = fixture.join("after.xml");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, expected, "{}", fixture.display());
        seen += 1;
    }
    assert_eq!(seen, steps().len());
}

/// The patterns of a template that has several.
fn patterns(tag: &str) -> Vec<&str> {
    let patterns: Vec<&str> = match_attribute(tag).split('|').map(str::trim).collect();
    if patterns.len() > 1 { patterns } else { Vec::new() }
}

fn match_attribute(tag: &str) -> &str {
    tag.split_once("match=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(value, _)| value)
}

/// Without any one of its templates, or any one of the patterns that a template matches, a step would do something else
/// to its fixture.
#[test]
fn fixtures_fire_every_template() {
    let mut idle = Vec::new();
    for (step, fixture) in steps()
        .iter()
        .zip(steps().iter().map(|step| here(&format!("tests/upgrade/steps/{}-to-{}", step.from, step.to))))
    {
        let before = fs::read_to_string(fixture.join("before.xml")).unwrap();
        let run = |stylesheet: &str| -> Option<(String, Vec<String>)> {
            let mut sources = Sources::new();
            let id = sources.add(step.file, stylesheet);
            let mut loader = MemoryLoader::new();
            loader.insert("common.xsl", fs::read(here("xslt/common.xsl")).unwrap());
            let stylesheet = compile(id, &mut sources, &loader).stylesheet?;
            let input = sources.add("before.xml", before.as_str());
            let document = rowi::xml::parse(sources.get(input)).document;
            let run = Run { sources: &mut sources, loader: &loader, parameters: &[], limits: Limits::default() };
            let done = stylesheet.transform(&document, run);
            let messages = done.messages.iter().map(|message| message.text.clone()).collect();
            done.is_complete().then(|| (tree::canonical_document(&done.document), messages))
        };
        let whole = run(step.text).unwrap_or_else(|| panic!("{} does not run", step.file));
        let mut at = 0;
        while let Some(start) = step.text[at..].find("<xsl:template ").map(|found| at + found) {
            let tag_end = start + step.text[start..].find('>').unwrap();
            let tag = &step.text[start..tag_end];
            let end = match tag.ends_with('/') {
                true => tag_end + 1,
                false => start + step.text[start..].find("</xsl:template>").unwrap() + "</xsl:template>".len(),
            };
            let without = format!("{}{}", &step.text[..start], &step.text[end..]);
            if run(&without) == Some(whole.clone()) {
                idle.push(format!("{}: {tag}", step.file));
            }
            for pattern in patterns(tag) {
                let others: Vec<&str> = patterns(tag).into_iter().filter(|other| *other != pattern).collect();
                let fewer = tag.replace(match_attribute(tag), &others.join(" | "));
                let without = format!("{}{fewer}{}", &step.text[..start], &step.text[tag_end..]);
                if run(&without) == Some(whole.clone()) {
                    idle.push(format!("{}: {pattern}", step.file));
                }
            }
            at = end;
        }
    }
    assert!(idle.is_empty(), "not fired by their fixtures:\n{}", idle.join("\n"));
}

/// The descriptions of the corpus with their versions.
fn corpus(shared: &Path) -> Vec<(String, Version, String)> {
    let manifest = fs::read_to_string(shared.join("corpus/manifest.tsv")).unwrap();
    manifest
        .lines()
        .skip(1)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let version = fields[8].parse().ok().filter(|_| fields[7] == "xml")?;
            let text = fs::read_to_string(shared.join("corpus/files").join(fields[0])).ok()?;
            Some((fields[0].to_owned(), version, text))
        })
        .collect()
}

#[test]
fn upgrades_of_the_corpus_change_only_what_must_change() {
    let Some(shared) = shared() else { return };
    let corpus = corpus(&shared);
    assert!(corpus.len() > 1000);
    let results: Vec<(usize, usize, usize)> = corpus.par_iter().map(|(name, _, text)| properties(name, text)).collect();
    let changed: usize = results.iter().map(|result| result.0).sum();
    let needed: usize = results.iter().map(|result| result.1).sum();
    let comments: usize = results.iter().map(|result| result.2).sum();
    println!("{} files: {changed} lines changed, {needed} needed, {comments} comments kept", corpus.len());
    assert!(changed as f64 <= needed as f64 * 1.1, "{changed} lines changed, {needed} needed");
}

/// The properties of one upgrade; the lines that changed, those that had to, and the comments.
fn properties(name: &str, text: &str) -> (usize, usize, usize) {
    let done = upgrade_text(name, text, newest());
    assert!(done.upgrade.from.is_some(), "{name}: {:?}", done.upgrade.diagnostics);
    let rewritten = |upgrade: &Upgrade| {
        upgrade.diagnostics.iter().any(|d| matches!(&*d.name, "upgrade-rewrites-document" | "upgrade-failed"))
    };
    assert!(!rewritten(&done.upgrade), "{name}: {:?}", done.upgrade.diagnostics);
    let again = upgrade_text(name, &done.text, newest());
    assert!(again.upgrade.edits.is_empty(), "{name}: a second upgrade changes {:?}", again.upgrade.edits);
    let (before, after) = (tree::comments(text), tree::comments(&done.text));
    for comment in &before {
        assert!(after.contains(comment), "{name}: lost {comment:?}");
    }
    let changed = tree::changed_lines(text, &done.text);
    let needed = tree::changed_lines(&tree::one_per_line(text), &tree::one_per_line(&done.text));
    (changed, needed, before.len())
}

#[test]
fn formatting_survives_upgrades() {
    let mut texts: Vec<(String, String)> = fixtures()
        .iter()
        .map(|fixture| (fixture.display().to_string(), fs::read_to_string(fixture.join("before.xml")).unwrap()))
        .collect();
    if let Some(shared) = shared() {
        texts.extend(corpus(&shared).into_iter().step_by(23).map(|(name, _, text)| (name, text)));
    }
    texts.par_iter().for_each(|(name, text)| {
        // A style may lay out running text otherwise.
        let loose = |text: &str| {
            tree::canonical(text)
                .replace("\\n", " ")
                .replace("\\t", " ")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .replace(" \"", "\"")
        };
        let plain = loose(&upgrade_text(name, text, newest()).text);
        for (style, varied) in formatting::variants(text) {
            let name = format!("{name}, {style}");
            properties(&name, &varied);
            let found = upgrade_text(&name, &varied, newest()).text;
            assert_eq!(loose(&found), plain, "{name}");
            formatting::keeps(style, &varied, &found).unwrap_or_else(|why| panic!("{name}: {why}\n{found}"));
        }
    });
}

/// The upgraded document is what KIWI's own chain makes of it, but for the exceptions in the table.
#[test]
fn upgrades_agree_with_kiwis_own_chain() {
    let Some(shared) = shared() else { return };
    let Some((old_chain, new_chain)) = chains() else { return };
    let table = fs::read_to_string(here("tests/upgrade/exceptions.tsv")).unwrap();
    let mut exceptions: BTreeMap<&str, &str> = table.lines().skip(1).filter_map(|line| line.split_once('\t')).collect();
    let corpus = corpus(&shared);
    let compared: Vec<(String, bool)> = corpus
        .par_iter()
        .filter_map(|(name, version, text)| {
            let theirs = run_chain(&old_chain, &new_chain, *version, text)?;
            let ours = upgrade_text(name, text, newest()).text;
            Some((name.clone(), tree::canonical(&ours) == tree::canonical(&theirs)))
        })
        .collect();
    assert!(compared.len() > 1000, "only {} files compared", compared.len());
    let mut wrong = Vec::new();
    for (name, same) in &compared {
        let excepted = exceptions.remove(name.as_str()).is_some();
        if *same == excepted {
            wrong.push(format!("{name}: {}", if *same { "is excepted but agrees" } else { "differs" }));
        }
    }
    println!("{} files compared, {} exceptions", compared.len(), table.lines().count() - 1);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// KIWI's stylesheets: `update.xsl` is in its source package, `master.xsl` in every installation.
fn chains() -> Option<(PathBuf, PathBuf)> {
    if Command::new("xsltproc").arg("--version").output().is_err() {
        eprintln!("skipped: no xsltproc");
        return None;
    }
    let Some(directory) = std::env::var_os("ROWI_KIWI_SOURCE").map(PathBuf::from) else {
        eprintln!(
            "skipped: set ROWI_KIWI_SOURCE to an unpacked source package of kiwi (pip download --no-binary :all: kiwi)"
        );
        return None;
    };
    let (old, new) = (directory.join("helper/xsl_to_v74/update.xsl"), directory.join("kiwi/xsl/master.xsl"));
    let found = old.is_file() && new.is_file();
    if !found {
        eprintln!("skipped: {} has no KIWI stylesheets", directory.display());
    }
    found.then_some((old, new))
}

fn run_chain(old: &Path, new: &Path, version: Version, text: &str) -> Option<String> {
    let run = |stylesheet: &Path, input: &str| -> Option<String> {
        use std::io::Write as _;
        let mut child = Command::new("xsltproc")
            .arg("--nonet")
            .arg(stylesheet)
            .arg("-")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .ok()?;
        let mut stdin = child.stdin.take()?;
        let input = input.to_owned();
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = child.wait_with_output().ok()?;
        writer.join().ok()?.ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let middle = if version < Version::new(7, 4) { run(old, text)? } else { text.to_owned() };
    run(new, &middle)
}

/// Of the descriptions that are valid at their own version, nine in ten are valid at the newest after the upgrade, and
/// each of the others has a finding that says what to decide.
#[test]
fn most_of_the_corpus_is_valid_after_the_upgrade() {
    let Some(shared) = shared() else { return };
    let manifest = fs::read_to_string(shared.join("corpus/manifest.tsv")).unwrap();
    let own_valid: std::collections::HashSet<&str> = manifest
        .lines()
        .skip(1)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            (fields[12] == "valid" && fields[7] == "xml").then_some(fields[0])
        })
        .collect();
    let schema = rowi::kiwi::Edition::Kiwi.schema().unwrap();
    let verdicts: Vec<(String, bool, bool)> = corpus(&shared)
        .par_iter()
        .filter(|(name, ..)| own_valid.contains(name.as_str()))
        .map(|(name, _, text)| {
            let done = upgrade_text(name, text, newest());
            let mut sources = Sources::new();
            let id = sources.add(name.as_str(), done.text.as_str());
            let found = schema.validate(&rowi::xml::parse(sources.get(id)).document);
            (name.clone(), found.is_empty(), rowi::diagnostic::has_errors(&done.upgrade.diagnostics))
        })
        .collect();
    let valid = verdicts.iter().filter(|(_, valid, _)| *valid).count();
    println!("{valid} of {} valid at {}", verdicts.len(), newest());
    assert!(valid * 10 >= verdicts.len() * 9, "{valid} of {}", verdicts.len());
    let silent: Vec<&str> =
        verdicts.iter().filter(|(_, valid, told)| !valid && !told).map(|(name, ..)| name.as_str()).collect();
    assert!(silent.is_empty(), "invalid without a finding that says what to decide: {silent:#?}");
}

#[test]
fn included_files_are_upgraded_from_their_own_versions() {
    let mut loader = MemoryLoader::new();
    loader.insert(
        "d/old.xml",
        "<image schemaversion='7.3'><preferences><packagemanager>yum</packagemanager></preferences></image>",
    );
    loader.insert("d/none.xml", "<image><preferences><type image='oem' vga='1'/></preferences></image>");
    loader.insert("d/new.xml", "<image schemaversion='8.5'><preferences/><include from='this://old.xml'/></image>");
    loader.insert("d/loop.xml", "<image schemaversion='8.5'><include from='this://config.xml'/></image>");
    let main = "<image schemaversion='8.4'>\n<include from='this://old.xml'/><include from='none.xml'/><include from='this://new.xml'/><include from='file://./old.xml'/><include from='file://x.xml'/><include from='this://missing.xml'/><include from='this://loop.xml'/>\n</image>";
    let mut sources = Sources::new();
    let id = sources.add("d/config.xml", main);
    let done = rowi::upgrade::upgrade_description(id, &mut sources, &loader, &Options::default());
    let text = |name: &str| {
        let file = done.files.iter().find(|file| sources.get(file.source).name == name).unwrap();
        file.edits.apply(&sources.get(file.source).text)
    };
    assert_eq!(text("d/config.xml"), main.replace("8.4", "8.5"));
    assert_eq!(
        text("d/old.xml"),
        "<image schemaversion='8.5'><preferences><packagemanager>dnf4</packagemanager></preferences></image>"
    );
    assert_eq!(text("d/none.xml"), "<image><preferences><type image='oem'/></preferences></image>");
    assert_eq!(done.files.len(), 5);
    let mut names: Vec<(&str, &str)> =
        done.diagnostics.iter().map(|found| (&*found.name, sources.slice(found.primary))).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            ("cyclic-include", "this://config.xml"),
            ("include-depends-on-directory", "file://./old.xml"),
            ("include-depends-on-directory", "none.xml"),
            ("include-not-upgraded", "7.3"),
            ("missing-include", "this://missing.xml"),
            ("nested-include", "this://config.xml"),
            ("nested-include", "this://old.xml"),
            ("repeated-include", "file://./old.xml"),
            ("repeated-include", "this://old.xml"),
            ("unresolvable-include", "file://x.xml"),
        ]
    );
}

#[test]
fn versions_that_cannot_be_upgraded_are_told() {
    for (text, name) in [
        ("<image schemaversion='8.6'/>", "invalid-schemaversion"),
        ("<image schemaversion='abc'/>", "invalid-schemaversion"),
        ("<image schemaversion='1.0'/>", "invalid-schemaversion"),
        ("<image schemaversion='7.10'/>", "unknown-schemaversion"),
        ("<image schemeversion='2.7'/>", "unknown-schemaversion"),
        ("<image/>", "missing-schemaversion"),
        ("<other schemaversion='7.4'><type vga='1'/></other>", "not-a-description"),
        ("<image xmlns='u' schemaversion='7.4'/>", "not-a-description"),
        ("<image schemaversion='7.4'>", "unclosed-element"),
    ] {
        let done = upgrade_text("t.xml", text, newest());
        let names: Vec<_> = done.upgrade.diagnostics.iter().map(|found| &*found.name).collect();
        assert!(names.contains(&name), "{text}: {names:?}");
        let upgraded = name == "unknown-schemaversion";
        assert_eq!(done.text != text, upgraded, "{}", done.text);
    }
    // What KIWI itself makes of an unknown version: a decimal.
    for (version, is_error) in [("7.10", true), ("7.7", false), ("7.40", false), ("8.6", true), ("2.7", false)] {
        let found = upgrade_text("t.xml", &format!("<image schemaversion='{version}'/>"), newest()).upgrade.diagnostics;
        assert_eq!(rowi::diagnostic::has_errors(&found), is_error, "{version}: {found:?}");
    }
    assert_eq!(upgrade_text("t.xml", "<image schemeversion='2.7'/>", newest()).text, "<image schemaversion='8.5'/>");
    assert_eq!(
        upgrade_text("t.xml", "<image schemaversion='8.4'/>", "8.3".parse().unwrap()).text,
        "<image schemaversion='8.4'/>"
    );
}

#[test]
fn foreign_data_is_never_touched() {
    let text = "<image schemaversion='1.4'>\n  <extension><type vga='1' lvm='true'>oem<size/></type><image pwd='2'/><compressed/></extension>\n</image>";
    let expected = text.replace("schemaversion='1.4'", "schemaversion='8.5'");
    assert_eq!(upgrade_text("t.xml", text, newest()).text, expected);
}

#[test]
fn attributes_of_a_dtd_are_never_written_and_prefixes_stay() {
    let text = "<!DOCTYPE image [<!ATTLIST type checked CDATA 'yes' vga CDATA '0x317'>]>\n<image schemaversion='4.1' xmlns:x='u'>\n  <preferences>\n    <type image='ec2' x:vga='1' ec2accountnr='2' />\n    <x:type vga='1'/>\n  </preferences>\n</image>";
    let expected = text.replace("4.1", "8.5").replace(
        "<type image='ec2' x:vga='1' ec2accountnr='2' />",
        "<type image='ec2' x:vga='1'>\n      <ec2config>\n        <ec2accountnr>2</ec2accountnr>\n      </ec2config>\n    </type>",
    );
    let done = upgrade_text("t.xml", text, newest());
    assert_eq!(done.text, expected, "{:?}", done.upgrade.diagnostics);
}

const HEAD: &str =
    "<description type='system'><author>a</author><contact>c</contact><specification>s</specification></description>";
const PACKAGES: &str =
    "<packages type='image'><package name='a'/></packages><packages type='bootstrap'><package name='b'/></packages>";

fn check(files: &[(&str, &str)]) -> (Sources, Vec<rowi::diagnostic::Diagnostic>) {
    let mut loader = MemoryLoader::new();
    for (name, text) in files {
        loader.insert(name, *text);
    }
    let mut sources = Sources::new();
    let options = rowi::analysis::Options::default();
    let found = rowi::analysis::check(Path::new(files[0].0), &mut sources, &loader, &options);
    (sources, found)
}

#[test]
fn findings_in_old_descriptions_have_the_users_names_and_places() {
    let text = format!(
        "<image schemaversion='8.2' name='n'>{HEAD}<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image='oem' filesystem='btrfs' btrfs_root_is_snapshot='maybe'/></preferences><repository><source path='obs://a/b'/></repository>{PACKAGES}</image>"
    );
    let (sources, found) = check(&[("d/config.xml", &text)]);
    let finding = found.iter().find(|finding| finding.name == "invalid-value").unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!(sources.slice(finding.primary), "maybe");
    assert!(!finding.message.contains("snapper"), "{}", finding.message);
    let offer = found.iter().find(|finding| finding.name == "upgrade-available").unwrap();
    assert_eq!(sources.slice(offer.primary), "8.2");
    let text = format!(
        "<image schemaversion='5.6' name='n'>{HEAD}<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image='vmx'/></preferences><repository><source path='obs://a/b'/></repository><packages type='image'><opensusePattern name='x' foo='1'/></packages>{PACKAGES}</image>"
    );
    let (sources, found) = check(&[("d/config.xml", &text)]);
    let told = |name: &str| {
        let finding = found.iter().find(|finding| finding.name == name).unwrap_or_else(|| panic!("{found:#?}"));
        let labels = finding.labels.iter().map(|label| format!("{}: {}", sources.slice(label.span), label.message));
        (finding.message.clone(), labels.collect::<Vec<_>>())
    };
    let (message, labels) = told("unknown-attribute");
    assert_eq!(message, "unknown attribute `foo` on `opensusePattern`");
    assert_eq!(labels, ["opensusePattern: renamed to `namedCollection` by the upgrade step 5.6 to 5.7"]);
    let (_, labels) = told("filesystem-mandatory");
    assert_eq!(labels, ["image='vmx': `image` is `oem`; changed from `vmx` by the upgrade step 7.2 to 7.3"]);
}

#[test]
fn included_files_are_judged_with_the_description() {
    let main = format!(
        "<image schemaversion='8.5' name='n'>{HEAD}<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image='oem' filesystem='ext4'><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences><include from='this://r.xml'/>{PACKAGES}</image>"
    );
    let fragment = "<image schemaversion='8.1'>\n<repository use_for_bootstrap='true' wrong='1'><source path='obs://a/b'/></repository></image>";
    let (sources, found) = check(&[("d/config.xml", &main), ("d/r.xml", fragment)]);
    let errors: Vec<_> = found.iter().filter(|f| f.severity == rowi::diagnostic::Severity::Error).collect();
    let found: Vec<_> = errors
        .iter()
        .map(|error| {
            assert_eq!(sources.get(error.primary.source).name, "d/r.xml");
            (&*error.name, &fragment[error.primary.range()])
        })
        .collect();
    assert_eq!(found, [("include-not-upgraded", "8.1"), ("unknown-attribute", "wrong")]);
}

#[test]
fn the_result_of_an_upgrade_is_judged() {
    let judge = |version: &str, type_: &str, package: &str| {
        let text = format!(
            "<image schemaversion='{version}' name='n'>{HEAD}<preferences><version>1.0.0</version><packagemanager>dnf</packagemanager>{type_}</preferences>{PACKAGES}{package}</image>"
        );
        let mut sources = Sources::new();
        let id = sources.add("d/config.xml", text.as_str());
        let upgraded = rowi::upgrade::upgrade_description(id, &mut sources, &MemoryLoader::new(), &Options::default());
        let found = rowi::analysis::check_upgraded(&upgraded, &mut sources, rowi::kiwi::Edition::Kiwi).unwrap();
        found.into_iter().map(|f| format!("{}: {}", f.name, &text[f.primary.range()])).collect::<Vec<_>>()
    };
    let fine = "<type image='oem' filesystem='ext4'/>";
    assert!(judge("7.4", fine, "").is_empty());
    // what the attribute was meant to be is there for the rules
    assert_eq!(judge("7.4", "<type image='oem' fylesystem='ext4'/>", ""), ["unknown-attribute: fylesystem"]);
    // What the upgrade has told is not told again.
    let gone = "<type image='oem' filesystem='zfs'/>";
    assert!(judge("7.4", gone, "").is_empty());
    assert!(
        judge(
            "7.2",
            "<type image='vmx' filesystem='ext4'/><type image='oem' filesystem='ext4'/>",
            "<packages type='vmx'/>"
        )
        .is_empty()
    );
    let ec2 = "<type image='oem' filesystem='ext4'><ec2config><ec2accountnr>1</ec2accountnr></ec2config></type>";
    assert!(judge("7.4", ec2, "").is_empty());
    let long = format!("<!--{}-->", " ".repeat(1 << 20));
    assert_eq!(judge("7.4", gone, &long), ["upgrade-not-judged: "]);
}

#[test]
fn a_decision_about_consoles_is_offered() {
    let text = "<image schemaversion='8.2'><preferences><type image='oem'><bootloader name='grub2' console='serial gfxterm'/></type></preferences></image>";
    let done = upgrade_text("t.xml", text, newest());
    let edit = &done.upgrade.diagnostics[0].fixes[0].edits[0];
    let mended = format!("{}{}{}", &text[..edit.span.start as usize], edit.text, &text[edit.span.end as usize..]);
    assert!(mended.contains("<bootloader name='grub2' output_console=\"serial gfxterm\" input_console=\"serial\"/>"));
    let done = upgrade_text("t.xml", &mended, newest());
    assert!(done.upgrade.diagnostics.is_empty() && done.text == mended.replace("8.2", "8.5"));
}

#[test]
fn findings_about_what_a_step_moved_have_the_old_names_and_fixes() {
    let text =
        "<image schemaversion='7.1'><preferences><type image='oem' bootloader='syslinux'/></preferences></image>";
    let done = upgrade_text("t.xml", text, newest());
    let found = done.upgrade.diagnostics.iter().find(|found| found.name == "upgrade-value-gone").unwrap();
    assert_eq!(found.message, "`bootloader` of `type` cannot be `syslinux` any more");
    let edit = &found.fixes[0].edits[0];
    assert_eq!((&text[edit.span.range()], &*edit.text), ("syslinux", "grub2"));
}

#[test]
fn the_page_about_the_steps_is_what_the_stylesheets_say() {
    let path = here("docs/upgrade-steps.md");
    let page = rowi::upgrade::documentation();
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(here("docs")).unwrap();
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, page, "run this test with UPDATE=1");
    for step in steps() {
        assert!(!step.documentation().is_empty(), "{}", step.file);
    }
}
