//! Images that scripts, units, quadlets, compose files, kube manifests and cron tables name, and the programs that are
//! to run them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::containers::unit::{self, Unit};
use crate::image::script::invocation::{self, Argument, IMAGE_FLAGS, IMAGE_VALUED, Invocation};
use crate::image::script::syntax;
use crate::image::{Description, ImageFiles, Rendered, State};
use crate::text::Span;

/// An image that something uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The program: `podman`, `docker`, `skopeo`, `buildah`.
    pub program: String,
    /// The image, as written.
    pub image: String,
    /// Where it stands.
    pub span: Span,
    /// Whether a script names it, which runs during the build.
    pub in_script: bool,
    /// Whether the image is fetched in any case: `--pull=always`, `podman pull`.
    pub always: bool,
    /// The user whose store it is, where that is not root.
    pub user: Option<String>,
    /// The unit or quadlet that names it.
    pub unit: Option<String>,
}

/// A call of a container program outside of the build's scripts, or in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The program.
    pub program: String,
    /// The verb.
    pub verb: String,
    /// The words behind it.
    pub words: Vec<Argument>,
    /// Where the call stands.
    pub span: Span,
    /// Whether a script of the build makes it.
    pub in_script: bool,
    /// The unit that makes it.
    pub unit: Option<String>,
}

/// A unit as overlay and scripts make it.
#[derive(Debug, Clone, Default)]
pub struct UnitFacts {
    /// The user that it runs as.
    pub user: Option<String>,
    /// Whether it waits for KIWI's containers.
    pub is_ordered: bool,
    /// Where the file of the unit itself stands letter by letter.
    pub whole: Option<Span>,
    /// Its text.
    pub text: String,
    /// Whether it is a user's unit.
    pub is_user: bool,
}

/// All uses of images, and calls of container programs.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    /// The images.
    pub images: Vec<Use>,
    /// The calls.
    pub calls: Vec<ToolCall>,
    /// The units and quadlets, by the unit's name.
    pub units: BTreeMap<String, UnitFacts>,
}

/// A file of the finished image whose text is known.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its path.
    pub path: String,
    /// Its text with where it came from.
    pub rendered: Rendered,
}

impl Known {
    /// Where a range of the text came from.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Option<Span> {
        self.rendered.span(range)
    }

    /// The place of all of it where it stands letter by letter in one file.
    #[must_use]
    pub fn whole(&self) -> Option<Span> {
        match self.rendered.origins.as_slice() {
            [(range, span)] if range.len() == span.len() && range.len() == self.rendered.text.len() => Some(*span),
            _ => None,
        }
    }
}

/// The files below some directories that are known at the end, with what may be there.
#[must_use]
pub fn known_files(files: &ImageFiles, wanted: &dyn Fn(&str) -> bool) -> Vec<Known> {
    let paths: BTreeSet<&str> = files.at_end.paths().filter(|path| wanted(path)).collect();
    let mut result = Vec::new();
    for path in paths {
        for state in files.at_end.at(path) {
            let State::File(content) = state else { continue };
            let rendered = content.render("", &|_| None);
            if !rendered.unknown && rendered.variables.is_empty() {
                result.push(Known { path: path.to_owned(), rendered });
                break;
            }
        }
    }
    result
}

/// A quadlet, or a drop-in of one.
pub struct Quadlet {
    /// The name of the quadlet's file.
    pub name: String,
    /// The file at hand.
    pub file: Known,
    /// Whether it is a drop-in.
    pub is_dropin: bool,
    /// Whether it is a user's.
    pub is_user: bool,
}

/// The quadlets that are known at the end.
#[must_use]
pub fn quadlets(files: &ImageFiles) -> Vec<Quadlet> {
    let known = known_files(files, &|path| quadlet_place(path).is_some());
    known
        .into_iter()
        .filter_map(|file| {
            let is_user = quadlet_place(&file.path)?;
            let (name, is_dropin) = unit_name(&file.path)?;
            let name = name.to_owned();
            Some(Quadlet { name, file, is_dropin, is_user })
        })
        .collect()
}

/// Whether a path is one of a systemd unit, and whether a user's.
fn unit_place(path: &str) -> Option<bool> {
    let system = [
        "/etc/systemd/system/",
        "/usr/lib/systemd/system/",
        "/lib/systemd/system/",
        "/usr/local/lib/systemd/system/",
        "/run/systemd/system/",
    ];
    let user = ["/etc/systemd/user/", "/usr/lib/systemd/user/", "/usr/local/lib/systemd/user/"];
    if system.iter().any(|directory| path.starts_with(directory)) {
        return Some(false);
    }
    let is_user = user.iter().any(|directory| path.starts_with(directory)) || path.contains("/.config/systemd/user/");
    is_user.then_some(true)
}

/// Whether a path is one of a quadlet, and whether a user's.
#[must_use]
pub fn quadlet_place(path: &str) -> Option<bool> {
    if path.starts_with("/etc/containers/systemd/users/") || path.contains("/.config/containers/systemd/") {
        return Some(true);
    }
    ["/etc/containers/systemd/", "/usr/share/containers/systemd/", "/run/containers/systemd/"]
        .iter()
        .any(|directory| path.starts_with(directory))
        .then_some(false)
}

/// The unit that a file is, or is a drop-in of: `a.service.d/x.conf` is of `a.service`.
fn unit_name(path: &str) -> Option<(&str, bool)> {
    let (directory, name) = path.rsplit_once('/')?;
    match directory.rsplit('/').next()?.strip_suffix(".d") {
        Some(unit) if name.ends_with(".conf") && unit.contains('.') => Some((unit, true)),
        _ => Some((name, false)),
    }
}

/// What a selection's scripts and files use.
#[must_use]
pub fn uses(description: &Description, files: &ImageFiles) -> Uses {
    let mut uses = Uses::default();
    for script in description.scripts.iter().filter(|script| script.kind.runs_in_image()) {
        let none = Way { in_script: true, ..Way::default() };
        for invocation in &script.invocations {
            of_invocation(invocation, &none, &mut uses);
        }
    }
    let known = known_files(files, &|path| {
        unit_place(path).is_some()
            || quadlet_place(path).is_some()
            || path.starts_with("/etc/cron")
            || path.starts_with("/var/spool/cron")
            || path.ends_with(".yaml")
            || path.ends_with(".yml")
            || path.starts_with("/usr/local/")
            || path.starts_with("/usr/bin/")
            || path.starts_with("/usr/libexec/")
            || path.starts_with("/opt/")
            || path.starts_with("/root/")
            || path.starts_with("/etc/init.d/")
            || path == "/etc/rc.local"
    });
    let by_path: BTreeMap<&str, &Known> = known.iter().map(|file| (file.path.as_str(), file)).collect();
    // a unit's own file and all its drop-ins say who it is; lines are read with that known
    for pass in [true, false] {
        for file in &known {
            of_file(file, &by_path, &mut uses, pass);
        }
    }
    uses.images.dedup();
    uses
}

/// What stands around a call.
#[derive(Debug, Clone, Default)]
struct Way {
    in_script: bool,
    user: Option<String>,
    unit: Option<String>,
}

fn of_file(file: &Known, known: &BTreeMap<&str, &Known>, uses: &mut Uses, first: bool) {
    let text = file.rendered.text.as_str();
    let path = file.path.as_str();
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some(is_user) = quadlet_place(path) {
        let Some((unit, _)) = unit_name(path) else { return };
        let parsed = unit::parse(text);
        if first {
            return remember(unit, &parsed, file, is_user, uses);
        }
        let user = is_user.then(|| "a user".to_owned());
        let way = Way { in_script: false, user, unit: Some(unit.to_owned()) };
        of_quadlet(unit, &parsed, file, known, &way, uses);
    } else if let Some(is_user) = unit_place(path) {
        let Some((unit, _)) = unit_name(path).filter(|(unit, _)| unit.ends_with(".service")) else { return };
        let parsed = unit::parse(text);
        if first {
            return remember(unit, &parsed, file, is_user, uses);
        }
        let user =
            if is_user { Some("a user".to_owned()) } else { uses.units.get(unit).and_then(|facts| facts.user.clone()) };
        let way = Way { in_script: false, user, unit: Some(unit.to_owned()) };
        for key in parsed.keys("Service").filter(|key| key.name.starts_with("Exec")) {
            let words: Vec<Argument> = key.words().into_iter().map(|word| argument(file, word)).collect();
            of_line(words, file, known, &way, uses);
        }
    } else if first {
        // nothing to remember
    } else if path.starts_with("/etc/cron.d/") || path == "/etc/crontab" || path.starts_with("/var/spool/cron/") {
        let has_user = !path.starts_with("/var/spool/cron/");
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let at = start;
            start += line.len();
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            let fields = usize::from(has_user) + if trimmed.starts_with('@') { 1 } else { 5 };
            let mut rest = line;
            for _ in 0..fields {
                rest = rest.trim_start();
                rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
            }
            let command = rest.trim();
            if command.is_empty() {
                continue;
            }
            let from = at + (rest.as_ptr() as usize - line.as_ptr() as usize) + (rest.len() - rest.trim_start().len());
            of_script(command, from, file, &Way::default(), uses);
        }
    } else if path.starts_with("/etc/cron.") || path == "/etc/rc.local" || path.starts_with("/etc/init.d/") {
        if is_shell(text) {
            of_script(text, 0, file, &Way::default(), uses);
        }
    } else if name.contains("compose") && (name.ends_with(".yml") || name.ends_with(".yaml")) {
        for (image, range) in yaml_images(text) {
            if let Some(span) = file.span(range) {
                uses.images.push(Use {
                    program: "compose".to_owned(),
                    image,
                    span,
                    in_script: false,
                    always: false,
                    user: None,
                    unit: None,
                });
            }
        }
    }
}

fn is_shell(text: &str) -> bool {
    let Some(first) = text.lines().next().and_then(|line| line.strip_prefix("#!")) else { return false };
    first.split_whitespace().take(2).any(|word| matches!(word.rsplit('/').next(), Some("sh" | "bash" | "dash" | "ash")))
}

/// What a unit says of itself, drop-ins included.
fn remember(name: &str, parsed: &Unit, file: &Known, is_user: bool, uses: &mut Uses) {
    let facts = uses.units.entry(name.to_owned()).or_default();
    facts.is_user |= is_user;
    if let Some(user) = parsed.last("Service", "User") {
        facts.user = Some(user.value.clone()).filter(|user| user != "root" && user != "0");
    }
    facts.is_ordered |= parsed
        .keys("Unit")
        .filter(|key| matches!(key.name.as_str(), "After" | "Requires" | "Wants" | "BindsTo"))
        .any(|key| key.value.contains("kiwi_containers"));
    let is_dropin = unit_name(&file.path).is_some_and(|(_, dropin)| dropin);
    if !is_dropin {
        facts.whole = file.whole();
        facts.text.clone_from(&file.rendered.text);
    }
}

fn argument(file: &Known, word: unit::Word) -> Argument {
    let span = file.span(word.span.clone()).unwrap_or_default();
    match word.text {
        Some(text) => {
            // quotes stand around the text, or none
            let exact = word.span.len() == text.len();
            let mut argument = Argument::known(text, span);
            if !exact {
                argument.verbatim = None;
            }
            argument
        }
        None => Argument::unknown(span),
    }
}

/// A unit's command line: its prefix off, a script that it starts looked into.
fn of_line(mut words: Vec<Argument>, file: &Known, known: &BTreeMap<&str, &Known>, way: &Way, uses: &mut Uses) {
    if let Some(first) = words.first_mut()
        && let Some(text) = &first.text
    {
        let plain = text.trim_start_matches(['-', '@', ':', '+', '!', '|']).to_owned();
        first.start.clone_from(&plain);
        first.text = Some(plain);
        first.verbatim = None;
    }
    for line in words.split(|word| word.text.as_deref() == Some(";")) {
        let Some(first) = line.first() else { continue };
        for invocation in invocation::of_words(line) {
            of_invocation(&invocation, way, uses);
        }
        let shell = matches!(first.as_str().rsplit('/').next(), Some("sh" | "bash" | "dash"));
        let script = if shell { line.iter().skip(1).find(|word| !word.as_str().starts_with('-')) } else { Some(first) };
        if let Some(script) = script.and_then(|word| word.text.as_deref())
            && let Some(helper) = known.get(script)
            && helper.path != file.path
            && (shell || is_shell(&helper.rendered.text))
        {
            of_script(&helper.rendered.text, 0, helper, way, uses);
        }
    }
}

/// A script in the image that something starts.
fn of_script(text: &str, at: usize, file: &Known, way: &Way, uses: &mut Uses) {
    let statements = match (file.whole(), file.span(at..at + text.len())) {
        (Some(whole), _) => syntax::parse_text(text, whole.slice(at, at)),
        (None, Some(span)) => syntax::parse_made(text, span),
        (None, None) => return,
    };
    for invocation in invocation::invocations(&statements) {
        of_invocation(&invocation, way, uses);
    }
}

fn of_quadlet(name: &str, parsed: &Unit, file: &Known, known: &BTreeMap<&str, &Known>, way: &Way, uses: &mut Uses) {
    let suffix = name.rsplit('.').next().unwrap_or_default();
    let way = Way {
        user: way.user.clone().or_else(|| uses.units.get(name).and_then(|facts| facts.user.clone())),
        ..way.clone()
    };
    let mut push = |image: &str, range: Range<usize>, always: bool| {
        // what names another unit is no image
        let named = [".image", ".build", ".container"].iter().any(|suffix| image.ends_with(suffix));
        if image.is_empty() || image.contains(['%', '$']) || named || image.starts_with('/') {
            return;
        }
        if let Some(span) = file.span(range) {
            uses.images.push(Use {
                program: "podman".to_owned(),
                image: image.to_owned(),
                span,
                in_script: false,
                always,
                user: way.user.clone(),
                unit: way.unit.clone(),
            });
        }
    };
    match suffix {
        "container" => {
            let always = parsed.last("Container", "Pull").is_some_and(|key| key.value == "always");
            if let Some(key) = parsed.last("Container", "Image") {
                push(&key.value, key.value_span(), always);
            }
        }
        "image" => {
            if let Some(key) = parsed.last("Image", "Image") {
                push(&key.value, key.value_span(), true);
            }
        }
        "volume" => {
            if let Some(key) = parsed.last("Volume", "Image") {
                push(&key.value, key.value_span(), false);
            }
        }
        "kube" => {
            for key in parsed.keys("Kube").filter(|key| key.name == "Yaml") {
                let directory = file.path.rsplit_once('/').map_or("", |(directory, _)| directory);
                let path = if key.value.starts_with('/') {
                    key.value.clone()
                } else {
                    crate::image::overlay::absolute(&format!("{directory}/{}", key.value))
                };
                if let Some(manifest) = known.get(path.as_str()) {
                    of_manifest(manifest, &way, uses);
                }
            }
        }
        _ => {}
    }
}

/// The images of a kube manifest.
fn of_manifest(manifest: &Known, way: &Way, uses: &mut Uses) {
    for (image, range) in yaml_images(&manifest.rendered.text) {
        if let Some(span) = manifest.span(range) {
            uses.images.push(Use {
                program: "podman".to_owned(),
                image,
                span,
                in_script: way.in_script,
                always: false,
                user: way.user.clone(),
                unit: way.unit.clone(),
            });
        }
    }
}

/// The values of keys `image` in a YAML file, with where they stand.
fn yaml_images(text: &str) -> Vec<(String, Range<usize>)> {
    let mut result = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let body = line.trim_start().trim_start_matches("- ").trim_start();
        let Some(value) = body.strip_prefix("image:").filter(|rest| rest.starts_with([' ', '\t'])) else { continue };
        let value = value.trim();
        let value = value.split(" #").next().unwrap_or(value).trim();
        let plain = value.trim_matches(['"', '\'']);
        if plain.is_empty() || plain.contains(['$', '{', '*', '&']) {
            continue;
        }
        if let Some(offset) = line.find(plain) {
            result.push((plain.to_owned(), at + offset..at + offset + plain.len()));
        }
    }
    result
}

const TOOLS: [&str; 6] = ["podman", "docker", "buildah", "skopeo", "nerdctl", "podman-remote"];

fn of_invocation(invocation: &Invocation, way: &Way, uses: &mut Uses) {
    let program = invocation.program.as_str();
    if !TOOLS.contains(&program) || invocation.elsewhere {
        return;
    }
    let Some((verb, rest)) = invocation.verb() else { return };
    uses.calls.push(ToolCall {
        program: program.to_owned(),
        verb: verb.clone(),
        words: rest.to_vec(),
        span: invocation.span,
        in_script: way.in_script,
        unit: way.unit.clone(),
    });
    let user = invocation.user.clone().filter(|user| user != "root").or_else(|| way.user.clone());
    let mut push = |image: &Argument, always: bool| {
        let Some(text) = image.text.as_deref().filter(|text| !text.is_empty() && !text.contains('$')) else { return };
        uses.images.push(Use {
            program: program.to_owned(),
            image: text.to_owned(),
            span: image.span,
            in_script: way.in_script,
            always,
            user: user.clone(),
            unit: way.unit.clone(),
        });
    };
    if program == "skopeo" {
        if matches!(verb.as_str(), "copy" | "inspect" | "sync" | "list-tags") {
            rest.iter().filter(|word| word.start.starts_with("docker://")).for_each(|word| push(word, true));
        }
        return;
    }
    match verb.as_str() {
        "pull" => {
            let parsed = invocation::parse(rest, IMAGE_VALUED, Some(IMAGE_FLAGS), false);
            if !parsed.doubtful {
                let policy = parsed.value(&["--policy"]);
                parsed.operands.iter().for_each(|word| push(word, policy.is_none_or(|policy| policy == "always")));
            }
        }
        "run" | "create" | "from" => {
            let parsed = invocation::parse(rest, IMAGE_VALUED, Some(IMAGE_FLAGS), true);
            // what is not known may take the next word for its value
            if parsed.doubtful || parsed.has(&["--rootfs"]) {
                return;
            }
            if let Some(word) = parsed.operands.first() {
                let always = parsed.value(&["--pull"]) == Some("always") || parsed.has(&["--pull-always"]);
                push(word, always);
            }
        }
        _ => {}
    }
}
