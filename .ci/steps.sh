# Sourced: runs steps under a time limit, notes what each cost, and prints the table at the end.
STEPS=()
step() { # step NAME SECONDS COMMAND…
    local name=$1 limit=$2 start=$SECONDS code=0
    shift 2
    echo "== $name"
    timeout --foreground --kill-after=10 "$limit" "$@" || code=$?
    STEPS+=("$(printf '%-34s %5d s  %s' "$name" $((SECONDS - start)) "$([ $code = 0 ] && echo ok || echo "failed ($code)")")")
    if [ $code != 0 ]; then
        [ $code = 124 ] && echo "$name did not end within $limit s"
        table
        exit 1
    fi
}
table() {
    echo "== cost of each step"
    printf '%s\n' "${STEPS[@]}"
}
