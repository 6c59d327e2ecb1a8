//! Which of the descriptions that were found are left out: links to another, and what git ignores.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use crate::files::FileLoader;
use crate::text::Loader;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Leaves out what is not checked by itself. Paths in `named` were asked for by name, and stay.
pub(super) fn narrow(paths: Vec<PathBuf>, named: &[PathBuf]) -> Vec<PathBuf> {
    let mut ignores = Ignores::default();
    let is_named = |path: &Path| named.iter().any(|other| other == path || other.strip_prefix("./") == Ok(path));
    // what lies in a directory that was asked for by name is judged from there on
    let named: Vec<PathBuf> = named.iter().filter_map(|path| std::path::absolute(path).ok()).collect();
    let below = |path: &Path| {
        let full = std::path::absolute(path).ok()?;
        named.iter().filter(|named| full.starts_with(named)).max_by_key(|named| named.as_os_str().len()).cloned()
    };
    let kept = paths.into_iter().filter(|path| is_named(path) || !ignores.ignores(path, below(path))).collect();
    without_twins(kept)
}

/// A link to a description beside it is the same description: what is found is found once.
fn without_twins(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let files: HashSet<PathBuf> =
        paths.iter().filter(|path| !path.is_symlink()).filter_map(|path| std::fs::canonicalize(path).ok()).collect();
    let mut linked: HashSet<PathBuf> = HashSet::new();
    paths
        .into_iter()
        .filter(|path| {
            if !path.is_symlink() {
                return true;
            }
            match std::fs::canonicalize(path) {
                // of several links to a file elsewhere the first stands for it
                Ok(file) => !files.contains(&file) && linked.insert(file),
                Err(_) => true,
            }
        })
        .collect()
}

/// The `.gitignore` files on the way, each read once.
#[derive(Default)]
struct Ignores {
    /// By directory: its rules, if it has any, and whether it is the top of a repository.
    known: BTreeMap<PathBuf, (Option<Gitignore>, bool)>,
}

impl Ignores {
    /// Whether git ignores a path, or a directory around it below `from`.
    fn ignores(&mut self, path: &Path, from: Option<PathBuf>) -> bool {
        let Ok(full) = std::path::absolute(path) else { return false };
        let mut chain: Vec<PathBuf> = Vec::new();
        let mut is_repository = false;
        for directory in full.ancestors().skip(1) {
            chain.push(directory.to_path_buf());
            let (_, is_top) = self.known.entry(directory.to_path_buf()).or_insert_with(|| read(directory));
            if *is_top {
                is_repository = true;
                break;
            }
        }
        // outside of a repository git ignores nothing
        if !is_repository {
            return false;
        }
        let judged = full.ancestors().take_while(|path| from.as_deref().is_none_or(|from| *path != from));
        let mut judged: Vec<&Path> = judged.collect();
        // what is in a directory that is ignored cannot be taken back
        while let Some(part) = judged.pop() {
            let says = |directory: &PathBuf| {
                let (Some(rules), _) = self.known.get(directory)? else { return None };
                let inside = part.starts_with(directory) && part != directory;
                Some(rules.matched(part, part != full)).filter(|verdict| inside && !verdict.is_none())
            };
            // the nearest file that says anything counts
            if chain.iter().find_map(says).is_some_and(|verdict| verdict.is_ignore()) {
                return true;
            }
        }
        false
    }
}

/// A longer `.gitignore` is not heeded.
const MAX_RULES: usize = 256 << 10;

fn read(directory: &Path) -> (Option<Gitignore>, bool) {
    let file = directory.join(".gitignore");
    // git follows no link here either
    let is_file = std::fs::symlink_metadata(&file).is_ok_and(|metadata| metadata.is_file());
    let bytes = is_file.then(|| FileLoader::beside(&file).read_limited(&file, MAX_RULES).ok()).flatten();
    let rules = bytes.and_then(|bytes| {
        let mut builder = GitignoreBuilder::new(directory);
        for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines() {
            // a line that is no pattern is passed over, as git does
            let _ = builder.add_line(None, line);
        }
        builder.build().ok()
    });
    (rules, directory.join(".git").exists())
}
