//! The fields and ratios of a struct: what was counted between two reports.

use std::io::Write;

use ktsnap_core::report::timeline;
use ktsnap_core::series::InstanceId;
use ktsnap_core::{FailureDumpReport, Snapshot};
use serde_json::{Map, Value, json};

use crate::args::Diff;
use crate::declared::Declared;
use crate::declared::print::{json_value, shown};
use crate::failure::{Failure, note};
use crate::report::input::{Compared, compared};
use crate::report::{open_both, open_maps};
use crate::screen::text::clean;
use crate::screen::{Screen, Table};

/// A report, and its name in messages.
type Named = (String, FailureDumpReport);

/// Refuses the options that a struct replaces, and those that it does not take.
fn refuse_options(args: &Diff) -> Result<(), Failure> {
    let (series, kinds, naming) = (&args.series, &args.series.kinds, &args.series.naming);
    let replaced = [
        ("--before", !args.groups.before.is_empty()),
        ("--only", !series.only.is_empty()),
        ("--map", !naming.map.is_empty()),
        ("--section", !naming.section.is_empty()),
        ("--key", naming.key.is_some()),
        ("--rows", !naming.rows.is_empty()),
        ("--per-cpu", kinds.per_cpu),
        ("--sum", !kinds.sum.is_empty()),
        ("--gauge", !kinds.gauge.is_empty()),
        ("--counter", !kinds.counter.is_empty()),
        ("--plot", !args.plot.is_empty()),
        ("--svg", args.pictures.svg.is_some()),
    ];
    if let Some((option, _)) = replaced.into_iter().find(|(_, is_given)| *is_given) {
        let fact = format!("`{option}` concerns counters of maps, and a struct says what its fields are");
        return Err(Failure::usage(fact, format!("omit `{option}`")));
    }
    let without_effect = [
        ("--all", args.all),
        ("--every", series.every.is_some()),
        ("--times", !series.times.is_empty()),
        ("--in-order", series.in_order),
    ];
    match without_effect.into_iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => {
            let fact = format!("`{option}` has no effect on a struct, whose fields are all shown, without rates");
            Err(Failure::usage(fact, format!("omit `{option}`")))
        }
        None => Ok(()),
    }
}

pub(super) fn write(args: &Diff, declared: &Declared, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    refuse_options(args)?;
    let [(first, earlier), (last, later)] = in_order(reports(args)?)?;
    let (before, of_earlier) = declared.values(&Snapshot::new(&earlier), first.as_ref())?;
    let (after, of_later) = declared.values(&Snapshot::new(&later), last.as_ref())?;
    let instance = |map: &ktsnap_core::select::MapCopy<'_>, report: &FailureDumpReport| {
        InstanceId::new(map.name, map.map_kva, &report.active_map_kvas)
    };
    let (one, other) = (instance(&of_earlier.map, &earlier), instance(&of_later.map, &later));
    if other.is_other_than(&one) {
        let fact = format!("{first} has {one} and {last} has {other}: two instances, which have no difference");
        return Err(Failure::new(fact, "compare two reports of one instance"));
    }
    let change = declared.difference(&after, &before)?;
    let ratios: Vec<_> = declared.ratios.iter().map(|ratio| (&ratio.name, ratio.over(&change))).collect();
    declared.notes.iter().for_each(note);
    if screen.json {
        let numbers = ratios.iter().map(|(name, value)| ((*name).clone(), value.as_ref().ok().copied().into()));
        let failures = ratios.iter().filter_map(|(name, value)| Some(((*name).clone(), value.as_ref().err()?)));
        let failures = failures.map(|(name, error)| (name, error.to_string().into()));
        let document = json!({
            "struct": declared.name,
            "reports": [first, last],
            "map": of_later.map.name,
            "map_kva": (of_later.map.map_kva != 0).then(|| format!("{:#x}", of_later.map.map_kva)),
            "first": json_value(&before),
            "last": json_value(&after),
            "change": json_value(&change),
            "ratios": numbers.collect::<Map<String, Value>>(),
            "ratios_without_value": failures.collect::<Map<String, Value>>(),
        });
        return screen.write_json(out, &document);
    }
    screen.line(&format!("{}: {} from {first} to {last}", declared.name, of_later.map), out)?;
    writeln!(out)?;
    let mut earlier_values = std::collections::HashMap::new();
    before.each_leaf(&mut |leaf| drop(earlier_values.insert(leaf.path.to_owned(), shown(leaf.value))));
    let mut changes = std::collections::HashMap::new();
    change.each_leaf(&mut |leaf| {
        drop(changes.insert(leaf.path.to_owned(), (shown(leaf.value), leaf.counter().is_some())));
    });
    let mut table = Table::new(screen, &["field", ">first", ">last", ">change"]);
    after.each_leaf(&mut |leaf| {
        let first = earlier_values.get(leaf.path).cloned().unwrap_or_default();
        // A difference keeps the later value of a gauge.
        let change = match changes.get(leaf.path) {
            Some((change, true)) => format!("+{change}"),
            _ => String::new(),
        };
        table.row([clean(leaf.path).into_owned(), first, shown(leaf.value), change]);
    });
    write!(out, "{table}")?;
    if ratios.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let mut table = Table::new(screen, &["ratio", ">value"]);
    for (name, value) in ratios {
        let shown = match value {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string().trim_start_matches(&format!("{name}: ")).to_owned(),
        };
        table.row([clean(name).into_owned(), clean(&shown).into_owned()]);
    }
    write!(out, "{table}")?;
    Ok(())
}

/// The two reports that the arguments name.
fn reports(args: &Diff) -> Result<[Named; 2], Failure> {
    match compared(&args.series.reports)? {
        Compared::Snapshots(path) => {
            let [early, late] = open_both(&path)?;
            Ok([("the first stall".to_owned(), early), ("the failure".to_owned(), late)])
        }
        Compared::Files(paths, _) => {
            let [first, last] = paths.as_slice() else {
                let fact = format!("`--struct` compares two reports, and {} are given", paths.len());
                return Err(Failure::usage(fact, "give the first and the last"));
            };
            let read = |path: &std::path::PathBuf| {
                Ok::<_, Failure>((path.display().to_string(), *open_maps(path, args.series.early)?))
            };
            Ok([read(first)?, read(last)?])
        }
    }
}

/// Sorts the reports by the times that they contain. Reports without times keep their order.
fn in_order([first, last]: [Named; 2]) -> Result<[Named; 2], Failure> {
    if first.1.capture.is_none() && last.1.capture.is_none() {
        return Ok([first, last]);
    }
    let bare = [&first, &last].map(|(_, report)| {
        let mut bare = FailureDumpReport::default();
        bare.capture.clone_from(&report.capture);
        bare
    });
    let names = [&first.0, &last.0];
    let label = |index: usize| names.get(index).map(|name| (*name).clone()).unwrap_or_default();
    let order = timeline(&bare).map_err(|error| Failure::new(error.fact(label), error.help()))?;
    Ok(if order.first().is_some_and(|time| time.index == 1) { [last, first] } else { [first, last] })
}
