//! The parts of a struct's values that pictures and `watch` show: integers, those of each CPU among them, and histograms.

use ktsnap_core::__private::{Inspected, InspectedField, RustType};
use ktsnap_core::histogram::Bounds;
use ktsnap_plot::{Bar, Bars, Heat, HeatScale, Number};

use super::Declared;

/// An integer of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Integer {
    pub(crate) place: Place,
    pub(crate) value: i128,
    pub(crate) signed: bool,
    /// Bits.
    pub(crate) width: u32,
}

/// Where an integer is in a struct.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The path in the struct, without the CPU.
    pub(crate) path: String,
    /// The path with `[]` for each index and key.
    pub(crate) of: String,
    pub(crate) subscripts: Vec<Subscript>,
    pub(crate) cpu: Option<usize>,
    /// Whether a difference keeps the later value.
    pub(crate) keeps_later: bool,
    /// Whether a counter may decrease.
    pub(crate) saturating: bool,
}

/// What selects an element of an array, or a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subscript {
    Index(usize),
    Key(String),
}

impl Place {
    fn field(field: &InspectedField) -> Self {
        let InspectedField { name, keeps_later, saturating, .. } = *field;
        Self { path: name.to_owned(), of: name.to_owned(), keeps_later, saturating, ..Self::default() }
    }

    fn member(&self, field: &InspectedField) -> Self {
        let [path, of] = [&self.path, &self.of].map(|path| format!("{path}.{}", field.name));
        let (keeps_later, saturating) = (self.keeps_later || field.keeps_later, self.saturating || field.saturating);
        Self { path, of, keeps_later, saturating, ..self.clone() }
    }

    fn element(&self, subscript: Subscript) -> Self {
        let path = match &subscript {
            Subscript::Index(index) => format!("{}[{index}]", self.path),
            Subscript::Key(key) => format!("{}[{key}]", self.path),
        };
        let mut subscripts = self.subscripts.clone();
        subscripts.push(subscript);
        Self { path, of: format!("{}[]", self.of), subscripts, ..self.clone() }
    }
}

/// A histogram whose buckets are known here: `Log2`, `Fls` or `Linear`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counts {
    pub(crate) place: Place,
    pub(crate) counts: Vec<Option<i128>>,
    pub(crate) bounds: Bounds,
}

/// The parts that were found.
#[derive(Default)]
struct Found {
    integers: Vec<Integer>,
    histograms: Vec<Counts>,
    /// The number of CPUs.
    cpus: usize,
}

impl Declared {
    /// The integers that are not in a histogram, in the order of the struct. Those of a per-CPU field are next to each other.
    #[cfg(feature = "live")]
    pub(crate) fn integers(&self, values: &Inspected) -> Vec<Integer> {
        self.found(values).integers
    }

    /// The histograms.
    pub(crate) fn counts(&self, values: &Inspected) -> Vec<Counts> {
        self.found(values).histograms
    }

    /// The integers of all per-CPU fields: a row for each, and a column for each CPU. `None` if the struct has no such field.
    pub(crate) fn heat(&self, values: &Inspected) -> Option<Heat> {
        let Found { integers, cpus, .. } = self.found(values);
        let (mut rows, mut cells) = (Vec::<String>::new(), Vec::<Vec<Option<Number>>>::new());
        for Integer { place: Place { path, cpu, .. }, value, .. } in integers {
            let Some(cpu) = cpu else { continue };
            if rows.last() != Some(&path) {
                rows.push(path);
                cells.push(vec![None; cpus]);
            }
            if let Some(cell) = cells.last_mut().and_then(|row| row.get_mut(cpu)) {
                *cell = Some(Number::Int(value));
            }
        }
        (!rows.is_empty()).then(|| Heat {
            title: self.name.clone(),
            rows,
            columns: (0..cpus).map(|cpu| cpu.to_string()).collect(),
            columns_name: "CPU".to_owned(),
            cells,
            scale: HeatScale::Row,
        })
    }

    /// The histograms as pictures.
    pub(crate) fn histograms(&self, values: &Inspected) -> Vec<Bars> {
        let bars = |Counts { place, counts, bounds }| {
            let len = counts.len();
            let bar = |(index, count): (usize, Option<i128>)| {
                let bucket = bounds.bucket(index, len)?;
                let [from, to] = [Some(bucket.lower), bucket.upper].map(|bound| Some(Number::Int(bound?.into())));
                Some(Bar { from, to, label: bucket.to_string(), count: count.map(Number::Int) })
            };
            let bars = counts.into_iter().enumerate().map(bar).collect::<Option<_>>()?;
            Some(Bars { title: place.path, label: "value".to_owned(), count: "count".to_owned(), bars })
        };
        self.counts(values).into_iter().filter_map(bars).collect()
    }

    /// The paths of the fields that are not integers.
    #[cfg(feature = "live")]
    pub(crate) fn others(&self) -> Vec<String> {
        let mut others = Vec::new();
        if let super::Content::Map(of) = &self.content {
            of.fields.iter().for_each(|field| add_others(field.name, &field.ty, &mut others));
        }
        others
    }

    fn found(&self, values: &Inspected) -> Found {
        let mut found = Found::default();
        if let Inspected::Fields(fields) = values {
            for (field, ty) in fields.iter().zip(&self.types) {
                found.visit(&Place::field(field), &field.value, ty);
            }
        }
        found
    }
}

impl Found {
    fn visit(&mut self, place: &Place, value: &Inspected, ty: &RustType) {
        match (value, *ty) {
            (Inspected::Integer { value, .. }, ty) => {
                let (signed, width) = match ty {
                    RustType::Int { bits } => (true, bits),
                    RustType::Uint { bits } => (false, bits),
                    _ => (false, u64::BITS),
                };
                self.integers.push(Integer { place: place.clone(), value: *value, signed, width });
            }
            (Inspected::Elements(slots), RustType::PerCpu(of)) => self.per_cpu(place, slots, of),
            (Inspected::Elements(counts), RustType::Histogram { bounds, .. }) => {
                let integer = |of: &Inspected| match of {
                    Inspected::Integer { value, .. } => Some(*value),
                    _ => None,
                };
                let counts = counts.iter().map(integer).collect();
                self.histograms.push(Counts { place: place.clone(), counts, bounds });
            }
            (Inspected::Elements(elements), RustType::Array { element, .. } | RustType::Vec(element)) => {
                for (index, value) in elements.iter().enumerate() {
                    self.visit(&place.element(Subscript::Index(index)), value, element);
                }
            }
            (Inspected::Rows(rows), RustType::Rows { value: ty, .. }) => {
                for (key, value) in &rows.rows {
                    self.visit(&place.element(Subscript::Key(key.clone())), value, ty);
                }
            }
            (Inspected::Fields(fields), RustType::Struct(of)) => {
                for (field, member) in fields.iter().zip(of.members) {
                    self.visit(&place.member(field), &field.value, &member.ty);
                }
            }
            (value, RustType::Option(of)) => self.visit(place, value, of),
            _ => {}
        }
    }

    /// Adds the integers in the slots of the CPUs, those with one path next to each other. A slot that was not captured has none.
    fn per_cpu(&mut self, place: &Place, slots: &[Inspected], ty: &RustType) {
        let start = self.integers.len();
        self.cpus = self.cpus.max(slots.len());
        for (cpu, slot) in slots.iter().enumerate() {
            self.visit(&Place { cpu: Some(cpu), ..place.clone() }, slot, ty);
        }
        let of_cpus = self.integers.split_off(start);
        let mut paths: Vec<(String, Vec<Integer>)> = Vec::new();
        for integer in of_cpus {
            match paths.iter_mut().find(|(path, _)| *path == integer.place.path) {
                Some((_, integers)) => integers.push(integer),
                None => paths.push((integer.place.path.clone(), vec![integer])),
            }
        }
        self.integers.extend(paths.into_iter().flat_map(|(_, integers)| integers));
    }
}

/// Adds the paths of the parts of a type that are not integers.
#[cfg(feature = "live")]
fn add_others(path: &str, ty: &RustType, others: &mut Vec<String>) {
    match *ty {
        RustType::Bool
        | RustType::Float { .. }
        | RustType::Text
        | RustType::CString
        | RustType::Enum(_)
        | RustType::Ptr
        | RustType::CpuSet => others.push(path.to_owned()),
        RustType::Array { element: of, .. }
        | RustType::Vec(of)
        | RustType::PerCpu(of)
        | RustType::Option(of)
        | RustType::Rows { value: of, .. } => add_others(path, of, others),
        RustType::Struct(of) => {
            of.members.iter().for_each(|member| add_others(&format!("{path}.{}", member.field), &member.ty, others));
        }
        _ => {}
    }
}
