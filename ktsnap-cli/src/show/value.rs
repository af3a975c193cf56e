//! One value, whole: as a tree over as many lines as it takes, or as JSON.

use std::borrow::Cow;
use std::io::Write;

use ktsnap_core::report::RenderedValue;
use serde::Serialize;

use super::View;
use super::json::ValueJson;
use super::path::{self, Located, ValueAt};
use super::ratios::WithRatios;
use super::tree::Tree;
use crate::failure::Failure;
use crate::filter::is_selected;
use crate::report::leaves::integer;
use crate::report::line::plain;
use crate::report::maps::{MapContents, Slot};
use crate::screen::Screen;

/// Writes the value at a path: a value without parts on a line of its own, any other value as a tree. Values per CPU have a sum if a
/// pattern selects them.
pub(super) fn write(view: &View<'_, '_>, path: &str, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    let map = view.target.chosen.map;
    let mut contents = MapContents::of(map);
    contents.name_keys(&|key| view.key_name(key));
    let found = path::find(map, contents, path, &view.names);
    let Located { value, at } = found.map_err(|miss| Failure::of(view.file, miss.fact, miss.help))?;
    let columns = screen.width.into();
    match value {
        ValueAt::Value(value) if screen.json => {
            return write_json(view, ValueJson(&view.names.applied(&value, &at)), screen, out);
        }
        ValueAt::Value(value) => match plain(&value) {
            Some(text) => writeln!(out, "{text}")?,
            None => Tree { out, columns }.value(&view.names.applied(&value, &at))?,
        },
        ValueAt::PerCpu(slots) => {
            let named = slots.iter().map(|slot| slot.as_ref().map(|value| view.names.applied(value, &at)));
            let named: Vec<Slot<'_>> = named.collect();
            if screen.json {
                let values: Vec<_> = named.iter().map(|slot| slot.as_deref().map(ValueJson)).collect();
                return write_json(view, values, screen, out);
            }
            // Show the reason instead of a missing value.
            let missing = RenderedValue::Unsupported { reason: "not captured".to_owned() };
            let label = |(cpu, slot)| (format!("cpu {cpu}"), Option::as_deref(slot).unwrap_or(&missing));
            let mut values: Vec<_> = named.iter().enumerate().map(label).collect();
            let sum = sum(&slots).filter(|_| is_selected(view.sum, &map.name, path));
            if let Some(sum) = &sum {
                values.push(("sum".to_owned(), sum));
            }
            Tree { out, columns }.labelled(&values)?;
        }
    }
    view.write_ratios(screen, out)
}

/// Writes the value, or an object with the value and the ratios.
fn write_json(view: &View<'_, '_>, value: impl Serialize, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    match &view.ratios {
        Some(ratios) => screen.write_json(out, &WithRatios { value, ratios }),
        None => screen.write_json(out, &value),
    }
}

/// The sum over all CPUs. `None` if a CPU has no integer, because a missing value is not known to be zero.
fn sum(slots: &[Slot<'_>]) -> Option<RenderedValue> {
    let integers = slots.iter().map(|slot: &Option<Cow<'_, _>>| integer(slot.as_deref()?));
    let sum = integers.sum::<Option<i128>>()?;
    let unsigned = u64::try_from(sum).map(|value| RenderedValue::Uint { bits: 64, value });
    unsigned.or_else(|_| i64::try_from(sum).map(|value| RenderedValue::Int { bits: 64, value })).ok()
}
