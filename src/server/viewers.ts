import type { Tab } from './tab.ts';
import type { Viewer } from './viewer.ts';

/** The attached clients: which of them view a tab, and whose operator did something last. */
export class Viewers implements Iterable<Viewer> {
  private readonly all = new Map<Viewer, number>();
  private attached = 0;
  private acts = 0;

  get count(): number {
    return this.all.size;
  }

  [Symbol.iterator](): Iterator<Viewer> {
    return this.all.keys();
  }

  has(viewer: Viewer): boolean {
    return this.all.has(viewer);
  }

  /** Gives the client's number, from 1, which no other of this server gets. */
  add(viewer: Viewer): number {
    this.all.set(viewer, ++this.attached);
    return this.attached;
  }

  /** Gives the client's number; null where it was not attached. */
  remove(viewer: Viewer): number | null {
    const number = this.all.get(viewer) ?? null;
    this.all.delete(viewer);
    return number;
  }

  of({ id }: Pick<Tab, 'id'>): Viewer[] {
    return [...this.all.keys()].filter((viewer) => viewer.view === id);
  }

  /** Somebody looks at the tab and, where one is named, at that pane of it. */
  isLooked(tab: Tab, pane?: Tab['focused']): boolean {
    if (pane && tab.zoomed && pane !== tab.focused) return false;
    return this.of(tab).some((viewer) => viewer.focused);
  }

  acted(viewer: Viewer): void {
    viewer.lastActed = ++this.acts;
  }

  lastActor(among: Iterable<Viewer> = this): Viewer | undefined {
    let last: Viewer | undefined;
    for (const viewer of among) if (!last || viewer.lastActed > last.lastActed) last = viewer;
    return last;
  }

  /** Those who may do more than look. */
  operators(among: Iterable<Viewer> = this): Viewer[] {
    return [...among].filter((viewer) => !viewer.readOnly);
  }

  lastOperator(among: Iterable<Viewer> = this): Viewer | undefined {
    return this.lastActor(this.operators(among));
  }
}
