// SPDX-License-Identifier: GPL-2.0-only
/*
 * Some globals of the test scheduler behind captures/ktstr-rich-*.json, so that
 * those can be read typed. Its .data and .bss.custom are live there and yet
 * missing from the report's list of live maps.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

u64 data_u64 = 0xdeadbeef;
s32 data_neg = -1;
double data_double = 1.0;
float data_float = 1.0f;
u64 data_tick = 1;

u64 custom_data SEC(".data.custom") = 1;
u64 custom_counter SEC(".bss.custom");
