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
    ("force_mask", Shape::Number),
    ("root-auto-userns-user", Shape::Text),
    ("auto-userns-min-size", Shape::Number),
    ("auto-userns-max-size", Shape::Number),
    ("aufs", Shape::Struct("config.AufsOptionsConfig", &[("mountopt", Shape::Text)])),
    ("btrfs", Shape::Struct("config.BtrfsOptionsConfig", &[("min_space", Shape::Text), ("size", Shape::Text)])),
    ("overlay", Shape::Struct("config.OverlayOptionsConfig", OVERLAY)),
    ("vfs", Shape::Struct("config.VfsOptionsConfig", &[("ignore_chown_errors", Shape::Text)])),
    ("zfs", Shape::Struct("config.ZfsOptionsConfig", ZFS)),
    ("thinpool", Shape::Map(&Shape::Text)),
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

    /// Whether a program is there; `None` where it is not known.
    fn has_program(&self, name: &str) -> Option<bool> {
        let _ = name;
        None
    }

    /// Whether `/etc/subuid` has a range for a user; `None` where it is not known.
    fn has_subids(&self, user: &str) -> Option<bool> {
        let _ = user;
        None
    }
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
    /// Whether it stands in the table of the overlay driver.
    pub mount_program_of_overlay: bool,
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
    options(storage_table, &storage, generation, system, &mut findings);
    paths(&storage, generation, system, &mut findings);
    (storage, findings)
}

/// The driver that a storage.conf names, in any generation's reading.
#[must_use]
pub fn driver_name(text: &str) -> Option<String> {
    let table = go_toml::parse(text.as_bytes(), SourceId(0), Release::of(Generation::V5)).ok()?;
    read(inner(&table, "storage")?).driver.map(|(name, _)| name)
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
        mount_program_of_overlay: overlay.is_some_and(|overlay| text(overlay, "mount_program").is_some()),
        image_stores,
    }
}

/// Keys outside `[storage]` are read by nobody.
fn stray_keys(table: &Table, storage: &Table, generation: Generation, findings: &mut Vec<Finding>) {
    let empty = storage.entries().is_empty() && generation < Generation::V5_8;
    let severity = if empty { Severity::Error } else { Severity::Warning };
    for entry in table.entries().iter().filter(|entry| !go_toml::fold_eq(&entry.key, "storage")) {
        let message = match &entry.value {
            Value::Table(_) => format!("table `[{}]` of storage.conf is not read", entry.key),
            _ => format!("`{}` stands outside the table `[storage]`, where it is not read", entry.key),
        };
        let mut finding = Finding::silent(&catalogue::STORAGE_INCOMPLETE, severity, entry.key_span, message);
        if empty {
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

/// What `[storage.options]` says: values that the driver takes, and those that it does not.
fn options(table: &Table, storage: &Storage, generation: Generation, system: &dyn System, findings: &mut Vec<Finding>) {
    const RULE: &crate::diagnostic::Entry = &catalogue::STORAGE_OPTION_INVALID;
    let Some(options) = inner(table, "options") else { return };
    let configure = if generation == Generation::V4 { "" } else { "configure storage: " };
    let name = storage.driver.as_ref().map(|(name, _)| name.as_str());
    let overlay = matches!(name, None | Some("overlay" | "overlay2"));
    let own = match name {
        Some("vfs") => Some("vfs"),
        Some("btrfs") => Some("btrfs"),
        Some("zfs") => Some("zfs"),
        // a driver that podman finds by itself has no table of its own
        None if generation < Generation::V5_8 => None,
        _ => Some("overlay"),
    };
    let own = own.and_then(|own| inner(options, own));
    // the driver's table goes before the general one
    let setting = |key: &str| own.and_then(|own| text(own, key)).or_else(|| text(options, key));
    let mut push = |span: Span, message: String, tool: String| {
        findings.push(Finding::fatal(RULE, span, message, format!("{configure}{tool}")));
    };
    // both places are read, one after the other
    let both = [own.and_then(|own| text(own, "ignore_chown_errors")), text(options, "ignore_chown_errors")];
    if (overlay || name == Some("vfs"))
        && let Some((value, span)) = both.into_iter().flatten().find(|(value, _)| !is_bool(value))
    {
        let tool = format!("strconv.ParseBool: parsing {}: invalid syntax", quote(&value));
        push(span, format!("`ignore_chown_errors` must be `\"true\"` or `\"false\"`, not `{value}`"), tool);
    }
    if overlay {
        if let Some((value, span)) = setting("use_composefs")
            && generation != Generation::V4
            && !is_bool(&value)
        {
            let tool = format!("strconv.ParseBool: parsing {}: invalid syntax", quote(&value));
            push(span, format!("`use_composefs` must be `\"true\"` or `\"false\"`, not `{value}`"), tool);
        }
        let sizes = [("size", setting("size")), ("inodes", own.and_then(|own| text(own, "inodes")))];
        for (key, setting) in sizes {
            let Some((value, span)) = setting else { continue };
            let fine =
                if key == "size" { super::containers_conf::is_size(&value) } else { value.parse::<u64>().is_ok() };
            let found = system.file_system(storage.graph_root.as_deref().unwrap_or(DEFAULT_GRAPH_ROOT));
            if !fine {
                let tool = if key == "size" {
                    format!("invalid size: '{value}'")
                } else {
                    format!("strconv.ParseUint: parsing {}: invalid syntax", quote(&value))
                };
                push(span, format!("`{key}` cannot be `{value}`"), tool);
            } else if let Some(found) = found.filter(|found| *found != "xfs") {
                let backing = if found.starts_with("ext") { "extfs" } else { found };
                let tool = format!(
                    "storage option overlay.size and overlay.inodes only supported for backingFS XFS. Found {backing}"
                );
                push(
                    span,
                    format!("`{key}` of the overlay driver works on XFS only, and the file system is `{found}`"),
                    tool,
                );
            }
        }
        if let Some((value, span)) = own.and_then(|own| text(own, "force_mask")) {
            let octal = !value.is_empty() && i64::from_str_radix(&value, 8).is_ok();
            if !octal && !matches!(value.as_str(), "shared" | "private") {
                let tool = format!("strconv.ParseInt: parsing {}: invalid syntax", quote(&value));
                push(span, format!("`force_mask` must be `shared`, `private` or octal, not `{value}`"), tool);
            } else if storage.mount_program.is_none() && generation < Generation::V5_8 {
                let tool = "'force_mask' is supported only with 'mount_program'".to_owned();
                push(span, "`force_mask` needs `mount_program`".to_owned(), tool);
            }
        }
        for (path, span) in &storage.image_stores {
            if !path.starts_with('/') {
                let tool = format!("overlay: image path {} is not absolute.  Can not be relative", quote(path));
                push(*span, format!("image store `{path}` must be an absolute path"), tool);
            }
        }
        if let Some(Value::Array(stores)) = options.field("additionallayerstores").map(|entry| &entry.value) {
            for store in stores {
                let Value::String(given) = &store.value else { continue };
                let (path, flags) = given.split_once(':').unwrap_or((given, ""));
                if let Some(flag) = flags.split(':').find(|flag| !flag.is_empty() && *flag != "ref") {
                    let tool = format!(
                        "overlay: additionallayerstore config {} contains unknown option {}",
                        quote(path),
                        quote(flag)
                    );
                    push(store.span, format!("a layer store has no option `{flag}`"), tool);
                } else if !path.starts_with('/') {
                    let tool = format!(
                        "overlay: additionallayerstore path {} is not absolute.  Can not be relative",
                        quote(path)
                    );
                    push(store.span, format!("layer store `{path}` must be an absolute path"), tool);
                } else if system.exists(path) == Some(false) {
                    let tool =
                        format!("overlay: can't stat additionallayerstore dir: stat {path}: no such file or directory");
                    push(store.span, format!("layer store `{path}` is not in the image"), tool);
                }
            }
        }
    } else if name == Some("vfs") {
        for key in ["mountopt", "size", "skip_mount_home", "mount_program", "additionallayerstores"] {
            let span = match text(options, key) {
                Some((_, span)) => span,
                None => match options.field(key) {
                    Some(Entry { value: Value::Array(stores), span, .. }) if !stores.is_empty() => *span,
                    _ => continue,
                },
            };
            let tool = match key {
                "mountopt" => "vfs driver does not support mount options".to_owned(),
                other => format!("vfs driver does not support vfs.{} options", other.trim_end_matches('s')),
            };
            push(span, format!("the vfs driver has no `{key}`"), tool);
        }
    }
    if let Some(Entry { value: Value::Integer(mask @ 1..), span, .. }) = options.field("force_mask")
        && generation == Generation::V4
        && (overlay || name == Some("vfs"))
    {
        let bits = "rwxrwxrwx".chars().enumerate();
        let shown: String = bits.map(|(at, bit)| if mask >> (8 - at) & 1 == 1 { bit } else { '-' }).collect();
        let tool = match name {
            Some("vfs") => "vfs driver does not support vfs.force_mask options".to_owned(),
            Some(_) => format!("strconv.ParseInt: parsing \"-{shown}\": invalid syntax"),
            None => "'force_mask' is supported only with 'mount_program'".to_owned(),
        };
        push(*span, "`force_mask` belongs into `[storage.options.overlay]`, as a string".to_owned(), tool);
    }
    for key in ["remap-uids", "remap-gids"] {
        let Some((value, span)) = text(options, key) else { continue };
        let parts: Vec<&str> = value.split(':').collect();
        if !parts.len().is_multiple_of(3) || parts.iter().any(|part| part.trim().parse::<u32>().is_err()) {
            let tool = format!(
                "initializing ID mappings: {key} setting is malformed expected [\"uint32:uint32:uint32\"]: [{}]",
                quote(&value)
            );
            push(span, format!("`{key}` must be `container:host:size`, not `{value}`"), tool);
        }
    }
    if let Some((user, span)) = text(options, "remap-user").or_else(|| text(options, "remap-group"))
        && system.has_subids(&user) == Some(false)
    {
        let tool = format!("no subuid ranges found for user {} in /etc/subuid", quote(&user));
        push(span, format!("`{user}` has no range in /etc/subuid"), tool);
    }
}

/// What Go takes for a truth value.
fn is_bool(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True" | "0" | "f" | "F" | "false" | "FALSE" | "False")
}

fn paths(storage: &Storage, generation: Generation, system: &dyn System, findings: &mut Vec<Finding>) {
    let configure = if generation == Generation::V4 { "" } else { "configure storage: " };
    let stat = if generation == Generation::V4 { "stat" } else { "faccessat" };
    // only overlay looks for it; a driver that podman finds by itself has no table of its own
    let looks = match storage.driver.as_ref().map(|(name, _)| name.as_str()) {
        None => generation >= Generation::V5_8 || !storage.mount_program_of_overlay,
        Some(name) => name.starts_with("overlay"),
    };
    if let Some((path, span)) = storage.mount_program.as_ref().filter(|_| looks)
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
            // only overlay looks for it
            let overlay = storage.driver.as_ref().is_none_or(|(name, _)| name.starts_with("overlay"));
            findings.push(match overlay {
                true => Finding::fatal(&catalogue::STORAGE_PATH_MISSING, *span, message, tool),
                false => Finding::silent(&catalogue::STORAGE_PATH_MISSING, Severity::Warning, *span, message),
            });
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
