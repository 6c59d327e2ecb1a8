//! Agreement with podman, skopeo and docker as recorded: every case of `registry-cases/manifest.tsv` that a parser of
//! this crate judges must get its verdict and, where a tool printed a text, that text.
//!
//! The cases are not part of the repository: they are found by `ROWI_SHARED` or beside it. Scripts are judged in `container_scripts.rs`.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rowi::containers::registries::{self, Files, Node, Paths, Pull, Role};
use rowi::containers::version::Generation;
use rowi::containers::{Version, daemon, kiwi, policy, reference, refusal, storage};
use rowi::text::SourceId;

fn cases() -> PathBuf {
    crate::support::shared().join("registry-cases")
}

struct Row {
    file: String,
    tool: String,
    version: Version,
    accepted: bool,
    error: String,
    note: String,
}

/// The rows, one for each version.
fn rows(cases: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(cases.join("manifest.tsv")).unwrap();
    let mut result = Vec::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (tool, versions) = fields[1].rsplit_once(' ').unwrap();
        // Fields with quotes are written as CSV does.
        let plain = |field: &str| match field.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inner) => inner.replace("\"\"", "\""),
            None => field.to_owned(),
        };
        for version in versions.split(',') {
            result.push(Row {
                file: plain(fields[0]),
                tool: tool.to_owned(),
                version: Version::parse(version).unwrap(),
                accepted: fields[2] == "parse-ok",
                error: plain(fields[3]),
                note: plain(fields.get(4).copied().unwrap_or("")),
            });
        }
    }
    result
}

/// Compares a verdict; the printed text must contain what this crate says.
#[derive(Default)]
struct Tally {
    judged: usize,
    texts: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn compare(&mut self, row: &Row, verdict: Result<(), String>) {
        self.judged += 1;
        let name = format!("{} on {} {}", row.file, row.tool, row.version);
        match verdict {
            Ok(()) if row.accepted => {}
            Ok(()) => self.wrong.push(format!("{name}: accepted, should say {}", row.error)),
            Err(says) if row.accepted => self.wrong.push(format!("{name}: refused with {says}")),
            Err(says) => {
                self.texts += 1;
                // Long texts were cut when they were recorded; what is left says that a warning came first.
                let cut = row.error.len() >= 400 && row.error.starts_with("level=");
                if !cut && !tidy(&row.error).contains(&tidy(&says)) {
                    self.wrong.push(format!("{name}: says {says}, should say {}", row.error));
                }
            }
        }
    }

    fn finish(self, what: &str) {
        eprintln!(
            "{what}: {} of {} verdicts agree, {} texts compared",
            self.judged - self.wrong.len(),
            self.judged,
            self.texts
        );
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        assert!(self.judged > 0, "no case judged");
    }
}

/// Texts were recorded with shortened identifiers, one level of quoting lost and blanks squeezed.
fn tidy(text: &str) -> String {
    let text = text.replace(['\\', '"'], "").replace("<Go struct dump>", "<the configuration>");
    let text = regex_lite(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Long runs of one character and identifiers as the record has them.
fn regex_lite(text: &str) -> String {
    let mut result = String::new();
    for word in text.split_inclusive(|found: char| !found.is_ascii_alphanumeric()) {
        let (core, tail) = word.split_at(word.trim_end_matches(|found: char| !found.is_ascii_alphanumeric()).len());
        let same = core.len() > 40 && core.chars().all(|found| core.starts_with(found));
        let hex = core.len() == 64 && core.chars().all(|found| found.is_ascii_hexdigit());
        if same && !core.starts_with('A') {
            result.push_str(&core[..3]);
            result.push_str("<...>");
        } else if hex && !core.starts_with('A') {
            result.push_str("<id>");
        } else {
            result.push_str(core);
        }
        result.push_str(tail);
    }
    result.replace("...>>", "...>")
}

fn generation(row: &Row) -> Generation {
    match row.tool.as_str() {
        "skopeo" => Generation::of_skopeo(row.version),
        _ => Generation::of_podman(row.version),
    }
}

pub fn single_files_get_the_verdict_of_each_version() {
    let cases = cases();
    let mut tally = Tally::default();
    for row in rows(&cases).iter().filter(|row| row.file.starts_with("registries.conf/")) {
        let bytes = std::fs::read(cases.join(&row.file)).unwrap();
        let generation = generation(row);
        let (_, findings) = registries::judge(&bytes, SourceId(0), generation, Role::Main);
        tally.compare(row, refusal(&findings).map_or(Ok(()), |finding| Err(finding.tool.clone())));
        if row.accepted && row.tool == "podman" {
            let files = Disk::single(bytes);
            compare_pulls(&mut tally, row, &files, generation);
        }
    }
    tally.finish("registries.conf");
}

/// A directory of the cases as `/etc/containers`. Links were recorded as files that hold their target.
struct Disk {
    files: BTreeMap<String, Vec<u8>>,
    links: BTreeSet<String>,
    file_for_directory: bool,
}

impl Disk {
    fn single(bytes: Vec<u8>) -> Self {
        let files = BTreeMap::from([("/etc/containers/registries.conf".to_owned(), bytes)]);
        Self { files, links: BTreeSet::new(), file_for_directory: false }
    }

    fn read(directory: &Path) -> Self {
        let mut disk = Self { files: BTreeMap::new(), links: BTreeSet::new(), file_for_directory: false };
        disk.add(directory, "/etc/containers");
        let dangling = directory.to_string_lossy().contains("dangling-symlink");
        for (path, bytes) in &disk.files {
            if dangling && bytes.starts_with(b"/nonexistent/") {
                disk.links.insert(path.clone());
            }
        }
        disk
    }

    fn add(&mut self, directory: &Path, prefix: &str) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                self.add(&entry.path(), &path);
            } else {
                self.files.insert(path, std::fs::read(entry.path()).unwrap());
            }
        }
    }
}

impl Files for Disk {
    fn node(&self, path: &str) -> Option<Node<'_>> {
        if self.links.contains(path) { Some(Node::DanglingLink) } else { self.files.node(path) }
    }

    fn list(&self, directory: &str) -> Vec<String> {
        if self.file_for_directory { Vec::new() } else { self.files.list(directory) }
    }
}

/// What the notes say of pulls after the files were read: `short name -> IMAGE`, `USE short-name pull fails: …`.
fn compare_pulls(tally: &mut Tally, row: &Row, files: &dyn Files, generation: Generation) {
    let configuration = match registries::load(files, generation, &Paths::default()) {
        Ok(configuration) => configuration,
        Err(error) => {
            tally.wrong.push(format!("{} on {}: {}", row.file, row.version, error.text));
            return;
        }
    };
    let first = |pull: Pull| match pull {
        Pull::Candidates(all) => all.first().map(ToString::to_string).unwrap_or_default(),
        Pull::Fails(text) => format!("Error: {text}"),
        Pull::NobodyToAsk => format!("Error: {}", registries::NO_TERMINAL),
        other => format!("{other:?}"),
    };
    for part in row.note.split("; ") {
        if let Some(expected) = part.strip_prefix("short name -> ") {
            tally.judged += 1;
            let got = first(configuration.pull("ns/app", generation, false));
            if got != expected {
                tally.wrong.push(format!("{} on {}: short name gives {got}, not {expected}", row.file, row.version));
            }
        }
        for (start, name) in
            [("USE short-name pull fails: ", "ns/app"), ("USE fq pull fails: ", "registry.example.com/ns/app:1")]
        {
            let Some(expected) = part.strip_prefix(start) else { continue };
            // What a registry or a credential helper answers is not known without asking.
            if ["pinging", "getting username", "fetching manifest"].iter().any(|word| expected.contains(word)) {
                continue;
            }
            tally.judged += 1;
            let got = first(configuration.pull(name, generation, false));
            let shown =
                tidy(&expected.replace("unable to copy from source docker://registry.example.com/ns/app:1: ", ""));
            let shown = shown.replace("unable to copy from source docker://registry.example.com/ns/app:latest: ", "");
            let same = tidy(&got).starts_with(&shown) || shown.starts_with(&tidy(&got));
            let blocked = shown.contains("is blocked") && got.contains("is blocked");
            let blocked = blocked || (shown.ends_with("registry registry.example.") && got.contains("is blocked"));
            if !same && !blocked {
                tally.wrong.push(format!("{} on {}: {name} gives {got}, not {shown}", row.file, row.version));
            }
        }
    }
}

pub fn sets_of_files_get_the_verdict_of_each_version() {
    let cases = cases();
    let mut tally = Tally::default();
    for row in rows(&cases).iter().filter(|row| row.file.starts_with("dropin/")) {
        let directory = cases.join(&row.file);
        let disk = Disk::read(&directory);
        let generation = generation(row);
        let verdict = registries::load(&disk, generation, &Paths::default()).map(drop).map_err(|error| error.text);
        tally.compare(row, verdict);
        if row.accepted && row.tool == "podman" {
            compare_pulls(&mut tally, row, &disk, generation);
        }
    }
    tally.finish("drop-in sets");
}

pub fn references_get_the_verdict_of_each_tool() {
    let cases = cases();
    let list = std::fs::read_to_string(cases.join("references/references.tsv")).unwrap();
    let texts: BTreeMap<&str, &str> = list.lines().filter_map(|line| line.split_once('\t')).collect();
    let mut tally = Tally::default();
    for row in rows(&cases).iter().filter(|row| row.file.starts_with("references/")) {
        let text = texts[row.file.rsplit('#').next().unwrap()];
        let verdict = match row.tool.as_str() {
            "skopeo inspect docker://REF" => {
                reference::skopeo(text).map(drop).map_err(|error| reference::skopeo_text(&error))
            }
            "skopeo copy docker://REF oci-archive:F:REF" => reference::skopeo(text)
                .map_err(|error| format!("Invalid source name docker://{text}: {}", reference::skopeo_text(&error)))
                .and_then(|_| reference::check_archive_name(text)),
            "podman pull REF" => reference::podman(text, Generation::of_podman(row.version)).map(drop),
            "docker pull REF (client parse)" => reference::docker(text, row.version).map(drop),
            other => panic!("unknown tool {other}"),
        };
        tally.compare(row, verdict);
    }
    tally.finish("references");
}

/// The test bed: ext4, neither zfs nor the programs that the cases name.
struct TestBed;

impl storage::System for TestBed {
    fn file_system(&self, _: &str) -> Option<&str> {
        None
    }

    fn exists(&self, path: &str) -> Option<bool> {
        Some(path.starts_with("/var/lib"))
    }
}

/// The same with the file system named, for drivers that ask for one.
struct Ext4;

impl storage::System for Ext4 {
    fn file_system(&self, _: &str) -> Option<&str> {
        Some("ext4")
    }

    fn exists(&self, path: &str) -> Option<bool> {
        Some(path.starts_with("/var/lib"))
    }
}

pub fn storage_files_get_the_verdict_of_each_version() {
    let cases = cases();
    let mut tally = Tally::default();
    for row in rows(&cases).iter().filter(|row| row.file.starts_with("storage.conf/")) {
        let bytes = std::fs::read(cases.join(&row.file)).unwrap();
        let system: &dyn storage::System = if row.file.contains("zfs") { &TestBed } else { &Ext4 };
        let (_, findings) = storage::judge(&bytes, SourceId(0), generation(row), system);
        tally.compare(row, refusal(&findings).map_or(Ok(()), |finding| Err(finding.tool.clone())));
    }
    tally.finish("storage.conf");
}

pub fn policies_get_the_verdict_of_each_tool() {
    let cases = cases();
    let mut tally = Tally::default();
    for row in rows(&cases).iter().filter(|row| row.file.starts_with("policy.json/")) {
        if row.tool == "skopeo inspect" {
            // It does not read the policy at all.
            tally.compare(row, Ok(()));
            continue;
        }
        let generation = if row.tool.starts_with("skopeo") {
            Generation::of_skopeo(row.version)
        } else {
            Generation::of_podman(row.version)
        };
        if row.file.ends_with("(file absent)") {
            tally.compare(row, Err(policy::missing_text(generation, "/root")));
            continue;
        }
        let bytes = std::fs::read(cases.join(&row.file)).unwrap();
        let (found, findings) = policy::judge(&bytes, SourceId(0), "/etc/containers/policy.json");
        let (transport, identity) = match row.tool.as_str() {
            "podman load" => ("oci-archive", "/out/app.oci"),
            _ => ("docker", "registry.example.com/ns/app:1"),
        };
        let verdict = match (refusal(&findings), found) {
            (Some(finding), _) => Err(finding.tool.clone()),
            (None, Some(found)) if found.demand(transport, identity).0 == policy::Demand::Reject => {
                Err("is rejected by policy.".to_owned())
            }
            _ => Ok(()),
        };
        tally.compare(row, verdict);
    }
    tally.finish("policy.json");
}

pub fn daemon_files_get_the_verdict_of_each_version() {
    let cases = cases();
    let mut tally = Tally::default();
    for row in rows(&cases).iter().filter(|row| row.file.starts_with("daemon.json/") && row.tool == "dockerd start") {
        let bytes = std::fs::read(cases.join(&row.file)).unwrap();
        let (_, findings) = daemon::judge(&bytes, SourceId(0), row.version, Some("ext4"));
        tally.compare(row, refusal(&findings).map_or(Ok(()), |finding| Err(finding.tool.clone())));
    }
    tally.finish("daemon.json");
}

pub fn kiwi_s_container_entries_get_the_verdict_of_the_fetch() {
    let cases = cases();
    let mut tally = Tally::default();
    for row in rows(&cases).iter().filter(|row| row.file.starts_with("kiwi/")) {
        // What depends on the registry's answer, on packages, or on other files is not composed from the entry.
        let other = ["manifest unknown", "skopeo’", "systemctl", "FileNotFoundError", "policy.json", "no resolver"];
        if other.iter().any(|word| row.error.contains(word)) {
            continue;
        }
        let text = std::fs::read_to_string(cases.join(&row.file)).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let mut verdict = Ok(());
        for section in document.descendants().filter(|node| node.has_tag_name("containers")) {
            for entry in section.children().filter(|node| node.has_tag_name("container")) {
                let container = kiwi::Container {
                    source: section.attribute("source").unwrap_or_default(),
                    path: entry.attribute("path"),
                    name: entry.attribute("name").unwrap_or_default(),
                    tag: entry.attribute("tag"),
                };
                verdict = verdict.and(container.check_fetch().map(drop));
            }
        }
        tally.compare(row, verdict);
    }
    tally.finish("containers of descriptions");
}
