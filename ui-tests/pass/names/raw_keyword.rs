use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", ratio(types = r#type / r#match))]
struct Keywords {
    r#type: u64,
    r#match: u64,
}

fn main() {
    assert_eq!(Keywords::schema().names().collect::<Vec<_>>(), ["type", "match"]);
    assert_eq!(Keywords { r#type: 3, r#match: 2 }.types(), Ok(1.5));
    let error = Keywords { r#type: 3, r#match: 0 }.types().unwrap_err().to_string();
    assert!(error.contains("`r#match` is zero (r#match = 0)"), "{error}");
}
