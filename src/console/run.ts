import type { ReadStream, WriteStream } from 'node:tty';
import { OperatorError, sentenceOf } from '../base/errors.ts';
import { Redactor } from '../base/redact.ts';
import { toBlessedKey } from '../client/input/blessed-key.ts';
import { modeSwitch, type OuterModes, outerModes, UNTOUCHED } from '../client/input/modes.ts';
import { type Action, Router } from '../client/input/router.ts';
import { Button, type MouseEvent } from '../client/input/token.ts';
import { Tokenizer } from '../client/input/tokenizer.ts';
import { OuterTerminal } from '../client/outer-terminal.ts';
import { capabilitiesOf } from '../client/screen/capabilities.ts';
import { TerminalImage } from '../client/screen/diff.ts';
import { applyInks } from '../client/screen/inks.ts';
import { copyRow } from '../client/screen/paint.ts';
import type { Surface } from '../client/screen/surface.ts';
import { themeFor } from '../client/screen/theme.ts';
import { isTooSmall, paintTooSmall } from '../client/screen/too-small.ts';
import { AUTO_THEME } from '../config/colors.ts';
import { openScreen, type ScreenSources } from './open.ts';
import type { ConsoleScreen } from './screen.ts';

export interface ConsoleOptions extends ScreenSources {
  stdin: ReadStream;
  stdout: WriteStream;
}

/** Signals that end the screen, and the exit status a shell expects for each. Nothing is saved then. */
const SIGNALS = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130 } as const;
/** The keys of the screen have no leader: all of them are for it. */
const NO_LEADER = { ctrl: true, alt: false, key: '\\' };

/**
 * The Auth screen in a terminal of its own, until the operator leaves it. Needs no server. Gives the exit code.
 *
 * @throws OperatorError, with the terminal untouched, where the configuration cannot be read or has mistakes.
 */
export async function runConsole(options: ConsoleOptions): Promise<number> {
  const { env, stdin, stdout } = options;
  const terminal = new OuterTerminal(stdin, stdout);
  let finish: (end: { code: number; sentence: string | null }) => void = () => {};
  const finished = new Promise<{ code: number; sentence: string | null }>((resolve) => {
    finish = resolve;
  });
  const redactor = new Redactor();
  const screen = await openScreen({ ...options, size: terminal.size, redactor, onLeave: () => finish({ code: 0, sentence: null }) });
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
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => finish({ code, sentence: `ended by ${signal}` }));
  const defect = (thrown: unknown) => finish({ code: 1, sentence: `a defect ended the screen: ${redactor.redact(sentenceOf(thrown))}` });
  process.on('uncaughtException', defect);
  process.on('unhandledRejection', defect);

  const { code, sentence } = await finished;
  display.stop();
  screen.dispose();
  await terminal.restore();
  if (sentence !== null) throw new OperatorError(`${sentence}; what was not saved is gone`, code);
  return code;
}

/** Draws the screen's picture: only what differs, in one piece, and nothing before the terminal has taken the last. */
class Display {
  /** Modes that the terminal is in. */
  outer: OuterModes = UNTOUCHED;
  private readonly terminal: OuterTerminal;
  private readonly screen: ConsoleScreen;
  private readonly image: TerminalImage;
  private readonly theme;
  private open = false;
  private due = false;
  private writing = false;

  constructor(terminal: OuterTerminal, screen: ConsoleScreen, env: ConsoleOptions['env']) {
    this.terminal = terminal;
    this.screen = screen;
    this.image = new TerminalImage(capabilitiesOf(env));
    const { theme = AUTO_THEME, themes = {} } = screen.looks;
    const { colors } = capabilitiesOf(env);
    // what its terminal is, nobody asks for so short a visit
    this.theme = themeFor({ theme, themes, background: null, scheme: null, colors, noColor: Boolean(env.NO_COLOR) });
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
      return { cols, rows: paintTooSmall(cols, rows, this.theme), cursor: { x: 0, y: 0, visible: false, shape: 0 } };
    }
    const picture = this.screen.render();
    const { cursor } = picture;
    const colored = picture.rows.map((row) => {
      const copy = copyRow(row);
      applyInks(copy, 0, picture.width, this.theme.inks);
      return copy;
    });
    return { cols: picture.width, rows: colored, cursor: { ...(cursor ?? { x: 0, y: 0 }), visible: cursor !== null, shape: 0 } };
  }
}

/** The operator's bytes to keys, pastes and mouse of the screen, with the tokenizer's timer. */
class Input {
  private readonly tokenizer = new Tokenizer();
  private readonly router: Router;
  private readonly screen: ConsoleScreen;
  private timer: NodeJS.Timeout | null = null;

  constructor(screen: ConsoleScreen, outer: () => OuterModes) {
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
    this.router.route(this.tokenizer.push(bytes, performance.now()));
    this.rearm();
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

  private rearm(): void {
    if (this.timer) clearTimeout(this.timer);
    const { wait } = this.tokenizer;
    this.timer =
      wait === null
        ? null
        : setTimeout(() => {
            this.router.route(this.tokenizer.flush());
            this.rearm();
          }, wait);
  }
}
