//! What each program does to files and variables, one file a family. The table below names who does it; programs that
//! are not in it may change whatever file they name.

mod files;
mod filters;
mod jq;
mod kiwi;
mod sed;
mod shell;
mod text;

use super::Files;
use super::limits::Work;
use super::words::text_of;
use crate::image::content::{Content, Piece, Rendered, Step};
use crate::image::script::invocation;
use crate::image::script::sed::Sed;
use crate::image::script::syntax::{Command, Word};
use crate::text::Span;

/// A call of a program.
#[derive(Clone, Copy)]
pub(super) struct Call<'c> {
    /// The name that it was called by.
    pub(super) name: &'c str,
    /// The words behind it.
    pub(super) words: &'c [Word],
    /// The command that it stands in.
    pub(super) command: &'c Command,
    /// What comes on standard input; `None` where that is not known.
    pub(super) input: Option<&'c [Piece]>,
}

impl Call<'_> {
    /// Output of which nothing is known.
    pub(super) fn unknown(&self) -> Vec<Piece> {
        vec![Piece::Unknown { span: self.command.span }]
    }
}

type Run = fn(&mut Files, &Call<'_>) -> Vec<Piece>;

/// Programs, by name.
const PROGRAMS: &[(&str, Run)] = &[
    (".", |files, call| files.source(call)),
    (":", quiet),
    ("Debug", quiet),
    ("Echo", quiet),
    ("Rm", |files, call| files.rm(call)),
    ("[", quiet),
    ("alias", |files, call| files.alias(call)),
    ("ash", shell),
    ("augtool", editor),
    ("awk", editor),
    ("base64", filter),
    ("baseCreateKernelTree", quiet),
    ("baseInsertService", quiet),
    ("baseRemoveService", quiet),
    ("baseService", quiet),
    ("baseSetRunlevel", quiet),
    ("baseSetupBuildDay", quiet),
    ("baseStripFirmware", quiet),
    ("baseStripInitrd", quiet),
    ("baseStripKernel", quiet),
    ("baseStripLocales", quiet),
    ("baseStripModules", quiet),
    ("baseStripTranslations", quiet),
    ("baseStripUnusedLibs", quiet),
    ("baseSystemdCall", quiet),
    ("baseUpdateSysConfig", |files, call| files.update_sysconfig(call)),
    ("baseVagrantSetup", quiet),
    ("basename", filter),
    ("bash", shell),
    ("break", |files, call| files.leave(call)),
    ("bsdtar", unpack),
    ("cat", |files, call| files.cat(call.words, call.command, call.input)),
    ("cd", directory),
    ("continue", |files, call| files.leave(call)),
    ("cp", transfer),
    ("cpio", unpack),
    ("crudini", editor),
    ("cut", filter),
    ("dash", shell),
    ("dd", |files, call| files.dd(call)),
    ("declare", quiet),
    ("dirname", filter),
    ("echo", |files, call| files.echo(call.words, call.command)),
    ("ed", editor),
    ("egrep", filter),
    ("eval", |files, call| files.eval(call.words, call.input).unwrap_or_else(|| call.unknown())),
    ("ex", editor),
    ("exec", |files, call| files.exec(call)),
    ("exit", |files, call| files.exit(call)),
    ("export", quiet),
    ("false", quiet),
    ("fgrep", filter),
    ("find", |files, call| {
        files.find(call.words, call.command.span);
        call.unknown()
    }),
    ("gawk", editor),
    ("getopts", set_unknown),
    ("grep", filter),
    ("head", filter),
    ("install", transfer),
    ("jq", filter),
    ("ksh", shell),
    ("let", |files, call| files.let_(call)),
    ("ln", |files, call| {
        files.link(call.words, call.command);
        Vec::new()
    }),
    ("local", quiet),
    ("mapfile", |files, call| files.mapfile(call)),
    ("mkdir", |files, call| files.mkdir(call)),
    ("mktemp", |files, call| files.mktemp(call)),
    ("mountCgroups", quiet),
    ("mountProc", quiet),
    ("mv", transfer),
    ("paste", filter),
    ("patch", editor),
    ("perl", editor),
    ("popd", directory),
    ("printf", |files, call| files.printf(call.words, call.command)),
    ("pushd", directory),
    ("python", editor),
    ("python3", editor),
    ("read", |files, call| files.read(call)),
    ("readarray", |files, call| files.mapfile(call)),
    ("readlink", filter),
    ("readonly", quiet),
    ("realpath", filter),
    ("return", |files, _| files.return_()),
    ("rev", filter),
    ("rm", |files, call| files.rm(call)),
    ("rmdir", |files, call| files.rm(call)),
    ("rsync", editor),
    ("ruby", editor),
    ("runuser", |files, call| files.switch_user(call)),
    ("sed", |files, call| files.sed(call.words, call.command, call.input)),
    ("select", set_unknown),
    ("seq", filter),
    ("set", |files, call| {
        files.set_parameters(call.words);
        Vec::new()
    }),
    ("setupContainerRuntime", |files, call| files.setup_container_runtime(call)),
    ("sh", shell),
    ("shift", |files, call| files.shift(call)),
    ("shopt", quiet),
    ("shred", |files, call| files.rm(call)),
    ("sleep", quiet),
    ("sort", filter),
    ("source", |files, call| files.source(call)),
    ("su", |files, call| files.switch_user(call)),
    ("suseImportBuildKey", quiet),
    ("suseInsertService", quiet),
    ("suseRemoveService", quiet),
    ("suseService", quiet),
    ("suseSetupProduct", quiet),
    ("suseStripInitrd", quiet),
    ("suseStripKernel", quiet),
    ("sync", quiet),
    ("tac", filter),
    ("tail", filter),
    ("tar", unpack),
    ("tee", |files, call| files.tee(call.words, call.command, call.input)),
    ("test", quiet),
    ("touch", |files, call| files.touch(call)),
    ("tr", filter),
    ("trap", |files, call| {
        files.trap(call.words);
        Vec::new()
    }),
    ("true", quiet),
    ("truncate", |files, call| files.truncate(call)),
    ("typeset", quiet),
    ("umask", quiet),
    ("umountCgroups", quiet),
    ("unalias", quiet),
    ("uniq", filter),
    ("unlink", |files, call| files.rm(call)),
    ("unset", |files, call| files.unset(call)),
    ("unzip", unpack),
    ("wait", quiet),
    ("wc", filter),
    ("xargs", |files, call| files.xargs(call.words, call.command, call.input)),
    ("yq", editor),
    ("zsh", shell),
];

fn filter(files: &mut Files, call: &Call<'_>) -> Vec<Piece> {
    files.filter(call)
}

fn quiet(_: &mut Files, _: &Call<'_>) -> Vec<Piece> {
    Vec::new()
}

fn shell(files: &mut Files, call: &Call<'_>) -> Vec<Piece> {
    files.shell(call.words, call.command, call.input).unwrap_or_else(|| call.unknown())
}

fn directory(files: &mut Files, call: &Call<'_>) -> Vec<Piece> {
    files.change_directory(call.name, call.words);
    Vec::new()
}

fn transfer(files: &mut Files, call: &Call<'_>) -> Vec<Piece> {
    files.transfer(call.name, call.words, call.command, call.input);
    Vec::new()
}

fn unpack(files: &mut Files, call: &Call<'_>) -> Vec<Piece> {
    files.unpack(call.name, call.words, call.command.span);
    call.unknown()
}

fn set_unknown(files: &mut Files, call: &Call<'_>) -> Vec<Piece> {
    files.set_unknown(call.name, call.words);
    Vec::new()
}

fn editor(files: &mut Files, call: &Call<'_>) -> Vec<Piece> {
    files.edited_by_program(call);
    call.unknown()
}

/// Programs that read what they are given, and change no file that they name as an operand.
pub(super) const READERS: [&str; 58] = [
    "[",
    "b2sum",
    "basename",
    "blkid",
    "buildah",
    "chattr",
    "chcon",
    "chgrp",
    "chmod",
    "chown",
    "cksum",
    "cmp",
    "comm",
    "cut",
    "df",
    "diff",
    "dirname",
    "docker",
    "du",
    "egrep",
    "fgrep",
    "file",
    "findmnt",
    "fold",
    "getent",
    "getfacl",
    "grep",
    "head",
    "hexdump",
    "journalctl",
    "jq",
    "kill",
    "less",
    "logger",
    "ls",
    "lsattr",
    "md5sum",
    "mount",
    "nl",
    "od",
    "paste",
    "podman",
    "readlink",
    "realpath",
    "restorecon",
    "setfacl",
    "sha256sum",
    "sha512sum",
    "skopeo",
    "sleep",
    "stat",
    "systemctl",
    "tail",
    "test",
    "tr",
    "umount",
    "wc",
    "xmllint",
];

/// Whether a group of short options has this one.
pub(super) fn short(option: &str, flag: char) -> bool {
    !option.starts_with("--") && option.starts_with('-') && option[1..].split('=').next().unwrap_or("").contains(flag)
}

impl Files {
    pub(super) fn program(
        &mut self,
        name: &str,
        words: &[Word],
        command: &Command,
        input: Option<&[Piece]>,
    ) -> Vec<Piece> {
        let call = Call { name, words, command, input };
        if let Some(output) = self.call_function(&call) {
            return output;
        }
        if name.contains('/') {
            // a script that is in the image
            return self.run_file(name, words, true, command, input).unwrap_or_else(|| call.unknown());
        }
        if let Ok(at) = PROGRAMS.binary_search_by(|(known, _)| (*known).cmp(name)) {
            return PROGRAMS[at].1(self, &call);
        }
        if READERS.binary_search(&name).is_err() {
            self.mentioned(words, command.span);
        }
        call.unknown()
    }

    /// A program that edits files in ways of its own: whatever file they name, in arguments or in a program given to
    /// them, may have changed.
    fn edited_by_program(&mut self, call: &Call<'_>) {
        if let Some(given) = call.input.map(pieces_text) {
            self.unparsed(&given, call.command.span);
        }
        let is_awk = matches!(call.name, "awk" | "gawk");
        for word in call.words.iter().filter(|word| !is_awk || word.parts.len() > 1 || !word.is_bare()) {
            match self.path_text(word) {
                Some(text) if text.contains([' ', '\n', '(', '{']) => self.unparsed(&text, call.command.span),
                Some(_) => self.changed(word, call.command),
                None => {}
            }
        }
    }

    /// Options apart from operands; the value of an option that the table knows to take one becomes `-o=VALUE`.
    pub(super) fn options_of<'w>(&self, name: &str, words: &'w [Word]) -> (Vec<String>, Vec<&'w Word>) {
        self.options_with(words, invocation::valued(name))
    }

    pub(in super::super) fn options<'w>(&self, words: &'w [Word]) -> (Vec<String>, Vec<&'w Word>) {
        self.options_with(words, &[])
    }

    /// Options apart from operands; the value of an option in `valued` becomes `-o=VALUE`.
    pub(in super::super) fn options_with<'w>(
        &self,
        words: &'w [Word],
        valued: &[&str],
    ) -> (Vec<String>, Vec<&'w Word>) {
        let mut options = Vec::new();
        let mut operands = Vec::new();
        let mut only_operands = false;
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            match self.path_text(word) {
                Some(text) if !only_operands && text == "--" => only_operands = true,
                Some(text) if !only_operands && text.len() > 1 && text.starts_with('-') => {
                    if valued.contains(&text.as_str()) {
                        let value = words.get(at).and_then(|word| self.path_text(word)).unwrap_or_default();
                        options.push(format!("{text}={value}"));
                        at += 1;
                    } else {
                        options.push(text);
                    }
                }
                _ => operands.push(word),
            }
        }
        (options, operands)
    }
}

pub(super) fn word_span(words: &[Word]) -> Span {
    match words {
        [] => Span::default(),
        [one] => one.span,
        [first, .., last] => first.span.to(last.span),
    }
}

/// The known parts of pieces.
pub(super) fn pieces_text(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text { text, .. } => text.as_str(),
            Piece::Variable { .. } | Piece::Original { .. } | Piece::Unknown { .. } => " ",
        })
        .collect()
}

/// A file's text as pieces, where all its edits are known.
pub(super) fn known_pieces(content: &Content, work: &Work) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for step in &content.steps {
        match step {
            Step::Append(more) => pieces.extend(more.iter().cloned()),
            Step::Sed(sed) => {
                work.charge_pieces(&pieces);
                pieces = filtered(sed, pieces)?;
            }
        }
    }
    Some(pieces)
}

/// What sed makes of a text all of which is known.
pub(super) fn filtered(sed: &Sed, pieces: Vec<Piece>) -> Option<Vec<Piece>> {
    text_of(&pieces)?;
    if !sed.is_understood() {
        return None;
    }
    let mut rendered: Rendered = Content::of_pieces(pieces).render("", &|_| None);
    sed.apply(&mut rendered);
    let mut result = Vec::new();
    let mut at = 0;
    for (range, span) in &rendered.origins {
        if range.start != at {
            return None;
        }
        at = range.end;
        result.push(Piece::Text { text: rendered.text.get(range.clone())?.to_owned(), span: *span });
    }
    (at == rendered.text.len()).then_some(result)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_are_sorted() {
        assert!(super::PROGRAMS.is_sorted_by_key(|(name, _)| *name));
        assert!(super::READERS.is_sorted());
    }
}
