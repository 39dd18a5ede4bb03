// Draws the pictures of the README from the real screen: the demo's program in a PTY, its cells read through a terminal
// model, written as SVG. Run it after a change of looks: node src/tools/picture.mjs (after npm test or npm start has built).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(import.meta.url);
// see src/session/model/graphemes-addon.ts
Buffer.poolSize = 0;
const { UnicodeGraphemesAddon } = require('@xterm/addon-unicode-graphemes');
const { Terminal } = require('@xterm/headless');
const pty = require('node-pty');

const COLS = 92;
const ROWS = 24;
const CELL = { width: 8.4, height: 18 };
const PAPER = '#12141a';
const INK = '#d8dbe2';
const BASE = ['#12141a', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#abb2bf'];
const BRIGHT = ['#5c6370', '#ff7b86', '#b5e890', '#ffd68a', '#7cc7ff', '#dd9bf0', '#7fd8e4', '#ffffff'];
const CUBE = [0, 95, 135, 175, 215, 255];

function indexed(i) {
  if (i < 8) return BASE[i];
  if (i < 16) return BRIGHT[i - 8];
  const hex = (r, g, b) => `#${[r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('')}`;
  if (i >= 232) return hex(8 + (i - 232) * 10, 8 + (i - 232) * 10, 8 + (i - 232) * 10);
  const n = i - 16;
  return hex(CUBE[Math.floor(n / 36)], CUBE[Math.floor(n / 6) % 6], CUBE[n % 6]);
}

const color = (isDefault, isRgb, value, fallback) =>
  isDefault ? fallback : isRgb ? `#${value.toString(16).padStart(6, '0')}` : indexed(value);
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The screen of TERM as an SVG document. */
function svg(term, title) {
  const width = COLS * CELL.width + 16;
  const height = ROWS * CELL.height + 16;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, monospace" font-size="14" shape-rendering="crispEdges">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>`,
  ];
  const buffer = term.buffer.active;
  for (let y = 0; y < ROWS; y++) {
    const line = buffer.getLine(buffer.baseY + y);
    for (let x = 0; x < COLS; x++) {
      const cell = line.getCell(x);
      const w = cell.getWidth();
      if (w === 0) continue;
      let fg = color(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor(), INK);
      let bg = color(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor(), PAPER);
      if (cell.isInverse()) [fg, bg] = [bg, fg];
      const left = (8 + x * CELL.width).toFixed(1);
      const top = 8 + y * CELL.height;
      if (bg !== PAPER)
        out.push(`<rect x="${left}" y="${top}" width="${(w * CELL.width + 0.3).toFixed(1)}" height="${CELL.height}" fill="${bg}"/>`);
      const text = cell.getChars();
      if (text.trim() === '') continue;
      const looks = `${cell.isBold() ? ' font-weight="bold"' : ''}${cell.isItalic() ? ' font-style="italic"' : ''}${cell.isDim() ? ' opacity="0.6"' : ''}`;
      out.push(`<text x="${left}" y="${top + 13.5}" fill="${fg}"${looks}>${escaped(text)}</text>`);
    }
  }
  out.push('</svg>\n');
  return out.join('\n');
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-picture-'));
fs.mkdirSync(path.join(folder, 'run'), { mode: 0o700 });
// the pictures are of every day, not of the first start
fs.mkdirSync(path.join(folder, '.local/state/jackin'), { recursive: true });
fs.writeFileSync(path.join(folder, '.local/state/jackin/leader-taught'), '');
fs.writeFileSync(
  path.join(folder, 'config.toml'),
  '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up-for-a-picture"\nZAI_API_KEY = "made-up-for-a-picture"\n',
  { mode: 0o600 },
);
const env = {
  PATH: `${path.join(root, 'fixtures/agents')}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
  HOME: folder,
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  LANG: 'C.UTF-8',
  SHELL: '/bin/sh',
  JACKIN_CONFIG: path.join(folder, 'config.toml'),
  JACKIN_MUX_SOCKET: path.join(folder, 'run/mux.sock'),
};
const program = path.join(root, 'dist/cli.js');
const cli = (...args) => spawnSync(process.execPath, [program, ...args], { env, cwd: folder, encoding: 'utf8' });

const term = new Terminal({ cols: COLS, rows: ROWS, allowProposedApi: true, logLevel: 'off' });
term.loadAddon(new UnicodeGraphemesAddon());
const client = pty.spawn(process.execPath, [program], { cols: COLS, rows: ROWS, env, cwd: folder });
let last = Date.now();
client.onData((data) => {
  last = Date.now();
  term.write(data);
});
term.onData((data) => client.write(data));
const screenText = () =>
  Array.from({ length: ROWS }, (_, y) => term.buffer.active.getLine(term.buffer.active.baseY + y).translateToString(true)).join('\n');
/** Waits until the screen shows TEXT and has come to rest. */
const seen = async (text) => {
  for (const until = Date.now() + 20_000; ; await new Promise((r) => setTimeout(r, 50))) {
    if (screenText().includes(text) && Date.now() - last > 400) return;
    if (Date.now() > until) throw new Error(`the screen never showed "${text}":\n${screenText()}`);
  }
};
const save = (name, title) => {
  const file = path.join(root, 'fixtures/pictures', `${name}.svg`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, svg(term, title));
  process.stdout.write(`${path.relative(root, file)}\n`);
};
/** Types KEYS, and waits for what they lead to. */
const type = async (keys, text) => {
  client.write(keys);
  await seen(text);
};

try {
  const [down, enter, leader, esc] = ['\x1b[B', '\r', '\x1c', '\x1b'];
  await seen('Press N');
  save('welcome', 'jackin-mux with no tab open');
  await type('N', 'OpenCode');
  await type(enter, 'Anthropic');
  save('providers', 'The provider picker');
  await type(`${down}${down}${enter}`, 'Claude (Kimi)');
  await type(leader, 'detach');
  await type('N', 'OpenCode');
  await type(enter, 'Anthropic');
  await type(enter, 'Claude (Anthropic)');
  await type(leader, 'detach');
  await type('N', 'OpenCode');
  await type(`${down}${enter}`, '3 Codex');
  await type(`${leader}1`, 'api.kimi.com');
  save('tabs', 'Three tabs, Claude served by Kimi in view');
  await type(leader, 'detach');
  save('command-mode', 'Command mode: the strip has the keys');
  await type(':', 'Rename the tab');
  save('palette', 'The palette: every command, tab and agent');
  // a lone Esc, and what follows it apart from it: together they would be a key with Alt
  await type(esc, 'a stand-in');
  await type(leader, 'detach');
  await type('?', 'The leader: the keys below');
  save('help', 'Help: every key and what it does');
} finally {
  cli('kill-server');
  client.kill();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
