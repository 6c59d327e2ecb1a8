use super::{Applicability, Severity};

/// What a diagnostic belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Group {
    /// Well-formedness, encodings, files.
    Xml,
    /// RELAX NG: schemas, and documents against them.
    Schema,
    /// Schematron rules and rule files.
    Schematron,
    /// Upgrade steps and stylesheets.
    Upgrade,
    /// `<containers>` and how images are fetched and loaded.
    Container,
    /// registries.conf and the other files of the container stack.
    Registry,
    /// Scripts of a description.
    Script,
    /// The image description as a whole.
    Image,
    /// rowi's own configuration, suppressions and baselines.
    Config,
}

impl Group {
    /// All groups.
    pub const ALL: [Self; 9] = [
        Self::Xml,
        Self::Schema,
        Self::Schematron,
        Self::Upgrade,
        Self::Container,
        Self::Registry,
        Self::Script,
        Self::Image,
        Self::Config,
    ];

    /// As `rowi rules` writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::Schema => "schema",
            Self::Schematron => "schematron",
            Self::Upgrade => "upgrade",
            Self::Container => "container",
            Self::Registry => "registry",
            Self::Script => "script",
            Self::Image => "image",
            Self::Config => "config",
        }
    }
}

/// Files in which a diagnostic is found, and the same repaired; the notation is that of [`crate::lint::example`].
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Files in which it is found.
    pub failing: &'static str,
    /// The same repaired.
    pub passing: &'static str,
}

/// What findings rest on, and what others put in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fact {
    /// Which packages the lists of a description name.
    PackageLists,
    /// Which definitions a schema has.
    Definitions,
    /// Which files a schema consists of, and how deep it goes.
    Structure,
    /// Which attributes an element has.
    Attributes,
    /// That an input could be judged at all; where not, the exit status says so.
    Verdict,
    /// What stands in the place: somebody has to decide about it first.
    Decision,
    /// That the element around is one that there is.
    Element,
    /// That a tag is as its author wrote it.
    Tag,
    /// That nothing is missing; what is there is in no doubt.
    Completeness,
}

/// What there is to say about all diagnostics of one name. The program names a diagnostic by its entry.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name, in kebab case: `unknown-attribute`. Unique over all producers.
    pub name: &'static str,
    /// Names that it had before: they suppress and configure it, too.
    pub aliases: &'static [&'static str],
    /// The version of rowi that has it first.
    pub since: &'static str,
    /// What it belongs to.
    pub group: Group,
    /// Its severity, where nothing else is configured.
    pub severity: Severity,
    /// The best fix there can be; `None` where none is offered.
    pub fix: Option<Applicability>,
    /// One line, lower case, no full stop.
    pub summary: &'static str,
    /// Markdown for `rowi explain`: what it means, why it matters, what to write instead.
    pub explanation: &'static str,
    /// Where it is found and where not; `None` where it takes more than a page can show: a huge file, an unreadable or
    /// a hostile one.
    pub example: Option<Example>,
    /// What must be beyond doubt for it: elsewhere it is not told.
    pub needs: &'static [Fact],
    /// What is in doubt where it is found.
    pub blocks: &'static [Fact],
}

/// Entries are the same where they have the same name: names are unique.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.name == other.name
    }
}

impl Eq for Entry {}

impl std::hash::Hash for Entry {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Entry {
    /// What an entry says that says nothing: the rest of one that is written field by field.
    pub const EMPTY: Self = Self {
        name: "",
        aliases: &[],
        since: "0.2.0",
        group: Group::Image,
        severity: Severity::Error,
        fix: None,
        summary: "",
        explanation: "",
        example: None,
        needs: &[],
        blocks: &[],
    };

    /// An error without a fix.
    #[must_use]
    pub const fn error(name: &'static str, group: Group, summary: &'static str, explanation: &'static str) -> Self {
        Self { name, group, summary, explanation, ..Self::EMPTY }
    }

    /// A warning without a fix.
    #[must_use]
    pub const fn warning(name: &'static str, group: Group, summary: &'static str, explanation: &'static str) -> Self {
        Self { severity: Severity::Warning, ..Self::error(name, group, summary, explanation) }
    }

    /// A note without a fix.
    #[must_use]
    pub const fn note(name: &'static str, group: Group, summary: &'static str, explanation: &'static str) -> Self {
        Self { severity: Severity::Note, ..Self::error(name, group, summary, explanation) }
    }

    /// The same with a fix.
    #[must_use]
    pub const fn fixed(mut self, applicability: Applicability) -> Self {
        self.fix = Some(applicability);
        self
    }

    /// The same with an example.
    #[must_use]
    pub const fn example(mut self, failing: &'static str, passing: &'static str) -> Self {
        self.example = Some(Example { failing, passing });
        self
    }

    /// The same, resting on a fact.
    #[must_use]
    pub const fn needs(mut self, facts: &'static [Fact]) -> Self {
        self.needs = facts;
        self
    }

    /// The same, putting facts in doubt.
    #[must_use]
    pub const fn blocks(mut self, facts: &'static [Fact]) -> Self {
        self.blocks = facts;
        self
    }

    /// The same, under names that it had before, too.
    #[must_use]
    pub const fn formerly(mut self, names: &'static [&'static str]) -> Self {
        self.aliases = names;
        self
    }

    /// Whether `name` is its name, or was it.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

/// Makes a static of each diagnostic, and the list of all.
macro_rules! catalogue {
    ($(#[$doc:meta])* pub $all:ident; $($name:ident = $entry:expr;)*) => {
        $(
            #[doc = concat!("The diagnostic `", stringify!($name), "`, in kebab case.")]
            pub static $name: $crate::diagnostic::Entry = $entry;
        )*
        $(#[$doc])*
        pub static $all: &[&$crate::diagnostic::Entry] = &[$(&$name),*];
    };
}
pub(crate) use catalogue;
