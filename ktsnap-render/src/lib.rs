//! Renders the bytes of a BPF map as the values of a report.
//!
//! A [`Renderer`] returns what the `ktstr` harness writes for the same bytes: at most 4096 elements of an array, `char` as an
//! 8-bit integer, bitfields as integers of their own width, the members of anonymous structs as members of the outer struct,
//! CPU masks as lists, and values with missing bytes as `truncated`. Unlike the harness, it does not follow pointers, and
//! does not recognise integers that hold pointers.
//!
//! ```
//! use ktsnap_btf::Layout;
//! use ktsnap_core::report::RenderedValue;
//! use ktsnap_render::Renderer;
//!
//! let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
//! let (_, var) = layout.find("nr_mig_cross").next().ok_or("no such variable")?;
//! let value = Renderer::of(layout.big_endian).value(&var.ty, &42_u64.to_le_bytes());
//! assert_eq!(value, RenderedValue::Uint { bits: 64, value: 42 });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod budget;
mod mask;
mod number;
mod value;

use std::ops::Range;

use ktsnap_btf::{Section, Type};
use ktsnap_core::report::limits::MAX_ELEMENTS;
use ktsnap_core::report::{RenderedMember, RenderedValue};

use crate::budget::Budget;
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
    /// A renderer for maps of this machine.
    #[must_use]
    pub fn native() -> Self {
        Self::of(cfg!(target_endian = "big"))
    }

    /// A renderer for maps of a machine with the given byte order.
    #[must_use]
    pub fn of(big_endian: bool) -> Self {
        Self { big_endian }
    }

    /// Renders a value. If `bytes` is shorter than the type, the value is [`RenderedValue::Truncated`]. Further bytes are
    /// ignored.
    ///
    /// Eight values are rendered for each byte and 4096 further ones, but at most about a million. Nested arrays, elements
    /// without bytes, and unions can exceed these bounds. An array after the bound has fewer elements than its `len`, like a
    /// long array, and a struct has fewer members.
    #[must_use]
    pub fn value(&self, ty: &Type, bytes: &[u8]) -> RenderedValue {
        Walk::new(self.big_endian, Budget::of_value(bytes)).value(ty, bytes, 0)
    }

    /// Renders a section of globals as a struct with a member for each [listed](Section::listed) variable, by offset.
    ///
    /// `read` returns the [needed](Self::needed) bytes of each variable, or fewer. A variable with fewer bytes than its type,
    /// such as a static that clang changed, is rendered as bytes. The bounds of [`Self::value`] apply, except that all
    /// variables share 65,536 further values.
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
        let mut walk = Walk::new(self.big_endian, Budget::of_section());
        let members = section.listed().into_iter().map(|var| {
            let own = Type::Bytes { size: var.size };
            let ty = if var.ty.size().is_some_and(|size| size > var.size) { &own } else { &var.ty };
            let bytes = read(var.offset..var.offset.saturating_add(Self::needed(ty)));
            walk.begin(&bytes);
            RenderedMember { name: var.name.to_string(), value: walk.value(ty, &bytes, 1) }
        });
        RenderedValue::Struct { type_name: Some(section.name.as_str().into()), members: members.collect() }
    }

    /// The number of leading bytes that are needed to render a value: all of them, except for an array of more than
    /// [`MAX_ELEMENTS`] elements.
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

/// Bytes in the form of reports: lower-case hexadecimal digits, with a space between two bytes.
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
