//! The structs of the machine test: the machine reads them directly from running schedulers, and the host reads them from
//! reports.

#![allow(missing_docs, reason = "the schedulers' sources document their counters")]

use std::collections::BTreeMap;

use ktsnap::SnapshotSchema;

pub mod dispatch;
pub mod published;

/// A struct of counters that a name selects.
pub trait Counters: SnapshotSchema {
    /// The name, as `typed-read` takes it.
    const NAME: &'static str;

    /// The names in C of the fields that only increase. The other fields are gauges.
    fn counters(&self) -> BTreeMap<String, u64>;
}

/// Implements [`Counters`] for a struct whose fields only increase.
macro_rules! counters {
    ($ty:ident = $name:literal { $($field:ident),+ $(,)? }) => {
        impl crate::Counters for $ty {
            const NAME: &'static str = $name;

            fn counters(&self) -> std::collections::BTreeMap<String, u64> {
                [$((stringify!($field).to_owned(), self.$field)),+].into()
            }
        }
    };
}
pub(crate) use counters;
