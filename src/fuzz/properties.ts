import assert from 'node:assert/strict';
import fc from 'fast-check';
import { builtinTable } from '../catalog/builtin.ts';
import { Tokenizer } from '../client/input/tokenizer.ts';
import { USUAL } from '../client/screen/capabilities.ts';
import { Compositor } from '../client/screen/compose.ts';
import { TerminalImage } from '../client/screen/diff.ts';
import { FrameStore } from '../client/screen/frame-store.ts';
import { layoutStrip } from '../client/screen/strip.ts';
import { createTerminal, differenceOf, feed, surfaceOf } from '../client/screen/testing.ts';
import { themeOf } from '../client/screen/theme.ts';
import { formatProblem, loadConfig } from '../config/load.ts';
import { decodeFrame, encodeFrame } from '../protocol/frame.ts';
import { encodeMessage, Kind, MessageReader } from '../protocol/framing.ts';
import type { Size } from '../protocol/messages.ts';
import { DamageLog } from '../session/damage.ts';
import { TerminalModel } from '../session/terminal.ts';

/** Something that is fed made-up input, and what must hold of it. `check` throws where it does not. */
export interface Property<T = unknown> {
  input: fc.Arbitrary<T>;
  check(input: T): void | Promise<void>;
}

const byte = fc.integer({ min: 0, max: 255 });
/** Pieces of Latin-1 that mean something, garbage between them, and where to cut. */
const stream = (pieces: readonly string[]) =>
  fc.record({
    text: fc
      .array(
        fc.oneof(
          { weight: 5, arbitrary: fc.constantFrom(...pieces) },
          { weight: 2, arbitrary: fc.array(byte, { maxLength: 6 }).map((bytes) => String.fromCharCode(...bytes)) },
          { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...pieces), fc.nat(8)).map(([piece, at]) => piece.slice(0, at)) },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: 99999 }).map(String) },
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join('')),
    cuts: fc.array(fc.nat(40), { maxLength: 12 }),
  });
type Stream = { text: string; cuts: number[] };

function* chunksOf({ text, cuts }: Stream): Generator<Buffer> {
  const bytes = Buffer.from(text, 'latin1');
  let at = 0;
  for (const length of cuts) {
    yield bytes.subarray(at, at + length);
    at += length;
  }
  yield bytes.subarray(at);
}

const property = <T>(input: fc.Arbitrary<T>, check: (input: T) => void | Promise<void>): Property => ({ input, check }) as Property;

const typed = [
  'a',
  'é',
  'Ã©',
  '\x1b',
  '\x1b[A',
  '\x1bOP',
  '\x1b[1;5C',
  '\x1b[200~',
  '\x1b[201~',
  '\x1b[<0;3;4M',
  '\x1b[<0;3;4m',
  '\x1b[M !!',
  '\x1b[I',
  '\x1b[O',
  '\x1b[97;5u',
  '\x1b[97:65;2:3;98u',
  '\x1b[27;5;97~',
  '\x1b[?62;22c',
  '\x1b[>1;10;0c',
  '\x1bP>|xterm(1)\x1b\\',
  '\x1b]11;rgb:0/0/0\x07',
  '\x1b]4;1;rgb:ff/ff/ff\x1b\\',
  '\x1b]52;c;QQ==\x07',
  '\x1b[?2026;2$y',
  '\x1b[6;20;10t',
  '\x1b[?997;1n',
  '\x1c',
  '\x7f',
  '\r',
  '\x9b1A',
  '\xf0\x9f\x98\x80',
];

const printed = [
  'word ',
  'a',
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\b',
  '\xc3\xa9',
  '\xe6\xbc\xa2\xe5\xad\x97',
  '\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80',
  '\xf0\x9f\x87\xaf\xf0\x9f\x87\xb5',
  '\xcc\x81',
  '\xe2\x80\x8d',
  '\xef\xb8\x8f',
  '\x1b[0m',
  '\x1b[1;3;4;7m',
  '\x1b[4:3m',
  '\x1b[38;5;200m',
  '\x1b[48;2;1;2;3m',
  '\x1b[38:2::1:2:3m',
  '\x1b[58:5:3m',
  '\x1b[H',
  '\x1b[3;5H',
  '\x1b[J',
  '\x1b[1J',
  '\x1b[2J',
  '\x1b[3J',
  '\x1b[K',
  '\x1b[1K',
  '\x1b[2K',
  '\x1b[2L',
  '\x1b[2M',
  '\x1b[2@',
  '\x1b[2P',
  '\x1b[3X',
  '\x1b[S',
  '\x1b[T',
  '\x1b[2;4r',
  '\x1b[r',
  '\x1bM',
  '\x1bD',
  '\x1bE',
  '\x1b7',
  '\x1b8',
  '\x1bc',
  '\x1b[!p',
  '\x1b#8',
  '\x1b[4h',
  '\x1b[4l',
  '\x1b[?7l',
  '\x1b[?7h',
  '\x1b[?6h',
  '\x1b[?6l',
  '\x1b[?1049h',
  '\x1b[?1049l',
  '\x1b[?47h',
  '\x1b[?47l',
  '\x1b[?25l',
  '\x1b[?25h',
  '\x1b[?2026h',
  '\x1b[?2026l',
  '\x1b(0',
  '\x1b(B',
  '\x0e',
  '\x0f',
  '\x1b[5b',
  '\x1b[c',
  '\x1b[6n',
  '\x1b[>31u',
  '\x1b[<u',
  '\x1b[?u',
  '\x1b]0;title\x07',
  '\x1b]8;;https://example.org/\x1b\\',
  '\x1b]8;id=a;https://example.org/b\x1b\\',
  '\x1b]8;;\x1b\\',
  '\x1b]52;c;QQ==\x07',
  '\x1b]7;file:///tmp\x07',
  '\x1b]9;4;1;50\x07',
  '\x1b]4;1;?\x07',
  '\x1bP$qm\x1b\\',
  '\x1bP+q544e\x1b\\',
  '\x1bPq#0\x1b\\',
  '\x1b_G\x1b\\',
  '\x1bk',
  '\x1b\\',
  '\x1b[',
  '\x1b]',
  '\x1bP',
  '\x9b',
  '\x9d',
  '\x90',
  '\x9c',
  '\x18',
  '\x1a',
  '\x05',
  '\x1b[18t',
  '\x1b[8;3;3t',
];

const secret = 'sk-planted-0123456789';
const toml = [
  '\n',
  '[env]\n',
  '[env',
  '[providers.local]\n',
  '[providers.local.claude]\n',
  '[agents.mine]\n',
  '[workspaces.web]\n',
  '[workspaces.web.env]\n',
  '[workspaces.web.roles.rev.env]\n',
  '[roles.rev.env]\n',
  '[[env]]\n',
  'leader = ',
  '"C-\\\\"\n',
  'scrollback = ',
  'max_tabs = ',
  'default_agent = ',
  '"claude"\n',
  'label = ',
  'command = ',
  '["a", "b"]\n',
  'base_url = ',
  '"http://127.0.0.1"\n',
  'models = ',
  '{ opus = "a" }\n',
  'key_env = ',
  'KIMI_CODE_API_KEY = ',
  `"${secret}"\n`,
  `'${secret}'\n`,
  `"""${secret}"""\n`,
  `{ value = "${secret}" }\n`,
  `{ op = "${secret}" }\n`,
  '"op://a/b/c"\n',
  '"$NAME"\n',
  '"${"\n',
  'JACKIN_X = ',
  '__proto__ = ',
  'constructor.x = ',
  'true\n',
  '1e999\n',
  '-1\n',
  'nan\n',
  '1979-05-27\n',
  '"',
  "'",
  '=',
  '.',
  '#',
  ',',
  '[',
  ']',
  '{',
  '}',
  '\\u0000',
  '\\ud800',
  '\r',
  '\x00',
  'a = 1\n',
  '"a b" = 1\n',
  'workdir = ',
  'agents = ',
  'role = ',
  'status = ',
  'osc52 = ',
  '"x"\n',
];

const SETTINGS = /^(leader|scrollback|max_tabs|default_agent|status|osc52|workdir|agents|role|exit_when_empty|mouse)$/;

const quiet = new Proxy({}, { get: () => () => {} }) as never;

export const properties: Record<string, Property> = {
  /** What is typed comes out of the tokenizer byte for byte, however it is cut. */
  tokenizer: property(stream(typed), (input: Stream) => {
    const tokenizer = new Tokenizer();
    const out: Uint8Array[] = [];
    for (const chunk of chunksOf(input)) for (const token of tokenizer.push(Buffer.from(chunk))) out.push(token.raw);
    for (let i = 0; i < 50 && tokenizer.wait !== null; i++) for (const token of tokenizer.flush()) out.push(token.raw);
    assert.equal(Buffer.concat(out).toString('latin1'), input.text);
  }),

  /** Messages come out as they went in, however cut; what is none is a RangeError; what is held stays bounded. */
  framing: property(
    fc.record({
      payloads: fc.array(fc.uint8Array({ maxLength: 9000 }), { maxLength: 8 }),
      cuts: fc.array(fc.nat(6000), { maxLength: 40 }),
      garbage: fc.uint8Array({ maxLength: 40 }),
    }),
    ({ payloads, cuts, garbage }) => {
      const bytes = Buffer.concat(payloads.map((payload) => encodeMessage(Kind.input, payload)));
      const reader = new MessageReader(10_000);
      const got: string[] = [];
      let at = 0;
      for (const length of [...cuts, bytes.length]) {
        for (const { payload } of reader.push(bytes.subarray(at, at + length))) got.push(Buffer.from(payload).toString('hex'));
        at = Math.min(bytes.length, at + length);
      }
      assert.deepEqual(
        got,
        payloads.map((payload) => Buffer.from(payload).toString('hex')),
      );
      try {
        for (const one of garbage) reader.push(Uint8Array.of(one));
      } catch (e) {
        assert.ok(e instanceof RangeError, String(e));
      }
    },
  ),

  /** A frame that was damaged on the way is an error of the announced kinds, or a frame. */
  frame: property(
    fc.record({ text: stream(printed), damage: fc.array(fc.tuple(fc.nat(4000), byte), { maxLength: 6 }), cut: fc.option(fc.nat(4000)) }),
    ({ text, damage, cut }) => {
      const model = new TerminalModel({ size: { cols: 20, rows: 5 }, scrollback: 10, facts: () => ({}), version: 'x(1)' }, quiet);
      for (const chunk of chunksOf(text)) model.parse(chunk);
      const changed = new Map([0, 1, 2, 3, 4].map((y) => [y, model.row(y)]));
      const payload = Buffer.concat(
        encodeFrame({ session: 's1', sequence: 1, cols: 20, rows: 5, cursor: model.cursor, modes: model.modesValue(), changed }),
      );
      model.dispose();
      for (const [at, value] of damage) payload[at % payload.length] = value;
      try {
        const frame = decodeFrame(payload.subarray(0, cut ?? payload.length));
        for (const row of frame.changed.values()) assert.equal(row.words.length, frame.cols * 3);
      } catch (e) {
        assert.ok(e instanceof RangeError || e instanceof SyntaxError, `${e}`);
      }
    },
  ),

  /** Any text is a configuration or a list of mistakes, each on a line of its own, and none tells what may be a key. */
  configuration: property(
    fc
      .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...toml) }, fc.string({ maxLength: 5 })), { maxLength: 25 })
      .map((parts) => parts.join('')),
    async (text) => {
      const { problems } = await loadConfig('/etc/c.toml', text, builtinTable());
      const lines = text.split('\n').length;
      for (const problem of problems) {
        const line = formatProblem(problem);
        assert.ok(!/[\x00-\x08\x0a-\x1f\x7f-\x9f]/.test(line), JSON.stringify(line));
        // settings of the screen are shown as they were found, what an environment gets never
        if (/env|provider|key|value|op\b|^[^.]*$/i.test(problem.path) && !SETTINGS.test(problem.path))
          assert.ok(!line.includes(secret), line);
        assert.ok(problem.line >= 1 && problem.line <= lines && problem.column >= 1, line);
      }
    },
  ),

  /** Whatever a program prints at whatever sizes, the operator's terminal shows after each frame what the model holds. */
  composer: property(
    fc.array(
      fc.record({
        text: stream(printed),
        cols: fc.integer({ min: 2, max: 40 }),
        rows: fc.integer({ min: 1, max: 8 }),
        resizes: fc.boolean(),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    async (steps) => {
      let size: Size = { cols: steps[0]!.cols, rows: steps[0]!.rows };
      const model = new TerminalModel({ size, scrollback: 50, facts: () => ({}), version: 'x(1)' }, quiet);
      const damage = new DamageLog(model, () => {});
      const cursor = damage.view();
      let terminal = createTerminal(size.cols, size.rows + 2);
      const image = new TerminalImage({ ...USUAL });
      const compositor = new Compositor(themeOf({}));
      const store = new FrameStore();
      try {
        for (const step of steps) {
          if (step.resizes) {
            size = { cols: step.cols, rows: step.rows };
            model.resize(size);
            terminal.dispose();
            terminal = createTerminal(size.cols, size.rows + 2);
            image.invalidate();
          }
          for (const chunk of chunksOf(step.text)) model.parse(chunk);
          damage.update();
          const {
            rows: changed,
            size: { cols, rows },
            cursor: place,
            modes,
          } = cursor.take();
          store.apply(decodeFrame(Buffer.concat(encodeFrame({ session: 's1', sequence: 1, cols, rows, cursor: place, modes, changed }))));
          const strip = layoutStrip({ tabs: [], active: null, cols, mode: 'tab', theme: themeOf({}) }).row;
          const wanted = compositor.compose({ cols, rows: rows + 2, strip, status: null, pane: store.get('s1')!, overlay: null });
          const bytes = image.draw(wanted);
          assert.ok(!/[\x80-\x9f]/.test(bytes), `a C1 control in ${JSON.stringify(bytes)}`);
          assert.ok(!/\x1b[P_^X]|\x1b\](?!8;)/.test(bytes), `a string that is not ours in ${JSON.stringify(bytes)}`);
          await feed(terminal, bytes);
          const difference = differenceOf(surfaceOf(terminal).rows, wanted.rows);
          if (difference !== '') assert.fail(`${difference} after ${JSON.stringify(bytes)}`);
        }
      } finally {
        terminal.dispose();
        model.dispose();
      }
    },
  ),
};
