//! Which combinations of profiles, architecture and build type KIWI can build, resolved as KIWI does.

use std::collections::{HashMap, HashSet};

use super::tree::{Element, ElementId, Tree};
use crate::kiwi::{at, el};

/// Narrows what is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Profiles as given on KIWI's command line, together one selection; empty: every one.
    pub profiles: Vec<String>,
    /// Further sets of profiles to judge, beside each single one.
    pub profile_sets: Vec<Vec<String>>,
    /// The architectures that build; empty: every one that the description names.
    pub archs: Vec<String>,
    /// Values of `type/@image`; empty: every one.
    pub build_types: Vec<String>,
}

/// One thing that KIWI can be asked to build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The profiles asked for; none means those with `import="true"`.
    pub requested: Vec<String>,
    /// The profiles in effect, in KIWI's order.
    pub profiles: Vec<String>,
    /// The architecture of the machine that builds.
    pub arch: String,
    /// Whether the description itself, or who asked, names this architecture for what is built.
    pub arch_is_explicit: bool,
    /// The `type` element.
    pub type_element: ElementId,
    /// Its `image` attribute.
    pub image: String,
}

impl Selection {
    /// Whether KIWI takes a section with these attributes: one of its profiles is in effect (compared without
    /// trimming), and its architectures, if any, name this one.
    #[must_use]
    pub fn takes(&self, element: &Element) -> bool {
        takes_profiles(element, &self.profiles) && takes_arch(element, &self.arch)
    }
}

pub(super) fn takes_profiles(element: &Element, profiles: &[String]) -> bool {
    match element.set(at::PROFILES) {
        Some(list) => list.split(',').any(|profile| profiles.iter().any(|other| other == profile)),
        None => true,
    }
}

pub(super) fn takes_arch(element: &Element, arch: &str) -> bool {
    element.set(at::ARCH).is_none_or(|list| list.split(',').any(|other| other == arch))
}

/// Why something that was asked for cannot be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unbuildable {
    /// A profile is not declared for this architecture.
    UndeclaredProfile {
        /// Its name.
        name: String,
        /// The `requires` element that names it; `None` where it was asked for.
        required_by: Option<ElementId>,
    },
    /// No selected preferences section has a type, or none of the kind asked for.
    NoType,
}

/// A request that KIWI refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The profiles asked for.
    pub requested: Vec<String>,
    /// The architecture.
    pub arch: String,
    /// Why.
    pub why: Unbuildable,
}

/// Selections beyond this number are not judged; real descriptions stay far below.
pub const MAX_SELECTIONS: usize = 512;

/// Elements that are looked at for all selections together: each selection is judged over the whole description.
const MAX_LOOKED_AT: usize = 1_000_000;

/// Profiles that are put into selections, all together: a chain in which each requires the next grows with the square.
const MAX_STEPS: usize = 500_000;

/// The architecture assumed where nothing names one.
pub const DEFAULT_ARCH: &str = "x86_64";

/// All selections and all refusals.
#[derive(Debug, Clone, Default)]
pub(super) struct Selections {
    pub built: Vec<Selection>,
    pub refused: Vec<Refused>,
    pub left_out: usize,
}

/// Sections by the profiles that they are for.
struct ByProfile<'t> {
    sections: Vec<&'t Element>,
    always: Vec<usize>,
    named: HashMap<&'t str, Vec<usize>>,
}

impl<'t> ByProfile<'t> {
    fn of(sections: impl Iterator<Item = &'t Element>) -> Self {
        let mut all = Self { sections: sections.collect(), always: Vec::new(), named: HashMap::new() };
        for (index, section) in all.sections.iter().enumerate() {
            match section.set(at::PROFILES) {
                None => all.always.push(index),
                Some(list) => list.split(',').for_each(|name| all.named.entry(name).or_default().push(index)),
            }
        }
        all
    }

    /// Those that [`takes_profiles`] takes, in their order.
    fn taken_by(&self, profiles: &[String]) -> Vec<&'t Element> {
        let named = profiles.iter().filter_map(|profile| self.named.get(profile.as_str())).flatten();
        let mut taken: Vec<usize> = self.always.iter().chain(named).copied().collect();
        taken.sort_unstable();
        taken.dedup();
        taken.into_iter().map(|index| self.sections[index]).collect()
    }
}

pub(super) fn enumerate(tree: &Tree, narrow: &Narrow) -> Selections {
    let mut result = Selections::default();
    let Some(root) = tree.root() else { return result };
    let profiles: Vec<&Element> =
        tree.named(root, el::PROFILES).flat_map(|section| tree.named(section, el::PROFILE)).collect();
    let preferences = ByProfile::of(tree.named(root, el::PREFERENCES));
    let mut requests: Vec<Vec<String>> = Vec::new();
    if narrow.profiles.is_empty() {
        requests.push(Vec::new());
        let mut seen = HashSet::new();
        for name in profiles.iter().map(|profile| profile.get(at::NAME).unwrap_or_default()) {
            if seen.insert(name) {
                requests.push(vec![name.to_owned()]);
            }
        }
    } else {
        requests.push(narrow.profiles.clone());
    }
    requests.extend(narrow.profile_sets.iter().cloned());
    let most = (MAX_LOOKED_AT / tree.iter().count().max(1)).clamp(8, MAX_SELECTIONS);
    let mut steps = 0;
    let architectures = if narrow.archs.is_empty() { mentioned(tree) } else { narrow.archs.clone() };
    for arch in &architectures {
        let declared: Vec<&Element> = profiles.iter().copied().filter(|profile| takes_arch(profile, arch)).collect();
        // of two declarations the later one counts
        let by_name: HashMap<&str, &Element> =
            declared.iter().filter_map(|profile| Some((profile.get(at::NAME)?, *profile))).collect();
        let explicit: HashSet<&str> = declared
            .iter()
            .filter(|profile| profile.set(at::ARCH).is_some())
            .filter_map(|profile| profile.get(at::NAME))
            .collect();
        for request in &requests {
            // a profile that is not for this architecture is not asked for on it
            let asked_anyway = !narrow.profiles.is_empty();
            if !asked_anyway && request.len() == 1 && !by_name.contains_key(request[0].as_str()) {
                continue;
            }
            if result.built.len() >= most || steps > MAX_STEPS {
                result.left_out += 1;
                continue;
            }
            let resolved = match resolve(tree, &declared, &by_name, request, arch) {
                Ok(resolved) => resolved,
                Err(why) => {
                    result.refused.push(Refused { requested: request.clone(), arch: arch.clone(), why });
                    continue;
                }
            };
            steps += 1 + resolved.len();
            let mut selected = preferences.taken_by(&resolved);
            selected.retain(|section| takes_arch(section, arch));
            let arch_is_explicit = !narrow.archs.is_empty()
                || selected
                    .iter()
                    .any(|section| section.set(at::ARCH).is_some() && tree.first(section, el::TYPE).is_some())
                || resolved.iter().any(|name| explicit.contains(name.as_str()));
            let mut images: Vec<&str> = Vec::new();
            for element in selected.iter().flat_map(|section| tree.named(section, el::TYPE)) {
                let image = element.get(at::IMAGE).unwrap_or_default();
                // of several types of one image KIWI takes the first
                let is_asked = narrow.build_types.is_empty() || narrow.build_types.iter().any(|asked| asked == image);
                if images.contains(&image) || !is_asked {
                    continue;
                }
                images.push(image);
                if result.built.len() >= most {
                    result.left_out += 1;
                    continue;
                }
                result.built.push(Selection {
                    requested: request.clone(),
                    profiles: resolved.clone(),
                    arch: arch.clone(),
                    arch_is_explicit,
                    type_element: element.id,
                    image: image.to_owned(),
                });
            }
            if images.is_empty() {
                result.refused.push(Refused {
                    requested: request.clone(),
                    arch: arch.clone(),
                    why: Unbuildable::NoType,
                });
            }
        }
    }
    result
}

/// The architectures that any `arch` attribute names, the default first.
fn mentioned(tree: &Tree) -> Vec<String> {
    let mut found = vec![DEFAULT_ARCH.to_owned()];
    for list in tree.iter().filter_map(|element| element.set(at::ARCH)) {
        for arch in list.split(',') {
            if !arch.is_empty() && found.len() < 8 && !found.iter().any(|other| other == arch) {
                found.push(arch.to_owned());
            }
        }
    }
    found
}

/// The profiles in effect: those asked for with what they require, or, when none was asked for, those marked for
/// import *without* what they require, as KIWI has it.
fn resolve(
    tree: &Tree,
    declared: &[&Element],
    by_name: &HashMap<&str, &Element>,
    requested: &[String],
    arch: &str,
) -> Result<Vec<String>, Unbuildable> {
    let name = |profile: &Element| profile.get(at::NAME).unwrap_or_default().to_owned();
    if requested.is_empty() {
        return Ok(declared
            .iter()
            .filter(|profile| profile.flag(at::IMPORT) == Some(true))
            .map(|profile| name(profile))
            .collect());
    }
    let mut resolved: Vec<String> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut stack: Vec<(String, Option<ElementId>)> =
        requested.iter().rev().map(|profile| (profile.clone(), None)).collect();
    while let Some((profile, required_by)) = stack.pop() {
        if !seen.insert(profile.clone()) {
            continue;
        }
        let Some(element) = by_name.get(profile.as_str()) else {
            return Err(Unbuildable::UndeclaredProfile { name: profile, required_by });
        };
        resolved.push(profile);
        let required: Vec<(String, Option<ElementId>)> = tree
            .named(element, el::REQUIRES)
            .filter(|requires| takes_arch(requires, arch))
            .map(|requires| (requires.get(at::PROFILE).unwrap_or_default().to_owned(), Some(requires.id)))
            .collect();
        stack.extend(required.into_iter().rev());
    }
    Ok(resolved)
}
