//! `--rows PATH=ENUM` and `--histogram PATH=BUCKETS`: what the elements of an array of integers are. BTF has their type and their
//! number, but not which enum indexes them or which values they count.

use super::{histogram, rows};
use crate::args::Derive;
use crate::failure::Failure;
use crate::generate::Key;
use crate::generate::arrays::ArrayAt;
use crate::generate::mirrors::Mirrors;
use crate::named::array::{NamedArray, find};
use crate::named::enums::{enum_tag, key_enum};
use crate::named::{Fault, Source};
use crate::object::Opened;

/// An option that describes an array.
struct Description<'a> {
    kind: Kind,
    /// The option's argument.
    text: &'a str,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Rows,
    Histogram,
}

/// The arrays that the options describe. Their fields have not been made yet.
pub(super) struct Described<'a>(Vec<(ArrayAt, Description<'a>)>);

/// Chooses the types of the arrays that the options describe. `object` names the object in an attribute.
pub(super) fn describe<'a>(
    args: &'a Derive,
    opened: &Opened,
    mirrors: &mut Mirrors<'_>,
    sources: &[Source<'_>],
    object: &[Vec<Key>],
) -> Result<Described<'a>, Failure> {
    let rows = args.rows.iter().map(|text| Description { kind: Kind::Rows, text });
    let histograms = args.histogram.iter().map(|text| Description { kind: Kind::Histogram, text });
    let mut described = Vec::new();
    let mut known = rows::Known::default();
    for description in rows.chain(histograms) {
        let (path, of) = description.sides()?;
        let found = find(mirrors.layout, sources, path).map_err(|fault| description.failure(fault))?;
        let rust = match description.kind {
            Kind::Rows => {
                let (tag, of) = key_enum(mirrors.layout, opened.is_file(), of).map_err(|help| {
                    let fact = format!("has no `{}`", enum_tag(of));
                    Failure::of(&args.object.path, fact, help.unwrap_or_else(|| rows::by_hand(&found, of)))
                })?;
                check_is_array(args, &found, &tag)
                    .and_then(|()| rows::row(mirrors, &mut known, &found, (&tag, of), object))
            }
            Kind::Histogram => check_has_no_key(args, &found).and_then(|()| histogram::of(of, &found)),
        };
        let rust = rust.map_err(|fault| description.failure(fault))?;
        if !mirrors.arrays.choose(found.at.clone(), rust) {
            let fact = format!("another option describes `{}` too", found.path);
            return Err(description.failure((fact, "remove one of the two options".to_owned())));
        }
        described.push((found.at, description));
    }
    Ok(Described(described))
}

/// Refuses rows of the entries of a map, which `--key` names.
fn check_is_array(args: &Derive, found: &NamedArray, tag: &str) -> Result<(), Fault> {
    let ArrayAt::Entries { map } = &found.at else { return Ok(()) };
    let option = if args.key.is_some() { "`--key`".to_owned() } else { format!("`--key '{tag}'`") };
    let fact = format!("the entries of `{map}` are `{}`, not arrays", found.c_type);
    Err((fact, format!("name the enum of the entries with {option}")))
}

/// Refuses `--key` for the entries of a histogram.
fn check_has_no_key(args: &Derive, found: &NamedArray) -> Result<(), Fault> {
    let (ArrayAt::Entries { map }, Some(key)) = (&found.at, &args.key) else { return Ok(()) };
    let fact = format!("`--key {key}` makes a field for each entry of `{map}`, but a histogram is one field");
    Err((fact, "remove one of the two options".to_owned()))
}

impl Described<'_> {
    /// Requires that each array has become a field.
    pub(super) fn check_used(&self, mirrors: &Mirrors<'_>) -> Result<(), Failure> {
        match self.0.iter().find(|(at, _)| !mirrors.arrays.is_used(at)) {
            Some((_, description)) => {
                let (path, _) = description.sides()?;
                let fact = format!("`{path}` is not part of a generated field");
                Err(description.failure((fact, "select its field with `--only`, or remove the option".to_owned())))
            }
            None => Ok(()),
        }
    }
}

impl<'a> Description<'a> {
    /// The path, and what its array is.
    fn sides(&self) -> Result<(&'a str, &'a str), Failure> {
        let sides = self.text.split_once('=').map(|(path, of)| (path.trim(), of.trim()));
        sides.filter(|(path, of)| !path.is_empty() && !of.is_empty()).ok_or_else(|| {
            let (of, example) = match self.kind {
                Kind::Rows => ("an enum", "cstats=cell_stat_idx"),
                Kind::Histogram => ("a kind of buckets", "wait_us=Log2"),
            };
            let help = format!("for example, write `{} {example}`", self.kind.option());
            self.failure((format!("expected a path, `=` and {of}"), help))
        })
    }

    fn failure(&self, (fact, help): Fault) -> Failure {
        Failure::new(format!("`{} '{}'`: {fact}", self.kind.option(), self.text), help)
    }
}

impl Kind {
    fn option(self) -> &'static str {
        match self {
            Self::Rows => "--rows",
            Self::Histogram => "--histogram",
        }
    }
}
