#[automatically_derived]
impl ::ktsnap::__private::FieldValue for CellId {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
                "CellId",
                ::core::option::Option::Some("struct cell_id"),
                &[
                    ::ktsnap::__private::RustMember::new(
                        "cgroup",
                        "cgroup",
                        &[::ktsnap::__private::PathStep::Member("cgroup")],
                        ::core::option::Option::None,
                        false,
                        <u32 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    ),
                    ::ktsnap::__private::RustMember::new(
                        "cell",
                        "cell",
                        &[::ktsnap::__private::PathStep::Member("cell")],
                        ::core::option::Option::None,
                        false,
                        <u16 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    ),
                ],
            )
            .checked("../tests/bpf/hashes.bpf.o", 8usize),
    );
    const C_TYPE: ::ktsnap::__private::CType = ::ktsnap::__private::CType::Struct(
        &::ktsnap::__private::CStruct::new(
            ::core::option::Option::Some("struct cell_id"),
            8usize,
            &[
                ::ktsnap::__private::CMember::new(
                    "cgroup",
                    0usize,
                    "u32",
                    ::ktsnap::__private::CType::Uint {
                        bits: 32u32,
                    },
                ),
                ::ktsnap::__private::CMember::new(
                    "cell",
                    32usize,
                    "u16",
                    ::ktsnap::__private::CType::Uint {
                        bits: 16u32,
                    },
                ),
            ],
        ),
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __rust_type = &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
        ::core::result::Result::Ok(Self {
            cgroup: match ::ktsnap::__private::read_member::<
                u32,
            >(__at, __rust_type, 0usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            cell: match ::ktsnap::__private::read_member::<
                u16,
            >(__at, __rust_type, 1usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
        })
    }
    fn later(&self) -> Self {
        Self {
            cgroup: ::ktsnap::__private::FieldValue::later(&self.cgroup),
            cell: ::ktsnap::__private::FieldValue::later(&self.cell),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            cgroup: match ::ktsnap::__private::since(
                "cgroup",
                &self.cgroup,
                &__earlier.cgroup,
                __decrease,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            cell: match ::ktsnap::__private::since(
                "cell",
                &self.cell,
                &__earlier.cell,
                __decrease,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
        })
    }
    fn key_text(&self) -> ::core::option::Option<::std::string::String> {
        #[allow(unused_imports)]
        use ::ktsnap::__private::NotDebug as _;
        ::ktsnap::__private::struct_key(self).text()
    }
    fn member(
        &self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&self.cgroup),
            1usize => ::core::option::Option::Some(&self.cell),
            _ => ::core::option::Option::None,
        }
    }
    fn member_mut(
        &mut self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&mut dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&mut self.cgroup),
            1usize => ::core::option::Option::Some(&mut self.cell),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for CellId {}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for CellId {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["cgroup", "cell"],
            &[],
            &[&self.cgroup, &self.cell],
        )
    }
}
const _: () = ::ktsnap::__private::assert_member_fits::<
    CellId,
    u32,
    ::core::primitive::u32,
>(0usize, "u32", "write `cgroup: core::primitive::u32`");
const _: () = ::ktsnap::__private::assert_member_fits::<
    CellId,
    u16,
    ::core::primitive::u16,
>(1usize, "u16", "write `cell: core::primitive::u16`");
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/hashes.bpf.o")
        );
    }
};
#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Cells {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../tests/bpf/hashes.bpf.o",
            ::ktsnap::__private::in_map("cell_stats", 1u32, 48u32, 64u32, false),
            &[
                ::ktsnap::typed::VarSchema::new(
                    "cell_stats",
                    0u64,
                    48u64,
                    "struct hash_stats",
                    ::ktsnap::__private::CType::Entries(
                        &::ktsnap::__private::CEntries::new(
                            ::ktsnap::__private::CType::Struct(
                                &::ktsnap::__private::CStruct::new(
                                    ::core::option::Option::Some("struct cell_id"),
                                    8usize,
                                    &[
                                        ::ktsnap::__private::CMember::new(
                                            "cgroup",
                                            0usize,
                                            "u32",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 32u32,
                                            },
                                        ),
                                        ::ktsnap::__private::CMember::new(
                                            "cell",
                                            32usize,
                                            "u16",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 16u32,
                                            },
                                        ),
                                        ::ktsnap::__private::CMember::new(
                                            "pad",
                                            48usize,
                                            "u16",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 16u32,
                                            },
                                        ),
                                    ],
                                ),
                            ),
                            "struct cell_id",
                            ::ktsnap::__private::CType::Struct(
                                &::ktsnap::__private::CStruct::new(
                                    ::core::option::Option::Some("struct hash_stats"),
                                    48usize,
                                    &[
                                        ::ktsnap::__private::CMember::new(
                                            "nr_runs",
                                            0usize,
                                            "u64",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 64u32,
                                            },
                                        ),
                                        ::ktsnap::__private::CMember::new(
                                            "slots",
                                            128usize,
                                            "u64[4]",
                                            ::ktsnap::__private::CType::Array {
                                                len: 4usize,
                                                element: &::ktsnap::__private::CType::Uint {
                                                    bits: 64u32,
                                                },
                                            },
                                        ),
                                    ],
                                ),
                            ),
                        ),
                    ),
                ),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                        "runs",
                        0usize,
                        "cell_stats[*].nr_runs",
                        "u64",
                    )
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::All,
                            ::ktsnap::__private::PathStep::Member("nr_runs"),
                        ],
                    ),
                ::ktsnap::typed::FieldSchema::new(
                        "most",
                        0usize,
                        "cell_stats[*].slots",
                        "u64[4]",
                    )
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::All,
                            ::ktsnap::__private::PathStep::Member("slots"),
                        ],
                    )
                    .reduce(::ktsnap::__private::Reduction::Max),
                ::ktsnap::typed::FieldSchema::new(
                        "all",
                        0usize,
                        "cell_stats[*].nr_runs",
                        "u64",
                    )
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::All,
                            ::ktsnap::__private::PathStep::Member("nr_runs"),
                        ],
                    )
                    .reduce(::ktsnap::__private::Reduction::Sum),
            ],
        )
        .of_object(false, "");
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Cells",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "runs",
                    ::ktsnap::__private::field(|__it: &Cells| &__it.runs).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "most",
                    ::ktsnap::__private::field(|__it: &Cells| &__it.most).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "all",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
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
            runs: match ::ktsnap::__private::field(|__it: &Cells| &__it.runs)
                .read(__from, 0usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            most: ::ktsnap::__private::field(|__it: &Cells| &__it.most)
                .reduce_rows(__from, 1usize)?,
            all: ::ktsnap::__private::field::<Cells, u64>(|__it: &Cells| &__it.all)
                .reduce(__from, 2usize)?,
        })
    }
    fn difference(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::series::CounterReset> {
        ::core::result::Result::Ok(Self {
            runs: ::ktsnap::__private::field(|__it: &Cells| &__it.runs)
                .since("runs", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
            most: ::ktsnap::__private::field(|__it: &Cells| &__it.most).later(self),
            all: ::ktsnap::__private::FieldValue::later(&self.all),
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Cells {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["runs", "most", "all"],
            &[1usize, 2usize],
            &[
                ::ktsnap::__private::field(|__it: &Cells| &__it.runs).inspected(self),
                ::ktsnap::__private::field(|__it: &Cells| &__it.most).inspected(self),
                &self.all,
            ],
        )
    }
}
const _: () = ::ktsnap::__private::field(|__it: &Cells| &__it.runs)
    .assert_fits(
        &<Cells as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        0usize,
        "write `runs: Rows<CellId, u64>`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Cells| &__it.most)
    .assert_fits(
        &<Cells as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        1usize,
        "write `most: PartialRows<CellId, u64>`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::assert_fits::<
    Cells,
    u64,
    ::core::primitive::u64,
>(2usize, "write `all: core::primitive::u64`");
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/hashes.bpf.o")
        );
    }
};
