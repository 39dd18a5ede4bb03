import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PickOptions } from '../client/dialogs/types.ts';
import type { Offers } from '../protocol/messages.ts';
import { type Agent, chooseLaunch, chooseRunning } from './choose.ts';
import type { Launched } from './containers.ts';

const agent = (slug: string, ...providers: string[]) => ({
  slug,
  label: slug,
  installed: true,
  hint: '',
  providers: providers.map((p) => ({ slug: p, label: p, tabLabel: p })),
  unasked: providers.length === 1 ? 0 : null,
});
const offers: Offers = { agents: [agent('claude', 'anthropic', 'kimi'), agent('amp'), agent('opencode', 'kimi')], defaultAgent: null };
const launched = (state: string): Launched => ({ workspace: 'web', role: null, name: 'jackin-web', state, image: 'i', createdAt: '' });
const row = (name: string, container: Launched | null = null) => ({ name, image: 'i', container });

/** Goes through the pickers with these answers, null being Esc; gives the titles and the outcome. */
async function through(rows: ReturnType<typeof row>[], answers: (string | null)[], asked: Agent | null = null) {
  const titles: string[] = [];
  const left = [...answers];
  const pick = ({ title, rows, selected }: PickOptions) => {
    titles.push(selected === undefined ? title : `${title} [${selected}]`);
    const answer = left.shift();
    assert.notEqual(answer, undefined, `nothing to answer ${title} with`);
    if (answer !== null) assert.ok(rows.some((r) => r.id === answer));
    return Promise.resolve(answer ?? null);
  };
  const choice = await chooseLaunch(rows, () => offers, asked, pick);
  assert.deepEqual(left, []);
  return { titles, choice };
}

const WORKSPACES = 'Launch a workspace';
const AGENTS = 'Launch web';
const PROVIDERS = 'claude: who serves its model?';

test('workspace, agent, provider', async () => {
  const { titles, choice } = await through([row('web'), row('api')], ['web', 'claude', 'kimi']);
  assert.deepEqual(titles, [WORKSPACES, AGENTS, PROVIDERS]);
  assert.deepEqual(choice, { kind: 'run', workspace: 'web', anew: null, agent: 'claude', provider: 'kimi' });
});

test('one workspace is not asked for, and a provider only where there is a choice', async () => {
  assert.deepEqual(await through([row('web')], ['amp']), {
    titles: [AGENTS],
    choice: { kind: 'run', workspace: 'web', anew: null, agent: 'amp' },
  });
  assert.equal((await through([row('web')], ['opencode'])).choice?.kind, 'run');
});

test('Esc goes back a step, at the first one it gives up', async () => {
  const { titles, choice } = await through([row('web'), row('api')], ['web', 'claude', null, null, null]);
  assert.deepEqual(titles, [WORKSPACES, AGENTS, PROVIDERS, `${AGENTS} [claude]`, `${WORKSPACES} [web]`]);
  assert.equal(choice, null);
  assert.equal((await through([row('web')], [null])).choice, null);
});

test('a container that is up is attached to without a question', async () => {
  const up = launched('running');
  assert.deepEqual(await through([row('web', up)], []), { titles: [], choice: { kind: 'attach', workspace: 'web', container: up } });
  assert.deepEqual((await through([row('web', up), row('api')], ['web'])).choice, { kind: 'attach', workspace: 'web', container: up });
});

test('of an ended container it is asked what becomes of it', async () => {
  const ended = launched('exited');
  const ENDED = 'web: its container has ended';
  assert.deepEqual((await through([row('web', ended)], ['again'])).choice, { kind: 'again', workspace: 'web', container: ended });
  const anew = await through([row('web', ended)], ['anew', null, 'anew', 'amp']);
  assert.deepEqual(anew.titles, [ENDED, AGENTS, ENDED, AGENTS]);
  assert.deepEqual(anew.choice, { kind: 'run', workspace: 'web', anew: ended, agent: 'amp' });
});

test('what the command line says is not asked', async () => {
  assert.deepEqual((await through([row('web')], [], { agent: 'amp' })).titles, []);
  assert.deepEqual((await through([row('web')], [], { agent: 'claude', provider: 'kimi' })).titles, []);
  const { titles, choice } = await through([row('web')], ['kimi'], { agent: 'claude' });
  assert.deepEqual(titles, [PROVIDERS]);
  assert.deepEqual(choice, { kind: 'run', workspace: 'web', anew: null, agent: 'claude', provider: 'kimi' });
});

test('which one to stop', async () => {
  const up = launched('running');
  assert.equal(await chooseRunning([up], () => Promise.resolve('jackin-web')), up);
  assert.equal(await chooseRunning([up], () => Promise.resolve(null)), null);
});
