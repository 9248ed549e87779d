import { describe, expect, it } from '@jest/globals';

import { hostOf, isRange, refusedAs } from './address.js';

describe('addresses to which nothing is sent', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['0:0:0:0:0:ffff:a9fe:a9fe', 'link-local'],
    ['169.254.169.254', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['febf::1', 'link-local'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['100.100.100.200', 'private'],
    ['fd00:ec2::254', 'private'],
    ['168.63.129.16', 'the platform'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['64:ff9b::7f00:1', 'a translation of IPv4'],
    ['2002:7f00:1::', 'a translation of IPv4'],
    ['::7f00:1', 'a translation of IPv4'],
    ['localhost', 'no address'],
  ])('%s is %s', (address, what) => {
    expect(refusedAs(address, [])).toBe(what);
  });

  it.each(['93.184.215.14', '172.32.0.1', '128.0.0.1', '169.253.255.255', '2606:4700::1', '::ffff:8.8.8.8'])(
    'says nothing against %s',
    (address) => {
      expect(refusedAs(address, [])).toBeUndefined();
    },
  );

  it.each([
    ['127.0.0.1', ['127.0.0.1'], undefined],
    ['127.0.0.2', ['127.0.0.1'], 'loopback'],
    ['::ffff:127.0.0.1', ['127.0.0.1'], undefined],
    ['10.2.0.1', ['10.1.0.0/16'], 'private'],
    ['10.1.9.9', ['192.168.0.0/16', '10.1.0.0/16'], undefined],
    ['fd00::7', ['fd00::/8'], undefined],
    ['::1', ['127.0.0.0/8'], 'loopback'],
  ])('%s, where %j is allowed', (address, allow, what) => {
    expect(refusedAs(address, allow)).toBe(what);
  });
});

it.each([
  ['http://2130706433/', 'loopback'],
  ['http://0177.0.0.1/', 'loopback'],
  ['http://0x7f.1/', 'loopback'],
  ['http://127.1/', 'loopback'],
  ['http://0xA9FEA9FE/', 'link-local'],
  ['http://[::ffff:127.0.0.1]/', 'loopback'],
  ['http://[0:0:0:0:0:0:0:1]/', 'loopback'],
  ['http://１２７.0.0.1/', 'loopback'],
])('%s is seen as what it means', (url, what) => {
  expect(refusedAs(hostOf(new URL(url)), [])).toBe(what);
});

it.each([
  ['10.0.0.0/8', true],
  ['10.0.0.1', true],
  ['fd00::/8', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0/', false],
  ['fd00::/129', false],
  ['fe80::1%eth0', false],
  ['10.0.0.0/8/8', false],
  ['localhost', false],
  ['', false],
])('%j is a range: %j', (text, is) => {
  expect(isRange(text)).toBe(is);
});
