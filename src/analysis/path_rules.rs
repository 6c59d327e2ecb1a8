//! `[[per-path]]` of the configuration, compiled: which names are switched off for a file.

use crate::analysis::catalogue::INVALID_CONFIG_VALUE;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::Config;
use crate::diagnostic::Diagnostic;
use crate::text::normalize;

/// Globs that are compiled into one automaton: more of them would meet the limit that globset has for its size.
const TOGETHER: usize = 256;
/// A glob longer than this names no path.
const MAX_GLOB: usize = 4096;
/// Directories above a file that are held against the globs.
const MAX_DEPTH: usize = 256;

/// What a path that is excluded switches off: no diagnostic has this name.
pub(super) const EXCLUDED: &str = "(exclude)";

/// The compiled rules.
#[derive(Debug, Default)]
pub(super) struct PathRules {
    sets: Vec<Set>,
}

/// Globs over paths from one directory.
#[derive(Debug)]
struct Set {
    directory: PathBuf,
    globs: GlobSet,
    /// What each glob of the set switches off.
    names: Vec<HashSet<String>>,
}

impl PathRules {
    /// Compiles the rules of a configuration; what cannot be compiled is added to `problems`.
    pub(super) fn new(config: &Config, here: &Path, problems: &mut Vec<Diagnostic>) -> Self {
        let mut by_directory: BTreeMap<PathBuf, Vec<(Glob, HashSet<String>)>> = BTreeMap::new();
        let mut seen: HashMap<(&Path, &str), usize> = HashMap::new();
        let excluded = config.exclude.iter().map(|rule| (rule, true));
        for (rule, is_excluded) in config.per_path.iter().map(|rule| (rule, false)).chain(excluded) {
            let ignored = || {
                let names = rule.ignore.iter().map(|ignore| ignore.name.clone());
                names.chain(is_excluded.then(|| EXCLUDED.to_owned()))
            };
            // a path that is written again adds to what it switches off
            let own = by_directory.entry(normalize(&here.join(&rule.directory))).or_default();
            if let Some(index) = seen.get(&(&*rule.directory, &*rule.path)) {
                own[*index].1.extend(ignored());
                continue;
            }
            match glob(&rule.path) {
                Ok(glob) => {
                    seen.insert((&rule.directory, &rule.path), own.len());
                    own.push((glob, ignored().collect()));
                }
                Err(why) => problems.extend(rule.span.map(|span| {
                    let message = format!("`{}` is no glob: {why}", if is_excluded { "exclude" } else { "path" });
                    Diagnostic::error(&INVALID_CONFIG_VALUE, message, span)
                })),
            }
        }
        let mut sets = Vec::new();
        for (directory, rules) in by_directory {
            for rules in rules.chunks(TOGETHER) {
                let mut builder = GlobSetBuilder::new();
                let mut names = Vec::new();
                for (glob, ignored) in rules {
                    builder.add(glob.clone());
                    names.push(ignored.clone());
                }
                match builder.build() {
                    Ok(globs) => sets.push(Set { directory: directory.clone(), globs, names }),
                    Err(error) => problems.extend(config.per_path.iter().find_map(|rule| rule.span).map(|span| {
                        let message = format!("the globs of `per-path` are too large: {error}");
                        Diagnostic::error(&INVALID_CONFIG_VALUE, message, span)
                    })),
                }
            }
        }
        Self { sets }
    }

    /// The names that are switched off for a file. Relative paths start at `here`.
    pub(super) fn ignored(&self, file: &Path, here: &Path) -> HashSet<&str> {
        if self.sets.is_empty() {
            return HashSet::new();
        }
        let file = normalize(&here.join(file));
        let matching = self.sets.iter().flat_map(|set| {
            let below = file.strip_prefix(&set.directory).unwrap_or(&file);
            // what names a directory holds for all below it
            let places = below.ancestors().take(MAX_DEPTH).filter(|place| !place.as_os_str().is_empty());
            places.flat_map(|place| set.globs.matches(place)).filter_map(|index| set.names.get(index))
        });
        matching.flatten().map(String::as_str).collect()
    }
}

/// The glob of a path of the configuration: `*` and `?` stay within a name, `**` goes over directories; a path without
/// `/` names files and directories in any directory.
fn glob(path: &str) -> Result<Glob, String> {
    if path.len() > MAX_GLOB {
        return Err(format!("it is longer than {MAX_GLOB} bytes"));
    }
    let path = path.trim_end_matches('/');
    let path = path.strip_prefix("./").unwrap_or(path);
    let path = if path.contains('/') { path.to_owned() } else { format!("**/{path}") };
    let glob = GlobBuilder::new(&path).literal_separator(true).backslash_escape(false).build();
    glob.map_err(|error| error.kind().to_string())
}

/// Whether a glob matches a path; one that is no glob matches nothing.
pub(super) fn matches_glob(pattern: &str, path: &Path) -> bool {
    glob(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Ignore, PerPath};

    fn rules(paths: &[&str]) -> Config {
        let ignore = |index: usize| vec![Ignore { name: format!("name-{index}"), reason: None, span: None }];
        let per_path = paths.iter().enumerate().map(|(index, path)| PerPath {
            path: (*path).to_owned(),
            directory: "d".into(),
            ignore: ignore(index),
            span: None,
        });
        Config { per_path: per_path.collect(), ..Config::default() }
    }

    fn matches(glob: &str, path: &str) -> bool {
        let rules = PathRules::new(&rules(&[glob]), Path::new("/here"), &mut Vec::new());
        !rules.ignored(&Path::new("d").join(path), Path::new("/here")).is_empty()
    }

    #[test]
    fn globs_match_names_directories_and_what_is_below() {
        for (pattern, path, expected) in [
            ("*.kiwi", "a/b.kiwi", true),
            ("a/*.kiwi", "a/b.kiwi", true),
            ("./a/*.kiwi", "a/b.kiwi", true),
            ("a/*.kiwi", "a/c/b.kiwi", false),
            ("a/**", "a/c/b.kiwi", true),
            ("a", "a/c/b.kiwi", true),
            ("a/", "a/c/b.kiwi", true),
            ("**/c/*", "a/c/b.kiwi", true),
            ("?.kiwi", "bb.kiwi", false),
            ("{a,x}/*", "a/b.kiwi", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn a_glob_takes_time_in_proportion_to_the_name() {
        let glob = format!("{}b", "*a".repeat(200));
        assert!(!matches(&glob, &"a".repeat(200)));
        assert!(!matches(&format!("{}b", "**/".repeat(100)), &"a/".repeat(300)));
    }

    #[test]
    fn thousands_of_rules_are_compiled_once() {
        let paths: Vec<String> = (0..1_000).map(|index| format!("a{index}/*x*.kiwi")).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let rules = PathRules::new(&rules(&paths), Path::new("/here"), &mut Vec::new());
        let found = rules.ignored(Path::new("d/a77/x.kiwi"), Path::new("/here"));
        assert_eq!(found, HashSet::from(["name-77"]));
    }
}
