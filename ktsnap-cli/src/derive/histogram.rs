//! The type of a histogram: `Histogram<Log2<8>, u32>`.

use crate::named::Fault;
use crate::named::array::NamedArray;
use crate::named::buckets::{Buckets, counter_size};

/// The type of a histogram of the array, with the buckets that are written so.
pub(super) fn of(written: &str, array: &NamedArray) -> Result<String, Fault> {
    let buckets = Buckets::parse(written)?;
    let size = counter_size(array)?;
    buckets.check(array)?;
    let counter = if size == 8 { String::new() } else { format!(", u{}", size * 8) };
    Ok(format!("Histogram<{}{counter}>", buckets.rust))
}
