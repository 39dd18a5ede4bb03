import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { OperatorError } from '../base/errors.ts';
import { checkProgram, openPty, type Pty, signalName } from './pty.ts';

const ENV = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: os.tmpdir(), TERM: 'xterm-256color' };
const SIZE = { cols: 80, rows: 24 };

interface Run {
  pty: Pty;
  output: () => Buffer;
  exit: Promise<{ code: number | null; signal: string | null }>;
  until(text: string): Promise<void>;
}

function run(argv: string[], cwd = os.tmpdir()): Run {
  const chunks: Buffer[] = [];
  let ended = false;
  const waiting: { text: string; resolve: () => void }[] = [];
  const output = () => Buffer.concat(chunks);
  let exited: (exit: { code: number | null; signal: string | null }) => void;
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    exited = resolve;
  });
  const pty = openPty(
    { argv, cwd, env: ENV, size: SIZE },
    {
      onData: (bytes) => {
        assert.ok(!ended, 'data after the exit');
        chunks.push(Buffer.from(bytes));
        for (const w of waiting.splice(0))
          if (output().includes(w.text)) w.resolve();
          else waiting.push(w);
      },
      onExit: (e) => {
        assert.ok(!ended, 'a second exit');
        ended = true;
        exited(e);
      },
    },
  );
  const until = (text: string) => new Promise<void>((resolve) => (output().includes(text) ? resolve() : waiting.push({ text, resolve })));
  return { pty, output, exit, until };
}

const openFds = (): number => fs.readdirSync('/proc/self/fd').length;

test('a program sees a terminal of the right size from its first byte', async () => {
  const r = run(['sh', '-c', 'stty size; tty -s && echo tty']);
  await r.exit;
  assert.match(r.output().toString(), /^24 80\r\ntty\r\n$/);
});

test('nothing of a short output is lost at the exit', async () => {
  for (let i = 0; i < 60; i++) {
    const r = run(['sh', '-c', 'head -c 20000 /dev/zero | tr "\\0" x; printf END']);
    assert.deepEqual(await r.exit, { code: 0, signal: null });
    assert.equal(r.output().length, 20003, `run ${i}`);
  }
});

test('nothing of a long output is lost at the exit', async () => {
  for (let i = 0; i < 3; i++) {
    const r = run(['sh', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x; printf END']);
    await r.exit;
    assert.equal(r.output().length, 3_000_003);
    assert.ok(r.output().subarray(-10).toString().endsWith('END'));
  }
});

test('nothing is lost where we are busy when the program exits', async () => {
  for (let i = 0; i < 5; i++) {
    const r = run(['sh', '-c', 'head -c 30000 /dev/zero | tr "\\0" x; printf END']);
    const until = performance.now() + 350;
    while (performance.now() < until);
    await r.exit;
    assert.equal(r.output().length, 30_003);
  }
});

test('the exit is told by code or by name of the signal', async () => {
  assert.deepEqual(await run(['sh', '-c', 'exit 7']).exit, { code: 7, signal: null });
  assert.deepEqual(await run(['sh', '-c', 'kill -TERM $$']).exit, { code: null, signal: 'SIGTERM' });
  assert.deepEqual(await run(['sh', '-c', 'kill -KILL $$']).exit, { code: null, signal: 'SIGKILL' });
  assert.equal(signalName(15), 'SIGTERM');
  assert.equal(signalName(99), 'SIG99');
});

test('the exit is told soon, not after a fixed wait', async () => {
  const times: number[] = [];
  // a fixed wait would show in the best of them, and a machine that is busy has a good moment some time
  for (let i = 0; i < 5 || (i < 50 && Math.min(...times) >= 150); i++) {
    const r = run(['sh', '-c', 'printf ready; read line; exit 0']);
    await r.until('ready');
    const before = performance.now();
    r.pty.write(Buffer.from('\n'), 0);
    await r.exit;
    times.push(performance.now() - before);
  }
  assert.ok(Math.min(...times) < 150, `${times} ms`);
});

test('a program that leaves another behind in its terminal has ended all the same', async () => {
  // the kernel hangs up on it when its leader ends
  const r = run(['sh', '-c', 'trap "" HUP; sleep 30 & echo $!']);
  await r.exit;
  process.kill(Number(r.output().toString()), 'SIGKILL');
});

test('descriptors are given back', { skip: process.platform !== 'linux' }, async () => {
  await run(['true']).exit;
  const before = openFds();
  for (let i = 0; i < 120; i++) {
    const r = run(['true']);
    if (i % 3 === 0) r.pty.close();
    else await r.exit;
  }
  for (let i = 0; i < 500 && openFds() > before + 1; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(openFds() <= before + 1, `${before} before, ${openFds()} after`);
});

test('a terminal that is closed hangs up on its program and says no more', async () => {
  const r = run(['sh', '-c', 'printf ready; exec sleep 30']);
  await r.until('ready');
  r.pty.close();
  r.pty.close();
  for (;;) {
    try {
      process.kill(r.pty.pid, 0);
    } catch {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

test('a resize reaches the program, in cells and in pixels', async () => {
  const r = run(['sh', '-c', 'trap "stty size; exit" WINCH; printf ready; while :; do sleep 0.05; done']);
  await r.until('ready');
  r.pty.resize({ cols: 100, rows: 30 }, { width: 900, height: 600 });
  await r.exit;
  assert.match(r.output().toString(), /30 100/);
});

test('erasing takes a whole character in cooked mode', async () => {
  const r = run(['sh', '-c', 'printf ready; read line; echo "[$line]"']);
  await r.until('ready');
  r.pty.write(Buffer.from('aé\x7f\n'), 0);
  await r.exit;
  assert.match(r.output().toString(), /\[a\]/);
});

test('a folder or a program that cannot be used is told in a sentence', () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pty-test-'));
  const plain = path.join(dir, 'plain');
  fs.writeFileSync(plain, 'x');
  const cases: [argv: string[], cwd: string, sentence: RegExp][] = [
    [['true'], path.join(dir, 'gone'), /^cannot start in .*gone: there is no such folder$/],
    [['true'], plain, /^cannot start in .*plain: it is not a folder$/],
    [['no-such-program-here'], dir, /^cannot run no-such-program-here: no such program on PATH/],
    [[plain], dir, /^cannot run .*plain: it is not executable$/],
    [['./plain'], dir, /^cannot run .\/plain: it is not executable$/],
    [[dir], dir, /^cannot run .*: it is a folder$/],
    [['./gone'], dir, /^cannot run .\/gone: there is no such file$/],
    [[''], dir, /empty name/],
    [[], dir, /empty name/],
  ];
  for (const [argv, cwd, sentence] of cases) {
    assert.throws(
      () => openPty({ argv, cwd, env: ENV, size: SIZE }, { onData: () => {}, onExit: () => {} }),
      (e) => e instanceof OperatorError && sentence.test(e.message),
      `${argv} in ${cwd}`,
    );
  }
  assert.throws(() => checkProgram('plain', `${dir}:/usr/bin`, dir), /plain is not executable/);
  checkProgram('sh', undefined, dir);
  fs.rmSync(dir, { recursive: true });
});
