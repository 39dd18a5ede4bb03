import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgram } from '../program.ts';
import { type Candidate, candidates, type Live } from './candidates.ts';

const values = (...all: string[]): Promise<Candidate[]> => Promise.resolve(all.map((value) => ({ value, about: '' })));
const live: Live = {
  tabs: () => values('Claude (Kimi)', 'Codex', 't1', 't2'),
  agents: () => values('claude', 'codex', 'shell'),
  providers: (agent) => (agent === 'codex' ? values('openai', 'minimax') : values('anthropic', 'kimi')),
  workspaces: () => values('web', 'api'),
  roles: () => values('reviewer'),
};

async function at(...words: string[]): Promise<string> {
  const answer = await candidates(createProgram([]), words, live);
  return answer.kind === 'words' ? answer.words.map(({ value }) => value).join(' ') : `:${answer.kind}`;
}

test('what can stand where the cursor is', async () => {
  for (const [words, wanted] of [
    [['se'], 'select send'],
    [['config', ''], 'path check explain reload'],
    [['new', ''], 'claude codex shell'],
    [['new', 'co'], 'codex'],
    [['new', '--provider', ''], 'anthropic kimi'],
    [['new', 'codex', '--provider', ''], 'openai minimax'],
    [['new', 'codex', '--provider=m'], '--provider=minimax'],
    [['new', 'codex', '--provider', '='], 'openai minimax'],
    [['new', 'codex', '--provider', '=', 'o'], 'openai'],
    [['new', '--att'], '--attach'],
    [['new', '--cwd', ''], ':folders'],
    [['new', '--', 'l'], ':files'],
    [['new', 'claude', ''], ''],
    [['--con'], '--config'],
    [['--config', 'x'], ':files'],
    [['--workspace', ''], 'web api'],
    [['--role', 'r'], 'reviewer'],
    [['--socket', 's', 'select', 'C'], 'Claude (Kimi) Codex'],
    [['select', '"Cl'], 'Claude (Kimi)'],
    [['select', 'Claude\\ \\('], 'Claude (Kimi)'],
    [['wait', 't1', '--state', 'w'], 'working waiting'],
    [['wait', 't1', '--e'], '--exit'],
    [['completion', ''], 'bash zsh fish'],
    [['launch', ''], 'web api'],
    [['launch', '--agent', 'c'], 'claude codex'],
    [['launch', 'web', '--agent', 'claude', '--provider', ''], 'anthropic kimi'],
    [['launch', '--l'], '--list'],
    [['send', 't1', ''], ''],
    [['nonsense', ''], ''],
  ] as [string[], string][])
    assert.equal(await at(...words), wanted, words.join(' '));
});

test('every visible command is offered, hidden ones are not', async () => {
  const program = createProgram([]);
  const all = (await at('')).split(' ');
  for (const { name } of program
    .createHelp()
    .visibleCommands(program)
    .map((c) => ({ name: c.name() })))
    assert.ok(all.includes(name), name);
  assert.ok(!all.includes('complete') && all.includes('completion'));
});
