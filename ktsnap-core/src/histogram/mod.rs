//! Histograms: an array of counters, one for each range of values.
//!
//! The type parameter of a [`Histogram`] says which values each bucket counts, because C does not say it: the boundaries are
//! in the code that increments the buckets. A struct names them once, and the derive compares their number with the length of
//! the array in BTF.
//!
//! | buckets | bucket 0 | bucket *i* |
//! |---|---|---|
//! | [`Log2`] | 0 and 1 | 2<sup>i</sup> to 2<sup>i+1</sup> |
//! | [`Log2<8>`](Log2) | 0 to 2<sup>9</sup> | 2<sup>i+8</sup> to 2<sup>i+9</sup> |
//! | [`Fls`] | 0 | 2<sup>i-1</sup> to 2<sup>i</sup> |
//! | [`Linear<START, WIDTH>`](Linear) | `START` to `START + WIDTH` | `START + i * WIDTH` to `START + (i + 1) * WIDTH` |
//! | a type that implements [`Buckets`] | 0 to the first bound | the bound before to bound *i* |
//!
//! The last bucket has no upper bound: it also counts every larger value, as schedulers and the kernel's BPF tools do it.
//! Values have the unit in which C computes the index of the bucket.
//!
//! ```
//! use ktsnap::SnapshotSchema;
//! use ktsnap::histogram::{Histogram, Log2};
//!
//! #[derive(SnapshotSchema)]
//! #[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "wait_hist")]
//! struct Waits {
//!     /// In microseconds: slot n counts the waits of 2^n microseconds and more.
//!     #[snapshot(key = "*")]
//!     us: Histogram<Log2>,
//! }
//!
//! let waits = Waits::from_json_path("../examples/captures/dispatch-a2.json")?;
//! let p99 = waits.us.percentile(99.0)?;
//! println!("99 % of {} waits took at most {:?} us", waits.us.total()?, p99.bucket.upper);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bounds;
mod buckets;
mod counts;
mod error;
mod percentile;

pub use bounds::{Bounds, Bucket};
pub use buckets::{Buckets, Fls, Linear, Log2};
pub use counts::Histogram;
pub use error::HistogramError;
pub use percentile::Percentile;

pub(crate) use bounds::BoundsFault;
