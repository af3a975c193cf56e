use std::ffi::CString;

use ktsnap::SnapshotSchema;

type Label = CString;

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/label.bpf.o")]
struct Text {
    label: CString,
    #[snapshot(path = "label")]
    aliased: Label,
    #[snapshot(path = "label")]
    maybe: Option<std::ffi::CString>,
    #[snapshot(path = "label")]
    bytes: [u8; 16],
    labels: [CString; 2],
    #[snapshot(path = "labels[1]")]
    second: String,
    #[snapshot(path = "labels[*]")]
    each: Vec<CString>,
}

fn main() {
    let mut bytes = [0; 40];
    bytes[..3].copy_from_slice(b"a\xff\0");
    bytes[8..11].copy_from_slice("b\u{e9}".as_bytes());
    bytes[16..32].copy_from_slice(b"0123456789abcde\xfe");
    let text = Text::from_section_bytes(&bytes).unwrap();
    let label = CString::new(*b"0123456789abcde\xfe").unwrap();
    assert_eq!((&text.label, &text.aliased, text.maybe.as_ref()), (&label, &label, Some(&label)));
    assert_eq!(text.bytes, *b"0123456789abcde\xfe");
    assert_eq!((text.labels[0].to_bytes(), text.second.as_str()), (&b"a\xff"[..], "b\u{e9}"));
    assert_eq!(text.each, text.labels);
}
