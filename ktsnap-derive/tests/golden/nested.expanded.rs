#[automatically_derived]
impl ::ktsnap::schema::FieldType for Way {
    const MIRROR: ::ktsnap::schema::Mirror = ::ktsnap::schema::Mirror::Enum(
        &::ktsnap::schema::EnumMirror::new(
            "Way",
            ::core::option::Option::Some("enum dsp_stat"),
            false,
            &[("DSP_LOCAL", 0), ("DSP_SHARED", 1)],
        ),
    );
    fn read(
        __at: ::ktsnap::__private::Cursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::Found> {
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
impl ::ktsnap::schema::FieldType for Move {
    const MIRROR: ::ktsnap::schema::Mirror = ::ktsnap::schema::Mirror::Struct(
        &::ktsnap::schema::StructMirror::new(
                "Move",
                ::core::option::Option::Some("struct cross_move"),
                &[
                    ::ktsnap::schema::MemberMirror::new(
                        "from",
                        "from.cpu",
                        &[
                            ::ktsnap::schema::Step::Member("from"),
                            ::ktsnap::schema::Step::Member("cpu"),
                        ],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::schema::field::<Move, i16>(|__it: &Move| &__it.from)
                            .mirror(),
                    ),
                    ::ktsnap::schema::MemberMirror::new(
                        "stat",
                        "stat",
                        &[::ktsnap::schema::Step::Member("stat")],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::schema::field(|__it: &Move| &__it.stat).mirror(),
                    ),
                ],
            )
            .checked("../examples/bpf/dispatch.bpf.o", 40usize),
    );
    fn read(
        __at: ::ktsnap::__private::Cursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::Found> {
        ::core::result::Result::Ok(Self {
            from: ::ktsnap::schema::field::<Move, i16>(|__it: &Move| &__it.from)
                .member(__at, &<Self as ::ktsnap::schema::FieldType>::MIRROR, 0usize)?,
            stat: ::ktsnap::schema::field(|__it: &Move| &__it.stat)
                .member(__at, &<Self as ::ktsnap::schema::FieldType>::MIRROR, 1usize)?,
        })
    }
    fn later(&self) -> Self {
        Self {
            from: ::ktsnap::schema::field::<Move, i16>(|__it: &Move| &__it.from)
                .later(self),
            stat: ::ktsnap::schema::field(|__it: &Move| &__it.stat).later(self),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::WentBack> {
        ::core::result::Result::Ok(Self {
            from: ::ktsnap::schema::field::<Move, i16>(|__it: &Move| &__it.from)
                .since("from", self, __earlier)?,
            stat: ::ktsnap::schema::field(|__it: &Move| &__it.stat).later(self),
        })
    }
}
const _: () = ::ktsnap::schema::field::<Move, i16>(|__it: &Move| &__it.from)
    .assert_member_fits(
        &<Move as ::ktsnap::schema::FieldType>::MIRROR,
        0usize,
        ::ktsnap::schema::Shape::Struct(
            &::ktsnap::schema::StructShape::new(
                ::core::option::Option::Some("struct cross_move"),
                40usize,
                &[
                    ::ktsnap::schema::MemberShape::new(
                        "from",
                        0usize,
                        "struct place",
                        ::ktsnap::schema::Shape::Struct(
                            &::ktsnap::schema::StructShape::new(
                                ::core::option::Option::Some("struct place"),
                                4usize,
                                &[
                                    ::ktsnap::schema::MemberShape::new(
                                        "cpu",
                                        0usize,
                                        "s16",
                                        ::ktsnap::schema::Shape::Int {
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
const _: () = ::ktsnap::schema::field(|__it: &Move| &__it.stat)
    .assert_member_fits(
        &<Move as ::ktsnap::schema::FieldType>::MIRROR,
        1usize,
        ::ktsnap::schema::Shape::Struct(
            &::ktsnap::schema::StructShape::new(
                ::core::option::Option::Some("struct cross_move"),
                40usize,
                &[
                    ::ktsnap::schema::MemberShape::new(
                        "stat",
                        128usize,
                        "enum dsp_stat",
                        ::ktsnap::schema::Shape::Enum(
                            &::ktsnap::schema::EnumShape::new(
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
        "write `stat: u32`, or a type that stands for it",
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
impl ::ktsnap::schema::FieldType for Waits {
    const MIRROR: ::ktsnap::schema::Mirror = ::ktsnap::schema::Mirror::Struct(
        &::ktsnap::schema::StructMirror::new(
            "Waits",
            ::core::option::Option::Some("struct wait_stats"),
            &[
                ::ktsnap::schema::MemberMirror::new(
                    "total_ns",
                    "total_ns",
                    &[::ktsnap::schema::Step::Member("total_ns")],
                    ::core::option::Option::None,
                    false,
                    ::ktsnap::schema::field::<Waits, u64>(|__it: &Waits| &__it.total_ns)
                        .mirror(),
                ),
                ::ktsnap::schema::MemberMirror::new(
                    "nr",
                    "nr",
                    &[::ktsnap::schema::Step::Member("nr")],
                    ::core::option::Option::None,
                    true,
                    ::ktsnap::schema::field::<Waits, u64>(|__it: &Waits| &__it.nr)
                        .mirror(),
                ),
            ],
        ),
    );
    fn read(
        __at: ::ktsnap::__private::Cursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::Found> {
        ::core::result::Result::Ok(Self {
            total_ns: ::ktsnap::schema::field::<
                Waits,
                u64,
            >(|__it: &Waits| &__it.total_ns)
                .member(__at, &<Self as ::ktsnap::schema::FieldType>::MIRROR, 0usize)?,
            nr: ::ktsnap::schema::field::<Waits, u64>(|__it: &Waits| &__it.nr)
                .member(__at, &<Self as ::ktsnap::schema::FieldType>::MIRROR, 1usize)?,
        })
    }
    fn later(&self) -> Self {
        Self {
            total_ns: ::ktsnap::schema::field::<
                Waits,
                u64,
            >(|__it: &Waits| &__it.total_ns)
                .later(self),
            nr: ::ktsnap::schema::field::<Waits, u64>(|__it: &Waits| &__it.nr)
                .later(self),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::WentBack> {
        ::core::result::Result::Ok(Self {
            total_ns: ::ktsnap::schema::field::<
                Waits,
                u64,
            >(|__it: &Waits| &__it.total_ns)
                .since("total_ns", self, __earlier)?,
            nr: ::ktsnap::schema::field::<Waits, u64>(|__it: &Waits| &__it.nr)
                .since("nr", self, __earlier)?,
        })
    }
}
impl Waits {
    /// `total_ns / nr`, computed exactly.
    ///
    /// # Errors
    ///
    /// When a denominator is zero, a slot that is counted was not captured, or a number on the way is larger than
    /// 128 bits hold.
    fn mean_ns(
        &self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        const EXPR: ::ktsnap::ratio::Expr = ::ktsnap::ratio::Expr::Div(
            &::ktsnap::ratio::Expr::Field(0usize),
            &::ktsnap::ratio::Expr::Field(1usize),
            "nr",
        );
        ::ktsnap::ratio::evaluate(
            "mean_ns",
            &EXPR,
            &["total_ns", "nr"],
            &[
                ::ktsnap::ratio::Operand::operand(&self.total_ns),
                ::ktsnap::ratio::Operand::operand(&self.nr),
            ],
        )
    }
}
#[automatically_derived]
impl ::ktsnap::schema::FieldType for CpuStats {
    const MIRROR: ::ktsnap::schema::Mirror = ::ktsnap::schema::Mirror::Struct(
        &::ktsnap::schema::StructMirror::new(
                "CpuStats",
                ::core::option::Option::Some("struct cpu_stats"),
                &[
                    ::ktsnap::schema::MemberMirror::new(
                        "nr_runs",
                        "nr_runs",
                        &[::ktsnap::schema::Step::Member("nr_runs")],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::schema::field::<
                            CpuStats,
                            u64,
                        >(|__it: &CpuStats| &__it.nr_runs)
                            .mirror(),
                    ),
                    ::ktsnap::schema::MemberMirror::new(
                        "busy_ns",
                        "busy_ns",
                        &[::ktsnap::schema::Step::Member("busy_ns")],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::schema::field::<
                            CpuStats,
                            u64,
                        >(|__it: &CpuStats| &__it.busy_ns)
                            .mirror(),
                    ),
                ],
            )
            .checked("../examples/bpf/dispatch.bpf.o", 16usize),
    );
    fn read(
        __at: ::ktsnap::__private::Cursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::Found> {
        ::core::result::Result::Ok(Self {
            nr_runs: ::ktsnap::schema::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.nr_runs)
                .member(__at, &<Self as ::ktsnap::schema::FieldType>::MIRROR, 0usize)?,
            busy_ns: ::ktsnap::schema::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.busy_ns)
                .member(__at, &<Self as ::ktsnap::schema::FieldType>::MIRROR, 1usize)?,
        })
    }
    fn later(&self) -> Self {
        Self {
            nr_runs: ::ktsnap::schema::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.nr_runs)
                .later(self),
            busy_ns: ::ktsnap::schema::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.busy_ns)
                .later(self),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::WentBack> {
        ::core::result::Result::Ok(Self {
            nr_runs: ::ktsnap::schema::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.nr_runs)
                .since("nr_runs", self, __earlier)?,
            busy_ns: ::ktsnap::schema::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.busy_ns)
                .later(self),
        })
    }
}
#[automatically_derived]
impl ::ktsnap::schema::PerCpuValue for CpuStats {
    const SCHEMA: ::ktsnap::schema::Schema = ::ktsnap::schema::Schema::new(
            "../examples/bpf/dispatch.bpf.o",
            ::ktsnap::schema::Home::Map {
                name: "cpu_stats",
                map_type: 6u32,
                value_size: 16u32,
                max_entries: 1u32,
                per_cpu: true,
            },
            &[
                ::ktsnap::schema::VarSchema::new(
                    "cpu_stats",
                    0,
                    16u64,
                    "struct cpu_stats",
                    ::ktsnap::schema::Shape::Array {
                        len: 1usize,
                        element: &::ktsnap::schema::Shape::PerCpu(
                            &::ktsnap::schema::Shape::Struct(
                                &::ktsnap::schema::StructShape::new(
                                    ::core::option::Option::Some("struct cpu_stats"),
                                    16usize,
                                    &[
                                        ::ktsnap::schema::MemberShape::new(
                                            "nr_runs",
                                            0usize,
                                            "u64",
                                            ::ktsnap::schema::Shape::Uint {
                                                bits: 64u32,
                                            },
                                        ),
                                        ::ktsnap::schema::MemberShape::new(
                                            "busy_ns",
                                            64usize,
                                            "u64",
                                            ::ktsnap::schema::Shape::Uint {
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
                ::ktsnap::schema::FieldSchema::new(
                        "CpuStats",
                        0,
                        "cpu_stats",
                        "struct cpu_stats",
                    )
                    .steps(&[::ktsnap::schema::Step::Index(0usize)]),
            ],
        )
        .of_object(false, "");
}
#[automatically_derived]
impl ::ktsnap::schema::Total for CpuStats {
    fn total(
        __slots: &::ktsnap::PerCpu<Self>,
    ) -> ::core::result::Result<Self, ::ktsnap::schema::TotalError> {
        ::core::result::Result::Ok(Self {
            nr_runs: ::ktsnap::schema::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.nr_runs)
                .total(__slots, "nr_runs", ::ktsnap::schema::Reduce::Sum, false)?,
            busy_ns: ::ktsnap::schema::field::<
                CpuStats,
                u64,
            >(|__it: &CpuStats| &__it.busy_ns)
                .total(__slots, "busy_ns", ::ktsnap::schema::Reduce::Max, false)?,
        })
    }
}
#[automatically_derived]
impl ::ktsnap::SnapshotSchema for CpuStats {
    const SCHEMA: ::ktsnap::schema::Schema = <Self as ::ktsnap::schema::PerCpuValue>::SCHEMA;
    fn read(
        __from: &::ktsnap::schema::Reader<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::SchemaError> {
        ::ktsnap::schema::total(__from)
    }
    fn since(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::schema::CounterReset> {
        ::core::result::Result::map_err(
            <Self as ::ktsnap::schema::FieldType>::since(self, __earlier),
            ::core::convert::From::from,
        )
    }
    fn picker() -> ::core::option::Option<::ktsnap::pickers::Picker> {
        <Self as ::ktsnap::schema::PerCpuValue>::picker()
    }
}
const _: () = ::ktsnap::schema::field::<CpuStats, u64>(|__it: &CpuStats| &__it.nr_runs)
    .assert_member_fits(
        &<CpuStats as ::ktsnap::schema::FieldType>::MIRROR,
        0usize,
        ::ktsnap::__private::value_shape(
            &<CpuStats as ::ktsnap::schema::PerCpuValue>::SCHEMA,
        ),
        "u64",
        "write `nr_runs: core::primitive::u64`",
    );
const _: () = ::ktsnap::schema::field::<CpuStats, u64>(|__it: &CpuStats| &__it.busy_ns)
    .assert_member_fits(
        &<CpuStats as ::ktsnap::schema::FieldType>::MIRROR,
        1usize,
        ::ktsnap::__private::value_shape(
            &<CpuStats as ::ktsnap::schema::PerCpuValue>::SCHEMA,
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
