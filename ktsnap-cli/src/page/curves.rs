//! Curves of the counters that changed.

use ktsnap_plot::Number;
use ktsnap_plot::page::{Part, Section};

use crate::pictures::lines::{Curve, curves, pictures, ratio_curves};
use crate::series::{Column, Columns};

/// Curves of a page.
const MOST: usize = 48;

/// Curves of a picture.
const PER_PICTURE: usize = 6;

/// How many times the largest value of a picture is that of its lowest curve.
const SPREAD: f64 = 30.0;

/// A section for each map. The curves of a picture have values of similar size, so that each can be seen.
pub(super) fn sections(
    columns: &Columns,
    is_shown: &dyn Fn(&str, &Column) -> bool,
    skipped: &mut Vec<String>,
) -> Vec<Section> {
    let mut all = curves(columns, is_shown);
    if all.len() > MOST {
        skipped.push(format!("{} more counters have no curve: select counters with `--only`", all.len() - MOST));
        all.truncate(MOST);
    }
    let mut sections: Vec<Section> = Vec::new();
    let ratios = ratio_curves(columns, &|_| true);
    if !ratios.is_empty() {
        let parts = pictures(columns, ratios, "ratios").into_iter().map(Part::Lines).collect();
        let note = "Each value is that of the differences since the report before.".to_owned();
        sections.push(Section { title: "Over time: ratios".to_owned(), note, parts });
    }
    let mut by_map: Vec<(&str, Vec<Curve<'_>>)> = Vec::new();
    for curve in all {
        let of = curve.map.unwrap_or_default();
        match by_map.iter_mut().find(|(map, _)| *map == of) {
            Some((_, curves)) => curves.push(curve),
            None => by_map.push((of, vec![curve])),
        }
    }
    for (map, curves) in by_map {
        let groups = grouped(curves);
        let parts = groups.into_iter().flat_map(|group| pictures(columns, group, map)).map(Part::Lines).collect();
        sections.push(Section { title: format!("Over time: {map}"), note: String::new(), parts });
    }
    sections
}

/// Curves of one kind and similar size.
fn grouped(mut curves: Vec<Curve<'_>>) -> Vec<Vec<Curve<'_>>> {
    curves.sort_by(|a, b| a.unit.cmp(&b.unit).then(largest(b).total_cmp(&largest(a))));
    let mut groups: Vec<Vec<Curve<'_>>> = Vec::new();
    for curve in curves {
        let fits = |group: &&mut Vec<Curve<'_>>| {
            let first = group.first();
            let is_similar = |first: &Curve<'_>| first.unit == curve.unit && largest(&curve) * SPREAD >= largest(first);
            group.len() < PER_PICTURE && first.is_some_and(is_similar)
        };
        match groups.last_mut().filter(fits) {
            Some(group) => group.push(curve),
            None => groups.push(vec![curve]),
        }
    }
    groups
}

/// The largest size of a value.
fn largest(curve: &Curve<'_>) -> f64 {
    let size = |value: Number| match value {
        #[expect(clippy::cast_precision_loss, reason = "a size")]
        Number::Int(value) => value.unsigned_abs() as f64,
        Number::Float(value) => value.abs(),
    };
    curve.drawn.iter().copied().flatten().map(size).fold(0.0, f64::max)
}
