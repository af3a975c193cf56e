#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Counters {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../examples/bpf/dispatch.bpf.o",
            ::ktsnap::__private::in_section(".bss", 632u64),
            &[
                ::ktsnap::typed::VarSchema::new(
                        "per_llc",
                        320u64,
                        256u64,
                        "struct llc_stats[4]",
                        ::ktsnap::__private::CType::Array {
                            len: 4usize,
                            element: &::ktsnap::__private::CType::Struct(
                                &::ktsnap::__private::CStruct::new(
                                    ::core::option::Option::Some("struct llc_stats"),
                                    64usize,
                                    &[
                                        ::ktsnap::__private::CMember::new(
                                            "nr_in",
                                            0usize,
                                            "u64",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 64u32,
                                            },
                                        ),
                                        ::ktsnap::__private::CMember::new(
                                            "nr_out",
                                            64usize,
                                            "u64",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 64u32,
                                            },
                                        ),
                                        ::ktsnap::__private::CMember::new(
                                            "max_wait_ns",
                                            128usize,
                                            "u64",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 64u32,
                                            },
                                        ),
                                        ::ktsnap::__private::CMember::new(
                                            "nr_running",
                                            192usize,
                                            "s32",
                                            ::ktsnap::__private::CType::Int {
                                                bits: 32u32,
                                            },
                                        ),
                                        ::ktsnap::__private::CMember::new(
                                            "last_cpu",
                                            224usize,
                                            "s16",
                                            ::ktsnap::__private::CType::Int {
                                                bits: 16u32,
                                            },
                                        ),
                                    ],
                                ),
                            ),
                        },
                    )
                    .position(15usize),
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
                    "per_llc",
                    0usize,
                    "per_llc",
                    "struct llc_stats[4]",
                ),
                ::ktsnap::typed::FieldSchema::new(
                    "moves",
                    1usize,
                    "moves",
                    "volatile u64[4][4]",
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
                    "per_llc",
                    ::ktsnap::__private::field(|__it: &Counters| &__it.per_llc)
                        .rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "moves",
                    ::ktsnap::__private::field(|__it: &Counters| &__it.moves).rust_type(),
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
            ["first_pct", "percent(per_llc[0].nr_in / moved_in) or 0"],
            Self::first_pct,
        );
        __add(["clamped", "max(first_pct, half) / moved_in or -0.5"], Self::clamped);
        __add(
            ["worst", "max(moves[1..3][2]) + mean(moves) + len(per_llc)"],
            Self::worst,
        );
    }
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(
        __from: &::ktsnap::__private::FieldReader<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::SchemaError> {
        __from.of(const { &Self::SCHEMA })?;
        ::core::result::Result::Ok(Self {
            per_llc: match ::ktsnap::__private::field(|__it: &Counters| &__it.per_llc)
                .read(__from, 0usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            moves: match ::ktsnap::__private::field(|__it: &Counters| &__it.moves)
                .read(__from, 1usize)
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
            per_llc: ::ktsnap::__private::field(|__it: &Counters| &__it.per_llc)
                .since(
                    "per_llc",
                    self,
                    __earlier,
                    ::ktsnap::__private::Decrease::Error,
                )?,
            moves: ::ktsnap::__private::field(|__it: &Counters| &__it.moves)
                .since("moves", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Counters {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["per_llc", "moves"],
            &[],
            &[
                ::ktsnap::__private::field(|__it: &Counters| &__it.per_llc)
                    .inspected(self),
                ::ktsnap::__private::field(|__it: &Counters| &__it.moves).inspected(self),
            ],
        )
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
                    ratio: "first_pct",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Term(0usize),
                            ::ktsnap::__private::ratio::Op::Sum(1usize),
                            ::ktsnap::__private::ratio::Op::Named(2usize),
                            ::ktsnap::__private::ratio::Op::Div,
                            ::ktsnap::__private::ratio::Op::Percent,
                            ::ktsnap::__private::ratio::Op::Or {
                                value: 0i64,
                                decimals: 0u8,
                            },
                        ]
                    },
                    names: &["per_llc[0].nr_in", "per_llc[*].nr_in", "moved_in"],
                    values: &[
                        ::ktsnap::ratio::Elements::element_at(&self.per_llc, 0usize)
                            .and_then(|__element| ::ktsnap::__private::ratio::Term::term(
                                &__element.nr_in,
                            )),
                        ::ktsnap::__private::ratio::over(
                            &self.per_llc,
                            ::core::option::Option::None,
                            ::ktsnap::__private::ratio::Reduce::Sum,
                            |__element| ::ktsnap::ratio::Operand::operand(
                                &__element.nr_in,
                            ),
                        ),
                    ],
                    columns: &[],
                });
            }
            1usize => {
                __visit(::ktsnap::__private::ratio::Terms {
                    ratio: "clamped",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Term(0usize),
                            ::ktsnap::__private::ratio::Op::Sum(1usize),
                            ::ktsnap::__private::ratio::Op::Named(2usize),
                            ::ktsnap::__private::ratio::Op::Div,
                            ::ktsnap::__private::ratio::Op::Percent,
                            ::ktsnap::__private::ratio::Op::Or {
                                value: 0i64,
                                decimals: 0u8,
                            },
                            ::ktsnap::__private::ratio::Op::Named(3usize),
                            ::ktsnap::__private::ratio::Op::Sum(1usize),
                            ::ktsnap::__private::ratio::Op::Named(2usize),
                            ::ktsnap::__private::ratio::Op::Int(2u64),
                            ::ktsnap::__private::ratio::Op::Div,
                            ::ktsnap::__private::ratio::Op::Named(4usize),
                            ::ktsnap::__private::ratio::Op::Max,
                            ::ktsnap::__private::ratio::Op::Sum(1usize),
                            ::ktsnap::__private::ratio::Op::Named(2usize),
                            ::ktsnap::__private::ratio::Op::Div,
                            ::ktsnap::__private::ratio::Op::Or {
                                value: -5i64,
                                decimals: 1u8,
                            },
                        ]
                    },
                    names: &[
                        "per_llc[0].nr_in",
                        "per_llc[*].nr_in",
                        "moved_in",
                        "first_pct",
                        "half",
                    ],
                    values: &[
                        ::ktsnap::ratio::Elements::element_at(&self.per_llc, 0usize)
                            .and_then(|__element| ::ktsnap::__private::ratio::Term::term(
                                &__element.nr_in,
                            )),
                        ::ktsnap::__private::ratio::over(
                            &self.per_llc,
                            ::core::option::Option::None,
                            ::ktsnap::__private::ratio::Reduce::Sum,
                            |__element| ::ktsnap::ratio::Operand::operand(
                                &__element.nr_in,
                            ),
                        ),
                    ],
                    columns: &[],
                });
            }
            2usize => {
                __visit(::ktsnap::__private::ratio::Terms {
                    ratio: "worst",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Term(0usize),
                            ::ktsnap::__private::ratio::Op::Mean(1usize, 2usize),
                            ::ktsnap::__private::ratio::Op::Add,
                            ::ktsnap::__private::ratio::Op::Term(3usize),
                            ::ktsnap::__private::ratio::Op::Add,
                        ]
                    },
                    names: &[
                        "max(moves[1..3][2])",
                        "moves",
                        "count(moves)",
                        "len(per_llc)",
                    ],
                    values: &[
                        ::ktsnap::__private::ratio::over(
                            &self.moves,
                            ::core::option::Option::Some((1usize, 3usize)),
                            ::ktsnap::__private::ratio::Reduce::Max,
                            |__element| {
                                ::ktsnap::ratio::Elements::element_at(__element, 2usize)
                                    .and_then(|__element| ::ktsnap::__private::ratio::Values::reduce(
                                        __element,
                                        ::ktsnap::__private::ratio::Reduce::Max,
                                    ))
                            },
                        ),
                        ::ktsnap::ratio::Operand::operand(&self.moves),
                        ::ktsnap::__private::ratio::Values::reduce(
                            &self.moves,
                            ::ktsnap::__private::ratio::Reduce::Count,
                        ),
                        ::ktsnap::__private::ratio::len(&self.per_llc),
                    ],
                    columns: &[],
                });
            }
            3usize => {
                let __other = __operands.other;
                __visit(::ktsnap::__private::ratio::Terms {
                    ratio: "share",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Sum(0usize),
                            ::ktsnap::__private::ratio::Op::Named(3usize),
                            ::ktsnap::__private::ratio::Op::Int(2u64),
                            ::ktsnap::__private::ratio::Op::Div,
                            ::ktsnap::__private::ratio::Op::Named(4usize),
                            ::ktsnap::__private::ratio::Op::Sum(1usize),
                            ::ktsnap::__private::ratio::Op::Named(5usize),
                            ::ktsnap::__private::ratio::Op::Int(2u64),
                            ::ktsnap::__private::ratio::Op::Div,
                            ::ktsnap::__private::ratio::Op::Named(6usize),
                            ::ktsnap::__private::ratio::Op::Div,
                            ::ktsnap::__private::ratio::Op::Floor,
                            ::ktsnap::__private::ratio::Op::Term(2usize),
                            ::ktsnap::__private::ratio::Op::Add,
                        ]
                    },
                    names: &[
                        "per_llc[*].nr_in",
                        "total.per_llc[*].nr_in",
                        "max(total.moves[*][0])",
                        "moved_in",
                        "half",
                        "total.moved_in",
                        "total.half",
                    ],
                    values: &[
                        ::ktsnap::__private::ratio::over(
                            &self.per_llc,
                            ::core::option::Option::None,
                            ::ktsnap::__private::ratio::Reduce::Sum,
                            |__element| ::ktsnap::ratio::Operand::operand(
                                &__element.nr_in,
                            ),
                        ),
                        ::ktsnap::__private::ratio::over(
                            &__other.per_llc,
                            ::core::option::Option::None,
                            ::ktsnap::__private::ratio::Reduce::Sum,
                            |__element| ::ktsnap::ratio::Operand::operand(
                                &__element.nr_in,
                            ),
                        ),
                        ::ktsnap::__private::ratio::over(
                            &__other.moves,
                            ::core::option::Option::None,
                            ::ktsnap::__private::ratio::Reduce::Max,
                            |__element| {
                                ::ktsnap::ratio::Elements::element_at(__element, 0usize)
                                    .and_then(|__element| ::ktsnap::__private::ratio::Values::reduce(
                                        __element,
                                        ::ktsnap::__private::ratio::Reduce::Max,
                                    ))
                            },
                        ),
                    ],
                    columns: &[],
                });
            }
            4usize => {
                let __other = __operands.other;
                __visit(::ktsnap::__private::ratio::Terms {
                    ratio: "gained",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Each(3usize),
                            ::ktsnap::__private::ratio::Op::Each(4usize),
                            ::ktsnap::__private::ratio::Op::Compare(
                                ::ktsnap::__private::ratio::Relation::Greater,
                            ),
                            ::ktsnap::__private::ratio::Op::Each(5usize),
                            ::ktsnap::__private::ratio::Op::Sum(0usize),
                            ::ktsnap::__private::ratio::Op::Named(1usize),
                            ::ktsnap::__private::ratio::Op::Int(2u64),
                            ::ktsnap::__private::ratio::Op::Div,
                            ::ktsnap::__private::ratio::Op::Named(2usize),
                            ::ktsnap::__private::ratio::Op::Compare(
                                ::ktsnap::__private::ratio::Relation::Greater,
                            ),
                            ::ktsnap::__private::ratio::Op::And,
                            ::ktsnap::__private::ratio::Op::Count,
                        ]
                    },
                    names: &[
                        "per_llc[*].nr_in",
                        "moved_in",
                        "half",
                        "moves[1]",
                        "earlier.moves[1]",
                        "per_llc[*].nr_in",
                    ],
                    values: &[
                        ::ktsnap::__private::ratio::over(
                            &self.per_llc,
                            ::core::option::Option::None,
                            ::ktsnap::__private::ratio::Reduce::Sum,
                            |__element| ::ktsnap::ratio::Operand::operand(
                                &__element.nr_in,
                            ),
                        ),
                    ],
                    columns: &[
                        ::ktsnap::__private::ratio::column(|__out| {
                            ::ktsnap::ratio::Elements::element_at(&self.moves, 1usize)
                                .and_then(|__element| ::ktsnap::__private::ratio::InOrder::each_in_order(
                                    __element,
                                    ::core::option::Option::None,
                                    __out,
                                    |__element, __out| ::ktsnap::__private::ratio::push(
                                        __element,
                                        __out,
                                    ),
                                ))
                        }),
                        ::ktsnap::__private::ratio::column(|__out| {
                            ::ktsnap::ratio::Elements::element_at(&__other.moves, 1usize)
                                .and_then(|__element| ::ktsnap::__private::ratio::InOrder::each_in_order(
                                    __element,
                                    ::core::option::Option::None,
                                    __out,
                                    |__element, __out| ::ktsnap::__private::ratio::push(
                                        __element,
                                        __out,
                                    ),
                                ))
                        }),
                        ::ktsnap::__private::ratio::column(|__out| ::ktsnap::__private::ratio::InOrder::each_in_order(
                            &self.per_llc,
                            ::core::option::Option::None,
                            __out,
                            |__element, __out| ::ktsnap::__private::ratio::push(
                                &__element.nr_in,
                                __out,
                            ),
                        )),
                    ],
                });
            }
            5usize => {
                let __index = __operands.index;
                __visit(::ktsnap::__private::ratio::Terms {
                    ratio: "row",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Sum(0usize),
                            ::ktsnap::__private::ratio::Op::Term(1usize),
                            ::ktsnap::__private::ratio::Op::Div,
                        ]
                    },
                    names: &["moves[at]", "max(moves[*][at])"],
                    values: &[
                        ::ktsnap::__private::ratio::Indexed::at(&self.moves, __index)
                            .and_then(|__element| ::ktsnap::ratio::Operand::operand(
                                __element,
                            )),
                        ::ktsnap::__private::ratio::over(
                            &self.moves,
                            ::core::option::Option::None,
                            ::ktsnap::__private::ratio::Reduce::Max,
                            |__element| {
                                ::ktsnap::__private::ratio::Indexed::at(__element, __index)
                                    .and_then(|__element| ::ktsnap::__private::ratio::Values::reduce(
                                        __element,
                                        ::ktsnap::__private::ratio::Reduce::Max,
                                    ))
                            },
                        ),
                    ],
                    columns: &[],
                });
            }
            _ => {}
        }
    }
}
impl Counters {
    /// The share of the first cache domain.
    ///
    /// `percent(per_llc[0].nr_in / moved_in) or 0`, computed exactly.
    ///
    /// - `moved_in` is `sum(per_llc[*].nr_in)`.
    ///
    /// # Errors
    ///
    /// If a slot of a CPU was not captured or an intermediate result does not fit 128 bits.
    pub fn first_pct(
        &self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        ::ktsnap::__private::ratio::value(self, 0usize, self, 0)
    }
    /// `max(first_pct, half) / moved_in or -0.5`, computed exactly.
    ///
    /// - `moved_in` is `sum(per_llc[*].nr_in)`.
    /// - `first_pct` is `percent(per_llc[0].nr_in / moved_in) or 0`.
    /// - `half` is `moved_in / 2`.
    ///
    /// # Errors
    ///
    /// If a slot of a CPU was not captured or an intermediate result does not fit 128 bits.
    fn clamped(
        &self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        ::ktsnap::__private::ratio::value(self, 1usize, self, 0)
    }
    /// `max(moves[1..3][2]) + mean(moves) + len(per_llc)`, computed exactly.
    ///
    /// # Errors
    ///
    /// If a denominator is zero, an array is empty, a slot of a CPU was not captured, or an intermediate result does not fit 128 bits.
    fn worst(
        &self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        ::ktsnap::__private::ratio::value(self, 2usize, self, 0)
    }
    /// `floor(half / total.half) + max(total.moves[*][0])`, computed exactly.
    ///
    /// - `moved_in` is `sum(per_llc[*].nr_in)`.
    /// - `half` is `moved_in / 2`.
    /// - `total.moved_in` is `sum(total.per_llc[*].nr_in)`.
    /// - `total.half` is `total.moved_in / 2`.
    ///
    /// # Errors
    ///
    /// If a denominator is zero, an array is empty, a slot of a CPU was not captured, or an intermediate result does not fit 128 bits.
    fn share(
        &self,
        total: &Self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        ::ktsnap::__private::ratio::value(self, 3usize, total, 0)
    }
    /// `count(moves[1] > earlier.moves[1] and per_llc[*].nr_in > half)`, computed exactly.
    ///
    /// - `moved_in` is `sum(per_llc[*].nr_in)`.
    /// - `half` is `moved_in / 2`.
    ///
    /// # Errors
    ///
    /// If a denominator is zero, the terms of a condition have different numbers of elements, a slot of a CPU was not captured, or an intermediate result does not fit 128 bits.
    fn gained(
        &self,
        earlier: &Self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        ::ktsnap::__private::ratio::value(self, 4usize, earlier, 0)
    }
    /// `sum(moves[at]) / max(moves[*][at])`, computed exactly.
    ///
    /// # Errors
    ///
    /// If a denominator is zero, an array is empty, there is no element at the index, a slot of a CPU was not captured, or an intermediate result does not fit 128 bits.
    fn row(
        &self,
        at: impl ::ktsnap::ratio::Index,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        let __index = ::ktsnap::ratio::Index::number(at);
        ::core::result::Result::map_err(
            ::ktsnap::__private::ratio::value(self, 5usize, self, __index),
            |__error| __error.at("at", __index),
        )
    }
}
const _: () = ::ktsnap::__private::field(|__it: &Counters| &__it.per_llc)
    .assert_fits(
        &<Counters as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        0usize,
        "give `per_llc` a struct with `#[snapshot(type = \"struct llc_stats[4]\")]`",
    );
const _: () = ::ktsnap::__private::field(|__it: &Counters| &__it.moves)
    .assert_fits(
        &<Counters as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        1usize,
        "write `moves: [[u64; 4]; 4]`, or an alias of that type",
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
