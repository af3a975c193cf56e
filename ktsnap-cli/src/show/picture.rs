//! `--heat` and `--bars`: a map, or an array in it, as a picture.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use ktsnap_core::report::FailureDumpMap;

use crate::args::Drawn;
use crate::failure::{Failure, note};
use crate::pictures::buckets::OfBuckets;
use crate::pictures::{self, Picture, cpus, histogram, with_key};
use crate::screen::Screen;
use crate::screen::text::{clean, cut};

pub(super) fn write(
    file: &Path,
    map: &FailureDumpMap,
    (path, keys): (&str, &HashMap<u32, String>),
    args: &Drawn,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let path = path.strip_prefix('.').unwrap_or(path);
    let number = |name: &str| keys.iter().find(|(_, known)| *known == name).map(|(number, _)| number.to_string());
    let key_name = |number: &str| keys.get(&number.parse().ok()?).cloned();
    let path = &with_key(path, &number);
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
        heat.rows.iter_mut().for_each(|row| *row = with_key(row, &key_name));
        Picture::Heat(heat)
    } else if let Some(written) = &args.histogram {
        Picture::Bars(OfBuckets::parse(written)?.of(map, file)?)
    } else if args.bars {
        let help = "omit `--bars`, or name an array";
        let bars = histogram::bars(map, path);
        let mut bars = bars.ok_or_else(|| Failure::of(file, format!("has no array of integers in `{name}`"), help))?;
        if path.is_empty() && !keys.is_empty() {
            bars.label = "key".to_owned();
            bars.bars.iter_mut().for_each(|bar| bar.label = key_name(&bar.label).unwrap_or_else(|| bar.label.clone()));
        }
        Picture::Bars(bars)
    } else {
        return Err(Failure::usage("`--svg` needs a picture", "add `--heat`, `--bars` or `--histogram`"));
    };
    pictures::draw(&[picture], &args.pictures, Some(file), screen, out)
}
