mod empty_struct;
mod r#enum;
mod generic;
mod generic_length;
mod tuple_struct;
mod union;
mod unit_struct;
