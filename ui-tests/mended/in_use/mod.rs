mod array;
mod count_of_structs;
mod integer;
mod ring_with_take;
mod similar_count;
mod sum;
mod value_of_a_map;
