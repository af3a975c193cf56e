//! When `capture` and `watch` read again, and when they stop: turns at a fixed interval, until a signal arrives.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::failure::Failure;

/// What turns are measured by.
pub(crate) trait Clock {
    fn now(&self) -> Instant;

    /// Waits, and says whether to go on.
    fn wait(&mut self, until: Instant) -> bool;
}

/// One turn after another, the first at once.
pub(crate) struct Pace {
    every: Duration,
    count: Option<u64>,
    turns: u64,
    due: Option<Instant>,
}

/// One turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    /// From 0.
    pub(crate) number: u64,
    /// How long after its time it begins, if that matters.
    pub(crate) late: Option<Duration>,
}

impl Pace {
    pub(crate) fn new(every: Duration, count: Option<u64>) -> Self {
        Self { every, count, turns: 0, due: None }
    }

    /// Waits for the next turn. `None` after the last one, or when there is to be none.
    pub(crate) fn next(&mut self, clock: &mut dyn Clock) -> Option<Turn> {
        if self.is_done() || self.due.is_some_and(|due| !clock.wait(due)) {
            return None;
        }
        Some(self.take(clock.now()))
    }

    /// How long it is to the next turn.
    pub(crate) fn left(&self, now: Instant) -> Duration {
        self.due.map_or(Duration::ZERO, |due| due.saturating_duration_since(now))
    }

    /// Whether there was the last turn.
    pub(crate) fn is_done(&self) -> bool {
        self.count.is_some_and(|count| self.turns >= count)
    }

    /// The turn that begins now.
    pub(crate) fn take(&mut self, now: Instant) -> Turn {
        let late = self.due.map_or(Duration::ZERO, |due| now.saturating_duration_since(due));
        let number = self.turns;
        self.turns += 1;
        // After a late turn no others follow in a rush to catch up: their distance is what a rate is over.
        let from = if late > self.every { now } else { self.due.unwrap_or(now) };
        self.due = from.checked_add(self.every);
        // A tenth is what nobody would see in a rate; timers are not exact to a few milliseconds.
        let matters = late > (self.every / 10).max(Duration::from_millis(10));
        Turn { number, late: matters.then_some(late) }
    }
}

/// Waits, and hears of a signal meanwhile.
pub(crate) struct Stop {
    told: Receiver<()>,
}

/// What becomes of a second signal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// It ends the process, whatever that is at.
    Ends,
    /// Nothing: the terminal has to be restored first.
    Waits,
}

impl Stop {
    /// From now on a signal does not end the process.
    pub(crate) fn listen(again: Again) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::new("can't listen to signals", error);
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(failed)?;
        let (tell, told) = mpsc::channel();
        let listener = move || {
            for (before, signal) in signals.forever().enumerate() {
                if before > 0 && again == Again::Ends {
                    _ = emulate_default_handler(signal);
                }
                // Without a receiver it is stopping already.
                _ = tell.send(());
            }
        };
        thread::Builder::new().name("signals".to_owned()).spawn(listener).map_err(failed)?;
        Ok(Self { told })
    }

    /// Whether there was one.
    pub(crate) fn is_told(&self) -> bool {
        self.told.try_recv() != Err(TryRecvError::Empty)
    }
}

impl Clock for Stop {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wait(&mut self, until: Instant) -> bool {
        self.told.recv_timeout(until.saturating_duration_since(self.now())) == Err(RecvTimeoutError::Timeout)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A clock that stands still between waits.
    pub(crate) struct Still {
        pub(crate) now: Instant,
        /// Waits until it is told to stop.
        pub(crate) waits: u32,
    }

    impl Still {
        pub(crate) fn new(waits: u32) -> Self {
            Self { now: Instant::now(), waits }
        }
    }

    impl Clock for Still {
        fn now(&self) -> Instant {
            self.now
        }

        fn wait(&mut self, until: Instant) -> bool {
            self.now = self.now.max(until);
            self.waits = self.waits.saturating_sub(1);
            self.waits > 0
        }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn turns_keep_to_their_times() {
        let (mut pace, mut clock) = (Pace::new(SECOND, Some(3)), Still::new(9));
        let start = clock.now;
        let mut at = Vec::new();
        while let Some(turn) = pace.next(&mut clock) {
            at.push((turn.number, turn.late, clock.now - start));
            // What a turn takes is no part of the distance.
            clock.now += SECOND / 20;
        }
        assert_eq!(at, [(0, None, Duration::ZERO), (1, None, SECOND), (2, None, SECOND * 2)]);
    }

    #[test]
    fn a_late_turn_is_told_and_the_next_comes_a_period_after_it() {
        let (mut pace, mut clock) = (Pace::new(SECOND, None), Still::new(9));
        pace.next(&mut clock).unwrap();
        clock.now += SECOND * 5;
        assert_eq!(pace.next(&mut clock).unwrap(), Turn { number: 1, late: Some(SECOND * 4) });
        let second = clock.now;
        assert_eq!(pace.next(&mut clock).unwrap(), Turn { number: 2, late: None });
        assert_eq!(clock.now - second, SECOND);
    }

    #[test]
    fn a_turn_that_is_a_little_late_is_caught_up_with() {
        let (mut pace, mut clock) = (Pace::new(SECOND, None), Still::new(9));
        pace.next(&mut clock).unwrap();
        clock.now += SECOND * 3 / 2;
        assert_eq!(pace.next(&mut clock).unwrap().late, Some(SECOND / 2));
        let second = clock.now;
        assert_eq!(pace.next(&mut clock).unwrap().late, None);
        assert_eq!(clock.now - second, SECOND / 2);
    }

    #[test]
    fn it_ends_where_the_wait_does() {
        let (mut pace, mut clock) = (Pace::new(SECOND, None), Still::new(2));
        assert_eq!(std::iter::from_fn(|| pace.next(&mut clock)).count(), 2);
    }
}
