//! Turns drawn over each other, and keys.

mod draw;
mod view;

use std::io;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{self, Event};
use ratatui::{DefaultTerminal, try_init, try_restore};

use super::follow::{Follow, Source};
use super::frame::Frame;
use super::kernel::moment;
use crate::args::Watch;
use crate::clock::{Pace, Stop};
use crate::failure::Failure;
use draw::Page;
use view::{Then, View};

/// How soon a signal is heard.
const HEARD: Duration = Duration::from_millis(100);

/// The screen, which is given back however this ends. A panic gives it back, too: the library sees to that.
struct Taken(DefaultTerminal);

impl Taken {
    fn new() -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            // Part of it may have been done.
            _ = try_restore();
            Failure::new("can't draw on this terminal", format!("{error}; `--plain` writes lines"))
        };
        try_init().map(Self).map_err(failed)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        _ = try_restore();
    }
}

/// Until told to quit.
pub(super) fn run<S: Source>(
    args: &Watch,
    follow: &mut Follow<'_, S>,
    pace: &mut Pace,
    stop: &Stop,
    color: bool,
) -> Result<(), Failure> {
    let mut view = View::default();
    let mut screen = Taken::new()?;
    let mut frame: Option<Frame> = None;
    while !stop.is_told() {
        if !view.paused && pace.left(Instant::now()).is_zero() {
            if pace.is_done() {
                break;
            }
            pace.take(Instant::now());
            frame = Some(follow.turn(&mut moment)?);
        }
        if let Some(frame) = &frame {
            let page = Page { plan: follow.plan(), frame, every: args.every, color };
            screen.0.draw(|to| page.draw(&mut view, to.area(), to.buffer_mut()))?;
        }
        let wait = if view.paused { HEARD } else { HEARD.min(pace.left(Instant::now())) };
        if event::poll(wait)?
            && let Event::Key(key) = event::read()?
            && view.key(key) == Then::Quit
        {
            break;
        }
    }
    Ok(())
}
