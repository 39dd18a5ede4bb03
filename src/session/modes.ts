import type { SessionModes } from '../protocol/frame.ts';
import type { Core } from './model/core.ts';

/** Flags of the kitty keyboard protocol that exist: 1 disambiguate to 16 associated text. */
const KITTY_FLAGS = 31;
/** Entries of a kitty stack; the oldest goes when a program only ever pushes. */
const KITTY_DEPTH = 16;

/** How long a synchronized update may hold the screen back, in milliseconds. */
export const SYNC_LIMIT_MS = 150;

/** The keyboard flags of one screen. The last entry is in force; there is always one. */
export class KittyStack {
  private stack = [0];

  get flags(): number {
    return this.stack[this.stack.length - 1]!;
  }

  push(flags: number): void {
    if (this.stack.length >= KITTY_DEPTH) this.stack.shift();
    this.stack.push(flags & KITTY_FLAGS);
  }

  /** Takes `count` entries off; an empty stack means no flags. */
  pop(count: number): void {
    this.stack.length = Math.max(0, this.stack.length - count);
    if (this.stack.length === 0) this.stack.push(0);
  }

  /** `how`: 1 sets exactly these flags, 2 adds them, 3 takes them away. */
  set(flags: number, how: number): void {
    const now = this.flags;
    const next = how === 2 ? now | flags : how === 3 ? now & ~flags : flags;
    if (how >= 1 && how <= 3) this.stack[this.stack.length - 1] = next & KITTY_FLAGS;
  }
}

/**
 * The modes that the library does not keep, or not so that they can be asked for. What it does keep is read from it.
 */
export class Modes {
  mouse: SessionModes['mouse'] = 'none';
  mouseEncoding: SessionModes['mouseEncoding'] = 'default';
  alternateScroll = true;
  modifyOtherKeys = 0;
  /** `? 2026`. */
  synchronized = false;
  /** `? 2031`: tell when the colours turn light or dark. */
  colorSchemeReports = false;
  /** `? 2048`: tell the size in band. */
  resizeReports = false;
  cursorBlink = false;
  /** DECSCUSR number. */
  cursorShape = 0;
  private kitty = { normal: new KittyStack(), alternate: new KittyStack() };
  private readonly core: Core;

  constructor(core: Core) {
    this.core = core;
  }

  get alternateScreen(): boolean {
    const { active, alt } = this.core._bufferService.buffers;
    return active === alt;
  }

  /** The stack of the screen that is shown. */
  get keyboard(): KittyStack {
    return this.alternateScreen ? this.kitty.alternate : this.kitty.normal;
  }

  /** `CSI ? mode h` (`on`) and `l`. */
  setPrivate(mode: number, on: boolean): void {
    switch (mode) {
      case 9:
        this.mouse = on ? 'x10' : 'none';
        break;
      case 1000:
        this.mouse = on ? 'normal' : 'none';
        break;
      case 1002:
        this.mouse = on ? 'button' : 'none';
        break;
      case 1003:
        this.mouse = on ? 'any' : 'none';
        break;
      case 1005:
        this.mouseEncoding = on ? 'utf8' : 'default';
        break;
      case 1006:
        this.mouseEncoding = on ? 'sgr' : 'default';
        break;
      case 1016:
        this.mouseEncoding = on ? 'sgr-pixels' : 'default';
        break;
      case 12:
        this.cursorBlink = on;
        break;
      case 1007:
        this.alternateScroll = on;
        break;
      case 2026:
        this.synchronized = on;
        break;
      case 2031:
        this.colorSchemeReports = on;
        break;
      case 2048:
        this.resizeReports = on;
        break;
    }
  }

  /** RIS and DECSTR. */
  reset(): void {
    this.mouse = 'none';
    this.mouseEncoding = 'default';
    this.alternateScroll = true;
    this.modifyOtherKeys = 0;
    this.synchronized = false;
    this.colorSchemeReports = false;
    this.resizeReports = false;
    this.cursorBlink = false;
    this.cursorShape = 0;
    this.kitty = { normal: new KittyStack(), alternate: new KittyStack() };
  }

  /** The modes that whoever shows the session needs to know. */
  value(): SessionModes {
    const { decPrivateModes } = this.core.coreService;
    return {
      applicationCursor: decPrivateModes.applicationCursorKeys,
      applicationKeypad: decPrivateModes.applicationKeypad,
      bracketedPaste: decPrivateModes.bracketedPasteMode,
      focusEvents: decPrivateModes.sendFocus,
      mouse: this.mouse,
      mouseEncoding: this.mouseEncoding,
      kittyFlags: this.keyboard.flags,
      modifyOtherKeys: this.modifyOtherKeys,
      alternateScreen: this.alternateScreen,
      alternateScroll: this.alternateScroll,
    };
  }

  /** DECRQM of an ANSI mode: 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset. */
  reportAnsi(mode: number): number {
    switch (mode) {
      case 2:
        return 4;
      case 4:
        return setOrReset(this.core.coreService.modes.insertMode);
      case 12:
        return 3;
      case 20:
        return setOrReset(this.core.optionsService.rawOptions.convertEol);
    }
    return 0;
  }

  /** DECRQM of a private mode, as `reportAnsi`. */
  reportPrivate(mode: number): number {
    const { decPrivateModes: dec, isCursorHidden } = this.core.coreService;
    switch (mode) {
      case 1:
        return setOrReset(dec.applicationCursorKeys);
      case 6:
        return setOrReset(dec.origin);
      case 7:
        return setOrReset(dec.wraparound);
      case 8:
        return 3;
      case 9:
        return setOrReset(this.mouse === 'x10');
      case 12:
        return setOrReset(this.cursorBlink);
      case 25:
        return setOrReset(!isCursorHidden);
      case 45:
        return setOrReset(dec.reverseWraparound);
      case 66:
        return setOrReset(dec.applicationKeypad);
      case 67:
      case 1015:
        return 4;
      case 47:
      case 1047:
      case 1049:
        return setOrReset(this.alternateScreen);
      case 1000:
        return setOrReset(this.mouse === 'normal');
      case 1002:
        return setOrReset(this.mouse === 'button');
      case 1003:
        return setOrReset(this.mouse === 'any');
      case 1004:
        return setOrReset(dec.sendFocus);
      case 1005:
        return setOrReset(this.mouseEncoding === 'utf8');
      case 1006:
        return setOrReset(this.mouseEncoding === 'sgr');
      case 1007:
        return setOrReset(this.alternateScroll);
      case 1016:
        return setOrReset(this.mouseEncoding === 'sgr-pixels');
      case 1048:
        return 1;
      case 2004:
        return setOrReset(dec.bracketedPasteMode);
      case 2026:
        return setOrReset(this.synchronized);
      // the model always measures by grapheme clusters; programs take "always set" for "unknown", so say "set"
      case 2027:
        return 1;
      case 2031:
        return setOrReset(this.colorSchemeReports);
      case 2048:
        return setOrReset(this.resizeReports);
    }
    return 0;
  }
}

function setOrReset(on: boolean): number {
  return on ? 1 : 2;
}
