/**
 * What each shell has to be told. They all ask `jackin-mux complete -- WORDS...`, which answers a line for each candidate,
 * VALUE TAB WHAT IT IS, or `:files` or `:folders` where the shell itself knows better.
 */
export const SHELLS = {
  bash: `# bash completion of jackin-mux; in ~/.bashrc:  source <(jackin-mux completion bash)
_jackin_mux() {
  local line current=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o default; return ;;
      :folders) compopt -o dirnames; return ;;
    esac
    line=\${line%%$'\\t'*}
    # of --option=value bash replaces what follows the sign
    case $current in
      =) ;;
      --*=*) line=\${line#*=} ;;
    esac
    case $current in
      [\\"\\']*) COMPREPLY+=("$line") ;;
      *) COMPREPLY+=("$(printf %q "$line")") ;;
    esac
  done < <(command jackin-mux complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o nosort -F _jackin_mux jackin-mux 2>/dev/null || complete -F _jackin_mux jackin-mux
`,
  zsh: `#compdef jackin-mux
# zsh completion of jackin-mux; in ~/.zshrc, after compinit:  source <(jackin-mux completion zsh)
_jackin_mux() {
  local -a lines found
  local line tab=$'\\t'
  lines=("\${(@f)$(command jackin-mux complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  case $lines[1] in
    :files) _files; return ;;
    :folders) _files -/; return ;;
  esac
  for line in $lines; do
    [[ -n $line ]] || continue
    found+=("\${\${line%%$tab*}//:/\\\\:}:\${line#*$tab}")
  done
  _describe jackin-mux found
}
if [[ $funcstack[1] == _jackin-mux ]]; then _jackin_mux "$@"; else compdef _jackin_mux jackin-mux; fi
`,
  fish: `# fish completion of jackin-mux; in ~/.config/fish/config.fish:  jackin-mux completion fish | source
function __jackin_mux_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (command jackin-mux complete -- $words[2..-1] "$current" 2>/dev/null)
    switch "$lines[1]"
        case ':files'
            __fish_complete_path "$current"
        case ':folders'
            __fish_complete_directories "$current"
        case '*'
            test (count $lines) -gt 0; and printf '%s\\n' $lines
    end
end
complete -c jackin-mux -f -a '(__jackin_mux_complete)'
`,
} as const;

export type Shell = keyof typeof SHELLS;
