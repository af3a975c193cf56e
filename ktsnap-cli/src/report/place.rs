//! The running scheduler's map of a place: a section, or the name of a map.

use ktsnap_core::report::FailureDumpMap;

use super::maps::{CopyState, RunningScheduler, address};
use crate::screen::text::{clean, count};

impl<'r> RunningScheduler<'r> {
    /// The only map among some of the report that can be read without naming a copy: the live map, or the only copy if nothing says
    /// that it is another instance's. This is the rule of typed reads.
    ///
    /// # Errors
    ///
    /// Why there is no such map.
    pub(crate) fn of_place(
        &self,
        place: &str,
        is_in: impl Fn(&FailureDumpMap) -> bool,
    ) -> Result<&'r FailureDumpMap, String> {
        let (own, others): (Vec<_>, Vec<_>) =
            self.maps().filter(|map| is_in(map)).partition(|map| self.may_be_running(map));
        let mut live = own.iter().copied().filter(|map| self.state(map) == CopyState::Live);
        match (live.next(), live.next(), own.as_slice()) {
            (Some(map), None, _) => Ok(map),
            (None, _, [only]) if self.state(only) != CopyState::Dead => Ok(*only),
            (None, _, []) => Err(match (others.first(), self.running_obj()) {
                (Some(other), Some(obj)) => {
                    format!("`{}` is not of `{}`, which is running", clean(&other.name), clean(obj))
                }
                _ => format!("the report has no `{}`", clean(place)),
            }),
            (None, _, [dead, ..]) if own.iter().all(|map| self.state(map) == CopyState::Dead) => {
                let (name, at) = (clean(&dead.name), address(dead));
                Err(format!("`{name}` at {at} is not of the running scheduler, whose copy was not captured"))
            }
            (_, _, several) => {
                let copies = count(several.len(), "copy", "copies");
                Err(format!("the report has {copies} of `{}` and does not say which one is live", clean(place)))
            }
        }
    }
}
