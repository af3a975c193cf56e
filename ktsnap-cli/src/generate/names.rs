//! Rust names for C names.

use std::collections::HashMap;

use ktsnap_ratio::is_keyword;

/// Types that have a meaning to the derives or in the prelude, and so can't be a generated struct's name.
const TYPES: &[&str] = &[
    "Arc",
    "Box",
    "CString",
    "CpuSet",
    "Err",
    "Fls",
    "Histogram",
    "Linear",
    "Log2",
    "None",
    "Ok",
    "Option",
    "PerCpu",
    "Ptr",
    "Rc",
    "Result",
    "Rows",
    "Self",
    "SnapshotEnum",
    "SnapshotSchema",
    "Some",
    "String",
    "Vec",
];

/// The names of a scope. Each is given once.
#[derive(Default)]
pub(crate) struct Names {
    taken: HashMap<String, u32>,
}

impl Names {
    /// The names of types, without those that have a meaning already.
    pub(crate) fn of_types() -> Self {
        Self { taken: TYPES.iter().map(|name| ((*name).to_owned(), 1)).collect() }
    }

    /// The names of an enum's variants.
    pub(crate) fn of_variants() -> Self {
        Self { taken: HashMap::from([("Self".to_owned(), 1)]) }
    }

    /// Whether the name is taken.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.taken.contains_key(name)
    }

    /// The name, or the name with the first number that is not taken: `stats`, `stats_2`; `Stats`, `Stats2`.
    pub(crate) fn fresh(&mut self, base: &str) -> String {
        let Some(mut number) = self.taken.get(base).copied() else {
            self.taken.insert(base.to_owned(), 1);
            return base.to_owned();
        };
        let separator = if base.starts_with(|first: char| first.is_ascii_uppercase()) { "" } else { "_" };
        loop {
            number += 1;
            let name = format!("{base}{separator}{number}");
            if !self.taken.contains_key(&name) {
                self.taken.insert(base.to_owned(), number);
                self.taken.insert(name.clone(), 1);
                return name;
            }
        }
    }
}

/// A field's name: `nr_runs` for `nrRuns`, `tick_cnt` for `tick.cnt`, `type_` for `type`.
pub(crate) fn snake(c: &str) -> String {
    let body = c.trim_start_matches('_');
    let mut name = "_".repeat(c.len() - body.len());
    let letters: Vec<char> = body.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        if !letter.is_ascii_alphanumeric() {
            if !name.ends_with('_') {
                name.push('_');
            }
            continue;
        }
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase)
            });
        if begins && !name.ends_with('_') {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    let letters = name.trim_matches('_');
    if letters.is_empty() {
        return "unnamed".to_owned();
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if is_keyword(&name) {
        name.push('_');
    }
    name
}

/// A type's or variant's name: `WaitStats` for `wait_stats`, `DspLocal` for `DSP_LOCAL`, `DataCustom` for
/// `.data.custom`.
pub(crate) fn camel(c: &str) -> String {
    let mut name = String::new();
    for word in c.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        // A word in capitals like `DSP` becomes `Dsp`, but `cpuCtx` keeps its capital.
        if word.chars().any(|letter| letter.is_ascii_lowercase()) {
            name.push_str(letters.as_str());
        } else {
            name.push_str(&letters.as_str().to_ascii_lowercase());
        }
    }
    if name.is_empty() {
        return "Unnamed".to_owned();
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, 'N');
    }
    name
}

/// The enumerator of a variant without `rename`: `DSP_LOCAL` for `DspLocal`.
pub(crate) fn screaming_snake(variant: &str) -> String {
    if !variant.chars().any(char::is_lowercase) {
        return variant.to_owned();
    }
    let mut screaming_snake = String::new();
    let mut before = None::<char>;
    for letter in variant.chars() {
        if letter.is_uppercase() && before.is_some_and(|before| before.is_lowercase() || before.is_numeric()) {
            screaming_snake.push('_');
        }
        screaming_snake.extend(letter.to_uppercase());
        before = Some(letter);
    }
    screaming_snake
}

/// Whether a path can have the name as a member: letters, digits, `_` and `$`, and no digit first.
pub(crate) fn is_member(name: &str) -> bool {
    let of_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    !name.is_empty() && name.chars().all(of_name) && !name.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_in_snake_case() {
        for (c, rust) in [
            ("nr_runs", "nr_runs"),
            ("calc_sys_stat.cnt", "calc_sys_stat_cnt"),
            ("cbw_config.0", "cbw_config_0"),
            ("nrRuns", "nr_runs"),
            ("LINUX_KERNEL_VERSION", "linux_kernel_version"),
            ("HTTPServer2x", "http_server2x"),
            ("__opaque", "__opaque"),
            ("a__b", "a_b"),
            ("a.__b", "a_b"),
            ("type", "type_"),
            ("Self", "self_"),
            ("3d", "_3d"),
            ("___", "unnamed"),
            ("\u{1b}[31m", "_31m"),
            ("größe", "gr_e"),
        ] {
            assert_eq!(snake(c), rust, "{c}");
        }
    }

    #[test]
    fn a_type_is_named_in_camel_case() {
        for (c, rust) in [
            ("wait_stats", "WaitStats"),
            ("DSP_LOCAL", "DspLocal"),
            ("P2DQ_STAT_IDLE", "P2dqStatIdle"),
            ("cpuCtx_t", "CpuCtxT"),
            (".data.custom", "DataCustom"),
            ("3d", "N3d"),
            ("é", "Unnamed"),
        ] {
            assert_eq!(camel(c), rust, "{c}");
        }
    }

    #[test]
    fn a_name_is_given_once() {
        let mut names = Names::default();
        assert_eq!(["cnt", "cnt", "cnt_2", "cnt"].map(|name| names.fresh(name)), ["cnt", "cnt_2", "cnt_2_2", "cnt_3"]);
        let mut names = Names::of_types();
        assert_eq!(["Stats", "Stats", "Vec"].map(|name| names.fresh(name)), ["Stats", "Stats2", "Vec2"]);
    }

    #[test]
    fn a_variant_needs_a_rename_where_its_name_is_not_the_enumerators() {
        for (c, same) in [("DSP_LOCAL", true), ("P2DQ_STAT_IDLE", true), ("dsp_local", false), ("A__B", false)] {
            assert_eq!(screaming_snake(&camel(c)) == c, same, "{c}");
        }
    }
}
