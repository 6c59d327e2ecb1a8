//! XSLT: `tests/xslt/*.cases` hold stylesheets, `tests/xslt/expected/` what xsltproc 1.1.43 made of them, or what was
//! written by hand. `peers` compares with a live xsltproc.

use libtest_mimic::Trial;

use crate::support::harness::case;
use crate::support::stylesheets::{BY_HAND, COMPARED, cases, directory, expected, own_text};

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for topic in COMPARED.into_iter().chain(BY_HAND) {
        let expected = expected(topic);
        for one in cases(topic) {
            let wanted = expected.iter().find(|(name, _)| *name == one.name).map(|(_, text)| text.clone());
            trials.push(case(format!("xslt/{topic}/{}", one.name), move || {
                let wanted = wanted.expect("an expected result; `UPDATE=1 cargo test --test peers xslt` writes them");
                assert_eq!(own_text(&one), wanted);
            }));
        }
    }
    let count = trials.len();
    trials.push(case("xslt/there-are-enough", move || assert!(count >= 600)));
    trials.push(case("xslt/every-topic-is-run", || {
        let entries = std::fs::read_dir(directory()).unwrap().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let topics: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".cases")?.to_owned())).collect();
        assert_eq!(topics.len(), COMPARED.len() + BY_HAND.len(), "{topics:?}");
    }));
    trials
}
