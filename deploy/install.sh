#!/bin/sh
# Builds the console from this checkout and installs it, without what only builds and tests need, into a new folder:
#
#   deploy/install.sh /opt/reseller-console/0.1.0
#
# Needs Node.js 20.20 or newer, npm and the right to make that folder; no other privileges, no git. The Dockerfile runs
# the same script. Settings and secrets of the checkout (.env…, .data) never get into the folder.
set -eu

if [ "$#" -ne 1 ]; then
  echo "Usage: deploy/install.sh FOLDER" >&2
  exit 2
fi
case "$1" in
  /*) target=$1 ;;
  *) target=$PWD/$1 ;;
esac
if [ -e "$target" ]; then
  echo "$target exists. Install each release into a new folder, so that the former one can be started again." >&2
  exit 1
fi
cd "$(dirname "$0")/.."
mkdir -p "$(dirname "$target")"

# On the same disk as the target: the finished folder appears there at once or not at all.
work=$(mktemp -d "$target.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

export NEXT_TELEMETRY_DISABLED=1
mkdir "$work/build" "$work/release"
cp -R app components lib public server instrumentation.ts proxy.ts next.config.js tsconfig.json .npmrc \
  package.json package-lock.json "$work/build"
cd "$work/build"
# npm omits what the build needs where NODE_ENV is production.
npm ci --include=dev --no-audit --no-fund
# The release was checked by its tests: their sources are not here to be checked again.
NEXT_TYPES_CHECKED=1 npm run build

cp -R lib public server next.config.js tsconfig.json .npmrc package.json package-lock.json "$work/release"
cp -R .next "$work/release/.next"
cd "$work/release"
npm ci --omit=dev --no-audit --no-fund
# A running console does not need the compiler, browsers, Next's image library, the build's cache and maps, tests, the sandbox.
rm -rf node_modules/@next/swc-* node_modules/playwright* node_modules/@playwright node_modules/@img \
  .next/cache .next/types server/sandbox server/testing
find .next node_modules -name '*.map' -delete
find lib server \( -name '*.test.ts' -o -name testing \) -prune -exec rm -rf {} +
# Readable for the user who runs the console, writable for nobody else.
chmod -R u=rwX,go=rX .
mv "$work/release" "$target"
echo "Installed in $target"
