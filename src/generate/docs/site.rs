//! The site: pages from templates, which a folder of the user's may override.
//!
//! Everything works from `file://`: links are relative, nothing is fetched. The search index is a script, since a page
//! that was opened as a file may not read another.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};
use serde::Serialize;

use super::model::Reference;
use super::recipes::RECIPES;
use super::{Files, diagram, example, kiwi_sources};
use crate::diagnostic::{Entry, Example};
use crate::lint;
use crate::rng::simple::Grammar;

const TEMPLATES: [(&str, &str); 11] = [
    ("base.html", include_str!("templates/base.html")),
    ("start.html", include_str!("templates/start.html")),
    ("element.html", include_str!("templates/element.html")),
    ("shared.html", include_str!("templates/shared.html")),
    ("lists.html", include_str!("templates/lists.html")),
    ("rules.html", include_str!("templates/rules.html")),
    ("rule.html", include_str!("templates/rule.html")),
    ("changes.html", include_str!("templates/changes.html")),
    ("moved.html", include_str!("templates/moved.html")),
    ("upgrades.html", include_str!("templates/upgrades.html")),
    ("page.html", include_str!("templates/page.html")),
];

/// A page that is written by a person, in Markdown.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// Its path in the site, without `.html`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its text in Markdown.
    #[serde(skip)]
    pub text: String,
}

/// What a site is made of.
#[derive(Debug)]
pub struct Site<'a> {
    /// The reference.
    pub reference: &'a Reference,
    /// The grammar that it is made of, to validate examples.
    pub grammar: &'a Grammar,
    /// Diagnostics; none for the schemas of others.
    pub rules: &'a [&'static Entry],
    /// Guides, commands, formats.
    pub pages: Vec<Page>,
    /// Templates instead of the built-in ones: name and text.
    pub templates: Vec<(String, String)>,
}

/// What is wrong with a template, or with an example on a page.
#[derive(Debug)]
pub struct TemplateError(String);

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TemplateError {}

impl From<minijinja::Error> for TemplateError {
    fn from(error: minijinja::Error) -> Self {
        let place = error.name().map_or_else(String::new, |name| format!("{name}:{}: ", error.line().unwrap_or(0)));
        Self(format!("template {place}{error}"))
    }
}

/// A link to something that search finds.
#[derive(Serialize)]
struct Found<'a>(&'a str, &'a str, String, String);

impl Site<'_> {
    /// Writes all pages.
    ///
    /// # Errors
    /// A template of the user's that cannot be used, or a recipe whose example the schema refuses.
    pub fn files(&self) -> Result<Files, TemplateError> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        for (name, text) in TEMPLATES {
            environment.add_template(name, text)?;
        }
        for (name, text) in &self.templates {
            environment.add_template_owned(name.clone(), text.clone())?;
        }
        environment.add_filter("prose", |text: String| Value::from_safe_string(prose(&text)));
        let places: std::collections::HashMap<String, String> =
            self.reference.elements.iter().map(|element| (element.name.clone(), element.id.clone())).collect();
        // `element/@attribute=value` as a link to its place
        environment.add_filter("linked", move |name: String, root: Option<String>| {
            let (path, value) = name.split_once('=').map_or((&*name, None), |(path, value)| (path, Some(value)));
            let (element, attribute) = path.split_once("/@").map_or((path, None), |(one, other)| (one, Some(other)));
            let code = format!("<code>{}</code>", inline(&name));
            let Some(id) = places.get(element) else { return Value::from_safe_string(code) };
            let anchor = match (attribute, value) {
                (None, None) => String::new(),
                (Some(attribute), None | Some("true")) => format!("#{}", anchor(attribute)),
                (Some(attribute), Some(value)) => format!("#{}-is-{}", anchor(attribute), value_anchor(value)),
                (None, Some(value)) => format!("#is-{}", value_anchor(value)),
            };
            let root = root.unwrap_or_default();
            Value::from_safe_string(format!("<a href=\"{root}element/{id}.html{anchor}\">{code}</a>"))
        });
        environment.add_filter("inline", |text: String| Value::from_safe_string(inline(&text)));
        let links = self.links();
        let own = links.clone();
        environment.add_filter("markdown", move |text: String, path: Option<String>| {
            Value::from_safe_string(markdown(&text, path.as_deref().unwrap_or_default(), &own))
        });
        environment.add_filter("anchor", |name: String| anchor(&name));
        environment.add_filter("value_anchor", |value: String| value_anchor(&value));

        let names: std::collections::HashMap<String, String> =
            self.reference.elements.iter().map(|element| (element.id.clone(), element.name.clone())).collect();
        environment.add_filter("name", move |id: String| names.get(&id).cloned().unwrap_or(id));
        let recipes: &[super::recipes::Recipe] = if self.is_kiwi() { RECIPES } else { &[] };
        self.validate(recipes)?;
        let site = context! {
            title => self.reference.title.clone(),
            version => self.reference.version.clone(),
            kiwi => self.is_kiwi(),
            rules => !self.rules.is_empty(),
            upgrades => !self.reference.steps.is_empty(),
            changes => !self.reference.changes.is_empty(),
            guides => Value::from(Serde(&self.pages)),
            recipes => recipes.iter().map(|recipe| context! { id => recipe.id, title => recipe.title }).collect::<Vec<_>>(),
            generator => concat!("rowi ", env!("CARGO_PKG_VERSION")),
        };
        let mut files = Files::new();
        let mut add = |path: String, template: &str, own: Value| -> Result<(), TemplateError> {
            let root = Value::from_safe_string("../".repeat(path.matches('/').count()));
            let text = environment.get_template(template)?.render(context! { site => site.clone(), root, ..own })?;
            files.insert(path, text.into_bytes());
            Ok(())
        };
        let reference = self.reference;
        let all = Value::from(Serde(reference));
        add("index.html".into(), "start.html", context! { reference => all.clone(), counts => reference.counts() })?;
        for kind in ["elements", "attributes", "values"] {
            add(format!("{kind}.html"), "lists.html", context! { reference => all.clone(), kind })?;
        }
        // pages that tell elements of one name apart
        let shared: std::collections::HashMap<&str, (String, usize)> = reference
            .shared
            .iter()
            .map(|shared| (&*shared.name, (shared.id(), shared.ids.len())))
            .filter(|(_, (id, _))| !reference.elements.iter().any(|element| element.id == *id))
            .collect();
        for element in &reference.elements {
            let svg = diagram::svg(&element.content, &element.name).map(Value::from_safe_string);
            let rules =
                unique(element.rules.iter().filter_map(|index| reference.rules.get(*index)), |rule| rule.text.clone());
            let steps: Vec<_> = element.steps.iter().filter_map(|index| reference.steps.get(*index)).collect();
            let gone: Vec<_> = reference
                .gone
                .iter()
                .filter_map(|gone| Some(context! { name => gone.of(&element.name)?, now => gone.now.clone(), whole => gone.name.clone(), version => gone.version.clone() }))
                .collect();
            let namesake = shared.get(&*element.name).map(|(id, count)| context! { id => id, count => count });
            let own = context! {
                gone,
                namesake,
                element => Value::from(Serde(element)),
                svg,
                rules => Value::from(Serde(&rules)),
                steps => Value::from(Serde(&steps)),
            };
            add(format!("element/{}.html", element.id), "element.html", own)?;
        }
        for shared in &reference.shared {
            let path = format!("element/{}.html", shared.id());
            let elements: Vec<_> =
                reference.elements.iter().filter(|element| shared.ids.contains(&element.id)).collect();
            if !reference.elements.iter().any(|element| element.id == shared.id()) {
                add(
                    path,
                    "shared.html",
                    context! { name => shared.name.clone(), elements => Value::from(Serde(&elements)) },
                )?;
            }
        }
        if !reference.steps.is_empty() {
            add("upgrades.html".into(), "upgrades.html", context! { reference => all.clone() })?;
        }
        if !reference.changes.is_empty() {
            add("changes.html".into(), "changes.html", context! { reference => all.clone() })?;
        }
        if !self.rules.is_empty() {
            let rules: Vec<_> = self.rules.iter().map(|entry| row(entry)).collect();
            add("rules/index.html".into(), "rules.html", context! { rules })?;
            for entry in self.rules {
                add(format!("rules/{}.html", entry.name), "rule.html", self.rule(entry, &links))?;
                // links to a name that a diagnostic had before stay good
                for alias in entry.aliases {
                    add(
                        format!("rules/{alias}.html"),
                        "moved.html",
                        context! { name => entry.name, former => *alias },
                    )?;
                }
            }
        }
        for page in &self.pages {
            let body = Value::from_safe_string(markdown(&page.text, &page.path, &links));
            add(format!("{}.html", page.path), "page.html", context! { heading => page.title.clone(), body })?;
        }
        for recipe in recipes {
            let body = Value::from_safe_string(markdown(recipe.text, "recipe/", &links));
            add(format!("recipe/{}.html", recipe.id), "page.html", context! { heading => recipe.title, body })?;
        }
        files.insert("style.css".into(), include_bytes!("templates/style.css").to_vec());
        files.insert("search.js".into(), include_bytes!("templates/search.js").to_vec());
        files.insert("search-index.js".into(), self.index().into_bytes());
        let json = serde_json::to_string_pretty(reference).unwrap_or_default();
        files.insert("reference.json".into(), json.into_bytes());
        Ok(files)
    }

    fn links(&self) -> Links {
        let mut pages: std::collections::HashSet<String> = self.pages.iter().map(|page| page.path.clone()).collect();
        pages.extend(self.rules.iter().map(|entry| format!("rules/{}", entry.name)));
        Links { pages }
    }

    fn is_kiwi(&self) -> bool {
        std::ptr::eq(self.grammar, &raw const kiwi_sources().1)
    }

    /// Recipes are parts of descriptions: each part must be valid.
    fn validate(&self, recipes: &[super::recipes::Recipe]) -> Result<(), TemplateError> {
        if recipes.is_empty() {
            return Ok(());
        }
        let Some(parts) = example::of_parts(self.grammar) else { return Ok(()) };
        for recipe in recipes {
            for block in recipe.text.split("```xml\n").skip(1) {
                let text = block.split("```").next().unwrap_or_default();
                if !example::is_valid(&parts, text) {
                    return Err(TemplateError(format!("an example of the page `{}` is not valid:\n{text}", recipe.id)));
                }
            }
        }
        Ok(())
    }

    fn rule(&self, entry: &'static Entry, links: &Links) -> Value {
        let rule = lint::rule(entry.name);
        let (failing, passing) = entry.example.map_or((None, None), |Example { failing, passing }| {
            let shown = |text: &str| Value::from_safe_string(markdown(&lint::example::markdown(text), "rules/", links));
            (Some(shown(failing)), Some(shown(passing)))
        });
        // the elements that it speaks of
        let is_about = |index: &usize| self.reference.rules.get(*index).is_some_and(|rule| rule.name == entry.name);
        let elements: Vec<_> = self
            .reference
            .elements
            .iter()
            .filter(|element| {
                element.lints.iter().any(|lint| lint.name == entry.name) || element.rules.iter().any(is_about)
            })
            .map(|element| context! { id => element.id.clone(), name => element.name.clone() })
            .collect();
        let words: Vec<&str> = entry.name.split('-').filter(|word| word.len() > 3).collect();
        let mut related: Vec<(usize, &str)> = self
            .rules
            .iter()
            .filter(|other| other.name != entry.name && other.group == entry.group)
            .map(|other| (other.name.split('-').filter(|word| words.contains(word)).count(), other.name))
            .filter(|(shared, _)| *shared > 0)
            .collect();
        related.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        context! {
            rule => row(entry),
            explanation => Value::from_safe_string(markdown(&entry.explanation.replace("\n## ", "\n### "), "rules/", links)),
            failing,
            passing,
            looks => crate::analysis::illustration(entry.name)
                .filter(|_| entry.example.is_none())
                .map(|text| Value::from_safe_string(markdown(&text, "rules/", links))),
            evidence => rule.map(|rule| rule.evidence.trim()),
            severity_reason => rule.map(|rule| rule.severity_reason.trim()),
            pedantic => rule.is_some_and(|rule| rule.tier == lint::Tier::Pedantic),
            in_script => matches!(entry.group, crate::diagnostic::Group::Script | crate::diagnostic::Group::Registry),
            aliases => entry.aliases.to_vec(),
            since => entry.since,
            has_guide => self.pages.iter().any(|page| page.path == "suppressing"),
            kiwi => kiwi_of(entry),
            elements,
            related => related.iter().take(8).map(|(_, name)| *name).collect::<Vec<_>>(),
        }
    }

    /// What search looks through: kind, name, what is said of it, address.
    fn index(&self) -> String {
        let mut found: Vec<Found<'_>> = Vec::new();
        for element in &self.reference.elements {
            let address = format!("element/{}.html", element.id);
            found.push(Found("element", &element.name, element.summary.clone(), address.clone()));
            for attribute in &element.attributes {
                let said = format!("attribute of {}", element.name);
                found.push(Found("attribute", &attribute.name, said, format!("{address}#{}", attribute.anchor)));
                for value in attribute.values.iter().filter(|value| value.value.len() > 1) {
                    let said = format!("value of {}/@{}", element.name, attribute.name);
                    found.push(Found("value", &value.value, said, format!("{address}#{}", attribute.anchor)));
                }
            }
        }
        for gone in &self.reference.gone {
            let now = if gone.now.is_empty() { String::new() } else { format!(", now {}", gone.now.join(" and ")) };
            let said = format!("gone since {}{now}", gone.version);
            found.push(Found("gone", &gone.name, said, format!("upgrades.html#gone-{}", anchor(&gone.name))));
        }
        for entry in self.rules {
            let former = entry.aliases.iter().map(|alias| format!(", formerly {alias}")).collect::<String>();
            let said = format!("{}{former}", entry.summary);
            found.push(Found("rule", entry.name, said, format!("rules/{}.html", entry.name)));
        }
        for page in &self.pages {
            found.push(Found("page", &page.title, String::new(), format!("{}.html", page.path)));
        }
        if self.is_kiwi() {
            for recipe in RECIPES {
                found.push(Found("recipe", recipe.title, String::new(), format!("recipe/{}.html", recipe.id)));
            }
        }
        for one in &mut found {
            one.2 = one.2.replace('`', "");
        }
        format!("const SEARCH_INDEX = {};\n", serde_json::to_string(&found).unwrap_or_default())
    }
}

fn unique<T, K: PartialEq>(items: impl Iterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if !kept.iter().any(|known| key(known) == key(&item)) {
            kept.push(item);
        }
    }
    kept
}

/// A value as a part of an anchor: another one for each value. What no URL takes as it is becomes its number.
fn value_anchor(value: &str) -> String {
    let mut anchor = String::new();
    for c in value.chars() {
        match c {
            _ if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':') => anchor.push(c),
            ' ' => anchor.push('+'),
            _ => anchor.push_str(&format!("~{:X}", u32::from(c))),
        }
    }
    anchor
}

/// A name as the anchor of a page: letters, digits and what every URL and selector takes.
pub(super) fn anchor(name: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':') { c } else { '-' };
    name.trim().chars().map(kept).collect::<String>().trim_matches('-').to_owned()
}

/// For which releases of KIWI a diagnostic is.
fn kiwi_of(entry: &Entry) -> &'static str {
    use crate::diagnostic::Group;
    match entry.group {
        Group::Xml | Group::Config => "",
        Group::Schema | Group::Schematron => "all whose schema has what it is about; see the page of the element",
        Group::Upgrade => "descriptions of any schema version before the newest",
        _ => "all; what depends on the release is judged by `kiwi` of rowi.toml, or `--kiwi`",
    }
}

fn row(entry: &Entry) -> Value {
    context! {
        name => entry.name,
        group => entry.group.as_str(),
        severity => entry.severity.as_str(),
        summary => entry.summary,
        fix => entry.fix.map_or("none", |fix| fix.as_str()),
    }
}

/// Text of a schema as HTML: paragraphs, names in backquotes, nothing else, since it is no Markdown.
fn prose(text: &str) -> String {
    let mut html = String::new();
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        html.push_str("<p>");
        html.push_str(&inline(paragraph.trim()));
        html.push_str("</p>\n");
    }
    html
}

fn inline(text: &str) -> String {
    let mut html = String::new();
    let parts: Vec<&str> = text.split('`').collect();
    for (index, part) in parts.iter().enumerate() {
        let escaped = part.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        // a backquote without partner is one
        if index % 2 == 1 && index + 1 < parts.len() {
            html.push_str(&format!("<code>{escaped}</code>"));
        } else if index % 2 == 1 {
            html.push_str(&format!("`{escaped}"));
        } else {
            html.push_str(&escaped);
        }
    }
    html
}

/// Markdown of our own pages as HTML. Links to other pages of the repository lead to pages of the site.
fn markdown(text: &str, path: &str, links: &Links) -> String {
    let options = Options::ENABLE_TABLES;
    let mut leads_nowhere = false;
    let events = Parser::new_ext(text, options).map(|event| match event {
        // a page is nobody's to run programs in
        Event::Html(html) | Event::InlineHtml(html) => {
            if html.trim_start().starts_with("<!--") {
                Event::Text(CowStr::from(""))
            } else {
                Event::Text(html)
            }
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => match links.address(&dest_url, path) {
            Some(address) => Event::Start(Tag::Link { link_type, dest_url: address.into(), title, id }),
            None => {
                leads_nowhere = true;
                Event::Text(CowStr::from(""))
            }
        },
        Event::End(pulldown_cmark::TagEnd::Link) if std::mem::take(&mut leads_nowhere) => Event::Text(CowStr::from("")),
        event => event,
    });
    let mut body = String::new();
    html::push_html(&mut body, with_anchors(events).into_iter());
    // code that is wider than the page must be reachable by keyboard
    body.replace("<pre>", "<pre tabindex=\"0\">")
        .replace("<table>", "<div class=\"wide\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>")
}

/// Headings get anchors, and move one level down where they are the page's title.
fn with_anchors<'e>(events: impl Iterator<Item = Event<'e>>) -> Vec<Event<'e>> {
    let mut result: Vec<Event<'e>> = Vec::new();
    let mut open: Option<usize> = None;
    let mut taken: Vec<String> = Vec::new();
    for event in events {
        match &event {
            Event::Start(Tag::Heading { .. }) => open = Some(result.len()),
            Event::End(pulldown_cmark::TagEnd::Heading(_)) => {
                if let Some(at) = open.take() {
                    let text: String = result[at..]
                        .iter()
                        .map(|event| match event {
                            Event::Text(text) | Event::Code(text) => text.to_string(),
                            _ => String::new(),
                        })
                        .collect();
                    let mut anchor: String = text
                        .to_lowercase()
                        .chars()
                        .filter_map(|c| {
                            if c.is_alphanumeric() {
                                Some(c)
                            } else if c == ' ' || c == '-' {
                                Some('-')
                            } else {
                                None
                            }
                        })
                        .collect();
                    while taken.contains(&anchor) {
                        anchor.push_str("-2");
                    }
                    taken.push(anchor.clone());
                    if let Some(Event::Start(Tag::Heading { id, .. })) = result.get_mut(at) {
                        *id = Some(CowStr::from(anchor));
                    }
                }
            }
            _ => {}
        }
        result.push(event);
    }
    result
}

/// The pages of the site by the files of the repository that they are made of.
#[derive(Clone, Default)]
struct Links {
    /// Paths in the site, without `.html`.
    pages: std::collections::HashSet<String>,
}

impl Links {
    /// Where a link of a page leads in the site. `path` is that of the page, without `.html`, from which the file it is
    /// made of links to others. `None` where it leads to nothing that is published.
    fn address(&self, target: &str, path: &str) -> Option<String> {
        if target.contains("://") || target.starts_with('#') || target.starts_with("mailto:") {
            return Some(target.to_owned());
        }
        let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
        if file.ends_with(".html") || file == "reference.json" {
            return Some(target.to_owned());
        }
        let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
        let mut whole: Vec<&str> = vec!["docs"];
        whole.extend(path.split('/'));
        whole.pop();
        for part in file.split('/').filter(|part| !matches!(*part, "" | ".")) {
            if part == ".." {
                let _ = whole.pop();
            } else {
                whole.push(part);
            }
        }
        let whole = whole.join("/");
        let root = "../".repeat(path.matches('/').count());
        match whole.strip_prefix("docs/").map(|file| file.trim_end_matches(".md")) {
            Some("rules/README" | "rules") => return Some(format!("{root}rules/index.html{anchor}")),
            Some("editors/README" | "editors") => return Some(format!("{root}editors/index.html{anchor}")),
            Some("upgrade-steps") => return Some(format!("{root}upgrades.html")),
            Some(file) if self.pages.contains(file) => return Some(format!("{root}{file}.html{anchor}")),
            _ => {}
        }
        // the rest of the repository is not part of the site
        Some(format!("{}/blob/main/{whole}{anchor}", super::REPOSITORY?))
    }
}
