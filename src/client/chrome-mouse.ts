import type { TabInfo } from '../protocol/messages.ts';
import type { MouseEvent } from './input/token.ts';
import type { StripHit, StripTarget } from './screen/strip.ts';
import { AWAY, type Drag, reordered, type StripDeed, type StripPointer, stripPointer } from './strip-pointer.ts';

/** What the mouse on the strip may do to the client. */
export interface ChromeMouseOptions {
  tabs(): readonly TabInfo[];
  /** Id of the tab in view. */
  current(): string | null;
  hits(): readonly StripHit[];
  isStrip(y: number): boolean;
  readOnly: boolean;
  view(tab: string): void;
  open(): void;
  close(tab: TabInfo): void;
  rename(tab: TabInfo): void;
  /** To that place, from 0. Resolves when the strip shows it, or when it was refused. */
  move(tab: string, index: number): Promise<unknown>;
  changed(): void;
}

/** The mouse on the strip: remembers where it is, and does what it means. */
export class ChromeMouse {
  private pointer: StripPointer = AWAY;
  /** A tab that was let go at a place of which the server has not said yet that it is there. */
  private dropped: Drag | null = null;
  private readonly options: ChromeMouseOptions;

  constructor(options: ChromeMouseOptions) {
    this.options = options;
  }

  get hover(): StripTarget | null {
    return this.pointer.hover;
  }

  /** The tabs in the order that is shown: a dragged one where it would come to be. */
  arranged(tabs: readonly TabInfo[]): readonly TabInfo[] {
    return reordered(tabs, this.pointer.down?.drag ?? this.dropped);
  }

  /** False where the event is not the strip's. */
  take(event: MouseEvent): boolean {
    const { hits, isStrip, readOnly, tabs, changed } = this.options;
    const scene = {
      hits: hits(),
      tabs: this.arranged(tabs()).map((tab) => tab.id),
      onStrip: isStrip(event.y),
      editable: !readOnly,
    };
    const before = this.pointer;
    const { pointer, deed, taken } = stripPointer(before, event, scene, performance.now());
    this.pointer = pointer;
    if (deed) this.perform(deed);
    if (looks(before) !== looks(pointer)) changed();
    return taken;
  }

  /** The mouse is on nothing of the strip any more, or something lies over it. */
  away(): void {
    const before = this.pointer;
    this.pointer = AWAY;
    if (looks(before) !== looks(AWAY)) this.options.changed();
  }

  private perform(deed: StripDeed): void {
    const { options } = this;
    const tabs = options.tabs();
    switch (deed.kind) {
      case 'view':
        return options.view(deed.id);
      case 'new':
        return options.open();
      case 'step': {
        const next = tabs[tabs.findIndex((tab) => tab.id === options.current()) + deed.by];
        if (next) options.view(next.id);
        return;
      }
      case 'move': {
        const drop = { id: deed.id, index: deed.index };
        this.dropped = drop;
        const settle = () => {
          if (this.dropped === drop) this.dropped = null;
          options.changed();
        };
        void options.move(deed.id, deed.index).then(settle, settle);
        return;
      }
      case 'close':
      case 'rename': {
        const tab = tabs.find(({ id }) => id === deed.id);
        if (tab) options[deed.kind](tab);
      }
    }
  }
}

/** What of a pointer can be seen. */
function looks({ hover, down }: StripPointer): string {
  return JSON.stringify([hover, down?.drag ?? null]);
}
