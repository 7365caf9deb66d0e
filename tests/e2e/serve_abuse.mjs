// SPDX-License-Identifier: Apache-2.0
//
// `node serve_abuse.mjs HOST:PORT REQUEST PIDS IDLE MIB`: clients that mean no good, and one that does and must be served
// meanwhile. PIDS are the service's processes, whose memory may grow by so many MiB with what is thrown at them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const [address, requestFile, pids, idle, growthMiB] = process.argv.slice(2);
const [host, port] = address.split(':');
const body = fs.readFileSync(requestFile);
const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };

function memoryMiB() {
  const pss = (pid) => Number(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+)/m)[1]);
  return pids.split(',').map(pss).reduce((a, b) => a + b) / 1024;
}

// An honest request on a connection of its own: its answer, and how long it took.
function ask(path = '/access/v1/evaluation', method = 'POST') {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const request = http.request({ host, port, path, method, headers, agent: false, timeout: 20000 }, (response) => {
      let text = '';
      response.on('data', (chunk) => { text += chunk; });
      response.on('end', () => resolve({ status: response.statusCode, text, ms: performance.now() - began }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 20 s')));
    request.on('error', reject);
    request.end(body);
  });
}

async function mustServe(when) {
  const { status, text, ms } = await ask();
  assert.equal(status, 200, `${when}: ${status}`);
  assert.equal(JSON.parse(text).decision, true, when);
  console.log(`${when}: served in ${ms.toFixed(0)} ms`);
}

function connect() {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port }, () => resolve(socket));
    socket.once('error', reject);
  });
}

const headOf = (length) => `POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;

// All that the other side says until it closes or `ms` have passed.
function hear(socket, ms) {
  return new Promise((resolve) => {
    let text = '';
    const end = () => { socket.destroy(); resolve(text); };
    socket.on('data', (chunk) => { text += chunk; });
    socket.on('close', end);
    socket.on('error', end);
    setTimeout(end, ms).unref();
  });
}

async function announceGibibyte() {
  const socket = await connect();
  const answer = hear(socket, 10000);
  socket.write(headOf('Content-Length: 1073741824'));
  assert.match(await answer, /^HTTP\/1.1 413/);
}

// A gibibyte that was not announced: the connection ends long before it is through.
async function streamGibibyte() {
  const socket = await connect();
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65536, 'x'), Buffer.from('\r\n')]);
  const answer = hear(socket, 30000);
  let sent = 0;
  socket.write(headOf('Transfer-Encoding: chunked'));
  await new Promise((resolve) => {
    const more = () => {
      while (sent < 2 ** 30 && !socket.destroyed) {
        sent += 65536;
        if (!socket.write(chunk)) return;
      }
      resolve();
    };
    socket.on('drain', more);
    socket.on('close', resolve);
    socket.on('error', resolve);
    more();
  });
  await answer;
  assert.ok(sent < 2 ** 28, `${sent} bytes were taken`);
}

async function malformed() {
  const texts = ['GARBAGE\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', headOf('Content-Length: -1'), headOf('Content-Length: 1\r\nContent-Length: 2'),
    headOf('Content-Length: 5\r\nTransfer-Encoding: chunked'), `GET /${'a'.repeat(70000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(20000)}\r\n`, '\0'.repeat(1000), `${headOf('Content-Length: 3')}{"a`];
  for (const text of texts) {
    const socket = await connect();
    const answer = hear(socket, 5000);
    socket.end(text);
    assert.doesNotMatch(await answer, /"decision":true/, text.slice(0, 40));
  }
}

// One head, a byte every so often, on many connections.
async function trickle(count) {
  const sockets = [];
  for (let i = 0; i < count; i++) sockets.push(await connect());
  const text = headOf(`Content-Length: ${body.length}`);
  let at = 0;
  const timer = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write(text[at % text.length]);
    at++;
  }, 50);
  return () => { clearInterval(timer); sockets.forEach((socket) => socket.destroy()); };
}

const before = memoryMiB();
await mustServe('before');
await announceGibibyte();
await streamGibibyte();
await mustServe('after two bodies of 1 GiB');
await malformed();
await mustServe('after malformed requests');

const stopTrickling = await trickle(50);
await mustServe('beside 50 slow clients');
stopTrickling();

const sleepers = [];
for (let i = 0; i < Number(idle); i += 500) {
  sleepers.push(...await Promise.all(Array.from({ length: Math.min(500, Number(idle) - i) }, connect)));
}
for (const socket of sleepers) socket.on('error', () => {});
await mustServe(`beside ${sleepers.length} idle connections`);
const during = memoryMiB();
sleepers.forEach((socket) => socket.destroy());
await mustServe('after them');
const after = memoryMiB();
console.log(`memory before ${before.toFixed(1)} MiB, beside the idle ones ${during.toFixed(1)}, after ${after.toFixed(1)}`);
assert.ok(after - before < Number(growthMiB), 'memory grew');
