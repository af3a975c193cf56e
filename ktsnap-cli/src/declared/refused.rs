//! The options that a struct makes pointless.

use crate::args::Series;
use crate::failure::Failure;

/// Refuses the options of a series that have no effect on a struct. `others` are those of a single command, each with whether it is
/// given.
pub(crate) fn refuse_options(series: &Series, others: &[(&str, bool)]) -> Result<(), Failure> {
    let (kinds, naming) = (&series.kinds, &series.naming);
    if !naming.ratio.is_empty() {
        let help = "write `#[snapshot(ratio(...))]` on the struct, or omit `--struct`";
        return Err(Failure::usage("`--struct` shows the ratios of the struct", help));
    }
    if series.in_order {
        let fact = "`--in-order` accepts counters that decrease, and a struct says which of its fields can decrease";
        return Err(Failure::usage(fact, "omit `--in-order`, and mark such a field with `#[snapshot(gauge)]`"));
    }
    let replaced = [
        ("--map", !naming.map.is_empty()),
        ("--section", !naming.section.is_empty()),
        ("--key", naming.key.is_some()),
        ("--rows", !naming.rows.is_empty()),
        ("--per-cpu", kinds.per_cpu),
        ("--sum", !kinds.sum.is_empty()),
        ("--gauge", !kinds.gauge.is_empty()),
        ("--counter", !kinds.counter.is_empty()),
    ];
    match replaced.iter().chain(others).find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(replaced_by_struct(option)),
        None => Ok(()),
    }
}

/// The error for an option that says what the struct says.
pub(crate) fn replaced_by_struct(option: &str) -> Failure {
    let fact = format!("`{option}` concerns counters of maps, and a struct says what its fields are");
    Failure::usage(fact, format!("omit `{option}`"))
}
