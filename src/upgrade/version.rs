use std::fmt;
use std::str::FromStr;

/// A version of KIWI's schema. Parts compare as whole numbers, so 7.4 < 7.10 and 9.9 < 10.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    /// Before the dot.
    pub major: u16,
    /// After it.
    pub minor: u16,
}

impl Version {
    /// The version `major.minor`.
    #[must_use]
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// The text is no version: two whole numbers with a dot between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoVersion;

impl fmt::Display for NoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a version is two whole numbers with a dot between them, such as {}", crate::kiwi::SCHEMA_VERSION)
    }
}

impl std::error::Error for NoVersion {}

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Self, NoVersion> {
        let part = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) {
            true => text.parse().map_err(|_| NoVersion),
            false => Err(NoVersion),
        };
        let (major, minor) = text.trim_matches([' ', '\t', '\r', '\n']).split_once('.').ok_or(NoVersion)?;
        // 8.05 is not 8.5, as a decimal or else.
        if minor.len() > 1 && minor.starts_with('0') {
            return Err(NoVersion);
        }
        Ok(Self { major: part(major)?, minor: part(minor)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_no_decimals() {
        let version = |text: &str| text.parse::<Version>();
        assert!(version("7.10").unwrap() > version("7.4").unwrap());
        assert!(version("1.4").unwrap() < version("2.0").unwrap());
        assert_eq!(version(" 8.5\n").unwrap().to_string(), "8.5");
        for wrong in ["", "8", "8.", ".5", "8.5.1", "8.05", "+8.5", "a.b", "8.99999"] {
            assert_eq!(version(wrong), Err(NoVersion), "{wrong}");
        }
    }
}
