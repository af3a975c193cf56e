//! [`Factory`]: makes counters from the text of a struct that another process sent.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use ktsnap_table::{Counters, CountersSpec};

/// How many specifications a process keeps. Each task of a query has one, and the tasks of one query have the same.
const KEPT: usize = 16;

type Made = (CountersSpec, Arc<dyn Counters>);
type Make = dyn Fn(&CountersSpec) -> Result<Arc<dyn Counters>, String> + Send + Sync;

/// Makes counters from the text of a struct and its layout file. Each process of a cluster has the same factory.
///
/// ```
/// use ktsnap_cluster::Factory;
///
/// let factory = Factory::new(|spec| Err(format!("the struct {} can't be read here", spec.name)));
/// assert_eq!(format!("{factory:?}"), "Factory");
/// ```
#[derive(Clone)]
pub struct Factory {
    make: Arc<Make>,
    made: Arc<Mutex<Vec<Made>>>,
}

impl fmt::Debug for Factory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Factory")
    }
}

impl Factory {
    /// A factory that calls this function.
    pub fn new(make: impl Fn(&CountersSpec) -> Result<Arc<dyn Counters>, String> + Send + Sync + 'static) -> Self {
        Self { make: Arc::new(make), made: Arc::default() }
    }

    pub(crate) fn make(&self, spec: &CountersSpec) -> Result<Arc<dyn Counters>, String> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, counters)) = made.iter().find(|(known, _)| known == spec) {
            return Ok(counters.clone());
        }
        let counters = (self.make)(spec)?;
        if made.len() == KEPT {
            made.remove(0);
        }
        made.push((spec.clone(), counters.clone()));
        Ok(counters)
    }
}
