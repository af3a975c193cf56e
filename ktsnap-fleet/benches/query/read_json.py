# SPDX-License-Identifier: GPL-2.0-only
"""Answers the question of the benchmark `query` with DuckDB over the reports in a folder."""

import sys

import duckdb

print(
    duckdb.sql(
        f"""
        with sections as (
            select regexp_extract(filename, '([^/]*)/[^/]*$', 1) as directory, unnest(maps) as map
            from read_json('{sys.argv[1]}/*/*.snapshot.*.json', filename = true, maximum_object_size = 33554432,
                columns = {{maps: 'STRUCT(name VARCHAR, value STRUCT(members STRUCT(name VARCHAR, value JSON)[]))[]'}})
        ), members as (
            select directory, unnest(map.value.members) as member from sections where map.name = 'bpf_bpf.bss'
        )
        select directory, count(*) as n, sum((member.value->>'value')::ubigint)::ubigint as total
        from members where member.name = 'tune_params_gen' group by directory order by directory
        """
    ).to_csv("/dev/stdout")
    or "",
    end="",
)
