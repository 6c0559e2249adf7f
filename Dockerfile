# The portal as one image for web, worker and commands: docker build -t scheidingsplein .
# Made to run as uid 1000 on a read-only file system; nothing is written to disk.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/python -m pip install --only-binary :all: --require-hashes -r requirements.txt
COPY pyproject.toml wsgi.py LICENSE ./
COPY LICENSES LICENSES
COPY deploy/gunicorn.py deploy/gunicorn.py
COPY migrations migrations
COPY translations translations
COPY tenants tenants
COPY portal portal
RUN /venv/bin/python -m whitenoise.compress --quiet portal/web/static \
    && /venv/bin/python -m compileall -q portal migrations wsgi.py

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Scheidingsplein" \
      org.opencontainers.image.licenses="EUPL-1.2"
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FLASK_APP=wsgi.py \
    WEB_BIND=0.0.0.0:8000 \
    WEB_CONCURRENCY=2
RUN useradd --uid 1000 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin portal
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/_healthz/livez/', timeout=2)"]
CMD ["gunicorn", "-c", "deploy/gunicorn.py", "wsgi:app"]
