#!/usr/bin/env bash
# On the machine with the GPU: unpacks Node, Dawn and the Vulkan loader beside this script, and measures in under ten
# minutes. $1 is the folder that gets the results, one file a step, each with a time limit, so that an early stop leaves
# what came before. TRIAL=1 walks the same path in minutes on a software adapter.
set -u
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/out}
mkdir -p "$out"

unpack() { # ARCHIVE FILE: by xz where there is one, else by Python
  [ -s "$2" ] && return
  if command -v xz >/dev/null; then xz -dc "$1" >"$2"; else
    python3 -c 'import lzma,shutil,sys;shutil.copyfileobj(lzma.open(sys.argv[1]),open(sys.argv[2],"wb"))' "$1" "$2"
  fi
}
unpack "$here/node.xz" "$here/node"
chmod +x "$here/node"
unpack "$here/dawn.xz" "$here/node_modules/webgpu/dist/linux-x64/dawn.node"

if ! ldconfig -p | grep -q libvulkan; then
  for package in "$here"/*.deb; do [ -f "$package" ] && dpkg -x "$package" "$here/root"; done
  export LD_LIBRARY_PATH="$here/root/usr/lib/x86_64-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
# Containers often have the driver without its entry where the loader looks.
for driver in {/usr/local/nvidia/share,/usr/share,/etc}/vulkan/icd.d/nvidia_icd.json; do
  [ -f "$driver" ] && [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ] && export VK_DRIVER_FILES="$driver"
done

step() { # NAME SECONDS
  echo "== $1"
  timeout "$2" "$here/node" "$here/check.mjs" "$1" "$out" 2>&1
  echo "== $1: exit $?"
}
{
  nvidia-smi --query-gpu=name,driver_version --format=csv 2>/dev/null
  for one in ${STEPS:-adapter:60 correct:120 bench:150 agentic:150 pretrain:60}; do step "${one%:*}" "${one#*:}"; done
} | tee "$out/log.txt"
