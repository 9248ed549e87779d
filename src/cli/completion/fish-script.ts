import type { CompletedCommand, ValueCompletion } from './describe-commands.js';
import { quotedForFish } from './shell-text.js';

const fill = (value: ValueCompletion): string =>
  value === undefined ? '-f' : value === 'files' ? '-F' : `-f -a ${quotedForFish(value.words.join(' '))}`;

function linesOf({ path, subcommands, options, values }: CompletedCommand): readonly string[] {
  const start = `complete -c scrim -n ${quotedForFish(`__scrim_at ${quotedForFish(path)}`)}`;
  const flags = options.map(({ flags, description, takesValue, value }) => {
    const names = flags.map((flag) =>
      flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
    );
    return `${start} ${names.join(' ')}${takesValue ? ` -r ${fill(value)}` : ''} -d ${quotedForFish(description)}`;
  });
  const words = subcommands.map(
    ({ name, description }) => `${start} -f -a ${quotedForFish(name)} -d ${quotedForFish(description)}`,
  );
  // Fish takes a second value of an option for an argument.
  const isMany = options.some(({ variadic, value }) => variadic && value === 'files');
  const filled = values ?? (isMany ? 'files' : undefined);
  const others = subcommands.length > 0 || filled === undefined ? [] : [`${start} ${fill(filled)}`];
  return [...words, ...others, ...flags];
}

/** The script that completes scrim in fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => quotedForFish(path));
  return `# Completion of scrim for fish. Load it: scrim completion fish > ~/.config/fish/completions/scrim.fish

# Whether the words up to the cursor name this command.
function __scrim_at
    set -l path ''
    for word in (commandline -opc)[2..-1]
        set -l longer (string trim -- "$path $word")
        switch $longer
            case ${paths.join(' ')}
                set path $longer
        end
    end
    test "$path" = "$argv[1]"
end

complete -c scrim -f
${commands.flatMap(linesOf).join('\n')}
`;
}
