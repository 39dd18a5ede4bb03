import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { encodeMessage, Kind, MessageReader } from '../protocol/framing.ts';
import { PROTOCOL } from '../protocol/messages.ts';
import { figure } from './faults.ts';
import { keys, scene, signal, type Terminal, until, type World } from './harness.ts';
import { Puppet } from './puppet.ts';

/** Every mode that a program can ask a terminal for. */
const EVERYTHING = [
  '\x1b[?1h\x1b=\x1b[?1003h\x1b[?1006h\x1b[?1016h\x1b[?1004h\x1b[?2004h\x1b[?2031h\x1b[?2026h',
  '\x1b[>31u\x1b[>4;2m\x1b[?25l\x1b[4 q\x1b[3;7r\x1b[?7l\x1b[31;44;1;4;9m\x1b]8;;https://example.org\x1b\\all modes\x1b[?2026l',
].join('');

/** A shell from which the client is run, so that what it leaves behind can be seen; a program with every mode on is in view. */
async function inEverything(w: World): Promise<{ t: Terminal; client: number }> {
  const puppet = await Puppet.create(w);
  await w.ok('new', '--background', '--', ...puppet.argv);
  await puppet.ready();
  const t = w.anyTerminal(['/bin/sh', '-i']);
  await t.see(/\$/);
  t.type('jackin-mux attach; echo "it ended with $?"\r');
  await t.see('sh');
  await puppet.draw(EVERYTHING);
  await t.see('all modes');
  await t.watch(() => t.model.modes.bracketedPasteMode && t.model.modes.mouseTrackingMode === 'any', 'the modes are on');
  const client = await until(
    'the client',
    () => w.processes().find((p) => p.argv[1]?.endsWith('cli.js') && p.argv.includes('attach'))?.pid,
  );
  return { t, client };
}

/** The shell has its terminal as it was. CODE is the client's exit code, SENTENCE what it says on stderr. */
async function givenBack(t: Terminal, code: number, sentence: RegExp): Promise<void> {
  await t.see(`it ended with ${code}`);
  await t.watch(() => /\$$/.test(t.text()), 'the shell is back');
  assert.deepEqual(t.leftovers(), []);
  assert.ok(!t.text().includes('all modes'), 'the main screen is as it was');
  const after = t.raw.slice(t.raw.lastIndexOf('\x1b[?1049l'));
  assert.ok(t.raw.lastIndexOf('\x1b[?7h') > t.raw.lastIndexOf('\x1b[?7l'), 'wrapping is on');
  assert.match(t.raw.slice(-4000), /\x1b\[=0u|\x1b\[<\d*u/, 'kitty keyboard flags are taken back');
  assert.match(t.raw.slice(-4000), /\x1b\[>4;0m|\x1b\[>4m/, 'modifyOtherKeys is taken back');
  assert.ok(!/\x1b\[\?(1000|1002|1003|1004|1006|1016|2004|2031)h/.test(after), 'a mode is set again afterwards');
  const said = [...after.matchAll(/jackin-mux: [^\r\n]+|\[(?:detached|the server)[^\r\n]+/g)].map(([text]) => text);
  assert.equal(said.length, 1, said.join('\n'));
  assert.match(said[0]!, sentence);
  // colours, shape and keys of the shell
  t.type('clear; printf "pl""ain\\n"; stty -a\r');
  await t.see(/plain[\s\S]*tostop/);
  const cell = t.model.buffer.active.getLine(t.model.buffer.active.baseY + t.find('plain').y)!.getCell(t.find('plain').x)!;
  assert.ok(
    cell.isFgDefault() && cell.isBgDefault() && !cell.isBold() && !cell.isUnderline() && !cell.isStrikethrough(),
    'colours are left',
  );
  for (const mode of ['icanon', 'echo', 'isig', 'icrnl', 'opost'])
    assert.match(t.text(), new RegExp(`(^|\\s)${mode}\\b`, 'm'), `${mode} is off`);
}

const ways: [string, (w: World, t: Terminal, client: number) => void | Promise<void>, number, RegExp][] = [
  ['detaching', (_w, t) => t.type(`${keys.leader}d`), 0, /^\[detached: 1 tab goes on; attach again with: jackin-mux\]$/],
  [
    'quitting and ending all',
    async (_w, t) => {
      t.type(`${keys.leader}q`);
      await t.see(/[Ee]nd/);
      t.type('e');
    },
    0,
    /^\[the server has ended\]$/,
  ],
  ['SIGTERM', (_w, _t, client) => signal(client, 'SIGTERM'), 143, /SIGTERM/],
  ['SIGHUP', (_w, _t, client) => signal(client, 'SIGHUP'), 129, /jackin-mux: .*SIGHUP/],
  ['SIGINT', (_w, _t, client) => signal(client, 'SIGINT'), 130, /SIGINT/],
  ['SIGQUIT', (_w, _t, client) => signal(client, 'SIGQUIT'), 131, /SIGQUIT/],
  ['the server killed', async (w) => signal(await w.serverPid(), 'SIGKILL'), 1, /server is gone/],
  ['kill-server', async (w) => void (await w.ok('kill-server')), 0, /^\[the server has ended \(kill-server\)\]$/],
  ['SIGTERM to the server', async (w) => signal(await w.serverPid(), 'SIGTERM'), 0, /^\[the server has ended \(SIGTERM\)\]$/],
];
for (const [name, act, code, sentence] of ways) {
  scene(`the terminal is given back on ${name}, whatever the program had set`, {}, async (w) => {
    const { t, client } = await inEverything(w);
    await act(w, t, client);
    await givenBack(t, code, sentence);
    figure('terminal given back', `${name}: exit ${code}, and a sentence`);
  });
}

const settings = { leader: 'C-\\', status: true, mouse: true };
const state = { type: 'state', tabs: [], view: null, previous: null, settings, warning: null };
/** What a server that has gone mad may say; each ends the client with a sentence, and never with the terminal in disorder. */
const nonsense: Record<string, (Buffer | object)[]> = {
  'a state without tabs': [{ type: 'state' }],
  'a state whose tabs are none': [{ ...state, tabs: [null, 7] }],
  'a state without settings': [{ ...state, settings: undefined }],
  'broken JSON': [Buffer.concat([Buffer.from([5, 0, 0, 0, 1]), Buffer.from('{"a"')])],
  'a message of 4 GB': [Buffer.from([0xff, 0xff, 0xff, 0xff, 3])],
  'damaged frames': Array.from({ length: 6 }, () => Buffer.from([9, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3, 4])),
};
for (const [name, messages] of Object.entries(nonsense)) {
  scene(`a server that sends ${name}: the terminal is given back, with a sentence`, {}, async (w) => {
    fs.mkdirSync(w.path('run/jackin-mux'), { mode: 0o700 });
    let spoken: net.Socket | null = null;
    const bytes = (message: Buffer | object) =>
      Buffer.isBuffer(message) ? message : Buffer.from(encodeMessage(Kind.json, Buffer.from(JSON.stringify(message))));
    const server = net.createServer((socket) => {
      const reader = new MessageReader();
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        for (const { payload } of reader.push(chunk)) {
          const said = JSON.parse(Buffer.from(payload).toString()) as { type: string };
          if (said.type === 'hello') socket.write(bytes({ type: 'welcome', protocol: PROTOCOL, version: '0', pid: process.pid }));
          if (said.type !== 'attach') continue;
          socket.write(bytes(state));
          spoken = socket;
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(w.socket, resolve));
    try {
      const t = w.anyTerminal(['/bin/sh', '-i']);
      await t.see(/\$/);
      t.type('jackin-mux attach; echo "it ended with $?"\r');
      await t.see(/Press N/);
      const socket: net.Socket = await until('attached', () => spoken);
      for (const message of messages) socket.write(bytes(message));
      await t.see('it ended with 1');
      assert.match(t.text(), /jackin-mux: [^\n]*\w[^\n]*/);
      assert.ok(!/undefined|Cannot read|TypeError|\bat \//.test(t.text()), `a sentence for an operator, not this:\n${t.text()}`);
      assert.deepEqual(t.leftovers(), []);
      figure('terminal given back', `a server that sends ${name}: exit 1, and a sentence`);
    } finally {
      server.close();
    }
  });
}

scene('nonsense in the answers of a terminal ends no client and is typed nowhere', {}, async (w) => {
  const puppet = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...puppet.argv]);
  await puppet.ready();
  await puppet.draw('ready');
  await t.see('ready');
  puppet.take();
  // answers that nobody asked for any more, and some that no terminal gives
  for (const answer of [
    '\x1b]11;rgb:zz/../x\x1b\\',
    '\x1b]4;1;rgb:0000/0000/0000;2;evil\x07',
    '\x1b[?62;1;999999999999c',
    '\x1bP>|\x01\x02 name\x1b\\',
    '\x1b[6;0;0t',
  ])
    t.type(answer);
  t.type('end');
  await puppet.hear('end');
  assert.ok(!puppet.got.includes('evil') || puppet.got.startsWith('\x1b'), JSON.stringify(puppet.got));
  await puppet.draw('\r\nstill drawn');
  await t.see('still drawn');
});
