//! From the bytes of a BPF map and their BTF to the values of a report.
//!
//! A [`Renderer`] gives what the `ktstr` harness gives for the same bytes: arrays up to 4096 elements, `char` as an integer
//! of 8 bits, bitfields as integers of their own width, the members of anonymous structs beside those around them, CPU
//! masks as lists, bytes that end early as `truncated`. Pointers are not followed, so none has a target, and no integer is
//! taken for a pointer.
//!
//! ```
//! use ktsnap_btf::Layout;
//! use ktsnap_core::report::RenderedValue;
//! use ktsnap_render::Renderer;
//!
//! let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
//! let (_, var) = layout.find("nr_mig_cross").next().ok_or("not there")?;
//! let value = Renderer::of(layout.big_endian).value(&var.ty, &42_u64.to_le_bytes());
//! assert_eq!(value, RenderedValue::Uint { bits: 64, value: 42 });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// No input may stop the program.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod mask;
mod number;
mod value;

use std::ops::Range;

use ktsnap_btf::{Section, Type};
use ktsnap_core::report::limits::MAX_ELEMENTS;
use ktsnap_core::report::{RenderedMember, RenderedValue};

use crate::value::Walk;

/// Renders values of one byte order.
///
/// ```
/// use ktsnap_btf::Type;
/// use ktsnap_core::report::RenderedValue;
/// use ktsnap_render::Renderer;
///
/// let short = Type::Int { size: 2, signed: true };
/// assert_eq!(Renderer::of(true).value(&short, &[0xff, 0xfe]), RenderedValue::Int { bits: 16, value: -2 });
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Renderer {
    big_endian: bool,
}

impl Renderer {
    /// For maps of this machine.
    #[must_use]
    pub fn native() -> Self {
        Self::of(cfg!(target_endian = "big"))
    }

    /// For maps of a machine with that byte order.
    #[must_use]
    pub fn of(big_endian: bool) -> Self {
        Self { big_endian }
    }

    /// One value. Fewer bytes than the type needs give [`RenderedValue::Truncated`]; more are left alone.
    ///
    /// Of arrays in arrays at most about a million elements are rendered: one that comes after that has fewer elements than
    /// its `len`, as a long one has.
    #[must_use]
    pub fn value(&self, ty: &Type, bytes: &[u8]) -> RenderedValue {
        Walk::new(self.big_endian).value(ty, bytes, 0)
    }

    /// A global section: a struct with a member for each [listed](Section::listed) variable, by offset. `read` is asked for
    /// the bytes of each variable that are [needed](Self::needed), and may give fewer. A variable that has fewer bytes than its
    /// type, as a static that clang changed, is shown as bytes.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    /// use ktsnap_core::report::RenderedValue;
    /// use ktsnap_render::Renderer;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let rodata = layout.section(".rodata").ok_or("no .rodata")?;
    /// let rendered = Renderer::of(layout.big_endian).section(rodata, |range| vec![1; (range.end - range.start) as usize]);
    /// let RenderedValue::Struct { type_name, members } = rendered else { return Err("no struct".into()) };
    /// assert_eq!((type_name.as_deref(), members.len()), (Some(".rodata"), rodata.vars.len()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn section(&self, section: &Section, mut read: impl FnMut(Range<u64>) -> Vec<u8>) -> RenderedValue {
        let members = section.listed().into_iter().map(|var| {
            let own = Type::Bytes { size: var.size };
            let ty = if var.ty.size().is_some_and(|size| size > var.size) { &own } else { &var.ty };
            let bytes = read(var.offset..var.offset.saturating_add(Self::needed(ty)));
            RenderedMember { name: var.name.clone(), value: Walk::new(self.big_endian).value(ty, &bytes, 1) }
        });
        RenderedValue::Struct { type_name: Some(section.name.as_str().into()), members: members.collect() }
    }

    /// How many of a value's first bytes are looked at: all, but for an array of more than [`MAX_ELEMENTS`](ktsnap_core::report::limits::MAX_ELEMENTS).
    ///
    /// ```
    /// use ktsnap_btf::Type;
    /// use ktsnap_render::Renderer;
    ///
    /// let long = Type::Array { element: Type::Int { size: 8, signed: false }.into(), len: 1 << 20 };
    /// assert_eq!(Renderer::needed(&long), 4096 * 8);
    /// ```
    #[must_use]
    pub fn needed(ty: &Type) -> u64 {
        match ty {
            Type::Array { element, len } => element.size().unwrap_or(0).saturating_mul((*len).min(MAX_ELEMENTS.into())),
            other => other.size().unwrap_or(0),
        }
    }
}

/// Bytes as reports show them: lower-case hex, a space between bytes.
///
/// ```
/// assert_eq!(ktsnap_render::hex(&[0x2a, 0, 0xff]), "2a 00 ff");
/// ```
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().map_or('0', char::from);
    let mut text = String::with_capacity(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}
