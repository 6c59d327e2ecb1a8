//! How descriptions are judged in the editor: by the configuration that `rowi check` would use.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::findings::Checked;
use super::snapshot::Snapshot;
use crate::analysis::{Merged, Overrides, Project, Settings};
use crate::kiwi::Edition;

/// What relative paths start at: nothing, as those of an editor are absolute and stay so.
fn here() -> PathBuf {
    PathBuf::new()
}

/// What holds for a file.
pub(super) fn settings(snapshot: &Snapshot, path: &Path) -> Option<Arc<Settings>> {
    let mut project = snapshot.cache.project();
    if project.is_none() {
        *project = Project::new(Overrides::default(), here()).ok();
    }
    project.as_mut().map(|project| project.of(path, snapshot))
}

/// Checks the description at `main`.
pub(super) fn check(snapshot: &Snapshot, main: &Path) -> Checked {
    let Some(settings) = settings(snapshot, main) else { return Checked::default() };
    let docs_url = settings.docs_url.as_deref().map(str::to_owned);
    let checked = settings.check(main, snapshot, None);
    // entries of a baseline that no longer occur are told by `rowi check`, which sees all that share it
    let merged = Merged::without_known(vec![checked], snapshot, &here(), false);
    Checked { sources: merged.sources, diagnostics: merged.diagnostics, docs_url, ..Checked::default() }
}

/// The edition of KIWI's schema that a description is written in.
pub(super) fn edition(snapshot: &Snapshot, main: &Path) -> Edition {
    settings(snapshot, main).map_or(Edition::default(), |settings| settings.options.edition)
}
