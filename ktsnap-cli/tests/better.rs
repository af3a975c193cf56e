//! Two groups of measurements: medians, and whether they differ.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use serde_json::{Value, json};
use support::{Scratch, ktsnap};

/// What was counted in a measurement, apart from noise: `faster` differs between the groups, `noisy` does not.
const FASTER: [u64; 2] = [1000, 1100];

/// A number that looks random: 0 to 99.
fn noise(group: usize, run: u64) -> u64 {
    (run * 37 + u64::try_from(group).unwrap() * 53 + 11) % 100
}

fn report(counters: &[(&str, u64)], stamp: Option<(String, u64)>) -> Value {
    let members: Vec<_> = counters
        .iter()
        .map(|(name, value)| json!({"name": name, "value": {"kind": "uint", "bits": 64, "value": value}}))
        .collect();
    let value = json!({"kind": "struct", "type_name": ".bss", "members": members});
    let mut report = json!({
        "schema": "single",
        "active_obj_name": "sched",
        "maps": [{"name": "sched.bss", "map_kva": 4096, "map_type": 2, "value_size": 24, "max_entries": 1, "value": value}],
    });
    if let Some((series, turn)) = stamp {
        let at = turn * 2_000_000_000;
        report["ktsnap_capture"] =
            json!({"boot_id": "b", "monotonic_ns": at, "realtime_ns": at, "series": {"id": series, "turn": turn}});
    }
    report
}

/// A value of each counter.
fn counted(group: usize, run: u64) -> [(&'static str, u64); 3] {
    [("faster", FASTER[group] + run), ("noisy", 1000 + noise(group, run)), ("constant", 7)]
}

/// Writes runs of two groups and returns the patterns of both. `write` writes a run, whose files begin with the given name.
fn groups(scratch: &Scratch, runs: u64, write: impl Fn(&str, usize, u64)) -> [String; 2] {
    for (group, name) in ["old", "new"].iter().enumerate() {
        (0..runs).for_each(|run| write(&format!("{name}-{run}"), group, run));
    }
    let folder = scratch.file("folder", b"");
    ["old", "new"].map(|name| folder.replace("/folder", &format!("/{name}-*.json")))
}

/// Two groups of documents with two snapshots each.
fn documents(scratch: &Scratch, runs: u64) -> [String; 2] {
    groups(scratch, runs, |name, group, run| {
        let late = counted(group, run).map(|(name, value)| (name, value + 5));
        let early = late.map(|(name, _)| (name, if name == "constant" { 12 } else { 5 }));
        let document = json!({
            "schema": "dual", "early": report(&early, None), "late": report(&late, None), "early_threshold_jiffies": 1500,
        });
        scratch.file(&format!("{name}.json"), document.to_string().as_bytes());
    })
}

fn compared(groups: &[String; 2], more: &[&str]) -> Value {
    let [before, after] = groups;
    let out = ktsnap(&[&["diff", "--before", before, "--after", after, "--json"], more].concat()).done();
    serde_json::from_str(&out).unwrap()
}

fn counter<'d>(document: &'d Value, name: &str) -> &'d Value {
    document["counters"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap()
}

#[test]
fn a_difference_is_shown_and_noise_is_not() {
    let scratch = Scratch::new("better");
    let document = compared(&documents(&scratch, 8), &[]);
    assert_eq!(document["measurements"], json!({"before": 8, "after": 8}));
    let faster = counter(&document, "faster");
    assert_eq!((&faster["result"], &faster["unit"]), (&json!("higher"), &json!("change")));
    assert_eq!(faster["before"]["median"], json!(1003.5));
    assert_eq!((&faster["after"]["least"], &faster["after"]["greatest"]), (&json!(1100.0), &json!(1107.0)));
    // 2 of the 12870 ways to divide 16 values, for two counters.
    let p = 2.0 / 12870.0;
    assert!((faster["p"].as_f64().unwrap() - p).abs() < 1e-12);
    assert!((faster["p_adjusted"].as_f64().unwrap() - 2.0 * p).abs() < 1e-12);
    assert_eq!(counter(&document, "noisy")["result"], "no difference shown");
    assert_eq!(document["same"], 1);
}

#[test]
fn the_table_has_differences_and_says_what_the_test_assumes() {
    let scratch = Scratch::new("better-table");
    let [before, after] = documents(&scratch, 8);
    let args = ["diff", "--before", &before, "--after", &after];
    let text = ktsnap(&args).done();
    assert!(text.starts_with("8 measurements before, 8 after"), "{text}");
    assert!(text.contains("faster") && !text.contains("noisy"), "{text}");
    assert!(text.contains("no difference shown: 1 counter (--all lists it)"), "{text}");
    assert!(text.contains("Mann-Whitney U test, two-sided") && text.contains("same load"), "{text}");
    let all = ktsnap(&[&args[..], &["--all"]].concat()).done();
    assert!(all.lines().any(|line| line.starts_with("noisy") && line.ends_with("no difference shown")), "{all}");
    for columns in ["40", "60", "80", "200"] {
        let narrow = ktsnap(&[&args[..], &["--all", "--width", columns]].concat()).done();
        assert!(narrow.lines().all(|line| line.chars().count() <= columns.parse().unwrap()), "{narrow}");
    }
}

#[test]
fn a_series_of_reports_is_one_measurement_with_rates() {
    let scratch = Scratch::new("better-series");
    let patterns = groups(&scratch, 5, |name, group, run| {
        for turn in 0..3 {
            let counters = counted(group, run).map(|(name, value)| (name, 9 + value * turn));
            let report = report(&counters, Some((name.to_owned(), turn)));
            scratch.file(&format!("{name}-{turn}.json"), report.to_string().as_bytes());
        }
    });
    let document = compared(&patterns, &[]);
    assert_eq!(document["measurements"], json!({"before": 5, "after": 5}));
    let faster = counter(&document, "faster");
    assert_eq!((&faster["result"], &faster["unit"]), (&json!("higher"), &json!("per second")));
    assert_eq!(faster["after"]["values"], json!([550.0, 550.5, 551.0, 551.5, 552.0]));
}

#[test]
fn a_ratio_of_each_measurement_is_compared() {
    const PART: &str = "part = faster / (faster + noisy + faster * 10)";
    let scratch = Scratch::new("better-ratio");
    let patterns = documents(&scratch, 8);
    let document = compared(&patterns, &["--ratio", PART, "--only", "constant"]);
    let part = counter(&document, "part");
    assert_eq!((&part["map"], &part["unit"], &part["result"]), (&Value::Null, &json!("ratio"), &json!("higher")));
    let expected: Vec<f64> = (0..8)
        .map(|run| {
            let [(_, faster), (_, noisy), _] = counted(0, run);
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let value = faster as f64 / (faster * 11 + noisy) as f64;
            value
        })
        .collect();
    assert_eq!(part["before"]["values"], json!(expected));
    let [before, after] = &patterns;
    let text = ktsnap(&["diff", "--before", before, "--after", after, "--ratio", PART, "--only", "constant"]).done();
    assert!(text.contains("\nratios\n") && text.contains("part     ratio  0.083"), "{text}");
    let single = scratch.file("single.json", report(&counted(1, 0), None).to_string().as_bytes());
    ktsnap(&["diff", "--before", &single, "--after", &single, "--ratio", PART]).fails_with(
        "is a single report, and a ratio is computed from differences: give runs or series of `ktsnap capture`, or omit `--ratio`",
    );
    ktsnap(&["diff", "--before", before, "--after", after, "--gauge", "*", "--ratio", "r = none / noisy"])
        .fails_with("has no variable `none`");
}

#[test]
fn a_single_report_gives_its_values() {
    let scratch = Scratch::new("better-single");
    let patterns = groups(&scratch, 6, |name, group, run| {
        scratch.file(&format!("{name}.json"), report(&counted(group, run), None).to_string().as_bytes());
    });
    let faster = counter(&compared(&patterns, &["--only", "faster"]), "faster").clone();
    assert_eq!(
        (&faster["result"], &faster["unit"], &faster["before"]["median"]),
        (&json!("higher"), &json!("value"), &json!(1002.5))
    );
}

#[test]
fn groups_that_are_too_small_are_named_with_the_size_that_suffices() {
    let scratch = Scratch::new("better-small");
    let patterns = documents(&scratch, 4);
    let document = compared(&patterns, &[]);
    assert_eq!(counter(&document, "faster")["result"], "no difference shown");
    let why = document["too_few_measurements"].as_str().unwrap();
    assert!(why.contains("4 and 4 measurements are too few") && why.contains("5 and 5 suffice"), "{why}");
    // 4 and 4 suffice for a single counter.
    let only = compared(&patterns, &["--only", "faster"]);
    assert_eq!((&counter(&only, "faster")["result"], &only["too_few_measurements"]), (&json!("higher"), &Value::Null));
}

#[test]
fn a_value_that_goes_down_in_one_measurement_is_a_gauge_in_all() {
    let scratch = Scratch::new("better-gauge");
    let patterns = groups(&scratch, 5, |name, group, run| {
        for turn in 0..2 {
            let depth = if run == 3 { 50 - turn } else { 50 + turn + run };
            let counters = [("depth", depth), ("faster", FASTER[group] * turn)];
            let report = report(&counters, Some((name.to_owned(), turn)));
            scratch.file(&format!("{name}-{turn}.json"), report.to_string().as_bytes());
        }
    });
    let document = compared(&patterns, &[]);
    assert_eq!(counter(&document, "depth")["unit"], "value");
    assert_eq!(counter(&document, "faster")["unit"], "per second");
}

#[test]
fn a_counter_that_a_measurement_lacks_is_not_compared() {
    let scratch = Scratch::new("better-partly");
    let patterns = groups(&scratch, 6, |name, group, run| {
        let all = counted(group, run);
        let counters = if (group, run) == (1, 2) { &all[..1] } else { &all[..2] };
        scratch.file(&format!("{name}.json"), report(counters, None).to_string().as_bytes());
    });
    let document = compared(&patterns, &[]);
    assert_eq!(document["counters"].as_array().unwrap().len(), 1);
    assert_eq!(document["not_in_every_measurement"], json!([{"map": "sched.bss", "name": "noisy"}]));
}

#[test]
fn a_scheduler_that_was_replaced_is_not_measured() {
    let document = compared(
        &["captures/scx_bpfland-a?.json", "captures/scx_bpfland-b?.json"].map(str::to_owned),
        &["--only", "nr_direct_dispatches"],
    );
    // b0 and b1 contain the old copy and the new one. The reports are single, so each has its own values.
    assert_eq!(document["measurements"], json!({"before": 3, "after": 2}));
}

#[test]
fn a_ratio_across_a_restart_is_not_compared() {
    let series = "tests/real-schedulers/series/dispatch/*.json.gz".to_owned();
    let cross = "cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)";
    let document = compared(&[series.clone(), series], &["--only", "none", "--ratio", cross]);
    assert_eq!((&document["counters"], &document["not_in_every_measurement"]), (&json!([]), &json!([])));
    assert!(document["replaced"].as_array().unwrap().contains(&json!("dispatch.bss")), "{document}");
}

#[test]
fn measurements_of_two_kinds_are_not_compared() {
    let scratch = Scratch::new("better-mixed");
    let [before, _] = documents(&scratch, 4);
    let single = scratch.file("single.json", report(&counted(1, 0), None).to_string().as_bytes());
    let ran = ktsnap(&["diff", "--before", &before, "--after", &single]);
    ran.fails_with("is a single report: give measurements of one kind");
}

#[test]
fn arguments_that_contradict_each_other_are_refused() {
    let scratch = Scratch::new("better-args");
    let stamped = report(&counted(0, 0), Some(("s".to_owned(), 0)));
    let only = scratch.file("only.json", stamped.to_string().as_bytes());
    ktsnap(&["diff", "--before", &only, "--after", &only]).fails_with("is the only report of its series in `--before`");
    ktsnap(&["diff", "--before", "no-such-*.json", "--after", &only])
        .fails_with("no file matches `--before no-such-*.json`");
    for args in [
        &["--before", &only][..],
        &["--after", &only],
        &["--before", "-", "--after", &only],
        &["--before", &only, "--after", &only, "--every", "2s"],
        &["a.json", "--before", &only, "--after", &only],
    ] {
        let ran = ktsnap(&[&["diff"], args].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{args:?}: {}", ran.err);
    }
}

/// A struct of the three counters, and a layout file of them: `--struct` and `--object`.
fn of_struct(scratch: &Scratch) -> [String; 4] {
    let vars = ["faster", "noisy", "constant"].into_iter().zip([0, 8, 16]);
    let vars: Vec<_> = vars
        .map(|(name, offset)| json!({"name": name, "type": "u64", "c_type": "u64", "offset": offset, "size": 8}))
        .collect();
    let sections = json!({".bss": {"size": 24, "vars": vars}});
    let layout = json!({
        "ktsnap_layout": 1, "byte_order": "little", "sections": sections, "maps": {}, "types": {},
    });
    let layout = scratch.file("layout.json", layout.to_string().as_bytes());
    let text = "#[derive(SnapshotSchema)]\n#[snapshot(ratio(share = faster / (faster + random)))]\n\
                struct Sched { faster: u64, #[snapshot(rename = \"noisy\")] random: u64, constant: u64 }";
    let file = scratch.file("sched.rs", text.as_bytes());
    ["--struct".to_owned(), format!("{file}:Sched"), "--object".to_owned(), layout]
}

#[test]
fn the_fields_and_ratios_of_a_struct_are_compared() {
    let scratch = Scratch::new("better-struct");
    let patterns = documents(&scratch, 8);
    let of_struct = of_struct(&scratch);
    let of_struct = of_struct.each_ref().map(String::as_str);
    let [fields, counters] = [compared(&patterns, &of_struct), compared(&patterns, &[])];
    assert_eq!(counter(&fields, "faster")["before"], counter(&counters, "faster")["before"]);
    assert_eq!(counter(&fields, "random")["after"], counter(&counters, "noisy")["after"]);
    assert_eq!((&counter(&fields, "faster")["result"], &fields["same"]), (&json!("higher"), &json!(1)));
    let share = counter(&fields, "share");
    assert_eq!((&share["map"], &share["unit"]), (&Value::Null, &json!("ratio")));
    let expected = counted(1, 0);
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let expected = expected[0].1 as f64 / (expected[0].1 + expected[1].1) as f64;
    assert_eq!(share["after"]["values"][0], json!(expected));
    let singles = groups(&scratch, 4, |name, group, run| {
        let report = report(&counted(group, run), None).to_string();
        scratch.file(&format!("single-{name}.json"), report.as_bytes());
    });
    let singles = singles.map(|glob| glob.replace("/old-", "/single-old-").replace("/new-", "/single-new-"));
    let document = compared(&singles, &of_struct);
    assert_eq!(counter(&document, "faster")["unit"], "value");
    assert!(document["counters"].as_array().unwrap().iter().all(|row| row["name"] != "share"), "{document}");
}

/// The page of two groups, as `--json` prints it.
fn page(scratch: &Scratch, groups: &[String; 2], more: &[&str]) -> Value {
    let [before, after] = groups;
    let out = scratch.file("page.html", b"");
    let args = ["page", "--before", before, "--after", after, "--json", "-o", &out];
    serde_json::from_str(&ktsnap(&[&args, more].concat()).done()).unwrap()
}

fn section<'p>(page: &'p Value, title: &str) -> &'p Value {
    page["sections"].as_array().unwrap().iter().find(|section| section["title"] == title).unwrap()
}

#[test]
fn a_page_has_the_medians_the_spread_and_the_verdict_of_diff() {
    let scratch = Scratch::new("better-page");
    let patterns = documents(&scratch, 8);
    let of_struct = of_struct(&scratch);
    let of_struct = of_struct.each_ref().map(String::as_str);
    for more in [&[][..], &of_struct] {
        let page = page(&scratch, &patterns, &[more, &["--all"]].concat());
        let document = compared(&patterns, more);
        let tables = section(&page, "Before and after")["parts"].as_array().unwrap();
        let rows: Vec<&Value> = tables.iter().flat_map(|table| table["rows"].as_array().unwrap()).collect();
        let counters = document["counters"].as_array().unwrap();
        assert_eq!(rows.len(), counters.len());
        for (row, counter) in rows.iter().zip(counters) {
            let [before, after] = ["before", "after"].map(|group| &counter[group]);
            let expected = json!([
                counter["name"],
                counter["unit"],
                before["median"],
                before["least"],
                before["greatest"],
                after["median"],
                after["least"],
                after["greatest"],
            ]);
            let row = row.as_array().unwrap();
            assert_eq!(row[..8], *expected.as_array().unwrap());
            let change = counter["change"].as_f64().unwrap() * 100.0;
            assert!((row[8].as_f64().unwrap() - change).abs() < 1e-9, "{row:?}");
            assert_eq!((&row[9], &row[10]), (&counter["p_adjusted"], &counter["result"]));
        }
        // Only the counters that differ have a picture.
        let pictures = section(&page, "Counters that differ")["parts"].as_array().unwrap();
        let picture = pictures.iter().find(|picture| picture["title"] == "sched.bss.faster").unwrap();
        let differ = counters.iter().filter(|counter| counter["result"] != "no difference shown").count();
        assert_eq!(pictures.len(), differ);
        let faster = counter(&document, "faster");
        assert_eq!(picture["lines"][1]["values"], faster["after"]["values"], "they are in order");
        let facts = page["facts"].to_string();
        assert!(facts.contains("Mann-Whitney U test") && facts.contains("8 before, 8 after"), "{facts}");
    }
    let less = page(&scratch, &patterns, &[]);
    assert!(!section(&less, "Before and after").to_string().contains("noisy"));
}

#[test]
fn a_page_lists_the_measurements_of_each_group_and_replaces_none_of_their_files() {
    let scratch = Scratch::new("better-measurements");
    let patterns = groups(&scratch, 4, |name, group, run| {
        for turn in 0..3 {
            let report =
                report(&counted(group, run).map(|(name, value)| (name, value * turn)), Some((name.to_owned(), turn)));
            scratch.file(&format!("{name}-{turn}.json"), report.to_string().as_bytes());
        }
    });
    let tables = section(&page(&scratch, &patterns, &[]), "Measurements")["parts"].clone();
    assert_eq!((tables[0]["title"].as_str(), tables[1]["title"].as_str()), (Some("before"), Some("after")));
    let first = tables[1]["rows"][0].as_array().unwrap();
    assert!(first[0].as_str().unwrap().ends_with("new-0-0.json"), "{first:?}");
    assert_eq!((tables[1]["rows"].as_array().unwrap().len(), &first[1]), (4, &json!(3)));
    let [before, after] = &patterns;
    let report = before.replace("old-*.json", "old-2-1.json");
    ktsnap(&["page", "--before", before, "--after", after, "-o", &report, "--force"])
        .fails_with("old-2-1.json is the input file: write to another file");
    let small = page(&scratch, &patterns, &[]);
    assert!(small["skipped"].to_string().contains("4 and 4 measurements are too few"), "{}", small["skipped"]);
    let ran = ktsnap(&["page", "--before", before, "--after", after, "--histogram", "h=Log2", "-o", "page.html"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}
