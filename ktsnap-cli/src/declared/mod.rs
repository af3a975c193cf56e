//! A struct with `#[derive(SnapshotSchema)]`, read from its Rust file: the declaration of counters that the user already has.
//!
//! [`source`] finds the struct in the file, [`modules`] the items that its paths name, and [`names`] replaces what rustc would
//! resolve: aliases and constants. The phases of the derive read the struct and compare it with the object
//! (`ktsnap-derive-internals`). [`constant`] makes the constants that the derive would write of the same data, [`rust_type`] the
//! types of the fields, and [`schema`] the whole struct, with which `ktsnap-core` reads a report as it does for the compiled
//! struct. [`several`] reads the parts of a struct, and [`ratio`] computes the ratios.

mod columns;
mod constant;
mod file;
mod mistake;
mod modules;
mod names;
mod only;
#[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `serve` uses some parts"))]
mod parts;
pub(crate) mod print;
mod ratio;
pub(crate) mod refused;
mod rust_type;
mod schema;
mod several;
mod source;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ktsnap_btf::Layout;
use ktsnap_core::__private::{
    Cpus, DynamicStruct, Inspected, InspectedField, InspectedRows, RowsStep, RustMember, RustStruct, RustType, Whole,
    definition, difference_dynamic, read_dynamic,
};
use ktsnap_core::Snapshot;
use ktsnap_core::select::Pick;
use ktsnap_core::series::CounterReset;
use ktsnap_core::typed::{Schema, SchemaError};
use ktsnap_derive_internals::declaration;
use ktsnap_derive_internals::object::Origin;
use ktsnap_derive_internals::parse::StructTarget;
use syn::ext::IdentExt;

use crate::args::select::OfObject;
use crate::args::{Declared as Args, Object};
use crate::failure::Failure;
use crate::object;
use crate::package;

use constant::{leaked, slice, text};
use mistake::Mistakes;
use names::Names;
#[cfg(feature = "live")]
pub(crate) use parts::{Counts, Integer, Place, Subscript};
pub(crate) use ratio::Ratio;
use several::Parts;
use source::{Rule, Rules, Source};

/// A struct that agrees with its object.
pub(crate) struct Declared {
    /// Its name in Rust.
    pub(crate) name: String,
    content: Content,
    /// The variables of the maps that are read.
    schemas: Vec<&'static Schema>,
    /// The type of each value.
    types: Vec<RustType>,
    pub(crate) ratios: Vec<Ratio>,
    /// Why a ratio of the struct has no value here.
    pub(crate) notes: Vec<String>,
    /// The doc comment of each field that has one.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `serve` shows them"))]
    docs: Vec<(String, String)>,
    rules: Rules,
}

/// What a struct is read from.
enum Content {
    /// One map.
    Map(DynamicStruct),
    /// A map for each part.
    Parts(Parts),
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
        let origin = Origin { package: Some(package(&source.file.path)?), object: object.transpose()? };
        Self::find(&source, &origin).map(Some)
    }

    /// The struct of this name in a text. `path` is the name of the text in messages, and `object` replaces the object of its
    /// attributes.
    ///
    /// # Errors
    ///
    /// Those of [`of`](Self::of).
    pub(crate) fn of_text(path: &Path, text: &str, name: &str, object: (String, Arc<Layout>)) -> Result<Self, Failure> {
        let source = Source::of_text(path, text, name)?;
        Self::find(&source, &Origin { package: Some(PathBuf::new()), object: Some(object) })
    }

    fn find(source: &Source, origin: &Origin) -> Result<Self, Failure> {
        let mut mistakes = Mistakes::new(&source.file.path);
        let (input, scope) = source.named()?;
        let names = Names { source, scope, origin, depth: 0 };
        let input = names.resolved(&input, &mut mistakes);
        mistakes.end()?;
        let declared = Self::read(&input, &names, &mut mistakes);
        mistakes.end()?;
        declared.ok_or_else(|| Failure::new(format!("can't read `{}`", input.ident), "write a struct of one map"))
    }

    /// Reads a struct. `None` after a mistake.
    fn read(input: &syn::DeriveInput, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<Self> {
        declaration::read(input, names.origin, |declaration| {
            mistakes.extend(declaration.errors.iter());
            if declaration.errors.count() > 0 {
                return None;
            }
            let content = match declaration.target {
                StructTarget::Parts => Content::Parts(several::of(&declaration, names, mistakes)?),
                _ => Content::Map(schema::of(&declaration, names, mistakes)?),
            };
            let (schemas, types) = match &content {
                Content::Map(of) => (vec![of.schema], types(of)),
                Content::Parts(parts) => (parts.schemas().collect(), parts.types()),
            };
            let is_of_each_cpu = matches!(
                &content,
                Content::Map(DynamicStruct { whole: Some(Whole { cpus: Some(Cpus::Each), .. }), .. })
            );
            let (ratios, notes) = ratio::of(&declaration, is_of_each_cpu);
            let (name, rules) = (declaration.ident.to_string(), Rules::clone(&names.source.rules));
            Some(Self { name, content, schemas, types, ratios, notes, docs: docs(input), rules })
        })
    }

    /// The struct that is the type of a part. `None` after a mistake.
    fn of_type(ty: &syn::Type, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<Self> {
        let found = rust_type::found(ty, names, mistakes)?;
        let Some(syn::Item::Struct(of)) = found.item() else {
            let fact = format!("`{}` is not a struct", rust_type::unspaced(ty));
            mistakes.push(ty, &fact, "name a struct that derives `SnapshotSchema`");
            return None;
        };
        let Some(inside) = names.inside(&found.scope) else {
            mistakes.push(ty, "structs contain each other without end", "remove one of the fields");
            return None;
        };
        mistakes.in_file(&found.scope.file.path, |mistakes| {
            let input = inside.resolved(&syn::DeriveInput::from(of.clone()), mistakes);
            Self::read(&input, &inside, mistakes)
        })
    }

    /// The values of the fields in a report, and the map that they are from: of a struct with parts that of the first part.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the report lacks a value, or a value is not what the object describes.
    #[cfg(test)]
    pub(crate) fn values<'r>(&self, snapshot: &Snapshot<'r>, file: &Path) -> Result<(Inspected, Pick<'r>), Failure> {
        let (values, picks) = self.values_of_maps(snapshot, file)?;
        let pick = picks.into_iter().next();
        pick.map(|pick| (values, pick))
            .ok_or_else(|| Failure::of(file, "has no map of the struct", "name another struct"))
    }

    /// The values of the fields in a report, and each map that they are from.
    ///
    /// # Errors
    ///
    /// Those of [`values`](Self::values).
    pub(crate) fn values_of_maps<'r>(
        &self,
        snapshot: &Snapshot<'r>,
        file: &Path,
    ) -> Result<(Inspected, Vec<Pick<'r>>), Failure> {
        self.read_values(snapshot)
            .map_err(|error| Failure::Message(format!("{}: `{}`: {error}", file.display(), self.name)))
    }

    /// The fields of the struct, each with its type.
    pub(crate) fn fields(&self) -> Vec<(&'static str, RustType)> {
        self.names().into_iter().zip(self.types.iter().copied()).collect()
    }

    fn names(&self) -> Vec<&'static str> {
        match &self.content {
            Content::Map(of) => of.fields.iter().map(|field| field.name).collect(),
            Content::Parts(parts) => parts.names().collect(),
        }
    }

    /// What is read, as a text that differs for structs that read something else. Another build of the object has the same.
    pub(crate) fn definition(&self) -> String {
        let of = match &self.content {
            Content::Map(of) => format!("{}\n{:?}\n{:?}", definition(of.schema), of.fields, of.whole),
            Content::Parts(parts) => parts.definition(),
        };
        format!("{} {:?}\n{of}", self.name, self.ratios)
    }

    /// The schemas of the maps that are read.
    pub(crate) fn schemas(&self) -> &[&'static Schema] {
        &self.schemas
    }

    /// The struct with the fields at these positions, in rising order. `None` if a read of fewer fields needs the same.
    pub(crate) fn only(&self, fields: &BTreeSet<usize>) -> Option<DynamicStruct> {
        match &self.content {
            Content::Map(of) => only::only(of, fields),
            Content::Parts(_) => None,
        }
    }

    /// The values of the fields in a report, and each map that they are from.
    pub(crate) fn read_values<'r>(&self, snapshot: &Snapshot<'r>) -> Result<(Inspected, Vec<Pick<'r>>), SchemaError> {
        let of = match &self.content {
            Content::Map(of) => of,
            Content::Parts(parts) => return parts.read(snapshot),
        };
        let (fields, pick) = read_dynamic(snapshot, of)?;
        Ok((self.named(fields), vec![pick]))
    }

    /// The fields, whose structs say how a difference takes their fields.
    pub(crate) fn named(&self, fields: Vec<InspectedField>) -> Inspected {
        let fields = fields.into_iter().zip(&self.types).map(|(field, ty)| {
            let value = self.ruled(field.value, ty);
            InspectedField { value, ..field }
        });
        Inspected::Fields(fields.collect())
    }

    /// What was counted between two reads of one instance: for a counter the difference, for any other field the later value.
    ///
    /// # Errors
    ///
    /// [`Failure`] if a counter decreased.
    pub(crate) fn difference(&self, later: &Inspected, earlier: &Inspected) -> Result<Inspected, Failure> {
        self.change(later, earlier).map_err(|reset| Failure::Message(format!("`{}`: {reset}", self.name)))
    }

    fn change(&self, later: &Inspected, earlier: &Inspected) -> Result<Inspected, CounterReset> {
        let of = match &self.content {
            Content::Map(of) => of,
            Content::Parts(parts) => return parts.difference(later, earlier),
        };
        let (Inspected::Fields(later), Inspected::Fields(earlier)) = (later, earlier) else { return Ok(later.clone()) };
        difference_dynamic(of, later, earlier).map(Inspected::Fields)
    }

    /// The object that the struct is compared with.
    fn object(&self) -> &'static str {
        self.schemas.first().map_or("", |schema| schema.object)
    }

    /// How the structs of several CPUs are read. `None` if there are not several.
    fn cpus(&self) -> Option<Cpus> {
        match &self.content {
            Content::Map(of) => of.whole?.cpus,
            Content::Parts(_) => None,
        }
    }

    /// The same struct with a value for each CPU, instead of the total.
    fn of_each_cpu(mut self) -> Self {
        if let Content::Map(DynamicStruct { whole: Some(whole), .. }) = &mut self.content {
            whole.cpus = whole.cpus.map(|_| Cpus::Each);
        }
        if let Content::Map(of) = &self.content {
            self.types = types(of);
        }
        self
    }

    /// The struct as a type.
    fn as_type(&self) -> RustType {
        let member = |(name, ty): (&'static str, &RustType)| RustMember::new(name, "", &[], None, false, *ty);
        let members = slice(self.names().into_iter().zip(&self.types).map(member).collect());
        RustType::Struct(leaked(RustStruct::new(text(&self.name), None, members)))
    }

    /// A value whose structs say how a difference takes their fields.
    fn ruled(&self, value: Inspected, ty: &RustType) -> Inspected {
        match (value, *ty) {
            (Inspected::Fields(fields), RustType::Struct(of)) => {
                let field = |(field, member): (InspectedField, &RustMember)| {
                    let Rule { keeps_later, saturating } = self.rules.of(member);
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

/// The doc comments of the fields.
fn docs(input: &syn::DeriveInput) -> Vec<(String, String)> {
    let syn::Data::Struct(of) = &input.data else { return Vec::new() };
    let doc = |field: &syn::Field| {
        let lines = field.attrs.iter().filter_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(syn::MetaNameValue {
                path,
                value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }),
                ..
            }) if path.is_ident("doc") => Some(text.value().trim().to_owned()),
            _ => None,
        });
        let text = lines.collect::<Vec<_>>().join(" ");
        Some((field.ident.as_ref()?.unraw().to_string(), text)).filter(|(_, text)| !text.is_empty())
    };
    of.fields.iter().filter_map(doc).collect()
}

/// The types of the values of a struct.
fn types(of: &DynamicStruct) -> Vec<RustType> {
    let is_of_each = matches!(of.whole, Some(Whole { cpus: Some(Cpus::Each), .. }));
    of.fields.iter().map(|field| if is_of_each { RustType::PerCpu(leaked(field.ty)) } else { field.ty }).collect()
}

/// The type at the end of steps from a type.
fn type_inside(ty: RustType, steps: &[RowsStep]) -> Option<RustType> {
    match (ty, steps) {
        (ty, []) => Some(ty),
        (RustType::Struct(of), [RowsStep::Member(name), rest @ ..]) => {
            type_inside(of.members.iter().find(|member| member.field == *name)?.ty, rest)
        }
        (RustType::Array { element, .. } | RustType::Vec(element), [RowsStep::Each, rest @ ..]) => {
            type_inside(*element, rest)
        }
        _ => None,
    }
}

/// The folder of the package that a file is in, or else the folder of the file.
fn package(file: &Path) -> Result<PathBuf, Failure> {
    let file = file.canonicalize().map_err(|error| Failure::of(file, "can't be opened", error))?;
    let folder = file.parent().unwrap_or(Path::new("/"));
    Ok(package::folder_of(folder)?.unwrap_or_else(|| folder.to_owned()))
}
