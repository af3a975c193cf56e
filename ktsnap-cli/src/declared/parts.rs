//! The parts of a struct's values that pictures and `watch` show: integers, those of each CPU among them, and histograms.

use ktsnap_core::__private::{Inspected, RustType};
use ktsnap_core::histogram::Bounds;
use ktsnap_plot::{Bar, Bars, Heat, HeatScale, Number};

use super::Declared;

/// An integer of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Integer {
    /// The path in the struct, without the CPU.
    pub(crate) path: String,
    pub(crate) cpu: Option<usize>,
    pub(crate) value: i128,
}

/// A histogram whose buckets are known here: `Log2`, `Fls` or `Linear`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counts {
    pub(crate) path: String,
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
        for Integer { path, cpu, value } in integers {
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
        let bars = |Counts { path, counts, bounds }| {
            let len = counts.len();
            let bar = |(index, count): (usize, Option<i128>)| {
                let bucket = bounds.bucket(index, len)?;
                let [from, to] = [Some(bucket.lower), bucket.upper].map(|bound| Some(Number::Int(bound?.into())));
                Some(Bar { from, to, label: bucket.to_string(), count: count.map(Number::Int) })
            };
            let bars = counts.into_iter().enumerate().map(bar).collect::<Option<_>>()?;
            Some(Bars { title: path, label: "value".to_owned(), count: "count".to_owned(), bars })
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
                found.visit(field.name, None, &field.value, ty);
            }
        }
        found
    }
}

impl Found {
    fn visit(&mut self, path: &str, cpu: Option<usize>, value: &Inspected, ty: &RustType) {
        match (value, *ty) {
            (Inspected::Integer { value, .. }, _) => {
                self.integers.push(Integer { path: path.to_owned(), cpu, value: *value });
            }
            (Inspected::Elements(slots), RustType::PerCpu(of)) => self.per_cpu(path, slots, of),
            (Inspected::Elements(counts), RustType::Histogram { bounds, .. }) => {
                let integer = |of: &Inspected| match of {
                    Inspected::Integer { value, .. } => Some(*value),
                    _ => None,
                };
                let counts = counts.iter().map(integer).collect();
                self.histograms.push(Counts { path: path.to_owned(), counts, bounds });
            }
            (Inspected::Elements(elements), RustType::Array { element, .. } | RustType::Vec(element)) => {
                for (index, value) in elements.iter().enumerate() {
                    self.visit(&format!("{path}[{index}]"), cpu, value, element);
                }
            }
            (Inspected::Rows(rows), RustType::Rows { value: ty, .. }) => {
                rows.rows.iter().for_each(|(key, value)| self.visit(&format!("{path}[{key}]"), cpu, value, ty));
            }
            (Inspected::Fields(fields), RustType::Struct(of)) => {
                for (field, member) in fields.iter().zip(of.members) {
                    self.visit(&format!("{path}.{}", field.name), cpu, &field.value, &member.ty);
                }
            }
            (value, RustType::Option(of)) => self.visit(path, cpu, value, of),
            _ => {}
        }
    }

    /// Adds the integers in the slots of the CPUs, those with one path next to each other. A slot that was not captured has none.
    fn per_cpu(&mut self, path: &str, slots: &[Inspected], ty: &RustType) {
        let start = self.integers.len();
        self.cpus = self.cpus.max(slots.len());
        slots.iter().enumerate().for_each(|(cpu, slot)| self.visit(path, Some(cpu), slot, ty));
        let of_cpus = self.integers.split_off(start);
        let mut paths: Vec<(String, Vec<Integer>)> = Vec::new();
        for integer in of_cpus {
            match paths.iter_mut().find(|(path, _)| *path == integer.path) {
                Some((_, integers)) => integers.push(integer),
                None => paths.push((integer.path.clone(), vec![integer])),
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
