//! The verdict of an older KIWI, by its own schema and rules.

use super::catalogue::UNKNOWN_TO_THIS_KIWI;
use super::check::judge_by;
use super::ledger::Ledger;
use crate::bundle::Bundle;
use crate::diagnostic::{Diagnostic, Severity};
use crate::image::Description;
use crate::kiwi::releases::{self, Release, Version};
use crate::kiwi::{Edition, at, el};
use crate::schematron;
use crate::text::{Sources, Span};
use crate::upgrade::{self, Upgraded, upgrade_bundle};
use crate::xml::Document;

/// A KIWI whose language is not that of the newest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Older {
    /// As it was asked for.
    version: Version,
    /// The one that was read and stands for it.
    release: Release,
}

impl Older {
    /// `None` where the newest schema is that of this version, or where nothing is known of it.
    pub(super) fn of(version: Version) -> Option<Self> {
        let release = releases::read_for(version)?;
        (!release.is_newest()).then_some(Self { version, release })
    }

    /// The KIWI of the distribution that a description takes its packages from, with the distribution's name. A
    /// description that it could not read at all is built with another one.
    pub(super) fn shipped(description: &Description, written: &str) -> Option<(Self, &'static str)> {
        let tree = &description.tree;
        let sources = tree.iter().filter(|element| element.name == el::SOURCE).filter_map(|one| one.get(at::PATH));
        let names = tree.iter().filter(|one| one.name == el::REPOSITORY).filter_map(|one| one.get(at::DISTRIBUTION));
        let (name, version) = releases::shipped_with(sources.chain(names))?;
        let older = Self::of(version)?;
        (number(written)? <= number(older.release.schema)?).then_some((older, name))
    }

    /// What this KIWI refuses and the newest takes, as notes: it need not be the one that builds.
    pub(super) fn guess(self, whole: &Document, name: &str) -> Vec<Diagnostic> {
        let found = [by_schema, by_rules].into_iter().flat_map(|find| self.attribute_to(whole, find));
        let mut refused: Vec<Diagnostic> = found.filter(|one| one.name.is(&UNKNOWN_TO_THIS_KIWI)).collect();
        for one in &mut refused {
            one.severity = Severity::Note;
            one.notes.push(format!("{name} ships this KIWI; `--kiwi` says which one builds"));
        }
        refused
    }

    /// The description as this KIWI upgrades it.
    pub(super) fn upgrade(self, bundle: &Bundle, sources: &mut Sources) -> Option<Upgraded> {
        let to = self.release.schema.parse().ok()?;
        Some(upgrade_bundle(bundle, sources, &upgrade::Options { to, ..upgrade::Options::default() }))
    }

    /// A description of a newer schema, which this KIWI refuses as a whole. What is written counts, before any upgrade.
    pub(super) fn too_new(self, written: &str, span: Span) -> Option<Diagnostic> {
        if number(written)? <= number(self.release.schema)? {
            return None;
        }
        let message = format!("KIWI {} reads descriptions up to schema version {}", self.version, self.release.schema);
        let finding = Diagnostic::error(&UNKNOWN_TO_THIS_KIWI, message, span);
        Some(match releases::first_with_schema(written) {
            Some(first) => finding.with_note(format!("the first release known to read {written} is {}", first.version)),
            None => finding,
        })
    }

    /// What the schema and the rules of this KIWI find.
    pub(super) fn judge(
        self,
        whole: &Document,
        ledger: &mut Ledger<'_>,
        upgraded: Option<&Upgraded>,
        sources: &Sources,
    ) {
        let validate = |document: &Document| self.attribute_to(document, by_schema);
        let rules = |document: &Document| self.attribute_to(document, by_rules);
        judge_by(whole, &validate, &rules, ledger, upgraded, sources);
    }

    /// What this KIWI refuses; where the newest does not, told as such, with the first release that takes it.
    fn attribute_to(self, document: &Document, find: fn(Release, &Document) -> Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut found = find(self.release, document);
        let is_error = |one: &Diagnostic| one.severity == Severity::Error;
        if !found.iter().any(is_error) {
            return found;
        }
        let same = |one: &Diagnostic, others: &[Diagnostic]| {
            others.iter().any(|other| other.name == one.name && other.primary == one.primary)
        };
        let later: Vec<Release> =
            releases::all().iter().copied().filter(|release| release.version > self.release.version).collect();
        let newest = later.last().map(|newest| find(*newest, document)).unwrap_or_default();
        let mut open: Vec<usize> =
            (0..found.len()).filter(|index| is_error(&found[*index]) && !same(&found[*index], &newest)).collect();
        for release in later {
            if open.is_empty() {
                break;
            }
            let still = find(release, document);
            open.retain(|index| {
                let remains = same(&found[*index], &still);
                if !remains {
                    found[*index] = self.refused(&found[*index], release);
                }
                remains
            });
        }
        found
    }

    /// A finding of this KIWI's schema as one about this KIWI.
    fn refused(self, finding: &Diagnostic, first: Release) -> Diagnostic {
        let message = format!("KIWI {} refuses this: {}", self.version, finding.message);
        Diagnostic::error(&UNKNOWN_TO_THIS_KIWI, message, finding.primary)
            .with_note(format!("the first release known to take it is {}", first.version))
    }
}

fn by_schema(release: Release, document: &Document) -> Vec<Diagnostic> {
    let mut found = release.compiled().map(|schema| schema.validate(document)).unwrap_or_default();
    // the version of the schema is spoken of apart
    let version =
        document.root_element().and_then(|root| document.attribute_named(root, at::SCHEMAVERSION.as_str())?.value_span);
    found.retain(|one| Some(one.primary) != version);
    found
}

fn by_rules(release: Release, document: &Document) -> Vec<Diagnostic> {
    if release.is_newest() {
        return Edition::Kiwi.broken_rules(document);
    }
    schematron::validate(release.rules(), document, None)
}

fn number(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
