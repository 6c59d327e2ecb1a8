//! The schemas that the binary carries are those in `rng/`. `UPDATE=1 cargo test --test engine embedded` writes them anew.

use rowi::kiwi::embedded as carried;
use rowi::rng::{self, embedded};
use rowi::text::Sources;

use crate::support::{Package, root};

#[test]
fn the_embedded_schemas_are_those_of_the_sources() {
    for (edition, bytes) in carried::EDITIONS {
        let (source, compiled) = match edition {
            "" => ("rng/kiwi.rnc".to_owned(), "rng/compiled/kiwi.bin".to_owned()),
            name => (format!("rng/editions/{name}.rnc"), format!("rng/compiled/{name}.bin")),
        };
        let mut sources = Sources::new();
        let text = std::fs::read_to_string(root().join(&source)).unwrap();
        let id = sources.add(source.as_str(), text);
        let loaded = rng::load(id, &mut sources, &Package);
        assert_eq!(loaded.diagnostics, [], "{source}");
        let grammar = loaded.grammar.expect("a grammar");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(root().join(&compiled), embedded::encode(&grammar)).unwrap();
            continue;
        }
        let same = embedded::decode(bytes).as_ref() == Some(&embedded::without_spans(&grammar));
        assert!(same, "{compiled} is out of date: `UPDATE=1 cargo test --test engine embedded` mends this");
        assert!(carried::schema(edition).is_some());
    }
    assert!(carried::schema("nonsense").is_none());
}

#[test]
fn every_edition_is_embedded() {
    let names: Vec<String> = std::fs::read_dir(root().join("rng/editions"))
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .collect();
    for name in names {
        assert!(carried::EDITIONS.iter().any(|(edition, _)| *edition == name), "{name} is not embedded");
    }
}
