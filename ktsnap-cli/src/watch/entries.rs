//! The entries of a hash map, which come and go.
//!
//! A row is named after its key. An entry that was not in the turn before has no change, and neither has an entry whose counters
//! went down: it was deleted and added again, so its counters began again from zero.

use std::collections::BTreeMap;
use std::rc::Rc;

use ktsnap_core::report::limits::MAX_HASH_ENTRIES;

use super::row::{Row, RowId};
use crate::counters::{Plan, ROWS, in_entry, is_named_as_count};
use crate::live::locate::{HashPlace, Places};
use crate::live::reading::Reading;
use crate::live::running::{Entries, Key, texts};
use crate::screen::text::count;

/// The entries of one map in this turn and the turn before.
#[derive(Debug)]
pub(super) struct Hash {
    map: String,
    /// The indices of its counters in the plan, in their order.
    counters: Vec<usize>,
    before: BTreeMap<Key, Values>,
    now: BTreeMap<Key, Values>,
    /// What a person should know about the turn.
    note: Option<String>,
    /// Why the map could not be read.
    failed: Option<String>,
}

/// The values of an entry.
#[derive(Debug)]
struct Values {
    /// The key as a person reads it.
    text: String,
    /// The name of each counter, and its value. `None` for a counter that `--only` does not select.
    counters: Vec<Option<(Rc<str>, Reading)>>,
}

impl Hash {
    pub(super) fn new(place: &HashPlace) -> Self {
        let (map, counters) = (place.span.place.clone(), place.counters.clone());
        Self { map, counters, before: BTreeMap::new(), now: BTreeMap::new(), note: None, failed: None }
    }

    /// The first of its counters.
    pub(super) fn first(&self) -> usize {
        self.counters.first().copied().unwrap_or_default()
    }

    /// Whether a counter of the plan is in the entries of this map.
    pub(super) fn has(&self, counter: usize) -> bool {
        self.counters.binary_search(&counter).is_ok()
    }

    /// Adds a reading.
    pub(super) fn take(&mut self, plan: &Plan, places: &Places, read: Result<Entries, String>) {
        self.before = std::mem::take(&mut self.now);
        (self.note, self.failed) = (None, None);
        let Entries { entries, is_whole } = match read {
            Ok(entries) => entries,
            Err(why) => {
                self.failed = Some(why);
                return;
            }
        };
        let most = (ROWS / self.counters.len().max(1)).max(1);
        let (mut selected, mut values) = (0, BTreeMap::new());
        for (entry, text) in entries.iter().zip(texts(&entries)) {
            let known = self.before.get(&entry.key).filter(|known| known.text == text);
            let counter = |(place, &at): (usize, &usize)| {
                let counter = plan.counters.get(at)?;
                let name = match known.and_then(|known| known.counters.get(place)?.as_ref()) {
                    Some((name, _)) => name.clone(),
                    None if plan.selects(counter, &text) => in_entry(&counter.name, &text).into(),
                    None => return None,
                };
                Some((name, places.counters.get(at)?.as_ref().ok()?.of_value(&entry.value)?))
            };
            let counters: Vec<_> = self.counters.iter().enumerate().map(counter).collect();
            selected += usize::from(counters.iter().any(Option::is_some));
            values.insert(entry.key.clone(), Values { text, counters });
        }
        values.retain(|_, of: &mut Values| of.counters.iter().any(Option::is_some));
        let map = &self.map;
        self.note = if !is_whole {
            Some(format!("`{map}` has more than {MAX_HASH_ENTRIES} entries, and the others are not read"))
        } else if entries.is_empty() {
            Some(format!("`{map}` has no entries"))
        } else if selected == 0 {
            Some(format!("`--only` selects none of the {} of `{map}`", count(entries.len(), "entry", "entries")))
        } else {
            None
        };
        if values.len() > most {
            let left_out = count(values.len() - most, "entry", "entries");
            let note = format!("{left_out} of `{map}` left out: select fewer with `--only`");
            self.note = Some(self.note.take().map_or_else(|| note.clone(), |other| format!("{other}; {note}")));
            let end = values.keys().nth(most).cloned();
            end.into_iter().for_each(|end| drop(values.split_off(&end)));
        }
        self.now = values;
    }

    /// The rows of all entries, in the order of their keys, or why they could not be read.
    pub(super) fn rows(&self, plan: &Plan, seconds: Option<f64>) -> Vec<Row> {
        if let Some(why) = &self.failed {
            let name = format!("{}[*]", self.map);
            return vec![Row { id: RowId::of(self.first()), name: name.into(), cpu: None, counted: Err(why.clone()) }];
        }
        let mut rows = Vec::new();
        for (key, now) in &self.now {
            let before = self.before.get(key).filter(|before| !self.began_again(plan, now, before));
            for (place, counter) in now.counters.iter().enumerate() {
                let (Some((name, value)), Some(&at)) = (counter, self.counters.get(place)) else { continue };
                let before = before.and_then(|before| Some(&before.counters.get(place)?.as_ref()?.1));
                let id = RowId::in_entry(self.first(), key.clone(), at);
                rows.extend(Row::of_reading(&id, name, (value, before), seconds, plan.is_per_cpu()));
            }
        }
        rows
    }

    /// Whether an entry was deleted and added again between two turns: a counter went down. Signed integers and those with the name
    /// of a moment, an extreme or a state can go down.
    fn began_again(&self, plan: &Plan, now: &Values, before: &Values) -> bool {
        let counters = self.counters.iter().zip(now.counters.iter().zip(&before.counters));
        counters.into_iter().any(|(at, (now, before))| {
            let is_count = |at: usize| {
                plan.counters.get(at).is_some_and(|counter| !counter.int.signed && is_named_as_count(&counter.full))
            };
            let (Some((_, now)), Some((_, before))) = (now, before) else { return false };
            now.is_below(before) && is_count(*at)
        })
    }

    pub(super) fn notes(&self) -> Option<String> {
        self.note.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use ktsnap_btf::Type;

    use super::super::session::Session;
    use super::*;
    use crate::counters::tests::{layout, plan};
    use crate::live::running::tests::of_maps;
    use crate::live::running::{Entry, Turn};

    const HOST: &str = "../tests/bpf/host.bpf.o";
    const KEY: Type = Type::Int { size: 4, signed: false };

    /// A `struct pair`: `sum`, `nr` and `last`.
    fn pair((sum, nr, last): (u64, u32, i16)) -> Vec<u8> {
        [&sum.to_ne_bytes()[..], &nr.to_ne_bytes(), &last.to_ne_bytes(), &[0, 0]].concat()
    }

    type Of = (u32, (u64, u32, i16));

    fn entries(of: &[Of]) -> Entries {
        let entry = |&(key, value): &Of| Entry {
            key: Key::new(&key.to_ne_bytes(), &KEY),
            text: key.to_string(),
            value: vec![pair(value)],
        };
        Entries { entries: of.iter().map(entry).collect(), is_whole: true }
    }

    /// The rows and notes after each turn. A row is a name, its value and its change.
    fn watched(options: &[&str], turns: Vec<Result<Entries, String>>) -> Vec<(Vec<String>, Vec<String>)> {
        let args = [&[HOST, "--map", "by_number"], options].concat();
        let plan = plan(&args).unwrap();
        let mut session = Session::new(&plan, &of_maps(&layout(HOST), &[]));
        let start = Instant::now();
        let mut after = |(turn, entries): (u64, Result<Entries, String>)| {
            let whole = session.placed.places.hashes.first().map(|hash| hash.span.clone()).unwrap();
            // The reader gives the bytes of the span.
            let entries = entries.map(|mut of| {
                for entry in &mut of.entries {
                    let (start, end) = (usize::try_from(whole.start).unwrap(), usize::try_from(whole.end).unwrap());
                    entry.value.iter_mut().for_each(|value| *value = value[start..end].to_vec());
                }
                of
            });
            session.take(&plan, Turn { spans: vec![], entries: vec![entries] }, start + Duration::from_secs(turn));
            let row = |row: Row| match &row.counted {
                Ok(counted) => format!("{} {} {}", row.label(), counted.value, counted.change()),
                Err(why) => format!("{}: {why}", row.name),
            };
            (session.rows(&plan).into_iter().map(row).collect(), session.notes())
        };
        (0..).zip(turns).map(&mut after).collect()
    }

    fn rows(options: &[&str], turns: &[&[Of]]) -> Vec<Vec<String>> {
        let turns = turns.iter().map(|of| Ok(entries(of))).collect();
        watched(options, turns).into_iter().map(|(rows, _)| rows).collect()
    }

    #[test]
    fn keys_come_and_go_and_a_key_that_comes_back_has_no_change() {
        let turns: [&[Of]; 4] = [
            &[(7, (10, 1, 0))],
            &[(256, (5, 2, 0)), (7, (14, 2, 0))],
            &[(256, (6, 3, 0))],
            &[(256, (6, 3, 0)), (7, (20, 9, 0))],
        ];
        assert_eq!(
            rows(&["--only", "sum"], &turns),
            [
                vec!["by_number[7].sum 10 -"],
                // Keys are numbers, and in their order.
                vec!["by_number[7].sum 14 +4", "by_number[256].sum 5 -"],
                vec!["by_number[256].sum 6 +1"],
                vec!["by_number[7].sum 20 -", "by_number[256].sum 6 0"],
            ]
        );
    }

    #[test]
    fn a_counter_that_went_down_began_again_and_so_did_the_other_counters_of_its_entry() {
        let turns: [&[Of]; 2] = [&[(7, (10, 9, 0)), (8, (1, 1, 0))], &[(7, (40, 2, 0)), (8, (2, 2, 0))]];
        assert_eq!(
            rows(&[], &turns)[1],
            ["by_number[7].sum 40 -", "by_number[7].nr 2 -", "by_number[8].sum 2 +1", "by_number[8].nr 2 +1"]
        );
        // A signed integer can go down.
        let turns: [&[Of]; 2] = [&[(7, (10, 9, 5))], &[(7, (11, 9, -5))]];
        assert_eq!(
            rows(&["--only", "sum", "--only", "last"], &turns)[1],
            ["by_number[7].sum 11 +1", "by_number[7].last -5 -10"]
        );
    }

    #[test]
    fn only_selects_keys_too() {
        let turn: &[Of] = &[(7, (1, 2, 0)), (70, (3, 4, 0)), (8, (5, 6, 0))];
        assert_eq!(
            rows(&["--only", "by_number[7*].nr", "--only", "by_number[8].sum"], &[turn])[0],
            ["by_number[7].nr 2 -", "by_number[8].sum 5 -", "by_number[70].nr 4 -"]
        );
        let none = watched(&["--only", "by_number[9].nr"], vec![Ok(entries(turn))]);
        assert_eq!(none, [(vec![], vec!["`--only` selects none of the 3 entries of `by_number`".to_owned()])]);
    }

    #[test]
    fn a_map_without_entries_and_one_with_too_many_have_a_note() {
        let many: Vec<Of> = (0..5000).map(|key| (key, (1, 1, 0))).collect();
        let cut = Entries { is_whole: false, ..entries(&many[..4096]) };
        let turns = watched(&[], vec![Ok(entries(&[])), Ok(cut)]);
        assert_eq!(turns[0], (vec![], vec!["`by_number` has no entries".to_owned()]));
        assert_eq!(
            turns[1].1,
            [
                "`by_number` has more than 4096 entries, and the others are not read; 2048 entries of `by_number` left out: select \
                 fewer with `--only`"
            ]
        );
        assert_eq!(turns[1].0.len(), 4096);
        assert_eq!(turns[1].0.last().unwrap(), "by_number[2047].nr 1 -");
    }

    #[test]
    fn a_map_that_could_not_be_read_is_a_reason_and_no_change_spans_it() {
        let of = |sum| Ok(entries(&[(7, (sum, 1, 0))]));
        let turns = watched(&["--only", "sum"], vec![of(1), Err("deleted too fast".to_owned()), of(9), of(11)]);
        let rows: Vec<_> = turns.into_iter().map(|(rows, _)| rows.join(", ")).collect();
        assert_eq!(
            rows,
            [
                "by_number[7].sum 1 -",
                "by_number[*]: deleted too fast",
                "by_number[7].sum 9 -",
                "by_number[7].sum 11 +2"
            ]
        );
    }

    #[test]
    fn keys_with_one_text_have_their_bytes_in_the_name() {
        let mut of = entries(&[(1, (1, 1, 0)), (2, (2, 1, 0)), (3, (3, 1, 0))]);
        of.entries[1].text = "1".to_owned();
        let turns = watched(&["--only", "sum"], vec![Ok(of)]);
        let hex = |key: u32| key.to_ne_bytes().map(|byte| format!("{byte:02x}")).concat();
        let expected = [
            format!("by_number[1 {}].sum 1 -", hex(1)),
            format!("by_number[1 {}].sum 2 -", hex(2)),
            "by_number[3].sum 3 -".to_owned(),
        ];
        assert_eq!(turns[0].0, expected);
    }

    #[test]
    fn a_map_with_other_keys_or_values_is_a_reason() {
        let plan = plan(&[HOST, "--map", "by_number"]).unwrap();
        let reasons = |change: &dyn Fn(&mut crate::live::running::RunningMap)| {
            let mut running = of_maps(&layout(HOST), &[]);
            change(running.maps.get_mut("by_number").unwrap().as_mut().unwrap());
            let rows = Session::new(&plan, &running).rows(&plan);
            rows.into_iter().map(|row| format!("{}: {}", row.name, row.counted.unwrap_err())).collect::<Vec<_>>()
        };
        assert_eq!(reasons(&|_| ()), Vec::<String>::new());
        let other = reasons(&|map| map.key = Some(Type::Int { size: 8, signed: false }));
        assert_eq!(other.len(), 2);
        assert!(other[0].starts_with("by_number[*].sum: keys are "), "{other:?}");
        let other = reasons(&|map| map.value = Type::Int { size: 8, signed: false });
        assert!(other[1].starts_with("by_number[*].nr: ") && other[1].contains("host.bpf.o"), "{other:?}");
    }
}
