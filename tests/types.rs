//! Generated types: committed files are fresh, and reading and writing keep their laws.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

mod types {
    pub mod support;
}

use std::path::Path;

use types::support::{Judge, Verdict, laws, root, schema};

fn header(path: &str, version: &str) -> Vec<String> {
    let origin = format!("From {path}{version}, generator {}.", env!("CARGO_PKG_VERSION"));
    vec![origin, "This file is long because the schema is: one struct an element, one enum an enumeration.".to_owned()]
}

/// Compares a committed file with what the generator makes of the schema now; `UPDATE=1` writes it.
fn fresh(schema_path: &str, generated: &str, names: Option<&str>, version: &str) {
    let grammar = schema(Path::new(schema_path));
    let renames = names.map(|names| {
        let text = std::fs::read_to_string(root().join(names)).expect("the rename file");
        rowi::generate::types::Renames::parse(&text).expect("a rename file")
    });
    let options = rowi::generate::types::Options {
        renames: renames.unwrap_or_default(),
        header: header(schema_path, version),
        ..Default::default()
    };
    let now = rowi::generate::types::generate(&grammar, &options).expect("types");
    let path = root().join(generated);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &now).expect("a writable file");
        return;
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    // The formatter's taste is no change.
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if squeeze(&before) != squeeze(&now) {
        let different = before.lines().zip(now.lines()).find(|(one, other)| one != other);
        panic!(
            "{generated} is not what the generator makes of {schema_path}: the schema, or the generator, has changed; \
             `UPDATE=1 cargo test --test types` writes it anew\nfirst difference: {different:#?}"
        );
    }
}

#[test]
fn the_kiwi_model_is_fresh() {
    fresh("rng/kiwi.rnc", "src/kiwi/model.rs", Some("rng/kiwi.names.toml"), ", schema version 8.5");
}

/// One schema of our own: the generated module is fresh, and the laws hold on its documents.
macro_rules! schemas {
    ($($name:ident),* $(,)?) => {
        mod generated {
            $(
                #[allow(dead_code, clippy::all)]
                pub mod $name {
                    include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/types/generated/", stringify!($name), ".rs"));
                }
            )*
        }

        $(
            mod $name {
                #[test]
                fn is_fresh() {
                    let schema = concat!("tests/types/schemas/", stringify!($name), ".rnc");
                    super::fresh(schema, concat!("tests/types/generated/", stringify!($name), ".rs"), None, "");
                }

                #[test]
                fn keeps_the_laws() {
                    super::documents::<super::generated::$name::Root>(stringify!($name));
                }
            }
        )*
    };
}

fn documents<N: rowi::types::Node + PartialEq + std::fmt::Debug>(name: &str) {
    let judge = Judge::new(&format!("tests/types/schemas/{name}.rnc"));
    let mut seen = 0;
    for (folder, expected) in [("valid", Verdict::Valid), ("invalid", Verdict::Invalid)] {
        let directory = root().join("tests/types/documents").join(name).join(folder);
        let mut files: Vec<_> =
            std::fs::read_dir(&directory).expect("documents").map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a document");
            assert_eq!(laws::<N>(&judge, &file.to_string_lossy(), &text), expected, "{}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 2, "no documents for {name}");
}

schemas![
    records,
    choices,
    mixed,
    values,
    wildcards,
    names,
    recursion,
    starts,
    namespaces,
    occurrence,
    compatibility,
    sections,
    relaxng,
];

#[allow(dead_code)]
#[path = "../examples/generate_description.rs"]
mod generate_description;

#[test]
fn a_generated_description_is_valid() {
    let text = rowi::types::to_xml(&generate_description::image().expect("an image"));
    assert_eq!(laws::<rowi::kiwi::Image>(&Judge::new("rng/kiwi.rnc"), "the example", &text), Verdict::Valid);
}
