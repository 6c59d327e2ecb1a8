//! `rowi upgrade --edition kiwi`: from containers among the packages to KIWI's own sections, through the program.
//! `UPDATE=1` writes the fixture's result anew.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rowi::kiwi::Edition;
use rowi::text::Sources;
use rowi::upgrade::{Options, upgrade};

fn fixture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade/editions/containers-in-packages-to-kiwi").join(file)
}

/// A directory of this process and test.
fn directory(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("rowi-edition-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// The status and what is printed on both streams.
fn rowi(directory: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rowi"))
        .args(arguments)
        .current_dir(directory)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(printed).unwrap())
}

fn is_valid(edition: Edition, text: &str) -> bool {
    let mut sources = Sources::new();
    let id = sources.add("config.xml", text);
    let document = rowi::xml::parse(sources.get(id)).document;
    edition.schema().unwrap().validate(&document).is_empty()
}

#[test]
fn the_fixture_becomes_kiwis_own() {
    let before = fs::read_to_string(fixture("before.xml")).unwrap();
    assert!(is_valid(Edition::ContainersInPackages, &before));
    assert!(!is_valid(Edition::Kiwi, &before));
    let here = directory("fixture");
    fs::write(here.join("config.xml"), &before).unwrap();
    let (status, shown) = rowi(&here, &["upgrade", "--edition", "kiwi", "config.xml"]);
    assert_eq!(status, Some(0), "{shown}");
    assert!(shown.contains("`container` moves into `containers`"), "{shown}");
    assert_eq!(fs::read_to_string(here.join("config.xml")).unwrap(), before, "only shown");
    let (status, shown) = rowi(&here, &["upgrade", "--edition", "kiwi", "--check", "config.xml"]);
    assert_eq!(status, Some(1), "{shown}");
    let (status, shown) = rowi(&here, &["upgrade", "--edition", "kiwi", "--write", "config.xml"]);
    assert_eq!(status, Some(0), "{shown}");
    for name in ["upgrade-drops-attribute", "upgrade-drops-element"] {
        assert!(shown.contains(name), "{shown}");
    }
    assert!(!shown.contains("upgrade-rewrites-document"), "{shown}");
    let after = fs::read_to_string(here.join("config.xml")).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(fixture("after.xml"), &after).unwrap();
    }
    assert_eq!(after, fs::read_to_string(fixture("after.xml")).unwrap_or_default());
    assert!(is_valid(Edition::Kiwi, &after), "{after}");
    let (status, shown) = rowi(&here, &["upgrade", "--edition", "kiwi", "--check", "config.xml"]);
    assert_eq!(status, Some(0), "a second time there is nothing to do: {shown}");
    fs::remove_dir_all(here).unwrap();
}

/// The result for a body of an image, and the findings with the text that they are about.
fn converted(body: &str) -> (String, Vec<(String, String)>) {
    let text = format!("<image schemaversion=\"8.5\" name=\"i\">\n{body}\n</image>\n");
    let mut sources = Sources::new();
    let id = sources.add("config.xml", text.as_str());
    let done = upgrade(id, &mut sources, &Options { edition: Some(Edition::Kiwi), ..Options::default() });
    let found = done
        .diagnostics
        .iter()
        .map(|diagnostic| (diagnostic.name.to_string(), text[diagnostic.primary.range()].to_owned()));
    let found = found.collect();
    (done.edits.apply(&text), found)
}

#[test]
fn what_has_no_counterpart_stays_and_is_reported() {
    for name in [
        "obsregistry://project/containers/app",
        "oci-archive:/tmp/app.tar",
        "registry.example.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "registry.example.com/",
        "registry.example.com/app:",
        "short",
    ] {
        let body = format!("<packages type=\"image\">\n  <container name=\"{name}\"/>\n</packages>");
        let (after, found) = converted(&body);
        assert!(after.contains(&body), "{after}");
        assert_eq!(found, [("upgrade-needs-decision".to_owned(), format!("name=\"{name}\""))]);
    }
}

#[test]
fn short_names_need_a_registry_that_is_certain() {
    let packages =
        "<packages type=\"image\" profiles=\"P\">\n  <container name=\"ns/app\" arch=\"aarch64\"/>\n</packages>";
    for (registries, source) in [
        ("<registry url=\"a.example\"/><registry url=\"b.example\"/>", Some("a.example")),
        ("<registry url=\"a.example\" profiles=\"P\"/><registry url=\"b.example\"/>", Some("a.example")),
        ("<registry url=\"a.example\" arch=\"x86_64\"/><registry url=\"b.example/x/\"/>", Some("b.example/x")),
        ("<registry url=\"a.example\" profiles=\"Q\"/><registry url=\"b.example\"/>", None),
        ("<registry url=\"obsregistry://p\"/>", None),
        ("<registry url=\"obsregistry://\"/>", None),
    ] {
        let (after, found) = converted(&format!("{registries}\n{packages}"));
        match source {
            Some(source) => {
                assert!(after.contains(&format!("source=\"{source}\"")), "{after}");
                assert!(after.contains("name=\"app\"") && after.contains("path=\"ns\""), "{after}");
                assert!(!after.contains("registry"), "{after}");
            }
            None => {
                assert!(after.contains(registries) && after.contains(packages), "{after}");
                assert_eq!(found.len(), 1, "{found:?}");
                assert_eq!(found[0].0, "upgrade-needs-decision");
            }
        }
    }
}

#[test]
fn sections_for_other_stages_keep_their_containers() {
    let body = "<packages type=\"iso\">\n  <container name=\"r.example/app\"/>\n</packages>";
    let (after, found) = converted(body);
    assert!(after.contains(body), "{after}");
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_wrapped_container_that_is_uninstalled_again_is_told() {
    for (remove, told) in [("", false), ("<packages type=\"uninstall\"><package name=\"w\"/></packages>", true)] {
        let body = format!("<packages type=\"image\"><package name=\"w\" oci_import=\"true\"/></packages>{remove}");
        let text = format!("<image schemaversion=\"8.5\" name=\"i\">{body}</image>");
        let mut sources = Sources::new();
        let id = sources.add("config.xml", text.as_str());
        let done = upgrade(id, &mut sources, &Options { edition: Some(Edition::Kiwi), ..Options::default() });
        let found = &done.diagnostics;
        assert_eq!((found.len(), &*found[0].name), (1, "upgrade-drops-attribute"));
        assert_eq!(found[0].notes.iter().any(|note| note.contains("removed again")), told, "{:?}", found[0].notes);
    }
}

#[test]
fn kiwis_own_edition_has_nothing_to_do() {
    let body = "<containers source=\"r.example\" backend=\"podman\">\n  <container name=\"app\"/>\n</containers>";
    let (after, found) = converted(body);
    assert!(after.contains(body) && found.is_empty(), "{after} {found:?}");
}

#[test]
fn an_old_description_gets_to_the_newest_version_first() {
    let here = directory("old");
    let body = "<packages type=\"image\">\n    <container name=\"r.example/app\"/>\n  </packages>";
    let rest = "<description type=\"system\"><author>a</author><contact>c</contact><specification>s</specification></description><preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image=\"oem\" filesystem=\"ext4\"/></preferences><repository><source path=\"obs://a/b\"/></repository>";
    let before = format!("<image schemaversion=\"8.4\" name=\"i\">\n  {rest}\n  {body}\n</image>\n");
    fs::write(here.join("config.xml"), &before).unwrap();
    let read = || fs::read_to_string(here.join("config.xml")).unwrap();
    let (status, shown) = rowi(&here, &["upgrade", "--check", "config.xml"]);
    assert_eq!((status, shown.contains("8.4 -> 8.5")), (Some(1), true), "{shown}");
    assert_eq!(read(), before);
    let (status, shown) = rowi(&here, &["upgrade", "--to", "8.4", "--check", "config.xml"]);
    assert_eq!(status, Some(0), "{shown}");
    let (status, shown) = rowi(&here, &["upgrade", "--to", "9.9", "config.xml"]);
    assert_eq!((status, shown.contains("no upgrade leads to version 9.9")), (Some(2), true), "{shown}");
    let (status, shown) = rowi(&here, &["upgrade", "--write", "config.xml"]);
    assert_eq!(status, Some(0), "{shown}");
    assert_eq!(read(), before.replace("8.4", "8.5"), "without the option the edition stays");
    fs::write(here.join("config.xml"), &before).unwrap();
    let (status, shown) = rowi(&here, &["upgrade", "--edition", "kiwi", "--write", "config.xml"]);
    assert_eq!(status, Some(0), "{shown}");
    assert!(
        read().contains("schemaversion=\"8.5\"") && read().contains("<containers source=\"r.example\""),
        "{}",
        read()
    );
    assert!(!read().contains("<packages"), "{}", read());
    fs::remove_dir_all(here).unwrap();
}
