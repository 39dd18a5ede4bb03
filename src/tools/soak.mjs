// `npm run soak`: what must stay steady for hours, at length: tabs opened and closed, attaches, lines, a redraw storm. Memory and
// handles of the server are sampled; the slope of the second half is what would grow over days.
// `npm run soak -- --minutes 60` lets the storm last that long (5 by default); `--tabs`, `--attaches`, `--lines` set the others.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.JACKIN_TEST_PROGRAM ?? path.join(root, 'dist/cli.js');
const argv = process.argv.slice(2);
const option = (name, fallback) => (argv.includes(name) ? Number(argv[argv.indexOf(name) + 1]) : fallback);
const [minutes, tabs, attaches, lines] = [
  option('--minutes', 5),
  option('--tabs', 1000),
  option('--attaches', 10_000),
  option('--lines', 1e6),
];

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-soak-'));
const socketFile = path.join(home, 'run/mux.sock');
fs.mkdirSync(path.dirname(socketFile), { mode: 0o700 });
const env = { PATH: process.env.PATH, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8', JACKIN_MUX_SOCKET: socketFile };
const server = spawn(process.execPath, [program, 'up'], { env, cwd: home, stdio: 'ignore' });
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (probe) => {
  while (!(await probe())) await wait(20);
};

/** Says the protocol's few words that a soak needs: framing as in protocol/framing.ts. */
class Wire {
  frames = 0;
  requests = 0;
  answers = new Map();
  pending = Buffer.alloc(0);
  static async open() {
    const wire = new Wire();
    wire.socket = net.connect(socketFile);
    wire.socket.on('error', () => {});
    wire.socket.on('data', (chunk) => wire.heard(chunk));
    await new Promise((resolve) => wire.socket.once('connect', resolve));
    wire.send({ type: 'hello', protocol: 1, version: 'soak' });
    return wire;
  }
  send(message) {
    const body = Buffer.from(JSON.stringify(message));
    const head = Buffer.alloc(5);
    head.writeUInt32LE(body.length + 1, 0);
    head[4] = 1;
    this.socket.write(Buffer.concat([head, body]));
  }
  heard(chunk) {
    this.pending = this.pending.length ? Buffer.concat([this.pending, chunk]) : chunk;
    while (this.pending.length >= 4) {
      const length = this.pending.readUInt32LE(0);
      if (this.pending.length < 4 + length) return;
      const kind = this.pending[4];
      const payload = this.pending.subarray(5, 4 + length);
      this.pending = this.pending.subarray(4 + length);
      if (kind === 3) {
        this.frames++;
        this.send({ type: 'shown', sequence: JSON.parse(payload.toString('utf8', 4, 4 + payload.readUInt32LE(0))).q });
      } else {
        const message = JSON.parse(payload.toString());
        if (message.type === 'response') this.answers.get(message.id)?.(message);
      }
    }
  }
  request(name, params) {
    const id = ++this.requests;
    return new Promise((resolve, reject) => {
      this.answers.set(id, (answer) => {
        this.answers.delete(id);
        if (answer.ok) resolve(answer.result);
        else reject(new Error(answer.error));
      });
      this.send({ type: 'request', id, name, params });
    });
  }
  close() {
    this.socket.destroy();
  }
}

const memory = () => (Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) * 1024) / 1e6;
const handles = () => fs.readdirSync(`/proc/${server.pid}/fd`).length;

/** Runs ACT, sampling every SECOND; prints what memory and handles did. WORK: what one unit of progress is called. */
async function watched(name, unit, act) {
  const samples = [];
  let done = 0;
  const before = { memory: memory(), handles: handles() };
  const sample = () => samples.push([done, memory()]);
  const timer = setInterval(sample, 1000);
  const began = performance.now();
  await act((n) => {
    done = n;
  });
  clearInterval(timer);
  sample();
  // a straight line through the second half of the samples
  const half = samples.slice(samples.length >> 1);
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(half.map(([x]) => x)), mean(half.map(([, y]) => y))];
  const spread = half.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const slope = spread === 0 ? 0 : half.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stdout.write(
    `${name}: ${done} ${unit} in ${seconds} s; memory ${before.memory.toFixed(0)} → ${memory().toFixed(0)} MB (at most ${Math.max(...samples.map(([, y]) => y)).toFixed(0)}), ` +
      `slope ${(slope * 1000).toFixed(2)} MB per 1,000 ${unit}; handles ${before.handles} → ${handles()}\n`,
  );
}

let code = 0;
try {
  await until(() => fs.existsSync(socketFile));
  const wire = await Wire.open();
  await wire.request('open', { command: ['sleep', '1000000'], cwd: home });

  await watched('tabs opened and closed', 'tabs', async (progress) => {
    for (let i = 1; i <= tabs; i++) {
      const { id } = await wire.request('open', { command: ['sh', '-c', 'seq 100; exec sleep 600'], cwd: home });
      await wire.request('close', { tab: id, force: true });
      progress(i);
    }
    await wait(500);
  });
  await watched('attached and gone', 'attaches', async (progress) => {
    for (let i = 1; i <= attaches; i++) {
      const other = await Wire.open();
      other.send({ type: 'attach', terminal: { cols: 100, rows: 30 } });
      await until(() => other.frames > 0);
      other.close();
      progress(i);
    }
    await wait(500);
  });
  const looker = await Wire.open();
  looker.send({ type: 'attach', terminal: { cols: 100, rows: 30 } });
  const run = async (command) => {
    const tab = await wire.request('open', { command, cwd: home });
    looker.send({ type: 'view', tab: tab.id });
    return tab.id;
  };
  const piece = Math.max(1, Math.floor(lines / 20));
  await watched('lines printed', 'lines', async (progress) => {
    for (let printed = 0; printed < lines; printed += piece) {
      const id = await run(['sh', '-c', `seq ${printed} ${printed + piece - 1} | sed 's/$/ a line of the soak, as long as lines are/'`]);
      await until(async () => (await wire.request('list', {})).find((tab) => tab.id === id).state === 'exited');
      await wire.request('close', { tab: id });
      progress(printed + piece);
    }
  });
  await watched('redraw storm', 'frames', async (progress) => {
    const storm =
      'let n=0; const draw=()=>{n++; let s="\\x1b[H"; for(let y=0;y<28;y++) s+="\\x1b[38;2;"+n%256+";"+y+";9m"+String(n*31+y).padEnd(100,"x"); process.stdout.write(s, draw)}; draw()';
    const id = await run([process.execPath, '-e', storm]);
    const first = looker.frames;
    for (const end = Date.now() + minutes * 60_000; Date.now() < end; await wait(200)) progress(looker.frames - first);
    await wire.request('close', { tab: id, force: true });
  });
  looker.close();
  wire.close();
} catch (e) {
  process.stderr.write(`the soak broke: ${e.stack}\n`);
  code = 1;
} finally {
  try {
    execFileSync(process.execPath, [program, 'kill-server'], { env });
  } catch {
    server.kill('SIGKILL');
  }
  fs.rmSync(home, { recursive: true, force: true });
}
process.exit(code);
