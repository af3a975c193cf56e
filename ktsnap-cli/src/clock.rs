//! When `capture` and `watch` read again, and when they stop: turns at a fixed interval, until a signal arrives.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::failure::Failure;

/// A source of time, replaced in tests.
pub(crate) trait Clock {
    fn now(&self) -> Instant;

    /// Waits until a time. `false` if the command has to stop.
    fn wait(&mut self, until: Instant) -> bool;
}

/// Turns at a fixed interval. The first is due immediately.
pub(crate) struct Pace {
    every: Duration,
    count: Option<u64>,
    turns: u64,
    due: Option<Instant>,
}

/// One turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    /// Starts at 0.
    pub(crate) number: u64,
    /// The delay, if it is large enough to distort a rate.
    pub(crate) late: Option<Duration>,
}

impl Pace {
    pub(crate) fn new(every: Duration, count: Option<u64>) -> Self {
        Self { every, count, turns: 0, due: None }
    }

    /// Waits for the next turn. `None` after the last turn, or if the clock says to stop.
    pub(crate) fn next(&mut self, clock: &mut dyn Clock) -> Option<Turn> {
        if self.is_done() || self.due.is_some_and(|due| !clock.wait(due)) {
            return None;
        }
        Some(self.take(clock.now()))
    }

    /// The time until the next turn.
    pub(crate) fn left(&self, now: Instant) -> Duration {
        self.due.map_or(Duration::ZERO, |due| due.saturating_duration_since(now))
    }

    /// Whether the last turn has begun.
    pub(crate) fn is_done(&self) -> bool {
        self.count.is_some_and(|count| self.turns >= count)
    }

    /// Begins a turn now.
    pub(crate) fn take(&mut self, now: Instant) -> Turn {
        let late = self.due.map_or(Duration::ZERO, |due| now.saturating_duration_since(due));
        let number = self.turns;
        self.turns += 1;
        // Don't catch up after a late turn: a rate is computed over the time between two turns.
        let from = if late > self.every { now } else { self.due.unwrap_or(now) };
        self.due = from.checked_add(self.every);
        // A rate hides a delay of a tenth of the interval, and timers are not exact to a few milliseconds.
        let matters = late > (self.every / 10).max(Duration::from_millis(10));
        Turn { number, late: matters.then_some(late) }
    }
}

/// The real clock. It stops the command on Ctrl-C, SIGTERM or SIGHUP.
pub(crate) struct Stop {
    signals: Receiver<()>,
}

/// The effect of a second signal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// It ends the process immediately.
    Ends,
    /// None, since the terminal has to be restored first.
    Waits,
}

impl Stop {
    /// Starts to listen. From now on the first signal does not end the process.
    pub(crate) fn listen(again: Again) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::new("can't handle signals", error);
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(failed)?;
        let (sender, receiver) = mpsc::channel();
        let listener = move || {
            for (before, signal) in signals.forever().enumerate() {
                if before > 0 && again == Again::Ends {
                    _ = emulate_default_handler(signal);
                }
                // Fails only if the receiver is gone, and then the command is stopping already.
                _ = sender.send(());
            }
        };
        thread::Builder::new().name("signals".to_owned()).spawn(listener).map_err(failed)?;
        Ok(Self { signals: receiver })
    }

    /// Whether a signal has arrived.
    pub(crate) fn is_signaled(&self) -> bool {
        self.signals.try_recv() != Err(TryRecvError::Empty)
    }
}

impl Clock for Stop {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wait(&mut self, until: Instant) -> bool {
        self.signals.recv_timeout(until.saturating_duration_since(self.now())) == Err(RecvTimeoutError::Timeout)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A clock whose time passes only in waits.
    pub(crate) struct Still {
        pub(crate) now: Instant,
        /// The number of waits until it says to stop.
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
    fn turns_keep_their_interval() {
        let (mut pace, mut clock) = (Pace::new(SECOND, Some(3)), Still::new(9));
        let start = clock.now;
        let mut at = Vec::new();
        while let Some(turn) = pace.next(&mut clock) {
            at.push((turn.number, turn.late, clock.now - start));
            // The duration of a turn does not delay the next turn.
            clock.now += SECOND / 20;
        }
        assert_eq!(at, [(0, None, Duration::ZERO), (1, None, SECOND), (2, None, SECOND * 2)]);
    }

    #[test]
    fn a_late_turn_is_reported_and_the_next_follows_a_full_interval_later() {
        let (mut pace, mut clock) = (Pace::new(SECOND, None), Still::new(9));
        pace.next(&mut clock).unwrap();
        clock.now += SECOND * 5;
        assert_eq!(pace.next(&mut clock).unwrap(), Turn { number: 1, late: Some(SECOND * 4) });
        let second = clock.now;
        assert_eq!(pace.next(&mut clock).unwrap(), Turn { number: 2, late: None });
        assert_eq!(clock.now - second, SECOND);
    }

    #[test]
    fn a_small_delay_shortens_the_next_interval() {
        let (mut pace, mut clock) = (Pace::new(SECOND, None), Still::new(9));
        pace.next(&mut clock).unwrap();
        clock.now += SECOND * 3 / 2;
        assert_eq!(pace.next(&mut clock).unwrap().late, Some(SECOND / 2));
        let second = clock.now;
        assert_eq!(pace.next(&mut clock).unwrap().late, None);
        assert_eq!(clock.now - second, SECOND / 2);
    }

    #[test]
    fn it_ends_when_the_clock_says_to_stop() {
        let (mut pace, mut clock) = (Pace::new(SECOND, None), Still::new(2));
        assert_eq!(std::iter::from_fn(|| pace.next(&mut clock)).count(), 2);
    }
}
