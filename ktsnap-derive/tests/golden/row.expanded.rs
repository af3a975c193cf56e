#[automatically_derived]
impl ::ktsnap::__private::FieldValue for DspStats {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
                "DspStats",
                ::core::option::Option::None,
                &[
                    ::ktsnap::__private::RustMember::new(
                        "local",
                        "[DSP_LOCAL]",
                        &[::ktsnap::__private::PathStep::Index(0usize)],
                        ::core::option::Option::None,
                        false,
                        <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    ),
                    ::ktsnap::__private::RustMember::new(
                            "kick",
                            "[DSP_KICK]",
                            &[::ktsnap::__private::PathStep::Index(2usize)],
                            ::core::option::Option::None,
                            false,
                            <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                        )
                        .of_structs(::ktsnap::__private::Reduction::Max),
                ],
            )
            .row(
                3usize,
                ::ktsnap::__private::CType::Uint {
                    bits: 64u32,
                },
            )
            .checked("../examples/bpf/dispatch.bpf.o", 24usize),
    );
    const C_TYPE: ::ktsnap::__private::CType = ::ktsnap::__private::CType::Array {
        len: 3usize,
        element: &::ktsnap::__private::CType::Uint {
            bits: 64u32,
        },
    };
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __rust_type = &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
        let __at = __at.row(__rust_type)?;
        ::core::result::Result::Ok(Self {
            local: match ::ktsnap::__private::column::<u64>(&__at, __rust_type, 0usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            kick: match ::ktsnap::__private::column::<u64>(&__at, __rust_type, 1usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
        })
    }
    fn later(&self) -> Self {
        Self {
            local: ::ktsnap::__private::FieldValue::later(&self.local),
            kick: ::ktsnap::__private::FieldValue::later(&self.kick),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            local: match ::ktsnap::__private::since(
                "local",
                &self.local,
                &__earlier.local,
                __decrease,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            kick: ::ktsnap::__private::FieldValue::later(&self.kick),
        })
    }
    fn member(
        &self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&self.local),
            1usize => ::core::option::Option::Some(&self.kick),
            _ => ::core::option::Option::None,
        }
    }
    fn member_mut(
        &mut self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&mut dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&mut self.local),
            1usize => ::core::option::Option::Some(&mut self.kick),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for DspStats {
    #[inline]
    fn join(
        &mut self,
        __at: ::ktsnap::__private::ValueCursor<'_>,
        __how: ::ktsnap::__private::Reduction,
    ) -> ::core::option::Option<()> {
        let __row = __at.row(&<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE);
        ::ktsnap::__private::Reducible::join_row(
            self,
            &::core::result::Result::ok(__row)?,
            __how,
        )
    }
    #[inline]
    fn join_row(
        &mut self,
        __row: &::ktsnap::__private::RowCursor<'_>,
        __how: ::ktsnap::__private::Reduction,
    ) -> ::core::option::Option<()> {
        match ::ktsnap::__private::join_column::<
            u64,
        >(
            &mut self.local,
            __row,
            &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
            0usize,
            __how,
        ) {
            ::core::option::Option::Some(__value) => __value,
            ::core::option::Option::None => return ::core::option::Option::None,
        }
        match ::ktsnap::__private::join_column::<
            u64,
        >(
            &mut self.kick,
            __row,
            &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
            1usize,
            ::ktsnap::__private::Reduction::Max,
        ) {
            ::core::option::Option::Some(__value) => __value,
            ::core::option::Option::None => return ::core::option::Option::None,
        }
        ::core::option::Option::Some(())
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for DspStats {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["local", "kick"],
            &[1usize],
            &[&self.local, &self.kick],
        )
    }
}
const _: () = ::ktsnap::__private::assert_member_fits::<
    DspStats,
    u64,
    ::core::primitive::u64,
>(0usize, "u64", "write `local: core::primitive::u64`");
const _: () = ::ktsnap::__private::assert_member_fits::<
    DspStats,
    u64,
    ::core::primitive::u64,
>(1usize, "u64", "write `kick: core::primitive::u64`");
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../examples/bpf/dispatch.bpf.o")
        );
    }
};
#[automatically_derived]
impl ::ktsnap::__private::FieldValue for Moves {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
                "Moves",
                ::core::option::Option::None,
                &[
                    ::ktsnap::__private::RustMember::new(
                        "far",
                        "[LLC_FAR]",
                        &[
                            ::ktsnap::__private::PathStep::Index(
                                ::ktsnap::__private::enumerator(
                                    &[
                                        ("Llc", <Llc as ::ktsnap::__private::FieldValue>::RUST_TYPE),
                                    ],
                                    "LLC_FAR",
                                ),
                            ),
                        ],
                        ::core::option::Option::None,
                        false,
                        <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    ),
                ],
            )
            .row(
                ::ktsnap::__private::enumerator(
                    &[("Llc", <Llc as ::ktsnap::__private::FieldValue>::RUST_TYPE)],
                    "NR_LLCS",
                ),
                ::ktsnap::__private::CType::Uint {
                    bits: 64u32,
                },
            ),
    );
    const C_TYPE: ::ktsnap::__private::CType = ::ktsnap::__private::CType::Array {
        len: ::ktsnap::__private::enumerator(
            &[("Llc", <Llc as ::ktsnap::__private::FieldValue>::RUST_TYPE)],
            "NR_LLCS",
        ),
        element: &::ktsnap::__private::CType::Uint {
            bits: 64u32,
        },
    };
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __rust_type = &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
        let __at = __at.row(__rust_type)?;
        ::core::result::Result::Ok(Self {
            far: match ::ktsnap::__private::column::<u64>(&__at, __rust_type, 0usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
        })
    }
    fn later(&self) -> Self {
        Self {
            far: ::ktsnap::__private::FieldValue::later(&self.far),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            far: match ::ktsnap::__private::since(
                "far",
                &self.far,
                &__earlier.far,
                __decrease,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
        })
    }
    fn member(
        &self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&self.far),
            _ => ::core::option::Option::None,
        }
    }
    fn member_mut(
        &mut self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&mut dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&mut self.far),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for Moves {
    #[inline]
    fn join(
        &mut self,
        __at: ::ktsnap::__private::ValueCursor<'_>,
        __how: ::ktsnap::__private::Reduction,
    ) -> ::core::option::Option<()> {
        let __row = __at.row(&<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE);
        ::ktsnap::__private::Reducible::join_row(
            self,
            &::core::result::Result::ok(__row)?,
            __how,
        )
    }
    #[inline]
    fn join_row(
        &mut self,
        __row: &::ktsnap::__private::RowCursor<'_>,
        __how: ::ktsnap::__private::Reduction,
    ) -> ::core::option::Option<()> {
        match ::ktsnap::__private::join_column::<
            u64,
        >(
            &mut self.far,
            __row,
            &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
            0usize,
            __how,
        ) {
            ::core::option::Option::Some(__value) => __value,
            ::core::option::Option::None => return ::core::option::Option::None,
        }
        ::core::option::Option::Some(())
    }
}
const _: () = {
    ::ktsnap::__private::assert_enumerator(
        &[("Llc", <Llc as ::ktsnap::__private::FieldValue>::RUST_TYPE)],
        "NR_LLCS",
    );
};
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Moves {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(&["far"], &[], &[&self.far])
    }
}
const _: () = {
    ::ktsnap::__private::assert_enumerator(
        &[("Llc", <Llc as ::ktsnap::__private::FieldValue>::RUST_TYPE)],
        "LLC_FAR",
    );
    {
        ::ktsnap::__private::assert_row(
            &<Moves as ::ktsnap::__private::FieldValue>::RUST_TYPE,
            "LLC_FAR",
            ::ktsnap::__private::enumerator(
                &[("Llc", <Llc as ::ktsnap::__private::FieldValue>::RUST_TYPE)],
                "LLC_FAR",
            ),
        );
        ::ktsnap::__private::field::<Moves, u64>(|__it: &Moves| &__it.far)
            .assert_member_fits(0usize, "u64", "write `far: core::primitive::u64`")
    }
};
#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Dispatch {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../examples/bpf/dispatch.bpf.o",
            ::ktsnap::__private::in_section(".bss", 632u64),
            &[
                ::ktsnap::typed::VarSchema::new(
                        "dsp_stats",
                        48u64,
                        24u64,
                        "volatile u64[3]",
                        ::ktsnap::__private::CType::Array {
                            len: 3usize,
                            element: &::ktsnap::__private::CType::Uint {
                                bits: 64u32,
                            },
                        },
                    )
                    .position(7usize)
                    .optional(
                        ::ktsnap::__private::field(|__it: &Dispatch| &__it.dsp_stats)
                            .optional(),
                    ),
                ::ktsnap::typed::VarSchema::new(
                        "moves",
                        176u64,
                        128u64,
                        "volatile u64[4][4]",
                        ::ktsnap::__private::CType::Array {
                            len: 4usize,
                            element: &::ktsnap::__private::CType::Array {
                                len: 4usize,
                                element: &::ktsnap::__private::CType::Uint {
                                    bits: 64u32,
                                },
                            },
                        },
                    )
                    .position(14usize),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                    "dsp_stats",
                    0usize,
                    "dsp_stats",
                    "volatile u64[3]",
                ),
                ::ktsnap::typed::FieldSchema::new(
                    "moves",
                    1usize,
                    "moves",
                    "volatile u64[4][4]",
                ),
                ::ktsnap::typed::FieldSchema::new(
                        "all",
                        1usize,
                        "moves[*]",
                        "volatile u64[4]",
                    )
                    .steps(&[::ktsnap::__private::PathStep::All])
                    .reduce(::ktsnap::__private::Reduction::Sum),
            ],
        )
        .of_object(
            false,
            "0 8 nr_enqueued volatile u64\n8 8 nr_mig_same volatile u64\n16 8 nr_mig_cross volatile u64\n24 4 nr_tasks volatile u32\n32 8 lag_ns volatile s64\n40 1 saw_cross volatile bool\n44 4 last_dsp volatile enum dsp_stat\n48 24 dsp_stats volatile u64[3]\n72 24 waits struct wait_stats\n96 16 slowest_comm char[16]\n112 8 last_task struct task_struct *\n120 8 cross_cpus_seen struct cpumask\n128 4 last_enq struct enq_info\n136 40 last_cross struct cross_move\n176 128 moves volatile u64[4][4]\n320 256 per_llc struct llc_stats[4]\n576 4 last_wake volatile enum wake_stat\n584 8 nr_inserted volatile u64\n592 32 recent volatile enum dsp_stat[8]\n624 8 nr_stopping volatile u64\n",
        );
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Dispatch",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "dsp_stats",
                    ::ktsnap::__private::field(|__it: &Dispatch| &__it.dsp_stats)
                        .rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "moves",
                    ::ktsnap::__private::field(|__it: &Dispatch| &__it.moves).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "all",
                    ::ktsnap::__private::field(|__it: &Dispatch| &__it.all).rust_type(),
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
            dsp_stats: match ::ktsnap::__private::field(|__it: &Dispatch| {
                    &__it.dsp_stats
                })
                .read(__from, 0usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            moves: match ::ktsnap::__private::field(|__it: &Dispatch| &__it.moves)
                .read(__from, 1usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            all: ::ktsnap::__private::field(|__it: &Dispatch| &__it.all)
                .reduce(__from, 2usize)?,
        })
    }
    fn difference(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::series::CounterReset> {
        ::core::result::Result::Ok(Self {
            dsp_stats: ::ktsnap::__private::field(|__it: &Dispatch| &__it.dsp_stats)
                .since(
                    "dsp_stats",
                    self,
                    __earlier,
                    ::ktsnap::__private::Decrease::Error,
                )?,
            moves: ::ktsnap::__private::field(|__it: &Dispatch| &__it.moves)
                .since("moves", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
            all: ::ktsnap::__private::field(|__it: &Dispatch| &__it.all)
                .since("all", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Dispatch {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["dsp_stats", "moves", "all"],
            &[],
            &[
                ::ktsnap::__private::field(|__it: &Dispatch| &__it.dsp_stats)
                    .inspected(self),
                ::ktsnap::__private::field(|__it: &Dispatch| &__it.moves)
                    .inspected(self),
                ::ktsnap::__private::field(|__it: &Dispatch| &__it.all).inspected(self),
            ],
        )
    }
}
const _: () = ::ktsnap::__private::field(|__it: &Dispatch| &__it.dsp_stats)
    .assert_fits(
        &<Dispatch as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        0usize,
        "write `dsp_stats: [u64; 3]`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Dispatch| &__it.moves)
    .assert_fits(
        &<Dispatch as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        1usize,
        "write `moves: [[u64; 4]; 4]`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Dispatch| &__it.all)
    .assert_fits(
        &<Dispatch as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        2usize,
        "write `all: u64`, or an alias of that type",
    );
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../examples/bpf/dispatch.bpf.o")
        );
    }
};
