#!/usr/bin/env bash
# A container engine for a machine that is a container itself: takes docker's commands, builds with buildah in a chroot, runs
# with podman and runc on cgroupfs. Debian has all three: apt-get install buildah podman runc
#   JACKIN_TEST_ENGINE=src/tools/nested-engine.sh npm run test:container
# Images and containers live below ${CONTAINER_STORE:-/tmp/containers}; base images must be there, or be within reach.
set -euo pipefail
store=${CONTAINER_STORE:-/tmp/containers}
storage=(--root "$store/store" --runroot "$store/run" --storage-driver vfs)
case ${1:-} in
  build)
    shift
    # docker's image format: the other one has no health check. A chroot has the network of this machine.
    BUILDAH_ISOLATION=chroot exec buildah "${storage[@]}" build --format docker --pull=missing --network host "$@"
    ;;
  run | create)
    command=$1
    shift
    # more than this machine allows itself would be refused
    set -- "$command" --ulimit nofile=4096:4096 --ulimit nproc=4096:4096 "$@"
    ;;
esac
exec podman "${storage[@]}" --cgroup-manager cgroupfs --runtime runc "$@"
