//! `ktsnap watch` of maps: the values of each CPU, rows and a histogram, between two dumps and across a swap.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Covered;
use crate::bpftool::{items, number};
use crate::files::Files;

/// The enumerators of `enum dsp_stat` without their prefix.
const DSP: [&str; 3] = ["LOCAL", "SHARED", "KICK"];

/// Each value lies between those of two dumps.
pub(crate) fn between(files: &Files) -> Covered {
    let command = files.command("between-watch")?;
    command.ended(0)?;
    let turn: Value = serde_json::from_str(command.out.trim())?;
    let read = values(&turn)?;
    let dump = |map: &str, at: &str| files.json(&format!("seen/between-watch/{map}-{at}.json"));
    let dumped = |at: &str| -> Result<BTreeMap<String, u64>, Box<dyn std::error::Error>> {
        let mut all = BTreeMap::new();
        for (key, entry) in items(&dump("stats", at)?).enumerate() {
            let name = DSP.get(key).ok_or("bpftool printed more keys than the enum has")?;
            for slot in items(&entry["values"]) {
                let value = number(&slot["value"]).ok_or("not a number")?;
                all.insert(format!("stats[{name}] cpu {}", slot["cpu"]), value);
            }
        }
        for (key, entry) in items(&dump("queue_waits", at)?).enumerate() {
            let name = DSP.get(key).ok_or("bpftool printed more keys than the enum has")?;
            for member in ["total_ns", "max_ns", "nr"] {
                let value = entry["formatted"]["value"][member].as_u64().ok_or("not a number")?;
                all.insert(format!("queue_waits[{name}].{member}"), value);
            }
        }
        for (key, entry) in items(&dump("wait_hist", at)?).enumerate() {
            all.insert(format!("wait_hist {key}"), number(&entry["value"]).ok_or("not a number")?);
        }
        Ok(all)
    };
    let (before, after) = (dumped("before")?, dumped("after")?);
    let names: BTreeSet<_> = read.keys().collect();
    ensure!(names == before.keys().collect(), "it showed {names:?}, bpftool {:?}", before.keys());
    for (name, value) in &read {
        let (Some(before), Some(after)) = (before.get(name), after.get(name)) else {
            return Err(format!("bpftool printed no {name}").into());
        };
        ensure!((before..=after).contains(&value), "{name} is {value}, by bpftool {before} to {after}");
    }
    for part in ["stats[", "queue_waits[", "wait_hist "] {
        let sum: u64 = read.iter().filter(|(name, _)| name.starts_with(part)).map(|(_, value)| value).sum();
        ensure!(sum > 0, "all counters of {part} are zero");
    }
    Ok(format!("{} values of 3 maps lie between two dumps", read.len()))
}

/// No difference is taken between two instances, and within one no value decreases.
pub(crate) fn swap(files: &Files) -> Covered {
    let command = files.command("watch-maps")?;
    command.ended(0)?;
    let lines: Vec<Value> = command.out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut last: Option<(Value, BTreeMap<String, u64>)> = None;
    let (mut instances, mut changes) = (BTreeSet::new(), 0);
    for line in lines.iter().filter(|line| line.get("waiting").is_none()) {
        let now = values(line)?;
        let of_turn = all(line)?;
        let before = last.take().filter(|(instance, _)| *instance == line["instance"]);
        for (name, counter) in &of_turn {
            let change = &counter["change"];
            match (&before, change.as_i64()) {
                (None, None) => ensure!(change.is_null(), "{name}: {counter}"),
                (None, Some(_)) => return Err(format!("{name} has a change over two instances: {counter}").into()),
                (Some((_, before)), Some(change)) => {
                    let by = now.get(name).zip(before.get(name)).map(|(now, before)| now.checked_sub(*before));
                    ensure!(by == Some(u64::try_from(change).ok()), "{name}: {counter}, before {before:?}");
                    changes += change;
                }
                (Some(_), None) => return Err(format!("{name} has no change: {counter}").into()),
            }
        }
        instances.insert(line["btf_id"].as_u64());
        last = Some((line["instance"].clone(), now));
    }
    ensure!(instances.len() == 2, "it showed the instances {instances:?}");
    ensure!(changes > 0, "nothing was counted");
    Ok(format!("{} turns over 2 instances, none with a change between them", lines.len()))
}

/// The value of each counter, CPU and bucket.
fn values(turn: &Value) -> Result<BTreeMap<String, u64>, Box<dyn std::error::Error>> {
    let value = |(name, counter): (String, &Value)| {
        let value = counter["value"].as_u64().ok_or_else(|| format!("{name} is not read: {counter}"))?;
        Ok((name, value))
    };
    all(turn)?.into_iter().map(value).collect()
}

fn all(turn: &Value) -> Result<Vec<(String, &Value)>, Box<dyn std::error::Error>> {
    let mut all = Vec::new();
    for (name, counter) in turn["counters"].as_object().ok_or("a turn without counters")? {
        match counter.get("per_cpu") {
            None => all.push((name.clone(), counter)),
            Some(cpus) => {
                all.extend(items(cpus).enumerate().map(|(cpu, counter)| (format!("{name} cpu {cpu}"), counter)));
            }
        }
    }
    let buckets = items(&turn["histograms"]["wait_hist"]["buckets"]).enumerate();
    all.extend(buckets.map(|(at, bucket)| (format!("wait_hist {at}"), bucket)));
    Ok(all)
}
