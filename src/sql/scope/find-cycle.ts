/**
 * A cycle among named definitions, such as data sources that read each other.
 * @param graph for each name those that its definition refers to; names that are no keys refer to nothing
 * @returns the names along the cycle, the first again at the end, or undefined when there is none. Which cycle it is depends
 *   on the order of the graph only: the first that is met from its first name.
 */
export function findCycle(graph: ReadonlyMap<string, Iterable<string>>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of graph.keys()) {
    const cycle = search(start, graph, done);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Depth first, without recursion: a chain of definitions may be long. */
function search(
  start: string,
  graph: ReadonlyMap<string, Iterable<string>>,
  done: Set<string>,
): readonly string[] | undefined {
  if (done.has(start)) return undefined;
  const path: { readonly name: string; readonly references: Iterator<string> }[] = [];
  const onPath = new Set<string>();
  const enter = (name: string): void => {
    path.push({ name, references: (graph.get(name) ?? [])[Symbol.iterator]() });
    onPath.add(name);
  };
  enter(start);
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    const next = last.references.next();
    if (next.done === true) {
      path.pop();
      onPath.delete(last.name);
      done.add(last.name);
    } else if (onPath.has(next.value)) {
      const names = path.map(({ name }) => name);
      return [...names.slice(names.indexOf(next.value)), next.value];
    } else if (!done.has(next.value)) {
      enter(next.value);
    }
  }
  return undefined;
}
