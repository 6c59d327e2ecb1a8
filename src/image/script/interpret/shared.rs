//! A map from names that two states of a script share until they differ.
//!
//! A script with thousands of conditions has as many states, each of which differs from the one before in a file or
//! two. So changes lie in layers, as in a log-structured merge tree: a copy shares all of them, a change goes into the
//! last, and what two maps have in common need not be compared. (The persistent maps on crates.io that can be compared
//! this way are under the MPL, which `deny.toml` does not allow.)

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// Changes: a value, or that the name is gone.
type Layer<V> = BTreeMap<Arc<str>, Option<Arc<V>>>;

/// How many changes the last layer takes.
const FULL: usize = 32;

/// The map.
#[derive(Debug)]
pub(super) struct Shared<V> {
    /// Older changes first; each layer has less than half of the one before.
    layers: Vec<Arc<Layer<V>>>,
    last: Arc<Layer<V>>,
}

impl<V> Clone for Shared<V> {
    fn clone(&self) -> Self {
        Self { layers: self.layers.clone(), last: Arc::clone(&self.last) }
    }
}

impl<V> Default for Shared<V> {
    fn default() -> Self {
        Self { layers: Vec::new(), last: Arc::default() }
    }
}

impl<V: PartialEq> PartialEq for Shared<V> {
    fn eq(&self, other: &Self) -> bool {
        self.differing(other).is_empty()
    }
}

impl<V> Shared<V> {
    fn newest_first(&self) -> impl Iterator<Item = &Layer<V>> {
        std::iter::once(&*self.last).chain(self.layers.iter().rev().map(|layer| &**layer))
    }

    pub(super) fn get(&self, name: &str) -> Option<&V> {
        self.newest_first().find_map(|layer| layer.get(name))?.as_deref()
    }

    /// The value, shared.
    pub(super) fn get_shared(&self, name: &str) -> Option<Arc<V>> {
        self.newest_first().find_map(|layer| layer.get(name))?.clone()
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn insert(&mut self, name: impl Into<Arc<str>>, value: V) {
        self.change(name.into(), Some(Arc::new(value)));
    }

    pub(super) fn remove(&mut self, name: &str) {
        if self.contains(name) {
            self.change(name.into(), None);
        }
    }

    /// The value, moved out where no copy of the map shares it.
    pub(super) fn take(&mut self, name: &str) -> Option<V>
    where
        V: Clone,
    {
        if let Some(value) = Arc::get_mut(&mut self.last).and_then(|last| last.get_mut(name)) {
            return value.take().map(Arc::unwrap_or_clone);
        }
        self.get(name).cloned()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn change(&mut self, name: Arc<str>, value: Option<Arc<V>>) {
        // a copy of the map has the layer as it was
        let last = match Arc::get_mut(&mut self.last) {
            Some(last) => last,
            None => {
                self.last = Arc::new((*self.last).clone());
                Arc::get_mut(&mut self.last).expect("the only one")
            }
        };
        last.insert(name, value);
        if last.len() < FULL {
            return;
        }
        let mut whole = std::mem::take(&mut self.last);
        while self.layers.last().is_some_and(|before| before.len() < 2 * whole.len()) {
            let Some(before) = self.layers.pop() else { break };
            let mut merged = Arc::try_unwrap(before).unwrap_or_else(|before| (*before).clone());
            merged.extend(whole.iter().map(|(name, value)| (Arc::clone(name), value.clone())));
            if self.layers.is_empty() {
                merged.retain(|_, value| value.is_some());
            }
            whole = Arc::new(merged);
        }
        self.layers.push(whole);
    }

    /// Names and values between two names, in order.
    fn between<'s>(&'s self, range: (Bound<&str>, Bound<&str>)) -> impl Iterator<Item = (&'s str, &'s V)> + use<'s, V> {
        let mut found: BTreeMap<&str, Option<&V>> = BTreeMap::new();
        for layer in self.newest_first() {
            for (name, value) in layer.range::<str, _>(range) {
                found.entry(name).or_insert(value.as_deref());
            }
        }
        found.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }

    /// All names and values, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.between((Bound::Unbounded, Bound::Unbounded))
    }

    /// All names, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(name, _)| name)
    }

    /// The paths below a directory, in order.
    pub(super) fn below<'s>(&'s self, directory: &str) -> impl Iterator<Item = &'s str> + use<'s, V> {
        let directory = directory.trim_end_matches('/');
        // `0` comes after `/`
        let (first, end) = (format!("{directory}/"), format!("{directory}0"));
        self.between((Bound::Excluded(&first), Bound::Excluded(&end))).map(|(name, _)| name)
    }

    /// Whether something stands below a directory for which `is` holds.
    pub(super) fn any_below(&self, directory: &str, is: impl Fn(&str, &V) -> bool) -> bool {
        let directory = directory.trim_end_matches('/');
        let (first, end) = (format!("{directory}/"), format!("{directory}0"));
        let range = (Bound::Excluded(first.as_str()), Bound::Excluded(end.as_str()));
        self.newest_first()
            .flat_map(|layer| layer.range::<str, _>(range))
            .any(|(name, value)| value.is_some() && self.get(name).is_some_and(|value| is(name, value)))
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let gone: Vec<String> = self.names().filter(|name| !keep(name)).map(str::to_owned).collect();
        for name in gone {
            self.remove(&name);
        }
    }
}

impl<V: PartialEq> Shared<V> {
    /// The names whose values differ, in order. Layers that both share are not looked at.
    pub(super) fn differing(&self, other: &Self) -> BTreeSet<Arc<str>> {
        if Arc::ptr_eq(&self.last, &other.last) && self.layers.len() == other.layers.len() {
            let same = self.layers.iter().zip(&other.layers).all(|(a, b)| Arc::ptr_eq(a, b));
            if same {
                return BTreeSet::new();
            }
        }
        let common = self.layers.iter().zip(&other.layers).take_while(|(a, b)| Arc::ptr_eq(a, b)).count();
        let own = self.layers[common..].iter().chain([&self.last]);
        let names = own.chain(other.layers[common..].iter().chain([&other.last])).flat_map(|layer| layer.keys());
        names.filter(|name| self.get(name) != other.get(name)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_and_differ() {
        let mut map = Shared::default();
        for number in 0..1000 {
            map.insert(format!("/a/{number:04}"), number);
        }
        assert_eq!(map.names().count(), 1000);
        assert!(map.layers.len() < 8);
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
