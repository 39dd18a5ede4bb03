import type { SessionEvents } from '../session/types.ts';

/**
 * EVENTS, told without keys. What a program calls itself and what it notifies of leaves its screen: for `ls`, the window's
 * title, the desktop and scripts. A shell that puts the command line into its title would carry a key there that was typed
 * on it.
 */
export function keyless(events: SessionEvents, redact: (text: string) => string): SessionEvents {
  return {
    ...events,
    onTitle: (title) => events.onTitle(redact(title)),
    onNotification: (title, body) => events.onNotification(redact(title), redact(body)),
    onStatus: (state, app) => events.onStatus(redact(state), redact(app)),
  };
}
