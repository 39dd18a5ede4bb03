import fs from 'node:fs';
import { takeCertificatesBack } from '../../base/certificates.ts';
import { sentenceOf } from '../../base/errors.ts';
import { COMMANDS } from '../../client/commands.ts';
import type { StartReport } from '../../client/start-server.ts';
import { runServer } from '../../server/run.ts';
import { AlreadyRunning } from '../../server/socket.ts';
import { VERSION } from '../options.ts';
import { parseServerArguments } from '../server-arguments.ts';

/** Where the starting command waits for one report. */
const REPORT_FD = 3;

/** The server in the background. Reports once whether it listens, then nobody hears it any more. */
export async function serve(argv: string[]): Promise<void> {
  takeCertificatesBack(process.env);
  try {
    const options = parseServerArguments(argv);
    const warnings: string[] = [];
    const server = await runServer({
      socket: options.socket,
      config: options.config,
      workspace: options.workspace,
      role: options.role,
      logFile: options.log,
      debug: options.debug === true,
      version: VERSION,
      commands: COMMANDS,
      warn: (sentence) => warnings.push(sentence),
    });
    report({ ok: true, warnings });
    await server.ended;
    process.exit(0);
  } catch (e) {
    report({ ok: false, running: e instanceof AlreadyRunning, sentence: sentenceOf(e) });
    process.exit(1);
  }
}

function report(what: StartReport): void {
  try {
    fs.writeSync(REPORT_FD, JSON.stringify(what));
    fs.closeSync(REPORT_FD);
  } catch {
    // whoever started it is gone
  }
}
