use super::boot;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity, nearest};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unknown-boot-option",
        group: Group::Image,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        summary: "an option on the kernel command line does not exist",
        explanation: r#"
KIWI's dracut modules read options that begin with `rd.kiwi.`; those of a live system begin with `rd.live.`, those of an overlay with `rd.root.overlay.`. Options that nobody reads are passed over when the image boots.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi" kernelcmdline="rd.kiwi.debgu"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi" kernelcmdline="rd.kiwi.debug"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
The names that the dracut modules of KIWI 9.24 to 11.1.6, and dracut's own live modules, look for.
"#,
    severity_reason: r#"
A module of one's own may read it.
"#,
    check,
};

/// What KIWI's modules read.
const KIWI: [&str; 41] = [
    "rd.kiwi.allow_plymouth",
    "rd.kiwi.debug",
    "rd.kiwi.dialog.timeout",
    "rd.kiwi.install.devicepersistency",
    "rd.kiwi.install.efi_display_label",
    "rd.kiwi.install.image",
    "rd.kiwi.install.pass.bootparam",
    "rd.kiwi.install.pxe",
    "rd.kiwi.install.pxe.curl_options",
    "rd.kiwi.install.pxe.dolly_options",
    "rd.kiwi.install.retain_last",
    "rd.kiwi.install.retain_past",
    "rd.kiwi.install.systemsize",
    "rd.kiwi.live.curl_options",
    "rd.kiwi.live.dolly_options",
    "rd.kiwi.live.pxe",
    "rd.kiwi.live.reset",
    "rd.kiwi.live.system",
    "rd.kiwi.oem.disk.consistency",
    "rd.kiwi.oem.force_resize",
    "rd.kiwi.oem.installdevice",
    "rd.kiwi.oem.luks.reencrypt",
    "rd.kiwi.oem.luks.reencrypt_randompass",
    "rd.kiwi.oem.maxdisk",
    "rd.kiwi.oem.sha",
    "rd.kiwi.oem.smallest_disk",
    "rd.kiwi.ramdisk",
    "rd.kiwi.term",
    "rd.kiwi.verity_options",
    "rd.kiwi.live.overlay.persistent",
    "rd.kiwi.install.curl_options",
    "rd.kiwi.oem.install",
    "rd.kiwi.shell",
    "rd.root.overlay.readonly",
    "rd.root.overlay.size",
    "rd.root.overlay.temporary",
    "rd.root.overlay.write",
    "rd.live.overlay.cowfs",
    "rd.live.cowfile.mbsize",
    "rd.live.cowfile.path",
    "rd.live.encrypt",
];

/// What dracut's live modules read.
const LIVE: [&str; 20] = [
    "rd.live.check",
    "rd.live.dir",
    "rd.live.image",
    "rd.live.overlay",
    "rd.live.overlay.nouserconfirmprompt",
    "rd.live.overlay.overlayfs",
    "rd.live.overlay.persistent",
    "rd.live.overlay.readonly",
    "rd.live.overlay.reset",
    "rd.live.overlay.size",
    "rd.live.overlay.thin",
    "rd.live.ram",
    "rd.live.squashimg",
    "rd.live.debug",
    "rd.live.check.quiet",
    "rd.live.medialabel",
    "rd.live.fsimg",
    "rd.live.updates",
    "rd.live.overlay.cowfs",
    "rd.live.deltadir",
];

/// Common options of kernel, systemd and dracut: only a misspelling of one of these is told.
const COMMON: [&str; 121] = [
    "quiet",
    "splash",
    "console",
    "root",
    "rootflags",
    "rootfstype",
    "net.ifnames",
    "biosdevname",
    "nomodeset",
    "selinux",
    "enforcing",
    "apparmor",
    "security",
    "cgroup_enable",
    "cgroup.memory",
    "systemd.show_status",
    "systemd.unit",
    "systemd.unified_cgroup_hierarchy",
    "systemd.log_level",
    "plymouth.enable",
    "rd.debug",
    "rd.shell",
    "rd.break",
    "rd.luks",
    "rd.lvm",
    "rd.md",
    "rd.neednet",
    "rd.retry",
    "rd.timeout",
    "rd.udev.log_level",
    "crashkernel",
    "mitigations",
    "elevator",
    "multipath",
    "dis_ucode_ldr",
    "earlycon",
    "earlyprintk",
    "ignition.platform.id",
    "ignition.firstboot",
    "swapaccount",
    "transparent_hugepage",
    "video",
    "loglevel",
    "panic",
    "nomodules",
    "intel_iommu",
    "amd_iommu",
    "iommu",
    "acpi",
    "apic",
    "audit",
    "bootdev",
    "bootif",
    "break",
    "clocksource",
    "cryptomgr.notests",
    "debug",
    "default_hugepagesz",
    "edd",
    "fastboot",
    "fsck.mode",
    "fsck.repair",
    "hugepages",
    "hugepagesz",
    "ignore_loglevel",
    "initcall_debug",
    "initrd",
    "isolcpus",
    "kernel.sysrq",
    "lockdown",
    "luks.name",
    "luks.options",
    "luks.uuid",
    "maxcpus",
    "memmap",
    "module_blacklist",
    "modprobe.blacklist",
    "nameserver",
    "netroot",
    "nohz",
    "nohz_full",
    "noapic",
    "nolapic",
    "noquiet",
    "noresume",
    "nosmt",
    "nosplash",
    "nvme_core.default_ps_max_latency",
    "oops",
    "pcie_aspm",
    "plymouth.ignore-serial-consoles",
    "processor.max_cstate",
    "rcu_nocbs",
    "rd.auto",
    "rd.cmdline",
    "rd.driver.blacklist",
    "rd.driver.pre",
    "rd.dm",
    "rd.info",
    "rd.luks.allow-discards",
    "rd.luks.key",
    "rd.luks.name",
    "rd.luks.options",
    "rd.luks.uuid",
    "rd.lvm.lv",
    "rd.lvm.vg",
    "rd.md.uuid",
    "rd.multipath",
    "rd.net.timeout.carrier",
    "rd.plymouth",
    "rd.systemd.show_status",
    "rd.systemd.unit",
    "reboot",
    "resume",
    "rootdelay",
    "rootwait",
    "systemd.debug-shell",
    "systemd.mask",
    "systemd.wants",
    "vconsole.keymap",
    "vconsole.font",
];

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for element in tree.iter().filter(|element| element.name == el::TYPE) {
        let Some(line) = element.attribute(at::KERNELCMDLINE) else { continue };
        let mut at = 0;
        for word in line.value.split(' ') {
            let start = at;
            at += word.len() + 1;
            let name = word.split('=').next().unwrap_or_default();
            let all: Vec<&str> = KIWI.iter().chain(&LIVE).copied().collect();
            let ours = ["rd.kiwi.", "rd.live.", "rd.root.overlay."].iter().any(|prefix| name.starts_with(prefix));
            let meant = if name.len() < 4
                || name.contains(['$', '{', '%', '\'', '"'])
                || COMMON.contains(&name)
                || all.contains(&name)
            {
                continue;
            } else if ours {
                nearest(name, all.iter().copied())
            } else {
                let meant =
                    nearest(name, COMMON.iter().chain(&all).copied()).filter(|meant| boot::one_slip(name, meant));
                if meant.is_none() {
                    continue;
                }
                meant
            };
            let place = match line.value_span {
                Some(span) if span.len() == line.value.len() => span.slice(start, start + name.len()),
                _ => element.place(at::KERNELCMDLINE),
            };
            let mut finding = ctx.finding(format!("nothing reads the boot option `{name}`"), place);
            if let Some(meant) = meant {
                finding = finding.with_note(format!("is `{meant}` meant?"));
                if line.value_span.is_some_and(|span| span.len() == line.value.len()) {
                    finding = finding.with_fix(
                        format!("write `{meant}`"),
                        Applicability::Unsafe,
                        vec![Edit::replace(place, meant)],
                    );
                }
            }
            ctx.report(finding);
        }
    }
}
