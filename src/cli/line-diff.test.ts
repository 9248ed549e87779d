import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { lineDiff } from './line-diff.js';

it('prints changes with three lines around them', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n';
  const after = 'a\nb\nc\nd\nE\nf\ng\nh\ni\nj\nk\nl\nm\n';
  expect(lineDiff('x.yaml', before, after)).toBe(
    '--- x.yaml\n+++ x.yaml\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n@@ -10,3 +10,4 @@\n j\n k\n l\n+m\n',
  );
  expect(lineDiff('x.yaml', before, before)).toBe('');
  expect(lineDiff('x.yaml', '', 'a\n')).toBe('--- x.yaml\n+++ x.yaml\n@@ -0,0 +1 @@\n+a\n');
  expect(lineDiff('x.yaml', 'a', 'a\n')).toBe(
    '--- x.yaml\n+++ x.yaml\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n',
  );
});

it('prints what git applies', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-diff-'));
  const file = join(folder, 'x.yaml');
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 20 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  try {
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        fc.pre(before !== '' && after !== '');
        await writeFile(file, before);
        const diff = lineDiff('x.yaml', before, after);
        if (diff !== '') {
          await writeFile(join(folder, 'diff'), diff);
          await promisify(execFile)('git', ['apply', '-p0', '--unidiff-zero', 'diff'], {
            cwd: folder,
            env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
          });
        }
        expect(await readFile(file, 'utf8')).toBe(after);
      }),
      { numRuns: 30 },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
