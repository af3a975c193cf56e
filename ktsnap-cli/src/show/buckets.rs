//! `--histogram PATH=BUCKETS`: the bounds of the bars.

use ktsnap_core::histogram::{Bounds, Bucket};
use ktsnap_plot::{Bars, Number};

use crate::failure::Failure;
use crate::named::buckets::Buckets;

/// The path and the bounds of an option.
pub(super) fn parse(written: &str) -> Result<(&str, Bounds), Failure> {
    let usage = |fact: &str, help: &str| Failure::usage(format!("`--histogram {written}`: {fact}"), help);
    let Some((path, buckets)) = written.split_once('=') else {
        return Err(usage("there is no `=`", "write `PATH=BUCKETS`, for example `wait_hist=Log2`"));
    };
    let parsed = Buckets::parse(buckets.trim()).map_err(|(fact, help)| usage(&fact, &help))?;
    let bounds =
        parsed.bounds.ok_or_else(|| usage("a report does not define types", "write `Log2`, `Fls` or `Linear`"))?;
    Ok((path.trim(), bounds))
}

/// Replaces the indexes of bars with the bounds of their buckets. Returns false if 64 bits do not hold the bounds.
pub(super) fn bound(bars: &mut Bars, bounds: Bounds) -> bool {
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
