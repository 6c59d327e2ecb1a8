use rowi::lint::example;
#[test]
fn make() {
    for rule in rowi::lint::rules() {
        let wanted = rule.severity == rowi::diagnostic::Severity::Error;
        if !wanted { continue; }
        for (twin, text) in [("broken", rule.failing), ("repaired", rule.passing)] {
            let parsed = example::parse(text);
            let dir = std::path::Path::new("tests/container_cases").join(rule.name).join(twin);
            for file in &parsed.files {
                let path = dir.join(&file.path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, &file.text).unwrap();
                if file.executable { println!("EXEC {}", path.display()); }
            }
            if let Some((_, rest)) = text.split_once("=== options\n") {
                let options = rest.split("=== ").next().unwrap();
                std::fs::write(dir.join("options"), options).unwrap();
            }
        }
    }
}
