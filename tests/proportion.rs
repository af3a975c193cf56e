//! The memory that reading takes is in proportion to the text, whatever the text is.

use allocation_counter::measure;
use ktsnap::FailureDumpReport;

/// What `FailureDumpReport::from_json` documents: bytes for each byte of the text.
const TIMES: u64 = 16;

/// The bytes in use at the same time while a report is read.
fn peak(json: &str) -> u64 {
    measure(|| drop(FailureDumpReport::from_json(json))).bytes_max
}

/// A report of one map with that field.
fn with_field(field: &str) -> String {
    format!(r#"{{"schema":"single","maps":[{{"name":"a","map_type":2,"value_size":8,"max_entries":1,{field}}}]}}"#)
}

fn repeated(before: &str, element: &str, count: usize, after: &str) -> String {
    format!("{before}{}{after}", vec![element; count].join(","))
}

#[test]
fn the_memory_for_a_report_has_a_bound_for_each_byte_of_the_text() {
    let map = r#"{"name":"","map_type":0,"value_size":0,"max_entries":0}"#;
    let late = r#"{"bits":64,"value":1,"kind":"uint"}"#;
    let of_report = |field: &str| format!(r#"{{"schema":"single","maps":[],{field}}}"#);
    let make: [(&str, &dyn Fn(usize) -> String); 13] = [
        ("maps", &|n| repeated(r#"{"schema":"single","maps":["#, map, n, "]}")),
        ("maps, the schema last", &|n| repeated(r#"{"maps":["#, map, n, r#"],"schema":"single"}"#)),
        ("maps as sequences", &|n| repeated(r#"{"schema":"single","maps":["#, r#"["",0,0,0,0]"#, n, "]}")),
        ("registers", &|n| of_report(&repeated(r#""vcpu_regs":["#, "null", n, "]"))),
        ("hardware counters", &|n| of_report(&repeated(r#""vcpu_perf_at_freeze":["#, "null", n, "]"))),
        ("addresses", &|n| of_report(&repeated(r#""active_map_kvas":["#, "0", n, "]"))),
        ("tasks as sequences", &|n| of_report(&repeated(r#""task_enrichments":["#, "[]", n, "]"))),
        ("slots", &|n| {
            with_field(&format!(r#""percpu_entries":[{{"key":0,{}}}]"#, repeated(r#""per_cpu":["#, "null", n, "]")))
        }),
        ("entries", &|n| with_field(&repeated(r#""array_entries":["#, r#"{"key":0}"#, n, "]"))),
        ("entries as sequences", &|n| with_field(&repeated(r#""array_entries":["#, "[0]", n, "]"))),
        ("values", &|n| {
            with_field(&repeated(r#""value":{"kind":"array","len":1,"elements":["#, r#"["bool",true]"#, n, "]}"))
        }),
        ("values, the kind last", &|n| {
            with_field(&repeated(r#""value":{"len":1,"elements":["#, late, n, r#"],"kind":"array"}"#))
        }),
        ("unknown fields", &|n| of_report(&repeated(r#""other":["#, "0", n, "]"))),
    ];
    for (what, make) in make {
        for count in [2000, 16_000] {
            let json = make(count);
            let (peak, len) = (peak(&json), json.len() as u64);
            let most = TIMES * len + (64 << 10);
            assert!(peak <= most, "{count} {what}: {peak} bytes for a text of {len}, more than {most}");
        }
    }
}

/// The harness writes `kind` first. A program that sorts the fields of objects writes `bits` before it.
#[test]
fn a_captured_report_takes_little_more_than_its_text() {
    for file in
        ["examples/captures/dispatch-a2.json", "captures/scx_bpfland-b0.json", "captures/ktstr-rich-late_run.json"]
    {
        let text = std::fs::read_to_string(file).unwrap();
        let sorted = serde_json::from_str::<serde_json::Value>(&text).unwrap().to_string();
        for (json, times) in [(&text, 3), (&sorted, 4)] {
            let (peak, len) = (peak(json), json.len() as u64);
            assert!(peak <= times * len, "{file}: {peak} bytes for a text of {len}");
        }
    }
}
