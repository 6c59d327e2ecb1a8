//! The container stack's files in the finished image, judged once for all rules.
//!
//! Overlay and scripts say what is written; what the distribution's packages bring is not in the description. So each
//! file is put together for every style of defaults that the target may have, and judged by every generation of
//! podman that it may have. A finding that holds in all of them is certain; one that does not says on what it depends.

mod commands;
#[cfg(test)]
mod tests;
mod world;

use crate::containers::catalogue;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::containers::finding::{Finding, refusal};
use crate::containers::registries::Role;
use crate::containers::target::Style;
use crate::containers::version::Generation;
use crate::containers::{
    Version, auth, certs_d, containerd, containers_conf, crio, daemon, k3s, policy, registries, registries_d, storage,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::image::{Description, Distribution, ImageFiles, Target, View};
use crate::kiwi::{at, el};
use crate::text::{SourceId, Span};

pub use commands::{Known, Quadlet, Use, Uses, known_files, quadlets};
pub use world::{Text, World};

/// A finding of one rule, and the selections in which it holds.
#[derive(Debug, Clone)]
pub struct StackFinding {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// The numbers of the selections.
    pub views: Vec<usize>,
}

/// What overlay and scripts make of the container stack, for selections in which that is the same.
#[derive(Debug)]
pub struct Case<'a> {
    /// The files.
    pub files: &'a ImageFiles,
    /// What the files may be, for each style.
    pub worlds: Vec<World>,
    /// The images that scripts and files use.
    pub uses: Uses,
}

impl<'a> Case<'a> {
    /// The selections that it holds for.
    pub fn views(&self, description: &'a Description) -> impl Iterator<Item = &'a View> + use<'a, '_> {
        self.files.views.iter().filter_map(|index| description.views().get(*index))
    }
}

/// The container stack of a description.
#[derive(Debug)]
pub struct Stack<'a> {
    /// The distinct cases.
    pub cases: Vec<Case<'a>>,
    /// The generations of podman that the image may have.
    pub generations: Vec<Generation>,
    /// The styles of defaults that it may have.
    pub styles: Vec<Style>,
    findings: Vec<StackFinding>,
}

/// Whether a generation goes with a style: podman 6 and its layout come together at Fedora.
#[must_use]
pub fn possible(style: Style, generation: Generation) -> bool {
    match style {
        Style::Fedora => generation != Generation::V6,
        Style::Fedora6 => generation == Generation::V6,
        _ => true,
    }
}

impl<'a> Stack<'a> {
    /// Puts the files together and judges them.
    #[must_use]
    pub fn new(description: &'a Description, target: &Target) -> Self {
        let generations = match target.podman {
            Some((major, minor)) => {
                let number = |part: u32| u16::try_from(part).unwrap_or(u16::MAX);
                vec![Generation::of_podman(Version::new(number(major), number(minor), 1))]
            }
            None => Generation::ALL.to_vec(),
        };
        let styles: Vec<Style> = match target.distribution {
            Some(Distribution::Suse) => vec![Style::Suse, Style::SuseDropIn],
            Some(Distribution::Debian | Distribution::Arch | Distribution::Alpine) => vec![Style::Debian],
            Some(Distribution::Fedora) => vec![Style::Fedora, Style::Fedora6],
            None => Style::ALL.to_vec(),
        };
        let styles = styles
            .into_iter()
            .filter(|style| generations.iter().any(|generation| possible(*style, *generation)))
            .collect::<Vec<_>>();
        let cases = description
            .files()
            .iter()
            .map(|files| Case {
                files,
                worlds: world::worlds(files, &styles),
                uses: commands::uses(description, files),
            })
            .collect();
        let mut stack = Self { cases, generations, styles, findings: Vec::new() };
        stack.judge(description, target);
        stack
    }

    /// The findings of a rule.
    pub fn of<'s>(&'s self, rule: &'s str) -> impl Iterator<Item = &'s StackFinding> + 's {
        self.findings.iter().filter(move |finding| finding.diagnostic.name == rule)
    }

    /// The generations that go with a world's style.
    pub fn generations_of(&self, world: &World) -> impl Iterator<Item = Generation> + '_ {
        let style = world.style;
        self.generations.iter().copied().filter(move |generation| possible(style, *generation))
    }

    fn judge(&mut self, description: &Description, target: &Target) {
        let mut all = Vec::new();
        // worlds differ in a file or two; the others are judged once
        let mut judged: HashMap<(String, String, Generation), Vec<Finding>> = HashMap::new();
        for case in &self.cases {
            let views: Vec<&View> =
                case.files.views.iter().filter_map(|index| description.views().get(*index)).collect();
            let mut gathered = Gathered::default();
            for world in &case.worlds {
                for generation in self.generations_of(world) {
                    if let Some(mapped) = unreadable(world, generation) {
                        gathered.add("", (world.style, generation), mapped);
                    }
                }
                for (path, text) in world.written() {
                    let values: Vec<&str> =
                        if text.rendered.variables.is_empty() { vec![""] } else { world::VALUES.to_vec() };
                    for generation in self.generations_of(world) {
                        gathered.combinations.insert((world.style, generation));
                        if text.rendered.unknown {
                            continue;
                        }
                        // With variables in it, only what is wrong whatever they are.
                        let mut common: Option<Vec<Mapped>> = None;
                        for value in &values {
                            let rendered = text.with(value);
                            let key = (path.to_owned(), rendered.text.clone(), generation);
                            let found = judged
                                .entry(key)
                                .or_insert_with_key(|(path, text, generation)| judge_file(path, text, *generation));
                            let found: Vec<Mapped> = found
                                .iter()
                                .cloned()
                                .map(|finding| whole_text(finding, path, generation))
                                .filter_map(|finding| map(finding, &rendered, text))
                                .collect();
                            common = Some(match common {
                                None => found,
                                Some(before) => before
                                    .into_iter()
                                    .filter(|mapped| {
                                        found.iter().any(|other| {
                                            other.name() == mapped.name()
                                                && other.diagnostic.primary.source == mapped.diagnostic.primary.source
                                        })
                                    })
                                    .collect(),
                            });
                        }
                        for mapped in common.unwrap_or_default() {
                            gathered.add(path, (world.style, generation), mapped);
                        }
                    }
                }
            }
            let indices: Vec<usize> = views.iter().map(|view| view.index).collect();
            all.extend(
                gathered
                    .finish(path_words)
                    .into_iter()
                    .map(|diagnostic| StackFinding { diagnostic, views: indices.clone() }),
            );
            for view in &views {
                self.by_view(description, target, case, view, &mut all);
            }
            encoding(description, &self.generations, &views, &indices, &mut all);
        }
        self.findings = all;
    }

    /// Files whose verdict depends on the selection: on the file system, on packages.
    fn by_view(
        &self,
        description: &Description,
        target: &Target,
        case: &Case<'_>,
        view: &View,
        all: &mut Vec<StackFinding>,
    ) {
        let system = Image { description, view, case };
        let mut gathered = Gathered::default();
        for world in &case.worlds {
            let certs =
                world.directories_of("/etc/containers/certs.d").chain(world.directories_of("/etc/docker/certs.d"));
            let certificates: Vec<Finding> = certs
                .flat_map(|(directory, names)| {
                    let place = |name: &str| world.place(&format!("{directory}/{name}"));
                    certs_d::judge(&names, &place)
                })
                .collect();
            let mut defined = registries_d::Defined::default();
            let signatures: Vec<Mapped> = world
                .written()
                .filter(|(path, text)| is_in(path, "/etc/containers/registries.d", ".yaml") && !text.rendered.unknown)
                .flat_map(|(path, text)| {
                    registries_d::judge(&text.rendered.text, SourceId::APART, path, &mut defined)
                        .into_iter()
                        .filter_map(|mut finding| {
                            // A label lies in another file; the tool's text names both.
                            finding.diagnostic.labels.clear();
                            map(finding, &text.rendered, text)
                        })
                        .collect::<Vec<_>>()
                })
                .collect();
            for generation in self.generations_of(world) {
                let combination = (world.style, generation);
                gathered.combinations.insert(combination);
                for finding in &certificates {
                    gathered.add(
                        "",
                        combination,
                        Mapped {
                            diagnostic: finding.diagnostic.clone(),
                            tool: finding.tool.clone(),
                            fatal: finding.fatal,
                        },
                    );
                }
                for mapped in &signatures {
                    gathered.add("", combination, mapped.clone());
                }
                for (path, text) in world.written().filter(|(_, text)| !text.rendered.unknown) {
                    let findings = if path.ends_with("/containers/storage.conf") && !is_users(path) {
                        storage::judge(text.rendered.text.as_bytes(), SourceId::APART, generation, &system).1
                    } else if path.ends_with("/containers/containers.conf")
                        || path.contains("/containers/containers.conf.d/")
                    {
                        // only what the image decides: the rest was judged once for all
                        let alone = containers_conf::judge(text.rendered.text.as_bytes(), SourceId::APART, generation);
                        let mut on = containers_conf::judge_on(
                            text.rendered.text.as_bytes(),
                            SourceId::APART,
                            generation,
                            &system,
                        );
                        on.retain(|finding| !alone.contains(finding));
                        on
                    } else if path == "/etc/docker/daemon.json" {
                        let (major, minor) = target.docker.unwrap_or((28, 0));
                        let number = |part: u32| u16::try_from(part).unwrap_or(u16::MAX);
                        let version = Version::new(number(major), number(minor), 0);
                        let found = file_system(description, view, "/var/lib/docker");
                        daemon::judge(text.rendered.text.as_bytes(), SourceId::APART, version, found).1
                    } else {
                        continue;
                    };
                    for mapped in findings.into_iter().filter_map(|finding| map(finding, &text.rendered, text)) {
                        gathered.add(path, combination, mapped);
                    }
                }
            }
        }
        for diagnostic in gathered.finish(path_words) {
            let known = all.iter_mut().find(|finding: &&mut StackFinding| {
                finding.diagnostic.primary == diagnostic.primary && finding.diagnostic.message == diagnostic.message
            });
            match known {
                Some(finding) => finding.views.push(view.index),
                None => all.push(StackFinding { diagnostic, views: vec![view.index] }),
            }
        }
    }
}

fn is_in(path: &str, directory: &str, suffix: &str) -> bool {
    path.strip_prefix(directory)
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(|name| !name.contains('/') && name.ends_with(suffix))
}

/// Judges a file that depends on nothing but the generation.
fn judge_file(path: &str, text: &str, generation: Generation) -> Vec<Finding> {
    let bytes = text.as_bytes();
    let Some((directory, name)) = path.rsplit_once('/') else { return Vec::new() };
    let vendor = directory.starts_with("/usr/share/containers");
    let known = matches!(directory, "/etc/containers" | "/usr/share/containers") || is_home(directory);
    match name {
        _ if directory.ends_with("/containers/registries.conf.d") && name.ends_with(".conf") => {
            if vendor && generation != Generation::V6 {
                return Vec::new();
            }
            registries::judge(bytes, SourceId::APART, generation, Role::DropIn).1
        }
        "registries.conf" if known => {
            if vendor && generation != Generation::V6 {
                return Vec::new();
            }
            registries::judge(bytes, SourceId::APART, generation, Role::Main).1
        }
        "policy.json" if known => policy::judge_as(bytes, SourceId::APART, path, generation).1,
        "containers.conf" if known => containers_conf::judge(bytes, SourceId::APART, generation),
        _ if directory.ends_with("/containers/containers.conf.d") && name.ends_with(".conf") => {
            containers_conf::judge(bytes, SourceId::APART, generation)
        }
        "auth.json" if is_home(directory) => auth::judge(bytes, SourceId::APART, path),
        "config.json" if directory.ends_with("/.docker") => auth::judge(bytes, SourceId::APART, path),
        // of a rootless store what is left out has its default, and the file system is that of the home
        "storage.conf" if is_home(directory) && directory != "/root/.config/containers" => {
            let found = storage::judge(bytes, SourceId::APART, generation, &storage::Unknown).1;
            found.into_iter().filter(|finding| finding.rule() != catalogue::STORAGE_INCOMPLETE.name).collect()
        }
        "config.toml" if directory == "/etc/containerd" => containerd::judge_config(bytes, SourceId::APART),
        "hosts.toml" if directory.starts_with("/etc/containerd/certs.d/") => {
            containerd::judge_hosts(bytes, SourceId::APART)
        }
        "registries.yaml" if matches!(directory, "/etc/rancher/k3s" | "/etc/rancher/rke2") => {
            k3s::judge(text, SourceId::APART)
        }
        "crio.conf" if directory == "/etc/crio" => crio::judge(bytes, SourceId::APART),
        _ if directory == "/etc/crio/crio.conf.d" => crio::judge(bytes, SourceId::APART),
        _ => Vec::new(),
    }
}

/// Whether a file is one of a user other than root.
fn is_users(path: &str) -> bool {
    path.starts_with("/home/") || path.starts_with("/etc/skel/")
}

/// Whether a directory holds a user's own configuration: root's, that of a user, or what new users get.
fn is_home(directory: &str) -> bool {
    directory.strip_suffix("/.config/containers").is_some_and(|home| {
        matches!(home, "/root" | "/etc/skel") || home.strip_prefix("/home/").is_some_and(|user| !user.contains('/'))
    })
}

/// The role of a file of registries.conf's kind.
fn role(path: &str) -> Option<Role> {
    if path.ends_with("/containers/registries.conf") {
        return Some(Role::Main);
    }
    let directory = path.rsplit_once('/')?.0;
    directory.ends_with("/containers/registries.conf.d").then_some(Role::DropIn)
}

/// With what podman prints before it says what is wrong in a file.
fn whole_text(mut finding: Finding, path: &str, generation: Generation) -> Finding {
    if let Some(role) = role(path).filter(|_| finding.fatal) {
        finding.tool = format!("Error: {}", registries::refusal_text(path, role, generation, &finding.tool));
    }
    finding
}

/// What keeps podman from reading the files at all: a directory in place of a file, a link to nothing.
fn unreadable(world: &World, generation: Generation) -> Option<Mapped> {
    if !world.has_odd_registries() {
        return None;
    }
    let error = world.load(generation)?.err().filter(|error| error.finding.is_none())?;
    let message = match registries::Files::node(world, &error.path) {
        Some(registries::Node::Directory) => format!("{} is a directory", error.path),
        Some(registries::Node::File(..)) => format!("{} is a file, and should be a directory", error.path),
        _ => format!("{} is a link to nothing", error.path),
    };
    let finding = Finding::fatal(
        &catalogue::REGISTRIES_TOML,
        world.place(&error.path),
        message,
        format!("Error: {}", error.text),
    );
    Some(Mapped { diagnostic: finding.diagnostic, tool: finding.tool, fatal: true })
}

/// A finding whose places are those where the text was written.
#[derive(Debug, Clone)]
struct Mapped {
    diagnostic: Diagnostic,
    tool: String,
    fatal: bool,
}

impl Mapped {
    fn name(&self) -> &str {
        &self.diagnostic.name
    }
}

/// Leads a finding back. `None` where all of it lies in the distribution's text, which the description cannot help.
fn map(finding: Finding, rendered: &crate::image::Rendered, text: &Text) -> Option<Mapped> {
    let mut diagnostic = finding.diagnostic;
    let carry = |span: Span| text.home(rendered, span).span();
    diagnostic.primary = match carry(diagnostic.primary) {
        Some(span) => span,
        // What is wrong stands in the default; what was written made it so, unless it was wrong before.
        None if rendered.text.is_empty() => text.place,
        None => rendered.origins.first().map(|(_, span)| *span)?,
    };
    let mut left_out = false;
    diagnostic.labels.retain_mut(|label| match carry(label.span) {
        Some(span) => {
            label.span = span;
            true
        }
        None => {
            left_out = true;
            false
        }
    });
    if left_out {
        diagnostic.notes.push("the other part stands in the file that the distribution brings".to_owned());
    }
    // Edits go into files that stand letter by letter where they are shipped.
    diagnostic.fixes.retain_mut(|fix| {
        fix.edits.iter_mut().all(|edit| match text.home(rendered, edit.span).exact() {
            Some(span) => {
                edit.span = span;
                true
            }
            None => false,
        })
    });
    Some(Mapped { diagnostic, tool: finding.tool, fatal: finding.fatal })
}

type Combination = (Style, Generation);

/// Findings with the combinations of style and generation in which they hold.
#[derive(Default)]
struct Gathered {
    combinations: BTreeSet<Combination>,
    list: Vec<Held>,
    index: BTreeMap<(Span, String), usize>,
}

/// A finding and where it holds.
struct Held {
    path: String,
    mapped: Mapped,
    holds: BTreeSet<Combination>,
    /// Where the file is refused for it.
    fatal: BTreeSet<Combination>,
}

impl Gathered {
    fn add(&mut self, path: &str, combination: Combination, mapped: Mapped) {
        // The same place and rule is the same slip, however a generation words it.
        let key = (mapped.diagnostic.primary, mapped.name().to_owned());
        let at = *self.index.entry(key).or_insert_with(|| {
            self.list.push(Held {
                path: path.to_owned(),
                mapped: mapped.clone(),
                holds: BTreeSet::new(),
                fatal: BTreeSet::new(),
            });
            self.list.len() - 1
        });
        let held = &mut self.list[at];
        held.holds.insert(combination);
        if mapped.fatal {
            held.fatal.insert(combination);
        }
        let rank = |mapped: &Mapped| (mapped.fatal, mapped.diagnostic.severity);
        if rank(&mapped) > rank(&held.mapped) {
            held.mapped = mapped;
        }
    }

    fn finish(self, words: fn(&str) -> String) -> Vec<Diagnostic> {
        let all = self.combinations;
        self.list
            .into_iter()
            .map(|held| {
                let mut diagnostic = held.mapped.diagnostic;
                if !held.mapped.tool.is_empty() {
                    diagnostic.notes.push(format!("{}: `{}`", words(&held.path), held.mapped.tool));
                }
                let holds = if held.fatal.is_empty() { &held.holds } else { &held.fatal };
                depend(&mut diagnostic, &all, holds);
                diagnostic
            })
            .collect()
    }
}

fn path_words(path: &str) -> String {
    let program = match path {
        "/etc/docker/daemon.json" => "dockerd",
        _ if path.starts_with("/etc/containerd/") => "containerd",
        _ if path.starts_with("/etc/crio/") => "CRI-O",
        _ => "podman",
    };
    format!("{program} prints")
}

/// Says on what a finding depends. Where only older or only future generations have it, it is a warning; where styles
/// disagree, the worst is reported.
pub fn depend(diagnostic: &mut Diagnostic, all: &BTreeSet<Combination>, holds: &BTreeSet<Combination>) {
    if holds.len() >= all.len() {
        return;
    }
    let generations = |set: &BTreeSet<Combination>| -> BTreeSet<Generation> {
        set.iter().map(|(_, generation)| *generation).collect()
    };
    let (bad, possible) = (generations(holds), generations(all));
    let by_generation =
        all.iter().all(|(style, generation)| holds.contains(&(*style, *generation)) == bad.contains(generation));
    if bad != possible {
        let names: Vec<&str> = bad.iter().map(|generation| generation.describe()).collect();
        diagnostic.notes.push(format!("holds for {}; which version the image gets is not known", names.join(", ")));
        let current = [Generation::V5, Generation::V5_8, Generation::V6];
        // An error is what some style has with every version that is in use today.
        let styles: BTreeSet<Style> = holds.iter().map(|(style, _)| *style).collect();
        let certain = styles.iter().any(|style| {
            current
                .iter()
                .map(|generation| (*style, *generation))
                .filter(|combination| all.contains(combination))
                .all(|combination| holds.contains(&combination))
        });
        if !certain && diagnostic.severity == Severity::Error {
            diagnostic.severity = Severity::Warning;
        }
    }
    if !by_generation {
        let styles: BTreeSet<Style> = holds.iter().map(|(style, _)| *style).collect();
        let names: Vec<&str> = styles.iter().map(|style| style.describe()).collect();
        diagnostic
            .notes
            .push(format!("depends on the distribution's default files; it holds with {}", names.join("; with ")));
    }
}

/// Files that are not UTF-8: no tool reads them, and their text is not known here either.
fn encoding(
    description: &Description,
    generations: &[Generation],
    views: &[&View],
    indices: &[usize],
    all: &mut Vec<StackFinding>,
) {
    let Some(view) = views.first() else { return };
    for file in
        description.overlay.of(view).into_iter().flat_map(|layer| &layer.files).filter(|file| file.invalid.is_some())
    {
        let is_toml = file.path.ends_with(".conf") && file.path.contains("/containers/");
        let Some(source) = file.source.as_ref().filter(|_| is_toml) else { continue };
        let rule = match file.path.rsplit('/').next() {
            Some("storage.conf") => &catalogue::STORAGE_TOML,
            Some("containers.conf") => &catalogue::CONTAINERS_CONF_INVALID,
            _ => &catalogue::REGISTRIES_TOML,
        };
        let at = source.text.find('\u{fffd}').unwrap_or(0);
        let span = Span::new(source.id, at, at + '\u{fffd}'.len_utf8().min(source.text.len() - at));
        let bytes = file.invalid.as_deref().unwrap_or_default();
        let generation = generations.iter().next_back().copied().unwrap_or(Generation::V6);
        let printed = role(&file.path).and_then(|role| {
            let (_, findings) = registries::judge(bytes, source.id, generation, role);
            let finding = refusal(&findings)?.clone();
            Some(whole_text(finding, &file.path, generation).tool)
        });
        let printed = printed.unwrap_or_else(|| "toml: … invalid UTF-8 byte".to_owned());
        let diagnostic = Diagnostic::error(rule, "not TOML: the file is not UTF-8", span)
            .with_note(format!("podman prints: `{printed}`"));
        all.push(StackFinding { diagnostic, views: indices.to_vec() });
    }
}

/// The file system that holds a path of the image, by the description.
fn file_system<'a>(description: &'a Description, view: &View, path: &str) -> Option<&'a str> {
    let tree = &description.tree;
    let element = view.build_type(tree);
    // A live system and an overlay root put an overlay above everything.
    if view.selection.image == "iso" || element.flag(at::OVERLAYROOT) == Some(true) {
        return Some("overlayfs");
    }
    let mut best: Option<(usize, &str)> = None;
    let partitions = tree.named(element, el::PARTITIONS).flat_map(|section| tree.named(section, el::PARTITION));
    for partition in partitions {
        let (Some(at), Some(kind)) = (partition.set(at::MOUNTPOINT), partition.set(at::FILESYSTEM)) else { continue };
        let covers = path == at || path.strip_prefix(at).is_some_and(|rest| rest.starts_with('/')) || at == "/";
        if covers && best.is_none_or(|(length, _)| at.len() > length) {
            best = Some((at.len(), kind));
        }
    }
    best.map(|(_, kind)| kind).or_else(|| element.set(at::FILESYSTEM))
}

/// The image of one selection, for storage.conf.
struct Image<'a> {
    description: &'a Description,
    view: &'a View,
    case: &'a Case<'a>,
}

impl storage::System for Image<'_> {
    fn file_system(&self, path: &str) -> Option<&str> {
        file_system(self.description, self.view, path)
    }

    fn exists(&self, path: &str) -> Option<bool> {
        let inside = format!("{}/", path.trim_end_matches('/'));
        let written = self.case.files.at_end.paths().any(|found| found == path || found.starts_with(&inside));
        let base = path.rsplit('/').next().unwrap_or(path);
        let installed = self.view.installed().any(|entry| entry.name == base);
        if written || installed {
            return Some(true);
        }
        // what every system has
        if matches!(path, "/tmp" | "/var/tmp" | "/opt" | "/srv" | "/usr/lib" | "/usr/share" | "/var/lib" | "/mnt") {
            return Some(true);
        }
        // Something that nobody here interprets may make it.
        let mentioned = self.description.scripts.iter().any(|script| script.source.text.contains(path));
        let open = self.view.list_is_open(&self.description.tree) || !self.case.files.unknown_layers.is_empty();
        if mentioned || open { None } else { Some(false) }
    }

    fn has_program(&self, name: &str) -> Option<bool> {
        // one of the two comes with podman
        if matches!(name, "crun" | "runc") { None } else { self.exists(&format!("/usr/bin/{name}")) }
    }

    fn has_subids(&self, user: &str) -> Option<bool> {
        let files = self.case.files;
        if !files.unknown_layers.is_empty() || self.view.list_is_open(&self.description.tree) {
            return None;
        }
        let known = super::rules::known_texts(self.description, self.view, "/etc/subuid")?;
        let scripted = self.description.scripts.iter().any(|script| {
            script.source.text.contains("subuid")
                || script.source.text.contains("useradd")
                || script.source.text.contains("usermod")
        });
        // a user of the description gets a range from useradd
        let tree = &self.description.tree;
        let user_of = tree
            .iter()
            .filter(|element| element.name == crate::kiwi::el::USER)
            .any(|element| element.get(at::NAME) == Some(user));
        let listed = known.iter().any(|text| text.lines().any(|line| line.split(':').next() == Some(user)));
        if listed {
            return Some(true);
        }
        if scripted || user_of { None } else { Some(false) }
    }
}

/// A place that stands for a file: its first line, or the command that made it.
#[must_use]
pub fn first_line(text: &Text) -> Span {
    let length = text.rendered.text.find('\n').unwrap_or(text.rendered.text.len());
    text.rendered.span(0..length.max(1).min(text.rendered.text.len())).unwrap_or(text.place)
}
