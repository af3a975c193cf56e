//! `--struct FILE.rs:NAME` over time: `diff` and `page` follow the fields and ratios of a struct through reports.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Ran, Scratch, ktsnap, repository};

const DISPATCH: [&str; 3] =
    ["examples/captures/dispatch-a0.json", "examples/captures/dispatch-a1.json", "examples/captures/dispatch-a2.json"];

/// A restart is between the third and the fourth.
const BPFLAND: [&str; 5] = [
    "captures/scx_bpfland-a0.json",
    "captures/scx_bpfland-a1.json",
    "captures/scx_bpfland-a2.json",
    "captures/scx_bpfland-b0.json",
    "captures/scx_bpfland-b1.json",
];

const OF_DISPATCH: [&str; 2] = ["--struct", "examples/dispatch.rs:Dispatch"];
const OF_BPFLAND: [&str; 4] = [
    "--struct",
    "tests/real-schedulers/src/bpfland.rs:Bpfland",
    "--object",
    "ktsnap-cli/tests/generated/schemas/scx_bpfland.json",
];

fn run(command: &str, reports: &[&str], rest: &[&[&str]]) -> Ran {
    ktsnap(&[&[command], reports, &rest.concat()].concat())
}

fn diff(reports: &[&str], rest: &[&[&str]]) -> Value {
    let rest = [rest, &[&["--json"]]].concat();
    serde_json::from_str(&run("diff", reports, &rest).done()).unwrap()
}

/// The values of a field in an instance.
fn counter<'d>(document: &'d Value, instance: usize, name: &str) -> &'d Value {
    let counters = document["maps"][instance]["counters"].as_array().unwrap();
    counters.iter().find(|counter| counter["name"] == name).unwrap_or_else(|| panic!("no {name} in {counters:?}"))
}

fn numbers(of: &Value) -> Vec<i64> {
    of.as_array().unwrap().iter().map(|value| value.as_i64().unwrap()).collect()
}

/// A struct of the example's object, with these fields.
fn of_fields(scratch: &Scratch, attributes: &str, fields: &str) -> String {
    let text = format!("#[derive(SnapshotSchema)]\n#[snapshot({attributes})]\nstruct Made {{\n{fields}\n}}\n");
    scratch.file("made.rs", text.as_bytes()) + ":Made"
}

const OBJECT: [&str; 2] = ["--object", "examples/bpf/dispatch.bpf.o"];

#[test]
fn the_values_and_rates_of_fields_are_those_of_the_counters_that_they_mirror() {
    let [of_struct, of_maps] = [&OF_DISPATCH[..], &["--map", "dispatch.bss"]]
        .map(|rest| diff(&DISPATCH, &[rest, &["--every", "2s", "--all"]]));
    assert_eq!(of_struct["struct"], "examples/dispatch.rs:Dispatch");
    let names = ["nr_enqueued", "nr_mig_same", "nr_mig_cross", "nr_tasks", "lag_ns", "dsp_stats[0]", "dsp_stats[2]"];
    for name in names {
        let [of_struct, of_maps] = [&of_struct, &of_maps].map(|document| counter(document, 0, name));
        for key in ["values", "change", "per_second"] {
            assert_eq!(of_struct[key], of_maps[key], "{name} {key}");
        }
    }
    assert_eq!(counter(&of_struct, 0, "nr_mig_cross")["kind"], "counter");
    // A signed field has no difference that counts, whatever its values do.
    assert_eq!(counter(&of_struct, 0, "lag_ns")["kind"], "gauge");
    assert_eq!(of_struct["maps"][0]["counters"].as_array().unwrap().len(), 8, "saw_cross is no integer");
    assert_eq!(of_struct["not_integers"], json!(["saw_cross"]));
}

#[test]
fn ratios_are_of_the_differences_from_report_to_report_and_over_all() {
    let document = diff(&DISPATCH, &[&OF_DISPATCH]);
    let [same, cross] = ["nr_mig_same", "nr_mig_cross"].map(|name| numbers(&counter(&document, 0, name)["values"]));
    let over = |from: usize, to: usize| {
        let (same, cross) = (same[to] - same[from], cross[to] - cross[from]);
        json!(cross as f64 / (same + cross) as f64)
    };
    let ratio = json!({"name": "cross_fraction", "value": over(0, 2), "steps": [over(0, 1), over(1, 2)]});
    assert_eq!(document["ratios"], json!([{"reports": document["reports"], "ratios": [ratio]}]));
    let text = run("diff", &DISPATCH, &[&OF_DISPATCH]).done();
    assert!(text.contains("dispatch.bss: ") && text.contains("not integers, and not compared: saw_cross"), "{text}");
    let shown = format!("{:.4}", over(0, 2).as_f64().unwrap());
    let line = text.lines().find(|line| line.starts_with("cross_fraction")).unwrap();
    assert!(line.split_whitespace().nth(1) == Some(&shown), "{text}");
}

#[test]
fn a_restart_is_marked_and_no_difference_crosses_it() {
    let document = diff(&BPFLAND, &[&OF_BPFLAND, &["--every", "2s"]]);
    let replaced = &document["replaced"];
    assert_eq!(replaced[0]["between"], json!(["scx_bpfland-a2.json", "scx_bpfland-b0.json"]));
    assert_eq!((&replaced[0]["scheduler_replaced"], replaced.as_array().unwrap().len()), (&json!(true), 1));
    let plain = diff(&BPFLAND, &[&["--every", "2s", "--map", "bpf_bpf.bss"]]);
    for instance in [0, 1] {
        let [of_struct, of_maps] =
            [&document, &plain].map(|document| counter(document, instance, "nr_direct_dispatches"));
        assert_eq!(of_struct["values"], of_maps["values"], "{instance}");
        assert_eq!(document["maps"][instance]["map_kva"], plain["maps"][instance]["map_kva"]);
    }
    let spans = document["ratios"].as_array().unwrap();
    let steps: Vec<_> = spans.iter().map(|span| span["ratios"][0]["steps"].as_array().unwrap().len()).collect();
    assert_eq!(steps, [2, 1]);
    // Only one report of the second instance: there is nothing to compare it with.
    let three = diff(&BPFLAND[1..4], &[&OF_BPFLAND]);
    assert_eq!((three["maps"].as_array().unwrap().len(), three["ratios"].as_array().unwrap().len()), (1, 1));
    assert_eq!(three["replaced"][0]["between"], replaced[0]["between"]);
}

#[test]
fn a_counter_that_decreases_is_an_error_that_names_it_and_the_reports() {
    let [a0, a1, a2] = DISPATCH;
    let ran = run("diff", &[a0, a2, a1], &[&OF_DISPATCH]);
    ran.fails_with("dispatch-a2.json to dispatch-a1.json: `Dispatch`: `nr_enqueued` decreased from ");
    let ran = run("diff", &[a0, a1, "captures/scx_bpfland-b1.json"], &[&OF_DISPATCH]);
    ran.fails_with("scx_bpfland-b1.json: `Dispatch`: no .bss map of the snapshot can fill");
}

#[test]
fn the_struct_says_which_fields_are_counters() {
    let scratch = Scratch::new("declared-kinds");
    let fields = "#[snapshot(gauge)] nr_enqueued: u64,\nnr_mig_same: u64,\n#[snapshot(saturating)] nr_mig_cross: u64,";
    let made = of_fields(&scratch, "ratio(share = nr_mig_same / nr_enqueued)", fields);
    let [a0, a1, _] = DISPATCH;
    let of = |rest: &[&str]| diff(&[a0, a1], &[&["--struct", &made], &OBJECT, rest]);
    let document = of(&["--all"]);
    let [enqueued, same] = ["nr_enqueued", "nr_mig_same"].map(|name| counter(&document, 0, name));
    assert_eq!((&enqueued["kind"], &same["kind"]), (&json!("gauge"), &json!("counter")));
    // A gauge keeps the later value in a ratio.
    let expected = same["change"].as_f64().unwrap() / numbers(&enqueued["values"])[1] as f64;
    assert_eq!(document["ratios"][0]["ratios"][0]["value"], expected);
    let backwards = diff(
        &[a1, a0],
        &[&["--struct", &of_fields(&scratch, "", "#[snapshot(saturating)] nr_mig_cross: u64,")], &OBJECT, &["--all"]],
    );
    assert_eq!(counter(&backwards, 0, "nr_mig_cross")["change"], 0, "a decrease counts as nothing");
}

#[test]
fn a_ratio_without_a_value_has_the_reason() {
    let scratch = Scratch::new("declared-no-ratio");
    let made = of_fields(
        &scratch,
        "ratio(share = nr_mig_same / (nr_enqueued - nr_enqueued))",
        "nr_enqueued: u64, nr_mig_same: u64,",
    );
    let of_struct = ["--struct", &made];
    let document = diff(&DISPATCH, &[&of_struct, &OBJECT]);
    let ratio = &document["ratios"][0]["ratios"][0];
    assert_eq!((&ratio["value"], &ratio["steps"]), (&Value::Null, &json!([null, null])));
    let why = "share: the denominator `nr_enqueued - nr_enqueued` is zero";
    assert!(ratio["reason"].as_str().unwrap().starts_with(why), "{ratio}");
    let text = run("diff", &DISPATCH, &[&of_struct, &OBJECT]).done();
    assert!(text.contains(&format!("({why}")), "{text}");
}

#[test]
fn elements_rows_and_cpus_have_the_paths_of_the_struct() {
    let reports: Vec<_> = (0..12).map(|at| format!("tests/real-schedulers/series/scx_rusty/{at:03}.json.gz")).collect();
    let reports: Vec<&str> = reports.iter().map(String::as_str).collect();
    let of = |name: &str, rest: &[&str]| {
        let name = format!("tests/real-schedulers/src/rusty.rs:{name}");
        let of_struct = ["--struct", &name, "--object", "ktsnap-cli/tests/generated/schemas/scx_rusty.json"];
        diff(&reports, &[&of_struct, &["--all"], rest])
    };
    let (sums, by_cpu) = (of("Rusty", &[]), of("RustyByCpu", &[]));
    let sum = &counter(&sums, 0, "dsq_dispatch")["values"];
    let cpus: Vec<&Value> = by_cpu["maps"][0]["counters"].as_array().unwrap().iter().collect();
    let cpus: Vec<_> = cpus
        .iter()
        .filter(|counter| counter["name"].as_str().unwrap().starts_with("dsq_dispatch["))
        .map(|counter| numbers(&counter["values"]))
        .collect();
    assert!(cpus.len() > 1, "{}", by_cpu["maps"][0]["counters"]);
    let added: Vec<i64> = (0..numbers(sum).len()).map(|at| cpus.iter().map(|cpu| cpu[at]).sum()).collect();
    assert_eq!(numbers(sum), added);
    assert!(added.last() > added.first());
    let one = of("RustyByCpu", &["--only", "dsq_dispatch[0]"]);
    assert_eq!(one["maps"][0]["counters"].as_array().unwrap().len(), 1);
    assert_eq!(numbers(&one["maps"][0]["counters"][0]["values"]), cpus[0]);
    let [dispatched, total] = ["dsq_dispatch_pct", "total"].map(|name| {
        let ratios = sums["ratios"][0]["ratios"].as_array().unwrap();
        ratios.iter().find(|ratio| ratio["name"] == name).unwrap()["value"].as_f64().unwrap()
    });
    let change = counter(&sums, 0, "dsq_dispatch")["change"].as_f64().unwrap();
    assert_eq!(dispatched, 100.0 * change / total);
}

#[test]
fn fields_and_ratios_are_drawn_by_their_names() {
    let plot =
        |pattern: &str| diff(&BPFLAND, &[&OF_BPFLAND, &["--every", "2s", "--plot", pattern]])["pictures"].clone();
    let plain = diff(&BPFLAND, &[&["--every", "2s", "--plot", "nr_direct_dispatches"]]);
    assert_eq!(plot("nr_direct_dispatches"), plain["pictures"]);
    let ratio = plot("direct_fraction");
    let drawn = numbers_of(&ratio[0]["lines"][0]["values"]);
    assert_eq!((drawn.len(), drawn[0], drawn[3]), (5, None, None), "no value at the first report of an instance");
    assert!(ratio[0]["marks"][0]["label"].as_str().unwrap().contains("the scheduler was replaced"), "{ratio}");
    let gauge = plot("nr_running");
    assert_eq!(gauge[0]["y"]["name"], "value");
    let ran = run("diff", &BPFLAND, &[&OF_BPFLAND, &["--plot", "nr_nothing"]]);
    ran.fails_with("`--plot nr_nothing` matches no counter or ratio that is in two reports");
    let scratch = Scratch::new("declared-svg");
    let svg = scratch.file("ratio.svg", b"");
    run("diff", &BPFLAND, &[&OF_BPFLAND, &["--plot", "direct_fraction", "--svg", &svg]]).done();
    assert!(fs::read_to_string(&svg).unwrap().contains("direct_fraction"));
}

fn numbers_of(values: &Value) -> Vec<Option<f64>> {
    values.as_array().unwrap().iter().map(Value::as_f64).collect()
}

#[test]
fn options_that_have_no_effect_on_a_struct_are_refused() {
    let concerns = |option: &str| {
        format!("`{option}` concerns counters of maps, and a struct says what its fields are: omit `{option}`")
    };
    let scratch = Scratch::new("declared-refused");
    let file = scratch.file("page.html", b"");
    for option in [["--map", "stats"], ["--sum", "nr_*"], ["--gauge", "nr_*"], ["--counter", "nr_*"]] {
        for command in ["diff", "page"] {
            let page: &[&str] = if command == "page" { &["-o", &file] } else { &[] };
            let ran = run(command, &DISPATCH, &[&OF_DISPATCH, &option, page]);
            assert_eq!(ran.code, Some(2), "{}", ran.err);
            assert!(ran.err.contains(&concerns(option[0])), "{}", ran.err);
        }
    }
    let refused = |rest: &[&str], expected: &str| {
        let ran = run("diff", &DISPATCH, &[&OF_DISPATCH, rest]);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(expected), "{}", ran.err);
    };
    refused(&["--per-cpu"], &concerns("--per-cpu"));
    refused(&["--in-order"], "omit `--in-order`, and mark such a field with `#[snapshot(gauge)]`");
    refused(&["--ratio", "r = nr_enqueued / 1"], "write `#[snapshot(ratio(...))]` on the struct, or omit `--struct`");
}

/// The page that `page` writes, as `--json` prints it.
fn page(reports: &[&str], rest: &[&[&str]]) -> Value {
    let scratch = Scratch::new("declared-page");
    let file = scratch.file("page.html", b"");
    let output = ["--json", "-o", &file];
    let rest = [rest, &[&output]].concat();
    serde_json::from_str(&run("page", reports, &rest).done()).unwrap()
}

fn section<'p>(page: &'p Value, title: &str) -> &'p Value {
    let sections = page["sections"].as_array().unwrap();
    sections.iter().find(|section| section["title"] == title).unwrap_or_else(|| panic!("no {title} in {page}"))
}

#[test]
fn a_page_of_a_struct_has_its_curves_ratios_cpus_and_histograms() {
    let rest = [&OF_BPFLAND[..], &["--every", "2s"]];
    let (written, document) = (page(&BPFLAND, &rest), diff(&BPFLAND, &rest));
    let tables = section(&written, "First and last")["parts"].as_array().unwrap();
    assert_eq!(tables.len(), 2);
    for (table, map) in tables.iter().zip(document["maps"].as_array().unwrap()) {
        let rows = table["rows"].as_array().unwrap();
        for (row, counter) in rows.iter().zip(map["counters"].as_array().unwrap()) {
            assert_eq!((&row[0], &row[3], &row[4]), (&counter["name"], &counter["change"], &counter["per_second"]));
        }
        assert!(!rows.is_empty());
    }
    let ratios: Vec<_> =
        section(&written, "Ratios")["parts"].as_array().unwrap().iter().map(|table| &table["rows"][0][1]).collect();
    let expected: Vec<_> =
        document["ratios"].as_array().unwrap().iter().map(|span| &span["ratios"][0]["value"]).collect();
    assert_eq!(ratios, expected);

    let scratch = Scratch::new("declared-parts");
    let text = "use ktsnap::{PerCpu, histogram::{Histogram, Log2}};\n\
                #[derive(SnapshotSchema)]\n#[snapshot(map = \"stats\")]\n\
                struct Stats { #[snapshot(key = \"0\")] local: PerCpu<u64>, #[snapshot(key = \"2\", sum)] kick: u64 }\n\
                #[derive(SnapshotSchema)]\n#[snapshot(map = \"wait_hist\")]\n\
                struct Waits { #[snapshot(key = \"*\")] waits: Histogram<Log2> }\n";
    let file = scratch.file("parts.rs", text.as_bytes());
    let of_cpus = page(&DISPATCH, &[&["--struct", &format!("{file}:Stats")], &OBJECT]);
    let heat = &section(&of_cpus, "By CPU")["parts"][0];
    assert_eq!((&heat["title"], &heat["rows"]), (&json!("Stats"), &json!(["local"])));
    let shown: Value =
        serde_json::from_str(&ktsnap(&["show", DISPATCH[2], "stats", "--heat", "--json"]).done()).unwrap();
    assert_eq!(heat["cells"][0], shown["pictures"][0]["cells"][0], "the values of the last report");
    let of_waits = page(&DISPATCH, &[&["--struct", &format!("{file}:Waits")], &OBJECT]);
    let shown = ktsnap(&["show", DISPATCH[2], "wait_hist", "--histogram", "wait_hist=Log2", "--json"]).done();
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(section(&of_waits, "Histograms")["parts"][0]["bars"], shown["pictures"][0]["bars"]);
}

/// A stamp of `ktsnap capture`, at the end of a report.
fn stamped(file: &str, at: u64) -> String {
    let report = fs::read_to_string(repository().join(file)).unwrap();
    let end = report.trim_end().strip_suffix('}').unwrap().to_owned();
    let series = format!(r#""series":{{"id":"s","turn":{at}}}"#);
    format!(r#"{end},"ktsnap_capture":{{"boot_id":"b","monotonic_ns":{at}000000000,"realtime_ns":1,{series}}}}}"#)
}

#[test]
fn reports_with_times_are_sorted_by_them() {
    let scratch = Scratch::new("declared-stamped");
    let files = [(2, 7), (0, 3), (1, 5)]
        .map(|(report, at)| scratch.file(&format!("{report}.json"), stamped(DISPATCH[report], at).as_bytes()));
    let files = files.each_ref().map(String::as_str);
    let document = diff(&files, &[&OF_DISPATCH]);
    assert_eq!(document["reports"], json!(["0.json", "1.json", "2.json"]));
    let enqueued = counter(&document, 0, "nr_enqueued");
    assert_eq!(enqueued["per_second"].as_f64().unwrap(), enqueued["change"].as_f64().unwrap() / 4.0);
}

#[test]
fn a_struct_with_parts_is_of_another_instance_if_one_of_its_maps_is() {
    let scratch = Scratch::new("series-parts");
    let text = "#[derive(SnapshotSchema)] #[snapshot(parts)] struct Made { bss: Bss, cpus: Cpus }
        #[derive(SnapshotSchema)] struct Bss { nr_enqueued: u64 }
        #[derive(SnapshotSchema)] #[snapshot(map = \"cpu_stats\", value = \"struct cpu_stats\")]
        struct Cpus { #[snapshot(sum)] nr_runs: u64 }";
    let made = scratch.file("made.rs", text.as_bytes()) + ":Made";
    // In the second file, only the map of the second part has another address.
    let moved = |file: &str| {
        let text = fs::read_to_string(repository().join(file)).unwrap();
        let mut report: Value = serde_json::from_str(&text).unwrap();
        let maps = report["maps"].as_array_mut().unwrap();
        let map = maps.iter_mut().find(|map| map["name"] == "cpu_stats").unwrap();
        let before = std::mem::replace(&mut map["map_kva"], json!(4096));
        let live = report["active_map_kvas"].as_array_mut().unwrap();
        *live.iter_mut().find(|kva| **kva == before).unwrap() = json!(4096);
        scratch.file("moved.json", report.to_string().as_bytes())
    };
    let moved = moved(DISPATCH[1]);
    let of_parts = [&["--struct", &*made][..], &OBJECT, &["--every", "2s"]];
    let document = diff(&DISPATCH[..2], &of_parts);
    let names: Vec<_> = document["maps"][0]["counters"].as_array().unwrap().iter().map(|of| &of["name"]).collect();
    assert_eq!(names, ["bss.nr_enqueued", "cpus.nr_runs"]);
    let document = diff(&[DISPATCH[0], &moved, DISPATCH[2]], &of_parts);
    assert_eq!(document["maps"], json!([]), "no two reports are of one instance");
    assert_eq!(document["replaced"].as_array().map(Vec::len), Some(2), "{document}");
}
