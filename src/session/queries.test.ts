import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TerminalFacts } from '../protocol/messages.ts';
import { CSI_QUERIES } from './queries.ts';
import { CAPABILITY_NAMES, capability } from './terminfo.ts';
import { bytesOf, recordingModel } from './testing.ts';

const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();

function answersTo(stream: string, facts: TerminalFacts = {}): string {
  const { model, recorded } = recordingModel({ facts: () => facts });
  model.parse(bytesOf(stream));
  return recorded.answers;
}

const TOLD: TerminalFacts = {
  foreground: 'rgb:1111/2222/3333',
  background: 'rgb:ffff/ffff/eeee',
  cursor: 'rgb:4444/5555/6666',
  palette: { 1: 'rgb:aaaa/0000/0000' },
  cell: { width: 9, height: 20 },
};

const CASES: [name: string, stream: string, answer: string, facts?: TerminalFacts][] = [
  ['DA1', '\x1b[c', '\x1b[?62;22c'],
  ['DA1 with 0', '\x1b[0c', '\x1b[?62;22c'],
  ['an answer to DA1 is no query', '\x1b[?62;22c\x1b[62c', ''],
  ['DA2', '\x1b[>c', '\x1b[>1;277;0c'],
  ['DA3', '\x1b[=c', '\x1bP!|00000000\x1b\\'],
  ['DSR 5', '\x1b[5n', '\x1b[0n'],
  ['DSR 6', '\x1b[3;7H\x1b[6n', '\x1b[3;7R'],
  ['DSR 6 behind the last cell', `${'x'.repeat(80)}\x1b[6n`, '\x1b[1;80R'],
  ['DSR 6 in origin mode', '\x1b[5;10r\x1b[?6h\x1b[2;3H\x1b[6n', '\x1b[2;3R'],
  ['DECXCPR', '\x1b[3;7H\x1b[?6n', '\x1b[?3;7R'],
  ['printer, keys, keyboard, locator', '\x1b[?15n\x1b[?25n\x1b[?26n\x1b[?53n', '\x1b[?13n\x1b[?21n\x1b[?27;1;0;0n\x1b[?50n'],
  ['colour scheme, unknown', '\x1b[?996n', '\x1b[?997;1n'],
  ['colour scheme by the background', '\x1b[?996n', '\x1b[?997;2n', TOLD],
  ['colour scheme as told', '\x1b[?996n', '\x1b[?997;1n', { ...TOLD, colorScheme: 'dark' }],
  ['XTVERSION', '\x1b[>q\x1b[>0q', '\x1bP>|jackin-mux(1.2.3)\x1b\\\x1bP>|jackin-mux(1.2.3)\x1b\\'],
  ['kitty keyboard, none', '\x1b[?u', '\x1b[?0u'],
  ['kitty keyboard, pushed', '\x1b[>5u\x1b[?u', '\x1b[?5u'],
  ['modifyOtherKeys', '\x1b[?4m\x1b[>4;2m\x1b[?4m\x1b[>4m\x1b[?4m', '\x1b[>4;0m\x1b[>4;2m\x1b[>4;0m'],
  ['text area in pixels', '\x1b[14t', '\x1b[4;384;640t'],
  ['text area in pixels, as told', '\x1b[14t', '\x1b[4;480;720t', TOLD],
  ['cell in pixels', '\x1b[16t', '\x1b[6;16;8t'],
  ['cell in pixels, as told', '\x1b[16t', '\x1b[6;20;9t', TOLD],
  ['size in cells', '\x1b[18t', '\x1b[8;24;80t'],
  ['OSC 10, ended by BEL', '\x1b]10;?\x07', '\x1b]10;rgb:d4d4/d4d4/d4d4\x07'],
  ['OSC 10, ended by ST', '\x1b]10;?\x1b\\', '\x1b]10;rgb:d4d4/d4d4/d4d4\x1b\\'],
  ['OSC 11', '\x1b]11;?\x07', '\x1b]11;rgb:0000/0000/0000\x07'],
  ['OSC 11 of a light terminal', '\x1b]11;?\x07', '\x1b]11;rgb:ffff/ffff/ffff\x07', { colorScheme: 'light' }],
  ['OSC 12 is the foreground where unknown', '\x1b]12;?\x07', '\x1b]12;rgb:1111/2222/3333\x07', { foreground: 'rgb:1111/2222/3333' }],
  [
    'OSC 10 to 12, as told',
    '\x1b]10;?;?;?\x07',
    '\x1b]10;rgb:1111/2222/3333\x07\x1b]11;rgb:ffff/ffff/eeee\x07\x1b]12;rgb:4444/5555/6666\x07',
    TOLD,
  ],
  ['OSC 11 after it was set', '\x1b]11;#102030\x07\x1b]11;?\x07', '\x1b]11;rgb:1010/2020/3030\x07', TOLD],
  ['OSC 11 after it was reset', '\x1b]11;#102030\x07\x1b]111\x07\x1b]11;?\x07', '\x1b]11;rgb:ffff/ffff/eeee\x07', TOLD],
  ['OSC 4', '\x1b]4;1;?\x07', '\x1b]4;1;rgb:cdcd/0000/0000\x07'],
  ['OSC 4, as told', '\x1b]4;1;?\x07', '\x1b]4;1;rgb:aaaa/0000/0000\x07', TOLD],
  [
    'OSC 4 of several',
    '\x1b]4;16;?;231;?;232;?\x1b\\',
    '\x1b]4;16;rgb:0000/0000/0000\x1b\\\x1b]4;231;rgb:ffff/ffff/ffff\x1b\\\x1b]4;232;rgb:0808/0808/0808\x1b\\',
  ],
  ['OSC 4 after it was set', '\x1b]4;1;rgb:12/34/56\x07\x1b]4;1;?\x07', '\x1b]4;1;rgb:1212/3434/5656\x07', TOLD],
  ['OSC 4 after a reset of all', '\x1b]4;1;rgb:12/34/56\x07\x1b]104\x07\x1b]4;1;?\x07', '\x1b]4;1;rgb:aaaa/0000/0000\x07', TOLD],
  ['OSC 4 after a reset of another', '\x1b]4;1;#111\x07\x1b]104;2\x07\x1b]4;1;?\x07', '\x1b]4;1;rgb:1111/1111/1111\x07'],
  ['OSC 4 beyond the palette', '\x1b]4;256;?\x07', ''],
  ['OSC 7501', '\x1b]7501;?\x1b\\', '\x1b]7501;?\x1b\\'],
  ['OSC 52 is never read out', '\x1b]52;c;?\x07\x1b]52;;?\x1b\\', ''],
  ['XTGETTCAP', `\x1bP+q${hex('Co')}\x1b\\`, `\x1bP1+r${hex('Co')}=${hex('256')}\x1b\\`],
  ['XTGETTCAP of a flag', `\x1bP+q${hex('Tc')}\x1b\\`, `\x1bP1+r${hex('Tc')}\x1b\\`],
  [
    'XTGETTCAP of several, one unknown',
    `\x1bP+q${hex('TN')};${hex('nope')}\x1b\\`,
    `\x1bP1+r${hex('TN')}=${hex('xterm-256color')}\x1b\\\x1bP0+r${hex('nope')}\x1b\\`,
  ],
  ['XTGETTCAP that is not hex', '\x1bP+qzz\x1b\\', '\x1bP0+rzz\x1b\\'],
  ['DECRQSS of the style', '\x1b[1;3;4:3;38;2;1;2;3;48;5;9;58:5:7m\x1bP$qm\x1b\\', '\x1bP1$r0;1;3;4:3;38:2::1:2:3;48:5:9;58:5:7m\x1b\\'],
  ['DECRQSS of 16 colours', '\x1b[31;102m\x1bP$qm\x1b\\', '\x1bP1$r0;31;102m\x1b\\'],
  ['DECRQSS of the region', '\x1b[3;9r\x1bP$qr\x1b\\', '\x1bP1$r3;9r\x1b\\'],
  ['DECRQSS of the cursor', '\x1b[4 q\x1bP$q q\x1b\\', '\x1bP1$r4 q\x1b\\'],
  ['DECRQSS of protection', '\x1b[1"q\x1bP$q"q\x1b\\', '\x1bP1$r1"q\x1b\\'],
  ['DECRQSS of the level', '\x1bP$q"p\x1b\\', '\x1bP1$r62;1"p\x1b\\'],
  ['DECRQSS of something unknown', '\x1bP$qz\x1b\\', '\x1bP0$r\x1b\\'],
  ['in-band size when it is switched on', '\x1b[?2048h', '\x1b[48;24;80;384;640t'],
  ['graphics are not supported, and say so by silence', '\x1b_Gi=1,a=q;AAAA\x1b\\\x1b[?1;1;0S', ''],
];

for (const [name, stream, answer, facts] of CASES) {
  test(`query: ${name}`, () => {
    assert.equal(answersTo(stream, facts), answer);
  });
}

test('answers come in the order of the questions, each once', () => {
  assert.equal(
    answersTo('\x1b[c\x1b]10;?\x07\x1b[6n\x1bP$qr\x1b\\\x1b[?2026$p'),
    '\x1b[?62;22c\x1b]10;rgb:d4d4/d4d4/d4d4\x07\x1b[1;1R\x1bP1$r1;24r\x1b\\\x1b[?2026;2$y',
  );
});

test('the questions of a program that starts are answered, whatever pieces they come in', () => {
  const stream = '\x1b[?u\x1b[>q\x1b]11;?\x1b\\\x1b]4;7;?\x07\x1b[?996n\x1b[14t\x1b]7501;?\x1b\\\x1bP+q544e\x1b\\\x1b[c';
  const whole = answersTo(stream);
  const { model, recorded } = recordingModel();
  for (const byte of bytesOf(stream)) model.parse(Uint8Array.of(byte));
  assert.equal(recorded.answers, whole);
  assert.ok(whole.endsWith('\x1b[?62;22c'));
});

/** DECRQM: mode, sequence that sets it, sequence that resets it. */
const SWITCHES: [mode: number, on?: string, off?: string][] = [
  [1],
  [6],
  [7],
  [12],
  [25],
  [45],
  [66],
  [66, '\x1b=', '\x1b>'],
  [9],
  [1000],
  [1002],
  [1003],
  [1004],
  [1005],
  [1006],
  [1007],
  [1016],
  [47],
  [1047],
  [1049],
  [2004],
  [2026],
  [2031],
  [2048],
];

for (const [mode, on = `\x1b[?${mode}h`, off = `\x1b[?${mode}l`] of SWITCHES) {
  test(`DECRQM tells the truth about private mode ${mode} (${JSON.stringify(on)})`, () => {
    const ask = `\x1b[?${mode}$p`;
    const told = [...answersTo(`${on}${ask}${off}${ask}`).matchAll(new RegExp(`\\x1b\\[\\?${mode};(\\d)\\$y`, 'g'))].map((m) => m[1]);
    assert.deepEqual(told, ['1', '2']);
  });
}

test('DECRQM of modes that are fixed, unknown, or ANSI', () => {
  const cases: [ask: string, answer: string][] = [
    ['\x1b[?2027$p', '\x1b[?2027;1$y'],
    ['\x1b[?1048$p', '\x1b[?1048;1$y'],
    ['\x1b[?8$p', '\x1b[?8;3$y'],
    ['\x1b[?67$p', '\x1b[?67;4$y'],
    ['\x1b[?69$p', '\x1b[?69;0$y'],
    ['\x1b[?9999$p', '\x1b[?9999;0$y'],
    ['\x1b[4$p\x1b[4h\x1b[4$p', '\x1b[4;2$y\x1b[4;1$y'],
    ['\x1b[20$p', '\x1b[20;2$y'],
    ['\x1b[12$p', '\x1b[12;3$y'],
    ['\x1b[99$p', '\x1b[99;0$y'],
  ];
  for (const [ask, answer] of cases) assert.equal(answersTo(ask), answer, JSON.stringify(ask));
});

test('only one mouse mode and one encoding is in force', () => {
  assert.equal(
    answersTo('\x1b[?1000h\x1b[?1003h\x1b[?1006h\x1b[?1000$p\x1b[?1003$p\x1b[?1006$p'),
    '\x1b[?1000;2$y\x1b[?1003;1$y\x1b[?1006;1$y',
  );
});

test('every CSI query is asked for here', () => {
  const streams = CASES.map(([, stream]) => stream).join('') + SWITCHES.map(([mode]) => `\x1b[?${mode}$p`).join('');
  for (const { name, id } of CSI_QUERIES) {
    const { prefix = '', intermediates = '', final } = id;
    const pattern = new RegExp(`\\x1b\\[${prefix.replace('?', '\\?')}[\\d;]*${intermediates.replace('$', '\\$')}${final}`);
    assert.ok(pattern.test(`${streams}\x1b[4$p`), `${name} has no case`);
  }
});

test('every capability is answered as it is', () => {
  for (const name of CAPABILITY_NAMES) {
    const value = capability(name)!;
    assert.equal(answersTo(`\x1bP+q${hex(name)}\x1b\\`), `\x1bP1+r${hex(name)}${value === '' ? '' : `=${hex(value)}`}\x1b\\`, name);
  }
});
