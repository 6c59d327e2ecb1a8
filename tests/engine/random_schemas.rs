//! Random documents under random schemas: the automaton and the plain derivatives of the paper.

use crate::support::random_schemas::{DOCUMENTS, accepts, amount, case, compile, generate};

#[test]
fn the_automaton_judges_as_the_specification_does() {
    let (mut judged, mut valid) = (0, 0);
    for seed in 0..amount() {
        let (shape, case, documents) = case(seed);
        let Some(schema) = compile(&case.text) else { continue };
        for document in &documents {
            let text = generate::print(document);
            let expected = case.definitions.accepts(document);
            let found = accepts(&schema, &text);
            assert_eq!(
                expected, found,
                "the specification (left) and rowi disagree, {shape:?}, seed {seed}:\n{}\n{text}",
                case.text
            );
            judged += 1;
            valid += usize::from(found);
        }
    }
    println!("{judged} documents, {valid} of them valid");
    assert!(judged > amount() * DOCUMENTS / 3, "most schemas are correct");
    assert!(valid > judged / 10 && valid < judged * 9 / 10, "both verdicts occur");
}

#[test]
fn a_requirement_that_differs_by_branch_is_told() {
    let schema =
        compile("start = element r { (attribute a { text }, x) | (attribute c { text }, x) } x = element x { empty }")
            .unwrap();
    assert!(!accepts(&schema, "<r><x/></r>"));
    assert!(accepts(&schema, "<r c=''><x/></r>"));
    assert!(!accepts(&schema, "<r a='' c=''><x/></r>"));
}
