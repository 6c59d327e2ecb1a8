//! Configuration files and the options that override them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::shellcheck;
use crate::analysis::{self, CONFIG_FILE, Config, Ignore};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::image::{Distribution, Narrow, Place, Target};
use crate::kiwi::Edition;
use crate::lint;
use crate::text::{EntryKind, Loader, Sources};

/// Options that every checking command takes.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "What is judged")]
pub struct SettingsArgs {
    /// Report only these diagnostics
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not report these diagnostics
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Also report what is only worth a look
    #[arg(long)]
    pedantic: bool,
    /// Judge only the selection of these profiles together, as KIWI takes them
    #[arg(long, value_name = "PROFILE", value_delimiter = ',')]
    profile: Vec<String>,
    /// Judge only builds on this architecture; may be given several times
    #[arg(long, value_name = "ARCH")]
    arch: Vec<String>,
    /// Judge only builds of this type; may be given several times
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,
    /// Where the image is built (`local`, `obs`), or the distribution whose defaults hold
    #[arg(long, value_name = "TARGET")]
    target: Option<String>,
    /// The edition of KIWI's schema: `kiwi` or `containers-in-packages`
    #[arg(long, value_name = "NAME")]
    edition: Option<String>,
    /// Check an old description as it is, without upgrading it first
    #[arg(long)]
    no_upgrade: bool,
    /// Ask shellcheck about the scripts, too
    #[arg(long)]
    shellcheck: bool,
    /// Heed no suppression comments
    #[arg(long)]
    no_suppressions: bool,
    /// Use this configuration instead of the nearest rowi.toml
    #[arg(long, value_name = "FILE", conflicts_with = "isolated", env = "ROWI_CONFIG_FILE")]
    config_file: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long)]
    isolated: bool,
    /// Set a key of the configuration
    #[arg(long, value_name = "KEY=VALUE")]
    config: Vec<String>,
    /// Findings in this file are known and not reported
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

/// A configuration with what was wrong with it.
type Loaded = (Config, Vec<Diagnostic>);

/// How to judge: options and configuration files.
pub(super) struct Settings {
    args: SettingsArgs,
    /// The configuration file of a directory, found once.
    files: Mutex<HashMap<PathBuf, Option<PathBuf>>>,
    /// The baseline of the configuration, where the options name none.
    baseline: Mutex<Option<PathBuf>>,
    /// Where the configuration says that the rules' pages are published.
    docs_url: Mutex<Option<String>>,
}

impl Settings {
    /// Checks the options themselves.
    ///
    /// # Errors
    /// What is wrong with them, as one line.
    pub(super) fn new(args: &SettingsArgs) -> Result<Self, String> {
        for name in args.select.iter().chain(&args.ignore) {
            let mut names = analysis::catalogue().iter().map(|entry| entry.name);
            if names.all(|known| known != name) {
                let meant = nearest(name, analysis::catalogue().iter().map(|entry| entry.name));
                let hint = meant
                    .map_or_else(|| "`rowi rules` lists all".to_owned(), |meant| format!("did you mean `{meant}`?"));
                return Err(format!("there is no diagnostic named `{name}`; {hint}"));
            }
        }
        if let Some(target) = &args.target
            && !["local", "obs"].contains(&target.as_str())
            && Distribution::from_name(target).is_none()
        {
            let known = Distribution::NAMES.join("`, `");
            return Err(format!("there is no target `{target}`; known are `local`, `obs`, `{known}`"));
        }
        if let Some(edition) = args.edition.as_deref().filter(|name| Edition::from_name(name).is_none()) {
            let known = Edition::ALL.map(Edition::as_str).join("`, `");
            return Err(format!("there is no edition `{edition}`; known are `{known}`"));
        }
        if args.shellcheck && !shellcheck::is_installed() {
            return Err("`--shellcheck` needs the program `shellcheck`, which is not installed".to_owned());
        }
        let mut trial = Config::default();
        for assignment in &args.config {
            trial.set(assignment)?;
        }
        Ok(Self {
            args: args.clone(),
            files: Mutex::new(HashMap::new()),
            baseline: Mutex::new(None),
            docs_url: Mutex::new(None),
        })
    }

    /// The configuration that holds for a description, and what is wrong with it.
    pub(super) fn for_path(&self, path: &Path, sources: &mut Sources, loader: &dyn Loader) -> Loaded {
        let file = match &self.args.config_file {
            Some(file) => Some(file.clone()),
            None if self.args.isolated => None,
            None => self.find(path.parent().unwrap_or(Path::new("")), loader),
        };
        let (mut config, diagnostics) = file.map_or_else(Default::default, |file| Config::load(&file, sources, loader));
        for assignment in &self.args.config {
            // checked in `new`
            let _ = config.set(assignment);
        }
        let args = &self.args;
        let ignore = |name: &String| Ignore { name: name.clone(), reason: None, span: None };
        config.ignore.extend(args.ignore.iter().map(ignore));
        let replace = |own: &mut Vec<String>, given: &[String]| {
            if !given.is_empty() {
                *own = given.to_vec();
            }
        };
        replace(&mut config.select, &args.select);
        replace(&mut config.profiles, &args.profile);
        replace(&mut config.arch, &args.arch);
        replace(&mut config.types, &args.types);
        config.pedantic = config.pedantic.or(Some(false)).map(|on| on || args.pedantic);
        config.target = args.target.clone().or(config.target);
        config.edition = args.edition.clone().or(config.edition);
        if let Some(path) = &config.baseline {
            self.baseline.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert_with(|| path.clone());
        }
        if let Some(url) = &config.docs_url {
            self.docs_url.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert_with(|| url.clone());
        }
        (config, diagnostics)
    }

    /// The nearest `rowi.toml` from `directory` upwards.
    fn find(&self, directory: &Path, loader: &dyn Loader) -> Option<PathBuf> {
        let mut files = self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(found) = files.get(directory) {
            return found.clone();
        }
        let start = std::env::current_dir().map_or_else(|_| directory.to_path_buf(), |here| here.join(directory));
        let found = start
            .ancestors()
            .map(|above| above.join(CONFIG_FILE))
            .find(|file| loader.kind(file) == Some(EntryKind::File))
            .map(|file| match std::env::current_dir() {
                Ok(here) => file.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(file),
                Err(_) => file,
            });
        files.insert(directory.to_path_buf(), found.clone());
        found
    }

    /// The options of the analysis.
    pub(super) fn options(&self, config: &Config) -> analysis::Options {
        let version = |text: &Option<String>| -> Option<(u32, u32)> {
            let mut numbers = text.as_deref()?.split('.').map(|part| part.parse().ok());
            Some((numbers.next()??, numbers.next().flatten().unwrap_or(0)))
        };
        let mut target =
            Target { podman: version(&config.podman), docker: version(&config.docker), ..Target::default() };
        match config.target.as_deref() {
            Some("obs") => target.place = Place::BuildService,
            Some(name) => target.distribution = Distribution::from_name(name),
            None => {}
        }
        let narrow = Narrow {
            profiles: config.profiles.clone(),
            profile_sets: Vec::new(),
            archs: config.arch.clone(),
            build_types: config.types.clone(),
        };
        analysis::Options {
            no_upgrade: self.args.no_upgrade,
            edition: config.edition.as_deref().and_then(Edition::from_name).unwrap_or_default(),
            narrow,
            lint: lint::Options {
                pedantic: config.pedantic == Some(true),
                select: config.select.clone(),
                ignore: Vec::new(),
                severities: config.severity.clone(),
                target,
                no_suppressions: self.args.no_suppressions,
            },
            extension: config.extension.clone(),
        }
    }

    /// What other programs than rowi find in the files that a check has read.
    pub(super) fn others(&self) -> analysis::Others<'static> {
        self.args.shellcheck.then_some(&shellcheck::findings)
    }

    /// The findings with the configuration's severities, without what it switches off.
    pub(super) fn apply(&self, config: &Config, sources: &Sources, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let here = std::env::current_dir().unwrap_or_default();
        found
            .into_iter()
            .filter(|diagnostic| {
                !config.is_ignored(&diagnostic.name, sources.get(diagnostic.primary.source).path(), &here)
            })
            .filter_map(|mut diagnostic| match config.severity_of(&diagnostic.name) {
                None => Some(diagnostic),
                Some(None) => None,
                Some(Some(severity)) => {
                    diagnostic.severity = severity;
                    Some(diagnostic)
                }
            })
            .collect()
    }

    /// Where the rules' pages are published, as far as a configuration said so.
    pub(super) fn docs_url(&self) -> Option<String> {
        self.docs_url.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Whether the options leave nothing out that the configuration lets in.
    pub(super) fn judges_all(&self) -> bool {
        let args = &self.args;
        args.select.is_empty() && args.profile.is_empty() && args.arch.is_empty() && args.types.is_empty()
    }

    /// The baseline to compare with.
    pub(super) fn baseline(&self) -> Option<PathBuf> {
        let configured = self.baseline.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        self.args.baseline.clone().or(configured)
    }
}

/// A severity as an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SeverityArg {
    /// Errors
    Error,
    /// Warnings and errors
    Warning,
    /// Everything
    Note,
}

impl From<SeverityArg> for Severity {
    fn from(arg: SeverityArg) -> Self {
        match arg {
            SeverityArg::Error => Self::Error,
            SeverityArg::Warning => Self::Warning,
            SeverityArg::Note => Self::Note,
        }
    }
}
