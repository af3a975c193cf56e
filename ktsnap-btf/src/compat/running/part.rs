//! The bytes of a value inside a variable.

use std::ops::Range;

use crate::types::Type;

/// Where a value is in a variable, or in a map's value.
///
/// ```
/// use ktsnap_btf::compat::{Rules, locate};
/// use ktsnap_btf::{Layout, Step};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("waits").next().ok_or("not there")?;
/// let part = locate(&var.ty, &var.ty, &[Step::Member("nr".to_owned())], Rules::default())?;
/// assert_eq!((part.bits, part.bytes), (128..160, 16..20));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The bits of the value.
    pub bits: Range<u64>,
    /// The bytes to read. For a bitfield these are the words of its declared type that hold its bits: such a word is loaded
    /// at once, but its bytes are not.
    pub bytes: Range<u64>,
}

impl Part {
    /// The part, seen from a type in which its own type starts at byte `start`.
    pub(super) fn after(self, start: Option<u64>) -> Option<Self> {
        let start = start?;
        let bit = start.checked_mul(8)?;
        let moved = |range: Range<u64>, by: u64| Some(range.start.checked_add(by)?..range.end.checked_add(by)?);
        Some(Self { bits: moved(self.bits, bit)?, bytes: moved(self.bytes, start)? })
    }
}

/// All of a value.
pub(super) fn whole(ty: &Type) -> Part {
    bytes(0..ty.size().unwrap_or(u64::MAX))
}

pub(super) fn bytes(bytes: Range<u64>) -> Part {
    Part { bits: bytes.start.saturating_mul(8)..bytes.end.saturating_mul(8), bytes }
}

/// A bitfield that starts at `bit`, and is declared with a type of `width` bytes.
pub(super) fn bitfield(bit: u64, bits: u64, width: u64) -> Option<Part> {
    let width = width.max(1);
    let end = bit.checked_add(bits)?;
    Some(Part { bits: bit..end, bytes: bit / 8 / width * width..end.div_ceil(8).checked_next_multiple_of(width)? })
}
