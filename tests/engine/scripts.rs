//! Scripts that would grow without end.

use rowi::analysis::{Options, check_source};
use rowi::text::{MemoryLoader, Sources};

#[test]
fn a_script_that_doubles_a_text_with_every_line_ends() {
    let file = "/etc/containers/registries.conf";
    for (start, line) in [
        ("x=a", "x=\"$x$x\"".to_owned()),
        ("echo a > FILE", format!("cat {file} {file} > /tmp/x; cp /tmp/x {file}")),
        ("echo a > FILE", format!("sed -i s/a/aa/g {file}")),
        ("echo a > FILE", format!("x=\"$(cat {file})\"; echo \"$x$x\" >> {file}")),
    ] {
        let mut loader = MemoryLoader::new();
        let start = start.replace("FILE", file);
        let script = format!("#!/bin/bash\n{start}\n{}echo \"$x\" >> {file}\n", format!("{line}\n").repeat(100));
        loader.insert("d/config.sh", script);
        let mut sources = Sources::new();
        let id = sources.add("d/config.xml", "<image schemaversion=\"8.5\" name=\"a\"/>");
        // it is enough that it comes back
        assert!(!check_source(id, &mut sources, &loader, &Options::default()).is_empty());
    }
}
