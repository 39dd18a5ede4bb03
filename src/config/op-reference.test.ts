import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from './op-failure.ts';
import { parseReference, referenceProblem } from './op-reference.ts';

test('references are taken apart', () => {
  for (const [text, parts] of [
    ['op://Work/kimi/key', ['Work', 'kimi', null, 'key', {}]],
    ['op://Work/Kimi Code/Section 2/api-key', ['Work', 'Kimi Code', 'Section 2', 'api-key', {}]],
    ['op://w/i/one-time password?attribute=otp', ['w', 'i', null, 'one-time password', { attribute: 'otp' }]],
    ['op://w/i/private key?ssh-format=openssh&attr=x', ['w', 'i', null, 'private key', { 'ssh-format': 'openssh', attr: 'x' }]],
    ['op://Société/clé_1.x/champ', ['Société', 'clé_1.x', null, 'champ', {}]],
  ] as const) {
    const r = parseReference(text);
    assert.deepEqual(r && [r.vault, r.item, r.section, r.field, r.query], parts, text);
    assert.equal(referenceProblem(text), null);
  }
});

test('what is no reference is told by its part, and never repeated', () => {
  for (const [text, problem] of [
    ['', /begin with op/],
    ['OP://a/b/c', /begin with op/],
    ['op:/a/b/c', /begin with op/],
    ['op://', /vault is missing/],
    ['op:///b/c', /vault is missing/],
    ['op://sk-made-up', /item is missing/],
    ['op://a//c', /item is missing/],
    ['op://a/b', /field is missing/],
    ['op://a/b/', /field is missing/],
    ['op://a/b/c/', /field is missing/],
    ['op://a/b/c/d/e', /more parts/],
    ['op://a/b/c\nd', /control character/],
    ['op://a (x)/b/c', /its vault has a character/],
    ['op://a/b@c/d', /its item has a character/],
    ['op://a/b/$c/d', /its section has a character/],
    ['op://a/b/{c}', /its field has a character/],
    ['op://a/b/c?', /what follows its \?/],
    ['op://a/b/c?attribute', /what follows its \?/],
    ['op://a/b/c?sk-made-up=1', /what follows its \?/],
    ['op://a/b/c?attribute=otp&x=y', /what follows its \?/],
  ] as const) {
    assert.equal(parseReference(text), null, text);
    assert.match(referenceProblem(text) ?? '', problem, text);
    assert.ok(!referenceProblem(text)?.includes('sk-made-up'));
  }
});

test('what op says is told in our words, none of its own', () => {
  const at = '[ERROR] 2026/11/23 08:00:00 ';
  for (const [stderr, why] of [
    [`${at}could not get item V/I: "I" isn't an item in the "V" vault. Specify the item with its UUID, name, or domain.`, /no such item/],
    [`${at}"V" isn't a vault in this account. Specify the vault with its ID or name.`, /no such vault/],
    [`${at}item 'V/I' does not have a field 'F'`, /no such field/],
    [`${at}More than one item matches "I". Try again and specify the item by its ID:`, /more than one/],
    [`${at}You are not currently signed in. Please run \`op signin --help\` for instructions`, /not signed in/],
    ['No accounts configured for use with 1Password CLI.\n', /not signed in/],
    [`${at}account is not signed in`, /not signed in/],
    [`${at}error initializing client: authorization prompt dismissed, please try again`, /not unlocked/],
    [`${at}error initializing client: authorization timeout`, /not unlocked/],
    [`${at}(401) Unauthorized: invalid bearer token`, /token .* not accepted/],
    [`${at}error initializing client: Validation: (failed to session.DecodeSACredentials), Server: ...`, /token .* not accepted/],
    [`${at}(403) Forbidden: you do not have permission`, /may not read/],
    [`${at}(429) Too Many Requests: You've reached the maximum number`, /refuses more requests/],
    [`${at}error initializing client: connecting to desktop app: connecting to desktop app timed out`, /cannot reach/],
    [`${at}dial tcp: lookup my.1password.com: no such host`, /cannot reach/],
    [`${at}invalid character in secret reference: '('`, /does not take it/],
    [`${at}sk-made-up is on fire`, /status 1 for a reason that is not shown/],
  ] as const) {
    assert.match(failureOf(1, null, stderr), why, stderr);
    assert.ok(!failureOf(1, null, stderr).includes('sk-made-up'));
  }
  assert.match(failureOf(null, 'SIGKILL', ''), /ended by SIGKILL/);
});
