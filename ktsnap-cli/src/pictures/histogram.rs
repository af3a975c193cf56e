//! The integers of an array as bars.

use ktsnap_core::report::FailureDumpMap;
use ktsnap_plot::{Bar, Bars, Number};

use crate::series::{CounterValue, Reading, each_counter};

/// The elements of the array at a path in the map; of an array per CPU, the sums. The path is empty if the entries of the map are the
/// elements. `None` if there is no such array of integers.
pub(crate) fn bars(map: &FailureDumpMap, path: &str) -> Option<Bars> {
    let mut bars = Vec::new();
    each_counter(map, &mut |reading| {
        let Reading::Counter { name, value, .. } = reading else { return };
        let element = name.strip_prefix(path).and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']'));
        if let Some(element) = element.filter(|element| !element.contains(['[', ']', '.'])) {
            let count = match value {
                CounterValue::One(value) => Some(value),
                // A sum without a value that was not captured would be too small.
                CounterValue::PerCpu(values) => values.iter().copied().sum(),
            };
            bars.push(Bar { from: None, to: None, label: element.to_owned(), count: count.map(Number::Int) });
        }
    });
    let title = if path.is_empty() { map.name.clone() } else { format!("{}.{path}", map.name) };
    let label = if map.map_type == ARRAY || map.map_type == PERCPU_ARRAY || !path.is_empty() { "index" } else { "key" };
    (!bars.is_empty()).then(|| Bars { title, label: label.to_owned(), count: "count".to_owned(), bars })
}

/// `BPF_MAP_TYPE_ARRAY` and `BPF_MAP_TYPE_PERCPU_ARRAY`.
const ARRAY: u32 = 2;
const PERCPU_ARRAY: u32 = 6;
