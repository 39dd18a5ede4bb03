import { errnoOf } from '../base/errors.ts';

/** Writes some of `bytes` from `offset` on and returns how many; throws an error with code `EAGAIN` where nothing fits. */
export type Writer = (bytes: Uint8Array, offset: number) => number;

/** Calls `run` after `ms` and returns what cancels it. */
export type Timer = (ms: number, run: () => void) => () => void;

const systemTimer: Timer = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** The largest paste is 1 MB; this is what a program that does not read may cost in memory. */
const CAP_BYTES = 16 * 1024 * 1024;
/** Waiting times after a terminal that takes no more: short while it still takes some, 20 a second for one that does not read at all. */
const SHORTEST_WAIT_MS = 1;
const LONGEST_WAIT_MS = 50;

/** Pieces up to here are gathered in blocks while they wait: an object of its own for every key would cost fifty times its byte. */
const SMALL_BYTES = 1024;
const BLOCK_BYTES = 16 * 1024;

export interface WriteQueueOptions {
  cap?: number;
  timer?: Timer;
  /** The terminal is gone: an error other than EAGAIN. What was queued is dropped. */
  onGone?: () => void;
}

/**
 * Bytes on their way to a program, in order. A terminal whose program does not read takes a few KB and then refuses;
 * node-pty's own queue then tries again without pause (FACTS: 13,400 times a second), this one waits.
 */
export class WriteQueue {
  private readonly writer: Writer;
  private readonly cap: number;
  private readonly timer: Timer;
  private readonly onGone: () => void;
  private chunks: Uint8Array[] = [];
  /** The last of `chunks` where that is ours to fill up, and how much of it is filled. */
  private block: Uint8Array | null = null;
  private filled = 0;
  private first = 0;
  private offset = 0;
  private bytes = 0;
  private wait = SHORTEST_WAIT_MS;
  private cancel: (() => void) | null = null;
  private closed = false;
  private readonly waiters: (() => void)[] = [];

  constructor(writer: Writer, options: WriteQueueOptions = {}) {
    this.writer = writer;
    this.cap = options.cap ?? CAP_BYTES;
    this.timer = options.timer ?? systemTimer;
    this.onGone = options.onGone ?? (() => {});
  }

  /** Bytes that wait. */
  get size(): number {
    return this.bytes;
  }

  /**
   * Takes `bytes` for writing, as a whole or not at all: false where they would go over the cap. The caller leaves them
   * alone, since large ones are not copied.
   */
  push(bytes: Uint8Array): boolean {
    if (this.closed || bytes.byteLength === 0) return true;
    if (this.bytes + bytes.byteLength > this.cap) return false;
    this.bytes += bytes.byteLength;
    if (this.cancel && bytes.byteLength <= SMALL_BYTES) this.gather(bytes);
    else {
      this.chunks.push(bytes);
      this.block = null;
    }
    if (!this.cancel) this.flush();
    return true;
  }

  /** Resolves when nothing waits: all of it was written, or the queue was closed. */
  drained(): Promise<void> {
    if (this.bytes === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  /** Appends to the block at the end, or begins one. A block in `chunks` is as long as it is filled. */
  private gather(bytes: Uint8Array): void {
    if (!this.block || this.filled + bytes.byteLength > BLOCK_BYTES) {
      this.block = new Uint8Array(BLOCK_BYTES);
      this.filled = 0;
      this.chunks.push(this.block);
    }
    this.block.set(bytes, this.filled);
    this.filled += bytes.byteLength;
    this.chunks[this.chunks.length - 1] = this.block.subarray(0, this.filled);
  }

  close(): void {
    this.closed = true;
    this.cancel?.();
    this.cancel = null;
    this.clear();
  }

  private clear(): void {
    this.chunks = [];
    this.block = null;
    this.first = 0;
    this.offset = 0;
    this.bytes = 0;
    for (const resolve of this.waiters.splice(0)) resolve();
  }

  private flush(): void {
    let progress = false;
    while (this.first < this.chunks.length) {
      const chunk = this.chunks[this.first]!;
      let written = 0;
      try {
        written = this.writer(chunk, this.offset);
      } catch (e) {
        if (errnoOf(e) !== 'EAGAIN') {
          this.close();
          this.onGone();
          return;
        }
      }
      if (written === 0) return this.waitFor(progress);
      progress = true;
      this.bytes -= written;
      this.offset += written;
      if (this.offset < chunk.byteLength) continue;
      this.offset = 0;
      this.first++;
      // let go of what is written, without moving the rest for every chunk
      if (this.first === 64) {
        this.chunks.splice(0, this.first);
        this.first = 0;
      }
    }
    this.clear();
    this.wait = SHORTEST_WAIT_MS;
  }

  private waitFor(progress: boolean): void {
    this.wait = progress ? SHORTEST_WAIT_MS : Math.min(LONGEST_WAIT_MS, this.wait * 2);
    this.cancel = this.timer(this.wait, () => {
      this.cancel = null;
      this.flush();
    });
  }
}
