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
    page.split("\n### ").skip(1).map(entry).collect()
}

fn entry(text: &str) -> Entry {
    // Behind the last entry of a section stands the next section.
    let text = text.split("\n## ").next().unwrap();
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
    for Entry { title, shown, case, others, fix } in &entries {
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
const WRITE: [&str; 11] =
    ["write ", "add ", "did you mean ", "called ", "one is ", "key is ", "are ", "has ", "variable ", "use ", ": "];
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
            !(before.ends_with(word) && piece.starts_with(word)) && !(after.starts_with(word) && piece.ends_with(word))
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
            let (count, most) = (changed(&before, after), MOST_LINES * messages.len());
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
