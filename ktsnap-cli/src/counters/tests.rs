//! Plans of objects, as `ktsnap watch` makes them.

use std::fs;

use clap::Parser;
use ktsnap_btf::Layout;

use super::builder::ROWS;
use super::*;
use crate::args::{Args, Command, Watch};
use crate::failure::Failure;
use crate::named::WATCHED;

pub(crate) const DISPATCH: &str = "../examples/bpf/dispatch.bpf.o";
pub(crate) const ARGS_OF_ALL: [&str; 1] = [DISPATCH];

pub(crate) fn layout(object: &str) -> Layout {
    Layout::parse(&fs::read(object).unwrap()).unwrap()
}

pub(crate) fn args(args: &[&str]) -> Watch {
    let args = ["ktsnap", "watch"].iter().chain(args);
    let Command::Watch(watch) = Args::try_parse_from(args).unwrap().command else { panic!() };
    *watch
}

fn options(args: &Watch) -> Options {
    Options {
        sources: args.sources.clone(),
        only: args.only.clone(),
        cpus: args.cpus.clone(),
        ratios: args.ratios.clone(),
        readable: WATCHED,
    }
}

pub(crate) fn plan(given: &[&str]) -> Result<Plan, String> {
    let layout = layout(given[0]);
    Plan::of(options(&args(given)), Object { layout: &layout, path: given[0].as_ref(), is_layout_file: false }).map_err(
        |failure| match failure {
            Failure::Message(error) => error,
            other => format!("{other:?}"),
        },
    )
}

fn rows(plan: &Plan) -> Vec<&str> {
    plan.counters[..plan.rows].iter().map(|counter| counter.name.as_str()).collect()
}

#[test]
fn unsigned_integers_are_rows_and_members_of_structs_too() {
    let plan = plan(&[DISPATCH]).unwrap();
    let rows = rows(&plan);
    for name in ["nr_mig_cross", "waits.nr", "dsp_stats[2]"] {
        assert!(rows.contains(&name), "{name} is not in {rows:?}");
    }
    let layout = layout(DISPATCH);
    for name in &rows {
        let root = name.split(['[', '.']).next().unwrap();
        let (_, var) = layout.find(root).next().unwrap();
        assert!(!matches!(var.ty, ktsnap_btf::Type::Int { signed: true, .. }), "{name}");
    }
}

#[test]
fn patterns_take_rows_in_the_order_of_the_object() {
    let plan = plan(&[DISPATCH, "--only", "nr_mig_*", "--only", "waits.*"]).unwrap();
    let mut rows = rows(&plan);
    rows.sort_unstable();
    assert_eq!(rows, ["nr_mig_cross", "nr_mig_same", "waits.max_ns", "waits.nr", "waits.total_ns"]);
}

#[test]
fn a_static_that_clang_changed_is_no_row_and_the_reason_is_shown() {
    const CHANGED: &str = "../tests/bpf/changed_statics.bpf.o";
    const REMEDY: &str = "declare it `volatile` in C, or make it global";
    let all = plan(&[CHANGED]).unwrap();
    assert_eq!(rows(&all), ["nr_runs", "nr_enqueued"]);
    let mode = format!("clang changed the static `mode`: it has 1 byte, but its type `int` has 4: {REMEDY}");
    assert!(all.notes.contains(&mode), "{:?}", all.notes);
    for only in ["mode", "kinds", "knob"] {
        let error = plan(&[CHANGED, "--only", only]).unwrap_err();
        assert!(error.contains(&format!("the static `{only}`")) && error.ends_with(REMEDY), "{error}");
    }
    let error = plan(&[CHANGED, "--ratio", "share = kinds[0] / nr_runs"]).unwrap_err();
    assert!(error.contains("`--ratio 'share = kinds[0] / nr_runs'`: clang split the static `kinds`"), "{error}");
    assert_eq!(rows(&plan(&["../tests/bpf/raw/volatile_statics.bpf.o", "--only", "kinds[2]"]).unwrap()), ["kinds[2]"]);
}

#[test]
fn a_long_array_is_a_row_only_on_request() {
    const HOST: &str = "../tests/bpf/host.bpf.o";
    let all = plan(&[HOST]).unwrap();
    assert!(!rows(&all).iter().any(|name| name.starts_with("unread")));
    assert_eq!(all.notes, ["1 variable with more than 64 values left out: `--only` includes them"]);
    let one = plan(&[HOST, "--only", "unread[65000]"]).unwrap();
    assert_eq!(rows(&one), ["unread[65000]"]);
    let many = plan(&[HOST, "--only", "unread"]).unwrap();
    assert_eq!(many.rows, ROWS);
    assert_eq!(many.notes.len(), 2, "{:?}", many.notes);
}

#[test]
fn a_signed_one_is_a_row_only_on_request() {
    const HOST: [&str; 3] = ["../tests/bpf/host.bpf.o", "--section", ".data"];
    let error = "`.data` of ../tests/bpf/host.bpf.o holds no counter: name another with `--section` or `--map`, or one with `--only`";
    assert_eq!(plan(&HOST).unwrap_err(), error);
    let one = plan(&[HOST[0], HOST[1], HOST[2], "--only", "balance"]).unwrap();
    assert_eq!(rows(&one), ["balance"]);
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let error = |given: &[&str]| plan(given).unwrap_err();
    assert_eq!(
        error(&[DISPATCH, "--only", "nr_mig_crosss"]),
        format!("no integer in `.bss` of {DISPATCH} is called `nr_mig_crosss`: did you mean `nr_mig_cross`?")
    );
    assert_eq!(
        error(&[DISPATCH, "--section", ".bsss"]),
        format!("{DISPATCH} has no section `.bsss`: did you mean `.bss`?")
    );
    assert!(
        error(&[DISPATCH, "--section", ".maps"]).contains("has maps in `.maps`, not globals: use `--map` with one of ")
    );
}

#[test]
fn entries_of_a_map_are_rows_and_an_enum_names_them() {
    let numbers = plan(&[DISPATCH, "--map", "stats"]).unwrap();
    assert_eq!(rows(&numbers), ["stats[0]", "stats[1]", "stats[2]"]);
    assert_eq!(numbers.places, ["stats"]);
    let named = plan(&[DISPATCH, "--map", "stats", "--key", "enum dsp_stat"]).unwrap();
    assert_eq!(rows(&named), ["stats[LOCAL]", "stats[SHARED]", "stats[KICK]"], "the count in the enum is not an entry");
    assert_eq!(named.counters[2].enumerators[0].name, "DSP_KICK");
    // Without a type in BTF, a value of 8 bytes is an integer.
    let untyped = plan(&[DISPATCH, "--map", "wake_stats", "--key", "wake_stat", "--only", "*[WAKE_MOVED]"]).unwrap();
    assert_eq!(rows(&untyped), ["wake_stats[MOVED]"]);
    let short = plan(&[DISPATCH, "--map", "wake_stats", "--key", "wake_stat", "--only", "*[MOVED]"]).unwrap();
    assert_eq!(rows(&short), rows(&untyped));
}

#[test]
fn several_sections_and_maps_are_one_plan() {
    let places = ["--section", ".bss", "--section", ".data", "--map", "cpu_stats", "--map", "queue_waits"];
    // `queue_waits` has two entries, and the enum three keys.
    let names = ["--rows", "dsp_stats=dsp_stat", "--rows", "queue_waits=dsp_stat"];
    let only =
        ["nr_mig_same", "min_slice_ns", "busy_ns", "total_ns", "dsp_stats"].map(|only| ["--only", only]).concat();
    let of = plan(&[&[DISPATCH], &places[..], &names, &only].concat()).unwrap();
    assert_eq!(
        rows(&of),
        [
            "nr_mig_same",
            "dsp_stats[LOCAL]",
            "dsp_stats[SHARED]",
            "dsp_stats[KICK]",
            "waits.total_ns",
            "min_slice_ns",
            "cpu_stats.busy_ns",
            "queue_waits[LOCAL].total_ns",
            "queue_waits[SHARED].total_ns",
        ]
    );
}

#[test]
fn a_histogram_is_not_rows_but_bars() {
    let of = plan(&[DISPATCH, "--map", "wait_hist", "--histogram", "wait_hist=Log2"]).unwrap();
    assert_eq!((of.rows, of.histograms.len(), of.histograms[0].buckets.len()), (0, 1, 16));
    assert_eq!(of.histograms[0].bounds.bucket(3, 16).unwrap().to_string(), "8 to 16");
    let error = |options: &[&str]| plan(&[&[DISPATCH, "--map", "wait_hist"], options].concat()).unwrap_err();
    assert_eq!(
        error(&["--histogram", "wait_hist=Log3"]),
        "`--histogram 'wait_hist=Log3'`: `Log3` is not a kind of buckets: did you mean `Log2`?"
    );
    assert!(error(&["--histogram", "wait_hist=crate::Us"]).contains("is a type in Rust"));
    assert!(error(&["--histogram", "wait_hist"]).contains("expected a path, `=` and a kind of buckets"));
    let twice = error(&["--histogram", "wait_hist=Log2", "--histogram", "wait_hist=Fls"]);
    assert!(twice.ends_with("another option describes `wait_hist` too: remove one of the two options"), "{twice}");
}

#[test]
fn a_missing_enum_or_map_is_named_with_a_remedy() {
    let error = |options: &[&str]| plan(&[&[DISPATCH], options].concat()).unwrap_err();
    assert_eq!(
        error(&["--map", "stats", "--key", "stat_idx"]),
        format!(
            "{DISPATCH} has no `enum stat_idx`: BTF only has enums that are the type of a variable, a member or a parameter; \
             without `--key`, the parts of `stats` have numbers"
        )
    );
    assert_eq!(
        error(&["--map", "stats", "--key", "dsp_stats"]),
        format!("{DISPATCH} has no `enum dsp_stats`: did you mean `enum dsp_stat`?")
    );
    assert_eq!(error(&["--map", "statz"]), format!("{DISPATCH} has no map `statz`: did you mean `stats`?"));
    let storage = error(&["--map", "task_ctxs"]);
    let why = "`task_ctxs` is a BPF_MAP_TYPE_TASK_STORAGE, which bpf(2) only reads through a descriptor of each `struct task_struct`";
    let help = "read it from a report of the harness: `ktsnap show REPORT task_ctxs`";
    assert!(storage.ends_with(&format!("{why}: {help}")), "{storage}");
    let two = error(&["--map", "stats", "--map", "wake_stats", "--key", "dsp_stat"]);
    assert_eq!(
        two,
        "`--key` applies to a single map, but 2 were asked for: write `--rows MAP=dsp_stat` for each of them"
    );
}

#[test]
fn the_key_of_a_map_with_several_entries_is_meant() {
    let of = plan(&[DISPATCH, "--map", "cpu_stats", "--map", "stats", "--key", "dsp_stat"]).unwrap();
    let expected = ["cpu_stats.nr_runs", "cpu_stats.busy_ns", "stats[LOCAL]", "stats[SHARED]", "stats[KICK]"];
    assert_eq!(rows(&of), expected);
}

#[test]
fn a_counter_without_a_sum_over_cpus_is_left_out_with_a_note() {
    const HOST: [&str; 5] = ["../tests/bpf/host.bpf.o", "--map", "cpu_pairs", "--only", "*"];
    let names = |of: &Plan| of.counters.iter().map(|counter| counter.name.clone()).collect::<Vec<_>>();
    let sums = plan(&HOST).unwrap();
    let each = plan(&[&HOST[..], &["--per-cpu"]].concat()).unwrap();
    let forced = plan(&[&HOST[..], &["--sum", "last"]].concat()).unwrap();
    assert!(!names(&sums).iter().any(|name| name.ends_with(".last")), "{:?}", names(&sums));
    assert!(sums.notes.iter().any(|note| note.contains("`--sum PATTERN` adds them up")), "{:?}", sums.notes);
    assert_eq!(names(&each), names(&forced));
    assert!(each.notes.is_empty() && forced.notes.is_empty());
    let error = plan(&[&HOST[..3], &["--only", "last"]].concat()).unwrap_err();
    assert!(error.contains("left out, because the name or the sign does not allow a sum over CPUs: "), "{error}");
    let ratio = ["--ratio", "r = cpu_pairs.last / cpu_pairs.nr"];
    let error = plan(&[&HOST[..], &ratio].concat()).unwrap_err();
    assert!(error.ends_with("if the sum means something, add `--sum 'cpu_pairs.last'`"), "{error}");
    assert!(plan(&[&HOST[..], &ratio, &["--sum", "cpu_pairs.last"]].concat()).is_ok());
}

const HASHES: &str = "../tests/bpf/hashes.bpf.o";

#[test]
fn a_hash_map_has_the_counters_of_each_entry() {
    let of = plan(&[HASHES, "--map", "task_runs", "--map", "task_stats", "--map", "cpu_hash_stats"]).unwrap();
    let names = rows(&of);
    assert_eq!(names[0], "task_runs[*]");
    assert!(names.iter().any(|name| name.starts_with("task_stats[*].")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("cpu_hash_stats[*].")), "{names:?}");
    let counter = &of.counters[0];
    assert_eq!(in_entry(&counter.name, "58"), "task_runs[58]");
    // A key is selected when it is read. A pattern that no key can match is a mistake.
    let one = plan(&[HASHES, "--map", "task_runs", "--only", "task_runs[58]"]).unwrap();
    assert!(one.selects(&one.counters[0], "58") && !one.selects(&one.counters[0], "5"));
    let error = plan(&[HASHES, "--map", "task_runs", "--only", "task_runs[58].nr"]).unwrap_err();
    assert!(error.starts_with("no integer in `task_runs` of "), "{error}");
}

#[test]
fn what_needs_fixed_entries_is_refused_for_a_hash_map() {
    let error = |options: &[&str]| plan(&[&[HASHES, "--map", "task_runs"], options].concat()).unwrap_err();
    let ratio = error(&["--ratio", "r = sum(task_runs[*]) / 2"]);
    let expected = "`task_runs` is a hash map: entries come and go, so a difference of them is not a count: use counters of sections \
                    and arrays";
    assert!(ratio.ends_with(expected), "{ratio}");
    let key = error(&["--key", "hash_state"]);
    assert_eq!(key, "`--key` names the entries of an array, and the entries of a hash map have keys: remove `--key`");
    let of = plan(&[HASHES, "--map", "task_runs"]).unwrap();
    assert_eq!(rows(&of), ["task_runs[*]"], "without these options");
}
