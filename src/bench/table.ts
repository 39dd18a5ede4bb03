/** The middle of `values`; of an even number the upper one. NaN for none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the part `q` (0 to 1) of `values` lies. NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

/** One figure of one peer, in `unit`. */
export interface Figure {
  name: string;
  unit: string;
  peer: string;
  value: number;
}

/** The figures as a table: a line for each name, a column for each peer, and ours in relation to tmux's. */
export function table(figures: readonly Figure[], peers: readonly string[]): string {
  const names = [...new Set(figures.map((f) => f.name))];
  const head = ['', 'unit', ...peers, ...(peers.includes('tmux') ? ['ours ÷ tmux'] : [])];
  const rows = names.map((name) => {
    const of = (peer: string) => figures.find((f) => f.name === name && f.peer === peer)?.value;
    const [ours, tmux] = [of('jackin-mux'), of('tmux')];
    const ratio = ours !== undefined && tmux !== undefined && tmux > 0 ? `${(ours / tmux).toFixed(2)}` : '';
    return [
      name,
      figures.find((f) => f.name === name)!.unit,
      ...peers.map((p) => shown(of(p))),
      ...(peers.includes('tmux') ? [ratio] : []),
    ];
  });
  const lines = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function shown(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
