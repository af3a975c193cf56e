/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The integer types and constants that BPF sources here share, so that neither
 * kernel headers nor a generated vmlinux.h are needed.
 */
#ifndef KTSNAP_EXAMPLES_TYPES_H
#define KTSNAP_EXAMPLES_TYPES_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;

/* libbpf's headers use the names of the kernel's user space headers. */
typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;
typedef s8 __s8;
typedef s16 __s16;
typedef s32 __s32;
typedef s64 __s64;
typedef u16 __be16;
typedef u32 __be32;
typedef u32 __wsum;

typedef _Bool bool;
enum { false, true };

/* uapi/linux/bpf.h */
enum {
	BPF_MAP_TYPE_HASH		= 1,
	BPF_MAP_TYPE_ARRAY		= 2,
	BPF_MAP_TYPE_PERCPU_ARRAY	= 6,
	BPF_MAP_TYPE_TASK_STORAGE	= 29,

	BPF_F_NO_PREALLOC		= 1,
	BPF_LOCAL_STORAGE_GET_F_CREATE	= 1,
};

#endif
