//! `rowi docs` and `rowi explain`: the whole site, what changed since an older schema, versions in the terminal.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::command::Scratch;
use crate::support::site::dead_links;

fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(directory).expect("below").to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn the_whole_site_has_guides_and_no_dead_link() {
    let scratch = Scratch::new("whole-site", &[("readme", "")]);
    let (text, status) = scratch.rowi("", &["docs", "--out", "site"]);
    assert_eq!(status, 0, "{text}");
    let files = files(&scratch.0.join("site"));
    assert_eq!(dead_links(&files), Vec::<String>::new());
    for page in ["tour", "ci", "suppressing", "commands", "configuration", "formats", "library", "editors/neovim"] {
        assert!(files.contains_key(&format!("{page}.html")), "{page}");
    }
    // what has not changed is not written again
    let written = |name: &str| std::fs::metadata(scratch.0.join("site").join(name)).and_then(|own| own.modified());
    std::fs::write(scratch.0.join("site/index.html"), "old").expect("a file");
    let before = written("tour.html").expect("a time");
    std::thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(scratch.rowi("", &["docs", "--out", "site"]).1, 0);
    assert_eq!(written("tour.html").expect("a time"), before);
    assert_eq!(std::fs::read(scratch.0.join("site/index.html")).expect("a page"), files["index.html"]);
    // nobody is sent to an address that is not known
    let nowhere = files.iter().filter(|(path, bytes)| {
        path.ends_with(".html") && String::from_utf8_lossy(bytes).contains("href=\"https://github.com/OWNER")
    });
    assert_eq!(nowhere.map(|(path, _)| path).collect::<Vec<_>>(), Vec::<&String>::new());
    let page = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    assert!(page("rules/user.html").contains("container-user-not-for-image-type.html"));
    assert!(page("element/type.html").contains("KIWI 11.1.6 (schema 8.5)"), "since when is told");
    assert!(page("changes.html").contains("efimountoptions"));
    // answers are on the start page, or one step behind it
    let start = page("index.html");
    for recipe in ["grow-at-first-boot", "firmware", "netboot", "container-in-image"] {
        assert!(start.contains(&format!("recipe/{recipe}.html")), "{recipe}");
    }
}

#[test]
fn a_page_tells_what_changed_since_an_older_schema() {
    let old = "start = element note { attribute to { text }, attribute cc { text }?, text }";
    let new = "start = element note { attribute to { text }, attribute lang { text }?, text }";
    let scratch = Scratch::new("docs-since", &[("old.rnc", old), ("new.rnc", new)]);
    let (text, status) = scratch.rowi("", &["docs", "new.rnc", "--since", "old.rnc", "--out", "site"]);
    assert_eq!(status, 0, "{text}");
    let files = files(&scratch.0.join("site"));
    assert_eq!(dead_links(&files), Vec::<String>::new());
    let page = String::from_utf8_lossy(&files["changes.html"]).into_owned();
    assert!(page.contains("note&#x2f;@cc") && page.contains("element/note.html#lang"), "{page}");
}

#[test]
fn versions_are_told_in_the_terminal() {
    let scratch = Scratch::new("explain-versions", &[("readme", "")]);
    let (text, _) = scratch.rowi("", &["explain", "bootloader"]);
    assert!(text.contains("`console`, gone since schema 8.4; now `bootloader/@output_console`"), "{text}");
    let (text, _) = scratch.rowi("", &["explain", "bootloader/@name"]);
    assert!(text.contains("`isolinux`, gone since KIWI 10.0.2"), "{text}");
    let (text, _) = scratch.rowi("", &["explain", "type/@efimountoptions"]);
    assert!(text.contains("since KIWI 11.1.6") && text.contains("efimountoptions-not-for-image-type"), "{text}");
    // a name that a diagnostic had before, unless an element has it
    let (text, status) = scratch.rowi("", &["explain", "boot"]);
    assert!(status == 0 && text.starts_with("# boot-not-for-image-type"), "{text}");
    let (text, _) = scratch.rowi("", &["explain", "user"]);
    assert!(text.starts_with("# user\n"), "{text}");
}

#[test]
fn kiwi_names_the_schema_inside_of_rowi() {
    let scratch = Scratch::new("docs-kiwi", &[("a.txt", "")]);
    let (own, status) = scratch.rowi("", &["docs", "--check"]);
    assert_eq!(status, 0, "{own}");
    assert_eq!(scratch.rowi("", &["docs", "kiwi", "--check"]), (own, 0));
    // a file of that name comes first
    let scratch = Scratch::new("docs-file", &[("kiwi", "start = element a { empty }\n")]);
    let (text, status) = scratch.rowi("", &["docs", "kiwi", "--check"]);
    assert!(status == 1 && text.contains("1 elements"), "{text}");
}
