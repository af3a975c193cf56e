//! The numbers of a ratio.

use crate::infix;
use crate::program::Op;

/// The value of a literal that begins with a digit, or the fact and the remedy.
pub(crate) fn integer(literal: &str) -> Result<u64, (String, String)> {
    let (radix, digits) = match literal.as_bytes() {
        [b'0', b'x', ..] => (16, literal.get(2..)),
        [b'0', b'o', ..] => (8, literal.get(2..)),
        [b'0', b'b', ..] => (2, literal.get(2..)),
        _ => (10, Some(literal)),
    };
    let digits = digits.unwrap_or_default();
    let end = digits.find(|c: char| c != '_' && !c.is_digit(radix)).unwrap_or(digits.len());
    let (digits, suffix) = digits.split_at_checked(end).unwrap_or((digits, ""));
    let is_fraction = radix == 10 && (suffix.starts_with('.') || is_exponent(suffix));
    let digits: String = digits.chars().filter(|c| *c != '_').collect();
    if digits.is_empty() || is_fraction {
        return Err((format!("`{literal}` is not an integer"), "write an integer".to_owned()));
    }
    let Ok(value) = u64::from_str_radix(&digits, radix) else {
        return Err((format!("`{literal}` does not fit a `u64`"), "write a smaller integer".to_owned()));
    };
    if !suffix.is_empty() {
        return Err((format!("`{literal}` has a suffix"), format!("write `{value}`")));
    }
    Ok(value)
}

/// The value of a literal in an expression, which can be written as a quotient if it is a fraction; or the fact and the remedy.
pub(crate) fn operand(literal: &str) -> Result<u64, (String, String)> {
    let (digits, rest) = literal
        .split_at_checked(literal.find(|c: char| c != '_' && !c.is_ascii_digit()).unwrap_or(0))
        .unwrap_or_default();
    let is_fraction = rest.starts_with('.') || is_exponent(rest);
    integer(literal).map_err(|(fact, help)| (fact, if is_fraction { without_point(digits, rest) } else { help }))
}

/// The value of a literal that begins with a digit, in units of a power of ten: the value, and the number of decimals.
pub(crate) fn decimal(literal: &str, is_negative: bool) -> Result<(i64, u8), (String, String)> {
    let signed = |value: u64| {
        let value = i64::try_from(value)
            .map_err(|_| (format!("`{literal}` does not fit an `i64`"), "write a number with fewer digits".to_owned()));
        value.map(|value| if is_negative { -value } else { value })
    };
    let Some((whole, fraction)) = literal.split_once('.') else {
        if literal.strip_suffix("f64").or(literal.strip_suffix("f32")).is_none() && !literal.contains(['e', 'E'])
            || literal.starts_with("0x")
        {
            return Ok((signed(integer(literal)?)?, 0));
        }
        return Err(not_decimal(literal));
    };
    let digits = |text: &str| text.chars().filter(|c| *c != '_').collect::<String>();
    let (whole, fraction) = (digits(whole), digits(fraction));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(&whole) || !is_number(&fraction) {
        return Err(not_decimal(literal));
    }
    let decimals = u8::try_from(fraction.len()).ok().filter(|decimals| *decimals <= 18);
    match (format!("{whole}{fraction}").parse().ok(), decimals) {
        (Some(value), Some(decimals)) => Ok((signed(value)?, decimals)),
        _ => Err((format!("`{literal}` has too many digits"), "write at most 18 digits".to_owned())),
    }
}

fn not_decimal(literal: &str) -> (String, String) {
    (format!("`{literal}` is not an integer or a decimal fraction"), "write a number like `0` or `0.5`".to_owned())
}

fn is_exponent(suffix: &str) -> bool {
    let exponent = suffix.strip_prefix(['e', 'E']).map(|rest| rest.trim_start_matches(['+', '-', '_']));
    exponent.is_some_and(|exponent| exponent.starts_with(|c: char| c.is_ascii_digit()))
}

/// How to write a decimal fraction: `100.0` as 100, and `1.5` as 15 / 10.
fn without_point(whole: &str, fraction: &str) -> String {
    let fraction = fraction.trim_start_matches('.').trim_end_matches("f64").trim_end_matches("f32");
    let fraction: String = fraction.chars().filter(|c| *c != '_').collect();
    let fraction = fraction.trim_end_matches('0');
    let whole: String = whole.chars().filter(|c| *c != '_').collect();
    let numerator = format!("{whole}{fraction}").parse().ok();
    let denominator = u32::try_from(fraction.len()).ok().and_then(|digits| 10_u64.checked_pow(digits));
    match (numerator, denominator) {
        (Some(value), Some(1)) => format!("write `{value}`; the result is an `f64`"),
        (Some(numerator), Some(denominator)) => {
            let quotient = infix::<&str>(&[Op::Int(numerator), Op::Int(denominator), Op::Div], &[]);
            format!("write `({quotient})`; the result is an `f64`")
        }
        _ => "write a quotient of integers".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{decimal, integer, operand};

    #[test]
    fn integers_are_those_of_rust() {
        for (literal, value) in [("0", 0), ("1_000", 1000), ("0x1F", 31), ("0o17", 15), ("0b1_1", 3)] {
            assert_eq!(integer(literal), Ok(value));
        }
        assert_eq!(integer(&u64::MAX.to_string()), Ok(u64::MAX));
    }

    #[test]
    fn a_literal_of_another_kind_has_a_remedy() {
        for (literal, fact, help) in [
            ("2f64", "`2f64` has a suffix", "write `2`"),
            ("0x2u8", "`0x2u8` has a suffix", "write `2`"),
            ("100.0", "`100.0` is not an integer", "write `100`; the result is an `f64`"),
            ("1.50f64", "`1.50f64` is not an integer", "write `(15 / 10)`; the result is an `f64`"),
            ("1.", "`1.` is not an integer", "write `1`; the result is an `f64`"),
            ("1e3", "`1e3` is not an integer", "write a quotient of integers"),
            ("2.5e-3", "`2.5e-3` is not an integer", "write a quotient of integers"),
            ("2em", "`2em` has a suffix", "write `2`"),
            ("1e3x", "`1e3x` is not an integer", "write a quotient of integers"),
            ("0x", "`0x` is not an integer", "write an integer"),
            ("18446744073709551616", "`18446744073709551616` does not fit a `u64`", "write a smaller integer"),
        ] {
            assert_eq!(operand(literal), Err((fact.to_owned(), help.to_owned())));
        }
        let error = ("`1.50f64` is not an integer".to_owned(), "write an integer".to_owned());
        assert_eq!(integer("1.50f64"), Err(error), "no quotient is an index");
    }

    #[test]
    fn decimal_fractions_keep_their_digits() {
        for (literal, value) in [
            ("0", (0, 0)),
            ("0.50", (50, 2)),
            ("1_0.2_5", (1025, 2)),
            ("0x1f", (31, 0)),
            ("0x1e", (30, 0)),
            ("0x1f64", (8036, 0)),
            ("0.000000000000000001", (1, 18)),
        ] {
            assert_eq!(decimal(literal, false), Ok(value));
            assert_eq!(decimal(literal, true), Ok((-value.0, value.1)));
        }
        for literal in ["0x1.5", "1.5x", "1.2.3", "2e3"] {
            let (fact, _) = decimal(literal, false).unwrap_err();
            assert_eq!(fact, format!("`{literal}` is not an integer or a decimal fraction"));
        }
        for literal in ["1e3", "1.", "0.5f64", "2f64", "1.5e3", "9223372036854775808", "0.0000000000000000001", "7u8"] {
            assert!(decimal(literal, false).is_err(), "{literal}");
        }
    }
}
