//! The image's files as overlay and scripts leave them.

use std::sync::Arc;

use super::content::Content;
use super::description::Description;
use super::overlay::{Layer, LayerKind};
use super::script::ScriptKind;
use super::script::interpret::{Files, Operation, State};
use super::view::View;
use crate::kiwi::at;
use crate::text::Span;

/// What overlay and scripts make of the image's files, for selections in which that is the same.
#[derive(Debug, Clone)]
pub struct ImageFiles {
    /// The numbers of the selections that this holds for.
    pub views: Vec<usize>,
    /// The layers of the overlay, in order.
    pub layers: Vec<LayerKind>,
    /// Why some layer's files are not all known, in words.
    pub unknown_layers: Vec<String>,
    /// Whether the image is a disk, so that `pre_disk_sync.sh` and `disk.sh` run.
    pub is_disk: bool,
    /// What KIWI tells the scripts of the selection.
    environment: Vec<(String, String)>,
    /// As they are when KIWI fetches the containers: after the overlay, before `config.sh`.
    pub at_fetch: Files,
    /// As they are in the finished image.
    pub at_end: Files,
}

/// How many selections scripts are run for.
const MAX_ENVIRONMENTS: usize = 64;

/// The variables that KIWI sets for scripts, as far as scripts go by them.
fn environment(description: &Description, view: &View) -> Vec<(String, String)> {
    let tree = &description.tree;
    let mut result = vec![
        ("kiwi_profiles".to_owned(), view.selection.profiles.join(",")),
        ("kiwi_type".to_owned(), view.selection.image.clone()),
    ];
    if let Some(root) = tree.iter().next()
        && let Some(name) = root.get(at::NAME)
    {
        result.push(("kiwi_iname".to_owned(), name.to_owned()));
    }
    result
}

impl ImageFiles {
    pub(super) fn of(description: &Description) -> Vec<Self> {
        let mut result: Vec<Self> = Vec::new();
        let asks = description.scripts.iter().any(|script| script.source.text.contains("kiwi_"))
            && description.views().len() <= MAX_ENVIRONMENTS;
        for view in description.views() {
            let layers = description.overlay.of(view);
            let kinds: Vec<LayerKind> = layers.iter().map(|layer| layer.kind.clone()).collect();
            // scripts may go by the profiles
            let environment = if asks { environment(description, view) } else { Vec::new() };
            let is_disk = matches!(view.selection.image.as_str(), "oem" | "vmx");
            match result
                .iter_mut()
                .find(|files| files.is_disk == is_disk && files.layers == kinds && files.environment == environment)
            {
                Some(files) => files.views.push(view.index),
                None => {
                    let shares = if asks { description.views().len() } else { 1 };
                    result.push(Self::interpret(description, view.index, &layers, kinds, is_disk, environment, shares));
                }
            }
        }
        result
    }

    fn interpret(
        description: &Description,
        view: usize,
        layers: &[&Layer],
        kinds: Vec<LayerKind>,
        is_disk: bool,
        environment: Vec<(String, String)>,
        shares: usize,
    ) -> Self {
        let mut files = Files::default();
        files.share_work(shares);
        for (name, text) in &environment {
            files.set_variable(name, text);
        }
        if let Some(script) = description.script(ScriptKind::PostBootstrap) {
            files.run(script, true);
        }
        for file in layers.iter().flat_map(|layer| &layer.files) {
            let state = match (&file.source, &file.link) {
                (_, Some(target)) => State::Link { target: target.clone(), span: Span::default() },
                (Some(source), None) => {
                    State::File(Arc::new(Content::of(&source.text, Span::new(source.id, 0, source.text.len()))))
                }
                // nobody asked for the text
                (None, None) => State::Unknown(Span::default()),
            };
            files.put(&file.path, state);
        }
        let at_fetch = files.clone();
        for script in description.scripts.iter().filter(|script| script.kind.runs_in_image()) {
            match script.kind {
                ScriptKind::PostBootstrap => {}
                // runs only where the image is an overlay of another
                ScriptKind::ConfigOverlay => files.run(script, false),
                ScriptKind::PreDiskSync | ScriptKind::Disk => {
                    if is_disk {
                        files.run(script, true);
                    }
                }
                _ => files.run(script, true),
            }
        }
        Self {
            views: vec![view],
            layers: kinds,
            unknown_layers: layers
                .iter()
                .filter_map(|layer| {
                    let why = layer.unknown.as_ref()?;
                    Some(match &layer.kind {
                        LayerKind::Root => format!("`root`: {why}"),
                        LayerKind::Profile(name) => format!("overlay of profile `{name}`: {why}"),
                        LayerKind::Archive(name) => format!("`{name}`: {why}"),
                        LayerKind::File(_) => why.clone(),
                    })
                })
                .collect(),
            is_disk,
            environment,
            at_fetch,
            at_end: files,
        }
    }

    /// What the scripts did to files, in order.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        self.at_end.operations()
    }
}
