//! The parts of a struct's values that pictures show: values per CPU, and histograms.

use ktsnap_core::__private::{Inspected, RustType};
use ktsnap_core::histogram::Bounds;
use ktsnap_plot::{Bar, Bars, Heat, HeatScale, Number};

use super::Declared;

/// The parts that were found.
#[derive(Default)]
struct Found {
    /// The integers per CPU, by their path without the CPU.
    cpus: Vec<(String, Vec<Option<i128>>)>,
    histograms: Vec<(String, Vec<Option<i128>>, Bounds)>,
}

impl Declared {
    /// The integers of all per-CPU fields: a row for each, and a column for each CPU. `None` if the struct has no such field.
    pub(crate) fn heat(&self, values: &Inspected) -> Option<Heat> {
        let rows = self.found(values).cpus;
        let cpus = rows.iter().map(|(_, values)| values.len()).max().filter(|cpus| *cpus > 0)?;
        let cells = |values: Vec<Option<i128>>| {
            let values = values.into_iter().map(|value| value.map(Number::Int));
            values.chain(std::iter::repeat(None)).take(cpus).collect()
        };
        let (rows, cells) = rows.into_iter().map(|(name, values)| (name, cells(values))).unzip();
        Some(Heat {
            title: self.name.clone(),
            rows,
            columns: (0..cpus).map(|cpu| cpu.to_string()).collect(),
            columns_name: "CPU".to_owned(),
            cells,
            scale: HeatScale::Row,
        })
    }

    /// The histograms whose buckets are known here: `Log2`, `Fls` and `Linear`.
    pub(crate) fn histograms(&self, values: &Inspected) -> Vec<Bars> {
        let bars = |(title, counts, bounds): (String, Vec<Option<i128>>, Bounds)| {
            let len = counts.len();
            let bar = |(index, count): (usize, Option<i128>)| {
                let bucket = bounds.bucket(index, len)?;
                let [from, to] = [Some(bucket.lower), bucket.upper].map(|bound| Some(Number::Int(bound?.into())));
                Some(Bar { from, to, label: bucket.to_string(), count: count.map(Number::Int) })
            };
            let bars = counts.into_iter().enumerate().map(bar).collect::<Option<_>>()?;
            Some(Bars { title, label: "value".to_owned(), count: "count".to_owned(), bars })
        };
        self.found(values).histograms.into_iter().filter_map(bars).collect()
    }

    fn found(&self, values: &Inspected) -> Found {
        let mut found = Found::default();
        if let Inspected::Fields(fields) = values {
            for (field, ty) in fields.iter().zip(&self.types) {
                found.visit(field.name, &field.value, ty);
            }
        }
        found
    }
}

impl Found {
    fn visit(&mut self, path: &str, value: &Inspected, ty: &RustType) {
        match (value, *ty) {
            (Inspected::Elements(slots), RustType::PerCpu(_)) => self.per_cpu(path, slots),
            (Inspected::Elements(counts), RustType::Histogram { bounds, .. }) => {
                self.histograms.push((path.to_owned(), counts.iter().map(integer).collect(), bounds));
            }
            (Inspected::Elements(elements), RustType::Array { element, .. } | RustType::Vec(element)) => {
                for (index, value) in elements.iter().enumerate() {
                    self.visit(&format!("{path}[{index}]"), value, element);
                }
            }
            (Inspected::Rows(rows), RustType::Rows { value: ty, .. }) => {
                rows.rows.iter().for_each(|(key, value)| self.visit(&format!("{path}[{key}]"), value, ty));
            }
            (Inspected::Fields(fields), RustType::Struct(of)) => {
                for (field, member) in fields.iter().zip(of.members) {
                    self.visit(&format!("{path}.{}", field.name), &field.value, &member.ty);
                }
            }
            (value, RustType::Option(of)) => self.visit(path, value, of),
            _ => {}
        }
    }

    /// Adds the integers in the slots of the CPUs. A slot that was not captured has none.
    fn per_cpu(&mut self, path: &str, slots: &[Inspected]) {
        let start = self.cpus.len();
        for (cpu, slot) in slots.iter().enumerate() {
            slot.each_leaf(&mut |leaf| {
                let Some(value) = integer(leaf.value) else { return };
                let name = match leaf.path {
                    "" => path.to_owned(),
                    element if element.starts_with('[') => format!("{path}{element}"),
                    member => format!("{path}.{member}"),
                };
                let rows = self.cpus.get(start..).unwrap_or_default();
                let at = start + rows.iter().position(|(row, _)| *row == name).unwrap_or(rows.len());
                if at == self.cpus.len() {
                    self.cpus.push((name, vec![None; slots.len()]));
                }
                if let Some(cell) = self.cpus.get_mut(at).and_then(|(_, values)| values.get_mut(cpu)) {
                    *cell = Some(value);
                }
            });
        }
    }
}

fn integer(of: &Inspected) -> Option<i128> {
    match of {
        Inspected::Integer { value, .. } => Some(*value),
        _ => None,
    }
}
