//! Scripts on four styles of defaults: what rowi's interpreter makes of the files must get podman's recorded verdict,
//! and pulls must end as recorded. The scripts are those of `registry-cases/`, found by `ROWI_SHARED`.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rowi::containers::registries::{self, Paths, Pull};
use rowi::containers::version::Generation;
use rowi::containers::{Version, policy};
use rowi::image::{Description, Input, State};
use rowi::text::{MemoryLoader, Sources};

fn cases() -> PathBuf {
    crate::support::shared().join("registry-cases")
}

const CONFIG: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<image schemaversion=\"8.5\" name=\"x\">\
    <description type=\"system\"><author>a</author><contact>c</contact><specification>s</specification></description>\
    <preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image=\"tbz\"/></preferences>\
    <repository><source path=\"https://download.example.org/repo\"/></repository>\
    <packages type=\"image\"><package name=\"podman\"/></packages><packages type=\"bootstrap\"/></image>\n";

/// The files after a script ran as `config.sh`, started from `defaults`. Where something is not known: the names of
/// the errors that the lint rules report, which must say why.
fn after(script: &str, defaults: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, Vec<u8>>, Vec<String>> {
    let mut loader = MemoryLoader::new();
    loader.insert("config.xml", CONFIG).insert("config.sh", script);
    let mut sources = Sources::new();
    let id = sources.add("config.xml", CONFIG);
    let parsed = rowi::xml::parse(sources.get(id));
    let description = Description::load(&Input::new(&parsed.document, Path::new("config.xml")), &loader, &mut sources);
    final_files(&description, defaults).ok_or_else(|| {
        let found = rowi::lint::run(&description, &rowi::lint::Options::default());
        let errors = found.into_iter().filter(|finding| finding.severity == rowi::diagnostic::Severity::Error);
        errors.map(|finding| finding.name.to_string()).collect()
    })
}

fn final_files(description: &Description, defaults: &BTreeMap<String, Vec<u8>>) -> Option<BTreeMap<String, Vec<u8>>> {
    let files = &description.files()[0].at_end;
    let mut paths: Vec<String> = defaults.keys().cloned().collect();
    paths.extend(files.below("/etc/containers").map(str::to_owned));
    let mut result = BTreeMap::new();
    for path in paths {
        let default = defaults.get(&path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        // Both ways of a condition end alike in the cases, but for guards on files that are there.
        let states = files.at(&path);
        let guarded = states.len() > 1 && default.is_none();
        match states.first()? {
            _ if guarded => {}
            State::Default => {
                if let Some(text) = default {
                    result.insert(path, text.into_bytes());
                }
            }
            State::Absent(_) => {}
            State::File(content) if !content.exists(default.is_some()) => {}
            State::File(content) => {
                // A variable that is not set is empty.
                let rendered = content.render(&default.unwrap_or_default(), &|_| None);
                if rendered.unknown {
                    return None;
                }
                result.insert(path, rendered.text.into_bytes());
            }
            State::Link { .. } | State::Moved { .. } | State::Unknown(_) => return None,
        }
    }
    Some(result)
}

fn add(directory: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            add(&entry.path(), &path, files);
        } else {
            files.insert(path, std::fs::read(entry.path()).unwrap());
        }
    }
}

pub fn scripts_get_the_verdict_of_each_podman() {
    let cases = cases();
    let manifest = std::fs::read_to_string(cases.join("manifest.tsv")).unwrap();
    let (mut judged, mut pulls, mut unknown, mut wrong) = (0, 0, 0, Vec::new());
    for line in manifest.lines().filter(|line| line.starts_with("scripts/")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (script, defaults) = fields[0].split_once(" on ").unwrap();
        let accepted = fields[2] == "parse-ok";
        let note = fields.get(4).copied().unwrap_or("");
        let mut files = BTreeMap::new();
        add(&cases.join(defaults.trim_end_matches('/')), "/etc/containers", &mut files);
        files.insert(
            "/etc/containers/policy.json".to_owned(),
            b"{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}".to_vec(),
        );
        let text = std::fs::read_to_string(cases.join(script)).unwrap();
        let files = match after(&text, &files) {
            Ok(files) => files,
            Err(errors) => {
                unknown += 1;
                if !errors.iter().any(|name| name.starts_with("heredoc-")) {
                    wrong.push(format!("{}: not known, and no rule says why", fields[0]));
                }
                continue;
            }
        };
        for version in fields[1].rsplit_once(' ').unwrap().1.split(',') {
            let generation = Generation::of_podman(Version::parse(version).unwrap());
            let name = format!("{} with podman {version}", fields[0]);
            judged += 1;
            let has_policy = policy::paths(generation, "/root").iter().any(|path| files.contains_key(path));
            let loaded = registries::load(&files, generation, &Paths::default());
            let says = match &loaded {
                Err(error) => Some(error.text.clone()),
                Ok(_) if !has_policy => Some(policy::missing_text(generation, "/root")),
                Ok(_) => None,
            };
            match (&says, accepted) {
                (None, true) => {}
                (Some(says), false) => {
                    let plain = |text: &str| text.replace(['"', '\\'], "").replace(": <the configuration>", "");
                    if !plain(fields[3]).contains(&plain(says)) {
                        wrong.push(format!("{name}: says {says}, should say {}", fields[3]));
                    }
                }
                _ => wrong.push(format!("{name}: {says:?}, recorded {} {}", fields[2], fields[3])),
            }
            let Ok(configuration) = loaded else { continue };
            for (label, image) in [("fq pull rc=", "registry.example.com/ns/app:1"), ("short pull rc=", "ns/app")] {
                let Some(code) = note.split(label).nth(1).and_then(|rest| rest.split(';').next()) else { continue };
                // The other host of the defaults has the image too.
                pulls += 1;
                let works = has_policy && matches!(configuration.pull(image, generation, false), Pull::Candidates(_));
                if works != (code == "0") {
                    wrong.push(format!("{name}: pull of {image} works: {works}, recorded status {code}"));
                }
            }
        }
    }
    eprintln!(
        "scripts: {} of {} verdicts and pulls agree; {unknown} broken scripts are reported as such",
        judged + pulls - wrong.len(),
        judged + pulls
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(judged > 100, "no case judged");
}
