import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { scene } from './scene.ts';
import type { Terminal } from './terminal.ts';
import { indent, until } from './waiting.ts';
import { root, type World } from './world.ts';

/** The command of the container engine, and the image that is under test; `npm run test:container` sets both. */
const { JACKIN_TEST_ENGINE: engine, JACKIN_TEST_IMAGE: image = 'jackin-mux', JACKIN_TEST_AGENTS_IMAGE: agentsImage } = process.env;
/** An engine may have to copy an image of hundreds of megabytes before anything starts. */
const ENGINE_MS = 120_000;
/** The stand-in agents, in the container. */
const FIXTURES = '/fixtures';
const PATH = `${FIXTURES}/agents:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;

export { agentsImage, image };

export interface Said {
  code: number | null;
  out: string;
  err: string;
}

/** One container of a scene, by its name. */
export class Container {
  readonly name: string;
  readonly world: World;

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
  }

  /** Runs `engine ARGS` to its end. ENV is set for the engine: values that `-e NAME` hands on. */
  engine(args: string[], env: Record<string, string> = {}): Promise<Said> {
    return new Promise((resolve) => {
      const options = { timeout: ENGINE_MS, killSignal: 'SIGKILL' as const, env: { ...process.env, ...env }, maxBuffer: 1 << 24 };
      const child = execFile(engine!, args, options, (error, out, err) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, out, err });
      });
      child.stdin?.end();
    });
  }

  async must(args: string[], env?: Record<string, string>): Promise<string> {
    const { code, out, err } = await this.engine(args, env);
    assert.equal(code, 0, `${args.join(' ')} exits ${code}${indent(out + err)}`);
    return out.trim();
  }

  /** Arguments of `run` for this container: without a network, with the stand-in agents. */
  private running(options: string[], from = image): string[] {
    const mounts = ['-v', `${path.join(root, 'fixtures')}:${FIXTURES}:ro`, '-e', `PATH=${PATH}`];
    return ['run', '--name', this.name, '--network', 'none', ...mounts, ...options, from];
  }

  /** `run -d`, and waits until its server answers. */
  async start(options: string[] = [], args: string[] = [], env?: Record<string, string>, from?: string): Promise<void> {
    await this.must([...this.running(['-d', ...options], from), ...args], env);
    await this.answers();
  }

  /** Waits until the server in it answers. */
  async answers(): Promise<void> {
    let said: Said = { code: null, out: '', err: '' };
    const answers = async () => {
      said = await this.engine(['exec', this.name, 'jackin-mux', 'ls']);
      return said.code === 0 && this.isUp();
    };
    await until('the server in the container answers', answers, { ms: ENGINE_MS, detail: () => said.err });
  }

  /** Has the server bound its socket? `ls` is content without one. */
  private async isUp(): Promise<boolean> {
    return (await this.engine(['exec', this.name, 'sh', '-c', 'ls /tmp/jackin-mux-*/mux.sock'])).code === 0;
  }

  /** `run` to its end, without a terminal. */
  once(options: string[], args: string[]): Promise<Said> {
    return this.engine([...this.running(['--rm', ...options]), ...args]);
  }

  /** `run -it` in a terminal. */
  onTerminal(options: string[] = [], args: string[] = []): Terminal {
    return this.world.anyTerminal([engine!, ...this.running(['-it', ...options]), ...args], { env: ENGINE_ENV });
  }

  /** `exec -it` in a terminal. */
  enter(argv: string[] = ['jackin-mux'], { options = [], ...size }: { cols?: number; rows?: number; options?: string[] } = {}): Terminal {
    return this.world.anyTerminal([engine!, 'exec', '-it', ...options, this.name, ...argv], { env: ENGINE_ENV, ...size });
  }

  /** What `exec ARGV` prints; it must succeed. */
  exec(...argv: string[]): Promise<string> {
    return this.must(['exec', this.name, ...argv]);
  }

  /** What `exec sh -c SCRIPT` prints. */
  sh(script: string): Promise<string> {
    return this.exec('sh', '-c', script);
  }

  async inspect(format: string): Promise<string> {
    return this.must(['inspect', this.name, '--format', format]);
  }

  /** Waits until it has ended, and gives its exit code. */
  async exited(): Promise<number> {
    await until('the container ends', async () => (await this.inspect('{{.State.Running}}')) === 'false', { ms: ENGINE_MS });
    return Number(await this.inspect('{{.State.ExitCode}}'));
  }

  async logs(): Promise<string> {
    const { out, err } = await this.engine(['logs', this.name]);
    return out + err;
  }
}

/** An engine finds its own files by the home and the path of whoever runs the tests. */
const ENGINE_ENV = { HOME: process.env.HOME, PATH: process.env.PATH, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR };

let made = 0;

/** A scene with a container that is removed at its end; skipped, and why, where there is no engine. */
export function inContainer(name: string, unless: string | false, play: (c: Container, w: World) => Promise<void>): void {
  const skip = engine ? unless : 'no container engine: npm run test:container finds one and builds the image';
  scene(name, { skip }, async (w) => {
    const c = new Container(w, `jackin-scene-${process.pid}-${++made}`);
    try {
      await play(c, w);
    } catch (thrown) {
      if (thrown instanceof Error) thrown.stack = `${thrown.stack}\n  the container's log:${indent(await c.logs())}`;
      throw thrown;
    } finally {
      await c.engine(['rm', '-f', c.name]);
    }
  });
}
