//! rowi beside podman, skopeo and podman's quadlet generator: generated files of the other kinds, each judged by both.
//! Neither may refuse what the other takes; `ROWI_PEER_CASES` says how many of each kind.
//!
//! It is long because each kind of file has its own generator, and they share how both are asked and compared.
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use rowi::containers::version::Generation;
use rowi::containers::{Version, auth, containers_conf, policy, quadlet, refusal, registries_d, storage, unit};
use rowi::text::SourceId;

use super::containers::{Here, Tool, message, write};
use crate::support::dice::Dice;

fn count(usual: usize) -> usize {
    std::env::var("ROWI_PEER_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// What both said of all files of a kind.
#[derive(Default)]
struct Tally {
    count: usize,
    refused: usize,
    differences: Vec<String>,
}

impl Tally {
    fn add(&mut self, text: &str, tool: Option<String>, rowi: Option<String>) {
        self.count += 1;
        self.refused += usize::from(tool.is_some());
        if tool.is_some() != rowi.is_some() {
            self.differences.push(format!("{text}\ntool: {tool:?}\nrowi: {rowi:?}\n"));
        }
    }

    fn finish(self, kind: &str) {
        eprintln!("{kind}: {} files, {} refused, {} differ", self.count, self.refused, self.differences.len());
        assert!(self.differences.is_empty(), "{}", self.differences.join("\n"));
        assert!(self.refused > self.count / 8 && self.refused < self.count - self.count / 8, "the files are all alike");
    }
}

/// Whether chance has it, in so many cases of a hundred.
fn chance(dice: &mut Dice, percent: usize) -> bool {
    dice.below(100) < percent
}

/// An object of those members that chance has.
fn object(members: Vec<(&str, String)>) -> String {
    let members: Vec<String> = members.into_iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("{{{}}}", members.join(", "))
}

fn identity(dice: &mut Dice) -> String {
    let kinds = [
        "matchExact",
        "matchExact",
        "matchRepoDigestOrExact",
        "matchRepository",
        "exactReference",
        "exactRepository",
        "remapIdentity",
        "other",
        "",
    ];
    let kind = dice.pick(&kinds);
    let mut members = Vec::new();
    if chance(dice, 95) {
        members.push(("type", format!("\"{kind}\"")));
    }
    let references = [
        "\"a.example/x:1\"",
        "\"a.example/x\"",
        "\"A/x:1\"",
        "\"x\"",
        "\"x:1\"",
        "\"\"",
        "\"a.example/x:1:2\"",
        "5",
        "null",
        "\"a.example/x@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
    ];
    let key = match kind {
        "exactReference" => Some("dockerReference"),
        "exactRepository" => Some("dockerRepository"),
        _ => None,
    };
    if let Some(key) = key.filter(|_| chance(dice, 85)) {
        members.push((key, dice.pick(&references).to_owned()));
    }
    if kind == "remapIdentity" {
        let prefixes =
            ["\"a.example\"", "\"a.example/x\"", "\"a.example/x:1\"", "\"\"", "5", "\"A\"", "\"https://a\"", "\"*.b\""];
        for key in ["prefix", "signedPrefix"] {
            if chance(dice, 88) {
                members.push((key, dice.pick(&prefixes).to_owned()));
            }
        }
    }
    if chance(dice, 6) {
        members.push((dice.pick(&["extra", "Type", "type"]), "\"matchExact\"".to_owned()));
    }
    match dice.below(30) {
        0 => "null".to_owned(),
        1 => "[]".to_owned(),
        2 => "5".to_owned(),
        3 => "\"matchExact\"".to_owned(),
        _ => object(members),
    }
}

fn requirement(dice: &mut Dice) -> String {
    let kinds = [
        "insecureAcceptAnything",
        "reject",
        "signedBy",
        "signedBy",
        "signedBaseLayer",
        "sigstoreSigned",
        "sigstoreSigned",
        "other",
    ];
    let kind = dice.pick(&kinds);
    let mut members = Vec::new();
    if chance(dice, 97) {
        members.push(("type", format!("\"{kind}\"")));
    }
    let data = [
        "\"YQ==\"",
        "\"YWI=\"",
        "\"YWJj\"",
        "\"a\"",
        "\"YQ=\"",
        "\"Y=Q=\"",
        "\"%%\"",
        "\"Y Q=\"",
        "\"YQ==\\n\"",
        "5",
        "\"\"",
        "null",
    ];
    match kind {
        "signedBy" => {
            if chance(dice, 88) {
                let types = [
                    "\"GPGKeys\"",
                    "\"GPGKeys\"",
                    "\"GPGKeys\"",
                    "\"signedByGPGKeys\"",
                    "\"X509Certificates\"",
                    "\"gpg\"",
                    "\"\"",
                    "5",
                    "null",
                ];
                members.push(("keyType", dice.pick(&types).to_owned()));
            }
            for (key, values) in [
                ("keyPath", &["\"/a\"", "\"/a\"", "\"\"", "5", "null", "[\"/a\"]"][..]),
                ("keyPaths", &["[\"/a\"]", "[\"/a\", \"/b\"]", "[]", "[\"\"]", "\"/a\"", "null", "[5]"][..]),
                ("keyData", &data[..]),
            ] {
                if chance(dice, 42) {
                    members.push((key, dice.pick(values).to_owned()));
                }
            }
            if chance(dice, 30) {
                members.push(("signedIdentity", identity(dice)));
            }
        }
        "sigstoreSigned" => {
            if chance(dice, 60) {
                members.push(("keyPath", dice.pick(&["\"/a\"", "\"/a\"", "\"/a\"", "\"\"", "5", "null"]).to_owned()));
            }
            if chance(dice, 40) {
                members.push(("keyData", dice.pick(&data).to_owned()));
            }
            for key in ["fulcio", "keyPaths", "rekorPublicKeyPath", "pki"] {
                if chance(dice, 4) {
                    members.push((key, "{}".to_owned()));
                }
            }
            if chance(dice, 40) {
                members.push(("signedIdentity", identity(dice)));
            }
        }
        "signedBaseLayer" if chance(dice, 85) => members.push(("baseLayerIdentity", identity(dice))),
        _ => {}
    }
    if chance(dice, 5) {
        members.push((dice.pick(&["x", "keyPath", "Type", "type", "signedIdentity"]), "1".to_owned()));
    }
    match dice.below(60) {
        0 => "null".to_owned(),
        1 => "[]".to_owned(),
        2 => "5".to_owned(),
        _ => object(members),
    }
}

fn requirements(dice: &mut Dice) -> String {
    match dice.below(40) {
        0 => "[]".to_owned(),
        1 => "null".to_owned(),
        2 => "{}".to_owned(),
        3 => "\"reject\"".to_owned(),
        4..20 => "[{\"type\": \"reject\"}]".to_owned(),
        _ => {
            let list: Vec<String> = (0..=dice.below(2)).map(|_| requirement(dice)).collect();
            format!("[{}]", list.join(", "))
        }
    }
}

fn policy_text(dice: &mut Dice) -> String {
    const TRANSPORTS: [&str; 12] = [
        "docker",
        "docker",
        "oci",
        "oci-archive",
        "dir",
        "docker-archive",
        "tarball",
        "sif",
        "containers-storage",
        "docker-daemon",
        "atomic",
        "nope",
    ];
    const SCOPES: [&str; 26] = [
        "",
        "",
        "a.example",
        "a.example/x:1",
        "*.example",
        "*",
        "a.*",
        "/x",
        "/x/y",
        "/x/",
        "/",
        "x",
        "/x/..",
        "//x",
        "[overlay@/var/lib]x",
        "[/var/lib]",
        "[overlay]",
        "[overlay@/a]b.example/c",
        "[overlay@/a+/run]b.example/c:1",
        "[overlay@/a/]b",
        "[overlay@/a]@b",
        "/x:t",
        "/x:t:u",
        "/x:",
        "a.example/*",
        "sha256:00",
    ];
    let mut members = Vec::new();
    if chance(dice, 96) {
        members.push(("default", requirements(dice)));
    }
    if chance(dice, 70) {
        let scopes: Vec<String> =
            (0..=dice.below(2)).map(|_| format!("\"{}\": {}", dice.pick(&SCOPES), requirements(dice))).collect();
        members.push(("transports", object(vec![(dice.pick(&TRANSPORTS), format!("{{{}}}", scopes.join(", ")))])));
    } else if chance(dice, 12) {
        let odd = ["null", "[]", "{\"docker\": null}", "{\"docker\": []}", "{\"docker\": {}}", "5"];
        members.push(("transports", dice.pick(&odd).to_owned()));
    }
    if chance(dice, 3) {
        members.push((dice.pick(&["extra", "Default", "default"]), "{}".to_owned()));
    }
    let text = object(members);
    match dice.below(50) {
        0 => text[..text.len() - 1].to_owned(),
        1 => format!("{text} x"),
        2 => format!("# note\n{text}"),
        3 => format!("\u{feff}{text}"),
        _ => text,
    }
}

pub fn generated_policies() {
    let skopeo = Tool::find("skopeo", "ROWI_SKOPEO");
    let path = skopeo.directory.join("policy.json");
    let shown = path.display().to_string();
    let (mut dice, mut tally) = (Dice::seeded(71), Tally::default());
    for _ in 0..count(150) {
        let text = policy_text(&mut dice);
        write(&path, text.as_bytes());
        let says = skopeo.run(&["--policy", &shown, "copy", "dir:/nonexistent", "dir:/nonexistent/to"], &[]);
        let tool = says.contains("Error loading trust policy").then(|| message(&says));
        let (_, findings) = policy::judge_as(text.as_bytes(), SourceId(0), &shown, skopeo.generation());
        tally.add(&text, tool, refusal(&findings).map(|finding| finding.tool.clone()));
    }
    tally.finish("policy.json");
}

/// Keys of containers.conf with values of which some are right.
const VALUES: &[(&str, &str, &[&str])] = &[
    (
        "containers",
        "default_ulimits",
        &[
            "[\"nofile=1:2\"]",
            "[\"nofile=5:2\"]",
            "[\"x\"]",
            "[\"nproc=1\"]",
            "[\"nope=1:2\"]",
            "[\"nofile=x\"]",
            "[\"core=-1:-1\"]",
            "[\"memlock=1:2:3\"]",
            "[\"nofile=-1:5\"]",
            "[\"nofile=\"]",
            "[\"NOFILE=1\"]",
            "[]",
            "\"x\"",
            "[\"rtprio=1:\"]",
            "[\"host\"]",
            "[\"nofile=1:-1\"]",
        ],
    ),
    ("containers", "log_size_max", &["-1", "0", "8191", "8192", "9000", "-5", "\"x\"", "1.5"]),
    (
        "containers",
        "shm_size",
        &[
            "\"64m\"",
            "\"x\"",
            "\"64q\"",
            "\"1g\"",
            "\"10\"",
            "\"1.5m\"",
            "\"-1\"",
            "\"\"",
            "\"64 m\"",
            "\"64mb\"",
            "\"64mib\"",
            "\"64MiB\"",
            "\"64  m\"",
            "\"0\"",
            "\".5m\"",
            "\"1e3\"",
        ],
    ),
    (
        "containers",
        "tz",
        &[
            "\"UTC\"",
            "\"Europe/Berlin\"",
            "\"local\"",
            "\"Nowhere/X\"",
            "\"utcx\"",
            "\"America/Argentina/Ushuaia\"",
            "\"\"",
            "\"europe/berlin\"",
            "\"Europe\"",
            "\"GMT+5\"",
            "\"Etc/GMT+5\"",
            "\"/etc\"",
            "5",
        ],
    ),
    ("containers", "umask", &["\"22\"", "\"0022\"", "\"9\"", "\"22222\"", "\"x\"", "\"\"", "\"0\"", "\"777\"", "18"]),
    (
        "containers",
        "devices",
        &[
            "[\"/dev/null\"]",
            "[\"x\"]",
            "[\"/dev/null:/dev/x:q\"]",
            "[\"/dev/null:/dev/x:rw\"]",
            "[\"/dev/null:/dev/y\"]",
            "[\"/dev/null:rw\"]",
            "[\"/dev/null:x\"]",
            "[\"\"]",
            "[\"/dev/null:/dev/x:rw:y\"]",
            "[\"a.b/c=d\"]",
            "[\"/dev/null:\"]",
            "[\"/dev/null::rw\"]",
            "[\"a:/dev/x\"]",
        ],
    ),
    ("containers", "pids_limit", &["5", "-1", "0", "\"x\""]),
    ("containers", "init", &["true", "false", "\"x\"", "1"]),
    ("containers", "env", &["[\"a=b\"]", "[\"a\"]", "\"a\"", "[1]"]),
    ("containers", "netns", &["\"x\"", "\"host\"", "\"private\"", "\"bridge\"", "5"]),
    ("containers", "cgroupns", &["\"private\"", "\"x\"", "\"\""]),
    ("containers", "ipcns", &["\"shareable\"", "\"x\""]),
    ("containers", "userns", &["\"host\"", "\"x\"", "\"auto\""]),
    ("containers", "log_driver", &["\"k8s-file\"", "\"x\"", "\"\""]),
    ("containers", "default_capabilities", &["[\"CHOWN\"]", "[\"x\"]", "\"x\""]),
    ("containers", "default_sysctls", &["[\"a=b\"]", "[\"x\"]"]),
    ("containers", "apparmor_profile", &["\"x\"", "\"\""]),
    ("containers", "volumes", &["[\"/a:/b\"]", "[\"x\"]", "[5]"]),
    ("containers", "seccomp_profile", &["\"/nonexistent\"", "\"\""]),
    ("containers", "dns_servers", &["[\"1.1.1.1\"]", "[\"x\"]", "\"x\""]),
    ("containers", "host_containers_internal_ip", &["\"1.1.1.1\"", "\"x\""]),
    ("containers", "oom_score_adj", &["5", "5000", "\"x\""]),
    ("containers", "userns_size", &["65536", "-1", "\"x\""]),
    (
        "engine",
        "runtime",
        &["\"crun\"", "\"runc\"", "\"krun5\"", "\"/nonexistent/crun\"", "\"\"", "\"kata\"", "\"/bin/true\"", "5"],
    ),
    ("engine", "events_logger", &["\"file\"", "\"none\"", "\"x\"", "\"NONE\"", "\"\"", "\"File\""]),
    (
        "engine",
        "pull_policy",
        &[
            "\"always\"",
            "\"Missing\"",
            "\"x\"",
            "\"newer\"",
            "\"ifnewer\"",
            "\"\"",
            "\"NEVER\"",
            "\"ifnotpresent\"",
            "\"IfMissing\"",
        ],
    ),
    ("engine", "lock_type", &["\"file\"", "\"shm\"", "\"x\"", "\"\"", "\"SHM\""]),
    ("engine", "static_dir", &["\"x\"", "\"./x\"", "\"\""]),
    ("engine", "tmp_dir", &["\"x\"", "\"./x\"", "\"\""]),
    ("engine", "volume_path", &["\"x\"", "\"./x\"", "\"\""]),
    ("engine", "image_copy_tmp_dir", &["\"/tmp\"", "\"x\"", "\"storage\"", "\"./x\"", "\"\"", "\"Storage\""]),
    ("engine", "events_logfile_max_size", &["\"1m\"", "\"x\"", "\"10\"", "\"-1\"", "10", "\"\"", "true", "1.5"]),
    (
        "engine",
        "image_volume_mode",
        &["\"bind\"", "\"tmpfs\"", "\"ignore\"", "\"x\"", "\"anonymous\"", "\"\"", "\"Bind\""],
    ),
    ("engine", "num_locks", &["5", "0", "-1", "4294967296", "\"x\"", "2048"]),
    ("engine", "cgroup_manager", &["\"cgroupfs\"", "\"systemd\"", "\"x\"", "\"\""]),
    ("engine", "database_backend", &["\"boltdb\"", "\"x\""]),
    ("engine", "stop_timeout", &["5", "-1", "\"x\""]),
    ("engine", "service_timeout", &["5", "-1"]),
    ("engine", "image_parallel_copies", &["5", "-1"]),
    ("engine", "exit_command_delay", &["5", "-1"]),
    ("engine", "image_default_transport", &["\"docker://\"", "\"x\""]),
    ("engine", "image_default_format", &["\"oci\"", "\"x\"", "\"\""]),
    ("engine", "infra_image", &["\"X\"", "\"\""]),
    ("engine", "remote", &["false", "\"x\""]),
    ("engine", "env", &["[\"A=b\"]", "[\"x\"]", "[\"=x\"]"]),
    ("engine", "hooks_dir", &["[\"/nonexistent\"]", "\"x\""]),
    ("engine", "helper_binaries_dir", &["[\"/nonexistent\"]", "\"x\""]),
    ("engine", "conmon_path", &["[\"/nonexistent\", \"/usr/bin/conmon\"]", "\"x\"", "[\"/nonexistent\"]"]),
    ("engine", "runtimes", &["{crun = [\"/usr/bin/crun\"]}", "{x = \"/bin/true\"}", "{x = []}", "5"]),
    ("engine", "multi_image_archive", &["true", "\"true\""]),
    ("engine", "detach_keys", &["\"ctrl-p\"", "\"x\"", "\"ctrl-\"", "\"\""]),
    ("network", "network_backend", &["\"cni\"", "\"netavark\"", "\"x\"", "\"\"", "\"CNI\""]),
    (
        "network",
        "default_subnet",
        &[
            "\"10.0.0.0/8\"",
            "\"x\"",
            "\"10.0.0.0\"",
            "\"10.0.0.0/33\"",
            "\"fd00::/8\"",
            "\"\"",
            "\"10.0.0.5/8\"",
            "\"10.0.0.0/08\"",
            "\"010.0.0.0/8\"",
        ],
    ),
    ("network", "dns_bind_port", &["53", "99999", "-1", "0", "\"x\""]),
    ("network", "default_network", &["\"x\"", "\"\"", "\"a b\""]),
    (
        "network",
        "default_subnet_pools",
        &[
            "[{base = \"10.89.0.0/16\", size = 24}]",
            "[{base = \"10.89.0.0/16\", size = 8}]",
            "[{base = \"x\", size = 24}]",
            "[{base = \"10.89.0.0/16\", size = 33}]",
            "[]",
            "[{base = \"10.89.0.0/16\"}]",
            "[{size = 24}]",
            "[{base = \"10.89.0.0/24\", size = 24}]",
            "[{base = \"10.89.0.0/16\", size = -1}]",
            "\"x\"",
            "[{base = \"fd00::/48\", size = 64}]",
            "[{base = 5, size = 24}]",
        ],
    ),
    ("network", "network_config_dir", &["\"x\"", "\"\""]),
    ("network", "cni_plugin_dirs", &["[\"/nonexistent\"]", "\"x\""]),
    ("secrets", "driver", &["\"file\"", "\"x\"", "5"]),
    ("machine", "cpus", &["1", "\"x\"", "-1"]),
    ("machine", "disk_size", &["1", "-1"]),
    ("colour", "x", &["1"]),
];

fn containers_conf_text(dice: &mut Dice) -> String {
    let mut text = String::new();
    let mut sections: Vec<&str> = Vec::new();
    for _ in 0..=dice.below(2) {
        let (section, key, values) = VALUES[dice.below(VALUES.len())];
        if sections.contains(&section) {
            continue;
        }
        sections.push(section);
        let value = dice.pick(values);
        let key = if chance(dice, 4) { key.to_uppercase() } else { key.to_owned() };
        writeln!(text, "[{section}]\n{key} = {value}").unwrap();
        if chance(dice, 30) {
            let others: Vec<_> = VALUES
                .iter()
                .filter(|(other, name, _)| *other == section && !name.eq_ignore_ascii_case(&key))
                .collect();
            if !others.is_empty() {
                let (_, name, values) = others[dice.below(others.len())];
                writeln!(text, "{name} = {}", dice.pick(values)).unwrap();
            }
        }
    }
    text
}

pub fn generated_containers_conf_files() {
    let podman = Tool::find("podman", "ROWI_PODMAN");
    let path = podman.directory.join("containers.conf");
    let shown = path.display().to_string();
    let (root, run) =
        (podman.directory.join("graph").display().to_string(), podman.directory.join("run").display().to_string());
    let (mut dice, mut tally) = (Dice::seeded(72), Tally::default());
    let arguments = ["--storage-driver", "vfs", "--root", &root, "--runroot", &run, "images", "-q"];
    for _ in 0..count(120) {
        let text = containers_conf_text(&mut dice);
        write(&path, text.as_bytes());
        let says = podman.run(&arguments, &[("CONTAINERS_CONF", shown.as_str())]);
        let findings = containers_conf::judge_on(text.as_bytes(), SourceId(0), podman.generation(), &Here);
        tally.add(&text, (!says.is_empty()).then_some(says), refusal(&findings).map(|finding| finding.tool.clone()));
    }
    tally.finish("containers.conf");
}

/// Options of storage.conf by table.
const OPTIONS: &[(&str, &[&str])] = &[
    (
        "options",
        &[
            "size = \"10G\"",
            "mountopt = \"nodev\"",
            "ignore_chown_errors = \"true\"",
            "ignore_chown_errors = \"maybe\"",
            "ignore_chown_errors = \"yes\"",
            "ignore_chown_errors = \"T\"",
            "ignore_chown_errors = \"\"",
            "additionalimagestores = [\"rel\"]",
            "additionalimagestores = [\"/nonexistent\"]",
            "additionalimagestores = [\"/tmp\"]",
            "additionalimagestores = []",
            "additionallayerstores = [\"/tmp:foo\"]",
            "additionallayerstores = [\"/tmp:ref\"]",
            "additionallayerstores = [\"rel\"]",
            "additionallayerstores = [\"/nonexistent\"]",
            "remap-uids = \"0:100000:65536\"",
            "remap-uids = \"0:1\"",
            "remap-uids = \"a:b:c\"",
            "remap-gids = \"0:100000:65536\"",
            "remap-gids = \"x\"",
            "remap-uids = \"0:1:1,5:6:7\"",
            "skip_mount_home = \"x\"",
            "skip_mount_home = \"true\"",
            "force_mask = \"700\"",
            "disable-volatile = true",
            "disable-volatile = \"x\"",
            "auto-userns-min-size = 5",
            "auto-userns-min-size = \"x\"",
            "root-auto-userns-user = \"x\"",
            "colour = 1",
            "pull_options = {enable_partial_images = \"true\"}",
        ],
    ),
    (
        "options.overlay",
        &[
            "size = \"x\"",
            "size = \"10G\"",
            "size = \"\"",
            "inodes = \"5\"",
            "inodes = \"x\"",
            "ignore_chown_errors = \"True\"",
            "ignore_chown_errors = \"on\"",
            "force_mask = \"shared\"",
            "force_mask = \"private\"",
            "force_mask = \"0x\"",
            "force_mask = \"700\"",
            "force_mask = \"\"",
            "mountopt = \"nodev\"",
            "mountopt = \"x\"",
            "mount_program = \"/nonexistent\"",
            "mount_program = \"\"",
            "skip_mount_home = \"true\"",
            "skip_mount_home = \"x\"",
            "use_composefs = \"x\"",
            "mountopt = 5",
        ],
    ),
    (
        "options.vfs",
        &["ignore_chown_errors = \"true\"", "ignore_chown_errors = \"x\"", "mountopt = \"nodev\"", "size = \"1\""],
    ),
    ("options.btrfs", &["min_space = \"x\"", "size = \"x\""]),
    ("options.thinpool", &["size = \"x\"", "basesize = 5"]),
];

fn storage_options_text(dice: &mut Dice, directory: &Path) -> String {
    let driver = dice.pick(&["overlay", "overlay", "overlay", "vfs", "vfs", "nope", "btrfs", ""]);
    let shown = directory.display();
    let mut text =
        format!("[storage]\ndriver = \"{driver}\"\ngraphroot = \"{shown}/graph\"\nrunroot = \"{shown}/run\"\n");
    if chance(dice, 8) {
        text.push_str(dice.pick(&[
            "transient_store = true\n",
            "transient_store = \"x\"\n",
            "rootless_storage_path = \"x\"\n",
            "imagestore = \"\"\n",
            "driver_priority = [\"vfs\"]\n",
        ]));
    }
    let mut tables: Vec<&str> = Vec::new();
    for _ in 0..dice.below(3) {
        let (table, options) = OPTIONS[dice.below(OPTIONS.len())];
        if tables.contains(&table) {
            continue;
        }
        tables.push(table);
        writeln!(text, "[storage.{table}]\n{}", dice.pick(options)).unwrap();
        if chance(dice, 30) {
            let other = dice.pick(options);
            let key = |line: &str| line.split(' ').next().map(str::to_owned);
            if !text.lines().any(|line| key(line) == key(other)) {
                writeln!(text, "{other}").unwrap();
            }
        }
    }
    text
}

/// This machine, whose file systems are asked for.
struct Machine;

impl storage::System for Machine {
    fn file_system(&self, _: &str) -> Option<&str> {
        static NAME: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        let name = NAME.get_or_init(|| {
            let output = Command::new("stat").args(["-f", "-c", "%T"]).arg(std::env::temp_dir()).output();
            let text =
                output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
            text.split('/').next().unwrap_or_default().to_owned()
        });
        Some(name)
    }

    fn exists(&self, path: &str) -> Option<bool> {
        Some(Path::new(path).exists())
    }

    fn has_subids(&self, user: &str) -> Option<bool> {
        let text = std::fs::read_to_string("/etc/subuid").unwrap_or_default();
        Some(text.lines().any(|line| line.split(':').next() == Some(user)))
    }
}

pub fn generated_storage_options() {
    let podman = Tool::find("podman", "ROWI_PODMAN");
    let path = podman.directory.join("storage.conf");
    let shown = path.display().to_string();
    let (mut dice, mut tally) = (Dice::seeded(73), Tally::default());
    // where overlay does not mount, its options are not reached
    let overlay = podman.directory.join("probe");
    let text = format!(
        "[storage]\ndriver = \"overlay\"\ngraphroot = \"{0}/graph\"\nrunroot = \"{0}/run\"\n",
        overlay.display()
    );
    write(&path, text.as_bytes());
    let mounts = podman.run(&["images", "-q"], &[("CONTAINERS_STORAGE_CONF", shown.as_str())]).is_empty();
    for number in 0..count(120) {
        // a store remembers its driver
        let directory = podman.directory.join(number.to_string());
        // podman makes image stores that are absent, for some drivers
        let absent = directory.join("absent").display().to_string();
        let text = storage_options_text(&mut dice, &directory).replace("/nonexistent", &absent);
        if text.contains("driver = \"overlay\"") && !mounts {
            continue;
        }
        write(&path, text.as_bytes());
        let says = podman.run(&["images", "-q"], &[("CONTAINERS_STORAGE_CONF", shown.as_str())]);
        let _ = Command::new("umount").arg(directory.join("graph/overlay")).stderr(Stdio::null()).status();
        let _ = std::fs::remove_dir_all(&directory);
        let (_, findings) = storage::judge(text.as_bytes(), SourceId(0), podman.generation(), &Machine);
        tally.add(&text, (!says.is_empty()).then_some(says), refusal(&findings).map(|finding| finding.tool.clone()));
    }
    let _ = Command::new("umount").arg(overlay.join("graph/overlay")).stderr(Stdio::null()).status();
    tally.finish("storage options");
}

fn auth_text(dice: &mut Dice) -> String {
    const ENTRIES: [&str; 18] = [
        "{}",
        "{\"auth\": \"YTpi\"}",
        "{\"auth\": \"YTpi\"}",
        "{\"auth\": \"x\"}",
        "{\"auth\": \"\"}",
        "{\"AUTH\": \"YTpi\"}",
        "{\"auth\": 5}",
        "{\"auth\": null}",
        "5",
        "null",
        "[]",
        "{\"identitytoken\": \"x\"}",
        "{\"identitytoken\": 5}",
        "{\"username\": \"a\", \"password\": \"b\"}",
        "{\"email\": 5}",
        "{\"auth\": \"YTpi\", \"x\": 1}",
        "{\"auth\": \"YWI=\"}",
        "{\"auth\": \"YTpi=\"}",
    ];
    let mut members = Vec::new();
    if chance(dice, 85) {
        let name = dice.pick(&["auths", "auths", "auths", "auths", "Auths", "AUTHS", "auth"]);
        let host = dice.pick(&[
            "registry.example.com",
            "registry.example.com",
            "registry.example.com",
            "https://registry.example.com",
        ]);
        let value = match dice.below(14) {
            0 => dice.pick(&["null", "[]", "5", "{}", "\"x\""]).to_owned(),
            _ => format!("{{\"{host}\": {}}}", dice.pick(&ENTRIES)),
        };
        members.push((name, value));
    }
    if chance(dice, 12) {
        let odd = [
            "{}",
            "null",
            "[]",
            "5",
            "{\"other.example\": 5}",
            "{\"other.example\": \"\"}",
            "{\"other.example\": null}",
        ];
        members.push((dice.pick(&["credHelpers", "credhelpers", "CredHelpers"]), dice.pick(&odd).to_owned()));
    }
    if chance(dice, 10) {
        members.push((dice.pick(&["credsStore", "HttpHeaders", "x"]), dice.pick(&["\"x\"", "5", "{}"]).to_owned()));
    }
    let text = object(members);
    match dice.below(20) {
        0 => String::new(),
        1 => text[..text.len() - 1].to_owned(),
        2 => "null".to_owned(),
        3 => dice.pick(&["[]", "5", "\"x\"", " ", "{} {}", "\u{feff}{}"]).to_owned(),
        _ => text,
    }
}

pub fn generated_credentials() {
    let skopeo = Tool::find("skopeo", "ROWI_SKOPEO");
    // as `auth.json` of the home, which is read without being named
    let path = skopeo.directory.join("home/.config/containers/auth.json");
    let (mut dice, mut tally) = (Dice::seeded(74), Tally::default());
    for _ in 0..count(120) {
        let text = auth_text(&mut dice);
        write(&path, text.as_bytes());
        let says = skopeo.run(&["inspect", "docker://registry.example.com/a/b:1"], &[]);
        let tool = says.contains("getting username and password").then(|| message(&says));
        let findings = auth::judge(text.as_bytes(), SourceId(0), "/root/.config/containers/auth.json");
        tally.add(&text, tool, refusal(&findings).map(|finding| finding.tool.clone()));
    }
    tally.finish("auth.json");
}

fn registries_d_text(dice: &mut Dice) -> String {
    const LINES: [&str; 36] = [
        "lookaside: https://a.example/s",
        "lookaside: https://a.example/s",
        "lookaside: file:///var/s",
        "lookaside: \"%zz\"",
        "lookaside: ftp://a.example",
        "lookaside: 5",
        "lookaside: null",
        "lookaside: ~",
        "lookaside: true",
        "lookaside: [a]",
        "lookaside: {a: b}",
        "lookaside: ''",
        "lookaside: https://a.example/%41",
        "lookaside: https://a.example:x/",
        "lookaside-staging: file:///var/s",
        "lookaside-staging: 5",
        "sigstore: https://b.example",
        "sigstore: [b]",
        "sigstore-staging: file:///var/s",
        "use-sigstore-attachments: true",
        "use-sigstore-attachments: yes",
        "use-sigstore-attachments: 'true'",
        "use-sigstore-attachments: 1",
        "use-sigstore-attachments: maybe",
        "use-sigstore-attachments: Off",
        "use-sigstore-attachments: null",
        "use-sigstore-attachments: [true]",
        "unknown: 1",
        "Lookaside: 5",
        "lookaside: 1.5",
        "lookaside: 2020-01-01",
        "lookaside: &a https://a.example",
        "lookaside: !!str 5",
        "use-sigstore-attachments: TRUE",
        "use-sigstore-attachments: y",
        "lookaside: |\n      https://a.example",
    ];
    let scope = |dice: &mut Dice| match dice.below(14) {
        0 => dice.pick(&["[]", "5", "x", "", "~", "{}"]).to_owned(),
        _ => {
            let mut text = String::new();
            let mut keys: Vec<String> = Vec::new();
            for _ in 0..=dice.below(2) {
                let line = dice.pick(&LINES);
                let key = line.split(':').next().unwrap_or_default().to_lowercase();
                if !keys.contains(&key) {
                    keys.push(key);
                    text.push_str(&format!("\n    {line}"));
                }
            }
            text
        }
    };
    let mut text = String::new();
    // the scope that is asked for: what stands in another is looked at when an image there is
    let inner = scope(dice);
    if chance(dice, 30) {
        writeln!(text, "{}: {inner}", dice.pick(&["default-docker", "default-docker", "Default-Docker"])).unwrap();
    } else {
        let name = dice.pick(&["docker", "docker", "docker", "Docker"]);
        writeln!(text, "{name}:\n  registry.example.com: {inner}").unwrap();
    }
    match dice.below(24) {
        0 => text.push_str("docker: [\n"),
        1 => {
            text = dice
                .pick(&[
                    "",
                    "# nothing\n",
                    "- a\n",
                    "5\n",
                    "x\n",
                    "docker:\n  - a\n",
                    "docker: 5\n",
                    "\ta: b\n",
                    "a: b: c\n",
                    "--- \n...\n",
                    "? a\n: b\n",
                ])
                .to_owned()
        }
        2 => text.push_str("unknown:\n  a: b\n"),
        _ => {}
    }
    text
}

pub fn generated_registries_d_files() {
    let skopeo = Tool::find("skopeo", "ROWI_SKOPEO");
    let directory = skopeo.directory.join("registries.d");
    let policy = skopeo.directory.join("policy.json");
    write(&policy, b"{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}");
    let (shown, policy) = (directory.display().to_string(), policy.display().to_string());
    let to = format!("dir:{}", skopeo.directory.join("to").display());
    let (mut dice, mut tally) = (Dice::seeded(75), Tally::default());
    for _ in 0..count(120) {
        let text = registries_d_text(&mut dice);
        write(&directory.join("a.yaml"), text.as_bytes());
        let from = "docker://registry.example.com/a/b:1";
        let says = skopeo.run(&["--policy", &policy, "--registries.d", &shown, "copy", from, &to], &[]);
        // the file is refused, and not the registry behind the proxy, or the place to copy to
        let reached =
            ["pinging container registry", "proxyconnect", "connection refused"].iter().any(|word| says.contains(word));
        let tool = (!reached).then(|| message(&says));
        let findings = registries_d::judge(
            &text,
            SourceId(0),
            "/etc/containers/registries.d/a.yaml",
            &mut registries_d::Defined::default(),
        );
        tally.add(
            &text,
            tool,
            refusal(&findings).map(|finding| format!("{}: {}", finding.diagnostic.message, finding.tool)),
        );
    }
    tally.finish("registries.d");
}

const KEYS: &[(&str, &[&str])] = &[
    (
        "container",
        &[
            "Image=a.example/b:1",
            "Image=a.example/b:1",
            "Image=a.example/b:1",
            "Image=a.example/b:1",
            "PublishPort=80:80",
            "Ports=1",
            "Network=host",
            "Network=x.network",
            "Volume=/a:/b",
            "Volume=x.volume:/b",
            "Pod=x.pod",
            "Pod=x",
            "Environment=A=b",
            "User=1",
            "Group=2",
            "ExposeHostPort=80",
            "ExposeHostPort=x",
            "ExposeHostPort=80-90/udp",
            "ExposeHostPort=80/x",
            "Rootfs=/a",
            "AutoUpdate=registry",
            "Memory=1g",
            "Restart=always",
            "Exec=sleep 1",
            "RemapUsers=manual",
            "RemapUsers=x",
            "Notify=true",
            "HealthCmd=x",
            "Foo=bar",
            "image=x",
            "Mount=type=volume,source=x.volume,destination=/y",
            "Mount=type=bind,source=/a,destination=/y",
            "ContainerName=a",
            "Tmpfs=/t",
            "Entrypoint=x",
            "StopTimeout=5",
            "AppArmor=x",
            "StartWithPod=true",
            "UserNS=keep-id",
            "Image=",
            "Image=x.image",
            "ServiceName=z",
            "Secret=a",
            "LogDriver=none",
            "SubUIDMap=a",
            "UIDMap=0:1:2",
            "Network=y.container",
            "ReloadCmd=x",
            "HttpProxy=false",
            "Label=a=b",
            "Label=\"a b\"",
            "Unmask=ALL",
            "Sysctl=a=b",
            "IP=1.2.3.4",
        ],
    ),
    (
        "kube",
        &[
            "Yaml=/a.yaml",
            "Yaml=/a.yaml",
            "Yaml=a.yaml",
            "Yaml=",
            "SetWorkingDirectory=yaml",
            "SetWorkingDirectory=x",
            "SetWorkingDirectory=unit",
            "Network=host",
            "Network=x.network",
            "Image=x",
            "AutoUpdate=registry",
            "ConfigMap=/c",
            "LogDriver=none",
            "ExitCodePropagation=all",
            "ExitCodePropagation=x",
            "KubeDownForce=true",
            "RemapUsers=x",
            "UserNS=auto",
            "PublishPort=80",
        ],
    ),
    (
        "network",
        &[
            "Subnet=10.0.0.0/24",
            "Subnet=10.0.0.0/24",
            "Gateway=10.0.0.1",
            "IPRange=10.0.0.0/25",
            "Driver=bridge",
            "Foo=1",
            "Internal=true",
            "IPv6=yes",
            "InterfaceName=x",
            "Gateway=10.0.0.2",
            "IPAMDriver=none",
            "DNS=1.1.1.1",
            "DisableDNS=true",
            "Options=a=b",
            "Label=a",
            "NetworkDeleteOnStop=true",
            "ServiceName=x",
        ],
    ),
    (
        "volume",
        &[
            "Device=/x",
            "Type=ext4",
            "Options=ro",
            "User=1",
            "Group=2",
            "Driver=image",
            "Image=a.example/b",
            "Foo=1",
            "Label=a=b",
            "Copy=true",
            "Driver=local",
            "Type=bind",
            "VolumeName=x",
            "Image=x.image",
        ],
    ),
    (
        "image",
        &[
            "Image=a.example/b",
            "Image=a.example/b",
            "Foo=1",
            "AllTags=true",
            "Policy=always",
            "Arch=x",
            "Image=",
            "ImageTag=x",
            "Retry=1",
        ],
    ),
    (
        "build",
        &[
            "ImageTag=localhost/a",
            "ImageTag=localhost/a",
            "File=/a",
            "SetWorkingDirectory=unit",
            "SetWorkingDirectory=/x",
            "Foo=1",
            "Target=x",
            "BuildArg=a=b",
            "File=https://a.example/f",
            "SetWorkingDirectory=file",
            "IgnoreFile=/x",
            "Network=x.network",
            "Volume=x.volume:/y",
        ],
    ),
    (
        "pod",
        &[
            "PodName=a",
            "PublishPort=80",
            "Network=x.network",
            "Volume=x.volume:/a",
            "Foo=1",
            "ExitPolicy=stop",
            "HostName=x",
            "StopTimeout=1",
            "UserNS=auto",
            "Label=a=b",
            "RemapUsers=x",
            "ShmSize=1",
            "ServiceName=z",
        ],
    ),
];

fn quadlet_text(dice: &mut Dice) -> (&'static str, String) {
    let (kind, keys) = if chance(dice, 45) { KEYS[0] } else { KEYS[dice.below(KEYS.len())] };
    let mut group = kind.to_owned();
    group[..1].make_ascii_uppercase();
    let mut text = if chance(dice, 3) { String::new() } else { format!("[{group}]\n") };
    let mut lines: Vec<&str> = Vec::new();
    for _ in 0..=dice.below(4) {
        let line = dice.pick(keys);
        if !lines.contains(&line) {
            lines.push(line);
            text.push_str(line);
            text.push('\n');
        }
    }
    if chance(dice, 20) {
        let service = [
            "Type=forking",
            "Type=oneshot",
            "Type=notify",
            "Type=simple",
            "KillMode=process",
            "KillMode=mixed",
            "Restart=always",
            "Environment=A=b",
        ];
        writeln!(text, "[Service]\n{}", dice.pick(&service)).unwrap();
    }
    if chance(dice, 6) {
        let odd = [
            "X=1\n",
            "garbage\n",
            "# c\n\n",
            "[Unit]\nDescription=a\n",
            " [Unit]\n",
            "[Quadlet]\nDefaultDependencies=false\n",
            "[Quadlet]\nX=1\n",
            "; c\n",
            "[Unit\n",
        ];
        text.insert_str(0, dice.pick(&odd));
    }
    if chance(dice, 8) {
        text.push_str(dice.pick(&[
            "[Install]\nWantedBy=default.target\n",
            "[Container]\nLabel=x\n",
            "[X-Own]\na=b\n",
            "Foo=\\\n  bar\n",
        ]));
    }
    (kind, text)
}

/// podman's generator where a package has it, or what `ROWI_QUADLET` names; its own version decides.
pub fn generated_quadlets() {
    let command = std::env::var("ROWI_QUADLET").unwrap_or_else(|_| crate::support::need::QUADLET.to_owned());
    let words: Vec<&str> = command.split_whitespace().collect();
    let run = |directory: &Path, argument: &str| {
        let output = Command::new(words[0])
            .args(&words[1..])
            .arg(argument)
            .env("QUADLET_UNIT_DIRS", directory)
            .stdin(Stdio::null())
            .output()
            .expect("the generator runs");
        (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let directory = crate::support::scratch("quadlets");
    let version = run(&directory, "--version").0;
    let version = version.split_whitespace().find_map(Version::parse).expect("a version");
    let podman = (u32::from(version.major), u32::from(version.minor));
    eprintln!("quadlet {version}, {}", Generation::of_podman(version).describe());
    let (mut dice, mut tally) = (Dice::seeded(76), Tally::default());
    for _ in 0..count(200) {
        let (kind, text) = quadlet_text(&mut dice);
        let name = format!("a.{kind}");
        if quadlet::since(&name).is_none_or(|since| since > podman) {
            continue;
        }
        let _ = std::fs::remove_dir_all(&directory);
        write(&directory.join(&name), text.as_bytes());
        let (_, says) = run(&directory, "--dryrun");
        let refused = says.lines().find(|line| line.contains("converting \"") || line.contains("error loading"));
        let parsed = unit::parse(&text);
        let others: BTreeSet<String> = [name.clone()].into();
        let mut slips = quadlet::judge(&name, &text, &parsed, Some(&others), false);
        slips.retain(|slip| !slip.tool.is_empty());
        slips.extend(quadlet::too_new(&name, &parsed, podman));
        tally.add(&format!("{name}\n{text}"), refused.map(str::to_owned), slips.first().map(|slip| slip.tool.clone()));
    }
    let _ = std::fs::remove_dir_all(&directory);
    tally.finish("quadlets");
}
