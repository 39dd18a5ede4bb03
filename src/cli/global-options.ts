/** Options before the command. */
export interface GlobalOptions {
  config?: string;
  workspace?: string;
  role?: string;
  socket?: string;
  debug?: boolean;
  log?: string;
}
