import { Content, cellText, type Row, WORDS } from '../../protocol/cells.ts';
import type { Position } from '../../protocol/messages.ts';
import type { RowOf } from './selection.ts';

/** Blanks, letters of a word, other signs; with `big`, blanks and everything else. */
function kindOf(text: string, big: boolean): 0 | 1 | 2 {
  if (text.trim() === '') return 0;
  return big || /[\p{L}\p{N}\p{M}_]/u.test(text) ? 1 : 2;
}

/** A walk over cells, wide characters as one, from row to row as far as rows are known. */
class Walk {
  at: Position;
  private readonly rowOf: RowOf;
  private readonly big: boolean;

  constructor(at: Position, rowOf: RowOf, big: boolean) {
    this.at = at;
    this.rowOf = rowOf;
    this.big = big;
  }

  get kind(): 0 | 1 | 2 {
    const row = this.rowOf(this.at[0]);
    return row ? kindOf(cellText(row, this.at[1]), this.big) : 0;
  }

  /** The row is empty: vi's words stop there. */
  get empty(): boolean {
    const row = this.rowOf(this.at[0]);
    return this.at[1] === 0 && row !== undefined && isEmpty(row);
  }

  /** One cell on. False at the end of what is known. `broke`: the step began a new line, which ends a word. */
  forward(): { broke: boolean } | null {
    const row = this.rowOf(this.at[0]);
    if (!row) return null;
    const cols = row.words.length / WORDS;
    let x = this.at[1] + 1;
    while (x < cols && widthAt(row, x) === 0) x++;
    if (x < cols) {
      this.at = [this.at[0], x];
      return { broke: false };
    }
    if (!this.rowOf(this.at[0] + 1)) return null;
    this.at = [this.at[0] + 1, 0];
    return { broke: !row.wrapped };
  }

  back(): { broke: boolean } | null {
    let row = this.rowOf(this.at[0]);
    if (!row) return null;
    let x = this.at[1] - 1;
    let broke = false;
    if (x < 0) {
      row = this.rowOf(this.at[0] - 1);
      if (!row) return null;
      broke = !row.wrapped;
      this.at = [this.at[0] - 1, 0];
      x = row.words.length / WORDS - 1;
    }
    while (x > 0 && widthAt(row, x) === 0) x--;
    this.at = [this.at[0], x];
    return { broke };
  }
}

function widthAt(row: Row, x: number): number {
  return (row.words[x * WORDS]! & Content.widthMask) >> Content.widthShift;
}

function isEmpty(row: Row): boolean {
  for (let x = 0; x < row.words.length / WORDS; x++) if (cellText(row, x).trim() !== '') return false;
  return true;
}

/** vi's `w`: the beginning of the next word, or an empty line. */
export function wordForward(at: Position, rowOf: RowOf, big: boolean): Position {
  const walk = new Walk(at, rowOf, big);
  const { kind } = walk;
  for (let broke = false; !broke && walk.kind === kind && kind !== 0; ) {
    const step = walk.forward();
    if (!step) return walk.at;
    broke = step.broke;
  }
  while (walk.kind === 0) {
    if (walk.empty && walk.at[0] !== at[0]) return walk.at;
    if (!walk.forward()) return at[0] === walk.at[0] ? walk.at : lastText(walk, at);
  }
  return walk.at;
}

/** Nothing but blanks to the end: the last character before them, not the last cell. */
function lastText(walk: Walk, at: Position): Position {
  while (walk.kind === 0 && walk.at[0] > at[0] && walk.back());
  return walk.at;
}

/** vi's `e`: the end of this word, or of the next one. */
export function wordEnd(at: Position, rowOf: RowOf, big: boolean): Position {
  const walk = new Walk(at, rowOf, big);
  if (!walk.forward()) return at;
  while (walk.kind === 0) if (!walk.forward()) return lastText(walk, at);
  const { kind } = walk;
  for (let end = walk.at; ; end = walk.at) {
    const step = walk.forward();
    if (!step || step.broke || walk.kind !== kind) return end;
  }
}

/** vi's `b`: the beginning of this word, or of the one before. */
export function wordBack(at: Position, rowOf: RowOf, big: boolean): Position {
  const walk = new Walk(at, rowOf, big);
  if (!walk.back()) return at;
  while (walk.kind === 0) {
    if (walk.empty) return walk.at;
    if (!walk.back()) return walk.at;
  }
  const { kind } = walk;
  for (let begin = walk.at; ; begin = walk.at) {
    const step = walk.back();
    if (!step || step.broke || walk.kind !== kind) return begin;
  }
}
