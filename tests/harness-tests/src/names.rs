//! The names that the tests use, and the functions that the rewritten literals call.

use arcstr::ArcStr;
pub(crate) use ktsnap_core::error::*;
pub(crate) use ktsnap_core::pickers::*;
pub(crate) use ktsnap_core::report::*;
pub(crate) use ktsnap_core::*;

/// A value whose fields a test then sets.
pub(crate) trait Blank: Sized {
    fn blank() -> Self;

    fn finished(self) -> Self {
        self
    }
}

macro_rules! blank {
    ($($type:ty)*) => {
        $(impl Blank for $type {
            fn blank() -> Self {
                Self::default()
            }
        })*
    };
}

blank! {
    FailureDumpReport FailureDumpMap FailureDumpEntry FailureDumpArrayEntry FailureDumpPercpuEntry
    FailureDumpPercpuHashEntry FailureDumpRingbuf FailureDumpStackTrace FailureDumpStackTraceEntry FailureDumpFdArray
    ArenaSnapshot ArenaPage VcpuRegSnapshot VcpuPerfSample TaskEnrichment RqScxState DsqState ScxSchedState
    EventCounterSample ProgRuntimeStats ProbeBssCounters PerCpuTimeStats PerNodeNumaStats CgroupPsiStat
    SdtAllocatorSnapshot ScxStaticSnapshot ScxStaticRange GuestSetupFailureContext
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

impl Blank for DualFailureDumpReport {
    fn blank() -> Self {
        read(r#"{"schema": "dual", "late": {"schema": "single", "maps": []}}"#)
    }

    fn finished(mut self) -> Self {
        self.late.half = Some(Half::Late);
        if let Some(early) = &mut self.early {
            early.half = Some(Half::Early);
        }
        self
    }
}

impl Blank for DegradedFailureDumpReport {
    fn blank() -> Self {
        read(r#"{"schema": "degraded", "reason": "", "watchpoint_hit": false, "bss_latch_state": ""}"#)
    }
}

impl Blank for ExcludedMap {
    fn blank() -> Self {
        read(r#"{"name": "", "map_kva": 0}"#)
    }
}

impl Blank for SdtAllocEntry {
    fn blank() -> Self {
        read(r#"{"idx": 0, "genn": 0, "user_addr": 0, "payload": {"kind": "bool", "value": false}}"#)
    }
}

pub(crate) fn maps(maps: Vec<FailureDumpMap>) -> Maps {
    maps.into()
}

pub(crate) fn boxed<T>(list: Vec<T>) -> Box<[T]> {
    list.into()
}

pub(crate) fn text(text: Option<String>) -> Option<ArcStr> {
    text.map(Into::into)
}

pub(crate) fn pointer(
    value: u64,
    deref: Option<Box<RenderedValue>>,
    deref_skipped_reason: Option<String>,
    cast_annotation: Option<String>,
) -> RenderedValue {
    let notes = PtrNotes { deref_skipped_reason, cast_annotation };
    RenderedValue::Ptr { value, deref, notes: (notes != PtrNotes::default()).then(|| notes.into()) }
}

pub(crate) fn document(json: &str) -> Option<FailureDumpReportAny> {
    FailureDumpReportAny::from_json(json).ok()
}
