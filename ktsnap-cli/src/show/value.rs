//! One value of a map, whole.

use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use super::json::Json;
use super::path::{self, Found};
use super::tree::Tree;
use crate::failure::Failure;
use crate::report::contents::{Contents, Slot};
use crate::report::leaves::integer;
use crate::report::line::plain;
use crate::screen::Screen;

/// Writes what a path leads to: a value without parts alone on its line, anything else as a tree.
pub(crate) fn write(
    file: &Path,
    map: &FailureDumpMap,
    path: &str,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let found = path::find(map, Contents::of(map), path).map_err(|miss| Failure::of(file, miss.fact, miss.help))?;
    let columns = screen.width.into();
    match found {
        Found::Value(value) if screen.json => Screen::json(out, &Json(&value)),
        Found::Value(value) => match plain(&value) {
            Some(text) => Ok(writeln!(out, "{text}")?),
            None => Ok(Tree { out, columns }.value(&value)?),
        },
        Found::PerCpu(slots) if screen.json => {
            Screen::json(out, &slots.iter().map(|slot| slot.as_deref().map(Json)).collect::<Vec<_>>())
        }
        Found::PerCpu(slots) => {
            // A slot that was not captured stands as a reason where the others have a value.
            let missing = RenderedValue::Unsupported { reason: "not captured".to_owned() };
            let label = |(cpu, slot)| (format!("cpu {cpu}"), Option::as_deref(slot).unwrap_or(&missing));
            let mut values: Vec<_> = slots.iter().enumerate().map(label).collect();
            let sum = sum(&slots);
            if let Some(sum) = &sum {
                values.push(("sum".to_owned(), sum));
            }
            Ok(Tree { out, columns }.labelled(&values)?)
        }
    }
}

/// The sum over the CPUs, where every one has an integer. One that was not captured is no zero.
fn sum(slots: &[Slot<'_>]) -> Option<RenderedValue> {
    let integers = slots.iter().map(|slot: &Option<Cow<'_, _>>| integer(slot.as_deref()?));
    let sum = integers.sum::<Option<i128>>()?;
    let unsigned = u64::try_from(sum).map(|value| RenderedValue::Uint { bits: 64, value });
    unsigned.or_else(|_| i64::try_from(sum).map(|value| RenderedValue::Int { bits: 64, value })).ok()
}
