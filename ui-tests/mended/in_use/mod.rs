mod array;
mod count_of_structs;
mod index_that_is_read;
mod integer;
mod ring_with_take;
mod similar_count;
mod sum;
mod value_of_a_map;
