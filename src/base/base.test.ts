import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { FileLog, formatLine } from './log.ts';
import { Redactor } from './redact.ts';

const KEY = 'sk-ki-"made\\up"-0123456789';

test('a known secret is taken out in every form that a line may have it in', () => {
  const redactor = new Redactor();
  redactor.add(KEY);
  redactor.add(`${KEY}-longer`);
  for (const form of [KEY, JSON.stringify({ a: KEY }), `https://x/?k=${encodeURIComponent(KEY)}`, `${KEY}-longer`]) {
    const out = redactor.redact(`before ${form} after`);
    assert.ok(out.includes('[secret]') && !out.includes('0123456789'), out);
  }
});

test('a short value is no secret: it would black out ordinary text', () => {
  const redactor = new Redactor();
  redactor.add('yes');
  assert.equal(redactor.redact('yes, it runs'), 'yes, it runs');
});

test('every text of a message is redacted, its shape stays', () => {
  const redactor = new Redactor();
  redactor.add('made-up-key-1');
  redactor.add('outcome');
  const message = { id: 7, ok: true, outcome: null, lines: ['a made-up-key-1', { deep: 'made-up-key-1!' }], none: undefined };
  assert.deepEqual(redactor.redactAll(message), {
    id: 7,
    ok: true,
    outcome: null,
    lines: ['a [secret]', { deep: '[secret]!' }],
    none: undefined,
  });
});

test('a log line is one line, whatever is in it', () => {
  const line = formatLine(new Date(0), 'info', 1, 'a\nb', { x: 'c\r\nd', n: 1 }, new Redactor());
  assert.match(line, /^1970-01-01T00:00:00.000Z info \[1\] a b \{.*\}\n$/);
  assert.equal(line.split('\n').length, 2);
});

test("the log is the owner's only, keeps its level, and a log that cannot be written is said once", () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jm-log-'));
  try {
    const file = path.join(dir, 'mux.log');
    const log = new FileLog(file, 'info');
    log.debug('hidden');
    log.info('shown', { cols: 80 });
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    const text = fs.readFileSync(file, 'utf8');
    assert.ok(text.includes('shown {"cols":80}') && !text.includes('hidden'));
    const said: string[] = [];
    new FileLog(path.join(dir, 'no', 'such', 'folder.log'), 'info', new Redactor(), (s) => said.push(s)).info('x');
    assert.equal(said.length, 1);
    assert.match(said[0]!, /folder\.log/);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
});
