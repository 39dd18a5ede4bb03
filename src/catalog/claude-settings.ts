import { isDropped } from './inherited.ts';
import type { EnvironmentRules } from './types.ts';

/**
 * What in the files of Claude Code speaks about who serves its model, and would so fight a redirect. Found by name, never by
 * value. The plan of a tab does not depend on any of it.
 */

/** A file of Claude Code's, by what it is for. `state` is `.claude.json`. */
export type SettingsFile = 'user' | 'project' | 'local' | 'state' | 'credentials';

export interface Finding {
  file: string;
  /** Key path in the file. */
  key: string;
  /** What it does in a native tab, which is left as it is. */
  effect: string;
  /** What in a redirected tab takes the effect away, or null where nothing does: a warning. */
  neutralisedBy: string | null;
}

const HOST = 'CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST=1';
const MODEL = 'ANTHROPIC_MODEL';
/**
 * Names that Claude Code takes from no settings file where its host manages the provider (read in 2.1.197, and measured
 * there for routes, credentials, models and Bedrock). The others pass: `env.ANTHROPIC_CUSTOM_HEADERS` reached the
 * redirected endpoint with every request, `env.ANTHROPIC_BETAS` too, and with `env.ANTHROPIC_UNIX_SOCKET` none arrived.
 */
const IGNORED_BY_HOST =
  /^(?:ANTHROPIC_(?:API_KEY|AUTH_TOKEN|BASE_URL|MODEL|SMALL_FAST_MODEL\w*|DEFAULT_\w+|(?:BEDROCK|VERTEX|FOUNDRY|AWS)_\w+)|CLAUDE_CODE_(?:OAUTH_TOKEN|SUBAGENT_MODEL|USE_(?:BEDROCK|VERTEX|FOUNDRY|MANTLE|ANTHROPIC_AWS|GATEWAY)|SKIP_\w+_AUTH|PROVIDER_MANAGED_BY_HOST)|AWS_BEARER_TOKEN_BEDROCK)$/;

/**
 * @param text Of the file.
 * @param now Milliseconds since 1970, to tell whether a login has expired.
 */
export function findingsIn(kind: SettingsFile, file: string, text: string, rules: EnvironmentRules, now: number): Finding[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [{ file, key: '', effect: 'it is not JSON; Claude Code may ignore it or refuse to start', neutralisedBy: null }];
  }
  if (kind === 'credentials') return login(file, json, now);
  if (kind === 'state') {
    if (!get(json, 'primaryApiKey')) return [];
    return [{ file, key: 'primaryApiKey', effect: 'a key that Claude Code uses by itself', neutralisedBy: HOST }];
  }
  return settings(file, json, rules);
}

function settings(file: string, json: unknown, rules: EnvironmentRules): Finding[] {
  const found: Finding[] = [];
  const env = get(json, 'env');
  for (const name of isObject(env) ? Object.keys(env) : []) {
    if (!isDropped(name, rules)) continue;
    const ignored = IGNORED_BY_HOST.test(name);
    found.push({ file, key: `env.${name}`, effect: effectOf(name, ignored), neutralisedBy: ignored ? HOST : null });
  }
  if (get(json, 'apiKeyHelper')) {
    found.push({ file, key: 'apiKeyHelper', effect: 'a command that gives Claude Code its key', neutralisedBy: HOST });
  }
  if (get(json, 'model')) found.push({ file, key: 'model', effect: 'the model that Claude Code asks for', neutralisedBy: MODEL });
  return found;
}

function effectOf(name: string, ignored: boolean): string {
  if (ignored) return 'overrides the environment that Claude Code is started with';
  if (name === 'ANTHROPIC_CUSTOM_HEADERS') return 'goes with every request, to whoever serves the model';
  if (name === 'ANTHROPIC_UNIX_SOCKET') return 'sends every request elsewhere, whoever serves the model';
  return 'is set in every tab of Claude Code, whoever serves the model';
}

function login(file: string, json: unknown, now: number): Finding[] {
  const expires = get(get(json, 'claudeAiOauth'), 'expiresAt');
  if (typeof expires !== 'number' || expires > now) return [];
  const renewed = Boolean(get(get(json, 'claudeAiOauth'), 'refreshToken'));
  const at = new Date(expires).toISOString().slice(0, 16).replace('T', ' ');
  const effect = renewed
    ? `the login expired at ${at} UTC; Claude Code renews it when it is used`
    : `the login expired at ${at} UTC and cannot be renewed: log in again (/login) in a native tab`;
  return [{ file, key: 'claudeAiOauth.expiresAt', effect, neutralisedBy: HOST }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function get(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
