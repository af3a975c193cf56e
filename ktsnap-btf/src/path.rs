//! Paths into a variable or a map's value: `stats.hits`, `gstats[GSTAT_LOCAL]`, `cpus[*].nr_runs`.

mod error;
mod offset;
mod target;

use std::ops::Range;

pub use error::{PathError, Syntax};
pub use offset::TargetOffset;
pub use target::{Dim, Length, Target, resolve, resolve_var, resolve_var_with_extern_enums, resolve_with_extern_enums};

/// One step of a path whose enumerators are resolved.
///
/// ```
/// use ktsnap_btf::{Step, Target, Path, resolve};
/// # use ktsnap_btf::Layout;
///
/// # let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("dsp_stats").next().ok_or("not there")?;
/// let target = resolve(&Path::parse("dsp_stats[DSP_KICK]")?, &var.ty, &var.c_type, &layout)?;
/// assert_eq!(target.steps, [Step::Index(2)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// The member of that name.
    Member(String),
    /// One element.
    Index(u64),
    /// One element, by an enumerator that the object's BTF lacks: see [`resolve_with_extern_enums`].
    Enumerator(String),
    /// Every element.
    All,
}

/// A path as it is written. What it names is looked up by [`resolve`].
///
/// ```
/// use ktsnap_btf::Path;
///
/// let path = Path::parse("waits.max_ns")?;
/// assert_eq!(path.root(), "waits");
/// assert!(!path.is_plain());
/// assert!(Path::parse("waits")?.is_plain());
/// # Ok::<(), ktsnap_btf::PathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    text: String,
    root: Range<usize>,
    parts: Vec<Part>,
}

/// A step as it is written, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    step: Written,
    /// With its dot or brackets.
    at: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Written {
    Member(String),
    Number(i128),
    Enumerator(String),
    All,
}

impl Path {
    /// Reads a path whose root has no dot in its name.
    ///
    /// # Errors
    ///
    /// [`PathError::Syntax`].
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Self::parse_rooted(text, |_| false)
    }

    /// Reads a path whose root may have dots in its name, as a function's statics have. The longest root that `exists`
    /// is taken; if none does, what stands before the first dot.
    ///
    /// ```
    /// use ktsnap_btf::Path;
    ///
    /// let path = Path::parse_rooted("tick.cnt.hits", |name| name == "tick.cnt")?;
    /// assert_eq!(path.root(), "tick.cnt");
    /// # Ok::<(), ktsnap_btf::PathError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PathError::Syntax`].
    pub fn parse_rooted(text: &str, exists: impl Fn(&str) -> bool) -> Result<Self, PathError> {
        let head = text.split('[').next().unwrap_or_default();
        let dots: Vec<_> = head.match_indices('.').map(|(at, _)| at).chain([head.len()]).collect();
        let longest = dots.iter().rev().find(|&&end| head.get(..end).is_some_and(&exists));
        let end = longest.or(dots.first()).copied().unwrap_or_default();
        let root = head.get(..end).unwrap_or_default();
        if text.is_empty() {
            return Err(PathError::Syntax { path: String::new(), what: Syntax::Empty });
        }
        if root.is_empty() {
            let what = if text.starts_with('[') { Syntax::NoRoot } else { Syntax::NoName };
            return Err(PathError::Syntax { path: text.to_owned(), what });
        }
        if !root.chars().all(|letter| is_of_name(letter) || letter == '.') {
            return Err(PathError::Syntax { path: text.to_owned(), what: Syntax::bad_name(text, root) });
        }
        let parts = Reader { text, at: end }.parts()?;
        Ok(Self { text: text.to_owned(), root: 0..end, parts })
    }

    /// Reads a path without a root, into what is known already: a map's value. It begins with a member's name or with
    /// a bracket.
    ///
    /// ```
    /// use ktsnap_btf::Path;
    ///
    /// let path = Path::parse_steps("lstats[0][*]")?;
    /// assert_eq!(path.root(), "");
    /// # Ok::<(), ktsnap_btf::PathError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PathError::Syntax`].
    pub fn parse_steps(text: &str) -> Result<Self, PathError> {
        if text.is_empty() {
            return Err(PathError::Syntax { path: String::new(), what: Syntax::Empty });
        }
        let mut reader = Reader { text, at: 0 };
        let first = if text.starts_with('[') { None } else { Some(reader.member(0)?) };
        let parts = first.into_iter().chain(reader.parts()?).collect();
        Ok(Self { text: text.to_owned(), root: 0..0, parts })
    }

    /// The variable that it starts from; empty for one that [`Self::parse_steps`] read.
    #[must_use]
    pub fn root(&self) -> &str {
        self.text.get(self.root.clone()).unwrap_or_default()
    }

    /// Whether it is only a root.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.parts.is_empty()
    }

    /// The steps, where no object is at hand to look anything up in. Enumerators may stay names if their values are known
    /// `beside` it.
    ///
    /// ```
    /// use ktsnap_btf::{Path, Step};
    ///
    /// assert_eq!(Path::parse_steps("hits[*]")?.unresolved(false), Ok(vec![Step::Member("hits".into()), Step::All]));
    /// assert_eq!(Path::parse_steps("hits[LOCAL]")?.unresolved(false), Err("LOCAL".to_owned()));
    /// # Ok::<(), ktsnap_btf::PathError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first index that is an enumerator, or no index of any array.
    pub fn unresolved(&self, beside: bool) -> Result<Vec<Step>, String> {
        let step = |part: &Part| match &part.step {
            Written::Member(name) => Ok(Step::Member(name.clone())),
            Written::Number(number) => u64::try_from(*number).map(Step::Index).map_err(|_| number.to_string()),
            Written::Enumerator(name) if beside => Ok(Step::Enumerator(name.clone())),
            Written::Enumerator(name) => Err(name.clone()),
            Written::All => Ok(Step::All),
        };
        self.parts.iter().map(step).collect()
    }

    /// The path as it is written.
    ///
    /// ```
    /// use ktsnap_btf::Path;
    ///
    /// assert_eq!(Path::parse("waits.max_ns")?.text(), "waits.max_ns");
    /// # Ok::<(), ktsnap_btf::PathError>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Reads one step after another.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn parts(&mut self) -> Result<Vec<Part>, PathError> {
        let mut parts = Vec::new();
        loop {
            let rest = self.rest();
            let part = match rest.chars().next() {
                None => return Ok(parts),
                Some('.') => self.member(1)?,
                Some('[') => self.index()?,
                Some(_) => {
                    let name = up_to_delimiter(rest).to_owned();
                    let what = if is_name(&name) { Syntax::NoDot(name) } else { Syntax::bad_name(self.text, &name) };
                    return Err(self.error(what));
                }
            };
            parts.push(part);
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn error(&self, what: Syntax) -> PathError {
        PathError::Syntax { path: self.text.to_owned(), what }
    }

    /// A name, behind a dot if it has one.
    fn member(&mut self, dot: usize) -> Result<Part, PathError> {
        let start = self.at;
        self.at += dot;
        let name = up_to_delimiter(self.rest()).to_owned();
        if name.is_empty() {
            return Err(self.error(Syntax::NoName));
        }
        if !is_name(&name) {
            return Err(self.error(Syntax::bad_name(self.text, &name)));
        }
        self.at += name.len();
        Ok(Part { step: Written::Member(name), at: start..self.at })
    }

    fn index(&mut self) -> Result<Part, PathError> {
        let start = self.at;
        let inner = self.rest().strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let Some((inner, _)) = inner else { return Err(self.error(Syntax::Unclosed)) };
        let step = match inner {
            "" => return Err(self.error(Syntax::NoIndex)),
            "*" => Written::All,
            name if is_name(name) => Written::Enumerator(name.to_owned()),
            digits => match number(digits) {
                Some(number) => Written::Number(number),
                None => return Err(self.error(Syntax::BadIndex(digits.to_owned()))),
            },
        };
        self.at += inner.len() + 2;
        Ok(Part { step, at: start..self.at })
    }
}

fn up_to_delimiter(text: &str) -> &str {
    text.split(['.', '[']).next().unwrap_or_default()
}

/// A decimal number. One that begins with a zero is octal in C, so it is none here.
fn number(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let decimal = digits.bytes().all(|digit| digit.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    decimal.then(|| text.parse().ok()).flatten()
}

fn is_name(text: &str) -> bool {
    text.chars().all(is_of_name) && !text.starts_with(|first: char| first.is_ascii_digit())
}

/// Whether a C name may hold it; clang takes `$` too.
fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(path: &Path) -> Vec<String> {
        let shown = path.parts.iter().map(|part| match &part.step {
            Written::Member(name) => format!(".{name}"),
            Written::Number(number) => format!("[{number}]"),
            Written::Enumerator(name) => format!("[{name}]"),
            Written::All => "[*]".to_owned(),
        });
        shown.collect()
    }

    #[track_caller]
    fn assert_wrong(error: &PathError, fact: &str, help: &str) {
        assert_eq!((&*error.fact("x.o"), &*error.help()), (fact, help));
        assert_eq!(error.to_string(), fact);
    }

    #[test]
    fn a_path_is_a_root_and_steps() {
        for (text, root, expected) in [
            ("nr", "nr", &[][..]),
            ("stats.hits", "stats", &[".hits"]),
            ("gstats[GSTAT_LOCAL]", "gstats", &["[GSTAT_LOCAL]"]),
            ("a[0][12][*].b.c[-1]", "a", &["[0]", "[12]", "[*]", ".b", ".c", "[-1]"]),
            ("zähler.größe", "zähler", &[".größe"]),
        ] {
            let path = Path::parse(text).unwrap();
            assert_eq!((path.root(), path.text(), path.is_plain()), (root, text, expected.is_empty()));
            assert_eq!(steps(&path), expected);
            // Each step stands where it says.
            let whole: String = path.parts.iter().map(|part| text.get(part.at.clone()).unwrap()).collect();
            assert_eq!(format!("{root}{whole}"), text);
        }
    }

    #[test]
    fn the_longest_root_that_exists_is_taken() {
        let names = ["tick", "tick.cnt", "cfg.0", "a.b.c"];
        for (text, root, expected) in [
            ("tick.cnt", "tick.cnt", &[][..]),
            ("tick.cnt[1].x", "tick.cnt", &["[1]", ".x"]),
            ("tick.sum", "tick", &[".sum"]),
            ("cfg.0.x", "cfg.0", &[".x"]),
            ("a.b.c.d", "a.b.c", &[".d"]),
            ("a.b.x", "a", &[".b", ".x"]),
            ("a[0].b.c", "a", &["[0]", ".b", ".c"]),
        ] {
            let path = Path::parse_rooted(text, |name| names.contains(&name)).unwrap();
            assert_eq!(
                (path.root(), steps(&path)),
                (root, expected.iter().map(ToString::to_string).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn steps_alone_begin_with_a_name_or_a_bracket() {
        for (text, expected) in
            [("hits", &[".hits"][..]), ("[3]", &["[3]"]), ("[*].x", &["[*]", ".x"]), ("a[0].b", &[".a", "[0]", ".b"])]
        {
            let path = Path::parse_steps(text).unwrap();
            assert_eq!(
                (path.root(), path.is_plain(), steps(&path)),
                ("", false, expected.iter().map(ToString::to_string).collect())
            );
        }
        let no_name = "write a name on both sides of each dot";
        assert_wrong(&Path::parse_steps(".x").unwrap_err(), "in `.x`, a dot has no name beside it", no_name);
        assert_wrong(
            &Path::parse_steps("").unwrap_err(),
            "the path is empty",
            "a path is a name, then members and elements, as in `stats.hits` and `stats[0]`",
        );
    }

    #[test]
    fn what_is_no_path_is_told_how_to_be_one() {
        let no_name = "write a name on both sides of each dot";
        let index = "an index is a decimal number, an enumerator, or `*` for every element";
        let name = "write the name as it is in C";
        for (text, fact, help) in [
            ("", "the path is empty", "a path is a name, then members and elements, as in `stats.hits` and `stats[0]`"),
            (".a", "in `.a`, a dot has no name beside it", no_name),
            ("a.", "in `a.`, a dot has no name beside it", no_name),
            ("a..b", "in `a..b`, a dot has no name beside it", no_name),
            ("a.[0]", "in `a.[0]`, a dot has no name beside it", no_name),
            ("[0]", "`[0]` does not begin with a name", "write the name of a global in front of it"),
            ("a[0", "in `a[0`, a bracket is not closed", "write `]` after the index"),
            ("a[", "in `a[`, a bracket is not closed", "write `]` after the index"),
            ("a[]", "in `a[]`, the brackets are empty", index),
            ("a[0x1]", "in `a[0x1]`, `0x1` is not an index", index),
            ("a[01]", "in `a[01]`, `01` is not an index", index),
            ("a[1+1]", "in `a[1+1]`, `1+1` is not an index", index),
            ("a[-]", "in `a[-]`, `-` is not an index", index),
            ("a[ 1]", "in `a[ 1]`, ` 1` is not an index", index),
            ("a[**]", "in `a[**]`, `**` is not an index", index),
            ("a[b[0]]", "in `a[b[0]]`, `b[0` is not an index", index),
            ("a[0]b", "in `a[0]b`, `b` follows a bracket", "write `.b`"),
            ("a[0]]", "in `a[0]]`, `]` is not a name", name),
            ("a.0", "in `a.0`, `0` is not a name", name),
            ("a.b c", "in `a.b c`, `b c` is not a name", name),
            ("a b", "in `a b`, `a b` is not a name", name),
            ("a->b", "a path uses `.` where C uses `->`", "write `a.b`"),
            ("a[0]->b", "a path uses `.` where C uses `->`", "write `a[0].b`"),
            ("a.b -> c->d", "a path uses `.` where C uses `->`", "write `a.b.c.d`"),
        ] {
            assert_wrong(&Path::parse(text).unwrap_err(), fact, help);
        }
    }

    #[test]
    fn no_text_stops_the_reader() {
        // Every text of six out of these: each is an error or a path of that text.
        const LETTERS: [char; 7] = ['a', '0', '.', '[', ']', '*', 'é'];
        for mut number in 0..LETTERS.len().pow(6) {
            let mut text = String::new();
            for _ in 0..6 {
                text.push(LETTERS[number % LETTERS.len()]);
                number /= LETTERS.len();
            }
            for path in [Path::parse(&text), Path::parse_steps(&text), Path::parse_rooted(&text, |name| name == "a.0")]
            {
                match path {
                    Ok(path) => assert_eq!(path.text(), text),
                    Err(error) => assert!(!error.help().is_empty()),
                }
            }
        }
    }
}
