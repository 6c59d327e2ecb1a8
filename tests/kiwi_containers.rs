//! The recorded `<containers>` descriptions: what KIWI and skopeo refused, or did otherwise than written, is reported.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rowi::diagnostic::Severity;
use rowi::image::{Description, Input};
use rowi::lint;
use rowi::text::{MemoryLoader, Sources};
use rowi::xml;

/// What rowi must say of a case, an error's name; `None`: nothing worse than a warning, because what failed does not
/// lie in the description (the registry, the network, the root tree that the case was run on).
const EXPECTED: [(&str, Option<&str>); 18] = [
    ("digest-in-name", Some("container-digest")),
    ("digest-in-tag", Some("container-digest")),
    ("doc-example-name-with-slash", Some("container-name-slash")),
    ("dollar-in-tag", Some("container-variable-unexpanded")),
    ("double-underscore-name", Some("container-ref-not-oci-name")),
    ("image-docker-container-image-type", None),
    ("missing-on-registry", None),
    ("no-etc-systemd-system-dir", None),
    ("no-network", None),
    ("no-policy-json", None),
    ("no-skopeo-in-image", None),
    ("no-systemctl", None),
    ("obsrepositories-source-outside-obs", Some("container-source-scheme")),
    ("path-dotdot-escapes-source", Some("container-path-dots")),
    ("plain", None),
    ("same-name-two-paths", Some("container-archive-collision")),
    ("two-second-fails", None),
    ("uppercase-name", Some("container-ref-invalid")),
];

fn errors(text: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let id = sources.add("config.xml", text);
    let parsed = xml::parse(sources.get(id));
    let loader = MemoryLoader::new();
    let description = Description::load(&Input::new(&parsed.document, Path::new("config.xml")), &loader, &mut sources);
    lint::run(&description, &lint::Options::default())
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.name.to_string())
        .collect()
}

#[test]
fn recorded_descriptions_get_their_verdict() {
    let cases = std::env::var_os("ROWI_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"))
        .join("registry-cases/kiwi");
    let Ok(entries) = std::fs::read_dir(&cases) else {
        println!("skipped: no registry-cases (ROWI_SHARED or ../shared)");
        return;
    };
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(text) = std::fs::read_to_string(entry.path().join("config.xml")) else { continue };
        count += 1;
        let found = errors(&text);
        match EXPECTED.iter().find(|(case, _)| *case == name) {
            Some((_, Some(rule))) if found.iter().all(|found| found == rule) && !found.is_empty() => {}
            // this case was made without the package on purpose
            Some((_, None))
                if found.iter().all(|found| found == "container-needs-skopeo" && !text.contains("\"skopeo\"")) => {}
            other => wrong.push(format!("{name}: expected {other:?}, found {found:?}")),
        }
    }
    println!("{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_directory_is_judged_quickly() {
    let mut profiles = String::new();
    let mut preferences = String::new();
    for number in 0..8 {
        profiles.push_str(&format!("<profile name=\"P{number}\" description=\"p\"/>"));
        preferences.push_str(&format!(
            "<preferences profiles=\"P{number}\"><type image=\"oem\" filesystem=\"ext4\"/></preferences>"
        ));
    }
    let packages: String = (0..200).map(|number| format!("<package name=\"package-{number}\"/>")).collect();
    let text = format!(
        "<image schemaversion=\"8.5\" name=\"x\"><description type=\"system\"><author>A</author><contact>a</contact>\
         <specification>s</specification></description><profiles>{profiles}</profiles>\
         <preferences><version>1.0.0</version><packagemanager>zypper</packagemanager></preferences>{preferences}\
         <repository><source path=\"https://download.example.org/repo\"/></repository>\
         <containers source=\"registry.example.com\" backend=\"podman\"><container name=\"web\" tag=\"1\"/></containers>\
         <packages type=\"image\">{packages}<package name=\"podman\"/><package name=\"skopeo\"/></packages>\
         <packages type=\"bootstrap\"><package name=\"filesystem\"/></packages></image>"
    );
    let mut loader = MemoryLoader::new();
    let script =
        "cat >> /etc/containers/registries.conf <<EOF\n[[registry]]\nlocation = \"a.example.com\"\nEOF\n".repeat(10);
    loader.insert("config.sh", script.as_bytes());
    loader.insert(
        "root/etc/containers/registries.conf.d/50-local.conf",
        b"short-name-mode = \"permissive\"\n".as_slice(),
    );
    let best = (0..5)
        .map(|_| {
            let start = Instant::now();
            let mut sources = Sources::new();
            let id = sources.add("config.xml", text.as_str());
            let parsed = xml::parse(sources.get(id));
            let input = Input::new(&parsed.document, Path::new("config.xml"));
            let description = Description::load(&input, &loader, &mut sources);
            let findings = lint::run(&description, &lint::Options::default());
            assert!(!findings.is_empty());
            start.elapsed()
        })
        .min()
        .expect("a run");
    println!("a directory with 8 selections: {best:?}");
    // a release build stays below 5 ms; what is not optimised has more room
    let limit = if cfg!(debug_assertions) { 250 } else { 5 };
    assert!(best < Duration::from_millis(limit), "{best:?}");
}
