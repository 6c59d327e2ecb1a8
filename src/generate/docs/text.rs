//! A reference as text: Markdown, reStructuredText, manual pages. One page an element.

use super::Files;
use super::model::{Attribute, Element, Node, Reference, Value};

/// How a text format writes what a page is made of.
trait Markup {
    fn title(&self, text: &str) -> String;
    fn heading(&self, text: &str) -> String;
    fn paragraph(&self, text: &str) -> String;
    fn code(&self, language: &str, text: &str) -> String;
    /// A term with what is said of it.
    fn item(&self, term: &str, text: &str) -> String;
    fn bullet(&self, text: &str) -> String;
    fn name(&self, name: &str) -> String;
    fn link(&self, name: &str, id: &str) -> String;
    /// A text of the schema, whose names in backquotes are marked.
    fn prose(&self, text: &str) -> String;
    fn end_of_list(&self) -> &'static str {
        "\n"
    }
}

struct Markdown;
struct Rst;
struct Man<'r> {
    reference: &'r Reference,
}

/// Characters that Markdown would read as markup outside of backquotes.
fn markdown_escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut code = false;
    for c in text.chars() {
        if c == '`' {
            code = !code;
        } else if !code && matches!(c, '*' | '_' | '<' | '[' | '\\') {
            result.push('\\');
        }
        result.push(c);
    }
    result
}

impl Markup for Markdown {
    fn title(&self, text: &str) -> String {
        format!("# {text}\n\n")
    }
    fn heading(&self, text: &str) -> String {
        format!("## {text}\n\n")
    }
    fn paragraph(&self, text: &str) -> String {
        format!("{text}\n\n")
    }
    fn code(&self, language: &str, text: &str) -> String {
        format!("```{language}\n{}\n```\n\n", text.trim_end())
    }
    fn item(&self, term: &str, text: &str) -> String {
        let body: Vec<&str> = text.split("\n\n").collect();
        format!("- {term}: {}\n", body.join("\n\n  "))
    }
    fn bullet(&self, text: &str) -> String {
        format!("- {text}\n")
    }
    fn name(&self, name: &str) -> String {
        format!("`{name}`")
    }
    fn link(&self, name: &str, id: &str) -> String {
        format!("[`{name}`]({id}.md)")
    }
    fn prose(&self, text: &str) -> String {
        markdown_escaped(text)
    }
}

impl Markup for Rst {
    fn title(&self, text: &str) -> String {
        let line = "=".repeat(text.chars().count());
        format!("{text}\n{line}\n\n")
    }
    fn heading(&self, text: &str) -> String {
        let line = "-".repeat(text.chars().count());
        format!("{text}\n{line}\n\n")
    }
    fn paragraph(&self, text: &str) -> String {
        format!("{text}\n\n")
    }
    fn code(&self, language: &str, text: &str) -> String {
        let body: String = text.trim_end().lines().map(|line| format!("   {line}\n")).collect();
        let language = if language == "xml" { "xml" } else { "text" };
        format!(".. code-block:: {language}\n\n{body}\n")
    }
    fn item(&self, term: &str, text: &str) -> String {
        let body: String = text
            .split('\n')
            .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("   {line}\n") })
            .collect();
        format!("{term}\n{body}\n")
    }
    fn bullet(&self, text: &str) -> String {
        format!("* {text}\n")
    }
    fn name(&self, name: &str) -> String {
        // an inline literal may neither be empty nor begin or end with white space
        match name.trim() {
            "" => "(white space)".to_owned(),
            name => format!("``{name}``"),
        }
    }
    fn link(&self, name: &str, id: &str) -> String {
        format!(":doc:`{} <{id}>`", name.replace('<', "\\<"))
    }
    fn prose(&self, text: &str) -> String {
        // where a line breaks and how far it is indented means something in this markup
        let paragraphs = text.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
        let paragraphs = paragraphs.filter(|paragraph| !paragraph.is_empty()).map(|paragraph| rst_inline(&paragraph));
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }
}

/// A paragraph whose names in backquotes are literals.
fn rst_inline(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let parts: Vec<&str> = text.split('`').collect();
    for (index, part) in parts.iter().enumerate() {
        // a backquote without a partner is one
        if index % 2 == 1 && index + 1 < parts.len() && !part.trim().is_empty() {
            // what stands before or behind a literal must not look like a part of it
            if result.ends_with(|c: char| !c.is_whitespace() && !"(['\"".contains(c)) {
                result.push_str("\\ ");
            }
            result.push_str(&format!("``{}``", part.trim()));
            continue;
        }
        if index > 0 && part.starts_with(|c: char| !c.is_whitespace() && !".,:;!?)]'\"".contains(c)) {
            result.push_str("\\ ");
        }
        if index % 2 == 1 {
            result.push_str("\\`");
        }
        for c in part.chars() {
            if matches!(c, '*' | '|' | '_' | '\\') {
                result.push('\\');
            }
            result.push(c);
        }
    }
    // what begins like a list, a comment or a field does not
    let word = result.split(' ').next().unwrap_or_default();
    let is_marker = matches!(word, "-" | "+" | "\u{2022}" | "..")
        || word.len() > 1 && word.ends_with(['.', ')']) && word.len() < 5
        || word.starts_with([':', '>'])
        || word.chars().all(|c| c.is_ascii_punctuation());
    if is_marker && !word.starts_with('`') { format!("\\{result}") } else { result }
}

impl Markup for Man<'_> {
    fn title(&self, text: &str) -> String {
        // a page that is made twice is the same: the day of this version
        let date = "2026-11-28";
        // only plain capitals: the name itself follows
        let plain = |c: char| if c.is_ascii() && c != ' ' { c } else { '_' };
        let title: String = text.to_uppercase().chars().map(plain).collect();
        format!(".TH \"{}\" 5 \"{date}\" \"rowi\" \"{}\"\n.SH NAME\n", roff(&title), roff(&self.reference.title))
    }
    fn heading(&self, text: &str) -> String {
        format!(".SH {}\n", roff(&text.to_uppercase()))
    }
    fn paragraph(&self, text: &str) -> String {
        format!("{}\n.PP\n", text.split("\n\n").collect::<Vec<_>>().join("\n.PP\n")).replace("\n.PP\n.PP\n", "\n.PP\n")
    }
    fn code(&self, _: &str, text: &str) -> String {
        let body: String = text.trim_end().lines().map(|line| format!("{}\n", line_start(&roff(line)))).collect();
        format!(".nf\n{body}.fi\n")
    }
    fn item(&self, term: &str, text: &str) -> String {
        format!(".TP\n{term}\n{}\n", text.split("\n\n").collect::<Vec<_>>().join("\n.IP\n"))
    }
    fn bullet(&self, text: &str) -> String {
        format!(".IP \\(bu 2\n{text}\n")
    }
    fn name(&self, name: &str) -> String {
        format!("\\fB{}\\fR", roff(name))
    }
    fn link(&self, name: &str, _: &str) -> String {
        self.name(name)
    }
    fn prose(&self, text: &str) -> String {
        let lines: Vec<String> = text
            .lines()
            .map(|line| {
                let parts = line.split('`').enumerate();
                let marked: String =
                    parts.map(|(index, part)| if index % 2 == 1 { self.name(part) } else { roff(part) }).collect();
                line_start(marked.trim())
            })
            .collect();
        lines.join("\n")
    }
    fn end_of_list(&self) -> &'static str {
        ""
    }
}

/// Text in which roff finds nothing to do.
fn roff(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq").replace('"', "\\(dq")
}

/// A line that roff does not take for a request.
fn line_start(line: &str) -> String {
    if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() }
}

fn name_of<'r>(reference: &'r Reference, id: &'r str) -> &'r str {
    reference.elements.iter().find(|element| element.id == id).map_or(id, |element| &element.name)
}

/// What is said of an attribute beyond its documentation.
fn facts(attribute: &Attribute, markup: &dyn Markup) -> Vec<String> {
    let mut facts = Vec::new();
    facts.push(if attribute.required { "required".to_owned() } else { "optional".to_owned() });
    if !attribute.namespace.is_empty() {
        facts.push(format!("in the namespace {}", markup.name(&attribute.namespace)));
    }
    facts.push(markup.prose(&attribute.kind));
    if let Some(default) = &attribute.default {
        facts.push(format!("default {}", markup.name(default)));
    }
    for only in &attribute.only {
        facts.push(format!("only where {}", markup.prose(only)));
    }
    facts.extend(versions(attribute.since.as_ref(), &attribute.formerly, markup));
    facts
}

/// Since when something is there, and what it was called before.
fn versions(since: Option<&String>, formerly: &[(String, String)], markup: &dyn Markup) -> Vec<String> {
    let mut versions: Vec<String> = since.map(|since| format!("since {since}")).into_iter().collect();
    for (name, version) in formerly {
        versions.push(format!("called {} before schema {version}", markup.name(name)));
    }
    versions
}

/// A value with what there is to say of it.
fn value_item(value: &Value, markup: &dyn Markup) -> String {
    let said = value.documentation.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = markup.name(&value.value);
    if !said.is_empty() {
        text.push_str(&format!(": {}", markup.prose(&said)));
    }
    let versions = versions(value.since.as_ref(), &value.formerly, markup);
    if !versions.is_empty() {
        text.push_str(&format!(" ({})", versions.join("; ")));
    }
    text
}

/// What stood in an element and is gone, or has another name now.
fn gone_from(element: &Element, reference: &Reference, markup: &dyn Markup) -> Vec<String> {
    let gone = reference.gone.iter().filter_map(|gone| {
        let name = gone.of(&element.name)?;
        let now: Vec<String> = gone.now.iter().map(|name| markup.name(name)).collect();
        let now = if now.is_empty() { String::new() } else { format!("; now {}", now.join(" and ")) };
        Some(markup.bullet(&format!("{}, gone since {}{now}", markup.name(name), gone.version)))
    });
    gone.collect()
}

fn page(element: &Element, reference: &Reference, markup: &dyn Markup) -> String {
    let mut page = markup.title(&element.name);
    let summary =
        if element.summary.is_empty() { "an element of the schema" } else { element.summary.trim_end_matches('.') };
    let is_man = markup.end_of_list().is_empty();
    if is_man {
        page.push_str(&format!("{} \\- {}\n", roff(&element.name), markup.prose(summary)));
        page.push_str(&markup.heading("Description"));
    }
    if !element.documentation.is_empty() {
        page.push_str(&markup.paragraph(&markup.prose(&element.documentation)));
    }
    let versions = versions(element.since.as_ref(), &element.formerly, markup);
    if !versions.is_empty() {
        page.push_str(&markup.paragraph(&format!("In the schema {}.", versions.join("; "))));
    }
    let list = |page: &mut String, heading: &str, items: Vec<String>| {
        if !items.is_empty() {
            page.push_str(&markup.heading(heading));
            items.iter().for_each(|item| page.push_str(item));
            page.push_str(markup.end_of_list());
        }
    };
    let paths = element.paths.iter().map(|path| {
        let names: Vec<String> = path.iter().map(|id| markup.link(name_of(reference, id), id)).collect();
        markup.bullet(&names.join(" / "))
    });
    list(&mut page, "Where it stands", paths.collect());
    if !matches!(element.content, Node::Empty) {
        page.push_str(&markup.heading("Content"));
        page.push_str(&markup.code("text", &element.compact));
    }
    let values = element.values.iter().map(|value| markup.bullet(&value_item(value, markup)));
    list(&mut page, "Values", values.collect());
    let attributes = element.attributes.iter().map(|attribute| {
        let mut text = facts(attribute, markup).join("; ");
        text.push('.');
        if !attribute.documentation.is_empty() {
            text.push_str("\n\n");
            text.push_str(&markup.prose(&attribute.documentation));
        }
        if !attribute.values.is_empty() {
            let values: Vec<String> = attribute.values.iter().map(|value| value_item(value, markup)).collect();
            text.push_str(&format!("\n\nValues: {}.", values.join("; ")));
        }
        markup.item(&markup.name(&attribute.name), &text)
    });
    list(&mut page, "Attributes", attributes.collect());
    list(&mut page, "No longer", gone_from(element, reference, markup));
    let children = element.children.iter().map(|child| {
        markup.bullet(&format!("{}, {}", markup.link(name_of(reference, &child.id), &child.id), child.occurs))
    });
    list(&mut page, "Children", children.collect());
    let parents = element.parents.iter().map(|id| markup.bullet(&markup.link(name_of(reference, id), id)));
    list(&mut page, "Parents", parents.collect());
    let mut told: Vec<&str> = Vec::new();
    let rules = element.rules.iter().filter_map(|index| {
        let rule = reference.rules.get(*index)?;
        if told.contains(&rule.text.as_str()) {
            return None;
        }
        told.push(&rule.text);
        Some(markup.bullet(&markup.prose(&rule.text)))
    });
    let rules: Vec<String> = rules.collect();
    list(&mut page, "Rules", rules);
    let lints = element.lints.iter().map(|lint| {
        markup.bullet(&format!("{} ({}): {}", markup.name(&lint.name), lint.severity, markup.prose(&lint.summary)))
    });
    list(&mut page, "Checks", lints.collect());
    let steps = element.steps.iter().filter_map(|index| {
        let step = reference.steps.get(*index)?;
        Some(markup.bullet(&format!("{} to {}: {}", step.from, step.to, markup.prose(&step.changes.join(" ")))))
    });
    list(&mut page, "Upgrades", steps.collect());
    if let Some(minimal) = &element.minimal {
        page.push_str(&markup.heading("Smallest example"));
        page.push_str(&markup.code("xml", minimal));
    }
    for example in &element.examples {
        page.push_str(&markup.heading(&format!("Example: {}", example.title)));
        page.push_str(&markup.code("xml", &example.text));
    }
    format!("{}\n", page.trim_end())
}

/// The page of an element in Markdown.
#[must_use]
pub fn markdown_page(element: &Element, reference: &Reference) -> String {
    page(element, reference, &Markdown)
}

/// What there is to say of one attribute, in Markdown.
#[must_use]
pub fn value_page(element: &Element, attribute: &Attribute, reference: &Reference) -> String {
    let mut page = format!("# {}/@{}\n\n{}.\n\n", element.name, attribute.name, facts(attribute, &Markdown).join("; "));
    if !attribute.documentation.is_empty() {
        page.push_str(&Markdown.paragraph(&Markdown.prose(&attribute.documentation)));
    }
    for value in &attribute.values {
        page.push_str(&Markdown.bullet(&value_item(value, &Markdown)));
    }
    let rules: Vec<String> = attribute
        .rules
        .iter()
        .filter_map(|index| reference.rules.get(*index))
        .map(|rule| Markdown.bullet(&format!("{} (`{}`)", Markdown.prose(&rule.text), rule.name)))
        .collect();
    if !rules.is_empty() {
        page.push_str(&format!("\n## Rules\n\n{}", rules.concat()));
    }
    let own = format!("{}/@{}=", element.name, attribute.name);
    let gone: Vec<String> = reference
        .gone
        .iter()
        .filter(|gone| gone.name.starts_with(&own))
        .map(|gone| {
            let now: Vec<String> = gone.now.iter().map(|name| format!("`{name}`")).collect();
            let now = if now.is_empty() { String::new() } else { format!("; now {}", now.join(" and ")) };
            Markdown.bullet(&format!("`{}`, gone since {}{now}", &gone.name[own.len()..], gone.version))
        })
        .collect();
    if !gone.is_empty() {
        page.push_str(&format!("\n## No longer\n\n{}", gone.concat()));
    }
    page
}

fn index(reference: &Reference, markup: &dyn Markup) -> String {
    let mut text = markup.title(&reference.title);
    for element in &reference.elements {
        text.push_str(&markup.bullet(&format!(
            "{}: {}",
            markup.link(&element.name, &element.id),
            markup.prose(&element.summary)
        )));
    }
    text
}

pub(super) fn markdown(reference: &Reference) -> Files {
    let mut files = Files::from([("README.md".to_owned(), index(reference, &Markdown).into_bytes())]);
    for element in &reference.elements {
        files.insert(format!("{}.md", element.id), page(element, reference, &Markdown).into_bytes());
    }
    files
}

pub(super) fn rst(reference: &Reference) -> Files {
    let mut text = Rst.title(&reference.title);
    text.push_str(".. toctree::\n   :maxdepth: 1\n\n");
    for element in &reference.elements {
        text.push_str(&format!("   element/{}\n", element.id));
    }
    let mut files = Files::from([("index.rst".to_owned(), text.into_bytes())]);
    for element in &reference.elements {
        // in a folder of their own: a schema may have an element `index`
        files.insert(format!("element/{}.rst", element.id), page(element, reference, &Rst).into_bytes());
    }
    files
}

pub(super) fn man(reference: &Reference) -> Files {
    let markup = Man { reference };
    let prefix = if reference.version.is_some() { "kiwi-" } else { "" };
    let files = reference
        .elements
        .iter()
        .map(|element| (format!("{prefix}{}.5", element.id), filled(&page(element, reference, &markup)).into_bytes()));
    files.collect()
}

/// A manual page with lines that are as long as roff wants them, and without paragraphs of nothing.
fn filled(page: &str) -> String {
    const LONGEST: usize = 80;
    let mut lines: Vec<String> = Vec::new();
    let mut literal = false;
    for line in page.lines() {
        match line {
            ".nf" => literal = true,
            ".fi" => literal = false,
            _ => {}
        }
        let starts_block = line.starts_with(".SH") || line.starts_with(".IP") || line.starts_with(".TP");
        if (starts_block || line == ".PP") && lines.last().is_some_and(|last| last == ".PP") {
            lines.pop();
        }
        if literal || line.starts_with('.') {
            lines.push(line.to_owned());
            continue;
        }
        let mut rest = line;
        while rest.len() > LONGEST {
            let limit = (0..=LONGEST).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
            let Some(at) = rest[..limit].rfind(' ').or_else(|| rest.find(' ')).filter(|at| *at > 0) else { break };
            lines.push(line_start(rest[..at].trim_end()));
            rest = rest[at..].trim_start();
        }
        lines.push(line_start(rest));
    }
    if lines.last().is_some_and(|last| last == ".PP") {
        lines.pop();
    }
    lines.join("\n") + "\n"
}
