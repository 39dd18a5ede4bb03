import { type LinearPattern, linearPattern } from '../../base/linear-pattern.ts';
import type { StateTable } from '../../config/types.ts';
import type { Told } from './facts.ts';

/** Last lines of a screen that a rule looks at, where it does not say itself. */
const USUAL_LINES = 12;
/** Most of a line that is looked at, in UTF-16 units. */
const LINE_LENGTH = 400;

type Reading = Pick<Told, 'says' | 'why'>;

interface Rule {
  pattern: LinearPattern;
  reading: Reading;
  lines: number;
}

/** An agent's rules, ready to be used. */
export class StateRules {
  private readonly title: Rule[];
  private readonly notification: Rule[];
  private readonly screen: Rule[];

  /** Throws a SyntaxError for a pattern that is none; the configuration has been checked before. */
  constructor(tables: readonly StateTable[]) {
    const of = (place: StateTable['in']): Rule[] =>
      tables
        .filter((table) => table.in === place)
        .map(({ match, state, reason, lines }) => ({
          pattern: linearPattern(match),
          reading: { says: state === 'idle' ? 'rest' : state, why: reason ?? '' },
          lines: lines ?? USUAL_LINES,
        }));
    this.title = of('title');
    this.notification = of('notification');
    this.screen = of('screen');
  }

  get readsScreen(): boolean {
    return this.screen.length > 0;
  }

  /** Null: no rule fits. */
  ofTitle(title: string): Reading | null {
    return first(this.title, title);
  }

  ofNotification(text: string): Reading | null {
    return first(this.notification, text.slice(0, LINE_LENGTH));
  }

  /** LINES: the screen from top to bottom. A screen that no rule fits is at rest. */
  ofScreen(lines: readonly string[]): Reading {
    const filled = lines.filter((line) => line.trim() !== '').map((line) => line.slice(0, LINE_LENGTH));
    const texts = new Map<number, string>();
    for (const { pattern, reading, lines: count } of this.screen) {
      const text = texts.get(count) ?? filled.slice(-count).join('\n');
      texts.set(count, text);
      if (pattern.test(text)) return reading;
    }
    return { says: 'rest', why: '' };
  }
}

function first(rules: readonly Rule[], text: string): Reading | null {
  return rules.find(({ pattern }) => pattern.test(text))?.reading ?? null;
}
