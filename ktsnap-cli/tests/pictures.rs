//! `ktsnap diff --plot`, `ktsnap show --heat` and `--bars`, and `ktsnap page`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{Scratch, ktsnap};
use unicode_width::UnicodeWidthStr;

const BPFLAND: [&str; 5] = [
    "captures/scx_bpfland-a0.json",
    "captures/scx_bpfland-a1.json",
    "captures/scx_bpfland-a2.json",
    "captures/scx_bpfland-b0.json",
    "captures/scx_bpfland-b1.json",
];
const DISPATCH: [&str; 3] =
    ["examples/captures/dispatch-a0.json", "examples/captures/dispatch-a1.json", "examples/captures/dispatch-a2.json"];

fn with<'a>(command: &'a str, reports: &[&'a str], rest: &[&'a str]) -> Vec<&'a str> {
    [&[command][..], reports, rest].concat()
}

fn json_of(args: &[&str]) -> Value {
    serde_json::from_str(&ktsnap(&[args, &["--json"]].concat()).done()).unwrap()
}

#[test]
fn a_counter_is_drawn_as_its_rate_and_a_restart_is_a_gap_with_a_mark() {
    let args = with("diff", &BPFLAND, &["--every", "2s", "--plot", "nr_direct_dispatches"]);
    let document = json_of(&args);
    let picture = &document["pictures"][0];
    assert_eq!(picture["title"], "bpf_bpf.bss.nr_direct_dispatches");
    assert_eq!(picture["y"]["name"], "per second");
    assert_eq!(picture["xs"], json!([0.0, 2.0, 4.0, 6.0, 8.0]));
    // 129, 213 and 292 in one instance, then 81 and 201 in another.
    assert_eq!(picture["lines"][0]["values"], json!([null, 42.0, 39.5, null, 60.0]));
    assert_eq!(picture["marks"][0]["x"], 5.0);
    let text = ktsnap(&args).done();
    assert!(
        text.contains("┊ the scheduler was replaced between scx_bpfland-a2.json and scx_bpfland-b0.json"),
        "{text}"
    );
}

#[test]
fn a_counter_without_times_is_drawn_as_its_change() {
    let document = json_of(&with("diff", &BPFLAND, &["--plot", "nr_direct_dispatches"]));
    let picture = &document["pictures"][0];
    assert_eq!(picture["lines"][0]["values"], json!([null, 84, 79, null, 120]));
    assert_eq!((&picture["x"]["name"], &picture["xs"][0]), (&json!("report"), &json!(1.0)));
}

#[test]
fn keys_have_the_names_of_the_object_in_pictures_too() {
    let named = ["--object", "examples/bpf/dispatch.bpf.o", "--key", "dsp_stat"];
    let of = |place: &str, drawn: &str| {
        let args = ["show", DISPATCH[2], place, drawn];
        json_of(&[&args[..], &named].concat())["pictures"][0].clone()
    };
    let heat = of("stats", "--heat");
    assert_eq!(heat["rows"], json!(["[DSP_LOCAL]", "[DSP_SHARED]", "[DSP_KICK]"]));
    let one = of("stats[DSP_SHARED]", "--heat");
    assert_eq!((&one["rows"], &one["cells"][0]), (&json!(["[DSP_SHARED]"]), &heat["cells"][1]));
    let bars = of("stats", "--bars");
    let labels: Vec<_> = bars["bars"].as_array().unwrap().iter().map(|bar| bar["label"].clone()).collect();
    assert_eq!(
        (labels, &bars["label"]),
        (vec![json!("DSP_LOCAL"), json!("DSP_SHARED"), json!("DSP_KICK")], &json!("key"))
    );
}

const SHARED: &str = "shared = nr_shared_dispatches / (nr_direct_dispatches + nr_shared_dispatches)";

#[test]
fn a_ratio_is_drawn_for_each_step_and_not_across_a_restart() {
    let args = with("diff", &BPFLAND, &["--every", "2s", "--ratio", SHARED, "--plot", "shared"]);
    let picture = &json_of(&args)["pictures"][0];
    assert_eq!((&picture["title"], &picture["y"]["name"]), (&json!("shared"), &json!("ratio")));
    // The changes of `nr_direct_dispatches` are 84, 79 and 120, those of `nr_shared_dispatches` 3200, 3193 and 3682.
    let expected = json!([null, 3200.0 / 3284.0, 3193.0 / 3272.0, null, 3682.0 / 3802.0]);
    assert_eq!(picture["lines"][0]["values"], expected);
    assert_eq!(picture["marks"][0]["x"], 5.0);
}

#[test]
fn a_ratio_that_has_no_value_is_the_reason_for_no_picture() {
    let ratio = "idle = stats[0] / cpu_stats.nr_runs";
    let args = with("diff", &DISPATCH, &["--gauge", "nr_runs", "--ratio", ratio, "--plot", "idle"]);
    ktsnap(&args).fails_with("the ratio `idle` has no value: `nr_runs` of `cpu_stats`");
}

#[test]
fn counters_and_gauges_are_in_pictures_of_their_own() {
    let document = json_of(&with("diff", &DISPATCH, &["--every", "2s", "--plot", "nr_*"]));
    let pictures = document["pictures"].as_array().unwrap();
    let of = |unit: &str| pictures.iter().filter(|picture| picture["y"]["name"] == unit).count();
    assert!(of("per second") > 0 && of("value") > 0, "{pictures:#?}");
    // 86, 88 and 87: not a counter.
    let gauge = json_of(&with("diff", &DISPATCH, &["--every", "2s", "--plot", "nr_tasks"]));
    assert_eq!(gauge["pictures"][0]["lines"][0]["values"], json!([86, 88, 87]));
}

#[test]
fn pictures_fit_into_the_width() {
    for width in ["40", "60", "80", "100", "200"] {
        for args in [
            with("diff", &BPFLAND, &["--every", "2s", "--plot", "nr_*_dispatches"]),
            vec!["show", "examples/captures/dispatch-a2.json", "stats", "--heat"],
            vec!["show", "examples/captures/dispatch-a2.json", "wait_hist", "--bars"],
        ] {
            let text = ktsnap(&[&args[..], &["--width", width]].concat()).done();
            assert!(text.lines().all(|line| line.width() <= width.parse().unwrap()), "{width}\n{text}");
        }
    }
}

#[test]
fn a_pattern_without_a_counter_is_an_error() {
    ktsnap(&with("diff", &DISPATCH, &["--plot", "nr_nothing"])).fails_with(
        "`--plot nr_nothing` matches no counter or ratio that is in two reports: `ktsnap diff --all` lists the counters",
    );
}

#[test]
fn a_file_without_a_picture_is_a_wrong_argument() {
    let show = vec!["show", DISPATCH[0], "stats", "--svg", "x.svg"];
    for (args, option) in [(with("diff", &DISPATCH, &["--svg", "x.svg"]), "--plot"), (show, "--heat")] {
        let ran = ktsnap(&args);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(ran.err.starts_with(&format!("ktsnap: `--svg` needs a picture: add `{option}")), "{}", ran.err);
    }
}

#[test]
fn heat_and_bars_show_the_values_of_the_map() {
    let report = "examples/captures/dispatch-a2.json";
    let shown = json_of(&["show", report, "stats"]);
    let heat = &json_of(&["show", report, "stats", "--heat"])["pictures"][0];
    assert_eq!(heat["rows"], json!(["[0]", "[1]", "[2]"]));
    for (at, entry) in shown["entries"].as_array().unwrap().iter().enumerate() {
        assert_eq!(heat["cells"][at], entry["per_cpu"]);
    }
    let bars = &json_of(&["show", report, "wait_hist", "--bars"])["pictures"][0]["bars"];
    let shown = json_of(&["show", report, "wait_hist"]);
    let entries = shown["entries"].as_array().unwrap();
    assert_eq!(bars.as_array().unwrap().len(), entries.len());
    for (bar, entry) in bars.as_array().unwrap().iter().zip(entries) {
        assert_eq!((&bar["count"], bar["label"].as_str().unwrap()), (&entry["value"], &*entry["key"].to_string()));
    }
    let bounded = &json_of(&["show", report, "wait_hist", "--histogram", "wait_hist=Log2"])["pictures"][0]["bars"];
    for (at, (bar, bounded)) in bars.as_array().unwrap().iter().zip(bounded.as_array().unwrap()).enumerate() {
        assert_eq!(bar["count"], bounded["count"]);
        assert_eq!(bounded["from"], if at == 0 { 0 } else { 1_u64 << at });
    }
    assert_eq!(bounded[4]["label"], "16 to 32");
    let dsp = &json_of(&["show", report, ".bss.dsp_stats", "--bars"])["pictures"][0]["bars"];
    assert_eq!(dsp.as_array().unwrap().len(), 3);
    ktsnap(&["show", report, ".bss", "--heat"]).fails_with(
        "examples/captures/dispatch-a2.json has no value per CPU in `dispatch.bss`: omit `--heat`, or name a per-CPU map",
    );
}

#[test]
fn svg_files_are_written_but_never_over_other_files() {
    let scratch = Scratch::new("svg");
    let other = scratch.file("other.svg", b"<svg>a drawing of the user</svg>");
    let file = Path::new(&other).with_file_name("run.svg");
    let file = file.to_str().unwrap();
    let args = |file| {
        [&with("diff", &DISPATCH, &["--every", "2s", "--plot", "nr_mig_*", "--plot", "nr_tasks", "--svg"])[..], &[file]]
            .concat()
    };
    assert_eq!(ktsnap(&args(file)).done(), "");
    let (first, second) =
        (fs::read_to_string(file).unwrap(), fs::read_to_string(file.replace("run", "run-2")).unwrap());
    assert!(first.contains("dispatch.bss.nr_mig_cross") && second.contains("dispatch.bss.nr_tasks"));
    assert_eq!(ktsnap(&args(file)).done(), "", "its own picture is replaced");
    ktsnap(&args(&other)).fails_with(&format!(
        "{other} exists and is not a picture of ktsnap: write to another file, or add `--force` to replace it"
    ));
    assert_eq!(fs::read(&other).unwrap(), b"<svg>a drawing of the user</svg>");
}

/// The data in a page.
fn data(html: &str) -> Value {
    let json = html.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_numbers_of_a_page_are_those_of_diff() {
    let scratch = Scratch::new("page");
    let file = scratch.file("page.html", b"");
    ktsnap(&with("page", &BPFLAND, &["--every", "2s", "-o", &file])).done();
    let page = data(&fs::read_to_string(&file).unwrap());
    let diff = json_of(&with("diff", &BPFLAND, &["--every", "2s"]));
    let parts = || page["sections"].as_array().unwrap().iter().flat_map(|section| section["parts"].as_array().unwrap());
    let tables: Vec<_> = parts().filter(|part| part["kind"] == "table").collect();
    let maps: Vec<_> =
        diff["maps"].as_array().unwrap().iter().filter(|map| !map["counters"].as_array().unwrap().is_empty()).collect();
    assert_eq!(tables.len(), maps.len());
    let mut compared = 0;
    for (table, map) in tables.iter().zip(maps) {
        for (row, counter) in table["rows"].as_array().unwrap().iter().zip(map["counters"].as_array().unwrap()) {
            let values = counter["values"].as_array().unwrap();
            let exact = |value: &Value| match value.as_i64() {
                Some(small) if small.unsigned_abs() <= 1 << 53 => value.clone(),
                _ => json!(value.to_string()),
            };
            let expected = [
                &counter["name"],
                &exact(&values[0]),
                &exact(values.last().unwrap()),
                &exact(&counter["change"]),
                &counter["per_second"],
            ]
            .map(Clone::clone);
            assert_eq!(row, &json!(expected));
            compared += 1;
        }
    }
    assert!(compared >= 5, "{compared}");
    let drawn = json_of(&with("diff", &BPFLAND, &["--every", "2s", "--plot", "nr_direct_dispatches"]));
    let line = &drawn["pictures"][0]["lines"][0];
    let lines = || parts().filter(|part| part["kind"] == "lines").flat_map(|part| part["lines"].as_array().unwrap());
    assert!(lines().any(|other| other == line));
}

#[test]
fn a_page_has_the_ratios_of_each_instance() {
    let scratch = Scratch::new("page-ratios");
    let file = scratch.file("page.html", b"");
    let ratio = ["--every", "2s", "--ratio", SHARED];
    ktsnap(&with("page", &BPFLAND, &[&ratio[..], &["-o", &file]].concat())).done();
    let page = data(&fs::read_to_string(&file).unwrap());
    let section = |title: &str| {
        let mut sections = page["sections"].as_array().unwrap().iter();
        sections.find(|section| section["title"] == title).unwrap()["parts"].clone()
    };
    let values: Vec<_> =
        section("Ratios").as_array().unwrap().iter().map(|table| table["rows"][0][1].clone()).collect();
    let of_diff = json_of(&with("diff", &BPFLAND, &ratio));
    let expected: Vec<_> =
        of_diff["ratios"].as_array().unwrap().iter().map(|span| span["ratios"][0]["value"].clone()).collect();
    assert_eq!((values.len(), &values), (2, &expected));
    assert_eq!(section("Over time: ratios")[0]["lines"][0]["values"][4], json!(3682.0 / 3802.0));
}

#[test]
fn a_page_has_the_histograms_of_the_last_report() {
    let scratch = Scratch::new("histograms");
    let file = scratch.file("page.html", b"");
    let rest = ["--every", "2s", "--only", "nr_mig_*", "--histogram", "wait_hist=Log2", "-o", &file];
    ktsnap(&with("page", &DISPATCH, &rest)).done();
    let page = data(&fs::read_to_string(&file).unwrap());
    let shown = json_of(&["show", DISPATCH[2], "wait_hist", "--histogram", "wait_hist=Log2"]);
    let sections = page["sections"].as_array().unwrap();
    let section = sections.iter().find(|section| section["title"] == "Histograms").unwrap();
    assert_eq!(section["parts"], shown["pictures"]);
    let has_curve = |name: &str| page["sections"].to_string().contains(&format!("\"{name}\""));
    assert!(
        has_curve("dispatch.bss.nr_mig_same") && !has_curve("wait_hist[9]"),
        "only the histogram needs `wait_hist`"
    );
    ktsnap(&with("page", &DISPATCH, &["--histogram", "waits=Log2", "-o", &file])).fails_with(
        "the last report has no map for `--histogram waits`: begin the path with the name of a map, for example \
         `wait_hist` or `bpf_bpf.bss.wait_us`",
    );
}

#[test]
fn hostile_names_in_reports_are_text_in_a_page() {
    let scratch = Scratch::new("hostile");
    let name = r#"</script><img src=x onerror=alert(1)>"'"#;
    let report = |value: u64| {
        let member = json!({"name": name, "value": {"kind": "uint", "bits": 64, "value": value}});
        let value = json!({"kind": "struct", "type_name": name, "members": [member]});
        json!({"schema": "single", "maps": [{"name": name, "map_kva": 16, "map_type": 2, "value_size": 8, "max_entries": 1, "value": value}]})
    };
    let files = [1, u64::MAX].map(|value| scratch.file(&format!("{value}.json"), report(value).to_string().as_bytes()));
    let out = scratch.file("page.html", b"");
    ktsnap(&["page", &files[0], &files[1], "-o", &out]).done();
    let html = fs::read_to_string(&out).unwrap();
    assert_eq!(
        (html.matches("<script").count(), html.matches("</script").count(), html.matches("<img").count()),
        (2, 2, 0)
    );
    assert!(data(&html).to_string().contains("18446744073709551615"));
}

#[test]
fn a_page_never_replaces_a_report_or_a_file_of_the_user() {
    let scratch = Scratch::new("replaced");
    let copies = [0, 1]
        .map(|at| scratch.file(&format!("{at}.json"), &fs::read(support::repository().join(DISPATCH[at])).unwrap()));
    ktsnap(&["page", &copies[0], &copies[1], "-o", &copies[1], "--force"])
        .fails_with(&format!("{} is the input file: write to another file", copies[1]));
    let notes = scratch.file("notes.html", b"<p>notes</p>");
    ktsnap(&["page", &copies[0], &copies[1], "-o", &notes]).fails_with(&format!(
        "{notes} exists and is not a page of ktsnap: write to another file, or add `--force` to replace it"
    ));
}
