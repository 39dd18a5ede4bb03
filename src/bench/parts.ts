import { Compositor } from '../client/screen/compose.ts';
import { TerminalImage } from '../client/screen/diff.ts';
import { FrameStore } from '../client/screen/frame-store.ts';
import { layoutStrip } from '../client/screen/strip.ts';
import { themeOf } from '../client/screen/theme.ts';
import { decodeFrame, encodeFrame } from '../protocol/frame.ts';
import { DamageLog } from '../session/damage.ts';
import { TerminalModel } from '../session/terminal.ts';
import { COLS, ROWS } from './peers.ts';

/** A PTY hands over at most so much at a time. */
const CHUNK = 65_536;

function openModel(): TerminalModel {
  const ignore = () => {};
  return new TerminalModel(
    { size: { cols: COLS, rows: ROWS - 2 }, scrollback: 5000, facts: () => ({}), version: 'bench(0)' },
    {
      onAnswer: ignore,
      onTitle: ignore,
      onBell: ignore,
      onNotification: ignore,
      onProgress: ignore,
      onStatus: ignore,
      onFolder: ignore,
      onClipboard: ignore,
      onSynchronized: ignore,
      onFocusWanted: ignore,
    },
  );
}

/** Parses CORPUS with a viewer that looks once a chunk; MB/s. */
export function parseRate(corpus: Uint8Array): number {
  const model = openModel();
  const damage = new DamageLog(model, () => {});
  const view = damage.view();
  const began = performance.now();
  for (let at = 0; at < corpus.length; at += CHUNK) {
    model.parse(corpus.subarray(at, at + CHUNK));
    damage.update();
    view.take();
  }
  const ms = performance.now() - began;
  model.dispose();
  return corpus.length / 1000 / ms;
}

/**
 * The way of a frame: what changed after every STEP bytes of CORPUS, encoded, decoded, composed and compared with what the
 * terminal shows. Milliseconds and bytes for the terminal, of each frame.
 */
export function frameCosts(corpus: Uint8Array, step: number): { ms: number[]; bytes: number[] } {
  const model = openModel();
  const damage = new DamageLog(model, () => {});
  const view = damage.view();
  const theme = themeOf({});
  const strip = layoutStrip({ tabs: [], active: null, cols: COLS, mode: 'tab', theme }).row;
  const [store, compositor, image] = [new FrameStore(), new Compositor(theme), new TerminalImage()];
  const [ms, bytes]: [number[], number[]] = [[], []];
  for (let at = 0, sequence = 1; at < corpus.length; at += step, sequence++) {
    model.parse(corpus.subarray(at, at + step));
    damage.update();
    const began = performance.now();
    const { rows, size, cursor, modes } = view.take();
    const parts = encodeFrame({ session: 's', sequence, ...size, cursor, modes, changed: rows });
    store.apply(decodeFrame(Buffer.concat(parts)));
    const drawn = image.draw(compositor.compose({ cols: COLS, rows: ROWS, strip, status: strip, pane: store.get('s')!, overlay: null }));
    ms.push(performance.now() - began);
    bytes.push(Buffer.byteLength(drawn));
  }
  model.dispose();
  return { ms, bytes };
}
