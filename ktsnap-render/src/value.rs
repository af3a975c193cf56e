//! Renders a value and the values inside it.

use std::collections::HashMap;
use std::ptr;

use ktsnap_btf::{Enum, Member, Struct, Type};
use ktsnap_core::report::limits::MAX_ELEMENTS;
use ktsnap_core::report::{RenderedMember, RenderedValue};

use crate::budget::Budget;
use crate::{hex, mask, number};

/// How deep values can nest. The harness has the same bound.
const MAX_DEPTH: usize = 32;

/// The number of enumerators that one rendering searches before it makes an index.
const MANY: usize = 1 << 14;

/// The state of one rendering.
pub(crate) struct Walk {
    big_endian: bool,
    budget: Budget,
    /// The number of enumerators that have been searched.
    searched: usize,
    /// The enumerators by value, by the address of their enum.
    enums: HashMap<usize, HashMap<i128, usize>>,
}

impl Walk {
    pub(crate) fn new(big_endian: bool, budget: Budget) -> Self {
        Self { big_endian, budget, searched: 0, enums: HashMap::new() }
    }

    /// Begins the next variable of a section.
    pub(crate) fn begin(&mut self, bytes: &[u8]) {
        self.budget.begin(bytes);
    }

    pub(crate) fn value(&mut self, ty: &Type, bytes: &[u8], depth: usize) -> RenderedValue {
        if depth >= MAX_DEPTH {
            return unsupported(format!("values are nested more than {MAX_DEPTH} levels deep"));
        }
        self.budget.spend(1);
        match ty {
            Type::Array { element, len } => self.array(element, *len, bytes, depth),
            Type::Struct(of) => self.structure(of, bytes, depth),
            Type::Opaque => unsupported("BTF has only a declaration of its type".to_owned()),
            scalar => {
                let needed = scalar.size().and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
                match bytes.get(..needed) {
                    Some(bytes) => self.scalar(scalar, bytes),
                    None => self.missing(needed, bytes),
                }
            }
        }
    }

    /// Renders a value without members or elements from all its bytes.
    fn scalar(&mut self, ty: &Type, bytes: &[u8]) -> RenderedValue {
        let Some(width) = u32::try_from(bytes.len()).ok().and_then(|size| size.checked_mul(8)) else {
            return self.bytes(bytes);
        };
        let number = number::bits(bytes, 0, width, self.big_endian);
        match (ty, number) {
            (Type::Bool { .. }, _) => RenderedValue::Bool { value: bytes.iter().any(|&byte| byte != 0) },
            (Type::Float { size: 4 }, Some(number)) => {
                let value = u32::try_from(number).map_or(f32::NAN, f32::from_bits);
                RenderedValue::Float { bits: 32, value: f64::from(value) }
            }
            (Type::Float { size: 8 }, Some(number)) => RenderedValue::Float { bits: 64, value: f64::from_bits(number) },
            (Type::Float { size }, _) => unsupported(format!("a float of {size} bytes")),
            // `char` is signed in clang.
            (Type::Char, Some(number)) => RenderedValue::Int { bits: 8, value: number::signed(number, 8) },
            (Type::Int { signed: true, .. }, Some(number)) => {
                RenderedValue::Int { bits: width, value: number::signed(number, width) }
            }
            (Type::Int { .. }, Some(value)) => RenderedValue::Uint { bits: width, value },
            (Type::Enum(of), Some(number)) => self.enumeration(of, number, width),
            (Type::Ptr { .. }, Some(value)) => RenderedValue::Ptr { value, deref: None, notes: None },
            // Integers of more than 64 bits, and values that are only declared by their size.
            _ => self.bytes(bytes),
        }
    }

    fn array(&mut self, element: &Type, len: u64, bytes: &[u8], depth: usize) -> RenderedValue {
        let Some(size) = element.size().and_then(|size| usize::try_from(size).ok()) else {
            return unsupported("its elements have no size".to_owned());
        };
        if len == 0 && size > 0 && !bytes.is_empty() {
            return unsupported(format!("a flexible array, whose length is not in BTF, with {} bytes", bytes.len()));
        }
        let mut elements = Vec::new();
        for index in 0..usize::try_from(len.min(MAX_ELEMENTS.into())).unwrap_or(0) {
            if self.budget.is_spent() {
                break;
            }
            let rest = index.checked_mul(size).and_then(|start| bytes.get(start..)).unwrap_or_default();
            let Some(part) = rest.get(..size) else {
                elements.push(self.missing(size, rest));
                break;
            };
            elements.push(self.value(element, part, depth + 1));
        }
        RenderedValue::Array { len: usize::try_from(len).unwrap_or(usize::MAX), elements: elements.into() }
    }

    fn structure(&mut self, of: &Struct, bytes: &[u8], depth: usize) -> RenderedValue {
        if let Some(cpus) = mask::list(of, bytes, self.big_endian) {
            self.budget.spend_text(&cpus);
            return RenderedValue::CpuList { cpus };
        }
        let needed = usize::try_from(of.size).unwrap_or(usize::MAX);
        let mut members =
            Vec::with_capacity(of.members.len().min(self.budget.left()).min(bytes.len().saturating_add(16)));
        self.budget.spend_text(of.name.as_deref().unwrap_or_default());
        for member in &of.members {
            if self.budget.is_spent() {
                break;
            }
            let start = usize::try_from(member.bit_offset / 8).unwrap_or(usize::MAX);
            if bytes.len() < needed && start >= bytes.len() {
                self.budget.spend(1);
                continue;
            }
            let value = self.member(member, bytes, depth);
            match value {
                RenderedValue::Struct { members: inner, .. } if member.name.is_empty() => members.extend(inner),
                value => {
                    self.budget.spend_text(&member.name);
                    members.push(RenderedMember { name: member.name.to_string(), value });
                }
            }
        }
        let rendered = RenderedValue::Struct { type_name: of.name.as_deref().map(Into::into), members: members.into() };
        if bytes.len() < needed { cut(needed, bytes, rendered) } else { rendered }
    }

    fn member(&mut self, member: &Member, bytes: &[u8], depth: usize) -> RenderedValue {
        let at = usize::try_from(member.bit_offset).unwrap_or(usize::MAX);
        let rest = bytes.get(at / 8..).unwrap_or_default();
        if let Some(width) = member.bits {
            return self.bitfield(&member.ty, width, at % 8, rest);
        }
        let needed = member.ty.size().and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
        match rest.get(..needed) {
            Some(part) => self.value(&member.ty, part, depth + 1),
            None => {
                let partial = self.value(&member.ty, rest, depth + 1);
                cut(needed, rest, partial)
            }
        }
    }

    fn bitfield(&mut self, ty: &Type, width: u32, into: usize, rest: &[u8]) -> RenderedValue {
        self.budget.spend(1);
        let signed = match ty {
            Type::Int { signed, .. } => *signed,
            Type::Char => true,
            Type::Enum(of) => of.signed,
            _ => false,
        };
        match number::bits(rest, into, width, self.big_endian) {
            Some(number) if signed => RenderedValue::Int { bits: width, value: number::signed(number, width) },
            Some(value) => RenderedValue::Uint { bits: width, value },
            None if width > 64 => unsupported(format!("a bitfield of {width} bits")),
            None => {
                let bits = into.saturating_add(usize::try_from(width).unwrap_or(usize::MAX));
                self.missing(bits.div_ceil(8), rest)
            }
        }
    }

    /// Finds the enumerator by its value. The bits of a narrow enum are extended, because BTF has 32 or 64 bits of a value.
    fn enumeration(&mut self, of: &Enum, number: u64, width: u32) -> RenderedValue {
        let value = if of.signed { i128::from(number::signed(number, width)) } else { i128::from(number) };
        self.searched = self.searched.saturating_add(of.enumerators.len());
        let variant = if self.searched <= MANY {
            of.enumerators.iter().find(|enumerator| enumerator.value == value)
        } else {
            let by_value = self.enums.entry(ptr::from_ref(of).addr()).or_insert_with(|| {
                // The first of several enumerators of one value is found.
                of.enumerators.iter().enumerate().rev().map(|(at, enumerator)| (enumerator.value, at)).collect()
            });
            by_value.get(&value).and_then(|at| of.enumerators.get(*at))
        };
        let variant = variant.map(|enumerator| enumerator.name.as_str());
        self.budget.spend_text(variant.unwrap_or_default());
        RenderedValue::Enum {
            bits: width,
            value: if of.signed { number::signed(number, width) } else { number.cast_signed() },
            variant: variant.map(Into::into),
            is_signed: of.signed,
        }
    }

    fn bytes(&mut self, bytes: &[u8]) -> RenderedValue {
        RenderedValue::Bytes { hex: hex(self.budget.spend_bytes(bytes)) }
    }

    /// A value whose type needs more bytes than were captured.
    fn missing(&mut self, needed: usize, bytes: &[u8]) -> RenderedValue {
        cut(needed, bytes, self.bytes(bytes))
    }
}

fn cut(needed: usize, bytes: &[u8], partial: RenderedValue) -> RenderedValue {
    RenderedValue::Truncated { needed, had: bytes.len(), partial: Box::new(partial) }
}

fn unsupported(reason: String) -> RenderedValue {
    RenderedValue::Unsupported { reason }
}
