//! The pipeline as a whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::{Options, check, check_source};
use crate::text::{EntryKind, LoadError, Loader, MemoryLoader, Sources};
use crate::xml::PARSES;

const HEAD: &str = "<description type=\"system\"><author>A</author><contact>a@example.org</contact>\
    <specification>x</specification></description>";
const TAIL: &str = "<repository><source path=\"https://download.example.org/repo\"/></repository>\
    <packages type=\"image\"><package name=\"a\"/></packages>\
    <packages type=\"bootstrap\"><package name=\"filesystem\"/></packages></image>";

fn names(text: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let id = sources.add("config.xml", text);
    check_source(id, &mut sources, &MemoryLoader::new(), &Options::default())
        .into_iter()
        .map(|finding| format!("{} {}", finding.severity.as_str(), finding.name))
        .collect()
}

#[test]
fn label_helpers_are_a_note() {
    let text = format!(
        "<image schemaversion=\"8.5\" name=\"x\" xmlns:h=\"com.suse.label_helper\">{HEAD}\
         <preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image=\"docker\">\
         <containerconfig name=\"a\"><labels><h:add_prefix prefix=\"org.example\"><label name=\"a\" value=\"b\"/>\
         </h:add_prefix></labels></containerconfig></type></preferences>{TAIL}"
    );
    assert_eq!(names(&text), ["note label-helper"]);
}

/// Files in memory that count how often each is read.
#[derive(Default)]
struct Counting {
    files: MemoryLoader,
    opens: Mutex<BTreeMap<PathBuf, usize>>,
}

impl Loader for Counting {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        *self.opens.lock().unwrap().entry(path.to_owned()).or_default() += 1;
        self.files.read(path)
    }
    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.files.kind(path)
    }
    fn list(&self, directory: &Path) -> Vec<String> {
        self.files.list(directory)
    }
}

/// What a check reads and parses, by file.
fn counts(version: &str, options: &Options) -> (BTreeMap<PathBuf, usize>, BTreeMap<String, usize>, Vec<String>) {
    let main = format!(
        "<image schemaversion=\"{version}\" name=\"x\"><!-- rowi: allow repeated-include known -->{HEAD}\
         <include from=\"this://part.xml\"/><include from=\"this://part.xml\"/><include from=\"this://none.xml\"/>\
         <preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\
         <type image=\"docker\"><containerconfig name=\"a\"/></type></preferences>{TAIL}"
    );
    let mut loader = Counting::default();
    loader.files.insert("d/config.xml", main);
    loader.files.insert(
        "d/part.xml",
        "<image schemaversion=\"7.3\"><users><!-- rowi: allow plain-password-in-description x -->\
         <user name=\"a\" password=\"a\" home=\"/a\"/></users></image>",
    );
    loader.files.insert("d/config.sh", "#!/bin/bash\n# rowi: allow shell-rule x\ntrue\n");
    loader.files.insert("d/root/etc/motd", "hello\n");
    PARSES.take();
    let mut sources = Sources::new();
    let found = check(Path::new("d/config.xml"), &mut sources, &loader, options);
    let mut parses = BTreeMap::new();
    for name in PARSES.take().into_iter().filter(|name| name.starts_with("d/")) {
        *parses.entry(name).or_default() += 1;
    }
    (loader.opens.into_inner().unwrap(), parses, found.into_iter().map(|one| one.name.to_string()).collect())
}

#[test]
fn each_file_is_opened_and_parsed_once() {
    for (version, texts) in [("8.5", [1, 2]), ("7.4", [2, 2])] {
        let (opens, parses, found) = counts(version, &Options::default());
        assert!(found.contains(&"missing-include".to_owned()), "{found:?}");
        for (path, count) in &opens {
            assert_eq!(*count, 1, "{} with {version}", path.display());
        }
        assert!(opens.contains_key(Path::new("d/config.sh")) && opens.contains_key(Path::new("d/part.xml")));
        // the text, and what the upgrade makes of it: that is another text
        assert_eq!(
            parses,
            BTreeMap::from([("d/config.xml".to_owned(), texts[0]), ("d/part.xml".to_owned(), texts[1])])
        );
    }
    let as_it_is = Options { no_upgrade: true, ..Options::default() };
    let (opens, _, found) = counts("7.4", &as_it_is);
    assert!(found.contains(&"missing-include".to_owned()), "{found:?}");
    assert!(opens.values().all(|count| *count == 1), "{opens:?}");
}
