/** Splits a command as a shell does: words, and texts in quotes. */
export const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );

/**
 * Does what the blocks of a document show, from the first on.
 * @param doing writes the file of a YAML block, and runs a command as a terminal shows it
 * @returns the document with what the commands print now
 */
export async function runDocument(
  text: string,
  doing: {
    readonly write: (block: string) => Promise<void>;
    readonly run: (command: string) => Promise<string>;
  },
): Promise<string> {
  let made = '';
  let at = 0;
  for (const found of text.matchAll(/^```(console|yaml)\n([\s\S]*?)^```$/gm)) {
    const [whole, kind, block = ''] = found;
    made += text.slice(at, found.index);
    at = found.index + whole.length;
    if (kind === 'yaml') {
      await doing.write(block);
      made += whole;
      continue;
    }
    let printed = '';
    for (const command of block.split('\n').filter((line) => line.startsWith('$ ')))
      printed += `${command}\n${await doing.run(command.slice(2))}`;
    made += `\`\`\`console\n${printed}\`\`\``;
  }
  return made + text.slice(at);
}
