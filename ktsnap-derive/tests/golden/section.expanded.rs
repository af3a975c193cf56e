#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Counters {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../examples/bpf/dispatch.bpf.o",
            ::ktsnap::__private::in_section(".bss", 632u64),
            &[
                ::ktsnap::typed::VarSchema::new(
                        "nr_mig_same",
                        8u64,
                        8u64,
                        "volatile u64",
                        ::ktsnap::__private::CType::Uint {
                            bits: 64u32,
                        },
                    )
                    .position(1usize),
                ::ktsnap::typed::VarSchema::new(
                        "nr_mig_cross",
                        16u64,
                        8u64,
                        "volatile u64",
                        ::ktsnap::__private::CType::Uint {
                            bits: 64u32,
                        },
                    )
                    .position(2usize),
                ::ktsnap::typed::VarSchema::new(
                    "nr_enqueued",
                    0u64,
                    8u64,
                    "volatile u64",
                    ::ktsnap::__private::CType::Uint {
                        bits: 64u32,
                    },
                ),
                ::ktsnap::typed::VarSchema::new(
                        "nr_tasks",
                        24u64,
                        4u64,
                        "volatile u32",
                        ::ktsnap::__private::CType::Uint {
                            bits: 32u32,
                        },
                    )
                    .position(3usize),
                ::ktsnap::typed::VarSchema::new(
                        "waits",
                        72u64,
                        24u64,
                        "struct wait_stats",
                        ::ktsnap::__private::CType::Struct(
                            &::ktsnap::__private::CStruct::new(
                                ::core::option::Option::Some("struct wait_stats"),
                                24usize,
                                &[
                                    ::ktsnap::__private::CMember::new(
                                        "max_ns",
                                        64usize,
                                        "u64",
                                        ::ktsnap::__private::CType::Uint {
                                            bits: 64u32,
                                        },
                                    ),
                                ],
                            ),
                        ),
                    )
                    .position(8usize),
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
                ::ktsnap::typed::VarSchema::new(
                        "lag_ns",
                        32u64,
                        8u64,
                        "volatile s64",
                        ::ktsnap::__private::CType::Int {
                            bits: 64u32,
                        },
                    )
                    .position(4usize)
                    .optional(
                        ::ktsnap::__private::field(|__it: &Counters| &__it.lag_ns)
                            .optional(),
                    ),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                    "nr_mig_same",
                    0usize,
                    "nr_mig_same",
                    "volatile u64",
                ),
                ::ktsnap::typed::FieldSchema::new(
                    "nr_mig_cross",
                    1usize,
                    "nr_mig_cross",
                    "volatile u64",
                ),
                ::ktsnap::typed::FieldSchema::new(
                    "nr_enqueued",
                    2usize,
                    "nr_enqueued",
                    "volatile u64",
                ),
                ::ktsnap::typed::FieldSchema::new(
                    "nr_tasks",
                    3usize,
                    "nr_tasks",
                    "volatile u32",
                ),
                ::ktsnap::typed::FieldSchema::new(
                        "max_wait_ns",
                        4usize,
                        "waits.max_ns",
                        "u64",
                    )
                    .steps(&[::ktsnap::__private::PathStep::Member("max_ns")]),
                ::ktsnap::typed::FieldSchema::new(
                        "to_second",
                        5usize,
                        "moves[*][1]",
                        "volatile u64",
                    )
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::All,
                            ::ktsnap::__private::PathStep::Index(1usize),
                        ],
                    )
                    .reduce(::ktsnap::__private::Reduction::Sum),
                ::ktsnap::typed::FieldSchema::new(
                    "lag_ns",
                    6usize,
                    "lag_ns",
                    "volatile s64",
                ),
            ],
        )
        .of_object(
            false,
            "0 8 nr_enqueued volatile u64\n8 8 nr_mig_same volatile u64\n16 8 nr_mig_cross volatile u64\n24 4 nr_tasks volatile u32\n32 8 lag_ns volatile s64\n40 1 saw_cross volatile bool\n44 4 last_dsp volatile enum dsp_stat\n48 24 dsp_stats volatile u64[3]\n72 24 waits struct wait_stats\n96 16 slowest_comm char[16]\n112 8 last_task struct task_struct *\n120 8 cross_cpus_seen struct cpumask\n128 4 last_enq struct enq_info\n136 40 last_cross struct cross_move\n176 128 moves volatile u64[4][4]\n320 256 per_llc struct llc_stats[4]\n576 4 last_wake volatile enum wake_stat\n584 8 nr_inserted volatile u64\n592 32 recent volatile enum dsp_stat[8]\n624 8 nr_stopping volatile u64\n",
        );
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Counters",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "nr_mig_same",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "nr_mig_cross",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "nr_enqueued",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "nr_tasks",
                    <u32 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "max_wait_ns",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "to_second",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "lag_ns",
                    ::ktsnap::__private::field(|__it: &Counters| &__it.lag_ns)
                        .rust_type(),
                ),
            ],
        ),
    );
    fn each_ratio(
        __add: &mut dyn ::core::ops::FnMut(
            [&'static ::core::primitive::str; 2],
            ::ktsnap::__private::RatioMethod<Self>,
        ),
    ) {
        __add(
            ["cross_fraction", "nr_mig_cross / (nr_mig_same + nr_mig_cross)"],
            Self::cross_fraction,
        );
    }
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(
        __from: &::ktsnap::__private::FieldReader<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::SchemaError> {
        __from.of(const { &Self::SCHEMA })?;
        ::core::result::Result::Ok(Self {
            nr_mig_same: match ::ktsnap::__private::read_field::<
                Self,
                u64,
            >(__from, 0usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            nr_mig_cross: match ::ktsnap::__private::read_field::<
                Self,
                u64,
            >(__from, 1usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            nr_enqueued: match ::ktsnap::__private::read_field::<
                Self,
                u64,
            >(__from, 2usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            nr_tasks: match ::ktsnap::__private::read_field::<
                Self,
                u32,
            >(__from, 3usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            max_wait_ns: match ::ktsnap::__private::read_field::<
                Self,
                u64,
            >(__from, 4usize) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            to_second: ::ktsnap::__private::field::<
                Counters,
                u64,
            >(|__it: &Counters| &__it.to_second)
                .reduce(__from, 5usize)?,
            lag_ns: match ::ktsnap::__private::field(|__it: &Counters| &__it.lag_ns)
                .read(__from, 6usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            note: ::core::default::Default::default(),
        })
    }
    fn difference(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::series::CounterReset> {
        ::core::result::Result::Ok(Self {
            nr_mig_same: match ::ktsnap::__private::difference(
                "nr_mig_same",
                &self.nr_mig_same,
                &__earlier.nr_mig_same,
                ::ktsnap::__private::Decrease::Error,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            nr_mig_cross: match ::ktsnap::__private::difference(
                "nr_mig_cross",
                &self.nr_mig_cross,
                &__earlier.nr_mig_cross,
                ::ktsnap::__private::Decrease::Error,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            nr_enqueued: match ::ktsnap::__private::difference(
                "nr_enqueued",
                &self.nr_enqueued,
                &__earlier.nr_enqueued,
                ::ktsnap::__private::Decrease::Zero,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            nr_tasks: ::ktsnap::__private::FieldValue::later(&self.nr_tasks),
            max_wait_ns: match ::ktsnap::__private::difference(
                "max_wait_ns",
                &self.max_wait_ns,
                &__earlier.max_wait_ns,
                ::ktsnap::__private::Decrease::Error,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            to_second: match ::ktsnap::__private::difference(
                "to_second",
                &self.to_second,
                &__earlier.to_second,
                ::ktsnap::__private::Decrease::Error,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            lag_ns: ::ktsnap::__private::field(|__it: &Counters| &__it.lag_ns)
                .since("lag_ns", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
            note: ::core::default::Default::default(),
        })
    }
    fn picker() -> ::core::option::Option<::ktsnap::pickers::Picker> {
        const PICKER: ::ktsnap::pickers::Picker = ktsnap::pickers::max_by_sum_u64;
        ::core::option::Option::Some(PICKER)
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Counters {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
                &[
                    "nr_mig_same",
                    "nr_mig_cross",
                    "nr_enqueued",
                    "nr_tasks",
                    "max_wait_ns",
                    "to_second",
                    "lag_ns",
                ],
                &[3usize],
                &[
                    &self.nr_mig_same,
                    &self.nr_mig_cross,
                    &self.nr_enqueued,
                    &self.nr_tasks,
                    &self.max_wait_ns,
                    &self.to_second,
                    ::ktsnap::__private::field(|__it: &Counters| &__it.lag_ns)
                        .inspected(self),
                ],
            )
            .saturating(&[2usize])
    }
}
#[automatically_derived]
impl ::ktsnap::__private::ratio::Ratios for Counters {
    fn ratio(
        &self,
        __number: ::core::primitive::usize,
        __operands: ::ktsnap::__private::ratio::Operands<'_, Self>,
        __visit: &mut dyn ::core::ops::FnMut(::ktsnap::__private::ratio::Terms<'_>),
    ) {
        match __number {
            0usize => {
                __visit(::ktsnap::__private::ratio::Terms {
                    ratio: "cross_fraction",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Term(0usize),
                            ::ktsnap::__private::ratio::Op::Term(1usize),
                            ::ktsnap::__private::ratio::Op::Term(0usize),
                            ::ktsnap::__private::ratio::Op::Add,
                            ::ktsnap::__private::ratio::Op::Div,
                        ]
                    },
                    names: &["nr_mig_cross", "nr_mig_same"],
                    values: &[
                        ::ktsnap::__private::ratio::Term::term(&self.nr_mig_cross),
                        ::ktsnap::__private::ratio::Term::term(&self.nr_mig_same),
                    ],
                    columns: &[],
                });
            }
            _ => {}
        }
    }
}
impl Counters {
    /// The fraction of moves to another cache.
    ///
    /// `nr_mig_cross / (nr_mig_same + nr_mig_cross)`, computed exactly.
    ///
    /// # Errors
    ///
    /// If a denominator is zero, a slot of a CPU was not captured, or an intermediate result does not fit 128 bits.
    pub(crate) fn cross_fraction(
        &self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        ::ktsnap::__private::ratio::value(self, 0usize, self, 0)
    }
}
const _: () = ::ktsnap::__private::assert_fits::<
    Counters,
    u64,
    ::core::primitive::u64,
>(0usize, "write `nr_mig_same: core::primitive::u64`");
const _: () = ::ktsnap::__private::assert_fits::<
    Counters,
    u64,
    ::core::primitive::u64,
>(1usize, "write `nr_mig_cross: core::primitive::u64`");
const _: () = ::ktsnap::__private::assert_fits::<
    Counters,
    u64,
    ::core::primitive::u64,
>(2usize, "write `nr_enqueued: core::primitive::u64`");
const _: () = ::ktsnap::__private::assert_fits::<
    Counters,
    u32,
    ::core::primitive::u32,
>(3usize, "write `nr_tasks: core::primitive::u32`");
const _: () = ::ktsnap::__private::assert_fits::<
    Counters,
    u64,
    ::core::primitive::u64,
>(4usize, "write `max_wait_ns: core::primitive::u64`");
const _: () = ::ktsnap::__private::assert_fits::<
    Counters,
    u64,
    ::core::primitive::u64,
>(5usize, "write `to_second: core::primitive::u64`");
const _: () = ::ktsnap::__private::field(|__it: &Counters| &__it.lag_ns)
    .assert_fits(
        &<Counters as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        6usize,
        "write `lag_ns: i64`, or an alias of that type",
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
