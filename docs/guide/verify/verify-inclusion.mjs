// SPDX-License-Identifier: Apache-2.0
//
// Check the leaf of a writ against its receipt with the npm package @sigstore/verify, as if it were an entry of Sigstore's log:
// node verify-inclusion.mjs WRIT RECEIPT PUBLIC-KEY.pem
// What it checks, and what it leaves to verify-receipt, is said in ../verify.md.
import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { json } from '@sigstore/core';
import { verifyTLogInclusion } from '@sigstore/verify/dist/tlog/index.js';

const insist = (holds, what) => { if (!holds) { console.error(`does not hold: ${what}`); process.exit(1); } };

const [writ, receipt, pem] = process.argv.slice(2, 5).map((path) => readFileSync(path, 'utf8'));
const { leaf } = JSON.parse(writ);
const end = receipt.indexOf('\n\n');
const [form, index, ...hashes] = receipt.slice(0, end).split('\n').filter((line) => !line.startsWith('extra '));
insist(form === 'c2sp.org/tlog-proof@v1', 'the receipt is a tlog-proof');
insist(/^index [0-9]+$/.test(index), 'the receipt has an index');

const envelope = receipt.slice(end + 2);
const [origin, size] = envelope.split('\n');
const publicKey = createPublicKey(pem);
const rawKey = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url');

// A log as Sigstore's root of trust lists it: the package takes the signature line whose name is in the URL and whose key id
// (of a signed note) begins the log's id.
const log = { baseURL: origin, logID: createHash('sha256').update(`${origin}\n\x01`).update(rawKey).digest(), publicKey };
const entry = {
  canonicalizedBody: Buffer.from(json.canonicalize(leaf)),
  inclusionProof: {
    logIndex: index.slice('index '.length),
    hashes: hashes.map((hash) => Buffer.from(hash, 'base64')),
    checkpoint: { envelope },
  },
};

try {
  verifyTLogInclusion(entry, [log]);
} catch (error) {
  insist(false, error.message);
}
console.log(`verified: ${leaf.decision}, ${index} of ${size} of ${origin}`);
