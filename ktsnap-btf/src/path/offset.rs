//! The offset of a target in the bytes that its path starts from.

use super::{Bound, Length, Step, Target};
use crate::types::Type;

/// The offset of a target's first value, and the distances between its values.
///
/// ```
/// use ktsnap_btf::{Layout, Path, resolve};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o")?)?;
/// let (_, var) = layout.find("a_points").next().ok_or("no such variable")?;
/// let target = resolve(&Path::parse("a_points[*].y")?, &var.ty, &var.c_type, &layout)?;
/// let offset = target.offset_in(&var.ty).ok_or("another type")?;
/// assert_eq!((offset.bit_offset, offset.strides), (32, vec![8]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TargetOffset {
    /// The offset of the first value, in bits.
    pub bit_offset: u64,
    /// For each `[*]` and each slice, outermost first, the distance between two elements in bytes.
    pub strides: Vec<u64>,
}

impl Target {
    /// The offset of the target in the bytes of `root`, the type in which its path was resolved. `None` for another type, and if
    /// the target [is not always the same element](Self::reads_an_index).
    #[must_use]
    pub fn offset_in(&self, root: &Type) -> Option<TargetOffset> {
        let mut offset = TargetOffset { bit_offset: 0, strides: Vec::new() };
        let mut ty = root;
        for (depth, step) in self.steps.iter().enumerate() {
            let is_resizable = depth == 0 && self.length != Length::Fixed;
            let (into, bits) = match (step, ty) {
                (Step::Member(name) | Step::IndexedMember { name, .. }, Type::Struct(of)) => {
                    let (member, at) = of.locate(name)?;
                    (&member.ty, at)
                }
                (Step::Index(index), Type::Array { element, len }) if index < len || is_resizable => {
                    (element.as_ref(), element.size()?.checked_mul(*index)?.checked_mul(8)?)
                }
                (Step::Slice(Bound::Number(from), Bound::Number(_)), Type::Array { element, .. }) => {
                    let size = element.size()?;
                    offset.strides.push(size);
                    (element.as_ref(), size.checked_mul(*from)?.checked_mul(8)?)
                }
                (Step::All, Type::Array { element, .. }) => {
                    offset.strides.push(element.size()?);
                    (element.as_ref(), 0)
                }
                _ => return None,
            };
            offset.bit_offset = offset.bit_offset.checked_add(bits)?;
            ty = into;
        }
        Some(offset)
    }
}
