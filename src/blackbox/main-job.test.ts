import assert from 'node:assert/strict';
import { isAlive, keys, pick, scene, until, welcome } from './harness.ts';
import { kimiKey, kimiRoute, kinOf } from './routes.ts';

/** What a container may carry, and what a surrounding session leaves behind. */
const inherited = {
  ANTHROPIC_API_KEY: 'sk-ant-of-the-container',
  CLAUDE_CODE_OAUTH_TOKEN: 'oat-of-the-container',
  ANTHROPIC_CUSTOM_HEADERS: 'x-a: b',
  ANTHROPIC_UNIX_SOCKET: '/tmp/s',
  CLAUDE_CODE_USE_BEDROCK: '1',
  CLAUDE_CODE_MAX_OUTPUT_TOKENS: '9000',
  CLAUDECODE: '1',
  AWS_BEARER_TOKEN_BEDROCK: 'bedrock-token',
  MINIMAX_API_KEY: '',
  OPENAI_API_KEY: 'sk-openai-of-the-container',
  TMUX: '/tmp/tmux',
  TMUX_PANE: '%1',
  STY: 'screen',
  ZELLIJ: '0',
  ZELLIJ_SESSION_NAME: 'z',
  TERM_PROGRAM: 'other',
  TERM_PROGRAM_VERSION: '1',
  WT_SESSION: 'w',
};

scene(
  'N, Claude, Kimi: a labelled tab with its own route, next to a native one',
  { config: `[env]\nKIMI_CODE_API_KEY = "${kimiKey}"\n`, env: inherited },
  async (w) => {
    const t = w.terminal();
    await welcome(t);
    await pick(t, 'Claude', 'Kimi');
    await t.see('I am claude, served by https://api.kimi.com/coding');
    await t.seeStrip(/1 Claude \(Kimi\)/);
    const kimi = await w.spawn(1);
    assert.deepEqual(kinOf(kimi.env), { ...kimiRoute, CLAUDE_CODE_MAX_OUTPUT_TOKENS: '9000' });
    const holders = Object.keys(kimi.env).filter((name) => kimi.env[name]!.includes(kimiKey));
    assert.deepEqual(holders, ['ANTHROPIC_AUTH_TOKEN']);

    await pick(t, 'Claude', 'Anthropic', { inTab: true });
    await t.see('I am claude, served by Anthropic (native)');
    await t.seeStrip(/1 Claude \(Kimi\).*2 Claude \(Anthropic\)/);
    const native = await w.spawn(2);
    const { CLAUDECODE: _, MINIMAX_API_KEY: __, OPENAI_API_KEY: ___, TMUX: ____, ...own } = inherited;
    for (const name of [
      'ANTHROPIC_API_KEY',
      'CLAUDE_CODE_OAUTH_TOKEN',
      'CLAUDE_CODE_USE_BEDROCK',
      'AWS_BEARER_TOKEN_BEDROCK',
      'ANTHROPIC_CUSTOM_HEADERS',
    ] as const)
      assert.equal(native.env[name], own[name], name);
    for (const name of [...Object.keys(kimiRoute), 'KIMI_CODE_API_KEY', 'OPENAI_API_KEY', 'CLAUDECODE'])
      assert.ok(!(name in native.env), `${name} in the native tab`);
    assert.ok(!Object.values(native.env).some((value) => value.includes(kimiKey)));

    for (const { env } of [kimi, native]) {
      const { TERM, COLORTERM, LANG, JACKIN_AGENT, JACKIN_MUX_SOCKET } = env;
      assert.deepEqual(
        { TERM, COLORTERM, LANG, JACKIN_AGENT, JACKIN_MUX_SOCKET },
        { TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', JACKIN_AGENT: 'claude', JACKIN_MUX_SOCKET: w.socket },
      );
      for (const name of [
        'TMUX',
        'TMUX_PANE',
        'STY',
        'ZELLIJ',
        'ZELLIJ_SESSION_NAME',
        'TERM_PROGRAM',
        'TERM_PROGRAM_VERSION',
        'WT_SESSION',
        'JACKIN_MUX_LOG',
      ])
        assert.ok(!(name in env), `${name} in a tab`);
    }
    const tabs = await w.ls();
    assert.deepEqual(
      tabs.map((tab) => [tab.index, tab.id, tab.label, tab.agent, tab.provider, tab.state, tab.active]),
      [
        [1, kimi.env.JACKIN_TAB_ID, 'Claude (Kimi)', 'claude', 'kimi', 'running', false],
        [2, native.env.JACKIN_TAB_ID, 'Claude (Anthropic)', 'claude', 'anthropic', 'running', true],
      ],
    );
    for (const { argv } of w.processes()) assert.ok(!argv.join(' ').includes(kimiKey), `the key is on the command line of ${argv[0]}`);

    t.type('typed into the native one');
    await t.see('> typed into the native one');
    t.type(`${keys.leader}1`);
    await t.see((text) => text.includes('api.kimi.com') && !text.includes('typed into'));
    t.type(`${keys.leader}x`);
    await t.see('still runs');
    t.type('y');
    await until('the closed tab is gone', async () => (await w.tabs()).length === 1);
    await until('its process too', () => !isAlive(kimi.pid));
    await t.seeStrip((strip) => !strip.includes('Kimi'));
  },
);

scene('with no key there is no picker and a bare label', {}, async (w) => {
  const t = w.terminal();
  await welcome(t);
  await pick(t, 'Claude');
  await t.see('I am claude, served by Anthropic (native)');
  await t.seeStrip(/1 Claude(?! \()/);
  assert.deepEqual(
    (await w.ls()).map((tab) => [tab.label, tab.provider]),
    [['Claude', 'anthropic']],
  );
});
