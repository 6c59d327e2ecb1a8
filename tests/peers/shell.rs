//! rowi's interpreter beside bash: scripts are run by bash in a scratch directory and by rowi on its own view of the
//! files. What rowi says it knows must be what bash left; the rest it must call unknown.
//!
//! `tests/shell/known.sh` and `idioms.sh` have scripts that rowi must know all of, `tests/shell/any.sh` those of which
//! it may say that it does not know. Further ones are put together from parts. A line `### NAME` starts a script.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rowi::image::State;
use rowi::image::script::interpret::Files;
use rowi::image::script::{Script, ScriptKind};
use rowi::text::Sources;

use crate::support::dice::Dice;

const DIRECTORY: &str = "/etc/containers";

/// What is there before a script runs.
const DEFAULTS: [(&str, &str); 4] = [
    (
        "/etc/containers/registries.conf",
        "# the defaults\nunqualified-search-registries = [\"a.example\", \"b.example\"]\n# short-name-mode = \"enforcing\"\n\n# the end\n",
    ),
    ("/etc/containers/policy.json", "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}\n"),
    ("/etc/containers/registries.conf.d/000-names.conf", "[aliases]\n\"x\" = \"a.example/x\"\n"),
    ("/etc/containers/registries.conf.d/50-more.conf", "short-name-mode = \"disabled\"\n"),
];

fn scripts(text: &str) -> Vec<(String, String)> {
    let mut result: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("### ") {
            result.push((name.trim().to_owned(), String::new()));
        } else if let Some((_, script)) = result.last_mut() {
            script.push_str(line);
        }
    }
    result
}

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("rowi-shell-{name}-{}", std::process::id())))
    }

    /// The files below the directory after bash ran a script, and whether it succeeded.
    fn run(&self, script: &str) -> (BTreeMap<String, String>, bool) {
        let _ = std::fs::remove_dir_all(&self.0);
        for (path, text) in DEFAULTS {
            let path = self.0.join(&path[1..]);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let here = format!("{}{DIRECTORY}", self.0.display());
        let status = Command::new("bash")
            .arg("-c")
            .arg(script.replace(DIRECTORY, &here))
            .current_dir(&self.0)
            .env_clear()
            .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let succeeds = status.expect("bash").success();
        let mut files = BTreeMap::new();
        add(&self.0.join(&DIRECTORY[1..]), DIRECTORY, &mut files);
        for text in files.values_mut() {
            *text = text.replace(&here, DIRECTORY);
        }
        (files, succeeds)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn add(directory: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            add(&entry.path(), &path, files);
        } else if let Ok(bytes) = std::fs::read(entry.path()) {
            files.insert(path, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}

fn interpret(script: &str) -> Files {
    let mut sources = Sources::new();
    let id = sources.add("config.sh", script);
    let script = Script::parse(ScriptKind::Config, sources.get(id).clone(), false);
    let mut files = Files::default();
    files.run(&script, true);
    files
}

/// What may be at a path: a text, or nothing; and whether it may be something unknown.
fn possible(files: &Files, path: &str, depth: usize) -> (BTreeSet<Option<String>>, bool) {
    let default = |path: &str| DEFAULTS.iter().find(|(other, _)| *other == path).map(|(_, text)| (*text).to_owned());
    let mut texts = BTreeSet::new();
    let mut unknown = false;
    for state in files.at(path) {
        match state {
            State::Default => {
                texts.insert(default(path));
            }
            State::Moved { from, .. } => match default(&from) {
                Some(text) => {
                    texts.insert(Some(text));
                }
                None => unknown = true,
            },
            State::Absent(_) => {
                texts.insert(None);
            }
            State::File(content) if !content.exists(default(path).is_some()) => {
                texts.insert(None);
            }
            State::File(content) => {
                let rendered = content.render(&default(path).unwrap_or_default(), &|_| None);
                unknown |= rendered.unknown;
                texts.insert(Some(rendered.text));
            }
            State::Link { target, .. } if target == "/dev/null" => {
                texts.insert(Some(String::new()));
            }
            State::Link { target, .. } if depth < 4 => {
                let target = if target.starts_with('/') {
                    target
                } else {
                    format!("{}/{target}", path.rsplit_once('/').unwrap().0)
                };
                let (more, also) = possible(files, &rowi::image::overlay::absolute(&target), depth + 1);
                texts.extend(more);
                unknown |= also;
            }
            State::Link { .. } | State::Unknown(_) => unknown = true,
        }
    }
    (texts, unknown)
}

/// Where rowi is wrong about a script, and whether it knew everything.
fn compare(name: &str, script: &str, real: &BTreeMap<String, String>, wrong: &mut Vec<String>) -> bool {
    let files = interpret(script);
    let mut paths: BTreeSet<String> = real.keys().cloned().collect();
    paths.extend(DEFAULTS.iter().map(|(path, _)| (*path).to_owned()));
    paths.extend(files.below(DIRECTORY).map(str::to_owned));
    let mut all_known = true;
    for path in paths {
        let (texts, unknown) = possible(&files, &path, 0);
        let actual = real.get(&path).cloned();
        all_known &= !unknown && texts.len() == 1;
        // what comes before and after the unknown part of a text is not compared
        if !unknown && !texts.contains(&actual) {
            wrong.push(format!("{name}: {path}\n  bash: {actual:?}\n  rowi: {texts:?}\n--- script\n{script}"));
        }
    }
    all_known
}

/// Makes a script fail as a whole where one of its commands does: a build expects its commands to succeed.
const FAILS: &str = "trap 'FAILED=1' ERR; set -E; trap 'exit $FAILED' EXIT\n";

fn compare_all(label: &str, scripts: &[(String, String)], must_know: bool) {
    let scratch = Scratch::new(label);
    let (mut wrong, mut known) = (Vec::new(), 0);
    for (name, script) in scripts {
        let prefix = if label == "generated" { FAILS } else { "" };
        let (real, succeeds) = scratch.run(&format!("{prefix}{script}"));
        // a build stops where its script fails, so that its files do not matter
        if !succeeds && !must_know {
            continue;
        }
        let all = compare(name, script, &real, &mut wrong);
        known += usize::from(all);
        if must_know && !all {
            wrong.push(format!("{name}: not all of it is known\n--- script\n{script}"));
        }
    }
    eprintln!("{label}: {} scripts, all known of {known}, {} differences", scripts.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn text(name: &str) -> String {
    std::fs::read_to_string(crate::support::root().join("tests/shell").join(name)).unwrap()
}

pub fn scripts_of_which_all_is_known() {
    compare_all("known", &scripts(&text("known.sh")), true);
}

pub fn idioms_of_which_all_is_known() {
    compare_all("forms", &scripts(&text("idioms.sh")), true);
}

pub fn scripts_of_which_something_may_be_unknown() {
    compare_all("any", &scripts(&text("any.sh")), false);
}

const FILES: [&str; 5] = [
    "/etc/containers/registries.conf",
    "/etc/containers/registries.conf.d/60-own.conf",
    "\"$D/own.conf\"",
    "$D/registries.conf.d/50-more.conf",
    "/etc/containers/registries.conf.d/60-own.conf",
];
const TEXTS: [&str; 30] = [
    "a",
    "\"a b\"",
    "'a  b'",
    "key = [\"a\"]",
    "'key = [\"a\"]'",
    "\"key = [\\\"a\\\"]\"",
    "$V",
    "\"$V\"",
    "${V}x",
    "\"${V}  x\"",
    "$W",
    "\"$W\"",
    "$UNSET",
    "\"$UNSET\"",
    "x $UNSET y",
    "${UNSET:-other}",
    "${V:-other}",
    "\"${UNSET-$V}\"",
    "${V:+set}",
    "'$V'",
    "\\$V",
    "\"\\$V \\\\ \\x\"",
    "$'a\\tb'",
    "a\\ b",
    "{a,b}.conf",
    "$(echo sub)",
    "\"$(printf 'two\\nlines\\n\\n')\"",
    "'#' no comment # comment",
    "[registries.search]",
    "-n",
];
const ESCAPES: [&str; 10] =
    ["a\\nb", "\\x41", "\\0101", "\\101", "a\\tb\\\\", "\\\"q\\\"", "%%", "\\c rest", "\\e[0m", "a%sb"];

fn line(dice: &mut Dice) -> String {
    let file = dice.pick(&FILES);
    let arrow = dice.pick(&[">", ">>", ">>"]);
    match dice.below(14) {
        0..=2 => format!("echo {} {arrow} {file}", dice.pick(&TEXTS)),
        3 => format!("echo {} '{}' {arrow}{file}", dice.pick(&["-e", "-n", "-en", "-E", ""]), dice.pick(&ESCAPES)),
        4 => format!("printf '{}' {} {arrow} {file}", dice.pick(&ESCAPES), dice.pick(&TEXTS)),
        5 => format!("printf '%s %b\\n' {} '{}' {arrow} {file}", dice.pick(&TEXTS), dice.pick(&ESCAPES)),
        6 => format!("cat {arrow} {file} <<{}\n{}\n\t{} \\\nz\n{}", "EOF", "one $V", dice.pick(&TEXTS), "EOF"),
        7 => format!("cat <<-'END' {arrow} {file}\n\t\ttwo $V\n  {}\n\tEND", dice.pick(&TEXTS)),
        8 => format!(
            "cat <<< {} | tee {} {file} > /dev/null",
            dice.pick(&["\"$V\"", "x", "'a b'"]),
            dice.pick(&["-a", "--append", ""])
        ),
        9 => format!("sed -i {} {file}", dice.pick(&SED)),
        10 => format!("{} {file}", dice.pick(&["rm -f", ": >", "touch", "truncate -s 0", "> "])),
        11 => format!("{} {} {file}", dice.pick(&["cp", "mv", "install -m 644", "cp -a"]), dice.pick(&FILES)),
        12 => format!("{} {}", dice.pick(&["V=", "W=", "V+=", "unset V; V=", "export W="]), "new").replace("= ", "="),
        _ => format!("{{ echo {}; echo b; }} {arrow} {file}", dice.pick(&TEXTS)),
    }
}

const SED: [&str; 20] = [
    "'s/a/X/'",
    "'s/a/X/g'",
    "-e 's/^#.*//' -e 's/e/E/2'",
    "'/^#/d'",
    "'1d'",
    "'$d'",
    "'2,3d'",
    "'/unq/,/mode/d'",
    "'$a\\last line'",
    "'1i first'",
    "'/^$/c changed'",
    "-E 's/(un)(q)/\\2\\1/'",
    "'s|a\\.example|b.example/x|g;s/\"/Q/'",
    "'/mode/s/^# *//'",
    "'/^#/!s/$/ # end/'",
    "'s/[[:space:]]*=[[:space:]]*/=/'",
    "'a\\  two\\nlines'",
    "'s/x*/-/g'",
    "'s/.*/& &/;1q'",
    "-n '/a/p'",
];

pub fn scripts_put_together() {
    let mut dice = Dice::seeded(11);
    let count = std::env::var("ROWI_SHELL_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(150);
    let mut list = Vec::new();
    for number in 0..count {
        let mut script = String::from("D=/etc/containers\nV='one  two'\nW=\"w\"\n");
        for _ in 0..=dice.below(4) {
            let line = line(&mut dice);
            match dice.below(8) {
                0 => writeln!(script, "if [ -n \"$V\" ]; then\n{line}\nfi").unwrap(),
                1 => writeln!(script, "for i in 1 2; do\n{line}\ndone").unwrap(),
                2 => writeln!(script, "(\n{line}\n)").unwrap(),
                3 => writeln!(script, "f() {{\n{line}\n}}\nf").unwrap(),
                _ => writeln!(script, "{line}").unwrap(),
            }
        }
        list.push((format!("case {number}"), script));
    }
    compare_all("generated", &list, false);
}

/// Forms that scripts of images usually have. `FILE` is a file, `%1` to `%3` are words.
const IDIOMS: &[&str] = &[
    "kiwi_profiles=%1\ncase \"$kiwi_profiles\" in\n  *%1*) v=one ;;\n  *) v=other ;;\nesac\necho \"$v\" > FILE\n",
    "case %1 in %2|%3) v=a ;; %1) v=b ;; esac\necho $v > FILE\n",
    "if [ \"%1\" = \"%1\" ]; then echo yes > FILE; else echo no > FILE; fi\n",
    "if [[ %1 == %2* ]]; then echo yes > FILE; elif [[ -n %3 ]]; then echo other > FILE; fi\n",
    "mv /etc/containers/registries.conf /etc/containers/registries.conf.old\n{ cat /etc/containers/registries.conf.old; echo; echo '%1'; } > /etc/containers/registries.conf\n",
    "cp /etc/containers/policy.json /etc/containers/policy.json.bak\necho '%1' > /etc/containers/policy.json\n",
    "t=$(mktemp)\necho '%1' > \"$t\"\necho %2 >> \"$t\"\ninstall -m 644 \"$t\" FILE\nrm -f \"$t\"\n",
    "d=$(mktemp -d)\nprintf '%s\\n' %1 %2 > $d/x\ncp $d/x FILE\nrm -rf \"$d\"\n",
    "put() {\n  local f=$1\n  shift\n  printf '%s\\n' \"$@\" > \"$f\"\n}\nput FILE '%1' \"%2 x\"\n",
    "add() { local a=\"$1\" b=${2:-none}; echo \"$a=$b\" >> FILE; }\nadd %1 %2\nadd %3\n",
    "f() { echo \"$# $1\"; shift 2; echo \"$*\"; }\nf %1 %2 %3 > FILE\n",
    "outer() { local v=in; inner; echo $v >> FILE; }\ninner() { v=changed; }\nv=out\nouter\necho $v >> FILE\n",
    "cat > FILE <<END\n# $(echo %1)\nv = \"$(basename /a/%2 .x)\"\nEND\n",
    "cat > FILE <<END\n${UNSET:-%1} \\$literal\nEND\n",
    "mkdir -p /etc/containers/tree/etc\necho %1 > /etc/containers/tree/etc/a.conf\ncp -a /etc/containers/tree/. /etc/containers/copy\n",
    "mkdir -p /etc/containers/from /etc/containers/to\necho %1 > /etc/containers/from/%2.conf\necho %3 > /etc/containers/from/b.conf\ncp -r /etc/containers/from/* /etc/containers/to/\nrm -r /etc/containers/from\n",
    "mkdir -p /etc/containers/own\necho 'a %1' > /etc/containers/own/a.txt\necho 'b %1' > /etc/containers/own/b.txt\nfind /etc/containers/own -name '*.txt' -exec sed -i 's/%1/X/' {} \\;\n",
    "while read -r a b; do echo \"$b-$a\" >> FILE; done <<END\n%1 %2 x\n%3 y\nEND\n",
    "printf '%s\\n' %1 %2 | while read -r line; do echo \"[$line]\"; done > FILE\n",
    "while IFS== read -r k v; do echo \"$k is $v\"; done > FILE <<< '%1=%2=x'\n",
    "while IFS= read -r line || [ -n \"$line\" ]; do echo \"$line.\" >> FILE; done < <(printf '%s\\n%s' '%1 x' '  %2')\n",
    "n=3\necho $((n * 2 + 1)) $((n % 2)) $((n << 2)) $((n > 2 ? 5 : 6)) > FILE\n",
    "i=0\nwhile [ $i -lt 3 ]; do echo \"$i %1\" >> FILE; i=$((i + 1)); done\n",
    "i=5\n((i++))\n((i += 2))\nlet i-=1\nif ((i == 7)); then echo $i > FILE; else echo no > FILE; fi\n",
    "for ((i = 0; i < 3; i++)); do echo \"%1$i\" >> FILE; done\n",
    "for ((i = 3; i > 0; i -= 2)); do echo \"$i\"; done > FILE\n",
    "v=/opt/%1/%2.tar.gz\necho ${v##*/} ${v%.gz} ${v%%.*} ${v#/opt/} > FILE\n",
    "v=%1-%2\necho ${v/-/_} ${v//-/+} ${v^^} ${v:0:2} ${#v} ${v: -2} > FILE\n",
    "v=%1\necho ${v:+set} ${UNSET+x}${UNSET:-%2} ${v:-no} > FILE\nn=v\necho ${!n} >> FILE\n",
    "v=%1\necho ${v/#%1/start} ${v/%%1/end} ${v,,} ${v^} > FILE\n",
    "a=(%1 %2)\na+=(%3)\nprintf '%s\\n' \"${a[@]}\" > FILE\necho ${#a[@]} ${a[1]} ${a[-1]} >> FILE\n",
    "a[0]=%1\na[1]=%2\na[1]+=x\necho \"${a[*]}\" > FILE\n",
    "a=(%1 %2 %3)\nfor i in \"${!a[@]}\"; do echo \"$i ${a[$i]}\" >> FILE; done\n",
    "a=(%1 %2 %3)\na[${#a[@]}]=last\necho \"${a[@]:1:2}\" \"${a[@]: -1}\" > FILE\nunset a\necho ${a[0]-none} >> FILE\n",
    "declare -A m=([one]=%1 [two]=%2)\nm[three]=%3\necho ${m[two]} ${m[three]} ${#m[@]} > FILE\n",
    "declare -A m\nk=%1\nm[$k]=v\necho \"${m[%1]}\" > FILE\n",
    "mapfile -t l <<END\n%1\n%2 x\nEND\necho \"${l[1]} ${#l[@]}\" > FILE\n",
    "readarray -t l < <(printf '%s\\n' %1 %2)\nfor x in \"${l[@]}\"; do echo \"<$x>\"; done > FILE\n",
    "IFS=, read -r a b <<< '%1,%2,x'\necho \"$b $a\" > FILE\n",
    "IFS=, read -ra l <<< '%1,%2,%3'\necho \"${l[2]} ${#l[@]}\" > FILE\n",
    "read -r first rest < /etc/containers/policy.json\necho done > FILE\n",
    "printf '%s\\n' %1 %2 %3 | head -n 2 > FILE\n",
    "printf '%s\\n' %1 %2 %3 | tail -n 1 > FILE\n",
    "echo '%1 %2' | tr 'a-m' 'A-M' > FILE\necho a:b | tr ':' '\\n' >> FILE\necho aab | tr -d a >> FILE\n",
    "printf '%s\\n' '# c' '%1' '' | grep -v '^#' | grep -v '^$' > FILE\n",
    "echo '{\"a\": \"%1\", \"b\": [1, 2]}' | jq -r .a > FILE\n",
    "echo '%1' | base64 | base64 -d > FILE\n",
    "echo '%1:%2:%3' | cut -d: -f2 > FILE\nv=$(echo '%1 %2' | cut -d' ' -f1)\necho \"$v\" >> FILE\n",
    "printf '%s\\n' b a b | sort -u | wc -l | tr -d ' ' > FILE\n",
    "seq 1 3 > FILE\nfor i in $(seq 2 2 6); do echo -n $i; done >> FILE\n",
    "echo %1 | tee FILE > /dev/null\necho %2 | tee -a FILE > /dev/null\n",
    "echo '%1' | sed -e 's/[0-9]/N/g' -e 's/$/;/' > FILE\n",
    "set -- %1 '%2 x'\nfor a; do echo \"$a\"; done > FILE\necho $# >> FILE\n",
    "v='%1 %2'\nset -- $v\necho \"$2\" > FILE\n",
    "for f in a b; do cat > /etc/containers/$f.conf <<END\nname = \"$f-%1\"\nEND\ndone\n",
    "( cd /etc/containers && echo %1 > here.conf )\ncd /etc/containers\necho %2 > there.conf\n",
    "echo %1 > FILE\nsed -i '1i # first' FILE\nsed -i '$a last' FILE\n",
    "export V=%1\nsh -c 'echo $V' > FILE\nbash -c 'echo \"$1\"' %2 %3 >> FILE\n",
    "eval \"v=%1\"\necho $v > FILE\n",
    "f=FILE\n: > $f\n[ -s $f ] || echo empty >> $f\n[ -s $f ] && echo filled >> $f\n",
    "printf -v v '%03d|%-8s|%5s|%x' 7 %1 a 255\necho $v > FILE\n",
    "v=$(cat <<END\n%1\nEND\n)\necho \"$v\" > FILE\n",
    "{ echo a; echo %1; } | { read -r x; read -r y; cat; } > /dev/null\necho end > FILE\n",
    "echo {%1,%2}.conf x{1..3} > FILE\n",
    "until [ \"${n:-0}\" -ge 2 ]; do n=$((${n:-0} + 1)); echo $n; done > FILE\n",
    "ok=false\nfor x in %1 %2 %3; do if [ $x = %2 ]; then ok=true; break; fi; done\necho $ok > FILE\n",
    "xs=\ntest -n \"$xs\" || xs=%1\necho \"$xs\" > FILE\n",
    "for x in %1 %2; do [ $x = %1 ] && continue; echo $x; done > FILE\n",
];
const WORDS: &[&str] = &["web", "db1", "registry", "x.y", "a-b", "Team", "edge", "n0de", "mirror"];

/// Scripts of usual forms, of which all must be known.
pub fn usual_idioms() {
    let mut dice = Dice::seeded(23);
    let count = std::env::var("ROWI_SHELL_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(160);
    let mut list = Vec::new();
    for number in 0..count {
        let alone = IDIOMS.get(number).copied();
        let forms = if alone.is_some() { 0 } else { 1 + dice.below(2) };
        let mut script = String::new();
        for turn in 0..=forms {
            let form = alone.unwrap_or_else(|| dice.pick(IDIOMS));
            let file =
                if turn == 0 { "/etc/containers/own.conf" } else { "/etc/containers/registries.conf.d/60-own.conf" };
            let mut words: Vec<&str> = Vec::new();
            while words.len() < 3 {
                let word = dice.pick(WORDS);
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            let text = form.replace("%1", words[0]).replace("%2", words[1]).replace("%3", words[2]);
            // each form by itself, so that they do not meet in their variables
            writeln!(script, "(\n{})", text.replace("FILE", file)).unwrap();
        }
        list.push((format!("idiom {number}"), script));
    }
    compare_all("idioms", &list, true);
}
