// SPDX-License-Identifier: Apache-2.0
//
// The decision in casbin: one enforcer, the product an object of its process. It answers allow or deny and nothing else.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const MODEL = `
[request_definition]
r = sub, obj, act, ctx
[policy_definition]
p = rule, act, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = (p.act == "*" || r.act == p.act) && eval(p.rule)
`;

const DENIALS = [
  ['!has(r.obj.allowed_purposes, r.ctx.purpose)', '*'],
  ['r.obj.residency == "EU" && !inEU(r.sub.country)', '*'],
  ['unknownColumn(r.obj.columns, r.ctx.columns)', '*'],
  ['aboveClearance(r.obj.columns, r.ctx.columns, r.sub.clearance)', '*'],
  ['!anyIn(r.sub.roles, r.obj.allowed_roles.read)', 'read'],
  ['!anyIn(r.sub.roles, r.obj.allowed_roles.write)', 'write'],
  ['r.ctx.time - r.obj.created_at > r.obj.retention_days * 86400', '*'],
  ['!r.ctx.consent && anySpecial(r.obj.columns, r.ctx.columns)', '*'],
  ['r.ctx.time < r.obj.embargo_until', '*'],
  ['r.obj.status != "active"', '*'],
  ['r.sub.domain != r.obj.owner_domain && !has(r.obj.approved_consumers, r.sub.domain)', '*'],
];

const EU = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '));

const FUNCTIONS = {
  has: (list, value) => list.includes(value),
  inEU: (country) => EU.has(country),
  unknownColumn: (columns, names) => names.some((name) => !columns[name]),
  aboveClearance: (columns, names, clearance) => names.some((name) => columns[name]?.classification > clearance),
  anyIn: (some, list) => some.some((item) => list.includes(item)),
  anySpecial: (columns, names) => names.some((name) => columns[name]?.special),
};

export async function open(shared, peers) {
  const require = createRequire(path.join(peers, 'package.json'));
  const { newEnforcer, newModelFromString } = require('casbin');
  const { products } = JSON.parse(fs.readFileSync(path.join(shared, 'product.json'), 'utf8'));
  const enforcer = await newEnforcer(newModelFromString(MODEL));

  await enforcer.addPolicy('true', '*', 'allow');
  for (const [rule, action] of DENIALS) await enforcer.addPolicy(rule, action, 'deny');
  for (const [name, run] of Object.entries(FUNCTIONS)) await enforcer.addFunction(name, run);

  return (text) => {
    const r = JSON.parse(text);
    const context = { purpose: r.purpose, columns: r.columns, time: r.context.time, consent: r.consent.special_category };
    return { allow: enforcer.enforceSync(r.subject, products[r.product_id], r.action, context) };
  };
}
