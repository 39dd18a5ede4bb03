import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DEFAULT_MODES, type SessionModes } from '../../protocol/frame.ts';
import { keyLabel } from './key.ts';
import { type Abilities, NO_ABILITIES, outerModes } from './modes.ts';
import { type Action, type InputState, type RouteContext, Router } from './router.ts';
import { Tokenizer } from './tokenizer.ts';

const KITTY: Abilities = { ...NO_ABILITIES, kittyKeyboard: true };

interface World {
  /** Types bytes and gives what happened, in words; adjacent bytes for the tab are one. */
  type(...chunks: string[]): string[];
  state: InputState;
  context: RouteContext;
  router: Router;
  /** What has happened since the last `type` began. */
  done: string[];
}

/** A client in small: the leader opens command mode, `leave` and a digit end it, `N` opens a dialog. */
function world(
  options: {
    state?: InputState;
    modes?: Partial<SessionModes>;
    abilities?: Abilities;
    outer?: Partial<SessionModes>;
    leader?: string;
  } = {},
): World {
  const modes = { ...DEFAULT_MODES, ...options.modes };
  const outer = outerModes(options.outer ? { ...DEFAULT_MODES, ...options.outer } : modes, true, options.abilities);
  const done: string[] = [];
  const context: RouteContext = {
    state: options.state ?? 'tab',
    session: 's1',
    modes,
    outer,
    pane: { x: 0, y: 1, cols: 80, rows: 22 },
    origin: { x: 0, y: 0 },
    cell: { width: 10, height: 20 },
    leader: { ctrl: true, alt: false, key: options.leader ?? '\\' },
  };
  const perform = (action: Action): void => {
    done.push(show(action));
    if (action.kind === 'leader') context.state = 'command';
    if (action.kind === 'command') {
      if (action.id === 'new') context.state = 'dialog';
      else if (action.id === 'palette') context.state = 'wait';
      else if (action.id !== 'next' && action.id !== 'previous') context.state = context.session ? 'tab' : 'welcome';
    }
  };
  const router = new Router(() => context, perform);
  const tokenizer = new Tokenizer();
  let clock = 0;
  return {
    type: (...chunks) => {
      done.length = 0;
      for (const chunk of chunks) {
        tokenizer.eager = router.eager;
        clock += 10;
        router.route(tokenizer.push(Buffer.from(chunk), clock));
      }
      router.route(tokenizer.flush());
      return [...done];
    },
    get state() {
      return context.state;
    },
    context,
    router,
    done,
  };
}

function show(action: Action): string {
  switch (action.kind) {
    case 'send':
      return `send ${JSON.stringify(Buffer.from(action.bytes).toString())}`;
    case 'command':
      return action.argument && action.id === 'goto' ? `goto ${action.argument}` : action.id;
    case 'unbound':
      return `unbound ${action.label}`;
    case 'key':
      return `key ${keyLabel(action.key)}`;
    case 'paste':
      return `paste ${JSON.stringify(action.text)}`;
    case 'mouse':
      return `mouse ${action.area} ${action.mouse.action} ${action.mouse.button} ${action.mouse.x},${action.mouse.y}`;
    case 'focus':
      return action.focused ? 'focus in' : 'focus out';
    case 'reply':
      return `reply ${action.reply.type}`;
    default:
      return action.kind;
  }
}

const send = (text: string) => `send ${JSON.stringify(text)}`;

test('in a tab every byte that is not ours goes on as it came, a chunk in one piece', () => {
  const strange = 'abc\r\x01\x1bx\x1b[A\x1bOB\x1b[1;5C\x1b[5;6v\x1b[3~é汉😀\x1b[13;2u\x7f\x1b';
  assert.deepEqual(world().type(strange), [send(strange)]);
});

test('in a tab any typing goes on unchanged, wherever it was cut', () => {
  const piece = fc.constantFrom('a', 'é', '\r', '\x1b', '\x1b[A', '\x1b[1;5C', '\x1bx', '\x1b[3~', '\x1bOP', '😀', '\x03', '[', 'O');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.nat(60), { maxLength: 5 }), (list, cuts) => {
      const whole = list.join('');
      const at = [...new Set(cuts.map((c) => c % (whole.length + 1)))].sort((a, b) => a - b);
      const chunks = [0, ...at].map((from, i) => whole.slice(from, at[i] ?? whole.length));
      // half a surrogate is no chunk that a terminal can send
      fc.pre(chunks.every((c) => Buffer.from(c).toString() === c) && !/\x1b\[[IO]/.test(whole) && !whole.includes('\x1b[['));
      const sent = world()
        .type(...chunks)
        .map((s) => JSON.parse(s.replace('send ', '')) as string)
        .join('');
      assert.equal(sent, whole);
    }),
    { numRuns: 2000 },
  );
});

test('the leader opens command mode, its keys are commands, the rest of the chunk goes on in the tab', () => {
  const w = world();
  assert.deepEqual(w.type('ab\x1c2cd'), [send('ab'), 'leader', 'goto 2', send('cd')]);
  assert.deepEqual(w.type('\x1cnnp\rx'), ['leader', 'next', 'next', 'previous', 'leave', send('x')]);
  assert.deepEqual(w.type('\x1c', '\x1b', 'x'), ['leader', 'leave', send('x')]);
  assert.deepEqual(w.type('\x1cZ\x1b[A', '\x1b'), ['leader', 'unbound Z', 'unbound Up', 'leave']);
});

test('the leader twice goes to the agent as the tab wants it written', () => {
  assert.deepEqual(world().type('\x1c\x1cx'), ['leader', send('\x1c'), 'leave', send('x')]);
  const kitty = world({ modes: { kittyFlags: 1 }, abilities: KITTY });
  assert.deepEqual(kitty.type('\x1b[92;5u\x1b[92;5u'), ['leader', send('\x1b[92;5u'), 'leave']);
  // in command mode the terminal is in our own keyboard mode
  const legacy = world({ abilities: KITTY });
  assert.deepEqual(legacy.type('\x1c'), ['leader']);
  legacy.context.outer = outerModes(null, true, KITTY);
  assert.deepEqual(legacy.type('\x1b[92;5u'), [send('\x1c'), 'leave']);
});

test('the leader in a paste is text', () => {
  const w = world({ modes: { bracketedPaste: true } });
  assert.deepEqual(w.type('\x1b[200~a\x1cN\x1b[201~'), [send('\x1b[200~a\x1cN\x1b[201~')]);
  assert.equal(w.state, 'tab');
  assert.deepEqual(world().type('\x1b[200~a\x1cN\x1b[201~b'), [send('a\x1cNb')], 'without brackets where the tab did not ask');
  for (const written of [
    '\x1c',
    '\x1b[92;5u',
    '\x1b[92;5:1u',
    '\x1b[92;5:3u',
    '\x1b[92::92;5u',
    '\x1b[92:124;5u',
    '\x1b[27;5;92~',
    '\x1b[220;5u',
  ]) {
    for (const modes of [{}, { kittyFlags: 1 }, { kittyFlags: 31 }, { modifyOtherKeys: 2 as const }]) {
      const tab = world({ modes: { bracketedPaste: true, ...modes }, abilities: KITTY });
      const paste = `\x1b[200~a${written}N\x1b[201~`;
      assert.deepEqual(tab.type(paste), [send(paste)], JSON.stringify([written, modes]));
      assert.equal(tab.state, 'tab');
    }
  }
  const cut = world({ modes: { bracketedPaste: true } }).type('\x1b', '[200~a\x1c', 'b\x1b[20', '1~');
  assert.equal(cut.map((s) => JSON.parse(s.replace('send ', '')) as string).join(''), '\x1b[200~a\x1cb\x1b[201~');
});

test('a paste goes to a dialog as text, and nowhere in command mode or on the welcome screen', () => {
  assert.deepEqual(world({ state: 'dialog' }).type('\x1b[200~a\ré\x1b[201~'), ['paste "a\\ré"']);
  assert.deepEqual(world({ state: 'command' }).type('\x1b[200~Nq\x1b[201~'), []);
  assert.deepEqual(world({ state: 'welcome' }).type('\x1b[200~Nq\x1b[201~'), []);
  const half = Buffer.from('é');
  const w = world({ state: 'dialog' });
  const t = new Tokenizer();
  t.push(Buffer.from('\x1b[200~'));
  const done: string[] = [];
  const router = new Router(
    () => w.context,
    (a) => done.push(show(a)),
  );
  router.route([{ kind: 'paste', part: 'start', raw: new Uint8Array(0), given: 0 }]);
  for (const b of half) router.route([{ kind: 'paste', part: 'chunk', raw: Uint8Array.of(b), given: 0 }]);
  assert.deepEqual(done, ['paste "é"'], 'a character that was cut');
});

test('a paste does not move to another session', () => {
  const w = world({ modes: { bracketedPaste: true } });
  assert.deepEqual(w.type('\x1b[200~abc'), [send('\x1b[200~abc'), send('\x1b[201~')], 'one whose end is lost gets its end');
  const x = world({ modes: { bracketedPaste: true } });
  const t = new Tokenizer();
  x.router.route(t.push(Buffer.from('\x1b[200~abc')));
  x.context.session = 's2';
  x.done.length = 0;
  x.router.route(t.push(Buffer.from('def\x1b[201~g')));
  assert.deepEqual(x.done, [send('g')]);
});

test('in a dialog every key is the dialog’s, the leader too', () => {
  assert.deepEqual(world({ state: 'dialog' }).type('aN\r\x1b[B\x1c', '\x1b'), [
    'key a',
    'key N',
    'key Enter',
    'key Down',
    'key Ctrl+\\',
    'key Escape',
  ]);
});

test('on the welcome screen keys are commands at once', () => {
  for (const k of ['N', 'n', '\x1b[110;2u']) assert.deepEqual(world({ state: 'welcome' }).type(k), ['new'], k);
  assert.deepEqual(world({ state: 'welcome' }).type('\x1cN\r'), ['new', 'key Enter'], 'the leader before it does no harm');
});

test('what is typed while a dialog is on its way is kept for it, in order', () => {
  const w = world();
  assert.deepEqual(w.type('\x1c:ab', '\r', '\x1b[I'), ['leader', 'palette', 'focus in']);
  w.context.state = 'dialog';
  w.router.resume();
  assert.deepEqual(w.type('c'), ['key c']);
  const again = world();
  again.type('\x1c:ab');
  again.context.state = 'dialog';
  assert.deepEqual(again.type('c'), ['key a', 'key b', 'key c']);
});

test('what waits more than once keeps its place', () => {
  const w = world({ state: 'command' });
  // each of these waits before the next may act, as a command does that asks the server
  w.context.state = 'wait';
  w.type('::::', '\r');
  for (let i = 0; i < 5; i++) {
    w.context.state = 'command';
    w.router.resume();
  }
  assert.deepEqual(w.done, ['palette', 'palette', 'palette', 'palette', 'leave']);
});

test('answers and focus are facts, never bytes for the agent', () => {
  assert.deepEqual(world().type('a\x1b[?1;2cb\x1b]11;rgb:0/0/0\x07\x1b[I\x1b[Oc\x1b[?5u'), [
    send('a'),
    'reply attributes',
    send('b'),
    'reply color',
    'focus in',
    'focus out',
    send('c'),
    'reply keyboard',
  ]);
});

test('where the terminal lacks the tab’s keyboard protocol, keys are written anew', () => {
  const table: [Partial<SessionModes>, string, string][] = [
    [{ kittyFlags: 1 }, '\x1b', '\x1b[27u'],
    [{ kittyFlags: 1 }, '\x03', '\x1b[99;5u'],
    [{ kittyFlags: 1 }, '\x1bx', '\x1b[120;3u'],
    [{ kittyFlags: 1 }, '\r', '\r'],
    [{ kittyFlags: 1 }, 'abc', 'abc'],
    [{ kittyFlags: 1 }, '\x1b[27;2;13~', '\x1b[13;2u'],
    [{ kittyFlags: 1 }, '\x1b[13;2u', '\x1b[13;2u'],
    [{ kittyFlags: 1 }, '\x1b[A', '\x1b[A'],
    [{ kittyFlags: 1 }, '\x1bOA', '\x1b[A'],
    [{ kittyFlags: 9 }, 'aB', '\x1b[97u\x1b[98;2u'],
  ];
  for (const [modes, typed, bytes] of table) assert.deepEqual(world({ modes }).type(typed), [send(bytes)], JSON.stringify(typed));
  const other = (typed: string) => world({ modes: { modifyOtherKeys: 2 }, abilities: KITTY }).type(typed);
  assert.deepEqual(other('\x1b[13;2u'), [send('\x1b[27;2;13~')]);
  assert.deepEqual(other('\x1b[99;5u'), [send('\x1b[27;5;99~')]);
  assert.deepEqual(other('\x1b[27u'), [send('\x1b')]);
});

test('keys of the mode that the terminal is just leaving are not garbage in a tab that did not ask', () => {
  const table: [string, string][] = [
    ['\x1b[99;5u', '\x03'],
    ['\x1b[27u', '\x1b'],
    ['\x1b[97;2u', 'A'],
    ['\x1b[27;5;99~', '\x03'],
    ['\x1b[120;3u', '\x1bx'],
    ['\x1b[99;5:2u', '\x03'],
    ['\x1b[1;5:2C', '\x1b[1;5C'],
  ];
  for (const [typed, bytes] of table) assert.deepEqual(world({ abilities: KITTY }).type(typed), [send(bytes)], JSON.stringify(typed));
  for (const typed of ['\x1b[99;5:3u', '\x1b[1;1:3A', '\x1b[57441;2:3u', '\x1b[57442;5u'])
    assert.deepEqual(world().type(typed), [], JSON.stringify(typed));
  for (const typed of ['\x1b[13;2u', '\x1b[105;6u', '\x1b[49;5u', '\x1b[27;2;13~', '\x1b[9;5u'])
    assert.deepEqual(world({ abilities: KITTY }).type(typed), [send(typed)], 'what legacy cannot say stays');
});

test('releases: ours stay with us, the tab gets those of its own presses', () => {
  const modes = { kittyFlags: 3 };
  const w = world({ modes, abilities: KITTY });
  assert.deepEqual(w.type('\x1b[92;5u\x1b[92;5:2u\x1b[92;5:3u'), ['leader'], 'a held leader is pressed once');
  assert.deepEqual(w.type('1'), ['goto 1']);
  assert.deepEqual(w.type('\x1b[49;1:3u'), [], 'the digit’s release comes when the tab has the keys again');
  assert.deepEqual(w.type('1', '\x1b[49;1:3u'), [send('1'), send('\x1b[49;1:3u')]);
  const all = world({ modes: { kittyFlags: 11 }, abilities: KITTY });
  assert.deepEqual(all.type('\x1b[57442;5u\x1b[92;5u'), [send('\x1b[57442;5u'), 'leader'], 'Ctrl went to the agent');
  assert.deepEqual(all.type('\x1b[57442;1:3u\x1b[92;1:3u'), [send('\x1b[57442;1:3u')], 'so does its release');
});

test('the mouse: in the pane and asked for, the tab’s; else ours', () => {
  const modes: Partial<SessionModes> = { mouse: 'normal', mouseEncoding: 'sgr' };
  assert.deepEqual(world({ modes }).type('\x1b[<0;5;6M\x1b[<0;5;6m'), [send('\x1b[<0;5;5M\x1b[<0;5;5m')]);
  assert.deepEqual(world({ modes }).type('\x1b[<0;5;1M\x1b[<0;5;1m'), ['mouse chrome press 0 4,0', 'mouse chrome release 0 4,0']);
  assert.deepEqual(world({ modes }).type('\x1b[<0;5;24M'), ['mouse chrome press 0 4,23']);
  assert.deepEqual(world({ modes }).type('\x1b[<32;5;6M'), [], 'a drag that the program did not ask for is not our selection');
  assert.deepEqual(world().type('\x1b[<0;5;6M'), ['mouse pane press 0 4,5']);
  assert.deepEqual(world({ modes, state: 'dialog' }).type('\x1b[<0;5;6M'), ['mouse pane press 0 4,5']);
  assert.deepEqual(world({ modes: { mouse: 'any', mouseEncoding: 'default' } }).type('\x1b[<35;5;6M'), [send('\x1b[MC%%')]);
});

test('a drag belongs to who got its press', () => {
  const modes: Partial<SessionModes> = { mouse: 'button', mouseEncoding: 'sgr' };
  assert.deepEqual(world({ modes }).type('\x1b[<0;5;6M\x1b[<32;5;1M\x1b[<0;5;1m'), [send('\x1b[<0;5;5M\x1b[<32;5;1M\x1b[<0;5;1m')]);
  assert.deepEqual(world({ modes }).type('\x1b[<0;5;1M\x1b[<32;5;6M\x1b[<0;5;6m'), [
    'mouse chrome press 0 4,0',
    'mouse pane motion 0 4,5',
    'mouse pane release 0 4,5',
  ]);
  const w = world({ modes });
  w.type('\x1b[<0;5;6M');
  w.context.session = 's2';
  assert.deepEqual(w.type('\x1b[<0;5;6m'), [], 'another session never hears of it');
});

test('the mouse that goes from ours to a program that asked for it is told of once', () => {
  const modes: Partial<SessionModes> = { mouse: 'any', mouseEncoding: 'sgr' };
  assert.deepEqual(world({ modes }).type('\x1b[<35;5;1M\x1b[<35;5;6M\x1b[<35;6;6M'), [
    'mouse chrome motion 3 4,0',
    'mouse-away',
    send('\x1b[<35;5;5M\x1b[<35;6;5M'),
  ]);
});

test('the wheel: arrows in an alternate screen without mouse, else ours', () => {
  const up = '\x1b[<64;5;6M';
  assert.deepEqual(world({ modes: { alternateScreen: true } }).type(up), [send('\x1b[A\x1b[A\x1b[A')]);
  assert.deepEqual(world({ modes: { alternateScreen: true, applicationCursor: true } }).type('\x1b[<65;5;6M'), [
    send('\x1bOB\x1bOB\x1bOB'),
  ]);
  assert.deepEqual(world({ modes: { alternateScreen: true, alternateScroll: false } }).type(up), ['mouse pane press 4 4,5']);
  assert.deepEqual(world().type(up), ['mouse pane press 4 4,5']);
});

test('a mouse report whose Esc was given out before is finished, not repeated', () => {
  const modes: Partial<SessionModes> = { mouse: 'normal', mouseEncoding: 'sgr' };
  assert.deepEqual(world({ modes }).type('\x1b', '[<0;5;6M'), [send('\x1b'), send('[<0;5;5M')]);
});

test('Esc is given out at once only where the tab gets the bytes as they come', () => {
  assert.equal(world().router.eager, true);
  assert.equal(world({ modes: { kittyFlags: 1 } }).router.eager, false);
  assert.equal(world({ modes: { kittyFlags: 1 }, abilities: KITTY }).router.eager, true);
  for (const state of ['command', 'dialog', 'welcome', 'wait'] as const) assert.equal(world({ state }).router.eager, false);
});

test('any bytes in any state: no exception', () => {
  const states = fc.constantFrom<InputState>('tab', 'command', 'dialog', 'welcome', 'wait');
  const piece = fc.oneof(
    fc.constantFrom(
      '\x1c',
      'N',
      '1',
      ':',
      '\x1b',
      '\x1b[<0;5;6M',
      '\x1b[<32;5;1M',
      '\x1b[200~',
      '\x1b[201~',
      '\x1b[97;1:3u',
      '\x1b[92;5u',
      '\x1b[I',
      'é',
    ),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(states, piece), { maxLength: 12 }), fc.nat(31), fc.boolean(), (steps, kittyFlags, able) => {
      const w = world({ modes: { kittyFlags, mouse: 'button' }, abilities: able ? KITTY : NO_ABILITIES });
      for (const [state, typed] of steps) {
        w.context.state = state;
        w.type(typed);
      }
    }),
    { numRuns: 2000 },
  );
});
