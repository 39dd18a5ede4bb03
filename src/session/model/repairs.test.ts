import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowText } from '../../protocol/cells.ts';
import { bytesOf, Reference, randomFrom, randomPiece, recordingModel, screenOf } from '../testing.ts';
import type { Core, Line } from './core.ts';
import { History } from './history.ts';
import { libraryCopy } from './repairs.ts';
import { resizeCore } from './resize.ts';
import { rowAt } from './rows.ts';

/**
 * Every defect of the library that is worked round: `broken` shows it in the library alone, so that a version without it
 * makes the test fail and the repair can go; `mended` shows that it is gone in the model.
 */
const DEFECTS: { name: string; broken: () => boolean; mended: () => boolean }[] = [
  {
    name: 'a character whose second byte is 0x80 is lost where a chunk ends behind it',
    broken: () => {
      const library = new Reference({ cols: 10, rows: 2 });
      for (const piece of [[0xe2, 0x80], [0x99]]) library.parse(Uint8Array.from(piece));
      return !library.screen()[0]!.includes('’');
    },
    mended: () => {
      const { model } = recordingModel({ size: { cols: 10, rows: 2 } });
      for (const piece of [[0xe2, 0x80], [0x99]]) model.parse(Uint8Array.from(piece));
      return screenOf(model)[0]!.includes('’');
    },
  },
  {
    name: 'erasing above in the last cell of a new screen throws',
    broken: () => {
      const library = new Reference({ cols: 10, rows: 2 });
      try {
        library.parse(bytesOf('\x1b[2;10H\x1b[1J'));
      } catch {
        return true;
      }
      return false;
    },
    mended: () => {
      recordingModel({ size: { cols: 10, rows: 2 } }).model.parse(bytesOf('\x1b[2;10H\x1b[1J'));
      return true;
    },
  },
  {
    name: 'a title by ESC k is printed',
    broken: () => {
      const library = new Reference({ cols: 10, rows: 2 });
      library.parse(bytesOf('\x1bkt\x1b\\'));
      return library.screen()[0]!.includes('"t"');
    },
    mended: () => {
      const { model } = recordingModel();
      model.parse(bytesOf('\x1bkt\x1b\\'));
      return !screenOf(model)[0]!.includes('"t"') && model.title === 't';
    },
  },
  {
    name: 'an APC with a character beyond ASCII is printed from there on',
    broken: () => {
      const library = new Reference({ cols: 10, rows: 2 });
      library.parse(bytesOf('\x1b_é!\x1b\\'));
      return library.screen()[0]!.includes('"!"');
    },
    mended: () => {
      const { model } = recordingModel();
      model.parse(bytesOf('\x1b_é!\x1b\\'));
      return !screenOf(model)[0]!.includes('"!"');
    },
  },
  {
    name: 'a colour with colons and no colour space is misread',
    broken: () => {
      const library = new Reference({ cols: 10, rows: 2 });
      library.parse(bytesOf('\x1b[38:2:1:2:3mx'));
      return !library.screen()[0]!.includes('rgb66051');
    },
    mended: () => {
      const { model } = recordingModel();
      model.parse(bytesOf('\x1b[38:2:1:2:3mx'));
      return screenOf(model)[0]!.includes('rgb66051');
    },
  },
  {
    name: 'SGR 59 makes the underline white instead of its text colour',
    broken: () => {
      const library = new Reference({ cols: 10, rows: 2 });
      library.parse(bytesOf('\x1b[4;58;5;9m\x1b[59mx'));
      return library.screen()[0]!.includes('u1/rgb16777215');
    },
    mended: () => {
      const { model } = recordingModel();
      model.parse(bytesOf('\x1b[4;58;5;9m\x1b[59mx'));
      return screenOf(model)[0]!.includes('u1/default');
    },
  },
  {
    name: 'a cursor that is restored has lost its underline style',
    broken: () => {
      const library = new Reference({ cols: 10, rows: 2 });
      library.parse(bytesOf('\x1b[4:3m\x1b7\x1b[0m\x1b8x'));
      return !library.screen()[0]!.includes('u3/');
    },
    mended: () => {
      const { model } = recordingModel();
      model.parse(bytesOf('\x1b[4:3m\x1b7\x1b[0m\x1b8x'));
      return screenOf(model)[0]!.includes('u3/');
    },
  },
  {
    name: 'a link is forgotten when the row where it was begun is gone',
    broken: () => {
      const library = new Reference({ cols: 10, rows: 2 }, 0);
      library.parse(bytesOf('\x1b]8;;http://a.example/\x07x\x1b[2J'));
      const { _urlId } = library.core._inputHandler._curAttrData.extended;
      return library.core._inputHandler._oscLinkService.getLinkData(_urlId) === undefined;
    },
    mended: () => {
      const { model } = recordingModel();
      model.parse(bytesOf('\x1b]8;;http://a.example/\x07x\x1b[2Jy'));
      return model.row(0).extras?.get(1)?.link === 'http://a.example/';
    },
  },
  {
    name: 'a full reset leaves the cursor hidden',
    broken: () => {
      const library = new Reference({ cols: 10, rows: 2 });
      library.parse(bytesOf('\x1b[?25l\x1bc'));
      return library.screen().at(-1)!.endsWith('hidden');
    },
    mended: () => {
      const { model } = recordingModel();
      model.parse(bytesOf('\x1b[?25l\x1bc'));
      return model.cursor.visible;
    },
  },
  {
    name: 'copying cells takes clusters along that are not copied',
    broken: () => copiedText((to, from) => libraryCopy!.call(to, from, 0, 0, 1, true)) !== '👍🏽',
    mended: () => copiedText((to, from) => to.copyCellsFrom(from, 0, 0, 1, true)) === '👍🏽',
  },
];

/** The cluster in the last cell of a line after another line's first cell was copied to its first. */
function copiedText(copy: (to: Line, from: Line) => void): string | undefined {
  const { model } = recordingModel({ size: { cols: 10, rows: 2 } });
  const { core } = model as unknown as { core: Core };
  model.parse(bytesOf('a       👩‍💻\r\nb       👍🏽'));
  const { lines } = core._bufferService.buffers.normal;
  copy(lines.get(1)!, lines.get(0)!);
  return lines.get(1)!._combined[8];
}

for (const { name, broken, mended } of DEFECTS) {
  test(`mended: ${name}`, () => {
    assert.ok(broken(), 'the library does it right now: the repair can go');
    assert.ok(mended());
  });
}

/** Random streams and sizes until one leaves the library's screen short of lines. */
function lacksLinesAfterResize(resize: (library: Reference, cols: number, rows: number) => void): boolean {
  for (let seed = 1; seed <= 150; seed++) {
    const below = randomFrom(seed * 977);
    const library = new Reference({ cols: 2 + below(40), rows: 1 + below(14) }, below(3) * 10);
    for (let i = 0; i < 60; i++) {
      try {
        library.parse(bytesOf(randomPiece(below)));
      } catch {
        break;
      }
      if (below(5) !== 0) continue;
      resize(library, 2 + below(40), 1 + below(14));
      const { normal, alt } = library.core._bufferService.buffers;
      for (const buffer of [normal, alt]) {
        if (buffer.lines.length > 0 && buffer.lines.length < buffer.ybase + library.core._bufferService.rows) return true;
      }
    }
  }
  return false;
}

test('mended: a resize leaves a screen with fewer lines than rows', () => {
  assert.ok(
    lacksLinesAfterResize((library, cols, rows) => library.core.resize(cols, rows)),
    'the library does it right now: the repair can go',
  );
  const history = new History(0);
  assert.ok(!lacksLinesAfterResize((library, cols, rows) => resizeCore(library.core, history, cols, rows)));
});

test('rows of the alternate screen have the width of the screen after it was made narrower', () => {
  const library = new Reference({ cols: 20, rows: 3 });
  library.parse(bytesOf('\x1b[?1049hnarrow and 日本'));
  resizeCore(library.core, new History(0), 12, 3);
  const row = rowAt(library.core, library.core._inputHandler._activeBuffer.ybase);
  assert.equal(row.words.length, 36);
  assert.equal(rowText(row), 'narrow and');
});
