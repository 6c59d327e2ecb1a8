//! Section 4 of the RELAX NG specification: from trees as written to a grammar in the simple form. Trees are not
//! rewritten step by step; each pattern is compiled once, with what the steps would have done to it:
//!
//! - namespaces and libraries (4.3, 4.4, 4.8, 4.10) were resolved by the readers, all but what a file inherits from
//!   the one that includes it;
//! - `include`, `div` and `combine` (4.6, 4.7, 4.11, 4.17) become scopes of named units;
//! - a unit's references outside elements are compiled before it, without recursion, so that a chain of any length
//!   is fine and a reference to itself is found (4.19);
//! - `mixed`, `optional`, `zeroOrMore` (4.13 to 4.15), `notAllowed` and `empty` (4.20, 4.21) are done by the
//!   functions that build patterns.
//!
//! The file is long because the steps of section 4 work on one state, in the order of the specification.

use crate::rng::catalogue::SCHEMA_TOO_MANY_INCLUDES;
use crate::rng::schema_catalogue;
use crate::xml::catalogue::NESTING_TOO_DEEP;
use std::collections::VecDeque;
use std::sync::Arc;

use super::ast::{
    self, ANNOTATIONS_NAMESPACE, Annotations, Combine, Component, ComponentKind, Define, NameClassKind, Named,
    PatternKind, TypeName,
};
use super::datatype::{Datatype, DatatypeError, FACETS, IdType};
use super::load::File;
use super::simple::{DatatypeName, DefineId, ElementDefine, Grammar, Info, NameClass, Param, Pattern, PatternId};
use super::symbol::{FastMap, SeededMap, SeededSet};
use crate::diagnostic::{Applicability, Diagnostic, nearest, shortlist};
use crate::text::{Edit, Span};

/// Patterns of the simple form may nest this deep; what reasons about them may recurse.
pub const MAX_PATTERN_DEPTH: usize = 1000;

/// Grammars may be included this often in all: files that include each other several times multiply.
const MAX_INCLUDES: usize = 10_000;
/// A choice, group or interleave with more members than this is not merged into the one around it: a name used twice
/// at each of many levels would double them each time.
const MAX_FLAT: usize = 256;

/// Simplifies; what comes out is meaningful where no error was found.
#[must_use]
pub fn simplify(files: &[File]) -> (Grammar, Vec<Diagnostic>) {
    let mut simplifier = Simplifier::new(files);
    let start = simplifier.run();
    let Simplifier { grammar, diagnostics, .. } = simplifier;
    (compact(&grammar, start), diagnostics)
}

type ScopeId = usize;
type UnitId = usize;
/// A define's name; `None` for start.
type Name = Option<Arc<str>>;
/// A datatype with its facets, to check each once.
type TypeKey = (Arc<str>, Arc<str>, Vec<(Arc<str>, Arc<str>)>);
type PrefixList = Arc<[(Arc<str>, Arc<str>)]>;

/// What a pattern's meaning depends on besides its text.
#[derive(Clone)]
struct Env {
    file: usize,
    scope: ScopeId,
    inherited: Arc<str>,
}

struct Scope {
    /// The grammar around; `None` also for what is outside of any grammar.
    parent: Option<ScopeId>,
    is_grammar: bool,
    units: SeededMap<Name, UnitId>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done(PatternId),
}

#[derive(Clone)]
struct Body<'a> {
    pattern: &'a ast::Pattern,
    annotations: Option<&'a Annotations>,
    combine: Option<Combine>,
    name_span: Span,
    env: Env,
}

struct Unit<'a> {
    name: Name,
    bodies: Vec<Body<'a>>,
    state: State,
}

struct Pending<'a> {
    define: DefineId,
    named: &'a Named,
    env: Env,
    name: Name,
}

struct Simplifier<'a> {
    files: &'a [File],
    scopes: Vec<Scope>,
    units: Vec<Unit<'a>>,
    /// Nested grammars by the place of their pattern in memory: each is met when references are gathered and again
    /// when it is compiled.
    nested: SeededMap<(usize, ScopeId, Arc<str>), ScopeId>,
    externals: SeededMap<(usize, ScopeId, Arc<str>), UnitId>,
    pending: VecDeque<Pending<'a>>,
    grammar: Grammar,
    depths: Vec<u32>,
    too_deep: bool,
    /// Grammars included so far, one that is included again counted again.
    included: usize,
    reachable: bool,
    empty: PatternId,
    not_allowed: PatternId,
    define_names: SeededMap<Arc<str>, u32>,
    known_types: SeededSet<TypeKey>,
    reported: SeededSet<Span>,
    texts: SeededMap<String, Arc<str>>,
    prefix_lists: SeededMap<(usize, Arc<str>), PrefixList>,
    diagnostics: Vec<Diagnostic>,
}

/// Definitions that an `include` replaces (section 4.7), each with its place and whether it replaced something.
type Overrides = Vec<SeededMap<Name, (Span, bool)>>;

impl<'a> Simplifier<'a> {
    fn new(files: &'a [File]) -> Self {
        let mut simplifier = Self {
            files,
            scopes: Vec::new(),
            units: Vec::new(),
            nested: SeededMap::default(),
            externals: SeededMap::default(),
            pending: VecDeque::new(),
            grammar: Grammar::default(),
            depths: Vec::new(),
            too_deep: false,
            included: 0,
            reachable: true,
            empty: PatternId(0),
            not_allowed: PatternId(0),
            define_names: SeededMap::default(),
            known_types: SeededSet::default(),
            reported: SeededSet::default(),
            texts: SeededMap::default(),
            prefix_lists: SeededMap::default(),
            diagnostics: Vec::new(),
        };
        simplifier.empty = simplifier.add(Pattern::Empty, Info::default(), 0);
        simplifier.not_allowed = simplifier.add(Pattern::NotAllowed, Info::default(), 0);
        simplifier
    }

    fn run(&mut self) -> PatternId {
        let main = &self.files[0].schema.pattern;
        self.scopes.push(Scope { parent: None, is_grammar: false, units: SeededMap::default() });
        let env = Env { file: 0, scope: 0, inherited: "".into() };
        let body = Body { pattern: main, annotations: None, combine: None, name_span: main.span, env };
        let main = self.unit(None, body);
        let start = self.compile_unit(main);
        self.compile_pending();
        // the rest is checked, too, though nothing reaches it; only recursion is no mistake there, since 4.19 takes
        // away what is not reachable first
        self.reachable = false;
        let mut next = 0;
        while next < self.units.len() {
            if self.units[next].state == State::New {
                self.compile_unit(next);
                self.compile_pending();
            }
            next += 1;
        }
        start
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported.insert(diagnostic.primary) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn unit(&mut self, name: Name, body: Body<'a>) -> UnitId {
        self.units.push(Unit { name, bodies: vec![body], state: State::New });
        self.units.len() - 1
    }

    // ---- scopes (4.6, 4.7, 4.11, 4.17, 4.18) ----

    fn grammar_scope(&mut self, pattern: &'a ast::Pattern, components: &'a [Component], env: &Env) -> ScopeId {
        let key = (std::ptr::from_ref(pattern).addr(), env.scope, env.inherited.clone());
        if let Some(known) = self.nested.get(&key) {
            return *known;
        }
        let scope = self.scopes.len();
        let span = pattern.span;
        self.scopes.push(Scope { parent: Some(env.scope), is_grammar: true, units: SeededMap::default() });
        self.nested.insert(key, scope);
        let inner = Env { scope, ..env.clone() };
        let first = self.units.len();
        self.components(components, &inner, &mut Vec::new(), 0);
        for unit in first..self.units.len() {
            self.check_combine(unit);
        }
        if !self.scopes[scope].units.contains_key(&None) {
            // In the compact syntax the first character may be any, and of any length.
            let length = match self.files[env.file].schema.syntax {
                ast::Syntax::Compact => 0,
                ast::Syntax::Xml => "<".len() as u32,
            };
            let at = Span { end: span.start + length, ..span };
            self.report(
                Diagnostic::error(&schema_catalogue::SCHEMA_MISSING_START, "grammar has no `start`", at)
                    .with_note("say what a document begins with: `start = …` (section 4.18)"),
            );
        }
        scope
    }

    fn components(&mut self, components: &'a [Component], env: &Env, overrides: &mut Overrides, depth: usize) {
        for component in components {
            match &component.kind {
                ComponentKind::Define(define) => self.define(component, define, env, overrides),
                ComponentKind::Div(components) => self.components(components, env, overrides, depth),
                ComponentKind::Include(include) => {
                    let Some(target) = self.files[env.file].targets.get(&include.target.href_span).copied() else {
                        continue;
                    };
                    // cycles and long chains were reported when the files were read
                    if depth > self.files.len() || self.included > MAX_INCLUDES {
                        continue;
                    }
                    self.included += 1;
                    if self.included > MAX_INCLUDES {
                        let message = format!("grammars are included more than {MAX_INCLUDES} times");
                        let at = include.target.href_span;
                        self.report(Diagnostic::error(&SCHEMA_TOO_MANY_INCLUDES, message, at));
                        continue;
                    }
                    let schema = &self.files[target].schema;
                    let PatternKind::Grammar(included) = &schema.pattern.kind else {
                        let href = &include.target;
                        self.report(
                            Diagnostic::error(
                                &schema_catalogue::SCHEMA_INCLUDE_NO_GRAMMAR,
                                format!("`{}` is not a grammar", href.href),
                                href.href_span,
                            )
                            .with_label(schema.pattern.head_span(), "it holds this pattern")
                            .with_note("only a grammar can be included; use `external` for a pattern (section 4.7)"),
                        );
                        continue;
                    };
                    let mut own = SeededMap::default();
                    let body = include.components.as_deref().unwrap_or_default();
                    gather_overrides(body, &mut own);
                    overrides.push(own);
                    let inherited = include.target.namespace.resolve(&env.inherited).clone();
                    let inner = Env { file: target, scope: env.scope, inherited };
                    self.components(included, &inner, overrides, depth + 1);
                    let own = overrides.pop().unwrap_or_default();
                    let mut unused: Vec<(Name, Span)> =
                        own.into_iter().filter(|(_, (_, used))| !used).map(|(name, (span, _))| (name, span)).collect();
                    unused.sort_by_key(|(_, span)| *span);
                    for (name, span) in unused {
                        let name = name.as_deref().unwrap_or("start");
                        let href = &include.target.href;
                        self.report(
                            Diagnostic::error(&schema_catalogue::SCHEMA_OVERRIDE_NOTHING, format!("`{name}` is not defined in `{href}`"), span)
                                .with_label(include.target.href_span, "included here")
                                .with_note("what stands in the braces of an `include` replaces definitions of the included file; put new ones behind it (section 4.7)"),
                        );
                    }
                    self.components(body, env, overrides, depth + 1);
                }
            }
        }
    }

    fn define(&mut self, component: &'a Component, define: &'a Define, env: &Env, overrides: &mut Overrides) {
        for set in overrides.iter_mut().rev() {
            if let Some((_, used)) = set.get_mut(&define.name) {
                *used = true;
                return;
            }
        }
        let body = Body {
            pattern: &define.body,
            annotations: component.annotations.as_deref(),
            combine: define.combine,
            name_span: define.name_span,
            env: env.clone(),
        };
        match self.scopes[env.scope].units.get(&define.name) {
            Some(unit) => self.units[*unit].bodies.push(body),
            None => {
                let unit = self.unit(define.name.clone(), body);
                self.scopes[env.scope].units.insert(define.name.clone(), unit);
            }
        }
    }

    /// Section 4.17: at most one without `combine`, and all others alike.
    fn check_combine(&mut self, unit: UnitId) {
        let unit = &self.units[unit];
        let name = unit.name.as_deref().unwrap_or("start").to_owned();
        let mut found = Vec::new();
        let mut plain: Option<Span> = None;
        let mut how: Option<(Combine, Span)> = None;
        for body in &unit.bodies {
            match (body.combine, plain, how) {
                (None, Some(first), _) => found.push(
                    Diagnostic::error(
                        &schema_catalogue::SCHEMA_DUPLICATE_DEFINE,
                        format!("`{name}` is defined twice"),
                        body.name_span,
                    )
                    .with_label(first, "first defined here")
                    .with_note("to join both, write `|=` (either) or `&=` (both, in any order) (section 4.17)"),
                ),
                (None, None, _) => plain = Some(body.name_span),
                (Some(combine), _, None) => how = Some((combine, body.name_span)),
                (Some(combine), _, Some((first, span))) if combine != first => found.push(
                    Diagnostic::error(
                        &schema_catalogue::SCHEMA_COMBINE_CONFLICT,
                        format!(
                            "`{name}` is combined by `{}` here and by `{}` elsewhere",
                            combine.as_str(),
                            first.as_str()
                        ),
                        body.name_span,
                    )
                    .with_label(span, format!("combined by `{}` here", first.as_str()))
                    .with_note("all definitions of a name are combined in the same way (section 4.17)"),
                ),
                _ => {}
            }
        }
        for diagnostic in found {
            self.report(diagnostic);
        }
    }

    fn lookup(&self, scope: ScopeId, name: &Name) -> Option<UnitId> {
        self.scopes[scope].units.get(name).copied()
    }

    fn undefined(&mut self, scope: ScopeId, name: &str, span: Span, parent: bool) {
        let known: Vec<Arc<str>> = self.scopes[scope].units.keys().flatten().cloned().collect();
        let is_grammar = self.scopes[scope].is_grammar;
        let near = nearest(name, known.iter().map(|known| &**known));
        let message = if parent {
            format!("`{name}` is not defined in the grammar around this one")
        } else {
            format!("`{name}` is not defined")
        };
        let mut diagnostic = Diagnostic::error(&schema_catalogue::SCHEMA_UNDEFINED_REFERENCE, message, span);
        if !is_grammar {
            diagnostic = diagnostic.with_note("there is no grammar around it that could define names (section 4.18)");
        } else if let Some(near) = near {
            let fix = vec![Edit::replace(span, near)];
            diagnostic = diagnostic
                .with_note(format!("did you mean `{near}`?"))
                .with_expected([near.to_owned()])
                .with_fix(format!("write `{near}`"), Applicability::Unsafe, fix);
        } else {
            diagnostic = diagnostic.with_note(format!("define it: `{name} = …` (section 4.18)"));
        }
        self.report(diagnostic);
    }

    // ---- references (4.16, 4.19) ----

    /// The units that a pattern refers to outside of elements, so that they can be compiled first.
    fn references(&mut self, pattern: &'a ast::Pattern, env: &Env, found: &mut Vec<(UnitId, Span)>) {
        match &pattern.kind {
            PatternKind::Element(_) => {}
            PatternKind::Attribute(named) => self.references(&named.content, env, found),
            PatternKind::Group(members) | PatternKind::Interleave(members) | PatternKind::Choice(members) => {
                for member in members {
                    self.references(member, env, found);
                }
            }
            PatternKind::OneOrMore(inner)
            | PatternKind::ZeroOrMore(inner)
            | PatternKind::Optional(inner)
            | PatternKind::List(inner)
            | PatternKind::Mixed(inner) => self.references(inner, env, found),
            PatternKind::Data(data) => {
                if let Some(except) = &data.except {
                    self.references(except, env, found);
                }
            }
            PatternKind::Ref(name) => match self.lookup(env.scope, &Some(name.clone())) {
                Some(unit) => found.push((unit, pattern.span)),
                None => self.undefined(env.scope, name, pattern.span, false),
            },
            PatternKind::ParentRef { name, name_span } => {
                let parent = self.scopes[env.scope].parent.filter(|parent| self.scopes[*parent].is_grammar);
                match parent.map(|parent| (parent, self.lookup(parent, &Some(name.clone())))) {
                    Some((_, Some(unit))) => found.push((unit, *name_span)),
                    Some((parent, None)) => self.undefined(parent, name, *name_span, true),
                    None => self.report(
                        Diagnostic::error(
                            &schema_catalogue::SCHEMA_UNDEFINED_REFERENCE,
                            format!("`parent {name}` has no grammar around its own"),
                            *name_span,
                        )
                        .with_note("`parent` reaches from a nested grammar to the one around it (section 4.18)"),
                    ),
                }
            }
            PatternKind::External(_) => {
                if let Some(unit) = self.external(pattern, env) {
                    found.push((unit, pattern.head_span()));
                }
            }
            PatternKind::Grammar(components) => {
                let scope = self.grammar_scope(pattern, components, env);
                if let Some(unit) = self.lookup(scope, &None) {
                    found.push((unit, pattern.span));
                }
            }
            PatternKind::Empty
            | PatternKind::Text
            | PatternKind::NotAllowed
            | PatternKind::Value(_)
            | PatternKind::Error => {}
        }
    }

    fn external(&mut self, pattern: &'a ast::Pattern, env: &Env) -> Option<UnitId> {
        let PatternKind::External(href) = &pattern.kind else { return None };
        let target = *self.files[env.file].targets.get(&href.href_span)?;
        let inherited = href.namespace.resolve(&env.inherited).clone();
        let key = (target, env.scope, inherited.clone());
        if let Some(known) = self.externals.get(&key) {
            return Some(*known);
        }
        let body = &self.files[target].schema.pattern;
        let env = Env { file: target, scope: env.scope, inherited };
        let body = Body { pattern: body, annotations: None, combine: None, name_span: body.span, env };
        let unit = self.unit(None, body);
        self.externals.insert(key, unit);
        Some(unit)
    }

    /// Compiles a unit after all that it refers to outside of elements.
    fn compile_unit(&mut self, unit: UnitId) -> PatternId {
        enum Step {
            Enter(UnitId),
            Leave(UnitId),
        }
        let mut stack = vec![Step::Enter(unit)];
        let mut found = Vec::new();
        while let Some(step) = stack.pop() {
            match step {
                Step::Enter(unit) if self.units[unit].state == State::New => {
                    self.units[unit].state = State::Open;
                    stack.push(Step::Leave(unit));
                    for index in 0..self.units[unit].bodies.len() {
                        let Body { pattern, env, .. } = self.units[unit].bodies[index].clone();
                        self.references(pattern, &env, &mut found);
                    }
                    for (target, span) in found.drain(..).rev() {
                        match self.units[target].state {
                            State::New => stack.push(Step::Enter(target)),
                            State::Open if self.reachable => {
                                let name = self.units[target].name.as_deref().unwrap_or("start").to_owned();
                                self.report(
                                    Diagnostic::error(
                                        &schema_catalogue::SCHEMA_RECURSION,
                                        format!("`{name}` refers to itself without an element between"),
                                        span,
                                    )
                                    .with_note("a pattern can hold itself only through an element (section 4.19)"),
                                );
                            }
                            State::Open | State::Done(_) => {}
                        }
                    }
                }
                Step::Enter(_) => {}
                Step::Leave(unit) => {
                    let pattern = self.compile_bodies(unit);
                    self.units[unit].state = State::Done(pattern);
                }
            }
        }
        self.resolved(unit)
    }

    fn resolved(&self, unit: UnitId) -> PatternId {
        match self.units[unit].state {
            State::Done(pattern) => pattern,
            _ => self.not_allowed,
        }
    }

    fn compile_bodies(&mut self, unit: UnitId) -> PatternId {
        let name = self.units[unit].name.clone();
        let how = self.units[unit].bodies.iter().find_map(|body| body.combine);
        let mut members = Vec::with_capacity(self.units[unit].bodies.len());
        for index in 0..self.units[unit].bodies.len() {
            let Body { pattern, env, annotations, .. } = self.units[unit].bodies[index].clone();
            let outer = annotations.and_then(Annotations::documentation);
            members.push(self.pattern(pattern, &env, &name, outer.as_deref()));
        }
        if members.len() == 1 {
            return members[0];
        }
        let info = Info { span: self.units[unit].bodies[0].name_span, define: name, ..Info::default() };
        match how {
            Some(Combine::Interleave) => self.interleave(members, info),
            _ => self.choice(members, info),
        }
    }

    fn compile_pending(&mut self) {
        while let Some(Pending { define, named, env, name }) = self.pending.pop_front() {
            let mut found = Vec::new();
            self.references(&named.content, &env, &mut found);
            for (unit, _) in found {
                if self.units[unit].state == State::New {
                    self.compile_unit(unit);
                }
            }
            let content = self.pattern(&named.content, &env, &name, None);
            self.grammar.defines[define.0 as usize].content = content;
        }
    }

    // ---- patterns ----

    fn shared(&mut self, text: String) -> Arc<str> {
        if let Some(known) = self.texts.get(&text) {
            return known.clone();
        }
        let shared: Arc<str> = text.as_str().into();
        self.texts.insert(text, shared.clone());
        shared
    }

    fn info(&mut self, pattern: &ast::Pattern, define: &Name, outer: Option<&str>) -> Info {
        let own = pattern.documentation();
        let documentation = own.or_else(|| outer.map(str::to_owned)).map(|text| self.shared(text));
        Info { span: pattern.head_span(), documentation, define: define.clone(), default_value: None }
    }

    /// Compiles a pattern; `outer` is the documentation of the definition whose whole body it is.
    fn pattern(&mut self, pattern: &'a ast::Pattern, env: &Env, define: &Name, outer: Option<&str>) -> PatternId {
        match &pattern.kind {
            PatternKind::Element(named) => {
                let info = self.info(pattern, define, outer);
                let id = self.element(named, env, define, info.clone());
                self.add(Pattern::Ref(id), info, 0)
            }
            PatternKind::Attribute(named) => {
                let mut info = self.info(pattern, define, outer);
                info.default_value = self.default_value(pattern);
                let name = self.name_class(&named.name, env, true);
                let content = self.pattern(&named.content, env, define, None);
                if content == self.not_allowed {
                    return self.not_allowed;
                }
                let depth = self.depth(content);
                self.add(Pattern::Attribute { name, content }, info, depth + 1)
            }
            PatternKind::Group(members) => {
                let members = self.members(members, env, define);
                let info = self.info(pattern, define, outer);
                self.group(members, info)
            }
            PatternKind::Interleave(members) => {
                let members = self.members(members, env, define);
                let info = self.info(pattern, define, outer);
                self.interleave(members, info)
            }
            PatternKind::Choice(members) => {
                let members = self.members(members, env, define);
                let info = self.info(pattern, define, outer);
                self.choice(members, info)
            }
            PatternKind::OneOrMore(inner) => {
                let inner = self.pattern(inner, env, define, None);
                let info = self.info(pattern, define, outer);
                self.one_or_more(inner, info)
            }
            PatternKind::ZeroOrMore(inner) => {
                let inner = self.pattern(inner, env, define, None);
                let info = self.info(pattern, define, outer);
                let repeated = self.one_or_more(inner, info.clone());
                self.choice(vec![self.empty, repeated], info)
            }
            PatternKind::Optional(inner) => {
                let inner = self.pattern(inner, env, define, None);
                let info = self.info(pattern, define, outer);
                self.choice(vec![self.empty, inner], info)
            }
            PatternKind::Mixed(inner) => {
                let inner = self.pattern(inner, env, define, None);
                let info = self.info(pattern, define, outer);
                let text = self.add(Pattern::Text, info.clone(), 0);
                self.interleave(vec![inner, text], info)
            }
            PatternKind::List(inner) => {
                let inner = self.pattern(inner, env, define, None);
                if inner == self.not_allowed {
                    return self.not_allowed;
                }
                let info = self.info(pattern, define, outer);
                let depth = self.depth(inner);
                self.add(Pattern::List(inner), info, depth + 1)
            }
            PatternKind::Ref(name) => match self.lookup(env.scope, &Some(name.clone())) {
                Some(unit) => self.resolved(unit),
                None => self.not_allowed,
            },
            PatternKind::ParentRef { name, .. } => {
                let parent = self.scopes[env.scope].parent;
                match parent.and_then(|parent| self.lookup(parent, &Some(name.clone()))) {
                    Some(unit) => self.resolved(unit),
                    None => self.not_allowed,
                }
            }
            PatternKind::External(_) => match self.external(pattern, env) {
                Some(unit) => self.resolved(unit),
                None => self.not_allowed,
            },
            PatternKind::Grammar(components) => {
                let scope = self.grammar_scope(pattern, components, env);
                match self.lookup(scope, &None) {
                    Some(unit) => self.resolved(unit),
                    None => self.not_allowed,
                }
            }
            PatternKind::Empty => self.empty,
            PatternKind::NotAllowed | PatternKind::Error => self.not_allowed,
            PatternKind::Text => {
                let info = self.info(pattern, define, outer);
                self.add(Pattern::Text, info, 0)
            }
            PatternKind::Value(value) => {
                let info = self.info(pattern, define, outer);
                self.value(value, env, info)
            }
            PatternKind::Data(data) => {
                let info = self.info(pattern, define, outer);
                self.data(data, env, define, info)
            }
        }
    }

    fn members(&mut self, members: &'a [ast::Pattern], env: &Env, define: &Name) -> Vec<PatternId> {
        members.iter().map(|member| self.pattern(member, env, define, None)).collect()
    }

    fn element(&mut self, named: &'a Named, env: &Env, define: &Name, info: Info) -> DefineId {
        let name_class = self.name_class(&named.name, env, false);
        let id = DefineId(u32::try_from(self.grammar.defines.len()).unwrap_or(u32::MAX));
        let base: Arc<str> = match define {
            Some(name) => name.clone(),
            None => match &name_class {
                NameClass::Name { local, .. } => local.clone(),
                _ => "start".into(),
            },
        };
        let count = self.define_names.entry(base.clone()).or_insert(0);
        *count += 1;
        let name = if *count == 1 { base } else { format!("{base}-{count}").into() };
        self.grammar.defines.push(ElementDefine { name, name_class, content: self.not_allowed, info });
        self.pending.push_back(Pending { define: id, named, env: env.clone(), name: define.clone() });
        id
    }

    /// `a:defaultValue` (RELAX NG DTD Compatibility, section 2).
    fn default_value(&mut self, pattern: &ast::Pattern) -> Option<Arc<str>> {
        let annotations = pattern.annotations.as_ref()?;
        annotations
            .attributes
            .iter()
            .find(|attribute| &*attribute.namespace == ANNOTATIONS_NAMESPACE && &*attribute.local == "defaultValue")
            .map(|attribute| attribute.value.clone())
    }

    // ---- names (4.8, 4.10, 4.16) ----

    fn name_class(&mut self, class: &ast::NameClass, env: &Env, attribute: bool) -> NameClass {
        let except_class = |simplifier: &mut Self, except: &Option<Box<ast::NameClass>>| {
            except.as_ref().map(|except| Box::new(simplifier.name_class(except, env, attribute)))
        };
        match &class.kind {
            NameClassKind::Name { namespace, local, .. } => {
                let namespace = namespace.resolve(&env.inherited).clone();
                if attribute {
                    self.check_attribute_name(&namespace, Some(local), class.span);
                }
                NameClass::Name { namespace, local: local.clone() }
            }
            NameClassKind::NsName { namespace, except, .. } => {
                let namespace = namespace.resolve(&env.inherited).clone();
                if attribute {
                    self.check_attribute_name(&namespace, None, class.span);
                }
                NameClass::NsName { namespace, except: except_class(self, except) }
            }
            NameClassKind::AnyName { except } => NameClass::AnyName { except: except_class(self, except) },
            NameClassKind::Choice(members) => {
                let mut flat = Vec::with_capacity(members.len());
                for member in members {
                    match self.name_class(member, env, attribute) {
                        NameClass::Choice(inner) => flat.extend(inner),
                        other => flat.push(other),
                    }
                }
                if flat.len() == 1
                    && let Some(only) = flat.pop()
                {
                    return only;
                }
                NameClass::Choice(flat)
            }
            // reported by the reader, and no grammar comes of it
            NameClassKind::Error => NameClass::Choice(Vec::new()),
        }
    }

    fn check_attribute_name(&mut self, namespace: &str, local: Option<&Arc<str>>, span: Span) {
        let bare = namespace.is_empty() && local.is_some_and(|local| &**local == "xmlns");
        if bare || namespace == "http://www.w3.org/2000/xmlns" || namespace == crate::xml::XMLNS_NAMESPACE {
            self.report(
                Diagnostic::error(
                    &schema_catalogue::SCHEMA_XMLNS_ATTRIBUTE,
                    "`xmlns` cannot be an attribute in a schema",
                    span,
                )
                .with_note("namespace declarations are no attributes to RELAX NG (section 4.16)"),
            );
        }
    }

    // ---- datatypes (4.16) ----

    fn prefixes(&mut self, prefixes: &ast::Prefixes, inherited: &Arc<str>) -> PrefixList {
        let key = (prefixes.as_ptr().addr(), inherited.clone());
        if let Some(known) = self.prefix_lists.get(&key) {
            return known.clone();
        }
        let list: PrefixList = prefixes
            .iter()
            .map(|(prefix, namespace)| (prefix.clone(), namespace.resolve(inherited).clone()))
            .filter(|(_, uri)| !uri.is_empty())
            .collect();
        self.prefix_lists.insert(key, list.clone());
        list
    }

    fn datatype(&mut self, name: &TypeName, params: &[Param], names: &[Span], span: Span) -> Option<Datatype> {
        match Datatype::new(&name.library, &name.name, params) {
            Ok(datatype) => Some(datatype),
            Err(DatatypeError::UnknownLibrary) => {
                let span = name.span.unwrap_or(span);
                self.report(
                    Diagnostic::error(
                        &schema_catalogue::SCHEMA_UNKNOWN_DATATYPE_LIBRARY,
                        format!("datatype library `{}` is not known", name.library),
                        span,
                    )
                    .with_note(format!(
                        "known are `{}`, `{}` and the built-in one (section 4.16)",
                        ast::XSD_LIBRARY,
                        ast::COMPATIBILITY_LIBRARY
                    )),
                );
                None
            }
            Err(DatatypeError::UnknownType { known }) => {
                let whole = name.span.unwrap_or(span);
                let span = match &name.prefix {
                    Some(prefix) => whole.slice(prefix.len() + 1, whole.len().max(prefix.len() + 1)),
                    None => whole,
                };
                let library = match &*name.library {
                    "" => "the built-in library".to_owned(),
                    ast::XSD_LIBRARY => "XML Schema's datatypes".to_owned(),
                    library => format!("`{library}`"),
                };
                let near = nearest(&name.name, known.iter().copied());
                let mut diagnostic = Diagnostic::error(
                    &schema_catalogue::SCHEMA_UNKNOWN_DATATYPE,
                    format!("`{}` is not a datatype of {library}", name.name),
                    span,
                )
                .with_note(format!("known are {} (section 4.16)", shortlist(&name.name, known.iter().copied(), 8)))
                .with_expected(known.iter().map(ToString::to_string));
                if let Some(near) = near {
                    diagnostic = diagnostic.with_fix(
                        format!("write `{near}`"),
                        Applicability::Unsafe,
                        vec![Edit::replace(span, near)],
                    );
                }
                self.report(diagnostic);
                None
            }
            Err(DatatypeError::BadParam { index, message, range }) => {
                if let Some((param, place)) = params.get(index).zip(names.get(index).copied())
                    && !FACETS.contains(&&*param.name)
                {
                    let headline = format!("unknown facet `{}`", param.name);
                    let listed = shortlist(&param.name, FACETS, FACETS.len());
                    let mut diagnostic = Diagnostic::error(&schema_catalogue::SCHEMA_INVALID_FACET, headline, place)
                        .with_note(format!("known are {listed} (section 4.16)"))
                        .with_expected(FACETS.map(str::to_owned));
                    if let Some(near) = nearest(&param.name, FACETS) {
                        diagnostic = diagnostic.with_primary_label(format!("did you mean `{near}`?")).with_fix(
                            format!("write `{near}`"),
                            Applicability::Unsafe,
                            vec![Edit::replace(place, near)],
                        );
                    }
                    self.report(diagnostic);
                    return None;
                }
                let (span, facet) = match params.get(index) {
                    Some(param) => (param.span, format!("facet `{}`", param.name)),
                    None => (name.span.unwrap_or(span), "facet".to_owned()),
                };
                let span = match range {
                    Some(range) if params.get(index).is_some_and(|param| param.value.len() == span.len()) => {
                        span.slice(range.start, range.end)
                    }
                    _ => span,
                };
                self.report(
                    Diagnostic::error(&schema_catalogue::SCHEMA_INVALID_FACET, format!("{facet}: {message}"), span)
                        .with_note("section 4.16"),
                );
                None
            }
        }
    }

    fn value(&mut self, value: &ast::Value, env: &Env, info: Info) -> PatternId {
        let namespace = value.namespace.resolve(&env.inherited).clone();
        let name = &value.datatype;
        let mut prefixes: PrefixList = Arc::from([]);
        if (!name.library.is_empty() || !matches!(&*name.name, "token" | "string"))
            && let Some(datatype) = self.datatype(name, &[], &[], info.span)
        {
            if datatype.is_context_dependent() {
                prefixes = self.prefixes(&value.prefixes, &env.inherited);
            }
            self.grammar.uses_id_types |= datatype.id_type() != IdType::None;
            let context = super::datatype::Prefixes { default: &namespace, list: &prefixes };
            if let Err(mismatch) = datatype.check(&value.value, &context) {
                let span = match mismatch.range {
                    Some(range) if value.value_span.len() == value.value.len() => {
                        value.value_span.slice(range.start, range.end)
                    }
                    _ => value.value_span,
                };
                let message = format!("`{}` is not a value of `{}`: it {}", value.value, name.name, mismatch.message);
                self.report(
                    Diagnostic::error(&schema_catalogue::SCHEMA_INVALID_VALUE, message, span).with_note("section 4.16"),
                );
            }
        }
        let datatype = DatatypeName { library: name.library.clone(), name: name.name.clone() };
        self.add(Pattern::Value { datatype, value: value.value.clone(), namespace, prefixes }, info, 0)
    }

    fn data(&mut self, data: &'a ast::Data, env: &Env, define: &Name, info: Info) -> PatternId {
        let params: Vec<Param> = data
            .params
            .iter()
            .map(|param| Param { name: param.name.clone(), value: param.value.clone(), span: literal_inside(param) })
            .collect();
        let name = &data.datatype;
        let key = (
            name.library.clone(),
            name.name.clone(),
            params.iter().map(|param| (param.name.clone(), param.value.clone())).collect(),
        );
        let names: Vec<Span> = data.params.iter().map(|param| param.name_span).collect();
        if !self.known_types.contains(&key)
            && let Some(datatype) = self.datatype(name, &params, &names, info.span)
        {
            self.grammar.uses_id_types |= datatype.id_type() != IdType::None;
            self.known_types.insert(key);
        }
        let except = data.except.as_ref().map(|except| self.pattern(except, env, define, None));
        let except = except.filter(|except| *except != self.not_allowed);
        let depth = except.map_or(0, |except| self.depth(except) + 1);
        let datatype = DatatypeName { library: name.library.clone(), name: name.name.clone() };
        self.add(Pattern::Data { datatype, params, except }, info, depth)
    }

    // ---- building (4.12 to 4.15, 4.20, 4.21) ----

    fn depth(&self, pattern: PatternId) -> u32 {
        self.depths[pattern.0 as usize]
    }

    fn add(&mut self, pattern: Pattern, info: Info, depth: u32) -> PatternId {
        if depth as usize > MAX_PATTERN_DEPTH && !self.too_deep {
            self.too_deep = true;
            let message = format!("patterns nest deeper than {MAX_PATTERN_DEPTH} levels once references are followed");
            self.diagnostics.push(Diagnostic::error(&NESTING_TOO_DEEP, message, info.span));
        }
        self.depths.push(depth);
        self.grammar.add(pattern, info)
    }

    fn add_members(&mut self, members: Vec<PatternId>, info: Info, make: fn(Vec<PatternId>) -> Pattern) -> PatternId {
        let depth = members.iter().map(|member| self.depth(*member)).max().unwrap_or(0);
        self.add(make(members), info, depth + 1)
    }

    fn one_or_more(&mut self, inner: PatternId, info: Info) -> PatternId {
        if inner == self.not_allowed || inner == self.empty {
            return inner;
        }
        let depth = self.depth(inner);
        self.add(Pattern::OneOrMore(inner), info, depth + 1)
    }

    fn choice(&mut self, members: Vec<PatternId>, info: Info) -> PatternId {
        let mut flat = Vec::with_capacity(members.len() + 1);
        let mut has_empty = false;
        let mut seen = Members::default();
        for member in members {
            match &self.grammar.patterns[member.0 as usize] {
                Pattern::NotAllowed => {}
                Pattern::Empty => has_empty = true,
                Pattern::Choice(inner) if inner.len() <= MAX_FLAT => {
                    for member in inner {
                        if *member == self.empty {
                            has_empty = true;
                        } else {
                            seen.add(*member, &mut flat);
                        }
                    }
                }
                _ => seen.add(member, &mut flat),
            }
        }
        if has_empty {
            flat.insert(0, self.empty);
        }
        match flat.as_slice() {
            [] => self.not_allowed,
            [only] => *only,
            _ => self.add_members(flat, info, Pattern::Choice),
        }
    }

    fn group(&mut self, members: Vec<PatternId>, info: Info) -> PatternId {
        let mut flat = Vec::with_capacity(members.len());
        for member in members {
            match &self.grammar.patterns[member.0 as usize] {
                Pattern::NotAllowed => return self.not_allowed,
                Pattern::Empty => {}
                Pattern::Group(inner) if inner.len() <= MAX_FLAT && flat.len() <= MAX_FLAT => flat.extend(inner),
                _ => flat.push(member),
            }
        }
        match flat.as_slice() {
            [] => self.empty,
            [only] => *only,
            _ => self.add_members(flat, info, Pattern::Group),
        }
    }

    fn interleave(&mut self, members: Vec<PatternId>, info: Info) -> PatternId {
        let mut flat = Vec::with_capacity(members.len());
        for member in members {
            match &self.grammar.patterns[member.0 as usize] {
                Pattern::NotAllowed => return self.not_allowed,
                Pattern::Empty => {}
                Pattern::Interleave(inner) if inner.len() <= MAX_FLAT && flat.len() <= MAX_FLAT => flat.extend(inner),
                _ => flat.push(member),
            }
        }
        match flat.as_slice() {
            [] => self.empty,
            [only] => *only,
            _ => self.add_members(flat, info, Pattern::Interleave),
        }
    }
}

/// The members of a choice, each once.
#[derive(Default)]
struct Members {
    /// Kept from [`Members::MANY`] on: few are looked through more quickly.
    known: FastMap<PatternId, ()>,
}

impl Members {
    const MANY: usize = 16;

    fn add(&mut self, member: PatternId, list: &mut Vec<PatternId>) {
        if list.len() < Self::MANY {
            if !list.contains(&member) {
                list.push(member);
            }
            return;
        }
        if self.known.is_empty() {
            self.known.extend(list.iter().map(|known| (*known, ())));
        }
        if self.known.insert(member, ()).is_none() {
            list.push(member);
        }
    }
}

/// The text of a facet's literal without its quotes, where that is how it is written.
fn literal_inside(param: &ast::Param) -> Span {
    let (span, length) = (param.value_span, param.value.len());
    match span.len().checked_sub(length) {
        Some(2) => span.slice(1, 1 + length),
        Some(6) => span.slice(3, 3 + length),
        _ => span,
    }
}

fn gather_overrides(components: &[Component], found: &mut SeededMap<Name, (Span, bool)>) {
    for component in components {
        match &component.kind {
            ComponentKind::Define(define) => {
                found.entry(define.name.clone()).or_insert((define.name_span, false));
            }
            ComponentKind::Div(components) => gather_overrides(components, found),
            ComponentKind::Include(_) => {}
        }
    }
}

/// What the start reaches (section 4.19), numbered anew: members before what holds them, defines in the order in
/// which the schema first mentions them.
fn compact(grammar: &Grammar, start: PatternId) -> Grammar {
    let mut result = Grammar { uses_id_types: grammar.uses_id_types, ..Grammar::default() };
    result.patterns.reserve(grammar.patterns.len());
    result.infos.reserve(grammar.patterns.len());
    let mut patterns: Vec<Option<PatternId>> = vec![None; grammar.patterns.len()];
    let mut defines: Vec<Option<DefineId>> = vec![None; grammar.defines.len()];
    let mut order: Vec<DefineId> = Vec::new();
    let mut contents = Vec::new();
    result.start = copy(grammar, start, &mut result, &mut patterns, &mut defines, &mut order);
    let mut next = 0;
    while next < order.len() {
        let content = grammar.define(order[next]).content;
        contents.push(copy(grammar, content, &mut result, &mut patterns, &mut defines, &mut order));
        next += 1;
    }
    for (define, content) in order.iter().zip(contents) {
        let define = grammar.define(*define);
        result.defines.push(ElementDefine { content, ..define.clone() });
    }
    result
}

fn copy(
    grammar: &Grammar,
    root: PatternId,
    result: &mut Grammar,
    patterns: &mut [Option<PatternId>],
    defines: &mut [Option<DefineId>],
    order: &mut Vec<DefineId>,
) -> PatternId {
    let mut stack = vec![(root, false)];
    while let Some((id, ready)) = stack.pop() {
        if patterns[id.0 as usize].is_some() {
            continue;
        }
        let pattern = grammar.pattern(id);
        if !ready {
            stack.push((id, true));
            match pattern {
                Pattern::Choice(members) | Pattern::Group(members) | Pattern::Interleave(members) => {
                    stack.extend(members.iter().rev().map(|member| (*member, false)));
                }
                Pattern::OneOrMore(inner) | Pattern::List(inner) | Pattern::Attribute { content: inner, .. } => {
                    stack.push((*inner, false));
                }
                Pattern::Data { except: Some(inner), .. } => stack.push((*inner, false)),
                _ => {}
            }
            continue;
        }
        let mapped = |member: &PatternId| patterns[member.0 as usize].unwrap_or_default();
        let copied = match pattern {
            Pattern::Choice(members) => Pattern::Choice(members.iter().map(mapped).collect()),
            Pattern::Group(members) => Pattern::Group(members.iter().map(mapped).collect()),
            Pattern::Interleave(members) => Pattern::Interleave(members.iter().map(mapped).collect()),
            Pattern::OneOrMore(inner) => Pattern::OneOrMore(mapped(inner)),
            Pattern::List(inner) => Pattern::List(mapped(inner)),
            Pattern::Attribute { name, content } => Pattern::Attribute { name: name.clone(), content: mapped(content) },
            Pattern::Data { datatype, params, except } => Pattern::Data {
                datatype: datatype.clone(),
                params: params.clone(),
                except: except.as_ref().map(mapped),
            },
            Pattern::Ref(define) => {
                let slot = &mut defines[define.0 as usize];
                let mapped = *slot.get_or_insert_with(|| {
                    order.push(*define);
                    DefineId((order.len() - 1) as u32)
                });
                Pattern::Ref(mapped)
            }
            other => other.clone(),
        };
        let new = result.add(copied, grammar.info(id).clone());
        patterns[id.0 as usize] = Some(new);
    }
    patterns[root.0 as usize].unwrap_or_default()
}
