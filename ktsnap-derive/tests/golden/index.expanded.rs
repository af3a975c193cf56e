#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Rings {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../tests/bpf/index.bpf.o",
            ::ktsnap::__private::in_section(".bss", 644u64),
            &[
                ::ktsnap::typed::VarSchema::new(
                        "ring",
                        8u64,
                        64u64,
                        "volatile u64[8]",
                        ::ktsnap::__private::CType::Array {
                            len: 8usize,
                            element: &::ktsnap::__private::CType::Uint {
                                bits: 64u32,
                            },
                        },
                    )
                    .position(1usize),
                ::ktsnap::typed::VarSchema::new(
                        "rings",
                        192u64,
                        288u64,
                        "struct ring[2]",
                        ::ktsnap::__private::CType::Array {
                            len: 2usize,
                            element: &::ktsnap::__private::CType::Struct(
                                &::ktsnap::__private::CStruct::new(
                                    ::core::option::Option::Some("struct ring"),
                                    144usize,
                                    &[
                                        ::ktsnap::__private::CMember::new(
                                            "slots",
                                            0usize,
                                            "struct slot[8]",
                                            ::ktsnap::__private::CType::Array {
                                                len: 8usize,
                                                element: &::ktsnap::__private::CType::Struct(
                                                    &::ktsnap::__private::CStruct::new(
                                                        ::core::option::Option::Some("struct slot"),
                                                        16usize,
                                                        &[
                                                            ::ktsnap::__private::CMember::new(
                                                                "nr",
                                                                64usize,
                                                                "u32",
                                                                ::ktsnap::__private::CType::Uint {
                                                                    bits: 32u32,
                                                                },
                                                            ),
                                                        ],
                                                    ),
                                                ),
                                            },
                                        ),
                                        ::ktsnap::__private::CMember::new(
                                            "tail",
                                            1120usize,
                                            "u8",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 8u32,
                                            },
                                        ),
                                    ],
                                ),
                            ),
                        },
                    )
                    .position(5usize),
                ::ktsnap::typed::VarSchema::new(
                        "head",
                        624u64,
                        4u64,
                        "volatile u32",
                        ::ktsnap::__private::CType::Uint {
                            bits: 32u32,
                        },
                    )
                    .position(7usize),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                        "newest",
                        0usize,
                        "ring[head]",
                        "volatile u64",
                    )
                    .steps(&[::ktsnap::__private::PathStep::IndexedBy("head")])
                    .index(
                        &::ktsnap::typed::FieldSchema::new(
                            "newest",
                            2usize,
                            "head",
                            "volatile u32",
                        ),
                    ),
                ::ktsnap::typed::FieldSchema::new(
                        "all",
                        1usize,
                        "rings[*].slots[tail].nr",
                        "u32",
                    )
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::All,
                            ::ktsnap::__private::PathStep::IndexedMember(
                                &::ktsnap::__private::IndexedMember {
                                    name: "slots",
                                    index: "tail",
                                },
                            ),
                            ::ktsnap::__private::PathStep::IndexedBy("tail"),
                            ::ktsnap::__private::PathStep::Member("nr"),
                        ],
                    ),
                ::ktsnap::typed::FieldSchema::new("head", 2usize, "head", "volatile u32"),
            ],
        )
        .of_object(
            false,
            "0 8 nr_written volatile u64\n8 64 ring volatile u64[8]\n72 96 grid volatile u64[3][4]\n168 16 mode_ns volatile u64[2]\n184 4 mode volatile enum mode\n192 288 rings struct ring[2]\n480 144 only struct ring\n624 4 head volatile u32\n632 8 tail volatile s64\n640 4 both volatile enum both\n",
        );
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Rings",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "newest",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "all",
                    ::ktsnap::__private::field(|__it: &Rings| &__it.all).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "head",
                    ::ktsnap::__private::field(|__it: &Rings| &__it.head).rust_type(),
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
            newest: match ::ktsnap::__private::read_field::<Self, u64>(__from, 0usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            all: match ::ktsnap::__private::field(|__it: &Rings| &__it.all)
                .read(__from, 1usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            head: match ::ktsnap::__private::field(|__it: &Rings| &__it.head)
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
            newest: ::ktsnap::__private::FieldValue::later(&self.newest),
            all: ::ktsnap::__private::field(|__it: &Rings| &__it.all).later(self),
            head: ::ktsnap::__private::field(|__it: &Rings| &__it.head)
                .since("head", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Rings {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["newest", "all", "head"],
            &[0usize, 1usize],
            &[
                &self.newest,
                ::ktsnap::__private::field(|__it: &Rings| &__it.all).inspected(self),
                ::ktsnap::__private::field(|__it: &Rings| &__it.head).inspected(self),
            ],
        )
    }
}
const _: () = ::ktsnap::__private::assert_fits::<
    Rings,
    u64,
    ::core::primitive::u64,
>(0usize, "write `newest: core::primitive::u64`");
const _: () = ::ktsnap::__private::field(|__it: &Rings| &__it.all)
    .assert_fits(
        &<Rings as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        1usize,
        "write `all: Vec<u32>`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Rings| &__it.head)
    .assert_fits(
        &<Rings as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        2usize,
        "write `head: u32`, or an alias of that type",
    );
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/index.bpf.o")
        );
    }
};
#[automatically_derived]
impl ::ktsnap::__private::FieldValue for Cells {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
                "Cells",
                ::core::option::Option::Some("struct cpu_ctx"),
                &[
                    ::ktsnap::__private::RustMember::new(
                            "running_ns",
                            "running_ns[cell]",
                            &[
                                ::ktsnap::__private::PathStep::IndexedMember(
                                    &::ktsnap::__private::IndexedMember {
                                        name: "running_ns",
                                        index: "cell",
                                    },
                                ),
                                ::ktsnap::__private::PathStep::IndexedBy("cell"),
                            ],
                            ::core::option::Option::Some(
                                ::ktsnap::__private::Reduction::Sum,
                            ),
                            false,
                            ::ktsnap::__private::field(|__it: &Cells| &__it.running_ns)
                                .rust_type(),
                        )
                        .of_structs(::ktsnap::__private::Reduction::Sum),
                ],
            )
            .checked("../tests/bpf/index.bpf.o", 296usize),
    );
    const C_TYPE: ::ktsnap::__private::CType = ::ktsnap::__private::value_type(
        &<Self as ::ktsnap::__private::PerCpuValue>::SCHEMA,
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __rust_type = &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
        ::core::result::Result::Ok(Self {
            running_ns: ::ktsnap::__private::field(|__it: &Cells| &__it.running_ns)
                .group_member(
                    __at,
                    __rust_type,
                    0usize,
                    ::ktsnap::__private::GroupKey::new(
                        ("", &[]),
                        ("cell", &[::ktsnap::__private::PathStep::Member("cell")]),
                    ),
                    ::ktsnap::__private::Reduction::Sum,
                )?,
        })
    }
    fn later(&self) -> Self {
        Self {
            running_ns: ::ktsnap::__private::field(|__it: &Cells| &__it.running_ns)
                .later(self),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            running_ns: ::ktsnap::__private::field(|__it: &Cells| &__it.running_ns)
                .since("running_ns", self, __earlier, __decrease)?,
        })
    }
    fn member(
        &self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&dyn ::ktsnap::__private::Member> {
        #[allow(unused_imports)]
        use ::ktsnap::__private::NotReducible as _;
        match __index {
            0usize => ::ktsnap::__private::may_reduce(&self.running_ns).member(),
            _ => ::core::option::Option::None,
        }
    }
    fn member_mut(
        &mut self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&mut dyn ::ktsnap::__private::Member> {
        #[allow(unused_imports)]
        use ::ktsnap::__private::NotReducible as _;
        match __index {
            0usize => ::ktsnap::__private::may_reduce(&mut self.running_ns).member_mut(),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::ktsnap::__private::PerCpuValue for Cells {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../tests/bpf/index.bpf.o",
            ::ktsnap::__private::in_map("cpu_ctxs", 6u32, 296u32, 1u32, true),
            &[
                ::ktsnap::typed::VarSchema::new(
                    "cpu_ctxs",
                    0u64,
                    296u64,
                    "struct cpu_ctx",
                    ::ktsnap::__private::CType::Array {
                        len: 1usize,
                        element: &::ktsnap::__private::CType::PerCpu(
                            &::ktsnap::__private::CType::Struct(
                                &::ktsnap::__private::CStruct::new(
                                    ::core::option::Option::Some("struct cpu_ctx"),
                                    296usize,
                                    &[
                                        ::ktsnap::__private::CMember::new(
                                            "running_ns",
                                            0usize,
                                            "u64[4]",
                                            ::ktsnap::__private::CType::Array {
                                                len: 4usize,
                                                element: &::ktsnap::__private::CType::Uint {
                                                    bits: 64u32,
                                                },
                                            },
                                        ),
                                        ::ktsnap::__private::CMember::new(
                                            "cell",
                                            2176usize,
                                            "u32",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 32u32,
                                            },
                                        ),
                                    ],
                                ),
                            ),
                        ),
                    },
                ),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                        "Cells",
                        0usize,
                        "cpu_ctxs",
                        "struct cpu_ctx",
                    )
                    .steps(&[::ktsnap::__private::PathStep::Index(0usize)]),
            ],
        )
        .of_object(false, "");
}
#[automatically_derived]
impl ::ktsnap::typed::Total for Cells {
    fn total(
        __slots: &::ktsnap::PerCpu<Self>,
    ) -> ::core::result::Result<Self, ::ktsnap::typed::TotalError> {
        ::core::result::Result::Ok(Self {
            running_ns: ::ktsnap::__private::field(|__it: &Cells| &__it.running_ns)
                .total_groups(
                    __slots,
                    "running_ns",
                    ::ktsnap::__private::Reduction::Sum,
                    false,
                )?,
        })
    }
    fn join(
        &mut self,
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::option::Option<()> {
        ::ktsnap::__private::field(|__it: &Cells| &__it.running_ns)
            .join_group(
                &mut self.running_ns,
                __at,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                0usize,
                ::ktsnap::__private::GroupKey::new(
                    ("", &[]),
                    ("cell", &[::ktsnap::__private::PathStep::Member("cell")]),
                ),
                ::ktsnap::__private::Reduction::Sum,
            )?;
        ::core::option::Option::Some(())
    }
}
#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Cells {
    const SCHEMA: ::ktsnap::typed::Schema = <Self as ::ktsnap::__private::PerCpuValue>::SCHEMA;
    const TYPE: ::ktsnap::__private::RustType = <Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
    fn read(
        __from: &::ktsnap::__private::FieldReader<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::SchemaError> {
        ::ktsnap::__private::total(__from)
    }
    fn difference(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::series::CounterReset> {
        ::core::result::Result::map_err(
            <Self as ::ktsnap::__private::FieldValue>::since(
                self,
                __earlier,
                ::ktsnap::__private::Decrease::Error,
            ),
            ::core::convert::From::from,
        )
    }
    fn picker() -> ::core::option::Option<::ktsnap::pickers::Picker> {
        <Self as ::ktsnap::__private::PerCpuValue>::picker()
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Cells {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["running_ns"],
            &[],
            &[
                ::ktsnap::__private::field(|__it: &Cells| &__it.running_ns)
                    .inspected(self),
            ],
        )
    }
}
const _: () = {
    ::ktsnap::__private::field(|__it: &Cells| &__it.running_ns)
        .assert_groups_fit(
            ::ktsnap::__private::CType::Entries(
                &::ktsnap::__private::CEntries::new(
                    ::ktsnap::__private::CType::Uint {
                        bits: 32u32,
                    },
                    "u32",
                    ::ktsnap::__private::CType::PerCpu(
                        &::ktsnap::__private::CType::Struct(
                            &::ktsnap::__private::CStruct::new(
                                ::core::option::Option::Some("struct cpu_ctx"),
                                296usize,
                                &[
                                    ::ktsnap::__private::CMember::new(
                                        "running_ns",
                                        0usize,
                                        "u64[4]",
                                        ::ktsnap::__private::CType::Array {
                                            len: 4usize,
                                            element: &::ktsnap::__private::CType::Uint {
                                                bits: 64u32,
                                            },
                                        },
                                    ),
                                    ::ktsnap::__private::CMember::new(
                                        "cell",
                                        2176usize,
                                        "u32",
                                        ::ktsnap::__private::CType::Uint {
                                            bits: 32u32,
                                        },
                                    ),
                                ],
                            ),
                        ),
                    ),
                ),
            ),
            "cell",
            &::ktsnap::typed::FieldSchema::new(
                    "running_ns",
                    0usize,
                    "running_ns[cell]",
                    "u64",
                )
                .steps(
                    &[
                        ::ktsnap::__private::PathStep::All,
                        ::ktsnap::__private::PathStep::IndexedMember(
                            &::ktsnap::__private::IndexedMember {
                                name: "running_ns",
                                index: "cell",
                            },
                        ),
                        ::ktsnap::__private::PathStep::IndexedBy("cell"),
                    ],
                )
                .reduce(::ktsnap::__private::Reduction::Sum),
            "give the rows of `running_ns` the types in C",
        );
};
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/index.bpf.o")
        );
    }
};
