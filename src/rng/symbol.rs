//! Names as integers. Every name that the schema mentions has a [`Symbol`]; all others are told apart only as far as a
//! name class can: by whether the schema mentions their namespace.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::simple::{Grammar, NameClass, Pattern};

/// A name as the automaton sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub(crate) u32);

/// A namespace that the schema mentions, or [`NamespaceId::OTHER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NamespaceId(pub(crate) u32);

impl NamespaceId {
    /// No namespace.
    pub const NONE: Self = Self(0);
    /// A namespace that the schema does not mention.
    pub const OTHER: Self = Self(u32::MAX);
}

/// A hasher for small integer keys: a multiplication a word.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct FastHasher(u64);

const MULTIPLIER: u64 = 0x51_7c_c1_b7_27_22_0a_95;

impl FastHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(MULTIPLIER);
    }
}

impl Hasher for FastHasher {
    fn finish(&self) -> u64 {
        // The high bits are the well-mixed ones; hashbrown takes its buckets from the low ones.
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.add(u64::from_le_bytes([
                chunk[0], chunk[1], chunk[2], chunk[3], chunk[4], chunk[5], chunk[6], chunk[7],
            ]));
        }
        let rest = chunks.remainder();
        let mut word = rest.len() as u64;
        for byte in rest {
            word = word << 8 | u64::from(*byte);
        }
        self.add(word);
    }

    fn write_u8(&mut self, n: u8) {
        self.add(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.add(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.add(n);
    }

    fn write_usize(&mut self, n: usize) {
        self.add(n as u64);
    }
}

pub(crate) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FastHasher>>;

/// For keys that hold texts: seeded, so that nobody can write names that collide.
pub(crate) type SeededMap<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
/// A set of texts.
pub(crate) type SeededSet<K> = HashSet<K, foldhash::fast::RandomState>;

/// The names of a schema.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    namespaces: Vec<Arc<str>>,
    namespace_ids: SeededMap<Arc<str>, u32>,
    names: Vec<(u32, Arc<str>)>,
    /// For each namespace: local name to symbol.
    by_name: Vec<SeededMap<Arc<str>, u32>>,
}

impl Symbols {
    /// Collects the names of element and attribute patterns.
    pub(crate) fn new(grammar: &Grammar) -> Self {
        let mut symbols = Self::default();
        symbols.add_namespace(&Arc::from(""));
        for define in &grammar.defines {
            symbols.add_class(&define.name_class);
        }
        for pattern in &grammar.patterns {
            if let Pattern::Attribute { name, .. } = pattern {
                symbols.add_class(name);
            }
        }
        symbols
    }

    fn add_namespace(&mut self, uri: &Arc<str>) -> u32 {
        if let Some(id) = self.namespace_ids.get(uri) {
            return *id;
        }
        let id = self.namespaces.len() as u32;
        self.namespaces.push(uri.clone());
        self.namespace_ids.insert(uri.clone(), id);
        self.by_name.push(SeededMap::default());
        id
    }

    fn add_name(&mut self, namespace: &Arc<str>, local: &Arc<str>) {
        let id = self.add_namespace(namespace);
        let names = &mut self.by_name[id as usize];
        if !names.contains_key(&**local) {
            names.insert(local.clone(), self.names.len() as u32);
            self.names.push((id, local.clone()));
        }
    }

    fn add_class(&mut self, class: &NameClass) {
        if let NameClass::Name { namespace, local } = class {
            return self.add_name(namespace, local);
        }
        let mut rest = vec![class];
        while let Some(class) = rest.pop() {
            match class {
                NameClass::Name { namespace, local } => self.add_name(namespace, local),
                NameClass::NsName { namespace, except } => {
                    self.add_namespace(namespace);
                    rest.extend(except.as_deref());
                }
                NameClass::AnyName { except } => rest.extend(except.as_deref()),
                NameClass::Choice(classes) => rest.extend(classes),
            }
        }
    }

    /// The id of a namespace.
    pub(crate) fn namespace(&self, uri: &str) -> NamespaceId {
        if uri.is_empty() {
            return NamespaceId::NONE;
        }
        self.namespace_ids.get(uri).map_or(NamespaceId::OTHER, |id| NamespaceId(*id))
    }

    /// The symbol of a name.
    pub(crate) fn symbol(&self, namespace: NamespaceId, local: &str) -> Symbol {
        let count = self.names.len() as u32;
        match self.by_name.get(namespace.0 as usize) {
            None => Symbol(count + self.namespaces.len() as u32),
            Some(names) => Symbol(names.get(local).copied().unwrap_or(count + namespace.0)),
        }
    }

    /// Namespace and local name of a symbol, where it stands for one name.
    pub(crate) fn name(&self, symbol: Symbol) -> Option<(&Arc<str>, &Arc<str>)> {
        let (namespace, local) = self.names.get(symbol.0 as usize)?;
        Some((&self.namespaces[*namespace as usize], local))
    }

    /// Whether a class holds the names that `symbol` stands for.
    pub(crate) fn contains(&self, class: &NameClass, symbol: Symbol) -> bool {
        let known = self.names.get(symbol.0 as usize);
        let namespace = match known {
            Some((namespace, _)) => Some(&*self.namespaces[*namespace as usize]),
            None => self.namespaces.get((symbol.0 as usize).saturating_sub(self.names.len())).map(|uri| &**uri),
        };
        contains(class, namespace, known.map(|(_, local)| &**local))
    }
}

/// As [`NameClass::contains`], with `None` for what the schema does not mention.
fn contains(class: &NameClass, namespace: Option<&str>, local: Option<&str>) -> bool {
    match class {
        NameClass::Name { namespace: own, local: name } => namespace == Some(&**own) && local == Some(&**name),
        NameClass::NsName { namespace: own, except } => {
            namespace == Some(&**own) && !except.as_ref().is_some_and(|except| contains(except, namespace, local))
        }
        NameClass::AnyName { except } => !except.as_ref().is_some_and(|except| contains(except, namespace, local)),
        NameClass::Choice(classes) => classes.iter().any(|class| contains(class, namespace, local)),
    }
}
