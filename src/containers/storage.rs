//! storage.conf: where images are kept, and by which driver.

use crate::containers::catalogue;
use crate::diagnostic::{Applicability, Severity, shortlist};
use crate::text::{Edit, SourceId, Span};

use super::finding::Finding;
use super::go_toml::{self, Entry, Release, Table, Value, quote};
use super::shape::{Shape, check, refused};
use super::version::Generation;

/// Drivers that today's tools have.
pub const DRIVERS: [&str; 5] = ["overlay", "overlay2", "vfs", "btrfs", "zfs"];
/// Where images are kept unless the file says otherwise.
pub const DEFAULT_GRAPH_ROOT: &str = "/var/lib/containers/storage";

const OVERLAY: &[(&str, Shape)] = &[
    ("ignore_chown_errors", Shape::Text),
    ("mountopt", Shape::Text),
    ("mount_program", Shape::Text),
    ("size", Shape::Text),
    ("inodes", Shape::Text),
    ("skip_mount_home", Shape::Text),
    ("use_composefs", Shape::Newer(&Shape::Text)),
    ("force_mask", Shape::Text),
];
const ZFS: &[(&str, Shape)] = &[("mountopt", Shape::Text), ("fsname", Shape::Text), ("size", Shape::Text)];
const OPTIONS: &[(&str, Shape)] = &[
    ("additionalimagestores", Shape::Texts),
    ("imagestore", Shape::Newer(&Shape::Text)),
    ("additionallayerstores", Shape::Texts),
    ("size", Shape::Text),
    ("remap-uids", Shape::Text),
    ("remap-gids", Shape::Text),
    ("remap-user", Shape::Text),
    ("remap-group", Shape::Text),
    ("ignore_chown_errors", Shape::Text),
    ("use_composefs", Shape::Newer(&Shape::Text)),
    ("force_mask", Shape::Any),
    ("root-auto-userns-user", Shape::Text),
    ("auto-userns-min-size", Shape::Number),
    ("auto-userns-max-size", Shape::Number),
    ("aufs", Shape::Struct("config.AufsOptionsConfig", &[("mountopt", Shape::Text)])),
    ("btrfs", Shape::Struct("config.BtrfsOptionsConfig", &[("min_space", Shape::Text), ("size", Shape::Text)])),
    ("overlay", Shape::Struct("config.OverlayOptionsConfig", OVERLAY)),
    ("vfs", Shape::Struct("config.VfsOptionsConfig", &[("ignore_chown_errors", Shape::Text)])),
    ("zfs", Shape::Struct("config.ZfsOptionsConfig", ZFS)),
    ("thinpool", Shape::Any),
    ("skip_mount_home", Shape::Text),
    ("mount_program", Shape::Text),
    ("mountopt", Shape::Text),
    ("pull_options", Shape::Map(&Shape::Text)),
    ("disable-volatile", Shape::Flag),
];
const STORAGE: &[(&str, Shape)] = &[
    ("driver", Shape::Text),
    ("driver_priority", Shape::Newer(&Shape::Texts)),
    ("runroot", Shape::Text),
    ("imagestore", Shape::Newer(&Shape::Text)),
    ("graphroot", Shape::Text),
    ("rootless_storage_path", Shape::Text),
    ("transient_store", Shape::Newer(&Shape::Flag)),
    ("options", Shape::Struct("config.OptionsConfig", OPTIONS)),
];
const FILE: &[(&str, Shape)] = &[("storage", Shape::Struct("struct { … }", STORAGE))];

/// What is known of the system that the file is on.
pub trait System {
    /// The file system that holds `path`; `None` where it is not known.
    fn file_system(&self, path: &str) -> Option<&str>;

    /// Whether something is at `path`; `None` where it is not known.
    fn exists(&self, path: &str) -> Option<bool>;
}

/// A system of which nothing is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unknown;

impl System for Unknown {
    fn file_system(&self, _: &str) -> Option<&str> {
        None
    }

    fn exists(&self, _: &str) -> Option<bool> {
        None
    }
}

/// What the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Storage {
    /// The driver, where one is given.
    pub driver: Option<(String, Span)>,
    /// Where images are kept.
    pub graph_root: Option<String>,
    /// Where what is running is kept.
    pub run_root: Option<String>,
    /// The program that mounts overlays, where one is given.
    pub mount_program: Option<(String, Span)>,
    /// Directories with more images.
    pub image_stores: Vec<(String, Span)>,
}

/// Reads storage.conf as a generation does, on a system.
#[must_use]
pub fn judge(bytes: &[u8], source: SourceId, generation: Generation, system: &dyn System) -> (Storage, Vec<Finding>) {
    let release = Release::of(generation);
    let table = match go_toml::parse(bytes, source, release) {
        Ok(table) => table,
        Err(error) => return (Storage::default(), vec![refused(&error, &catalogue::STORAGE_TOML)]),
    };
    let mut findings = check(&table, FILE, release, &catalogue::STORAGE_TOML, None);
    let empty = Table::default();
    let storage_table = match table.field("storage").map(|entry| &entry.value) {
        Some(Value::Table(inner)) => inner,
        _ => &empty,
    };
    let storage = read(storage_table);
    stray_keys(&table, storage_table, generation, &mut findings);
    incomplete(&storage, storage_table, generation, source, &mut findings);
    driver(&storage, generation, system, &mut findings);
    paths(&storage, generation, system, &mut findings);
    (storage, findings)
}

fn text(table: &Table, key: &str) -> Option<(String, Span)> {
    match table.field(key) {
        Some(Entry { value: Value::String(text), span, .. }) if !text.is_empty() => Some((text.clone(), *span)),
        _ => None,
    }
}

fn inner<'a>(table: &'a Table, key: &str) -> Option<&'a Table> {
    match table.field(key).map(|entry| &entry.value) {
        Some(Value::Table(inner)) => Some(inner),
        _ => None,
    }
}

fn read(table: &Table) -> Storage {
    let options = inner(table, "options");
    let overlay = options.and_then(|options| inner(options, "overlay"));
    let stores = options.and_then(|options| options.field("additionalimagestores")).map(|entry| &entry.value);
    let image_stores = match stores {
        Some(Value::Array(elements)) => elements
            .iter()
            .filter_map(|element| match &element.value {
                Value::String(path) => Some((path.clone(), element.span)),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    Storage {
        driver: text(table, "driver"),
        graph_root: text(table, "graphroot").map(|(path, _)| path),
        run_root: text(table, "runroot").map(|(path, _)| path),
        mount_program: overlay
            .and_then(|overlay| text(overlay, "mount_program"))
            .or_else(|| options.and_then(|options| text(options, "mount_program"))),
        image_stores,
    }
}

/// Keys outside `[storage]` are read by nobody.
fn stray_keys(table: &Table, storage: &Table, generation: Generation, findings: &mut Vec<Finding>) {
    let severity = if generation < Generation::V5_8 { Severity::Error } else { Severity::Warning };
    for entry in table.entries().iter().filter(|entry| !go_toml::fold_eq(&entry.key, "storage")) {
        let message = match &entry.value {
            Value::Table(_) => format!("table `[{}]` of storage.conf is not read", entry.key),
            _ => format!("`{}` stands outside the table `[storage]`, where it is not read", entry.key),
        };
        let mut finding = Finding::silent(&catalogue::STORAGE_INCOMPLETE, severity, entry.key_span, message);
        if storage.entries().is_empty() && generation < Generation::V5_8 {
            finding = finding.note("with nothing left in `[storage]` podman before 5.8 does not start");
        }
        findings.push(finding);
    }
}

/// podman before 5.8 takes no default for what one file leaves out.
fn incomplete(storage: &Storage, table: &Table, generation: Generation, source: SourceId, findings: &mut Vec<Finding>) {
    if generation >= Generation::V5_8 {
        return;
    }
    let place = if table.span.is_empty() { Span::at(source, 0) } else { table.span };
    for (key, value, default) in [
        ("runroot", &storage.run_root, "/run/containers/storage"),
        ("graphroot", &storage.graph_root, DEFAULT_GRAPH_ROOT),
    ] {
        if value.is_none() {
            let message = format!("storage.conf without `{key}`");
            let tool = format!("{key} must be set");
            let mut finding = Finding::fatal(&catalogue::STORAGE_INCOMPLETE, place, message, tool)
                .note("podman before 5.8 takes the whole file in place of its defaults");
            if !table.span.is_empty() && table.field(key).is_none() {
                let edit = Edit::insert(Span::at(source, table.span.end as usize), format!("\n{key} = \"{default}\""));
                finding = finding.fix(format!("add `{key} = \"{default}\"`"), Applicability::Safe, vec![edit]);
            }
            findings.push(finding);
        }
    }
}

fn driver(storage: &Storage, generation: Generation, system: &dyn System, findings: &mut Vec<Finding>) {
    let Some((name, span)) = &storage.driver else { return };
    let configure = if generation == Generation::V4 { "" } else { "configure storage: " };
    let graph_root = storage.graph_root.as_deref().unwrap_or(DEFAULT_GRAPH_ROOT);
    if !DRIVERS.contains(&name.as_str()) {
        let tool = match (name.as_str(), generation) {
            ("devicemapper", Generation::V4) => "driver not supported".to_owned(),
            ("aufs", Generation::V4 | Generation::V5) => {
                format!("{configure}kernel does not support aufs: driver not supported")
            }
            _ => format!("{configure}failed to GetDriver graph {name} {graph_root}: driver not supported"),
        };
        let message = format!("storage driver `{name}` is not supported");
        let meant = DRIVERS.iter().find(|driver| driver.eq_ignore_ascii_case(name));
        let mut finding = Finding::fatal(&catalogue::STORAGE_DRIVER_UNSUPPORTED, *span, message, tool)
            .note(format!("podman has {}", shortlist(name, DRIVERS, 8)));
        finding.diagnostic.expected = DRIVERS.iter().map(|driver| (*driver).to_owned()).collect();
        if let Some(meant) = meant {
            let edit = Edit::replace(*span, quote(meant));
            finding = finding.fix(format!("write `{meant}`"), Applicability::Safe, vec![edit]);
        }
        findings.push(finding);
        return;
    }
    if name == "overlay2" {
        let message = "storage driver `overlay2` is docker's name; podman takes it for `overlay`, with a warning";
        let edit = Edit::replace(*span, "\"overlay\"");
        findings.push(Finding::silent(&catalogue::STORAGE_DRIVER_UNSUPPORTED, Severity::Warning, *span, message).fix(
            "write `overlay`",
            Applicability::Safe,
            vec![edit],
        ));
    }
    let found = system.file_system(graph_root);
    if let ("btrfs" | "zfs", Some(found)) = (name.as_str(), found)
        && found != name
    {
        let tool = if name == "btrfs" {
            format!(
                "{configure}{} is not on a btrfs filesystem: prerequisites for driver not satisfied (wrong \
                 filesystem?)",
                quote(&format!("{graph_root}/btrfs"))
            )
        } else {
            format!("{configure}prerequisites for driver not satisfied (wrong filesystem?)")
        };
        let message = format!("storage driver `{name}` on a file system that is `{found}`");
        findings.push(Finding::fatal(&catalogue::STORAGE_DRIVER_FILESYSTEM, *span, message, tool));
    } else if name == "zfs" && found.is_none() && system.exists("/usr/sbin/zfs") == Some(false) {
        let tool = format!(
            "{configure}the 'zfs' command is not available: prerequisites for driver not satisfied (wrong filesystem?)"
        );
        let message = "storage driver `zfs` without the `zfs` command";
        findings.push(Finding::fatal(&catalogue::STORAGE_DRIVER_FILESYSTEM, *span, message, tool));
    }
}

fn paths(storage: &Storage, generation: Generation, system: &dyn System, findings: &mut Vec<Finding>) {
    let configure = if generation == Generation::V4 { "" } else { "configure storage: " };
    let stat = if generation == Generation::V4 { "stat" } else { "faccessat" };
    if let Some((path, span)) = &storage.mount_program
        && system.exists(path) == Some(false)
    {
        let tool =
            format!("{configure}overlay: can't stat program {}: {stat} {path}: no such file or directory", quote(path));
        let message = format!("mount program `{path}` is not in the image");
        findings.push(Finding::fatal(&catalogue::STORAGE_PATH_MISSING, *span, message, tool));
    }
    for (path, span) in &storage.image_stores {
        if system.exists(path) == Some(false) {
            let tool =
                format!("{configure}overlay: can't stat imageStore dir {path}: stat {path}: no such file or directory");
            let message = format!("image store `{path}` is not in the image");
            findings.push(Finding::fatal(&catalogue::STORAGE_PATH_MISSING, *span, message, tool));
        }
    }
    if let Some(path) = storage.graph_root.as_deref().filter(|path| !path.starts_with('/'))
        && generation == Generation::V4
    {
        let span = storage.driver.as_ref().map_or_else(Span::default, |(_, span)| *span);
        let tool = format!(
            "validating engine configs: static directory must be an absolute path - instead got {}",
            quote(&format!("{}/libpod", path.trim_end_matches("/storage")))
        );
        findings.push(Finding::fatal(
            &catalogue::STORAGE_INCOMPLETE,
            span,
            format!("`graphroot` must be an absolute path, not `{path}`"),
            tool,
        ));
    }
}
