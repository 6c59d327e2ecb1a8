//! Values that the schema once had and dropped without a step: what became of them, and what to write.

use crate::diagnostic::{Applicability, Diagnostic};
use crate::text::{Edit, Span};
use crate::upgrade::catalogue::{UPGRADE_ELEMENT_GONE, UPGRADE_NEEDS_PASSWORD, UPGRADE_VALUE_GONE};
use crate::xml::{Content, Document, NodeId};

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
    instead: Instead,
}

/// What to do about a value that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Instead {
    Write(&'static str),
    /// Drop the attribute.
    Drop,
    /// That is for its owner to say.
    Decide,
}

use Instead::{Decide, Drop, Write};

const fn attribute(
    element: &'static str,
    name: &'static str,
    value: &'static str,
    instead: Instead,
    why: &'static str,
) -> Gone {
    Gone { element, place: Place::Attribute(name), value, why, instead }
}

const fn text(element: &'static str, value: &'static str, instead: Instead, why: &'static str) -> Gone {
    Gone { element, place: Place::Text, value, why, instead }
}

const SPLIT: &str = "KIWI builds no split images any more; `image=\"oem\"` with `overlayroot=\"true\"` has a read-only root with a writable layer too";
const LIVE_FLAGS: &str = "a live image has its writable part in memory with `overlay`, or on a disk with `dmsquash`; images of other types take no `flags`";
const ONE_BOOTLOADER: &str = "KIWI installs `grub2`, `systemd_boot`, `zipl` and `grub2_s390x_emu`; with `custom` the description's own scripts install another";

static GONE: &[Gone] = &[
    text(
        "packagemanager",
        "smart",
        Write("zypper"),
        "the Smart package manager is no longer developed and KIWI cannot drive it; on SUSE systems `zypper` took its place, elsewhere choose the distribution's own",
    ),
    text(
        "packagemanager",
        "ensconce",
        Decide,
        "KIWI cannot drive it any more: name the package manager of the distribution, `apt`, `dnf4`, `dnf5`, `pacman` or `zypper`",
    ),
    text("packagemanager", "yum", Write("dnf4"), "DNF took the place of Yum, and has generations: `dnf4` or `dnf5`"),
    text("packagemanager", "apt-get", Write("apt"), "it is called `apt` now"),
    text("packagemanager", "dnf", Write("dnf4"), "DNF has generations: `dnf4` or `dnf5`"),
    attribute("type", "flags", "clic", Write("overlay"), LIVE_FLAGS),
    attribute("type", "flags", "clic_udf", Write("overlay"), LIVE_FLAGS),
    attribute("type", "flags", "compressed", Write("overlay"), LIVE_FLAGS),
    attribute("type", "flags", "unified", Write("overlay"), LIVE_FLAGS),
    attribute("type", "flags", "seed", Decide, LIVE_FLAGS),
    attribute(
        "type",
        "format",
        "ec2",
        Drop,
        "images for Amazon are raw disks with `firmware=\"ec2\"`: drop `format`, and have a tool such as ec2uploader register the image",
    ),
    attribute("type", "format", "ovf", Write("ova"), "`ova` is the same appliance in one archive"),
    attribute("type", "format", "iso", Drop, "an installation ISO is asked for with `installiso=\"true\"` instead"),
    attribute("type", "format", "usb", Drop, "an installation stick is asked for with `installstick=\"true\"` instead"),
    attribute("type", "format", "qcow", Write("qcow2"), "only the second version of the format is written"),
    attribute("type", "format", "vhdfixed", Write("vhd-fixed"), "it is spelled with a hyphen"),
    attribute("type", "image", "split", Write("oem"), SPLIT),
    attribute(
        "type",
        "image",
        "lxc",
        Write("tbz"),
        "KIWI builds no images for LXC as such; a root tree as an archive is `tbz`, a container for podman is `oci`",
    ),
    attribute(
        "type",
        "image",
        "aci",
        Write("oci"),
        "rkt and its format are gone; `oci` is the format that container engines share",
    ),
    attribute(
        "type",
        "image",
        "product",
        Decide,
        "product media are not built by KIWI any more but by product-composer or productbuilder; the description has no use here",
    ),
    attribute("type", "image", "reiserfs", Write("ext4"), "ReiserFS is gone from kernels and from KIWI"),
    attribute(
        "type",
        "image",
        "clicfs",
        Write("squashfs"),
        "clicfs is gone; `squashfs` is the compressed read-only filesystem",
    ),
    attribute("type", "image", "xen", Write("oem"), "a Xen guest is a disk image whose `machine` says how it boots"),
    attribute("type", "image", "vmx", Write("oem"), "simple disks are `oem` images with `oem-resize` false"),
    attribute(
        "type",
        "image",
        "usb",
        Write("iso"),
        "live sticks are `iso` images, which are hybrid; installed sticks are `oem` images",
    ),
    attribute("type", "image", "ec2", Write("oem"), "images for Amazon are `oem` disks with `firmware=\"ec2\"`"),
    attribute("type", "image", "zfs", Decide, "KIWI builds no ZFS any more"),
    attribute("type", "image", "overlayfs", Write("squashfs"), "name the compressed filesystem itself"),
    attribute(
        "type",
        "filesystem",
        "clicfs",
        Write("squashfs"),
        "clicfs is gone; `squashfs` is the compressed read-only filesystem",
    ),
    attribute(
        "type",
        "filesystem",
        "overlayfs",
        Write("squashfs"),
        "name the compressed filesystem itself; the writable layer comes by `overlayroot` or, on live images, by itself",
    ),
    attribute("type", "filesystem", "reiserfs", Write("ext4"), "ReiserFS is gone from kernels and from KIWI"),
    attribute("type", "filesystem", "zfs", Decide, "KIWI builds no ZFS any more: choose `btrfs`, `ext4` or `xfs`"),
    attribute(
        "type",
        "filesystem",
        "nfs",
        Decide,
        "an image whose root is on NFS is a `kis` image or a plain tree, configured on the boot server",
    ),
    attribute(
        "type",
        "firmware",
        "vboot",
        Write("custom"),
        "verified boot of ChromeOS devices is not set up by KIWI any more; with `custom` the description's own scripts do it",
    ),
    attribute(
        "type",
        "hybridpersistent_filesystem",
        "btrfs",
        Write("xfs"),
        "the live initrd can make `ext4` and `xfs`",
    ),
    attribute(
        "packages",
        "type",
        "vmx",
        Write("oem"),
        "the build type `vmx` became `oem`; the packages then go into every `oem` image of the description, unless a profile keeps them apart",
    ),
    attribute(
        "packages",
        "type",
        "vmware",
        Write("oem"),
        "the build type became `oem`; the packages then go into every `oem` image of the description, unless a profile keeps them apart",
    ),
    attribute(
        "packages",
        "type",
        "xen",
        Write("oem"),
        "the build type became `oem`; the packages then go into every `oem` image of the description, unless a profile keeps them apart",
    ),
    attribute("packages", "type", "usb", Write("iso"), "the build type is gone; live sticks are `iso` images"),
    attribute("packages", "type", "split", Decide, SPLIT),
    attribute(
        "packages",
        "type",
        "ec2",
        Write("oem"),
        "images for Amazon are `oem` disks; a profile keeps their packages apart",
    ),
    attribute(
        "packages",
        "type",
        "lxc",
        Decide,
        "the build type is gone; put the packages into the list that the image uses, `image` or `oci`",
    ),
    attribute(
        "packages",
        "type",
        "aci",
        Write("oci"),
        "the build type is gone; `oci` is the format that container engines share",
    ),
    attribute(
        "packages",
        "type",
        "testsuite",
        Decide,
        "KIWI runs no test suite any more: drop the list, or turn it into a profile",
    ),
    attribute("bootloader", "name", "grub", Write("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "isolinux", Write("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "syslinux", Write("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "extlinux", Write("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "yaboot", Write("grub2"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "uboot", Write("custom"), ONE_BOOTLOADER),
    attribute("bootloader", "name", "berryboot", Write("custom"), ONE_BOOTLOADER),
    attribute(
        "machine",
        "ovftype",
        "powervm",
        Drop,
        "KIWI writes appliances for VMware only; deliver a raw disk or a qcow2 one for PowerVM",
    ),
    attribute("machine", "ovftype", "zvm", Drop, "KIWI writes appliances for VMware only; deliver a raw disk for z/VM"),
    attribute(
        "machine",
        "ovftype",
        "xen",
        Drop,
        "KIWI writes appliances for VMware only; Xen takes raw and qcow2 disks",
    ),
    attribute("vmdisk", "controller", "scsi", Write("lsilogic"), "the controller is named by its make"),
    attribute("*", "arch", "ia64", Decide, "KIWI builds nothing for Itanium any more: drop the element"),
    attribute("*", "arch", "i386", Write("ix86"), "`ix86` stands for all 32-bit PCs"),
    attribute("*", "arch", "i486", Write("ix86"), "`ix86` stands for all 32-bit PCs"),
    attribute("*", "arch", "x86", Write("ix86"), "`ix86` stands for all 32-bit PCs"),
    attribute("*", "arch", "noarch", Drop, "what is for every architecture names none"),
];

/// Elements that are gone without a step: parent, name, whether nothing is lost without it, why.
static GONE_ELEMENTS: &[(&str, &str, bool, &str)] = &[
    (
        "type",
        "ec2config",
        true,
        "nothing reads it any more: regions and accounts are said to the tool that uploads the image; drop the element",
    ),
    (
        "image",
        "instsource",
        false,
        "product media are not built by KIWI any more but by product-composer or productbuilder; drop the element, or keep the description for the old tool",
    ),
    ("type", "split", true, SPLIT),
    ("image", "lvmvolumes", false, "each `type` has its own `systemdisk`"),
];

/// Finds such values in an upgraded document, whose text is `text`.
pub(super) fn check(document: &Document, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    let Some(root) = document.root_element() else { return };
    let mut at = document.first_child(root);
    while let Some(node) = at {
        let is_own = document.name(node).is_some_and(|name| name.namespace.is_empty());
        if is_own {
            look(document, node, text, diagnostics);
        }
        let is_extension = document.parent(node) == Some(root) && document.is_element(node, "extension");
        let inside = if is_extension { None } else { document.first_child(node) };
        at = inside.or_else(|| document.following(node));
    }
}

fn look(document: &Document, node: NodeId, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    let Some(element) = document.element(node) else { return };
    let name = &*element.name.local;
    let tag = document.name_span(node).unwrap_or_default();
    let whole = document.span(node).unwrap_or(tag);
    let parent = document.parent(node).and_then(|parent| document.name(parent));
    if let Some((_, _, is_idle, why)) = GONE_ELEMENTS
        .iter()
        .find(|(outer, inner, ..)| *inner == name && parent.is_some_and(|parent| *parent.local == **outer))
    {
        let message = format!("element `{name}` is no longer part of KIWI's schema");
        let mut diagnostic = Diagnostic::error(&UPGRADE_ELEMENT_GONE, message, tag).with_note(*why);
        if *is_idle {
            let edit = Edit::delete(with_space_before(text, whole));
            diagnostic = diagnostic.with_fix(format!("drop `{name}`"), Applicability::Unsafe, vec![edit]);
        }
        diagnostics.push(diagnostic);
    }
    if name == "user"
        && document.attribute_named(node, "password").is_none()
        && parent.is_some_and(|parent| parent.is("", "users"))
    {
        let format =
            if document.attribute_named(node, "pwdformat").is_some() { "" } else { " pwdformat=\"encrypted\"" };
        let edit = Edit::insert(Span { start: tag.end, ..tag }, format!(" password=\"!\"{format}"));
        diagnostics.push(
            Diagnostic::error(&UPGRADE_NEEDS_PASSWORD, "every `user` needs a `password` now", tag)
                .with_note("a `!` as `password` with `pwdformat=\"encrypted\"` locks the account against passwords")
                .with_fix("lock the account against passwords", Applicability::Unsafe, vec![edit]),
        );
    }
    if name == "locale" {
        diagnostics.extend(locale(document, node));
    }
    for gone in GONE.iter().filter(|gone| gone.element == name || gone.element == "*") {
        let found = match gone.place {
            Place::Attribute(attribute) => document.attribute_named(node, attribute).map(|attribute| {
                (attribute.value.trim(), attribute.value_span.unwrap_or(tag), Some(attribute.span.unwrap_or(tag)))
            }),
            Place::Text => words(document, node).map(|(text, span)| (text, span, None)),
        };
        let Some((value, span, whole)) = found.filter(|(value, ..)| *value == gone.value) else { continue };
        let what = match gone.place {
            Place::Attribute(attribute) => format!("`{attribute}` of `{name}`"),
            Place::Text => format!("`{name}`"),
        };
        let mut diagnostic =
            Diagnostic::error(&UPGRADE_VALUE_GONE, format!("{what} cannot be `{value}` any more"), span)
                .with_note(gone.why);
        match (gone.instead, gone.place, whole) {
            (Write(instead), ..) => {
                diagnostic = diagnostic.with_expected([instead.to_owned()]).with_fix(
                    format!("replace by `{instead}`"),
                    Applicability::Unsafe,
                    vec![Edit::replace(span, instead)],
                );
            }
            (Drop, Place::Attribute(attribute), Some(whole)) => {
                let edit = Edit::delete(with_space_before(text, whole));
                diagnostic = diagnostic.with_fix(format!("drop `{attribute}`"), Applicability::Unsafe, vec![edit]);
            }
            _ => {}
        }
        diagnostics.push(diagnostic);
    }
}

/// The text of an element without the white space around it.
fn words(document: &Document, node: NodeId) -> Option<(&str, Span)> {
    let text = |child: NodeId| match &document.node(child).content {
        Content::Text(text) if !text.trim().is_empty() => Some((text.as_str(), document.span(child)?)),
        _ => None,
    };
    let (text, span) = document.children(node).find_map(text)?;
    let trimmed = text.trim();
    // In a CDATA section, or with references in it, it is longer than it reads.
    if span.len() != text.len() {
        return Some((trimmed, span));
    }
    let start = text.len() - text.trim_start().len();
    Some((trimmed, span.slice(start, start + trimmed.len())))
}

/// The range with the white space before it, so that nothing is left of it.
fn with_space_before(text: &str, span: Span) -> Span {
    let before = text[..span.start as usize].trim_end_matches([' ', '\t']);
    let start = before.strip_suffix('\n').map_or(before, |line| line.strip_suffix('\r').unwrap_or(line)).len();
    Span::new(span.source, start, span.end as usize)
}

/// A locale that the schema once took and does not take any more: it had no pattern before.
fn locale(document: &Document, node: NodeId) -> Option<Diagnostic> {
    let (value, span) = words(document, node)?;
    let part = |part: &str| {
        let bare = part.trim().split(['.', '@']).next().unwrap_or("").to_owned();
        let (language, country) = bare.split_once(['_', '-'])?;
        let is_good = (2..=3).contains(&language.len())
            && country.len() == 2
            && language.chars().chain(country.chars()).all(|c| c.is_ascii_alphabetic());
        is_good.then(|| format!("{}_{}", language.to_ascii_lowercase(), country.to_ascii_uppercase()))
    };
    let parts: Option<Vec<String>> = value.split(',').map(part).collect();
    let good = parts.map(|parts| parts.join(","));
    // `POSIX` and `C` may stand first.
    let rest = value.strip_prefix("POSIX").or(value.strip_prefix('C'));
    if good.as_deref() == Some(value) || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(',')) {
        return None;
    }
    let mut diagnostic = Diagnostic::error(
        &UPGRADE_VALUE_GONE,
        format!("`locale` cannot be `{value}` any more"),
        span,
    )
    .with_note("a locale is a language and a country, such as `de_DE`, without an encoding, which is always UTF-8; commas part several");
    if let Some(good) = good {
        let title = format!("replace by `{good}`");
        diagnostic = diagnostic.with_expected([good.clone()]).with_fix(
            title,
            Applicability::Unsafe,
            vec![Edit::replace(span, good)],
        );
    }
    Some(diagnostic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Source, SourceId};

    fn found(text: &str) -> Vec<Diagnostic> {
        let parsed = crate::xml::parse(&Source::apart(SourceId(0), "t.xml", text));
        let mut found = Vec::new();
        check(&parsed.document, text, &mut found);
        found
    }

    #[test]
    fn every_value_is_looked_for_and_explained() {
        for gone in GONE {
            assert!(!gone.why.is_empty());
            let body = match gone.place {
                Place::Attribute(name) => {
                    format!("<{} {name}=\"{}\"/>", gone.element.replace('*', "archive"), gone.value)
                }
                Place::Text => format!("<{0}>{1}</{0}>", gone.element, gone.value),
            };
            let text = format!("<image><preferences>{body}</preferences></image>");
            let found = found(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].primary.range()], gone.value);
        }
    }

    fn fixed(text: &str) -> (usize, String) {
        let found = found(text);
        let mut edits = crate::text::EditSet::new();
        for edit in found.iter().flat_map(|diagnostic| &diagnostic.fixes).flat_map(|fix| &fix.edits) {
            edits.add(edit.clone()).unwrap();
        }
        (found.len(), edits.apply(text))
    }

    #[test]
    fn what_has_no_use_is_dropped_with_its_space() {
        let text = "<image><preferences><type\n  format='ec2'\n  image='oem'><a/>\n  <ec2config/>\n</type></preferences></image>";
        let mended = "<image><preferences><type\n  image='oem'><a/>\n</type></preferences></image>";
        assert_eq!(fixed(text), (2, mended.to_owned()));
    }

    #[test]
    fn locales_lose_their_encoding() {
        for (value, mended) in [
            ("de_DE", "de_DE"),
            ("C", "C"),
            ("POSIX,de_DE", "POSIX,de_DE"),
            (" en_US,de_DE ", " en_US,de_DE "),
            ("en_US.UTF-8", "en_US"),
            ("de-de, fr_FR@euro", "de_DE,fr_FR"),
        ] {
            let text = |value: &str| format!("<image><preferences><locale>{value}</locale></preferences></image>");
            assert_eq!(fixed(&text(value)), (usize::from(value != mended), text(mended)));
        }
        assert_eq!(fixed("<image><preferences><locale>de</locale></preferences></image>").0, 1);
    }

    #[test]
    fn elements_without_successor_and_users_without_password_are_reported() {
        let text = "<image><users><user name='a'/></users><instsource/><extension><user/></extension></image>";
        let found = found(text);
        let names: Vec<_> = found.iter().map(|diagnostic| &*diagnostic.name).collect();
        assert_eq!(names, ["upgrade-needs-password", "upgrade-element-gone"]);
    }
}
