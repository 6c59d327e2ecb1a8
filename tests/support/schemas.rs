//! Schemas from strings.

use rowi::diagnostic::has_errors;
use rowi::rng::{self, Loaded, Schema, ast::Href};
use rowi::text::{MemoryLoader, Sources};

/// Declarations, comments, annotations, every kind of pattern and name class.
pub const SAMPLE: &str = r##"# head
# of the file
namespace x = "urn:x"
namespace local = ""
default namespace d = "urn:d"
# before the grammar

x:top [ "hello" ]
foo [ bar [] baz [ qux [ a = "x'" b = 'y"' ] ] ]

## Documentation of the start
## on two lines
start = element root { attribute x:a { text }, attribute b { "one" | "two" }, (part | other)+ }
  >> x:after [ "t" ]

# a comment -- with dashes-
part =
  [ x:attr = "v" x:e [ "q" ~ "r" ] ]
  element * - (x:* | local:no) {
    xsd:string {
      ## about the facet
      minLength = "1" # trailing
      maxLength = "2"
    }
    - ("a" | "b")
  }
other |= element x:* - x:y { mixed { list { string "z"* } } }
other |= external "sub/e.rnc"
div {
  # in the div
  include "inc.rnc" inherit = x {
    d = empty
    # at the end of the include
  }
  f = xsd:QName "x:foo" | token "a<b>&\x{A}z" | notAllowed
  ## on a group
  g = part, other
  h = ([ x:y = "1" ] part), [ x:y = "2" ] (part | other), [ x:z = "3" ] (part+)
  a = grammar { start = parent part }
}
# the end
"##;

/// Loads `text` as `name`, with `files` beside it.
pub fn load(name: &str, text: &str, files: &[(&str, &str)]) -> (Sources, Loaded) {
    let mut loader = MemoryLoader::new();
    for (name, text) in files {
        loader.insert(name, *text);
    }
    let mut sources = Sources::new();
    let id = sources.add(name, text);
    let loaded = rng::load(id, &mut sources, &loader);
    (sources, loaded)
}

/// Names and headlines of what is wrong with a compact schema.
pub fn findings(text: &str) -> Vec<String> {
    let (_, loaded) = load("s.rnc", text, &[]);
    loaded.diagnostics.iter().map(|found| format!("{}: {}", found.name, found.message)).collect()
}

/// The places, as text, that the findings point at.
pub fn places(text: &str) -> Vec<String> {
    let (sources, loaded) = load("s.rnc", text, &[]);
    loaded.diagnostics.iter().map(|found| sources.slice(found.primary).to_owned()).collect()
}

/// Asserts that a compact schema is accepted.
#[track_caller]
pub fn accepted(text: &str) {
    let found = findings(text);
    assert!(found.is_empty(), "{text}\n{found:#?}");
}

/// Asserts that a compact schema is refused, with exactly these diagnostics by name.
#[track_caller]
pub fn refused(text: &str, names: &[&str]) {
    let found = findings(text);
    let own: Vec<&str> = found.iter().map(|found| found.split(':').next().unwrap_or("")).collect();
    assert_eq!(own, names, "{text}\n{found:#?}");
}

/// Whether `document` is valid against the compact schema `schema`.
#[track_caller]
pub fn valid(schema: &str, document: &str) -> bool {
    let (mut sources, loaded) = load("s.rnc", schema, &[]);
    assert!(!has_errors(&loaded.diagnostics), "{schema}\n{:#?}", loaded.diagnostics);
    let compiled = Schema::compile(loaded.grammar.expect("a grammar")).expect("compiles");
    let id = sources.add("d.xml", document);
    let parsed = rowi::xml::parse(sources.get(id));
    assert!(parsed.diagnostics.is_empty(), "{document}");
    compiled.validate(&parsed.document).is_empty()
}

/// The other syntax of a schema.
#[track_caller]
pub fn converted(name: &str, text: &str) -> String {
    let mut sources = Sources::new();
    let id = sources.add(name, text);
    let source = sources.get(id).clone();
    let (schema, found) = rng::parse(&source);
    assert!(!has_errors(&found), "{text}\n{found:#?}");
    let href = |href: &Href| {
        let other = if name.ends_with(".rnc") { ".rng" } else { ".rnc" };
        href.href.rsplit_once('.').map_or_else(|| href.href.to_string(), |(stem, _)| format!("{stem}{other}"))
    };
    match schema.syntax {
        rng::ast::Syntax::Compact => rng::xml_syntax::write(&schema, &href),
        rng::ast::Syntax::Xml => rng::compact::print(&schema, &source, &href),
    }
}

/// A compact schema formatted.
#[track_caller]
pub fn formatted(text: &str) -> String {
    let mut sources = Sources::new();
    let id = sources.add("s.rnc", text);
    let source = sources.get(id).clone();
    let (schema, found) = rng::parse(&source);
    assert!(!has_errors(&found), "{text}\n{found:#?}");
    rng::compact::format(&schema, &source)
}

/// What cases include.
pub const FILES: [(&str, &str); 3] = [
    ("i.rnc", "start = element i { x }\nx = element x { y }\ny = empty\n"),
    ("p.rnc", "element p { empty }"),
    ("b.rnc", "element b { text }"),
];

/// Name and text of each case of a file. A part `suffix` stands behind each case that follows.
fn in_parts(text: &'static str) -> Vec<(&'static str, String)> {
    let mut suffix = "";
    let mut cases = Vec::new();
    for part in text.split("=== ").skip(1) {
        let (name, body) = part.split_once('\n').expect("a case has a name");
        if name == "suffix" {
            suffix = body;
        } else {
            cases.push((name, format!("{body}{suffix}")));
        }
    }
    cases
}

/// Schemas that trang and jing read.
pub fn correct() -> Vec<(&'static str, String)> {
    in_parts(include_str!("../schemas/correct.txt"))
}

/// Schemas that they refuse.
pub fn incorrect() -> Vec<(&'static str, String)> {
    in_parts(include_str!("../schemas/incorrect.txt"))
}
