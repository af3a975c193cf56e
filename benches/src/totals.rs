//! The totals of rows over CPUs: `cstats[256][13]` of scx_mitosis on eight CPUs, read as a struct and by hand.

use ktsnap::report::{FailureDumpReport, RenderedValue};
use ktsnap::{Snapshot, SnapshotSchema};
use serde_json::{Value, json};

/// The number of rows.
pub const ROWS: usize = 256;
/// The number of columns of a row.
pub const COLUMNS: usize = 13;
/// The number of CPUs.
pub const CPUS: usize = 8;

macro_rules! row {
    ($($field:ident $key:literal)+) => {
        /// A row with every column.
        #[derive(Debug, PartialEq, SnapshotSchema)]
        #[snapshot(type = "u64[13]")]
        pub struct Row {
            $(#[snapshot(key = $key)] $field: u64,)+
        }

        impl Row {
            /// The columns in their order.
            #[must_use]
            pub fn columns(&self) -> [u64; COLUMNS] {
                [$(self.$field),+]
            }
        }
    };
}

row!(c0 "0" c1 "1" c2 "2" c3 "3" c4 "4" c5 "5" c6 "6" c7 "7" c8 "8" c9 "9" c10 "10" c11 "11" c12 "12");

/// The totals over all CPUs.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(layout = "../tests/real-schedulers/schemas/scx_mitosis.json", map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct Totals {
    /// A row for each cell.
    #[snapshot(path = "cstats", sum)]
    pub rows: Vec<Row>,
}

impl Totals {
    /// Reads the rows as a struct.
    #[must_use]
    pub fn read(report: &FailureDumpReport) -> Option<Self> {
        Self::from_snapshot(&Snapshot::new(report)).ok()
    }
}

/// Adds the same rows up with loops over the parsed report, and checks what a careful author would check.
#[must_use]
pub fn by_hand(report: &FailureDumpReport) -> Option<Vec<[u64; COLUMNS]>> {
    let map = report.maps.iter().find(|map| map.name == "cpu_ctxs")?;
    let mut totals = vec![[0_u64; COLUMNS]; ROWS];
    for slot in &map.percpu_entries.first()?.per_cpu {
        let RenderedValue::Struct { members, .. } = slot.as_ref()? else { return None };
        let member = members.iter().find(|member| member.name == "cstats")?;
        let RenderedValue::Array { len: ROWS, elements } = &member.value else { return None };
        for (row, total) in elements.iter().zip(&mut totals) {
            let RenderedValue::Array { len: COLUMNS, elements } = row else { return None };
            for (value, total) in elements.iter().zip(total) {
                let RenderedValue::Uint { bits: 64, value } = value else { return None };
                *total = total.checked_add(*value)?;
            }
        }
    }
    Some(totals)
}

/// A report in which each cell is 13 times its row, plus its column.
///
/// # Errors
///
/// If the text is not a report.
pub fn report() -> Result<FailureDumpReport, Box<dyn std::error::Error>> {
    let array = |elements: Vec<Value>| json!({"kind": "array", "len": elements.len(), "elements": elements});
    let cell = |row: usize, column: usize| json!({"kind": "uint", "bits": 64, "value": COLUMNS * row + column});
    let row = |row: usize| array((0..COLUMNS).map(|column| cell(row, column)).collect());
    let slot = json!({"kind": "struct", "type_name": "cpu_ctx", "members": [
        {"name": "cstats", "value": array((0..ROWS).map(row).collect())},
    ]});
    let map = json!({
        "name": "cpu_ctxs", "map_kva": 1, "map_type": 6, "value_size": 30736, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": vec![slot; CPUS]}],
    });
    Ok(FailureDumpReport::from_json(&json!({"schema": "single", "maps": [map]}).to_string())?)
}
