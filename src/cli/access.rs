//! `--allow-read`, `--allow-write`: what a run may touch beyond the files that belong to those it is given.

use std::path::PathBuf;

use crate::files::Access;

/// Arguments that every command takes.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Reading and writing")]
pub struct AccessArgs {
    /// Read files below this directory, too, where a file asks for them; may be given several times
    #[arg(long, global = true, value_name = "DIR")]
    allow_read: Vec<PathBuf>,
    /// Write files below this directory, too, where a link or a file leads there; may be given several times
    #[arg(long, global = true, value_name = "DIR")]
    allow_write: Vec<PathBuf>,
}

impl AccessArgs {
    pub(super) fn access(&self) -> Access {
        Access::new(std::env::current_dir().unwrap_or_default(), &self.allow_read, &self.allow_write)
    }
}
