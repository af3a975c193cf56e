//! The line on a terminal that says how far a table is.

use std::time::{Duration, Instant};

use ktsnap_cli::fleet::StatusLine;
use ktsnap_table::Progress;

/// The time between two updates. Fast commands show nothing.
const PAUSE: Duration = Duration::from_millis(200);

/// The reports that were read, the rate, and the time that is left at this rate.
pub(crate) struct Rate {
    line: StatusLine<std::io::Stderr>,
    start: Instant,
    last: Instant,
}

impl Rate {
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        Self { line: StatusLine::on_stderr(), start: now, last: now }
    }

    pub(crate) fn at(&mut self, progress: Progress) {
        if self.last.elapsed() >= PAUSE {
            self.last = Instant::now();
            self.line.update(&text(progress, self.start.elapsed()));
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "two digits are shown")]
fn text(Progress { done, of, bytes }: Progress, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    let mut text = format!("reading {done} of {of} reports");
    if done > 0 && seconds > 0.0 {
        let rate = bytes as f64 / seconds / 1e6;
        let left = seconds * (of - done.min(of)) as f64 / done as f64;
        text += &format!(", {rate:.0} MB/s, {} left", duration(left));
    }
    text
}

/// Whole seconds, or minutes and seconds.
fn duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).floor();
    match minutes >= 1.0 {
        true => format!("{minutes:.0} min {:.0} s", seconds - minutes * 60.0),
        false => format!("{seconds:.0} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_the_rate_and_the_time_that_is_left() {
        let at = |done, bytes| Progress { done, of: 400, bytes };
        let ten = Duration::from_secs(10);
        assert_eq!(text(at(0, 0), ten), "reading 0 of 400 reports");
        assert_eq!(text(at(100, 250_000_000), ten), "reading 100 of 400 reports, 25 MB/s, 30 s left");
        assert_eq!(text(at(40, 1_000_000), ten), "reading 40 of 400 reports, 0 MB/s, 1 min 30 s left");
    }
}
