import { BlockList, isIP } from 'node:net';

/** Addresses that are refused unless the configuration allows them, by their kind (the registries of RFC 6890). */
const refused: readonly (readonly [what: string, ranges: readonly string[]])[] = [
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['unspecified', ['0.0.0.0/8', '::/128']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fec0::/10']],
  // Azure uses this public address for services of its platform.
  ['the platform', ['168.63.129.16/32']],
  ['multicast', ['224.0.0.0/4', 'ff00::/8']],
  ['reserved', ['240.0.0.0/4', '192.0.0.0/24', '192.0.2.0/24', '198.18.0.0/15', '198.51.100.0/24']],
  ['reserved', ['203.0.113.0/24', '192.88.99.0/24', '100::/64', '2001:db8::/32', '3fff::/20']],
  // These embed an IPv4 address, which may be any of the above.
  ['a translation of IPv4', ['64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32', '::/96']],
];

/** Whether a text is an address or a range in the notation of RFC 4632, such as 10.0.0.0/8. */
export function isRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || address.includes('%') || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = familyOf(address);
    list.addSubnet(address, prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix), family);
  }
  return list;
}

const lists = refused.map(([what, ranges]) => [what, listOf(ranges)] as const);

/**
 * The reason to refuse an address: its kind, such as `loopback`; undefined if the address is allowed. An IPv4 address in
 * the form of IPv6 (`::ffff:127.0.0.1`) has the kind of the IPv4 address.
 * @param allow addresses and ranges that are allowed, whatever their kind
 */
export function refusedAs(address: string, allow: readonly string[]): string | undefined {
  const [bare = ''] = address.split('%');
  if (isIP(bare) === 0) return 'no address';
  const family = familyOf(bare);
  if (listOf(allow).check(bare, family)) return undefined;
  return lists.find(([, list]) => list.check(bare, family))?.[0];
}

/** The host of a URL in the form for sockets: without the brackets of IPv6 addresses in URLs. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');
