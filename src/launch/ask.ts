import type { ReadStream, WriteStream } from 'node:tty';
import { OperatorError } from '../base/errors.ts';
import type { Pick as Picker } from '../client/new-tab.ts';
import type { ConfigTable } from '../config/types.ts';

/** The terminal that questions are asked on, or null where there is none. */
export interface Asking {
  stdin: ReadStream;
  stdout: WriteStream;
  env: Record<string, string | undefined>;
}

/** The theme of the pickers. */
type Looks = Pick<ConfigTable, 'theme' | 'themes'>;

/** What a question is answered with where nobody can be asked. */
class NobodyToAsk extends Error {
  readonly title: string;
  constructor(title: string) {
    super(title);
    this.title = title;
  }
}

/**
 * Goes through pickers and gives what WORK makes of the answers. The screen is taken over with the first question, not before.
 *
 * @throws OperatorError where a question comes up and there is no terminal, or where a signal ends it.
 */
export async function asking<T>(terminal: Asking | null, looks: Looks, work: (pick: Picker) => Promise<T>, whatToDo: string): Promise<T> {
  let unanswered: { options: Parameters<Picker>[0]; answer: (id: string | null) => void } | null = null;
  let first: () => void = () => {};
  const asked = new Promise<'asked'>((resolve) => {
    first = () => resolve('asked');
  });
  let pick: Picker = (options) =>
    terminal
      ? new Promise((answer) => {
          unanswered = { options, answer };
          first();
        })
      : Promise.reject(new NobodyToAsk(options.title));
  const answered = work((options) => pick(options));
  answered.catch(() => {});
  const state = await Promise.race([asked, answered.then(() => 'answered' as const)]).catch((e) => {
    if (e instanceof NobodyToAsk) throw new OperatorError(`there is no terminal to ask on (${e.title}); ${whatToDo}`);
    throw e;
  });
  if (state === 'answered' || !terminal) return answered;
  const [{ runFullScreen }, { PickScreen }] = await Promise.all([import('../client/full-screen.ts'), import('./pick-screen.ts')]);
  const { code, sentence } = await runFullScreen({
    ...terminal,
    open: async ({ size, onLeave }) =>
      new PickScreen(size, looks, terminal.env, async (onScreen) => {
        pick = onScreen;
        const { options, answer } = unanswered!;
        answer(await onScreen(options));
        await answered.then(onLeave, onLeave);
      }),
    redact: (text) => text,
  });
  if (sentence !== null || code !== 0) throw new OperatorError(`${sentence ?? 'the terminal is gone'}; nothing was started`, code);
  return answered;
}
