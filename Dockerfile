# One image for everything: "docker run IMAGE" runs all stages in one container, with the name of a
# stage (internal-server, module-handler, external-client) that stage alone. See docs/operations.md.

ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG RUNTIME_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
# true: take gateway.distribution/target/gateway-<version>.tar.gz as it is, and build nothing
ARG PREPARED=false
WORKDIR /src
COPY . .
RUN if [ "$PREPARED" != true ]; then \
      rm -rf gateway.distribution/target && \
      mvn -B -ntp -q package -pl gateway.distribution -am \
        -DskipTests -Dmaven.test.skip.exec=true -Dspotless.skip; \
    fi && \
    mkdir /gateway && \
    tar xzf gateway.distribution/target/gateway-[0-9]*.tar.gz -C /gateway --strip-components=1 && \
    rm -rf /gateway/docs

FROM ${RUNTIME_IMAGE}
RUN useradd --system --uid 10001 --user-group --home-dir /data --no-create-home \
      --shell /usr/sbin/nologin gateway && \
    install -d -o gateway -g gateway /data && \
    ln -s /opt/gateway/bin/gateway /usr/local/bin/gateway
COPY --from=build /gateway /opt/gateway
# Starts the gateway once, so that Java keeps the classes as it needs them at each start.
RUN GATEWAY_JAVA_OPTS=-XX:ArchiveClassesAtExit=/opt/gateway/lib/gateway.jsa \
      gateway run --data /tmp/data >/tmp/log 2>&1 & \
    for i in $(seq 60); do \
      gateway health >/dev/null 2>&1 && break; sleep 1; \
    done; \
    kill $! && wait $! && rm -rf /tmp/data /tmp/log /tmp/hsperfdata_* && \
    chmod 0644 /opt/gateway/lib/gateway.jsa && \
    chown gateway:gateway /opt/gateway/deploy
ENV LC_ALL=C.UTF-8 \
    GATEWAY_DATA=/data \
    GATEWAY_IP_ADDRESS=0.0.0.0 \
    GATEWAY_WEB_PROBE_ADDRESS=0.0.0.0 \
    GATEWAY_WEB_PROBE_PORT=8081
USER gateway
VOLUME /data
EXPOSE 8888 8081
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s CMD ["gateway", "health"]
ENTRYPOINT ["gateway", "run"]
