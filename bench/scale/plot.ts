/** What one kind of answer costs, for each size. */
interface Series {
  readonly name: string;
  /** Microseconds. */
  readonly values: readonly number[];
}

const width = 720;
const height = 340;
const left = 70;
const right = 500;
const top = 20;
const bottom = 290;
const colors = ['#1a5fb4', '#a51d2d', '#26a269', '#813d9c'];

/** Draws costs against sizes as an SVG, both on logarithmic axes. @param sizes numbers of data sources, ascending */
export function plotCosts(sizes: readonly number[], series: readonly Series[]): string {
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const decades = Math.ceil(Math.log10(Math.max(...series.flatMap(({ values }) => values))));
  const x = (size: number): number =>
    left + ((right - left) * Math.log(size / least)) / Math.log(most / least);
  const y = (cost: number): number => bottom - ((bottom - top) * Math.log10(Math.max(cost, 1))) / decades;
  const text = (at: readonly [number, number], anchor: string, content: string, color = '#333'): string =>
    `<text x="${at[0].toFixed(0)}" y="${at[1].toFixed(0)}" text-anchor="${anchor}" fill="${color}">${content}</text>`;
  const grid = Array.from({ length: decades + 1 }, (_, decade) => {
    const at = y(10 ** decade);
    const name = decade < 3 ? `${10 ** decade} µs` : `${10 ** (decade - 3)} ms`;
    return [
      `<line x1="${left}" y1="${at.toFixed(1)}" x2="${right}" y2="${at.toFixed(1)}" stroke="#ddd"/>`,
      text([left - 8, at + 4], 'end', name),
    ];
  });
  const ticks = sizes.map((size) => text([x(size), bottom + 20], 'middle', size.toLocaleString('en-US')));
  // Names must not lie on each other where lines end near each other.
  let above = -Infinity;
  const lines = series
    .map((one, index) => ({ ...one, color: colors[index % colors.length] ?? '#000' }))
    .toSorted((a, b) => y(a.values.at(-1) ?? 1) - y(b.values.at(-1) ?? 1))
    .map(({ name, values, color }) => {
      const points = values.map((value, index) => [x(sizes[index] ?? least), y(value)] as const);
      const at = Math.max(above + 16, (points.at(-1)?.[1] ?? top) + 4);
      above = at;
      const path = points.map((point) => point.map((value) => value.toFixed(1)).join(',')).join(' ');
      return [
        `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
        ...points.map(
          ([cx, cy]) => `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3.5" fill="${color}"/>`,
        ),
        text([right + 12, at], 'start', name, color),
      ];
    });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>Processor time of answers against the size of the world</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...grid.flat(),
    ...ticks,
    text([(left + right) / 2, bottom + 42], 'middle', 'data sources in the world'),
    ...lines.flat(),
    '</svg>',
    '',
  ].join('\n');
}
