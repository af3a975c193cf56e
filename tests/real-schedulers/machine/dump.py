#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Joins what bpftool printed of a published scheduler's maps.

    dump.py FOLDER DUMP.json

FOLDER is one of those that guest.sh wrote. DUMP.json becomes an object with a member
for each array in it: its name and, byte for byte, what `bpftool -j map dump` printed.
"""

import json
import os
import sys


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, out = sys.argv[1:]
    with open(os.path.join(folder, "maps.json"), encoding="utf-8") as file:
        maps = json.load(file)
    dumps = {}
    for info in maps:
        path = os.path.join(folder, f"map-{info['id']}.json")
        if not os.path.exists(path):
            continue
        if info["name"] in dumps:
            sys.exit(f"dump.py: two maps are named {info['name']}: a dump can only hold one")
        with open(path, encoding="utf-8") as file:
            dumps[info["name"]] = file.read().strip()
    with open(out, "w", encoding="utf-8") as file:
        members = (f"{json.dumps(name)}:{text}" for name, text in dumps.items())
        file.write("{" + ",\n".join(members) + "}\n")


if __name__ == "__main__":
    main()
