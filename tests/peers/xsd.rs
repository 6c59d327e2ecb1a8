//! The XSD export: every document that is valid under the schema is valid under the export, as xmllint judges.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::laws::{Judge, document, schema};
use crate::support::{corpus, root, scratch, shared};

/// The files that xmllint refuses under the export of a schema.
fn refused(name: &str, schema_path: &str, files: &[PathBuf]) -> Vec<String> {
    let (text, _) = rowi::generate::xsd::export(&schema(Path::new(schema_path)));
    assert!(document(&text).is_some(), "{name}: the export is well-formed");
    let directory = scratch(name);
    let xsd = directory.join("export.xsd");
    std::fs::write(&xsd, text).expect("a file for xmllint");
    let output = Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(&xsd).args(files).output();
    let output = output.expect("xmllint");
    let _ = std::fs::remove_dir_all(&directory);
    let messages = String::from_utf8_lossy(&output.stderr);
    messages.lines().filter(|line| !line.ends_with(" validates")).map(str::to_owned).collect()
}

pub fn valid_documents_stay_valid() {
    let schemas = root().join("tests/types/schemas");
    for entry in std::fs::read_dir(&schemas).expect("schemas") {
        let path = entry.expect("a schema").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let documents = root().join("tests/types/documents").join(&name).join("valid");
        let files: Vec<PathBuf> =
            std::fs::read_dir(documents).expect("documents").map(|entry| entry.expect("a document").path()).collect();
        let refused = refused(&name, &path.to_string_lossy(), &files);
        assert!(refused.is_empty(), "{name}: {refused:#?}");
    }
}

pub fn valid_descriptions_stay_valid() {
    let judge = Judge::new("rng/kiwi.rnc");
    let directory = std::env::temp_dir().join(format!("rowi-xsd-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    let mut files = Vec::new();
    for (index, (_, text)) in corpus::descriptions(&shared(), corpus::kiwi_package().as_deref(), 200).iter().enumerate()
    {
        if document(text).is_some_and(|document| judge.is_valid(&document)) {
            let path = directory.join(format!("{index}.xml"));
            std::fs::write(&path, text).expect("a file");
            files.push(path);
        }
    }
    let refused = refused("kiwi", "rng/kiwi.rnc", &files);
    let _ = std::fs::remove_dir_all(&directory);
    println!("{} descriptions", files.len());
    assert!(files.len() > 10 && refused.is_empty(), "{refused:#?}");
}

pub fn the_export_refuses_what_it_can_say() {
    // Required attributes, enumerations, counts in free order without repeats.
    for (name, number) in [("records", 3), ("values", 1), ("starts", 2), ("recursion", 1)] {
        let file = root().join(format!("tests/types/documents/{name}/invalid/{number}.xml"));
        assert!(!refused(name, &format!("tests/types/schemas/{name}.rnc"), &[file]).is_empty(), "{name}");
    }
}
