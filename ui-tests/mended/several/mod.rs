mod attributes_and_fields;
mod every_kind_of_struct;
mod every_kind_of_struct_or_catch_all;
mod field_of_a_ratio;
mod ten;
mod ten_or_other;
mod two_structs;
mod two_structs_or_widen;
