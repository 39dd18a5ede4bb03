// For esbuild: takes the part of blessed that draws into the bundle. As a package of its own it is read file by file and
// brings 7,000 lines that open terminals and read terminfo. Measured here, median of 11 processes, import of
// src/client/dialogs: 46 to 67 ms with blessed outside the bundle, 22 to 35 inside as it is, 12 to 18 without what is
// left out below.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const NO_WIDTHS = 'const never = /(?!)/g; exports.chars = { all: never, combining: never, surrogate: never };';

// What an off-screen Screen never reaches. The dialogs' painter hands it a program of its own, so neither blessed's nor
// what that needs is ever asked for; the tests of src/client/dialogs run on this very selection.
const LEFT_OUT = {
  // the terminal: terminfo, key parsing, the mouse of the Linux console
  '../program': 'module.exports = {};',
  // all widgets, for the width of a tab character
  '../': 'module.exports = {};',
  // Screen's log window for `debug: true`
  './log': 'module.exports = function Log() {};',
  // `cls` on Windows, spawn and exec of a Screen on a terminal
  child_process: 'module.exports = {};',
  // widths by Unicode 6: text reaches blessed in stand-ins of one column each (glyphs.ts), on which its tables never match
  '../unicode': NO_WIDTHS,
  './unicode': NO_WIDTHS,
  assert: 'exports.ok = (value) => { if (!value) throw new Error("blessed: not drawn yet"); };',
};

/** The esbuild plugin. */
export const offscreenBlessed = {
  name: 'offscreen-blessed',
  setup(build) {
    build.onResolve({ filter: /^blessed\/lib\// }, ({ path }) => ({ path: require.resolve(path) }));
    build.onResolve({ filter: /^(\.\.\/|\.\.\/program|\.{1,2}\/unicode|\.\/log|child_process|assert)$/ }, ({ path, importer }) =>
      /[\\/]node_modules[\\/]blessed[\\/]lib[\\/]/.test(importer) ? { path, namespace: 'left-out-of-blessed' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'left-out-of-blessed' }, ({ path }) => ({ contents: LEFT_OUT[path], loader: 'js' }));
  },
};
