//! `ktsnap show --tasks`, `--dsqs`, `--cpus`, `--programs`, `--sched` and `--allocations`, compared with the JSON of the reports.

mod support;

use std::cmp::Reverse;
use std::fs;

use serde_json::{Value, json};
use support::{Ran, Scratch, captures, ktsnap, repository};
use unicode_width::UnicodeWidthStr;

const RICH: &str = "captures/ktstr-rich-late_run.json";

fn show(args: &[&str]) -> Ran {
    ktsnap(&[&["show"], args].concat())
}

fn shown_json(args: &[&str]) -> Value {
    serde_json::from_str(&show(&[args, &["--json"]].concat()).done()).unwrap()
}

/// A report as plain JSON.
fn report(file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(repository().join(file)).unwrap()).unwrap()
}

fn list<'v>(json: &'v Value, name: &str) -> Vec<&'v Value> {
    json[name].as_array().into_iter().flatten().collect()
}

/// The words of the lines between the title that begins with `title` and the next blank line, without the headings.
fn rows(text: &str, title: &str) -> Vec<Vec<String>> {
    let lines = text.lines().skip_while(|line| !line.starts_with(title)).skip(2);
    lines.take_while(|line| !line.is_empty()).map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

/// A report with these fields besides its schema.
fn with(scratch: &Scratch, name: &str, fields: &Value) -> String {
    let mut document = json!({"schema": "single", "maps": []});
    document.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    scratch.file(name, document.to_string().as_bytes())
}

fn task(pid: i64, comm: &str, utime: u64) -> Value {
    json!({"pid": pid, "tgid": pid, "comm": comm, "weight": 100, "prio": 120, "static_prio": 120, "normal_prio": 120,
        "rt_priority": 0, "sched_class": "ext", "pi_boosted_out_of_scx": false, "nvcsw": u64::MAX, "nivcsw": 4,
        "utime": utime, "stime": 1})
}

#[test]
fn programs_are_those_of_each_report_by_run_time() {
    let mut compared = 0;
    for file in captures() {
        let file = file.to_str().unwrap();
        let report: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let mut programs = list(&report, "prog_runtime_stats");
        if programs.is_empty() {
            continue;
        }
        programs.sort_by_key(|program| Reverse(program["nsecs"].as_u64().unwrap()));
        let expected: Vec<Vec<String>> = programs
            .iter()
            .map(|program| {
                let [count, ns, missed] = ["cnt", "nsecs", "misses"].map(|name| program[name].as_u64().unwrap());
                let name = program["name"].as_str().unwrap().to_owned();
                let mean = (count > 0).then(|| format!("{:.1}", ns as f64 / count as f64));
                let numbers =
                    [Some(name), Some(count.to_string()), Some(ns.to_string()), mean, Some(missed.to_string())];
                numbers.into_iter().flatten().collect()
            })
            .collect();
        assert_eq!(rows(&show(&[file, "--programs"]).done(), "programs: "), expected, "{file}");
        let shown = shown_json(&[file, "--programs"]);
        for (shown, program) in list(&shown, "programs").iter().zip(&programs) {
            assert_eq!(
                (&shown["name"], &shown["cnt"], &shown["nsecs"]),
                (&program["name"], &program["cnt"], &program["nsecs"])
            );
        }
        compared += programs.len();
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn dispatch_queues_have_the_names_of_the_kernels_constants() {
    let report = report(RICH);
    let text = show(&[RICH, "--dsqs"]).done();
    let shown = rows(&text, "dispatch queues: 2 bypass, 1 global, 1 user, the longest first");
    for (row, queue) in shown.iter().zip(list(&report, "dsq_states")) {
        let id = format!("{:#x}", queue["id"].as_u64().unwrap());
        let end = [queue["nr"].to_string(), queue["seq"].to_string()];
        assert!(row.contains(&id) && row.ends_with(&end), "{row:?} {queue}");
        assert!(row.join(" ").starts_with(queue["origin"].as_str().unwrap()), "{row:?}");
    }
    assert_eq!(shown.len(), list(&report, "dsq_states").len());
    assert!(
        shown[0].contains(&"SCX_DSQ_BYPASS".to_owned()) && shown[2].contains(&"SCX_DSQ_GLOBAL".to_owned()),
        "{text}"
    );
    let reason = report["scx_walker_unavailable"].as_str().unwrap();
    assert!(text.ends_with(&format!("\nincomplete: dispatch queues: {reason}\n")), "{text}");
    assert_eq!(shown_json(&[RICH, "--dsqs"])["incomplete"]["dispatch_queues"], reason);
}

#[test]
fn times_and_interrupts_of_cpus_are_exact() {
    let report = report(RICH);
    let text = show(&[RICH, "--cpus"]).done();
    let seconds = |ns: &Value| match ns.as_u64().unwrap() {
        0 => "0".to_owned(),
        ns => format!("{}.{:09}", ns / 1_000_000_000, ns % 1_000_000_000),
    };
    let modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"];
    for ((row, interrupts), time) in
        rows(&text, "CPU time: ").iter().zip(rows(&text, "interrupts: ")).zip(list(&report, "per_cpu_time"))
    {
        let times = modes.map(|mode| seconds(&time[format!("cpustat_{mode}_ns")]));
        assert_eq!(*row, [&[time["cpu"].to_string()], &times[..]].concat());
        let softirqs = list(time, "softirqs").into_iter().map(Value::to_string);
        let expected = [time["cpu"].to_string(), time["irqs_sum"].to_string()].into_iter().chain(softirqs);
        assert_eq!(interrupts, expected.collect::<Vec<_>>());
    }
    let shown = shown_json(&[RICH, "--cpus"]);
    assert_eq!(shown["cpu_times"][1]["idle_ns"], report["per_cpu_time"][1]["cpustat_idle_ns"]);
    assert_eq!(shown["interrupts"][0]["softirqs"]["SCHED"], report["per_cpu_time"][0]["softirqs"][7]);
    assert_eq!(shown["numa_nodes"], report["per_node_numa"]);
    assert_eq!(
        (&shown["run_queues"], &shown["not_captured"]["run_queues"]),
        (&Value::Null, &report["scx_walker_unavailable"])
    );
    assert!(text.contains("\nnot captured: hardware counters, cgroups: the report gives no reason\n"), "{text}");
}

#[test]
fn a_report_without_what_was_asked_for_is_an_error_with_its_reason() {
    show(&[RICH, "--tasks"]).fails_with("has no tasks: no task walker available");
    show(&[RICH, "--tasks", "--json"]).fails_with("has no tasks: no task walker available");
    show(&["captures/scx_bpfland-a0.json", "--dsqs", "--tasks"])
        .fails_with("has no dispatch queues or tasks: the report gives no reason");
    show(&["captures/ktstr-no-scheduler.json", "--dsqs", "--tasks"]).fails_with(
        "has nothing of this: dispatch queues (scx walker partial: missing offset groups [scx_rq]), tasks (no task walker available)",
    );
    show(&["captures/ktstr-placeholder.json", "--cpus"]).fails_with("is a placeholder: nothing was captured");
    let text = show(&[RICH, "--tasks", "--programs"]).done();
    assert!(text.ends_with("\n\nnot captured: tasks: no task walker available\n"), "{text}");
    let scratch = Scratch::new("degraded");
    let degraded = r#"{"schema":"degraded","reason":"timed out","watchpoint_hit":true,"bss_latch_state":""}"#;
    show(&[&scratch.file("degraded.json", degraded.as_bytes()), "--tasks"]).fails_with("contains no snapshot");
    let ran = show(&[RICH, ".bss", "--tasks"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}

#[test]
fn tasks_are_shown_by_cpu_time_and_their_names_control_no_terminal() {
    let scratch = Scratch::new("tasks");
    let mut boosted = task(9, "boosted", 5);
    boosted["pi_boosted_out_of_scx"] = true.into();
    boosted["lock_slowpath_match"] = "rwsem_down_read_slowpath\u{9b}".into();
    let tasks = json!([task(1, "idle", 0), task(7, "\u{1b}[31m\u{202e}x", u64::MAX), boosted, task(2, "idle", 0)]);
    let file = with(&scratch, "tasks.json", &json!({"task_enrichments": tasks}));
    let text = show(&[&file, "--tasks", "--width", "200"]).done();
    assert!(text.starts_with("tasks: 4, by CPU time\n"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}']) && text.contains("\\u{1b}[31m\\u{202e}x"), "{text}");
    let rows = rows(&text, "tasks: ");
    assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["7", "9", "1", "2"]);
    assert!(text.contains("18446744073.709551615") && text.contains(&u64::MAX.to_string()), "{text}");
    assert!(text.contains("boosted out of sched_ext, in rwsem_down_read_slowpath\\u{9b}"), "{text}");
    let shown = show(&[&file, "--tasks", "--json"]).done();
    assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{shown}");
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&shown["tasks"][0], &shown["tasks"][1]), (&tasks[1], &tasks[2]), "all fields, unchanged");
}

#[test]
fn the_largest_numbers_of_every_part_are_shown() {
    let scratch = Scratch::new("largest");
    let queue = json!({"id": u64::MAX, "origin": "no such\tkind", "nr": u32::MAX, "seq": u32::MAX, "task_kvas": [u64::MAX], "truncated": true});
    let local =
        json!({"id": 0xc000_0000_ffff_ffff_u64, "origin": "local cpu 4294967295", "nr": 0, "seq": 0, "task_kvas": []});
    let file = with(
        &scratch,
        "largest.json",
        &json!({
            "dsq_states": [local, queue],
            "rq_scx_states": [{"cpu": u32::MAX, "nr_running": u32::MAX, "flags": u32::MAX, "cpu_released": true, "ops_qseq": u64::MAX,
                "kick_sync": u64::MAX, "curr_pid": i32::MIN, "curr_comm": "\u{1b}", "rq_clock": u64::MAX, "runnable_task_kvas": [],
                "runnable_truncated": true}],
            "scx_sched_state": {"aborting": true, "bypass_depth": i32::MIN, "exit_kind": u32::MAX, "watchdog_timeout": u64::MAX,
                "source": "\u{1b}", "sched_kva": u64::MAX},
            "vcpu_regs": [null, {"instruction_pointer": u64::MAX, "stack_pointer": 0, "page_table_root": 0}],
            "vcpu_perf_at_freeze": [{"cycles": u64::MAX, "instructions": 1, "cache_misses": 0, "branch_misses": 0,
                "time_enabled_ns": u64::MAX, "time_running_ns": 0, "task_clock_ns": null}, null],
            "cgroup_psi": [{"cgroup_kva": 0, "total_ns": u64::MAX, "avg10_raw": u64::MAX, "serial_nr": u64::MAX}],
            "prog_runtime_stats": [{"name": "\u{1b}x", "cnt": 2, "nsecs": u64::MAX, "misses": u64::MAX}],
            "sdt_allocations": [{"allocator_name": "\u{1b}", "skipped_subtrees": u32::MAX, "elem_size": u64::MAX, "target_type_id": 0,
                "truncated": true, "payload_type_reason": "\u{1b}"}],
            "scx_static_ranges": {"ranges": [{"instance_name": "a", "start_low32": u32::MAX, "size": u64::MAX, "capacity": u64::MAX}],
                "skipped": 3},
            "event_counter_timeline": [event(i64::MIN), event(i64::MAX)],
        }),
    );
    let all = ["--dsqs", "--cpus", "--sched", "--programs", "--allocations"];
    let args = [&[file.as_str()], &all[..]].concat();
    for width in ["40", "100", "400"] {
        let text = show(&[&args[..], &["--width", width]].concat()).done();
        assert!(!text.contains(['\u{1b}', '\t']), "{text}");
        for line in text.lines() {
            assert!(line.width() <= width.parse().unwrap(), "{width}: {line}");
        }
    }
    let text = show(&[&args[..], &["--width", "400"]].concat()).done();
    for expected in [
        "dispatch queues: 1 other, 1 local, the longest first",
        "0xffffffffffffffff",
        "SCX_DSQ_LOCAL_ON | 4294967295",
        "1 task listed",
        "0 runnable tasks listed",
        "exit kind         4294967295\n",
        "9223372036854775808.0",
        "+18446744073709551615",
        "18446744073709551615 jiffies",
        "not read",
        "incomplete: static ranges: 3 allocators could not be read",
        "4294967295 parts of the allocator's tree not read",
        "9007199254740991.99",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    let shown = shown_json(&args);
    assert_eq!(shown["dispatch_queues"][0]["id"], "0xffffffffffffffff");
    assert_eq!(shown["registers"][0], Value::Null);
    assert_eq!(shown["events"][1]["dispatch_keep_last"], i64::MAX);
}

fn event(count: i64) -> Value {
    json!({"elapsed_ms": 200, "select_cpu_fallback": 1, "dispatch_local_dsq_offline": 0, "dispatch_keep_last": count,
        "enq_skip_exiting": 0, "enq_skip_migration_disabled": 0, "reenq_immed": 0, "reenq_local_repeat": 0,
        "refill_slice_dfl": 3, "bypass_duration": 0, "bypass_dispatch": 0, "bypass_activate": 0,
        "insert_not_owned": 0, "sub_bypass_dispatch": 0})
}

#[test]
fn the_summary_names_the_options_for_the_parts_that_a_report_has() {
    let report = report(RICH);
    let [queues, cpus, programs] =
        ["dsq_states", "per_cpu_time", "prog_runtime_stats"].map(|name| list(&report, name).len());
    let expected = format!(
        "\nalso captured: {queues} dispatch queues (--dsqs), {cpus} CPUs (--cpus), {programs} programs (--programs), \
         1 scheduler (--sched)\n"
    );
    let text = show(&[RICH, "--width", "200"]).done();
    assert!(text.contains(&expected), "{text}");
    for (line, option) in expected.match_indices("--").map(|(at, _)| (&expected[at..], ")")) {
        let option = line.split(option).next().unwrap();
        show(&[RICH, option]).done();
    }
}

#[test]
fn either_snapshot_of_two_is_shown() {
    let scratch = Scratch::new("dual");
    let half = |comm: &str| json!({"schema": "single", "maps": [], "task_enrichments": [task(1, comm, 0)]});
    let dual = json!({"schema": "dual", "early": half("early"), "late": half("late"), "early_threshold_jiffies": 1500});
    let file = scratch.file("x.repro.failure-dump.json", dual.to_string().as_bytes());
    for (args, name) in [(&[file.as_str(), "--tasks"][..], "late"), (&[file.as_str(), "--tasks", "--early"], "early")] {
        let shown = shown_json(args);
        assert_eq!((&shown["snapshot"], &shown["tasks"][0]["comm"]), (&name.into(), &name.into()));
        assert!(show(args).done().contains(&format!("  {name} ")), "{name}");
    }
}

#[test]
fn many_tasks_are_all_shown() {
    let scratch = Scratch::new("many");
    let tasks: Vec<_> = (0..20_000).map(|pid| task(pid, "worker", pid.unsigned_abs())).collect();
    let file = with(&scratch, "many.json", &json!({"task_enrichments": tasks}));
    let rows = rows(&show(&[&file, "--tasks", "--width", "200"]).done(), "tasks: 20000, ");
    assert_eq!((rows.len(), rows[0][0].as_str(), rows[19_999][0].as_str()), (20_000, "19999", "0"));
    assert_eq!(list(&shown_json(&[&file, "--tasks"]), "tasks").len(), 20_000);
}
