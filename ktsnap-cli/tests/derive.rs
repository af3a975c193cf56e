//! `ktsnap derive`: its source, compared with `generated/*.rs`, which the test `generated` compiles and reads captures with.
//!
//! `KTSNAP_BLESS=1 cargo test -p ktsnap-cli --test derive` writes those files. With `KTSNAP_OBJECT_DIR`, the folder of the
//! published schedulers' objects, it also exports the layout files of these again.

#[path = "generated/runs.rs"]
mod runs;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use runs::{APPENDED, DISPATCH, EXPORTED, GENERATED, SHAPES, TWINS};
use serde_json::Value;

fn run(object: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("derive").arg(object).args(args);
    command.output().unwrap()
}

#[track_caller]
fn derived(object: &str, args: &[&str]) -> String {
    let Output { status, stdout, stderr } = run(object, args);
    assert!(status.success(), "{object} {args:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

#[track_caller]
fn refused(object: &str, args: &[&str]) -> String {
    let Output { status, stdout, stderr } = run(object, args);
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), stdout.as_slice(), stderr.lines().count()), (Some(1), [].as_slice(), 1), "{stderr}");
    stderr.trim_end().to_owned()
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated").join(format!("{name}.rs"))
}

fn export_again(objects: &Path) {
    for (file, object, label) in EXPORTED {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("export").arg(objects.join(object));
        let Output { status, stderr, .. } = command.args(["-o", file, "--label", label]).output().unwrap();
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    }
}

#[test]
fn each_committed_struct_is_what_the_command_writes() {
    let bless = env::var_os("KTSNAP_BLESS").is_some();
    if let Some(objects) = env::var_os("KTSNAP_OBJECT_DIR").filter(|_| bless) {
        export_again(Path::new(&objects));
    }
    let mut stale = Vec::new();
    let alone = GENERATED.iter().map(|(name, object, args)| (*name, derived(object, args)));
    let appended = APPENDED.iter().map(|(name, runs)| {
        let sources: Vec<_> = runs.iter().map(|(object, args)| derived(object, args)).collect();
        (*name, sources.join("\n"))
    });
    for (name, source) in alone.chain(appended) {
        if bless {
            fs::write(file(name), &source).unwrap();
        }
        if fs::read_to_string(file(name)).ok().as_ref() != Some(&source) {
            stale.push(name);
        }
    }
    assert_eq!(stale, <[&str; 0]>::default(), "look at `KTSNAP_BLESS=1 cargo test -p ktsnap-cli --test derive`");
}

#[test]
fn the_source_is_formatted_as_by_rustfmt_and_fits_100_columns() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // The default settings of rustfmt, not the repository's.
    fs::write(folder.join("rustfmt.toml"), "").unwrap();
    for (name, _, _) in GENERATED {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", "2024", "--config-path"]).arg(folder).arg(file(name));
        match rustfmt.stdin(Stdio::null()).output() {
            Ok(Output { status, stdout, stderr }) => {
                let said = String::from_utf8_lossy(&stdout) + String::from_utf8_lossy(&stderr);
                assert!(status.success(), "{name}: {said}");
            }
            // A toolchain of the smallest profile has none.
            Err(error) => eprintln!("rustfmt did not look at {name}: {error}"),
        }
        for line in fs::read_to_string(file(name)).unwrap().lines() {
            assert!(line.chars().count() <= 100, "{name}: {line}");
        }
    }
}

#[test]
fn every_global_is_a_field_or_left_out_with_a_reason() {
    for (object, section) in [
        (DISPATCH, ".bss"),
        (DISPATCH, ".rodata"),
        (SHAPES, ".bss"),
        (SHAPES, ".data"),
        (SHAPES, ".rodata"),
        (TWINS, ".bss"),
    ] {
        let layout = Command::new(env!("CARGO_BIN_EXE_ktsnap"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["layout", object, "--json"])
            .output()
            .unwrap();
        let layout: Value = serde_json::from_slice(&layout.stdout).unwrap();
        let derived: Value = serde_json::from_str(&derived(object, &["--section", section, "--json"])).unwrap();
        let texts = |list: &Value, key: &str| -> Vec<String> {
            list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
        };
        let roots: Vec<_> = [texts(&derived["fields"], "mirrors"), texts(&derived["left_out"], "name")].concat();
        let vars = texts(&layout["sections"][section]["vars"], "name");
        assert!(vars.len() > 1, "{object} {section}");
        for var in &vars {
            let begins =
                |of: &String| of.strip_prefix(var).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            assert!(roots.iter().any(begins), "{object} {section} {var}");
        }
    }
}

#[test]
fn json_has_the_fields_and_what_was_left_out() {
    let derived: Value =
        serde_json::from_str(&derived(SHAPES, &["--json", "--only", "huge", "--only", "type"])).unwrap();
    assert!(derived["rust"].as_str().unwrap().contains("pub type_: u64,"));
    assert_eq!(
        derived["fields"],
        serde_json::json!([{"struct": "Bss", "field": "type_", "type": "u64", "mirrors": "type", "c_type": "u64"}])
    );
    assert_eq!(
        derived["left_out"],
        serde_json::json!([{
            "struct": "Bss", "name": "huge", "c_type": "u64[5000]",
            "reason": "a report has at most 4096 elements of an array; only section bytes have all of them",
        }])
    );
}

#[test]
fn the_arguments_choose_the_fields_and_the_attributes() {
    let source = derived(DISPATCH, &["--only", "nr_tasks", "--name", "Tasks", "--object-as", "$OUT_DIR/bpf.bpf.o"]);
    let expected = "\
/// Globals in `.bss` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = \"$OUT_DIR/bpf.bpf.o\")]
pub struct Tasks {
    pub nr_tasks: u32,
}
";
    assert_eq!(source, expected);
    let chosen = derived(DISPATCH, &["--only", "nr_tasks", "--struct-ops", "dispatch_ops"]);
    assert!(
        chosen.contains(r#"object = "../examples/bpf/dispatch.bpf.o", struct_ops = "dispatch_ops""#)
            || chosen.contains("    struct_ops = \"dispatch_ops\"\n"),
        "{chosen}"
    );
}

#[test]
fn a_type_with_a_name_of_the_prelude_gets_a_number() {
    let source = derived(DISPATCH, &["--name", "WaitStats"]);
    assert!(source.contains("pub struct WaitStats {") && source.contains("pub waits: WaitStats2,"), "{source}");
    assert!(source.contains("#[snapshot(type = \"struct wait_stats\")]\npub struct WaitStats2 {"), "{source}");
}

#[test]
fn an_argument_that_the_object_lacks_is_one_line_with_a_remedy() {
    for (args, expected) in [
        (&["--section", ".bs"][..], "../examples/bpf/dispatch.bpf.o has no section `.bs`: did you mean `.bss`?"),
        (
            &["--section", ".maps"],
            "../examples/bpf/dispatch.bpf.o has maps in `.maps`, not globals: use `--map` with one of `cpu_stats`, `instance`, \
             `queue_waits`, `stats`, `task_ctxs`, `wait_hist`, `wake_stats`",
        ),
        (&["--map", "stat"], "../examples/bpf/dispatch.bpf.o has no map `stat`: did you mean `stats`?"),
        (
            &["--map", "stats", "--key", "dsp_stats"],
            "../examples/bpf/dispatch.bpf.o has no `enum dsp_stats`: did you mean `enum dsp_stat`?",
        ),
        (
            &["--only", "nr_enqueud*"],
            "no global of `.bss` of ../examples/bpf/dispatch.bpf.o is called `nr_enqueud*`: did you mean `nr_enqueued`?",
        ),
        (&["--name", "Vec"], "`Vec` can't name the struct: write a name like `Counters`"),
        (&["--name", "a b"], "`a b` can't name the struct: write a name like `Counters`"),
    ] {
        assert_eq!(refused(DISPATCH, args), format!("ktsnap: {expected}"));
    }
    assert_eq!(
        refused("../tests/bpf/host.bpf.o", &["--map", "waiting"]),
        "ktsnap: in ../tests/bpf/host.bpf.o, `waiting` is a BPF_MAP_TYPE_QUEUE: a struct can mirror arrays, hash maps and storages: \
         `by_nr_cpu_lru`, `by_number`, `by_number_cpu`, `by_number_lru`, `cpu_pairs`, `plain`, `slots`, `stats`"
    );
    assert_eq!(
        refused(SHAPES, &["--only", "huge"]),
        "ktsnap: in `.bss` of ../tests/bpf/shapes.bpf.o, `huge` can't be a field: a report has at most 4096 elements of an \
         array; only section bytes have all of them"
    );
}

/// The path of an object with names that were replaced by hostile ones.
fn tampered(file: &str, changes: &[(&str, &str)]) -> PathBuf {
    let mut object = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(SHAPES)).unwrap();
    for (from, to) in changes {
        assert_eq!(from.len(), to.len());
        let from = [b"\0", from.as_bytes(), b"\0"].concat();
        let places: Vec<_> =
            object.windows(from.len()).enumerate().filter(|(_, bytes)| *bytes == from).map(|(at, _)| at).collect();
        assert!(!places.is_empty(), "{from:?}");
        for at in places {
            object[at + 1..at + 1 + to.len()].copy_from_slice(to.as_bytes());
        }
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    fs::write(&path, object).unwrap();
    path
}

#[test]
fn a_hostile_name_stays_in_its_comment_or_string() {
    let object = tampered(
        "tampered.bpf.o",
        &[
            ("a_volatile", "x\n}fn f(){"),
            ("home_cpu_t", "x\nunsafe{\r"),
            ("padded", "a\"b\\c\n"),
            ("DEEP_HIGH", "\"]X\u{1b}[31mz"),
        ],
    );
    let source = derived(object.to_str().unwrap(), &["--object-as", "x.o"]);
    let odd = |letter: char| letter.is_control() && letter != '\n';
    assert!(!source.contains(odd), "{source}");
    assert!(source.contains("// Left out: `x\\n}fn f(){`, `volatile u64`: a path can't contain its name."), "{source}");
    assert!(source.contains("    /// `x\\nunsafe{\\u{d}`\n    pub a_typedef: u32,"), "{source}");
    assert!(source.contains(r#"#[snapshot(type = "struct a\"b\\c\n")]"#), "{source}");
    assert!(source.contains(r#"#[snapshot(rename = "\"]X\u{1b}[31mz")]"#), "{source}");
}

#[test]
fn a_ratio_that_would_not_compile_is_refused() {
    for (ratio, expected) in [
        ("x", "`x` has no expression"),
        ("far =", "`far` has no expression"),
        ("far = nr_mig_cross; panic!()", "expected an operator, found `;`"),
        ("far = nr_mig_cros / nr_mig_same", "`Bss` has no field `nr_mig_cros`: did you mean `nr_mig_cross`?"),
        (
            "far = dsp_stats / nr_mig_same",
            "`Bss` has no field `dsp_stats`: its fields are `nr_mig_same`, `nr_mig_cross`",
        ),
    ] {
        let line = refused(DISPATCH, &["--only", "nr_mig_*", "--ratio", ratio]);
        assert!(line.ends_with(expected) || line.contains(&format!("`--ratio '{ratio}'`: {expected}: ")), "{line}");
    }
    let twice = ["--ratio", "a = nr_mig_same / 2", "--ratio", "a = nr_mig_same / 3"];
    assert!(refused(DISPATCH, &twice).contains("two ratios are called `a`"));
    let line = refused(DISPATCH, &["--ratio", "mean = waits.total / waits.nr"]);
    assert!(line.contains("`WaitStats` has no field `total`: its fields are `total_ns`, `max_ns`, `nr`"), "{line}");
    let line = refused(DISPATCH, &["--ratio", "last = dsp_stats[NR_DSP_STATS] / nr_enqueued"]);
    assert!(line.ends_with("but the index is 3: the last element is `dsp_stats[2]`"), "{line}");
}

#[test]
fn a_ratio_is_printed_as_tokens_of_rust() {
    // Earlier versions copied these to the source, which then did not compile.
    for ratio in
        ["r = waits->nr", "r = nr_tasks * 1_000u64", "r = nr_tasks * 0x1g", "r = nr_tasks * \"", "r = (nr_tasks"]
    {
        assert!(refused(DISPATCH, &["--ratio", ratio]).contains(": write ") || ratio.contains(['"', '(']), "{ratio}");
    }
    let source = derived(DISPATCH, &["--ratio", "r = ((nr_tasks))*0x10/(waits.nr+1_000)"]);
    assert!(source.contains("#[snapshot(ratio(r = nr_tasks * 16 / (waits.nr + 1000)))]"), "{source}");
}

#[test]
fn an_object_in_the_home_folder_is_named_with_home() {
    let object = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join(DISPATCH)).unwrap();
    let home = object.parent().unwrap().parent().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    let Output { stdout, .. } = command.env("HOME", home).arg("derive").arg(&object).output().unwrap();
    let source = String::from_utf8(stdout).unwrap();
    assert!(source.contains("#[snapshot(object = \"$HOME/bpf/dispatch.bpf.o\")]"), "{source}");
}

/// A folder with a package that contains `bpf/dispatch.bpf.o` and the empty folders `src` and `tests/unit`.
fn package(name: &str, manifest: Option<&str>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = fs::remove_dir_all(&folder);
    for inside in ["bpf", "src", "tests/unit"] {
        fs::create_dir_all(folder.join(inside)).unwrap();
    }
    if let Some(manifest) = manifest {
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    }
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(DISPATCH), folder.join("bpf/dispatch.bpf.o")).unwrap();
    folder
}

#[track_caller]
fn written_in(folder: &Path, object: &Path) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    let command = command.current_dir(folder).arg("derive").arg(object).args(["--only", "nr_tasks"]);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (source, said) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(status.success(), "{said}");
    let object = source.split('"').nth(1).unwrap().to_owned();
    (object, said)
}

#[test]
fn an_object_is_named_relative_to_the_package_in_every_folder_of_it() {
    let package = package("in_a_package", Some("[ package ] # mine\nname = \"mine\"\n"));
    let absolute = package.join("bpf/dispatch.bpf.o");
    for (below, object) in [
        ("", Path::new("bpf/dispatch.bpf.o")),
        ("", Path::new("./bpf/dispatch.bpf.o")),
        ("bpf", Path::new("dispatch.bpf.o")),
        ("src", Path::new("../bpf/dispatch.bpf.o")),
        ("tests/unit", Path::new("../../bpf/dispatch.bpf.o")),
        ("tests", &absolute),
    ] {
        let found = written_in(&package.join(below), object);
        assert_eq!(found, ("bpf/dispatch.bpf.o".to_owned(), String::new()), "{} in `{below}`", object.display());
    }
    let outside = Path::new("../../../").join(package.file_name().unwrap()).join("bpf/dispatch.bpf.o");
    let (object, _) = written_in(&package.join("tests/unit"), &outside);
    assert_eq!(object, "../in_a_package/bpf/dispatch.bpf.o");
}

#[test]
fn outside_of_a_package_a_note_says_that_the_path_is_as_given() {
    let folder = env::temp_dir().join(format!("ktsnap-derive-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(DISPATCH), folder.join("x.o")).unwrap();
    let relative = written_in(&folder, Path::new("x.o"));
    // A workspace without a root package is not a package.
    fs::write(folder.join("Cargo.toml"), "[workspace]\nmembers = []\n").unwrap();
    let in_workspace = written_in(&folder, Path::new("x.o"));
    let absolute = written_in(&folder, &folder.join("x.o"));
    let mut chosen = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    let chosen = chosen.current_dir(&folder).args(["derive", "x.o", "--object-as", "bpf/x.o"]).output().unwrap();
    fs::remove_dir_all(&folder).unwrap();
    for (object, said) in [relative, in_workspace] {
        assert_eq!((object.as_str(), said.lines().count()), ("x.o", 1), "{said}");
        assert!(
            said.starts_with("ktsnap: note: this folder is not in a Cargo package") && said.contains("`x.o`"),
            "{said}"
        );
    }
    assert_eq!(absolute.1, "");
    assert!(chosen.stderr.is_empty(), "{}", String::from_utf8_lossy(&chosen.stderr));
}

#[test]
fn several_sections_and_maps_make_one_source_with_each_type_once() {
    let source = derived(TWINS, &["--section", ".bss", "--section", ".data"]);
    for name in ["Bss", "Data"] {
        assert_eq!(source.matches(&format!("pub struct {name} {{")).count(), 1, "{source}");
    }
    let derived: Vec<_> = source.lines().filter_map(|line| line.strip_prefix("pub struct ")).collect();
    let mut once = derived.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), derived.len(), "{source}");
    let with_map = ["--map", "queue_waits", "--section", ".bss"];
    let source = self::derived(DISPATCH, &with_map);
    assert_eq!(source.matches("pub struct WaitStats {").count(), 1, "{source}");
    for option in [&["--name", "X"][..], &["--main"], &["--ratio", "a = nr_tasks / nr_tasks"], &["--key", "dsp_stat"]] {
        let line = refused(DISPATCH, &[&with_map[..], option].concat());
        let expected = format!("`{}` applies to a single struct, but 2 were asked for", option[0]);
        assert!(line.contains(&expected), "{line}");
    }
}

#[test]
fn a_ratio_is_added_to_the_struct_that_its_name_begins_with() {
    let both = ["--map", "queue_waits", "--section", ".bss"];
    let ratios = ["--let", "WaitStats.ms = total_ns / 1_000_000", "--ratio", "WaitStats.mean_ms = ms / nr"];
    let source = derived(DISPATCH, &[&both[..], &ratios, &["--ratio", "Bss.tasks=nr_tasks / 2"]].concat());
    let waits = "#[snapshot(type = \"struct wait_stats\")]
#[snapshot(let(ms = total_ns / 1000000))]
#[snapshot(ratio(mean_ms = ms / nr))]
pub struct WaitStats {";
    assert!(source.contains(waits), "{source}");
    assert!(source.contains("#[snapshot(ratio(tasks = nr_tasks / 2))]\npub struct Bss {"), "{source}");
    for (ratio, expected) in [
        ("WaitStat.x = nr / 2", "no struct `WaitStat` is generated: did you mean `WaitStats`?"),
        ("WaitStats.x = nrr / 2", "`WaitStats` has no field `nrr`: did you mean `nr`?"),
    ] {
        let line = refused(DISPATCH, &["--ratio", ratio]);
        assert_eq!(line, format!("ktsnap: `--ratio '{ratio}'`: {expected}"));
    }
}
