//! Rendered values as text: `wait_stats{total_ns=900, nr=3}`, `[8, 0x7b4, 1]`, `DSP_KICK (2)`.
//!
//! Members and elements that are zero are omitted, because most of a section is zero. A value that fits on a line of 120
//! columns is written on one line. The error [`NoMatch`](crate::SnapshotError::NoMatch) shows keys in this form.

use std::fmt::{self, Display, Formatter};

use super::value::{RenderedMember, RenderedValue};

const LINE: usize = 120;

impl Display for RenderedValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write(f, self, 0)
    }
}

/// Writes a value. Its second and later lines are indented by two spaces per level.
fn write(f: &mut Formatter<'_>, value: &RenderedValue, level: usize) -> fmt::Result {
    match value {
        RenderedValue::Int { value, .. } => write!(f, "{value}"),
        RenderedValue::Uint { value, .. } => write!(f, "{value}"),
        RenderedValue::Bool { value } => write!(f, "{value}"),
        RenderedValue::Float { value, .. } => write!(f, "{value}"),
        RenderedValue::Char { value } => match value {
            b' '..=b'~' => write!(f, "'{}'", char::from(*value)),
            other => write!(f, "0x{other:02x}"),
        },
        RenderedValue::Enum { value, variant, is_signed, .. } => {
            let number = if *is_signed { i128::from(*value) } else { i128::from(value.cast_unsigned()) };
            match variant {
                Some(name) => write!(f, "{name} ({number})"),
                None => write!(f, "{number}"),
            }
        }
        RenderedValue::CpuList { cpus } => write!(f, "cpus={{{cpus}}}"),
        RenderedValue::Bytes { hex } => f.write_str(hex),
        RenderedValue::Unsupported { reason } => write!(f, "<unsupported: {reason}>"),
        RenderedValue::Truncated { had: 0, .. } => Ok(()),
        RenderedValue::Truncated { needed, had, partial } => {
            write!(f, "<truncated needed={needed} had={had}> ")?;
            write(f, partial, level)
        }
        RenderedValue::Ptr { value: address, deref, .. } => {
            write!(f, "{address:#x}")?;
            if let Some(cast) = value.cast_annotation() {
                write!(f, " ({cast})")?;
            }
            match (deref, value.deref_skipped_reason()) {
                (Some(target), _) => {
                    f.write_str(" → ")?;
                    write(f, target, level)
                }
                (None, Some(reason)) if reason.starts_with("cycle ") => f.write_str(" [cycle]"),
                (None, Some(reason)) => write!(f, " [chase: {reason}]"),
                (None, None) => Ok(()),
            }
        }
        RenderedValue::Array { elements, .. } if elements.is_empty() => f.write_str("[]"),
        RenderedValue::Array { len, elements } => match text(elements) {
            Some(text) => quoted(f, &text, level),
            None if elements.iter().all(fits_in_a_list) => list(f, *len, elements, level),
            None => rows(f, *len, elements, level),
        },
        RenderedValue::Struct { type_name, members } => structure(f, type_name.as_deref(), members, level),
    }
}

fn line(f: &mut Formatter<'_>, level: usize) -> fmt::Result {
    write!(f, "\n{:1$}", "", 2 * level)
}

/// The C string in an array of bytes, if the bytes up to a NUL are printable and there is at least one.
fn text(elements: &[RenderedValue]) -> Option<String> {
    let bytes = text_bytes(elements)?;
    if matches!(bytes.first(), None | Some(0)) {
        return None;
    }
    Some(bytes.iter().take_while(|&&byte| byte != 0).map(|&byte| char::from(byte)).collect())
}

fn text_bytes(elements: &[RenderedValue]) -> Option<Vec<u8>> {
    if elements.len() < 2 {
        return None;
    }
    elements
        .iter()
        .map(|element| {
            let byte = match element {
                RenderedValue::Char { value } => *value,
                // A report can claim an 8-bit number that is larger. Then only its lowest byte counts.
                RenderedValue::Int { bits: 8, value } => value.to_le_bytes()[0],
                RenderedValue::Uint { bits: 8, value } => value.to_le_bytes()[0],
                _ => return None,
            };
            matches!(byte, 0 | b'\n' | b' '..=b'~').then_some(byte)
        })
        .collect()
}

/// Text of several lines is indented below a bar.
fn quoted(f: &mut Formatter<'_>, text: &str, level: usize) -> fmt::Result {
    if !text.contains('\n') {
        return write!(f, "\"{text}\"");
    }
    f.write_str("|\n")?;
    for row in text.split('\n').filter(|row| !row.is_empty()) {
        writeln!(f, "{:1$}{row}", "", 2 * (level + 1))?;
    }
    write!(f, "{:1$}", "", 2 * level)
}

fn fits_in_a_list(value: &RenderedValue) -> bool {
    match value {
        RenderedValue::Bytes { .. } | RenderedValue::Unsupported { .. } => true,
        RenderedValue::Ptr { deref, .. } => deref.is_none(),
        other => is_number(other),
    }
}

fn is_number(value: &RenderedValue) -> bool {
    matches!(
        value,
        RenderedValue::Int { .. }
            | RenderedValue::Uint { .. }
            | RenderedValue::Bool { .. }
            | RenderedValue::Char { .. }
            | RenderedValue::Float { .. }
            | RenderedValue::Enum { .. }
    )
}

fn is_zero(value: &RenderedValue) -> bool {
    match value {
        RenderedValue::CpuList { cpus } => cpus.is_empty(),
        RenderedValue::Float { value, .. } => *value == 0.0,
        other => number(other) == Some(0),
    }
}

fn number(value: &RenderedValue) -> Option<u64> {
    match value {
        RenderedValue::Int { value, .. } | RenderedValue::Enum { value, .. } => Some(value.cast_unsigned()),
        RenderedValue::Uint { value, .. } | RenderedValue::Ptr { value, .. } => Some(*value),
        RenderedValue::Bool { value } => Some(u64::from(*value)),
        RenderedValue::Char { value } => Some(u64::from(*value)),
        _ => None,
    }
}

/// Whether a value holds only zeros. Below the last of `levels` a value counts as not zero.
fn is_all_zero(value: &RenderedValue, levels: usize) -> bool {
    let Some(below) = levels.checked_sub(1) else {
        return false;
    };
    match value {
        RenderedValue::Struct { members, .. } => members.iter().all(|member| is_all_zero(&member.value, below)),
        RenderedValue::Array { elements, .. } => elements.iter().all(|element| is_all_zero(element, below)),
        other => is_zero(other),
    }
}

/// `[1, 2, 3]`, or with gaps `[[0..1]={1, 2}  [7]=3]`.
fn list(f: &mut Formatter<'_>, len: usize, elements: &[RenderedValue], level: usize) -> fmt::Result {
    let element = |value: &RenderedValue| match value {
        RenderedValue::Uint { value, bits: 32.. } => format!("{value:#x}"),
        other => other.to_string(),
    };
    let mut runs: Vec<(usize, Vec<String>)> = Vec::new();
    for (index, value) in elements.iter().enumerate().filter(|(_, value)| !is_zero(value)) {
        match runs.last_mut() {
            Some((start, run)) if *start + run.len() == index => run.push(element(value)),
            _ => runs.push((index, vec![element(value)])),
        }
    }
    match runs.as_slice() {
        [] => write!(f, "[all {len} zero]"),
        [(0, all)] if all.len() == len => wrapped(f, all, ", ", level),
        _ => {
            let runs: Vec<_> = runs
                .iter()
                .map(|(start, run)| match run.as_slice() {
                    [one] => format!("[{start}]={one}"),
                    several => format!("[{start}..{}]={{{}}}", start + several.len() - 1, several.join(", ")),
                })
                .collect();
            wrapped(f, &runs, "  ", level)?;
            shown(f, len, elements)
        }
    }
}

fn shown(f: &mut Formatter<'_>, len: usize, elements: &[RenderedValue]) -> fmt::Result {
    if elements.len() < len { write!(f, " /* {} of {len} shown */", elements.len()) } else { Ok(()) }
}

/// Parts in brackets, with line breaks between parts.
fn wrapped(f: &mut Formatter<'_>, parts: &[String], separator: &str, level: usize) -> fmt::Result {
    let mut column = 1;
    f.write_str("[")?;
    for (index, part) in parts.iter().enumerate() {
        let wanted = separator.len() + part.len();
        if index == 0 {
            column += part.len();
        } else if column + wanted > LINE {
            f.write_str(separator.trim_end())?;
            line(f, level + 1)?;
            column = 2 * (level + 1) + part.len();
        } else {
            f.write_str(separator)?;
            column += wanted;
        }
        f.write_str(part)?;
    }
    f.write_str("]")
}

/// One line per element. Equal neighbours share a line.
fn rows(f: &mut Formatter<'_>, len: usize, elements: &[RenderedValue], level: usize) -> fmt::Result {
    let mut groups: Vec<(usize, usize, &RenderedValue)> = Vec::new();
    for (index, value) in elements.iter().enumerate().filter(|(_, value)| !is_zero(value)) {
        match groups.last_mut() {
            Some((_, end, same)) if *same == value => *end = index,
            _ => groups.push((index, index, value)),
        }
    }
    if groups.is_empty() {
        return write!(f, "[all {len} zero]");
    }
    f.write_str("[")?;
    for (start, end, value) in groups {
        line(f, level + 1)?;
        if start == end {
            write!(f, "[{start}] ")?;
        } else {
            write!(f, "[{start}-{end}] ")?;
        }
        write(f, value, level + 1)?;
    }
    line(f, level)?;
    f.write_str("]")?;
    shown(f, len, elements)
}

fn structure(f: &mut Formatter<'_>, name: Option<&str>, members: &[RenderedMember], level: usize) -> fmt::Result {
    let name = name.unwrap_or_default();
    let shown: Vec<_> = flattened(members).into_iter().filter(|member| is_shown(member)).collect();
    let cells: Option<Vec<_>> = shown.iter().map(|member| cell(member)).collect();
    if let Some(cells) = cells {
        let inline = format!("{name}{{{}}}", cells.join(", "));
        if inline.len() <= LINE {
            return f.write_str(&inline);
        }
    }
    if shown.is_empty() {
        return write!(f, "{name}{{}}");
    }
    write!(f, "{name}:")?;
    let (flat, compound): (Vec<_>, Vec<_>) = shown.into_iter().partition(|member| is_flat(&member.value));
    let cells: Vec<_> = flat.into_iter().map(|member| (label(member), member.value.to_string())).collect();
    grid(f, &cells, level + 1)?;
    for member in compound {
        line(f, level + 1)?;
        write!(f, "{} ", label(member))?;
        write(f, &member.value, level + 1)?;
    }
    Ok(())
}

/// `name=value` in three columns. In a tall column whose names differ much in length, the equals signs are aligned:
/// `name    = value`.
fn grid(f: &mut Formatter<'_>, cells: &[(&str, String)], level: usize) -> fmt::Result {
    const COLUMNS: usize = 3;
    let column = |at: usize| cells.iter().skip(at).step_by(COLUMNS);
    let columns = [0, 1, 2].map(|at| {
        let lengths = || column(at).map(|(name, _)| name.len());
        let longest = lengths().max().unwrap_or_default();
        let tall = cells.len() > 2 * COLUMNS && longest >= lengths().min().unwrap_or_default() + 4;
        let texts: Vec<_> = column(at)
            .map(|(name, value)| match tall {
                true => format!("{name}{:1$} = {value}", "", longest - name.len()),
                false => format!("{name}={value}"),
            })
            .collect();
        let width = texts.iter().map(String::len).max().unwrap_or_default();
        (texts, width)
    });
    for row in 0..cells.len().div_ceil(COLUMNS) {
        line(f, level)?;
        let mut gap = 0;
        for (texts, width) in &columns {
            if let Some(text) = texts.get(row) {
                write!(f, "{:gap$}{text}", "")?;
                gap = width - text.len() + 3;
            }
        }
    }
    Ok(())
}

/// The members, with those of anonymous structs and unions among them. An anonymous struct that only repeats the numbers of
/// named members, as the other half of a union does, is omitted.
fn flattened(members: &[RenderedMember]) -> Vec<&RenderedMember> {
    let mut named = Vec::new();
    for member in members.iter().filter(|member| !member.name.is_empty()) {
        match &member.value {
            RenderedValue::Struct { members, .. } => {
                named.extend(members.iter().filter_map(|inner| number(&inner.value)));
            }
            other => named.extend(number(other)),
        }
    }
    let repeats = |inner: &RenderedMember| number(&inner.value).is_some_and(|n| n == 0 || named.contains(&n));
    let mut flat = Vec::with_capacity(members.len());
    for member in members {
        match &member.value {
            RenderedValue::Struct { members: inner, .. } if member.name.is_empty() => {
                if !inner.iter().all(repeats) {
                    flat.extend(inner);
                }
            }
            _ => flat.push(member),
        }
    }
    flat
}

/// Whether a member is written: zeros are not, and neither are the format strings of `bpf_printk`.
fn is_shown(member: &RenderedMember) -> bool {
    let is_format = member.name.contains("___fmt")
        && matches!(&member.value, RenderedValue::Array { elements, .. } if text_bytes(elements).is_some());
    !is_format && !is_all_zero(&member.value, 16)
}

/// `name=value`, if the member takes one line.
fn cell(member: &RenderedMember) -> Option<String> {
    let takes_one_line = is_flat(&member.value) || matches!(member.value, RenderedValue::Struct { .. });
    if !takes_one_line {
        return None;
    }
    let value = member.value.to_string();
    (!value.contains('\n')).then(|| format!("{}={value}", label(member)))
}

fn is_flat(value: &RenderedValue) -> bool {
    match value {
        RenderedValue::Ptr { deref, .. } => deref.is_none() && value.deref_skipped_reason().is_none(),
        other => is_number(other),
    }
}

fn label(member: &RenderedMember) -> &str {
    if member.name.is_empty() { "<anon>" } else { &member.name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::value::PtrNotes;

    fn uint(value: u64) -> RenderedValue {
        RenderedValue::Uint { bits: 64, value }
    }

    fn array(elements: Vec<RenderedValue>) -> RenderedValue {
        RenderedValue::Array { len: elements.len(), elements: elements.into() }
    }

    fn structure(name: &str, members: Vec<(&str, RenderedValue)>) -> RenderedValue {
        let members = members.into_iter().map(|(name, value)| RenderedMember { name: name.into(), value }).collect();
        RenderedValue::Struct { type_name: Some(name.into()), members }
    }

    fn bytes(text: &str) -> RenderedValue {
        array(text.bytes().map(|byte| RenderedValue::Int { bits: 8, value: byte.into() }).collect())
    }

    fn pointer(notes: PtrNotes) -> RenderedValue {
        RenderedValue::Ptr { value: 16, deref: None, notes: Some(Box::new(notes)) }
    }

    /// A list whose parts have these widths.
    fn list_of_widths(widths: &[usize]) -> String {
        array(widths.iter().map(|width| RenderedValue::Bytes { hex: "f".repeat(*width) }).collect()).to_string()
    }

    #[test]
    fn a_small_struct_takes_one_line_without_its_zeros() {
        let value = structure("wait_stats", vec![("total_ns", uint(900)), ("max_ns", uint(0)), ("nr", uint(3))]);
        assert_eq!(value.to_string(), "wait_stats{total_ns=900, nr=3}");
    }

    #[test]
    fn a_wide_struct_takes_one_line_per_member() {
        let value = structure("s", vec![("name", bytes("ktsnap\0")), ("n", uint(7))]);
        assert_eq!(value.to_string(), "s:\n  n=7\n  name \"ktsnap\"");
    }

    #[test]
    fn numbers_on_several_lines_are_in_columns() {
        let long = "a_name_of_some_length";
        let mut members = vec![("text", bytes("x\0"))];
        members.extend([("a", 1), ("b", 2), ("c", 3), (long, 4), ("d", 5)].map(|(name, value)| (name, uint(value))));
        assert_eq!(
            structure("s", members.clone()).to_string(),
            "s:\n  a=1                       b=2   c=3\n  a_name_of_some_length=4   d=5\n  text \"x\""
        );
        members.extend([("e", 6), ("f", 7)].map(|(name, value)| (name, uint(value))));
        let text = structure("s", members).to_string();
        assert!(text.contains("\n  a                     = 1   b=2   c=3\n"), "{text}");
    }

    #[test]
    fn a_list_shows_the_indices_of_its_numbers() {
        assert_eq!(array(vec![uint(1), uint(16)]).to_string(), "[0x1, 0x10]");
        assert_eq!(array(vec![uint(0); 4]).to_string(), "[all 4 zero]");
        let sparse = array(vec![uint(0), uint(2), uint(3), uint(0), uint(5)]);
        assert_eq!(sparse.to_string(), "[[1..2]={0x2, 0x3}  [4]=0x5]");
    }

    #[test]
    fn a_long_list_breaks_between_elements() {
        let text = array((1..100).map(|n| RenderedValue::Int { bits: 32, value: n }).collect()).to_string();
        assert!(
            text.lines().count() > 1 && text.lines().all(|line| line.trim_end_matches(',').len() <= LINE),
            "{text}"
        );
    }

    #[test]
    fn bytes_that_are_text_read_as_text() {
        assert_eq!(bytes("rt\0\0").to_string(), "\"rt\"");
        assert_eq!(bytes("a\nb").to_string(), "|\n  a\n  b\n");
        assert_eq!(bytes("\0\0").to_string(), "[all 2 zero]");
    }

    #[test]
    fn each_struct_in_an_array_takes_a_line_and_equal_structs_share_it() {
        let one = structure("p", vec![("x", uint(1))]);
        let two = structure("p", vec![("x", uint(2))]);
        let text = array(vec![one.clone(), one, two]).to_string();
        assert_eq!(text, "[\n  [0-1] p{x=1}\n  [2] p{x=2}\n]");
    }

    #[test]
    fn the_number_of_an_enum_has_the_sign_of_its_type() {
        let of = |is_signed, variant: Option<&str>| {
            RenderedValue::Enum { bits: 64, value: -1, variant: variant.map(Into::into), is_signed }.to_string()
        };
        assert_eq!(of(true, None), "-1");
        assert_eq!(of(false, None), "18446744073709551615");
        assert_eq!(of(true, Some("DSQ_NONE")), "DSQ_NONE (-1)");
    }

    #[test]
    fn a_pointer_that_was_not_followed_shows_the_reason_on_a_line_of_its_own() {
        let reason =
            |reason: &str| pointer(PtrNotes { deref_skipped_reason: Some(reason.into()), cast_annotation: None });
        assert_eq!(reason("cycle at 0x10").to_string(), "0x10 [cycle]");
        assert_eq!(reason("not mapped").to_string(), "0x10 [chase: not mapped]");
        let members = vec![("n", uint(1)), ("p", reason("not mapped"))];
        assert_eq!(structure("s", members).to_string(), "s:\n  n=1\n  p 0x10 [chase: not mapped]");
        let cast = pointer(PtrNotes { deref_skipped_reason: None, cast_annotation: Some("cast".into()) });
        assert_eq!(structure("s", vec![("p", cast)]).to_string(), "s{p=0x10 (cast)}");
    }

    #[test]
    fn only_two_or_more_bytes_are_text() {
        let bytes =
            |text: &str| array(text.bytes().map(|byte| RenderedValue::Uint { bits: 8, value: byte.into() }).collect());
        assert_eq!(bytes("ab").to_string(), "\"ab\"");
        assert_eq!(bytes("a").to_string(), "[97]");
        assert_eq!(bytes("").to_string(), "[]");
    }

    #[test]
    fn a_list_says_which_elements_are_missing() {
        let float = |value| RenderedValue::Float { bits: 64, value };
        assert_eq!(array(vec![float(0.0), float(1.5)]).to_string(), "[[1]=1.5]");
        assert_eq!(array(vec![uint(1), uint(2), uint(0)]).to_string(), "[[0..1]={0x1, 0x2}]");
        let of_five = |elements: Vec<RenderedValue>| RenderedValue::Array { len: 5, elements: elements.into() };
        assert_eq!(of_five(vec![uint(1), uint(2)]).to_string(), "[[0..1]={0x1, 0x2}] /* 2 of 5 shown */");
        let one = structure("p", vec![("x", uint(1))]);
        assert_eq!(of_five(vec![one.clone(), one]).to_string(), "[\n  [0-1] p{x=1}\n] /* 2 of 5 shown */");
        let no_cpus = RenderedValue::CpuList { cpus: String::new() };
        assert_eq!(array(vec![no_cpus.clone(), no_cpus]).to_string(), "[all 2 zero]");
    }

    #[test]
    fn each_line_of_a_list_has_at_most_120_columns() {
        let part = |width: usize| "f".repeat(width);
        // "[", the parts and their separator take 120 columns, and so do the indentation and the other two.
        let (a, b, c, d) = (part(59), part(58), part(56), part(60));
        assert_eq!(list_of_widths(&[59, 58, 56, 60]), format!("[{a}, {b},\n  {c}, {d}]"));
        let (b, d) = (part(59), part(61));
        assert_eq!(list_of_widths(&[59, 59]), format!("[{a},\n  {b}]"));
        assert_eq!(list_of_widths(&[100, 56, 61]), format!("[{},\n  {c},\n  {d}]", part(100)));
    }

    #[test]
    fn a_struct_of_at_most_120_columns_takes_one_line() {
        let named = |width: usize, members| structure(&"n".repeat(width), members).to_string();
        assert_eq!(named(115, vec![("a", uint(1))]), format!("{}{{a=1}}", "n".repeat(115)));
        assert_eq!(named(116, vec![("a", uint(1))]), format!("{}:\n  a=1", "n".repeat(116)));
        assert_eq!(named(119, vec![("a", uint(0))]), format!("{}{{}}", "n".repeat(119)));
    }

    #[test]
    fn inner_values_on_several_lines_are_indented_below_their_member_or_index() {
        let inner = || structure("in", vec![("text", bytes("x\0"))]);
        assert_eq!(structure("out", vec![("in", inner())]).to_string(), "out:\n  in in:\n    text \"x\"");
        assert_eq!(array(vec![inner()]).to_string(), "[\n  [0] in:\n    text \"x\"\n]");
    }

    #[test]
    fn the_equals_signs_of_a_column_are_aligned_if_it_is_tall_and_its_names_differ_by_four_columns() {
        let of = |first: &str, others: &[&str]| {
            let mut members = vec![("text", bytes("x\0")), (first, uint(1))];
            members.extend(others.iter().map(|name| (*name, uint(1))));
            structure("s", members).to_string()
        };
        let seven = ["b", "c", "d", "e", "f", "g"];
        let aligned = "s:\n  aaaaa = 1   b=1   c=1\n  d     = 1   e=1   f=1\n  g     = 1\n  text \"x\"";
        assert_eq!(of("aaaaa", &seven), aligned);
        let not_aligned = "s:\n  aaaa=1   b=1   c=1\n  d=1      e=1   f=1\n  g=1\n  text \"x\"";
        assert_eq!(of("aaaa", &seven), not_aligned);
        let six = "s:\n  aaaaa=1   b=1   c=1\n  d=1       e=1   f=1\n  text \"x\"";
        assert_eq!(of("aaaaa", &seven[..5]), six);
    }

    #[test]
    fn members_of_an_anonymous_struct_are_omitted_if_named_ones_have_their_numbers() {
        let with = |named: Vec<(&'static str, RenderedValue)>, anonymous: RenderedValue| {
            structure("u", named.into_iter().chain([("", anonymous)]).collect()).to_string()
        };
        let anonymous = |numbers: &[u64]| structure("", numbers.iter().map(|number| ("x", uint(*number))).collect());
        let named = || vec![("a", structure("p", vec![("n", uint(1))])), ("b", uint(2))];
        assert_eq!(with(named(), anonymous(&[1, 0, 2])), "u{a=p{n=1}, b=2}");
        assert_eq!(with(named(), anonymous(&[1, 3])), "u{a=p{n=1}, b=2, x=1, x=3}");
        assert_eq!(with(vec![("b", uint(0))], anonymous(&[3, 3])), "u{x=3, x=3}");
        assert_eq!(with(named(), uint(2)), "u{a=p{n=1}, b=2, <anon>=2}");
    }

    #[test]
    fn zeros_are_omitted_up_to_fifteen_structs_deep() {
        let nested = |structs: usize| {
            let inner = (0..structs).fold(uint(0), |inner, _| structure("s", vec![("m", inner)]));
            structure("s", vec![("m", inner)]).to_string()
        };
        assert_eq!(nested(15), "s{}");
        assert_eq!(nested(16), "s{m=s{}}");
    }
}
