/**
 * Whether a locale is set that has no more than ASCII for certain: nothing set says nothing about the terminal, and in a
 * container nothing is set.
 */
export function isAsciiLocale(env: Record<string, string | undefined>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return locale !== '' && !/utf-?8/i.test(locale);
}
