//! Writes the harness's unit tests, rewritten to ktsnap's types, to `OUT_DIR/tests.rs`, and how many there are of each file to
//! `OUT_DIR/counts.txt`.

mod rewrite;
mod source;
mod table;
mod take;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

fn main() {
    for file in ["build", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={file}");
    }
    let mut modules = String::new();
    let mut counts = String::new();
    for (version, source) in source::versions() {
        let mut tests = String::new();
        let mut different = BTreeSet::new();
        counts.push_str(&format!("ktstr {version}\n"));
        for file in table::FILES {
            let texts = |files: &[&str]| files.iter().map(|file| source::text(&source, file)).collect::<Vec<_>>();
            let text = source::text(&source, file.path);
            let taken = take::tests(&text, &texts(file.helpers), &texts(file.constants));
            let name = file.path.trim_end_matches(".rs").replace('/', "_");
            tests.push_str(&format!("mod {name} {{\nuse crate::names::*;\n{}}}\n", taken.source));
            counts.push_str(&format!("  {}: {} tests, {} run\n", file.path, taken.all, taken.run));
            for (reason, number) in &taken.left_out {
                counts.push_str(&format!("    {number} left out: {reason}\n"));
            }
            for name in &taken.different {
                counts.push_str(&format!("    differs: {name}\n"));
            }
            different.extend(taken.different);
        }
        for difference in table::DIFFERENCES {
            assert!(different.contains(difference.test), "ktstr {version} has no test `{}`", difference.test);
        }
        let name = version.replace('.', "_");
        modules.push_str(&format!("#[allow(warnings, clippy::all, clippy::pedantic)]\nmod v{name} {{\n{tests}}}\n"));
    }
    let out = env::var_os("OUT_DIR").unwrap();
    fs::write(Path::new(&out).join("tests.rs"), modules).unwrap();
    fs::write(Path::new(&out).join("counts.txt"), counts).unwrap();
}
