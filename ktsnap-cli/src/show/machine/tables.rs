//! Tables of the scheduler, its queues, tasks, programs and allocators.

use ktsnap_core::report::{
    DsqId, DsqState, EventCounterSample, ProgRuntimeStats, ScxSchedState, ScxStaticRange, SdtAllocatorSnapshot,
    TaskEnrichment, exit_name,
};
use serde_json::Value;

use super::cells::{filled, hex, if_any, name, seconds};
use crate::screen::text::count;
use crate::screen::{Screen, Table};

/// The name and number of a kind of exit: `SCX_EXIT_ERROR_STALL (1026)`, and `5` for a number without a name.
pub(in crate::show) fn exit_kind(kind: u32) -> String {
    match exit_name(kind) {
        Some(name) => format!("{name} ({kind})"),
        None => kind.to_string(),
    }
}

pub(super) fn scheduler(state: &ScxSchedState, screen: &Screen) -> Table {
    let rows = [
        ("exit kind", exit_kind(state.exit_kind)),
        ("aborting", if state.aborting { "yes" } else { "no" }.to_owned()),
        ("bypass depth", state.bypass_depth.to_string()),
        ("watchdog timeout", if_any(state.watchdog_timeout.map(|jiffies| format!("{jiffies} jiffies")))),
        ("read from", if_any(state.source.as_deref().map(name))),
        ("address", if_any(state.sched_kva.map(hex))),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let rows: Vec<_> = rows.map(|(what, value)| [what.to_owned(), value]).collect();
    filled(screen, ["property", "value"], &rows)
}

pub(super) fn events_title(samples: &[EventCounterSample]) -> String {
    let at = |sample: Option<&EventCounterSample>| if_any(sample.map(|sample| sample.elapsed_ms));
    let number = count(samples.len(), "sample", "samples");
    format!("{number}, from {} ms to {} ms after the machine started", at(samples.first()), at(samples.last()))
}

/// The first and the last sample. JSON has all samples.
pub(super) fn events(samples: &[EventCounterSample], screen: &Screen) -> Table {
    let counters = |sample: Option<&EventCounterSample>| match sample.map(serde_json::to_value) {
        Some(Ok(Value::Object(counters))) => counters,
        _ => serde_json::Map::new(),
    };
    let (first, last) = (counters(samples.first()), counters(samples.last()));
    let rows: Vec<_> = first
        .iter()
        .filter(|(counter, _)| *counter != "elapsed_ms")
        .map(|(counter, first)| {
            let last = last.get(counter).cloned().unwrap_or_default();
            let change = last.as_i64().zip(first.as_i64()).map(|(last, first)| i128::from(last) - i128::from(first));
            let counter = if counter == "bypass_duration" { "bypass_duration (ns)" } else { counter };
            [
                counter.to_owned(),
                first.to_string(),
                last.to_string(),
                if_any(change.map(|change| format!("{change:+}"))),
            ]
        })
        .collect();
    filled(screen, ["event", ">first", ">last", ">change"], &rows)
}

pub(super) fn queues(queues: &[&DsqState], screen: &Screen) -> Table {
    let row = |queue: &&DsqState| {
        [
            name(&queue.origin),
            hex(queue.id),
            if_any(DsqId(queue.id).name()),
            queue.nr.to_string(),
            queue.seq.to_string(),
            if_any(queue.truncated.then(|| format!("{} listed", count(queue.task_kvas.len(), "task", "tasks")))),
        ]
    };
    let rows: Vec<_> = queues.iter().map(row).collect();
    filled(screen, ["queue", "id", "constant", ">tasks", ">sequence", "notes"], &rows)
}

pub(super) fn tasks(tasks: &[&TaskEnrichment], screen: &Screen) -> Table {
    let row = |task: &&TaskEnrichment| {
        let boosted = task.pi_boosted_out_of_scx.then(|| "boosted out of sched_ext".to_owned());
        let lock = task.lock_slowpath_match.as_deref().map(|lock| format!("in {}", name(lock)));
        [
            task.pid.to_string(),
            task.tgid.to_string(),
            name(&task.comm),
            if_any(task.sched_class.as_deref().map(name)),
            task.weight.to_string(),
            task.prio.to_string(),
            seconds(task.utime),
            seconds(task.stime),
            task.nvcsw.to_string(),
            task.nivcsw.to_string(),
            boosted.into_iter().chain(lock).collect::<Vec<_>>().join(", "),
        ]
    };
    let rows: Vec<_> = tasks.iter().map(row).collect();
    let headings = [
        ">pid",
        ">tgid",
        "comm",
        "class",
        ">weight",
        ">prio",
        ">user s",
        ">system s",
        ">voluntary switches",
        ">involuntary switches",
        "notes",
    ];
    filled(screen, headings, &rows)
}

pub(super) fn programs(programs: &[&ProgRuntimeStats], screen: &Screen) -> Table {
    let row = |program: &&ProgRuntimeStats| {
        [
            name(&program.name),
            program.cnt.to_string(),
            program.nsecs.to_string(),
            if_any(program.mean_ns().ok().map(|mean| format!("{mean:.1}"))),
            program.misses.to_string(),
        ]
    };
    let rows: Vec<_> = programs.iter().map(row).collect();
    filled(screen, ["program", ">runs", ">total ns", ">mean ns", ">missed"], &rows)
}

pub(super) fn allocators(allocators: &[SdtAllocatorSnapshot], screen: &Screen) -> Table {
    let row = |allocator: &SdtAllocatorSnapshot| {
        let limit = allocator.truncated.then(|| "more slots than were captured".to_owned());
        let skipped = (allocator.skipped_subtrees > 0)
            .then(|| format!("{} of the allocator's tree not read", count_of_parts(allocator.skipped_subtrees)));
        let kind = (!allocator.payload_type_reason.is_empty())
            .then(|| format!("unknown type: {}", name(&allocator.payload_type_reason)));
        [
            name(&allocator.allocator_name),
            allocator.elem_size.to_string(),
            allocator.entries.len().to_string(),
            limit.into_iter().chain(skipped).chain(kind).collect::<Vec<_>>().join(", "),
        ]
    };
    let rows: Vec<_> = allocators.iter().map(row).collect();
    filled(screen, ["allocator", ">slot bytes", ">live slots", "notes"], &rows)
}

fn count_of_parts(parts: u32) -> String {
    count(usize::try_from(parts).unwrap_or(usize::MAX), "part", "parts")
}

pub(super) fn ranges(ranges: &[ScxStaticRange], screen: &Screen) -> Table {
    let row = |range: &ScxStaticRange| {
        [name(&range.instance_name), hex(range.start_low32.into()), range.size.to_string(), range.capacity.to_string()]
    };
    let rows: Vec<_> = ranges.iter().map(row).collect();
    filled(screen, ["allocator", "start, low 32 bits", ">bytes used", ">bytes in all"], &rows)
}
