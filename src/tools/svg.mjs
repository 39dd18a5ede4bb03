// A terminal's screen as an SVG picture. Words are drawn whole and given their length, so that they keep their columns in
// whatever font the reader has; lines and blocks are shapes, since fonts leave gaps between theirs.

const CELL = { width: 8.4, height: 18 };
const MARGIN = 8;
/** What the terminal's own background is drawn as. */
export const PAPER = '#12141a';
const INK = '#d8dbe2';
const BASE = ['#12141a', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#abb2bf'];
const BRIGHT = ['#5c6370', '#ff7b86', '#b5e890', '#ffd68a', '#7cc7ff', '#dd9bf0', '#7fd8e4', '#ffffff'];
const CUBE = [0, 95, 135, 175, 215, 255];

function indexed(i) {
  if (i < 8) return BASE[i];
  if (i < 16) return BRIGHT[i - 8];
  const hex = (r, g, b) => `#${[r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('')}`;
  if (i >= 232) return hex(8 + (i - 232) * 10, 8 + (i - 232) * 10, 8 + (i - 232) * 10);
  const n = i - 16;
  return hex(CUBE[Math.floor(n / 36)], CUBE[Math.floor(n / 6) % 6], CUBE[n % 6]);
}

const color = (isDefault, isRgb, value, fallback) =>
  isDefault ? fallback : isRgb ? `#${value.toString(16).padStart(6, '0')}` : indexed(value);
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const short = (n) => String(Math.round(n * 10) / 10);

/** Which of left, right, up and down the lines of a character lead to; round corners are drawn as square ones are. */
const ARMS = {
  '─': 'lr',
  '│': 'ud',
  '┌': 'rd',
  '╭': 'rd',
  '┐': 'ld',
  '╮': 'ld',
  '└': 'ru',
  '╰': 'ru',
  '┘': 'lu',
  '╯': 'lu',
  '├': 'udr',
  '┤': 'udl',
  '┬': 'lrd',
  '┴': 'lru',
  '┼': 'lrud',
  '━': 'lr',
  '┃': 'ud',
  '┏': 'rd',
  '┓': 'ld',
  '┗': 'ru',
  '┛': 'lu',
};
const HEAVY = new Set('━┃┏┓┗┛');

function lines(arms, left, top) {
  const [x, y] = [left + CELL.width / 2, top + CELL.height / 2];
  const ends = { l: `H${short(left)}`, r: `H${short(left + CELL.width)}`, u: `V${short(top)}`, d: `V${short(top + CELL.height)}` };
  return [...arms].map((arm) => `M${short(x)} ${short(y)}${ends[arm]}`).join('');
}

/** What a cell looks like. */
function looksOf(cell) {
  let fg = color(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor(), INK);
  let bg = color(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor(), PAPER);
  if (cell.isInverse()) [fg, bg] = [bg, fg];
  const style = `${cell.isBold() ? ' font-weight="bold"' : ''}${cell.isItalic() ? ' font-style="italic"' : ''}${cell.isDim() ? ' opacity="0.6"' : ''}${cell.isUnderline() ? ' text-decoration="underline"' : ''}`;
  return { fg, bg, style };
}

/** A row as pieces: backgrounds that go on, words, and what is drawn cell by cell. */
function row(line, y, cols) {
  const backgrounds = [];
  const drawn = [];
  let word = null;
  const top = MARGIN + y * CELL.height;
  const finish = () => {
    if (!word) return;
    const { x, text, fg, style } = word;
    const length = text.length > 1 ? ` textLength="${short(text.length * CELL.width)}"` : '';
    drawn.push(`<text x="${short(MARGIN + x * CELL.width)}" y="${top + 13.5}"${length} fill="${fg}"${style}>${escaped(text)}</text>`);
    word = null;
  };
  for (let x = 0; x < cols; x++) {
    const cell = line.getCell(x);
    const width = cell.getWidth();
    if (width === 0) continue;
    const { fg, bg, style } = looksOf(cell);
    const left = MARGIN + x * CELL.width;
    const last = backgrounds.at(-1);
    if (last && last.bg === bg && last.end === x) last.end = x + width;
    else if (bg !== PAPER) backgrounds.push({ bg, start: x, end: x + width });
    const text = cell.getChars();
    const plain = /^[!-~]$/.test(text);
    if (!plain || word?.fg !== fg || word?.style !== style) finish();
    if (text.trim() === '') continue;
    if (ARMS[text]) {
      const stroke = HEAVY.has(text) ? 2 : 1;
      drawn.push(`<path d="${lines(ARMS[text], left, top)}" stroke="${fg}" stroke-width="${stroke}"${style}/>`);
    } else if (!plain) drawn.push(`<text x="${short(left)}" y="${top + 13.5}" fill="${fg}"${style}>${escaped(text)}</text>`);
    else if (word) word.text += text;
    else word = { x, text, fg, style };
  }
  finish();
  const rects = backgrounds.map(
    ({ bg, start, end }) =>
      `<rect x="${short(MARGIN + start * CELL.width)}" y="${top}" width="${short((end - start) * CELL.width + 0.3)}" height="${CELL.height}" fill="${bg}"/>`,
  );
  return [...rects, ...drawn];
}

/** The screen of the terminal model TERM as an SVG document; TITLE is what is read out to who cannot see it. */
export function svg(term, title) {
  const { cols, rows } = term;
  const [width, height] = [cols * CELL.width + 2 * MARGIN, rows * CELL.height + 2 * MARGIN];
  const buffer = term.buffer.active;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${short(width)} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, monospace" font-size="14" shape-rendering="crispEdges" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${short(width)}" height="${height}" rx="8" fill="${PAPER}"/>`,
    ...Array.from({ length: rows }, (_, y) => row(buffer.getLine(buffer.baseY + y), y, cols)).flat(),
    '</svg>\n',
  ].join('\n');
}
