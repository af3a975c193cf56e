//! A compiled struct as [`Counters`].

use std::fmt;
use std::path::Path;

use ktsnap_core::__private::{
    DerivedParts, Inspected, InspectedField, RatioMethod, RustStruct, RustType, definition, from_snapshot_with_picks,
    read_with,
};
use ktsnap_core::SnapshotSchema;
use ktsnap_core::typed::{ReadError, Schema};

use crate::counters::{CounterField, CounterValues, Counters, CountersSpec, Wanted};

/// The counters of a struct with the derive.
pub struct OfStruct<T> {
    name: String,
    fields: Vec<CounterField>,
    ratios: Vec<String>,
    methods: Vec<RatioMethod<T>>,
    expressions: Vec<&'static str>,
    schemas: Vec<&'static Schema>,
}

impl<T> fmt::Debug for OfStruct<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfStruct").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<T: SnapshotSchema> Default for OfStruct<T> {
    fn default() -> Self {
        let (mut ratios, mut methods, mut expressions) = (Vec::new(), Vec::new(), Vec::new());
        <T as DerivedParts>::each_ratio(&mut |[name, expression], method| {
            ratios.push(name.to_owned());
            expressions.push(expression);
            methods.push(method);
        });
        let (name, fields) = match <T as DerivedParts>::TYPE {
            RustType::Struct(of) => (of.name, fields(of, |ty| *ty)),
            // The values of each field on all CPUs.
            RustType::PerCpu(RustType::Struct(of)) => (of.name, fields(of, RustType::PerCpu)),
            _ => ("", Vec::new()),
        };
        Self { name: name.to_owned(), fields, ratios, methods, expressions, schemas: T::schemas() }
    }
}

fn fields(of: &RustStruct, ty: fn(&'static RustType) -> RustType) -> Vec<CounterField> {
    of.members.iter().map(|member| CounterField { name: member.field.to_owned(), ty: ty(&member.ty) }).collect()
}

impl<T: SnapshotSchema> Counters for OfStruct<T> {
    fn name(&self) -> &str {
        &self.name
    }

    fn fields(&self) -> &[CounterField] {
        &self.fields
    }

    fn ratios(&self) -> &[String] {
        &self.ratios
    }

    fn read(&self, json: &str, file: &Path, wanted: &Wanted) -> Result<CounterValues, ReadError> {
        read_with(json, Some(file), &self.schemas, |snapshot| {
            let (value, picks) = from_snapshot_with_picks::<T>(snapshot)?;
            let first = picks.first().map(|pick| pick.map);
            let whole = value.inspect();
            let ratio =
                |at: &usize| self.methods.get(*at).map(|method| method(&value).map_err(|error| error.to_string()));
            Ok(CounterValues {
                fields: wanted.fields.iter().map(|at| field_of(&whole, *at)).collect(),
                ratios: wanted.ratios.iter().filter_map(ratio).collect(),
                map: first.map(|map| map.name.to_owned()).unwrap_or_default(),
                map_kva: first.map(|map| map.map_kva).unwrap_or_default(),
            })
        })
    }

    fn spec(&self) -> Option<CountersSpec> {
        None
    }

    fn definition(&self) -> String {
        let schemas: Vec<_> = self.schemas.iter().map(|schema| definition(schema)).collect();
        format!("{} {:?} {:?}\n{}", self.name, self.fields, self.expressions, schemas.join("\n"))
    }
}

fn field_of(whole: &Inspected, at: usize) -> Inspected {
    let field = |fields: &[InspectedField]| fields.get(at).map_or(Inspected::Absent, |field| field.value.clone());
    match whole {
        Inspected::Fields(fields) => field(fields),
        Inspected::Elements(slots) => {
            let slot = |slot: &Inspected| match slot {
                Inspected::Fields(fields) => field(fields),
                _ => Inspected::Absent,
            };
            Inspected::Elements(slots.iter().map(slot).collect())
        }
        _ => Inspected::Absent,
    }
}
