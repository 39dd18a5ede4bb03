/** A column that is not known: the next move has to be absolute. */
export const UNKNOWN = -1;

/** `CSI n FINAL`, with 1 left out. */
function csi(n: number, final: string): string {
  return n === 1 ? `\x1b[${final}` : `\x1b[${n}${final}`;
}

function position(x: number, y: number): string {
  if (x === 0) return y === 0 ? '\x1b[H' : `\x1b[${y + 1}H`;
  return y === 0 ? `\x1b[;${x + 1}H` : `\x1b[${y + 1};${x + 1}H`;
}

/**
 * The shortest sequence that moves the cursor from one cell to another, both from 0. Rows count from the top of the
 * screen, with no scroll region in force and `fromY` and `y` on the screen. LF is used with CR only: a terminal's driver
 * may add a CR to it.
 */
export function move(fromX: number, fromY: number, x: number, y: number): string {
  if (fromX === x && fromY === y) return '';
  let best = position(x, y);
  const offer = (candidate: string) => {
    if (candidate.length < best.length) best = candidate;
  };
  if (y === fromY) {
    if (x === 0) return '\r';
    offer(`\x1b[${x + 1}G`);
    if (fromX !== UNKNOWN) {
      if (x > fromX) offer(csi(x - fromX, 'C'));
      else {
        offer(csi(fromX - x, 'D'));
        if (fromX - x < 4) offer('\b'.repeat(fromX - x));
      }
    }
    // from the left edge
    if (x < 3) offer(`\r${csi(x, 'C')}`);
    return best;
  }
  if (fromY === UNKNOWN) return best;
  if (x === fromX) {
    // IND and RI are a byte shorter than CUD and CUU; at the edges of the screen they would scroll
    if (y === fromY + 1) return '\x1bD';
    if (y === fromY - 1) return '\x1bM';
    offer(`\x1b[${y + 1}d`);
    offer(csi(Math.abs(y - fromY), y > fromY ? 'B' : 'A'));
  }
  if (y > fromY && y - fromY < 4) offer(`\r${'\n'.repeat(y - fromY)}${x === 0 ? '' : csi(x, 'C')}`);
  return best;
}
