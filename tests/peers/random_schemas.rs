//! Random documents under random schemas: rowi and jing, which gets all of them in one process.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::random_schemas::{accepts, amount, case, compile, generate};
use crate::support::{need, root};

pub fn jing_judges_the_same() {
    let jars: Vec<String> = need::JING_JARS.iter().map(|jar| format!("/usr/share/java/{jar}.jar")).collect();
    let judge = root().join("tests/peers/Judge.java");
    let mut child = Command::new("java")
        .args(["-cp", &jars.join(":")])
        .arg(judge)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("java");
    let mut input = child.stdin.take().expect("an input");
    let mut lines = Vec::new();
    for seed in 0..amount() {
        let (shape, case, documents) = case(seed);
        lines.push((format!("S {}\n", case.text), shape, seed));
        lines.extend(documents.iter().map(|one| (format!("D {}\n", generate::print(one)), shape, seed)));
    }
    let texts: Vec<String> = lines.iter().map(|(line, ..)| line.clone()).collect();
    let writer =
        std::thread::spawn(move || texts.iter().for_each(|line| input.write_all(line.as_bytes()).expect("a pipe")));
    let output = child.wait_with_output().expect("verdicts");
    writer.join().expect("all lines written");
    assert_eq!(output.stdout.len(), lines.len(), "a verdict for each line");
    let (mut schema, mut text) = (None, "");
    let (mut refused, mut valid, mut wrong) = (0, 0, Vec::new());
    for ((line, shape, seed), verdict) in lines.iter().zip(&output.stdout) {
        let body = line[2..].trim_end_matches('\n');
        let found = if line.starts_with('S') {
            (schema, text) = (compile(body), body);
            refused += usize::from(schema.is_none());
            schema.is_some()
        } else {
            schema.as_ref().is_some_and(|schema| accepts(schema, body))
        };
        valid += usize::from(found && line.starts_with('D'));
        if found != (*verdict == b'+') {
            wrong.push(format!("jing {}, {shape:?}, seed {seed}:\n{text}\n{body}", char::from(*verdict)));
        }
    }
    println!("{} lines, {refused} schemas refused, {valid} documents valid", lines.len());
    assert!(wrong.is_empty(), "{} verdicts differ, first:\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n\n"));
}
