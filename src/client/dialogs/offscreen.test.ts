import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { press, screenText, turn, type } from './harness.ts';
import { createDialogs } from './index.ts';

/** Set where this file is the program of a child: a process that has loaded the dialogs and nothing of a test runner. */
const CHILD = 'JACKIN_TEST_OFFSCREEN_CHILD';

/** Every kind of dialog, opened, drawn, resized, answered. Tells on stderr's pipe what it left behind. */
async function child(): Promise<void> {
  const touched: string[] = [];
  for (const name of ['stdin', 'stdout'] as const) {
    const stream = Object.getOwnPropertyDescriptor(process, name)!;
    Object.defineProperty(process, name, {
      configurable: true,
      get: () => {
        touched.push(name);
        return stream.get?.call(process) ?? stream.value;
      },
    });
  }
  const host = createDialogs({ cols: 60, rows: 20 });
  const texts: string[] = [];
  const done = [
    host.pick({ title: 'p', rows: [{ id: 'a', label: 'Claude' }] }),
    host.ask({ question: 'Close?', defaultAnswer: false }),
    host.choose({ question: 'Quit?', options: [{ key: 'd', label: 'Detach', value: 1 }] }),
    host.prompt({ title: 'r', value: 'x' }),
    host.show({ title: 'h', sections: [{ heading: 'H', rows: [{ key: 'k', text: 't' }] }] }),
  ];
  while (host.active) {
    texts.push(screenText(host).join('\n'));
    host.resize(20 + texts.length, 10);
    type(host, 'z');
    press(host, 'down', 'escape');
    await turn();
  }
  await Promise.all(done);
  host.dispose();
  const listeners = process
    .eventNames()
    .filter((name) => process.listenerCount(name) > 0)
    .map(String);
  process.stderr.write(JSON.stringify({ touched, listeners, screens: texts.length, claude: texts.at(-1)!.includes('Claude') }));
}

if (process.env[CHILD]) await child();
else {
  const { TERM: _term, TERMINFO: _terminfo, TMUX: _tmux, NODE_TEST_CONTEXT: _context, ...rest } = process.env;
  // what an idle process of this Node has by itself
  const bare = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', 'process.stderr.write(JSON.stringify(process.eventNames().filter((n) => process.listenerCount(n) > 0)))'],
    { env: rest },
  );
  for (const [name, env] of [
    ['a usual terminal', { TERM: 'xterm-256color' }],
    ['a dumb terminal', { TERM: 'dumb' }],
    ['no TERM', {}],
    [
      'an unknown terminal and no terminfo database',
      { TERM: 'nobody-knows-this', TERMINFO: '/nowhere', TERMINFO_DIRS: '', HOME: '/nowhere' },
    ],
    ['a tmux around it', { TERM: 'screen', TMUX: '/nowhere,1,0', PATH: '/nowhere' }],
  ] as const) {
    test(`with ${name}, dialogs write nothing, read no stream and leave no handler on the process`, () => {
      const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], {
        env: { ...rest, ...env, [CHILD]: '1' },
        encoding: 'utf8',
      });
      assert.equal(run.stdout, '');
      assert.equal(run.status, 0, run.stderr);
      const { touched, listeners, screens, claude } = JSON.parse(run.stderr);
      assert.deepEqual(touched, []);
      assert.deepEqual(listeners.sort(), JSON.parse(bare.stderr.toString()).sort());
      assert.equal(screens, 5);
      assert.equal(claude, true);
    });
  }
}
