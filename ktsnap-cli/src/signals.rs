//! Being told to stop: Ctrl-C, SIGTERM, SIGHUP.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::Instant;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::failure::Failure;
use crate::pace::Clock;

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
