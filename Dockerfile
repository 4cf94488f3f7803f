# One image for every service: the command picks which one it is.
FROM python:3.11-slim-bookworm AS dependencies
COPY requirements.lock /build/
RUN python -m venv /opt/lianxi \
    && /opt/lianxi/bin/pip install --no-cache-dir --require-hashes --no-deps --requirement /build/requirements.lock

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
USER 10001:10001
CMD ["python", "-m", "deploy.cli", "--help"]
