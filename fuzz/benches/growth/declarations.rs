//! Structs, ratios and directories that grow.

use std::sync::Arc;
use std::{fs, path::PathBuf};

use ktsnap::runs::Runs;
use ktsnap_btf::Layout;
use ktsnap_derive_internals::declaration;
use ktsnap_derive_internals::object::Origin;
use ktsnap_ratio::{Definition, Fields, RatioFault, Term, definition, lex, link};
use syn::DeriveInput;

use crate::task::{Growth, growth};

/// Checks a struct of the source against the dispatch object, and returns the number of errors.
fn checked((input, object): &(DeriveInput, Arc<Layout>)) -> usize {
    let object = Some(("dispatch.bpf.o".to_owned(), object.clone()));
    let origin = Origin { package: Some(PathBuf::from("/nonexistent")), object };
    declaration::read(input, &origin, |declared| {
        let _ = declared.described().schema();
        declared.errors.count()
    })
}

fn parsed(source: &str) -> (DeriveInput, Arc<Layout>) {
    let object = Layout::parse(include_bytes!("../../../examples/bpf/dispatch.bpf.o")).unwrap();
    (syn::parse_str(source).unwrap(), Arc::new(object))
}

fn of_fields(count: usize, attribute: &str) -> (DeriveInput, Arc<Layout>) {
    let fields: String = (0..count).map(|at| format!("{attribute} f{at}: u64, ")).collect();
    parsed(&format!("#[snapshot(object = \"dispatch.bpf.o\")] struct S {{ {fields} }}"))
}

struct AnyField;

impl Fields for AnyField {
    type Part = ();

    fn has(&self, name: &str) -> bool {
        name.starts_with("nr")
    }

    fn part(&mut self, _: usize, _: &Term, _: &[&str]) -> Option<()> {
        Some(())
    }

    fn report(&mut self, _: usize, _: RatioFault) {}
}

fn directory(count: usize) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("runs{count}"));
    fs::create_dir_all(&directory).unwrap();
    for at in 0..count {
        fs::write(directory.join(format!("t{at}-0123456789abcdef.failure-dump.json")), "{}").unwrap();
    }
    directory
}

pub(crate) fn all() -> Vec<Growth> {
    vec![
        growth("declaration::read", "fields", 50, |n| of_fields(n, "#[snapshot(rename = \"nr_mig_same\")]"), checked),
        growth("declaration::read", "fields that do not exist", 50, |n| of_fields(n, ""), checked),
        growth(
            "declaration::read",
            "parts of a path",
            50,
            |n| of_fields(1, &format!("#[snapshot(path = \"waits{}\")]", ".a".repeat(n))),
            checked,
        ),
        growth(
            "declaration::read",
            "ratios",
            25,
            |n| {
                let ratios: String =
                    (0..n).map(|at| format!("#[snapshot(ratio(r{at} = nr_mig_same / nr_mig_cross))]")).collect();
                parsed(&format!(
                    "#[snapshot(object = \"o\")] {ratios} struct S {{ nr_mig_same: u64, nr_mig_cross: u64 }}"
                ))
            },
            checked,
        ),
        growth(
            "ratio: lex and definition",
            "terms",
            100,
            |n| format!("a = {}", vec!["nr"; n].join(" + ")),
            |text| definition(&lex(text)),
        ),
        growth(
            "ratio: link",
            "definitions",
            50,
            |n| (0..n).map(|at| definition(&lex(&format!("r{at} = nr_a / nr_b")))).collect::<Vec<_>>(),
            |parsed| {
                let definitions: Vec<_> = parsed.iter().map(|parsed| Definition { is_ratio: true, parsed }).collect();
                link(&definitions, &mut AnyField).len()
            },
        ),
        growth("Runs::open", "runs", 200, directory, |directory| Runs::open(directory).unwrap().runs.len()),
    ]
}
