//! A struct with `#[derive(SnapshotSchema)]`, read from its Rust file: the declaration of counters that the user already has.
//!
//! [`source`] finds the struct in the file, and [`names`] replaces what rustc would resolve: aliases and constants. The
//! phases of the derive read the struct and compare it with the object (`ktsnap-derive-internals`). [`constant`] makes the
//! constants that the derive would write of the same data, [`rust_type`] the types of the fields, and [`schema`] the whole
//! struct, with which `ktsnap-core` reads a report as it does for the compiled struct. [`ratio`] computes the ratios.

mod columns;
mod constant;
mod mistake;
mod names;
mod parts;
pub(crate) mod print;
mod ratio;
pub(crate) mod refused;
mod rust_type;
mod schema;
mod source;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ktsnap_core::__private::{
    Cpus, DynamicStruct, Inspected, InspectedField, InspectedRows, RustMember, RustType, Whole, difference_dynamic,
    read_dynamic,
};
use ktsnap_core::Snapshot;
use ktsnap_core::select::Pick;
use ktsnap_derive_internals::declaration::{self, Declaration};
use ktsnap_derive_internals::object::Origin;

use crate::args::select::OfObject;
use crate::args::{Declared as Args, Object};
use crate::failure::Failure;
use crate::object;

use constant::leaked;
use mistake::Mistakes;
use names::Names;
pub(crate) use ratio::Ratio;
use source::{Rule, Rules, Source};

/// A struct that agrees with its object.
pub(crate) struct Declared {
    /// Its name in Rust.
    pub(crate) name: String,
    of: DynamicStruct,
    pub(crate) ratios: Vec<Ratio>,
    /// Why a ratio of the struct has no value here.
    pub(crate) notes: Vec<String>,
    rules: Rules,
}

impl Declared {
    /// The struct that the arguments name. `None` if they name none.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the struct can't be found, or differs from its object. All mistakes of a struct but the last are printed.
    pub(crate) fn of(args: &Args, of: &OfObject) -> Result<Option<Self>, Failure> {
        let Some(written) = &args.name else { return Ok(None) };
        let source = Source::open(written)?;
        let object = of.object.as_ref().map(|path| {
            let opened = object::open(&Object { path: path.clone(), struct_ops: of.struct_ops.clone() })?;
            let name = path.display().to_string();
            Ok::<_, Failure>((name, Arc::new(opened.layout().clone())))
        });
        let origin = Origin { package: Some(package(&source.file)?), object: object.transpose()? };
        Self::read(&source, &origin).map(Some)
    }

    fn read(source: &Source, origin: &Origin) -> Result<Self, Failure> {
        let mut mistakes = Mistakes::new(&source.file);
        let names = Names { source, origin, depth: 0 };
        let input = names.resolved(&source.named()?, &mut mistakes);
        mistakes.end()?;
        let declared = declaration::read(&input, origin, |declaration| {
            mistakes.extend(declaration.errors.iter());
            if declaration.errors.count() > 0 {
                return None;
            }
            of_declaration(&declaration, &names, &mut mistakes)
        });
        mistakes.end()?;
        declared.ok_or_else(|| Failure::new(format!("can't read `{}`", input.ident), "write a struct of one map"))
    }

    /// The values of the fields in a report, and the map that they are from.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the report lacks a value, or a value is not what the object describes.
    pub(crate) fn values<'r>(&self, snapshot: &Snapshot<'r>, file: &Path) -> Result<(Inspected, Pick<'r>), Failure> {
        let (fields, pick) = read_dynamic(snapshot, &self.of)
            .map_err(|error| Failure::Message(format!("{}: `{}`: {error}", file.display(), self.name)))?;
        let fields = fields.into_iter().zip(self.types()).map(|(field, ty)| {
            let value = self.ruled(field.value, &ty);
            InspectedField { value, ..field }
        });
        Ok((Inspected::Fields(fields.collect()), pick))
    }

    /// The types of the values.
    fn types(&self) -> impl Iterator<Item = RustType> {
        let is_of_each = matches!(self.of.whole, Some(Whole { cpus: Some(Cpus::Each), .. }));
        self.of.fields.iter().map(move |field| if is_of_each { RustType::PerCpu(leaked(field.ty)) } else { field.ty })
    }

    /// What was counted between two reads of one instance: for a counter the difference, for any other field the later value.
    ///
    /// # Errors
    ///
    /// [`Failure`] if a counter decreased.
    pub(crate) fn difference(&self, later: &Inspected, earlier: &Inspected) -> Result<Inspected, Failure> {
        let (Inspected::Fields(later), Inspected::Fields(earlier)) = (later, earlier) else { return Ok(later.clone()) };
        let change = difference_dynamic(&self.of, later, earlier);
        change.map(Inspected::Fields).map_err(|reset| Failure::Message(format!("`{}`: {reset}", self.name)))
    }

    /// A value whose structs say how a difference takes their fields.
    fn ruled(&self, value: Inspected, ty: &RustType) -> Inspected {
        match (value, *ty) {
            (Inspected::Fields(fields), RustType::Struct(of)) => {
                let rules = self.rules.borrow();
                let field = |(field, member): (InspectedField, &RustMember)| {
                    let rule = rules.get(&(of.name, field.name)).copied().unwrap_or_default();
                    let Rule { keeps_later, saturating } = rule;
                    let value = self.ruled(field.value, &member.ty);
                    InspectedField { name: field.name, keeps_later, saturating, value }
                };
                Inspected::Fields(fields.into_iter().zip(of.members).map(field).collect())
            }
            (
                Inspected::Elements(elements),
                RustType::Array { element: of, .. } | RustType::Vec(of) | RustType::PerCpu(of),
            ) => Inspected::Elements(elements.into_iter().map(|element| self.ruled(element, of)).collect()),
            (Inspected::Rows(of_map), RustType::Rows { value: of, .. }) => {
                let rows = of_map.rows.into_iter().map(|(key, row)| (key, self.ruled(row, of))).collect();
                Inspected::Rows(InspectedRows { rows, ..of_map })
            }
            (value, RustType::Option(of)) => self.ruled(value, of),
            (value, _) => value,
        }
    }
}

fn of_declaration(declaration: &Declaration<'_>, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<Declared> {
    let of = schema::of(declaration, names, mistakes)?;
    let (ratios, notes) = ratio::of(declaration);
    Some(Declared { name: declaration.ident.to_string(), of, ratios, notes, rules: names.source.rules.clone() })
}

/// The package of a file: the nearest folder above it with a `Cargo.toml`, or else the folder of the file.
fn package(file: &Path) -> Result<PathBuf, Failure> {
    let file = file.canonicalize().map_err(|error| Failure::of(file, "can't be opened", error))?;
    let folder = file.parent().unwrap_or(Path::new("/"));
    let package = folder.ancestors().find(|folder| folder.join("Cargo.toml").is_file());
    Ok(package.unwrap_or(folder).to_owned())
}
