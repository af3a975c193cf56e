//! The metrics of objects whose values a test sets.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use expect_test::{Expect, expect};
use ktsnap_btf::Type;

use super::encode::Format;
use super::exporter::{Exported, Exporter};
use super::of_plan::{Options, PlanMetrics};
use super::open::options;
use crate::args::{Args, Chosen, Command};
use crate::counters::tests::{DISPATCH, layout};
use crate::counters::{Object, Plan};
use crate::failure::Failure;
use crate::live::locate::Places;
use crate::live::running::tests::of_maps;
use crate::live::running::{Entries, Entry, Key, Running, Turn};
use crate::live::{Bound, Gone, Source};

const HOST: &str = "../tests/bpf/host.bpf.o";

/// The running instance, and the value of each `u64`. On the second CPU, it is one more.
type Now = Rc<RefCell<Option<(u32, u64)>>>;

struct Fixed {
    now: Now,
    running: Running,
    /// The maps with a value for each CPU.
    per_cpu: Vec<String>,
}

struct FixedBound {
    id: u32,
    now: Now,
    running: Running,
    per_cpu: Vec<String>,
}

impl Source for Fixed {
    type Bound = FixedBound;

    fn bind(&mut self) -> Result<FixedBound, Gone> {
        let Some((id, _)) = *self.now.borrow() else { return Err(Gone::Now("a scheduler (none attached)".to_owned())) };
        Ok(FixedBound { id, now: self.now.clone(), running: self.running.clone(), per_cpu: self.per_cpu.clone() })
    }
}

impl Bound for FixedBound {
    fn name(&self) -> String {
        "dispatch".to_owned()
    }

    fn id(&self) -> u32 {
        self.id
    }

    fn loaded(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(1500)
    }

    fn running(&self) -> &Running {
        &self.running
    }

    fn read(&self, places: &Places) -> Result<Turn, Gone> {
        let value = match *self.now.borrow() {
            Some((id, value)) if id == self.id => value,
            _ => return Err(Gone::Now("a scheduler (another runs)".to_owned())),
        };
        let bytes = |len: u64, cpu: u64| {
            let bytes = (value + cpu).to_ne_bytes();
            bytes.iter().copied().cycle().take(usize::try_from(len).unwrap()).collect::<Vec<u8>>()
        };
        let cpus = |place: &String| if self.per_cpu.contains(place) { 0..2 } else { 0..1 };
        let spans =
            places.spans.iter().map(|span| cpus(&span.place).map(|cpu| bytes(span.end - span.start, cpu)).collect());
        let entries = places.hashes.iter().map(|hash| {
            let entry = |key: u32| Entry {
                key: Key::new(&key.to_ne_bytes(), &Type::Int { size: 4, signed: false }),
                text: key.to_string(),
                value: cpus(&hash.span.place).map(|cpu| bytes(hash.span.end - hash.span.start, cpu)).collect(),
            };
            Ok(Entries { entries: vec![entry(300), entry(7)], is_whole: value < 1000 })
        });
        Ok(Turn { spans: spans.collect(), entries: entries.collect() })
    }
}

fn chosen(args: &[&str]) -> Chosen {
    let Command::Serve(serve) = Args::try_parse_from(["ktsnap", "serve"].iter().chain(args)).unwrap().command else {
        panic!()
    };
    serve.chosen
}

/// The text of each reading, in which these instances run with these values.
fn texts(args: &[&str], format: Format, turns: &[Option<(u32, u64)>]) -> Result<Vec<String>, String> {
    let (args, layout) = (chosen(args), layout(args[0]));
    let path = &args.object.as_ref().unwrap().path;
    let plan = Plan::of(options(&args), Object { layout: &layout, path, is_layout_file: false });
    let plan = plan.map_err(Failure::into_message)?;
    let sections = layout.global_sections().map(|section| (section.name.clone(), Ok(section.clone()))).collect();
    let running = Running { sections, ..of_maps(&layout, &plan.enum_tags()) };
    let per_cpu = layout.maps.iter().filter(|map| map.kind.is_per_cpu()).map(|map| map.name.to_string()).collect();
    let now = Now::default();
    let source = Fixed { now: now.clone(), running, per_cpu };
    let of: Box<dyn Exported> =
        Box::new(PlanMetrics::new(&plan, Options::of(&args), source).map_err(Failure::into_message)?);
    let mut exporter = Exporter::new(of, "dispatch.bpf.o");
    let text = |turn: &Option<(u32, u64)>| {
        *now.borrow_mut() = *turn;
        Ok(Arc::new(exporter.read().map_err(Failure::into_message)?).text(format).unwrap())
    };
    turns.iter().map(text).collect()
}

/// The text without what is known about the scheduler.
fn text(args: &[&str], expected: &Expect) {
    let text = texts(args, Format::Text, &[Some((7, 10))]).unwrap().remove(0);
    let (_, text) = text.split_once("ktsnap_scheduler_start_time_seconds 1.5\n").unwrap();
    expected.assert_eq(text);
}

#[test]
fn both_formats_say_what_runs() {
    let args = [DISPATCH, "--only", "nr_mig_cross", "--only", "waits.total_ns", "--only", "lag_ns"];
    let text = texts(&args, Format::Text, &[Some((7, 10)), None]).unwrap();
    expect![[r##"
        # HELP ktsnap_up Whether the object of a scheduler was read
        # TYPE ktsnap_up gauge
        ktsnap_up 1
        # HELP ktsnap_scheduler_info The scheduler, or the program, whose object is read
        # TYPE ktsnap_scheduler_info gauge
        ktsnap_scheduler_info{scheduler="dispatch",object="dispatch.bpf.o",btf_id="7"} 1
        # HELP ktsnap_scheduler_start_time_seconds When its programs were loaded, in seconds since 1970
        # TYPE ktsnap_scheduler_start_time_seconds gauge
        ktsnap_scheduler_start_time_seconds 1.5
        # HELP ktsnap_nr_mig_cross_total nr_mig_cross, which is volatile u64 in .bss
        # TYPE ktsnap_nr_mig_cross_total counter
        ktsnap_nr_mig_cross_total 10
        # HELP ktsnap_lag_seconds lag_ns, which is volatile s64 in .bss
        # TYPE ktsnap_lag_seconds gauge
        ktsnap_lag_seconds 1e-8
        # HELP ktsnap_waits_seconds_total waits.total_ns, where waits is struct wait_stats in .bss
        # TYPE ktsnap_waits_seconds_total counter
        ktsnap_waits_seconds_total 1e-8
    "##]]
    .assert_eq(&text[0]);
    expect![[r#"
        # HELP ktsnap_up Whether the object of a scheduler was read
        # TYPE ktsnap_up gauge
        ktsnap_up 0
    "#]]
    .assert_eq(&text[1]);
    let text = texts(&args, Format::OpenMetrics, &[Some((7, 10)), None]).unwrap();
    expect![[r##"
        # HELP ktsnap_up Whether the object of a scheduler was read
        # TYPE ktsnap_up gauge
        ktsnap_up 1
        # HELP ktsnap_scheduler The scheduler, or the program, whose object is read
        # TYPE ktsnap_scheduler info
        ktsnap_scheduler_info{scheduler="dispatch",object="dispatch.bpf.o",btf_id="7"} 1
        # HELP ktsnap_scheduler_start_time_seconds When its programs were loaded, in seconds since 1970
        # TYPE ktsnap_scheduler_start_time_seconds gauge
        # UNIT ktsnap_scheduler_start_time_seconds seconds
        ktsnap_scheduler_start_time_seconds 1.5
        # HELP ktsnap_nr_mig_cross nr_mig_cross, which is volatile u64 in .bss
        # TYPE ktsnap_nr_mig_cross counter
        ktsnap_nr_mig_cross_total 10
        # HELP ktsnap_lag_seconds lag_ns, which is volatile s64 in .bss
        # TYPE ktsnap_lag_seconds gauge
        # UNIT ktsnap_lag_seconds seconds
        ktsnap_lag_seconds 1e-8
        # HELP ktsnap_waits_seconds waits.total_ns, where waits is struct wait_stats in .bss
        # TYPE ktsnap_waits_seconds counter
        # UNIT ktsnap_waits_seconds seconds
        ktsnap_waits_seconds_total 1e-8
        # EOF
    "##]]
    .assert_eq(&text[0]);
    expect![[r#"
        # HELP ktsnap_up Whether the object of a scheduler was read
        # TYPE ktsnap_up gauge
        ktsnap_up 0
        # EOF
    "#]]
    .assert_eq(&text[1]);
}

#[test]
fn each_cpu_entry_and_element_is_a_label() {
    text(
        &[
            DISPATCH,
            "--map",
            "stats",
            "--key",
            "dsp_stat",
            "--map",
            "cpu_stats",
            "--section",
            ".bss",
            "--only",
            "*stats*",
            "--sum",
            "cpu_stats.nr_runs",
            "--only",
            "moves[1]*",
        ],
        &expect![[r##"
            # HELP ktsnap_dsp_stats_total dsp_stats[], where dsp_stats is volatile u64[3] in .bss
            # TYPE ktsnap_dsp_stats_total counter
            ktsnap_dsp_stats_total{index="0"} 10
            ktsnap_dsp_stats_total{index="1"} 10
            ktsnap_dsp_stats_total{index="2"} 10
            # HELP ktsnap_moves_total moves[][], where moves is volatile u64[4][4] in .bss
            # TYPE ktsnap_moves_total counter
            ktsnap_moves_total{index="1",index2="0"} 10
            ktsnap_moves_total{index="1",index2="1"} 10
            ktsnap_moves_total{index="1",index2="2"} 10
            ktsnap_moves_total{index="1",index2="3"} 10
            # HELP ktsnap_stats_total stats[], where stats is a map of u64
            # TYPE ktsnap_stats_total counter
            ktsnap_stats_total{key="DSP_LOCAL",cpu="0"} 10
            ktsnap_stats_total{key="DSP_LOCAL",cpu="1"} 11
            ktsnap_stats_total{key="DSP_SHARED",cpu="0"} 10
            ktsnap_stats_total{key="DSP_SHARED",cpu="1"} 11
            ktsnap_stats_total{key="DSP_KICK",cpu="0"} 10
            ktsnap_stats_total{key="DSP_KICK",cpu="1"} 11
            # HELP ktsnap_cpu_stats_nr_runs_total cpu_stats.nr_runs, where cpu_stats is a map of struct cpu_stats; the sum over all CPUs
            # TYPE ktsnap_cpu_stats_nr_runs_total counter
            ktsnap_cpu_stats_nr_runs_total 21
            # HELP ktsnap_cpu_stats_busy_seconds_total cpu_stats.busy_ns, where cpu_stats is a map of struct cpu_stats
            # TYPE ktsnap_cpu_stats_busy_seconds_total counter
            ktsnap_cpu_stats_busy_seconds_total{cpu="0"} 1e-8
            ktsnap_cpu_stats_busy_seconds_total{cpu="1"} 1.1e-8
        "##]],
    );
}

#[test]
fn entries_of_hash_maps_are_in_the_order_of_their_keys() {
    text(
        &[HOST, "--map", "by_number", "--map", "by_number_cpu", "--only", "*.sum", "--only", "by_number[7].nr"],
        &expect![[r##"
            # HELP ktsnap_by_number_sum_total by_number[].sum, where by_number is a map of struct pair
            # TYPE ktsnap_by_number_sum_total counter
            ktsnap_by_number_sum_total{key="7"} 10
            ktsnap_by_number_sum_total{key="300"} 10
            # HELP ktsnap_by_number_nr_total by_number[].nr, where by_number is a map of struct pair
            # TYPE ktsnap_by_number_nr_total counter
            ktsnap_by_number_nr_total{key="7"} 10
            # HELP ktsnap_by_number_cpu_sum_total by_number_cpu[].sum, where by_number_cpu is a map of struct pair
            # TYPE ktsnap_by_number_cpu_sum_total counter
            ktsnap_by_number_cpu_sum_total{key="7",cpu="0"} 10
            ktsnap_by_number_cpu_sum_total{key="7",cpu="1"} 11
            ktsnap_by_number_cpu_sum_total{key="300",cpu="0"} 10
            ktsnap_by_number_cpu_sum_total{key="300",cpu="1"} 11
        "##]],
    );
}

#[test]
fn a_hash_map_that_is_too_long_is_not_exported_in_part() {
    let text = texts(&[HOST, "--map", "by_number"], Format::Text, &[Some((7, 1000))]).unwrap();
    assert!(!text[0].contains("by_number_sum_total{"), "{}", text[0]);
    let unread = r#"ktsnap_unread{counter="by_number",reason="it has more than 4096 entries"} 1"#;
    assert!(text[0].contains(unread), "{}", text[0]);
}

#[test]
fn histograms_have_the_largest_integer_of_each_bucket() {
    text(
        &[DISPATCH, "--map", "wait_hist", "--histogram", "wait_hist=Log2"],
        &expect![[r##"
            # HELP ktsnap_wait_hist wait_hist, a map of u64
            # TYPE ktsnap_wait_hist histogram
            ktsnap_wait_hist_bucket{le="1"} 10
            ktsnap_wait_hist_bucket{le="3"} 20
            ktsnap_wait_hist_bucket{le="7"} 30
            ktsnap_wait_hist_bucket{le="15"} 40
            ktsnap_wait_hist_bucket{le="31"} 50
            ktsnap_wait_hist_bucket{le="63"} 60
            ktsnap_wait_hist_bucket{le="127"} 70
            ktsnap_wait_hist_bucket{le="255"} 80
            ktsnap_wait_hist_bucket{le="511"} 90
            ktsnap_wait_hist_bucket{le="1023"} 100
            ktsnap_wait_hist_bucket{le="2047"} 110
            ktsnap_wait_hist_bucket{le="4095"} 120
            ktsnap_wait_hist_bucket{le="8191"} 130
            ktsnap_wait_hist_bucket{le="16383"} 140
            ktsnap_wait_hist_bucket{le="32767"} 150
            ktsnap_wait_hist_bucket{le="+Inf"} 160
            ktsnap_wait_hist_sum NaN
            ktsnap_wait_hist_count 160
        "##]],
    );
}

#[test]
fn a_ratio_is_over_all_that_was_counted() {
    text(
        &[DISPATCH, "--only", "nr_enqueued", "--ratio", "cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)"],
        &expect![[r#"
            # HELP ktsnap_nr_enqueued_total nr_enqueued, which is volatile u64 in .bss
            # TYPE ktsnap_nr_enqueued_total counter
            ktsnap_nr_enqueued_total 10
            # HELP ktsnap_cross_fraction nr_mig_cross / (nr_mig_same + nr_mig_cross), over all that was counted since the scheduler was loaded
            # TYPE ktsnap_cross_fraction gauge
            ktsnap_cross_fraction 0.5
        "#]],
    );
}

#[test]
fn a_counter_that_decreases_is_not_exported_and_the_remedies_work() {
    let turns = [Some((7, 10)), Some((7, 9)), Some((8, 1))];
    let args = [DISPATCH, "--only", "nr_mig_cross"];
    let values = |args: &[&str]| {
        let value = |text: String| {
            let line = text.lines().find(|line| line.starts_with("ktsnap_nr_mig_cross"))?.to_owned();
            line.split_once(' ').map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        texts(args, Format::Text, &turns).unwrap().into_iter().map(value).collect::<Vec<_>>()
    };
    let of = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
    assert_eq!(values(&args), [of("ktsnap_nr_mig_cross_total", "10"), None, None]);
    let unread = texts(&args, Format::Text, &turns).unwrap()[1].clone();
    let why = "it decreased from 10 to 9, so it is not a counter: pass `--gauge 'nr_mig_cross'`; or `--counter 'nr_mig_cross'`, if it \
               only loses counts of CPUs that add at the same time";
    assert!(unread.contains(&format!(r#"ktsnap_unread{{counter="nr_mig_cross",reason="{why}"}} 1"#)), "{unread}");
    let name = "ktsnap_nr_mig_cross";
    assert_eq!(
        values(&[&args[..], &["--gauge", "nr_mig_cross"]].concat()),
        [of(name, "10"), of(name, "9"), of(name, "1")]
    );
    let both = [&args[..], &["--gauge", "nr_mig_cross", "--counter", "nr_*"]].concat();
    assert_eq!(values(&both)[1], of(name, "9"), "a gauge is never taken for a counter");
    let name = "ktsnap_nr_mig_cross_total";
    assert_eq!(
        values(&[&args[..], &["--counter", "nr_mig_cross"]].concat()),
        [of(name, "10"), of(name, "10"), of(name, "1")]
    );
}

#[test]
fn two_counters_of_one_name_are_refused() {
    // Nothing needs to run for that.
    let both = [DISPATCH, "--map", "stats", "--section", ".bss", "--ratio", "stats = nr_enqueued / 1"];
    assert_eq!(
        texts(&both, Format::Text, &[None]).unwrap_err(),
        "`stats[]` and `the ratio stats` are both called `ktsnap_stats` in Prometheus: export one of them, by `--only`"
    );
}
