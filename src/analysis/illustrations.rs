//! What diagnostics look like that no example of a page can show as a description that runs: they are about huge or
//! unreadable files, about what stands beside a description, or about other kinds of documents.

/// The texts, each behind a line `=== NAME`; `{newest}` is the newest schema version.
const TEXTS: &str = include_str!("illustrations.md");

/// What it looks like, in Markdown.
pub(super) fn of(name: &str) -> Option<String> {
    all().find(|(own, _)| *own == name).map(|(_, text)| text.replace("{newest}", crate::kiwi::SCHEMA_VERSION))
}

fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEXTS.split("=== ").skip(1).filter_map(|part| part.split_once('\n')).map(|(name, text)| (name.trim(), text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::catalogue;

    #[test]
    fn every_page_shows_what_it_is_about() {
        let bare: Vec<&str> = catalogue()
            .iter()
            .filter(|entry| entry.example.is_none() && !entry.explanation.contains("```") && of(entry.name).is_none())
            .map(|entry| entry.name)
            .collect();
        assert_eq!(bare, Vec::<&str>::new());
        for (name, _) in all() {
            let entry = catalogue().iter().find(|entry| entry.name == name).expect(name);
            assert!(entry.example.is_none(), "{name} has an example that runs");
        }
    }
}
