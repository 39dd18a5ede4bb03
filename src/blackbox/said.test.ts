import assert from 'node:assert/strict';
import { click, keys, scene, type Terminal, type World, welcome } from './harness.ts';

/** A terminal that shows a stand-in agent. */
async function atAgent(w: World, args = ['new', 'claude', '--attach'], size = {}): Promise<Terminal> {
  const t = w.terminal(args, size);
  await t.see('I am claude');
  return t;
}

const says = (t: Terminal, wanted: RegExp) => t.watch(() => wanted.test(t.status()), `the status line says ${wanted}`);

scene('a broken configuration is told of where the status line is switched off, too', { config: 'status = false\n' }, async (w) => {
  const t = w.terminal(['new', '--attach', '--', 'sh', '-c', 'echo here; exec cat']);
  await t.see('here');
  await t.watch(() => t.status() === '', 'there is no status line');
  w.configure('status = false\nnonsense = 1\n');
  await says(t, /config\.toml:2:1/);
  w.configure('status = false\n');
  await t.watch(() => t.status() === '', 'there is none again');
});

scene('a broken configuration is not hidden by what was said before', {}, async (w) => {
  const t = await atAgent(w);
  for (const mistake of ['nonsense = 1\n', 'rubbish = 1\n']) {
    t.type(`${keys.leader}R`);
    await says(t, /still runs/);
    w.configure(mistake);
    // the message would stand for six seconds
    await says(t, new RegExp(`config\\.toml:1:1: ${mistake.split(' ')[0]}: unknown key`));
  }
});

scene('who only looks on is refused at once, and shown only what looking takes', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const t = await atAgent(w, ['attach', '--read-only']);
  for (const key of ['N', 'c', '.', 'x', 'r', '<', '>', 'R', 'P', 'A', 'y', '"', 'q', 'X', '|', '-', 'o', 'h', 'z', ' ', '\x1b[1;2D']) {
    t.type(keys.leader);
    await says(t, /^ ?n p switch .*d detach .*\? help .*Esc back/);
    assert.doesNotMatch(t.status(), /new|close|rename|split|quit/);
    t.type(key);
    await says(t, /this client is attached read-only/);
    assert.ok(!/New tab|Rename|Close|still run/.test(t.text()), `${key}: no dialog`);
  }
  t.type(`${keys.leader}:`);
  await t.see('Commands, tabs, agents');
  assert.ok(!/Rename the tab|Open an agent tab|Close the tab|Split|Zoom/.test(t.text()));
  assert.ok(/Detach this terminal/.test(t.text()) && /Go to Claude/.test(t.text()));
  t.type(keys.esc);
  await t.see((text) => !text.includes('Commands, tabs'));
  assert.equal((await w.ls()).length, 1);
});

scene('without a tab, who only looks on is not told to open one', {}, async (w) => {
  const opener = w.terminal();
  await welcome(opener);
  const t = w.terminal(['attach', '--read-only']);
  await t.see('this client only looks on');
  assert.ok(!t.text().includes('Press N'));
  t.type('N');
  await says(t, /read-only/);
});

scene('every dialog has hints of its own', {}, async (w) => {
  const t = await atAgent(w, ['new', 'claude', '--attach'], { rows: 70 });
  for (const [key, hints] of [
    ['N', /Enter choose {2}Esc back {2}↑ ↓ move {2}1\.\.\d choose {2}letters narrow/],
    ['r', /Enter accept {2}Esc cancel/],
    ['x', /y yes {2}n no {2}Enter no {2}Esc no/],
    ['q', /d detach {2}e end all {2}Enter detach {2}Esc cancel/],
    ['?', /↑ ↓ scroll {2}letters narrow {2}Esc close/],
    ['A', /Enter edit .*Tab next tab .*q quit/],
  ] as const) {
    t.type(`${keys.leader}${key}`);
    await says(t, hints);
    t.type(keys.esc);
    await says(t, /commands/);
  }
  t.type(`${keys.leader}A`);
  await says(t, /Enter edit/);
  t.type(keys.enter);
  await says(t, /Tab next field .*Space change .*Enter save .*Esc back/);
  t.type(keys.esc);
  await says(t, /Enter edit/);
});

scene('a key that is bound to nothing says so, and a row that cannot be chosen says why', { agents: ['claude'] }, async (w) => {
  const t = await atAgent(w);
  t.type(`${keys.leader}Z`);
  await says(t, /Z is not bound; \? shows all/);
  t.type('?');
  await t.see('Go to the next tab');
  t.type(keys.esc);
  await t.see((text) => !text.includes('Go to the next tab'));
  t.type(`${keys.leader}N`);
  await t.see('New tab');
  const below = () =>
    t
      .lines()
      .slice(t.find('Shell').y + 1)
      .join('\n');
  assert.doesNotMatch(below(), /npm install/);
  t.type(`${keys.down}${keys.enter}`);
  await t.watch(() => /Codex: .*npm install/.test(below()), 'why Codex cannot be chosen');
  const { x, y } = t.find('Amp');
  t.type(click(x, y));
  await t.watch(() => /Amp: .*install/.test(below()), 'why Amp cannot be chosen');
});

scene('a label of 200 characters hides neither other tabs nor what is said of its tab', {}, async (w) => {
  const long = 'long '.repeat(40).trim();
  const t = w.terminal(['new', 'claude', '--label', long, '--attach']);
  await t.see('I am claude');
  await w.ok('new', '--label', 'other', '--background', '--', 'sleep', '100');
  // what the agent does is known a moment later: · is at rest
  await t.seeStrip(/^ 1 long .*… [· ]+✕ 2 other +\+/);
  t.type(`${keys.leader}R`);
  await says(t, /long long.*… still runs; R runs a tab again/);
  t.type(`${keys.leader}x`);
  await t.see(/Close long long[^\n]*…\? Its process still runs/);
  t.type('n');
  await t.see((text) => !text.includes('Close long'));
});
