/** The part of node-pty that `pty.ts` uses; its own typings describe only the half that it does not. */
declare module 'node-pty/lib/utils.js' {
  /** Loads the build, or else the prebuilt binary for this platform. `dir` is relative to node-pty's lib folder. Throws where there is neither. */
  export function loadNativeModule(name: string): { dir: string; module: unknown };
}
