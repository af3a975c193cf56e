//! The plan of the counters to read, from the object and the arguments.

use ktsnap_btf::{FaultyVar, Layout, Section, Type, Var, closest};

use super::counters::{Builder, Counter, Int, leaves};
use super::ratio::{self, Ratio};
use crate::args::Watch;
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::ratio::Written;
use crate::screen::text::{clean, listed};

/// The counters to read from a running object.
#[derive(Debug)]
pub(super) struct Plan {
    /// The section's variables in the object.
    pub(super) vars: Vec<Var>,
    /// The index of the variable that user space may resize before it loads the object.
    resizable: Option<usize>,
    pub(super) counters: Vec<Counter>,
    /// The number of counters that are rows. The counters after them are only operands of ratios.
    pub(super) rows: usize,
    pub(super) ratios: Vec<Ratio>,
    /// Notes about variables without a row.
    pub(super) notes: Vec<String>,
    /// The object's file name.
    pub(super) object: String,
    pub(super) section: String,
    request: Request,
}

/// The arguments and the object that a plan is made from.
#[derive(Debug, Clone)]
struct Request {
    only: Vec<String>,
    terms: Vec<String>,
    ratios: Vec<String>,
    layout: Layout,
}

impl Plan {
    pub(super) fn of(args: &Watch, layout: &Layout) -> Result<Self, Failure> {
        let path = &args.object.path;
        let section = section(args, layout)?;
        let object = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let request = Request {
            only: args.only.clone(),
            terms: args.terms.clone(),
            ratios: args.ratio.clone(),
            layout: layout.clone(),
        };
        let plan = Self::made(request, section, clean(&object).into_owned())?;
        if plan.rows == 0 && plan.ratios.is_empty() {
            return Err(nothing(args, section));
        }
        Ok(plan)
    }

    fn made(request: Request, section: &Section, object: String) -> Result<Self, Failure> {
        let mut builder = Builder::new(section);
        let mut notes = builder.rows(&request.only, &request.layout);
        let faulty = |faulty: &&FaultyVar| {
            let names = [&*faulty.var.name, faulty.declared()];
            request.only.is_empty() || names.iter().any(|name| is_wanted(&request.only, &section.name, name))
        };
        notes
            .extend(section.faulty.iter().filter(faulty).map(|faulty| format!("{}: {}", faulty.fact(), faulty.help())));
        let rows = builder.counters.len();
        let written = Written { prefix: "", terms: &request.terms, ratios: &request.ratios };
        let ratios = ratio::read(written, &request.layout, &mut builder)?;
        Ok(Self {
            counters: builder.counters,
            rows,
            ratios,
            notes,
            resizable: section.resizable().and_then(|last| section.vars.iter().position(|var| var == last)),
            vars: section.vars.clone(),
            object,
            section: clean(&section.name).into_owned(),
            request,
        })
    }

    /// Whether user space may give the variable, an array, another length before it loads the object.
    pub(super) fn is_resizable(&self, var: usize) -> bool {
        self.resizable == Some(var)
    }

    /// The plan for a running object in which user space resized the section's last array, with a counter for each element
    /// that exists. `None` if the array has the length that this plan has.
    ///
    /// # Errors
    ///
    /// [`Failure`] if there are too many elements for a ratio.
    pub(super) fn resized(&self, running: &Section) -> Result<Option<Self>, Failure> {
        let Some(section) = self.resized_section(running) else { return Ok(None) };
        Self::made(self.request.clone(), &section, self.object.clone()).map(Some)
    }

    fn resized_section(&self, running: &Section) -> Option<Section> {
        let mut section = self.request.layout.section(&running.name)?.clone();
        let last = section.resizable()?;
        let found = running.vars.iter().find(|var| var.name == last.name)?;
        let (Type::Array { element, len: built }, Type::Array { len, .. }) = (&last.ty, &found.ty) else { return None };
        if built == len {
            return None;
        }
        let ty = Type::Array { element: element.clone(), len: *len };
        section.vars.last_mut()?.ty = ty;
        Some(section)
    }
}

fn section<'l>(args: &Watch, layout: &'l ktsnap_btf::Layout) -> Result<&'l Section, Failure> {
    let (path, name) = (&args.object.path, args.section.as_str());
    let names = || layout.global_sections().map(|section| section.name.as_str());
    let fact = match layout.section(name) {
        Some(section) if section.holds_globals() => return Ok(section),
        Some(_) => format!("holds no globals in `{name}`"),
        None => format!("has no section `{name}`"),
    };
    let help = match closest(name, names()).filter(|near| *near != name) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its sections of globals are {}", listed(names())),
    };
    Err(Failure::of(path, fact, help))
}

/// The error for a plan without rows.
fn nothing(args: &Watch, section: &Section) -> Failure {
    let place = format!("`{}` of {}", section.name, args.object.path.display());
    let Some(pattern) = args.only.first() else {
        return Failure::new(
            format!("{place} holds no counter"),
            "name another with `--section`, or one with `--only`",
        );
    };
    if let Some(faulty) = section.faulty.iter().find(|faulty| {
        [&*faulty.var.name, faulty.declared()].iter().any(|name| is_wanted(&args.only, &section.name, name))
    }) {
        return Failure::new(format!("in {place}, {}", faulty.fact()), faulty.help());
    }
    let bare = pattern.replace(['*', '?'], "");
    let names = || section.vars.iter().map(|var| var.name.as_str());
    let help = match (section.vars.iter().find(|var| var.name == *pattern), closest(&bare, names())) {
        (Some(var), _) => match Int::of(&var.ty) {
            None if leaves(&var.ty).0.is_empty() => format!("`{}` is `{}`, no integer", var.name, var.c_type),
            _ => format!("`--only '{}*'` takes what is in it", var.name),
        },
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => format!("it has {}", listed(names())),
    };
    Failure::new(format!("no integer in {place} is called `{pattern}`"), help)
}

#[cfg(test)]
pub(super) mod tests {
    use std::fs;

    use clap::Parser;
    use ktsnap_btf::Layout;

    use super::*;
    use crate::args::{Args, Command};

    pub(crate) const DISPATCH: &str = "../examples/bpf/dispatch.bpf.o";
    pub(crate) const ARGS_OF_ALL: [&str; 1] = [DISPATCH];

    pub(crate) fn layout(object: &str) -> Layout {
        Layout::parse(&fs::read(object).unwrap()).unwrap()
    }

    pub(crate) fn args(args: &[&str]) -> Watch {
        let args = ["ktsnap", "watch"].iter().chain(args);
        let Command::Watch(watch) = Args::try_parse_from(args).unwrap().command else { panic!() };
        watch
    }

    pub(crate) fn plan(given: &[&str]) -> Result<Plan, String> {
        let layout = layout(given[0]);
        Plan::of(&args(given), &layout).map_err(|failure| match failure {
            Failure::Message(error) => error,
            other => format!("{other:?}"),
        })
    }

    fn rows(plan: &Plan) -> Vec<&str> {
        plan.counters[..plan.rows].iter().map(|counter| counter.name.as_str()).collect()
    }

    #[test]
    fn unsigned_integers_are_rows_and_members_of_structs_too() {
        let plan = plan(&[DISPATCH]).unwrap();
        let rows = rows(&plan);
        for name in ["nr_mig_cross", "waits.nr", "dsp_stats[2]"] {
            assert!(rows.contains(&name), "{name} is not in {rows:?}");
        }
        let layout = layout(DISPATCH);
        for name in &rows {
            let root = name.split(['[', '.']).next().unwrap();
            let (_, var) = layout.find(root).next().unwrap();
            assert!(!matches!(var.ty, ktsnap_btf::Type::Int { signed: true, .. }), "{name}");
        }
    }

    #[test]
    fn patterns_take_rows_in_the_order_of_the_object() {
        let plan = plan(&[DISPATCH, "--only", "nr_mig_*", "--only", "waits.*"]).unwrap();
        let mut rows = rows(&plan);
        rows.sort_unstable();
        assert_eq!(rows, ["nr_mig_cross", "nr_mig_same", "waits.max_ns", "waits.nr", "waits.total_ns"]);
    }

    #[test]
    fn a_static_that_clang_changed_is_no_row_and_the_reason_is_shown() {
        const CHANGED: &str = "../tests/bpf/changed_statics.bpf.o";
        const REMEDY: &str = "declare it `volatile` in C, or make it global";
        let all = plan(&[CHANGED]).unwrap();
        assert_eq!(rows(&all), ["nr_runs", "nr_enqueued"]);
        let mode = format!("clang changed the static `mode`: it has 1 byte, but its type `int` has 4: {REMEDY}");
        assert!(all.notes.contains(&mode), "{:?}", all.notes);
        for only in ["mode", "kinds", "knob"] {
            let error = plan(&[CHANGED, "--only", only]).unwrap_err();
            assert!(error.contains(&format!("the static `{only}`")) && error.ends_with(REMEDY), "{error}");
        }
        let error = plan(&[CHANGED, "--ratio", "share = kinds[0] / nr_runs"]).unwrap_err();
        assert!(error.contains("`--ratio 'share = kinds[0] / nr_runs'`: clang split the static `kinds`"), "{error}");
        assert_eq!(
            rows(&plan(&["../tests/bpf/raw/volatile_statics.bpf.o", "--only", "kinds[2]"]).unwrap()),
            ["kinds[2]"]
        );
    }

    #[test]
    fn a_long_array_is_a_row_only_on_request() {
        const HOST: &str = "../tests/bpf/host.bpf.o";
        let all = plan(&[HOST]).unwrap();
        assert!(!rows(&all).iter().any(|name| name.starts_with("unread")));
        assert_eq!(all.notes, ["1 variable with more than 64 values left out: `--only` includes them"]);
        let one = plan(&[HOST, "--only", "unread[65000]"]).unwrap();
        assert_eq!(rows(&one), ["unread[65000]"]);
        let many = plan(&[HOST, "--only", "unread"]).unwrap();
        assert_eq!(many.rows, crate::watch::counters::ROWS);
        assert_eq!(many.notes.len(), 2, "{:?}", many.notes);
    }

    #[test]
    fn a_signed_one_is_a_row_only_on_request() {
        const HOST: [&str; 3] = ["../tests/bpf/host.bpf.o", "--section", ".data"];
        let error =
            "`.data` of ../tests/bpf/host.bpf.o holds no counter: name another with `--section`, or one with `--only`";
        assert_eq!(plan(&HOST).unwrap_err(), error);
        let one = plan(&[HOST[0], HOST[1], HOST[2], "--only", "balance"]).unwrap();
        assert_eq!(rows(&one), ["balance"]);
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is() {
        let error = |given: &[&str]| plan(given).unwrap_err();
        assert_eq!(
            error(&[DISPATCH, "--only", "nr_mig_crosss"]),
            format!("no integer in `.bss` of {DISPATCH} is called `nr_mig_crosss`: did you mean `nr_mig_cross`?")
        );
        assert_eq!(
            error(&[DISPATCH, "--section", ".bsss"]),
            format!("{DISPATCH} has no section `.bsss`: did you mean `.bss`?")
        );
        assert!(error(&[DISPATCH, "--section", ".maps"]).contains("holds no globals in `.maps`: "));
    }
}
