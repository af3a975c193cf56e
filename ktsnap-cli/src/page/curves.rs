//! Curves of the counters that changed.

use ktsnap_plot::Number;
use ktsnap_plot::page::{Part, Section};

use crate::pictures::lines::{Curve, curves, pictures};
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
    let mut by_map: Vec<(&str, Vec<Curve<'_>>)> = Vec::new();
    for curve in all {
        match by_map.iter_mut().find(|(map, _)| *map == curve.map) {
            Some((_, curves)) => curves.push(curve),
            None => by_map.push((curve.map, vec![curve])),
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
    curves.sort_by(|a, b| (a.kind as u8).cmp(&(b.kind as u8)).then(largest(b).total_cmp(&largest(a))));
    let mut groups: Vec<Vec<Curve<'_>>> = Vec::new();
    for curve in curves {
        let fits = |group: &&mut Vec<Curve<'_>>| {
            let first = group.first();
            let is_similar = |first: &Curve<'_>| first.kind == curve.kind && largest(&curve) * SPREAD >= largest(first);
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
