/**
 * Makes src/sql/parse/generated from grammar/*.g4: the lexer first, since the parser reads its token types.
 *
 * What antlr-ng writes does not satisfy this project's compiler settings (unused and possibly undefined values), so type
 * checks are switched off inside the generated files; their exported types hold all the same.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'src/sql/parse/generated');
const tool = join(root, 'node_modules/antlr-ng/dist/cli/runner.js');

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const grammar of ['SqlLexer', 'SqlParser']) {
  const options = [
    '-Dlanguage=TypeScript',
    '--exact-output-dir',
    '--generate-listener',
    'false',
    '--warnings-are-errors',
    'true',
  ];
  const file = join(root, 'grammar', `${grammar}.g4`);
  execFileSync(process.execPath, [tool, ...options, '--lib', output, '-o', output, file], {
    stdio: 'inherit',
  });
}
for (const name of readdirSync(output)) {
  const file = join(output, name);
  if (name.endsWith('.ts')) writeFileSync(file, adapt(readFileSync(file, 'utf8')));
  else rmSync(file);
}

/** Contexts extend our own class, for its speed: antlr-ng has no option for that in TypeScript. */
function adapt(code) {
  const base = 'extends antlr.ParserRuleContext';
  const header = code.includes(base) ? "import { RuleContext } from '../rule-context.js';\n" : '';
  return `// @ts-nocheck\n${header}${code.replaceAll(base, 'extends RuleContext')}`;
}
