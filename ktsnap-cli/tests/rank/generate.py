#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# Writes scipy.csv: two groups, and the p-value that scipy gives. Up to 50 values the p-value is that of all permutations, which
# scipy's exact method gives if no values are equal, and its permutation test otherwise. Needs scipy 1.11 or later.

import random
from math import comb

import scipy
from scipy.stats import mannwhitneyu, permutation_test

random.seed(26)


def statistic(a, b):
    return mannwhitneyu(a, b, method="asymptotic").statistic


def p_value(a, b):
    if len(a) + len(b) > 50:
        return mannwhitneyu(a, b, method="asymptotic").pvalue
    if len(set(a + b)) == len(a + b):
        return mannwhitneyu(a, b, method="exact").pvalue
    assert comb(len(a) + len(b), len(a)) <= 10_000
    return permutation_test((a, b), statistic, n_resamples=100_000).pvalue


print(f"# scipy {scipy.__version__}: before, after, two-sided p")
cases = []
for sizes in [(1, 1), (2, 3), (3, 3), (4, 4), (4, 6), (5, 5), (6, 6), (8, 8), (7, 12), (10, 10), (20, 20), (25, 25), (5, 40)]:
    for shift in [0, 3]:
        values = random.sample(range(1000), sum(sizes))
        cases.append((values[: sizes[0]], [value + shift * 100 + 0.5 for value in values[sizes[0] :]]))
for sizes in [(3, 3), (4, 4), (4, 5), (5, 5), (6, 6)]:
    for most in [2, 5]:
        values = [random.randint(0, most) for _ in range(sum(sizes))]
        cases.append((values[: sizes[0]], values[sizes[0] :]))
for sizes in [(30, 30), (40, 25), (60, 100)]:
    for most in [5, 100000]:
        values = [random.randint(0, most) for _ in range(sum(sizes))]
        cases.append((values[: sizes[0]], [value + most // 10 for value in values[sizes[0] :]]))
for before, after in cases:
    print(" ".join(map(str, before)), " ".join(map(str, after)), repr(float(p_value(before, after))), sep=",")
