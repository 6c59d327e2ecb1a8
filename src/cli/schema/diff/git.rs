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

/// A path of the command line as one from the top of the repository that the folder is in.
pub(super) fn from_top(folder: &Path, path: &Path) -> String {
    let prefix = line(folder, &["rev-parse", "--show-prefix"]).unwrap_or_default();
    plain(&Path::new(&prefix).join(path.strip_prefix(folder).unwrap_or(path))).to_string_lossy().replace('\\', "/")
}

/// The files of a revision. A file is named `git:REV:/PATH`, from the top of the repository: the slash keeps a revision
/// such as `origin/main` apart from the folders that names relative to this one climb in.
pub(super) struct History {
    revision: String,
    /// Where git runs.
    folder: PathBuf,
}

impl History {
    pub(super) fn new(revision: &str, folder: &Path) -> Self {
        Self { revision: revision.to_owned(), folder: folder.to_owned() }
    }

    /// The name of a file.
    pub(super) fn name(&self, path: &str) -> String {
        format!("git:{}:/{path}", self.revision)
    }

    /// The file, or what git says.
    pub(super) fn bytes(&self, name: &Path) -> Result<Vec<u8>, String> {
        let path = name.strip_prefix(self.name("")).unwrap_or(name);
        let object = format!("{}:{}", self.revision, plain(path).to_string_lossy().replace('\\', "/"));
        git(&self.folder, &["cat-file", "blob", &object])
    }
}

/// The name of a file as people and git write it.
pub(super) fn shown(name: &str) -> String {
    parts(name)
        .map_or_else(|| name.to_owned(), |(revision, path)| format!("git:{revision}:{}", path.trim_start_matches('/')))
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
