//! A source that does what a test says.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use super::locate::Places;
use super::running::tests::{of_section, part};
use super::running::{Running, Turn};
use super::{Bound, Gone, Source};
use crate::counters::tests::{DISPATCH, layout};
use crate::failure::Failure;

/// What happens at each bind or read.
pub(crate) enum Act {
    /// An instance with this id runs, and each `u64` of its `.bss` has this value.
    Runs(u32, u64),
    /// No instance runs.
    None,
    /// The instance ended while it was read.
    Dies,
    /// The capability is missing.
    Denied,
}

pub(crate) struct Fake(pub(crate) Rc<RefCell<VecDeque<Act>>>);

pub(crate) struct FakeBound {
    id: u32,
    running: Running,
    acts: Rc<RefCell<VecDeque<Act>>>,
}

impl Fake {
    pub(crate) fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        Self(Rc::new(RefCell::new(acts.into_iter().collect())))
    }
}

fn none() -> Gone {
    Gone::Now("a scheduler (none attached)".to_owned())
}

impl Source for Fake {
    type Bound = FakeBound;

    fn bind(&mut self) -> Result<FakeBound, Gone> {
        let mut acts = self.0.borrow_mut();
        match acts.front() {
            Some(&Act::Runs(id, _)) => {
                let section = layout(DISPATCH).section(".bss").unwrap().clone();
                Ok(FakeBound { id, running: of_section(section), acts: self.0.clone() })
            }
            Some(Act::Denied) => Err(Gone::Ever(Failure::Message("CAP_SYS_ADMIN".to_owned()))),
            _ => {
                acts.pop_front();
                Err(none())
            }
        }
    }
}

impl Bound for FakeBound {
    fn name(&self) -> String {
        "dispatch".to_owned()
    }

    fn id(&self) -> u32 {
        self.id
    }

    fn loaded(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.id.into())
    }

    fn running(&self) -> &Running {
        &self.running
    }

    fn read(&self, places: &Places) -> Result<Turn, Gone> {
        let mut acts = self.acts.borrow_mut();
        let Some(&Act::Runs(id, value)) = acts.front() else {
            if matches!(acts.front(), Some(Act::Dies)) {
                acts.pop_front();
            }
            return Err(none());
        };
        if id != self.id {
            return Err(Gone::Now(format!("{} no longer runs", self.id)));
        }
        acts.pop_front();
        let mut bytes = vec![0; 4096];
        for chunk in bytes.chunks_exact_mut(8) {
            chunk.copy_from_slice(&value.to_ne_bytes());
        }
        let spans = places.spans.iter().map(|span| vec![part(&bytes, span)]).collect();
        Ok(Turn { spans, entries: Vec::new() })
    }
}

pub(crate) const ARGS: [&str; 5] = [DISPATCH, "--only", "nr_mig_*", "--ratio", "cross = nr_mig_cross / nr_mig_same"];
