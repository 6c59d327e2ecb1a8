//! The language server through its protocol: scenarios of one client, with files in memory.

mod state;

use std::sync::Arc;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, RequestId};
use rowi::text::MemoryLoader;
use serde_json::{Value, json};

/// A client at the other end of the connection.
struct Client {
    connection: Connection,
    server: Option<std::thread::JoinHandle<Result<bool, String>>>,
    seen: Vec<Notification>,
    next: i32,
    answer: Value,
}

fn capabilities() -> Value {
    json!({
        "textDocument": {
            "completion": { "completionItem": { "snippetSupport": true } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
    })
}

impl Client {
    fn new(files: &[(&str, &str)]) -> Self {
        Self::with(files, capabilities())
    }

    fn with(files: &[(&str, &str)], capabilities: Value) -> Self {
        let mut loader = MemoryLoader::new();
        for (path, text) in files {
            loader.insert(path, *text);
        }
        Self::serve(Arc::new(loader), capabilities)
    }

    fn serve(loader: Arc<dyn rowi::lsp::Workspace>, capabilities: Value) -> Self {
        let (server, connection) = Connection::memory();
        let thread = std::thread::spawn(move || rowi::lsp::serve(&server, loader));
        let mut client = Self { connection, server: Some(thread), seen: Vec::new(), next: 0, answer: Value::Null };
        client.answer = client.ask("initialize", json!({ "rootUri": "file:///w", "capabilities": capabilities }));
        client.tell("initialized", json!({}));
        client
    }

    fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification::new(method.to_owned(), params).into()).unwrap();
    }

    fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.connection.sender.send(Request::new(id.clone(), method.to_owned(), params).into()).unwrap();
        id
    }

    fn receive(&mut self) -> Message {
        self.connection.receiver.recv_timeout(Duration::from_secs(60)).expect("an answer within a minute")
    }

    fn answer_to(&mut self, id: &RequestId) -> Result<Value, (i32, String)> {
        loop {
            match self.receive() {
                Message::Response(response) if response.id == *id => {
                    return response.response_result.map_err(|error| (error.code, error.message));
                }
                Message::Notification(notification) => self.seen.push(notification),
                _ => {}
            }
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.answer_to(&id).unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    fn open(&mut self, path: &str, text: &str) {
        let item = json!({ "uri": uri(path), "languageId": "xml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn change(&mut self, path: &str, version: i32, changes: Value) {
        let id = json!({ "uri": uri(path), "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": id, "contentChanges": changes }));
    }

    /// What is published for a file, the next time that it is.
    fn published(&mut self, path: &str) -> Vec<Value> {
        loop {
            let is_it = |one: &Notification| {
                one.method == "textDocument/publishDiagnostics" && one.params["uri"] == json!(uri(path))
            };
            if let Some(at) = self.seen.iter().position(is_it) {
                return self.seen.remove(at).params["diagnostics"].as_array().cloned().unwrap_or_default();
            }
            if let Message::Notification(notification) = self.receive() {
                self.seen.push(notification);
            }
        }
    }

    /// A request about the place of `$0` in a marked text, which is opened without the mark.
    fn at(&mut self, path: &str, marked: &str, method: &str) -> Value {
        self.at_with(path, marked, method, json!({}))
    }

    fn at_with(&mut self, path: &str, marked: &str, method: &str, more: Value) -> Value {
        let (text, position) = cursor(marked);
        self.open(path, &text);
        let mut params = json!({ "textDocument": { "uri": uri(path) }, "position": position });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        self.ask(&format!("textDocument/{method}"), params)
    }

    fn of(&mut self, path: &str, method: &str) -> Value {
        self.ask(&format!("textDocument/{method}"), json!({ "textDocument": { "uri": uri(path) } }))
    }

    /// The code actions at `$0`.
    fn actions(&mut self, path: &str, marked: &str, only: Option<&str>) -> Vec<Value> {
        let (text, position) = cursor(marked);
        self.open(path, &text);
        let mut context = json!({ "diagnostics": [] });
        if let Some(only) = only {
            context["only"] = json!([only]);
        }
        let params = json!({
            "textDocument": { "uri": uri(path) }, "range": { "start": position, "end": position }, "context": context,
        });
        self.ask("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        let ended = self.server.take().map(std::thread::JoinHandle::join);
        assert!(matches!(ended, Some(Ok(Ok(true)))), "the server ends in order: {ended:?}");
    }
}

fn uri(path: &str) -> String {
    format!("file://{path}")
}

/// A text without `$0`, and where it was.
fn cursor(marked: &str) -> (String, Value) {
    let at = marked.find("$0").expect("a cursor");
    let line = marked[..at].matches('\n').count();
    let start = marked[..at].rfind('\n').map_or(0, |found| found + 1);
    let character = marked[start..at].encode_utf16().count();
    (marked.replacen("$0", "", 1), json!({ "line": line, "character": character }))
}

/// A text after the protocol's edits of one file.
fn edited(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let (line, character) = (position["line"].as_u64().unwrap(), position["character"].as_u64().unwrap());
        let start = if line == 0 {
            0
        } else {
            text.match_indices('\n').nth(line as usize - 1).map_or(text.len(), |(at, _)| at + 1)
        };
        let mut units = 0;
        for (at, c) in text[start..].char_indices() {
            if units >= character as usize || c == '\n' {
                return start + at;
            }
            units += c.len_utf16();
        }
        text.len()
    };
    let mut list: Vec<(usize, usize, String)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().unwrap().to_owned())
        })
        .collect();
    list.sort_by_key(|(start, end, _)| (*start, *end));
    let mut result = text.to_owned();
    for (start, end, new) in list.into_iter().rev() {
        result.replace_range(start..end, &new);
    }
    result
}

fn labels(completion: &Value) -> Vec<&str> {
    completion["items"].as_array().expect("items").iter().map(|item| item["label"].as_str().unwrap()).collect()
}

fn codes(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|one| one["code"].as_str().unwrap()).collect()
}

const MAIN: &str = "/w/config.xml";

/// A valid description, with something put in before its end.
fn description(more: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<image schemaversion="8.5" name="test">
    <description type="system">
        <author>A</author>
        <contact>a@example.com</contact>
        <specification>S</specification>
    </description>
    <preferences>
        <version>1.0.0</version>
        <packagemanager>zypper</packagemanager>
        <type image="tbz"/>
    </preferences>
    <repository>
        <source path="obs://a/b"/>
    </repository>
    <packages type="bootstrap">
        <package name="filesystem"/>
    </packages>
{more}</image>
"#
    )
}

/// What `rowi check` finds in the same files.
fn checked(files: &[(&str, &str)], path: &str) -> Vec<String> {
    let mut loader = MemoryLoader::new();
    for (path, text) in files {
        loader.insert(path, *text);
    }
    let mut sources = rowi::text::Sources::new();
    let options = rowi::analysis::Options::default();
    let found = rowi::analysis::check(std::path::Path::new(path), &mut sources, &loader, &options);
    let mut all: Vec<String> = found
        .iter()
        .map(|one| {
            let source = sources.get(one.primary.source);
            let place = source.line_column(one.primary.start as usize);
            format!("{} {}:{} {} {}", source.name, place.line, place.column, one.name, one.message)
        })
        .collect();
    all.sort();
    all
}

fn told(path: &str, findings: &[Value]) -> Vec<String> {
    let mut all: Vec<String> = findings
        .iter()
        .map(|one| {
            let start = &one["range"]["start"];
            let (line, column) = (start["line"].as_u64().unwrap() + 1, start["character"].as_u64().unwrap() + 1);
            format!("{path} {line}:{column} {} {}", one["code"].as_str().unwrap(), one["message"].as_str().unwrap())
        })
        .collect();
    all.sort();
    all
}

#[test]
fn the_handshake_and_the_end() {
    let client = Client::with(&[], json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } }));
    assert_eq!(client.answer["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(client.answer["serverInfo"]["name"], "rowi");
    let client = Client::with(&[], json!({}));
    assert_eq!(client.answer["capabilities"]["positionEncoding"], "utf-16");
    // a client that just goes away
    let (server, connection) = Connection::memory();
    let thread = std::thread::spawn(move || rowi::lsp::serve(&server, Arc::new(MemoryLoader::new())));
    drop(connection);
    assert!(thread.join().unwrap().is_err());
}

#[test]
fn findings_are_those_of_check() {
    let text = description(
        "    <packages type=\"image\">\n        <package nam=\"x\"/>\n        <package name=\"a\"/>\n        <package name=\"a\"/>\n    </packages>\n",
    );
    let mut client = Client::new(&[]);
    client.open(MAIN, &text);
    let published = client.published(MAIN);
    assert!(!published.is_empty());
    assert_eq!(told(MAIN, &published), checked(&[(MAIN, &text)], MAIN));
    let finding = published.iter().find(|one| one["code"] == "unknown-attribute").expect("the attribute");
    assert_eq!(finding["severity"], 1);
    assert_eq!(finding["source"], "rowi");
    assert!(finding["codeDescription"]["href"].as_str().unwrap().contains("unknown-attribute"));
    let twice = published.iter().find(|one| one["code"] == "duplicate-package").expect("the package");
    assert_eq!(twice["tags"], json!([1]));
    assert!(twice["relatedInformation"][0]["location"]["uri"].as_str().unwrap().ends_with("config.xml"));
}

#[test]
fn edits_move_findings() {
    let text = description("    <packages type=\"imag\"/>\n");
    let mut client = Client::new(&[]);
    client.open(MAIN, &text);
    assert!(!client.published(MAIN).is_empty());
    let line = text.lines().position(|line| line.contains("imag\"")).unwrap();
    let at = text.lines().nth(line).unwrap().find("imag\"").unwrap();
    let place = json!({ "line": line, "character": at + 4 });
    client.change(MAIN, 2, json!([{ "range": { "start": place, "end": place }, "text": "e" }]));
    let new = text.replace("imag\"", "image\"");
    let published = client.published(MAIN);
    assert_eq!(told(MAIN, &published), checked(&[(MAIN, &new)], MAIN));
    client.change(MAIN, 3, json!([{ "text": "<image" }]));
    assert!(codes(&client.published(MAIN)).contains(&"unterminated-tag"));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(MAIN) } }));
    assert!(client.published(MAIN).is_empty());
}

#[test]
fn findings_are_pulled() {
    let text = description("    <packages type=\"imag\"/>\n");
    let mut client = Client::with(&[(MAIN, &text)], json!({ "textDocument": { "diagnostic": {} } }));
    client.open(MAIN, &text);
    let report = client.of(MAIN, "diagnostic");
    assert_eq!(report["kind"], "full");
    let own = report["items"].as_array().unwrap().clone();
    assert_eq!(told(MAIN, &own), checked(&[(MAIN, &text)], MAIN));
    let again = client.ask(
        "textDocument/diagnostic",
        json!({ "textDocument": { "uri": uri(MAIN) }, "previousResultId": report["resultId"] }),
    );
    assert_eq!(again["kind"], "unchanged");
    let all = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let files: Vec<&str> = all["items"].as_array().unwrap().iter().map(|one| one["uri"].as_str().unwrap()).collect();
    assert!(files.contains(&uri(MAIN).as_str()), "{files:?}");
}

#[test]
fn an_included_file_is_judged_in_its_description() {
    let main = description("    <include from=\"this://./more.xml\"/>\n");
    let part = "<image schemaversion=\"8.5\" name=\"x\">\n    <packages type=\"image\">\n        <package nam=\"y\"/>\n    </packages>\n</image>\n";
    let mut client = Client::new(&[(MAIN, &main), ("/w/more.xml", part)]);
    client.open("/w/more.xml", part);
    let published = client.published("/w/more.xml");
    assert!(codes(&published).contains(&"unknown-attribute"), "{published:?}");
    let all = checked(&[(MAIN, &main), ("/w/more.xml", part)], MAIN);
    let own: Vec<String> = all.into_iter().filter(|one| one.starts_with("/w/more.xml")).collect();
    assert_eq!(told("/w/more.xml", &published), own);
    // an unsaved change of the description counts, too
    client.open(MAIN, &description(""));
    client.published(MAIN);
}

#[test]
fn completion_in_every_place() {
    let mut client = Client::new(&[("/w/more.xml", "<image/>"), ("/w/files/a.tar", "")]);
    let mut offered = |more: &str| {
        let value = client.at(MAIN, &description(more), "completion");
        labels(&value).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let has = |all: &[String], label: &str| assert!(all.iter().any(|one| one == label), "`{label}` in {all:?}");
    let top = offered("    <$0\n");
    has(&top, "packages");
    assert!(!top.contains(&"description".to_owned()), "there is one already");
    has(&offered("    $0\n"), "users");
    has(&offered("    <packages $0>\n    </packages>\n"), "type");
    has(&offered("    <packages type=\"$0\">\n    </packages>\n"), "image");
    has(
        &offered("    <packages type=\"image\">\n        <package name=\"a\" arch=\"$0\"/>\n    </packages>\n"),
        "x86_64",
    );
    has(&offered("    <packages type=\"image\">\n        <package name=\"a\"/></$0\n"), "packages");
    has(
        &offered(
            "    <profiles><profile name=\"P\" description=\"p\"/></profiles>\n    <packages type=\"image\" profiles=\"$0\"/>\n",
        ),
        "P",
    );
    has(&offered("    <include from=\"this://./$0\"/>\n"), "more.xml");
    has(&offered("    <packages type=\"image\"><archive name=\"files/$0\"/></packages>\n"), "a.tar");
    has(&offered("    <!-- rowi: allow $0 -->\n"), "duplicate-package");
    let attributes = offered("    <packages type=\"image\" $0>\n    </packages>\n");
    assert!(!attributes.contains(&"type".to_owned()), "it is there already: {attributes:?}");
}

#[test]
fn completion_items_are_edits_with_documentation() {
    let mut client = Client::new(&[]);
    let text = description("    <us$0\n");
    let completion = client.at(MAIN, &text, "completion");
    let item = completion["items"].as_array().unwrap().iter().find(|item| item["label"] == "users").unwrap().clone();
    assert!(item["documentation"].is_null(), "documentation is told on demand");
    assert_eq!(item["insertTextFormat"], 2);
    let new = edited(&text.replace("$0", ""), &json!([item["textEdit"]]));
    assert!(
        new.contains("    <users>\n        <user name=\"$1\" password=\"$2\"/>")
            || new.contains("    <users>\n        <user "),
        "{new}"
    );
    let resolved = client.ask("completionItem/resolve", item);
    assert!(resolved["documentation"]["value"].as_str().unwrap().len() > 10);
}

#[test]
fn hover_tells_what_a_thing_is() {
    let mut client = Client::new(&[]);
    let mut told = |more: &str| {
        let value = client.at(MAIN, &description(more), "hover");
        value["contents"]["value"].as_str().unwrap_or("").to_owned()
    };
    assert!(told("    <pack$0ages type=\"image\"/>\n").contains("element packages"));
    assert!(told("    <packages ty$0pe=\"image\"/>\n").contains("Values:"));
    assert!(told("    <packages type=\"im$0age\"/>\n").contains("`image`"));
    assert!(
        told("    <!-- rowi: allow duplicate-pack$0age -->\n    <packages type=\"image\"/>\n")
            .contains("# duplicate-package")
    );
    assert!(told("    <packages type=\"image\" profiles=\"nop$0e\"/>\n").contains("defined nowhere"));
    assert_eq!(told("$0\n"), "");
}

#[test]
fn hover_in_other_forms() {
    let mut client = Client::new(&[]);
    let text = "image:\n  '@schemaversion': '8.5'\n  '@name': x\n  preferences:\n    - packagemana$0ger: zypper\n";
    let value = client.at("/w/config.yaml", text, "hover");
    assert!(value["contents"]["value"].as_str().unwrap_or("").contains("packagemanager"), "{value}");
}

#[test]
fn fixes_permissions_and_all_at_once() {
    let text = description("    <packages type=\"image\">\n        <package nam$0e2=\"a\"/>\n    </packages>\n");
    let mut client = Client::new(&[]);
    let actions = client.actions(MAIN, &text, None);
    let titles: Vec<&str> = actions.iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert!(titles.iter().any(|title| title.starts_with("Rename to `name`")), "{titles:?}");
    assert!(
        titles.contains(&"Allow `unknown-attribute` here")
            && titles.contains(&"Allow `unknown-attribute` in this file")
    );
    let plain = text.replace("$0", "");
    // each permission takes the finding away
    for title in ["Allow `unknown-attribute` here", "Allow `unknown-attribute` in this file"] {
        let action = actions.iter().find(|one| one["title"] == title).unwrap();
        let new = edited(&plain, &action["edit"]["changes"][uri(MAIN)]);
        let left = checked(&[(MAIN, &new)], MAIN);
        assert!(
            left.iter().all(|one| !one.contains("unknown-attribute") && !one.contains("unused-suppression")),
            "{left:?}"
        );
    }
    let all = client.actions(MAIN, &text, Some("source.fixAll"));
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["kind"], "source.fixAll.rowi");
    let new = edited(&plain, &all[0]["edit"]["changes"][uri(MAIN)]);
    assert!(new.contains("<package name=\"a\"/>"), "{new}");
    assert!(client.actions(MAIN, &text, Some("refactor.extract")).is_empty());
}

#[test]
fn edits_are_resolved_where_the_client_asks_for_it() {
    let capabilities = json!({ "textDocument": { "codeAction": { "resolveSupport": { "properties": ["edit"] } } } });
    let mut client = Client::with(&[], capabilities);
    let text = description("    <packages type=\"image\">\n        <package nam$0e2=\"a\"/>\n    </packages>\n");
    let actions = client.actions(MAIN, &text, Some("quickfix"));
    let action = actions.iter().find(|one| one["title"].as_str().unwrap().starts_with("Rename")).unwrap().clone();
    assert!(action["edit"].is_null());
    let resolved = client.ask("codeAction/resolve", action);
    assert!(resolved["edit"]["changes"][uri(MAIN)].is_array(), "{resolved}");
}

#[test]
fn what_is_missing_is_offered() {
    let mut client = Client::new(&[]);
    let text = description("    <users>\n        <us$0er/>\n    </users>\n");
    let actions = client.actions(MAIN, &text, None);
    let action = actions.iter().find(|one| one["title"].as_str().unwrap().ends_with(" to `user`")).expect("an action");
    let new = edited(&text.replace("$0", ""), &action["edit"]["changes"][uri(MAIN)]);
    assert!(new.contains(" name=\"\"") && new.contains(" password=\"\""), "{new}");
}

#[test]
fn old_descriptions_are_upgraded() {
    let mut client = Client::new(&[]);
    let text = description("").replace("8.5", "7.4").replacen("<image ", "<image $0", 1);
    let actions = client.actions(MAIN, &text, Some("source.upgrade.rowi"));
    let titles: Vec<&str> = actions.iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Upgrade to 8.5", "Upgrade to 7.5"]);
    let new = edited(&text.replace("$0", ""), &actions[0]["edit"]["changes"][uri(MAIN)]);
    assert!(new.contains("schemaversion=\"8.5\""), "{new}");
    let lenses = client.of(MAIN, "codeLens");
    let lens =
        lenses.as_array().unwrap().iter().find(|one| one["command"]["title"] == "upgrade to 8.5").expect("a lens");
    // the command comes back as an edit
    let id = client.send("workspace/executeCommand", lens["command"].clone());
    loop {
        match client.receive() {
            Message::Request(request) if request.method == "workspace/applyEdit" => {
                assert!(request.params["edit"]["changes"][uri(MAIN)].is_array());
                break;
            }
            Message::Notification(one) => client.seen.push(one),
            _ => {}
        }
    }
    assert_eq!(client.answer_to(&id).unwrap(), Value::Null);
}

#[test]
fn names_are_followed_and_renamed_everywhere() {
    let main = description(
        "    <include from=\"this://./more.xml\"/>\n    <profiles>\n        <profile name=\"Base\" description=\"b\"/>\n        \
         <profile name=\"Other\" description=\"o\">\n            <requires profile=\"Base\"/>\n        </profile>\n    </profiles>\n",
    );
    let part = "<image schemaversion=\"8.5\" name=\"x\">\n    <packages type=\"image\" profiles=\"Other,Ba$0se\"/>\n</image>\n";
    let script = "#!/bin/bash\nif [[ $kiwi_profiles =~ Base ]]; then\n    echo Base\nfi\n";
    let mut client = Client::new(&[(MAIN, &main), ("/w/config.sh", script)]);
    let definition = client.at("/w/more.xml", part, "definition");
    assert_eq!(definition[0]["uri"], uri(MAIN));
    let references =
        client.at_with("/w/more.xml", part, "references", json!({ "context": { "includeDeclaration": true } }));
    assert_eq!(references.as_array().unwrap().len(), 4, "{references}");
    let range = client.at("/w/more.xml", part, "prepareRename");
    assert_eq!(range["placeholder"], "Base");
    let rename = client.at_with("/w/more.xml", part, "rename", json!({ "newName": "Core" }));
    let changes = &rename["changes"];
    assert!(edited(&main, &changes[uri(MAIN)]).contains("<requires profile=\"Core\"/>"));
    assert!(edited(&part.replace("$0", ""), &changes[uri("/w/more.xml")]).contains("profiles=\"Other,Core\""));
    assert!(edited(script, &changes[uri("/w/config.sh")]).contains("=~ Core ]]"));
    let highlights = client.at("/w/more.xml", part, "documentHighlight");
    assert_eq!(highlights.as_array().unwrap().len(), 1);
    // from the address of a file to the file, and as links
    let marked = main.replace("this://./mo", "this://./mo$0");
    assert_eq!(client.at(MAIN, &marked, "definition")["uri"], uri("/w/more.xml"));
    assert_eq!(client.of(MAIN, "documentLink")[0]["target"], uri("/w/more.xml"));
}

#[test]
fn tags_belong_together() {
    let mut client = Client::new(&[]);
    let text = description("    <pack$0ages type=\"image\">\n    </packages>\n");
    let linked = client.at(MAIN, &text, "linkedEditingRange");
    assert_eq!(linked["ranges"].as_array().unwrap().len(), 2);
    assert_eq!(client.at(MAIN, &text, "documentHighlight").as_array().unwrap().len(), 2);
    let rename = client.at_with(MAIN, &text, "rename", json!({ "newName": "users" }));
    let new = edited(&text.replace("$0", ""), &rename["changes"][uri(MAIN)]);
    assert!(new.contains("<users type=\"image\">\n    </users>"));
    let closed =
        client.at_with(MAIN, "<image><users>$0</image>", "onTypeFormatting", json!({ "ch": ">", "options": {} }));
    assert_eq!(closed[0]["newText"], "</users>");
}

#[test]
fn structure() {
    let text = description("    <!-- a\n         b -->\n");
    let mut client = Client::new(&[(MAIN, &text)]);
    client.open(MAIN, &text);
    let symbols = client.of(MAIN, "documentSymbol");
    assert_eq!(symbols[0]["name"], "image");
    assert_eq!(symbols[0]["children"].as_array().unwrap().len(), 4);
    let folds = client.of(MAIN, "foldingRange");
    assert!(folds.as_array().unwrap().iter().any(|fold| fold["kind"] == "comment"));
    let selection = client.ask(
        "textDocument/selectionRange",
        json!({ "textDocument": { "uri": uri(MAIN) }, "positions": [{ "line": 8, "character": 18 }] }),
    );
    assert!(selection[0]["parent"]["parent"]["parent"].is_object());
    let tokens = client.of(MAIN, "semanticTokens/full");
    assert_eq!(tokens["data"].as_array().unwrap().len() % 5, 0);
    assert!(!tokens["data"].as_array().unwrap().is_empty());
    let hints = client.ask(
        "textDocument/inlayHint",
        json!({ "textDocument": { "uri": uri(MAIN) }, "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } } }),
    );
    assert!(hints.to_string().contains("every selection"));
    let found = client.ask("workspace/symbol", json!({ "query": "filesys" }));
    assert!(found.to_string().contains("filesystem"), "{found}");
}

#[test]
fn formatting_is_that_of_fmt() {
    let text = description("  <packages   type = \"image\"><package name=\"a\" /></packages>\n");
    let mut client = Client::new(&[]);
    client.open(MAIN, &text);
    let edits = client.ask(
        "textDocument/formatting",
        json!({ "textDocument": { "uri": uri(MAIN) }, "options": { "tabSize": 4, "insertSpaces": true } }),
    );
    let tree = rowi::query::Tree::new(text.as_str().into());
    let new = edited(&text, &edits);
    assert_eq!(new, rowi::query::format::format(&tree, &rowi::query::format::Options::default()));
    assert!(new.contains("    <packages type=\"image\">\n        <package name=\"a\"/>\n    </packages>\n"));
    // only a part
    let line = text.lines().position(|line| line.contains("  <packages   type")).unwrap();
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": line - 1, "character": 0 } });
    let edits = client.ask(
        "textDocument/rangeFormatting",
        json!({ "textDocument": { "uri": uri(MAIN) }, "range": range, "options": { "tabSize": 4, "insertSpaces": true } }),
    );
    assert_eq!(edits, json!([]));
}

#[test]
fn schemas_across_their_files() {
    let part = "## An x.\nx = element x { text }\nunused = text\n";
    let main = "include \"part.rnc\"\nstart = $0x | missing\n";
    let mut client = Client::new(&[("/w/part.rnc", part), ("/w/main.rnc", &main.replace("$0", ""))]);
    let definition = client.at("/w/main.rnc", main, "definition");
    assert_eq!(definition[0]["uri"], uri("/w/part.rnc"));
    assert!(client.at("/w/main.rnc", main, "hover")["contents"]["value"].as_str().unwrap().contains("An x."));
    assert!(labels(&client.at("/w/main.rnc", "include \"part.rnc\"\nstart = $0", "completion")).contains(&"x"));
    assert_eq!(labels(&client.at("/w/main.rnc", "include \"$0\"\n", "completion")), ["part.rnc"]);
    let rename = client.at_with("/w/main.rnc", main, "rename", json!({ "newName": "y" }));
    assert!(edited(part, &rename["changes"][uri("/w/part.rnc")]).contains("\ny = element x"));
    let actions = client.actions("/w/main.rnc", "include \"part.rnc\"\nstart = x | miss$0ing\n", Some("quickfix"));
    assert!(actions.iter().any(|one| one["title"] == "Create `missing`"), "{actions:?}");
    // the part alone has no start: it is judged with the schema that includes it
    client.open("/w/main.rnc", "include \"part.rnc\"\nstart = x\n");
    client.open("/w/part.rnc", part);
    let report = client.of("/w/part.rnc", "diagnostic");
    assert_eq!(codes(report["items"].as_array().unwrap()), ["schema-unused-definition"]);
    let lenses = client.of("/w/part.rnc", "codeLens");
    assert!(lenses.to_string().contains("1 reference\""), "{lenses}");
    assert!(client.of("/w/part.rnc", "documentSymbol").to_string().contains("unused"));
    assert!(!client.of("/w/part.rnc", "semanticTokens/full")["data"].as_array().unwrap().is_empty());
    assert!(client.of("/w/main.rnc", "documentLink").to_string().contains("part.rnc"));
    let edits = client.ask(
        "textDocument/formatting",
        json!({ "textDocument": { "uri": uri("/w/part.rnc") }, "options": { "tabSize": 2, "insertSpaces": true } }),
    );
    assert_eq!(edited(part, &edits), rowi::query::schema::formatted(part).unwrap());
}

#[test]
fn other_documents_by_the_schema_that_they_name() {
    let schema = "start = element r { element a { attribute k { 'v' } }* }\n";
    let text = "<?xml-model href=\"s.rnc\"?>\n<r>\n  <a k=\"w\"/>\n  $0\n</r>\n";
    let mut client = Client::new(&[("/w/s.rnc", schema)]);
    assert_eq!(labels(&client.at("/w/d.xml", text, "completion")), ["a"]);
    let report = client.of("/w/d.xml", "diagnostic");
    assert_eq!(report["items"].as_array().unwrap().len(), 1, "{report}");
    let definition = client.at("/w/d.xml", &text.replace("$0", "").replace("<a", "<$0a"), "definition");
    assert_eq!(definition["uri"], uri("/w/s.rnc"));
    // an edit of the schema renews what is told of the document
    client.open("/w/s.rnc", &schema.replace("'v'", "'w'"));
    let report = client.of("/w/d.xml", "diagnostic");
    assert_eq!(report["items"], json!([]));
}

#[test]
fn a_configuration_binds_schemas() {
    let config = "[[schema]]\nfiles = \"docs/*.xml\"\npath = \"s.rnc\"\n";
    let mut client =
        Client::new(&[("/w/s.rnc", "start = element r { element a { empty } }\n"), ("/w/rowi.toml", config)]);
    assert_eq!(labels(&client.at("/w/docs/d.xml", "<r>$0</r>", "completion")), ["a"]);
    assert!(labels(&client.at("/w/other/d.xml", "<r>$0</r>", "completion")).is_empty());
}

#[test]
fn scripts_belong_to_their_description() {
    let script = "#!/bin/bash\npodman pull docker.io/library/nginx:1.27\n";
    let main = description("");
    let mut client = Client::new(&[(MAIN, &main), ("/w/config.sh", script)]);
    client.open("/w/config.sh", script);
    let all = checked(&[(MAIN, &main), ("/w/config.sh", script)], MAIN);
    let own: Vec<String> = all.into_iter().filter(|one| one.starts_with("/w/config.sh")).collect();
    assert!(!own.is_empty(), "the case has a finding");
    assert_eq!(told("/w/config.sh", &client.published("/w/config.sh")), own);
}

#[test]
fn mistakes_of_the_client_are_answered() {
    let mut client = Client::new(&[]);
    let id = client.send("no/such", json!({}));
    assert_eq!(client.answer_to(&id).unwrap_err().0, -32601);
    let id = client.send(
        "textDocument/hover",
        json!({ "textDocument": { "uri": "file:///nope" }, "position": { "line": 0, "character": 0 } }),
    );
    assert_eq!(client.answer_to(&id).unwrap_err().0, -32602);
    let id = client.send("textDocument/hover", json!(null));
    assert!(client.answer_to(&id).is_err());
    // positions beyond the text are its end
    client.open(MAIN, "<image/>");
    let far = json!({ "textDocument": { "uri": uri(MAIN) }, "position": { "line": 99, "character": 99 } });
    assert_eq!(client.ask("textDocument/hover", far), Value::Null);
}

#[test]
fn every_prefix_is_answered() {
    let text = description("    <users><user name=\"ü\" password='x'/></users>\n    <!-- c -->\n");
    let mut client = Client::new(&[]);
    client.open(MAIN, "");
    let mut version = 1;
    let ends: Vec<usize> = (0..text.len()).filter(|end| text.is_char_boundary(*end)).step_by(7).collect();
    for end in ends {
        version += 1;
        client.change(MAIN, version, json!([{ "text": text[..end] }]));
        let (_, position) = cursor(&format!("{}$0", &text[..end]));
        let params = json!({ "textDocument": { "uri": uri(MAIN) }, "position": position });
        for method in ["completion", "hover", "definition", "prepareRename", "linkedEditingRange", "documentHighlight"]
        {
            client.ask(&format!("textDocument/{method}"), params.clone());
        }
        for method in ["documentSymbol", "foldingRange", "codeLens", "semanticTokens/full", "documentLink"] {
            client.of(MAIN, method);
        }
    }
}

#[test]
fn files_that_move_are_named_anew() {
    let main = description("").replace("<description", "<include from='this://./parts/users.xml'/><description");
    let part = "<image schemaversion='8.5' name='p'><users><user name='tux' password='x'/></users></image>";
    let schema = "include 'lib/base.rnc'\nstart = base";
    let files = [
        ("/w/a.kiwi", main.as_str()),
        ("/w/parts/users.xml", part),
        ("/w/own.rnc", schema),
        ("/w/lib/base.rnc", "base = element a { empty }"),
    ];
    let mut client = Client::new(&files);
    client.open("/w/a.kiwi", &main);
    let moved = |client: &mut Client, from: &str, to: &str| {
        let files = json!({ "files": [{ "oldUri": uri(from), "newUri": uri(to) }] });
        client.ask("workspace/willRenameFiles", files)
    };
    let edit = moved(&mut client, "/w/parts/users.xml", "/w/parts/more/people & co.xml");
    let new = edited(&main, &edit["changes"][uri("/w/a.kiwi")]);
    assert!(new.contains("from='this://./parts/more/people &amp; co.xml'"), "{new}");
    // a folder
    let edit = moved(&mut client, "/w/parts", "/w/elsewhere");
    assert!(edited(&main, &edit["changes"][uri("/w/a.kiwi")]).contains("this://./elsewhere/users.xml"), "{edit}");
    // a schema that is not open, and one that moves itself
    let edit = moved(&mut client, "/w/lib/base.rnc", "/w/base.rnc");
    assert_eq!(edited(schema, &edit["changes"][uri("/w/own.rnc")]), "include 'base.rnc'\nstart = base");
    let edit = moved(&mut client, "/w/own.rnc", "/w/deep/own.rnc");
    assert_eq!(edited(schema, &edit["changes"][uri("/w/own.rnc")]), "include '../lib/base.rnc'\nstart = base");
    // nobody names it
    assert_eq!(moved(&mut client, "/w/nothing.xml", "/w/other.xml"), Value::Null);
    client.tell(
        "workspace/didRenameFiles",
        json!({ "files": [{ "oldUri": uri("/w/parts/users.xml"), "newUri": uri("/w/gone.xml") }] }),
    );
    assert!(client.answer.pointer("/capabilities/workspace/fileOperations/willRename/filters/0/pattern").is_some());
}

#[test]
fn tokens_come_as_differences() {
    let text = description("");
    let mut client = Client::new(&[("/w/a.kiwi", &text)]);
    client.open("/w/a.kiwi", &text);
    let numbers =
        |value: &Value| -> Vec<u64> { value.as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect() };
    let first = client.of("/w/a.kiwi", "semanticTokens/full");
    let mut data = numbers(&first["data"]);
    let mut id = first["resultId"].clone();
    let mut new = text.clone();
    for (version, (old, put)) in
        [("<author>", "<!-- c -->\n<author>"), ("<!-- c -->", ""), ("name=", "displayname='x' name="), ("x", "x")]
            .into_iter()
            .enumerate()
    {
        new = new.replacen(old, put, 1);
        client.change("/w/a.kiwi", 2 + i32::try_from(version).unwrap(), json!([{ "text": new }]));
        let params = json!({ "textDocument": { "uri": uri("/w/a.kiwi") }, "previousResultId": id });
        let answer = client.ask("textDocument/semanticTokens/full/delta", params);
        for edit in answer["edits"].as_array().expect("a difference") {
            let start = usize::try_from(edit["start"].as_u64().unwrap()).unwrap();
            let count = usize::try_from(edit["deleteCount"].as_u64().unwrap()).unwrap();
            data.splice(start..start + count, numbers(&edit["data"]));
        }
        let whole = client.of("/w/a.kiwi", "semanticTokens/full");
        assert_eq!(data, numbers(&whole["data"]), "{old} to {put}");
        id = whole["resultId"].clone();
    }
    // of an answer that is not known all is told
    let params = json!({ "textDocument": { "uri": uri("/w/a.kiwi") }, "previousResultId": "none" });
    assert!(client.ask("textDocument/semanticTokens/full/delta", params)["data"].is_array());
}
