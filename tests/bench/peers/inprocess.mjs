// SPDX-License-Identifier: Apache-2.0
//
// `node inprocess.mjs ENGINE SHARED PEERS ROUNDS`: checks the engine's answers, then prints microseconds per decision, from a
// request's text to the answer.
import path from 'node:path';
import { check, texts } from './expected.mjs';

const [engine, shared, peers, rounds] = process.argv.slice(2);
const { open } = await import(`./${engine}.mjs`);
const decide = await open(shared, peers);
const requests = texts(path.join(shared, 'thin'));

function run(count) {
  const each = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const start = process.hrtime.bigint();
    decide(requests[i % requests.length]);
    each[i] = Number(process.hrtime.bigint() - start) / 1000;
  }
  return each.sort();
}

check(engine, shared, requests.map(decide));
const count = Number(rounds) * requests.length;
run(Math.ceil(count / 5)); // until the compiler has seen it
const each = run(count);
const at = (share) => each[Math.floor((count - 1) * share)].toFixed(1);
console.log(`median ${at(0.5)} us, p99 ${at(0.99)} us`);
