// SPDX-License-Identifier: Apache-2.0
//
// What every engine must answer, and the check that is made before anything is timed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

// The requests as texts, in the order of the expected answers.
export function texts(folder) {
  return fs.readdirSync(folder).sort().map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
}

// Throws unless each answer is the expected one. Of `reasons` and `mask` only what the engine can say is compared.
export function check(engine, shared, answers) {
  const expected = JSON.parse(fs.readFileSync(path.join(shared, 'expected_thin.json'), 'utf8'));

  assert.equal(answers.length, expected.length, `${engine}: so many answers`);
  answers.forEach((answer, i) => {
    for (const member of Object.keys(answer)) {
      const said = Array.isArray(answer[member]) ? [...answer[member]].sort() : answer[member];
      assert.deepEqual(said, expected[i][member], `${engine}: ${member} of request ${i}`);
    }
  });
}
