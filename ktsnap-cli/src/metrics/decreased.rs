//! Counters that decreased while one instance ran.
//!
//! Prometheus takes a counter that decreases for one that began again from zero, and adds its whole value. So a counter that
//! decreases would become a wrong number in each query.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::family::{Family, Kind, Labels, Rule, Sample, Value};

/// What is known of earlier readings.
#[derive(Debug, Default)]
pub(super) struct Decreases {
    before: HashMap<(Arc<str>, Labels), i128>,
    /// The counters that decreased, and what to do.
    found: BTreeMap<Arc<str>, String>,
}

impl Decreases {
    /// Forgets the values of an instance that ended.
    pub(super) fn forget(&mut self) {
        self.before.clear();
    }

    /// Removes the families of counters that have decreased, and returns why.
    pub(super) fn remove(&mut self, families: &mut Vec<Family>) -> Vec<(String, String)> {
        for family in families.iter_mut().filter(|family| family.kind == Kind::Counter) {
            if family.rule == Rule::ComesAndGoes {
                continue;
            }
            for Sample { labels, value } in &mut family.samples {
                let Value::Integer(now) = value else { continue };
                let before = self.before.entry((family.of.clone(), labels.clone())).or_insert(*now);
                if *now < *before && !is_wrapped(*before, *now, family.bytes) {
                    if family.rule == Rule::KeepsHighest {
                        *now = *before;
                        continue;
                    }
                    let why = format!("it decreased from {before} to {now}, so it is not a counter: {}", family.remedy);
                    self.found.entry(family.of.clone()).or_insert(why);
                }
                *before = *now;
            }
        }
        families.retain(|family| !self.found.contains_key(&family.of));
        self.found.iter().map(|(of, why)| (of.to_string(), why.clone())).collect()
    }
}

/// Whether a counter of fewer than 64 bits has passed its largest value, and began again from zero.
fn is_wrapped(before: i128, now: i128, bytes: u64) -> bool {
    let Some(limit) = u32::try_from(bytes * 8).ok().filter(|bits| *bits < 64).map(|bits| 1_i128 << bits) else {
        return false;
    };
    before > limit / 4 * 3 && now < limit / 4
}

#[cfg(test)]
mod tests {
    use super::super::name::metric_name;
    use super::*;

    fn family(rule: Rule, value: i128) -> Family {
        let labels = vec![("cpu", "0".into())];
        Family {
            name: metric_name("nr", Kind::Counter),
            help: "".into(),
            kind: Kind::Counter,
            samples: vec![Sample { labels, value: Value::Integer(value) }],
            of: "nr".into(),
            rule,
            bytes: 4,
            remedy: "pass `--gauge nr`".into(),
        }
    }

    /// The value after each reading, or why there is none.
    fn read(rule: Rule, values: &[i128]) -> Vec<Result<i128, String>> {
        let mut decreases = Decreases::default();
        let read = |value: &i128| {
            let mut families = vec![family(rule, *value)];
            let why = decreases.remove(&mut families);
            match families.first().map(|family| &family.samples[0].value) {
                Some(Value::Integer(value)) => Ok(*value),
                _ => Err(why[0].1.clone()),
            }
        };
        values.iter().map(read).collect()
    }

    #[test]
    fn a_counter_that_decreased_is_left_out_from_then_on() {
        let why = "it decreased from 7 to 6, so it is not a counter: pass `--gauge nr`".to_owned();
        assert_eq!(read(Rule::NeverDecreases, &[5, 7, 6, 9]), [Ok(5), Ok(7), Err(why.clone()), Err(why)]);
        assert_eq!(read(Rule::NeverDecreases, &[5, 5]), [Ok(5), Ok(5)]);
    }

    #[test]
    fn what_a_person_calls_a_counter_keeps_its_highest_value() {
        assert_eq!(read(Rule::KeepsHighest, &[5, 7, 6, 9]), [Ok(5), Ok(7), Ok(7), Ok(9)]);
    }

    #[test]
    fn an_entry_that_was_added_again_begins_again() {
        assert_eq!(read(Rule::ComesAndGoes, &[5, 0]), [Ok(5), Ok(0)]);
    }

    #[test]
    fn a_counter_of_32_bits_wraps() {
        let largest = i128::from(u32::MAX);
        assert_eq!(read(Rule::NeverDecreases, &[largest, 3, 4]), [Ok(largest), Ok(3), Ok(4)]);
        assert!(read(Rule::NeverDecreases, &[largest, largest / 2])[1].is_err());
    }

    #[test]
    fn another_instance_begins_again() {
        let mut decreases = Decreases::default();
        assert!(decreases.remove(&mut vec![family(Rule::NeverDecreases, 7)]).is_empty());
        decreases.forget();
        assert!(decreases.remove(&mut vec![family(Rule::NeverDecreases, 1)]).is_empty());
    }
}
