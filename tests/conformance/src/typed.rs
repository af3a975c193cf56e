//! Typed reads of one report from the harness's snapshot and from ktsnap's.

use std::fmt::Debug;

use ktsnap::typed::{Location, OneMap};
use ktsnap::{PerCpu, Ptr, ReadError, SchemaError, SnapshotSchema, pickers};
use ktstr::prelude::{RenderedValue, Snapshot, SnapshotField};
use serde_json::Value;

/// Variables of most kinds, one of them optional.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
pub struct Bss {
    nr_enqueued: u64,
    nr_tasks: u32,
    lag_ns: i64,
    saw_cross: bool,
    #[snapshot(path = "dsp_stats[1]")]
    shared: u64,
    nr_stopping: Option<u64>,
}

/// Only counters, as the pickers that compare sums expect.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
pub struct Counters {
    nr_enqueued: u64,
    nr_inserted: u64,
}

/// A struct with its own picker.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", picker = pickers::max_by_sum_u64)]
pub struct Busiest {
    nr_enqueued: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", section = ".data")]
pub struct Data {
    min_slice_ns: u64,
}

/// A section whose map the harness does not look at.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", section = ".data.cpumask")]
pub struct Cpumask {
    cross_cpus: Ptr,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
pub struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
pub struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(max)]
    busy_ns: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", map = "wait_hist")]
pub struct WaitHist {
    #[snapshot(key = "*")]
    slots: [u64; 16],
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(layout = "../machine/schemas/scx_bpfland.json")]
pub struct Bpfland {
    nr_direct_dispatches: u64,
    nr_shared_dispatches: u64,
    nr_running: u64,
}

/// The globals of `ktstr-rich-*`.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../bpf/rich.bpf.o")]
pub struct RichData {
    data_u64: u64,
    data_neg: i32,
    data_double: f64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../bpf/rich.bpf.o")]
pub struct RichCustom {
    custom_data: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../bpf/rich.bpf.o")]
pub struct RichBss {
    custom_counter: u64,
}

/// The number of reads by outcome.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct ReadOutcomes {
    /// A struct, from the map that the harness picked.
    pub picked: u32,
    /// A struct, from the map that ktsnap's rules selected.
    pub ruled: u32,
    /// An error of both.
    pub refused: u32,
    /// Another error.
    pub failed: u32,
}

/// One report, as the harness's type and as ktsnap's.
pub struct Both {
    json: Value,
    theirs: ktstr::prelude::FailureDumpReport,
    ours: ktsnap::FailureDumpReport,
}

/// The rows that a picker got: for each map its name and its fields as JSON.
type PickerView = Vec<(String, Vec<String>)>;

impl Both {
    /// Parses the report. `None` if the harness can't read it.
    #[must_use]
    pub fn of(json: &Value) -> Option<Self> {
        let text = json.to_string();
        let theirs = serde_json::from_str(&text).ok()?;
        Some(Self { json: json.clone(), theirs, ours: ktsnap::FailureDumpReport::from_json(&text).ok()? })
    }

    /// The report as ktsnap's type.
    #[must_use]
    pub fn ours(&self) -> &ktsnap::FailureDumpReport {
        &self.ours
    }

    /// Reads each struct in each way. Panics with the report if the two sides differ.
    #[track_caller]
    pub fn assert_agree(&self) -> ReadOutcomes {
        let mut outcomes = ReadOutcomes::default();
        self.read::<Bss>(&mut outcomes);
        self.read::<Counters>(&mut outcomes);
        self.read::<Busiest>(&mut outcomes);
        self.read::<Data>(&mut outcomes);
        self.read::<Cpumask>(&mut outcomes);
        self.read::<Stats>(&mut outcomes);
        self.read::<CpuStats>(&mut outcomes);
        self.read::<PerCpu<CpuStats>>(&mut outcomes);
        self.read::<WaitHist>(&mut outcomes);
        self.read::<Bpfland>(&mut outcomes);
        self.read::<RichData>(&mut outcomes);
        self.read::<RichCustom>(&mut outcomes);
        self.read::<RichBss>(&mut outcomes);
        outcomes
    }

    /// Reads one struct by the rules, and with pickers.
    #[track_caller]
    fn read<T: OneMap + PartialEq + Debug>(&self, outcomes: &mut ReadOutcomes) {
        let (theirs, ours) = (Snapshot::new(&self.theirs), ktsnap::Snapshot::new(&self.ours));
        let read = of_schema(T::from_report(theirs.report()));
        self.assert_of_the_harness::<T>(&theirs, &read, outcomes);
        self.assert_same("from_report", &read, &T::from_snapshot(&ours));
        let by_sum = of_schema(T::from_report_via(theirs.report(), pickers::max_by_sum_u64));
        self.assert_same("max_by_sum_u64", &by_sum, &T::from_snapshot_via(&ours, pickers::max_by_sum_u64));
        for index in [None, Some(0), Some(1), Some(7)] {
            self.read_via::<T>(&ours, index);
        }
    }

    /// Reads with a picker that always returns the same index, and compares the rows that it gets.
    #[track_caller]
    fn read_via<T: OneMap + PartialEq + Debug>(&self, ours: &ktsnap::Snapshot<'_>, index: Option<usize>) {
        let (mut of_report, mut of_view): (Option<PickerView>, Option<PickerView>) = (None, None);
        let shown = |rows: &[(&str, Vec<ktsnap::SnapshotField<'_>>)]| {
            let field = |field: &ktsnap::SnapshotField<'_>| field.raw().map_or("missing".to_owned(), json);
            Some(rows.iter().map(|(map, row)| ((*map).to_owned(), row.iter().map(field).collect())).collect())
        };
        let read = T::from_report_via(&self.theirs, |rows| {
            of_report = shown(rows);
            index
        });
        let expected = T::from_snapshot_via(ours, |rows| {
            of_view = shown(rows);
            index
        });
        assert_eq!(of_report, of_view, "rows of {} in\n{:#}", T::schema().location.name(), self.json);
        self.assert_same(&format!("a picker of {index:?}"), &of_schema(read), &expected);
    }

    #[track_caller]
    fn assert_same<T: OneMap + PartialEq + Debug>(
        &self,
        way: &str,
        read: &Result<T, SchemaError>,
        expected: &Result<T, SchemaError>,
    ) {
        assert!(
            read == expected,
            "{way}, {} of {}\n  from_report:   {read:?}\n  from_snapshot: {expected:?}\nin the report\n{:#}",
            T::schema().location.name(),
            T::schema().object,
            self.json
        );
    }

    /// Checks a read against the harness's own lookups. If the harness finds the running scheduler's section exactly once, the
    /// struct must hold the values from there. If a candidate is truncated, ktsnap's rules decide, since the harness finds nothing
    /// in truncated sections.
    #[track_caller]
    fn assert_of_the_harness<T: OneMap + PartialEq + Debug>(
        &self,
        snapshot: &Snapshot<'_>,
        read: &Result<T, SchemaError>,
        outcomes: &mut ReadOutcomes,
    ) {
        let names: Vec<_> = T::schema().names().collect();
        let is_of_section = |map: &str| T::schema().location.may_be(map, 0, 0);
        let mut own = 0;
        let picked = snapshot.active().and_then(|active| {
            active.live_vars_via(&names, |rows| {
                own = rows.iter().filter(|(map, _)| is_of_section(map)).count();
                rows.iter().position(|(map, _)| is_of_section(map))
            })
        });
        let is_theirs = matches!(T::schema().location, Location::Section { name: ".bss" | ".data" | ".rodata", .. })
            && !self
                .theirs
                .maps
                .iter()
                .any(|map| is_of_section(&map.name) && map.value.as_ref().is_some_and(is_truncated));
        match (read, picked) {
            (Err(_), Err(_)) if is_theirs => outcomes.refused += 1,
            (Err(_), _) => outcomes.failed += 1,
            (Ok(read), Ok(fields)) if is_theirs && own == 1 => {
                let theirs = found_by_the_harness::<T>(snapshot, &fields);
                assert_eq!(Some(read), theirs.as_ref(), "the harness's values in\n{:#}", self.json);
                outcomes.picked += 1;
            }
            (Ok(_), _) => outcomes.ruled += 1,
        }
    }
}

/// Every value of the harness's type serializes as a report.
#[track_caller]
pub(crate) fn of_schema<T>(read: Result<T, ReadError>) -> Result<T, SchemaError> {
    read.map_err(|error| match error {
        ReadError::Schema(error) => error,
        other => panic!("{other}"),
    })
}

fn is_truncated(value: &RenderedValue) -> bool {
    match value {
        RenderedValue::Truncated { .. } => true,
        RenderedValue::Ptr { deref: Some(target), .. } => is_truncated(target),
        _ => false,
    }
}

/// The struct made of the harness's values: the required variables, picked together, and each optional one, looked up by itself.
fn found_by_the_harness<T: OneMap>(snapshot: &Snapshot<'_>, picked: &[SnapshotField<'_>]) -> Option<T> {
    let value = |field: &SnapshotField<'_>| serde_json::from_str(&json(field.raw()?)).ok();
    let active = snapshot.active().ok()?;
    let optional = |name| {
        let of_section = |rows: &[(&str, Vec<SnapshotField<'_>>)]| {
            rows.iter().position(|(map, _)| T::schema().location.may_be(map, 0, 0))
        };
        value(active.live_vars_via(&[name], of_section).ok()?.first()?)
    };
    let mut picked = picked.iter();
    let vars = T::schema().vars.iter();
    let values: Vec<_> =
        vars.map(|var| if var.optional { optional(var.name) } else { picked.next().and_then(value) }).collect();
    ktsnap::__private::from_variable_values::<T>("the harness's pick", &values).ok()
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| error.to_string())
}
