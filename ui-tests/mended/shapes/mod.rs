mod empty_struct;
mod r#enum;
mod generic;
mod generic_length;
mod tuple_struct;
mod r#union;
mod unit_struct;
