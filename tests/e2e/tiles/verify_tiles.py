#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rebuild the root of a published log from its files alone, with nothing but the standard library.

verify_tiles.py FOLDER [URL]: with a URL the files are fetched from there instead. Prints the size.
"""
import base64
import hashlib
import pathlib
import sys
import urllib.request

WIDTH = 256


def reader(folder, url):
    if url:
        return lambda name: urllib.request.urlopen(f"{url}/{name}", timeout=10).read()
    return lambda name: (pathlib.Path(folder) / name).read_bytes()


def tile_path(level, index, width):
    groups = []
    while True:
        index, rest = divmod(index, 1000)
        groups.insert(0, f"{rest:03d}" if not groups else f"x{rest:03d}")
        if index == 0:
            break
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < WIDTH else "")


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def mth(hashes):
    """RFC 6962, section 2.1."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node(mth(hashes[:split]), mth(hashes[split:]))


def tiles(read, level, count):
    for index in range((count + WIDTH - 1) // WIDTH):
        yield read(tile_path(level, index, min(WIDTH, count - index * WIDTH)))


def entries(bundle):
    at = 0
    while at < len(bundle):
        size = int.from_bytes(bundle[at:at + 2], "big")
        leaf = bundle[at + 2:at + 2 + size]
        if len(leaf) != size:
            sys.exit("a bundle ends inside an entry")
        yield leaf
        at += 2 + size


def main():
    read = reader(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    origin, size_text, root_text = read("checkpoint").decode().split("\n")[:3]
    size, root = int(size_text), base64.b64decode(root_text)
    hashes = [hashlib.sha256(b"\0" + leaf).digest() for bundle in tiles(read, "entries", size) for leaf in entries(bundle)]
    if len(hashes) != size or mth(hashes) != root:
        sys.exit(f"{len(hashes)} entries do not lead to the root of {origin}")
    level, below = 0, hashes
    while below:
        if b"".join(tiles(read, level, len(below))) != b"".join(below):
            sys.exit(f"the tiles of level {level} are not the hashes of what is below")
        level, below = level + 1, [mth(below[i:i + WIDTH]) for i in range(0, len(below) - WIDTH + 1, WIDTH)]
    print(size)


sys.setrecursionlimit(10000)
main()
