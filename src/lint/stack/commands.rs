//! Images that scripts, units and quadlets name.

use crate::image::script::syntax::{Command, Part, Statement};
use crate::image::{Description, OverlayFile, View};
use crate::text::Span;

/// An image that something uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The program: `podman`, `docker`, `skopeo`, `buildah`.
    pub program: String,
    /// The image, as written.
    pub image: String,
    /// Where it stands.
    pub span: Span,
    /// Whether a script names it, which runs during the build.
    pub in_script: bool,
}

/// The images that a selection's scripts, units and quadlets use.
#[must_use]
pub fn uses(description: &Description, view: &View) -> Vec<Use> {
    let mut result = Vec::new();
    for script in description.scripts.iter().filter(|script| script.kind.runs_in_image()) {
        each(&script.statements, 0, &mut |command| of_command(command, &mut result));
    }
    for file in description.overlay.of(view).into_iter().flat_map(|layer| &layer.files) {
        of_file(file, &mut result);
    }
    result
}

/// Visits all simple commands.
fn each(statements: &[Statement], depth: usize, visit: &mut dyn FnMut(&Command)) {
    if depth > 60 {
        return;
    }
    let next = depth + 1;
    for statement in statements {
        match statement {
            Statement::Command(command) => {
                for part in command.words.iter().flat_map(|word| &word.parts) {
                    if let Part::Unknown { statements, .. } = part {
                        each(statements, next, visit);
                    }
                }
                visit(command);
            }
            Statement::Pipeline(parts) => each(parts, next, visit),
            Statement::Chain { first, rest } => {
                each(std::slice::from_ref(first), next, visit);
                rest.iter().for_each(|(_, part)| each(std::slice::from_ref(part), next, visit));
            }
            Statement::Not(part) => each(std::slice::from_ref(part), next, visit),
            Statement::If { branches, otherwise, .. } => {
                for (condition, body) in branches {
                    each(condition, next, visit);
                    each(body, next, visit);
                }
                each(otherwise.as_deref().unwrap_or_default(), next, visit);
            }
            Statement::Loop { condition, body, .. } => {
                each(condition, next, visit);
                each(body, next, visit);
            }
            Statement::Case { arms, .. } => arms.iter().for_each(|arm| each(arm, next, visit)),
            Statement::Group { body, .. } | Statement::Function { body, .. } => each(body, next, visit),
            Statement::Test { .. } | Statement::Unparsed { .. } => {}
        }
    }
}

fn of_command(command: &Command, result: &mut Vec<Use>) {
    // A word that is not literal may be anything; an option's value must not be taken for the image.
    let words: Vec<(String, Span)> =
        command.words.iter().map(|word| (word.literal().unwrap_or_else(|| "$".to_owned()), word.span)).collect();
    find(&words, true, result);
}

/// Options of `podman run` and its like that take a value as the next word.
const WITH_VALUE: [&str; 34] = [
    "-e",
    "--env",
    "-v",
    "--volume",
    "-p",
    "--publish",
    "--name",
    "-u",
    "--user",
    "-w",
    "--workdir",
    "--network",
    "--net",
    "--entrypoint",
    "-h",
    "--hostname",
    "-l",
    "--label",
    "--mount",
    "--env-file",
    "--restart",
    "--cap-add",
    "--cap-drop",
    "--device",
    "--security-opt",
    "--pod",
    "-m",
    "--memory",
    "--tmpfs",
    "--arch",
    "--platform",
    "--tls-verify",
    "--creds",
    "--authfile",
];

fn find(words: &[(String, Span)], in_script: bool, result: &mut Vec<Use>) {
    let Some(at) = words
        .iter()
        .position(|(word, _)| matches!(word.rsplit('/').next(), Some("podman" | "docker" | "buildah" | "skopeo")))
    else {
        return;
    };
    // Only wrappers may stand before it.
    let wrapper = |word: &str| {
        matches!(word, "sudo" | "exec" | "env" | "nohup" | "time" | "command" | "timeout")
            || word.starts_with('-')
            || word.contains('=')
    };
    if !words[..at].iter().all(|(word, _)| wrapper(word)) {
        return;
    }
    let program = words[at].0.rsplit('/').next().unwrap_or_default().to_owned();
    let mut rest = words[at + 1..].iter().skip_while(|(word, _)| word.starts_with("--"));
    let verb = rest.next().map(|(word, _)| word.as_str()).unwrap_or_default();
    let mut push = |image: &str, span: Span| {
        if !image.is_empty() && !image.contains('$') {
            result.push(Use { program: program.clone(), image: image.to_owned(), span, in_script });
        }
    };
    if program == "skopeo" {
        if matches!(verb, "copy" | "inspect" | "sync") {
            for (word, span) in rest.filter(|(word, _)| word.starts_with("docker://")) {
                push(word, *span);
            }
        }
        return;
    }
    if !matches!(verb, "pull" | "run" | "create" | "from") {
        return;
    }
    while let Some((word, span)) = rest.next() {
        if WITH_VALUE.contains(&word.as_str()) {
            rest.next();
        } else if word.starts_with('-') {
            // `--name=x`, `-it`, and options without a value; one that is not known may take one
            if word.starts_with("--") && !word.contains('=') && !FLAGS.contains(&word.as_str()) {
                return;
            }
        } else {
            push(word, *span);
            if verb != "pull" {
                return;
            }
        }
    }
}

/// Options without a value.
const FLAGS: [&str; 16] = [
    "--rm",
    "--detach",
    "--privileged",
    "--quiet",
    "--interactive",
    "--tty",
    "--init",
    "--replace",
    "--read-only",
    "--all-tags",
    "--no-healthcheck",
    "--rmi",
    "--publish-all",
    "--no-hosts",
    "--sdnotify",
    "--disable-content-trust",
];

fn of_file(file: &OverlayFile, result: &mut Vec<Use>) {
    let Some(source) = &file.source else { return };
    let quadlet = ["/etc/containers/systemd/", "/usr/share/containers/systemd/"]
        .iter()
        .any(|directory| file.path.starts_with(directory));
    let suffix = file.path.rsplit('.').next().unwrap_or_default();
    let unit = file.path.contains("/systemd/system/") && suffix == "service";
    let mut section = "";
    let mut offset = 0;
    for line in source.text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            section = trimmed;
            continue;
        }
        let Some((key, value)) = trimmed.split_once('=') else { continue };
        let value_start = start + line.find('=').map_or(0, |at| at + 1);
        if quadlet
            && key.trim() == "Image"
            && matches!((suffix, section), ("container", "[Container]") | ("image", "[Image]"))
        {
            let value = value.trim();
            // A quadlet may name another unit's image.
            if value.is_empty() || value.contains(['%', '$']) || value.ends_with(".image") || value.ends_with(".build")
            {
                continue;
            }
            let at = value_start + line[value_start - start..].find(value).unwrap_or(0);
            let span = Span::new(source.id, at, at + value.len());
            result.push(Use { program: "podman".to_owned(), image: value.to_owned(), span, in_script: false });
        } else if quadlet && suffix == "kube" {
            continue;
        } else if unit && key.trim().starts_with("Exec") {
            let mut words = Vec::new();
            let mut at = value_start;
            let text = &line[value_start - start..];
            for word in text.split_whitespace() {
                at = start
                    + line
                        .get(at - start..)
                        .and_then(|rest| rest.find(word))
                        .map_or(at - start, |found| at - start + found);
                let plain = if words.is_empty() { word.trim_start_matches(['-', '@', '+', '!', ':']) } else { word };
                let literal = if plain.contains(['%', '$']) { "$".to_owned() } else { plain.to_owned() };
                words.push((literal, Span::new(source.id, at, at + word.len())));
                at += word.len();
            }
            find(&words, false, result);
        }
    }
}
