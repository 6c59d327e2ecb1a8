//! Image references as skopeo, podman and docker parse them.
//!
//! The grammar is that of the distribution project (`[domain/]path[:tag][@digest]`); the tools differ in what they
//! do around it: skopeo refuses a tag together with a digest, podman takes names without a host from its search
//! list, docker and skopeo take them from Docker Hub, and skopeo's archive destinations have a grammar of their own.

use super::Version;
use super::version::Generation;

/// Longest name (domain and path) in bytes.
pub const MAX_NAME: usize = 255;
/// Longest tag in bytes.
pub const MAX_TAG: usize = 128;
/// The host that a name without one means to docker and skopeo.
pub const DOCKER_HUB: &str = "docker.io";

/// A reference by its grammar, nothing filled in. All parts are slices of what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reference<'a> {
    /// The first component, where a second follows and it can be a host name; it need not be one.
    pub domain: Option<&'a str>,
    /// The rest of the name.
    pub path: &'a str,
    /// What follows `:`.
    pub tag: Option<&'a str>,
    /// What follows `@`.
    pub digest: Option<&'a str>,
}

impl Reference<'_> {
    /// Whether the domain is one that every tool takes for a host: it has a dot or a port, or is `localhost`.
    #[must_use]
    pub fn has_host(&self) -> bool {
        self.domain.is_some_and(is_host)
    }
}

/// Whether the tools take `domain` for a host, not for the first part of a path.
#[must_use]
pub fn is_host(domain: &str) -> bool {
    domain.contains(['.', ':']) || domain == "localhost"
}

/// Why a text is no reference.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReferenceError {
    /// Nothing was written.
    Empty,
    /// The grammar does not allow it.
    Format,
    /// Only upper-case letters in the path stand against it.
    Uppercase,
    /// The name is longer than [`MAX_NAME`].
    NameTooLong,
    /// The digest is not `algorithm:hex`.
    DigestFormat,
    /// The digest's hexadecimal part has a wrong length.
    DigestLength,
    /// The digest's algorithm is not known.
    DigestAlgorithm,
    /// 64 hexadecimal digits alone mean an image's identifier.
    Identifier(String),
    /// skopeo does not take both.
    TagAndDigest,
}

impl std::fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("repository name must have at least one component"),
            Self::Format => f.write_str("invalid reference format"),
            Self::Uppercase => f.write_str("repository name must be lowercase"),
            Self::NameTooLong => write!(f, "repository name must not be more than {MAX_NAME} characters"),
            Self::DigestFormat => f.write_str("invalid checksum digest format"),
            Self::DigestLength => f.write_str("invalid checksum digest length"),
            Self::DigestAlgorithm => f.write_str("unsupported digest algorithm"),
            Self::Identifier(name) => {
                write!(f, "invalid repository name ({name}), cannot specify 64-byte hexadecimal strings")
            }
            Self::TagAndDigest => {
                f.write_str("Docker references with both a tag and digest are currently not supported")
            }
        }
    }
}

impl std::error::Error for ReferenceError {}

/// Reads `text` by the grammar alone.
///
/// # Errors
/// [`ReferenceError`] where the grammar does not allow it.
pub fn parse(text: &str) -> Result<Reference<'_>, ReferenceError> {
    parse_limited(text, NameLimit::Whole)
}

/// What the limit of 255 counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NameLimit {
    /// Domain and path (distribution 2, containers/image).
    Whole,
    /// The path alone (distribution/reference 0.6, docker since 24).
    Path,
}

fn parse_limited(text: &str, limit: NameLimit) -> Result<Reference<'_>, ReferenceError> {
    let Some(reference) = split(text) else {
        return Err(if text.is_empty() {
            ReferenceError::Empty
        } else if split(&text.to_lowercase()).is_some() {
            ReferenceError::Uppercase
        } else {
            ReferenceError::Format
        });
    };
    let domain = reference.domain.map_or(0, |domain| domain.len() + 1);
    let counted = if limit == NameLimit::Whole { domain + reference.path.len() } else { reference.path.len() };
    if counted > MAX_NAME {
        return Err(ReferenceError::NameTooLong);
    }
    if let Some(digest) = reference.digest {
        check_digest(digest)?;
    }
    Ok(reference)
}

/// Takes a reference apart; `None` where the grammar does not allow it. A name has no `@`, and a `:` only in the
/// domain, so that both separators are found without backtracking.
fn split(text: &str) -> Option<Reference<'_>> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest).filter(|digest| is_digest(digest))?),
        None => (text, ""),
    };
    let digest = (!digest.is_empty()).then_some(digest);
    let last = rest.rfind('/').map_or(0, |at| at + 1);
    let (name, tag) = match rest[last..].find(':') {
        Some(at) => (&rest[..last + at], Some(&rest[last + at + 1..]).filter(|tag| is_tag(tag)).map(Some)?),
        None => (rest, None),
    };
    if let Some((domain, path)) = name.split_once('/')
        && is_domain(domain)
        && path.split('/').all(is_component)
    {
        return Some(Reference { domain: Some(domain), path, tag, digest });
    }
    name.split('/').all(is_component).then_some(Reference { domain: None, path: name, tag, digest })
}

/// A path component: lower-case letters and digits, joined by one `.` or `_`, by `__`, or by any number of `-`.
#[must_use]
pub fn is_component(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(|byte| word(*byte)) || !bytes.last().is_some_and(|byte| word(*byte)) {
        return false;
    }
    bytes
        .split(|byte| word(*byte))
        .all(|separator| matches!(separator, b"" | b"." | b"_" | b"__") || separator.iter().all(|byte| *byte == b'-'))
}

/// A host name with an optional port: what the search list of registries.conf takes.
#[must_use]
pub fn is_domain(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let label = |label: &str| {
        let bytes = label.as_bytes();
        !bytes.is_empty()
            && bytes[0] != b'-'
            && bytes[bytes.len() - 1] != b'-'
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    host.split('.').all(label)
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A tag: a letter, digit or `_`, then up to 127 of these and `.` and `-`.
#[must_use]
pub fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|byte| word(*byte))
        && bytes.len() <= MAX_TAG
        && bytes.iter().all(|byte| word(*byte) || matches!(byte, b'.' | b'-'))
}

/// `algorithm:hex` by the reference grammar; [`check_digest`] is stricter.
fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let part = |part: &str| {
        part.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(part)
        && hex.len() >= 32
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn check_digest(digest: &str) -> Result<(), ReferenceError> {
    let (algorithm, hex) = digest.split_once(':').ok_or(ReferenceError::DigestFormat)?;
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ if algorithm.bytes().any(|byte| byte.is_ascii_uppercase()) => return Err(ReferenceError::DigestFormat),
        _ => return Err(ReferenceError::DigestAlgorithm),
    };
    if hex.len() != length {
        return Err(ReferenceError::DigestLength);
    }
    if hex.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(ReferenceError::DigestFormat);
    }
    Ok(())
}

/// A reference with host and path filled in as docker does: `app` means `docker.io/library/app`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Normalized {
    /// The host.
    pub domain: String,
    /// The path.
    pub path: String,
    /// The tag, if one was written.
    pub tag: Option<String>,
    /// The digest, if one was written.
    pub digest: Option<String>,
}

impl Normalized {
    /// `domain/path`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.domain, self.path)
    }

    /// The reference with the tag `latest` where it has neither tag nor digest.
    #[must_use]
    pub fn with_default_tag(mut self) -> Self {
        if self.tag.is_none() && self.digest.is_none() {
            self.tag = Some("latest".to_owned());
        }
        self
    }
}

impl std::fmt::Display for Normalized {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.domain, self.path)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// Reads `text` and fills in Docker Hub where it names no host.
///
/// # Errors
/// [`ReferenceError`] as the tools report it.
pub fn normalize(text: &str) -> Result<Normalized, ReferenceError> {
    normalize_limited(text, NameLimit::Whole)
}

fn normalize_limited(text: &str, limit: NameLimit) -> Result<Normalized, ReferenceError> {
    if is_identifier(text) {
        return Err(ReferenceError::Identifier(text.to_owned()));
    }
    let (domain, rest) = match text.split_once('/') {
        Some((domain, rest)) if is_host(domain) => (domain, rest),
        _ => (DOCKER_HUB, text),
    };
    let domain = if domain == "index.docker.io" { DOCKER_HUB } else { domain };
    let rest = if domain == DOCKER_HUB && !rest.contains('/') { format!("library/{rest}") } else { rest.to_owned() };
    let path = rest.split(':').next().unwrap_or("");
    if path.to_lowercase() != path {
        return Err(ReferenceError::Uppercase);
    }
    let full = format!("{domain}/{rest}");
    let parsed = parse_limited(&full, limit)?;
    // A host with characters that no host may have (`my_registry.example.com`) leaves no domain, and the first
    // component becomes part of the path. The tools go on, and fail to find a host later.
    Ok(Normalized {
        domain: parsed.domain.unwrap_or_default().to_owned(),
        path: parsed.path.to_owned(),
        tag: parsed.tag.map(str::to_owned),
        digest: parsed.digest.map(str::to_owned),
    })
}

/// Whether `text` is 64 lower-case hexadecimal digits: an image's identifier.
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What skopeo makes of `docker://TEXT`.
///
/// # Errors
/// What it prints after `Invalid source name docker://TEXT: `.
pub fn skopeo(text: &str) -> Result<Normalized, ReferenceError> {
    let reference = normalize(text)?;
    if reference.tag.is_some() && reference.digest.is_some() {
        return Err(ReferenceError::TagAndDigest);
    }
    Ok(reference.with_default_tag())
}

/// What the skopeo of all versions prints for an error of [`skopeo`]; the reference grammar's own messages come with
/// a prefix that podman leaves out.
#[must_use]
pub fn skopeo_text(error: &ReferenceError) -> String {
    match error {
        ReferenceError::Uppercase => format!("{}: {error}", ReferenceError::Format),
        ReferenceError::Empty => ReferenceError::Format.to_string(),
        other => other.to_string(),
    }
}

/// Checks the reference part of `oci-archive:FILE:REFERENCE`, by the OCI image layout's grammar for names:
/// components of letters and digits joined by one of `- . _ : @ +` or by `--`.
///
/// # Errors
/// What skopeo prints after `Invalid destination name oci-archive:FILE:REFERENCE: `.
pub fn check_archive_name(text: &str) -> Result<(), String> {
    let component = |component: &str| {
        let bytes = component.as_bytes();
        bytes.first().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
            && bytes
                .split(|byte| byte.is_ascii_alphanumeric())
                .all(|separator| matches!(separator, b"" | b"-" | b"." | b"_" | b":" | b"@" | b"+" | b"--"))
    };
    if text.is_empty() || text.split('/').all(component) { Ok(()) } else { Err(format!("Invalid image {text}")) }
}

/// What `podman pull` makes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PodmanImage {
    /// It names its registry.
    Qualified(Normalized),
    /// A short name: aliases and the search list decide. Holds the name without tag and digest.
    Short {
        /// The name that aliases are looked up by.
        name: String,
        /// The tag, if one was written.
        tag: Option<String>,
        /// The digest, if one was written.
        digest: Option<String>,
    },
    /// Something of another transport (`oci-archive:`, `dir:`, ...), read from the local system.
    Transport(String),
}

/// Transports other than `docker` that podman takes before a `:`.
const TRANSPORTS: [&str; 10] = [
    "atomic",
    "containers-storage",
    "dir",
    "docker-archive",
    "docker-daemon",
    "oci",
    "oci-archive",
    "ostree",
    "sif",
    "tarball",
];

/// What `podman pull TEXT` makes of its argument.
///
/// # Errors
/// What it prints after `Error: `.
pub fn podman(text: &str, generation: Generation) -> Result<PodmanImage, String> {
    if let Some((transport, _)) = text.split_once(':')
        && TRANSPORTS.contains(&transport)
    {
        return Ok(PodmanImage::Transport(transport.to_owned()));
    }
    let say = |name: &str, error: &ReferenceError| match generation {
        Generation::V4 => error.to_string(),
        _ => format!("parsing reference {}: {error}", super::go_toml::quote(name)),
    };
    // podman hands `docker://` to the transport, which refuses a tag with a digest; without the scheme it drops the
    // tag instead.
    if let Some(name) = text.strip_prefix("docker://") {
        return match normalize(name) {
            Ok(reference) if reference.tag.is_some() && reference.digest.is_some() => {
                Ok(PodmanImage::Qualified(Normalized { tag: None, ..reference }))
            }
            Ok(reference) => Ok(PodmanImage::Qualified(reference.with_default_tag())),
            Err(error) => Err(skopeo_text(&error)),
        };
    }
    if is_identifier(text) {
        return Err(format!("pull policy is always but image has been referred to by ID ({text})"));
    }
    let parsed = parse(text).map_err(|error| say(text, &error))?;
    let tag = if parsed.digest.is_some() { None } else { parsed.tag };
    if parsed.has_host() {
        let mut reference = normalize(text).map_err(|error| say(text, &error))?;
        reference.tag = tag.map(str::to_owned);
        return Ok(PodmanImage::Qualified(reference.with_default_tag()));
    }
    let name = parsed.domain.map_or_else(|| parsed.path.to_owned(), |domain| format!("{domain}/{}", parsed.path));
    Ok(PodmanImage::Short { name, tag: tag.map(str::to_owned), digest: parsed.digest.map(str::to_owned) })
}

/// What docker's client makes of the argument of `docker pull`.
///
/// # Errors
/// What it prints.
pub fn docker(text: &str, version: Version) -> Result<Normalized, String> {
    let modern = version >= Version::new(24, 0, 0);
    // An IPv6 host in brackets is new with distribution/reference 0.5.
    if modern
        && let Some(rest) = text.strip_prefix('[')
        && let Some((address, rest)) = rest.split_once(']')
        && !address.is_empty()
        && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
        && (rest.starts_with('/') || rest.starts_with(':'))
    {
        let stand_in = format!("ipv6.invalid{rest}");
        let domain_length = text.len() - rest.len();
        return normalize_limited(&stand_in, NameLimit::Path)
            .map(|found| Normalized {
                domain: found.domain.replacen("ipv6.invalid", &text[..domain_length], 1),
                ..found
            })
            .map_err(|error| docker_text(text, &error, modern));
    }
    let limit = if modern { NameLimit::Path } else { NameLimit::Whole };
    normalize_limited(text, limit).map(Normalized::with_default_tag).map_err(|error| docker_text(text, &error, modern))
}

fn docker_text(text: &str, error: &ReferenceError, modern: bool) -> String {
    match error {
        ReferenceError::Uppercase if modern => {
            let rest = match text.split_once('/') {
                Some((domain, rest)) if is_host(domain) => rest,
                _ => text,
            };
            let path = rest.split(':').next().unwrap_or(rest);
            format!("invalid reference format: repository name ({path}) must be lowercase")
        }
        ReferenceError::NameTooLong if modern => {
            format!("repository name must not be more than {MAX_NAME} characters")
        }
        other => skopeo_text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_references_apart() {
        let digest = format!("sha256:{}", "0".repeat(64));
        let text = format!("registry.example.com:5000/team/app:1.2@{digest}");
        let reference = parse(&text).unwrap();
        assert_eq!(reference.domain, Some("registry.example.com:5000"));
        assert_eq!(reference.path, "team/app");
        assert_eq!(reference.tag, Some("1.2"));
        assert_eq!(reference.digest, Some(digest.as_str()));
        assert_eq!(parse("host:443").unwrap().tag, Some("443"));
        assert_eq!(parse("team/app").unwrap().domain, Some("team"));
        assert_eq!(parse("my_team/app").unwrap().domain, None);
    }

    #[test]
    fn components_follow_the_grammar() {
        for good in ["a", "a.b", "a_b", "a__b", "a-b", "a---b", "0"] {
            assert!(is_component(good), "{good}");
        }
        for bad in ["", ".a", "a.", "a..b", "a___b", "_a", "a-", "A", "a._b", "ä", "a b"] {
            assert!(!is_component(bad), "{bad}");
        }
    }

    #[test]
    fn search_list_entries_are_hosts() {
        for good in ["registry.example.com", "registry", "Registry.Example.com:5000", "10.0.0.1", "a-b.c"] {
            assert!(is_domain(good), "{good}");
        }
        for bad in ["", "a.", "a_b", "-a", "a/b", "[::1]:5000", "a:latest", "a:", " a", "*.a", "a,b"] {
            assert!(!is_domain(bad), "{bad}");
        }
    }

    #[test]
    fn skopeo_goes_to_docker_hub_without_a_host() {
        assert_eq!(skopeo("app").unwrap().to_string(), "docker.io/library/app:latest");
        assert_eq!(skopeo("team/app:2").unwrap().to_string(), "docker.io/team/app:2");
        assert_eq!(skopeo("index.docker.io/app").unwrap().to_string(), "docker.io/library/app:latest");
        assert_eq!(skopeo("localhost/app").unwrap().to_string(), "localhost/app:latest");
    }

    #[test]
    fn tools_differ_on_tag_and_digest() {
        let text = format!("registry.example.com/app:1@sha256:{}", "0".repeat(64));
        assert_eq!(skopeo(&text), Err(ReferenceError::TagAndDigest));
        assert!(matches!(podman(&text, Generation::V5), Ok(PodmanImage::Qualified(found)) if found.tag.is_none()));
        assert!(docker(&text, Version::new(28, 0, 0)).is_ok());
    }

    #[test]
    fn docker_since_24_counts_the_path_only_and_takes_ipv6() {
        let long = format!("registry.example.com/{}", "a".repeat(250));
        assert!(docker(&long, Version::new(20, 10, 24)).is_err());
        assert!(docker(&long, Version::new(26, 1, 5)).is_ok());
        assert!(docker("[::1]:443/app", Version::new(20, 10, 24)).is_err());
        assert_eq!(docker("[::1]:443/app", Version::new(26, 1, 5)).unwrap().domain, "[::1]:443");
    }

    #[test]
    fn archive_names_have_their_own_grammar() {
        for good in ["a/b:1", "a/my--app:1.0-rc_1", "a.b:5000/c:v1.0--2", "a/b:1@sha256:0"] {
            assert_eq!(check_archive_name(good), Ok(()), "{good}");
        }
        for bad in ["a/my__app:1", "a/app:_1", "a/app:1.", "a/app:1..2", "a/app:1.-2", "a//b", "a/app:1-"] {
            assert!(check_archive_name(bad).is_err(), "{bad}");
        }
    }
}
