//! The counters of a plan in the running objects.

use super::follow::{Instance, Instances, Moment, Values};
use super::session::Session;
use super::subject::Subject;
use crate::counters::Plan;
use crate::live::{Bound, Gone, Source};

/// A source, and the counters that are read from its objects.
pub(super) struct OfPlan<'p, S> {
    plan: &'p Plan,
    source: S,
}

/// A running object, and the values of its counters.
pub(super) struct BoundPlan<'p, B> {
    plan: &'p Plan,
    bound: B,
    session: Session,
}

impl<'p, S> OfPlan<'p, S> {
    pub(super) fn new(plan: &'p Plan, source: S) -> Self {
        Self { plan, source }
    }
}

impl<'p, S: Source> Instances for OfPlan<'p, S> {
    type Instance = BoundPlan<'p, S::Bound>;

    fn bind(&mut self) -> Result<Self::Instance, Gone> {
        let bound = self.source.bind()?;
        let session = Session::new(self.plan, bound.running());
        Ok(BoundPlan { plan: self.plan, bound, session })
    }

    fn subject(&self) -> Subject<'_> {
        Subject::of(self.plan)
    }
}

impl<B: Bound> Instance for BoundPlan<'_, B> {
    fn name(&self) -> String {
        self.bound.name()
    }

    fn id(&self) -> u32 {
        self.bound.id()
    }

    fn subject(&self) -> Subject<'_> {
        Subject::of(self.session.plan(self.plan))
    }

    fn read(&mut self, moment: &mut dyn FnMut() -> Moment) -> Result<Moment, Gone> {
        let turn = self.bound.read(&self.session.placed.places)?;
        let now = moment();
        self.session.take(self.plan, turn, now.at);
        Ok(now)
    }

    fn values(&self) -> Values {
        let Self { plan, session, .. } = self;
        Values {
            rows: session.rows(plan),
            histograms: session.histograms(plan),
            ratios: session.ratios(plan),
            notes: session.notes(),
            seconds: session.seconds(),
        }
    }
}
