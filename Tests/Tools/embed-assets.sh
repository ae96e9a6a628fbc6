#!/bin/sh
# Rewrites the list of embedded files in Sources/C/CAssets/assets.c from what lies under lua/, sql/ and pages/.
# Run it after adding, renaming or removing such a file (also to settle a merge conflict in the list);
# changed contents need nothing, the build sees them. With --check it writes nothing and exits 1 if the list is stale.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/../.."
target=Sources/C/CAssets/assets.c
made=$(mktemp)
trap 'rm -f "$made"' EXIT

files=$(find lua sql pages -type f ! -name '.*' 2>/dev/null | sort)
for file in $files; do
  case $file in
    *[!a-z0-9/._-]*) echo "embed-assets: $file: use only a-z 0-9 . _ - in names" >&2; exit 2 ;;
  esac
done
symbol() { printf '%s' "$1" | tr -c 'a-z0-9' '_'; }

{
  echo '// Made by Tests/Tools/embed-assets.sh; run it again instead of editing. AssetsTests fails while it is stale.'
  echo '#include "assets.h"'
  for file in $files; do
    echo
    echo "static const unsigned char $(symbol "$file")[] = {"
    echo "#embed \"../../../$file\" suffix(, )"
    echo '    0};'
  done
  echo
  echo '// Each array ends with a NUL that its count leaves out.'
  echo '#define ASSET(name, bytes) {name, bytes, sizeof(bytes) - 1}'
  echo 'static const struct usher_asset assets[] = {'
  for file in $files; do
    echo "    ASSET(\"$file\", $(symbol "$file")),"
  done
  echo '};'
  echo
  echo 'const struct usher_asset *usher_assets(void) { return assets; }'
  echo 'size_t usher_assets_count(void) { return sizeof(assets) / sizeof(assets[0]); }'
} > "$made"

if cmp -s "$made" "$target"; then exit 0; fi
if [ "${1:-}" = --check ]; then
  echo "embed-assets: $target does not list the files as they are: run Tests/Tools/embed-assets.sh" >&2
  exit 1
fi
cat "$made" > "$target"
echo "embed-assets: wrote $target"
