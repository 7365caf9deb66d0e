// SPDX-License-Identifier: Apache-2.0
//
// `node writ.mjs SHARED PEERS REQUESTS SECONDS WRIT NAME [OPTION…]`: `writ serve` with these options on a fresh log: its
// answers checked, then a row of the table. The log is verified at the end.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { answer } from './answer.mjs';
import { check, texts } from './expected.mjs';
import { freePort, row, start, stop } from './serving.mjs';

const [shared, peers, requests, seconds, writ, name, ...options] = process.argv.slice(2);
const here = path.dirname(new URL(import.meta.url).pathname);
const scratch = path.join(peers, 'writ-log');

fs.rmSync(scratch, { recursive: true, force: true });
fs.mkdirSync(scratch);
execFileSync(writ, ['keygen', '--name', 'peers/local/1', path.join(scratch, 'log')], { stdio: 'ignore' });

const address = `127.0.0.1:${await freePort()}`;
const base = `http://${address}`;
const server = await start(`${base}/health/ready`, [writ, 'serve', address, '--mesh', path.join(here, 'mesh'),
  '--log', path.join(scratch, 'log.d'), '--key', path.join(scratch, 'log.key'), ...options]);
try {
  const answers = [];
  for (const body of texts(requests)) {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${base}/v1/decide`, { method: 'POST', headers, body });
    answers.push(answer((await response.json()).writ.decision));
  }
  check('writ', shared, answers);
  row(name, server, `${base}/access/v1/evaluation`, requests, seconds);
} finally {
  await stop(server);
}
execFileSync(writ, ['log', 'verify', '--key', path.join(scratch, 'log.vkey'), path.join(scratch, 'log.d')], { stdio: 'ignore' });
