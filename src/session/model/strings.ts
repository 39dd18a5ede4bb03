import type { DcsSink, OscSink, Params, Parser } from './core.ts';

/** How an OSC ended; its answer ends the same way. */
export type Terminator = '\x07' | '\x1b\\';

export interface StringHandlers {
  /** A complete OSC: its number, what follows the first `;`. */
  osc(number: number, payload: string, terminator: Terminator): void;
  /** A complete DCS that was wanted. `name` is prefix, intermediates and final byte: `+q`. */
  dcs(name: string, payload: string): void;
  /** `ESC k`, the window title of screen. */
  title(text: string): void;
  bell(): void;
}

/** In code points. OSC 52 carries a clipboard of up to 1 MB as base64. */
const OSC_LIMIT = 65_536;
const CLIPBOARD = 52;
const CLIPBOARD_LIMIT = 1_400_000;
const DCS_LIMIT = 4096;
/** Longest number of an OSC. */
const NUMBER_DIGITS = 9;

const ESC = 0x1b;
const BEL = 0x07;
/** Stands for every character beyond ASCII in the parser's table. */
const ANY_UNICODE = 0xa0;
const TITLE = 0x6b;

function textOf(data: Uint32Array, start: number, end: number): string {
  let out = '';
  // fromCodePoint takes its arguments from the stack
  for (let i = start; i < end; i += 4096) out += String.fromCodePoint(...data.subarray(i, Math.min(end, i + 4096)));
  return out;
}

/** Collects the pieces of one string up to a limit; what goes beyond makes the whole string worthless and frees it. */
class Collector {
  private pieces: string[] = [];
  private size = 0;
  private limit = 0;

  begin(limit: number): void {
    this.pieces = [];
    this.size = 0;
    this.limit = limit;
  }

  put(data: Uint32Array, start: number, end: number): void {
    if (this.limit === 0) return;
    this.size += end - start;
    if (this.size > this.limit) this.begin(0);
    else this.pieces.push(textOf(data, start, end));
  }

  /** The string, or null where it went over its limit or nobody wanted it. */
  take(): string | null {
    const text = this.limit === 0 ? null : this.pieces.join('');
    this.begin(0);
    return text;
  }
}

class Osc implements OscSink {
  active = false;
  private number = -1;
  private digits = 0;
  private inPayload = false;
  private broken = false;
  private readonly collector = new Collector();
  private readonly wanted: ReadonlySet<number>;
  private readonly done: StringHandlers['osc'];

  constructor(wanted: ReadonlySet<number>, done: StringHandlers['osc']) {
    this.wanted = wanted;
    this.done = done;
  }

  start(): void {
    this.reset();
    this.active = true;
  }

  put(data: Uint32Array, start: number, end: number): void {
    if (this.broken) return;
    if (!this.inPayload) {
      while (start < end) {
        const code = data[start++]!;
        if (code === 0x3b) {
          this.beginPayload();
          break;
        }
        if (code < 0x30 || code > 0x39 || ++this.digits > NUMBER_DIGITS) {
          this.broken = true;
          return;
        }
        this.number = Math.max(0, this.number) * 10 + code - 0x30;
      }
    }
    if (start < end) this.collector.put(data, start, end);
  }

  end(success: boolean): undefined {
    this.finish(success, '\x1b\\');
  }

  finish(success: boolean, terminator: Terminator): void {
    if (!this.active) return;
    if (!this.inPayload && !this.broken) this.beginPayload();
    const { number } = this;
    const payload = this.collector.take();
    this.reset();
    if (success && payload !== null && number >= 0) this.done(number, payload, terminator);
  }

  reset(): void {
    this.active = false;
    this.number = -1;
    this.digits = 0;
    this.inPayload = false;
    this.broken = false;
    this.collector.begin(0);
  }

  dispose(): void {
    this.reset();
  }

  private beginPayload(): void {
    this.inPayload = true;
    const limit = this.number === CLIPBOARD ? CLIPBOARD_LIMIT : OSC_LIMIT;
    this.collector.begin(this.wanted.has(this.number) ? limit : 0);
  }
}

class Dcs implements DcsSink {
  private ident = 0;
  private readonly collector = new Collector();
  private readonly names: Map<number, string>;
  private readonly done: (name: string, payload: string) => void;

  constructor(wanted: readonly string[], done: (name: string, payload: string) => void) {
    this.names = new Map(wanted.map((name) => [[...name].reduce((id, c) => (id << 8) | c.charCodeAt(0), 0), name]));
    this.done = done;
  }

  hook(ident: number, _params: Params): void {
    this.ident = ident;
    this.collector.begin(this.names.has(ident) ? DCS_LIMIT : 0);
  }

  put(data: Uint32Array, start: number, end: number): void {
    this.collector.put(data, start, end);
  }

  unhook(success: boolean): undefined {
    const payload = this.collector.take();
    const name = this.names.get(this.ident);
    if (success && payload !== null && name !== undefined) this.done(name, payload);
  }

  reset(): void {
    this.collector.begin(0);
  }

  dispose(): void {
    this.reset();
  }
}

let table: Uint8Array | null = null;

/**
 * The parser's transitions with three changes: `ESC k` begins a string as DCS does (else its title is printed), BEL at the
 * end of an OSC is told from ST (the bell handler ends it), and an APC, PM or SOS may hold any character (else the rest of
 * it is printed from the first one that is not ASCII).
 */
function transitions(original: Uint8Array): Uint8Array {
  if (table) return table;
  const changed = Uint8Array.from(original);
  // an entry is found by state and code, and holds an action (high bits) and the next state (low 4 bits)
  const at = (state: number, code: number) => (state << 8) | code;
  const next = (state: number, code: number) => original[at(state, code)]! & 15;
  const ground = 0;
  const escaped = next(ground, ESC);
  const osc = next(escaped, ']'.charCodeAt(0));
  const apc = next(escaped, '_'.charCodeAt(0));
  const dcs = next(escaped, 'P'.charCodeAt(0));
  changed[at(escaped, TITLE)] = original[at(dcs, 'q'.charCodeAt(0))]!;
  changed[at(osc, BEL)] = original[at(ground, BEL)]!;
  changed[at(apc, ANY_UNICODE)] = original[at(apc, 0x20)]!;
  table = changed;
  return table;
}

/**
 * Takes every string of the stream, bounded, and calls `handlers` for the OSC numbers and DCS names that are wanted.
 * The library would keep up to 10 M characters of any of them.
 */
export function installStrings(parser: Parser, oscs: ReadonlySet<number>, dcss: readonly string[], handlers: StringHandlers): void {
  const osc = new Osc(oscs, handlers.osc);
  const title = String.fromCharCode(TITLE);
  const dcs = new Dcs([...dcss, title], (name, payload) => (name === title ? handlers.title(payload) : handlers.dcs(name, payload)));
  parser._oscParser = osc;
  parser._dcsParser = dcs;
  parser._transitions = { table: transitions(parser._transitions.table) };
  parser.setExecuteHandler('\x07', () => {
    if (osc.active) osc.finish(true, '\x07');
    else handlers.bell();
    return true;
  });
}
