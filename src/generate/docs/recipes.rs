//! Answers to what people ask first, each with a description that is validated while the site is made.

/// A question with its answer in Markdown. Blocks marked `xml` are parts of descriptions.
pub(super) struct Recipe {
    /// The name of its page.
    pub(super) id: &'static str,
    /// The question, as a person asks it.
    pub(super) title: &'static str,
    /// The answer.
    pub(super) text: &'static str,
}

/// All, in the order of the start page.
pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        id: "grow-at-first-boot",
        title: "Make a disk image grow at its first boot",
        text: "An image of type `oem` is written to a disk that is larger than the image. With [`oem-resize`](../element/oem-resize.html) the first boot gives the rest of the disk to the root filesystem. The initrd does it, so the package with the dracut module must be in the image.\n\n```xml\n<type image=\"oem\" filesystem=\"xfs\" firmware=\"uefi\">\n  <oemconfig>\n    <oem-resize>true</oem-resize>\n  </oemconfig>\n</type>\n```\n\n```xml\n<packages type=\"image\">\n  <package name=\"dracut-kiwi-oem-repart\"/>\n</packages>\n```\n\nWithout the package rowi reports [`missing-oem-repart-module`](../rules/missing-oem-repart-module.html), and KIWI stops. To keep a part of the disk free, partition it in [`partitions`](../element/partitions.html), or limit the system with [`oem-systemsize`](../element/oem-systemsize.html).",
    },
    Recipe {
        id: "firmware",
        title: "Choose the firmware: BIOS, UEFI, Secure Boot",
        text: "The attribute `firmware` of [`type`](../element/type.html#firmware) says what starts the machine. Not every value exists on every architecture:\n\n| value | starts by | architectures |\n|---|---|---|\n| `bios` | the PC's BIOS | x86_64 |\n| `efi` | UEFI, without Secure Boot | x86_64, aarch64, riscv64 |\n| `uefi` | UEFI with Secure Boot; on x86_64 a BIOS can start it, too | x86_64, aarch64 |\n| `ec2` | Amazon's cloud | x86_64, aarch64 |\n| `ofw` | Open Firmware | ppc64, ppc64le |\n| `opal` | OPAL | ppc64, ppc64le |\n\nAn image for s390x names none: it is started by zipl.\n\n```xml\n<type image=\"oem\" filesystem=\"btrfs\" firmware=\"uefi\">\n  <bootloader name=\"grub2\"/>\n</type>\n```",
    },
    Recipe {
        id: "netboot",
        title: "What replaced boot=\"netboot/…\"",
        text: "Up to schema 6 an image for the network was a `pxe` image with `boot=\"netboot/DISTRIBUTION\"`: the boot image was a description of its own. Today the initrd is made by dracut, and the network image is a `kis` image: kernel, initrd, system.\n\n```xml\n<type image=\"kis\" filesystem=\"squashfs\"/>\n```\n\n- `pxe` is still there for boot images with `initrd_system=\"kiwi\"`; only there does [`boot`](../element/type.html#boot) mean anything.\n- To write a disk image over the network, take an `oem` image with [`installpxe`](../element/type.html#installpxe).\n- `rowi upgrade` carries an old description over, and says where a decision is needed. [All upgrade steps](../upgrades.html).",
    },
    Recipe {
        id: "container-in-image",
        title: "Put a container into an image",
        text: "[`containers`](../element/containers.html) lists what is fetched while the image is built, and loaded into podman's or docker's store when it boots first. `source` is the registry, without a scheme; `path` and `name` say what is fetched.\n\n```xml\n<containers source=\"registry.opensuse.org\" backend=\"podman\">\n  <container name=\"tumbleweed\" path=\"opensuse\" tag=\"latest\"/>\n</containers>\n```\n\nThe build needs skopeo in the image (`<package name=\"skopeo\"/>` in the bootstrap or image list), the booted system needs the backend. What goes wrong with registries, names and storage is the subject of [the rules on containers and registries](../rules/index.html). A [complete description](https://github.com/OSInside/kiwi-descriptions) may be larger than this; `examples/disk-with-containers` in rowi's repository is one that is checked with each release.",
    },
    Recipe {
        id: "users",
        title: "Create users, and set a password",
        text: "Each [`user`](../element/user.html) has a password, hashed unless `pwdformat` says `plain`.\n\n```xml\n<users>\n  <user name=\"root\" password=\"$1$wYJUgpM5$RXMMeASDc035eX.NbYWFl0\" home=\"/root\" groups=\"root\"/>\n</users>\n```\n\n`openssl passwd -6` makes a hash. A plain password in a description can be read by everybody who reads the description: rowi warns of it.",
    },
    Recipe {
        id: "profiles",
        title: "Build several images from one description",
        text: "[`profiles`](../element/profiles.html) names the variants; sections with `profiles=\"…\"` belong to those only. Without `--profile` the ones marked `import` are built.\n\n```xml\n<profiles>\n  <profile name=\"Cloud\" description=\"for clouds\" import=\"true\"/>\n  <profile name=\"Desktop\" description=\"with a desktop\"/>\n</profiles>\n```\n\n```xml\n<packages type=\"image\" profiles=\"Desktop\">\n  <package name=\"xorg-x11-server\"/>\n</packages>\n```\n\nA profile that nothing declares selects nothing: rowi reports it as [`undeclared-profile`](../rules/undeclared-profile.html).",
    },
    Recipe {
        id: "live-iso",
        title: "Make a live ISO",
        text: "An image of type `iso` runs from a medium. The overlay of the running system is in memory, or on a partition where `hybridpersistent` asks for one.\n\n```xml\n<type image=\"iso\" flags=\"overlay\" firmware=\"uefi\" volid=\"MYLIVE\">\n  <bootloader name=\"grub2\"/>\n</type>\n```\n\nThe dracut module comes with a package:\n\n```xml\n<packages type=\"image\">\n  <package name=\"dracut-kiwi-live\"/>\n</packages>\n```",
    },
    Recipe {
        id: "partitions",
        title: "Give a directory a partition of its own",
        text: "[`partitions`](../element/partitions.html) adds partitions to those that KIWI makes. The root, `/boot` and the EFI partition are KIWI's own: they are set by attributes of [`type`](../element/type.html).\n\n```xml\n<partitions>\n  <partition name=\"var\" size=\"10G\" partition_name=\"var\" mountpoint=\"/var\" filesystem=\"xfs\"/>\n</partitions>\n```",
    },
];
