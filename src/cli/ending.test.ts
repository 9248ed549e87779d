import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';

import { endOnSignal } from './ending.js';

function started() {
  const emitter = new EventEmitter();
  const exits: number[] = [];
  const clock = { now: 50_000 };
  const process = {
    on: (signal: string, listener: () => void) => emitter.on(signal, listener),
    exit: (code: number) => exits.push(code),
  };
  const signal = endOnSignal(process, () => clock.now);
  return { send: (name: string) => emitter.emit(name), exits, clock, signal };
}

describe('signals to end', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('let work in hand finish at the first: %s', (name) => {
    const { send, exits, signal } = started();
    expect(signal.aborted).toBe(false);
    send(name);
    expect([signal.aborted, exits]).toEqual([true, []]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('end at once at the second: %s', (name, code) => {
    const { send, exits, clock } = started();
    send('SIGTERM');
    clock.now += 1_001;
    send(name);
    expect(exits).toEqual([code]);
  });

  it('are one wish when they come together', () => {
    const { send, exits, clock } = started();
    send('SIGINT');
    clock.now += 300;
    send('SIGINT');
    expect(exits).toEqual([]);
  });
});
