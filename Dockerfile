# jackin-mux as a container's main process.
#   docker build -t jackin-mux .
#   docker run -it jackin-mux                                             shows the screen
#   docker run -d -e KIMI_CODE_API_KEY jackin-mux claude --provider kimi  starts that tab
#   docker exec -it CONTAINER jackin-mux                                  attaches
# Agents are not part of it: put a layer with them on top (fixtures/image/Dockerfile does), or bind-mount them.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY src ./src
RUN node src/tools/build.mjs
# The bundle holds every package but node-pty, and of that only what runs here is taken: its code and one native module.
RUN set -eu; \
    platform="$(node -p 'process.platform + "-" + process.arch')"; \
    pty=node_modules/node-pty; out=/out/node_modules/node-pty; \
    mkdir -p "$out/lib" "$out/prebuilds"; \
    cp -r dist package.json /out/; \
    cp "$pty/package.json" "$pty/LICENSE" "$out/"; \
    (cd "$pty/lib" && find . -name '*.js' ! -name '*.test.js' ! -iname '*windows*' ! -iname '*conpty*' | tar cf - -T -) | tar xf - -C "$out/lib"; \
    cp -r "$pty/prebuilds/$platform" "$out/prebuilds/"; \
    cd /out && node -e 'require("node-pty")' && node dist/cli.js --version

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="jackin-mux" \
      org.opencontainers.image.description="A terminal multiplexer for coding agents: every tab its own agent and its own model provider" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/node:24-bookworm-slim"
# Node does not reap the orphans that agents leave behind, tini does. Its version is the Debian release's: a pinned one is
# gone from the mirrors with the next correction.
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/apt /var/log/dpkg.log
COPY --from=build /out /opt/jackin-mux
COPY LICENSE /opt/jackin-mux/
# /workspace is where the work is mounted. Any user may run the image (--user): /workspace is open as /tmp is.
RUN ln -s /opt/jackin-mux/dist/cli.js /usr/local/bin/jackin-mux \
 && mkdir -p /usr/local/share/man/man1 && ln -s /opt/jackin-mux/dist/man/jackin-mux.1 /usr/local/share/man/man1/ \
 && mkdir -p /workspace && chown node:node /workspace && chmod 1777 /workspace
ENV LANG=C.UTF-8 \
    SHELL=/bin/bash
USER node
WORKDIR /workspace
# asks the server itself, over its socket; a server that answers late is one that agents notice, too
HEALTHCHECK --interval=60s --timeout=10s --start-period=10s --retries=3 \
    CMD ["node", "-e", "require('/opt/jackin-mux/dist/api.js').connect().then((mux) => mux.list()).then(() => process.exit(0))"]
# -s: orphans come to tini also where something else is process 1 (--init, a shared process namespace)
ENTRYPOINT ["/usr/bin/tini", "-s", "--", "jackin-mux", "up"]
