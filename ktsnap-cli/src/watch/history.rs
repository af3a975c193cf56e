//! The last turns, which the screen shows as trends and can go back to.

use std::collections::VecDeque;

use super::follow::{Frame, State};
use super::row::Row;

/// The most turns that are kept.
const TURNS: usize = 600;

/// The most rows of all kept turns.
const ROWS: usize = 1 << 18;

/// The last turns, the newest last.
#[derive(Debug, Default)]
pub(super) struct History {
    frames: VecDeque<Frame>,
    /// The rows of all frames.
    rows: usize,
    /// The number of turns so far.
    turns: usize,
}

/// What a row counted in a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Moved {
    /// Nothing is known: the counter was not read, or not read before.
    Unknown,
    By(f64),
}

impl History {
    /// Adds a turn, and forgets the oldest turns if there are too many.
    pub(super) fn push(&mut self, frame: Frame) {
        self.turns = self.turns.saturating_add(1);
        self.rows = self.rows.saturating_add(frame.size());
        self.frames.push_back(frame);
        while self.frames.len() > 1 && (self.frames.len() > TURNS || self.rows > ROWS) {
            let oldest = self.frames.pop_front();
            self.rows = self.rows.saturating_sub(oldest.map_or(0, |frame| frame.size()));
        }
    }

    /// The number of turns that are kept.
    pub(super) fn len(&self) -> usize {
        self.frames.len()
    }

    /// The number of turns so far, and so the number of the newest turn.
    pub(super) fn turns(&self) -> usize {
        self.turns
    }

    /// The turn that many turns before the newest.
    pub(super) fn back(&self, by: usize) -> Option<&Frame> {
        self.frames.get(self.at(by)?)
    }

    fn at(&self, back: usize) -> Option<usize> {
        self.frames.len().checked_sub(1)?.checked_sub(back)
    }

    /// What the row counted in each of the last turns up to the turn that is `back` before the newest, at most `most` of them, the
    /// newest last. Turns of other instances are unknown.
    pub(super) fn trend(&self, row: &Row, back: usize, most: usize) -> Vec<Moved> {
        let Some(last) = self.at(back) else { return Vec::new() };
        let Some(shown) = self.frames.get(last) else { return Vec::new() };
        let first = (last + 1).saturating_sub(most);
        let moved = |frame: &Frame| {
            if instance(frame) != instance(shown) {
                return Moved::Unknown;
            }
            let at = frame.rows.binary_search_by(|other| (&other.id, other.cpu).cmp(&(&row.id, row.cpu)));
            let counted = at.ok().and_then(|at| frame.rows.get(at)?.counted.as_ref().ok());
            counted.and_then(|counted| counted.rate).map_or(Moved::Unknown, Moved::By)
        };
        self.frames.range(first..=last).map(moved).collect()
    }
}

fn instance(frame: &Frame) -> Option<u32> {
    match frame.state {
        State::Running { instance, .. } => Some(instance),
        State::Waiting(_) => None,
    }
}

impl Frame {
    /// The number of its rows and bars.
    fn size(&self) -> usize {
        let bars = self.histograms.iter().flat_map(|of| of.bars.iter().flatten());
        self.rows.len() + bars.count() + 1
    }
}
