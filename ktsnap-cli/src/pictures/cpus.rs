//! A per-CPU map as a table of shades: a row for each counter, a column for each CPU.

use ktsnap_core::report::FailureDumpMap;
use ktsnap_plot::{Heat, HeatScale, Number};

use crate::series::{CounterValue, Reading, each_counter};

/// Rows of a table. A map can have thousands of counters.
const MOST: usize = 64;

/// The counters of the map per CPU, and the number of counters that are left out. Counters that are 0 on every CPU are left out if
/// there are more than [`MOST`]. `None` if the map has no value per CPU.
pub(crate) fn heat(map: &FailureDumpMap, is_wanted: &dyn Fn(&str) -> bool) -> Option<(Heat, usize)> {
    let mut rows: Vec<(String, Vec<Option<i128>>)> = Vec::new();
    each_counter(map, &mut |reading| {
        if let Reading::Counter { name, value: CounterValue::PerCpu(values), .. } = reading
            && is_wanted(name)
        {
            rows.push((name.to_owned(), values.to_vec()));
        }
    });
    let count = rows.len();
    if rows.len() > MOST {
        rows.retain(|(_, values)| values.iter().any(|value| *value != Some(0)));
        rows.truncate(MOST);
    }
    let cpus = rows.iter().map(|(_, values)| values.len()).max().filter(|cpus| *cpus > 0)?;
    let left_out = count - rows.len();
    let (rows, cells): (Vec<_>, Vec<Vec<_>>) = rows.into_iter().unzip();
    let name = |name: String| if name.is_empty() { map.name.clone() } else { name };
    let heat = Heat {
        title: map.name.clone(),
        rows: rows.into_iter().map(name).collect(),
        columns: (0..cpus).map(|cpu| cpu.to_string()).collect(),
        columns_name: "CPU".to_owned(),
        cells: cells.into_iter().map(|row| row.into_iter().map(|cell| cell.map(Number::Int)).collect()).collect(),
        scale: HeatScale::Row,
    };
    Some((heat, left_out))
}
