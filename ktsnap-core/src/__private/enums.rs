//! Reads enums, and takes enumerators that BTF lacks from Rust enums.

#![allow(
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "constant evaluation has no other way, and stops the build, not a program"
)]

use super::text::{Text, same};
use crate::__private::{CType, ReadFailure, RustType, ValueCursor};

/// The value that Rust enums have for an enumerator that the object's BTF lacks. If no enum has it, the index is out of range,
/// but [`assert_enumerator`] has already stopped the build.
#[must_use]
pub const fn enumerator(enums: &[(&str, RustType)], name: &str) -> usize {
    let mut rest = enums;
    while let [(_, rust_type), after @ ..] = rest {
        if let RustType::Enum(of) = rust_type
            && let Some(value) = valued(of.variants, name)
        {
            return if is_index(value) { value as usize } else { usize::MAX };
        }
        rest = after;
    }
    usize::MAX
}

/// Stops the build if no Rust enum has a value for an enumerator that can be an index.
///
/// # Panics
///
/// At build time, with the enums that were searched.
#[track_caller]
pub const fn assert_enumerator(enums: &[(&str, RustType)], name: &str) {
    let mut rest = enums;
    let mut names = Text::new();
    while let [(path, rust_type), after @ ..] = rest {
        let of = match rust_type {
            RustType::Enum(of) => of,
            // An enum that did not compile.
            RustType::Any => return,
            _ => {
                let text =
                    Text::new().tick(path).add(" is not an enum\nhelp: name an enum that derives `SnapshotEnum`");
                panic!("{}", text.as_str());
            }
        };
        if let Some(value) = valued(of.variants, name) {
            let text = Text::new().tick(name).add(" is not an index: its value is ").integer(value);
            assert!(is_index(value), "{}", text.add("\nhelp: name another enumerator").as_str());
            return;
        }
        names = if names.as_str().is_empty() { names } else { names.add(", ") };
        names = names.tick(path);
        rest = after;
    }
    let text = Text::new().add("neither the object's BTF nor ").add(names.as_str()).add(" has an enumerator ");
    panic!("{}", text.tick(name).add("\nhelp: add a variant for it, or write the number").as_str())
}

/// Stops the build if a Rust enum has an enumerator with the name of a member or variable that a path takes as an index.
///
/// # Panics
///
/// At build time, with the value of the enumerator.
#[track_caller]
pub const fn assert_no_enumerator(enums: &[(&str, RustType)], name: &str) {
    let mut rest = enums;
    while let [(path, rust_type), after @ ..] = rest {
        if let RustType::Enum(of) = rust_type
            && let Some(value) = valued(of.variants, name)
        {
            let text = Text::new().tick(name).add(" can be the enumerator of ").tick(path).add(", which is ");
            let text = text.integer(value).add(", or the member or variable next to the array\nhelp: write ");
            panic!(
                "{}",
                text.add("`").integer(value).add("` for the enumerator, or rename the variant of the enum").as_str()
            );
        }
        rest = after;
    }
}

const fn is_index(value: i128) -> bool {
    value >= 0 && value <= u32::MAX as i128
}

/// The value of an enum, with BTF's width and sign.
#[derive(Debug, Clone, Copy)]
pub struct EnumValue<'a> {
    at: ValueCursor<'a>,
    /// The value.
    pub value: i128,
}

/// Reads an enum.
///
/// # Errors
///
/// The failure of a value of another type.
pub fn enum_value(at: ValueCursor<'_>) -> Result<EnumValue<'_>, ReadFailure> {
    match at.scalar()? {
        (CType::Enum(of), bits) if of.signed => Ok(EnumValue { at, value: bits.cast_signed().into() }),
        (CType::Enum(_), bits) => Ok(EnumValue { at, value: bits.into() }),
        _ => Err(at.is_other()),
    }
}

impl EnumValue<'_> {
    /// The value as the integer of a `non_exhaustive` variant.
    ///
    /// # Errors
    ///
    /// If the value does not fit.
    pub fn other<T: TryFrom<i128>>(self, name: &str) -> Result<T, ReadFailure> {
        T::try_from(self.value).map_err(|_| self.not_listed(name))
    }

    /// The failure of a value without a variant.
    #[must_use]
    pub fn not_listed(self, name: &str) -> ReadFailure {
        ReadFailure::drift(self.at.c_type(), format!("{}, which no variant of `{name}` has", self.value))
    }
}

/// The value of the enumerator of that name.
pub(super) const fn valued(enumerators: &[(&str, i128)], name: &str) -> Option<i128> {
    let mut rest = enumerators;
    while let [(other, value), after @ ..] = rest {
        if same(other, name) {
            return Some(*value);
        }
        rest = after;
    }
    None
}
