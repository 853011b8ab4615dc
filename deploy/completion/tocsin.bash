# bash completion for tocsin: subcommands and their options, asked from the program's table
# as it was when this file was written (tests/docs compares the two).
_tocsin() {
    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]:-}
    local common="--config --data --help"
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "run doctor manifest console drill check show list
            export audit rebuild backup restore redact --help --version" -- "$word")
        return
    fi
    local options
    case $command in
        run) options="$common" ;;
        doctor) options="$common --json --strict" ;;
        manifest) options="--help" ;;
        console) options="$common --clock --user --channel --session --history --json --plain" ;;
        drill) options="--config --patience --help" ;;
        check) options="$common --options --commands" ;;
        show) options="$common" ;;
        list) options="$common --closed --all --json" ;;
        export) options="$common --json --all" ;;
        audit) options="$common --all --head" ;;
        restore) options="$common --undo" ;;
        rebuild) options="$common --forget" ;;
        backup | redact) options="$common" ;;
        *) return ;;
    esac
    case $word in
        -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
        *)
            if [ "$command" = manifest ]; then
                mapfile -t COMPREPLY < <(compgen -W slack -- "$word")
            else
                mapfile -t COMPREPLY < <(compgen -f -- "$word")
            fi
            ;;
    esac
}
complete -F _tocsin tocsin
