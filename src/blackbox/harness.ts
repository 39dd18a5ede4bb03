/** What scenes are written with: a world, terminals in it, keys, and ways to wait for what should happen. */
export { differences } from './cells.ts';
export { click, keys, mouse } from './keys.ts';
export { environmentOf, isAlive, signal } from './processes.ts';
export { Puppet } from './puppet.ts';
export { choose, pick, scene, welcome } from './scene.ts';
export { createModel, screenLines, Terminal } from './terminal.ts';
export { holds, indent, until } from './waiting.ts';
export { Wire } from './wire.ts';
export { program, type Result, root, type Spawned, World } from './world.ts';
