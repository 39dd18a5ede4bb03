// Draws the pictures of the documentation from the real screen: the built program in a PTY with stand-in agents, its cells
// read through a terminal model, written as SVG. `npm run docs -- --pictures` calls it after a change of looks. What is shown
// is the same on every machine: its own home, configuration and PATH, no clock, and nobody is called.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PAPER, svg } from './svg.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(import.meta.url);
// see src/session/model/graphemes-addon.ts
Buffer.poolSize = 0;
const { UnicodeGraphemesAddon } = require('@xterm/addon-unicode-graphemes');
const { Terminal } = require('@xterm/headless');
const pty = require('node-pty');

const [COLS, ROWS] = [92, 24];
const PROGRAM = path.join(root, 'dist/cli.js');
const [DOWN, ENTER, LEADER, ESC] = ['\x1b[B', '\r', '\x1c', '\x1b'];
const CONFIG = `[env]
KIMI_CODE_API_KEY = "sk-ki-made-up-for-a-picture"
ZAI_API_KEY = "made-up-for-a-picture"
`;

/** Runs SCENE with an operator at a terminal, in a home of its own that is gone afterwards. */
async function pictures(scene) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-picture-'));
  fs.mkdirSync(path.join(home, 'run'), { mode: 0o700 });
  // the pictures are of every day, not of the first start
  fs.mkdirSync(path.join(home, '.local/state/jackin'), { recursive: true });
  fs.writeFileSync(path.join(home, '.local/state/jackin/leader-taught'), '');
  fs.mkdirSync(path.join(home, '.config/jackin'), { recursive: true });
  fs.writeFileSync(path.join(home, '.config/jackin/config.toml'), CONFIG, { mode: 0o600 });
  const env = {
    PATH: `${agents(path.join(home, 'bin'), 'grok')}:/usr/bin:/bin`,
    HOME: home,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    LANG: 'C.UTF-8',
    SHELL: '/bin/sh',
    JACKIN_MUX_SOCKET: path.join(home, 'run/mux.sock'),
  };
  const cli = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { env, cwd: home, encoding: 'utf8' });
    if (status !== 0) throw new Error(`jackin-mux ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  const term = new Terminal({ cols: COLS, rows: ROWS, allowProposedApi: true, logLevel: 'off' });
  term.loadAddon(new UnicodeGraphemesAddon());
  const client = pty.spawn(process.execPath, [PROGRAM], { cols: COLS, rows: ROWS, env, cwd: home });
  // a dark terminal, for who asks
  term.parser.registerOscHandler(11, (asked) => {
    if (asked === '?') client.write(`\x1b]11;rgb:${PAPER.slice(1).replaceAll(/..(?!$)/g, '$&/')}\x1b\\`);
    return true;
  });
  try {
    await scene(operator(term, client, cli));
  } finally {
    cli('kill-server');
    client.kill();
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** A folder with node and the stand-in agents, all but MISSING. */
function agents(folder, missing) {
  fs.mkdirSync(folder);
  fs.symlinkSync(process.execPath, path.join(folder, 'node'));
  fs.writeFileSync(
    path.join(path.dirname(folder), 'stand-in.mjs'),
    `import ${JSON.stringify(path.join(root, 'fixtures/stand-in.mjs'))};\n`,
  );
  for (const name of fs.readdirSync(path.join(root, 'fixtures/agents')).filter((name) => name !== missing)) {
    fs.copyFileSync(path.join(root, 'fixtures/stand-in.sh'), path.join(folder, name));
  }
  return folder;
}

/** Who types and looks. Every step waits for what it leads to, so that a slow machine draws the same. */
function operator(term, client, cli) {
  let last = Date.now();
  client.onData((data) => {
    last = Date.now();
    term.write(data);
  });
  term.onData((data) => client.write(data));
  const text = () => {
    const { active } = term.buffer;
    return Array.from({ length: ROWS }, (_, y) => active.getLine(active.baseY + y).translateToString(true)).join('\n');
  };
  /** Waits until the screen shows WANTED, a text or a pattern, and has come to rest. */
  const seen = async (wanted) => {
    const shows = () => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()));
    for (const until = Date.now() + 30_000; !shows() || Date.now() - last < 400; await new Promise((r) => setTimeout(r, 50)))
      if (Date.now() > until) throw new Error(`the screen never showed ${wanted}:\n${text()}`);
  };
  return {
    cli,
    seen,
    /** Types KEYS, and waits for what they lead to. */
    type: async (keys, wanted) => {
      client.write(keys);
      await seen(wanted);
    },
    /** Command mode, then KEY. */
    command: async (key, wanted) => {
      client.write(LEADER);
      await seen('Esc back');
      client.write(key);
      await seen(wanted);
    },
    save: (name, title) => {
      const file = path.join(root, 'fixtures/pictures', `${name}.svg`);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, svg(term, title));
      process.stdout.write(`${path.relative(root, file)}\n`);
    },
  };
}

/** What is written by a program whose output is worth a search. */
const LOG = Array.from({ length: 60 }, (_, i) => {
  const file = ['auth', 'cart', 'mail', 'search', 'users'][i % 5];
  const mark = i % 7 === 4 ? '\\033[31mFAIL\\033[39m' : '\\033[32m ok \\033[39m';
  const why = i % 7 === 4 ? `  error: expected ${i}, got ${i + 1}` : '';
  return `${mark}  test/${file}.test.ts  case ${String(i + 1).padStart(2)}${why}`;
}).join('\\n');

await pictures(async ({ type, command, seen, save }) => {
  await seen('Press N');
  save('welcome', 'jackin-mux with no tab open: press N to open an agent tab');
  await type('N', 'OpenCode');
  save('agents', 'The agent picker; one that is not installed is dimmed and says how to install it');
  await type(ENTER, 'Anthropic');
  save('providers', 'The provider picker: who serves this Claude');
  await type(`${DOWN}${DOWN}${ENTER}`, '1 Claude (Kimi)');
  await seen('api.kimi.com');
  await command('N', 'OpenCode');
  await type(ENTER, 'Anthropic');
  await type(ENTER, '2 Claude (Anthropic)');
  await command('N', 'OpenCode');
  await type(`${DOWN}${ENTER}`, '3 Codex');
  await command('1', 'api.kimi.com');
  save('tabs', 'Three tabs; Claude served by Kimi is in view');
  await type(LEADER, 'Esc back');
  save('command-mode', 'Command mode: the strip has the keys, the last line says which');
  await type(':', 'Open an agent tab');
  await type('cl', 'Filter: cl');
  save('palette', 'The palette: commands, tabs and agents by a few of their letters');
  // a lone Esc, and what follows it apart from it: together they would be a key with Alt
  await type(ESC, 'a stand-in');
  await command('?', 'The leader: the keys below');
  save('help', 'Help: every key and what it does, narrowed by typing');
  await type(ESC, 'a stand-in');

  await command('A', 'KIMI_CODE_API_KEY');
  await type(`${DOWN}${DOWN}${DOWN}${DOWN}`, '>  Kimi');
  save('auth', 'The Auth screen: which key comes from where, masked');
  await type('q', 'a stand-in');

  await command('|', 'OpenCode');
  await type(ENTER, 'Anthropic');
  await type(`${DOWN}${ENTER}`, /1 Claude \(Kimi\) [^\n]*\+1/);
  await seen('api.z.ai');
  await type(`which of the two is faster?${ENTER}`, 'claude heard: which');
  save('splits', 'Two panes of a tab: Claude served by Kimi and Claude served by Z.AI');
});

await pictures(async ({ command, type, seen, save, cli }) => {
  await seen('Press N');
  cli('new', 'claude', '--provider', 'kimi');
  cli('new', 'codex', '--background');
  cli('new', 'opencode', '--provider', 'kimi', '--background');
  cli('new', 'gemini', '--background');
  cli('new', 'amp', '--background');
  /** Sends the stand-in of TAB a line, and waits until it is in STATE. */
  const act = async (tab, line, state) => {
    cli('wait', tab, '--text', '> ', '--timeout', '20');
    cli('send', tab, '--enter', line);
    cli('wait', tab, ...(state === 'dead' ? ['--exit'] : ['--state', state]), '--timeout', '20');
  };
  await act('2', '/work', 'working');
  await act('3', '/ask npm run deploy', 'waiting');
  await act('4', '/work', 'working');
  await act('4', '/rest', 'done');
  await act('5', 'exit 1', 'dead');
  await seen(/1 waiting/);
  save('states', 'What each agent does: idle, working, waiting, done, dead; the last line counts those that need you');

  cli('new', '--label', 'tests', '--', 'sh', '-c', `printf '${LOG}\\n'; exec sleep 1000`);
  await seen('case 60');
  await command('/', 'search');
  await type(`error${ENTER}`, 'match');
  await type('nnnn', 'match 4/8');
  save('scroll', 'Scroll mode: a search has marked every hit, the corner says where the view is');
});
