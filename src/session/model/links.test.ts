import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, recordingModel } from '../testing.ts';
import type { Core } from './core.ts';
import type { LinkTable } from './links.ts';

const tableOf = (model: object): LinkTable => (model as { core: Core }).core._inputHandler._oscLinkService as unknown as LinkTable;
const link = (uri: string, text: string) => `\x1b]8;;${uri}\x1b\\${text}\x1b]8;;\x1b\\`;

test('the same link is kept once', () => {
  const { model } = recordingModel();
  for (let i = 0; i < 100; i++) model.parse(bytesOf(`${link('http://a.example/', 'a')} ${link('http://b.example/', 'b')}\r\n`));
  assert.equal(tableOf(model).size, 2);
});

test('links that scrolled away are forgotten, those on the screen and in the scrollback are not', () => {
  const { model } = recordingModel({ size: { cols: 20, rows: 5 }, scrollback: 50 });
  for (let i = 0; i < 20_000; i++) model.parse(bytesOf(`${link(`http://a.example/${i}`, 'x')}\r\n`));
  assert.ok(tableOf(model).size <= 2048, `${tableOf(model).size} links`);
  assert.equal(model.row(3).extras?.get(0)?.link, 'http://a.example/19999');
});

test('a flood of links costs no more per line with a full scrollback than with an empty one', () => {
  const { model } = recordingModel({ size: { cols: 80, rows: 24 }, scrollback: 5000 });
  const lines = bytesOf(
    Array.from({ length: 1000 }, (_, i) => `${link(`file:///${i % 500}`, 'name')}  ${link(`file:///x${i % 500}`, 'name')}\r\n`).join(''),
  );
  const timed = () => {
    const before = process.cpuUsage();
    model.parse(lines);
    const { user } = process.cpuUsage(before);
    return user;
  };
  timed();
  const early = timed();
  for (let i = 0; i < 8; i++) timed();
  const late = Math.min(timed(), timed(), timed());
  assert.ok(late < early * 4 + 20_000, `${early} µs at first, ${late} µs later`);
});

test('a URI beyond reason makes no link', () => {
  const { model } = recordingModel();
  model.parse(bytesOf(link(`http://a.example/${'x'.repeat(20_000)}`, 'text')));
  assert.equal(model.row(0).extras?.get(0)?.link ?? '', '');
  assert.equal(tableOf(model).size, 0);
});
