import { setImmediate as turn } from 'node:timers/promises';
import { OperatorError } from '../base/errors.ts';
import { allMatches, searchPattern } from '../base/pattern.ts';
import type { Row } from '../protocol/cells.ts';
import type { Position, RowsAnswer, RowsParams, SearchAnswer, SearchParams } from '../protocol/messages.ts';
import { placeIn, textLines } from '../protocol/row-text.ts';
import type { Session } from '../session/types.ts';

/** Most rows of one answer: 12 MB of cells where each of 1,000 columns is in use. */
const MOST_ROWS = 1000;
/** Most positions that are told anew at a time. */
const MOST_POSITIONS = 64;
/** Rows that are searched between two looks at what else there is to do: some 2 ms. */
const SLICE_ROWS = 400;
/** A line that goes on over more rows is searched in pieces. */
const LONGEST_LINE_ROWS = 2000;
/** How long one search may work in all, in milliseconds: what others do meanwhile, here or on a busy machine, does not count. */
const SEARCH_MS = 5000;
/** Longest pattern, in UTF-16 units. */
const LONGEST_PATTERN = 1000;
/** Matches that are counted. */
const MOST_MATCHES = 100_000;

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value);
const isPosition = (value: unknown): value is Position => Array.isArray(value) && value.length === 2 && value.every(isNumber);

/** Rows by their numbers, and where they are now. Throws an OperatorError where the request makes no sense. */
export function rowsOf(session: Session, params: RowsParams, send: (cols: number, rows: Map<number, Row>) => void): RowsAnswer {
  const { from: wanted, count, positions = [] } = params;
  if (!isNumber(wanted) || !isNumber(count) || count < 0 || !Array.isArray(positions) || !positions.every(isPosition))
    throw new OperatorError('rows takes the number of a row, how many, and positions as [row, column]');
  if (count > MOST_ROWS || positions.length > MOST_POSITIONS)
    throw new OperatorError(`at most ${MOST_ROWS} rows and ${MOST_POSITIONS} positions are told at a time`);
  const place = session.settle();
  const { size } = session;
  const moved = session.relocate(params.generation ?? place.generation, [[wanted, 0], ...positions]);
  const from = Math.max(place.first, Math.min(moved ? moved[0]![0] : wanted, place.top + size.rows));
  const rows = session.rows(from - place.first, count);
  send(size.cols, new Map(rows.map((row, i) => [from + i, row])));
  return { ...place, cols: size.cols, rows: size.rows, from, count: rows.length, positions: moved ? moved.slice(1) : null };
}

interface Found {
  start: Position;
  end: Position;
}

/** Milliseconds that this process has worked. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** A search, or the way to the next prompt. Throws an OperatorError where it makes no sense or takes too long. `clock`: what it is timed by, in milliseconds. */
export async function searchIn(
  session: Session,
  params: SearchParams,
  signal: AbortSignal | undefined,
  clock = worked,
): Promise<SearchAnswer> {
  const { pattern: source, from, backwards = false, ignoreCase } = params;
  if (!isPosition(from)) throw new OperatorError('a search begins at a position, [row, column]');
  const place = session.settle();
  const start = session.relocate(params.generation ?? place.generation, [from])?.[0] ?? from;
  if (source === undefined) {
    const row = session.prompt(start[0], backwards);
    const hit = row === null ? null : { start: [row, 0] as Position, end: [row, 0] as Position };
    return { ...place, hit, around: false, total: 0, index: 0, complete: true };
  }
  if (typeof source !== 'string' || source === '') throw new OperatorError('a search takes a pattern');
  if (source.length > LONGEST_PATTERN) throw new OperatorError(`a pattern has at most ${LONGEST_PATTERN} characters`);
  const search = new Search(session, searchPattern(source, ignoreCase), start, backwards);
  for (let spent = 0, begun = clock(); search.step(); begun = clock()) {
    spent += clock() - begun;
    if (spent >= SEARCH_MS) break;
    // rows were wrapped anew meanwhile: the numbers found so far mean nothing
    if (session.place.generation !== place.generation) return searchIn(session, params, signal, clock);
    await turn();
    if (signal?.aborted) throw new OperatorError('the search was given up');
  }
  return { ...place, ...search.result };
}

const isBefore = (a: Position, b: Position): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

/**
 * One pass over all rows from the oldest to the newest, some at a time, so that a long history keeps nobody waiting. Counts
 * the matches, and keeps the nearest one behind (or before) the start, and the one to go on with at the other end.
 */
class Search {
  private readonly session: Session;
  private readonly pattern: RegExp;
  private readonly start: Position;
  private readonly backwards: boolean;
  private readonly generation: number;
  /** Behind the newest row when it began: a program that writes without pause would otherwise be followed for ever. */
  private readonly end: number;
  private next: number;
  private total = 0;
  private nearest: { hit: Found; index: number } | null = null;
  private other: { hit: Found; index: number } | null = null;
  private complete = false;

  constructor(session: Session, pattern: RegExp, start: Position, backwards: boolean) {
    this.session = session;
    this.pattern = pattern;
    this.start = start;
    this.backwards = backwards;
    this.next = session.place.first;
    this.generation = session.place.generation;
    this.end = session.place.top + session.size.rows;
  }

  /** Searches some more rows. False: there are none left. */
  step(): boolean {
    const { session } = this;
    const { first, generation } = session.place;
    if (generation !== this.generation) return true;
    let from = Math.max(this.next, first);
    if (from >= this.end || this.total >= MOST_MATCHES) {
      this.complete = this.total < MOST_MATCHES;
      return false;
    }
    const rows = session.rows(from - first, Math.min(SLICE_ROWS, this.end - from));
    // to the end of the line that is cut
    while (rows.length > 0 && rows.at(-1)!.wrapped && rows.length < LONGEST_LINE_ROWS) {
      const more = session.rows(from - first + rows.length, 50);
      if (more.length === 0) break;
      const stop = more.findIndex((row) => !row.wrapped);
      rows.push(...(stop < 0 ? more : more.slice(0, stop + 1)));
    }
    const lines = textLines(rows);
    const texts = lines.map(({ text }) => text);
    for (const [i, at, length] of allMatches(this.pattern, texts, MOST_MATCHES - this.total)) {
      const begin = placeIn(lines[i]!, rows, at);
      const last = placeIn(lines[i]!, rows, at + length - 1);
      this.found({ start: [from + begin.row, begin.column], end: [from + last.row, last.column] });
    }
    from += rows.length;
    this.next = from;
    return true;
  }

  get result(): Pick<SearchAnswer, 'hit' | 'around' | 'total' | 'index' | 'complete'> {
    const chosen = this.nearest ?? this.other;
    const around = this.nearest === null && this.other !== null;
    return { hit: chosen?.hit ?? null, around, total: this.total, index: chosen?.index ?? 0, complete: this.complete };
  }

  private found(hit: Found): void {
    const index = ++this.total;
    if (this.backwards) {
      if (isBefore(hit.start, this.start)) this.nearest = { hit, index };
      this.other = { hit, index };
    } else {
      if (!this.nearest && isBefore(this.start, hit.start)) this.nearest = { hit, index };
      this.other ??= { hit, index };
    }
  }
}
