// SPDX-License-Identifier: Apache-2.0
//
// `bench_evaluate MESH 0 REQUEST… | node check-writ.mjs SHARED`: Writ's decision documents against the expected answers.
import fs from 'node:fs';
import { answer } from './answer.mjs';
import { check } from './expected.mjs';

const lines = fs.readFileSync(0, 'utf8').trim().split('\n');
check('writ', process.argv[2], lines.map((line) => answer(JSON.parse(line))));
