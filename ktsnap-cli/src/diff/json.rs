//! Differences as JSON.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::print::Report;
use crate::series::{
    Aside, Column, Columns, Instance, RatioColumn, RatioSpan, Replacement, UNKNOWN, per_second, reason,
};

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Columns { points, instances, events, aside, ratios, without_value } = self.columns;
        let label = |at: usize| self.columns.label(at);
        let mut object = to.serialize_map(None)?;
        if let Some(name) = &self.args.declared.name {
            object.serialize_entry("struct", name)?;
        }
        object.serialize_entry("reports", &points.iter().map(|point| &point.label).collect::<Vec<_>>())?;
        object.serialize_entry("seconds", &points.iter().map(|point| point.seconds).collect::<Option<Vec<_>>>())?;
        let swap = |swap: &Replacement| {
            serde_json::json!({
                "between": [label(swap.from), label(swap.to)],
                "scheduler_replaced": swap.live,
                "maps": swap.maps,
            })
        };
        object.serialize_entry("replaced", &events.iter().map(swap).collect::<Vec<_>>())?;
        let spans: Vec<_> = instances.iter().map(|span| SpanJson { report: self, span }).collect();
        object.serialize_entry("maps", &spans)?;
        if !self.args.series.naming.ratio.is_empty() || self.args.declared.name.is_some() {
            let ratio = |of: &RatioColumn| {
                let mut ratio = serde_json::json!({"name": of.name, "value": of.total, "steps": of.steps});
                if let (Some(why), Some(fields)) = (&of.why, ratio.as_object_mut()) {
                    fields.insert("reason".to_owned(), why.as_str().into());
                }
                ratio
            };
            let span = |span: &RatioSpan| {
                let reports: Vec<_> = span.points.iter().map(|at| label(*at)).collect();
                serde_json::json!({"reports": reports, "ratios": span.columns.iter().map(ratio).collect::<Vec<_>>()})
            };
            object.serialize_entry("ratios", &ratios.iter().map(span).collect::<Vec<_>>())?;
            let without = |(name, why): &(String, String)| serde_json::json!({"name": name, "reason": why});
            object.serialize_entry("without_value", &without_value.iter().map(without).collect::<Vec<_>>())?;
        }
        let alone = |aside: &Aside| match aside {
            Aside::Alone { map, point } => Some(serde_json::json!({"map": map, "report": label(*point)})),
            _ => None,
        };
        object.serialize_entry("in_one_report", &aside.iter().filter_map(alone).collect::<Vec<_>>())?;
        let unread = |aside: &Aside| match aside {
            Aside::Alone { .. } | Aside::Unsummed { .. } | Aside::Unnamed { .. } | Aside::NotIntegers { .. } => None,
            Aside::Unread { maps, reason } => Some(serde_json::json!({"maps": maps, "error": reason})),
            Aside::Unknown { map } => Some(serde_json::json!({"maps": [map], "error": UNKNOWN})),
        };
        let unsummed = |aside: &Aside| match aside {
            Aside::Unsummed { map, names, why } => {
                Some(serde_json::json!({"map": map, "counters": names, "reason": reason(*why)}))
            }
            _ => None,
        };
        let unnamed = |aside: &Aside| match aside {
            Aside::Unnamed { map, why } => Some(serde_json::json!({"map": map, "reason": why})),
            _ => None,
        };
        let unnamed: Vec<_> = aside.iter().filter_map(unnamed).collect();
        if !unnamed.is_empty() {
            object.serialize_entry("not_named", &unnamed)?;
        }
        let not_integers = |aside: &Aside| match aside {
            Aside::NotIntegers { fields, .. } => Some(fields.clone()),
            _ => None,
        };
        if self.args.declared.name.is_some() {
            let fields: Vec<_> = aside.iter().filter_map(not_integers).flatten().collect();
            object.serialize_entry("not_integers", &fields)?;
        }
        object.serialize_entry("not_summed", &aside.iter().filter_map(unsummed).collect::<Vec<_>>())?;
        object.serialize_entry("not_compared", &aside.iter().filter_map(unread).collect::<Vec<_>>())?;
        object.end()
    }
}

struct SpanJson<'t> {
    report: &'t Report<'t>,
    span: &'t Instance,
}

impl Serialize for SpanJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { report, span } = self;
        let reports: Vec<_> = span.points.iter().map(|at| report.label(Some(at))).collect();
        let elapsed = report.columns.elapsed(span);
        let rows = span.columns.iter().filter(|row| report.args.all || row.has_changed());
        let rows: Vec<_> = rows.map(|row| RowJson { row, elapsed }).collect();
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("map", &span.map)?;
        object.serialize_entry("map_kva", &(!span.kva.is_empty()).then_some(&span.kva))?;
        object.serialize_entry("reports", &reports)?;
        object.serialize_entry("compared", &span.columns.len())?;
        object.serialize_entry("counters", &rows)?;
        object.serialize_entry("not_at_both_ends", &span.partly)?;
        object.serialize_entry("not_captured", &span.missing)?;
        object.serialize_entry("without_type", &span.raw)?;
        object.serialize_entry("error", &span.error)?;
        object.end()
    }
}

struct RowJson<'r> {
    row: &'r Column,
    elapsed: Option<f64>,
}

impl Serialize for RowJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("name", &self.row.name)?;
        if let Some(cpu) = self.row.cpu {
            object.serialize_entry("cpu", &cpu)?;
        }
        object.serialize_entry("kind", &self.row.kind)?;
        object.serialize_entry("values", &self.row.values().collect::<Vec<_>>())?;
        object.serialize_entry("change", &self.row.change())?;
        if let Some(elapsed) = self.elapsed {
            object.serialize_entry("per_second", &per_second(self.row.change(), elapsed))?;
        }
        object.end()
    }
}
