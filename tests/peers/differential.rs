//! One language, four ways: what jing says under KIWI's own schema, what rowi says under it, under rowi's own schema, and
//! what jing says under that, on real descriptions and on mutants of them. `ROWI_MUTANTS` sets how many (CI: few).

use std::path::Path;

use crate::support::corpus::{descriptions, jing, kiwi_package};
use crate::support::laws;
use crate::support::mutants::{Random, Seeds, vocabulary};
use crate::support::shared;
use rowi::files::FileLoader;
use rowi::kiwi::Image;
use rowi::rng::Schema;
use rowi::text::Sources;
use rowi::xml::Document;

fn amount() -> usize {
    std::env::var("ROWI_MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

fn compile(path: &Path) -> Schema {
    let mut sources = Sources::new();
    let bytes = std::fs::read(path).expect("a schema");
    let id = sources.add_bytes(path.to_string_lossy(), &bytes).expect("a text");
    let loaded = rowi::rng::load(id, &mut sources, &FileLoader::beside(path));
    let grammar = loaded.grammar.unwrap_or_else(|| panic!("{}: {:#?}", path.display(), loaded.diagnostics));
    Schema::compile(grammar).expect("a schema")
}

fn parse(text: &str) -> Option<Document> {
    let mut sources = Sources::new();
    let id = sources.add("document", text);
    let parsed = rowi::xml::parse(sources.get(id));
    (!rowi::diagnostic::has_errors(&parsed.diagnostics)).then_some(parsed.document)
}

fn verdicts(schema: &Schema, texts: &[String]) -> Vec<bool> {
    let valid = |document: Document| !rowi::diagnostic::has_errors(&schema.validate(&document));
    texts.iter().map(|text| parse(text).is_some_and(valid)).collect()
}

/// Real descriptions and mutants of them.
fn texts(shared: &Path, kiwi: Option<&Path>, ours: &Schema) -> Vec<String> {
    let amount = amount();
    let mut texts: Vec<String> =
        descriptions(shared, kiwi, amount / 4 + 20).into_iter().map(|(_, text)| text).collect();
    let seeds = Seeds::new(&texts);
    let words = vocabulary(&seeds, ours.grammar());
    let mut random = Random::new(85);
    texts.extend((0..amount).map(|_| seeds.mutant(&mut random, &words)));
    texts
}

pub fn all_ways_to_judge_agree() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("rng/kiwi.rnc");
    let (shared, kiwi) = (shared(), kiwi_package().expect("KIWI"));
    let ours = compile(&own);
    let texts = texts(&shared, Some(&kiwi), &ours);
    let upstream = kiwi.join("schema/kiwi.rng");
    let expected = jing(&upstream, &texts);
    let mut ways = vec![
        ("rowi with rowi's schema", verdicts(&ours, &texts)),
        ("rowi with KIWI's kiwi.rng", verdicts(&compile(&upstream), &texts)),
        ("jing with rowi's schema", jing(&own, &texts)),
    ];
    let compact = kiwi.join("schema/kiwi.rnc");
    if compact.is_file() {
        ways.push(("rowi with KIWI's kiwi.rnc", verdicts(&compile(&compact), &texts)));
    }
    for (way, found) in &ways {
        for ((text, expected), found) in texts.iter().zip(&expected).zip(found) {
            assert_eq!(expected, found, "{way} and jing with KIWI's schema (left) disagree on:\n{text}");
        }
    }
    let valid = expected.iter().filter(|valid| **valid).count();
    println!("{} texts, {valid} of them valid, {} ways agree", texts.len(), ways.len() + 1);
    assert!(valid > 10 && valid < texts.len(), "both verdicts occur");
}

/// The corpus as rowi's upgrade leaves it: at most `limit` texts, spread evenly over it.
fn upgraded(shared: &Path, limit: usize) -> Vec<String> {
    let manifest = std::fs::read_to_string(shared.join("corpus/manifest.tsv")).expect("the manifest");
    let rows: Vec<Vec<&str>> = manifest.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let xml: Vec<_> = rows.iter().filter(|row| row[7] == "xml").collect();
    let step = xml.len().div_ceil(limit.max(1)).max(1);
    let mut texts = Vec::new();
    for row in xml.into_iter().step_by(step) {
        let bytes = std::fs::read(shared.join("corpus/files").join(row[0])).expect("a file of the corpus");
        let mut sources = Sources::new();
        let Ok(id) = sources.add_bytes(row[0], &bytes) else { continue };
        let upgrade = rowi::upgrade::upgrade(id, &mut sources, &rowi::upgrade::Options::default());
        texts.push(upgrade.edits.apply(&sources.get(id).text));
    }
    texts
}

pub fn the_typed_model_keeps_its_laws() {
    let shared = shared();
    let judge = laws::Judge::new("rng/kiwi.rnc");
    let amount = amount();
    let mut texts = upgraded(&shared, amount / 4 + 20);
    let real = texts.len();
    let seeds = Seeds::new(&texts);
    let words = vocabulary(&seeds, judge.schema.grammar());
    let mut random = Random::new(58);
    texts.extend((0..amount).map(|_| seeds.mutant(&mut random, &words)));
    let (mut valid, mut seen_by_reader, mut invalid) = (0, 0, 0);
    for (index, text) in texts.iter().enumerate() {
        let read = laws::document(text).map(|document| rowi::types::read::<Image>(&document));
        // Numbers that no 64 bits hold are the one thing that is valid and not read.
        let too_big = |error: &rowi::types::ReadError| error.message.contains("must be from");
        if matches!(&read, Some(Err(errors)) if errors.iter().all(too_big)) {
            continue;
        }
        match laws::laws::<Image>(&judge, &format!("text {index}"), text) {
            laws::Verdict::Valid => valid += 1,
            laws::Verdict::Invalid => {
                invalid += 1;
                seen_by_reader += usize::from(!matches!(read, Some(Ok(_))));
            }
        }
    }
    println!(
        "{real} descriptions and {amount} mutants: {valid} valid and bound, {invalid} invalid of which the reader alone \
         sees {seen_by_reader}"
    );
    assert!(valid > 10 && seen_by_reader > 10);
}
