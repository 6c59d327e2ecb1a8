//! Versions of the tools, and which libraries stand behind them.

use std::fmt;

/// A released version, compared by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
    /// Third number.
    pub patch: u16,
}

impl Version {
    /// The version `major.minor.patch`.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `5`, `5.4` or `5.4.2`; what follows a `-`, `+` or `~` is left out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let numbers = text.trim().split(['-', '+', '~']).next()?;
        let mut parts = numbers.split('.');
        let mut next = |needed: bool| match parts.next() {
            Some(part) => part.parse().ok(),
            None if needed => None,
            None => Some(0),
        };
        Some(Self { major: next(true)?, minor: next(false)?, patch: next(false)? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The generations of the library behind podman, skopeo and buildah (containers/image, later container-libs) that
/// differ in what they accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Generation {
    /// podman 4.3 and before, skopeo up to 1.10: version-1 tables with empty lists may stand beside version 2, no
    /// byte order mark, dangling drop-in links are errors.
    V4,
    /// podman 4.4 to 5.4, skopeo 1.11 to 1.18.
    V5,
    /// podman 5.5 to 5.7, skopeo 1.19 to 1.22: only error texts differ.
    V5_5,
    /// podman 5.8: a list given twice is an error, storage.conf files are merged.
    V5_8,
    /// podman 6: version 1 is gone, one main file, drop-ins of `/usr/share` and `/etc` merged by name.
    V6,
}

impl Generation {
    /// Those that differ in verdicts, oldest first.
    pub const ALL: [Self; 4] = [Self::V4, Self::V5, Self::V5_8, Self::V6];

    /// The generation of a podman.
    #[must_use]
    pub fn of_podman(version: Version) -> Self {
        if version >= Version::new(6, 0, 0) {
            Self::V6
        } else if version >= Version::new(5, 8, 0) {
            Self::V5_8
        } else if version >= Version::new(5, 5, 0) {
            Self::V5_5
        } else if version >= Version::new(4, 4, 0) {
            Self::V5
        } else {
            Self::V4
        }
    }

    /// The generation of a skopeo.
    #[must_use]
    pub fn of_skopeo(version: Version) -> Self {
        if version >= Version::new(1, 23, 0) {
            Self::V6
        } else if version >= Version::new(1, 19, 0) {
            Self::V5_5
        } else if version >= Version::new(1, 11, 0) {
            Self::V5
        } else {
            Self::V4
        }
    }

    /// How messages name it.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::V4 => "podman up to 4.3",
            Self::V5 | Self::V5_5 => "podman 4.4 to 5.7",
            Self::V5_8 => "podman 5.8",
            Self::V6 => "podman 6",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions_as_packages_write_them() {
        assert_eq!(Version::parse("5.4.2+ds1-2"), Some(Version::new(5, 4, 2)));
        assert_eq!(Version::parse("28"), Some(Version::new(28, 0, 0)));
        assert_eq!(Version::parse("new"), None);
        assert_eq!(Version::parse(""), None);
    }

    #[test]
    fn generations_follow_versions() {
        for (version, generation) in [
            ("4.3.1", Generation::V4),
            ("5.4.2", Generation::V5),
            ("5.8.6", Generation::V5_8),
            ("6.1.1", Generation::V6),
        ] {
            assert_eq!(Version::parse(version).map(Generation::of_podman), Some(generation));
        }
        for (version, generation) in
            [("1.9.3", Generation::V4), ("1.18.0", Generation::V5), ("1.22.0", Generation::V5_5)]
        {
            assert_eq!(Version::parse(version).map(Generation::of_skopeo), Some(generation));
        }
    }
}
