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
    let mut put = |name: &str, from: usize, text: &[u8]| {
        let var = Text::schema().vars.iter().find(|var| var.name == name).unwrap();
        let at = usize::try_from(var.offset).unwrap() + from;
        bytes[at..at + text.len()].copy_from_slice(text);
    };
    put("labels", 0, b"a\xff\0");
    put("labels", 8, "b\u{e9}".as_bytes());
    put("label", 0, b"0123456789abcde\xfe");
    let text = Text::from_section_bytes(&bytes).unwrap();
    let label = CString::new(*b"0123456789abcde\xfe").unwrap();
    assert_eq!((&text.label, &text.aliased, text.maybe.as_ref()), (&label, &label, Some(&label)));
    assert_eq!(text.bytes, *b"0123456789abcde\xfe");
    assert_eq!((text.labels[0].to_bytes(), text.second.as_str()), (&b"a\xff"[..], "b\u{e9}"));
    assert_eq!(text.each, text.labels);
}
