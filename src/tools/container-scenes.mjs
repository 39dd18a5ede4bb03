// `npm run test:container`: builds the image and runs the scenes that need a container engine (src/blackbox/container.test.ts).
//   npm run test:container                  docker where there is one that answers, else podman
//   npm run test:container -- --agents      also builds fixtures/image (Claude Code, Codex, OpenCode from npm) and looks at them
//   npm run test:container -- stop SIGTERM  only the scenes whose names contain one of these
// JACKIN_TEST_ENGINE: another command that takes docker's arguments, such as src/tools/nested-engine.sh.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const patterns = process.argv.slice(2).filter((arg) => arg !== '--agents');
const withAgents = process.argv.includes('--agents');
const fail = (sentence) => {
  process.stderr.write(`jackin-mux: ${sentence}\n`);
  process.exit(1);
};

const answers = (command) => spawnSync(command, ['info'], { stdio: 'ignore' }).status === 0;
const chosen = process.env.JACKIN_TEST_ENGINE;
const engine = chosen ? (chosen.includes('/') ? path.resolve(root, chosen) : chosen) : ['docker', 'podman'].find(answers);
if (!engine) fail('no container engine answers; install docker or podman, or set JACKIN_TEST_ENGINE (see src/tools/nested-engine.sh)');

/** podman puts names without a registry under localhost, docker knows no such thing. */
const image = 'localhost/jackin-mux:test';
const agentsImage = 'localhost/jackin-mux-agents:test';
const build = (tag, ...args) => {
  const r = spawnSync(engine, ['build', '-t', tag, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  if (r.status !== 0) fail(`${tag} could not be built with ${engine}, see above`);
};
build(image, '.');
if (withAgents) build(agentsImage, '--build-arg', `BASE=${image}`, '-f', 'fixtures/image/Dockerfile', 'fixtures/image');

const names = patterns.map((pattern) => `--test-name-pattern=${pattern.replaceAll(/[^\w\s]/g, '\\$&')}`);
const tests = spawnSync(
  process.execPath,
  ['--test', '--test-reporter=spec', ...names, 'build/tests/blackbox/container.test.js', 'build/tests/blackbox/launch-container.test.js'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      JACKIN_TEST_ENGINE: engine,
      JACKIN_TEST_IMAGE: image,
      ...(withAgents && { JACKIN_TEST_AGENTS_IMAGE: agentsImage }),
    },
  },
);
process.exit(tests.status ?? 1);
