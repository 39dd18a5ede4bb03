import { isUtf8 } from 'node:buffer';
import { OperatorError } from '../../base/errors.ts';
import type { Invocation } from '../options.ts';
import { printJson, withMux } from './connect.ts';

/** More at once is not what a terminal is for, in bytes; a message may have twice as many. */
const LONGEST = 2 * 1024 * 1024;

export interface SendOptions {
  paste?: boolean;
  enter?: boolean;
  json?: boolean;
}

async function readAll(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.byteLength;
    if (length > LONGEST) throw tooLong();
  }
  return Buffer.concat(pieces);
}

const tooLong = () => new OperatorError(`send takes ${LONGEST / 1024 / 1024} MB at most; write a file and send its name`);

/** Sends TEXT, or standard input where it is `-`, to a tab's program. */
export async function send(now: Invocation, tab: string, text: string, { json, ...how }: SendOptions): Promise<void> {
  const bytes = text === '-' ? await readAll() : Buffer.from(text);
  if (bytes.byteLength > LONGEST) throw tooLong();
  // control characters take six bytes each in JSON
  const data = isUtf8(bytes) && bytes.byteLength < LONGEST / 4 ? bytes.toString('utf8') : bytes;
  const info = await withMux(now, (mux) => mux.send(tab, data, how));
  if (json) printJson(info);
}
