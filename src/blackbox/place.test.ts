import assert from 'node:assert/strict';
import fs from 'node:fs';
import { click, keys, scene, type Terminal, until, type World, welcome } from './harness.ts';

/** A folder with a repository in it that is on that branch, as far as its files say. */
function repository(w: World, folder: string, branch: string): string {
  fs.mkdirSync(w.path(folder, '.git'), { recursive: true });
  fs.writeFileSync(w.path(folder, '.git/HEAD'), `ref: refs/heads/${branch}\n`);
  return w.path(folder);
}

const tells = (t: Terminal, wanted: RegExp): Promise<void> => t.watch(() => wanted.test(t.status()), `the status line tells ${wanted}`);

for (const size of [
  { cols: 80, rows: 24 },
  { cols: 200, rows: 60 },
]) {
  scene(`the status line tells workspace, role and branch (${size.cols}×${size.rows})`, size, async (w) => {
    const web = repository(w, 'web', 'main');
    const side = repository(w, 'side', 'topic');
    const places = `[roles.reviewer.env]\nA = "b"\n[workspaces.web]\nworkdir = "${web}"\nrole = "reviewer"\n`;
    w.configure(places);
    const t = w.terminal(['new', '--label', 'one', '--attach', '--', 'cat'], { cwd: web });
    await tells(t, /^ web · reviewer \(main\)/);
    // turned to, and back: looked up each time
    await w.ok('new', '--label', 'two', '--cwd', side, '--', 'cat');
    await tells(t, /^ web · reviewer \(topic\)/);
    fs.writeFileSync(w.path('web/.git/HEAD'), 'ref: refs/heads/new-branch\n');
    t.type(`${keys.leader}1`);
    await tells(t, /\(new-branch\)/);
    // the terminal is looked at again
    fs.writeFileSync(w.path('web/.git/HEAD'), 'ref: refs/heads/newer\n');
    t.type('\x1b[O\x1b[I');
    await tells(t, /\(newer\)/);
    w.configure(`status = ["branch", "workspace"]\n${places}`);
    await tells(t, /^ \(newer\) · web {2}/);
    w.configure(`clock = true\nstatus = []\n${places}`);
    await tells(t, /^ +\d\d:\d\d {2}Ctrl\+\\ commands$/);
    w.configure(`status = false\n${places}`);
    await t.watch(() => !/commands/.test(t.status()), 'there is no status line');
    await until('the tab has its row', async () => (await w.tabs())[0]!.rows === size.rows - 1);
  });

  scene(`the strip can be below everything else (${size.cols}×${size.rows})`, { ...size, config: 'strip = "bottom"\n' }, async (w) => {
    const t = w.terminal();
    await welcome(t);
    const strip = () => t.lines()[size.rows - 2]!;
    await t.watch(() => /^ \+/.test(strip()), 'there is the strip');
    await w.ok('new', '--label', 'one', '--', 'sh', '-c', 'echo first line; exec cat');
    await w.ok('new', '--label', 'two', '--', 'sh', '-c', 'echo second tab; exec cat');
    await t.see('second tab');
    await t.watch(() => /1 one.*2 two/.test(strip()), 'the strip is above the status line');
    assert.equal(t.lines()[0], 'second tab');
    t.type(click(strip().indexOf('1 one'), size.rows - 2));
    await t.see('first line');
    assert.equal(t.lines()[0], 'first line');
    // a click on the row where the strip is not
    t.type(click(2, 0));
    t.type('typed');
    await t.see('typed');
    w.configure('strip = "bottom"\nstatus = false\n');
    await t.watch(() => /1 one.*2 two/.test(t.lines()[size.rows - 1]!), 'without a status line the strip is last');
    t.type(keys.leader);
    await t.see('close');
    assert.match(t.lines()[size.rows - 1]!, /\[1 one\]/, 'and stays where it is when keys are shown');
    t.type(keys.esc);
    await t.see((text) => !text.includes('close'));
    w.configure('');
    await t.seeStrip(/1 one.*2 two/);
    await t.watch(() => t.lines()[1] === 'first line', 'the pane is below it');
  });
}
