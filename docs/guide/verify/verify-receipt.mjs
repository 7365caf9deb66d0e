// SPDX-License-Identifier: Apache-2.0
//
// Check a writ against its receipt without Writ: node verify-receipt.mjs WRIT RECEIPT PUBLIC-KEY.pem
// Needs nothing but Node. What each step proves is said in ../verify.md.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const insist = (holds, what) => { if (!holds) { console.error(`does not hold: ${what}`); process.exit(1); } };
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

// RFC 8785: members sorted by UTF-16 units; JSON.stringify already writes numbers and texts as it asks for.
const canonical = (value) => Array.isArray(value) ? `[${value.map(canonical).join(',')}]`
  : value !== null && typeof value === 'object'
    ? `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
    : JSON.stringify(value);

const [writText, receipt, pem] = process.argv.slice(2, 5).map((path) => readFileSync(path, 'utf8'));
const writ = JSON.parse(writText);
insist(canonical(writ) === writText.replace(/\n$/, ''), 'the writ is in its canonical form');

// 1. The disclosures open commitments of the leaf, and one of them is the decision.
const names = writ.disclosures.map((disclosure) => {
  insist(writ.leaf._sd.includes(sha256(disclosure).toString('base64url')), 'a disclosure opens a commitment');
  const [, name, value] = JSON.parse(Buffer.from(disclosure, 'base64url').toString());
  insist(name !== 'document' || canonical(value) === canonical(writ.decision), 'the decision is the committed one');
  return name;
});
insist(names.includes('document'), 'the decision is disclosed');

// 2. The key signed the checkpoint: text, an empty line, then "— NAME BASE64(4 bytes key id + 64 bytes Ed25519)".
const end = receipt.indexOf('\n\n');
const lines = receipt.slice(0, end).split('\n').filter((line) => !line.startsWith('extra '));
insist(lines[0] === 'c2sp.org/tlog-proof@v1', 'the receipt is a tlog-proof');
const note = receipt.slice(end + 2);
const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
const [origin, size, root] = text.split('\n');
const key = createPublicKey(pem);
const id = sha256(origin, '\n\x01', Buffer.from(key.export({ format: 'jwk' }).x, 'base64url')).subarray(0, 4);
const signatures = note.slice(text.length + 1).split('\n').filter((line) => line.startsWith(`— ${origin} `))
  .map((line) => Buffer.from(line.split(' ')[2], 'base64')).filter((bytes) => bytes.subarray(0, 4).equals(id));
insist(signatures.some((bytes) => verify(null, Buffer.from(text), key, bytes.subarray(4))), 'the key signed the checkpoint');

// 3. The leaf is in the tree that the checkpoint signs (RFC 9162, section 2.1.3.2).
let [at, last] = [BigInt(lines[1].replace(/^index /, '')), BigInt(size) - 1n];
insist(at <= last, 'the index is inside the log');
let hash = sha256('\x00', canonical(writ.leaf));
for (const sibling of lines.slice(2).map((line) => Buffer.from(line, 'base64'))) {
  insist(last > 0n, 'the path is no longer than the tree is high');
  if (at % 2n === 1n || at === last) {
    hash = sha256('\x01', sibling, hash);
    while (at % 2n === 0n && at !== 0n) { at /= 2n; last /= 2n; }
  } else {
    hash = sha256('\x01', hash, sibling);
  }
  at /= 2n; last /= 2n;
}
insist(last === 0n && hash.toString('base64') === root, 'the leaf is under the root');

console.log(`verified: ${writ.decision.decision}, ${lines[1]} of ${origin}, disclosed: ${names.join(', ')}`);
