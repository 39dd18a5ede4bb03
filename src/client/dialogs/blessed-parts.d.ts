/** The little of blessed 0.1.81 that the painter uses, by the files it is loaded from. */

interface BlessedElement {
  width: number;
  height: number;
  hidden: boolean;
  style: object;
  position: Record<'left' | 'right' | 'top' | 'bottom' | 'width' | 'height', number | string | undefined>;
  /** Its column and row on the screen, worked out from its position. */
  readonly aleft: number;
  readonly atop: number;
  setContent(content: string, noClear?: boolean, noTags?: boolean): void;
}

declare module 'blessed/lib/widgets/screen.js' {
  /** A cell: attribute (flags, 9 bits of foreground, 9 bits of background) and character. */
  export type BlessedCell = [attribute: number, ch: string];

  export default class Screen {
    /** Called with every new screen: registers it and the process-wide handlers. */
    static bind: (screen: Screen) => void;
    constructor(options: { program: object });
    lines: BlessedCell[][];
    draw: (start: number, end: number) => void;
    render(): void;
  }
}

declare module 'blessed/lib/widgets/box.js' {
  type Side = number | string;
  interface BoxOptions {
    screen?: object;
    parent: object;
    left?: Side;
    right?: Side;
    top?: Side;
    bottom?: Side;
    width?: Side;
    height?: Side;
    border?: { type: 'line' };
    tags?: boolean;
    wrap?: boolean;
    hidden?: boolean;
    content?: string;
    ch?: string;
    style?: object;
  }
  const Box: new (options: BoxOptions) => BlessedElement;
  export default Box;
}
