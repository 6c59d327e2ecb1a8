use crate::bundle::IncludeState;
use crate::diagnostic::{Entry, Example, Group, Severity, nearest};
use crate::image::script::syntax::{Command, Part, RedirectKind, Statement, Word};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "undeclared-profile-in-script",
        group: Group::Script,
        severity: Severity::Note,
        summary: "a script asks for a profile that is not declared",
        explanation: r#"
KIWI gives a script the names of the selected profiles in `kiwi_profiles`, separated by commas. A comparison with a name that no profile has never holds, and what depends on it is never done.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="Live" description="a"/></profiles>
=== config.sh
if [[ "$kiwi_profiles" == *LiveCD* ]]; then
    systemctl enable live-setup.service
fi
"#,
            passing: r#"
<profiles><profile name="Live" description="a"/></profiles>
=== config.sh
if [[ "$kiwi_profiles" == *Live* ]]; then
    systemctl enable live-setup.service
fi
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
26 such comparisons stand in 8 real descriptions; in one the script asks for `RaspberryPi` and the profile is `rpi`.
"#,
    severity_reason: r#"
The script may be shared with descriptions that have the profile.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    let profiles: Vec<&str> = description.profiles.iter().map(|profile| profile.name.as_str()).collect();
    if profiles.is_empty() || description.includes.iter().any(|include| include.state != IncludeState::Resolved) {
        return;
    }
    let mut found: Vec<(String, Span)> = Vec::new();
    for script in description.scripts.iter() {
        let mut names = vec!["kiwi_profiles".to_owned()];
        asked(&script.statements, &mut names, 0, &mut |name, whole, span| {
            let text = script.source.text.get(span.range()).unwrap_or_default();
            let known = profiles.iter().any(|profile| if whole { *profile == name } else { profile.contains(name) });
            if !known
                && !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
            {
                let at = text.find(name).unwrap_or(0);
                let end = if text.contains(name) { at + name.len() } else { text.len() };
                found.push((name.to_owned(), span.slice(at, end)));
            }
        });
    }
    for (name, span) in found {
        let mut finding = ctx.finding(format!("no profile is called `{name}`"), span).with_note("this is never true");
        if let Some(meant) = nearest(&name, profiles.iter().copied())
            .or(profiles.iter().copied().find(|profile| profile.eq_ignore_ascii_case(&name)))
        {
            finding = finding.with_note(format!("is `{meant}` meant?"));
        }
        ctx.report(finding);
    }
}

fn uses(word: &Word, names: &[String]) -> bool {
    word.parts.iter().any(|part| match part {
        Part::Variable { name, .. } => names.contains(name),
        Part::Unknown { text, .. } => names.iter().any(|name| text.starts_with(&format!("${{{name}"))),
        Part::Literal { .. } => false,
    })
}

/// Calls `found` with each name that a variable with profile names is compared with, and whether as a whole.
fn asked(statements: &[Statement], names: &mut Vec<String>, depth: usize, found: &mut dyn FnMut(&str, bool, Span)) {
    if depth > 60 {
        return;
    }
    for statement in statements {
        match statement {
            Statement::Test { words, span, .. } => compared(words, *span, names, found),
            Statement::Command(command) if matches!(command.name().as_deref(), Some("test" | "[")) => {
                let words: Vec<String> = command.words[1..].iter().map(written).collect();
                compared(&words, command.span, names, found);
            }
            Statement::Command(command) => {
                // `grep word <<< "$kiwi_profiles"`
                if command
                    .redirects
                    .iter()
                    .any(|redirect| redirect.kind == RedirectKind::HereString && uses(&redirect.target, names))
                {
                    searched(command, found);
                }
                for assignment in &command.assignments {
                    if assignment.value.iter().chain(assignment.list.iter().flatten()).any(|word| copies(word, names)) {
                        names.push(assignment.name.clone());
                    }
                }
            }
            Statement::Unparsed { .. } => {}
            Statement::Pipeline(parts) => {
                if let Some((Statement::Command(last), before)) = parts.split_last()
                    && before.iter().all(hands_on)
                    && matches!(before.first(), Some(Statement::Command(first)) if first.arguments().iter().any(|word| uses(word, names)))
                {
                    searched(last, found);
                }
                asked(parts, names, depth + 1, found);
            }
            Statement::Chain { first, rest } => {
                asked(std::slice::from_ref(first), names, depth + 1, found);
                for (_, part) in rest {
                    asked(std::slice::from_ref(part), names, depth + 1, found);
                }
            }
            Statement::Not(part) => asked(std::slice::from_ref(part), names, depth + 1, found),
            Statement::If { branches, otherwise, .. } => {
                for (condition, body) in branches {
                    asked(condition, names, depth + 1, found);
                    asked(body, names, depth + 1, found);
                }
                asked(otherwise.as_deref().unwrap_or_default(), names, depth + 1, found);
            }
            Statement::Loop { variable, condition, body, .. } => {
                if let Some((name, words)) = variable
                    && words.iter().any(|word| {
                        uses(word, names)
                            || word.parts.iter().any(|part| {
                                matches!(part, Part::Unknown { text, .. } if text.contains("kiwi_profiles")
                                    || names.iter().any(|name| text.starts_with(&format!("${{{name}[@]"))))
                            })
                    })
                {
                    names.push(name.clone());
                }
                asked(condition, names, depth + 1, found);
                asked(body, names, depth + 1, found);
            }
            Statement::Case { subject, patterns, arms, .. } => {
                if subject.as_ref().is_some_and(|word| uses(word, names)) {
                    for pattern in patterns.iter().flatten() {
                        if let Some(text) = pattern.literal().filter(|text| !text.contains(['?', '['])) {
                            let name = text.trim_matches('*');
                            found(name, name.len() == text.len(), pattern.span);
                        }
                    }
                }
                for arm in arms {
                    asked(arm, names, depth + 1, found);
                }
            }
            Statement::Group { body, .. } => asked(body, names, depth + 1, found),
            Statement::Function { body, .. } => asked(body, names, depth + 1, found),
        }
    }
}

/// Whether a command gives on the words that it gets, whatever it does between them.
fn hands_on(statement: &Statement) -> bool {
    matches!(statement, Statement::Command(command) if matches!(command.name().as_deref(), Some("echo" | "printf" | "tr")))
}

/// Whether a word is the names of another variable, cut up or not.
fn copies(word: &Word, names: &[String]) -> bool {
    word.parts.iter().any(|part| match part {
        Part::Variable { name, .. } => names.contains(name),
        Part::Unknown { statements, .. } if !statements.is_empty() => statements.iter().all(|statement| {
            let parts = match statement {
                Statement::Pipeline(parts) => parts.as_slice(),
                other => std::slice::from_ref(other),
            };
            parts.iter().all(hands_on)
                && matches!(parts.first(), Some(Statement::Command(first)) if first.arguments().iter().any(|word| uses(word, names)))
        }),
        // `${kiwi_profiles//,/ }`
        Part::Unknown { text, .. } => names.iter().any(|name| text.starts_with(&format!("${{{name}//"))),
        Part::Literal { .. } => false,
    })
}

/// The name that `grep` looks for.
fn searched(command: &Command, found: &mut dyn FnMut(&str, bool, Span)) {
    if !matches!(command.name().as_deref(), Some("grep" | "egrep" | "fgrep")) {
        return;
    }
    let mut whole = false;
    for word in command.arguments() {
        let Some(text) = word.literal() else { return };
        if let Some(options) = text.strip_prefix('-') {
            // `-v` asks for what is not there; a pattern behind `-e` comes next
            if options.contains('v') || options.starts_with('-') && !matches!(&*text, "--quiet" | "--word-regexp") {
                return;
            }
            whole |= options.contains(['w', 'x']) || text == "--word-regexp";
            continue;
        }
        let name = text.trim_start_matches("\\<").trim_end_matches("\\>").trim_matches([',', ' ', '^', '$']);
        if !name.contains(['*', '.', '[', '(', '|', '\\', '+', '?']) {
            found(name, whole && name == text, word.span);
        }
        return;
    }
}

fn written(word: &Word) -> String {
    word.parts
        .iter()
        .map(|part| match part {
            Part::Literal { text, .. } => text.clone(),
            Part::Variable { name, .. } => format!("${name}"),
            Part::Unknown { text, .. } => text.clone(),
        })
        .collect()
}

fn compared(words: &[String], span: Span, names: &[String], found: &mut dyn FnMut(&str, bool, Span)) {
    for window in words.windows(3) {
        let [left, operator, right] = window else { continue };
        if !matches!(operator.as_str(), "=" | "==" | "=~") {
            continue;
        }
        let left = left.trim_matches(['"', ',', ' ', ':']);
        let is_ours = names.iter().any(|name| left == format!("${name}") || left.starts_with(&format!("${{{name}")));
        let text = right.trim_matches(['"', '\'']);
        if !is_ours || text.contains(['$', '?', '[', '(', '|', '^', '\\']) {
            continue;
        }
        let name = text.trim_matches('*').trim_matches(['"', '\'', ' ', ':']);
        let name = name.strip_prefix(',').and_then(|name| name.strip_suffix(',')).unwrap_or(name);
        if !name.is_empty() && !name.contains(['*', '.', '"', '\'', ',']) {
            found(name, name == text && operator != "=~", span);
        }
    }
}
