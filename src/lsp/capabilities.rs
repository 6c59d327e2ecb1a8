//! What client and server can do.

use std::path::PathBuf;

use gen_lsp_types::Uri;
use serde_json::{Value, json};

use super::position::Encoding;
use super::snapshot::Client;
use super::uri;

/// What was agreed on.
pub(super) struct Negotiated {
    pub(super) encoding: Encoding,
    pub(super) client: Client,
    pub(super) folders: Vec<PathBuf>,
}

/// The types of semantic tokens, by number.
pub(super) const TOKEN_TYPES: [&str; 12] = [
    "keyword",
    "type",
    "property",
    "string",
    "number",
    "enumMember",
    "comment",
    "namespace",
    "macro",
    "operator",
    "variable",
    "function",
];
/// The modifiers of semantic tokens, by bit.
pub(super) const TOKEN_MODIFIERS: [&str; 3] = ["deprecated", "definition", "documentation"];

/// Reads what the client says of itself.
pub(super) fn negotiate(params: &Value) -> Negotiated {
    let capabilities = &params["capabilities"];
    let is = |pointer: &str| capabilities.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
    let offered: Vec<&str> = capabilities["general"]["positionEncodings"]
        .as_array()
        .map(|list| list.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let encoding = if offered.contains(&"utf-8") {
        Encoding::Utf8
    } else if offered.contains(&"utf-32") && !offered.contains(&"utf-16") {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    };
    let path = |value: &Value| value.as_str().map(|text| uri::to_path(&Uri(text.to_owned())));
    let mut folders: Vec<PathBuf> = params["workspaceFolders"]
        .as_array()
        .map(|list| list.iter().filter_map(|folder| path(&folder["uri"])).collect())
        .unwrap_or_default();
    if folders.is_empty() {
        folders.extend(path(&params["rootUri"]).or_else(|| params["rootPath"].as_str().map(PathBuf::from)));
    }
    let client = Client {
        snippets: is("/textDocument/completion/completionItem/snippetSupport"),
        document_changes: is("/workspace/workspaceEdit/documentChanges"),
        pulls_diagnostics: capabilities.pointer("/textDocument/diagnostic").is_some(),
        refreshes_diagnostics: is("/workspace/diagnostics/refreshSupport"),
        watches_files: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
        hierarchical_symbols: is("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
        virtual_documents: capabilities.pointer("/workspace/textDocumentContent").is_some(),
        resolves_edits: capabilities
            .pointer("/textDocument/codeAction/resolveSupport/properties")
            .and_then(Value::as_array)
            .is_some_and(|list| list.iter().any(|one| one == "edit")),
    };
    Negotiated { encoding, client, folders }
}

/// What the server can do.
pub(super) fn server(negotiated: &Negotiated) -> Value {
    let encoding = match negotiated.encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16 => "utf-16",
        Encoding::Utf32 => "utf-32",
    };
    json!({
        "positionEncoding": encoding,
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "completionProvider": {
            "triggerCharacters": ["<", " ", "\"", "'", "/", "=", ",", ":", "@"],
            "resolveProvider": true,
            "completionItem": { "labelDetailsSupport": true },
        },
        "hoverProvider": true,
        "definitionProvider": true,
        "declarationProvider": true,
        "typeDefinitionProvider": true,
        "implementationProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "codeActionProvider": {
            "codeActionKinds": ["quickfix", "source.fixAll.rowi", "source.upgrade.rowi", "refactor.rewrite"],
            "resolveProvider": true,
        },
        "codeLensProvider": { "resolveProvider": true },
        "documentLinkProvider": { "resolveProvider": false },
        "documentFormattingProvider": true,
        "documentRangeFormattingProvider": true,
        "documentOnTypeFormattingProvider": { "firstTriggerCharacter": ">", "moreTriggerCharacter": ["/", "\n"] },
        "renameProvider": { "prepareProvider": true },
        "foldingRangeProvider": true,
        "selectionRangeProvider": true,
        "linkedEditingRangeProvider": true,
        "semanticTokensProvider": {
            "legend": { "tokenTypes": TOKEN_TYPES, "tokenModifiers": TOKEN_MODIFIERS },
            "range": true,
            "full": { "delta": true },
        },
        "executeCommandProvider": { "commands": [super::actions::UPGRADE_COMMAND] },
        "inlayHintProvider": { "resolveProvider": false },
        "diagnosticProvider": { "identifier": "rowi", "interFileDependencies": true, "workspaceDiagnostics": true },
        "workspace": {
            "workspaceFolders": { "supported": true, "changeNotifications": true },
            "textDocumentContent": { "schemes": ["rowi"] },
            "fileOperations": {
                "willRename": { "filters": [{ "scheme": "file", "pattern": { "glob": "**" } }] },
                "didRename": { "filters": [{ "scheme": "file", "pattern": { "glob": "**" } }] },
            },
        },
    })
}
