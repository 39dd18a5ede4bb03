import type { Row } from '../protocol/cells.ts';
import type { Shown } from '../protocol/layout.ts';
import type { TabInfo } from '../protocol/messages.ts';
import { wholeTab } from './panes.ts';
import { inAscii } from './screen/ascii.ts';
import { paintStatus } from './screen/status.ts';
import { layoutStrip, type StripHit, type StripTarget } from './screen/strip.ts';
import type { Theme } from './screen/theme.ts';
import { type StatusView, showsStatus, statusContent } from './status-content.ts';

/** What strip and status line are made from. */
export interface ChromeView extends StatusView {
  /** What of the strip the mouse is on. */
  hover: StripTarget | null;
}

/**
 * Strip and status line. Rows that have not changed stay the same objects, which the comparison with the terminal passes over; a
 * frame of a session alone, which leaves the view the same object, costs nothing here.
 */
export class ChromePainter {
  /** What the columns of the strip mean to the mouse, as it was painted last. */
  hits: readonly StripHit[] = [];
  private painted: { view: ChromeView; cols: number } | null = null;
  private first = 0;
  private stripKey = '';
  private strip: ReturnType<typeof layoutStrip> | null = null;
  private statusKey = '';
  private status: Row | null = null;
  private readonly ascii: boolean;

  /** ASCII: the terminal shows no other characters. */
  constructor(ascii: boolean) {
    this.ascii = ascii;
  }

  /** It is painted for that view and width already. */
  isOf(view: ChromeView, cols: number): boolean {
    return this.painted?.view === view && this.painted.cols === cols;
  }

  /** Colours are others now. */
  repaint(): void {
    this.painted = null;
    this.stripKey = '';
    this.statusKey = '';
  }

  /**
   * @param cols Width in cells.
   * @param alone Why one pane of several has all the room, if it has; asked only where that is said.
   * @returns The rows; the status line is null where it is not to be seen.
   */
  paint(view: ChromeView, cols: number, theme: Theme, alone: () => Shown['alone']): { strip: Row; status: Row | null } {
    const asBefore = this.isOf(view, cols);
    this.painted = { view, cols };
    const strip = (asBefore && this.strip) || this.stripOf(view, cols, theme);
    this.hits = strip.hits;
    const status = showsStatus(view) ? (asBefore && this.status) || this.statusOf(view, cols, theme, alone) : null;
    return { strip: strip.row, status };
  }

  private stripOf(view: ChromeView, cols: number, theme: Theme): ReturnType<typeof layoutStrip> {
    const closable = view.settings.mouse && !view.readOnly;
    const tabs = view.tabs.map(wholeTab);
    const key = JSON.stringify([
      cols,
      view.commanding,
      view.current?.id,
      view.hover,
      closable,
      tabs.map((t) => [t.index, t.id, t.label, t.state, t.attention, t.keyChanged, stripActivity(t)]),
    ]);
    if (this.strip && key === this.stripKey) return this.strip;
    this.stripKey = key;
    this.strip = layoutStrip({
      tabs: tabs.map((t) => ({ ...t, activity: stripActivity(t) })),
      active: view.current?.id ?? null,
      cols,
      ascii: this.ascii,
      mode: view.commanding ? 'command' : 'tab',
      theme,
      first: this.first,
      closable,
      hover: view.hover,
    });
    if (this.ascii) inAscii(this.strip.row);
    this.first = this.strip.first;
    return this.strip;
  }

  private statusOf(view: ChromeView, cols: number, theme: Theme, alone: () => Shown['alone']): Row {
    const status = statusContent(view, view.current && view.current.panes.length > 1 ? alone() : null);
    const key = JSON.stringify([cols, status]);
    if (this.status && key === this.statusKey) return this.status;
    this.statusKey = key;
    this.status = paintStatus(cols, status, theme);
    if (this.ascii) inAscii(this.status);
    return this.status;
  }
}

/** What the strip shows of it: nothing, where nothing has told anything. */
const stripActivity = ({ activity }: TabInfo) => (activity.source === null ? null : activity.state);
