//! The diagnostics of the container stack's files: what the judges here find. The lint rules of the same names report
//! them, and say when and for which images.

use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, Severity, catalogue};

catalogue! {
    /// What the judges of the container stack's files find.
    pub CATALOGUE;

    AUTH_JSON_INVALID = Entry {
        name: "auth-json-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "a file of credentials cannot be read, or is shipped at all",
        explanation: "Bad JSON in `auth.json` or docker's `config.json` stops every access to a registry. Credentials in an image can be read by whoever has the image.",
        example: Some(Example { failing: r#"=== root/root/.docker/config.json
{"auths": {"registry.example.com": }}
"#, passing: r#"=== root/root/.docker/config.json
{"auths": {"registry.example.com": {}}}
"# }),
        ..Entry::EMPTY
    };

    CERTS_D_PAIR = Entry {
        name: "certs-d-pair",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "a client certificate without its key, or a key without its certificate",
        explanation: "In `certs.d/HOST/` a file `NAME.cert` is a client's certificate and needs `NAME.key`; an authority's certificate ends in `.crt`. Half a pair stops access to that host; other suffixes are skipped.",
        example: Some(Example { failing: "=== root/etc/containers/certs.d/registry.example.com/client.cert
-----BEGIN CERTIFICATE-----
", passing: "=== root/etc/containers/certs.d/registry.example.com/ca.crt
-----BEGIN CERTIFICATE-----
" }),
        ..Entry::EMPTY
    };

    CONTAINERD_CONFIG_INVALID = Entry {
        name: "containerd-config-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "containerd does not take its config.toml, or not all of it",
        explanation: "`version` says how the file is read: plugins have short names in version 1, `io.containerd.grpc.v1.cri` reads registries in version 2 and `io.containerd.cri.v1.images` in version 3. A wrong name stops containerd or is passed over. With `config_path` the older `mirrors` and `tls` are refused, and Kubernetes then finds no container runtime.",
        example: Some(Example { failing: r#"=== root/etc/containerd/config.toml
version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "/etc/containerd/certs.d"
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."registry.example.com"]
endpoint = ["https://mirror.example.com"]
"#, passing: r#"=== root/etc/containerd/config.toml
version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "/etc/containerd/certs.d"
=== root/etc/containerd/certs.d/registry.example.com/hosts.toml
[host."https://mirror.example.com"]
capabilities = ["pull", "resolve"]
"# }),
        ..Entry::EMPTY
    };

    CONTAINERS_CONF_INVALID = Entry {
        name: "containers-conf-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "containers.conf cannot be read",
        explanation: "podman does not start, not even for `podman load`, where containers.conf is no TOML or a value has the wrong type. Keys that are not known are skipped.",
        example: Some(Example { failing: r#"=== root/etc/containers/containers.conf
[engine]
num_locks = "2048"
"#, passing: "=== root/etc/containers/containers.conf
[engine]
num_locks = 2048
" }),
        ..Entry::EMPTY
    };

    CRIO_CONF_INVALID = Entry {
        name: "crio-conf-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "CRI-O does not take its configuration, or not all of it",
        explanation: "CRI-O reads `/etc/crio/crio.conf` and every file of `/etc/crio/crio.conf.d`. It does not start where one is no TOML or a value has the wrong type; what stands outside of `[crio]` or in an unknown table is passed over. Registries stand in registries.conf.",
        example: Some(Example { failing: r#"=== root/etc/crio/crio.conf.d/10-local.conf
[crio.image]
pause_image = 3
"#, passing: r#"=== root/etc/crio/crio.conf.d/10-local.conf
[crio.image]
pause_image = "registry.example.com/pause:3"
"# }),
        ..Entry::EMPTY
    };

    DAEMON_JSON_INVALID = Entry {
        name: "daemon-json-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "dockerd does not start with this daemon.json",
        explanation: "dockerd refuses to start with JSON errors, comments, a second object behind the first (as a script that appends makes it), unknown or removed keys, values of the wrong type, a mirror without `https://` or `http://`, an insecure registry with a path, and a storage driver that does not fit. `dockerd --validate` of older versions does not notice all of them.",
        example: Some(Example { failing: r#"=== root/etc/docker/daemon.json
{"registry-mirrors": ["registry.example.com"]}
"#, passing: r#"=== root/etc/docker/daemon.json
{"registry-mirrors": ["https://registry.example.com"]}
"# }),
        ..Entry::EMPTY
    };

    HOSTS_TOML_INVALID = Entry {
        name: "hosts-toml-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "containerd does not take a hosts.toml, or not all of it",
        explanation: "`hosts.toml` says from where containerd pulls the images of one registry. A capability other than `pull`, `resolve` and `push`, a value of the wrong type or a host that is no address stops every pull from it. Unknown keys are passed over, and so is a host's name whose dots are not in quotes.",
        example: Some(Example { failing: r#"=== root/etc/containerd/certs.d/registry.example.com/hosts.toml
[host."https://mirror.example.com"]
capabilities = ["pull", "resolved"]
"#, passing: r#"=== root/etc/containerd/certs.d/registry.example.com/hosts.toml
[host."https://mirror.example.com"]
capabilities = ["pull", "resolve"]
"# }),
        ..Entry::EMPTY
    };

    K3S_REGISTRIES_INVALID = Entry {
        name: "k3s-registries-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "k3s or rke2 does not take its registries.yaml, or not all of it",
        explanation: "k3s and rke2 make containerd's configuration from registries.yaml. They do not start with YAML errors and values of the wrong type. Unknown keys are passed over; a registry is named by host and port alone, an endpoint by its whole URL.",
        example: Some(Example { failing: r#"=== root/etc/rancher/k3s/registries.yaml
mirrors:
  docker.io:
    endpoint: https://mirror.example.com
"#, passing: r#"=== root/etc/rancher/k3s/registries.yaml
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
"# }),
        ..Entry::EMPTY
    };

    POLICY_INVALID = Entry {
        name: "policy-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "policy.json is not a policy",
        explanation: "Without a policy that can be read nothing is pulled, copied or loaded: KIWI's fetch of containers fails, and so does the load at first boot. A policy needs `default`; every requirement has a known `type` and known fields, each once.",
        example: Some(Example { failing: r#"=== root/etc/containers/policy.json
{"default": [{"type": "insecureAcceptAnythin"}]}
"#, passing: r#"=== root/etc/containers/policy.json
{"default": [{"type": "insecureAcceptAnything"}]}
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_ALIAS = Entry {
        name: "registries-alias",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "an alias is not one",
        explanation: r#"An alias leads from a short name, without host and tag, to a full one, without tag and digest: `"web" = "registry.example.com/team/web"`. Anything else makes podman refuse the whole file. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

An empty value is allowed: it takes back an alias of an earlier file."#,
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "team/web"
"db:1" = "registry.example.com/team/db"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "registry.example.com/team/web"
"db" = "registry.example.com/team/db"
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_CONFLICT = Entry {
        name: "registries-conflict",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "the same registry is described twice, differently",
        explanation: "Two `[[registry]]` tables with the same location must agree on `insecure` and `blocked`, else podman refuses the file. Of two with the same prefix only the first is used, without a word. Between files there is no conflict: the later file wins.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
insecure = true

[[registry]]
prefix = "example.org"
location = "registry.example.com"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
insecure = true

[[registry]]
prefix = "example.org"
location = "registry.example.com"
insecure = true
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_D_INVALID = Entry {
        name: "registries-d-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "a file of registries.d cannot be used",
        explanation: "The YAML files of `registries.d` are read together for every access to a registry. One that is no YAML, or `default-docker` or the same name space in two files, stops all of them.",
        example: Some(Example { failing: "=== root/etc/containers/registries.d/a.yaml
default-docker:
  lookaside: https://a.example.com/sigs
=== root/etc/containers/registries.d/b.yaml
default-docker:
  lookaside: https://b.example.com/sigs
", passing: "=== root/etc/containers/registries.d/a.yaml
default-docker:
  lookaside: https://a.example.com/sigs
=== root/etc/containers/registries.d/b.yaml
docker:
  b.example.com:
    lookaside: https://b.example.com/sigs
" }),
        ..Entry::EMPTY
    };

    REGISTRIES_DROPIN_V1 = Entry {
        name: "registries-dropin-v1",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a drop-in in version 1",
        explanation: "Files in `registries.conf.d` must be in version 2, whatever the main file is in. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[registries.search]
registries = ["registry.example.com"]
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com"]
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_DUPLICATE = Entry {
        name: "registries-duplicate",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "a key or table is defined twice in one file",
        explanation: "A table such as `[aliases]` and a key may stand once in a file; `[[registry]]` may stand often. Two scripts that append to the same file, or one that runs twice, define things twice. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

Lists are special: up to podman 5.7 the last one counts, since 5.8 the file is refused.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "registry.example.com/team/web"

[aliases]
"db" = "registry.example.com/team/db"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "registry.example.com/team/web"
"db" = "registry.example.com/team/db"
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_KEY_IN_TABLE = Entry {
        name: "registries-key-in-table",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a key for the whole file stands inside of a table",
        explanation: "In TOML a key belongs to the last header above it. `unqualified-search-registries`, `short-name-mode` and `credential-helpers` below a header are keys of that table: in `[aliases]` they are taken for aliases and the file is refused; in `[[registry]]` and in version-1 tables they are ignored without a word.

Put such keys in front of all tables, or into a drop-in of their own.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "registry.example.com/team/web"
unqualified-search-registries = ["registry.example.com"]
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com"]
[aliases]
"web" = "registry.example.com/team/web"
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_LOCATION_HTTP = Entry {
        name: "registries-location-http",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a registry is named by a web address",
        explanation: "`location`, `prefix` and a mirror's `location` are names of hosts, with a path perhaps, never web addresses. With `https://` or `http://` podman refuses the file. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

A registry without TLS is named by its host, with `insecure = true`.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "https://registry.example.com"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_LOCATION_MISSING = Entry {
        name: "registries-location-missing",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "a registry or mirror without location",
        explanation: "A `[[registry]]` needs `location`; only with a prefix of the form `*.example.com` it may be left out. A mirror always needs it. A misspelt key, as `url`, is the usual reason. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
url = "registry.example.com"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_LOCATION_REF = Entry {
        name: "registries-location-ref",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a registry's location makes no image name",
        explanation: "What `location` holds is put in place of the prefix, and the result must be an image name: lower case behind the host, no blanks, a host with a dot, a port, or `localhost`. The file is read, and every pull from the prefix fails.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "registry.example.com"
location = "other.example.org "
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "registry.example.com"
location = "other.example.org"
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_LOCATION_SCHEME = Entry {
        name: "registries-location-scheme",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "a registry is named with a scheme that no tool knows",
        explanation: "A scheme other than `http` or `https` is not noticed when the file is read. `obsregistry://`, which only the build service understands, `docker://` and `oci://` make no image name: with a `prefix`, or as a mirror, every pull from that prefix fails, without falling back to the registry itself; alone the entry never matches anything.

Write the host that the images are really on.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "registry.example.com"
location = "obsregistry://build.example.org"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "registry.example.com"
location = "build.example.org/team"
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_MIRROR_POLICY = Entry {
        name: "registries-mirror-policy",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "`pull-from-mirror` is wrong or in the wrong place",
        explanation: "`pull-from-mirror` belongs to a mirror and takes `all`, `digest-only` or `tag-only`. On the registry itself, with another value, or together with the registry's `mirror-by-digest-only`, podman refuses the file.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
[[registry.mirror]]
location = "mirror.example.org"
pull-from-mirror = "never"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
[[registry.mirror]]
location = "mirror.example.org"
pull-from-mirror = "digest-only"
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_SEARCH_ENTRY = Entry {
        name: "registries-search-entry",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "an entry of the search list is not a host",
        explanation: "The search list takes `host` or `host:port`: no path, no scheme, no tag, no wildcard, no IPv6 address. One wrong entry makes podman refuse the whole file. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

A path belongs in a `[[registry]]` with a prefix, or into the image's name.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["https://registry.example.com"]
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com:5000"]
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_SHORTNAME_MODE = Entry {
        name: "registries-shortname-mode",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "`short-name-mode` has no such value",
        explanation: "`short-name-mode` takes `enforcing`, `permissive` and `disabled`, in lower case. With anything else podman refuses the file. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
short-name-mode = "Enforcing"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
short-name-mode = "enforcing"
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_TOML = Entry {
        name: "registries-toml",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "registries.conf is not TOML",
        explanation: "The file breaks off at the place that is shown: a string without quotes or end, a `:` for `=`, a stray line such as a here-document's delimiter, a byte that is not UTF-8, a value of the wrong type. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.",
        example: Some(Example { failing: "=== root/etc/containers/registries.conf
unqualified-search-registries = [registry.example.com]
=== root/etc/containers/registries.conf.d/50-local.conf
\u{feff}short-name-mode = \"permissive\"
", passing: r#"=== root/etc/containers/registries.conf
unqualified-search-registries = ["registry.example.com"]
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_UNKNOWN_KEY = Entry {
        name: "registries-unknown-key",
        group: Group::Registry,
        severity: Severity::Warning,
        summary: "a key of registries.conf that nothing reads",
        explanation: "Unknown keys and tables are skipped without a word, so that a misspelt one has no effect.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified_search_registries = ["registry.example.com"]
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com"]
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_V1 = Entry {
        name: "registries-v1",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "registries.conf in version 1",
        explanation: "podman 6 no longer reads version 1 of registries.conf. Up to podman 5.8 such a file works.

The same is said by `unqualified-search-registries` and by `[[registry]]` tables with `insecure` and `blocked`.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf
[registries.insecure]
registries = ["test.example.com"]
=== options
podman = 6.1
"#, passing: r#"=== root/etc/containers/registries.conf
[[registry]]
location = "test.example.com"
insecure = true
=== options
podman = 6.1
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_V1_V2_MIXED = Entry {
        name: "registries-v1-v2-mixed",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "version-1 tables and version-2 keys in one registries.conf",
        explanation: "The old tables `[registries.search]`, `[registries.insecure]` and `[registries.block]` may not stand in one file with keys of version 2: `unqualified-search-registries`, `short-name-mode`, `[[registry]]`, `[aliases]`. A script that appends old tables to the distribution's file makes such a file wherever that file has an active key.

With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

Write version 2, best as a drop-in of its own in `registries.conf.d`.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf
short-name-mode = "disabled"

[registries.block]
registries = ["bad.example.org"]
"#, passing: r#"=== root/etc/containers/registries.conf
short-name-mode = "disabled"

[[registry]]
location = "bad.example.org"
blocked = true
"# }),
        ..Entry::EMPTY
    };

    REGISTRIES_WILDCARD = Entry {
        name: "registries-wildcard",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "a wildcard where none is understood",
        explanation: "A prefix may begin with `*.` and a host: `*.example.com`. With a path, a port or a digest behind it podman refuses the file; a `*` anywhere else is read and matches nothing.",
        example: Some(Example { failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "*.example.com/team"
location = "mirror.example.org"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "*.example.com"
location = "mirror.example.org"
"# }),
        ..Entry::EMPTY
    };

    STORAGE_DRIVER_FILESYSTEM = Entry {
        name: "storage-driver-filesystem",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "a storage driver that does not fit the file system",
        explanation: "The drivers `btrfs` and `zfs` work on their own file systems only. The one that counts holds `/var/lib/containers` in the finished image, not the one on the machine that builds it.",
        example: Some(Example { failing: r#"<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="oem" filesystem="ext4" firmware="uefi"/></preferences>
=== root/etc/containers/storage.conf
[storage]
driver = "btrfs"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"#, passing: r#"<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="oem" filesystem="btrfs" firmware="uefi"/></preferences>
=== root/etc/containers/storage.conf
[storage]
driver = "btrfs"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"# }),
        ..Entry::EMPTY
    };

    STORAGE_DRIVER_UNSUPPORTED = Entry {
        name: "storage-driver-unsupported",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a storage driver that podman does not have",
        explanation: "The driver is named exactly: `overlay`, `vfs`, `btrfs` or `zfs`. With another name podman does not start. `overlay2` is docker's name and works with a warning. The build does not show it, because skopeo does not read storage.conf.",
        example: Some(Example { failing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "Overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"#, passing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"# }),
        ..Entry::EMPTY
    };

    STORAGE_INCOMPLETE = Entry {
        name: "storage-incomplete",
        group: Group::Registry,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "storage.conf leaves out what podman needs",
        explanation: "Up to podman 5.7 a storage.conf replaces the defaults as a whole: it must have `runroot` and `graphroot`, inside of `[storage]`. Since podman 5.8 what is left out has a default.",
        example: Some(Example { failing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
graphroot = "/var/lib/containers/storage"
=== options
podman = 5.4
"#, passing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
=== options
podman = 5.4
"# }),
        ..Entry::EMPTY
    };

    STORAGE_OPTION_INVALID = Entry {
        name: "storage-option-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "an option of storage.conf that its driver does not take",
        explanation: "What stands below `[storage.options]` is handed to the driver, and one value that it does not take stops podman altogether: a size with the overlay driver on another file system than XFS, mount options with vfs, a truth value that is none, a layer store that is not there, a mapping for a user without a range in /etc/subuid.",
        example: Some(Example { failing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "vfs"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
[storage.options]
mountopt = "nodev"
"#, passing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
[storage.options.overlay]
mountopt = "nodev"
"# }),
        ..Entry::EMPTY
    };

    STORAGE_PATH_MISSING = Entry {
        name: "storage-path-missing",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "storage.conf names a program or directory that is not in the image",
        explanation: "A `mount_program` and every directory of `additionalimagestores` must exist, else podman does not start. Install the package, ship the directory, or leave the setting out.",
        example: Some(Example { failing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
[storage.options.overlay]
mount_program = "/usr/bin/fuse-overlayfs"
"#, passing: r#"<packages type="image"><package name="fuse-overlayfs"/></packages>
=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
[storage.options.overlay]
mount_program = "/usr/bin/fuse-overlayfs"
"# }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    };

    STORAGE_TOML = Entry {
        name: "storage-toml",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "storage.conf is not TOML or has a value of the wrong type",
        explanation: "podman does not start with a storage.conf that it cannot read: TOML errors, `[storage]` twice, a number for a string.",
        example: Some(Example { failing: r#"=== root/etc/containers/storage.conf
[storage]
driver = overlay
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"#, passing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"# }),
        ..Entry::EMPTY
    };
}
