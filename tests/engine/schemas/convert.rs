//! From one syntax to the other and back, and formatting.

use crate::support::schemas::{SAMPLE, converted, formatted};

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

/// What a comment may hold that could be read as something else, in all places where a comment can stand.
const IN_COMMENTS: [&str; 8] = [
    "\\d+ and \\[ x ]",
    "\\x{41} \\xx{42} \\x{5C}",
    "\u{7f}\\[",
    "\u{85}\\",
    "\u{2028} \\ \u{2029}",
    "# \\##",
    "\u{a0}\\\u{a0}",
    "\u{fffd}\\\u{10ffff}",
];

#[test]
fn formatting_keeps_what_a_comment_holds() {
    for held in IN_COMMENTS {
        for mark in ["#", "##"] {
            let comment = format!("{mark} doc{held}");
            let text = format!(
                "namespace a = \"u\"\n{comment}\n[ a:x = \"y\" ]\nstart = b\n{comment}\ndiv {{ {comment}\nb = {comment}\n\
                 element ({comment}\nn | {comment}\n m) {{ {comment}\nattribute {comment}\nc {{ {comment}\n\
                 xsd:string {{ {comment}\npattern = \"x\" }} - {comment}\n \"z\" }} }} }}\n"
            );
            for text in [text.clone(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
                let once = formatted(&text);
                assert_eq!(once.matches(&*comment).count(), 11, "{text:?} becomes {once}");
                assert_eq!(formatted(&once), once, "{text:?}");
                assert_eq!(converted("s.rnc", &once), converted("s.rnc", &text), "{text:?}");
            }
        }
    }
}

#[test]
fn comments_from_xml_are_not_read_as_escapes() {
    for held in IN_COMMENTS.into_iter().chain(["\\x{zz}", "\\x{0}"]) {
        let xml = format!(
            "<grammar xmlns='http://relaxng.org/ns/structure/1.0' \
             xmlns:a='http://relaxng.org/ns/compatibility/annotations/1.0'><!-- c{held} --><start><a:documentation>d{held}\
             </a:documentation><element name='x'><empty/></element></start></grammar>"
        );
        let compact = converted("s.rng", &xml);
        let back = converted("s.rnc", &compact);
        assert!(back.contains(&format!("<!-- c{held} -->")), "{compact}\n{back}");
        assert!(back.contains(&format!(">d{held}</")), "{compact}\n{back}");
        assert!(compact.lines().any(|line| line.starts_with("## d")), "{compact}");
    }
}
