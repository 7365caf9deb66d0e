// SPDX-License-Identifier: Apache-2.0
//
// Check a writ against its receipt with the libraries of Go's checksum database: verify-receipt WRIT RECEIPT KEY.vkey
// What each step proves is said in ../verify.md.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func insist(holds bool, what string) {
	if !holds {
		fmt.Fprintln(os.Stderr, "does not hold:", what)
		os.Exit(1)
	}
}

func must(err error, what string) {
	insist(err == nil, fmt.Sprintf("%s: %v", what, err))
}

func read(path string) string {
	text, err := os.ReadFile(path)
	must(err, "the file can be read")
	return string(text)
}

// members keeps the bytes of each value as they stand in the text.
func members(text string) map[string]json.RawMessage {
	var all map[string]json.RawMessage
	must(json.Unmarshal([]byte(text), &all), "this is a JSON object")
	return all
}

func texts(value json.RawMessage) []string {
	var all []string
	must(json.Unmarshal(value, &all), "this is a list of texts")
	return all
}

// 1. The disclosures open commitments of the leaf, and one of them is the decision, byte for byte.
func checkDecision(writ map[string]json.RawMessage) {
	committed := map[string]bool{}
	for _, digest := range texts(members(string(writ["leaf"]))["_sd"]) {
		committed[digest] = true
	}
	disclosed := false
	for _, disclosure := range texts(writ["disclosures"]) {
		digest := sha256.Sum256([]byte(disclosure))
		insist(committed[base64.RawURLEncoding.EncodeToString(digest[:])], "a disclosure opens a commitment")
		text, err := base64.RawURLEncoding.DecodeString(disclosure)
		must(err, "a disclosure is base64url")
		var parts []json.RawMessage // salt, name, value
		must(json.Unmarshal(text, &parts), "a disclosure is a list")
		insist(len(parts) == 3, "a disclosure has three parts")
		if string(parts[1]) == `"document"` {
			insist(string(parts[2]) == string(writ["decision"]), "the decision is the committed one")
			disclosed = true
		}
	}
	insist(disclosed, "the decision is disclosed")
}

// 2. The key signed the checkpoint, and it is of the log that the key is for.
func openCheckpoint(vkey, checkpoint string) tlog.Tree {
	verifier, err := note.NewVerifier(strings.TrimSpace(vkey))
	must(err, "the vkey is a key")
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	must(err, "the key signed the checkpoint")
	lines := strings.Split(opened.Text, "\n")
	insist(len(lines) >= 4 && lines[0] == verifier.Name(), "the checkpoint is of the key's log")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "the size is a number")
	root, err := tlog.ParseHash(lines[2])
	must(err, "the root is a hash")
	return tlog.Tree{N: size, Hash: root}
}

// The index of the leaf and its path to the root.
func readProof(head string) (int64, tlog.RecordProof) {
	lines := strings.Split(head, "\n")
	insist(lines[0] == "c2sp.org/tlog-proof@v1", "the receipt is a tlog-proof")
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	insist(len(lines) > 0 && strings.HasPrefix(lines[0], "index "), "the receipt has an index")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	must(err, "the index is a number")
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		must(err, "the path has hashes")
		proof = append(proof, hash)
	}
	return index, proof
}

func main() {
	insist(len(os.Args) == 4, "there is a WRIT, a RECEIPT and a KEY.vkey")
	text := strings.TrimSuffix(read(os.Args[1]), "\n")
	writ := members(text)
	insist(fmt.Sprintf(`{"decision":%s,"disclosures":%s,"leaf":%s}`, writ["decision"], writ["disclosures"], writ["leaf"]) == text,
		"the writ has its three members and no more")
	checkDecision(writ)

	head, checkpoint, _ := strings.Cut(read(os.Args[2]), "\n\n")
	tree := openCheckpoint(read(os.Args[3]), checkpoint)

	// 3. The leaf is in the tree that the checkpoint signs.
	index, proof := readProof(head)
	insist(index >= 0 && index < tree.N, "the index is inside the log")
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(writ["leaf"])), "the leaf is under the root")
	verdict := members(string(writ["decision"]))["decision"]
	fmt.Printf("verified: %s, index %d of %d\n", strings.Trim(string(verdict), `"`), index, tree.N)
}
