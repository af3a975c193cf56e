mod directory;
mod empty_path;
mod near;
mod renamed;
mod renamed_in_c;
mod wrong_width;
