//! Quadlets: unit files of containers, pods, networks, volumes, images and builds, which podman's generator turns into
//! services. It leaves out a file with one slip, and the service is then not there.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::nearest;

use super::unit::{Key, Unit};

/// A slip in a quadlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Where in the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What the generator prints; empty where it says nothing.
    pub tool: String,
    /// What may have been meant.
    pub meant: Option<String>,
}

/// Kinds of quadlets: suffix, group, the podman that came with it.
const KINDS: [(&str, &str, (u32, u32)); 8] = [
    ("artifact", "Artifact", (5, 7)),
    ("build", "Build", (5, 2)),
    ("container", "Container", (4, 4)),
    ("image", "Image", (4, 8)),
    ("kube", "Kube", (4, 4)),
    ("network", "Network", (4, 4)),
    ("pod", "Pod", (5, 0)),
    ("volume", "Volume", (4, 4)),
];

/// Keys that podman 5.4 has.
const CONTAINER: &str = "AddCapability AddDevice AddHost Annotation AutoUpdate CgroupsMode ContainerName \
    ContainersConfModule DNS DNSOption DNSSearch DropCapability Entrypoint Environment EnvironmentFile EnvironmentHost \
    Exec ExposeHostPort GIDMap GlobalArgs Group GroupAdd HealthCmd HealthInterval HealthLogDestination \
    HealthMaxLogCount HealthMaxLogSize HealthOnFailure HealthRetries HealthStartPeriod HealthStartupCmd \
    HealthStartupInterval HealthStartupRetries HealthStartupSuccess HealthStartupTimeout HealthTimeout HostName IP IP6 \
    Image Label LogDriver LogOpt Mask Mount Network NetworkAlias NoNewPrivileges Notify PidsLimit Pod PodmanArgs \
    PublishPort Pull ReadOnly ReadOnlyTmpfs RemapGid RemapUid RemapUidSize RemapUsers Rootfs RunInit SeccompProfile \
    Secret SecurityLabelDisable SecurityLabelFileType SecurityLabelLevel SecurityLabelNested SecurityLabelType \
    ServiceName ShmSize StartWithPod StopSignal StopTimeout SubGIDMap SubUIDMap Sysctl Timezone Tmpfs UIDMap Ulimit \
    Unmask User UserNS VolatileTmp Volume WorkingDir";
const POD: &str = "AddHost ContainersConfModule DNS DNSOption DNSSearch GIDMap GlobalArgs IP IP6 Network NetworkAlias \
    PodName PodmanArgs PublishPort RemapGid RemapUid RemapUidSize RemapUsers ServiceName ShmSize SubGIDMap SubUIDMap \
    UIDMap UserNS Volume";
const KUBE: &str = "AutoUpdate ConfigMap ContainersConfModule ExitCodePropagation GlobalArgs KubeDownForce LogDriver \
    LogOpt Network PodmanArgs PublishPort RemapGid RemapUid RemapUidSize RemapUsers ServiceName SetWorkingDirectory \
    UserNS Yaml";
const NETWORK: &str = "ContainersConfModule DNS DisableDNS Driver Gateway GlobalArgs IPAMDriver IPRange IPv6 Internal \
    Label NetworkName Options PodmanArgs ServiceName Subnet";
const VOLUME: &str = "ContainersConfModule Copy Device Driver GlobalArgs Group Image Label Options PodmanArgs \
    ServiceName Type User VolumeName";
const IMAGE: &str = "AllTags Arch AuthFile CertDir ContainersConfModule Creds DecryptionKey GlobalArgs Image ImageTag \
    OS PodmanArgs ServiceName TLSVerify Variant";
const BUILD: &str = "Annotation Arch AuthFile ContainersConfModule DNS DNSOption DNSSearch Environment File ForceRM \
    GlobalArgs GroupAdd ImageTag Label Network PodmanArgs Pull Secret ServiceName SetWorkingDirectory TLSVerify Target \
    Variant Volume";
const ARTIFACT: &str = "Artifact AuthFile CertDir ContainersConfModule Creds DecryptionKey GlobalArgs PodmanArgs Quiet \
    Retry RetryDelay ServiceName TLSVerify";
/// Keys that came between podman 5.5 and 5.8.
const LATER: [(&str, &str); 6] = [
    ("Build", "BuildArg IgnoreFile Retry RetryDelay"),
    ("Container", "AppArmor HttpProxy Memory ReloadCmd ReloadSignal Retry RetryDelay"),
    ("Image", "Policy Retry RetryDelay"),
    ("Network", "InterfaceName NetworkDeleteOnStop"),
    ("Pod", "ExitPolicy HostName Label StopTimeout"),
    ("Volume", ""),
];
/// Keys that podman 5 added to those of podman 4.
const SINCE_5: [(&str, &str); 4] = [
    (
        "Container",
        "AddHost CgroupsMode Entrypoint GroupAdd LogOpt NetworkAlias Pod ServiceName StartWithPod StopSignal StopTimeout",
    ),
    ("Kube", "KubeDownForce LogOpt ServiceName"),
    ("Network", "ServiceName"),
    ("Volume", "ServiceName"),
];
/// Keys of podman 6, as far as they are known.
const SINCE_6: [(&str, &str); 1] = [("Volume", "GID UID")];

fn has(list: &str, key: &str) -> bool {
    list.split_ascii_whitespace().any(|word| word == key)
}

fn in_table(table: &[(&str, &str)], group: &str, key: &str) -> bool {
    table.iter().any(|(name, list)| *name == group && has(list, key))
}

fn keys_of(group: &str) -> &'static str {
    match group {
        "Container" => CONTAINER,
        "Pod" => POD,
        "Kube" => KUBE,
        "Network" => NETWORK,
        "Volume" => VOLUME,
        "Image" => IMAGE,
        "Build" => BUILD,
        "Artifact" => ARTIFACT,
        _ => "",
    }
}

/// The podman that came with a kind of quadlet; `None` for other files.
#[must_use]
pub fn since(name: &str) -> Option<(u32, u32)> {
    let suffix = name.rsplit_once('.')?.1;
    KINDS.iter().find(|(kind, ..)| *kind == suffix).map(|(.., since)| *since)
}

/// The service that the generator makes of a quadlet.
#[must_use]
pub fn service(name: &str, unit: &Unit) -> Option<String> {
    let (base, suffix) = name.rsplit_once('.')?;
    let (_, group, _) = KINDS.iter().find(|(kind, ..)| *kind == suffix)?;
    if let Some(key) = unit.last(group, "ServiceName") {
        return Some(format!("{}.service", key.value));
    }
    Some(match suffix {
        "container" | "kube" => format!("{base}.service"),
        other => format!("{base}-{other}.service"),
    })
}

/// Keys that the podman at hand does not know yet.
#[must_use]
pub fn too_new(name: &str, unit: &Unit, podman: (u32, u32)) -> Vec<Slip> {
    let Some((_, group, _)) = group_of(name) else { return Vec::new() };
    let mut slips = Vec::new();
    for key in unit.keys(group) {
        let later = in_table(&LATER, group, &key.name) && podman < (5, 5);
        let five = in_table(&SINCE_5, group, &key.name) && podman < (5, 0);
        let six = in_table(&SINCE_6, group, &key.name) && podman < (6, 0);
        if later || five || six {
            let since = if six {
                "6.0"
            } else if later {
                "5.5 or later"
            } else {
                "5.0 or later"
            };
            slips.push(Slip {
                range: key.span.clone(),
                message: format!("podman {}.{} knows no key `{}`: it came with {since}", podman.0, podman.1, key.name),
                tool: format!("unsupported key '{}' in group '{group}'", key.name),
                meant: None,
            });
        }
    }
    slips
}

fn group_of(name: &str) -> Option<(&'static str, &'static str, (u32, u32))> {
    let suffix = name.rsplit_once('.')?.1;
    KINDS.iter().find(|(kind, ..)| *kind == suffix).copied()
}

/// What podman's generator refuses in a quadlet. `others` has the names of all quadlets in the image; `None` where
/// they are not all known. A drop-in is judged by its keys alone.
#[must_use]
pub fn judge(name: &str, text: &str, unit: &Unit, others: Option<&BTreeSet<String>>, is_dropin: bool) -> Vec<Slip> {
    let Some((suffix, group, _)) = group_of(name) else { return Vec::new() };
    let mut judge = Judge { slips: Vec::new(), others };
    judge.lines(text);
    for key in unit.keys(group) {
        let known = keys_of(group);
        if !has(known, &key.name) && !in_table(&LATER, group, &key.name) && !in_table(&SINCE_6, group, &key.name) {
            let tool = format!("unsupported key '{}' in group '{group}'", key.name);
            let meant = nearest(&key.name, known.split_ascii_whitespace());
            judge.push(key.span.clone(), format!("`[{group}]` has no key `{}`", key.name), &tool, meant);
        }
    }
    for key in unit.keys("Quadlet").filter(|key| key.name != "DefaultDependencies") {
        let tool = format!("unsupported key '{}' in group 'Quadlet'", key.name);
        judge.push(key.span.clone(), format!("`[Quadlet]` has no key `{}`", key.name), &tool, None);
    }
    // a group that is meant for one of podman's
    for section in &unit.sections {
        let own = KINDS.iter().find(|(_, known, _)| {
            *known != section.name && (known.eq_ignore_ascii_case(&section.name) || section.name == format!("{known}s"))
        });
        if let Some((_, known, _)) = own {
            let message = format!("group `[{}]` is not read", section.name);
            judge.push(section.span.clone(), message, "", Some(known));
        }
    }
    if is_dropin {
        return judge.slips;
    }
    let start = unit
        .sections
        .iter()
        .find(|section| section.name == group)
        .map_or(0..text.len().min(1), |section| section.span.clone());
    match suffix {
        "container" => judge.container(unit, start),
        "kube" => {
            if unit.last("Kube", "Yaml").is_none() {
                judge.push(start, "a `.kube` file needs `Yaml`".to_owned(), "no Yaml key specified", None);
            }
            if let Some(key) = unit.last("Kube", "SetWorkingDirectory")
                && !matches!(key.value.to_ascii_lowercase().as_str(), "yaml" | "unit")
            {
                let tool = format!("unsupported value for WorkingDirectory: {} ", key.value);
                judge.push(key.value_span(), "`SetWorkingDirectory` is `yaml` or `unit`".to_owned(), &tool, None);
            }
        }
        "image" if unit.last("Image", "Image").is_none() => {
            judge.push(start, "an `.image` file needs `Image`".to_owned(), "no Image key specified", None);
        }
        "artifact" if unit.last("Artifact", "Artifact").is_none() => {
            judge.push(start, "an `.artifact` file needs `Artifact`".to_owned(), "no Artifact key specified", None);
        }
        "build" => {
            if unit.last("Build", "ImageTag").is_none() {
                judge.push(start, "a `.build` file needs `ImageTag`".to_owned(), "no ImageTag key specified", None);
            } else if unit.last("Build", "File").is_none() && unit.last("Build", "SetWorkingDirectory").is_none() {
                let tool = "neither SetWorkingDirectory, nor File key specified";
                judge.push(start, "a `.build` file needs `File` or `SetWorkingDirectory`".to_owned(), tool, None);
            } else if let Some(key) = unit.last("Build", "SetWorkingDirectory")
                && key.value.eq_ignore_ascii_case("file")
                && unit.last("Build", "File").is_none()
            {
                let message = "`SetWorkingDirectory=file` needs `File`".to_owned();
                judge.push(key.span.clone(), message, "no File key specified", None);
            }
        }
        "volume" => judge.volume(unit),
        "network" => judge.network(unit),
        "pod" => judge.mappings(unit, "Pod"),
        _ => {}
    }
    judge.targets(unit, group);
    judge.slips
}

struct Judge<'a> {
    slips: Vec<Slip>,
    others: Option<&'a BTreeSet<String>>,
}

impl Judge<'_> {
    fn push(&mut self, range: Range<usize>, message: String, tool: &str, meant: Option<&str>) {
        self.slips.push(Slip { range, message, tool: tool.to_owned(), meant: meant.map(str::to_owned) });
    }

    /// The generator reads more strictly than systemd: every line is a group, a key with a value, or a comment.
    fn lines(&mut self, text: &str) {
        let mut start = 0;
        let mut in_group = false;
        let mut continued = false;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let at = start;
            start += line.len();
            let body = line.trim_end();
            let is_comment = body.trim_start().starts_with(['#', ';']);
            if continued {
                continued = is_comment || body.ends_with('\\');
                continue;
            }
            if body.is_empty() || is_comment {
                continue;
            }
            let range = at..at + body.len();
            if body.trim_start().starts_with('[') && body.ends_with(']') {
                in_group = true;
            } else if !body.contains('=') {
                let tool = format!(
                    "file contains line {}: “{body}” which is not a key-value pair, group, or comment",
                    number + 1
                );
                self.push(
                    range,
                    "this line is no group, key or comment, and the file is not read for it".to_owned(),
                    &tool,
                    None,
                );
            } else if !in_group {
                let tool = "key file does not start with a group";
                self.push(range, "a key stands before any group".to_owned(), tool, None);
            }
            continued = body.ends_with('\\');
        }
    }

    fn container(&mut self, unit: &Unit, start: Range<usize>) {
        let (image, rootfs) = (unit.last("Container", "Image"), unit.last("Container", "Rootfs"));
        match (image, rootfs) {
            (None, None) => {
                let message = "a `.container` file needs `Image` or `Rootfs`".to_owned();
                self.push(start, message, "no Image or Rootfs key specified", None);
            }
            (Some(_), Some(rootfs)) => {
                let tool = "the Image And Rootfs keys conflict can not be specified together";
                self.push(rootfs.span.clone(), "`Image` and `Rootfs` exclude each other".to_owned(), tool, None);
            }
            _ => {}
        }
        if let Some(key) = unit.last("Service", "Type")
            && !matches!(key.value.as_str(), "notify" | "oneshot")
        {
            let tool = format!("invalid service Type '{}'", key.value);
            self.push(
                key.value_span(),
                format!("a container's service cannot be of type `{}`", key.value),
                &tool,
                None,
            );
        }
        if let Some(key) = unit.last("Service", "KillMode")
            && !matches!(key.value.as_str(), "mixed" | "control-group")
        {
            let tool = format!("invalid KillMode '{}'", key.value);
            self.push(key.value_span(), "`KillMode` is `mixed` or `control-group`".to_owned(), &tool, None);
        }
        if let (Some(group), None) = (unit.last("Container", "Group"), unit.last("Container", "User")) {
            let tool = "invalid Group set without User";
            self.push(group.span.clone(), "`Group` needs `User`".to_owned(), tool, None);
        }
        for key in unit.keys("Container").filter(|key| key.name == "ExposeHostPort" && !key.value.is_empty()) {
            let plain = key.value.trim();
            let (ports, protocol) = plain.split_once('/').unwrap_or((plain, "tcp"));
            let fine = ports.split('-').all(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
                && matches!(protocol, "tcp" | "udp" | "sctp");
            if !fine && !plain.contains(['%', '$']) {
                let tool = format!("invalid port format '{plain}'");
                self.push(key.value_span(), format!("`{plain}` is no port"), &tool, None);
            }
        }
        self.mappings(unit, "Container");
    }

    /// Which users of the container are which of the host.
    fn mappings(&mut self, unit: &Unit, group: &str) {
        const EXPLICIT: [&str; 5] = ["UserNS", "UIDMap", "GIDMap", "SubUIDMap", "SubGIDMap"];
        let old = ["RemapUsers", "RemapUid", "RemapGid"].iter().find_map(|key| unit.last(group, key));
        if let Some(key) = old
            && let Some(explicit) = EXPLICIT.iter().find_map(|key| unit.last(group, key))
        {
            let tool = "deprecated Remap keys are set along with explicit mapping keys";
            let message = format!("`{}` and `{}` exclude each other", key.name, explicit.name);
            self.push(key.span.clone(), message, tool, None);
        } else if let Some(key) = unit.last(group, "RemapUsers")
            && !matches!(key.value.as_str(), "manual" | "auto" | "keep-id")
        {
            let tool = format!("unsupported RemapUsers option '{}'", key.value);
            self.push(key.value_span(), format!("there is no mapping `{}`", key.value), &tool, None);
        }
    }

    fn volume(&mut self, unit: &Unit) {
        let has = |key: &str| unit.last("Volume", key).is_some();
        if unit.last("Volume", "Driver").is_some_and(|key| key.value == "image") {
            if !has("Image") {
                let key = unit.last("Volume", "Driver").map_or(0..0, Key::value_span);
                let tool = "the key Image is mandatory when using the image driver";
                self.push(key, "the driver `image` needs `Image`".to_owned(), tool, None);
            }
            return;
        }
        for name in ["Type", "Options"] {
            if let Some(key) = unit.last("Volume", name).filter(|_| !has("Device")) {
                let tool = format!("key {name} can't be used without Device");
                self.push(key.span.clone(), format!("`{name}` needs `Device`"), &tool, None);
            }
        }
    }

    fn network(&mut self, unit: &Unit) {
        let all = |name: &str| {
            unit.keys("Network").filter(|key| key.name == name && !key.value.is_empty()).collect::<Vec<_>>()
        };
        let (subnets, gateways, ranges) = (all("Subnet"), all("Gateway"), all("IPRange"));
        match (subnets.len(), gateways.first().or(ranges.first())) {
            (0, Some(key)) => {
                let tool = "cannot set gateway or range without subnet";
                self.push(key.span.clone(), format!("`{}` needs `Subnet`", key.name), tool, None);
            }
            (count, Some(_)) if gateways.len() > count => {
                let tool = "cannot set more gateways than subnets";
                self.push(gateways[count].span.clone(), "there are more gateways than subnets".to_owned(), tool, None);
            }
            (count, Some(_)) if ranges.len() > count => {
                let tool = "cannot set more ranges than subnets";
                self.push(ranges[count].span.clone(), "there are more ranges than subnets".to_owned(), tool, None);
            }
            _ => {}
        }
    }

    /// Other quadlets that this one names.
    fn targets(&mut self, unit: &Unit, group: &str) {
        let Some(others) = self.others else { return };
        // only the image driver asks for an image
        let no_image = group == "Volume" && unit.last("Volume", "Driver").is_none_or(|key| key.value != "image");
        for key in unit.keys(group).filter(|key| !key.value.contains(['%', '$'])) {
            let is_single = matches!(key.name.as_str(), "Image" | "Pod");
            let counts = |key: &Key| unit.last(group, &key.name).is_some_and(|last| last.span == key.span);
            if is_single && (no_image || !counts(key)) {
                continue;
            }
            let (name, tool) = match key.name.as_str() {
                "Pod" if key.value.ends_with(".pod") => {
                    (key.value.clone(), format!("quadlet pod unit {} does not exist", key.value))
                }
                "Pod" if !key.value.is_empty() => {
                    let tool = format!("pod {} is not Quadlet based", key.value);
                    let message = format!("`Pod` names a `.pod` file, not `{}`", key.value);
                    self.push(key.value_span(), message, &tool, None);
                    continue;
                }
                "Image" if [".image", ".build"].iter().any(|suffix| key.value.ends_with(suffix)) => {
                    (key.value.clone(), format!("requested Quadlet image {} was not found", key.value))
                }
                "Network" => {
                    let name = key.value.split(':').next().unwrap_or_default();
                    if ![".network", ".container"].iter().any(|suffix| name.ends_with(suffix)) {
                        continue;
                    }
                    (name.to_owned(), format!("requested Quadlet unit {name} was not found"))
                }
                "Volume" => {
                    let name = key.value.split(':').next().unwrap_or_default();
                    if !name.ends_with(".volume") {
                        continue;
                    }
                    (name.to_owned(), format!("requested Quadlet source {name} was not found"))
                }
                "Mount" => {
                    let source = key
                        .value
                        .split(',')
                        .find_map(|part| part.strip_prefix("source=").or_else(|| part.strip_prefix("src=")));
                    let Some(name) = source.filter(|name| name.ends_with(".volume")) else { continue };
                    (name.to_owned(), format!("requested Quadlet source {name} was not found"))
                }
                _ => continue,
            };
            // a template stands for its instances
            let template =
                name.split_once('@').and_then(|(base, rest)| Some(format!("{base}@.{}", rest.rsplit_once('.')?.1)));
            if !others.contains(&name) && !template.is_some_and(|template| others.contains(&template)) {
                self.push(key.value_span(), format!("there is no quadlet `{name}`"), &tool, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::containers::unit;

    /// What the generator prints first; `-` where it says nothing.
    fn says(name: &str, text: &str) -> String {
        let others: BTreeSet<String> = [name.to_owned(), "there.network".to_owned()].into();
        let slips = judge(name, text, &unit::parse(text), Some(&others), false);
        slips.first().map_or("-".to_owned(), |slip| slip.tool.clone())
    }

    #[test]
    fn the_generator_s_words() {
        for (name, text, tool) in [
            ("a.container", "[Container]\nContainerName=x\n", "no Image or Rootfs key specified"),
            ("a.container", "[Container]\nImage=a\nPorts=1\n", "unsupported key 'Ports' in group 'Container'"),
            ("a.container", "[Container]\nImage=a\nPod=x.pod\n", "quadlet pod unit x.pod does not exist"),
            ("a.container", "[Container]\nImage=a\nPod=x\n", "pod x is not Quadlet based"),
            (
                "a.container",
                "[Container]\nImage=a\nNetwork=x.network\n",
                "requested Quadlet unit x.network was not found",
            ),
            ("a.container", "[Container]\nImage=a\nNetwork=there.network\nNetwork=host\n", "-"),
            (
                "a.container",
                "[Container]\nImage=a\nVolume=x.volume:/y\n",
                "requested Quadlet source x.volume was not found",
            ),
            ("a.container", "[Container]\nImage=x.build\n", "requested Quadlet image x.build was not found"),
            ("a.container", "[Service]\nType=forking\n[Container]\nImage=a\n", "invalid service Type 'forking'"),
            ("a.container", "[Service]\nType=oneshot\n[Container]\nImage=a\n", "-"),
            ("a.container", "[Container]\nImage=a\nGroup=y\n", "invalid Group set without User"),
            ("a.container", "[Container]\nImage=a\nExposeHostPort=x\n", "invalid port format 'x'"),
            ("a.container", "Image=x\n", "key file does not start with a group"),
            ("a.kube", "[Kube]\n", "no Yaml key specified"),
            ("a.image", "[Image]\n", "no Image key specified"),
            ("a.build", "[Build]\nFile=x\n", "no ImageTag key specified"),
            ("a.build", "[Build]\nImageTag=x\n", "neither SetWorkingDirectory, nor File key specified"),
            ("a.volume", "", "-"),
            ("a.volume", "[Volume]\nType=x\n", "key Type can't be used without Device"),
            ("a.network", "[Network]\nGateway=1.2.3.4\n", "cannot set gateway or range without subnet"),
            ("a.pod", "[Pod]\nPodName=x\n", "-"),
        ] {
            assert_eq!(says(name, text), tool, "{text}");
        }
    }

    #[test]
    fn keys_have_come_over_time() {
        let unit = unit::parse("[Container]\nImage=a\nPod=x.pod\nMemory=1g\n");
        assert_eq!(too_new("a.container", &unit, (4, 9)).len(), 2);
        assert_eq!(too_new("a.container", &unit, (5, 4)).len(), 1);
        assert_eq!(too_new("a.container", &unit, (5, 8)).len(), 0);
        assert_eq!(service("a.pod", &unit).as_deref(), Some("a-pod.service"));
        assert_eq!(service("a.container", &unit).as_deref(), Some("a.service"));
    }
}
