import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KittyNotifications, parseClipboard, parseFolder, parseOsc9, parseOsc777, parseStatus, plainText } from './announcements.ts';

test('text for the operator holds no control characters and is bounded', () => {
  const cases: [text: string, length: number, plain: string][] = [
    ['a title', 100, 'a title'],
    ['  a\r\n\tb\x1b[31m  ', 100, 'a b [31m'],
    ['a\u009bb\u2028c', 100, 'a b c'],
    ['abcdef', 3, 'abc'],
    ['ab🚀', 3, 'ab'],
    ['', 3, ''],
  ];
  for (const [text, length, plain] of cases) assert.equal(plainText(text, length), plain, JSON.stringify(text));
});

test('OSC 9 is a notification or progress', () => {
  const cases: [string, ReturnType<typeof parseOsc9>][] = [
    ['hello', { title: '', body: 'hello' }],
    ['4;1;50', { state: 1, percent: 50 }],
    ['4;1;500', { state: 1, percent: 100 }],
    ['4;3', { state: 3, percent: 0 }],
    ['4;3;', { state: 3, percent: 0 }],
    ['4', { state: 0, percent: 0 }],
    ['4;7;1', null],
    ['2;message box', null],
    ['12', null],
    ['42 is the answer', { title: '', body: '42 is the answer' }],
    ['', null],
  ];
  for (const [payload, said] of cases) assert.deepEqual(parseOsc9(payload), said, payload);
});

test('OSC 777 is a notification only where it says so', () => {
  assert.deepEqual(parseOsc777('notify;T;a;b'), { title: 'T', body: 'a;b' });
  assert.deepEqual(parseOsc777('notify;T'), { title: 'T', body: '' });
  assert.equal(parseOsc777('precmd'), null);
});

test('pieces of a kitty notification wait for each other by id, a bounded number of them', () => {
  const notifications = new KittyNotifications();
  assert.equal(notifications.push('i=a:d=0;One'), null);
  assert.equal(notifications.push('i=b:d=0;Two'), null);
  assert.deepEqual(notifications.push('i=a:p=body;first'), { title: 'One', body: 'first' });
  assert.deepEqual(notifications.push('i=b;!'), { title: 'Two!', body: '' });
  assert.deepEqual(notifications.push(';plain'), { title: 'plain', body: '' });
  assert.equal(notifications.push('i=c:p=close;'), null);
  for (let i = 0; i < 1000; i++) notifications.push(`i=n${i}:d=0;x`);
  assert.deepEqual(notifications.push('i=n0:p=body;late'), { title: '', body: 'late' });
  assert.deepEqual(notifications.push('i=n999:p=body;y'), { title: 'x', body: 'y' });
});

test('a status needs a state', () => {
  assert.deepEqual(parseStatus('state=working:app=claude-code'), { state: 'working', app: 'claude-code' });
  assert.deepEqual(parseStatus('app=x:state=done:more=1'), { state: 'done', app: 'x' });
  assert.equal(parseStatus('app=x'), null);
  assert.equal(parseStatus('state='), null);
});

test('a folder is one of this machine', () => {
  const cases: [string, string | null][] = [
    ['file:///home/me', '/home/me'],
    ['file://box/home/me', '/home/me'],
    ['file://BOX.example.net/home/me', '/home/me'],
    ['file://localhost/a%20b%C3%A9', '/a bé'],
    ['file:///100%', '/100%'],
    ['file://other/home/me', null],
    ['file://other.example.net/home/me', null],
    ['file:///a%0Ab', null],
    ['kitty-shell-cwd://box/a%20b', '/a%20b'],
    ['/home/me', null],
    ['', null],
  ];
  for (const [payload, folder] of cases) assert.equal(parseFolder(payload, 'box.example.net'), folder, payload);
});

test('only a write of the clipboard is one', () => {
  const hello = Buffer.from('hé').toString('base64');
  const cases: [string, string | null][] = [
    [`c;${hello}`, 'hé'],
    [`;${hello}`, 'hé'],
    [`s0;${hello}`, 'hé'],
    [`p;${hello}`, null],
    ['c;?', null],
    ['c;', null],
    ['c', null],
    ['c;not base64!', null],
  ];
  for (const [payload, text] of cases) assert.equal(parseClipboard(payload), text, payload);
});
