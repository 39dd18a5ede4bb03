import { AUTO_THEME } from '../config/colors.ts';
import type { Frame, SessionModes } from '../protocol/frame.ts';
import { type Border, type Layout, type Shown, shownOf } from '../protocol/layout.ts';
import type { PaneInfo, Size, TabInfo, TerminalFacts } from '../protocol/messages.ts';
import { chromeRows, paneOf, stripRow } from '../protocol/pane.ts';
import { ChromePainter, type ChromeView } from './chrome-painter.ts';
import { commandsFor, hints } from './commands.ts';
import { type Abilities, modeSwitch, type OuterModes, outerModes, UNTOUCHED, withMouseOf } from './input/modes.ts';
import type { Rect } from './input/mouse.ts';
import type { PanePlace } from './input/router.ts';
import { lessonLines } from './lesson.ts';
import { isAsciiLocale } from './locale.ts';
import { notification, notifyKind } from './notify.ts';
import type { OuterTerminal } from './outer-terminal.ts';
import { focusedPane } from './panes.ts';
import { capabilitiesOf } from './screen/capabilities.ts';
import { Compositor } from './screen/compose.ts';
import { TerminalImage } from './screen/diff.ts';
import { FrameStore, type SessionScreen } from './screen/frame-store.ts';
import type { PanesView } from './screen/panes.ts';
import { endOf, inputCursor } from './screen/status.ts';
import type { StripHit } from './screen/strip.ts';
import type { Surface } from './screen/surface.ts';
import { type Theme, themeFor, themeOf, toldColor } from './screen/theme.ts';
import { isTooSmall, paintTooSmall } from './screen/too-small.ts';
import { paintWelcome } from './screen/welcome.ts';
import { statusContent } from './status-content.ts';

/** What is to be seen, derived from the client's state. */
export interface View extends ChromeView {
  /** The server has told what there is; nothing is drawn before. */
  ready: boolean;
  version: string;
  /** The operator's window title. */
  title: string;
  abilities: Abilities;
  /** XTVERSION of the operator's terminal, '' where it has not told. */
  terminalVersion: string;
  /** Its answer to secondary device attributes. */
  terminalSecondary: readonly number[];
  /** Its background (`rgb:RRRR/GGGG/BBBB`) and whether it calls itself dark or light, as far as it has told. */
  terminalColors: Pick<TerminalFacts, 'background' | 'colorScheme'>;
  /** What is to be seen of a session in a pane of ROWS rows, as against its live screen. */
  surface(session: string, live: SessionScreen, rows: number, theme: Theme): Surface;
  /** The tab in view gets what is typed, so the terminal is put into its modes. */
  tabHasKeys: boolean;
}

export interface DisplayOptions {
  terminal: OuterTerminal;
  env: Record<string, string | undefined>;
  view: () => View;
}

/** So long at most a tab may take to follow its terminal's size before it is shown as it is, in milliseconds. */
const MISFIT_MS = 250;
/** Two bells that come closer together are one, in milliseconds. */
const ONE_RING_MS = 1000;
/** What waits for a terminal that reads nothing, besides its screen, in UTF-16 units. */
const MOST_ASIDE = 2 * 1024 * 1024;

/**
 * The one writer to the operator's terminal: composes frames and chrome, writes the difference in one piece, and does not
 * begin the next before the terminal has taken the last.
 */
export class Display {
  /** Modes that the operator's terminal is in. */
  outer: OuterModes = UNTOUCHED;
  private size: Size = { cols: 80, rows: 24 };
  private readonly frames = new FrameStore();
  private readonly image: TerminalImage;
  private readonly compositor: Compositor;
  private readonly chrome: ChromePainter;
  /** The terminal shows no other characters. */
  private readonly ascii: boolean;
  private theme: Theme;
  private themeKey = '';
  /** What is to be seen, as long as nothing but frames has changed it. */
  private known: View | null = null;
  private title = '';
  private wantedTitle: string | null = null;
  private told = '';
  /** For the terminal itself, not for its screen: goes behind the next frame. */
  private aside = '';
  private rangAt = Number.NEGATIVE_INFINITY;
  /** When the terminal got a size that the tab in view has not had since, or null. */
  private misfitSince: number | null = null;
  private misfitTimer: NodeJS.Timeout | null = null;
  private due = false;
  private writing = false;
  private open = false;
  private arranged: { layout: Layout; focus: string; zoomed: boolean; cols: number; rows: number; shown: Shown } | null = null;
  /** The tab that was drawn last, and where its panes were. */
  private drawn: { tab: string | null; places: string; shown: Shown | null } = { tab: null, places: '', shown: null };
  /** Frames that are in the picture and whose picture is not on the terminal yet. */
  private confirmations: (() => void)[] = [];
  private readonly options: DisplayOptions;

  constructor(options: DisplayOptions) {
    this.options = options;
    this.ascii = isAsciiLocale(options.env);
    this.chrome = new ChromePainter(this.ascii);
    this.theme = themeOf(options.env);
    this.image = new TerminalImage(capabilitiesOf(options.env));
    this.compositor = new Compositor(this.theme, this.ascii);
  }

  /** The part of the screen that the focused pane has. */
  get pane(): Rect {
    const { view } = this;
    const { top, shown } = this.arrangement(view);
    const place = view.current && shown.panes.find((pane) => pane.pane === view.current?.focus);
    return place ? { x: place.x, y: top + place.y, cols: place.cols, rows: place.rows } : this.area(view);
  }

  /** Cells that a tab has. */
  get room(): Size {
    const { cols, rows } = this.area(this.view);
    return { cols, rows };
  }

  /** The part of the screen that a tab has. */
  private area({ settings }: View): Rect {
    const { cols, rows } = paneOf(this.size, settings);
    return { x: 0, y: chromeRows(settings).top, cols, rows };
  }

  private get view(): View {
    this.known ??= this.options.view();
    return this.known;
  }

  /** First column and row of the focused pane's session that are shown. */
  get origin(): { x: number; y: number } {
    if (!this.several) return this.compositor.origin;
    const { current } = this.view;
    return current ? this.compositor.originOf(focusedPane(current).session) : this.compositor.origin;
  }

  /** Every pane that is shown: whose session, where on the screen, and from which of its cells on. */
  get panes(): PanePlace[] {
    const { view } = this;
    if (!view.current) return [];
    const { top, shown } = this.arrangement(view);
    return shown.panes.map(({ pane, session, x, y, cols, rows }) => ({
      id: pane,
      session,
      pane: { x, y: top + y, cols, rows },
      origin: this.several ? this.compositor.originOf(session) : this.compositor.origin,
      modes: this.modesOf(session),
    }));
  }

  /** The borders between panes, in cells of the part of the screen that the tab has. */
  get borders(): { borders: readonly Border[]; area: Rect } {
    const { view } = this;
    return { borders: view.current ? this.arrangement(view).shown.borders : [], area: this.area(view) };
  }

  /** What is shown of the tab in view, worked out once for each layout and size. */
  private arrangement(view: View): { top: number; shown: Shown } {
    const { y: top, cols, rows } = this.area(view);
    const { current } = view;
    if (!current) return { top, shown: NOTHING_SHOWN };
    const { layout, focus, zoomed } = current;
    const last = this.arranged;
    if (!last || last.layout !== layout || last.focus !== focus || last.zoomed !== zoomed || last.cols !== cols || last.rows !== rows)
      this.arranged = { layout, focus, zoomed, cols, rows, shown: shownOf(current, { cols, rows }) };
    return { top, shown: this.arranged!.shown };
  }

  private get several(): boolean {
    return (this.arranged?.shown.panes.length ?? 0) > 1;
  }

  /** The screen of a session as frames have told it, or null. */
  screenOf(session: string): SessionScreen | null {
    return this.frames.get(session) ?? null;
  }

  modesOf(session: string | null): SessionModes | null {
    return (session && this.frames.get(session)?.modes) || null;
  }

  /** What the columns of the strip mean to the mouse, as it is shown now. */
  get stripHits(): readonly StripHit[] {
    return this.chrome.hits;
  }

  /** That row of the screen is the strip. */
  isStrip(y: number): boolean {
    const { cols, rows } = this.size;
    return y === stripRow(this.options.view().settings, rows) && !isTooSmall(cols, rows);
  }

  /** The terminal is ours: everything may be drawn. */
  start(size: Size): void {
    this.size = size;
    this.open = true;
    this.draw();
  }

  /** Takes back the input modes; nothing is drawn any more. */
  stop(): void {
    if (!this.open) return;
    this.open = false;
    if (this.misfitTimer) clearTimeout(this.misfitTimer);
    this.options.terminal.write(modeSwitch(this.outer, UNTOUCHED), () => {});
    this.outer = UNTOUCHED;
  }

  /** `awaitFrame`: the tab in view will have that size too, and is drawn when it has. */
  resize(size: Size, awaitFrame: boolean): void {
    this.size = size;
    this.image.invalidate();
    if (awaitFrame) this.misfitSince ??= performance.now();
  }

  /** Nothing is known any more of what the terminal shows, or of its modes. */
  forget(): void {
    this.image.invalidate();
    this.outer = UNTOUCHED;
    this.title = '';
    this.wantedTitle = null;
  }

  /** Takes a frame in; `taken` is called when it is known, before it is drawn; `confirm` is called when it is on the terminal, or will never be. */
  frame(frame: Frame, taken: () => void, confirm: () => void): void {
    this.frames.apply(frame);
    taken();
    this.confirmations.push(confirm);
    this.draw();
  }

  /** Forgets the screens of sessions that are gone. */
  keep(sessions: Iterable<string>): void {
    this.frames.keep(sessions);
  }

  /** Something else than a frame changed: drawn once for all that changes in this turn of the event loop. */
  stale(): void {
    this.known = null;
    if (this.due) return;
    this.due = true;
    setImmediate(() => {
      this.due = false;
      this.draw();
    });
  }

  /** Puts TEXT on the terminal's clipboard (OSC 52). */
  copy(text: string): void {
    this.emit(`\x1b]52;c;${Buffer.from(text).toString('base64')}\x1b\\`);
  }

  /** The tab in view rang: so does the terminal. */
  ring(): void {
    this.rangAt = performance.now();
    this.emit('\x07');
  }

  /** Tells the operator of a tab that they do not look at, as their terminal understands it. */
  notify(label: string, text: string): void {
    const { settings, terminalVersion: version } = this.options.view();
    const kind = notifyKind(settings.notify, { version, env: this.options.env });
    // the program's own bell has been heard already
    if (kind === 'bell' && performance.now() - this.rangAt < ONE_RING_MS) return;
    const bytes = notification(kind, label, text);
    if (bytes !== '') this.emit(bytes);
  }

  /** Sends the terminal something that leaves screen, cursor and attributes alone: a question, a clipboard's text. */
  emit(bytes: string): void {
    // a terminal that takes nothing gets the newest only
    this.aside = this.aside.length > MOST_ASIDE ? bytes : this.aside + bytes;
    this.stale();
  }

  private draw(): void {
    // what changes meanwhile is drawn when the terminal has taken what was written
    if (!this.open || this.writing) return;
    const { view } = this;
    if (!view.ready) return;
    if (this.misfits(view)) {
      // the next frame comes when the last one is confirmed, and that one is for a size that is gone
      for (const confirm of this.confirmations.splice(0)) confirm();
      return;
    }
    const bytes = this.modes(view) + this.image.draw(this.compose(view)) + this.windowTitle(view.title) + this.aside;
    this.aside = '';
    const confirmations = this.confirmations.splice(0);
    if (bytes === '') {
      for (const confirm of confirmations) confirm();
      return;
    }
    this.writing = true;
    this.options.terminal.write(bytes, () => {
      this.writing = false;
      for (const confirm of confirmations) confirm();
      this.draw();
    });
  }

  /** The terminal has just changed its size, or the panes theirs, and what is known of them is still of the old one. */
  private misfits(view: View): boolean {
    const { shown } = this.arrangement(view);
    const { panes } = shown;
    if (shown !== this.drawn.shown) this.noticePlaces(view, shown);
    if (this.misfitSince === null) return false;
    const left = MISFIT_MS - (performance.now() - this.misfitSince);
    const fit = panes.every(({ session, cols, rows }) => {
      const screen = this.frames.get(session);
      return screen ? screen.cols === cols && screen.rows.length === rows : panes.length === 1;
    });
    if (fit || left <= 0) {
      this.misfitSince = null;
      return false;
    }
    this.misfitTimer ??= setTimeout(() => {
      this.misfitTimer = null;
      this.draw();
    }, left);
    return true;
  }

  /** Panes of the tab that is shown anyway stand otherwise now: their sessions follow. */
  private noticePlaces({ current, readOnly }: View, shown: Shown): void {
    const tab = current?.id ?? null;
    // the screen's own size is not meant
    const places = current && current.panes.length > 1 ? JSON.stringify([this.size, shown.panes]) : '';
    const { drawn } = this;
    if (drawn.tab === tab && drawn.places !== places && !readOnly) this.misfitSince ??= performance.now();
    this.drawn = { tab, places, shown };
  }

  private compose(view: View): Surface {
    const { cols, rows } = this.size;
    if (!this.chrome.isOf(view, cols)) {
      this.learnOf(view);
      this.colorAs(view);
    }
    if (isTooSmall(cols, rows)) {
      return { cols, rows: paintTooSmall(cols, rows, this.theme, this.ascii), cursor: { x: 0, y: 0, visible: false, shape: 0 } };
    }
    const { strip, status } = this.chrome.paint(view, cols, this.theme, () => this.arrangement(view).shown.alone);
    const { top, bottom } = chromeRows(view.settings);
    const stripAt = view.settings.strip !== 'bottom' ? 'top' : view.settings.status ? 'between' : 'last';
    const surface = this.compositor.compose({
      cols,
      rows,
      strip,
      // a status line that is there for a moment only leaves the strip where it is
      stripAt,
      status,
      // behind a dialog the welcome's text would only be clutter
      pane: view.current
        ? this.contentOf(view, view.current, status !== null && !view.settings.status ? 1 : 0)
        : view.overlay
          ? null
          : paintWelcome(cols, rows - top - bottom, welcomeOf(view), this.theme),
      overlay: view.overlay,
    });
    if (!view.searchLine || view.overlay || view.commanding || view.message) return surface;
    return {
      ...surface,
      cursor: { x: inputCursor(cols, statusContent(view)), y: stripAt === 'last' ? rows - 2 : rows - 1, visible: true, shape: 0 },
    };
  }

  /** The screens of the tab's panes. That of a single one is passed on as it is. COVERED: rows at the end that the status line has for a moment. */
  private contentOf(view: View, tab: TabInfo, covered: number): Surface | PanesView | null {
    const { shown } = this.arrangement(view);
    const end = this.area(view).rows - covered;
    const surfaceOf = ({ session, y, rows }: { session: string; y: number; rows: number }): Surface | null => {
      const live = this.frames.get(session);
      return live ? view.surface(session, live, Math.max(1, Math.min(rows, end - y)), this.theme) : null;
    };
    const [first] = shown.panes;
    if (shown.panes.length === 1) return surfaceOf(first!);
    const panes = shown.panes.map(({ pane: id, session, x, y, cols, rows }) => {
      const pane = tab.panes.find((p) => p.id === id)!;
      const surface = surfaceOf({ session, y, rows });
      return { session, x, y, cols, rows, surface, title: paneTitle(pane), focused: id === tab.focus };
    });
    return { panes, borders: shown.borders, header: shown.header };
  }

  /** What the terminal has told about itself since. */
  private learnOf({ abilities, terminalVersion, terminalSecondary }: View): void {
    const told = JSON.stringify([abilities.synchronizedOutput, terminalVersion, terminalSecondary]);
    if (told === this.told) return;
    this.told = told;
    this.image.learn({ ...capabilitiesOf(this.options.env, terminalVersion, terminalSecondary), sync: abilities.synchronizedOutput });
  }

  /** The theme follows the configuration and the terminal, also while it runs. */
  private colorAs({ settings, terminalColors, terminalVersion, terminalSecondary }: View): void {
    const { background, colorScheme } = terminalColors;
    const around = {
      theme: settings.theme ?? AUTO_THEME,
      themes: settings.themes ?? {},
      background: toldColor(background),
      scheme: colorScheme ?? null,
      colors: capabilitiesOf(this.options.env, terminalVersion, terminalSecondary).colors,
      noColor: Boolean(this.options.env.NO_COLOR),
    };
    const key = JSON.stringify(around);
    if (key === this.themeKey) return;
    this.themeKey = key;
    this.theme = themeFor(around);
    this.compositor.recolor(this.theme);
    this.chrome.repaint();
  }

  private modes(view: View): string {
    const next = outerModes(
      view.tabHasKeys ? this.wantedModes(view) : null,
      view.settings.mouse,
      view.abilities,
      view.keymap.needsProtocol,
    );
    const bytes = modeSwitch(this.outer, next);
    this.outer = next;
    return bytes;
  }

  /** Keyboard and everything else as the focused pane's program wants them, the mouse as any that is shown does. */
  private wantedModes(view: View): SessionModes | null {
    if (!view.current) return null;
    const modes = this.modesOf(focusedPane(view.current).session);
    const { panes } = this.arrangement(view).shown;
    return modes && panes.length > 1
      ? withMouseOf(
          modes,
          panes.map(({ session }) => this.modesOf(session)),
        )
      : modes;
  }

  private windowTitle(title: string): string {
    if (title === this.wantedTitle) return '';
    this.wantedTitle = title;
    const clean = title.replaceAll(/\p{Cc}/gu, '').slice(0, 200);
    if (clean === this.title) return '';
    this.title = clean;
    return `\x1b]2;${clean}\x1b\\`;
  }
}

function welcomeOf(view: View) {
  const { version, readOnly } = view;
  const rows = commandsFor(view.keymap.rows, readOnly);
  const row = rows.find((r) => r.id === 'new');
  const open = [...(row?.keys ?? []), ...(row?.welcomeKeys ?? []), ...(row?.direct ?? [])][0] ?? null;
  const lesson = view.teaching ? lessonLines(view.leader, rows) : [];
  return { version, readOnly, open, lesson, keys: hints(true, rows).filter((hint) => hint.id !== 'new') };
}

const NOTHING_SHOWN: Shown = { panes: [], borders: [], header: 0, alone: null };

/** What the border above a pane says: whose it is, and how it ended. */
function paneTitle(pane: PaneInfo): string {
  const { label, state } = pane;
  return state === 'exited' ? `${label}: ${endOf(pane)}` : label;
}
