import { sentenceOf } from '../base/errors.ts';
import type { Size } from '../protocol/messages.ts';
import type { AuthScreen, FullScreen } from './auth.ts';
import type { DialogHost } from './dialogs/index.ts';
import type { MouseInput, Overlay } from './dialogs/types.ts';
import type { KeyHint } from './dialogs/view.ts';
import { toBlessedKey } from './input/blessed-key.ts';
import type { Key } from './input/key.ts';
import { Button, type MouseEvent } from './input/token.ts';

export interface OverlaysOptions {
  /** Size of the operator's terminal now. */
  size(): Size;
  auth: AuthScreen;
  /** What lies over the tabs may look otherwise, and keys that waited for it may go on. */
  changed(): void;
}

/** What lies over the tabs and has their keys: a dialog, and over everything the Auth screen. */
export class Overlays {
  private host: DialogHost | null = null;
  private loading: Promise<DialogHost> | null = null;
  private over: FullScreen | null = null;
  /** Who waits until the Auth screen has been left. */
  private whenLeft: (() => void)[] = [];
  private readonly options: OverlaysOptions;

  constructor(options: OverlaysOptions) {
    this.options = options;
  }

  /** Keys and the mouse go there. */
  get shown(): boolean {
    return this.taker !== null;
  }

  /** The Auth screen is shown. */
  get full(): boolean {
    return this.over !== null;
  }

  /** Input must wait: whose it is has not been decided yet. */
  get busy(): boolean {
    return this.over?.busy ?? false;
  }

  private get taker(): FullScreen | DialogHost | null {
    return this.over ?? (this.host?.active ? this.host : null);
  }

  render(): Overlay | null {
    return this.over?.render() ?? this.host?.render() ?? null;
  }

  /** The keys of the dialog, for the status line; the Auth screen shows its own. */
  get keys(): readonly KeyHint[] | null {
    return this.over ? null : (this.host?.keys ?? null);
  }

  key(key: Key): void {
    const event = toBlessedKey(key);
    if (event) (this.over ?? this.host)?.key(event.ch, event.key);
  }

  paste(text: string): void {
    this.taker?.paste(text);
  }

  mouse(event: MouseEvent): void {
    const input = mouseInput(event);
    if (input) this.taker?.mouse(input);
  }

  resize(size: Size): void {
    this.host?.resize(size.cols, size.rows);
    this.over?.resize(size);
  }

  /** The dialogs, loaded where that has not happened yet: it takes the longest of all that the client has, and 4 MB. */
  dialogs(): Promise<DialogHost> {
    this.loading ??= import('./dialogs/index.ts').then(({ createDialogs }) => {
      const host = createDialogs(this.options.size());
      host.onChange(() => this.options.changed());
      this.host = host;
      return host;
    });
    return this.loading;
  }

  /** Loads them while nothing waits for it. */
  prepare(): void {
    void this.dialogs().catch(() => {});
  }

  /** Resolves when the Auth screen is not shown: at once, or when the operator has left it. */
  undisturbed(): Promise<void> {
    return this.over ? new Promise((resolve) => this.whenLeft.push(resolve)) : Promise.resolve();
  }

  /** Shows the Auth screen. Gives the sentence that says why it could not be shown, or null. */
  async openAuth(): Promise<string | null> {
    const { auth, size, changed } = this.options;
    let screen: FullScreen;
    try {
      screen = await auth.open({ size: size(), onLeave: () => this.leaveAuth() });
    } catch (e) {
      return sentenceOf(e);
    }
    // it may have changed while the screen was made
    screen.resize(size());
    screen.onChange(changed);
    this.over = screen;
    changed();
    return null;
  }

  private leaveAuth(): void {
    const screen = this.over;
    this.over = null;
    // it is in the middle of a key
    setImmediate(() => screen?.dispose());
    for (const resolve of this.whenLeft.splice(0)) resolve();
    this.options.changed();
  }
}

/** What the screens of dialogs know of a mouse: its left button, its wheel and where it is. */
export function mouseInput({ action, button, x, y }: MouseEvent): MouseInput | null {
  if (button === Button.wheelUp) return { action: 'wheel-up', x, y };
  if (button === Button.wheelDown) return { action: 'wheel-down', x, y };
  if (action === 'motion') return { action: 'move', x, y };
  return button === Button.left ? { action, x, y } : null;
}
