//! JSON of long lists. All findings as values at once take ten times the memory of the text, so each is made when it is
//! written.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A list whose items are made one at a time.
struct Each<I>(I);

impl<I: Iterator<Item = Value> + Clone> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// An object that has such a list for the value of a key.
struct Around<'v, I> {
    value: &'v Value,
    key: &'v str,
    items: &'v I,
}

impl<I: Iterator<Item = Value> + Clone> Serialize for Around<'_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inside = |value| Around { value, ..*self };
        match self.value {
            Value::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| {
                let list = (key == self.key).then(|| Each(self.items.clone()));
                (key, list.map_or_else(|| Member::Other(inside(value)), Member::List))
            })),
            Value::Array(elements) => serializer.collect_seq(elements.iter().map(inside)),
            other => other.serialize(serializer),
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Member<L, O> {
    List(L),
    Other(O),
}

/// A list, one line an item's member, and a line end.
pub(super) fn list(items: impl Iterator<Item = Value> + Clone) -> String {
    ended(serde_json::to_string_pretty(&Each(items)))
}

/// A frame in which the value of `key`, wherever it stands, is the list of the items.
pub(super) fn around(frame: &Value, key: &str, items: impl Iterator<Item = Value> + Clone) -> String {
    ended(serde_json::to_string_pretty(&Around { value: frame, key, items: &items }))
}

fn ended(text: serde_json::Result<String>) -> String {
    let mut text = text.unwrap_or_default();
    text.push('\n');
    text
}
