import { OperatorError } from '../base/errors.ts';

/** What the list itself has to know of a tab. */
export interface Listed {
  readonly id: string;
  label: string;
}

/** The strip: tabs in order. Knows nothing of sessions. */
export class TabList<T extends Listed> {
  private readonly tabs: T[] = [];

  get all(): readonly T[] {
    return this.tabs;
  }

  byId(id: string): T | undefined {
    return this.tabs.find((t) => t.id === id);
  }

  add(tab: T): void {
    this.tabs.push(tab);
  }

  /** Takes the tab out; returns the tab that stands where it stood, else the one before, else undefined. */
  remove(tab: T): T | undefined {
    const at = this.tabs.indexOf(tab);
    if (at < 0) return undefined;
    this.tabs.splice(at, 1);
    return this.tabs[at] ?? this.tabs[at - 1];
  }

  /** Moves the tab to `index`, counted from 1; beyond either end means that end. */
  move(tab: T, index: number): void {
    const at = this.tabs.indexOf(tab);
    if (at < 0) return;
    this.tabs.splice(at, 1);
    this.tabs.splice(Math.min(Math.max(index, 1), this.tabs.length + 1) - 1, 0, tab);
  }

  /**
   * The tab that an operator means: an id (`t7`), an index in the strip from 1, or a label that names just one.
   * Throws an OperatorError that says which tabs there are.
   */
  resolve(ref: string): T {
    const byId = this.byId(ref);
    if (byId) return byId;
    const byIndex = /^[0-9]+$/.test(ref) ? this.tabs[Number(ref) - 1] : undefined;
    if (byIndex) return byIndex;
    const labelled = this.tabs.filter((t) => t.label === ref);
    if (labelled.length === 1) return labelled[0]!;
    if (labelled.length > 1) {
      throw new OperatorError(`"${ref}" names ${labelled.length} tabs (${labelled.map((t) => t.id).join(', ')}); give an index or an id`);
    }
    const there =
      this.tabs.length === 0 ? 'no tab is open' : `open: ${this.tabs.map((t, i) => `${i + 1} ${t.id} "${t.label}"`).join(', ')}`;
    throw new OperatorError(`no tab "${ref}"; ${there}`);
  }
}
