//! `ktsnap show`, over the reports of the repository and over broken ones.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use serde_json::{Value, json};
use support::{Ran, Scratch, captures, ktsnap, repository};
use unicode_width::UnicodeWidthStr;

const B1: &str = "captures/scx_bpfland-b1.json";
const RICH: &str = "captures/ktstr-rich-late_run.json";
const DISPATCH: &str = "examples/captures/dispatch-a2.json";

fn show(args: &[&str]) -> Ran {
    ktsnap(&[&["show"], args].concat())
}

fn json(args: &[&str]) -> Value {
    let ran = show(&[args, &["--json"]].concat());
    serde_json::from_str(&ran.done()).unwrap()
}

/// The words of the line that begins with `word`.
fn line<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let line = text.lines().find(|line| line.split_whitespace().next() == Some(word));
    line.unwrap_or_else(|| panic!("no line `{word}` in\n{text}")).split_whitespace().collect()
}

#[test]
fn the_summary_shows_both_copies_and_which_one_is_live() {
    let text = show(&[B1]).done();
    assert!(text.starts_with("13 maps, 9 of them listed as live; `bpf_bpf` is running\n"), "{text}");
    assert!(text.contains("maps with several copies: bpf_bpf.bss, bpf_bpf.rodata, bpf_bpf.data\n"), "{text}");
    let bss: Vec<_> = text.lines().filter(|line| line.starts_with("bpf_bpf.bss ")).collect();
    assert!(bss[0].contains("array         0xffff888100007000  dead    201  27 globals"), "{text}");
    assert!(bss[1].contains("array         0xffff888100015000  live    201  27 globals"), "{text}");
    let per_cpu = ["cpu_ctx_stor", "percpu_array", "0xffff888100011000", "live", "56", "1", "key", "x", "4", "CPUs"];
    assert_eq!(line(&text, "cpu_ctx_stor"), per_cpu);
    assert!(line(&text, "bpfland_ops").join(" ").ends_with("576 map type not captured"), "blank: unknown\n{text}");
}

#[test]
fn an_incomplete_list_of_live_maps_does_not_make_other_maps_dead() {
    let text = show(&[RICH]).done();
    assert_eq!(line(&text, "bpf_bpf.bss")[3], "live");
    assert_eq!(line(&text, "bpf_bpf.data")[3], "1291", "neither live nor dead\n{text}");
    assert_eq!(line(&text, "rich_tasks")[4..], ["10", "of", "4096", "keys"]);
    assert!(text.contains("not captured: tasks: no task walker available\n"), "{text}");
}

/// A report of maps with these names, each with one integer.
fn report_of(maps: &[&str], more: &str) -> String {
    let value =
        r#"{"kind":"struct","type_name":".bss","members":[{"name":"n","value":{"kind":"uint","bits":64,"value":7}}]}"#;
    let map =
        |name: &&str| format!(r#"{{"name":"{name}","map_type":2,"value_size":8,"max_entries":1,"value":{value}}}"#);
    format!(r#"{{"schema":"single","maps":[{}]{more}}}"#, maps.iter().map(map).collect::<Vec<_>>().join(","))
}

#[test]
fn a_capture_without_a_scheduler_names_no_running_scheduler() {
    let scratch = Scratch::new("host");
    let file = scratch.file("host.json", report_of(&["host.bss"], "").as_bytes());
    let text = show(&[&file]).done();
    let head = "1 map; `host` is the only object; the report does not say that a scheduler was attached\n";
    assert!(text.starts_with(head), "{text}");
    let summary = json(&[&file]);
    assert_eq!((&summary["running"], &summary["only_object"]), (&Value::Null, &"host".into()));
    assert_eq!(summary["running_unknown"], "the report does not say that a scheduler was attached");
    assert!(show(&[&file, ".bss"]).done().starts_with("host.bss, the only copy\n"));
    show(&[&file, ".data"]).fails_with("has no map `.data`");
    let file = scratch.file("data.json", report_of(&["host.bss", "a.rodata"], "").as_bytes());
    assert!(show(&[&file]).done().starts_with("2 maps; the running scheduler is unknown: "));

    // The maps of the running scheduler were not captured.
    let file = scratch.file("named.json", report_of(&["host.bss"], r#","active_obj_name":"fifo""#).as_bytes());
    let text = show(&[&file]).done();
    assert!(!text.contains("`host` is running") && text.contains("`fifo`"), "{text}");
    assert_eq!(json(&[&file])["running"], Value::Null);
}

#[test]
fn an_empty_report_gives_the_reason() {
    let text = show(&["captures/ktstr-placeholder.json"]).done();
    assert!(text.starts_with("placeholder: no snapshot was taken, nothing was captured\n"), "{text}");
    assert!(!text.contains("PF_PACKET"), "only the first line of a console\n{text}");
    show(&["captures/ktstr-placeholder.json", ".bss"]).fails_with("is a placeholder");
    let text = show(&["captures/ktstr-no-scheduler.json"]).done();
    assert!(text.starts_with("no maps; no scheduler was attached: no struct_ops programs loaded\n"), "{text}");
    show(&["captures/ktstr-no-scheduler.json", ".bss"]).fails_with("the report has no maps");
}

#[test]
fn a_section_without_an_object_name_is_that_of_the_running_scheduler() {
    let text = show(&[B1, ".bss"]).done();
    let head = "bpf_bpf.bss at 0xffff888100015000, of the running scheduler; 1 other copy at 0xffff888100007000\n\n";
    assert!(text.starts_with(head), "{text}");
    assert_eq!(line(&text, "nr_direct_dispatches"), ["nr_direct_dispatches", "201"]);
    assert_eq!(text, show(&[B1, "bpf_bpf.bss"]).done(), "selects the live copy");
}

#[test]
fn an_address_selects_a_copy() {
    let dead = "bpf_bpf.bss@0xffff888100007000";
    assert_eq!(show(&["captures/scx_bpfland-b0.json", &format!("{dead}.nr_direct_dispatches")]).done(), "338\n");
    assert_eq!(show(&["captures/scx_bpfland-b0.json", ".bss.nr_direct_dispatches"]).done(), "81\n");
    let text = show(&[B1, dead]).done();
    assert!(text.contains("not of the running scheduler; 1 other copy at 0xffff888100015000"), "{text}");
    show(&[B1, "bpf_bpf.bss@0x1"])
        .fails_with("has no copy `0x1` of `bpf_bpf.bss`: choose one of `bpf_bpf.bss@0xffff888100007000`");
}

#[test]
fn a_copy_is_not_live_if_no_map_of_its_object_is_listed_as_live() {
    let text = show(&["tests/cases/reports/one_copy_and_none_is_live.json", ".bss"]).done();
    assert!(text.starts_with("dispatch.bss at 0x1000, not of the running scheduler\n"), "{text}");
    // The list is incomplete: it names another map of the object.
    let text = show(&["tests/cases/reports/the_list_leaves_the_section_out.json", ".bss"]).done();
    assert!(text.starts_with("dispatch.bss at 0x1000, the only copy\n"), "{text}");
}

#[test]
fn several_copies_are_listed_on_one_line_if_none_is_known_to_be_live() {
    let report = std::fs::read_to_string(repository().join(B1)).unwrap();
    let mut report: Value = serde_json::from_str(&report).unwrap();
    report["active_map_kvas"] = Value::Array(Vec::new());
    let scratch = Scratch::new("unknown");
    let file = scratch.file("r.json", report.to_string().as_bytes());
    show(&[&file, ".bss"]).fails_with("`bpf_bpf.bss@0xffff888100007000`, `bpf_bpf.bss@0xffff888100015000`");
    assert_eq!(show(&[&file, "bpf_bpf.bss@0xffff888100015000.nr_direct_dispatches"]).done(), "201\n");
    assert_eq!(show(&[&file, ".data.BPFLAND.primary_cpumask"]).done(), "0x0\n", "the only copy");
    let text = show(&[&file]).done();
    assert!(text.contains("the running scheduler is unknown"), "{text}");
    assert_eq!(line(&text, "bpf_bpf.bss")[3], "201", "neither live nor dead\n{text}");
}

/// A report of maps with these names, addresses and types, of a report with the given object and list of live maps.
fn report_with_copies(maps: &[(&str, u64, u32)], obj: Option<&str>, live: &[u64]) -> String {
    let value = json!({"kind": "struct", "type_name": ".bss", "members": [
        {"name": "n", "value": {"kind": "uint", "bits": 64, "value": 7}}
    ]});
    let map = |(name, kva, kind): &(&str, u64, u32)| json!({"name": name, "map_kva": kva, "map_type": kind, "value_size": 8, "max_entries": 1, "value": value});
    let mut report = json!({"schema": "single", "maps": maps.iter().map(map).collect::<Vec<_>>()});
    if let Some(obj) = obj {
        report["active_obj_name"] = obj.into();
    }
    if !live.is_empty() {
        report["active_map_kvas"] = live.into();
    }
    report.to_string()
}

/// Each map's state in the summary, in the order of the report.
fn states(scratch: &Scratch, report: &str) -> Vec<Value> {
    let file = scratch.file("states.json", report.as_bytes());
    json(&[&file])["maps"].as_array().unwrap().iter().map(|map| map["copy"].clone()).collect()
}

/// The states of maps follow the rules of typed reads, which a report of its own shows for each rule.
#[test]
fn the_states_of_maps_follow_the_rules_of_typed_reads() {
    let scratch = Scratch::new("rules");
    let states = |maps: &[(&str, u64, u32)], obj, live: &[u64]| states(&scratch, &report_with_copies(maps, obj, live));
    let (live, dead, unknown) = (json!("live"), json!("dead"), Value::Null);

    // A list that names no map of the object excludes custom sections and maps as well.
    let custom = [("a.bss", 1, 2), (".data.custom", 2, 2), ("stats", 3, 6)];
    assert_eq!(states(&custom, Some("a"), &[9]), [dead.clone(), dead.clone(), dead.clone()]);
    assert_eq!(states(&custom, Some("a"), &[1]), [live.clone(), unknown.clone(), unknown.clone()]);

    // Without a list, two copies of `.kconfig` are as ambiguous as two copies of `.bss`.
    let kconfig = [("a.bss", 1, 2), ("a.kconfig", 2, 2), ("a.kconfig", 3, 2)];
    assert_eq!(states(&kconfig, Some("a"), &[]), [live.clone(), unknown.clone(), unknown.clone()]);

    // A section of another object than the one that the report names is not live, even if it is listed.
    assert_eq!(states(&[("a.bss", 1, 2)], Some("fifo"), &[1]), std::slice::from_ref(&unknown));

    // An unknown address may be the listed one, so the other copy is not known to be dead.
    let addresses = [("a.bss", 0, 2), ("a.bss", 1, 2)];
    assert_eq!(states(&addresses, Some("a"), &[9]), [unknown.clone(), unknown.clone()]);

    // A list that names no captured map excludes all copies, even if the report does not name the object.
    let objects = [("a.bss", 1, 2), ("b.bss", 2, 2)];
    assert_eq!(states(&objects, None, &[9]), [dead.clone(), dead.clone()]);

    // The view does not look at `.kconfig`, so a listed copy is live although the running object is unknown.
    let listed = [("a.bss", 1, 2), ("b.bss", 2, 2), ("b.kconfig", 3, 2)];
    assert_eq!(states(&listed, None, &[3]), [unknown.clone(), unknown.clone(), live.clone()]);

    // Two maps of different types that the kernel cuts to the same name are not copies of each other.
    let types = [("a.bss", 1, 2), ("a_map_of_a_long", 2, 1), ("a_map_of_a_long", 3, 6)];
    assert_eq!(states(&types, Some("a"), &[1, 2]), [live.clone(), live, unknown]);
}

#[test]
fn a_section_of_another_object_than_the_report_names_is_not_shown_as_the_running_schedulers() {
    let scratch = Scratch::new("named");
    let file = scratch.file("named.json", report_of(&["host.bss"], r#","active_obj_name":"fifo""#).as_bytes());
    show(&[&file, ".bss"]).fails_with("has no `.bss` of the running scheduler, `fifo`");
    assert!(show(&[&file, "host.bss"]).done().starts_with("host.bss"));
}

#[test]
fn values_are_shown_by_their_types() {
    let text = show(&[RICH, ".bss"]).done();
    for (name, value) in [
        ("max_u64", "18446744073709551615"),
        ("neg_s64", "-9007199254740993"),
        ("name_buf", "\"ktstr\""),
        ("cur_state", "RICH_BUSY (1)"),
        ("unknown_state", "1234"),
        ("big_enum", "RICH_BIG (9223372036854775809)"),
        ("last_task", "0xffff92a9013c9280"),
        ("bool_arr", "[false, true, false, false]"),
        ("bytes32", "[255, 0 ×30, 127]"),
        ("pts", "[{x: 0, y: 0}, {x: 0, y: 0}, {x: 0, y: 22}, {x: 0, y: 0}]"),
        ("big_u64", "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …4085 more, 904 not captured]"),
    ] {
        assert_eq!(line(&text, name)[1..].join(" "), value);
    }
    assert_eq!(line(&show(&[DISPATCH, ".bss"]).done(), "cross_cpus_seen")[1..], ["CPUs", "0-3"]);
}

#[test]
fn a_path_selects_one_value() {
    for (report, place, value) in [
        (B1, "bpf_bpf.bss.nr_running", "4"),
        (RICH, ".bss.name_buf", "ktstr"),
        (RICH, ".bss.cur_state", "RICH_BUSY"),
        (RICH, ".bss.arr8[3]", "33"),
        (RICH, ".bss.grid[2][3]", "23"),
        (RICH, ".bss.big_pts[3].x", "-1"),
        (RICH, ".bss.____rich_enqueue.zero.weight", "0"),
        (RICH, "rich_tasks[58].pos.y", "58"),
        (RICH, "rich_tasks[3a 00 00 00].pos.y", "58"),
        (RICH, "rich_array[1].x", "-1"),
        (RICH, "rich_task_stor[0xffff92a90121b780].enqs", "4"),
        (DISPATCH, "stats[1][2]", "936"),
        (DISPATCH, "wake_stats[2][0]", "438"),
        (DISPATCH, "cpu_stats[0][3].nr_runs", "1295"),
        (DISPATCH, "instance.nr_cpus", "4"),
        (DISPATCH, "instance[0].nr_cpus", "4"),
        (DISPATCH, ".data.cpumask.cross_cpus", "0xffff88810000c800 →\n  CPUs 0-3"),
        (B1, ".data.unprotected", "?"),
    ] {
        if value == "?" {
            show(&[report, place]).fails_with("has no `unprotected` in `bpf_bpf.data`");
        } else {
            assert_eq!(show(&[report, place]).done().trim_end(), value, "{place}");
        }
    }
}

#[test]
fn the_longest_name_with_dots_matches() {
    let scratch = Scratch::new("dots");
    let member = |name: &str, value: &str| format!(r#"{{"name": "{name}", "value": {value}}}"#);
    let uint = |value: u64| format!(r#"{{"kind": "uint", "bits": 64, "value": {value}}}"#);
    let of =
        |members: &[String]| format!(r#"{{"kind": "struct", "type_name": null, "members": [{}]}}"#, members.join(","));
    let map = |name: &str, value: &str| {
        format!(r#"{{"name": "{name}", "map_type": 2, "value_size": 8, "max_entries": 1, "value": {value}}}"#)
    };
    let inner = of(&[member("cnt", &uint(1))]);
    let maps = [
        map("a", &of(&[member("bss", &of(&[member("calc", &uint(9))]))])),
        map("a.bss", &of(&[member("calc", &inner), member("calc.cnt", &uint(2)), member("calc.cnt.0", &uint(3))])),
        map(".data.unprotect", &of(&[member("mask", &uint(4))])),
    ];
    let report = format!(r#"{{"schema": "single", "maps": [{}]}}"#, maps.join(","));
    let file = scratch.file("r.json", report.as_bytes());
    assert_eq!(show(&[&file, "a.bss.calc.cnt"]).done(), "2\n");
    assert_eq!(show(&[&file, "a.bss.calc.cnt.0"]).done(), "3\n");
    assert_eq!(show(&[&file, "a.bss.calc"]).done(), "cnt  1\n");
    assert_eq!(show(&[&file, ".data.unprotected_cpumask.mask"]).done(), "4\n", "the kernel cut the name of the map");
}

#[test]
fn cpus_are_columns_or_rows_if_the_columns_do_not_fit() {
    let text = show(&[DISPATCH, "cpu_stats", "--sum", "*"]).done();
    assert_eq!(line(&text, "cpu")[..], ["cpu", "0", "cpu", "1", "cpu", "2", "cpu", "3", "sum"]);
    assert_eq!(line(&text, "nr_runs"), ["nr_runs", "1338", "1283", "1251", "1295", "5167"]);
    let narrow = show(&[DISPATCH, "cpu_stats", "--width", "40", "--sum", "cpu_stats.*"]).done();
    assert_eq!(line(&narrow, "cpu"), ["cpu", "nr_runs", "busy_ns"]);
    assert_eq!(line(&narrow, "3"), ["3", "1295", "6358756540"]);
    assert_eq!(line(&narrow, "sum"), ["sum", "5167", "25506460610"]);
    let all = show(&[DISPATCH, "cpu_stats.nr_runs", "--sum", "nr_runs"]).done();
    assert_eq!(all, "cpu 0  1338\ncpu 1  1283\ncpu 2  1251\ncpu 3  1295\nsum    5167\n");
}

#[test]
fn values_per_cpu_have_a_sum_only_if_it_is_asked_for() {
    for place in ["cpu_stats", "cpu_stats.nr_runs"] {
        let text = show(&[DISPATCH, place]).done();
        assert!(
            !text.contains("sum") && text.contains("1295"),
            "one report does not show what can be added up\n{text}"
        );
    }
    let text = show(&[DISPATCH, "cpu_stats", "--sum", "nr_*"]).done();
    assert_eq!(line(&text, "nr_runs").last(), Some(&"5167"));
    assert_eq!(line(&text, "busy_ns").len(), 5, "no sum\n{text}");
}

#[test]
fn a_missing_value_of_a_cpu_is_not_zero() {
    let scratch = Scratch::new("slots");
    let file = scratch.file(
        "r.json",
        br#"{"schema": "single", "maps": [{"name": "m", "map_type": 6, "value_size": 8, "max_entries": 3,
            "percpu_entries": [{"key": 0, "per_cpu": [{"kind": "uint", "bits": 64, "value": 7}, null]},
                               {"key": 1, "per_cpu": []}]}]}"#,
    );
    let text = show(&[&file, "m", "--sum", "*"]).done();
    assert_eq!(line(&text, "[0]"), ["[0]", "7", "-"], "no sum\n{text}");
    assert_eq!(line(&text, "[1]"), ["[1]", "-", "-"]);
    assert!(show(&[&file]).done().contains("2 of 3 keys x 2 CPUs"));
    assert_eq!(show(&[&file, "m[0]"]).done(), "cpu 0  7\ncpu 1  (not rendered: not captured)\n");
    show(&[&file, "m[0][1]"]).fails_with("has no value of `m[0][1]`");
    show(&[&file, "m[1]"]).fails_with("has no value of `m[1]`");
    show(&[&file, "m[2]"]).fails_with("its keys are 0, 1");
    assert_eq!(json(&[&file, "m[0]"]), json!([7, null]));
}

#[test]
fn an_unknown_name_is_an_error_with_a_suggestion() {
    show(&[B1, "bpf_bpf.bs"]).fails_with("has no map `bpf_bpf.bs`: did you mean `bpf_bpf.bss`?");
    show(&[B1, "nr_running"]).fails_with("write the variable with its map: `bpf_bpf.bss.nr_running`");
    show(&[B1, ".bss.nr_runing"]).fails_with("has no `nr_runing` in `bpf_bpf.bss`: did you mean `nr_running`?");
    show(&[B1, "frobnicate"]).fails_with("its maps are .data.BPFLAND, .data.uei_dump, bpf_bpf.bss");
    show(&[B1, "bpfland_ops.x"]).fails_with("map type not captured");
    show(&[RICH, ".bss.arr8[8]"]).fails_with("has no `bpf_bpf.bss.arr8[8]`: the array has 8 elements");
    show(&[RICH, ".bss.big_u64[4500]"]).fails_with("only 4096 of 5000 elements were captured");
    show(&[RICH, ".bss.nr_enqueued.x"]).fails_with("has a single value as `bpf_bpf.bss.nr_enqueued`");
    show(&[RICH, "rich_tasks"]).done();
    show(&[RICH, "rich_tasks.pos"]).fails_with("has 10 keys in `rich_tasks`: name a key, for example `rich_tasks[58]`");
    show(&[RICH, "rich_tasks[7]"]).fails_with("its keys are 58, 49, 34, 37, 15, 33 and 4 more");
}

#[test]
fn json_has_the_same_facts() {
    let summary = json(&[B1]);
    assert_eq!(summary["running"], "bpf_bpf");
    assert_eq!((&summary["maps"][0]["copy"], &summary["maps"][6]["copy"]), (&"dead".into(), &"live".into()));
    assert_eq!(summary["maps"][12]["copy"], Value::Null);
    let map = json(&[B1, ".bss"]);
    assert_eq!(map["map_kva"], "0xffff888100015000");
    assert_eq!(map["other_copies"], json!(["0xffff888100007000"]));
    assert_eq!(map["value"]["nr_direct_dispatches"], 201);
    assert_eq!(json(&[RICH, ".bss.max_u64"]), u64::MAX);
    assert_eq!(json(&[RICH, ".bss.neg_s64"]), -9_007_199_254_740_993_i64);
    assert_eq!(json(&[RICH, ".bss.big_u64"])["len"], 5000);
    assert_eq!(json(&[RICH, ".bss.gctx"])["comm"], "rich-worker");
    assert_eq!(json(&[RICH, "rich_tasks"])["entries"][0]["key"], 58);
    assert_eq!(json(&[DISPATCH, "stats"])["entries"][1]["per_cpu"], json!([965, 936, 936, 975]));
    assert_eq!(json(&["captures/ktstr-placeholder.json"])["placeholder"], true);
}

#[test]
fn the_late_snapshot_of_two_is_the_default() {
    let single = |value: u64| {
        format!(
            r#"{{"schema": "single", "maps": [{{"name": "a.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
                "value": {{"kind": "struct", "type_name": ".bss", "members": [
                    {{"name": "nr", "value": {{"kind": "uint", "bits": 64, "value": {value}}}}}]}}}}]}}"#
        )
    };
    let scratch = Scratch::new("dual");
    let both = format!(r#"{{"schema": "dual", "early": {}, "late": {}}}"#, single(1), single(2));
    let both = scratch.file("both.json", both.as_bytes());
    assert!(show(&[&both]).done().starts_with("late snapshot of two"));
    assert_eq!(show(&[&both, ".bss.nr"]).done(), "2\n");
    assert_eq!(show(&[&both, ".bss.nr", "--early"]).done(), "1\n");
    assert!(show(&[&both, ".bss"]).done().contains("; late snapshot"));
    let late = format!(r#"{{"schema": "dual", "late": {}, "early_skipped_reason": "no stall"}}"#, single(2));
    let late = scratch.file("late.json", late.as_bytes());
    assert!(show(&[&late]).done().starts_with("snapshot at the failure; the early snapshot is missing: no stall\n"));
    show(&[&late, "--early"]).fails_with("has no early snapshot (no stall)");
    show(&[B1, "--early"]).fails_with("has only one snapshot");
}

#[test]
fn a_degraded_document_gives_the_reason() {
    let scratch = Scratch::new("degraded");
    let file = scratch.file(
        "d.json",
        br#"{"schema": "degraded", "reason": "rendezvous timed out", "watchpoint_hit": true,
            "bss_latch_state": "latched", "exit_kind": 1025, "elapsed_ms": 30}"#,
    );
    let text = show(&[&file]).done();
    assert!(text.starts_with("degraded: no snapshot succeeded: rendezvous timed out\n"), "{text}");
    assert!(text.contains("exit: SCX_EXIT_ERROR_BPF (1025)\n"), "{text}");
    assert_eq!(json(&[&file])["exit_kind"], 1025);
    show(&[&file, ".bss"]).fails_with("contains no snapshot, since none succeeded (rendezvous timed out)");
}

#[test]
fn no_line_of_any_map_is_wider_than_the_screen() {
    for file in captures() {
        let file = file.to_str().unwrap();
        let places = json(&[file])["maps"].as_array().unwrap().iter().enumerate().map(place).collect::<Vec<_>>();
        for columns in [80, 100] {
            let width = columns.to_string();
            let mut texts = vec![show(&[file, "--width", &width]).done()];
            texts.extend(places.iter().map(|place| show(&[file, place, "--width", &width]).done()));
            for line in texts.iter().flat_map(|text| text.lines()) {
                assert!(line.width() <= columns, "{} columns in {file}: {line}", line.width());
                assert_eq!(line, line.trim_end(), "no trailing spaces");
            }
        }
    }

    fn place((_, map): (usize, &Value)) -> String {
        format!("{}@{}", map["name"].as_str().unwrap(), map["map_kva"].as_str().unwrap())
    }
}

#[test]
fn a_whole_value_fits_the_screen() {
    for place in [".bss.big_u64", ".bss.big_pts", ".bss.un", ".bss.gctx", "rich_tasks[58]", ".data.uei_dump.uei_dump"] {
        let text = show(&[RICH, place, "--width", "80"]).done();
        assert!(text.lines().all(|line| line.width() <= 80), "{text}");
        assert!(!text.contains('…'), "nothing is shortened");
    }
    assert_eq!(show(&[RICH, ".bss.big_u64"]).done().lines().next_back(), Some("(904 not captured)"));
}

#[test]
fn colors_follow_the_arguments() {
    let plain = show(&[B1]).done();
    assert!(!plain.contains('\x1b'), "a pipe has no colors");
    let colored = show(&[B1, "--color", "always"]).done();
    assert!(colored.contains("\x1b["), "{colored}");
    assert!(!show(&[B1, "--color", "never"]).done().contains('\x1b'));
    assert!(show(&[B1, ".bss", "--color", "always"]).done().starts_with("\x1b[1mbpf_bpf.bss\x1b[0m at"));
}

#[test]
fn a_file_that_is_not_a_report_is_an_error_on_one_line() {
    let scratch = Scratch::new("broken");
    show(&["no-such.json"]).fails_with("no-such.json can't be read: No such file");
    show(&[repository().join("captures").to_str().unwrap()])
        .fails_with("captures has no runs; pass a run, or the file of a report");
    for (bytes, message) in [
        (&b""[..], "is empty"),
        (b"   \n", "is not a report"),
        (b"[]", "is not a report"),
        (b"\x7fELF\xff\xfe", "is not text"),
        (
            br#"{"schema": "triple"}"#,
            "its schema is `triple`: the schema of a report is `single`, `dual` or `degraded`",
        ),
        (br#"{"schema": "a\u001b[31m"}"#, "its schema is `a\\u{1b}[31m`"),
        (br#"{"schema": 3}"#, "is not a report"),
        (br#"{"name": "ktsnap", "version": 1}"#, "missing field `schema`"),
        (br#"{"schema": "single", "maps": 7}"#, "is not a report"),
    ] {
        let file = scratch.file("r.json", bytes);
        show(&[&file]).fails_with(message);
        show(&[&file, ".bss", "--json"]).fails_with(message);
    }
    let deep = format!(r#"{{"schema": "single", "maps": {}"#, "[".repeat(10_000));
    show(&[&scratch.file("deep.json", deep.as_bytes())]).fails_with("levels deep, more than 512");
}

#[test]
fn a_truncated_report_is_an_error_on_one_line() {
    let whole = std::fs::read(repository().join(DISPATCH)).unwrap();
    let scratch = Scratch::new("cut");
    for part in 0..200 {
        let cut = whole.len() * part / 200;
        let file = scratch.file("r.json", &whole[..cut]);
        show(&[&file]).fails_with(if cut == 0 { "is empty" } else { "is not a report, at byte" });
    }
}

#[test]
fn control_characters_of_a_hostile_report_do_not_reach_the_terminal() {
    let scratch = Scratch::new("hostile");
    let name = "a\\u001b[31m\\u0007\\u009b\\u202e\\u0000.bss";
    let report = format!(
        r#"{{"schema": "single", "active_obj_name": "\u001bx", "sdt_alloc_unavailable": "no\u001b[2J\u009b", "maps": [
            {{"name": "{name}", "map_kva": 1, "map_type": 2, "value_size": 8, "max_entries": 1, "error": "e\u001b]0;x\u0007",
              "value": {{"kind": "struct", "type_name": ".bss", "members": [
                {{"name": "n\u001b[1m", "value": {{"kind": "cpu_list", "cpus": "0\u001b[5m"}}}},
                {{"name": "t", "value": {{"kind": "bytes", "hex": "\u001b\u0085"}}}},
                {{"name": "c", "value": {{"kind": "array", "len": 4, "elements": [
                    {{"kind": "char", "value": 27}}, {{"kind": "char", "value": 91}}, {{"kind": "char", "value": 65}},
                    {{"kind": "char", "value": 0}}]}}}},
                {{"name": "e", "value": {{"kind": "enum", "bits": 32, "value": 1, "variant": "E\u001b[0m"}}}},
                {{"name": "u", "value": {{"kind": "unsupported", "reason": "\u001b\n\u202e"}}}}
            ]}}}},
            {{"name": "", "map_type": 4000000000, "value_size": 0, "max_entries": 4294967295, "entries": [
                {{"key_hex": "\u001b", "value_hex": "\u001b"}}]}}
        ]}}"#
    );
    let file = scratch.file("r.json", report.as_bytes());
    let map = json(&[&file])["maps"][0]["name"].as_str().unwrap().replace('\0', "");
    assert!(map.contains('\x1b'), "JSON has the unchanged name");
    let runs = [
        show(&[&file]),
        show(&[&file, ".bss"]),
        show(&[&file, "@1"]),
        show(&[&file, ".bss.n\x1b[1m"]),
        show(&[&file, ".bss.c"]),
        show(&[&file, ".bss.e"]),
        show(&[&file, ".bss.u"]),
        show(&[&file, ".bss.x\x1b"]),
        show(&[&file, "x\x1b"]),
        show(&[&file, "--json"]),
        show(&[&file, ".bss", "--json"]),
        ktsnap(&["diff", &file, &file, "--all"]),
    ];
    for ran in runs {
        for text in [&ran.out, &ran.err] {
            let harmful = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!text.contains(harmful), "{text:?}");
        }
    }
}

#[test]
fn a_report_of_deep_and_long_values_is_shown_quickly() {
    let scratch = Scratch::new("deep");
    let open = r#"{"kind": "ptr", "value": 1, "deref": "#.repeat(300);
    let deep = format!(r#"{open}{{"kind": "bool", "value": true}}{}"#, "}".repeat(300));
    let nested = r#"{"kind": "struct", "type_name": null, "members": [{"name": "NAME", "value": "#.repeat(80);
    let nested = nested.replace("NAME", &"n".repeat(2000));
    let nested = format!(r#"{nested}{{"kind": "uint", "bits": 64, "value": 1}}{}"#, "}]}".repeat(80));
    let member = |name: &str, value: &str| format!(r#"{{"name": "{name}", "value": {value}}}"#);
    let members = [
        member("deep", &deep),
        member("nested", &nested),
        member("huge", r#"{"kind": "array", "len": 18446744073709551615, "elements": []}"#),
        member(
            "cut",
            r#"{"kind": "truncated", "needed": 18446744073709551615, "had": 0, "partial": {"kind": "bytes", "hex": ""}}"#,
        ),
    ];
    let report = format!(
        r#"{{"schema": "single", "maps": [{{"name": "a.bss", "map_type": 2, "value_size": 8, "max_entries": 1, "value":
            {{"kind": "struct", "type_name": ".bss", "members": [{}]}}}}]}}"#,
        members.join(",")
    );
    let file = scratch.file("r.json", report.as_bytes());
    for place in ["a.bss", "a.bss.deep", "a.bss.nested", "a.bss.huge"] {
        let text = show(&[&file, place, "--width", "80"]).done();
        assert!(text.lines().all(|line| line.width() <= 80), "{text}");
        show(&[&file, place, "--json"]).done();
    }
    assert_eq!(show(&[&file, "a.bss.cut"]).done(), "(none of 18446744073709551615 bytes captured)\n");
    ktsnap(&["diff", &file, &file]).done();
}

/// A report of one per-CPU map, in which the value of each CPU has the members that `member` names.
fn per_cpu(cpus: usize, members: usize, member: impl Fn(usize, usize) -> String) -> String {
    let one = |cpu, at| format!(r#"{{"name":"{}","value":{{"kind":"uint","bits":64,"value":7}}}}"#, member(cpu, at));
    let slot = |cpu| {
        let members: Vec<_> = (0..members).map(|at| one(cpu, at)).collect();
        format!(r#"{{"kind":"struct","type_name":"s","members":[{}]}}"#, members.join(","))
    };
    let slots: Vec<_> = (0..cpus).map(slot).collect();
    format!(
        r#"{{"schema":"single","maps":[{{"name":"stats","map_type":6,"value_size":8,"max_entries":1,
            "percpu_entries":[{{"key":0,"per_cpu":[{}]}}]}}]}}"#,
        slots.join(",")
    )
}

#[test]
fn the_size_of_a_table_of_cpus_is_proportional_to_the_report() {
    let scratch = Scratch::new("dense");
    let written = |cpus, members| {
        let report = per_cpu(cpus, members, |_, at| format!("nr_{at}"));
        let file = scratch.file("report.json", report.as_bytes());
        (report.len(), show(&[&file, "stats", "--sum", "nr_*"]).done())
    };
    let ((small, before), (large, after)) = (written(200, 30), written(800, 60));
    assert!(after.len() / before.len() <= large / small + 1, "{} of {large}, {} of {small}", after.len(), before.len());
    let sums = after.lines().filter_map(|line| line.strip_prefix("sum ")).flat_map(str::split_whitespace);
    assert_eq!(sums.collect::<Vec<_>>(), ["5600"; 60]);
}

#[test]
fn members_that_differ_on_every_cpu_do_not_make_a_quadratic_table() {
    let scratch = Scratch::new("sparse");
    let file = |cpus: usize| {
        let report = per_cpu(cpus, 1, |cpu, _| format!("on_{cpu}"));
        scratch.file(&format!("{cpus}.json"), report.as_bytes())
    };
    let few = show(&[&file(6), "stats"]).done();
    assert_eq!(few.lines().filter(|line| line.contains("on_")).count(), 6, "{few}");
    for cpus in [1_000, 4_000] {
        let file = file(cpus);
        show(&[&file, "stats"]).fails_with(&format!(
            "has {cpus} members on {cpus} CPUs in `stats`, most of them only on some CPUs: \
             name a key and a CPU, for example `stats[0][0]`, or use `--json`"
        ));
        // Both remedies.
        assert_eq!(show(&[&file, "stats[0][0]"]).done().trim_end(), "on_0  7");
        assert_eq!(json(&[&file, "stats"])["entries"][0]["per_cpu"][3]["on_3"], 7);
    }
}

#[test]
fn an_array_that_user_space_resized_is_shown_as_a_whole() {
    let scratch = Scratch::new("resized");
    let array = |len: usize, elements: Vec<Value>| json!({"kind": "array", "len": len, "elements": elements});
    let section = |name: &str, var: &str, value: Value| {
        json!({
            "name": name, "map_kva": 1, "map_type": 2, "value_size": 32_768, "max_entries": 1,
            "value": {"kind": "struct", "type_name": name, "members": [{"name": var, "value": value}]},
        })
    };
    let started = (1..=4).map(|value| json!({"kind": "uint", "bits": 64, "value": 11 * value})).collect();
    let text = b"out of tasks".iter().copied().chain([0].into_iter().cycle());
    let text = text.take(4096).map(|byte| json!({"kind": "int", "bits": 8, "value": byte})).collect();
    let report = json!({"schema": "single", "maps": [
        section(".data.slot_star", "slot_started", array(4, started)),
        section(".data.text_dump", "text_dump", array(32_768, text)),
    ]});
    let file = scratch.file("resized.json", report.to_string().as_bytes());
    let shown = |map: &str| show(&[&file, map]).done();
    assert!(shown(".data.slot_star").contains("slot_started  [11, 22, 33, 44]\n"));
    assert!(shown(".data.text_dump").contains("text_dump  \"out of tasks\"\n"));
    assert!(shown(".data.slot_star.slot_started[3]").contains("44"));
}

/// A report of one array of `char`, rendered by the types of clang's BTF.
fn report_of_label(bytes: &[u8]) -> String {
    let elements: Vec<_> =
        bytes.iter().map(|byte| json!({"kind": "int", "bits": 8, "value": byte.cast_signed()})).collect();
    let label = json!({"kind": "array", "len": bytes.len(), "elements": elements});
    let members = json!([{"name": "label", "value": label}]);
    let value = json!({"kind": "struct", "type_name": ".bss", "members": members});
    let map = json!({
        "name": "label.bss", "map_type": 2, "value_size": bytes.len(), "max_entries": 1, "value": value,
    });
    json!({"schema": "single", "maps": [map]}).to_string()
}

#[test]
fn text_that_is_not_utf8_is_shown_with_its_bytes_escaped() {
    let scratch = Scratch::new("label");
    let file = scratch.file("label.json", report_of_label(b"to\xffp\0\0\0\0").as_bytes());
    assert_eq!(line(&show(&[&file, ".bss"]).done(), "label"), ["label", r#""to\xffp""#]);
    assert_eq!(show(&[&file, ".bss.label"]).done(), "to\\xffp\n");
    let numbers = json(&[&file, ".bss.label"]);
    assert!(numbers.to_string().contains("[116,111,-1,112,0,0,0,0]"), "JSON has the bytes: {numbers}");
}

#[test]
fn the_summary_shows_the_time_of_the_capture() {
    let scratch = Scratch::new("captured");
    let report = |stamp: &str| {
        let report = format!(r#"{{"schema": "single", "maps": [], "ktsnap_capture": {{"boot_id": "b", {stamp}}}}}"#);
        scratch.file("run.json", report.as_bytes())
    };
    let times = r#""monotonic_ns": 5, "realtime_ns": 1764340000123000000"#;
    let text = show(&[&report(times)]).done();
    assert!(text.contains("\ncaptured at 2025-11-28T14:26:40Z\n"), "{text}");
    let file = report(&format!(r#"{times}, "series": {{"id": "s", "turn": 7}}"#));
    let text = show(&[&file]).done();
    assert!(text.contains("\ncaptured at 2025-11-28T14:26:40Z, turn 7 of the series s\n"), "{text}");
    let document: serde_json::Value = serde_json::from_str(&show(&[&file, "--json"]).done()).unwrap();
    assert_eq!(document["captured"]["series"]["turn"], 7);
    show(&[&report(&times.replace("176434000012", "18446744073709551615"))]).fails_with("is not a report");
    assert!(
        show(&[&report(&times.replace("1764340000123000000", "18446744073709551615"))]).done().contains("2554-07-21")
    );
}
