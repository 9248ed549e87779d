import type { CompletedCommand, CompletedOption, ValueCompletion } from './describe-commands.js';
import { quoted } from './shell-text.js';

const fill = (value: ValueCompletion): string =>
  value === undefined
    ? ':'
    : value === 'files'
      ? '_scrim_files'
      : `_scrim_words ${quoted(value.words.join(' '))}`;

const optionCases = ({ path, options }: CompletedCommand): readonly string[] =>
  options
    .filter(({ takesValue }) => takesValue)
    .flatMap(({ flags, variadic, value }: CompletedOption) =>
      flags.map(
        (flag) =>
          `    ${quoted(`${path}:${flag}`)}) ${variadic ? '' : '[ "$distance" = 1 ] || return 1; '}${fill(value)} ;;`,
      ),
    );

const commandCase = ({ path, subcommands, options, values }: CompletedCommand): string => {
  const flags = options.flatMap((option) => option.flags).join(' ');
  const words =
    subcommands.length > 0
      ? `_scrim_words ${quoted(subcommands.map(({ name }) => name).join(' '))}`
      : fill(values);
  return `    ${quoted(path)}) case "$cur" in -*) _scrim_words ${quoted(flags)} ;; *) ${words} ;; esac ;;`;
};

/** The script that completes scrim in bash 3.2 and later. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  return `# Completion of scrim for bash. Load it in ~/.bashrc: source <(scrim completion bash)

_scrim_words() {
  local IFS=$' \\t\\n'
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_scrim_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -- "$cur"))
}

# Completes the value of an option; fails where there is none.
_scrim_value() {
  local option=$1 distance=$2
  case "$path:$option" in
${commands.flatMap(optionCases).join('\n')}
    *) return 1 ;;
  esac
}

_scrim() {
  local cur=\${COMP_WORDS[COMP_CWORD]} path='' option='' distance=0 word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$word" in
      -*) option=$word distance=0 ;;
      =) continue ;;
    esac
    case "\${path:+$path }$word" in
      ${paths.join(' | ')}) path="\${path:+$path }$word" ;;
    esac
    distance=$((distance + 1))
  done
  if [ "$cur" = '=' ]; then cur=''; fi
  case "$cur" in -*) ;; *) if [ -n "$option" ] && _scrim_value "$option" "$distance"; then return; fi ;; esac
  case "$path" in
${commands.map(commandCase).join('\n')}
  esac
}

complete -F _scrim scrim
`;
}
