import type { ReadStream, WriteStream } from 'node:tty';
import { sentenceOf } from '../base/errors.ts';
import { AUTO_THEME } from '../config/colors.ts';
import type { ConfigTable } from '../config/types.ts';
import type { Size } from '../protocol/messages.ts';
import type { FullScreen } from './auth.ts';
import { toBlessedKey } from './input/blessed-key.ts';
import { modeSwitch, type OuterModes, outerModes, UNTOUCHED } from './input/modes.ts';
import { type Action, Router } from './input/router.ts';
import { TimedTokenizer } from './input/timed-tokenizer.ts';
import { Button, type MouseEvent } from './input/token.ts';
import { isAsciiLocale } from './locale.ts';
import { OuterTerminal } from './outer-terminal.ts';
import { inAscii } from './screen/ascii.ts';
import { capabilitiesOf } from './screen/capabilities.ts';
import { TerminalImage } from './screen/diff.ts';
import { applyInks } from './screen/inks.ts';
import { copyRow } from './screen/paint.ts';
import type { Surface } from './screen/surface.ts';
import { type Theme, themeFor } from './screen/theme.ts';
import { isTooSmall, paintTooSmall } from './screen/too-small.ts';

/** Signals that end the screen, and the exit status a shell expects for each. */
const SIGNALS = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130 } as const;
/** The keys of the screen have no leader: all of them are for it. */
const NO_LEADER = { ctrl: true, alt: false, key: '\\' };

/** How a screen ended: left by the operator (sentence null), or by what the sentence says. */
export interface ScreenEnd {
  code: number;
  sentence: string | null;
}

export interface FullScreenOptions {
  stdin: ReadStream;
  stdout: WriteStream;
  env: Record<string, string | undefined>;
  /** Makes the screen; a rejection leaves the terminal untouched. */
  open(setup: { size: Size; onLeave(): void }): Promise<Standalone>;
  /** Takes out of a text what nobody may see. */
  redact(text: string): string;
}

/** A screen that needs no server: it says itself which theme it is drawn in. */
export interface Standalone extends FullScreen {
  readonly looks: Looks;
}

type Looks = Pick<ConfigTable, 'theme' | 'themes'>;

/** The theme that the configuration names. What its terminal is, nobody asks for so short a visit. */
export function themeAtOnce({ theme = AUTO_THEME, themes = {} }: Looks, env: FullScreenOptions['env']): Theme {
  const { colors } = capabilitiesOf(env);
  return themeFor({ theme, themes, background: null, scheme: null, colors, noColor: Boolean(env.NO_COLOR) });
}

/** Shows one screen on this terminal, with no server, until the operator leaves it. The terminal is given back on every way out. */
export async function runFullScreen({ stdin, stdout, env, open, redact }: FullScreenOptions): Promise<ScreenEnd> {
  const terminal = new OuterTerminal(stdin, stdout);
  let finish: (end: ScreenEnd) => void = () => {};
  const finished = new Promise<ScreenEnd>((resolve) => {
    finish = resolve;
  });
  const screen = await open({ size: terminal.size, onLeave: () => finish({ code: 0, sentence: null }) });
  const display = new Display(terminal, screen, env);
  const input = new Input(screen, () => display.outer);
  screen.onChange(() => {
    display.stale();
    input.resume();
  });

  terminal.claim();
  terminal.start({
    onInput: (bytes) => input.push(bytes),
    onResize: (size) => {
      screen.resize(size);
      display.forget();
    },
    onContinue: () => display.forget(),
    onHangup: () => finish({ code: SIGNALS.SIGHUP, sentence: null }),
  });
  display.start();
  const signals = Object.entries(SIGNALS).map(([signal, code]) => {
    const end = () => finish({ code, sentence: `ended by ${signal}` });
    process.on(signal, end);
    return () => process.off(signal, end);
  });
  const defect = (thrown: unknown) => finish({ code: 1, sentence: `a defect ended the screen: ${redact(sentenceOf(thrown))}` });
  process.on('uncaughtException', defect);
  process.on('unhandledRejection', defect);

  const end = await finished;
  display.stop();
  screen.dispose();
  await terminal.restore();
  process.off('uncaughtException', defect);
  process.off('unhandledRejection', defect);
  for (const off of signals) off();
  return end;
}

/** Draws the screen's picture: only what differs, in one piece, and nothing before the terminal has taken the last. */
class Display {
  /** Modes that the terminal is in. */
  outer: OuterModes = UNTOUCHED;
  private readonly terminal: OuterTerminal;
  private readonly screen: Standalone;
  private readonly image: TerminalImage;
  private readonly theme;
  private readonly ascii: boolean;
  private open = false;
  private due = false;
  private writing = false;

  constructor(terminal: OuterTerminal, screen: Standalone, env: Record<string, string | undefined>) {
    this.terminal = terminal;
    this.screen = screen;
    this.image = new TerminalImage(capabilitiesOf(env));
    this.theme = themeAtOnce(screen.looks, env);
    this.ascii = isAsciiLocale(env);
  }

  start(): void {
    this.open = true;
    this.draw();
  }

  /** Takes back the input modes; nothing is drawn any more. */
  stop(): void {
    if (this.open) this.terminal.write(modeSwitch(this.outer, UNTOUCHED), () => {});
    this.open = false;
  }

  /** Nothing is known any more of what the terminal shows, or of its modes. */
  forget(): void {
    this.image.invalidate();
    this.outer = UNTOUCHED;
    this.stale();
  }

  /** Drawn once for all that changes in this turn of the event loop. */
  stale(): void {
    if (this.due) return;
    this.due = true;
    setImmediate(() => {
      this.due = false;
      this.draw();
    });
  }

  private draw(): void {
    if (!this.open || this.writing) return;
    const modes = outerModes(null, true);
    const bytes = modeSwitch(this.outer, modes) + this.image.draw(this.surface());
    this.outer = modes;
    if (bytes === '') return;
    this.writing = true;
    this.terminal.write(bytes, () => {
      this.writing = false;
      this.draw();
    });
  }

  private surface(): Surface {
    const { cols, rows } = this.terminal.size;
    if (isTooSmall(cols, rows)) {
      return { cols, rows: paintTooSmall(cols, rows, this.theme, this.ascii), cursor: { x: 0, y: 0, visible: false, shape: 0 } };
    }
    const picture = this.screen.render();
    const { cursor, inked } = picture;
    const colored = picture.rows.map((row) => {
      if (!inked && !this.ascii) return row;
      const copy = copyRow(row);
      if (inked) applyInks(copy, 0, picture.width, this.theme.inks);
      return this.ascii ? inAscii(copy) : copy;
    });
    return { cols: picture.width, rows: colored, cursor: { ...(cursor ?? { x: 0, y: 0 }), visible: cursor !== null, shape: 0 } };
  }
}

/** The operator's bytes to keys, pastes and mouse of the screen. */
class Input {
  private readonly tokenizer = new TimedTokenizer((tokens) => this.router.route(tokens));
  private readonly router: Router;
  private readonly screen: Standalone;

  constructor(screen: Standalone, outer: () => OuterModes) {
    this.screen = screen;
    this.router = new Router(
      () => ({
        state: screen.busy ? 'wait' : 'dialog',
        session: null,
        modes: null,
        outer: outer(),
        pane: { x: 0, y: 0, cols: 0, rows: 0 },
        origin: { x: 0, y: 0 },
        cell: null,
        leader: NO_LEADER,
      }),
      (action) => this.act(action),
    );
  }

  push(bytes: Uint8Array): void {
    this.tokenizer.push(bytes, false);
  }

  /** The screen may take what it could not take before. */
  resume(): void {
    this.router.resume();
  }

  private act(action: Action): void {
    if (action.kind === 'key') {
      const event = toBlessedKey(action.key);
      if (event) this.screen.key(event.ch, event.key);
    } else if (action.kind === 'paste') this.screen.paste(action.text);
    else if (action.kind === 'mouse') this.mouse(action.mouse);
  }

  private mouse({ action, button, x, y }: MouseEvent): void {
    if (button === Button.wheelUp || button === Button.wheelDown) {
      return this.screen.mouse({ action: button === Button.wheelUp ? 'wheel-up' : 'wheel-down', x, y });
    }
    if (button !== Button.left && action !== 'motion') return;
    this.screen.mouse({ action: action === 'motion' ? 'move' : action, x, y });
  }
}
