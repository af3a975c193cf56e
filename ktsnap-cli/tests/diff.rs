//! `ktsnap diff`, over the reports of the repository and over broken ones.

mod support;

use serde_json::{Value, json};
use support::{Ran, Scratch, captures, ktsnap, repository};
use unicode_width::UnicodeWidthStr;

const A0: &str = "captures/scx_bpfland-a0.json";
const A1: &str = "captures/scx_bpfland-a1.json";
const A2: &str = "captures/scx_bpfland-a2.json";
const B0: &str = "captures/scx_bpfland-b0.json";
const B1: &str = "captures/scx_bpfland-b1.json";
const DISPATCH: [&str; 2] = ["examples/captures/dispatch-a0.json", "examples/captures/dispatch-a1.json"];
const RICH: [&str; 2] = ["captures/ktstr-rich-periodic_000.json", "captures/ktstr-rich-late_run.json"];

fn diff(args: &[&str]) -> Ran {
    ktsnap(&[&["diff"], args].concat())
}

fn json_of(args: &[&str]) -> Value {
    serde_json::from_str(&diff(&[args, &["--json"]].concat()).done()).unwrap()
}

/// The words of the line that begins with `word`, in the block of a map.
fn line<'t>(text: &'t str, map: &str, word: &str) -> Vec<&'t str> {
    let block = text.split("\n\n").find(|block| block.starts_with(map));
    let block = block.unwrap_or_else(|| panic!("no block `{map}` in\n{text}"));
    let line = block.lines().find(|line| line.split_whitespace().next() == Some(word));
    line.unwrap_or_else(|| panic!("no line `{word}` in\n{block}")).split_whitespace().collect()
}

/// A report of one map `m` with these contents.
fn report(kva: u64, map_type: u32, max_entries: u32, contents: &str) -> String {
    format!(
        r#"{{"schema": "single", "maps": [{{"name": "m", "map_kva": {kva}, "map_type": {map_type}, "value_size": 8,
            "max_entries": {max_entries}, {contents}}}]}}"#
    )
}

#[test]
fn changed_counters_are_shown_with_their_change_and_rate() {
    let text = diff(&[A0, A1, "--every", "2s", "--only", "nr_*"]).done();
    assert_eq!(line(&text, "bpf_bpf.bss: 2 of 21 changed", "nr_direct_dispatches")[1..], ["129", "213", "+84", "42.0"]);
    assert_eq!(line(&text, "bpf_bpf.bss", "counter"), ["counter", "before", "after", "change", "per", "second"]);
    assert!(!text.contains("nr_running"), "it did not change\n{text}");
    let half = diff(&[A0, A1, "--times", "1,5", "--only", "nr_*"]).done();
    assert_eq!(line(&half, "bpf_bpf.bss", "nr_direct_dispatches")[4], "21.0");
    let bare = diff(&[A0, A1, "--only", "nr_*"]).done();
    assert_eq!(line(&bare, "bpf_bpf.bss", "nr_direct_dispatches")[1..], ["129", "213", "+84"]);
}

#[test]
fn the_changes_over_several_reports_are_a_row_of_bars() {
    let text = diff(&[A0, A1, A2, "--every", "2s", "--only", "nr_*"]).done();
    let row = line(&text, "bpf_bpf.bss", "nr_direct_dispatches");
    assert_eq!(row[1..], ["129", "292", "+163", "40.8", "██"]);
    let document = json_of(&[A0, A1, A2, "--every", "2s", "--only", "nr_direct*"]);
    let counter = &document["maps"].as_array().unwrap().iter().find(|map| map["map"] == "bpf_bpf.bss").unwrap();
    let expected = json!({"name": "nr_direct_dispatches", "kind": "counter", "values": [129, 213, 292], "change": 163, "per_second": 40.75});
    assert_eq!(counter["counters"], json!([expected]));
    assert_eq!(document["seconds"], json!([0.0, 2.0, 4.0]));
}

#[test]
fn nothing_is_compared_across_a_restart() {
    let text = diff(&[A0, A1, A2, B0, B1, "--every", "2s", "--only", "nr_*"]).done();
    let replaced = "bpf_bpf.bss: the scheduler was replaced between scx_bpfland-a2.json and scx_bpfland-b0.json\n\n";
    assert!(text.starts_with(replaced), "{text}");
    let old = "bpf_bpf.bss at 0xffff888100007000, scx_bpfland-a0.json to scx_bpfland-a2.json";
    assert_eq!(line(&text, old, "nr_direct_dispatches")[1..5], ["129", "292", "+163", "40.8"]);
    let new = "bpf_bpf.bss at 0xffff888100015000, scx_bpfland-b0.json to scx_bpfland-b1.json";
    assert_eq!(line(&text, new, "nr_direct_dispatches")[1..], ["81", "201", "+120", "60.0"]);
    assert!(!text.contains("338"), "the count of the dead copy\n{text}");

    let alone = diff(&[A2, B0]).done();
    assert!(alone.contains("nothing to compare: no counter is in two reports\n"), "{alone}");
    let document = json_of(&[A2, B0]);
    assert_eq!(document["replaced"][0]["between"], json!(["scx_bpfland-a2.json", "scx_bpfland-b0.json"]));
    assert_eq!(document["replaced"][0]["scheduler_replaced"], true);
    assert_eq!(document["maps"], json!([]));
}

#[test]
fn every_integer_of_a_map_is_a_counter() {
    let [a0, a1] = DISPATCH;
    let text = diff(&[a0, a1]).done();
    assert_eq!(line(&text, "dispatch.bss", "dsp_stats[1]")[1..], ["2106", "2784", "+678"]);
    assert_eq!(line(&text, "dispatch.bss", "waits.nr")[1..], ["2539", "3389", "+850"]);
    assert_eq!(line(&text, "dispatch.bss", "moves[1][0]")[1..], ["472", "619", "+147"]);
    assert_eq!(line(&text, "dispatch.bss", "last_enq.wakeup")[1..], ["1", "0", "-1"], "a bit field");
    assert_eq!(line(&text, "dispatch.bss", "last_cross.pid")[1..], ["664", "138", "-526"], "it shrank");
    assert_eq!(line(&text, "cpu_stats", "nr_runs")[1..], ["2253", "3601", "+1348"], "the CPUs summed");
    assert_eq!(line(&text, "stats", "[1]")[1..], ["1674", "2630", "+956"]);
    assert_eq!(line(&text, "queue_waits", "[1].nr")[1..], ["1996", "2682", "+686"]);
    assert_eq!(line(&text, "wake_stats", "[2]")[1..], ["800", "1180", "+380"]);
    assert!(text.contains("(the values have no type and are read as little-endian integers)\n"), "{text}");
    assert!(text.ends_with("not compared: task_ctxs, dispatch_ops: map type not captured\n"), "{text}");
    let [early, late] = RICH;
    let text = diff(&[early, late]).done();
    assert_eq!(line(&text, "rich_tasks", "[37].nr")[1..], ["4", "14", "+10"], "a key of a hash");
    assert_eq!(line(&text, "rich_task_stor", "[0xffff92a90121b780].enqs")[1..], ["1", "4", "+3"]);
    assert!(text.contains("(not in both the first and the last report: ["), "{text}");
    let lacking: usize = (5000 - 4096) + (9000 - 4096) + (4100 - 4096);
    assert!(text.contains(&format!("({lacking} values were not captured)")), "{text}");
}

#[test]
fn a_pattern_matches_the_whole_path_or_its_last_name() {
    let [a0, a1] = DISPATCH;
    let names = |only: &str| {
        let document = json_of(&[a0, a1, "--only", only]);
        let maps = document["maps"].as_array().unwrap().clone();
        let names = maps.iter().flat_map(|map| map["counters"].as_array().unwrap());
        names.map(|counter| counter["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("waits.*"), ["waits.total_ns", "waits.nr"]);
    assert_eq!(names("total_ns"), ["[0].total_ns", "[1].total_ns", "waits.total_ns"]);
    assert_eq!(names("dsp_stats"), ["dsp_stats[0]", "dsp_stats[1]", "dsp_stats[2]"]);
    assert_eq!(names("dsp_stats[2]"), ["dsp_stats[2]"]);
    assert_eq!(names("cpu_stats.*"), ["nr_runs", "busy_ns"]);
    assert_eq!(names("queue_waits[1].*"), ["[1].total_ns", "[1].nr"]);
    assert_eq!(
        diff(&[a0, a1, "--only", "no_such"]).done(),
        "nothing to compare: no matching counter is in two reports\n"
    );
}

#[test]
fn unchanged_counters_are_counted_or_listed() {
    let text = diff(&[A0, A0, "--only", "nr_*"]).done();
    assert_eq!(text, "nothing changed: 21 matching counters compared\n");
    let text = diff(&[A0, A1, "--all", "--only", "nr_*"]).done();
    assert_eq!(line(&text, "bpf_bpf.bss", "nr_running")[1..], ["4", "4", "0"]);
}

#[test]
fn a_missing_value_does_not_count_as_zero() {
    let slot = |slot: &str| {
        format!(
            r#""percpu_entries": [{{"key": 0, "per_cpu": [{}, {slot}]}}, {{"key": 1, "per_cpu": []}}, {{"key": 2, "per_cpu": [null, null]}}]"#,
            uint(1)
        )
    };
    let scratch = Scratch::new("missing");
    let a = scratch.file("a.json", report(1, 6, 4, &slot(&uint(5))).as_bytes());
    let b = scratch.file("b.json", report(1, 6, 4, &slot("null")).as_bytes());
    let c = scratch.file("c.json", report(1, 6, 4, &slot(&uint(9))).as_bytes());
    let text = diff(&[&a, &b]).done();
    assert!(text.contains("nothing to compare"), "{text}");
    let text = diff(&[&a, &b, &c]).done();
    assert_eq!(line(&text, "m: 1 of 1 changed", "[0]")[1..], ["6", "10", "+4"], "no bar for a missing value");
    assert!(text.contains("(5 values were not captured)"), "3 slots, an unread key, a missing key\n{text}");
    let failed = scratch.file("d.json", report(1, 6, 3, r#""error": "no memory""#).as_bytes());
    let text = diff(&[&failed, &failed]).done();
    assert!(text.contains("not compared: m: no memory\n"), "{text}");
}

#[test]
fn numbers_do_not_wrap() {
    let scratch = Scratch::new("wrap");
    let value = |value: &str| report(1, 2, 1, &format!(r#""value": {value}"#));
    let most = scratch.file("most.json", value(&uint(u64::MAX)).as_bytes());
    let least =
        scratch.file("least.json", value(r#"{"kind": "int", "bits": 64, "value": -9223372036854775808}"#).as_bytes());
    let text = diff(&[&most, &least]).done();
    let row = ["18446744073709551615", "-9223372036854775808", "-27670116110564327423"];
    assert_eq!(line(&text, "m: 1 of 1 changed", "(value)")[1..], row);
    let document = diff(&[&least, &most, "--json"]).done();
    assert!(document.contains("\"change\": 27670116110564327423"), "{document}");
    let sums = r#""percpu_entries": [{"key": 0, "per_cpu": [A, A, A]}]"#.replace('A', &uint(u64::MAX));
    let sums = scratch.file("sums.json", report(1, 6, 1, &sums).as_bytes());
    assert!(diff(&[&most, &sums]).done().contains("+36893488147419103230"));
}

#[test]
fn copies_are_compared_by_address_if_none_is_known_to_be_live() {
    let two = |a: u64, b: u64| {
        let map = |kva: u64, value: u64| {
            format!(
                r#"{{"name": "m", "map_kva": {kva}, "map_type": 2, "value_size": 8, "max_entries": 1, "value": {}}}"#,
                uint(value)
            )
        };
        format!(r#"{{"schema": "single", "maps": [{}, {}]}}"#, map(4096, a), map(8192, b))
    };
    let scratch = Scratch::new("copies");
    let a = scratch.file("a.json", two(10, 20).as_bytes());
    let b = scratch.file("b.json", two(11, 25).as_bytes());
    let text = diff(&[&a, &b]).done();
    assert_eq!(line(&text, "m at 0x1000: 1 of 1 changed", "(value)")[1..], ["10", "11", "+1"]);
    assert_eq!(line(&text, "m at 0x2000: 1 of 1 changed", "(value)")[1..], ["20", "25", "+5"]);
    let other = scratch.file("c.json", report(12288, 2, 1, &format!(r#""value": {}"#, uint(1))).as_bytes());
    let text =
        diff(&[&other, &scratch.file("d.json", report(1, 2, 1, &format!(r#""value": {}"#, uint(1))).as_bytes())]);
    assert!(text.done().starts_with("m: another map replaced it between c.json and d.json\n"));
}

#[test]
fn a_map_in_only_one_report_is_listed() {
    let scratch = Scratch::new("alone");
    let value = format!(r#""value": {}"#, uint(1));
    let a = scratch.file("a.json", report(1, 2, 1, &value).as_bytes());
    let b = scratch.file("b.json", report(1, 2, 1, &value).replace("\"m\"", "\"other\"").as_bytes());
    let text = diff(&[&a, &b]).done();
    assert!(text.ends_with("only in a.json: m\nonly in b.json: other\n"), "{text}");
}

/// A report of `ktsnap capture` with one counter: a turn of a series, in which every second turn is half a second late, or a
/// single capture.
fn captured(boot: &str, series: Option<&str>, turn: u64, counter: u64) -> String {
    let mut report: Value =
        serde_json::from_str(&report(4096, 2, 1, &format!(r#""value": {}"#, uint(counter)))).unwrap();
    let at = 7_000_000_000 + 2_000_000_000 * turn + 500_000_000 * (turn % 2);
    report["ktsnap_capture"] =
        json!({"boot_id": boot, "monotonic_ns": at, "realtime_ns": 1_764_000_000_000_000_000_u64});
    if let Some(id) = series {
        report["ktsnap_capture"]["series"] = json!({"id": id, "turn": turn});
    }
    report.to_string()
}

#[test]
fn captures_are_sorted_by_their_times() {
    const REPORTS: u64 = 1807;
    let counter = |turn: u64| 5 + turn + turn / 60;
    let scratch = Scratch::new("order");
    let mut files: Vec<_> = (0..REPORTS)
        .map(|turn| {
            scratch.file(&format!("run-{turn:03}.json"), captured("b", Some("s"), turn, counter(turn)).as_bytes())
        })
        .collect();
    // In the order of a shell, `run-1000.json` comes before `run-101.json`.
    files.sort();
    assert!(files[0] < files[1] && !files.last().unwrap().ends_with("run-1806.json"));
    let mixed: Vec<_> = (0..files.len()).map(|at| files[at * 1000 % files.len()].clone()).collect();
    let backwards: Vec<_> = files.iter().rev().cloned().collect();
    for order in [&files, &mixed, &backwards] {
        let files: Vec<_> = order.iter().map(String::as_str).collect();
        let text = diff(&files).done();
        let row = line(&text, "m: 1 of 1 changed", "(value)");
        // The first and the last of 1807 turns.
        assert_eq!(row[1..5], ["5", "1841", "+1836", "0.5"], "{text}");
    }
    let document = json_of(&mixed.iter().map(String::as_str).collect::<Vec<_>>());
    let values: Vec<_> = (0..REPORTS).map(counter).collect();
    assert_eq!(document["maps"][0]["counters"][0]["values"], json!(values));
    assert_eq!(document["reports"][1000], "run-1000.json");
    let seconds: Vec<_> = document["seconds"].as_array().unwrap()[..4].iter().map(|at| at.as_f64().unwrap()).collect();
    assert_eq!(seconds, [0.0, 2.5, 4.0, 6.5]);
}

#[test]
fn two_captures_are_compared_from_the_earlier_to_the_later() {
    let scratch = Scratch::new("swapped");
    let earlier = scratch.file("later.json", captured("b", None, 3, 10).as_bytes());
    let later = scratch.file("earlier.json", captured("b", None, 5, 50).as_bytes());
    let expected = diff(&[&earlier, &later]).done();
    assert_eq!(line(&expected, "m: 1 of 1 changed", "(value)")[1..], ["10", "50", "+40", "10.0"]);
    assert_eq!(diff(&[&later, &earlier]).done(), expected);
    // The order is certain, so a decreasing value is not an error.
    let gauge = scratch.file("gauge.json", captured("b", None, 7, 5).as_bytes());
    let text = diff(&[&gauge, &later]).done();
    assert_eq!(line(&text, "m: 1 of 1 changed", "(value)")[1..], ["50", "5", "-45", "-11.2"]);
}

#[test]
fn captures_of_different_series_or_boots_are_refused() {
    let scratch = Scratch::new("mixed");
    let file = |name: &str, report: String| scratch.file(name, report.as_bytes());
    let [a0, a1] = [0, 1].map(|turn| file(&format!("a{turn}.json"), captured("b", Some("s"), turn, turn)));
    let other = file("other.json", captured("b", Some("t"), 2, 2));
    diff(&[&a0, &a1, &other]).fails_with(
        "a0.json and other.json belong to different series, `s` and `t`: compare reports of the same series",
    );
    let rebooted = file("rebooted.json", captured("c", None, 2, 2));
    diff(&[&a0, &rebooted]).fails_with("the machine rebooted between a0.json and rebooted.json: ");
    let copy = file("copy.json", captured("b", Some("s"), 1, 1));
    diff(&[&a1, &a0, &copy]).fails_with("a1.json and copy.json are the same capture: pass each report once");
    let bare = file("bare.json", report(4096, 2, 1, &format!(r#""value": {}"#, uint(1))));
    diff(&[&a0, &a1, &bare])
        .fails_with("bare.json does not say when it was captured, unlike other reports: do not mix reports of ");
    // A single capture has no series.
    let single = file("single.json", captured("b", None, 4, 8));
    let text = diff(&[&single, &a0]).done();
    assert_eq!(line(&text, "m: 1 of 1 changed", "(value)")[1..], ["0", "8", "+8", "1.0"]);

    for times in [["--every", "2s"], ["--times", "0,2"]] {
        let ran = diff(&[&[a0.as_str(), &a1][..], &times].concat());
        let error = "ktsnap: a0.json contains the time of its capture: omit `--every` and `--times`, which are for reports without a \
                        time\n";
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(2), "", error));
    }
}

#[test]
fn decreasing_counters_in_reports_without_times_are_an_error() {
    let help = "give the earliest report first, or add `--in-order` if the reports are in order";
    let dispatch = vec![DISPATCH[0], DISPATCH[1], "examples/captures/dispatch-a2.json"];
    for mut run in [vec![B0, B1], vec![A0, A1, A2], dispatch, RICH.to_vec()] {
        let forward = diff(&run);
        assert_eq!(forward.code, Some(0), "{}", forward.err);
        run.reverse();
        for options in [&[][..], &["--every", "2s"], &["--only", "no_such"]] {
            diff(&[run.as_slice(), options].concat()).fails_with(help);
        }
        let shown = diff(&[run.as_slice(), &["--in-order"]].concat()).done();
        assert!(shown.contains(" -"), "{shown}");
    }
    diff(&[B1, B0])
        .fails_with("7 counters decrease and none increases from scx_bpfland-b1.json to scx_bpfland-b0.json: ");
    // Two of three reports are swapped.
    diff(&[A0, A2, A1]).fails_with("from scx_bpfland-a2.json to scx_bpfland-a1.json: ");
}

#[test]
fn a_decreasing_gauge_is_accepted_while_another_map_counts_up() {
    let scratch = Scratch::new("gauge");
    let of = |kind: &str, gauge: i64, counter: u64| {
        let map = |name: &str, value: String| {
            format!(
                r#"{{"name": "{name}", "map_kva": 4096, "map_type": 2, "value_size": 8, "max_entries": 1, "value": {value}}}"#
            )
        };
        let gauge = map("gauge", format!(r#"{{"kind": "{kind}", "bits": 64, "value": {gauge}}}"#));
        format!(r#"{{"schema": "single", "maps": [{gauge}, {}]}}"#, map("counter", uint(counter)))
    };
    let file = |name: &str, text: String| scratch.file(name, text.as_bytes());
    let (before, after) = (file("a.json", of("uint", 9, 1)), file("b.json", of("uint", 3, 2)));
    assert_eq!(line(&diff(&[&before, &after]).done(), "gauge: 1 of 1 changed", "(value)")[1..], ["9", "3", "-6"]);
    let (before, after) = (file("c.json", of("int", 9, 1)), file("d.json", of("int", 3, 1)));
    assert_eq!(
        line(&diff(&[&before, &after]).done(), "gauge: 1 of 1 changed", "(value)")[1..],
        ["9", "3", "-6"],
        "signed"
    );
}

#[test]
fn no_line_is_wider_than_the_screen() {
    let files: Vec<_> = captures().iter().map(|file| file.to_str().unwrap().to_owned()).collect();
    let mut runs: Vec<Vec<&str>> = vec![vec![A0, A1, A2, B0, B1], vec![RICH[0], RICH[1]], DISPATCH.to_vec()];
    runs.extend(files.windows(2).filter(|pair| !pair[0].contains("no-sch")).map(|pair| vec![&*pair[0], &*pair[1]]));
    for run in runs.iter().filter(|run| !run.iter().any(|file| file.contains("placeholder"))) {
        for columns in [80, 100] {
            let width = columns.to_string();
            let text = diff(&[run.as_slice(), &["--every", "2s", "--in-order", "--width", &width]].concat()).done();
            for line in text.lines() {
                assert!(line.width() <= columns, "{} columns: {line}", line.width());
            }
        }
    }
}

#[test]
fn invalid_arguments_are_an_error_on_one_line() {
    let usage = |args: &[&str], message: &str| {
        let ran = diff(args);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
        assert!(
            ran.err.starts_with("ktsnap: ") && ran.err.lines().count() == 1 && ran.err.contains(message),
            "{}",
            ran.err
        );
    };
    usage(&[A0, A1, "--times", "1"], "`--times` has 1 number for 2 reports");
    usage(&[A0, A1, "--times", "2,1"], "the numbers of `--times` do not increase");
    usage(&[A0, A1, "--times", "1,1"], "the numbers of `--times` do not increase");
    usage(&[A0, A1, "--times", "1,inf"], "the numbers of `--times` do not increase");
    usage(&[A0, A1, "--every", "0s"], "`--every` is zero");
    assert_eq!(diff(&[A0, A1, "--every", "soon"]).code, Some(2));
    assert_eq!(diff(&[]).code, Some(2));
    usage(&[A0, "--early"], "`--early` compares snapshots of several reports, and only one is given");
}

#[test]
fn a_file_that_is_not_a_report_is_an_error_on_one_line() {
    diff(&[A0, "no-such.json"]).fails_with("no-such.json can't be read");
    diff(&["captures/ktstr-placeholder.json", A0]).fails_with("ktstr-placeholder.json is a placeholder");
    let scratch = Scratch::new("broken");
    let degraded = br#"{"schema": "degraded", "reason": "late", "watchpoint_hit": false, "bss_latch_state": "no"}"#;
    diff(&[A0, &scratch.file("d.json", degraded)]).fails_with("contains no snapshot, since none succeeded (late)");
    diff(&[A0, &scratch.file("e.json", b"")]).fails_with("is empty");
    let whole = std::fs::read(repository().join(DISPATCH[1])).unwrap();
    for part in 1..20 {
        let file = scratch.file("r.json", &whole[..whole.len() * part / 20]);
        diff(&[DISPATCH[0], &file]).fails_with("is not a report, at byte");
    }
}

fn uint(value: u64) -> String {
    format!(r#"{{"kind": "uint", "bits": 64, "value": {value}}}"#)
}

#[test]
fn the_bytes_of_a_text_that_is_not_utf8_are_not_counters() {
    let scratch = Scratch::new("text");
    let report = |name: &str, bytes: &[u8], n: u64| {
        let byte = |byte: &u8| json!({"kind": "int", "bits": 8, "value": byte.cast_signed()});
        let elements: Vec<_> = bytes.iter().map(byte).collect();
        let members = json!([
            {"name": "label", "value": {"kind": "array", "len": bytes.len(), "elements": elements}},
            {"name": "n", "value": {"kind": "uint", "bits": 64, "value": n}},
        ]);
        let value = json!({"kind": "struct", "type_name": ".bss", "members": members});
        let contents = format!(r#""value": {value}"#);
        scratch.file(name, self::report(1, 2, 1, &contents).as_bytes())
    };
    let (first, second) = (report("a.json", b"caf\xe9\0\0", 1), report("b.json", b"caff\xe8\0", 3));
    let text = diff(&[&first, &second]).done();
    assert_eq!(line(&text, "m:", "n")[1..], ["1", "3", "+2"]);
    assert!(!text.contains("label["), "{text}");
}

#[test]
fn elements_of_a_resized_array_are_compared_as_far_as_both_reports_have_them() {
    let scratch = Scratch::new("resized");
    let report = |name: &str, values: &[u64]| {
        let elements: Vec<_> =
            values.iter().map(|&value| json!({"kind": "uint", "bits": 64, "value": value})).collect();
        let array = json!({"kind": "array", "len": elements.len(), "elements": elements});
        let value =
            json!({"kind": "struct", "type_name": ".data.slots", "members": [{"name": "slots", "value": array}]});
        scratch.file(name, self::report(1, 2, 1, &format!(r#""value": {value}"#)).as_bytes())
    };
    let (short, long) = (report("short.json", &[1, 2]), report("long.json", &[4, 6, 100, 200]));
    for (args, changes) in [([&short, &long], ["+3", "+4"]), ([&long, &short], ["-3", "-4"])] {
        let text = diff(&[args[0], args[1], "--in-order"]).done();
        assert!(text.starts_with("m: 2 of 2 changed\n"), "{text}");
        for (name, change) in ["slots[0]", "slots[1]"].into_iter().zip(changes) {
            assert_eq!(line(&text, "m:", name)[3], change, "{text}");
        }
        assert!(text.contains("(not in both the first and the last report: slots[2], slots[3])"), "{text}");
        assert!(!text.contains("100") && !text.contains("200"), "no change from or to a missing element\n{text}");
    }
}

/// A document of two captures.
fn dual(early: &str, late: &str) -> String {
    let [early, late] = [early, late].map(|file| std::fs::read_to_string(repository().join(file)).unwrap());
    format!(r#"{{"schema":"dual","early":{early},"late":{late}}}"#)
}

#[test]
fn the_two_snapshots_of_one_report_are_compared() {
    let scratch = Scratch::new("dual");
    let both = scratch.file("stall.repro.failure-dump.json", dual(A0, A1).as_bytes());
    let only = ["--only", "nr_*"];
    let (of_one, of_two) = (diff(&[&[both.as_str()], &only[..]].concat()), diff(&[&[A0, A1], &only[..]].concat()));
    let block = |text: String| text[text.find("bpf_bpf.bss").unwrap()..].to_owned();
    assert_eq!(block(of_one.done()), block(of_two.done()));
    let timed = diff(&[&both, "--every", "2s", "--only", "nr_*"]).done();
    assert_eq!(line(&timed, "bpf_bpf.bss", "nr_direct_dispatches")[4], "42.0");
    diff(&[A0]).fails_with("has only one snapshot");
    let late = std::fs::read_to_string(repository().join(A1)).unwrap();
    let late = format!(r#"{{"schema":"dual","late":{late},"early_skipped_reason":"no stall"}}"#);
    let late = scratch.file("late.json", late.as_bytes());
    diff(&[&late]).fails_with("has no early snapshot (no stall): give a second report to compare it with");
    // The remedy.
    assert_eq!(line(&diff(&[A0, &late]).done(), "bpf_bpf.bss", "nr_direct_dispatches")[3], "+84");
}

#[test]
fn early_snapshots_of_several_reports_are_compared_on_request() {
    let scratch = Scratch::new("early");
    let first = scratch.file("first.json", dual(A0, A2).as_bytes());
    let second = scratch.file("second.json", dual(A1, A2).as_bytes());
    let early = diff(&[&first, &second, "--early"]).done();
    assert_eq!(line(&early, "bpf_bpf.bss", "nr_direct_dispatches")[1..4], ["129", "213", "+84"]);
    let late = diff(&[&first, &second]).done();
    assert!(!late.contains("nr_direct_dispatches"), "{late}");
    diff(&[&first, A1, "--early"]).fails_with("has only one snapshot");
}
