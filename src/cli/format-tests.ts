import { groupBy } from '../base/group-by.js';
import { percentOf, type Coverage, type Uncovered } from '../use-cases/policy-tests/coverage.js';
import type { TestOutcome } from '../use-cases/policy-tests/outcome.js';

const marks = { passed: '✓', failed: '✗', unknown: '?' } as const;

const placeOf = ({ file, line }: TestOutcome): string => `${file}:${line}`;

/** Messages: what is expected begins a new one, what follows is indented below it. */
const indented = (messages: readonly string[]): readonly string[] =>
  messages.map((message) =>
    /^(got: |by |kept by |no rule |not masked )/.test(message) ? `        ${message}` : `      ${message}`,
  );

const count = (number: number, word: string): string => `${number} ${word}`;

/** The numbers of tests, as `12 passed, 1 failed`. */
function counts(outcomes: readonly TestOutcome[]): string {
  const of = (status: TestOutcome['status']): number =>
    outcomes.filter((one) => one.status === status).length;
  const parts = [
    count(of('passed'), 'passed'),
    ...(of('failed') > 0 ? [count(of('failed'), 'failed')] : []),
    ...(of('unknown') > 0 ? [count(of('unknown'), 'not evaluated')] : []),
  ];
  return parts.join(', ');
}

/**
 * The results for a terminal.
 * @param verbose with the tests that passed
 */
export function formatOutcomes(outcomes: readonly TestOutcome[], verbose: boolean): string {
  const lines = [...groupBy(outcomes, ({ file }) => file)].flatMap(([file, tests]) => [
    `${file}: ${counts(tests)}`,
    ...tests
      .filter(({ status, note }) => verbose || status !== 'passed' || note !== undefined)
      .flatMap((test) => [
        `  ${marks[test.status]} ${test.name}${test.status === 'passed' ? '' : `  ${placeOf(test)}`}`,
        ...indented(test.messages),
        ...(test.note === undefined ? [] : [`      ${test.note}`]),
      ]),
  ]);
  return `${lines.join('\n')}${lines.length === 0 ? '' : '\n\n'}${outcomes.length === 0 ? 'no test' : counts(outcomes)}\n`;
}

const missing: Readonly<Record<Uncovered['branch'], string>> = {
  rule: 'applies in no case',
  otherwise: 'its otherwise applies in no case',
  exempt: 'nobody is exempt from it in a case',
};

/** The coverage for a terminal. */
export function formatCoverage(coverage: Coverage): string {
  const { branches, covered, uncovered } = coverage;
  const lines = uncovered.map(
    ({ policy, rule, branch, place }) =>
      `  ${place === undefined ? '' : `${place}: `}policy '${policy}', rule ${rule}: ${missing[branch]}`,
  );
  return [
    `coverage: ${percentOf(coverage)} % (${covered} of ${branches} branches of rules)`,
    ...lines,
    '',
  ].join('\n');
}

/** The results in the Test Anything Protocol, version 14. */
export function formatTap(outcomes: readonly TestOutcome[]): string {
  const lines = outcomes.flatMap((test, index) => [
    `${test.status === 'passed' ? 'ok' : 'not ok'} ${index + 1} - ${test.name.replaceAll(/[\\#]/g, String.raw`\$&`).replaceAll('\n', ' ')}`,
    ...(test.status === 'passed'
      ? []
      : [
          '  ---',
          `  at: ${JSON.stringify(placeOf(test))}`,
          `  message: ${JSON.stringify(test.messages.join('\n'))}`,
          '  ...',
        ]),
  ]);
  return ['TAP version 14', `1..${outcomes.length}`, ...lines, ''].join('\n');
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** Text in XML, without the characters that XML cannot have. */
const xml = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"\n]/g, (character) => escapes[character] ?? character);

/** The results as JUnit writes them, for continuous integration. */
export function formatJunit(outcomes: readonly TestOutcome[]): string {
  const suites = [...groupBy(outcomes, ({ file }) => file)].map(([file, tests]) => {
    const cases = tests.map(({ name, line, status, messages }) => {
      const begin = `    <testcase classname="${xml(file)}" name="${xml(name)}" file="${xml(file)}" line="${line}"`;
      if (status === 'passed') return `${begin}/>`;
      const element = status === 'failed' ? 'failure' : 'error';
      return `${begin}>\n      <${element} message="${xml(messages[0] ?? '')}">${xml(messages.join('\n'))}</${element}>\n    </testcase>`;
    });
    const of = (status: TestOutcome['status']): number => tests.filter((one) => one.status === status).length;
    return `  <testsuite name="${xml(file)}" tests="${tests.length}" failures="${of('failed')}" errors="${of('unknown')}">\n${cases.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}
