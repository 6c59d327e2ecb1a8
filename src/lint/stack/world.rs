//! What the files of the container stack may be: defaults of one style, with what overlay and scripts make of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::containers::registries::{Configuration, Files, LoadError, Node, Paths, load};
use crate::containers::target::Style;
use crate::containers::version::Generation;
use crate::image::{Base, Content, ImageFiles, Rendered, State};
use crate::text::{Home, SourceId, Span};

/// Values that stand for a variable of which nothing is known.
pub const VALUES: [&str; 4] = ["registry.example.com", "true", "", "app"];

const DIRECTORIES: [&str; 10] = [
    "/etc/containers",
    "/usr/share/containers",
    "/root/.config/containers",
    "/etc/docker",
    "/root/.docker",
    "/etc/systemd",
    "/etc/containerd",
    "/etc/crio",
    "/etc/rancher",
    "/etc/skel/.config/containers",
];
const MAX_WORLDS: usize = 12;

/// A file's text.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text, with where it comes from.
    pub rendered: Rendered,
    /// Whether overlay or scripts have a part in it.
    pub is_written: bool,
    /// Whether the overlay ships it as it is.
    pub is_overlay: bool,
    /// A place that stands for the file.
    pub place: Span,
    content: Option<(Arc<Content>, &'static str)>,
}

impl Text {
    /// Where a place in the text was written, for whatever values `rendered` has; exact in what the overlay ships as it
    /// is.
    #[must_use]
    pub fn home(&self, rendered: &Rendered, place: Span) -> Home {
        match rendered.span(place.range()) {
            Some(written) if self.is_overlay => Home::Exact(written),
            Some(written) => Home::Within(written),
            None => Home::Nowhere,
        }
    }

    /// The text with a value for the variables that nothing known has set.
    #[must_use]
    pub fn with(&self, value: &str) -> Rendered {
        match &self.content {
            Some((content, default)) if !self.rendered.variables.is_empty() => {
                content.render(default, &|_| Some(value.to_owned()))
            }
            _ => self.rendered.clone(),
        }
    }
}

/// One possible state of all files.
#[derive(Debug, Clone)]
pub struct World {
    /// The defaults that it starts from.
    pub style: Style,
    files: BTreeMap<String, Text>,
    dangling: BTreeMap<String, Span>,
    /// Paths at which something unknown is.
    pub unknown: BTreeSet<String>,
    /// Default files that are gone, with the command that took them away.
    pub removed: BTreeMap<String, Span>,
}

impl World {
    /// The files in which overlay or scripts have a part, by path.
    pub fn written(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.files.iter().filter(|(_, text)| text.is_written).map(|(path, text)| (path.as_str(), text))
    }

    /// The file at a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&Text> {
        self.files.get(path)
    }

    /// All paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// A place that stands for the file at a path.
    #[must_use]
    pub fn place(&self, path: &str) -> Span {
        let inside = format!("{path}/");
        let within = || self.files.iter().find(|(other, _)| other.starts_with(&inside)).map(|(_, text)| text.place);
        let file = self.files.get(path).map(|text| text.place);
        file.or_else(|| self.dangling.get(path).copied()).or_else(within).unwrap_or_default()
    }

    /// Whether something stands where podman expects a registries.conf, or its directory, and is none.
    #[must_use]
    pub fn has_odd_registries(&self) -> bool {
        !self.dangling.is_empty()
            || self.files.keys().any(|path| {
                path.ends_with("/containers/registries.conf.d") || path.contains("/containers/registries.conf/")
            })
    }

    /// The directories directly below one, each with the names in it.
    pub fn directories_of(&self, parent: &str) -> impl Iterator<Item = (String, Vec<String>)> {
        let inside = format!("{parent}/");
        let mut result: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in self.files.iter().filter(|(_, text)| text.is_written).map(|(path, _)| path) {
            if let Some((directory, name)) = path.strip_prefix(&inside).and_then(|rest| rest.split_once('/'))
                && !name.contains('/')
            {
                result.entry(format!("{inside}{directory}")).or_default().push(name.to_owned());
            }
        }
        result.into_iter()
    }

    /// What podman makes of registries.conf and its drop-ins; `None` where a file in question is not known.
    #[must_use]
    pub fn load(&self, generation: Generation) -> Option<Result<Configuration, LoadError>> {
        let touches = |path: &String| path.contains("registries.conf") && !path.contains("/docker");
        if self.unknown.iter().any(touches)
            || self.files.iter().any(|(path, text)| touches(path) && text.rendered.unknown)
        {
            return None;
        }
        Some(load(self, generation, &Paths::default()))
    }
}

impl Files for World {
    fn node(&self, path: &str) -> Option<Node<'_>> {
        if let Some(text) = self.files.get(path) {
            return Some(Node::File(text.rendered.text.as_bytes(), SourceId::APART));
        }
        if self.dangling.contains_key(path) {
            return Some(Node::DanglingLink);
        }
        let inside = format!("{}/", path.trim_end_matches('/'));
        self.files.keys().any(|found| found.starts_with(&inside)).then_some(Node::Directory)
    }

    fn list(&self, directory: &str) -> Vec<String> {
        let inside = format!("{}/", directory.trim_end_matches('/'));
        let names: BTreeSet<&str> = self
            .files
            .keys()
            .chain(self.dangling.keys())
            .filter_map(|path| path.strip_prefix(&inside)?.split('/').next())
            .collect();
        names.into_iter().map(str::to_owned).collect()
    }
}

/// The worlds of all styles: for each the first alternative of every file, and each other alternative once.
pub(super) fn worlds(files: &ImageFiles, styles: &[Style]) -> Vec<World> {
    let mut result = Vec::new();
    for style in styles {
        let defaults: BTreeMap<&str, &'static str> = style.files().iter().copied().collect();
        let mut paths: BTreeSet<String> = defaults.keys().map(|path| (*path).to_owned()).collect();
        let homes = files.at_end.below("/home").filter(|path| path.contains("/.config/containers/"));
        paths.extend(homes.map(str::to_owned));
        for directory in DIRECTORIES {
            paths.extend(files.at_end.below(directory).map(str::to_owned));
            // the directory may be a link to another
            let real = files.at_end.resolved(directory);
            if real != directory {
                let below = files.at_end.below(&real);
                paths.extend(below.filter_map(|path| Some(format!("{directory}{}", path.strip_prefix(&real)?))));
            }
        }
        let alternatives: Vec<(String, Vec<State>)> = paths
            .into_iter()
            .map(|path| {
                let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
                let real = match files.at_end.resolved(parent) {
                    real if real == parent => path.clone(),
                    real => format!("{real}{}", &path[parent.len()..]),
                };
                let home = |state| match state {
                    State::Moved { from, .. } if from == path => State::Default,
                    other => other,
                };
                let states = files.at_end.at(&real).into_iter().map(home).collect();
                (path, states)
            })
            .collect();
        let mut choices: Vec<Option<(usize, usize)>> = vec![None];
        for (at, (_, states)) in alternatives.iter().enumerate() {
            choices.extend((1..states.len()).map(|choice| Some((at, choice))));
        }
        choices.truncate(MAX_WORLDS);
        for choice in choices {
            let mut world = World {
                style: *style,
                files: BTreeMap::new(),
                dangling: BTreeMap::new(),
                unknown: BTreeSet::new(),
                removed: BTreeMap::new(),
            };
            for (at, (path, states)) in alternatives.iter().enumerate() {
                let index = choice.filter(|(place, _)| *place == at).map_or(0, |(_, index)| index);
                // a directory stands where the packages have a file
                if states.first() == Some(&State::Default) && files.at_end.below(path).next().is_some() {
                    continue;
                }
                if let Some(state) = states.get(index) {
                    let state = followed(files, &defaults, path, state);
                    put(&mut world, path, &state, defaults.get(path.as_str()).copied());
                }
            }
            result.push(world);
        }
    }
    result
}

/// What a link leads to, as far as that is known. A link whose target is nowhere has an empty one.
fn followed(files: &ImageFiles, defaults: &BTreeMap<&str, &'static str>, path: &str, state: &State) -> State {
    // what the distribution's packages may put there
    const THEIRS: [&str; 8] = ["/bin", "/etc", "/lib", "/opt", "/run", "/srv", "/usr", "/var"];
    let (mut path, mut state) = (path.to_owned(), state.clone());
    for _ in 0..8 {
        let State::Link { target, span } = &state else { break };
        if target.is_empty() || target == "/dev/null" {
            break;
        }
        let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
        let whole = if target.starts_with('/') { target.clone() } else { format!("{directory}/{target}") };
        path = crate::image::overlay::absolute(&whole);
        state = match files.at_end.at(&path).as_slice() {
            [State::Absent(_)] => State::Link { target: String::new(), span: *span },
            [State::Default] => match defaults.get(path.as_str()) {
                Some(text) => State::File(Arc::new(Content::of(text, *span))),
                None if THEIRS.iter().any(|top| path.starts_with(top)) => State::Unknown(*span),
                None => State::Link { target: String::new(), span: *span },
            },
            [one] => one.clone(),
            _ => State::Unknown(*span),
        };
    }
    state
}

fn put(world: &mut World, path: &str, state: &State, default: Option<&'static str>) {
    match state {
        State::Default => {
            if let Some(text) = default {
                let rendered = Rendered { text: text.to_owned(), ..Rendered::default() };
                let text =
                    Text { rendered, is_written: false, is_overlay: false, place: Span::default(), content: None };
                world.files.insert(path.to_owned(), text);
            }
        }
        State::Absent(span) => {
            if default.is_some() {
                world.removed.insert(path.to_owned(), *span);
            }
        }
        State::File(content) if !content.exists(default.is_some()) => {}
        State::File(content) => {
            let default = default.unwrap_or("");
            let rendered = content.render(default, &|_| Some(VALUES[0].to_owned()));
            let place = rendered.origins.first().map_or_else(Span::default, |(_, span)| *span);
            let is_overlay = content.base == Base::Nothing
                && content.steps.len() == 1
                && rendered.origins.len() == 1
                && rendered.origins[0].1.len() == rendered.text.len()
                && rendered.origins[0].1.start == 0;
            let text =
                Text { rendered, is_written: true, is_overlay, place, content: Some((Arc::clone(content), default)) };
            world.files.insert(path.to_owned(), text);
        }
        State::Link { target, span } if target.is_empty() => {
            world.dangling.insert(path.to_owned(), *span);
        }
        State::Link { target, span } if target == "/dev/null" => {
            let text = Text {
                rendered: Rendered::default(),
                is_written: true,
                is_overlay: false,
                place: *span,
                content: None,
            };
            world.files.insert(path.to_owned(), text);
        }
        State::Link { .. } | State::Moved { .. } | State::Unknown(_) => {
            world.unknown.insert(path.to_owned());
        }
    }
}
