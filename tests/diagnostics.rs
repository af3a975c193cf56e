//! The catalogue in `docs/diagnostics.md`, compared with the cases of `ui-tests/` and with their twins in
//! `ui-tests/mended/`.
//!
//! A twin is a case to which the remedy of its message has been applied, and nothing else: `mended/types/wrong_width.rs`
//! is the twin of `fail/types/wrong_width.rs`, `mended/const_eval/` has those of `const-eval/`. If the help offers a
//! second remedy, its twin is called `wrong_width_or_widen.rs`. A twin ends with a test that reads the struct in place
//! of the case's `fn main() {}`, if the struct can be read by itself. `tests/remedies.rs` compiles all twins and runs
//! these tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What the catalogue says of one diagnostic.
struct Entry {
    /// The section of the page.
    section: String,
    title: String,
    /// The message as the compiler prints it.
    shown: String,
    /// The case that it comes from, without an ending.
    case: String,
    /// Other wordings, each with its case.
    others: Vec<(String, String)>,
    fix: bool,
}

/// A message of a case.
#[derive(Debug)]
struct Message {
    case: String,
    /// What is wrong.
    text: String,
    /// What to do about it.
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

/// The cases of a folder of themes, without their ending.
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

fn said(case: &str) -> String {
    fs::read_to_string(format!("{case}.stderr")).unwrap_or_else(|error| panic!("{case}.stderr: {error}"))
}

/// The messages of a case that are ours: behind the fact stands what helps.
fn messages(case: &str) -> Vec<Message> {
    let said = said(case);
    // A list may stand between.
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

/// What is wrong, by the first line of a message.
fn fact(line: &str) -> Option<&str> {
    line.strip_prefix("error: ").or_else(|| line.strip_prefix("error[E0080]: evaluation panicked: "))
}

/// A message without what differs from one case to the next: names, numbers, files, what a type is.
fn pattern(message: &str) -> String {
    let parts = message.split('`').enumerate();
    let unnamed: String = parts.map(|(index, part)| if index % 2 == 1 { "`_`" } else { part }).collect();
    let words: Vec<_> = unnamed.split(' ').map(word).collect();
    let mut pattern = words.join(" ");
    for list in ["`_`, `_`", "`_` and N more"] {
        while pattern.contains(list) {
            pattern = pattern.replace(list, "`_`");
        }
    }
    let Some((variable, is)) = pattern.split_once(" in C, ") else { return pattern };
    let mut is = is.to_owned();
    for (each, alone) in [("each element ", ""), ("each value ", ""), ("the field's ", "the field ")] {
        is = is.replace(each, alone);
    }
    for kind in ["an integer", "a bool", "a char", "a float", "an enum", "a pointer", "an array", "a `_`", "an `_`"] {
        is = is.replace(kind, "KIND");
    }
    format!("{variable} in C, {is}")
}

fn word(word: &str) -> String {
    let bare = word.trim_end_matches([':', ',', ')']);
    let behind = word.strip_prefix(bare).unwrap();
    if !bare.contains('`') && (bare.contains('/') || bare.starts_with('$') || Path::new(bare).is_file()) {
        format!("FILE{behind}")
    } else if bare.parse::<i128>().is_ok() {
        format!("N{behind}")
    } else {
        word.to_owned()
    }
}

#[test]
fn a_pattern_leaves_out_what_differs() {
    for (message, expected) in [
        ("no global `nr` in bpf/x.bpf.o", "no global `_` in FILE"),
        ("LICENSE is not an ELF object", "FILE is not an ELF object"),
        ("can't open a/b.o: No such file (os error 2)", "can't open FILE: No such file (os error N)"),
        ("`A` has no variant for `B`, `C`, `D` and 3 more of `e`", "`_` has no variant for `_` of `_`"),
        ("`a` is `u64` in C, 64 bits wide, and the field has 32", "`_` is `_` in C, N bits wide, and the field has N"),
        (
            "`a` is `u64[3]` in C, each element an integer, and the field's is a `bool`",
            "`_` is `_` in C, KIND, and the field is KIND",
        ),
        (
            "`a` is `struct s` in C, a struct, and the field is an integer",
            "`_` is `_` in C, a struct, and the field is KIND",
        ),
    ] {
        assert_eq!(pattern(message), expected);
    }
}

#[test]
fn every_entry_shows_what_its_case_says_and_how_to_mend_it() {
    let entries = catalogue();
    assert!(entries.len() > 100, "{} entries are read", entries.len());
    for Entry { title, shown, case, others, fix, .. } in &entries {
        assert!(Path::new(&format!("{case}.rs")).exists(), "`{title}` shows {case}.rs, which is not there");
        assert!(said(case).contains(shown.as_str()), "`{title}` shows what {case}.stderr does not say:\n{shown}");
        assert!(shown.lines().any(|line| line.trim_start().starts_with("help: ")), "`{title}`");
        assert!(fix, "`{title}` has no fix");
        for (other, message) in others {
            let same = messages(other).iter().any(|said| said.text == *message);
            assert!(same, "`{title}` quotes what {other}.stderr does not say: {message}");
        }
    }
}

#[test]
fn titles_and_sections_are_found() {
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
fn each_case_fails_with_a_message_of_ours() {
    let cases = cases("ui-tests/fail");
    assert!(cases.len() >= 60, "{} cases", cases.len());
    for case in cases {
        assert!(!messages(&case).is_empty(), "{case}.stderr has no message of the derives");
    }
}

/// Also in the compiler's notes about a message: the module is no place for a user to look.
#[test]
fn no_message_names_a_private_module() {
    let all = cases("ui-tests/fail").into_iter().chain(cases("ui-tests/const-eval"));
    let named: Vec<_> = all.filter(|case| said(case).contains("__private")).collect();
    assert!(named.is_empty(), "these cases name `__private`: {named:?}");
}

/// The twins of each case. A case may have several, one for each remedy.
fn twins() -> BTreeMap<String, Vec<String>> {
    let mut twins = BTreeMap::<_, Vec<_>>::new();
    for twin in cases("ui-tests/mended").into_iter().filter(|path| !path.ends_with("/mod")) {
        twins.entry(case_of(&twin)).or_default().push(twin);
    }
    twins
}

/// The case that a twin mends.
fn case_of(twin: &str) -> String {
    let place = twin.strip_prefix("ui-tests/mended/").unwrap();
    let case = match place.strip_prefix("const_eval/") {
        Some(name) => format!("ui-tests/const-eval/{name}"),
        None => format!("ui-tests/fail/{place}"),
    };
    let exists = |case: &str| Path::new(&format!("{case}.rs")).exists();
    let first = case.rsplit_once("_or_").map_or(case.as_str(), |(first, _)| first);
    let case = if exists(&case) { &case } else { first };
    assert!(exists(case), "{twin}.rs is the twin of no case: there is no {case}.rs");
    case.to_owned()
}

/// A case or a twin. The twins are compiled in the package, where paths need no `$KTSNAP_OBJECT_DIR`.
fn source(path: &str) -> String {
    local(&fs::read_to_string(format!("{path}.rs")).unwrap_or_else(|error| panic!("{path}.rs: {error}")))
}

fn local(text: &str) -> String {
    text.replace("$KTSNAP_OBJECT_DIR/", "").replace("${KTSNAP_OBJECT_DIR}/", "")
}

/// What a remedy can change: all but the comments, the empty lines and what follows the struct.
fn code(source: &str) -> Vec<&str> {
    let code = source.split("\n#[test]\n").next().unwrap();
    let lines = code.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//") && *line != "fn main() {}").collect()
}

/// How many lines a twin changes: those that it adds or those that it removes, whichever are more.
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
    /// One of these is to be written.
    Write(Vec<String>),
    /// This is to be removed.
    Remove(String),
}

/// What stands before code that a remedy shows. Code after other words belongs to the explanation.
const WRITE: [&str; 12] = [
    "of type ",
    "write ",
    "add ",
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
fn a_help_is_taken_apart() {
    let write = |codes: &[&str]| Remedy::Write(codes.iter().map(ToString::to_string).collect());
    let remove = |code: &str| Remedy::Remove(code.to_owned());
    for (help, expected) in [
        ("write `a: u32`, or add `#[snapshot(widen)]`", vec![write(&["a: u32"]), write(&["widen"])]),
        ("write `a: [u8; 16]`, or `a: String`", vec![write(&["a: [u8; 16]"]), write(&["a: String"])]),
        ("remove `sum`, and write `a: [u8; 16]`", vec![remove("sum"), write(&["a: [u8; 16]"])]),
        ("its members are `a`, `b`", vec![write(&["a", "b"])]),
        ("leave it out: the result is an `f64`", vec![]),
        ("remove it", vec![]),
    ] {
        assert_eq!(remedies(help), expected, "{help}");
    }
}

/// Whether the remedy has been applied to a case: the code that it shows is in a line that was changed. `...` in it is any
/// code.
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

/// Whether the line has the code, as words of its own.
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

/// The variant for an enumerator: `DspLocal` for `DSP_LOCAL`.
fn pascal(enumerator: &str) -> String {
    let capital = |word: &str| word[..1].to_owned() + &word[1..].to_lowercase();
    enumerator.split('_').filter(|word| !word.is_empty()).map(capital).collect()
}

#[test]
fn a_twin_does_what_the_help_says_and_little_else() {
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
                wrong.push(format!("{twin}.rs changes {count} lines of {case}.rs, more than the {most} that it may"));
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

/// The lines that a remedy may change: a struct for a nested type is the longest.
const MOST_LINES: usize = 8;

/// A file that nobody lists as a module is not compiled.
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

/// A struct that can be read by itself is.
#[test]
fn a_twin_of_globals_is_read() {
    for twin in twins().into_values().flatten() {
        let source = source(&twin);
        let reads = source.contains("derive(SnapshotSchema)") && !source.contains("type = \"struct ");
        assert!(!reads || source.contains("    crate::read"), "{twin}.rs does not read its struct");
    }
}

/// The cases whose remedy is about a file. `ktsnap-cli/tests/remedies.rs` mends the file, and compiles the case as it is.
fn mended_by_file() -> BTreeSet<String> {
    let tests = fs::read_to_string("ktsnap-cli/tests/remedies.rs").unwrap();
    let quoted = tests.split('"').skip(1).step_by(2).filter(|text| text.contains('/'));
    let cases = quoted.map(|case| format!("ui-tests/fail/{case}"));
    cases.filter(|case| Path::new(&format!("{case}.rs")).exists()).collect()
}

/// The cases whose remedy a test applies.
fn mended() -> BTreeSet<String> {
    twins().into_keys().chain(mended_by_file()).collect()
}

/// The table at the top of the page says how many messages there are, and of how many the remedy is applied: of all.
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
    assert!(page.contains(&table), "the table at the top of docs/diagnostics.md must be\n{table}");
}

/// A message can offer different remedies in different cases. Each wording of a help is applied at least once.
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

/// A mistake that a tired developer makes, and what its message must say.
struct Mistake {
    what: &'static str,
    /// Below `ui-tests`.
    case: &'static str,
    /// What the message marks.
    token: &'static str,
    /// What the message says of the object, or of the rule that was broken.
    fact: &'static str,
}

const fn mistake(what: &'static str, case: &'static str, token: &'static str, fact: &'static str) -> Mistake {
    Mistake { what, case, token, fact }
}

const MISTAKES: [Mistake; 40] = [
    mistake("a counter is misspelt", "fail/names/near", "nr_mig_crosss", "`.bss` has `nr_mig_cross: u64`"),
    mistake("a counter was never there", "fail/names/far", "frobnications", "`.bss` has `nr_enqueued`, `nr_mig_same`"),
    mistake("u64 for a u32", "fail/types/wrong_width", "u64", "`nr_tasks` is `volatile u32` in C, 32 bits wide"),
    mistake("u32 for a u64", "fail/types/too_narrow", "u32", "`nr_enqueued` is `volatile u64` in C, 64 bits wide"),
    mistake("unsigned for signed", "fail/types/wrong_sign", "u64", "`lag_ns` is `volatile s64` in C, signed"),
    mistake("an integer for a bool", "fail/types/integer_for_bool", "u8", "`saw_cross` is `volatile bool` in C"),
    mistake("an integer for a pointer", "fail/types/pointer", "u64", "`a_u64_ptr` is `u64 *` in C, a pointer"),
    mistake("an integer for a struct", "fail/types/struct_in_c", "u64", "`waits` is `struct wait_stats` in C"),
    mistake("an integer for an array", "fail/types/scalar_for_array", "u64", "`dsp_stats` is `volatile u64[3]` in C"),
    mistake("an array of one too many", "fail/types/wrong_length", "[u64; 4]", "`volatile u64[3]` in C, 3 elements"),
    mistake("a fixed length for a resized array", "fail/resized/fixed_length", "[u64; 4]", "user space sets at load"),
    mistake("usize", "fail/types/usize", "usize", "`a_ulong` is `unsigned long` in C"),
    mistake("an atomic", "fail/types/counted_atomic", "AtomicU64", "`nr_mig_same` is `volatile u64` in C"),
    mistake("`sum` is forgotten", "fail/entries/integer_a_cpu", "u64", "`u64` in C, with a value for each CPU"),
    mistake(
        "`Option` of all entries",
        "fail/entries/option_of_all",
        "Option<Vec<u64>>",
        "lacks single entries of a map",
    ),
    mistake("`Option` everywhere", "fail/sections/every_field_optional", "Counters", "every field of `Counters`"),
    mistake(
        "the wrong section",
        "fail/sections/lacks_a_field",
        "nr_mig_same",
        "is in `.bss`, and the struct reads `.rodata`",
    ),
    mistake("a section without its dot", "fail/sections/without_its_dot", "\"bss\"", "did you mean `.bss`?"),
    mistake(
        "two sections in one struct",
        "fail/sections/two",
        "slice_us",
        "is in `.rodata`, and other fields are in `.bss`",
    ),
    mistake(
        "a member named as a global",
        "fail/names/member_of_a_global",
        "tgid_pid",
        "it is a member of `last_cross`",
    ),
    mistake("a map named as a global", "fail/names/map", "cpu_stats", "`cpu_stats` is a map, not a global"),
    mistake("a hash map as a struct", "fail/maps/hash", "\"m_hash\"", "`m_hash` is a BPF_MAP_TYPE_HASH"),
    mistake("an arrow in a path", "fail/paths/arrow_for_a_dot", "\"waits->max_ns\"", "uses `.` where C uses `->`"),
    mistake("a member is misspelt", "fail/paths/member_near", "\"waits.max_nss\"", "`struct wait_stats` has no member"),
    mistake("an index past the end", "fail/paths/out_of_range", "\"per_llc[4].nr_in\"", "`per_llc` has 4 elements"),
    mistake(
        "an enumerator is misspelt",
        "fail/paths/enumerator_near",
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
    mistake("`key` is forgotten", "fail/keys/missing", "local", "does not say which entry of `stats` it mirrors"),
    mistake("a variant that C lacks", "fail/enums/near", "DspShare", "`enum dsp_stat` of examples/bpf/dispatch.bpf.o"),
    mistake("a variant is missing", "fail/enums/enumerator_missing", "DspStat", "no variant for `NR_DSP_STATS`"),
    mistake(
        "an enum without its derive",
        "const-eval/enum_of_rust",
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
        "`rename` is a key of a field",
    ),
    mistake("a key is misspelt", "fail/attributes/unknown_near", "sektion", "unknown key `sektion`"),
    mistake(
        "the object has moved",
        "fail/objects/in_another_folder",
        "\"dispatch.bpf.o\"",
        "no such file: `$DIR/dispatch.bpf.o`",
    ),
    mistake("an object without -g", "fail/objects/without_btf", "\"tests/bpf/nobtf.bpf.o\"", "has no BTF"),
    mistake(
        "two schedulers in one binary",
        "fail/objects/several",
        "\"examples/bpf/schedulers\"",
        "holds 2 BPF objects",
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

/// One point each for: the message marks the right token, says the fact, has a remedy that a test applies, and no other
/// error follows.
#[test]
fn the_mistakes_of_a_tired_developer_score_well() {
    let mended = mended();
    let mut table = String::new();
    let mut sum = 0;
    for Mistake { what, case, token, fact } in MISTAKES {
        let path = format!("ui-tests/{case}");
        let (said, source) = (said(&path), fs::read_to_string(format!("{path}.rs")).unwrap());
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
