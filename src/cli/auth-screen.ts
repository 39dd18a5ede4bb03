import type { AuthScreen } from '../client/auth.ts';
import type { Invocation } from './options.ts';

/** The Auth screen for a client that runs with these options. Nothing of it is loaded before it is opened. */
export function authScreen(now: Invocation): AuthScreen {
  let redact = (text: string) => text;
  return {
    open: async ({ size, onLeave }) => {
      const [{ consoleOptions }, { openScreen }, { Redactor }] = await Promise.all([
        import('./commands/console.ts'),
        import('../console/open.ts'),
        import('../base/redact.ts'),
      ]);
      const redactor = new Redactor();
      const before = redact;
      redact = (text) => redactor.redact(before(text));
      return openScreen({ ...(await consoleOptions(now)), size, redactor, onLeave });
    },
    redact: (text) => redact(text),
  };
}
