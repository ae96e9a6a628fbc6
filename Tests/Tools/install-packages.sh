#!/bin/sh
# Installs the Debian packages that are missing. Usage: install-packages.sh run|build|test|sanitize...
#   run       what a built `usher up` needs
#   build     what compiling needs
#   test      what the tests need beside that
#   sanitize  what `make sanitize` needs beside that
# Asks the package archive only when something is missing, installs no recommendations and starts no service.
set -eu

run="libuv1 libhiredis0.14 libpq5 libssl3 libyaml-0-2 redis-server postgresql-15 util-linux"
build="libuv1-dev libhiredis-dev libpq-dev libssl-dev libyaml-dev libc6-dev libstdc++-12-dev binutils git make"
test="nginx-light haproxy wrk nghttp2-client chromium pgbouncer curl jq procps python3 python3-venv"
sanitize="libclang-rt-14-dev lld"

wanted=""
for set in "$@"; do
  case $set in
    run) wanted="$wanted $run" ;;
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    sanitize) wanted="$wanted $sanitize" ;;
    *) echo "install-packages: $set: must be run, build, test or sanitize" >&2; exit 2 ;;
  esac
done

installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=""
for package in $wanted; do
  # Another flavour of nginx does as well.
  if [ "$package" = nginx-light ] && command -v nginx >/dev/null; then continue; fi
  installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "install-packages: this is no Debian system; install what answers to:$missing" >&2
  exit 1
fi
if [ "$(id -u)" != 0 ]; then
  echo "install-packages: missing:$missing; as root: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi

# Servers that come with the packages must not start: policy-rc.d says so while dpkg runs, unless there is one already.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' INT TERM
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi

echo "install-packages: installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get -qq -o Acquire::Retries=3 update >&2
# shellcheck disable=SC2086 # a list of names
apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 install --yes --no-install-recommends $missing >&2
