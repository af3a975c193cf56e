//! The BTF of loaded objects, by id.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ktsnap_btf::{LoadedBtf, ObjectError};
use libbpf_rs::query::BtfInfoIter;

use crate::error::LiveError;
use crate::listing;

/// The BTF that was read so far. The kernel gives an id to one object only, so an entry never becomes wrong.
#[derive(Debug, Default)]
pub(crate) struct Btfs {
    known: RefCell<BTreeMap<u32, Known>>,
}

type Known = Result<Rc<LoadedBtf>, String>;

impl Btfs {
    /// The BTF of those ids that the kernel knows. Others are dropped from the cache. All missing ids are read in one pass,
    /// because libbpf-rs only offers an iterator over all BTF that is loaded.
    pub(crate) fn of(&self, ids: &BTreeSet<u32>) -> Result<BTreeMap<u32, Known>, LiveError> {
        let mut known = self.known.borrow_mut();
        known.retain(|id, _| ids.contains(id));
        let missing: BTreeSet<u32> = ids.iter().copied().filter(|id| *id != 0 && !known.contains_key(id)).collect();
        if !missing.is_empty() {
            let infos = BtfInfoIter::default().filter(|info| missing.contains(&info.id));
            listing::each("listing the BTF of BPF objects", infos, |info| {
                let parsed = LoadedBtf::parse(info.btf).map(Rc::new).map_err(|error: ObjectError| error.to_string());
                known.insert(info.id, parsed);
            })?;
        }
        Ok(known.clone())
    }

    /// The BTF of that id, which belongs to the object `of`.
    pub(crate) fn get(&self, id: u32, of: &str) -> Result<Rc<LoadedBtf>, LiveError> {
        if id == 0 {
            return Err(LiveError::NoBtf { name: of.to_owned() });
        }
        match self.of(&BTreeSet::from([id]))?.remove(&id) {
            Some(Ok(btf)) => Ok(btf),
            Some(Err(reason)) => Err(LiveError::Btf { id, reason }),
            None => Err(LiveError::Btf { id, reason: "it is gone because its object was unloaded".to_owned() }),
        }
    }
}
