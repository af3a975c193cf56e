//! The exporter that the arguments name.

use ktsnap_live::Machine;

use super::exporter::{Exported, Exporter};
use super::of_plan::{Options, PlanMetrics};
use super::of_struct::StructMetrics;
use crate::args::select::{Cpus, OfObject};
use crate::args::{Chosen, RunningArgs};
use crate::counters::{self, Object, Plan};
use crate::declared::Declared;
use crate::declared::refused::replaced_by_struct;
use crate::failure::{Failure, note};
use crate::live::Kernel;
use crate::named::WATCHED;
use crate::object;

/// Opens the object or the struct that the arguments name, and passes its exporter on.
pub(crate) fn open<T>(
    args: &Chosen,
    running: &RunningArgs,
    then: impl FnOnce(Exporter<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if let Some(declared) = declared(args)? {
        let Some(of) = declared.of_one_map() else {
            let fact = format!("`{}` has `parts`, and metrics are read from one map", declared.name);
            return Err(Failure::new(fact, "name the struct of one of its fields"));
        };
        declared.notes.iter().for_each(note);
        let others = declared.others();
        if !others.is_empty() {
            note(format_args!("not integers, and not exported: {}", others.join(", ")));
        }
        let (only, machine) = (args.only.only.as_slice(), Machine::open()?);
        let of = StructMetrics { declared: &declared, of, only, machine, named: running, bound: None, found: false };
        return then(Exporter::new(Box::new(of), &declared.name));
    }
    let missing = || Failure::usage("no object is given", "give the BPF object, or `--struct FILE.rs:NAME`");
    let named = args.object.as_ref().ok_or_else(missing)?;
    let opened = object::open(named)?;
    let object = Object { layout: opened.layout(), path: &named.path, is_layout_file: opened.is_file() };
    let plan = Plan::of(options(args), object)?;
    plan.notes.iter().for_each(note);
    let kernel = Kernel::new(Machine::open()?, running, &plan);
    let of: Box<dyn Exported + '_> = Box::new(PlanMetrics::new(&plan, Options::of(args), kernel)?);
    then(Exporter::new(of, &plan.object))
}

/// The struct that the arguments name.
fn declared(args: &Chosen) -> Result<Option<Declared>, Failure> {
    let is_replaced = |option: &&str| !["OBJECT", "--struct", "--only"].contains(option);
    if args.declared.name.is_some()
        && let Some(option) = args.given().find(is_replaced)
    {
        return Err(replaced_by_struct(option));
    }
    let (object, struct_ops) = args.object.as_ref().map(|of| (of.path.clone(), of.struct_ops.clone())).unzip();
    Declared::of(&args.declared, &OfObject { object, struct_ops: struct_ops.flatten() })
}

/// The options of the plan. Each CPU has a value of its own, so no counter is left out because it has no sum.
pub(super) fn options(args: &Chosen) -> counters::Options {
    counters::Options {
        sources: args.sources.clone(),
        only: args.only.clone(),
        cpus: Cpus { per_cpu: true, sum: args.sum.clone() },
        ratios: args.ratios.clone(),
        readable: WATCHED,
    }
}
