//! What KIWI takes where a description says nothing: initrd system, firmware, partition table, volume manager.

use super::tree::{Element, Tree};
use super::view::View;
use crate::kiwi::{ElementName, at, el};

/// The package that brings KIWI's dracut modules, by module: either name will do.
pub const LIVE_MODULE: [&str; 2] = ["dracut-kiwi-live", "kiwi-dracut-live"];
/// See [`LIVE_MODULE`].
pub const OVERLAY_MODULE: [&str; 2] = ["dracut-kiwi-overlay", "kiwi-dracut-overlay"];
/// See [`LIVE_MODULE`].
pub const REPART_MODULE: [&str; 2] = ["dracut-kiwi-oem-repart", "kiwi-dracut-oem-repart"];
/// See [`LIVE_MODULE`].
pub const DUMP_MODULE: [&str; 2] = ["dracut-kiwi-oem-dump", "kiwi-dracut-oem-dump"];

/// The architectures that KIWI knows the firmware of.
pub const ARCHITECTURES: [&str; 20] = [
    "x86_64",
    "i586",
    "i686",
    "ix86",
    "aarch64",
    "arm64",
    "armv5el",
    "armv5tel",
    "armv6hl",
    "armv6l",
    "armv7hl",
    "armv7l",
    "armv8l",
    "loongarch64",
    "riscv64",
    "ppc",
    "ppc64",
    "ppc64le",
    "s390",
    "s390x",
];

/// The firmwares that KIWI supports on an architecture; `None` for one that it does not know.
#[must_use]
pub fn firmwares(arch: &str) -> Option<&'static [&'static str]> {
    Some(match arch {
        "x86_64" => &["efi", "uefi", "bios", "ec2"],
        "i586" | "i686" | "ix86" => &["bios"],
        "aarch64" | "arm64" | "armv5el" | "armv5tel" | "armv6hl" | "armv6l" | "armv7hl" | "armv7l" | "armv8l"
        | "loongarch64" | "riscv64" => &["efi", "uefi"],
        "ppc" => &["ofw"],
        "ppc64" | "ppc64le" => &["ofw", "opal"],
        "s390" | "s390x" => &[],
        _ => return None,
    })
}

/// The firmware that KIWI takes where none is named.
#[must_use]
pub fn default_firmware(arch: &str) -> Option<&'static str> {
    match arch {
        "s390" | "s390x" => None,
        "x86_64" | "i586" | "i686" | "ix86" => Some("bios"),
        "ppc" | "ppc64" | "ppc64le" => Some("ofw"),
        _ => firmwares(arch).map(|_| "efi"),
    }
}

impl View {
    /// The initrd system: `dracut`, `kiwi` or `none`.
    #[must_use]
    pub fn initrd_system<'a>(&self, tree: &'a Tree) -> &'a str {
        let default = match self.selection.image.as_str() {
            // a live system has dracut whatever is asked for
            "iso" => return "dracut",
            "vmx" | "oem" | "kis" => "dracut",
            "pxe" => "kiwi",
            _ => "none",
        };
        self.build_type(tree).set(at::INITRD_SYSTEM).unwrap_or(default)
    }

    /// The firmware in effect; `None` where there is none, as on s390.
    #[must_use]
    pub fn firmware<'a>(&self, tree: &'a Tree) -> Option<&'a str> {
        self.build_type(tree).set(at::FIRMWARE).or_else(|| default_firmware(&self.selection.arch))
    }

    /// Whether KIWI supports the firmware on the architecture.
    #[must_use]
    pub fn firmware_is_supported(&self, tree: &Tree) -> bool {
        match (self.firmware(tree), firmwares(&self.selection.arch)) {
            (None | Some("custom"), _) | (_, None) => true,
            (Some(firmware), Some(known)) => known.contains(&firmware),
        }
    }

    /// The kind of partition table: `gpt`, `msdos` or `dasd`.
    #[must_use]
    pub fn partition_table<'a>(&self, tree: &'a Tree) -> &'a str {
        let arch = self.selection.arch.as_str();
        if arch.contains("s390") {
            let target =
                self.type_section(tree, el::BOOTLOADER).and_then(|loader| loader.get(at::TARGETTYPE)).unwrap_or("");
            return match target {
                _ if target.contains("CDL") => "dasd",
                _ if target.contains("GPT") => "gpt",
                _ => "msdos",
            };
        }
        if arch.contains("ppc64") {
            return "gpt";
        }
        if matches!(self.firmware(tree), Some("efi" | "uefi")) {
            return self.build_type(tree).set(at::EFIPARTTABLE).unwrap_or("gpt");
        }
        "msdos"
    }

    /// The volume manager: `lvm`, `btrfs`, or none.
    #[must_use]
    pub fn volume_management(&self, tree: &Tree) -> Option<&'static str> {
        let disk = self.type_section(tree, el::SYSTEMDISK)?;
        if disk.flag(at::PREFERLVM) != Some(true) && self.build_type(tree).get(at::FILESYSTEM) == Some("btrfs") {
            Some("btrfs")
        } else {
            Some("lvm")
        }
    }

    /// The volumes for this architecture.
    pub fn volumes<'a>(&'a self, tree: &'a Tree) -> impl Iterator<Item = &'a Element> + 'a {
        self.type_section(tree, el::SYSTEMDISK)
            .into_iter()
            .flat_map(move |disk| tree.named(disk, el::VOLUME))
            .filter(|volume| super::selection::takes_arch(volume, &self.selection.arch))
    }

    /// A boolean element of `oemconfig`, as `oem-resize`.
    #[must_use]
    pub fn oem_flag(&self, tree: &Tree, name: ElementName) -> Option<bool> {
        let element = tree.first(self.type_section(tree, el::OEMCONFIG)?, name)?;
        match element.text.trim() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_architecture_has_its_firmwares() {
        for arch in ARCHITECTURES {
            assert!(firmwares(arch).is_some(), "{arch}");
        }
        assert_eq!(firmwares("x86"), None);
    }
}
