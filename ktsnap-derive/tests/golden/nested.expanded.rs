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
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Way {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected_enum(self)
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
                        <i16 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
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
    const C_TYPE: ::ktsnap::__private::CType = ::ktsnap::__private::CType::Struct(
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
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __rust_type = &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
        ::core::result::Result::Ok(Self {
            from: match ::ktsnap::__private::read_member::<
                i16,
            >(__at, __rust_type, 0usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            stat: match ::ktsnap::__private::field(|__it: &Move| &__it.stat)
                .member(__at, __rust_type, 1usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
        })
    }
    fn later(&self) -> Self {
        Self {
            from: ::ktsnap::__private::FieldValue::later(&self.from),
            stat: ::ktsnap::__private::field(|__it: &Move| &__it.stat).later(self),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            from: match ::ktsnap::__private::since(
                "from",
                &self.from,
                &__earlier.from,
                __decrease,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            stat: ::ktsnap::__private::field(|__it: &Move| &__it.stat).later(self),
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
        #[allow(unused_imports)]
        use ::ktsnap::__private::NotReducible as _;
        match __index {
            0usize => ::core::option::Option::Some(&self.from),
            1usize => ::ktsnap::__private::may_reduce(&self.stat).member(),
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
            0usize => ::core::option::Option::Some(&mut self.from),
            1usize => ::ktsnap::__private::may_reduce(&mut self.stat).member_mut(),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for Move {}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Move {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["from", "stat"],
            &[1usize],
            &[
                &self.from,
                ::ktsnap::__private::field(|__it: &Move| &__it.stat).inspected(self),
            ],
        )
    }
}
const _: () = ::ktsnap::__private::assert_member_fits::<
    Move,
    i16,
    ::core::primitive::i16,
>(0usize, "s16", "write `from: core::primitive::i16`");
const _: () = ::ktsnap::__private::field(|__it: &Move| &__it.stat)
    .assert_member_fits(
        1usize,
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
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::new(
                    "nr",
                    "nr",
                    &[::ktsnap::__private::PathStep::Member("nr")],
                    ::core::option::Option::None,
                    true,
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
            ],
        ),
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __rust_type = &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
        ::core::result::Result::Ok(Self {
            total_ns: match ::ktsnap::__private::read_member::<
                u64,
            >(__at, __rust_type, 0usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            nr: match ::ktsnap::__private::read_member::<
                u64,
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
            total_ns: ::ktsnap::__private::FieldValue::later(&self.total_ns),
            nr: ::ktsnap::__private::FieldValue::later(&self.nr),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            total_ns: match ::ktsnap::__private::since(
                "total_ns",
                &self.total_ns,
                &__earlier.total_ns,
                __decrease,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            nr: match ::ktsnap::__private::since(
                "nr",
                &self.nr,
                &__earlier.nr,
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
            0usize => ::core::option::Option::Some(&self.total_ns),
            1usize => ::core::option::Option::Some(&self.nr),
            _ => ::core::option::Option::None,
        }
    }
    fn member_mut(
        &mut self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&mut dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&mut self.total_ns),
            1usize => ::core::option::Option::Some(&mut self.nr),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for Waits {}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Waits {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["total_ns", "nr"],
            &[],
            &[&self.total_ns, &self.nr],
        )
    }
}
#[automatically_derived]
impl ::ktsnap::__private::ratio::Ratios for Waits {
    fn ratio(
        &self,
        __number: ::core::primitive::usize,
        __operands: ::ktsnap::__private::ratio::Operands<'_, Self>,
        __visit: &mut dyn ::core::ops::FnMut(::ktsnap::__private::ratio::Terms<'_>),
    ) {
        match __number {
            0usize => {
                __visit(::ktsnap::__private::ratio::Terms {
                    ratio: "mean_ns",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Term(0usize),
                            ::ktsnap::__private::ratio::Op::Term(1usize),
                            ::ktsnap::__private::ratio::Op::Div,
                        ]
                    },
                    names: &["total_ns", "nr"],
                    values: &[
                        ::ktsnap::__private::ratio::Term::term(&self.total_ns),
                        ::ktsnap::__private::ratio::Term::term(&self.nr),
                    ],
                    columns: &[],
                });
            }
            _ => {}
        }
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
        ::ktsnap::__private::ratio::value(self, 0usize, self, 0)
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
                            <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                        )
                        .of_structs(::ktsnap::__private::Reduction::Sum),
                    ::ktsnap::__private::RustMember::new(
                            "busy_ns",
                            "busy_ns",
                            &[::ktsnap::__private::PathStep::Member("busy_ns")],
                            ::core::option::Option::None,
                            false,
                            <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                        )
                        .of_structs(::ktsnap::__private::Reduction::Max),
                ],
            )
            .checked("../examples/bpf/dispatch.bpf.o", 16usize),
    );
    const C_TYPE: ::ktsnap::__private::CType = ::ktsnap::__private::value_type(
        &<Self as ::ktsnap::__private::PerCpuValue>::SCHEMA,
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __rust_type = &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
        ::core::result::Result::Ok(Self {
            nr_runs: match ::ktsnap::__private::read_member::<
                u64,
            >(__at, __rust_type, 0usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            busy_ns: match ::ktsnap::__private::read_member::<
                u64,
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
            nr_runs: ::ktsnap::__private::FieldValue::later(&self.nr_runs),
            busy_ns: ::ktsnap::__private::FieldValue::later(&self.busy_ns),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            nr_runs: match ::ktsnap::__private::since(
                "nr_runs",
                &self.nr_runs,
                &__earlier.nr_runs,
                __decrease,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            busy_ns: ::ktsnap::__private::FieldValue::later(&self.busy_ns),
        })
    }
    fn member(
        &self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&self.nr_runs),
            1usize => ::core::option::Option::Some(&self.busy_ns),
            _ => ::core::option::Option::None,
        }
    }
    fn member_mut(
        &mut self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&mut dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&mut self.nr_runs),
            1usize => ::core::option::Option::Some(&mut self.busy_ns),
            _ => ::core::option::Option::None,
        }
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
                    0u64,
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
                        0usize,
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
        ::ktsnap::__private::total_of(__slots, &[])
    }
    fn join(
        &mut self,
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::option::Option<()> {
        ::ktsnap::__private::join_total(self, __at)
    }
}
#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for CpuStats {
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
impl ::ktsnap::__private::Inspect for CpuStats {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["nr_runs", "busy_ns"],
            &[1usize],
            &[&self.nr_runs, &self.busy_ns],
        )
    }
}
const _: () = ::ktsnap::__private::assert_member_fits::<
    CpuStats,
    u64,
    ::core::primitive::u64,
>(0usize, "u64", "write `nr_runs: core::primitive::u64`");
const _: () = ::ktsnap::__private::assert_member_fits::<
    CpuStats,
    u64,
    ::core::primitive::u64,
>(1usize, "u64", "write `busy_ns: core::primitive::u64`");
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
