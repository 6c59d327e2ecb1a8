//! Entries for the Schematron rules of KIWI's schema. Most say that an attribute goes with some values of another:
//! their names, pages and examples are made from the rules themselves. What the others say is written here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::diagnostic::{Code, Entry, Example, Group};
use crate::kiwi::{Edition, releases};
use crate::schematron::Pattern;

/// A rule that says more than that two attributes go together.
struct Written {
    /// Its id in the schema.
    id: &'static str,
    name: &'static str,
    summary: &'static str,
    why: &'static str,
    /// A `type` alone is put into `preferences`.
    failing: &'static str,
    passing: &'static str,
}

const WRITTEN: &[Written] = &[
    Written {
        id: "filesystem_mandatory",
        name: "missing-filesystem",
        summary: "an `oem` image must have a `filesystem`, and a Vagrant box a `vagrantconfig`",
        why: "A disk image has a root file system, and KIWI does not choose one: `type` with `image=\"oem\"` needs `filesystem`. With `format=\"vagrant\"` the disk becomes a Vagrant box, for which `vagrantconfig` names the provider.",
        failing: "<type image=\"oem\"/>",
        passing: "<type image=\"oem\" filesystem=\"ext4\"/>",
    },
    Written {
        id: "metadata_path_mandatory",
        name: "missing-metadata-path",
        summary: "an `appx` image must have a `metadata_path`",
        why: "The package for the Windows Subsystem for Linux is made from the files in the directory that `metadata_path` names: its manifest, icons and the launcher. Without it there is nothing to package.",
        failing: "<type image=\"appx\"/>",
        passing: "<type image=\"appx\" metadata_path=\"/meta/data\"/>",
    },
    Written {
        id: "verity_blocks_mandatory",
        name: "verity-metadata-without-blocks",
        summary: "`embed_verity_metadata` needs `verity_blocks`",
        why: "The metadata describe the dm-verity hashes, and `verity_blocks` says over how much of the root file system those are computed. Add `verity_blocks=\"all\"`, or remove `embed_verity_metadata`.",
        failing: "<type image=\"oem\" filesystem=\"ext4\" overlayroot=\"true\" embed_verity_metadata=\"true\"/>",
        passing: "<type image=\"oem\" filesystem=\"ext4\" overlayroot=\"true\" embed_verity_metadata=\"true\" verity_blocks=\"all\"/>",
    },
    Written {
        id: "standalone_integrity_mandatory",
        name: "integrity-metadata-without-integrity",
        summary: "`embed_integrity_metadata` needs `standalone_integrity`",
        why: "The metadata describe the dm-integrity layer below the root file system, which `standalone_integrity` asks for. Add `standalone_integrity=\"true\"`, or remove `embed_integrity_metadata`.",
        failing: "<type image=\"oem\" filesystem=\"ext4\" embed_integrity_metadata=\"true\"/>",
        passing: "<type image=\"oem\" filesystem=\"ext4\" embed_integrity_metadata=\"true\" standalone_integrity=\"true\"/>",
    },
    Written {
        id: "no_derived_from_in_oem_without_container_format",
        name: "derived-from-without-container-format",
        summary: "a disk image is derived from another only if it is shipped in a container",
        why: "`derived_from` names a container that the image starts from. An `oem` image may have it only where its disk is shipped in a container, too: with a `format` that begins with `oci:` or `docker:`.",
        failing: "<type image=\"oem\" filesystem=\"ext4\" derived_from=\"obs://server/image:tag\"/>",
        passing: "<type image=\"oem\" filesystem=\"ext4\" format=\"oci:qcow2\" derived_from=\"obs://server/image:tag\"/>",
    },
    Written {
        id: "bootloader_matches",
        name: "securelinux-not-for-boot-loader",
        summary: "`securelinux` is for the boot loaders `zipl` and `grub2_s390x_emu` only",
        why: "Secure execution is a facility of IBM Z, and only the boot loaders of that platform know it. KIWI's rule compares with `grub2-s390x-emu`, which is not how the schema spells that loader, so in practice only `zipl` passes.",
        failing: "<type image=\"oem\" filesystem=\"ext4\"><bootloader name=\"grub2\"><securelinux hkd_ca_cert=\"ca.crt\" hkd_sign_cert=\"sign.crt\"><hkd_cert name=\"host.crt\"/></securelinux></bootloader></type>",
        passing: "<type image=\"oem\" filesystem=\"ext4\"><bootloader name=\"zipl\"><securelinux hkd_ca_cert=\"ca.crt\" hkd_sign_cert=\"sign.crt\"><hkd_cert name=\"host.crt\"/></securelinux></bootloader></type>",
    },
    Written {
        id: "unpartitioned_validation",
        name: "unpartitioned-exceeds-size",
        summary: "the unpartitioned part of a disk cannot be larger than the disk",
        why: "`unpartitioned` of `size` is the part of the disk that stays without partitions: it is taken from the size, so it cannot be larger.",
        failing: "<type image=\"oem\" filesystem=\"ext4\"><size unit=\"G\" unpartitioned=\"20\">10</size></type>",
        passing: "<type image=\"oem\" filesystem=\"ext4\"><size unit=\"G\" unpartitioned=\"2\">10</size></type>",
    },
    Written {
        id: "quota",
        name: "volume-quota-without-btrfs",
        summary: "`quota` of a volume needs the file system `btrfs`",
        why: "A quota is a limit for a subvolume of btrfs; volumes of LVM have a `size` instead. Make the `filesystem` of the `type` `btrfs`, or remove `quota`.",
        failing: "<type image=\"oem\" filesystem=\"ext4\"><systemdisk><volume name=\"var\" quota=\"2G\"/></systemdisk></type>",
        passing: "<type image=\"oem\" filesystem=\"btrfs\"><systemdisk><volume name=\"var\" quota=\"2G\"/></systemdisk></type>",
    },
    Written {
        id: "partition_name",
        name: "reserved-partition-name",
        summary: "a partition of one's own may not be called as one of KIWI's",
        why: "KIWI makes partitions called `root`, `readonly`, `boot`, `prep`, `spare`, `swap`, `efi_csm` and `efi`. It searches this list as one text, so a name that is only a part of it, such as `oo` or `wap`, is refused, too. Choose a name that does not occur in it.",
        failing: "<type image=\"oem\" filesystem=\"ext4\"><partitions><partition name=\"spare\" size=\"100M\" mountpoint=\"/data\" filesystem=\"ext4\"/></partitions></type>",
        passing: "<type image=\"oem\" filesystem=\"ext4\"><partitions><partition name=\"data\" size=\"100M\" mountpoint=\"/data\" filesystem=\"ext4\"/></partitions></type>",
    },
    Written {
        id: "luks_requirement",
        name: "luksformat-without-luks",
        summary: "`luksformat` needs `luks` on the `type`",
        why: "`luksformat` holds options for encrypting the root file system, and `luks` is what asks for the encryption, with its passphrase or key file. Add `luks`, or remove `luksformat`.",
        failing: "<type image=\"oem\" filesystem=\"ext4\"><luksformat><option name=\"--cipher\" value=\"aes-xts-plain64\"/></luksformat></type>",
        passing: "<type image=\"oem\" filesystem=\"ext4\" luks=\"random\"><luksformat><option name=\"--cipher\" value=\"aes-xts-plain64\"/></luksformat></type>",
    },
    Written {
        id: "installation_media",
        name: "installmedia-without-install-image",
        summary: "`installmedia` needs `installiso` or `installpxe`",
        why: "`installmedia` configures the system that installs the disk image, and that is built only with `installiso=\"true\"` or `installpxe=\"true\"`. KIWI compares with `true` literally: `1` does not do.",
        failing: "<type image=\"oem\" filesystem=\"ext4\"><installmedia><initrd action=\"omit\"><dracut module=\"multipath\"/></initrd></installmedia></type>",
        passing: "<type image=\"oem\" filesystem=\"ext4\" installiso=\"true\"><installmedia><initrd action=\"omit\"><dracut module=\"multipath\"/></initrd></installmedia></type>",
    },
    Written {
        id: "bootstrap_package_validation",
        name: "bootstrap-package-without-apt",
        summary: "`bootstrap_package` works with the package manager `apt` only",
        why: "The package that is named holds a prepared root file system, which KIWI unpacks in place of running the bootstrap. It knows this for `apt` only.",
        failing: "<preferences>\n  <version>1.0.0</version>\n  <packagemanager>zypper</packagemanager>\n  <type image=\"tbz\"/>\n</preferences>\n<packages type=\"bootstrap\" bootstrap_package=\"bootstrap-root\"><package name=\"filesystem\"/></packages>\n",
        passing: "<preferences>\n  <version>1.0.0</version>\n  <packagemanager>apt</packagemanager>\n  <type image=\"tbz\"/>\n</preferences>\n<packages type=\"bootstrap\" bootstrap_package=\"bootstrap-root\"><package name=\"filesystem\"/></packages>\n",
    },
    Written {
        id: "collection_module_scope",
        name: "collection-module-outside-bootstrap",
        summary: "`collectionModule` belongs in the packages of type `bootstrap`",
        why: "Modules decide which versions of packages there are, so they are enabled before anything is installed: KIWI reads them in `packages` with `type=\"bootstrap\"` and refuses them elsewhere.",
        failing: "<packages type=\"image\"><collectionModule name=\"nodejs\" stream=\"20\" enable=\"true\"/><package name=\"filesystem\"/></packages>\n",
        passing: "<packages type=\"bootstrap\"><collectionModule name=\"nodejs\" stream=\"20\" enable=\"true\"/><package name=\"filesystem\"/></packages>\n",
    },
    Written {
        id: "collection_module_disable_constraint",
        name: "disabled-module-with-stream",
        summary: "a module is disabled as a whole, without a `stream`",
        why: "Disabling hides all streams of a module, so one stream cannot be named. Remove `stream`, or make `enable` `true` to choose that stream.",
        failing: "<packages type=\"bootstrap\"><collectionModule name=\"nodejs\" stream=\"20\" enable=\"false\"/><package name=\"filesystem\"/></packages>\n",
        passing: "<packages type=\"bootstrap\"><collectionModule name=\"nodejs\" enable=\"false\"/><package name=\"filesystem\"/></packages>\n",
    },
    Written {
        id: "valid_in_disk_type",
        name: "containerconfig-without-container-format",
        summary: "a disk image has a `containerconfig` only if it is shipped in a container",
        why: "`containerconfig` describes a container. Where `type` has a `format` at all, that must begin with `oci:` or `docker:`, so that the disk is put into one.",
        failing: "<type image=\"oem\" filesystem=\"ext4\" format=\"qcow2\"><containerconfig name=\"example\"/></type>",
        passing: "<type image=\"oem\" filesystem=\"ext4\" format=\"oci:qcow2\"><containerconfig name=\"example\"/></type>",
    },
];

/// How the ids of rules begin that want btrfs without LVM; the attribute follows.
const PLAIN_BTRFS: &str = "no_lvm_";

/// One entry for each rule, by the name that the schema gives it. Entries live as long as the program, so the texts
/// that are put together here may, too.
static ENTRIES: LazyLock<BTreeMap<String, &'static Entry>> = LazyLock::new(|| {
    let patterns = &Edition::Kiwi.rules().patterns;
    patterns.iter().map(|pattern| (pattern.code().to_string(), &*Box::leak(Box::new(entry(pattern))))).collect()
});

/// All entries.
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    ENTRIES.values().copied()
}

/// What a finding of the schema's author is called here.
pub(super) fn named(code: &Code) -> Code {
    ENTRIES.get(code.name()).map_or_else(|| code.clone(), |entry| Code::from(*entry))
}

/// A rule of KIWI's schema with what it is about.
#[derive(Debug)]
pub struct SchemaRule {
    /// Its diagnostic.
    pub entry: &'static Entry,
    /// The element that it is about.
    pub element: String,
    /// The attributes that it mentions.
    pub attributes: Vec<String>,
    /// Where the attribute may stand only: the attribute, and a condition in words.
    pub only: Option<(String, String)>,
}

/// The rules by element, in the order of the schema.
pub fn schema_rules() -> &'static [SchemaRule] {
    static RULES: LazyLock<Vec<SchemaRule>> = LazyLock::new(|| {
        let mut found: Vec<SchemaRule> = Vec::new();
        for pattern in &Edition::Kiwi.rules().patterns {
            let entry = ENTRIES[&pattern.code().to_string()];
            for rule in &pattern.rules {
                let context = rule.context.expression.text();
                let path: String = context.chars().take_while(|c| *c != '[').collect();
                let element = path.rsplit('/').next().unwrap_or_default().to_owned();
                for test in rule.checks.iter().map(|check| check.test.text()) {
                    let mut attributes = mentioned(context);
                    attributes.extend(mentioned(test));
                    let only = Pair::of(context, test).map(|pair| (pair.attribute.to_owned(), pair.condition()));
                    match found.iter_mut().find(|own| own.entry == entry && own.element == element) {
                        Some(own) => own.attributes.extend(attributes),
                        None => found.push(SchemaRule { entry, element: element.clone(), attributes, only }),
                    }
                }
            }
        }
        for rule in &mut found {
            rule.attributes.sort();
            rule.attributes.dedup();
        }
        found
    });
    &RULES
}

/// Names behind `@` in an expression.
fn mentioned(expression: &str) -> Vec<String> {
    let is_name = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let names = expression.split('@').skip(1).map(|rest| rest.chars().take_while(is_name).collect::<String>());
    names.filter(|name| !name.is_empty()).collect()
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn entry(pattern: &Pattern) -> Entry {
    let id = pattern.id.as_deref().unwrap_or_default();
    let pair = || {
        let rule = pattern.rules.first()?;
        Pair::of(rule.context.expression.text(), rule.checks.first()?.test.text())
    };
    let (name, summary, why, example) = if let Some(own) = WRITTEN.iter().find(|own| own.id == id) {
        let example = (whole(own.failing), whole(own.passing));
        (own.name.to_owned(), own.summary.to_owned(), own.why.to_owned(), Some(example))
    } else if let Some(attribute) = id.strip_prefix(PLAIN_BTRFS) {
        let of = |filesystem: &str| {
            whole(&format!("<type image=\"oem\" filesystem=\"{filesystem}\" {attribute}=\"true\"/>"))
        };
        (
            format!("{}-without-plain-btrfs", attribute.replace('_', "-")),
            format!("`{attribute}` needs the file system `btrfs`, without LVM below it"),
            format!(
                "`{attribute}` is about subvolumes of btrfs. KIWI refuses it with another `filesystem`, and with `preferlvm=\"true\"` on `systemdisk`, where the volumes are LVM's. Make `filesystem` `btrfs` and leave `preferlvm` out, or remove `{attribute}`."
            ),
            Some((of("ext4"), of("btrfs"))),
        )
    } else if let Some(pair) = pair() {
        (pair.name(id), pair.summary(), pair.why(), pair.example())
    } else {
        // a test holds that there is no such rule
        let text = pattern.rules.iter().flat_map(|rule| &rule.checks).map(|check| check.test.text().to_owned()).next();
        (pattern.code().to_string(), text.unwrap_or_default(), String::new(), None)
    };
    let releases = match releases::rule(id) {
        [] => format!("All releases of KIWI have this rule since {}, the oldest that was read.", oldest()),
        rows => {
            let since = rows.iter().find_map(|row| row.since);
            since.map_or_else(String::new, |since| format!("KIWI has this rule since release {since}."))
        }
    };
    let explanation = format!(
        "{why}\n\nThis is a Schematron rule of KIWI's schema: it says what the grammar cannot, and KIWI refuses the description before it builds. {releases}\n"
    );
    let mut entry = Entry::error(leak(name), Group::Schematron, leak(summary), leak(explanation));
    if let Some((failing, passing)) = example {
        entry.example = Some(Example { failing: leak(failing), passing: leak(passing) });
    }
    let former = pattern.code().to_string();
    if former != entry.name {
        entry.aliases = Box::leak(Box::new([leak(former)]));
    }
    entry
}

fn oldest() -> String {
    releases::all().first().map(|release| release.version.to_string()).unwrap_or_default()
}

/// A `type` within `preferences`; all else as it is.
fn whole(text: &str) -> String {
    if !text.starts_with("<type") {
        return text.to_owned();
    }
    let inner = text.replace("><", ">\n<");
    let mut depth = 1_usize;
    let mut lines = String::new();
    for line in inner.lines() {
        depth -= usize::from(line.starts_with("</"));
        lines.push_str(&format!("{}{line}\n", "  ".repeat(depth)));
        let opens = !line.starts_with("</") && !line.ends_with("/>") && !line.contains("</");
        depth += usize::from(opens);
    }
    format!(
        "<preferences>\n  <version>1.0.0</version>\n  <packagemanager>zypper</packagemanager>\n{lines}</preferences>\n"
    )
}

/// An attribute that goes with some values of another attribute only.
struct Pair<'r> {
    element: &'r str,
    attribute: &'r str,
    other: Other,
    /// Values of the other one that it goes with.
    allowed: Vec<&'r str>,
}

/// What the other attribute is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Other {
    /// `image` of the `type`, or of the `type` around.
    Image,
    /// `name` of `bootloader`.
    Loader,
    /// `type` of `repository`.
    Repository,
    /// `type` of `packages`.
    Packages,
    /// `provider` of `vagrantconfig`.
    Provider,
}

impl Other {
    /// In a name.
    fn slug(self) -> &'static str {
        match self {
            Self::Image => "image-type",
            Self::Loader => "boot-loader",
            Self::Repository => "repository-type",
            Self::Packages => "packages-type",
            Self::Provider => "provider",
        }
    }

    /// Before its values.
    fn words(self, several: bool) -> &'static str {
        match self {
            Self::Image => "images of type",
            Self::Loader if several => "the boot loaders",
            Self::Loader => "the boot loader",
            Self::Repository => "repositories of type",
            Self::Packages => "packages of type",
            Self::Provider => "the provider",
        }
    }

    fn attribute(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Loader => "name",
            Self::Repository | Self::Packages => "type",
            Self::Provider => "provider",
        }
    }
}

impl<'r> Pair<'r> {
    /// `E[@a]` with `contains('x y', @b)` or `contains('x y', ../@b)`.
    fn of(context: &'r str, test: &'r str) -> Option<Self> {
        let (element, attribute) = context.strip_suffix(']')?.split_once("[@")?;
        let (list, other) = test.strip_prefix("contains('")?.strip_suffix(')')?.split_once("', ")?;
        let other = match (element, other) {
            ("type", "@image") | ("bootloader" | "containerconfig", "../@image") => Other::Image,
            ("bootloader", "@name") => Other::Loader,
            ("repository", "@type") => Other::Repository,
            ("packages", "@type") => Other::Packages,
            ("vagrantconfig", "@provider") => Other::Provider,
            _ => return None,
        };
        Some(Self { element, attribute, other, allowed: list.split(' ').collect() })
    }

    fn name(&self, id: &str) -> String {
        let subject = match (self.element, self.attribute, id) {
            ("bootloader", "name", _) => "boot-loader",
            // two rules are about this attribute
            (_, _, "luks_randomize") => "luks-randomize",
            ("containerconfig", attribute, _) => &format!("container-{attribute}"),
            (_, attribute, _) => attribute,
        };
        format!("{}-not-for-{}", subject.replace('_', "-").to_lowercase(), self.other.slug())
    }

    fn subject(&self) -> String {
        match (self.element, self.attribute) {
            ("bootloader", "name") => "`bootloader`".to_owned(),
            ("containerconfig", attribute) => format!("`{attribute}` of `containerconfig`"),
            (_, attribute) => format!("`{attribute}`"),
        }
    }

    fn summary(&self) -> String {
        let words = self.other.words(self.allowed.len() > 1);
        format!("{} is for {words} {} only", self.subject(), list(&self.allowed, "or"))
    }

    /// What the other attribute must be, in words.
    fn condition(&self) -> String {
        let element = match (self.other, self.element) {
            (Other::Image, "bootloader" | "containerconfig") => " of the `type` around it",
            _ => "",
        };
        format!("`{}`{element} is {}", self.other.attribute(), list(&self.allowed, "or"))
    }

    fn why(&self) -> String {
        let (subject, other) = (self.subject(), self.other.attribute());
        let mut text =
            format!("KIWI accepts {subject} only where {}. Remove {subject}, or change `{other}`.", self.condition());
        if self.attribute == "luksversion" {
            text.push_str(" The schema has no attribute of this name, only `luks_version`: the rule never speaks, and is kept since KIWI has it.");
        }
        text
    }

    /// What fails, what passes; `None` for an attribute that the schema does not know.
    fn example(&self) -> Option<(String, String)> {
        let refused = match self.other {
            Other::Image => "tbz",
            // `grub2` is a part of `grub2_s390x_emu`, and KIWI looks for parts
            Other::Loader => "custom",
            Other::Repository => "rpm-md",
            Other::Packages => "image",
            Other::Provider => "libvirt",
        };
        if self.attribute == "luksversion" {
            return None;
        }
        let allowed =
            if self.allowed.contains(&"zipl") && self.other == Other::Loader { "zipl" } else { self.allowed[0] };
        Some((self.written(refused), self.written(allowed)))
    }

    fn written(&self, other: &str) -> String {
        let own = format!("{}=\"{}\"", self.attribute, value(self.element, self.attribute));
        match (self.element, self.other) {
            ("type", _) => whole(&format!("<type image=\"{other}\"{} {own}/>", self.needed(other))),
            ("bootloader", Other::Loader) => {
                whole(&format!("<type image=\"oem\" filesystem=\"ext4\"><bootloader name=\"{other}\" {own}/></type>"))
            }
            (element, Other::Image) => {
                let name = if self.attribute == "name" {
                    String::new()
                } else {
                    format!(" name=\"{}\"", value(element, "name"))
                };
                let needed = self.needed(other);
                whole(&format!("<type image=\"{other}\"{needed}><{element}{name} {own}/></type>"))
            }
            ("vagrantconfig", _) => whole(&format!(
                "<type image=\"oem\" filesystem=\"ext4\" format=\"vagrant\"><vagrantconfig provider=\"{other}\" virtualsize=\"42\" {own}/></type>"
            )),
            ("repository", _) => {
                format!(
                    "<repository type=\"{other}\" {own}><source path=\"https://download.example.org/repo\"/></repository>\n"
                )
            }
            _ => format!(
                "<preferences>\n  <version>1.0.0</version>\n  <packagemanager>apt</packagemanager>\n  <type image=\"tbz\"/>\n</preferences>\n<packages type=\"{other}\" {own}><package name=\"filesystem\"/></packages>\n"
            ),
        }
    }

    /// What an image type must have besides.
    fn needed(&self, image: &str) -> &'static str {
        match (image, self.attribute) {
            ("oem", "filesystem") => "",
            ("oem", attribute) if attribute.starts_with("btrfs") => " filesystem=\"btrfs\"",
            ("oem", "embed_verity_metadata") => " filesystem=\"ext4\" overlayroot=\"true\" verity_blocks=\"all\"",
            ("oem", "embed_integrity_metadata") => " filesystem=\"ext4\" standalone_integrity=\"true\"",
            ("oem", _) => " filesystem=\"ext4\"",
            ("appx", attribute) if attribute != "metadata_path" => " metadata_path=\"/meta/data\"",
            _ => "",
        }
    }
}

/// A value that an attribute may have.
fn value(element: &str, attribute: &str) -> &'static str {
    match (element, attribute) {
        ("containerconfig", "name") => "example",
        ("bootloader", "name") => "grub2",
        (_, "additionalnames") => "example:latest",
        (_, "application_id") => "0x1f2e3d4c",
        (_, "architectures") => "amd64",
        (_, "boot") => "oemboot/example",
        (_, "boot_clone" | "root_clone") => "1",
        (_, "bootfilesystem" | "spare_part_fs" | "hybridpersistent_filesystem") => "ext4",
        (_, "bootpart_id" | "efipart_id" | "eficsmpart_id" | "rootpart_id") => "3",
        (_, "bootpartsize" | "efipartsize" | "efifatimagesize" | "overlayroot_readonly_partsize") => "200",
        (_, "bootprofile" | "publisher" | "maintainer" | "bootstrap_package") => "example",
        (_, "derived_from") => "obs://server/image:tag",
        (_, "disk_start_sector" | "target_blocksize") => "4096",
        (_, "editbootconfig" | "editbootinstall") => "edit_boot.sh",
        (_, "efimountoptions") => "umask=0077",
        (_, "efiparttable") => "gpt",
        (_, "enclave_format") => "aws-nitro",
        (_, "erofscompression") => "lz4hc,12",
        (_, "filesystem") => "ext4",
        (_, "firmware") => "uefi",
        (_, "flags") => "overlay",
        (_, "format") => "qcow2",
        (_, "formatoptions") => "subformat=streamOptimized",
        (_, "gcelicense") => "1000",
        (_, "grub_template") => "grub.cfg.template",
        (_, "initrd_system") => "dracut",
        (_, "input_console" | "output_console") => "serial",
        (_, "installboot") => "install",
        (_, "integrity_keyfile") => "/etc/integrity.key",
        (_, "integrity_metadata_key_description") => "example",
        (_, "kernelcmdline") => "quiet",
        (_, "luks") => "random",
        (_, "luksOS") => "sle12",
        (_, "luks_pbkdf") => "argon2id",
        (_, "mdraid") => "mirroring",
        (_, "metadata_path") => "/meta/data",
        (_, "overlayroot_readonly_filesystem") => "squashfs",
        (_, "rootfs_label" | "volid") => "EXAMPLE",
        (_, "serial_line") => "serial --speed=115200",
        (_, "spare_part") => "1G",
        (_, "spare_part_fs_attributes") => "no-copy-on-write",
        (_, "spare_part_mountpoint") => "/data",
        (_, "squashfscompression") => "xz",
        (_, "tag") => "1.0",
        (_, "targettype") => "SCSI",
        (_, "timeout" | "wwid_wait_timeout") => "10",
        (_, "timeout_style") => "hidden",
        (_, "user") => "nobody",
        (_, "verity_blocks") => "all",
        (_, "vhdfixedtag") => "12345678-1234-1234-1234-123456789abc",
        (_, "video_mode") => "auto",
        (_, "workingdir") => "/srv",
        _ => "true",
    }
}

/// Values in words.
fn list(values: &[&str], last: &str) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    match values.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [front @ .., end] => format!("{} {last} {end}", front.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::example;
    use crate::text::Sources;
    use crate::xml;

    /// Names in a document that the grammar and these rules give.
    fn found(text: &str) -> Vec<String> {
        let file = &example::parse(text).files[0];
        let mut sources = Sources::new();
        let id = sources.add("config.xml", file.text.as_str());
        let document = xml::parse(sources.get(id)).document;
        let schema = Edition::Kiwi.schema().expect("the embedded schema");
        let mut found: Vec<String> = schema.validate(&document).into_iter().map(|one| one.message.into()).collect();
        found.extend(Edition::Kiwi.broken_rules(&document).into_iter().map(|one| named(&one.name).to_string()));
        found
    }

    #[test]
    fn each_rule_has_a_name_that_says_what_is_wrong_and_keeps_its_old_one() {
        let mut count = 0;
        for pattern in &Edition::Kiwi.rules().patterns {
            let entry = ENTRIES[&pattern.code().to_string()];
            assert_eq!(entry.aliases, [pattern.code().name()], "{}", entry.name);
            assert!(entry.name.contains('-') && !entry.summary.contains('@'), "{}: {}", entry.name, entry.summary);
            count += 1;
        }
        assert_eq!(count, ENTRIES.len(), "two rules have one name");
    }

    #[test]
    fn examples_break_their_rule_and_no_other() {
        let mut count = 0;
        for entry in entries() {
            let Some(Example { failing, passing }) = entry.example else {
                assert!(entry.explanation.contains("luksversion"), "{}", entry.name);
                continue;
            };
            assert!(found(failing).contains(&entry.name.to_owned()), "{}: {:?}", entry.name, found(failing));
            assert_eq!(found(passing), Vec::<String>::new(), "{}: {passing}", entry.name);
            count += 1;
        }
        assert_eq!(count, ENTRIES.len() - 2);
    }
}
