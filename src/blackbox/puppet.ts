import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import { until } from './waiting.ts';
import { root, type World } from './world.ts';

/** Numbers of modes that nobody knows: whether such a mode is set is a question that the tests themselves never ask. */
let unknownMode = 50_000;
let count = 0;

/** A program in a tab that does what the test says: writes any bytes to its terminal, and tells what it is sent. */
export class Puppet {
  /** What to run in the tab. */
  readonly argv: string[];
  private heard = Buffer.alloc(0);
  private socket: net.Socket | null = null;
  private readonly server: net.Server;

  private constructor(server: net.Server, file: string) {
    this.server = server;
    const program = path.join(root, 'fixtures/programs/puppet.mjs');
    this.argv = ['/bin/sh', '-c', 'stty raw -echo; exec "$0" "$1" "$2"', process.execPath, program, file];
    server.on('connection', (socket) => {
      this.socket = socket;
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        this.heard = Buffer.concat([this.heard, bytes]);
      });
    });
    server.unref();
  }

  static async create(w: World): Promise<Puppet> {
    const file = w.path('run', `puppet-${++count}.sock`);
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(file, resolve));
    return new Puppet(server, file);
  }

  /** The program runs. */
  async ready(): Promise<void> {
    await until('the puppet runs', () => this.socket !== null);
    this.server.close();
  }

  /** Writes to its terminal. */
  write(bytes: string | Uint8Array): void {
    assert.ok(this.socket, 'the puppet does not run yet');
    this.socket.write(bytes);
  }

  /** Writes, and waits until the terminal in the server has parsed all of it; gives what else the program was sent. */
  async draw(bytes: string | Uint8Array = ''): Promise<string> {
    const mode = ++unknownMode;
    const answer = `\x1b[?${mode};0$y`;
    this.write(bytes);
    this.write(`\x1b[?${mode}$p`);
    await this.hear(answer);
    return this.take().replace(answer, '');
  }

  /** What it was sent since the last `take`, as Latin-1 so that each byte is a character. */
  get got(): string {
    return this.heard.toString('latin1');
  }

  take(): string {
    const all = this.got;
    this.heard = Buffer.alloc(0);
    return all;
  }

  /** Waits until it was sent `wanted` (Latin-1) somewhere since the last `take`. */
  async hear(wanted: string | RegExp, what = ''): Promise<void> {
    const fits = () => (typeof wanted === 'string' ? this.got.includes(wanted) : wanted.test(this.got));
    await until(what || `the program gets ${JSON.stringify(String(wanted).slice(0, 80))}`, fits, {
      detail: () => `it got ${this.heard.length} bytes: ${JSON.stringify(this.got.slice(-300))}`,
    });
  }

  /** Waits until it was sent exactly `wanted` since the last `take`, and takes it. */
  async hearOnly(wanted: string, what = ''): Promise<void> {
    try {
      await until(what || 'the program gets its bytes', () => this.heard.length >= wanted.length);
    } finally {
      assert.equal(JSON.stringify(this.take()), JSON.stringify(wanted), what);
    }
  }

  end(): void {
    this.socket?.end();
  }
}
