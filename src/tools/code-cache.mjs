// Runs the freshly built program once, as a server and as a client in a PTY, and keeps the code that V8 has compiled for
// each: see loader.cjs. Called by the build; a failure costs start-up time, not the build.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
/** The whole of it, in milliseconds: a second where nothing else runs, and what is given up costs every start from then on. */
const LIMIT_MS = 120_000;

/** Writes DIST/server.cache and DIST/client.cache. */
export async function writeCodeCaches(dist) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-build-'));
  fs.mkdirSync(path.join(folder, 'run'), { mode: 0o700 });
  const socket = `--socket=${path.join(folder, 'run/mux.sock')}`;
  const env = { PATH: process.env.PATH, HOME: folder, TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', SHELL: '/bin/sh' };
  const run = (role, ...args) => [self, dist, path.join(dist, `${role}.cache`), ...args];
  const ended = (child) => new Promise((resolve) => child.on('exit', resolve));
  const limit = AbortSignal.timeout(LIMIT_MS);
  const children = [];
  try {
    const server = spawn(process.execPath, run('server', socket, 'serve'), {
      env,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    children.push(server);
    const serverEnded = ended(server);
    await new Promise((resolve, reject) => {
      server.stdio[3].on('close', resolve).resume();
      limit.addEventListener('abort', () => reject(new Error('too slow')));
    });
    const pty = createRequire(import.meta.url)('node-pty');
    const client = pty.spawn(
      process.execPath,
      run('client', socket, 'new', '--attach', '--', 'sh', '-c', 'ls -l /; printf "\\033[31mDO%s" NE; cat'),
      {
        cols: 100,
        rows: 30,
        env,
        cwd: folder,
      },
    );
    children.push(client);
    await new Promise((resolve, reject) => {
      let text = '';
      let asked = false;
      client.onData((data) => {
        text += data;
        if (asked || !text.includes('DONE')) return;
        asked = true;
        client.write('x\x1cd');
      });
      client.onExit(resolve);
      limit.addEventListener('abort', () => reject(new Error('too slow')));
    });
    server.kill('SIGTERM');
    await serverEnded;
  } catch (e) {
    process.stderr.write(`built without a code cache, so the program starts more slowly: ${e.message}\n`);
  } finally {
    for (const child of children) {
      try {
        child.kill('SIGKILL');
      } catch {
        // has ended
      }
    }
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** The child: runs the program as loader.cjs does, and writes what V8 has compiled when it ends. */
if (process.argv[1] === self) {
  const vm = await import('node:vm');
  const [node, , dist, cache, ...args] = process.argv;
  const filename = path.join(dist, 'main.js');
  process.argv = [node, path.join(dist, 'cli.js'), ...args];
  const wrapper = `(function (require, module, exports, __filename, __dirname) {${fs.readFileSync(filename, 'utf8')}\n})`;
  const script = new vm.Script(wrapper, { filename });
  process.on('exit', () => fs.writeFileSync(cache, script.createCachedData()));
  const module = { exports: {} };
  script.runInThisContext()(createRequire(filename), module, module.exports, filename, dist);
}
