import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BgFlag, Color, cellText, FgFlag, rowText, Underline, WORDS } from '../protocol/cells.ts';
import { clampSize, type TerminalModel } from './terminal.ts';
import { bytesOf, recordingModel } from './testing.ts';

const ST = '\x1b\\';

function fed(stream: string, size = { cols: 40, rows: 5 }) {
  const made = recordingModel({ size });
  made.model.parse(bytesOf(stream));
  return made;
}

const lines = (model: TerminalModel): string[] => Array.from({ length: model.size.rows }, (_, y) => rowText(model.row(y)));
const word = (model: TerminalModel, x: number, y: number, which: 0 | 1 | 2): number => model.row(y).words[x * WORDS + which]!;

test('what was parsed is on the screen when parse returns', () => {
  assert.equal(lines(fed('now').model)[0], 'now');
});

test('a character that is cut anywhere arrives whole', () => {
  // the second byte of each of the first three is 0x80, which the library loses
  for (const text of ['’', '“x”', '\u2003.', 'é', '日', '🚀', '👩‍💻']) {
    const bytes = bytesOf(text);
    for (let cut = 1; cut < bytes.length; cut++) {
      const { model } = recordingModel();
      model.parse(bytes.subarray(0, cut));
      model.parse(bytes.subarray(cut));
      assert.equal(lines(model)[0], text, `${text} cut after ${cut}`);
    }
  }
});

test('text is kept by grapheme cluster with its width', () => {
  const { model } = fed('e\u0301👩‍💻🇫🇷❤️日x');
  const row = model.row(0);
  assert.deepEqual(
    Array.from({ length: 10 }, (_, x) => cellText(row, x)),
    ['e\u0301', '👩‍💻', '', '🇫🇷', '', '❤️', '', '日', '', 'x'],
  );
});

test('an underline has its style and its colour, and loses both', () => {
  const { model } = fed('\x1b[4:3;58:2::1:2:3ma\x1b[4mb\x1b[59mc\x1b[24md\x1b[21;58;5;9me\x1b[0;4mf');
  const { extras } = model.row(0);
  const told = (x: number) => [extras?.get(x)?.underline ?? 0, extras?.get(x)?.underlineColor ?? 0];
  const color = Color.rgb | 0x010203;
  assert.deepEqual(told(0), [Underline.curly, color]);
  assert.deepEqual(told(1), [Underline.single, color]);
  assert.deepEqual(told(2), [Underline.single, 0]);
  assert.deepEqual(told(3), [Underline.none, 0]);
  assert.deepEqual(told(4), [Underline.double, Color.p256 | 9]);
  assert.deepEqual(told(5), [Underline.single, 0]);
});

test('a link is told with its id, and is not an underline', () => {
  const { model } = fed(`\x1b]8;id=7;http://a.example/?x;y${ST}ab\x1b[4:3mc\x1b]8;;${ST}d`);
  const { extras } = model.row(0);
  assert.deepEqual(extras?.get(0), { underline: 0, underlineColor: 0, link: 'http://a.example/?x;y', linkId: '7' });
  assert.equal(extras?.get(2)?.underline, Underline.curly);
  assert.equal(extras?.get(2)?.link, 'http://a.example/?x;y');
  assert.equal(extras?.get(3)?.link, '');
});

test('a link outlives the row where it was begun', () => {
  const { model } = fed(`\x1b]8;;http://a.example/\x07begun${'\r\n'.repeat(300)}still`);
  assert.equal(model.row(4).extras?.get(0)?.link, 'http://a.example/');
});

test('colours stay in the form they came in', () => {
  const { model } = fed(
    '\x1b[31ma\x1b[91mb\x1b[38;5;9mc\x1b[38;2;1;2;3md\x1b[38:2:1:2:3me\x1b[38:2::1:2:3mf\x1b[38:5:9mg\x1b[48:2:4:5:6mh\x1b[39;49mi',
  );
  const fg = (x: number) => word(model, x, 0, 1) & Color.mask;
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 8].map(fg), [
    Color.p16 | 1,
    Color.p16 | 9,
    Color.p256 | 9,
    Color.rgb | 0x010203,
    Color.rgb | 0x010203,
    Color.rgb | 0x010203,
    Color.p256 | 9,
    0,
  ]);
  assert.equal(word(model, 7, 0, 2) & Color.mask, Color.rgb | 0x040506);
});

test('what is erased keeps its background', () => {
  const { model } = fed('\x1b[48;5;4m\x1b[2J\x1b[0mx');
  assert.equal(word(model, 5, 3, 2) & Color.mask, Color.p256 | 4);
});

test('the cursor that was saved comes back with its underline', () => {
  const { model } = fed('\x1b[4:3;58;5;9m\x1b7\x1b[0m\x1b8x');
  assert.deepEqual(model.row(0).extras?.get(0), { underline: Underline.curly, underlineColor: Color.p256 | 9, link: '', linkId: '' });
  assert.ok(word(model, 0, 0, 1) & FgFlag.underline);
  const plain = fed('\x1b7\x1b[4:3m\x1b8x').model;
  assert.equal(word(plain, 0, 0, 2) & BgFlag.extended, 0);
});

test('a title by ESC k is not printed', () => {
  const { model, recorded } = fed(`a\x1bkmy title${ST}b`);
  assert.equal(lines(model)[0], 'ab');
  assert.deepEqual(recorded.log, ['title my title']);
});

test('APC, PM and SOS are swallowed whole', () => {
  for (const begin of ['\x1b_', '\x1b^', '\x1bX']) {
    assert.equal(lines(fed(`a${begin}Gi=1;naïve — 日本${ST}b`).model)[0], 'ab', JSON.stringify(begin));
  }
});

const ANNOUNCED: [name: string, stream: string, log: string[]][] = [
  ['OSC 0', '\x1b]0;both\x07', ['title both']],
  ['OSC 2', `\x1b]2;window${ST}`, ['title window']],
  ['OSC 1 is the icon, not the title', '\x1b]1;icon\x07', []],
  ['the same title twice', '\x1b]2;a\x07\x1b]2;a\x07', ['title a']],
  ['a title with controls', '\x1b]2;a\u2028b\x7fc\x07', ['title a b c']],
  ['title stack', '\x1b]2;a\x07\x1b[22;2t\x1b]2;b\x07\x1b[23;2t', ['title a', 'title b', 'title a']],
  ['bell', '\x07', ['bell']],
  ['a BEL that ends an OSC is no bell', '\x1b]2;a\x07', ['title a']],
  ['OSC 9', '\x1b]9;done; really\x07', ['notification [] [done; really]']],
  ['OSC 9;4', '\x1b]9;4;1;42\x07\x1b]9;4;0\x07\x1b]9;4;3\x07', ['progress 1 42', 'progress 0 0', 'progress 3 0']],
  ['OSC 9 of ConEmu', '\x1b]9;9;/tmp\x07', []],
  ['OSC 777', '\x1b]777;notify;Title;Body; and more\x07', ['notification [Title] [Body; and more]']],
  ['OSC 99', '\x1b]99;i=1:d=0;Hello\x1b\\\x1b]99;i=1:p=body;World\x1b\\', ['notification [Hello] [World]']],
  ['OSC 99 in base64', `\x1b]99;e=1;${Buffer.from('Hé').toString('base64')}\x07`, ['notification [Hé] []']],
  ['OSC 99 query', '\x1b]99;i=1:p=?;\x07', []],
  ['OSC 7501', '\x1b]7501;state=working:app=claude-code\x1b\\', ['status working claude-code']],
  ['OSC 7501 without an app', '\x1b]7501;state=idle\x07', ['status idle ']],
  ['OSC 7', '\x1b]7;file:///tmp/a%20b\x07', ['folder /tmp/a b']],
  ['OSC 7 of localhost', '\x1b]7;file://localhost/srv\x07', ['folder /srv']],
  ['OSC 7 of another machine', '\x1b]7;file://elsewhere.example/srv\x07', []],
  ['OSC 7 that is no file', '\x1b]7;http://localhost/srv\x07\x1b]7;/srv\x07', []],
  ['OSC 52', `\x1b]52;c;${Buffer.from('copied é').toString('base64')}\x07`, ['clipboard copied é']],
  ['OSC 52 that is not base64', '\x1b]52;c;!!\x07', []],
  ['an OSC that was cancelled', '\x1b]2;a\x18\x1b]2;b\x1a', []],
  ['an OSC that is unknown', '\x1b]1337;SetMark\x07\x1b]foo;bar\x07', []],
];

for (const [name, stream, log] of ANNOUNCED) {
  test(`announced: ${name}`, () => {
    assert.deepEqual(fed(stream).recorded.log, log);
  });
}

test('a long OSC 52 arrives, one beyond the limit does not', () => {
  const text = 'x'.repeat(1_000_000);
  const { recorded } = fed(`\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`);
  assert.deepEqual(recorded.log, [`clipboard ${text}`]);
  assert.deepEqual(fed(`\x1b]52;c;${'A'.repeat(2_000_000)}\x07`).recorded.log, []);
});

test('a title beyond reason is cut, not inside a character', () => {
  const { model } = fed(`\x1b]2;${'🚀'.repeat(1000)}\x07`);
  assert.ok(model.title.length <= 512);
  assert.equal(model.title.replaceAll('🚀', ''), '');
});

test('a string that never ends costs no memory, and the stream goes on after it', () => {
  for (const begin of ['\x1b]2;', '\x1b]52;c;', '\x1b]8;;', '\x1b]1337;', '\x1bP+q', '\x1bPq', '\x1b_G', '\x1b^', '\x1bk']) {
    const { model, recorded } = recordingModel();
    model.parse(bytesOf(begin));
    const piece = Buffer.alloc(65536, 'A');
    model.parse(piece);
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 160; i++) model.parse(piece);
    const grown = process.memoryUsage().heapUsed - before;
    assert.ok(grown < 16 * 1024 * 1024, `${JSON.stringify(begin)} kept ${grown} bytes of 10 MB`);
    model.parse(bytesOf(`${ST}after`));
    assert.equal(lines(model)[0], 'after', JSON.stringify(begin));
    assert.deepEqual(recorded.log, []);
  }
});

test('the longest repetition is carried out at once', () => {
  for (const sequence of ['L', 'M', 'S', 'T', '@', 'P', 'X', 'I', 'Z', 'b', 'A', 'B', ' @', ' A', "'}", "'~"]) {
    const before = performance.now();
    const { model } = fed(`abc\x1b[2147483647${sequence}`);
    assert.ok(performance.now() - before < 5000, sequence);
    assert.equal(model.size.rows, 5);
  }
});

test('erasing above in the last cell of a new screen works', () => {
  const { model } = fed('abc\x1b[5;40H\x1b[1J');
  assert.deepEqual(lines(model), ['', '', '', '', '']);
});

test('RIS shows the cursor', () => {
  const { model } = recordingModel();
  model.parse(bytesOf('\x1b[?25l'));
  assert.equal(model.cursor.visible, false);
  model.parse(bytesOf('\x1bc'));
  assert.equal(model.cursor.visible, true);
});

test('a synchronized update is told from its begin to its end', () => {
  assert.deepEqual(fed('\x1b[?2026h\x1b[?2026h\x1b[?2026l\x1b[?2026l').recorded.log, ['synchronized true', 'synchronized false']);
  assert.deepEqual(fed('\x1b[?2026h\x1bc').recorded.log, ['synchronized true', 'synchronized false']);
});

test('every resize is reported in band to a program that asked', () => {
  const { model, recorded } = fed('\x1b[?2048h');
  recorded.answers = '';
  assert.ok(model.resize({ cols: 100, rows: 30 }));
  assert.equal(recorded.answers, '\x1b[48;30;100;480;800t');
  assert.ok(!model.resize({ cols: 100, rows: 30 }));
  assert.equal(recorded.answers, '\x1b[48;30;100;480;800t');
});

test('sizes are made possible', () => {
  const cases: [[number, number], [number, number]][] = [
    [
      [80, 24],
      [80, 24],
    ],
    [
      [1, 0],
      [2, 1],
    ],
    [
      [Number.NaN, -5],
      [2, 1],
    ],
    [
      [1e9, 1e9],
      [1000, 1000],
    ],
    [
      [80.7, 24.2],
      [80, 24],
    ],
  ];
  for (const [[cols, rows], [c, r]] of cases) assert.deepEqual(clampSize({ cols, rows }), { cols: c, rows: r });
});

test('a parser that meets what it does not expect says nothing', (t) => {
  const said: unknown[] = [];
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
    t.mock.method(console, name, (...args: unknown[]) => said.push(args));
  fed('\x1b[\x7f31mx\x1b[?1;2;3$z\x1b]x\x07\x1bP\u00e9\x1b\\\x1b[38;2m\x1b[999m\x80\xff');
  assert.deepEqual(said, []);
});

test('rows of the history and of the screen, by their numbers', () => {
  const { model } = recordingModel({ size: { cols: 6, rows: 2 }, scrollback: 3 });
  model.parse(bytesOf('one\r\n\x1b[4:3;58:5:9mtwo\x1b[m\r\ne\u0301abcdefg\r\nend'));
  const texts = (from: number, count: number) => model.rows(from, count).map(rowText);
  assert.deepEqual(texts(0, 100), ['one', 'two', 'e\u0301abcde', 'fg', 'end']);
  assert.deepEqual(texts(1, 2), ['two', 'e\u0301abcde']);
  assert.deepEqual(texts(5, 1), []);
  assert.deepEqual(
    model.rows(0, 5).map((row) => row.wrapped),
    [false, false, true, false, false],
    'also where the line goes on on the screen',
  );
  assert.equal(model.rows(1, 1)[0]!.extras?.get(0)?.underline, Underline.curly);
  assert.equal(model.history.dropped, 0);
  model.parse(bytesOf('\r\n1\r\n2'));
  assert.deepEqual([texts(0, 1), model.history.length, model.history.dropped], [['e\u0301abcde'], 3, 2]);
});
