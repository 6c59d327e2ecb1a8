//! What a program that uses the library takes in with it.

use std::collections::BTreeSet;
use std::process::Command;

use crate::support::root;

/// The packages that stand in for a user's program: those of a normal build on this machine, rowi among them.
fn packages(features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--no-default-features", "--features", features])
        .args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// A program that validates one document needs no command line, no C code, no code generator.
#[test]
fn the_engines_alone_are_few_crates() {
    let packages = packages("");
    assert!(packages.contains("rowi") && packages.len() <= 12, "{packages:?}");
}

/// A build script that makes types needs neither KIWI nor C code.
#[test]
fn types_need_no_c() {
    let packages = packages("types");
    for absent in ["cc", "clap", "tree-sitter", "saphyr", "codespan-reporting"] {
        assert!(!packages.contains(absent), "{absent} in {packages:?}");
    }
}

#[test]
fn short_ways() {
    use rowi::rng::Schema;
    use rowi::xml::Document;
    use rowi::xslt::{Stopped, Stylesheet};

    let document: Document = "<a xmlns='u'><b/></a>".parse().expect("a document");
    assert!("<a>".parse::<Document>().is_err());
    let schema: Schema = "<element name='a' ns='u' xmlns='http://relaxng.org/ns/structure/1.0'><element name='b'>\
                          <empty/></element></element>"
        .parse()
        .expect("a schema");
    assert!(schema.validate(&document).is_empty());
    let count = rowi::xpath::evaluate_with("count(/p:a/p:b)", &document, &[("p", "u")]);
    assert_eq!(count.expect("a number").to_number(), 1.0);
    let why = rowi::xpath::evaluate("count(", &document).expect_err("a mistake").to_string();
    assert!(why.starts_with("expression:1:"), "{why}");
    let head = "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>";
    let stylesheet = |body: &str| format!("{head}{body}</xsl:stylesheet>").parse::<Stylesheet>();
    let ends = stylesheet("<xsl:template match='/'><xsl:message terminate='yes'>no</xsl:message></xsl:template>");
    let ends = ends.expect("a stylesheet").apply(&document);
    assert!(matches!(ends, Err(Stopped::Message(text)) if text == "no"));
    assert!(stylesheet("<xsl:template match='['/>").is_err());
}
