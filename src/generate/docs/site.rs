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

const TEMPLATES: [(&str, &str); 9] = [
    ("base.html", include_str!("templates/base.html")),
    ("start.html", include_str!("templates/start.html")),
    ("element.html", include_str!("templates/element.html")),
    ("shared.html", include_str!("templates/shared.html")),
    ("lists.html", include_str!("templates/lists.html")),
    ("rules.html", include_str!("templates/rules.html")),
    ("rule.html", include_str!("templates/rule.html")),
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
        environment.add_filter("markdown", |text: String| Value::from_safe_string(markdown(&text, "")));
        environment.add_filter("anchor", |name: String| anchor(&name));
        let names: std::collections::HashMap<String, String> =
            self.reference.elements.iter().map(|element| (element.id.clone(), element.name.clone())).collect();
        environment.add_filter("name", move |id: String| names.get(&id).cloned().unwrap_or(id));
        let recipes: &[super::recipes::Recipe] = if self.is_kiwi() { RECIPES } else { &[] };
        self.validate(recipes)?;
        let site = context! {
            title => self.reference.title.clone(),
            version => self.reference.version.clone(),
            kiwi => self.is_kiwi(),
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
        add("index.html".into(), "start.html", context! { reference => all.clone() })?;
        for kind in ["elements", "attributes", "values"] {
            add(format!("{kind}.html"), "lists.html", context! { reference => all.clone(), kind })?;
        }
        for element in &reference.elements {
            let svg = diagram::svg(&element.content, &element.name).map(Value::from_safe_string);
            let rules =
                unique(element.rules.iter().filter_map(|index| reference.rules.get(*index)), |rule| rule.text.clone());
            let steps: Vec<_> = element.steps.iter().filter_map(|index| reference.steps.get(*index)).collect();
            let own = context! {
                element => Value::from(Serde(element)),
                svg,
                rules => Value::from(Serde(&rules)),
                steps => Value::from(Serde(&steps)),
            };
            add(format!("element/{}.html", element.id), "element.html", own)?;
        }
        for shared in &reference.shared {
            let path = format!("element/{}.html", shared.name.replace(' ', "-"));
            let elements: Vec<_> =
                reference.elements.iter().filter(|element| shared.ids.contains(&element.id)).collect();
            if !reference.elements.iter().any(|element| format!("element/{}.html", element.id) == path) {
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
        if !self.rules.is_empty() {
            let rules: Vec<_> = self.rules.iter().map(|entry| row(entry)).collect();
            add("rules/index.html".into(), "rules.html", context! { rules })?;
            for entry in self.rules {
                add(format!("rules/{}.html", entry.name), "rule.html", self.rule(entry))?;
            }
        }
        for page in &self.pages {
            let root = "../".repeat(page.path.matches('/').count());
            let body = Value::from_safe_string(markdown(&page.text, &root));
            add(format!("{}.html", page.path), "page.html", context! { heading => page.title.clone(), body })?;
        }
        for recipe in recipes {
            let body = Value::from_safe_string(markdown(recipe.text, "../"));
            add(format!("recipe/{}.html", recipe.id), "page.html", context! { heading => recipe.title, body })?;
        }
        files.insert("style.css".into(), include_bytes!("templates/style.css").to_vec());
        files.insert("search.js".into(), include_bytes!("templates/search.js").to_vec());
        files.insert("search-index.js".into(), self.index().into_bytes());
        let json = serde_json::to_string_pretty(reference).unwrap_or_default();
        files.insert("reference.json".into(), json.into_bytes());
        Ok(files)
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

    fn rule(&self, entry: &'static Entry) -> Value {
        let rule = lint::rule(entry.name);
        let (failing, passing) = entry.example.map_or((None, None), |Example { failing, passing }| {
            let shown = |text: &str| Value::from_safe_string(markdown(&lint::example::markdown(text), "../"));
            (Some(shown(failing)), Some(shown(passing)))
        });
        // the elements that it speaks of
        let elements: Vec<_> = self
            .reference
            .elements
            .iter()
            .filter(|element| element.lints.iter().any(|lint| lint.name == entry.name))
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
            explanation => Value::from_safe_string(markdown(&entry.explanation.replace("\n## ", "\n### "), "../")),
            failing,
            passing,
            evidence => rule.map(|rule| rule.evidence.trim()),
            severity_reason => rule.map(|rule| rule.severity_reason.trim()),
            pedantic => rule.is_some_and(|rule| rule.tier == lint::Tier::Pedantic),
            in_script => matches!(entry.group, crate::diagnostic::Group::Script | crate::diagnostic::Group::Registry),
            aliases => entry.aliases.to_vec(),
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
                found.push(Found("attribute", &attribute.name, said, format!("{address}#{}", anchor(&attribute.name))));
                for value in attribute.values.iter().filter(|value| value.value.len() > 1) {
                    let said = format!("value of {}/@{}", element.name, attribute.name);
                    found.push(Found("value", &value.value, said, format!("{address}#{}", anchor(&attribute.name))));
                }
            }
        }
        for gone in &self.reference.gone {
            let said = format!("gone since schema {}", gone.version);
            found.push(Found("gone", &gone.name, said, format!("upgrades.html#gone-{}", gone.name)));
        }
        for entry in self.rules {
            found.push(Found("rule", entry.name, entry.summary.to_owned(), format!("rules/{}.html", entry.name)));
        }
        for page in &self.pages {
            found.push(Found("page", &page.title, String::new(), format!("{}.html", page.path)));
        }
        if self.is_kiwi() {
            for recipe in RECIPES {
                found.push(Found("recipe", recipe.title, String::new(), format!("recipe/{}.html", recipe.id)));
            }
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

/// A name as the anchor of a page: it holds no white space.
fn anchor(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-")
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
fn markdown(text: &str, root: &str) -> String {
    let options = Options::ENABLE_TABLES;
    let events = Parser::new_ext(text, options).map(|event| match event {
        // a page is nobody's to run programs in
        Event::Html(html) | Event::InlineHtml(html) => {
            if html.trim_start().starts_with("<!--") {
                Event::Text(CowStr::from(""))
            } else {
                Event::Text(html)
            }
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = CowStr::from(address(&dest_url, root));
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
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

/// Where a link of a page in the repository leads in the site.
fn address(target: &str, root: &str) -> String {
    if target.contains("://") || target.starts_with('#') || target.starts_with("mailto:") {
        return target.to_owned();
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
    if path.ends_with(".html") {
        return target.to_owned();
    }
    let bare = path.trim_start_matches("../").trim_start_matches("./").trim_start_matches("docs/");
    match bare {
        "rules/README.md" | "rules/" | "rules" => format!("{root}rules/index.html{anchor}"),
        "upgrade-steps.md" => format!("{root}upgrades.html"),
        _ if bare.ends_with(".md") && !bare.contains("README") && !bare.starts_with("examples/") => {
            format!("{root}{}.html{anchor}", bare.trim_end_matches(".md"))
        }
        // the rest of the repository is not part of the site
        _ => format!("{}/{bare}", crate::generate::docs::REPOSITORY_FILES),
    }
}
