//! [`Inspect`] for the types that a field can have.

use std::ffi::CString;
use std::hash::Hash;

use super::{Inspect, Inspected, InspectedRows, InspectedText};
use crate::histogram::Histogram;
use crate::typed::types::{CpuSet, FieldValue, PartialRows, PerCpu, Ptr, Rows};

macro_rules! integers {
    ($counts:literal: $($int:ty)*) => {$(
        impl Inspect for $int {
            fn inspect(&self) -> Inspected {
                Inspected::Integer { value: (*self).into(), counts: $counts }
            }
        }
    )*};
}

integers!(true: u8 u16 u32 u64);
integers!(false: i8 i16 i32 i64);

macro_rules! floats {
    ($($float:ty)*) => {$(
        impl Inspect for $float {
            fn inspect(&self) -> Inspected {
                Inspected::Float((*self).into())
            }
        }
    )*};
}

floats!(f32 f64);

macro_rules! texts {
    ($($ty:ty: $variant:ident)*) => {$(
        impl Inspect for $ty {
            fn inspect(&self) -> Inspected {
                Inspected::Text(InspectedText::$variant(self.clone()))
            }
        }
    )*};
}

texts!(bool: Bool Ptr: Ptr CpuSet: Cpus String: Text CString: CString);

impl<T: Inspect> Inspect for [T] {
    fn inspect(&self) -> Inspected {
        Inspected::Elements(self.iter().map(T::inspect).collect())
    }
}

impl<T: Inspect, const N: usize> Inspect for [T; N] {
    fn inspect(&self) -> Inspected {
        self.as_slice().inspect()
    }
}

impl<T: Inspect> Inspect for Vec<T> {
    fn inspect(&self) -> Inspected {
        self.as_slice().inspect()
    }
}

impl<B, T: Inspect> Inspect for Histogram<B, T> {
    fn inspect(&self) -> Inspected {
        self.as_vec().inspect()
    }
}

impl<T: Inspect> Inspect for Option<T> {
    fn inspect(&self) -> Inspected {
        self.as_ref().map_or(Inspected::Absent, T::inspect)
    }
}

impl<T: Inspect> Inspect for PerCpu<T> {
    fn inspect(&self) -> Inspected {
        Inspected::Elements(self.iter().map(|slot| slot.map_or(Inspected::Absent, T::inspect)).collect())
    }
}

impl<K: FieldValue, V: Inspect> Inspect for Rows<K, V> {
    fn inspect(&self) -> Inspected {
        rows(self.iter(), &self.slots, false)
    }
}

impl<K: FieldValue + Eq + Hash, V: FieldValue> Inspect for PartialRows<K, V> {
    fn inspect(&self) -> Inspected {
        rows(self.iter(), &[], self.is_truncated())
    }
}

fn rows<'a, K: FieldValue + 'a, V: Inspect + 'a>(
    rows: impl Iterator<Item = (&'a K, &'a V)>,
    slots: &[Option<usize>],
    is_truncated: bool,
) -> Inspected {
    let row = |(position, (key, value)): (usize, (&K, &V))| {
        let text = key.key_text().unwrap_or_else(|| format!("row {position}"));
        ((text, value.inspect()), key.inspect())
    };
    let (rows, keys) = rows.enumerate().map(row).unzip();
    Inspected::Rows(InspectedRows { rows, keys, slots: slots.to_vec(), is_truncated })
}
