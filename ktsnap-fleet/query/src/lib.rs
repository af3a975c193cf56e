//! SQL over the counters of sched_ext schedulers.
