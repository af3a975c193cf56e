//! The kinds of buckets, as types.

use super::Bounds;

/// The buckets of a [`Histogram`](super::Histogram), as a type.
///
/// Implement it for a type of your own if the boundaries are a list in C:
///
/// ```
/// use ktsnap::histogram::{Bounds, Buckets, Histogram};
///
/// /// `lat_bucket()` in `main.bpf.c`, in nanoseconds.
/// struct WakeLatency;
///
/// impl Buckets for WakeLatency {
///     const BOUNDS: Bounds = Bounds::UpTo(&[10_000, 25_000, 50_000]);
/// }
///
/// let latency = Histogram::<WakeLatency>::from_counts([7, 2, 0, 1])?;
/// assert_eq!(latency.percentile(90.0)?.bucket.upper, Some(25_000));
/// # Ok::<(), ktsnap::histogram::HistogramError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what the buckets of a histogram count",
    label = "not a kind of buckets",
    note = "use `ktsnap::histogram::Log2`, `Fls` or `Linear`, or implement `ktsnap::histogram::Buckets` for `{Self}`"
)]
pub trait Buckets: 'static {
    /// The ranges of values that the buckets count. With a list, the array must have one bucket more than the list has
    /// bounds.
    const BOUNDS: Bounds;
}

/// Buckets by the logarithm to base 2: bucket *i* counts 2<sup>i + SHIFT</sup> to 2<sup>i + SHIFT + 1</sup>, and bucket 0 also
/// counts what is lower.
///
/// This is what a loop gives that shifts until 1 is left, `log2l()` of the BPF tools in the kernel and in bcc, and the runqueue
/// latency of scx_layered. `SHIFT` is for C that shifts bits out first: `ns >> 8` is `Log2<8>`, whose bounds are in
/// nanoseconds.
///
/// ```
/// use ktsnap_core::histogram::{Bounds, Buckets, Log2};
///
/// let ns = Log2::<8>::BOUNDS.bucket(1, 16).unwrap();
/// assert_eq!((ns.lower, ns.upper), (512, Some(1024)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Log2<const SHIFT: u32 = 0> {}

/// Buckets by the number of bits, as `fls64()` of the kernel counts them: bucket 0 counts 0, and bucket *i* counts
/// 2<sup>i - 1 + SHIFT</sup> to 2<sup>i + SHIFT</sup>.
///
/// It differs from [`Log2`] by one bucket: here the value 1 is in bucket 1.
///
/// ```
/// use ktsnap_core::histogram::{Buckets, Fls};
///
/// let bucket = <Fls>::BOUNDS.bucket(3, 65).unwrap();
/// assert_eq!((bucket.lower, bucket.upper), (4, Some(8)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fls<const SHIFT: u32 = 0> {}

/// Buckets of one width: bucket *i* counts `START + i * WIDTH` to `START + (i + 1) * WIDTH`.
///
/// If C counts values below `START` in the first bucket, its lower bound is 0: use [`Bounds::Below`] instead.
///
/// ```
/// use ktsnap_core::histogram::{Buckets, Linear};
///
/// let depth = Linear::<0, 4>::BOUNDS.bucket(2, 8).unwrap();
/// assert_eq!((depth.lower, depth.upper), (8, Some(12)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Linear<const START: u64, const WIDTH: u64> {}

impl<const SHIFT: u32> Buckets for Log2<SHIFT> {
    const BOUNDS: Bounds = Bounds::Log2 { shift: SHIFT };
}

impl<const SHIFT: u32> Buckets for Fls<SHIFT> {
    const BOUNDS: Bounds = Bounds::Fls { shift: SHIFT };
}

impl<const START: u64, const WIDTH: u64> Buckets for Linear<START, WIDTH> {
    const BOUNDS: Bounds = Bounds::Linear { start: START, width: WIDTH };
}
