//! Which version had what: out of the upgrade steps, and out of what the releases of KIWI have.

use super::model::{Changed, Changes, Element, Gone, Reference};
use crate::kiwi::releases::{self, Release, Since};

/// A row of `history.tsv`.
struct Row {
    version: &'static str,
    before: &'static str,
    after: Vec<&'static str>,
}

fn rows() -> impl Iterator<Item = Row> {
    include_str!("history.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        let (version, before) = (fields.next()?, fields.next()?);
        let after = fields.next().unwrap_or_default();
        Some(Row { version, before, after: after.split(", ").filter(|name| !name.is_empty()).collect() })
    })
}

/// Element, attribute, value of a row's name.
fn parts(name: &str) -> (&str, Option<&str>, Option<&str>) {
    let (name, value) = name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
    let (element, attribute) = name.split_once("/@").map_or((name, None), |(one, other)| (one, Some(other)));
    (element, attribute, value)
}

/// Puts versions to elements, attributes and values, and lists what is gone.
pub(super) fn attach(reference: &mut Reference) {
    for element in &mut reference.elements {
        of_steps(element);
        of_releases(element);
    }
    reference.gone = gone(reference);
    reference.changes = changes(&reference.elements);
}

fn of_steps(element: &mut Element) {
    for row in rows() {
        let (was, was_attribute, _) = parts(row.before);
        for after in &row.after {
            let (name, attribute, value) = parts(after);
            if name != element.name {
                continue;
            }
            // the old name as it reads on this page
            let old = match (was_attribute, attribute) {
                (Some(attribute), Some(_)) if was == name => attribute.to_owned(),
                _ => row.before.to_owned(),
            };
            let since = format!("schema {}", row.version);
            match (attribute, value) {
                (None, None) => {
                    element.formerly.push((old, row.version.to_owned()));
                    element.since = Some(since);
                }
                (Some(attribute), None) => {
                    let Some(own) = element.attributes.iter_mut().find(|own| own.name == attribute) else { continue };
                    own.formerly.push((old, row.version.to_owned()));
                    own.since = Some(since);
                }
                (attribute, Some(value)) => {
                    let values = match attribute {
                        Some(name) => {
                            element.attributes.iter_mut().find(|own| own.name == name).map(|own| &mut own.values)
                        }
                        None => Some(&mut element.values),
                    };
                    let Some(own) = values.into_iter().flatten().find(|own| own.value == value) else { continue };
                    let (_, _, old_value) = parts(row.before);
                    let old = if was == name { old_value.unwrap_or(row.before) } else { row.before };
                    own.formerly.push((old.to_owned(), row.version.to_owned()));
                }
            }
        }
    }
}

/// A release, with its schema: "KIWI 10.2.33 (schema 8.3)".
fn called(release: Release) -> String {
    format!("KIWI {} (schema {})", release.version, release.schema)
}

fn at(since: &Since) -> Option<Release> {
    let version = since.since?;
    releases::all().iter().copied().find(|release| release.version == version)
}

/// The first release that has something in all its places; `None` where the oldest that was read has it in one.
fn first(places: &[&'static [Since]]) -> Option<String> {
    let firsts: Option<Vec<Release>> = places.iter().map(|rows| rows.first().and_then(at)).collect();
    firsts?.into_iter().min_by_key(|release| release.version).map(called)
}

fn of_releases(element: &mut Element) {
    // elements of one name that differ have identifiers with their definition behind
    let name = |id: &String| id.split("--").next().unwrap_or_default().to_owned();
    let paths: Vec<String> =
        element.paths.iter().map(|path| path.iter().map(name).collect::<Vec<_>>().join("/")).collect();
    if paths.is_empty() {
        return;
    }
    let places: Vec<_> = paths.iter().map(|path| releases::element(path)).collect();
    element.since = first(&places).or(element.since.take());
    for attribute in &mut element.attributes {
        let places: Vec<_> = paths.iter().map(|path| releases::attribute(path, &attribute.name)).collect();
        attribute.since = first(&places).or(attribute.since.take());
        for value in &mut attribute.values {
            let places: Vec<_> =
                paths.iter().map(|path| releases::value(path, &attribute.name, &value.value)).collect();
            value.since = first(&places);
        }
    }
}

/// What the steps took away or renamed and the schema does not have, and what later releases lost.
fn gone(reference: &Reference) -> Vec<Gone> {
    let has = |name: &str| {
        let (element, attribute, value) = parts(name);
        reference.elements.iter().filter(|own| own.name == element).any(|own| match (attribute, value) {
            (None, None) => true,
            (None, Some(value)) => own.values.iter().any(|own| own.value == value),
            (Some(name), None) => own.attributes.iter().any(|own| own.name == name),
            (Some(name), Some(value)) => {
                // a switch lists no values
                let fits = |own: &super::model::Value| own.value == value;
                own.attributes.iter().any(|own| own.name == name && (value == "true" || own.values.iter().any(fits)))
            }
        })
    };
    let mut gone: Vec<Gone> = Vec::new();
    for row in rows().filter(|row| !has(row.before)) {
        let change = reference.steps.iter().find(|step| step.to == row.version).map(|step| {
            let (element, attribute, value) = parts(row.before);
            let of = value.or(attribute).unwrap_or(element);
            let fits = |change: &&String| change.contains(of);
            step.changes.iter().find(fits).or(step.changes.first()).cloned().unwrap_or_default()
        });
        gone.push(Gone {
            name: row.before.to_owned(),
            version: format!("schema {}", row.version),
            text: change.unwrap_or_default(),
            now: row.after.iter().filter(|name| has(name)).map(|name| (*name).to_owned()).collect(),
        });
    }
    for (name, since) in releases::lost() {
        let release = releases::all().iter().copied().find(|release| release.version == since);
        let (Some(release), false) = (release, has(&name) || gone.iter().any(|known| known.name == name)) else {
            continue;
        };
        gone.push(Gone { name, version: called(release), text: String::new(), now: Vec::new() });
    }
    gone.sort_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase()).then(a.name.cmp(&b.name)));
    gone
}

/// What each release has that the one before it had not, and the other way round; newest first.
fn changes(elements: &[Element]) -> Vec<Changes> {
    let all = releases::all();
    let pairs = all.iter().zip(all.iter().skip(1));
    let mut found: Vec<Changes> = pairs
        .filter_map(|(before, release)| {
            let changed: Vec<Changed> = releases::changed_in(release.version)
                .into_iter()
                .map(|(came, name)| {
                    let (element, attribute, _) = parts(&name);
                    let own = elements.iter().find(|own| own.name == element);
                    let id = own
                        .filter(|own| attribute.is_none_or(|name| own.attributes.iter().any(|own| own.name == name)));
                    Changed {
                        kind: if came { "added" } else { "removed" },
                        element: id.map(|own| own.id.clone()),
                        attribute: attribute.filter(|_| id.is_some()).map(str::to_owned),
                        name,
                        detail: String::new(),
                        example: None,
                    }
                })
                .collect();
            let title = called(*release);
            let compared = called(*before);
            (!changed.is_empty()).then_some(Changes { title, compared, changed })
        })
        .collect();
    found.reverse();
    found
}

/// What changed from another schema to this one, as `rowi schema diff` says it.
#[must_use]
pub fn changes_from(
    reference: &Reference,
    title: &str,
    compared: &str,
    comparison: &crate::compat::Comparison,
) -> Changes {
    let changed = comparison.changes.iter().filter(|change| change.severity != crate::compat::Severity::Documentation);
    let changed = changed
        .map(|change| {
            let name = if change.place.is_empty() { "the document".to_owned() } else { change.place.clone() };
            let last = change.path.rsplit('/').next().unwrap_or_default();
            let (_, attribute, _) = parts(&change.place);
            let own = reference.elements.iter().find(|own| own.name == last);
            let attribute =
                attribute.filter(|name| own.is_some_and(|own| own.attributes.iter().any(|own| own.name == *name)));
            Changed {
                kind: change.kind.as_str(),
                element: own.map(|own| own.id.clone()),
                attribute: attribute.map(str::to_owned),
                name,
                detail: change.detail.clone(),
                example: change.example.as_ref().map(|example| example.old.clone()),
            }
        })
        .collect();
    Changes { title: title.to_owned(), compared: compared.to_owned(), changed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::docs::kiwi_reference;

    #[test]
    fn every_row_of_the_history_is_told_by_its_step() {
        let reference = kiwi_reference();
        for row in rows() {
            let step = reference.steps.iter().find(|step| step.to == row.version).expect(row.version);
            let told = step.changes.join("\n") + &step.title;
            let (element, attribute, value) = parts(row.before);
            let name = value.or(attribute).unwrap_or(element);
            assert!(told.contains(name), "{} is not told by the step to {}: {told}", row.before, row.version);
        }
        // and what a step says to be lost or dropped is in the table
        for step in &reference.steps {
            for change in step.changes.iter().filter(|change| change.contains(" loses ")) {
                // values, and what is told beside a value, are in the table by hand
                if change.contains(" where ") || change.contains(" says ") {
                    continue;
                }
                for clause in
                    change.split(':').take(1).flat_map(|told| told.split(';')).flat_map(|clause| clause.split(", "))
                {
                    let lost = clause.rsplit(" loses ").next().unwrap_or_default();
                    for name in lost.split('`').skip(1).step_by(2) {
                        let is_known = rows().any(|row| {
                            let (element, attribute, value) = parts(row.before);
                            row.version == step.to && [Some(element), attribute, value].contains(&Some(name))
                        });
                        assert!(is_known, "`{name}` of the step to {} is not in the table", step.to);
                    }
                }
            }
        }
    }

    #[test]
    fn versions_are_those_of_steps_and_releases() {
        let reference = kiwi_reference();
        let element = |name: &str| reference.elements.iter().find(|own| own.name == name).expect("an element");
        let attribute = |of: &str, name: &str| {
            element(of).attributes.iter().find(|own| own.name == name).cloned().expect("an attribute")
        };
        assert_eq!(element("machine").formerly.len(), 2);
        assert_eq!(attribute("bootloader", "output_console").since.as_deref(), Some("KIWI 10.2.39 (schema 8.4)"));
        assert_eq!(attribute("type", "image").since, None);
        assert!(attribute("user", "password").formerly.contains(&("pwd".to_owned(), "5.6".to_owned())));
        let value = attribute("type", "filesystem").values.into_iter().find(|own| own.value == "erofs");
        assert!(value.and_then(|own| own.since).is_some_and(|since| since.starts_with("KIWI 10.1")));
        let gone = |name: &str| reference.gone.iter().find(|gone| gone.name == name);
        assert!(gone("type/@vga").is_some_and(|gone| gone.version == "schema 8.5"));
        assert!(gone("bootloader/@console").is_some_and(|gone| gone.now.len() == 2));
        assert!(gone("bootloader/@name=isolinux").is_some() && gone("type/@image").is_none());
        assert!(reference.changes.iter().any(|one| one.title.contains("11.1.6") && !one.changed.is_empty()));
    }
}
