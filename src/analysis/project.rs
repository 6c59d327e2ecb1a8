//! What holds for a file: its configuration and the options of the run together.
//!
//! A [`Project`] finds the `rowi.toml` of each file, reads each of them once and keeps what it says as [`Settings`],
//! which go with the result of a check: severities, ignored names, the baseline and the address of the rules' pages are
//! those of the file that a finding is in, whatever was checked before or beside it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::path_rules::{EXCLUDED, PathRules};
use super::witness::Witness;
use super::{CONFIG_FILE, Config, Ignore, Options, Others, by_name, catalogue, check_with, present_name};
use crate::diagnostic::{Diagnostic, Group, Severity, has_errors, nearest};
use crate::image::{Distribution, Narrow, Place, Target, defaults};
use crate::kiwi::{Edition, ImageType};
use crate::lint;
use crate::text::{EntryKind, Loader, SourceId, Sources};

/// What the command line or an editor says, for all files and over every configuration.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Where not empty, only these diagnostics are reported.
    pub select: Vec<String>,
    /// These diagnostics are not reported.
    pub ignore: Vec<String>,
    /// Report also what is only worth a look.
    pub pedantic: bool,
    /// Judge only the selection of these profiles together.
    pub profiles: Vec<String>,
    /// Judge only builds on these architectures.
    pub arch: Vec<String>,
    /// Judge only builds of these types.
    pub types: Vec<String>,
    /// Where the image is built, or the distribution whose defaults hold.
    pub target: Option<String>,
    /// The edition of KIWI's schema.
    pub edition: Option<String>,
    /// Check an old description as it is.
    pub no_upgrade: bool,
    /// Suppression comments have no effect.
    pub no_suppressions: bool,
    /// This configuration instead of the nearest one.
    pub config_file: Option<PathBuf>,
    /// No configuration at all.
    pub isolated: bool,
    /// `KEY=VALUE` over the configuration.
    pub assignments: Vec<String>,
    /// This baseline instead of the configured one.
    pub baseline: Option<PathBuf>,
}

/// The files of one run, or of one workspace in an editor.
#[derive(Debug)]
pub struct Project {
    overrides: Overrides,
    /// What relative paths start at.
    here: PathBuf,
    /// The configuration file of a directory.
    files: HashMap<PathBuf, Option<PathBuf>>,
    /// What a configuration file says; `None` stands for no file.
    settings: HashMap<Option<PathBuf>, Arc<Settings>>,
}

/// What holds for a file.
#[derive(Debug)]
pub struct Settings {
    /// The configuration with the overrides over it.
    pub config: Config,
    /// The texts of the configuration.
    pub sources: Sources,
    /// What is wrong with the configuration; with an error among it nothing is judged.
    pub problems: Vec<Diagnostic>,
    /// How a description is checked.
    pub options: Options,
    /// Findings in this file are known.
    pub baseline: Option<PathBuf>,
    /// Where the rules' pages are published.
    pub docs_url: Option<Arc<str>>,
    path_rules: PathRules,
    here: PathBuf,
}

/// What was found in one description, and what held for it.
#[derive(Debug)]
pub struct Checked {
    /// The texts that the findings point into.
    pub sources: Sources,
    /// The findings, with the severities of the settings and without what they switch off. The baseline is not applied:
    /// it counts over all files that share it.
    pub diagnostics: Vec<Diagnostic>,
    /// What held.
    pub settings: Arc<Settings>,
}

impl Project {
    /// A project in which nothing was looked for yet. Relative paths start at `here`, those of the loader, too.
    ///
    /// # Errors
    /// What is wrong with the overrides, as one line.
    pub fn new(overrides: Overrides, here: PathBuf) -> Result<Self, String> {
        overrides.check()?;
        Ok(Self { overrides, here, files: HashMap::new(), settings: HashMap::new() })
    }

    /// What holds for the file at `path`. Found and read once a configuration; [`Project::forget`] after one changed.
    pub fn of(&mut self, path: &Path, loader: &dyn Loader) -> Arc<Settings> {
        let file = match &self.overrides.config_file {
            Some(file) => Some(file.clone()),
            None if self.overrides.isolated => None,
            None => self.find(path.parent().unwrap_or(Path::new("")), loader),
        };
        if let Some(known) = self.settings.get(&file) {
            return Arc::clone(known);
        }
        let settings = Arc::new(Settings::new(file.as_deref(), &self.overrides, &self.here, loader));
        self.settings.insert(file, Arc::clone(&settings));
        settings
    }

    /// Lets go of everything that was found, so that configurations are looked for and read again.
    pub fn forget(&mut self) {
        self.files.clear();
        self.settings.clear();
    }

    /// The nearest `rowi.toml` from `directory` upwards.
    fn find(&mut self, directory: &Path, loader: &dyn Loader) -> Option<PathBuf> {
        if let Some(found) = self.files.get(directory) {
            return found.clone();
        }
        let start = self.here.join(directory);
        let found = start
            .ancestors()
            .map(|above| above.join(CONFIG_FILE))
            // one that may not be read is told, not passed over
            .find(|file| {
                matches!(loader.kind(file), Some(EntryKind::File | EntryKind::DanglingLink | EntryKind::Other))
            })
            .map(|file| file.strip_prefix(&self.here).map(Path::to_path_buf).unwrap_or(file));
        self.files.insert(directory.to_path_buf(), found.clone());
        found
    }
}

impl Overrides {
    fn check(&self) -> Result<(), String> {
        let names = || catalogue().iter().map(|entry| entry.name);
        for name in self.select.iter().chain(&self.ignore) {
            let is_group = catalogue().iter().any(|entry| entry.group.as_str() == name);
            if !is_group && by_name(name).is_none() {
                let groups = Group::ALL.iter().map(|group| group.as_str());
                let hint = match nearest(name, names().chain(groups)) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "`rowi rules` lists all".to_owned(),
                };
                return Err(format!("there is no diagnostic or group named `{name}`; {hint}"));
            }
        }
        let known = |what: &str, given: &str, known: &[&str]| {
            if known.contains(&given) {
                return Ok(());
            }
            let hint = match nearest(given, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known are `{}`", known.join("`, `")),
            };
            Err(format!("there is no {what} `{given}`; {hint}"))
        };
        let targets: Vec<&str> = ["local", "obs", "container"].into_iter().chain(Distribution::NAMES).collect();
        self.target.iter().try_for_each(|target| known("target", target, &targets))?;
        self.edition.iter().try_for_each(|edition| known("edition", edition, &Edition::ALL.map(Edition::as_str)))?;
        self.arch.iter().try_for_each(|arch| known("architecture", arch, &defaults::ARCHITECTURES))?;
        let types: Vec<&str> = ImageType::ALL.iter().map(|image| image.as_str()).collect();
        self.types.iter().try_for_each(|image| known("image type", image, &types))?;
        let mut trial = Config::default();
        self.assignments.iter().try_for_each(|assignment| trial.set(assignment))
    }

    fn over(&self, config: &mut Config) {
        for assignment in &self.assignments {
            // checked in `Project::new`
            let _ = config.set(assignment);
        }
        let ignore = |name: &String| Ignore { name: present_name(name).to_owned(), reason: None, span: None };
        config.ignore.extend(self.ignore.iter().map(ignore));
        let replace = |own: &mut Vec<String>, given: &[String]| {
            if !given.is_empty() {
                *own = given.to_vec();
            }
        };
        let select: Vec<String> = self.select.iter().map(|name| present_name(name).to_owned()).collect();
        replace(&mut config.select, &select);
        replace(&mut config.profiles, &self.profiles);
        replace(&mut config.arch, &self.arch);
        replace(&mut config.types, &self.types);
        config.pedantic = Some(config.pedantic == Some(true) || self.pedantic);
        config.target = self.target.clone().or(config.target.take());
        config.edition = self.edition.clone().or(config.edition.take());
        config.baseline = self.baseline.clone().or(config.baseline.take());
    }

    /// Whether nothing is left out that the configuration lets in.
    #[must_use]
    pub fn judge_all(&self) -> bool {
        self.select.is_empty() && self.profiles.is_empty() && self.arch.is_empty() && self.types.is_empty()
    }
}

impl Settings {
    fn new(file: Option<&Path>, overrides: &Overrides, here: &Path, loader: &dyn Loader) -> Self {
        let mut sources = Sources::new();
        let (mut config, mut problems) =
            file.map_or_else(Default::default, |file| Config::load(file, &mut sources, loader));
        overrides.over(&mut config);
        let path_rules = PathRules::new(&config, here, &mut problems);
        Self {
            options: options(&config, overrides),
            baseline: config.baseline.clone(),
            docs_url: config.docs_url.as_deref().map(Arc::from),
            here: here.to_path_buf(),
            config,
            sources,
            problems,
            path_rules,
        }
    }

    /// Checks the description at `path`; what it consists of is read through `loader`.
    #[must_use]
    pub fn check(self: &Arc<Self>, path: &Path, loader: &dyn Loader, others: Others<'_>) -> Checked {
        // spans of the configuration hold in the result, too
        let mut sources = self.sources.clone();
        let mut diagnostics = self.problems.clone();
        if !has_errors(&self.problems) {
            let witness = Witness::new(loader);
            let mut found = check_with(path, &mut sources, &witness, &self.options, others);
            let refusals = witness.refusals(&found, &mut sources);
            found.extend(refusals);
            diagnostics.extend(self.apply(&sources, found));
        }
        Checked { sources, diagnostics, settings: Arc::clone(self) }
    }

    /// Whether the configuration keeps the description at `path` out of what is looked through.
    #[must_use]
    pub fn excludes(&self, path: &Path) -> bool {
        self.path_rules.ignored(path, &self.here).contains(EXCLUDED)
    }

    /// The findings with the severities of the configuration, without what it switches off: the one place where either
    /// is done.
    #[must_use]
    pub fn apply(&self, sources: &Sources, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let select: HashSet<&str> = self.config.select.iter().map(String::as_str).collect();
        let ignored: HashSet<&str> = self.config.ignore.iter().map(|ignore| ignore.name.as_str()).collect();
        let severities: HashMap<&str, Option<Severity>> =
            self.config.severity.iter().map(|(name, severity)| (name.as_str(), *severity)).collect();
        let mut by_file: HashMap<SourceId, HashSet<&str>> = HashMap::new();
        let mut is_reported = |diagnostic: &Diagnostic| {
            let name: &str = &diagnostic.name;
            let group = diagnostic.name.entry().map_or("", |entry| entry.group.as_str());
            let is_selected = select.is_empty() || select.contains(name) || select.contains(group);
            if !is_selected || ignored.contains(name) || ignored.contains(group) {
                return false;
            }
            let id = diagnostic.primary.source;
            let ignored_here =
                by_file.entry(id).or_insert_with(|| self.path_rules.ignored(sources.get(id).path(), &self.here));
            !ignored_here.contains(name) && !ignored_here.contains(group)
        };
        let mut reported = Vec::new();
        for mut diagnostic in found {
            match severities.get(&*diagnostic.name) {
                Some(None) => continue,
                Some(Some(severity)) => diagnostic.severity = *severity,
                None => {}
            }
            if is_reported(&diagnostic) {
                reported.push(diagnostic);
            }
        }
        reported
    }
}

fn options(config: &Config, overrides: &Overrides) -> Options {
    let version = |text: &Option<String>| -> Option<(u32, u32)> {
        let mut numbers = text.as_deref()?.split('.').map(|part| part.parse().ok());
        Some((numbers.next()??, numbers.next().flatten().unwrap_or(0)))
    };
    let mut target = Target { podman: version(&config.podman), docker: version(&config.docker), ..Target::default() };
    target.kiwi = config.kiwi.as_deref().and_then(|text| text.parse().ok());
    match config.target.as_deref() {
        Some("obs") => target.place = Place::BuildService,
        Some("container") => target.place = Place::Container,
        Some(name) => target.distribution = Distribution::from_name(name),
        None => {}
    }
    Options {
        no_upgrade: overrides.no_upgrade,
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
            no_suppressions: overrides.no_suppressions,
        },
        extension: config.extension.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MemoryLoader;

    #[test]
    fn each_file_has_the_settings_of_its_own_directory() {
        let mut loader = MemoryLoader::new();
        loader.insert("a/rowi.toml", "baseline = \"known.json\"\ndocs-url = \"https://a.example\"");
        loader.insert("b/rowi.toml", "docs-url = \"https://b.example\"\n[severity]\nmalformed-xml = \"note\"");
        loader.insert("a/x.kiwi", "<image").insert("b/deep/x.kiwi", "<image").insert("c/x.kiwi", "<image");
        let mut project = Project::new(Overrides::default(), PathBuf::new()).unwrap();
        let a = project.of(Path::new("a/x.kiwi"), &loader);
        let b = project.of(Path::new("b/deep/x.kiwi"), &loader);
        let c = project.of(Path::new("c/x.kiwi"), &loader);
        assert_eq!(a.baseline.as_deref(), Some(Path::new("a/known.json")));
        assert_eq!(
            (a.docs_url.as_deref(), b.docs_url.as_deref()),
            (Some("https://a.example"), Some("https://b.example"))
        );
        assert_eq!((c.docs_url.as_deref(), c.baseline.as_deref()), (None, None));
        assert!(Arc::ptr_eq(&a, &project.of(Path::new("a/y.kiwi"), &loader)));
        loader.insert("a/rowi.toml", "");
        project.forget();
        assert_eq!(project.of(Path::new("a/x.kiwi"), &loader).baseline, None);
    }

    #[test]
    fn severities_and_ignored_names_are_applied_once_and_by_file() {
        let mut loader = MemoryLoader::new();
        loader.insert(
            "rowi.toml",
            "[severity]\nunknown-entity = \"note\"\n[[per-path]]\npath = \"old\"\nignore = [\"unknown-entity\"]",
        );
        loader.insert("old/x.kiwi", "<image>&nope;</image>").insert("new/x.kiwi", "<image>&nope;</image>");
        let mut project = Project::new(Overrides::default(), PathBuf::new()).unwrap();
        let mut found = |path: &str| -> Vec<(String, Severity)> {
            let path = Path::new(path);
            let checked = project.of(path, &loader).check(path, &loader, None);
            checked.diagnostics.into_iter().map(|one| (one.name.to_string(), one.severity)).collect()
        };
        assert_eq!(found("new/x.kiwi"), [("unknown-entity".to_owned(), Severity::Note)]);
        assert_eq!(found("old/x.kiwi"), []);
    }

    #[test]
    fn a_name_that_a_diagnostic_had_before_still_configures_and_suppresses_it() {
        let description = |comment: &str| {
            format!(
                "<image schemaversion=\"8.5\" name=\"a\"><description type=\"system\"><author>A</author>\
                 <contact>a@example.org</contact><specification>x</specification></description><preferences>\
                 <version>1.0.0</version><packagemanager>zypper</packagemanager>{comment}<type image=\"tbz\" \
                 firmware=\"efi\"/></preferences><repository><source path=\"https://download.example.org/repo\"/>\
                 </repository><packages type=\"image\"><package name=\"a\"/></packages><packages type=\"bootstrap\">\
                 <package name=\"filesystem\"/></packages></image>"
            )
        };
        let told = "firmware-not-for-image-type";
        let found = |config: &str, comment: &str, overrides: Overrides| -> Vec<String> {
            let mut loader = MemoryLoader::new();
            loader.insert("rowi.toml", config).insert("x.kiwi", description(comment));
            let mut project = Project::new(overrides, PathBuf::new()).unwrap();
            let settings = project.of(Path::new("x.kiwi"), &loader);
            assert!(settings.problems.is_empty(), "{:?}", settings.problems);
            let checked = settings.check(Path::new("x.kiwi"), &loader, None);
            checked.diagnostics.into_iter().map(|one| one.name.to_string()).collect()
        };
        let none = Vec::<String>::new();
        assert_eq!(found("", "", Overrides::default()), [told]);
        for name in ["firmware", told] {
            assert_eq!(found("", &format!("<!-- rowi: allow {name} meant -->"), Overrides::default()), none);
            assert_eq!(found(&format!("ignore = [\"{name}\"]"), "", Overrides::default()), none);
            assert_eq!(found(&format!("[severity]\n{name} = \"off\""), "", Overrides::default()), none);
            let per_path = format!("[[per-path]]\npath = \"*.kiwi\"\nignore = [\"{name}\"]");
            assert_eq!(found(&per_path, "", Overrides::default()), none);
            let ignore = vec![name.to_owned()];
            assert_eq!(found("", "", Overrides { ignore, ..Overrides::default() }), none);
            let select = vec![name.to_owned()];
            assert_eq!(found("", "", Overrides { select, ..Overrides::default() }), [told]);
        }
        let known = r#"{"version":1,"findings":[{"file":"x","name":"firmware","message":"m","count":1}]}"#;
        assert_eq!(crate::analysis::Baseline::parse(known).unwrap().findings[0].name, told);
        assert!(crate::analysis::explain("firmware").unwrap().starts_with(&format!("# {told}")));
    }

    #[test]
    fn wrong_overrides_are_told() {
        let refused = |overrides: Overrides| Project::new(overrides, PathBuf::new()).unwrap_err();
        let names = |name: &str| vec![name.to_owned()];
        assert!(
            refused(Overrides { select: names("unknown-elment"), ..Overrides::default() }).contains("did you mean")
        );
        assert!(refused(Overrides { target: Some("moon".into()), ..Overrides::default() }).contains("target"));
        assert!(refused(Overrides { edition: Some("9".into()), ..Overrides::default() }).contains("edition"));
        assert!(refused(Overrides { assignments: names("x=1"), ..Overrides::default() }).contains("`x`"));
    }
}
