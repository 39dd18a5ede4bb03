import fs from 'node:fs';
import { Redactor } from './redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
/** What a line tells besides its sentence: numbers, names, sizes. Never a session's bytes, never an environment's values. */
export type LogFields = Record<string, string | number | boolean | null | undefined | readonly string[]>;

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
/** A log that reached this size at start is set aside as `FILE.1`, so that months of use stay bounded. */
const ROTATE_BYTES = 8 * 1024 * 1024;

export interface Log {
  debug(what: string, fields?: LogFields): void;
  info(what: string, fields?: LogFields): void;
  warn(what: string, fields?: LogFields): void;
  error(what: string, fields?: LogFields): void;
}

/** One line of the log: time, level, process, sentence and fields as JSON, with every known secret taken out. */
export function formatLine(
  now: Date,
  level: LogLevel,
  pid: number,
  what: string,
  fields: LogFields | undefined,
  redactor: Redactor,
): string {
  const tail = fields && Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : '';
  return `${redactor.redact(`${now.toISOString()} ${level} [${pid}] ${what}${tail}`).replaceAll(/[\r\n]+/g, ' ')}\n`;
}

/**
 * Appends lines to FILE, created 0600. A log that cannot be written never stops the program: the first failure is
 * handed to `onFailure` as a sentence, and nothing more is tried.
 */
export class FileLog implements Log {
  private fd = -1;
  private readonly least: number;
  private readonly redactor: Redactor;

  constructor(file: string, least: LogLevel, redactor = new Redactor(), onFailure: (sentence: string) => void = () => {}) {
    this.least = RANK[least];
    this.redactor = redactor;
    try {
      if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_BYTES) fs.renameSync(file, `${file}.1`);
      const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
      // a pipe that nobody reads must not be waited for
      this.fd = fs.openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
    } catch (e) {
      onFailure(`cannot write the log ${file}: ${(e as Error).message}; going on without it (--log FILE names another)`);
    }
  }

  debug(what: string, fields?: LogFields): void {
    this.write('debug', what, fields);
  }
  info(what: string, fields?: LogFields): void {
    this.write('info', what, fields);
  }
  warn(what: string, fields?: LogFields): void {
    this.write('warn', what, fields);
  }
  error(what: string, fields?: LogFields): void {
    this.write('error', what, fields);
  }

  private write(level: LogLevel, what: string, fields?: LogFields): void {
    if (this.fd < 0 || RANK[level] < this.least) return;
    try {
      fs.writeSync(this.fd, formatLine(new Date(), level, process.pid, what, fields, this.redactor));
    } catch {
      // a full disk: the program matters more than its log
    }
  }
}

/** A log that keeps nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
