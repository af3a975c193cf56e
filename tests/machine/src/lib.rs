//! The counters that the machine test reads: in the machine straight from the schedulers that run, and outside it from the
//! reports of them.

use std::collections::BTreeMap;

use ktsnap::SnapshotSchema;

pub mod dispatch;
pub mod published;

/// A struct of counters, told by its name.
pub trait Counters: SnapshotSchema {
    /// What `typed-read` is told.
    const NAME: &'static str;

    /// What counts up, by the names of C. The rest goes up and down.
    fn counters(&self) -> BTreeMap<String, u64>;
}

/// Implements [`Counters`]; each field counts up.
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
