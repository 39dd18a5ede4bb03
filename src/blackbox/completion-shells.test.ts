import { spawnSync } from 'node:child_process';
import { keys, scene, type Terminal, type World } from './harness.ts';

/*
 * Completion as an operator meets it: each shell itself, in a terminal, with Tab.
 */

interface Shell {
  argv: string[];
  /** Typed at its first prompt: loads the completion and says so. */
  load: string;
  /** How it writes a label with blanks and brackets. */
  label: string;
}

const SHELLS: Record<string, Shell> = {
  bash: {
    argv: ['bash', '--norc', '--noprofile', '-i'],
    load: 'source <(jackin-mux completion bash); echo loa""ded',
    label: 'Claude\\ \\(Kimi\\)',
  },
  zsh: {
    argv: ['zsh', '-f', '-i'],
    load: 'autoload -Uz compinit && compinit -D -u && source <(jackin-mux completion zsh); echo loa""ded',
    label: 'Claude\\ \\(Kimi\\)',
  },
  fish: {
    argv: ['fish', '--no-config', '--private'],
    load: 'function fish_greeting; end; jackin-mux completion fish | source; echo loa""ded',
    label: 'Claude\\ \\(Kimi\\)',
  },
};

const config = '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\n[workspaces.web]\nworkdir = "/srv/web"\n';
const agents = ['claude', 'codex'];

/** The line that is being typed. */
const typed = (t: Terminal): string =>
  t
    .lines()
    .filter((line) => line.includes('jackin-mux'))
    .at(-1) ?? '';

async function shellOf(w: World, { argv, load }: Shell): Promise<Terminal> {
  const t = w.anyTerminal(argv, { env: { PS1: 'ask> ', PROMPT: 'ask> ', SHELL: '/bin/sh', XDG_DATA_HOME: w.path('data') } });
  await t.see(/\S/);
  t.type(`${load}${keys.enter}`);
  // and its next prompt behind that: what is typed before it is echoed by the terminal
  await t.see(/^loaded\n+\S/m);
  return t;
}

/** In a shell of its own: types LINE and Tab, and waits until the line is COMPLETE, or the screen offers every one of OFFERED. */
async function complete(w: World, shell: Shell, line: string, wanted: { complete: string } | { offered: string[] }): Promise<void> {
  const t = await shellOf(w, shell);
  t.type(line);
  await t.see(() => typed(t).includes(line.trimEnd()), { what: `${line} is typed` });
  t.type(keys.tab);
  if ('complete' in wanted) await t.see(() => typed(t).includes(wanted.complete), { what: `the line becomes ${wanted.complete}` });
  else {
    // a shell that rings first shows its list at the second one
    const offers = (text: string) => wanted.offered.every((word) => text.includes(word));
    await t.see((text) => offers(text) || t.raw.includes('\x07'), { what: `${wanted.offered.join(', ')} are offered, or it rings` });
    if (!offers(t.text())) t.type(keys.tab);
    await t.see(offers, { what: `${wanted.offered.join(', ')} are offered` });
  }
  t.kill();
  await t.ended();
}

for (const [name, shell] of Object.entries(SHELLS)) {
  const skip = spawnSync(name, ['--version'], { stdio: 'ignore' }).error ? `${name} is not installed` : false;
  scene(`${name} completes labels, agents, providers and commands at a terminal`, { skip, config, agents }, async (w) => {
    await w.ok('new', 'claude', '--provider', 'kimi', '--background');
    const becomes = (line: string, whole: string) => complete(w, shell, `jackin-mux ${line}`, { complete: `jackin-mux ${whole}` });
    await becomes('select Cl', `select ${shell.label}`);
    await becomes('sel', 'select');
    await becomes('new cod', 'new codex');
    await becomes('new --backg', 'new --background');
    await complete(w, shell, 'jackin-mux new claude --provider ', { offered: ['anthropic', 'kimi'] });
    await w.ok('rename', '1', 'docs');
    await becomes('close d', 'close docs');
  });
}
