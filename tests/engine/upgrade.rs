//! Upgrades: properties of the steps and over generated formatting. The steps' fixtures are `upgrade/` of `cases`.

use std::fs;
use std::path::{Path, PathBuf};

use rowi::bundle::Bundle;
use rowi::text::{MemoryLoader, Sources};
use rowi::upgrade::{Options, newest, steps};
use rowi::xslt::{Limits, Run, compile};

use crate::support::tree;
use crate::support::upgrades::{fixtures, survive_formatting, upgrade_text};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The patterns of a template that has several.
fn patterns(tag: &str) -> Vec<&str> {
    let patterns: Vec<&str> = match_attribute(tag).split('|').map(str::trim).collect();
    if patterns.len() > 1 { patterns } else { Vec::new() }
}

fn match_attribute(tag: &str) -> &str {
    tag.split_once("match=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(value, _)| value)
}

/// Every fixture in every style of formatting.
#[test]
fn formatting_survives_upgrades() {
    let texts: Vec<(String, String)> = fixtures()
        .iter()
        .map(|fixture| (fixture.display().to_string(), fs::read_to_string(fixture.join("before.xml")).unwrap()))
        .collect();
    survive_formatting(&texts);
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
    let bundle = Bundle::assemble(id, &mut sources, &loader);
    let done = rowi::upgrade::upgrade_bundle(&bundle, &mut sources, &Options::default());
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
    let found: Vec<_> = bundle.include_findings().into_iter().chain(done.diagnostics.iter().cloned()).collect();
    let mut names: Vec<(&str, &str)> = found.iter().map(|found| (&*found.name, sources.slice(found.primary))).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            ("cyclic-include", "this://config.xml"),
            ("include-from-working-directory", "file://./old.xml"),
            ("include-not-upgraded", "7.3"),
            ("missing-include", "this://missing.xml"),
            ("nested-include", "this://old.xml"),
            ("repeated-include", "file://./old.xml"),
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
    assert!(!finding.message.as_str().contains("snapper"), "{}", finding.message);
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
    let (_, labels) = told("missing-filesystem");
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
        let bundle = Bundle::assemble(id, &mut sources, &MemoryLoader::new());
        let upgraded = rowi::upgrade::upgrade_bundle(&bundle, &mut sources, &Options::default());
        let found = rowi::analysis::check_upgraded(&bundle, &upgraded, &sources, rowi::kiwi::Edition::Kiwi).unwrap();
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
