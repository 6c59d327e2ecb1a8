//! Links within a site.

use std::collections::{BTreeMap, BTreeSet};

/// What attributes of this name hold in a page.
fn attribute<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let mark = format!(" {name}=\"");
    let in_tag = |at: usize| text[..at].rfind('<') > text[..at].rfind('>');
    let places = text.match_indices(&mark).map(|(at, _)| at).filter(|at| in_tag(*at));
    places.filter_map(|at| text[at + mark.len()..].split('"').next()).collect()
}

/// Links to pages or anchors that there are not, and anchors that are there twice.
pub fn dead_links(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let texts: BTreeMap<&str, &str> =
        files.iter().filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?))).collect();
    let anchors: BTreeMap<&str, BTreeSet<&str>> =
        texts.iter().map(|(path, text)| (*path, attribute(text, "id").into_iter().collect())).collect();
    let mut dead = Vec::new();
    for (path, text) in texts.iter().filter(|(path, _)| path.ends_with(".html")) {
        let ids = attribute(text, "id");
        let mut known = BTreeSet::new();
        dead.extend(ids.into_iter().filter(|id| !known.insert(*id)).map(|id| format!("{path}: `{id}` twice")));
        let linked =
            attribute(text, "href").into_iter().chain(attribute(text, "xlink:href")).chain(attribute(text, "src"));
        for link in linked.filter(|link| !link.contains("://") && !link.starts_with("data:")) {
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = target.split('?').next().unwrap_or_default();
            let mut parts: Vec<&str> = path.split('/').collect();
            parts.pop();
            for part in target.split('/').filter(|part| !part.is_empty()) {
                if part == ".." {
                    let _ = parts.pop();
                } else {
                    parts.push(part);
                }
            }
            let whole = if target.is_empty() { (*path).to_owned() } else { parts.join("/") };
            let anchor = anchor.replace("%3A", ":");
            let is_there = texts.contains_key(whole.as_str())
                && (anchor.is_empty() || anchors[whole.as_str()].contains(anchor.as_str()));
            if !is_there {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    dead
}
