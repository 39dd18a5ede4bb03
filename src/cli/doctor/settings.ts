import fs from 'node:fs';
import path from 'node:path';
import { errnoOf } from '../../base/errors.ts';
import { type Finding, findingsIn, type SettingsFile } from '../../catalog/claude-settings.ts';
import type { EnvironmentRules } from '../../catalog/types.ts';

/** Longer files are no settings, in bytes. */
const LONGEST = 16 * 1024 * 1024;

/** Reads Claude Code's files for a tab in FOLDER and says what in them speaks about who serves the model. */
export function claudeFindings(home: string, configFolder: string | undefined, folder: string, rules: EnvironmentRules): Finding[] {
  const own = configFolder || path.join(home, '.claude');
  const files: [SettingsFile, string][] = [
    ['user', path.join(own, 'settings.json')],
    ['project', path.join(folder, '.claude/settings.json')],
    ['local', path.join(folder, '.claude/settings.local.json')],
    ['state', configFolder ? path.join(own, '.claude.json') : path.join(home, '.claude.json')],
    ['credentials', path.join(own, '.credentials.json')],
  ];
  const seen = new Set<string>();
  return files.flatMap(([kind, file]) => {
    // a tab in the home folder has one file for both
    if (seen.has(file)) return [];
    seen.add(file);
    try {
      if (fs.statSync(file).size > LONGEST) return [];
      return findingsIn(kind, file, fs.readFileSync(file, 'utf8'), rules, Date.now());
    } catch (e) {
      if (errnoOf(e) === 'ENOENT' || errnoOf(e) === 'ENOTDIR') return [];
      return [{ file, key: '', effect: `it cannot be read (${errnoOf(e) ?? 'unknown error'})`, neutralisedBy: null }];
    }
  });
}
