# The firewall and its demo city, from hashed requirements, as a user without rights.
#
# The base is named by a tag: a digest is worth what its reader has checked, and it keeps security fixes out until somebody
# changes it. A city that mirrors images gives its own: --build-arg PYTHON=registry.example.gov/python@sha256:...
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/firewall
WORKDIR /src
COPY requirements-run.lock ./
RUN /opt/firewall/bin/pip install --require-hashes -r requirements-run.lock
COPY pyproject.toml README.md LICENSE ./
COPY policies ./policies
COPY firewall ./firewall
RUN /opt/firewall/bin/pip install --no-deps --no-build-isolation . \
 && /opt/firewall/bin/pip uninstall --yes pip

FROM ${PYTHON}
# What is compiled for this processor on the first start goes to /cache: with a volume there, the next start takes two seconds.
ENV PATH=/opt/firewall/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 XDG_CACHE_HOME=/cache

RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin firewall \
 && install -d -o firewall -g firewall -m 0700 /data /cache
COPY --from=build /opt/firewall /opt/firewall

# Nothing outside of /data, /cache and /tmp is ever written: the root may be read-only.
WORKDIR /data
USER 10001
VOLUME ["/data", "/cache"]
EXPOSE 8080
STOPSIGNAL SIGTERM

# The first start compiles the detectors, which takes some ten seconds on a slow machine.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8081/healthz', timeout=2)"]

ENTRYPOINT ["firewall"]
CMD ["run", "--config", "/etc/firewall/firewall.toml"]
