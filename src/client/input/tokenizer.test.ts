import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { keyLabel } from './key.ts';
import type { Token } from './token.ts';
import { Tokenizer } from './tokenizer.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

/** A token in a word, for comparisons. */
function show(token: Token): string {
  const raw = JSON.stringify(Buffer.from(token.raw).toString('latin1'));
  switch (token.kind) {
    case 'text':
      return `text ${JSON.stringify(Buffer.from(token.raw).toString())}`;
    case 'key':
      return `key ${keyLabel(token.key)}${token.key.event === 'press' ? '' : ` ${token.key.event}`}`;
    case 'mouse': {
      const m = token.mouse;
      return `mouse ${m.action} ${m.button} ${m.mods} ${m.x},${m.y}`;
    }
    case 'paste':
      return token.part === 'chunk' ? `paste ${raw}` : `paste-${token.part}`;
    case 'focus':
      return token.focused ? 'focus in' : 'focus out';
    case 'reply':
      return `reply ${JSON.stringify(token.reply, (_, v) => (v instanceof Map ? [...v] : v))}`;
    case 'unknown':
      return `unknown ${raw}`;
  }
}

/** All tokens of a stream given in `pieces`, with the flush at the end. */
function tokens(pieces: Uint8Array[], setup: Partial<Tokenizer> = {}): Token[] {
  const t = Object.assign(new Tokenizer(), setup);
  return [...pieces.flatMap((p) => t.push(p)), ...t.flush()];
}

const all = (text: string, setup: Partial<Tokenizer> = {}) => tokens([bytes(text)], setup).map(show);

/** Runs of text, paste or skipped answer are one thing wherever they were cut. */
function merged(list: Token[]): string[] {
  const out: { kind: string; token: Token }[] = [];
  for (const token of list) {
    const kind = token.kind === 'paste' && token.part === 'chunk' ? 'chunk' : token.kind;
    const last = out.at(-1);
    const joins = kind === 'text' || kind === 'chunk' || (kind === 'reply' && token.kind === 'reply' && token.reply.type === 'other');
    const lastJoins = last?.kind === kind && (kind !== 'reply' || (last.token.kind === 'reply' && last.token.reply.type === 'other'));
    if (last && joins && lastJoins) last.token = { ...last.token, raw: Buffer.concat([last.token.raw, token.raw]) };
    else out.push({ kind, token });
  }
  return out.map((o) => show(o.token));
}

test('keys are read in every encoding', () => {
  const table: [string, string][] = [
    ['\r', 'Enter'],
    ['\t', 'Tab'],
    ['\x7f', 'Backspace'],
    ['\x00', 'Ctrl+Space'],
    ['\x01', 'Ctrl+a'],
    ['\x1c', 'Ctrl+\\'],
    ['\x1d', 'Ctrl+]'],
    ['\x1e', 'Ctrl+^'],
    ['\x1f', 'Ctrl+_'],
    ['\x1ba', 'Alt+a'],
    ['\x1bA', 'Alt+Shift+a'],
    ['\x1b\r', 'Alt+Enter'],
    ['\x1b\x01', 'Ctrl+Alt+a'],
    ['\x1b\x7f', 'Alt+Backspace'],
    ['\x1bé', 'Alt+é'],
    ['\x1b[A', 'Up'],
    ['\x1bOA', 'Up'],
    ['\x1b[1;2D', 'Shift+Left'],
    ['\x1b[1;5C', 'Ctrl+Right'],
    ['\x1b[1;9C', 'Super+Right'],
    ['\x1b[5C', 'Ctrl+Right'],
    ['\x1bO5C', 'Ctrl+Right'],
    ['\x1b[a', 'Shift+Up'],
    ['\x1bOa', 'Ctrl+Up'],
    ['\x1b[Z', 'Shift+Tab'],
    ['\x1b[H', 'Home'],
    ['\x1b[1~', 'Home'],
    ['\x1b[7~', 'Home'],
    ['\x1b[4~', 'End'],
    ['\x1b[3~', 'Delete'],
    ['\x1b[3;5~', 'Ctrl+Delete'],
    ['\x1b[3$', 'Shift+Delete'],
    ['\x1b[3^', 'Ctrl+Delete'],
    ['\x1b[3@', 'Ctrl+Shift+Delete'],
    ['\x1b[5~', 'PageUp'],
    ['\x1bOP', 'F1'],
    ['\x1b[11~', 'F1'],
    ['\x1b[[A', 'F1'],
    ['\x1b[P', 'F1'],
    ['\x1b[13~', 'F3'],
    ['\x1b[1;2R', 'Shift+F3'],
    ['\x1b[15~', 'F5'],
    ['\x1b[24;2~', 'Shift+F12'],
    ['\x1b[25~', 'F13'],
    ['\x1bOM', 'Enter'],
    ['\x1bOj', '*'],
    ['\x1bOp', '0'],
    ['\x1b[97;5u', 'Ctrl+a'],
    ['\x1b[97;6u', 'Ctrl+Shift+a'],
    ['\x1b[65;5u', 'Ctrl+Shift+a'],
    ['\x1b[97;2u', 'A'],
    ['\x1b[110;2u', 'N'],
    ['\x1b[59;2u', ':'],
    ['\x1b[47:63;2u', '?'],
    ['\x1b[228;1;228u', 'ä'],
    ['\x1b[0;;27721:23383u', '汉字'],
    ['\x1b[97;;229u', 'å'],
    ['\x1b[97;65u', 'A'],
    ['\x1b[97;66u', 'a'],
    ['\x1b[97;129u', 'a'],
    ['\x1b[27u', 'Escape'],
    ['\x1b[13;2u', 'Shift+Enter'],
    ['\x1b[9;6u', 'Ctrl+Shift+Tab'],
    ['\x1b[57399u', '0'],
    ['\x1b[57414u', 'Enter'],
    ['\x1b[57419;5u', 'Ctrl+Up'],
    ['\x1b[57376u', 'F13'],
    ['\x1b[57442;5u', 'Ctrl+Modifier'],
    ['\x1b[97;1:2u', 'a repeat'],
    ['\x1b[97;5:3u', 'Ctrl+a release'],
    ['\x1b[1;1:3A', 'Up release'],
    ['\x1b[27;5;92~', 'Ctrl+\\'],
    ['\x1b[27;2;13~', 'Shift+Enter'],
    ['\x1b[27;6;65~', 'Ctrl+Shift+a'],
    ['\x1b[27;2;32~', 'Shift+Space'],
  ];
  for (const [sequence, label] of table) {
    const list = all(sequence);
    // a key that types text shows what it types
    assert.deepEqual(list, [`key ${label}`.replace('key Shift+Space', 'key Shift+Space')], JSON.stringify(sequence));
  }
});

test('mouse reports are read in every encoding', () => {
  assert.deepEqual(all('\x1b[<0;1;1M'), ['mouse press 0 0 0,0']);
  assert.deepEqual(all('\x1b[<2;300;40m'), ['mouse release 2 0 299,39']);
  assert.deepEqual(all('\x1b[<64;5;6M'), ['mouse press 4 0 4,5']);
  assert.deepEqual(all('\x1b[<65;5;6M'), ['mouse press 5 0 4,5']);
  assert.deepEqual(all('\x1b[<28;5;6M'), ['mouse press 0 7 4,5']);
  assert.deepEqual(all('\x1b[<32;5;6M'), ['mouse motion 0 0 4,5']);
  assert.deepEqual(all('\x1b[<35;5;6M'), ['mouse motion 3 0 4,5']);
  assert.deepEqual(all('\x1b[<128;5;6M'), ['mouse press 8 0 4,5']);
  assert.deepEqual(all('\x1b[M !!'), ['mouse press 0 0 0,0']);
  assert.deepEqual(all('\x1b[M#%&'), ['mouse release 3 0 4,5']);
  assert.deepEqual(all('\x1b[M\u0043\u0100!', { mouseUtf8: true }), ['mouse motion 3 0 223,0']);
  assert.deepEqual(all('\x1b[32;5;6M'), ['mouse press 0 0 4,5']);
  assert.deepEqual(
    tokens([Uint8Array.of(0x1b, 0x5b, 0x4d, 0x20, 0xff, 0x21)]).map(show),
    ['mouse press 0 0 222,0'],
    'a byte above 127 in the default encoding',
  );
});

test('a paste is one from bracket to bracket, with whatever is in it', () => {
  assert.deepEqual(all('a\x1b[200~x\x1c\x1b[A\x1b[I\x1b]10;?\x07\x1b[201~b'), [
    'text "a"',
    'paste-start',
    `paste ${JSON.stringify('x\x1c\x1b[A\x1b[I\x1b]10;?\x07')}`,
    'paste-end',
    'text "b"',
  ]);
  assert.deepEqual(all('\x1b[200~\x1b[201~'), ['paste-start', 'paste-end'], 'an empty one');
});

test('a paste whose end never comes is ended by silence', () => {
  const t = new Tokenizer();
  t.push(bytes('\x1b[200~abc\x1b[20'));
  assert.equal(t.wait, 10_000);
  assert.deepEqual(t.flush().map(show), [`paste ${JSON.stringify('\x1b[20')}`, 'paste-end']);
  assert.deepEqual(t.push(bytes('\x1c')).map(show), ['key Ctrl+\\']);
});

test('focus and the answers to queries are told from typing', () => {
  const table: [string, string][] = [
    ['\x1b[I', 'focus in'],
    ['\x1b[O', 'focus out'],
    ['\x1b[?62;4;22c', 'reply {"type":"attributes","params":[62,4,22]}'],
    ['\x1b[>41;377;0c', 'reply {"type":"secondary-attributes","params":[41,377,0]}'],
    ['\x1bP!|7E565445\x1b\\', 'reply {"type":"unit","id":"7E565445"}'],
    ['\x1b[0n', 'reply {"type":"status","private":false,"params":[0]}'],
    ['\x1b[?2026;2$y', 'reply {"type":"mode","mode":2026,"private":true,"value":2}'],
    ['\x1b[4;1$y', 'reply {"type":"mode","mode":4,"private":false,"value":1}'],
    ['\x1bP>|WezTerm 2024\x1b\\', 'reply {"type":"version","text":"WezTerm 2024"}'],
    ['\x1b[?5u', 'reply {"type":"keyboard","flags":5}'],
    ['\x1b[>4;2m', 'reply {"type":"other-keys","level":2}'],
    ['\x1b]11;rgb:1e1e/1e1e/2e2e\x07', 'reply {"type":"color","which":"background","color":"rgb:1e1e/1e1e/2e2e"}'],
    ['\x1b]4;1;rgb:ff/00/00;2;rgb:00/ff/00\x1b\\', 'reply {"type":"palette","colors":[[1,"rgb:ff/00/00"],[2,"rgb:00/ff/00"]]}'],
    ['\x1b[4;600;800t', 'reply {"type":"size","what":"pixels","width":800,"height":600}'],
    ['\x1b[6;20;10t', 'reply {"type":"size","what":"cell","width":10,"height":20}'],
    ['\x1b[8;24;80t', 'reply {"type":"size","what":"cells","width":80,"height":24}'],
    ['\x1b[48;24;80;480;800t', 'reply {"type":"resize","rows":24,"cols":80,"height":480,"width":800}'],
    ['\x1b[?997;2n', 'reply {"type":"color-scheme","scheme":"light"}'],
    ['\x1bP1+r524742=38\x1b\\', 'reply {"type":"termcap","known":true,"capabilities":[["RGB","8"]]}'],
    ['\x1bP0+r524742\x1b\\', 'reply {"type":"termcap","known":false,"capabilities":[["RGB",""]]}'],
    ['\x1b_Gi=1;OK\x1b\\', 'reply {"type":"other"}'],
    ['\x1b]52;c;Zm9v\x07', 'reply {"type":"other"}'],
  ];
  for (const [sequence, shown] of table) {
    assert.deepEqual(all(sequence), [shown]);
    // in single bytes, and with typing around it
    const pieces = [...bytes(`a${sequence}b`)].map((byte) => Uint8Array.of(byte));
    assert.deepEqual(merged(tokens(pieces)), ['text "a"', shown, 'text "b"'], JSON.stringify(sequence));
  }
});

test('a cursor report is one only while it is awaited', () => {
  assert.deepEqual(all('\x1b[1;2R'), ['key Shift+F3']);
  assert.deepEqual(all('\x1b[1;2R', { cursorAwaited: true }), ['reply {"type":"cursor","x":1,"y":0}']);
  assert.deepEqual(all('\x1b[R', { cursorAwaited: true }), ['key F3']);
});

test('what begins like a sequence and is none is given up as what was typed', () => {
  assert.deepEqual(all('\x1b'), ['key Escape']);
  assert.deepEqual(all('\x1b\x1b'), ['key Escape', 'key Escape']);
  assert.deepEqual(all('\x1b\x1b[A'), ['key Escape', 'key Up']);
  assert.deepEqual(all('\x1b['), ['key Alt+[']);
  assert.deepEqual(all('\x1bO'), ['key Alt+Shift+o']);
  assert.deepEqual(all('\x1b]'), ['key Alt+]']);
  assert.deepEqual(all('\x1bP'), ['key Alt+Shift+p']);
  assert.deepEqual(all('\x1bPhello'), ['key Alt+Shift+p', 'text "hello"']);
  assert.deepEqual(all('\x1b]x'), ['key Alt+]', 'text "x"']);
  assert.deepEqual(all('\x1b_x'), ['key Alt+_', 'text "x"']);
  assert.deepEqual(all('\x1b[\r'), ['key Alt+[', 'key Enter']);
  assert.deepEqual(all('\x1b[[x'), ['key Alt+[', 'text "[x"']);
  assert.deepEqual(all('\x1b[1;\r'), ['unknown "\\u001b[1;"', 'key Enter']);
  assert.deepEqual(all('\x1b[1;5\x1b[A'), ['unknown "\\u001b[1;5"', 'key Up']);
  for (const letter of 'nctx')
    assert.deepEqual(all(`\x1b[${letter}`).slice(0, 1), [letter === 'c' ? 'key Shift+Right' : `unknown "\\u001b[${letter}"`]);
  assert.deepEqual(all('\x1b[5;6v'), ['unknown "\\u001b[5;6v"']);
  assert.deepEqual(all('\x1b]11;rgb:\r'), ['reply {"type":"other"}', 'key Enter'], 'a broken answer does not hold Enter back');
});

test('the owner is told how long to wait, by what is pending', () => {
  const wait = (text: string, setup: Partial<Tokenizer> = {}) => {
    const t = Object.assign(new Tokenizer(), setup);
    t.push(bytes(text));
    return t.wait;
  };
  assert.equal(wait('abc'), null);
  assert.equal(wait('\x1b'), 25);
  assert.equal(wait('\x1b['), 25);
  assert.equal(wait('\x1b[1;'), 500);
  assert.equal(wait('\x1b]11;rgb'), 2000);
  assert.equal(wait('\x1b', { eager: true }), null);
  const t = new Tokenizer();
  t.push(Uint8Array.of(0xc3));
  assert.equal(t.wait, 25);
  assert.deepEqual(t.push(Uint8Array.of(0xa9)).map(show), ['text "é"']);
  assert.equal(t.wait, null);
});

test('a character is never cut', () => {
  const t = new Tokenizer();
  const whole = bytes('a😀b');
  const shown = [...whole].flatMap((byte) => t.push(Uint8Array.of(byte)).map(show));
  assert.deepEqual(shown, ['text "a"', 'text "😀"', 'text "b"']);
});

test('Esc and the key after it are never fused, Alt is never torn apart', () => {
  const t = new Tokenizer();
  assert.deepEqual(t.push(bytes('\x1b'), 100), []);
  assert.deepEqual(t.push(bytes('x'), 110).map(show), ['key Escape', 'text "x"'], 'typed fast');
  assert.deepEqual(t.push(bytes('\x1b'), 200), []);
  assert.deepEqual(t.push(bytes('x'), 201).map(show), ['key Alt+x'], 'one write that was cut');
  assert.deepEqual(t.push(bytes('\x1b'), 300), []);
  assert.deepEqual(t.push(bytes('[A'), 320).map(show), ['key Up']);
  assert.deepEqual(t.push(bytes('\x1b'), 400), []);
  assert.deepEqual(t.push(bytes('\x1b'), 420).map(show), ['key Escape']);
  assert.deepEqual(t.flush().map(show), ['key Escape']);
});

test('eager: Esc comes at once, and the key after it is its own', () => {
  const t = Object.assign(new Tokenizer(), { eager: true });
  assert.deepEqual(t.push(bytes('\x1b'), 1000).map(show), ['key Escape']);
  assert.equal(t.wait, null);
  assert.deepEqual(t.push(bytes('j'), 1010).map(show), ['text "j"']);
  assert.deepEqual(t.push(bytes('\x1b'), 2000).map(show), ['key Escape']);
  assert.deepEqual(t.push(bytes('['), 2200).map(show), ['text "["'], 'typed long after it');
  assert.deepEqual(t.push(bytes('\x1b'), 3000).map(show), ['key Escape']);
  assert.deepEqual(t.push(bytes('[A'), 3001).map(show), ['text "[A"'], 'an arrow that was cut: its bytes reach the agent all the same');
});

test('eager: what is ours is recognised behind an Esc that was given out', () => {
  const cases: [string, string][] = [
    ['[<0;3;4M', 'mouse press 0 0 2,3'],
    ['[I', 'focus in'],
    ['[200~', 'paste-start'],
    [']11;rgb:0/0/0\x07', 'reply {"type":"color","which":"background","color":"rgb:0/0/0"}'],
    ['[?1;2c', 'reply {"type":"attributes","params":[1,2]}'],
  ];
  for (const [rest, shown] of cases) {
    for (const pieces of [[rest], [...rest]]) {
      const t = Object.assign(new Tokenizer(), { eager: true });
      const out = t.push(bytes('\x1b'), 5);
      for (const piece of pieces) out.push(...t.push(bytes(piece), 6));
      assert.deepEqual(out.map(show), ['key Escape', shown]);
      assert.equal(Buffer.concat(out.map((o) => o.raw)).toString(), `\x1b${rest}`);
      const last = out[1]!;
      if (last.kind === 'mouse' || last.kind === 'paste') assert.equal(last.given, 1);
    }
  }
  const t = Object.assign(new Tokenizer(), { eager: true });
  assert.deepEqual(t.push(bytes('\x1b'), 5).map(show), ['key Escape']);
  assert.deepEqual(t.push(bytes('['), 6), []);
  assert.equal(t.wait, 25);
  assert.deepEqual(t.flush().map(show), ['text "["'], 'Esc and [ typed at machine speed, and nothing more');
});

test('an endless string is neither kept nor passed for typing', () => {
  const t = new Tokenizer();
  let kinds = new Set<string>();
  t.push(bytes('\x1b]52;c;'));
  for (let i = 0; i < 200; i++) for (const token of t.push(Buffer.alloc(4096, 'A'))) kinds.add(token.kind);
  assert.deepEqual([...kinds], ['reply']);
  assert.equal(t.wait, 2000);
  assert.deepEqual(t.push(bytes('AA\x1b\\x')).map(show), ['reply {"type":"other"}', 'text "x"']);
  kinds = new Set();
  t.push(bytes(`\x1b[${'1;'.repeat(400)}`));
  assert.equal(
    t.push(bytes('A')).some((k) => k.kind === 'text'),
    true,
    'an endless CSI ends, too',
  );
});

/** Streams that are likely to hit something: pieces of every grammar, and noise. */
const piece = fc.oneof(
  fc
    .constantFrom(
      '\x1b',
      '\x1b[',
      '\x1bO',
      '\x1b]',
      '\x1bP',
      '\x1b_',
      '[',
      'O',
      '\x1b[A',
      '\x1b[1;5A',
      '\x1b[200~',
      '\x1b[201~',
      '\x1b[<0;3;4M',
      '\x1b[M !!',
      '\x1b[97;5:3u',
      '\x1b[27;5;92~',
      '\x1b]11;rgb:1/2/3\x07',
      '\x1b]11;rgb:1/2/3\x1b\\',
      '\x1bP>|x\x1b\\',
      '\x1bP1+r4142=43\x1b\\',
      '\x1b[?1;2c',
      '\x1b[3$',
      '$y',
      '\x1b[[A',
      '\x1c',
      '\r',
      '\x07',
      '\x1b\\',
      'é',
      '汉',
      '😀',
      'abc',
      ';',
      '1',
      '~',
      'u',
      'M',
    )
    .map((s) => bytes(s)),
  fc.uint8Array({ maxLength: 6 }).map((a) => Buffer.from(a)),
);
const stream = fc.array(piece, { maxLength: 20 }).map((list) => Buffer.concat(list));

function cut(whole: Buffer, cuts: number[]): Buffer[] {
  const at = [...new Set(cuts.map((c) => c % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => whole.subarray(from, at[i] ?? whole.length));
}

test('any bytes, cut anywhere: no exception, nothing lost, nothing added, the same tokens', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 8 }), fc.boolean(), fc.boolean(), (whole, cuts, mouseUtf8, cursorAwaited) => {
      const inOne = tokens([whole], { mouseUtf8, cursorAwaited });
      const inPieces = tokens(cut(whole, cuts), { mouseUtf8, cursorAwaited });
      assert.deepEqual(Buffer.concat(inOne.map((t) => t.raw)), whole);
      assert.deepEqual(Buffer.concat(inPieces.map((t) => t.raw)), whole);
      assert.deepEqual(merged(inPieces), merged(inOne));
    }),
    { numRuns: 3000 },
  );
});

test('any bytes with flushes in between and eager Esc: nothing lost, nothing added', () => {
  fc.assert(
    fc.property(
      stream,
      fc.array(fc.nat(), { maxLength: 8 }),
      fc.infiniteStream(fc.tuple(fc.boolean(), fc.boolean(), fc.nat(100))),
      (whole, cuts, moods) => {
        const t = new Tokenizer();
        const out: Token[] = [];
        let at = 0;
        for (const part of cut(whole, cuts)) {
          const [eager, flush, later] = moods.next().value!;
          at += later;
          t.eager = eager;
          out.push(...t.push(part, at));
          if (flush) out.push(...t.flush());
          if (flush) assert.equal(t.wait, null);
        }
        out.push(...t.flush());
        assert.deepEqual(Buffer.concat(out.map((o) => o.raw)), whole);
      },
    ),
    { numRuns: 3000 },
  );
});

test('a paste of a megabyte is whole, and with brackets not looked into', () => {
  const line = 'const x = "äöü 汉字 😀"; // 0123456789\r';
  const text = bytes(line.repeat(Math.ceil((1 << 20) / bytes(line).length)));
  for (const brackets of [true, false]) {
    const whole = brackets ? Buffer.concat([bytes('\x1b[200~'), text, bytes('\x1b[201~')]) : text;
    const t = new Tokenizer();
    const tokens = [];
    for (let i = 0; i < whole.length; i += 65536) tokens.push(...t.push(whole.subarray(i, i + 65536)));
    assert.ok(Buffer.concat(tokens.map((token) => token.raw)).equals(whole));
    // a chunk for each piece, one more where the bracket's end was cut, and the brackets; else a token for a run of text and for its Enter
    const pieces = Math.ceil(whole.length / 65536);
    assert.ok(tokens.length <= (brackets ? pieces + 4 : 2 * (text.length / bytes(line).length) + 2 * pieces), String(tokens.length));
  }
});
