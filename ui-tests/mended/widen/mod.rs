mod bool;
mod elements;
mod r#enum;
mod float;
mod narrower;
mod other_sign;
mod same_width;
mod r#struct;
