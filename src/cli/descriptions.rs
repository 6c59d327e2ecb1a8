//! Finding descriptions below the paths that a user names.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::left_out;
use crate::files::{FileLoader, spell};
use crate::image::ScriptKind;
use crate::text::{LoadError, Loader};

/// Standard input, whole.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn read_stdin() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The descriptions that the paths stand for, sorted. A description stands for itself, a script or a file of an overlay
/// for the description that it belongs to, a directory for the descriptions in it or, where it has none of its own,
/// below it.
///
/// # Errors
/// Where a path is not there, or nothing was found, as one line.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let mut found = Vec::new();
    let mut empty: Vec<&PathBuf> = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            walk(path, 0, &mut found)?;
            if found.len() == before {
                empty.push(path);
            }
        } else if let Some(mut owners) = owners(path) {
            found.append(&mut owners);
        } else {
            // A file that is not there is told by the check itself, with a name that `rowi explain` knows.
            found.push(path.clone());
        }
    }
    let nothing = |path: &Path| format!("no description (`config.xml` or `*.kiwi`) in `{}`", path.display());
    match empty.first() {
        Some(first) if found.is_empty() => return Err(nothing(first)),
        // one of several directories does not keep the others from being looked at
        _ => empty.iter().for_each(|path| {
            // nothing can be done where standard error is closed
            let _ = writeln!(std::io::stderr(), "rowi: {}", nothing(path));
        }),
    }
    let mut found: Vec<PathBuf> = found.into_iter().map(|path| relative(&path)).collect();
    found.sort();
    found.dedup();
    let named: Vec<PathBuf> = paths.iter().map(|path| relative(path)).collect();
    Ok(left_out::narrow(found, &named))
}

/// The descriptions that a script or a file of an overlay belongs to; `None` where the file is neither.
fn owners(path: &Path) -> Option<Vec<PathBuf>> {
    let name = path.file_name()?.to_string_lossy();
    let is_script = ScriptKind::ALL.into_iter().filter_map(ScriptKind::file_name).any(|script| *script == *name);
    let here = || Path::new(".");
    let parent = |path: &Path| {
        path.parent().map(|parent| if parent.as_os_str().is_empty() { here() } else { parent }.to_path_buf())
    };
    let directories: Vec<PathBuf> = if is_script {
        parent(path).into_iter().collect()
    } else {
        // the nearest `root` that stands beside a description
        let roots = path.ancestors().skip(1).filter(|above| above.file_name().is_some_and(|name| name == "root"));
        roots.filter_map(parent).collect()
    };
    if !path.is_file() {
        return None;
    }
    directories.iter().map(|directory| own(directory)).find(|own| !own.is_empty())
}

/// The descriptions in a directory itself.
fn own(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).filter(|path| is_description(path)).collect()
}

/// The path as reports name it: without `./`, and relative where it lies below this directory.
fn relative(path: &Path) -> PathBuf {
    let path = path.strip_prefix("./").unwrap_or(path);
    let here = std::env::current_dir().ok();
    let path = here.and_then(|here| path.strip_prefix(&here).ok()).unwrap_or(path);
    // from here on a name is a text
    PathBuf::from(&*spell(path.as_os_str()))
}

fn walk(directory: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), String> {
    if depth > 32 {
        return Ok(());
    }
    let entries = std::fs::read_dir(directory)
        .map_err(|error| format!("cannot read the directory `{}`: {error}", directory.display()))?;
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let mut own: Vec<PathBuf> = entries.iter().filter(|path| is_description(path)).cloned().collect();
    let has_own = !own.is_empty();
    found.append(&mut own);
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // The overlay of a description holds files of the image, not descriptions; links may lead in circles.
        let skip = name.starts_with('.') || matches!(&*name, "target" | "node_modules") || (has_own && name == "root");
        if !skip && path.is_dir() && !path.is_symlink() {
            walk(&path, depth + 1, found)?;
        }
    }
    Ok(())
}

/// `*.kiwi`, and `config.xml` that holds an `<image>` (other programs have a `config.xml` too). One that cannot be read
/// may be one; the check tells why.
pub(super) fn is_description(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.is_dir() {
        return false;
    }
    if name == "config.xml" {
        return match FileLoader::beside(path).start(path, MAX_PROLOG) {
            Ok(start) => holds_image(&start),
            Err(LoadError::NotFound) => false,
            Err(_) => true,
        };
    }
    path.extension().is_some_and(|extension| extension == "kiwi") && path.exists()
}

/// The element of a description begins within this; comments and a document type may go before it.
const MAX_PROLOG: usize = 1 << 20;

/// Whether the start of an element `image` is among these bytes, in ASCII or in UTF-16.
fn holds_image(bytes: &[u8]) -> bool {
    let big: Vec<u8> = b"<image".iter().flat_map(|byte| [0, *byte]).collect();
    let little: Vec<u8> = b"<image".iter().flat_map(|byte| [*byte, 0]).collect();
    [b"<image".as_slice(), &big, &little].into_iter().any(|wanted| memmem(bytes, wanted))
}

fn memmem(bytes: &[u8], wanted: &[u8]) -> bool {
    let first = wanted[0];
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| *byte == first) {
        if bytes[at + next..].starts_with(wanted) {
            return true;
        }
        at += next + 1;
    }
    false
}
