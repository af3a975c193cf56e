//! `ktsnap capture` and `ktsnap watch` of an object that the tests load: `tests/bpf/host.bpf.c`. Loading BPF needs root. The tests
//! also need bpftool, setpriv and script.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "live/loaded.rs"]
mod loaded;
#[path = "support/program.rs"]
mod program;
#[allow(dead_code, reason = "other tests use the rest")]
mod support;
#[path = "live/watched.rs"]
mod watched;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ktsnap::FailureDumpReport;
use ktsnap::report::RenderedValue;
use loaded::{Loaded, OBJECT};
use program::copy_program;
use support::{Scratch, ktsnap};
use watched::Watched;

/// The contents of an existing report.
const KEPT: &[u8] = br#"{"schema":"single","maps":[]}"#;

/// The error of this kernel if no scheduler is attached.
fn none_attached() -> &'static str {
    let state = fs::read_to_string("/sys/kernel/sched_ext/state").unwrap_or_default();
    assert_ne!(state.trim(), "enabled", "these tests need a machine without a scheduler");
    if Path::new("/sys/kernel/sched_ext").exists() { "no sched_ext scheduler is attached" } else { "has no sched_ext" }
}

#[test]
fn without_a_scheduler_a_capture_fails_and_leaves_no_file() {
    let scratch = Scratch::new("none");
    let file = scratch.file("run.json", KEPT);
    ktsnap(&["capture", "-o", &file]).fails_with(none_attached());
    ktsnap(&["capture", "--scheduler", "bpfland", "-o", &file]).fails_with(none_attached());
    assert_eq!(fs::read(&file).unwrap(), KEPT);
    ktsnap(&["capture", "--program", "no_such_program"]).fails_with("no BPF program `no_such_program` is loaded");
}

#[test]
fn all_maps_are_captured_without_a_scheduler() {
    let loaded = Loaded::new("cli_all__");
    let ran = ktsnap(&["capture", "--all"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 1);
    let report = FailureDumpReport::from_json(&ran.out).unwrap();
    let maps = report.maps.len();
    assert!(ran.err.starts_with(&format!("ktsnap: wrote {maps} maps (")), "{}", ran.err);
    assert!(report.maps.iter().any(|map| map.name == ".data.custom" && map.map_kva == kva(&loaded)));
}

#[test]
fn a_report_of_one_program_is_read_like_any_other() {
    let loaded = Loaded::new("cli_one__");
    loaded.set_custom(1234);
    let scratch = Scratch::new("one");
    let file = scratch.file("run.json", KEPT);
    let ran = ktsnap(&["capture", "--program", &loaded.id(), "-o", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    assert!(
        ran.err.contains(" maps of `cli_one__` (BTF id ") && ran.err.contains(&format!(") to {file} (")),
        "{}",
        ran.err
    );
    let report = FailureDumpReport::from_path(&file).unwrap();
    // Other tests load the same object.
    let map = report.maps.iter().find(|map| map.map_kva == kva(&loaded)).unwrap();
    let custom = map.value.as_ref().and_then(|value| value.member("custom"));
    assert_eq!((map.name.as_str(), custom.and_then(RenderedValue::as_u64)), (".data.custom", Some(1234)));
    assert!(report.active_map_kvas.contains(&kva(&loaded)), "{:x?}", report.active_map_kvas);
    let place = format!(".data.custom@0x{:x}.custom", kva(&loaded));
    assert!(ktsnap(&["show", &file, &place]).done().contains("1234"));
}

/// The `map_kva` that reports give its map `.data.custom`.
fn kva(loaded: &Loaded) -> u64 {
    0xffff_8881_0000_0000 + 0x1000 * u64::from(loaded.map(".data.custom"))
}

#[test]
fn the_reports_of_a_series_are_numbered() {
    let loaded = Loaded::new("cli_many_");
    let scratch = Scratch::new("many");
    let file = scratch.file("run.json", b"");
    let ran = ktsnap(&["capture", "--program", &loaded.id(), "--every", "50ms", "--count", "3", "-o", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    let folder = Path::new(&file).parent().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["run-000.json", "run-001.json", "run-002.json", "run.json"]);
    for name in &names[..3] {
        FailureDumpReport::from_path(folder.join(name)).unwrap();
    }
    assert!(ran.err.lines().last().unwrap().starts_with("ktsnap: wrote 3 reports to "), "{}", ran.err);

    let ran = ktsnap(&["capture", "--program", &loaded.id(), "--every", "20ms", "--count", "2"]);
    let reports: Vec<_> = ran.out.lines().map(|line| FailureDumpReport::from_json(line).unwrap()).collect();
    assert_eq!(reports.len(), 2, "{}", ran.err);
}

/// The names of all files in the folder of a file.
fn files_next_to(file: &str) -> Vec<String> {
    let folder = Path::new(file).parent().unwrap();
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn reports_contain_their_time_and_series() {
    let loaded = Loaded::new("cli_stamp");
    let scratch = Scratch::new("stamp");
    let file = scratch.file("run.json", b"");
    let now = || u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos()).unwrap();
    let began = now();
    let capture = |args: &[&str]| {
        let ran = ktsnap(&[&["capture", "--program", &loaded.id(), "-o", &file], args].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    };
    capture(&["--every", "50ms", "--count", "3"]);
    let numbered: Vec<_> = (0..3).map(|turn| file.replace("run.json", &format!("run-00{turn}.json"))).collect();
    let read = |file: &String| FailureDumpReport::from_path(file).unwrap().capture.unwrap();
    let stamps: Vec<_> = numbered.iter().map(read).collect();
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    for (turn, stamp) in (0..).zip(&stamps) {
        assert_eq!(stamp.boot_id, boot.trim());
        assert!((began..now()).contains(&stamp.realtime_ns), "{stamp:?}");
        let series = stamp.series.as_ref().unwrap();
        assert_eq!((series.turn, &series.id), (turn, &stamps[0].series.as_ref().unwrap().id));
    }
    for pair in stamps.windows(2) {
        assert!(pair[1].monotonic_ns - pair[0].monotonic_ns > 25_000_000, "{stamps:?}");
    }
    capture(&[]);
    let single = read(&file);
    assert!(single.series.is_none() && single.monotonic_ns > stamps[2].monotonic_ns, "{single:?}");

    let order = [&file, &numbered[1], &numbered[2], &numbered[0]].map(String::as_str);
    let diff = ktsnap(&[&["diff", "--json"], &order[..]].concat()).done();
    let diff: serde_json::Value = serde_json::from_str(&diff).unwrap();
    assert_eq!(diff["reports"], serde_json::json!(["run-000.json", "run-001.json", "run-002.json", "run.json"]));
    let elapsed = (single.monotonic_ns - stamps[0].monotonic_ns) as f64 / 1e9;
    assert!((diff["seconds"][3].as_f64().unwrap() - elapsed).abs() < 1e-6, "{diff}");

    capture(&["--every", "50ms", "--count", "1", "--force"]);
    ktsnap(&["diff", &numbered[0], &numbered[0]]).fails_with("the same capture");
}

#[test]
fn a_new_series_is_refused_and_force_replaces_the_whole_earlier_series() {
    let loaded = Loaded::new("cli_over_");
    let scratch = Scratch::new("over");
    let file = scratch.file("run.json", b"kept");
    let id = loaded.id();
    let series = ["capture", "--program", &id, "--every", "20ms", "-o", &file, "--count"];
    assert_eq!(ktsnap(&[&series[..], &["4"]].concat()).code, Some(0));
    let old = ["run-000.json", "run-001.json", "run-002.json", "run-003.json", "run.json"];
    assert_eq!(files_next_to(&file), old);
    let read = |name: &str| fs::read(file.replace("run.json", name)).unwrap();
    let before = old.map(read);

    for shorter in [&["2"][..], &["10000"]] {
        ktsnap(&[&series[..], shorter].concat())
            .fails_with("run-003.json are 4 reports of an earlier series: write to ");
    }
    // A series without a report replaces nothing.
    let nothing = ["capture", "--program", "cli_none_", "--every", "20ms", "-o", &file, "--count", "2", "--force"];
    assert_eq!(ktsnap(&nothing).code, Some(1));
    assert_eq!(files_next_to(&file), old);
    assert!(old.map(read) == before);

    let ran = ktsnap(&[&series[..], &["2", "--force"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(files_next_to(&file), ["run-000.json", "run-001.json", "run.json"]);
    assert!(read("run-000.json") != before[0] && read("run.json") == b"kept");

    // Another file with the name of a report is not removed.
    fs::write(file.replace("run.json", "run-2024.json"), "notes").unwrap();
    for force in [&["2"][..], &["2", "--force"]] {
        ktsnap(&[&series[..], force].concat()).fails_with("run-2024.json exists and is not a report of a series");
    }
    assert_eq!(read("run-2024.json"), b"notes");
}

#[test]
fn a_series_continues_with_the_next_instance_of_a_program() {
    let first = Loaded::new("cli_swap_");
    let scratch = Scratch::new("swap");
    let file = scratch.file("run.json", b"");
    let mut series = Watched::start(&["capture", "--program", "cli_swap_", "--every", "200ms", "-o", &file]);
    let report = |number: u32| file.replace("run.json", &format!("run-{number:06}.json"));
    // The first turn writes a report, or says that it has none. The number of polls only bounds a command that hangs.
    for _ in 0..6000 {
        if Path::new(&report(0)).exists() {
            break;
        }
        assert_eq!(series.status_and_err(), (None, String::new()));
        thread::sleep(Duration::from_millis(10));
    }
    assert!(Path::new(&report(0)).exists(), "no report of the first turn");
    drop(first);
    series.err_has(": no BPF program `cli_swap_` is loaded");
    let second = Loaded::new("cli_swap_");
    series.err_has("ktsnap: the scheduler changed before report ");
    let (_, err) = series.stop("INT");
    let last = err.lines().last().unwrap();
    assert!(last.contains(", skipped ") && last.contains("of `cli_swap_` (BTF id "), "{err}");
    let swapped =
        err.lines().find_map(|line| line.strip_prefix("ktsnap: the scheduler changed before report ")).unwrap();
    let number = swapped.split(':').next().unwrap().parse().unwrap();
    let live = |number| FailureDumpReport::from_path(report(number)).unwrap().active_map_kvas;
    assert!(live(number).contains(&kva(&second)) && !live(0).contains(&kva(&second)), "{err}");
    let note = err.lines().find_map(|line| line.strip_prefix("ktsnap: skipped report ")?.split_once(':'));
    let skipped = note.unwrap().0.parse().unwrap();
    assert!(!Path::new(&report(skipped)).exists(), "{err}");
}

#[test]
fn without_the_capability_the_error_names_it() {
    // A copy of the command that every user can run.
    let copy = std::env::temp_dir().join(format!("ktsnap-live-{}", std::process::id()));
    copy_program(env!("CARGO_BIN_EXE_ktsnap"), &copy);
    let ran = [&["capture", "--all"][..], &["watch", OBJECT, "--plain", "--count", "1"]].map(|arguments| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(&copy).args(arguments);
        command.current_dir("..").output().expect("setpriv of util-linux")
    });
    fs::remove_file(&copy).unwrap();
    for output in ran {
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), error.lines().count()), (Some(1), 1), "{error}");
        assert!(error.starts_with("ktsnap: ") && error.contains("CAP_SYS_ADMIN"), "{error}");
    }
}

#[test]
fn a_counter_is_watched_with_its_change_and_ratios() {
    let loaded = Loaded::new("cli_watch");
    loaded.set_custom(100);
    let id = loaded.id();
    let mut watch = Watched::start(&[
        "watch",
        OBJECT,
        "--section",
        ".data.custom",
        "--program",
        &id,
        "--every",
        "300ms",
        "--ratio",
        "half = custom / (custom * 2)",
    ]);
    watch.out_has("custom     100       -           -");
    loaded.set_custom(130);
    watch.out_has("custom     130     +30");
    watch.out_has("half       0.500      0.500");
    let (out, err) = watch.stop("TERM");
    assert_eq!(err, "");
    assert!(out.contains(" cli_watch, instance 1, BTF id "), "{out}");
}

/// A struct of the global `custom`, whose field has another name.
fn custom_struct(scratch: &Scratch) -> String {
    let text = "#[derive(SnapshotSchema)]\n\
                #[snapshot(section = \".data.custom\", ratio(half = steps / (steps * 2)))]\n\
                struct Custom {\n    #[snapshot(rename = \"custom\")]\n    steps: u64,\n}\n";
    scratch.file("custom.rs", text.as_bytes()) + ":Custom"
}

#[test]
fn a_struct_is_watched_with_its_fields_and_ratios() {
    let loaded = Loaded::new("cli_decla");
    loaded.set_custom(100);
    let (id, scratch) = (loaded.id(), Scratch::new("watch-struct"));
    let of_struct = custom_struct(&scratch);
    let args = ["watch", OBJECT, "--struct", &of_struct, "--program", &id, "--every", "300ms"];
    let mut watch = Watched::start(&args);
    watch.out_has("steps      100       -           -");
    loaded.set_custom(130);
    watch.out_has("steps      130     +30");
    watch.out_has("half       0.500      0.500");
    let (out, err) = watch.stop("TERM");
    assert_eq!(err, "");
    assert!(out.contains(" cli_decla, instance 1, BTF id "), "{out}");

    let mut screen = Watched::on_a_terminal(&args);
    screen.out_has(".data.custom of Custom, every 300ms");
    screen.out_has("steps");
    screen.press("q");
    screen.end();
    let refused = ktsnap(&["watch", OBJECT, "--struct", &of_struct, "--map", "stats"]);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
    assert!(refused.err.contains("a struct says what its fields are: omit `--map`"), "{}", refused.err);
    // The running object has no such section.
    let other = ["watch", "--struct", "examples/dispatch.rs:Dispatch", "--program", &id, "--plain", "--count", "1"];
    let out = ktsnap(&other).done();
    assert!(out.contains("waiting for the program") && out.contains("nr_enqueued"), "{out}");
}

#[test]
fn differences_restart_with_a_new_instance() {
    let first = Loaded::new("cli_again");
    first.set_custom(100);
    let mut watch = Watched::start(&[
        "watch",
        OBJECT,
        "--section",
        ".data.custom",
        "--program",
        "cli_again",
        "--every",
        "100ms",
        "--json",
    ]);
    watch.out_has(r#""change":0"#);
    first.set_custom(150);
    watch.out_has(r#""change":50"#);
    drop(first);
    watch.out_has("no BPF program `cli_again` is loaded");
    let second = Loaded::new("cli_again");
    watch.out_has(r#""instance":2"#);
    second.set_custom(9);
    watch.out_has(r#""value":9"#);
    let (out, err) = watch.stop("INT");
    assert_eq!(err, "");
    let turns: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut ids = Vec::new();
    let mut instance = 0;
    for turn in turns.iter().filter(|turn| turn["waiting"].is_null()) {
        let counter = &turn["counters"]["custom"];
        if turn["instance"] != instance {
            instance = turn["instance"].as_u64().unwrap();
            ids.push(turn["btf_id"].as_u64().unwrap());
            assert!(counter["change"].is_null(), "the first of an instance has nothing to compare with: {turn}");
        } else {
            assert!(counter["change"].is_i64(), "{turn}");
        }
        // An instance begins with 7, so the change to 9 is 2. The 150 of the first instance does not count.
        assert!([0, 2, 50].contains(&counter["change"].as_i64().unwrap_or_default()), "{turn}");
    }
    assert_eq!(ids.len(), 2, "{out}");
    assert!(ids[0] < ids[1], "{ids:?}");
}

/// A `struct pair` of the object: `sum` and `nr`.
fn pair(sum: u64, nr: u32) -> Vec<u8> {
    [&sum.to_ne_bytes()[..], &nr.to_ne_bytes(), &[0; 4]].concat()
}

#[test]
fn the_entries_of_a_hash_map_come_and_go() {
    let loaded = Loaded::new("cli_hash_");
    let id = loaded.id();
    for map in ["by_number", "by_number_lru"] {
        let mut watch =
            Watched::start(&["watch", OBJECT, "--map", map, "--program", &id, "--every", "200ms", "--width", "60"]);
        watch.out_has(&format!("(`{map}` has no entries)"));
        loaded.set(map, 300, &pair(5, 1));
        watch.out_has(&format!("{map}[300].sum      5       -           -"));
        loaded.set(map, 7, &pair(1 << 60, 1));
        loaded.set(map, 300, &pair(9, 2));
        watch.out_has(&format!("{map}[7].sum    1152921504606846976"));
        watch.out_has(&format!("{map}[300].nr"));
        loaded.delete(map, 300);
        loaded.delete(map, 7);
        watch.out_has(&format!("(`{map}` has no entries)"));
        let (_, err) = watch.stop("TERM");
        assert_eq!(err, "");
    }
}

#[test]
fn an_entry_that_began_again_has_no_change() {
    let loaded = Loaded::new("cli_lower");
    loaded.set("by_number", 7, &pair(100, 4));
    let id = loaded.id();
    let mut watch =
        Watched::start(&["watch", OBJECT, "--map", "by_number", "--program", &id, "--every", "100ms", "--json"]);
    watch.out_has(r#""value":100"#);
    loaded.set("by_number", 7, &pair(130, 5));
    watch.out_has(r#""change":30"#);
    loaded.set("by_number", 7, &pair(3, 1));
    watch.out_has(r#""value":3"#);
    let (out, _) = watch.stop("TERM");
    let turns = out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let sums: Vec<_> = turns.map(|turn| turn["counters"]["by_number[7].sum"].clone()).collect();
    let lower = sums.iter().find(|sum| sum["value"] == 3).unwrap();
    assert!(lower["change"].is_null() && lower["per_second"].is_null(), "{lower}");
    assert!(sums.iter().all(|sum| sum["change"].as_i64().is_none_or(|change| change >= 0)), "{sums:?}");
}

#[test]
fn a_per_cpu_hash_map_is_summed_or_shown_for_each_cpu() {
    let loaded = Loaded::new("cli_hcpu_");
    loaded.set("by_number_cpu", 7, &pair(10, 1));
    let cpus = fs::read_to_string("/sys/devices/system/cpu/possible").unwrap();
    let cpus: u64 = cpus.trim().rsplit('-').next().unwrap().parse::<u64>().unwrap() + 1;
    let watch = |options: &[&str]| {
        let args = [
            "watch",
            OBJECT,
            "--map",
            "by_number_cpu",
            "--only",
            "sum",
            "--program",
            &loaded.id(),
            "--count",
            "1",
            "--json",
        ];
        let turn: serde_json::Value = serde_json::from_str(&ktsnap(&[&args[..], options].concat()).done()).unwrap();
        turn["counters"]["by_number_cpu[7].sum"].clone()
    };
    assert_eq!(watch(&[])["value"], 10 * cpus);
    let each = watch(&["--per-cpu"]);
    let each = each["per_cpu"].as_array().unwrap();
    assert!(each.len() as u64 == cpus && each.iter().all(|cpu| cpu["value"] == 10), "{each:?}");
}

#[test]
fn a_turn_fits_every_width() {
    let loaded = Loaded::new("cli_width");
    loaded.set("by_number", 7, &pair(u64::MAX, 1));
    for width in ["40", "60", "80", "100", "200"] {
        let args = [
            "watch",
            OBJECT,
            "--map",
            "by_number",
            "--map",
            "stats",
            "--program",
            &loaded.id(),
            "--plain",
            "--count",
            "1",
        ];
        let out = ktsnap(&[&args[..], &["--width", width]].concat()).done();
        let fits = |line: &str| line.chars().count() <= width.parse().unwrap();
        assert!(out.lines().all(fits), "{width}\n{out}");
        assert!(out.contains("by_number[7].sum") && out.contains(&u64::MAX.to_string()), "{width}\n{out}");
    }
}

#[test]
fn counters_that_the_running_object_lacks_are_listed() {
    let loaded = Loaded::new("cli_other");
    let ran = ktsnap(&[
        "watch",
        "examples/bpf/dispatch.bpf.o",
        "--program",
        &loaded.id(),
        "--plain",
        "--count",
        "1",
        "--only",
        "nr_mig_*",
    ]);
    let out = ran.done();
    assert!(out.ends_with("(nr_mig_same, nr_mig_cross: not in the running object)\n"), "{out}");
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let loaded = Loaded::new("cli_pipe_");
    let program = env!("CARGO_BIN_EXE_ktsnap");
    let line = format!(
        "{program} watch {OBJECT} --program {} --every 20ms --count 500 | head -n 1; exit ${{PIPESTATUS[0]}}",
        loaded.id()
    );
    let output = Command::new("bash").args(["-c", &line]).current_dir("..").output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    assert_eq!(output.stdout.iter().filter(|&&byte| byte == b'\n').count(), 1);
}

#[test]
fn the_terminal_is_restored() {
    const TAKEN: &str = "\u{1b}[?1049h";
    const RESTORED: &str = "\u{1b}[?1049l";
    let loaded = Loaded::new("cli_term_");
    let args = ["watch", OBJECT, "--program", "cli_term_", "--every", "100ms"];
    for key in ["q", "\u{1b}", "\u{3}"] {
        let mut watch = Watched::on_a_terminal(&args);
        watch.out_has(TAKEN);
        watch.out_has("nr_steps");
        watch.press(key);
        let out = watch.end();
        assert!(out.rfind(RESTORED) > out.rfind(TAKEN), "{key:?} {out:?}");
    }
    // A signal, and an error: the kernel does not reuse the id of the program.
    let mut watch = Watched::on_a_terminal(&args);
    watch.out_has("nr_steps");
    watch.signal("TERM");
    assert!(watch.end().contains(RESTORED));
    let mut watch = Watched::on_a_terminal(&["watch", OBJECT, "--program", &loaded.id(), "--every", "100ms"]);
    watch.out_has("nr_steps");
    let id = loaded.id();
    drop(loaded);
    let out = watch.end();
    let error = out.rfind(&format!("ktsnap: no BPF program `{id}` is loaded"));
    assert!(error.is_some() && error > out.rfind(RESTORED), "{out:?}");
}
