import { setTimeout as delay } from 'node:timers/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { OperatorError, sentenceOf } from '../base/errors.ts';
import type { Attach, OpenParams, Scope } from '../protocol/messages.ts';
import { App } from './app.ts';
import type { AuthScreen } from './auth.ts';
import { Display } from './display.ts';
import { isFirstStart } from './first-start.ts';
import { QUERIES } from './input/facts.ts';
import { TimedTokenizer } from './input/timed-tokenizer.ts';
import { type LinkOptions, openLink } from './open-link.ts';
import { OuterTerminal, taken, unblock } from './outer-terminal.ts';
import type { ServerLink } from './server-link.ts';

export interface ClientOptions {
  link: LinkOptions;
  scope: Scope;
  readOnly: boolean;
  /** The tab of the same server that this runs in, or null. */
  inside: string | null;
  /** The tab to open and see first, or null. */
  open: OpenParams | null;
  auth: AuthScreen;
  /** The command that attaches again from where this was called; null where there is none. */
  again: string | null;
  stdin: ReadStream;
  stdout: WriteStream;
  env: Record<string, string | undefined>;
  /** The operator's home folder. */
  home: string;
}

/** Signals that end the client, and the exit status a shell expects for each. */
const SIGNALS = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130, SIGQUIT: 131 } as const;

/** A terminal that has not answered by then does not answer, in milliseconds. */
const ANSWERS_WITHIN_MS = 2000;
/** How often, and how many milliseconds apart, the end of a client looks for answers that are due: after each pause what has come is read. */
const LATE_ANSWERS = { looks: 30, ms: 5 };

/**
 * One attached terminal, from connecting to giving it back. Resolves with the exit code; rejects with an OperatorError where
 * it could not attach, with the terminal untouched.
 */
export async function runClient(options: ClientOptions): Promise<number> {
  const terminal = new OuterTerminal(options.stdin, options.stdout);
  let finish: (end: End) => void = () => {};
  const finished = new Promise<End>((resolve) => {
    finish = resolve;
  });
  const exit = (code: number, sentence: string | null) => finish({ code, sentence });
  const leave = (farewell: string) => finish({ code: 0, sentence: null, farewell });

  const screen = new Display({ terminal, env: options.env, view: () => app.view });
  const app: App = new App({
    version: options.link.version,
    scope: options.scope,
    readOnly: options.readOnly,
    screen,
    size: () => terminal.size,
    auth: options.auth,
    firstStart: () => isFirstStart(options.env, options.home),
    exit,
    detach: (running) => leave(detached(running, options.again)),
  });

  let started = false;
  const tabs = () => (started ? 'the tabs go on' : 'nothing was attached');
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => exit(code, `ended by ${signal}; ${tabs()}`));
  const defect = (thrown: unknown) => exit(1, `a defect ended this client; ${tabs()}: ${options.auth.redact(sentenceOf(thrown))}`);
  process.on('uncaughtException', defect);
  process.on('unhandledRejection', defect);

  terminal.claim();
  const size = terminal.size;
  const message: Attach = {
    type: 'attach',
    terminal: size,
    readOnly: options.readOnly,
    ...options.scope,
    ...(options.inside && { inside: options.inside }),
    ...(options.open && { open: options.open }),
  };
  // a key may have to be read first, which may wait for the operator: until then the terminal is the shell's, and Ctrl+C ends this
  const waits = (text: string) => {
    terminal.release();
    options.stdout.write(`jackin-mux: ${text} Ctrl+C cancels\n`);
  };
  const connect = async (): Promise<ServerLink> => {
    const link = await openLink(options.link, {
      message,
      events: {
        onState: (state) => app.onState(state),
        onFrame: (frame) => app.onFrame(frame),
        onNotice: (text, level, long) => app.onNotice(text, level, long),
        onBell: () => screen.ring(),
        onNotify: (label, text) => screen.notify(label, text),
        onClipboard: (tab, label, text, ask) => app.clipboard.offer({ tab, label, text }, ask),
        onProgress: (request, text) => (started ? app.onProgress(request, text) : waits(text)),
        // keys that were typed and are not saved outlive the server
        onEnd: (reason, expected) => void app.undisturbed().then(() => (expected ? leave(reason) : exit(1, reason))),
      },
    });
    app.connected(link);
    await link.opened;
    return link;
  };
  let link: ServerLink | null;
  try {
    link = await Promise.race([connect(), finished.then(() => null)]);
  } catch (e) {
    terminal.release();
    throw e instanceof OperatorError ? e : new OperatorError(`cannot attach: ${sentenceOf(e)}`);
  }
  if (!link) {
    terminal.release();
    return await say(await finished);
  }
  terminal.claim();
  started = true;

  const input = new TimedTokenizer((tokens) => app.router.route(tokens));
  terminal.start({
    onInput: (bytes) => input.push(bytes, app.router.eager && app.answered),
    onResize: (size) => app.onResize(size),
    onContinue: () => app.onContinue(),
    onHangup: () => exit(SIGNALS.SIGHUP, null),
  });
  terminal.write(QUERIES, () => {});
  const silence = setTimeout(() => app.unanswered(), ANSWERS_WITHIN_MS);
  silence.unref();
  screen.start(terminal.size);
  // it may have been resized before anybody listened
  if (terminal.size.cols !== size.cols || terminal.size.rows !== size.rows) app.onResize(terminal.size);

  const end = await finished;
  // what the terminal still answers would be typed into the shell
  for (let look = 0; !app.answered && look < LATE_ANSWERS.looks; look++) await delay(LATE_ANSWERS.ms);
  screen.stop();
  await terminal.restore();
  link.close();
  return await say(end);
}

interface End {
  code: number;
  /** What is said of an end that was not asked for. */
  sentence: string | null;
  /** What is said of one that was asked for, to whoever is at the terminal: no script is told. */
  farewell?: string;
}

/** Says what there is to say of an end; gives the exit code. A terminal that takes nothing is not waited for. */
async function say({ code, sentence, farewell }: End): Promise<number> {
  const text = sentence !== null ? `jackin-mux: ${sentence}\n` : farewell !== undefined && process.stderr.isTTY ? `[${farewell}]\n` : '';
  if (text === '') return code;
  unblock(process.stderr);
  await taken(process.stderr, text);
  return code;
}

/** What goes on without this client, and AGAIN, the way back to it. */
export function detached(running: number, again: string | null): string {
  const goesOn = running === 0 ? 'the server goes on' : running === 1 ? '1 tab goes on' : `${running} tabs go on`;
  return `detached: ${goesOn}${again === null ? '' : `; attach again with: ${again}`}`;
}
