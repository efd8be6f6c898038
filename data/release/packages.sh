# The Debian packages and the source as one archive. Read by ./dev, whose functions and variables it uses.

# The packages that data/debian/control names for building.
list_build_depends () {
  sed -n '/^Build-Depends:/,/^[A-Z][a-z-]*:/{s/^ \([a-z0-9.+-]*\).*/\1/p}' "$top/data/debian/control" | sed 's/^debhelper-compat$/debhelper/'
}

# A root of these and nothing else: what is not named is not found.
use_package_root () {
  local wanted
  wanted=$(list_build_depends)
  root=$cache/build-$(hash_of "$suite $wanted $add_packages $left_out $left_in")
  # shellcheck disable=SC2086
  has_root "$root" || make_root "$root" "" 2000000 "a root to build the packages in" build-essential $wanted
}

# The Debian packages, from the tracked files and new ones, in that folder.
build_deb () { # build_deb FOLDER
  local place=$1 tree=$1/maquette
  local -a bind_also=(--unshare-pid) # as in build_tree
  rm -rf "$place"
  mkdir -p "$tree"
  git -C "$top" ls-files -z --cached --others --exclude-standard | tar -C "$top" --null --files-from=- -cf - | tar -C "$tree" -xf -
  mv "$tree/data/debian" "$tree/debian"
  (cd "$tree" && inside dpkg-buildpackage --build=binary --no-sign) >"$place.log" 2>&1 || { tail -n 40 "$place.log" >&2; die "the packages could not be built; see above (all of it: $place.log)"; }
}

# Built again elsewhere, each package has the same bytes.
build_deb_again () {
  local folder=$top/_build/deb-again-elsewhere deb
  say "dev: building the packages again, in another folder"
  build_deb "$folder"
  for deb in "$top"/_build/deb/*.deb; do
    cmp "$deb" "$folder/${deb##*/}" || die "${deb##*/} has other bytes when it is built again"
  done
  rm -rf "$folder"
}

# The packages of Debian that these fields of our packages name.
list_depends () { # list_depends "FIELD…" DEB…
  local fields=$1 deb
  # shellcheck disable=SC2086
  for deb in "${@:2}"; do (inside dpkg-deb --field "$deb" $fields); done |
    sed 's/^[A-Z][a-z]*: //' | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/ //g; s/:any$//' | grep -v '^maquette' | sort -u
}

# A small Debian with what the packages depend on and recommend, and nothing else: a copy to install them in, without a
# network. $within is root there, $user an ordinary user.
copy_trial_root () { # copy_trial_root COPY
  local wanted root=$test_root
  copy=$1
  wanted=$(list_depends "Depends Recommends" "$top"/_build/deb/*.deb)
  root=$cache/trial-$(hash_of "$suite $wanted $add_packages $left_out $left_in")
  # shellcheck disable=SC2086
  has_root "$root" || make_root "$root" "" 1500000 "a root to try the packages in" $wanted
  as_owner rm -rf --one-file-system "$copy"
  copy_root "$copy" "$root"
  within=("${owner[@]}" bwrap --bind "$copy" / --dev-bind /dev /dev --bind /proc /proc --ro-bind /sys /sys --tmpfs /run --tmpfs /tmp --die-with-parent
    --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv LANG C.UTF-8 --chdir / --unshare-net)
  user=("${within[@]}" --unshare-user --uid 1000 --gid 1000 --cap-drop ALL)
}

# The CLI makes a chair and the window shows its help, as an ordinary user. The display is that of the tests.
try_deb () { # try_deb TEST-ROOT
  local test_root=$1 copy display=:97
  local -a within user
  copy_trial_root "$cache/deb-trial"
  cp "$top"/_build/deb/*.deb "$top/_build/deb/maquette/debian/tests/main-job" "$copy/opt"
  "${within[@]}" sh -c 'dpkg --install /opt/*.deb'
  "${user[@]}" -- sh -c 'command -v maquette-cli && sh /opt/main-job'
  (root=$test_root; inside Xvfb "$display" -screen 0 1280x800x24 2>/dev/null) &
  (root=$test_root; inside env DISPLAY="$display" timeout 60 sh -c 'until xdotool getmouselocation >/dev/null 2>&1; do sleep 0.1; done') || die "Xvfb does not start"
  echo 'person:x:1000:1000::/tmp/home:/bin/sh' >>"$copy/etc/passwd"
  "${user[@]}" --bind /tmp/.X11-unix /tmp/.X11-unix --dir /tmp/home --setenv HOME /tmp/home --setenv DISPLAY "$display" -- dbus-run-session maquette &
  (root=$test_root; inside env DISPLAY="$display" timeout 120 "$top/tests/install/see-help") || die "the window did not come, or F1 showed no help"
  kill %1 %2 && wait
  "${user[@]}" -- blender --background --python-exit-code 1 --python-expr "import addon_utils; assert addon_utils.enable('bl_ext.system.maquette_bridge')"
  "${within[@]}" sh -c 'dpkg --purge $(dpkg-query --show --showformat "\${Package} " "maquette*")'
  [ ! -e "$copy/usr/share/maquette" ] || die "purging the packages leaves files"
  as_owner rm -rf --one-file-system "$copy"
}

# The source as one archive: the files that are committed. `meson dist` packs the same ones; here the bytes are the same each time.
make_tarball () { # make_tarball FOLDER
  local version
  version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" "$top/meson.build")
  tarball=$1/maquette-$version.tar.xz
  mkdir -p "$1"
  git -C "$top" archive --format=tar --prefix="maquette-$version/" HEAD | xz --threads=1 -6 >"$tarball"
}

# A packager has the archive and what data/debian/control names, no ./dev and no network: it builds, and its tests pass.
try_tarball () { # try_tarball FOLDER [OPTION OF MESON SETUP…]
  local place=$1
  local -a bind_also=(--unshare-net --unshare-user --uid 1000 --gid 1000 --cap-drop ALL --tmpfs /tmp --bind "$top" "$top" --setenv HOME /tmp --unsetenv MQ_NODE_MODULES)
  rm -rf "$place" && mkdir -p "$place"
  tar -C "$place" --strip-components=1 -xf "$tarball"
  say "dev: building the archive, and running its tests"
  (cd "$place" && inside sh -c 'meson setup _build "$@" && ninja -C _build && meson test -C _build --print-errorlogs' sh "${@:2}") >"$place.log" 2>&1 ||
    { tail -n 60 "$place.log" >&2; die "the archive cannot be built and tested; see above (all of it: $place.log)"; }
  sed -n '/^Ok: /,/^Timeout: /p' "$place.log"
}

# The same root with a compiler and libraries for another processor, and an emulator of it.
arm64_file=$top/_build/arm64.ini
use_arm64_root () {
  local libraries
  use_package_root
  libraries=$(list_build_depends | sed -n 's/-dev$/&:arm64/p')
  # shellcheck disable=SC2086
  use_root_with arm64 900000 crossbuild-essential-arm64 qemu-user $libraries
  mkdir -p "$top/_build"
  (inside meson env2mfile --cross --debarch arm64 -o "$arm64_file") >/dev/null || die "meson could not describe the processor; see above"
}
