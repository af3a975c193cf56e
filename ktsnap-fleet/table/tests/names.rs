//! Names that two columns would have, and options that do not fit the struct.

mod support;

use ktsnap::SnapshotSchema;
use ktsnap_table::{Form, Long, Options, Table};
use support::Dispatch;

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
struct Clash {
    #[snapshot(path = "nr_tasks")]
    topology: u32,
    moves: [[u64; 4]; 4],
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(share = nr_mig_cross / nr_mig_same))]
struct Reason {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    #[snapshot(path = "nr_tasks")]
    share_why: u32,
}

#[test]
fn a_field_with_the_name_of_a_fact_needs_a_prefix() {
    let error = Table::of::<Clash>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the column with a fact of the run and a field of `Clash` are both named `topology`; give all columns except those of the \
         struct a prefix, for example `run_`"
    );
    let options = Options { prefix: "run_".to_owned(), ..Options::default() };
    let schema = Table::with_options::<Clash>(&options).unwrap().schema();
    assert!(schema.field_with_name("run_topology").is_ok() && schema.field_with_name("topology").is_ok());
    assert!(schema.field_with_name("run_file").is_ok() && schema.field_with_name("run_instance").is_ok());
    let error = Table::of::<Reason>().unwrap_err().to_string();
    assert!(error.ends_with("are both named `share_why`; give the field or the ratio another name"), "{error}");
}

#[test]
fn a_field_without_elements_has_no_long_form() {
    let long = |name: &str| {
        let options = Options { prefix: "run_".to_owned(), form: Form::Long(Long::Elements(name.to_owned())) };
        Table::with_options::<Clash>(&options).map(|table| table.schema())
    };
    assert_eq!(
        long("moves").unwrap().field_with_name("moves").unwrap().data_type().to_string(),
        "List(non-null UInt64)"
    );
    assert_eq!(
        long("topology").unwrap_err().to_string(),
        "the field `topology` has no elements: its type is `u32`; write one of `moves`"
    );
    assert_eq!(long("move").unwrap_err().to_string(), "`Clash` has no field `move`; write one of `moves`");
    let options = Options { form: Form::Long(Long::Cpu), ..Options::default() };
    assert_eq!(
        Table::with_options::<Dispatch>(&options).unwrap_err().to_string(),
        "no field of `Dispatch` has a value for each CPU; leave `long` out, or read a field as `PerCpu`"
    );
}

#[test]
fn a_column_that_is_not_there_is_named() {
    let table = Table::of::<Dispatch>().unwrap();
    let error = table.select(&["topolgy"]).unwrap_err().to_string();
    assert!(error.starts_with("the table has no column `topolgy`; its columns are directory, run, test,"), "{error}");
}
