//! The findings of several descriptions, over one store of texts and without those that are known.

use crate::analysis::catalogue::INVALID_BASELINE;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::Checked;
use super::baseline::{Baseline, Entries, Names};
use crate::diagnostic::{Diagnostic, Published};
use crate::text::{Loader, Sources, Span};
use crate::upgrade::catalogue::UPGRADE_AVAILABLE;

/// What was found in several descriptions.
#[derive(Debug, Default)]
pub struct Merged {
    /// The texts that the findings point into.
    pub sources: Sources,
    /// The findings, in the order of the descriptions.
    pub diagnostics: Vec<Diagnostic>,
    /// Where the pages of their names are published.
    pub published: Published,
}

/// The descriptions that share a baseline.
struct Group {
    baseline: Option<PathBuf>,
    /// Their files.
    read: Vec<String>,
}

impl Merged {
    /// All findings. What several descriptions share, a configuration or an included file, is reported once.
    #[must_use]
    pub fn new(checked: Vec<Checked>) -> Self {
        let (mut merged, found, _) = absorb(checked, |_| None);
        merged.keep(found.into_iter().map(|(_, diagnostic)| diagnostic));
        merged
    }

    /// All findings but those that the baseline of their description knows. With `tell_stale`, entries that no longer
    /// occur are findings, too. Relative paths start at `here`.
    #[must_use]
    pub fn without_known(checked: Vec<Checked>, loader: &dyn Loader, here: &Path, tell_stale: bool) -> Self {
        let (mut merged, mut found, groups) = absorb(checked, |one| one.settings.baseline.clone());
        let mut of_baselines = Vec::new();
        for (index, group) in groups.into_iter().enumerate() {
            let Some(path) = group.baseline else { continue };
            let read = |bytes: Vec<u8>| {
                let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
                Baseline::parse(&text).map(|baseline| (text, baseline))
            };
            let (text, baseline) = match loader.read(&path).map_err(|error| error.to_string()).and_then(read) {
                Ok(read) => read,
                Err(error) => {
                    let id = merged.sources.add(path.to_string_lossy(), "");
                    let message = format!("cannot read the baseline: {error}");
                    of_baselines.push(Diagnostic::error(&INVALID_BASELINE, message, Span::at(id, 0)));
                    continue;
                }
            };
            let names = Names::of(&path, here);
            let own = found.iter().map(|(group, diagnostic)| (*group == index).then_some(diagnostic));
            let (is_new, stale) = baseline.apply(&merged.sources, own, &group.read, &names, loader);
            let mut is_new = is_new.into_iter();
            found.retain(|_| is_new.next().unwrap_or(true));
            if tell_stale && !stale.is_empty() {
                let id = merged.sources.add(path.to_string_lossy(), text.as_str());
                let entries = Entries::of(&text);
                of_baselines.extend(stale.iter().map(|known| entries.stale(id, known)));
            }
        }
        merged.keep(found.into_iter().map(|(_, diagnostic)| diagnostic));
        merged.diagnostics.extend(of_baselines);
        merged
    }

    /// Leaves one offer of an upgrade of several: half of all findings of a repository of old descriptions would be
    /// offers.
    pub fn offer_upgrade_once(&mut self) {
        let offers = |found: &&Diagnostic| found.name == &UPGRADE_AVAILABLE;
        let count = self.diagnostics.iter().filter(offers).count();
        let Some(worst) = self.diagnostics.iter().filter(offers).map(|found| found.severity).max() else { return };
        if count < 2 {
            return;
        }
        let mut kept = false;
        self.diagnostics.retain(|found| {
            let is_offer = found.name == &UPGRADE_AVAILABLE;
            let keep = !is_offer || (!kept && found.severity == worst);
            kept |= is_offer && keep;
            keep
        });
        if let Some(offer) = self.diagnostics.iter_mut().find(|found| found.name == &UPGRADE_AVAILABLE) {
            let others = count - 1;
            let plural = if others == 1 { " is" } else { "s are" };
            offer.notes.push(format!("{others} more description{plural} of an old schema version, too"));
        }
    }

    fn keep(&mut self, found: impl Iterator<Item = Diagnostic>) {
        let mut known = HashSet::new();
        self.diagnostics = found.filter(|diagnostic| known.insert(key(&self.sources, diagnostic))).collect();
    }
}

/// What makes two findings the same, though each description has read the file for itself.
fn key(sources: &Sources, diagnostic: &Diagnostic) -> (String, u32, String, String) {
    let name = sources.get(diagnostic.primary.source).name.clone();
    (name, diagnostic.primary.start, diagnostic.name.to_string(), diagnostic.message.to_string())
}

/// One store of texts, the findings with the number of their group, and the groups.
fn absorb(
    checked: Vec<Checked>,
    baseline_of: impl Fn(&Checked) -> Option<PathBuf>,
) -> (Merged, Vec<(usize, Diagnostic)>, Vec<Group>) {
    let mut merged = Merged::default();
    let mut found = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut known = HashSet::new();
    for one in checked {
        let baseline = baseline_of(&one);
        let index = groups.iter().position(|group| group.baseline == baseline).unwrap_or_else(|| {
            groups.push(Group { baseline, read: Vec::new() });
            groups.len() - 1
        });
        groups[index].read.extend(one.sources.iter().map(|source| source.name.clone()));
        let base = merged.sources.absorb(one.sources);
        merged.published.add(base, one.settings.docs_url.clone());
        for diagnostic in one.diagnostics {
            let diagnostic = diagnostic.rebased(base);
            if known.insert((index, key(&merged.sources, &diagnostic))) {
                found.push((index, diagnostic));
            }
        }
    }
    (merged, found, groups)
}
