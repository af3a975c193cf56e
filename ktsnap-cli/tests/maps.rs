//! `ktsnap diff` over per-CPU maps: what is added up over CPUs, and what is read of each report.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Ran, Scratch, ktsnap, repository};

fn diff(args: &[&str]) -> Ran {
    ktsnap(&[&["diff"], args].concat())
}

fn json_of(args: &[&str]) -> Value {
    serde_json::from_str(&diff(&[args, &["--json"]].concat()).done()).unwrap()
}

fn uint(value: u64) -> Value {
    json!({"kind": "uint", "bits": 64, "value": value})
}

fn of_struct(members: &[(&str, Value)]) -> Value {
    let members: Vec<_> = members.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"kind": "struct", "type_name": "s", "members": members})
}

/// A per-CPU array with one key, whose value on each CPU has these members.
fn per_cpu(kva: u64, cpus: &[&[(&str, u64)]]) -> Value {
    let slot = |members: &&[(&str, u64)]| {
        of_struct(&members.iter().map(|(name, value)| (*name, uint(*value))).collect::<Vec<_>>())
    };
    let slots: Vec<_> = cpus.iter().map(slot).collect();
    json!({"name": "ctx", "map_kva": kva, "map_type": 6, "value_size": 24, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": slots}]})
}

fn report(maps: &[Value]) -> String {
    json!({"schema": "single", "maps": maps}).to_string().replace(": ", ":")
}

/// In the form of the harness, which the fast reader reads: `schema` first, then `maps`, and the fields of a map in their order.
fn stamped(maps: &str, turn: u64) -> String {
    format!(
        r#"{{"schema":"single","maps":[{maps}],"ktsnap_capture":{{"boot_id":"b","monotonic_ns":{},"realtime_ns":1,"series":{{"id":"s","turn":{turn}}}}}}}"#,
        7_000_000_000 + 2_000_000_000 * turn
    )
}

fn section(name: &str, kva: u64, members: &[(&str, u64)]) -> String {
    let member = |(name, value): &(&str, u64)| {
        format!(r#"{{"name":"{name}","value":{{"kind":"uint","bits":64,"value":{value}}}}}"#)
    };
    let members: Vec<_> = members.iter().map(member).collect();
    format!(
        r#"{{"name":"{name}","map_kva":{kva},"map_type":2,"value_size":8,"max_entries":1,"value":{{"kind":"struct","type_name":".bss","members":[{}]}}}}"#,
        members.join(",")
    )
}

/// The names of the counters, and the first and last values.
fn counters(document: &Value) -> Vec<(String, i64, i64)> {
    let maps = document["maps"].as_array().unwrap().iter();
    let counter = |counter: &Value| {
        let values = counter["values"].as_array().unwrap();
        let at = |value: Option<&Value>| value.unwrap().as_i64().unwrap();
        (counter["name"].as_str().unwrap().to_owned(), at(values.first()), at(values.last()))
    };
    maps.flat_map(|map| map["counters"].as_array().unwrap().iter().map(counter)).collect()
}

fn reports(scratch: &Scratch) -> Vec<String> {
    let cpus = [
        [[("nr", 1), ("load", 5), ("run_at", 10)], [("nr", 2), ("load", 5), ("run_at", 20)]],
        [[("nr", 3), ("load", 9), ("run_at", 30)], [("nr", 2), ("load", 4), ("run_at", 40)]],
        [[("nr", 5), ("load", 9), ("run_at", 50)], [("nr", 7), ("load", 9), ("run_at", 60)]],
    ];
    let file = |(at, [a, b]): (usize, &[[(&str, u64); 3]; 2])| {
        scratch.file(&format!("{at}.json"), report(&[per_cpu(1, &[a, b])]).as_bytes())
    };
    cpus.iter().enumerate().map(file).collect()
}

#[test]
fn only_counters_are_added_up_over_cpus() {
    let scratch = Scratch::new("sums");
    let files = reports(&scratch);
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let text = diff(&files).done();
    assert!(text.contains("nr           3    12      +9"), "{text}");
    assert!(!text.contains("\nload ") && !text.contains("\nrun_at "), "{text}");
    assert!(text.contains("not summed over CPUs: ctx: load: a value decreases or is signed\n"), "{text}");
    assert!(
        text.contains("not summed over CPUs: ctx: run_at: the name is that of a time, an extreme or a state\n"),
        "{text}"
    );
    assert!(text.contains("`--per-cpu` shows the values, and `--sum PATTERN` adds them up\n"), "{text}");
    let document = json_of(&files);
    assert_eq!(counters(&document), [("nr".to_owned(), 3, 12)]);
    assert_eq!(document["not_summed"][1]["counters"], json!(["run_at"]));
}

#[test]
fn the_remedies_for_values_that_are_not_summed_work() {
    let scratch = Scratch::new("remedies");
    let files = reports(&scratch);
    let with = |options: &[&str]| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        counters(&json_of(&[files.as_slice(), options].concat()))
    };
    assert!(with(&["--sum", "run_at"]).contains(&("run_at".to_owned(), 30, 110)));
    assert!(with(&["--sum", "load"]).contains(&("load".to_owned(), 10, 18)));
    assert!(with(&["--counter", "load"]).contains(&("load".to_owned(), 10, 18)));
    assert_eq!(with(&["--gauge", "nr"]), []);
    let of_cpus = with(&["--per-cpu"]);
    assert_eq!(of_cpus.len(), 6);
    assert!(of_cpus.contains(&("run_at".to_owned(), 20, 60)), "{of_cpus:?}");
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let text = diff(&[files.as_slice(), &["--per-cpu"]].concat()).done();
    assert!(text.contains("\nload cpu 1        5     9      +4") && !text.contains("not summed"), "{text}");
}

#[test]
fn a_value_that_follows_the_clock_of_the_capture_is_not_added_up() {
    let scratch = Scratch::new("clock");
    let file = |turn: u64| {
        let now = 7_000_000_000 + 2_000_000_000 * turn;
        let slot = |at: u64| [("stopped", at), ("nr", turn)];
        let map = per_cpu(1, &[&slot(now - 400), &slot(now - 3_000_000_000)]);
        let maps = format!(
            r#"{{"name":"ctx","map_kva":1,"map_type":6,"value_size":24,"max_entries":1,"percpu_entries":{}}}"#,
            map["percpu_entries"]
        );
        scratch.file(&format!("{turn}.json"), stamped(&maps, turn).as_bytes())
    };
    let files: Vec<_> = (0..4).map(file).collect();
    let document = json_of(&files.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(counters(&document), [("nr".to_owned(), 0, 6)]);
    assert_eq!(document["not_summed"][0]["reason"], "the values are times of the capture's clock");
}

#[test]
fn a_counter_that_the_first_report_lacks_is_not_lost() {
    let scratch = Scratch::new("later");
    let file = |turn: u64, maps: &str| scratch.file(&format!("{turn}.json"), stamped(maps, turn).as_bytes());
    let old = section("a.bss", 1, &[("other", 1), ("nr_x", 5)]);
    // Another instance, in which the variable is elsewhere, and a map that the first report lacks.
    let other = |value: u64| section("a.bss", 2, &[("renamed", 1), ("other", 4), ("nr_y", value)]);
    let late = |value: u64| section("b.bss", 3, &[("nr_z", value)]);
    let files = [
        file(0, &old),
        file(1, &old),
        file(2, &format!("{},{}", other(7), late(1))),
        file(3, &format!("{},{}", other(9), late(4))),
    ];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let document = json_of(&[files.as_slice(), &["--only", "nr_*"]].concat());
    assert_eq!(counters(&document), [("nr_y".to_owned(), 7, 9), ("nr_z".to_owned(), 1, 4)]);
    assert_eq!(document["replaced"].as_array().unwrap().len(), 1);
}

#[test]
fn a_variable_that_appears_in_the_same_instance_is_read() {
    let scratch = Scratch::new("appears");
    let file = |turn: u64, members: &[(&str, u64)]| {
        scratch.file(&format!("{turn}.json"), stamped(&section("a.bss", 1, members), turn).as_bytes())
    };
    let files =
        [file(0, &[("other", 1)]), file(1, &[("other", 2), ("nr_x", 3)]), file(2, &[("other", 2), ("nr_x", 4)])];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let document = json_of(&[files.as_slice(), &["--only", "nr_*"]].concat());
    assert_eq!(document["maps"][0]["not_at_both_ends"], json!(["nr_x"]));
}

#[test]
fn a_stamp_that_is_not_at_the_end_is_found() {
    let scratch = Scratch::new("indented");
    let file = |turn: u64, value: u64| {
        let text = stamped(&section("a.bss", 1, &[("nr", value)]), turn);
        let document: Value = serde_json::from_str(&text).unwrap();
        let indented = serde_json::to_string_pretty(&document).unwrap();
        assert!(!indented.trim_end().ends_with("}}}"));
        scratch.file(&format!("{turn}.json"), indented.as_bytes())
    };
    let (first, second) = (file(0, 1), file(1, 3));
    assert_eq!(counters(&json_of(&[&second, &first])), [("nr".to_owned(), 1, 3)]);
    // One file of each form.
    let third = scratch.file("2.json", stamped(&section("a.bss", 1, &[("nr", 8)]), 2).as_bytes());
    assert_eq!(counters(&json_of(&[&third, &second, &first])), [("nr".to_owned(), 1, 8)]);
}

#[test]
fn copies_that_no_address_tells_apart_are_not_compared() {
    let scratch = Scratch::new("twins");
    let file = |name: &str, a: u64, b: u64| {
        let [a, b] = [a, b].map(|value| section("m", 0, &[("n", value)]));
        scratch.file(name, format!(r#"{{"schema":"single","maps":[{a},{b}]}}"#).as_bytes())
    };
    let text = diff(&[&file("a.json", 1, 5), &file("b.json", 2, 9)]).done();
    let note = "not compared: m: a report has several copies and does not say which is which\n";
    assert!(text.contains("nothing to compare") && text.ends_with(note), "{text}");
}

const DISPATCH: [&str; 2] = ["examples/captures/dispatch-a0.json", "examples/captures/dispatch-a1.json"];
const OBJECT: [&str; 2] = ["--object", "examples/bpf/dispatch.bpf.o"];

fn names(options: &[&str]) -> Vec<String> {
    counters(&json_of(&[&DISPATCH, &OBJECT[..], options].concat())).into_iter().map(|(name, ..)| name).collect()
}

#[test]
fn an_object_names_the_entries_of_a_map() {
    let keys = ["--map", "stats", "--key", "dsp_stat"];
    assert_eq!(names(&keys), ["[DSP_LOCAL]", "[DSP_SHARED]", "[DSP_KICK]"]);
    assert_eq!(names(&[&keys[..], &["--only", "stats[DSP_SHARED]"]].concat()), ["[DSP_SHARED]"]);
    assert_eq!(names(&[&keys[..], &["--only", "stats[1]"]].concat()), ["[DSP_SHARED]"], "the number is still known");
    let rows = ["--section", ".bss", "--rows", "dsp_stats=dsp_stat", "--only", "dsp_stats"];
    assert_eq!(names(&rows), ["dsp_stats[DSP_LOCAL]", "dsp_stats[DSP_SHARED]", "dsp_stats[DSP_KICK]"]);
    let text = diff(&[&DISPATCH, &OBJECT[..], &keys].concat()).done();
    assert!(text.contains("\n[DSP_SHARED]    1674   2630    +956\n"), "{text}");
    assert!(!text.contains("dispatch.bss"), "only the map\n{text}");
}

#[test]
fn names_are_not_used_for_a_map_that_the_object_does_not_declare() {
    let scratch = Scratch::new("other-build");
    let file = |name: &str, entries: usize, bits: u32, value: u64| {
        let slot = json!({"kind": "uint", "bits": bits, "value": value});
        let keys: Vec<_> = (0..entries).map(|key| json!({"key": key, "per_cpu": [slot]})).collect();
        let map = json!({"name": "stats", "map_kva": 1, "map_type": 6, "value_size": 8, "max_entries": entries,
            "percpu_entries": keys});
        scratch.file(name, report(&[map]).as_bytes())
    };
    let keys = ["--map", "stats", "--key", "dsp_stat"];
    let with = |a: &str, b: &str| diff(&[&[a, b], &OBJECT[..], &keys].concat()).done();
    let text = with(&file("a.json", 4, 64, 1), &file("b.json", 4, 64, 2));
    let note = "stats: the entries keep their numbers, because it has 4 entries, but 3 in dispatch.bpf.o\n";
    assert!(text.contains(note) && text.contains("\n[1] ") && !text.contains("DSP_"), "{text}");
    let text = with(&file("c.json", 3, 32, 1), &file("d.json", 3, 32, 2));
    assert!(text.contains("`[0]` has another type than in dispatch.bpf.o") && !text.contains("DSP_"), "{text}");
}

#[test]
fn a_map_or_section_can_be_chosen_without_an_object() {
    let maps = |options: &[&str]| {
        let document = json_of(&[&DISPATCH, options].concat());
        let names = document["maps"].as_array().unwrap().iter().map(|map| map["map"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(maps(&["--map", "cpu_stats"]), ["cpu_stats"]);
    assert_eq!(maps(&["--section", ".bss"]), ["dispatch.bss"]);
    assert_eq!(maps(&["--section", ".bss", "--map", "stats"]).len(), 2);
    let ran = diff(&[&DISPATCH, &["--map", "stats", "--key", "dsp_stat"][..]].concat());
    assert_eq!(ran.code, Some(2), "the names are those of an object\n{}", ran.err);
}

const CROSS: &str = "cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)";

#[test]
fn a_ratio_is_computed_over_the_differences() {
    let ratio = |files: &[&str], options: &[&str]| {
        let document = json_of(&[files, &OBJECT[..], options].concat());
        document["ratios"].as_array().unwrap().clone()
    };
    let spans = ratio(&DISPATCH, &["--ratio", CROSS, "--only", "none"]);
    assert_eq!(spans.len(), 1);
    assert_eq!(spans[0]["ratios"][0]["value"], json!(297.0 / (174.0 + 297.0)));
    // Terms, an enumerator, a map of CPUs, and a gauge, which keeps its later value.
    let of_map = ["--let", "all = sum(stats)", "--ratio", "kicks = stats[DSP_KICK] / all", "--only", "none"];
    let value = ratio(&DISPATCH, &of_map)[0]["ratios"][0]["value"].as_f64().unwrap();
    let document = json_of(&[&DISPATCH[..], &["--map", "stats", "--all"]].concat());
    let changes: Vec<f64> = counters(&document).iter().map(|(_, first, last)| (last - first) as f64).collect();
    assert_eq!(value, changes[2] / changes.iter().sum::<f64>());
    let text = diff(&[&DISPATCH, &OBJECT[..], &["--ratio", CROSS, "--only", "none"]].concat()).done();
    assert_eq!(text, "ratios\nratio   value\ncross  0.6306\n");
}

#[test]
fn a_ratio_without_an_object_has_the_same_value() {
    for ratio in [
        CROSS,
        "kicks = stats[2] / sum(stats)",
        "busy = cpu_stats.busy_ns / cpu_stats.nr_runs",
        "waits = waits.total_ns / waits.nr",
        "in_llc = per_llc[0].nr_in / sum(per_llc[*].nr_in)",
        "moved = moves[0][1] / sum(moves)",
    ] {
        let with = |object: &[&str]| {
            let document = json_of(&[&DISPATCH, object, &["--ratio", ratio, "--only", "none"]].concat());
            assert_eq!(document["without_value"], json!([]), "{ratio}");
            document["ratios"][0]["ratios"][0]["value"].as_f64().unwrap()
        };
        assert_eq!(with(&OBJECT), with(&[]), "{ratio}");
    }
    let none = ["--only", "none"];
    diff(&[&DISPATCH, &["--ratio", "r = nr_mig_crosss / 2"], &none[..]].concat())
        .fails_with("did you mean `nr_mig_cross`?");
    diff(&[&DISPATCH, &["--ratio", "r = stats[DSP_KICK] / 2"], &none[..]].concat()).fails_with("DSP_KICK");
    diff(&[&DISPATCH, &["--ratio", "r = saw_cross / 2"], &none[..]].concat()).fails_with("saw_cross");
}

#[test]
fn a_ratio_is_never_computed_across_a_restart() {
    let scratch = Scratch::new("restart");
    let names = ["nr_mig_same", "nr_mig_cross"];
    let file = |turn: u64, kva: u64, values: [u64; 2]| {
        let members: Vec<_> = names.iter().copied().zip(values).collect();
        scratch.file(&format!("{turn}.json"), stamped(&section("dispatch.bss", kva, &members), turn).as_bytes())
    };
    let files =
        [file(0, 1, [10, 10]), file(1, 1, [11, 13]), file(2, 2, [0, 0]), file(3, 2, [1, 1]), file(4, 2, [1, 5])];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let document = json_of(&[files.as_slice(), &OBJECT, &["--ratio", CROSS]].concat());
    let spans = document["ratios"].as_array().unwrap();
    let of = |at: usize| (spans[at]["ratios"][0]["value"].clone(), spans[at]["ratios"][0]["steps"].clone());
    assert_eq!(spans.len(), 2);
    assert_eq!(of(0), (json!(0.75), json!([0.75])));
    assert_eq!(of(1), (json!(5.0 / 6.0), json!([0.5, 1.0])));
}

#[test]
fn a_ratio_without_a_right_value_says_why() {
    let why = |files: &[&str], ratio: &str| {
        let document = json_of(&[files, &OBJECT[..], &["--ratio", ratio, "--only", "none"]].concat());
        assert_eq!(document["ratios"], json!([]));
        document["without_value"][0]["reason"].as_str().unwrap().to_owned()
    };
    let scratch = Scratch::new("why");
    let file = |turn: u64, contents: &str| scratch.file(&format!("{turn}.json"), stamped(contents, turn).as_bytes());
    let no_such = section("dispatch.bss", 1, &[("nr_mig_same", 1)]);
    let files = [file(0, &no_such), file(1, &no_such)];
    let reason = why(&[&files[0], &files[1]], CROSS);
    assert_eq!(reason, "no map of the reports has `nr_mig_cross` of `.bss`");
    let short = r#"{"name":"dispatch.bss","map_kva":1,"map_type":2,"value_size":8,"max_entries":1,"value":{"kind":"struct","type_name":".bss","members":[{"name":"dsp_stats","value":{"kind":"array","len":4,"elements":[E,E,E,E]}}]}}"#;
    let short = short.replace('E', r#"{"kind":"uint","bits":64,"value":1}"#);
    let files = [file(2, &short), file(3, &short)];
    let reason = why(&[&files[0], &files[1]], "r = dsp_stats[0] / sum(dsp_stats)");
    assert_eq!(reason, "`dsp_stats` of `.bss` does not have the 3 elements that it has in the object");
    let narrow = no_such.replace("64", "32").replace("nr_mig_same", "nr_mig_cross");
    let files = [file(4, &narrow), file(5, &narrow)];
    let reason = why(&[&files[0], &files[1]], "r = nr_mig_cross / 2");
    assert_eq!(reason, "`nr_mig_cross` of `.bss` has another type than in the object");
}

#[test]
fn a_ratio_has_no_value_of_a_scheduler_that_does_not_run() {
    let scratch = Scratch::new("ratio-dead");
    let ratio = ["--ratio", "direct = nr_direct_dispatches / nr_shared_dispatches", "--only", "none"];
    let files = ["a0", "a1"].map(|name| {
        let text = fs::read_to_string(repository().join(format!("captures/scx_bpfland-{name}.json"))).unwrap();
        let mut report: Value = serde_json::from_str(&text).unwrap();
        let live = report["active_map_kvas"].clone();
        // The list names no captured map, so all maps of the report are another instance's.
        report["active_map_kvas"] = json!([4096]);
        let other = scratch.file(&format!("{name}.json"), report.to_string().as_bytes());
        assert!(live.as_array().is_some_and(|live| !live.is_empty()));
        (format!("captures/scx_bpfland-{name}.json"), other)
    });
    let [(first, first_of_other), (second, second_of_other)] = &files;
    let value = |files: [&str; 2]| json_of(&[&files, &ratio[..]].concat());
    let running = value([first, second]);
    assert_eq!(running["ratios"][0]["ratios"][0]["value"], json!(84.0 / 3200.0));
    let other = value([first_of_other, second_of_other]);
    assert_eq!(other["ratios"], json!([]));
    let why = other["without_value"][0]["reason"].as_str().unwrap();
    assert!(why.contains("the only copy of `bpf_bpf.bss` is not of the running scheduler in a0.json"), "{why}");
    // Between these, the scheduler was replaced.
    let replaced = value(["captures/scx_bpfland-a2.json", "captures/scx_bpfland-b0.json"]);
    let why = replaced["without_value"][0]["reason"].as_str().unwrap();
    assert!(why.contains("no two successive reports have the same copies of its maps"), "{why}");
}

#[test]
fn show_names_the_keys_of_a_map() {
    let show = |place: &str| ktsnap(&[&["show", DISPATCH[0], place, "--key", "dsp_stat"], &OBJECT[..]].concat());
    let text = show("stats").done();
    assert!(text.contains("\n[DSP_SHARED]    ") && !text.contains("[1]"), "{text}");
    assert_eq!(show("stats[DSP_SHARED]").done(), show("stats[1]").done());
    let scratch = Scratch::new("show-other");
    let slot = uint(1);
    let keys: Vec<_> = (0..4).map(|key| json!({"key": key, "per_cpu": [slot]})).collect();
    let map = json!({"name": "stats", "map_type": 6, "value_size": 8, "max_entries": 4, "percpu_entries": keys});
    let file = scratch.file("other.json", report(&[map]).as_bytes());
    ktsnap(&["show", &file, "stats", "--key", "dsp_stat", "--object", "examples/bpf/dispatch.bpf.o"]).fails_with(
        "other.json has another `stats` than examples/bpf/dispatch.bpf.o: it has 4 entries, but 3 in dispatch.bpf.o: give the \
         object of the scheduler that was captured, or omit `--object`",
    );
}

#[test]
fn a_counter_of_a_map_with_one_entry_is_read_from_every_report() {
    let scratch = Scratch::new("one-entry");
    let file = |turn: u64| {
        let inner = of_struct(&[("nr", uint(turn * turn))]);
        let slot = of_struct(&[("of", inner), ("load", uint(3))]);
        let entries = json!([{"key": 0, "per_cpu": [slot, slot]}]);
        let map = format!(
            r#"{{"name":"ctx","map_kva":1,"map_type":6,"value_size":16,"max_entries":1,"percpu_entries":{entries}}}"#
        );
        scratch.file(&format!("{turn}.json"), stamped(&map, turn).as_bytes())
    };
    let files: Vec<_> = (0..4).map(file).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    for only in ["of.nr", "ctx.of.nr", "nr", "of.*"] {
        let document = json_of(&[files.as_slice(), &["--only", only]].concat());
        assert_eq!(document["maps"][0]["counters"][0]["values"], json!([0, 2, 8, 18]), "{only}");
    }
    let document = json_of(&[files.as_slice(), &["--only", "none", "--ratio", "half = ctx.of.nr / 2"]].concat());
    assert_eq!(document["ratios"][0]["ratios"][0]["steps"], json!([1.0, 3.0, 5.0]));
}
