import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Peer, type PeerName } from './peers.ts';

/** Keys typed for one measurement of the echo. */
const KEYS = 120;
/** Between two keys, in milliseconds: a pause that lets everything come to rest. */
const BETWEEN_MS = 12;
const SETTLE_MS = 600;
const ECHO = "stty raw -echo; printf 'RE''ADY'; exec cat";
const READY = "printf 'RE''ADY'; exec sleep 600";

/** Runs PLAY with a peer of its own and ends it whatever happens. */
async function withPeer<T>(name: PeerName, root: string, play: (peer: Peer) => Promise<T>): Promise<T> {
  const peer = new Peer(name, root);
  try {
    return await play(peer);
  } finally {
    await peer.end();
  }
}

/** `cat` of FILE: MB/s from the first byte to the mark behind the last, and bytes that the terminal got. */
export function throughput(name: PeerName, root: string, file: string): Promise<{ rate: number; bytes: number }> {
  return withPeer(name, root, async (peer) => {
    const go = path.join(peer.home, 'go');
    peer.start(
      `printf 'RE''ADY'; while [ ! -e ${go} ]; do sleep 0.02; done; cat ${file}; printf '\\r\\n\\033[mTHE''END\\r\\n'; exec sleep 600`,
    );
    await peer.see('READY');
    await delay(SETTLE_MS);
    peer.bytes = 0;
    peer.forget();
    const began = performance.now();
    fs.writeFileSync(go, '');
    await peer.see('THEEND', 'the end of the output');
    return { rate: fs.statSync(file).size / 1000 / (performance.now() - began), bytes: peer.bytes };
  });
}

/** Milliseconds from each key to its echo, while FLOODS other tabs play FILE without pause. */
export function echo(name: PeerName, root: string, floods = 0, file = ''): Promise<number[] | null> {
  return withPeer(name, root, async (peer) => {
    peer.start(ECHO);
    await peer.see('READY');
    for (let i = 0; i < floods; i++) if (!(await peer.tab(`while :; do cat ${file}; done`))) return null;
    await delay(SETTLE_MS);
    const times: number[] = [];
    for (let i = 0; i < KEYS; i++) {
      const key = String.fromCharCode(97 + (i % 26));
      peer.forget();
      const came = peer.see(key, 'an echo');
      peer.type(key);
      times.push(await came);
      await delay(BETWEEN_MS);
    }
    return times;
  });
}

/** Milliseconds from nothing to the first output of a program in a tab, and from another terminal to that tab on its screen. */
export function startAndAttach(name: PeerName, root: string): Promise<{ start: number; attach: number | null }> {
  return withPeer(name, root, async (peer) => {
    const began = performance.now();
    peer.start(READY);
    await peer.see('READY');
    const start = performance.now() - began;
    await delay(SETTLE_MS);
    const again = performance.now();
    if (!peer.attach()) return { start, attach: null };
    await peer.see('READY', 'the tab on another terminal');
    return { start, attach: performance.now() - again };
  });
}

/** MB of server and client with TABS tabs that have printed LINES lines each; null where there are no tabs. */
export function memory(name: PeerName, root: string, tabs: number, lines: number): Promise<number | null> {
  return withPeer(name, root, async (peer) => {
    const payload = `seq 1 ${lines}; printf 'RE''ADY'; exec sleep 600`;
    peer.start(payload);
    await peer.see('READY');
    for (let i = 1; i < tabs; i++) if (!(await peer.tab(payload))) return null;
    await delay(2 * SETTLE_MS);
    return peer.memory((argv) => /^(sleep|sh|\/bin\/sh|seq) /.test(argv));
  });
}
