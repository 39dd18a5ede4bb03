import path from 'node:path';

/**
 * What is wrong with the configuration FILE, for a line that has room for its beginning only: place and mistake come first, and
 * the folder is left to the log and to `config check`.
 *
 * @param problems As `config check` prints them; at least one.
 */
export function configWarning(file: string, problems: readonly string[]): string {
  const first = problems[0]!.replaceAll(file, path.basename(file));
  const place = /^\S+?:\d+:\d+(?=:)/.exec(first)?.[0] ?? '';
  const counted = problems.length > 1 && place !== '' ? `${place} (1 of ${problems.length})${first.slice(place.length)}` : first;
  return `${counted}; the last good configuration stays in force`;
}
