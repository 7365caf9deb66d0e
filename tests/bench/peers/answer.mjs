// SPDX-License-Identifier: Apache-2.0
//
// What a decision document answers, in the form of the expected answers. That a column is unknown is no policy's to say: the
// engine does.
const names = { UNKNOWN_COLUMN: 'column' };

export function answer({ decision, reasons, obligations }) {
  const denials = reasons.filter((reason) => reason.effect === 'deny');
  return {
    allow: decision === 'permit',
    reasons: denials.map(({ code }) => names[code] ?? code.toLowerCase()),
    mask: obligations.map(({ properties }) => properties.column.replace(/^profiles\./, '')),
  };
}
