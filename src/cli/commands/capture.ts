import type { Invocation } from '../options.ts';
import { printJson, withMux } from './connect.ts';

export interface CaptureOptions {
  lines?: number;
  ansi?: boolean;
  join?: boolean;
  json?: boolean;
}

/** Prints what a tab shows. Standard error tells of lines that were asked for and are gone. */
export async function capture(now: Invocation, tab: string, { json, ...options }: CaptureOptions): Promise<void> {
  const captured = await withMux(now, (mux) => mux.capture(tab, options));
  const { kept, dropped, lines } = captured;
  if (dropped > 0 && (options.lines ?? 0) > kept)
    process.stderr.write(
      `jackin-mux: ${dropped} older line${dropped === 1 ? ' is' : 's are'} no longer kept; ${kept} above the screen are\n`,
    );
  if (json) return printJson(captured);
  // a line end after the last row would scroll a terminal of the same size
  const end = options.ansi && !process.stdout.isTTY ? '' : '\n';
  if (lines.length > 0) process.stdout.write(lines.join(options.ansi ? '\r\n' : '\n') + end);
}
