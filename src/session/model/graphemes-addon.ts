/**
 * The addon that measures by grapheme cluster, loaded around a defect of its version 0.4.0.
 *
 * While it is loaded it reads its tables through `Buffer.from(...).buffer`. As long as node's pool of small buffers has
 * room, that is the whole pool, with other data in front, and the addon then searches it without end (measured: any process
 * that loads it before it has used the pool up). With no pool a buffer is its own memory. `require`, which the bundler
 * resolves, because an import would be evaluated before the pool could be switched off.
 */
function load(): typeof import('@xterm/addon-unicode-graphemes') {
  const size = Buffer.poolSize;
  Buffer.poolSize = 0;
  try {
    return require('@xterm/addon-unicode-graphemes');
  } finally {
    Buffer.poolSize = size;
  }
}

export const { UnicodeGraphemesAddon } = load();
