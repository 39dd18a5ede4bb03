import assert from 'node:assert/strict';
import { test } from 'node:test';
import { click, keyEvent, place, press, screenText, turn, type } from './harness.ts';
import { createDialogs, type DialogHost, type DialogInput } from './index.ts';

const host80 = (): DialogHost => createDialogs({ cols: 80, rows: 24 });
const rows = (...labels: string[]): { id: string; label: string }[] => labels.map((label) => ({ id: label.toLowerCase(), label }));
const AGENTS = { title: 'Agent', rows: rows('Claude', 'Codex') };
const PROVIDERS = { title: 'Provider', rows: rows('Anthropic', 'Kimi') };

/** Agent, then provider, one step back on Esc: what a caller does. */
async function journey(host: DialogHost): Promise<string> {
  for (let agent: string | undefined; ; ) {
    const chosen = await host.pick({ ...AGENTS, selected: agent });
    if (chosen === null) return 'cancelled';
    agent = chosen;
    const provider = await host.pick({ ...PROVIDERS });
    if (provider !== null) return `${agent} ${provider}`;
  }
}

test('with nothing open there is nothing to draw, and input is not taken', () => {
  const host = host80();
  assert.equal(host.render(), null);
  assert.equal(host.active, false);
  assert.equal(host.key(...keyEvent('enter')), false);
  assert.equal(host.mouse({ action: 'press', x: 0, y: 0 }), false);
  assert.equal(host.paste('x'), false);
});

test('the picture is the same object until something changes', async () => {
  const host = host80();
  void host.pick(AGENTS);
  const first = host.render();
  assert.equal(host.render(), first);
  press(host, 'down');
  assert.notEqual(host.render(), first);
});

test('between two dialogs in a row nothing but the first or the second is ever drawn', async () => {
  const host = host80();
  const seen: string[] = [];
  const look = (): void => void seen.push(screenText(host)[0] ?? 'nothing');
  host.onChange(look);
  const end = journey(host);
  await turn();
  press(host, 'enter');
  look();
  await turn();
  press(host, 'escape');
  await turn();
  press(host, 'enter');
  await turn();
  press(host, 'down', 'enter');
  await turn();
  assert.equal(await end, 'claude kimi');
  assert.deepEqual(
    seen.map((line) => /Agent|Provider|nothing/.exec(line)?.[0]),
    ['Agent', 'Agent', 'Provider', 'Agent', 'Provider', 'nothing'],
  );
});

test('Esc at the provider leads back to the agent that was chosen', async () => {
  const host = host80();
  const end = journey(host);
  press(host, 'down', 'enter');
  await turn();
  press(host, 'escape');
  await turn();
  assert.ok(place(host, '> Codex'));
  press(host, 'escape');
  assert.equal(await end, 'cancelled');
});

test('keys typed ahead in one go reach the dialog that follows', async () => {
  const host = host80();
  const end = journey(host);
  press(host, 'enter', 'down', 'enter');
  assert.equal(await end, 'claude kimi');
});

test('keys behind the last answer are handed back in order', async () => {
  const host = host80();
  const back: DialogInput[] = [];
  host.onUnclaimed((input) => back.push(input));
  const answer = host.ask({ question: 'Sure?', defaultAnswer: false });
  press(host, 'n', 'l', 's');
  host.paste('text', 'its bytes');
  assert.equal(await answer, false);
  await turn();
  assert.deepEqual(
    back.map((input) => (input.kind === 'key' ? input.ch : input.kind)),
    ['l', 's', 'paste'],
  );
  assert.equal(back[2]!.origin, 'its bytes');
  assert.equal(host.active, false);
});

test('changes of one turn are told once', async () => {
  const host = host80();
  let told = 0;
  const subscription = host.onChange(() => told++);
  void host.pick(AGENTS);
  press(host, 'down', 'up', 'down');
  await turn();
  assert.equal(told, 1);
  await turn();
  assert.equal(told, 1);
  subscription.dispose();
  press(host, 'down');
  await turn();
  assert.equal(told, 1);
});

test('a dialog over another takes the input, and uncovers it as it was', async () => {
  const host = host80();
  const below = host.pick(AGENTS);
  press(host, 'down');
  const above = host.show({ title: 'Help', sections: [] });
  type(host, 'x');
  assert.match(screenText(host)[0]!, /Help/);
  press(host, 'escape');
  await above;
  assert.ok(place(host, '> Codex'));
  await turn();
  press(host, 'enter');
  assert.equal(await below, 'codex');
});

test('cancel closes all of them as Esc would, and so does dispose', async () => {
  for (const end of ['cancel', 'dispose'] as const) {
    const host = host80();
    const all = [host.pick(AGENTS), host.ask({ question: 'Sure?', defaultAnswer: true }), host.prompt({ title: 't', value: 'v' })];
    host[end]();
    assert.deepEqual(await Promise.all(all), [null, false, null]);
    await turn();
    assert.equal(host.render(), null);
    assert.equal(host.active, false);
  }
});

test('a press before the dialog was there and a release on it choose nothing', async () => {
  const host = host80();
  void host.pick(AGENTS);
  const at = place(host, 'Claude');
  host.mouse({ action: 'release', ...at });
  host.mouse({ action: 'move', ...at });
  await turn();
  assert.equal(host.active, true);
  click(host, at);
  await turn();
  assert.equal(host.active, false);
});

test('two hosts do not disturb each other', async () => {
  const [a, b] = [host80(), createDialogs({ cols: 20, rows: 5 })];
  const [first, second] = [a.pick(AGENTS), b.pick(PROVIDERS)];
  assert.ok(place(a, 'Claude') && place(b, 'Kimi'));
  a.dispose();
  assert.equal(await first, null);
  press(b, 'enter');
  assert.equal(await second, 'anthropic');
});
