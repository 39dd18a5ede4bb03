/**
 * What went wrong with `op`, told from what it prints. Its own words are never shown or logged: they quote whatever they
 * are about, and a debugging `op` prints more than that. The patterns are those of `op` 2.x, whose status is 1 for all of them.
 */

const NOT_SIGNED_IN = 'op is not signed in to 1Password; sign in with op signin, or give the server an OP_SERVICE_ACCOUNT_TOKEN';

const KNOWN: readonly [RegExp, string][] = [
  [/isn't a vault\b|vault\b.{0,80}\bnot found|could(?: not|n't) (?:find|get) vault/i, 'there is no such vault in this account'],
  [/more than one (?:item|vault|field|section)|multiple (?:items|vaults|fields)/i, 'more than one matches it; give ids instead of names'],
  [/isn't a section\b|does not have a section|no section\b/i, 'the item has no such section'],
  [/does not have a field|isn't a field\b|no field\b|field\b.{0,80}\bnot found/i, 'the item has no such field'],
  [/isn't an item\b|item\b.{0,80}\bnot found|could(?: not|n't) (?:find|get) item/i, 'there is no such item in the vault'],
  [/invalid (?:character|secret reference)|secret reference.{0,40}\binvalid|malformed/i, 'op does not take it for a reference'],
  [
    /not (?:currently )?signed in|no accounts? (?:configured|found)|account is not signed in|session (?:has )?expired|sign in again|op signin|op account add/i,
    NOT_SIGNED_IN,
  ],
  [/prompt dismissed|authorization (?:denied|timeout)|authentication failed|could not unlock/i, '1Password was not unlocked for op'],
  [/\(401\)|unauthori[sz]ed|bearer token|DecodeSACredentials|invalid token/i, 'the account token that op was given is not accepted'],
  [/\(403\)|forbidden|permission/i, 'this account may not read it'],
  [/\(429\)|too many requests|rate limit/i, '1Password refuses more requests for now; try again later'],
  [
    /desktop app|delegated session|dial tcp|no such host|network|connection refused|deadline exceeded|timed? ?out|unreachable|tls:/i,
    'op cannot reach 1Password',
  ],
];

/** Why `op` failed, as the end of a sentence. `stderr`: the first kilobytes of what it said. */
export function failureOf(code: number | null, signal: string | null, stderr: string): string {
  const known = KNOWN.find(([pattern]) => pattern.test(stderr));
  if (known) return known[1];
  if (signal !== null) return `op was ended by ${signal}`;
  return `op failed with status ${code} for a reason that is not shown here; run op read with this reference in a terminal to see it`;
}
