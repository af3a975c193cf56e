//! `--heat` and `--bars`: a map, or an array in it, as a picture.

use std::io::Write;

use super::View;
use crate::args::Drawn;
use crate::failure::{Failure, note};
use crate::pictures::buckets::OfBuckets;
use crate::pictures::{self, Picture, cpus, histogram};
use crate::screen::Screen;
use crate::screen::text::{clean, cut};

pub(super) fn write(view: &View<'_, '_>, args: &Drawn, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    let View { file, names, .. } = view;
    let map = view.target.chosen.map;
    let path = view.target.path;
    let path = &names.numbered("", path.strip_prefix('.').unwrap_or(path));
    let name = format!("{}{}{path}", map.name, if path.is_empty() || path.starts_with('[') { "" } else { "." });
    let name = cut(&clean(&name), 60).into_owned();
    let picture = if args.heat {
        let is_below = |counter: &str| {
            let rest = counter.strip_prefix(path);
            rest.is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let help = "omit `--heat`, or name a per-CPU map";
        let found = cpus::heat(map, &is_below);
        let (mut heat, left_out) =
            found.ok_or_else(|| Failure::of(file, format!("has no value per CPU in `{name}`"), help))?;
        if left_out > 0 {
            note(format!("{left_out} counters of {name} are not drawn: name a part of the map"));
        }
        heat.rows.iter_mut().for_each(|row| *row = names.named(row));
        Picture::Heat(heat)
    } else if let Some(written) = &args.histogram {
        Picture::Bars(OfBuckets::parse(written)?.of(map, file)?)
    } else if args.bars {
        let help = "omit `--bars`, or name an array";
        let bars = histogram::bars(map, path);
        let mut bars = bars.ok_or_else(|| Failure::of(file, format!("has no array of integers in `{name}`"), help))?;
        let is_named = bars.bars.iter().any(|bar| names.name(path, &bar.label).is_some());
        if is_named {
            bars.label = if path.is_empty() { "key" } else { "element" }.to_owned();
        }
        for bar in &mut bars.bars {
            bar.label = names.name(path, &bar.label).map_or_else(|| bar.label.clone(), str::to_owned);
        }
        Picture::Bars(bars)
    } else {
        return Err(Failure::usage("`--svg` needs a picture", "add `--heat`, `--bars` or `--histogram`"));
    };
    pictures::draw(&[picture], &args.pictures, Some(*file), screen, out)
}
