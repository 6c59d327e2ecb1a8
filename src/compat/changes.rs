//! What changed between two schemas, as a list: by place in the document, with what is lost and what is gained, and a
//! fingerprint that stays the same when the schema is only laid out anew.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::witness::{Side, Witness};
use super::{Failure, FailureKind, Inclusion, Name, Options, Prefixes, Verdict, includes};
use crate::rng::datatype::Datatype;
use crate::rng::simple::{Grammar, NameClass, Pattern, PatternId};
use crate::text::Span;

/// Two schemas compared in both directions.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Whether what was valid stays valid.
    pub forward: Inclusion,
    /// Whether what is valid was valid before.
    pub backward: Inclusion,
    /// What changed.
    pub changes: Vec<Change>,
    /// The values of the attribute that tells the version, by the old and the new schema, where they have it.
    pub versions: [Option<String>; 2],
    /// The prefixes that places are told with.
    pub prefixes: Prefixes,
}

/// How bad a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Documents that were valid are refused.
    Breaking,
    /// Whether documents are refused is not known.
    Unknown,
    /// Documents stay valid; more are.
    Compatible,
    /// Nothing but documentation.
    Documentation,
}

impl Severity {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Unknown => "unknown",
            Self::Compatible => "compatible",
            Self::Documentation => "documentation",
        }
    }
}

/// What kind of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// It is not there any more.
    Removed,
    /// It is not there any more, and something much like it is new: a guess.
    Renamed,
    /// Less is allowed.
    Narrowed,
    /// Some is allowed that was not, and some is not that was.
    Changed,
    /// More is allowed.
    Widened,
    /// It is new.
    Added,
    /// Only its documentation differs.
    Documented,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Narrowed => "narrowed",
            Self::Changed => "changed",
            Self::Widened => "widened",
            Self::Added => "added",
            Self::Documented => "documented",
        }
    }
}

/// A document that a change breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// As the old schema has it: valid by it.
    pub old: String,
    /// The same with the new schema's version, where the schemas tell one: still refused by the new schema.
    pub new: String,
}

/// One change.
#[derive(Debug, Clone)]
pub struct Change {
    /// What kind of change.
    pub kind: Kind,
    /// How bad it is.
    pub severity: Severity,
    /// Where: `type/@publisher`, `users/user`, `image` for its content.
    pub place: String,
    /// The whole path of the element in a document: `image/preferences/type`.
    pub path: String,
    /// Other elements that share what changed, by name.
    pub also_in: Vec<String>,
    /// What it was and is, in words.
    pub detail: String,
    /// Values of an enumeration that are lost.
    pub lost: Vec<String>,
    /// Values of an enumeration that are gained.
    pub gained: Vec<String>,
    /// The name that it has now, where it was renamed.
    pub renamed_to: Option<String>,
    /// The smallest document that was valid and is not.
    pub example: Option<Example>,
    /// Where it stands in the old schema.
    pub old: Option<Span>,
    /// Where it stands in the new schema.
    pub new: Option<Span>,
    /// Twelve hexadecimal digits that name the change.
    pub fingerprint: String,
    /// Place and path with namespaces instead of prefixes, which are a matter of layout.
    identity: [String; 2],
}

/// What of an element changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Subject {
    Attribute(Name),
    Child(Name),
    Text,
    Content,
}

/// What one direction says of a subject.
#[derive(Debug, Clone, Default)]
struct Told {
    failure: Option<Failure>,
    lost: Vec<String>,
    required: bool,
}

/// Compares two schemas in both directions.
#[must_use]
pub fn compare(old: &Grammar, new: &Grammar, options: &Options) -> Comparison {
    let forward = includes(old, new, options);
    let backward = includes(new, old, options);
    let versions = super::import::versions([old, new], options.version_attribute.as_ref());
    let mut prefixes = options.prefixes.clone();
    prefixes.complete(new);
    prefixes.complete(old);
    let mut changes = changes(old, new, &forward, &backward, &prefixes);
    if changes.is_empty() {
        changes.extend(undecided(&forward));
    }
    changes.extend(documentation(old, new, &prefixes));
    guess_renames(&mut changes, old, new);
    for change in &mut changes {
        change.fingerprint = fingerprint(change);
    }
    changes.sort_by(|a, b| (a.severity, &a.place, a.kind).cmp(&(b.severity, &b.place, b.kind)));
    Comparison { forward, backward, changes, versions, prefixes }
}

fn undecided(forward: &Inclusion) -> Option<Change> {
    matches!(forward.verdict, Verdict::Undecided).then(|| blank(Kind::Changed, Severity::Unknown, String::new()))
}

fn blank(kind: Kind, severity: Severity, place: String) -> Change {
    Change {
        kind,
        severity,
        place,
        path: String::new(),
        also_in: Vec::new(),
        detail: String::new(),
        lost: Vec::new(),
        gained: Vec::new(),
        renamed_to: None,
        example: None,
        old: None,
        new: None,
        fingerprint: String::new(),
        identity: [String::new(), String::new()],
    }
}

/// A failure's subject.
fn subject(kind: &FailureKind) -> Subject {
    match kind {
        FailureKind::AttributeNotAllowed(name)
        | FailureKind::AttributeRequired(name)
        | FailureKind::AttributeValue { name, .. } => Subject::Attribute(name.clone()),
        FailureKind::ElementNotAllowed(name) | FailureKind::ElementRequired(name) => Subject::Child(name.clone()),
        FailureKind::TextValue { .. } => Subject::Text,
        _ => Subject::Content,
    }
}

type Key = (Vec<Name>, Subject);

/// Failures by element and subject; an element by its shortest path.
fn told(inclusion: &Inclusion) -> BTreeMap<Key, Told> {
    let mut all: BTreeMap<Key, Told> = BTreeMap::new();
    for failure in &inclusion.failures {
        let slot = all.entry((failure.path.clone(), subject(&failure.kind))).or_default();
        match &failure.kind {
            FailureKind::AttributeRequired(_) | FailureKind::ElementRequired(_) => slot.required = true,
            FailureKind::AttributeValue { lost, .. } | FailureKind::TextValue { lost, .. } => {
                slot.lost.extend(lost.iter().cloned());
            }
            _ => {}
        }
        if slot.failure.as_ref().is_none_or(|first| first.suspected && !failure.suspected) {
            slot.failure = Some(failure.clone());
        }
    }
    all
}

/// The elements of a name, and what they hold.
struct Index<'a> {
    grammar: &'a Grammar,
    by_name: HashMap<(Arc<str>, Arc<str>), Vec<u32>>,
}

impl<'a> Index<'a> {
    fn new(grammar: &'a Grammar) -> Self {
        let mut by_name: HashMap<_, Vec<u32>> = HashMap::new();
        for (index, define) in grammar.defines.iter().enumerate() {
            for name in define.name_class.names().unwrap_or_default() {
                by_name.entry(name).or_default().push(index as u32);
            }
        }
        Self { grammar, by_name }
    }

    fn of(&self, name: &Name) -> &[u32] {
        self.by_name.get(&(name.namespace.clone(), name.local.clone())).map_or(&[], Vec::as_slice)
    }

    /// The patterns in a define's content, those below attributes left out.
    fn patterns(&self, define: u32) -> Vec<PatternId> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let mut rest = vec![self.grammar.defines[define as usize].content];
        while let Some(id) = rest.pop() {
            if !seen.insert(id) {
                continue;
            }
            found.push(id);
            match self.grammar.pattern(id) {
                Pattern::Choice(items) | Pattern::Group(items) | Pattern::Interleave(items) => {
                    rest.extend(items.iter().rev());
                }
                Pattern::OneOrMore(item) | Pattern::List(item) => rest.push(*item),
                _ => {}
            }
        }
        found
    }

    /// An attribute of one of the defines.
    fn attribute(&self, defines: &[u32], name: &Name) -> Option<PatternId> {
        defines.iter().flat_map(|define| self.patterns(*define)).find(|id| {
            matches!(self.grammar.pattern(*id), Pattern::Attribute { name: class, .. }
                if class.contains(&name.namespace, &name.local))
        })
    }

    /// A child of one of the defines: the reference and the define.
    fn child(&self, defines: &[u32], name: &Name) -> Option<(PatternId, u32)> {
        defines.iter().flat_map(|define| self.patterns(*define)).find_map(|id| match self.grammar.pattern(id) {
            Pattern::Ref(define) if self.grammar.define(*define).name_class.contains(&name.namespace, &name.local) => {
                Some((id, define.0))
            }
            _ => None,
        })
    }

    fn place(&self, defines: &[u32], subject: &Subject) -> Option<Span> {
        let element = || defines.first().map(|define| self.grammar.defines[*define as usize].info.span);
        match subject {
            Subject::Attribute(name) => self.attribute(defines, name).map(|id| self.grammar.info(id).span),
            Subject::Child(name) => {
                self.child(defines, name).map(|(_, define)| self.grammar.defines[define as usize].info.span)
            }
            Subject::Text | Subject::Content => element(),
        }
    }

    fn has(&self, defines: &[u32], subject: &Subject) -> bool {
        match subject {
            Subject::Attribute(name) => self.attribute(defines, name).is_some(),
            Subject::Child(name) => self.child(defines, name).is_some(),
            Subject::Text | Subject::Content => true,
        }
    }

    /// The values of a subject in words.
    fn values(&self, defines: &[u32], subject: &Subject) -> Option<String> {
        match subject {
            Subject::Attribute(name) => {
                let id = self.attribute(defines, name)?;
                let Pattern::Attribute { content, .. } = self.grammar.pattern(id) else { return None };
                Some(self.describe(*content))
            }
            Subject::Text => {
                let define = defines.first()?;
                let texts = self.patterns(*define).into_iter().find(|id| {
                    matches!(
                        self.grammar.pattern(*id),
                        Pattern::Data { .. } | Pattern::Value { .. } | Pattern::Text | Pattern::List(_)
                    )
                })?;
                // A choice of values is told whole.
                let whole = self
                    .patterns(*define)
                    .into_iter()
                    .find(|id| matches!(self.grammar.pattern(*id), Pattern::Choice(items) if items.contains(&texts)));
                Some(self.describe(whole.unwrap_or(texts)))
            }
            _ => None,
        }
    }

    fn describe(&self, id: PatternId) -> String {
        match self.grammar.pattern(id) {
            Pattern::Text => "any text".to_owned(),
            Pattern::Empty => "nothing".to_owned(),
            Pattern::NotAllowed => "no value at all".to_owned(),
            Pattern::Data { datatype, params, except } => {
                let mut text = Datatype::new(&datatype.library, &datatype.name, params)
                    .map_or_else(|_| datatype.name.to_string(), |datatype| datatype.describe());
                if let Some(except) = except {
                    text = format!("{text} other than {}", self.describe(*except));
                }
                text
            }
            Pattern::Value { value, .. } => format!("`{value}`"),
            Pattern::Choice(items) => {
                const MOST: usize = 8;
                let mut words: Vec<String> = items.iter().take(MOST).map(|item| self.describe(*item)).collect();
                if items.len() > MOST {
                    words.push(format!("{} more", items.len() - MOST));
                }
                words.join(", ")
            }
            Pattern::List(_) => "a list of words".to_owned(),
            Pattern::OneOrMore(item) => format!("one or more of {}", self.describe(*item)),
            Pattern::Group(items) => items.iter().map(|item| self.describe(*item)).collect::<Vec<_>>().join(" then "),
            _ => "a choice of contents".to_owned(),
        }
    }
}

fn place_of(path: &[Name], subject: &Subject, prefixes: &Prefixes) -> String {
    let element = path.last().map_or_else(|| "(document)".to_owned(), |name| prefixes.show(name));
    match subject {
        Subject::Attribute(name) => format!("{element}/@{}", prefixes.show(name)),
        Subject::Child(name) if path.is_empty() => prefixes.show(name),
        Subject::Child(name) => format!("{element}/{}", prefixes.show(name)),
        Subject::Text => format!("{element}/text()"),
        Subject::Content => element,
    }
}

fn example(failure: &Failure) -> Option<Example> {
    let witness: &Witness = failure.witness.as_ref().filter(|_| !failure.suspected)?;
    Some(Example { old: witness.to_xml(Side::Old), new: witness.to_xml(Side::New) })
}

fn changes(
    old: &Grammar,
    new: &Grammar,
    forward: &Inclusion,
    backward: &Inclusion,
    prefixes: &Prefixes,
) -> Vec<Change> {
    let (old_index, new_index) = (Index::new(old), Index::new(new));
    let lost = told(forward);
    let gained = told(backward);
    let keys: BTreeSet<&Key> = lost.keys().chain(gained.keys()).collect();
    let mut found: Vec<(Change, Subject)> = Vec::new();
    for key in keys {
        let (path, subject) = key;
        let (narrowed, widened) = (lost.get(key), gained.get(key));
        let of = |told: Option<&Told>, side: usize| -> Option<Vec<u32>> {
            told.and_then(|told| told.failure.as_ref()).map(|failure| failure.defines[side].clone())
        };
        let by_name = |index: &Index<'_>| path.last().map_or_else(Vec::new, |name| index.of(name).to_vec());
        // The backward search has the new schema as its old one.
        let or_named = |found: Option<Vec<u32>>, index: &Index<'_>| {
            found.filter(|defines| !defines.is_empty()).unwrap_or_else(|| by_name(index))
        };
        let old_defines = or_named(of(narrowed, 0).or_else(|| of(widened, 1)), &old_index);
        let new_defines = or_named(of(narrowed, 1).or_else(|| of(widened, 0)), &new_index);
        let (was, is) = (old_index.has(&old_defines, subject), new_index.has(&new_defines, subject));
        let kind = match (narrowed.is_some(), widened.is_some()) {
            (_, false) if was && !is => Kind::Removed,
            (_, true) if !was && is => Kind::Added,
            (true, true) => Kind::Changed,
            (true, false) if !was && is => Kind::Added,
            (true, false) => Kind::Narrowed,
            (false, true) if was && !is => Kind::Removed,
            _ => Kind::Widened,
        };
        let failure = narrowed.and_then(|told| told.failure.as_ref());
        let severity = match failure {
            None => Severity::Compatible,
            Some(failure) if failure.suspected => Severity::Unknown,
            Some(_) => Severity::Breaking,
        };
        let mut change = blank(kind, severity, place_of(path, subject, prefixes));
        let joined = |prefixes: &Prefixes| path.iter().map(|name| prefixes.show(name)).collect::<Vec<_>>().join("/");
        change.path = joined(prefixes);
        let none = Prefixes::default();
        change.identity = [place_of(path, subject, &none), joined(&none)];
        change.lost = narrowed.map(|told| sorted(&told.lost)).unwrap_or_default();
        change.gained = widened.map(|told| sorted(&told.lost)).unwrap_or_default();
        change.example = failure.and_then(example);
        change.old = old_index.place(&old_defines, subject);
        change.new = new_index.place(&new_defines, subject);
        let values = [old_index.values(&old_defines, subject), new_index.values(&new_defines, subject)];
        change.detail =
            detail(&change, subject, narrowed, widened, values, failure.or_else(|| widened?.failure.as_ref()));
        found.push((change, subject.clone()));
    }
    merged(found)
}

fn sorted(values: &[String]) -> Vec<String> {
    let set: BTreeSet<&String> = values.iter().collect();
    set.into_iter().cloned().collect()
}

/// A value, with its characters where they cannot be told by sight.
fn shown(value: &str) -> String {
    if value.is_empty() {
        return "an empty value".to_owned();
    }
    let plain = value.trim() == value && value.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    if plain {
        return format!("`{value}`");
    }
    let codes: Vec<String> = value.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    let visible: String = value.chars().filter(|c| !c.is_control()).collect();
    format!("`{visible}` ({})", codes.join(" "))
}

fn detail(
    change: &Change,
    subject: &Subject,
    narrowed: Option<&Told>,
    widened: Option<&Told>,
    values: [Option<String>; 2],
    failure: Option<&Failure>,
) -> String {
    let list = |values: &[String]| {
        const MOST: usize = 12;
        let mut words: Vec<String> = values.iter().take(MOST).map(|value| format!("`{value}`")).collect();
        if values.len() > MOST {
            words.push(format!("{} more", values.len() - MOST));
        }
        words.join(", ")
    };
    let mut parts = Vec::new();
    if !change.lost.is_empty() {
        parts.push(format!("no longer {}", list(&change.lost)));
    }
    if !change.gained.is_empty() {
        parts.push(format!("newly {}", list(&change.gained)));
    }
    // Where no list says it: the two in words, if they are short, and a value that tells them apart.
    let example = |told: Option<&Told>| -> Option<String> {
        match told?.failure.as_ref().map(|failure| &failure.kind) {
            Some(FailureKind::AttributeValue { value, .. } | FailureKind::TextValue { value, .. }) => {
                Some(shown(value))
            }
            _ => None,
        }
    };
    if parts.is_empty() {
        const SHORT: usize = 90;
        if let [Some(was), Some(is)] = &values
            && was != is
            && was.len() <= SHORT
            && is.len() <= SHORT
            && (example(narrowed).is_some() || example(widened).is_some())
        {
            parts.push(format!("was {was}, is {is}"));
        }
        parts.extend(example(narrowed).map(|value| format!("refuses {value} now")));
        parts.extend(example(widened).map(|value| format!("takes {value} now")));
    }
    let required = |told: Option<&Told>| told.is_some_and(|told| told.required);
    if required(narrowed) {
        parts.push("is required now".to_owned());
    } else if required(widened) && change.kind != Kind::Removed {
        parts.push("is optional now".to_owned());
    }
    if parts.is_empty() {
        let kind = failure.map(|failure| &failure.kind);
        parts.push(
            match (kind, change.kind, subject) {
                (Some(FailureKind::Limit), ..) => "the search stopped here: try a larger --budget",
                (Some(FailureKind::NotTogether), ..) if narrowed.is_some() => "what may stand together has become less",
                (Some(FailureKind::NotTogether), ..) => "more may stand together",
                (Some(FailureKind::Incomplete), ..) if narrowed.is_some() => "may no longer do without some content",
                (Some(FailureKind::Incomplete), ..) => "may do without some content now",
                (Some(FailureKind::TextNotAllowed), ..) if narrowed.is_some() => "text is no longer allowed",
                (Some(FailureKind::TextNotAllowed), ..) => "text is allowed now",
                (_, Kind::Removed, _) => "is not allowed any more",
                (_, Kind::Added, Subject::Attribute(_)) if values[1].is_some() => {
                    let taken = values[1].as_deref().unwrap_or_default();
                    return format!("takes {taken}");
                }
                (_, Kind::Added, _) => "is new",
                (_, Kind::Narrowed, Subject::Child(_)) => "is not allowed everywhere, or as often, as before",
                (_, Kind::Widened, Subject::Child(_)) => "is allowed in more places, or more often",
                (_, Kind::Narrowed, _) => "is not allowed in all cases any more",
                (_, Kind::Widened, _) => "is allowed in more cases",
                _ => "is allowed in other places, or another number",
            }
            .to_owned(),
        );
    }
    parts.join("; ")
}

/// Changes of a definition that elements share are one change.
fn merged(found: Vec<(Change, Subject)>) -> Vec<Change> {
    let mut by_place: HashMap<(Kind, Severity, Option<Span>, Option<Span>, Subject, String), usize> = HashMap::new();
    let mut result: Vec<Change> = Vec::new();
    let mut order: Vec<(Change, Subject)> = found;
    // The shortest path stands for all.
    order.sort_by_key(|(change, _)| (change.path.matches('/').count(), change.path.clone()));
    for (change, subject) in order {
        let in_element = matches!(subject, Subject::Text | Subject::Content);
        let key = (change.kind, change.severity, change.old, change.new, subject, change.detail.clone());
        let placed = change.old.is_some() || change.new.is_some();
        match by_place.get(&key) {
            Some(at) if placed || in_element => {
                let element = change.place.rsplit_once('/').map_or(&*change.place, |(element, _)| element).to_owned();
                let first = &mut result[*at];
                let own = first.place.rsplit_once('/').map_or(&*first.place, |(element, _)| element).to_owned();
                if element != own && !first.also_in.contains(&element) {
                    first.also_in.push(element);
                }
            }
            _ => {
                by_place.insert(key, result.len());
                result.push(change);
            }
        }
    }
    result
}

/// Something that is gone and something new of the same element and the same values may be one thing renamed.
fn guess_renames(changes: &mut [Change], old: &Grammar, new: &Grammar) {
    let split = |place: &str| place.rsplit_once('/').map(|(element, name)| (element.to_owned(), name.to_owned()));
    let gone: Vec<usize> = (0..changes.len()).filter(|at| changes[*at].kind == Kind::Removed).collect();
    let mut taken: HashSet<usize> = HashSet::new();
    for at in gone {
        let Some((element, name)) = split(&changes[at].place) else { continue };
        let likeness = |other: &Change, own: &str| {
            let alike = similarity(name.trim_start_matches('@'), own.trim_start_matches('@'));
            let documented = documents_alike(old, changes[at].old, new, other.new);
            alike.max(documented)
        };
        let best = (0..changes.len())
            .filter(|other| changes[*other].kind == Kind::Added && !taken.contains(other))
            .filter_map(|other| {
                let (own_element, own) = split(&changes[other].place)?;
                let same_kind = own.starts_with('@') == name.starts_with('@');
                (own_element == element && same_kind).then(|| (likeness(&changes[other], &own), other, own))
            })
            .max_by_key(|(alike, other, _)| (*alike, usize::MAX - *other));
        if let Some((alike, other, own)) = best
            && alike >= 60
        {
            taken.insert(other);
            changes[at].kind = Kind::Renamed;
            changes[at].detail = format!("perhaps `{}` now; {}", own.trim_start_matches('@'), changes[at].detail);
            changes[at].renamed_to = Some(own.trim_start_matches('@').to_owned());
        }
    }
}

/// How alike two names are, of 100: shared pairs of letters (Dice's coefficient).
fn similarity(a: &str, b: &str) -> u32 {
    let pairs = |text: &str| -> Vec<[char; 2]> {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(2).map(|pair| [pair[0], pair[1]]).collect()
    };
    let (first, mut second) = (pairs(a), pairs(b));
    let all = first.len() + second.len();
    if all == 0 {
        return 0;
    }
    let mut shared = 0;
    for pair in first {
        if let Some(at) = second.iter().position(|own| *own == pair) {
            second.swap_remove(at);
            shared += 1;
        }
    }
    (200 * shared / all) as u32
}

fn documents_alike(old: &Grammar, old_span: Option<Span>, new: &Grammar, new_span: Option<Span>) -> u32 {
    let text = |grammar: &Grammar, span: Option<Span>| -> Option<Arc<str>> {
        let span = span?;
        let infos = grammar.infos.iter().chain(grammar.defines.iter().map(|define| &define.info));
        infos.filter(|info| info.span == span).find_map(|info| info.documentation.clone())
    };
    match (text(old, old_span), text(new, new_span)) {
        (Some(a), Some(b)) if a.len() > 20 && a == b => 90,
        _ => 0,
    }
}

/// Elements and attributes whose documentation is another.
fn documentation(old: &Grammar, new: &Grammar, prefixes: &Prefixes) -> Vec<Change> {
    let (a, b) = (documented(old, prefixes), documented(new, prefixes));
    let mut found = Vec::new();
    for (place, (span, text)) in &b {
        if let Some((old_span, old_text)) = a.get(place)
            && words(old_text) != words(text)
        {
            let mut change = blank(Kind::Documented, Severity::Documentation, place.clone());
            change.detail = "documentation".to_owned();
            change.identity = [place.clone(), String::new()];
            change.old = Some(*old_span);
            change.new = Some(*span);
            found.push(change);
        }
    }
    found
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn documented(grammar: &Grammar, prefixes: &Prefixes) -> BTreeMap<String, (Span, Arc<str>)> {
    let index = Index::new(grammar);
    let mut found = BTreeMap::new();
    for (at, define) in grammar.defines.iter().enumerate() {
        let NameClass::Name { namespace, local } = &define.name_class else { continue };
        let element = Name { namespace: namespace.clone(), local: local.clone() };
        if let Some(text) = &define.info.documentation {
            found.entry(prefixes.show(&element)).or_insert((define.info.span, text.clone()));
        }
        for id in index.patterns(at as u32) {
            if let Pattern::Attribute { name: NameClass::Name { namespace, local }, .. } = grammar.pattern(id)
                && let Some(text) = &grammar.info(id).documentation
            {
                let name = Name { namespace: namespace.clone(), local: local.clone() };
                let place = format!("{}/@{}", prefixes.show(&element), prefixes.show(&name));
                found.entry(place).or_insert((grammar.info(id).span, text.clone()));
            }
        }
    }
    found
}

/// Names a change by what it is, not by where it is written.
fn fingerprint(change: &Change) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let [place, path] = &change.identity;
    let parts = [change.kind.as_str(), place, path, &change.detail];
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{:012x}", hash >> 16)
}
