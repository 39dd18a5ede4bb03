import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyEvent, place, press, screenText, turn, type } from '../client/dialogs/harness.ts';
import { DialogHost } from '../client/dialogs/host.ts';
import type { EnvValue, ScopeName } from '../config/types.ts';
import { AuthForm, type AuthFormResult } from './auth-form.ts';
import { MASK } from './auth-rows.ts';

const SECRET = 'made-up-secret-0123456789';
const GLOBAL = { workspace: null, role: null };
const WEB = { workspace: 'web', role: null };

/** An open form of a key that the scopes set to these values. */
function open({
  global,
  web,
  size = { cols: 80, rows: 24 },
}: {
  global?: EnvValue;
  web?: EnvValue;
  size?: { cols: number; rows: number };
} = {}) {
  const host = new DialogHost(size);
  const attempts: { reference: string; signal: AbortSignal; answer: (why: string | null) => void }[] = [];
  const form = new AuthForm({
    label: 'Kimi',
    name: 'KIMI_CODE_API_KEY',
    scopes: [
      { scope: GLOBAL, label: 'global', where: '[env]', value: global },
      { scope: WEB, label: 'this workspace (web)', where: '[workspaces.web.env]', value: web },
    ],
    scope: web === undefined ? 0 : 1,
    attempt: (reference, signal) => new Promise((answer) => attempts.push({ reference, signal, answer })),
    changed: () => host.refresh(),
  });
  let result: AuthFormResult | undefined;
  void host.open(form).then((r) => {
    result = r;
  });
  const settled = async () => {
    await turn();
    return result;
  };
  return { host, form, attempts, text: () => screenText(host).join('\n'), result: settled };
}

/** The change that a form was answered with. */
const editOf = (result: AuthFormResult | undefined) => (result && result !== 'nothing' ? result.edit : undefined);

const literal = (text: string, scope: ScopeName = GLOBAL, save = true) => ({
  edit: { scope, name: 'KIMI_CODE_API_KEY', value: { kind: 'literal', text } },
  save,
});

test('Space goes through the modes and back to the first', () => {
  const { host, text } = open();
  const modes = ['Ignore', 'API Key', '1Password', 'Ignore'].map((mode) => {
    assert.match(text(), new RegExp(`< ${mode} >`));
    press(host, 'space');
    return mode;
  });
  assert.equal(modes.length, 4);
});

test('a key is typed, masked at one width, and set', async () => {
  const { host, text, result } = open();
  press(host, 'space', 'tab');
  type(host, 'x');
  const short = text();
  assert.ok(short.includes(MASK));
  press(host, 'C-u');
  assert.ok(!text().includes(MASK));
  type(host, SECRET);
  assert.equal(text(), short, 'nothing tells the length');
  press(host, 'return');
  assert.deepEqual(await result(), literal(SECRET));
});

test('a paste is the key wherever the focus is, without its line end and blanks around it', async () => {
  const { host, text, result } = open();
  host.paste(`  ${SECRET}`);
  host.paste('\r\n');
  assert.ok(!text().includes(SECRET));
  assert.match(text(), /API Key/);
  press(host, 'return');
  assert.deepEqual(await result(), literal(SECRET));
});

test('what is typed on the mode goes to the key', async () => {
  const { host, result } = open();
  press(host, 'space');
  type(host, 'abc');
  press(host, 'backspace', 'C-s');
  assert.deepEqual(await result(), literal('ab'));
});

/** What is pasted in mode API Key, and what keeps it from being taken. */
const refused: [text: string, why: RegExp][] = [
  ['', /Type or paste the key/],
  ['two keys', /blanks or line ends/],
  ['first\nsecond', /blanks or line ends/],
  ['op://only/two', /begins like a 1Password reference/],
  ['x'.repeat(10_000), /too long/],
];
for (const [pasted, why] of refused) {
  test(`not a key: ${pasted.slice(0, 20) || 'nothing'}`, async () => {
    const { host, text, result } = open();
    press(host, 'space');
    if (pasted !== '') host.paste(pasted);
    if (!why.test(text())) press(host, 'return');
    assert.match(text().replaceAll(/[│\s]+/g, ' '), why);
    assert.equal(await result(), undefined, 'the form stays open');
  });
}

test('a whole reference given as the key is a reference', async () => {
  const { host, result } = open();
  press(host, 'space');
  host.paste('op://Work/kimi/key\n');
  press(host, 'return');
  assert.deepEqual(editOf(await result())?.value, { kind: 'reference', text: 'op://Work/kimi/key' });
});

test('a reference is typed in the open and checked before it is taken', async () => {
  const { host, text, result } = open();
  press(host, 'space', 'space', 'tab');
  type(host, 'op://Work/kimi');
  press(host, 'return');
  assert.match(text(), /does not fit: its field is missing/);
  assert.equal(await result(), undefined);
  type(host, '/key?attribute=otp');
  assert.match(text(), /op:\/\/Work\/kimi\/key\?attribute=otp/);
  press(host, 'return');
  assert.deepEqual(editOf(await result())?.value, { kind: 'reference', text: 'op://Work/kimi/key?attribute=otp' });
});

test('a key that is pasted or typed where a reference belongs is not shown', async () => {
  const pasted = open({ global: { op: 'op://Work/kimi/key' } });
  press(pasted.host, 'tab', 'end');
  pasted.host.paste(SECRET);
  assert.match(pasted.text(), /< API Key >/);
  assert.ok(!pasted.text().includes(SECRET));
  press(pasted.host, 'return');
  assert.deepEqual(await pasted.result(), literal(SECRET));
  const typed = open();
  press(typed.host, 'space', 'space', 'tab');
  for (const ch of SECRET) {
    type(typed.host, ch);
    assert.ok(!typed.text().includes('made'));
  }
  assert.ok(typed.text().includes(MASK));
});

test('a whole reference that is pasted takes the place of the one that is there', async () => {
  const { host, result } = open({ global: { op: 'op://Work/kimi/key' } });
  host.paste('op://Home/kimi/key\n');
  press(host, 'return');
  assert.deepEqual(editOf(await result())?.value, { kind: 'reference', text: 'op://Home/kimi/key' });
});

test('a reference can be tried: yes, no and why, and given up', async () => {
  const { host, text, attempts, result } = open({ global: { op: 'op://Work/kimi/key' } });
  press(host, 'tab', 'tab', 'return');
  assert.match(text(), /Resolving/);
  assert.equal(attempts[0]!.reference, 'op://Work/kimi/key');
  attempts[0]!.answer(null);
  await turn();
  assert.match(text(), /Yes: it gives a value/);
  press(host, 'return');
  attempts[1]!.answer('there is no such item in the vault');
  await turn();
  assert.match(text().replaceAll(/[│\s]+/g, ' '), /No: there is no such item/);
  press(host, 'return', 'escape');
  assert.ok(attempts[2]!.signal.aborted, 'Esc ends what is under way');
  assert.equal(await result(), undefined);
  press(host, 'escape');
  assert.equal(await result(), null);
});

test('an answer that comes after the reference was changed is not shown', async () => {
  const { host, text, attempts } = open({ global: { op: 'op://Work/kimi/key' } });
  press(host, 'tab', 'tab', 'return', 'up');
  type(host, '2');
  assert.ok(attempts[0]!.signal.aborted);
  attempts[0]!.answer(null);
  await turn();
  assert.doesNotMatch(text(), /Yes/);
});

test('a key that is there is kept unless another one is typed, and never shown', async () => {
  const { host, text, result } = open({ global: SECRET });
  assert.match(text(), /< API Key >[\s\S]*unchanged/);
  assert.ok(!text().includes(SECRET));
  press(host, 'return');
  assert.equal(await result(), 'nothing', 'nothing changes');
});

test('Ignore removes at the chosen scope', async () => {
  const { host, text, result } = open({ global: SECRET, web: 'other' });
  press(host, 'space', 'space');
  assert.match(text(), /removes it from \[workspaces\.web\.env\]/);
  press(host, 'return');
  assert.deepEqual(await result(), { edit: { scope: WEB, name: 'KIMI_CODE_API_KEY', value: null }, save: true });
});

test('the scope is chosen, and what it sets now is said', async () => {
  const { host, text, result } = open({ global: SECRET });
  press(host, 'tab');
  host.paste('another-key');
  press(host, 'tab', 'space');
  assert.match(text(), /< this workspace \(web\) >[\s\S]*sets it in \[workspaces\.web\.env\]/);
  press(host, 'space', 'space', 'return');
  assert.deepEqual(await result(), literal('another-key', WEB));
});

test('buttons: saving later, giving up; by keys and by the mouse', async () => {
  const later = open();
  later.host.paste('abc');
  press(later.host, 'tab', 'tab', 'tab', 'return');
  assert.deepEqual(await later.result(), literal('abc', GLOBAL, false));
  const cancelled = open();
  const at = place(cancelled.host, '[ Cancel ]');
  cancelled.host.mouse({ action: 'press', ...at });
  cancelled.host.mouse({ action: 'release', ...at });
  assert.equal(await cancelled.result(), 'nothing');
  const clicked = open();
  const mode = place(clicked.host, '< Ignore >');
  clicked.host.mouse({ action: 'press', ...mode });
  clicked.host.mouse({ action: 'release', ...mode });
  assert.match(clicked.text(), /< API Key >/);
});

test('on any size of screen the field with the focus is in view', () => {
  for (const [cols, rows] of [
    [80, 24],
    [40, 10],
    [24, 6],
    [20, 5],
  ] as const) {
    const { host, text } = open({ size: { cols, rows } });
    press(host, 'space', 'space');
    const seen = ['Mode', 'Ref', 'Try', 'Scope', 'Save', 'Sav', 'Can'].map((field) => {
      const shown = text().includes(field);
      host.key(...keyEvent('tab'));
      return shown;
    });
    assert.ok(!seen.includes(false), `${cols}x${rows}: ${seen}`);
    for (const line of screenText(host)) assert.ok([...line].length <= cols);
  }
});

test('a form knows whether something would be lost with it', () => {
  const nothing: string[][] = [[], ['tab', 'down'], ['space', 'space', 'space'], ['space', 'tab', 'a', 'backspace', 'up', 'left']];
  for (const keys of nothing) {
    const { host, form } = open();
    press(host, ...keys);
    assert.equal(form.isChanged, false, keys.join(' '));
  }
  const something: string[][] = [['space'], ['tab', 'space'], ['space', 'tab', 'a']];
  for (const keys of something) {
    const { host, form } = open();
    press(host, ...keys);
    assert.equal(form.isChanged, true, keys.join(' '));
  }
  const reference = open({ global: { op: 'op://Work/kimi/key' } });
  press(reference.host, 'tab', 'end');
  assert.equal(reference.form.isChanged, false);
  type(reference.host, 's');
  assert.equal(reference.form.isChanged, true);
});

test('Esc leaves the answer open, Cancel does not', async () => {
  const left = open();
  press(left.host, 'space', 'escape');
  assert.equal(await left.result(), null);
  const cancelled = open();
  press(cancelled.host, 'space', 'tab', 'tab', 'tab', 'tab', 'tab', 'return');
  assert.equal(await cancelled.result(), 'nothing');
});
