import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { editEnv, envPath, type NewValue } from './edit.ts';
import type { EnvValue, ScopeName } from './types.ts';
import { classify } from './values.ts';

const GLOBAL: ScopeName = { workspace: null, role: null };
const WEB: ScopeName = { workspace: 'web', role: null };
const literal = (text: string): NewValue => ({ kind: 'literal', text });
const reference = (text: string): NewValue => ({ kind: 'reference', text });
const NEW = literal('new');

/** Name of the case, scope, change of `K`, text before and after. */
const cases: [name: string, scope: ScopeName, value: NewValue | null, before: string, after: string][] = [
  ['no file yet', GLOBAL, NEW, '', '[env]\nK = "new"\n'],
  ['a value beside others', GLOBAL, NEW, '[env]\nA = "a" # a\n# tail\n', '[env]\nA = "a" # a\nK = "new"\n# tail\n'],
  ['a value replaced, its comment kept', GLOBAL, NEW, '[env]\nK  =  "old"  # why\n', '[env]\nK  =  "new"  # why\n'],
  ['an empty table', GLOBAL, NEW, '[env] # keys\n\n[roles.r]\n', '[env] # keys\nK = "new"\n\n[roles.r]\n'],
  ['indented as its neighbours', GLOBAL, NEW, '[env]\n\tA = "a"\n', '[env]\n\tA = "a"\n\tK = "new"\n'],
  ['no line end at the end', GLOBAL, NEW, '[env]\nA = "a"', '[env]\nA = "a"\nK = "new"'],
  ['line ends of Windows', GLOBAL, NEW, '[env]\r\nA = "a"\r\n', '[env]\r\nA = "a"\r\nK = "new"\r\n'],
  ['a byte order mark', GLOBAL, NEW, '\ufeff[env]\nA = "a"\n', '\ufeff[env]\nA = "a"\nK = "new"\n'],
  ['a text over several lines replaced', GLOBAL, NEW, '[env]\nK = """\na\nb"""\nB = "b"\n', '[env]\nK = "new"\nB = "b"\n'],
  ['an inline table', GLOBAL, NEW, 'env = { A = "a" } # c\n', 'env = { A = "a", K = "new" } # c\n'],
  ['an empty inline table', GLOBAL, NEW, 'env = {}\n', 'env = { K = "new" }\n'],
  ['an inline table with blanks in it', GLOBAL, NEW, 'env = { }\n', 'env = { K = "new" }\n'],
  ['dotted keys', GLOBAL, NEW, 'env.A = "a" # c\nstatus = true\n', 'env.A = "a" # c\nenv.K = "new"\nstatus = true\n'],
  ['a quoted name of the map', GLOBAL, NEW, '["env"]\nA = "a"\n', '["env"]\nA = "a"\nK = "new"\n'],
  ['a value written as a table', GLOBAL, NEW, '[env]\nK = { value = "$x" }\n', '[env]\nK = "new"\n'],
  ['a value with a header', GLOBAL, NEW, '[env.K] # c\nop = "op://a/b/c" # d\n', '[env.K] # c\nvalue = "new" # d\n'],
  ['a value with a dotted key', GLOBAL, NEW, '[env]\nK.op = "op://a/b/c"\n', '[env]\nK.value = "new"\n'],
  [
    'a new global table stands before the others, and behind the settings',
    GLOBAL,
    NEW,
    '# mine\nstatus = true # s\n# mouse = true\n\n# about web\n[workspaces.web]\nworkdir = "/w"\n',
    '# mine\nstatus = true # s\n# mouse = true\n\n[env]\nK = "new"\n\n# about web\n[workspaces.web]\nworkdir = "/w"\n',
  ],
  [
    'the comment that opens the file stays where it is',
    GLOBAL,
    NEW,
    '# mine\n[roles.r.env]\nA = "a"\n',
    '# mine\n[roles.r.env]\nA = "a"\n\n[env]\nK = "new"\n',
  ],
  ['a header in the first line', GLOBAL, NEW, '[roles.r.env]\nA = "a"\n', '[env]\nK = "new"\n\n[roles.r.env]\nA = "a"\n'],
  ['only comments', GLOBAL, NEW, '# mine\n\n', '# mine\n\n[env]\nK = "new"\n\n'],
  [
    "a workspace's own table, behind the workspace",
    WEB,
    NEW,
    '[workspaces.web]\nworkdir = "/w"\n\n[workspaces.api]\nworkdir = "/a"\n',
    '[workspaces.web]\nworkdir = "/w"\n\n[workspaces.web.env]\nK = "new"\n\n[workspaces.api]\nworkdir = "/a"\n',
  ],
  [
    'tables without a blank line between them',
    WEB,
    NEW,
    '[workspaces.web]\nworkdir = "/w"\n[env]\nA = "a"\n',
    '[workspaces.web]\nworkdir = "/w"\n\n[workspaces.web.env]\nK = "new"\n\n[env]\nA = "a"\n',
  ],
  [
    'a quoted workspace',
    { workspace: 'my "web"', role: null },
    NEW,
    "[workspaces.'my \"web\"']\nworkdir = '/w'",
    '[workspaces.\'my "web"\']\nworkdir = \'/w\'\n\n[workspaces."my \\"web\\"".env]\nK = "new"',
  ],
  [
    'a role in a workspace',
    { workspace: 'web', role: 'rev' },
    NEW,
    '[workspaces.web.env]\nA = "a"\n\n# last\n',
    '[workspaces.web.env]\nA = "a"\n\n# last\n\n[workspaces.web.roles.rev.env]\nK = "new"\n',
  ],
  ['a role', { workspace: null, role: 'rev' }, NEW, '[env]\nA = "a"\n', '[env]\nA = "a"\n\n[roles.rev.env]\nK = "new"\n'],
  ['an inline workspace', WEB, NEW, '[workspaces]\nweb = { workdir = "/w" }\n', '[workspaces]\nweb = { workdir = "/w", env.K = "new" }\n'],
  [
    'a role in an inline workspace',
    { workspace: 'web', role: 'my rev' },
    NEW,
    'workspaces = { web = { roles.x.env.A = "a" } }\n',
    'workspaces = { web = { roles.x.env.A = "a", roles."my rev".env.K = "new" } }\n',
  ],
  [
    'dotted keys in an inline table',
    WEB,
    NEW,
    '[workspaces]\nweb = { env.A = "a", workdir = "/w" }\n',
    '[workspaces]\nweb = { env.A = "a", env.K = "new", workdir = "/w" }\n',
  ],
  [
    'a workspace of dotted keys',
    WEB,
    NEW,
    '[workspaces]\nweb.workdir = "/w"\n',
    '[workspaces]\nweb.workdir = "/w"\n\n[workspaces.web.env]\nK = "new"\n',
  ],
  ['a reference', GLOBAL, reference('op://a/b/c?attribute=otp'), '', '[env]\nK = "op://a/b/c?attribute=otp"\n'],
  ['a literal that looks like a variable', GLOBAL, literal('$HOME'), '', '[env]\nK = { value = "$HOME" }\n'],
  ['a literal that begins with a dollar', GLOBAL, literal('$1'), '', '[env]\nK = { value = "$1" }\n'],
  ['a literal that looks like a reference', GLOBAL, literal('op://x'), '', '[env]\nK = { value = "op://x" }\n'],
  ['a text that has to be escaped', GLOBAL, literal('"\\\x1b\x7fé'), '', '[env]\nK = "\\"\\\\\\u001b\\u007fé"\n'],

  ['removed', GLOBAL, null, '[env]\nA = "a"\nK = "k"\nB = "b"\n', '[env]\nA = "a"\nB = "b"\n'],
  ['removed, its comment kept', GLOBAL, null, '[env]\n  K = "k"   # why\n', '[env]\n  # why\n'],
  ['the last one removed', GLOBAL, null, '# keys\n[env]\nK = "k"', '# keys\n[env]\n'],
  ['removed where it is not', WEB, null, '[env]\nK = "k"\n', '[env]\nK = "k"\n'],
  ['removed from an inline table: the first', GLOBAL, null, 'env = { K = "k" , A = "a" }\n', 'env = { A = "a" }\n'],
  ['removed from an inline table: the last', GLOBAL, null, 'env = { A = "a" , K = "k" }\n', 'env = { A = "a" }\n'],
  ['removed from an inline table: the only one', GLOBAL, null, 'env = { K = "k" }\n', 'env = {  }\n'],
  ['removed from an inline table with a comma at its end', GLOBAL, null, 'env = { K = "k", }\n', 'env = { }\n'],
  [
    'removed from an inline table over several lines',
    GLOBAL,
    null,
    'env = {\n  A = "a", # a\n  K = "k" # k\n}\n',
    'env = {\n  A = "a" # a\n   # k\n}\n',
  ],
  ['removed of dotted keys', GLOBAL, null, 'env.K = "k"\nenv.A = "a"\n', 'env.A = "a"\n'],
  ['a header of its own removed', GLOBAL, null, '[env.K] # c\nop = "op://a/b/c"\n\n[roles.r]\n', '# c\n\n[roles.r]\n'],
  [
    'a workspace that is only there by that header stays',
    WEB,
    null,
    '[workspaces.web.env.K] # c\nop = "op://a/b/c"\n',
    '[workspaces.web.env] # c\n',
  ],
  [
    'a workspace that is only there by that key stays',
    WEB,
    null,
    '[workspaces]\nweb.env.K = "k" # c\n',
    '[workspaces]\nweb.env = {} # c\n',
  ],
];

for (const [name, scope, value, before, after] of cases) {
  test(`edit: ${name}`, () => assert.equal(editEnv(before, { scope, name: 'K', value }), after));
}

test('what is no TOML, or no table, is refused in words that quote nothing of it', () => {
  for (const text of ['[env\nK = "sk-secret"\n', 'env = "sk-secret"\n', '[[env]]\nK = "sk-secret"\n']) {
    assert.throws(
      () => editEnv(text, { scope: GLOBAL, name: 'K', value: NEW }),
      (e: Error) => e.name === 'OperatorError' && !e.message.includes('sk-secret') && e.message.includes('[env]'),
    );
  }
  assert.throws(() => editEnv('', { scope: GLOBAL, name: 'K', value: literal('\ud800') }), /half a character/);
});

// -------------------------------------------------------------------------------------------------- any file, any change

const NAMES = ['A', 'B', 'KEY', 'OTHER_KEY'];
const key = fc.constantFrom(...NAMES);
const place = fc.record({ workspace: fc.constantFrom(null, 'web', 'my web'), role: fc.constantFrom(null, 'rev', 'a.b') });
const quote = (part: string) => (/^\w+$/.test(part) ? part : part.includes('.') ? `'${part}'` : `"${part}"`);
const value = fc.constantFrom(
  '"x"',
  "'y'",
  '""',
  '"""m\n  n"""',
  "'''\n# no comment\n'''",
  '{ value = "$z" }',
  '{op="op://v/i/f"}',
  '"é😀 # \\" ="',
);
const blank = fc.constantFrom('', '', '\n', '# note\n', '  # A = "off"\n', '\n\n# about\n');
const after = fc.constantFrom('', ' ', '  # c', '# = "q"');

/** The map of one scope in one of the ways to write it, with what is around it. */
const block = fc
  .record({
    place,
    names: fc.uniqueArray(key, { maxLength: 3 }),
    values: fc.array(value, { minLength: 3, maxLength: 3 }),
    style: fc.constantFrom('header', 'header', 'inline', 'dotted', 'long'),
    notes: fc.array(blank, { minLength: 5, maxLength: 5 }),
    tails: fc.array(after, { minLength: 5, maxLength: 5 }),
    gap: fc.constantFrom('', ' ', '  '),
  })
  .map(({ place, names, values, style, notes, tails, gap }) => {
    const path = envPath(place);
    const parent = path.slice(0, -1).map(quote).join('.');
    const say = (name: string, i: number) => `${name}${gap}=${gap}${values[i]!}`;
    const lines = (prefix: string) => names.map((n, i) => `${gap}${prefix}${say(n, i)}${tails[i]!}\n${notes[i]!}`).join('');
    const head = parent === '' ? '' : `[${parent}]${tails[3]!}\n`;
    const single = values.every((v) => !v.includes('\n'));
    const text =
      style === 'inline' && single
        ? `${head}env${gap}=${gap}{${gap}${names.map(say).join(`${gap},${gap}`)}${gap}}${tails[4]!}\n`
        : style === 'dotted' && names.length > 0
          ? `${head}${lines(`env${gap}.`)}`
          : style === 'long' && names.length > 0
            ? `[${path.map(quote).join('.')}.${names[0]!}]${tails[3]!}\n${notes[0]!}op = "op://v/i/f"${tails[4]!}\n`
            : `[${path.map(quote).join('.')}]${tails[3]!}\n${lines('')}`;
    return { id: JSON.stringify(path), root: parent === '' && !text.startsWith('['), text: notes[4]! + text };
  });

const file = fc
  .record({
    blocks: fc.uniqueArray(block, { selector: (b) => b.id, maxLength: 4 }),
    settings: fc.constantFrom('', 'status = true # s\n', '# opening\n\nleader = "C-a"\n'),
    rest: fc.constantFrom('', '[providers.x]\nlabel = "X"\n', '\n# end\n', '[agents.claude]\nargs = [ # why\n  "--x",\n]\n'),
    crlf: fc.boolean(),
    cut: fc.boolean(),
    bom: fc.boolean(),
  })
  .map(({ blocks, settings, rest, crlf, cut, bom }) => {
    const sorted = [...blocks].sort((a, b) => Number(b.root) - Number(a.root));
    let text = settings + sorted.map((b) => b.text).join('') + rest;
    if (cut) text = text.replace(/\n$/, '');
    if (crlf) text = text.replaceAll('\n', '\r\n');
    return (bom ? '\ufeff' : '') + text;
  })
  // a workspace's header may come twice, by the map of a role in it
  .filter((text) => {
    try {
      parse(text.replace(/^\ufeff/, ''));
      return true;
    } catch {
      return false;
    }
  });

const change = fc.option(
  fc.record({
    kind: fc.constantFrom('literal' as const, 'reference' as const),
    text: fc.oneof(
      fc.constantFrom('sk-made-up', '$X', 'op://x', '', '#', '"""'),
      fc.string({ unit: 'binary' }).filter((s) => s.isWellFormed() && !s.includes('\0')),
    ),
  }),
);

/** The parsed file with every map's values in one form, and empty maps and what only holds them left out. */
function meaning(text: string): unknown {
  return normal(parse(text.replace(/^\ufeff/, '')), '');
}
function normal(value: unknown, at: string): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([k, v]): [string, unknown] => [k, at === 'env' ? classify(v as EnvValue) : normal(v, k)]);
  return Object.fromEntries(
    entries.filter(([, v]) => typeof v !== 'object' || v === null || Array.isArray(v) || Object.keys(v).length > 0),
  );
}

/** Whether `part` is what is left of `whole` when some of it is taken away. */
function isWithin(part: string, whole: string): boolean {
  let i = 0;
  for (const ch of whole) if (ch === part[i]) i++;
  return i === part.length;
}

function isSet(text: string, scope: ScopeName, name: string): boolean {
  let at: unknown = parse(text.replace(/^\ufeff/, ''));
  for (const part of [...envPath(scope), name]) at = (at as Record<string, unknown> | undefined)?.[part];
  return at !== undefined;
}

test('edit: any change of any file does that change, and every other line is byte for byte the same', () => {
  let edited = 0;
  fc.assert(
    fc.property(file, place, key, change, (before, scope, name, value) => {
      const wanted = value && value.kind === 'reference' ? { ...value, text: 'op://v/i/g' } : value;
      const result = editEnv(before, { scope, name, value: wanted });
      edited += 1;

      // the change, and no other
      const expected = parse(before.replace(/^\ufeff/, '')) as Record<string, unknown>;
      let at = expected;
      for (const part of envPath(scope)) {
        at[part] ??= {};
        at = at[part] as Record<string, unknown>;
      }
      if (wanted === null) delete at[name];
      else at[name] = wanted.kind === 'reference' ? wanted.text : { value: wanted.text };
      assert.deepEqual(meaning(result), normal(expected, ''));

      // bytes: one stretch was replaced, by itself a whole number of lines or within one
      let head = 0;
      while (head < before.length && before[head] === result[head]) head++;
      let tail = 0;
      while (tail < before.length - head && tail < result.length - head && before.at(-1 - tail) === result.at(-1 - tail)) tail++;
      const [gone, come] = [before.slice(head, before.length - tail), result.slice(head, result.length - tail)];
      const comments = (text: string) => text.match(/# (?:note|c|about|s|opening|end|why)\b/g)?.length ?? 0;
      assert.equal(comments(result), comments(before), 'every comment is still there');
      if (wanted === null) assert.ok(come === ' = {}' || isWithin(come, gone), 'removing only takes away');
      else if (!isSet(before, scope, name)) assert.equal(gone, '', 'adding only adds');
      else assert.ok(!/^[ \t]*\[|# (?:note|c|about|s|opening|end|why)\b/m.test(gone), 'only the value is replaced');
      if (wanted !== null && before.includes('\r\n') && come.includes('\n'))
        assert.ok(!/[^\r]\n/.test(come), 'line ends are those of the file');
      // twice the same is once
      assert.equal(editEnv(result, { scope, name, value: wanted }), result);
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 400) },
  );
  assert.ok(edited >= 400);
});
