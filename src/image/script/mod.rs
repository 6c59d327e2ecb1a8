//! The scripts of a description: found, parsed, interpreted as far as they touch files.

pub mod escapes;
pub mod grammar;
mod here;
pub mod interpret;
pub mod invocation;
pub mod sed;
pub mod syntax;
pub mod walk;

use std::sync::Arc;

use crate::text::{Source, Span};
use invocation::Invocation;
use syntax::Statement;

/// The scripts that KIWI runs, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ScriptKind {
    /// The script that `repository/@customize` names: with the file of the repository, outside of the image's root.
    Customize,
    /// `post_bootstrap.sh`: after the bootstrap packages, before everything else.
    PostBootstrap,
    /// `config.sh`: after packages, overlay and containers.
    Config,
    /// `config-overlay.sh`: as `config.sh`, for an image that is an overlay of another.
    ConfigOverlay,
    /// `config-host-overlay.sh`: the same outside of the image's root.
    ConfigHostOverlay,
    /// `images.sh`: before the image is made.
    Images,
    /// `pre_disk_sync.sh`: before the root tree goes to the disk.
    PreDiskSync,
    /// `disk.sh`: with the root tree on the disk.
    Disk,
    /// The script that `type/@editbootconfig` names; runs outside of the image's root.
    EditBootConfig,
    /// The script that `type/@editbootinstall` names; runs outside of the image's root.
    EditBootInstall,
}

impl ScriptKind {
    /// All, in the order in which KIWI runs them.
    pub const ALL: [Self; 10] = [
        Self::Customize,
        Self::PostBootstrap,
        Self::Config,
        Self::ConfigOverlay,
        Self::ConfigHostOverlay,
        Self::Images,
        Self::PreDiskSync,
        Self::Disk,
        Self::EditBootConfig,
        Self::EditBootInstall,
    ];

    /// Its file name; `None` where the description names the file.
    #[must_use]
    pub fn file_name(self) -> Option<&'static str> {
        Some(match self {
            Self::PostBootstrap => "post_bootstrap.sh",
            Self::Config => "config.sh",
            Self::ConfigOverlay => "config-overlay.sh",
            Self::ConfigHostOverlay => "config-host-overlay.sh",
            Self::Images => "images.sh",
            Self::PreDiskSync => "pre_disk_sync.sh",
            Self::Disk => "disk.sh",
            Self::Customize | Self::EditBootConfig | Self::EditBootInstall => return None,
        })
    }

    /// Whether KIWI runs it with the image's root as its own.
    #[must_use]
    pub fn runs_in_image(self) -> bool {
        !matches!(self, Self::Customize | Self::ConfigHostOverlay | Self::EditBootConfig | Self::EditBootInstall)
    }
}

/// A script.
#[derive(Debug, Clone)]
pub struct Script {
    /// When KIWI runs it.
    pub kind: ScriptKind,
    /// Its text.
    pub source: Arc<Source>,
    /// Whether it is executable. KIWI runs it with bash otherwise.
    pub executable: bool,
    /// Its statements.
    pub statements: Vec<Statement>,
    /// The programs that it may run.
    pub invocations: Vec<Invocation>,
    /// Why nothing of it was understood, in words.
    pub given_up: Option<&'static str>,
}

impl Script {
    /// Parses a script.
    #[must_use]
    pub fn parse(kind: ScriptKind, source: Arc<Source>, executable: bool) -> Self {
        let (holds_nul, length) = (source.text.contains('\0'), source.text.len());
        let statements = match holds_nul {
            true => vec![Statement::Unparsed { span: Span::new(source.id, 0, length), text: String::new() }],
            false => syntax::parse(&source),
        };
        let whole = |one: &Statement| matches!(one, Statement::Unparsed { span, .. } if span.len() == length);
        let given_up = match &*statements {
            [_] if holds_nul => Some("it holds NUL bytes, so it is no script"),
            // a short text is read to its end, whatever is wrong in it
            [only] if length > 4096 && whole(only) => Some("what is wrong in it takes too long to look through"),
            _ => None,
        };
        let invocations = invocation::invocations(&statements);
        Self { kind, source, executable, statements, invocations, given_up }
    }

    /// The interpreter that its first line names, without directory, `env` looked through.
    #[must_use]
    pub fn interpreter(&self) -> Option<&str> {
        let line = self.source.text.lines().next()?.strip_prefix("#!")?;
        let mut words = line.split_whitespace();
        let first = words.next()?.rsplit('/').next()?;
        if first == "env" { words.find(|word| !word.starts_with('-')) } else { Some(first) }
    }

    /// Whether its first line decides what runs it. KIWI hands a script that is not executable to bash, and each that
    /// runs outside of the image's root.
    #[must_use]
    pub fn runs_by_first_line(&self) -> bool {
        self.executable && self.kind.runs_in_image()
    }

    /// The shell that runs it.
    #[must_use]
    pub fn shell(&self) -> &str {
        if self.runs_by_first_line() { self.interpreter().unwrap_or("bash") } else { "bash" }
    }
}
