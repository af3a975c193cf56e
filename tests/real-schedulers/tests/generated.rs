//! The output of `ktsnap derive` for published schedulers: structs for each `.bss`, `.data` and `.rodata`, and for each map that
//! a struct can mirror. All of them compile, and those of scx_bpfland and scx_rusty read reports.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use serde_json::Value;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The struct's file in the package, and its type.
struct Struct {
    module: String,
    read: String,
}

fn objects() -> Vec<PathBuf> {
    let folder = env::var("KTSNAP_OBJECT_DIR").expect("KTSNAP_OBJECT_DIR is not set");
    let mut objects: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    objects.retain(|path| path.to_str().is_some_and(|path| path.ends_with(".bpf.o")));
    objects.sort();
    objects
}

/// Builds the command, as its tests need it, and returns its path. Cargo would build the package alone with other features of its
/// dependencies, and these once more.
fn ktsnap() -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--quiet", "--workspace", "--test", "book", "--no-run", "--message-format", "json"]);
    cargo.current_dir(REPOSITORY);
    let Output { status, stdout, stderr } = cargo.output().unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    let messages = String::from_utf8(stdout).unwrap();
    let executable = |line: &str| Some(serde_json::from_str::<Value>(line).ok()?["executable"].as_str()?.to_owned());
    messages.lines().filter_map(executable).find(|path| path.ends_with("/ktsnap")).unwrap()
}

fn run(ktsnap: &str, args: &[&str]) -> Output {
    Command::new(ktsnap).args(args).output().unwrap()
}

/// The names of an object's array maps.
fn arrays(ktsnap: &str, object: &str) -> Vec<String> {
    let layout: Value = serde_json::from_slice(&run(ktsnap, &["layout", object, "--json"]).stdout).unwrap();
    let maps = layout["maps"].as_object().unwrap();
    let is_array = |map: &Value| matches!(map["type"].as_str(), Some("array" | "percpu_array"));
    maps.iter().filter(|(_, map)| is_array(map)).map(|(name, _)| name.clone()).collect()
}

/// Writes one struct into the package. `None` if the map has more entries than a report holds.
fn write(ktsnap: &str, object: &Path, location: [&str; 2], package: &Path) -> Option<Struct> {
    let path = object.to_str().unwrap();
    let file = object.file_name().unwrap().to_str().unwrap();
    let scheduler = file.strip_suffix(".bpf.o").unwrap();
    let Output { status, stdout, stderr } =
        run(ktsnap, &["derive", path, location[0], location[1], "--object-as", file]);
    let stderr = String::from_utf8(stderr).unwrap();
    if location[0] == "--map" && stderr.contains("but a report has only") {
        return None;
    }
    assert!(status.success(), "{scheduler} {location:?}: {stderr}");
    let source = String::from_utf8(stdout).unwrap();
    let name = source.split("pub struct ").nth(1).unwrap().split(' ').next().unwrap();
    let module = format!("{scheduler}_{}", location[1].replace('.', ""));
    let each_cpu = source.contains("Read the values of all CPUs with ");
    let ty = format!("generated::{module}::{name}");
    fs::write(package.join("src").join(format!("{module}.rs")), &source).unwrap();
    Some(Struct { module, read: if each_cpu { format!("ktsnap::PerCpu<{ty}>") } else { ty } })
}

fn report(variable: &str, default: Option<&str>, name: &str) -> String {
    let folder = env::var(variable).ok().or_else(|| default.map(str::to_owned));
    format!("{}/{name}", folder.unwrap_or_else(|| panic!("{variable} is not set")))
}

#[test]
fn structs_over_whole_sections_compile_and_read() {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated");
    fs::create_dir_all(package.join("src")).unwrap();
    fs::create_dir_all(package.join("tests")).unwrap();
    let ktsnap = ktsnap();
    let mut lib = "#![warn(unused, nonstandard_style)]\n#![deny(warnings)]\n".to_owned();
    let mut reads = String::new();
    let bpfland = report("KTSNAP_CAPTURES", Some(&format!("{REPOSITORY}/captures")), "scx_bpfland-b1.json");
    let rusty = report("KTSNAP_MACHINE", None, "scx_rusty-stopped.json");
    let mut count = 0;
    for object in objects() {
        let maps = arrays(&ktsnap, object.to_str().unwrap());
        let sections = [".bss", ".data", ".rodata"].map(|section| ["--section", section]);
        let locations = sections.into_iter().chain(maps.iter().map(|map| ["--map", map.as_str()]));
        for Struct { module, read } in locations.filter_map(|location| write(&ktsnap, &object, location, &package)) {
            writeln!(lib, "pub mod {module};").unwrap();
            let captured = [("scx_bpfland_", &bpfland), ("scx_rusty_", &rusty)];
            if let Some((_, report)) = captured.into_iter().find(|(scheduler, _)| module.starts_with(scheduler)) {
                writeln!(reads, "#[test]\nfn {module}() {{\n    read::<{read}>({report:?});\n}}").unwrap();
            }
            count += 1;
        }
    }
    assert!(count > 100, "15 schedulers have more than {count} sections and maps");
    let manifest = format!(
        "[workspace]\n[package]\nname = \"generated\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [dependencies]\nktsnap = {{ path = {REPOSITORY:?} }}\n"
    );
    let test = format!(
        "fn read<T: ktsnap::SnapshotSchema>(path: &str) {{\n    \
         let report = ktsnap::FailureDumpReport::from_path(path).unwrap();\n    \
         let snapshot = ktsnap::Snapshot::new(&report);\n    \
         let check = T::schemas()[0].check(&snapshot).unwrap();\n    \
         assert!(check.agrees(), \"{{check}}\");\n    \
         T::from_snapshot(&snapshot).unwrap();\n}}\n{reads}"
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"), package.join("Cargo.lock")).unwrap();
    fs::write(package.join("src/lib.rs"), lib).unwrap();
    fs::write(package.join("tests/read.rs"), test).unwrap();
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO")).args(["test", "--test", "read"]).current_dir(&package).output().unwrap();
    let said = String::from_utf8_lossy(&stderr) + String::from_utf8_lossy(&stdout);
    assert!(status.success() && said.contains("scx_rusty_stats ... ok"), "{said}");
}
