//! What is wrong with an element, its place or its text: the diagnostic, and how validation goes on so that one
//! mistake is reported once.

use std::sync::Arc;

use super::automaton::Automaton;
use super::datatype::Context;
use super::event::StartTag;
use super::expected::{Requirement, describe_wildcard, local_names};
use super::pattern::{DATA, EMPTY, Pat};
use super::simple::NameClass;
use super::symbol::Symbol;
use super::validate::{DOCUMENT, Validator};
use crate::diagnostic::{Applicability, Diagnostic, Message, by_spelling, nearest, shortlist, slip};
use crate::rng::catalogue;
use crate::text::{Edit, Span};

/// Expected things listed in a message at most.
pub(crate) const SHOWN: usize = 8;

/// Required elements skipped at once that are reported one by one.
const SEPARATELY: usize = 3;

/// What an element's diagnostics still wait for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FrameErrors {
    /// A rename of the element that waits for the end tag.
    rename: Option<Rename>,
    /// Findings about unknown children that may have been meant for a missing one.
    pub(super) unknown: Vec<usize>,
    /// Findings about its own unknown attributes, one of which may have been meant to complete it.
    pub(super) strangers: Vec<usize>,
    /// Elements reported as missing before another one; they may yet turn up behind it.
    skipped: Vec<(Vec<u32>, usize)>,
    /// The element is in the first namespace instead of the second, which is the schema's; its children mostly are, too.
    shifted: Option<(Box<str>, Box<str>)>,
}

/// A fix that renames an element.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rename {
    /// The finding that it belongs to.
    finding: usize,
    /// Length of the local name that was written.
    length: usize,
    /// The local name that was meant.
    meant: String,
    /// The name with its prefix.
    shown: String,
    trust: Applicability,
}

impl FrameErrors {
    /// Whether all findings that it waits for are among the first `end`, unknown children aside.
    pub(super) fn is_before(&self, end: usize) -> bool {
        self.rename.as_ref().is_none_or(|one| one.finding < end)
            && self.skipped.iter().all(|(_, index)| *index < end)
            && self.strangers.iter().all(|index| *index < end)
    }

    /// Gives the findings other numbers.
    pub(super) fn renumber(&mut self, number: impl Fn(usize) -> usize) {
        self.rename.iter_mut().for_each(|one| one.finding = number(one.finding));
        self.unknown.iter_mut().chain(&mut self.strangers).for_each(|index| *index = number(*index));
        self.skipped.iter_mut().for_each(|(_, index)| *index = number(*index));
    }
}

/// How validation goes on behind a start tag that is not allowed.
pub(crate) struct Recovery {
    /// The name that was meant.
    pub(crate) meant: Symbol,
    /// Whether there are defines (in `targets`) to match its content with.
    pub(crate) known: bool,
}

/// What a name is near to; see [`Validator::near`].
#[derive(Debug)]
pub(crate) struct Near {
    written: Box<str>,
    defines: (Box<[u32]>, Box<[u32]>),
    /// The names that may stand here.
    now: Vec<String>,
    /// The same, nearest spelling first.
    expected: Vec<String>,
    /// The name that was probably meant, and how sure that is.
    meant: Option<(String, Applicability)>,
}

/// Answers kept about spellings.
const MAX_NEARS: usize = 16;

impl Validator {
    /// The name of an open element, as messages write it.
    pub(crate) fn frame_name(&mut self, frame: usize) -> String {
        let symbol = self.frames[frame].symbol;
        self.automaton.shared.symbols.name(symbol).map_or_else(|| "?".to_owned(), |(_, local)| local.to_string())
    }

    /// All that may stand in a frame's element, as one pattern for each define.
    fn contents(&mut self, frame: usize) -> Vec<Pat> {
        let mut all = Vec::new();
        for index in self.range(frame) {
            let define = self.alternatives[index].define;
            let automaton = &mut *self.automaton;
            all.push(if define == DOCUMENT { automaton.start_pattern() } else { automaton.content_alone(define) });
        }
        all
    }

    /// A start tag that the innermost frame does not allow: reports it, fills `targets` with the defines that its
    /// content is to be matched with, and moves the frame on where a child of another name was meant.
    pub(crate) fn recover_start<T: StartTag>(&mut self, tag: &T) -> Recovery {
        let symbol = tag.symbol();
        if self.is_overfull(1) {
            let named = self.automaton.defines_named(symbol);
            self.targets.extend_from_slice(&named);
            return Recovery { meant: symbol, known: !named.is_empty() };
        }
        let frame = self.frames.len() - 1;
        let states: Vec<(usize, Pat)> = self.range(frame).map(|index| (index, self.state(index))).collect();
        let contents = self.contents(frame);
        let elements = |automaton: &mut Automaton, pats: &[Pat]| {
            let mut all: Vec<u32> = pats.iter().flat_map(|pat| automaton.known_elements(*pat).to_vec()).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let automaton = &mut *self.automaton;
        let anywhere = elements(automaton, &contents);
        let mut now: Vec<u32> = states.iter().flat_map(|(_, state)| automaton.first_elements(*state)).collect();
        now.sort_unstable();
        now.dedup();
        let of_name: Vec<u32> =
            anywhere.iter().copied().filter(|define| automaton.element_bears(*define, symbol)).collect();
        if !of_name.is_empty() {
            return self.misplaced(tag, frame, &states, &contents, of_name);
        }
        if let Some(recovery) = self.foreign(tag, frame, &now, &anywhere) {
            return recovery;
        }
        self.stranger(tag, frame, &now, &anywhere)
    }

    /// An element that its parent may hold, but not here.
    fn misplaced<T: StartTag>(
        &mut self,
        tag: &T,
        frame: usize,
        states: &[(usize, Pat)],
        contents: &[Pat],
        of_name: Vec<u32>,
    ) -> Recovery {
        let (symbol, span) = (tag.symbol(), tag.name_span());
        let name = tag.name().to_string();
        let parent = self.frame_name(frame);
        let known = Recovery { meant: symbol, known: true };
        // Reported as missing a moment ago: it only came too late, and one message says so.
        let late = self.frames[frame].errors.as_mut().and_then(|errors| {
            let at = errors.skipped.iter().position(|(defines, _)| defines.iter().any(|one| of_name.contains(one)))?;
            Some(errors.skipped.remove(at).1)
        });
        if let Some(index) = late {
            self.targets = of_name;
            let diagnostic = &mut self.diagnostics[index];
            diagnostic.labels.push(crate::diagnostic::Label { span, message: format!("`{name}` comes too late") });
            return known;
        }
        let mut found = Vec::new();
        for (index, state) in states {
            let targets = self.automaton.start_skipping(*state, symbol);
            if !targets.is_empty() {
                found.push((*index, targets));
            }
        }
        if let Some((index, _)) = found.first() {
            let state = states.iter().find(|(at, _)| at == index).map_or(EMPTY, |(_, state)| *state);
            let missing = self.automaton.required_before(state, symbol);
            self.follow_found(found);
            let mut missing = missing;
            if missing.len() > SEPARATELY {
                // So long a way was hardly skipped by so many mistakes.
                let all = missing.iter().flat_map(|one| match one {
                    Requirement::Elements(defines) => defines.clone(),
                    _ => Vec::new(),
                });
                missing = vec![Requirement::Elements(all.collect())];
            }
            for requirement in missing {
                let Requirement::Elements(defines) = requirement else { continue };
                let names = self.automaton.element_names(&defines);
                let list = list(&names);
                let message = format!("element `{name}` is not allowed in `{parent}` before {list}");
                let mut diagnostic = Diagnostic::error(&catalogue::ELEMENT_NOT_ALLOWED_YET, message, span)
                    .with_primary_label(format!("{list} must come first"))
                    .with_expected(names.iter().cloned());
                if let Some(documentation) = self.element_documentation(&defines) {
                    diagnostic = diagnostic.with_note(documentation);
                }
                if let Some(index) = self.report(diagnostic) {
                    self.errors(frame).skipped.push((defines, index));
                }
            }
            return known;
        }
        self.targets = of_name;
        let seen = self.frames[frame].seen as usize;
        let first = self.seen[seen..].iter().find(|one| one.symbol == symbol).copied();
        let single = contents.iter().all(|content| {
            let automaton = &mut *self.automaton;
            let after = automaton.start_skipping(*content, symbol);
            after.iter().all(|(_, follow)| automaton.start_skipping(*follow, symbol).is_empty())
        });
        let expected = self.allowed_now(states, &name);
        let diagnostic = match first {
            Some(first) if single => {
                let message = format!("duplicate element `{name}` in `{parent}`");
                Diagnostic::error(&catalogue::DUPLICATE_ELEMENT, message, span)
                    .with_primary_label(format!("`{parent}` may hold only one `{name}`"))
                    .with_label(first.name, format!("the first `{name}`"))
                    .with_expected(expected)
            }
            _ => {
                // A child that could have come after this one, or that excludes it.
                let others: Vec<_> = self.seen[seen..].iter().filter(|one| one.symbol != symbol).copied().collect();
                let mut diagnostic = Diagnostic::error(
                    &catalogue::ELEMENT_NOT_ALLOWED_HERE,
                    format!("element `{name}` is not allowed here in `{parent}`"),
                    span,
                )
                .with_expected(expected);
                for other in others.iter().rev() {
                    let automaton = &mut *self.automaton;
                    let Some(own) = automaton.shared.symbols.name(other.symbol).map(|(_, local)| local.clone()) else {
                        continue;
                    };
                    let before = contents.iter().any(|content| {
                        let after = automaton.start_skipping(*content, symbol);
                        after.iter().any(|(_, follow)| !automaton.start_skipping(*follow, other.symbol).is_empty())
                    });
                    let together = before
                        || contents.iter().any(|content| {
                            let after = automaton.start_skipping(*content, other.symbol);
                            after.iter().any(|(_, follow)| !automaton.start_skipping(*follow, symbol).is_empty())
                        });
                    if before {
                        diagnostic = diagnostic
                            .with_primary_label(format!("`{name}` must come before `{own}`"))
                            .with_label(other.name, format!("`{own}` stands here"));
                        break;
                    }
                    if !together {
                        diagnostic = diagnostic
                            .with_primary_label(format!("`{parent}` holds either `{own}` or `{name}`, not both"))
                            .with_label(other.name, format!("`{own}` stands here"));
                        break;
                    }
                }
                if diagnostic.primary_label.is_empty()
                    && let Some(first) = first
                {
                    diagnostic = diagnostic
                        .with_primary_label(format!("one `{name}` too many"))
                        .with_label(first.name, format!("the first `{name}`"));
                }
                diagnostic
            }
        };
        self.report(diagnostic);
        known
    }

    /// An element of a namespace that its parent has nothing of.
    fn foreign<T: StartTag>(&mut self, tag: &T, frame: usize, now: &[u32], anywhere: &[u32]) -> Option<Recovery> {
        let (name, span) = (tag.name(), tag.name_span());
        let grammar = self.automaton.grammar().clone();
        let mut same_namespace = false;
        let mut home = None;
        for define in now.iter().chain(anywhere) {
            for (namespace, local) in grammar.defines[*define as usize].name_class.names().unwrap_or_default() {
                same_namespace |= *namespace == *name.namespace;
                if *local == *name.local && home.is_none() {
                    home = Some(namespace);
                }
            }
            same_namespace |= has_wildcard(&grammar.defines[*define as usize].name_class, name.namespace);
        }
        let headline = format!("element `{name}` {}", in_namespace(name.namespace));
        if let Some(home) = home {
            let symbols = &self.automaton.shared.symbols;
            let meant = symbols.symbol(symbols.namespace(&home), name.local);
            let wanted = if home.is_empty() {
                "expected without a namespace".to_owned()
            } else {
                format!("expected in `{home}`")
            };
            let mut diagnostic =
                Diagnostic::error(&catalogue::FOREIGN_NAMESPACE, headline, span).with_primary_label(wanted);
            if home.is_empty() && name.prefix.is_empty() {
                diagnostic = diagnostic.with_note("remove the declaration `xmlns=\"…\"` that puts it there");
            } else if !home.is_empty() && name.namespace.is_empty() {
                diagnostic = diagnostic
                    .with_note(format!("declare it with `xmlns=\"{home}\"`, or write a prefix that is bound to it"));
            }
            let same =
                |errors: &FrameErrors| errors.shifted.as_ref().is_some_and(|(from, _)| **from == *name.namespace);
            let inherited = self.frames[frame].errors.as_deref().is_some_and(same);
            if !inherited {
                self.report(diagnostic);
            }
            self.pending.shifted = Some((name.namespace.into(), home.as_ref().into()));
            if !self.follow(meant) {
                self.targets = self.automaton.defines_named(meant).to_vec();
            }
            return Some(Recovery { meant, known: !self.targets.is_empty() });
        }
        if same_namespace || anywhere.is_empty() {
            return None;
        }
        let place = if frame == 0 {
            "the document element".to_owned()
        } else {
            let parent = self.frame_name(frame);
            format!("`{parent}`")
        };
        let mut diagnostic = Diagnostic::error(&catalogue::FOREIGN_NAMESPACE, headline, span)
            .with_primary_label(format!("{place} allows no elements of that namespace"));
        let now_names = self.automaton.element_names(now);
        diagnostic = diagnostic.with_expected(by_spelling(name.local, now_names.iter().map(String::as_str)));
        let index = self.report(diagnostic);
        if let Some(index) = index {
            self.errors(frame).unknown.push(index);
        }
        Some(Recovery { meant: tag.symbol(), known: false })
    }

    /// An element whose name its parent does not know.
    fn stranger<T: StartTag>(&mut self, tag: &T, frame: usize, now: &[u32], anywhere: &[u32]) -> Recovery {
        let (symbol, span, name) = (tag.symbol(), tag.name_span(), tag.name());
        let near = self.near(name.local, now, anywhere);
        let (now_names, expected) = (&near.now, &near.expected);
        let elsewhere = self.automaton.defines_named(symbol);
        let parent = if frame == 0 { None } else { Some(self.frame_name(frame)) };
        let known_here = |name: &str| now_names.iter().any(|one| one == name);
        if elsewhere.is_empty()
            && let Some((meant, trust)) = near.meant.clone()
        {
            let place =
                parent.as_ref().map_or_else(|| " as document element".to_owned(), |parent| format!(" in `{parent}`"));
            let grammar = self.automaton.grammar().clone();
            let bearers: Vec<_> = now
                .iter()
                .chain(anywhere)
                .flat_map(|define| grammar.defines[*define as usize].name_class.names().unwrap_or_default())
                .filter(|(_, local)| **local == *meant)
                .collect();
            let own = bearers.iter().find(|(namespace, _)| **namespace == *name.namespace);
            let shown = match (own, bearers.first()) {
                (None, Some((namespace, _))) => match tag.prefix_of(namespace) {
                    Some(prefix) => format!("{prefix}:{meant}"),
                    None => meant.clone(),
                },
                _ if name.prefix.is_empty() => meant.clone(),
                _ => format!("{}:{meant}", name.prefix),
            };
            let is_own = own.is_some() || bearers.is_empty();
            let symbols = &self.automaton.shared.symbols;
            let symbol = own
                .or(bearers.first())
                .map_or(symbol, |(namespace, local)| symbols.symbol(symbols.namespace(namespace), local));
            let diagnostic =
                Diagnostic::error(&catalogue::UNKNOWN_ELEMENT, format!("unknown element `{name}`{place}"), span)
                    .with_primary_label(format!("did you mean `{shown}`?"))
                    .with_expected(self.completion(expected));
            let index = self.report(diagnostic);
            if !known_here(&meant) || !self.follow(symbol) {
                self.targets = self.automaton.defines_named(symbol).to_vec();
            }
            // The fix is added when the end tag has come; the frame of this element is opened next.
            // One that keeps the prefix is none where the name is another namespace's.
            if let Some(index) = index.filter(|_| is_own) {
                let length = name.local.len();
                self.pending.rename = Some(Rename { finding: index, length, meant, shown, trust });
            }
            return Recovery { meant: symbol, known: !self.targets.is_empty() };
        }
        let mut diagnostic = if elsewhere.is_empty() {
            let place =
                parent.as_ref().map_or_else(|| " as document element".to_owned(), |parent| format!(" in `{parent}`"));
            Diagnostic::error(&catalogue::UNKNOWN_ELEMENT, format!("unknown element `{name}`{place}"), span)
        } else {
            let message = match &parent {
                Some(parent) => format!("element `{name}` is not allowed in `{parent}`"),
                None => format!("element `{name}` cannot be the document element"),
            };
            Diagnostic::error(&catalogue::ELEMENT_NOT_ALLOWED_HERE, message, span)
        };
        let belongs = if elsewhere.is_empty() { [].into() } else { self.automaton.parents(symbol) };
        if !belongs.is_empty() {
            let words =
                format!("`{name}` belongs in {}", shortlist(name.local, belongs.iter().map(String::as_str), SHOWN));
            diagnostic = diagnostic.with_primary_label(words);
        }
        if let Some(parent) = &parent
            && anywhere.is_empty()
        {
            let index = self.range(frame).start;
            let state = self.state(index);
            let automaton = &mut *self.automaton;
            let words = if automaton.arena.has(state, DATA) {
                let types = automaton.values(state);
                if types.types.is_empty() {
                    format!("`{parent}` holds text only")
                } else {
                    format!("`{parent}` holds text only: {}", types.types.join(" or "))
                }
            } else if automaton.arena.has(state, super::pattern::HAS_TEXT) {
                format!("`{parent}` holds text only")
            } else {
                format!("`{parent}` holds no elements and no text")
            };
            diagnostic = diagnostic.with_note(words);
        } else if now_names.is_empty() {
            if let Some(parent) = &parent {
                diagnostic = diagnostic.with_note(format!("`{parent}` has all the elements that it may hold"));
            }
        } else if belongs.is_empty() || frame == 0 {
            let list = shortlist(name.local, now_names.iter().map(String::as_str), SHOWN);
            diagnostic = diagnostic.with_note(match &parent {
                Some(parent) => format!("`{parent}` may hold {list} here"),
                None => format!("the document element must be {list}"),
            });
        }
        if elsewhere.is_empty() {
            let all = self.automaton.all_element_names();
            if let Some(near) = nearest(name.local, all.iter().map(String::as_str)) {
                let near = near.to_owned();
                let symbols = &self.automaton.shared.symbols;
                let namespace = symbols.namespace(name.namespace);
                let symbol = symbols.symbol(namespace, &near);
                let parents = self.automaton.parents(symbol);
                if !parents.is_empty() {
                    let list = shortlist(&near, parents.iter().map(String::as_str), SHOWN);
                    diagnostic = diagnostic.with_note(format!("`{near}`, of similar name, belongs in {list}"));
                }
            }
        }
        let diagnostic = diagnostic.with_expected(self.completion(expected));
        let index = self.report(diagnostic);
        if elsewhere.is_empty()
            && let Some(index) = index
        {
            self.errors(frame).unknown.push(index);
        }
        self.targets = elsewhere.to_vec();
        Recovery { meant: symbol, known: !elsewhere.is_empty() }
    }

    /// Names that may come next, nearest spelling first.
    fn allowed_now(&mut self, states: &[(usize, Pat)], written: &str) -> Vec<String> {
        let automaton = &mut *self.automaton;
        let now: Vec<u32> = states.iter().flat_map(|(_, state)| automaton.first_elements(*state)).collect();
        let near = self.near(written, &now, &[]);
        self.completion(&near.expected).collect()
    }

    /// What a name is near to, among the elements that may stand here and those of the whole content. One mistake is
    /// often made many times, so the last answers are kept.
    fn near(&mut self, written: &str, now: &[u32], anywhere: &[u32]) -> Arc<Near> {
        let same =
            |known: &Arc<Near>| *known.written == *written && *known.defines.0 == *now && *known.defines.1 == *anywhere;
        if let Some(at) = self.nears.iter().position(same) {
            self.nears[..=at].rotate_right(1);
            return self.nears[0].clone();
        }
        let now_names = self.automaton.element_names(now);
        let anywhere_names = self.automaton.element_names(anywhere);
        let all = || anywhere_names.iter().map(String::as_str);
        let meant = nearest(written, all()).map(|meant| {
            let meant = nearest(written, now_names.iter().map(String::as_str)).unwrap_or(meant);
            (meant.to_owned(), slip(written, meant, all()))
        });
        let made = Arc::new(Near {
            written: written.into(),
            defines: (now.into(), anywhere.into()),
            meant,
            expected: by_spelling(written, now_names.iter().map(String::as_str)),
            now: now_names,
        });
        self.nears.truncate(MAX_NEARS - 1);
        self.nears.insert(0, made.clone());
        made
    }

    /// Names to complete from, while findings keep them.
    fn completion<'n>(&self, names: &'n [String]) -> impl Iterator<Item = String> + use<'n> {
        let kept = if self.keeps_expected() { names } else { &[] };
        kept.iter().cloned()
    }

    pub(crate) fn errors(&mut self, frame: usize) -> &mut FrameErrors {
        self.frames[frame].errors.get_or_insert_default()
    }

    /// The name that an element of a parent in the wrong namespace is read as: what stands there is in that namespace,
    /// too, and would else be taken by wildcards for other namespaces.
    pub(crate) fn shifted<T: StartTag>(&mut self, frame: usize, tag: &T) -> Option<Symbol> {
        let (from, home) = self.frames[frame].errors.as_ref()?.shifted.clone()?;
        let name = tag.name();
        if *from != *name.namespace {
            return None;
        }
        let symbols = &self.automaton.shared.symbols;
        let meant = symbols.symbol(symbols.namespace(&home), name.local);
        symbols.name(meant)?;
        if !self.follow(meant) {
            return None;
        }
        self.pending.shifted = Some((from, home));
        Some(meant)
    }

    /// Hands what is known of an element to the frame that was opened for it.
    pub(crate) fn take_pending(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending.rename.is_some() || pending.shifted.is_some() {
            let frame = self.frames.len() - 1;
            *self.errors(frame) = pending;
        }
    }

    /// Adds what had to wait for the end tag.
    pub(crate) fn settle_errors(&mut self, end_name: Option<Span>) {
        let frame = self.frames.len() - 1;
        let start_name = self.frames[frame].name;
        let Some(Rename { finding, length, meant, shown, trust }) = self.errors(frame).rename.take() else { return };
        let local = |span: Span| {
            // A prefix stays.
            let prefix = span.len().saturating_sub(length);
            span.slice(prefix, span.len())
        };
        let mut edits = vec![Edit::replace(local(start_name), meant.clone())];
        edits.extend(end_name.map(|span| Edit::replace(local(span), meant.clone())));
        self.diagnostics[finding].fixes.push(crate::diagnostic::Fix {
            title: format!("rename to `{shown}`"),
            applicability: trust,
            edits,
        });
    }

    /// The innermost element has text that it may not have.
    pub(crate) fn explain_text(&mut self) -> Option<usize> {
        let frame = self.frames.len() - 1;
        let span = self.frames[frame].text_span.unwrap_or(self.frames[frame].name);
        if frame == 0 || self.is_overfull(1) {
            return None;
        }
        let parent = self.frame_name(frame);
        let states: Vec<(usize, Pat)> = self.range(frame).map(|index| (index, self.state(index))).collect();
        let names = self.allowed_now(&states, "");
        let mut diagnostic =
            Diagnostic::error(&catalogue::TEXT_NOT_ALLOWED, format!("text is not allowed in `{parent}`"), span);
        let anywhere = self.contents(frame).into_iter().any(|content| !self.automaton.all_elements(content).is_empty());
        diagnostic = if names.is_empty() && !anywhere {
            diagnostic.with_note(format!("`{parent}` is always empty"))
        } else if names.is_empty() {
            diagnostic.with_note(format!("`{parent}` holds elements only"))
        } else {
            let list = shortlist("", names.iter().map(String::as_str), SHOWN);
            diagnostic.with_note(format!("`{parent}` holds elements only: {list}"))
        };
        let index = self.report(diagnostic.with_expected(names));
        // it may have been meant to stand in an element that is missing
        let errors = self.errors(frame);
        errors.unknown.extend(index);
        index
    }

    /// The innermost element ends and is not complete. `end` is its end tag.
    pub(crate) fn explain_end(&mut self, end: Option<Span>, context: &dyn Context) {
        if self.is_overfull(1) {
            return;
        }
        let frame = self.frames.len() - 1;
        let range = self.range(frame);
        let parent = self.frame_name(frame);
        let name_span = self.frames[frame].name;
        let states: Vec<Pat> = range.clone().map(|index| self.state(index)).collect();
        let data = states.iter().any(|state| self.automaton.arena.has(*state, DATA));
        if self.frames[frame].gathers && !self.frames[frame].has_elements && data {
            let text = self.text[self.frames[frame].text as usize..].to_owned();
            let blank = text.trim().is_empty();
            let span = if blank { name_span } else { self.frames[frame].text_span.unwrap_or(name_span) };
            let (lead, solid) = (text.len() - text.trim_start().len(), text.trim());
            let exact = !blank && span.len() == solid.len();
            let what = if blank {
                Message::new().text("element ").name(&parent).text(" is empty")
            } else {
                Message::new().text("invalid text ").value(&shorten(solid)).text(" in ").name(&parent)
            };
            let diagnostic = self.explain_value(what, &text, span, exact.then_some(lead), &states, context);
            self.report(diagnostic);
            return;
        }
        let automaton = &mut *self.automaton;
        let ways: Vec<Vec<Requirement>> = states.iter().map(|state| automaton.required(*state)).collect();
        let one_of = |way: &Vec<Requirement>| match way.as_slice() {
            [Requirement::Elements(defines)] => Some(defines.clone()),
            _ => None,
        };
        let missing = match ways.iter().map(one_of).collect::<Option<Vec<_>>>() {
            // Whatever it was meant to be, one element would complete it.
            Some(every) if every.len() > 1 => vec![Requirement::Elements(every.concat())],
            _ => ways.into_iter().min_by_key(Vec::len).unwrap_or_default(),
        };
        let interleaved =
            states.iter().any(|state| matches!(automaton.arena.node(*state), super::pattern::Node::Interleave(_)));
        for requirement in missing {
            match requirement {
                Requirement::Elements(defines) => {
                    let names = self.automaton.element_names(&defines);
                    let mut what = match names.as_slice() {
                        [] => self.wildcards(&defines),
                        [one] => format!("the element `{one}`"),
                        _ => format!("one of the elements {}", list(&names)),
                    };
                    let own = self.alternatives[self.range(frame).start].define;
                    let mut stranger = None;
                    if own != DOCUMENT {
                        let mut sparing = self.automaton.sparing_attributes(own);
                        if names.is_empty() {
                            let symbol = self.frames[frame].symbol;
                            let others = self.automaton.defines_named(symbol);
                            let range = self.range(frame);
                            let others = others.iter().filter(|other| {
                                !self.alternatives[range.clone()].iter().any(|one| one.define == **other)
                            });
                            for other in others.copied().collect::<Vec<_>>() {
                                sparing.extend(self.automaton.completing_attributes(other));
                            }
                        }
                        let automaton = &mut *self.automaton;
                        let mut attributes = automaton.leaf_names(&sparing);
                        attributes.sort_unstable();
                        match attributes.as_slice() {
                            [] => {}
                            [one] => what = format!("the attribute `{one}`, or {what}"),
                            _ => what = format!("one of the attributes {}, or {what}", list(&attributes)),
                        }
                        if !attributes.is_empty() {
                            stranger = self.errors(frame).strangers.pop();
                        }
                    }
                    let unknown = stranger.or_else(|| self.errors(frame).unknown.pop());
                    if let Some(index) = unknown {
                        let diagnostic = &mut self.diagnostics[index];
                        diagnostic.notes.push(format!("`{parent}` also lacks {what}; was that meant here?"));
                        continue;
                    }
                    let message = format!("`{parent}` lacks {what}");
                    let mut diagnostic = Diagnostic::error(&catalogue::INCOMPLETE_ELEMENT, message, name_span)
                        .with_expected(names.iter().cloned());
                    if let Some(end) = end {
                        let place = if interleaved {
                            "add it anywhere before this end tag"
                        } else {
                            "add it here, before the end tag"
                        };
                        diagnostic = diagnostic.with_label(end, place);
                    }
                    if let Some(documentation) = self.element_documentation(&defines) {
                        diagnostic = diagnostic.with_note(documentation);
                    }
                    diagnostic = self.defined_here(diagnostic, frame);
                    self.report(diagnostic);
                }
                Requirement::Attributes(_) => {}
                Requirement::Text(_) => {
                    let message = format!("element `{parent}` lacks its text");
                    self.report(Diagnostic::error(&catalogue::INCOMPLETE_ELEMENT, message, name_span));
                }
            }
        }
        // where nothing could complete the element (its content is `notAllowed`), nothing is missing either
        if !self.diagnostics.iter().any(|found| found.primary.start >= name_span.start) {
            let message = format!("`{parent}` is not allowed, whatever it holds");
            let diagnostic = Diagnostic::error(&catalogue::ELEMENT_NOT_ALLOWED_HERE, message, name_span)
                .with_note("what the schema says of its content allows nothing: `notAllowed`");
            let diagnostic = self.defined_here(diagnostic, frame);
            self.report(diagnostic);
        }
    }

    /// Elements that are known by a wildcard only, in words.
    fn wildcards(&mut self, defines: &[u32]) -> String {
        let grammar = self.automaton.grammar();
        let mut all: Vec<String> =
            defines.iter().map(|define| describe_wildcard(&grammar.defines[*define as usize].name_class)).collect();
        all.sort_unstable();
        all.dedup();
        all.truncate(3);
        all.join(" or ")
    }

    /// Says where the schema defines the element of a frame, where the schema is at hand.
    fn defined_here(&mut self, diagnostic: Diagnostic, frame: usize) -> Diagnostic {
        let index = self.range(frame).start;
        let define = self.alternatives[index].define;
        match self.automaton.grammar().defines.get(define as usize) {
            Some(define) if !define.info.span.is_empty() => {
                let span = define.info.span;
                diagnostic.with_label(span, "defined here")
            }
            _ => diagnostic,
        }
    }

    /// The first sentence of an element's documentation.
    fn element_documentation(&mut self, defines: &[u32]) -> Option<String> {
        let [define] = defines else { return None };
        let grammar = self.automaton.grammar().clone();
        let define = &grammar.defines[*define as usize];
        let name = local_names(&define.name_class).pop()?;
        Some(format!("`{name}`: {}", first_sentence(define.info.documentation.as_deref()?)?))
    }

    pub(crate) fn explain_duplicate_id(&mut self, value: &str, span: Span, first: Span) {
        let message = Message::new().text("the ID ").value(&shorten(value)).text(" is given twice");
        let diagnostic = Diagnostic::error(&catalogue::DUPLICATE_ID, message, span)
            .with_label(first, "the first one")
            .with_note("an ID must be the only one of its name in the document");
        self.report(diagnostic);
    }

    pub(crate) fn explain_unknown_id(&mut self, value: &str, span: Span, known: &[String]) {
        let message = Message::new().text("no element has the ID ").value(&shorten(value));
        let mut diagnostic = Diagnostic::error(&catalogue::UNKNOWN_ID, message, span)
            .with_expected(by_spelling(value, known.iter().map(String::as_str)).into_iter().take(100));
        if let Some(near) = nearest(value, known.iter().map(String::as_str)) {
            diagnostic = diagnostic.with_primary_label(format!("did you mean `{near}`?")).with_fix(
                format!("refer to `{near}`"),
                Applicability::Unsafe,
                vec![Edit::replace(span, near)],
            );
        }
        self.report(diagnostic);
    }
}

/// Names as a phrase: "`a`", "`a` or `b`".
pub(crate) fn list(names: &[String]) -> String {
    shortlist("", names.iter().map(String::as_str), SHOWN)
}

/// A text short enough for a headline.
pub(crate) fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(MOST) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// The first sentence of a documentation, on one line.
pub(crate) fn first_sentence(documentation: &str) -> Option<String> {
    let line = documentation.split("\n\n").next()?.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.find(". ").unwrap_or(line.len());
    let sentence = line[..end].trim_end_matches('.');
    (!sentence.is_empty() && sentence.chars().count() <= 160).then(|| sentence.to_owned())
}

pub(crate) fn in_namespace(namespace: &str) -> String {
    if namespace.is_empty() { "is in no namespace".to_owned() } else { format!("is in the namespace `{namespace}`") }
}

/// Whether the class takes names of the namespace without naming them.
fn has_wildcard(class: &NameClass, namespace: &str) -> bool {
    match class {
        NameClass::Name { .. } => false,
        NameClass::NsName { namespace: own, .. } => **own == *namespace,
        NameClass::AnyName { .. } => true,
        NameClass::Choice(classes) => classes.iter().any(|class| has_wildcard(class, namespace)),
    }
}
