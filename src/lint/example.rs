//! The file sets of rules' examples.
//!
//! An example is a text: a line `=== PATH` starts a file. Text before the first such line is the description,
//! `config.xml`; a file `*.kiwi` takes its place. A description that does not start with `<?xml` or `<image` is put into a whole one: what it lacks of
//! `preferences`, `repository` and `packages` is added. A file called `options` sets what the rules run with, one
//! `NAME = VALUE` a line: `target = obs`, `podman = 6.0`, `docker = 28.5`, `kiwi = 10.2.34`, `distribution = suse`,
//! `arch = aarch64`, `type = oem`, `profile = A`. A path that ends in ` (executable)` names an executable file; one that
//! ends in ` (crlf)` a file with line ends of Windows. `{newest}` stands for the newest schema version.

use crate::image::{Distribution, Narrow, Place};
use crate::kiwi::SCHEMA_VERSION;

use super::Options;

/// A file of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path in the description directory.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Whether it is executable.
    pub executable: bool,
}

/// An example, taken apart.
#[derive(Debug, Clone, Default)]
pub struct Example {
    /// The files, the description first.
    pub files: Vec<File>,
    /// What the rules run with.
    pub options: Options,
    /// What of it is judged.
    pub narrow: Narrow,
}

/// Takes an example apart.
#[must_use]
pub fn parse(text: &str) -> Example {
    let mut example = Example::default();
    for (path, content) in split(text) {
        if path == "options" {
            set_options(&mut example, &content);
            continue;
        }
        let (path, content) = match path.strip_suffix(" (crlf)") {
            Some(path) => (path.to_owned(), content.replace('\n', "\r\n")),
            None => (path, content),
        };
        let (path, executable) = match path.strip_suffix(" (executable)") {
            Some(path) => (path.to_owned(), true),
            None => (path, false),
        };
        let text = if path == "config.xml" { whole(&content) } else { content };
        example.files.push(File { path, text, executable });
    }
    if !example.files.iter().any(|file| file.path == "config.xml" || file.path.ends_with(".kiwi")) {
        example.files.insert(0, File { path: "config.xml".to_owned(), text: whole(""), executable: false });
    }
    example
}

/// The example in Markdown, a code block a file.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut result = String::new();
    for (path, content) in split(text) {
        let language = match path.rsplit('.').next() {
            Some("xml") => "xml",
            Some("sh" | "sh (executable)" | "sh (executable) (crlf)") => "sh",
            Some("conf" | "toml") => "toml",
            Some("json") => "json",
            Some("yaml") => "yaml",
            Some("sch") => "xml",
            _ => "text",
        };
        let fence = if content.contains("```") { "````" } else { "```" };
        result.push_str(&format!("`{path}`:\n\n{fence}{language}\n{}\n{fence}\n\n", content.trim_end()));
    }
    result
}

fn split(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let text = text.replace("{newest}", SCHEMA_VERSION);
    for line in text.trim_start_matches('\n').split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("=== ") {
            files.push((path.trim().to_owned(), String::new()));
        } else if let Some((_, content)) = files.last_mut() {
            content.push_str(line);
        } else {
            files.push(("config.xml".to_owned(), line.to_owned()));
        }
    }
    files
}

fn whole(fragment: &str) -> String {
    let start = fragment.trim_start();
    if start.starts_with("<?xml") || start.starts_with("<image") {
        return fragment.to_owned();
    }
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<image schemaversion=\"{newest}\" name=\"example\">\n\
         <description type=\"system\"><author>A</author><contact>a@example.org</contact>\
         <specification>an example</specification></description>\n",
    );
    if !fragment.contains("<preferences") {
        text.push_str(
            "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\
             <type image=\"tbz\"/></preferences>\n",
        );
    }
    text.push_str(fragment);
    if !fragment.ends_with('\n') {
        text.push('\n');
    }
    if !fragment.contains("<repository") {
        text.push_str("<repository><source path=\"https://download.example.org/repo\"/></repository>\n");
    }
    if !fragment.contains("type=\"image\"") {
        text.push_str("<packages type=\"image\"><package name=\"filesystem\"/></packages>\n");
    }
    if !fragment.contains("type=\"bootstrap\"") {
        text.push_str("<packages type=\"bootstrap\"><package name=\"filesystem\"/></packages>\n");
    }
    text.push_str("</image>\n");
    text.replace("{newest}", SCHEMA_VERSION)
}

fn set_options(example: &mut Example, text: &str) {
    let numbers = |value: &str| -> Vec<u32> { value.split('.').filter_map(|part| part.parse().ok()).collect() };
    for (key, value) in text.lines().filter_map(|line| line.split_once('=')) {
        let (key, value) = (key.trim(), value.trim());
        let target = &mut example.options.target;
        match key {
            "target" if value == "obs" => target.place = Place::BuildService,
            "target" if value == "container" => target.place = Place::Container,
            "podman" => target.podman = pair(&numbers(value)),
            "docker" => target.docker = pair(&numbers(value)),
            "kiwi" => target.kiwi = value.parse().ok(),
            "distribution" => target.distribution = Distribution::from_name(value),
            "arch" => example.narrow.archs = vec![value.to_owned()],
            "type" => example.narrow.build_types = vec![value.to_owned()],
            "profile" => example.narrow.profiles.push(value.to_owned()),
            _ => {}
        }
    }
}

fn pair(numbers: &[u32]) -> Option<(u32, u32)> {
    match numbers {
        [major, minor, ..] => Some((*major, *minor)),
        _ => None,
    }
}
