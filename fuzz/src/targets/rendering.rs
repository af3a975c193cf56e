//! The bytes of maps, rendered by BTF that may be damaged.
//!
//! The input has the number of bytes of an object as a decimal number in its first line, an empty line, the object, and then the
//! bytes of a map.

use ktsnap_btf::Layout;
use ktsnap_core::report::RenderedValue;
use ktsnap_render::Renderer;

use crate::bounds::Bound;
use crate::inputs::head_and_body;

/// A byte can hold eight values of 56 bytes. All variables without bytes together have at most some ten thousand parts.
const SECTION: Bound = Bound { entry: "Renderer::section", times: 1024, constant: 16 << 20 };

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let (head, body) = head_and_body(input);
    let len = head.first().and_then(|line| line.parse().ok()).unwrap_or(body.len());
    let (object, bytes) = body.split_at_checked(len).unwrap_or((body, &[]));
    let Ok(layout) = Layout::parse(object) else { return };
    let renderer = Renderer::of(layout.big_endian);
    for section in layout.global_sections() {
        let value = SECTION.held(input.len(), || {
            renderer.section(section, |range| {
                let part = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                bytes[part(range.start)..part(range.end)].to_vec()
            })
        });
        let RenderedValue::Struct { members, .. } = &value else { panic!("{value:?}") };
        assert_eq!(members.len(), section.listed().len());
        let text = serde_json::to_string(&value).expect("a value can be written");
        let again: RenderedValue = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(serde_json::to_string(&again).expect("a value can be written"), text);
    }
    for map in &layout.maps {
        for ty in [&map.key, &map.value].into_iter().flatten() {
            let value = renderer.value(ty, bytes);
            let is_whole = ty.size().is_some_and(|size| size <= bytes.len() as u64);
            assert!(!is_whole || !matches!(value, RenderedValue::Truncated { .. }), "{value:?}");
        }
    }
}
