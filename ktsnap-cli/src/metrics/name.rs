//! The name of a counter by the conventions of Prometheus: lower-case words, base units, and no word that a type of metric reserves
//! (`client_golang/prometheus/testutil/promlint` checks these).

use super::family::{Kind, Name, Unit};

/// The first word of every name.
pub(super) const PREFIX: &str = "ktsnap";

/// Words for units of counters.
const UNITS: [(&str, Unit); 12] = [
    ("ns", Unit::Seconds(1_000_000_000)),
    ("nsec", Unit::Seconds(1_000_000_000)),
    ("nsecs", Unit::Seconds(1_000_000_000)),
    ("us", Unit::Seconds(1_000_000)),
    ("usec", Unit::Seconds(1_000_000)),
    ("usecs", Unit::Seconds(1_000_000)),
    ("ms", Unit::Seconds(1_000)),
    ("msec", Unit::Seconds(1_000)),
    ("msecs", Unit::Seconds(1_000)),
    ("secs", Unit::Seconds(1)),
    ("seconds", Unit::Seconds(1)),
    ("bytes", Unit::Bytes),
];

/// Units that are not base units, and the words for them in names.
const OTHER_UNITS: [(&str, &str); 5] =
    [("bits", "bit"), ("minutes", "minute"), ("hours", "hour"), ("days", "day"), ("weeks", "week")];

/// Words that are types of metrics.
const TYPES: [&str; 5] = ["counter", "gauge", "histogram", "summary", "untyped"];

/// Last words that only counters and histograms may have.
const RESERVED: [&str; 6] = ["total", "count", "sum", "bucket", "info", "created"];

/// The name of a counter with this path. A unit is the last word, or the only unit among the words of the last member.
pub(super) fn metric_name(path: &str, kind: Kind) -> Name {
    let mut words: Vec<String> = path.split(['.', '[', ']', '>']).flat_map(words).collect();
    let of_last = path.rsplit('.').next().map_or(0, words_of_member);
    let unit = take_unit(&mut words, of_last);
    words.retain(|word| !TYPES.contains(&word.as_str()));
    for word in &mut words {
        if let Some((_, other)) = OTHER_UNITS.iter().find(|(unit, _)| unit == word) {
            (*other).clone_into(word);
        }
    }
    let last = |words: &[String]| words.last().is_some_and(|word| RESERVED.contains(&word.as_str()));
    // A counter gets the suffix `_total` in any case.
    let is_total = kind == Kind::Counter && words.last().is_some_and(|word| word == "total");
    if is_total {
        words.pop();
    }
    if (words.is_empty() && !is_total) || (kind != Kind::Counter && unit.is_none() && last(&words)) {
        words.push("value".to_owned());
    }
    words.insert(0, PREFIX.to_owned());
    Name { base: words.join("_").into(), unit }
}

fn words_of_member(last: &str) -> usize {
    last.split(['[', ']', '>']).flat_map(words).count()
}

/// Removes the word of the unit.
fn take_unit(words: &mut Vec<String>, of_last: usize) -> Option<Unit> {
    let unit = |word: &String| UNITS.iter().find(|(name, _)| name == word).map(|(_, unit)| *unit);
    let first = words.len().saturating_sub(of_last);
    // A member that only consists of its unit keeps the name of its struct.
    let candidates: Vec<usize> =
        (first..words.len()).filter(|at| words.get(*at).is_some_and(|word| unit(word).is_some())).collect();
    let at = match candidates.as_slice() {
        [at] => *at,
        [.., at] if at + 1 == words.len() => *at,
        _ => return None,
    };
    let unit = words.get(at).and_then(unit);
    words.remove(at);
    unit
}

/// The words of a name in C, in lower case: those between underscores, and those of `camelCase`. Other letters than those of
/// ASCII can't be in the name of a metric.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before: Option<char> = None;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            words.push(String::new());
        } else {
            if letter.is_ascii_uppercase() && before.is_some_and(|before| before.is_ascii_lowercase()) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(letter.to_ascii_lowercase());
            }
        }
        before = Some(letter);
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(path: &str) -> String {
        metric_name(path, Kind::Counter).to_string()
    }

    fn gauge(path: &str) -> String {
        metric_name(path, Kind::Gauge).to_string()
    }

    #[test]
    fn words_are_lower_case_and_members_are_joined() {
        assert_eq!(counter("nr_mig_cross"), "ktsnap_nr_mig_cross");
        assert_eq!(counter("waits.nr"), "ktsnap_waits_nr");
        assert_eq!(counter("cpuCtx.nrRuns"), "ktsnap_cpu_ctx_nr_runs");
        assert_eq!(counter("NR_CPUS"), "ktsnap_nr_cpus");
        assert_eq!(counter("update.seq__x"), "ktsnap_update_seq_x");
        assert_eq!(counter("größe"), "ktsnap_gr_e");
        assert_eq!(counter("数"), "ktsnap_value");
    }

    #[test]
    fn a_time_is_in_seconds() {
        let name = metric_name("waits.total_ns", Kind::Counter);
        assert_eq!((&*name.base, name.unit), ("ktsnap_waits", Some(Unit::Seconds(1_000_000_000))));
        assert_eq!(gauge("max_wait_us"), "ktsnap_max_wait_seconds");
        assert_eq!(gauge("wait_ms_max"), "ktsnap_wait_max_seconds");
        assert_eq!(metric_name("run_ms", Kind::Counter).unit, Some(Unit::Seconds(1000)));
        assert_eq!(counter("nr_bytes"), "ktsnap_nr_bytes");
        // A struct of that name has no unit.
        assert_eq!(counter("ns.nr"), "ktsnap_ns_nr");
        // The last of two.
        assert_eq!(counter("us_per_ms"), "ktsnap_us_per_seconds");
        assert_eq!(metric_name("ms_us_x", Kind::Counter).unit, None);
    }

    #[test]
    fn words_of_other_types_are_left_out_or_followed_by_another() {
        assert_eq!(counter("nr_total"), "ktsnap_nr");
        assert_eq!(counter("total"), "ktsnap");
        assert_eq!(gauge("total"), "ktsnap_total_value");
        assert_eq!(counter("event_count"), "ktsnap_event_count");
        assert_eq!(gauge("event_count"), "ktsnap_event_count_value");
        assert_eq!(gauge("pair.sum"), "ktsnap_pair_sum_value");
        assert_eq!(counter("wait_histogram"), "ktsnap_wait");
        assert_eq!(counter("counter"), "ktsnap_value");
        assert_eq!(counter("cross_cpus_seen.bits[3]"), "ktsnap_cross_cpus_seen_bit_3");
    }
}
