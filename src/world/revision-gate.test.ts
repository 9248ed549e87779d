import { describe, expect, it } from '@jest/globals';

import { createRevisionGate } from './revision-gate.js';

function controlled() {
  const pending: { resolve: (revision: number) => void; reject: (error: Error) => void }[] = [];
  const read = () => new Promise<number>((resolve, reject) => pending.push({ resolve, reject }));
  return { pending, read };
}

describe('the revision gate', () => {
  it('gives a question that arrives during a reading one that begins later, shared with others like it', async () => {
    const { pending, read } = controlled();
    const revision = createRevisionGate(read);
    const first = revision();
    const second = revision();
    const third = revision();
    expect(pending).toHaveLength(1);
    pending[0]?.resolve(1);
    expect(await first).toBe(1);
    expect(pending).toHaveLength(2);
    pending[1]?.resolve(2);
    expect(await Promise.all([second, third])).toEqual([2, 2]);
  });

  it('reads again after a failure, and gives the failure only to those who shared it', async () => {
    const { pending, read } = controlled();
    const revision = createRevisionGate(read);
    const first = revision();
    const second = revision();
    pending[0]?.reject(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    pending[1]?.resolve(7);
    expect(await second).toBe(7);
    const third = revision();
    pending[2]?.resolve(8);
    expect(await third).toBe(8);
  });
});
