//! The language of an older release of KIWI: the newest schema and its Schematron rules, with what the table of
//! releases says of that release put in the place of what it says of the newest.

use std::sync::{Arc, LazyLock, OnceLock};

use super::releases::{self, Release, Since, Version};
use super::{Edition, rules};
use crate::rng::Schema;
use crate::rng::simple::{DatatypeName, DefineId, Grammar, Info, NameClass, Param, Pattern, PatternId};
use crate::schematron::{self, Rules};
use crate::text::{MemoryLoader, Sources};
use crate::xml;

const XSD: &str = "http://www.w3.org/2001/XMLSchema-datatypes";
/// Paths of elements are followed this deep.
const MAX_DEPTH: usize = 12;
/// From here on, `format="vagrant"` asks for a `vagrantconfig`.
const VAGRANT_RULE: (u32, u32, u32) = (10, 1, 18);
const VAGRANT_CONTEXT: &str = "    <rule context=\"type[@format='vagrant']\">\n";
const RULE_END: &str = "    </rule>\n";

/// Rules that the newest release has no more: id, context, test, message; `$types` is what the table says.
const GONE: [(&str, &str, &str, &str); 7] = [
    (
        "use_for_bootstrap",
        "repository[@use_for_bootstrap]",
        "contains('$types', @type)",
        "the attribute use_for_bootstrap works with repositories of type $types only",
    ),
    (
        "single_deboostrap_repo",
        "image",
        "count(repository[@use_for_bootstrap='true'])&lt;=1",
        "one repository at most can have use_for_bootstrap",
    ),
    (
        "btrfs_root_is_snapshot",
        "type[@btrfs_root_is_snapshot]",
        "contains('$types', @image)",
        "the attribute btrfs_root_is_snapshot works with these image types only: $types",
    ),
    (
        "spare_part_is_last_valid",
        "type[@spare_part_is_last='true']",
        "oemconfig/oem-resize[contains(text(), 'false')]",
        "spare_part_is_last needs oem-resize to be false",
    ),
    (
        "loader_console",
        "bootloader[@console]",
        "contains('$types', @name)",
        "the attribute console works with these boot loaders only: $types",
    ),
    (
        "name",
        "containerconfig[@name]",
        "contains('$types', ../@image)",
        "the containerconfig attribute name works with these image types only: $types",
    ),
    ("vga", "type[@vga]", "contains('$types', @image)", "the attribute vga works with these image types only: $types"),
];

struct Language {
    release: Release,
    schema: OnceLock<Option<Schema>>,
    rules: OnceLock<Rules>,
}

static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let language = |release: &Release| Language { release: *release, schema: OnceLock::new(), rules: OnceLock::new() };
    releases::all().iter().map(language).collect()
});

impl Release {
    /// Whether it is the newest that was read, which the schema here describes.
    #[must_use]
    pub fn is_newest(self) -> bool {
        releases::all().last().is_some_and(|last| last.version == self.version)
    }

    /// The schema that it has, prepared at first use. `None` for a release that was not read.
    #[must_use]
    pub fn compiled(self) -> Option<&'static Schema> {
        if self.is_newest() {
            return Edition::Kiwi.schema();
        }
        let language = LANGUAGES.iter().find(|language| language.release.version == self.version)?;
        language.schema.get_or_init(|| Schema::compile(grammar(self.version)?).ok()).as_ref()
    }

    /// The Schematron rules that it has, prepared at first use.
    #[must_use]
    pub fn rules(self) -> &'static Rules {
        let language = LANGUAGES.iter().find(|language| language.release.version == self.version);
        match language.filter(|_| !self.is_newest()) {
            Some(language) => language.rules.get_or_init(|| read(&rules_text(self.version))),
            None => Edition::Kiwi.rules(),
        }
    }
}

fn has(rows: &[Since], version: Version) -> bool {
    releases::lacking(rows, version).is_none()
}

fn read(text: &str) -> Rules {
    let mut sources = Sources::new();
    let id = sources.add("kiwi.sch", text);
    let document = xml::parse(sources.get(id)).document;
    schematron::read_document(&document, &mut sources, &MemoryLoader::new()).0
}

/// The rules of a release as a Schematron schema.
fn rules_text(version: Version) -> String {
    let newest = releases::all().last().map_or(version, |last| last.version);
    let (head, parts) = rules::texts();
    let mut text = head.to_owned();
    for part in parts {
        let id = part.split('"').nth(1).unwrap_or("");
        if !has(releases::rule(id), version) {
            continue;
        }
        let mut part = match (releases::types(id, newest), releases::types(id, version)) {
            (Some(now), Some(then)) => part.replace(now, then),
            _ => part.to_owned(),
        };
        if version.numbers() < VAGRANT_RULE
            && let Some(start) = part.find(VAGRANT_CONTEXT)
            && let Some(end) = part[start..].find(RULE_END)
        {
            part.replace_range(start..start + end + RULE_END.len(), "");
        }
        text.push_str(&part);
    }
    for (id, context, test, words) in GONE.iter().filter(|(id, ..)| has(releases::rule(id), version)) {
        let types = releases::types(id, version).unwrap_or("");
        text.push_str(&format!(
            "  <pattern id=\"{id}\"><rule context=\"{context}\"><assert test=\"{}\">{}</assert></rule></pattern>\n",
            test.replace("$types", types),
            words.replace("$types", types)
        ));
    }
    text.push_str("</schema>\n");
    text
}

/// The grammar of a release.
fn grammar(version: Version) -> Option<Grammar> {
    let newest = Edition::Kiwi.schema()?.grammar();
    let mut patch = Patch { grammar: Grammar::clone(newest), version };
    for (define, path) in paths(newest, version) {
        let content = patch.content(newest.define(define).content, &path);
        patch.grammar.defines[define.0 as usize].content = content;
    }
    Some(patch.grammar)
}

/// Each element of a release with its shortest path from the document element. Elements that several paths lead to are
/// the same in each release on all of them, which a test holds.
fn paths(grammar: &Grammar, version: Version) -> Vec<(DefineId, String)> {
    let mut found: Vec<(DefineId, String)> = Vec::new();
    let mut next: Vec<(DefineId, String)> = children(grammar, grammar.start, "", version);
    for _ in 0..MAX_DEPTH {
        let level = std::mem::take(&mut next);
        for (define, path) in level {
            if !found.iter().any(|(known, _)| *known == define) {
                next.extend(children(grammar, grammar.define(define).content, &path, version));
                found.push((define, path));
            }
        }
    }
    found
}

/// The elements of a release that a pattern names, with their paths.
fn children(grammar: &Grammar, id: PatternId, path: &str, version: Version) -> Vec<(DefineId, String)> {
    let mut found = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        match grammar.pattern(id) {
            Pattern::Choice(ids) | Pattern::Group(ids) | Pattern::Interleave(ids) => open.extend(ids),
            Pattern::OneOrMore(id) => open.push(*id),
            Pattern::Ref(define) => {
                let path = below(grammar, *define, path).filter(|path| has(releases::element(path), version));
                found.extend(path.map(|path| (*define, path)));
            }
            _ => {}
        }
    }
    found
}

fn below(grammar: &Grammar, define: DefineId, path: &str) -> Option<String> {
    match &grammar.define(define).name_class {
        NameClass::Name { namespace, local } if namespace.is_empty() => {
            Some(format!("{path}/{local}").trim_start_matches('/').to_owned())
        }
        _ => None,
    }
}

/// A grammar that is being changed: patterns are added and never altered, since several elements may share them.
struct Patch {
    grammar: Grammar,
    version: Version,
}

impl Patch {
    /// The content of the element at a path.
    fn content(&mut self, id: PatternId, path: &str) -> PatternId {
        if let Some(kind) = releases::kind(path, "", self.version) {
            // a test holds that such elements have no attributes
            return self.kind(kind);
        }
        let mut members = vec![self.rewrite(id, path)];
        let version = self.version;
        for name in releases::gone_attributes(path).filter(|name| has(releases::attribute(path, name), version)) {
            let content = self.kind(releases::kind(path, name, version).unwrap_or("text"));
            let name = NameClass::Name { namespace: Arc::from(""), local: Arc::from(name) };
            let attribute = self.add(Pattern::Attribute { name, content });
            let empty = self.add(Pattern::Empty);
            members.push(self.choice(vec![attribute, empty]));
        }
        self.several(members, Pattern::Group)
    }

    fn rewrite(&mut self, id: PatternId, path: &str) -> PatternId {
        match self.grammar.pattern(id).clone() {
            Pattern::Choice(ids) => {
                let mut ids: Vec<PatternId> = ids.into_iter().map(|id| self.rewrite(id, path)).collect();
                if ids.iter().any(|id| self.is_required(*id, path)) {
                    ids.retain(|id| *self.grammar.pattern(*id) != Pattern::Empty);
                }
                self.choice(ids)
            }
            Pattern::Group(ids) => {
                let ids = ids.into_iter().map(|id| self.rewrite(id, path)).collect();
                self.several(ids, Pattern::Group)
            }
            Pattern::Interleave(ids) => {
                let ids = ids.into_iter().map(|id| self.rewrite(id, path)).collect();
                self.several(ids, Pattern::Interleave)
            }
            Pattern::OneOrMore(inner) => {
                let inner = self.rewrite(inner, path);
                match self.grammar.pattern(inner) {
                    Pattern::NotAllowed | Pattern::Empty => inner,
                    _ => self.add_like(id, Pattern::OneOrMore(inner)),
                }
            }
            Pattern::Attribute { name, content } => {
                let NameClass::Name { namespace, local } = &name else { return id };
                if !namespace.is_empty() {
                    return id;
                }
                if !has(releases::attribute(path, local), self.version) {
                    return self.add(Pattern::NotAllowed);
                }
                match releases::kind(path, local, self.version) {
                    Some(kind) => {
                        let content = self.kind(kind);
                        self.add_like(id, Pattern::Attribute { name, content })
                    }
                    None => self.add_like(id, Pattern::Attribute { name, content }),
                }
            }
            Pattern::Ref(define) => {
                let path = below(&self.grammar, define, path);
                match path.is_some_and(|path| !has(releases::element(&path), self.version)) {
                    true => self.add(Pattern::NotAllowed),
                    false => id,
                }
            }
            _ => id,
        }
    }

    /// Whether an attribute could be left out in no document of this release.
    fn is_required(&self, id: PatternId, path: &str) -> bool {
        match self.grammar.pattern(id) {
            Pattern::Attribute { name: NameClass::Name { local, .. }, .. } => {
                releases::required(path, local).iter().any(|row| row.holds(self.version))
            }
            _ => false,
        }
    }

    fn add(&mut self, pattern: Pattern) -> PatternId {
        self.grammar.add(pattern, Info::default())
    }

    /// Adds a pattern that stands for another one and keeps its documentation.
    fn add_like(&mut self, id: PatternId, pattern: Pattern) -> PatternId {
        let info = self.grammar.info(id).clone();
        self.grammar.add(pattern, info)
    }

    /// A choice, without what is not allowed (section 4.20 of the specification).
    fn choice(&mut self, mut ids: Vec<PatternId>) -> PatternId {
        ids.retain(|id| *self.grammar.pattern(*id) != Pattern::NotAllowed);
        let empty = |grammar: &Grammar, id: &PatternId| *grammar.pattern(*id) == Pattern::Empty;
        match ids.as_slice() {
            [] => self.add(Pattern::NotAllowed),
            [one] => *one,
            [first, ..] if ids.iter().all(|id| empty(&self.grammar, id)) => *first,
            _ => self.add(Pattern::Choice(ids)),
        }
    }

    /// A group or an interleave, without what is empty (section 4.21).
    fn several(&mut self, mut ids: Vec<PatternId>, make: fn(Vec<PatternId>) -> Pattern) -> PatternId {
        if let Some(none) = ids.iter().find(|id| *self.grammar.pattern(**id) == Pattern::NotAllowed) {
            return *none;
        }
        ids.retain(|id| *self.grammar.pattern(*id) != Pattern::Empty);
        match ids.as_slice() {
            [] => self.add(Pattern::Empty),
            [one] => *one,
            _ => self.add(make(ids)),
        }
    }

    /// A type as the table writes it: alternatives such as `text`, `value x`, `data token pattern [a-z]+`.
    fn kind(&mut self, kind: &str) -> PatternId {
        let alternatives = kind
            .split(" || ")
            .map(|one| {
                let (word, rest) = one.split_once(' ').unwrap_or((one, ""));
                self.add(match word {
                    "value" => Pattern::Value {
                        datatype: DatatypeName { library: Arc::from(""), name: Arc::from("token") },
                        value: Arc::from(rest),
                        namespace: Arc::from(""),
                        prefixes: Arc::from([]),
                    },
                    "data" => {
                        let (name, facet) = rest.split_once(' ').unwrap_or((rest, ""));
                        let params = facet.split_once(' ').map(|(name, value)| Param {
                            name: Arc::from(name),
                            value: Arc::from(value),
                            span: crate::text::Span::default(),
                        });
                        Pattern::Data {
                            datatype: DatatypeName { library: Arc::from(XSD), name: Arc::from(name) },
                            params: params.into_iter().collect(),
                            except: None,
                        }
                    }
                    _ => Pattern::Text,
                })
            })
            .collect();
        self.choice(alternatives)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_paths(grammar: &Grammar, version: Version) -> Vec<(DefineId, String)> {
        let mut found = Vec::new();
        let mut open = children(grammar, grammar.start, "", version);
        while let Some((define, path)) = open.pop() {
            let name = path.rsplit('/').next().unwrap_or("");
            if path.matches('/').count() < MAX_DEPTH && path.split('/').filter(|part| *part == name).count() < 2 {
                open.extend(children(grammar, grammar.define(define).content, &path, version));
                found.push((define, path));
            }
        }
        found
    }

    /// What is patched once for an element holds wherever it stands.
    #[test]
    fn elements_are_the_same_on_all_their_paths() {
        let newest = Edition::Kiwi.schema().expect("the schema").grammar();
        for release in releases::all() {
            let chosen = paths(newest, release.version);
            for (define, path) in all_paths(newest, release.version) {
                let (_, first) = chosen.iter().find(|(known, _)| *known == define).expect("a path");
                let mut patch = Patch { grammar: Grammar::clone(newest), version: release.version };
                let content = newest.define(define).content;
                let (one, other) = (patch.content(content, first), patch.content(content, &path));
                let tell = |id| tell(&patch.grammar, id);
                assert_eq!(tell(one), tell(other), "{first} and {path} in {}", release.version);
            }
        }
    }

    fn tell(grammar: &Grammar, id: PatternId) -> String {
        let all = |ids: &[PatternId]| ids.iter().map(|id| tell(grammar, *id)).collect::<Vec<_>>().join(" ");
        match grammar.pattern(id) {
            Pattern::Choice(ids) => {
                // the order says nothing
                let mut told: Vec<String> = ids.iter().map(|id| tell(grammar, *id)).collect();
                told.sort();
                format!("({})", told.join(" "))
            }
            Pattern::Group(ids) => format!("[{}]", all(ids)),
            Pattern::Interleave(ids) => format!("{{{}}}", all(ids)),
            Pattern::OneOrMore(id) => format!("{}+", tell(grammar, *id)),
            Pattern::Attribute { name, content } => format!("@{name:?}={}", tell(grammar, *content)),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn elements_with_another_type_of_text_have_no_attributes() {
        let newest = Edition::Kiwi.schema().expect("the schema").grammar();
        for (define, path) in paths(newest, releases::all().last().expect("releases").version) {
            let has_kind = releases::all().iter().any(|release| releases::kind(&path, "", release.version).is_some());
            let text = tell(newest, newest.define(define).content);
            assert!(!has_kind || !text.contains('@'), "{path}: {text}");
        }
    }

    #[test]
    fn the_schemas_of_old_releases_differ_as_the_table_says() {
        let valid = |version: &str, attributes: &str, content: &str| {
            let release = releases::read_for(version.parse().expect("a version")).expect("a release");
            let text = format!(
                "<image schemaversion='{}' name='a'><description type='system'><author>a</author><contact>b</contact>\
                 <specification>c</specification></description><preferences><version>1.0.0</version>\
                 <packagemanager>zypper</packagemanager><type image='oem' filesystem='ext4' {attributes}>{content}\
                 </type></preferences><packages type='bootstrap'><package name='a'/></packages></image>",
                release.schema
            );
            let document = text.parse().expect("a document");
            !crate::diagnostic::has_errors(&release.compiled().expect("a schema").validate(&document))
        };
        for (attributes, content, old, new) in [
            ("efimountoptions='ro'", "", "11.1.0", "11.1.6"),
            ("luks_pbkdf='pbkdf2'", "", "9.24.61", "9.25.22"),
            ("publisher='a'", "", "9.24.43", "11.1.6"),
            ("", "<machine ovftype='vmware'/>", "10.2.39", "10.2.45"),
        ] {
            assert!(valid(new, attributes, content), "{new}: {attributes}{content}");
            let changed = attributes.starts_with("efi") || attributes.starts_with("luks");
            assert_eq!(valid(old, attributes, content), !changed, "{old}: {attributes}{content}");
        }
        assert!(valid("10.3.0", "vga='0x317'", "") && !valid("10.3.11", "vga='0x317'", ""));
        assert!(valid("9.25.22", "publisher='é'", "") && !valid("10.2.0", "publisher='é'", ""));
        let machine = "<machine ovftype='xen'/>";
        assert!(valid("10.2.39", "", machine) && !valid("10.2.45", "", machine));
    }

    #[test]
    fn the_rules_of_old_releases_are_theirs() {
        let ids = |version: &str| -> Vec<String> {
            let release = releases::read_for(version.parse().expect("a version")).expect("a release");
            release.rules().patterns.iter().filter_map(|pattern| pattern.id.clone()).map(|id| id.to_string()).collect()
        };
        let old = ids("9.24.43");
        assert!(old.iter().any(|id| id == "single_deboostrap_repo") && !old.iter().any(|id| id == "luks_pbkdf"));
        assert!(!ids("11.1.6").iter().any(|id| id == "vga") && ids("10.3.0").iter().any(|id| id == "vga"));
        let text = rules_text("9.25.22".parse().expect("a version"));
        assert!(!text.contains("vagrantconfig[@provider]") && text.contains("contains('oem pxe kis', @image)"));
    }
}
