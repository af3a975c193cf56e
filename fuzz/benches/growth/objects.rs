//! Objects and layout files that grow.

#[allow(dead_code, reason = "the workspace's tests share this builder")]
#[path = "../../../tests/objects/btf.rs"]
mod btf;

use btf::{Btf, ENUM};
use ktsnap_btf::path::resolve_var;
use ktsnap_btf::{Layout, LayoutFile, LoadedBtf, Path};
use ktsnap_core::report::RenderedValue;
use ktsnap_render::Renderer;

use crate::task::{Growth, growth};

/// How an object grows: the name of the dimension, a size, and an object of a size.
type Dimension = (&'static str, usize, fn(usize) -> Vec<u8>);

const DIMENSIONS: [Dimension; 12] = [
    ("variables", 500, |n| section(n, |btf, _| btf.u32())),
    ("structs", 250, |n| section(n, |btf, at| btf.tagged(&format!("s{at}"), 4, &[("a", 1)]))),
    ("members", 1000, |n| {
        section(1, |btf, _| {
            let names: Vec<_> = (0..n).map(|at| format!("m{at}")).collect();
            let members: Vec<_> = names.iter().map(|name| (name.as_str(), 1)).collect();
            btf.structure(small(4 * n), &members)
        })
    }),
    ("enumerators", 1000, |n| {
        section(1, |btf, _| {
            let names: Vec<_> = (0..n).map(|at| format!("E{at}")).collect();
            let values: Vec<_> = (0..).zip(&names).map(|(value, name)| (name.as_str(), value)).collect();
            btf.enumeration("e", &values)
        })
    }),
    ("structs that share a member's name", 250, |n| shared_names(n, false)),
    ("enums that share an enumerator", 250, |n| shared_names(n, true)),
    ("typedefs of one type", 500, |n| {
        section(1, |btf, _| {
            (0..n).fold(1, |to, at| {
                let name = btf.name(&format!("t{at}"));
                btf.add(name, btf::TYPEDEF, 0, if at % 60 == 0 { 1 } else { to }, &[])
            })
        })
    }),
    ("nested structs", 20, |n| {
        section(1, |btf, _| (0..n).fold(1, |inner, at| btf.tagged(&format!("s{at}"), 4, &[("a", inner)])))
    }),
    // Both sizes have as many values as may be rendered, and no value is too deep to be rendered.
    ("unions that hold the last one twice", 15, |n| {
        section(1, |btf, _| {
            (0..n).fold(1, |inner, at| {
                let name = btf.name(&format!("u{at}"));
                let words = [btf.name("a"), inner, 0, btf.name("b"), inner, 0];
                btf.add(name, btf::UNION, 2, 4, &words)
            })
        })
    }),
    ("dimensions of arrays", 20, |n| section(1, |btf, _| (0..n).fold(1, |of, _| btf.array(of, 1)))),
    ("bytes of a name", 250, |n| section(1, |btf, _| btf.tagged(&"s".repeat(n), 4, &[("a", 1)]))),
    ("maps", 100, |n| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let two = btf.array(int, 2);
        let ty = btf.pointer(two);
        let definition = btf.structure(8, &[("type", ty)]);
        let vars: Vec<_> = (0..n).map(|at| [btf.var(&format!("m{at}"), definition), small(8 * at), 8]).collect();
        btf.datasec(".maps", small(8 * n), &vars);
        btf.object()
    }),
];

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

/// An object with a section of variables.
fn section(count: usize, ty: impl Fn(&mut Btf, usize) -> u32) -> Vec<u8> {
    let mut btf = Btf::new();
    btf.u32();
    let mut offset = 0;
    let mut vars = Vec::new();
    for at in 0..count {
        let ty = ty(&mut btf, at);
        let size = btf.size(ty).max(4);
        vars.push([btf.var(&format!("v{at}"), ty), offset, size]);
        offset += size;
    }
    btf.datasec(".bss", offset, &vars);
    btf.object()
}

/// Types whose members or enumerators have one name of 500 bytes.
fn shared_names(count: usize, enums: bool) -> Vec<u8> {
    let mut btf = Btf::new();
    let int = btf.u32();
    let long = btf.name(&"n".repeat(500));
    let mut vars = Vec::new();
    for at in 0..count {
        let tag = btf.name(&format!("t{at}"));
        let ty = match enums {
            true => btf.add(tag, ENUM, 1, 4, &[long, 1]),
            false => btf.add(tag, btf::STRUCT, 1, 4, &[long, int, 0]),
        };
        vars.push([btf.var(&format!("v{at}"), ty), small(4 * at), 4]);
    }
    btf.datasec(".bss", small(4 * count), &vars);
    btf.object()
}

fn read(object: &[u8]) -> Layout {
    Layout::parse(object).unwrap()
}

/// An entry point that takes a layout.
type OfLayout = (&'static str, fn(&Layout));

const OF_LAYOUTS: [OfLayout; 6] = [
    ("Layout: ==", |layout| assert!(*layout == layout.clone())),
    ("Layout: Debug", |layout| assert!(format!("{layout:?}").len() > 10)),
    ("LayoutFile::new, to_json", |layout| assert!(LayoutFile::new(layout).to_json().len() > 10)),
    ("LayoutFile::differences", |layout| assert!(LayoutFile::new(layout).differences(layout).is_empty())),
    ("Layout::members_named", |layout| assert!(layout.members_named("zzz").is_empty())),
    ("Renderer::section", |layout| {
        for section in layout.global_sections() {
            let value = Renderer::of(false)
                .section(section, |range| vec![1; usize::try_from(range.end - range.start).unwrap()]);
            assert!(matches!(value, RenderedValue::Struct { .. }));
        }
    }),
];

pub(crate) fn all() -> Vec<Growth> {
    let mut rows = Vec::new();
    for (dimension, size, make) in DIMENSIONS {
        rows.push(growth("Layout::parse", dimension, size, make, |object| read(object)));
    }
    for (entry, run) in OF_LAYOUTS {
        for (dimension, size, make) in DIMENSIONS {
            rows.push(growth(entry, dimension, size, move |size| read(&make(size)), run));
        }
    }
    for (dimension, size, make) in DIMENSIONS {
        let text = move |size| LayoutFile::new(&read(&make(size))).to_json();
        rows.push(growth("LayoutFile::parse", dimension, size, text, |text| {
            LayoutFile::parse(text.as_bytes()).unwrap()
        }));
    }
    let all_ids = |raw: &Vec<u8>| {
        let loaded = LoadedBtf::parse(raw.clone()).unwrap();
        (1..loaded.len()).filter(|id| loaded.contents(*id).is_ok()).count()
    };
    let of_structs = |count| {
        let mut btf = Btf::new();
        btf.u32();
        for at in 0..count {
            btf.tagged(&format!("s{at}"), 4, &[("a", 1)]);
        }
        btf.section()
    };
    rows.push(growth("LoadedBtf::contents of all types", "structs", 250, of_structs, all_ids));
    rows.push(growth(
        "path::resolve_var",
        "parts of a path",
        100,
        |size| (read(&section(1, |btf, _| btf.tagged("s", 4, &[("a", 1)]))), format!("v0{}", ".a".repeat(size))),
        |(layout, text)| {
            let path = Path::parse(text).unwrap();
            let (section, var) = layout.find("v0").next().unwrap();
            resolve_var(&path, section, var, layout).map_err(|error| error.fact("object").len() + error.help().len())
        },
    ));
    rows
}
