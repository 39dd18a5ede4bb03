import xterm from '@xterm/headless';
import { unicodeProvider } from '../../base/unicode-provider.ts';
import type { Size } from '../../protocol/messages.ts';

/**
 * The private parts of @xterm/headless 6.0.0 that this folder uses: the only place that names them. The public surface
 * waits a timer tick for every chunk (FACTS), has no cell access without an object per cell, and cannot be told which rows
 * changed. `openCore` checks that every part is there; `core.test.ts` would notice one that has another meaning.
 */
export interface Core {
  _inputHandler: InputHandler;
  _bufferService: BufferService;
  _charsetService: { charset: unknown };
  coreService: CoreService;
  optionsService: { rawOptions: { convertEol: boolean; scrollback: number } };
  resize(cols: number, rows: number): void;
  dispose(): void;
}

export interface CoreService {
  isCursorHidden: boolean;
  modes: { insertMode: boolean };
  decPrivateModes: {
    applicationCursorKeys: boolean;
    applicationKeypad: boolean;
    bracketedPasteMode: boolean;
    origin: boolean;
    reverseWraparound: boolean;
    sendFocus: boolean;
    wraparound: boolean;
  };
}

export interface BufferService {
  cols: number;
  rows: number;
  buffers: {
    active: Buffer;
    normal: Buffer;
    alt: Buffer;
    onBufferActivate(listener: () => void): void;
  };
  scroll(eraseAttr: Attributes, isWrapped?: boolean): void;
}

export interface Buffer {
  lines: Lines;
  x: number;
  y: number;
  ybase: number;
  ydisp: number;
  scrollTop: number;
  scrollBottom: number;
  savedY: number;
  _memoryCleanupQueue: { clear(): void };
  savedCurAttrData: Attributes;
  getNullCell(attr: Attributes): unknown;
  getBlankLine(attr: Attributes, isWrapped?: boolean): Line;
}

/** A ring of lines. */
export interface Lines {
  readonly length: number;
  readonly isFull: boolean;
  maxLength: number;
  get(index: number): Line | undefined;
  set(index: number, line: Line): void;
  push(line: Line): void;
  recycle(): Line;
  splice(start: number, deleteCount: number, ...lines: Line[]): void;
  trimStart(count: number): void;
  shiftElements(start: number, count: number, offset: number): void;
}

/** `_data` holds three words a cell, in the layout of `protocol/cells.ts`. */
export interface Line {
  _data: Uint32Array;
  _combined: Record<number, string>;
  _extendedAttrs: Record<number, Extended | undefined>;
  isWrapped: boolean;
  length: number;
  addCodepointToCell(index: number, code: number, width: number): void;
  copyCellsFrom(source: Line, from: number, to: number, length: number, reverse: boolean): void;
  insertCells(at: number, n: number, fill: unknown): void;
  clone(): Line;
}

export interface Attributes {
  fg: number;
  bg: number;
  extended: Extended;
}

/** `_ext`: underline colour in bits 0–25, style in 26–28. The public getters report every link as dashed. */
export interface Extended {
  _ext: number;
  _urlId: number;
  clone(): Extended;
}

export interface InputHandler {
  _parser: Parser;
  _activeBuffer: Buffer;
  _curAttrData: Attributes;
  _dirtyRowTracker: DirtyRows;
  _oscLinkService: LinkService;
  _eraseAttrData(): Attributes;
  _restrictCursor(lastColumn?: number): void;
  _eraseInBufferLine(y: number, start: number, end: number, clearWrap?: boolean, respectProtect?: boolean): void;
  _resetBufferLine(y: number, respectProtect?: boolean): void;
  print(data: Uint32Array, start: number, end: number): void;
  charAttributes(params: Params): boolean;
  eraseInDisplay(params: Params, respectProtect?: boolean): boolean;
  repeatPrecedingCharacter(params: Params): boolean;
  saveCursor(params?: Params): boolean;
  restoreCursor(params?: Params): boolean;
  setHyperlink(data: string): boolean;
  lineFeed(): boolean;
  reset(): void;
}

/** What the input handler calls when it touches a row. */
export interface DirtyRows {
  readonly start: number;
  readonly end: number;
  clearRange(): void;
  markDirty(y: number): void;
  markRangeDirty(y1: number, y2: number): void;
  markAllDirty(): void;
}

export interface LinkService {
  registerLink(data: { id?: string | undefined; uri: string }): number;
  addLineToLink(id: number, y: number): void;
  getLinkData(id: number): { id?: string | undefined; uri: string } | undefined;
}

/** Where the parser puts strings; `ident` is the final byte with what was collected before it in the higher bytes. */
export interface OscSink {
  start(): void;
  put(data: Uint32Array, start: number, end: number): void;
  end(success: boolean): undefined;
  reset(): void;
  dispose(): void;
}
export interface DcsSink {
  hook(ident: number, params: Params): void;
  put(data: Uint32Array, start: number, end: number): void;
  unhook(success: boolean): undefined;
  reset(): void;
  dispose(): void;
}

export interface FunctionId {
  prefix?: string;
  intermediates?: string;
  final: string;
}

export interface Parser {
  currentState: number;
  precedingJoinState: number;
  _transitions: { table: Uint8Array };
  _oscParser: OscSink;
  _dcsParser: DcsSink;
  _params: Params;
  /** By final byte with the prefix above it; the last one that was registered goes first, until one returns true. */
  _csiHandlers: Record<number, ((params: Params) => boolean)[] | undefined>;
  parse(data: Uint32Array, length: number): unknown;
  setPrintHandler(handler: (data: Uint32Array, start: number, end: number) => void): void;
  setExecuteHandler(flag: string, handler: () => boolean): void;
  setExecuteHandlerFallback(handler: (code: number) => void): void;
  registerCsiHandler(id: FunctionId, handler: (params: Params) => boolean): unknown;
  registerEscHandler(id: FunctionId, handler: () => boolean): unknown;
  setCsiHandlerFallback(handler: () => void): void;
  setEscHandlerFallback(handler: () => void): void;
  clearErrorHandler(): void;
}

export interface Params {
  params: Int32Array;
  length: number;
  _subParamsLength: number;
  /** By parameter: where its sub-parameters begin (high byte) and end. */
  _subParamsIdx: Uint16Array;
  hasSubParams(index: number): boolean;
  getSubParams(index: number): Int32Array | null;
}

const EXPECTED: [string, (core: Core) => unknown][] = [
  ['_inputHandler._parser.parse', (c) => c._inputHandler._parser.parse],
  ['_inputHandler._parser._transitions.table', (c) => c._inputHandler._parser._transitions.table],
  ['_inputHandler._parser._oscParser', (c) => c._inputHandler._parser._oscParser],
  ['_inputHandler._parser._params', (c) => c._inputHandler._parser._params._subParamsIdx],
  ['_inputHandler._parser._csiHandlers', (c) => c._inputHandler._parser._csiHandlers['m'.charCodeAt(0)]],
  ['_inputHandler._parser._dcsParser', (c) => c._inputHandler._parser._dcsParser],
  ['_inputHandler._parser.precedingJoinState', (c) => typeof c._inputHandler._parser.precedingJoinState === 'number'],
  ['_inputHandler._activeBuffer', (c) => c._inputHandler._activeBuffer.lines],
  ['_inputHandler._curAttrData', (c) => typeof c._inputHandler._curAttrData.extended._ext === 'number'],
  ['_inputHandler._dirtyRowTracker', (c) => c._inputHandler._dirtyRowTracker.markRangeDirty],
  ['_inputHandler._oscLinkService', (c) => c._inputHandler._oscLinkService.registerLink],
  ['_inputHandler._eraseAttrData', (c) => c._inputHandler._eraseAttrData],
  ['_inputHandler._eraseInBufferLine', (c) => c._inputHandler._eraseInBufferLine],
  ['_inputHandler._resetBufferLine', (c) => c._inputHandler._resetBufferLine],
  ['_inputHandler._restrictCursor', (c) => c._inputHandler._restrictCursor],
  ['_inputHandler.print', (c) => c._inputHandler.print],
  ['_bufferService.buffers.active._memoryCleanupQueue', (c) => c._bufferService.buffers.active._memoryCleanupQueue.clear],
  ['_bufferService.scroll', (c) => c._bufferService.scroll],
  ['_charsetService', (c) => c._charsetService],
  ['coreService.decPrivateModes', (c) => c.coreService.decPrivateModes],
  ['a line of words', (c) => c._bufferService.buffers.active.lines.get(0)?._data instanceof Uint32Array],
];

/** The part that the public terminal hides. */
export function coreOf(terminal: object): Core {
  return (terminal as { _core: Core })._core;
}

/**
 * A terminal's core with grapheme widths switched on and no scrollback of its own. `size` in cells, at least 2 × 1.
 * Throws where the library is not the version that this folder was written for.
 */
export function openCore(size: Size): Core {
  const terminal = new xterm.Terminal({
    ...size,
    scrollback: 0,
    allowProposedApi: true,
    // an unexpected byte would otherwise be printed, with its neighbours, into our log
    logLevel: 'off',
  });
  terminal.unicode.register(unicodeProvider);
  terminal.unicode.activeVersion = unicodeProvider.version;
  const core = coreOf(terminal);
  for (const [name, part] of EXPECTED) {
    if (!part(core)) throw new Error(`this version of @xterm/headless has no ${name}: session/model was written for 6.0.0`);
  }
  return core;
}
