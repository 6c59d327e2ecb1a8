//! Values that the schema once had and dropped without a step: what became of them, and what to write.

use crate::diagnostic::{Applicability, Diagnostic};
use crate::text::{Edit, Span};

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Attribute(&'static str),
    Text,
}

/// What became of one value.
struct Gone {
    element: &'static str,
    place: Place,
    value: &'static str,
    /// Why it is gone and what there is instead.
    why: &'static str,
    /// What may stand there now.
    instead: Option<&'static str>,
}

const fn attribute(
    element: &'static str,
    name: &'static str,
    value: &'static str,
    instead: Option<&'static str>,
    why: &'static str,
) -> Gone {
    Gone { element, place: Place::Attribute(name), value, why, instead }
}

const fn text(element: &'static str, value: &'static str, instead: Option<&'static str>, why: &'static str) -> Gone {
    Gone { element, place: Place::Text, value, why, instead }
}

const SPLIT: &str = "KIWI builds no split images any more; `image=\"oem\"` with `overlayroot=\"true\"` has a read-only root with a writable layer too";
const LIVE_FLAGS: &str = "a live image has its writable part in memory with `overlay`, or on a disk with `dmsquash`; images of other types take no `flags`";
const ONE_BOOTLOADER: &str = "KIWI installs `grub2`, `systemd_boot`, `zipl` and `grub2_s390x_emu`; with `custom` the description's own scripts install another";

static GONE: &[Gone] = &[
    text(
        "packagemanager",
        "smart",
        Some("zypper"),
        "the Smart package manager is no longer developed and KIWI cannot drive it; on SUSE systems `zypper` took its place, elsewhere choose the distribution's own",
    ),
    text(
        "packagemanager",
        "ensconce",
        None,
        "KIWI cannot drive it any more: name the package manager of the distribution, `apt`, `dnf4`, `dnf5`, `pacman` or `zypper`",
    ),
    text("packagemanager", "yum", Some("dnf4"), "DNF took the place of Yum, and has generations: `dnf4` or `dnf5`"),
    text("packagemanager", "apt-get", Some("apt"), "it is called `apt` now"),
    text("packagemanager", "dnf", Some("dnf4"), "DNF has generations: `dnf4` or `dnf5`"),
    attribute("type", "flags", "clic", Some("overlay"), LIVE_FLAGS),
    attribute("type", "flags", "clic_udf", Some("overlay"), LIVE_FLAGS),
    attribute("type", "flags", "compressed", Some("overlay"), LIVE_FLAGS),
    attribute("type", "flags", "unified", Some("overlay"), LIVE_FLAGS),
    attribute("type", "flags", "seed", None, LIVE_FLAGS),
    attribute(
        "type",
        "format",
        "ec2",
        None,
        "images for Amazon are raw disks with `firmware=\"ec2\"`: drop `format`, and have a tool such as ec2uploader register the image",
    ),
    attribute("type", "format", "ovf", Some("ova"), "`ova` is the same appliance in one archive"),
    attribute("type", "format", "iso", None, "an installation ISO is asked for with `installiso=\"true\"` instead"),
    attribute("type", "format", "usb", None, "an installation stick is asked for with `installstick=\"true\"` instead"),
    attribute("type", "format", "qcow", Some("qcow2"), "only the second version of the format is written"),
    attribute("type", "format", "vhdfixed", Some("vhd-fixed"), "it is spelled with a hyphen"),
    attribute("type", "image", "split", Some("oem"), SPLIT),
    attribute(
        "type",
        "image",
        "lxc",
        Some("tbz"),
        "KIWI builds no images for LXC as such; a root tree as an archive is `tbz`, a container for podman is `oci`",
    ),
    attribute(
        "type",
        "image",
        "aci",
        Some("oci"),
        "rkt and its format are gone; `oci` is the format that container engines share",
    ),
    attribute(
        "type",
        "image",
        "product",
        None,
        "product media are not built by KIWI any more but by product-composer or productbuilder; the description has no use here",
    ),
    attribute("type", "image", "reiserfs", Some("ext4"), "ReiserFS is gone from kernels and from KIWI"),
    attribute(
        "type",
        "image",
        "clicfs",
        Some("squashfs"),
        "clicfs is gone; `squashfs` is the compressed read-only filesystem",
    ),
    attribute("type", "image", "xen", Some("oem"), "a Xen guest is a disk image whose `machine` says how it boots"),
    attribute("type", "image", "vmx", Some("oem"), "simple disks are `oem` images with `oem-resize` false"),
    attribute(
        "type",
        "image",
        "usb",
        Some("iso"),
        "live sticks are `iso` images, which are hybrid; installed sticks are `oem` images",
    ),
    attribute("type", "image", "ec2", Some("oem"), "images for Amazon are `oem` disks with `firmware=\"ec2\"`"),
    attribute("type", "image", "zfs", None, "KIWI builds no ZFS any more"),
    attribute("type", "image", "overlayfs", Some("squashfs"), "name the compressed filesystem itself"),
    attribute(
        "type",
        "filesystem",
        "clicfs",
        Some("squashfs"),
        "clicfs is gone; `squashfs` is the compressed read-only filesystem",
    ),
    attribute(
        "type",
        "filesystem",
        "overlayfs",
        Some("squashfs"),
        "name the compressed filesystem itself; the writable layer comes by `overlayroot` or, on live images, by itself",
    ),
    attribute("type", "filesystem", "reiserfs", Some("ext4"), "ReiserFS is gone from kernels and from KIWI"),
    attribute("type", "filesystem", "zfs", None, "KIWI builds no ZFS any more: choose `btrfs`, `ext4` or `xfs`"),
    attribute(
        "type",
        "filesystem",
        "nfs",
        None,
        "an image whose root is on NFS is a `kis` image or a plain tree, configured on the boot server",
    ),
    attribute(
        "type",
        "firmware",
        "vboot",
        Some("custom"),
        "verified boot of ChromeOS devices is not set up by KIWI any more; with `custom` the description's own scripts do it",
    ),
    attribute("type", "hybridpersistent_filesystem", "btrfs", Some("xfs"), "the live initrd can make `ext4` and `xfs`"),
    attribute(
        "packages",
        "type",
        "vmx",
        Some("oem"),
        "the build type `vmx` became `oem`; the packages then go into every `oem` image of the description, unless a profile keeps them apart",
    ),
    attribute(
        "packages",
        "type",
        "vmware",
        Some("oem"),
        "the build type became `oem`; the packages then go into every `oem` image of the description, unless a profile keeps them apart",
    ),
    attribute(
        "packages",
        "type",
        "xen",
        Some("oem"),
        "the build type became `oem`; the packages then go into every `oem` image of the description, unless a profile keeps them apart",
    ),
    attribute("packages", "type", "usb", Some("iso"), "the build type is gone; live sticks are `iso` images"),
    attribute("packages", "type", "split", None, SPLIT),
    attribute(
        "packages",
        "type",
        "ec2",
        Some("oem"),
        "images for Amazon are `oem` disks; a profile keeps their packages apart",
    ),
    attribute(
        "packages",
        "type",
        "lxc",
        None,
        "the build type is gone; put the packages into the list that the image uses, `image` or `oci`",
    ),
    attribute(
        "packages",
        "type",
        "aci",
        Some("oci"),
        "the build type is gone; `oci` is the format that container engines share",
    ),
    attribute(
        "packages",
        "type",
        "testsuite",
        None,
        "KIWI runs no test suite any more: drop the list, or turn it into a profile",
    ),
    attribute("bootloader", "name", "grub", Some("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "isolinux", Some("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "syslinux", Some("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "extlinux", Some("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "yaboot", Some("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "uboot", Some("custom"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "berryboot", Some("custom"), ONE_BOOTLOADER),
    attribute(
        "machine",
        "ovftype",
        "powervm",
        None,
        "KIWI writes appliances for VMware only; deliver a raw disk or a qcow2 one for PowerVM",
    ),
    attribute("machine", "ovftype", "zvm", None, "KIWI writes appliances for VMware only; deliver a raw disk for z/VM"),
    attribute(
        "machine",
        "ovftype",
        "xen",
        None,
        "KIWI writes appliances for VMware only; Xen takes raw and qcow2 disks",
    ),
    attribute("vmdisk", "controller", "scsi", Some("lsilogic"), "the controller is named by its make"),
    attribute("file", "arch", "ia64", None, "KIWI builds nothing for Itanium any more: drop the line"),
    attribute("package", "arch", "ia64", None, "KIWI builds nothing for Itanium any more: drop the line"),
];

/// Elements that are gone without a step.
static GONE_ELEMENTS: &[(&str, &str, &str)] = &[
    (
        "type",
        "ec2config",
        "nothing reads it any more: regions and accounts are said to the tool that uploads the image; drop the element",
    ),
    (
        "image",
        "instsource",
        "product media are not built by KIWI any more but by product-composer or productbuilder; drop the element, or keep the description for the old tool",
    ),
    ("type", "split", SPLIT),
    ("image", "lvmvolumes", "each `type` has its own `systemdisk`"),
];

/// Finds such values in an upgraded text. Spans are those of the user's text.
pub(super) fn check(
    tree: &roxmltree::Document<'_>,
    old: &dyn Fn(std::ops::Range<usize>) -> Span,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut at = tree.root_element().first_element_child();
    let root = tree.root_element();
    while let Some(node) = at {
        if node.tag_name().namespace().is_none() {
            look(node, old, diagnostics);
        }
        let is_extension = node.tag_name().name() == "extension" && node.parent() == Some(root);
        at = if is_extension { None } else { node.first_element_child() };
        let mut from = node;
        while at.is_none() && from != root {
            at = from.next_sibling_element();
            match from.parent() {
                Some(parent) => from = parent,
                None => break,
            }
        }
    }
}

fn look(
    node: roxmltree::Node<'_, '_>,
    old: &dyn Fn(std::ops::Range<usize>) -> Span,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let name = node.tag_name().name();
    let tag = || {
        let start = node.range().start + 1;
        old(start..start + name.len())
    };
    if let Some(parent) = node.parent_element()
        && let Some((.., why)) =
            GONE_ELEMENTS.iter().find(|(outer, inner, _)| *outer == parent.tag_name().name() && *inner == name)
    {
        let message = format!("element `{name}` is no longer part of KIWI's schema");
        diagnostics.push(Diagnostic::error("upgrade-element-gone", message, tag()).with_note(*why));
    }
    if name == "user"
        && node.attribute("password").is_none()
        && node.parent_element().is_some_and(|p| p.has_tag_name("users"))
    {
        let message = "every `user` needs a `password` now";
        diagnostics.push(
            Diagnostic::error("upgrade-needs-password", message, tag())
                .with_note("a `!` as `password` with `pwdformat=\"encrypted\"` locks the account against passwords"),
        );
    }
    for gone in GONE.iter().filter(|gone| gone.element == name) {
        let (value, range) = match gone.place {
            Place::Attribute(attribute) => match node.attribute_node(attribute) {
                Some(attribute) => (attribute.value(), attribute.range_value()),
                None => continue,
            },
            Place::Text => {
                match node.children().find(|child| child.is_text() && !child.text().unwrap_or("").trim().is_empty()) {
                    Some(child) => {
                        let (text, range) = (child.text().unwrap_or(""), child.range());
                        let lead = text.len() - text.trim_start().len();
                        (text.trim(), range.start + lead..range.start + lead + text.trim().len())
                    }
                    None => continue,
                }
            }
        };
        if value != gone.value {
            continue;
        }
        let what = match gone.place {
            Place::Attribute(attribute) => format!("`{attribute}` of `{name}`"),
            Place::Text => format!("`{name}`"),
        };
        let span = old(range);
        let mut diagnostic =
            Diagnostic::error("upgrade-value-gone", format!("{what} cannot be `{value}` any more"), span)
                .with_note(gone.why);
        if let Some(instead) = gone.instead {
            diagnostic = diagnostic.with_expected([instead.to_owned()]).with_fix(
                format!("replace by `{instead}`"),
                Applicability::Unsafe,
                vec![Edit::replace(span, instead)],
            );
        }
        diagnostics.push(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    fn here(range: std::ops::Range<usize>) -> Span {
        Span::new(SourceId(0), range.start, range.end)
    }

    #[test]
    fn every_value_is_looked_for_and_explained() {
        for gone in GONE {
            assert!(!gone.why.is_empty());
            let body = match gone.place {
                Place::Attribute(name) => format!("<{} {name}=\"{}\"/>", gone.element, gone.value),
                Place::Text => format!("<{0}>{1}</{0}>", gone.element, gone.value),
            };
            let text = format!("<image><preferences>{body}</preferences></image>");
            let tree = roxmltree::Document::parse(&text).unwrap();
            let mut found = Vec::new();
            check(&tree, &here, &mut found);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].primary.range()], gone.value);
        }
    }

    #[test]
    fn elements_without_successor_and_users_without_password_are_reported() {
        let text = "<image><users><user name='a'/></users><instsource/><extension><user/></extension></image>";
        let tree = roxmltree::Document::parse(text).unwrap();
        let mut found = Vec::new();
        check(&tree, &here, &mut found);
        let names: Vec<_> = found.iter().map(|diagnostic| &*diagnostic.name).collect();
        assert_eq!(names, ["upgrade-needs-password", "upgrade-element-gone"]);
    }
}
