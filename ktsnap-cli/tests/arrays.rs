//! The errors of `ktsnap derive --rows`, `--histogram` and `--sum`. The test `generated` compiles what these options write.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use support::ktsnap;

const ARRAYS: &str = "ktsnap-cli/tests/generated/schemas/arrays.json";
const DISPATCH: &str = "examples/bpf/dispatch.bpf.o";
const HISTOGRAM: &str = "tests/bpf/histogram.bpf.o";
const MITOSIS: &str = "tests/real-schedulers/schemas/scx_mitosis.json";

#[track_caller]
fn refused(object: &str, args: &[&str], expected: &str) {
    let ran = ktsnap(&[&["derive", object], args].concat());
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{args:?}: {}", ran.err);
    assert_eq!(ran.err, format!("ktsnap: {expected}\n"), "{args:?}");
}

/// The option in `args` that the error begins with, and the rest of the error.
#[track_caller]
fn refused_option(object: &str, args: &[&str], expected: &str) {
    let [.., option, text] = args else { panic!("{args:?}") };
    refused(object, args, &format!("`{option} '{text}'`: {expected}"));
}

#[test]
fn an_array_that_the_object_lacks_is_an_error_with_a_near_name() {
    for (object, args, expected) in [
        (DISPATCH, &["--rows", "dsp_stat=dsp_stat"][..], "no global `dsp_stat` in `.bss`: did you mean `dsp_stats`?"),
        (
            DISPATCH,
            &["--rows", "nr_in=dsp_stat"],
            "no global `nr_in` in `.bss`: write `per_llc[*].nr_in` for the member",
        ),
        (
            HISTOGRAM,
            &["--histogram", "waiting=Log2"],
            "no global `waiting` in `.bss`: the arrays of integers in `.bss` are `wait_us`, `depth`, `latency_ns`, `bits`, `drift`, \
             `hist`",
        ),
        (
            MITOSIS,
            &["--map", "cpu_ctxs", "--rows", "cstat=cell_stat_idx"],
            "`struct cpu_ctx` has no member `cstat`: did you mean `cstats`?",
        ),
        (
            ARRAYS,
            &["--map", "devices", "--rows", "io=io_stats"],
            "`struct device` has no member `io`: write `queue.io` for the member of a member",
        ),
        (
            ARRAYS,
            &["--map", "by_cpu", "--map", "devices", "--rows", "kind=kind_id"],
            "`struct device` has no member `kind`: did you mean `kinds`?",
        ),
        (
            ARRAYS,
            &["--map", "by_cpu", "--map", "by_pid", "--rows", "by_pid[*]=kind_id"],
            "`by_pid[*]` is an integer: write `by_pid` for the array",
        ),
    ] {
        refused_option(object, args, expected);
    }
}

#[test]
fn an_enum_that_the_object_lacks_is_an_error_with_a_near_name_or_what_to_declare() {
    refused(
        DISPATCH,
        &["--rows", "dsp_stats=dsp_stats"],
        "examples/bpf/dispatch.bpf.o has no `enum dsp_stats`: did you mean `enum dsp_stat`?",
    );
    refused(
        DISPATCH,
        &["--rows", "dsp_stats=stat_idx"],
        "examples/bpf/dispatch.bpf.o has no `enum stat_idx`: declare `enum StatIdx` in Rust with `#[derive(SnapshotEnum)]`, and a \
         row with `#[snapshot(type = \"u64[3]\", enums(StatIdx))]`; BTF only has enums that are the type of a variable, a member \
         or a parameter",
    );
    refused(
        MITOSIS,
        &["--map", "cpu_ctxs", "--rows", "cstats=enum event_id"],
        "tests/real-schedulers/schemas/scx_mitosis.json has no `enum event_id`: if the object has it, \
         `ktsnap export OBJECT --type 'enum event_id'` writes it to the layout file",
    );
}

#[test]
fn an_enum_that_does_not_fit_the_array_is_an_error_with_the_first_enumerator() {
    refused_option(
        "tests/bpf/groups.bpf.o",
        &["--map", "cpu_ctxs", "--rows", "moves=place"],
        "a row of `moves` has 2 elements, but `PLACE_OPEN` of `enum place` is 7: name the enum that indexes the array",
    );
    // Of four elements, the enumerators 0 to 2 are indices.
    let four = ktsnap(&["derive", "tests/bpf/groups.bpf.o", "--map", "cpu_ctxs", "--rows", "running_ns=place"]);
    four.fails_with("`running_ns` has 4 elements, but `PLACE_OPEN` of `enum place` is 7");
    refused_option(
        "tests/bpf/shapes.bpf.o",
        &["--only", "a_array", "--rows", "a_array=wide"],
        "`a_array` has 3 elements, but `WIDE_TOP` of `enum wide` is 9223372036854775809: name the enum that indexes the array",
    );
}

#[test]
fn a_value_that_is_not_an_array_of_integers_is_an_error() {
    let remove = "name another array, or remove the option";
    for (path, c_type) in [
        ("recent", "volatile enum dsp_stat[8]"),
        ("slowest_comm", "char[16]"),
        ("nr_tasks", "volatile u32"),
        ("per_llc[*].nr_in", "u64"),
    ] {
        let text = format!("{path}=dsp_stat");
        let expected = format!("`{path}` is `{c_type}` in C, not an array of integers: {remove}");
        refused_option(DISPATCH, &["--rows", &text], &expected);
    }
    for (object, args, expected) in [
        (
            DISPATCH,
            &["--rows", "waits=dsp_stat"][..],
            "`waits` is `struct wait_stats` in C, not an array of integers: `waits` has no array of integers, so remove the option",
        ),
        (
            ARRAYS,
            &["--map", "devices", "--rows", "queue=io_stats"],
            "`queue` is `struct queue` in C, not an array of integers: the arrays of integers in `queue` are `io`, `depth`",
        ),
        (DISPATCH, &["--rows", "moves[*][*]=dsp_stat"], "`moves[*][*]` is an integer: write `moves[*]` for the array"),
        (
            DISPATCH,
            &["--rows", "moves[2]=dsp_stat"],
            "`moves[2]` is a part of an array, but a generated field is the whole array: write `[*]` instead of the index",
        ),
        (
            DISPATCH,
            &["--rows", "per_llc.nr_in=dsp_stat"],
            "`per_llc` is `struct llc_stats[4]` in C, which has no member `nr_in`: write `per_llc[0].nr_in` for one element, or \
             `per_llc[*].nr_in` for all elements",
        ),
        (
            "tests/bpf/pointers.bpf.o",
            &["--histogram", "busiest->load=Log2"],
            "`busiest->load` follows a pointer, but a generated field has only its address: write the field by hand: \
             `#[snapshot(path = \"...\")]`",
        ),
        (
            "tests/bpf/shapes.bpf.o",
            &["--histogram", "huge=Log2"],
            "`huge` has 5000 elements, but a report has at most 4096 elements of an array: write a field for the elements that \
             you need: `#[snapshot(path = \"...\")]`",
        ),
        (
            ARRAYS,
            &["--section", ".data.waits", "--rows", "waits=kind_id"],
            "`waits` has the length that user space sets, but a row has a fixed length: remove `--rows`: the field is then a `Vec`",
        ),
        (
            "tests/bpf/hashes.bpf.o",
            &["--map", "task_runs", "--histogram", "task_runs=Log2"],
            "`task_runs` is `u64` in C, not an array of integers: name another array, or remove the option",
        ),
    ] {
        refused_option(object, args, expected);
    }
}

#[test]
fn buckets_that_do_not_fit_the_array_are_an_error() {
    let many = "64 bits do not hold the bounds of so many buckets of";
    let counts_in = "name the buckets that the C code counts in";
    for (text, expected) in [
        ("wait_us=log2", "`log2` is not a kind of buckets: did you mean `Log2`?".to_owned()),
        ("wait_us=Log2<60>", format!("`wait_us` has 8 elements, but {many} `Log2<60>`: {counts_in}")),
        ("hist=Fls<58>", format!("a row of `hist` has 8 elements, but {many} `Fls<58>`: {counts_in}")),
        ("wait_us=Linear<0, 0>", "the buckets of `Linear<0, 0>` have no width: write a width above 0".to_owned()),
        (
            "drift=Log2",
            "`drift` is `s64[4]` in C, but the elements of a histogram are unsigned: remove `--histogram`".to_owned(),
        ),
    ] {
        refused_option(HISTOGRAM, &["--histogram", text], &expected);
    }
    // One bit less fits: the last bucket then begins at 2 to the power of 63.
    for text in ["wait_us=Log2<56>", "hist=Fls<57>"] {
        ktsnap(&["derive", HISTOGRAM, "--histogram", text]).done();
    }
}

#[test]
fn options_that_contradict_each_other_or_have_no_effect_are_errors() {
    for (object, args, expected) in [
        (
            DISPATCH,
            &["--rows", "dsp_stats"][..],
            "expected a path, `=` and an enum: for example, write `--rows cstats=cell_stat_idx`",
        ),
        (
            DISPATCH,
            &["--histogram", "dsp_stats="],
            "expected a path, `=` and a kind of buckets: for example, write `--histogram wait_us=Log2`",
        ),
        (
            DISPATCH,
            &["--rows", "dsp_stats=dsp_stat", "--histogram", "dsp_stats=Log2"],
            "another option describes `dsp_stats` too: remove one of the two options",
        ),
        (
            DISPATCH,
            &["--only", "nr_tasks", "--rows", "dsp_stats=dsp_stat"],
            "`dsp_stats` is not part of a generated field: select its field with `--only`, or remove the option",
        ),
        (
            DISPATCH,
            &["--map", "stats", "--rows", "stats=dsp_stat"],
            "the entries of `stats` are `u64`, not arrays: name the enum of the entries with `--key 'enum dsp_stat'`",
        ),
        (
            DISPATCH,
            &["--map", "stats", "--key", "dsp_stat", "--histogram", "stats=Log2"],
            "`--key dsp_stat` makes a field for each entry of `stats`, but a histogram is one field: remove one of the two options",
        ),
    ] {
        refused_option(object, args, expected);
    }
    refused(
        DISPATCH,
        &["--map", "wait_hist", "--sum"],
        "`--sum` adds the values of all CPUs, but `wait_hist` is not a per-CPU map: the per-CPU maps are `cpu_stats`, `stats`, `wake_stats`",
    );
    refused(
        DISPATCH,
        &["--section", ".bss", "--map", "wait_hist", "--sum"],
        "`--sum` adds the values of all CPUs, but none of `.bss`, `wait_hist` is a per-CPU map: the per-CPU maps are `cpu_stats`, \
         `stats`, `wake_stats`",
    );
    refused(
        "tests/bpf/resized.bpf.o",
        &["--sum"],
        "`--sum` adds the values of all CPUs, but `.bss` is not a per-CPU map: remove `--sum`",
    );
}

#[test]
fn a_path_that_several_sources_have_needs_the_name_of_the_map() {
    let both = ["--section", ".bss", "--map", "devices"];
    refused_option(
        ARRAYS,
        &[&both[..], &["--rows", "kinds=kind_id"]].concat(),
        "several of `.bss`, `devices` have an array `kinds`: write `devices.kinds` for the member, or generate the structs in runs of \
         their own",
    );
    let source = ktsnap(&[&["derive", ARRAYS], &both[..], &["--rows", "devices.kinds=kind_id"]].concat()).done();
    assert!(source.contains("pub kinds: [u64; 3],") && source.contains("pub kinds: Kinds,"), "{source}");
    // The struct of the section's array is that of the map's value.
    ktsnap(&[&["derive", ARRAYS], &both[..], &["--histogram", "devices[*].queue.depth=Log2"]].concat()).done();
}

#[test]
fn what_has_no_sum_is_left_out() {
    let source = ktsnap(&["derive", "tests/bpf/groups.bpf.o", "--map", "cpu_ctxs", "--sum"]).done();
    let left = "// Left out: `place`, `enum place`: only integers have a sum over all CPUs.";
    assert!(source.contains(left) && !source.contains("pub place"), "{source}");
    assert!(source.contains("    #[snapshot(sum)]\n    pub node: i16,"), "{source}");
    assert!(!source.contains("PerCpu") && source.contains("/// Each field is the sum over all CPUs."), "{source}");
}
