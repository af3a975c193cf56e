//! Compares the catalogue in `docs/diagnostics.md` with the cases in `ui-tests/` and with their twins in
//! `ui-tests/mended/`.
//!
//! A twin is a case with the remedy of its message applied and no other change: `mended/types/wrong_width.rs` is the twin
//! of `fail/types/wrong_width.rs`, and `mended/const_eval/` has the twins of `const-eval/`. If the help offers a second
//! remedy, its twin is called `wrong_width_or_widen.rs`. If the struct can be read on its own, the twin ends with a test
//! that reads it, instead of `fn main() {}`. `tests/remedies.rs` compiles all twins and runs these tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// An entry of the catalogue.
struct Entry {
    /// The section of the page.
    section: String,
    title: String,
    /// The message as the compiler prints it.
    shown: String,
    /// The path of its case, without the extension.
    case: String,
    /// Similar messages, each with its case.
    others: Vec<(String, String)>,
    fix: bool,
}

/// A message of a case.
#[derive(Debug)]
struct Message {
    case: String,
    /// The error.
    text: String,
    /// The text after `help: `.
    help: String,
}

fn catalogue() -> Vec<Entry> {
    let page = fs::read_to_string("docs/diagnostics.md").unwrap();
    let sections = page.split("\n## ").skip(1);
    sections
        .flat_map(|text| text.split("\n### ").skip(1).map(|entry| self::entry(text, entry)).collect::<Vec<_>>())
        .collect()
}

fn entry(section: &str, text: &str) -> Entry {
    let (title, rest) = text.split_once('\n').unwrap();
    let shown = rest.split_once("```text\n").and_then(|(_, rest)| rest.split_once("\n```"));
    let (shown, rest) = shown.unwrap_or_else(|| panic!("`{title}` shows no message"));
    let place = shown.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
    let case = place.and_then(|place| place.split_once(".rs:")).unwrap_or_else(|| panic!("`{title}` names no case")).0;
    let other = |line: &str| {
        let (case, message) = line.strip_prefix("- `")?.split_once(".rs` says: ")?;
        Some((case.to_owned(), message.to_owned()))
    };
    Entry {
        section: section.lines().next().unwrap().to_owned(),
        title: title.to_owned(),
        shown: shown.to_owned(),
        case: case.to_owned(),
        others: rest.lines().filter_map(other).collect(),
        fix: rest.contains("\n**Fix.** "),
    }
}

/// The paths of all cases below a folder, without the extension.
fn cases(folder: &str) -> BTreeSet<String> {
    let mut cases = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            cases.extend(self::cases(path.to_str().unwrap()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            cases.insert(path.with_extension("").to_str().unwrap().to_owned());
        }
    }
    cases
}

fn stderr(case: &str) -> String {
    fs::read_to_string(format!("{case}.stderr")).unwrap_or_else(|error| panic!("{case}.stderr: {error}"))
}

/// The messages of the derives in a case. Other errors of the compiler do not have a `help: ` before the location.
fn messages(case: &str) -> Vec<Message> {
    let said = stderr(case);
    // Lines of a list can be between the error and the help.
    let (mut messages, mut last) = (Vec::new(), None);
    for line in said.lines() {
        if line.starts_with("error") {
            last = fact(line);
        } else if line.trim_start().starts_with("--> ") {
            last = None;
        } else if let Some(help) = line.trim_start().strip_prefix("help: ") {
            let text = last.take().map(str::to_owned);
            messages.extend(text.map(|text| Message { case: case.to_owned(), text, help: help.to_owned() }));
        }
    }
    messages
}

/// The error in the first line of a message.
fn fact(line: &str) -> Option<&str> {
    line.strip_prefix("error: ").or_else(|| line.strip_prefix("error[E0080]: evaluation panicked: "))
}

/// A message without the parts that differ between cases: names, numbers, files and kinds of types.
fn pattern(message: &str) -> String {
    let parts = message.split('`').enumerate();
    let unnamed: String = parts.map(|(index, part)| if index % 2 == 1 { "`_`" } else { part }).collect();
    let words: Vec<_> = unnamed.split(' ').map(word).collect();
    let mut pattern = words.join(" ").replace(" an `_`", " a `_`");
    for list in ["`_`, `_`", "`_` and N more"] {
        while pattern.contains(list) {
            pattern = pattern.replace(list, "`_`");
        }
    }
    let Some((variable, is)) = pattern.split_once(" in C (") else { return pattern };
    let mut is = is.to_owned();
    for each in ["each element is ", "each value is ", "each element has ", "each value has "] {
        is = is.replace(each, "");
    }
    for kind in ["an integer", "a bool", "a char", "a float", "an enum", "a pointer", "an array"] {
        is = is.replace(kind, "KIND");
    }
    format!("{variable} in C ({is}")
}

fn word(word: &str) -> String {
    let (open, word) = word.split_at(usize::from(word.starts_with('(')));
    let bare = word.trim_end_matches([':', ',', ')']);
    let close = word.strip_prefix(bare).unwrap();
    if !bare.contains('`') && (bare.contains('/') || bare.starts_with('$') || Path::new(bare).is_file()) {
        format!("{open}FILE{close}")
    } else if bare.parse::<i128>().is_ok() {
        format!("{open}N{close}")
    } else {
        format!("{open}{word}")
    }
}

#[test]
fn names_numbers_and_kinds_are_not_part_of_a_pattern() {
    for (message, expected) in [
        ("no global `nr` in bpf/x.bpf.o", "no global `_` in FILE"),
        ("LICENSE is not an ELF object", "FILE is not an ELF object"),
        ("can't open a/b.o: No such file (os error 2)", "can't open FILE: No such file (os error N)"),
        ("`A` has no variant for `B`, `C`, `D` and 3 more of `e`", "`_` has no variant for `_` of `_`"),
        ("`a` is `u64` in C (64 bits), but the field is `u32`", "`_` is `_` in C (N bits), but the field is `_`"),
        (
            "`a` is `u64[3]` in C (each element is an integer), but the field is `[bool; 3]`",
            "`_` is `_` in C (KIND), but the field is `_`",
        ),
        (
            "`a` is `struct s` in C (a struct), but the field is `u64`",
            "`_` is `_` in C (a struct), but the field is `_`",
        ),
    ] {
        assert_eq!(pattern(message), expected);
    }
}

#[test]
fn every_entry_shows_the_message_of_its_case_and_a_fix() {
    let entries = catalogue();
    assert!(entries.len() > 100, "{} entries are read", entries.len());
    for Entry { title, shown, case, others, fix, .. } in &entries {
        assert!(Path::new(&format!("{case}.rs")).exists(), "`{title}` shows {case}.rs, which does not exist");
        assert!(
            stderr(case).contains(shown.as_str()),
            "`{title}` shows a message that {case}.stderr does not have:\n{shown}"
        );
        assert!(shown.lines().any(|line| line.trim_start().starts_with("help: ")), "`{title}`");
        assert!(fix, "`{title}` has no fix");
        for (other, message) in others {
            let same = messages(other).iter().any(|said| said.text == *message);
            assert!(same, "`{title}` quotes a message that {other}.stderr does not have: {message}");
        }
    }
}

#[test]
fn titles_are_unique_and_the_contents_list_all_sections() {
    let mut titles = BTreeMap::new();
    for entry in catalogue() {
        if let Some(other) = titles.insert(entry.title.clone(), entry.case.clone()) {
            panic!("`{}` is the title of two entries: of {other}.rs and {}.rs", entry.title, entry.case);
        }
    }
    let page = fs::read_to_string("docs/diagnostics.md").unwrap();
    let sections: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let listed: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("- [")?.split_once("](#")).collect();
    assert_eq!(listed.iter().map(|(name, _)| *name).collect::<Vec<_>>(), sections);
    for (name, link) in listed {
        assert_eq!(link.trim_end_matches(')'), name.to_lowercase().replace(' ', "-"));
    }
}

#[test]
fn every_diagnostic_has_an_entry() {
    let entries = catalogue();
    let quoted = entries.iter().flat_map(|entry| {
        let first = fact(entry.shown.lines().next().unwrap()).map(str::to_owned);
        first.into_iter().chain(entry.others.iter().map(|(_, message)| message.clone()))
    });
    let known: BTreeSet<_> = quoted.map(|message| pattern(&message)).collect();
    let all = cases("ui-tests/fail").into_iter().chain(cases("ui-tests/const-eval"));
    let unknown: Vec<_> =
        all.flat_map(|case| messages(&case)).filter(|it| !known.contains(&pattern(&it.text))).collect();
    let shown: Vec<_> = unknown.iter().map(|message| format!("{}.rs: {}", message.case, message.text)).collect();
    assert!(shown.is_empty(), "docs/diagnostics.md has no entry for\n{}", shown.join("\n"));
}

#[test]
fn every_theme_has_an_entry() {
    let entries = catalogue();
    for theme in fs::read_dir("ui-tests/fail").unwrap() {
        let theme = theme.unwrap().path();
        let folder = format!("{}/", theme.to_str().unwrap());
        assert!(entries.iter().any(|entry| entry.case.starts_with(&folder)), "no entry shows a case of {folder}");
    }
}

#[test]
fn each_case_fails_with_a_message_of_the_derives() {
    let cases = cases("ui-tests/fail");
    assert!(cases.len() >= 60, "{} cases", cases.len());
    for case in cases {
        assert!(!messages(&case).is_empty(), "{case}.stderr has no message of the derives");
    }
}

/// Users should not see the module, not even in notes of the compiler.
#[test]
fn no_message_names_a_private_module() {
    let all = cases("ui-tests/fail").into_iter().chain(cases("ui-tests/const-eval"));
    let named: Vec<_> = all.filter(|case| stderr(case).contains("__private")).collect();
    assert!(named.is_empty(), "these cases name `__private`: {named:?}");
}

/// The twins of each case, one for each remedy.
fn twins() -> BTreeMap<String, Vec<String>> {
    let mut twins = BTreeMap::<_, Vec<_>>::new();
    for twin in cases("ui-tests/mended").into_iter().filter(|path| !path.ends_with("/mod")) {
        twins.entry(case_of(&twin)).or_default().push(twin);
    }
    twins
}

/// The case of a twin.
fn case_of(twin: &str) -> String {
    let place = twin.strip_prefix("ui-tests/mended/").unwrap();
    let case = match place.strip_prefix("const_eval/") {
        Some(name) => format!("ui-tests/const-eval/{name}"),
        None => format!("ui-tests/fail/{place}"),
    };
    let exists = |case: &str| Path::new(&format!("{case}.rs")).exists();
    let first = case.rsplit_once("_or_").map_or(case.as_str(), |(first, _)| first);
    let case = if exists(&case) { &case } else { first };
    assert!(exists(case), "{twin}.rs does not have a case: {case}.rs does not exist");
    case.to_owned()
}

/// The source of a case or a twin. Twins are compiled in this package, so their paths do not need `$KTSNAP_OBJECT_DIR`.
fn source(path: &str) -> String {
    local(&fs::read_to_string(format!("{path}.rs")).unwrap_or_else(|error| panic!("{path}.rs: {error}")))
}

fn local(text: &str) -> String {
    text.replace("$KTSNAP_OBJECT_DIR/", "").replace("${KTSNAP_OBJECT_DIR}/", "")
}

/// The lines that a remedy can change: without comments, empty lines and the test.
fn code(source: &str) -> Vec<&str> {
    let code = source.split("\n#[test]\n").next().unwrap();
    let lines = code.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//") && *line != "fn main() {}").collect()
}

/// The number of lines that a twin adds or removes, whichever is larger.
fn changed(case: &[&str], twin: &[&str]) -> usize {
    // The longest common subsequence, row by row.
    let mut common = vec![0; twin.len() + 1];
    for line in case {
        let mut diagonal = 0;
        for (index, other) in twin.iter().enumerate() {
            let above = common[index + 1];
            common[index + 1] = if line == other { diagonal + 1 } else { above.max(common[index]) };
            diagonal = above;
        }
    }
    case.len().max(twin.len()) - common[twin.len()]
}

/// A remedy that shows code.
#[derive(Debug, PartialEq)]
enum Remedy {
    /// The twin adds one of these.
    Write(Vec<String>),
    /// The twin removes this.
    Remove(String),
}

/// The words before the code of a remedy. Code after other words is part of an explanation.
const WRITE: [&str; 15] = [
    "of type ",
    "write ",
    "add ",
    "add a field ",
    "one of ",
    "struct with ",
    "did you mean ",
    "called ",
    "one is ",
    "key is ",
    "are ",
    "has ",
    "variable ",
    "use ",
    ": ",
];
const REMOVE: [&str; 2] = ["remove ", "without "];

/// The remedies of a help: "write `x: u32`, or add `#[snapshot(widen)]`" has two.
fn remedies(help: &str) -> Vec<Remedy> {
    let parts: Vec<_> = help.split('`').collect();
    let mut remedies = Vec::new();
    for (words, code) in parts.iter().zip(parts.iter().skip(1)).step_by(2) {
        let code = code.strip_prefix("#[snapshot(").and_then(|code| code.strip_suffix(")]")).unwrap_or(code);
        let ends = |phrases: &[&str]| phrases.iter().any(|phrase| words.ends_with(phrase));
        match remedies.last_mut() {
            Some(Remedy::Write(listed)) if [", ", " or "].contains(words) => listed.push(code.to_owned()),
            _ if ends(&REMOVE) => remedies.push(Remedy::Remove(code.to_owned())),
            _ if ends(&WRITE) || [", or ", ", and "].contains(words) => {
                remedies.push(Remedy::Write(vec![code.to_owned()]));
            }
            _ => {}
        }
    }
    remedies
}

#[test]
fn the_remedies_of_a_help_are_found() {
    let write = |codes: &[&str]| Remedy::Write(codes.iter().map(ToString::to_string).collect());
    let remove = |code: &str| Remedy::Remove(code.to_owned());
    for (help, expected) in [
        ("write `a: u32`, or add `#[snapshot(widen)]`", vec![write(&["a: u32"]), write(&["widen"])]),
        ("write `a: [u8; 16]`, or `a: String`", vec![write(&["a: [u8; 16]"]), write(&["a: String"])]),
        ("remove `sum`, and write `a: [u8; 16]`", vec![remove("sum"), write(&["a: [u8; 16]"])]),
        ("its members are `a`, `b`", vec![write(&["a", "b"])]),
        ("remove the cast: the result is an `f64`", vec![]),
        ("remove the field", vec![]),
    ] {
        assert_eq!(remedies(help), expected, "{help}");
    }
}

/// Whether a twin applies the remedy: the code of the remedy is in a changed line. `...` in the code matches any code.
fn applies(remedy: &Remedy, case: &[&str], twin: &[&str]) -> bool {
    let times = |lines: &[&str], line: &str| lines.iter().filter(|other| **other == line).count();
    let changed = |lines: &[&str], other: &[&str], code: &str| {
        let mut lines = lines.iter().filter(|line| times(lines, line) > times(other, line));
        lines.any(|line| has(line, code) || has(line, &pascal(code)))
    };
    match remedy {
        Remedy::Write(codes) => codes.iter().any(|code| changed(twin, case, code)),
        Remedy::Remove(code) => changed(case, twin, code),
    }
}

/// Whether the line contains the code as whole words.
fn has(line: &str, code: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = line;
    code.split("...").filter(|piece| !piece.is_empty()).all(|piece| {
        let found = rest.match_indices(piece).find(|(at, _)| {
            let (before, after) = (&rest[..*at], &rest[at + piece.len()..]);
            let joined = before.ends_with(word) && piece.starts_with(word);
            !(joined || after.starts_with(word) && piece.ends_with(word))
        });
        found.inspect(|(at, _)| rest = &rest[at + piece.len()..]).is_some()
    })
}

/// `DspLocal` for `DSP_LOCAL`.
fn pascal(enumerator: &str) -> String {
    let capital = |word: &str| word[..1].to_owned() + &word[1..].to_lowercase();
    enumerator.split('_').filter(|word| !word.is_empty()).map(capital).collect()
}

#[test]
fn a_twin_applies_the_help_and_changes_little_else() {
    let mut wrong = Vec::new();
    for (case, twins) in twins() {
        let messages = messages(&case);
        let before = source(&case);
        let before = code(&before);
        let after: Vec<_> = twins.iter().map(|twin| source(twin)).collect();
        let after: Vec<_> = after.iter().map(|twin| code(twin)).collect();
        for (twin, after) in twins.iter().zip(&after) {
            let (count, most) = (changed(&before, after), MOST_LINES * messages.len().max(1));
            if count > most {
                wrong.push(format!("{twin}.rs changes {count} lines of {case}.rs, more than {most}"));
            }
        }
        for message in &messages {
            for remedy in remedies(&local(&message.help)) {
                if !after.iter().any(|twin| applies(&remedy, &before, twin)) {
                    wrong.push(format!("no twin of {case}.rs applies {remedy:?} of \"{}\"", message.help));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lines that a remedy can change. The longest is a struct for a nested type.
const MOST_LINES: usize = 8;

/// A file is only compiled if a `mod.rs` lists it.
#[test]
fn every_twin_is_compiled() {
    let listed = |folder: &Path| -> BTreeSet<String> {
        let list = fs::read_to_string(folder.join("mod.rs")).unwrap();
        let names = list.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
        names.map(|name| name.trim_start_matches("r#").to_owned()).collect()
    };
    let found = |folder: &Path| -> BTreeSet<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().with_extension(""));
        names.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).filter(|name| name != "mod").collect()
    };
    let root = Path::new("ui-tests/mended");
    let themes = found(root);
    assert_eq!(listed(root), themes, "ui-tests/mended/mod.rs");
    for theme in themes {
        let folder = root.join(theme);
        assert_eq!(listed(&folder), found(&folder), "{}/mod.rs", folder.display());
    }
}

/// Every struct that can be read on its own is read.
#[test]
fn a_twin_of_globals_is_read() {
    for twin in twins().into_values().flatten() {
        let source = source(&twin);
        let is_part = source.contains("type = \"struct ") || source.contains("type = \"u64[");
        let reads = source.contains("derive(SnapshotSchema)") && !is_part;
        assert!(!reads || source.contains("    crate::read"), "{twin}.rs does not read its struct");
    }
}

/// The cases whose remedy changes a file. `ktsnap-cli/tests/remedies.rs` changes the file, and compiles the same case.
fn mended_by_file() -> BTreeSet<String> {
    let tests = fs::read_to_string("ktsnap-cli/tests/remedies.rs").unwrap();
    let quoted = tests.split('"').skip(1).step_by(2).filter(|text| text.contains('/'));
    let cases = quoted.map(|case| format!("ui-tests/fail/{case}"));
    cases.filter(|case| Path::new(&format!("{case}.rs")).exists()).collect()
}

/// The cases with a remedy that a test applies.
fn mended() -> BTreeSet<String> {
    twins().into_keys().chain(mended_by_file()).collect()
}

/// The page has a table with the number of messages in each section, and a test applies the remedy of each.
#[test]
fn the_remedy_of_every_message_is_applied() {
    let mended = mended();
    let mut sections: Vec<(String, usize, Vec<String>)> = Vec::new();
    for entry in catalogue() {
        if sections.last().is_none_or(|(name, ..)| *name != entry.section) {
            sections.push((entry.section, 0, Vec::new()));
        }
        let (_, messages, missing) = sections.last_mut().unwrap();
        for case in [entry.case].into_iter().chain(entry.others.into_iter().map(|(case, _)| case)) {
            *messages += 1;
            missing.extend((!mended.contains(&case)).then_some(case));
        }
    }
    let missing: Vec<_> = sections.iter().flat_map(|(_, _, missing)| missing).cloned().collect();
    assert!(missing.is_empty(), "no test applies the remedy of\n{}", missing.join(".rs\n"));
    let total = sections.iter().map(|(_, messages, _)| messages).sum();
    let rows = sections.iter().map(|(name, messages, _)| (name.as_str(), messages)).chain([("all", &total)]);
    let rows: Vec<_> = rows.map(|(name, messages)| format!("| {name} | {messages} | {messages} |\n")).collect();
    let table = format!("| section | messages | remedy applied |\n|---|---|---|\n{}", rows.concat());
    let page = fs::read_to_string("docs/diagnostics.md").unwrap();
    assert!(page.contains(&table), "the table in docs/diagnostics.md must be\n{table}");
}

/// The same error can have different helps. A test applies each wording of a help at least once.
#[test]
fn every_wording_of_a_help_is_applied() {
    let mended = mended();
    let all = cases("ui-tests/fail").into_iter().chain(cases("ui-tests/const-eval"));
    let (mut applied, mut missing) = (BTreeSet::new(), BTreeMap::new());
    for message in all.flat_map(|case| messages(&case)) {
        let wording = pattern(&message.help);
        if mended.contains(&message.case) {
            applied.insert(wording);
        } else {
            missing.insert(wording, message);
        }
    }
    missing.retain(|wording, _| !applied.contains(wording));
    let shown: Vec<_> = missing.values().map(|message| format!("{}.rs: {}", message.case, message.help)).collect();
    assert!(shown.is_empty(), "no test applies\n{}", shown.join("\n"));
}

/// A mistake that a tired developer makes, and the expected message.
struct Mistake {
    what: &'static str,
    /// The path below `ui-tests`.
    case: &'static str,
    /// The code that the message marks.
    token: &'static str,
    /// The part of the message about the object, or about the rule.
    fact: &'static str,
}

const fn mistake(what: &'static str, case: &'static str, token: &'static str, fact: &'static str) -> Mistake {
    Mistake { what, case, token, fact }
}

const MISTAKES: [Mistake; 40] = [
    mistake("a counter is misspelt", "fail/names/similar", "nr_mig_crosss", "`.bss` has `nr_mig_cross: u64`"),
    mistake(
        "a counter was never there",
        "fail/names/unknown",
        "frobnications",
        "`.bss` has `nr_enqueued`, `nr_mig_same`",
    ),
    mistake("u64 for a u32", "fail/types/wrong_width", "u64", "`nr_tasks` is `volatile u32` in C (32 bits)"),
    mistake("u32 for a u64", "fail/types/too_narrow", "u32", "`nr_enqueued` is `volatile u64` in C (64 bits)"),
    mistake("unsigned for signed", "fail/types/wrong_sign", "u64", "`lag_ns` is `volatile s64` in C (signed)"),
    mistake("an integer for a bool", "fail/types/integer_for_bool", "u8", "`saw_cross` is `volatile bool` in C"),
    mistake("an integer for a pointer", "fail/types/pointer", "u64", "`a_u64_ptr` is `u64 *` in C (a pointer)"),
    mistake("an integer for a struct", "fail/types/struct_in_c", "u64", "`waits` is `struct wait_stats` in C"),
    mistake("an integer for an array", "fail/types/scalar_for_array", "u64", "`dsp_stats` is `volatile u64[3]` in C"),
    mistake("an array of one too many", "fail/types/wrong_length", "[u64; 4]", "`volatile u64[3]` in C (3 elements)"),
    mistake(
        "a fixed length for a resized array",
        "fail/resized/fixed_length",
        "[u64; 4]",
        "user space sets its length at load",
    ),
    mistake("usize", "fail/types/usize", "usize", "`a_ulong` is `unsigned long` in C"),
    mistake("an atomic", "fail/types/counted_atomic", "AtomicU64", "`nr_mig_same` is `volatile u64` in C"),
    mistake("`sum` is forgotten", "fail/entries/integer_per_cpu", "u64", "`u64` in C (a value for each CPU)"),
    mistake(
        "`Option` of all entries",
        "fail/entries/option_of_all",
        "Option<Vec<u64>>",
        "only single entries can be missing",
    ),
    mistake("`Option` everywhere", "fail/sections/every_field_optional", "Counters", "every field of `Counters`"),
    mistake(
        "the wrong section",
        "fail/sections/lacks_a_field",
        "nr_mig_same",
        "is in `.bss`, but the struct reads `.rodata`",
    ),
    mistake("a section without its dot", "fail/sections/without_its_dot", "\"bss\"", "did you mean `.bss`?"),
    mistake(
        "two sections in one struct",
        "fail/sections/two",
        "slice_us",
        "is in `.rodata`, but other fields are in `.bss`",
    ),
    mistake(
        "a member named as a global",
        "fail/names/member_of_a_global",
        "tgid_pid",
        "it is a member of `last_cross`",
    ),
    mistake("a map named as a global", "fail/names/map", "cpu_stats", "`cpu_stats` is a map, not a global"),
    mistake("a hash map as a struct", "fail/maps/hash", "\"struct point\"", "`m_hash` is a BPF_MAP_TYPE_HASH"),
    mistake(
        "an arrow in a path",
        "fail/paths/arrow_for_a_dot",
        "\"waits->max_ns\"",
        "`waits` is `struct wait_stats` in C, not a pointer",
    ),
    mistake(
        "a member is misspelt",
        "fail/paths/similar_member",
        "\"waits.max_nss\"",
        "`struct wait_stats` has no member",
    ),
    mistake("an index past the end", "fail/paths/out_of_range", "\"per_llc[4].nr_in\"", "`per_llc` has 4 elements"),
    mistake(
        "an enumerator is misspelt",
        "fail/paths/similar_enumerator",
        "\"dsp_stats[DSP_SHARE]\"",
        "did you mean `DSP_SHARED`?",
    ),
    mistake("`enum` is forgotten", "fail/keys/enum_without_its_keyword", "\"dsp_stat\"", "`key = \"enum dsp_stat\"`"),
    mistake(
        "`struct` is forgotten",
        "fail/nested/without_its_keyword",
        "\"wait_stats\"",
        "`type = \"struct wait_stats\"`",
    ),
    mistake("`key` is forgotten", "fail/keys/missing", "local", "`local` mirrors an entry of the map `stats`"),
    mistake(
        "a variant that C lacks",
        "fail/enums/similar",
        "DspShare",
        "`enum dsp_stat` of examples/bpf/dispatch.bpf.o",
    ),
    mistake("a variant is missing", "fail/enums/enumerator_missing", "DspStat", "no variant for `NR_DSP_STATS`"),
    mistake(
        "an enum without its derive",
        "const-eval/enum_without_the_derive",
        "DspStat",
        "`last_dsp` is `volatile enum dsp_stat` in C",
    ),
    mistake(
        "a struct without its derive",
        "const-eval/struct_without_the_derive",
        "Waits",
        "`waits` is `struct wait_stats` in C",
    ),
    mistake(
        "a key on the wrong place",
        "fail/attributes/rename_on_the_struct",
        "rename",
        "`rename` only applies to fields",
    ),
    mistake("a key is misspelt", "fail/attributes/similar_key", "sektion", "unknown key `sektion`"),
    mistake(
        "the object has moved",
        "fail/objects/in_another_folder",
        "\"shapes.bpf.o\"",
        "no such file: `$DIR/shapes.bpf.o`",
    ),
    mistake("an object without -g", "fail/objects/without_btf", "\"tests/bpf/nobtf.bpf.o\"", "has no BTF"),
    mistake(
        "two schedulers in one binary",
        "fail/objects/several",
        "\"examples/bpf/schedulers\"",
        "contains 2 BPF objects",
    ),
    mistake(
        "an object named as a layout",
        "fail/layouts/of_the_object",
        "\"$KTSNAP_OBJECT_DIR/examples/bpf/nr_counters.bpf.o\"",
        "is a BPF object, not a layout file",
    ),
    mistake(
        "a ratio without parentheses",
        "fail/ratios/without_parentheses",
        "ratio",
        "has no name and expression in parentheses",
    ),
];

/// A message has one point each if it marks the right token, contains the fact, has a remedy that a test applies, and is the
/// only error.
#[test]
fn the_mistakes_of_a_tired_developer_score_well() {
    let mended = mended();
    let mut table = String::new();
    let mut sum = 0;
    for Mistake { what, case, token, fact } in MISTAKES {
        let path = format!("ui-tests/{case}");
        let (said, source) = (stderr(&path), fs::read_to_string(format!("{path}.rs")).unwrap());
        let first = said.split("\n\nerror").next().unwrap();
        let alone = said.lines().filter(|line| line.starts_with("error") || line.starts_with("warning")).count() == 1;
        let points = [marked(first, &source) == token, first.contains(fact), mended.contains(&path), alone];
        let total = points.iter().filter(|point| **point).count();
        sum += total;
        let shown = points.map(|point| if point { "1" } else { "0" }).join(" | ");
        table += &format!("| {what} | {case} | {shown} | {total} |\n");
    }
    println!("| mistake | case | token | fact | remedy | alone | points |\n|---|---|---|---|---|---|---|\n{table}");
    println!("sum {sum} of {}", 4 * MISTAKES.len());
    // A mean of 3.9 or better.
    assert!(sum * 10 >= 39 * MISTAKES.len(), "{table}");
}

/// The code that the first message marks.
fn marked<'s>(said: &str, source: &'s str) -> &'s str {
    let place = said.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).unwrap();
    let mut numbers = place.rsplit(':').map(|number| number.parse::<usize>().unwrap_or_default());
    let (column, line) = (numbers.next().unwrap(), numbers.next().unwrap());
    let carets = said.lines().find(|line| line.contains('^')).unwrap().matches('^').count();
    &source.lines().nth(line - 1).unwrap()[column - 1..][..carets]
}
