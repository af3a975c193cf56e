//! The type that a field should have had.

use super::Conversion;
use super::shape::{Shape, is_cpu_set};
use crate::path::Target;
use crate::types::Type;

/// The Rust type that mirrors a target: `u64`, `[u32; 4]`, `PerCpu<u64>`; `Vec<u64>` for what `[*]` names and for an array
/// whose length user space [sets](Target::is_set_at_load). `None` for structs, which take a type of their own, and for what
/// no field can mirror.
///
/// ```
/// use ktsnap_btf::check::{Conversion, Reduce, remedy};
/// use ktsnap_btf::{Dim, Target, Type};
///
/// let mut target = Target::whole(Type::Int { size: 8, signed: false }, "u64");
/// target.dims.push(Dim::Cpus);
/// assert_eq!(remedy(&target, &Conversion::default()).as_deref(), Some("PerCpu<u64>"));
/// assert_eq!(remedy(&target, &Conversion { reduce: Some(Reduce::Sum), widen: false }).as_deref(), Some("u64"));
/// ```
#[must_use]
pub fn remedy(target: &Target, how: &Conversion) -> Option<String> {
    match (Shape::of(target), how.reduce) {
        (shape @ (Shape::Array { .. } | Shape::Cpus(_)), Some(_)) => match shape.innermost() {
            ty @ Type::Int { size: ..=8, .. } => ty.to_rust(),
            ty @ Type::Bytes { size: 1 | 2 | 4 | 8 } => ty.to_rust(),
            _ => None,
        },
        (shape, _) => written(&shape, target.is_set_at_load()),
    }
}

/// The type as it is written; an outermost array `of_any_length` is a `Vec`.
fn written(shape: &Shape<'_>, of_any_length: bool) -> Option<String> {
    match shape {
        Shape::Value(ty) if is_cpu_set(ty) => Some("CpuSet".to_owned()),
        Shape::Value(ty) => ty.to_rust(),
        Shape::Cpus(of) => Some(format!("PerCpu<{}>", written(of, false)?)),
        Shape::Array { of, len, path, .. } => {
            let element = match of.as_ref() {
                // Text, whose bytes have no sign.
                Shape::Value(Type::Char) => "u8".to_owned(),
                of => written(of, false)?,
            };
            Some(if *path || of_any_length { format!("Vec<{element}>") } else { format!("[{element}; {len}]") })
        }
    }
}
