mod directory;
mod empty;
mod no_scheduler;
mod not_elf;
mod several;
mod struct_ops_of_another;
mod struct_ops_twice;
mod struct_ops_unknown;
