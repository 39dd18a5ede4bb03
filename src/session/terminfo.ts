/**
 * What XTGETTCAP (`DCS + q`) answers: the terminfo capabilities that tell programs what a session can do, and the keys of
 * xterm-256color. Names by terminfo, with the termcap names that vim asks for. `Ms` (clipboard) is left out: whether a
 * write reaches a clipboard is the operator's choice.
 */
const E = '\x1b';

const CAPABILITIES: Record<string, string> = {
  TN: 'xterm-256color',
  name: 'xterm-256color',
  Co: '256',
  colors: '256',
  RGB: '8/8/8',
  // 24-bit colour
  Tc: '',
  setrgbf: `${E}[38:2::%p1%d:%p2%d:%p3%dm`,
  setrgbb: `${E}[48:2::%p1%d:%p2%d:%p3%dm`,
  setaf: `${E}[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m`,
  setab: `${E}[%?%p1%{8}%<%t4%p1%d%e%p1%{16}%<%t10%p1%{8}%-%d%e48;5;%p1%d%;m`,
  AX: '',
  XT: '',
  bce: '',
  // styles
  bold: `${E}[1m`,
  dim: `${E}[2m`,
  sitm: `${E}[3m`,
  ritm: `${E}[23m`,
  smul: `${E}[4m`,
  rmul: `${E}[24m`,
  smxx: `${E}[9m`,
  rmxx: `${E}[29m`,
  Smol: `${E}[53m`,
  Rmol: `${E}[55m`,
  Su: '',
  Smulx: `${E}[4:%p1%dm`,
  Setulc: `${E}[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm`,
  // cursor
  Ss: `${E}[%p1%d q`,
  Se: `${E}[0 q`,
  // modes
  BE: `${E}[?2004h`,
  BD: `${E}[?2004l`,
  PS: `${E}[200~`,
  PE: `${E}[201~`,
  fe: `${E}[?1004h`,
  fd: `${E}[?1004l`,
  Sync: `${E}[?2026%?%p1%{1}%-%tl%eh%;`,
  XM: `${E}[?1006;1000%?%p1%{1}%=%th%el%;`,
  kmous: `${E}[<`,
  // keys
  kcuu1: `${E}OA`,
  kcud1: `${E}OB`,
  kcuf1: `${E}OC`,
  kcub1: `${E}OD`,
  khome: `${E}OH`,
  kend: `${E}OF`,
  kich1: `${E}[2~`,
  kdch1: `${E}[3~`,
  kpp: `${E}[5~`,
  knp: `${E}[6~`,
  kcbt: `${E}[Z`,
  kf1: `${E}OP`,
  kf2: `${E}OQ`,
  kf3: `${E}OR`,
  kf4: `${E}OS`,
  kf5: `${E}[15~`,
  kf6: `${E}[17~`,
  kf7: `${E}[18~`,
  kf8: `${E}[19~`,
  kf9: `${E}[20~`,
  kf10: `${E}[21~`,
  kf11: `${E}[23~`,
  kf12: `${E}[24~`,
};

/** Termcap names of keys, by terminfo name. */
const TERMCAP: Record<string, string> = {
  ku: 'kcuu1',
  kd: 'kcud1',
  kr: 'kcuf1',
  kl: 'kcub1',
  kh: 'khome',
  '@7': 'kend',
  kI: 'kich1',
  kD: 'kdch1',
  kP: 'kpp',
  kN: 'knp',
  kB: 'kcbt',
  k1: 'kf1',
  k2: 'kf2',
  k3: 'kf3',
  k4: 'kf4',
  k5: 'kf5',
  k6: 'kf6',
  k7: 'kf7',
  k8: 'kf8',
  k9: 'kf9',
  'k;': 'kf10',
  F1: 'kf11',
  F2: 'kf12',
};

/** Value of the capability, '' for a flag that is set, or null where the session does not have it. */
export function capability(name: string): string | null {
  const own = Object.hasOwn(TERMCAP, name) ? TERMCAP[name]! : name;
  return Object.hasOwn(CAPABILITIES, own) ? CAPABILITIES[own]! : null;
}

export const CAPABILITY_NAMES: readonly string[] = [...Object.keys(CAPABILITIES), ...Object.keys(TERMCAP)];

const hexOf = (text: string): string => Buffer.from(text, 'latin1').toString('hex').toUpperCase();

/**
 * The answers to an XTGETTCAP request, one string of DCS each. `request` is hex-encoded names between semicolons; a name
 * that is not known, or not hex, is answered as invalid.
 */
export function answerCapabilities(request: string): string[] {
  return request.split(';').map((hex) => {
    const known = /^([0-9a-fA-F]{2})+$/.test(hex) ? capability(Buffer.from(hex, 'hex').toString('latin1')) : null;
    if (known === null) return `${E}P0+r${hex.replace(/[^0-9a-zA-Z]/g, '')}${E}\\`;
    return `${E}P1+r${hex}${known === '' ? '' : `=${hexOf(known)}`}${E}\\`;
  });
}
