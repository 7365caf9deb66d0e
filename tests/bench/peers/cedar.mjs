// SPDX-License-Identifier: Apache-2.0
//
// The decision in Cedar as WebAssembly: the policies parsed once, the product's entity an object of its process that goes
// with each call, since the module keeps no entities. It answers allow or deny and the policies that decided it.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

function attributes(product, action) {
  const names = Object.keys(product.columns);
  const of = (test) => names.filter((name) => test(product.columns[name]));
  const level = (classification) => of((column) => column.classification === classification);
  return {
    owner_domain: product.owner_domain, status: product.status, embargo_until: product.embargo_until,
    created_at: product.created_at, retention_s: product.retention_days * 86400, residency: product.residency,
    allowed_purposes: product.allowed_purposes, allowed_roles: product.allowed_roles[action],
    approved_consumers: product.approved_consumers, cols: names,
    cols1: level(1), cols2: level(2), cols3: level(3), special: of((column) => column.special),
  };
}

export function open(shared, peers) {
  const cedar = createRequire(path.join(peers, 'package.json'))('@cedar-policy/cedar-wasm/nodejs');
  const { products } = JSON.parse(fs.readFileSync(path.join(shared, 'product.json'), 'utf8'));
  const lines = fs.readFileSync(path.join(shared, 'policy.cedar'), 'utf8').trim().split('\n');
  const staticPolicies = Object.fromEntries(lines.map((line) => [line.match(/@id\("(\w+)"\)/)[1], line]));
  const entities = new Map();

  for (const [id, product] of Object.entries(products)) {
    for (const action of Object.keys(product.allowed_roles)) {
      entities.set(`${action} ${id}`, { uid: { type: 'DataProduct', id }, attrs: attributes(product, action), parents: [] });
    }
  }
  cedar.preparsePolicySet('peers', { staticPolicies });

  return (text) => {
    const r = JSON.parse(text);
    const { id, ...attrs } = r.subject;
    const principal = { type: 'User', id };
    const { response } = cedar.statefulIsAuthorized({
      preparsedPolicySetId: 'peers', principal,
      action: { type: 'Action', id: r.action }, resource: { type: 'DataProduct', id: r.product_id },
      context: { purpose: r.purpose, columns: r.columns, consent: r.consent.special_category, time: r.context.time },
      entities: [{ uid: principal, attrs, parents: [] }, entities.get(`${r.action} ${r.product_id}`)],
    });
    const allow = response.decision === 'allow';
    return { allow, reasons: allow ? [] : response.diagnostics.reason };
  };
}
