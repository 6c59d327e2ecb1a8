//! From one syntax to the other and back, and formatting.

use std::path::Path;
use std::process::Command;

use super::support::{converted, formatted};

/// Declarations, comments, annotations, every kind of pattern and name class.
const SAMPLE: &str = r##"# head
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

#[test]
fn the_xml_form_goes_there_and_back() {
    let xml = converted("s.rnc", SAMPLE);
    let compact = converted("s.rng", &xml);
    assert_eq!(converted("s.rnc", &compact), xml);
    assert_eq!(formatted(&compact), compact);
}

#[test]
fn formatting_keeps_the_meaning_and_changes_nothing_twice() {
    let once = formatted(SAMPLE);
    assert_eq!(formatted(&once), once);
    assert_eq!(converted("s.rnc", &once), converted("s.rnc", SAMPLE));
    for comment in
        ["# head", "# before the grammar", "# trailing", "# in the div", "# at the end of the include", "# the end"]
    {
        assert!(once.contains(comment), "{comment}\n{once}");
    }
}

#[test]
fn formatting_breaks_what_does_not_fit() {
    let text = "start = element root { attribute one { text }, attribute two { text }, attribute three { \"a\" | \"b\" }?, (part* & other) }\npart = element part { empty }\n\n\nother = part";
    let expected = r#"start =
  element root {
    attribute one { text }, attribute two { text }, attribute three { "a" | "b" }?, (part* & other)
  }
part = element part { empty }

other = part
"#;
    assert_eq!(formatted(text), expected);
}

#[test]
fn trailing_comments_stay_on_their_line() {
    let text =
        "start = a # one\n# more of one\n\n# two\na = element x { b, # three\n c }\nb = empty c = empty # four\n";
    let once = formatted(text);
    assert!(once.contains("start = a # one\n# more of one\n\n# two\na ="), "{once}");
    assert!(once.contains("b, # three\n"), "{once}");
    assert!(once.ends_with("c = empty # four\n"), "{once}");
    assert_eq!(formatted(&once), once);
}

#[test]
fn from_xml_prefixes_are_declared_where_they_are_needed() {
    let xml = r#"<element name="a" ns="u" xmlns="http://relaxng.org/ns/structure/1.0">
  <attribute name="b" ns="v"/>
  <element name="c" ns=""><anyName><except><nsName ns="w"/></except></anyName><empty/></element>
</element>"#
        .replace(" name=\"c\" ns=\"\"", "");
    let compact = converted("s.rng", &xml);
    let back = converted("s.rnc", &compact);
    assert_eq!(converted("s.rng", &back), converted("s.rng", &converted("s.rnc", &converted("s.rng", &back))));
    assert!(compact.contains("\"v\"") && compact.contains("\"w\"") && compact.contains("attribute ns"), "{compact}");
}

/// The sample and KIWI's own schema come out byte for byte as trang writes them.
#[test]
fn writes_what_trang_writes() {
    if Command::new("trang").output().is_err() {
        println!("skipped: trang is not installed");
        return;
    }
    let directory = std::env::temp_dir().join(format!("rowi-trang-{}", std::process::id()));
    std::fs::create_dir_all(directory.join("sub")).unwrap();
    std::fs::write(directory.join("s.rnc"), SAMPLE).unwrap();
    std::fs::write(directory.join("sub/e.rnc"), "element e { text }").unwrap();
    std::fs::write(directory.join("inc.rnc"), "d = text").unwrap();
    let convert = |input: &Path, output: &Path| {
        Command::new("trang").args([input, output]).status().expect("trang runs").success()
    };
    assert!(convert(&directory.join("s.rnc"), &directory.join("out.rng")));
    let theirs = std::fs::read_to_string(directory.join("out.rng")).unwrap();
    let ours = converted("s.rnc", SAMPLE).replace("sub/e.rng", "e.rng");
    assert_eq!(ours, theirs);
    for topic in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rng")).unwrap().flatten() {
        if topic.path().extension().is_some_and(|extension| extension == "rng") {
            panic!("{} is generated, not written by hand", topic.path().display());
        }
    }
    std::fs::remove_dir_all(&directory).unwrap();
}
