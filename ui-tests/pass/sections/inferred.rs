use ktsnap::SnapshotSchema;

macro_rules! one_of_each {
    ($($name:ident $section:literal { $($fields:tt)* })*) => {
        $(
            #[derive(SnapshotSchema)]
            #[snapshot(object = "tests/bpf/shapes.bpf.o")]
            struct $name { $($fields)* }
        )*

        fn main() {
            $(assert_eq!($name::schema().location.name(), $section);)*
        }
    };
}

one_of_each! {
    Bss ".bss" { a_u64: u64, }
    Data ".data" { d_neg: i32, cnt: i32, }
    Rodata ".rodata" { k_u32: u32, k_table: [u32; 4], k_bool: bool, }
    CustomData ".data.custom" { c_data: u64, }
    CustomBss ".bss.custom" { c_bss: u64, }
    CustomRodata ".rodata.custom" { c_rodata: u32, }
    LongName ".data.long_section_name" { c_long: u32, }
    Kconfig ".kconfig" {
        #[snapshot(rename = "LINUX_KERNEL_VERSION")]
        kernel_version: i32,
        #[snapshot(rename = "CONFIG_PREEMPT")]
        preempt: bool,
    }
}
