import path from 'node:path';
import type { Environment } from './types.ts';

/** Which file is the configuration, and what named it. */
export interface Located {
  /** Absolute. */
  file: string;
  namedBy: '--config' | 'JACKIN_CONFIG' | 'default';
}

/**
 * The configuration file: `--config`, else `$JACKIN_CONFIG`, else `$XDG_CONFIG_HOME/jackin/config.toml`, else
 * `~/.config/jackin/config.toml`. Empty variables count as unset; a relative XDG_CONFIG_HOME is ignored, as the XDG
 * base directory specification asks.
 *
 * @param from.cwd What a relative `--config` or JACKIN_CONFIG is relative to.
 */
export function locateConfig(from: { flag: string | undefined; env: Environment; home: string; cwd: string }): Located {
  if (from.flag !== undefined) return { file: path.resolve(from.cwd, from.flag), namedBy: '--config' };
  const named = from.env.JACKIN_CONFIG;
  if (named) return { file: path.resolve(from.cwd, named), namedBy: 'JACKIN_CONFIG' };
  const xdg = from.env.XDG_CONFIG_HOME;
  const folder = xdg && path.isAbsolute(xdg) ? xdg : path.join(from.home, '.config');
  return { file: path.join(folder, 'jackin', 'config.toml'), namedBy: 'default' };
}
