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
                        ::ktsnap::__private::field::<
                            CellId,
                            u32,
                        >(|__it: &CellId| &__it.cgroup)
                            .rust_type(),
                    ),
                    ::ktsnap::__private::RustMember::new(
                        "cell",
                        "cell",
                        &[::ktsnap::__private::PathStep::Member("cell")],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::__private::field::<
                            CellId,
                            u16,
                        >(|__it: &CellId| &__it.cell)
                            .rust_type(),
                    ),
                ],
            )
            .checked("../tests/bpf/hashes.bpf.o", 8usize),
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        ::core::result::Result::Ok(Self {
            cgroup: ::ktsnap::__private::field::<
                CellId,
                u32,
            >(|__it: &CellId| &__it.cgroup)
                .member(
                    __at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    0usize,
                )?,
            cell: ::ktsnap::__private::field::<CellId, u16>(|__it: &CellId| &__it.cell)
                .member(
                    __at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    1usize,
                )?,
        })
    }
    fn later(&self) -> Self {
        Self {
            cgroup: ::ktsnap::__private::borrowed(&self.cgroup).later(),
            cell: ::ktsnap::__private::borrowed(&self.cell).later(),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            cgroup: ::ktsnap::__private::borrowed(&self.cgroup)
                .since("cgroup", &__earlier.cgroup, __decrease)?,
            cell: ::ktsnap::__private::borrowed(&self.cell)
                .since("cell", &__earlier.cell, __decrease)?,
        })
    }
    fn key_text(&self) -> ::core::option::Option<::std::string::String> {
        #[allow(unused_imports)]
        use ::ktsnap::__private::NotDebug as _;
        ::ktsnap::__private::struct_key(self).text()
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for CellId {
    #[inline]
    fn reduce<__S>(
        __slots: &::ktsnap::PerCpu<__S>,
        __how: ::ktsnap::__private::Reduction,
        __allow: ::core::primitive::bool,
        __of: &dyn ::core::ops::Fn(&__S) -> &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReduceFailure> {
        ::core::result::Result::Ok(Self {
            cgroup: ::ktsnap::__private::field::<
                CellId,
                u32,
            >(|__it: &CellId| &__it.cgroup)
                .reduce_field(__slots, __how, __allow, __of, "cgroup")?,
            cell: ::ktsnap::__private::field::<CellId, u16>(|__it: &CellId| &__it.cell)
                .reduce_field(__slots, __how, __allow, __of, "cell")?,
        })
    }
    #[inline]
    fn join(
        &mut self,
        __at: ::ktsnap::__private::ValueCursor<'_>,
        __how: ::ktsnap::__private::Reduction,
    ) -> ::core::option::Option<()> {
        ::ktsnap::__private::borrowed_mut(&mut self.cgroup)
            .join_field(
                __at,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                0usize,
                __how,
            )?;
        ::ktsnap::__private::borrowed_mut(&mut self.cell)
            .join_field(
                __at,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                1usize,
                __how,
            )?;
        ::core::option::Option::Some(())
    }
}
const _: () = ::ktsnap::__private::field::<CellId, u32>(|__it: &CellId| &__it.cgroup)
    .assert_member_fits(
        &<CellId as ::ktsnap::__private::FieldValue>::RUST_TYPE,
        0usize,
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
                ],
            ),
        ),
        "u32",
        "write `cgroup: core::primitive::u32`",
    );
const _: () = ::ktsnap::__private::field::<CellId, u16>(|__it: &CellId| &__it.cell)
    .assert_member_fits(
        &<CellId as ::ktsnap::__private::FieldValue>::RUST_TYPE,
        1usize,
        ::ktsnap::__private::CType::Struct(
            &::ktsnap::__private::CStruct::new(
                ::core::option::Option::Some("struct cell_id"),
                8usize,
                &[
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
        ),
        "u16",
        "write `cell: core::primitive::u16`",
    );
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
                    0,
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
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(
        __from: &::ktsnap::__private::FieldReader<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::SchemaError> {
        __from.of(const { &Self::SCHEMA })?;
        ::core::result::Result::Ok(Self {
            runs: ::ktsnap::__private::field(|__it: &Cells| &__it.runs)
                .read(__from, 0usize)?,
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
            all: ::ktsnap::__private::borrowed(&self.all).later(),
        })
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
    u64,
>(
    &<Cells as ::ktsnap::__private::DerivedSchema>::SCHEMA,
    2usize,
    "write `all: core::primitive::u64`",
);
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
