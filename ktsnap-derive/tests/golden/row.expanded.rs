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
                        ::ktsnap::__private::field::<
                            DspStats,
                            u64,
                        >(|__it: &DspStats| &__it.local)
                            .rust_type(),
                    ),
                    ::ktsnap::__private::RustMember::new(
                        "kick",
                        "[DSP_KICK]",
                        &[::ktsnap::__private::PathStep::Index(2usize)],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::__private::field::<
                            DspStats,
                            u64,
                        >(|__it: &DspStats| &__it.kick)
                            .rust_type(),
                    ),
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
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __at = __at.row(&<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE)?;
        ::core::result::Result::Ok(Self {
            local: ::ktsnap::__private::field::<
                DspStats,
                u64,
            >(|__it: &DspStats| &__it.local)
                .column(
                    &__at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    0usize,
                )?,
            kick: ::ktsnap::__private::field::<
                DspStats,
                u64,
            >(|__it: &DspStats| &__it.kick)
                .column(
                    &__at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    1usize,
                )?,
        })
    }
    fn later(&self) -> Self {
        Self {
            local: ::ktsnap::__private::borrowed(&self.local).later(),
            kick: ::ktsnap::__private::borrowed(&self.kick).later(),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            local: ::ktsnap::__private::borrowed(&self.local)
                .since("local", &__earlier.local, __decrease)?,
            kick: ::ktsnap::__private::borrowed(&self.kick).later(),
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for DspStats {
    #[inline]
    fn reduce<__S>(
        __slots: &::ktsnap::PerCpu<__S>,
        __how: ::ktsnap::__private::Reduction,
        __allow: ::core::primitive::bool,
        __of: &dyn ::core::ops::Fn(&__S) -> &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReduceFailure> {
        ::core::result::Result::Ok(Self {
            local: ::ktsnap::__private::field::<
                DspStats,
                u64,
            >(|__it: &DspStats| &__it.local)
                .reduce_field(__slots, __how, __allow, __of, "[DSP_LOCAL]")?,
            kick: ::ktsnap::__private::field::<
                DspStats,
                u64,
            >(|__it: &DspStats| &__it.kick)
                .reduce_field(
                    __slots,
                    ::ktsnap::__private::Reduction::Max,
                    __allow,
                    __of,
                    "[DSP_KICK]",
                )?,
        })
    }
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
        ::ktsnap::__private::field::<DspStats, u64>(|__it: &DspStats| &__it.local)
            .join_column(
                &mut self.local,
                __row,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                0usize,
                __how,
            )?;
        ::ktsnap::__private::field::<DspStats, u64>(|__it: &DspStats| &__it.kick)
            .join_column(
                &mut self.kick,
                __row,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                1usize,
                ::ktsnap::__private::Reduction::Max,
            )?;
        ::core::option::Option::Some(())
    }
}
const _: () = ::ktsnap::__private::field::<DspStats, u64>(|__it: &DspStats| &__it.local)
    .assert_member_fits(
        &<DspStats as ::ktsnap::__private::FieldValue>::RUST_TYPE,
        0usize,
        ::ktsnap::__private::CType::Array {
            len: 3usize,
            element: &::ktsnap::__private::CType::Uint {
                bits: 64u32,
            },
        },
        "u64",
        "write `local: core::primitive::u64`",
    );
const _: () = ::ktsnap::__private::field::<DspStats, u64>(|__it: &DspStats| &__it.kick)
    .assert_member_fits(
        &<DspStats as ::ktsnap::__private::FieldValue>::RUST_TYPE,
        1usize,
        ::ktsnap::__private::CType::Array {
            len: 3usize,
            element: &::ktsnap::__private::CType::Uint {
                bits: 64u32,
            },
        },
        "u64",
        "write `kick: core::primitive::u64`",
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
                        ::ktsnap::__private::field::<
                            Moves,
                            u64,
                        >(|__it: &Moves| &__it.far)
                            .rust_type(),
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
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __at = __at.row(&<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE)?;
        ::core::result::Result::Ok(Self {
            far: ::ktsnap::__private::field::<Moves, u64>(|__it: &Moves| &__it.far)
                .column(
                    &__at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    0usize,
                )?,
        })
    }
    fn later(&self) -> Self {
        Self {
            far: ::ktsnap::__private::borrowed(&self.far).later(),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            far: ::ktsnap::__private::borrowed(&self.far)
                .since("far", &__earlier.far, __decrease)?,
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for Moves {
    #[inline]
    fn reduce<__S>(
        __slots: &::ktsnap::PerCpu<__S>,
        __how: ::ktsnap::__private::Reduction,
        __allow: ::core::primitive::bool,
        __of: &dyn ::core::ops::Fn(&__S) -> &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReduceFailure> {
        ::core::result::Result::Ok(Self {
            far: ::ktsnap::__private::field::<Moves, u64>(|__it: &Moves| &__it.far)
                .reduce_field(__slots, __how, __allow, __of, "[LLC_FAR]")?,
        })
    }
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
        ::ktsnap::__private::field::<Moves, u64>(|__it: &Moves| &__it.far)
            .join_column(
                &mut self.far,
                __row,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                0usize,
                __how,
            )?;
        ::core::option::Option::Some(())
    }
}
const _: () = {
    ::ktsnap::__private::assert_enumerator(
        &[("Llc", <Llc as ::ktsnap::__private::FieldValue>::RUST_TYPE)],
        "NR_LLCS",
    );
};
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
            .assert_member_fits(
                &<Moves as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                0usize,
                ::ktsnap::__private::CType::Array {
                    len: ::ktsnap::__private::enumerator(
                        &[("Llc", <Llc as ::ktsnap::__private::FieldValue>::RUST_TYPE)],
                        "NR_LLCS",
                    ),
                    element: &::ktsnap::__private::CType::Uint {
                        bits: 64u32,
                    },
                },
                "u64",
                "write `far: core::primitive::u64`",
            )
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
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(
        __from: &::ktsnap::__private::FieldReader<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::SchemaError> {
        __from.of(const { &Self::SCHEMA })?;
        ::core::result::Result::Ok(Self {
            dsp_stats: ::ktsnap::__private::field(|__it: &Dispatch| &__it.dsp_stats)
                .read(__from, 0usize)?,
            moves: ::ktsnap::__private::field(|__it: &Dispatch| &__it.moves)
                .read(__from, 1usize)?,
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
