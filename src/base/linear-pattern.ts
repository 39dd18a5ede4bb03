/**
 * Regular expressions whose search takes time in proportion to the text, whatever the pattern: for patterns that come from
 * a file and are looked for unasked. The engine of JavaScript goes back and forth, and one careless repetition would stop
 * every session of the server.
 *
 * What a pattern is made of is what JavaScript's are, but without what cannot be done in one pass: no groups that look
 * ahead or back, no references to groups. `^` and `$` are those of lines. `(?i)` at its beginning: upper and lower case alike.
 */
export interface LinearPattern {
  /** Whether it fits anywhere in TEXT. */
  test(text: string): boolean;
}

type Fits = (code: number) => boolean;
type Place = 'lineStart' | 'lineEnd' | 'wordEdge' | 'noWordEdge';
type Node =
  | { kind: 'character'; fits: Fits }
  | { kind: 'place'; place: Place }
  | { kind: 'sequence'; parts: Node[] }
  | { kind: 'choice'; options: Node[] }
  | { kind: 'repeat'; part: Node; least: number; most: number };

/** Steps of a compiled pattern: a character, a place, or a way that parts. */
type Step = { kind: 'character'; fits: Fits } | { kind: 'place'; place: Place } | { kind: 'ways'; to: number[] } | { kind: 'found' };

/** Most steps of one pattern: each of them may have to be looked at for each character of the text. */
const MOST_STEPS = 2000;
const NEWLINE = 10;
/** Answers of a class that are remembered, per class. */
const REMEMBERED = 512;

/** Throws a SyntaxError with a clause that says what is wrong. */
export function linearPattern(source: string): LinearPattern {
  const ignoreCase = source.startsWith('(?i)');
  const tree = new Parser([...(ignoreCase ? source.slice(4) : source)], ignoreCase).whole();
  return new Machine(compile(tree));
}

class Parser {
  private at = 0;
  private readonly chars: string[];
  private readonly flags: string;

  constructor(chars: string[], ignoreCase: boolean) {
    this.chars = chars;
    this.flags = ignoreCase ? 'iu' : 'u';
  }

  whole(): Node {
    const node = this.choice();
    if (this.at < this.chars.length) throw new SyntaxError('a ) closes nothing');
    return node;
  }

  private choice(): Node {
    const options = [this.sequence()];
    while (this.take('|')) options.push(this.sequence());
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.chars.length && this.chars[this.at] !== '|' && this.chars[this.at] !== ')')
      parts.push(this.repeated(this.part()));
    return { kind: 'sequence', parts };
  }

  private part(): Node {
    const char = this.chars[this.at++]!;
    if (char === '(') return this.group();
    if (char === '[') return this.set();
    if (char === '\\') return this.escape();
    if (char === '^') return { kind: 'place', place: 'lineStart' };
    if (char === '$') return { kind: 'place', place: 'lineEnd' };
    if (char === '.') return { kind: 'character', fits: (code) => code !== NEWLINE };
    if (char === '*' || char === '+' || char === '?') throw new SyntaxError(`there is nothing before ${char} to repeat`);
    return this.literal(char);
  }

  private literal(char: string): Node {
    const wanted = char.codePointAt(0)!;
    if (this.flags === 'iu' && char.toLowerCase() !== char.toUpperCase()) return this.native(char);
    return { kind: 'character', fits: (code) => code === wanted };
  }

  private group(): Node {
    if (this.take('?') && !this.take(':')) throw new SyntaxError('of the groups that begin with (? only (?: fits');
    const node = this.choice();
    if (!this.take(')')) throw new SyntaxError('a ( is not closed');
    return node;
  }

  private set(): Node {
    const from = this.at - 1;
    while (this.at < this.chars.length && this.chars[this.at] !== ']') this.at += this.chars[this.at] === '\\' ? 2 : 1;
    if (!this.take(']')) throw new SyntaxError('a [ is not closed');
    return this.native(this.chars.slice(from, this.at).join(''));
  }

  private escape(): Node {
    const char = this.chars[this.at++];
    if (char === undefined) throw new SyntaxError('nothing follows the last \\');
    if (char === 'b') return { kind: 'place', place: 'wordEdge' };
    if (char === 'B') return { kind: 'place', place: 'noWordEdge' };
    if (/[1-9k]/.test(char)) throw new SyntaxError(`\\${char} refers to a group, which cannot be done`);
    const from = this.at - 1;
    if (/[puxc]/i.test(char)) {
      const form = /^(?:[pP]\{[^}]*\}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z])/;
      const whole = form.exec(this.chars.slice(from, from + 60).join(''));
      if (!whole) throw new SyntaxError(`\\${char} is not complete`);
      this.at = from + [...whole[0]].length;
      return this.native(`\\${whole[0]}`);
    }
    // an escaped sign that means nothing is that sign
    if (/[^dDwWsStnrfv0]/.test(char)) return this.literal(char);
    return this.native(`\\${char}`);
  }

  /** What one character is, JavaScript's own engine tells: of one character it cannot take long. */
  private native(piece: string): Node {
    let pattern: RegExp;
    try {
      pattern = new RegExp(`^${piece}$`, this.flags);
    } catch {
      throw new SyntaxError(`${piece} is no set of characters`);
    }
    const known = new Map<number, boolean>();
    const fits = (code: number) => {
      let is = known.get(code);
      if (is === undefined) {
        is = pattern.test(String.fromCodePoint(code));
        if (known.size < REMEMBERED) known.set(code, is);
      }
      return is;
    };
    return { kind: 'character', fits };
  }

  private repeated(part: Node): Node {
    let node = part;
    for (;;) {
      const [least, most] = this.quantity() ?? [1, 1];
      if (least === 1 && most === 1) return node;
      // as few as possible, or as many: whether it fits at all is the same
      this.take('?');
      node = { kind: 'repeat', part: node, least, most };
    }
  }

  private quantity(): [number, number] | null {
    if (this.take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.take('?')) return [0, 1];
    const form = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/.exec(this.chars.slice(this.at, this.at + 12).join(''));
    if (!form) return null;
    this.at += form[0].length;
    const least = Number(form[1]);
    const most = form[2] === undefined ? least : form[3] === undefined ? Number.POSITIVE_INFINITY : Number(form[3]);
    if (most < least) throw new SyntaxError(`${form[0]} has its numbers the wrong way round`);
    return [least, most];
  }

  private take(char: string): boolean {
    if (this.chars[this.at] !== char) return false;
    this.at += 1;
    return true;
  }
}

function compile(tree: Node): Step[] {
  const steps: Step[] = [];
  const add = (step: Step): number => {
    if (steps.length >= MOST_STEPS) throw new SyntaxError('it repeats too much');
    return steps.push(step) - 1;
  };
  const emit = (node: Node): void => {
    switch (node.kind) {
      case 'sequence':
        for (const part of node.parts) emit(part);
        return;
      case 'choice': {
        const fork = { kind: 'ways' as const, to: [] as number[] };
        add(fork);
        const joins: { to: number[] }[] = [];
        for (const option of node.options) {
          fork.to.push(steps.length);
          emit(option);
          const join = { kind: 'ways' as const, to: [] as number[] };
          add(join);
          joins.push(join);
        }
        for (const join of joins) join.to.push(steps.length);
        return;
      }
      case 'repeat': {
        for (let i = 0; i < node.least; i++) emit(node.part);
        if (node.most === Number.POSITIVE_INFINITY) {
          const loop = { kind: 'ways' as const, to: [] as number[] };
          const start = add(loop);
          emit(node.part);
          add({ kind: 'ways', to: [start] });
          loop.to.push(start + 1, steps.length);
          return;
        }
        const exits: { to: number[] }[] = [];
        for (let i = node.least; i < node.most; i++) {
          const exit = { kind: 'ways' as const, to: [steps.length + 1] };
          add(exit);
          exits.push(exit);
          emit(node.part);
        }
        for (const exit of exits) exit.to.push(steps.length);
        return;
      }
      default:
        add(node);
    }
  };
  emit(tree);
  add({ kind: 'found' });
  return steps;
}

const isWord = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);

/** All ways through the steps at once, one character after the other: no step is in a set twice. */
class Machine implements LinearPattern {
  private readonly steps: Step[];
  /** Per step: the position in the text, plus one, at which it was last added. */
  private readonly added: Int32Array;
  private now: number[] = [];
  private next: number[] = [];
  private found = false;

  constructor(steps: Step[]) {
    this.steps = steps;
    this.added = new Int32Array(steps.length);
  }

  test(text: string): boolean {
    this.added.fill(0);
    this.now.length = 0;
    this.found = false;
    let before = NEWLINE;
    for (let at = 0; ; ) {
      const code = at < text.length ? text.codePointAt(at)! : -1;
      this.add(this.now, 0, at, before, code);
      if (this.found) return true;
      if (code < 0) return false;
      const width = code > 0xffff ? 2 : 1;
      const following = at + width < text.length ? text.codePointAt(at + width)! : -1;
      this.next.length = 0;
      for (const index of this.now) {
        const step = this.steps[index]!;
        if (step.kind === 'character' && step.fits(code)) this.add(this.next, index + 1, at + width, code, following);
      }
      if (this.found) return true;
      [this.now, this.next] = [this.next, this.now];
      before = code;
      at += width;
    }
  }

  private add(set: number[], first: number, at: number, before: number, code: number): void {
    const open = [first];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.added[index] === at + 1) continue;
      this.added[index] = at + 1;
      const step = this.steps[index]!;
      if (step.kind === 'character') set.push(index);
      else if (step.kind === 'ways') open.push(...step.to);
      else if (step.kind === 'found') this.found = true;
      else if (isAt(step.place, before, code)) open.push(index + 1);
    }
  }
}

/** BEFORE and CODE: the characters on both sides; the edges of the text are those of a line. */
function isAt(place: Place, before: number, code: number): boolean {
  if (place === 'lineStart') return before === NEWLINE;
  if (place === 'lineEnd') return code === NEWLINE || code < 0;
  return (isWord(before) !== isWord(code)) === (place === 'wordEdge');
}
