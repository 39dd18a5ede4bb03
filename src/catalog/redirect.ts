import type { Agent, Provider } from './types.ts';

/** How one agent is sent to one provider: what its process gets besides a clean environment. */
export interface Redirect {
  env: Record<string, string>;
  /** Never holds the key. */
  args: string[];
}

/** What a redirect of Claude Code sets. Ten names, in the order in which they are documented. */
const CLAUDE_NAMES = [
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_DEFAULT_OPUS_MODEL',
  'ANTHROPIC_DEFAULT_SONNET_MODEL',
  'ANTHROPIC_DEFAULT_HAIKU_MODEL',
  'ANTHROPIC_DEFAULT_FABLE_MODEL',
  'ANTHROPIC_MODEL',
  'API_TIMEOUT_MS',
  'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC',
  'CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST',
] as const;
const OPENCODE_NAME = 'OPENCODE_CONFIG_CONTENT';

/** Every name that a redirect sets besides the key's own: what a server that was started in a tab must not hand on. */
export const REDIRECT_NAMES: readonly string[] = [...CLAUDE_NAMES, OPENCODE_NAME];

/**
 * @param key The resolved key, not empty.
 * @param keyName Name under which agents that read a variable of our choice find it.
 */
export function redirectOf(agent: Agent, provider: Provider, key: string, keyName: string): Redirect {
  const { claude, codex, opencode } = provider;
  // the operator's model for this very pair takes the place of all that the provider has
  const model = agent.models.get(provider.slug);
  const instead = model === undefined ? {} : { model };
  const tiers = model === undefined ? {} : { models: { opus: model, sonnet: model, haiku: model, fable: model } };
  if (agent.wiring === 'claude' && claude) return claudeRedirect({ ...claude, ...tiers }, key);
  if (agent.wiring === 'codex' && codex) return codexRedirect(agent, provider, { ...codex, ...instead }, key, keyName);
  if (agent.wiring === 'opencode' && opencode) return opencodeRedirect(provider, { ...opencode, ...instead }, key, keyName);
  throw new Error(`${agent.slug} has no wiring for ${provider.slug}`);
}

/**
 * Measured on Claude Code 2.1: `fable` is a fourth tier that would otherwise ask for a model of Anthropic's;
 * ANTHROPIC_MODEL=opus avoids a context beta that others refuse; PROVIDER_MANAGED_BY_HOST makes this environment win over
 * every settings file. The timeout is 50 minutes: long runs through a gateway are cut otherwise.
 */
function claudeRedirect(wiring: NonNullable<Provider['claude']>, key: string): Redirect {
  const { opus = '', sonnet = '', haiku = '', fable = opus } = wiring.models ?? {};
  const env: Record<(typeof CLAUDE_NAMES)[number], string> = {
    ANTHROPIC_AUTH_TOKEN: key,
    ANTHROPIC_BASE_URL: wiring.base_url ?? '',
    ANTHROPIC_DEFAULT_OPUS_MODEL: opus,
    ANTHROPIC_DEFAULT_SONNET_MODEL: sonnet,
    ANTHROPIC_DEFAULT_HAIKU_MODEL: haiku,
    ANTHROPIC_DEFAULT_FABLE_MODEL: fable,
    ANTHROPIC_MODEL: 'opus',
    API_TIMEOUT_MS: '3000000',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST: '1',
  };
  return { env, args: [] };
}

/** Names that Codex keeps for its own providers: they cannot be defined again. */
const CODEX_OWN = new Set(['openai', 'ollama', 'lmstudio', 'oss', 'amazon-bedrock']);

/** Codex reads no variable for its endpoint; it takes a provider by arguments, which name the key's variable. */
function codexRedirect(agent: Agent, provider: Provider, wiring: NonNullable<Provider['codex']>, key: string, keyName: string): Redirect {
  const id = CODEX_OWN.has(provider.slug) ? `jackin-${provider.slug}` : provider.slug;
  const table = {
    name: provider.label,
    base_url: wiring.base_url ?? '',
    env_key: keyName,
    wire_api: wiring.wire_api ?? 'responses',
  };
  const inline = Object.entries(table).map(([k, v]) => `${k}=${tomlString(v)}`);
  const args = ['-c', `model_provider=${tomlWord(id)}`, '-c', `model_providers.${id}={${inline.join(',')}}`];
  if (wiring.model) args.push('-m', wiring.model);
  // an operator's own command may lack it, and without it the redirect would stay in a background process for later tabs
  if (!agent.command.includes('--no-daemon')) args.unshift('--no-daemon');
  return { env: { [keyName]: key }, args };
}

/** OpenCode takes its configuration from a variable, and puts the key in from another one by itself. */
function opencodeRedirect(provider: Provider, wiring: NonNullable<Provider['opencode']>, key: string, keyName: string): Redirect {
  const model = wiring.model === undefined ? [] : ['-m', `${provider.slug}/${wiring.model}`];
  // no address: OpenCode knows the provider, and the key is all that it needs
  if (wiring.base_url === undefined) return { env: { [keyName]: key }, args: model };
  const config = {
    $schema: 'https://opencode.ai/config.json',
    provider: {
      [provider.slug]: {
        npm: wiring.npm ?? '@ai-sdk/openai-compatible',
        name: provider.label,
        options: { baseURL: wiring.base_url, apiKey: `{env:${keyName}}` },
        models: wiring.model === undefined ? {} : { [wiring.model]: { name: wiring.model } },
      },
    },
  };
  return { env: { [keyName]: key, [OPENCODE_NAME]: JSON.stringify(config) }, args: model };
}

/** A TOML basic string (TOML 1.0, "String"). */
function tomlString(text: string): string {
  const body = text.replaceAll(/["\\\x00-\x1f\x7f]/g, (c) =>
    c === '"' || c === '\\' ? `\\${c}` : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${body}"`;
}

/** A word that TOML would read as a number, a date or a boolean has to be quoted; Codex takes any other one as it is. */
function tomlWord(word: string): string {
  return /^[a-z][a-z0-9-]*$/.test(word) && !['true', 'false', 'inf', 'nan'].includes(word) ? word : tomlString(word);
}
