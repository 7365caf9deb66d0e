// SPDX-License-Identifier: Apache-2.0
//
// `node floor.mjs PROGRAM REQUESTS SECONDS`: the row of an HTTP server that decides nothing.
import { freePort, row, start, stop } from './serving.mjs';

const [program, requests, seconds] = process.argv.slice(2);
const address = `127.0.0.1:${await freePort()}`;
const server = await start(`http://${address}/`, [program, address]);
try {
  row('HTTP alone', server, `http://${address}/`, requests, seconds);
} finally {
  await stop(server);
}
