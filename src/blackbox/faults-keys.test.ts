import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { figure } from './faults.ts';
import { keys, program, scene, signal, until, Wire } from './harness.ts';

const made = (what: string) => `made-up-${what}-cafebabe-9876543210`;
const planted = { config: made('config'), environment: made('environment'), broken: made('broken'), native: made('native') };
const config = `[env]\nKIMI_CODE_API_KEY = "${planted.config}"\n`;

scene(
  'keys are found nowhere after every fault: server and client killed, defects, refusals, broken configuration, full debug log',
  { config, env: { ZAI_API_KEY: planted.environment, ANTHROPIC_API_KEY: planted.native } },
  async (w) => {
    // what the kernel would leave of an aborted process is the machine's setting, and no report of ours
    spawnSync('prlimit', ['--core=0', `--pid=${process.pid}`]);
    const said: string[] = [];
    const commandLines: string[] = [];
    const run = async (...args: string[]) => {
      const { out, err } = await w.cli(...args);
      said.push(out, err);
      for (const { argv } of w.processes()) commandLines.push(argv.join(' '));
    };
    const t = w.terminal(['--debug', 'new', 'claude', '--provider', 'kimi', '--attach']);
    await t.see('I am claude');
    await run('new', 'claude', '--provider', 'zai', '--background');
    const wire = await Wire.open(w.socket);
    wire.send({ type: 'attach', terminal: { cols: 80, rows: 24 } });
    // defects and refusals, by requests that make no sense
    for (const [i, params] of [
      null,
      {},
      { tab: {} },
      { command: [1, { a: 1 }] },
      { agent: 'claude', provider: 'openai' },
      { agent: {} },
      { label: '\0' },
      { dir: 7, agent: 'claude' },
    ].entries())
      for (const [j, name] of ['open', 'close', 'restart', 'reload', 'offers', 'environment', 'list', 'wait', 'send', 'capture'].entries())
        wire.send({ type: 'request', id: 1000 + i * 20 + j, name, params });
    await wire.hear((m) => m.type === 'response' && m.id === 1000 + 7 * 20 + 6, 'the last answer');
    // a program that cannot be started, one that dies, one that is killed
    await run('new', '--background', '--', '/nowhere/program');
    await run('new', '--background', '--', ...program('exit-with.sh', 'ABRT'));
    w.executable('codex', 'exec /nowhere/interpreter');
    await run('new', 'codex', '--background');
    // the configuration broken in every way, under the running server
    for (const text of [
      `${config}[env\n`,
      `[env]\nKIMI_CODE_API_KEY = "${planted.broken}\n`,
      `[env]\nKIMI_CODE_API_KEY = ["${planted.broken}"]\n`,
      `[env]\nKIMI_CODE_API_KEY = { vlaue = "${planted.broken}" }\n`,
      `[env]\nJACKIN_X = "${planted.broken}"\n`,
      `[providers.kimi]\napi_key = "${planted.broken}"\n`,
      `[env]\nKIMI_CODE_API_KEY = "op://${planted.broken}"\n`,
      '\xff\xfe\x00',
    ]) {
      w.configure(text);
      await run('config', 'check');
      await run('config', 'reload');
      await run('new', 'claude', '--provider', 'kimi', '--background');
    }
    await t.see(/configuration|I am/);
    w.configure(config);
    await run('config', 'reload');
    const garbage = await Wire.connect(w.socket);
    garbage.sendBytes(Buffer.from([0xff, 0xff, 0xff, 0xff, 1]));
    await garbage.untilClosed();
    // a client that a signal ends, and the server gone under another
    const other = w.terminal(['attach']);
    await other.see('Claude');
    signal(other.pid, 'SIGABRT');
    await other.ended();
    for (const wireMessage of wire.heard) said.push(JSON.stringify(wireMessage));
    signal(await w.serverPid(), 'SIGKILL');
    await t.ended();
    await run('new', 'claude', '--provider', 'kimi', '--background');
    await run('doctor');
    await run('config', 'explain');
    await run('ls', '--json');
    signal(await w.serverPid(), 'SIGTERM');
    await until('the server has ended', () => !fs.existsSync(w.socket));

    assert.ok(fs.statSync(w.log).size > 2000, 'there is a log');
    for (const [place, secret] of Object.entries(planted)) {
      const everything = [...said, t.raw, other.raw];
      assert.ok(
        !everything.some((text) => text.includes(secret)),
        `the key of ${place} was said: ${everything.find((text) => text.includes(secret))?.slice(0, 600)}`,
      );
      assert.ok(!commandLines.some((line) => line.includes(secret)), `the key of ${place} is on a command line`);
      assert.deepEqual(w.filesWith(secret), [], `the key of ${place} is in a file`);
    }
    assert.ok(!fs.readdirSync(w.home).some((name) => /^core|\.heap|report\..*json/.test(name)), 'a crash report is left');
    figure(
      'keys under faults',
      `${Object.keys(planted).length} keys in ${said.length} answers, 2 terminals, ${commandLines.length} command lines and every file: none`,
    );
    t.type(keys.esc);
  },
);
