import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { withoutCertificates } from '../base/certificates.ts';
import { OperatorError } from '../base/errors.ts';

/** What a starting server reports on its file descriptor 3: it listens, another one does, or why it cannot. */
export type StartReport = { ok: true; warnings: string[] } | { ok: false; running: boolean; sentence: string };

/**
 * Starts the server in the background, in a session of its own, so that no terminal's end reaches it. ARGUMENTS are the
 * options that it is to have. Resolves when a server listens (this one, or one that was faster); rejects with an
 * OperatorError that says why none can.
 */
export function startServer(argv: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = argv;
    const env = withoutCertificates(process.env);
    const child: ChildProcess = spawn(program!, args, { env, detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    let text = '';
    const pipe = child.stdio[3] as Readable;
    pipe.setEncoding('utf8');
    pipe.on('data', (chunk: string) => {
      text += chunk;
    });
    pipe.on('close', () => {
      child.unref();
      const report = parseReport(text);
      // before the screen is taken over, so that it is there to be read afterwards
      if (report?.ok) for (const warning of report.warnings) process.stderr.write(`jackin-mux: ${warning}\n`);
      if (!report) reject(new OperatorError('the server could not be started: it ended without a word; --log FILE shows how far it came'));
      else if (report.ok || report.running) resolve();
      else reject(new OperatorError(report.sentence));
    });
    child.on('error', (e) => reject(new OperatorError(`the server could not be started: ${e.message}`)));
  });
}

function parseReport(text: string): StartReport | null {
  try {
    return JSON.parse(text) as StartReport;
  } catch {
    return null;
  }
}
