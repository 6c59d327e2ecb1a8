//! Modules stand in layers: the order of the `mod` lines in `lib.rs`. rustc does not stop cycles between modules; this
//! test does, and it sees to it that only `files`, `cli` and `lsp` may do I/O.
use std::fs;
use std::path::{Path, PathBuf};

fn source_files(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory of the package").flatten() {
        let path = entry.path();
        if path.is_dir() {
            source_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn layers(root: &Path) -> Vec<String> {
    let lib = fs::read_to_string(root.join("lib.rs")).expect("lib.rs");
    lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

/// The modules that a line names as `crate::NAME`, those in a group `crate::{a, b::c}` included.
fn named(line: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let list = rest.strip_prefix('{').map_or(rest, |group| group.split('}').next().unwrap_or(""));
        let parts: Vec<&str> = if rest.starts_with('{') { list.split(',').collect() } else { vec![list] };
        for part in parts {
            let name = part.trim();
            let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(name.len());
            names.push(&name[..end]);
        }
    }
    names
}

#[test]
fn no_module_uses_one_to_its_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let layers = layers(&root);
    assert!(layers.len() > 10, "lib.rs declares its layers by `pub mod NAME;`");
    let mut edges = Vec::new();
    for (own, layer) in layers.iter().enumerate() {
        let mut files = Vec::new();
        let single = root.join(format!("{layer}.rs"));
        if single.exists() {
            files.push(single);
        } else {
            source_files(&root.join(layer), &mut files);
        }
        for file in files {
            let text = fs::read_to_string(&file).expect("a source file");
            for (number, line) in text.lines().enumerate() {
                if line.trim_start().starts_with("//") {
                    continue;
                }
                for name in named(line) {
                    if layers.iter().position(|other| other == name).is_some_and(|other| other > own) {
                        edges.push(format!("{}:{}: `{layer}` uses `{name}`", file.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(edges.is_empty(), "back edges:\n{}", edges.join("\n"));
}

#[test]
fn only_the_rim_may_do_io() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&root, &mut files);
    let allowing: Vec<String> = files
        .iter()
        .filter(|file| fs::read_to_string(file).expect("a source file").contains("disallowed_methods"))
        .map(|file| file.strip_prefix(&root).expect("below src").to_string_lossy().into_owned())
        .filter(|file| !["cli", "files", "lsp"].iter().any(|rim| file.starts_with(rim)))
        .collect();
    assert!(allowing.is_empty(), "these allow I/O beside cli, files and lsp: {allowing:?}");
}

#[test]
fn the_test_itself_sees_back_edges() {
    assert_eq!(named("use crate::text::Span;"), ["text"]);
    assert_eq!(named("use crate::{cli::Exit, text};"), ["cli", "text"]);
    assert_eq!(named("let x = crate::render::render(crate::lint::rules());"), ["render", "lint"]);
}
