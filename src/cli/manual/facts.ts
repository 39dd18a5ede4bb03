/** What the manual page and the reference have in common, besides the tables of commands and of the configuration. */

/** Day of the version in package.json, as the changelog has it; its test compares. */
export const RELEASED = '2026-11-23';

export const VARIABLES: readonly (readonly [name: string, about: string])[] = [
  ['JACKIN_CONFIG', 'The configuration file; --config beats it.'],
  ['JACKIN_WORKSPACE', 'The workspace of requests; --workspace beats it.'],
  ['JACKIN_ROLE', 'The role of requests; --role beats it.'],
  ['JACKIN_MUX_SOCKET', 'The socket of the server; --socket beats it. Set in every tab, so that commands there reach their own server.'],
  ['JACKIN_MUX_LOG', 'The log file; --log beats it.'],
  ['JACKIN_TAB_ID', 'Set in every tab: its id, which every command takes for a tab.'],
  ['JACKIN_AGENT', 'Set in the tab of an agent: its name.'],
  ['XDG_CONFIG_HOME, XDG_RUNTIME_DIR', 'Where configuration and socket are by default.'],
  ['SHELL', 'What the Shell agent starts.'],
];

export const FILES: readonly (readonly [name: string, about: string])[] = [
  ['$XDG_CONFIG_HOME/jackin/config.toml', 'The configuration, else ~/.config/jackin/config.toml. It need not be there.'],
  ['$XDG_RUNTIME_DIR/jackin-mux/mux.sock', 'The socket, else /tmp/jackin-mux-UID/mux.sock. Its folder is its owner’s alone.'],
  [
    '$XDG_STATE_HOME/jackin/leader-taught',
    'Else ~/.local/state/jackin/leader-taught. Empty: while it is there, nobody is told of the leader again.',
  ],
];

export const EXIT_CODES: readonly (readonly [code: string, about: string])[] = [
  ['0', 'Done.'],
  ['1', 'It could not be done; a sentence on standard error says why.'],
  ['2', 'The command line is wrong.'],
  ['3', 'wait: the time is over.'],
  ['4', 'wait: it cannot be any more.'],
];

export const EXAMPLES: readonly (readonly [command: string, about: string])[] = [
  ['jackin-mux', 'Show the tabs; start the server first where none runs.'],
  ['jackin-mux new claude --provider kimi', 'Open a Claude tab that Kimi serves, and print its id.'],
  ['jackin-mux new --background --label tests -- npm test', 'Run a command in a tab of its own, and leave the viewed one in view.'],
  ["jackin-mux send --enter --paste 2 'Summarise CHANGES.md'", 'Give the second tab a task.'],
  ['jackin-mux wait 2 --state done --timeout 600', 'Wait until its agent says that it is done.'],
];
