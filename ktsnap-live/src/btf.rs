//! The BTF of loaded objects, by id.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ktsnap_btf::{LoadedBtf, ObjectError};
use libbpf_rs::query::BtfInfoIter;

use crate::error::LiveError;

/// What was read so far. An id is given to one object only, so it stays good.
#[derive(Debug, Default)]
pub(crate) struct Btfs {
    known: RefCell<BTreeMap<u32, Known>>,
}

type Known = Result<Rc<LoadedBtf>, String>;

impl Btfs {
    /// Those of these ids that the kernel has, and nothing else is kept. All are read in one go, since libbpf-rs gives BTF
    /// only by going through all that is loaded.
    pub(crate) fn of(&self, ids: &BTreeSet<u32>) -> BTreeMap<u32, Known> {
        let mut known = self.known.borrow_mut();
        known.retain(|id, _| ids.contains(id));
        let missing: BTreeSet<u32> = ids.iter().copied().filter(|id| *id != 0 && !known.contains_key(id)).collect();
        if !missing.is_empty() {
            for info in BtfInfoIter::default().filter(|info| missing.contains(&info.id)) {
                let parsed = LoadedBtf::parse(info.btf).map(Rc::new).map_err(|error: ObjectError| error.to_string());
                known.insert(info.id, parsed);
            }
        }
        known.clone()
    }

    /// The one of that id.
    pub(crate) fn get(&self, id: u32, of: &str) -> Result<Rc<LoadedBtf>, LiveError> {
        if id == 0 {
            return Err(LiveError::NoBtf { name: of.to_owned() });
        }
        match self.of(&BTreeSet::from([id])).remove(&id) {
            Some(Ok(btf)) => Ok(btf),
            Some(Err(reason)) => Err(LiveError::Btf { id, reason }),
            None => Err(LiveError::Btf { id, reason: "it is gone: what it was of was unloaded".to_owned() }),
        }
    }
}
