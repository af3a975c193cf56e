//! The text of an exposition, in one of two formats.

use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{
    DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, MetricEncoder, prometheus_text, text,
};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::exemplar::Exemplar;
use prometheus_client::registry::Registry;

use super::family::{Exposition, Family, Kind, Labels, Sample, Unit, Value};

/// A format that Prometheus reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// OpenMetrics 1.0.
    OpenMetrics,
    /// The text format of Prometheus, version 0.0.4. It is what the textfile collector of node_exporter reads.
    Text,
}

impl Format {
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Text => prometheus_text::CONTENT_TYPE,
        }
    }
}

impl Exposition {
    /// The text. `None` only if a library fails.
    pub(crate) fn text(self: &Arc<Self>, format: Format) -> Option<String> {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self.clone()));
        let mut text = String::new();
        let written = match format {
            Format::OpenMetrics => text::encode(&mut text, &registry),
            Format::Text => prometheus_text::encode(&mut text, &registry),
        };
        written.ok().map(|()| text)
    }
}

impl Collector for Exposition {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> std::fmt::Result {
        self.families
            .iter()
            .filter(|family| !family.samples.is_empty())
            .try_for_each(|family| family.encode(&mut encoder))
    }
}

impl Family {
    fn encode(&self, encoder: &mut DescriptorEncoder<'_>) -> std::fmt::Result {
        use prometheus_client::registry::Unit as Written;
        let unit = self.name.unit.map(|unit| match unit {
            Unit::Bytes => Written::Bytes,
            Unit::Seconds(_) => Written::Seconds,
        });
        let kind = match self.kind {
            Kind::Counter => MetricType::Counter,
            Kind::Gauge => MetricType::Gauge,
            Kind::Histogram => MetricType::Histogram,
            Kind::Info => MetricType::Info,
        };
        let mut encoder = encoder.encode_descriptor(&self.name.base, &self.help, unit.as_ref(), kind)?;
        for Sample { labels, value } in &self.samples {
            match value {
                Value::Info => encoder.encode_info(labels)?,
                value if labels.is_empty() => self.encode_value(&mut encoder, value)?,
                value => self.encode_value(&mut encoder.encode_family(labels)?, value)?,
            }
        }
        Ok(())
    }

    fn encode_value(&self, encoder: &mut MetricEncoder<'_>, value: &Value) -> std::fmt::Result {
        match (self.kind, value) {
            (Kind::Histogram, Value::Buckets(buckets)) => {
                let count = buckets.iter().map(|(_, count)| *count).fold(0, u64::saturating_add);
                let per_unit = match self.name.unit {
                    Some(Unit::Seconds(per_second)) => f64::from(per_second),
                    _ => 1.0,
                };
                let buckets: Vec<_> = buckets.iter().map(|(upper, count)| (upper / per_unit, *count)).collect();
                // The sum is not known, and the formats require one.
                encoder.encode_histogram::<Labels>(f64::NAN, count, &buckets, None)
            }
            (Kind::Counter, value) => encoder.encode_counter(&self.number(value), None::<&Exemplar<Labels, f64>>),
            (_, value) => encoder.encode_gauge(&self.number(value)),
        }
    }

    /// The value in the unit of the metric.
    fn number(&self, value: &Value) -> Number {
        match (value, self.name.unit) {
            (Value::Integer(value), Some(Unit::Seconds(per_second))) if per_second > 1 => {
                Number::F64(rounded(*value) / f64::from(per_second))
            }
            (Value::Integer(value), _) => Number::of(*value),
            (Value::Float(value), _) => Number::F64(*value),
            (Value::Buckets(_) | Value::Info, _) => Number::U64(1),
        }
    }
}

/// A value as the library writes it.
enum Number {
    U64(u64),
    I64(i64),
    F64(f64),
}

impl Number {
    fn of(value: i128) -> Self {
        let signed = || i64::try_from(value).map(Self::I64);
        u64::try_from(value).map(Self::U64).or_else(|_| signed()).unwrap_or_else(|_| Self::F64(rounded(value)))
    }
}

/// Prometheus keeps every value as a double.
pub(super) fn rounded(value: i128) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "Prometheus keeps 53 bits")]
    let value = value as f64;
    value
}

impl EncodeCounterValue for Number {
    fn encode(&self, encoder: &mut prometheus_client::encoding::CounterValueEncoder<'_>) -> std::fmt::Result {
        match self {
            Self::U64(value) => EncodeCounterValue::encode(value, encoder),
            #[expect(clippy::cast_precision_loss, reason = "Prometheus keeps 53 bits")]
            Self::I64(value) => EncodeCounterValue::encode(&(*value as f64), encoder),
            Self::F64(value) => EncodeCounterValue::encode(value, encoder),
        }
    }
}

impl EncodeGaugeValue for Number {
    fn encode(&self, encoder: &mut prometheus_client::encoding::GaugeValueEncoder<'_>) -> std::fmt::Result {
        match self {
            Self::U64(value) => EncodeGaugeValue::encode(value, encoder),
            Self::I64(value) => EncodeGaugeValue::encode(value, encoder),
            Self::F64(value) => EncodeGaugeValue::encode(value, encoder),
        }
    }
}
