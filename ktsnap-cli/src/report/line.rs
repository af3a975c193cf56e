//! A value on one line.

use ktsnap_core::report::RenderedValue;

use super::leaves::{element_name, named, shown_text};
use super::maps::MapKey;
use crate::screen::text::{clean, cut, head, width};

/// The number of equal neighbors from which an array shows one element and a count.
const RUN: usize = 4;

/// The width below which a part of a value is left out instead of shortened.
const LEAST: usize = 12;

/// A value without parts, for use in a shell: text without quotes, the name of an enumerator, an address in hex.
pub(crate) fn plain(value: &RenderedValue) -> Option<String> {
    match value {
        RenderedValue::Enum { variant: Some(name), .. } => Some(clean(name).into_owned()),
        RenderedValue::CpuList { cpus } => Some(clean(cpus).into_owned()),
        RenderedValue::Array { .. } => {
            shown_text(value).map(|text| text.split('\n').map(clean).collect::<Vec<_>>().join("\n"))
        }
        other => scalar(other),
    }
}

/// A value without parts, for people.
pub(crate) fn scalar(value: &RenderedValue) -> Option<String> {
    Some(match value {
        RenderedValue::Int { value, .. } => value.to_string(),
        RenderedValue::Uint { value, .. } => value.to_string(),
        RenderedValue::Bool { value } => value.to_string(),
        RenderedValue::Char { value: value @ b' '..=b'~' } => format!("'{}'", char::from(*value)),
        RenderedValue::Char { value } => format!("{value:#04x}"),
        RenderedValue::Float { value, .. } => match value.abs() {
            0.0 | 1e-5..1e16 => value.to_string(),
            _ => format!("{value:e}"),
        },
        RenderedValue::Enum { value, variant, is_signed, .. } => {
            let number = if *is_signed { i128::from(*value) } else { i128::from(value.cast_unsigned()) };
            match variant {
                Some(name) => format!("{} ({number})", clean(name)),
                None => number.to_string(),
            }
        }
        RenderedValue::CpuList { cpus } if cpus.is_empty() => "no CPUs".to_owned(),
        RenderedValue::CpuList { cpus } => format!("CPUs {}", clean(cpus)),
        RenderedValue::Ptr { value, deref: None, .. } => format!("{value:#x}"),
        RenderedValue::Bytes { hex } => clean(hex).into_owned(),
        RenderedValue::Unsupported { reason } => format!("(not rendered: {})", clean(reason)),
        RenderedValue::Truncated { needed, had: 0, .. } => format!("(none of {needed} bytes captured)"),
        RenderedValue::Array { .. } => format!("\"{}\"", clean(&shown_text(value)?)),
        RenderedValue::Ptr { .. } | RenderedValue::Struct { .. } | RenderedValue::Truncated { .. } => return None,
    })
}

/// The complete value, if it fits.
pub(crate) fn whole(value: &RenderedValue, columns: usize) -> Option<String> {
    let mut line = LineBuilder { text: String::new(), left: columns, runs: false };
    line.value(value)?;
    Some(line.text)
}

/// As much of a value as fits, and the number of parts that do not.
pub(crate) fn short(value: &RenderedValue, columns: usize) -> String {
    let mut line = LineBuilder { text: String::new(), left: columns, runs: true };
    if line.value(value).is_some() {
        return line.text;
    }
    match value {
        RenderedValue::Struct { members, .. } => {
            let members = named(members);
            let parts: Vec<_> = members
                .iter()
                .map(|(name, value)| Part { label: format!("{}: ", clean(element_name(name))), value, times: 1 })
                .collect();
            shortened('{', &parts, 0, '}', columns)
        }
        RenderedValue::Array { len, elements } if shown_text(value).is_none() => {
            let parts: Vec<_> =
                runs(elements, true).map(|(value, times)| Part { label: String::new(), value, times }).collect();
            shortened('[', &parts, len.saturating_sub(elements.len()), ']', columns)
        }
        RenderedValue::Array { .. } => {
            let text = shown_text(value).unwrap_or_default();
            let text = clean(&text);
            let kept = head(&text, columns.saturating_sub(20));
            let more = text.chars().count().saturating_sub(kept.chars().count());
            cut(&format!("\"{kept}…\" ({more} more)"), columns).into_owned()
        }
        RenderedValue::Ptr { value, deref: Some(target), .. } => {
            let address = format!("{value:#x} → ");
            let left = columns.saturating_sub(width(&address));
            cut(&format!("{address}{}", short(target, left)), columns).into_owned()
        }
        RenderedValue::Truncated { needed, had, partial } if *had > 0 => {
            let note = cut_off(*needed, *had);
            let left = columns.saturating_sub(width(&note));
            cut(&format!("{}{note}", short(partial, left)), columns).into_owned()
        }
        other => cut(&scalar(other).unwrap_or_default(), columns).into_owned(),
    }
}

/// A key, in the form that the arguments accept.
pub(crate) fn key_text(key: &MapKey<'_>, columns: usize) -> String {
    match key {
        MapKey::Index(index) => index.to_string(),
        MapKey::Named(_, name) => cut(name, columns).into_owned(),
        MapKey::Rendered(key, _) => {
            plain(key).map_or_else(|| short(key, columns), |key| cut(&key.replace('\n', "\\n"), columns).into_owned())
        }
        MapKey::Hex(hex) => cut(&clean(hex), columns).into_owned(),
    }
}

/// The most columns of a key in the name of a counter.
const KEY_NAME: usize = 40;

/// A key in the name of a counter.
pub(crate) fn key_name(key: &MapKey<'_>) -> String {
    key_text(key, KEY_NAME)
}

/// The note after a truncated value.
pub(crate) fn cut_off(needed: usize, had: usize) -> String {
    format!(" ({had} of {needed} bytes captured)")
}

/// The note about the missing end of an array.
pub(crate) fn not_captured(missing: usize) -> String {
    format!("{missing} not captured")
}

/// A part of a value that does not fit as a whole.
struct Part<'v> {
    label: String,
    value: &'v RenderedValue,
    times: usize,
}

/// The first parts that fit, the last of them possibly shortened, and the number of the other parts.
fn shortened(open: char, parts: &[Part<'_>], missing: usize, close: char, columns: usize) -> String {
    let total: usize = parts.iter().map(|part| part.times).sum();
    let mut line = LineBuilder { text: open.to_string(), left: columns.saturating_sub(1), runs: true };
    let mut shown = 0;
    for part in parts {
        let tail = width(&rest(shown > 0, total - shown, missing, close));
        let separator = if shown > 0 { ", " } else { "" };
        let before = (line.text.len(), line.left);
        line.left = line.left.saturating_sub(tail);
        let done = line.put(separator).and_then(|()| line.put(&part.label)).and_then(|()| {
            let label = (line.text.len(), line.left);
            line.times(part.value, part.times).or_else(|| {
                (line.text, line.left) = (line.text.get(..label.0)?.to_owned(), label.1);
                let is_list = matches!(part.value, RenderedValue::Struct { .. } | RenderedValue::Array { .. });
                let fits = part.times == 1 && is_list && line.left >= LEAST;
                if fits { line.put(&short(part.value, line.left)) } else { None }
            })
        });
        match done {
            Some(()) => {
                shown += part.times;
                line.left += tail;
            }
            None => {
                line.text.truncate(before.0);
                line.left = before.1;
                break;
            }
        }
    }
    let whole = line.text + &rest(shown > 0, total - shown, missing, close);
    cut(&whole, columns).into_owned()
}

fn rest(follows: bool, more: usize, missing: usize, close: char) -> String {
    let more = (more > 0).then(|| format!("…{more} more"));
    let missing = (missing > 0).then(|| not_captured(missing));
    let notes: Vec<_> = more.into_iter().chain(missing).collect();
    let separator = if follows && !notes.is_empty() { ", " } else { "" };
    format!("{separator}{}{close}", notes.join(", "))
}

/// The elements, each with a count: with `together`, equal neighbors are counted as one.
fn runs(elements: &[RenderedValue], together: bool) -> impl Iterator<Item = (&RenderedValue, usize)> {
    let mut rest = elements;
    std::iter::from_fn(move || {
        let (first, others) = rest.split_first()?;
        let same = if together { 1 + others.iter().take_while(|&other| other == first).count() } else { 1 };
        let times = if same >= RUN { same } else { 1 };
        rest = rest.get(times..).unwrap_or_default();
        Some((first, times))
    })
}

/// A line of limited width. A method returns `None` if its text does not fit.
struct LineBuilder {
    text: String,
    left: usize,
    runs: bool,
}

impl LineBuilder {
    fn put(&mut self, text: &str) -> Option<()> {
        self.left = self.left.checked_sub(width(text))?;
        self.text.push_str(text);
        Some(())
    }

    fn times(&mut self, value: &RenderedValue, times: usize) -> Option<()> {
        self.value(value)?;
        if times > 1 { self.put(&format!(" ×{times}")) } else { Some(()) }
    }

    fn value(&mut self, value: &RenderedValue) -> Option<()> {
        match value {
            RenderedValue::Struct { members, .. } => {
                self.put("{")?;
                for (index, (name, value)) in named(members).into_iter().enumerate() {
                    self.put(if index > 0 { ", " } else { "" })?;
                    self.put(&clean(element_name(&name)))?;
                    self.put(": ")?;
                    self.value(value)?;
                }
                self.put("}")
            }
            RenderedValue::Array { len, elements } if shown_text(value).is_none() => {
                self.put("[")?;
                for (index, (value, times)) in runs(elements, self.runs).enumerate() {
                    self.put(if index > 0 { ", " } else { "" })?;
                    self.times(value, times)?;
                }
                self.put(&rest(!elements.is_empty(), 0, len.saturating_sub(elements.len()), ']'))
            }
            RenderedValue::Ptr { value, deref: Some(target), .. } => {
                self.put(&format!("{value:#x} → "))?;
                self.value(target)
            }
            RenderedValue::Truncated { needed, had, partial } if *had > 0 => {
                self.value(partial)?;
                self.put(&cut_off(*needed, *had))
            }
            other => self.put(&scalar(other)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(len: usize, numbers: impl IntoIterator<Item = u64>) -> RenderedValue {
        let elements = numbers.into_iter().map(|value| RenderedValue::Uint { bits: 64, value }).collect();
        RenderedValue::Array { len, elements }
    }

    #[test]
    fn parts_that_do_not_fit_are_counted() {
        let hundred = array(100, 0..100);
        assert_eq!(short(&hundred, 30), "[0, 1, 2, 3, 4, 5, …94 more]");
        assert_eq!(short(&array(200, 0..100), 40), "[0, 1, 2, 3, …96 more, 100 not captured]");
        assert_eq!(whole(&hundred, 30), None);
        for columns in 1..60 {
            assert!(width(&short(&hundred, columns)) <= columns, "{columns}");
        }
    }

    #[test]
    fn equal_neighbors_are_shown_once() {
        assert_eq!(short(&array(8, [0; 8]), 40), "[0 ×8]");
        assert_eq!(short(&array(6, [7, 0, 0, 0, 0, 1]), 40), "[7, 0 ×4, 1]");
        assert_eq!(whole(&array(4, [0; 4]), 40).as_deref(), Some("[0, 0, 0, 0]"));
    }

    #[test]
    fn an_unsigned_enum_is_not_negative() {
        let value = RenderedValue::Enum { bits: 64, value: -1, variant: None, is_signed: false };
        assert_eq!(scalar(&value).as_deref(), Some("18446744073709551615"));
    }
}
