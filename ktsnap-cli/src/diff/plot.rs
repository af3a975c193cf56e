//! `--plot`: counters over time as pictures.

use std::io::Write;

use crate::args::Diff;
use crate::failure::Failure;
use crate::filter::{is_named, is_wanted};
use crate::pictures::lines::{self, curves, ratio_curves};
use crate::pictures::{self, Picture};
use crate::screen::Screen;
use crate::series::Columns;

/// Pictures of one `--plot`. More can't be read on a terminal.
const MOST: usize = 4;

fn of_patterns(columns: &Columns, args: &Diff) -> Result<Vec<Picture>, Failure> {
    let mut all = Vec::new();
    for pattern in &args.plot {
        let only = std::slice::from_ref(pattern);
        let mut curves = curves(columns, &|map, column| is_wanted(only, map, &column.name));
        curves.extend(ratio_curves(columns, &|name| is_named(only, name)));
        let without_value = columns.without_value.iter().find(|(name, _)| curves.is_empty() && is_named(only, name));
        if let Some((name, why)) = without_value {
            return Err(Failure::new(format!("the ratio `{name}` has no value"), why));
        }
        if curves.is_empty() {
            let fact = format!("`--plot {pattern}` matches no counter or ratio that is in two reports");
            return Err(Failure::new(fact, "`ktsnap diff --all` lists the counters"));
        }
        let count = curves.len();
        let pictures = lines::pictures(columns, curves, pattern);
        if pictures.len() > MOST {
            let fact = format!("`--plot {pattern}` matches {count} counters, which need {} pictures", pictures.len());
            return Err(Failure::new(fact, format!("write a pattern that needs at most {MOST}")));
        }
        all.extend(pictures.into_iter().map(Picture::Lines));
    }
    Ok(all)
}

pub(super) fn draw(columns: &Columns, args: &Diff, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    pictures::draw(
        &of_patterns(columns, args)?,
        &args.pictures,
        args.series.reports.first().map(AsRef::as_ref),
        screen,
        out,
    )
}
