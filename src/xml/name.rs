use std::sync::Arc;

/// The namespace that the prefix `xml` is bound to.
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of namespace declarations.
pub const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// A name with its namespace and the prefix it was written with. Equality looks at namespace and local part only.
#[derive(Debug, Clone)]
pub struct QName {
    /// Prefix as written, empty without one.
    pub prefix: Arc<str>,
    /// Local part.
    pub local: Arc<str>,
    /// Namespace URI, empty for none.
    pub namespace: Arc<str>,
}

impl QName {
    /// A name in no namespace.
    #[must_use]
    pub fn local(local: &str) -> Self {
        Self::new("", local, "")
    }

    /// A name with prefix and namespace.
    #[must_use]
    pub fn new(prefix: &str, local: &str, namespace: &str) -> Self {
        Self { prefix: prefix.into(), local: local.into(), namespace: namespace.into() }
    }

    /// Whether it is `local` in `namespace` (empty for none).
    #[must_use]
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        *self.local == *local && *self.namespace == *namespace
    }

    /// As written: `prefix:local` or `local`.
    #[must_use]
    pub fn lexical(&self) -> String {
        if self.prefix.is_empty() { self.local.to_string() } else { format!("{}:{}", self.prefix, self.local) }
    }
}

impl PartialEq for QName {
    fn eq(&self, other: &Self) -> bool {
        self.local == other.local && self.namespace == other.namespace
    }
}

impl Eq for QName {}

impl std::hash::Hash for QName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.local.hash(state);
        self.namespace.hash(state);
    }
}

impl std::fmt::Display for QName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.prefix.is_empty() {
            write!(f, "{}:", self.prefix)?;
        }
        f.write_str(&self.local)
    }
}

/// Whether the character may begin a name (XML 1.0, fifth edition, production 4).
#[must_use]
pub fn is_name_start_char(c: char) -> bool {
    matches!(c,
        ':' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// Whether the character may stand in a name (XML 1.0, fifth edition, production 4a).
#[must_use]
pub fn is_name_char(c: char) -> bool {
    is_name_start_char(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Whether the text is a Name (XML 1.0, production 5).
#[must_use]
pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start_char) && characters.all(is_name_char)
}

/// Whether the text is a name without colon (Namespaces in XML, production 4).
#[must_use]
pub fn is_ncname(text: &str) -> bool {
    is_name(text) && !text.contains(':')
}
