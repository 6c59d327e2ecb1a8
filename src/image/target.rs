//! What the image is built for and where: the distribution's container defaults, versions, and the place of the build.

use super::Description;
use crate::kiwi::releases::Version;
use crate::kiwi::{at, el};

/// A family of distributions whose defaults are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Distribution {
    /// openSUSE and SUSE Linux Enterprise.
    Suse,
    /// Fedora, RHEL and what is built from them.
    Fedora,
    /// Debian and Ubuntu.
    Debian,
    /// Arch Linux.
    Arch,
    /// Alpine.
    Alpine,
}

impl Distribution {
    /// By the name that configuration uses.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "suse" => Self::Suse,
            "fedora" => Self::Fedora,
            "debian" => Self::Debian,
            "arch" => Self::Arch,
            "alpine" => Self::Alpine,
            _ => return None,
        })
    }

    /// The names that [`Self::from_name`] knows.
    pub const NAMES: [&'static str; 5] = ["suse", "fedora", "debian", "arch", "alpine"];
}

/// Where the build runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Place {
    /// A machine with a network.
    #[default]
    Local,
    /// A build service: nothing can be fetched, sources are looked up by other rules.
    BuildService,
    /// A container: devices and mounts are what it was started with.
    Container,
}

/// What verdicts may depend on; `None` is unknown, never a default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The family of the distribution.
    pub distribution: Option<Distribution>,
    /// podman's version in the image: major, minor.
    pub podman: Option<(u32, u32)>,
    /// docker's version in the image: major, minor.
    pub docker: Option<(u32, u32)>,
    /// The version of KIWI that builds.
    pub kiwi: Option<Version>,
    /// Where the build runs.
    pub place: Place,
}

impl Target {
    /// What the description tells of its target: by the repositories' addresses, else by the package manager.
    #[must_use]
    pub fn infer(description: &Description) -> Self {
        let tree = &description.tree;
        let mut target = Self::default();
        for element in tree.iter().filter(|element| element.name == el::SOURCE) {
            let Some(path) = element.get(at::PATH).map(str::to_ascii_lowercase) else { continue };
            let has = |words: &[&str]| words.iter().any(|word| path.contains(word));
            target.distribution = target.distribution.or_else(|| {
                if has(&["suse"]) {
                    Some(Distribution::Suse)
                } else if has(&["fedora", "centos", "almalinux", "rockylinux", "rhel"]) {
                    Some(Distribution::Fedora)
                } else if has(&["debian", "ubuntu"]) {
                    Some(Distribution::Debian)
                } else if has(&["archlinux"]) {
                    Some(Distribution::Arch)
                } else if has(&["alpine"]) {
                    Some(Distribution::Alpine)
                } else {
                    None
                }
            });
        }
        let manager = tree.iter().find(|element| element.name == el::PACKAGEMANAGER).map(|element| element.text.trim());
        target.distribution = target.distribution.or(match manager {
            Some("zypper") => Some(Distribution::Suse),
            Some("dnf" | "dnf4" | "dnf5" | "microdnf" | "yum") => Some(Distribution::Fedora),
            Some("apt" | "apt-get") => Some(Distribution::Debian),
            Some("pacman") => Some(Distribution::Arch),
            Some("apk") => Some(Distribution::Alpine),
            _ => None,
        });
        // stable Debian releases keep their versions; others move, and are not guessed
        for element in tree.iter().filter(|element| element.name == el::REPOSITORY) {
            let (podman, docker) = match element.get(at::DISTRIBUTION) {
                Some("bookworm") => ((4, 3), (20, 10)),
                Some("trixie") => ((5, 4), (26, 1)),
                _ => continue,
            };
            target.podman = target.podman.or(Some(podman));
            target.docker = target.docker.or(Some(docker));
        }
        target
    }

    /// Whether the build runs in a build service.
    #[must_use]
    pub fn is_build_service(&self) -> bool {
        self.place == Place::BuildService
    }
}
