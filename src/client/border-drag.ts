import type { Border, Direction } from '../protocol/layout.ts';
import { contains, type Rect } from './input/mouse.ts';
import { Button, type MouseEvent } from './input/token.ts';

export interface BorderDragOptions {
  /** The borders as they are now, in cells of the part of the screen that the tab has. */
  borders(): { borders: readonly Border[]; area: Rect };
  /** Moves it. Resolves when the tab is shown so, or when that was refused. */
  move(pane: string, direction: Direction, cells: number): Promise<unknown>;
}

/**
 * A border that follows the mouse. One request is under way at a time, and each is worked out from where the border has come to
 * meanwhile, so that it ends where the mouse does, however slow the answers are.
 */
export class BorderDrag {
  private dragged: { pane: string; across: boolean; to: number } | null = null;
  private moving = false;
  private readonly options: BorderDragOptions;

  constructor(options: BorderDragOptions) {
    this.options = options;
  }

  /** False where the event is about no border. */
  take(event: MouseEvent): boolean {
    if (event.action === 'press') {
      this.dragged = null;
      const { borders, area } = this.options.borders();
      const at = { x: event.x - area.x, y: event.y - area.y };
      const border = event.button === Button.left && borders.find((b) => contains(b, at.x, at.y));
      if (!border) return false;
      const across = border.cols === 1;
      this.dragged = { pane: border.pane, across, to: across ? event.x : event.y };
      return true;
    }
    const { dragged } = this;
    // without a button: it came up outside of the terminal's window, and nobody told
    if (!dragged || event.button === Button.none) {
      this.dragged = null;
      return false;
    }
    dragged.to = dragged.across ? event.x : event.y;
    void this.follow(dragged);
    if (event.action === 'release') this.dragged = null;
    return true;
  }

  private async follow(dragged: NonNullable<typeof this.dragged>): Promise<void> {
    if (this.moving) return;
    this.moving = true;
    try {
      for (let last = Number.NaN; ; ) {
        const { borders, area } = this.options.borders();
        const border = borders.find((b) => b.pane === dragged.pane && (b.cols === 1) === dragged.across);
        if (!border) return;
        const by = dragged.to - (dragged.across ? area.x + border.x : area.y + border.y);
        // it is there, or goes no further
        if (by === 0 || by === last) return;
        last = by;
        const [back, on] = dragged.across ? (['left', 'right'] as const) : (['up', 'down'] as const);
        await this.options.move(dragged.pane, by < 0 ? back : on, Math.abs(by));
      }
    } finally {
      this.moving = false;
    }
  }
}
