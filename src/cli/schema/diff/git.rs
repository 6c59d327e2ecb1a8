//! Files from a repository's history. They come through `git cat-file`, which runs nothing that a repository may
//! configure.

use std::path::{Component, Path, PathBuf};
use std::process::Command;

use crate::text::{EntryKind, LoadError, Loader};

/// Runs git in a folder and gives what it prints.
pub(super) fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    // A monitor of the file system is a program that the repository names.
    const SETTINGS: [&str; 4] = ["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"];
    let run = Command::new("git").arg("-C").arg(folder).args(SETTINGS).args(arguments).output();
    let run = run.map_err(|error| format!("git, which reads the history, cannot be run: {error}"))?;
    if run.status.success() {
        return Ok(run.stdout);
    }
    let text = String::from_utf8_lossy(&run.stderr);
    Err(format!("git says: {}", text.lines().next().unwrap_or("nothing").trim_start_matches("fatal: ")))
}

/// The first line that git prints.
pub(super) fn line(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let text = git(folder, arguments)?;
    Ok(String::from_utf8_lossy(&text).lines().next().unwrap_or("").to_owned())
}

/// Revision and path of `git:REV:PATH`.
pub(super) fn parts(name: &str) -> Option<(&str, &str)> {
    let (revision, path) = name.strip_prefix("git:")?.split_once(':')?;
    (!revision.is_empty() && !revision.starts_with('-') && !path.is_empty()).then_some((revision, path))
}

/// The nearest folder above a path that is still there: git runs in it, so that a schema of another repository than
/// that of the current folder is found.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    let mut above = path.ancestors().skip(1).map(|own| if own.as_os_str().is_empty() { Path::new(".") } else { own });
    above.find(|own| own.is_dir()).unwrap_or(Path::new(".")).to_owned()
}

/// A path without `.` and `..`, as it is written.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// A path from the root of the file system.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::env::current_dir().map_or_else(|_| path.to_owned(), |here| plain(&here.join(path)))
}

/// The files of a revision. They are named as on the command line, `git:REV:PATH`, or relative to such a name.
pub(super) struct History {
    revision: String,
    /// Where git runs.
    folder: PathBuf,
    /// The top of the work tree; `None` where paths start at the top, or there is no work tree.
    top: Option<PathBuf>,
    /// What the schema's name begins with, up to its last slash.
    base: PathBuf,
}

impl History {
    /// A revision of the repository that holds `path`, as the command line has it.
    pub(super) fn new(revision: &str, path: &str) -> Self {
        let folder = folder_of(Path::new(path));
        let top = line(&folder, &["rev-parse", "--show-toplevel"]).ok().filter(|top| !top.is_empty());
        Self { top: top.map(PathBuf::from), folder, ..Self::from_top(revision, path, Path::new(".")) }
    }

    /// A revision whose paths start at the top of the repository, which `folder` is in.
    pub(super) fn from_top(revision: &str, path: &str, folder: &Path) -> Self {
        let name = format!("git:{revision}:{path}");
        let base = Path::new(&name).parent().unwrap_or(Path::new("")).to_owned();
        Self { revision: revision.to_owned(), folder: folder.to_owned(), top: None, base }
    }

    /// As git names a file of the revision.
    pub(super) fn object(&self, path: &Path) -> String {
        let name = path.to_string_lossy();
        let own = name.strip_prefix(&format!("git:{}:", self.revision));
        // A revision may have slashes, and be taken for folders: `git:origin/main:a.rnc`.
        let path = own.map_or_else(|| path.strip_prefix(&self.base).unwrap_or(path), Path::new);
        let whole = self.top.as_ref().and_then(|top| absolute(path).strip_prefix(top).ok().map(Path::to_owned));
        let inside = match (whole, &self.top) {
            (Some(inside), _) => inside,
            (None, None) => plain(path),
            // The current folder goes by another name than git's.
            (None, Some(_)) => Path::new(".").join(path.strip_prefix(&self.folder).unwrap_or(path)),
        };
        format!("{}:{}", self.revision, inside.to_string_lossy().replace('\\', "/"))
    }

    /// The file, or what git says.
    pub(super) fn bytes(&self, path: &Path) -> Result<Vec<u8>, String> {
        git(&self.folder, &["cat-file", "blob", &self.object(path)])
    }
}

impl Loader for History {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        self.bytes(path).map_err(|_| LoadError::NotFound)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.read(path).ok().map(|_| EntryKind::File)
    }

    fn list(&self, _directory: &Path) -> Vec<String> {
        Vec::new()
    }
}
