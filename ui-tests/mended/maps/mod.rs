mod empty;
mod far;
mod global;
mod near;
mod no_map_for_a_field;
mod no_map_for_a_field_or_map;
mod no_map_for_a_key;
mod no_map_for_a_value;
