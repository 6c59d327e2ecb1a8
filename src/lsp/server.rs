//! The loop: reads messages, keeps the open texts, hands requests to threads that answer from snapshots.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    Uri,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Workspace;
use super::capabilities;
use super::disk::Disk;
use super::documents::Document;
use super::features;
use super::snapshot::Snapshot;
use super::uri;

/// Threads that answer requests.
const THREADS: usize = 3;
/// How often the server looks whether its client is still there.
const WATCH: Duration = Duration::from_secs(3);

type Job = Box<dyn FnOnce() + Send>;
type Sender = lsp_server_sender::Sender;

/// The connection's sender under one name.
mod lsp_server_sender {
    use std::sync::Arc;

    use lsp_server::{Connection, Message};

    /// Sends messages from any thread; what a client that has gone does not take is dropped.
    #[derive(Clone)]
    pub(super) struct Sender(Arc<dyn Fn(Message) + Send + Sync>);

    impl Sender {
        pub(super) fn of(connection: &Connection) -> Self {
            let sender = connection.sender.clone();
            Self(Arc::new(move |message| {
                let _ = sender.send(message);
            }))
        }

        pub(super) fn send(&self, message: impl Into<Message>) {
            (self.0)(message.into());
        }
    }
}

/// What waits to be published.
#[derive(Default)]
struct Pending {
    snapshot: Option<Snapshot>,
    /// Files whose findings may have changed.
    dirty: BTreeSet<PathBuf>,
    stopped: bool,
}

#[derive(Default)]
struct Publisher {
    pending: Mutex<Pending>,
    wake: Condvar,
}

struct Server {
    sender: Sender,
    snapshot: Snapshot,
    jobs: mpsc::Sender<Job>,
    running: Arc<Mutex<HashMap<RequestId, Arc<AtomicBool>>>>,
    publisher: Arc<Publisher>,
    /// Tells at once what can be told at once.
    first: Arc<Publisher>,
    /// The client asks for findings by itself.
    pulls: Arc<AtomicBool>,
    next_request: i32,
    shut_down: bool,
    disk: Arc<Disk>,
    files: Arc<dyn Workspace>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves one client. Returns whether it left in order.
pub(super) fn serve(
    connection: &Connection,
    files: Arc<dyn Workspace>,
    gone: impl Fn() + Send + 'static,
) -> Result<bool, String> {
    let (id, params) = connection.initialize_start().map_err(|error| error.to_string())?;
    if let Some(process) = params["processId"].as_u64() {
        watch(process, gone);
    }
    let negotiated = capabilities::negotiate(&params);
    let answer = json!({
        "capabilities": capabilities::server(&negotiated),
        "serverInfo": { "name": "rowi", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer).map_err(|error| error.to_string())?;
    let (jobs, queue) = mpsc::channel::<Job>();
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..THREADS {
        let queue = queue.clone();
        std::thread::spawn(move || {
            loop {
                let job = lock(&queue).recv();
                match job {
                    Ok(job) => job(),
                    Err(_) => break,
                }
            }
        });
    }
    let sender = Sender::of(connection);
    let publisher = Arc::new(Publisher::default());
    let pulls = Arc::new(AtomicBool::new(false));
    let first = Arc::new(Publisher::default());
    let published = Arc::new(Mutex::new(Published::default()));
    let publishing = {
        let (publisher, sender, pulls, published) =
            (publisher.clone(), sender.clone(), pulls.clone(), published.clone());
        std::thread::spawn(move || publish(&publisher, &sender, &pulls, &published))
    };
    let publishing_first = {
        let (first, sender, pulls) = (first.clone(), sender.clone(), pulls.clone());
        std::thread::spawn(move || publish_first(&first, &sender, &pulls, &published))
    };
    let disk = Arc::new(Disk::new(files.clone(), negotiated.client.watches_files));
    negotiated.folders.iter().for_each(|folder| files.opened(folder));
    let mut server = Server {
        sender,
        snapshot: Snapshot {
            documents: Arc::default(),
            folders: Arc::new(negotiated.folders),
            loader: disk.clone(),
            encoding: negotiated.encoding,
            client: Arc::new(negotiated.client),
            generation: 1,
            cache: Arc::default(),
        },
        jobs,
        running: Arc::default(),
        publisher,
        first,
        pulls,
        next_request: 1,
        shut_down: false,
        disk,
        files,
    };
    server.register_watchers();
    let ended = server.run(connection);
    for publisher in [&server.publisher, &server.first] {
        lock(&publisher.pending).stopped = true;
        publisher.wake.notify_all();
    }
    drop(server);
    let _ = publishing.join();
    let _ = publishing_first.join();
    Ok(ended)
}

/// Calls `gone` when a process is there no more: an editor that crashes may leave its end of the pipe open to others.
/// Only where the system tells which processes there are as files.
fn watch(process: u64, gone: impl Fn() + Send + 'static) {
    let place = PathBuf::from(format!("/proc/{process}"));
    if place.exists() {
        std::thread::spawn(move || {
            while place.exists() {
                std::thread::sleep(WATCH);
            }
            gone();
        });
    }
}

impl Server {
    fn run(&mut self, connection: &Connection) -> bool {
        for message in &connection.receiver {
            match message {
                Message::Request(request) => self.request(request),
                Message::Notification(notification) if notification.method == "exit" => return self.shut_down,
                Message::Notification(notification) => {
                    let method = notification.method.clone();
                    let handled = catch_unwind(AssertUnwindSafe(|| self.notification(notification)));
                    if handled.is_err() {
                        self.log(&format!("`{method}` could not be handled"));
                    }
                }
                Message::Response(_) => {}
            }
        }
        // the client is gone
        self.shut_down
    }

    fn log(&self, message: &str) {
        let params = json!({ "type": 1, "message": message });
        self.sender.send(Notification::new("window/logMessage".to_owned(), params));
    }

    fn ask(&mut self, method: &str, params: Value) {
        let id = RequestId::from(self.next_request);
        self.next_request += 1;
        self.sender.send(Request::new(id, method.to_owned(), params));
    }

    fn register_watchers(&mut self) {
        if !self.snapshot.client.watches_files {
            return;
        }
        // whatever lies below a description may belong to it
        let watchers = json!([{ "globPattern": "**/*" }]);
        let registration = json!({
            "id": "rowi-files", "method": "workspace/didChangeWatchedFiles", "registerOptions": { "watchers": watchers },
        });
        self.ask("client/registerCapability", json!({ "registrations": [registration] }));
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if method == "shutdown" {
            self.shut_down = true;
            self.sender.send(Response::new_ok(id, Value::Null));
            return;
        }
        if self.shut_down {
            let message = "the server was asked to shut down".to_owned();
            self.sender.send(Response::new_err(id, ErrorCode::InvalidRequest as i32, message));
            return;
        }
        if matches!(method.as_str(), "textDocument/diagnostic" | "workspace/diagnostic")
            && self.snapshot.client.pulls_diagnostics
            && !self.pulls.swap(true, Ordering::SeqCst)
        {
            self.withdraw();
        }
        let cancelled = Arc::new(AtomicBool::new(false));
        lock(&self.running).insert(id.clone(), cancelled.clone());
        let (snapshot, sender, running) = (self.snapshot.clone(), self.sender.clone(), self.running.clone());
        let job: Job = Box::new(move || {
            let response = if cancelled.load(Ordering::SeqCst) {
                cancelled_response(id.clone())
            } else {
                let answer = catch_unwind(AssertUnwindSafe(|| {
                    if method == "workspace/executeCommand"
                        && let Some(edit) = super::actions::command(&snapshot, &params)
                    {
                        let request = RequestId::from(format!("edit-{id}"));
                        let params = json!({ "label": "upgrade", "edit": edit });
                        sender.send(Request::new(request, "workspace/applyEdit".to_owned(), params));
                        return Ok(Value::Null);
                    }
                    features::answer(&snapshot, &method, params)
                }));
                match answer {
                    _ if cancelled.load(Ordering::SeqCst) => cancelled_response(id.clone()),
                    Ok(Ok(value)) => Response::new_ok(id.clone(), value),
                    Ok(Err((code, message))) => Response::new_err(id.clone(), code as i32, message),
                    Err(panic) => {
                        let words = panic
                            .downcast_ref::<String>()
                            .map(String::as_str)
                            .or_else(|| panic.downcast_ref::<&str>().copied())
                            .unwrap_or("an unknown reason");
                        let message = format!("`{method}` failed: {words}");
                        Response::new_err(id.clone(), ErrorCode::InternalError as i32, message)
                    }
                }
            };
            lock(&running).remove(&id);
            sender.send(response);
        });
        let _ = self.jobs.send(job);
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "textDocument/didOpen" => {
                if let Some(params) = parse::<DidOpenTextDocumentParams>(params) {
                    let item = params.text_document;
                    self.files.opened(&uri::to_path(&item.uri));
                    self.set(Document::new(item.uri, item.version, item.text.into()), false);
                }
            }
            "textDocument/didChange" => {
                let Some(params) = parse::<DidChangeTextDocumentParams>(params) else { return };
                let id = params.text_document;
                let Some(document) = self.snapshot.document(&id.text_document_identifier.uri).cloned() else { return };
                self.set(document.changed(id.version, params.content_changes, self.snapshot.encoding), true);
            }
            "textDocument/didClose" => {
                let Some(params) = parse::<DidCloseTextDocumentParams>(params) else { return };
                self.close(&params.text_document.uri);
            }
            "workspace/didChangeWatchedFiles" => {
                let Some(params) = parse::<DidChangeWatchedFilesParams>(params) else { return };
                let changed: Vec<PathBuf> = params.changes.iter().map(|change| uri::to_path(&change.uri)).collect();
                // what is open is known better from the editor
                let changed = changed.into_iter().filter(|path| !self.snapshot.documents.contains_key(path));
                self.touch(changed.collect(), false);
            }
            "textDocument/didSave" => {
                if let Some(path) = params["textDocument"]["uri"].as_str().map(|uri| uri::to_path(&Uri(uri.to_owned())))
                {
                    self.touch(vec![path], false);
                }
            }
            "workspace/didRenameFiles" => {
                let moved = super::moves::moved(&params).into_iter().flat_map(|(from, to)| [from, to]);
                let moved = moved.filter(|path| !self.snapshot.documents.contains_key(path));
                self.touch(moved.collect(), false);
            }
            "workspace/didChangeWorkspaceFolders" => {
                let mut folders = self.snapshot.folders.to_vec();
                let paths = |key: &str| -> Vec<PathBuf> {
                    let list = params["event"][key].as_array().cloned().unwrap_or_default();
                    list.iter()
                        .filter_map(|one| one["uri"].as_str().map(|uri| uri::to_path(&Uri(uri.to_owned()))))
                        .collect()
                };
                let removed = paths("removed");
                folders.retain(|folder| !removed.contains(folder));
                let added = paths("added");
                added.iter().for_each(|folder| self.files.opened(folder));
                self.disk.forget();
                folders.extend(added);
                self.snapshot.folders = Arc::new(folders);
            }
            "workspace/didChangeConfiguration" => {
                let all = self.snapshot.documents.keys().cloned().collect();
                self.touch(all, false);
            }
            "$/cancelRequest" => {
                let id = match &params["id"] {
                    Value::String(text) => Some(RequestId::from(text.clone())),
                    Value::Number(number) => number.as_i64().and_then(|n| i32::try_from(n).ok()).map(RequestId::from),
                    _ => None,
                };
                if let Some(flag) = id.and_then(|id| lock(&self.running).get(&id).cloned()) {
                    flag.store(true, Ordering::SeqCst);
                }
            }
            _ => {}
        }
    }

    fn set(&mut self, document: Document, is_edit: bool) {
        let path = document.path.clone();
        let mut documents: BTreeMap<PathBuf, Arc<Document>> = (*self.snapshot.documents).clone();
        documents.insert(path.clone(), Arc::new(document));
        self.snapshot.documents = Arc::new(documents);
        self.touch(vec![path], is_edit);
    }

    fn close(&mut self, uri: &Uri) {
        let path = uri::to_path(uri);
        let mut documents: BTreeMap<PathBuf, Arc<Document>> = (*self.snapshot.documents).clone();
        if documents.remove(&path).is_none() {
            return;
        }
        self.snapshot.documents = Arc::new(documents);
        self.touch(vec![path], false);
        let params = json!({ "uri": uri, "diagnostics": [] });
        self.sender.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
    }

    /// Files have changed: what depends on them is looked at again.
    fn touch(&mut self, paths: Vec<PathBuf>, is_edit: bool) {
        self.snapshot.generation += 1;
        if !is_edit {
            self.disk.forget();
            self.snapshot.cache.forget_files();
        }
        for path in &paths {
            self.snapshot.cache.invalidate(path, self.snapshot.generation, is_edit);
        }
        for publisher in [&self.first, &self.publisher] {
            let mut pending = lock(&publisher.pending);
            pending.snapshot = Some(self.snapshot.clone());
            pending.dirty.extend(paths.iter().cloned());
            publisher.wake.notify_all();
        }
    }

    /// Takes back what was published: the client asks by itself.
    fn withdraw(&self) {
        for document in self.snapshot.documents.values() {
            let params = json!({ "uri": document.uri, "diagnostics": [] });
            self.sender.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
        }
    }
}

fn cancelled_response(id: RequestId) -> Response {
    Response::new_err(id, ErrorCode::RequestCanceled as i32, "cancelled".to_owned())
}

pub(super) fn parse<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

/// What was published of each file: its hash, and of which generation it was.
#[derive(Default)]
struct Published {
    files: BTreeMap<PathBuf, (u64, u64)>,
}

impl Published {
    /// Publishes what can be told at once of a file, unless something as new is published already.
    fn send_first(&mut self, sender: &Sender, path: &Path, params: Value, generation: u64) {
        if self.files.get(path).is_none_or(|(_, newest)| *newest < generation) {
            self.send(sender, path, params, generation);
        }
    }

    /// Publishes the findings of a file, unless the same, or newer ones, are published already.
    fn send(&mut self, sender: &Sender, path: &Path, params: Value, generation: u64) {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        params.to_string().hash(&mut hasher);
        let hash = hasher.finish();
        let before = self.files.get(path).copied();
        if before.is_some_and(|(_, newest)| newest > generation) {
            return;
        }
        self.files.insert(path.to_path_buf(), (hash, generation));
        if before.is_some_and(|(known, _)| known == hash) {
            return;
        }
        sender.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
    }
}

impl Publisher {
    /// Waits until something has changed; `None` once the server stops.
    fn wait(&self) -> Option<(Snapshot, BTreeSet<PathBuf>)> {
        let mut pending = lock(&self.pending);
        loop {
            if pending.stopped {
                return None;
            }
            if let Some(snapshot) = pending.snapshot.take() {
                return Some((snapshot, std::mem::take(&mut pending.dirty)));
            }
            pending = self.wake.wait(pending).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A whole check waits at least and at most so long for the next keystroke.
const REST: (Duration, Duration) = (Duration::from_millis(40), Duration::from_millis(500));
/// Someone who types without a rest is told after this time.
const LONGEST: Duration = Duration::from_secs(3);

impl Publisher {
    /// Waits until typing rests, where the first publisher tells of all that was edited: a whole check would take the
    /// time of the next keystroke.
    fn rest(&self, snapshot: &mut Snapshot, dirty: &mut BTreeSet<PathBuf>) {
        let begin = Instant::now();
        while begin.elapsed() < LONGEST {
            let mut longest = Duration::ZERO;
            for path in dirty.iter() {
                let document = snapshot.documents.get(path);
                match document.and_then(|document| snapshot.is_told_first(document)) {
                    Some(took) => longest = longest.max(took),
                    None => return,
                }
            }
            let until = Instant::now() + (longest * 2).clamp(REST.0, REST.1);
            let mut pending = lock(&self.pending);
            while pending.snapshot.is_none() && !pending.stopped {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return;
                }
                pending = self.wake.wait_timeout(pending, left).unwrap_or_else(PoisonError::into_inner).0;
            }
            match pending.snapshot.take() {
                Some(newer) => {
                    *snapshot = newer;
                    dirty.append(&mut pending.dirty);
                }
                None => return,
            }
        }
    }
}

fn report_of(document: &Document, report: &[Value]) -> Value {
    json!({ "uri": document.uri, "version": document.version, "diagnostics": report })
}

/// Publishes what can be told at once of texts that were edited, until the server stops.
fn publish_first(publisher: &Publisher, sender: &Sender, pulls: &AtomicBool, published: &Mutex<Published>) {
    while let Some((snapshot, dirty)) = publisher.wait() {
        // the other publisher tells if anything goes wrong
        let _ = catch_unwind(AssertUnwindSafe(|| {
            for document in dirty.iter().filter_map(|path| snapshot.documents.get(path)) {
                if !pulls.load(Ordering::SeqCst)
                    && let Some(report) = snapshot.first_report(document)
                {
                    let params = report_of(document, &report);
                    lock(published).send_first(sender, &document.path, params, snapshot.generation);
                }
            }
        }));
    }
}

/// Publishes findings whenever something has changed, until the server stops.
fn publish(publisher: &Publisher, sender: &Sender, pulls: &AtomicBool, published: &Mutex<Published>) {
    while let Some((mut snapshot, mut dirty)) = publisher.wait() {
        publisher.rest(&mut snapshot, &mut dirty);
        let done = catch_unwind(AssertUnwindSafe(|| {
            publish_once(publisher, &snapshot, &dirty, sender, pulls, published);
        }));
        if done.is_err() {
            let params = json!({ "type": 1, "message": "findings could not be computed" });
            sender.send(Notification::new("window/logMessage".to_owned(), params));
        }
    }
}

fn publish_once(
    publisher: &Publisher,
    snapshot: &Snapshot,
    dirty: &BTreeSet<PathBuf>,
    sender: &Sender,
    pulls: &AtomicBool,
    published: &Mutex<Published>,
) {
    // the files that were typed in come first
    let mut documents: Vec<&Arc<Document>> = snapshot.documents.values().collect();
    documents.sort_by_key(|document| !dirty.contains(&document.path));
    let owned: Vec<(&Arc<Document>, Vec<PathBuf>)> =
        documents.into_iter().map(|document| (document, snapshot.owners(document))).collect();
    let mains: BTreeSet<PathBuf> = owned.iter().flat_map(|(_, mains)| mains.clone()).collect();
    let stale: BTreeSet<PathBuf> = mains.iter().filter(|main| !snapshot.cache.is_fresh(main)).cloned().collect();
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    for (document, owners) in &owned {
        let is_known = lock(published).files.contains_key(&document.path) || pulls.load(Ordering::SeqCst);
        let changes = dirty.contains(&document.path) || owners.iter().any(|main| stale.contains(main));
        for main in owners {
            files.extend(snapshot.files_with_findings(&snapshot.checked(main)));
        }
        if is_known && !changes {
            continue;
        }
        let is_newer = lock(&publisher.pending).snapshot.is_some();
        if is_newer && !dirty.contains(&document.path) {
            // something newer waits; it sees to the rest
            lock(&publisher.pending).dirty.extend(owned.iter().map(|(document, _)| document.path.clone()));
            return;
        }
        if pulls.load(Ordering::SeqCst) {
            continue;
        }
        let report = snapshot.report(document);
        let params = report_of(document, &report);
        lock(published).send(sender, &document.path, params, snapshot.generation);
        if dirty.contains(&document.path) {
            snapshot.prepare(document);
        }
    }
    if !pulls.load(Ordering::SeqCst) {
        // files that are not open: included ones, scripts, the configuration
        for file in files.iter().filter(|file| !snapshot.documents.contains_key(*file)) {
            let mut report = Vec::new();
            for main in &mains {
                let checked = snapshot.checked(main);
                for (index, one) in checked.diagnostics.iter().enumerate() {
                    if checked.sources.get(one.primary.source).path() == file {
                        report.push(snapshot.finding(&checked, index));
                    }
                }
            }
            let params = json!({ "uri": uri::from_path(file), "diagnostics": report });
            lock(published).send(sender, file, params, snapshot.generation);
        }
        let mut published = lock(published);
        let gone: Vec<PathBuf> = published
            .files
            .keys()
            .filter(|path| !snapshot.documents.contains_key(*path) && !files.contains(*path))
            .cloned()
            .collect();
        for path in gone {
            published.files.remove(&path);
            let params = json!({ "uri": uri::from_path(&path), "diagnostics": [] });
            sender.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
        }
    } else if snapshot.client.refreshes_diagnostics && mains.len() + files.len() > 1 {
        let id = RequestId::from(format!("refresh-{}", snapshot.generation));
        sender.send(Request::new(id, "workspace/diagnostic/refresh".to_owned(), Value::Null));
    }
    snapshot.cache.keep_only(&mains, |path| snapshot.documents.contains_key(path));
}
