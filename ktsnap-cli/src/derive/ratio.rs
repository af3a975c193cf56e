//! `--ratio 'name = expr'`: text for the derive, held against the fields first so that the struct compiles.

use ktsnap_btf::closest;

use crate::failure::Failure;
use crate::generate::item::{Ratio, StructItem};

/// What an expression has besides fields.
const FUNCTIONS: [&str; 2] = ["sum", "percent"];

/// Reads what was asked for.
pub(super) fn ratios(written: &[String], of: &StructItem) -> Result<Vec<Ratio>, Failure> {
    let mut ratios: Vec<Ratio> = Vec::new();
    for written in written {
        let ratio = ratio(written, of)?;
        if ratios.iter().any(|other| other.name == ratio.name) {
            return Err(Failure::new(format!("two ratios are called `{}`", ratio.name), "give one another name"));
        }
        ratios.push(ratio);
    }
    Ok(ratios)
}

fn ratio(written: &str, of: &StructItem) -> Result<Ratio, Failure> {
    const LIKE: &str = "write `--ratio 'hit_rate = hits / (hits + misses)'`";
    let refused = |fact: &str| Failure::new(format!("`{written}` {fact}"), LIKE);
    let (name, expr) = written.split_once('=').ok_or_else(|| refused("is not a name, `=` and expression"))?;
    let (name, expr) = (name.trim(), expr.trim());
    let letters = |c: char| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || !name.chars().all(letters) {
        return Err(refused("does not begin with a method's name"));
    }
    if expr.is_empty() {
        return Err(refused("has no expression behind its `=`"));
    }
    if let Some(other) = expr.chars().find(|&c| !c.is_ascii_alphanumeric() && !" _.[](),+-*/".contains(c)) {
        return Err(refused(&format!("has a `{}` in its expression", other.escape_default())));
    }
    for word in operands(expr) {
        if !of.fields().any(|field| field.ident == word) {
            let near = closest(word, of.fields().map(|field| field.ident.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a ratio is made of fields: have `--only` take this one too".to_owned(),
            };
            return Err(Failure::new(format!("`{word}`, in the ratio `{name}`, is not a field of the struct"), help));
        }
    }
    Ok(Ratio { name: name.to_owned(), expr: expr.to_owned() })
}

/// The words that must be fields: no numbers or functions, no members behind a dot, no enumerators in brackets.
fn operands(expr: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let mut brackets = 0_usize;
    let mut after_dot = false;
    let mut rest = expr;
    std::iter::from_fn(move || {
        while let Some(first) = rest.chars().next() {
            if !is_word(first) {
                match first {
                    '[' => brackets += 1,
                    ']' => brackets = brackets.saturating_sub(1),
                    _ => {}
                }
                after_dot = first == '.';
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let (word, behind) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
            rest = behind;
            let is_member = std::mem::take(&mut after_dot);
            if !is_member && brackets == 0 && !first.is_ascii_digit() && !FUNCTIONS.contains(&word) {
                return Some(word);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::operands;

    #[test]
    fn operands_are_what_must_be_a_field() {
        let operands = |expr| operands(expr).collect::<Vec<_>>();
        assert_eq!(operands("a / (a + b_2)"), ["a", "a", "b_2"]);
        assert_eq!(operands("percent(waits.nr / sum(moves)) * 100"), ["waits", "moves"]);
        assert_eq!(operands("dsp_stats[DSP_KICK] / dsp_stats[0].x"), ["dsp_stats", "dsp_stats"]);
    }
}
