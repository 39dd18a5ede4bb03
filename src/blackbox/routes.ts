import assert from 'node:assert/strict';
import type { TabInfo } from '../protocol/messages.ts';
import type { Spawned, World } from './harness.ts';

export const kimiKey = 'sk-ki-made-up-0123456789';

/** What a tab of Claude redirected to Kimi has, and nothing else of its kind. */
export const kimiRoute = {
  ANTHROPIC_AUTH_TOKEN: kimiKey,
  ANTHROPIC_BASE_URL: 'https://api.kimi.com/coding',
  ANTHROPIC_DEFAULT_OPUS_MODEL: 'kimi-for-coding',
  ANTHROPIC_DEFAULT_SONNET_MODEL: 'kimi-for-coding',
  ANTHROPIC_DEFAULT_HAIKU_MODEL: 'kimi-for-coding',
  ANTHROPIC_DEFAULT_FABLE_MODEL: 'kimi-for-coding',
  ANTHROPIC_MODEL: 'opus',
  API_TIMEOUT_MS: '3000000',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST: '1',
};
const kin = /^(ANTHROPIC_|CLAUDE|API_TIMEOUT_MS$|AWS_BEARER|OPENAI_|OPENCODE_)|_API_KEY$/;
/** Of an environment, what concerns agents and providers. */
export const kinOf = (env: Record<string, string>) => Object.fromEntries(Object.entries(env).filter(([name]) => kin.test(name)));

/** Configuration with a key for each alternative provider. */
export const keysOfAll = `[env]\nZAI_API_KEY = "zai-key-123456"\nMINIMAX_API_KEY = "mm-key-123456"\nKIMI_CODE_API_KEY = "${kimiKey}"\n`;

/** Opens a tab from the command line and gives what the agent was started with, and its row in `ls`. */
export async function opened(w: World, ...args: string[]): Promise<Spawned & { tab: TabInfo }> {
  const count = w.spawned().length;
  const id = await w.ok('new', ...args, '--background');
  const spawned = await w.spawn(count + 1);
  const tab = (await w.tabs()).find((each) => each.id === id);
  assert.ok(tab, `no tab ${id}`);
  return { ...spawned, tab };
}
