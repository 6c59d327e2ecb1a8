//! What a distribution's packages put below `/etc/containers`, as far as verdicts depend on it.

/// A style of defaults. The texts are stand-ins: they have what matters, not what the packages say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// openSUSE and SLE: the search list is active in the main file.
    Suse,
    /// Newer openSUSE: the list comes as a drop-in.
    SuseDropIn,
    /// Debian, Arch, Alpine: the main file is all comments, aliases come as a drop-in.
    Debian,
    /// Fedora and RHEL up to podman 5: list and enforcing mode in the main file.
    Fedora,
    /// Fedora with podman 6: everything is in `/usr/share/containers`.
    Fedora6,
}

/// Names that the distributions' alias files know.
const ALIASES: &str = "[aliases]\n\"alpine\" = \"docker.io/library/alpine\"\n\"almalinux\" = \"docker.io/library/almalinux\"\n\
    \"busybox\" = \"docker.io/library/busybox\"\n\"centos\" = \"quay.io/centos/centos\"\n\
    \"debian\" = \"docker.io/library/debian\"\n\"fedora\" = \"registry.fedoraproject.org/fedora\"\n\
    \"hello\" = \"quay.io/podman/hello\"\n\"hello-world\" = \"docker.io/library/hello-world\"\n\
    \"opensuse/leap\" = \"registry.opensuse.org/opensuse/leap\"\n\
    \"opensuse/tumbleweed\" = \"registry.opensuse.org/opensuse/tumbleweed\"\n\
    \"registry\" = \"docker.io/library/registry\"\n\"ubi9\" = \"registry.access.redhat.com/ubi9\"\n\
    \"ubuntu\" = \"docker.io/library/ubuntu\"\n";
const COMMENTS: &str = "# every line is a comment\n# unqualified-search-registries = [\"example.com\"]\n";
/// Whether the list stands there as a comment is not known.
const BARE_COMMENTS: &str = "# every line is a comment\n";
const SUSE_LIST: &str =
    "unqualified-search-registries = [\"registry.opensuse.org\", \"registry.suse.com\", \"docker.io\"]\n";
const FEDORA_LIST: &str = "unqualified-search-registries = [\"registry.fedoraproject.org\", \
    \"registry.access.redhat.com\", \"docker.io\"]\nshort-name-mode = \"enforcing\"\n";
const SUSE_STORAGE: &str = "[storage]\ndriver = \"overlay\"\nrunroot = \"/run/containers/storage\"\n\
    graphroot = \"/var/lib/containers/storage\"\n\n[storage.options]\nadditionalimagestores = [\n]\n";
const ACCEPT: &str = "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}\n";

impl Style {
    /// All styles.
    pub const ALL: [Self; 5] = [Self::Suse, Self::SuseDropIn, Self::Debian, Self::Fedora, Self::Fedora6];

    /// The files, by path.
    #[must_use]
    pub fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Suse => &[
                ("/etc/containers/registries.conf", SUSE_LIST),
                ("/etc/containers/policy.json", ACCEPT),
                ("/etc/containers/storage.conf", SUSE_STORAGE),
            ],
            Self::SuseDropIn => &[
                ("/etc/containers/registries.conf", BARE_COMMENTS),
                ("/etc/containers/registries.conf.d/00-suse-registries.conf", SUSE_LIST),
                ("/etc/containers/policy.json", ACCEPT),
                ("/etc/containers/storage.conf", SUSE_STORAGE),
            ],
            Self::Debian => &[
                ("/etc/containers/registries.conf", COMMENTS),
                ("/etc/containers/registries.conf.d/shortnames.conf", ALIASES),
                ("/etc/containers/policy.json", ACCEPT),
            ],
            Self::Fedora => &[
                ("/etc/containers/registries.conf", FEDORA_LIST),
                ("/etc/containers/registries.conf.d/000-shortnames.conf", ALIASES),
                ("/etc/containers/policy.json", ACCEPT),
            ],
            Self::Fedora6 => &[
                ("/usr/share/containers/registries.conf", COMMENTS),
                ("/usr/share/containers/registries.conf.d/00-vendor.conf", FEDORA_LIST),
                ("/usr/share/containers/registries.conf.d/000-shortnames.conf", ALIASES),
                ("/usr/share/containers/policy.json", ACCEPT),
            ],
        }
    }

    /// How messages name it.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Suse => "openSUSE's, with the search list in registries.conf",
            Self::SuseDropIn => "newer openSUSE's, with the search list in a drop-in",
            Self::Debian => "Debian's, all comments",
            Self::Fedora => "Fedora's, with list and enforcing mode",
            Self::Fedora6 => "Fedora's with podman 6, in `/usr/share`",
        }
    }
}
