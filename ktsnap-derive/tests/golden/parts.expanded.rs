#[automatically_derived]
impl ::ktsnap::__private::DerivedParts for Dispatch {
    const OBJECT: &'static ::core::primitive::str = <Globals as ::ktsnap::__private::DerivedParts>::OBJECT;
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Dispatch",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "globals",
                    <Globals as ::ktsnap::__private::DerivedParts>::TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "options",
                    <Options as ::ktsnap::__private::DerivedParts>::TYPE,
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "cpus",
                    <CpuStats as ::ktsnap::__private::DerivedParts>::TYPE,
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
        __add(["runs", "cpus.nr_runs / globals.nr_enqueued"], Self::runs);
    }
    fn read_parts<__R: ::ktsnap::__private::PartReader>(
        __reader: &mut __R,
    ) -> ::core::result::Result<Self, __R::Error> {
        let mut __parts = Self {
            globals: <Globals as ::ktsnap::__private::DerivedParts>::read_parts(
                __reader,
            )?,
            options: <Options as ::ktsnap::__private::DerivedParts>::read_parts(
                __reader,
            )?,
            cpus: <CpuStats as ::ktsnap::__private::DerivedParts>::read_parts(__reader)?,
            note: ::core::default::Default::default(),
        };
        let __count = __parts.options.nr_llcs;
        ::ktsnap::__private::take(
            &mut __parts.globals.per_llc,
            __count,
            ["globals.per_llc", "options.nr_llcs"],
        )?;
        ::core::result::Result::Ok(__parts)
    }
    fn each_schema(
        __add: &mut dyn ::core::ops::FnMut(&'static ::ktsnap::typed::Schema),
    ) {
        <Globals as ::ktsnap::__private::DerivedParts>::each_schema(__add);
        <Options as ::ktsnap::__private::DerivedParts>::each_schema(__add);
        <CpuStats as ::ktsnap::__private::DerivedParts>::each_schema(__add);
    }
    fn difference(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::series::CounterReset> {
        ::core::result::Result::Ok(Self {
            globals: ::core::result::Result::map_err(
                <Globals as ::ktsnap::__private::DerivedParts>::difference(
                    &self.globals,
                    &__earlier.globals,
                ),
                |__error| __error.in_part("globals"),
            )?,
            options: ::core::result::Result::map_err(
                <Options as ::ktsnap::__private::DerivedParts>::difference(
                    &self.options,
                    &__earlier.options,
                ),
                |__error| __error.in_part("options"),
            )?,
            cpus: ::core::result::Result::map_err(
                <CpuStats as ::ktsnap::__private::DerivedParts>::difference(
                    &self.cpus,
                    &__earlier.cpus,
                ),
                |__error| __error.in_part("cpus"),
            )?,
            note: ::core::default::Default::default(),
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Dispatch {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["globals", "options", "cpus"],
            &[],
            &[
                <Globals as ::ktsnap::__private::DerivedParts>::inspected(&self.globals),
                <Options as ::ktsnap::__private::DerivedParts>::inspected(&self.options),
                <CpuStats as ::ktsnap::__private::DerivedParts>::inspected(&self.cpus),
            ],
        )
    }
}
#[automatically_derived]
impl ::ktsnap::__private::ratio::Ratios for Dispatch {
    fn ratio(
        &self,
        __number: ::core::primitive::usize,
        __operands: ::ktsnap::__private::ratio::Operands<'_, Self>,
        __visit: &mut dyn ::core::ops::FnMut(::ktsnap::__private::ratio::Terms<'_>),
    ) {
        match __number {
            0usize => {
                __visit(::ktsnap::__private::ratio::Terms {
                    ratio: "runs",
                    program: const {
                        &[
                            ::ktsnap::__private::ratio::Op::Term(0usize),
                            ::ktsnap::__private::ratio::Op::Term(1usize),
                            ::ktsnap::__private::ratio::Op::Div,
                        ]
                    },
                    names: &["cpus.nr_runs", "globals.nr_enqueued"],
                    values: &[
                        ::ktsnap::__private::ratio::Term::term(&self.cpus.nr_runs),
                        ::ktsnap::__private::ratio::Term::term(&self.globals.nr_enqueued),
                    ],
                    columns: &[],
                });
            }
            _ => {}
        }
    }
}
impl Dispatch {
    /// `cpus.nr_runs / globals.nr_enqueued`, computed exactly.
    ///
    /// # Errors
    ///
    /// If a denominator is zero, a slot of a CPU was not captured, or an intermediate result does not fit 128 bits.
    fn runs(
        &self,
    ) -> ::core::result::Result<::core::primitive::f64, ::ktsnap::RatioError> {
        ::ktsnap::__private::ratio::value(self, 0usize, self, 0)
    }
}
const _: () = ::ktsnap::__private::assert_one_object(
    <Globals as ::ktsnap::__private::DerivedParts>::OBJECT,
    <Options as ::ktsnap::__private::DerivedParts>::OBJECT,
);
const _: () = ::ktsnap::__private::assert_one_object(
    <Globals as ::ktsnap::__private::DerivedParts>::OBJECT,
    <CpuStats as ::ktsnap::__private::DerivedParts>::OBJECT,
);
