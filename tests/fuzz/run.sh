#!/bin/sh
# run.sh BUILD [TARGET] [SECONDS]: libFuzzer on one target or all, SECONDS each. New inputs stay in the
# build folder; one that breaks something is put into the kept corpus, where the tests run it from then on.
# The target `readers` is in Python: the bridge's own readers of models, in a Blender.
set -eu
build=$1
shift
here=$(cd "$(dirname "$0")" && pwd -P)
case ${1:-} in
  "" | [0-9]*) targets=$(ls "$here/corpus") ;;
  *) targets=$1; shift ;;
esac
seconds=${1:-60}
# libdex swaps stacks under the sanitizer, which its fake stacks do not survive.
export ASAN_OPTIONS="detect_leaks=1:detect_stack_use_after_return=0:allocator_may_return_null=1"
export LSAN_OPTIONS="suppressions=$here/../lsan.supp:print_suppressions=0"
export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1"
export G_DEBUG=fatal-criticals
status=0
for target in $targets; do
  [ -d "$here/corpus/$target" ] || { echo "fuzz: no target $target; there are: $(ls "$here/corpus" | tr '\n' ' ')" >&2; exit 2; }
  if [ "$target" = readers ]; then
    echo "fuzz: $target, $seconds s"
    "${MQ_BLENDER:-blender}" --background --factory-startup --python-exit-code 1 --python "$here/readers_in_blender.py" \
      -- --seconds "$seconds" --seed "$(date +%s)" || status=1
    continue
  fi
  found=$build/tests/fuzz/found/$target
  mkdir -p "$found"
  echo "fuzz: $target, $seconds s"
  "$build/tests/fuzz/fuzz-$target" "$found" "$here/corpus/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
    -max_len=65536 -artifact_prefix="$here/corpus/$target/" -print_final_stats=0 -verbosity=0 || status=1
done
exit $status
