//! Names of two schemas, cut into cells: every name that either mentions is a cell of its own; the other names of a
//! namespace that either mentions are one cell, and so are all names of other namespaces. A name class is a set of
//! cells, exactly.

use std::collections::HashMap;
use std::sync::Arc;

use crate::rng::simple::{Grammar, NameClass, Pattern};

/// A name, by its namespace (empty for none) and local part.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// Namespace URI, empty for none.
    pub namespace: Arc<str>,
    /// Local name.
    pub local: Arc<str>,
}

impl Name {
    /// A name in no namespace.
    #[must_use]
    pub fn local(local: &str) -> Self {
        Self { namespace: Arc::from(""), local: Arc::from(local) }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &*self.namespace {
            XML => write!(f, "xml:{}", self.local),
            _ => f.write_str(&self.local),
        }
    }
}

/// How the namespaces of names are told: by the prefixes that a schema declares for them.
#[derive(Debug, Clone, Default)]
pub struct Prefixes {
    declared: Vec<(Arc<str>, Arc<str>)>,
}

impl Prefixes {
    /// Adds a prefix for a namespace; the empty prefix is that of names that are told without one. The first counts, but
    /// for the empty one.
    pub fn declare(&mut self, namespace: &str, prefix: &str) {
        if self.namespace(prefix).is_some() {
            return;
        }
        match self.declared.iter_mut().find(|(own, _)| **own == *namespace) {
            Some((_, own)) if prefix.is_empty() => *own = prefix.into(),
            Some(_) => {}
            None => self.declared.push((namespace.into(), prefix.into())),
        }
    }

    /// Declares a prefix for each namespace of a grammar's elements and attributes that has none.
    pub(super) fn complete(&mut self, grammar: &Grammar) {
        let elements = || grammar.defines.iter().filter_map(|define| define.name_class.names()).flatten();
        let attributes = grammar.patterns.iter().filter_map(|pattern| match pattern {
            Pattern::Attribute { name, .. } => name.names(),
            _ => None,
        });
        let free = elements().all(|(namespace, _)| !namespace.is_empty());
        let mut number = 0;
        // Where most elements share a namespace, it is told by leaving it out.
        let mut shares: HashMap<Arc<str>, usize> = HashMap::new();
        elements().for_each(|(namespace, _)| *shares.entry(namespace).or_default() += 1);
        let all: usize = shares.values().sum();
        if let Some((home, _)) = shares.iter().find(|(_, share)| **share * 2 > all).filter(|_| free) {
            self.declare(home, "");
        }
        for (namespace, _) in elements().chain(attributes.flatten()) {
            if namespace.is_empty() || *namespace == *XML || self.of(&namespace).is_some() {
                continue;
            }
            if free {
                self.declare(&namespace, "");
            }
            while self.of(&namespace).is_none() {
                number += 1;
                self.declare(&namespace, &format!("ns{number}"));
            }
        }
    }

    /// The prefix for a namespace.
    #[must_use]
    pub fn of(&self, namespace: &str) -> Option<&str> {
        self.declared.iter().find(|(own, _)| **own == *namespace).map(|(_, prefix)| &**prefix)
    }

    /// Namespaces with their prefixes.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.declared.iter().map(|(namespace, prefix)| (&**namespace, &**prefix))
    }

    /// The namespace of a prefix.
    #[must_use]
    pub fn namespace(&self, prefix: &str) -> Option<&str> {
        self.declared.iter().find(|(_, own)| **own == *prefix).map(|(namespace, _)| &**namespace)
    }

    /// A name with its prefix, or with its namespace in braces where none is known.
    #[must_use]
    pub fn show(&self, name: &Name) -> String {
        match (&*name.namespace, self.of(&name.namespace)) {
            ("", _) | (XML, _) | (_, Some("")) => name.to_string(),
            (_, Some(prefix)) => format!("{prefix}:{}", name.local),
            (namespace, None) => format!("{{{namespace}}}{}", name.local),
        }
    }
}

/// The namespace of the prefix `xml`.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A cell of names.
pub(super) type Cell = u32;

/// The cells of two schemas.
#[derive(Debug, Default)]
pub(super) struct Cells {
    names: Vec<Name>,
    by_name: HashMap<Name, Cell>,
    namespaces: Vec<Arc<str>>,
}

impl Cells {
    pub(super) fn new<'a>(grammars: impl Iterator<Item = &'a Grammar>) -> Self {
        let mut cells = Self::default();
        for grammar in grammars {
            for define in &grammar.defines {
                cells.add(&define.name_class);
            }
            for pattern in &grammar.patterns {
                if let Pattern::Attribute { name, .. } = pattern {
                    cells.add(name);
                }
            }
        }
        cells
    }

    fn add(&mut self, class: &NameClass) {
        match class {
            NameClass::Name { namespace, local } => {
                let name = Name { namespace: namespace.clone(), local: local.clone() };
                self.add_namespace(namespace);
                if !self.by_name.contains_key(&name) {
                    self.by_name.insert(name.clone(), self.names.len() as Cell);
                    self.names.push(name);
                }
            }
            NameClass::NsName { namespace, except } => {
                self.add_namespace(namespace);
                except.iter().for_each(|except| self.add(except));
            }
            NameClass::AnyName { except } => except.iter().for_each(|except| self.add(except)),
            NameClass::Choice(classes) => classes.iter().for_each(|class| self.add(class)),
        }
    }

    fn add_namespace(&mut self, uri: &Arc<str>) {
        if !self.namespaces.contains(uri) {
            self.namespaces.push(uri.clone());
        }
    }

    /// Number of cells.
    pub(super) fn count(&self) -> usize {
        self.names.len() + self.namespaces.len() + 1
    }

    /// Whether the cell is a single name.
    pub(super) fn is_single(&self, cell: Cell) -> bool {
        (cell as usize) < self.names.len()
    }

    /// A name of the cell; `which` tells several apart where the cell has more than one.
    pub(super) fn name(&self, cell: Cell, which: usize) -> Name {
        let at = cell as usize;
        if let Some(name) = self.names.get(at) {
            return name.clone();
        }
        let namespace = self.namespaces.get(at - self.names.len()).cloned().unwrap_or_else(|| {
            let mut uri = "urn:other".to_owned();
            while self.namespaces.iter().any(|own| **own == *uri) {
                uri.push('x');
            }
            uri.into()
        });
        let mut local = if which == 0 { "other".to_owned() } else { format!("other{}", which + 1) };
        while self.by_name.contains_key(&Name { namespace: namespace.clone(), local: local.as_str().into() }) {
            local.push('x');
        }
        Name { namespace, local: local.into() }
    }

    /// The cells of a class, ascending.
    pub(super) fn of(&self, class: &NameClass) -> Box<[Cell]> {
        if let NameClass::Name { namespace, local } = class {
            let name = Name { namespace: namespace.clone(), local: local.clone() };
            return self.by_name.get(&name).map_or_else(Box::default, |cell| Box::new([*cell]));
        }
        (0..self.count() as Cell).filter(|cell| self.contains(class, *cell)).collect()
    }

    fn contains(&self, class: &NameClass, cell: Cell) -> bool {
        let at = cell as usize;
        let name = self.names.get(at);
        let namespace =
            name.map(|name| &name.namespace).or_else(|| self.namespaces.get(at.wrapping_sub(self.names.len())));
        let except = |except: &Option<Box<NameClass>>| except.as_ref().is_some_and(|class| self.contains(class, cell));
        match class {
            NameClass::Name { namespace, local } => {
                name.is_some_and(|name| name.namespace == *namespace && name.local == *local)
            }
            NameClass::NsName { namespace: own, except: but } => namespace == Some(own) && !except(but),
            NameClass::AnyName { except: but } => !except(but),
            NameClass::Choice(classes) => classes.iter().any(|class| self.contains(class, cell)),
        }
    }
}
