import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Button } from './input/token.ts';
import { layoutStrip, type StripHit } from './screen/strip.ts';
import { themeOf } from './screen/theme.ts';
import { AWAY, dropIndex, reordered, type StripDeed, type StripPointer, stripPointer } from './strip-pointer.ts';

/** Tabs `a`, `b`, `c` of ten columns each, their close marks in the last one, then the plus. */
const HITS: StripHit[] = [
  ...['a', 'b', 'c'].flatMap((id, i): StripHit[] => [
    { from: i * 10, to: i * 10 + 9, target: { kind: 'tab', id } },
    { from: i * 10 + 9, to: i * 10 + 10, target: { kind: 'close', id } },
  ]),
  { from: 30, to: 33, target: { kind: 'new' } },
  { from: 33, to: 35, target: { kind: 'right' } },
];
const TABS = ['a', 'b', 'c'];

/** `press 4`, `right-press 4`, `wheel-down 4`, `drag 14`, `move 14 y5`, `release 14 t600` (time in milliseconds; it stands still without). */
function play(steps: string, { editable = true, tabs = TABS } = {}): { pointer: StripPointer; deeds: string[]; taken: boolean[] } {
  let pointer = AWAY;
  let time = 1000;
  const deeds: string[] = [];
  const taken: boolean[] = [];
  for (const step of steps.split(', ')) {
    const [verb, ...rest] = step.split(' ') as [string, ...string[]];
    const number = (of: RegExp, otherwise: number) => Number(rest.find((r) => of.test(r))?.replace(/\D/, '') ?? otherwise);
    time += number(/^t/, 0);
    const y = number(/^y/, 0);
    const middle = verb.startsWith('middle-');
    const action = verb.endsWith('release') ? 'release' : verb === 'drag' || verb === 'move' ? 'motion' : 'press';
    const button = verb.startsWith('wheel')
      ? Button[{ 'wheel-up': 'wheelUp', 'wheel-down': 'wheelDown' }[verb] as 'wheelUp']
      : verb === 'move'
        ? Button.none
        : verb.startsWith('right-')
          ? Button.right
          : middle
            ? Button.middle
            : Button.left;
    const event = { action, button, mods: 0, x: number(/^\d/, 0), y } as const;
    const out = stripPointer(pointer, event, { hits: HITS, tabs, onStrip: y === 0, editable }, time);
    pointer = out.pointer;
    taken.push(out.taken);
    if (out.deed) deeds.push(inWords(out.deed));
  }
  return { pointer, deeds, taken };
}

const inWords = (deed: StripDeed): string => Object.values(deed).join(' ');

for (const [name, steps, deeds] of [
  ['a press views the tab', 'press 4', ['view a']],
  ['a click does no more than that', 'press 4, release 4', ['view a']],
  ['two clicks on a tab rename it', 'press 4, release 4, press 5, release 5 t400', ['view a', 'view a', 'rename a']],
  ['two slow clicks do not', 'press 4, release 4, press 5, release 5 t501', ['view a', 'view a']],
  ['nor clicks on two tabs', 'press 4, release 4, press 14, release 14', ['view a', 'view b']],
  ['nor a click, something else and a click', 'press 4, release 4, press 31, release 31, press 4, release 4', ['view a', 'new', 'view a']],
  ['a third click begins anew', 'press 4, release 4, press 4, release 4, press 4, release 4', ['view a', 'view a', 'rename a', 'view a']],
  ['a click on the close mark closes', 'press 9, release 9', ['close a']],
  ['a press on it that is let go elsewhere does not', 'press 9, release 4', []],
  ['nor one that was pressed elsewhere', 'press 4, release 9', ['view a']],
  ['a middle click closes, wherever on the tab', 'middle-press 4, middle-release 9', ['close a']],
  ['a middle click from one tab to another does nothing', 'middle-press 4, middle-release 14', []],
  ['the plus opens when the button is up', 'press 31, release 32', ['new']],
  ['the plus, left again', 'press 31, drag 14, release 14', []],
  ['a middle click on the plus does nothing', 'middle-press 31, middle-release 31', []],
  ['the counts of hidden tabs step', 'press 33, release 33', ['step 1']],
  ['the wheel steps', 'wheel-down 4, wheel-down 50, wheel-up 31', ['step 1', 'step 1', 'step -1']],
  ['the wheel beside the strip does nothing', 'wheel-down 4 y3', []],
  ['the right button does nothing', 'right-press 4, right-release 4', []],
  ['a press beside the strip, let go on it', 'press 4 y3, release 4', []],
  ['a tab dragged over the next', 'press 4, drag 8, drag 14, release 14', ['view a', 'move a 1']],
  ['... also when the hand leaves the row', 'press 4, drag 14 y7, release 14 y7', ['view a', 'move a 1']],
  ['... to the end', 'press 4, drag 32, release 32', ['view a', 'move a 2']],
  ['... and one to the front', 'press 24, drag 1, release 1', ['view c', 'move c 0']],
  [
    'a tab dragged away and back stays, and that is no click',
    'press 4, drag 14, drag 4, release 4, press 4, release 4',
    ['view a', 'view a'],
  ],
  ['a hand that trembles clicks', 'press 4, drag 5, release 5, press 5, release 5', ['view a', 'view a', 'rename a']],
  ['a button let go where nobody told is up', 'press 4, drag 14, move 25, drag 28, release 28', ['view a']],
  ['a release without a button ends the drag too', 'press 4, drag 14, release 14', ['view a', 'move a 1']],
] as [string, string, string[]][]) {
  test(`${name}: ${steps}`, () => assert.deepEqual(play(steps).deeds, deeds));
}

test('who only looks on views tabs and changes nothing', () => {
  for (const steps of ['press 9, release 9', 'middle-press 4, middle-release 4', 'press 31, release 31']) {
    assert.deepEqual(play(steps, { editable: false }).deeds, []);
  }
  assert.deepEqual(play('press 4, release 4, press 4, release 4, press 4, drag 25, release 25', { editable: false }).deeds, [
    'view a',
    'view a',
    'view a',
  ]);
});

test('a tab that went while it was dragged is not moved', () => {
  assert.deepEqual(play('press 4, drag 14, release 14', { tabs: ['b', 'c'] }).deeds, ['view a']);
});

test('the pointer is on what it is over, and on nothing beside the strip or while it drags', () => {
  assert.deepEqual(play('move 4').pointer.hover, { kind: 'tab', id: 'a' });
  assert.deepEqual(play('move 4, move 9').pointer.hover, { kind: 'close', id: 'a' });
  assert.equal(play('move 4, move 50').pointer.hover, null);
  assert.equal(play('move 4, move 4 y1').pointer.hover, null);
  assert.equal(play('press 4, drag 14').pointer.hover, null);
  assert.deepEqual(play('press 4, drag 14').pointer.down?.drag, { id: 'a', index: 1 });
});

test('what is on the strip or began there is the strip’s; the rest is for others', () => {
  assert.deepEqual(play('move 4, move 4 y2, press 4 y2, release 4 y2').taken, [true, false, false, false]);
  assert.deepEqual(play('press 4, drag 4 y5, release 4 y5, move 4 y5').taken, [true, true, true, false]);
  assert.deepEqual(play('press 4 y3, drag 4, release 4').taken, [false, true, true]);
});

test('a dragged tab stays where it is put: the strip with it there gives the same place again', () => {
  const theme = themeOf({});
  const labels = fc.array(fc.string({ unit: 'grapheme', maxLength: 16 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(labels, fc.nat(8), fc.nat(6), fc.nat(400), (list, at, grip, x) => {
      let tabs = list.map((label, i) => ({ index: i + 1, id: `t${i}`, label, state: 'running' as const, attention: false }));
      const id = `t${at % list.length}`;
      const place = () => {
        const { hits } = layoutStrip({ tabs, active: id, cols: 400, mode: 'tab', theme, closable: true });
        return dropIndex(
          hits,
          tabs.map((tab) => tab.id),
          id,
          x - grip,
          x,
        );
      };
      const index = place();
      assert.ok(index >= 0 && index < list.length);
      tabs = [...reordered(tabs, { id, index })];
      assert.equal(tabs[index]!.id, id);
      assert.deepEqual(
        tabs.map((tab) => tab.index),
        list.map((_, i) => i + 1),
      );
      assert.equal(place(), index);
    }),
  );
});

test('over the counts of hidden tabs a dragged one goes on by one each time', () => {
  const tabs = ['x', 'a', 'b', 'c', 'y', 'z'];
  const hits: StripHit[] = [
    { from: 0, to: 3, target: { kind: 'left' } },
    ...HITS.slice(0, 6).map((h) => ({ ...h, from: h.from + 3, to: h.to + 3 })),
  ];
  assert.equal(dropIndex(hits, tabs, 'c', -3, 1), 0);
  assert.equal(dropIndex(hits, tabs, 'a', 30, 34), 4);
  assert.equal(dropIndex(hits, tabs, 'a', 24, 30), 3);
});
