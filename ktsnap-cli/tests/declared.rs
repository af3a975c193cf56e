//! `--struct FILE.rs:NAME`: structs of this repository, and every mistake that a file or a struct can have.

mod support;

use serde_json::Value;
use support::{Ran, Scratch, captures, ktsnap};

const REPORT: &str = "examples/captures/dispatch-swap.json";

fn show(written: &str, more: &[&str]) -> Ran {
    ktsnap(&[&["show", REPORT, "--struct", written], more].concat())
}

/// The error for a file with this text.
fn error_of(name: &str, text: &str, of: &str) -> String {
    let scratch = Scratch::new(&format!("declared-{name}"));
    let file = scratch.file("counters.rs", text.as_bytes());
    let ran = show(&format!("{file}:{of}"), &["--object", "examples/bpf/dispatch.bpf.o"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
    ran.err.replace(&file, "counters.rs").trim_end().to_owned()
}

#[track_caller]
fn assert_error(name: &str, text: &str, of: &str, expected: &str) {
    assert_eq!(error_of(name, text, of), format!("ktsnap: {expected}"));
}

/// A struct with this field.
fn with_field(field: &str) -> String {
    format!("#[derive(SnapshotSchema)]\nstruct Bss {{\n    nr_enqueued: u64,\n    {field}\n}}\n")
}

#[test]
fn fields_and_ratios_have_their_names_in_rust() {
    let text = show("examples/dispatch.rs:Dispatch", &[]).done();
    assert!(text.starts_with("Dispatch: dispatch.bss at 0xffff88810001c000, the running scheduler's"), "{text}");
    for line in ["nr_mig_cross         748", "dsp_stats[1]        1546", "cross_fraction  0.6487424111014745"] {
        assert!(text.contains(&format!("\n{line}\n")), "{line}\n{text}");
    }
    let json: Value = serde_json::from_str(&show("examples/dispatch.rs:Dispatch", &["--json"]).done()).unwrap();
    assert_eq!(json["fields"]["dsp_stats"], serde_json::json!([433, 1546, 17]));
    assert_eq!(json["fields"]["saw_cross"], true);
    assert_eq!(json["ratios"]["cross_fraction"], 748.0 / 1153.0);
}

#[test]
fn a_ratio_without_a_value_has_the_reason() {
    let text = with_field("")
        .replace("struct Bss", "#[snapshot(ratio(share = nr_enqueued / (nr_enqueued - nr_enqueued)))]\nstruct Bss");
    let scratch = Scratch::new("declared-ratio");
    let file = scratch.file("counters.rs", text.as_bytes());
    let ran = show(&format!("{file}:Bss"), &["--object", "examples/bpf/dispatch.bpf.o", "--json"]);
    let json: Value = serde_json::from_str(&ran.done()).unwrap();
    assert_eq!(json["ratios"]["share"], Value::Null);
    let why = json["ratios_without_value"]["share"].as_str().unwrap();
    assert!(why.starts_with("share: the denominator `nr_enqueued - nr_enqueued` is zero"), "{why}");
}

#[test]
fn structs_of_published_schedulers_are_read() {
    let ran = ktsnap(&[
        "show",
        "captures/scx_bpfland-b1.json",
        "--struct",
        "tests/real-schedulers/src/bpfland.rs:Bpfland",
        "--object",
        "ktsnap-cli/tests/generated/schemas/scx_bpfland.json",
    ]);
    let text = ran.done();
    assert!(text.contains("the running scheduler's"), "{text}");
}

#[test]
fn the_object_can_be_given_if_only_cargo_knows_its_folder() {
    let fifo = "examples/packages/built/src/lib.rs:Fifo";
    show(fifo, &[])
        .fails_with("can't open $OUT_DIR/bpf.bpf.o: `OUT_DIR` is not set: give the object with `--object OBJECT`");
    show("examples/packages/by-variable/src/lib.rs:Common", &[]).fails_with("give it with `--object OBJECT`, or add");
    let text = with_field("").replace("struct Bss", "#[snapshot(object = \"missing.bpf.o\")]\nstruct Bss");
    let scratch = Scratch::new("declared-object");
    let file = scratch.file("counters.rs", text.as_bytes());
    show(&format!("{file}:Bss"), &[]).fails_with("build the object first, or give it with `--object OBJECT`");
    show(&format!("{file}:Bss"), &["--object", "examples/bpf/dispatch.bpf.o"]).done();
}

#[test]
fn a_file_or_a_struct_that_does_not_exist_is_named() {
    show("examples/dispatch.rs", &[]).fails_with("does not name a file and a struct: write `--struct FILE.rs:NAME`");
    show("examples/missing.rs:Bss", &[]).fails_with("examples/missing.rs can't be opened: No such file");
    show("examples/dispatch.rs:Dispach", &[]).fails_with("has no struct `Dispach`: did you mean `Dispatch`?");
    assert_error(
        "empty",
        "fn main() {}",
        "Bss",
        "counters.rs has no struct `Bss`: no struct in it derives `SnapshotSchema`",
    );
    assert_error("text", "struct {", "Bss", "counters.rs:1:8: not Rust: a bracket or a quote has no end");
    let made = "counters! { Bss }";
    let help = "the file calls macros, which are not expanded here: write the struct in a file";
    assert_error("macro", made, "Bss", &format!("counters.rs has no struct `Bss`: {help}"));
}

#[test]
fn a_struct_that_is_not_a_declaration_is_refused() {
    let help = "add `#[derive(SnapshotSchema)]`, or name another struct";
    let fact = "`Bss` in counters.rs does not derive `SnapshotSchema`";
    assert_error("derive", "#[derive(Debug)] struct Bss { n: u64 }", "Bss", &format!("{fact}: {help}"));
    let alias = "type Counters = Bss; #[derive(SnapshotSchema)] struct Bss { nr_enqueued: u64 }";
    let expected = "`Counters` in counters.rs is an alias: name the struct: `--struct counters.rs:Bss`";
    assert_error("alias", alias, "Counters", expected);
    let two = "mod a { #[derive(SnapshotSchema)] struct Bss { nr_enqueued: u64 } }\n\
               mod b { #[derive(SnapshotSchema)] struct Bss { nr_enqueued: u64 } }";
    let expected = "counters.rs has 2 structs `Bss`: name one of `counters.rs:a::Bss`, `counters.rs:b::Bss`";
    assert_error("two", two, "Bss", expected);
    let scratch = Scratch::new("declared-module");
    let file = scratch.file("counters.rs", two.as_bytes());
    show(&format!("{file}:b::Bss"), &["--object", "examples/bpf/dispatch.bpf.o"]).done();
    let nested = "#[derive(SnapshotSchema)] #[snapshot(type = \"struct wait_stats\")] struct Waits { nr: u32 }";
    let expected =
        "`Waits` is the type of a field, so it says neither section nor map: name the struct that has the field";
    assert_error("nested", nested, "Waits", &format!("counters.rs:1:74: {expected}"));
}

#[test]
fn a_mistake_has_the_message_of_the_compiler_and_its_place() {
    let error = error_of("typo", &with_field("nr_mig_crosss: u64,"), "Bss");
    let expected =
        "counters.rs:4:5: no global `nr_mig_crosss` in examples/bpf/dispatch.bpf.o: `.bss` has `nr_mig_cross: u64`";
    assert_eq!(error, format!("ktsnap: {expected}"));
    let both = with_field("nr_tasks: u64,\n    nr_mig_crosss: u64,");
    let error = error_of("both", &both, "Bss");
    let lines: Vec<_> = error.lines().collect();
    assert_eq!(lines.len(), 2, "{error}");
    assert!(
        error.contains("counters.rs:4:15: `nr_tasks` is `volatile u32` in C (32 bits), but the field is `u64`"),
        "{error}"
    );
    let inside = "#[derive(SnapshotSchema)] #[snapshot(type = \"struct llc_stats\")] struct Waits { nr_in: u64 }\n";
    let other = format!("{inside}{}", with_field("waits: Waits,"));
    let error = error_of("other", &other, "Bss");
    let expected = "counters.rs:5:12: `waits` is `struct wait_stats` in examples/bpf/dispatch.bpf.o: `Waits` mirrors \
                    `struct llc_stats`: use a struct that mirrors `struct wait_stats`";
    assert_eq!(error, format!("ktsnap: {expected}"));
}

#[test]
fn what_only_rustc_resolves_is_named_with_what_to_write() {
    let field = |field: &str| error_of("rustc", &with_field(field), "Bss");
    let error = field("waits: other::Waits,");
    let expected = "counters.rs:4:12: no `mod` or `use` of this crate leads to `other::Waits`: write the type itself, or \
                    move its struct, enum or alias into this crate";
    assert_eq!(error, format!("ktsnap: {expected}"));
    let error = field("dsp_stats: [u64; LEN],");
    assert!(error.contains("counters.rs:4:22: the length `LEN` is not a number"), "{error}");
    let generic = format!("type Of<T> = T;\n{}", with_field("nr_tasks: Of<u32>,"));
    let error = error_of("generic", &generic, "Bss");
    assert!(error.contains("counters.rs:5:15: `Of` is an alias with parameters"), "{error}");
    let endless = format!("type A = B; type B = A;\n{}", with_field("nr_tasks: A,"));
    assert!(error_of("endless", &endless, "Bss").contains("too many aliases inside each other"));
}

/// A package with these files, and what `show` prints for a struct of one of them.
fn of_package(name: &str, files: &[(&str, &str)], of: &str) -> Ran {
    let scratch = Scratch::new(&format!("declared-{name}"));
    let folder = std::path::PathBuf::from(scratch.file("Cargo.toml", b"")).parent().unwrap().to_owned();
    for (file, text) in files {
        std::fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        scratch.file(file, text.as_bytes());
    }
    let written = folder.join(of);
    let mut ran = show(written.to_str().unwrap(), &["--object", "examples/bpf/dispatch.bpf.o"]);
    ran.err = ran.err.replace(&format!("{}/", folder.display()), "");
    ran
}

const WAITS: &str =
    "#[derive(SnapshotSchema)] #[snapshot(type = \"struct wait_stats\")] pub struct Waits { pub nr: u32 }";

#[test]
fn types_of_other_files_are_found_as_rustc_finds_them() {
    let of = |more: &str| format!("{more}\n{}", with_field("waits: Waits,"));
    let siblings = &[("src/lib.rs", "mod counters; mod types;"), ("src/types.rs", WAITS)];
    let with = |counters: &str| {
        let counters = of(counters);
        let files = [siblings.as_slice(), &[("src/counters.rs", counters.as_str())]].concat();
        of_package("siblings", &files, "src/counters.rs:Bss")
    };
    for import in ["use crate::types::Waits;", "use super::types::*;", "use crate::types; type Waits = types::Waits;"] {
        assert!(with(import).done().contains("waits.nr"), "{import}");
    }
    let test = of("mod common; use self::common::waits::{Waits as Other, Waits};");
    let tests = [("tests/a.rs", &*test), ("tests/common/mod.rs", "pub mod waits;"), ("tests/common/waits.rs", WAITS)];
    assert!(of_package("tests", &tests, "tests/a.rs:Bss").done().contains("waits.nr"));
    let main = of("mod types; use types::inner::Waits;");
    let nested = [("src/main.rs", &*main), ("src/types.rs", "pub mod inner;"), ("src/types/inner.rs", WAITS)];
    of_package("nested", &nested, "src/main.rs:Bss").done();
}

/// The type inside the function or module is meant, though the file has another of this name.
#[test]
fn of_two_types_with_one_name_that_in_scope_is_read() {
    let other = "mod other { #[derive(SnapshotSchema)] #[snapshot(type = \"struct wait_stats\")] struct Waits { max_ns: u64 } }";
    let text = format!("{other}\n{WAITS}\n{}", with_field("waits: Waits,"));
    let done = of_package("scope", &[("src/lib.rs", &text)], "src/lib.rs:Bss").done();
    assert!(done.contains("waits.nr") && !done.contains("waits.max_ns"), "{done}");
    let text = format!("{other}\n{WAITS}\n{}", with_field("waits: other::Waits,"));
    let done = of_package("path", &[("src/lib.rs", &text)], "src/lib.rs:Bss").done();
    assert!(done.contains("waits.max_ns") && !done.contains("waits.nr"), "{done}");
}

#[test]
fn a_type_of_another_file_that_can_t_be_found_is_named_with_what_to_do() {
    let text = format!("mod types; use types::Waits;\n{}", with_field("waits: Waits,"));
    of_package("missing", &[("src/lib.rs", &text)], "src/lib.rs:Bss")
        .fails_with("the module `types` of src/lib.rs has no file: create src/types.rs or src/types/mod.rs");
    let wrong =
        "#[derive(SnapshotSchema)]\n#[snapshot(type = \"struct wait_stats\")]\npub struct Waits { pub nr: f64 }";
    let ran = of_package("wrong", &[("src/lib.rs", &text), ("src/types.rs", wrong)], "src/lib.rs:Bss");
    ran.fails_with("src/lib.rs:5:12: `waits` is `struct wait_stats`");
    let damaged = "#[derive(SnapshotSchema)]\npub struct Waits { pub nr: u32 }";
    let ran = of_package("damaged", &[("src/lib.rs", &text), ("src/types.rs", damaged)], "src/lib.rs:Bss");
    ran.fails_with("src/types.rs:2:12: `Waits` is the type of a field, but mirrors no type");
    let other = with_field("waits: Waits,").replacen("#", "mod types; use types::*; use other_crate::Waits;\n#", 1);
    let ran = of_package("other", &[("src/lib.rs", &other), ("src/types.rs", WAITS)], "src/lib.rs:Bss");
    ran.fails_with("no `mod` or `use` of this crate leads to `Waits`");
    let both = [("src/lib.rs", "mod counters;"), ("src/main.rs", "mod counters;")];
    let counters = format!("use crate::Waits;\n{}", with_field("waits: Waits,"));
    let ran = of_package("both", &[both.as_slice(), &[("src/counters.rs", &counters)]].concat(), "src/counters.rs:Bss");
    ran.fails_with("src/counters.rs is a module of src/lib.rs and of src/main.rs");
}

#[test]
fn a_histogram_is_bars_with_the_bounds_of_its_buckets() {
    let text = "#[derive(SnapshotSchema)] #[snapshot(map = \"wait_hist\")]
        struct Waits { #[snapshot(key = \"*\")] waits: Histogram<Log2>, #[snapshot(key = \"3\")] third: u64 }";
    let scratch = Scratch::new("declared-histogram");
    let of_struct = format!("{}:Waits", scratch.file("waits.rs", text.as_bytes()));
    let of_struct =
        |more: &[&str]| show(&of_struct, &[&["--object", "examples/bpf/dispatch.bpf.o", "--ascii"], more].concat());
    // The same map without a struct has the same bars.
    let ran = ktsnap(&["show", REPORT, "wait_hist", "--histogram", "wait_hist=Log2", "--ascii"]);
    let bars = ran.done();
    let bars: Vec<_> = bars.lines().skip(1).collect();
    let text = of_struct(&[]).done();
    assert!(text.contains(&bars.join("\n")), "{text}\n{bars:?}");
    assert!(text.contains("\nthird") && !text.contains("waits[3]"), "{text}");
    let json: Value = serde_json::from_str(&of_struct(&["--json"]).done()).unwrap();
    assert_eq!(json["fields"]["waits"][3], json["histograms"][0]["bars"][3]["count"]);
    assert_eq!(json["fields"]["third"], json["fields"]["waits"][3]);
    let svg = scratch.file("waits.svg", b"");
    std::fs::remove_file(&svg).unwrap();
    of_struct(&["--svg", &svg]).done();
    assert!(std::fs::read_to_string(&svg).unwrap().contains("<svg"));
    let without = show("examples/dispatch.rs:Dispatch", &["--svg", &svg]);
    assert_eq!(without.code, Some(2), "{}", without.err);
    assert!(without.err.contains("`--svg` draws histograms, and `Dispatch` has none"), "{}", without.err);
}

#[test]
fn parts_are_read_from_their_maps() {
    let parts = |take: &str, ty: &str| {
        format!(
            "#[derive(SnapshotSchema)] #[snapshot(parts)] struct All {{ {take} bss: Bss, cpus: {ty} }}
            #[derive(SnapshotSchema)] struct Bss {{ nr_enqueued: u64, moves: Vec<[u64; 4]> }}
            #[derive(SnapshotSchema)] #[snapshot(map = \"cpu_stats\", value = \"struct cpu_stats\")]
            struct Cpus {{ #[snapshot(sum)] nr_runs: u64 }}
            #[derive(SnapshotSchema)] #[snapshot(map = \"cpu_stats\", value = \"struct cpu_stats\")]
            struct Each {{ nr_runs: u64 }}"
        )
    };
    let done = of_package("parts", &[("src/lib.rs", &parts("", "PerCpu<Cpus>"))], "src/lib.rs:All").done();
    assert!(
        done.contains("All: dispatch.bss") && done.contains("All: cpu_stats") && done.contains("cpus[0].nr_runs"),
        "{done}"
    );
    let total = of_package("total", &[("src/lib.rs", &parts("", "Cpus"))], "src/lib.rs:All").done();
    assert!(total.contains("cpus.nr_runs"), "{total}");
    of_package("each", &[("src/lib.rs", &parts("", "Each"))], "src/lib.rs:All")
        .fails_with("src/lib.rs:1:76: `Each` has a value for each CPU, so it has no total: write `PerCpu<Each>`");
    let take = "#[snapshot(take(nr_enqueued = cpus.nr_runs))]";
    of_package("not-rows", &[("src/lib.rs", &parts(take, "Cpus"))], "src/lib.rs:All")
        .fails_with("`bss.nr_enqueued` is not a `Vec`: `take` shortens a `Vec`: name one");
    let take = "#[snapshot(take(moves = cpus.nr_runs))]";
    of_package("rows", &[("src/lib.rs", &parts(take, "Cpus"))], "src/lib.rs:All")
        .fails_with("but `bss.moves` has 4 elements; compare the two in the scheduler's source, or remove `take`");
}

#[test]
fn a_report_of_another_scheduler_is_refused() {
    let ran = ktsnap(&["show", "captures/scx_bpfland-b1.json", "--struct", "examples/dispatch.rs:Dispatch"]);
    ran.fails_with("captures/scx_bpfland-b1.json: `Dispatch`: no .bss map of the snapshot can fill");
}

#[test]
fn every_capture_is_read_or_refused_in_one_line() {
    for file in captures() {
        let ran = ktsnap(&["show", file.to_str().unwrap(), "--struct", "examples/dispatch.rs:Dispatch"]);
        match ran.code {
            Some(0) => assert!(ran.out.contains("nr_mig_cross"), "{}", ran.out),
            _ => ran.fails_with(file.to_str().unwrap()),
        }
    }
}
