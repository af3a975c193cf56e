mod fixed_length;
mod index_into_a_row;
mod index_into_another_array;
mod one_value;
