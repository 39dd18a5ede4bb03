import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { Unanswered } from './unanswered.ts';

/** A transport that goes nowhere, and what has been resolved of what is waited for. */
function made() {
  const transport = { send: async () => {} } as unknown as Transport;
  const unanswered = new Unanswered(transport, (message) => 'method' in message && message.method === 'wait');
  const over: string[] = [];
  void unanswered.none().then(() => over.push('none at first'));
  const come = (message: object) => transport.onmessage?.({ jsonrpc: '2.0', ...message } as JSONRPCMessage);
  return {
    over,
    come,
    follow: () => {
      void unanswered.none().then(() => over.push('none'));
      void unanswered.onlyWaits().then(() => over.push('only waits'));
    },
    answer: (id: number) => transport.send({ jsonrpc: '2.0', id, result: {} }),
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what is asked is followed until it is answered or given up, and waits by themselves', async () => {
  const { over, come, follow, answer } = made();
  come({ id: 1, method: 'list' });
  come({ id: 2, method: 'wait' });
  come({ id: 3, method: 'open' });
  come({ method: 'notifications/initialized' });
  follow();
  await answer(1);
  await settled();
  assert.deepEqual(over, ['none at first']);
  await answer(3);
  await settled();
  assert.deepEqual(over, ['none at first', 'only waits']);
  come({ method: 'notifications/cancelled', params: { requestId: 2 } });
  await settled();
  assert.deepEqual(over, ['none at first', 'only waits', 'none']);
});
