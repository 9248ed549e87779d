import { isIP } from 'node:net';

import { anyWord } from './detector.js';
import type { Detector } from './detector.js';

/** Addresses of the Internet Protocol, version 4 or 6. */
export const ipAddress: Detector = {
  name: 'ipAddress',
  named: anyWord('ip', 'ipaddress', 'ipaddr', 'remote addr', 'ipv4', 'ipv6'),
  matches: (value) => isIP(value) !== 0,
};
