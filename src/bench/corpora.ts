/** Made-up output of programs, the same bytes in every run. Each is about as long as asked for and ends with a reset. */
export const CORPORA = {
  /** Lines of a log. */
  plain: (bytes: number) =>
    grown(
      bytes,
      (i) => `[${String(i).padStart(8, '0')}] worker ${i % 16} took job ${(i * 7919) % 100_003} and finished it without a word\r\n`,
    ),
  /** Every cell with colours of its own, as pictures and gradients have. */
  truecolour: (bytes: number) =>
    grown(bytes, (i) => {
      let line = '';
      for (let x = 0; x < 100; x++)
        line += `\x1b[38;2;${(x * 5 + i) & 255};${(i * 3) & 255};${(x * x) & 255}m${GLYPHS[(x + i) % GLYPHS.length]}`;
      return `${line}\x1b[m\r\n`;
    }),
  /** Emoji of one and of several code points, wide and combining characters. */
  emoji: (bytes: number) => grown(bytes, (i) => `${EMOJI.slice(i % 7, (i % 7) + 12).join(' ')} 漢字かな${i} e\u0301a\u0308 done\r\n`),
  /** Short runs of text between attributes, as highlighted code has. */
  dense: (bytes: number) =>
    grown(bytes, (i) => {
      let line = '';
      for (let x = 0; x < 24; x++)
        line += `\x1b[${ATTRIBUTES[(x * 3 + i) % ATTRIBUTES.length]}m${WORDS[(x * 5 + i) % WORDS.length]}\x1b[0m `;
      return `${line}\r\n`;
    }),
  /** A screen that is drawn again and again, each time nearly the same: what agents do while they think. */
  storm: (bytes: number) =>
    grown(bytes, (i) => {
      let frame = '\x1b[H';
      for (let y = 0; y < 30; y++)
        frame += `\x1b[2K\x1b[3${y % 8}m${WORDS[y % WORDS.length]} row ${y} of the screen\x1b[39m ${y === i % 30 ? `now ${i}` : ''}\r\n`;
      return `${frame}\x1b[1;36m${'⠋⠙⠹⠸⠼⠴⠦⠧'[i % 8]} working (${i}s)\x1b[m`;
    }),
} as const;
export type Corpus = keyof typeof CORPORA;

const GLYPHS = '▀▄█▌▐░▒▓abcdefgh';
const EMOJI = ['😀', '👍🏽', '👩‍👩‍👧‍👦', '🏳️‍🌈', '🇩🇪', '❤️', '🎉', '🚀', '1️⃣', '🧪', '👩‍💻', '🐧', '✅', '⚠️', '🔥', '🇯🇵', '🍀', '🧵', '📦'];
const ATTRIBUTES = ['1', '31', '2;37', '4', '38;5;208', '7', '3;34', '48;5;236', '38;2;120;200;80', '9', '92'];
const WORDS = ['const', 'answer', '=', 'await', 'fetch(url)', '//', 'return', '"text"', '{', '}', 'if', '=>'];

function grown(bytes: number, piece: (i: number) => string): Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  for (let i = 0; size < bytes; i++) {
    const part = Buffer.from(piece(i));
    parts.push(part);
    size += part.length;
  }
  return Buffer.concat([...parts, Buffer.from('\x1b[0m\r\n')]);
}
