import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Content, WORDS } from '../../protocol/cells.ts';
import { keyEvent, turn } from './harness.ts';
import { createDialogs, type DialogHost, type MouseInput } from './index.ts';

const size = fc.tuple(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 20 }));
const text = fc.string({
  unit: fc.constantFrom('a', 'B', ' ', '語', '👩‍👩‍👧', 'e\u0301', '\x1b', '\n', '{bold}', '\u0301', '\ue000', '\u202e'),
  maxLength: 30,
});
const key = fc.constantFrom(
  ...[
    'up',
    'down',
    'left',
    'right',
    'home',
    'end',
    'pageup',
    'pagedown',
    'tab',
    'S-tab',
    'backspace',
    'delete',
    'enter',
    'escape',
    'space',
  ],
  ...['C-a', 'C-e', 'C-k', 'C-n', 'C-p', 'C-u', 'C-w', 'M-b', 'M-f', 'f5', 'a', 'n', 'y', 'q', '語', '\u0301'],
);
const action = fc.constantFrom<MouseInput['action']>('press', 'release', 'move', 'wheel-up', 'wheel-down');
const input = fc.oneof(
  { weight: 6, arbitrary: key.map((full) => (host: DialogHost) => void host.key(...keyEvent(full))) },
  text.map((t) => (host: DialogHost) => void host.paste(t)),
  fc.tuple(action, size).map(
    ([a, [x, y]]) =>
      (host: DialogHost) =>
        void host.mouse({ action: a, x, y }),
  ),
  size.map(
    ([cols, rows]) =>
      (host: DialogHost) =>
        host.resize(cols, rows),
  ),
);
const row = fc.record({ id: text, label: text, detail: fc.option(text, { nil: undefined }), dimmed: fc.boolean() });
const dialog = fc.oneof(
  fc.record({ title: text, rows: fc.array(row, { maxLength: 30 }), filter: fc.boolean() }).map((o) => (host: DialogHost) => host.pick(o)),
  fc.record({ question: text, defaultAnswer: fc.boolean() }).map((o) => (host: DialogHost) => host.ask(o)),
  fc
    .record({
      question: text,
      options: fc.array(fc.record({ key: fc.constantFrom('a', 'n', '語'), label: text, value: fc.nat() }), { maxLength: 5 }),
    })
    .map((o) => (host: DialogHost) => host.choose(o)),
  fc
    .record({ title: text, value: text, mask: fc.boolean(), maxCells: fc.nat({ max: 40 }) })
    .map((o) => (host: DialogHost) => host.prompt({ ...o, validate: (t) => (t.length % 2 ? `odd: ${t}` : null) })),
  fc
    .record({
      title: text,
      sections: fc.array(fc.record({ heading: text, rows: fc.array(fc.record({ key: text, text }), { maxLength: 8 }) }), { maxLength: 4 }),
    })
    .map((o) => (host: DialogHost) => host.show(o)),
);

function checkPicture(host: DialogHost, cols: number, rows: number): void {
  const overlay = host.render();
  if (!overlay) return;
  const { x, y, width, height, cursor } = overlay;
  assert.ok(
    x >= 0 && y >= 0 && x + width <= Math.max(1, cols) && y + height <= Math.max(1, rows),
    `${x},${y} ${width}×${height} on ${cols}×${rows}`,
  );
  if (cursor) assert.ok(cursor.x >= x && cursor.x < x + width && cursor.y >= y && cursor.y < y + height, `cursor ${cursor.x},${cursor.y}`);
  assert.equal(overlay.rows.length, height);
  for (const { words, texts } of overlay.rows) {
    assert.equal(words.length, width * WORDS);
    for (let i = 0; i < width; i++) {
      const cell = (words[i * WORDS]! & Content.widthMask) >>> Content.widthShift;
      const right = i + 1 < width ? (words[(i + 1) * WORDS]! & Content.widthMask) >>> Content.widthShift : -1;
      assert.equal(cell === 2, right === 0, `column ${i}`);
      const code = words[i * WORDS]! & Content.codepoint;
      assert.ok(code === 0 || code >= 32);
    }
    for (const t of texts?.values() ?? []) assert.doesNotMatch(t, /[\x00-\x1f\x7f-\x9f]/);
  }
}

test('whatever is shown and typed at whatever size, the picture is whole and inside the screen', async () => {
  await fc.assert(
    fc.asyncProperty(
      size,
      fc.array(fc.tuple(dialog, fc.array(input, { maxLength: 12 })), { maxLength: 4 }),
      async ([cols, rows], steps) => {
        const host = createDialogs({ cols, rows });
        let now: [number, number] = [cols, rows];
        const { resize } = host;
        host.resize = (c, r) => {
          now = [c, r];
          resize.call(host, c, r);
        };
        const answers: Promise<unknown>[] = [];
        for (const [open, inputs] of steps) {
          answers.push(open(host));
          checkPicture(host, ...now);
          for (const give of inputs) {
            give(host);
            checkPicture(host, ...now);
          }
        }
        await turn();
        host.dispose();
        await Promise.all(answers);
      },
    ),
    { numRuns: 150, includeErrorInReport: true },
  );
});
