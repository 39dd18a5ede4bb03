import { homeFolder } from '../../base/home.ts';
import { patience } from '../../base/patience.ts';
import { builtinTable } from '../../catalog/builtin.ts';
import { buildCatalog } from '../../catalog/catalog.ts';
import { openLink } from '../../client/open-link.ts';
import { loadConfig } from '../../config/load.ts';
import { locateConfig } from '../../config/locate.ts';
import { readConfig } from '../../config/read.ts';
import type { RequestName, Requests } from '../../protocol/messages.ts';
import type { Invocation } from '../options.ts';
import type { Candidate, Live } from './candidates.ts';

/** A shell that waits for an answer waits no longer than this, in milliseconds. */
const PATIENCE_MS = 1500;

/** Asks the running server, where there is one, and else the configuration. Nothing is started for it. */
export function liveAnswers(now: Invocation): Live {
  const ask = async <N extends RequestName>(name: N, params: Requests[N]['params']): Promise<Requests[N]['result'] | null> => {
    const limit = patience(PATIENCE_MS, () => process.exit(0));
    try {
      const link = await openLink({ socket: now.socket, uid: now.uid, version: now.version, serverArgv: null });
      try {
        return await link.request(name, params);
      } finally {
        link.close();
      }
    } catch {
      return null;
    } finally {
      limit.dispose();
    }
  };
  const configured = async () => {
    const place = locateConfig({ flag: now.options.config, env: process.env, home: homeFolder(), cwd: process.cwd() });
    const { table } = await loadConfig(place.file, readConfig(place), builtinTable());
    return { table, catalog: buildCatalog(builtinTable(), table) };
  };
  const known = (entries: { slug: string; label: string }[]): Candidate[] =>
    entries.map(({ slug, label }) => ({ value: slug, about: label }));
  return {
    async tabs() {
      const tabs = (await ask('list', {})) ?? [];
      const unique = tabs.filter(({ label }) => tabs.filter((t) => t.label === label).length === 1);
      return [
        ...unique.map(({ label, id, state }) => ({ value: label, about: `${id}, ${state}` })),
        ...tabs.map(({ label, id, state }) => ({ value: id, about: `${label}, ${state}` })),
      ];
    },
    async agents() {
      const offers = await ask('offers', now.scope);
      return known(offers ? offers.agents.filter((a) => a.installed) : (await configured()).catalog.agents);
    },
    async providers(agent) {
      const offers = await ask('offers', now.scope);
      if (!offers) return known((await configured()).catalog.providers);
      return known(offers.agents.filter((a) => agent === undefined || a.slug === agent).flatMap((a) => a.providers));
    },
    async workspaces() {
      return Object.keys((await configured()).table.workspaces ?? {}).map((value) => ({ value, about: 'workspace' }));
    },
    async roles() {
      const { roles = {}, workspaces = {} } = (await configured()).table;
      const names = [...Object.keys(roles), ...Object.values(workspaces).flatMap((w) => Object.keys(w.roles ?? {}))];
      return names.map((value) => ({ value, about: 'role' }));
    },
  };
}
