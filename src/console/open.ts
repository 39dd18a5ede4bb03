import type { Redactor } from '../base/redact.ts';
import type { EnvironmentRules } from '../catalog/types.ts';
import type { Located } from '../config/locate.ts';
import { tryReference } from '../config/op-read.ts';
import { resolveScope, type ScopeRequest } from '../config/scopes.ts';
import type { Environment } from '../config/types.ts';
import type { Size } from '../protocol/messages.ts';
import { ConsoleScreen } from './screen.ts';
import { createStore } from './store.ts';

/** Where the screen has what it shows from. */
export interface ScreenSources {
  located: Located;
  /** Workspace, role and folder of the operator, and what a running server has where these name none. */
  scope: ScopeRequest;
  defaults: ScopeRequest;
  /** The environment that tabs get keys from, of which names are enough; and where their programs are looked for. */
  environment: Environment;
  /** What the program FILE, started as COMMAND, says its version is, or null; it must get no key. */
  version(file: string, command: readonly string[], rules: EnvironmentRules): Promise<string | null>;
  /** This process's own environment: about the terminal, and for `op`. */
  env: Record<string, string | undefined>;
}

/**
 * The Auth screen, for whatever terminal or screen shows it.
 *
 * @param how.redactor Learns every key that is typed or read.
 * @throws OperatorError where the configuration cannot be read or has mistakes.
 */
export async function openScreen(how: ScreenSources & { size: Size; redactor: Redactor; onLeave(): void }): Promise<ConsoleScreen> {
  const { located, env, size, redactor, onLeave } = how;
  const store = createStore(located, how.environment, how.scope.cwd ?? '/');
  const facts = await store.load();
  return new ConsoleScreen({
    size,
    store,
    facts,
    scope: resolveScope(facts.table, how.scope, how.defaults),
    attempt: (reference, signal) => tryReference(reference, { env, signal, onSecret: (value) => redactor.add(value) }),
    version: (file, command) => how.version(file, command, facts.catalog.rules),
    onSecret: (text) => redactor.add(text),
    onLeave,
  });
}
