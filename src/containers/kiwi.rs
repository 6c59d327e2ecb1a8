//! What KIWI composes from a `<container>`: endpoint, archive name, fetch and load commands.
//!
//! The rules are those of KIWI 10 and 11: the endpoint is `source/path/name:tag` with an absent tag read as
//! `latest`, normalized as a file path, and used twice: behind `docker://` and as the name inside the archive.

use super::reference::{self, Normalized, ReferenceError};

/// Where KIWI stores the archives inside the image.
pub const ARCHIVE_DIRECTORY: &str = "/var/tmp/kiwi_containers";
/// The unit that loads them at first boot.
pub const LOAD_UNIT: &str = "kiwi_containers.service";
/// Where the build service keeps the archives it provides.
pub const BUILD_SERVICE_DIRECTORY: &str = "/usr/src/packages/SOURCES/containers/_obsrepositories";

/// The backends that KIWI fetches and loads for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Backend {
    /// `podman load`.
    Podman,
    /// `docker load`.
    Docker,
    /// `container-snap load`.
    ContainerSnap,
}

impl Backend {
    /// The value of `backend`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Podman => "podman",
            Self::Docker => "docker",
            Self::ContainerSnap => "container-snap",
        }
    }

    /// The backend of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Podman, Self::Docker, Self::ContainerSnap].into_iter().find(|backend| backend.as_str() == name)
    }
}

/// One `<container>` with the `source` of its `<containers>`, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Container<'a> {
    /// `source` of `<containers>`.
    pub source: &'a str,
    /// `path`.
    pub path: Option<&'a str>,
    /// `name`.
    pub name: &'a str,
    /// `tag`.
    pub tag: Option<&'a str>,
}

impl Container<'_> {
    /// The tag that KIWI uses: an absent or empty one is `latest`.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.tag.filter(|tag| !tag.is_empty()).unwrap_or("latest")
    }

    /// What KIWI joins, before it is normalized.
    #[must_use]
    pub fn joined(&self) -> String {
        format!("{}/{}/{}:{}", self.source, self.path.unwrap_or(""), self.name, self.tag())
    }

    /// The endpoint: [`Self::joined`], normalized as a path.
    #[must_use]
    pub fn endpoint(&self) -> String {
        normpath(&self.joined())
    }

    /// Name and tag, which name the archive.
    #[must_use]
    pub fn archive_name(&self) -> String {
        format!("{}_{}", self.name, self.tag())
    }

    /// The archive's path inside the image.
    #[must_use]
    pub fn archive(&self) -> String {
        format!("{ARCHIVE_DIRECTORY}/{}", self.archive_name())
    }

    /// The file that skopeo really writes: it cuts its destination at the first `:`.
    #[must_use]
    pub fn written_archive(&self) -> String {
        let archive = self.archive();
        archive.split(':').next().unwrap_or(&archive).to_owned()
    }

    /// What skopeo fetches, or why it refuses the source name.
    ///
    /// # Errors
    /// The reference error of the endpoint.
    pub fn reference(&self) -> Result<Normalized, ReferenceError> {
        reference::skopeo(&self.endpoint())
    }

    /// What goes wrong before anything is fetched: first what skopeo says of the source, then of the destination.
    /// The text is skopeo's own.
    ///
    /// # Errors
    /// What skopeo prints as its fatal message.
    pub fn check_fetch(&self) -> Result<Normalized, String> {
        let endpoint = self.endpoint();
        let found = reference::skopeo(&endpoint);
        // skopeo parses the source name, then the destination.
        let found = found
            .map_err(|error| format!("Invalid source name docker://{endpoint}: {}", reference::skopeo_text(&error)))?;
        let archive = self.archive();
        let destination = format!("oci-archive:{archive}:{endpoint}");
        let (file, name) = destination["oci-archive:".len()..].split_once(':').unwrap_or((&archive, &endpoint));
        let says = |why: String| Err(format!("Invalid destination name {destination}: {why}"));
        if let Some((directory, _)) = file.rsplit_once('/')
            && directory != ARCHIVE_DIRECTORY
        {
            return says(format!("lstat {directory}: no such file or directory"));
        }
        reference::check_archive_name(name).or_else(|why| says(why).map(|_: Normalized| ()))?;
        Ok(found)
    }

    /// The file that KIWI copies in a build service instead of fetching.
    #[must_use]
    pub fn build_service_file(&self) -> String {
        // KIWI turns `obsrepositories:/ENDPOINT` into a path, which drops a host's port separator's meaning, not the
        // character itself.
        format!("{BUILD_SERVICE_DIRECTORY}/{}.ociarchive", self.endpoint())
    }

    /// The name under which the build service provides the archive: it drops the first component of a source with a
    /// port or a scheme, and does not normalize.
    #[must_use]
    pub fn build_service_provides(&self) -> String {
        let path = self.path.unwrap_or("").trim_matches('/');
        let source = self.source.trim_end_matches('/');
        let middle = if path.is_empty() { String::new() } else { format!("{path}/") };
        let rest = format!("{middle}{}:{}", self.name, self.tag());
        if source.contains(':') { rest } else { format!("{source}/{rest}") }
    }
}

/// Normalizes a path as Python's `os.path.normpath` does: empty and `.` components go, `..` takes one away (at the
/// root nothing, in front of a relative path it stays), two leading slashes stay two.
#[must_use]
pub fn normpath(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    let slashes =
        if path.starts_with("//") && !path.starts_with("///") { 2 } else { usize::from(path.starts_with('/')) };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if parts.is_empty() && slashes > 0 => {}
            other => parts.push(other),
        }
    }
    let joined = format!("{}{}", "/".repeat(slashes), parts.join("/"));
    if joined.is_empty() { ".".to_owned() } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container<'a>(source: &'a str, path: &'a str, name: &'a str, tag: &'a str) -> Container<'a> {
        Container { source, path: Some(path).filter(|path| !path.is_empty()), name, tag: Some(tag) }
    }

    #[test]
    fn normalizes_as_python_does() {
        for (path, expected) in [
            ("a//b/./c", "a/b/c"),
            ("a/../b", "b"),
            ("../a", "../a"),
            ("/../a", "/a"),
            ("//a/b", "//a/b"),
            ("///a", "/a"),
            ("docker://h/x", "docker:/h/x"),
            ("", "."),
            ("a/..", "."),
            ("/", "/"),
        ] {
            assert_eq!(normpath(path), expected, "{path}");
        }
    }

    #[test]
    fn composes_endpoint_and_archive() {
        let plain = container("registry.example.com", "team/", "app", "1");
        assert_eq!(plain.endpoint(), "registry.example.com/team/app:1");
        assert_eq!(plain.archive(), "/var/tmp/kiwi_containers/app_1");
        assert!(plain.check_fetch().is_ok());
        let escaped = container("registry.example.com", "../other.example.org/ns", "app", "");
        assert_eq!(escaped.endpoint(), "other.example.org/ns/app:latest");
        assert_eq!(container("", "", "app", "").endpoint(), "//app:latest");
        assert_eq!(container(".", "", "app", "").endpoint(), "app:latest");
    }

    #[test]
    fn says_what_skopeo_says() {
        let says = |container: Container<'_>| container.check_fetch().unwrap_err();
        assert_eq!(
            says(container("registry.example.com", "", "ns/app", "1")),
            "Invalid destination name oci-archive:/var/tmp/kiwi_containers/ns/app_1:registry.example.com/ns/app:1: \
             lstat /var/tmp/kiwi_containers/ns: no such file or directory"
        );
        assert_eq!(
            says(container("docker://registry.example.com", "ns", "app", "1")),
            "Invalid source name docker://docker:/registry.example.com/ns/app:1: invalid reference format"
        );
        assert_eq!(
            says(container("registry.example.com", "ns", "my__app", "1")),
            "Invalid destination name oci-archive:/var/tmp/kiwi_containers/my__app_1:registry.example.com/ns/my__app:1: \
             Invalid image registry.example.com/ns/my__app:1"
        );
        assert_eq!(
            says(container("registry.example.com", "ns", "App", "1")),
            "Invalid source name docker://registry.example.com/ns/App:1: invalid reference format: repository name must be lowercase"
        );
    }

    #[test]
    fn build_service_names_differ_where_a_colon_stands_in_the_source() {
        let plain = container("registry.example.com", "ns", "app", "1");
        assert!(plain.build_service_file().ends_with("/registry.example.com/ns/app:1.ociarchive"));
        assert_eq!(plain.build_service_provides(), "registry.example.com/ns/app:1");
        let port = container("registry.example.com:5000", "ns", "app", "1");
        assert_eq!(port.build_service_provides(), "ns/app:1");
    }
}
