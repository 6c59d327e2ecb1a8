//! The XSD export.

/// A pattern that refers to the one before it twice, and so on, is two lines longer with each; written out it doubles.
#[test]
fn patterns_that_share_are_not_written_out() {
    let mut schema = "start = element r { a40 }\na0 = element x { empty }\n".to_owned();
    for index in 1..=40 {
        let before = index - 1;
        schema.push_str(&format!("a{index} = a{before}, a{before}\n"));
    }
    let mut sources = rowi::text::Sources::new();
    let id = sources.add("doubling.rnc", schema);
    let loaded = rowi::rng::load(id, &mut sources, &rowi::text::MemoryLoader::new());
    let (text, approximations) = rowi::generate::xsd::export(&loaded.grammar.expect("a grammar"));
    assert!(text.len() < 10_000, "{} bytes", text.len());
    assert_eq!(approximations.len(), 1, "order and number are lost, and that is said");
}
