//! A description with the files that it includes: each is upgraded from its own version, by edits of its own text.

use super::Version;
use super::run::{Options, Upgrade, upgrade_file};
use super::steps::step;
use crate::bundle::{Bundle, File, schemaversion};
use crate::diagnostic::Diagnostic;
use crate::text::Sources;
use crate::upgrade::catalogue::{INCLUDE_NOT_UPGRADED, MISSING_SCHEMAVERSION, NOT_A_DESCRIPTION};

/// A description and its included files, upgraded.
#[derive(Debug)]
pub struct Upgraded {
    /// In the order of [`Bundle::files`]: the description first, then each included file once.
    pub files: Vec<Upgrade>,
    /// What KIWI's own upgrade overlooks in included files.
    pub diagnostics: Vec<Diagnostic>,
}

impl Upgraded {
    /// All findings.
    pub fn all_diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().chain(self.files.iter().flat_map(|file| &file.diagnostics))
    }

    /// Whether any file is of an older version.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.files.iter().any(Upgrade::is_needed)
    }

    /// A finding about upgraded texts as one about the user's.
    #[must_use]
    pub fn carry_back(&self, diagnostic: Diagnostic, sources: &Sources) -> Diagnostic {
        match self.files.iter().find(|file| file.text == Some(diagnostic.primary.source)) {
            Some(file) => file.carry_back(diagnostic, sources),
            None => diagnostic.at_home(sources),
        }
    }
}

/// Upgrades a description and all that it includes.
#[must_use]
pub fn upgrade_bundle(bundle: &Bundle, sources: &mut Sources, options: &Options) -> Upgraded {
    let main = upgrade_file(bundle.main(), sources, options);
    let inherited = Options { included_by: main.from.or(options.included_by), ..options.clone() };
    let mut upgraded = Upgraded { files: vec![main], diagnostics: Vec::new() };
    for file in bundle.included() {
        let mut own = upgrade_file(file, sources, &inherited);
        // What is not an image has nothing to upgrade, and KIWI takes nothing from it, which is told where it is
        // included.
        if !file.is_image() || (own.from.is_none() && inherited.included_by.is_none()) {
            own.diagnostics.retain(|other| !other.name.is_one_of(&[&MISSING_SCHEMAVERSION, &NOT_A_DESCRIPTION]));
        }
        if file.is_direct
            && let (Some(version), Some(main)) = (own.from, inherited.included_by)
        {
            upgraded.diagnostics.extend(overlooked(&own, version, main, file));
        }
        upgraded.files.push(own);
    }
    upgraded
}

/// KIWI puts included text in and upgrades the whole by the version that the description says. What steps below that
/// version would have to change in an older included file stays as it is.
fn overlooked(own: &Upgrade, version: Version, main: Version, file: &File) -> Option<Diagnostic> {
    let change = own.changes.iter().find(|change| step(change.step).to <= main && version < main)?;
    let said = schemaversion(&file.document)?.value_span?;
    let message =
        format!("KIWI does not upgrade this file from version {version}, as the description is of version {main}");
    Some(
        Diagnostic::error(&INCLUDE_NOT_UPGRADED, message, said)
            .with_label(*file.included_from.first()?, "included here")
            .with_label(change.span, format!("{}, by the step {}", change.kind, step(change.step).label()))
            .with_note("`rowi upgrade` changes both files, each from its own version"),
    )
}
