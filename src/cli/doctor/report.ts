import { textWidth } from '../../base/graphemes.ts';
import type { Finding } from '../../catalog/claude-settings.ts';
import type { AgentOutlook, TabOutlook } from '../../catalog/doctor.ts';

/** Everything that `doctor` found; what `--json` prints. Names and references, never a value. */
export interface Diagnosis {
  version: string;
  /** Process of the server whose environment this is about, or null: what a server started here would have. */
  server: number | null;
  configuration: { file: string; exists: boolean };
  scope: { workspace: string | null; role: string | null };
  /** 1Password's command line. */
  op: { path: string | null };
  agents: (AgentOutlook & { path: string | null; version: string | null })[];
  settings: Finding[];
  warnings: string[];
}

/** Columns of a page that fits every terminal. */
const WIDTH = 80;

/** The diagnosis as a page of text, a line each, no line wider than 80 columns where words allow it. */
export function pageOf(d: Diagnosis, scope: string): string[] {
  const tabs = d.agents.flatMap((a) => a.tabs);
  const [gets, loses] = [common(tabs.map((t) => t.gets)), common(tabs.map((t) => t.loses))];
  return [
    ...entry('', `jackin-mux ${d.version}`),
    ...entry('seen from', d.server === null ? 'this command; no server runs' : `the running server, process ${d.server}`),
    ...entry('configuration', d.configuration.file + (d.configuration.exists ? '' : ' (not there, which is fine)')),
    ...entry('scope', scope),
    ...section(
      'AGENTS',
      table(d.agents.map((a) => [a.label, a.path && a.program !== null ? (a.version ?? '?') : '-', a.path ?? notInstalled(a)])),
    ),
    ...section('PROVIDERS', d.agents.flatMap(providers)),
    ...section('REFERENCES', references(d, tabs)),
    ...section('TABS', [
      ...entry('  each gets', gets.join(' ')),
      ...(loses.length > 0 ? entry('  each loses', loses.join(' ')) : []),
      ...tabs.flatMap((t) => tab(t, gets, loses)),
    ]),
    ...section('SETTINGS OF CLAUDE CODE', d.settings.flatMap(finding)),
    ...section(
      'WARNINGS',
      d.warnings.flatMap((w) => entry('  !', w)),
    ),
  ];
}

function notInstalled(a: { program: string | null; install: string }): string {
  return a.install ? `not installed; ${a.install}` : `${a.program} is not installed`;
}

function section(title: string, lines: string[]): string[] {
  return lines.length > 0 ? ['', title, ...lines] : [];
}

function providers(a: AgentOutlook): string[] {
  if (a.offered.length + a.refused.length === 0) return [];
  const offered = a.offered.map((p) => p.label + (p.native ? ' (its own)' : '')).join(', ') || 'none: its own default';
  const reasons = new Map<string, string[]>();
  for (const p of a.refused) reasons.set(p.why, [...(reasons.get(p.why) ?? []), p.label]);
  const not = [...reasons].flatMap(([why, labels]) => entry('', `not ${labels.join(', ')}: ${why}`, INDENT));
  return [...entry(`  ${a.label}`, offered), ...not];
}

function references(d: Diagnosis, tabs: TabOutlook[]): string[] {
  const rows = new Map<string, string[]>();
  for (const t of tabs) for (const r of t.references) rows.set(`${r.name} ${r.where}`, [r.name, r.where, r.reference]);
  if (rows.size === 0) return [];
  const missing = entry('  !', "op is not installed, or not on the server's PATH: none of these can be read");
  return [...table([...rows.values()]), ...(d.op.path === null ? missing : [])];
}

function tab(t: TabOutlook, everyGets: string[], everyLoses: string[]): string[] {
  const own = (names: string[], every: string[]) => names.filter((n) => !every.includes(n)).join(' ');
  const part = (name: string, text: string) => (text === '' ? [] : entry(`    ${name}`, text));
  const keys = t.keys.map((k) => `${k.name} from ${k.kind === 'environment' ? k.where : `${k.where} (${k.kind})`}`).join(', ');
  return [
    `  ${t.label}`,
    ...part('runs', t.argv.map(quoted).join(' ')),
    ...part('unasked', t.unattended.join(' ')),
    ...part('keys', keys),
    ...part('gets', own(t.gets, everyGets)),
    ...part('loses', own(t.loses, everyLoses)),
    ...t.problems.flatMap((p) => part('!', p)),
  ];
}

function finding(f: Finding): string[] {
  const mended = f.neutralisedBy === null ? '! nothing takes that away in redirected tabs' : `not in redirected tabs: ${f.neutralisedBy}`;
  return [...entry('', `${f.file}${f.key === '' ? '' : `: ${f.key}`}`, 2), ...entry('', f.effect, 4), ...entry('', mended, 4)];
}

/** What all lists have. */
function common(lists: string[][]): string[] {
  const [first = [], ...rest] = lists;
  return first.filter((name) => rest.every((list) => list.includes(name)));
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const INDENT = 15;

/** A name and its text, wrapped at blanks and aligned. */
function entry(name: string, text: string, indent = name === '' ? 0 : name.length > INDENT - 2 ? name.length + 2 : INDENT): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + textWidth(line) + 1 + textWidth(word) > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((l, i) => (i === 0 ? name.padEnd(indent) : ' '.repeat(indent)) + l).map((l) => l.trimEnd());
}

/** Columns as wide as they need, the last one wrapped. */
function table(rows: string[][]): string[] {
  const widths = rows.reduce<number[]>((w, row) => row.slice(0, -1).map((cell, i) => Math.max(w[i] ?? 0, textWidth(cell))), []);
  return rows.flatMap((row) => {
    const start = row.slice(0, -1).map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - textWidth(cell) + 2));
    const indent = 2 + widths.reduce((sum, w) => sum + w + 2, 0);
    return entry(`  ${start.join('')}`, row.at(-1) ?? '', indent);
  });
}
