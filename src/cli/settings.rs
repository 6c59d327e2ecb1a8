//! The options that override configuration files.

use std::path::{Path, PathBuf};

use super::shellcheck;
use crate::analysis::{Others, Overrides, Project};
use crate::diagnostic::Severity;

/// Options that every checking command takes.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "What is judged")]
pub struct SettingsArgs {
    /// Report only these diagnostics, by name or by group (`script`, `registry`, …)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not report these diagnostics, by name or by group
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
    /// The version of KIWI that builds, as `10.2` or `10.2.33`: what it does not know is an error
    #[arg(long, value_name = "VERSION")]
    kiwi: Option<String>,
    /// The edition of KIWI's schema: `kiwi` or `containers-in-packages`
    #[arg(long, value_name = "NAME")]
    edition: Option<String>,
    /// Check an old description as it is, without upgrading it first
    #[arg(long)]
    no_upgrade: bool,
    /// Ask shellcheck about the scripts, too
    #[arg(long)]
    shellcheck: bool,
    /// Report findings that a comment suppresses, too
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

impl SettingsArgs {
    /// The project of this run.
    ///
    /// # Errors
    /// What is wrong with the options, as one line.
    pub(super) fn project(&self) -> Result<Project, String> {
        if self.shellcheck && !shellcheck::is_installed() {
            return Err("`--shellcheck` needs the program `shellcheck`, which is not installed".to_owned());
        }
        Project::new(self.overrides(), std::env::current_dir().unwrap_or_default())
    }

    /// The files that the options name.
    pub(super) fn named(&self) -> impl Iterator<Item = &Path> {
        self.config_file.iter().chain(&self.baseline).map(PathBuf::as_path)
    }

    /// What the options say over every configuration.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            pedantic: self.pedantic,
            profiles: self.profile.clone(),
            arch: self.arch.clone(),
            types: self.types.clone(),
            target: self.target.clone(),
            edition: self.edition.clone(),
            no_upgrade: self.no_upgrade,
            no_suppressions: self.no_suppressions,
            config_file: self.config_file.clone(),
            isolated: self.isolated,
            assignments: self
                .config
                .iter()
                .cloned()
                .chain(self.kiwi.iter().map(|version| format!("kiwi={version}")))
                .collect(),
            baseline: self.baseline.clone(),
        }
    }

    /// What other programs than rowi find in the files that a check has read.
    pub(super) fn others(&self) -> Others<'static> {
        self.shellcheck.then_some(&shellcheck::findings)
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
