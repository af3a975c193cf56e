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
    let parts = "#[derive(SnapshotSchema)] #[snapshot(parts)] struct All { bss: Bss }";
    let expected =
        "counters.rs:1:53: `All` has `parts`, which are read from several maps: name the struct of one of its fields";
    assert_error("parts", parts, "All", expected);
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
    let expected = "counters.rs:4:12: `other::Waits` is not defined in this file, and only rustc can find it: write the type \
                    itself, or move its struct, enum or alias into this file";
    assert_eq!(error, format!("ktsnap: {expected}"));
    let error = field("dsp_stats: [u64; LEN],");
    assert!(error.contains("counters.rs:4:22: the length `LEN` is not a number"), "{error}");
    let generic = format!("type Of<T> = T;\n{}", with_field("nr_tasks: Of<u32>,"));
    let error = error_of("generic", &generic, "Bss");
    assert!(error.contains("counters.rs:5:15: `Of` is an alias with parameters"), "{error}");
    let endless = format!("type A = B; type B = A;\n{}", with_field("nr_tasks: A,"));
    assert!(error_of("endless", &endless, "Bss").contains("too many aliases inside each other"));
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
