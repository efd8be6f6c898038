# A release: all that a maintainer uploads, signed, and the trial of it. Read by ./dev after packages.sh.

# Where a trial serves its folder, in a network of its own.
trial_address=http://127.0.0.1:8000

# Prints all that stands against a release of what is committed.
not_ready () {
  local version date tag
  [ -z "$(git -C "$top" status --porcelain)" ] || echo "there are changes that are not committed"
  (inside "$top/data/release/notes.py" check) || true
  (inside "$top/data/release/addresses.py" missing) || true
  (inside "$top/data/release/addresses.py" check) || true
  version=$(sed -n '1s/^Maquette \([0-9.]*\) ([0-9-]*)$/\1/p' "$top/NEWS")
  date=$(sed -n '1s/.*(\([0-9-]*\))$/\1/p' "$top/NEWS")
  [ -n "$version" ] || echo "NEWS gives no date: $(head -n 1 "$top/NEWS")"
  # Two builds would differ in the times of files.
  [[ ! $date > $(date -u +%F) ]] || echo "the date in NEWS is in the future"
  tag=$(git -C "$top" tag --list "v$version")
  [ -z "$tag" ] || echo "$tag is there already"
}

# The maintainer's keyring and agent are in the home folder, which the root sees; gpg is that of the root.
find_key () { # find_key ID
  GPG_TTY=$(tty 2>/dev/null) && export GPG_TTY || true
  ! command -v gpgconf >/dev/null || gpgconf --launch gpg-agent >/dev/null 2>&1 || true
  key=$( (inside gpg --batch --with-colons --list-secret-keys "$1" 2>/dev/null) | sed -n '/^fpr:/{s/^fpr:*\([0-9A-F]*\):$/\1/p;q}' || true)
  [ -n "$key" ] || die "gpg has no secret key $1" "gpg --list-secret-keys shows yours."
}

# A key that is gone after the trial. Its folder has a short path, because the agent's socket is in it.
make_trial_key () {
  GNUPGHOME=$(mktemp -d /tmp/maquette-key-XXXXXX)
  export GNUPGHOME
  trap '(inside gpgconf --kill all); rm -rf "$GNUPGHOME"' EXIT
  (inside gpg --batch --quiet --passphrase "" --quick-generate-key "A trial of Maquette <trial@maquette.invalid>" default default 1d) || die "gpg could not make a key; see above"
  find_key trial@maquette.invalid
}

# The Debian packages as a repository of apt. Its key is in the file that people put into their /etc/apt/sources.list.d.
make_apt () { # make_apt FOLDER ADDRESS
  local place=$1/apt state=$top/_build/reprepro
  rm -rf "$state" && mkdir -p "$state" "$place"
  printf '%s\n' "Origin: Maquette" "Label: Maquette" "Codename: $suite" "Components: main" \
    "Architectures: $( (inside dpkg --print-architecture) )" "SignWith: $key" >"$state/distributions"
  (inside reprepro --silent --confdir "$state" --dbdir "$state/db" --outdir "$place" includedeb "$suite" "$top"/_build/deb/*.deb) ||
    die "the repository of apt could not be made; see above"
  {
    printf '%s\n' "Types: deb" "URIs: $2/apt" "Suites: $suite" "Components: main" "Signed-By:"
    (inside gpg --batch --armor --export "$key") | sed 's/^$/./; s/^/ /'
  } >"$place/maquette.sources"
}

# What is built in that repository of rig.py as a signed repository of Flatpak, the file that names it, and all in one file.
make_flatpak () { # make_flatpak FOLDER ADDRESS REPOSITORY [LINE OF THE FLATPAKREF…]
  local place=$1/flatpak id=org.maquette.Maquette kind ref
  (inside ostree init --mode=archive --repo="$place")
  for kind in app/$id runtime/$id.Locale; do
    ref=$kind/$(uname -m)
    (inside flatpak build-commit-from --no-update-summary --src-repo="$3" --src-ref="$ref/master" --gpg-sign="$key" "$place" "$ref/stable") ||
      die "the Flatpak could not be signed; see above"
  done
  (inside flatpak build-update-repo --title=Maquette --default-branch=stable --generate-static-deltas --gpg-sign="$key" "$place") >/dev/null
  printf '%s\n' "[Flatpak Ref]" "Name=$id" "Branch=stable" "Title=Maquette" "Url=$2/flatpak" "SuggestRemoteName=maquette" "IsRuntime=false" \
    "${@:4}" "GPGKey=$( (inside gpg --batch --export "$key") | base64 --wrap=0)" >"$1/maquette.flatpakref"
  (inside gpg --batch --export "$key") >"$top/_build/release.gpg"
  (inside flatpak build-bundle --repo-url="$2/flatpak" --gpg-keys="$top/_build/release.gpg" "$place" "$1/maquette.flatpak" "$id" stable)
  # Only whoever changes the repository needs these.
  rm -rf "$place/.lock" "$place/tmp"
}

# The container of Containerfile.batch, without a registry: its base is made of Debian's packages, as every root is.
make_container () { # make_container FOLDER
  local file wanted left_in="$left_in /usr/share/doc/*/copyright" image copy=$cache/container word each image_at=/media/oci:latest
  local -a settings=() within
  file=$(sed -e '/^#/d' -e ':a' -e '/\\$/{N;s/\\\n//;ba' -e '}' "$top/data/container/Containerfile.batch")
  wanted=$(sed -n 's/^RUN .*--no-install-recommends \(.*\) \/packages.*/\1/p' <<<"$file")
  for word in $(sed -n 's/^ENV //p' <<<"$file"); do settings+=(--config.env "$word"); done
  for word in entrypoint cmd; do
    while read -r each; do settings+=("--config.$word" "$each"); done < <( (inside jq -r '.[]') <<<"$(sed -n "s/^${word^^} //p" <<<"$file")")
  done
  settings+=(--config.user "$(sed -n 's/^USER //p' <<<"$file")" --config.workingdir "$(sed -n 's/^WORKDIR //p' <<<"$file")"
    --config.stopsignal "$(sed -n 's/^STOPSIGNAL //p' <<<"$file")" --author Maquette)
  wanted+=" $(list_depends Depends "$top"/_build/deb/maquette-cli_*.deb)"
  image=$cache/container-$(hash_of "$suite $wanted $add_packages $left_out $left_in")
  # shellcheck disable=SC2086
  has_root "$image" || make_root "$image" "" 1500000 "a root for the container" $wanted
  as_owner rm -rf --one-file-system "$copy"
  copy_root "$copy" "$image"
  cp "$top"/_build/deb/maquette-cli_*.deb "$copy/opt"
  # What only this machine needs stays here.
  "${owner[@]}" bwrap --bind "$copy" / --dev /dev --proc /proc --tmpfs /run --tmpfs /tmp --unshare-net --die-with-parent --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin \
    --setenv SUITE "$suite" --setenv MIRROR "$default_mirror" -- sh -ec 'dpkg --install /opt/*.deb
      rm -rf /opt/*.deb /usr/sbin/policy-rc.d /etc/apt/apt.conf.d/99mmdebstrap /etc/apt/sources.list.d/* /etc/resolv.conf /etc/hostname /var/log/* /var/cache/*
      printf "deb %s $SUITE main\ndeb %s $SUITE-updates main\ndeb %s-security $SUITE-security main\n" "$MIRROR" "$MIRROR" "$MIRROR" >/etc/apt/sources.list
      mkdir -p /work /var/cache/apt/archives/partial /var/log/apt' >/dev/null
  within=("${owner[@]}" bwrap --bind "$root" / --dev /dev --proc /proc --tmpfs /run --tmpfs /tmp --bind "$copy" /mnt --bind "$1" /media --unshare-net --die-with-parent
    --setenv PATH /usr/bin:/bin --)
  rm -rf "$1/oci"
  "${within[@]}" sh -ec 'umoci init --layout /media/oci
    umoci new --image "$0"
    umoci insert --image "$0" /mnt /
    umoci config --image "$0" "$@"
    umoci gc --layout /media/oci' "$image_at" "${settings[@]}" >/dev/null || die "the container could not be made; see above"
  tar -C "$1/oci" --sort=name --owner=0 --group=0 --numeric-owner -cf "$1/maquette-cli.oci.tar" .
  as_owner rm -rf --one-file-system "$copy" "$1/oci"
}

# The container as a runtime starts it: its files, its user, its variables and its command, here one that makes a chair.
try_container () { # try_container FOLDER
  local place=$cache/container-trial
  as_owner rm -rf --one-file-system "$place"
  mkdir -p "$place/oci"
  tar -C "$place/oci" -xf "$1/maquette-cli.oci.tar"
  "${owner[@]}" bwrap --bind "$root" / --dev /dev --proc /proc --tmpfs /run --tmpfs /tmp --bind "$place" /media --unshare-net --die-with-parent --setenv PATH /usr/bin:/bin -- \
    umoci unpack --image /media/oci:latest /media/bundle
  (inside jq -r '.process | (.args[0], .cwd, "\(.user.uid):\(.user.gid)", (.env | join (" ")))' "$place/bundle/config.json")
  say "dev: making a chair in the container"
  "${owner[@]}" bwrap --bind "$place/bundle/rootfs" / --dev-bind /dev /dev --bind /proc /proc --tmpfs /run --tmpfs /tmp --tmpfs /work --unshare-net --die-with-parent \
    --unshare-user --uid 65534 --gid 65534 --cap-drop ALL --clearenv --setenv HOME /tmp --setenv LANG C.UTF-8 --setenv PATH /usr/bin:/bin --chdir /work -- \
    sh -ec '"$0" "$@"; test -s chair/scene.blend' \
    "$( (inside jq -r '.process.args[0]' "$place/bundle/config.json") )" --text "a wooden chair" --no-input --output chair
  as_owner rm -rf --one-file-system "$place"
}

# As a user of Debian does it: the repository is served on loopback, and apt installs from it. Of a changed one it does not.
try_apt () { # try_apt TEST-ROOT FOLDER
  local test_root=$1 copy
  local -a within user
  copy_trial_root "$cache/apt-trial"
  cp -r "$2/apt" "$top/_build/deb/maquette/debian/tests/main-job" "$copy/opt"
  mkdir -p "$copy/opt/pages/tests/cli"
  cp -r "$top/README.md" "$top/docs" "$copy/opt/pages"
  cp "$top/tests/cli/page_commands.py" "$copy/opt/pages/tests/cli"
  rm -rf "$copy"/etc/apt/sources.list "$copy"/etc/apt/sources.list.d/*
  mv "$copy/opt/apt/maquette.sources" "$copy/etc/apt/sources.list.d"
  mkdir "$copy/opt/web" && mv "$copy/opt/apt" "$copy/opt/web"
  say "dev: installing with apt, without any other source"
  "${within[@]}" sh -ec 'python3 -m http.server --bind 127.0.0.1 --directory /opt/web 8000 >/dev/null 2>&1 &
    until python3 -c "import socket; socket.create_connection ((\"127.0.0.1\", 8000))" 2>/dev/null; do :; done
    apt="apt-get -q -y -o APT::Sandbox::User=root"
    $apt --error-on=any update
    $apt install maquette
    dpkg-query --show "maquette*"
    cd /opt/web/apt/dists/*/ && sed -i "s/^Label: Maquette/Label: Somebody/" InRelease Release
    if $apt --error-on=any update; then echo "apt takes a repository that somebody has changed" >&2; exit 1; fi'
  "${user[@]}" -- sh -c 'command -v maquette && sh /opt/main-job'
  say "dev: running the commands of the pages"
  "${user[@]}" -- python3 /opt/pages/tests/cli/page_commands.py maquette-cli
  as_owner rm -rf --one-file-system "$copy"
}

# All files of a release, signed. It publishes nothing, and makes no tag. A trial leaves out the tests and what makes a tree
# ready, signs with a key of its own, and installs from both repositories.
make_release () { # make_release --key ID | --trial
  local place=$top/_build/release trial="" key address test_root release_root flathub=https://dl.flathub.org/repo/flathub.flatpakrepo
  local -a problems
  case "$#:${1:-}" in
    1:--trial) trial=yes place=$top/_build/release-trial ;;
    2:--key) ;;
    *) die "a release is signed with a key of yours" "./dev release --key ID, where gpg --list-secret-keys shows the ID; or ./dev release --trial" ;;
  esac
  setup_tests
  test_root=$root
  use_root_with release 100000 reprepro gnupg flatpak ostree umoci
  release_root=$root
  if [ -n "$trial" ]; then
    address=$trial_address
    make_trial_key
  else
    mapfile -t problems < <(not_ready)
    [ ${#problems[@]} = 0 ] || die "this cannot be released:" "${problems[@]}" "data/addresses explains each name. Then run ./dev release again."
    address=$( (inside "$top/data/release/addresses.py" get packages) )
    find_key "$2"
    "$0" test || die "the tests do not pass"
  fi
  rm -rf "$place"
  make_tarball "$place"
  if [ -n "$trial" ]; then "$0" deb; else
    "$0" deb --trial
    (setup && use_package_root && try_tarball "$top/_build/tarball") || exit 1
    "$0" screenshots metainfo --light --target "$place/screenshots" || die "the pictures for software centres could not be taken"
  fi
  cp "$top"/_build/deb/*.deb "$top"/_build/deb/*.buildinfo "$top"/_build/deb/*.changes "$place"
  root=$test_root
  build_programs
  (inside env SOURCE_DATE_EPOCH="$(git -C "$top" log -1 --format=%ct)" "$top/data/release/make-sbom.py" "$build-run" "$tarball") >"${tarball%.tar.xz}.spdx.json"
  (inside "$top/data/release/notes.py" tag) >"$place/tag"

  root=$release_root
  say "dev: making the repositories"
  make_apt "$place" "$address"
  make_container "$place"
  root=$test_root
  if [ -n "$trial" ]; then flatpak_rig build; else flatpak_rig publish "$flathub"; fi
  root=$release_root bind_also=()
  if [ -n "$trial" ]; then make_flatpak "$place" "$address" "$rig/repo"; else make_flatpak "$place" "$address" "$rig/release" "RuntimeRepo=$flathub"; fi
  (cd "$place" && sha256sum -- maquette* >SHA256SUMS)
  (inside gpg --batch --yes --armor --detach-sign --local-user "$key" "$place/SHA256SUMS") || die "SHA256SUMS could not be signed; see above"
  ls "$place"
  if [ -n "$trial" ]; then
    try_apt "$test_root" "$place"
    try_container "$place"
    root=$test_root
    flatpak_rig install
    say "dev: the release in $place can be installed; its key is gone, so it is no release"
    return
  fi
  say "dev: the release is in $place; nothing is published. What is left to do:"
  say "     git tag --sign --file $place/tag v$(sed -n '1s/^Maquette //p' "$place/tag"), and push it"
  say "     upload the folder to $address, and screenshots where data/addresses says"
}
