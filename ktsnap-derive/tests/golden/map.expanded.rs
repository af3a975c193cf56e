#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Stats {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../examples/bpf/dispatch.bpf.o",
            ::ktsnap::__private::in_map("stats", 6u32, 8u32, 3u32, true),
            &[
                ::ktsnap::typed::VarSchema::new(
                    "stats",
                    0u64,
                    8u64,
                    "u64",
                    ::ktsnap::__private::CType::Array {
                        len: 3usize,
                        element: &::ktsnap::__private::CType::PerCpu(
                            &::ktsnap::__private::CType::Uint {
                                bits: 64u32,
                            },
                        ),
                    },
                ),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                        "shared",
                        0usize,
                        "stats[DSP_SHARED]",
                        "u64",
                    )
                    .steps(&[::ktsnap::__private::PathStep::Index(1usize)])
                    .reduce(::ktsnap::__private::Reduction::Sum)
                    .allow_unmapped(),
                ::ktsnap::typed::FieldSchema::new(
                        "kicks",
                        0usize,
                        "stats[DSP_KICK]",
                        "u64",
                    )
                    .steps(&[::ktsnap::__private::PathStep::Index(2usize)]),
                ::ktsnap::typed::FieldSchema::new("all", 0usize, "stats[*]", "u64")
                    .steps(&[::ktsnap::__private::PathStep::All]),
            ],
        )
        .of_object(false, "");
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Stats",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "shared",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "kicks",
                    ::ktsnap::__private::field(|__it: &Stats| &__it.kicks).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "all",
                    ::ktsnap::__private::field(|__it: &Stats| &__it.all).rust_type(),
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
        __add(["shared_fraction", "shared / sum(all)"], Self::shared_fraction);
    }
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(
        __from: &::ktsnap::__private::FieldReader<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::SchemaError> {
        __from.of(const { &Self::SCHEMA })?;
        ::core::result::Result::Ok(Self {
            shared: ::ktsnap::__private::field::<Stats, u64>(|__it: &Stats| &__it.shared)
                .reduce(__from, 0usize)?,
            kicks: match ::ktsnap::__private::field(|__it: &Stats| &__it.kicks)
                .read(__from, 1usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            all: match ::ktsnap::__private::field(|__it: &Stats| &__it.all)
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
            shared: match ::ktsnap::__private::difference(
                "shared",
                &self.shared,
                &__earlier.shared,
                ::ktsnap::__private::Decrease::Error,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            kicks: ::ktsnap::__private::field(|__it: &Stats| &__it.kicks)
                .since("kicks", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
            all: ::ktsnap::__private::field(|__it: &Stats| &__it.all)
                .since("all", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Stats {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["shared", "kicks", "all"],
            &[],
            &[
                &self.shared,
                ::ktsnap::__private::field(|__it: &Stats| &__it.kicks).inspected(self),
                ::ktsnap::__private::field(|__it: &Stats| &__it.all).inspected(self),
            ],
        )
    }
}
#[automatically_derived]
impl ::ktsnap::__private::ratio::Ratios for Stats {
    fn ratio(
        &self,
        __number: ::core::primitive::usize,
        __operands: ::ktsnap::__private::ratio::Operands<'_, Self>,
        __visit: &mut dyn ::core::ops::FnMut(::ktsnap::__private::ratio::Terms<'_>),
    ) {
        match __number {
            0usize => {
                __visit(::ktsnap::__private::ratio::Terms {
                    ratio: "shared_fraction",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Term(0usize),
                            ::ktsnap::__private::ratio::Op::Sum(1usize),
                            ::ktsnap::__private::ratio::Op::Div,
                        ]
                    },
                    names: &["shared", "all"],
                    values: &[
                        ::ktsnap::__private::ratio::Term::term(&self.shared),
                        ::ktsnap::ratio::Operand::operand(&self.all),
                    ],
                    columns: &[],
                });
            }
            _ => {}
        }
    }
}
impl Stats {
    /// `shared / sum(all)`, computed exactly.
    ///
    /// # Errors
    ///
    /// If a denominator is zero, a slot of a CPU was not captured, or an intermediate result does not fit 128 bits.
    fn shared_fraction(
        &self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        ::ktsnap::__private::ratio::value(self, 0usize, self, 0)
    }
}
const _: () = ::ktsnap::__private::assert_fits::<
    Stats,
    u64,
    ::core::primitive::u64,
>(0usize, "write `shared: core::primitive::u64`");
const _: () = ::ktsnap::__private::field(|__it: &Stats| &__it.kicks)
    .assert_fits(
        &<Stats as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        1usize,
        "write `kicks: PerCpu<u64>`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Stats| &__it.all)
    .assert_fits(
        &<Stats as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        2usize,
        "write `all: Vec<PerCpu<u64>>`, or an alias of that type",
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
