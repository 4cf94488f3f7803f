# One image for every service: the command picks which one it is.
FROM python:3.11-slim-bookworm AS dependencies
COPY requirements.lock /build/
RUN python -m venv /opt/lianxi \
    && /opt/lianxi/bin/pip install --no-cache-dir --require-hashes --no-deps --requirement /build/requirements.lock

FROM node:24-bookworm-slim AS console
ENV LIANXI_CONSOLE_BUILD=/build/built
WORKDIR /build/services/portal/console
COPY services/portal/console/package.json services/portal/console/package-lock.json services/portal/console/.npmrc ./
RUN npm ci
COPY shared/contracts/generated/openapi.json /build/shared/contracts/generated/
COPY services/portal/console ./
RUN npm run build

FROM python:3.11-slim-bookworm
ENV PATH=/opt/lianxi/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONWARNINGS=ignore::DeprecationWarning \
    LANG=C.UTF-8
COPY --from=dependencies /opt/lianxi /opt/lianxi
WORKDIR /app
COPY deploy deploy
COPY shared shared
COPY services services
COPY --from=console /build/built var/console
USER 10001:10001
CMD ["python", "-m", "deploy.cli", "--help"]
