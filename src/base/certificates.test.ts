import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeCertificatesBack, withoutCertificates } from './certificates.ts';

test('certificates go by another name and come back as they were', () => {
  for (const env of [{ A: '1' }, { A: '1', NODE_EXTRA_CA_CERTS: '/etc/ca.crt' }, { NODE_EXTRA_CA_CERTS: '' }]) {
    const carried = withoutCertificates(env);
    assert.ok(!Object.hasOwn(carried, 'NODE_EXTRA_CA_CERTS'));
    takeCertificatesBack(carried);
    assert.deepEqual(carried, env);
  }
});
