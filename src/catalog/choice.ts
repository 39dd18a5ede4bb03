import { OperatorError } from '../base/errors.ts';
import { suggestion } from './catalog.ts';
import type { Agent, Catalog, Choice, Provider } from './types.ts';

/** Whether a name has a non-empty value in the scope of the question. */
export type HasKey = (name: string) => boolean;

/**
 * Whether `agent` uses `provider` with no redirect. An agent with another one's wiring is the same program, so what is
 * native for the one is native for the other.
 */
export function isNative(agent: Agent, provider: Provider): boolean {
  return provider.nativeFor.includes(agent.slug) || (agent.wiring !== null && provider.nativeFor.includes(agent.wiring));
}

/** Whether `agent` can be sent to `provider` at all, key or no key. */
export function isWired(agent: Agent, provider: Provider): boolean {
  return isNative(agent, provider) || (agent.wiring !== null && provider[agent.wiring] !== null);
}

/** A redirect needs a key, always: without one the agent's own login would go to the endpoint. */
function isServed(agent: Agent, provider: Provider, hasKey: HasKey): boolean {
  if (isNative(agent, provider)) return true;
  return isWired(agent, provider) && provider.keyEnv !== null && hasKey(provider.keyEnv);
}

/** Who may serve `agent`: the one answer that the picker, `new`, `doctor` and the launch plan all ask for. */
export function chooseProvider(agent: Agent, catalog: Catalog, hasKey: HasKey): Choice {
  const served = catalog.providers.filter((p) => isServed(agent, p, hasKey));
  const [only] = served;
  if (!only) return { kind: 'native', provider: null };
  if (served.length > 1) return { kind: 'pick', providers: served };
  return isNative(agent, only) ? { kind: 'native', provider: only } : { kind: 'auto', provider: only };
}

/** Label of the tab that `provider` gives: bare where there was nothing to choose. */
export function labelFor(agent: Agent, provider: Provider | null, choice: Choice): string {
  return provider === null || choice.kind === 'native' ? agent.label : `${agent.label} (${provider.label})`;
}

/**
 * The provider of a new tab: the one that was asked for, else the one that needs no asking.
 *
 * @param asked Slug that the operator gave, or null.
 * @throws OperatorError for an unknown provider, one that this agent cannot use, one without a key, or where several can
 * serve it and none was named.
 */
export function settleProvider(
  agent: Agent,
  catalog: Catalog,
  hasKey: HasKey,
  asked: string | null,
): { choice: Choice; provider: Provider | null } {
  const choice = chooseProvider(agent, catalog, hasKey);
  if (asked !== null) return { choice, provider: checked(agent, catalog, hasKey, asked) };
  if (choice.kind !== 'pick') return { choice, provider: choice.provider };
  const slugs = choice.providers.map((p) => p.slug);
  throw new OperatorError(`${agent.label} can be served by ${slugs.join(', ')}; choose with --provider, such as --provider ${slugs[0]}`);
}

function checked(agent: Agent, catalog: Catalog, hasKey: HasKey, asked: string): Provider {
  const provider = catalog.providers.find((p) => p.slug === asked);
  if (!provider) {
    const slugs = catalog.providers.map((p) => p.slug);
    throw new OperatorError(`unknown provider "${asked}"; ${suggestion(asked, slugs)}`);
  }
  if (!isWired(agent, provider)) {
    const wired = catalog.providers.filter((p) => isWired(agent, p)).map((p) => p.slug);
    const hint = wired.length > 0 ? `${agent.label} can use ${wired.join(', ')}` : `${agent.label} has no choice of provider`;
    throw new OperatorError(`${agent.label} cannot use provider "${asked}"; ${hint}`);
  }
  if (!isServed(agent, provider, hasKey)) throw withoutKey(provider);
  return provider;
}

/** Refusal of a redirect that has no key. */
export function withoutKey(provider: Provider): OperatorError {
  if (provider.keyEnv === null)
    return new OperatorError(
      `provider "${provider.slug}" names no variable for its key; add key_env = "..." to [providers.${provider.slug}]`,
    );
  return new OperatorError(
    `no key for ${provider.label}: ${provider.keyEnv} is not set in this scope; put it into an [env] table of the configuration, or into the server's environment`,
  );
}
