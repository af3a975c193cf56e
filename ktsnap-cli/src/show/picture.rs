//! `--heat` and `--bars`: a map, or an array in it, as a picture.

use std::io::Write;
use std::path::Path;

use ktsnap_core::report::FailureDumpMap;

use super::buckets;
use crate::args::Drawn;
use crate::failure::{Failure, note};
use crate::pictures::{self, Picture, cpus, histogram};
use crate::screen::Screen;
use crate::screen::text::{clean, cut};

pub(super) fn write(
    file: &Path,
    map: &FailureDumpMap,
    path: &str,
    args: &Drawn,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let path = path.strip_prefix('.').unwrap_or(path);
    let name = format!("{}{}{path}", map.name, if path.is_empty() || path.starts_with('[') { "" } else { "." });
    let name = cut(&clean(&name), 60).into_owned();
    let picture = if args.heat {
        let is_below = |counter: &str| {
            let rest = counter.strip_prefix(path);
            rest.is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let help = "omit `--heat`, or name a per-CPU map";
        let found = cpus::heat(map, &is_below);
        let (heat, left_out) =
            found.ok_or_else(|| Failure::of(file, format!("has no value per CPU in `{name}`"), help))?;
        if left_out > 0 {
            note(format!("{left_out} counters of {name} are not drawn: name a part of the map"));
        }
        Picture::Heat(heat)
    } else if let Some(written) = &args.histogram {
        let (wanted, bounds) = buckets::parse(written)?;
        let in_map = wanted.strip_prefix(map.name.as_str()).map(|rest| rest.strip_prefix('.').unwrap_or(rest));
        let help = "name an array of integers in the map, for example `wait_hist=Log2`";
        let found = [in_map.unwrap_or(wanted), wanted].into_iter().find_map(|path| histogram::bars(map, path));
        let fact = || format!("has no array of integers at `{}` in `{name}`", clean(wanted));
        let mut bars = found.ok_or_else(|| Failure::of(file, fact(), help))?;
        if !buckets::bound(&mut bars, bounds) {
            let fact = format!("has {} elements at `{}`, too many for these buckets", bars.bars.len(), clean(wanted));
            return Err(Failure::of(file, fact, "name the buckets that the C code counts in"));
        }
        Picture::Bars(bars)
    } else if args.bars {
        let help = "omit `--bars`, or name an array";
        let bars = histogram::bars(map, path);
        Picture::Bars(bars.ok_or_else(|| Failure::of(file, format!("has no array of integers in `{name}`"), help))?)
    } else {
        return Err(Failure::usage("`--svg` needs a picture", "add `--heat`, `--bars` or `--histogram`"));
    };
    pictures::draw(&[picture], &args.pictures, Some(file), screen, out)
}
