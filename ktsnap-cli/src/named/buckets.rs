//! `--histogram PATH=BUCKETS`: which values the elements of an array count.

use ktsnap_btf::{Type, closest};
use ktsnap_core::histogram::Bounds;
use syn::{Expr, ExprLit, GenericArgument, Lit, PathArguments};

use super::Fault;
use super::array::NamedArray;

/// The kinds of buckets that ktsnap has.
const KINDS: [&str; 3] = ["Log2", "Fls", "Linear"];

/// The kinds of buckets, for a remedy.
const EXAMPLES: &str = "write `Log2`, `Log2<SHIFT>`, `Fls`, `Fls<SHIFT>`, `Linear<START, WIDTH>`, or the path of a type that implements \
                        `ktsnap::histogram::Buckets`";

/// The bytes of an element, which is unsigned.
pub(crate) fn counter_size(array: &NamedArray) -> Result<u64, Fault> {
    let Type::Int { size, signed: false } = array.element else {
        let fact = format!("`{}` is `{}` in C, but the elements of a histogram are unsigned", array.path, array.c_type);
        return Err((fact, "remove `--histogram`".to_owned()));
    };
    Ok(size)
}

/// A kind of buckets.
#[derive(Debug)]
pub(crate) struct Buckets {
    /// The type in Rust.
    pub(crate) rust: String,
    /// `None` for a type of the user's.
    pub(crate) bounds: Option<Bounds>,
}

impl Buckets {
    /// Parses the buckets that an option names.
    pub(crate) fn parse(written: &str) -> Result<Self, Fault> {
        let path = match syn::parse_str::<syn::Type>(written) {
            Ok(syn::Type::Path(path)) if path.qself.is_none() => path.path,
            _ => return Err((format!("`{written}` is not a kind of buckets"), EXAMPLES.to_owned())),
        };
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let (Some(last), Some(segment)) = (names.last(), path.segments.last()) else {
            return Err((format!("`{written}` is not a kind of buckets"), EXAMPLES.to_owned()));
        };
        let is_bare = names.len() == 1;
        if is_bare || (names.starts_with(&["ktsnap".to_owned(), "histogram".to_owned()]) && names.len() == 3) {
            if KINDS.contains(&last.as_str()) {
                return Self::known(last, written, &segment.arguments);
            }
            if let Some(near) = closest(last, KINDS) {
                return Err((format!("`{last}` is not a kind of buckets"), format!("did you mean `{near}`?")));
            }
        }
        if path.segments.iter().any(|segment| !segment.arguments.is_none()) {
            let fact = format!("`{written}` has arguments, which only `Log2`, `Fls` and `Linear` can have here");
            return Err((fact, "name a type alias without arguments".to_owned()));
        }
        let start = if path.leading_colon.is_some() { "::" } else { "" };
        Ok(Self { rust: format!("{start}{}", names.join("::")), bounds: None })
    }

    /// Requires that the array can have these buckets.
    pub(crate) fn check(&self, array: &NamedArray) -> Result<(), Fault> {
        match (self.bounds, array.len) {
            (Some(bounds), Some(len)) => check_bounds(bounds, len, &self.rust, array),
            _ => Ok(()),
        }
    }

    /// A kind that ktsnap has.
    fn known(kind: &str, written: &str, arguments: &PathArguments) -> Result<Self, Fault> {
        let numbers = numbers(arguments);
        let wrong = |fact: &str, help: &str| Err((format!("{fact} `{written}`"), help.to_owned()));
        if kind == "Linear" {
            let Some([start, width]) = numbers.as_deref() else {
                return wrong("two numbers are the arguments of `Linear`, but found", "write `Linear<START, WIDTH>`");
            };
            let bounds = Bounds::Linear { start: *start, width: *width };
            return Ok(Self { rust: format!("Linear<{start}, {width}>"), bounds: Some(bounds) });
        }
        let (shift, rust) = match numbers.as_deref() {
            Some([]) => (0, kind.to_owned()),
            Some([shift]) => match u32::try_from(*shift) {
                Ok(shift) => (shift, format!("{kind}<{shift}>")),
                Err(_) => return wrong("the shift is below 64, but found", "write the bits that are shifted out"),
            },
            _ => {
                let fact = format!("a number is the argument of `{kind}`, but found");
                return wrong(&fact, &format!("write `{kind}`, or `{kind}<SHIFT>` if C shifts bits out first"));
            }
        };
        let bounds = if kind == "Log2" { Bounds::Log2 { shift } } else { Bounds::Fls { shift } };
        Ok(Self { rust, bounds: Some(bounds) })
    }
}

/// The arguments of a type. `None` if one of them is not a number.
fn numbers(arguments: &PathArguments) -> Option<Vec<u64>> {
    let number = |argument: &GenericArgument| match argument {
        GenericArgument::Const(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => number.base10_parse().ok(),
        _ => None,
    };
    match arguments {
        PathArguments::None => Some(Vec::new()),
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().map(number).collect(),
        PathArguments::Parenthesized(_) => None,
    }
}

/// Requires that 64 bits hold the bounds of all buckets.
fn check_bounds(bounds: Bounds, len: u64, rust: &str, array: &NamedArray) -> Result<(), Fault> {
    if matches!(bounds, Bounds::Linear { width: 0, .. }) {
        return Err((format!("the buckets of `{rust}` have no width"), "write a width above 0".to_owned()));
    }
    let fits =
        usize::try_from(len).is_ok_and(|len| len.checked_sub(1).is_some_and(|last| bounds.bucket(last, len).is_some()));
    if fits {
        return Ok(());
    }
    let fact = format!(
        "{} has {len} elements, but 64 bits do not hold the bounds of so many buckets of `{rust}`",
        array.subject()
    );
    Err((fact, "name the buckets that the C code counts in".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_written_as_a_type() {
        for (written, rust) in [
            ("Log2", "Log2"),
            ("Log2<10>", "Log2<10>"),
            ("Fls< 0x3 >", "Fls<3>"),
            ("Linear<0,100>", "Linear<0, 100>"),
            ("ktsnap::histogram::Log2<1_0>", "Log2<10>"),
            ("crate::hist::Latency", "crate::hist::Latency"),
            ("Latency", "Latency"),
            ("::hist::Log2", "::hist::Log2"),
        ] {
            assert_eq!(Buckets::parse(written).unwrap().rust, rust);
        }
    }

    #[test]
    fn a_type_that_is_not_a_kind_of_buckets_is_refused() {
        for (written, expected) in [
            ("log2", "`log2` is not a kind of buckets: did you mean `Log2`?"),
            ("Lineer<0, 4>", "`Lineer` is not a kind of buckets: did you mean `Linear`?"),
            ("Linear", "two numbers are the arguments of `Linear`, but found `Linear`: write `Linear<START, WIDTH>`"),
            (
                "Linear<4>",
                "two numbers are the arguments of `Linear`, but found `Linear<4>`: write `Linear<START, WIDTH>`",
            ),
            (
                "Log2<1, 2>",
                "a number is the argument of `Log2`, but found `Log2<1, 2>`: write `Log2`, or `Log2<SHIFT>` if C shifts bits \
                 out first",
            ),
            (
                "Fls<N>",
                "a number is the argument of `Fls`, but found `Fls<N>`: write `Fls`, or `Fls<SHIFT>` if C shifts bits out first",
            ),
            (
                "Latency<8>",
                "`Latency<8>` has arguments, which only `Log2`, `Fls` and `Linear` can have here: name a type alias without arguments",
            ),
        ] {
            let (fact, help) = Buckets::parse(written).unwrap_err();
            assert_eq!(format!("{fact}: {help}"), expected);
        }
        for written in ["log2(", "[u8; 4]", "8", "a b", "<T as X>::Y"] {
            let (fact, help) = Buckets::parse(written).unwrap_err();
            assert_eq!((fact, help.as_str()), (format!("`{written}` is not a kind of buckets"), EXAMPLES));
        }
    }
}
