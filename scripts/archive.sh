# A private apt beside the system's: its state and its source list live under a directory of ours,
# its mirror and its keys are those this machine already trusts. Sourced after common.sh.
# shellcheck shell=bash

# archive_open DIRECTORY deb|deb-src SUITE... - makes `private`, the options for every apt call.
archive_open() {
    local place=$1 kind=$2 mirror keyring suite
    shift 2
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(CODENAME)' 'Created-By: Packages' |
        awk '$2 == "Debian" && $3 !~ /-/ { print $1; exit }')
    [ -n "$mirror" ] || fail "this machine's apt knows no Debian mirror" \
        "run 'apt-get update', or give a tree of your own with --micropython DIR"

    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -e "$keyring" ] || fail "no $keyring" "apt-get install debian-archive-keyring"

    mkdir -p "$place/lists/partial" "$place/cache/archives/partial"
    : >"$place/status"
    for suite in "$@"; do
        printf '%s [signed-by=%s] %s %s main\n' "$kind" "$keyring" "$mirror" "$suite"
    done >"$place/sources.list"
    # shellcheck disable=SC2034 # read by those who source this
    private=(-qq -o "Dir::State=$place" -o "Dir::State::status=$place/status"
        -o "Dir::Cache=$place/cache" -o "Dir::Etc::sourcelist=$place/sources.list"
        -o Dir::Etc::sourceparts=/dev/null -o APT::Sandbox::User=root
        -o Acquire::Retries=3)
    apt-get "${private[@]}" update || fail "the Debian mirror did not answer" \
        "check the network and run this again; nothing was changed"
}
