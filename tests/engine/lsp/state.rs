//! What the server keeps between requests: long texts, positions in every encoding, what changes outside of a text.

use std::path::Path;
use std::sync::Mutex;

use rowi::text::{EntryKind, LoadError, Loader};

use super::*;

/// Packages, one a line.
fn packages(count: usize) -> String {
    let lines: String = (0..count).map(|number| format!("        <package name=\"pkg-{number}\"/>\n")).collect();
    format!("    <packages type=\"image\">\n{lines}    </packages>\n")
}

/// Replaces the first `old` of a text, as the client and as the server has it.
fn replace(client: &mut Client, text: &str, version: i32, old: &str, new: &str) -> String {
    let at = text.find(old).expect("what is replaced");
    let line = text[..at].matches('\n').count();
    let start = at - text[..at].rfind('\n').map_or(0, |found| found + 1);
    let place = |character: usize| json!({ "line": line, "character": character });
    let range = json!({ "start": place(start), "end": place(start + old.len()) });
    client.change(MAIN, version, json!([{ "range": range, "text": new }]));
    text.replacen(old, new, 1)
}

/// Waits until what is told of a file is what `rowi check` says.
fn settle(client: &mut Client, files: &[(&str, &str)], path: &str) {
    let first = client.published(path);
    settle_from(client, first, files, path);
}

/// The same, where the first that was told may be all: what has not changed is not told again.
fn settle_from(client: &mut Client, first: Vec<Value>, files: &[(&str, &str)], path: &str) {
    let all = checked(files, MAIN);
    let expected: Vec<String> = all.into_iter().filter(|one| one.starts_with(path)).collect();
    let mut last = first;
    // the receiver gives up after a minute without a message
    while told(path, &last) != expected {
        last = client.published(path);
    }
}

#[test]
fn a_long_description_is_told_of_at_once_and_then_as_a_whole() {
    let text = description(&packages(1200));
    let mut client = Client::new(&[]);
    client.open(MAIN, &text);
    settle(&mut client, &[(MAIN, &text)], MAIN);
    let wrong = replace(&mut client, &text, 2, "<package name=\"pkg-600\"", "<package nam=\"pkg-600\"");
    assert!(codes(&client.published(MAIN)).contains(&"unknown-attribute"));
    let twice = replace(&mut client, &wrong, 3, "pkg-700\"", "pkg-701\"");
    settle(&mut client, &[(MAIN, &twice)], MAIN);
    let open = replace(&mut client, &twice, 4, "<package name=\"pkg-800\"/>", "<package name=\"pkg-800\"");
    let first = client.published(MAIN);
    assert!(codes(&first).contains(&"unterminated-tag"));
    settle_from(&mut client, first, &[(MAIN, &open)], MAIN);
    client.change(MAIN, 5, json!([{ "text": text }]));
    settle(&mut client, &[(MAIN, &text)], MAIN);
}

#[test]
fn a_long_list_of_names_is_shortened_to_what_is_typed() {
    let mut client = Client::new(&[]);
    let more = format!("{}    <packages type=\"image\"><package name=\"pkg-11$0\"/></packages>\n", packages(1200));
    let offered = client.at(MAIN, &description(&more), "completion");
    assert_eq!(offered["isIncomplete"], true);
    let labels = labels(&offered);
    assert!(labels.contains(&"pkg-1100") && labels.iter().all(|label| label.starts_with("pkg-11")), "{labels:?}");
    let short = format!("{}    <packages type=\"image\"><package name=\"$0\"/></packages>\n", packages(3));
    assert_eq!(client.at(MAIN, &description(&short), "completion")["isIncomplete"], false);
}

#[test]
fn positions_are_counted_as_agreed() {
    // behind a character of two bytes and one of four
    for (encoding, character) in [("utf-8", 19), ("utf-16", 16), ("utf-32", 15)] {
        let text = description("    <!-- \u{e4}\u{1F600} -->\n    <packages type=\"image\"/>\n");
        let mut client = Client::with(&[], json!({ "general": { "positionEncodings": [encoding] } }));
        assert_eq!(client.answer["capabilities"]["positionEncoding"], encoding);
        client.open(MAIN, &text);
        client.published(MAIN);
        let line = text.lines().position(|line| line.contains("<!--")).unwrap();
        let place = json!({ "line": line, "character": character });
        client.change(MAIN, 2, json!([{ "range": { "start": place, "end": place }, "text": "\n<wrong/>" }]));
        let new = text.replace("-->\n", "-->\n<wrong/>\n");
        assert_eq!(told(MAIN, &client.published(MAIN)), checked(&[(MAIN, &new)], MAIN), "{encoding}");
    }
}

#[test]
fn several_changes_in_one_message_come_one_after_the_other() {
    let text = description("    <packages type=\"image\"/>\n");
    let mut client = Client::new(&[]);
    client.open(MAIN, &text);
    client.published(MAIN);
    let at = |line: u32, character: u32| json!({ "line": line, "character": character });
    // a line is put in before the first, then its name is changed, then all is replaced and put in again
    let changes = json!([
        { "text": "" },
        { "range": { "start": at(0, 0), "end": at(9, 9) }, "text": text },
        { "range": { "start": at(1, 0), "end": at(1, 0) }, "text": "<!-- a -->\r\n" },
        { "range": { "start": at(1, 5), "end": at(1, 6) }, "text": "b" },
    ]);
    client.change(MAIN, 2, changes);
    let new = text.replacen("<image", "<!-- b -->\r\n<image", 1);
    let symbols = client.of(MAIN, "documentSymbol");
    assert_eq!(symbols[0]["selectionRange"]["start"]["line"], 2, "{symbols}");
    settle(&mut client, &[(MAIN, &new)], MAIN);
}

#[test]
fn a_finding_leads_to_its_page() {
    let mut client = Client::new(&[("/w/own/rowi.toml", "docs-url = \"https://a.example\"\n")]);
    let text = description("    <packages type=\"imag\"/>\n");
    client.open(MAIN, &text);
    let finding = client.published(MAIN)[0].clone();
    let code = finding["code"].as_str().unwrap();
    assert_eq!(finding["codeDescription"]["href"], rowi::diagnostic::page(code));
    client.open("/w/own/config.xml", &text);
    let finding = client.published("/w/own/config.xml")[0].clone();
    assert_eq!(finding["codeDescription"]["href"], format!("https://a.example/{code}"));
}

#[test]
fn a_request_that_is_cancelled_is_answered() {
    let mut client = Client::new(&[]);
    client.open(MAIN, &description(&packages(300)));
    let params = json!({ "textDocument": { "uri": uri(MAIN) } });
    let ids: Vec<RequestId> = (0..6).map(|_| client.send("textDocument/semanticTokens/full", params.clone())).collect();
    client.tell("$/cancelRequest", json!({ "id": client.next }));
    // several threads answer, so that the answers come in any order
    let mut waiting = ids;
    while !waiting.is_empty() {
        if let Message::Response(response) = client.receive() {
            waiting.retain(|id| *id != response.id);
            if let Err(error) = response.response_result {
                assert_eq!(error.code, -32800);
            }
        }
    }
}

#[test]
fn an_unsaved_configuration_holds() {
    let text = description(
        "    <packages type=\"image\">\n        <package name=\"a\"/>\n        <package name=\"a\"/>\n    </packages>\n",
    );
    let mut client = Client::new(&[("/w/rowi.toml", "")]);
    client.open(MAIN, &text);
    assert!(codes(&client.published(MAIN)).contains(&"duplicate-package"));
    client.open("/w/rowi.toml", "ignore = [\"duplicate-package\"]\n");
    while codes(&client.published(MAIN)).contains(&"duplicate-package") {}
    client.change("/w/rowi.toml", 2, json!([{ "text": "severity = { duplicate-package = \"error\" }\n" }]));
    loop {
        let found = client.published(MAIN);
        if let Some(one) = found.iter().find(|one| one["code"] == "duplicate-package") {
            assert_eq!(one["severity"], 1);
            break;
        }
    }
}

#[test]
fn an_included_file_that_is_not_saved_counts() {
    let main = description("    <include from=\"this://./more.xml\"/>\n");
    let part = |inside: &str| {
        format!(
            "<image schemaversion=\"8.5\" name=\"x\">\n    <packages type=\"image\">{inside}</packages>\n</image>\n"
        )
    };
    let good = part("<package name=\"y\"/>");
    let bad = part("<package nam=\"y\"/>");
    let mut client = Client::new(&[(MAIN, &main), ("/w/more.xml", &good)]);
    client.open(MAIN, &main);
    settle(&mut client, &[(MAIN, &main), ("/w/more.xml", &good)], MAIN);
    client.open("/w/more.xml", &good);
    client.change("/w/more.xml", 2, json!([{ "text": bad }]));
    settle(&mut client, &[(MAIN, &main), ("/w/more.xml", &bad)], "/w/more.xml");
    client.change("/w/more.xml", 3, json!([{ "text": good }]));
    settle(&mut client, &[(MAIN, &main), ("/w/more.xml", &good)], "/w/more.xml");
}

/// Files that change while the server runs.
struct Changing(Mutex<MemoryLoader>);

impl Loader for Changing {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        self.0.lock().unwrap().read(path)
    }
    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.0.lock().unwrap().kind(path)
    }
    fn list(&self, directory: &Path) -> Vec<String> {
        self.0.lock().unwrap().list(directory)
    }
}

impl rowi::lsp::Workspace for Changing {}

#[test]
fn files_that_change_outside_of_the_editor_are_seen() {
    let part = "<image schemaversion=\"8.5\" name=\"x\">\n    <packages type=\"image\"><package nam=\"y\"/></packages>\n</image>\n";
    let main = description("    <include from=\"this://./more.xml\"/>\n");
    let mut files = MemoryLoader::new();
    files.insert(MAIN, main.as_str());
    let files = Arc::new(Changing(Mutex::new(files)));
    let capabilities = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::serve(files.clone(), capabilities);
    client.open(MAIN, &main);
    assert!(codes(&client.published(MAIN)).contains(&"missing-include"));
    files.0.lock().unwrap().insert("/w/more.xml", part);
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri("/w/more.xml"), "type": 1 }] }));
    while codes(&client.published(MAIN)).contains(&"missing-include") {}
    settle(&mut client, &[(MAIN, &main), ("/w/more.xml", part)], "/w/more.xml");
}

#[test]
fn what_is_told_first_heeds_old_versions_and_comments() {
    let text = description(&packages(1200));
    let version = format!("schemaversion=\"{}\"", rowi::kiwi::SCHEMA_VERSION);
    let old = text.replacen(&version, "schemaversion=\"7.4\"", 1);
    assert_ne!(old, text);
    let allowed = text.replacen("<image", "<!-- rowi: allow-file unknown-attribute -->\n<image", 1);
    for (text, is_told) in [(old, true), (allowed, false)] {
        let mut client = Client::new(&[]);
        client.open(MAIN, &text);
        settle(&mut client, &[(MAIN, &text)], MAIN);
        // the whole is judged by the schema alone before the first keystroke is told of at once
        let text = replace(&mut client, &text, 2, "pkg-500\"", "pkg-501\"");
        settle(&mut client, &[(MAIN, &text)], MAIN);
        let wrong = replace(&mut client, &text, 3, "<package name=\"pkg-600\"", "<package nam=\"pkg-600\"");
        let first = client.published(MAIN);
        assert_eq!(codes(&first).contains(&"unknown-attribute"), is_told);
        assert!(!codes(&first).contains(&"invalid-value"), "{first:?}");
        settle_from(&mut client, first, &[(MAIN, &wrong)], MAIN);
    }
}
