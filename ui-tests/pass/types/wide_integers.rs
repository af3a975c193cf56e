use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

type Bytes = [u8; 16];
const WIDE: usize = 16;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Wide {
    a_u128: [u8; 16],
    a_s128: [u8; WIDE],
    #[snapshot(path = "a_s128")]
    aliased: Bytes,
    #[snapshot(path = "a_u128")]
    maybe: Option<[u8; 16]>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/label.bpf.o")]
struct Totals {
    totals: [[u8; 16]; 2],
    #[snapshot(path = "totals[1]")]
    second: [u8; 16],
    #[snapshot(path = "totals[*]")]
    each: Vec<[u8; 16]>,
}

fn wide(a_u128: u128, a_s128: i128) -> Wide {
    let [a_u128, aliased] = [a_u128.to_le_bytes(), a_s128.to_le_bytes()];
    Wide { a_u128, a_s128: aliased, aliased, maybe: Some(a_u128) }
}

fn main() {
    let numbers = (u128::MAX - 0xff, -2);
    let hex = |bytes: [u8; 16]| bytes.map(|byte| format!("{byte:02x}")).join(" ");
    // In the format of the harness.
    let report = format!(
        r#"{{"schema": "single", "maps": [{{"name": "shapes.bss", "map_type": 2, "value_size": 64, "max_entries": 1,
            "value": {{"kind": "struct", "type_name": ".bss", "members": [
                {{"name": "a_u128", "value": {{"kind": "bytes", "hex": "{}"}}}},
                {{"name": "a_s128", "value": {{"kind": "bytes", "hex": "{}"}}}}]}}}}]}}"#,
        hex(numbers.0.to_le_bytes()),
        hex(i128::to_le_bytes(numbers.1)),
    );
    let report = FailureDumpReport::from_json(&report).unwrap();
    let read = Wide::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(read, wide(numbers.0, numbers.1));
    assert_eq!(u128::from_le_bytes(read.a_u128), numbers.0);

    let mut bytes = vec![0; 1 << 17];
    for var in Wide::schema().vars {
        let at = usize::try_from(var.offset).unwrap();
        let number = if var.name == "a_u128" { numbers.0.to_le_bytes() } else { numbers.1.to_le_bytes() };
        bytes[at..at + 16].copy_from_slice(&number);
    }
    assert_eq!(Wide::from_section_bytes(&bytes).unwrap(), read);
    // A difference keeps the later bytes.
    assert_eq!(wide(256, 0).since(&wide(255, 0)).unwrap(), wide(256, 0));

    let mut bytes = [7; 32];
    bytes[16..].fill(9);
    let totals = Totals::from_section_bytes(&bytes).unwrap();
    assert_eq!((totals.totals, totals.second), ([[7; 16], [9; 16]], [9; 16]));
    assert_eq!(totals.each, totals.totals);
}
