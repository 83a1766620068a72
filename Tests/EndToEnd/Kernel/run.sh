#!/bin/bash
# Proves bilanx on a real Linux kernel: usbcore, usbfs, udevd and the shipped rule, ordinary users; virtual devices that
# are plugged in by USB/IP, and QEMU's own FTDI bridge behind its own controller, with the kernel's drivers bound to them
# (ftdi_sio, cdc_acm, usbhid). The kernel runs in QEMU without hardware help (TCG), so nothing but apt is needed.
#
# usage: Tests/EndToEnd/Kernel/run.sh
#   BILANX_BIN    the program to prove; else .build/release/bilanx, which is built first
#   BILANX_CACHE  where the kernel and udev are kept; else .cache/kernel under the repository
#   KEEP=1        leaves the guest's files in the cache's `last` folder also where all is well
# Missing tools are installed by apt (with sudo where one is not root). Exit: 0 and E2E KERNEL PASS, or 1 and the reason.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
cache=${BILANX_CACHE:-$root/.cache/kernel}
began=$(date +%s)

fail() {
    echo "E2E KERNEL FAIL: $*"
    exit 1
}

sudo=
[ "$(id -u)" = 0 ] || sudo="sudo -n"
missing=
command -v qemu-system-x86_64 > /dev/null || missing="$missing qemu-system-x86"
command -v busybox > /dev/null || missing="$missing busybox-static"
command -v python3 > /dev/null || missing="$missing python3"
command -v strip > /dev/null || missing="$missing binutils"
if [ -n "$missing" ]; then
    command -v apt-get > /dev/null || fail "apt-get is missing; this proof takes its kernel from Debian"
    echo "installing$missing"
    { $sudo apt-get update -q && $sudo apt-get install -qy --no-install-recommends $missing; } > /dev/null 2>&1 ||
        fail "could not install$missing; do it by hand and try again"
fi

# fetch PACKAGE PATTERN...: prints the folder with those of the package's files, or why there is none. Folders are named
# by version, so that a new kernel is taken up, and know which files were asked for.
fetch() {
    local package=$1 version
    shift
    local complete=.complete-$(echo "$*" | cksum | cut -d ' ' -f 1)
    version=$(apt-cache show --no-all-versions "$package" 2> /dev/null | sed -n 's/^Version: //p' | head -n 1)
    if [ -z "$version" ]; then
        echo "apt knows no package $package; run apt-get update (Debian's linux-image-amd64 is needed)"
        return 1
    fi
    local folder="$cache/$package-$version"
    if [ ! -e "$folder/$complete" ]; then
        rm -rf "$folder"
        mkdir -p "$folder"
        if ! (cd "$folder" && apt-get download -q "$package" > apt.log 2>&1); then
            echo "apt-get download $package: $(tail -n 2 "$folder/apt.log")"
            return 1
        fi
        if ! dpkg-deb --fsys-tarfile "$folder"/*.deb | tar -x -C "$folder" --wildcards "$@" 2> "$folder/tar.log"; then
            echo "$package does not hold what is needed of it: $(tail -n 2 "$folder/tar.log")"
            return 1
        fi
        rm "$folder"/*.deb
        touch "$folder/$complete"
    fi
    echo "$folder"
}

mkdir -p "$cache"
# A fresh machine has no package lists.
apt-cache show linux-image-amd64 > /dev/null 2>&1 || $sudo apt-get update -q > /dev/null 2>&1 ||
    fail "apt-get update failed, and without it no kernel can be fetched"
kernel_package=$(apt-cache depends linux-image-amd64 2> /dev/null | sed -n 's/.*Depends: //p' | head -n 1 || true)
kernel=$(fetch "${kernel_package:-linux-image-amd64}" '*/boot/vmlinuz*' '*/drivers/usb/*' '*/drivers/hid/*' '*/drivers/virtio/*' '*/virtio_blk.ko*') ||
    fail "$kernel"
udev=$(fetch udev '*/bin/udevadm' '*/udev/rules.d/*') || fail "$udev"
systemd=$(fetch systemd '*/udev/rules.d/*') || fail "$systemd"
usbip=$(fetch usbip '*/sbin/usbip') || fail "$usbip"
vmlinuz=$(echo "$kernel"/boot/vmlinuz-*)

# The ELF kernel boots in half the time; where there is none the packed one does.
image="$kernel/vmlinux"
if [ ! -e "$image" ]; then
    python3 "$here/kernel_image.py" "$vmlinuz" "$image.new" && mv "$image.new" "$image" || image=$vmlinuz
fi

bilanx=${BILANX_BIN:-$root/.build/release/bilanx}
# Also where there is one already: it may be older than its sources.
[ -n "${BILANX_BIN:-}" ] || (cd "$root" && swift build -c release --product bilanx) || fail "bilanx could not be built"
[ -x "$bilanx" ] || fail "$bilanx is no program"

work=$(mktemp -d)
qemu=
hand=
cleanup() {
    [ -z "$qemu" ] || kill "$qemu" 2> /dev/null || true
    [ -z "$hand" ] || kill "$hand" 2> /dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

strip -o "$work/bilanx" "$bilanx" 2> /dev/null || cp "$bilanx" "$work/bilanx"
# The variant for machines without a seat, exactly as the rule's comment describes it.
sed '/^#/!s/TAG+="uaccess"/MODE="0660", GROUP="plugdev"/' "$root/udev/70-bilanx.rules" > "$work/plugdev.rules"
printf 'root:x:0:0::/root:/bin/sh\noperator:x:1000:1000::/home/operator:/bin/sh\n' > "$work/passwd"
printf 'stranger:x:1001:1001::/home/stranger:/bin/sh\nmember:x:1002:1002::/home/member:/bin/sh\n' >> "$work/passwd"
printf 'dialer:x:1003:1003::/home/dialer:/bin/sh\n' >> "$work/passwd"
printf 'root:x:0:\nplugdev:x:46:member\ndialout:x:20:dialer\n' > "$work/group"
printf 'operator:x:1000:\nstranger:x:1001:\nmember:x:1002:\ndialer:x:1003:\n' >> "$work/group"
# The line for a bridge that the rule's last comment tells the user to copy: as it is for the FTDI one, with its own ids for
# the modem, which has the same serial number here.
sed -n 's/^#   \(SUBSYSTEM.*ATTR{serial}.*\)/\1/p' "$root/udev/70-bilanx.rules" > "$work/bridges.rules"
[ "$(wc -l < "$work/bridges.rules")" -eq 1 ] || fail "the shipped rule has no line for a bridge to copy"
sed -i 'p; s/"0403"/"2341"/; s/"6001"/"0043"/' "$work/bridges.rules"

{
    echo "node /dev/console 600 5 1"
    echo "program /bin/busybox $(command -v busybox)"
    echo "link /bin/sh busybox"
    echo "program /bin/bilanx $work/bilanx"
    echo "program /usr/sbin/usbip $(find "$usbip" -path '*/sbin/usbip')"
    echo "program /bin/udevadm $(find "$udev" -path '*/bin/udevadm')"
    echo "link /lib/systemd/systemd-udevd /bin/udevadm"
    # All rules of the system, so that ours stands among its real neighbours.
    find "$udev" "$systemd" -name '*.rules' | while read -r rule; do
        echo "file /lib/udev/rules.d/$(basename "$rule") 644 $rule"
    done
    echo "dir /etc/udev/rules.d 755"
    echo "file /rules/70-bilanx.rules 644 $root/udev/70-bilanx.rules"
    echo "file /rules/70-bilanx-plugdev.rules 644 $work/plugdev.rules"
    echo "file /rules/bridges.rules 644 $work/bridges.rules"
    echo "file /etc/passwd 644 $work/passwd"
    echo "file /etc/group 644 $work/group"
    echo "dir /var/run 755"
    echo "file /init 755 $here/guest/init"
    for part in scenario steps bridges vernier; do echo "file /$part 644 $here/guest/$part"; done
    for module in virtio_pci virtio_blk vhci-hcd xhci-pci ftdi_sio cdc-acm usbhid hid-generic; do
        echo "module $module"
    done
} > "$work/plan"
python3 "$here/initramfs.py" "$work/initramfs" "$kernel" "$work/plan" || fail "the initramfs could not be made"
truncate -s 256M "$work/out.tar"

booted=$(date +%s)
timeout -k 5 300 qemu-system-x86_64 -accel tcg -M q35 -cpu qemu64,+rdrand -smp 1 -m 1024 -nodefaults -nographic \
    -no-reboot -kernel "$image" -initrd "$work/initramfs" -serial "file:$work/console.txt" \
    -serial "unix:$work/words,server=on,wait=off" -qmp "unix:$work/qmp,server=on,wait=off" \
    -device qemu-xhci,id=xhci -chardev "socket,id=line,path=$work/line,server=on,wait=off" \
    -drive "file=$work/out.tar,format=raw,if=virtio,cache=unsafe" \
    -append "console=ttyS0 rdinit=/init quiet panic=-1 mitigations=off random.trust_cpu=on" < /dev/null &
qemu=$!
python3 "$here/hand.py" "$work" > "$work/hand.txt" 2>&1 &
hand=$!
wait $qemu || fail "the guest did not end in time: $(tail -n 5 "$work/console.txt")"
qemu=

last="$cache/last"
rm -rf "$last"
mkdir -p "$last"
cp "$work/console.txt" "$work/hand.txt" "$last/"
tar -xf "$work/out.tar" -C "$last" 2> /dev/null || fail "the guest left nothing: $(tail -n 5 "$work/console.txt")"
verdicts=$(grep '^@' "$last/scenario.txt" || true)
echo "$verdicts" | sed 's/^@/ /'
if ! grep -q '^@ end' "$work/console.txt" || echo "$verdicts" | grep -q '^@ FAIL'; then
    fail "see above, and $last"
fi
python3 "$here/check.py" "$last/data" || fail "the recordings are not what was asked for; they are in $last"
# What a real kernel and libusb delivered gives the same bytes again.
"$bilanx" check --replay "$last/data" || fail "a replay of the guest's journals differs; they are in $last"
ended=$(date +%s)
[ -n "${KEEP:-}" ] || rm -rf "$last"
echo "E2E KERNEL PASS in $((ended - began)) s ($((ended - booted)) s in the guest)"
