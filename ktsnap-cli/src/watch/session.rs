//! What was read of one instance.

use std::time::Instant;

use ktsnap_btf::Section;

use super::frame::{Counted, Rates, Row};
use super::locate::Places;
use super::plan::Plan;

/// One instance, from when it was first read. Differences never reach beyond it.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) places: Places,
    first: Option<Sample>,
    before: Option<Sample>,
    now: Option<Sample>,
}

/// The values at one moment.
#[derive(Debug, Clone)]
struct Sample {
    at: Instant,
    values: Vec<Option<i128>>,
}

impl Session {
    pub(super) fn new(plan: &Plan, running: &Section) -> Self {
        Self { places: Places::of(plan, running), first: None, before: None, now: None }
    }

    /// Takes what was read then at the ranges of its places.
    pub(super) fn take(&mut self, bytes: &[Vec<u8>], at: Instant) {
        let sample = Sample { at, values: self.places.values(bytes) };
        if self.first.is_none() {
            self.first = Some(sample.clone());
        }
        self.before = self.now.replace(sample);
    }

    /// Seconds since the reading before.
    pub(super) fn seconds(&self) -> Option<f64> {
        let (before, now) = (self.before.as_ref()?, self.now.as_ref()?);
        Some(now.at.saturating_duration_since(before.at).as_secs_f64()).filter(|seconds| *seconds > 0.0)
    }

    pub(super) fn rows(&self, plan: &Plan) -> Vec<Row> {
        let row = |(at, counter): (usize, &super::plan::Counter)| {
            let counted = match (self.places.counters.get(at), self.value(at)) {
                (Some(Err(why)), _) => Err(why.clone()),
                (_, None) => Err("not read".to_owned()),
                (_, Some(value)) => {
                    let change = self.since(self.before.as_ref(), at);
                    Ok(Counted { value, change, rate: change.zip(self.seconds()).map(|(by, s)| per_second(by, s)) })
                }
            };
            Row { name: counter.name.clone(), counted }
        };
        plan.counters.iter().take(plan.rows).enumerate().map(row).collect()
    }

    pub(super) fn ratios(&self, plan: &Plan) -> Vec<Rates> {
        let ratios = plan.ratios.iter().map(|ratio| {
            let over = |from: Option<&Sample>| ratio.over(&|at| self.since(from, at));
            let is_first = self.before.is_none();
            let unread = ratio.counters().find_map(|at| {
                let why = self.places.counters.get(at)?.as_ref().err()?;
                Some(format!("{}: {why}", plan.counters.get(at)?.name))
            });
            Rates {
                name: ratio.name.clone(),
                last: over(self.before.as_ref()),
                // Nothing was counted between a reading and itself.
                all: if is_first { None } else { over(self.first.as_ref()) },
                unread,
            }
        });
        ratios.collect()
    }

    fn value(&self, at: usize) -> Option<i128> {
        *self.now.as_ref()?.values.get(at)?
    }

    fn since(&self, from: Option<&Sample>, at: usize) -> Option<i128> {
        let from = (*from?.values.get(at)?)?;
        Some(self.value(at)? - from)
    }
}

fn per_second(change: i128, seconds: f64) -> f64 {
    // To 53 bits, which is more than a rate can tell.
    #[expect(clippy::cast_precision_loss, reason = "a rate is no count")]
    let change = change as f64;
    change / seconds
}
