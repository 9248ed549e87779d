/** Drops values from JSON while it arrives. */
export interface JsonSieve {
  /** Takes the next bytes. They may end anywhere. */
  add(bytes: Buffer): void;
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

/** The chunk ends within the string, or with a backslash that escapes the first byte of the next chunk. */
const endsWithin = -1;
const endsEscaping = -2;

/** Bytes that are looked at one by one before the next quote is searched for, which pays off in texts with few of them. */
const fewest = 32;
const most = 4_096;

/** The index after the quote that closes a string; below 0 if the chunk ends before. */
function afterQuote(chunk: Buffer, from: number): number {
  const { length } = chunk;
  let at = from;
  let oneByOne = fewest;
  while (at < length) {
    const stop = Math.min(length, at + oneByOne);
    while (at < stop) {
      const byte = chunk[at];
      if (byte === quote) return at + 1;
      at += byte === backslash ? 2 : 1;
    }
    if (at >= length) break;
    const found = chunk.indexOf(quote, at);
    const next = found < 0 ? length : found;
    let backslashes = 0;
    while (next - backslashes > at && chunk[next - backslashes - 1] === backslash) backslashes += 1;
    const isEscaped = backslashes % 2 === 1;
    if (found < 0) return isEscaped ? endsEscaping : endsWithin;
    if (!isEscaped) return next + 1;
    // Quotes are dense here: a search for each costs more than to look at all bytes.
    if (next - at < 2 * fewest) oneByOne = Math.min(most, oneByOne * 2);
    at = next + 1;
  }
  return at > length ? endsEscaping : endsWithin;
}

/** No longer key is dropped. */
const longestKey = 64;

/**
 * Drops the values of some keys, at any depth, and leaves `null` in their places. An event of Trino reaches megabytes, of which nearly all
 * is plans and statistics: they are never in memory as values, nor parsed. JSON parsers that work on streams (stream-json, clarinet) make an
 * event or a value of each token, and take many times as long. Invalid JSON passes, and is found by whoever parses what is kept.
 * @param dropped keys of ASCII, without escapes
 */
export function createJsonSieve(dropped: ReadonlySet<string>): JsonSieve {
  const parts: Buffer[] = [];
  let size = 0;
  const keep = (bytes: Buffer): void => {
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
  let key = '';
  /** The last complete key, until its colon. */
  let lastKey: string | undefined;
  /** While a value is dropped: how many containers are open in it. */
  let skipping: number | undefined;
  /** Whether anything of the dropped value has come. */
  let begun = false;

  /** Reads to the end of a string. @returns the index after it, or the length of the chunk */
  const pastString = (chunk: Buffer, from: number): number => {
    const closed = afterQuote(chunk, escaped ? from + 1 : from);
    inString = closed < 0;
    escaped = closed === endsEscaping;
    const end = inString ? chunk.length : closed;
    if (isKey && skipping === undefined && key.length <= longestKey) {
      key += chunk.toString('latin1', from, Math.min(inString ? end : end - 1, from + longestKey + 1));
    }
    return end;
  };

  const keyRead = (): void => {
    lastKey = key;
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
            key = '';
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
