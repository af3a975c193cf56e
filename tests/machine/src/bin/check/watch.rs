//! `ktsnap watch`, while the scheduler is swapped.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Covered;
use crate::bpftool::items;
use crate::files::Files;

pub(crate) fn check(files: &Files) -> Covered {
    let plain = files.command("watch")?;
    plain.ended(0)?;
    for instance in ["instance 1", "instance 2"] {
        ensure!(plain.out.contains(instance), "--plain does not show {instance}");
    }
    let words = plain.out.split_whitespace();
    let is_bad = |word: &&str| {
        let negative = word.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        negative || ["NaN", "inf"].contains(word)
    };
    if let Some(bad) = words.clone().find(is_bad) {
        return Err(format!("--plain shows {bad}").into());
    }

    let command = files.command("watch-json")?;
    command.ended(0)?;
    let lines: Vec<Value> = command.out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let running: Vec<&Value> = lines.iter().filter(|line| line.get("waiting").is_none()).collect();
    ensure!(running.len() < lines.len(), "no turn fell between the two instances");
    let mut rates = 0;
    for (at, line) in running.iter().enumerate() {
        let is_first = at == 0 || running.get(at - 1).is_none_or(|before| before["instance"] != line["instance"]);
        let counters = line["counters"].as_object().ok_or("a turn without counters")?;
        for (name, counter) in counters {
            ensure!(counter["value"].is_u64(), "{name} is not read: {counter}");
            let (change, rate) = (&counter["change"], counter["per_second"].as_f64());
            if is_first {
                ensure!(change.is_null() && rate.is_none(), "{name} has a rate over two instances: {counter}");
                continue;
            }
            // Only counters are watched, and each only increases.
            ensure!(change.is_u64() && rate.is_some_and(|rate| (0.0..1e9).contains(&rate)), "{name}: {counter}");
            rates += 1;
        }
        for share in ["last", "all"].map(|of| &line["ratios"]["cross"][of]) {
            ensure!(
                share.is_null() || share.as_f64().is_some_and(|share| (0.0..=1.0).contains(&share)),
                "cross: {share}"
            );
        }
    }
    ensure!(rates > 0, "no turn had rates");
    let ids: BTreeSet<u64> = running.iter().filter_map(|line| line["btf_id"].as_u64()).collect();
    let mut expected = files.seen("dispatch-before")?.btf_ids();
    expected.extend(files.seen("swap")?.btf_ids());
    ensure!(ids == expected, "it showed the BTF ids {ids:?}, bpftool {expected:?}");
    let shown = items(&Value::Array(lines.clone())).count();
    Ok(format!("{shown} turns over 2 instances, {} between them, {rates} rates, none below 0", shown - running.len()))
}
