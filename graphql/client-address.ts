import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/**
 * Who a request comes from. Behind a proxy the connection is the proxy's, which says in `X-Forwarded-For` whose request it passes on.
 * Anybody can write that header, so it is read from its end, and only as far as those are known who wrote it: else an attacker would
 * be somebody else with every request, and no limit would hold.
 * @param trusted addresses and networks of proxies, e.g. ["127.0.0.1", "10.0.0.0/8"]
 */
export function clientAddress(trusted: readonly string[]): (incoming: IncomingMessage) => string {
  const proxies = listOf(trusted);
  return ({ socket, headers }) => {
    const connected = plain(socket.remoteAddress ?? 'unknown');
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map(plain).filter(isIP);
    const way = [...forwarded, connected];
    return way.findLast((address) => !isIn(proxies, address)) ?? way[0] ?? connected;
  };
}

// helpers ////////////////////////////////////////////////////////////

function listOf(trusted: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of trusted) {
    const [address = '', bits] = text.split('/');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  return isIP(address) > 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** IPv4 that came over a socket of both families is written ::ffff:10.0.0.1. */
function plain(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.)/i, '');
}
