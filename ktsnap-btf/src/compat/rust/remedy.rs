//! The type that a field must have.

use super::super::kind::is_cpu_set;
use super::Conversion;
use super::shape::Shape;
use crate::path::Target;
use crate::types::Type;

/// The Rust type that mirrors a target: `u64`, `[u32; 4]`, `PerCpu<u64>`, or `Vec<u64>` for the elements that `[*]` selects
/// and for an array whose length user space [sets](Target::is_set_at_load).
///
/// Returns `None` for a struct, which needs a struct of its own, and for a type that no field can mirror.
///
/// ```
/// use ktsnap_btf::compat::{Conversion, Reduce, remedy};
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
        (shape @ (Shape::Array { .. } | Shape::Cpus { .. } | Shape::Rows { .. }), Some(_)) => match shape.innermost() {
            ty @ Type::Int { size: ..=8, .. } => ty.to_rust(),
            ty @ Type::Bytes { size: 1 | 2 | 4 | 8 } => ty.to_rust(),
            _ => None,
        },
        (shape, _) => written(&shape, target.is_set_at_load()),
    }
}

/// The type as Rust spells it. The outermost array is a `Vec` if it is `of_any_length`.
fn written(shape: &Shape<'_>, of_any_length: bool) -> Option<String> {
    match shape {
        Shape::Value(ty) if is_cpu_set(ty) => Some("CpuSet".to_owned()),
        Shape::Value(ty) => ty.to_rust(),
        Shape::Cpus { of, .. } => Some(format!("PerCpu<{}>", written(of, false)?)),
        Shape::Rows { of, key, .. } => {
            Some(format!("Rows<{}, {}>", written(&Shape::of_type(key), false)?, written(of, false)?))
        }
        Shape::Array { of, len, path, .. } => {
            let element = match of.as_ref() {
                // The bytes of text have no sign.
                Shape::Value(Type::Char) => "u8".to_owned(),
                of => written(of, false)?,
            };
            Some(match len {
                Some(len) if !*path && !of_any_length => format!("[{element}; {len}]"),
                _ => format!("Vec<{element}>"),
            })
        }
    }
}
