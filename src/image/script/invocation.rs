//! Which program a command runs in the end: wrappers (`sudo`, `timeout`, `env`, `xargs`), shells in shells and variables
//! that stand for a program looked through. One table says how each program takes its words; interpreter and rules
//! read it.
//!
//! It is long because it is one table of programs, their options and verbs.

use std::collections::HashMap;

use super::syntax::{self, Command, Part, Quote, Statement, Word};
use super::walk::walk;
use crate::text::Span;

/// What a program makes of its operands, as far as other programs are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Runs {
    /// It runs no other program.
    Nothing,
    /// Behind its options, this many operands and assignments comes a command.
    Command {
        /// Operands before the command: `timeout 5 ...`.
        operands: usize,
        /// Whether `NAME=value` may stand before it.
        assignments: bool,
    },
    /// The word behind `-c` is a script, and so is the file that an operand names.
    Shell,
    /// The word behind `-c` is a script; behind `--`, or behind the user's name, its words are of no interest.
    Switch,
    /// Its words together are a script.
    Eval,
    /// A command to which standard input adds words.
    Input,
    /// A command stands behind `-exec`.
    Find,
}

/// How a program takes its words.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    /// Its name, without directory.
    pub name: &'static str,
    /// What it runs.
    pub runs: Runs,
    /// Options whose value is the next word.
    pub valued: &'static [&'static str],
    /// Options without a value, where it matters to tell them from those that are not known.
    pub flags: &'static [&'static str],
    /// Verbs that have verbs of their own: `podman image pull`.
    pub groups: &'static [&'static str],
}

const fn wrapper(name: &'static str, operands: usize, valued: &'static [&'static str]) -> Program {
    Program { name, runs: Runs::Command { operands, assignments: false }, valued, flags: &[], groups: &[] }
}

const fn plain(name: &'static str, valued: &'static [&'static str]) -> Program {
    Program { name, runs: Runs::Nothing, valued, flags: &[], groups: &[] }
}

const fn other(name: &'static str, runs: Runs, valued: &'static [&'static str]) -> Program {
    Program { name, runs, valued, flags: &[], groups: &[] }
}

/// Options of podman, docker, buildah and skopeo before the verb.
const ENGINE: &[&str] = &[
    "--root",
    "--runroot",
    "--storage-driver",
    "--storage-opt",
    "--log-level",
    "-H",
    "--host",
    "--config",
    "-c",
    "--context",
    "--connection",
    "--url",
    "--identity",
    "--cgroup-manager",
    "--conmon",
    "--events-backend",
    "--hooks-dir",
    "--imagestore",
    "--module",
    "--namespace",
    "--network-cmd-path",
    "--network-config-dir",
    "--runtime",
    "--runtime-flag",
    "--ssh",
    "--tmpdir",
    "--volumepath",
    "--out",
    "--registries-conf",
    "--registries-conf-dir",
    "--policy",
    "--registries.d",
    "--override-arch",
    "--override-os",
    "--override-variant",
    "--command-timeout",
    "-l",
];

/// Options behind the verb that take a value: those of podman 4.3 to 6 and docker, of all verbs that name images.
pub const IMAGE_VALUED: &[&str] = &[
    "--add-host",
    "--additional-tag",
    "--annotation",
    "--arch",
    "--attach",
    "--authfile",
    "--blkio-weight",
    "--blkio-weight-device",
    "--build-arg",
    "--build-arg-file",
    "--build-context",
    "--cache-from",
    "--cache-to",
    "--cache-ttl",
    "--cap-add",
    "--cap-drop",
    "--cert-dir",
    "--certs",
    "--cgroup-conf",
    "--cgroup-parent",
    "--cgroupns",
    "--cgroups",
    "--chrootdirs",
    "--cidfile",
    "--configmap",
    "--conmon-pidfile",
    "--context-dir",
    "--cpp-flag",
    "--cpu-period",
    "--cpu-quota",
    "--cpu-rt-period",
    "--cpu-rt-runtime",
    "--cpu-shares",
    "--cpus",
    "--cpuset-cpus",
    "--cpuset-mems",
    "--creds",
    "--decryption-key",
    "--detach-keys",
    "--device",
    "--device-cgroup-rule",
    "--device-read-bps",
    "--device-read-iops",
    "--device-write-bps",
    "--device-write-iops",
    "--dest-authfile",
    "--dest-cert-dir",
    "--dest-compress-format",
    "--dest-compress-level",
    "--dest-creds",
    "--dest-daemon-host",
    "--dest-password",
    "--dest-registry-token",
    "--dest-shared-blob-dir",
    "--dest-tls-verify",
    "--dest-username",
    "--digestfile",
    "--dns",
    "--dns-opt",
    "--dns-option",
    "--dns-search",
    "--encrypt-layer",
    "--encryption-key",
    "--entrypoint",
    "--env",
    "--env-file",
    "--env-merge",
    "--expose",
    "--file",
    "--format",
    "--from",
    "--gidmap",
    "--gpus",
    "--group-add",
    "--group-entry",
    "--health-cmd",
    "--health-interval",
    "--health-log-destination",
    "--health-max-log-count",
    "--health-max-log-size",
    "--health-on-failure",
    "--health-retries",
    "--health-start-interval",
    "--health-start-period",
    "--health-startup-cmd",
    "--health-startup-interval",
    "--health-startup-retries",
    "--health-startup-success",
    "--health-startup-timeout",
    "--health-timeout",
    "--hostname",
    "--hosts-file",
    "--hostuser",
    "--identity",
    "--ignorefile",
    "--iidfile",
    "--image-volume",
    "--init-ctr",
    "--init-path",
    "--input",
    "--ip",
    "--ip6",
    "--ipc",
    "--isolation",
    "--jobs",
    "--kernel-memory",
    "--label",
    "--label-file",
    "--link",
    "--link-local-ip",
    "--log-driver",
    "--log-opt",
    "--logfile",
    "--mac-address",
    "--manifest",
    "--memory",
    "--memory-reservation",
    "--memory-swap",
    "--memory-swappiness",
    "--mount",
    "--multi-arch",
    "--name",
    "--net",
    "--net-alias",
    "--network",
    "--network-alias",
    "--oom-score-adj",
    "--os",
    "--os-feature",
    "--os-version",
    "--output",
    "--passwd-entry",
    "--personality",
    "--pid",
    "--pidfile",
    "--pids-limit",
    "--platform",
    "--pod",
    "--pod-id-file",
    "--policy",
    "--preserve-fds",
    "--publish",
    "--pull",
    "--rdt-class",
    "--requires",
    "--restart",
    "--retry",
    "--retry-delay",
    "--retry-times",
    "--runtime",
    "--sdnotify",
    "--seccomp-policy",
    "--seccomp-profile-root",
    "--secret",
    "--security-opt",
    "--shm-size",
    "--shm-size-systemd",
    "--sign-by",
    "--src",
    "--dest",
    "--src-authfile",
    "--src-cert-dir",
    "--src-creds",
    "--src-daemon-host",
    "--src-password",
    "--src-registry-token",
    "--src-shared-blob-dir",
    "--src-tls-verify",
    "--src-username",
    "--stop-signal",
    "--stop-timeout",
    "--storage-opt",
    "--subgidname",
    "--subuidname",
    "--sysctl",
    "--systemd",
    "--tag",
    "--target",
    "--timeout",
    "--timestamp",
    "--tls-verify",
    "--tmpfs",
    "--tz",
    "--uidmap",
    "--ulimit",
    "--umask",
    "--unsetenv",
    "--user",
    "--userns",
    "--uts",
    "--variant",
    "--volume",
    "--volume-driver",
    "--volumes-from",
    "--workdir",
    "-a",
    "-c",
    "-e",
    "-f",
    "-h",
    "-l",
    "-m",
    "-o",
    "-p",
    "-u",
    "-v",
    "-w",
];

/// Options behind the verb that stand alone.
pub const IMAGE_FLAGS: &[&str] = &[
    "--all",
    "--all-platforms",
    "--all-tags",
    "--build",
    "--compress",
    "--detach",
    "--disable-compression",
    "--disable-content-trust",
    "--env-host",
    "--force",
    "--force-rm",
    "--help",
    "--http-proxy",
    "--init",
    "--insecure-policy",
    "--interactive",
    "--layers",
    "--no-cache",
    "--no-healthcheck",
    "--no-hostname",
    "--no-hosts",
    "--no-pivot",
    "--oom-kill-disable",
    "--passwd",
    "--preserve-digests",
    "--privileged",
    "--publish-all",
    "--quiet",
    "--read-only",
    "--read-only-tmpfs",
    "--remove-signatures",
    "--replace",
    "--rm",
    "--rmi",
    "--rootfs",
    "--sig-proxy",
    "--squash",
    "--squash-all",
    "--start",
    "--stdin",
    "--tty",
    "--unsetenv-all",
    "-P",
    "-d",
    "-i",
    "-q",
    "-t",
];

const GROUPS: &[&str] = &[
    "artifact",
    "compose",
    "container",
    "generate",
    "healthcheck",
    "image",
    "kube",
    "machine",
    "manifest",
    "network",
    "play",
    "pod",
    "quadlet",
    "secret",
    "system",
    "volume",
];

const fn engine(name: &'static str) -> Program {
    Program { name, runs: Runs::Nothing, valued: ENGINE, flags: &[], groups: GROUPS }
}

/// The table, by name.
const PROGRAMS: &[Program] = &[
    other("ash", Runs::Shell, &["-o", "-O"]),
    other("bash", Runs::Shell, &["-o", "-O", "--rcfile", "--init-file"]),
    engine("buildah"),
    wrapper("builtin", 0, &[]),
    wrapper("catchsegv", 0, &[]),
    wrapper("chronic", 0, &[]),
    wrapper("chroot", 1, &["--userspec", "--groups"]),
    wrapper("chrt", 1, &["-T", "-P", "-D"]),
    wrapper("command", 0, &[]),
    plain("cp", &["-t", "--target-directory", "-S", "--suffix"]),
    other("dash", Runs::Shell, &["-o"]),
    wrapper("dbus-run-session", 0, &["--config-file", "--dbus-daemon"]),
    wrapper("doas", 0, &["-u", "-C"]),
    engine("docker"),
    wrapper("eatmydata", 0, &[]),
    Program {
        name: "env",
        runs: Runs::Command { operands: 0, assignments: true },
        valued: &["-u", "--unset", "-C", "--chdir", "-S"],
        flags: &[],
        groups: &[],
    },
    other("eval", Runs::Eval, &[]),
    wrapper("exec", 0, &["-a"]),
    wrapper("fakeroot", 0, &["-l", "-s", "-i", "--lib", "--faked"]),
    other("find", Runs::Find, &[]),
    wrapper("flock", 1, &["-w", "--wait", "--timeout", "-E", "--conflict-exit-code"]),
    plain("install", &["-m", "-o", "-g", "-t", "--mode", "--owner", "--group", "--target-directory", "-S"]),
    wrapper("ionice", 0, &["-c", "-n", "-p", "-P", "-u"]),
    other("ksh", Runs::Shell, &["-o"]),
    wrapper("linux32", 0, &[]),
    wrapper("linux64", 0, &[]),
    plain("ln", &["-t", "--target-directory", "-S", "--suffix"]),
    plain("mkdir", &["-m", "--mode", "-Z"]),
    plain("mktemp", &["-p", "--suffix"]),
    plain("mv", &["-t", "--target-directory", "-S", "--suffix"]),
    engine("nerdctl"),
    wrapper("nice", 0, &["-n", "--adjustment"]),
    wrapper("nohup", 0, &[]),
    wrapper("nsenter", 0, &["-t", "--target", "-S", "--setuid", "-G", "--setgid"]),
    engine("podman"),
    engine("podman-remote"),
    other("runuser", Runs::Switch, &["-u", "-g", "-G", "-s", "--user", "--group", "--shell", "-w"]),
    wrapper("setarch", 1, &[]),
    wrapper("setpriv", 0, &["--reuid", "--regid", "--groups", "--inh-caps", "--ambient-caps", "--bounding-set"]),
    wrapper("setsid", 0, &[]),
    other("sh", Runs::Shell, &["-o"]),
    engine("skopeo"),
    wrapper("stdbuf", 0, &["-i", "-o", "-e"]),
    wrapper("strace", 0, &["-e", "-o", "-p", "-s", "-u", "-E"]),
    other("su", Runs::Switch, &["-g", "-G", "-s", "--group", "--shell", "-w"]),
    Program {
        name: "sudo",
        runs: Runs::Command { operands: 0, assignments: true },
        valued: &[
            "-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-r", "-t", "-U", "--user", "--group", "--chdir",
            "--chroot",
        ],
        flags: &[],
        groups: &[],
    },
    wrapper("systemd-cat", 0, &["-t", "-p", "--identifier", "--priority"]),
    wrapper("systemd-inhibit", 0, &["--what", "--who", "--why", "--mode"]),
    wrapper(
        "systemd-run",
        0,
        &[
            "-p",
            "--property",
            "-u",
            "--unit",
            "-M",
            "--machine",
            "--uid",
            "--gid",
            "-E",
            "--setenv",
            "--slice",
            "--on-active",
            "--on-boot",
            "--on-calendar",
            "--description",
        ],
    ),
    wrapper("taskset", 1, &[]),
    wrapper("time", 0, &["-f", "-o", "--format", "--output"]),
    wrapper("timeout", 1, &["-k", "-s", "--kill-after", "--signal"]),
    plain("touch", &["-d", "-r", "-t", "--date", "--reference"]),
    plain("truncate", &["-s", "--size", "-r", "--reference"]),
    wrapper("unbuffer", 0, &[]),
    wrapper("unshare", 0, &["-R", "--root", "-w", "--wd", "-S", "--setuid", "-G", "--setgid"]),
    other(
        "xargs",
        Runs::Input,
        &["-n", "-L", "-P", "-s", "-I", "-d", "-a", "-E", "--max-args", "--max-procs", "--delimiter", "--arg-file"],
    ),
    other("zsh", Runs::Shell, &["-o"]),
];

/// What the table says of a program.
#[must_use]
pub fn program(name: &str) -> Option<&'static Program> {
    PROGRAMS.binary_search_by(|program| program.name.cmp(name)).ok().map(|at| &PROGRAMS[at])
}

/// Options of a program whose value is the next word.
#[must_use]
pub fn valued(name: &str) -> &'static [&'static str] {
    program(name).map_or(&[], |program| program.valued)
}

/// A word behind a program's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// Its text, quotes taken off; `None` where it is not known.
    pub text: Option<String>,
    /// What is known of its start.
    pub start: String,
    /// Where it stands.
    pub span: Span,
    /// How a word of one piece is quoted.
    pub quote: Quote,
    /// Where its text stands letter by letter.
    pub verbatim: Option<Span>,
}

impl Argument {
    /// A word that is known.
    #[must_use]
    pub fn known(text: impl Into<String>, span: Span) -> Self {
        let text = text.into();
        let verbatim = (text.len() == span.len()).then_some(span);
        Self { start: text.clone(), text: Some(text), span, quote: Quote::None, verbatim }
    }

    /// A word of which nothing is known.
    #[must_use]
    pub fn unknown(span: Span) -> Self {
        Self { text: None, start: String::new(), span, quote: Quote::None, verbatim: None }
    }

    /// Its text, empty where it is not known.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }
}

/// A program that is run, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// The simple command; `None` where it stands in a unit.
    pub command: Option<Command>,
    /// Where the command stands.
    pub span: Span,
    /// The program's name without directory; empty where it is not known.
    pub program: String,
    /// The words behind it.
    pub words: Vec<Argument>,
    /// Whether `sh -c` runs it.
    pub in_sh: bool,
    /// Whether it stands in single quotes.
    pub in_quotes: bool,
    /// Whether it is the command itself, not one that it runs: then its redirections are its own.
    pub direct: bool,
    /// The user that `sudo`, `su` or `runuser` changes to.
    pub user: Option<String>,
    /// Whether another root is entered before.
    pub elsewhere: bool,
    /// Variables that stand before it.
    pub variables: Vec<(String, Option<String>)>,
}

/// Words taken apart by a program's table.
#[derive(Debug, Clone, Default)]
pub struct Parsed<'i> {
    /// Options with their values.
    pub options: Vec<(&'i str, Option<&'i Argument>)>,
    /// `--name=value` and `-nvalue`, cut: the value's text.
    pub joined: Vec<(&'i str, &'i str)>,
    /// What is no option.
    pub operands: Vec<&'i Argument>,
    /// Whether an option came of which it is not known whether it takes a value.
    pub doubtful: bool,
}

impl Parsed<'_> {
    /// The value of an option, under any of its names.
    #[must_use]
    pub fn value(&self, names: &[&str]) -> Option<&str> {
        let apart = self
            .options
            .iter()
            .find(|(name, _)| names.contains(name))
            .and_then(|(_, value)| value.and_then(|value| value.text.as_deref()));
        apart.or_else(|| self.joined.iter().find(|(name, _)| names.contains(name)).map(|(_, value)| *value))
    }

    /// Whether an option is there.
    #[must_use]
    pub fn has(&self, names: &[&str]) -> bool {
        self.options.iter().any(|(name, _)| names.contains(name))
            || self.joined.iter().any(|(name, _)| names.contains(name))
    }
}

/// Takes words apart. Short options come in groups, the last of which may take a value.
#[must_use]
pub fn parse<'i>(words: &'i [Argument], valued: &[&str], flags: Option<&[&str]>, first_ends: bool) -> Parsed<'i> {
    let mut parsed = Parsed::default();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let text = match &word.text {
            Some(text) => text.as_str(),
            // `--name=$X` is one option whatever its value is
            None if word.start.starts_with("--") && word.start.contains('=') => continue,
            None => {
                parsed.operands.push(word);
                if first_ends {
                    parsed.operands.extend(&words[at..]);
                    break;
                }
                continue;
            }
        };
        if text == "--" {
            parsed.operands.extend(&words[at..]);
            break;
        }
        if let Some(long) = text.strip_prefix("--") {
            if let Some((name, value)) = long.split_once('=') {
                parsed.joined.push((&text[..name.len() + 2], value));
            } else if valued.contains(&text) {
                parsed.options.push((text, words.get(at)));
                at += 1;
            } else {
                parsed.doubtful |= flags.is_some_and(|flags| !flags.contains(&text));
                parsed.options.push((text, None));
            }
        } else if text.len() > 1 && text.starts_with('-') {
            let mut rest = &text[1..];
            while let Some(c) = rest.chars().next() {
                let name = &rest[..c.len_utf8()];
                rest = &rest[c.len_utf8()..];
                let is_valued = valued.iter().any(|option| option.strip_prefix('-') == Some(name));
                let option = valued.iter().find(|option| option.strip_prefix('-') == Some(name));
                match option {
                    Some(_) if rest.is_empty() => {
                        parsed.options.push((&text[text.len() - name.len()..], words.get(at)));
                        at += 1;
                    }
                    Some(_) => parsed.joined.push((name, rest.strip_prefix('=').unwrap_or(rest))),
                    None => {
                        let known = |flags: &[&str]| flags.iter().any(|flag| flag.strip_prefix('-') == Some(name));
                        parsed.doubtful |= flags.is_some_and(|flags| !known(flags));
                        parsed.options.push((name, None));
                    }
                }
                if is_valued {
                    break;
                }
            }
        } else {
            parsed.operands.push(word);
            if first_ends {
                parsed.operands.extend(&words[at..]);
                break;
            }
        }
    }
    parsed
}

impl Invocation {
    /// The verb with what stands behind it, and what stands before it: `image pull` is `pull`, `play kube` and
    /// `kube play` are `kube play`.
    #[must_use]
    pub fn verb(&self) -> Option<(String, &[Argument])> {
        let table = program(&self.program)?;
        let before = parse(&self.words, table.valued, None, true);
        let first = *before.operands.first()?;
        let at = self.words.len() - before.operands.len();
        let rest = &self.words[at + 1..];
        let name = first.text.clone()?;
        if !table.groups.contains(&name.as_str()) {
            return Some((name, rest));
        }
        let Some((second, behind)) = rest.split_first() else { return Some((name, rest)) };
        let second = second.text.as_deref()?;
        Some(match (name.as_str(), second) {
            ("play", "kube") => ("kube play".to_owned(), behind),
            ("image" | "container", verb) => (verb.to_owned(), behind),
            (group, verb) => (format!("{group} {verb}"), behind),
        })
    }

    /// The options before the verb.
    #[must_use]
    pub fn options(&self) -> Parsed<'_> {
        parse(&self.words, valued(&self.program), None, true)
    }
}

/// Variables that a script sets once, to a text that is known: what `$PODMAN` stands for.
type Constants = HashMap<String, String>;

fn constants(statements: &[Statement]) -> Constants {
    let mut found: HashMap<String, Option<String>> = HashMap::new();
    for statement in walk(statements) {
        match statement {
            Statement::Command(command) => {
                for assignment in &command.assignments {
                    let value = assignment.value.as_ref().filter(|_| !assignment.append).and_then(Word::literal);
                    let lasts = command.words.is_empty() || command.name().is_some_and(|name| is_declaration(&name));
                    let entry = found.entry(assignment.name.clone());
                    entry.and_modify(|known| *known = None).or_insert(value.filter(|_| lasts));
                }
                if command.name().as_deref() == Some("read") {
                    for name in command.arguments().iter().filter_map(Word::literal) {
                        found.insert(name, None);
                    }
                }
            }
            Statement::Loop { variable: Some((name, _)), .. } => {
                found.insert(name.clone(), None);
            }
            _ => {}
        }
    }
    found.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Whether a command declares variables.
#[must_use]
pub fn is_declaration(name: &str) -> bool {
    matches!(name, "export" | "declare" | "local" | "readonly" | "typeset")
}

fn argument(word: &Word, constants: &Constants) -> Argument {
    let mut text = String::new();
    let mut known = true;
    for part in &word.parts {
        match part {
            Part::Literal { text: more, .. } => text.push_str(more),
            Part::Variable { name, .. } => match constants.get(name) {
                Some(value) => text.push_str(value),
                None => {
                    known = false;
                    break;
                }
            },
            Part::Unknown { .. } => {
                known = false;
                break;
            }
        }
    }
    let (quote, verbatim) = match word.parts.as_slice() {
        [Part::Literal { text, span, quote }] => (*quote, (text.len() == span.len()).then_some(*span)),
        _ => (Quote::None, None),
    };
    Argument { start: text.clone(), text: known.then_some(text), span: word.span, quote, verbatim }
}

/// The words of a command; a bare variable may stand for several.
fn arguments(command: &Command, constants: &Constants) -> Vec<Argument> {
    let mut result = Vec::new();
    for word in &command.words {
        let argument = argument(word, constants);
        let splits = matches!(word.parts.as_slice(), [Part::Variable { quoted: false, .. }]);
        match argument.text.as_deref().filter(|text| splits && text.contains(char::is_whitespace)) {
            Some(text) => {
                result.extend(text.split_whitespace().map(|text| Argument {
                    text: Some(text.to_owned()),
                    start: text.to_owned(),
                    ..argument.clone()
                }));
            }
            None => result.push(argument),
        }
    }
    result
}

const MAX_DEPTH: usize = 12;

/// All programs that a script may run, conditions left aside. A command without words is listed, too.
#[must_use]
pub fn invocations(statements: &[Statement]) -> Vec<Invocation> {
    let mut finder = Finder { constants: constants(statements), found: Vec::new() };
    finder.statements(statements, &Way::default(), 0);
    finder.found
}

/// The programs that a unit's line runs.
#[must_use]
pub fn of_words(words: &[Argument]) -> Vec<Invocation> {
    let mut finder = Finder { constants: Constants::new(), found: Vec::new() };
    let span = match (words.first(), words.last()) {
        (Some(first), Some(last)) if first.span.source == last.span.source => first.span.to(last.span),
        (Some(first), _) => first.span,
        _ => return Vec::new(),
    };
    finder.command(words, None, span, &Way::default(), 0);
    finder.found
}

/// What stands around a command.
#[derive(Debug, Clone, Default)]
struct Way {
    in_sh: bool,
    in_quotes: bool,
    user: Option<String>,
    elsewhere: bool,
}

struct Finder {
    constants: Constants,
    found: Vec<Invocation>,
}

impl Finder {
    fn statements(&mut self, statements: &[Statement], way: &Way, depth: usize) {
        for statement in walk(statements) {
            if let Statement::Command(command) = statement {
                let words = arguments(command, &self.constants);
                self.command(&words, Some(command), command.span, way, depth);
            }
        }
    }

    fn text(&mut self, text: &str, at: Option<Span>, whole: Span, way: &Way, depth: usize) {
        let statements = match at {
            Some(span) => syntax::parse_text(text, span),
            None => syntax::parse_made(text, whole),
        };
        self.statements(&statements, way, depth + 1);
    }

    fn command(&mut self, words: &[Argument], command: Option<&Command>, span: Span, way: &Way, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut way = way.clone();
        let mut variables: Vec<(String, Option<String>)> = command
            .into_iter()
            .flat_map(|command| &command.assignments)
            .map(|assignment| {
                let value = assignment.value.as_ref().map(|word| argument(word, &self.constants));
                (assignment.name.clone(), value.and_then(|value| value.text))
            })
            .collect();
        let mut rest = words;
        let mut direct = true;
        loop {
            let name = rest.first().and_then(|word| word.text.as_deref()).unwrap_or_default();
            let name = name.rsplit('/').next().unwrap_or(name).to_owned();
            let behind = rest.get(1..).unwrap_or_default();
            let table = program(&name);
            let runs = table.map_or(Runs::Nothing, |table| table.runs);
            // every program is told, wrappers too
            self.found.push(Invocation {
                command: command.cloned(),
                span,
                program: name.clone(),
                words: behind.to_vec(),
                in_sh: way.in_sh,
                in_quotes: way.in_quotes,
                direct,
                user: way.user.clone(),
                elsewhere: way.elsewhere,
                variables: variables.clone(),
            });
            let Some(table) = table else { return };
            match runs {
                Runs::Nothing => return,
                Runs::Command { operands, assignments } => {
                    let parsed = parse(behind, table.valued, None, true);
                    if matches!(name.as_str(), "sudo" | "doas")
                        && let Some(user) = parsed.value(&["-u", "u", "--user"])
                    {
                        way.user = Some(user.to_owned());
                    }
                    let asks = name == "command" && (parsed.has(&["v"]) || parsed.has(&["V"]));
                    if asks {
                        return;
                    }
                    let mut at = behind.len() - parsed.operands.len();
                    if assignments {
                        while let Some((variable, value)) =
                            behind.get(at).and_then(|word| word.text.as_deref()).and_then(|word| word.split_once('='))
                        {
                            variables.push((variable.to_owned(), Some(value.to_owned())));
                            at += 1;
                        }
                    }
                    if name == "chroot" && behind.get(at).is_none_or(|root| root.text.as_deref() != Some("/")) {
                        way.elsewhere = true;
                    }
                    at += operands;
                    let Some(next) = behind.get(at..).filter(|next| !next.is_empty()) else { return };
                    // `flock FILE -c 'TEXT'`
                    if name == "flock" && next[0].as_str() == "-c" {
                        if let Some(text) = next.get(1) {
                            self.script(text, &way, true, depth);
                        }
                        return;
                    }
                    rest = next;
                    direct = false;
                }
                Runs::Shell => {
                    let parsed = parse(behind, table.valued, None, true);
                    if parsed.has(&["c", "-c"])
                        && let Some(text) = parsed.operands.first()
                    {
                        self.script(text, &way, name != "bash", depth);
                    }
                    return;
                }
                Runs::Switch => {
                    let parsed = parse(behind, table.valued, None, false);
                    let named = parsed.value(&["-u", "u", "--user"]).map(str::to_owned);
                    let first = parsed.operands.iter().find_map(|word| word.text.clone()).filter(|text| text != "-");
                    let at = behind.iter().position(|word| {
                        let text = word.as_str();
                        text == "--command" || (text.starts_with('-') && !text.starts_with("--") && text.ends_with('c'))
                    });
                    match at.and_then(|at| behind.get(at + 1)) {
                        Some(text) => {
                            // the user's name stands on either side of the text
                            let user =
                                parsed.operands.iter().find(|word| word.span != text.span && word.as_str() != "-");
                            way.user =
                                named.or_else(|| user.and_then(|word| word.text.clone())).or(Some("root".to_owned()));
                            self.script(text, &way, true, depth);
                            return;
                        }
                        None => {
                            way.user = named.clone().or(first);
                            let at = behind.iter().position(|word| word.as_str() == "--");
                            let direct_words = match (at, named) {
                                (Some(at), _) => behind.get(at + 1..),
                                (None, Some(_)) => {
                                    let parsed = parse(behind, table.valued, None, true);
                                    behind.get(behind.len() - parsed.operands.len()..)
                                }
                                (None, None) => None,
                            };
                            let Some(next) = direct_words.filter(|next| !next.is_empty()) else { return };
                            rest = next;
                            direct = false;
                        }
                    }
                }
                Runs::Eval => {
                    let text: Option<Vec<&str>> = behind.iter().map(|word| word.text.as_deref()).collect();
                    if let (Some(text), false) = (text, behind.is_empty()) {
                        match behind {
                            [one] => self.script(one, &way, way.in_sh, depth),
                            _ => self.text(&text.join(" "), None, span, &way, depth),
                        }
                    }
                    return;
                }
                Runs::Input => {
                    let parsed = parse(behind, table.valued, None, true);
                    let Some(next) = behind.get(behind.len() - parsed.operands.len()..) else { return };
                    if next.is_empty() {
                        return;
                    }
                    let mut next = next.to_vec();
                    // what comes from the input is not known
                    match parsed.value(&["-I", "I"]) {
                        Some(mark) => {
                            let mark = mark.to_owned();
                            for word in &mut next {
                                if word.as_str().contains(&mark) {
                                    *word = Argument::unknown(word.span);
                                }
                            }
                        }
                        None => next.push(Argument::unknown(span)),
                    }
                    self.command(&next, None, span, &way, depth + 1);
                    return;
                }
                Runs::Find => {
                    let mut at = 0;
                    while let Some(found) = behind[at..]
                        .iter()
                        .position(|word| matches!(word.as_str(), "-exec" | "-execdir" | "-ok" | "-okdir"))
                    {
                        let start = at + found + 1;
                        let end = behind[start..]
                            .iter()
                            .position(|word| matches!(word.as_str(), ";" | "+"))
                            .map_or(behind.len(), |end| start + end);
                        let next: Vec<Argument> =
                            behind[start..end]
                                .iter()
                                .map(|word| {
                                    if word.as_str().contains("{}") {
                                        Argument::unknown(word.span)
                                    } else {
                                        word.clone()
                                    }
                                })
                                .collect();
                        self.command(&next, None, span, &way, depth + 1);
                        at = end.min(behind.len());
                    }
                    return;
                }
            }
        }
    }

    /// A word that is a script.
    fn script(&mut self, word: &Argument, way: &Way, in_sh: bool, depth: usize) {
        let Some(text) = &word.text else { return };
        let way = Way { in_sh, in_quotes: word.quote == Quote::Single, ..way.clone() };
        self.text(text, word.verbatim, word.span, &way, depth);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    fn all(text: &str) -> Vec<Invocation> {
        let mut sources = Sources::new();
        let id = sources.add("config.sh", text);
        invocations(&syntax::parse(sources.get(id)))
    }

    /// The verbs of podman that a script runs, with their operands.
    fn podman(text: &str) -> Vec<String> {
        all(text)
            .iter()
            .filter(|invocation| invocation.program == "podman")
            .filter_map(|invocation| {
                let (verb, rest) = invocation.verb()?;
                let operands = parse(rest, IMAGE_VALUED, Some(IMAGE_FLAGS), true).operands;
                let operands: Vec<&str> = operands.iter().map(|word| word.text.as_deref().unwrap_or("?")).collect();
                Some(format!("{verb} {}", operands.join(" ")).trim().to_owned())
            })
            .collect()
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(PROGRAMS.is_sorted_by_key(|program| program.name));
    }

    #[test]
    fn wrappers_are_looked_through() {
        for text in [
            "podman pull x",
            "/usr/bin/podman pull x",
            "sudo -u root podman pull x",
            "timeout -k 5 300 podman pull x",
            "env -i A=b nice -n 5 podman --log-level debug pull x",
            "A=b nohup podman image pull x",
            "P=podman; $P pull x",
            "P='podman pull'; $P x",
            "P=podman\n\"$P\" pull x",
            "eval \"podman pull x\"",
            "eval podman pull x",
            "su - -c 'podman pull x'",
            "su root -c 'podman pull x'",
            "runuser -u root -- podman pull x",
            "runuser -l root -c 'podman pull x'",
            "x=$(podman pull x)",
            "if ! podman pull x; then a; fi",
            "sh -euc 'podman pull x'",
            "bash -c \"timeout 5 podman pull x\"",
            "cat <<EOF\n$(podman pull x)\nEOF",
            "systemd-run --wait -p A=b podman pull x",
            "command podman pull -q x",
            "find / -name y -exec podman pull x \\;",
        ] {
            assert_eq!(podman(text), ["pull x"], "{text}");
        }
        assert_eq!(podman("command -v podman pull x"), Vec::<String>::new());
        assert_eq!(podman("echo podman pull x"), Vec::<String>::new());
        assert_eq!(podman("ls | xargs podman pull"), ["pull ?"]);
        assert_eq!(podman("ls | xargs -n 1 -I{} podman pull reg/{}"), ["pull ?"]);
        assert_eq!(
            podman("podman play kube a.yaml; podman kube play b.yaml"),
            ["kube play a.yaml", "kube play b.yaml"]
        );
    }

    #[test]
    fn options_take_their_values_along() {
        assert_eq!(podman("podman run --cpus 2 -dp 80:80 --label 'a b' -e A=b x cmd -y"), ["run x cmd -y"]);
        assert_eq!(podman("podman run --name=$N --rm x"), ["run x"]);
        let found = all("podman run --not-known x y");
        let (_, rest) = found[0].verb().unwrap();
        assert!(parse(rest, IMAGE_VALUED, Some(IMAGE_FLAGS), true).doubtful);
    }

    #[test]
    fn users_are_told() {
        assert_eq!(all("sudo -u web podman ps")[1].user.as_deref(), Some("web"));
        assert_eq!(all("su - web -c 'podman ps'")[1].user.as_deref(), Some("web"));
        assert_eq!(all("su -c 'podman ps'")[1].user.as_deref(), Some("root"));
    }
}
