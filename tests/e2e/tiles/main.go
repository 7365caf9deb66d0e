// SPDX-License-Identifier: Apache-2.0
//
// Verify a published log with the libraries of Go's own checksum database: the checkpoint's signature, the hashes of tiles
// and entries, the inclusion of every entry, and consistency with every smaller tree of a sample.
//
//	main VKEY-FILE FOLDER
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// The layout of tlog-tiles is that of the checksum database without the height.
type folder string

func (dir folder) Height() int { return height }

func (dir folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
		bytes, err := os.ReadFile(filepath.Join(string(dir), "tile", path))
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

func (dir folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func openCheckpoint(vkeyFile, dir string) tlog.Tree {
	vkey, err := os.ReadFile(vkeyFile)
	must(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	must(err)
	bytes, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err)
	opened, err := note.Open(bytes, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		log.Fatalf("a checkpoint of %s by %s", lines[0], verifier.Name())
	}
	var size int64
	_, err = fmt.Sscan(lines[1], &size)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

func readEntries(dir string, size int64) [][]byte {
	var entries [][]byte
	for index := int64(0); int64(len(entries)) < size; index++ {
		width := size - index*256
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: height, L: 0, N: index, W: int(width)}
		path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/0/", height))
		bundle, err := os.ReadFile(filepath.Join(dir, "tile/entries", path))
		must(err)
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			entries = append(entries, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return entries
}

func main() {
	tree := openCheckpoint(os.Args[1], os.Args[2])
	hashes := tlog.TileHashReader(tree, folder(os.Args[2]))
	entries := readEntries(os.Args[2], tree.N)
	if int64(len(entries)) != tree.N {
		log.Fatalf("%d entries of %d", len(entries), tree.N)
	}
	step := 1 + len(entries)/1000 // of a large log, a sample: a proof reads tiles anew
	included := 0
	for i := 0; i < len(entries); i += step {
		proof, err := tlog.ProveRecord(tree.N, int64(i), hashes)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), tlog.RecordHash(entries[i])))
		included++
	}
	checked := 0
	for older := int64(1); older <= tree.N; older += 1 + older/7 {
		root, err := tlog.TreeHash(older, hashes)
		must(err)
		proof, err := tlog.ProveTree(tree.N, older, hashes)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, older, root))
		checked++
	}
	fmt.Printf("%d of %d entries included, %d older trees continued\n", included, tree.N, checked)
}
