import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentTable } from '../config/types.ts';
import { builtinTable } from './builtin.ts';
import { buildCatalog, findAgent } from './catalog.ts';
import { conversationArguments, whyNotReopened } from './conversation.ts';

const ID = '3f2b8c1e-0000-4000-8000-000000000001';
const agentWith = (slug: string, table: AgentTable = {}) =>
  findAgent(buildCatalog(builtinTable(), { agents: Object.keys(table).length > 0 ? { [slug]: table } : {} }), slug);
const begun = { id: ID, resumes: false };
const reopened = { id: ID, resumes: true };

test('Claude begins a conversation under an id and reopens it by that id', () => {
  const claude = agentWith('claude');
  assert.deepEqual(conversationArguments(claude, begun), ['--session-id', ID]);
  assert.deepEqual(conversationArguments(claude, reopened), ['--resume', ID]);
  assert.deepEqual(conversationArguments(claude, null), []);
  assert.equal(whyNotReopened(claude), null);
});

test('an operator who chooses a conversation in the arguments is left alone', () => {
  for (const args of [
    ['--continue'],
    ['-c'],
    ['--verbose', '--resume', 'x'],
    ['--resume=x'],
    ['-r'],
    ['-rx'],
    ['--session-id', ID],
    [`--session-id=${ID}`],
    ['--from-pr=7'],
  ]) {
    const claude = agentWith('claude', { args });
    assert.deepEqual(conversationArguments(claude, begun), [], args.join(' '));
    assert.match(whyNotReopened(claude) ?? '', /^Claude cannot switch: its arguments choose the conversation \(-/);
  }
  assert.deepEqual(conversationArguments(agentWith('claude', { command: ['claude', '--continue'] }), begun), []);
  assert.deepEqual(conversationArguments(agentWith('claude'), begun, ['--continue']), []);
});

test('arguments that only look alike change nothing', () => {
  for (const args of [['--resume-later'], ['--continued'], ['--dangerously-skip-permissions'], ['--permission-mode=plan'], ['resume']]) {
    assert.deepEqual(conversationArguments(agentWith('claude', { args }), begun), ['--session-id', ID], args.join(' '));
  }
});

test('agents without an id for a conversation get nothing, and say so', () => {
  const { agents } = buildCatalog(builtinTable(), {});
  for (const agent of agents.filter((a) => a.slug !== 'claude')) {
    assert.deepEqual(conversationArguments(agent, begun), [], agent.slug);
    assert.equal(whyNotReopened(agent), `${agent.label} cannot switch: its conversations have no id`);
  }
});

test('an agent of the operator says how it names one; the wiring of Claude brings it along; an empty start takes it away', () => {
  const mine = agentWith('mine', {
    command: ['mine'],
    conversation: { start: ['--chat={id}'], resume: ['open', '{id}'], own: ['--chat'] },
  });
  assert.deepEqual(conversationArguments(mine, begun), [`--chat=${ID}`]);
  assert.deepEqual(conversationArguments(mine, reopened), ['open', ID]);
  const nightly = agentWith('nightly', { command: ['claude-nightly'], wiring: 'claude' });
  assert.deepEqual(conversationArguments(nightly, reopened), ['--resume', ID]);
  assert.notEqual(whyNotReopened(agentWith('claude', { conversation: { start: [] } })), null);
});
