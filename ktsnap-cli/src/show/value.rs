//! One value, whole: as a tree over as many lines as it takes, or as JSON.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use ktsnap_core::report::{FailureDumpMap, RenderedValue};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::target::{self, ValueAt};
use crate::failure::Failure;
use crate::filter::is_selected;
use crate::report::leaves::{integer, named, shown_text, text};
use crate::report::line::{cut_off, not_captured, plain, scalar, whole};
use crate::report::maps::{MapContents, Slot};
use crate::screen::Screen;
use crate::screen::text::{clean, pad, some_head, width};

/// Writes the value at a path: a value without parts on a line of its own, any other value as a tree. Values per CPU have a sum if a
/// pattern selects them.
pub(crate) fn write(
    file: &Path,
    map: &FailureDumpMap,
    (path, summed, keys): (&str, &[String], &HashMap<u32, String>),
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut contents = MapContents::of(map);
    contents.name_keys(keys);
    let found = target::find(map, contents, path).map_err(|miss| Failure::of(file, miss.fact, miss.help))?;
    let columns = screen.width.into();
    match found {
        ValueAt::Value(value) if screen.json => screen.write_json(out, &ValueJson(&value)),
        ValueAt::Value(value) => match plain(&value) {
            Some(text) => Ok(writeln!(out, "{text}")?),
            None => Ok(Tree { out, columns }.value(&value)?),
        },
        ValueAt::PerCpu(slots) if screen.json => {
            screen.write_json(out, &slots.iter().map(|slot| slot.as_deref().map(ValueJson)).collect::<Vec<_>>())
        }
        ValueAt::PerCpu(slots) => {
            // Show the reason instead of a missing value.
            let missing = RenderedValue::Unsupported { reason: "not captured".to_owned() };
            let label = |(cpu, slot)| (format!("cpu {cpu}"), Option::as_deref(slot).unwrap_or(&missing));
            let mut values: Vec<_> = slots.iter().enumerate().map(label).collect();
            let sum = sum(&slots).filter(|_| is_selected(summed, &map.name, path));
            if let Some(sum) = &sum {
                values.push(("sum".to_owned(), sum));
            }
            Ok(Tree { out, columns }.labelled(&values)?)
        }
    }
}

/// The sum over all CPUs. `None` if a CPU has no integer, because a missing value is not known to be zero.
fn sum(slots: &[Slot<'_>]) -> Option<RenderedValue> {
    let integers = slots.iter().map(|slot: &Option<Cow<'_, _>>| integer(slot.as_deref()?));
    let sum = integers.sum::<Option<i128>>()?;
    let unsigned = u64::try_from(sum).map(|value| RenderedValue::Uint { bits: 64, value });
    unsigned.or_else(|_| i64::try_from(sum).map(|value| RenderedValue::Int { bits: 64, value })).ok()
}

/// The most columns for a name next to its value.
const NAMES: usize = 40;

/// Writes values as trees in lines of a width.
pub(crate) struct Tree<'o> {
    pub(crate) out: &'o mut dyn Write,
    pub(crate) columns: usize,
}

impl Tree<'_> {
    /// Writes a value, with a line per part.
    pub(crate) fn value(&mut self, value: &RenderedValue) -> io::Result<()> {
        self.parts(value, 0)
    }

    /// Writes several values with names.
    pub(crate) fn labelled(&mut self, values: &[(String, &RenderedValue)]) -> io::Result<()> {
        self.members(values, 0)
    }

    fn parts(&mut self, value: &RenderedValue, level: usize) -> io::Result<()> {
        match value {
            RenderedValue::Struct { members, .. } => {
                let members: Vec<_> =
                    named(members).into_iter().map(|(name, value)| (clean(&name).into_owned(), value)).collect();
                self.members(&members, level)
            }
            RenderedValue::Array { .. } if shown_text(value).is_some_and(|text| text.contains('\n')) => {
                let text = shown_text(value).unwrap_or_default();
                text.trim_end_matches('\n').split('\n').try_for_each(|line| self.line(level, &clean(line)))
            }
            RenderedValue::Array { len, elements } if shown_text(value).is_none() => {
                if elements.iter().all(|element| shown_text(element).is_none() && scalar(element).is_some()) {
                    self.numbers(elements, level)?;
                } else {
                    let index = |(at, value)| (format!("[{at}]"), value);
                    let elements: Vec<_> = elements.iter().enumerate().map(index).collect();
                    self.members(&elements, level)?;
                }
                match len.saturating_sub(elements.len()) {
                    0 => Ok(()),
                    missing => self.line(level, &format!("({})", not_captured(missing))),
                }
            }
            RenderedValue::Ptr { value, deref: Some(target), .. } => {
                self.line(level, &format!("{value:#x} →"))?;
                self.parts(target, level + 1)
            }
            RenderedValue::Truncated { needed, had, partial } if *had > 0 => {
                self.parts(partial, level)?;
                self.line(level, cut_off(*needed, *had).trim_start())
            }
            other => self.line(level, &scalar(other).unwrap_or_default()),
        }
    }

    /// Writes names and values. A value that does not fit on the line follows below its name.
    fn members(&mut self, members: &[(String, &RenderedValue)], level: usize) -> io::Result<()> {
        let room = self.columns.saturating_sub(self.indent(level));
        let names = members.iter().map(|(name, _)| width(name)).filter(|&name| name <= NAMES.min(room / 2)).max();
        let names = names.unwrap_or_default();
        for (name, value) in members {
            match whole(value, room.saturating_sub(names.max(width(name)) + 2)) {
                Some(value) => self.line(level, &format!("{}  {value}", pad(name, names)))?,
                None => {
                    self.line(level, name)?;
                    self.parts(value, level + 1)?;
                }
            }
        }
        Ok(())
    }

    /// Writes as many elements per line as fit, after the index of the first.
    fn numbers(&mut self, elements: &[RenderedValue], level: usize) -> io::Result<()> {
        let texts: Vec<_> = elements.iter().map(|element| scalar(element).unwrap_or_default()).collect();
        let column = texts.iter().map(|text| width(text)).max().unwrap_or_default() + 2;
        let index = elements.len().to_string().len() + 2;
        let room = self.columns.saturating_sub(self.indent(level) + index);
        // Rows of 8, 16 or 32 elements are easier to count in.
        let fits = (room / column).max(1);
        let a_row = if fits < 8 { fits } else { 1 << fits.ilog2() };
        for (row, texts) in texts.chunks(a_row).enumerate() {
            let mut line = pad(&format!("[{}]", row * a_row), index);
            for text in texts {
                line.extend(std::iter::repeat_n(' ', column.saturating_sub(width(text))));
                line.push_str(text);
            }
            self.line(level, &line)?;
        }
        Ok(())
    }

    /// The indentation of a level: at most half of the width.
    fn indent(&self, level: usize) -> usize {
        (2 * level).min(self.columns / 2)
    }

    /// Writes a line, or several if it is wider than the screen.
    fn line(&mut self, level: usize, text: &str) -> io::Result<()> {
        let indent = self.indent(level);
        let room = self.columns.saturating_sub(indent);
        let mut rest = text.trim_end();
        loop {
            let part = some_head(rest, room);
            writeln!(self.out, "{:indent$}{part}", "")?;
            rest = rest.get(part.len()..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
        }
    }
}

/// A value as plain JSON.
///
/// An address is a string in hex, and an enum value is the name of its enumerator, or its number if it has none. An array or value
/// that is truncated is an object that says so.
pub(crate) struct ValueJson<'v>(pub(crate) &'v RenderedValue);

impl Serialize for ValueJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            RenderedValue::Int { value, .. } => to.serialize_i64(*value),
            RenderedValue::Uint { value, .. } => to.serialize_u64(*value),
            RenderedValue::Bool { value } => to.serialize_bool(*value),
            RenderedValue::Char { value } if value.is_ascii() => to.serialize_char(char::from(*value)),
            RenderedValue::Char { value } => to.serialize_u8(*value),
            RenderedValue::Float { value, .. } => to.serialize_f64(*value),
            RenderedValue::Enum { variant: Some(name), .. } => to.serialize_str(name),
            RenderedValue::Enum { value, is_signed: true, .. } => to.serialize_i64(*value),
            RenderedValue::Enum { value, .. } => to.serialize_u64(value.cast_unsigned()),
            RenderedValue::CpuList { cpus } => to.serialize_str(cpus),
            RenderedValue::Bytes { hex } => to.serialize_str(hex),
            RenderedValue::Ptr { value, deref: None, .. } => to.collect_str(&format_args!("{value:#x}")),
            RenderedValue::Ptr { value, deref: Some(target), .. } => {
                let mut object = to.serialize_map(Some(2))?;
                object.serialize_entry("address", &format!("{value:#x}"))?;
                object.serialize_entry("target", &ValueJson(target))?;
                object.end()
            }
            RenderedValue::Struct { members, .. } => {
                let members = named(members);
                let mut object = to.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    object.serialize_entry(&name, &ValueJson(value))?;
                }
                object.end()
            }
            RenderedValue::Array { len, elements } => {
                if let Some(text) = text(self.0) {
                    return to.serialize_str(&text);
                }
                if elements.len() >= *len {
                    return Elements(elements).serialize(to);
                }
                let mut object = to.serialize_map(Some(2))?;
                object.serialize_entry("len", len)?;
                object.serialize_entry("captured", &Elements(elements))?;
                object.end()
            }
            RenderedValue::Truncated { needed, had, partial } => {
                let mut object = to.serialize_map(Some(3))?;
                object.serialize_entry("bytes", needed)?;
                object.serialize_entry("bytes_captured", had)?;
                object.serialize_entry("captured", &ValueJson(partial))?;
                object.end()
            }
            RenderedValue::Unsupported { reason } => {
                let mut object = to.serialize_map(Some(1))?;
                object.serialize_entry("not_rendered", reason)?;
                object.end()
            }
        }
    }
}

struct Elements<'v>(&'v [RenderedValue]);

impl Serialize for Elements<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.0.len()))?;
        for element in self.0 {
            list.serialize_element(&ValueJson(element))?;
        }
        list.end()
    }
}
