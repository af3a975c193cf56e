//! `ktsnap show --ratio`, `--key` and `--rows`: ratios of one report, and names of entries and elements.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use serde_json::{Value, json};
use support::{Ran, Scratch, ktsnap};

const SWAP: &str = "examples/captures/dispatch-swap.json";
const A2: &str = "examples/captures/dispatch-a2.json";
const OBJECT: [&str; 2] = ["--object", "examples/bpf/dispatch.bpf.o"];
const CROSS: [&str; 2] = ["--ratio", "cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)"];

fn show(args: &[&str]) -> Ran {
    ktsnap(&[&["show"], args].concat())
}

fn json_of(args: &[&str]) -> Value {
    serde_json::from_str(&show(&[args, &["--json"]].concat()).done()).unwrap()
}

/// The value of the place.
fn value(report: &str, place: &str) -> f64 {
    show(&[report, place]).done().trim().parse().unwrap()
}

/// The only ratio, or the reason why it has no value.
fn ratio(args: &[&str], expr: &str) -> Result<f64, String> {
    let document = json_of(&[args, &["--ratio", &format!("r = {expr}")]].concat());
    match document["ratios"]["r"].as_f64() {
        Some(value) => Ok(value),
        None => Err(document["ratios_without_value"]["r"].as_str().unwrap().to_owned()),
    }
}

fn uint(value: u64) -> Value {
    json!({"kind": "uint", "bits": 64, "value": value})
}

fn section(name: &str, kva: u64, members: &[(&str, Value)]) -> Value {
    let members: Vec<_> = members.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"name": name, "map_kva": kva, "map_type": 2, "value_size": 8, "max_entries": 1,
        "value": {"kind": "struct", "type_name": ".bss", "members": members}})
}

fn entries(name: &str, kva: u64, values: &[u64]) -> Value {
    let entry = |(key, value): (usize, &u64)| json!({"key": key, "value": uint(*value)});
    json!({"name": name, "map_kva": kva, "map_type": 2, "value_size": 8, "max_entries": values.len(),
        "array_entries": values.iter().enumerate().map(entry).collect::<Vec<_>>()})
}

fn report(scratch: &Scratch, running: Option<&str>, live: &[u64], maps: &[Value]) -> String {
    let document = json!({"schema": "single", "maps": maps, "active_obj_name": running, "active_map_kvas": live});
    scratch.file("report.json", document.to_string().as_bytes())
}

#[test]
fn a_ratio_is_of_the_running_schedulers_values() {
    let [same, cross] = ["nr_mig_same", "nr_mig_cross"].map(|name| value(SWAP, &format!(".bss.{name}")));
    let document = json_of(&[&[SWAP], &CROSS[..]].concat());
    assert_eq!(document["ratios"], json!({"cross": cross / (same + cross)}));
    assert_eq!(
        document["ratio_maps"],
        json!([{"map": "dispatch.bss", "map_kva": "0xffff88810001c000", "copy": "live"}])
    );
    let text = show(&[&[SWAP], &CROSS[..]].concat()).done();
    let head = "dispatch.bss at 0xffff88810001c000, of the running scheduler; 1 other copy at 0xffff88810000d000\n\n";
    assert_eq!(text, format!("{head}ratio               value\ncross  {}\n", cross / (same + cross)));
}

#[test]
fn a_ratio_has_the_same_value_with_an_object_and_without_one() {
    for expr in [
        "nr_mig_cross / (nr_mig_same + nr_mig_cross)",
        "stats[2] / sum(stats)",
        "cpu_stats.busy_ns / cpu_stats.nr_runs",
        "waits.total_ns / waits.nr",
        "per_llc[0].nr_in / sum(per_llc[*].nr_in)",
        "moves[0][1] / sum(moves)",
        "count(moves[*][*] > 100)",
        "nr_mig_cross / max_busy_is_not_an_integer or 0",
    ] {
        let with = |object: &[&str]| {
            let option = format!("r = {expr}");
            show(&[&[A2], object, &["--ratio", &option, "--json"]].concat())
        };
        let (with, without) = (with(&OBJECT), with(&[]));
        if expr.contains("not_an_integer") {
            with.fails_with("max_busy_is_not_an_integer");
            without.fails_with("max_busy_is_not_an_integer");
            continue;
        }
        let [with, without] = [with, without].map(|ran| serde_json::from_str::<Value>(&ran.done()).unwrap());
        assert!(with["ratios"]["r"].is_f64(), "{expr}: {with}");
        assert_eq!(with["ratios"], without["ratios"], "{expr}");
    }
    let kicks = |term: &str, object: &[&str]| ratio(&[&[A2], object].concat(), &format!("{term} / sum(stats)"));
    let key = [&OBJECT[..], &["stats", "--key", "dsp_stat"]].concat();
    assert_eq!(kicks("stats[KICK]", &key), kicks("stats[2]", &[]));
    assert_eq!(kicks("stats[DSP_KICK]", &OBJECT), kicks("stats[2]", &[]));
}

#[test]
fn ratios_follow_the_map_or_the_value_that_is_shown() {
    let alone = show(&[SWAP, ".bss"]).done();
    let text = show(&[&[SWAP, ".bss"], &CROSS[..]].concat()).done();
    let rest = text.strip_prefix(alone.as_str()).unwrap_or_else(|| panic!("{text}"));
    assert!(rest.starts_with("\nratio ") && rest.contains("\ncross  0.64874"), "{rest}");
    let text = show(&[&[SWAP, ".bss.nr_tasks"], &CROSS[..]].concat()).done();
    assert!(text.starts_with("82\n\nratio "), "{text}");
    // Another map than the one that is shown is named.
    let text = show(&[&[SWAP, "stats"], &CROSS[..]].concat()).done();
    assert!(text.contains("\n\ndispatch.bss at 0xffff88810001c000, of the running scheduler; "), "{text}");
    let document = json_of(&[&[SWAP, ".bss.nr_tasks"], &CROSS[..]].concat());
    assert_eq!(document["value"], 82);
    assert_eq!(document["ratios"], json_of(&[&[SWAP, ".bss"], &CROSS[..]].concat())["ratios"]);
}

#[test]
fn a_ratio_never_mixes_two_instances() {
    let scratch = Scratch::new("ratio-copies");
    let bss = |kva, nr| section("a.bss", kva, &[("nr", uint(nr)), ("all", uint(10))]);
    let maps = [bss(1, 7), entries("stats", 2, &[1, 2]), bss(11, 3), entries("stats", 12, &[4, 5])];
    let both = report(&scratch, Some("a"), &[11, 12], &maps);
    assert_eq!(ratio(&[&both], "nr / all"), Ok(0.3));
    assert_eq!(ratio(&[&both], "nr / stats[0]"), Ok(0.75));
    // The copy that the argument names, and no value of another instance.
    assert_eq!(ratio(&[&both, "a.bss@0x1"], "nr / all"), Ok(0.7));
    let why = ratio(&[&both, "a.bss@0x1"], "nr / stats[0]").unwrap_err();
    assert!(why.contains("`stats` can be another instance's than `a.bss` at 0x1"), "{why}");
    assert_eq!(ratio(&[&both, "a.bss@0xb"], "nr / stats[0]"), Ok(0.75));
    // The list names other maps of the object, so the only captured copy is another instance's.
    let dead = report(&scratch, Some("a"), &[11, 13], &[bss(1, 7), entries("stats", 2, &[1, 2])]);
    let why = ratio(&[&dead], "nr / all").unwrap_err();
    assert_eq!(why, "`a.bss` at 0x1 is not of the running scheduler, whose copy was not captured");
    assert_eq!(ratio(&[&dead, "a.bss@0x1"], "nr / all"), Ok(0.7), "the copy was named");
    let undecided = report(&scratch, Some("a"), &[], &[bss(1, 7), bss(11, 3)]);
    let why = ratio(&[&undecided], "nr / all").unwrap_err();
    assert_eq!(why, "the report has 2 copies of `.bss` and does not say which one is live");
    let other = [section("b.bss", 1, &[("nr", uint(7)), ("all", uint(10))]), section("a.data", 2, &[("x", uint(1))])];
    let other = report(&scratch, Some("a"), &[], &other);
    let why = ratio(&[&other], "nr / all").unwrap_err();
    assert_eq!(why, "`b.bss` is not of `a`, which is running");
}

#[test]
fn a_ratio_without_a_value_says_why() {
    let scratch = Scratch::new("ratio-why");
    let cut = json!({"kind": "array", "len": 3, "elements": [uint(1), uint(2)]});
    let mut stats = entries("stats", 2, &[1, 2, 3]);
    stats["array_entries"][1]["value"] = Value::Null;
    let bss = section("a.bss", 1, &[("zero", uint(0)), ("nr", uint(5)), ("cut", cut)]);
    let file = report(&scratch, Some("a"), &[1, 2], &[bss, stats]);
    let why = |expr: &str| ratio(&[&file], expr).unwrap_err();
    assert!(why("nr / zero").contains("zero"), "{}", why("nr / zero"));
    assert_eq!(ratio(&[&file], "nr / zero or 0"), Ok(0.0));
    assert!(why("nr / sum(cut)").contains("`cut"), "{}", why("nr / sum(cut)"));
    assert!(why("nr / sum(stats)").contains("`[1]` of `stats`"), "{}", why("nr / sum(stats)"));
    assert_eq!(ratio(&[&file], "nr / stats[0]"), Ok(5.0), "the other entries have values");
    let text = show(&[&file, "--ratio", "r = nr / zero", "--ratio", "s = nr / 2"]).done();
    assert!(text.contains("\ns        2.5\n"), "{text}");
    assert!(text.ends_with("\n") && text.contains("\nr: no value: the denominator `zero` is zero"), "{text}");
    show(&[&file, "--ratio", "r = nrr / 2"]).fails_with("did you mean `nr`?");
}

#[test]
fn a_value_per_cpu_is_added_up_only_if_a_sum_means_something() {
    let scratch = Scratch::new("ratio-cpus");
    let slot = |nr, last| {
        json!({"kind": "struct", "type_name": "s", "members": [
            {"name": "nr", "value": uint(nr)}, {"name": "last_run_at", "value": uint(last)}]})
    };
    let map = json!({"name": "ctx", "map_kva": 3, "map_type": 6, "value_size": 16, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": [slot(1, 100), slot(2, 300)]}]});
    let file = report(&scratch, None, &[], std::slice::from_ref(&map));
    assert_eq!(ratio(&[&file], "ctx.nr / 2"), Ok(1.5));
    let refused = show(&[&file, "--ratio", "r = ctx.last_run_at / 2"]);
    refused.fails_with("add `--sum 'ctx.last_run_at'`");
    assert_eq!(ratio(&[&file, "--sum", "ctx.last_run_at"], "ctx.last_run_at / 2"), Ok(200.0));
    let mut missing = map;
    missing["percpu_entries"][0]["per_cpu"][1] = Value::Null;
    let file = report(&scratch, None, &[], &[missing]);
    assert_eq!(ratio(&[&file], "ctx.nr / 2").unwrap_err(), "`ctx.nr` has no value", "a missing value is not zero");
}

#[test]
fn elements_have_the_names_of_an_enum() {
    let rows = |args: &[&str]| show(&[&[A2], &OBJECT[..], &["--rows", "dsp_stats=dsp_stat"], args].concat());
    let numbers = json_of(&[A2, ".bss.dsp_stats"]);
    let text = rows(&[".bss.dsp_stats"]).done();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    let expected = ["[DSP_LOCAL]", "[DSP_SHARED]", "[DSP_KICK]"];
    for (at, name) in expected.iter().enumerate() {
        assert_eq!(lines[at], [*name, &numbers[at].to_string()]);
        assert_eq!(rows(&[&format!(".bss.dsp_stats{name}")]).done().trim(), numbers[at].to_string());
    }
    let text = rows(&[".bss"]).done();
    assert!(text.contains(&format!("{{DSP_LOCAL: {}, DSP_SHARED: ", numbers[0])), "{text}");
    let named = json!({"DSP_LOCAL": numbers[0], "DSP_SHARED": numbers[1], "DSP_KICK": numbers[2]});
    let document: Value = serde_json::from_str(&rows(&[".bss", "--json"]).done()).unwrap();
    assert_eq!(document["value"]["dsp_stats"], named);
    assert_eq!(document["value"]["recent"], json_of(&[A2, ".bss.recent"]), "other arrays keep their numbers");
    let bars: Value = serde_json::from_str(&rows(&[".bss.dsp_stats", "--bars", "--json"]).done()).unwrap();
    let bars: Vec<_> = bars["pictures"][0]["bars"].as_array().unwrap().iter().map(|bar| bar["label"].clone()).collect();
    assert_eq!(bars, ["DSP_LOCAL", "DSP_SHARED", "DSP_KICK"]);
}

/// A report with the per-CPU map of scx_mitosis, in which `cstats` of each CPU is a number of its own.
fn mitosis(scratch: &Scratch) -> String {
    let cells = |cpu: u64| {
        let row = |cell: u64| json!({"kind": "array", "len": 13, "elements": (0..13).map(|stat| uint(1000 * cpu + 100 * cell + stat)).collect::<Vec<_>>()});
        let cells = json!({"kind": "array", "len": 256, "elements": (0..256).map(row).collect::<Vec<_>>()});
        json!({"kind": "struct", "type_name": "cpu_ctx", "members": [{"name": "cstats", "value": cells}]})
    };
    let layout: Value = serde_json::from_slice(&std::fs::read(support::repository().join(MITOSIS)).unwrap()).unwrap();
    let size = layout["maps"]["cpu_ctxs"]["value"]["size"].clone();
    let map = json!({"name": "cpu_ctxs", "map_kva": 1, "map_type": 6, "value_size": size, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": [cells(0), cells(1)]}]});
    report(scratch, None, &[], &[map])
}

const MITOSIS: &str = "tests/real-schedulers/schemas/scx_mitosis.json";

#[test]
fn elements_of_a_value_per_cpu_have_names_in_every_view() {
    let scratch = Scratch::new("rows-mitosis");
    let file = mitosis(&scratch);
    let with = |args: &[&str]| {
        show(&[&[file.as_str()], args, &["--object", MITOSIS, "--rows", "cstats=cell_stat_idx"]].concat())
    };
    assert_eq!(with(&["cpu_ctxs[0][1].cstats[2][CSTAT_LOCAL]"]).done(), "1200\n");
    let text = with(&["cpu_ctxs[0][1].cstats[2]"]).done();
    assert!(text.starts_with("[CSTAT_LOCAL]") && text.contains("  1200\n"), "{text}");
    let heat = with(&["cpu_ctxs.cstats[2]", "--heat"]).done();
    assert!(heat.contains("cstats[2][CSTAT_LOCAL]") && !heat.contains("cstats[2][0]"), "{heat}");
    let document: Value = serde_json::from_str(&with(&["cpu_ctxs", "--json"]).done()).unwrap();
    assert_eq!(document["entries"][0]["per_cpu"][1]["cstats"][2]["CSTAT_LOCAL"], 1200);
    let option = "local = cpu_ctxs.cstats[2][LOCAL] / sum(cpu_ctxs.cstats[2])";
    let with_ratio = serde_json::from_str::<Value>(&with(&["--ratio", option, "--json"]).done()).unwrap();
    let all: u64 = (0..13).map(|stat| 200 + stat + 1200 + stat).sum();
    assert_eq!(with_ratio["ratios"]["local"], 1400.0 / all as f64);
}

#[test]
fn the_table_of_cpus_has_the_names_of_elements() {
    let scratch = Scratch::new("rows-cpus");
    let dispatch = support::repository().join("examples/packages/layout-file/schemas/dispatch.json");
    let dispatch: Value = serde_json::from_slice(&std::fs::read(dispatch).unwrap()).unwrap();
    let layout = json!({
        "ktsnap_layout": 1, "byte_order": "little", "sections": {},
        "maps": {"ctx": {
            "type": "BPF_MAP_TYPE_PERCPU_ARRAY", "max_entries": 1, "key": {"size": 4, "type": "u32", "c_type": "u32"},
            "value": {"size": 24, "type": "struct ctx", "c_type": "struct ctx"},
        }},
        "types": {
            "enum dsp_stat": dispatch["types"]["enum dsp_stat"],
            "struct ctx": {"size": 24, "members": [{"name": "moved", "type": "[u64; 3]", "c_type": "u64[3]", "bit_offset": 0}]},
        },
    });
    let layout = scratch.file("ctx.json", layout.to_string().as_bytes());
    let slot = |first: u64| {
        let moved = json!({"kind": "array", "len": 3, "elements": [uint(first), uint(first + 1), uint(first + 2)]});
        json!({"kind": "struct", "type_name": "ctx", "members": [{"name": "moved", "value": moved}]})
    };
    let map = json!({"name": "ctx", "map_kva": 1, "map_type": 6, "value_size": 24, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": [slot(1), slot(11)]}]});
    let file = report(&scratch, None, &[], &[map]);
    let text = show(&[&file, "ctx", "--object", &layout, "--rows", "moved=dsp_stat", "--sum", "moved*"]).done();
    let row = |name: &str| {
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.unwrap_or_else(|| panic!("no `{name}` in\n{text}")).split_whitespace().skip(1).collect::<Vec<_>>()
    };
    assert_eq!(row("moved[DSP_LOCAL]"), ["1", "11", "12"]);
    assert_eq!(row("moved[DSP_KICK]"), ["3", "13", "16"]);
}

#[test]
fn options_without_effect_are_refused_with_a_remedy() {
    let refused = |args: &[&str]| {
        let ran = show(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}{}", ran.out, ran.err);
        ran.err
    };
    let rows = ["--rows", "dsp_stats=dsp_stat"];
    assert!(refused(&[&[A2], &OBJECT[..], &rows].concat()).contains("`--rows` needs a map"));
    assert!(refused(&[A2, "--sum", "*"]).contains("`--sum` needs a map"));
    let text = refused(&[&[A2, ".bss"], &OBJECT[..], &["--key", "dsp_stat"]].concat());
    assert!(text.contains("`dispatch.bss` is a section") && text.contains("`--rows PATH=dsp_stat`"), "{text}");
    show(&[&[A2, ".bss"], &OBJECT[..], &rows].concat()).done();
    assert!(refused(&[&[A2, ".bss"], &OBJECT[..]].concat()).contains("--rows PATH=ENUM"));
    let of_struct = ["--struct", "examples/dispatch.rs:Dispatch"];
    assert!(refused(&[&[A2], &of_struct[..], &CROSS].concat()).contains("`--struct` shows the ratios of the struct"));
    assert!(refused(&[&[A2, "stats", "--heat"], &CROSS[..]].concat()).contains("--heat"));
}
