//! Files from a repository's history. They come through `git cat-file`, which runs nothing that a repository may
//! configure.

use std::path::Path;
use std::process::Command;

use crate::text::{EntryKind, LoadError, Loader};

/// Runs git and gives what it prints.
pub(super) fn git(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let run = Command::new("git").args(arguments).output();
    let run = run.map_err(|error| format!("git, which reads the history, cannot be run: {error}"))?;
    if run.status.success() {
        return Ok(run.stdout);
    }
    let text = String::from_utf8_lossy(&run.stderr);
    Err(format!("git says: {}", text.lines().next().unwrap_or("nothing").trim_start_matches("fatal: ")))
}

/// Revision and path of `git:REV:PATH`.
pub(super) fn parts(name: &str) -> Option<(&str, &str)> {
    let (revision, path) = name.strip_prefix("git:")?.split_once(':')?;
    (!revision.is_empty() && !revision.starts_with('-') && !path.is_empty()).then_some((revision, path))
}

/// The files of a revision. Names are those of the command line, `git:REV:PATH`; relative ones are below the same
/// folder that paths of the command line are.
pub(super) struct History<'a> {
    pub(super) revision: &'a str,
    /// Paths start at the root of the repository, not here.
    pub(super) from_root: bool,
}

impl History<'_> {
    fn object(&self, path: &Path) -> String {
        let name = path.to_string_lossy();
        let path = parts(&name).map_or(&*name, |(_, path)| path);
        let path = path.trim_start_matches("./");
        let here = if self.from_root { "" } else { "./" };
        format!("{}:{here}{path}", self.revision)
    }
}

impl Loader for History<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        git(&["cat-file", "blob", &self.object(path)]).map_err(|_| LoadError::NotFound)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.read(path).ok().map(|_| EntryKind::File)
    }

    fn list(&self, _directory: &Path) -> Vec<String> {
        Vec::new()
    }
}
