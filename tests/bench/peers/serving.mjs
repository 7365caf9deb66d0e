// SPDX-License-Identifier: Apache-2.0
//
// A server under load: started on the first core, loaded from the second with wrk, shown as a row of the table.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const here = path.dirname(new URL(import.meta.url).pathname);

export function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// bench_start says when the server answered, and lives as long as it does.
export function start(health, command) {
  const { port, pathname } = new URL(health);
  const starter = spawn('bench_start', [port, pathname, ...command], { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve, reject) => {
    starter.once('exit', () => reject(new Error(`does not start: ${command.join(' ')}`)));
    starter.stdout.once('data', (said) => {
      const [pid, startMs] = String(said).split(' ').map(Number);
      resolve({ starter, pid, startMs });
    });
  });
}

export function stop({ starter, pid }) {
  return new Promise((resolve) => {
    starter.once('exit', resolve);
    process.kill(pid, 'SIGTERM');
  });
}

// A process and all below it.
function family(pid) {
  const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return [pid, ...children.flatMap(family)];
}

// Memory of all its processes; what they share is counted once.
function memoryMiB(pid) {
  const pss = (one) => Number(fs.readFileSync(`/proc/${one}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+)/m)[1]);
  return family(pid).map(pss).reduce((a, b) => a + b) / 1024;
}

// What wrk says, in requests a second and milliseconds.
function load(url, files, seconds) {
  const said = execFileSync('taskset', ['-c', '1', 'wrk', '-t1', '-c64', `-d${seconds}s`, '--latency', '-s',
    path.join(here, 'load.lua'), url, '--', ...files], { encoding: 'utf8' });
  const ms = (share) => {
    const [, number, unit] = said.match(new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`));
    return Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  if (/Non-2xx|Socket errors/.test(said)) throw new Error(said);
  return { perSecond: Number(said.match(/Requests\/sec:\s+([\d.]+)/)[1]), p50: ms(50), p99: ms(99) };
}

// One row: | name | requests/s | p50 ms | p99 ms | MiB | start ms |
export function row(name, server, url, requests, seconds) {
  const files = fs.readdirSync(requests).sort().map((file) => path.join(requests, file));
  const { perSecond, p50, p99 } = load(url, files, seconds);
  const cells = [perSecond.toFixed(0), p50.toFixed(2), p99.toFixed(2), memoryMiB(server.pid).toFixed(1),
    server.startMs.toFixed(1)];
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
