/**
 * The dialogs, drawn by blessed off screen. Import this module dynamically, after the first frame: loading blessed is
 * the slowest import of the program, and nothing needs it before a dialog opens.
 */
import type { Size } from '../../protocol/messages.ts';
import { DialogHost } from './host.ts';

export type { DialogHost } from './host.ts';
export type * from './types.ts';

/** A host for dialogs on a screen of that size. */
export function createDialogs(size: Size): DialogHost {
  return new DialogHost(size);
}
