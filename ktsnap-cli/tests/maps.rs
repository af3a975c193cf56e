//! `ktsnap diff` over per-CPU maps: what is added up over CPUs, and what is read of each report.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use serde_json::{Value, json};
use support::{Ran, Scratch, ktsnap};

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
