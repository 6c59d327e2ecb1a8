use super::{boot, shared};
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::interpret::OperationKind;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "overlay-file-ignored",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a file in the overlay has a name that its reader passes over",
        explanation: r#"
Programs that read all files of a directory take those with the right names only: sudo passes over names with a dot or a tilde, cron over names with a dot, systemd, dracut, modprobe, sysctl and others want `.conf`, udev and polkit `.rules`, zypper and dnf `.repo`, apt `.list`, `.sources`, `.pref` or no suffix.
"#,
        example: Some(Example {
            failing: r#"
=== root/etc/sudoers.d/90.conf
user ALL=(ALL) NOPASSWD: ALL
"#,
            passing: r#"
=== root/etc/sudoers.d/90-user
user ALL=(ALL) NOPASSWD: ALL
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
sudoers(5): files "that end in ‘~’ or contain a ‘.’ character" are skipped; sysctl.d(5), dracut.conf(5), modprobe.d(5), udev(7), crontab of Debian (run-parts), dnf and zypper read only their suffix.
"#,
    severity_reason: r#"
The file has no effect, and nothing says so.
"#,
    check,
};

/// Directories with what a name must end in.
const SUFFIXES: [(&str, &[&str]); 48] = [
    ("/etc/sysctl.d/", &[".conf"]),
    ("/usr/lib/sysctl.d/", &[".conf"]),
    ("/etc/modprobe.d/", &[".conf"]),
    ("/etc/modules-load.d/", &[".conf"]),
    ("/etc/dracut.conf.d/", &[".conf"]),
    ("/usr/lib/dracut/dracut.conf.d/", &[".conf"]),
    ("/etc/tmpfiles.d/", &[".conf"]),
    ("/usr/lib/tmpfiles.d/", &[".conf"]),
    ("/etc/sysusers.d/", &[".conf"]),
    ("/usr/lib/sysusers.d/", &[".conf"]),
    ("/etc/ld.so.conf.d/", &[".conf"]),
    ("/etc/ssh/sshd_config.d/", &[".conf"]),
    ("/etc/ssh/ssh_config.d/", &[".conf"]),
    ("/etc/systemd/journald.conf.d/", &[".conf"]),
    ("/etc/systemd/logind.conf.d/", &[".conf"]),
    ("/etc/systemd/resolved.conf.d/", &[".conf"]),
    ("/etc/systemd/system.conf.d/", &[".conf"]),
    ("/etc/NetworkManager/conf.d/", &[".conf"]),
    ("/etc/X11/xorg.conf.d/", &[".conf"]),
    ("/etc/udev/rules.d/", &[".rules", ".hwdb"]),
    ("/usr/lib/udev/rules.d/", &[".rules", ".hwdb"]),
    ("/etc/polkit-1/rules.d/", &[".rules"]),
    ("/etc/yum.repos.d/", &[".repo"]),
    ("/etc/zypp/repos.d/", &[".repo"]),
    ("/etc/apt/sources.list.d/", &[".list", ".sources"]),
    ("/etc/profile.d/", &[".sh", ".csh", ".fish"]),
    ("/etc/netplan/", &[".yaml"]),
    ("/etc/systemd/network/", &[".network", ".netdev", ".link", ".dnssd"]),
    ("/usr/lib/systemd/network/", &[".network", ".netdev", ".link", ".dnssd"]),
    ("/usr/lib/NetworkManager/system-connections/", &[".nmconnection"]),
    ("/etc/security/limits.d/", &[".conf"]),
    ("/etc/cloud/cloud.cfg.d/", &[".cfg"]),
    ("/etc/rsyslog.d/", &[".conf"]),
    ("/etc/environment.d/", &[".conf"]),
    ("/etc/binfmt.d/", &[".conf"]),
    ("/etc/repart.d/", &[".conf"]),
    ("/usr/lib/repart.d/", &[".conf"]),
    ("/etc/sysupdate.d/", &[".conf", ".transfer"]),
    ("/etc/systemd/system-preset/", &[".preset"]),
    ("/usr/lib/systemd/system-preset/", &[".preset"]),
    ("/etc/systemd/timesyncd.conf.d/", &[".conf"]),
    ("/etc/systemd/networkd.conf.d/", &[".conf"]),
    ("/etc/systemd/coredump.conf.d/", &[".conf"]),
    ("/etc/systemd/sleep.conf.d/", &[".conf"]),
    ("/etc/systemd/user.conf.d/", &[".conf"]),
    ("/etc/systemd/oomd.conf.d/", &[".conf"]),
    ("/etc/dnf/protected.d/", &[".conf"]),
    ("/usr/local/share/ca-certificates/", &[".crt"]),
];

/// Why the file is passed over.
fn why(path: &str) -> Option<String> {
    let (directory, name) = path.rsplit_once('/')?;
    let directory = format!("{directory}/");
    if matches!(name, "README" | "README.md" | ".keep" | ".gitkeep" | ".gitignore" | ".placeholder" | ".empty") {
        return None;
    }
    match directory.as_str() {
        "/etc/sudoers.d/" if name.contains('.') || name.ends_with('~') => {
            return Some("sudo passes over names with a dot or a tilde at the end".to_owned());
        }
        "/etc/cron.d/" | "/etc/cron.daily/" | "/etc/cron.hourly/" | "/etc/cron.weekly/" | "/etc/cron.monthly/"
            if name.contains('.') =>
        {
            return Some("cron passes over names with a dot".to_owned());
        }
        "/etc/apt/apt.conf.d/" | "/etc/apt/preferences.d/" if name.contains('.') => {
            let wanted = if directory.contains("apt.conf") { ".conf" } else { ".pref" };
            return (!name.ends_with(wanted)).then(|| format!("a name with a dot must end in `{wanted}` here"));
        }
        "/etc/logrotate.d/"
            if [".bak", ".disabled", ".orig", ".old", "~", ".rpmnew", ".rpmsave", ".rpmorig", ".swp", ".cfsaved"]
                .iter()
                .any(|end| name.ends_with(end)) =>
        {
            return Some("logrotate passes over names with this end".to_owned());
        }
        "/etc/systemd/system/" | "/usr/lib/systemd/system/" if !name.contains('.') => {
            return Some("systemd takes files for units by their end, as `.service`".to_owned());
        }
        _ => {}
    }
    if let Some((_, suffixes)) = SUFFIXES.iter().find(|(place, _)| *place == directory) {
        return (!suffixes.iter().any(|suffix| name.ends_with(suffix)))
            .then(|| format!("names must end in `{}` here", suffixes.join("` or `")));
    }
    // drop-ins of units
    let unit = directory.strip_suffix(".d/")?.rsplit('/').next()?;
    let of_systemd = directory.starts_with("/etc/systemd/system/") || directory.starts_with("/usr/lib/systemd/system/");
    (of_systemd && unit.contains('.') && !name.ends_with(".conf")).then(|| "names must end in `.conf` here".to_owned())
}

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    let Some(image) = description.image() else { return };
    for file in description.overlay.layers.iter().flat_map(|layer| &layer.files) {
        // a script may rename it
        let Some(why) = why(&file.path).filter(|_| !shared::mentions(description, &file.path)) else { continue };
        let place = boot::first_line(file).unwrap_or(image.name_span);
        let finding = ctx.finding(format!("`{}` is passed over", file.path), place).with_note(why);
        ctx.report(finding);
    }
    let mut told: Vec<Span> = Vec::new();
    for files in description.files() {
        for operation in files.operations() {
            if !matches!(operation.kind, OperationKind::Write(_)) || told.contains(&operation.path_span) {
                continue;
            }
            // it may be moved to its place later
            let Some(why) = why(&operation.path).filter(|_| shared::operations_at(files, &operation.path).count() == 1)
            else {
                continue;
            };
            told.push(operation.path_span);
            let finding =
                ctx.finding(format!("`{}` is passed over", operation.path), operation.path_span).with_note(why);
            ctx.report(finding);
        }
    }
}
