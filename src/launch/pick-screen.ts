import type { Disposable } from '../base/disposable.ts';
import { DialogHost } from '../client/dialogs/host.ts';
import type { Key, MouseInput, Overlay } from '../client/dialogs/types.ts';
import { type Standalone, themeAtOnce } from '../client/full-screen.ts';
import type { Pick } from '../client/new-tab.ts';
import { Compositor } from '../client/screen/compose.ts';
import { fill, paintText } from '../client/screen/paint.ts';
import { emptyRow, type Row } from '../protocol/cells.ts';
import type { Size } from '../protocol/messages.ts';

const HINT = ' Enter chooses   Esc goes back   typing filters';

/** Pickers on an otherwise empty screen, one after the other, until `ask` has its answer. */
export class PickScreen implements Standalone {
  readonly busy = false;
  readonly looks: Standalone['looks'];
  private readonly dialogs: DialogHost;
  private readonly compositor: Compositor;
  private readonly theme;
  private size: Size;

  /** @param ask Goes through the pickers; called at once. */
  constructor(size: Size, looks: Standalone['looks'], env: Record<string, string | undefined>, ask: (pick: Pick) => Promise<void>) {
    this.size = size;
    this.looks = looks;
    this.dialogs = new DialogHost(size);
    this.theme = themeAtOnce(looks, env);
    this.compositor = new Compositor(this.theme);
    void ask((options) => this.dialogs.pick(options));
  }

  key(ch: string | undefined, key: Key): void {
    this.dialogs.key(ch, key);
  }

  paste(text: string): void {
    this.dialogs.paste(text);
  }

  mouse(mouse: MouseInput): void {
    this.dialogs.mouse(mouse);
  }

  resize(size: Size): void {
    this.size = size;
    this.dialogs.resize(size.cols, size.rows);
  }

  render(): Overlay {
    const { cols, rows: height } = this.size;
    const { rows, cursor } = this.compositor.compose({
      cols,
      rows: height,
      strip: this.bar(' jackin-mux launch'),
      status: this.bar(HINT),
      pane: null,
      overlay: this.dialogs.render(),
    });
    return { x: 0, y: 0, width: cols, height, rows, cursor: cursor.visible ? { x: cursor.x, y: cursor.y } : null };
  }

  onChange(listener: () => void): Disposable {
    return this.dialogs.onChange(listener);
  }

  dispose(): void {
    this.dialogs.dispose();
  }

  private bar(text: string): Row {
    const row = emptyRow(this.size.cols);
    fill(row, 0, this.size.cols, this.theme.status);
    paintText(row, 0, text, this.theme.status);
    return row;
  }
}
