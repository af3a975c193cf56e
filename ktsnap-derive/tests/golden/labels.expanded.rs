#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Layers {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../tests/bpf/labels.bpf.o",
            ::ktsnap::__private::in_section(".bss", 1408u64),
            &[
                ::ktsnap::typed::VarSchema::new(
                        "names",
                        672u64,
                        128u64,
                        "char[8][16]",
                        ::ktsnap::__private::CType::Array {
                            len: 8usize,
                            element: &::ktsnap::__private::CType::Array {
                                len: 16usize,
                                element: &::ktsnap::__private::CType::Char,
                            },
                        },
                    )
                    .position(6usize),
                ::ktsnap::typed::VarSchema::new(
                        "used",
                        800u64,
                        6u64,
                        "bool[6]",
                        ::ktsnap::__private::CType::Array {
                            len: 6usize,
                            element: &::ktsnap::__private::CType::Bool,
                        },
                    )
                    .position(7usize),
                ::ktsnap::typed::VarSchema::new(
                        "layers",
                        8u64,
                        432u64,
                        "struct layer[6]",
                        ::ktsnap::__private::CType::Array {
                            len: 6usize,
                            element: &::ktsnap::__private::CType::Struct(
                                &::ktsnap::__private::CStruct::new(
                                    ::core::option::Option::Some("struct layer"),
                                    72usize,
                                    &[
                                        ::ktsnap::__private::CMember::new(
                                            "nr_tasks",
                                            0usize,
                                            "u64",
                                            ::ktsnap::__private::CType::Uint {
                                                bits: 64u32,
                                            },
                                        ),
                                    ],
                                ),
                            ),
                        },
                    )
                    .position(1usize),
                ::ktsnap::typed::VarSchema::new(
                        "numbers",
                        584u64,
                        24u64,
                        "u32[6]",
                        ::ktsnap::__private::CType::Array {
                            len: 6usize,
                            element: &::ktsnap::__private::CType::Uint {
                                bits: 32u32,
                            },
                        },
                    )
                    .position(4usize),
                ::ktsnap::typed::VarSchema::new(
                        "waits",
                        440u64,
                        48u64,
                        "u64[6]",
                        ::ktsnap::__private::CType::Array {
                            len: 6usize,
                            element: &::ktsnap::__private::CType::Uint {
                                bits: 64u32,
                            },
                        },
                    )
                    .position(2usize),
                ::ktsnap::typed::VarSchema::new(
                        "moves",
                        488u64,
                        96u64,
                        "u64[6][2]",
                        ::ktsnap::__private::CType::Array {
                            len: 6usize,
                            element: &::ktsnap::__private::CType::Array {
                                len: 2usize,
                                element: &::ktsnap::__private::CType::Uint {
                                    bits: 64u32,
                                },
                            },
                        },
                    )
                    .position(3usize),
                ::ktsnap::typed::VarSchema::new(
                        "nr_layers",
                        808u64,
                        4u64,
                        "u32",
                        ::ktsnap::__private::CType::Uint {
                            bits: 32u32,
                        },
                    )
                    .position(8usize),
                ::ktsnap::typed::VarSchema::new(
                        "nr_seen",
                        0u64,
                        8u64,
                        "u64",
                        ::ktsnap::__private::CType::Uint {
                            bits: 64u32,
                        },
                    )
                    .optional(
                        ::ktsnap::__private::field(|__it: &Layers| &__it.nr_seen)
                            .optional(),
                    ),
                ::ktsnap::typed::VarSchema::new(
                        "set",
                        816u64,
                        592u64,
                        "struct layer_set",
                        ::ktsnap::__private::CType::Struct(
                            &::ktsnap::__private::CStruct::new(
                                ::core::option::Option::Some("struct layer_set"),
                                592usize,
                                &[
                                    ::ktsnap::__private::CMember::new(
                                        "nr_layers",
                                        4672usize,
                                        "u32",
                                        ::ktsnap::__private::CType::Uint {
                                            bits: 32u32,
                                        },
                                    ),
                                ],
                            ),
                        ),
                    )
                    .position(9usize),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                        "tasks",
                        2usize,
                        "layers[*].nr_tasks",
                        "u64",
                    )
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::All,
                            ::ktsnap::__private::PathStep::Member("nr_tasks"),
                        ],
                    )
                    .groups(
                        &::ktsnap::__private::GroupSchema::indexed(1usize)
                            .key(
                                ::ktsnap::__private::SlotSchema::parallel(
                                    ::ktsnap::typed::FieldSchema::new(
                                            "tasks",
                                            0usize,
                                            "names[*]",
                                            "char[16]",
                                        )
                                        .steps(&[::ktsnap::__private::PathStep::All]),
                                ),
                            )
                            .only(
                                ::ktsnap::__private::SlotSchema::parallel(
                                    ::ktsnap::typed::FieldSchema::new(
                                            "tasks",
                                            1usize,
                                            "used[*]",
                                            "bool",
                                        )
                                        .steps(&[::ktsnap::__private::PathStep::All]),
                                ),
                            )
                            .in_use(
                                ::ktsnap::typed::FieldSchema::new(
                                    "tasks",
                                    6usize,
                                    "nr_layers",
                                    "u32",
                                ),
                                false,
                            ),
                    ),
                ::ktsnap::typed::FieldSchema::new(
                        "counts",
                        2usize,
                        "layers[*]",
                        "struct layer",
                    )
                    .steps(&[::ktsnap::__private::PathStep::All])
                    .reduce(::ktsnap::__private::Reduction::Sum)
                    .groups(
                        &::ktsnap::__private::GroupSchema::indexed(1usize)
                            .key(
                                ::ktsnap::__private::SlotSchema::parallel(
                                    ::ktsnap::typed::FieldSchema::new(
                                            "counts",
                                            3usize,
                                            "numbers[*]",
                                            "u32",
                                        )
                                        .steps(&[::ktsnap::__private::PathStep::All]),
                                ),
                            ),
                    ),
                ::ktsnap::typed::FieldSchema::new("waits", 4usize, "waits", "u64[6]")
                    .count(
                        &::ktsnap::typed::FieldSchema::new(
                            "waits",
                            6usize,
                            "nr_layers",
                            "u32",
                        ),
                    ),
                ::ktsnap::typed::FieldSchema::new("moves", 5usize, "moves", "u64[6][2]")
                    .count(
                        &::ktsnap::typed::FieldSchema::new(
                                "moves",
                                8usize,
                                "set.nr_layers",
                                "u32",
                            )
                            .steps(&[::ktsnap::__private::PathStep::Member("nr_layers")]),
                    ),
                ::ktsnap::typed::FieldSchema::new(
                    "nr_layers",
                    6usize,
                    "nr_layers",
                    "u32",
                ),
                ::ktsnap::typed::FieldSchema::new("used", 1usize, "used", "bool[6]"),
                ::ktsnap::typed::FieldSchema::new("nr_seen", 7usize, "nr_seen", "u64"),
            ],
        )
        .of_object(
            false,
            "0 8 nr_seen u64\n8 432 layers struct layer[6]\n440 48 waits u64[6]\n488 96 moves u64[6][2]\n584 24 numbers u32[6]\n608 64 few_names char[4][16]\n672 128 names char[8][16]\n800 6 used bool[6]\n808 4 nr_layers u32\n816 592 set struct layer_set\n",
        );
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Layers",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "tasks",
                    ::ktsnap::__private::field(|__it: &Layers| &__it.tasks).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "counts",
                    ::ktsnap::__private::field(|__it: &Layers| &__it.counts).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "waits",
                    ::ktsnap::__private::field(|__it: &Layers| &__it.waits).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "moves",
                    ::ktsnap::__private::field(|__it: &Layers| &__it.moves).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "nr_layers",
                    ::ktsnap::__private::field(|__it: &Layers| &__it.nr_layers)
                        .rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "used",
                    ::ktsnap::__private::field(|__it: &Layers| &__it.used).rust_type(),
                ),
                ::ktsnap::__private::RustMember::of_schema(
                    "nr_seen",
                    ::ktsnap::__private::field(|__it: &Layers| &__it.nr_seen).rust_type(),
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
            tasks: ::ktsnap::__private::field(|__it: &Layers| &__it.tasks)
                .labelled(__from, 0usize)?,
            counts: ::ktsnap::__private::field(|__it: &Layers| &__it.counts)
                .count_groups(__from, 1usize)?,
            waits: ::ktsnap::__private::field(|__it: &Layers| &__it.waits)
                .read_in_use(
                    __from,
                    2usize,
                    const {
                        &::ktsnap::typed::FieldSchema::new(
                            "waits",
                            6usize,
                            "nr_layers",
                            "u32",
                        )
                    },
                    false,
                )?,
            moves: ::ktsnap::__private::field(|__it: &Layers| &__it.moves)
                .read_in_use(
                    __from,
                    3usize,
                    const {
                        &::ktsnap::typed::FieldSchema::new(
                                "moves",
                                8usize,
                                "set.nr_layers",
                                "u32",
                            )
                            .steps(&[::ktsnap::__private::PathStep::Member("nr_layers")])
                    },
                    false,
                )?,
            nr_layers: match ::ktsnap::__private::field(|__it: &Layers| &__it.nr_layers)
                .read(__from, 4usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            used: match ::ktsnap::__private::field(|__it: &Layers| &__it.used)
                .read(__from, 5usize)
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
            nr_seen: match ::ktsnap::__private::field(|__it: &Layers| &__it.nr_seen)
                .read(__from, 6usize)
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
            tasks: ::ktsnap::__private::field(|__it: &Layers| &__it.tasks)
                .since("tasks", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
            counts: ::ktsnap::__private::field(|__it: &Layers| &__it.counts).later(self),
            waits: ::ktsnap::__private::field(|__it: &Layers| &__it.waits)
                .since("waits", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
            moves: ::ktsnap::__private::field(|__it: &Layers| &__it.moves)
                .since("moves", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
            nr_layers: ::ktsnap::__private::field(|__it: &Layers| &__it.nr_layers)
                .since(
                    "nr_layers",
                    self,
                    __earlier,
                    ::ktsnap::__private::Decrease::Error,
                )?,
            used: ::ktsnap::__private::field(|__it: &Layers| &__it.used)
                .since("used", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
            nr_seen: ::ktsnap::__private::field(|__it: &Layers| &__it.nr_seen)
                .since("nr_seen", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Layers {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["tasks", "counts", "waits", "moves", "nr_layers", "used", "nr_seen"],
            &[1usize],
            &[
                ::ktsnap::__private::field(|__it: &Layers| &__it.tasks).inspected(self),
                ::ktsnap::__private::field(|__it: &Layers| &__it.counts).inspected(self),
                ::ktsnap::__private::field(|__it: &Layers| &__it.waits).inspected(self),
                ::ktsnap::__private::field(|__it: &Layers| &__it.moves).inspected(self),
                ::ktsnap::__private::field(|__it: &Layers| &__it.nr_layers)
                    .inspected(self),
                ::ktsnap::__private::field(|__it: &Layers| &__it.used).inspected(self),
                ::ktsnap::__private::field(|__it: &Layers| &__it.nr_seen).inspected(self),
            ],
        )
    }
}
const _: () = {
    ::ktsnap::__private::field(|__it: &Layers| &__it.tasks)
        .assert_groups_fit(
            ::ktsnap::__private::CType::Entries(
                &::ktsnap::__private::CEntries::new(
                    ::ktsnap::__private::CType::Array {
                        len: 16usize,
                        element: &::ktsnap::__private::CType::Char,
                    },
                    "char[16]",
                    ::ktsnap::__private::CType::Struct(
                        &::ktsnap::__private::CStruct::new(
                            ::core::option::Option::Some("struct layer"),
                            72usize,
                            &[
                                ::ktsnap::__private::CMember::new(
                                    "nr_tasks",
                                    0usize,
                                    "u64",
                                    ::ktsnap::__private::CType::Uint {
                                        bits: 64u32,
                                    },
                                ),
                            ],
                        ),
                    ),
                ),
            ),
            "names[*]",
            &::ktsnap::typed::FieldSchema::new(
                    "tasks",
                    0usize,
                    "layers[*].nr_tasks",
                    "u64",
                )
                .steps(
                    &[
                        ::ktsnap::__private::PathStep::All,
                        ::ktsnap::__private::PathStep::Member("nr_tasks"),
                    ],
                ),
            "give the rows of `tasks` the types in C",
        );
};
const _: () = {
    ::ktsnap::__private::field(|__it: &Layers| &__it.counts)
        .assert_groups_fit(
            ::ktsnap::__private::CType::Entries(
                &::ktsnap::__private::CEntries::new(
                    ::ktsnap::__private::CType::Uint {
                        bits: 32u32,
                    },
                    "u32",
                    ::ktsnap::__private::CType::PerCpu(
                        &::ktsnap::__private::CType::Uint {
                            bits: 64u32,
                        },
                    ),
                ),
            ),
            "numbers[*]",
            &::ktsnap::typed::FieldSchema::new(
                    "counts",
                    0usize,
                    "layers[*]",
                    "struct layer",
                )
                .steps(&[::ktsnap::__private::PathStep::All])
                .reduce(::ktsnap::__private::Reduction::Sum),
            "give the rows of `counts` the types in C",
        );
};
const _: () = ::ktsnap::__private::field(|__it: &Layers| &__it.waits)
    .assert_fits(
        &<Layers as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        2usize,
        "write `waits: [u64; 6]`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Layers| &__it.moves)
    .assert_fits(
        &<Layers as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        3usize,
        "write `moves: [[u64; 2]; 6]`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Layers| &__it.nr_layers)
    .assert_fits(
        &<Layers as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        4usize,
        "write `nr_layers: u32`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Layers| &__it.used)
    .assert_fits(
        &<Layers as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        5usize,
        "write `used: [bool; 6]`, or an alias of that type",
    );
const _: () = ::ktsnap::__private::field(|__it: &Layers| &__it.nr_seen)
    .assert_fits(
        &<Layers as ::ktsnap::__private::DerivedSchema>::SCHEMA,
        6usize,
        "write `nr_seen: u64`, or an alias of that type",
    );
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/labels.bpf.o")
        );
    }
};
#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Entry {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../tests/bpf/labels.bpf.o",
            ::ktsnap::__private::in_map("layer_sets", 2u32, 592u32, 1u32, false),
            &[
                ::ktsnap::typed::VarSchema::new(
                    "layer_sets",
                    0u64,
                    592u64,
                    "struct layer_set",
                    ::ktsnap::__private::CType::Array {
                        len: 1usize,
                        element: &::ktsnap::__private::CType::Struct(
                            &::ktsnap::__private::CStruct::new(
                                ::core::option::Option::Some("struct layer_set"),
                                592usize,
                                &[
                                    ::ktsnap::__private::CMember::new(
                                        "layers",
                                        0usize,
                                        "struct layer[6]",
                                        ::ktsnap::__private::CType::Array {
                                            len: 6usize,
                                            element: &::ktsnap::__private::CType::Struct(
                                                &::ktsnap::__private::CStruct::new(
                                                    ::core::option::Option::Some("struct layer"),
                                                    72usize,
                                                    &[
                                                        ::ktsnap::__private::CMember::new(
                                                            "nr_tasks",
                                                            0usize,
                                                            "u64",
                                                            ::ktsnap::__private::CType::Uint {
                                                                bits: 64u32,
                                                            },
                                                        ),
                                                    ],
                                                ),
                                            ),
                                        },
                                    ),
                                    ::ktsnap::__private::CMember::new(
                                        "names",
                                        3456usize,
                                        "char[6][16]",
                                        ::ktsnap::__private::CType::Array {
                                            len: 6usize,
                                            element: &::ktsnap::__private::CType::Array {
                                                len: 16usize,
                                                element: &::ktsnap::__private::CType::Char,
                                            },
                                        },
                                    ),
                                    ::ktsnap::__private::CMember::new(
                                        "used",
                                        4608usize,
                                        "bool[6]",
                                        ::ktsnap::__private::CType::Array {
                                            len: 6usize,
                                            element: &::ktsnap::__private::CType::Bool,
                                        },
                                    ),
                                ],
                            ),
                        ),
                    },
                ),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                        "tasks",
                        0usize,
                        "layer_sets[0].layers[*].nr_tasks",
                        "u64",
                    )
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::Index(0usize),
                            ::ktsnap::__private::PathStep::Member("layers"),
                            ::ktsnap::__private::PathStep::All,
                            ::ktsnap::__private::PathStep::Member("nr_tasks"),
                        ],
                    )
                    .groups(
                        &::ktsnap::__private::GroupSchema::indexed(3usize)
                            .key(
                                ::ktsnap::__private::SlotSchema::parallel(
                                    ::ktsnap::typed::FieldSchema::new(
                                            "tasks",
                                            0usize,
                                            "layer_sets[0].names[*]",
                                            "char[16]",
                                        )
                                        .steps(
                                            &[
                                                ::ktsnap::__private::PathStep::Index(0usize),
                                                ::ktsnap::__private::PathStep::Member("names"),
                                                ::ktsnap::__private::PathStep::All,
                                            ],
                                        ),
                                ),
                            )
                            .only(
                                ::ktsnap::__private::SlotSchema::parallel(
                                    ::ktsnap::typed::FieldSchema::new(
                                            "tasks",
                                            0usize,
                                            "layer_sets[0].used[*]",
                                            "bool",
                                        )
                                        .steps(
                                            &[
                                                ::ktsnap::__private::PathStep::Index(0usize),
                                                ::ktsnap::__private::PathStep::Member("used"),
                                                ::ktsnap::__private::PathStep::All,
                                            ],
                                        ),
                                ),
                            ),
                    ),
            ],
        )
        .of_object(false, "");
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Entry",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "tasks",
                    ::ktsnap::__private::field(|__it: &Entry| &__it.tasks).rust_type(),
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
            tasks: ::ktsnap::__private::field(|__it: &Entry| &__it.tasks)
                .labelled(__from, 0usize)?,
        })
    }
    fn difference(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::series::CounterReset> {
        ::core::result::Result::Ok(Self {
            tasks: ::ktsnap::__private::field(|__it: &Entry| &__it.tasks)
                .since("tasks", self, __earlier, ::ktsnap::__private::Decrease::Error)?,
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Entry {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["tasks"],
            &[],
            &[::ktsnap::__private::field(|__it: &Entry| &__it.tasks).inspected(self)],
        )
    }
}
const _: () = {
    ::ktsnap::__private::field(|__it: &Entry| &__it.tasks)
        .assert_groups_fit(
            ::ktsnap::__private::CType::Entries(
                &::ktsnap::__private::CEntries::new(
                    ::ktsnap::__private::CType::Array {
                        len: 16usize,
                        element: &::ktsnap::__private::CType::Char,
                    },
                    "char[16]",
                    ::ktsnap::__private::CType::Struct(
                        &::ktsnap::__private::CStruct::new(
                            ::core::option::Option::Some("struct layer"),
                            72usize,
                            &[
                                ::ktsnap::__private::CMember::new(
                                    "nr_tasks",
                                    0usize,
                                    "u64",
                                    ::ktsnap::__private::CType::Uint {
                                        bits: 64u32,
                                    },
                                ),
                            ],
                        ),
                    ),
                ),
            ),
            "names[*]",
            &::ktsnap::typed::FieldSchema::new(
                    "tasks",
                    0usize,
                    "layer_sets[0].layers[*].nr_tasks",
                    "u64",
                )
                .steps(
                    &[
                        ::ktsnap::__private::PathStep::All,
                        ::ktsnap::__private::PathStep::Member("nr_tasks"),
                    ],
                ),
            "give the rows of `tasks` the types in C",
        );
};
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/labels.bpf.o")
        );
    }
};
#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Entries {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../tests/bpf/labels.bpf.o",
            ::ktsnap::__private::in_map("layer_map", 2u32, 72u32, 6u32, false),
            &[
                ::ktsnap::typed::VarSchema::new(
                    "layer_map",
                    0u64,
                    72u64,
                    "struct layer",
                    ::ktsnap::__private::CType::Array {
                        len: 6usize,
                        element: &::ktsnap::__private::CType::Struct(
                            &::ktsnap::__private::CStruct::new(
                                ::core::option::Option::Some("struct layer"),
                                72usize,
                                &[
                                    ::ktsnap::__private::CMember::new(
                                        "hist",
                                        64usize,
                                        "u64[4]",
                                        ::ktsnap::__private::CType::Array {
                                            len: 4usize,
                                            element: &::ktsnap::__private::CType::Uint {
                                                bits: 64u32,
                                            },
                                        },
                                    ),
                                ],
                            ),
                        ),
                    },
                ),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                        "hist",
                        0usize,
                        "layer_map[1..3].hist",
                        "u64[4]",
                    )
                    .steps(
                        &[
                            ::ktsnap::__private::PathStep::Slice {
                                from: 1usize,
                                to: 3usize,
                            },
                            ::ktsnap::__private::PathStep::Member("hist"),
                        ],
                    )
                    .reduce(::ktsnap::__private::Reduction::Sum),
            ],
        )
        .of_object(false, "");
    const TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
            "Entries",
            ::core::option::Option::None,
            &[
                ::ktsnap::__private::RustMember::of_schema(
                    "hist",
                    <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
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
            hist: ::ktsnap::__private::field::<Entries, u64>(|__it: &Entries| &__it.hist)
                .reduce(__from, 0usize)?,
        })
    }
    fn difference(
        &self,
        __earlier: &Self,
    ) -> ::core::result::Result<Self, ::ktsnap::series::CounterReset> {
        ::core::result::Result::Ok(Self {
            hist: match ::ktsnap::__private::difference(
                "hist",
                &self.hist,
                &__earlier.hist,
                ::ktsnap::__private::Decrease::Error,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            },
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Entries {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(&["hist"], &[], &[&self.hist])
    }
}
const _: () = ::ktsnap::__private::assert_fits::<
    Entries,
    u64,
    ::core::primitive::u64,
>(0usize, "write `hist: core::primitive::u64`");
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/labels.bpf.o")
        );
    }
};
#[automatically_derived]
impl ::ktsnap::__private::FieldValue for Value {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
                "Value",
                ::core::option::Option::Some("struct layer_set"),
                &[
                    ::ktsnap::__private::RustMember::new(
                        "tasks",
                        "layers[*].nr_tasks",
                        &[
                            ::ktsnap::__private::PathStep::Member("layers"),
                            ::ktsnap::__private::PathStep::All,
                            ::ktsnap::__private::PathStep::Member("nr_tasks"),
                        ],
                        ::core::option::Option::None,
                        false,
                        ::ktsnap::__private::field(|__it: &Value| &__it.tasks)
                            .rust_type(),
                    ),
                ],
            )
            .checked("../tests/bpf/labels.bpf.o", 592usize),
    );
    const C_TYPE: ::ktsnap::__private::CType = ::ktsnap::__private::value_type(
        &<Self as ::ktsnap::__private::DerivedSchema>::SCHEMA,
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __rust_type = &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
        ::core::result::Result::Ok(Self {
            tasks: ::ktsnap::__private::field(|__it: &Value| &__it.tasks)
                .labelled_member(
                    __at,
                    __rust_type,
                    0usize,
                    ::ktsnap::__private::GroupKey::indexed((
                            "layers[*]",
                            &[
                                ::ktsnap::__private::PathStep::Member("layers"),
                                ::ktsnap::__private::PathStep::All,
                            ],
                        ))
                        .key(
                            ::ktsnap::__private::SlotPath::parallel(
                                "names[*]",
                                &[
                                    ::ktsnap::__private::PathStep::Member("names"),
                                    ::ktsnap::__private::PathStep::All,
                                ],
                            ),
                        ),
                )?,
        })
    }
    fn later(&self) -> Self {
        Self {
            tasks: ::ktsnap::__private::field(|__it: &Value| &__it.tasks).later(self),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            tasks: ::ktsnap::__private::field(|__it: &Value| &__it.tasks)
                .since("tasks", self, __earlier, __decrease)?,
        })
    }
}
#[automatically_derived]
impl ::ktsnap::__private::DerivedSchema for Value {
    const SCHEMA: ::ktsnap::typed::Schema = ::ktsnap::typed::Schema::new(
            "../tests/bpf/labels.bpf.o",
            ::ktsnap::__private::in_map("layer_sets", 2u32, 592u32, 1u32, false),
            &[
                ::ktsnap::typed::VarSchema::new(
                    "layer_sets",
                    0u64,
                    592u64,
                    "struct layer_set",
                    ::ktsnap::__private::CType::Array {
                        len: 1usize,
                        element: &::ktsnap::__private::CType::Struct(
                            &::ktsnap::__private::CStruct::new(
                                ::core::option::Option::Some("struct layer_set"),
                                592usize,
                                &[
                                    ::ktsnap::__private::CMember::new(
                                        "layers",
                                        0usize,
                                        "struct layer[6]",
                                        ::ktsnap::__private::CType::Array {
                                            len: 6usize,
                                            element: &::ktsnap::__private::CType::Struct(
                                                &::ktsnap::__private::CStruct::new(
                                                    ::core::option::Option::Some("struct layer"),
                                                    72usize,
                                                    &[
                                                        ::ktsnap::__private::CMember::new(
                                                            "nr_tasks",
                                                            0usize,
                                                            "u64",
                                                            ::ktsnap::__private::CType::Uint {
                                                                bits: 64u32,
                                                            },
                                                        ),
                                                    ],
                                                ),
                                            ),
                                        },
                                    ),
                                    ::ktsnap::__private::CMember::new(
                                        "names",
                                        3456usize,
                                        "char[6][16]",
                                        ::ktsnap::__private::CType::Array {
                                            len: 6usize,
                                            element: &::ktsnap::__private::CType::Array {
                                                len: 16usize,
                                                element: &::ktsnap::__private::CType::Char,
                                            },
                                        },
                                    ),
                                ],
                            ),
                        ),
                    },
                ),
            ],
            &[
                ::ktsnap::typed::FieldSchema::new(
                        "Value",
                        0usize,
                        "layer_sets",
                        "struct layer_set",
                    )
                    .steps(&[::ktsnap::__private::PathStep::Index(0usize)]),
            ],
        )
        .of_object(false, "");
    const TYPE: ::ktsnap::__private::RustType = <Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
    fn read(
        __from: &::ktsnap::__private::FieldReader<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::SchemaError> {
        ::ktsnap::__private::whole(__from)
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
}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Value {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(
            &["tasks"],
            &[],
            &[::ktsnap::__private::field(|__it: &Value| &__it.tasks).inspected(self)],
        )
    }
}
const _: () = {
    ::ktsnap::__private::field(|__it: &Value| &__it.tasks)
        .assert_groups_fit(
            ::ktsnap::__private::CType::Entries(
                &::ktsnap::__private::CEntries::new(
                    ::ktsnap::__private::CType::Array {
                        len: 16usize,
                        element: &::ktsnap::__private::CType::Char,
                    },
                    "char[16]",
                    ::ktsnap::__private::CType::Struct(
                        &::ktsnap::__private::CStruct::new(
                            ::core::option::Option::Some("struct layer"),
                            72usize,
                            &[
                                ::ktsnap::__private::CMember::new(
                                    "nr_tasks",
                                    0usize,
                                    "u64",
                                    ::ktsnap::__private::CType::Uint {
                                        bits: 64u32,
                                    },
                                ),
                            ],
                        ),
                    ),
                ),
            ),
            "names[*]",
            &::ktsnap::typed::FieldSchema::new(
                    "tasks",
                    0usize,
                    "layers[*].nr_tasks",
                    "u64",
                )
                .steps(
                    &[
                        ::ktsnap::__private::PathStep::All,
                        ::ktsnap::__private::PathStep::Member("nr_tasks"),
                    ],
                ),
            "give the rows of `tasks` the types in C",
        );
};
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/labels.bpf.o")
        );
    }
};
#[automatically_derived]
impl ::ktsnap::__private::FieldValue for Layer {
    const RUST_TYPE: ::ktsnap::__private::RustType = ::ktsnap::__private::RustType::Struct(
        &::ktsnap::__private::RustStruct::new(
                "Layer",
                ::core::option::Option::Some("struct layer"),
                &[
                    ::ktsnap::__private::RustMember::new(
                            "hist",
                            "hist",
                            &[::ktsnap::__private::PathStep::Member("hist")],
                            ::core::option::Option::Some(
                                ::ktsnap::__private::Reduction::Sum,
                            ),
                            false,
                            <u64 as ::ktsnap::__private::FieldValue>::RUST_TYPE,
                        )
                        .of_structs(::ktsnap::__private::Reduction::Sum),
                ],
            )
            .checked("../tests/bpf/labels.bpf.o", 72usize),
    );
    const C_TYPE: ::ktsnap::__private::CType = ::ktsnap::__private::CType::Struct(
        &::ktsnap::__private::CStruct::new(
            ::core::option::Option::Some("struct layer"),
            72usize,
            &[
                ::ktsnap::__private::CMember::new(
                    "hist",
                    64usize,
                    "u64[4]",
                    ::ktsnap::__private::CType::Array {
                        len: 4usize,
                        element: &::ktsnap::__private::CType::Uint {
                            bits: 64u32,
                        },
                    },
                ),
            ],
        ),
    );
    fn read(
        __at: ::ktsnap::__private::ValueCursor<'_>,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::ReadFailure> {
        let __rust_type = &<Self as ::ktsnap::__private::FieldValue>::RUST_TYPE;
        ::core::result::Result::Ok(Self {
            hist: match ::ktsnap::__private::field::<
                Layer,
                u64,
            >(|__it: &Layer| &__it.hist)
                .reduce_member(__at, __rust_type, 0usize)
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
            hist: ::ktsnap::__private::FieldValue::later(&self.hist),
        }
    }
    fn since(
        &self,
        __earlier: &Self,
        __decrease: ::ktsnap::__private::Decrease,
    ) -> ::core::result::Result<Self, ::ktsnap::__private::CounterDecreased> {
        ::core::result::Result::Ok(Self {
            hist: match ::ktsnap::__private::since(
                "hist",
                &self.hist,
                &__earlier.hist,
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
            0usize => ::core::option::Option::Some(&self.hist),
            _ => ::core::option::Option::None,
        }
    }
    fn member_mut(
        &mut self,
        __index: ::core::primitive::usize,
    ) -> ::core::option::Option<&mut dyn ::ktsnap::__private::Member> {
        match __index {
            0usize => ::core::option::Option::Some(&mut self.hist),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::ktsnap::__private::Reducible for Layer {}
#[automatically_derived]
impl ::ktsnap::__private::Inspect for Layer {
    fn inspect(&self) -> ::ktsnap::__private::Inspected {
        ::ktsnap::__private::inspected(&["hist"], &[], &[&self.hist])
    }
}
const _: () = ::ktsnap::__private::assert_member_fits::<
    Layer,
    u64,
    ::core::primitive::u64,
>(0usize, "u64[4]", "write `hist: core::primitive::u64`");
const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
    "KTSNAP_OBJECT_DIR"
);
const _: () = {
    fn _object() {
        let _ = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
            "../tests/bpf/labels.bpf.o")
        );
    }
};
