import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { keyLabel } from './key.ts';
import { TimedTokenizer } from './timed-tokenizer.ts';

/** A terminal's line, and the keys that have come over it. */
async function line(play: (typist: net.Socket, keys: string[], key: () => Promise<void>) => Promise<void>): Promise<void> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jm-tokens-'));
  const server = net.createServer();
  server.listen(path.join(dir, 'line'));
  await once(server, 'listening');
  const typist = net.connect(path.join(dir, 'line'));
  const [reader] = (await once(server, 'connection')) as [net.Socket];
  const keys: string[] = [];
  let wake: () => void = () => {};
  const input = new TimedTokenizer((tokens) => {
    for (const token of tokens) keys.push(token.kind === 'key' ? keyLabel(token.key) : `${token.kind} ${Buffer.from(token.raw)}`);
    if (tokens.length > 0) wake();
  });
  reader.on('data', (bytes) => input.push(bytes, false));
  const key = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  try {
    await play(typist, keys, key);
  } finally {
    typist.destroy();
    reader.destroy();
    server.close();
    fs.rmSync(dir, { recursive: true });
  }
}

const stall = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

test('a lone Esc is given out after a silence', () =>
  line(async (typist, keys, key) => {
    typist.write('\x1b');
    await key();
    assert.deepEqual(keys, ['Escape']);
  }));

test('a sequence in two pieces is one also where this process was kept waiting in between', () =>
  line(async (typist, keys, key) => {
    typist.write('a\x1b');
    await key();
    assert.deepEqual(keys, ['text a']);
    // it comes at once, and is read long after
    typist.write('[A');
    stall(80);
    await key();
    assert.deepEqual(keys, ['text a', 'Up']);
    typist.write('b');
    await key();
    assert.deepEqual(keys, ['text a', 'Up', 'text b']);
  }));
