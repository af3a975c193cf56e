//! Where a path leads in the bytes of what it starts from.

use super::{Length, Step, Target};
use crate::types::Type;

/// Where a target's first value is, and how far the others are from it.
///
/// ```
/// use ktsnap_btf::{Layout, Path, resolve};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o")?)?;
/// let (_, var) = layout.find("a_points").next().ok_or("not there")?;
/// let target = resolve(&Path::parse("a_points[*].y")?, &var.ty, &var.c_type, &layout)?;
/// let offset = target.offset_in(&var.ty).ok_or("not there")?;
/// assert_eq!((offset.bit_offset, offset.strides), (32, vec![8]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TargetOffset {
    /// The bit at which the first value starts.
    pub bit_offset: u64,
    /// For each `[*]`, outermost first, the bytes from one element to the next.
    pub strides: Vec<u64>,
}

impl Target {
    /// Where the target is in the bytes of `root`, the type that its path was resolved in. `None` for another type.
    #[must_use]
    pub fn offset_in(&self, root: &Type) -> Option<TargetOffset> {
        let mut offset = TargetOffset { bit_offset: 0, strides: Vec::new() };
        let mut ty = root;
        for (depth, step) in self.steps.iter().enumerate() {
            let is_resizable = depth == 0 && self.length != Length::Fixed;
            let (into, bits) = match (step, ty) {
                (Step::Member(name), Type::Struct(of)) => {
                    let (member, at) = of.locate(name)?;
                    (&member.ty, at)
                }
                (Step::Index(index), Type::Array { element, len }) if index < len || is_resizable => {
                    (element.as_ref(), element.size()?.checked_mul(*index)?.checked_mul(8)?)
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
