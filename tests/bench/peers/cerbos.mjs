// SPDX-License-Identifier: Apache-2.0
//
// `node cerbos.mjs SHARED PEERS REQUESTS SECONDS off|on`: a Cerbos server, with or without its audit log in a file: its answers
// checked, then a row of the table.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { check, texts } from './expected.mjs';
import { freePort, row, start, stop } from './serving.mjs';

const [shared, peers, requests, seconds, audit] = process.argv.slice(2);
const here = path.dirname(new URL(import.meta.url).pathname);

async function writeConfig(port) {
  const config = path.join(peers, `cerbos-${audit}.json`);
  const log = path.join(peers, 'cerbos-audit.log');
  fs.rmSync(log, { force: true });
  fs.writeFileSync(config, JSON.stringify({
    server: { httpListenAddr: `127.0.0.1:${port}`, grpcListenAddr: `127.0.0.1:${await freePort()}` },
    storage: { driver: 'disk', disk: { directory: path.join(here, 'cerbos'), watchForChanges: false } },
    telemetry: { disabled: true },
    audit: audit === 'on' ? { enabled: true, backend: 'file', file: { path: log } } : { enabled: false },
  }));
  return config;
}

function binary() {
  const own = createRequire(path.join(peers, 'node_modules/cerbos/package.json'));
  return own.resolve(`@cerbos/cerbos-${process.platform}-${process.arch}`);
}

async function ask(url, body) {
  const response = await fetch(url, { method: 'POST', body });
  const [{ actions, outputs }] = (await response.json()).results;
  return { allow: Object.values(actions)[0] === 'EFFECT_ALLOW', ...outputs[0].val };
}

const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const url = `${base}/api/check/resources`;
const server = await start(`${base}/_cerbos/health`, [binary(), 'server', `--config=${await writeConfig(port)}`]);
try {
  const answers = [];
  for (const body of texts(requests)) answers.push(await ask(url, body));
  check('cerbos', shared, answers);
  row(`Cerbos, audit ${audit}`, server, url, requests, seconds);
} finally {
  await stop(server);
}
