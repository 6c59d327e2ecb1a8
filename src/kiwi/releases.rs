//! Which release of KIWI has which element, attribute, value and rule: the schema version alone does not say, since
//! many releases share one. The table is made by `tools/kiwi-releases.py` from the sources that PyPI has.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// A version of KIWI: `11.1.6`, or `10.2` for the newest of that line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version {
    /// The first two numbers.
    pub line: (u32, u32),
    /// The third; `None` for the newest of the line.
    pub patch: Option<u32>,
}

impl Version {
    /// Its numbers; the newest of a line is beyond all of it.
    #[must_use]
    pub fn numbers(self) -> (u32, u32, u32) {
        (self.line.0, self.line.1, self.patch.unwrap_or(u32::MAX))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.numbers().cmp(&other.numbers())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.line.0, self.line.1)?;
        self.patch.map_or(Ok(()), |patch| write!(f, ".{patch}"))
    }
}

/// The KIWI that a distribution ships and does not replace by a newer one: short name, name, version, and what the
/// addresses or names of its repositories hold.
const SHIPPED: [(&str, &str, &str, &[&str]); 3] = [
    ("debian-12", "Debian 12", "9.24.56", &["bookworm", "debian_12"]),
    ("leap-15", "openSUSE Leap 15", "9.24.43", &["leap/15.", "leap:15.", "leap_15."]),
    ("sle-15", "SUSE Linux Enterprise 15", "9.24.43", &["sle-15", "sle:15", "sle_15", "/sle-product-sles/15"]),
];
/// Repositories of the newest KIWI: who takes packages from there builds with it.
const NEWEST_FROM: &str = "virtualization:appliances:";

/// The KIWI of the distribution that repositories belong to, with its name, where it is known and they name no newer
/// one. `repositories` are addresses and names of distributions.
pub fn shipped_with<'r>(repositories: impl Iterator<Item = &'r str>) -> Option<(&'static str, Version)> {
    let mut found = None;
    for repository in repositories {
        let repository = repository.to_ascii_lowercase().replace(":/", ":");
        if repository.contains(NEWEST_FROM) {
            return None;
        }
        let ships = SHIPPED.iter().find(|(.., parts)| parts.iter().any(|part| repository.contains(part)));
        found = found.or(ships);
    }
    found.and_then(|(_, name, version, _)| Some((*name, version.parse().ok()?)))
}

/// A text that is no version of KIWI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoVersion(String);

impl fmt::Display for NoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = SHIPPED.iter().map(|(name, ..)| *name).collect();
        write!(f, "`{}` is no version of KIWI such as `10.2` or `11.1.6`, and none of `{}`", self.0, names.join("`, `"))
    }
}

impl std::error::Error for NoVersion {}

impl FromStr for Version {
    type Err = NoVersion;

    /// A version, or the short name of a distribution, which stands for the KIWI that it ships.
    fn from_str(text: &str) -> Result<Self, NoVersion> {
        if let Some((_, _, version, _)) = SHIPPED.iter().find(|(name, ..)| *name == text.trim()) {
            return version.parse();
        }
        let parts: Option<Vec<u32>> = text.trim().split('.').map(|part| part.parse().ok()).collect();
        match parts.as_deref() {
            Some([major, minor]) => Ok(Self { line: (*major, *minor), patch: None }),
            Some([major, minor, patch]) => Ok(Self { line: (*major, *minor), patch: Some(*patch) }),
            _ => Err(NoVersion(text.to_owned())),
        }
    }
}

/// A release that was read.
#[derive(Debug, Clone, Copy)]
pub struct Release {
    /// Its version.
    pub version: Version,
    /// The version of the schema that it has, and upgrades to.
    pub schema: &'static str,
}

/// From which release on something is there, and from which it is not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// The first release that was read and has it; `None`: the oldest has it.
    pub since: Option<Version>,
    /// The first that has it no more; `None`: the newest has it.
    pub until: Option<Version>,
}

impl Since {
    /// Whether a release has it.
    #[must_use]
    pub fn holds(&self, version: Version) -> bool {
        self.since.is_none_or(|since| since <= version) && self.until.is_none_or(|until| version < until)
    }
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Element,
    Attribute,
    Value,
    Required,
    Rule,
    /// The type of an attribute's value, or of an element's text.
    Type,
    /// What a rule names as types of images, repositories or boot loaders.
    Types,
}

/// A row's key: kind, path of an element from `image` or id of a rule, attribute, value.
type Key = (Kind, &'static str, &'static str, &'static str);

struct Table {
    releases: Vec<Release>,
    /// Sorted by key.
    rows: Vec<(Key, Vec<Since>)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut releases = Vec::new();
    let mut rows: BTreeMap<Key, Vec<Since>> = BTreeMap::new();
    for line in include_str!("releases.tsv").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&'static str> = line.split('\t').collect();
        let version = |text: &str| text.parse().ok();
        let kind = match fields.as_slice() {
            ["release", release, schema] => {
                if let Some(version) = version(release) {
                    releases.push(Release { version, schema });
                }
                continue;
            }
            ["element", ..] => Kind::Element,
            ["attribute", ..] => Kind::Attribute,
            ["value", ..] => Kind::Value,
            ["required", ..] => Kind::Required,
            ["type", ..] => Kind::Type,
            ["types", ..] => Kind::Types,
            _ => Kind::Rule,
        };
        if let [_, path, attribute, value, since, until] = fields.as_slice() {
            let since = Since { since: version(since), until: version(until) };
            rows.entry((kind, path, attribute, value)).or_default().push(since);
        }
    }
    Table { releases, rows: rows.into_iter().collect() }
});

/// The releases that were read, oldest first.
#[must_use]
pub fn all() -> &'static [Release] {
    &TABLE.releases
}

/// The release that stands for a version: the newest that was read and is not newer. `None` before the oldest.
#[must_use]
pub fn read_for(version: Version) -> Option<Release> {
    let found = all().iter().copied().rfind(|release| release.version <= version);
    // of a line of which only later ones were read, its first stands for it
    found
        .filter(|release| {
            release.version.line == version.line || all().last().is_some_and(|last| last.version < version)
        })
        .or_else(|| all().iter().copied().find(|release| release.version.line == version.line).or(found))
}

/// The first release that was read and has a schema of this version, or a later one.
#[must_use]
pub fn first_with_schema(schema: &str) -> Option<Release> {
    let number = |text: &str| -> Option<(u32, u32)> {
        let (major, minor) = text.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    };
    let wanted = number(schema)?;
    all().iter().copied().find(|release| number(release.schema).is_some_and(|has| has >= wanted))
}

fn rows(kind: Kind, path: &str, attribute: &str, value: &str) -> &'static [Since] {
    let rows: &'static [(Key, Vec<Since>)] = &TABLE.rows;
    let found =
        rows.binary_search_by(|((other, p, a, v), _)| (*other, *p, *a, *v).cmp(&(kind, path, attribute, value)));
    found.map_or(&[], |index| &rows[index].1)
}

/// When an element is there, by its path from the document element: `image/preferences/type`. Empty: always.
#[must_use]
pub fn element(path: &str) -> &'static [Since] {
    rows(Kind::Element, path, "", "")
}

/// When an attribute is there. Empty: as long as its element.
#[must_use]
pub fn attribute(path: &str, name: &str) -> &'static [Since] {
    rows(Kind::Attribute, path, name, "")
}

/// When a value is permitted. Empty: as long as its attribute.
#[must_use]
pub fn value(path: &str, attribute: &str, value: &str) -> &'static [Since] {
    rows(Kind::Value, path, attribute, value)
}

/// When an attribute must be there though at other times it need not. Empty: no such time.
#[must_use]
pub fn required(path: &str, attribute: &str) -> &'static [Since] {
    rows(Kind::Required, path, attribute, "")
}

/// When a Schematron rule is there, by its id. Empty: always.
#[must_use]
pub fn rule(id: &str) -> &'static [Since] {
    rows(Kind::Rule, id, "", "")
}

/// The last names of a path, an attribute, a value: `type/@image=oem`.
fn shown((kind, path, attribute, value): &Key) -> Option<String> {
    let element = path.rsplit('/').next().unwrap_or(path);
    match kind {
        Kind::Element => Some(element.to_owned()),
        Kind::Attribute => Some(format!("{element}/@{attribute}")),
        // the version is the schema's own
        Kind::Value if *attribute != "schemaversion" => Some(format!("{element}/@{attribute}={value}")),
        _ => None,
    }
}

/// What the newest release that was read lacks and an older one had, with the first release that lacked it.
#[must_use]
pub fn lost() -> Vec<(String, Version)> {
    let until = |rows: &[Since]| rows.iter().map(|row| row.until).collect::<Option<Vec<_>>>()?.into_iter().max();
    TABLE.rows.iter().filter_map(|(key, rows)| Some((shown(key)?, until(rows)?))).collect()
}

/// What a release is the first to have (`true`), or to lack.
#[must_use]
pub fn changed_in(version: Version) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    for (key, rows) in &TABLE.rows {
        let Some(name) = shown(key) else { continue };
        for row in rows {
            if row.since == Some(version) {
                found.push((true, name.clone()));
            }
            if row.until == Some(version) {
                found.push((false, name.clone()));
            }
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    found.dedup();
    found
}

/// The one of several texts that holds in a release.
fn text_at(kind: Kind, path: &str, attribute: &str, version: Version) -> Option<&'static str> {
    let rows = &TABLE.rows;
    let start = rows.partition_point(|((other, p, a, _), _)| (*other, *p, *a) < (kind, path, attribute));
    rows[start..]
        .iter()
        .take_while(|((other, p, a, _), _)| (*other, *p, *a) == (kind, path, attribute))
        .find(|(_, rows)| rows.iter().any(|row| row.holds(version)))
        .map(|((.., text), _)| *text)
}

/// The type of an attribute's value, or with the attribute `""` of an element's text, as the table writes it: `text`,
/// `value x || value y`, `data token pattern [a-z]+`. `None` where all releases have the one of the schema here.
#[must_use]
pub fn kind(path: &str, attribute: &str, version: Version) -> Option<&'static str> {
    text_at(Kind::Type, path, attribute, version)
}

/// The types that a Schematron rule names, separated by blanks. `None`: as in the rules here.
#[must_use]
pub fn types(id: &str, version: Version) -> Option<&'static str> {
    text_at(Kind::Types, id, "", version)
}

/// Attributes of an element that older releases had and the newest has no more.
pub fn gone_attributes(path: &str) -> impl Iterator<Item = &'static str> {
    let rows = &TABLE.rows;
    let start = rows.partition_point(|((kind, p, ..), _)| (*kind, *p) < (Kind::Attribute, path));
    let of_it = rows[start..].iter().take_while(move |((kind, p, ..), _)| (*kind, *p) == (Kind::Attribute, path));
    of_it.filter(|(_, rows)| rows.iter().all(|row| row.until.is_some())).map(|((_, _, name, _), _)| *name)
}

/// The first release that has something again or at last, where this one lacks it; `Some(None)`: none has.
#[must_use]
pub fn lacking(rows: &[Since], version: Version) -> Option<Option<Version>> {
    if rows.is_empty() || rows.iter().any(|row| row.holds(version)) {
        return None;
    }
    Some(rows.iter().filter_map(|row| row.since).filter(|since| *since > version).min())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().expect("a version")
    }

    #[test]
    fn versions_compare_as_releases() {
        assert!(version("10.2") > version("10.2.45") && version("10.2") < version("10.3.0"));
        assert!(version("9.24.61") < version("10.0.2"));
        assert_eq!(version("10.2").to_string(), "10.2");
        assert!("10".parse::<Version>().is_err() && "ten.two".parse::<Version>().is_err());
    }

    #[test]
    fn distributions_ship_a_kiwi() {
        assert_eq!(version("debian-12"), version("9.24.56"));
        let shipped = |repositories: &[&str]| shipped_with(repositories.iter().copied());
        let leap = "http://download.opensuse.org/distribution/leap/15.6/repo/oss";
        assert_eq!(shipped(&[leap]), Some(("openSUSE Leap 15", version("9.24.43"))));
        assert_eq!(shipped(&["obsrepositories:/", "bookworm"]).map(|(name, _)| name), Some("Debian 12"));
        assert_eq!(shipped(&[leap, "obs://Virtualization:Appliances:Builder/openSUSE_Leap_15.6"]), None);
        assert_eq!(shipped(&["https://download.opensuse.org/tumbleweed/repo/oss"]), None);
    }

    #[test]
    fn the_table_says_since_when() {
        let path = "image/preferences/type";
        let lacks = |text: &str| lacking(attribute(path, "efimountoptions"), version(text)).is_some();
        assert!(lacks("10.3.9") && lacks("9.24") && !lacks("11.1.6"));
        assert!(attribute(path, "image").is_empty());
        let first = lacking(value(path, "filesystem", "erofs"), version("9.25")).flatten();
        assert!(first.is_some_and(|first| first.line == (10, 1)), "{first:?}");
        assert!(element("image/containers").iter().all(|row| !row.holds(version("9.24"))));
        assert!(read_for(version("10.2")).is_some_and(|release| release.schema == "8.4"));
        assert!(read_for(version("9.1")).is_none());
        assert!(first_with_schema("8.5").is_some_and(|release| release.version.line == (10, 3)));
    }

    /// What the newest release has is in the schema here, and the other way round.
    #[test]
    fn the_newest_release_is_the_schema_here() {
        let newest = all().last().expect("releases");
        assert_eq!(newest.schema, crate::kiwi::SCHEMA_VERSION);
        for ((kind, path, attribute, _), rows) in &TABLE.rows {
            let here = match kind {
                Kind::Attribute => crate::kiwi::AttributeName::find(attribute).is_some(),
                Kind::Element => crate::kiwi::ElementName::find(path.rsplit('/').next().unwrap_or(path)).is_some(),
                _ => continue,
            };
            let there = rows.iter().any(|row| row.until.is_none());
            assert!(here || !there, "{path} {attribute} is in KIWI {} and not here", newest.version);
        }
    }
}
