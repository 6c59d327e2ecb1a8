//! Documents that are judged again after every edit: what comes out is what the whole gives.

use rowi::query::Tree;
use rowi::rng::{Live, Schema, Symbol, Tag};
use rowi::text::{SourceId, Sources};

use crate::support::dice::Dice;

/// Sections in each other, names of several definitions, data, identifiers, any order, white space that counts.
const SCHEMA: &str = "
default namespace = 'urn:d'
namespace x = 'urn:x'
start = element book { id?, element title { text }, section* }
id = attribute id { xsd:ID }
section = element section { id?, element title { inline }, (para | listing | table | figure | note)*, section* }
inline = (text | element em { inline } | element link { attribute to { xsd:IDREF }, text })*
para = element para { attribute role { 'a' | 'b' }?, inline }
listing = element list { element item { para+ }+ }
table = element table { element head { cell+ }, element row { cell+ }* }
cell = element cell { xsd:integer | (attribute kind { 'text' }, text) }
figure = element figure { element file { xsd:anyURI } & element x:size { attribute width { xsd:integer } }? & element alt { text }* }
note = element note { attribute kind { 'a' }, para } | element note { attribute kind { 'b' }, listing }
";

fn schema() -> Schema {
    SCHEMA.parse().expect("a good schema")
}

/// A valid document of about this many bytes.
fn book(size: usize) -> String {
    let mut text =
        String::from("<?xml version='1.0'?>\n<book xmlns='urn:d' xmlns:x='urn:x' id='top'>\n<title>T</title>\n");
    let mut number = 0;
    while text.len() < size {
        number += 1;
        text.push_str(&format!("<section id='s{number}'><title>Se <em>ct</em> {number}</title>\n"));
        text.push_str("<para role='a'>Some text with <em>emphasis</em> and <link to='top'>a link</link>.</para>\n");
        text.push_str("<list><item><para>one</para></item><item><para>two</para><para>three</para></item></list>\n");
        text.push_str(
            "<table><head><cell>1</cell><cell>2</cell></head><row><cell kind='text'>x</cell></row></table>\n",
        );
        text.push_str("<!-- a comment --><figure><alt>a</alt><file>a.png</file><x:size width='3'/></figure>\n");
        text.push_str("<note kind='a'><para>p</para></note><note kind='b'><list><item><para/></item></list></note>\n");
        if number % 5 == 0 {
            text.push_str("<section><title>Below</title><para>é ü</para></section>\n");
        }
        text.push_str("</section>\n");
    }
    text.push_str("</book>\n");
    text
}

/// `member` of one list, many times.
fn flat(count: usize) -> String {
    let mut text = String::from("<book xmlns='urn:d'><title>T</title><section><title/>\n");
    for number in 0..count {
        text.push_str(&format!("<para role='b'>number {number}</para>\n"));
    }
    text.push_str("</section></book>\n");
    text
}

/// What the whole gives.
fn fresh(schema: &Schema, text: &str) -> Vec<rowi::diagnostic::Diagnostic> {
    let mut sources = Sources::new();
    let id = sources.add("d.xml", text);
    let parsed = rowi::xml::parse(sources.get(id));
    let mut all = parsed.diagnostics;
    all.extend(schema.validate(&parsed.document));
    all
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Edits a document at random places, and compares after each edit. Returns how often the whole was judged.
fn edit(text: &str, steps: usize, seed: u64, pieces: &[&str]) -> usize {
    let schema = schema();
    let mut dice = Dice(seed);
    let mut text = text.to_owned();
    let original = text.clone();
    let mut sources = Sources::new();
    let id = sources.add("d.xml", text.as_str());
    let mut live = Live::new(&schema, sources.get(id));
    for step in 0..steps {
        let before = text.clone();
        let at = floor(&text, dice.below(text.len() + 1));
        match dice.below(8) {
            0 => {
                let end = floor(&text, at + dice.below(6));
                text.replace_range(at..end.max(at), "");
            }
            1 => {
                let end = floor(&text, at + dice.below(40));
                text.replace_range(at..end.max(at), dice.pick(pieces));
            }
            2 if dice.below(4) == 0 => text.clone_from(&original),
            _ => text.insert_str(at, dice.pick(pieces)),
        }
        let mut sources = Sources::new();
        let id = sources.add("d.xml", text.as_str());
        assert_eq!(id, SourceId::default());
        live.update(sources.get(id));
        let (own, whole) = (live.diagnostics(), fresh(&schema, &text));
        if own != whole {
            let differs = own.iter().zip(&whole).find(|(own, whole)| own != whole);
            let change = (0..text.len().min(before.len())).find(|at| text.as_bytes()[*at] != before.as_bytes()[*at]);
            let place = floor(&text, change.unwrap_or(0).saturating_sub(60));
            panic!(
                "step {step} of seed {seed}: {} findings, {} in the whole; first: {differs:#?}\nnear {:?}",
                own.len(),
                whole.len(),
                &text[place..floor(&text, place + 160)],
            );
        }
    }
    live.wholes()
}

/// What people type.
const KEYS: [&str; 14] = ["a", "e", "x", " ", "1", "-", "t", ".", "é", "\n", "s", "b", "3", "o"];
/// What breaks markup.
const MARKUP: [&str; 22] = [
    "<",
    ">",
    "\"",
    "'",
    "/",
    "&",
    "</",
    "<para>",
    "</para>",
    "<em>",
    "</em>",
    "</section>",
    "<section>",
    "<!--",
    "-->",
    "<x:size/>",
    "<list>",
    "</list>",
    "<![CDATA[",
    "]]>",
    " role='a'",
    "<item",
];

#[test]
fn typed_letters_give_what_the_whole_gives() {
    for seed in 1..4 {
        edit(&book(24_000), 60, seed, &KEYS);
    }
    edit(&flat(500), 60, 9, &KEYS);
}

#[test]
fn broken_markup_gives_what_the_whole_gives() {
    for seed in 1..5 {
        edit(&book(16_000), 40, 100 + seed, &MARKUP);
    }
    edit(&flat(300), 40, 109, &MARKUP);
}

#[test]
fn a_keystroke_is_judged_in_its_neighbourhood() {
    for (text, at) in
        [(book(60_000), "Some text"), (flat(1_500), "number 700"), (flat(1_500), "para role='b'>number 701")]
    {
        let schema = schema();
        let mut sources = Sources::new();
        let id = sources.add("d.xml", text.as_str());
        let mut live = Live::new(&schema, sources.get(id));
        let place = text.rfind(at).expect("the place") + 2;
        let mut typed = text.clone();
        for count in 1..6 {
            typed.insert(place, 'q');
            let mut sources = Sources::new();
            let id = sources.add("d.xml", typed.as_str());
            live.update(sources.get(id));
            assert_eq!(live.diagnostics(), fresh(&schema, &typed), "{at} {count}");
        }
        assert_eq!(live.wholes(), 1, "{at}");
    }
}

#[test]
fn an_edit_that_reaches_far_is_told_of_without_a_look_at_the_whole() {
    let schema = schema();
    let text = book(60_000);
    let judge = |live: &mut Live, text: &str| {
        let mut sources = Sources::new();
        let id = sources.add("d.xml", text);
        live.update_nearby(sources.get(id))
    };
    let mut sources = Sources::new();
    let id = sources.add("d.xml", text.as_str());
    let mut live = Live::new(&schema, sources.get(id));
    let place = text.find("Some text").expect("the place");
    // a section that does not end
    let mut edited = text.clone();
    for typed in ["<![CDATA[", "more"] {
        edited.insert_str(place, typed);
        let told = judge(&mut live, &edited).expect("that it is not known what follows");
        assert!(told.iter().any(|one| &*one.name == "unterminated-cdata"), "{told:?}");
    }
    // taken back, it is as it was
    assert!(judge(&mut live, &text).is_none());
    assert_eq!(live.diagnostics(), fresh(&schema, &text));
    assert_eq!(live.wholes(), 1);
}

#[test]
fn what_is_judged_nearby_is_what_the_whole_gives() {
    let schema = schema();
    let mut dice = Dice(77);
    let original = book(24_000);
    let mut text = original.clone();
    let mut sources = Sources::new();
    let id = sources.add("d.xml", text.as_str());
    let mut live = Live::new(&schema, sources.get(id));
    let mut judged = 0;
    for step in 0..160 {
        let at = floor(&text, dice.below(text.len() + 1));
        let end = floor(&text, at + dice.below(3));
        let piece = if dice.below(3) == 0 { dice.pick(&MARKUP) } else { dice.pick(&KEYS) };
        text.replace_range(at..end.max(at), piece);
        if step % 8 == 7 {
            text.clone_from(&original);
        }
        let mut sources = Sources::new();
        let id = sources.add("d.xml", text.as_str());
        if live.update_nearby(sources.get(id)).is_none() {
            judged += 1;
            assert_eq!(live.diagnostics(), fresh(&schema, &text), "step {step}");
        }
    }
    assert!(judged > 60, "{judged}");
    assert!(live.wholes() < 10, "{}", live.wholes());
}

/// A child by its name alone.
struct Named(Symbol);

impl Tag for Named {
    fn symbol(&self) -> Symbol {
        self.0
    }

    fn attributes(&self) -> Vec<(Symbol, String)> {
        Vec::new()
    }
}

#[test]
fn completion_passes_long_runs_of_siblings_at_once() {
    let schema = schema();
    let namespace = schema.namespace("urn:d");
    let named = |local: &str| Named(schema.symbol(namespace, local));
    let (book, title, section, para) = (named("book"), named("title"), named("section"), named("para"));
    let mut explorer = schema.explorer();
    let document = explorer.document();
    let mut state = explorer.enter(&document, &book);
    explorer.pass(&mut state, &title);
    let mut state = explorer.enter(&state, &section);
    explorer.pass(&mut state, &title);
    for _ in 0..50_000 {
        assert!(explorer.pass(&mut state, &para));
    }
    let following: Vec<&dyn Tag> = (0..50_000).map(|_| &para as &dyn Tag).collect();
    let options = explorer.elements(&state, &following);
    assert!(options.iter().any(|one| &*one.local == "figure"), "{options:?}");
    assert!(explorer.steps() < 200, "{}", explorer.steps());
}

/// What breaks the tags of a text, beyond what breaks its elements.
const TAGS: [&str; 8] = ["<?", "?>", "<!DOCTYPE a [", "=", "xmlns:q='v'", "</", "<b", "<"];

fn same_tree(own: &Tree, fresh: &Tree) -> bool {
    own.nodes() == fresh.nodes()
        && own.has_declarations() == fresh.has_declarations()
        && (0..own.nodes().len()).all(|index| own.attributes(index) == fresh.attributes(index))
}

#[test]
fn renewed_tags_are_those_of_the_text() {
    let mut dice = Dice(7);
    let mut renewed = 0;
    for round in 0..40 {
        let mut text = book(300 + 400 * dice.below(8));
        let mut tree = Tree::new(text.as_str().into());
        for step in 0..30 {
            let at = floor(&text, dice.below(text.len() + 1));
            let end = floor(&text, at + [0, 0, 0, 1, 5, 60][dice.below(6)]);
            let piece = match dice.below(3) {
                0 => dice.pick(&KEYS),
                1 => dice.pick(&TAGS),
                _ => dice.pick(&MARKUP),
            };
            let before = text.clone();
            text.replace_range(at..end.max(at), piece);
            tree = tree.edited(&text.as_str().into());
            let fresh = Tree::new(text.as_str().into());
            assert!(same_tree(&tree, &fresh), "round {round}, step {step}: {before:?}\nbecame {text:?}");
            renewed += usize::from(tree.read() < text.len() / 2);
        }
    }
    assert!(renewed > 300, "{renewed}");
}

#[test]
fn tags_are_read_in_the_neighbourhood_of_a_keystroke() {
    let mut text = flat(5_000);
    let mut tree = Tree::new(text.as_str().into());
    let place = text.find("number 2500").expect("the place");
    for (index, typed) in "<em a=\"b\">x</em>".char_indices() {
        text.insert(place + index, typed);
        tree = tree.edited(&text.as_str().into());
        assert!(tree.read() < 1_000, "{typed}: {}", tree.read());
    }
}
