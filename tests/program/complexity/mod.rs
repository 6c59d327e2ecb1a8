//! Time grows with the input, not with its square: each dimension of what rowi reads is doubled.
//!
//! A dimension that answers quickly at its small size is fine; of the others the growth is measured, in processor time,
//! without what it takes to start. The full run makes each input almost as large as a megabyte and holds the answer to two
//! seconds and 512 MB: `ROWI_PROGRAM=target/release/rowi cargo test --test program complexity::full -- --ignored
//! --nocapture` prints the table of `docs/limits.md`.
#![cfg(target_os = "linux")]

mod dimensions;

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::command::Scratch;
use dimensions::{DIMENSIONS, Dimension};

/// A doubled input may take this much longer: somewhat more than twice, since measuring is not exact.
const GROWTH: f64 = 2.6;
/// Below this, in seconds of the unoptimised program, nothing is measured.
const QUICK: f64 = 0.6;
/// What an answer may take of an optimised program, and what is measured there.
const LIMIT: Duration = Duration::from_secs(2);
const MEMORY: u64 = 512 << 20;

/// What a run took.
struct Taken {
    seconds: f64,
    /// The most memory, in bytes, as far as looking at it now and then tells.
    memory: u64,
    status: Option<i32>,
}

fn program() -> String {
    std::env::var("ROWI_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_rowi").to_owned())
}

/// Runs the program and gives up after a while.
#[allow(clippy::zombie_processes, reason = "the loop ends only where it has waited")]
fn run(scratch: &Scratch, arguments: &[&str], patience: Duration) -> Taken {
    let mut child = Command::new(program())
        .args(arguments)
        .current_dir(&scratch.0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("rowi runs");
    let process = format!("/proc/{}", child.id());
    let (mut seconds, mut memory) = (0.0f64, 0);
    let begin = Instant::now();
    let status = loop {
        // a process that has ended still tells its times until somebody waits for it
        let stat = fs::read_to_string(format!("{process}/stat")).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        let field = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        // proc_pid_stat(5): state, then utime and stime in hundredths of a second
        seconds = seconds.max((field(11) + field(12)) / 100.0);
        let own = fs::read_to_string(format!("{process}/status")).unwrap_or_default();
        let peak = own.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        memory = memory.max(peak.unwrap_or(0u64) << 10);
        if fields.first() == Some(&"Z") {
            break child.wait().ok().and_then(|status| status.code());
        }
        if seconds > patience.as_secs_f64() || begin.elapsed() > patience * 20 {
            let _ = child.kill();
            let _ = child.wait();
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Taken { seconds, memory, status }
}

fn made(dimension: &Dimension, size: usize) -> Scratch {
    let files = (dimension.files)(size);
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let scratch = Scratch::new(&format!("complexity-{}-{size}", dimension.name), &[]);
    fs::create_dir_all(&scratch.0).expect("a directory");
    for (path, bytes) in files {
        let path = scratch.0.join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }
    scratch
}

/// How the time grows when the input is doubled to `size`; `None` where it is too short to tell.
fn growth(dimension: &Dimension, size: usize, start: f64) -> Option<(f64, f64, f64)> {
    const PATIENCE: Duration = Duration::from_secs(60);
    let large = made(dimension, size);
    let most = run(&large, dimension.arguments, PATIENCE).seconds;
    if most - start < QUICK {
        return None;
    }
    let small = made(dimension, size / 2);
    // noise only makes it longer
    let least = |scratch: &Scratch, times: usize| {
        (0..times).map(|_| run(scratch, dimension.arguments, PATIENCE).seconds).fold(f64::MAX, f64::min)
    };
    let (mut less, mut more) = (least(&small, 2), most);
    let growth = |less: f64, more: f64| (more - start) / (less - start).max(0.05);
    // Beside other tests a run may take twice its time: before anything is said, both sizes are measured again in turn.
    for _ in 0..5 {
        if growth(less, more) <= GROWTH {
            break;
        }
        more = more.min(least(&large, 1));
        less = less.min(least(&small, 1));
    }
    if more - start < QUICK {
        return None;
    }
    Some((growth(less, more), less, more))
}

#[test]
fn there_are_all_dimensions() {
    let mut names: Vec<&str> = DIMENSIONS.iter().map(|dimension| dimension.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 203);
}

#[test]
fn twice_the_input_takes_about_twice_the_time() {
    let empty = Scratch::new("complexity-start", &[]);
    fs::create_dir_all(&empty.0).expect("a directory");
    let start = run(&empty, &["--version"], Duration::from_secs(10)).seconds;
    let next = AtomicUsize::new(0);
    let work = || {
        let mut slow = Vec::new();
        while let Some(dimension) = DIMENSIONS.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some((growth, less, more)) = growth(dimension, dimension.small, start)
                && growth > GROWTH
            {
                slow.push(format!("{}: {less:.2} s, {more:.2} s ({growth:.1})", dimension.name));
            }
        }
        slow
    };
    let slow: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("measured")).collect()
    });
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
#[ignore = "takes minutes and an optimised program, which ROWI_PROGRAM names"]
fn full() {
    println!("| dimension | size | kB | seconds | MB | status |\n|---|---|---|---|---|---|");
    let mut over = Vec::new();
    let only = std::env::var("ROWI_DIMENSION").unwrap_or_default();
    for dimension in DIMENSIONS.iter().filter(|dimension| dimension.name.contains(&only)) {
        let scratch = made(dimension, dimension.full);
        let bytes: usize = (dimension.files)(dimension.full).iter().map(|(_, bytes)| bytes.len()).sum();
        let taken = run(&scratch, dimension.arguments, LIMIT * 5);
        let status = taken.status.map_or_else(|| "given up".to_owned(), |status| status.to_string());
        println!(
            "| {} | {} | {} | {:.2} | {} | {status} |",
            dimension.name,
            dimension.full,
            bytes / 1000,
            taken.seconds,
            taken.memory >> 20
        );
        let is_over = taken.seconds > LIMIT.as_secs_f64() || taken.memory > MEMORY || taken.status.is_none();
        if is_over && bytes < 1_000_000 {
            over.push(dimension.name);
        }
    }
    assert!(over.is_empty(), "{}", over.join("\n"));
}
