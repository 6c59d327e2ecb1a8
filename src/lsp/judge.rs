//! How descriptions are judged in the editor: by the configuration that `rowi check` would use.

use std::path::{Path, PathBuf};

use super::findings::Checked;
use super::snapshot::Snapshot;
use crate::analysis::{self, Baseline, CONFIG_FILE, Config};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::image::{Distribution, Narrow, Place, Target};
use crate::kiwi::Edition;
use crate::lint;
use crate::text::{EntryKind, Loader, Sources};

fn find_config(snapshot: &Snapshot, path: &Path) -> Option<PathBuf> {
    let mut above = path.ancestors().skip(1).map(|directory| directory.join(CONFIG_FILE));
    above.find(|file| snapshot.kind(file) == Some(EntryKind::File))
}

/// Checks the description at `main`.
pub(super) fn check(snapshot: &Snapshot, main: &Path) -> Checked {
    let mut sources = Sources::new();
    let (config, mut diagnostics) =
        find_config(snapshot, main).map_or_else(Default::default, |file| Config::load(&file, &mut sources, snapshot));
    let options = options(&config);
    if !has_errors(&diagnostics) {
        let found = analysis::check(main, &mut sources, snapshot, &options);
        let found = apply(&config, &sources, found);
        diagnostics.extend(match &config.baseline {
            Some(path) => without_known(snapshot, path, &sources, found),
            None => found,
        });
    }
    Checked { sources, diagnostics, docs_url: config.docs_url }
}

fn options(config: &Config) -> analysis::Options {
    let version = |text: &Option<String>| -> Option<(u32, u32)> {
        let mut numbers = text.as_deref()?.split('.').map(|part| part.parse().ok());
        Some((numbers.next()??, numbers.next().flatten().unwrap_or(0)))
    };
    let mut target = Target { podman: version(&config.podman), docker: version(&config.docker), ..Target::default() };
    match config.target.as_deref() {
        Some("obs") => target.place = Place::BuildService,
        Some(name) => target.distribution = Distribution::from_name(name),
        None => {}
    }
    analysis::Options {
        no_upgrade: false,
        edition: config.edition.as_deref().and_then(Edition::from_name).unwrap_or_default(),
        narrow: Narrow {
            profiles: config.profiles.clone(),
            profile_sets: Vec::new(),
            archs: config.arch.clone(),
            build_types: config.types.clone(),
        },
        lint: lint::Options {
            pedantic: config.pedantic == Some(true),
            select: config.select.clone(),
            ignore: Vec::new(),
            severities: config.severity.clone(),
            target,
            no_suppressions: false,
        },
        extension: config.extension.clone(),
    }
}

fn apply(config: &Config, sources: &Sources, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let here = PathBuf::new();
    found
        .into_iter()
        .filter(|one| !config.is_ignored(&one.name, sources.get(one.primary.source).path(), &here))
        .filter_map(|mut one| match config.severity_of(&one.name) {
            None => Some(one),
            Some(None) => None,
            Some(Some(severity)) => {
                one.severity = severity;
                Some(one)
            }
        })
        .collect()
}

fn without_known(snapshot: &Snapshot, path: &Path, sources: &Sources, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let text = snapshot.text_of(path);
    let Some(baseline) = text.and_then(|text| Baseline::parse(&text).ok()) else { return found };
    let directory = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let name_of = move |name: &str| {
        Path::new(name).strip_prefix(&directory).map_or_else(|_| name.to_owned(), |inner| inner.to_string_lossy().into_owned())
    };
    baseline.apply(sources, found, &name_of, &|_| false).0
}

/// The schema that a configuration binds to a file.
pub(super) fn bound_schema(_snapshot: &Snapshot, _path: &Path) -> Option<PathBuf> {
    None
}

/// The edition of KIWI's schema that a description is written in.
pub(super) fn edition(snapshot: &Snapshot, main: &Path) -> Edition {
    let mut sources = Sources::new();
    let config = find_config(snapshot, main).map(|file| Config::load(&file, &mut sources, snapshot).0);
    config.and_then(|config| config.edition.as_deref().and_then(Edition::from_name)).unwrap_or_default()
}
