#!/usr/bin/env node
'use strict';
// dist/cli.js: runs the program, dist/main.js, with the code that V8 made of it when it was built. Compiling it anew at every
// start would take longer than everything else that the program does before it is on the screen. A cache of another Node.js
// version is recognised by V8 and passed over.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const filename = path.join(__dirname, 'main.js');
const cache = path.join(__dirname, process.argv.at(-1) === 'serve' ? 'server.cache' : 'client.cache');
let cachedData;
try {
  cachedData = fs.readFileSync(cache);
} catch {
  // built without, or not readable: it works all the same
}
const wrapper = `(function (require, module, exports, __filename, __dirname) {${fs.readFileSync(filename, 'utf8')}\n})`;
const script = new vm.Script(wrapper, { filename, cachedData });
script.runInThisContext()(require, module, exports, filename, __dirname);
