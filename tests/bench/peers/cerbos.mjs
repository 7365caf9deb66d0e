// SPDX-License-Identifier: Apache-2.0
//
// `node cerbos.mjs SHARED PEERS REQUESTS SECONDS off|on`: starts a Cerbos server on the first core, with or without its audit
// log in a file, checks its answers, loads it from the second core and prints a row of the table.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { check, texts } from './expected.mjs';

const [shared, peers, requests, seconds, audit] = process.argv.slice(2);
const here = path.dirname(new URL(import.meta.url).pathname);

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

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

async function isUp(url) {
  try {
    return (await fetch(`${url}/_cerbos/health`)).ok;
  } catch {
    return false;
  }
}

async function start(url, config) {
  const own = createRequire(path.join(peers, 'node_modules/cerbos/package.json'));
  const binary = own.resolve(`@cerbos/cerbos-${process.platform}-${process.arch}`);
  const began = performance.now();
  const server = spawn('taskset', ['-c', '0', binary, 'server', `--config=${config}`], { stdio: 'ignore' });
  while (!(await isUp(url))) {
    if (server.exitCode !== null || performance.now() - began > 30000) throw new Error('cerbos does not start');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return { server, startMs: performance.now() - began };
}

async function ask(url, body) {
  const response = await fetch(`${url}/api/check/resources`, { method: 'POST', body });
  const [{ actions, outputs }] = (await response.json()).results;
  return { allow: Object.values(actions)[0] === 'EFFECT_ALLOW', ...outputs[0].val };
}

// What wrk says, in requests a second and milliseconds.
function load(url, files) {
  const said = execFileSync('taskset', ['-c', '1', 'wrk', '-t1', '-c64', `-d${seconds}s`, '--latency', '-s',
    path.join(here, 'load.lua'), `${url}/api/check/resources`, '--', ...files], { encoding: 'utf8' });
  const ms = (share) => {
    const [, number, unit] = said.match(new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`));
    return Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  if (/Non-2xx/.test(said)) throw new Error(said);
  return { perSecond: Number(said.match(/Requests\/sec:\s+([\d.]+)/)[1]), p50: ms(50), p99: ms(99) };
}

const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const { server, startMs } = await start(url, await writeConfig(port));
try {
  const answers = [];
  for (const body of texts(requests)) answers.push(await ask(url, body));
  check('cerbos', shared, answers);
  const files = fs.readdirSync(requests).sort().map((name) => path.join(requests, name));
  const { perSecond, p50, p99 } = load(url, files);
  const rss = fs.readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1] / 1024;
  const cells = [perSecond.toFixed(0), p50.toFixed(1), p99.toFixed(1), rss.toFixed(0), startMs.toFixed(0)];
  console.log(`| Cerbos, audit ${audit} | ${cells.join(' | ')} |`);
} finally {
  server.kill();
}
