/** Set by the build from package.json. */
declare const __VERSION__: string;

declare module '*.toml' {
  const text: string;
  export default text;
}
