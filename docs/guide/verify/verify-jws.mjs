// SPDX-License-Identifier: Apache-2.0
//
// Check a checkpoint's detached JWS with the npm package jose: node verify-jws.mjs CHECKPOINT CHECKPOINT.jws KEY.jwk
// The payload is the checkpoint's note text as it is (RFC 7797, b64: false).
import { readFileSync } from 'node:fs';
import { flattenedVerify, importJWK } from 'jose';

const [note, jws, jwk] = process.argv.slice(2, 5).map((path) => readFileSync(path, 'utf8'));
const payload = note.slice(0, note.lastIndexOf('\n\n') + 1);
const [header, empty, signature] = jws.trim().split('.');
if (empty !== '') throw new Error('the JWS is not detached');

const key = await importJWK(JSON.parse(jwk), 'EdDSA');
const { protectedHeader } = await flattenedVerify(
  { protected: header, payload: new TextEncoder().encode(payload), signature }, key, { algorithms: ['EdDSA'] });
console.log(`verified: ${payload.split('\n').slice(0, 2).join(', size ')}, key ${protectedHeader.kid}`);
