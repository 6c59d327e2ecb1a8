//! From two grammars to the list of their differences.

use std::collections::BTreeMap;

use super::import::{self, Imported};
use super::names::Cell;
use super::solve::{Cause, Phase, Solution, Solver};
use super::values::Inclusion as ValueInclusion;
use super::witness::Side;
use super::witness::Witness;
use super::{Failure, FailureKind, Inclusion, Options, Verdict, Within};
use crate::rng::Schema;
use crate::rng::simple::Grammar;
use crate::text::Sources;

/// Whether a witness is what it should be, by the validator.
fn confirm(witness: &Witness, schemas: &[Option<Schema>; 2]) -> bool {
    let valid = |side: Side, schema: &Option<Schema>| {
        let Some(schema) = schema else { return false };
        let mut sources = Sources::new();
        let id = sources.add("witness.xml", witness.to_xml(side));
        let parsed = crate::xml::parse(sources.get(id));
        parsed.diagnostics.is_empty() && schema.validate(&parsed.document).is_empty()
    };
    valid(Side::Old, &schemas[0]) && !valid(Side::New, &schemas[1])
}

pub(super) fn search(old: &Grammar, new: &Grammar, options: &Options) -> Inclusion {
    let imported = import::import([old, new], options.version_attribute.as_ref());
    let Imported { arena, values, cells, contents, starts, defines, left_out } = imported;
    let mut solver = Solver::new(arena, values, cells, contents, options.budget);
    solver.run(starts[0], starts[1]);
    let certain = solver.solve(false);
    let any_uncertain = solver.rules.iter().any(|rule| rule.uncertain);
    let mut result = Inclusion {
        verdict: Verdict::Included,
        failures: Vec::new(),
        proof: Vec::new(),
        goals: solver.goals.len(),
        rules: solver.rules.len(),
    };
    let compile = |grammar: &Grammar| Schema::compile(grammar.clone()).ok().map(Schema::without_ids);
    if certain.cost[0].is_some() {
        let schemas = [compile(old), compile(new)];
        result.failures = failures(&mut solver, &certain, &defines, &left_out, false);
        for failure in &mut result.failures {
            if failure.witness.as_ref().is_some_and(|witness| !confirm(witness, &schemas)) {
                failure.suspected = true;
            }
        }
        let confirmed = result.failures.iter().any(|failure| !failure.suspected);
        result.verdict = if confirmed { Verdict::NotIncluded } else { Verdict::Undecided };
    }
    if any_uncertain {
        let all = solver.solve(true);
        if all.cost[0].is_some() {
            let schemas = [compile(old), compile(new)];
            let mut more = failures(&mut solver, &all, &defines, &left_out, true);
            for failure in &mut more {
                failure.suspected = failure.witness.as_ref().is_none_or(|witness| !confirm(witness, &schemas));
                if !failure.suspected {
                    result.verdict = Verdict::NotIncluded;
                }
            }
            if matches!(result.verdict, Verdict::Included) {
                result.verdict = Verdict::Undecided;
            }
            result.failures.extend(more);
        }
    }
    let doubtful = any_uncertain.then(|| solver.solve(true));
    result.proof = proof(&solver, doubtful.as_ref().unwrap_or(&certain), &defines);
    result
}

/// Elements whose content, taken as a whole, does not fail.
fn proof(solver: &Solver, solution: &Solution, defines: &[[Vec<u32>; 2]]) -> Vec<Within> {
    let mut holds = vec![false; solver.owners.len()];
    for (goal, cost) in solver.goals.iter().zip(&solution.cost) {
        let content = solver.owners[goal.owner as usize].old.map(|own| solver.contents[own as usize]);
        holds[goal.owner as usize] |= goal.phase == Phase::Fresh && content == Some(goal.old) && cost.is_none();
    }
    let of = |types: &[u32], side: usize| -> Vec<u32> {
        types.iter().flat_map(|own| defines[*own as usize][side].iter().copied()).collect()
    };
    let owners = solver.owners.iter().zip(holds).filter(|(_, holds)| *holds);
    owners
        .map(|(owner, _)| Within {
            name: solver.cells.name(owner.cell, 0),
            old: of(owner.old.as_slice(), 0),
            new: of(&owner.new, 1),
        })
        .collect()
}

/// The failures of a solution, one a place: only those by uncertain rules, or only the others.
fn failures(
    solver: &mut Solver,
    solution: &Solution,
    defines: &[[Vec<u32>; 2]],
    left_out: &[Option<String>; 2],
    uncertain: bool,
) -> Vec<Failure> {
    // The cheapest rule for each place and cause.
    let mut places: BTreeMap<(Option<u32>, Cell, Cause), (u64, usize)> = BTreeMap::new();
    for (index, rule) in solver.rules.iter().enumerate() {
        let Some(cause) = &rule.cause else { continue };
        if rule.uncertain != uncertain || !solver.fails(index, solution) {
            continue;
        }
        let Some(around) = solution.around[rule.goal as usize] else { continue };
        let own: u64 = rule.cost + rule.subs.iter().filter_map(|sub| solution.cost[*sub as usize]).sum::<u64>();
        let owner = &solver.owners[solver.goals[rule.goal as usize].owner as usize];
        let key = (owner.old, owner.cell, cause.clone());
        let slot = places.entry(key).or_insert((u64::MAX, index));
        if around + own < slot.0 {
            *slot = (around + own, index);
        }
    }
    let mut found: Vec<(u64, usize)> = places.into_values().collect();
    found.sort_unstable();
    found
        .into_iter()
        .map(|(_, index)| {
            let way = solver.way(index, solution);
            let path = solver.path(&way);
            let witness = solver.document(&way, solution).map(|root| Witness { root, left_out: left_out.clone() });
            let owner = solver.owners[solver.goals[solver.rules[index].goal as usize].owner as usize].clone();
            let of = |types: &[u32], side: usize| -> Vec<u32> {
                types.iter().flat_map(|own| defines[*own as usize][side].iter().copied()).collect()
            };
            Failure {
                path,
                kind: kind(solver, index),
                witness,
                suspected: uncertain,
                defines: [of(owner.old.as_slice(), 0), of(&owner.new, 1)],
            }
        })
        .collect()
}

fn kind(solver: &mut Solver, index: usize) -> FailureKind {
    let rule = &solver.rules[index];
    let values = rule.values;
    let step = rule.step.clone();
    let cause = rule.cause.clone();
    let lost = |solver: &mut Solver| values.map_or_else(Vec::new, |(old, new)| lost_values(solver, old, new));
    let shown = match step {
        super::solve::Step::Attribute { value, .. } | super::solve::Step::Text(value) => value,
        _ => String::new(),
    };
    let name = |solver: &Solver, cell: Cell| solver.cells.name(cell, 0);
    match cause {
        Some(Cause::Attribute(cell)) => FailureKind::AttributeNotAllowed(name(solver, cell)),
        Some(Cause::AttributeRequired(cell)) => FailureKind::AttributeRequired(name(solver, cell)),
        Some(Cause::AttributeValue(cell)) => {
            let lost = lost(solver);
            FailureKind::AttributeValue { name: name(solver, cell), value: shown, lost }
        }
        Some(Cause::Element(cell)) => FailureKind::ElementNotAllowed(name(solver, cell)),
        Some(Cause::ElementRequired(cell)) => FailureKind::ElementRequired(name(solver, cell)),
        Some(Cause::TextValue) => {
            let lost = lost(solver);
            FailureKind::TextValue { value: shown, lost }
        }
        Some(Cause::Text) => FailureKind::TextNotAllowed,
        Some(Cause::Incomplete) => FailureKind::Incomplete,
        Some(Cause::Together) => FailureKind::NotTogether,
        Some(Cause::Unexplored) | None => FailureKind::Limit,
    }
}

/// The values of an enumeration that are lost.
fn lost_values(solver: &mut Solver, old: u32, new: u32) -> Vec<String> {
    let mut lost = Vec::new();
    for item in solver.arena.items(old).iter() {
        if let super::arena::Node::Value(leaf) = solver.arena.node(*item)
            && !matches!(solver.values.included(&solver.arena, *item, new), ValueInclusion::Yes)
        {
            lost.push(solver.arena.values[*leaf as usize].value.to_string());
        }
    }
    lost
}
