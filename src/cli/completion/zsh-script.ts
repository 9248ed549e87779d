import type { CompletedCommand, ValueCompletion } from './describe-commands.js';
import { quoted } from './shell-text.js';

/** A word with its description, as _describe takes it. */
const described = (word: string, description: string): string =>
  quoted(`${word.replaceAll(':', '\\:')}:${description}`);

const fill = (value: ValueCompletion): string =>
  value === undefined
    ? ':'
    : value === 'files'
      ? '_files'
      : `compadd -- ${value.words.map(quoted).join(' ')}`;

const optionCases = ({ path, options }: CompletedCommand): readonly string[] =>
  options
    .filter(({ takesValue }) => takesValue)
    .flatMap(({ flags, variadic, value }) =>
      flags.map(
        (flag) =>
          `    ${quoted(`${path}:${flag}`)}) ${variadic ? '' : '(( distance == 1 )) || return 1; '}${fill(value)} ;;`,
      ),
    );

const commandCase = ({ path, subcommands, options, values }: CompletedCommand): string => {
  const flags = options.flatMap((option) => option.flags.map((flag) => described(flag, option.description)));
  const words = subcommands.map(({ name, description }) => described(name, description));
  return `    ${quoted(path)})
      if [[ $cur == -* ]]; then
        list=(${flags.join(' ')})
        _describe -o option list
      ${words.length > 0 ? `else\n        list=(${words.join(' ')})\n        _describe command list` : `else\n        ${fill(values)}`}
      fi ;;`;
};

/** The script that completes scrim in zsh. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  return `#compdef scrim
# Completion of scrim for zsh. Load it in ~/.zshrc, after compinit: source <(scrim completion zsh)

# Completes the value of an option; fails where there is none.
_scrim_value() {
  local option=$1 distance=$2
  case "$command_path:$option" in
${commands.flatMap(optionCases).join('\n')}
    *) return 1 ;;
  esac
  return 0
}

_scrim() {
  local cur=\${words[CURRENT]} command_path='' option='' distance=0 word
  local -a list
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ $word == -* ]]; then
      option=$word distance=0
    fi
    case "\${command_path:+$command_path }$word" in
      ${paths.join(' | ')}) command_path="\${command_path:+$command_path }$word" ;;
    esac
    distance=$((distance + 1))
  done
  if [[ $cur == --*=* ]]; then
    compset -P '*='
    _scrim_value "\${cur%%=*}" 1
    return
  fi
  if [[ $cur != -* && -n $option ]] && _scrim_value "$option" "$distance"; then return; fi
  case "$command_path" in
${commands.map(commandCase).join('\n')}
  esac
}

# As a file of fpath it is the function itself; read by source it only defines it.
if [[ $funcstack[1] == _scrim ]]; then _scrim "$@"; else compdef _scrim scrim; fi
`;
}
