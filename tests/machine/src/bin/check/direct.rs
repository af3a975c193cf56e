//! Structs read directly from a running scheduler, between two dumps of the same map.

use std::collections::BTreeMap;

use machine::Counters;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Covered;
use crate::bpftool::{global, sums};
use crate::files::Files;

/// The location of the counters.
#[derive(Clone, Copy)]
pub(crate) enum Location {
    /// Variables of `.bss`, by name.
    Globals,
    /// Entries of a per-CPU array, by key. Keys without a name are only part of `all`, the sum of all keys.
    Keys(&'static [&'static str]),
}

/// The keys of scx_rusty's counters in its struct.
pub(crate) const RUSTY: [&str; 9] = ["", "", "prev_idle", "", "", "direct_dispatch", "", "", "dsq_dispatch"];

pub(crate) fn check<T: Counters + DeserializeOwned>(files: &Files, location: Location) -> Covered {
    let name = format!("between-{}", T::NAME);
    let command = files.command(&name)?;
    command.ended(0)?;
    let read: T = serde_json::from_str(command.out.trim())?;
    let read = read.counters();
    let dump = |at: &str| files.json(&format!("seen/{name}/{at}.json")).map(|dump| of(location, &dump, &read));
    let (before, after) = (dump("before")?, dump("after")?);
    let mut sum = 0;
    for (counter, value) in &read {
        let (Some(before), Some(after)) = (before.get(counter), after.get(counter)) else {
            return Err(format!("bpftool printed no {counter}").into());
        };
        ensure!((before..=after).contains(&value), "{counter} is {value}, by bpftool {before} to {after}");
        sum += value;
    }
    ensure!(sum > 0, "all counters are zero: {read:?}");
    Ok(format!("{} counters lie between two dumps", read.len()))
}

/// The counters in a dump.
fn of(location: Location, dump: &Value, names: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    match location {
        Location::Globals => {
            names.keys().filter_map(|name| Some((name.clone(), global(dump, ".bss", name)?))).collect()
        }
        Location::Keys(keys) => {
            let sums = sums(dump);
            let all = ("all".to_owned(), sums.iter().sum());
            keys.iter().map(|&key| key.to_owned()).zip(sums).chain([all]).collect()
        }
    }
}
