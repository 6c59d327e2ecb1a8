//! What several rules need.

use std::collections::HashMap;

use crate::containers::kiwi::Container;
use crate::image::script::interpret::{Operation, State};
use crate::image::script::invocation::{Argument, Invocation};
use crate::image::script::syntax::{Command, RedirectKind};
use crate::image::{
    Description, Distribution, Element, Entry, EntryKind, ImageFiles, PackageUse, Script, Target, Tree, View,
};
use crate::kiwi::{at, el};
use crate::text::{Edit, Span};

/// A `container` of a `containers` section, as KIWI composes it.
pub(super) fn kiwi_container<'a>(section: &'a Element, container: &'a Element) -> Container<'a> {
    Container {
        source: section.get(at::SOURCE).unwrap_or_default(),
        path: container.get(at::PATH),
        name: container.get(at::NAME).unwrap_or_default(),
        tag: container.get(at::TAG),
    }
}

/// The scheme of an address: `docker` of `docker://host`.
pub(super) fn scheme(source: &str) -> Option<&str> {
    let (scheme, rest) = source.split_once(':')?;
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let plain = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    (starts && plain && rest.starts_with('/')).then_some(scheme)
}

/// The first entry of each name: lists are long, and looking through them for each entry takes the square of that.
pub(super) fn first_by_name<'v>(entries: impl Iterator<Item = &'v Entry>) -> HashMap<&'v str, &'v Entry> {
    let mut by_name = HashMap::new();
    for entry in entries {
        by_name.entry(&*entry.name).or_insert(entry);
    }
    by_name
}

pub(super) fn has_placeholder(text: &str) -> bool {
    text.contains(['$', '%', '{', '}'])
}

pub(super) fn has_dots(text: &str) -> bool {
    text.split('/').any(|part| part == "." || part == "..")
}

/// Why the first component of a source names no host; `None` where it does.
pub(super) fn host_problem(source: &str) -> Option<String> {
    let first = source.split('/').next().unwrap_or_default();
    if first.is_empty() || first == "." {
        return Some("there is no host".to_owned());
    }
    if let Some(wrong) = first.chars().find(|c| matches!(c, '_' | '@' | '[' | ']') || c.is_whitespace()) {
        return Some(format!("`{wrong}` cannot stand in a host"));
    }
    if !first.contains(['.', ':']) && first != "localhost" {
        return Some(format!("`{first}` has no dot, no port, and is not `localhost`, so it is taken for a name space"));
    }
    None
}

/// Whether a rule of its own speaks about what is wrong with the entry's address.
pub(super) fn has_own_rule(container: &Container<'_>) -> bool {
    let parts =
        [container.source, container.path.unwrap_or_default(), container.name, container.tag.unwrap_or_default()];
    parts.iter().any(|part| has_placeholder(part))
        || scheme(container.source).is_some()
        || host_problem(container.source).is_some()
        || has_dots(container.source)
        || has_dots(container.path.unwrap_or_default())
        || has_dots(container.name)
        || container.name.contains('@')
        || container.tag.is_some_and(|tag| tag.contains('@'))
}

/// The names of packages that bring a backend.
pub(super) fn backend_packages(backend: &str) -> &'static [&'static str] {
    match backend {
        "podman" => &["podman"],
        "docker" => &["docker", "docker.io", "docker-ce", "moby-engine", "docker-stable", "podman-docker"],
        "container-snap" => &["container-snap"],
        _ => &[],
    }
}

/// Whether an entry is loaded at first boot.
pub(super) fn is_loaded(container: &Element) -> bool {
    container.flag(at::FETCH_ONLY) != Some(true)
}

/// An edit that adds a package to the image's list of this selection, as the entries beside it are written.
pub(super) fn add_package(description: &Description, view: &View, name: &str) -> Option<Edit> {
    let tree = &description.tree;
    let sections = || {
        view.entries
            .iter()
            .filter(|entry| entry.usage == PackageUse::Image)
            .map(|entry| tree.get(entry.section))
            .filter(|section| section.get(at::TYPE) == Some("image"))
    };
    let section = sections().find(|section| section.set(at::PROFILES).is_none()).or_else(|| sections().next())?;
    let last = tree.children(section).filter(|child| child.start_tag.is_some()).last()?;
    let entry = format!("<package name=\"{name}\"/>");
    let source = description.xml_sources.iter().find(|source| source.id == last.span.source);
    let Some(text) = source.map(|source| &*source.text) else {
        return Some(Edit::insert(last.span.slice(last.span.len(), last.span.len()), entry));
    };
    let (start, end) = (last.span.start as usize, last.span.end as usize);
    let line = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = text.get(line..start)?;
    if line == 0 || !indent.chars().all(|c| c == ' ' || c == '\t') {
        // more than one entry on a line
        return Some(Edit::insert(Span::new(last.span.source, end, end), entry));
    }
    // behind a comment that is about the last entry
    let rest = text.get(end..)?.split('\n').next().unwrap_or_default();
    let is_comment = rest.trim().starts_with("<!--") && rest.trim().ends_with("-->");
    let place = if is_comment { end + rest.trim_end().len() } else { end };
    let newline = if text[..line].ends_with("\r\n") { "\r\n" } else { "\n" };
    Some(Edit::insert(Span::new(last.span.source, place, place), format!("{newline}{indent}{entry}")))
}

/// Whether a path of the image is a configuration file of the container stack.
pub(super) fn is_container_configuration(path: &str) -> bool {
    let below = |directory: &str| path.starts_with(directory);
    below("/etc/containers/")
        || below("/usr/share/containers/")
        || below("/root/.config/containers/")
        || path == "/etc/docker/daemon.json"
}

/// A simple command with what runs it.
pub(super) struct Place<'a> {
    pub(super) command: &'a Command,
    /// Whether `sh -c` runs it.
    pub(super) in_sh: bool,
    /// Whether it stands in single quotes.
    pub(super) in_quotes: bool,
}

/// All simple commands of a script, those in `sh -c '...'` and in command substitutions too.
pub(super) fn commands(script: &Script) -> impl Iterator<Item = Place<'_>> {
    script.invocations.iter().filter(|invocation| invocation.direct).filter_map(|invocation| {
        let command = invocation.command.as_ref()?;
        Some(Place { command, in_sh: invocation.in_sh, in_quotes: invocation.in_quotes })
    })
}

/// The programs of a kind that a script runs in the image itself, wrappers looked through, each with its verb and the
/// words behind it.
pub(super) fn verbs<'s>(
    script: &'s Script,
    programs: &'s [&'s str],
) -> impl Iterator<Item = (&'s Invocation, String, &'s [Argument])> {
    script
        .invocations
        .iter()
        .filter(|invocation| programs.contains(&invocation.program.as_str()) && !invocation.elsewhere)
        .filter_map(|invocation| {
            let (verb, rest) = invocation.verb()?;
            Some((invocation, verb, rest))
        })
}

/// The scripts that run inside of the image's root.
pub(super) fn image_scripts(description: &Description) -> impl Iterator<Item = &Script> {
    description.scripts.iter().filter(|script| script.kind.runs_in_image())
}

/// Whether a command has a redirection that brings text: a here-document or here-string.
pub(super) fn has_here_text(command: &Command) -> bool {
    command
        .redirects
        .iter()
        .any(|redirect| matches!(redirect.kind, RedirectKind::HereDocument(_) | RedirectKind::HereString))
}

/// Texts that may be at a path at the end, where all of each is known; `None` where something is not.
pub(in crate::lint) fn known_texts(description: &Description, view: &View, path: &str) -> Option<Vec<String>> {
    let files = description.files_of(view)?;
    if !files.unknown_layers.is_empty() {
        return None;
    }
    let mut texts = Vec::new();
    for state in files.at_end.at(path) {
        match state {
            State::File(content) => {
                let rendered = content.render("", &|_| None);
                if rendered.unknown {
                    return None;
                }
                texts.push(rendered.text);
            }
            State::Default | State::Absent(_) => {}
            State::Link { .. } | State::Moved { .. } | State::Unknown(_) => return None,
        }
    }
    Some(texts)
}

/// Whether any script or overlay text contains `needle`.
pub(super) fn mentions(description: &Description, needle: &str) -> bool {
    description.scripts.iter().any(|script| script.source.text.contains(needle))
        || description
            .overlay
            .layers
            .iter()
            .flat_map(|layer| &layer.files)
            .any(|file| file.source.as_ref().is_some_and(|source| source.text.contains(needle)))
}

/// An edit that removes an attribute with the white space before it.
pub(super) fn remove_attribute(attribute: Span) -> Edit {
    // there is always white space before an attribute
    let start = attribute.start.saturating_sub(1);
    Edit::delete(Span { start, ..attribute })
}

/// The name under which the target's distribution has a dracut module of KIWI.
pub(super) fn dracut_package(target: &Target, names: &[&'static str; 2]) -> &'static str {
    if target.distribution == Some(Distribution::Debian) { names[1] } else { names[0] }
}

/// Whether a repository is an address that only a build service resolves.
pub(super) fn is_for_build_service(description: &Description) -> bool {
    let tree = &description.tree;
    let mut sources = tree
        .iter()
        .filter(|element| element.name == el::REPOSITORY)
        .flat_map(|repository| tree.named(repository, el::SOURCE));
    sources.any(|source| source.get(at::PATH).is_some_and(|path| path.trim().starts_with("obsrepositories:")))
}

/// Whether an edit takes the old text away before it writes.
pub(super) fn is_rewritten(content: &crate::image::Content) -> bool {
    content.steps.iter().any(|step| matches!(step, crate::image::Step::Sed(sed) if sed.expressions.iter().any(|text| text.trim() == "d" || text.trim() == "1,$d")))
}

/// Whether a document is a description, not a fragment that others include.
pub(super) fn is_whole(description: &Description) -> bool {
    description.sections(el::DESCRIPTION).next().is_some() && description.sections(el::PREFERENCES).next().is_some()
}

/// The scheme of an address in lower case, as Python's `urlparse` has it.
pub(super) fn url_scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let plain = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    (starts && plain).then(|| scheme.to_ascii_lowercase())
}

/// What scripts do to a path.
pub(super) fn operations_at<'f>(files: &'f ImageFiles, path: &'f str) -> impl Iterator<Item = &'f Operation> {
    files.operations().iter().filter(move |operation| operation.path == path)
}

/// Edits that let the scripts use another path; `None` where it does not stand letter by letter in all places.
pub(super) fn renamed(description: &Description, files: &ImageFiles, path: &str, to: &str) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> = Vec::new();
    for operation in operations_at(files, path) {
        let script = description.scripts.iter().find(|script| script.source.id == operation.path_span.source)?;
        let written = script.source.text.get(operation.path_span.range())?;
        let inner = written.trim_matches(['"', '\'']);
        if inner != path {
            return None;
        }
        let start = written.find(inner)?;
        let edit = Edit::replace(operation.path_span.slice(start, start + inner.len()), to);
        if !edits.contains(&edit) {
            edits.push(edit);
        }
    }
    (!edits.is_empty()).then_some(edits)
}

/// The containers among the packages of a selection, of the edition that has them there.
pub(super) fn packaged_containers<'a>(tree: &'a Tree, view: &'a View) -> impl Iterator<Item = &'a Element> + 'a {
    view.entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Container)
        .filter(|entry| matches!(entry.usage, PackageUse::Bootstrap | PackageUse::Image))
        .map(|entry| tree.get(entry.element))
}

/// Whether an address has a scheme that only the build service knows, and what follows it.
pub(super) fn build_service_address(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    scheme.starts_with("obs").then_some(rest)
}
