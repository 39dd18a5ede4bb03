import assert from 'node:assert/strict';
import fs from 'node:fs';
import { figure } from './faults.ts';
import { scene, until } from './harness.ts';

const broken: Record<string, string | Buffer> = {
  'no TOML': '[env\n',
  'an unknown key': 'lable = "x"\n',
  'a wrong type': 'scrollback = "many"\n',
  'not UTF-8': Buffer.from([0xff, 0xfe, 0x00, 0x41]),
  'ten megabytes of nothing': Buffer.alloc(10_000_000, '#'),
};

scene(
  'a file that breaks under the server: the last good one serves, the status line and the log say so',
  { config: '[env]\nPLACE = "good"\n' },
  async (w) => {
    const t = w.terminal(['new', '--attach', '--', 'sh']);
    await t.see(/\$/);
    let count = 0;
    for (const [name, text] of Object.entries(broken)) {
      // in one step: a file that is half written when it is looked at is another one
      w.configure(text);
      const isFine = name.startsWith('ten');
      // nobody asks: the server sees it by itself
      if (!isFine) {
        await t.see((screen) => screen.split('\n').at(-1)!.includes('config.toml'), { what: `${name} is told in the status line` });
        await until(`${name} is in the log`, () => /configuration not taken over/.test(fs.readFileSync(w.log, 'utf8')));
        await w.ok('new', 'claude', '--background');
        assert.equal((await w.spawn(++count)).env.PLACE, 'good', name);
      }
      w.configure('[env]\nPLACE = "good"\n');
      await t.see((screen) => !screen.split('\n').at(-1)!.includes('config.toml'), { what: 'the mended file is taken up' });
      fs.truncateSync(w.log);
    }
    // one that cannot be read, a folder, changes nothing
    fs.symlinkSync(w.home, `${w.configFile}.new`);
    fs.renameSync(`${w.configFile}.new`, w.configFile);
    await t.see((screen) => screen.split('\n').at(-1)!.includes('config.toml'));
    await w.ok('new', 'claude', '--background');
    assert.equal((await w.spawn(++count)).env.PLACE, 'good');
    figure(
      'configuration broken under a server',
      `${Object.keys(broken).length} ways: last good one in force for ${count} tabs, told in status line and log`,
    );
  },
);
