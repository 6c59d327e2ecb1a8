//! The recorded `<containers>` descriptions: what KIWI and skopeo refused, or did otherwise than written, is reported.
use std::path::Path;

use rowi::diagnostic::Severity;
use rowi::image::{Description, Input};
use rowi::lint;
use rowi::text::{MemoryLoader, Sources};
use rowi::xml;

use crate::support::shared;

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

pub fn recorded_descriptions_get_their_verdict() {
    let entries = std::fs::read_dir(shared().join("registry-cases/kiwi")).expect("the cases");
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
