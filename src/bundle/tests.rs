use std::path::Path;

use super::*;
use crate::text::MemoryLoader;

fn bundle(files: &[(&str, &str)]) -> (Sources, Bundle) {
    let mut loader = MemoryLoader::new();
    for (name, text) in files {
        loader.insert(name, *text);
    }
    let mut sources = Sources::new();
    let id = sources.add(files[0].0, files[0].1);
    let bundle = Bundle::assemble(id, &mut sources, &loader);
    (sources, bundle)
}

fn findings(files: &[(&str, &str)]) -> Vec<String> {
    let (sources, bundle) = bundle(files);
    let found = bundle.malformed().cloned().chain(bundle.include_findings());
    found.map(|one| format!("{} {}", one.name, sources.slice(one.primary))).collect()
}

const PART: &str = "<image><users/></image>";

#[test]
fn one_include_has_one_verdict() {
    for (from, found) in [
        ("this://part.xml", vec![]),
        ("part.xml", vec![]),
        ("this://none.xml", vec!["missing-include this://none.xml"]),
        ("none.xml", vec!["missing-include none.xml"]),
        ("this://list.yaml", vec!["missing-include this://list.yaml"]),
        ("this://sub", vec!["missing-include this://sub"]),
        ("file://part.xml", vec!["unresolvable-include file://part.xml"]),
        ("https://example.org/part.xml", vec!["unresolvable-include https://example.org/part.xml"]),
        ("file://./part.xml", vec!["include-from-working-directory file://./part.xml"]),
        ("file://sub/none.xml", vec!["include-from-working-directory file://sub/none.xml"]),
        ("this://other.xml", vec!["include-ignored this://other.xml"]),
        ("this://config.xml", vec!["cyclic-include this://config.xml"]),
        ("this://sub/nested.xml", vec!["nested-include this://none.xml"]),
        ("this://sub/back.xml", vec!["cyclic-include this://config.xml"]),
        ("this://broken.xml", vec!["unclosed-element image"]),
    ] {
        let main = format!("<image><include from='{from}'/></image>");
        let files = [
            ("d/config.xml", main.as_str()),
            ("d/part.xml", PART),
            ("d/list.yaml", "image: {}"),
            ("d/other.xml", "<users/>"),
            ("d/sub/nested.xml", "<image><include from='this://none.xml'/></image>"),
            ("d/sub/back.xml", "<image><include from='this://config.xml'/></image>"),
            ("d/broken.xml", "<image><users/>"),
        ];
        assert_eq!(findings(&files), found, "{from}");
    }
}

#[test]
fn what_stands_elsewhere_is_not_followed() {
    let main = "<image><preferences><include from='this://none.xml'/></preferences><include/></image>";
    assert_eq!(findings(&[("config.xml", main)]), [""; 0]);
}

#[test]
fn a_file_is_read_once_and_put_in_as_often_as_it_is_included() {
    let main = "<image><include from='this://part.xml'/><a/><include from='file://./part.xml'/></image>";
    let (sources, bundle) = bundle(&[("d/config.xml", main), ("d/part.xml", PART)]);
    assert_eq!(bundle.files.len(), 2);
    assert_eq!(bundle.files[1].path, Path::new("d/part.xml"));
    assert_eq!(bundle.files[1].included_from.len(), 2);
    assert_eq!(sources.iter().count(), 2);
    let names: Vec<_> = bundle.include_findings().iter().map(|one| one.name.to_string()).collect();
    assert_eq!(names, ["include-from-working-directory", "repeated-include"]);
    let whole = bundle.whole_as_written();
    assert_eq!(whole.write_node(whole.root_element().unwrap()), "<image><users/><a/><users/></image>");
    let users = whole.child_elements(whole.root_element().unwrap()).next().unwrap();
    assert_eq!(whole.span(users).unwrap().source, bundle.files[1].source);
}

#[test]
fn repeated_includes_have_a_limit() {
    let main = format!("<image>{}</image>", "<include from='this://part.xml'/>".repeat(2000));
    let part = format!("<image>{}</image>", "<package/>".repeat(1000));
    let (_, bundle) = bundle(&[("config.xml", &main), ("part.xml", &part)]);
    let whole = bundle.whole_as_written();
    assert!(whole.len() < 60_000, "{}", whole.len());
    assert!(bundle.include_findings().iter().any(|one| *one.name == *"include-limit"));
}

#[test]
fn label_helpers_give_way_to_what_is_in_them() {
    let main = "<image><labels xmlns:h='com.suse.label_helper'><h:add_prefix><h:x><label/></h:x><label/></h:add_prefix></labels></image>";
    let (_, bundle) = bundle(&[("config.xml", main)]);
    let without = without_label_helpers(&bundle.main().document).unwrap();
    let names: Vec<_> =
        without.descendants(NodeId::ROOT).filter_map(|node| Some(without.name(node)?.lexical())).collect();
    assert_eq!(names, ["image", "labels", "label", "label"]);
}
