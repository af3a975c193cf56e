//! A ratio as it is written: a name, `=`, and an expression as the derive takes it.

use std::fmt;

use crate::failure::Failure;

/// Signs and brackets in one expression.
const MOST: usize = 256;

/// An expression.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Term {
    Int(u64),
    /// A path to one value.
    Operand(String),
    /// A path to several.
    Sum(String),
    Binary(Box<Term>, char, Box<Term>),
}

/// The name and the expression.
pub(super) fn ratio(written: &str) -> Result<(String, Term), Failure> {
    let refused =
        |fact: &str| Failure::new(format!("`{written}` {fact}"), "write `--ratio 'hit_rate = hits / (hits + misses)'`");
    let (name, expr) = written.split_once('=').ok_or_else(|| refused("is not a name, `=` and expression"))?;
    let name = name.trim();
    if name.is_empty() || !name.chars().all(|c| c == '_' || c.is_alphanumeric()) {
        return Err(refused("does not start with a name"));
    }
    let mut reader = Reader { rest: expr, left: MOST };
    let term = reader.sum().and_then(|term| if reader.peek().is_none() { Ok(term) } else { Err(reader.stop()) });
    Ok((name.to_owned(), term.map_err(|fact| refused(&fact))?))
}

struct Reader<'w> {
    rest: &'w str,
    /// Signs and brackets that may follow. Each is a level of the expression, or of this reader.
    left: usize,
}

impl<'w> Reader<'w> {
    fn sum(&mut self) -> Result<Term, String> {
        self.chain(&['+', '-'], Self::product)
    }

    fn product(&mut self) -> Result<Term, String> {
        self.chain(&['*', '/'], Self::atom)
    }

    fn chain(&mut self, signs: &[char], of: fn(&mut Self) -> Result<Term, String>) -> Result<Term, String> {
        let mut term = of(self)?;
        while let Some(sign) = self.peek().filter(|sign| signs.contains(sign)) {
            self.take(sign)?;
            let right = of(self)?;
            if sign == '/' && right == Term::Int(0) {
                return Err("divides by zero".to_owned());
            }
            term = Term::Binary(term.into(), sign, right.into());
        }
        Ok(term)
    }

    fn atom(&mut self) -> Result<Term, String> {
        if self.peek() == Some('(') {
            return self.bracketed(Self::sum);
        }
        let word = self.word()?;
        if word.starts_with(|first: char| first.is_ascii_digit()) {
            return word.parse().map(Term::Int).map_err(|_| format!("has `{word}`, which is no 64-bit integer"));
        }
        match (word, self.peek()) {
            ("sum", Some('(')) => self.bracketed(|reader| reader.word().map(|path| Term::Sum(path.to_owned()))),
            ("percent", Some('(')) => {
                let of = self.bracketed(Self::sum)?;
                Ok(Term::Binary(Term::Int(100).into(), '*', of.into()))
            }
            _ => Ok(Term::Operand(word.to_owned())),
        }
    }

    fn bracketed(&mut self, inner: impl FnOnce(&mut Self) -> Result<Term, String>) -> Result<Term, String> {
        self.take('(')?;
        let term = inner(self)?;
        if self.peek() != Some(')') {
            return Err(self.stop());
        }
        self.rest = self.rest.get(1..).unwrap_or_default();
        Ok(term)
    }

    /// A number, or a path with what stands in its brackets.
    fn word(&mut self) -> Result<&'w str, String> {
        self.peek();
        let mut brackets = 0_usize;
        let is_in = |c: char| {
            match c {
                '[' => brackets += 1,
                ']' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            c.is_alphanumeric() || "_.$[]".contains(c) || (c == '*' && brackets > 0)
        };
        let mut is_in = is_in;
        let end = self.rest.find(|c| !is_in(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return Err(self.stop());
        }
        self.rest = rest;
        Ok(word)
    }

    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    /// Passes a sign or an opening bracket.
    fn take(&mut self, sign: char) -> Result<(), String> {
        self.left = self.left.checked_sub(1).ok_or_else(|| format!("has more than {MOST} signs and brackets"))?;
        self.rest = self.rest.get(sign.len_utf8()..).unwrap_or_default();
        Ok(())
    }

    fn stop(&mut self) -> String {
        match self.peek() {
            Some(c) => format!("has a `{}` where none can be", c.escape_default()),
            None => "ends too soon".to_owned(),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => write!(f, "{value}"),
            Self::Operand(path) => f.write_str(path),
            Self::Sum(path) => write!(f, "sum({path})"),
            Self::Binary(left, sign, right) => write!(f, "({left} {sign} {right})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> Result<String, String> {
        ratio(written).map(|(name, term)| format!("{name}: {term}")).map_err(|failure| match failure {
            Failure::Message(told) => told,
            Failure::Output(error) => error.to_string(),
        })
    }

    #[test]
    fn signs_bind_as_in_c() {
        for (written, expected) in [
            ("a = b", "a: b"),
            ("a=b-c-d", "a: ((b - c) - d)"),
            ("a = b / (b + c) * 2", "a: ((b / (b + c)) * 2)"),
            ("a = b + c / d", "a: (b + (c / d))"),
            ("a = percent(b/sum(c[*].d))", "a: (100 * (b / sum(c[*].d)))"),
            ("a = calc.cnt * s[DSP_KICK].nr", "a: (calc.cnt * s[DSP_KICK].nr)"),
            ("a = s[*] * 2", "a: (s[*] * 2)"),
        ] {
            assert_eq!(read(written).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_is_no_ratio_is_told() {
        for (written, fact) in [
            ("a / b", "is not a name, `=` and expression"),
            ("= b", "does not start with a name"),
            ("a b = c", "does not start with a name"),
            ("a =", "ends too soon"),
            ("a = b +", "ends too soon"),
            ("a = (b", "ends too soon"),
            ("a = b)", "has a `)` where none can be"),
            ("a = b % c", "has a `%` where none can be"),
            ("a = b c", "has a `c` where none can be"),
            ("a = b / 0", "divides by zero"),
            ("a = 1.5 * b", "has `1.5`, which is no 64-bit integer"),
        ] {
            assert!(read(written).unwrap_err().starts_with(&format!("`{written}` {fact}: write ")), "{written}");
        }
    }

    #[test]
    fn no_length_takes_the_stack() {
        for written in [format!("a = {}b", "(".repeat(60_000)), format!("a = b{}", "+b".repeat(60_000))] {
            assert!(read(&written).unwrap_err().contains("has more than 256 signs and brackets"));
        }
        for written in ["sum(", "percent(", "-", "*", "[", "é = é", "a = é("] {
            _ = read(&format!("a = {}", written.repeat(1_000)));
        }
    }
}
