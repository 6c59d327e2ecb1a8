//! A map from names that two states of a script share until they differ.
//!
//! A script with thousands of conditions has as many states, each of which differs from the one before in a file or
//! two. So the map is a treap whose nodes copies share: a change copies the path to its node, and as the names alone
//! decide on the tree's shape, what two maps have in common is the same nodes and need not be compared. (The persistent
//! maps on crates.io that can be compared this way are under the MPL, which `deny.toml` does not allow.)

use std::cmp::Ordering;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, LazyLock};

/// Chosen anew with each run, so that no script can be written for a tree that is a list.
static PRIORITIES: LazyLock<RandomState> = LazyLock::new(RandomState::new);

type Link<V> = Option<Arc<Node<V>>>;

/// Names to the left are smaller, to the right greater; no node below has a higher priority.
#[derive(Debug)]
struct Node<V> {
    name: Arc<str>,
    priority: u64,
    value: Arc<V>,
    left: Link<V>,
    right: Link<V>,
}

impl<V> Clone for Node<V> {
    fn clone(&self) -> Self {
        Self {
            name: Arc::clone(&self.name),
            priority: self.priority,
            value: Arc::clone(&self.value),
            left: self.left.clone(),
            right: self.right.clone(),
        }
    }
}

impl<V> Node<V> {
    /// Whether it stands above another.
    fn is_above(&self, other: &Self) -> bool {
        (self.priority, &self.name) > (other.priority, &other.name)
    }
}

fn insert<V>(link: &mut Link<V>, mut new: Node<V>) {
    let Some(node) = link else {
        *link = Some(Arc::new(new));
        return;
    };
    if node.name == new.name {
        Arc::make_mut(node).value = new.value;
    } else if new.is_above(node) {
        (new.left, new.right) = split(link.take(), &new.name);
        *link = Some(Arc::new(new));
    } else {
        let node = Arc::make_mut(node);
        insert(if new.name < node.name { &mut node.left } else { &mut node.right }, new);
    }
}

/// What is smaller than a name, and what is greater; the name itself goes.
fn split<V>(link: Link<V>, name: &str) -> (Link<V>, Link<V>) {
    let Some(node) = link else { return (None, None) };
    let mut node = Arc::unwrap_or_clone(node);
    match (*node.name).cmp(name) {
        Ordering::Less => {
            let (smaller, greater) = split(node.right.take(), name);
            node.right = smaller;
            (Some(Arc::new(node)), greater)
        }
        Ordering::Greater => {
            let (smaller, greater) = split(node.left.take(), name);
            node.left = greater;
            (smaller, Some(Arc::new(node)))
        }
        Ordering::Equal => (node.left, node.right),
    }
}

/// One tree of two, where all names of the first are smaller.
fn join<V>(smaller: Link<V>, greater: Link<V>) -> Link<V> {
    match (smaller, greater) {
        (None, link) | (link, None) => link,
        (Some(mut a), Some(b)) if a.is_above(&b) => {
            let node = Arc::make_mut(&mut a);
            node.right = join(node.right.take(), Some(b));
            Some(a)
        }
        (a, Some(mut b)) => {
            let node = Arc::make_mut(&mut b);
            node.left = join(a, node.left.take());
            Some(b)
        }
    }
}

fn remove<V>(link: &mut Link<V>, name: &str) {
    let Some(node) = link else { return };
    let node = Arc::make_mut(node);
    match name.cmp(&*node.name) {
        Ordering::Less => remove(&mut node.left, name),
        Ordering::Greater => remove(&mut node.right, name),
        Ordering::Equal => *link = join(node.left.take(), node.right.take()),
    }
}

/// The map.
#[derive(Debug)]
pub(super) struct Shared<V> {
    root: Link<V>,
}

impl<V> Clone for Shared<V> {
    fn clone(&self) -> Self {
        Self { root: self.root.clone() }
    }
}

impl<V> Default for Shared<V> {
    fn default() -> Self {
        Self { root: None }
    }
}

impl<V: PartialEq> PartialEq for Shared<V> {
    fn eq(&self, other: &Self) -> bool {
        self.differing(other).is_empty()
    }
}

impl<V> Shared<V> {
    fn node(&self, name: &str) -> Option<&Node<V>> {
        let mut at = self.root.as_deref();
        while let Some(node) = at {
            at = match name.cmp(&*node.name) {
                Ordering::Less => node.left.as_deref(),
                Ordering::Greater => node.right.as_deref(),
                Ordering::Equal => return Some(node),
            };
        }
        None
    }

    pub(super) fn get(&self, name: &str) -> Option<&V> {
        self.node(name).map(|node| &*node.value)
    }

    /// The value, shared.
    pub(super) fn get_shared(&self, name: &str) -> Option<Arc<V>> {
        self.node(name).map(|node| Arc::clone(&node.value))
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.node(name).is_some()
    }

    pub(super) fn insert(&mut self, name: impl Into<Arc<str>>, value: V) {
        self.insert_shared(name, Arc::new(value));
    }

    pub(super) fn insert_shared(&mut self, name: impl Into<Arc<str>>, value: Arc<V>) {
        let name = name.into();
        let priority = PRIORITIES.hash_one(&*name);
        insert(&mut self.root, Node { name, priority, value, left: None, right: None });
    }

    pub(super) fn remove(&mut self, name: &str) {
        if self.contains(name) {
            remove(&mut self.root, name);
        }
    }

    /// The value, to be set anew at once: moved out where no copy of the map shares it.
    pub(super) fn take(&mut self, name: &str) -> Option<V>
    where
        V: Clone + Default,
    {
        fn own<'l, V>(link: &'l mut Link<V>, name: &str) -> Option<&'l mut V> {
            let node = Arc::get_mut(link.as_mut()?)?;
            match name.cmp(&*node.name) {
                Ordering::Less => own(&mut node.left, name),
                Ordering::Greater => own(&mut node.right, name),
                Ordering::Equal => Arc::get_mut(&mut node.value),
            }
        }
        if let Some(value) = own(&mut self.root, name) {
            return Some(std::mem::take(value));
        }
        self.get(name).cloned()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Names and values behind a name, up to another.
    fn between<'s>(&'s self, start: &str, end: Option<String>) -> Between<'s, V> {
        let mut iterator = Between { open: Vec::new(), end };
        let mut at = self.root.as_deref();
        while let Some(node) = at {
            at = if &*node.name > start {
                iterator.open.push(node);
                node.left.as_deref()
            } else {
                node.right.as_deref()
            };
        }
        iterator
    }

    /// All names and values, in order. No name is empty.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.between("", None)
    }

    /// All names, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(name, _)| name)
    }

    /// Names and values below a directory, in order.
    fn under<'s>(&'s self, directory: &str) -> Between<'s, V> {
        let directory = directory.trim_end_matches('/');
        // `0` comes after `/`
        self.between(&format!("{directory}/"), Some(format!("{directory}0")))
    }

    /// The paths below a directory, in order.
    pub(super) fn below<'s>(&'s self, directory: &str) -> impl Iterator<Item = &'s str> + use<'s, V> {
        self.under(directory).map(|(name, _)| name)
    }

    /// Whether something stands below a directory for which `is` holds.
    pub(super) fn any_below(&self, directory: &str, is: impl Fn(&str, &V) -> bool) -> bool {
        self.under(directory).any(|(name, value)| is(name, value))
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let gone: Vec<String> = self.names().filter(|name| !keep(name)).map(str::to_owned).collect();
        for name in gone {
            self.remove(&name);
        }
    }
}

/// Names and values in order.
struct Between<'s, V> {
    /// Nodes that come next, the first of them last; what is greater below a node comes after it.
    open: Vec<&'s Node<V>>,
    end: Option<String>,
}

impl<'s, V> Iterator for Between<'s, V> {
    type Item = (&'s str, &'s V);

    fn next(&mut self) -> Option<Self::Item> {
        let node = self.open.pop()?;
        let ends = self.end.as_deref().is_some_and(|end| &*node.name >= end);
        if ends {
            self.open.clear();
            return None;
        }
        let mut at = node.right.as_deref();
        while let Some(node) = at {
            self.open.push(node);
            at = node.left.as_deref();
        }
        Some((&node.name, &node.value))
    }
}

impl<V: PartialEq> Shared<V> {
    /// The names whose values differ, in order. What both share is not looked at.
    pub(super) fn differing(&self, other: &Self) -> Vec<Arc<str>> {
        fn all<V>(link: Option<&Node<V>>, names: &mut Vec<Arc<str>>) {
            if let Some(node) = link {
                all(node.left.as_deref(), names);
                names.push(Arc::clone(&node.name));
                all(node.right.as_deref(), names);
            }
        }
        fn walk<V: PartialEq>(a: &Link<V>, b: &Link<V>, names: &mut Vec<Arc<str>>) {
            let (Some(above), Some(beside)) = (a, b) else {
                all(a.as_deref().or(b.as_deref()), names);
                return;
            };
            if Arc::ptr_eq(above, beside) {
                return;
            }
            if above.name == beside.name {
                walk(&above.left, &beside.left, names);
                if !Arc::ptr_eq(&above.value, &beside.value) && above.value != beside.value {
                    names.push(Arc::clone(&above.name));
                }
                walk(&above.right, &beside.right, names);
            } else if above.is_above(beside) {
                // the other tree has no such name: it would stand here
                let (smaller, greater) = split(b.clone(), &above.name);
                walk(&above.left, &smaller, names);
                names.push(Arc::clone(&above.name));
                walk(&above.right, &greater, names);
            } else {
                walk(b, a, names);
            }
        }
        let mut names = Vec::new();
        walk(&self.root, &other.root, &mut names);
        names
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn copies_share_and_differ() {
        let mut map = Shared::default();
        for number in 0..1000 {
            map.insert(format!("/a/{number:04}"), number);
        }
        assert_eq!(map.names().count(), 1000);
        let mut copy = map.clone();
        assert!(map == copy);
        copy.insert("/a/0500", 7);
        copy.remove("/a/0001");
        map.insert("/b/x", 3);
        let names: Vec<String> = map.differing(&copy).iter().map(ToString::to_string).collect();
        assert_eq!(names, ["/a/0001", "/a/0500", "/b/x"]);
        assert_eq!((map.get("/a/0500"), copy.get("/a/0500"), copy.get("/a/0001")), (Some(&500), Some(&7), None));
        assert_eq!(copy.below("/a").count(), 999);
        assert_eq!(map.below("/b/").collect::<Vec<_>>(), ["/b/x"]);
        assert!(!copy.any_below("/b", |_, _| true) && map.any_below("/b", |_, value| *value == 3));
        map.retain(|name| name > "/a/0990");
        assert_eq!(map.names().count(), 10);
    }

    #[test]
    fn a_random_history_is_that_of_a_plain_map() {
        let (mut map, mut plain, mut seed) = (Shared::default(), BTreeMap::new(), 1u32);
        let mut copies = Vec::new();
        for step in 0..5000u32 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let name = format!("/{}", seed >> 23);
            if seed & 0x1000 == 0 {
                map.remove(&name);
                plain.remove(&name);
            } else {
                map.insert(name.as_str(), step);
                plain.insert(name, step);
            }
            if step % 500 == 0 {
                copies.push((map.clone(), plain.clone()));
            }
        }
        copies.push((map, plain));
        for (map, plain) in &copies {
            assert!(map.iter().eq(plain.iter().map(|(name, value)| (name.as_str(), value))));
        }
        for ((map, plain), (other, others)) in copies.iter().zip(copies.iter().skip(1)) {
            let names: BTreeSet<&String> = plain.keys().chain(others.keys()).collect();
            let differ: Vec<&str> =
                names.into_iter().filter(|name| plain.get(*name) != others.get(*name)).map(String::as_str).collect();
            assert!(map.differing(other).iter().map(|name| &**name).eq(differ));
        }
    }
}
