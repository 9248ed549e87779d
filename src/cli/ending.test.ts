import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';

import { endOnWish } from './ending.js';

function started() {
  const emitter = new EventEmitter();
  const exits: number[] = [];
  const printed: string[] = [];
  const clock = { now: 50_000 };
  const process = {
    on: (signal: string, listener: () => void) => emitter.on(signal, listener),
    exit: (code: number) => exits.push(code),
    stdout: new EventEmitter(),
    stderr: Object.assign(new EventEmitter(), { write: (text: string) => printed.push(text) }),
  };
  const signal = endOnWish(process, () => clock.now);
  const { stdout, stderr } = process;
  return { send: (name: string) => emitter.emit(name), exits, clock, signal, stdout, stderr, printed };
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

describe('outputs', () => {
  const failure = (code: string) => Object.assign(new Error(`write ${code}`), { code });

  it.each(['stdout', 'stderr'] as const)('let work in hand finish when nobody reads them: %s', (name) => {
    const { exits, printed, signal, ...outputs } = started();
    outputs[name].emit('error', failure('EPIPE'));
    outputs[name].emit('error', failure('EPIPE'));
    expect([signal.aborted, exits, printed]).toEqual([true, [], []]);
  });

  it('end at once when they cannot be written, and say so where they can', () => {
    const { exits, printed, stdout } = started();
    stdout.emit('error', failure('ENOSPC'));
    expect([exits, printed]).toEqual([[1], ['scrim: standard output cannot be written: write ENOSPC\n']]);
  });
});
