//! `expect!` and `check!`.

/// Asserts conditions on a struct. A failure explains itself.
///
/// The first argument is a struct with `#[derive(SnapshotSchema)]`, an [`Observed`](crate::series::Observed) struct or a
/// [`Difference`](crate::series::Difference). A condition after it is a field, an element or a method of the struct, one of `==`,
/// `!=`, `<`, `<=`, `>` and `>=`, and a value. A ratio is a method, so parentheses follow its name.
///
/// All conditions are checked. If some do not hold, the message has for each of them the value that was found and, for a ratio,
/// its expression with the values put in. Then it shows the fields as a table, with both reads of a difference; and for observed
/// structs the map and the file that were read, and the copies that were passed over.
///
/// ```
/// use ktsnap::series::Observed;
/// use ktsnap::{SnapshotSchema, expect};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
/// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
/// struct Dispatch {
///     nr_mig_same: u64,
///     nr_mig_cross: u64,
/// }
///
/// let earlier = Observed::<Dispatch>::from_json_path("examples/captures/dispatch-a0.json")?;
/// let later = Observed::<Dispatch>::from_json_path("examples/captures/dispatch-a1.json")?;
/// expect!(later.since(&earlier)?, cross_fraction() < 0.7, nr_mig_same > 0);
///
/// // A struct without the facts of its read can be checked too.
/// expect!(later.value, nr_mig_cross >= earlier.nr_mig_cross);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Which conditions hold
///
/// - Sides are compared with the operator as it is written, so both have types that Rust can compare, and integers are compared
///   exactly.
/// - A method that returns `Result`, as ratios do, is compared by its value. If it has none, for example because a denominator is
///   zero, the condition fails with the error's message, and the other conditions are still checked.
/// - NaN fulfils no condition, `!=` included. `None` is neither smaller nor larger than a value: `==` and `!=` compare it, and
///   every other condition on it fails.
///
/// # Panics
///
/// If a condition does not hold. [`check!`](crate::check) returns the same message as an error.
#[macro_export]
macro_rules! expect {
    ($($tokens:tt)*) => {
        $crate::__assertion! { { $crate } expect $($tokens)* }
    };
}

/// Checks conditions on a struct, and returns those that do not hold as an error.
///
/// It is [`expect!`](crate::expect) without the panic: the result is `Result<(), ExpectError>`, for `?` or for the verdict of a
/// test harness. `Display` and `Debug` of [`ExpectError`](crate::assertion::ExpectError) show the whole message, and where the
/// assertion is.
///
/// ```
/// use ktsnap::{SnapshotSchema, check};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_cross: u64,
///     nr_enqueued: u64,
/// }
///
/// let counters = Dispatch::from_json_path("examples/captures/dispatch-a1.json")?;
/// check!(counters, nr_enqueued > 0, nr_mig_cross <= counters.nr_enqueued)?;
///
/// let error = check!(counters, nr_enqueued > 0, nr_mig_cross == 0).unwrap_err();
/// assert!(error.failed().eq(["nr_mig_cross == 0"]));
/// println!("{error}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! check {
    ($($tokens:tt)*) => {
        $crate::__assertion! { { $crate } check $($tokens)* }
    };
}
