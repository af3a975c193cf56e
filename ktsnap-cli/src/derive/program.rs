//! `--main`: a program around the struct, which reads a report and prints what is in it.

use crate::generate::item::{Ratio, StructItem};

/// What the program imports besides what the struct does.
pub(super) fn imports(of: &StructItem) -> Vec<&'static str> {
    let mut names = vec!["FailureDumpReport", "Snapshot"];
    names.extend(of.each_cpu.then_some("PerCpu"));
    names
}

pub(super) fn source(of: &StructItem, ratios: &[Ratio]) -> String {
    let name = &of.name;
    let (read, each, indent, end) = if of.each_cpu {
        let each = "    for (cpu, counters) in all.iter().enumerate() {\n        let Some(counters) = counters else { continue };\n";
        (format!("let all = PerCpu::<{name}>"), each, "        ", "    }\n")
    } else {
        (format!("let counters = {name}"), "", "    ", "")
    };
    let print = if of.each_cpu { "println!(\"CPU {cpu}: {counters:#?}\");" } else { "println!(\"{counters:#?}\");" };
    let ratios: String = ratios
        .iter()
        .map(|Ratio { name, .. }| format!("{indent}println!(\"{name}: {{:.3}}\", counters.{name}()?);\n"))
        .collect();
    format!(
        "
fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let file = std::env::args().nth(1).ok_or(\"name a report\")?;
    let report = FailureDumpReport::from_path(file)?;
    {read}::from_snapshot(&Snapshot::new(&report))?;
{each}{indent}{print}
{ratios}{end}    Ok(())
}}
"
    )
}
