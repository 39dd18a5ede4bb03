import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Row, rowText } from '../protocol/cells.ts';
import { bytesOf, recordingModel } from '../session/testing.ts';
import type { Session } from '../session/types.ts';
import { rowsOf, searchIn } from './scrollback.ts';

/** A model as far as a session shows it here. */
function sessionWith(text: string, size = { cols: 20, rows: 5 }, scrollback = 5000) {
  const { model } = recordingModel({ size, scrollback });
  model.parse(bytesOf(text));
  const session = {
    get size() {
      return model.size;
    },
    get place() {
      return model.place;
    },
    settle: () => {
      model.settle();
      return model.place;
    },
    relocate: model.relocate.bind(model),
    prompt: model.prompt.bind(model),
    rows: model.rows.bind(model),
  } as unknown as Session;
  return { model, session };
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\r\n`).join('');

test('rows come with their numbers, as many as there are', () => {
  const { session } = sessionWith(numbered(100), undefined, 50);
  const sent: Map<number, Row>[] = [];
  const ask = (from: number, count: number) => rowsOf(session, { session: 's', from, count }, (_cols, rows) => sent.push(rows));
  const answer = ask(60, 3);
  assert.deepEqual(answer, { generation: 1, first: 46, top: 96, cols: 20, rows: 5, from: 60, count: 3, positions: [] });
  assert.deepEqual(
    [...sent[0]!].map(([n, row]) => `${n} ${rowText(row)}`),
    ['60 line 60', '61 line 61', '62 line 62'],
  );
  assert.equal(ask(0, 2).from, 46);
  assert.deepEqual(ask(99, 50).count, 2);
  assert.deepEqual(ask(5000, 5).count, 0);
});

test('numbers of an older generation are understood', () => {
  const { model, session } = sessionWith(`${'abcdefghij'.repeat(4)}\r\n${numbered(40)}`);
  model.resize({ cols: 10, rows: 5 });
  const answer = rowsOf(session, { session: 's', from: 2, count: 1, generation: 1, positions: [[1, 5]] }, () => {});
  assert.equal(answer.from, 4);
  assert.deepEqual(answer.positions, [[2, 5]]);
  assert.ok(answer.generation > 1);
});

test('what makes no sense is refused with a sentence', () => {
  const { session } = sessionWith('x');
  for (const params of [
    { from: 0.5, count: 1 },
    { from: 0, count: -1 },
    { from: 0, count: 1e6 },
    { from: 0, count: 1, positions: [[1]] },
  ])
    assert.throws(() => rowsOf(session, { session: 's', ...params } as never, () => {}), { name: 'OperatorError' });
});

const search = (session: Session, pattern: string, row: number, column: number, backwards = false) =>
  searchIn(session, { session: 's', pattern, from: [row, column], backwards }, undefined);

test('a search goes on from where it stands, in either direction, and around the ends', async () => {
  const { session } = sessionWith(`one two one\r\n${numbered(1000)}one\r\n${numbered(500)}`);
  const hit = async (row: number, column: number, backwards = false) => {
    const { hit: found, around, index, total, complete } = await search(session, 'one', row, column, backwards);
    return `${found?.start}-${found?.end} ${index}/${total}${around ? ' around' : ''}${complete ? '' : ' in part'}`;
  };
  assert.equal(await hit(0, 0), '0,8-0,10 2/3');
  assert.equal(await hit(0, 8), '1001,0-1001,2 3/3');
  assert.equal(await hit(1001, 0), '0,0-0,2 1/3 around');
  assert.equal(await hit(1400, 3, true), '1001,0-1001,2 3/3');
  assert.equal(await hit(0, 8, true), '0,0-0,2 1/3');
  assert.equal(await hit(0, 0, true), '1001,0-1001,2 3/3 around');
  assert.equal((await search(session, 'nowhere', 0, 0)).hit, null);
});

test('matches are found over the edge of a screen, with wide characters before them', async () => {
  const { session } = sessionWith(`漢字漢字漢字漢字漢 needle and more\r\n`, { cols: 20, rows: 5 });
  const { hit } = await search(session, 'needle', 0, 0);
  assert.deepEqual(hit, { start: [0, 19], end: [1, 4] });
});

test('a pattern is an expression where it can be, else text; capitals count where it has some', async () => {
  const { session } = sessionWith('call foo(1)\r\nCall Foo[2]\r\n');
  const at = async (pattern: string) => (await search(session, pattern, -1, 0)).total;
  assert.equal(await at('foo(\\d|\\[)'), 1);
  assert.equal(await at('foo('), 1);
  assert.equal(await at('call'), 2);
  assert.equal(await at('Call'), 1);
  assert.equal(await at('\\S+'), 4);
  assert.equal(await at('^call'), 2);
  assert.equal(await at('x*'), 0);
});

test('a search ends where the newest row was when it began, however fast the program goes on', async () => {
  const { model, session } = sessionWith(numbered(1000), undefined, 2000);
  let written = 1000;
  const flooding = new Proxy(session, {
    get: (target, name) =>
      name === 'rows'
        ? (from: number, count: number) => {
            const rows = target.rows(from, count);
            // faster than it is searched
            model.parse(bytesOf(Array.from({ length: 500 }, () => `line ${written++}\r\n`).join('')));
            return rows;
          }
        : Reflect.get(target, name),
  });
  const { total, complete } = await search(flooding, 'line', 0, 0);
  assert.ok(complete);
  assert.ok(total <= 1001 && written <= 3000, `${total} matches, ${written} lines`);
});

test('a search is given up by its own work, not by what others do meanwhile', async () => {
  const { session } = sessionWith(numbered(3000));
  let now = 0;
  const timed = async (each: number, others: number) => {
    const slow = new Proxy(session, {
      get: (target, name) => {
        if (name === 'rows') now += each;
        return Reflect.get(target, name);
      },
    });
    const other = setInterval(() => {
      now += others;
    }, 0);
    const { complete } = await searchIn(slow, { session: 's', pattern: 'line', from: [0, 0] }, undefined, () => now);
    clearInterval(other);
    return complete;
  };
  assert.ok(await timed(1, 1e6));
  assert.ok(!(await timed(2500, 0)));
});

test('an expression that would never end is given up', async () => {
  const { session } = sessionWith(`${'a'.repeat(60)}!\r\n`);
  await assert.rejects(search(session, '(a+)+$', 0, 0), /takes too long/);
});
