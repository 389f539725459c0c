import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../graphql/client-address.ts';

function request(remoteAddress: string, forwarded?: string): IncomingMessage {
  return {
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage;
}

describe('clientAddress', () => {
  const behindProxy = clientAddress(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

  it('should be the one that a trusted proxy names', () => {
    expect(behindProxy(request('127.0.0.1', '203.0.113.7'))).toBe('203.0.113.7');
    expect(behindProxy(request('::ffff:127.0.0.1', '2001:db8::1'))).toBe('2001:db8::1');
    expect(behindProxy(request('fd00::5', '203.0.113.7, 10.1.2.3'))).toBe('203.0.113.7');
  });

  it('should be the connection where nobody else is to be believed', () => {
    expect(behindProxy(request('198.51.100.1', '203.0.113.7'))).toBe('198.51.100.1');
    expect(clientAddress([])(request('127.0.0.1', '203.0.113.7'))).toBe('127.0.0.1');
    expect(behindProxy(request('127.0.0.1'))).toBe('127.0.0.1');
    expect(behindProxy(request('127.0.0.1', 'not an address'))).toBe('127.0.0.1');
  });

  it('should not be chosen by the client, whatever it writes before what the proxy adds', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (claimed) => {
        const header = [...claimed, '203.0.113.7'].join(', ');
        expect(behindProxy(request('10.9.8.7', header))).toBe('203.0.113.7');
      }),
    );
  });
});
