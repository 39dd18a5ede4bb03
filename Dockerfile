# jackin-mux as a container's main process.
#   docker build -t jackin-mux .
#   docker run -it jackin-mux                                             shows the screen
#   docker run -d -e KIMI_CODE_API_KEY jackin-mux claude --provider kimi  starts that tab
#   docker exec -it CONTAINER jackin-mux                                  attaches
# Agents are not part of it: put a layer with them on top, or bind-mount them.

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
      org.opencontainers.image.licenses="MIT"
# Node does not reap the orphans that agents leave behind, tini does
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/apt /var/log/dpkg.log
COPY --from=build /out /opt/jackin-mux
COPY LICENSE /opt/jackin-mux/
RUN ln -s /opt/jackin-mux/dist/cli.js /usr/local/bin/jackin-mux \
 && mkdir -p /workspace && chown node:node /workspace
ENV LANG=C.UTF-8 \
    SHELL=/bin/bash
USER node
WORKDIR /workspace
ENTRYPOINT ["/usr/bin/tini", "--", "jackin-mux", "up"]
