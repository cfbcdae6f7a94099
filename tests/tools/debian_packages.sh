#!/usr/bin/env bash
# Says which Debian packages the tests need and this machine lacks, and installs those when it may.
# Starts no service and enables none: the tests run their own instances on free ports.
set -euo pipefail

# package  a file or program that shows it is there  the service that it would enable
needed=(
    "alsa-utils          aplay"
    "chromium            /usr/bin/chromium"
    "curl                curl"
    "espeak-ng           espeak-ng"
    "ffmpeg              ffprobe"
    "fonts-noto-cjk      /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
    "fonts-wqy-zenhei    /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
    "jq                  jq"
    "libharfbuzz-subset0 /usr/lib/*/libharfbuzz-subset.so.0"
    "libpangoft2-1.0-0   /usr/lib/*/libpangoft2-1.0.so.0"
    "mbpoll              mbpoll"
    "mosquitto           /usr/sbin/mosquitto              mosquitto.service"
    "mosquitto-clients   mosquitto_pub"
    "nodejs              node"
    "npm                 npm"
    "poppler-utils       pdftotext"
    "postgresql          /usr/lib/postgresql/*/bin/initdb postgresql.service"
    "prometheus          prometheus                       prometheus.service"
    "socat               socat"
    "systemd             systemd-analyze"
    "xfonts-wqy          /usr/share/fonts/X11/misc/wenquanyi_12pt.pcf"
    "xxd                 xxd"
    "zbar-tools          zbarimg"
)
python=${PYTHON:-python3}

present() {
    case $1 in
        /*) compgen -G "$1" >/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing=()
services=()
for row in "${needed[@]}"; do
    read -r package evidence service <<<"$row"
    if ! present "$evidence"; then
        missing+=("$package")
        services+=(${service:+"$service"})
    fi
done
if ! "$python" -c "import ensurepip, venv" 2>/dev/null; then
    missing+=("python3-venv")
fi
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
echo "Debian packages that the tests need and this machine lacks: ${missing[*]}"

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    # Without a terminal nobody could type a password.
    if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
        echo "No rights to install them. An administrator can: apt-get install ${missing[*]}"
        echo "Tests that need them say so and are skipped."
        exit 0
    fi
    as_root=(sudo)
fi
if ! command -v apt-get >/dev/null; then
    echo "No apt-get here: install their equivalents. Tests that need them say so and are skipped."
    exit 0
fi

# While these two stand, dpkg starts no daemon and PostgreSQL creates no cluster of its own.
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.conf
made=()
tidy() {
    for file in "${made[@]}"; do
        if [ -e "$file.dpkg-dist" ]; then
            "${as_root[@]}" mv "$file.dpkg-dist" "$file"
        else
            "${as_root[@]}" rm -f "$file"
        fi
    done
}
trap tidy EXIT
if [ ! -e "$policy" ]; then
    made+=("$policy")
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
fi
if [ ! -e "$cluster" ]; then
    made+=("$cluster")
    "${as_root[@]}" mkdir -p "${cluster%/*}"
    echo "create_main_cluster = false" | "${as_root[@]}" tee "$cluster" >/dev/null
fi

"${as_root[@]}" apt-get update -q || echo "apt-get update failed; trying with the lists that are here."
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}"
if [ ${#services[@]} -gt 0 ] && command -v systemctl >/dev/null; then
    "${as_root[@]}" systemctl disable --quiet "${services[@]}" || echo "Left enabled: ${services[*]}"
fi
