#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Domains {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../tests/bpf/pointers.bpf.o",
            ::ktsnap::__private::in_section(".bss", 104u64),
            &[
                ::ktsnap::typed::VarSchema::new(
                    "nr_moves",
                    0u64,
                    8u64,
                    "u64",
                    ::ktsnap::__private::CType::Uint {
                        bits: 64u32,
                    },
                ),
                ::ktsnap::typed::VarSchema::new(
                        "busiest",
                        56u64,
                        8u64,
                        "struct dom_ctx *",
                        ::ktsnap::__private::CType::Ptr {
                            to: ::core::option::Option::Some("struct dom_ctx"),
                        },
                    )
                    .position(3usize),
                ::ktsnap::typed::VarSchema::new(
                        "dom_ctxs",
                        24u64,
                        32u64,
                        "dom_ptr[4]",
                        ::ktsnap::__private::CType::Array {
                            len: 4usize,
                            element: &::ktsnap::__private::CType::Ptr {
                                to: ::core::option::Option::Some("struct dom_ctx"),
                            },
                        },
                    )
                    .position(2usize),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new("nr_moves", 0usize, "nr_moves", "u64"),
                ::ktsnap::typed::FieldSchema::new("load", 1usize, "busiest->load", "u64")
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::Deref(
                                &::ktsnap::__private::CStruct::new(
                                    ::core::option::Option::Some("struct dom_ctx"),
                                    128usize,
                                    &[
                                        ::ktsnap::__private::CMember::new(
                                            "load",
                                            64usize,
                                            "u64",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 64u32,
                                            },
                                        ),
                                    ],
                                ),
                            ),
                            ::ktsnap::__private::PathStep::Member("load"),
                        ],
                    ),
                ::ktsnap::typed::FieldSchema::new(
                        "duties",
                        2usize,
                        "dom_ctxs[*]->buckets[1].duty",
                        "u64",
                    )
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::All,
                            ::ktsnap::__private::PathStep::Deref(
                                &::ktsnap::__private::CStruct::new(
                                    ::core::option::Option::Some("struct dom_ctx"),
                                    128usize,
                                    &[
                                        ::ktsnap::__private::CMember::new(
                                            "buckets",
                                            256usize,
                                            "struct bucket[3]",
                                            ::ktsnap::__private::CType::Array {
                                                len: 3usize,
                                                element: &::ktsnap::__private::CType::Struct(
                                                    &::ktsnap::__private::CStruct::new(
                                                        ::core::option::Option::Some("struct bucket"),
                                                        16usize,
                                                        &[
                                                            ::ktsnap::__private::CMember::new(
                                                                "duty",
                                                                0usize,
                                                                "u64",
                                                                ::ktsnap::__private::CType::Uint {
                                                                    bits: 64u32,
                                                                },
                                                            ),
                                                        ],
                                                    ),
                                                ),
                                            },
                                        ),
                                    ],
                                ),
                            ),
                            ::ktsnap::__private::PathStep::Member("buckets"),
                            ::ktsnap::__private::PathStep::Index(1usize),
                            ::ktsnap::__private::PathStep::Member("duty"),
                        ],
                    ),
            ],
        )
        .of_object(
            false,
            "0 8 nr_moves u64\n8 16 last_move struct {...}\n24 32 dom_ctxs dom_ptr[4]\n56 8 busiest struct dom_ctx *\n64 8 untyped void *\n72 8 number u64 *\n80 8 table struct dom_ctx **\n88 8 hidden struct hidden *\n96 8 untagged untagged_t *\n",
        );
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Domains",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "nr_moves",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "load",
                    ::ktsnap::__private::field(|__it: &Domains| &__it.load).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "duties",
                    ::ktsnap::__private::field(|__it: &Domains| &__it.duties).rust_type(),
                ),
            ],
        ),
    );
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(
        __from: &::ktsnap::__private::FieldReader<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::SchemaError> {
        __from.of(const { &Self::SCHEMA })?;
        ::core::result::Result::Ok(Self {
            nr_moves: match ::ktsnap::__private::read_field::<
                Self,
                u64,
            >(__from, 0usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            load: match ::ktsnap::__private::field(|__it: &Domains| &__it.load)
                .read(__from, 1usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            duties: match ::ktsnap::__private::field(|__it: &Domains| &__it.duties)
                .read(__from, 2usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
        })
    }
    fn difference(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::series::CounterReset> {
        ::core::result::Result::Ok(Self {
            nr_moves: match ::ktsnap::__private::difference(
                "nr_moves",
                &self.nr_moves,
                &__earlier.nr_moves,
                ::ktsnap::__private::Decrease::Error,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            load: ::ktsnap::__private::field(|__it: &Domains| &__it.load).later(self),
            duties: ::ktsnap::__private::field(|__it: &Domains| &__it.duties).later(self),
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Domains {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["nr_moves", "load", "duties"],
            &[1usize, 2usize],
            &[
                &self.nr_moves,
                ::ktsnap::__private::field(|__it: &Domains| &__it.load).inspected(self),
                ::ktsnap::__private::field(|__it: &Domains| &__it.duties).inspected(self),
            ],
        )
    }
}
const _: () = ::ktsnap::__private::assert_fits::<
    Domains,
    u64,
    ::core::primitive::u64,
>(0usize, "write `nr_moves: core::primitive::u64`");
const _: () = ::ktsnap::__private::field(|__it: &Domains| &__it.load)
    .assert_fits(
        &<Domains as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        1usize,
        "write `load: u64`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Domains| &__it.duties)
    .assert_fits(
        &<Domains as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        2usize,
        "write `duties: Vec<u64>`, or an alias of that type",
    );
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/pointers.bpf.o")
        );
    }
};
