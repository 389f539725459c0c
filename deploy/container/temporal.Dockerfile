# temporal-server and its schema tool at the version that the programs are tested with (cli/temporal/obtain.ts), with our configuration.
#   docker build -f deploy/container/temporal.Dockerfile -t congvan-temporal deploy

FROM golang:1.26-trixie AS build
ARG VERSION=v1.29.1
ENV CGO_ENABLED=0
RUN go install go.temporal.io/server/cmd/server@${VERSION} \
 && go install go.temporal.io/server/cmd/tools/sql@${VERSION} \
 && mkdir /out \
 && mv /go/bin/server /out/temporal-server \
 && mv /go/bin/sql /out/temporal-sql-tool

FROM debian:trixie-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates postgresql-client tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10002 temporal
COPY --from=build /out/ /usr/local/bin/
COPY temporal/ /etc/temporal/
COPY container/temporal-entrypoint.sh container/temporal-schema.sh /usr/local/bin/
USER 10002:10002
EXPOSE 7233 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["temporal-entrypoint.sh", "health"]
ENTRYPOINT ["tini", "--", "temporal-entrypoint.sh"]
CMD ["frontend"]
