/** A set of numbers from 0, one bit each. */
export type Bits = Uint32Array;

/** An empty set of numbers below a size. */
export const noBits = (size: number): Bits => new Uint32Array(Math.ceil(size / 32));

/** All numbers below a size. */
export function allBits(size: number): Bits {
  const bits = noBits(size).fill(0xffff_ffff);
  const rest = size % 32;
  if (rest > 0) bits[bits.length - 1] = 2 ** rest - 1;
  return bits;
}

export const addBit = (bits: Bits, at: number): void => {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31));
};

export const dropBit = (bits: Bits, at: number): void => {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) & ~(1 << (at & 31));
};

export const hasBit = (bits: Bits, at: number): boolean => (((bits[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1;

/** Leaves in a set only what another one of the same size has too. */
export function keepBits(bits: Bits, others: Bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) & (others[word] ?? 0);
}

/** Takes from a set what another one of the same size has. */
export function dropBits(bits: Bits, others: Bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) & ~(others[word] ?? 0);
}

/** How many numbers a set has. */
export function countBits(bits: Bits): number {
  let count = 0;
  for (let word of bits) {
    word -= (word >>> 1) & 0x5555_5555;
    word = (word & 0x3333_3333) + ((word >>> 2) & 0x3333_3333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
  }
  return count;
}

/** The numbers of a set, in ascending order. @param from the first that may be among them */
export function* bitsOf(bits: Bits, from = 0): Generator<number> {
  for (let word = from >>> 5; word < bits.length; word += 1) {
    let left = bits[word] ?? 0;
    if (word === from >>> 5) left &= -1 << (from & 31);
    while (left !== 0) {
      const lowest = left & -left;
      yield word * 32 + 31 - Math.clz32(lowest);
      left ^= lowest;
    }
  }
}
