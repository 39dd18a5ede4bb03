import type { Core, Line, LinkService } from './core.ts';
import type { History } from './history.ts';

interface Link {
  id?: string | undefined;
  uri: string;
}

/** Links known before the first look for those that no cell uses any more. */
const FIRST_SWEEP = 1024;
/** A longer URI is no link that anybody follows; what it would have been on stays plain text. */
const LONGEST_URI = 8192;
/**
 * What a program may make the operator's terminal open at a click: pages, mail, files, and places in an editor. A scheme
 * that runs something (`javascript:`, `data:`, `ssh:` with options) stays plain text.
 */
const OPENED =
  /^(?:https?|ftps?|sftp|mailto|file|vscode|vscode-insiders|vscodium|cursor|windsurf|zed|idea|jetbrains|subl|txmt|x-man-page|man):/i;

/**
 * The OSC 8 links of a screen. Stands in for the library's table, which keeps a marker for every line of every link and
 * visits all of them for every line that scrolls: minutes for a flood of links. Here the same link is one entry, and
 * entries that no cell uses are found by a sweep when the table has doubled.
 */
export class LinkTable implements LinkService {
  private readonly core: Core;
  private readonly history: History;
  private readonly byId = new Map<number, Link>();
  private readonly byKey = new Map<string, number>();
  private next = 1;
  private sweepAt = FIRST_SWEEP;

  /** `history` holds cells that may use a link. */
  constructor(core: Core, history: History) {
    this.core = core;
    this.history = history;
  }

  get size(): number {
    return this.byId.size;
  }

  /** Number of the link, never 0 for one that is kept. */
  registerLink(link: Link): number {
    if (!OPENED.test(link.uri)) return 0;
    if (link.uri.length > LONGEST_URI || (link.id?.length ?? 0) > LONGEST_URI) return 0;
    const key = `${link.id ?? ''} ${link.uri}`;
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    if (this.byId.size >= this.sweepAt) this.sweep();
    const id = this.next++;
    this.byId.set(id, link);
    this.byKey.set(key, id);
    return id;
  }

  addLineToLink(): void {}

  getLinkData(id: number): Link | undefined {
    return this.byId.get(id);
  }

  private sweep(): void {
    const used = new Set<number>([this.core._inputHandler._curAttrData.extended._urlId]);
    const { normal, alt } = this.core._bufferService.buffers;
    for (const { lines } of [normal, alt]) {
      for (let i = 0; i < lines.length; i++) collect(lines.get(i), used);
    }
    for (const extended of this.history.extended()) used.add(extended._urlId);
    for (const [id, link] of this.byId) {
      if (used.has(id)) continue;
      this.byId.delete(id);
      this.byKey.delete(`${link.id ?? ''} ${link.uri}`);
    }
    this.sweepAt = Math.max(FIRST_SWEEP, this.byId.size * 2);
  }
}

function collect(line: Line | undefined, used: Set<number>): void {
  if (!line) return;
  for (const x in line._extendedAttrs) {
    const id = line._extendedAttrs[x]?._urlId;
    if (id) used.add(id);
  }
}
