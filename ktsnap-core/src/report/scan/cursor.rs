//! A place in a text, and what may stand there. `None` is for what does not.

use serde::Deserialize;

pub(super) struct Cursor<'j> {
    rest: &'j str,
}

impl<'j> Cursor<'j> {
    pub(super) fn new(json: &'j str) -> Self {
        Self { rest: json }
    }

    /// Passes over `literal` if it stands here.
    #[inline(always)]
    pub(super) fn accept(&mut self, literal: &str) -> bool {
        match self.rest.strip_prefix(literal) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    #[inline(always)]
    pub(super) fn literal(&mut self, literal: &str) -> Option<()> {
        self.accept(literal).then_some(())
    }

    /// An array, each element by `element`.
    #[inline]
    pub(super) fn each(&mut self, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.literal("[")?;
        if self.accept("]") {
            return Some(());
        }
        loop {
            element(self)?;
            if !self.accept(",") {
                return self.literal("]");
            }
        }
    }

    /// An unsigned number up to `max`.
    #[inline]
    pub(super) fn unsigned(&mut self, max: u64) -> Option<u64> {
        let mut value = 0_u64;
        let mut digits = 0;
        for byte in self.rest.bytes() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            value = value.checked_mul(10)?.checked_add(digit.into())?;
            digits += 1;
        }
        if digits == 0 || value > max || (digits > 1 && self.rest.starts_with('0')) {
            return None;
        }
        self.rest = self.rest.get(digits..)?;
        Some(value)
    }

    /// A signed number of 64 bits.
    #[inline]
    pub(super) fn signed(&mut self) -> Option<()> {
        match self.accept("-") {
            // JSON's `-0` is a floating-point number.
            true => self.unsigned(i64::MIN.unsigned_abs()).filter(|&value| value != 0),
            false => self.unsigned(i64::MAX.unsigned_abs()),
        }
        .map(drop)
    }

    pub(super) fn bool(&mut self) -> Option<()> {
        (self.accept("true") || self.accept("false")).then_some(())
    }

    /// A string without escapes.
    #[inline]
    pub(super) fn plain(&mut self) -> Option<&'j str> {
        let inside = self.rest.strip_prefix('"')?;
        let end = inside.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
        let (text, rest) = inside.split_at_checked(end)?;
        self.rest = rest.strip_prefix('"')?;
        Some(text)
    }

    /// Any string.
    #[inline]
    pub(super) fn string(&mut self) -> Option<()> {
        self.plain().map(drop).or_else(|| self.typed::<String>().map(drop))
    }

    /// What serde reads here as a `T`.
    #[inline(never)]
    pub(super) fn typed<T: Deserialize<'j>>(&mut self) -> Option<T> {
        let mut values = serde_json::Deserializer::from_str(self.rest).into_iter::<T>();
        let value = values.next()?.ok()?;
        self.rest = self.rest.get(values.byte_offset()..)?;
        Some(value)
    }

    pub(super) fn only_space_left(&self) -> Option<()> {
        self.rest.bytes().all(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).then_some(())
    }

    /// The same place, to come back to.
    pub(super) fn mark(&self) -> Self {
        Self { rest: self.rest }
    }
}
