//! rowi beside podman and skopeo: generated configuration files, sets of files and references, each judged by both.
//!
//! Uses the programs of the system (`ROWI_PODMAN`, `ROWI_SKOPEO` name others), without network: a proxy that nobody
//! listens on answers for every registry at once.
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rowi::containers::registries::{self, Paths};
use rowi::containers::version::Generation;
use rowi::containers::{Version, reference, refusal, storage};
use rowi::text::SourceId;

use crate::support::dice::Dice;

pub(super) struct Tool {
    words: Vec<String>,
    version: Version,
    pub(super) directory: PathBuf,
}

impl Tool {
    /// The tool, which is there.
    pub(super) fn find(name: &str, variable: &str) -> Self {
        static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let command = std::env::var(variable).unwrap_or_else(|_| name.to_owned());
        let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        let output = Command::new(&words[0])
            .args(&words[1..])
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .expect("the tool runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text.split_whitespace().find_map(Version::parse).expect("a version");
        let directory = std::env::temp_dir().join(format!(
            "rowi-peers-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
        ));
        std::fs::create_dir_all(&directory).unwrap();
        eprintln!("{name} {version}");
        Self { words, version, directory }
    }

    pub(super) fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> String {
        let output = Command::new(&self.words[0])
            .args(&self.words[1..])
            .args(arguments)
            // relative paths in what is tried lead nowhere else
            .current_dir(&self.directory)
            .env("HOME", self.directory.join("home"))
            .env("HTTPS_PROXY", "http://127.0.0.1:1")
            .env("HTTP_PROXY", "http://127.0.0.1:1")
            .env_remove("XDG_CONFIG_HOME")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        if output.status.success() { String::new() } else { String::from_utf8_lossy(&output.stderr).into_owned() }
    }

    pub(super) fn generation(&self) -> Generation {
        if self.words.last().is_some_and(|word| word.ends_with("skopeo")) {
            Generation::of_skopeo(self.version)
        } else {
            Generation::of_podman(self.version)
        }
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

const HOSTS: [&str; 26] = [
    "registry.example.com",
    "other.example.org:5000",
    "localhost",
    "mirror",
    "https://registry.example.com",
    "http://x.example",
    "docker://a.example",
    "obsregistry://build.example.org",
    "registry.example.com/team",
    "registry.example.com/",
    "*.example.com",
    "*.example.com/x",
    "my_host.example",
    "",
    " a.example",
    "a.example.",
    "[::1]:5000",
    "a.example:latest",
    "Registry.Example.com",
    "a.example,b.example",
    "10.0.0.1",
    "-a.example",
    "a..b",
    "registry.example.com/Team",
    "$HOST",
    "ä.example",
];

const NAMES: [&str; 14] = [
    "app",
    "team/app",
    "App",
    "app:1",
    "a.example/app",
    "localhost/app",
    "my__app",
    "my___app",
    "_app",
    "",
    "x y",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "team/app/x",
    "app@sha256:00",
];

const LINES: [&str; 34] = [
    "short-name-mode = \"enforcing\"",
    "short-name-mode = \"Enforcing\"",
    "short-name-mode = \"\"",
    "short-name-mode = true",
    "short-name-mode = 'permissive'",
    "credential-helpers = [\"containers-auth.json\"]",
    "credential-helpers = \"x\"",
    "unqualified-search-registries = []",
    "unqualified-search-registries = [\"a.example\", \"b.example\"]",
    "unqualified-search-registries = \"a.example\"",
    "unqualified-search-registries = [1, \"a\"]",
    "Unqualified-Search-Registries = [\"a.example\"]",
    "unqualified_search_registries = [\"a b\"]",
    "insecure = \"true\"",
    "insecure = true",
    "blocked = False",
    "mirror-by-digest-only = true",
    "pull-from-mirror = \"all\"",
    "pull-from-mirror = \"never\"",
    "registry = []",
    "registry = [{location = \"a.example\"}]",
    "registry = 3",
    "aliases = 1",
    "x.y = 1",
    "x = { y = 1 }",
    "# note",
    "",
    "EOF",
    "key: value",
    "key = \"open",
    "key = 0x",
    "key = 1979-05-27",
    "key = \"\"\"\n a\n\"\"\"",
    "key = [\n 1, # one\n 2,\n]",
];

const HEADERS: [&str; 14] = [
    "[[registry]]",
    "[[registry]]",
    "[[registry]]",
    "[[registry.mirror]]",
    "[aliases]",
    "[aliases]",
    "[registries.search]",
    "[registries.insecure]",
    "[registries.block]",
    "[registry]",
    "[registries]",
    "[[registries]]",
    "[unknown]",
    "[ registry",
];

/// A host: more often a good one than not.
fn host<'a>(dice: &mut Dice) -> &'a str {
    if dice.below(3) > 0 { dice.pick(&HOSTS[..4]) } else { dice.pick(&HOSTS) }
}

fn config(dice: &mut Dice) -> String {
    let mut text = String::new();
    if dice.below(3) == 0 {
        writeln!(text, "unqualified-search-registries = [\"{}\"]", host(dice)).unwrap();
    }
    for _ in 0..dice.below(3) {
        text.push_str(if dice.below(2) > 0 { dice.pick(&LINES[24..27]) } else { dice.pick(&LINES) });
        text.push('\n');
    }
    for _ in 0..dice.below(4) {
        let header = if dice.below(3) > 0 { dice.pick(&HEADERS[..3]) } else { dice.pick(&HEADERS) };
        text.push_str(header);
        text.push('\n');
        match header {
            "[[registry]]" | "[registry]" | "[[registry.mirror]]" => {
                // Of two spellings of one key Go takes either.
                let location = if dice.below(5) == 0 { "Location" } else { "location" };
                for key in [location, "prefix", "url"] {
                    if dice.below(if key == location { 5 } else { 3 }) > usize::from(key != location) {
                        writeln!(text, "{key} = \"{}\"", host(dice)).unwrap();
                    }
                }
                if dice.below(3) == 0 {
                    text.push_str(if dice.below(2) > 0 { dice.pick(&LINES[24..27]) } else { dice.pick(&LINES) });
                    text.push('\n');
                }
            }
            "[aliases]" => {
                for _ in 0..=dice.below(2) {
                    let name = if dice.below(3) > 0 { dice.pick(&NAMES[..2]) } else { dice.pick(&NAMES) };
                    let target = format!("{}/{}", host(dice), name);
                    writeln!(text, "\"{name}\" = \"{target}\"").unwrap();
                }
                if dice.below(4) == 0 {
                    text.push_str(if dice.below(2) > 0 { dice.pick(&LINES[24..27]) } else { dice.pick(&LINES) });
                    text.push('\n');
                }
            }
            "[registries.search]" | "[registries.insecure]" | "[registries.block]" => match dice.below(4) {
                0 => text.push_str("registries = []\n"),
                1 => writeln!(text, "registries = [\"{}\", \"a.example\"]", host(dice)).unwrap(),
                2 => writeln!(text, "registries = ['{}']\nregistries = ['b.example']", host(dice)).unwrap(),
                _ => {}
            },
            _ => {}
        }
    }
    if dice.below(8) == 0 {
        text = text.trim_end().to_owned();
    }
    if dice.below(20) == 0 {
        text.insert(0, '\u{feff}');
    }
    text
}

/// The text of skopeo's fatal message, unquoted.
pub(super) fn message(stderr: &str) -> String {
    let line = stderr.lines().rev().find(|line| line.contains("level=fatal")).unwrap_or(stderr);
    let text = line.split_once("msg=\"").map_or(line, |(_, rest)| rest.trim_end().strip_suffix('"').unwrap_or(rest));
    text.replace("\\\\", "\u{0}").replace("\\\"", "\"").replace("\\n", "\n").replace("\\t", "\t").replace('\u{0}', "\\")
}

pub(super) fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Judges a set of files in the home directory's configuration by skopeo and by rowi.
fn compare_set(skopeo: &Tool, files: &BTreeMap<String, String>, differences: &mut Vec<String>) -> bool {
    let home = skopeo.directory.join("home");
    let _ = std::fs::remove_dir_all(&home);
    let mut tree: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (name, text) in files {
        let path = home.join(".config/containers").join(name);
        write(&path, text.as_bytes());
        tree.insert(path.display().to_string(), text.clone().into_bytes());
    }
    let says = message(&skopeo.run(&["inspect", "docker://registry.example.com/a/b:1"], &[]));
    let paths = Paths { home: home.display().to_string() };
    let loaded = registries::load(&tree, skopeo.generation(), &paths);
    let refused = says.contains("loading registries configuration");
    let fine = match (&loaded, refused) {
        (Ok(configuration), false) => {
            // What is read may still be refused for this image.
            let image = reference::normalize("registry.example.com/a/b:1").unwrap();
            match configuration.sources(&image) {
                Ok(_) => !says.contains("rewriting reference"),
                Err(text) => says.contains(&text) || (text.contains("blocked") && says.contains("is blocked")),
            }
        }
        // Go reads tables in no fixed order: of several wrong keys it reports any.
        (Err(error), true) => {
            let several = error.finding.as_ref().is_some_and(|_| count_fatal(files, skopeo.generation()) > 1);
            several || says.contains(error.text.trim_end_matches(": <the configuration>"))
        }
        _ => false,
    };
    if !fine {
        let ours = loaded.map(|_| ()).map_err(|error| error.text);
        differences.push(format!("{files:#?}\nskopeo: {says}\nrowi: {ours:?}\n"));
    }
    refused
}

fn count_fatal(files: &BTreeMap<String, String>, generation: Generation) -> usize {
    files
        .iter()
        .map(|(name, text)| {
            let role = if name.contains(".d/") { registries::Role::DropIn } else { registries::Role::Main };
            let (_, findings) = registries::judge(text.as_bytes(), SourceId(0), generation, role);
            findings.iter().filter(|finding| finding.fatal).count()
        })
        .sum()
}

pub fn generated_registries_files() {
    let skopeo = Tool::find("skopeo", "ROWI_SKOPEO");
    let mut dice = Dice::seeded(1);
    let (mut refused, mut differences) = (0, Vec::new());
    let count = std::env::var("ROWI_PEER_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(200);
    for _ in 0..count {
        let files = BTreeMap::from([("registries.conf".to_owned(), config(&mut dice))]);
        refused += usize::from(compare_set(&skopeo, &files, &mut differences));
    }
    eprintln!("registries.conf: {count} files, {refused} refused by skopeo, {} differences", differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(refused > count / 5 && refused < count - count / 5, "the files are all alike");
}

/// Corners of TOML as the library behind the tools reads it: each alone, behind a search list, and in a registry.
const CORNERS: &[&str] = &[
    "k = 1.0",
    "k = 1.",
    "k = .5",
    "k = 1e5",
    "k = 1E+5",
    "k = 1e",
    "k = 1_000",
    "k = 1__0",
    "k = _1",
    "k = 1_",
    "k = 0x1F",
    "k = 0xG",
    "k = 0b101",
    "k = 0b2",
    "k = 0o17",
    "k = 0o8",
    "k = 017",
    "k = +1",
    "k = -0",
    "k = +-1",
    "k = inf",
    "k = +inf",
    "k = nan",
    "k = -nan",
    "k = 9223372036854775807",
    "k = 9223372036854775808",
    "k = 1.0e400",
    "k = 3.14_15",
    "k = 1.e1",
    "k = 00.5",
    "k = 1979-05-27",
    "k = 1979-05-27T07:32:00Z",
    "k = 1979-05-27 07:32:00",
    "k = 1979-05-27t07:32:00z",
    "k = 1979-05-27T07:32:00.999999-07:00",
    "k = 07:32:00",
    "k = 07:32",
    "k = 1979-13-01",
    "k = 1979-05-27T07:32",
    "k = 1979-5-27",
    "k = 2023-02-29",
    "k = {}",
    "k = { a = 1 }",
    "k = { a = 1, }",
    "k = { a = 1\n}",
    "k = { a = 1, a = 2 }",
    "k = { a.b = 1, a.c = 2 }",
    "k = { a = { b = 1 } }",
    "k = { a = 1 }\n[k]\nb = 1",
    "k = { a = 1 }\nk.b = 2",
    "k = { a 1 }",
    "k = { , }",
    "k = {",
    "k.a = 1",
    "k.a = 1\nk.b = 2",
    "k.a = 1\nk.a.b = 2",
    "k . a = 1",
    "\"k\".\"a\" = 1",
    "k.a = 1\n[k]\nb = 1",
    "k..a = 1",
    ".a = 1",
    "k. = 1",
    "\"\" = 1",
    "= 1",
    "\u{e4} = 1",
    "\"\u{e4}\" = 1",
    "a b = 1",
    "k = 1 2",
    "k =",
    "k",
    "k 1",
    "1 = 2",
    "-k- = 1",
    "k = 'a'b'",
    "k = \"a\"b\"",
    "k = \"\\u00e4\"",
    "k = \"\\U0001F600\"",
    "k = \"\\ud800\"",
    "k = \"\\x41\"",
    "k = \"\\e\"",
    "k = \"\\q\"",
    "k = \"a\tb\"",
    "k = \"a\u{1}b\"",
    "k = 'a\u{7f}b'",
    "k = '''a'b'''",
    "k = '''\na\n'''",
    "k = \"\"\"a\\\n   b\"\"\"",
    "k = \"\"\"a\"\"b\"\"\"",
    "k = \"\"\"\"\"\"",
    "k = \"\"\"\"a\"\"\"\"",
    "k = \"\"\"open",
    "k = 'open",
    "k = [1, \"a\", true]",
    "k = [[1], [\"a\"]]",
    "k = [1, # c\n 2\n]",
    "k = [1,, 2]",
    "k = [,]",
    "k = [1 2]",
    "k = [",
    "k = [1]]",
    "[a.b]\nc = 1\n[a]\nd = 1",
    "[a]\n[a]",
    "[a.b]\n[a.b]",
    "[[a]]\n[a]",
    "[a]\n[[a]]",
    "[[a.b]]\n[[a.b]]",
    "[ a . b ]",
    "[]",
    "[a.]",
    "[[a]",
    "[a]]",
    "[a] # c",
    "[a] b = 1",
    "[\"a\"]",
    "[[ a ]]",
    "[a]\nk = 1\nk = 2",
    "k = 1\n[k]",
    "[k.l]\nm = 1\n[k]\nl = 1",
    "# only\r\n",
    "k = 1\r\nl = 2\r\n",
    "k = 1\rl = 2",
    "k = 1\u{c}",
    "  k = 1  # c",
    "k = true",
    "k = TRUE",
    "k = tru",
    "k = \"\u{feff}\"",
    "k = 1 # \u{1}",
    "k = 1\n\u{feff}l = 2",
    "k = 0xffffffffffffffff",
    "k = 0e0",
];

/// The same for keys that the tools know: other types, other cases, dotted and inline.
const KNOWN: &[&str] = &[
    "aliases.x = \"a.example/x\"",
    "aliases.\"team/x\" = \"a.example/x\"",
    "aliases = { x = \"a.example/x\" }",
    "aliases = {}",
    "[Aliases]\nx = \"a.example/x\"",
    "[aliases]\nx = \"\"",
    "[aliases]\n\"X\" = \"a.example/x\"",
    "[aliases]\nx.y = \"a.example/x\"",
    "[aliases]\nx = ['a.example/x']",
    "[aliases.x]",
    "[[aliases]]",
    "registry = [{ location = \"a.example\", insecure = true }]",
    "registry = [{ Location = \"a.example\" }, { prefix = \"b.example\" }]",
    "registry = { location = \"a.example\" }",
    "registry.location = \"a.example\"",
    "[[REGISTRY]]\nlocation = \"a.example\"",
    "[[registry]]\nLOCATION = \"a.example\"\nInsecure = true",
    "[[registry]]\nlocation = \"a.example\"\ninsecure = \"true\"",
    "[[registry]]\nlocation = \"a.example\"\ninsecure = 1",
    "[[registry]]\nlocation = \"a.example\"\nblocked = 'false'",
    "[[registry]]\nlocation = 5000",
    "[[registry]]\nlocation = 1.5",
    "[[registry]]\nlocation = 1979-05-27",
    "[[registry]]\nlocation = [\"a.example\"]",
    "[[registry]]\nlocation = \"a.example\"\nmirror = [{ location = \"m.example\" }]",
    "[[registry]]\nlocation = \"a.example\"\nmirror = []",
    "[[registry]]\nlocation = \"a.example\"\nmirror = \"m.example\"",
    "[[registry]]\nlocation = \"a.example\"\n[[registry.mirror]]\nlocation = \"m.example\"\npull-from-mirror = \"digest-only\"",
    "[[registry]]\nlocation = \"a.example\"\n[[registry.mirror]]\nlocation = \"m.example\"\npull-from-mirror = \"\"",
    "[[registry]]\nlocation = \"a.example\"\n[[registry.mirror]]\nlocation = \"m.example\"\npull-from-mirror = \"ALL\"",
    "[[registry]]\nlocation = \"a.example\"\n[registry.mirror]\nlocation = \"m.example\"",
    "[[registry]]\nprefix = \"*.example\"",
    "[[registry]]\nprefix = \"*.example\"\nlocation = \"a.example\"",
    "[[registry]]\nprefix = \"*.example:5000\"",
    "[[registry]]\nlocation = \"a.example/x:tag\"",
    "[[registry]]\nlocation = \"a.example/x@sha256:00\"",
    "[[registry]]\nlocation = \"[::1]:5000\"",
    "[[registry]]\nlocation = \"a.example//\"",
    "unqualified-search-registries = [\"a.example\", 'b.example:5000', \"\"\"c.example\"\"\"]",
    "unqualified-search-registries = [[\"a.example\"]]",
    "unqualified-search-registries = { a = 1 }",
    "credential-helpers = [1]",
    "credential-helpers = []",
    "short-name-mode = [\"enforcing\"]",
];

pub fn corners_of_the_format() {
    let skopeo = Tool::find("skopeo", "ROWI_SKOPEO");
    let (mut refused, mut count, mut differences) = (0, 0, Vec::new());
    let list = "unqualified-search-registries = [\"a.example\"]\n";
    let registry = "[[registry]]\nlocation = \"b.example\"\n";
    for corner in CORNERS.iter().chain(KNOWN) {
        let mut texts = vec![format!("{corner}\n"), format!("{list}{corner}")];
        if !corner.starts_with('[') && !corner.starts_with("unqualified") {
            texts.push(format!("{registry}{corner}\n"));
        }
        for text in texts {
            let files = BTreeMap::from([("registries.conf".to_owned(), text)]);
            refused += usize::from(compare_set(&skopeo, &files, &mut differences));
            count += 1;
        }
    }
    eprintln!("corners: {count} files, {refused} refused by skopeo, {} differences", differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

pub fn generated_sets_of_drop_ins() {
    let skopeo = Tool::find("skopeo", "ROWI_SKOPEO");
    let mut dice = Dice::seeded(2);
    let (mut refused, mut differences) = (0, Vec::new());
    let count = 60;
    for _ in 0..count {
        let mut files = BTreeMap::new();
        files.insert("registries.conf".to_owned(), config(&mut dice));
        for name in ["00-vendor.conf", "000-a.conf", ".hidden.conf", "50-local", "90-x.conf.rpmnew", "sub/x.conf"] {
            if dice.below(2) == 0 {
                files.insert(format!("registries.conf.d/{name}"), config(&mut dice));
            }
        }
        refused += usize::from(compare_set(&skopeo, &files, &mut differences));
    }
    eprintln!("drop-in sets: {count} sets, {refused} refused by skopeo, {} differences", differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn image(dice: &mut Dice) -> String {
    let mut text = String::new();
    if dice.below(4) > 0 {
        text.push_str(host(dice));
        text.push('/');
    }
    for at in 0..=dice.below(2) {
        if at > 0 {
            text.push_str(dice.pick(&["/", "/", "/", "/", "//", "."]));
        }
        let parts = ["app", "team", "a--b", "a__b", "a_b", "a.b", "x1", "a..b", "-a", "A", ".."];
        text.push_str(if dice.below(4) > 0 { dice.pick(&parts[..7]) } else { dice.pick(&parts) });
    }
    if dice.below(2) == 0 {
        text.push(':');
        text.push_str(
            dice.pick(&["1", "latest", "_1", "1.0-rc_1", "v1.0--2", "1..2", "1.", ".1", "a/b", "", "1+b", "$T"]),
        );
    }
    if dice.below(6) == 0 {
        text.push('@');
        let hex = dice.pick(&["a", "A"]).repeat([64, 63, 32][dice.below(3)]);
        write!(text, "{}{hex}", dice.pick(&["sha256:", "md5:", "sha-1:", "SHA256:"])).unwrap();
    }
    text
}

/// Judges a reference by skopeo and by rowi, as a source and as the name in an archive.
fn compare_reference(skopeo: &Tool, text: &str, differences: &mut Vec<String>) -> bool {
    // The source name is parsed before the destination, which is never right here.
    let says = message(&skopeo.run(&["copy", &format!("docker://{text}"), "oci-archive:/tmp/f:__no"], &[]));
    let wanted = match reference::skopeo(text) {
        Ok(_) => "Invalid destination name oci-archive:/tmp/f:__no: Invalid image __no".to_owned(),
        Err(error) => format!("Invalid source name docker://{text}: {}", reference::skopeo_text(&error)),
    };
    let refused = says.contains("Invalid source name");
    if says != wanted {
        differences.push(format!("{text}\nskopeo: {says}\nrowi: {wanted}\n"));
    }
    let archive = format!("oci-archive:/tmp/f:{text}");
    let says = message(&skopeo.run(&["copy", "dir:/nonexistent", &archive], &[]));
    let ours = reference::check_archive_name(text);
    if says.contains("Invalid destination name") != ours.is_err()
        || ours.as_ref().is_err_and(|ours| !says.contains(ours))
    {
        differences.push(format!("{archive}\nskopeo: {says}\nrowi: {ours:?}\n"));
    }
    refused
}

pub fn generated_references() {
    let skopeo = Tool::find("skopeo", "ROWI_SKOPEO");
    let mut dice = Dice::seeded(3);
    let (mut differences, mut refused) = (Vec::new(), 0);
    let count = 120;
    for _ in 0..count {
        let text = image(&mut dice);
        refused += usize::from(compare_reference(&skopeo, &text, &mut differences));
    }
    eprintln!("references: {count} texts twice, {refused} refused, {} differences", differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

pub fn corners_of_references() {
    let skopeo = Tool::find("skopeo", "ROWI_SKOPEO");
    let long = |count: usize| "a".repeat(count);
    let sha = format!("sha256:{}", "0".repeat(64));
    let mut texts: Vec<String> = [
        "a.example:0/x",
        "a.example:99999/x",
        "a.example:port/x",
        "a.example:/x",
        ":5000/x",
        "localhost/x",
        "localhost:5000/x",
        "LOCALHOST/x",
        "Localhost/x",
        "A.Example/x",
        "a.example./x",
        "a.example../x",
        "-a.example/x",
        "a-.example/x",
        "a_b.example/x",
        "a..b/x",
        "xn--bcher-kva.example/x",
        "b\u{fc}cher.example/x",
        "10.0.0.1/x",
        "10.0.0.1:5000/x",
        "[::1]/x",
        "[::1]:5000/x",
        "[2001:db8::1]:5000/x",
        "[fe80::1%25eth0]/x",
        "::1/x",
        "http://a.example/x",
        "https://a.example/x",
        "docker://a.example/x",
        "oci:x",
        "a.example/x/",
        "/x",
        "a.example//x",
        "a.example/x//y",
        "a.example",
        "a.example:5000",
        "a",
        "a/b",
        "a/b/c/d/e",
        "a.example/x:",
        "a.example/x:1:2",
        "a.example/x:a/b",
        "a.example/x: 1",
        " a.example/x",
        "a.example/x ",
        "a.example/x\t",
        "a.example/X",
        "a.example/x_y",
        "a.example/x__y",
        "a.example/x___y",
        "a.example/x--y",
        "a.example/x---y",
        "a.example/x.y",
        "a.example/x..y",
        "a.example/_x",
        "a.example/x_",
        "a.example/.x",
        "a.example/x-",
        "a.example/x@",
        "a.example/x@sha256",
        "a.example/x@sha256:",
        "a.example/x@sha256:zz",
        "a.example/x@md5:00",
        "user@a.example/x",
        "a.example/x:_",
        "a.example/x:-1",
        "a.example/x:.1",
        "a.example/x:1.0-rc_1",
        "a.example/x:A",
        "a.example/x:\u{e4}",
        "a.example/x:1+1",
        "a.example/x:$T",
        "a.example/%s",
        "a.example/x?y",
        "a.example/x#y",
        "",
        ".",
        "..",
        "~",
        "a.example/./x",
        "a.example/../x",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.extend([
        format!("a.example/x:{}", long(128)),
        format!("a.example/x:{}", long(129)),
        format!("a.example/{}", long(245)),
        format!("a.example/{}", long(246)),
        long(255),
        long(256),
        "0123456789abcdef".repeat(4),
        format!("a.example/x@{sha}"),
        format!("a.example/x:1@{sha}"),
        format!("a.example/x@{sha}:1"),
        format!("a.example/x@{}", sha.to_uppercase()),
        format!("a.example/x@{}", &sha[..70]),
        format!("a.example/x@sha512:{}", "0".repeat(128)),
        format!("a.example/x@sha512:{}", "0".repeat(64)),
        format!("a.example/x@a+b.c_d-e:{}", "0".repeat(32)),
    ]);
    let (mut differences, mut refused) = (Vec::new(), 0);
    for text in &texts {
        refused += usize::from(compare_reference(&skopeo, text, &mut differences));
    }
    eprintln!(
        "corners of references: {} texts twice, {refused} refused, {} differences",
        texts.len(),
        differences.len()
    );
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

pub fn references_that_podman_refuses() {
    let podman = Tool::find("podman", "ROWI_PODMAN");
    let storage = podman.directory.join("storage.conf");
    write(&storage, storage_text(&podman.directory, "vfs").as_bytes());
    let storage = storage.display().to_string();
    let environment = [("CONTAINERS_STORAGE_CONF", storage.as_str())];
    let mut dice = Dice::seeded(4);
    let (mut differences, mut count) = (Vec::new(), 0);
    while count < 40 {
        let text = image(&mut dice);
        let Err(wanted) = reference::podman(&text, podman.generation()) else { continue };
        count += 1;
        let says = podman.run(&["pull", "--", &text], &environment);
        if !says.contains(&wanted) {
            differences.push(format!("{text}\npodman: {says}\nrowi: {wanted}\n"));
        }
    }
    eprintln!("references: {count} refused by podman, {} differences", differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn storage_text(directory: &Path, driver: &str) -> String {
    let directory = directory.display();
    format!("[storage]\ndriver = \"{driver}\"\nrunroot = \"{directory}/run\"\ngraphroot = \"{directory}/graph\"\n")
}

/// The system that the test runs on.
pub(super) struct Here;

impl storage::System for Here {
    fn has_program(&self, name: &str) -> Option<bool> {
        let directories = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/sbin", "/bin"];
        Some(directories.iter().any(|directory| Path::new(directory).join(name).exists()))
    }

    fn file_system(&self, _: &str) -> Option<&str> {
        None
    }

    fn exists(&self, path: &str) -> Option<bool> {
        Some(Path::new(path).exists())
    }
}

pub fn generated_storage_files() {
    let podman = Tool::find("podman", "ROWI_PODMAN");
    let path = podman.directory.join("storage.conf");
    let shown = path.display().to_string();
    let environment = [("CONTAINERS_STORAGE_CONF", shown.as_str())];
    write(&path, storage_text(&podman.directory, "vfs").as_bytes());
    let mut dice = Dice::seeded(5);
    let (mut differences, mut refused) = (Vec::new(), 0);
    let count = 60;
    for case in 0..count {
        let driver = dice.pick(&["vfs", "vfs", "vfs", "vfs", "Vfs", "nosuchdriver", ""]);
        // A store remembers its driver, so that each file gets its own.
        let mut text = storage_text(&podman.directory.join(case.to_string()), driver);
        match dice.below(6) {
            0 => text = text.replace("graphroot", dice.pick(&["graph_root", "GraphRoot", "# graphroot"])),
            1 => text = text.replace("[storage]", dice.pick(&["[storag]", "[Storage]", "", "[[storage]]", "[storage"])),
            2 => text = text.replace("runroot", "rootrun"),
            _ => {}
        }
        text.push_str(dice.pick(&[
            "",
            "",
            "colour = \"red\"\n",
            "[storage.options]\nadditionalimagestores = [\"/nonexistent\"]\n",
            "[storage.options]\nadditionalimagestores = \"x\"\n",
            "[storage.options]\nsize = 10\n",
            "[storage.options.vfs]\nignore_chown_errors = \"true\"\n",
            "[storage.options.overlay]\nmount_program = 1\n",
            "[storage]\ndriver = \"vfs\"\n",
            "[storage.options.pull_options]\nenable_partial_images = true\n",
            "transient_store = \"yes\"\n",
        ]));
        // podman makes image stores that are absent
        let absent = podman.directory.join(format!("absent-{case}")).display().to_string();
        let text = text.replace("/nonexistent", &absent);
        write(&path, text.as_bytes());
        let says = podman.run(&["info"], &environment);
        let _ = std::fs::remove_dir_all(&absent);
        let (_, findings) = storage::judge(text.as_bytes(), SourceId(0), podman.generation(), &Here);
        let ours = refusal(&findings).map(|finding| finding.tool.clone());
        refused += usize::from(!says.is_empty());
        // Image stores are looked at by the overlay driver only.
        let stores_only =
            findings.iter().filter(|finding| finding.fatal).all(|found| found.rule() == "storage-path-missing");
        if says.is_empty() != ours.is_none() && !(says.is_empty() && stores_only) {
            differences.push(format!("{text}\npodman: {says}\nrowi: {ours:?}\n"));
        }
    }
    eprintln!("storage.conf: {count} files, {refused} refused by podman, {} differences", differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
