//! Where `podman pull NAME` goes.

use super::super::reference::{self, Normalized, PodmanImage};
use super::super::version::Generation;
use super::{Configuration, Mode, Registry};

/// What a pull comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pull {
    /// These are tried in order.
    Candidates(Vec<Normalized>),
    /// Something of the local system, by another transport.
    Local,
    /// It stops at a question, which needs a terminal; without one it fails.
    Choice(Vec<Normalized>),
    /// It stops at a question that is enforced, and there is no terminal to ask at: it fails with [`NO_TERMINAL`].
    NobodyToAsk,
    /// It fails for another reason; the text is what podman prints after `Error: `.
    Fails(String),
}

/// What podman prints where a choice is enforced and nobody can make it.
pub const NO_TERMINAL: &str = "short-name resolution enforced but cannot prompt without a TTY";

/// Checks an image name and says whether its host must come from the configuration.
///
/// # Errors
/// What podman prints after `Error: ` where it is no name.
pub fn check_name(name: &str, generation: Generation) -> Result<bool, String> {
    reference::podman(name, generation).map(|found| matches!(found, PodmanImage::Short { .. }))
}

impl Configuration {
    /// What `podman pull name` does without a terminal; `terminal` says whether there is one.
    #[must_use]
    pub fn pull(&self, name: &str, generation: Generation, terminal: bool) -> Pull {
        let image = match reference::podman(name, generation) {
            Ok(image) => image,
            Err(text) => return Pull::Fails(text),
        };
        let candidates = match image {
            PodmanImage::Transport(_) => return Pull::Local,
            PodmanImage::Qualified(image) => vec![image],
            PodmanImage::Short { name: short, tag, digest } => {
                let complete = |mut image: Normalized| {
                    image.tag.clone_from(&tag);
                    image.digest.clone_from(&digest);
                    image.with_default_tag()
                };
                if let Some((Some(target), _)) = self.aliases.get(&short) {
                    vec![complete(target.clone())]
                } else if self.search.is_empty() {
                    let why = if self.search_origin.is_empty() {
                        "no containers-registries.conf(5) was found".to_owned()
                    } else {
                        format!(
                            "no unqualified-search registries are defined in {}",
                            super::super::go_toml::quote(&self.search_origin)
                        )
                    };
                    let quoted = super::super::go_toml::quote(name);
                    return Pull::Fails(format!("short-name {quoted} did not resolve to an alias and {why}"));
                } else {
                    let mut found = Vec::new();
                    for host in &self.search {
                        match reference::normalize(&format!("{host}/{short}")) {
                            Ok(image) => found.push(complete(image)),
                            Err(error) => {
                                return Pull::Fails(format!(
                                    "creating reference with unqualified-search registry {}: {}",
                                    super::super::go_toml::quote(host),
                                    reference::skopeo_text(&error)
                                ));
                            }
                        }
                    }
                    match self.mode.unwrap_or(Mode::Permissive) {
                        mode if found.len() > 1 && mode != Mode::Disabled && terminal => return Pull::Choice(found),
                        Mode::Enforcing if found.len() > 1 => return Pull::NobodyToAsk,
                        _ => found,
                    }
                }
            }
        };
        // The first candidate that can be asked at all is asked; what the registry answers is not known here.
        let mut last = None;
        let usable: Vec<Normalized> = candidates
            .into_iter()
            .filter(|image| match self.sources(image) {
                Ok(_) => true,
                Err(text) => {
                    last = Some(format!("initializing source docker://{image}: {text}"));
                    false
                }
            })
            .collect();
        match (usable.is_empty(), last) {
            (true, Some(text)) => Pull::Fails(text),
            _ => Pull::Candidates(usable),
        }
    }

    /// The registry that `image` belongs to: the one with the longest prefix.
    #[must_use]
    pub fn find(&self, image: &str) -> Option<&Registry> {
        self.registries
            .values()
            .filter(|registry| match_prefix(image, &registry.prefix.value).is_some())
            .reduce(|best, next| if next.prefix.value.len() > best.prefix.value.len() { next } else { best })
    }

    /// Where an image is asked for, mirrors first.
    ///
    /// # Errors
    /// What podman prints after `initializing source docker://IMAGE: `.
    pub fn sources(&self, image: &Normalized) -> Result<Vec<String>, String> {
        let text = image.to_string();
        let Some(registry) = self.find(&text) else { return Ok(vec![text]) };
        if registry.blocked {
            let prefix = &registry.prefix.value;
            return Err(format!("registry {prefix} is blocked in registries.conf"));
        }
        let by_digest = image.digest.is_some();
        let mirrors = registry.mirrors.iter().filter(|mirror| match mirror.pull_from.as_str() {
            _ if registry.digest_only => by_digest,
            "digest-only" => by_digest,
            "tag-only" => !by_digest,
            _ => true,
        });
        let mut result = Vec::new();
        for location in mirrors.map(|mirror| &mirror.location.value).chain([&registry.location.value]) {
            result.push(rewrite(&text, &registry.prefix.value, location)?);
        }
        Ok(result)
    }
}

fn rewrite(image: &str, prefix: &str, location: &str) -> Result<String, String> {
    if location.is_empty() {
        return Ok(image.to_owned());
    }
    let end = match_prefix(image, prefix).unwrap_or(0);
    let new = format!("{location}{}", &image[end..]);
    match reference::normalize(&new) {
        Ok(found) if found.to_string() == new => Ok(new),
        Ok(_) => Err("rewriting reference: repository name must be canonical".to_owned()),
        Err(error) => Err(format!("rewriting reference: {}", reference::skopeo_text(&error))),
    }
}

/// How much of `image` a prefix covers. A plain prefix ends at `/`, `:` or `@`; one that begins with `*.` covers a
/// host below it.
fn match_prefix(image: &str, prefix: &str) -> Option<usize> {
    let end = match prefix.strip_prefix('*') {
        Some(suffix) if suffix.starts_with('.') => {
            let at = image.find(suffix)?;
            if image[..at].contains('/') {
                return None;
            }
            at + suffix.len()
        }
        _ => {
            image.strip_prefix(prefix)?;
            prefix.len()
        }
    };
    matches!(image.as_bytes().get(end), None | Some(b':' | b'/' | b'@')).then_some(end)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Paths, load};
    use super::*;

    fn configuration(files: &[(&str, &str)]) -> Configuration {
        let files: BTreeMap<String, Vec<u8>> =
            files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        load(&files, Generation::V5, &Paths::default()).unwrap()
    }

    const MAIN: &str = "/etc/containers/registries.conf";

    fn first(pull: &Pull) -> String {
        match pull {
            Pull::Candidates(all) => all[0].to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn short_names_follow_aliases_then_the_list() {
        let found = configuration(&[(
            MAIN,
            "unqualified-search-registries = [\"a.example\", \"b.example\"]\n[aliases]\n\"app\" = \"c.example/x\"\n",
        )]);
        assert_eq!(first(&found.pull("app:2", Generation::V5, false)), "c.example/x:2");
        assert_eq!(first(&found.pull("team/app", Generation::V5, false)), "a.example/team/app:latest");
        assert!(matches!(found.pull("team/app", Generation::V5, true), Pull::Choice(all) if all.len() == 2));
    }

    #[test]
    fn the_longest_prefix_wins_and_rewrites() {
        let found = configuration(&[(
            MAIN,
            "[[registry]]\nprefix = \"*.example.com\"\nlocation = \"wild.example\"\n[[registry]]\nprefix = \
             \"r.example.com/team\"\nlocation = \"own.example/t\"\n[[registry.mirror]]\nlocation = \"m.example\"\n",
        )]);
        let image = |text: &str| reference::normalize(text).unwrap();
        assert_eq!(found.sources(&image("r.example.com/team/a:1")).unwrap(), ["m.example/a:1", "own.example/t/a:1"]);
        assert_eq!(found.sources(&image("r.example.com/other/a:1")).unwrap(), ["wild.example/other/a:1"]);
        assert_eq!(found.sources(&image("other.org/a:1")).unwrap(), ["other.org/a:1"]);
    }

    #[test]
    fn a_drop_in_replaces_the_list_and_a_user_file_everything() {
        let system = [
            (MAIN, "unqualified-search-registries = [\"a.example\"]\n"),
            ("/etc/containers/registries.conf.d/00-vendor.conf", "unqualified-search-registries = [\"v.example\"]\n"),
        ];
        assert_eq!(configuration(&system).search, ["v.example"]);
        let mut all = system.to_vec();
        all.push(("/root/.config/containers/registries.conf", "short-name-mode = \"disabled\"\n"));
        assert!(configuration(&all).search.is_empty());
    }
}
