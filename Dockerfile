# Two images from one file: `docker build --target bot .` and `docker build --target inference .`
FROM node:24-bookworm-slim AS base
ENV NODE_ENV=production
WORKDIR /easel
COPY package.json package-lock.json .npmrc prisma.config.ts tsconfig.json ./
COPY prisma ./prisma
# The postinstall step generates the database client from prisma/schema.prisma; development packages stay out.
RUN npm ci --omit=dev && npm cache clean --force

# The process that knows people: no model, no GPU. The dashboard listens on 3001.
FROM base AS bot
COPY bot ./bot
EXPOSE 3001
USER node
CMD ["node", "--import", "tsx", "bot/main.ts"]

# The process that knows mathematics: no Discord token. Paints on the CPU as it is; CUDA is not in it.
FROM base AS inference
COPY inference ./inference
COPY models ./models
USER node
CMD ["node", "--import", "tsx", "inference/main.ts"]
