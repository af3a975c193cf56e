//! The path from a variable to the part that a field mirrors, in a report or in raw bytes.

use super::bits::Bits;
use super::entries::MapEntries;
use super::failure::{ReadFailure, Why};
use super::rendered::{describe, describe_without, member, scalar};
use crate::report::limits::{MAX_ARRAY_KEYS, MAX_PERCPU_KEYS};
use crate::report::{FailureDumpMap, RenderedValue};
use crate::typed::c_type::{CEnum, CStruct, CType, PathStep};
use crate::typed::schema::{Location, Schema};

/// A value to read, with its type in BTF.
#[derive(Debug, Clone, Copy)]
pub struct ValueCursor<'a> {
    pub(super) c_type: CType,
    pub(super) source: Source<'a>,
    /// The rest of the path.
    pub(super) steps: &'static [PathStep],
    pub(super) hints: Hints,
}

/// The attributes of a field that affect the read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hints {
    /// Whether a narrower integer of the same sign is accepted.
    pub(crate) widen: bool,
    /// Whether hex in a report is big-endian.
    pub(crate) big_endian: bool,
    /// Whether the array has another length than in the object. `shape` then has the found length.
    pub(crate) resized: bool,
    /// One more than the index of the next `IndexedBy` in the path, which was compared with the length of the array. 0 if no index
    /// was read.
    pub(crate) next_index: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Source<'a> {
    Value(&'a RenderedValue),
    Bits(Bits<'a>),
    /// A map.
    Map(&'a FailureDumpMap),
    /// One key of a per-CPU map.
    Slots(&'a [Option<RenderedValue>]),
    /// The values of a map, starting at a key.
    Contents(Contents<'a>),
}

/// The positions of a map's values in raw bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contents<'a> {
    pub(super) at: Bits<'a>,
    /// The distance between two values, in bytes.
    pub(super) stride: usize,
    /// The number of values per key.
    pub(super) cpus: usize,
}

impl<'a> Contents<'a> {
    /// The values of a map. If the bytes have another length, the error is the expected length.
    pub(super) fn of_map(schema: &Schema, bytes: &'a [u8]) -> Result<Self, String> {
        let Location::Map { value_size, max_entries, per_cpu, .. } = schema.location else {
            return Err("0".to_owned());
        };
        let stride = (value_size as usize).next_multiple_of(8);
        let of_one_cpu = stride.saturating_mul(max_entries as usize);
        // A map without entries has no bytes that fit.
        let fits = !bytes.is_empty()
            && if per_cpu { bytes.len().is_multiple_of(of_one_cpu) } else { bytes.len() == of_one_cpu };
        if !fits {
            let whole = if per_cpu { "a multiple of " } else { "" };
            return Err(format!("{whole}{of_one_cpu}"));
        }
        Ok(Self { at: Bits::of_bytes(bytes, schema.big_endian), stride, cpus: bytes.len() / of_one_cpu })
    }
}

/// A value with several parts of the same type.
pub(crate) struct Parts<'a> {
    pub(super) whole: ValueCursor<'a>,
    /// The path from each part.
    pub(super) steps: &'static [PathStep],
    /// The number of captured parts.
    pub(crate) len: usize,
    /// The declared length of the array.
    pub(crate) declared: usize,
    /// The index of the first part, which is not 0 in a slice.
    pub(super) first: usize,
    /// The size of an element without a type in BTF, in bytes.
    width: usize,
}

impl<'a> ValueCursor<'a> {
    pub(crate) fn c_type(&self) -> &CType {
        &self.c_type
    }

    pub(crate) fn is_widened(&self) -> bool {
        self.hints.widen
    }

    /// A field of the struct at this position.
    pub(crate) fn onward(self, steps: &'static [PathStep], widen: bool) -> Result<Self, ReadFailure> {
        let here = self.reach()?;
        Ok(Self { steps, hints: Hints { widen, ..here.hints }, ..here })
    }

    /// The same start, with only the first steps of the path.
    pub(crate) fn up_to(self, steps: usize) -> Self {
        Self { steps: self.steps.get(..steps).unwrap_or(self.steps), ..self }
    }

    /// The struct's member of that name.
    pub(crate) fn inner(self, name: &str) -> Result<Self, ReadFailure> {
        self.reach()?.member(name)
    }

    /// Follows the path up to `[*]` or a per-CPU value.
    pub(crate) fn reach(mut self) -> Result<Self, ReadFailure> {
        loop {
            let (step, rest) = match self.steps {
                [step, rest @ ..] if !matches!(self.c_type, CType::PerCpu(_)) => (step, rest),
                _ => return Ok(self),
            };
            self = match *step {
                PathStep::Member(name) => self.member(name)?,
                PathStep::Index(index) => self.element(index)?,
                PathStep::All | PathStep::Slice { .. } => return Ok(self),
                PathStep::Deref(of) => self.target(of)?,
                PathStep::IndexedMember(_) | PathStep::IndexedBy(_) => self.by_index(step, rest)?,
            };
            self.steps = rest;
        }
    }

    pub(super) fn member(self, name: &str) -> Result<Self, ReadFailure> {
        let CType::Struct(of) = self.c_type else { return Err(self.is_other()) };
        let found = of.members.iter().enumerate().find(|(_, member)| member.name == name);
        let Some((index, described)) = found else {
            return Err(ReadFailure::drift(&self.c_type, format!("without `{name}`")));
        };
        let source = match self.source {
            Source::Value(RenderedValue::CpuList { .. }) if self.c_type.is_cpumask() => return Err(Why::CpuList.into()),
            Source::Value(value) => match member(value, of, index, name) {
                Some(member) => Source::Value(member),
                None => return Err(self.drift_from(value, |value| describe_without(value, of, name))),
            },
            Source::Bits(bits) => Source::Bits(bits.skip(described.bit_offset)),
            Source::Map(_) | Source::Slots(_) | Source::Contents(_) => return Err(self.is_other()),
        };
        Ok(Self { c_type: described.ty, source, ..self }.through_hex())
    }

    pub(super) fn element(self, index: usize) -> Result<Self, ReadFailure> {
        if let (CType::Entries(of), Source::Map(map)) = (self.c_type, self.source) {
            return MapEntries::of(map, of, &[], self.hints)?.lookup(index);
        }
        let CType::Array { len, element } = self.c_type else { return Err(self.is_other()) };
        let source = match self.source {
            Source::Value(RenderedValue::Array { len: found, .. }) if *found == len && index >= len => {
                return Err(Why::OutOfRange { index, len }.into());
            }
            Source::Bits(_) if index >= len => return Err(Why::OutOfRange { index, len }.into()),
            Source::Value(value) => match value {
                RenderedValue::Array { len: found, elements } if *found == len && elements.len() <= len => {
                    let cut = Why::Cut { rendered: elements.len(), declared: len };
                    Source::Value(elements.get(index).ok_or(cut)?)
                }
                other => return Err(self.drift_from(other, describe)),
            },
            Source::Bits(bits) => Source::Bits(bits.skip(index.saturating_mul(element.size()).saturating_mul(8))),
            Source::Map(map) => entry(map, index, matches!(element, CType::PerCpu(_)))?,
            Source::Contents(contents) => {
                let before = index.saturating_mul(contents.cpus).saturating_mul(contents.stride);
                let from = contents.at.skip(before.saturating_mul(8));
                match element {
                    CType::PerCpu(_) => Source::Contents(Contents { at: from, ..contents }),
                    _ => Source::Bits(from),
                }
            }
            Source::Slots(_) => return Err(self.is_other()),
        };
        let hints = Hints { resized: false, ..self.hints };
        Ok(Self { c_type: *element, source, hints, ..self }.through_hex())
    }

    /// The target of the pointer at this position.
    fn target(self, of: &'static CStruct) -> Result<Self, ReadFailure> {
        let arrows = self.steps.iter().filter(|step| matches!(step, PathStep::Deref(_))).count();
        let not_followed = |reason: String| Err(Why::NotFollowed { arrows, reason }.into());
        let (CType::Ptr { .. }, Source::Value(_) | Source::Bits(_)) = (self.c_type, self.source) else {
            return Err(self.is_other());
        };
        let Source::Value(pointer) = self.source else {
            return not_followed("raw bytes only hold its address".to_owned());
        };
        let target = match pointer {
            RenderedValue::Ptr { deref: Some(target), .. } => target.as_ref(),
            RenderedValue::Ptr { value: 0, .. } => return Err(Why::NullPointer { arrows }.into()),
            RenderedValue::Ptr { .. } => {
                let reason = pointer.deref_skipped_reason().unwrap_or("the report does not say why");
                return not_followed(reason.to_owned());
            }
            _ => return Err(self.is_other()),
        };
        match target {
            RenderedValue::Truncated { needed, had, .. } => {
                not_followed(format!("only {had} of its {needed} bytes were captured"))
            }
            RenderedValue::Unsupported { reason } => not_followed(reason.clone()),
            target => Ok(Self { c_type: CType::Struct(of), source: Source::Value(target), ..self }),
        }
    }

    /// Whether the rest of the path follows a pointer.
    pub(crate) fn follows_a_pointer(&self) -> bool {
        PathStep::follow_a_pointer(self.steps)
    }

    /// Turns hex into raw bytes. A report renders a value without a type, and an integer of more than 64 bits, as hex.
    pub(super) fn through_hex(self) -> Self {
        match self.source {
            Source::Value(RenderedValue::Bytes { hex }) if self.may_be_hex() => {
                match Bits::of_hex(hex, self.hints.big_endian).filter(|bits| bits.len() == self.c_type.size()) {
                    Some(bits) => Self { source: Source::Bits(bits), ..self },
                    None => self,
                }
            }
            _ => self,
        }
    }

    /// Whether a report may render this value as hex.
    fn may_be_hex(&self) -> bool {
        matches!(self.c_type, CType::Struct(_)) || self.c_type.raw_size().is_some()
    }

    /// The elements of an array, or the slots of a per-CPU value. `None` for a single value. A value without a type in BTF is cut
    /// into parts of `width` bytes.
    pub(crate) fn parts(self, width: usize) -> Result<Option<Parts<'a>>, ReadFailure> {
        match self.captured_parts(width)? {
            Some(Parts { len, declared, .. }) if len < declared => Err(Why::Cut { rendered: len, declared }.into()),
            parts => Ok(parts),
        }
    }

    /// Like [`parts`](Self::parts), but a truncated array has its captured elements.
    pub(crate) fn captured_parts(self, width: usize) -> Result<Option<Parts<'a>>, ReadFailure> {
        let whole = self.reach()?;
        let steps = match (whole.c_type, whole.steps) {
            (CType::PerCpu(_), steps) => steps,
            (_, [PathStep::All | PathStep::Slice { .. }, rest @ ..]) => rest,
            (CType::Array { .. }, []) => &[],
            (c_type, []) if c_type.raw_size().is_some() => &[],
            _ => return Ok(None),
        };
        let declared = match whole.c_type {
            CType::PerCpu(_) => match whole.source {
                Source::Slots(slots) => slots.len(),
                Source::Contents(contents) => contents.cpus,
                _ => return Err(whole.is_other()),
            },
            CType::Array { len, .. } => match whole.source {
                Source::Value(RenderedValue::Array { len: found, elements })
                    if *found != len || elements.len() > len =>
                {
                    return Err(whole.is_other());
                }
                Source::Value(RenderedValue::Array { .. }) | Source::Bits(_) | Source::Contents(_) => len,
                // User space may have changed the number of entries. With BTF's number, a part could pass for the whole.
                Source::Map(map) => map.max_entries as usize,
                Source::Value(_) | Source::Slots(_) => return Err(whole.is_other()),
            },
            c_type => match c_type.raw_size() {
                Some(size) if width > 0 && size % width == 0 => size / width,
                _ => return Err(whole.is_other()),
            },
        };
        let captured = match (whole.c_type, whole.source) {
            (CType::Array { .. }, Source::Value(RenderedValue::Array { elements, .. })) => elements.len(),
            _ => declared,
        };
        // A per-CPU value comes before the step.
        let (first, end) = match (whole.c_type, whole.steps) {
            (CType::Array { .. }, [PathStep::Slice { from, to }, ..]) if *to > declared => {
                return Err(Why::OutOfRange { index: to.saturating_sub(1).max(*from), len: declared }.into());
            }
            (CType::Array { .. }, [PathStep::Slice { from, to }, ..]) => (*from, *to),
            _ => (0, declared),
        };
        let (len, declared) = (captured.min(end).saturating_sub(first), end.saturating_sub(first));
        Ok(Some(Parts { whole, steps, len, declared, first, width }))
    }

    /// The number of elements of a resized array, which a type with a fixed length can't hold.
    pub(crate) fn resized(&self) -> Option<usize> {
        match self.c_type {
            CType::Array { len, .. } if self.hints.resized && !matches!(self.steps, [PathStep::Slice { .. }, ..]) => {
                Some(len)
            }
            _ => None,
        }
    }

    /// The bits of the scalar, sign-extended.
    pub(crate) fn scalar(self) -> Result<(CType, u64), ReadFailure> {
        let here = self.reach()?;
        let bits = match here.source {
            Source::Value(value) => scalar(value, &here.c_type),
            Source::Bits(bits) => raw_scalar(&bits, &here.c_type),
            Source::Map(_) | Source::Slots(_) | Source::Contents(_) => None,
        };
        bits.map(|bits| (here.c_type, bits)).ok_or_else(|| here.is_other())
    }

    /// The rendered value. `None` for raw bytes.
    pub(crate) fn rendered(&self) -> Option<&'a RenderedValue> {
        if let Source::Value(value) = self.source { Some(value) } else { None }
    }

    /// Whether the source is raw bytes, including hex in a report.
    pub(super) fn is_raw(&self) -> bool {
        matches!(self.source, Source::Bits(_))
    }

    /// The failure of a value that differs from BTF.
    pub(crate) fn is_other(&self) -> ReadFailure {
        match self.source {
            Source::Value(value) => self.drift_from(value, describe),
            Source::Bits(bits) => ReadFailure::drift(&self.c_type, format!("{} bytes", bits.len())),
            Source::Map(map) => ReadFailure::drift(&self.c_type, format!("map {}", map.name)),
            Source::Slots(slots) => ReadFailure::drift(&self.c_type, format!("{} slots", slots.len())),
            Source::Contents(_) => ReadFailure::drift(&self.c_type, "a map's values"),
        }
    }

    /// The failure of a value that is not a list of CPUs.
    pub(crate) fn leads_to(&self, value: &RenderedValue) -> ReadFailure {
        let pointer = if matches!(self.c_type, CType::Ptr { .. }) { "a pointer to " } else { "" };
        ReadFailure::drift(&self.c_type, format!("{pointer}{}", describe(value)))
    }

    fn drift_from(&self, value: &RenderedValue, describe: impl FnOnce(&RenderedValue) -> String) -> ReadFailure {
        let found = match value {
            RenderedValue::Bytes { hex } if self.may_be_hex() => {
                format!("{} bytes", hex.len().div_ceil(3))
            }
            value => describe(value),
        };
        ReadFailure::drift(&self.c_type, found)
    }
}

impl<'a> Parts<'a> {
    /// The part at that index. `None` for an unmapped slot.
    pub(crate) fn get(&self, index: usize) -> Result<Option<ValueCursor<'a>>, ReadFailure> {
        let whole = self.whole;
        let part = match (whole.c_type, whole.source) {
            (CType::PerCpu(slot), Source::Slots(slots)) => match slots.get(index).and_then(Option::as_ref) {
                Some(value) => ValueCursor { c_type: *slot, source: Source::Value(value), ..whole }.through_hex(),
                None => return Ok(None),
            },
            (CType::PerCpu(slot), Source::Contents(contents)) => ValueCursor {
                c_type: *slot,
                source: Source::Bits(contents.at.skip(index * contents.stride * 8)),
                ..whole
            },
            (c_type, Source::Bits(bits)) if c_type.raw_size().is_some() => {
                let c_type = CType::Bytes { size: self.width };
                ValueCursor { c_type, source: Source::Bits(bits.skip(index * self.width * 8)), ..whole }
            }
            (CType::Array { .. }, _) => whole.element(self.place(index))?,
            _ => return Err(whole.is_other()),
        };
        Ok(Some(ValueCursor { steps: self.steps, ..part }))
    }

    /// Whether the path from each part follows a pointer.
    pub(crate) fn follow_a_pointer(&self) -> bool {
        PathStep::follow_a_pointer(self.steps)
    }

    /// The index of a part in the array.
    pub(crate) fn place(&self, index: usize) -> usize {
        self.first.saturating_add(index)
    }

    /// Whether the parts are the slots of CPUs.
    pub(crate) fn per_cpu(&self) -> bool {
        matches!(self.whole.c_type, CType::PerCpu(_))
    }
}

#[cfg(test)]
impl<'a> ValueCursor<'a> {
    /// A cursor at a value of a report.
    pub(crate) fn of_value(value: &'a RenderedValue, c_type: CType) -> Self {
        Self { c_type, source: Source::Value(value), steps: &[], hints: Hints::default() }.through_hex()
    }

    /// A cursor at raw bytes of a little-endian object.
    pub(crate) fn of_bytes(bytes: &'a [u8], c_type: CType) -> Self {
        Self { c_type, source: Source::Bits(Bits::of_bytes(bytes, false)), steps: &[], hints: Hints::default() }
    }

    pub(crate) fn along(self, steps: &'static [PathStep]) -> Self {
        Self { steps, ..self }
    }

    pub(crate) fn widened(self) -> Self {
        Self { hints: Hints { widen: true, ..self.hints }, ..self }
    }
}

/// The entry with that key, in a map whose entries are sorted by key. If all keys were captured, the key is its index.
fn entry(map: &FailureDumpMap, key: usize, per_cpu: bool) -> Result<Source<'_>, ReadFailure> {
    let (slots, values) = (&map.percpu_entries, &map.array_entries);
    if per_cpu {
        if let Some(entry) = of_key(slots, key, |entry| entry.key) {
            return match entry.per_cpu.as_slice() {
                [] => Err(Why::Unmapped { cpu: None }.into()),
                slots => Ok(Source::Slots(slots)),
            };
        }
    } else {
        if let Some(entry) = of_key(values, key, |entry| entry.key) {
            return entry.value.as_ref().map(Source::Value).ok_or_else(|| Why::Unmapped { cpu: None }.into());
        }
        if let (0, Some(value)) = (key, &map.value) {
            return Ok(Source::Value(value));
        }
    }
    let (rendered, limit) = if per_cpu { (slots.len(), MAX_PERCPU_KEYS) } else { (values.len(), MAX_ARRAY_KEYS) };
    let limit = limit as usize;
    Err(match &map.error {
        Some(error) => Why::NotRendered { error: error.clone() },
        // This also bounds the number of entries if a report claims a large `max_entries`.
        None if rendered >= limit || key >= limit => Why::Cut { rendered, declared: map.max_entries as usize },
        None => Why::Unmapped { cpu: None },
    }
    .into())
}

fn of_key<T>(entries: &[T], key: usize, key_of: impl Fn(&T) -> u32) -> Option<&T> {
    let key_of = |entry: &T| usize::try_from(key_of(entry)).unwrap_or(usize::MAX);
    if let Some(entry) = entries.get(key)
        && key_of(entry) == key
    {
        return Some(entry);
    }
    entries.binary_search_by_key(&key, key_of).ok().and_then(|place| entries.get(place))
}

fn raw_scalar(at: &Bits<'_>, c_type: &CType) -> Option<u64> {
    let (bits, signed) = match c_type {
        CType::Int { bits }
        | CType::Bitfield { bits, of: CType::Int { .. } | CType::Enum(CEnum { signed: true, .. }) } => (*bits, true),
        CType::Uint { bits } | CType::Bitfield { bits, .. } => (*bits, false),
        CType::Char => (8, true),
        CType::Bool => (8, false),
        CType::Float { bits: 32 } => {
            return Some(f64::from(f32::from_bits(u32::try_from(at.number(32)?).ok()?)).to_bits());
        }
        CType::Float { bits } => (*bits, false),
        CType::Enum(of) => (of.bits, of.signed),
        CType::Ptr { .. } => (64, false),
        CType::Bytes { size } => (u32::try_from(*size).ok()?.checked_mul(8).filter(|bits| *bits <= 64)?, false),
        CType::Array { .. } | CType::Struct(_) | CType::PerCpu(_) | CType::Entries(_) | CType::Opaque { .. } => {
            return None;
        }
    };
    let number = at.number(bits)?;
    let unused = 64_u32.checked_sub(bits)?;
    Some(if signed && unused < 64 { (number.cast_signed() << unused >> unused).cast_unsigned() } else { number })
}
