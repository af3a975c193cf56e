//! Reports that grow.

use ktsnap::report::RenderedValue;
use ktsnap::{FailureDumpReport, PerCpu, Rows, Snapshot, SnapshotSchema, pickers};

use crate::task::{Growth, growth};

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/hashes.bpf.o", map = "rich_tasks")]
struct Tasks {
    #[snapshot(key = "*", path = "nr")]
    nr: Rows<u32, u32>,
}

/// How a report grows: the name of the dimension, a size, and a report of a size.
type Dimension = (&'static str, usize, fn(usize) -> String);

const DIMENSIONS: [Dimension; 15] = [
    ("maps", 500, |n| of_maps(n, |at| section(&format!("other{at}.bss"), at, ""))),
    ("copies of the running maps", 250, |n| of_maps(n, |at| section("dispatch.bss", at, ""))),
    ("variables", 500, |n| of_maps(1, |_| section("dispatch.bss", 1, &list(n, |at| member(&format!("v{at}"), UINT))))),
    ("elements", 1000, |n| of_maps(1, |_| section("dispatch.bss", 1, &member("v", &array(n))))),
    ("bytes of a name", 20_000, |n| of_maps(1, |_| section("dispatch.bss", 1, &member(&"v".repeat(n), UINT)))),
    ("bytes of a text", 20_000, |n| {
        let text = format!(r#"{{"kind":"bytes","hex":"{}"}}"#, "00 ".repeat(n));
        of_maps(1, |_| section("dispatch.bss", 1, &member("v", &text)))
    }),
    ("nested values", 60, |n| {
        let open = r#"{"kind":"truncated","needed":1,"had":0,"partial":"#.repeat(n);
        of_maps(1, |_| section("dispatch.bss", 1, &member("v", &format!("{open}{UINT}{}", "}".repeat(n)))))
    }),
    ("nested values, the kind last", 60, |n| {
        let value =
            format!("{}{UINT}{}", r#"{"partial":"#.repeat(n), r#","needed":1,"had":0,"kind":"truncated"}"#.repeat(n));
        of_maps(1, |_| section("dispatch.bss", 1, &member("v", &value)))
    }),
    ("values, the kind last", 500, |n| {
        let late = list(n, |_| r#"{"bits":64,"value":1,"kind":"uint"}"#.to_owned());
        let value = format!(r#"{{"len":1,"elements":[{late}],"kind":"array"}}"#);
        of_maps(1, |_| section("dispatch.bss", 1, &member("v", &value)))
    }),
    ("entries of an array", 500, |n| {
        let entries = list(n, |at| format!(r#"{{"key":{at},"value":{UINT}}}"#));
        of_maps(1, |_| map("waits", 2, &format!(r#""array_entries":[{entries}]"#)))
    }),
    ("entries of a hash map", 500, |n| of_maps(1, |_| map("rich_tasks", 1, &hash_entries(n)))),
    ("CPUs", 500, |n| of_maps(1, |_| per_cpu(n))),
    ("live addresses", 2000, |n| live(&list(n, |at| (at + 7).to_string()), 1)),
    ("maps and live addresses", 500, |n| live(&list(n, |at| (at + 7).to_string()), n)),
    ("fields that are unknown", 500, |n| {
        format!(r#"{{"schema":"single","maps":[],{}}}"#, list(n, |at| format!(r#""f{at}":[1,{{"a":2}}]"#)))
    }),
];

const UINT: &str = r#"{"kind":"uint","bits":64,"value":7}"#;

fn list(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect::<Vec<_>>().join(",")
}

fn member(name: &str, value: &str) -> String {
    format!(r#"{{"name":"{name}","value":{value}}}"#)
}

fn array(len: usize) -> String {
    format!(r#"{{"kind":"array","len":{len},"elements":[{}]}}"#, list(len, |_| UINT.to_owned()))
}

fn map(name: &str, map_type: u32, content: &str) -> String {
    format!(r#"{{"name":"{name}","map_kva":1,"map_type":{map_type},"value_size":8,"max_entries":4096,{content}}}"#)
}

/// A section with the fields of `Dispatch` and other members.
fn section(name: &str, kva: usize, others: &str) -> String {
    let both = [member("nr_mig_same", UINT), member("nr_mig_cross", UINT)].join(",");
    let comma = if others.is_empty() { "" } else { "," };
    format!(
        r#"{{"name":"{name}","map_kva":{kva},"map_type":2,"value_size":8,"max_entries":1,"value":{{"kind":"struct","type_name":".bss","members":[{both}{comma}{others}]}}}}"#
    )
}

fn of_maps(count: usize, make: impl Fn(usize) -> String) -> String {
    format!(r#"{{"schema":"single","maps":[{}]}}"#, list(count, make))
}

fn hash_entries(count: usize) -> String {
    let value = r#"{"kind":"struct","type_name":"rich_ctx","members":[{"name":"weight","value":{"kind":"uint","bits":64,"value":1}},{"name":"nr","value":{"kind":"uint","bits":32,"value":2}}]}"#;
    let entry = |at| {
        format!(r#"{{"key":{{"kind":"uint","bits":32,"value":{at}}},"key_hex":"00","value":{value},"value_hex":"00"}}"#)
    };
    format!(r#""entries":[{}]"#, list(count, entry))
}

fn per_cpu(cpus: usize) -> String {
    let entry = |key| format!(r#"{{"key":{key},"per_cpu":[{}]}}"#, list(cpus, |_| UINT.to_owned()));
    map("stats", 6, &format!(r#""percpu_entries":[{}]"#, list(4, entry)))
}

fn live(addresses: &str, maps: usize) -> String {
    let maps = list(maps, |at| section(&format!("other{at}.bss"), at + 3, ""));
    let own = section("dispatch.bss", 1, "");
    format!(
        r#"{{"schema":"single","maps":[{own},{maps}],"active_obj_name":"dispatch","active_map_kvas":[{addresses},1]}}"#
    )
}

fn parsed(json: &str) -> FailureDumpReport {
    FailureDumpReport::from_json(json).unwrap()
}

pub(crate) fn all() -> Vec<Growth> {
    let mut rows = Vec::new();
    for (dimension, size, make) in DIMENSIONS {
        rows.push(growth("FailureDumpReport::from_json", dimension, size, make, |json| parsed(json)));
    }
    for (dimension, size, make) in DIMENSIONS {
        rows.push(growth("from_json_slice", dimension, size, make, |json| {
            Dispatch::from_json_slice(json.as_bytes()).is_ok()
        }));
    }
    for (dimension, size, make) in DIMENSIONS {
        let make = move |size| parsed(&make(size));
        rows.push(growth("from_snapshot", dimension, size, make, |report| {
            let snapshot = Snapshot::new(report);
            (
                Dispatch::from_snapshot(&snapshot).is_ok(),
                Stats::from_snapshot(&snapshot).is_ok(),
                Tasks::from_snapshot(&snapshot).is_ok(),
            )
        }));
    }
    for (dimension, size, make) in DIMENSIONS {
        let make = move |size| parsed(&make(size));
        rows.push(growth("from_report", dimension, size, make, |report| Dispatch::from_report(report).is_ok()));
    }
    for (dimension, size, make) in DIMENSIONS {
        let make = move |size| parsed(&make(size));
        rows.push(growth("Snapshot", dimension, size, make, |report| view(&Snapshot::new(report))));
    }
    for (dimension, size, make) in DIMENSIONS {
        let make = move |size| parsed(&make(size));
        rows.push(growth("Debug and Serialize of a report", dimension, size, make, |report| {
            (format!("{report:?}").len(), serde_json::to_string(report).unwrap().len())
        }));
    }
    rows.push(growth(
        "SnapshotField::get",
        "parts of a path",
        500,
        |size| (parsed(&of_maps(1, |_| section("dispatch.bss", 1, ""))), vec!["a"; size].join(".")),
        |(report, path)| Snapshot::new(report).var("nr_mig_same").get(path).error().map(ToString::to_string),
    ));
    rows.push(growth(
        "RenderedValue: Display",
        "elements",
        1000,
        |size| serde_json::from_str::<RenderedValue>(&array(size)).unwrap(),
        ToString::to_string,
    ));
    rows
}

fn view(snapshot: &Snapshot<'_>) -> usize {
    let names = ["nr_mig_same", "nr_mig_cross"];
    let fields = names.map(|name| snapshot.live_var_via(name, pickers::max_by_counter_value).as_u64().is_ok());
    let several = snapshot.live_vars_via(&names, pickers::max_by_sum_u64).is_ok();
    let active = snapshot.active().is_ok_and(|active| active.var("nr_mig_same").as_u64().is_ok());
    let misspelt = snapshot.var("nr_mig_sane").error().map_or(0, |error| error.to_string().len());
    let sums = snapshot.map("stats").map_or(0, |map| (0..4).filter(|at| map.at(*at).cpu_sum_u64("").is_ok()).count());
    misspelt + sums + usize::from(several) + usize::from(active) + fields.into_iter().filter(|is_read| *is_read).count()
}
