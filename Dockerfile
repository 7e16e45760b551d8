# syntax=docker/dockerfile:1
# docs/deploy.md says how to run it. `node scripts/container.mjs` executes these steps without a container engine.

FROM node:22-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
# Only these decide what is installed: changes to the code keep this layer.
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN --mount=type=cache,target=/app/.next/cache node scripts/standalone.mjs

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 UV_THREADPOOL_SIZE=16
# Otherwise glibc keeps freed memory for each thread apart: some 50 MB under load.
ENV MALLOC_ARENA_MAX=2
ENV HOST=0.0.0.0 PORT=3000 STORAGE_DIR=storage
COPY --from=build /app/.next/standalone ./
COPY --from=build --chown=1000:1000 /app/.next/standalone/storage ./storage
USER 1000:1000
EXPOSE 3000
# The only places it writes to: datasets here, and nothing but temporary files in /tmp.
VOLUME /app/storage
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "server/check-health.mjs"]
CMD ["node", "--min-semi-space-size=8", "--max-semi-space-size=8", "server/main.mjs"]
