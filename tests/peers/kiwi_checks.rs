//! rowi's verdict against that of KIWI's own runtime checks, selection by selection: on the corpus by its manifest,
//! and on corpus files and mutants of them by the PyPI package, whose Python `ROWI_KIWI_PYTHON` names.
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rowi::bundle::Bundle;
use rowi::image::{Description, Input, Narrow, Unbuildable};
use rowi::lint;
use rowi::text::{EntryKind, LoadError, Loader, Sources};

use crate::support::{python, shared};

/// KIWI's check for each rule that has one.
const CHECKS: [(&str, &str); 23] = [
    ("missing-version", "check_image_version_provided"),
    ("boot-without-kiwi-initrd", "check_initrd_selection_required"),
    ("reserved-volume-label", "check_volume_setup_defines_reserved_labels"),
    ("several-fullsize-volumes", "check_volume_setup_defines_multiple_fullsize_volumes"),
    ("volume-for-root", "check_volume_setup_has_no_root_definition"),
    ("volume-label-without-lvm", "check_volume_label_used_with_lvm"),
    ("swap-name-without-lvm", "check_swap_name_used_with_lvm"),
    ("xen-server-and-guest", "check_xen_uniquely_setup_as_server_or_guest"),
    ("missing-live-module", "check_dracut_module_for_live_iso_in_package_list"),
    ("missing-overlay-module", "check_dracut_module_for_disk_overlay_in_package_list"),
    ("missing-oem-repart-module", "check_dracut_module_for_disk_oem_in_package_list"),
    ("missing-oem-dump-module", "check_dracut_module_for_oem_install_in_package_list"),
    ("invalid-appx-name", "check_appx_naming_conventions_valid"),
    ("duplicate-image-type", "check_image_type_unique"),
    ("nested-include", "check_include_references_unresolvable"),
    ("by-partuuid-without-gpt", "check_partuuid_persistency_type_used_with_mbr"),
    ("efi-fat-image-too-large", "check_efi_fat_image_has_correct_size"),
    ("bootloader-environment-unsupported", "check_bootloader_env_compatible_with_loader"),
    ("no-repository", "check_repositories_configured"),
    ("private-repository-in-image", "check_image_include_repos_publicly_resolvable"),
    // not of the runtime checker, but raised by what runs after it
    ("unsupported-firmware", "firmware"),
    ("unknown-repository-scheme", "repository_uri"),
    ("invalid-signing-key", "signing_keys"),
];

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        std::fs::read(path).map_err(|_| LoadError::NotFound)
    }
    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let data = std::fs::metadata(path).ok()?;
        Some(if data.is_dir() { EntryKind::Directory } else { EntryKind::File })
    }
    fn list(&self, _: &Path) -> Vec<String> {
        // scripts and overlay have no part in KIWI's checks
        Vec::new()
    }
}

/// One selection, and what rowi finds in it in KIWI's words.
#[derive(Debug)]
struct Verdict {
    arch: String,
    profiles: Vec<String>,
    image: Option<String>,
    error: Option<&'static str>,
    fired: BTreeSet<&'static str>,
}

fn judge(path: &Path, text: &str, arch: &str, profile_sets: &[Vec<String>]) -> Vec<Verdict> {
    let mut sources = Sources::new();
    let id = sources.add(path.display().to_string(), text);
    let bundle = Bundle::assemble(id, &mut sources, &Disk);
    let whole = bundle.whole_as_written();
    let mut input = Input::of(&bundle, &whole);
    input.narrow = Narrow { archs: vec![arch.to_owned()], profile_sets: profile_sets.to_vec(), ..Narrow::default() };
    let description = Description::load(&input, &Disk, &mut sources);
    let mut verdicts: Vec<Verdict> = description
        .selections
        .iter()
        .map(|selection| Verdict {
            arch: selection.arch.clone(),
            profiles: selection.requested.clone(),
            image: Some(selection.image.clone()),
            error: None,
            fired: BTreeSet::new(),
        })
        .collect();
    let of_includes =
        bundle.include_findings().into_iter().map(|diagnostic| lint::Finding { diagnostic, selections: None });
    for finding in lint::findings(&description, &lint::Options::default()).into_iter().chain(of_includes) {
        let Some((_, check)) = CHECKS.iter().find(|(rule, _)| finding.diagnostic.name == **rule) else { continue };
        for (index, verdict) in verdicts.iter_mut().enumerate() {
            if finding.selections.as_ref().is_none_or(|selections| selections.contains(&index)) {
                verdict.fired.insert(check);
            }
        }
    }
    for refused in &description.refused {
        verdicts.push(Verdict {
            arch: refused.arch.clone(),
            profiles: refused.requested.clone(),
            image: None,
            error: Some(match refused.why {
                Unbuildable::NoType => "KiwiTypeNotFound",
                Unbuildable::UndeclaredProfile { .. } => "KiwiProfileNotFound",
            }),
            fired: BTreeSet::new(),
        });
    }
    verdicts
}

/// The corpus rows that KIWI loads: the file to judge, and what fired.
fn corpus(shared: &Path) -> Vec<(PathBuf, String)> {
    let manifest = std::fs::read_to_string(shared.join("corpus/manifest.tsv")).expect("the manifest");
    manifest
        .lines()
        .skip(1)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            if fields.get(13) != Some(&"valid")
                || fields.get(7) != Some(&"xml")
                || fields.get(6) != Some(&"description")
            {
                return None;
            }
            let file = shared.join("corpus/files").join(fields[0]);
            let tree =
                (fields[11] != "-").then(|| shared.join("corpus").join(fields[11])).filter(|tree| tree.is_file());
            let path = tree.unwrap_or(file);
            path.is_file().then(|| (path, fields.get(18).copied().unwrap_or("").to_owned()))
        })
        .collect()
}

pub fn agrees_with_what_fired_on_the_corpus() {
    let shared = shared();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (path, fired) in corpus(&shared) {
        let text = std::fs::read_to_string(&path).expect("a corpus file");
        // the includes of a file outside of its tree are not there
        if text.contains("<include ") && path.starts_with(shared.join("corpus/files")) {
            continue;
        }
        count += 1;
        let expected: BTreeSet<&str> =
            fired.split(',').filter(|check| CHECKS.iter().any(|(_, known)| known == check)).collect();
        let is_runtime_check = |check: &&str| check.starts_with("check_");
        let found: BTreeSet<&str> = judge(&path, &text, "x86_64", &[])
            .iter()
            .flat_map(|verdict| verdict.fired.clone())
            .filter(is_runtime_check)
            .collect();
        // the manifest cuts a long list off
        let cut = fired.len() >= 380;
        let differs = if cut { !expected.is_subset(&found) } else { found != expected };
        if differs {
            wrong.push(format!("{}: KIWI {expected:?}, rowi {found:?}", path.display()));
        }
    }
    println!("{count} files, {} differ", wrong.len());
    assert!(count >= 200, "only {count} files");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

pub fn agrees_with_the_runtime_checker() {
    let (shared, python) = (shared(), python());
    let scratch = std::env::temp_dir().join(format!("rowi-kiwi-checks-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("a scratch directory");
    let mut cases: Vec<(PathBuf, String)> = Vec::new();
    for (path, _) in corpus(&shared) {
        let text = std::fs::read_to_string(&path).expect("a corpus file");
        if !text.contains("<include ") {
            cases.push((path, text));
        }
    }
    cases.sort();
    // every second file as it is, and mutants of all
    let originals = cases.clone();
    cases = cases.into_iter().enumerate().filter(|(index, _)| index % 2 == 0).map(|(_, case)| case).collect();
    let files = cases.len();
    // another seed gives other mutants: ROWI_SEED=7 cargo test --test peers kiwi_checks
    let seed = std::env::var("ROWI_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x5eed);
    let mut random = Random(seed);
    let mut mutants = 0;
    while mutants < 1100 {
        let (_, text) = &originals[random.below(originals.len())];
        let Some(mutant) = mutate(text, &mut random) else { continue };
        let path = scratch.join(format!("{mutants}.xml"));
        std::fs::write(&path, &mutant).expect("a mutant");
        cases.push((path, mutant));
        mutants += 1;
    }
    let verdicts: Vec<Vec<Verdict>> = cases
        .iter()
        .map(|(path, text)| {
            // most of the world builds on x86_64; what depends on the architecture must agree on each
            let archs = ["x86_64", "x86_64", "aarch64", "s390x", "ppc64le", "i686", "riscv64"];
            let arch = archs[random.below(archs.len())];
            // every profile alone, as always, and some of them together
            let profiles = declared(text);
            let mut together = Vec::new();
            while profiles.len() > 1 && together.len() < 3 {
                let one = profiles[random.below(profiles.len())].clone();
                let other = profiles[random.below(profiles.len())].clone();
                together.push(vec![one, other]);
            }
            let mut verdicts = judge(path, text, arch, &together);
            if arch != "x86_64" {
                verdicts.extend(judge(path, text, "x86_64", &[]));
            }
            verdicts
        })
        .collect();
    let mut child = Command::new(python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kiwi_checks.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the Python of ROWI_KIWI_PYTHON");
    let mut stdin = child.stdin.take().expect("a pipe");
    let requests: Vec<String> = cases
        .iter()
        .zip(&verdicts)
        .map(|((path, _), verdicts)| {
            let selections: Vec<serde_json::Value> = verdicts
                .iter()
                .map(|one| serde_json::json!({"profiles": one.profiles, "type": one.image, "arch": one.arch}))
                .collect();
            serde_json::json!({"file": path.display().to_string(), "selections": selections}).to_string()
        })
        .collect();
    let writer = std::thread::spawn(move || {
        for request in requests {
            if writeln!(stdin, "{request}").is_err() {
                break;
            }
        }
    });
    let output = child.wait_with_output().expect("answers");
    writer.join().expect("the writer");
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    let mut wrong = Vec::new();
    let mut compared = BTreeMap::from([("files", 0usize), ("mutants", 0), ("selections", 0)]);
    let mut fired = BTreeMap::new();
    for ((index, verdicts), line) in verdicts.iter().enumerate().zip(answers.lines()) {
        let answer: serde_json::Value = serde_json::from_str(line).expect("JSON");
        if answer["loaded"] != true {
            continue;
        }
        *compared.get_mut(if index < files { "files" } else { "mutants" }).expect("a counter") += 1;
        for (verdict, result) in verdicts.iter().zip(answer["results"].as_array().expect("results")) {
            *compared.get_mut("selections").expect("a counter") += 1;
            let theirs: BTreeSet<&str> =
                result["fired"].as_array().expect("a list").iter().filter_map(|check| check.as_str()).collect();
            for check in &theirs {
                *fired.entry((*check).to_owned()).or_insert(0usize) += 1;
            }
            let error = result["error"].as_str();
            if error != verdict.error || theirs != verdict.fired {
                wrong.push(format!(
                    "{}: {} {:?} {:?}: KIWI {error:?} {theirs:?}, rowi {:?} {:?}",
                    cases[index].0.display(),
                    verdict.arch,
                    verdict.profiles,
                    verdict.image,
                    verdict.error,
                    verdict.fired
                ));
            }
        }
    }
    println!("{compared:?}, {} differ; fired: {fired:#?}", wrong.len());
    if wrong.is_empty() {
        std::fs::remove_dir_all(&scratch).ok();
    }
    assert!(compared["files"] >= 200 && compared["mutants"] >= 1000, "too few: {compared:?}");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong[..wrong.len().min(30)].join("\n"));
}

/// A small generator, so that runs repeat.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// The names of the profiles that a text declares.
fn declared(text: &str) -> Vec<String> {
    text.match_indices("<profile ")
        .filter_map(|(at, _)| {
            let tag = &text[at..at + text[at..].find('>')?];
            let value = &tag[tag.find(" name=\"")? + " name=\"".len()..];
            Some(value[..value.find('"')?].to_owned())
        })
        .collect()
}

/// One change that KIWI's parser still takes and its checks may care for.
fn mutate(text: &str, random: &mut Random) -> Option<String> {
    let attributes: [(&str, &str, &[&str]); 38] = [
        ("type", "boot", &["oemboot/suse", "isoboot/suse", ""]),
        ("type", "initrd_system", &["kiwi", "dracut", "none"]),
        ("type", "image", &["oem", "iso", "tbz", "pxe", "docker", "appx", "kis", "btrfs"]),
        ("type", "filesystem", &["btrfs", "ext4", "xfs"]),
        ("type", "firmware", &["efi", "uefi", "bios", "ec2", "custom"]),
        ("type", "efiparttable", &["msdos", "gpt"]),
        ("type", "devicepersistency", &["by-partuuid", "by-uuid"]),
        ("type", "overlayroot", &["true", "false"]),
        ("type", "installiso", &["true", "false"]),
        ("type", "installstick", &["true"]),
        ("type", "installpxe", &["true"]),
        ("type", "flags", &["dmsquash", "overlay"]),
        ("type", "efifatimagesize", &["20", "31", "32", "100"]),
        ("type", "xen_server", &["true", "false"]),
        ("type", "primary", &["true", "false"]),
        ("type", "rootfs_label", &["HOME", "ROOT"]),
        ("preferences", "profiles", &["Live", "A,B", "base, x"]),
        ("preferences", "arch", &["x86_64", "aarch64", "aarch64,x86_64"]),
        ("repository", "profiles", &["nowhere"]),
        ("repository", "arch", &["aarch64"]),
        ("repository", "imageinclude", &["true", "false"]),
        ("packages", "profiles", &["nowhere"]),
        ("packages", "type", &["image", "bootstrap", "delete", "iso", "oem"]),
        (
            "source",
            "path",
            &[
                "dir:///srv",
                "https://h.example.org/r",
                "obs://a/b",
                "/abs",
                "this://repo",
                "iso:///x.iso",
                "smb://h/r",
                "relative/path",
                "HTTP://h/r",
                "file:///srv",
                "ftp://h/r",
            ],
        ),
        ("signing", "key", &["file:///k", "file:k", "file://host/k", "file://localhost/k", "https://h/k", "file:/k"]),
        ("profile", "import", &["true", "false"]),
        ("volume", "label", &["SWAP", "ROOT", "HOME", "SPARE"]),
        ("volume", "size", &["all", "1G"]),
        ("volume", "name", &["@root", "home=@root", "/", "root", "@"]),
        ("volume", "mountpoint", &["/", "/home", "home"]),
        ("volume", "freespace", &["all", "100M"]),
        ("volume", "arch", &["aarch64", "x86_64,aarch64"]),
        ("systemdisk", "preferlvm", &["true", "false"]),
        ("package", "arch", &["aarch64", "x86_64", "aarch64,x86_64"]),
        ("packages", "arch", &["aarch64", "x86_64"]),
        ("profile", "arch", &["aarch64", "x86_64", "aarch64,x86_64"]),
        ("machine", "xen_loader", &["hvmloader"]),
        ("bootloader", "name", &["grub2", "systemd_boot", "isolinux", "custom", "zipl"]),
    ];
    match random.below(10) {
        0 => {
            // a line goes
            let lines: Vec<(usize, &str)> = text
                .lines()
                .enumerate()
                .filter(|(_, line)| {
                    let line = line.trim();
                    (line.starts_with("<package ") || line.starts_with("<version>") || line.starts_with("<requires "))
                        && (line.ends_with("/>") || line.ends_with("</version>"))
                })
                .collect();
            let dracut: Vec<usize> = lines
                .iter()
                .filter(|(_, line)| line.contains("kiwi") || line.contains("version"))
                .map(|(at, _)| *at)
                .collect();
            let pool: Vec<usize> = if dracut.is_empty() { lines.iter().map(|(at, _)| *at).collect() } else { dracut };
            let gone = *pool.get(random.below(pool.len()))?;
            Some(text.lines().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| format!("{line}\n")).collect())
        }
        1 => {
            let inside = [
                "<systemdisk><volume name=\"home\" label=\"SPARE\"/><volume name=\"@root\" size=\"all\"/></systemdisk>",
                "<systemdisk preferlvm=\"true\"><volume name=\"/\" freespace=\"all\"/></systemdisk>",
                "<systemdisk><volume name=\"a\" size=\"all\" arch=\"aarch64\"/><volume name=\"b\" freespace=\"all\"/></systemdisk>",
                "<oemconfig><oem-swapname>x</oem-swapname></oemconfig>",
                "<oemconfig><oem-resize>false</oem-resize></oemconfig>",
                "<machine xen_loader=\"hvmloader\"/>",
                "<containerconfig name=\"a\"><history launcher=\"a.sh\" application_id=\"a-b\"/></containerconfig>",
                "<bootloader name=\"systemd_boot\"><bootloadersettings><environment><env name=\"a\"/></environment></bootloadersettings></bootloader>",
                "<bootloader name=\"grub2\"><bootloadersettings><environment><env name=\"a\"/></environment></bootloadersettings></bootloader>",
            ];
            let inside = inside[random.below(inside.len())];
            let name = inside[1..].split([' ', '>']).next()?;
            let places: Vec<usize> = text.match_indices("<type ").map(|(at, _)| at).collect();
            let at = *places.get(random.below(places.len()))?;
            let end = at + text[at..].find('>')?;
            if text[..end].ends_with('/') {
                return Some(format!("{}>{inside}</type>{}", &text[..end - 1], &text[end + 1..]));
            }
            // the parser wants an element once
            let close = end + text[end..].find("</type>")?;
            (!text[end..close].contains(&format!("<{name}")))
                .then(|| format!("{}{inside}{}", &text[..=end], &text[end + 1..]))
        }
        3 => {
            // a profile needs another one
            let names = declared(text);
            let wanted = match random.below(4) {
                0 => "nowhere".to_owned(),
                _ => names.get(random.below(names.len()))?.clone(),
            };
            let arch = [" arch=\"aarch64\"", " arch=\"x86_64\"", "", ""][random.below(4)];
            let places: Vec<usize> = text.match_indices("<profile ").map(|(at, _)| at).collect();
            let at = *places.get(random.below(places.len()))?;
            let end = at + text[at..].find('>')?;
            let requires = format!("<requires profile=\"{wanted}\"{arch}/>");
            Some(match text[..end].strip_suffix('/') {
                Some(open) => format!("{open}>{requires}</profile>{}", &text[end + 1..]),
                None => format!("{}{requires}{}", &text[..=end], &text[end + 1..]),
            })
        }
        2 => {
            // a type twice
            let at = text.find("<type ")?;
            let end = at + text[at..].find("/>")? + 2;
            (!text[at..end - 2].contains('>')).then(|| format!("{}{}{}", &text[..end], &text[at..end], &text[end..]))
        }
        _ => {
            let (element, name, values) = attributes[random.below(attributes.len())];
            let value = values[random.below(values.len())];
            let open = format!("<{element}");
            let places: Vec<usize> = text
                .match_indices(&open)
                .map(|(at, _)| at)
                .filter(|at| text[at + open.len()..].starts_with([' ', '>', '\n', '/']))
                .collect();
            let at = *places.get(random.below(places.len()))?;
            let end = at + text[at..].find('>')?;
            let tag = &text[at..end];
            let written = format!(" {name}=\"");
            let changed = match tag.find(&written) {
                Some(offset) => {
                    let from = offset + written.len();
                    let to = from + tag[from..].find('"')?;
                    format!("{}{value}{}", &tag[..from], &tag[to..])
                }
                None => format!("{open} {name}=\"{value}\"{}", &tag[open.len()..]),
            };
            (changed != tag).then(|| format!("{}{changed}{}", &text[..at], &text[end..]))
        }
    }
}
