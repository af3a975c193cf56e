//! `--histogram PATH=BUCKETS`: an array of a map as a histogram.

use std::path::Path;

use ktsnap_core::histogram::{Bounds, Bucket};
use ktsnap_core::report::FailureDumpMap;
use ktsnap_plot::{Bars, Number};

use super::histogram::bars;
use crate::failure::Failure;
use crate::named::buckets::Buckets;
use crate::screen::text::clean;

/// An array and what its elements count.
#[derive(Debug)]
pub(crate) struct OfBuckets<'o> {
    /// The path, with or without the name of the map.
    pub(crate) path: &'o str,
    bounds: Bounds,
}

impl<'o> OfBuckets<'o> {
    /// Parses the option.
    pub(crate) fn parse(written: &'o str) -> Result<Self, Failure> {
        let usage = |fact: &str, help: &str| Failure::usage(format!("`--histogram {written}`: {fact}"), help);
        let Some((path, buckets)) = written.split_once('=') else {
            return Err(usage("there is no `=`", "write `PATH=BUCKETS`, for example `wait_hist=Log2`"));
        };
        let parsed = Buckets::parse(buckets.trim()).map_err(|(fact, help)| usage(&fact, &help))?;
        let help = "write `Log2`, `Fls` or `Linear`";
        let bounds = parsed.bounds.ok_or_else(|| usage("a report does not define types", help))?;
        Ok(Self { path: path.trim(), bounds })
    }

    /// Whether the path begins with the name of this map.
    pub(crate) fn is_in(&self, map: &str) -> bool {
        let rest = self.path.strip_prefix(map);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }

    /// The histogram.
    ///
    /// # Errors
    ///
    /// If the map has no such array, or if 64 bits do not hold the bounds.
    pub(crate) fn of(&self, map: &FailureDumpMap, file: &Path) -> Result<Bars, Failure> {
        let path = clean(self.path);
        let in_map = self.is_in(&map.name).then(|| self.path.strip_prefix(map.name.as_str()).unwrap_or_default());
        let in_map = in_map.map(|rest| rest.strip_prefix('.').unwrap_or(rest));
        let found = in_map.into_iter().chain([self.path]).find_map(|path| bars(map, path));
        let mut found = found.ok_or_else(|| {
            let fact = format!("has no array of integers at `{path}` in `{}`", clean(&map.name));
            Failure::of(file, fact, "name an array of integers in the map, for example `wait_hist=Log2`")
        })?;
        if !bound(&mut found, self.bounds) {
            let fact = format!("has {} elements at `{path}`, too many for these buckets", found.bars.len());
            return Err(Failure::of(file, fact, "name the buckets that the C code counts in"));
        }
        Ok(found)
    }
}

/// Replaces the indexes of bars with the bounds of their buckets. Returns false if 64 bits do not hold the bounds.
fn bound(bars: &mut Bars, bounds: Bounds) -> bool {
    let count = bars.bars.len();
    for bar in &mut bars.bars {
        let index = bar.label.parse().ok();
        let Some(bucket) = index.and_then(|index| bounds.bucket(index, count)) else { return false };
        let Bucket { lower, upper, .. } = bucket;
        bar.label = bucket.to_string();
        bar.from = Some(Number::Int(lower.into()));
        bar.to = upper.map(|upper| Number::Int(upper.into()));
    }
    bars.label = "value".to_owned();
    true
}
