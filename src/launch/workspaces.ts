import { OperatorError } from '../base/errors.ts';
import type { ConfigTable } from '../config/types.ts';
import { withoutImage } from './plan.ts';

/**
 * The workspaces that can be meant, best first: the one that was asked for; else those with an image whose folder holds CWD, the
 * innermost first; else every one with an image.
 *
 * @throws OperatorError where there is none.
 */
export function fittingWorkspaces(table: ConfigTable, asked: string | null, cwd: string | undefined): string[] {
  const all = Object.entries(table.workspaces ?? {});
  if (asked !== null) {
    if (table.workspaces?.[asked]?.image === undefined) throw new OperatorError(withoutImage(asked));
    return [asked];
  }
  if (all.length === 0)
    throw new OperatorError('the configuration has no workspace to launch; write [workspaces.NAME] with image = "..." into it');
  const launchable = all.filter(([, w]) => w.image !== undefined);
  if (launchable.length === 0) throw new OperatorError(withoutImage(all[0]![0]));
  const slashed = (folder: string) => (folder.endsWith('/') ? folder : `${folder}/`);
  const here = launchable
    .filter(([, w]) => w.workdir !== undefined && cwd !== undefined && slashed(cwd).startsWith(slashed(w.workdir)))
    .sort(([, a], [, b]) => slashed(b.workdir ?? '').length - slashed(a.workdir ?? '').length);
  return (here.length > 0 ? here : launchable).map(([name]) => name);
}
