#[automatically_derived]
impl ::ktsnap::__private::FieldValue for Way {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Enum(
        &::ktsnap::__private::RustEnum::new(
            "Way",
            ::core::option::Option::Some("enum dsp_stat"),
            false,
            &[("DSP_LOCAL", 0), ("DSP_SHARED", 1)],
        ),
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __found = ::ktsnap::__private::enum_value(__at)?;
        if __found.value == 0 {
            return ::core::result::Result::Ok(Self::Local);
        }
        if __found.value == 1 {
            return ::core::result::Result::Ok(Self::Shared);
        }
        ::core::result::Result::Ok(Self::Other(__found.other("Way")?))
    }
    fn later(&self) -> Self {
        match self {
            Self::Local => Self::Local,
            Self::Shared => Self::Shared,
            Self::Other(__value) => Self::Other(*__value),
        }
    }
    fn key_text(&self) -> ::core::option::Option<::std::string::String> {
        match self {
            Self::Local => {
                ::core::option::Option::Some(
                    ::std::string::ToString::to_string("DSP_LOCAL"),
                )
            }
            Self::Shared => {
                ::core::option::Option::Some(
                    ::std::string::ToString::to_string("DSP_SHARED"),
                )
            }
            Self::Other(__value) => ::ktsnap::__private::FieldValue::key_text(__value),
        }
    }
}
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
impl ::ktsnap::__private::FieldValue for Move {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
                "Move",
                ::core::option::Option::Some("struct cross_move"),
                &[
                    ::ktsnap::__private::RustMember::new(
                        "from",
                        "from.cpu",
                        &[
                            ::ktsnap::__private::PathStep::Member("from"),
                            ::ktsnap::__private::PathStep::Member("cpu"),
                        ],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::__private::field::<Move, i16>(|__it: &Move| &__it.from)
                            .rust_type(),
                    ),
                    ::ktsnap::__private::RustMember::new(
                        "stat",
                        "stat",
                        &[::ktsnap::__private::PathStep::Member("stat")],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::__private::field(|__it: &Move| &__it.stat).rust_type(),
                    ),
                ],
            )
            .checked("../examples/bpf/dispatch.bpf.o", 40usize),
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        ::core::result::Result::Ok(Self {
            from: ::ktsnap::__private::field::<Move, i16>(|__it: &Move| &__it.from)
                .member(
                    __at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    0usize,
                )?,
            stat: ::ktsnap::__private::field(|__it: &Move| &__it.stat)
                .member(
                    __at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    1usize,
                )?,
        })
    }
    fn later(&self) -> Self {
        Self {
            from: ::ktsnap::__private::borrowed(&self.from).later(),
            stat: ::ktsnap::__private::field(|__it: &Move| &__it.stat).later(self),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            from: ::ktsnap::__private::borrowed(&self.from)
                .since("from", &__earlier.from, __decrease)?,
            stat: ::ktsnap::__private::field(|__it: &Move| &__it.stat).later(self),
        })
    }
    fn key_text(&self) -> ::core::option::Option<::std::string::String> {
        #[allow(unused_imports)]
        use ::ktsnap::__private::NotDebug as _;
        ::ktsnap::__private::struct_key(self).text()
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for Move {
    #[inline]
    fn reduce<__S>(
        __slots: &::ktsnap::PerCpu<__S>,
        __how: ::ktsnap::__private::Reduction,
        __allow: ::core::primitive::bool,
        __of: &dyn ::core::ops::Fn(&__S) -> &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReduceFailure> {
        #[allow(unused_imports)]
        use ::ktsnap::__private::{NotJoinable as _, NotReducible as _};
        ::core::result::Result::Ok(Self {
            from: ::ktsnap::__private::field::<Move, i16>(|__it: &Move| &__it.from)
                .reduce_field(__slots, __how, __allow, __of, "from.cpu")?,
            stat: ::ktsnap::__private::field(|__it: &Move| &__it.stat)
                .reduce_field(__slots, __how, __allow, __of, "stat")?,
        })
    }
    #[inline]
    fn join(
        &mut self,
        __at: ::ktsnap::__private::ValueCursor<'_>,
        __how: ::ktsnap::__private::Reduction,
    ) -> ::core::option::Option<()> {
        #[allow(unused_imports)]
        use ::ktsnap::__private::{NotJoinable as _, NotReducible as _};
        ::ktsnap::__private::borrowed_mut(&mut self.from)
            .join_field(
                __at,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                0usize,
                __how,
            )?;
        ::ktsnap::__private::borrowed_mut(&mut self.stat)
            .join_field(
                __at,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                1usize,
                __how,
            )?;
        ::core::option::Option::Some(())
    }
}
const _: () = ::ktsnap::__private::field::<Move, i16>(|__it: &Move| &__it.from)
    .assert_member_fits(
        &<Move as ::ktsnap::__private::FieldValue>::RUST_TYPE,
        0usize,
        ::ktsnap::__private::CType::Struct(
            &::ktsnap::__private::CStruct::new(
                ::core::option::Option::Some("struct cross_move"),
                40usize,
                &[
                    ::ktsnap::__private::CMember::new(
                        "from",
                        0usize,
                        "struct place",
                        ::ktsnap::__private::CType::Struct(
                            &::ktsnap::__private::CStruct::new(
                                ::core::option::Option::Some("struct place"),
                                4usize,
                                &[
                                    ::ktsnap::__private::CMember::new(
                                        "cpu",
                                        0usize,
                                        "s16",
                                        ::ktsnap::__private::CType::Int {
                                            bits: 16u32,
                                        },
                                    ),
                                ],
                            ),
                        ),
                    ),
                ],
            ),
        ),
        "s16",
        "write `from: core::primitive::i16`",
    );
const _: () = ::ktsnap::__private::field(|__it: &Move| &__it.stat)
    .assert_member_fits(
        &<Move as ::ktsnap::__private::FieldValue>::RUST_TYPE,
        1usize,
        ::ktsnap::__private::CType::Struct(
            &::ktsnap::__private::CStruct::new(
                ::core::option::Option::Some("struct cross_move"),
                40usize,
                &[
                    ::ktsnap::__private::CMember::new(
                        "stat",
                        128usize,
                        "enum dsp_stat",
                        ::ktsnap::__private::CType::Enum(
                            &::ktsnap::__private::CEnum::new(
                                ::core::option::Option::Some("enum dsp_stat"),
                                32u32,
                                false,
                                &[
                                    ("DSP_LOCAL", 0i128),
                                    ("DSP_SHARED", 1i128),
                                    ("DSP_KICK", 2i128),
                                    ("NR_DSP_STATS", 3i128),
                                ],
                            ),
                        ),
                    ),
                ],
            ),
        ),
        "enum dsp_stat",
        "write `stat: u32`, or an alias of that type",
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
impl ::ktsnap::__private::FieldValue for Waits {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Waits",
            ::core::option::Option::Some("struct wait_stats"),
            &[
                ::ktsnap::__private::RustMember::new(
                    "total_ns",
                    "total_ns",
                    &[::ktsnap::__private::PathStep::Member("total_ns")],
                    ::core::option::Option::None,
                    false,
                    ::ktsnap::__private::field::<
                        Waits,
                        u64,
                    >(|__it: &Waits| &__it.total_ns)
                        .rust_type(),
                ),
                ::ktsnap::__private::RustMember::new(
                    "nr",
                    "nr",
                    &[::ktsnap::__private::PathStep::Member("nr")],
                    ::core::option::Option::None,
                    true,
                    ::ktsnap::__private::field::<Waits, u64>(|__it: &Waits| &__it.nr)
                        .rust_type(),
                ),
            ],
        ),
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        ::core::result::Result::Ok(Self {
            total_ns: ::ktsnap::__private::field::<
                Waits,
                u64,
            >(|__it: &Waits| &__it.total_ns)
                .member(
                    __at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    0usize,
                )?,
            nr: ::ktsnap::__private::field::<Waits, u64>(|__it: &Waits| &__it.nr)
                .member(
                    __at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    1usize,
                )?,
        })
    }
    fn later(&self) -> Self {
        Self {
            total_ns: ::ktsnap::__private::borrowed(&self.total_ns).later(),
            nr: ::ktsnap::__private::borrowed(&self.nr).later(),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            total_ns: ::ktsnap::__private::borrowed(&self.total_ns)
                .since("total_ns", &__earlier.total_ns, __decrease)?,
            nr: ::ktsnap::__private::borrowed(&self.nr)
                .since("nr", &__earlier.nr, __decrease)?,
        })
    }
    fn key_text(&self) -> ::core::option::Option<::std::string::String> {
        #[allow(unused_imports)]
        use ::ktsnap::__private::NotDebug as _;
        ::ktsnap::__private::struct_key(self).text()
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for Waits {
    #[inline]
    fn reduce<__S>(
        __slots: &::ktsnap::PerCpu<__S>,
        __how: ::ktsnap::__private::Reduction,
        __allow: ::core::primitive::bool,
        __of: &dyn ::core::ops::Fn(&__S) -> &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReduceFailure> {
        ::core::result::Result::Ok(Self {
            total_ns: ::ktsnap::__private::field::<
                Waits,
                u64,
            >(|__it: &Waits| &__it.total_ns)
                .reduce_field(__slots, __how, __allow, __of, "total_ns")?,
            nr: ::ktsnap::__private::field::<Waits, u64>(|__it: &Waits| &__it.nr)
                .reduce_field(__slots, __how, __allow, __of, "nr")?,
        })
    }
    #[inline]
    fn join(
        &mut self,
        __at: ::ktsnap::__private::ValueCursor<'_>,
        __how: ::ktsnap::__private::Reduction,
    ) -> ::core::option::Option<()> {
        ::ktsnap::__private::borrowed_mut(&mut self.total_ns)
            .join_field(
                __at,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                0usize,
                __how,
            )?;
        ::ktsnap::__private::borrowed_mut(&mut self.nr)
            .join_field(
                __at,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                1usize,
                __how,
            )?;
        ::core::option::Option::Some(())
    }
}
impl Waits {
    /// `total_ns / nr`, computed exactly.
    ///
    /// # Errors
    ///
    /// If a denominator is zero, a slot of a CPU was not captured, or an intermediate result does not fit 128 bits.
    fn mean_ns(
        &self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        const PROGRAM: &[::ktsnap::__private::ratio::Op] = &[
            ::ktsnap::__private::ratio::Op::Term(0usize),
            ::ktsnap::__private::ratio::Op::Term(1usize),
            ::ktsnap::__private::ratio::Op::Div,
        ];
        ::ktsnap::__private::ratio::evaluate(
            "mean_ns",
            PROGRAM,
            &["total_ns", "nr"],
            &[
                ::ktsnap::ratio::Operand::operand(&self.total_ns),
                ::ktsnap::ratio::Operand::operand(&self.nr),
            ],
        )
    }
}
#[automatically_derived]
impl ::ktsnap::__private::FieldValue for CpuStats {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
                "CpuStats",
                ::core::option::Option::Some("struct cpu_stats"),
                &[
                    ::ktsnap::__private::RustMember::new(
                        "nr_runs",
                        "nr_runs",
                        &[::ktsnap::__private::PathStep::Member("nr_runs")],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::__private::field::<
                            CpuStats,
                            u64,
                        >(|__it: &CpuStats| &__it.nr_runs)
                            .rust_type(),
                    ),
                    ::ktsnap::__private::RustMember::new(
                        "busy_ns",
                        "busy_ns",
                        &[::ktsnap::__private::PathStep::Member("busy_ns")],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::__private::field::<
                            CpuStats,
                            u64,
                        >(|__it: &CpuStats| &__it.busy_ns)
                            .rust_type(),
                    ),
                ],
            )
            .checked("../examples/bpf/dispatch.bpf.o", 16usize),
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        ::core::result::Result::Ok(Self {
            nr_runs: ::ktsnap::__private::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.nr_runs)
                .member(
                    __at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    0usize,
                )?,
            busy_ns: ::ktsnap::__private::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.busy_ns)
                .member(
                    __at,
                    &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                    1usize,
                )?,
        })
    }
    fn later(&self) -> Self {
        Self {
            nr_runs: ::ktsnap::__private::borrowed(&self.nr_runs).later(),
            busy_ns: ::ktsnap::__private::borrowed(&self.busy_ns).later(),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            nr_runs: ::ktsnap::__private::borrowed(&self.nr_runs)
                .since("nr_runs", &__earlier.nr_runs, __decrease)?,
            busy_ns: ::ktsnap::__private::borrowed(&self.busy_ns).later(),
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::PerCpuValue for CpuStats {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../examples/bpf/dispatch.bpf.o",
            ::ktsnap::__private::in_map("cpu_stats", 6u32, 16u32, 1u32, true),
            &[
                ::ktsnap::typed::VarSchema::new(
                    "cpu_stats",
                    0,
                    16u64,
                    "struct cpu_stats",
                    ::ktsnap::__private::CType::Array {
                        len: 1usize,
                        element: &::ktsnap::__private::CType::PerCpu(
                            &::ktsnap::__private::CType::Struct(
                                &::ktsnap::__private::CStruct::new(
                                    ::core::option::Option::Some("struct cpu_stats"),
                                    16usize,
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
                                            "busy_ns",
                                            64usize,
                                            "u64",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 64u32,
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
                        "CpuStats",
                        0,
                        "cpu_stats",
                        "struct cpu_stats",
                    )
                    .steps(&[::ktsnap::__private::PathStep::Index(0usize)]),
            ],
        )
        .of_object(false, "");
}
#[automatically_derived]
impl ::ktsnap::typed::Total for CpuStats {
    fn total(
        __slots: &::ktsnap::PerCpu<Self>,
    ) -> ::core::result::Result<Self, ::ktsnap::typed::TotalError> {
        ::core::result::Result::Ok(Self {
            nr_runs: ::ktsnap::__private::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.nr_runs)
                .total(__slots, "nr_runs", ::ktsnap::__private::Reduction::Sum, false)?,
            busy_ns: ::ktsnap::__private::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.busy_ns)
                .total(__slots, "busy_ns", ::ktsnap::__private::Reduction::Max, false)?,
        })
    }
    fn join(
        &mut self,
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::option::Option<()> {
        ::ktsnap::__private::borrowed_mut(&mut self.nr_runs)
            .join_field(
                __at,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                0usize,
                ::ktsnap::__private::Reduction::Sum,
            )?;
        ::ktsnap::__private::borrowed_mut(&mut self.busy_ns)
            .join_field(
                __at,
                &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                1usize,
                ::ktsnap::__private::Reduction::Max,
            )?;
        ::core::option::Option::Some(())
    }
}
#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for CpuStats {
    const SCHEMA: ::ktsnap::typed::Schema = <Self as ::ktsnap::__private::PerCpuValue>::SCHEMA;
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
const _: () = ::ktsnap::__private::field::<
    CpuStats,
    u64,
>(|__it: &CpuStats| &__it.nr_runs)
    .assert_member_fits(
        &<CpuStats as ::ktsnap::__private::FieldValue>::RUST_TYPE,
        0usize,
        ::ktsnap::__private::value_type(
            &<CpuStats as ::ktsnap::__private::PerCpuValue>::SCHEMA,
        ),
        "u64",
        "write `nr_runs: core::primitive::u64`",
    );
const _: () = ::ktsnap::__private::field::<
    CpuStats,
    u64,
>(|__it: &CpuStats| &__it.busy_ns)
    .assert_member_fits(
        &<CpuStats as ::ktsnap::__private::FieldValue>::RUST_TYPE,
        1usize,
        ::ktsnap::__private::value_type(
            &<CpuStats as ::ktsnap::__private::PerCpuValue>::SCHEMA,
        ),
        "u64",
        "write `busy_ns: core::primitive::u64`",
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
