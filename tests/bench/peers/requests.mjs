// SPDX-License-Identifier: Apache-2.0
//
// The requests of the shared decision in the form of the engines that read another: `node requests.mjs SHARED OUT` writes
// OUT/ENGINE/NN.json. Cerbos keeps no resources, so its requests carry the product's facts.
import fs from 'node:fs';
import path from 'node:path';

const [shared, out] = process.argv.slice(2);
const { products } = JSON.parse(fs.readFileSync(path.join(shared, 'product.json'), 'utf8'));

function writ({ subject, ...r }) {
  const { id, ...properties } = subject;
  return {
    subject: { type: 'user', id, properties },
    action: { name: r.action },
    resource: { type: 'data_product', id: r.product_id, properties: { columns: r.columns } },
    context: { purpose: r.purpose, consent: r.consent, seconds: r.context.time, ip: r.context.ip },
  };
}

function cerbos({ subject, ...r }) {
  const { id, ...attr } = products[r.product_id];
  const { domain, clearance, country } = subject;
  const req = { purpose: r.purpose, columns: r.columns, consent: r.consent, time: r.context.time, ip: r.context.ip };
  return {
    requestId: r.id,
    principal: { id: subject.id, roles: subject.roles, attr: { domain, clearance, country, roles: subject.roles } },
    resources: [{ actions: [r.action], resource: { kind: 'data_product', id, attr: { ...attr, req } } }],
  };
}

const folder = path.join(shared, 'thin');
for (const [engine, form] of Object.entries({ writ, cerbos })) {
  fs.mkdirSync(path.join(out, engine), { recursive: true });
  for (const name of fs.readdirSync(folder)) {
    const request = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    fs.writeFileSync(path.join(out, engine, name), JSON.stringify(form(request)));
  }
}
