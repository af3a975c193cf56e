//! The macro that writes the code against the user's own version of the harness.

/// Writes two traits against a package's own version of the harness, `ktstr` 0.18 or later:
///
/// - `TypedSamples`, implemented for the harness's `SampleSeries`. `series.typed::<Dispatch>()` reads a struct from each sample,
///   by [`from_report`](ktsnap::SnapshotSchema::from_report). `series.typed_via::<Dispatch>(picker)` lets a
///   [picker](ktsnap::pickers) choose the map, by [`from_report_via`](ktsnap::SnapshotSchema::from_report_via). Both return a
///   [`TypedSeries`](crate::TypedSeries).
/// - `TypedColumns`, implemented for [`TypedSeries`](crate::TypedSeries). `field("nr_enqueued", |it| it.nr_enqueued)` makes a
///   column of the counters or ratios for the harness's patterns (`nondecreasing`, `rate_within`, `steady_within`,
///   `converges_to`, `ratio_within`, `each`, the reducers by phase), its `SeriesField`. `change_field` makes one of the differences.
///
/// Write it once in a crate, and import the traits where they are used:
///
/// ```
/// /// The bridge between ktsnap and this package's ktstr.
/// mod bridge {
///     ktsnap_ktstr::bridge!(ktstr);
/// }
///
/// use bridge::{TypedColumns, TypedSamples};
/// use ktsnap::SnapshotSchema;
/// use ktstr::prelude::{SampleSeries, SeriesField};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_enqueued: u64,
/// }
///
/// fn enqueued(series: &SampleSeries) -> SeriesField<f64> {
///     series.typed::<Dispatch>().field("nr_enqueued", |it| it.nr_enqueued)
/// }
/// # fn main() {}
/// ```
///
/// The argument is the path of the harness's crate: its name, or the path of a module that has its `prelude`.
///
/// As in the harness's own columns of live variables, two kinds of samples are errors: a
/// [placeholder](ktsnap::series::SampleError::Placeholder), and a sample whose
/// [list of live maps](ktsnap::series::SampleError::LiveMapsChanged) differs from that of the first readable sample of its phase,
/// or is empty although another sample of the phase has a list. With a picker, the lists are ignored.
///
/// If the harness lacks what the bridge needs, the compiler names the missing item of `ktstr::prelude`.
#[macro_export]
macro_rules! bridge {
    ($($ktstr:ident)::+) => {
        /// Typed reads of the harness's series.
        #[allow(dead_code, unreachable_pub, unnameable_types)]
        pub trait TypedSamples {
            /// Reads the struct from each sample.
            fn typed<T: $crate::SnapshotSchema>(&self) -> $crate::TypedSeries<T>;

            /// Reads the struct from the map that the picker chooses in each sample.
            fn typed_via<T: $crate::typed::OneMap>(
                &self,
                picker: impl for<'r> ::core::ops::Fn(
                    &[(&'r str, ::std::vec::Vec<$crate::SnapshotField<'r>>)],
                ) -> ::core::option::Option<usize>,
            ) -> $crate::TypedSeries<T>;
        }

        impl TypedSamples for $($ktstr ::)+ prelude::SampleSeries {
            fn typed<T: $crate::SnapshotSchema>(&self) -> $crate::TypedSeries<T> {
                $crate::__harness::typed($crate::__samples!(self))
            }

            fn typed_via<T: $crate::typed::OneMap>(
                &self,
                picker: impl for<'r> ::core::ops::Fn(
                    &[(&'r str, ::std::vec::Vec<$crate::SnapshotField<'r>>)],
                ) -> ::core::option::Option<usize>,
            ) -> $crate::TypedSeries<T> {
                $crate::__harness::typed_via($crate::__samples!(self), picker)
            }
        }

        /// Columns for the harness's patterns.
        #[allow(dead_code, unreachable_pub, unnameable_types)]
        pub trait TypedColumns<T> {
            /// Makes a column of a value of each sample, usually a counter or a ratio.
            fn field<M: $crate::series::Measured>(
                &self,
                label: impl ::core::convert::Into<::std::string::String>,
                of: impl ::core::ops::Fn(&T) -> M,
            ) -> $($ktstr ::)+ prelude::SeriesField<M::Value>;

            /// Makes a column of a value of the difference between each sample and the sample before it.
            fn change_field<M: $crate::series::Measured>(
                &self,
                label: impl ::core::convert::Into<::std::string::String>,
                of: impl ::core::ops::Fn(&T) -> M,
            ) -> $($ktstr ::)+ prelude::SeriesField<M::Value>
            where
                T: $crate::SnapshotSchema;
        }

        impl<T> TypedColumns<T> for $crate::TypedSeries<T> {
            fn field<M: $crate::series::Measured>(
                &self,
                label: impl ::core::convert::Into<::std::string::String>,
                of: impl ::core::ops::Fn(&T) -> M,
            ) -> $($ktstr ::)+ prelude::SeriesField<M::Value> {
                $crate::__column!(($($ktstr)::+) $crate::Series::field(self, label, of))
            }

            fn change_field<M: $crate::series::Measured>(
                &self,
                label: impl ::core::convert::Into<::std::string::String>,
                of: impl ::core::ops::Fn(&T) -> M,
            ) -> $($ktstr ::)+ prelude::SeriesField<M::Value>
            where
                T: $crate::SnapshotSchema,
            {
                $crate::__column!(($($ktstr)::+) $crate::Series::change_field(self, label, of))
            }
        }
    };
}

/// The samples of the harness's series.
#[doc(hidden)]
#[macro_export]
macro_rules! __samples {
    ($series:ident) => {
        ::core::iter::Iterator::map($series.iter_samples(), |__sample| {
            let __report = __sample.snapshot.report();
            $crate::__harness::HarnessSample {
                tag: __sample.tag,
                elapsed_ms: __sample.elapsed_ms,
                step_index: __sample.step_index,
                report: __report,
                is_placeholder: __report.is_placeholder,
                unavailable: &__report.scx_walker_unavailable,
                active_map_kvas: &__report.active_map_kvas,
            }
        })
    };
}

/// The harness's type for a column.
#[doc(hidden)]
#[macro_export]
macro_rules! __column {
    (($($ktstr:ident)::+) $column:expr) => {{
        let __parts = $crate::__harness::parts($column);
        let __failure = |__failure| match __failure {
            $crate::__harness::SlotFailure::Placeholder { tag, reason } => {
                $($ktstr ::)+ prelude::SnapshotError::PlaceholderSample { tag, reason }
            }
            $crate::__harness::SlotFailure::LiveMapsChanged { phase, pinned_kvas, sample_kvas, requested } => {
                $($ktstr ::)+ prelude::SnapshotError::WalkerDriftedWithinPhase {
                    phase: ::core::convert::From::from(phase),
                    pinned_kvas,
                    sample_kvas,
                    requested,
                }
            }
            $crate::__harness::SlotFailure::Other { reason } => {
                $($ktstr ::)+ prelude::SnapshotError::ProjectionFailed { reason }
            }
        };
        let __values = ::core::iter::Iterator::map(::core::iter::IntoIterator::into_iter(__parts.values), |__value| {
            ::core::result::Result::map_err(__value, __failure)
        });
        let __phases = ::core::iter::Iterator::map(::core::iter::IntoIterator::into_iter(__parts.phases), |__phase| {
            ::core::option::Option::map(__phase, ::core::convert::From::from)
        });
        $($ktstr ::)+ prelude::SeriesField::from_parts_with_phases_opt(
            __parts.label,
            __parts.tags,
            __parts.elapsed_ms,
            ::core::iter::Iterator::collect(__values),
            ::core::iter::Iterator::collect(__phases),
        )
    }};
}
