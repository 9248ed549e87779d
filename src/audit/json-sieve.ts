/** Drops values from JSON while it arrives. */
export interface JsonSieve {
  /** Takes the next bytes. They may end anywhere. */
  add(bytes: Uint8Array): void;
  /** How many bytes are kept so far. */
  kept(): number;
  /** The JSON without the dropped values. */
  text(): string;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openObject = 0x7b;
const closeObject = 0x7d;
const openArray = 0x5b;
const closeArray = 0x5d;
const nothing = Buffer.from('null');

/** No longer key is dropped. */
const longestKey = 64;

/**
 * Drops the values of some keys, at any depth, and leaves `null` in their places. An event of Trino reaches megabytes, of which nearly all
 * is plans and statistics: they are never in memory as values, nor parsed. JSON parsers that work on streams (stream-json, clarinet) make an
 * event or a value of each token, and take many times as long. Invalid JSON passes, and is found by whoever parses what is kept.
 * @param dropped keys, without escapes
 */
export function createJsonSieve(dropped: ReadonlySet<string>): JsonSieve {
  const parts: Uint8Array[] = [];
  let size = 0;
  const keep = (bytes: Uint8Array): void => {
    // A copy: the chunk would stay in memory with a part of it.
    parts.push(Buffer.from(bytes));
    size += bytes.length;
  };

  /** Whether each open container is an object, from the outermost. */
  const objects: boolean[] = [];
  let inString = false;
  let escaped = false;
  /** Whether the string, or the next one, is a key. */
  let isKey = false;
  let key: number[] = [];
  /** The last complete key, until its colon. */
  let lastKey: string | undefined;
  /** While a value is dropped: how many containers are open in it. */
  let skipping: number | undefined;
  /** Whether anything of the dropped value has come. */
  let begun = false;

  /** Reads to the end of a string. @returns the index after it, or the length of the chunk */
  const pastString = (chunk: Uint8Array, from: number): number => {
    const { length } = chunk;
    let at = from;
    if (escaped && at < length) {
      escaped = false;
      at += 1;
    }
    while (at < length) {
      const byte = chunk[at];
      at += 1;
      if (byte === quote) {
        inString = false;
        break;
      }
      if (byte === backslash) {
        if (at === length) escaped = true;
        at += 1;
      }
    }
    const end = Math.min(at, length);
    if (isKey && skipping === undefined && key.length <= longestKey) {
      key.push(...chunk.subarray(from, Math.min(inString ? end : end - 1, from + longestKey + 1)));
    }
    return end;
  };

  const keyRead = (): void => {
    lastKey = key.length > longestKey ? undefined : Buffer.from(key).toString();
    isKey = false;
  };

  return {
    add(chunk) {
      let from = 0;
      let at = 0;
      while (at < chunk.length) {
        if (inString) {
          at = pastString(chunk, at);
          if (!inString) {
            if (skipping === 0) {
              skipping = undefined;
              from = at;
            } else if (skipping === undefined && isKey) keyRead();
          }
          continue;
        }
        const byte = chunk[at];
        if (skipping !== undefined) {
          const ends = byte === closeObject || byte === closeArray;
          if (byte === quote) {
            inString = true;
            begun = true;
          } else if (byte === openObject || byte === openArray) {
            skipping += 1;
            begun = true;
          } else if (skipping > 0) {
            if (ends) skipping -= 1;
            if (skipping === 0) {
              skipping = undefined;
              from = at + 1;
            }
          } else if (begun && (ends || byte === comma)) {
            // A number or a word ends before what follows it, which is kept.
            skipping = undefined;
            from = at;
            continue;
          } else begun = true;
          at += 1;
          continue;
        }
        switch (byte) {
          case quote:
            inString = true;
            key = [];
            break;
          case openObject:
            objects.push(true);
            isKey = true;
            break;
          case openArray:
            objects.push(false);
            isKey = false;
            break;
          case closeObject:
          case closeArray:
            objects.pop();
            isKey = false;
            break;
          case comma:
            isKey = objects.at(-1) === true;
            break;
          case colon:
            if (lastKey !== undefined && dropped.has(lastKey)) {
              keep(chunk.subarray(from, at + 1));
              keep(nothing);
              skipping = 0;
              begun = false;
            }
            lastKey = undefined;
            break;
        }
        at += 1;
      }
      if (skipping === undefined && from < chunk.length) keep(chunk.subarray(from));
    },
    kept: () => size,
    text: () => Buffer.concat(parts).toString('utf8'),
  };
}
