//! The functions that KIWI has for scripts, behind `/.kconfig`: those that write files.

use super::super::{Files, OperationKind};
use super::Call;
use crate::image::content::Piece;

impl Files {
    /// Sets podman up for the build: vfs, cgroupfs, no events.
    pub(in super::super) fn setup_container_runtime(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let span = call.command.span;
        for (path, text) in [
            (
                "/etc/containers/containers.conf",
                "[engine]\nno_pivot_root = true\nevents_logger = \"none\"\ncgroup_manager = \"cgroupfs\"\n",
            ),
            (
                "/etc/containers/storage.conf",
                "[storage]\ndriver = \"vfs\"\ngraphroot = \"/var/lib/containers/storage\"\n\
                 runroot = \"/var/run/containers/storage\"\n",
            ),
        ] {
            self.write(path, span, span, vec![Piece::Text { text: text.to_owned(), span }]);
        }
        Vec::new()
    }

    /// `baseUpdateSysConfig FILE NAME VALUE`: a line of the file is changed, where it is there.
    pub(in super::super) fn update_sysconfig(&mut self, call: &Call<'_>) -> Vec<Piece> {
        if let Some(word) = call.words.first() {
            for path in self.named(word) {
                self.operation(&path, word.span, call.command.span, OperationKind::Unknown);
                self.perhaps_changed(&path, call.command.span);
            }
        }
        Vec::new()
    }
}
