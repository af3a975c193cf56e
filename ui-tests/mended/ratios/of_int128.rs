use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_u64: u64,
    a_u128: [u8; 16],
}

impl Counters {
    fn mean(&self) -> Option<u128> {
        u128::from_le_bytes(self.a_u128).checked_div(self.a_u64.into())
    }
}

#[test]
fn reads() {
    crate::read::<Counters>();
    assert_eq!(Counters { a_u64: 2, a_u128: 512_u128.to_le_bytes() }.mean(), Some(256));
}
