//! What editors ask, on the files of the corpus: nothing fails at any place or in any half of a file, and the layout
//! changes nothing that counts.

use rowi::kiwi::Edition;
use rowi::query::{self, Tree, complete, format, hover, missing, structure};
use rowi::text::Sources;
use rowi::xml::{self, Content, Document, NodeId};

use crate::support::{self, dice::Dice};

/// The XML files of the corpus, every `step`-th.
fn texts(step: usize) -> Vec<(String, String)> {
    let folder = support::shared().join("corpus");
    let manifest = std::fs::read_to_string(folder.join("manifest.tsv")).expect("the manifest");
    let names = manifest.lines().skip(1).filter_map(|line| line.split('\t').next());
    names
        .step_by(step)
        .filter_map(|name| Some((name.to_owned(), std::fs::read_to_string(folder.join("files").join(name)).ok()?)))
        .filter(|(_, text)| text.trim_start_matches('\u{feff}').trim_start().starts_with('<'))
        .collect()
}

/// What counts in a document: names, attributes, comments, instructions, and text unless it is blank beside elements.
fn substance(document: &Document) -> Vec<String> {
    let mut all = Vec::new();
    for node in document.descendants(NodeId::ROOT) {
        match &document.node(node).content {
            Content::Element(element) => {
                let attributes: Vec<String> =
                    element.attributes.iter().map(|one| format!("{}={:?}", one.name, one.value)).collect();
                all.push(format!("<{} {attributes:?} {}", element.name, document.ancestors(node).count()));
            }
            Content::Text(text) => {
                let parent = document.parent(node).expect("an element around text");
                let mixed = document.child_elements(parent).next().is_none();
                let beside_comments = document.children(parent).count() > 1;
                if !text.trim().is_empty() || (mixed && !beside_comments) {
                    all.push(format!("{text:?}"));
                }
            }
            Content::Comment(text) => all.push(format!("<!--{text:?}")),
            Content::ProcessingInstruction { target, value } => all.push(format!("<?{target} {value:?}")),
            Content::Root => {}
        }
    }
    all
}

fn parsed(text: &str) -> Option<Document> {
    let mut sources = Sources::new();
    let id = sources.add("x.xml", text);
    let parsed = xml::parse(sources.get(id));
    parsed.diagnostics.is_empty().then_some(parsed.document)
}

pub fn the_layout_changes_nothing_that_counts() {
    let all = texts(1);
    assert!(all.len() > 500, "{} files", all.len());
    for (name, text) in all {
        let Some(before) = parsed(&text) else { continue };
        let tree = Tree::new(text.as_str().into());
        for options in [format::Options::of(&tree, "    "), format::Options { indent: "\t".to_owned(), width: 60 }] {
            let new = format::format(&tree, &options);
            let after = parsed(&new).unwrap_or_else(|| panic!("{name} is well-formed afterwards:\n{new}"));
            assert_eq!(substance(&before), substance(&after), "{name}");
            let again = format::format(&Tree::new(new.as_str().into()), &options);
            assert!(new == again, "{name}: a second run changes nothing");
        }
        let new = format::format(&tree, &format::Options::of(&tree, "    "));
        let own = Tree::new(new.as_str().into());
        let third = format::format(&own, &format::Options::of(&own, "    "));
        assert!(new == third, "{name}: nor by the layout that it has now");
    }
}

pub fn questions_are_answered_everywhere() {
    let schema = Edition::Kiwi.schema().expect("KIWI's schema");
    let mut dice = Dice(11);
    let all = texts(3);
    assert!(all.len() > 200, "{} files", all.len());
    for (_, text) in all {
        for round in 0..2 {
            // the whole text, then a part of it
            let mut end = if round == 0 { text.len() } else { dice.below(text.len() + 1) };
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let tree = Tree::new(text[..end].into());
            let _ = (structure::folds(&tree), structure::symbols(&tree), structure::tokens(&tree, 0..end));
            let _ = (query::kiwi::mentions(&tree), query::kiwi::file_names(&tree));
            for _ in 0..6 {
                let mut at = dice.below(end + 1);
                while !tree.text().is_char_boundary(at) {
                    at -= 1;
                }
                for item in complete::complete(&tree, schema, at) {
                    assert!(item.replace.start <= at && at <= item.replace.end, "{item:?} at {at}");
                }
                let _ = (hover::hover(&tree, schema, at), structure::selections(&tree, at));
                let _ = (structure::tag_pair(&tree, at), missing::missing(&tree, schema, at));
            }
        }
    }
}
