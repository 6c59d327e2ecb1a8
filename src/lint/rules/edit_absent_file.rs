use super::{boot, shared};
use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::image::State;
use crate::image::script::interpret::OperationKind;
use crate::image::script::syntax::{Command, Statement, Word};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "edit-absent-file",
        group: Group::Script,
        severity: Severity::Warning,
        summary: "a script edits the file of a package that is not listed",
        explanation: r#"
`sed -i` of a file that is not there fails: with `set -e`, or as the last command, it ends the build. Spoken of are files of which it is known which packages bring them, in images whose package lists name no patterns or groups that could bring those. What the overlay or the script itself writes is there. Below `/usr/local` and `/root`, where packages put nothing, other commands that need a file are looked at, too.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="kernel-default"/><package name="grub2"/><package name="systemd"/></packages>
=== config.sh
#!/bin/bash
set -e
sed -i 's/^#Port 22/Port 2222/' /etc/ssh/sshd_config
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="kernel-default"/><package name="grub2"/><package name="systemd"/><package name="openssh-server"/></packages>
=== config.sh
#!/bin/bash
set -e
sed -i 's/^#Port 22/Port 2222/' /etc/ssh/sshd_config
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`sed: can't read /etc/vimrc: No such file or directory`, exit status 2, and `KiwiScriptFailed` (OSInside/kiwi#1882).
"#,
    severity_reason: r#"
A package may require the one that brings the file.
"#,
    check,
};

/// Files, or directories with what is below them, and parts of names of the packages that bring them. Only packages
/// that hardly any other requires.
const OWNERS: [(&str, &[&str]); 30] = [
    ("/etc/vimrc", &["vim"]),
    ("/etc/ssh/", &["ssh"]),
    ("/etc/sudoers", &["sudo"]),
    ("/etc/chrony.conf", &["chrony"]),
    ("/etc/chrony/", &["chrony"]),
    ("/etc/ntp.conf", &["ntp"]),
    ("/etc/rsyslog.conf", &["rsyslog"]),
    ("/etc/samba/", &["samba"]),
    ("/etc/nginx/", &["nginx"]),
    ("/etc/httpd/", &["httpd"]),
    ("/etc/apache2/", &["apache2"]),
    ("/etc/postfix/", &["postfix"]),
    ("/etc/firewalld/", &["firewall"]),
    ("/etc/audit/", &["audit"]),
    ("/etc/cloud/", &["cloud-init"]),
    ("/etc/NetworkManager/", &["networkmanager", "network-manager"]),
    ("/etc/selinux/config", &["selinux"]),
    ("/etc/gdm/", &["gdm", "gnome"]),
    ("/etc/gdm3/", &["gdm", "gnome"]),
    ("/etc/lightdm/", &["lightdm"]),
    ("/etc/sddm.conf", &["sddm"]),
    ("/etc/squid/", &["squid"]),
    ("/etc/snapper/", &["snapper"]),
    ("/etc/multipath.conf", &["multipath", "device-mapper"]),
    ("/etc/fail2ban/", &["fail2ban"]),
    ("/etc/haproxy/", &["haproxy"]),
    ("/etc/dnsmasq.conf", &["dnsmasq"]),
    ("/etc/nfs.conf", &["nfs"]),
    ("/etc/tmux.conf", &["tmux"]),
    ("/etc/screenrc", &["screen"]),
];

fn owners(path: &str) -> Option<&'static [&'static str]> {
    let of = |place: &str| path == place || (place.ends_with('/') && path.starts_with(place));
    OWNERS.iter().find(|(place, _)| of(place)).map(|(_, packages)| *packages)
}

/// Commands that bring files by names that nobody sees here.
const BRINGERS: [&str; 21] = [
    "curl", "wget", "tar", "unzip", "git", "make", "ninja", "meson", "cmake", "pip", "pip3", "pipx", "npm", "gem",
    "cargo", "go", "rsync", "cpio", "rpm2cpio", "snap", "flatpak",
];

/// Files below `/usr/local` and `/root`, where no distribution's package puts any, that are used in one place only.
fn absent_by_hand(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    let brings = description.scripts.iter().any(|script| {
        script.invocations.iter().any(|invocation| BRINGERS.contains(&invocation.program.as_str()))
            || script.given_up.is_some()
    });
    if brings {
        return;
    }
    let closed = boot::closed_lists(ctx);
    for script in shared::image_scripts(description) {
        for statement in &script.statements {
            let Statement::Command(command) = statement else { continue };
            let Some(path) = used(command) else { continue };
            let Some((path, span)) = path.literal().map(|text| (text, path.span)) else { continue };
            let name = path.rsplit('/').next().unwrap_or_default();
            if !["/usr/local/", "/root/"].iter().any(|start| path.starts_with(start))
                || name.len() < 3
                || path.contains(['*', '?', '[', '{'])
                || description.scripts.iter().map(|script| script.source.text.matches(name).count()).sum::<usize>() != 1
            {
                continue;
            }
            let below = format!("{path}/");
            for files in description.files() {
                let Some(view) = closed.iter().find(|view| files.views.contains(&view.index)) else { continue };
                let is_there = description
                    .overlay
                    .of(view)
                    .iter()
                    .flat_map(|layer| &layer.files)
                    .any(|file| file.path == path || file.path.starts_with(&below) || path.starts_with(&file.path));
                if is_there || !files.unknown_layers.is_empty() {
                    continue;
                }
                let finding = ctx
                    .finding(format!("`{path}` is not there"), span)
                    .with_note("the overlay does not have it, no script makes it, and packages put nothing there");
                ctx.report_in(view, finding);
            }
        }
    }
}

/// The one file that a command needs.
fn used(command: &Command) -> Option<&Word> {
    let needs = match command.name()?.as_str() {
        "chmod" | "chown" | "chgrp" => {
            !command.arguments().iter().any(|word| word.literal().is_some_and(|text| matches!(&*text, "-f" | "-Rf")))
        }
        "bash" | "sh" | "source" | "." | "python3" => command.arguments().len() == 1,
        "sed" => command.arguments().iter().any(|word| word.literal().is_some_and(|text| text.starts_with("-i"))),
        _ => return (command.words.len() == 1).then(|| command.words.first()).flatten(),
    };
    command.arguments().last().filter(|_| needs)
}

fn check(ctx: &mut Ctx<'_>) {
    let closed = boot::closed_lists(ctx);
    absent_by_hand(ctx);
    for files in ctx.description.files() {
        let Some(view) = closed.iter().find(|view| files.views.contains(&view.index)) else { continue };
        if !files.unknown_layers.is_empty() {
            continue;
        }
        for (at, operation) in files.operations().iter().enumerate() {
            let Some(packages) = owners(&operation.path) else { continue };
            let earlier = &files.operations()[..at];
            if !matches!(operation.kind, OperationKind::Sed(_))
                || operation.guarded
                || operation.conditional
                || earlier
                    .iter()
                    .any(|other| other.path == operation.path && !matches!(other.kind, OperationKind::Sed(_)))
                || !matches!(files.at_fetch.at(&operation.path).as_slice(), [State::Default])
                || boot::lists(view, packages)
            {
                continue;
            }
            let finding = ctx
                .finding(format!("`{}` is not there", operation.path), operation.path_span)
                .with_note(format!("no package named `{}` is listed, and nothing else makes the file", packages[0]))
                .with_note("`sed -i` fails then");
            ctx.report_in(view, finding);
        }
    }
}
