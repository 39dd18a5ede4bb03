/** Inputs that once broke a property; each is tried first in every run. */
export const cases: Record<string, unknown[]> = {
  tokenizer: [],
  framing: [],
  frame: [{ text: { text: '', cuts: [] }, damage: [[3415, 35]], cut: null }],
  configuration: [],
  composer: [],
};
