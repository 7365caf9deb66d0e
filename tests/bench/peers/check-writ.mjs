// SPDX-License-Identifier: Apache-2.0
//
// `bench_evaluate MESH 0 REQUEST… | node check-writ.mjs SHARED`: Writ's decision documents against the expected answers. That
// a column is unknown is no policy's to say: the engine does.
import fs from 'node:fs';
import { check } from './expected.mjs';

const names = { UNKNOWN_COLUMN: 'column' };

function answer(line) {
  const { decision, reasons, obligations } = JSON.parse(line);
  const denials = reasons.filter((reason) => reason.effect === 'deny');
  return {
    allow: decision === 'permit',
    reasons: denials.map(({ code }) => names[code] ?? code.toLowerCase()),
    mask: obligations.map(({ properties }) => properties.column.replace(/^profiles\./, '')),
  };
}

const lines = fs.readFileSync(0, 'utf8').trim().split('\n');
check('writ', process.argv[2], lines.map(answer));
