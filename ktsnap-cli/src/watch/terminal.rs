//! Turns drawn over each other on a terminal, with keys.

use std::io;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{self, Event};
use ratatui::{DefaultTerminal, try_init, try_restore};

use super::follow::{Follow, Instances, moment};
use super::history::History;
use super::page::Page;
use super::view::{KeyEffect, View};
use crate::args::Watch;
use crate::clock::{Pace, Stop};
use crate::failure::Failure;

/// How long a signal waits at most before it is handled.
const SIGNAL_DELAY: Duration = Duration::from_millis(100);

/// The terminal in its full-screen mode. It is restored on drop, and after a panic by the library.
struct FullScreen(DefaultTerminal);

impl FullScreen {
    fn new() -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            // Part of the setup may have succeeded.
            _ = try_restore();
            Failure::new("can't draw on this terminal", format!("{error}; use `--plain` to print lines"))
        };
        try_init().map(Self).map_err(failed)
    }
}

impl Drop for FullScreen {
    fn drop(&mut self) {
        _ = try_restore();
    }
}

/// Draws turns until a key, a signal or the last turn ends it.
pub(super) fn run<S: Instances>(
    args: &Watch,
    follow: &mut Follow<S>,
    pace: &mut Pace,
    stop: &Stop,
    color: bool,
) -> Result<(), Failure> {
    let mut view = View::default();
    let mut screen = FullScreen::new()?;
    let mut history = History::default();
    while !stop.is_signaled() {
        if !view.paused && pace.left(Instant::now()).is_zero() {
            if pace.is_done() {
                break;
            }
            pace.take(Instant::now());
            history.push(follow.turn(&mut moment)?);
        }
        if history.len() > 0 {
            let page = Page { subject: follow.subject(), history: &history, every: args.every, color };
            screen.0.draw(|to| page.draw(&mut view, to.area(), to.buffer_mut()))?;
        }
        let wait = if view.paused { SIGNAL_DELAY } else { SIGNAL_DELAY.min(pace.left(Instant::now())) };
        if event::poll(wait)?
            && let Event::Key(key) = event::read()?
            && view.key(key) == KeyEffect::Quit
        {
            break;
        }
    }
    Ok(())
}
