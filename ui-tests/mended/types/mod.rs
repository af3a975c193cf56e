mod wrong_width;
mod wrong_width_or_widen;
