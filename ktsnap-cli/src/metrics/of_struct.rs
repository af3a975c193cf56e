//! The fields and ratios of a struct as metrics.

use std::collections::HashMap;
use std::sync::Arc;

use ktsnap_btf::MapKind;
use ktsnap_core::__private::{DynamicStruct, Inspected};
use ktsnap_core::typed::Location;
use ktsnap_live::__private::DynamicBinding;
use ktsnap_live::Machine;

use super::exporter::{Exported, Reading};
use super::family::{Family, Kind, Labels, Rule, Sample, Value};
use super::name::metric_name;
use super::of_plan::index_label;
use crate::args::RunningArgs;
use crate::declared::{Counts, Declared, Integer, Place, Subscript};
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::live::{Gone, Read, find, gone, read};

/// The fields of a struct in the running object.
pub(super) struct StructMetrics<'a> {
    pub(super) declared: &'a Declared,
    pub(super) of: &'a DynamicStruct,
    /// The patterns of `--only`.
    pub(super) only: &'a [String],
    pub(super) machine: Machine,
    pub(super) named: &'a RunningArgs,
    pub(super) bound: Option<DynamicBinding>,
    /// Whether there was an instance.
    pub(super) found: bool,
}

impl Exported for StructMetrics<'_> {
    fn read(&mut self) -> Result<Read<Reading>, Failure> {
        let Self { declared, of, only, machine, named, bound, found } = self;
        let mut bind = || {
            let instance = find(named, machine, *found)?;
            let binding = DynamicBinding::new(&instance, of).map_err(|error| gone(&error, named))?;
            *found = true;
            Ok(binding)
        };
        read(bound, &mut bind, &mut |bound: &mut DynamicBinding| -> Result<Reading, Gone> {
            let fields = bound.read(of).map_err(|error| gone(&error, named))?;
            let values = declared.named(fields);
            let instance = bound.instance();
            let (name, id, loaded) = (instance.name().to_owned(), instance.id(), instance.loaded_at());
            let families = families(declared, of, only, &values);
            Ok(Reading { name, id, loaded, families, unread: Vec::new() })
        })
    }
}

fn families(declared: &Declared, of: &DynamicStruct, only: &[String], values: &Inspected) -> Vec<Family> {
    let (mut families, mut known) = (Vec::<Family>::new(), HashMap::<String, usize>::new());
    let location = of.schema.location;
    let comes_and_goes = match location {
        Location::Map { map_type, .. } => MapKind::from_number(map_type).has_keys(),
        _ => false,
    };
    let help = |place: &Place| {
        let field = place.of.split(['.', '[']).next().unwrap_or_default();
        declared
            .doc(field)
            .map_or_else(|| format!("{} of {}, in {}", place.of, declared.name, location.name()), str::to_owned)
    };
    for Integer { place, value, signed, width } in declared.integers(values) {
        if !is_wanted(only, &declared.name, &place.path) {
            continue;
        }
        let at = *known.entry(place.of.clone()).or_insert_with(|| {
            let kind = if place.keeps_later || signed { Kind::Gauge } else { Kind::Counter };
            let rule = match place.saturating {
                _ if comes_and_goes => Rule::ComesAndGoes,
                true => Rule::KeepsHighest,
                false => Rule::NeverDecreases,
            };
            let remedy = "write `#[snapshot(gauge)]` before the field; or `#[snapshot(saturating)]`, if it only loses counts of CPUs \
                          that add at the same time";
            families.push(Family {
                name: metric_name(&place.of, kind),
                help: help(&place).into(),
                kind,
                samples: Vec::new(),
                of: place.of.as_str().into(),
                rule,
                bytes: (width / 8).into(),
                remedy: remedy.into(),
            });
            families.len() - 1
        });
        if let Some(family) = families.get_mut(at) {
            family.samples.push(Sample { labels: labels(&place), value: Value::Integer(value) });
        }
    }
    for Counts { place, counts, bounds } in declared.counts(values) {
        let counts = counts.into_iter().collect::<Option<Vec<_>>>();
        let Some(value) = counts.and_then(|counts| Value::buckets(&bounds, &counts)) else { continue };
        let sample = Sample { labels: labels(&place), value };
        match families.iter_mut().find(|family| family.kind == Kind::Histogram && *family.of == *place.of) {
            Some(family) => family.samples.push(sample),
            None => {
                let name = metric_name(&place.of, Kind::Histogram);
                families.push(Family { name, ..Family::one(&place.of, &help(&place), Kind::Histogram, vec![sample]) });
            }
        }
    }
    for ratio in &declared.ratios {
        let sample = ratio.over(values).ok().map(|value| Sample { labels: Vec::new(), value: Value::Float(value) });
        let help =
            format!("{} of {}, over all that was counted since the scheduler was loaded", ratio.name, declared.name);
        families.push(Family { samples: sample.into_iter().collect(), ..Family::ratio(&ratio.name, &help) });
    }
    families
}

/// The keys, indices and the CPU of an integer.
fn labels(place: &Place) -> Labels {
    let (mut labels, mut indices, mut keys) = (Labels::new(), 0, 0);
    for subscript in &place.subscripts {
        match subscript {
            Subscript::Index(index) => {
                labels.push((index_label(indices), index.to_string().into()));
                indices += 1;
            }
            Subscript::Key(key) => {
                labels.push((if keys == 0 { "key" } else { "key2" }, Arc::from(key.as_str())));
                keys += 1;
            }
        }
    }
    labels.extend(place.cpu.map(|cpu| ("cpu", cpu.to_string().into())));
    labels
}
